"""Notices read one by one, put beside one another: what their figures say across notices."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from contracts import Audit, Finding, Mention, Notice, Observation, Unit
from dataset.duplicates import compare_forms
from dataset.series import ranking_series
from flows.stages import reaudit
from layout import unit_column
from scoring.audit import audited_day, in_order
from scoring.between.filing import Filed
from scoring.between.notices import check_between
from scoring.rule_prose.rule_documents import documents_for, rule_documents


class Read(NamedTuple):
    """One notice as the stages left it."""

    path: str
    notice: Notice
    observations: tuple[Observation, ...]
    mentions: tuple[Mention, ...]
    audit: Audit


def under_documents(read: Sequence[Read]) -> list[Read]:
    """Each notice re-checked under the rule that its office published, where that lies beside it.

    Only where nothing stronger binds: no accepted rule in force, no clauses of its own.
    """
    documents = rule_documents(one.notice for one in read)
    return [
        one._replace(audit=reaudit(one.notice, None, documents))
        if one.audit.rule.status not in ("accepted", "read")
        and documents_for(one.notice.issuer, audited_day(one.notice), documents)
        else one
        for one in read
    ]


def audits_together(read: Sequence[Read], units: Mapping[str, Unit]) -> list[Audit]:
    """The audits in the order given, with what documents say of one another: the rule of an office
    of its notices, the notices of the same figures.

    Of a notice that was given twice or in several forms, one speaks.
    """
    read = under_documents(read)
    once = {one.notice.sha256: one for one in reversed(read)}
    forms = compare_forms([one.notice for one in once.values()])
    series_of = {unit_id: unit.series_id for unit_id, unit in units.items()}
    found = check_between(
        [
            Filed(
                one.path, one.notice, one.observations, one.mentions, one.audit.scores,
                _series(one.notice), series_of,
            )
            for sha256, one in once.items()
            if forms[sha256].duplicate_of is None
        ]
    )  # fmt: skip
    return [_with(one, found.get(one.notice.sha256, ())) for one in read]


def _with(one: Read, found: tuple[Finding, ...]) -> Audit:
    if not found:
        return one.audit
    findings = in_order(one.notice, (*one.audit.findings, *found))
    return one.audit.model_copy(update={"findings": findings})


def _series(notice: Notice) -> dict[int, str]:
    """The ranking series of each table of units, by its number from 1."""
    columns = {number: unit_column(table) for number, table in enumerate(notice.tables, 1)}
    return {
        number: ranking_series(notice, notice.tables[number - 1], unit)
        for number, unit in columns.items()
        if unit is not None
    }
