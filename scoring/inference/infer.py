"""The simplest exact rule of a table, and what the table does and does not tell of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

from evidence import Record
from figures import plain
from scoring.inference.fit import (
    Fit,
    Problem,
    pose_problem,
    rule_bits,
    search,
    witness_worth,
)
from scoring.inference.null_space import Vector, null_space

ItemRow = Sequence[Decimal | None] | None
"""Figures in the order of the columns; None is a cell that is no number, or a row left out."""

_SUPPORT_BITS = 4
"""A rule must explain the scores so much better than chance (1 in 16), or it is not claimed."""
_ALTERNATIVES = 6
_CHOICES_TRIED = 400
_MOST_ITEMS = 48
_MOST_DIGITS = 15


class WeightOf(Record):
    """The points that each item of a column brings."""

    column: str
    points_each: Decimal


class Alternative(Record):
    """A rule that fits the same rows: its weights other than zero."""

    terms: tuple[WeightOf, ...]
    exact_rows: int


class Inference(Record):
    """What a table tells of its rule.

    `terms` are the weights that the exact rows leave no choice about, zeros too; a column that they
    do not tell is named in `unidentified_columns`. `alternatives` are whole rules, simplest first.
    """

    target: str
    terms: tuple[WeightOf, ...]
    constant: Decimal
    exact_rows: int
    rows: int
    broken_rows: tuple[int, ...]
    identified: bool
    unidentified_columns: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    rule: tuple[WeightOf, ...] = ()
    """The simplest whole rule, by which a row may be recomputed; empty where none is claimed."""
    rounded: bool = False
    """Whether rows obey it only within the rounding of printed figures."""
    untold: tuple[Vector, ...] = ()
    """Changes of the weights (the constant's last) that the exact rows cannot tell."""

    def to_json(self) -> dict[str, Any]:
        """The form of the contract."""
        return {
            "target": self.target,
            "terms": [_term(term) for term in self.terms],
            "constant": plain(self.constant),
            "exact_rows": self.exact_rows,
            "rows": self.rows,
            "broken_rows": list(self.broken_rows),
            "identified": self.identified,
            "unidentified_columns": list(self.unidentified_columns),
            "alternatives": [
                {"terms": [_term(term) for term in other.terms], "exact_rows": other.exact_rows}
                for other in self.alternatives
            ],
        }


def infer_rule(columns: Sequence[str], rows: Sequence[ItemRow], target: str) -> Inference:
    """Return the simplest linear rule that gives `target` from the other columns in most rows.

    `columns` name the figures of each row, `target` among them; rows are counted from 1, and one
    that is None is left out. A row with a cell that is no number cannot obey a rule: it is broken.
    No rule is claimed where too few rows speak for it, nor of a table with more columns than any
    rule that an office can state: the search would take hours and find chance.
    """
    goal = columns.index(target)
    items = [column for column in columns if column != target]
    whole: list[tuple[int, list[Decimal], Decimal]] = []
    unread: list[int] = []
    for number, row in enumerate(rows, 1):
        if row is None:
            continue
        figures = [f for f in row if f is not None and f.adjusted() < _MOST_DIGITS]
        if len(figures) < len(row):
            unread.append(number)
        else:
            whole.append((number, [f for i, f in enumerate(figures) if i != goal], figures[goal]))
    counted = len(whole) + len(unread)
    sample = _Sample(items, whole)
    best = sample.best() if len(whole) > 1 and 0 < len(items) <= _MOST_ITEMS else None
    if best is None:
        return _nothing(target, items, counted)
    fit, rounded = best
    exact = [sample.obeys(fit, row, rounded) for row in whole]
    obeying = [row for row, fits in zip(whole, exact, strict=True) if fits]
    if len(obeying) * 2 <= counted:
        return _nothing(target, items, counted)
    untold = _untold(obeying, len(items), bool(fit.constant))
    supported = sample.supports(fit, obeying, rounded)
    doubtful = {at for vector in untold for at, change in enumerate(vector) if change}
    if rounded:
        doubtful |= sample.blurred(fit, obeying)
    broken = [row for row, fits in zip(whole, exact, strict=True) if not fits]
    rivals = sample.rivals(fit, broken, len(obeying), rounded)
    doubtful |= {at for rival in rivals for at in _differing(fit, rival)}
    doubtful |= _steady(obeying)
    told = [at for at in range(len(items)) if at not in doubtful] if supported else []
    wholes = [fit, *sample.alternatives(fit, untold), *rivals]
    wholes.sort(key=_cost)
    unidentified = tuple(items[at] for at in range(len(items)) if at not in told)
    return Inference(
        target=target,
        terms=tuple(_weight(items[at], fit.weights[at]) for at in told),
        constant=_decimal(wholes[0].constant) if supported else Decimal(0),
        exact_rows=len(obeying),
        rows=counted,
        broken_rows=tuple(sorted([*unread, *(row[0] for row in broken)])),
        identified=not unidentified,
        unidentified_columns=unidentified,
        alternatives=tuple(
            Alternative(terms=_nonzero(items, other.weights), exact_rows=len(obeying))
            for other in wholes[:_ALTERNATIVES]
        )
        if len(wholes) > 1 or not supported
        else (),
        rule=_nonzero(items, wholes[0].weights) if supported else (),
        rounded=rounded,
        untold=untold if supported else (),
    )


Row = tuple[int, list[Decimal], Decimal]


class _Sample:
    """The readable rows of a table and how its figures are printed."""

    def __init__(self, items: Sequence[str], rows: Sequence[Row]) -> None:
        self.rows = rows
        self.part_slack = [_half_digit(row[1][at] for row in rows) for at in range(len(items))]
        self.score_slack = _half_digit(row[2] for row in rows) or Decimal("0.5")

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
        # A constant must earn its place: of two that are worth the same, the one without.
        return max(fits, key=lambda fit: fit.worth, default=None)

    def slack(self, weights: Sequence[Fraction]) -> Fraction:
        """How far a score may lie from what the weights give, by the rounding of all figures."""
        pairs = zip(weights, self.part_slack, strict=True)
        return Fraction(self.score_slack) + sum(
            (abs(w) * Fraction(s) for w, s in pairs), Fraction(0)
        )

    def obeys(self, fit: Fit, row: Row, rounded: bool) -> bool:
        """Whether a row's score is what the rule gives, exactly or within rounding."""
        given = fit.constant + _dot(fit.weights, row[1])
        if not rounded:
            return given == Fraction(row[2])
        return abs(given - Fraction(row[2])) <= self.slack(fit.weights)

    def supports(self, fit: Fit, obeying: Sequence[Row], rounded: bool) -> bool:
        """Whether the rows that obey a rule say more than the rule itself.

        A row without items says nothing of weights, and one that repeats another little new. Where
        rounding is allowed for, odd weights give as many rows as there are weights.
        """
        telling = Counter((*row[1], row[2]) for row in obeying if any(row[1]) or fit.constant)
        witnesses = sum(witness_worth(alike) for alike in telling.values())
        chosen = sum(map(bool, (*fit.weights, fit.constant)))
        enough = len(telling) > (max(2, chosen) if rounded else 2)
        bits = self.problem(rounded).bits(float(self.slack(fit.weights)) if rounded else 0.0)
        return enough and witnesses * bits - _cost(fit) >= _SUPPORT_BITS

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
        found: dict[tuple[Fraction, ...], Fit] = {}
        # Another weight gives other scores to all sound rows that use the column; without rounding
        # the broken rows must make up for them.
        used = [sum(bool(row[1][at]) for row in self.rows) for at in range(len(fit.weights))]
        told = {at for at, rows in enumerate(used) if not rounded and rows > 2 * len(broken)}
        for row in broken:
            given = fit.constant + _dot(fit.weights, row[1])
            for at, weight in enumerate(fit.weights):
                if at in told or not row[1][at]:
                    continue
                asked = weight + (Fraction(row[2]) - given) / Fraction(row[1][at])
                other = Fraction(round(asked * grid), grid)
                rival = fit._replace(weights=(*fit.weights[:at], other, *fit.weights[at + 1 :]))
                if rival.weights in found or not self.obeys(rival, row, rounded):
                    continue
                if sum(self.obeys(rival, other_row, rounded) for other_row in self.rows) >= most:
                    found[rival.weights] = rival
        return list(found.values())

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


def _dot(weights: Sequence[Fraction], items: Sequence[Decimal]) -> Fraction:
    pairs = zip(weights, items, strict=True)
    return sum((weight * Fraction(count) for weight, count in pairs if weight), Fraction(0))


def _differing(one: Fit, other: Fit) -> Iterator[int]:
    pairs = zip(one.weights, other.weights, strict=True)
    return (at for at, (first, second) in enumerate(pairs) if first != second)


def _steady(rows: Sequence[Row]) -> set[int]:
    """Columns that print one same figure in every row: a base score would do as well."""
    columns = zip(*(row[1] for row in rows), strict=True)
    return {at for at, figures in enumerate(columns) if len(set(figures)) == 1}


def _untold(rows: Sequence[Row], width: int, constant: bool) -> tuple[Vector, ...]:
    one = [Decimal(1)] if constant else []
    vectors = null_space((row[1] + one for row in rows), width + len(one))
    return vectors if constant else tuple((*vector, 0) for vector in vectors)


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


def _cost(fit: Fit) -> float:
    return rule_bits((*fit.weights, fit.constant))


def _nothing(target: str, items: Sequence[str], rows: int) -> Inference:
    return Inference(
        target=target,
        terms=(),
        constant=Decimal(0),
        exact_rows=0,
        rows=rows,
        broken_rows=(),
        identified=False,
        unidentified_columns=tuple(items),
        alternatives=(),
    )


def _half_digit(figures: Iterable[Decimal]) -> Decimal:
    """Half of the last digit that a column prints; 0 where it prints whole numbers."""
    exponents = [figure.as_tuple().exponent for figure in figures]
    last = min((e for e in exponents if isinstance(e, int)), default=0)
    return Decimal(5).scaleb(last - 1) if last < 0 else Decimal(0)


def _nonzero(items: Sequence[str], weights: Sequence[Fraction]) -> tuple[WeightOf, ...]:
    return tuple(_weight(c, w) for c, w in zip(items, weights, strict=True) if w)


def _weight(column: str, weight: Fraction) -> WeightOf:
    return WeightOf(column=column, points_each=_decimal(weight))


def _decimal(value: Fraction) -> Decimal:
    """The fraction as a decimal: exact where it ends, else to nine digits."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact if Fraction(exact) == value else round(exact, 9)


def _term(term: WeightOf) -> dict[str, str]:
    return {"column": term.column, "points_each": plain(term.points_each)}
