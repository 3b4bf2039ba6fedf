"""What a reader hands on: text blocks and grids in reading order, each with its place.

A reader knows bytes and places, not notices: it does not tell a title from a paragraph, nor a
heading row from a body row.
"""

from typing import Literal

from codes import IssueCode
from contracts import Issue
from evidence import Evidence, Message, Record


class Unreadable(Exception):
    """A document that no reader can make anything of: the reason, and what to do about it."""

    def __init__(self, code: IssueCode, message: Message) -> None:
        super().__init__(f"{code}: {message.en}")
        self.code: IssueCode = code
        self.message = message


class TextBlock(Record):
    """A paragraph or line of prose in reading order."""

    text: str
    evidence: Evidence
    size_pt: float | None = None
    """Font size, where the reader knows it."""
    centred: bool = False
    heading: bool = False
    """Marked as a heading by the document itself (``<h1>``, a heading style)."""


class GridCell(Record):
    """A cell at its top left place (0-based), with the rows and columns that it spans."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    text: str
    evidence: Evidence
    header: bool = False
    """Marked as a heading cell by the document itself (``<th>``)."""


class Grid(Record):
    """One table as printed on one page. Every place lies in exactly one cell."""

    page: int
    row_count: int
    column_count: int
    cells: tuple[GridCell, ...]
    readers: tuple[str, ...]
    agreed: bool | None = None
    """Whether a second reader gave the same grid; null where there was none."""
    by_arithmetic: bool = False
    """The readers differed, and the table's own ranks and sums bear out this reading."""

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The printed grid: a span's text stands top left, '' elsewhere."""
        rows = [[""] * self.column_count for _ in range(self.row_count)]
        for cell in self.cells:
            rows[cell.row][cell.column] = cell.text
        return tuple(tuple(row) for row in rows)


class Outside(Record):
    """Text that is no part of the notice (menus, footers, page numbers) and why."""

    text: str
    page: int | None
    reason: Literal["footer", "page_number"]


class Document(Record):
    """A document as one reader saw it."""

    media_type: str
    blocks: tuple[TextBlock | Grid, ...]
    outside: tuple[Outside, ...] = ()
    """Text left out, kept so that the ledger can count its numbers."""
    title: str | None = None
    """The title that the page states outside its body (``<title>``, ``<meta>``)."""
    source: str | None = None
    """The 来源 that the page states."""
    published: str | None = None
    """The day of publication that the page states, as printed."""
    issues: tuple[Issue, ...] = ()
