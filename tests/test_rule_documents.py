"""A rule that an office publishes as a document of its own binds its notices: issuer and period
choose it, never its title."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from contracts import Audit
from flows.compare import Read, audits_together
from flows.stages import read_document

OFFICE = "某县人民政府办公室"
POINTS = (2, 5, 10)
OTHER = (1, 4, 8)
COUNTS = ((10, 4, 1), (8, 3, 1), (6, 2, 0), (5, 1, 0), (3, 1, 0))


def page(title: str, body: str, office: str, day: str) -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head><body>"
        f"<h1>{title}</h1><div>{body}<p>{office}</p><p>{day}</p></div></body></html>"
    )


def rule(
    points: Sequence[int] = POINTS,
    last: str = "本办法自2023年1月1日起施行。",
    title: str = "某县政务信息工作考核办法",
    office: str = OFFICE,
    day: str = "2022年12月20日",
) -> str:
    county, city, province = points
    body = (
        f"<p>第一条 县级采用每条计{county}分，市级采用每条计{city}分，"
        f"省级采用每条计{province}分。</p>"
        f"<p>第二条 {last}</p>"
    )
    return page(title, body, office, day)


def notice(points: Sequence[int] = POINTS, wrong: int = 0, period: str = "2023年上半年") -> str:
    rows = ""
    for number, counts in enumerate(COUNTS):
        score = sum(n * each for n, each in zip(counts, points, strict=True))
        cells = ("甲乙丙丁戊"[number] + "镇", *counts, score + (wrong if number == 1 else 0))
        rows += "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    head = "<tr><th>单位</th><th>县级采用</th><th>市级采用</th><th>省级采用</th><th>得分</th></tr>"
    body = f"<p>现将{period}政务信息采用情况通报如下。</p><table>{head}{rows}</table>"
    return page(f"{OFFICE}关于{period}政务信息采用情况的通报", body, OFFICE, "2024年2月5日")


def audits(*pages: str) -> list[Audit]:
    outcomes = [read_document(text.encode(), "notice.html") for text in pages]
    read = [
        Read(f"{number}.html", one.notice, one.observations, one.mentions, one.audit)
        for number, one in enumerate(outcomes, 1)
        if one.notice is not None and one.audit is not None
    ]
    assert len(read) == len(pages)
    return audits_together(read, {})


def bound(*pages: str) -> tuple[str, str | None]:
    last = audits(*pages)[-1].rule
    return last.status, last.version


def test_a_published_rule_binds_the_notices_of_its_office() -> None:
    _, audit = audits(rule(), notice())
    assert audit.rule.id == "某县政府办公室：某县政务信息工作考核办法"
    assert (audit.rule.status, audit.rule.version) == ("read", "2023-01-01")
    assert [score.status for score in audit.scores] == ["reproduced"] * 5
    assert not audit.findings


def test_what_a_published_rule_contradicts_is_a_warning_that_shows_the_clause() -> None:
    of_rule, audit = audits(rule(), notice(wrong=2))
    (finding,) = audit.findings
    assert (finding.code, finding.severity, finding.row) == ("rule_contradicted", "warning", 2)
    assert (finding.published, finding.expected) == ("43", "41")
    shown = [one.quote for one in finding.evidence if one.capture == of_rule.notice]
    assert shown == ["县级采用每条计2分", "市级采用每条计5分", "省级采用每条计10分"]


@pytest.mark.parametrize(
    ("document", "status"),
    [
        (rule(title="目标管理细则"), "read"),
        (rule(office="某县政府办公室"), "read"),
        (rule(office="某市人民政府办公室"), "inferred"),
        (rule(last="本办法自2023年6月30日起施行。"), "read"),
        (rule(last="本办法自2023年7月1日起施行。"), "inferred"),
        (rule(last="本办法自印发之日起施行。", day="2023年6月30日"), "read"),
        (rule(last="本办法自印发之日起施行。", day="2023年7月1日"), "inferred"),
        (rule(last="本办法自2021年1月1日起施行，有效期至2023年6月30日。"), "read"),
        (rule(last="本办法自2021年1月1日起施行，有效期至2023年5月31日。"), "inferred"),
        (rule(last="本办法自2021年7月1日起试行，有效期两年。"), "read"),
        (rule(last="本办法自2021年6月1日起试行，有效期两年。"), "inferred"),
        (rule(title="2023年度政务信息考核办法", last="望遵照执行。"), "read"),
        (rule(title="2022年度政务信息考核办法", last="望遵照执行。"), "inferred"),
        (rule(points=OTHER), "inferred"),
    ],
)
def test_issuer_and_period_choose_the_rule(document: str, status: str) -> None:
    assert bound(document, notice())[0] == status


OLD = rule(OTHER, "本办法自2020年1月1日起施行。", day="2019年12月20日")
ENDS_IT = "本办法自2023年4月1日起施行。《某县政务信息工作考核办法》（某政办〔2019〕9号）同时废止。"


@pytest.mark.parametrize(
    ("later", "points", "period", "expected"),
    [
        # A repealed rule binds to the day before the new one, and no longer.
        (rule(last=ENDS_IT, title="信息考核细则"), OTHER, "2023年一季度", ("read", "2020-01-01")),
        (rule(last=ENDS_IT, title="信息考核细则"), POINTS, "2023年二季度", ("read", "2023-04-01")),
        (rule(last=ENDS_IT, title="信息考核细则"), OTHER, "2023年二季度", ("inferred", None)),
        # A new edition of the same title ends the old one without a word.
        (rule(title="某县政务信息工作考核办法（修订）"), OTHER, "2023年上半年", ("inferred", None)),
        # Two that hold at once: the newest that the rows bear out.
        (rule(title="信息计分细则"), OTHER, "2023年上半年", ("read", "2020-01-01")),
        (rule(title="信息计分细则"), POINTS, "2023年上半年", ("read", "2023-01-01")),
    ],
)
def test_of_several_rules_the_newest_in_force_binds(
    later: str, points: Sequence[int], period: str, expected: tuple[str, str | None]
) -> None:
    page = notice(points, period=period)
    assert bound(OLD, later, page) == expected
    assert bound(later, OLD, page) == expected


def test_points_that_differ_from_the_published_rule_are_told_of_the_column() -> None:
    _, audit = audits(rule((3, 5, 10)), notice())
    told = [(f.code, f.severity, f.row, f.published, f.expected) for f in audit.findings]
    assert audit.rule.status == "inferred"
    assert told == [("rule_contradicted", "warning", None, "2", "3")]


def test_clauses_of_the_notice_itself_go_before_the_rule_of_its_office() -> None:
    own = notice(OTHER).replace(
        "通报如下。", "通报如下。县级采用每条计1分，市级采用每条计4分，省级采用每条计8分。"
    )
    assert bound(rule(), own) == ("read", None)


@pytest.mark.slow
def test_a_folder_of_rule_and_notice_is_audited_together_and_released(tmp_path: Path) -> None:
    folder, outputs = tmp_path / "in", tmp_path / "outputs"
    folder.mkdir()
    (folder / "rule.html").write_text(rule(), encoding="utf-8")
    (folder / "notice.html").write_text(notice(wrong=2), encoding="utf-8")
    printed = tongbao("audit", folder, "--format", "json", "--outputs", outputs)
    told = json.loads(printed)
    assert {one["rule"]["status"] for one in told["notices"]} == {"read", "none"}
    assert [(f["code"], f["row"]) for f in told["findings"]] == [("rule_contradicted", 2)]
    tongbao("run", folder, "--outputs", outputs)
    query = (
        "select r.label, r.status, count(*) n from rules r join rule_clauses using"
        " (rule_id, rule_version) where r.status = 'read' group by all"
    )
    rows = json.loads(tongbao("sql", query, "--format", "json", "--outputs", outputs))
    assert [(row["label"], row["n"]) for row in rows] == [("某县政务信息工作考核办法", 3)]


def tongbao(*words: str | Path) -> str:
    command = [sys.executable, "-c", "from flows.cli import main; main()", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout
