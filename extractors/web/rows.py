"""The rows of a table: those of a ``<table>``, and blocks that are laid out as rows without one."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from extractors.web.cells import printed_in
from extractors.web.tree import BLOCKS, CONTROLS, UNPRINTED, children, is_hidden, tag_of
from figures import classify_cell

_GROUPS = ("thead", "tbody", "tfoot")
_PARTS = ("table", "thead", "tbody", "tfoot", "tr")
_LONGEST = 40
_VALUES = ("number", "dash", "misprint")


class TableRow(NamedTuple):
    """One row that shows, and its cells from left to right."""

    element: etree._Element
    group: int
    """Rows of one ``<tbody>`` or the like share a number; no cell spans from one to another."""
    heading: bool
    cells: list[etree._Element]


def rows_of(table: etree._Element, hidden: frozenset[str]) -> list[TableRow]:
    """The shown rows in the order they are shown: heads first, feet last."""
    order = {"thead": 0, "tfoot": 2}
    rows: list[tuple[int, TableRow]] = []
    group = 0
    stack = [(child, 1, 0) for child in reversed(list(children(table)))]
    loose: TableRow | None = None
    while stack:
        element, rank, section = stack.pop()
        tag = tag_of(element)
        if tag in UNPRINTED or tag in ("caption", "col", "colgroup") or is_hidden(element, hidden):
            continue
        if tag in ("td", "th"):
            # A cell whose <tr> was forgotten begins a row of its own kind.
            if loose is None:
                parent = element.getparent()
                loose = TableRow(table if parent is None else parent, section, False, [])
                rows.append((rank, loose))
            loose.cells.append(element)
            continue
        loose = None
        if tag == "tr":
            cells = _cells_of(element, hidden)
            if cells and not _is_ruler(element, cells, hidden):
                rows.append((rank, TableRow(element, section, rank == 0, cells)))
        elif tag in _GROUPS:
            group += 1
            stack.extend(
                (child, order.get(tag, 1), group) for child in reversed(list(children(element)))
            )
        elif tag != "table":
            stack.extend((child, rank, section) for child in reversed(list(children(element))))
    rows.sort(key=lambda entry: entry[0])
    return [row for _, row in rows]


def _cells_of(row: etree._Element, hidden: frozenset[str]) -> list[etree._Element]:
    cells = []
    stack = list(reversed(list(children(row))))
    while stack:
        element = stack.pop()
        tag = tag_of(element)
        if is_hidden(element, hidden):
            continue
        if tag in ("td", "th"):
            cells.append(element)
        elif tag not in UNPRINTED and tag not in ("table", "tr"):
            stack.extend(reversed(list(children(element))))
    return cells


def _is_ruler(row: etree._Element, cells: list[etree._Element], hidden: frozenset[str]) -> bool:
    """Whether a row is the zero-high one by which Word and Excel set the widths of columns."""
    height = (row.get("height") or "").strip()
    style = (row.get("style") or "").replace(" ", "").lower()
    if height not in ("0", "0px", "0pt") and not re.search(
        r"(?:^|;)height:0(?:px|pt)?(?:;|$)", style
    ):
        return False
    return not any(printed_in(cell, hidden).text for cell in cells)


def aligned_rows(
    parent: etree._Element, hidden: frozenset[str]
) -> Iterator[etree._Element | list[TableRow]]:
    """The children of a block, those that are the rows of a table without ``<table>`` as one list.

    Rows are alike in their number of cells; words head them, and below the words of one cell stand
    figures alone. Each may be a ``<table>`` of its own.
    """
    inside = list(children(parent))
    if len(inside) < 2 or tag_of(parent) in _PARTS:
        yield from inside
        return
    rows = [_row_or_group(child, hidden) for child in inside]
    for width, group in groupby(zip(inside, rows, strict=True), lambda pair: _width(pair[1])):
        run = list(group)
        found = [row for _, member in run for row in member]
        if width >= 2 and _is_headed(found, hidden):
            yield [row._replace(heading=at == 0) for at, row in enumerate(found)]
        else:
            yield from (child for child, _ in run)


def _width(rows: list[TableRow]) -> int:
    """How many cells each of the rows has; 0 for none or for rows that differ."""
    widths = {len(row.cells) for row in rows}
    return widths.pop() if len(widths) == 1 else 0


def _row_or_group(element: etree._Element, hidden: frozenset[str]) -> list[TableRow]:
    """The row that an element is, or the rows that it groups; nothing for anything else."""
    if tag_of(element) == "table":
        rows = rows_of(element, hidden)
        return rows if len(rows) == 1 and len(rows[0].cells) >= 2 else []
    row = _as_row(element, hidden)
    if row is not None:
        return [row]
    if tag_of(element) not in BLOCKS or tag_of(element) in _PARTS:
        return []
    inner = [_as_row(child, hidden) for child in children(element)]
    rows = [row for row in inner if row is not None]
    return rows if len(rows) == len(inner) else []


def _as_row(element: etree._Element, hidden: frozenset[str]) -> TableRow | None:
    """The element as a row of cells, all of its text in them."""
    if tag_of(element) not in BLOCKS or tag_of(element) in _PARTS or is_hidden(element, hidden):
        return None
    if (element.text or "").strip():
        return None
    cells = []
    for child in children(element):
        if (child.tail or "").strip() or tag_of(child) in CONTROLS or not _is_cell(child):
            return None
        if tag_of(child) not in UNPRINTED and not is_hidden(child, hidden):
            cells.append(child)
    return TableRow(element, 0, False, cells) if len(cells) >= 2 else None


def _is_cell(element: etree._Element) -> bool:
    """Whether an element holds one text, whatever wraps it."""
    while True:
        blocks = [child for child in children(element) if tag_of(child) in BLOCKS]
        if not blocks:
            return tag_of(element) != "br"
        if len(blocks) > 1 or len(element) > 1 or (element.text or "").strip():
            return False
        element = blocks[0]
        if tag_of(element) in _PARTS:
            return False


def _is_headed(rows: list[TableRow], hidden: frozenset[str]) -> bool:
    """Whether rows are a table rather than a menu or a list of links."""
    texts = [[printed_in(cell, hidden) for cell in row.cells] for row in rows]
    links = sum(text.link_chars for row in texts for text in row)
    chars = sum(len(text.text) for row in texts for text in row)
    return links * 2 <= chars and heads_figures([[text.text for text in row] for row in texts])


def heads_figures(rows: list[list[str]]) -> bool:
    """Whether the first row is short words, and some column below it figures, another words."""
    if len(rows) < 3 or any(len(text) > _LONGEST for row in rows for text in row):
        return False
    kinds = [[classify_cell(text) for text in row] for row in rows]
    if any(kind != "text" for kind in kinds[0]):
        return False
    columns = list(zip(*kinds[1:], strict=True))
    figures = any(
        "number" in column and all(kind in _VALUES for kind in column) for column in columns
    )
    return figures and any(_holds_words(column) for column in columns)


def _holds_words(column: tuple[str, ...]) -> bool:
    """Whether a column is words; that of the names is blank beside a total."""
    words = column.count("text")
    return words >= 2 and words + column.count("blank") == len(column) < 2 * words
