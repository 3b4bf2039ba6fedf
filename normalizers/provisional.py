"""A provisional unit for a name that nobody entered yet, with the lineage that reforms propose.

What a place's offices are usually called, and what became of them, stands in ``reforms.yaml``. A
name that is none of those is a unit of its own, under the name as printed. Ids hang on place and
name alone, so that they are the same in every notice.
"""

import re
from collections import defaultdict
from datetime import date
from functools import cached_property
from hashlib import sha256

from contracts import Match, Succession, Unit
from evidence import Record
from normalizers.characters import clean, readings
from normalizers.context import Context, scope
from normalizers.entries import Kind
from normalizers.forms import TOWNSHIP_TYPES
from normalizers.lineage import Registry, in_force
from normalizers.places import Jurisdiction
from normalizers.reforms import Change, read_reforms, tier_of
from normalizers.search import Search
from normalizers.vocabulary import read_words, split_suffix

_CONFIDENCE = 0.5
_SHORTEST, _LONGEST = 3, 30
# 镇 in 各乡镇 names no town.
_NO_NAMES = ("各", "其他", "其它", "其余", "有关", "相关", "全", "乡镇", "镇街")


def is_provisional(unit_id: str) -> bool:
    """Whether an id is that of a provisional unit, of these notices or of others."""
    return re.fullmatch(r"p\d{6}_[0-9a-f]{8}", unit_id) is not None


class Proposal(Record):
    """The provisional unit that a name means, and the units that its lineage speaks of."""

    match: Match
    units: tuple[Unit, ...]
    """The unit itself and those that it was or became by what the reforms say."""


class Proposals:
    """Provisional units of the places of one registry, made as names ask for them."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._offices: dict[str, _Offices] = {}

    def propose(self, mention: str, context: Context) -> Proposal | None:
        """Return the provisional unit that a name without a registered unit means.

        None where its place is not known, where it names no public body, or where it may be several
        of them: such a name stays null.
        """
        place = scope(context, self.registry)
        forms = [form for form in dict.fromkeys(readings(clean(mention))) if form]
        for form in forms:
            search = Search(_without_party(form), place, self.registry, cold=True)
            home = self._home(search, place, context.day)
            if home is None:
                continue
            found = None
            if place is not None and place != home.code:
                # 市生态环境局温县分局 is an office of 温县.
                full = f"{home.name}{search.core}"
                within = self.registry.gazetteer.places[place]
                found = self._offices_of(within).named(full, context.day)
            found = found or self._offices_of(home).find(search, context.day)
            if found is None and form == forms[-1]:
                found = self._offices_of(home).stranger(search)
            if found is not None:
                return found
        return None

    def _home(self, search: Search, scope: str | None, day: date | None) -> Jurisdiction | None:
        """The place whose unit it is; of several of one name, that of the day or the notice's."""
        codes = tuple(dict.fromkeys(search.targets))
        if len(codes) > 1:
            areas = {code: self.registry.areas(code) for code in codes}
            codes = tuple(c for c in codes if any(in_force(area, day) for area in areas[c]))
        if len(codes) > 1 and scope in codes:
            codes = (scope,)
        return self.registry.gazetteer.places[codes[0]] if len(codes) == 1 else None

    def _offices_of(self, place: Jurisdiction) -> "_Offices":
        if place.code not in self._offices:
            self._offices[place.code] = _Offices(place, self.registry)
        return self._offices[place.code]


class _Offices:
    """The usual offices of one place, each under all its names."""

    def __init__(self, place: Jurisdiction, registry: Registry) -> None:
        self._place = place
        self._all = registry
        self._tier = tier_of(place.level)

    @cached_property
    def _above(self) -> str:
        above = self._all.gazetteer.places.get(self._place.parent or "")
        return above.name if above else ""

    @cached_property
    def _units(self) -> dict[str, Unit]:
        """The provisional unit of each body, by the body's first name."""
        bodies = read_reforms().names(self._tier)
        changes = [
            change
            for change in read_reforms().changes(self._tier)
            if change.was in bodies and change.became in bodies
        ]
        return {
            body: self._unit(body, kind, names, changes)
            for body, (kind, names) in bodies.items()
            if names
        }

    def _unit(self, body: str, kind: Kind, names: tuple[str, ...], changes: list[Change]) -> Unit:
        after = [change for change in changes if change.was == body]
        return Unit(
            id=self._id(body),
            series_id=self._id(_oldest(body, changes)),
            name=self._full(names[0]),
            short_names=tuple(self._full(name) for name in names[1:]),
            jurisdiction=self._place.code,
            area=None,
            level=self._place.level,
            kind=kind,
            valid_from=_first_day(body, changes),
            valid_to=max((change.done for change in after if change.ends), default=None),
            successors=tuple(
                Succession(
                    unit=self._id(change.became),
                    how=change.how,
                    date=change.done,
                    cite=f"{change.cite}（日期为各地最迟完成之日）",
                )
                for change in _latest(after)
            ),
        )

    def _id(self, body: str) -> str:
        return f"p{self._place.code}_{sha256(body.encode()).hexdigest()[:8]}"

    def _full(self, name: str) -> str:
        if "<" not in name:
            return (
                name
                if self._tier is None or self._place.name in name
                else f"{self._place.name}{name}"
            )
        return name.replace("<place>", self._place.name).replace("<above>", self._above)

    @cached_property
    def _registry(self) -> Registry:
        """The offices as a register in which every name of each is a unit."""
        return self._all.among(
            tuple(
                unit.model_copy(update={"id": f"{unit.id}/{number}", "name": name})
                for unit in self._units.values()
                for number, name in enumerate((unit.name, *unit.short_names))
            )
        )

    @cached_property
    def _lineage(self) -> Registry:
        return self._all.among(tuple(self._units.values()))

    def find(self, search: Search, day: date | None) -> Proposal | None:
        """The one usual office that a name means on a day."""
        own = Search(search.name, self._place.code, self._registry, cold=True)
        for look in (own.exact, own.in_context, own.abbreviation):
            found = dict.fromkeys(_office_id(hit.unit) for hit in look())
            if len(found) == 1:
                return self._office(search.name, next(iter(found)), day)
            if found:
                break
        return None

    def named(self, name: str, day: date | None) -> Proposal | None:
        """The office that bears a full name."""
        found = dict.fromkeys(map(_office_id, self._registry.lexicon.by_name.get(name, ())))
        return self._office(name, next(iter(found)), day) if len(found) == 1 else None

    @cached_property
    def _registered(self) -> frozenset[str]:
        return frozenset(clean(unit.name) for unit in self._all.units_of(self._place.code))

    def _office(self, name: str, unit_id: str, day: date | None) -> Proposal | None:
        unit = self._lineage.by_id[unit_id]
        eras = self._lineage.on(unit, day)
        if len(eras) != 1:
            return None
        era = eras[0]
        steps = "; ".join((f"«{name}» is {unit.name}", *era.steps))
        why = f"{steps}: {era.unit.name}" if era.steps else steps
        names = {clean(text) for text in (era.unit.name, *era.unit.short_names)}
        entered = [one for one in self._all.units_of(self._place.code) if clean(one.name) in names]
        if not entered:
            return self._proposal(era.unit, why)
        # Another name of a unit that is entered asks a person, unless a reform made it the old one.
        if len(entered) > 1 or not in_force(entered[0], day):
            return None
        if not era.steps and entered[0].id != era.unit.id:
            return None
        return Proposal(match=_match(entered[0].id, "reform", why), units=())

    def stranger(self, search: Search) -> Proposal | None:
        """A unit under its own name, where the name ends as a public body's does."""
        town = _township(search.core)
        name = town or search.core
        ending, kind = _kind_of(name)
        if (
            not ending
            or (ending == name and kind != "development_zone")
            or name in read_words().stand_ins
            or {name, clean(self._full(name))} & self._registered
            or not _SHORTEST <= len(name) <= _LONGEST
            or name.startswith(_NO_NAMES)
            or not all("\u4e00" <= character <= "\u9fff" for character in name)
        ):
            return None
        unit = Unit(
            id=self._id(name),
            series_id=self._id(name),
            name=name if town else self._full(name),
            short_names=(),
            jurisdiction=self._place.code,
            area=None,
            level="township" if town else self._place.level,
            kind=kind,
            valid_from=None,
            valid_to=None,
            successors=(),
        )
        return self._proposal(unit, f"«{search.name}» is no usual office of {self._place.name}")

    def _proposal(self, unit: Unit, why: str) -> Proposal:
        spoken_of = {unit.id: unit}
        waiting = [unit, *(u for u in self._units.values() if u.series_id == unit.series_id)]
        while waiting:
            one = waiting.pop()
            spoken_of[one.id] = one
            waiting += [
                self._lineage.by_id[succession.unit]
                for succession in one.successors
                if succession.unit not in spoken_of
            ]
        match = _match(unit.id, "provisional", f"not registered; {why}")
        # An entry keeps the id that it had as a provisional unit.
        new = tuple(one for one in spoken_of.values() if one.id not in self._all.by_id)
        return Proposal(match=match, units=new)


def _match(unit_id: str, method: str, why: str) -> Match:
    return Match(unit_id=unit_id, method=method, confidence=_CONFIDENCE, reason=why, candidates=())


def _kind_of(name: str) -> tuple[str, Kind]:
    """How a public body's name ends, '' if it is none, and the kind that this tells."""
    kinds = read_reforms().kind_of_ending
    ending = next((name[at:] for at in range(1, len(name)) if name[at:] in kinds), "")
    suffix = split_suffix(name)[1]
    if len(ending) >= len(suffix) and ending:
        return ending, kinds[ending]
    return ("" if suffix in read_words().levels else suffix), "government_department"


def _office_id(unit: Unit) -> str:
    return unit.id.partition("/")[0]


def _without_party(name: str) -> str:
    for party in read_words().parties:
        name = name.removeprefix(party)
    return name


def _township(core: str) -> str | None:
    """The town or street that a name or its committee, government or office means, else None."""
    for ending in read_words().stand_in_endings:
        base = core.removesuffix(ending)
        # 田镇办事处 is that of 田镇街道: no town is named by one character.
        if base != core and base.endswith(TOWNSHIP_TYPES) and len(base) >= _SHORTEST:
            return base
        if base != core and ending.endswith(("办事处", "街道办", "街办")) and len(base) > 1:
            return f"{base}街道"
    return core if core.endswith(TOWNSHIP_TYPES) else None


def _oldest(body: str, changes: list[Change]) -> str:
    """The body from which renames that all places made lead to this one."""
    seen = {body}
    while older := [
        c.was for c in changes if c.became == body and c.how == "rename" and c.everywhere
    ]:
        body = older[0]
        if body in seen:
            break
        seen.add(body)
    return body


def _first_day(body: str, changes: list[Change]) -> date | None:
    """The first day of a body that is only there since its forerunners ended."""
    before = [change for change in changes if change.became == body and change.ends]
    return min((change.first for change in before), default=None)


def _latest(changes: list[Change]) -> list[Change]:
    """One change for each body that another became: a reform may have come in two waves."""
    by_target: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_target[change.became].append(change)
    return [max(found, key=lambda change: change.done) for found in by_target.values()]
