"""People's decisions on units and findings: asked for, taken, obeyed, undone."""

import csv
import io
import json
import re
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dataset.manifest import read_manifest
from decisions import Decided, Decision, DecisionError, read_decisions
from flows.audit_command import audit
from flows.cli import UsageError
from flows.decision_commands import decide, units
from flows.fingerprints import fingerprint_of, stage_version
from flows.inputs import gather_inputs
from flows.outcome import keep_outcome, recall_outcome
from flows.parser import build_parser
from flows.publish import publish_readings
from flows.stages import read_document, registry
from flows.summary import summary_text, unmet_text
from flows.workspace import Workspace
from normalizers.decided import Rulings
from normalizers.provisional import is_provisional
from sources.archive import Archive
from tests.made_readings import NOW

PAGE = """<html><head><meta charset="utf-8"><title>{title}</title></head><body>
<div class="article"><h1>{title}</h1>
<p>现将达拉特旗各单位2020年第{quarter}季度信息采用情况通报如下。</p>
<table border="1"><tr><th>名次</th><th>单位</th><th>采用条数</th></tr>{rows}</table>
<p>达拉特旗人民政府办公室</p><p>2020年{month}月10日</p></div></body></html>"""
NEW = "驼绒产业促进局"
UNITS = ("教育局", "公安局", "某某物业公司", NEW)


def page(quarter: str, month: int, names: tuple[str, ...]) -> bytes:
    rows = "".join(
        f"<tr><td>{rank}</td><td>{name}</td><td>{30 - rank}</td></tr>"
        for rank, name in enumerate(names, 1)
    )
    # Its total is wrong: there is a finding to decide on.
    rows += "<tr><td></td><td>合计</td><td>7</td></tr>"
    title = f"达拉特旗人民政府办公室关于2020年第{quarter}季度信息采用情况的通报"
    return PAGE.format(title=title, quarter=quarter, month=month, rows=rows).encode()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "one.html").write_bytes(page("一", 4, UNITS))
    (inbox / "two.html").write_bytes(page("二", 7, UNITS[1:3]))
    made = Workspace(tmp_path / "outputs")
    release(made)
    return made


def release(workspace: Workspace) -> dict[str, list[str]]:
    """Read what is new and publish; the lines of each table."""
    archive = Archive(workspace.archive)
    inputs = gather_inputs([workspace.outputs.parent / "inbox"], archive)
    readings = workspace.readings(stage_version(fingerprint_of(inputs, workspace)))
    for item in inputs.documents:
        if recall_outcome(readings, item.capture.sha256) is None:
            outcome = read_document(archive.read(item.capture.sha256), item.name)
            keep_outcome(readings, outcome)
    folder = publish_readings(inputs, workspace, NOW)
    return {
        path.name: path.read_text().splitlines()
        for path in folder.glob("*.csv")
        if not path.name.endswith(".bom.csv")
    }


def run(command: str, workspace: Workspace, *words: str) -> None:
    options = build_parser().parse_args(
        [command, *words, "--outputs", str(workspace.outputs), "--lang", "en"]
    )
    {"units": units, "decide": decide}[command](options)


def listed(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    capsys.readouterr()
    run("units", workspace, "--format", "csv")
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def unit_of(tables: dict[str, list[str]], name: str) -> set[str]:
    rows = csv.DictReader(tables["mentions.csv"])
    return {row["unit_id"] for row in rows if row["unit_printed"] == name}


def test_names_that_wait_are_listed_with_most_rows_first(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = listed(workspace, capsys)
    assert lines[0]["key"] == "150621/某某物业公司"
    assert (lines[0]["rows"], lines[0]["notices"]) == ("2", "2")
    assert lines[0]["place"] == "达拉特旗"
    assert lines[0]["issuers"] == "达拉特旗人民政府办公室"
    assert "150621/公安局" not in {line["key"] for line in lines}
    run("units", workspace)
    assert "150621/某某物业公司\n" in capsys.readouterr().out


def test_a_private_person_waits_for_no_decision(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    content = page("三", 10, ("某甲乙", "某丙丁")).replace(
        "<th>单位</th>".encode(), "<th>姓名</th>".encode()
    )
    (workspace.outputs.parent / "inbox" / "three.html").write_bytes(content)
    tables = release(workspace)
    assert "某甲乙" not in "".join(line for lines in tables.values() for line in lines)
    assert "某甲乙" not in {line["name"] for line in listed(workspace, capsys)}


def test_an_accepted_link_moves_the_rows_of_its_name_and_no_other(workspace: Workspace) -> None:
    before = release(workspace)
    key = "150621/某某物业公司=dalad_police"
    run("decide", workspace, key, "accept", "--reason", "同一单位")
    after = release(workspace)
    assert unit_of(after, "某某物业公司") == {"dalad_police"}
    for table in ("observations.csv", "rankings.csv", "mentions.csv", "issues.csv"):
        changed = set(before[table]) ^ set(after[table])
        assert changed and all("某某物业公司" in line for line in changed), table


def test_a_decision_taken_out_gives_the_same_bytes_back(workspace: Workspace) -> None:
    before = release(workspace)
    run("decide", workspace, "150621/某某物业公司", "reject", "--reason", "企业，不列入")
    between = release(workspace)
    (workspace.decisions / "units.yaml").unlink()
    assert between != before
    assert release(workspace) == before


def test_an_accepted_provisional_unit_is_settled(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = (line for line in listed(workspace, capsys) if line["name"] == NEW)
    assert is_provisional(line["unit_id"])
    run("decide", workspace, line["key"], "accept", "--reason", "确有此局")
    tables = release(workspace)
    assert NEW not in {line["name"] for line in listed(workspace, capsys)}
    (unit,) = (u for u in csv.DictReader(tables["units.csv"]) if u["unit_id"] == line["unit_id"])
    assert unit["provisional"] == "false"
    (row,) = (r for r in csv.DictReader(tables["mentions.csv"]) if r["unit_printed"] == NEW)
    assert row["match_status"] == "matched" and "确有此局" in row["match_reason"]
    assert NEW not in "".join(tables["issues.csv"])


def test_a_name_may_mean_the_provisional_unit_of_another(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = (line for line in listed(workspace, capsys) if line["name"] == NEW)
    key = f"150621/某某物业公司={line['unit_id']}"
    run("decide", workspace, key, "accept", "--reason", "同一单位")
    assert unit_of(release(workspace), "某某物业公司") == {line["unit_id"]}
    (workspace.outputs.parent / "inbox" / "one.html").unlink()
    rows = list(csv.DictReader(release(workspace)["mentions.csv"]))
    assert [row["match_reason"] for row in rows if row["unit_printed"] == "某某物业公司"] == [
        f"decided to mean {line['unit_id']}, a provisional unit that no notice here names"
    ]


def test_not_the_same_forbids_a_link_that_was_found(workspace: Workspace) -> None:
    key = "150621/公安局=dalad_police"
    run("decide", workspace, key, "reject", "--reason", "系分局")
    assert unit_of(release(workspace), "公安局") == {""}


def test_a_name_that_is_no_unit_is_asked_for_no_more(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    run("decide", workspace, "150621/某某物业公司", "reject", "--reason", "企业，不列入")
    for _ in ("before the next run", "after it"):
        assert "150621/某某物业公司" not in {line["key"] for line in listed(workspace, capsys)}
        tables = release(workspace)
    assert "某某物业公司" not in "".join(tables["issues.csv"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_listing_that_a_clerk_filled_in_is_taken(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], tmp_path: Path, encoding: str
) -> None:
    lines = listed(workspace, capsys)
    lines[0] |= {"decision": "Reject", "reason": "企业"}
    sheet = tmp_path / "filled.csv"
    with sheet.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    for count in (1, 0):  # the same answers again are no news
        run("units", workspace, "--decided", str(sheet))
        assert f": {count}. The next" in capsys.readouterr().err
    (only,) = read_decisions(workspace.decisions, "units")
    assert (only.decision.key, only.decision.decision) == ("150621/某某物业公司", "reject")


def test_a_wrong_line_of_a_listing_leaves_everything_as_it_was(
    workspace: Workspace, tmp_path: Path
) -> None:
    sheet = tmp_path / "filled.csv"
    sheet.write_text(
        "key,decision,reason\n150621/某某物业公司,reject,企业\n150621/物业公司,reject,企业\n"
    )
    with pytest.raises(
        UsageError, match=r"filled\.csv, line 3: no row .*Nearest: 150621/某某物业公司"
    ):
        run("units", workspace, "--decided", str(sheet))
    assert not (workspace.decisions / "units.yaml").exists()


def test_the_prompt_writes_each_answer_at_once(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("?\nn\n企业\n\nq\n"))
    run("units", workspace, "--ask")
    assert ": 1. The next" in capsys.readouterr().err
    (only,) = read_decisions(workspace.decisions, "units")
    assert (only.decision.key, only.decision.reason) == ("150621/某某物业公司", "企业")


def test_a_finding_is_dismissed_for_good(workspace: Workspace) -> None:
    import duckdb

    release_folder = workspace.current_release
    assert release_folder is not None
    path = str(release_folder / "findings.parquet")
    found = duckdb.execute("SELECT finding_id FROM read_parquet(?)", [path]).fetchall()
    key = found[0][0]
    run("decide", workspace, key, "dismiss", "--reason", "已核对")
    (only,) = read_decisions(workspace.decisions, "findings")
    assert (only.decision.key, only.decision.decision) == (key, "dismiss")
    with pytest.raises(UsageError, match=r"dismiss or confirm it"):
        run("decide", workspace, key, "accept", "--reason", "x")
    with pytest.raises(UsageError, match=r"decided on already: dismiss \(.*findings\.yaml, line 1"):
        run("decide", workspace, key, "confirm", "--reason", "x")


def audit_of(workspace: Workspace, form: str, *names: str) -> str:
    """What `audit` writes of documents of the inbox."""
    inbox, target = workspace.outputs.parent / "inbox", workspace.outputs.parent / f"audit.{form}"
    words = ["audit", *(str(inbox / name) for name in names), "--format", form, "--lang", "en"]
    words += ["--outputs", str(workspace.outputs), "--output", str(target)]
    options = build_parser().parse_args(words)
    assert audit(options) == 0
    if form != "xlsx":
        return target.read_text(encoding="utf-8")
    book = openpyxl.load_workbook(target)
    return "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)


def rows_of(tables: dict[str, list[str]], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(tables[f"{name}.csv"]))


@pytest.mark.slow
@pytest.mark.parametrize("verdict", ["dismiss", "confirm"])
def test_a_decision_on_a_finding_shows_wherever_the_finding_is_told(
    workspace: Workspace, verdict: str
) -> None:
    before = json.loads(audit_of(workspace, "json", "one.html"))
    (found,) = [f for f in before["findings"] if f["code"] == "column_total"]
    rows = rows_of(release(workspace), "findings")
    (row,) = [r for r in rows if (r["published"], r["expected"]) == ("7", found["expected"])]
    key = row["finding_id"]
    run("decide", workspace, key, verdict, "--reason", "已核对原件")
    after = json.loads(audit_of(workspace, "json", "one.html"))
    standing = [f for f in after["findings"] if f["code"] == "column_total"]
    apart = after.get("dismissed", [])
    (told,) = apart if verdict == "dismiss" else standing
    assert (standing == []) is (verdict == "dismiss")
    assert (told["decision"]["key"], told["decision"]["decision"]) == (key, verdict)
    assert {k: v for k, v in told.items() if k != "decision"} == found
    for form in ("text", "html", "xlsx"):
        shown = audit_of(workspace, form, "one.html")
        assert "已核对原件" in shown
        assert key in shown
    tables = release(workspace)
    (row,) = [r for r in rows_of(tables, "findings") if r["finding_id"] == key]
    assert (row["decision"], row["decision_reason"]) == (verdict, "已核对原件")
    folder = workspace.current_release
    assert folder is not None
    counts = read_manifest(folder).counts
    assert counts.findings_decided == {"dismiss": 0, "confirm": 0} | {verdict: 1}
    said = summary_text(read_manifest(folder), folder, "zh")
    assert ("另有已驳回 1" if verdict == "dismiss" else "其中已确认 1") in said
    # Taking the decision out gives everything back.
    (workspace.decisions / "findings.yaml").unlink()
    assert json.loads(audit_of(workspace, "json", "one.html")) == before
    assert not [r for r in rows_of(release(workspace), "findings") if r["decision"]]


def test_a_finding_that_audit_alone_told_is_decided_on_before_any_release(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = Workspace(workspace.outputs.parent / "elsewhere")
    key = re.findall(r"\(([0-9a-f]{16})\)", audit_of(bare, "text", "one.html"))[0]
    run("decide", bare, key, "dismiss", "--reason", "已核对")
    assert "no such finding" in capsys.readouterr().err
    assert "已核对" in audit_of(bare, "text", "one.html")


def test_a_slip_in_the_key_of_a_finding_is_told_the_nearest(workspace: Workspace) -> None:
    key = rows_of(release(workspace), "findings")[0]["finding_id"]
    slip = f"{key[:5]}{'0' if key[5] != '0' else '1'}{key[6:]}"
    with pytest.raises(UsageError, match=f"Nearest: {key}"):
        run("decide", workspace, slip, "confirm", "--reason", "x")


def test_an_old_decision_does_not_cover_a_document_that_was_changed(workspace: Workspace) -> None:
    tables = release(workspace)
    for row in rows_of(tables, "findings"):
        run("decide", workspace, row["finding_id"], "dismiss", "--reason", "已核对")
    decided = len(rows_of(tables, "findings"))
    one = workspace.outputs.parent / "inbox" / "one.html"
    one.write_bytes(one.read_bytes().replace("2020年4月10日".encode(), "2020年4月11日".encode()))
    rows = rows_of(release(workspace), "findings")
    open_again = [row for row in rows if not row["decision"]]
    assert 0 < len(open_again) < len(rows)
    folder = workspace.current_release
    assert folder is not None
    told = unmet_text(decided, read_manifest(folder).counts, "en")
    assert told is not None and told.startswith(f"{len(open_again)} decision")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("150621/某某物业", "reject"), "Nearest: 150621/某某物业公司"),
        (("150621/公安局=dalad_polic", "accept"), "Nearest: dalad_police"),
        (("150621", "confirm"), "16 hex digits"),
        (("150621/公安局", "accept"), "no provisional unit"),
    ],
)
def test_a_decision_on_what_is_not_there_is_told_the_nearest(
    workspace: Workspace, words: tuple[str, str], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        run("decide", workspace, *words, "--reason", "x")
    assert not list(workspace.decisions.glob("*.yaml"))


def entry(key: str, decision: str) -> Decided:
    said = Decision.model_validate(
        {"key": key, "decision": decision, "reason": "r", "by": "b", "day": date(2026, 1, 2)}
    )
    return Decided(decision=said, where=f"units.yaml, line {key}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("150621/甲局=dalad_police", "accept"), ("150621/甲局=dalad_justice", "accept")),
        (("150621/甲局=dalad_police", "accept"), ("150621/甲局", "reject")),
        (("150621/甲局", "accept"), ("150621/甲局=dalad_justice", "accept")),
    ],
)
def test_decisions_that_exclude_each_other_are_refused_whatever_their_order(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    for pair in ((one, other), (other, one)):
        with pytest.raises(DecisionError, match=r"contradicts .*take one of the two out"):
            Rulings([entry(*item) for item in pair], registry())


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("甲局", "no key"),
        ("999999/甲局", "the place 999999 is not known"),
        ("150621/甲局=dalad_justicee", "Nearest: dalad_justice"),
    ],
)
def test_a_key_that_names_nothing_is_refused(key: str, said: str) -> None:
    with pytest.raises(DecisionError, match=said):
        Rulings([entry(key, "reject")], registry())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("key: a\n", "line 1: is no list"),
        ("# ours\n\n- {key: a, decision: accept}\n", "line 3: reason: Field required"),
        (
            "- {key: a, decision: dismiss, reason: r, by: b, day: 2026-01-02}\n",
            "no verdict on units",
        ),
        (
            2 * "- {key: a, decision: accept, reason: r, by: b, day: 2026-01-02}\n",
            "line 2: .*line 1",
        ),
        ("- {key: a, decision: accept, reason: ' ', by: b, day: 2026-01-02}\n", "line 1: reason"),
    ],
)
def test_a_wrong_entry_is_told_its_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "units.yaml").write_text(text)
    with pytest.raises(DecisionError, match=rf"units\.yaml, {said}" if "line" in said else said):
        read_decisions(tmp_path, "units")
