"""Writing a release: whole or not at all, and the same bytes from the same inputs.

    releases/<version>/          a release, never changed
    releases/current             a link to one of them
    releases/log.jsonl           when each became current; the only clock

Files are written into a hidden folder beside the others, then the folder is renamed, then the log
gets its line, then `current` is replaced. A kill between any two of these leaves the last release
in force, and the next run ends what was begun.
"""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path

from pydantic import ValidationError

from contracts import Clause, Reading, SetAside, Unit
from dataset.codebook import codebook_csv, codebook_markdown
from dataset.files import csv_bytes, parquet_bytes
from dataset.fingerprint import Fingerprint
from dataset.integrity import problems
from dataset.manifest import (
    MANIFEST,
    Manifest,
    ManifestUnreadable,
    ReleasedFile,
    make_manifest,
    manifest_bytes,
    read_manifest,
)
from dataset.published import PublishedRow
from dataset.registry_form import registry_json
from dataset.rows import ReleaseRows, release_rows
from dataset.tables import TABLES
from evidence import Message, Record

__all__ = ["LogEntry", "Manifest", "ReleaseRefused", "publish_release", "read_log", "read_manifest"]

LOG = "log.jsonl"
CURRENT = "current"
_PARTIAL = ".partial-"
_NEXT = ".current-next"
_LOCK = ".lock"


class ReleaseRefused(Exception):
    """A release would say something wrong and is not made; `problems` tells what."""

    def __init__(self, problems: Sequence[Message]) -> None:
        super().__init__("release refused: " + " | ".join(item.en for item in problems))
        self.problems = tuple(problems)


class LogEntry(Record):
    """When a release became current."""

    version: str
    released_at: datetime


def publish_release(
    readings: Sequence[Reading],
    set_aside: Sequence[SetAside],
    units: Sequence[Unit],
    clauses: Sequence[Clause],
    fingerprint: Fingerprint,
    releases: Path,
    released_at: datetime,
) -> Path:
    """Make the release of these readings current; return its folder.

    A release that is already there is not written again. `released_at` goes into the log alone and
    changes no byte of the release.

    Raises:
        ReleaseRefused: rows break the schema, keys are not unique, a row points at nothing, or a
            number has no evidence. Nothing is changed then.
    """
    releases.mkdir(parents=True, exist_ok=True)
    folder = releases / fingerprint.version
    with _only_one(releases):
        _clear_leftovers(releases)
        if not is_complete(folder):
            _write_release(
                _checked_rows(readings, set_aside, units, clauses), fingerprint, set_aside, folder
            )
        _log_release(releases / LOG, LogEntry(version=folder.name, released_at=released_at))
        _make_current(folder)
    return folder


def is_complete(release: Path) -> bool:
    """Whether a release's folder has its manifest and every file in its full length."""
    try:
        manifest = read_manifest(release)
        return manifest.version == release.name and all(
            (release / name).stat().st_size == file.bytes for name, file in manifest.files.items()
        )
    except (ManifestUnreadable, OSError):
        return False


def read_log(releases: Path) -> tuple[LogEntry, ...]:
    """Every time a release became current, oldest first; a line cut off by a kill is no line."""
    path = releases / LOG
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    entries = []
    for number, line in enumerate(lines, 1):
        try:
            entries.append(LogEntry.model_validate_json(line))
        except ValidationError:
            raise ManifestUnreadable(
                f"{path}, line {number}: is no entry of the log. Restore the file from a backup, "
                "or delete this line if it is none of ours."
            ) from None
    return tuple(entries)


def _checked_rows(
    readings: Sequence[Reading],
    set_aside: Sequence[SetAside],
    units: Sequence[Unit],
    clauses: Sequence[Clause],
) -> ReleaseRows:
    try:
        rows = release_rows(readings, set_aside, units, clauses)
    except ValidationError as error:
        raise ReleaseRefused([_schema_problem(error)]) from error

    def values(model: type[PublishedRow], names: tuple[str, ...]) -> list[tuple[object, ...]]:
        return [tuple(getattr(row, name) for name in names) for row in rows.tables[model.table]]

    if found := problems(values):
        raise ReleaseRefused(found)
    return rows


def _schema_problem(error: ValidationError) -> Message:
    said = "; ".join(
        f"{error.title}.{'.'.join(map(str, item['loc']))} = {item['input']!r}: {item['msg']}"
        for item in error.errors()[:3]
    )
    return Message(zh=f"记录不符合表结构：{said}", en=f"a row does not fit the schema: {said}")


def _release_files(rows: ReleaseRows, version: str) -> Iterator[tuple[str, bytes, int | None]]:
    for model in TABLES:
        found = rows.tables[model.table]
        yield f"{model.table}.parquet", parquet_bytes(model, found, version), len(found)
        plain, excel = csv_bytes(model, found)
        yield f"{model.table}.csv", plain, len(found)
        yield f"{model.table}.bom.csv", excel, len(found)
    register = chain.from_iterable(rows.tables[name] for name in ("units", "unit_names", "lineage"))
    yield "registry.json", registry_json(register).encode(), None
    yield "codebook.md", codebook_markdown().encode(), None
    yield "codebook.csv", codebook_csv().encode(), None


def _write_release(
    rows: ReleaseRows, fingerprint: Fingerprint, set_aside: Sequence[SetAside], folder: Path
) -> None:
    partial = folder.with_name(_PARTIAL + folder.name)
    partial.mkdir()
    files = {}
    for name, content, count in _release_files(rows, folder.name):
        _write(partial / name, content)
        files[name] = ReleasedFile(
            sha256=sha256(content).hexdigest(), bytes=len(content), rows=count
        )
    manifest = make_manifest(fingerprint, rows, files, set_aside)
    _write(partial / MANIFEST, manifest_bytes(manifest))
    _sync(partial)
    if folder.exists():
        # Damaged since: a complete one is never replaced.
        folder.rename(folder.with_name(f"{_PARTIAL}{folder.name}-damaged"))
    partial.rename(folder)
    _sync(folder.parent)
    _clear_leftovers(folder.parent)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _only_one(releases: Path) -> Iterator[None]:
    """Let one process publish at a time; the system frees the lock of a process that was killed."""
    with (releases / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _clear_leftovers(releases: Path) -> None:
    for leftover in releases.glob(_PARTIAL + "*"):
        shutil.rmtree(leftover)
    (releases / _NEXT).unlink(missing_ok=True)


def _log_release(log: Path, entry: LogEntry) -> None:
    known = read_log(log.parent)
    if known and known[-1].version == entry.version:
        return
    with log.open("a+b") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(0)
        whole = file.read().rfind(b"\n") + 1
        if whole < end:
            file.truncate(whole)
        line = {"version": entry.version, "released_at": entry.released_at.isoformat()}
        file.write(json.dumps(line, sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _make_current(folder: Path) -> None:
    current = folder.with_name(CURRENT)
    if current.is_symlink() and current.readlink() == Path(folder.name):
        return
    if current.is_dir() and not current.is_symlink():
        # A copy made without links: which release it holds is not for us to guess.
        raise FileExistsError(errno.EEXIST, "is a folder and not a link; move it away", current)
    following = folder.with_name(_NEXT)
    following.symlink_to(folder.name)
    following.replace(current)
    _sync(folder.parent)
