"""What the styles of a Word file say of a paragraph: heading, centred, size, hidden, numbered."""

import re
from typing import NamedTuple

from lxml import etree

from extractors.office.package import W

_HEADING_NAME = re.compile(r"(heading \d|title|标题( ?\d)?|toc heading)", re.I)


class Look(NamedTuple):
    """How text looks: what was stated nearest to it."""

    centred: bool | None = None
    outlined: bool = False
    """It has a level in the outline, or a style for titles."""
    size_pt: float | None = None
    hidden: bool | None = None
    numbering: tuple[str, int] | None = None
    """The numbering it belongs to and the level in it."""

    def over(self, base: "Look") -> "Look":
        """This look where it states something, else `base`."""
        return Look(
            base.centred if self.centred is None else self.centred,
            self.outlined or base.outlined,
            base.size_pt if self.size_pt is None else self.size_pt,
            base.hidden if self.hidden is None else self.hidden,
            base.numbering if self.numbering is None else self.numbering,
        )


class Styles:
    """The styles of a file by id, each with what it takes from those it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._known: dict[str, Look] = {}
        self._default = ""
        self._base = Look()
        if root is None:
            return
        for style in root.iter(W + "style"):
            name = style.get(W + "styleId", "")
            self._styles[name] = style
            if style.get(W + "type") == "paragraph" and is_on(style.get(W + "default", "0")):
                self._default = name
        for defaults in root.iter(W + "docDefaults"):
            for rpr in defaults.iter(W + "rPr"):
                self._base = run_look(rpr).over(self._base)

    def named(self, name: str) -> Look:
        """The look of a style, that of what it is based on included."""
        if name not in self._known:
            self._known[name] = self._look(name)
        return self._known[name]

    def paragraph(self, properties: etree._Element | None) -> Look:
        """The look of a paragraph with these ``w:pPr``."""
        named = child_value(properties, "pStyle") or self._default
        return paragraph_look(properties).over(self.named(named)).over(self._base)

    def _look(self, name: str) -> Look:
        look = Look()
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            own = paragraph_look(style.find(W + "pPr"))
            own = run_look(style.find(W + "rPr")).over(own)
            if _HEADING_NAME.fullmatch(child_value(style, "name") or ""):
                own = own._replace(outlined=True)
            look = look.over(own)
            name = child_value(style, "basedOn") or ""
        return look


def paragraph_look(properties: etree._Element | None) -> Look:
    """What ``w:pPr`` itself states."""
    if properties is None:
        return Look()
    aligned = child_value(properties, "jc")
    outline = child_value(properties, "outlineLvl")
    numbering = properties.find(W + "numPr")
    number = child_value(numbering, "numId")
    level = child_value(numbering, "ilvl") or "0"
    return Look(
        centred=None if aligned is None else aligned in ("center", "distribute"),
        outlined=outline is not None and outline != "9",
        numbering=(number, int(level)) if number is not None and level.isdecimal() else None,
    )


def run_look(properties: etree._Element | None) -> Look:
    """What ``w:rPr`` itself states."""
    if properties is None:
        return Look()
    size = child_value(properties, "sz")
    vanish = properties.find(W + "vanish")
    return Look(
        size_pt=float(size) / 2 if size and re.fullmatch(r"\d+(\.\d+)?", size) else None,
        hidden=None if vanish is None else is_on(vanish.get(W + "val", "1")),
    )


def child_value(parent: etree._Element | None, name: str) -> str | None:
    """The ``w:val`` of a child; null where there is none."""
    child = parent.find(W + name) if parent is not None else None
    return child.get(W + "val") if child is not None else None


def is_on(value: str) -> bool:
    """Whether a switch is on."""
    return value.lower() in ("1", "true", "on")
