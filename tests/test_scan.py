"""A scanned page gives the grid and the text that its print gives, each figure marked as OCR."""

from io import BytesIO

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document, Grid, TextBlock
from extractors.pdf import reader as pdf
from tests.pdf_drawing import HEIGHT, WIDTH, draw_pdf, read, table, write
from tests.scan_drawing import scan

ROWS = [
    ["名次", "单位", "采用条数", "采用得分", "附加分", "总分"],
    ["1", "准格尔旗", "280", "1400", "-40", "1360"],
    ["2", "杭锦旗", "161", "805", "/", "805"],
    ["3", "乌审旗", "108", "540", "-", "540"],
    ["4", "鄂托克旗", "41", "205", "", "205"],
    ["5", "康巴什区", "0", "0", "7.5", "7.5"],
]
WIDTHS = [40.0, 90.0, 70.0, 70.0, 60.0, 60.0]


def notice(canvas: Canvas) -> None:
    write(canvas, 170, 80, "信息采用情况的通报", 22)
    write(canvas, 114, 130, "现将2021年第三季度全市政务信息报送和采用情况通报如下，请各级单位", 12)
    write(canvas, 90, 152, "认真核对并及时反馈。", 12)
    table(canvas, ROWS, x=90, top=200, widths=WIDTHS, height=22)
    write(canvas, WIDTH / 2 - 8, 800, "- 3 -", 10)


def prose(canvas: Canvas) -> None:
    write(canvas, 90, 100, "各科室认真核对报送数据并于月底前反馈", 14)
    write(canvas, 90, 130, "未列入名单的单位本季度没有报送信息", 14)


def only_grid(document: Document) -> Grid:
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    return grid


@pytest.fixture(scope="module")
def askew() -> bytes:
    return scan(draw_pdf(notice), degrees=0.8)


@pytest.fixture(scope="module")
def plain(askew) -> Document:
    return read(askew)


@pytest.mark.parametrize(
    "look",
    [
        pytest.param({"dpi": 150, "degrees": -1.9, "quality": 60}, id="coarse"),
        pytest.param(
            {"dpi": 300, "degrees": 1.7, "paper": 225, "grain": 8.0},
            id="grey",
            marks=pytest.mark.slow,
        ),
        pytest.param({"seal": (330.0, 270.0), "degrees": 0.4}, id="sealed", marks=pytest.mark.slow),
        pytest.param({"quarter_turns": 1}, id="sideways"),
        pytest.param(
            {"quarter_turns": 2, "degrees": 0.5}, id="upside-down", marks=pytest.mark.slow
        ),
    ],
)
def test_a_ruled_table_is_exact_however_it_was_scanned(look):
    grid = only_grid(read(scan(draw_pdf(notice), **look)))
    assert [list(row) for row in grid.texts()] == ROWS


def test_nothing_a_dash_and_a_slash_are_kept_apart(plain):
    assert [row[4] for row in only_grid(plain).texts()][1:] == ["-40", "/", "-", "", "7.5"]


def test_each_cell_bears_its_confidence_and_its_place_on_the_page_as_scanned(plain):
    grid = only_grid(plain)
    assert grid.readers == ("rapidocr@3.10",)
    for cell in grid.cells:
        assert cell.evidence.reader == "rapidocr@3.10"
        assert cell.evidence.ocr_confidence is not None
        assert 0 <= cell.evidence.ocr_confidence <= 1
    # Turned by 0.8 degrees about the page's middle the cell has moved by a few points.
    total = next(c for c in grid.cells if c.text == "1360")
    x0, top, x1, bottom = total.evidence.locator.box_pt
    assert x0 == pytest.approx(90 + 330 - 2.5, abs=4) and x1 - x0 == pytest.approx(60, abs=3)
    assert top == pytest.approx(222 - 1, abs=4) and bottom - top == pytest.approx(22, abs=3)


def test_prose_around_the_table_is_joined_and_the_page_number_left_out(plain):
    printed = [block.text for block in plain.blocks if isinstance(block, TextBlock)]
    assert printed[0] == "信息采用情况的通报"
    assert printed[1].replace(",", "，") == (
        "现将2021年第三季度全市政务信息报送和采用情况通报如下，请各级单位认真核对并及时反馈。"
    )
    assert [(item.reason, item.page) for item in plain.outside] == [("page_number", 1)]
    blocks = [block for block in plain.blocks if isinstance(block, TextBlock)]
    assert all(block.evidence.ocr_confidence is not None for block in blocks)


def test_a_mixed_file_is_read_page_by_page():
    document = pdf.read(_joined(draw_pdf(prose), scan(draw_pdf(notice))), "0" * 64)
    assert [(issue.code, issue.page) for issue in document.issues] == [("read_by_ocr", 2)]
    first = next(block for block in document.blocks if isinstance(block, TextBlock))
    assert first.evidence.ocr_confidence is None
    assert only_grid(document).page == 2


def test_the_same_scan_gives_the_same_reading(askew, plain):
    assert read(askew) == plain


def test_a_seal_is_named(plain):
    sealed = read(scan(draw_pdf(notice), seal=(330.0, 270.0)))
    assert "印章" in sealed.issues[0].message.zh
    assert "印章" not in plain.issues[0].message.zh


def _joined(*files: bytes) -> bytes:
    whole = pypdfium2.PdfDocument.new()
    for file in files:
        whole.import_pages(pypdfium2.PdfDocument(file))
    target = BytesIO()
    whole.save(target)
    return target.getvalue()


def _lean(content: bytes) -> bytes:
    """The page photographed from below: its upper edge is the shorter."""
    with pypdfium2.PdfDocument(content) as document:
        drawn = document[0].render(scale=200 / 72).to_numpy()[:, :, :3]
    height, width = drawn.shape[:2]
    whole = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    shift = width * 0.025
    seen = whole + np.array([(shift, shift), (-shift, shift / 2), (0, 0), (0, 0)], np.float32)
    turn = cv2.getPerspectiveTransform(whole, seen)
    photo = cv2.warpPerspective(drawn, turn, (width, height), borderValue=(90, 90, 90))
    target = BytesIO()
    Image.fromarray(np.ascontiguousarray(photo)).save(target, "PDF", resolution=200, quality=80)
    return target.getvalue()


def test_a_page_photographed_aslant_is_made_square():
    grid = only_grid(read(_lean(draw_pdf(notice))))
    assert [list(row) for row in grid.texts()] == ROWS


def _open(canvas: Canvas, bars: bool) -> None:
    write(canvas, 170, 80, "信息采用情况的通报", 22)
    for i, row in enumerate([*ROWS, ["6", "东胜区", "0", "0", "/", "0"]]):
        if bars:
            canvas.line(80, HEIGHT - 197 - 22 * i, 500, HEIGHT - 197 - 22 * i)
        for j, text in enumerate(row):
            write(canvas, 90 + sum(WIDTHS[:j]), 200 + 22 * i, text)


@pytest.mark.parametrize("bars", [False, True], ids=["no rules", "level rules"])
def test_a_table_without_upright_rules_is_read_by_its_columns(bars):
    document = read(scan(draw_pdf(lambda canvas: _open(canvas, bars)), degrees=0.6))
    assert [list(row) for row in only_grid(document).texts()][:-1] == ROWS
    assert "ragged_table" not in {issue.code for issue in document.issues}


def test_specks_beside_figures_are_left_off_or_named():
    def dusty(canvas: Canvas) -> None:
        notice(canvas)
        # Beside 280, far from 161, and at the foot of 540, where a point would stand.
        for x, top in ((235, 236), (280, 255), (316, 280)):
            canvas.circle(x, HEIGHT - top, 0.6, stroke=0, fill=1)

    document = read(scan(draw_pdf(dusty)))
    grid = only_grid(document)
    assert [list(row)[:4] for row in grid.texts()] == [row[:4] for row in ROWS]


def _short_strokes(tops: list[float]) -> Grid:
    """The grid of five rows whose last column holds a short stroke at each height alone."""

    def drawn(canvas: Canvas) -> None:
        rows = [["单位", "得分", "备注"], *([f"第{n}镇", f"9{n}.5", ""] for n in "一二三四")]
        table(canvas, rows, x=90, top=200, widths=[80.0, 80.0, 80.0], height=24, size=14)
        for top in tops:
            canvas.rect(290, HEIGHT - top, 2.1, 1.0, stroke=0, fill=1)

    return only_grid(read(scan(draw_pdf(drawn))))


@pytest.mark.parametrize(
    ("tops", "confidence"),
    [([236, 260, 308], 0.99), ([236], 0.5), ([229, 260], 0.5)],
    ids=["alike", "alone", "at other heights"],
)
def test_a_short_stroke_is_a_dash_for_sure_only_where_its_column_repeats_it(tops, confidence):
    marks = [cell for cell in _short_strokes(tops).cells if cell.column == 2 and cell.text == "-"]
    assert [cell.evidence.ocr_confidence for cell in marks] == [confidence] * len(tops)


def test_a_short_stroke_below_a_figure_is_dust():
    def dusty(canvas: Canvas) -> None:
        notice(canvas)
        canvas.rect(238, HEIGHT - 238, 1.8, 1.0, stroke=0, fill=1)

    grid = only_grid(read(scan(draw_pdf(dusty))))
    assert [list(row)[:3] for row in grid.texts()] == [row[:3] for row in ROWS]


@pytest.mark.parametrize("ground", [(0.12, 0.37, 0.68), (0.6, 0.1, 0.1)], ids=["blue", "red"])
def test_white_words_on_a_coloured_ground_are_read(ground):
    def coloured(canvas: Canvas) -> None:
        table(canvas, [["" for _ in ROWS[0]], *ROWS[1:]], x=90, top=200, widths=WIDTHS, height=22)
        canvas.setFillColorRGB(*ground)
        canvas.rect(90, HEIGHT - 222, sum(WIDTHS), 22, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        for j, text in enumerate(ROWS[0]):
            write(canvas, 93 + sum(WIDTHS[:j]), 203, text)
        for x in (90 + sum(WIDTHS[:j]) for j in range(7)):
            canvas.line(x, HEIGHT - 200, x, HEIGHT - 222)

    grid = only_grid(read(scan(draw_pdf(coloured))))
    assert [list(row) for row in grid.texts()] == ROWS


@pytest.mark.parametrize(
    ("dashes", "grey"), [((0.8, 0.8), 0.0), ((1.2, 0.8), 0.35), ((), 0.72)], ids=repr
)
def test_dotted_and_pale_rules_are_rules(dashes, grey):
    def ruled(canvas: Canvas) -> None:
        canvas.setDash(*dashes)
        canvas.setStrokeGray(grey)
        canvas.setLineWidth(0.4)
        table(canvas, ROWS, x=90, top=200, widths=WIDTHS, height=18)

    assert [list(row) for row in only_grid(read(scan(draw_pdf(ruled)))).texts()] == ROWS


def test_a_stroke_of_a_section_heading_is_no_edge_of_a_column():
    def sectioned(canvas: Canvas) -> None:
        rows = [ROWS[0], [""] * len(WIDTHS), *ROWS[1:]]
        whole = (1, 0, 1, len(WIDTHS))
        table(canvas, rows, x=90, top=200, widths=WIDTHS, height=20, merged=(whole,))
        write(canvas, 88 + sum(WIDTHS[:2]) - 3 * 14, 223, "县直部", 14)
        write(canvas, 93 + sum(WIDTHS[:2]), 223, "管单位", 14)
        # A stroke of a character stands where the second column ends.
        canvas.rect(89.5 + sum(WIDTHS[:2]), HEIGHT - 236.8, 0.7, 13.6, stroke=0, fill=1)

    texts = only_grid(read(scan(draw_pdf(sectioned)))).texts()
    assert [text[:3] for text in texts[1] if text] == ["县直部"]
    assert [list(row) for row in texts[2:]] == ROWS[1:]


def test_a_figure_that_touches_the_frame_is_named():
    def shifted(canvas: Canvas) -> None:
        rows = [[text, "", *rest] for text, _, *rest in ROWS]
        table(canvas, rows, x=90, top=200, widths=[40.0, *WIDTHS[1:]], height=22)
        write(canvas, 129.6, 225, "84125")

    document = read(scan(draw_pdf(shifted)))
    (cell,) = [c for c in only_grid(document).cells if (c.row, c.column) == (1, 1)]
    assert cell.evidence.ocr_confidence is not None and cell.evidence.ocr_confidence <= 0.5
    assert any("挨着框线" in issue.message.zh for issue in document.issues)


@pytest.mark.slow
def test_marks_in_a_column_of_marks_are_no_letters():
    rows = [["单位", "是否报送", "备注"], ["甲镇", "√", "—"], ["乙镇", "○", ""], ["丙镇", "×", "—"]]
    grid = only_grid(read(scan(draw_pdf(lambda c: table(c, rows, widths=[80, 80, 80], height=24)))))
    assert [list(row) for row in grid.texts()] == rows


@pytest.mark.slow
def test_what_a_seal_of_another_colour_crosses_is_named():
    # Drawn a second time the colours change places: the red seal is a blue one.
    document = read(scan(scan(draw_pdf(notice), seal=(330.0, 270.0))))
    cells = only_grid(document).cells
    unlike = [cell for cell in cells if cell.text != ROWS[cell.row][cell.column]]
    assert all((cell.evidence.ocr_confidence or 0) <= 0.5 for cell in unlike)
    assert any("彩色笔迹" in issue.message.zh for issue in document.issues)


@pytest.mark.slow
def test_a_figure_under_a_stroke_of_the_pen_is_named():
    def struck(canvas: Canvas) -> None:
        notice(canvas)
        canvas.setLineWidth(1.2)
        canvas.lines(
            [(206, HEIGHT - 228, 240, HEIGHT - 240), (206, HEIGHT - 240, 240, HEIGHT - 226)]
        )

    document = read(scan(draw_pdf(struck)))
    (cell,) = [c for c in only_grid(document).cells if (c.row, c.column) == (1, 2)]
    assert cell.text == "280" or (cell.evidence.ocr_confidence or 0) <= 0.5
