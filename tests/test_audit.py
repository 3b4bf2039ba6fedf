import json
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from contracts import Finding
from evidence import Evidence, Locator, Message
from scoring.audit import _one_each, audit_notice
from scoring.doubts import Place
from scoring.form import Entry, audit_to_json
from scoring.report import audit_to_text
from scoring.rule_file import load_rule, load_rules
from tests.notice_builder import evidence, notice, table, truth_notice

RULES = load_rules()
PROSE = {
    "seed-000": [
        "共报送信息 119 篇，其中，苏木镇报送 10 篇，街道报送 40 篇，各级文明单位报送 76 篇。"
    ],
    "seed-002": [
        "共采用信息2349条（函在线访谈6条、政策解读3条）。其中，采用旗区信息1206条、"
        "市直各部门信息1078条、各经济开发区（园区）信息59条、人民团体信息6条。",
        "1、顺序排列按信息采用条数从高到低。",
        "2、采用信息条数为“0”的单位未列出，“/”即得分为0。",
    ],
}


def seed(name, **changes):
    return truth_notice(name, PROSE[name]).model_copy(update=changes)


def with_cell(of, table_number, row_number, column, text):
    tables = list(of.tables)
    changed = tables[table_number - 1]
    rows = list(changed.rows)
    cells = list(rows[row_number - 1].cells)
    at = changed.columns.index(column)
    cells[at] = cells[at].model_copy(update={"text": text})
    rows[row_number - 1] = rows[row_number - 1].model_copy(update={"cells": tuple(cells)})
    tables[table_number - 1] = changed.model_copy(update={"rows": tuple(rows)})
    return of.model_copy(update={"tables": tuple(tables)})


def counts(scores):
    return dict(Counter(score.status for score in scores))


def test_a_notice_under_its_accepted_rule():
    audit = audit_notice(seed("seed-002"), RULES)
    assert audit.rule.model_dump() == {
        "id": "ordos_portal", "version": "2020-04-01", "status": "accepted"
    }  # fmt: skip
    assert counts(audit.scores) == {"reproduced": 102, "feasible": 149, "infeasible": 4}
    assert counts(s for s in audit.scores if s.is_total) == {"reproduced": 51}
    assert not [f for f in audit.findings if f.severity == "error"]
    [text] = [f for f in audit.findings if f.code == "text_column" and f.published == "1078"]
    assert [str(term.value) for term in text.explained_by] == ["1070", "8"]


def test_a_notice_without_a_rule_is_held_against_what_its_tables_show():
    audit = audit_notice(seed("seed-000"), RULES)
    assert (audit.rule.id, audit.rule.status) == (None, "inferred")
    assert counts(audit.scores) == {"reproduced": 36}
    assert all(score.is_total and score.rule_id is None for score in audit.scores)
    assert [f.code for f in audit.findings if f.severity == "error"] == ["text_parts"]
    traced = {
        (step.column, str(step.points_each)) for score in audit.scores for step in score.trace
    }
    assert traced == {("信息采用情况/旗级", "10"), ("网络文明开展情况/旗级", "10")}


def test_a_row_that_breaks_the_inferred_rule_is_a_warning_at_its_score():
    audit = audit_notice(with_cell(seed("seed-000"), 3, 5, "积分", "30"), RULES)
    [finding] = [f for f in audit.findings if f.code == "rule_contradicted"]
    assert (finding.severity, finding.table, finding.row, finding.unit, finding.column) == (
        "warning", 3, 5, "国家税务局", "积分"
    )  # fmt: skip
    assert (finding.published, finding.expected, finding.difference) == ("30", "20", "10")
    assert finding.changes_rank is True
    assert counts(audit.scores) == {"reproduced": 35, "contradicted": 1}


def test_a_score_that_several_units_reach_and_none_passes_may_be_a_cap():
    given = [(98, 5), (97, 6), (99, 1), (95, 2), (93, 6), (92, 1), (90, 7), (88, 3), (80, 9)]
    given += [(70, 2), (71, 3), (72, 5), (65, 4)]
    rows = [
        [f"{n}局", str(own), str(more), str(min(100, own + more))]
        for n, (own, more) in enumerate(given)
    ]
    made = notice(table(["单位", "考核分", "加分", "总分"], rows))
    audit = audit_notice(made, ())
    assert (counts(audit.scores), audit.findings) == ({"feasible": 2, "reproduced": 11}, ())
    passed = audit_notice(with_cell(made, 1, 3, "总分", "103"), ())
    assert "rule_contradicted" in {finding.code for finding in passed.findings}


def test_points_that_a_column_prints_already_are_not_held_against_their_price():
    taken = [(4, 1), (2, 0), (0, 3), (6, 2), (2, 2), (0, 1), (4, 0), (2, 3), (8, 1), (0, 0)]
    rows = [
        [f"{n}局", f"-{late}", f"-{lost}", str(100 - late - lost)]
        for n, (late, lost) in enumerate(taken)
    ]
    text = ["迟报每次扣2分，漏报每次扣1分。"]
    columns = ["单位", "迟报", "漏报", "得分"]
    assert audit_notice(notice(table(columns, rows), text=text), ()).findings == ()
    rows[3] = ["3局", "-5", "-2", "93"]
    told = audit_notice(notice(table(columns, rows), text=text), ()).findings
    assert {finding.code for finding in told} == {"rule_contradicted"}


def test_a_row_whose_items_no_other_row_prices_is_told_from_a_wrong_one():
    changed = with_cell(seed("seed-000"), 3, 5, "信息采用情况/中央级", "3")
    audit = audit_notice(with_cell(changed, 3, 5, "积分", "31"), RULES)
    [score] = [s for s in audit.scores if s.unit_printed == "国家税务局"]
    assert score.status == "not_checkable"
    assert "信息采用情况/中央级" in score.reason.zh
    assert not [f for f in audit.findings if f.code == "rule_contradicted"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"period_end": date(2020, 9, 30)}, "carried"),
        ({"period_end": None}, "carried"),
        ({"issuer": "包头市政务服务局"}, "inferred"),
        ({"issuer": None}, "inferred"),
    ],
)
def test_outside_its_issuer_and_period_a_rule_does_not_bind_as_accepted(changes, status):
    audit = audit_notice(seed("seed-002", **changes), RULES)
    assert audit.rule.status == status
    assert counts(s for s in audit.scores if s.is_total) == {"reproduced": 51}


def test_rows_in_another_order_and_other_figures_are_re_checked_alike():
    portal = seed("seed-002")
    turned = [t.model_copy(update={"rows": tuple(reversed(t.rows))}) for t in portal.tables]
    audit = audit_notice(portal.model_copy(update={"tables": tuple(turned)}), RULES)
    without = [f.unit for f in audit.findings if f.code == "rule_no_clause"]
    assert without == [
        "达拉特旗", "鄂托克前旗", "鄂尔多斯市教育体育局", "鄂尔多斯市文化和旅游局"
    ]  # fmt: skip
    fined = with_cell(portal, 1, 7, "附加分", "-30")
    audit = audit_notice(with_cell(fined, 1, 7, "总分", "525"), RULES)
    assert "达拉特旗" not in [f.unit for f in audit.findings if f.code == "rule_no_clause"]
    assert counts(s for s in audit.scores if s.is_total) == {"reproduced": 51}


def test_a_wrong_total_is_one_finding_and_the_arithmetic_speaks_loudest():
    audit = audit_notice(with_cell(seed("seed-002"), 1, 2, "总分", "990"), RULES)
    at_place = [f for f in audit.findings if (f.table, f.row, f.column) == (1, 2, "总分")]
    assert [(f.severity, f.published, f.expected) for f in at_place] == [("error", "990", "980")]


def test_a_wrong_part_is_one_finding_at_the_part():
    audit = audit_notice(with_cell(seed("seed-002"), 1, 2, "采用得分", "815"), RULES)
    in_row = [f for f in audit.findings if (f.table, f.row) == (1, 2)]
    assert [(f.column, f.published, f.expected) for f in in_row] == [("采用得分", "815", "805")]


def test_the_auditors_own_rule_comes_first(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(
        "id: own\nlabel: 自定\nissuer: 审计\nversions:\n"
        "  - from: 2019-01-01\n    verified_through: 2019-12-31\n    cite: 审计底稿\n"
        "    scores:\n      采用得分: {kind: per_item, items: 采用条数, points_each: 6,"
        " quote: 每条6分}\n",
        encoding="utf-8",
    )
    audit = audit_notice(seed("seed-002"), RULES, load_rule(path))
    assert (audit.rule.id, audit.rule.status) == ("own", "accepted")
    assert counts(audit.scores) == {"contradicted": 50, "reproduced": 1}, "林业和草原局 has none"


def test_a_table_that_shows_no_rule_says_so():
    only = table(["单位", "得分"], [["甲", "91.2"], ["乙", "90.5"], ["丙", "88"]])
    audit = audit_notice(notice(only), RULES)
    assert audit.rule.status == "none"
    assert counts(audit.scores) == {"not_checkable": 3}
    assert all("没有公布" in score.reason.zh for score in audit.scores)


def test_a_notice_without_tables_has_its_issuers_rule_and_no_scores():
    prose = notice(
        issuer="聊城市精神文明建设委员会办公室",
        period_end=date(2018, 6, 30),
        text=["现将排名通报如下。"],
    )
    audit = audit_notice(prose, RULES)
    assert (audit.rule.id, audit.rule.status) == ("liaocheng_civilised_units", "accepted")
    assert audit.scores == ()


def test_what_was_never_published_is_not_checkable_and_says_why():
    columns = ["单位", "帮包社区", "帮包路口", "考核细则", "总得分"]
    printed = table(
        columns, [["甲局", "90", "95", "80", "87.5"], ["乙局", "85", "90", "92", "89.3"]]
    )
    audit = audit_notice(
        notice(printed, issuer="聊城市精神文明建设委员会办公室", period_end=date(2018, 6, 30)),
        RULES,
    )
    assert counts(audit.scores) == {"not_checkable": 6}
    reasons = {score.column: score.reason.zh for score in audit.scores}
    assert "基础分没有公布" in reasons["帮包路口"]
    assert "40%" in reasons["总得分"]


def finding(code, severity, place, **more):
    place_table, place_row, column = place
    return Finding(
        code=code, severity=severity, table=place_table, row=place_row, column=column, unit="甲",
        published="1", expected="2", difference="-1", changes_rank=None,
        explanation=Message(zh=code, en=code), explained_by=(), clause=None,
        evidence=(evidence("1"),),
    ).model_copy(update=more)  # fmt: skip


def test_twins_become_one_and_a_blamed_part_bears_the_weight_of_its_total():
    total, part = Place(1, 1, "总分"), Place(1, 1, "得分")
    rule = finding("rule_contradicted", "warning", total, changes_rank=True, clause="每条5分")
    row_sum = finding("row_sum", "error", total)
    [one] = _one_each([rule, row_sum], [])
    assert (one.code, one.severity, one.clause, one.changes_rank) == (
        "row_sum", "error", "每条5分", True
    )  # fmt: skip
    at_part = finding("rule_contradicted", "warning", part)
    [one] = _one_each([at_part, row_sum], [(total, part)])
    assert (one.code, one.column, one.severity) == ("rule_contradicted", "得分", "error")
    other = finding("misprint", "warning", total)
    assert len(_one_each([rule, row_sum, other], [])) == 2


KEYS = {
    "": {"notices", "findings", "scores", "totals"},
    "notices": {"notice", "title", "issuer", "period_start", "period_end", "scores", "totals",
                "rule"},
    "findings": {"code", "severity", "notice", "table", "row", "column", "unit", "published",
                 "expected", "difference", "changes_rank", "explanation", "explained_by", "clause",
                 "evidence"},
}  # fmt: skip


def test_the_json_form_has_the_contracts_keys_and_counts():
    entries = [
        Entry(f"某 目录/{name}.html", n, audit_notice(n, RULES))
        for name, n in (("seed-000", seed("seed-000")), ("seed-002", seed("seed-002")))
    ]
    form = json.loads(json.dumps(audit_to_json(entries)))
    assert set(form) == KEYS[""]
    for part in ("notices", "findings"):
        assert all(set(item) == KEYS[part] for item in form[part])
    statuses = {"reproduced", "contradicted", "feasible", "infeasible", "not_checkable"}
    for counted in (form["scores"], form["totals"], form["notices"][0]["scores"]):
        assert set(counted) == statuses
    assert form["totals"]["reproduced"] == 36 + 51
    assert form["notices"][0]["notice"] == "某 目录/seed-000.html"
    assert form["notices"][1]["period_end"] == "2020-06-30"
    for item in form["findings"]:
        assert item["evidence"], item
        assert set(item["explanation"]) == {"zh", "en"}
        for figure in ("published", "expected", "difference"):
            if item[figure] is not None and item["table"] is not None:
                Decimal(item[figure])


def test_findings_come_in_the_order_of_the_print():
    of = with_cell(seed("seed-002"), 2, 3, "总分", "999")
    of = with_cell(of, 1, 8, "总分", "999")
    audit = audit_notice(with_cell(of, 1, 8, "采用得分", "7"), RULES)
    columns = [t.columns for t in of.tables]
    places = [
        (f.table or 0, f.row or 0, columns[f.table - 1].index(f.column) if f.column else -1)
        for f in audit.findings
    ]
    assert places == sorted(places)
    assert audit == audit_notice(with_cell(of, 1, 8, "采用得分", "7"), RULES)


def test_evidence_keeps_every_key_of_the_form():
    place = Evidence(
        capture="0" * 64, quote="１", reader="t@1", locator=Locator(page=2, box_pt=(1, 2, 3, 4))
    )
    assert place.to_json() == {
        "page": 2, "box_pt": [1, 2, 3, 4], "selector": None, "sheet": None, "ref": None,
        "quote": "１", "ocr_confidence": None,
    }  # fmt: skip


def test_the_report_names_rule_place_figures_and_clause_in_both_languages():
    portal = with_cell(seed("seed-002"), 1, 2, "总分", "700")
    entry = Entry("portal.html", portal, audit_notice(portal, RULES))
    zh, en = audit_to_text([entry], "zh"), audit_to_text([entry], "en")
    assert "已采信的规则 ordos_portal（2020-04-01起）" in zh
    assert "表1 · 第2行 · 杭锦旗 · 总分" in zh
    assert "印作 700，应为 980，相差 -280，名次因此改变" in zh
    assert "条款：“约稿信息采用加10分”" in zh
    assert zh.index("[错误]") < zh.index("[警示]"), "the gravest first"
    assert "table 1 · row 2 · 杭锦旗 · 总分" in en
    assert "printed 700, expected 980, difference -280, a rank changes" in en
    street = seed("seed-000")
    report = audit_to_text([Entry("s.html", street, audit_notice(street, RULES))], "zh")
    assert "表1、2、3：积分 = 10 × 信息采用情况/旗级 + 10 × 网络文明开展情况/旗级" in report


def test_a_column_of_means_is_rechecked_and_rounding_contradicts_nothing():
    quarters = [(86.5, 90, 88, 94), (92, 95.5, 88, 96), (80, 84.5, 91, 90), (99, 98.5, 97, 96),
                (90, 91, 92, 93.5), (88, 87, 86.5, 85)]  # fmt: skip
    rows = []
    for number, parts in enumerate(quarters, 1):
        values = [Decimal(str(part)) for part in parts]
        mean = (sum(values) / 4).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
        rows.append([f"{number}号镇", *map(str, values), str(mean)])
    columns = ["单位", "一季度", "二季度", "三季度", "四季度", "平均分"]
    assert not audit_notice(notice(table(columns, rows)), RULES).findings
    rows[2][5] = "87.38"
    [found] = audit_notice(notice(table(columns, rows)), RULES).findings
    assert (found.row, found.column, found.severity) == (3, "平均分", "warning")


def test_the_ranking_follows_this_period_not_the_last():
    rows = [["甲镇", "90", "1", "62", "5"], ["乙镇", "85", "2", "81", "2"],
            ["丙镇", "80", "3", "76", "3"], ["丁镇", "70", "4", "95", "1"],
            ["戊镇", "60", "5", "64", "4"]]  # fmt: skip
    columns = ["单位", "本月得分", "本月名次", "上月得分", "上月名次"]
    assert not audit_notice(notice(table(columns, rows)), RULES).findings


def test_a_sum_of_rounded_parts_may_be_off_in_its_last_digit():
    parts = [("12.34", "5.67"), ("9.81", "4.02"), ("7.77", "3.13"), ("6.25", "2.91"),
             ("5.05", "2.22"), ("4.44", "1.17"), ("3.93", "1.01"), ("2.08", "0.76")]  # fmt: skip
    rows = [[f"{n}号镇", a, b, str(Decimal(a) + Decimal(b))] for n, (a, b) in enumerate(parts, 1)]
    columns = ["单位", "日常得分", "专项得分", "总分"]
    rows[3][3] = str(Decimal(rows[3][3]) + Decimal("0.01"))
    assert not audit_notice(notice(table(columns, rows)), RULES).findings
    rows[3][3] = str(Decimal(rows[3][3]) + Decimal("0.10"))
    assert [f.row for f in audit_notice(notice(table(columns, rows)), RULES).findings] == [4]
