"""The auditor's workbook and page: formulas that recalculate to what is stored, prints beside."""

import re
import subprocess
import sys
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from dataset.auditor.audited import Asked, Audited
from dataset.auditor.exhibits import source_of
from dataset.auditor.page import audit_page
from dataset.auditor.workbook import audit_workbook
from evidence import Message
from extractors.crops import crop_places
from extractors.reading import extract_notice
from flows.audit_command import audit
from flows.fingerprints import provenance
from flows.parser import build_parser
from flows.workspace import Workspace
from scoring.audit import audit_notice
from scoring.rule_file import load_rules
from tests.recalculation import held_to_stored, recalculated

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
PRINTED = SAMPLES / "city_portal_2020q2_print" / "notice.pdf"
WEB = SAMPLES / "banner_civilization_2018q2_page" / "notice.html"
PROVENANCE = (("程序 program", "tongbao 0.1.0"),)


@cache
def audited(path: Path, materiality: Decimal | None = None) -> Audited:
    content = path.read_bytes()
    notice = extract_notice(content, path.name)
    audit = audit_notice(notice, load_rules())
    sources = {notice.sha256: source_of(path.name, notice)}
    one = Audited(path.name, notice, audit, sources, materiality=materiality)
    is_pdf = path.suffix == ".pdf"
    places = [place for _, place in one.spots()] if is_pdf else []
    pictures = {(notice.sha256, at): png for at, png in crop_places(content, places).items()}
    return one._replace(pictures=pictures)


def asked(path: Path, unit: str) -> Audited:
    return audited(path)._replace(asked=Asked(unit, frozenset([unit])))


@cache
def workbook() -> bytes:
    return audit_workbook([audited(PRINTED), audited(WEB)], PROVENANCE)


def opened(content: bytes, values: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content), data_only=values)


def test_there_is_a_sheet_a_table_and_one_to_be_signed_last() -> None:
    names = opened(workbook(), values=True).sheetnames
    tables = len(audited(PRINTED).notice.tables) + len(audited(WEB).notice.tables)
    assert len(names) == tables + 4
    assert names[0].endswith("Overview")
    assert names[-1].endswith("Sign-off")
    signed = opened(workbook(), values=True)[names[-1]]
    told = " ".join(str(cell.value) for row in signed.iter_rows() for cell in row if cell.value)
    assert audited(PRINTED).notice.sha256 in told
    assert "tongbao 0.1.0" in told


def test_the_sheet_to_be_signed_tells_what_people_decided_by_its_hash(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    without = dict(provenance(workspace, None))
    assert without.pop("人工决定 decisions") == "无 none"
    workspace.decisions.mkdir()
    (workspace.decisions / "findings.yaml").write_text("[]\n")
    decided = dict(provenance(workspace, None))
    assert decided.pop("人工决定 decisions").startswith("sha256 ")
    assert decided == without


def test_a_recomputed_score_is_a_live_formula_over_the_printed_cells() -> None:
    live, stored = opened(workbook(), values=False), opened(workbook(), values=True)
    name = live.sheetnames[1]
    headings = [cell.value for cell in live[name][3]]
    at = next(i for i, text in enumerate(headings) if text.startswith("采用得分\n复算"))
    formula = live[name].cell(4, at + 1).value
    count = headings.index("采用条数") + 1
    address = live[name].cell(4, count).coordinate
    assert formula == f"=ROUND(N({address})*5,6)"
    assert stored[name].cell(4, at + 1).value == live[name].cell(4, count).value * 5


def test_every_finding_and_every_score_is_listed_with_its_spot() -> None:
    book = opened(workbook(), values=True)
    both = (audited(PRINTED), audited(WEB))
    findings, evidence = book[book.sheetnames[-3]], book[book.sheetnames[-2]]
    assert findings.max_row - 1 == sum(len(one.audit.findings) for one in both)
    assert evidence.max_row - 1 == sum(len(one.audit.scores) for one in both)
    spots = [row[7].value for row in evidence.iter_rows(min_row=2)]
    assert all(spots)
    assert len(evidence._images) > 40
    assert len(findings._images) > 10


def test_the_same_audit_gives_the_same_bytes() -> None:
    again = audit_workbook([audited(PRINTED), audited(WEB)], PROVENANCE)
    assert again == workbook()


ODD_ROWS = (
    ("1,234", "2", "6,180", "12.5%"),
    ("３0", "0", "150", "100%"),
    ("-", "8", "4０", "十二"),
    ("7.0", "1", "40.00", ""),
    ("12", "0", "6..0", "0"),
    ("20", "3", "115.5", "=1+1"),
    ("1,305.0", "6", "6555", "x"),
    ("11", "1", "６0", "-"),
)
"""Figures as offices print them that a spreadsheet reads otherwise, or not at all."""


@cache
def odd(tmp_path: Path) -> Audited:
    rows = "".join(
        f"<tr><td>东{chr(0x4E00 + at)}镇</td>{''.join(f'<td>{c}</td>' for c in row)}</tr>"
        for at, row in enumerate(ODD_ROWS)
    )
    heads = "".join(f"<th>{c}</th>" for c in ("单位", "采用条数", "约稿条数", "得分", "采用率"))
    path = tmp_path / "odd.html"
    path.write_text(
        "<html><head><meta charset='utf-8'></head><body><h1>2023年5月信息采用情况的通报</h1>"
        "<p>每采用1条计5分，每约稿1条加5分。未采用的以“-”表示。</p>"
        f"<table><tr>{heads}</tr>{rows}<tr><td>合计</td><td>2,619</td><td>20</td><td>13,096</td>"
        "<td></td></tr></table></body></html>"
    )
    return audited(path)


@pytest.mark.slow
@pytest.mark.program("soffice")
def test_libreoffice_recalculates_every_cell_to_the_stored_value(tmp_path: Path) -> None:
    content = audit_workbook([audited(PRINTED), audited(WEB), odd(tmp_path)], PROVENANCE)
    held = held_to_stored(content, tmp_path)
    assert held.different == ()
    assert held.formulas > 400


@pytest.mark.slow
@pytest.mark.program("soffice")
def test_a_count_that_an_auditor_alters_changes_what_is_recomputed_from_it(tmp_path: Path) -> None:
    content = audit_workbook([odd(tmp_path)], PROVENANCE)
    book = opened(content, values=False)
    name = book.sheetnames[1]
    headings = [cell.value for cell in book[name][3]]
    items, recomputed = headings.index("采用条数") + 1, headings.index("得分\n复算\nrecomputed") + 1
    book[name].cell(4, items).value += 10
    altered = BytesIO()
    book.save(altered)
    before, after = opened(content, values=True)[name], recalculated(altered.getvalue(), tmp_path)
    assert after[name].cell(4, recomputed).value == before.cell(4, recomputed).value + 50
    assert after[name].cell(4, recomputed + 1).value == before.cell(4, recomputed + 1).value - 50
    below = 4 + len(ODD_ROWS) + 2  # one blank row under the totals
    assert after[name].cell(below, items).value == 2619 + 10
    assert after[name].cell(below + 1, items).value == -10
    assert after[name].cell(5, recomputed).value == before.cell(5, recomputed).value


def test_what_was_set_aside_stands_on_the_page_and_on_the_sheet_to_be_signed() -> None:
    refused = [("broken.pdf", Message(zh="文件不完整", en="cut off"))]
    assert "broken.pdf：文件不完整" in audit_page([audited(WEB)], refused)
    book = opened(audit_workbook([audited(WEB)], PROVENANCE, refused), values=True)
    last = [cell.value for cell in book.worksheets[-1]["B"]]
    assert any("文件不完整" in str(value) for value in last)


def test_the_evidence_of_an_appeal_is_of_its_unit_alone() -> None:
    one = asked(PRINTED, "达拉特旗")
    book = opened(audit_workbook([one], PROVENANCE), values=True)
    units = {row[1].value for row in book[book.sheetnames[-2]].iter_rows(min_row=2)}
    assert units == {"达拉特旗"}


def test_the_page_shows_each_finding_with_its_print_and_runs_nothing() -> None:
    page = audit_page([audited(PRINTED), audited(WEB)])
    both = (audited(PRINTED), audited(WEB))
    assert page.count('<article class="finding') == sum(len(one.audit.findings) for one in both)
    assert page.count("data:image/png;base64,") > 10
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", page)


def test_the_appeal_sheet_of_a_unit_gives_each_score_its_steps_and_clause() -> None:
    one = audited(PRINTED)
    page = audit_page([asked(PRINTED, "达拉特旗")])
    mine = [score for score in one.audit.scores if score.unit_printed == "达拉特旗"]
    assert len(mine) == page.count("行 达拉特旗</td>")
    assert "采用条数 99 × 5 = 495" in page
    assert "每采用1条信息得5分" in page
    assert "不在此通报的得分中" in audit_page([asked(PRINTED, "无此单位")])


def test_small_differences_stand_apart() -> None:
    page = audit_page([audited(PRINTED, Decimal(9))])
    large, apart = page.split("小额差异")
    assert "相差 difference: <b>9</b>" in large
    assert "相差 difference: <b>8</b>" in apart


def tongbao(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from flows.cli import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.mark.slow
def test_the_command_writes_the_workbook_to_a_file_and_nowhere_else(tmp_path: Path) -> None:
    refused = tongbao("audit", str(PRINTED), "--format", "xlsx", "--lang", "en")
    assert refused.returncode == 2
    assert "--output" in refused.stderr
    target = tmp_path / "audit.xlsx"
    assert (
        tongbao("audit", str(PRINTED), "--format", "xlsx", "--output", str(target)).returncode == 0
    )
    assert "Sign-off" in openpyxl.load_workbook(target).sheetnames[-1]


@pytest.mark.parametrize(("asked", "told"), [("平原 街道", ""), ("平厚街道", "Nearest: 平原街道")])
def test_a_unit_is_asked_for_as_printed_but_for_white_space(
    asked: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "appeal.html"
    words = ["audit", str(WEB), "--unit", asked, "--format", "html", "--output", str(target)]
    words += ["--outputs", str(tmp_path / "outputs"), "--lang", "en"]
    assert audit(build_parser().parse_args(words)) == 0
    said = capsys.readouterr().err
    assert told in said
    assert bool(said) is bool(told)
    scored = '<table class="appeal">' in target.read_text(encoding="utf-8")
    assert scored is not bool(told)


OWN_RULE = """
id: own
label: 自拟规则
issuer: 某市政务服务局
versions:
  - from: 2020-01-01
    verified_through: 2020-12-31
    cite: {notice: 自拟, clause: 一}
    columns: [采用件数]
    scores:
      本年积分: {kind: per_item, points_each: {采用件数: 3}, quote: 每件计3分}
"""


def test_an_own_rule_of_columns_that_no_table_has_is_said_to_have_done_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = tmp_path / "own.yaml"
    rule.write_text(OWN_RULE, encoding="utf-8")
    words = ["audit", str(WEB), "--rules", str(rule), "--outputs", str(tmp_path), "--lang", "zh"]
    assert audit(build_parser().parse_args(words)) == 0
    told = capsys.readouterr().err
    assert "规则 own 没有用上" in told
    assert "本年积分" in told
    assert "column_aliases" in told
