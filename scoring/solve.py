"""Counts that a notice does not publish: whole numbers of items that give the printed points."""

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import reduce

from evidence import Record

Counts = tuple[int, ...]
WAYS_LISTED = 500
"""More ways than this are counted as «many»: they decide nothing."""
_TOTALS_KEPT = 20_000


class Ways(Record):
    """In which numbers of items points can be made; `many` where they were not all listed."""

    counts: tuple[Counts, ...]
    many: bool = False

    @property
    def none(self) -> bool:
        """Whether no numbers of items give the points."""
        return not self.counts and not self.many


def find_ways(points: Decimal, points_each: Sequence[Decimal]) -> Ways:
    """Return all non-negative whole numbers of items, one a kind, that give `points`.

    Fewest items first. Kinds of both signs have no end of ways: `many` as soon as there is one.
    """
    scale = max(0, *(-_exponent(value) for value in (points, *points_each)))
    whole = int(points.scaleb(scale))
    weights = [int(value.scaleb(scale)) for value in points_each]
    if min(weights) < 0 < max(weights):
        divides = whole % reduce(math.gcd, weights) == 0
        return Ways(counts=(), many=divides)
    if weights[0] < 0:
        whole, weights = -whole, [-weight for weight in weights]
    # The dearest kind first: the fewest numbers of it to try.
    order = sorted(range(len(weights)), key=lambda kind: -weights[kind])
    place = [order.index(kind) for kind in range(len(weights))]
    found: list[Counts] = []
    for split in _splits(whole, [weights[kind] for kind in order]):
        found.append(tuple(split[at] for at in place))
        if len(found) > WAYS_LISTED:
            return Ways(counts=(), many=True)
    return Ways(counts=tuple(sorted(found, key=lambda counts: (sum(counts), counts))))


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _splits(points: int, weights: Sequence[int]) -> Iterator[Counts]:
    """Every way to make `points`; branches that the weights' common divisor forbids are skipped."""
    if points < 0 or points % reduce(math.gcd, weights):
        return
    if len(weights) == 1:
        yield (points // weights[0],)
        return
    for first in range(points // weights[0] + 1):
        for rest in _splits(points - first * weights[0], weights[1:]):
            yield (first, *rest)


def column_totals(rows: Sequence[Ways]) -> frozenset[Counts] | None:
    """Return every total of items that a column's rows allow; None if too many or impossible."""
    if not rows or any(row.many or row.none for row in rows):
        return None
    totals = {tuple(0 for _ in rows[0].counts[0])}
    for row in rows:
        totals = {
            tuple(a + b for a, b in zip(total, counts, strict=True))
            for total in totals
            for counts in row.counts
        }
        if len(totals) > _TOTALS_KEPT:
            return None
    return frozenset(totals)


def narrow_totals(
    options: Sequence[tuple[Sequence[str], frozenset[Counts]]], stated: Mapping[str, int]
) -> tuple[frozenset[Counts], ...] | None:
    """Return the options that some choice, one from each, keeps while summing to `stated`.

    `options` holds, for each column of the notice, its kinds of item and its possible totals;
    `stated` what the text says of a kind over all columns. Empty if no choice agrees with the text,
    None if there are too many to try.
    """
    kinds = sorted(stated)
    goal = tuple(stated[kind] for kind in kinds)

    def share(names: Sequence[str], counts: Counts) -> Counts:
        by_kind = dict(zip(names, counts, strict=True))
        return tuple(by_kind.get(kind, 0) for kind in kinds)

    # Sums reachable by the columns before, and by the columns after, each place.
    before = [{tuple(0 for _ in kinds)}]
    for names, totals in options:
        sums = {
            tuple(a + b for a, b in zip(done, share(names, counts), strict=True))
            for done in before[-1]
            for counts in totals
        }
        before.append({s for s in sums if all(a <= b for a, b in zip(s, goal, strict=True))})
        if len(before[-1]) > _TOTALS_KEPT:
            return None
    missing = {goal} & before[-1]
    if not missing:
        return ()
    kept: list[frozenset[Counts]] = []
    for (names, totals), reached in zip(reversed(options), reversed(before[:-1]), strict=True):
        chosen: set[Counts] = set()
        needed: set[Counts] = set()
        for counts in totals:
            part = share(names, counts)
            for want in missing:
                rest = tuple(a - b for a, b in zip(want, part, strict=True))
                if rest in reached:
                    chosen.add(counts)
                    needed.add(rest)
        kept.append(frozenset(chosen))
        missing = needed
    return tuple(reversed(kept))
