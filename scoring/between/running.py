"""A figure that adds up over time against the figures that it adds up from: cumulative."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding
from evidence import Message
from figures import fold, plain
from scoring.between.filing import Printed, Spot, by_subject, mostly
from scoring.between.placed import place_finding
from scoring.checks.sheets import POINTS

_MOST_PARTS = 12


class _Sum(NamedTuple):
    """A printed whole and the printed figures that make it, in order of time."""

    whole: Printed
    parts: tuple[Printed, ...]

    @property
    def made(self) -> Decimal:
        """What the parts make."""
        return _total(part.value for part in self.parts)

    @property
    def off(self) -> bool:
        """Whether they do not make the whole, up to the digits that are printed."""
        slack = sum((part.slack for part in self.parts), self.whole.slack)
        return abs(self.whole.value - self.made) > slack


def check_running_sums(figures: Sequence[Printed]) -> Iterator[tuple[Printed, Finding]]:
    """``上期累计 + 本期 = 本期累计`` over the notices of one issuer, and a span made of its parts.

    Told only where most rows of the two tables obey. The cumulative figure is in doubt, unless the
    next notice goes on from it: then the period's own is. One wrong figure is told once.
    """
    columns: dict[tuple[object, ...], list[_Sum]] = {}
    for group in by_subject(figures).values():
        for whole in group:
            parts = _goes_on(whole, group) if whole.key.since else _spanning(whole, group)
            if parts:
                columns.setdefault(_columns(whole, parts), []).append(_Sum(whole, parts))
    trusted = [
        one
        for sums in columns.values()
        if mostly(sum(not s.off for s in sums), sum(s.off for s in sums))
        for one in sums
        if one.whole.key.unit != "total" or not any(s.off for s in sums if s is not one)
    ]
    gone_on_from = {one.parts[0].spot for one in trusted if not one.off}
    expected: dict[Spot, Decimal] = {}
    for one in sorted(trusted, key=lambda one: (one.whole.key.end, one.whole.filed.order)):
        mended = _total(expected.get(part.spot, part.value) for part in one.parts)
        if not one.off or mended == one.whole.value:
            continue
        last = one.parts[-1]
        own = last.filed is one.whole.filed and one.whole.spot in gone_on_from
        doubted = last if own else one.whole
        right = one.made
        expected[doubted.spot] = one.whole.value - (right - last.value) if own else right
        yield doubted, _finding(one, doubted, expected[doubted.spot])


def _columns(whole: Printed, parts: tuple[Printed, ...]) -> tuple[object, ...]:
    """What is the same for all rows whose figures are added up alike."""
    return tuple((figure.spot[0], figure.table, figure.column) for figure in (whole, *parts))


def _goes_on(whole: Printed, group: Sequence[Printed]) -> tuple[Printed, ...]:
    """A cumulative figure that does not tell its first day: the last one and the period's own."""
    for own in group:
        if own.filed is not whole.filed or own.key.end != whole.key.end or own.key.start is None:
            continue
        before = own.key.start - timedelta(days=1)
        last = [f for f in group if f.key.since and f.key.end == before]
        if last and before.year == whole.key.end.year:
            return last[-1], own
    return ()


def _spanning(whole: Printed, group: Sequence[Printed]) -> tuple[Printed, ...]:
    """The figures of shorter periods, each the longest there is, that span a whole one's."""
    start, end = whole.key.start, whole.key.end
    heading = whole.filed.notice.tables[whole.table - 1].columns[whole.column]
    if start is None or POINTS.search(fold(heading)):
        return ()  # a year's points have its bonus besides
    parts: list[Printed] = []
    day = start
    while day <= end and len(parts) < _MOST_PARTS:
        found = [f for f in group if f.key.start == day and f.key.end <= end and f is not whole]
        found = [f for f in found if (f.key.start, f.key.end) != (start, end)]
        if not found:
            return ()
        parts.append(_best(found, whole))
        day = parts[-1].key.end + timedelta(days=1)
    elsewhere = any(part.filed is not whole.filed for part in parts)
    return tuple(parts) if len(parts) > 1 and elsewhere and day > end else ()


def _best(found: Sequence[Printed], whole: Printed) -> Printed:
    """The longest; of equal ones the whole's own notice, else the last that spoke."""
    return max(found, key=lambda f: (f.key.end, f.filed is whole.filed, f.filed.order))


def _total(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _finding(one: _Sum, doubted: Printed, expected: Decimal) -> Finding:
    whole = one.whole
    heading = whole.filed.notice.tables[whole.table - 1].columns[whole.column]
    told_zh = "，".join(_said(part, whole) for part in one.parts)
    sum_zh = "＋".join(plain(part.value) for part in one.parts)
    right = plain(one.made)
    zh = f"“{whole.name}”《{heading}》印作 {plain(whole.value)}，而{told_zh}，{sum_zh}＝{right}。"
    if doubted is not whole:
        zh += "下一期由此累计数接续，故存疑的是本期数。"
    sum_en = sum_zh.replace("＋", " + ")
    en = (
        f"«{heading}» of «{whole.name}» is printed {plain(whole.value)}, but its parts make "
        f"{sum_en} = {right}: "
        + "; ".join(f"{plain(part.value)} in {part.filed.title}" for part in one.parts)
        + "."
    )
    if doubted is not whole:
        en += " The next notice goes on from this cumulative figure: the period's own is in doubt."
    others = [figure for figure in (whole, *one.parts) if figure is not doubted]
    return place_finding(
        "cumulative", "warning", Message(zh=zh, en=en), doubted, others, expected=expected
    )


def _said(part: Printed, whole: Printed) -> str:
    heading = part.filed.notice.tables[part.table - 1].columns[part.column]
    where = "本件" if part.filed is whole.filed else part.filed.title
    return f"{where}《{heading}》为 {plain(part.value)}"
