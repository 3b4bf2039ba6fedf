"""The CSS selector of an element, the same element in this parser's tree and in a browser's."""

import re

from lxml import etree

from extractors.web.tree import children, tag_of

_NAME = re.compile(r"^[a-z][a-z0-9]*$")
_ID = re.compile(r"^[A-Za-z_][A-Za-z0-9_-]*$")
_GROUPS = ("thead", "tbody", "tfoot")


class Selectors:
    """Gives every element of one page a selector that finds it alone.

    A path starts at the nearest ancestor with an id of its own. A browser puts the rows of a table
    without ``<tbody>`` into one; the selector of such a row holds with and without it.
    """

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._steps: dict[etree._Element, str] = {}
        self._paths: dict[etree._Element, tuple[str, str]] = {}
        self._nests: dict[etree._Element, bool] = {}
        counts: dict[str, int] = {}
        for element in root.iter(etree.Element):
            if name := element.get("id"):
                counts[name] = counts.get(name, 0) + 1
        self._ids = {name for name, count in counts.items() if count == 1 and _ID.match(name)}

    def of(self, element: etree._Element) -> str:
        """The selector of an element of this page."""
        parent = element.getparent()
        if parent is not None:
            self._path(parent)
        plain, grouped = self._extended(element, parent)
        return plain if plain == grouped else f"{plain}, {grouped}"

    def _path(self, element: etree._Element) -> tuple[str, str]:
        """The path as parsed, and as it is where a browser adds ``<tbody>``."""
        chain = []
        at: etree._Element | None = element
        while at is not None and at not in self._paths:
            chain.append(at)
            at = at.getparent()
        for member in reversed(chain):
            self._paths[member] = self._extended(member, member.getparent())
        return self._paths[element]

    def _extended(self, element: etree._Element, parent: etree._Element | None) -> tuple[str, str]:
        name = element.get("id")
        if name in self._ids:
            return f"#{name}", f"#{name}"
        if parent is None:
            return tag_of(element), tag_of(element)
        plain, grouped = self._paths[parent]
        step = self._step(element, parent)
        if tag_of(element) == "tr" and tag_of(parent) == "table":
            if not self._nests_rows(parent):
                return f"{plain} {step}", f"{grouped} {step}"
            return f"{plain} > {step}", f"{grouped} > tbody:nth-of-type(1) > {step}"
        return f"{plain} > {step}", f"{grouped} > {step}"

    def _nests_rows(self, table: etree._Element) -> bool:
        """Whether a row of this table cannot be told from others by its number alone."""
        if table not in self._nests:
            inner = next(table.iterdescendants("table", *_GROUPS), None)
            self._nests[table] = inner is not None
        return self._nests[table]

    def _step(self, element: etree._Element, parent: etree._Element) -> str:
        if element not in self._steps:
            counts: dict[str, int] = {}
            for place, child in enumerate(children(parent), 1):
                tag = tag_of(child)
                counts[tag] = counts.get(tag, 0) + 1
                if tag in ("body", "head"):
                    self._steps[child] = tag
                elif _NAME.match(tag):
                    self._steps[child] = f"{tag}:nth-of-type({counts[tag]})"
                else:
                    self._steps[child] = f"*:nth-child({place})"
        return self._steps[element]
