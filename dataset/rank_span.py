"""The best and the worst rank of each unit that a notice's tie rule and rounding leave open."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

TieRule = Literal["1224", "1223", "1234"]
"""Who ties shares the best rank and ranks are left out (1224), or none is (1223), or nobody shares
one (1234)."""
_RULES: tuple[TieRule, ...] = ("1224", "1223", "1234")
Span = tuple[int | None, int | None]


def tie_rules(goods: Sequence[Decimal | None], ranks: Sequence[int | None]) -> tuple[TieRule, ...]:
    """The tie rules that printed ranks leave open: the one that ties show, else all.

    `goods` are the scores, higher better.
    """
    known = [
        (good, rank)
        for good, rank in zip(goods, ranks, strict=True)
        if good is not None and rank is not None
    ]
    values = sorted({good for good, _ in known}, reverse=True)
    if len(values) == len(known) or len(known) < len([good for good in goods if good is not None]):
        return _RULES
    every = sorted(good for good, _ in known)
    if all(rank == len(every) - bisect_right(every, good) + 1 for good, rank in known):
        return ("1224",)
    dense = {good: place for place, good in enumerate(values, 1)}
    if all(rank == dense[good] for good, rank in known):
        return ("1223",)
    if len({rank for _, rank in known}) == len(known):
        return ("1234",)
    return _RULES


def rank_spans(
    goods: Sequence[Decimal | None], slack: Decimal, rules: Sequence[TieRule] = _RULES
) -> list[Span]:
    """The best and the worst rank that each score leaves open under any of the tie rules.

    `goods` are the scores as printed, higher better, each off by at most `slack`: scores that
    rounding could have parted or brought together may be equal, or in another order.
    """
    known = sorted(good for good in goods if good is not None)
    groups = _fewest_values(known, slack)

    def span(good: Decimal) -> Span:
        surely = bisect_right(known, good + 2 * slack)
        above = len(known) - surely
        best = 1 + (groups[surely] if "1223" in rules else above)
        if "1234" in rules:
            return best, len(known) - bisect_left(known, good - 2 * slack)
        if slack:  # the others may all be above, each with a score of its own
            return best, len(known) - bisect_right(known, good - 2 * slack)
        return best, 1 + (above if "1224" in rules else groups[surely])

    return [(None, None) if good is None else span(good) for good in goods]


def _fewest_values(known: Sequence[Decimal], slack: Decimal) -> list[int]:
    """At each place of the sorted scores, how few different scores those from there on may be."""
    fewest = [0] * (len(known) + 1)
    lowest: Decimal | None = None
    for place in range(len(known) - 1, -1, -1):
        fewest[place] = fewest[place + 1]
        if lowest is None or known[place] + slack < lowest:
            fewest[place] += 1
            lowest = known[place] - slack
    return fewest
