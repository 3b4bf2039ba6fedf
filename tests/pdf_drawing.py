"""Draw small PDF documents with known contents for the tests of the PDF reader."""

import hashlib
from collections.abc import Callable
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document, Grid, TextBlock
from extractors.pdf import reader as pdf

WIDTH, HEIGHT = A4
SONG = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))
Place = tuple[int, int, int, int]
"""Row, column, rows and columns spanned."""


def draw_pdf(*pages: Callable[[Canvas], None], password: str | None = None) -> bytes:
    """A PDF of A4 pages, each drawn by its function."""
    file = BytesIO()
    encryption = StandardEncryption(password) if password else None
    canvas = Canvas(file, pagesize=A4, encrypt=encryption, invariant=1)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def read(content: bytes, pages: frozenset[int] | None = None) -> Document:
    return pdf.read(content, hashlib.sha256(content).hexdigest(), pages)


def grids(content: bytes) -> list[Grid]:
    return [block for block in read(content).blocks if isinstance(block, Grid)]


def texts(content: bytes) -> list[str]:
    return [block.text for block in read(content).blocks if isinstance(block, TextBlock)]


def write(canvas: Canvas, x: float, top: float, text: str, size: float = 10) -> None:
    """A line whose box begins at `top` from the page's upper edge."""
    canvas.setFont(SONG, size)
    canvas.drawString(x, HEIGHT - top - 0.88 * size, text)


def lines(canvas: Canvas, x: float, top: float, rows: list[str], size: float, step: float) -> None:
    for index, text in enumerate(rows):
        write(canvas, x, top + index * step, text, size)


def segment(canvas: Canvas, x0: float, top0: float, x1: float, top1: float) -> None:
    canvas.line(x0, HEIGHT - top0, x1, HEIGHT - top1)


def thin_bar(canvas: Canvas, x0: float, top0: float, x1: float, top1: float) -> None:
    """A rule as Word prints it: a thin filled rectangle."""
    canvas.rect(x0 - 0.25, HEIGHT - top1 - 0.25, x1 - x0 + 0.5, top1 - top0 + 0.5, stroke=0, fill=1)


def table(
    canvas: Canvas,
    rows: list[list[str]],
    *,
    x: float = 60,
    top: float = 100,
    widths: list[float] | None = None,
    height: float = 20,
    merged: tuple[Place, ...] = (),
    rule: Callable[[Canvas, float, float, float, float], None] = segment,
    sides: str = "lrtb",
    size: float = 10,
) -> None:
    """A ruled table: each cell its own frame, without the outer sides not in `sides`.

    A line break in a text begins a further line of the cell.
    """
    widths = widths or [60.0] * len(rows[0])
    xs = [x + sum(widths[:j]) for j in range(len(widths) + 1)]
    ys = [top + height * i for i in range(len(rows) + 1)]
    covered = {
        (i + di, j + dj)
        for i, j, down, across in merged
        for di in range(down)
        for dj in range(across)
    }
    places = [*merged] + [
        (i, j, 1, 1) for i in range(len(rows)) for j in range(len(widths)) if (i, j) not in covered
    ]
    for i, j, down, across in places:
        x0, x1, y0, y1 = xs[j], xs[j + across], ys[i], ys[i + down]
        if j or "l" in sides:
            rule(canvas, x0, y0, x0, y1)
        if j + across < len(widths) or "r" in sides:
            rule(canvas, x1, y0, x1, y1)
        if i or "t" in sides:
            rule(canvas, x0, y0, x1, y0)
        if i + down < len(rows) or "b" in sides:
            rule(canvas, x0, y1, x1, y1)
        for k, line in enumerate(rows[i][j].split("\n")):
            write(canvas, x0 + 3, y0 + 3 + k * (size + 2), line, size)
