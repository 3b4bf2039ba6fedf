"""Tables of a page as exact grids, and the telling of data tables from tables used as layout."""

import re
from bisect import bisect_left
from typing import NamedTuple

from lxml import etree

from evidence import Message
from extractors.document import Unreadable
from extractors.tables.words import is_heading_word
from extractors.web.cells import Printed, printed_in
from extractors.web.rows import TableRow
from extractors.web.tree import CONTROLS, tag_of

_MOST_PLACES = 1_000_000
_MOST_COLUMNS = 2_000
_SPAN = re.compile(r"\s*(\d+)")
_NUMBER = re.compile(r"^[-－—+]?\d[\d,.，:：]*\s*[%％‰]?$")
_BORDERED = re.compile(
    r"\b(?:mso\w*table\w*|mso\w*grid|table-bordered|data-?table|ke-zeroborder)\b", re.I
)
_IMPRINT = re.compile(
    r"版权所有|ICP备\s*\d|公网安备\s*\d|设为首页|(?:网站标识码|备案号|技术支持|主办单位|承办单位)\s*[:：]"
)


class PlacedCell(NamedTuple):
    """A cell at its top left place; `element` is the row's where nothing is printed there."""

    row: int
    column: int
    row_span: int
    column_span: int
    element: etree._Element
    printed: Printed
    header: bool


class TableRead(NamedTuple):
    """A table's grid: every place lies in exactly one of its cells."""

    row_count: int
    column_count: int
    cells: tuple[PlacedCell, ...]
    ragged: int
    """Rows that ended early and were filled with blanks (section rows of one cell not counted)."""


class _Found(NamedTuple):
    """A cell on the page's own grid, before columns and rows that nothing starts in are dropped."""

    row: int
    column: int
    row_span: int
    column_span: int
    element: etree._Element
    heading: bool


def read_rows(rows: list[TableRow], hidden: frozenset[str]) -> TableRead | None:
    """The grid of the rows of one table, as a browser lays it out; None without a cell to show.

    A span goes no further than its row group, nor over a cell that already stands there; columns
    and rows in which no cell begins are not printed and are dropped; a row that ends early is
    filled with blanks.

    Raises:
        Unreadable: the table has more places than can be read.
    """
    found = _place(rows)
    sources = sorted({cell.row for cell in found})
    starts = sorted({cell.column for cell in found})
    if not found:
        return None
    if len(sources) * len(starts) > _MOST_PLACES:
        raise _too_large(len(sources), len(starts))
    row_of = {row: place for place, row in enumerate(sources)}
    column_of = {at: place for place, at in enumerate(starts)}
    cells = []
    taken = [[False] * len(column_of) for _ in row_of]
    for cell in found:
        row, column = row_of[cell.row], column_of[cell.column]
        height = bisect_left(sources, cell.row + cell.row_span) - row
        width = bisect_left(starts, cell.column + cell.column_span) - column
        for at in range(row, row + height):
            taken[at][column : column + width] = [True] * width
        header = cell.heading or tag_of(cell.element) == "th"
        printed = printed_in(cell.element, hidden)
        cells.append(PlacedCell(row, column, height, width, cell.element, printed, header))
    begun = [0] * len(row_of)
    for placed in cells:
        begun[placed.row] += 1
    ragged = 0
    blank = Printed("", "", 0)
    for at, source in enumerate(sources):
        missing = [column for column, full in enumerate(taken[at]) if not full]
        ragged += bool(missing) and begun[at] > 1
        cells.extend(
            PlacedCell(at, column, 1, 1, rows[source].element, blank, False) for column in missing
        )
    heads = len(sources) == 1 and len(cells) > 2
    if heads and all(is_heading_word(placed.printed.text) for placed in cells):
        cells = [placed._replace(header=True) for placed in cells]
    cells.sort(key=lambda placed: (placed.row, placed.column))
    return TableRead(len(row_of), len(column_of), tuple(cells), ragged)


def _too_large(rows: int, columns: int) -> Unreadable:
    return Unreadable(
        "too_large",
        Message(
            zh=f"网页中有一张 {rows} 行 {columns} 列的表，超过上限（{_MOST_PLACES} 格）；"
            "请拆成几个文件后再读",
            en=f"a table of the page has {rows} rows and {columns} columns, more than "
            f"{_MOST_PLACES} places; split it into several files and add those",
        ),
    )


def _place(rows: list[TableRow]) -> list[_Found]:
    """Put every cell at the first free place of its row, as the HTML standard does.

    Nothing at all where the table is wider than any that is printed.
    """
    found = []
    free_from: list[int] = []
    group: int | None = None
    ends: dict[int, int] = {row.group: at + 1 for at, row in enumerate(rows)}
    for at, row in enumerate(rows):
        if row.group != group:
            group, free_from = row.group, []
        column = 0
        for element in row.cells:
            while column < len(free_from) and free_from[column] > at:
                column += 1
            if column > _MOST_COLUMNS:
                return []
            width = min(_span(element, "colspan") or 1, 1000)
            height = _span(element, "rowspan")
            bottom = ends[row.group] if height == 0 else min(at + height, ends[row.group])
            start = column
            while column < start + width:
                if column == len(free_from):
                    free_from.append(0)
                elif free_from[column] > at:
                    break
                free_from[column] = bottom
                column += 1
            found.append(_Found(at, start, bottom - at, column - start, element, row.heading))
    return found


def _span(element: etree._Element, name: str) -> int:
    """A span as browsers read it: the leading digits, else 1."""
    match = _SPAN.match(element.get(name) or "")
    return int(match.group(1)[:6]) if match else 1


def is_data_table(table: etree._Element, read: TableRead, hidden: frozenset[str]) -> bool:
    """Whether a table is a grid of data rather than a frame for prose, menus or links."""
    texts = [cell for cell in read.cells if cell.printed.text]
    rows_filled: dict[int, int] = {}
    for cell in texts:
        rows_filled[cell.row] = rows_filled.get(cell.row, 0) + 1
    paired = sum(filled >= 2 for filled in rows_filled.values())
    if read.row_count == 1 and all(cell.header for cell in read.cells):
        # The heading of the rows that the next table scrolls below it.
        return len(texts) >= 2
    if paired < 2 or len({cell.column for cell in texts}) < 2:
        return False
    chars = sum(len(cell.printed.text) for cell in texts)
    links = sum(cell.printed.link_chars for cell in texts)
    numbers = sum(bool(_NUMBER.match(cell.printed.text)) for cell in texts)
    headed = any(cell.header for cell in texts)
    longest = max(texts, key=lambda cell: len(cell.printed.text)).printed
    nested = _nested_chars(table, hidden)
    if nested and (nested * 3 > chars or paired < 3):
        return False
    if links * 5 >= chars * 4 and not headed and numbers < 2:
        return False
    if (
        read.row_count <= 6
        and not headed
        and _IMPRINT.search("".join(c.printed.text for c in texts))
    ):
        return False
    controls = sum(1 for _ in table.iter(*CONTROLS))
    if controls * 2 > len(texts) and not headed:
        return False
    # A frame of prose: one cell holds most of the text, and no grid stands around it.
    framed = paired < 3 and not headed and not _is_bordered(table)
    return not (framed and len(longest.text) >= 120 and len(longest.text) * 10 >= chars * 6)


def _nested_chars(table: etree._Element, hidden: frozenset[str]) -> int:
    """How much text stands in tables inside this one."""
    return sum(
        len(printed_in(inner, hidden).text)
        for inner in table.iterdescendants("table")
        if not any(tag_of(a) == "table" and a is not table for a in _between(inner, table))
    )


def _between(inner: etree._Element, outer: etree._Element) -> list[etree._Element]:
    found = []
    at = inner.getparent()
    while at is not None and at is not outer:
        found.append(at)
        at = at.getparent()
    return found


def _is_bordered(table: etree._Element) -> bool:
    border = (table.get("border") or "0").strip()
    return border not in ("", "0", "0px") or bool(_BORDERED.search(table.get("class") or ""))
