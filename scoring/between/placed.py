"""A finding on one figure of one notice that rests on figures of others."""

from collections.abc import Iterable
from decimal import Decimal

from codes import FindingCode, Severity
from contracts import Finding
from evidence import Evidence, Message
from figures import plain
from scoring.between.filing import Printed
from scoring.cells import view_tables
from scoring.ranks import changes_rank


def place_finding(
    code: FindingCode,
    severity: Severity,
    explanation: Message,
    doubted: Printed,
    others: Iterable[Printed],
    *,
    expected: Decimal,
) -> Finding:
    """The finding at the place of `doubted`; every figure that speaks against it is evidence."""
    table = doubted.filed.notice.tables[doubted.table - 1]
    unit = table.rows[doubted.row].kind == "unit"
    view = view_tables(doubted.filed.notice)[doubted.table - 1]
    ranked = unit and view.score == doubted.column
    return Finding(
        code=code,
        severity=severity,
        table=doubted.table,
        row=doubted.row + 1,
        column=table.columns[doubted.column],
        unit=doubted.name if unit else None,
        published=plain(doubted.value),
        expected=plain(expected),
        difference=plain(doubted.value - expected),
        changes_rank=changes_rank(view, doubted.row, expected) if ranked else None,
        explanation=explanation,
        explained_by=(),
        clause=None,
        evidence=(doubted.evidence, *(other.evidence for other in others)),
    )


def prose_finding(
    code: FindingCode,
    severity: Severity,
    explanation: Message,
    evidence: Iterable[Evidence],
    *,
    unit: str | None = None,
    published: str | None = None,
    expected: str | None = None,
) -> Finding:
    """A finding on words of a notice; the place of the words is the first evidence."""
    return Finding(
        code=code,
        severity=severity,
        table=None,
        row=None,
        column=None,
        unit=unit,
        published=published,
        expected=expected,
        difference=None,
        changes_rank=None,
        explanation=explanation,
        explained_by=(),
        clause=None,
        evidence=tuple(dict.fromkeys(evidence)),
    )
