"""What the stages made of one document, kept by content and by the state of the stages."""

import hashlib
from pathlib import Path

from codes import IssueCode
from contracts import Audit, Indicator, Issue, Mention, Notice, Observation, Unit
from evidence import Message, Record, Sha256
from sources.archive import write_atomically

NO_BYTES: Sha256 = hashlib.sha256(b"").hexdigest()
"""Stands for a document whose bytes are not at hand."""


class Refusal(Record):
    """Why a document was set aside, with the cure."""

    code: IssueCode
    message: Message


class Outcome(Record):
    """A document read, normalised and re-checked; or refused."""

    sha256: Sha256
    notice: Notice | None
    observations: tuple[Observation, ...]
    mentions: tuple[Mention, ...]
    proposed: tuple[Unit, ...]
    indicators: tuple[Indicator, ...]
    issues: tuple[Issue, ...]
    audit: Audit | None
    refusal: Refusal | None


def outcome_path(folder: Path, sha256: str) -> Path:
    """Where the outcome of the document with that hash is kept."""
    return folder / sha256[:2] / f"{sha256}.json"


def keep_outcome(folder: Path, outcome: Outcome) -> None:
    """Write the outcome; it is either complete or absent, also after a kill."""
    path = outcome_path(folder, outcome.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    record = outcome.model_dump_json().encode()
    write_atomically(path, _digest(record) + b"\n" + record)


def recall_outcome(folder: Path, sha256: str) -> Outcome | None:
    """Return the outcome kept for that hash, or None; a damaged one counts as none.

    A digest stands before the record: a figure that changed on disk must not be published.
    """
    try:
        digest, _, record = outcome_path(folder, sha256).read_bytes().partition(b"\n")
        if digest != _digest(record):
            return None
        outcome = Outcome.model_validate_json(record)
    except (FileNotFoundError, ValueError):
        return None
    return outcome if outcome.sha256 == sha256 else None


def _digest(record: bytes) -> bytes:
    return hashlib.sha256(record).hexdigest().encode()


def refused(sha256: str, code: IssueCode, message: Message) -> Outcome:
    """The outcome of a document that is set aside."""
    return Outcome(
        sha256=sha256,
        notice=None,
        observations=(),
        mentions=(),
        proposed=(),
        indicators=(),
        issues=(),
        audit=None,
        refusal=Refusal(code=code, message=message),
    )


def defect(error: Exception) -> Message:
    """What to say of an error that no stage foresaw, with the place it came from."""
    place = "?"
    trace = error.__traceback__
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        trace = trace.tb_next
    what = f"{type(error).__name__} at {place}: {error}"
    return Message(
        zh=f"程序在读取时出错（{what}）；请附上该文档报告此缺陷",
        en=f"the program failed on it ({what}); report this defect with the document",
    )
