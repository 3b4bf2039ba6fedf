"""What columns count whose headings do not say it: the rows tell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from scoring.between.filing import FigureKey, Printed, mostly

_FEWEST_UNITS = 3


def with_cores(figures: Sequence[Printed]) -> list[Printed]:
    """The figures, each under the name of what it counts as far as headings or rows tell it."""
    return _headed_anew(_running_named(_repeats_named(figures)))


def _repeats_named(figures: Sequence[Printed]) -> list[Printed]:
    """The figures, with columns such as ``3月`` or ``一季度采用`` named by what they repeat.

    A year's table that heads its columns with months, and says in short or not at all what it
    counts, repeats one column of the months' notices; which one, the rows tell.
    """
    named: dict[tuple[str, str, object], list[Printed]] = {}
    nameless: dict[tuple[str, int, int], list[Printed]] = {}
    for figure in figures:
        if _says_little(figure):
            nameless.setdefault((figure.spot[0], figure.table, figure.column), []).append(figure)
        if figure.key.core:
            named.setdefault(_moment(figure), []).append(figure)
    cores: dict[tuple[str, int, int], str] = {}
    for place, column in nameless.items():
        right: Counter[str] = Counter()
        wrong: Counter[str] = Counter()
        for figure in column:
            for other in named.get(_moment(figure), ()):
                if other.spot[0] != figure.spot[0] and figure.key.core in other.key.core:
                    same = figure.same_value(other)
                    right[other.key.core] += same and bool(figure.value)
                    wrong[other.key.core] += not same
        said = column[0].key.core
        ways = sorted(right)
        ways.sort(key=said.__ne__)
        best = max(ways, key=lambda core: right[core] - wrong[core], default=None)
        if best is not None and right[best] >= _FEWEST_UNITS and mostly(right[best], wrong[best]):
            cores[place] = best
    return [
        figure._replace(key=figure.key._replace(core=core))
        if (core := cores.get((figure.spot[0], figure.table, figure.column)))
        else figure
        for figure in figures
    ]


def _says_little(figure: Printed) -> bool:
    """Whether a heading may leave out what it counts: one of time alone, or of another period."""
    key, notice = figure.key, figure.filed.notice
    if not key.core:
        return key.start is not None or key.since
    own = (key.start, key.end) == (notice.period_start, notice.period_end)
    return key.start is not None and not own


def _moment(figure: Printed) -> tuple[str, str, object]:
    key = figure.key
    return key.series, key.unit, (key.start, key.end, key.since)


def _running_named(figures: Sequence[Printed]) -> list[Printed]:
    """The figures, with running columns named by the column of the period that they add up.

    Where ``总累计完成`` stands beside ``本周`` and no column of its own name does, it adds up what
    it goes on by from notice to notice in most rows.
    """
    columns: dict[tuple[str, int], set[tuple[str, bool]]] = {}
    running: dict[tuple[str, str, str, date], Decimal] = {}
    own: dict[tuple[str, int, int], list[Printed]] = {}
    for figure in figures:
        key = figure.key
        if key.since:
            running[(*figure.subject, key.end)] = figure.value
        elif key.start is not None:
            own.setdefault(figure.spot[:3], []).append(figure)
        columns.setdefault(figure.spot[:2], set()).add((key.core, key.since))
    right: dict[tuple[str, str], Counter[str]] = {}
    wrong: dict[tuple[str, str], Counter[str]] = {}
    for whole in figures:
        beside = columns[whole.spot[:2]]
        if not whole.key.since or (whole.key.core, False) in beside:
            continue
        for part in own.get(whole.spot[:3], ()):
            start = part.key.start
            assert start is not None
            last = running.get((*whole.subject, start - timedelta(days=1)))
            if last is None or part.key.end != whole.key.end or (part.key.core, True) in beside:
                continue
            goes_on = last + part.value == whole.value
            counter = (right if goes_on else wrong).setdefault(whole.subject[:2], Counter())
            counter[part.key.core] += bool(part.value) or not goes_on
    named = {}
    for column, cores in right.items():
        best = max(cores, key=lambda core: (cores[core], core))
        broken = wrong.get(column, Counter())[best]
        if cores[best] >= _FEWEST_UNITS and mostly(cores[best], broken):
            named[column] = best
    return [
        figure._replace(key=figure.key._replace(core=core))
        if figure.key.since and (core := named.get(figure.subject[:2])) is not None
        else figure
        for figure in figures
    ]


def _headed_anew(figures: Sequence[Printed]) -> list[Printed]:
    """The figures, with running columns that an office heads in new words under the old ones.

    ``年内录用篇数`` goes on from ``累计采用`` where it is that and the period's own figure in most
    rows, and the two never stand in one notice.
    """
    running: dict[tuple[str, str, date], dict[str, Decimal]] = {}
    own: dict[tuple[str, int, int], list[Printed]] = {}
    beside: dict[tuple[str, str], set[str]] = {}
    for figure in figures:
        key = figure.key
        beside.setdefault((figure.spot[0], key.series), set()).add(key.core)
        if key.since:
            running.setdefault((key.series, key.unit, key.end), {})[key.core] = figure.value
        elif key.start is not None:
            own.setdefault(figure.spot[:3], []).append(figure)
    right: Counter[tuple[str, str, str]] = Counter()
    wrong: Counter[tuple[str, str, str]] = Counter()
    for whole in figures:
        series, core, unit = whole.subject
        for part in own.get(whole.spot[:3], ()) if whole.key.since else ():
            start = part.key.start
            if part.key.core != core or part.key.end != whole.key.end or start is None:
                continue
            last = running.get((series, unit, start - timedelta(days=1)), {})
            for other, value in last.items() if core not in last else ():
                goes_on = value + part.value == whole.value
                (right if goes_on else wrong)[series, core, other] += (
                    bool(part.value) or not goes_on
                )
    before = {}
    for series, core, other in sorted(right):
        told = right[series, core, other], wrong[series, core, other]
        apart = not any({core, other} <= cores for (_, of), cores in beside.items() if of == series)
        if told[0] >= _FEWEST_UNITS and mostly(*told) and apart:
            before[series, core] = other
    return [figure._replace(key=_of_old(figure.key, before)) for figure in figures]


def _of_old(key: FigureKey, before: Mapping[tuple[str, str], str]) -> FigureKey:
    seen = {key.core}
    while (old := before.get((key.series, key.core))) is not None and old not in seen:
        key = key._replace(core=old)
        seen.add(old)
    return key
