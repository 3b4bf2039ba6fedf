"""Reading the register of units: our YAML, or the JSON form that `tongbao match` is given.

Both are checked alike and whole before anything is matched: a wrong entry would corrupt a series.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

from contracts import Succession, Unit
from normalizers.divisions import places_of, read_divisions
from normalizers.entries import RegistryError, UnitEntry, read_entry
from normalizers.lineage import Registry
from normalizers.places import Jurisdiction, Level, level_of, parent_of
from yamlfile import read_yaml

__all__ = ["Registry", "RegistryError", "load_registry", "load_registry_json"]

HERE = Path(__file__).parent
_LEVELS_OF_JSON: dict[str, Level] = {
    "省": "province",
    "市": "city",
    "旗区县": "county",
    "苏木乡镇街道": "township",
}


def load_registry(folder: Path | None = None) -> Registry:
    """Read ``divisions.csv`` and ``units/*.yaml`` of `folder` (default: the project's own).

    Raises:
        RegistryError: an entry is wrong; the message names file and entry and says what to mend.
        yamlfile.UnreadableYaml: a file is not YAML.
    """
    folder = folder or HERE
    divisions = read_divisions(folder / "divisions.csv")
    units = [
        (str(path), read_entry(UnitEntry, entry, str(path)))
        for path in sorted((folder / "units").glob("*.yaml"))
        for entry in _entries(read_yaml(path), path)
    ]
    return _registry((*divisions, *units), places_of(unit for _, unit in divisions))


def load_registry_json(path: Path, jurisdictions: Path | None = None) -> Registry:
    """Read a registry in the JSON form of CONTRACT.md, and its places where a file lists them.

    Places that only the registry names are taken from it; what lies above them follows from the
    GB/T 2260 code.

    Raises:
        RegistryError: not JSON, or an entry is wrong; with file and entry.
    """
    rows = _entries(_read_json(path), path)
    names: dict[str, str] = {}
    if jurisdictions is not None:
        for row in _entries(_read_json(jurisdictions), jurisdictions):
            names[_text(row, "gb2260", jurisdictions)] = _text(row, "name", jurisdictions)
    units: list[tuple[str, UnitEntry]] = []
    for row in rows:
        entry = _unit_of_json(row, path)
        names.setdefault(entry.jurisdiction, str(row.get("jurisdiction") or entry.jurisdiction))
        if entry.area is not None:
            names.setdefault(entry.area, entry.name)
        units.append((str(path), entry))
    places = {
        code: Jurisdiction(
            code=code, name=name, level=level_of(code, name), parent=parent_of(code, names)
        )
        for code, name in names.items()
    }
    return _registry(units, places)


def _registry(units: Iterable[tuple[str, UnitEntry]], places: dict[str, Jurisdiction]) -> Registry:
    known: dict[str, tuple[str, UnitEntry]] = {}
    for where, unit in units:
        if unit.id in known:
            raise RegistryError(
                f"{where}: {unit.id} stands twice (also in {known[unit.id][0]}). "
                "Give one of them another id."
            )
        known[unit.id] = (where, unit)
    renamed_from: dict[str, str] = {}
    for where, unit in known.values():
        _check_places(where, unit, places)
        for succession in unit.successors:
            _check_handover(where, unit, succession)
            if succession.unit not in known:
                raise RegistryError(
                    f"{where}: {unit.id}: its successor {succession.unit} is not registered. "
                    "Add it, or correct the id."
                )
            if succession.how == "rename":
                other = renamed_from.setdefault(succession.unit, unit.id)
                if other != unit.id:
                    raise RegistryError(
                        f"{where}: {succession.unit} is the new name of both {other} and "
                        f"{unit.id}. Two units that become one are a merge."
                    )
    _check_namesakes(known.values())
    return Registry(
        units=tuple(_unit(entry, renamed_from) for _, entry in known.values()),
        jurisdictions=tuple(places.values()),
    )


def _unit(entry: UnitEntry, renamed_from: Mapping[str, str]) -> Unit:
    series, seen = entry.id, {entry.id}
    while (older := renamed_from.get(series)) is not None and older not in seen:
        seen.add(older)
        series = older
    return Unit(series_id=series, **{name: getattr(entry, name) for name in UnitEntry.model_fields})


def _check_places(where: str, unit: UnitEntry, places: Mapping[str, Jurisdiction]) -> None:
    for code in (unit.jurisdiction, unit.area):
        if code is not None and code not in places:
            raise RegistryError(
                f"{where}: {unit.id}: the place {code} is no division. Add it, or correct the code."
            )


def _check_handover(where: str, unit: UnitEntry, succession: Succession) -> None:
    """A unit that is renamed or merged ends that day."""
    if succession.how in ("rename", "merge") and unit.valid_to != succession.date:
        raise RegistryError(
            f"{where}: {unit.id}: {succession.how} to {succession.unit} on {succession.date}, but "
            f"valid_to is {unit.valid_to}. Make them the same day."
        )


def _check_namesakes(units: Iterable[tuple[str, UnitEntry]]) -> None:
    """One name in one place at one time is one unit."""
    by_name: dict[tuple[str, str], list[tuple[str, UnitEntry]]] = {}
    for where, unit in units:
        by_name.setdefault((unit.jurisdiction, unit.name), []).append((where, unit))
    for namesakes in by_name.values():
        namesakes.sort(key=lambda pair: pair[1].valid_from or date.min)
        for (_, earlier), (where, later) in pairwise(namesakes):
            if earlier.valid_to is None or (later.valid_from or date.min) < earlier.valid_to:
                raise RegistryError(
                    f"{where}: {earlier.id} and {later.id} are both {later.name} at the same "
                    "time. Drop one, or correct valid_from and valid_to."
                )


def _unit_of_json(row: dict[str, object], path: Path) -> UnitEntry:
    successors = row.get("successors") or []
    if not isinstance(successors, list):
        raise RegistryError(f"{path}: {row.get('unit_id')}: successors is no list.")
    level = str(row.get("level"))
    return read_entry(
        UnitEntry,
        {
            "id": _text(row, "unit_id", path),
            "name": _text(row, "full_name", path),
            "short_names": row.get("short_names") or [],
            "jurisdiction": _text(row, "jurisdiction_gb2260", path),
            "area": row.get("own_gb2260"),
            "level": _LEVELS_OF_JSON.get(level, level),
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
                if isinstance(item, dict)
            ],
        },
        str(path),
    )


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RegistryError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise RegistryError(f"{path}: not JSON ({error}).") from error


def _entries(content: object, path: Path) -> list[dict[str, object]]:
    if content is None:
        return []
    if not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
        raise RegistryError(f"{path}: must be a list of entries, each with its keys.")
    return content


def _text(row: Mapping[str, object], key: str, path: Path) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value:
        raise RegistryError(
            f"{path}: {dict(list(row.items())[:2])}: `{key}` is missing or no text."
        )
    return value
