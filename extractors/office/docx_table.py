"""The grid of a Word table: spans to the right (``gridSpan``) and downwards (``vMerge``)."""

from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree

from extractors.office.docx_styles import child_value, is_on
from extractors.office.docx_text import children
from extractors.office.package import W

_NEAR = 60
"""Edges less than 3 pt (in twentieths) apart are one: Word's own rows differ by that much."""

_WIDEST = 256
"""Columns that one cell may span; Word itself allows 63 in all."""


class WordCell(NamedTuple):
    """A cell with its place; `element` holds its paragraphs."""

    row: int
    column: int
    row_span: int
    column_span: int
    element: etree._Element
    header: bool


class WordTable(NamedTuple):
    """The cells of a table; `number` of a row counts the rows that are printed, from 1."""

    row_count: int
    column_count: int
    cells: tuple[WordCell, ...]
    deleted: bool
    """Whether rows or cells were struck out by tracked changes."""


class _Piece(NamedTuple):
    element: etree._Element
    span: int
    width: int | None
    goes_on: bool
    """It continues the cell above."""
    merges_left: bool


class _Row(NamedTuple):
    pieces: tuple[_Piece, ...]
    header: bool


def read_table(tables: Sequence[etree._Element]) -> WordTable:
    """Read one printed table; several elements that touch are printed as one."""
    rows: list[_Row] = []
    deleted = False
    for table in tables:
        for element in children(table):
            if element.tag != W + "tr":
                continue
            properties = element.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                deleted = True
                continue
            row, struck = _row(element, properties)
            deleted = deleted or struck
            if any(piece.element is not _GAP for piece in row.pieces):
                rows.append(row)
    placed = _without_slivers(_by_spans(rows), tables[0])
    widths = {line[-1][1] + line[-1][2] for line in placed if line}
    if len(widths) > 1:
        placed = _by_widths(rows) or placed
    width = max((line[-1][1] + line[-1][2] for line in placed if line), default=0)
    return WordTable(len(rows), width, _merged(placed, rows), deleted)


def _row(element: etree._Element, properties: etree._Element | None) -> tuple[_Row, bool]:
    pieces = _gap(properties, "Before")
    deleted = False
    for cell in children(element):
        if cell.tag != W + "tc":
            continue
        own = cell.find(W + "tcPr")
        if own is not None and own.find(W + "cellDel") is not None:
            deleted = True
            continue
        vertical = own.find(W + "vMerge") if own is not None else None
        pieces.append(
            _Piece(
                element=cell,
                span=min(max(1, _whole(child_value(own, "gridSpan"), 1)), _WIDEST),
                width=_width(own, "tcW"),
                goes_on=vertical is not None and vertical.get(W + "val", "continue") == "continue",
                merges_left=child_value(own, "hMerge") == "continue",
            )
        )
    header = properties.find(W + "tblHeader") if properties is not None else None
    row = _Row(
        pieces=(*pieces, *_gap(properties, "After")),
        header=header is not None and is_on(header.get(W + "val", "1")),
    )
    return row, deleted


_GAP = etree.Element(W + "tc")
"""Stands for the place that a row leaves free before its first cell or after its last."""


def _gap(properties: etree._Element | None, side: str) -> list[_Piece]:
    span = min(_whole(child_value(properties, f"grid{side}"), 0), _WIDEST)
    width = _width(properties, f"w{side}")
    return [_Piece(_GAP, span, width, goes_on=False, merges_left=False)] if span else []


_Placed = list[tuple[_Piece, int, int]]


def _by_spans(rows: Sequence[_Row]) -> list[_Placed]:
    """Piece, column and span of each row, as ``gridSpan`` tells."""
    placed: list[_Placed] = []
    for row in rows:
        line: _Placed = []
        column = 0
        for piece in row.pieces:
            if piece.merges_left and line:
                last, at, span = line[-1]
                line[-1] = (last, at, span + piece.span)
            else:
                line.append((piece, column, piece.span))
            column += piece.span
        placed.append(line)
    return placed


def _without_slivers(placed: list[_Placed], table: etree._Element) -> list[_Placed]:
    """The places without grid columns too narrow to hold anything.

    Word makes one wherever a row's edge was dragged a little beside those of the other rows.
    """
    widths = [_whole(column.get(W + "w"), 0) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
    number = [0]
    for width in widths:
        number.append(number[-1] + (width >= _NEAR))
    if number[-1] == len(widths) or not number[-1]:
        return placed
    kept: list[_Placed] = []
    for line in placed:
        kept.append([])
        for piece, column, span in line:
            if column + span >= len(number):
                return placed
            room = number[column + span] - number[column]
            if room:
                kept[-1].append((piece, number[column], room))
            elif any((text.text or "").strip() for text in piece.element.iter(W + "t")):
                return placed
    return kept


def _by_widths(rows: Sequence[_Row]) -> list[_Placed] | None:
    """The same by the widths of cells, for writers that leave spans out; null without widths."""
    edges: list[list[int]] = []
    for row in rows:
        if any(not piece.width for piece in row.pieces):
            return None
        left = 0
        edges.append([left])
        for piece in row.pieces:
            left += piece.width or 0
            edges[-1].append(left)
    if len({edge // _NEAR for line in edges for edge in line[-1:]}) > 2:
        return None
    columns = columns_of(edges)
    placed: list[_Placed] = []
    for row, line in zip(rows, edges, strict=True):
        found: _Placed = []
        for piece, left, right in zip(row.pieces, line, line[1:], strict=False):
            start, end = nearest(columns, left), nearest(columns, right)
            if end <= start:
                return None
            if piece.merges_left and found:
                found[-1] = (found[-1][0], found[-1][1], end - found[-1][1])
            else:
                found.append((piece, start, end - start))
        placed.append(found)
    return placed


def columns_of(edges: Sequence[Sequence[int]], near: int = _NEAR) -> list[int]:
    """The places of column edges, from those of all rows: near ones are one."""
    columns: list[int] = []
    for edge in sorted({edge for line in edges for edge in line}):
        if not columns or edge - columns[-1] > near:
            columns.append(edge)
    return columns


def nearest(columns: Sequence[int], edge: int) -> int:
    """Which of the column edges is meant by `edge`."""
    return min(range(len(columns)), key=lambda at: abs(columns[at] - edge))


def _merged(placed: list[_Placed], rows: Sequence[_Row]) -> tuple[WordCell, ...]:
    cells: list[WordCell] = []
    open_at: dict[tuple[int, int], int] = {}
    """Column and span to the cell (its index) that may go on in the next row."""
    for number, line in enumerate(placed):
        going: dict[tuple[int, int], int] = {}
        for piece, column, span in line:
            above = open_at.get((column, span))
            if piece.goes_on and above is not None:
                cells[above] = cells[above]._replace(row_span=cells[above].row_span + 1)
                going[column, span] = above
                continue
            going[column, span] = len(cells)
            cells.append(WordCell(number, column, 1, span, piece.element, rows[number].header))
        open_at = going
    return tuple(cells)


def _width(properties: etree._Element | None, name: str) -> int | None:
    element = properties.find(W + name) if properties is not None else None
    if element is None or element.get(W + "type", "dxa") != "dxa":
        return None
    return _whole((element.get(W + "w") or "").partition(".")[0], 0) or None


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else otherwise
