"""One sheet of a workbook as it is shown: what the readers of .xlsx and .xls both give."""

from collections.abc import Mapping
from typing import NamedTuple


class SheetCell(NamedTuple):
    """What a cell shows, and what tells tables from text around them."""

    text: str
    bordered: bool = False
    centred: bool = False
    size_pt: float | None = None


class Merge(NamedTuple):
    """A merged range, 0-based; both corners belong to it."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(NamedTuple):
    """A sheet; rows and columns are 0-based."""

    name: str
    cells: Mapping[tuple[int, int], SheetCell]
    """Cells that show a text or bear a border."""
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    uncomputed: tuple[tuple[int, int], ...] = ()
    """Cells whose formula the file holds without its result."""
    pictures: tuple[tuple[int, int], ...] = ()
    """Cells under the top left corner of pictures large enough to hold a table."""
    boxes: Mapping[tuple[int, int], str] = {}
    """Texts of boxes that float over the sheet, by the cell under their top left corner."""


def cell_name(row: int, column: int) -> str:
    """The name of a cell: row 6, column 1 is ``B7``."""
    return f"{column_name(column)}{row + 1}"


def column_name(column: int) -> str:
    """The letters of a column: 0 is ``A``, 26 is ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
