"""Notices read one by one, put beside one another: what their figures say across notices."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from contracts import Audit, Finding, Mention, Notice, Observation, Unit
from dataset.duplicates import compare_forms
from dataset.series import ranking_matter
from evidence import Message
from figures import fold
from flows.stages import proposals, reaudit, registry
from layout import unit_column
from normalizers.context import context_of
from normalizers.match import find_unit
from scoring.audit import audited_day, in_order
from scoring.between.filing import Filed
from scoring.between.issuers import issuers_of
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
    issuers = issuers_of([one.notice for one in once.values()], _series_of_issuers(once.values()))
    found = check_between(
        [
            Filed(
                one.path, one.notice, one.observations, one.mentions, one.audit.scores,
                issuers.get(sha256), _matters(one.notice), series_of,
            )
            for sha256, one in once.items()
            if forms[sha256].duplicate_of is None
        ]
    )  # fmt: skip
    return [_with(one, found.get(one.notice.sha256, ())) for one in read]


def left_out(read: Sequence[Read]) -> Iterator[tuple[str, Message]]:
    """The notices with units whose figures were held against no other notice's: path and reason."""
    once = {one.notice.sha256: one for one in reversed(read)}
    notices = [one.notice for one in once.values()]
    forms = compare_forms(notices)
    issuers = issuers_of(notices, {})
    for one in read if len(read) > 1 else ():
        first = once[forms[one.notice.sha256].duplicate_of or one.notice.sha256]
        reason = _why_left_out(one, first, one.notice.sha256 in issuers)
        if reason is not None:
            yield one.path, reason


def _why_left_out(one: Read, first: Read, office_known: bool) -> Message | None:
    figures = [seen for seen in one.observations if seen.value is not None]
    if not figures or one.notice.kind == "rule":  # a rule says what items earn, not what units did
        return None
    if first is not one:
        return Message(
            zh=f"与 {first.path} 是同一通报，不另与其他通报比较",
            en=f"it is the notice of {first.path}: held against the others once",
        )
    if not office_known:
        return Message(
            zh="未见发文机关和机关代字，没有与其他通报比较；请查落款",
            en="it names no office and was held against no other notice: see its signature",
        )
    if all(seen.period_end is None for seen in figures):
        return Message(
            zh="未见所通报的时期，没有与其他通报比较；请查标题和表题",
            en="it tells no period and was held against no other notice: see its title",
        )
    if all(seen.evidence.ocr_confidence is not None for seen in figures):
        return Message(
            zh="表格由文字识别读出，没有与其他通报比较；请先核对数字",
            en="it was read by OCR and held against no other notice: check its figures first",
        )
    return None


def _with(one: Read, found: tuple[Finding, ...]) -> Audit:
    if not found:
        return one.audit
    findings = in_order(one.notice, (*one.audit.findings, *found))
    return one.audit.model_copy(update={"findings": findings})


def _series_of_issuers(read: Iterable[Read]) -> dict[str, str]:
    """The oldest unit behind the name of each issuer (folded), by renames that the registry knows
    or that a reform made everywhere.
    """
    found: dict[str, str] = {}
    for one in sorted(read, key=lambda one: one.notice.sha256):
        name = fold(one.notice.issuer or "")
        if name and name not in found:
            context = context_of(
                name, registry(), issued=one.notice.published_on, period_end=one.notice.period_end
            )
            match = find_unit(name, context, registry())
            units = registry().by_id
            if match.unit_id is None and (proposal := proposals().propose(name, context)):
                match, units = proposal.match, {unit.id: unit for unit in proposal.units}
            if match.unit_id is not None:
                found[name] = units[match.unit_id].series_id
    return found


def _matters(notice: Notice) -> dict[int, str]:
    """What each table of units is about, by its number from 1."""
    columns = {number: unit_column(table) for number, table in enumerate(notice.tables, 1)}
    return {
        number: ranking_matter(notice, notice.tables[number - 1], unit)
        for number, unit in columns.items()
        if unit is not None
    }
