"""An audit in the JSON of the contract."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, get_args

from codes import ScoreStatus
from contracts import Audit, Finding, Notice, Score
from figures import plain

_STATUSES: tuple[ScoreStatus, ...] = get_args(ScoreStatus)


class Entry(NamedTuple):
    """A notice, the path it was given by, and its audit."""

    path: str
    notice: Notice
    audit: Audit


def audit_to_json(entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the contract's ``audit`` form of several notices."""
    every = [score for entry in entries for score in entry.audit.scores]
    return {
        "notices": [
            {
                "notice": entry.path,
                "title": entry.notice.title,
                "issuer": entry.notice.issuer,
                "period_start": _day(entry.notice.period_start),
                "period_end": _day(entry.notice.period_end),
                "scores": count_statuses(entry.audit.scores),
                "totals": count_statuses(s for s in entry.audit.scores if s.is_total),
                "rule": entry.audit.rule.model_dump(),
            }
            for entry in entries
        ],
        "findings": [
            _finding(entry.path, finding)
            for entry in entries
            for finding in entry.audit.findings
            if not finding.dismissed
        ],
        **_dismissed(entries),
        "scores": count_statuses(every),
        "totals": count_statuses(score for score in every if score.is_total),
    }


def count_statuses(scores: Iterable[Score]) -> dict[str, int]:
    """Return how many scores have each status, zeros too."""
    counts = Counter(score.status for score in scores)
    return {status: counts[status] for status in _STATUSES}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _dismissed(entries: Sequence[Entry]) -> dict[str, Any]:
    """What people dismissed, apart from what is found; nothing where they dismissed none."""
    apart = [
        _finding(entry.path, finding)
        for entry in entries
        for finding in entry.audit.findings
        if finding.dismissed
    ]
    return {"dismissed": apart} if apart else {}


def _decision(finding: Finding) -> dict[str, Any]:
    """The decision on a finding; nothing where there is none."""
    decided = finding.decided
    if decided is None:
        return {}
    told = {"key": finding.key, "decision": decided.verdict, "reason": decided.reason}
    return {"decision": {**told, "by": decided.by, "day": _day(decided.day)}}


def _finding(path: str, finding: Finding) -> dict[str, Any]:
    return {
        **_decision(finding),
        "code": finding.code,
        "severity": finding.severity,
        "notice": path,
        "table": finding.table,
        "row": finding.row,
        "column": finding.column,
        "unit": finding.unit,
        "published": finding.published,
        "expected": finding.expected,
        "difference": finding.difference,
        "changes_rank": finding.changes_rank,
        "explanation": {"zh": finding.explanation.zh, "en": finding.explanation.en},
        "explained_by": [
            {"value": plain(term.value), "label": term.label} for term in finding.explained_by
        ],
        "clause": finding.clause,
        "evidence": [evidence.to_json() for evidence in finding.evidence],
    }
