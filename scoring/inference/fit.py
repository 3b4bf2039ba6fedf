"""The search for a linear rule that most rows obey exactly.

A wrong row says nothing of the rule, so least squares is of no use. Small sets of rows propose
the weights that fit them; a proposal is rounded to plain weights, mended one weight at a time, and
judged by how much it explains for how little (minimum description length): each row that it gives
saves the digits of that row's score, a row that it does not give is named as wrong, each weight
costs the more the less plain it is. The search is deterministic.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_GRIDS = (1, 2, 4, 10, 20, 100, 3, 5, 6, 7, 8, 9, 1000)
"""Denominators that weights are rounded to: whole numbers and halves first."""
_ROUND = frozenset(
    Fraction(number, 2) for number in (1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40, 50)
) | frozenset(map(Fraction, (30, 35, 40, 50, 60, 70, 80, 90, 100, 120, 150, 200, 300, 500, 1000)))
_NEAR = 1e-7
_TRIES = 200
_FIRST_TRIES = 24
_ROWS_SEARCHED = 400
_MENDED = 6
_NEAREST = 0.8
_CONCENTRATIONS = 5
_SETTLED = 0.8
"""Once this share of the rows obeys, mending weights finds what is left."""
_WRONG_BITS = 3
"""What it costs to name one row as wrong: one row in eight is expected to be."""
_SLIP_BITS = 6
"""And how it is wrong: clerks slip by round figures or a digit."""


class Problem(NamedTuple):
    """Distinct rows of a table as numbers: what was counted, the score, and its rounding."""

    items: Floats
    scores: Floats
    slack: float
    """How far a score may lie from what exact weights give, for rounding of the score alone."""
    part_slack: Floats
    """Half the last digit of each column that prints decimals, 0 for whole numbers."""
    repeats: Floats
    """How many printed rows are alike."""
    spread: float
    """From the lowest score to the highest."""
    unit: float
    """One of the last digit that the scores print."""

    def bits(self, slack: float = 0) -> float:
        """What one score is worth that is given within `slack`: the digits that a rule saves."""
        return math.log2(self.spread / self.unit + 2) - math.log2(2 * slack / self.unit + 1)

    @property
    def gain(self) -> float:
        """What it saves to have a row obey, not named as wrong; within rounding one bit is left."""
        return _WRONG_BITS + min(_SLIP_BITS, self.bits()) - bool(self.slack)


class Fit(NamedTuple):
    """A proposed rule: a weight a column, a constant, and its worth in bits."""

    weights: tuple[Fraction, ...]
    constant: Fraction
    worth: float


def pose_problem(
    rows: Sequence[Sequence[Decimal]],
    scores: Sequence[Decimal],
    half_digit: Decimal,
    part_slack: Sequence[Decimal],
    rounded: bool,
) -> Problem:
    """Return the distinct rows, as numbers.

    `half_digit` is half of the last digit of the scores; they may be off by it if `rounded`.
    """
    alike: dict[tuple[Decimal, ...], int] = {}
    for items, score in zip(rows, scores, strict=True):
        key = (*items, score)
        alike[key] = alike.get(key, 0) + 1
    table = np.array([[float(v) for v in key] for key in alike], dtype=np.float64)
    return Problem(
        items=table[:, :-1],
        scores=table[:, -1],
        slack=float(half_digit) if rounded else 0.0,
        part_slack=np.array([float(s) if rounded else 0.0 for s in part_slack]),
        repeats=np.array(list(alike.values()), dtype=np.float64),
        spread=float(max(scores) - min(scores)),
        unit=2 * float(half_digit),
    )


def search(problem: Problem, with_constant: bool) -> Fit | None:
    """Return the rule of the most worth, or None where no proposal gives any row."""
    columns = _Columns(problem, with_constant)
    width = problem.items.shape[1]
    # A total is most often the plain sum of what stands beside it, or its mean.
    alike = [
        (share,) * width + (Fraction(0),) * with_constant
        for share in (Fraction(1), Fraction(1, width))
    ]
    starts: dict[tuple[Fraction, ...], float] = {
        weights: columns.worth(weights) for weights in alike
    }
    met: set[bytes] = set()
    settled = False

    def propose(floats: Floats) -> None:
        # Most sets of rows propose the same weights.
        key = (np.round(floats, 6) + 0.0).tobytes()
        for weights in () if key in met else _rounded(floats):
            if weights not in starts:
                starts[weights] = columns.worth(weights)
        met.add(key)

    def best_first() -> list[tuple[Fraction, ...]]:
        ordered = sorted(starts.items(), key=lambda start: (-start[1], start[0]))
        return [weights for weights, _ in ordered]

    def best() -> tuple[Fraction, ...]:
        return max(starts.items(), key=lambda start: start[1])[0]

    for tried, floats in enumerate(_proposals(columns), 1):
        propose(floats)
        settled = tried % _FIRST_TRIES == 0 and columns.most_exact(best())
        if settled:
            break
    if not settled and problem.slack:
        for weights in best_first()[:_MENDED]:
            propose(_concentrated(columns, weights))
    mended_first = best_first()[: 2 if settled else _MENDED]
    if not settled:
        mended_first = [*alike, *mended_first]
    found: Fit | None = None
    for mended, worth in [_mend(columns, weights) for weights in mended_first]:
        if found is None or worth > found.worth + _NEAR:
            constant = mended[-1] if with_constant else Fraction(0)
            found = Fit(mended[:width], constant, worth)
    return found


def witness_worth(alike: float) -> float:
    """Rows that print the same again are one witness, and a little more."""
    return 1 + math.log2(alike) / 4


def rule_bits(weights: Iterable[Fraction]) -> float:
    """What the weights of a rule cost together.

    Where columns share a weight, the next is expected to have it too, and another costs more.
    """
    cost, told, kinds = 0.0, 0, 0
    # Whole numbers are counted: to hash a fraction takes long.
    for ratio, columns in Counter(weight.as_integer_ratio() for weight in weights).items():
        bits = _weight_bits(*ratio)
        if not ratio[0]:
            cost += bits * columns
            continue
        for again in range(columns):
            seen = told + kinds
            if again:
                cost += math.log2(seen / again)
            else:
                cost += bits + (math.log2(seen / kinds) if kinds else 0)
                kinds += 1
            told += 1
    return cost


@lru_cache(maxsize=65536)
def _weight_bits(numerator: int, denominator: int) -> float:
    """What a weight costs: nothing said is one bit, a plain number few, an odd one many."""
    weight = Fraction(numerator, denominator)
    size = abs(weight)
    sign = 1 if weight < 0 else 0
    if not size:
        return 1
    if size == 1:
        return 3 + sign
    if size in _ROUND:
        return 5 + sign
    if size.denominator == 1:
        return 6 + math.log2(size) / 2 + sign
    if size.denominator <= 2 or (size < 1 and size.denominator in (4, 5, 10, 20)):
        return 7 + math.log2(size + 1) / 2 + sign
    if size < 1 and 100 % size.denominator == 0:
        return 9 + sign
    if size.numerator == 1 and size.denominator < 20:
        return 9 + sign
    return 6 + math.log2(size.denominator) + math.log2(size + 1) + sign


class _Columns:
    """The columns searched, the constant as a last column of ones, and the worth of weights."""

    def __init__(self, problem: Problem, with_constant: bool) -> None:
        step = max(1, len(problem.scores) // _ROWS_SEARCHED)
        ones = np.ones((len(problem.scores), 1))
        items = np.hstack([problem.items, ones]) if with_constant else problem.items
        slack = np.append(problem.part_slack, 0.0) if with_constant else problem.part_slack
        self.items = items[::step]
        self.scores = problem.scores[::step]
        self.part_slack = slack
        self.witnesses = np.array([witness_worth(alike) for alike in problem.repeats[::step]])
        self.problem = problem

    def most_exact(self, weights: Sequence[Fraction]) -> bool:
        """Whether so many rows obey that no other set of rows can propose much better."""
        return float(np.mean(self.exact(weights))) >= _SETTLED

    def exact(self, weights: Sequence[Fraction]) -> NDArray[np.bool_]:
        """Which rows obey, within the rounding allowed for."""
        floats = np.array([float(w) for w in weights])
        return np.asarray(np.abs(self.scores - self.items @ floats) <= self._slack(floats) + _NEAR)

    def _slack(self, floats: Floats) -> float:
        return self.problem.slack + float(np.abs(floats) @ self.part_slack)

    def worth(self, weights: Sequence[Fraction]) -> float:
        """What the rows that obey save, less what the weights cost."""
        rows = float(np.sum(self.exact(weights) * self.witnesses))
        return rows * self.problem.gain - rule_bits(weights)


def _proposals(columns: _Columns) -> Iterator[Floats]:
    """Weights that fit some small set of rows: those with few items first, then sets drawn."""
    rows = len(columns.scores)
    table = np.column_stack([columns.items, columns.scores])
    # Rows with few items tell single weights.
    light = [int(at) for at in np.argsort(np.count_nonzero(columns.items, axis=1), kind="stable")]
    chance = random.Random(rows)
    step = -(-rows // (_TRIES // 8))
    orders = chain(
        (light[start:] + light[:start] for start in range(0, rows, step)),
        (chance.sample(range(rows), rows) for _ in range(_TRIES)),
    )
    for order in islice(orders, _TRIES):
        weights = _solve_first(table, order)
        if weights is not None:
            yield weights


def _solve_first(table: Floats, order: Sequence[int]) -> Floats | None:
    """The weights that fit the first independent rows in `order`; 0 where those tell nothing."""
    width = table.shape[1] - 1
    pivots: list[tuple[int, Floats]] = []
    idle = 0
    for row in order:
        line = table[row]
        for column, pivot in pivots:
            if line[column]:
                line = line - pivot * line[column]
        lead = int(np.argmax(np.abs(line[:width])))
        if abs(line[lead]) < 1e-6:
            idle += 1
            # Enough rows told nothing new: what is missing is told by no row.
            if idle > 4 * width + 8:
                break
            continue
        line = line / line[lead]
        pivots = [
            (column, pivot - line * pivot[lead] if pivot[lead] else pivot)
            for column, pivot in pivots
        ]
        pivots.append((lead, line))
        if len(pivots) == width:
            break
    if not pivots:
        return None
    weights = np.zeros(width)
    for column, pivot in pivots:
        weights[column] = pivot[width]
    return weights


def _rounded(floats: Floats) -> Iterator[tuple[Fraction, ...]]:
    """The weights on the coarsest grids that they nearly lie on; halves always."""
    if not np.all(np.isfinite(floats)) or float(np.max(np.abs(floats))) > 1e6:
        return
    for grid in _GRIDS:
        near = np.round(floats * grid)
        off = float(np.max(np.abs(floats * grid - near)))
        if off < 0.02 or grid in (1, 2, 100):
            yield tuple(Fraction(int(n), grid) for n in near)
        if off < 1e-6:
            return


def _concentrated(columns: _Columns, weights: Sequence[Fraction]) -> Floats:
    """The least squares over the rows that lie nearest, again and again (least trimmed squares).

    What few rows propose bears their rounding; over many it levels out.
    """
    floats = np.array([float(w) for w in weights])
    kept = math.ceil(_NEAREST * len(columns.scores))
    for _ in range(_CONCENTRATIONS):
        off = np.abs(columns.scores - columns.items @ floats)
        nearest = np.argsort(off, kind="stable")[:kept]
        floats = np.linalg.lstsq(columns.items[nearest], columns.scores[nearest], rcond=None)[0]
    return floats


def _mend(columns: _Columns, weights: tuple[Fraction, ...]) -> tuple[tuple[Fraction, ...], float]:
    """Change one weight at a time for the better until none is better."""
    best, worth = weights, columns.worth(weights)
    while True:
        improved = False
        for column in range(len(best)):
            for candidate in _candidates(columns, best, column):
                trial = (*best[:column], candidate, *best[column + 1 :])
                gain = columns.worth(trial)
                if gain > worth + _NEAR:
                    best, worth, improved = trial, gain, True
        if not improved:
            return best, worth


def _candidates(columns: _Columns, weights: Sequence[Fraction], column: int) -> Iterator[Fraction]:
    """Plain weights that single rows ask of a column, the most asked first; and nothing at all."""
    yield Fraction(0)
    floats = np.array([float(w) for w in weights])
    counted = columns.items[:, column] != 0
    if not np.any(counted):
        return
    rest = columns.scores - columns.items @ floats + columns.items[:, column] * floats[column]
    asked = rest[counted] / columns.items[counted, column]
    # A weight is counted on the coarsest grid that it nearly lies on: so it has one key.
    votes: dict[tuple[int, int], int] = {}
    for value in asked[np.abs(asked) < 1e6].tolist():
        for grid in (1, 2, 10, 100):
            near = round(value * grid)
            if abs(value * grid - near) < 0.02 or grid == 100:
                votes[near, grid] = votes.get((near, grid), 0) + 1
                break
    told = [(-count, Fraction(*place)) for place, count in votes.items()]
    told.sort(key=lambda one: (one[0], _weight_bits(*one[1].as_integer_ratio()), one[1]))
    yield from (weight for _, weight in told[:8])
