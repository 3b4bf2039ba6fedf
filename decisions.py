"""What people decided, as data: one list a file, each entry a key and the verdict on it.

    - key: 150621/教体局=dalad_education_sports
      decision: accept
      reason: 该局即教育体育局
      by: zhang
      day: 2026-03-02

Taking an entry out of its file undoes it. Nothing here knows what a key names.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import StringConstraints, ValidationError

from codes import FindingVerdict
from evidence import Record
from yamlfile import DataFileError, entry_lines, read_yaml, yaml_text

Verdict = Literal["accept", "reject"] | FindingVerdict
Subject = Literal["units", "findings", "rules"]
VERDICTS: dict[Subject, tuple[Verdict, ...]] = {
    "units": ("accept", "reject"),
    "findings": ("dismiss", "confirm"),
    "rules": ("accept", "reject"),
}
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class DecisionError(DataFileError):
    """A decision that cannot stand; the message names file, line and cure."""


class Decision(Record):
    """The verdict of a person on one thing."""

    key: Words
    decision: Verdict
    reason: Words
    by: Words
    day: date


class Decided(Record):
    """A decision and where it is written."""

    decision: Decision
    where: str
    """File and line."""


def read_decisions(folder: Path, subject: Subject) -> tuple[Decided, ...]:
    """Every decision on `subject`, as ``<folder>/<subject>.yaml`` lists them; none without a file.

    Raises:
        DecisionError: an entry lacks something, is no verdict on this subject, or a key stands
            twice.
        yamlfile.UnreadableYaml: the file is not YAML.
    """
    path = folder / f"{subject}.yaml"
    if not path.exists():
        return ()
    entries = read_yaml(path) or []
    if not isinstance(entries, list):
        raise DecisionError(
            f"{path}, line 1",
            zh="不是列表。每项决定请以“- key: ...”开头。",
            en="is no list. Begin each decision with «- key: ...».",
        )
    found: dict[str, Decided] = {}
    for entry, line in zip(entries, entry_lines(path), strict=True):
        decided = Decided(
            decision=_decision(entry, subject, path, line), where=f"{path}, line {line}"
        )
        key = decided.decision.key
        if key in found:
            raise _twice(decided.where, found[key])
        found[key] = decided
    return tuple(found.values())


def _twice(where: str, known: Decided) -> DecisionError:
    key, before = known.decision.key, known.decision.decision
    return DecisionError(
        where,
        zh=f"“{key}”已有决定（{known.where}：{before}）。请删去其中一项。",
        en=f"«{key}» is decided on already ({known.where}: {before}). Take one of the two out.",
    )


def _decision(entry: object, subject: Subject, path: Path, line: int) -> Decision:
    try:
        decision = Decision.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "entry"
        raise DecisionError(
            f"{path}, line {line}",
            zh=f"{name} 缺失或有误（{first['msg']}）。每项须有 key、decision、reason、by 和 "
            "day（如 2026-03-02）。",
            en=f"{name}: {first['msg']}. An entry holds key, decision, reason, by and day "
            "(2026-03-02).",
        ) from None
    if decision.decision not in VERDICTS[subject]:
        raise DecisionError(
            f"{path}, line {line}",
            zh=f"{subject} 不能用“{decision.decision}”决定。"
            f"请写 {' 或 '.join(VERDICTS[subject])}。",
            en=f"«{decision.decision}» is no verdict on {subject}. "
            f"Write {' or '.join(VERDICTS[subject])}.",
        )
    return decision


@contextmanager
def only_one_writes(folder: Path) -> Iterator[None]:
    """Let one process at a time read decisions and add to them."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def with_decisions(text: str, added: list[Decision]) -> str:
    """The text of a decisions file with entries at its end; what stood there stays as it is."""
    entries = yaml_text([item.model_dump() for item in added])
    return text + ("" if not text or text.endswith("\n") else "\n") + entries
