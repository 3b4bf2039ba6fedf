"""The ways in which a printed figure adds up from other printed figures, and which are believed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from scoring.between.filing import Printed, by_subject, mostly

_MOST_PARTS = 12
_USUAL = 4
"""How many rows of a series obey for each that does not, where its tables are made so."""

Way = Literal["goes on", "begins anew", "spans", "grows"]
Columns = tuple[tuple[str, int, int], ...]


class Sum(NamedTuple):
    """A printed whole and the printed figures that make it, in order of time."""

    whole: Printed
    parts: tuple[Printed, ...]
    least: bool = False
    """Whether the parts are only the least that the whole may be: some are not printed."""

    @property
    def made(self) -> Decimal:
        """What the parts make."""
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def off(self) -> bool:
        """Whether they do not make the whole, up to the digits that are printed."""
        slack = sum((part.slack for part in self.parts), self.whole.slack)
        difference = self.whole.value - self.made
        return -difference > slack if self.least else abs(difference) > slack

    @property
    def tells(self) -> bool:
        """Whether it could fail: zeros agree with anything."""
        return bool(self.whole.value or self.made)


def trusted_sums(figures: Sequence[Printed]) -> list[Sum]:
    """The sums of the columns whose rows mostly obey; of several ways to add up the best.

    A table of few rows is held to what nearly all tables of its series obey, where half of it does.
    """
    columns: dict[tuple[str, int, int], dict[tuple[Way, Columns], list[Sum]]] = {}
    for group in by_subject(figures).values():
        times = _Times(group)
        for whole in group:
            for way, one in times.sums(whole):
                place = (whole.spot[0], whole.table, whole.column)
                parts = tuple((part.spot[0], part.table, part.column) for part in one.parts)
                columns.setdefault(place, {}).setdefault((way, parts), []).append(one)
    believed = [max(ways.items(), key=lambda way: _trust(way[1])) for ways in columns.values()]
    right: Counter[tuple[str, str, Way]] = Counter()
    wrong: Counter[tuple[str, str, Way]] = Counter()
    for (way, _), sums in believed:
        series = (*sums[0].whole.subject[:2], way)
        right[series] += _obey(sums)[0]
        wrong[series] += _obey(sums)[1]
    trusted: list[Sum] = []
    for (way, _), sums in believed:
        series = (*sums[0].whole.subject[:2], way)
        obey, broken = _obey(sums)
        usual = right[series] >= _USUAL * wrong[series] and obey >= max(2, broken)
        if mostly(obey, broken) or usual:
            off = [one for one in sums if one.off]
            trusted += [one for one in sums if one.whole.key.unit != "total" or off == [one]]
    return trusted


def _obey(sums: Sequence[Sum]) -> tuple[int, int]:
    return sum(not s.off and s.tells for s in sums), sum(s.off for s in sums)


def _trust(sums: Sequence[Sum]) -> tuple[bool, bool, int]:
    """Which way of adding up is believed: one that fits, exact before least, that of most rows."""
    right, wrong = _obey(sums)
    return mostly(right, wrong), not sums[0].least, right - wrong


class _Times:
    """The figures of one subject by their days."""

    def __init__(self, group: Sequence[Printed]) -> None:
        self._since: dict[date, list[Printed]] = {}
        self._from: dict[date, list[Printed]] = {}
        self._own: dict[tuple[str, date], list[Printed]] = {}
        for figure in group:
            key = figure.key
            if key.since:
                self._since.setdefault(key.end, []).append(figure)
            elif key.start is not None:
                self._from.setdefault(key.start, []).append(figure)
                self._own.setdefault((figure.spot[0], key.end), []).append(figure)
        self._ends = sorted(self._since)

    def sums(self, whole: Printed) -> Iterator[tuple[Way, Sum]]:
        """The ways in which a figure may be made of others."""
        if not whole.key.since:
            if parts := self._spanning(whole):
                yield "spans", Sum(whole, parts)
            elif whole.counted and whole.key.start and (shorter := self._shorter(whole)):
                yield "grows", Sum(whole, (shorter,), least=True)
            return
        own = self._own.get((whole.spot[0], whole.key.end), [])
        for period in own:
            start = period.key.start
            assert start is not None
            last = self._since.get(start - timedelta(days=1), ())
            if last:
                yield "goes on", Sum(whole, (_spoken(last, whole), period))
            if last or (start.month, start.day) == (1, 1):
                yield "begins anew", Sum(whole, (period,))
        if whole.counted and (before := self._before(whole)):
            rest = [f for f in own if f.key.start and f.key.start > before.key.end]
            yield "grows", Sum(whole, (before, *rest[:1]), least=True)

    def _before(self, whole: Printed) -> Printed | None:
        """The last running figure of the same year."""
        ends = [end for end in self._ends if end < whole.key.end and end.year == whole.key.end.year]
        return _spoken(self._since[ends[-1]], whole) if ends else None

    def _shorter(self, whole: Printed) -> Printed | None:
        """The longest of the spans that begin on the same day and end before."""
        start = whole.key.start
        assert start is not None
        found = [
            figure
            for figure in self._from.get(start, ())
            if figure.key.end < whole.key.end and figure.filed is not whole.filed
        ]
        return _best(found, whole) if found else None

    def _spanning(self, whole: Printed) -> tuple[Printed, ...]:
        """The figures of shorter periods, each the longest there is, that span a whole one's."""
        start, end = whole.key.start, whole.key.end
        parts: list[Printed] = []
        day = start
        while day is not None and day <= end and len(parts) < _MOST_PARTS:
            found = [
                f
                for f in self._from.get(day, ())
                if f.key.end <= end and (f.key.start, f.key.end) != (start, end)
            ]
            if not found:
                return ()
            parts.append(_best(found, whole))
            day = parts[-1].key.end + timedelta(days=1)
        elsewhere = any(part.filed is not whole.filed for part in parts)
        done = day is not None and day > end
        return tuple(parts) if len(parts) > 1 and elsewhere and done else ()


def _best(found: Sequence[Printed], whole: Printed) -> Printed:
    """The longest; of equal ones the whole's own notice, else the last that spoke before it."""
    longest = max(figure.key.end for figure in found)
    return _spoken([figure for figure in found if figure.key.end == longest], whole)


def _spoken(found: Sequence[Printed], whole: Printed) -> Printed:
    """Of prints of one figure the whole's own, else the last before it: what is found of a notice
    does not hang on what is published after it.
    """
    order = whole.filed.order
    return max(found, key=lambda f: (f.filed is whole.filed, f.filed.order <= order, f.filed.order))
