"""What the five first notices must give, in every form that they are published in.

None of it is written in the code; `test_variants.py` holds the same notices with other numbers.
"""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from contracts import Audit, Notice

SHARED = Path(__file__).resolve().parents[2] / "shared"
pytestmark = pytest.mark.shared
FORMS = ["html", "gbk.html", "word.pdf", "web.pdf", "bare.pdf", "docx"]


@cache
def read(name: str) -> tuple[Notice, Audit]:
    from extractors.reading import extract_notice
    from flows.stages import reaudit

    path = SHARED / "documents" / name
    notice = extract_notice(path.read_bytes(), path.name)
    return notice, reaudit(notice, None)


def truth(name: str) -> dict:
    return json.loads((SHARED / "documents" / f"{name}.truth.json").read_text())


def places(audit: Audit, *codes: str) -> list[tuple]:
    return [
        (item.code, item.severity, item.table, item.row, item.published, item.expected)
        for item in audit.findings
        if item.code in codes
    ]


def explained(audit: Audit, published: str) -> list[str]:
    (found,) = [
        item
        for item in audit.findings
        if item.code == "text_column" and item.published == published
    ]
    return [format(term.value, "f") for term in found.explained_by]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", ["seed-000", "seed-002"])
def test_every_cell_stands_under_its_path(seed: str, form: str) -> None:
    notice, _ = read(f"{seed}.{form}")
    expected = truth(seed)["tables"]
    assert [list(table.columns) for table in notice.tables] == [t["columns"] for t in expected]
    for table, true in zip(notice.tables, expected, strict=True):
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        assert cells == [row["cells"] for row in true["rows"]]
        assert [row.section for row in table.rows] == [row["section"] for row in true["rows"]]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", ["seed-000", "seed-002"])
def test_what_the_notice_says_of_itself(seed: str, form: str) -> None:
    notice, _ = read(f"{seed}.{form}")
    true = truth(seed)
    assert notice.doc_number == true["doc_number"]
    assert notice.issuer == true["issuer"]
    assert notice.title == true["title"]
    assert (notice.published_on and notice.published_on.isoformat()) == true["issue_date"]
    assert [str(notice.period_start), str(notice.period_end)] == true["period"]


@pytest.mark.parametrize("form", FORMS)
def test_the_whole_that_contradicts_its_parts_is_the_only_error(form: str) -> None:
    _, audit = read(f"seed-000.{form}")
    errors = [item for item in audit.findings if item.severity == "error"]
    assert [(e.code, e.published, e.expected) for e in errors] == [("text_parts", "119", "126")]


@pytest.mark.parametrize("form", FORMS)
def test_thirty_seven_is_explained_by_two_columns(form: str) -> None:
    _, audit = read(f"seed-000.{form}")
    assert explained(audit, "37") == ["28", "9"]
    assert {item.severity for item in audit.findings if item.code == "text_column"} == {"note"}


@pytest.mark.parametrize("form", FORMS)
def test_equal_points_with_different_ranks_are_notes(form: str) -> None:
    _, audit = read(f"seed-000.{form}")
    found = {item.severity for item in audit.findings if item.code == "rank_tie"}
    assert found == {"note"}
    assert not places(audit, "rank_order", "rank_gap")


@pytest.mark.parametrize("form", FORMS)
def test_the_rule_of_the_banner_is_inferred_and_reproduces_every_row(form: str) -> None:
    _, audit = read(f"seed-000.{form}")
    assert audit.rule.status == "inferred"
    totals = [score for score in audit.scores if score.is_total]
    assert Counter(score.status for score in totals) == {"reproduced": 36}


@pytest.mark.parametrize("form", FORMS)
def test_an_unlisted_unit_of_the_banner_has_zero(form: str) -> None:
    notice, _ = read(f"seed-000.{form}")
    assert {table.absent_means for table in notice.tables} == {"zero"}


@pytest.mark.parametrize("form", FORMS)
def test_fifty_one_totals_are_reproduced_without_an_error(form: str) -> None:
    _, audit = read(f"seed-002.{form}")
    assert audit.rule.status == "accepted"
    totals = [score for score in audit.scores if score.is_total]
    assert Counter(score.status for score in totals) == {"reproduced": 51}
    assert not [item for item in audit.findings if item.severity == "error"]


@pytest.mark.parametrize("form", FORMS)
def test_totals_of_the_text_are_explained_by_solved_counts(form: str) -> None:
    _, audit = read(f"seed-002.{form}")
    assert explained(audit, "1078") == ["1070", "8"]
    assert explained(audit, "59") == ["58", "1"]
    assert explained(audit, "2349") == ["2340", "9"]
    assert {item.severity for item in audit.findings if item.code == "text_column"} == {"warning"}


@pytest.mark.parametrize("form", FORMS)
def test_exactly_four_bonuses_have_no_clause(form: str) -> None:
    _, audit = read(f"seed-002.{form}")
    found = [item for item in audit.findings if item.code == "rule_no_clause"]
    assert len(found) == 4
    assert {(item.unit, item.published) for item in found} == {
        ("达拉特旗", "10"),
        ("鄂托克前旗", "5"),
        ("鄂尔多斯市教育体育局", "10"),
        ("鄂尔多斯市文化和旅游局", "5"),
    }
    tens = {item.clause for item in found if item.published == "10"}
    assert all(clause is not None and "约稿" in clause for clause in tens)


@pytest.mark.parametrize("form", FORMS)
def test_the_four_deductions_are_feasible_and_forty_in_two_ways(form: str) -> None:
    _, audit = read(f"seed-002.{form}")
    negative = [s for s in audit.scores if s.published is not None and s.published < 0]
    assert sorted(str(score.published) for score in negative) == ["-40", "-5", "-5", "-5"]
    assert {score.status for score in negative} == {"feasible"}
    (forty,) = [score for score in negative if score.published == -40]
    assert forty.reason is not None
    assert "2 " in forty.reason.en or "two" in forty.reason.en


@pytest.mark.parametrize("form", FORMS)
def test_the_declared_order_and_omission_are_contradicted(form: str) -> None:
    _, audit = read(f"seed-002.{form}")
    order = [item for item in audit.findings if item.code == "declared_order"]
    assert [(item.table, item.severity) for item in order] == [(1, "warning"), (2, "warning")]
    (omission,) = [item for item in audit.findings if item.code == "declared_omission"]
    assert (omission.unit, omission.severity) == ("鄂尔多斯市林业和草原局", "warning")


@pytest.mark.parametrize("form", FORMS)
def test_a_bureau_without_its_citys_prefix_is_matched_by_context(form: str) -> None:
    from flows.stages import indicators, proposals
    from normalizers.observe import observe_notice

    notice, _ = read(f"seed-002.{form}")
    observed = observe_notice(notice, proposals(), indicators())
    found = {o.unit_id for o in observed.observations if o.unit_printed == "城市管理综合执法局"}
    assert len(found) == 1
    assert None not in found


def test_an_article_gives_figures_and_no_ranking() -> None:
    notice, _ = read("seed-001.html")
    assert (notice.kind, notice.tables) == ("article", ())
    texts = [paragraph.text for paragraph in notice.paragraphs]
    assert len(texts) == len(set(texts))
    for text, word in (("13", "批评"), ("10", "取消"), ("12", "授予")):
        assert [
            f for f in notice.figures if f.text == text and f.unit == "家" and word in f.sentence
        ]


def test_an_annual_report_gives_fields_and_no_ranking() -> None:
    notice, _ = read("seed-003.html")
    assert (notice.kind, notice.tables) == ("report", ())
    fields = {field.name: field.text for field in notice.fields}
    assert fields["举办单位"] == "榆林市委宣传部"
    assert fields["从业人数"] == "17"


def test_named_and_absent_rankings_are_told() -> None:
    notice, audit = read("seed-004.html")
    absent = [item for item in notice.declared_attachments if not item.present]
    assert [item.count for item in absent] == [7, 3, 86, 15, 36]
    assert len([item for item in audit.findings if item.code == "attachment_absent"]) == 5
