"""The PDF reader gives prose as paragraphs, once, in reading order."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.units import mm

from extractors.document import Grid, TextBlock
from extractors.pdf.page import Char
from extractors.pdf.text import fold_lines, lines_of, without_inner_spaces
from tests.pdf_drawing import HEIGHT, WIDTH, draw_pdf, lines, read, segment, table, texts, write

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
LEFT, EM, STEP = 90.0, 16.0, 28.0
FULL = "各地各部门要进一步提高认识压实责任把信息报送工作抓"
"""As many characters as the column holds."""


def page_of(*rows, top=100):
    """A page of lines, each (indentation in characters, text)."""

    def draw(canvas):
        for index, (indent, text) in enumerate(rows):
            write(canvas, LEFT + indent * EM, top + index * STEP, text, EM)

    return draw


def test_wrapped_lines_are_one_paragraph_and_an_indented_line_begins_the_next():
    content = draw_pdf(
        page_of(
            (2, "一是" + FULL[:21]), (0, FULL), (0, "实。"), (2, "二是" + FULL[:21]), (0, "好。")
        )
    )
    assert texts(content) == ["一是" + FULL[:21] + FULL + "实。", "二是" + FULL[:21] + "好。"]


def test_a_sentence_that_fills_the_only_long_line_ends_its_paragraph():
    sentence = "现将有关情况通报如下本期共报送信息一百二十条。"
    content = draw_pdf(page_of((2, sentence), (2, "某市人民政府办公室"), (2, "2021年7月8日")))
    assert texts(content) == [sentence, "某市人民政府办公室", "2021年7月8日"]


def test_a_short_line_ends_a_paragraph_though_the_next_is_not_indented():
    content = draw_pdf(page_of((0, "各旗区人民政府："), (0, FULL), (0, "实。")))
    assert texts(content) == ["各旗区人民政府：", FULL + "实。"]


def test_two_short_lines_that_end_at_one_place_are_not_the_width_of_the_text():
    even = FULL[:18]
    content = draw_pdf(page_of((0, even), (0, even), (0, FULL + "。"), (0, "某市人民政府办公室")))
    assert texts(content) == [even, even, FULL + "。", "某市人民政府办公室"]


@pytest.mark.parametrize("head", ["（98.5%）", "GB/T2260"])
def test_a_line_is_full_where_what_may_not_be_parted_had_no_room(head):
    short = FULL[:-3]
    content = draw_pdf(page_of((0, FULL), (0, short), (0, head + "排名第三")))
    assert texts(content) == [FULL + short + head + "排名第三"]


def test_a_paragraph_goes_on_over_a_page_break_past_the_page_numbers():
    def numbered(number, draw):
        def page(canvas):
            draw(canvas)
            write(canvas, WIDTH / 2 - 12, HEIGHT - 60, f"- {number} -", 12)

        return page

    content = draw_pdf(
        numbered(3, page_of((2, "一是" + FULL[:21]), (0, FULL))),
        numbered(4, page_of((0, FULL), (0, "实。"), (2, "完。"))),
    )
    document = read(content)
    assert [block.text for block in document.blocks] == [
        "一是" + FULL[:21] + FULL + FULL + "实。",
        "完。",
    ]
    assert document.blocks[0].evidence.locator.page == 1
    assert [(o.text, o.page, o.reason) for o in document.outside] == [
        ("- 3 -", 1, "page_number"),
        ("- 4 -", 2, "page_number"),
    ]


@pytest.mark.parametrize("form", ["{n}", "第 {n} 页", "第{n}页 共3页", "{n}/3", "— {n} —", "-{n}-"])
def test_page_numbers_in_their_usual_forms_are_no_text(form):
    def page(n):
        def draw(canvas):
            write(canvas, LEFT, 300, f"正文第{n}段。", EM)
            write(canvas, WIDTH / 2 - 12, HEIGHT - 50, form.format(n=n), 9)

        return draw

    document = read(draw_pdf(*map(page, (1, 2, 3))))
    assert [block.text for block in document.blocks] == [f"正文第{n}段。" for n in (1, 2, 3)]
    assert {o.reason for o in document.outside} == {"page_number"}


def test_a_number_at_the_foot_that_counts_no_pages_stays():
    def page(number):
        return lambda canvas: (
            write(canvas, LEFT, 300, "正文。", EM),
            write(canvas, LEFT, HEIGHT - 80, number, EM),
        )

    assert "2018" in texts(draw_pdf(page("2018"), page("77")))


def test_a_running_head_is_left_out_but_the_caption_repeated_above_tables_stays():
    def page(number):
        def draw(canvas):
            write(canvas, 250, 30, "某市信息简报", 9)
            write(canvas, 150, 70, "采用情况统计表", 14)
            table(canvas, [["单位", "得分"], [f"第{number}镇", "5"]], top=92)

        return draw

    document = read(draw_pdf(*map(page, (1, 2, 3))))
    kinds = [b.text if isinstance(b, TextBlock) else "grid" for b in document.blocks]
    assert kinds == ["采用情况统计表", "grid"] * 3
    assert [(o.text, o.reason) for o in document.outside] == [("某市信息简报", "footer")] * 3


def test_a_running_head_above_a_table_overleaf_is_no_caption():
    rows = [["名次", "单位", "得分"], ["1", "甲镇", "9"], ["2", "乙镇", "8"]]

    def first(canvas):
        write(canvas, LEFT, 40, "某县考核办公室", 9)
        write(canvas, LEFT, 100, "关于2021年考核情况的通报", 16)
        table(canvas, rows, top=HEIGHT - 110)

    def second(canvas):
        write(canvas, LEFT, 40, "某县考核办公室", 9)
        table(canvas, [["3", "丙镇", "7"], ["4", "丁镇", "6"]], top=60)

    document = read(draw_pdf(first, second))
    assert [o.text for o in document.outside] == ["某县考核办公室"] * 2
    assert [type(block) for block in document.blocks] == [TextBlock, Grid, Grid]


def test_a_title_over_two_centred_lines_is_one_block_and_the_caption_another():
    def page(canvas):
        for index, text in enumerate(
            ["某县政务公开办关于二〇二一年第一季度", "信息采用情况的通报"]
        ):
            canvas.setFont("STSong-Light", 22)
            canvas.drawCentredString(WIDTH / 2, HEIGHT - 100 - 34 * index, text)
        lines(canvas, LEFT, 190, ["    " + FULL[:23], FULL, FULL, "实。"], EM, STEP)
        canvas.setFont("STSong-Light", EM)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 340, "附表")
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 366, "（一）旗区得分")
        table(canvas, [["旗区", "得分"], ["甲旗", "5"]], x=200, top=380)

    blocks = read(draw_pdf(page)).blocks
    title, body, annex, caption, grid = blocks
    assert title.text == "某县政务公开办关于二〇二一年第一季度信息采用情况的通报"
    assert title.centred and title.size_pt > body.size_pt
    assert not body.centred
    assert [annex.text, caption.text] == ["附表", "（一）旗区得分"]
    assert isinstance(grid, Grid)


def test_a_table_between_two_lines_parts_them():
    def page(canvas):
        write(canvas, LEFT, 60, FULL, EM)
        table(canvas, [["单位", "得分"], ["甲镇", "5"]], top=100)
        write(canvas, LEFT, 160, FULL, EM)

    blocks = read(draw_pdf(page)).blocks
    assert [isinstance(block, Grid) for block in blocks] == [False, True, False]


def test_a_list_begins_a_block_with_each_item():
    items = ["一、主要职能" + FULL[:19], "二、机构设置" + FULL[:19], "三、人员情况。"]
    assert texts(draw_pdf(page_of(*((0, item) for item in items)))) == items


def test_names_set_in_columns_are_not_run_together():
    names = [["甲局", "乙委员会", "丙中心"], ["丁街道", "戊镇", "己苏木"], ["庚局", "辛局", "壬局"]]

    def page(canvas):
        for i, row in enumerate(names):
            for j, name in enumerate(row):
                write(canvas, 90 + 140 * j, 100 + 24 * i, name, EM)

    document = read(draw_pdf(page))
    assert [block.text for block in document.blocks] == [" ".join(row) for row in names]
    assert not document.issues


def test_a_watermark_aslant_is_no_text_and_not_lost():
    def page(canvas):
        write(canvas, LEFT, 100, "正文。", EM)
        canvas.saveState()
        canvas.translate(200, 400)
        canvas.rotate(45)
        canvas.setFont("STSong-Light", 60)
        canvas.drawString(0, 0, "征求意见稿")
        canvas.restoreState()

    document = read(draw_pdf(page))
    assert [block.text for block in document.blocks] == ["正文。"]
    assert [o.text for o in document.outside] == ["征求意见稿"]


def test_an_underlined_word_makes_no_table():
    def page(canvas):
        write(canvas, LEFT, 100, "单位（盖章）：甲镇", EM)
        segment(canvas, LEFT + 110, 118, LEFT + 180, 118)
        segment(canvas, LEFT, 140 * mm, LEFT + 400, 140 * mm)

    assert texts(draw_pdf(page)) == ["单位（盖章）：甲镇"]


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("截止 2018 年 6 月", "截止2018年6月"),
        ("单　 位", "单位"),
        ("IP v6 改造", "IP v6改造"),
        ("1 204", "1 204"),
        ("（ 一 ） 旗区", "（一）旗区"),
        ("“ 妈妈 ” “ 家 ”", "“妈妈”“家”"),
        ("Open Data 平台", "Open Data平台"),
    ],
)
def test_spaces_stay_only_between_latin_words_and_numbers(printed, folded):
    assert without_inner_spaces(printed) == folded


@given(st.text(alphabet="甲乙丙12 ab.-（）“”", max_size=30))
def test_dropping_spaces_loses_no_other_character(text):
    folded = without_inner_spaces(text)
    assert re.sub(r"\s", "", folded) == re.sub(r"\s", "", text)
    assert without_inner_spaces(folded) == folded


@given(st.lists(st.text(alphabet="甲乙丙丁12ab", min_size=1, max_size=8), min_size=1, max_size=6))
def test_every_character_stands_in_one_line_and_lines_keep_their_order(rows):
    chars = [
        Char(c, 50 + 10 * k, 100 + 14 * i, 60 + 10 * k, 110 + 14 * i, 10)
        for i, row in enumerate(rows)
        for k, c in enumerate(row)
    ]
    found = lines_of(list(reversed(chars)))
    assert [line.text for line in found] == rows
    folded = fold_lines(found)
    assert folded.replace(" ", "") == "".join(rows)


def shared_document(name):
    path = SHARED / "documents" / name
    if not path.exists():
        pytest.skip(f"{path.name} is not beside this checkout (shared/documents)")
    return path


def prose(html):
    """The texts of the paragraphs of the web form, without white space."""
    found = re.findall(r"<(?:p|h\d)\b[^>]*>(.*?)</(?:p|h\d)>", html, re.S)
    found = [re.sub(r"<[^>]+>|&nbsp;|\s", "", text) for text in found]
    return [text for text in found if text]


@pytest.mark.parametrize("form", ["word", "web"])
@pytest.mark.parametrize("seed", ["seed-000", "seed-002"])
def test_the_paragraphs_are_those_of_the_web_form(seed, form):
    web = prose(shared_document(f"{seed}.html").read_text(encoding="utf-8"))
    got = [re.sub(r"\s", "", t) for t in texts(shared_document(f"{seed}.{form}.pdf").read_bytes())]
    common = [text for text in got if text in set(web)]
    assert [text for text in got if text not in set(web)] == []
    assert len(common) >= 15
