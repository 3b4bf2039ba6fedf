"""Making a `Finding`: places from 1, figures as decimal strings, evidence once."""

from collections.abc import Iterable
from decimal import Decimal

from codes import FindingCode, Severity
from contracts import Finding, Term
from evidence import Evidence, Message
from figures import plain
from scoring.checks.sheets import Sheet


def decimal_text(value: Decimal) -> str:
    """A decimal without exponent: ``1E+3`` is ``1000``."""
    return f"{value:f}"


def make_finding(
    code: FindingCode,
    severity: Severity,
    explanation: Message,
    evidence: Iterable[Evidence],
    *,
    sheet: Sheet | None = None,
    row: int | None = None,
    column: int | None = None,
    published: Decimal | str | None = None,
    expected: Decimal | str | None = None,
    changes_rank: bool | None = None,
    explained_by: tuple[Term, ...] = (),
    clause: str | None = None,
) -> Finding:
    """A finding at a place: `row` and `column` from 0 in `sheet`, none of them for prose.

    The difference is published less expected, where both are numbers.
    """
    difference = None
    if isinstance(published, Decimal) and isinstance(expected, Decimal):
        difference = plain(published - expected)
    return Finding(
        code=code,
        severity=severity,
        table=sheet.number if sheet else None,
        row=None if row is None else row + 1,
        column=sheet.table.columns[column] if sheet and column is not None else None,
        unit=sheet.name(row) if sheet and row is not None else None,
        published=_shown(published),
        expected=_shown(expected),
        difference=difference,
        changes_rank=changes_rank,
        explanation=explanation,
        explained_by=explained_by,
        clause=clause,
        evidence=once(evidence),
    )


def _shown(value: Decimal | str | None) -> str | None:
    return decimal_text(value) if isinstance(value, Decimal) else value


def once(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Each place once, in its order."""
    kept: list[Evidence] = []
    places = set()
    for proof in evidence:
        place = (proof.capture, proof.locator, proof.quote)
        if place not in places:
            places.add(place)
            kept.append(proof)
    return tuple(kept)
