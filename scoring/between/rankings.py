"""Which tables of an issuer's notices are one ranking, and what columns named by time alone count.

Offices word a caption anew from one period to the next. Tables are one ranking where they are about
one matter, or where their notices never speak of the same period and list nearly the same units.
Where an office takes over what another published till then, the ranking goes on too.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from scoring.between.filing import (
    Filed,
    Printed,
    certain_matters,
    mostly,
    named_units,
    printed_figures,
    units_of_tables,
)

_Period = tuple[date | None, date | None]
_SHARED_UNITS = Decimal("0.8")
_FEWEST_UNITS = 3


class _Ranking(NamedTuple):
    """The tables about one matter: the notices that hold them, their periods and their units."""

    issuer: str
    matter: str
    places: frozenset[str]
    """Among whose units their names were looked for."""
    notices: frozenset[str]
    periods: frozenset[_Period]
    units: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.issuer}｜{self.matter}"

    def goes_on_in(self, other: "_Ranking") -> bool:
        """Whether both may be one ranking: of one office under two captions, or of one matter and
        place that another office took over.
        """
        if self.notices & other.notices or self.periods & other.periods:
            return False
        shared = len(self.units & other.units)
        sizes = sorted((len(self.units), len(other.units)))
        if self.issuer == other.issuer:
            return shared >= _FEWEST_UNITS and shared >= _SHARED_UNITS * sizes[0]
        taken_over = self.matter == other.matter and bool(self.places & other.places)
        in_turn = max(self.ends) <= min(other.ends) or max(other.ends) <= min(self.ends)
        return (
            taken_over
            and in_turn
            and shared >= _FEWEST_UNITS
            and shared >= _SHARED_UNITS * sizes[1]
        )

    @property
    def ends(self) -> list[date]:
        """The last days of its periods."""
        return [end or date.min for _, end in self.periods]

    def with_(self, other: "_Ranking") -> "_Ranking":
        return self._replace(
            places=self.places | other.places,
            notices=self.notices | other.notices,
            periods=self.periods | other.periods,
            units=self.units | other.units,
        )


def figures_of(filed: Sequence[Filed]) -> tuple[Printed, ...]:
    """Every figure whose identity is certain, under the names that hold for all notices."""
    known = named_units(filed)
    names = _ranking_names(filed, known)
    printed = [
        figure
        for one in filed
        if (named := names.get(one.notice.sha256))
        for figure in printed_figures(one, named, known.get(one.issuer or "", {}))
    ]
    return certain(_with_cores(certain(printed)))


def certain(figures: Iterable[Printed]) -> tuple[Printed, ...]:
    """The figures without those that stand twice in one notice: neither can be relied on."""
    figures = tuple(figures)
    times = Counter((figure.spot[0], figure.key) for figure in figures)
    return tuple(figure for figure in figures if times[figure.spot[0], figure.key] == 1)


def _ranking_names(
    filed: Sequence[Filed], known: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[int, str]]:
    """The name of the ranking of each table, by the notice's sha256 and the table's number."""
    rankings: dict[str, _Ranking] = {}
    names: dict[str, dict[int, str]] = {}
    for one in filed:
        units = units_of_tables(one, known.get(one.issuer or "", {}))
        for table, matter in certain_matters(one).items():
            assert one.issuer is not None
            ranking = _Ranking(
                issuer=one.issuer,
                matter=matter,
                places=frozenset(mention.place for mention in one.mentions),
                notices=frozenset({one.notice.sha256}),
                periods=frozenset({(one.notice.period_start, one.notice.period_end)}),
                units=units.get(table, frozenset()),
            )
            name = ranking.name
            rankings[name] = rankings[name].with_(ranking) if name in rankings else ranking
            names.setdefault(one.notice.sha256, {})[table] = name
    first = _joined(rankings)
    return {
        sha256: {table: first[name] for table, name in tables.items()}
        for sha256, tables in names.items()
    }


def _joined(rankings: Mapping[str, _Ranking]) -> dict[str, str]:
    """For each ranking the name of the first one that it goes on from; itself where there is none
    or several.
    """
    joined: list[_Ranking] = []
    names = {}
    for name, ranking in sorted(rankings.items()):
        fits = [number for number, one in enumerate(joined) if one.goes_on_in(ranking)]
        if len(fits) == 1:
            joined[fits[0]] = joined[fits[0]].with_(ranking)
            names[name] = joined[fits[0]].name
        else:
            joined.append(ranking)
            names[name] = name
    return names


def _with_cores(figures: Sequence[Printed]) -> list[Printed]:
    """The figures, with columns such as ``3月`` or ``第一季度`` named by what they repeat.

    A year's table that heads its columns with months alone repeats one column of the months'
    notices; which one, the rows tell.
    """
    named: dict[tuple[str, str, object], list[Printed]] = {}
    nameless: dict[tuple[str, int, int], list[Printed]] = {}
    for figure in figures:
        if not figure.key.core and figure.key.start is not None:
            nameless.setdefault((figure.spot[0], figure.table, figure.column), []).append(figure)
        elif figure.key.core:
            named.setdefault(_moment(figure), []).append(figure)
    cores: dict[tuple[str, int, int], str] = {}
    for place, column in nameless.items():
        right: Counter[str] = Counter()
        wrong: Counter[str] = Counter()
        for figure in column:
            for other in named.get(_moment(figure), ()):
                if other.spot[0] != figure.spot[0]:
                    same = figure.same_value(other)
                    right[other.key.core] += same and bool(figure.value)
                    wrong[other.key.core] += not same
        best = max(right, key=lambda core: (right[core] - wrong[core], core), default=None)
        if best is not None and right[best] >= _FEWEST_UNITS and mostly(right[best], wrong[best]):
            cores[place] = best
    return [
        figure._replace(key=figure.key._replace(core=core))
        if (core := cores.get((figure.spot[0], figure.table, figure.column)))
        else figure
        for figure in figures
    ]


def _moment(figure: Printed) -> tuple[str, str, object]:
    key = figure.key
    return key.series, key.unit, (key.start, key.end, key.since)
