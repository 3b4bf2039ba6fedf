"""The register as JSON, in the form of CONTRACT.md: what `tongbao match` and releases speak."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import get_args

from normalizers.divisions import heirs_of, places_of, read_divisions
from normalizers.entries import EntryPlace, RegistryError, UnitEntry, read_entry
from normalizers.lineage import Registry
from normalizers.places import Jurisdiction, Level, level_of, parent_of
from normalizers.registry import HERE, Placed, entries_of, make_registry

_CALLED = {
    "id": "unit_id",
    "name": "full_name",
    "jurisdiction": "jurisdiction_gb2260",
    "area": "own_gb2260",
    "unit": "unit_id",
    "how": "type",
    "cite": "reform",
}
"""What this form calls the keys of an entry."""
_LEVELS: dict[str, Level] = {
    "国家": "nation",
    "省": "province",
    "市": "city",
    "旗区县": "county",
    "苏木乡镇街道": "township",
}


def load_registry_json(path: Path, jurisdictions: Path | None = None) -> Registry:
    """Read a registry in the JSON form, and its places where a file lists them.

    Places that only the registry names are taken from it; without a file of places, and for those
    that nobody names, the divisions of China are known. What lies above a place follows from its
    GB/T 2260 code.

    Raises:
        RegistryError: not JSON, or an entry is wrong; with file, line and entry.
    """
    names: dict[str, str] = {}
    if jurisdictions is not None:
        for where, row in entries_of(_read_json(jurisdictions), jurisdictions):
            names[_text(row, "gb2260", where)] = _text(row, "name", where)
    units: list[Placed] = []
    said: dict[str, str] = {}
    for where, row in entries_of(_read_json(path), path):
        entry = _read(row, where)
        units.append(Placed(where, entry))
        if isinstance(named := row.get("jurisdiction"), str) and named:
            said.setdefault(entry.jurisdiction, named)
    called: defaultdict[str, list[str]] = defaultdict(list)
    for _, entry in sorted(units, key=lambda placed: placed.unit.valid_to or date.max):
        if entry.area is not None:
            called[entry.area].append(entry.name)
    names = said | {code: eras[-1] for code, eras in called.items()} | names
    if jurisdictions is None or any(entry.jurisdiction not in names for _, entry in units):
        names = {code: place.name for code, place in _divisions().items()} | names
    heirs = heirs_of(entry for _, entry in units)
    places = {
        code: Jurisdiction(
            code=code,
            name=name,
            level=level_of(code, name),
            parent=parent_of(code, names),
            former_names=tuple(former for former in called.get(code, ()) if former != name),
            heir=heirs.get(code),
        )
        for code, name in names.items()
    }
    return make_registry(units, places)


def _divisions() -> dict[str, Jurisdiction]:
    return places_of(unit for _, unit in read_divisions(HERE / "divisions.csv"))


def _read(row: dict[str, object], where: EntryPlace) -> UnitEntry:
    successors = row.get("successors") or []
    if not isinstance(successors, list) or not all(isinstance(item, dict) for item in successors):
        raise RegistryError(
            where,
            zh=f"{row.get('unit_id')}：`successors` 须为列表，每项有 unit_id、type、date、reform。",
            en=f"{row.get('unit_id')}: `successors` must be a list of objects with unit_id, type, "
            "date and reform.",
        )
    return read_entry(
        UnitEntry,
        {
            "id": _text(row, "unit_id", where),
            "name": _text(row, "full_name", where),
            "short_names": row.get("short_names") or [],
            "jurisdiction": _text(row, "jurisdiction_gb2260", where),
            "area": row.get("own_gb2260"),
            "level": _level(row, where),
            "kind": str(row.get("kind")).replace(" ", "_"),
            "valid_from": row.get("valid_from"),
            "valid_to": row.get("valid_to"),
            "successors": [
                {
                    "unit": item.get("unit_id"),
                    "how": item.get("type"),
                    "date": item.get("date"),
                    "cite": item.get("reform") or "",
                }
                for item in successors
            ],
        },
        where,
        _CALLED,
    )


def _level(row: Mapping[str, object], where: EntryPlace) -> str:
    level = str(row.get("level"))
    if level not in (*_LEVELS, *get_args(Level)):
        raise RegistryError(
            where,
            zh=f"{row.get('unit_id')}：`level` 是 {level}，应为 {'、'.join(_LEVELS)} 之一。",
            en=f"{row.get('unit_id')}: `level` is {level}; write one of {', '.join(_LEVELS)}.",
        )
    return _LEVELS.get(level, level)


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RegistryError(
            path, zh=f"无法读取（{error.strerror}）。", en=f"cannot be read ({error.strerror})."
        ) from error
    except (ValueError, RecursionError) as error:
        raise RegistryError(
            path, zh=f"不是 JSON（{error}）。", en=f"not JSON ({error}). Mend it there."
        ) from error


def _text(row: Mapping[str, object], key: str, where: EntryPlace) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value:
        raise RegistryError(
            where,
            zh=f"{dict(list(row.items())[:2])}：缺少 `{key}`，或其值不是文字。请补上。",
            en=f"{dict(list(row.items())[:2])}: `{key}` is missing or no text. Add it.",
        )
    return value
