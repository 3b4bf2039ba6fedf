"""Reading the register of units: the divisions and our YAML, checked whole before any use.

A wrong entry would corrupt a series, so nothing is loaded where one is wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from contracts import Succession, Unit
from normalizers.divisions import places_of, read_divisions
from normalizers.entries import EntryPlace, RegistryError, UnitEntry, read_entry
from normalizers.lineage import Registry
from normalizers.places import NATION, Jurisdiction
from yamlfile import read_yaml

__all__ = ["Placed", "Registry", "RegistryError", "entries_of", "load_registry", "make_registry"]

HERE = Path(__file__).parent


class Placed(NamedTuple):
    """An entry and where it stands."""

    where: object
    unit: UnitEntry


def load_registry(folder: Path | None = None) -> Registry:
    """Read ``divisions.csv`` and ``units/*.yaml`` of `folder` (default: the project's own).

    Raises:
        RegistryError: an entry is wrong; with file, line, entry and what to mend.
        yamlfile.UnreadableYaml: a file is not YAML.
    """
    folder = folder or HERE
    divisions = read_divisions(folder / "divisions.csv")
    units = [
        Placed(where, read_entry(UnitEntry, entry, where))
        for path in sorted((folder / "units").glob("*.yaml"))
        for where, entry in entries_of(read_yaml(path), path)
    ]
    for where, unit in units:
        for succession in unit.successors:
            _check_handover(where, unit, succession)
    placed = [Placed(where, unit) for where, unit in divisions if unit.area != NATION]
    return make_registry((*placed, *units), places_of(unit for _, unit in divisions))


def entries_of(content: object, path: Path) -> list[tuple[EntryPlace, dict[str, object]]]:
    """The entries of a file that is a list of them, each with its place.

    Raises:
        RegistryError: it is no such list; with the file.
    """
    if content is None:
        return []
    if not isinstance(content, list):
        raise _no_list(path)
    placed = [(EntryPlace(path, number), entry) for number, entry in enumerate(content)]
    for where, entry in placed:
        if not isinstance(entry, dict):
            raise _no_list(where)
    return placed


def _no_list(where: object) -> RegistryError:
    return RegistryError(
        where,
        zh="须为条目的列表，每个条目列出各键。",
        en="must be a list of entries, each with its keys.",
    )


def make_registry(units: Sequence[Placed], places: Mapping[str, Jurisdiction]) -> Registry:
    """Check the entries together and join them into series.

    Raises:
        RegistryError: two entries exclude each other, or one names what is not there.
    """
    known: dict[str, Placed] = {}
    for placed in units:
        twin = known.setdefault(placed.unit.id, placed)
        if twin is not placed:
            raise RegistryError(
                placed.where,
                zh=f"{placed.unit.id} 出现两次（另见 {twin.where}）。请给其中一个另编号。",
                en=f"{placed.unit.id} stands twice (also in {twin.where}). Give one of them "
                "another id.",
            )
    renamed_from: dict[str, str] = {}
    for where, unit in units:
        _check_places(where, unit, places)
        for succession in unit.successors:
            if succession.unit not in known:
                raise RegistryError(
                    where,
                    zh=f"{unit.id}：其后继 {succession.unit} 未登记。请补登，或更正编号。",
                    en=f"{unit.id}: its successor {succession.unit} is not registered. Add it, or "
                    "correct the id.",
                )
            if succession.how == "rename":
                other = renamed_from.setdefault(succession.unit, unit.id)
                if other != unit.id:
                    raise RegistryError(
                        where,
                        zh=f"{other} 与 {unit.id} 都更名为 {succession.unit}。两个单位合为一个是"
                        "合并（merge）。",
                        en=f"{succession.unit} is the new name of both {other} and {unit.id}. Two "
                        "units that become one are a merge.",
                    )
    _check_cycles(known)
    _check_namesakes(units)
    return Registry(
        units=tuple(_unit(unit, renamed_from) for _, unit in units),
        jurisdictions=tuple(places.values()),
    )


def _unit(entry: UnitEntry, renamed_from: Mapping[str, str]) -> Unit:
    series = entry.id
    while (older := renamed_from.get(series)) is not None:
        series = older
    return Unit(series_id=series, **{name: getattr(entry, name) for name in UnitEntry.model_fields})


def _check_places(where: object, unit: UnitEntry, places: Mapping[str, Jurisdiction]) -> None:
    for code in (unit.jurisdiction, unit.area):
        if code is not None and code not in places:
            raise RegistryError(
                where,
                zh=f"{unit.id}：没有代码为 {code} 的行政区划。请补登，或更正代码。",
                en=f"{unit.id}: the place {code} is no division. Add it, or correct the code.",
            )


def _check_handover(where: object, unit: UnitEntry, succession: Succession) -> None:
    """A unit that is renamed or merged ends that day."""
    if succession.how in ("rename", "merge") and unit.valid_to != succession.date:
        raise RegistryError(
            where,
            zh=f"{unit.id}：{succession.date} {succession.how} 为 {succession.unit}，但 valid_to "
            f"是 {unit.valid_to}。两者须为同一天。",
            en=f"{unit.id}: {succession.how} to {succession.unit} on {succession.date}, but "
            f"valid_to is {unit.valid_to}. Make them the same day.",
        )


def _check_cycles(known: Mapping[str, Placed]) -> None:
    """What a unit became by ending never became that unit: a name that came back is a new entry."""
    done: set[str] = set()
    for start in known:
        path = [start]
        waiting = [_heirs(known[start].unit)]
        while path:
            heir = next((h for h in waiting[-1] if h not in done), None)
            if heir is None:
                done.add(path.pop())
                waiting.pop()
            elif heir in path:
                cycle = " > ".join((*path[path.index(heir) :], heir))
                raise RegistryError(
                    known[heir].where,
                    zh=f"{cycle} 成环：单位不能是自己的后继。请更正 successors；恢复旧名的单位另立"
                    "条目。",
                    en=f"{cycle} is a cycle: no unit follows itself. Correct the successors; a "
                    "name that came back is an entry of its own.",
                )
            else:
                path.append(heir)
                waiting.append(_heirs(known[heir].unit))


def _heirs(unit: UnitEntry) -> list[str]:
    ending = ("rename", "merge") if unit.valid_to is None else ("rename", "merge", "split")
    return [succession.unit for succession in unit.successors if succession.how in ending]


def _check_namesakes(units: Iterable[Placed]) -> None:
    """One name in one place at one time is one unit."""
    by_name: dict[tuple[str, str], list[Placed]] = {}
    for placed in units:
        by_name.setdefault((placed.unit.jurisdiction, placed.unit.name), []).append(placed)
    for namesakes in by_name.values():
        namesakes.sort(key=lambda placed: placed.unit.valid_from or date.min)
        for (_, earlier), (where, later) in pairwise(namesakes):
            if earlier.valid_to is None or (later.valid_from or date.min) < earlier.valid_to:
                raise RegistryError(
                    where,
                    zh=f"{earlier.id} 与 {later.id} 同时都叫{later.name}。请删去其中一个，或更正 "
                    "valid_from、valid_to。",
                    en=f"{earlier.id} and {later.id} are both {later.name} at the same time. Drop "
                    "one, or correct valid_from and valid_to.",
                )
