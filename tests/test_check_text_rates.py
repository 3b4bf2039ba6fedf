"""percentage in prose: shares of a whole, rates of two counts, parts above their whole."""

import pytest

from scoring.checks.notice_checks import check_notice
from tests.notice_builder import notice, table


def found(*text: str) -> list[tuple[str, str | None, str | None]]:
    findings = check_notice(notice(text=list(text)), ())
    return [(f.severity, f.published, f.expected) for f in findings if f.code == "percentage"]


@pytest.mark.parametrize(
    "text",
    [
        "红色物业问题727个，其中托管型小区305个，占41.95%；专管型266个，占36.59%；自管型156个，占16.42%。",
        "红色物业问题727个，其中托管型小区305个（41.95%）、专管型266个（36.59%）、自管型156个（16.42%）。",
    ],
)
def test_a_share_that_is_none_of_the_whole_of_the_others(text: str) -> None:
    assert found(text) == [("error", "16.42", "21.46")]


def test_a_share_off_in_its_last_digit_is_worth_knowing() -> None:
    text = "超额完成36个单位（63.1%），未完成21个单位（36.9%）。"
    assert found(text) == [("note", "36.9", "36.8")]


def test_a_rate_whose_two_counts_the_sentence_names() -> None:
    assert found("共报送信息301条，采用159条，采用率53.8%。") == [("warning", "53.8", "52.8")]
    assert found("共报送信息301条，采用159条，采用率52.8%。") == []


def test_a_part_above_its_whole() -> None:
    assert found("本月信息采用率103%。") == [("warning", "103", None)]
    assert found("问题上报率81.79%，问题处理率105.02%。") == [("note", "105.02", None)]
    rates = table(["单位", "合格率"], [["甲镇", "98%"], ["乙镇", "102%"]])
    findings = [f for f in check_notice(notice(rates), ()) if f.code == "percentage"]
    assert [(f.severity, f.row, f.published) for f in findings] == [("warning", 2, "102")]


SATISFIED = [
    (20, 9, 6, "75%"),
    (18, 8, 1, "50%"),
    (15, 9, 0, "60%"),
    (10, 3, 4, "70%"),
    (8, 2, 2, "50%"),
]
CUT = [(57, 36, "63.1%"), (19, 9, "47.3%"), (21, 8, "38.0%"), (38, 26, "68.4%"), (27, 11, "40.7%")]


def test_a_rate_of_two_counts_together_and_one_that_is_cut_off() -> None:
    rows = [[f"{n}号镇", *map(str, row)] for n, row in enumerate(SATISFIED, 1)]
    rows[2][4] = "64%"
    rates = table(["单位", "回访", "满意", "基本满意", "满意率"], rows)
    findings = [f for f in check_notice(notice(rates), ()) if f.code == "percentage"]
    assert [(f.row, f.published, f.expected) for f in findings] == [(3, "64", "60.0")]
    rows = [[f"{n}号镇", *map(str, row)] for n, row in enumerate(CUT, 1)]
    rows[3][3] = "69.4%"
    cut = table(["单位", "受理", "办结", "办结率"], rows)
    findings = [f for f in check_notice(notice(cut), ()) if f.code == "percentage"]
    assert [(f.row, f.published, f.expected) for f in findings] == [(4, "69.4", "68.4")]


@pytest.mark.parametrize(
    "text",
    [
        "全年采用信息120条，其中省级采用30条，占25%，较上年增长20%；市级采用90条，占75%。",
        "报送信息301条，被采用159条，采用率52.8%；其中被市级采用40条，采用率13.3%。",
        "问题1714个，其中城市管理987个（背街小巷200个，占20.26%；人行道176个，占17.83%），"
        "红色物业727个（托管型305个，占41.95%；专管型266个，占36.59%）。",
        "甲县36条，占任务的120%；乙县20条，占任务的80%。",
        "各县完成率分别为113.04%、142.11%。",
        "采用119条，占全市的39.5%；采用20条，占全市的6.6%。",
        "受理2495件，按期办结2424件，办结率97.1%，满意率102件次98%。",
        "2020年6月30日止，采用57件，其中领导批示9件（15.7%）。",
    ],
)
def test_shares_that_may_be_of_another_whole_are_told_nothing(text: str) -> None:
    assert found(text) == []
