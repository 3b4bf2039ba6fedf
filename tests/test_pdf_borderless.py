"""Tables without rules: columns from blanks, rows from figures, headings, and what is no table."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.document import Grid, TextBlock
from extractors.pdf.borderless import NAME
from extractors.pdf.text_strategy import NAME as TEXT_NAME
from extractors.pdf.text_strategy import bears_out
from tests.pdf_drawing import SONG, draw_pdf, grids, read, texts, write

ROWS = [["名次", "单位", "信息条数", "得分"]] + [
    [str(i), name, str(7 * i), f"{90 - i}.5"]
    for i, name in enumerate(["甲镇", "乙街道", "丙局", "丁委员会", "戊中心"], 1)
]
LEFT = [60, 120, 260, 360]
PROSE = "各单位要高度重视信息报送工作，明确专人负责，严格审核把关，提高报送质量。"


def put(canvas, rows, top=100, step=20, left=LEFT, size=10):
    for i, row in enumerate(rows):
        for x, text in zip(left, row, strict=True):
            write(canvas, x, top + step * i, text, size)


def middle(canvas, x, top, text, size=10):
    canvas.setFont(SONG, size)
    write(canvas, x - canvas.stringWidth(text, SONG, size) / 2, top, text, size)


def right(canvas, x, top, text, size=10):
    canvas.setFont(SONG, size)
    write(canvas, x - canvas.stringWidth(text, SONG, size), top, text, size)


def rows_of(content):
    (grid,) = grids(content)
    return [list(row) for row in grid.texts()]


def test_columns_are_found_from_blanks_and_the_reader_is_named():
    content = draw_pdf(lambda c: put(c, ROWS))
    assert rows_of(content) == ROWS
    (grid,) = grids(content)
    assert (grid.readers, grid.agreed) == ((NAME, TEXT_NAME), True)
    assert not read(content).issues


def test_rows_set_wide_but_evenly_are_one_table():
    assert rows_of(draw_pdf(lambda c: put(c, ROWS, step=42))) == ROWS


def test_a_second_reader_bears_a_table_out_only_by_every_row_with_figures():
    texts = (("单位", "得分"), ("甲镇", "9"), ("乙镇", ""), ("丙镇", "7"))
    assert bears_out(frozenset({("甲镇", "9"), ("丙镇", "7"), ("", "8")}), texts)
    assert not bears_out(frozenset({("甲镇", "9"), ("丙镇7",)}), texts)
    assert not bears_out(frozenset({("单位", "得分")}), texts[:1])


def test_figures_printed_over_one_another_are_named_whatever_both_readers_make_of_them():
    def page(canvas):
        put(canvas, ROWS)
        write(canvas, LEFT[3] + 3, 140, "8.5")

    document = read(draw_pdf(page))
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    assert grid.agreed is False
    assert [(issue.code, issue.page) for issue in document.issues] == [("ragged_table", 1)]
    assert "重叠" in document.issues[0].message.zh


@pytest.mark.parametrize("place", [write, middle, right])
def test_any_alignment_gives_the_same_cells(place):
    def page(canvas):
        for i, row in enumerate(ROWS):
            for x, text in zip([100, 200, 320, 420], row, strict=True):
                place(canvas, x, 100 + 16 * i, text)

    assert rows_of(draw_pdf(page)) == ROWS


def test_prose_around_a_table_stays_text():
    def page(canvas):
        write(canvas, 60, 60, PROSE, 14)
        middle(canvas, 240, 90, "信息采用情况统计表", 14)
        put(canvas, ROWS, top=120)
        write(canvas, 60, 250, "注：得分按每条5分计算。", 10)

    content = draw_pdf(page)
    assert rows_of(content) == ROWS
    assert texts(content) == [PROSE, "信息采用情况统计表", "注：得分按每条5分计算。"]


def test_figures_that_stand_between_the_lines_of_a_name_are_its_row():
    def page(canvas):
        put(canvas, ROWS[:1])
        for i, (upper, lower) in enumerate([("鄂尔多斯市国有资", "产委员会")] * 3):
            top = 130 + 40 * i
            write(canvas, 120, top - 7, upper)
            write(canvas, 120, top + 7, lower)
            for x, text in zip([60, 260, 360], [str(i + 1), "12", "8.5"], strict=True):
                write(canvas, x, top, text)

    name = "鄂尔多斯市国有资产委员会"
    assert rows_of(draw_pdf(page))[1:] == [[str(i), name, "12", "8.5"] for i in (1, 2, 3)]


def test_a_name_goes_on_below_where_it_had_no_room_and_a_section_does_not():
    def page(canvas):
        put(canvas, ROWS[:1], top=100)
        put(canvas, [["1", "鄂尔多斯市市场监督", "3", "4.5"]], top=130)
        write(canvas, 120, 143, "管理局")
        put(canvas, [["2", "统计局", "2", "4.0"]], top=170)
        middle(canvas, 225, 200, "二、人民团体及其他所属各单位", 10)
        put(canvas, [["1", "市红十字会", "1", "3.5"], ["2", "市残联", "0", "-"]], top=230, step=30)

    printed = rows_of(draw_pdf(page))
    assert printed[1] == ["1", "鄂尔多斯市市场监督管理局", "3", "4.5"]
    assert printed[3] == ["二、人民团体及其他所属各单位", "", "", ""]
    assert printed[5] == ["2", "市残联", "0", "-"]


def test_a_heading_over_several_columns_spans_them():
    def page(canvas):
        middle(canvas, 300, 100, "信息采用")
        middle(canvas, 450, 100, "网站")
        for x, text in zip([90, 150], ["名次", "单位"], strict=True):
            middle(canvas, x, 108, text)
        for x, text in zip(
            [250, 300, 350, 420, 480], "旗级 市级 省级 条数 得分".split(), strict=True
        ):
            middle(canvas, x, 117, text)
        for i in range(1, 5):
            for x, text in zip(
                [90, 150, 250, 300, 350, 420, 480],
                [str(i), f"第{i}中学", "3", "-", "0", "12", "40.5"],
                strict=True,
            ):
                middle(canvas, x, 120 + 20 * i, text)

    (grid,) = grids(draw_pdf(page))
    heads = {cell.text: (cell.column, cell.column_span, cell.row_span) for cell in grid.cells}
    assert heads["信息采用"] == (2, 3, 1)
    assert heads["网站"] == (5, 2, 1)
    assert heads["名次"] == (0, 1, 2)


def test_rules_above_and_below_the_heading_and_at_the_end_bound_the_table():
    def page(canvas):
        put(canvas, ROWS)
        write(canvas, 60, 76, "单位：条")
        for top in (96, 116, 218):
            canvas.line(55, 842 - top, 420, 842 - top)

    content = draw_pdf(page)
    assert rows_of(content) == ROWS
    assert texts(content) == ["单位：条"]


def test_a_table_goes_on_in_the_columns_of_the_page_before():
    rows = [[str(i), f"第{i}中学", str(3 * i), f"{100 - i}.5"] for i in range(1, 36)]
    content = draw_pdf(
        lambda c: put(c, [ROWS[0], *rows[:34]], top=100, step=20), lambda c: put(c, rows[34:])
    )
    printed = [list(row) for grid in grids(content) for row in grid.texts()]
    assert printed == [ROWS[0], *rows]


def test_sections_stand_right_below_the_heading_and_go_on_over_the_page_break():
    rows = [[str(i), f"第{i}中学", str(3 * i), f"{100 - i}.5"] for i in range(1, 9)]

    def first_page(canvas):
        put(canvas, ROWS[:1], top=720)
        write(canvas, 60, 740, "一、市直部门")
        put(canvas, rows[:2], top=760)

    def last_page(canvas):
        for top, section, part in ((60, "二、县区", rows[2:5]), (140, "三、企业", rows[5:])):
            middle(canvas, 220, top, section)
            put(canvas, part, top=top + 20)

    printed = [
        [text for text in row if text]
        for grid in grids(draw_pdf(first_page, last_page))
        for row in grid.texts()
    ]
    assert [row[0] for row in printed if len(row) < 4] == ["一、市直部门", "二、县区", "三、企业"]
    assert [row for row in printed if len(row) == 4] == [ROWS[0], *rows]


def test_a_heading_whose_characters_are_set_apart_is_of_one_column():
    rows = [["名　次", "单　位", "合　计"], *([str(i), f"第{i}中学", "9"] for i in range(1, 4))]

    def page(canvas):
        for i, row in enumerate(rows):
            for x, text in zip([100, 200, 320], row, strict=True):
                right(canvas, x, 100 + 16 * i, text)

    found = rows_of(draw_pdf(page))
    assert [len(row) for row in found] == [3] * 4
    assert found[1:] == rows[1:]


def test_the_title_close_above_the_heading_is_no_part_of_it():
    def page(canvas):
        middle(canvas, 220, 86, "2020年信息采用情况表")
        put(canvas, ROWS)

    assert rows_of(draw_pdf(page)) == ROWS


@pytest.mark.parametrize(
    "lines",
    [
        [PROSE] * 6,
        [f"{i}.　　{PROSE[:20]}" for i in range(1, 7)],
        ["附件：1.街道信息报送情况表", "　　　2.苏木镇信息报送情况表", "　　　3.各单位情况表"],
        [f"第{i}章　总则{'.' * 40}{i * 3}" for i in range(1, 8)],
        ["制表：甲　　　　　审核：乙　　　　　2019年7月30日"] * 2,
        ["单位：政务局　　　　　电话：5961228", "填报：某甲　　　　　　日期：2019年"] * 2,
    ],
    ids=["prose", "list", "annexes", "contents", "signatures", "form"],
)
def test_what_is_no_table_stays_text(lines):
    def page(canvas):
        for i, text in enumerate(lines):
            write(canvas, 60, 100 + 20 * i, text, 12)

    assert grids(draw_pdf(page)) == []


@pytest.mark.parametrize(
    "rows",
    [
        [["名次", "单位"], ["1", "甲镇"], ["2", "乙街道办事处"], ["2", "丙局"]],
        [["名次", "单位"], ["第一名", "甲镇"], ["第二名", "乙街道办事处"]],
        [["名次", "单位", "得分"], ["1", "甲镇", "90.5"]],
    ],
)
def test_words_of_headings_over_each_column_make_a_table_of_few_rows_and_of_names(rows):
    content = draw_pdf(lambda c: put(c, rows, left=LEFT[: len(rows[0])]))
    assert rows_of(content) == rows


def test_rows_without_heading_go_on_where_the_page_before_left_them():
    rows = [["名次", "单位"], *([str(i), f"{name}镇"] for i, name in enumerate("甲乙丙丁戊", 1))]

    def last_page(canvas):
        put(canvas, rows[3:], top=60, left=LEFT[:2])
        middle(canvas, 130, 150, "第二类")
        put(canvas, rows[:2], top=170, left=LEFT[:2])

    content = draw_pdf(lambda c: put(c, rows[:3], left=LEFT[:2]), last_page)
    assert [grid.texts() for grid in grids(content)] == [
        tuple(map(tuple, part)) for part in (rows[:3], rows[3:], rows[:2])
    ]


@pytest.mark.parametrize("figures", [[], ["得分", "90.5", "88.0", "86.5"]])
def test_a_heading_alone_at_the_foot_of_a_page_heads_the_rows_overleaf(figures):
    rows = [["名次", "单位"], *([f"第{n}名", f"{n}街道办事处"] for n in "一二三")]
    rows = [[*row, *figures[k : k + 1]] for k, row in enumerate(rows)]
    left = LEFT[: len(rows[0])]
    content = draw_pdf(
        lambda c: put(c, rows[:1], top=760, left=left),
        lambda c: put(c, rows[1:], top=60, left=left),
    )
    printed = [list(row) for grid in grids(content) for row in grid.texts()]
    assert printed == rows


def test_a_last_line_of_dots_alone_is_no_heading():
    def draw(canvas):
        put(canvas, [["甲镇", "乙镇"]], left=[60, 300])
        write(canvas, 60, 140, "…")

    assert not grids(draw_pdf(draw))


def test_two_columns_of_prose_are_no_table():
    def page(canvas):
        for i in range(12):
            write(canvas, 60, 100 + 18 * i, PROSE[:20])
            write(canvas, 320, 100 + 18 * i, PROSE[5:25])

    assert grids(draw_pdf(page)) == []


NAMES = st.text("甲乙丙丁市县镇局委会教育水利", min_size=1, max_size=12)
FIGURES = st.one_of(
    st.integers(0, 99999).map(str),
    st.decimals(0, 999, places=2).map(str),
    st.sampled_from(["-", "/", "", "100%"]),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(NAMES, FIGURES, FIGURES, FIGURES), min_size=1, max_size=12), st.data())
def test_every_character_is_read_once(rows, data):
    step = data.draw(st.sampled_from([11, 14, 22]))
    left = data.draw(st.sampled_from([[60, 200, 270, 340], [60, 130, 165, 420]]))

    def page(canvas):
        write(canvas, 60, 60, PROSE)
        put(canvas, [["单位", "条数", "采用", "得分"], *rows], step=step, left=left)

    handed_on = Counter()
    for block in read(draw_pdf(page)).blocks:
        if isinstance(block, TextBlock):
            handed_on.update(block.text)
        elif isinstance(block, Grid):
            for cell in block.cells:
                handed_on.update(cell.text)
    printed = Counter("".join([PROSE, "单位条数采用得分", *("".join(row) for row in rows)]))
    del handed_on[" "]
    assert handed_on == printed


def test_few_figures_are_enough_between_rules_and_under_a_heading_for_each_column():
    rows = [["名次", "单位", "政策解读", "报送日期", "考核等次"]] + [
        [str(i), name, str(9 - i), f"{i}月9日", "良好"]
        for i, name in enumerate(["甲镇", "乙街道", "丙局", "丁中心"], 1)
    ]

    def page(canvas):
        put(canvas, rows, left=[60, 120, 220, 300, 400])
        for top in (94, 116, 198):
            canvas.line(50, 841.9 - top, 460, 841.9 - top)

    assert rows_of(draw_pdf(page)) == rows


def test_a_column_of_blanks_shows_in_its_heading_though_figures_stand_before_it():
    def draw(canvas):
        for i, (rank, unit, count) in enumerate([["1", "甲县", "7"], ["2", "乙县", "5"]]):
            write(canvas, 60, 120 + 20 * i, rank)
            write(canvas, 120, 120 + 20 * i, unit)
            right(canvas, 360, 120 + 20 * i, count)
        for x, text in zip([60, 120, 240, 440], ["名次", "单位", "采用条数", "备注"], strict=True):
            write(canvas, x, 100, text)

    heading = ["名次", "单位", "采用条数", "备注"]
    assert rows_of(draw_pdf(draw)) == [heading, ["1", "甲县", "7", ""], ["2", "乙县", "5", ""]]


def test_a_heading_word_set_apart_over_two_columns_spans_them():
    def draw(canvas):
        for x, text in [(145, "市"), (165, "级"), (245, "省"), (265, "级")]:
            write(canvas, x, 100, text)
        write(canvas, 60, 109, "单位")
        for x, text in zip([130, 170, 230, 270], ["条数", "得分"] * 2, strict=True):
            write(canvas, x, 118, text)
        for i, name in enumerate(["甲县", "乙县", "丙县"]):
            write(canvas, 60, 136 + 18 * i, name)
            for x in (150, 190, 250, 290):
                right(canvas, x, 136 + 18 * i, f"{i + 1}{x // 50}")

    heading = rows_of(draw_pdf(draw))[:2]
    assert heading == [["单位", "市级", "", "省级", ""], ["", "条数", "得分", "条数", "得分"]]


def test_one_rule_under_several_headings_is_shared_out_among_them():
    def draw(canvas):
        for x, text in [(145, "督查反馈"), (235, "政府网站"), (360, "政务新媒体")]:
            middle(canvas, x, 100, text)
        middle(canvas, 75, 106, "单位")
        middle(canvas, 30, 106, "名次")
        leaves = [120, 170, 210, 260, 310, 360, 410]
        for x, text in zip(leaves, "报送 采用 一季 二季 县级 市级 省级".split(), strict=True):
            middle(canvas, x, 112, text)
        canvas.line(100, 841.9 - 111.5, 430, 841.9 - 111.5)
        for i, name in enumerate(["甲县", "乙县", "丙县"]):
            middle(canvas, 30, 130 + 18 * i, str(i + 1))
            middle(canvas, 75, 130 + 18 * i, name)
            for x in leaves:
                middle(canvas, x, 130 + 18 * i, str(x + i))

    (top, *_) = rows_of(draw_pdf(draw))
    assert top == ["名次", "单位", "督查反馈", "", "政府网站", "", "政务新媒体", "", ""]


def test_words_above_headings_in_the_middle_of_their_height_are_the_top_level():
    def draw(canvas):
        middle(canvas, 235, 100, "督查反馈")
        for x, text in [(75, "单位"), (175, "上半年"), (295, "下半年")]:
            middle(canvas, x, 118, text)
        for x, text in zip([145, 205, 265, 325], ["条数", "得分"] * 2, strict=True):
            middle(canvas, x, 136, text)
        for i, name in enumerate(["甲县", "乙县", "丙县"]):
            middle(canvas, 75, 154 + 18 * i, name)
            for x in (145, 205, 265, 325):
                middle(canvas, x, 154 + 18 * i, str(x + i))

    (top, second, *_) = rows_of(draw_pdf(draw))
    assert top == ["单位", "督查反馈", "", "", ""]
    assert second == ["", "上半年", "", "下半年", ""]


def test_a_larger_section_does_not_end_the_table():
    rows = [*ROWS[:3], ["二、部门"], *ROWS[3:]]

    def draw(canvas):
        for i, row in enumerate(rows):
            for x, text in zip(LEFT, row, strict=False):
                write(canvas, x, 100 + 20 * i, text, 12.5 if len(row) == 1 else 10)

    assert rows_of(draw_pdf(draw)) == [row + [""] * (4 - len(row)) for row in rows]


def test_a_total_without_figures_is_the_last_row():
    rows = [*ROWS, ["", "合计", "", ""]]
    content = draw_pdf(lambda c: (put(c, rows), write(c, 60, 300, PROSE)))
    assert rows_of(content) == rows


def test_a_last_page_of_one_row_goes_on_below_a_running_line():
    def page(rows):
        def draw(canvas):
            write(canvas, 60, 40, "某市人民政府办公室信息科")
            put(canvas, rows, top=70)

        return draw

    above, below = grids(draw_pdf(page(ROWS[:-1]), page(ROWS[-1:])))
    assert [list(row) for row in above.texts()] == ROWS[:-1]
    assert [list(row) for row in below.texts()] == ROWS[-1:]


def test_one_row_below_the_heading_again_stands_in_the_columns_of_the_page_before():
    def page(rows):
        def draw(canvas):
            for x, text in [(200, "市级"), (320, "省级")]:
                middle(canvas, x, 70, text)
            for x, text in [(60, "名次"), (120, "单位")]:
                write(canvas, x, 78, text)
            for x, text in zip([170, 230, 290, 350], ["条数", "得分"] * 2, strict=True):
                middle(canvas, x, 86, text)
            for i, (rank, name, *figures) in enumerate(rows):
                write(canvas, 60, 106 + 18 * i, rank)
                write(canvas, 120, 106 + 18 * i, name)
                for x, figure in zip([190, 250, 310, 370], figures, strict=True):
                    right(canvas, x, 106 + 18 * i, figure)

        return draw

    rows = [[str(i), f"{name}县", *"1234"] for i, name in enumerate("甲乙丙丁", 1)]
    total = ["", "全市合计", "4", "8", "12", "16"]
    _, below = grids(draw_pdf(page(rows), page([total])))
    assert list(below.texts()[-1]) == total


def test_middle_levels_tell_how_far_the_top_level_reaches():
    columns = [275, 307, 339, 371]

    def draw(canvas):
        middle(canvas, 312, 68, "督查反馈", 9)
        for x, text in [(140, "名次"), (201, "单位"), (280, "市级"), (344, "省级")]:
            middle(canvas, x, 83, text, 9)
        for x, text in zip(columns, ["条数", "得分"] * 2, strict=True):
            middle(canvas, x - 11, 98, text, 9)
        for i, name in enumerate(["甲县", "乙县", "丙县", "丁县"]):
            middle(canvas, 140, 114 + 15 * i, str(i + 1), 9)
            middle(canvas, 201, 114 + 15 * i, name, 9)
            for x in columns:
                right(canvas, x, 114 + 15 * i, f"1{i}5.5", 9)

    assert rows_of(draw_pdf(draw))[:2] == [
        ["名次", "单位", "督查反馈", "", "", ""],
        ["", "", "市级", "", "省级", ""],
    ]
