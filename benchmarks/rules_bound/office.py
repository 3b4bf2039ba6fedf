"""Offices that are made up: the words of their rules, what their notices print, how they score.

The words are our own, in the many ways that offices have of saying the same things. The scores are
computed here and not by the program that is measured.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

Row = Sequence[Decimal]
HALF = Decimal("0.5")


def share(percent: int) -> Decimal:
    """A percentage as a factor."""
    return Decimal(percent) / 100


class Office(NamedTuple):
    """An office, its rule in words, and the score that the rule gives a row of figures."""

    issuer: str
    work: str
    articles: tuple[str, ...]
    columns: str
    """The headings: the unit, the figures, the score."""
    figures: tuple[tuple[int, int] | tuple[int, int, int], ...]
    """Of each figure the lowest, the highest, and its decimals if it has any."""
    score: Callable[[Row], Decimal]
    priced: tuple[tuple[str, ...], ...] = ()
    """A table of the rule, its heading first."""
