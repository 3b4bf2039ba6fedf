"""The reader of scanned pages: one page's picture to lines of text and ruled tables.

Every reading bears how sure the recognition is of it. Nothing of a page without text is kept.
"""

from typing import Any, NamedTuple

from contracts import Issue
from evidence import Box, Evidence, Locator, Message
from extractors.document import Grid, GridCell
from extractors.pdf.borderless import find_borderless
from extractors.pdf.lattice import Lattice
from extractors.pdf.paragraphs import PageLines, loose_rows
from extractors.pdf.text import Line, lines_of
from extractors.scan.cells import ReadCell, read_cells
from extractors.scan.doubts import CellDoubt, settle_doubts
from extractors.scan.edges import lattices_of
from extractors.scan.figures import figures_in_columns, marks_in_columns
from extractors.scan.ink import Grey
from extractors.scan.lines import (
    find_text,
    read_missed,
    read_text,
    stands_sideways,
    upright_confidence,
)
from extractors.scan.picture import Picture, Position, draw_page, level_picture
from extractors.scan.rules import find_rules, is_framed
from extractors.scan.words import NAME

_UPRIGHT = 0.8
_MARGIN_PT = 3.0


class ScannedPage(NamedTuple):
    """What was read of one page; places are points of its picture, `position.place` turns them
    into places of the printed page. The picture itself is let go: a file may have 500."""

    lines: PageLines
    confidences: dict[Line, float]
    """How sure the least sure character of each line is, 0 to 1."""
    grids: tuple[tuple[float, float, Grid], ...]
    """Top and left edge on the picture, and the grid."""
    issues: tuple[Issue, ...]
    position: Position
    reader: str = NAME


def read_scanned_page(document: Any, page_number: int, sha256: str) -> ScannedPage:
    """Read the page (1-based) of a pypdfium2 document from its picture.

    The issues name the page as read by OCR, and each figure that the table's arithmetic speaks
    against or that two readings give differently.

    Raises:
        ModuleNotFoundError: rapidocr is not installed.
    """
    page = document[page_number - 1]
    try:
        picture, boxes = _upright(*draw_page(page))
    finally:
        page.close()
    found = find_rules(picture)
    tables = [
        table
        for lattice in lattices_of(found)
        if is_framed(lattice.box)
        and (table := _read_table(lattice, picture, found.ink, page_number, sha256)) is not None
    ]
    text = read_text(picture, boxes, [table.box for table in tables])
    if sum(len(line.pieces) > 1 for line in lines_of(text.chars)) > 1:
        text = read_missed(picture, text, found.ink)
        for borderless in find_borderless(text.chars, found.bars, [table.box for table in tables]):
            lattice = _widened(borderless.reading.lattice)
            table = _read_table(lattice, picture, found.ink, page_number, sha256)
            if table is not None:
                tables.append(table)
                text = text.without(borderless.chars)
    lines = text.lines()
    doubts = [doubt for table in tables for doubt in table.doubts]
    return ScannedPage(
        lines=PageLines(
            number=page_number,
            width=picture.width_pt,
            height=picture.height_pt,
            lines=tuple(lines),
            tables=tuple((table.box[1], table.box[3]) for table in tables),
            loose=loose_rows(tuple(lines)),
        ),
        confidences=lines,
        grids=tuple((table.box[1], table.box[0], table.grid) for table in tables),
        issues=(_read_by_ocr(page_number, picture.seals), *_named(doubts, page_number)),
        position=picture.position,
    )


class _Table(NamedTuple):
    """A table read: its frame on the picture, its grid, and what was doubtful in it."""

    box: Box
    grid: Grid
    doubts: list[CellDoubt]


def _read_table(
    lattice: Lattice, picture: Picture, rule_ink: Grey, page_number: int, sha256: str
) -> _Table | None:
    """The table in the lattice; None where it is none."""
    read = read_cells(lattice, picture, rule_ink)
    read = read._replace(cells=figures_in_columns(read.cells))
    if not _is_table(read.cells, lattice.column_count):
        return None
    settled = settle_doubts(read)
    grid = Grid(
        page=page_number,
        row_count=lattice.row_count,
        column_count=lattice.column_count,
        cells=tuple(
            _grid_cell(cell, picture, page_number, sha256)
            for cell in marks_in_columns(settled.cells)
        ),
        readers=(NAME,),
        by_arithmetic=any(doubt.how == "chosen" for doubt in settled.doubts),
    )
    return _Table(lattice.box, grid, settled.doubts)


def _widened(lattice: Lattice) -> Lattice:
    """The lattice of a table without rules, its frame away from the ink by a margin."""
    xs, ys = lattice.xs, lattice.ys
    return lattice._replace(
        xs=(xs[0] - _MARGIN_PT, *xs[1:-1], xs[-1] + _MARGIN_PT),
        ys=(ys[0] - _MARGIN_PT, *ys[1:-1], ys[-1] + _MARGIN_PT),
    )


def _upright(colour: Any, scale: float) -> tuple[Picture, list[tuple[int, int, int, int]]]:
    """The picture as its text is read, and where the text is."""
    picture = level_picture(colour, scale)
    boxes = find_text(picture.grey)
    turns = 0
    if stands_sideways(boxes):
        turns = 1
        picture = level_picture(colour, scale, turns)
        boxes = find_text(picture.grey)
    sure = upright_confidence(picture.grey, boxes)
    if sure < _UPRIGHT:
        over = level_picture(colour, scale, turns + 2)
        seen = find_text(over.grey)
        if upright_confidence(over.grey, seen) > sure:
            return over, seen
    return picture, boxes


def _is_table(cells: list[ReadCell], column_count: int) -> bool:
    """Whether the lattice is a table: not an empty form, nor a frame around prose."""
    printed = [cell for cell in cells if cell.text]
    if len(printed) < 2 or len(printed) < 0.15 * len(cells):
        return False
    if column_count > 1:
        return True
    return len(printed) >= 3 and all(len(c.lines) == 1 and len(c.text) <= 30 for c in printed)


def _grid_cell(cell: ReadCell, picture: Picture, page: int, sha256: str) -> GridCell:
    return GridCell(
        row=cell.cell.row,
        column=cell.cell.column,
        row_span=cell.cell.row_span,
        column_span=cell.cell.column_span,
        text=cell.text,
        evidence=Evidence(
            capture=sha256,
            locator=Locator(page=page, box_pt=picture.position.place(cell.box)),
            quote=cell.quote,
            reader=NAME,
            ocr_confidence=round(cell.confidence, 3),
        ),
    )


def _read_by_ocr(page: int, seals: int) -> Issue:
    zh = f"第 {page} 页由扫描图像经文字识别读出，数字请对照原件"
    en = f"page {page} was read from its picture by OCR; compare its figures with the original"
    if seals:
        zh += f"；已除去 {seals} 处红色印章，印章上的字未读"
        en += f"; {seals} red seal(s) were taken off, their own text was not read"
    return Issue(code="read_by_ocr", message=Message(zh=zh, en=en), page=page)


def _named(doubts: list[CellDoubt], page: int) -> tuple[Issue, ...]:
    return tuple(
        Issue(
            code="read_by_ocr",
            message=Message(zh=f"第 {page} 页{doubt.zh}", en=f"page {page}: {doubt.en}"),
            page=page,
        )
        for doubt in doubts
    )
