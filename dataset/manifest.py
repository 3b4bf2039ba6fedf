"""manifest.json: what a release holds, by hash, and what it was made from. It has no clock."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from codes import FindingVerdict, MatchStatus, ScoreStatus, Severity
from contracts import SetAside
from dataset.fingerprint import Fingerprint
from dataset.published import SCHEMA_VERSION
from dataset.registers import UnitRow
from dataset.rows import ReleaseRows
from dataset.tables import FindingRow, MentionRow, NoticeRow, ObservationRow, ScoreRow, TableRow
from evidence import Record, Sha256

MANIFEST = "manifest.json"


class ManifestUnreadable(ValueError):
    """A folder holds no manifest, or one that cannot be read; the message names it."""


class ReleasedFile(Record):
    """A file of a release; `rows` for a table's."""

    sha256: Sha256
    bytes: int
    rows: int | None = None


class Counts(Record):
    """How much a release holds."""

    notices: int
    """Documents read, duplicates included."""
    duplicates: int
    tables: int
    rows: int
    """Printed rows of those tables; of duplicates neither count."""
    observations: int
    mentions: dict[str, int]
    """Unit rows by what their name was found to mean."""
    units: int
    scores: dict[str, int]
    """Score cells by status."""
    totals: dict[str, int]
    """Total columns alone, by status."""
    findings: dict[str, int]
    """By severity; those that a person dismissed do not count."""
    findings_decided: dict[str, int]
    """Those that a person decided on, by verdict."""
    issues: int
    numbers: dict[str, int]
    """The ledger over all notices."""
    withheld: dict[str, int]
    """What is left out for the sake of persons."""


class Manifest(Record):
    """What a release is."""

    version: str
    schema_version: str
    fingerprint: Fingerprint
    files: dict[str, ReleasedFile]
    counts: Counts
    set_aside: tuple[SetAside, ...]


def make_manifest(
    fingerprint: Fingerprint,
    rows: ReleaseRows,
    files: Mapping[str, ReleasedFile],
    set_aside: Sequence[SetAside],
) -> Manifest:
    """The manifest of a release whose files are written."""
    return Manifest(
        version=fingerprint.version,
        schema_version=SCHEMA_VERSION,
        fingerprint=fingerprint,
        files=dict(sorted(files.items())),
        counts=_counts(rows),
        set_aside=tuple(
            sorted(set_aside, key=lambda item: (item.path, item.sha256 or "", item.code))
        ),
    )


def manifest_bytes(manifest: Manifest) -> bytes:
    """The file, with sorted keys."""
    content = manifest.model_dump(mode="json")
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read_manifest(release: Path) -> Manifest:
    """Return the manifest of a release's folder.

    Raises:
        ManifestUnreadable: there is none, or it is not one of ours.
    """
    path = release / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ManifestUnreadable(
            f"{path}: {error.strerror}. Name the folder of a release, such as releases/current."
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise ManifestUnreadable(
            f"{path}: {place}: {first['msg']}. It was changed or belongs to another version of "
            "the schema; run `tongbao run` to make the release again."
        ) from None


def _counts(rows: ReleaseRows) -> Counts:
    tables = rows.tables
    notices = [row for row in tables[NoticeRow.table] if isinstance(row, NoticeRow)]
    scores = [row for row in tables[ScoreRow.table] if isinstance(row, ScoreRow)]
    printed = [row for row in tables[TableRow.table] if isinstance(row, TableRow)]
    findings = [row for row in tables[FindingRow.table] if isinstance(row, FindingRow)]
    seen = [row for row in tables[ObservationRow.table] if isinstance(row, ObservationRow)]
    named = [row for row in tables[MentionRow.table] if isinstance(row, MentionRow)]
    statuses = Counter[str](row.status for row in scores)
    totals = Counter[str](row.status for row in scores if row.is_total)
    severities = Counter[str](row.severity for row in findings if row.decision != "dismiss")
    decided = Counter[str](row.decision for row in findings if row.decision)
    return Counts(
        notices=len(notices),
        duplicates=sum(row.duplicate_of is not None for row in notices),
        tables=len(printed),
        rows=sum(row.unit_rows + row.other_rows for row in printed),
        observations=len(seen),
        mentions=_all(Counter[str](row.match_status for row in named), get_args(MatchStatus)),
        units=len(tables[UnitRow.table]),
        scores=_all(statuses, get_args(ScoreStatus)),
        totals=_all(totals, get_args(ScoreStatus)),
        findings=_all(severities, get_args(Severity)),
        findings_decided=_all(decided, get_args(FindingVerdict)),
        issues=len(tables["issues"]),
        numbers={
            "numbers": sum(row.numbers for row in notices),
            "extracted": sum(row.numbers_extracted for row in notices),
            "ignored": sum(row.numbers_ignored for row in notices),
            "unaccounted": sum(row.numbers_unaccounted for row in notices),
        },
        withheld={name: count for name, count in rows.withheld.items() if count},
    )


def _all(found: Mapping[str, int], names: tuple[str, ...]) -> dict[str, int]:
    """Every name with its count, zero too: a reader must not guess what a missing key means."""
    return {name: found.get(name, 0) for name in names}
