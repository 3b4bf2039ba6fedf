"""The readable rows of a table, and how the rules proposed for them fare."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import numpy as np

from scoring.inference.fit import (
    Fit,
    Problem,
    pose_problem,
    rule_bits,
    search,
    witness_worth,
)
from scoring.inference.null_space import Vector

_SUPPORT_BITS = 4
"""A rule must explain the scores so much better than chance (1 in 16), or it is not claimed."""
_CHOICES_TRIED = 400
_NEAR = 1e-7
_LEAST_BASE = 1

Row = tuple[int, list[Decimal], Decimal]


class Sample:
    """The readable rows of a table and how its figures are printed."""

    def __init__(self, items: Sequence[str], rows: Sequence[Row]) -> None:
        self.rows = rows
        self.part_slack = [_half_digit(row[1][at] for row in rows) for at in range(len(items))]
        self.score_slack = _half_digit(row[2] for row in rows) or Decimal("0.5")
        self._items = np.array([[float(v) for v in row[1]] for row in rows])
        self._scores = np.array([float(row[2]) for row in rows])

    def best(self) -> tuple[Fit, bool] | None:
        """The rule of most worth and whether rounding had to be allowed for."""
        exactly = self._search(rounded=False)
        gain, count = self.problem(rounded=False).gain, len(self.rows)
        if exactly is not None:
            exact = sum(self.obeys(exactly, row, False) for row in self.rows)
            # Within rounding a row is worth one bit less: nothing can be gained.
            if exact * gain >= count * (gain - 1):
                return exactly, False
        within = self._search(rounded=True)
        if within is None or (exactly is not None and exactly.worth >= within.worth):
            return None if exactly is None else (exactly, False)
        return within, True

    def problem(self, rounded: bool) -> Problem:
        """The rows as numbers."""
        items, scores = [row[1] for row in self.rows], [row[2] for row in self.rows]
        return pose_problem(items, scores, self.score_slack, self.part_slack, rounded)

    def _search(self, rounded: bool) -> Fit | None:
        problem = self.problem(rounded)
        fits = [fit for fit in (search(problem, c) for c in (False, True)) if fit]
        fits = [fit for fit in fits if not (rounded and self._only_blurs(fit))]
        # A constant must earn its place: of two that are worth the same, the one without.
        return max(fits, key=lambda fit: fit.worth, default=None)

    def _only_blurs(self, fit: Fit) -> bool:
        """Whether the constant is no base score but a part of the rounding.

        It is less than a point, or nothing else is no whole number: it lies between two rules.
        """
        if 0 < abs(fit.constant) < _LEAST_BASE:
            return True
        whole = all(weight.denominator == 1 for weight in fit.weights)
        printed = self.score_slack == Decimal("0.5") and not any(self.part_slack)
        return fit.constant.denominator > 1 and whole and printed

    def slack(self, weights: Sequence[Fraction]) -> Fraction:
        """How far a score may lie from what the weights give, by the rounding of all figures."""
        pairs = zip(weights, self.part_slack, strict=True)
        return Fraction(self.score_slack) + sum(
            (abs(w) * Fraction(s) for w, s in pairs), Fraction(0)
        )

    def obeys(self, fit: Fit, row: Row, rounded: bool) -> bool:
        """Whether a row's score is what the rule gives, exactly or within rounding."""
        given = fit.constant + dot(fit.weights, row[1])
        if not rounded:
            return given == Fraction(row[2])
        return abs(given - Fraction(row[2])) <= self.slack(fit.weights)

    def obeying(self, fit: Fit, rounded: bool) -> int:
        """How many rows obey, told by floats: of many rules, over many rows."""
        weights = np.array([float(weight) for weight in fit.weights])
        slack = float(self.slack(fit.weights)) if rounded else 0.0
        off = np.abs(self._scores - self._items @ weights - float(fit.constant))
        return int(np.sum(off <= slack + _NEAR))

    def supports(self, fit: Fit, obeying: Sequence[Row], rounded: bool) -> bool:
        """Whether the rows that obey a rule say more than the rule itself.

        A row without items says nothing of weights, and one that repeats another little new. Where
        rounding is allowed for, odd weights give as many rows as there are weights.
        """
        telling = Counter((*row[1], row[2]) for row in obeying if any(row[1]) or fit.constant)
        witnesses = sum(witness_worth(alike) for alike in telling.values())
        chosen = sum(map(bool, (*fit.weights, fit.constant)))
        # Two rows that differ and stand again tell one weight; rounded, more rows than weights.
        enough = len(telling) > (max(2, chosen) if rounded else min(2, chosen))
        enough &= telling.total() > 2
        bits = self.problem(rounded).bits(float(self.slack(fit.weights)) if rounded else 0.0)
        return enough and witnesses * bits - cost_of(fit) >= _SUPPORT_BITS

    def blurred(self, fit: Fit, rows: Sequence[Row]) -> set[int]:
        """Columns whose weight could be a little more or less and fit every row as well."""
        width = len(fit.weights)
        grid = Fraction(1, max(2, *(w.denominator for w in fit.weights)))
        moves = [{at: step} for at in range(width) for step in (grid, -grid)]
        moves += [
            {one: step, other: -step}
            for one, other in combinations(range(width), 2)
            for step in (grid, -grid)
        ]
        found: set[int] = set()
        for move in moves:
            weights = tuple(w + move.get(at, 0) for at, w in enumerate(fit.weights))
            moved = fit._replace(weights=weights)
            if all(self.obeys(moved, row, True) for row in rows):
                found.update(move)
        return found

    def rivals(self, fit: Fit, broken: Sequence[Row], most: int, rounded: bool) -> list[Fit]:
        """Rules with another plain weight for one column that as many rows obey, broken ones too.

        A column that hardly a sound row uses can be told by a wrong one just as well.
        """
        grid = max(2, *(weight.denominator for weight in fit.weights))
        tried: dict[tuple[Fraction, ...], Fit | None] = {}
        # Another weight gives other scores to all sound rows that use the column; without rounding
        # the broken rows must make up for them.
        used = [sum(bool(row[1][at]) for row in self.rows) for at in range(len(fit.weights))]
        told = {at for at, rows in enumerate(used) if not rounded and rows > 2 * len(broken)}
        for row in broken:
            given = fit.constant + dot(fit.weights, row[1])
            for at, weight in enumerate(fit.weights):
                if at in told or not row[1][at]:
                    continue
                asked = weight + (Fraction(row[2]) - given) / Fraction(row[1][at])
                other = Fraction(round(asked * grid), grid)
                rival = fit._replace(weights=(*fit.weights[:at], other, *fit.weights[at + 1 :]))
                if rival.weights in tried or not self.obeys(rival, row, rounded):
                    continue
                enough = self.obeying(rival, rounded) >= most
                tried[rival.weights] = rival if enough else None
        return [rival for rival in tried.values() if rival]

    def alternatives(self, fit: Fit, untold: Sequence[Vector]) -> list[Fit]:
        """Other rules that give the same scores, each with as few weights as it can."""
        # A column that is zero in every row may have any weight: no rule of its own.
        joined = [vector for vector in untold if sum(map(bool, vector)) > 1]
        if not joined:
            return []
        start = (*fit.weights, fit.constant)
        support = sorted({at for vector in joined for at, change in enumerate(vector) if change})
        found: dict[tuple[Fraction, ...], Fit] = {}
        for tried, zeroed in enumerate(combinations(support, len(joined))):
            if tried >= _CHOICES_TRIED:
                break
            weights = _with_zeros(start, joined, zeroed)
            if weights is not None and weights != start:
                found[weights] = Fit(weights[:-1], weights[-1], 0)
        return list(found.values())


def cost_of(fit: Fit) -> float:
    """What a rule costs to tell, in bits."""
    return rule_bits((*fit.weights, fit.constant))


def dot(weights: Sequence[Fraction | int], items: Sequence[Decimal]) -> Fraction:
    """What the items bring by the weights."""
    pairs = zip(weights, items, strict=True)
    return sum((weight * Fraction(count) for weight, count in pairs if weight), Fraction(0))


def _with_zeros(
    start: Sequence[Fraction], vectors: Sequence[Vector], zeroed: Sequence[int]
) -> tuple[Fraction, ...] | None:
    """`start` moved along `vectors` until the weights at `zeroed` vanish; None if it cannot."""
    lines = [[Fraction(vector[at]) for vector in vectors] + [-Fraction(start[at])] for at in zeroed]
    size = len(vectors)
    for lead in range(size):
        pivot = next((i for i in range(lead, size) if lines[i][lead]), None)
        if pivot is None:
            return None
        lines[lead], lines[pivot] = lines[pivot], lines[lead]
        lines[lead] = [value / lines[lead][lead] for value in lines[lead]]
        for i in range(size):
            if i != lead and lines[i][lead]:
                factor = lines[i][lead]
                lines[i] = [a - factor * b for a, b in zip(lines[i], lines[lead], strict=True)]
    steps = [line[-1] for line in lines]
    return tuple(
        weight + sum((s * v[at] for s, v in zip(steps, vectors, strict=True)), Fraction(0))
        for at, weight in enumerate(start)
    )


def _half_digit(figures: Iterable[Decimal]) -> Decimal:
    """Half of the last digit that a column prints; 0 where it prints whole numbers."""
    exponents = [figure.as_tuple().exponent for figure in figures]
    last = min((e for e in exponents if isinstance(e, int)), default=0)
    return Decimal(5).scaleb(last - 1) if last < 0 else Decimal(0)
