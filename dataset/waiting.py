"""The names that wait for a person's decision: what a release could not place, most rows first."""

import csv
import json
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from dataset.query import open_database
from evidence import Record
from figures import inert_text

CSV_COLUMNS = (
    *("key", "name", "place", "issuers", "notices", "rows"),
    *("unit_id", "unit", "unit_place", "why"),
    *("decision", "reason"),
)


class Choice(Record):
    """A unit that the name may mean: proposed from the name itself, or considered and refused."""

    key: str
    """What to decide on to link the name to this unit, or to forbid it."""
    unit_id: str
    unit: str
    unit_place: str | None
    why: str


class WaitingName(Record):
    """A name as printed, where it stands, and what it might be."""

    key: str
    name: str
    place: str | None
    """The place whose units were looked through; null where the issuer's is not known."""
    issuers: tuple[str, ...]
    notices: int
    rows: int
    provisional: Choice | None
    """The unit that its rows bear until somebody decides; null where they bear none."""
    why: str
    candidates: tuple[Choice, ...]


_WAITING = """
SELECT mention_key, unit_printed, unit_id, match_reason, candidates, n.issuer, notice, count(*)
FROM mentions JOIN notices n USING (notice)
WHERE match_status IN ('provisional', 'unmatched') GROUP BY ALL ORDER BY ALL
"""


_UNITS = "SELECT unit_id, name, jurisdiction FROM units"


def waiting_names(release: Path, cache: Path, places: Mapping[str, str]) -> tuple[WaitingName, ...]:
    """Every name of a release that waits for a decision, the one with most rows first.

    `places` gives the name of a place by its code.

    Raises:
        ManifestUnreadable: `release` is no release.
    """
    with open_database(release, cache) as database:
        units = {
            unit_id: (name, places.get(code))
            for unit_id, name, code in database.execute(_UNITS).fetchall()
        }
        by_key: dict[str, list[tuple[Any, ...]]] = {}
        for row in database.execute(_WAITING).fetchall():
            by_key.setdefault(row[0], []).append(row)
        found = [_waiting(key, rows, units, places) for key, rows in by_key.items()]
    return tuple(sorted(found, key=lambda item: (-item.rows, item.key)))


def _waiting(
    key: str,
    rows: list[tuple[Any, ...]],
    units: Mapping[str, tuple[str, str | None]],
    places: Mapping[str, str],
) -> WaitingName:
    _, name, unit_id, why, *_ = rows[-1]
    candidates: dict[str, str] = {}
    for row in rows:
        for item in json.loads(row[4]):
            candidates.setdefault(item["unit_id"], item["reason"])

    def choice(unit_id: str, why: str) -> Choice:
        unit, home = units.get(unit_id, (unit_id, None))
        return Choice(key=f"{key}={unit_id}", unit_id=unit_id, unit=unit, unit_place=home, why=why)

    return WaitingName(
        key=key,
        name=name,
        place=places.get(key.partition("/")[0]),
        issuers=tuple(sorted({row[5] for row in rows if row[5]})),
        notices=len({row[6] for row in rows}),
        rows=sum(row[7] for row in rows),
        provisional=choice(unit_id, why).model_copy(update={"key": key}) if unit_id else None,
        why=why,
        candidates=tuple(
            choice(other, reason) for other, reason in candidates.items() if other != unit_id
        ),
    )


class MentionStatus(Record):
    """How the rows of a key stand in a release."""

    rows: int
    provisional: bool


def mention_status(release: Path, cache: Path) -> dict[str, MentionStatus]:
    """How many rows each key has, and whether a provisional unit stands for it."""
    with open_database(release, cache) as database:
        rows = database.execute(
            "SELECT mention_key, count(*), bool_or(match_status = 'provisional') "
            "FROM mentions GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    return {key: MentionStatus(rows=count, provisional=new) for key, count, new in rows}


def finding_ids(release: Path, cache: Path) -> frozenset[str]:
    """The keys of a release's findings."""
    with open_database(release, cache) as database:
        rows = database.execute("SELECT finding_id FROM findings").fetchall()
    return frozenset(key for (key,) in rows)


def unit_ids(release: Path, cache: Path) -> frozenset[str]:
    """The units of a release, provisional ones too."""
    with open_database(release, cache) as database:
        rows = database.execute("SELECT unit_id FROM units").fetchall()
    return frozenset(key for (key,) in rows)


def waiting_json(names: tuple[WaitingName, ...]) -> list[dict[str, Any]]:
    """The names as `units --format json` prints them."""
    return [item.model_dump(mode="json") for item in names]


def waiting_csv(names: tuple[WaitingName, ...]) -> str:
    """The names as a clerk fills them in: a line for each key, `decision` and `reason` empty."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for item in names:
        where = (item.name, item.place or "", "；".join(item.issuers), item.notices, item.rows)
        own = item.provisional
        lines = [(item.key, "", "", "", item.why)] if own is None else [_cells(own)]
        lines += map(_cells, item.candidates)
        for key, *unit in lines:
            writer.writerow([inert_text(str(cell)) for cell in (key, *where, *unit, "", "")])
    return out.getvalue()


def _cells(choice: Choice) -> tuple[str, str, str, str, str]:
    return choice.key, choice.unit_id, choice.unit, choice.unit_place or "", choice.why


def unit_text(choice: Choice) -> str:
    """A unit with its place where its name does not tell it."""
    home = choice.unit_place
    return choice.unit if home is None or home in choice.unit else f"{choice.unit} ({home})"


def waiting_text(names: tuple[WaitingName, ...], lang: str) -> str:
    """The names for a terminal: what each is, and under which keys to decide."""
    zh = lang == "zh"
    if not names:
        return "没有待确认的单位。\n" if zh else "No unit waits for a decision.\n"
    return "\n".join(_paragraph(item, zh) for item in names)


def _paragraph(item: WaitingName, zh: bool) -> str:
    issuers = "；".join(item.issuers) or ("发文机关未知" if zh else "issuer unknown")
    where = f"{item.place or ('地区未知' if zh else 'place unknown')}  {issuers}"
    head = (
        f"{item.name}  {item.rows} 行，{item.notices} 份通报  {where}"
        if zh
        else f"{item.name}  rows {item.rows}, notices {item.notices}  {where}"
    )
    own = item.provisional
    if own is not None:
        said = f"暂定：{unit_text(own)}" if zh else f"provisional: {unit_text(own)}"
    else:
        said = "未匹配" if zh else "no unit"
    lines = [head, f"    {item.key}", f"        {said}{'；' if zh else '; '}{item.why}"]
    for choice in item.candidates:
        lines += [
            f"    {choice.key}",
            f"        {unit_text(choice)}{'：' if zh else ': '}{choice.why}",
        ]
    return "\n".join(lines) + "\n"
