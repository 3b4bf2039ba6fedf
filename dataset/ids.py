"""Stable names of numbers, findings and issues: the same bytes read anew give the same names."""

from hashlib import sha256

from contracts import Finding


def cell_id(notice: str, table: int, row: int, column: str) -> str:
    """The name of one printed number: 16 hex digits over its notice and its place in the table."""
    return _digest(notice, str(table), str(row), column)


def finding_id(notice: str, finding: Finding, repeat: int = 0) -> str:
    """The name of a finding, by what it doubts and where, not by how it is worded.

    `repeat` tells apart findings that agree in all of that.
    """
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
        str(repeat),
    )


def issue_id(notice: str, said: tuple[object, ...], repeat: int = 0) -> str:
    """The name of an issue, by all that it says; `repeat` tells apart those that say the same."""
    return _digest(notice, *map(str, said), str(repeat))


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:16]
