"""`tongbao match`: names in their contexts against a registry in JSON."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, ValidationError

from evidence import Record
from normalizers.context import Context
from normalizers.entries import Day
from normalizers.lineage import Registry
from normalizers.match import find_unit
from normalizers.registry_json import load_registry_json


class BadMention(ValueError):
    """A line that is no mention; the message gives its number and what is wrong."""


class MentionContext(Record):
    """The context of a mention as the file gives it: any key may be absent, others are left."""

    model_config = ConfigDict(extra="ignore")

    issuer: str | None = None
    jurisdiction: str | None = None
    jurisdiction_gb2260: str | None = None
    date: Day | None = None
    period_end: Day | None = None
    table_caption: str | None = None
    section: str | None = None


class Mention(Record):
    """One line: a printed name in its context."""

    model_config = ConfigDict(extra="ignore")

    index: int
    mention: str
    context: MentionContext = MentionContext()


def match_file(
    mentions: Path, registry: Path, output: Path, *, jurisdictions: Path | None = None, cold: bool
) -> int:
    """Match every mention of a JSONL file, write the answers as JSONL, return their number.

    Nothing is written unless every line could be read.

    Raises:
        BadMention: a line is no mention; with its number.
        RegistryError: the registry cannot be read.
    """
    known = load_registry_json(registry, jurisdictions)
    try:
        # Only a line feed ends a line: U+2028 and its like may stand within a JSON text.
        lines = mentions.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise BadMention(f"{mentions}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadMention(f"{mentions}: not UTF-8 (byte {error.start}).") from error
    try:
        answers = [
            json.dumps(answer, ensure_ascii=False) for answer in match_mentions(lines, known, cold)
        ]
    except BadMention as error:
        raise BadMention(f"{mentions}: {error}") from error
    output.write_text("".join(f"{answer}\n" for answer in answers), encoding="utf-8")
    return len(answers)


def match_mentions(
    lines: Iterable[str], registry: Registry, cold: bool
) -> Iterator[dict[str, Any]]:
    """Yield the answer to each line: index, unit_id, method, confidence, reason, candidates.

    Raises:
        BadMention: a line is no mention, or an index stands twice; with the line's number.
    """
    seen: dict[int, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        mention = _read(line, number)
        if mention.index in seen:
            raise BadMention(
                f"line {number}: index {mention.index} stands in line {seen[mention.index]} too. "
                "Every mention needs its own."
            )
        seen[mention.index] = number
        given = mention.context
        context = Context(
            issuer=given.issuer,
            jurisdiction=given.jurisdiction,
            jurisdiction_code=given.jurisdiction_gb2260,
            date=given.date,
            period_end=given.period_end,
            table_caption=given.table_caption,
            section=given.section,
        )
        match = find_unit(mention.mention, context, registry, cold=cold)
        yield {"index": mention.index, **match.model_dump()}


def _read(line: str, number: int) -> Mention:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadMention(f"line {number}: not JSON ({error}).") from error
    if not isinstance(content, dict):
        raise BadMention(f"line {number}: must be an object with index, mention and context.")
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadMention(
            f"line {number}: half of a surrogate pair (character {error.start + 1}) is no text; "
            "write the character whole."
        ) from error
    try:
        return Mention.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise BadMention(f"line {number}: `{key}`: {first['msg']}.") from error
