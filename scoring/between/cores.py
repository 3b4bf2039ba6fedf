"""What columns count whose headings do not say it: the rows tell."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from scoring.between.filing import Printed, mostly

_FEWEST_UNITS = 3


def with_cores(figures: Sequence[Printed]) -> list[Printed]:
    """The figures, each under the name of what it counts as far as headings or rows tell it."""
    return _running_named(_repeats_named(figures))


def _repeats_named(figures: Sequence[Printed]) -> list[Printed]:
    """The figures, with columns such as ``3月`` or ``第一季度`` named by what they repeat.

    A year's table that heads its columns with months alone repeats one column of the months'
    notices; which one, the rows tell.
    """
    named: dict[tuple[str, str, object], list[Printed]] = {}
    nameless: dict[tuple[str, int, int], list[Printed]] = {}
    for figure in figures:
        if not figure.key.core and (figure.key.start is not None or figure.key.since):
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
