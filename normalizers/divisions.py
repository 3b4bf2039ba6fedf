"""The administrative divisions of China down to the county, under each name since 2002.

``divisions.csv`` has a line for each name of each code of GB/T 2260: when it held, and what
followed it; a date is written as far as it is known. Each is a place that has units of its own, and
a unit itself.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from normalizers.entries import RegistryError, UnitEntry, read_entry
from normalizers.places import Jurisdiction, level_of, parent_of

# How much of a date is known stands beside its source: 2013 is 2013-01-01 to the register.
_KNOWN = {len("2013"): "（日期只知年份）", len("2013-10"): "（日期只知月份）"}
_HEAD = ["code", "name", "valid_from", "valid_to", "successors"]


def read_divisions(path: Path) -> tuple[tuple[str, UnitEntry], ...]:
    """Return the divisions as units in the file's order, each with its file and line.

    The id is the code; a later name under the same code bears the year it began: 130502_2020.

    Raises:
        RegistryError: a line is wrong; with file, line and cure.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = [(f"{path}, line {n}", row) for n, row in enumerate(csv.reader(file), 1) if row]
    except OSError as error:
        raise RegistryError(
            path, zh=f"无法读取（{error.strerror}）。", en=f"cannot be read ({error.strerror})."
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise RegistryError(
            path,
            zh=f"不是 UTF-8 编码的 CSV（{error}）。请另存。",
            en=f"no CSV in UTF-8 ({error}). Save it as such.",
        ) from error
    if not lines or lines[0][1] != _HEAD:
        raise RegistryError(
            f"{path}, line 1",
            zh=f"表头须为 {','.join(_HEAD)}。",
            en=f"the heading must be {','.join(_HEAD)}.",
        )
    eras: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for where, row in lines[1:]:
        if len(row) != len(_HEAD):
            raise RegistryError(
                where,
                zh=f"有 {len(row)} 栏，应为 {len(_HEAD)} 栏：{'、'.join(_HEAD)}。",
                en=f"{len(row)} fields. Write {len(_HEAD)}: {', '.join(_HEAD)}.",
            )
        code, _, begins = row[:3]
        eras[code].append((begins, code if not eras[code] else f"{code}_{begins[:4]}"))
    return tuple((where, _unit(where, row, eras)) for where, row in lines[1:])


def _unit(
    where: str, row: Sequence[str], eras: Mapping[str, Sequence[tuple[str, str]]]
) -> UnitEntry:
    code, name, begins, ends, successors = row
    entry: dict[str, object] = {
        "id": next(key for begun, key in eras[code] if begun == begins),
        "name": name,
        "jurisdiction": parent_of(code, eras) or code,
        "area": code,
        "level": level_of(code, name),
        "kind": "administrative_area",
        "valid_from": begins or None,
        "valid_to": ends or None,
        "successors": [_succession(where, text, eras) for text in successors.split(";") if text],
    }
    return read_entry(UnitEntry, entry, where)


def _succession(
    where: str, text: str, eras: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, str]:
    how, code, day, cite = [*text.split(" ", 3), "", "", ""][:4]
    begun = [key for begins, key in eras.get(code, ()) if begins <= day]
    if not begun:
        raise RegistryError(
            where,
            zh=f"其后继 {code} 在 {day} 不存在。请补上该行，或更正代码：`how code day cite`。",
            en=f"its successor {code} is not there on {day}. Add its line, or correct the code: "
            "`how code day cite`.",
        )
    return {"unit": begun[-1], "how": how, "date": day, "cite": f"{cite}{_KNOWN.get(len(day), '')}"}


def places_of(divisions: Iterable[UnitEntry]) -> dict[str, Jurisdiction]:
    """The places that the divisions are, by code, under the last name of each code."""
    found: dict[str, Jurisdiction] = {}
    entries = tuple(divisions)
    for unit in entries:
        code = unit.area or unit.jurisdiction
        former = found.get(code)
        found[code] = Jurisdiction(
            code=code,
            name=unit.name,
            level=unit.level,
            parent=None if unit.jurisdiction == code else unit.jurisdiction,
            former_names=() if former is None else (*former.former_names, former.name),
        )
    heirs = heirs_of(entries)
    return {
        code: place.model_copy(update={"heir": heirs[code]}) if code in heirs else place
        for code, place in found.items()
    }


def heirs_of(units: Iterable[UnitEntry]) -> dict[str, str]:
    """The code under which each renamed place goes on, by its own."""
    entries = tuple(units)
    codes = {unit.id: unit.area for unit in entries}
    heirs: dict[str, str] = {}
    for unit in entries:
        for succession in unit.successors:
            heir = codes.get(succession.unit)
            if succession.how == "rename" and unit.area and heir and heir != unit.area:
                heirs[unit.area] = heir
    return {code: _last(code, heirs) for code in heirs}


def _last(code: str, heirs: Mapping[str, str]) -> str:
    seen = {code}
    while (heir := heirs.get(code)) is not None and heir not in seen:
        seen.add(heir)
        code = heir
    return code
