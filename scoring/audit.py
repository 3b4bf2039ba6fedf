"""What re-checking one notice gives: its scores under the rule that binds it, and its findings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from codes import Severity
from contracts import Audit, Finding, Notice, RuleInForce, Score
from scoring.cells import view_tables
from scoring.checks.consequences import without_consequences
from scoring.checks.crossings import at_crossings
from scoring.checks.notice_checks import check_notice
from scoring.checks.sheets import open_case
from scoring.checks.text import stated_columns
from scoring.clauses import Rule, RuleClause
from scoring.counts import SolvedCount
from scoring.doubts import Place
from scoring.inference.inferred import recheck_inferred
from scoring.recompute import recompute
from scoring.rule_prose.read_rule import read_rule
from scoring.rule_prose.rule_documents import RuleDocument, documents_for
from scoring.rule_prose.rule_text import ReadClause
from scoring.rule_prose.stated_points import stated_against_shown
from scoring.rules import Binding, own_binding, rule_for

_ARITHMETIC = (
    "row_sum", "count_points", "rule_contradicted", "rule_infeasible", "rule_no_clause",
    "granularity",
)  # fmt: skip
"""Codes that say the same of one cell: it is not what the row's other figures or items make it."""
_WEIGHT: dict[Severity, int] = {"note": 0, "warning": 1, "error": 2}


def audited_day(notice: Notice) -> date | None:
    """The day whose rule binds a notice: the last one of its period, else that of its issue."""
    return notice.period_end or notice.published_on


def audit_notice(
    notice: Notice,
    rules: Sequence[Rule],
    own: Rule | None = None,
    documents: Sequence[RuleDocument] = (),
) -> Audit:
    """Re-check a notice under its rule and by the checks that need none.

    The rule is the auditor's `own`, else the accepted one of the issuer in force at the period's
    end, else the clauses that the notice states (read), else those of the issuer's newest document
    among `documents` in force that day (read), else the issuer's last one (carried), else what the
    tables themselves show (inferred). A table that the rule does not speak of is
    re-checked by inference too.
    """
    day = audited_day(notice)
    headings = [column for table in notice.tables for column in table.columns]
    binding = own_binding(own, day) if own else rule_for(notice.issuer, day, rules, headings)
    unborne: Mapping[str, RuleClause] = {}
    places: tuple[ReadClause, ...] = ()
    if binding is None or binding.status == "carried":
        stated, unborne = read_rule(notice)
        for document in documents_for(notice.issuer, day, documents):
            if stated is None:
                stated, of_document = read_rule(notice, document)
                unborne = unborne or of_document
                places = document.clauses
        binding = binding if stated is None else Binding(stated, "read")
    scores: list[Score] = []
    findings: list[Finding] = []
    solved: tuple[SolvedCount, ...] = ()
    blamed: tuple[tuple[Place, Place], ...] = ()
    in_force = RuleInForce(id=None, version=None, status="none")
    if binding is not None:
        version = binding.version
        named = bool(version.rule_id)  # the clauses of a notice itself bear no name
        in_force = RuleInForce(
            id=version.rule_id or None,
            version=version.name if named else None,
            status=binding.status,
        )
        checked = recompute(notice, version, stated_columns(open_case(notice, ())))
        scores.extend(checked.scores)
        findings.extend(checked.findings)
        solved, blamed = checked.solved, checked.blamed
    governed = {score.table for score in scores}
    rest = [view for view in view_tables(notice) if view.number not in governed]
    inferred = recheck_inferred(notice, rest, unborne)
    scores.extend(inferred.scores)
    findings.extend(inferred.findings)
    findings.extend(stated_against_shown(notice, unborne, inferred.scores))
    if binding is None and inferred.found:
        in_force = in_force.model_copy(update={"status": "inferred"})
    findings.extend(check_notice(notice, solved))
    findings = [_with_clause(finding, places) for finding in findings]
    told = at_crossings(notice, _one_each(findings, blamed), scores, solved)
    told = without_consequences(notice, told, scores, solved, _ARITHMETIC)
    return Audit(
        notice=notice.sha256,
        rule=in_force,
        scores=tuple(sorted(scores, key=lambda score: (score.table, score.row))),
        findings=in_order(notice, told),
    )


def _with_clause(finding: Finding, places: Sequence[ReadClause]) -> Finding:
    """The finding with the print of the clauses that it rests on, where another document has it."""
    quoted = finding.clause.split("；") if finding.clause else ()
    evidence = tuple(clause.evidence for clause in places if clause.quote in quoted)
    known = (*finding.evidence, *(one for one in evidence if one not in finding.evidence))
    return finding.model_copy(update={"evidence": known}) if evidence else finding


def _one_each(findings: Iterable[Finding], blamed: Iterable[tuple[Place, Place]]) -> list[Finding]:
    """The findings without twins: one cell is told once that its figure does not follow.

    The stronger stays, the rule's where they weigh the same. A total that a doubtful part explains
    is not in doubt: what was said of it weighs on the part.
    """
    parts = dict(blamed)
    kept: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key: tuple[object, ...]
        if finding.code in _ARITHMETIC and finding.row is not None:
            place = Place(finding.table or 0, finding.row, finding.column or "")
            key = ("arithmetic", *parts.get(place, place))
            moved = place in parts
        elif finding.code in ("text_parts", "text_column"):
            # Parts and columns that make the same whole say the same of the figure printed for it.
            key = ("prose", finding.published, finding.expected, finding.evidence[:1])
            moved = False
        else:
            key = (
                finding.code, finding.table, finding.row, finding.column, finding.unit,
                finding.published, finding.expected, finding.explanation.zh,
            )  # fmt: skip
            moved = False
        other = kept.get(key)
        kept[key] = finding if other is None else _stronger(other, finding, moved)
    return list(kept.values())


def _stronger(first: Finding, second: Finding, moved: bool) -> Finding:
    """One finding for both; the second's words count only where it stands in the same cell."""
    if _WEIGHT[second.severity] <= _WEIGHT[first.severity]:
        return first
    if moved:
        return first.model_copy(update={"severity": second.severity})
    told = {"clause": second.clause or first.clause}
    if second.changes_rank is None:
        return second.model_copy(update={**told, "changes_rank": first.changes_rank})
    return second.model_copy(update=told)


def in_order(notice: Notice, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By table, row, column as printed, and code; those of prose first, as the prose runs."""
    paragraphs = [paragraph.evidence.locator for paragraph in notice.paragraphs]

    def place(finding: Finding) -> tuple[int, int, int, str, str, str]:
        column = -1
        if finding.table is not None and finding.column is not None:
            columns = notice.tables[finding.table - 1].columns
            column = columns.index(finding.column) if finding.column in columns else len(columns)
        elif finding.table is None and finding.evidence:
            locator = finding.evidence[0].locator
            column = paragraphs.index(locator) if locator in paragraphs else len(paragraphs)
        return (
            finding.table or 0, finding.row or 0, column,
            finding.code, finding.published or "", finding.explanation.zh,
        )  # fmt: skip

    return tuple(sorted(findings, key=place))
