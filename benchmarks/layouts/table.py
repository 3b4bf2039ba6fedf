"""The records of made notices: what is printed, and what reading it must give."""

from typing import Literal, NamedTuple

from codes import RowKind

Role = Literal["title", "measure", "heading", "section", "label", "name", "figure", "text", "note"]


class Shape(NamedTuple):
    """What a notice's tables hold."""

    rows: tuple[int, int] = (5, 16)
    columns: tuple[int, int] = (4, 7)
    depth: int = 1
    sections: int = 0
    nested: bool = False
    """Sections within the first section."""
    groups: int = 0
    """Groups whose label spans its rows."""
    total: bool = False
    total_merged: bool = True
    """Whether the word of a totals row may span the columns before the figures."""
    subtotals: bool = False
    notes: int = 0
    """Remarks below the rows, inside the frame."""
    remarks: bool = False
    """A column of remarks."""
    blocks: int = 1
    """Blocks side by side in one frame."""
    title_inside: bool = False
    measure: Literal["", "outside", "inside"] = ""
    long_names: bool = False
    ranked: bool = True
    tables: int = 1
    headed: bool = True
    """Whether the columns bear headings."""
    transposed: bool = False
    """Whether the units stand over the columns and what is counted before the rows."""
    faulty: bool = False
    """Whether a figure of the notice itself is wrong."""
    shared: bool = False
    """Whether remarks span the rows of neighbours."""
    led: bool = False
    """Whether a sentence stands before each table."""
    narrower: bool = False
    """A second table, of two columns, begins on the next page."""


class Cell(NamedTuple):
    """A printed cell with its place in the grid."""

    row: int
    column: int
    text: str
    role: Role
    down: int = 1
    across: int = 1


class TrueRow(NamedTuple):
    """A row as reading must give it."""

    kind: RowKind
    section: str | None
    cells: tuple[str, ...]


class TrueTable(NamedTuple):
    """A table: as printed, and as reading must give it."""

    caption: str
    measure: str
    """The line ``单位：…`` between caption and frame; '' if none."""
    columns: tuple[str, ...]
    rows: tuple[TrueRow, ...]
    cells: tuple[Cell, ...]
    row_count: int
    column_count: int
    title_rows: int
    """Rows of the grid above the heading."""
    heading_rows: int
    title_inside: bool
    new_page: bool = False
    lead: str = ""
    """A sentence before the caption."""


class TrueNotice(NamedTuple):
    """A notice: its prose and its tables, in printed order."""

    title: str
    issuer: str
    day: str
    paragraphs: tuple[str, ...]
    tables: tuple[TrueTable, ...]
    watermark: str
