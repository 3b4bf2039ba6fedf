"""The rows of a table of an old Word file: where its cells lie, and which are merged."""

import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.office.doc_stream import Sprms
from extractors.office.docx_table import columns_of, nearest

_DEFINED, _VERTICAL, _ACROSS, _HEADER = 0xD608, 0xD62B, 0x5624, 0x3404
_CELL_BYTES = 20


class RowCell(NamedTuple):
    """A cell of a row: its edges in twentieths of a point, and how it merges."""

    left: int
    right: int
    goes_left: bool
    """It continues the cell to the left."""
    goes_up: bool
    """It continues the cell above."""
    text: str


class TableRow(NamedTuple):
    """A row as the file states it."""

    cells: tuple[RowCell, ...]
    header: bool


class Placed(NamedTuple):
    """A cell in the grid, 0-based, with its spans."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    header: bool


def read_row(sprms: Sprms, texts: Sequence[str]) -> TableRow:
    """The row that these properties define, holding `texts`; undefined cells are equally wide."""
    edges: tuple[int, ...] = ()
    flags: list[int] = []
    header = False
    for code, operand in sprms:
        if code == _DEFINED and len(operand) > 4:
            count = operand[2]
            if 3 + 2 * (count + 1) <= len(operand):
                edges = struct.unpack_from(f"<{count + 1}h", operand, 3)
                start = 3 + 2 * (count + 1)
                flags = [
                    struct.unpack_from("<H", operand, at)[0] if at + 2 <= len(operand) else 0
                    for at in range(start, start + _CELL_BYTES * count, _CELL_BYTES)
                ]
        elif code == _VERTICAL and len(operand) == 3 and operand[1] < len(flags):
            kept = flags[operand[1]] & ~0x60
            flags[operand[1]] = kept | (operand[2] & 3) << 5
        elif code == _ACROSS and len(operand) == 2:
            for at in range(operand[0], min(operand[1], len(flags))):
                flags[at] = flags[at] & ~3 | (1 if at == operand[0] else 2)
        elif code == _HEADER:
            header = operand != b"\0"
    if len(edges) != len(texts) + 1:
        if len(edges) > len(texts) + 1:
            edges, flags = edges[: len(texts) + 1], flags[: len(texts)]
        else:
            edges = tuple(range(0, 2000 * (len(texts) + 1), 2000))
            flags = [0] * len(texts)
    across = _going_left([flag & 3 for flag in flags])
    cells = tuple(
        RowCell(left, right, across[at], flags[at] & 0x60 == 0x20, texts[at])
        for at, (left, right) in enumerate(pairwise(edges))
    )
    return TableRow(cells, header)


def _going_left(marks: Sequence[int]) -> list[bool]:
    """Which cells continue the one to their left.

    Writers differ on which mark is the first cell's; the one that opens a run of them is.
    """
    found: list[bool] = []
    first = 0
    for mark in marks:
        if not mark:
            first = 0
        elif not first:
            first = mark
            found.append(False)
            continue
        found.append(bool(mark) and mark != first)
    return found


def place_cells(rows: Sequence[TableRow]) -> tuple[int, tuple[Placed, ...]]:
    """The number of columns, and the cells of a table in its grid."""
    merged = [_merged_across(row.cells) for row in rows]
    columns = columns_of([[edge for c in line for edge in (c.left, c.right)] for line in merged])
    cells: list[Placed] = []
    open_at: dict[tuple[int, int], int] = {}
    for number, line in enumerate(merged):
        going: dict[tuple[int, int], int] = {}
        for cell in line:
            start, end = nearest(columns, cell.left), nearest(columns, cell.right)
            if end <= start:
                continue
            above = open_at.get((start, end))
            if cell.goes_up and above is not None:
                cells[above] = cells[above]._replace(row_span=cells[above].row_span + 1)
                going[start, end] = above
            else:
                going[start, end] = len(cells)
                header = rows[number].header
                cells.append(Placed(number, start, 1, end - start, cell.text, header))
        open_at = going
    return max(0, len(columns) - 1), tuple(cells)


def _merged_across(cells: Sequence[RowCell]) -> list[RowCell]:
    found: list[RowCell] = []
    for cell in cells:
        if cell.goes_left and found:
            found[-1] = found[-1]._replace(right=cell.right)
        elif cell.right > cell.left or cell.text.strip():
            found.append(cell)
    return found
