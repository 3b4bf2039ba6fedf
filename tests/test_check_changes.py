"""Growth, changes and shares of a fixed whole against the figures beside them."""

import pytest

from scoring.changes import read_change
from scoring.checks.notice_checks import check_notice
from tests.notice_builder import notice, table


def told(columns, rows, totals=None):
    made = notice(table(columns, rows, totals=totals))
    return [
        (f.code, f.severity, f.row, f.column, f.expected)
        for f in check_notice(made, ())
        if f.severity != "note"
    ]


@pytest.mark.parametrize(
    ("text", "value", "signed"),
    [
        ("↑3", "3", True),
        ("下降2位", "-2", True),
        ("退1", "-1", True),
        ("持平", "0", True),
        ("—", "0", True),
        ("+4", "4", False),
        ("-4", "-4", False),
        ("↓12.5%", "-12.5", True),
    ],
)
def test_a_change_is_read_as_printed(text, value, signed):
    change = read_change(text)
    assert change is not None
    assert (str(change.figure.value), change.signed) == (value, signed)


@pytest.mark.parametrize("text", ["", "见附件", "先升3位后降2位"])
def test_what_tells_no_change_is_none(text):
    assert read_change(text) is None


GROWN = ["单位", "本月办件量", "上月办件量", "环比增长"]
PIECES = [
    ["甲镇", "120", "100", "20.0%"],
    ["乙镇", "90", "100", "-10.0%"],
    ["丙镇", "75", "60", "25.0%"],
    ["丁镇", "50", "80", "-37.5%"],
    ["戊镇", "66", "60", "10.0%"],
]


def test_a_growth_is_held_against_the_two_figures_that_it_compares():
    total = [["合计", "401", "400", "0.3%"]]
    assert told(GROWN, PIECES, total) == []
    wrong = [*PIECES[:2], ["丙镇", "75", "60", "15.0%"], *PIECES[3:]]
    assert told(GROWN, wrong, total) == [("percentage", "error", 3, "环比增长", "25.0")]
    assert told(GROWN, PIECES, [["合计", "401", "400", "3.0%"]]) == [
        ("percentage", "error", 6, "环比增长", "0.3")
    ]


def test_growth_told_by_arrows_and_falls_told_as_such_are_read():
    arrows = [[*row[:3], ("↓" if "-" in row[3] else "↑") + row[3].lstrip("-")] for row in PIECES]
    assert told(GROWN, arrows) == []
    arrows[3][3] = "↑37.5%"
    assert [f[2:4] for f in told(GROWN, arrows)] == [(4, "环比增长")]
    falls = [[*row[:3], f"{-float(row[3][:-1]):.1f}%"] for row in PIECES]
    assert told([*GROWN[:3], "环比降幅"], falls) == []


def test_amounts_that_were_rounded_for_print_excuse_their_growth():
    rows = [
        ["甲县", "0.35", "0.31", "13.1%"],
        ["乙县", "1.20", "1.10", "8.8%"],
        ["丙县", "2.31", "2.10", "10.3%"],
        ["丁县", "0.99", "1.05", "-5.5%"],
    ]
    columns = ["地区", "到位资金（亿元）", "上年同期到位资金（亿元）", "同比增长"]
    assert told(columns, rows) == []
    rows[2][3] = "20.3%"
    assert [f[2:4] for f in told(columns, rows)] == [(3, "同比增长")]


def test_shares_of_the_days_of_a_month_need_no_column_of_days():
    days = [26, 31, 19, 22, 28, 30]
    rows = [[f"{n}县", str(d), f"{100 * d / 31:.1f}%"] for n, d in enumerate(days)]
    columns = ["地区", "优良天数", "优良天数比例"]
    assert told(columns, rows) == []
    rows[2][2] = "71.3%"
    assert told(columns, rows) == [("percentage", "error", 3, "优良天数比例", "61.3")]


def test_a_share_of_all_is_told_in_the_totals_row_too():
    rows = [["甲类", "30", "30.0%"], ["乙类", "45", "45.0%"], ["丙类", "25", "25.0%"]]
    columns = ["类别", "件数", "占比"]
    assert told(columns, rows, [["合计", "100", "100%"]]) == []
    assert [f[2:4] for f in told(columns, rows, [["合计", "100", "99%"]])] == [(4, "占比")]


def test_a_column_of_zeros_is_no_share_of_anything():
    rows = [[f"{n}县", str(n), str(400 + n), "0"] for n in range(1, 6)]
    assert told(["地区", "甲", "乙", "占比"], [*rows, ["己县", "9", "441", "14.3"]]) == []


MOVED = ["名次", "县区", "得分", "上月名次", "名次变化"]


def moved(before="231546", changes="↑1 ↑1 ↓2 ↑1 ↓1 —", ranks="123456"):
    lines = zip(ranks, "甲乙丙丁戊己", "987654", before, changes.split(), strict=True)
    return told(MOVED, [[r, f"{name}县", s, b, c] for r, name, s, b, c in lines])


@pytest.mark.parametrize(
    "changes",
    ["↑1 ↑1 ↓2 ↑1 ↓1 —", "上升1位 升1 退2位 进1 下降1位 持平", "+1 1 -2 1 -1 0", "-1 -1 2 -1 1 0"],
)
def test_a_change_of_rank_is_the_step_from_last_months_to_this_months(changes):
    assert moved(changes=changes) == []


def test_of_two_ranks_and_their_change_the_wrong_one_is_named():
    assert moved(changes="↑1 ↑2 ↓2 ↑1 ↓1 —") == [("row_sum", "error", 2, "名次变化", "1")]
    assert moved(before="241546") == [("row_sum", "error", 2, "上月名次", "3")]
    wrong_rank = moved(ranks="123756")
    assert {f[2:4] for f in wrong_rank} == {(4, "名次")}


def test_a_change_is_no_step_between_ranks_of_other_matters():
    rows = [["1", "甲县", "9", "↑1"], ["2", "乙县", "8", "↓1"], ["3", "丙县", "7", "—"]]
    assert told(["名次", "县区", "得分", "名次变化"], rows) == []


def test_a_repeated_line_of_a_balance_is_not_counted_twice():
    rows = [["收入", "2940.05"], ["其他", "100.5"], ["年初结转", "21.63"], ["一般预算", "21.63"]]
    assert told(["项目", "决算数"], rows, [["总计", "3062.18"]]) == []
    assert told(["项目", "决算数"], rows, [["总计", "3042.18"]]) != []
