"""Stable names of numbers, findings and issues: the same bytes read anew give the same names."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from contracts import Finding


def cell_id(notice: str, table: int, row: int, column: str) -> str:
    """The name of one printed number: 16 hex digits over its notice and its place in the table."""
    return _digest(notice, str(table), str(row), column)


def finding_ids(notice: str, findings: Sequence[Finding]) -> tuple[str, ...]:
    """The names of a notice's findings, in the order given: what is decided on under them.

    A name follows from what a finding doubts and where, from the bytes of its notice and of every
    other that it quotes, not from how it is worded; findings that agree in all of that are told
    apart by their number.
    """
    names: dict[int, str] = {}
    repeats: Counter[str] = Counter()
    # Sorted, so that which of two equal findings bears which name hangs on nothing else.
    said = [finding.model_dump_json(exclude={"key", "decided"}) for finding in findings]
    order = sorted(range(len(findings)), key=said.__getitem__)
    for at in order:
        name = _finding_id(notice, findings[at], 0)
        names[at] = _finding_id(notice, findings[at], repeats[name])
        repeats[name] += 1
    return tuple(names[at] for at in range(len(findings)))


def _finding_id(notice: str, finding: Finding, repeat: int) -> str:
    others = {evidence.capture for evidence in finding.evidence} - {notice}
    return _digest(
        notice,
        finding.code,
        *(
            "" if part is None else str(part)
            for part in (finding.table, finding.row, finding.column, finding.unit)
        ),
        finding.published or "",
        finding.expected or "",
        *(evidence.quote for evidence in finding.evidence[:1]),
        *sorted(others),
        str(repeat),
    )


def issue_id(notice: str, said: tuple[object, ...], repeat: int = 0) -> str:
    """The name of an issue, by all that it says; `repeat` tells apart those that say the same."""
    return _digest(notice, *map(str, said), str(repeat))


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:16]
