"""Drawing a notice as a ruled PDF with ReportLab, and as a scan of it."""

import io
import subprocess

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from benchmarks.facts import FactTable, NoticeFacts

_FONT = "notice"


def _register_font() -> None:
    found = subprocess.run(
        ["fc-match", "-f", "%{file}", "WenQuanYi Zen Hei"],
        check=True,
        capture_output=True,
        text=True,
    )
    pdfmetrics.registerFont(TTFont(_FONT, found.stdout, subfontIndex=0))


def draw_pdf(facts: NoticeFacts) -> bytes:
    """The notice as an A4 document, each table on a page of its own, headings repeated."""
    _register_font()
    body = ParagraphStyle(
        "body", fontName=_FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK"
    )
    plain = ParagraphStyle("plain", parent=body, firstLineIndent=0)
    title = ParagraphStyle("title", parent=plain, fontSize=18, leading=28, alignment=1)
    middle = ParagraphStyle("middle", parent=plain, alignment=1)
    right = ParagraphStyle("right", parent=plain, alignment=2)
    caption = ParagraphStyle("caption", parent=plain, fontSize=14, leading=26, alignment=1)
    story: list[object] = []
    if facts.doc_number:
        story += [Paragraph(facts.doc_number, middle), Spacer(1, 12)]
    story += [Paragraph(facts.title, title), Spacer(1, 10), Paragraph(facts.addressees, plain)]
    story += [Paragraph(text, body) for text in facts.paragraphs]
    story += [Spacer(1, 12), Paragraph(facts.issuer, right)]
    if facts.published_on:
        story.append(Paragraph(facts.published_on, right))
    for table in facts.tables:
        story += [PageBreak()] if table.label else [Spacer(1, 12)]
        story += [Paragraph(table.label, plain)] if table.label else []
        story += [Paragraph(table.caption, caption), _table(table)]
    story += [Spacer(1, 8), *(Paragraph(note, plain) for note in facts.notes)]
    target = io.BytesIO()
    # Without the clock and the random id the same facts give the same bytes.
    SimpleDocTemplate(target, pagesize=A4, invariant=1, title="").build(
        story, onFirstPage=_number, onLaterPages=_number
    )
    return target.getvalue()


def _number(canvas: object, document: object) -> None:
    canvas.setFont(_FONT, 10)  # type: ignore[attr-defined]
    canvas.drawCentredString(A4[0] / 2, 30, f"- {document.page} -")  # type: ignore[attr-defined]


def _table(table: FactTable) -> Table:
    heading = table.heading()
    columns = len(table.columns)
    small = ParagraphStyle(
        "cell", fontName=_FONT, fontSize=9, leading=11, alignment=1, wordWrap="CJK"
    )
    grid: list[list[object]] = [[""] * columns for _ in heading]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.6, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(heading):
        column = 0
        for text, down, across in cells:
            while (row, column) in taken:
                column += 1
            grid[row][column] = Paragraph(text, small)
            style.append(("SPAN", (column, row), (column + across - 1, row + down - 1)))
            taken |= {(row + r, column + c) for r in range(down) for c in range(across)}
            column += across
    for cells_of_row in table.rows:
        if len(cells_of_row) == 1:
            style.append(("SPAN", (0, len(grid)), (-1, len(grid))))
        padded = (*cells_of_row, *[""] * (columns - len(cells_of_row)))
        grid.append([Paragraph(cell, small) for cell in padded])
    name_width = 110
    others = (A4[0] - 2 * 72 - name_width) / (columns - 1)
    names = next(i for i, path in enumerate(table.columns) if path not in ("排名", "名次", "序号"))
    widths = [name_width if index == names else others for index in range(columns)]
    return Table(grid, colWidths=widths, style=TableStyle(style), repeatRows=len(heading))


def scan_pdf(content: bytes, first: int, last: int, degrees: float = 0.7) -> bytes:
    """Pages `first` to `last` (from 1) as pictures only, slightly askew, as if scanned."""
    import pypdfium2
    from PIL import Image

    pictures = []
    with pypdfium2.PdfDocument(content) as document:
        for number in range(first - 1, last):
            picture = document[number].render(scale=150 / 72).to_pil().convert("L")
            pictures.append(picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255))
    target = io.BytesIO()
    pictures[0].save(target, "PDF", resolution=150, save_all=True, append_images=pictures[1:])
    return target.getvalue()
