"""Which tables of an issuer's notices are one ranking, and what columns named by time alone count.

Offices word a caption anew from one period to the next. Tables are one ranking where they are about
one matter, or where their notices never speak of the same period and list nearly the same units.
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
    printed_figures,
    units_of_tables,
)

_SHARED_UNITS = Decimal("0.8")
_FEWEST_UNITS = 3


class _Ranking(NamedTuple):
    """The tables about one matter: the notices that hold them, their periods and their units."""

    name: str
    notices: frozenset[str]
    periods: frozenset[tuple[date | None, date | None]]
    units: frozenset[str]

    def may_be(self, other: "_Ranking") -> bool:
        """Whether both may be one ranking under two names."""
        if self.notices & other.notices or self.periods & other.periods:
            return False
        shared = len(self.units & other.units)
        fewest = min(len(self.units), len(other.units))
        return shared >= _FEWEST_UNITS and shared >= _SHARED_UNITS * fewest

    def with_(self, other: "_Ranking") -> "_Ranking":
        return _Ranking(
            self.name,
            self.notices | other.notices,
            self.periods | other.periods,
            self.units | other.units,
        )


def figures_of(filed: Sequence[Filed]) -> tuple[Printed, ...]:
    """Every figure whose identity is certain, under the names that hold for all notices."""
    names = _ranking_names(filed)
    printed = [
        figure
        for one in filed
        if (named := names.get(one.notice.sha256))
        for figure in printed_figures(one, named)
    ]
    return certain(_with_cores(certain(printed)))


def certain(figures: Iterable[Printed]) -> tuple[Printed, ...]:
    """The figures without those that stand twice in one notice: neither can be relied on."""
    figures = tuple(figures)
    times = Counter((figure.spot[0], figure.key) for figure in figures)
    return tuple(figure for figure in figures if times[figure.spot[0], figure.key] == 1)


def _ranking_names(filed: Sequence[Filed]) -> dict[str, dict[int, str]]:
    """The name of the ranking of each table, by the notice's sha256 and the table's number."""
    by_issuer: dict[str, dict[str, _Ranking]] = {}
    for one in filed:
        units = units_of_tables(one)
        period = one.notice.period_start, one.notice.period_end
        for table, matter in certain_matters(one).items():
            assert one.issuer is not None
            ranking = _Ranking(
                matter,
                frozenset({one.notice.sha256}),
                frozenset({period}),
                units.get(table, frozenset()),
            )
            rankings = by_issuer.setdefault(one.issuer, {})
            held = rankings.get(matter)
            rankings[matter] = ranking if held is None else held.with_(ranking)
    joined = {issuer: _joined(rankings) for issuer, rankings in by_issuer.items()}
    return {
        one.notice.sha256: {
            table: f"{one.issuer}｜{joined[one.issuer][matter]}"
            for table, matter in certain_matters(one).items()
        }
        for one in filed
        if one.issuer in joined
    }


def _joined(rankings: Mapping[str, _Ranking]) -> dict[str, str]:
    """For each matter of an issuer the first one that is the same ranking."""
    first: list[_Ranking] = []
    names = {}
    for matter, ranking in sorted(rankings.items()):
        fits = [number for number, one in enumerate(first) if one.may_be(ranking)]
        if len(fits) == 1:
            first[fits[0]] = first[fits[0]].with_(ranking)
            names[matter] = first[fits[0]].name
        else:
            first.append(ranking)
            names[matter] = matter
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
