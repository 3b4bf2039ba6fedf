"""Commands over documents that need no release: extract, audit, infer, match."""

import argparse
from decimal import Decimal, InvalidOperation
from pathlib import Path

from contracts import Audit, SetAside
from flows.cli import UsageError
from flows.inputs import InputError, files_below, printable_name, read_input
from flows.printing import give, give_json, in_language, tell

DONE, SET_ASIDE = 0, 3


def content_of(path: Path, lang: str) -> bytes:
    """The bytes of a file that was named.

    Raises:
        UsageError: it does not exist, is no regular file, cannot be opened, or is too large.
    """
    content = read_input(printable_name(str(path)), path)
    if isinstance(content, SetAside):
        raise UsageError(f"{content.path} {in_language(content.message, lang)}")
    return content


def extract(options: argparse.Namespace) -> int:
    """Read one document and print its JSON or its tables as CSV."""
    from extractors.document import Unreadable
    from extractors.form import notice_to_csv, notice_to_json
    from extractors.reading import extract_notice, refused_notice

    content = content_of(options.file, options.lang)
    code = DONE
    try:
        notice = extract_notice(content, printable_name(options.file.name), options.pages)
    except Unreadable as error:
        tell(f"{options.file}: {in_language(error.message, options.lang)}")
        notice = refused_notice(content, error)
        code = SET_ASIDE
    if options.format == "csv":
        give(notice_to_csv(notice), options)
    elif options.format == "html":
        from extractors.view import notice_to_html

        give(notice_to_html(notice, content), options)
    else:
        give_json(notice_to_json(notice), options)
    return code


def audit(options: argparse.Namespace) -> int:
    """Re-check the published scores of every document of the paths."""
    from extractors.document import Unreadable
    from extractors.reading import extract_notice
    from flows.stages import reaudit
    from scoring.form import Entry, audit_to_json, audit_to_text
    from scoring.rules import RuleError, load_rule

    try:
        own = load_rule(options.rules) if options.rules else None
        files = [file for path in options.paths for _, file in files_below(path)]
    except (RuleError, InputError) as error:
        raise UsageError(str(error)) from None
    entries: list[Entry] = []
    code = DONE
    for file in files:
        shown = printable_name(str(file))
        content = read_input(shown, file)
        try:
            if isinstance(content, SetAside):
                raise Unreadable(content.code, content.message)
            notice = extract_notice(content, printable_name(file.name))
        except Unreadable as error:
            tell(f"{shown}: {in_language(error.message, options.lang)}")
            code = SET_ASIDE
            continue
        entries.append(Entry(str(file), notice, _chosen(reaudit(notice, own), options)))
    if options.format == "json":
        give_json(audit_to_json(entries), options)
    else:
        give(audit_to_text(entries, options.lang), options)
    return code


def _chosen(whole: Audit, options: argparse.Namespace) -> Audit:
    """Keep the findings of one unit, and differences from the materiality up, if asked for."""
    findings = whole.findings
    if options.unit:
        findings = tuple(item for item in findings if item.unit == options.unit)
    if options.materiality is not None:
        try:
            least = Decimal(options.materiality)
        except InvalidOperation:
            least = Decimal("NaN")
        if not least.is_finite():
            raise UsageError(f"--materiality «{options.materiality}» is no number; write 0.5.")
        findings = tuple(
            item
            for item in findings
            if item.difference is None or abs(Decimal(item.difference)) >= least
        )
    return whole.model_copy(update={"findings": findings})


def infer(options: argparse.Namespace) -> int:
    """Find the scoring rule that a table shows."""
    from scoring.table_csv import TableError, infer_file, infer_text

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
    except (BadMention, RegistryError, OSError) as error:
        raise UsageError(str(error)) from None
    tell(f"{options.output}: {count}")
    return DONE
