"""Commands over documents that need no release: extract, audit, rules, infer, match."""

import argparse
import base64
from typing import TYPE_CHECKING, Any

from flows.cli import UsageError
from flows.guard import Child, Stopped
from flows.printing import give, give_json, in_language, tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from contracts import Audit, FindingDecision
    from dataset.auditor.audited import Spot
    from flows.outcome import Outcome
    from scoring.clauses import Rule
    from scoring.form import Entry

DONE, SET_ASIDE = 0, 3


def extract(options: argparse.Namespace) -> int:
    """Read one document and print its JSON, its tables as CSV, or a page that shows both."""
    words: dict[str, Any] = {
        "path": str(options.file),
        "only": sorted(options.pages) if options.pages else None,
        "form": options.format,
    }
    with Child() as child:
        try:
            answer = child.ask("flows.tasks:extract_file", **words)
        except Stopped as died:
            refusal = (died.code, died.chinese, died.english)
            answer = child.ask("flows.tasks:extract_file", **words, refusal=refusal)
    if "unusable" in answer:
        raise UsageError(answer["unusable"][options.lang])
    if "refused" in answer:
        tell(answer["refused"][options.lang])
    give(answer["text"], options)
    return SET_ASIDE if "refused" in answer else DONE


def audit(options: argparse.Namespace) -> int:
    """Re-check the published scores of every document of the paths."""
    if options.format == "xlsx" and options.output is None:
        raise UsageError("a workbook is written to a file: add --output FILE.xlsx.")
    with Child() as child:
        from dataset.auditor.judged import finding_decisions
        from decisions import read_decisions
        from flows.inputs import InputError, files_below, printable_name
        from flows.outcome import Outcome
        from flows.workspace import Workspace
        from scoring.form import audit_to_json, audit_to_text
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
        except DataFileError as error:
            raise UsageError(in_language(error.message, options.lang)) from None
        except InputError as error:
            raise UsageError(str(error)) from None
        outcomes: list[tuple[str, Outcome]] = []
        code = DONE
        for file in files:
            outcome = _audited(child, str(file), options)
            if outcome.refusal is not None:
                told = in_language(outcome.refusal.message, options.lang)
                tell(f"{printable_name(str(file))}: {told}")
                code = SET_ASIDE
            outcomes.append((str(file), outcome))
        entries = [
            entry._replace(audit=_chosen(entry.audit, options))
            for entry in _entries(outcomes, decided)
        ]
        if own is not None:
            _tell_idle(own, entries, options.lang)
        if options.unit is not None:
            _tell_unknown(options.unit, entries, options.lang)
        if options.format in ("xlsx", "html"):
            _give_pictured(child, entries, options)
    if options.format == "json":
        give_json(audit_to_json(entries), options)
    elif options.format == "text":
        give(audit_to_text(entries, options.lang, _materiality(options)), options)
    return code


def _entries(
    outcomes: "Sequence[tuple[str, Outcome]]", decided: "Mapping[str, FindingDecision]"
) -> "list[Entry]":
    """The notices that were read, with what they say against one another and people decided."""
    from dataset.auditor.judged import judged
    from flows.compare import Read, audits_together
    from flows.stages import registry
    from scoring.form import Entry

    read = [
        Read(path, outcome.notice, outcome.observations, outcome.mentions, outcome.audit)
        for path, outcome in outcomes
        if outcome.notice is not None and outcome.audit is not None
    ]
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


def _tell_unknown(asked: str, entries: "Sequence[Entry]", lang: str) -> None:
    """Say where no notice names the unit that was asked for, and what comes nearest."""
    from difflib import get_close_matches

    from dataset.auditor.audited import same_unit
    from layout import unit_column

    names = dict.fromkeys(
        row.cells[column].text
        for entry in entries
        for table in entry.notice.tables
        if (column := unit_column(table)) is not None
        for row in table.rows
        if row.kind == "unit"
    )
    if entries and not any(same_unit(name, asked) for name in names):
        near = get_close_matches(asked, names, n=3, cutoff=0.4)
        if lang == "zh":
            hint = f"；相近的有：{'、'.join(near)}" if near else ""
            tell(f"各表中没有“{asked}”{hint}。请按印出的名称填写 --unit。")
        else:
            hint = f" Nearest: {', '.join(near)}." if near else ""
            tell(f"No table names «{asked}».{hint} Give --unit the name as it is printed.")


def _give_pictured(child: Child, entries: "Sequence[Entry]", options: argparse.Namespace) -> None:
    """Hand over the audit as a workbook or a page, with pictures of what it rests on."""
    from dataset.auditor.audited import Audited

    pictures = _pictures(child, entries)
    names = {entry.notice.sha256: entry.path for entry in entries}
    audited = [
        Audited(entry.path, entry.notice, entry.audit, pictures, _materiality(options), names)
        for entry in entries
    ]
    if options.format == "html":
        from dataset.auditor.page import audit_page

        give(audit_page(audited, options.unit), options)
    else:
        from dataset.auditor.workbook import audit_workbook
        from flows.fingerprints import provenance
        from flows.workspace import Workspace

        made_by = provenance(Workspace(options.outputs), options.rules)
        options.output.write_bytes(audit_workbook(audited, made_by))


def _pictures(child: Child, entries: "Sequence[Entry]") -> "dict[Spot, bytes]":
    """The print of each place; none where the pages cannot be pictured again."""
    from dataset.auditor.audited import places_to_picture

    wanted = dict.fromkeys(
        spot for entry in entries for spot in places_to_picture(entry.notice, entry.audit)
    )
    pictures: dict[Spot, bytes] = {}
    for sha256, path in {entry.notice.sha256: entry.path for entry in entries}.items():
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


def _audited(child: Child, path: str, options: argparse.Namespace) -> "Outcome":
    from evidence import Message
    from flows.outcome import NO_BYTES, Outcome, refused

    rules = str(options.rules) if options.rules else None
    try:
        record = child.ask("flows.tasks:audit_file", path=path, rules=rules)
    except Stopped as died:
        return refused(NO_BYTES, died.code, Message(zh=died.chinese, en=died.english))
    return Outcome.model_validate_json(record)


def _chosen(whole: "Audit", options: argparse.Namespace) -> "Audit":
    """Keep the findings of one unit, if asked for; small differences, then dismissed ones last."""
    from dataset.auditor.audited import same_unit

    least = _materiality(options)
    chosen = [f for f in whole.findings if options.unit is None or same_unit(f.unit, options.unit)]
    findings = tuple(sorted(chosen, key=lambda f: (f.dismissed, f.is_below(least))))
    return whole.model_copy(update={"findings": findings})


def _materiality(options: argparse.Namespace) -> "Decimal | None":
    from decimal import Decimal, InvalidOperation

    if options.materiality is None:
        return None
    try:
        least = Decimal(options.materiality)
    except InvalidOperation:
        least = Decimal("NaN")
    if not least.is_finite():
        raise UsageError(f"--materiality «{options.materiality}» is no number; write 0.5.")
    return least


def rules(options: argparse.Namespace) -> int:
    """List the point-bearing clauses of a document, and the sentences not understood."""
    with Child() as child:
        try:
            answer = child.ask("flows.tasks:rules_file", path=str(options.file))
        except Stopped as died:
            told = died.chinese if options.lang == "zh" else died.english
            tell(f"{options.file}: {told}")
            give_json({"clauses": [], "not_understood": []}, options)
            return SET_ASIDE
    if "unusable" in answer:
        raise UsageError(answer["unusable"][options.lang])
    if "refused" in answer:
        tell(answer["refused"][options.lang])
    if options.format == "json":
        give_json(answer["rules"], options)
    else:
        from yamlfile import yaml_text

        give(yaml_text(answer["rules"]), options)
    return SET_ASIDE if "refused" in answer else DONE


def infer(options: argparse.Namespace) -> int:
    """Find the scoring rule that a table shows."""
    from scoring.inference.table_csv import TableError, infer_file, infer_text

    try:
        inference = infer_file(options.table, options.target)
    except TableError as error:
        raise UsageError(str(error)) from None
    if options.format == "json":
        give_json(inference.to_json(), options)
    else:
        give(infer_text(inference, options.lang), options)
    return DONE


def match(options: argparse.Namespace) -> int:
    """Link names of units to a registry, one JSON line each."""
    from normalizers.match_command import BadMention, match_file
    from normalizers.registry import RegistryError

    if options.output is None:
        raise UsageError("match writes a file: add --output PRED.jsonl.")
    try:
        count = match_file(
            options.mentions,
            options.registry,
            options.output,
            jurisdictions=options.jurisdictions,
            cold=options.cold,
        )
    except RegistryError as error:
        raise UsageError(in_language(error.message, options.lang)) from None
    except (BadMention, OSError) as error:
        raise UsageError(str(error)) from None
    tell(f"{options.output}: {count}")
    return DONE
