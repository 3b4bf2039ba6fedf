"""Commands over documents that need no release: extract, rules, infer, match."""

import argparse
from typing import Any

from flows.cli import UsageError
from flows.guard import Child, Stopped
from flows.printing import give, give_json, in_language, tell

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
        raise UsageError(in_language(error.message, options.lang)) from None
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
