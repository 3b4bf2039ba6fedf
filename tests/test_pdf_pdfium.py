"""pdfium and pdfplumber read a page alike; what pdfium is not sure of it leaves."""

import re
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document, Grid
from extractors.pdf import reader as pdf
from extractors.pdf.page import page_content
from extractors.pdf.pdfium import NAME, open_pdfium, pdfium_page
from tests.pdf_drawing import HEIGHT, SONG, draw_pdf, read, segment, table, write

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
FILES = sorted(
    path
    for form in ("word", "web", "bare")
    for path in (SHARED / "documents").glob(f"*.{form}.pdf")
) + sorted((SHARED / "realpdf" / "chinese").glob("*.pdf"))
FIRST_PAGES = frozenset(range(1, 13))
ROWS = [["单位", "得分", "排名"], ["甲街道", "98.50", "1"], ["乙镇", "-", "2"]]


def both(content: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[Document, Document]:
    fast = read(content, FIRST_PAGES)
    monkeypatch.setattr(pdf, "open_pdfium", lambda content, page_count: nullcontext())
    return fast, read(content, FIRST_PAGES)


def pieces(document: Document) -> list:
    return [
        item
        for block in document.blocks
        for item in (block.cells if isinstance(block, Grid) else (block,))
    ]


@pytest.mark.skipif(not FILES, reason="shared/documents is not beside this checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_both_readers_give_the_same_cells_and_paragraphs(path, monkeypatch):
    fast, slow = both(path.read_bytes(), monkeypatch)
    assert [piece.text for piece in pieces(fast)] == [piece.text for piece in pieces(slow)]
    assert [b.texts() for b in fast.blocks if isinstance(b, Grid)] == [
        b.texts() for b in slow.blocks if isinstance(b, Grid)
    ]
    for one, other in zip(pieces(fast), pieces(slow), strict=True):
        assert one.evidence.locator.page == other.evidence.locator.page
        assert one.evidence.locator.box_pt == pytest.approx(other.evidence.locator.box_pt, abs=0.5)
        # pdfium leaves out a space that is printed where it has put one of its own.
        assert "".join(one.evidence.quote.split()) == "".join(other.evidence.quote.split())
    assert fast.outside == slow.outside
    assert [(i.code, i.page) for i in fast.issues] == [(i.code, i.page) for i in slow.issues]
    assert NAME in {piece.evidence.reader for piece in pieces(fast)}
    assert NAME not in {piece.evidence.reader for piece in pieces(slow)}


def seen(content: bytes):
    with (
        pdfplumber.open(BytesIO(content)) as document,
        open_pdfium(content, len(document.pages)) as fast,
    ):
        page = document.pages[0]
        objects = pdfium_page(fast, page)
        return page_content(page), objects and page_content(page, objects)


def turned(canvas: Canvas) -> None:
    canvas.setPageRotation(90)
    canvas.translate(0, -300)
    table(canvas, ROWS)


def turned_and_set_upright(canvas: Canvas) -> None:
    canvas.setPageRotation(90)
    canvas.translate(500, 50)
    canvas.rotate(90)
    canvas.translate(0, -400)
    table(canvas, ROWS)


def within_a_form(canvas: Canvas) -> None:
    canvas.beginForm("block")
    canvas.setFont(SONG, 10)
    canvas.drawString(20, 20, "第二季度得分")
    canvas.rect(10, 10, 120, 30)
    canvas.endForm()
    for shift in (0, 200):
        canvas.saveState()
        canvas.translate(60, 300 + shift)
        canvas.scale(1.5, 1.2)
        canvas.doForm("block")
        canvas.restoreState()
    write(canvas, 60, 60, "甲街道办事处")


def sideways(canvas: Canvas) -> None:
    table(canvas, ROWS)
    canvas.saveState()
    canvas.translate(40, 300)
    canvas.rotate(90)
    canvas.setFont(SONG, 12)
    canvas.drawString(0, 0, "一组单位")
    canvas.restoreState()
    canvas.saveState()
    canvas.translate(200, 200)
    canvas.rotate(30)
    canvas.setFont(SONG, 40)
    canvas.drawString(0, 0, "内部资料")
    canvas.restoreState()


def dashes_bars_and_shades(canvas: Canvas) -> None:
    write(canvas, 60, 60, "甲 12.5")
    canvas.setDash(3, 2)
    segment(canvas, 50, 50, 300, 50)
    canvas.setDash()
    canvas.rect(50, HEIGHT - 90, 250, 0.6, stroke=0, fill=1)
    canvas.rect(50, HEIGHT - 130, 250, 30, stroke=0, fill=1)
    path = canvas.beginPath()
    path.moveTo(60, HEIGHT - 200)
    path.lineTo(260, HEIGHT - 200)
    path.lineTo(260, HEIGHT - 260)
    path.lineTo(60, HEIGHT - 250)
    path.close()
    canvas.drawPath(path)
    canvas.circle(300, 300, 40)
    canvas.setLineWidth(9)
    segment(canvas, 50, 400, 300, 400)


def printed_twice(canvas: Canvas) -> None:
    for shift in (0, 0.3):
        write(canvas, 60 + shift, 60, "合计 100.5", size=12)
    for column, text in enumerate(["1", "1", "1"]):
        write(canvas, 60 + 40 * column, 90, text)


@pytest.mark.parametrize(
    "drawn",
    [
        turned,
        turned_and_set_upright,
        within_a_form,
        sideways,
        dashes_bars_and_shades,
        printed_twice,
    ],
)
def test_both_see_the_same_characters_rules_and_shades(drawn):
    slow, fast = seen(draw_pdf(drawn))
    assert fast is not None

    def characters(content):
        found = [char for char in content.chars if not char.text.isspace()]
        return sorted(found, key=lambda char: (round(char.top), round(char.x0), char.text))

    assert (fast.turn, fast.width, fast.height) == (slow.turn, slow.width, slow.height)
    assert fast.aslant == slow.aslant
    assert len(characters(fast)) == len(characters(slow)) > 0
    for one, other in zip(characters(fast), characters(slow), strict=True):
        assert (one.text, one.turn) == (other.text, other.turn)
        assert one[1:6] == pytest.approx(other[1:6], abs=0.05)
    assert len(fast.rules) == len(slow.rules)
    for one, other in zip(sorted(fast.rules), sorted(slow.rules), strict=True):
        assert one == pytest.approx(other, abs=0.01)
    assert [tuple(s) for s in fast.shades] == [pytest.approx(s, abs=0.01) for s in slow.shades]


def test_text_from_right_to_left_is_left_to_pdfplumber():
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    try:
        pdfmetrics.registerFont(TTFont("Sans", "DejaVuSans.ttf"))
    except TTFError:
        pytest.skip("no font with Hebrew letters (DejaVuSans.ttf) is installed")

    def page(canvas: Canvas) -> None:
        canvas.setFont("Sans", 12)
        canvas.drawString(60, 600, "\u05d0\u05d1\u05d2 12")

    assert seen(draw_pdf(page))[1] is None


def test_a_text_that_the_file_words_otherwise_than_printed_is_read_as_printed():
    def page(canvas: Canvas) -> None:
        canvas._code.append("/Span <</ActualText (99)>> BDC")
        write(canvas, 60, 60, "12.5")
        canvas._code.append("EMC")

    for content in seen(draw_pdf(page)):
        assert "".join(char.text for char in content.chars) == "12.5"


@pytest.mark.skipif(not FILES, reason="shared/documents is not beside this checkout")
@pytest.mark.parametrize("key", [b"/FontFile2", b"/ToUnicode", b"/Contents"])
def test_a_page_with_a_damaged_stream_is_left_to_pdfplumber(key):
    """pdfium leaves out the characters that it can no longer draw, and says nothing."""
    path = next(path for path in FILES if path.name.endswith(".word.pdf"))
    content = bytearray(path.read_bytes())
    assert seen(bytes(content))[1] is not None
    number = re.search(key + rb"\s+(\d+) 0 R", bytes(content))[1]
    start = re.search(rb"[\r\n]" + number + rb" 0 obj.*?stream\r?\n", bytes(content), re.S).end()
    middle = (start + content.index(b"endstream", start)) // 2
    for place in range(middle, middle + 8):
        content[place] ^= 0x55
    assert seen(bytes(content))[1] is None


def test_a_page_without_text_is_left_to_pdfplumber():
    assert seen(draw_pdf(lambda canvas: segment(canvas, 50, 50, 300, 50)))[1] is None


def test_a_document_that_pdfium_counts_otherwise_is_not_read_by_it():
    for content, page_count in ((draw_pdf(turned), 2), (b"%PDF-1.4 broken", 1)):
        with open_pdfium(content, page_count) as document:
            assert document is None
