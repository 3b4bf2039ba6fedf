"""What cannot be read of a PDF is named with its reason and its cure, and read pages stay."""

import hashlib
import time
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document, Grid, Unreadable
from extractors.pdf import reader as pdf
from extractors.pdf.file import accepts
from tests.pdf_drawing import HEIGHT, WIDTH, draw_pdf, grids, read, table, write

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def prose(canvas: Canvas) -> None:
    write(canvas, 90, 100, "各科室认真核对报送数据并于月底前反馈", 14)
    write(canvas, 90, 130, "未列入名单的单位本季度没有报送信息", 14)


def picture(canvas: Canvas) -> None:
    # reportlab draws raw pixels when it is handed an image-like object.
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (60, 85), 200)), 0, 0, WIDTH, HEIGHT)


def confidences(document: Document) -> list[tuple[int | None, float | None]]:
    """The page and the OCR's confidence of each paragraph and cell."""
    pieces = [
        piece
        for block in document.blocks
        for piece in (block.cells if isinstance(block, Grid) else (block,))
    ]
    return [(one.evidence.locator.page, one.evidence.ocr_confidence) for one in pieces]


def refused(content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(content)
    assert caught.value.message.zh and caught.value.message.en
    # Each message names a cure after its reason.
    assert "；" in caught.value.message.zh or "，请" in caught.value.message.zh
    return caught.value


@pytest.mark.parametrize("content", [b"", b"  \n", b"<html>%PDF</html>", b"%PDF-1.4\nnothing"])
def test_bytes_that_are_no_pdf_are_refused(content):
    assert refused(content).code in ("not_readable", "truncated")


def test_a_mark_within_the_first_kilobyte_is_accepted_and_names_are_not_asked():
    assert accepts(b"\n" * 900 + b"%PDF-1.7", "notice.doc")
    assert not accepts(b"PK\x03\x04", "notice.pdf")


def test_a_password_is_named():
    assert refused(draw_pdf(prose, password="geheim")).code == "encrypted"


def test_a_file_cut_in_the_middle_is_named():
    whole = draw_pdf(*[prose] * 20)
    assert refused(whole[: len(whole) // 2]).code == "truncated"


def test_a_lost_end_or_a_lost_page_is_told_where_the_rest_can_be_read():
    whole = draw_pdf(prose, prose)
    document = read(whole[: whole.rindex(b"startxref")])
    assert [issue.code for issue in document.issues] == ["truncated"]
    assert len(document.blocks) == 4
    kids = whole[whole.index(b"/Kids [") :].split(b"]")[0]
    second = kids.split()[-3]
    broken = whole.replace(kids, kids[: kids.rindex(second)] + b"9 0 R ")
    document = read(broken)
    assert [issue.code for issue in document.issues] == ["truncated"]
    assert len(document.blocks) == 2


def test_every_cut_of_a_file_is_either_read_or_refused():
    whole = draw_pdf(prose, lambda c: table(c, [["单位", "分"], ["甲镇", "5"]]))
    for end in range(0, len(whole), max(1, len(whole) // 60)):
        try:
            document = read(whole[:end])
        except Unreadable as error:
            assert error.code in ("truncated", "not_readable")
        else:
            assert document.blocks


def test_a_thousand_blank_pages_are_answered_within_seconds():
    content = draw_pdf(*[lambda canvas: None] * 1000)
    start = time.monotonic()
    assert refused(content).code == "not_readable"
    assert time.monotonic() - start < 10


def test_a_scan_without_any_text_is_named():
    assert refused(draw_pdf(picture, picture)).code == "needs_ocr"


def test_a_scanned_page_among_others_is_named_and_the_others_are_read():
    document = read(draw_pdf(prose, picture, prose))
    assert [(issue.code, issue.page) for issue in document.issues] == [("needs_ocr", 2)]
    assert {block.evidence.locator.page for block in document.blocks} == {1, 3}


def test_a_picture_behind_the_text_is_no_scan():
    def page(canvas):
        picture(canvas)
        prose(canvas)

    document = read(draw_pdf(page))
    assert document.blocks and not document.issues


def test_text_hidden_under_a_scan_is_refused():
    def page(canvas):
        hidden = canvas.beginText(90, 700)
        hidden.setFont("STSong-Light", 14)
        hidden.setTextRenderMode(3)
        for _ in range(4):
            hidden.textLine("某街道报送信息 119 篇采用 52 篇居首位")
        canvas.drawText(hidden)
        picture(canvas)

    document = read(draw_pdf(prose, page))
    assert [(issue.code, issue.page) for issue in document.issues] == [("text_layer_refused", 2)]


def test_a_file_that_only_forbids_printing_is_read():
    file = BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("", ownerPassword="geheim", canPrint=0))
    # Latin text: reportlab garbles the names of Chinese character sets when it encrypts.
    canvas.drawString(90, 700, "Ranking of 12 districts")
    canvas.save()
    assert [block.text for block in read(file.getvalue()).blocks] == ["Ranking of 12 districts"]


def lying(*texts: str):
    def page(canvas):
        for index, text in enumerate(texts):
            write(canvas, 90, 100 + 20 * index, text, 12)
        table(canvas, [["单位", "分"], ["甲镇", "5"]], top=300)

    return page


@pytest.mark.parametrize(
    "texts",
    [
        ("佛佛佛佛佛佛佛佛佛佛", "山纸纸釉釉釉铺地砖无牌平方米加拿大照章"),
        ("饕餮魑魅魍魉鳜鳏鳎囹圄耄耋", "龠龢龤齾齉齇鼟鼢麤黼黻黯黹"),
    ],
)
def test_a_false_text_layer_is_refused_with_its_tables(texts):
    document = read(draw_pdf(prose, lying(*texts)))
    # What its picture shows is read by OCR instead.
    assert [(issue.code, issue.page) for issue in document.issues] == [
        ("read_by_ocr", 2),
        ("text_layer_refused", 2),
    ]
    assert {page: sure is None for page, sure in confidences(document)} == {1: True, 2: False}


def test_repeated_words_in_neighbouring_cells_are_no_false_text_layer():
    rows = [["单位", "公开", "回应", "解读"], *([f"第{k}镇", "是", "是", "是"] for k in range(9))]
    (grid,) = grids(draw_pdf(lambda c: table(c, rows, widths=[60, 14, 14, 14])))
    assert grid.row_count == 10


def test_only_the_pages_asked_for_are_read_under_their_own_numbers():
    content = draw_pdf(prose, prose, lambda c: table(c, [["单位", "分"], ["甲镇", "5"]]))
    document = read(content, frozenset({3}))
    assert {block.page for block in document.blocks} == {3}
    with pytest.raises(Unreadable, match="page numbers"):
        read(content, frozenset({9}))


def test_a_page_that_draws_more_than_can_be_read_in_time_is_named():
    document = read(draw_pdf(prose, lambda c: c.addLiteral(" " * (17 << 20)), prose))
    assert [(issue.code, issue.page) for issue in document.issues] == [("too_large", 2)]
    assert {page for page, _ in confidences(document)} == {1, 3}


@pytest.mark.parametrize(("turn", "shown"), [(-2147483648, 270), (135, 90), (-45, 0), (450, 90)])
def test_of_a_turn_only_whole_quarters_count_as_in_viewers(turn, shown):
    content = draw_pdf(prose)

    def turned(by):
        return read(content.replace(b"/Rotate 0", b"/Rotate %d" % by)).blocks[0].evidence.locator

    assert turned(turn) == turned(shown)


def test_reading_twice_gives_the_same():
    content = draw_pdf(prose, lambda c: table(c, [["单位", "分"], ["甲镇", "5"]], sides="tb"))
    assert read(content) == read(content)


@pytest.mark.slow
def test_a_real_file_with_a_false_text_layer_is_read_from_its_picture():
    name = "pymupdf_bad_fonts.pdf"
    path = SHARED / "realpdf" / "refuse" / name
    if not path.exists():
        pytest.skip(f"{name} is not beside this checkout (shared/realpdf)")
    content = path.read_bytes()
    document = pdf.read(content, hashlib.sha256(content).hexdigest(), frozenset({1}))
    assert {issue.code for issue in document.issues} == {"read_by_ocr", "text_layer_refused"}
    assert all(sure is not None for _, sure in confidences(document))
