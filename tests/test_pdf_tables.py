"""The PDF reader gives the grid that is printed, whatever way its rules are drawn."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import colors

from extractors.document import Grid
from extractors.pdf.page import plain_characters
from tests.pdf_drawing import (
    HEIGHT,
    WIDTH,
    draw_pdf,
    grids,
    read,
    segment,
    table,
    texts,
    thin_bar,
    write,
)

ROWS = [
    ["名次", "单位", "报送", "采用"],
    ["1", "青山镇", "12", "7"],
    ["2", "河口街道", "9", "-"],
    ["3", "北坡苏木", "0", "0"],
]


def only_texts(content: bytes) -> list[list[str]]:
    (grid,) = grids(content)
    return [list(row) for row in grid.texts()]


def double(canvas, x0, top0, x1, top1):
    across = 1.4 if x0 == x1 else 0
    down = 1.4 if top0 == top1 else 0
    segment(canvas, x0, top0, x1, top1)
    segment(canvas, x0 + across, top0 + down, x1 + across, top1 + down)


def dashed(canvas, x0, top0, x1, top1):
    canvas.setDash(3, 2)
    segment(canvas, x0, top0, x1, top1)
    canvas.setDash()


def dotted(canvas, x0, top0, x1, top1):
    length = max(x1 - x0, top1 - top0)
    for k in range(int(length // 5) + 1):
        a, b = 5 * k / length, min(1, (5 * k + 3) / length)
        segment(
            canvas,
            x0 + a * (x1 - x0),
            top0 + a * (top1 - top0),
            x0 + b * (x1 - x0),
            top0 + b * (top1 - top0),
        )


def square_dots(canvas, x0, top0, x1, top1):
    length = max(x1 - x0, top1 - top0)
    for k in range(int(length / 1.5) + 1):
        x, top = x0 + 1.5 * k * (x1 > x0), top0 + 1.5 * k * (top1 > top0)
        canvas.rect(x - 0.375, HEIGHT - top - 0.375, 0.75, 0.75, stroke=0, fill=1)


@pytest.mark.parametrize("rule", [segment, thin_bar, double, dashed, dotted])
def test_the_way_rules_are_drawn_does_not_matter(rule):
    assert only_texts(draw_pdf(lambda c: table(c, ROWS, rule=rule))) == ROWS


def test_rules_of_square_dots_are_rules():
    (grid,) = grids(draw_pdf(lambda c: table(c, ROWS, rule=square_dots)))
    assert [list(row) for row in grid.texts()] == ROWS
    assert not any("columns" in reader for reader in grid.readers)


@pytest.mark.parametrize("sides", ["tb", "rtb", "ltb", "lr", "lrt", "lrb", "tbl"])
def test_a_missing_side_of_the_frame_loses_no_column_or_row(sides):
    assert only_texts(draw_pdf(lambda c: table(c, ROWS, sides=sides))) == ROWS


@pytest.mark.parametrize("sides", ["tb", "rtb", "rt", "r"])
def test_labels_beside_their_rows_are_kept_where_the_left_side_is_missing(sides):
    rows = [
        ["组", *ROWS[0]],
        ["甲组", *ROWS[1]],
        ["", *ROWS[2]],
        ["乙组", *ROWS[3]],
        ["", *ROWS[1]],
    ]
    content = draw_pdf(lambda c: table(c, rows, merged=((1, 0, 2, 1), (3, 0, 2, 1)), sides=sides))
    assert only_texts(content) == rows


def test_merged_cells_are_one_cell_with_its_spans_in_every_position():
    rows = [
        ["排名", "单位", "采用", "", "合计"],
        ["", "", "旗级", "市级", ""],
        ["1", "甲局", "1", "2", "3"],
        ["市直", "乙局", "4", "本组未报", ""],
        ["", "丙局", "0", "", ""],
    ]
    merged = ((0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 1, 2), (0, 4, 2, 1), (3, 0, 2, 1), (3, 3, 2, 2))
    (grid,) = grids(draw_pdf(lambda c: table(c, rows, merged=merged)))
    assert [list(row) for row in grid.texts()] == rows
    spans = {
        (c.row, c.column, c.row_span, c.column_span)
        for c in grid.cells
        if c.row_span * c.column_span > 1
    }
    assert spans == set(merged)
    covered = sum(c.row_span * c.column_span for c in grid.cells)
    assert covered == grid.row_count * grid.column_count


def test_each_cell_bears_its_page_frame_and_quote():
    rows = [["单位", "得分"], ["经济技术\n开发区", ""]]
    content = draw_pdf(
        lambda c: write(c, 60, 60, "第一页没有表格"),
        lambda c: table(c, rows, x=50, top=200, height=40),
    )
    (grid,) = grids(content)
    cell = next(c for c in grid.cells if (c.row, c.column) == (1, 0))
    assert (cell.text, cell.evidence.quote) == ("经济技术开发区", "经济技术\n开发区")
    assert cell.evidence.locator.page == grid.page == 2
    assert cell.evidence.locator.box_pt == pytest.approx((50, 240, 110, 280), abs=0.1)
    blank = next(c for c in grid.cells if (c.row, c.column) == (1, 1))
    assert blank.evidence.quote == ""
    assert blank.evidence.locator.box_pt == pytest.approx((110, 240, 170, 280), abs=0.1)


def test_zebra_stripes_make_no_fragments():
    def page(canvas):
        canvas.setFillColor(colors.lightgrey)
        for i in (1, 3):
            for j in range(4):
                canvas.rect(60 + 60 * j, HEIGHT - 100 - 20 * (i + 1), 60, 20, stroke=0, fill=1)
        canvas.setFillColor(colors.black)
        table(canvas, ROWS)

    (grid,) = grids(draw_pdf(page))
    assert [list(row) for row in grid.texts()] == ROWS
    # They end at the rules and show no more than these do.
    assert grid.readers == ("pdfium@5",)


def test_a_stripe_that_ends_where_no_rule_is_calls_for_a_second_reader():
    def page(canvas):
        canvas.setFillColor(colors.lightgrey)
        canvas.rect(60, HEIGHT - 130, 240, 10, stroke=0, fill=1)
        canvas.setFillColor(colors.black)
        table(canvas, ROWS)

    (grid,) = grids(draw_pdf(page))
    assert [list(row) for row in grid.texts()] == ROWS
    assert (grid.readers[-1], grid.agreed) == ("camelot@2", True)


def test_a_sound_table_is_not_read_twice():
    (grid,) = grids(draw_pdf(lambda c: table(c, ROWS)))
    assert (grid.readers, grid.agreed) == (("pdfium@5",), None)


def test_a_frame_round_the_page_and_a_box_of_prose_are_no_tables():
    def page(canvas):
        canvas.rect(20, 20, WIDTH - 40, HEIGHT - 40)
        canvas.rect(60, HEIGHT - 400, 300, 60)
        write(canvas, 70, 350, "提示：请各单位于月底前报送")
        table(canvas, ROWS)

    content = draw_pdf(page)
    assert only_texts(content) == ROWS
    assert texts(content) == ["提示：请各单位于月底前报送"]


def test_text_that_touches_or_slightly_crosses_a_rule_stays_in_its_cell():
    def page(canvas):
        table(canvas, [["", "", ""], ["", "", ""]], widths=[40, 40, 40], height=11)
        for i, row in enumerate([["东胜街道", "1234", "56"], ["西园街道", "9", "0"]]):
            for j, text in enumerate(row):
                write(canvas, 60.5 + 40 * j, 100 + 11 * i - 0.8, text, 10)

    assert only_texts(draw_pdf(page)) == [["东胜街道", "1234", "56"], ["西园街道", "9", "0"]]


def test_a_word_that_runs_into_an_empty_cell_is_not_cut():
    def page(canvas):
        table(canvas, [["", "", "得分"], ["", "", "8"]], widths=[40, 60, 40])
        write(canvas, 63, 103, "国有资产管理委员会")
        write(canvas, 63, 123, "科技局")
        write(canvas, 120, 123, "甲")

    assert only_texts(draw_pdf(page)) == [
        ["国有资产管理委员会", "", "得分"],
        ["科技局", "甲", "8"],
    ]


def test_figures_that_overlap_over_a_rule_stay_whole():
    def page(canvas):
        table(canvas, [["", "", ""], ["", "", ""]], widths=[60, 26, 26])
        for x, text in [(63, "单位"), (123, "上报"), (149, "采用")]:
            write(canvas, x, 103, text)
        for x, text in [(63, "河口街道"), (134, "57"), (139.5, "1234")]:
            write(canvas, x, 123, text)

    assert only_texts(draw_pdf(page))[1] == ["河口街道", "57", "1234"]


def test_text_printed_twice_to_look_bold_is_read_once():
    def page(canvas):
        table(canvas, ROWS)
        canvas.translate(0.3, 0)
        table(canvas, ROWS)

    assert only_texts(draw_pdf(page)) == ROWS


def test_a_raised_figure_stays_with_its_word():
    def page(canvas):
        table(canvas, [["", "面积"], ["乙镇", "12"]])
        write(canvas, 63, 104, "单位")
        write(canvas, 83, 102, "1", 5)

    assert only_texts(draw_pdf(page))[0] == ["单位1", "面积"]


def test_a_page_set_sideways_is_read_and_its_boxes_lie_on_the_printed_page():
    def page(canvas):
        # The table runs from the bottom of the portrait page upwards.
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        canvas.translate(0, -(HEIGHT - WIDTH))
        table(canvas, ROWS)

    content = draw_pdf(page)
    assert only_texts(content) == ROWS
    (grid,) = grids(content)
    boxes = [c.evidence.locator.box_pt for c in grid.cells]
    assert all(0 <= b[0] < b[2] <= WIDTH and 0 <= b[1] < b[3] <= HEIGHT for b in boxes)
    first = next(c for c in grid.cells if c.text == "名次").evidence.locator.box_pt
    last = next(c for c in grid.cells if c.text == "采用").evidence.locator.box_pt
    assert last[1] < first[1] and last[0] == first[0]


@pytest.mark.parametrize("turn", [90, -90])
def test_headings_set_sideways_are_read_in_their_order(turn):
    def page(canvas):
        table(canvas, [["单位", ""], ["甲镇", "5"]], height=70)
        for k, text in enumerate(["信息报送", "数量"]):
            canvas.saveState()
            # Set upwards, lines follow to the right; set downwards, to the left.
            x = 140 + 16 * k if turn == 90 else 160 - 16 * k
            canvas.translate(x, HEIGHT - (165 - 6 * k if turn == 90 else 105 + 6 * k))
            canvas.rotate(turn)
            canvas.setFont("STSong-Light", 10)
            canvas.drawString(0, 0, text)
            canvas.restoreState()

    assert only_texts(draw_pdf(page)) == [["单位", "信息报送数量"], ["甲镇", "5"]]


def test_radicals_are_read_as_the_characters_they_print():
    assert plain_characters("⻘山区人⺠政府⼀⻔⼾") == "青山区人民政府一门户"


def test_numbers_cut_by_a_narrow_cell_are_mended_and_two_numbers_stay_two():
    rows = [["甲", "乙"], ["123\n45", "7\n8"]]
    content = draw_pdf(lambda c: table(c, rows, widths=[24, 60], height=30))
    assert only_texts(content)[1] == ["12345", "7 8"]


def test_rows_of_words_without_rules_are_named_as_an_issue_and_lose_no_text():
    rows = [[f"第{i}项", "甲部门牵头", f"{i}月底前"] for i in range(1, 5)]

    def page(canvas):
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                write(canvas, 60 + 110 * j, 100 + 20 * i, text)

    document = read(draw_pdf(page))
    assert [(issue.code, issue.page) for issue in document.issues] == [("ragged_table", 1)]
    assert [block.text for block in document.blocks] == [" ".join(row) for row in rows]


def test_figures_beside_the_frame_are_named_as_an_issue():
    def page(canvas):
        table(canvas, ROWS)
        for i, figure in enumerate(["总分", "30", "20", "10"]):
            write(canvas, 310, 103 + 20 * i, figure)

    document = read(draw_pdf(page))
    assert {issue.code for issue in document.issues} & {"ragged_table", "readers_disagree"}


def test_agreement_on_figures_printed_over_one_another_is_none():
    def page(canvas):
        table(canvas, ROWS)
        write(canvas, 186, 123, "95")

    document = read(draw_pdf(page))
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    assert grid.agreed is False
    assert [issue.code for issue in document.issues] == ["ragged_table"]


def open_rows(canvas):
    table(canvas, ROWS[:1])
    for i, row in enumerate(ROWS[1:]):
        canvas.rect(60, HEIGHT - 140 - 20 * i, 240, 20)
        for j, text in enumerate(row):
            write(canvas, 63 + 60 * j, 123 + 20 * i, text)


def test_rows_without_upright_rules_are_parted_below_the_headings():
    (grid,) = grids(draw_pdf(open_rows))
    assert [list(row) for row in grid.texts()] == ROWS
    # camelot keeps such a row in one cell; the ranks that run 1, 2, 3 decide.
    assert (grid.readers[-1], grid.agreed, grid.by_arithmetic) == ("camelot@2", None, True)


def test_a_heading_over_all_columns_stays_one_cell():
    rows = [ROWS[0], ["一、苏木镇  共 3 个", "", "", ""], *ROWS[1:]]
    (grid,) = grids(draw_pdf(lambda c: table(c, rows, merged=((1, 0, 1, 4),))))
    assert next(c for c in grid.cells if c.row == 1).column_span == 4


def test_the_ground_of_a_chart_is_no_table():
    def page(canvas):
        table(canvas, [[""] * 6 for _ in range(8)])
        write(canvas, 70, 104, "图例甲")
        write(canvas, 130, 104, "图例乙")

    assert grids(draw_pdf(page)) == []


def test_a_table_over_three_pages_gives_a_grid_a_page():
    def part(first):
        rows = [[str(first + k), f"第{first + k}镇", "0"] for k in range(30)]
        return lambda canvas: table(canvas, rows, top=60)

    found = grids(draw_pdf(part(1), part(31), part(61)))
    assert [grid.page for grid in found] == [1, 2, 3]
    assert [row[0] for grid in found for row in grid.texts()] == [str(k) for k in range(1, 91)]


WORDS = st.sampled_from(["", "-", "0", "7", "1,204", "12.5%", "－", "青山镇", "（三）科", "NA"])


@settings(max_examples=25, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(WORDS, min_size=width, max_size=width), min_size=2, max_size=6
        )
    ),
    st.floats(12, 30),
    st.floats(40, 90),
)
def test_any_ruled_table_is_read_as_printed(rows, height, width):
    rows[0] = [f"列{j}" for j in range(len(rows[0]))]
    rows[-1][0] = "末行"
    content = draw_pdf(
        lambda c: table(c, rows, height=height, widths=[width] * len(rows[0]), size=8)
    )
    found = grids(content)
    # A lattice almost without text is taken for the ground of a chart.
    printed = sum(bool(text) for row in rows for text in row)
    if len(rows) <= 4 or printed >= 0.15 * len(rows) * len(rows[0]):
        assert [[list(row) for row in grid.texts()] for grid in found] == [rows]


def test_a_page_number_in_a_frame_of_its_own_is_no_table():
    def page(canvas):
        table(canvas, ROWS)
        for x in (60, 120, 180):
            segment(canvas, x, 700, x, 730)
        for y in (700, 730):
            segment(canvas, 60, y, 180, y)
        write(canvas, 125, 712, "第8页")

    assert only_texts(draw_pdf(page)) == ROWS
