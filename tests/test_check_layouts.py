"""Right figures in the layouts of other offices: amounts, rates, categories, several ranks."""

import pytest

from evidence import Locator
from scoring.checks.notice_checks import check_notice
from tests.notice_builder import notice, row, table, with_rows


def told(*tables, text=None):
    return [
        (f.code, f.severity, f.row, f.column)
        for f in check_notice(notice(*tables, text=text), ())
        if f.severity != "note"
    ]


AMOUNTS = [
    ["甲县", "2346", "1236", "3580"],
    ["乙县", "5346", "1236", "6580"],
    ["丙县", "1003", "2004", "3007"],
    ["丁县", "4000", "2000", "6000"],
    ["戊县", "7001", "3003", "10004"],
    ["己县", "1000", "1000", "2000"],
]


def amounts(unit: str, total: list[str]):
    columns = ["地区", f"增值税{unit}", f"所得税{unit}", f"税收合计{unit}"]
    return table(columns, AMOUNTS, totals=[["全市合计", *total]])


def test_amounts_in_whole_ten_thousands_are_rounded_where_counts_are_not():
    assert told(amounts("（万元）", ["20696", "10477", "31170"])) == []
    assert told(amounts("", ["20696", "10477", "31170"]), text=["单位：万元"]) == []
    counted = told(amounts("（件）", ["20696", "10477", "31170"]))
    assert counted == [
        ("column_total", "error", 7, "税收合计（件）"),
        ("column_total", "error", 7, "所得税（件）"),
    ]
    off = told(amounts("（万元）", ["20706", "10477", "31170"]))
    assert off[0] == ("column_total", "error", 7, "增值税（万元）")


def test_a_figure_for_each_head_does_not_add_up():
    rows = [
        ["甲县", "20", "40", "2.00"],
        ["乙县", "30", "90", "3.00"],
        ["丙县", "50", "50", "1.00"],
    ]
    columns = ["地区", "人口（万人）", "投诉件数", "每万人投诉量"]
    assert told(table(columns, rows, totals=[["合计", "100", "180", "1.80"]])) == []


def test_totals_among_their_rows_are_means_whatever_their_headings_say():
    rows = [[f"{n}县", str(10 + n), str(50 + n), str(80 - n)] for n in range(5)]
    columns = ["地区", "件数", "密度", "强度"]
    assert told(table(columns, rows, totals=[["合计", "60", "52", "78"]])) == []
    one = told(table(columns, rows, totals=[["合计", "60", "26", "390"]]))
    assert one == [("column_total", "error", 6, "密度")]


def test_rows_that_make_more_than_their_total_by_more_than_one_row_divide_one_another():
    rows = [
        ["城镇", "40"],
        ["男", "25"],
        ["女", "15"],
        ["农村", "60"],
        ["男性", "30"],
        ["女性", "30"],
    ]
    assert told(table(["类别", "人数"], rows, totals=[["合计", "100"]])) == []


def test_names_that_recur_in_the_same_order_are_categories_not_doubles():
    rows = [[f"{name}性", str(n)] for n, name in enumerate("男女双男女双男女双")]
    assert told(table(["分类", "人数"], rows)) == []
    printed_twice = [*rows[:3], ["儿童", "9"], *rows[:3], ["老人", "8"]]
    assert [f[2] for f in told(table(["分类", "人数"], printed_twice))] == [5, 6, 7]


def test_a_name_that_spans_its_rows_is_listed_once():
    rows = [row(["甲县", "9"]), row(["甲县", "7"]), row(["乙县", "8"]), row(["丙县", "6"])]
    made = with_rows("", ["单位", "得分"], rows)
    assert [f[0] for f in told(made)] == ["duplicate_unit"]
    place = Locator(selector="table tr:nth-of-type(2) > td")
    spanning = []
    for printed in rows[:2]:
        cell = printed.cells[0]
        proof = cell.evidence.model_copy(update={"locator": place})
        cells = (cell.model_copy(update={"evidence": proof}), printed.cells[1])
        spanning.append(printed.model_copy(update={"cells": cells}))
    assert told(with_rows("", ["单位", "得分"], [*spanning, *rows[2:]])) == []


def test_a_mark_in_a_part_is_no_zero_where_no_row_takes_it_for_zero():
    rows = [[f"{n}所", f"{2 * n + 3}.5", f"{n}.2", f"{n + 3}.3"] for n in range(1, 12)]
    marked = [["甲所", "1.4", "—", "1.0"], ["乙所", "7.2", "—", "6.9"], ["丙所", "", "—", "6.9"]]
    columns = ["单位", "合计", "男", "女"]
    assert told(table(columns, [*rows, *marked])) == []
    zero = [["丁所", "6.9", "—", "6.9"], ["戊所", "5.0", "—", "5.0"]]
    found = told(table(columns, [*rows, marked[1], *zero]))
    assert found == [("row_sum", "error", 12, "合计")]


def by_rate(*ranks: int):
    rates = ("150.0", "133.3", "120.0", "80.5", "75.0", "60.2")
    lines = zip(ranks, "甲乙丙丁戊己", rates, "521030", strict=True)
    rows = [[str(r), f"{name}镇", f"{rate}%", pieces] for r, name, rate, pieces in lines]
    return table(["位次", "乡镇", "完成比例", "其中：亿元以上项目（个）"], rows)


def test_ranks_by_a_rate_follow_the_rate_not_the_last_column():
    assert told(by_rate(1, 2, 3, 4, 5, 6)) == []
    assert sorted(f[:3] for f in told(by_rate(1, 2, 3, 5, 4, 6))) == [
        ("rank_order", "warning", 4),
        ("rank_order", "warning", 5),
    ]
    assert [f[3] for f in told(by_rate(1, 2, 3, 6, 4, 5))] == ["完成比例"]


def ranked_each(second: list[str], overall: list[str]):
    rows = [
        [f"{name}县", first, place, other, other_place, total, rank]
        for name, first, place, other, other_place, total, rank in zip(
            "甲乙丙丁戊",
            ("95", "91", "88", "84", "80"),
            "12345",
            ("70", "85", "90", "75", "60"),
            second,
            ("5", "4", "4", "7", "10"),
            overall,
            strict=True,
        )
    ]
    columns = ["地区", "报送/得分", "报送/位次", "督查/得分", "督查/位次", "位次之和", "综合排名"]
    return table(columns, rows)


def test_each_figure_has_its_own_rank_and_the_sum_of_ranks_the_overall_one():
    assert told(ranked_each(list("42135"), list("31145"))) == []
    assert told(ranked_each(list("42235"), list("31145"))) == [
        ("rank_gap", "warning", 3, "督查/位次")
    ]


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        (["县区", "总量", "总量排名", "增速（%）", "增速排名"], "增速排名"),
        (["名次", "县区", "报送数", "位次", "总分", "备注"], "位次"),
    ],
)
def test_a_rank_beside_its_figure_is_checked_too(columns, wrong):
    figures = {"总量": "98765", "增速（%）": "86754", "报送数": "86754", "总分": "98765"}
    right = {"总量排名": "12345", "增速排名": "13245", "名次": "12345", "位次": "13245"}
    other = {"县区": "甲乙丙丁戊", "备注": "优良中可差"}
    lines = list(zip(*(({**figures, **right, **other})[c] for c in columns), strict=True))
    assert told(table(columns, [list(line) for line in lines])) == []
    right[wrong] = "12345"
    lines = list(zip(*(({**figures, **right, **other})[c] for c in columns), strict=True))
    found = told(table(columns, [list(line) for line in lines]))
    assert {f[3] for f in found} == {wrong}


FORMS = ["1,234", "12.5%", "３", "十二", "-", "/", "—", "无", "0", "", "５分", "暂无"]


@pytest.mark.parametrize("form", FORMS)
def test_a_figure_in_whatever_form_gives_an_answer_and_no_false_error(form):
    rows = [[str(n), f"{n}镇", str(9 - n), "2", str(11 - n)] for n in range(1, 7)]
    zero = form in ("-", "/", "—", "无", "0", "", "暂无")
    rows[3][2:] = [form, "2", "2"] if zero else [form, "2", "7"]
    columns = ["序号", "单位", "约稿", "专报", "合计"]
    found = told(table(columns, rows))
    assert not [f for f in found if zero or (f[1] == "error" and f[3] != "合计")]


def test_words_for_nothing_are_zero_among_figures_and_words_elsewhere():
    rows = [["甲镇", "无", "4", "4"], ["乙镇", "3", "2", "5"], ["丙镇", "2", "5", "7"]]
    more = [["丁镇", "无", "8", "8"], ["戊镇", "无", "1", "1"]]
    columns = ["单位", "约稿", "专报", "合计"]
    total = [["合计", "5", "20", "25"]]
    assert told(table(columns, [*rows, *more], totals=total)) == []
    wrong = [*rows, ["丁镇", "无", "8", "9"], more[1]]
    assert ("row_sum", "error", 4, "合计") in told(table(columns, wrong))


def test_serial_numbers_in_words_run_on():
    numbers = ["1", "2", "三", "4", "5"]
    rows = [[n, f"{name}镇", "9"] for n, name in zip(numbers, "甲乙丙丁戊", strict=True)]
    assert told(table(["序号", "单位", "次数"], rows)) == []


def test_a_total_of_the_text_is_not_held_against_another_column_where_its_own_cannot_be_read():
    rows = [["甲镇", "5", "25"], ["乙镇", "见注", "31"], ["丙镇", "4", "40"], ["丁镇", "2", "22"]]
    columns = ["单位", "本月采用（条）", "累计采用（条）"]
    text = ["8月份全市共采用信息13条。"]
    assert told(table(columns, rows), text=text) == []


def test_a_total_of_the_text_that_the_totals_row_prints_agrees_with_the_table():
    # Districts and their towns are listed one under the other: each item stands twice.
    rows = [["甲县", "12"], ["子镇", "5"], ["丑镇", "7"], ["乙县", "9"], ["寅镇", "9"]]
    made = table(["单位", "采用条数"], rows, totals=[["总计", "21"]])
    assert told(made, text=["全市共采用信息21条。"]) == []
    assert told(made, text=["全市共采用信息25条。"]) == [("text_column", "error", None, None)]


def test_the_rate_of_a_mean_row_is_a_mean_of_rates():
    rows = [[f"{n}局", str(10 * n), str(7 * n + n % 3), ""] for n in range(1, 7)]
    for line in rows:
        line[3] = f"{int(line[2]) / int(line[1]):.1%}"
    columns = ["单位", "报送数", "采用数", "采用率"]
    mean = sum(int(line[2]) / int(line[1]) for line in rows) / 6
    means = [["平均", "35", "25.5", f"{mean:.1%}"]]
    assert told(table(columns, rows, totals=means)) == []
