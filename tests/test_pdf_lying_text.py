"""A text layer that says other than what the page shows is not believed; a sound one is."""

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Grid
from tests.pdf_drawing import HEIGHT, WIDTH, draw_pdf, grids, read, write

FIGURES = [["1", "437.5"], ["2", "410.8"], ["3", "176.9"], ["4", "91.2"], ["5", "63.1"]]


def embedded(monkeypatch: pytest.MonkeyPatch, stated: dict[str, str]) -> bytes:
    """A table in an embedded font whose table to Unicode states other characters for some."""
    true_table = ttfonts.makeToUnicodeCMap

    def false_table(name: str, subset: list[int]) -> str:
        return true_table(name, [ord(stated.get(chr(c), chr(c))) for c in subset])

    monkeypatch.setattr(ttfonts, "makeToUnicodeCMap", false_table)
    pdfmetrics.registerFont(ttfonts.TTFont("Vera", "Vera.ttf"))

    def page(canvas: Canvas) -> None:
        write(canvas, 90, 60, "关于报送情况的通报", 16)
        for i, row in enumerate([["名次", "得分"], *FIGURES]):
            for j, text in enumerate(row):
                canvas.rect(90 + 90 * j, HEIGHT - 122 - 22 * i, 90, 22)
                if i:
                    canvas.setFont("Vera", 11)
                    canvas.drawString(100 + 90 * j, HEIGHT - 115 - 22 * i, text)
                else:
                    write(canvas, 100 + 90 * j, 105, text, 11)

    return draw_pdf(page)


@pytest.mark.slow
@pytest.mark.parametrize(
    "stated", [{"1": "7", "7": "1"}, {"6": "0"}, dict(zip("0123456789", "1234567890", strict=True))]
)
def test_a_font_that_states_other_digits_is_read_from_the_picture(monkeypatch, stated):
    document = read(embedded(monkeypatch, stated))
    assert [issue.code for issue in document.issues] == ["read_by_ocr", "text_layer_refused"]
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert [list(row) for row in grid.texts()][1:] == FIGURES


def test_a_font_that_states_the_digits_that_it_shows_is_believed(monkeypatch):
    content = embedded(monkeypatch, {})
    assert [list(row) for row in grids(content)[0].texts()][1:] == FIGURES
    assert not read(content).issues


@pytest.mark.parametrize("way", ["below the picture", "in white"])
def test_text_that_nobody_sees_on_a_scan_is_refused(way):
    from PIL import Image

    def page(canvas: Canvas) -> None:
        paper = ImageReader(Image.new("L", (60, 85), 255))
        if way == "in white":
            canvas.drawImage(paper, 0, 0, WIDTH, HEIGHT)
            canvas.setFillGray(1)
        for line in range(4):
            write(canvas, 90, 100 + 20 * line, "某街道报送信息119篇采用52篇居首位", 12)
        if way == "below the picture":
            canvas.drawImage(paper, 0, 0, WIDTH, HEIGHT)

    def sound(canvas: Canvas) -> None:
        write(canvas, 90, 100, "各科室认真核对报送数据并于月底前反馈", 14)

    document = read(draw_pdf(sound, page))
    assert [(issue.code, issue.page) for issue in document.issues] == [("text_layer_refused", 2)]
