"""The units and places that are known: what the names of a notice are matched against."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

from contracts import Match, Succession, Unit
from evidence import Record
from normalizers.forms import Lexicon, LocalForms
from normalizers.places import Gazetteer, Jurisdiction


class Era(NamedTuple):
    """How a unit was followed to the one in force: the unit, by which change, and when."""

    unit: Unit
    steps: tuple[str, ...]


class Registry(Record):
    """All units and places, with the lookups that matching asks for.

    Units stand in the order of their files; lookups keep that order, so that nothing depends on
    chance.
    """

    units: tuple[Unit, ...]
    jurisdictions: tuple[Jurisdiction, ...]

    @cached_property
    def answers(self) -> dict[tuple[str, Record, bool], Match]:
        """What names were found to mean, by name, context and setting; `find_unit` keeps it."""
        return {}

    @cached_property
    def by_id(self) -> dict[str, Unit]:
        """Unit by id."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The places and what names may call them."""
        return Gazetteer(jurisdictions=self.jurisdictions)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The names of the units in their parts."""
        return Lexicon(self.units, self.gazetteer)

    def among(self, units: tuple[Unit, ...]) -> "Registry":
        """These units instead, in the same places."""
        other = Registry(units=units, jurisdictions=self.jurisdictions)
        # What it would find for itself is known already, and takes longer than all else.
        lexicon = Lexicon(units, self.gazetteer, self.lexicon.segmenter)
        vars(other).update(gazetteer=self.gazetteer, lexicon=lexicon)
        return other

    @cached_property
    def _of_place(self) -> dict[str, tuple[Unit, ...]]:
        units: defaultdict[str, list[Unit]] = defaultdict(list)
        for unit in self.units:
            units[unit.jurisdiction].append(unit)
        return {code: tuple(found) for code, found in units.items()}

    @cached_property
    def _forms(self) -> dict[str, LocalForms]:
        return {}

    @cached_property
    def _areas(self) -> dict[str, tuple[Unit, ...]]:
        units: defaultdict[str, list[Unit]] = defaultdict(list)
        for unit in self.units:
            if unit.area is not None:
                units[unit.area].append(unit)
        return {code: tuple(found) for code, found in units.items()}

    @cached_property
    def _predecessors(self) -> dict[str, tuple[tuple[Unit, Succession], ...]]:
        before: defaultdict[str, list[tuple[Unit, Succession]]] = defaultdict(list)
        for unit in self.units:
            for succession in unit.successors:
                before[succession.unit].append((unit, succession))
        return {key: tuple(found) for key, found in before.items()}

    def units_of(self, code: str) -> tuple[Unit, ...]:
        """The units whose jurisdiction is this place, of every era."""
        return self._of_place.get(code, ())

    def forms_of(self, code: str) -> LocalForms:
        """The same units as names may speak of them."""
        if code not in self._forms:
            units = self.units_of(code)
            self._forms[code] = LocalForms(tuple(self.lexicon.form(unit) for unit in units))
        return self._forms[code]

    def areas(self, code: str) -> tuple[Unit, ...]:
        """The units that are this place, under each of its names."""
        return self._areas.get(code, ())

    def on(self, unit: Unit, day: date | None) -> tuple[Era, ...]:
        """The unit in force on `day` that `unit` is, was or became; several where it was split.

        Without a day: the unit in force now. Backwards only renames are followed, and a merger
        that had a single parent: before a merger of two nobody can say which one is meant.
        """
        return tuple(_distinct(self._follow(unit, day or date.max, (), frozenset())))

    def _follow(
        self, unit: Unit, day: date, steps: tuple[str, ...], seen: frozenset[str]
    ) -> Iterator[Era]:
        if unit.id in seen:
            return
        seen |= {unit.id}
        if in_force(unit, day):
            yield Era(unit=unit, steps=steps)
        elif unit.valid_to is not None and unit.valid_to <= day:
            after = [s for s in unit.successors if s.how != "transfer" and s.date <= day]
            for succession in [s for s in after if s.how == "rename"] or after:
                step = f"{succession.how} {succession.date}"
                successor = self.by_id[succession.unit]
                yield from self._follow(successor, day, (*steps, step), seen)
        else:
            before = self._predecessors.get(unit.id, ())
            renamed = [(old, s) for old, s in before if s.how == "rename"]
            for old, succession in renamed or [(o, s) for o, s in before if s.how == "merge"]:
                step = f"before {succession.how} {succession.date}"
                yield from self._follow(old, day, (*steps, step), seen)


def in_force(unit: Unit, day: date | None) -> bool:
    """Whether the unit existed on the day; without a day, whether it exists still."""
    day = day or date.max
    return (unit.valid_from is None or unit.valid_from <= day) and (
        unit.valid_to is None or day < unit.valid_to
    )


def _distinct(eras: Iterable[Era]) -> Iterator[Era]:
    seen: set[str] = set()
    for era in eras:
        if era.unit.id not in seen:
            seen.add(era.unit.id)
            yield era
