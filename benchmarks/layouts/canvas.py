"""Drawing a made notice with ReportLab's canvas, every place reckoned here."""

import io
import subprocess
from functools import cache

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.layouts.geometry import (
    Band,
    Measure,
    PagePart,
    alignment,
    cell_lines,
    column_edges,
    ground_of,
    lay_out,
    row_heights,
    ruled_sides,
    wrap,
)
from benchmarks.layouts.look import MARGIN, Look
from benchmarks.layouts.table import Cell, TrueNotice, TrueTable

_FAMILIES = {"wqy": "WenQuanYi Zen Hei"}
_SONG = "STSong-Light"


@cache
def _font(name: str) -> str:
    """The registered font; the reader's own Song where the system has none of that name."""
    family = _FAMILIES.get(name)
    if family is not None:
        found = subprocess.run(
            ["fc-match", "-f", "%{family}\t%{file}", family],
            check=True, capture_output=True, text=True,
        ).stdout.split("\t")  # fmt: skip
        if family in found[0]:
            pdfmetrics.registerFont(TTFont(name, found[1], subfontIndex=0))
            return name
    pdfmetrics.registerFont(UnicodeCIDFont(_SONG))
    return _SONG


def draw(notice: TrueNotice, look: Look) -> bytes:
    """The notice as a PDF; the same notice and look give the same bytes."""
    sheet = _Sheet(look, notice.watermark if look.watermark else "", notice.issuer)
    for line in wrap(notice.title, sheet.width * 0.8, sheet.measure(18)):
        sheet.line(line, 18, "center")
    sheet.space(10)
    for text in notice.paragraphs:
        sheet.paragraph(text)
    sheet.line(notice.issuer, 12, "right")
    sheet.line(notice.day, 12, "right")
    if look.prose_columns:
        sheet.two_columns([*notice.paragraphs[1:]] * 5)
        sheet.new_page()
    if look.beside:
        sheet.space(12)
        _draw_beside(sheet, notice.tables)
    for table in () if look.beside else notice.tables:
        if table.new_page or (look.room is not None and sheet.left < look.room):
            sheet.new_page()
        if look.room is not None:
            sheet.leave(look.room)
        sheet.space(12)
        _draw_titles(sheet, table, 0, sheet.width)
        _draw_table(sheet, table, 0, sheet.width)
    return sheet.finish()


class _Sheet:
    """The pages and the place where the next line goes, from the top of the text."""

    def __init__(self, look: Look, watermark: str, running: str) -> None:
        self.look, self.watermark, self.running = look, watermark, running
        self.font = _font(look.font)
        self.page_width, self.page_height = A4 if look.page == "portrait" else A4[::-1]
        self.width = self.page_width - 2 * MARGIN
        self.height = self.page_height - 2 * MARGIN
        self._file = io.BytesIO()
        # Without the clock and the random id the same notice gives the same bytes.
        self.canvas = Canvas(self._file, pagesize=A4, invariant=1)
        self.number = 0
        self.new_page()

    @property
    def left(self) -> float:
        """What is left of the page."""
        return float(self.height - self.down)

    def measure(self, size: float) -> Measure:
        """The width of a text in this size."""
        return lambda text: float(pdfmetrics.stringWidth(text, self.font, size))

    def new_page(self) -> None:
        """Begin a page with what stands on every one."""
        if self.number:
            self.canvas.showPage()
        self.number += 1
        self.down = 0.0
        if self.look.page == "landscape":
            self.canvas.setPageSize(A4[::-1])
        elif self.look.page == "turned":
            # ReportLab gives a page that is turned the box of its other side.
            self.canvas.setPageSize(A4[::-1])
            self.canvas.setPageRotation(90)
            self.canvas.transform(0, 1, -1, 0, A4[0], 0)
        if self.watermark:
            self.canvas.saveState()
            self.canvas.translate(self.page_width / 2, self.page_height / 2)
            self.canvas.rotate(40)
            self.canvas.setFillGray(0.85)
            self.canvas.setFont(self.font, 44)
            self.canvas.drawCentredString(0, 0, self.watermark)
            self.canvas.restoreState()
        if self.look.furniture:
            self.text(0, -30, self.running, 9)
            self.rule(0, -18, self.width, -18, 0.5)
            self.rule(0, self.height + 14, self.width, self.height + 14, 0.5)
            words = f"第 {self.number} 页"
            self.text(self.width - self.measure(9)(words), self.height + 18, words, 9)

    def finish(self) -> bytes:
        """The document."""
        self.canvas.showPage()
        self.canvas.save()
        return self._file.getvalue()

    def space(self, height: float) -> None:
        """Leave some room."""
        self.down += height

    def leave(self, room: float) -> None:
        """Go down until `room` is left of the page."""
        self.down = max(self.down, self.height - room)

    def line(self, text: str, size: float, align: str, x: float = 0, width: float = 0) -> None:
        """A line of its own."""
        if self.left < 1.6 * size:
            self.new_page()
        spare = (width or self.width) - self.measure(size)(text)
        self.text(x + spare * {"left": 0, "center": 0.5, "right": 1}[align], self.down, text, size)
        self.down += 1.6 * size

    def paragraph(self, text: str) -> None:
        """A paragraph, its first line moved in unless it addresses the readers."""
        indent = "" if text.endswith("：") else "　　"
        for line in wrap(indent + text, self.width, self.measure(12)):
            self.line(line, 12, "left")

    def two_columns(self, paragraphs: list[str]) -> None:
        """A page of prose in two columns."""
        self.new_page()
        width = self.width / 2 - 12
        lines = [x for text in paragraphs for x in wrap("　　" + text, width, self.measure(10.5))]
        half = min(-(-len(lines) // 2), int(self.height // 17))
        for index, line in enumerate(lines[: 2 * half]):
            self.text((width + 24) * (index // half), 17 * (index % half), line, 10.5)
        self.down = 17.0 * half

    def text(self, x: float, top: float, text: str, size: float) -> None:
        """A line whose box begins at `top`, from the corner of the text."""
        self.canvas.setFont(self.font, size)
        self.canvas.drawString(MARGIN + x, self.page_height - MARGIN - top - 0.88 * size, text)

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
        """A rule of that width."""
        self.canvas.setLineWidth(width)
        high = self.page_height - MARGIN
        self.canvas.line(MARGIN + x0, high - y0, MARGIN + x1, high - y1)

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: object | None) -> None:
        """A filled or a stroked rectangle."""
        high = self.page_height - MARGIN
        if fill is not None:
            self.canvas.setFillColor(fill)
        self.canvas.rect(
            MARGIN + x0, high - y1, x1 - x0, y1 - y0, stroke=fill is None, fill=fill is not None
        )
        self.canvas.setFillColor(colors.black)


def _draw_titles(sheet: _Sheet, table: TrueTable, x: float, width: float) -> None:
    if table.lead:
        sheet.paragraph(table.lead)
    if not table.title_inside:
        sheet.line(table.caption, 13, "center", x, width)
    if table.measure:
        sheet.line(table.measure, 10, "right", x, width)


def _draw_beside(sheet: _Sheet, tables: tuple[TrueTable, ...]) -> None:
    top, lowest = sheet.down, sheet.down
    width = sheet.width / len(tables) - 10
    for index, table in enumerate(tables):
        sheet.down = top
        _draw_titles(sheet, table, index * (width + 20), width)
        _draw_table(sheet, table, index * (width + 20), width)
        lowest = max(lowest, sheet.down)
    sheet.down = lowest


def _draw_table(sheet: _Sheet, table: TrueTable, x: float, width: float) -> None:
    look = sheet.look
    measure = sheet.measure(look.size)
    edges = column_edges(table, look, width, measure)
    shift = x + (width - edges[-1]) / 2
    lines = cell_lines(table, look, edges, measure)
    heights = row_heights(table, look, lines)
    parts = lay_out(table, look, heights, lines, sheet.left, sheet.height - 20 * look.continued)
    shown: set[Cell] = set()
    for number, part in enumerate(parts):
        if number:
            sheet.new_page()
            if look.continued:
                sheet.line("续表", 10, "right", x, width)
        _Drawing(sheet, table, [shift + edge for edge in edges], lines, shown).draw(part)
        sheet.down += part.bands[-1].bottom + 6


class _Drawing:
    """The part of a table on one page."""

    def __init__(
        self,
        sheet: _Sheet,
        table: TrueTable,
        edges: list[float],
        lines: dict[Cell, list[str]],
        shown: set[Cell],
    ) -> None:
        self.sheet, self.table, self.edges, self.lines = sheet, table, edges, lines
        self.look, self.top, self.shown = sheet.look, sheet.down, shown
        self.point = self._decimal_points()

    def draw(self, part: PagePart) -> None:
        """Grounds first, then rules, then words."""
        rows = {band.row for band in part.bands}
        low, high = min(rows), max(rows)
        near = (c for c in self.table.cells if c.row <= high and c.row + c.down > low)
        pieces = [piece for cell in near for piece in self._pieces(cell, part)]
        for cell, bands in pieces:
            self._ground(cell, bands)
        rules: dict[tuple[float, float, float, float], float] = {}
        for cell, bands in pieces:
            if self.look.stroke == "boxes" and self.look.rules == "grid":
                self.sheet.canvas.setLineWidth(0.6)
                self.sheet.box(*self._box(cell, bands), None)
            else:
                rules.update(self._rules(cell, bands))
        for (x0, y0, x1, y1), width in sorted(rules.items()):
            self._rule(x0, y0, x1, y1, width)
        for cell, bands in pieces:
            self._words(cell, bands)

    def _pieces(self, cell: Cell, part: PagePart) -> list[tuple[Cell, list[Band]]]:
        bands = [b for b in part.bands if cell.row <= b.row < cell.row + cell.down]
        return [(cell, bands)] if bands else []

    def _box(self, cell: Cell, bands: list[Band]) -> tuple[float, float, float, float]:
        return (
            self.edges[cell.column],
            self.top + bands[0].top,
            self.edges[cell.column + cell.across],
            self.top + bands[-1].bottom,
        )

    def _ground(self, cell: Cell, bands: list[Band]) -> None:
        ground = ground_of(self.look, cell)
        if ground is not None:
            self.sheet.box(*self._box(cell, bands), colors.HexColor(ground))

    def _rules(
        self, cell: Cell, bands: list[Band]
    ) -> dict[tuple[float, float, float, float], float]:
        x0, y0, x1, y1 = self._box(cell, bands)
        places = {
            "l": (x0, y0, x0, y1),
            "r": (x1, y0, x1, y1),
            "t": (x0, y0, x1, y0),
            "b": (x0, y1, x1, y1),
        }
        return {places[side]: w for side, w in ruled_sides(self.table, self.look, cell).items()}

    def _rule(self, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
        stroke, sheet = self.look.stroke, self.sheet
        if stroke == "bar":
            sheet.box(x0 - 0.25, y0 - 0.25, x1 + 0.25, y1 + 0.25, colors.black)
        elif stroke == "double":
            across, down = (1.6, 0.0) if x0 == x1 else (0.0, 1.6)
            sheet.rule(x0, y0, x1, y1, 0.4)
            sheet.rule(x0 + across, y0 + down, x1 + across, y1 + down, 0.4)
        elif stroke in ("dashed", "dotted"):
            sheet.canvas.setDash(*((4, 2) if stroke == "dashed" else (0.8, 1.6)))
            sheet.rule(x0, y0, x1, y1, width)
            sheet.canvas.setDash()
        else:
            sheet.rule(x0, y0, x1, y1, 0.1 if stroke == "hairline" else width)

    def _words(self, cell: Cell, bands: list[Band]) -> None:
        x0, y0, x1, y1 = self._box(cell, bands)
        whole = len(bands) == 1 and bands[0].lines != slice(None)
        lines = self.lines[cell][bands[0].lines] if whole else self.lines[cell]
        if cell.role == "label" and cell in self.shown:
            return
        self.shown.add(cell)
        size, look = self.look.size, self.look
        height = len(lines) * 1.25 * size - 0.25 * size
        top = (y0 + look.pad if whole else y0 + (y1 - y0 - height) / 2) + look.sink
        if look.coloured and cell.role == "heading":
            self.sheet.canvas.setFillColor(colors.white)
        for number, line in enumerate(lines):
            self.sheet.text(self._left(cell, line, x0, x1), top + 1.25 * size * number, line, size)
        self.sheet.canvas.setFillColor(colors.black)

    def _left(self, cell: Cell, line: str, x0: float, x1: float) -> float:
        look = self.look
        width = self.sheet.measure(look.size)(line)
        align = alignment(look, cell)
        if align == "decimal":
            whole = self.sheet.measure(look.size)(line.split(".")[0].rstrip("%"))
            return x1 - look.gap - self.point[cell.column] - whole
        if align == "left":
            return x0 + look.gap
        return x1 - look.gap - width if align == "right" else x0 + (x1 - x0 - width) / 2

    def _decimal_points(self) -> list[float]:
        """How far from a column's right edge its decimal points stand."""
        measure = self.sheet.measure(self.look.size)
        wide = [0.0] * self.table.column_count
        for cell in self.table.cells:
            if cell.role == "figure":
                whole = cell.text.split(".")[0].rstrip("%")
                wide[cell.column] = max(wide[cell.column], measure(cell.text) - measure(whole))
        return wide
