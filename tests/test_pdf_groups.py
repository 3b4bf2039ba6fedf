"""Names of groups beside their rows, totals over columns, and rules between columns alone."""

import pytest

from tests.pdf_drawing import SONG, draw_pdf, grids, segment, write

HEAD = ["组别", "名次", "单位", "条数", "得分"]
LEFT = [60, 120, 170, 280, 340]
NAMES = ["青山镇", "河口街道", "教育局", "市场监督管理局", "统计局", "信访局", "商务局"]
BODY = [[str(i), name, str(7 * i), f"{90 - i}.5"] for i, name in enumerate(NAMES, 1)]
GROUPS = [("旗县区", 2), ("市直部门", 4), ("园区", 1)]
STEP = 18


def body(canvas, top, rows=BODY):
    for i, row in enumerate(rows):
        for x, text in zip(LEFT[1:], row, strict=True):
            write(canvas, x, top + STEP * i, text)


def labels(canvas, top, groups=GROUPS):
    start = 0
    for name, count in groups:
        write(canvas, LEFT[0], top + STEP * (start + (count - 1) / 2), name)
        start += count


def head(canvas, top):
    for x, text in zip(LEFT, HEAD, strict=True):
        write(canvas, x, top, text)


def expected(groups, rows):
    printed = [["", *row] for row in rows]
    start = 0
    for name, count in groups:
        printed[start][0] = name
        start += count
    return printed


def printed(content):
    return [[list(row) for row in grid.texts()] for grid in grids(content)]


def test_names_in_the_middle_of_their_rows_stand_in_the_first_and_span_them():
    def page(canvas):
        head(canvas, 100)
        body(canvas, 120)
        labels(canvas, 120)

    content = draw_pdf(page)
    assert printed(content) == [[HEAD, *expected(GROUPS, BODY)]]
    (grid,) = grids(content)
    spans = {cell.text: cell.row_span for cell in grid.cells if cell.column == 0 and cell.row}
    assert spans == dict(GROUPS)


def test_a_group_that_began_on_the_page_before_leaves_its_rows_blank():
    def page(canvas):
        head(canvas, 100)
        body(canvas, 120)
        labels(canvas, 120 + 2 * STEP, GROUPS[1:])

    (rows,) = printed(draw_pdf(page))
    assert [row[0] for row in rows] == ["组别", "", "", "市直部门", "", "", "", "园区"]


def test_names_at_the_head_of_their_rows_span_them():
    def page(canvas):
        head(canvas, 100)
        body(canvas, 120)
        for name, row in [("旗县区", 0), ("市直部门", 2), ("园区", 6)]:
            write(canvas, LEFT[0], 120 + STEP * row, name)

    content = draw_pdf(page)
    assert printed(content) == [[HEAD, *expected(GROUPS, BODY)]]
    (grid,) = grids(content)
    assert [c.row_span for c in grid.cells if c.column == 0][1:] == [2, 4, 1]


@pytest.mark.parametrize(("x", "column"), [(145, 0), (170, 2)])
def test_a_total_between_the_first_columns_stands_over_them_and_one_in_its_column_does_not(
    x, column
):
    def page(canvas):
        head(canvas, 100)
        body(canvas, 120)
        labels(canvas, 120)
        for place, text in [(x, "合计"), (280, "196"), (340, "602.5")]:
            write(canvas, place, 120 + STEP * len(BODY), text)

    (rows,) = printed(draw_pdf(page))
    assert rows[-1][column] == "合计"
    assert rows[-1][3:] == ["196", "602.5"]


def test_a_heading_over_one_heading_is_a_level_where_its_neighbour_heads_two():
    def page(canvas):
        for x, text in [(60, "单位"), (165, "稿件"), (270, "信息")]:
            write(canvas, x, 109 if text == "单位" else 100, text)
        for x, text in [(140, "上报"), (190, "采用"), (270, "得分")]:
            write(canvas, x, 118, text)
        for i, name in enumerate(NAMES):
            for x, text in [(60, name), (145, "12"), (195, "7"), (272, "8.5")]:
                write(canvas, x, 138 + STEP * i, text)

    (rows,) = printed(draw_pdf(page))
    assert rows[:2] == [["单位", "稿件", "", "信息"], ["", "上报", "采用", "得分"]]


def test_rows_between_upright_rules_alone_are_parted_below_a_heading_of_two_levels():
    edges = [50, 110, 160, 260, 320, 380]

    def page(canvas):
        canvas.setFont(SONG, 10)
        bottom = 144 + STEP * len(BODY)
        for x in edges:
            segment(canvas, x, 120 if x == 320 else 100, x, bottom)
        for y in (100, 140, bottom):
            segment(canvas, edges[0], y, edges[-1], y)
        segment(canvas, 260, 120, 380, 120)
        for x, text in zip(LEFT[:3], HEAD, strict=False):
            write(canvas, x, 114, text)
        write(canvas, 300, 104, "采用情况")
        write(canvas, 280, 124, "条数")
        write(canvas, 340, 124, "得分")
        body(canvas, 144)
        labels(canvas, 144)

    assert printed(draw_pdf(page)) == [
        [
            ["组别", "名次", "单位", "采用情况", ""],
            ["", "", "", "条数", "得分"],
            *expected(GROUPS, BODY),
        ]
    ]


def test_section_rows_that_interrupt_the_upright_rules_stand_over_all_columns():
    edges = [50, 110, 200, 260, 320]
    rows = [
        ["一、旗县区"],
        *BODY[:3],
        ["二、市直部门"],
        *BODY[3:],
    ]

    def page(canvas):
        bottom = 144 + STEP * len(rows)
        for y in (100, 140, bottom):
            segment(canvas, edges[0], y, edges[-1], y)
        for x in (edges[0], edges[-1]):
            segment(canvas, x, 100, x, bottom)
        for x in edges[1:-1]:
            segment(canvas, x, 120 if x == 260 else 100, x, 140)
        for x, top, text in [(60, 112, "名次"), (120, 112, "单位"), (245, 104, "采用情况")]:
            write(canvas, x, top, text)
        write(canvas, 205, 124, "条数")
        write(canvas, 265, 124, "得分")
        for i, row in enumerate(rows):
            top = 142 + STEP * i
            if len(row) > 1:
                for x in edges[1:-1]:
                    segment(canvas, x, top, x, top + STEP)
            for x, text in zip((54, 114, 205, 265), row, strict=False):
                write(canvas, x, top + 4, text)

    assert printed(draw_pdf(page)) == [
        [
            ["名次", "单位", "采用情况", ""],
            ["", "", "条数", "得分"],
            *[[*row, *[""] * (4 - len(row))] for row in rows],
        ]
    ]


def test_level_rules_below_a_ruled_heading_bound_the_rows_under_its_columns():
    edges = [50, 110, 200, 260, 320]

    def page(canvas):
        for y in (100, 120, *(120 + STEP * (i + 1) for i in range(len(BODY)))):
            segment(canvas, edges[0], y, edges[-1], y)
        for x in edges:
            segment(canvas, x, 100, x, 120)
        for x, text in zip((54, 114, 205, 265), HEAD[1:], strict=True):
            write(canvas, x, 104, text)
        for i, row in enumerate(BODY):
            for x, text in zip((102, 114, 205, 265), row, strict=True):
                write(canvas, x, 124 + STEP * i, text)

    assert printed(draw_pdf(page)) == [[HEAD[1:], *BODY]]


def test_the_name_of_a_total_beside_which_the_upright_rule_ends_stands_over_both_columns():
    edges = [50, 110, 200, 260, 320]
    rows = [["名次", "单位", "条数", "得分"], *BODY, ["合计", "20", "30"]]

    def page(canvas):
        bottom = 100 + STEP * len(rows)
        for y in (100, 100 + STEP, bottom):
            segment(canvas, edges[0], y, edges[-1], y)
        for x in edges:
            segment(canvas, x, 100, x, bottom - STEP if x == 110 else bottom)
        for i, row in enumerate(rows):
            for x, text in zip((54, 114, 205, 265)[-len(row) :], row, strict=True):
                write(canvas, x, 104 + STEP * i, text)

    (grid,) = grids(draw_pdf(page))
    assert [list(row) for row in grid.texts()] == [*rows[:-1], ["合计", "", "20", "30"]]
