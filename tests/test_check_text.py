"""text_parts and text_column: seeds as they are, and the same notices with other figures."""

import pytest

from scoring.checks.notice_checks import check_notice
from scoring.counts import SolvedCount
from tests.notice_builder import notice, table, truth_notice

PRESS = (
    "截至 2018 年 6 月 30 日，全旗各单位共报送稿件 119 篇，其中街道报送 40 篇，苏木镇报送 10 篇，"
    "各级文明单位报送 76 篇。以上稿件共采用 52 篇，其中苏木镇 7 篇、街道 8 篇、各级文明单位 37 篇。"
)
WEB = (
    "二季度，网站共采用信息2349条（含在线访谈6条、政策解读3条），其中旗区1206条、市直各部门1078条、"
    "各经济开发区（园区）59条、人民团体信息6条。"
)
PATH = "在线访谈及政策解读得分"
SOLVED = (
    SolvedCount(table=2, column=PATH, kind="在线访谈", items=5),
    SolvedCount(table=2, column=PATH, kind="政策解读", items=3),
    SolvedCount(table=3, column=PATH, kind="在线访谈", items=1),
)


def of(findings, code):
    return [
        (f.severity, f.published, f.expected, [str(t.value) for t in f.explained_by])
        for f in findings
        if f.code == code
    ]


def test_the_parts_of_the_first_seed_exceed_their_whole():
    findings = check_notice(truth_notice("seed-000", [PRESS]), ())
    assert of(findings, "text_parts") == [("error", "119", "126", [])]
    assert [f.code for f in findings if f.severity == "error"] == ["text_parts"]


def test_what_two_printed_columns_explain_is_a_note():
    findings = check_notice(truth_notice("seed-000", [PRESS]), ())
    assert ("note", "37", "28", ["28", "9"]) in of(findings, "text_column")
    assert {published for _, published, _, _ in of(findings, "text_column")} == {"37", "52"}


def test_what_solved_counts_explain_is_a_warning():
    findings = check_notice(truth_notice("seed-002", [WEB]), SOLVED)
    assert of(findings, "text_column") == [
        ("warning", "2349", "2340", ["2340", "9"]),
        ("warning", "1078", "1070", ["1070", "8"]),
        ("warning", "59", "58", ["58", "1"]),
    ]
    assert all(f.severity != "error" for f in findings)
    assert all(f.table is f.row is f.column is f.unit is None for f in findings
               if f.code == "text_column")  # fmt: skip


def test_nothing_unsolved_explains_and_nothing_is_called_proved():
    findings = check_notice(truth_notice("seed-002", [WEB]), ())
    assert all(terms == [] for _, _, _, terms in of(findings, "text_column"))
    assert {severity for severity, _, _, _ in of(findings, "text_column")} == {"warning"}


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        ("1206条", "1216条", "warning"),
        ("1206条", "1196条", "error"),
        ("信息6条", "信息5条", "error"),
    ],
)
def test_another_figure_in_the_text_gives_another_answer(old, new, severity):
    findings = check_notice(truth_notice("seed-002", [WEB.replace(old, new)]), SOLVED)
    wrong = "".join(c for c in new if c.isdigit())
    assert [s for s, published, _, _ in of(findings, "text_column") if published == wrong] == [
        severity
    ]
    assert len(of(findings, "text_parts")) == 1


def parks(text):
    """Another office: two tables of counts and a sentence."""
    farms = [["东农场", "12"], ["西农场", "9"], ["南农场", "4"]]
    schools = [["一中", "20"], ["二中", "11"], ["三中", "7"]]
    return notice(
        table(["农场", "录用篇数"], farms, caption="表一 各农场信息录用情况"),
        table(["学校", "录用篇数"], schools, caption="表二 各学校信息录用情况"),
        text=[text],
    )


def test_sums_that_agree_give_no_finding():
    text = "上半年共录用信息63篇，其中农场25篇，学校38篇。"
    assert check_notice(parks(text), ()) == ()


def test_a_column_that_exceeds_its_total_contradicts_it():
    (finding,) = check_notice(parks("上半年共录用信息61篇，其中农场23篇，学校38篇。"), ())[:1]
    assert (finding.severity, finding.published, finding.expected) == ("error", "61", "63")


def test_parts_that_fall_short_prove_nothing_unless_all_are_named():
    some = "各级媒体共发布信息189篇，其中工作动态3篇、经验交流9篇、调研文章73篇。"
    assert check_notice(notice(text=[some]), ()) == ()
    rest = "共发布信息189篇，其中工作动态3篇、经验交流9篇、其他73篇。"
    assert of(check_notice(notice(text=[rest]), ()), "text_parts") == [("error", "189", "85", [])]


def test_a_bracket_may_name_some_of_a_whole():
    """Not read as «含», the bracket's 6 and 3 are still no parts that must make 2349."""
    text = WEB.replace("（含", "（")
    assert of(check_notice(truth_notice("seed-002", [text]), SOLVED), "text_parts") == []


def test_two_explanations_are_none():
    """9 + 3 and 8 + 4 both make 12: neither is given."""
    rows = [["甲", "4", "1", "3", "2"], ["乙", "5", "2", "5", "2"]]
    made = notice(
        table(["单位", "采用/县级", "采用/市级", "采用/省级", "采用/其他"], rows,
              caption="各单位信息采用情况"),
        text=["全年各单位共采用信息12条。"],
    )  # fmt: skip
    (finding,) = [f for f in check_notice(made, ()) if f.code == "text_column"]
    assert finding.explained_by == ()
    assert finding.severity == "warning"


def test_a_figure_of_one_unit_or_of_last_year_is_held_against_no_column():
    text = "其中，东农场录用13篇。去年同期共录用70篇，农场较上年增加5篇，学校录用率38%。"
    assert check_notice(parks(text), ()) == ()


def test_the_number_of_sums_tried_is_told():
    findings = check_notice(truth_notice("seed-002", [WEB]), SOLVED)
    found = next(f for f in findings if f.published == "1078")
    assert "种组合" in found.explanation.zh and "sums tried" in found.explanation.en
    assert "Supposed, not proved" in found.explanation.en


@pytest.mark.parametrize("office", ["县政府办", "我办", "云岭县人民政府办公室"])
def test_the_office_that_adopted_is_not_taken_for_a_unit(office: str) -> None:
    rows = [["公安局", "24", "19"], ["司法局", "26", "25"], ["人社局", "21", "12"]]
    told = check_notice(
        notice(
            table(["单位", "报送数", "采用数"], rows),
            text=[f"上半年，各部门共报送政务信息71条，{office}采用57条。"],
            issuer="云岭县人民政府办公室",
        ),
        (),
    )
    assert of(told, "text_column") == [("warning", "57", "56", [])]


DEPARTMENTS = table(
    ["部门", "办件数", "网上", "窗口"],
    [["市公安局", "600", "450", "150"], ["市人社局", "404", "302", "102"],
     ["市民政局", "200", "150", "50"]],
)  # fmt: skip


@pytest.mark.parametrize(
    ("prose", "doubted"),
    [
        ("全市共办件1,204件，其中网上办件902件，窗口办件302件。", []),
        ("全市共办件1,204件，其中网上办件902件，窗口办件312件。", [("error", "312", "302", [])]),
        ("全市共办件1,205件，其中网上办件902件，窗口办件312件。", [("error", "1205", "1214", [])]),
    ],
)  # fmt: skip
def test_the_part_that_its_own_column_mends_is_the_one_in_doubt(prose, doubted):
    found = check_notice(notice(DEPARTMENTS, text=[prose]), ())
    assert of(found, "text_parts") == doubted


def test_counts_printed_beside_their_points_make_the_total_together():
    columns = ["单位", "市级采用/条数", "市级采用/得分", "省级采用/条数", "省级采用/得分"]
    rows = [["甲镇", "5", "10", "1", "5"], ["乙镇", "4", "8", "2", "10"]]
    for told, codes in (("12", []), ("13", ["text_column"])):
        prose = f"第四季度，全县共采用信息{told}条。"
        findings = check_notice(notice(table(columns, rows), text=[prose]), ())
        assert [f.code for f in findings] == codes
