"""The command audit: re-check published scores and hand over what an auditor needs."""

import argparse
import base64
from typing import TYPE_CHECKING

from flows.cli import UsageError
from flows.guard import Child, Stopped
from flows.printing import give, give_json, in_language, tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from contracts import Audit, FindingDecision
    from dataset.auditor.audited import Asked, Audited, Refused
    from dataset.auditor.exhibits import Spot
    from evidence import Sha256
    from flows.outcome import Outcome
    from scoring.clauses import Rule
    from scoring.form import Entry

DONE, SET_ASIDE = 0, 3


def audit(options: argparse.Namespace) -> int:
    """Re-check the published scores of every document of the paths."""
    least = _materiality(options)
    if options.format == "xlsx" and options.output is None:
        raise UsageError(
            "工作簿须写入文件：请加 --output FILE.xlsx。"
            if options.lang == "zh"
            else "a workbook is written to a file: add --output FILE.xlsx."
        )
    with Child() as child:
        from dataset.auditor.judged import finding_decisions
        from decisions import read_decisions
        from flows.inputs import InputError, files_below, printable_name
        from flows.workspace import Workspace
        from scoring.form import audit_to_json
        from scoring.report import audit_to_text
        from scoring.rule_file import load_rule, load_rules
        from yamlfile import DataFileError

        own = None
        try:
            load_rules()  # those of the project bind too: a broken one is told once, not a file
            if options.rules:
                own = load_rule(options.rules)
            decided = finding_decisions(
                read_decisions(Workspace(options.outputs).decisions, "findings")
            )
            files = [file for path in options.paths for _, file in files_below(path)]
        except (DataFileError, InputError) as error:
            raise UsageError(in_language(error.message, options.lang)) from None
        outcomes: list[tuple[str, Outcome]] = []
        code = DONE
        for file in files:
            outcome = _audited(child, str(file), options)
            if outcome.refusal is not None:
                told = in_language(outcome.refusal.message, options.lang)
                tell(f"{printable_name(str(file))}: {told}")
                code = SET_ASIDE
            outcomes.append((str(file), outcome))
        entries = _entries(outcomes, decided, options.lang)
        if own is not None:
            _tell_idle(own, entries, options.lang)
        asked = _asked(outcomes, entries, options)
        entries = [
            e._replace(audit=_chosen(e.audit, asked.get(e.notice.sha256), least)) for e in entries
        ]
        if options.format in ("xlsx", "html"):
            refused = [
                (printable_name(path), outcome.refusal.message)
                for path, outcome in outcomes
                if outcome.refusal is not None
            ]
            _give_pictured(child, entries, asked, refused, options)
    if options.format == "json":
        give_json(audit_to_json(entries), options)
    elif options.format == "text":
        given = [_of_unit(entry, asked) for entry in entries]
        give(audit_to_text(given, options.lang, least, each_score=bool(asked)), options)
    return code


def _audited(child: Child, path: str, options: argparse.Namespace) -> "Outcome":
    from evidence import Message
    from flows.outcome import NO_BYTES, Outcome, refused

    rules = str(options.rules) if options.rules else None
    try:
        record = child.ask("flows.tasks:audit_file", path=path, rules=rules)
    except Stopped as died:
        return refused(NO_BYTES, died.code, Message(zh=died.chinese, en=died.english))
    return Outcome.model_validate_json(record)


def _entries(
    outcomes: "Sequence[tuple[str, Outcome]]", decided: "Mapping[str, FindingDecision]", lang: str
) -> "list[Entry]":
    """The notices that were read, with what they say against one another and people decided; those
    that could not be held against the others are told.
    """
    from dataset.auditor.judged import judged
    from flows.compare import Read, audits_together, left_out
    from flows.inputs import printable_name
    from flows.stages import registry
    from scoring.form import Entry

    read = [
        Read(path, outcome.notice, outcome.observations, outcome.mentions, outcome.audit)
        for path, outcome in outcomes
        if outcome.notice is not None and outcome.audit is not None
    ]
    for path, reason in left_out(read):
        tell(f"{printable_name(path)}: {in_language(reason, lang)}")
    units = {unit.id: unit for _, outcome in outcomes for unit in outcome.proposed}
    if len(read) > 1:
        units |= registry().by_id
    return [
        Entry(one.path, one.notice, judged(audit, decided))
        for one, audit in zip(read, audits_together(read, units), strict=True)
    ]


def _tell_idle(rule: "Rule", entries: "Sequence[Entry]", lang: str) -> None:
    """Say where no table has a column that the auditor's own rule speaks of."""
    scores = list(dict.fromkeys(name for version in rule.versions for name in version.scores))
    for entry in entries:
        if any(score.rule_id == rule.id for score in entry.audit.scores):
            continue
        printed = list(dict.fromkeys(name for t in entry.notice.tables for name in t.columns))
        if lang == "zh":
            tell(
                f"{entry.path}：规则 {rule.id} 没有用上，各表都没有它所说的栏目"
                f"（{'、'.join(scores)}）；印出的栏目是：{'、'.join(printed) or '无表格'}。"
                "表头名称不同的，请写入规则的 column_aliases。"
            )
        else:
            tell(
                f"{entry.path}: rule {rule.id} was put to nothing: no table has a column that it "
                f"scores ({', '.join(scores)}). Printed are: {', '.join(printed) or 'no tables'}. "
                "Name other headings of a column under column_aliases in the rule."
            )


def _asked(
    outcomes: "Sequence[tuple[str, Outcome]]",
    entries: "Sequence[Entry]",
    options: argparse.Namespace,
) -> "dict[Sha256, Asked]":
    """The unit of --unit in each notice, none without it; one that is named nowhere is told."""
    from flows.asked_unit import asked_in, unknown_unit
    from flows.stages import registry

    if options.unit is None or not entries:
        return {}
    asked = asked_in(options.unit, [outcome for _, outcome in outcomes], registry().by_id)
    if message := unknown_unit(asked, [entry.notice for entry in entries]):
        tell(in_language(message, options.lang))
    return asked


def _chosen(whole: "Audit", asked: "Asked | None", least: "Decimal | None") -> "Audit":
    """Keep the findings of one unit, if asked for; small differences, then dismissed ones last."""
    chosen = [f for f in whole.findings if asked is None or asked.is_meant(f.unit)]
    findings = tuple(sorted(chosen, key=lambda f: (f.dismissed, f.is_below(least))))
    return whole.model_copy(update={"findings": findings})


def _of_unit(entry: "Entry", asked: "Mapping[Sha256, Asked]") -> "Entry":
    """The notice with the scores of the unit that was asked for alone."""
    unit = asked.get(entry.notice.sha256)
    if unit is None:
        return entry
    scores = tuple(s for s in entry.audit.scores if unit.is_meant(s.unit_printed))
    return entry._replace(audit=entry.audit.model_copy(update={"scores": scores}))


def _give_pictured(
    child: Child,
    entries: "Sequence[Entry]",
    asked: "Mapping[Sha256, Asked]",
    refused: "Sequence[Refused]",
    options: argparse.Namespace,
) -> None:
    """Hand over the audit as a workbook or a page, with pictures of what it rests on."""
    from dataset.auditor.audited import Audited
    from dataset.auditor.exhibits import source_of

    sources = {e.notice.sha256: source_of(e.path, e.notice) for e in entries}
    plain = [
        Audited(
            e.path, e.notice, e.audit, sources,
            materiality=_materiality(options), asked=asked.get(e.notice.sha256),
        )
        for e in entries
    ]  # fmt: skip
    pictures = _pictures(child, plain)
    audited = [one._replace(pictures=pictures) for one in plain]
    if options.format == "html":
        from dataset.auditor.page import audit_page

        give(audit_page(audited, refused), options)
    else:
        from dataset.auditor.workbook import audit_workbook
        from flows.fingerprints import provenance
        from flows.workspace import Workspace

        told = (
            *provenance(Workspace(options.outputs), options.rules),
            ("小额界限 materiality", options.materiality or "未设 none"),
            *([("单位 unit", options.unit)] if options.unit else []),
        )
        options.output.write_bytes(audit_workbook(audited, told, refused))


def _pictures(child: Child, audited: "Sequence[Audited]") -> "dict[Spot, bytes]":
    """The print of each place; none where the pages cannot be pictured again."""
    wanted = dict.fromkeys(spot for one in audited for spot in one.spots())
    pictures: dict[Spot, bytes] = {}
    for sha256, path in {one.notice.sha256: one.path for one in audited}.items():
        places = [place for capture, place in wanted if capture == sha256]
        if not places:
            continue
        try:
            answer = child.ask("flows.tasks:crop_file", path=path, places=places)
        except Stopped:
            continue
        for place, picture in zip(places, answer, strict=True):
            if picture:
                pictures[sha256, place] = base64.b64decode(picture)
    return pictures


def _materiality(options: argparse.Namespace) -> "Decimal | None":
    from decimal import Decimal, InvalidOperation

    if options.materiality is None:
        return None
    try:
        least = Decimal(options.materiality)
    except InvalidOperation:
        least = Decimal("NaN")
    if not least.is_finite() or least < 0:
        raise UsageError(
            f"--materiality “{options.materiality}”须为不小于 0 的数，如 0.5。"
            if options.lang == "zh"
            else f"--materiality «{options.materiality}» is no number from 0 up; write 0.5."
        )
    return least
