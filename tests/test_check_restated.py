"""Figures of the prose that a table prints too are held against it where they come near."""

import pytest

from scoring.checks.notice_checks import check_notice
from tests.notice_builder import notice, table


def told(made):
    return [
        (f.code, f.severity, f.published, f.expected)
        for f in check_notice(made, ())
        if f.severity != "note"
    ]


FOUND = table(
    ["单位", "检查次数", "发现问题数", "已整改数", "整改率"],
    [
        ["甲局", "30", "80", "72", "90.0%"],
        ["乙局", "25", "60", "57", "95.0%"],
        ["丙局", "40", "50", "45", "90.0%"],
        ["丁局", "15", "10", "9", "90.0%"],
    ],
    totals=[["合计", "110", "200", "183", "91.5%"]],
)
SAID = "本月开展检查110次，发现问题200个，已整改183个，整改率91.5%。"


@pytest.mark.parametrize(
    ("right", "wrong", "due"),
    [("110次", "112次", "110"), ("200个", "201个", "200"), ("183个", "188个", "183"),
     ("91.5%", "92.5%", "91.5")],
)  # fmt: skip
def test_a_near_miss_of_a_printed_total_is_told(right, wrong, due):
    assert told(notice(FOUND, text=[SAID])) == []
    [finding] = told(notice(FOUND, text=[SAID.replace(right, wrong)]))
    assert (finding[0], finding[3]) == ("text_column", due)


@pytest.mark.parametrize(
    "text",
    [
        "本月发现问题420个。",  # another period or place
        "去年发现问题201个。",
        "本月发现问题约205个。",
        "甲局发现问题81个。",
        "整改率目标92%。",
        "整改率为92%。",  # rounded
    ],
)
def test_what_is_far_off_hedged_rounded_or_of_one_unit_is_no_near_miss(text):
    assert told(notice(FOUND, text=[text])) == []


SCORES = table(
    ["名次", "单位", "得分"],
    [
        ["1", "甲镇", "95.50"],
        ["2", "乙镇", "91.20"],
        ["3", "丙镇", "88.00"],
        ["4", "丁镇", "80.10"],
    ],
)


def test_the_mean_and_the_extremes_of_the_score_are_checked():
    said = "全县4个镇（街道）平均得分88.70分，最高分95.50分，最低分80.10分。"
    assert told(notice(SCORES, text=[said])) == []
    for right, wrong in (("88.70", "88.90"), ("95.50", "95.60"), ("80.10", "81.10")):
        assert told(notice(SCORES, text=[said.replace(right, wrong)])) == [
            ("text_column", "warning", wrong, right)
        ]


def test_the_mean_of_another_matter_is_not_that_of_the_score():
    assert told(notice(SCORES, text=["笔试平均分88.9分，去年平均得分88.60分。"])) == []


LISTED = "甲镇、乙镇、丙镇居前三位，分别为95.50分、91.20分、88.00分。"
NAMED = "甲镇95.50分、乙镇91.20分、丙镇88.00分、丁镇80.10分。"


@pytest.mark.parametrize("text", [LISTED, NAMED])
def test_the_figure_of_a_unit_that_is_not_its_rows_is_told(text):
    assert told(notice(SCORES, text=[text])) == []
    wrong = notice(SCORES, text=[text.replace("91.20", "92.10")])
    assert told(wrong) == [("text_column", "warning", "92.10", "91.20")]


@pytest.mark.parametrize(
    "text",
    [
        "甲镇去年95.10分、乙镇去年90.20分、丙镇去年87.00分。",
        "甲镇10次、乙镇12次、丙镇14次。",  # of another matter
        "乙镇、甲镇、丙镇分别为3次、4次。",
    ],
)
def test_figures_of_another_matter_are_not_held_against_a_column(text):
    assert told(notice(SCORES, text=[text])) == []


PLACED = table(
    ["名次", "单位", "采用条数", "得分"],
    [["1", "甲镇", "20", "44"], ["2", "乙镇", "21", "41"], ["3", "丙镇", "17", "40"],
     ["4", "丁镇", "15", "33"], ["5", "戊镇", "9", "20"]],
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("前三名为甲镇、乙镇、丙镇。", []),
        ("甲镇、乙镇、丁镇居全县前三位。", [("3", "4")]),
        ("采用信息前三名的单位分别是乙镇、甲镇、丙镇。", []),
        ("丁镇得分33分，居第四位。", []),
        ("丁镇得分33分，排名第三。", [("3", "4")]),
        ("乙镇采用21条，居第一位。", []),
        ("进步最快的前三名为戊镇、丁镇、丙镇。", []),
    ],
)
def test_a_place_that_no_column_bears_out_is_told(said: str, told: list[tuple[str, str]]) -> None:
    findings = check_notice(notice(PLACED, text=[said]), ())
    assert [(f.published, f.expected) for f in findings] == told


def test_places_told_of_a_table_of_words_alone_are_let_be() -> None:
    words = table(["单位", "等次"], [[name, "优秀"] for name in ("甲镇", "乙镇", "丙镇", "丁镇")])
    made = notice(words, text=["前三名为甲镇、乙镇、丁镇。"])
    assert [f for f in check_notice(made, ()) if f.code == "text_column"] == []
