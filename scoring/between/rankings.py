"""Which tables of an issuer's notices are one ranking.

Offices word a caption anew from one period to the next. Tables are one ranking where they are about
one matter, or where their notices never speak of the same period and list nearly the same units.
Where an office takes over what another published till then, the ranking goes on too.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from scoring.between.cores import with_cores
from scoring.between.corrections import corrected_notices
from scoring.between.filing import (
    FigureKey,
    Filed,
    Printed,
    certain_matters,
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
    return certain(with_cores(certain(printed)))


def certain(figures: Iterable[Printed]) -> tuple[Printed, ...]:
    """The figures without those that one notice prints differently in two places: neither can be
    relied on.
    """
    printed: dict[tuple[str, FigureKey], list[Printed]] = {}
    for figure in figures:
        printed.setdefault((figure.spot[0], figure.key), []).append(figure)
    return tuple(
        prints[0]
        for prints in printed.values()
        if all(other.value == prints[0].value for other in prints)
    )


def _ranking_names(
    filed: Sequence[Filed], known: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[int, str]]:
    """The name of the ranking of each table, by the notice's sha256 and the table's number.

    A correction may print the mended rows alone and under any title: they are of the one table that
    lists their units in the notice that it mends.
    """
    rankings: dict[str, _Ranking] = {}
    names: dict[str, dict[int, str]] = {}
    units = {
        one.notice.sha256: units_of_tables(one, known.get(one.issuer or "", {})) for one in filed
    }
    for one in filed:
        for table, matter in certain_matters(one).items():
            assert one.issuer is not None
            ranking = _Ranking(
                issuer=one.issuer,
                matter=matter,
                places=frozenset(mention.place for mention in one.mentions),
                notices=frozenset({one.notice.sha256}),
                periods=frozenset({(one.notice.period_start, one.notice.period_end)}),
                units=units[one.notice.sha256].get(table, frozenset()),
            )
            name = ranking.name
            rankings[name] = rankings[name].with_(ranking) if name in rankings else ranking
            names.setdefault(one.notice.sha256, {})[table] = name
    for sha256, before in corrected_notices(filed).items():
        mended = names.get(before.notice.sha256, {})
        for table in names.get(sha256, {}):
            within = [
                name
                for other, name in mended.items()
                if units[sha256][table] <= units[before.notice.sha256].get(other, frozenset())
            ]
            if len(within) == 1 and units[sha256][table]:
                names[sha256][table] = within[0]
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
