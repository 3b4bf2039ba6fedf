"""The clauses that a notice states bind its own tables, where the rows bear out which columns."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from contracts import Audit
from extractors.reading import extract_notice
from scoring.audit import audit_notice
from scoring.rule_file import load_rules
from tests.notice_builder import notice, table

ROOT = Path(__file__).resolve().parents[1]


def audited(rule: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *more: str) -> Audit:
    head = "".join(f"<th>{name}</th>" for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    prose = "".join(f"<p>{text}</p>" for text in (rule, *more))
    page = (
        "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>"
        "<h1>关于2024年上半年政务信息报送采用情况的通报</h1>"
        f"<div>{prose}<table><tr>{head}</tr>{body}</table>"
        "<p>某县人民政府办公室</p><p>2024年7月5日</p></div></body></html>"
    )
    return audit_notice(extract_notice(page.encode(), "notice.html"), load_rules())


def told(audit: Audit) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(f.code, f.row, f.column, f.expected) for f in audit.findings]


LEVELS = ("单位", "县级采用", "市级采用", "省级采用", "得分")
BY_LEVEL = "计分办法：县级采用每条计2分，市级采用每条计5分，省级采用每条计10分。"


def test_points_by_level_bind_the_one_score_column() -> None:
    rows = [
        ("甲镇", "10", "4", "1", "50"),
        ("乙镇", "8", "3", "1", "41"),
        ("丙镇", "6", "2", "0", "22"),
        ("丁乡", "5", "1", "0", "15"),
    ]
    audit = audited(BY_LEVEL, LEVELS, rows)
    assert audit.rule.status == "read"
    assert [score.status for score in audit.scores] == ["reproduced"] * 4
    assert all(score.is_total for score in audit.scores)
    assert [step.clause for step in audit.scores[0].trace] == [
        "县级采用每条计2分；市级采用每条计5分；省级采用每条计10分"
    ] * 3
    assert not told(audit)


@pytest.mark.parametrize("counted", ["本月", "累计"])
def test_of_two_columns_of_a_heading_the_rows_tell_which_one_is_counted(counted: str) -> None:
    counts = [(10, 14, 4, 9), (8, 9, 3, 3), (6, 20, 2, 4), (5, 6, 1, 8)]
    at = 0 if counted == "本月" else 1
    rows = [
        [name, *map(str, figures), str(2 * figures[at] + 5 * figures[at + 2])]
        for name, figures in zip(("甲镇", "乙镇", "丙镇", "丁乡"), counts, strict=True)
    ]
    columns = ["单位", "县级/本月", "县级/累计", "市级/本月", "市级/累计", "得分"]
    rule = "计分办法：县级采用每条计2分，市级采用每条计5分。"
    audit = audit_notice(notice(table(columns, rows), text=[rule]), ())
    assert audit.rule.status == "read"
    assert [score.status for score in audit.scores] == ["reproduced"] * 4
    assert {step.column for step in audit.scores[0].trace} == {f"县级/{counted}", f"市级/{counted}"}


def test_a_score_that_the_stated_clauses_do_not_give_is_a_warning() -> None:
    rows = [
        ("甲镇", "10", "4", "1", "50"),
        ("乙镇", "8", "3", "1", "43"),
        ("丙镇", "6", "2", "0", "22"),
        ("丁乡", "5", "1", "0", "15"),
        ("戊乡", "3", "1", "0", "11"),
    ]
    audit = audited(BY_LEVEL, LEVELS, rows)
    assert audit.rule.status == "read"
    assert told(audit) == [
        ("rule_contradicted", 2, "得分", "41"),
    ]
    assert audit.findings[0].severity == "warning"


def test_submitted_and_adopted_items_are_told_apart() -> None:
    audit = audited(
        "报送信息每条计1分，被采用的每条计3分。",
        ("序号", "单位", "报送条数", "采用条数", "总分"),
        [
            ("1", "县发改局", "20", "9", "47"),
            ("2", "县教育局", "18", "7", "39"),
            ("3", "县民政局", "10", "2", "16"),
        ],
    )
    assert audit.rule.status == "read"
    assert {score.status for score in audit.scores} == {"reproduced"}


def test_shares_of_printed_scores_make_a_weighted_total() -> None:
    audit = audited(
        "综合得分=现场考评得分×80%+群众满意度得分×20%。",
        ("街道", "现场考评得分", "群众满意度得分", "综合得分"),
        [
            ("东街街道", "90", "80", "88"),
            ("西街街道", "85", "90", "86"),
            ("南街街道", "80", "75", "79"),
            ("北街街道", "70", "95", "75"),
        ],
    )
    assert audit.rule.status == "read"
    assert [score.status for score in audit.scores] == ["reproduced"] * 4


def test_a_base_less_deductions_never_falls_below_its_floor() -> None:
    audit = audited(
        "基础分10分，每迟报1次扣2分，每漏报1次扣5分，扣完为止。",
        ("单位", "迟报次数", "漏报次数", "得分"),
        [
            ("甲局", "1", "0", "8"),
            ("乙局", "0", "1", "5"),
            ("丙局", "3", "2", "0"),
            ("丁局", "0", "0", "10"),
        ],
    )
    assert audit.rule.status == "read"
    assert {score.status for score in audit.scores} == {"reproduced"}


def test_a_cap_that_the_words_set_holds() -> None:
    audit = audited(
        "采用信息每条计2分，最高不超过30分。",
        ("单位", "采用条数", "得分"),
        [("甲镇", "20", "30"), ("乙镇", "14", "28"), ("丙镇", "9", "18"), ("丁镇", "3", "6")],
    )
    assert {score.status for score in audit.scores} == {"reproduced"}
    assert audit.rule.status == "read"


SAID_AND_PRINTED = {
    "a limit of one kind of item": (
        "计分办法：县级采用每条计2分，最高不超过20分；市级采用每条计5分。",
        "单位 县级采用 市级采用 得分",
        "甲镇 15 2 30 | 乙镇 8 3 31 | 丙镇 12 0 20 | 丁镇 2 1 9 | 戊镇 11 4 40",
    ),
    "a limit of the whole": (
        "县级采用每条计2分，市级采用每条计5分，合计最高不超过40分。",
        "单位 县级采用 市级采用 得分",
        "甲镇 15 4 40 | 乙镇 8 3 31 | 丙镇 12 6 40 | 丁镇 2 1 9 | 戊镇 11 2 32",
    ),
    "doubled beside the others": (
        "采用信息每条计2分，领导批示的加倍计分。",
        "单位 采用信息 领导批示 得分",
        "甲镇 15 2 38 | 乙镇 8 3 28 | 丙镇 12 0 24 | 丁镇 2 1 8 | 戊镇 11 4 38",
    ),
    "doubled among the others": (
        "采用信息每条计2分，其中被领导批示的加倍计分。",
        "单位 采用信息 领导批示 得分",
        "甲镇 15 2 34 | 乙镇 8 3 22 | 丙镇 12 0 24 | 丁镇 2 1 6 | 戊镇 11 4 30",
    ),
    "halved": (
        "县级采用信息每条计4分，简讯减半计分。",
        "单位 县级采用信息 简讯 得分",
        "甲镇 15 2 64 | 乙镇 8 3 38 | 丙镇 12 0 48 | 丁镇 2 1 10 | 戊镇 11 4 52",
    ),
    "nothing for who sent nothing": (
        "每采用1条计2分，全年未报送信息的单位计零分。基础分10分。",
        "单位 报送条数 采用条数 得分",
        "甲镇 25 15 40 | 乙镇 19 8 26 | 丙镇 28 12 34 | 丁镇 0 0 0 | 戊镇 31 11 32",
    ),
    "points for a place": (
        "第一名计10分，第二名计8分，第三名计6分，第四名计4分。",
        "名次 单位 得分",
        "1 甲镇 10 | 2 乙镇 8 | 3 丙镇 6 | 4 丁镇 4",
    ),
    "points for a place on top": (
        "采用每条计2分；采用条数排名第一名加5分，第二名加3分，第三名加1分。",
        "单位 采用条数 名次 得分",
        "甲镇 25 1 55 | 乙镇 18 2 39 | 丙镇 12 3 25 | 丁镇 9 4 18 | 戊镇 3 5 6",
    ),
    "points for the places of several rounds": (
        "每季度第一名计10分，第二名计8分，第三名计6分，第四名计4分。",
        "单位 一季度名次 二季度名次 三季度名次 总分",
        "甲镇 1 2 1 28 | 乙镇 2 1 3 24 | 丙镇 3 4 2 18 | 丁镇 4 3 4 14",
    ),
    "limits of what is taken and of what is given": (
        "基础分10分。迟报每次扣1分，最多扣3分；采用每条加2分，最多加6分。",
        "单位 迟报次数 采用条数 得分",
        "甲镇 5 2 11 | 乙镇 1 4 15 | 丙镇 0 1 12 | 丁镇 7 0 7 | 戊镇 2 5 14",
    ),
    "a limit of a base's deduction": (
        "基础分10分，迟报每次扣1分，最多扣3分。",
        "单位 迟报次数 得分",
        "甲镇 5 7 | 乙镇 1 9 | 丙镇 0 10 | 丁镇 7 7 | 戊镇 2 8",
    ),
    "the mean of the rows below": (
        "旗区得分按所辖苏木镇得分的平均值计算。",
        "旗区 苏木镇 得分 旗区得分",
        "东旗 甲镇 80 85 | 东旗 乙镇 90 85 | 西旗 丙镇 70 75 | 西旗 丁镇 80 75",
    ),
    "a minimum count": (
        "报送信息每条计1分，采用信息每条计5分。每月报送信息少于4条的，每少1条扣2分。",
        "单位 报送条数 采用条数 得分",
        "甲镇 6 2 16 | 乙镇 2 1 3 | 丙镇 0 0 -8 | 丁镇 9 4 29 | 戊镇 3 1 6",
    ),
    "a full mark less what is taken": (
        "实行百分制，满分100分。到省上访的，每批扣5分；未按期办结的，每件扣0.5分。",
        "镇街 到省上访 未按期办结 得分",
        "甲镇 1 4 93 | 乙镇 0 2 99 | 丙镇 3 0 85 | 丁镇 0 0 100 | 戊镇 2 6 87",
    ),
    "shares of rates": (
        "考核得分=按期结案率×60%+结案满意率×40%。",
        "街道 按期结案率 结案满意率 考核得分",
        "甲街道 90 80 86 | 乙街道 95 90 93 | 丙街道 80 100 88 | 丁街道 100 70 88",
    ),
    "a level named in short by the heading": (
        "被市委采用的，每条计6分；被中央办公厅采用的，每条计40分。",
        "单位 市委采用 中办采用 得分",
        "甲县 6 2 116 | 乙县 4 1 64 | 丙县 3 0 18 | 丁县 9 1 94 | 戊县 2 0 12",
    ),
    "a limit told after the others": (
        "省级媒体每篇8分，县级媒体每篇1分，全年县级媒体得分不超过30分。头版头条加倍计分。",
        "单位 省级 县级 得分",
        "甲镇 1 40 38 | 乙镇 2 12 28 | 丙镇 0 35 30 | 丁镇 3 8 32 | 戊镇 1 30 38",
    ),
    "a limit of what is given beside a base": (
        "总分由基础分和加分组成，其中基础分40分。市级媒体刊发1篇加1分，省级媒体刊发1篇加3分，加分最高不超过60分。",
        "单位 市级媒体 省级媒体 总分",
        "甲局 30 14 100 | 乙局 10 5 65 | 丙局 25 13 100 | 丁局 4 1 47 | 戊局 0 2 46",
    ),
    "shares and a deduction in one formula": (
        "综合评分=满意率×60%+办结率×40%-投诉件数×2。",
        "窗口 满意率 办结率 投诉件数 综合评分",
        "甲窗 90 80 1 84 | 乙窗 95 90 0 93 | 丙窗 80 100 2 84 | 丁窗 100 70 3 82",
    ),
    "items beside printed points": (
        "县级采用1篇计1分，省级采用1篇计5分。完成任务的计10分，未完成的按比例计分。",
        "单位 县级采用 省级采用 任务分 合计",
        "甲县 6 2 10 26 | 乙县 4 1 8 17 | 丙县 13 0 9 22 | 丁县 9 1 10 24 | 戊县 2 0 5 7",
    ),
    "a level beside the same level's headlines": (
        "市级媒体每篇2分，县级媒体每篇1分。市级媒体头条加倍计分。",
        "单位 市级 市级头条 县级 得分",
        "甲所 6 2 10 30 | 乙所 4 1 8 20 | 丙所 3 0 9 15 | 丁所 9 1 13 35 | 戊所 2 0 5 9",
    ),
    "nothing for what was not done": (
        "每项工作按时完成得10分，逾期完成得5分，未完成不得分。",
        "部门 按时完成 逾期完成 未完成 得分",
        "甲局 6 2 0 70 | 乙局 4 1 2 45 | 丙局 3 0 1 30 | 丁局 9 1 0 95 | 戊局 2 0 3 20",
    ),
    "a total of a hundred less what is taken": (
        "考核采取扣分制，总分100分：案卷不合格的每件扣2分；投诉属实的每起扣3分。",
        "中队 案卷不合格 投诉属实 得分",
        "一队 1 4 86 | 二队 0 2 94 | 三队 3 0 94 | 四队 0 0 100 | 五队 2 1 93",
    ),
    "shares and points as they are printed": (
        "年度评分＝日常评分×40%＋年终评分×60%＋奖励分。",
        "街道 日常评分 年终评分 奖励分 年度评分",
        "甲街道 90 80 2 86 | 乙街道 95 90 0 92 | 丙街道 80 100 3 95 | 丁街道 100 70 1 83",
    ),
    "the one item that no heading names and the one count that no words name": (
        "科普活动每次10分，参与人数超过100人的每次另加2分；科普文章每篇5分。",
        "单位 科普活动 百人以上活动 科普文章 得分",
        "甲局 6 2 10 114 | 乙局 4 1 8 82 | 丙局 3 0 9 75 | 丁局 9 3 0 96 | 戊局 2 0 5 45",
    ),
    "the highest alone": (
        "县级采用每条计2分，市级采用每条计5分，省级采用每条计10分，同一信息就高不就低，不重复计分。",
        "单位 县级采用 市级采用 省级采用 得分",
        "甲镇 15 2 1 30 | 乙镇 8 4 0 20 | 丙镇 12 6 3 30 | 丁镇 2 1 1 10 | 戊镇 11 1 0 22",
    ),
    "shares of scores named like their counts": (
        "总分=报送得分×30%+采用得分×70%。报送信息每条1分，采用信息每条5分。",
        "单位 报送条数 采用条数 报送得分 采用得分 总分",
        "甲镇 25 15 25 75 60 | 乙镇 20 2 20 10 13 | 丙镇 22 12 22 60 48.6 | 丁镇 10 0 10 0 3",
    ),
}


@pytest.mark.parametrize("said", SAID_AND_PRINTED)
def test_the_rows_follow_what_is_said_and_one_that_does_not_is_found(said: str) -> None:
    rule, heading, printed = SAID_AND_PRINTED[said]
    columns = heading.split()
    rows = [row.split() for row in printed.split(" | ")]
    audit = audited(rule, columns, rows)
    assert audit.rule.status == "read"
    assert {score.status for score in audit.scores} == {"reproduced"}
    assert not told(audit)
    right = rows[1][-1]
    rows[1][-1] = str(int(right) + 7)
    found = audited(rule, columns, rows)
    assert ("rule_contradicted", 2, columns[-1], right) in told(found)


def test_a_row_over_the_limit_is_wrong_and_does_not_lift_the_limit() -> None:
    audit = audited(
        "采用信息每条计2分，最高不超过30分。",
        ("单位", "采用条数", "得分"),
        [("甲镇", "20", "40"), ("乙镇", "14", "28"), ("丙镇", "9", "18"), ("丁镇", "3", "6")],
    )
    assert told(audit) == [("rule_contradicted", 1, "得分", "30")]


def test_items_that_no_column_counts_may_make_the_rest_of_a_score_in_whole_numbers() -> None:
    rule = "采用信息每条计2分；被市领导批示的每条另加5分。"
    rows = [
        ("甲镇", "15", "30"), ("乙镇", "8", "21"), ("丙镇", "12", "24"), ("丁镇", "2", "4"),
        ("戊镇", "11", "22"), ("己镇", "6", "15"),
    ]  # fmt: skip
    audit = audited(rule, ("单位", "采用信息", "得分"), rows)
    statuses = [score.status for score in audit.scores]
    assert statuses == ["reproduced", "feasible", "reproduced", "reproduced", "reproduced",
                        "contradicted"]  # fmt: skip
    solved, impossible = audit.findings
    assert (solved.code, solved.row, solved.expected) == ("count_points", 2, None)
    assert "只有另有表中未列的" in solved.explanation.zh
    assert (impossible.code, impossible.row, impossible.expected) == ("rule_contradicted", 6, None)
    assert "不能由整数件" in impossible.explanation.zh


def test_clauses_that_the_rows_do_not_bear_out_bind_nothing() -> None:
    audit = audited(
        "采用信息每条计2分。",
        ("单位", "采用条数", "满意度得分"),
        [("甲镇", "20", "91"), ("乙镇", "14", "95"), ("丙镇", "9", "88"), ("丁镇", "3", "97")],
    )
    assert audit.rule.status != "read"
    assert not told(audit)


def test_an_accepted_rule_goes_before_what_the_notice_states() -> None:
    rules = load_rules()
    assert any(rule.issuer == "鄂尔多斯市政务服务局" for rule in rules)
    sample = "samples/city_portal_2020q2/notice.html"
    notice = extract_notice((ROOT / sample).read_bytes(), "notice.html")
    assert audit_notice(notice, rules).rule.status == "accepted"
    assert audit_notice(notice, ()).rule.status == "read"


def test_stated_clauses_find_what_the_accepted_rule_finds() -> None:
    sample = "samples/city_portal_2020q2/notice.html"
    notice = extract_notice((ROOT / sample).read_bytes(), "notice.html")
    accepted, stated = audit_notice(notice, load_rules()), audit_notice(notice, ())
    assert [(f.code, f.table, f.row, f.column) for f in stated.findings] == [
        (f.code, f.table, f.row, f.column) for f in accepted.findings
    ]


def test_points_stated_otherwise_than_the_rows_show_are_told_once_of_the_column() -> None:
    counts = [20, 14, 9, 7, 6, 5, 3, 2, 1]
    rows = [
        (f"{name}镇", str(n), str(n * 4))
        for name, n in zip("甲乙丙丁戊己庚辛壬", counts, strict=True)
    ]
    audit = audited("采用信息每条计5分。", ("单位", "采用条数", "得分"), rows)
    assert audit.rule.status == "inferred"
    (finding,) = audit.findings
    assert (finding.code, finding.severity, finding.row) == ("rule_contradicted", "warning", None)
    assert (finding.published, finding.expected, finding.clause) == ("4", "5", "采用信息每条计5分")
    assert finding.evidence


def test_a_rule_that_two_thirds_of_the_rows_obey_binds_the_others_and_shows_its_sum() -> None:
    rows = [
        ("甲镇", "10", "4", "1", "50"),
        ("乙镇", "8", "3", "1", "42"),
        ("丙镇", "6", "2", "0", "22"),
    ]
    audit = audited(BY_LEVEL, LEVELS, rows)
    assert told(audit) == [("rule_contradicted", 2, "得分", "41")]
    assert (
        "县级采用 8 × 2 + 市级采用 3 × 5 + 省级采用 1 × 10 = 41" in audit.findings[0].explanation.zh
    )


def test_clauses_that_most_rows_do_not_obey_bind_none_and_that_is_said() -> None:
    rows = [
        ("甲镇", "10", "4", "1", "50"),
        ("乙镇", "8", "3", "1", "47"),
        ("丙镇", "6", "2", "0", "29"),
        ("丁乡", "5", "1", "0", "13"),
    ]
    audit = audited(BY_LEVEL, LEVELS, rows)
    assert audit.rule.status == "none"
    assert {score.reason.zh for score in audit.scores if score.reason} == {
        "通报写有计分条款，但与之不符的行太多，未据以复算，从表中也推断不出规则"
    }


def test_one_row_bears_out_no_clause_and_that_is_the_reason() -> None:
    audit = audited(BY_LEVEL, LEVELS, [("甲镇", "10", "4", "1", "50")])
    assert [score.status for score in audit.scores] == ["not_checkable"]
    assert audit.scores[0].reason is not None
    assert "只有一行" in audit.scores[0].reason.zh


def test_below_several_headings_each_ones_counts_make_its_points() -> None:
    head = (
        "<tr><th rowspan=2>单位</th><th colspan=3>1月</th><th colspan=3>2月</th>"
        "<th rowspan=2>总分</th></tr>"
        "<tr><th>报送</th><th>采用</th><th>得分</th><th>报送</th><th>采用</th><th>得分</th></tr>"
    )
    rows = [
        "甲镇 8 3 20 0 3 12 32", "乙镇 0 1 4 4 0 4 8", "丙镇 7 0 7 1 4 17 24",
        "丁镇 5 1 9 5 0 5 14", "戊镇 6 4 22 4 2 15 34",
    ]  # fmt: skip
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split()) + "</tr>" for row in rows
    )
    page = (
        "<html><head><meta charset='utf-8'></head><body><h1>关于2024年1至2月信息情况的通报</h1>"
        f"<p>报送1条计1分、采用1条计4分。</p><table>{head}{body}</table></body></html>"
    )
    audit = audit_notice(extract_notice(page.encode(), "notice.html"), ())
    assert audit.rule.status == "read"
    assert told(audit) == [("rule_contradicted", 5, "2月/得分", "12")]
