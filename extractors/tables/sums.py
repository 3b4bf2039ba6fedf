"""What a table's own figures say of one another: sums of a row, points an item, ranks, totals.

A relation counts only where most rows bear it out; then a row that breaks it is in doubt.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from extractors.tables.words import is_total
from figures import classify_cell, read_figure

Place = tuple[int, int]
Figures = dict[Place, Decimal]
_ZERO, _ONE = Decimal(0), Decimal(1)
_HALF_A_CENT = Decimal("0.006")
_HOLDS_IN = 0.7
_MULTIPLES_IN = 0.85
"""Small counts are tenths of round scores by chance."""
_FACTOR_MOST = 10_000
"""No item earns so many points; the quotient of figures may have any length."""
_ROWS_LEAST = 4
_PARTS_LEAST = 3
"""Of fewer parts one sum alone may come out by chance."""
_MOSTLY = 0.6


class Relation(NamedTuple):
    """At one spot of the table: the first place is the sum of `factor` times the others."""

    target: Place
    terms: tuple[Place, ...]
    factor: Decimal
    constant: Decimal = Decimal(0)
    strict: bool = True
    """Whether a break of it is odd: ranks may tie."""

    @property
    def places(self) -> tuple[Place, ...]:
        """All places that it speaks of."""
        return (self.target, *self.terms)

    def holds(self, figures: Figures) -> bool:
        """Whether it holds to half a unit of the second decimal."""
        total = self.constant + self.factor * sum((figures[p] for p in self.terms), Decimal(0))
        return abs(figures[self.target] - total) < _HALF_A_CENT


def figure_of(text: str) -> Decimal | None:
    """The value of a cell; nothing and the marks of nothing are 0, text is None."""
    kind = classify_cell(text)
    if kind in ("blank", "dash"):
        return Decimal(0)
    figure = read_figure(text)
    return figure.value if figure is not None else None


def figure_columns(texts: Mapping[Place, str]) -> frozenset[int]:
    """The columns that hold mostly figures."""
    columns: dict[int, list[str]] = defaultdict(list)
    for (_, column), text in texts.items():
        if text.strip():
            columns[column].append(text)
    return frozenset(
        column
        for column, printed in columns.items()
        if sum(classify_cell(text) in ("number", "dash") for text in printed)
        >= max(2, _MOSTLY * len(printed))
    )


def figures_of(texts: Mapping[Place, str], columns: frozenset[int]) -> Figures:
    """The values of the cells of those columns that have one."""
    return {
        place: value
        for place, text in texts.items()
        if place[1] in columns and (value := figure_of(text)) is not None
    }


def arithmetic_support(grid: Sequence[Sequence[str]]) -> int:
    """How far a table's own figures bear out a reading of it.

    A point for each place where a relation holds, one less for each where one that must is broken.
    """
    texts = {(i, j): text for i, row in enumerate(grid) for j, text in enumerate(row)}
    columns = figure_columns(texts)
    figures = figures_of(texts, columns)
    points = 0
    for relation in find_relations(texts, columns):
        if relation.holds(figures):
            points += _is_told(relation, figures)
        else:
            points -= relation.strict
    return points


def find_relations(texts: Mapping[Place, str], columns: frozenset[int]) -> list[Relation]:
    """The relations that most rows of the table bear out, at each place where they apply.

    `texts` holds the cells of one row and column; `columns` are those of figures.
    """
    figures = figures_of(texts, columns)
    order = sorted(columns)
    rows = [
        row
        for row in sorted({row for row, _ in figures})
        if sum(classify_cell(texts[row, c]) == "number" for c in order if (row, c) in figures)
        and all((row, c) in figures or is_total(texts[row, c]) for c in order if (row, c) in texts)
    ]
    found: list[Relation] = []
    lines = [_prefixes(figures, row, order) for row in rows]
    for index, target in enumerate(order):
        found.extend(_row_sums(lines, order, index))
        for other in order:
            if other != target:
                found.extend(_multiples(figures, rows, other, target))
    for column in order:
        found.extend(_counting(figures, rows, column))
    found.extend(_totals(texts, figures, rows, order))
    return found


def _kept(figures: Figures, relations: list[Relation], share: float = _HOLDS_IN) -> list[Relation]:
    """The relations of one kind if most rows that print something bear them out."""
    told = [relation for relation in relations if _is_told(relation, figures)]
    holding = sum(relation.holds(figures) for relation in told)
    if holding < _ROWS_LEAST or holding < share * len(told):
        return []
    return relations


def _is_told(relation: Relation, figures: Figures) -> bool:
    """Whether it speaks of more than one figure that is not nothing."""
    return sum(bool(figures[place]) for place in relation.places) > 1


class _Prefixes(NamedTuple):
    """Of one row, up to each of the columns in order: the sum, how many are told, and missing."""

    row: int
    values: tuple[Decimal | None, ...]
    sums: tuple[Decimal, ...]
    told: tuple[int, ...]
    missing: tuple[int, ...]

    def holds(self, target: int, start: int, end: int) -> bool | None:
        """Whether the target is the sum of a run of columns; None where too few are told."""
        value = self.values[target]
        if value is None or self.missing[end] > self.missing[start]:
            return None
        if self.told[end] - self.told[start] + bool(value) < 2:
            return None
        return abs(value - self.sums[end] + self.sums[start]) < _HALF_A_CENT


def _prefixes(figures: Figures, row: int, order: Sequence[int]) -> _Prefixes:
    values = tuple(figures.get((row, column)) for column in order)
    return _Prefixes(
        row=row,
        values=values,
        sums=tuple(accumulate((value or _ZERO for value in values), initial=_ZERO)),
        told=tuple(accumulate((bool(value) for value in values), initial=0)),
        missing=tuple(accumulate((value is None for value in values), initial=0)),
    )


def _row_sums(lines: Sequence[_Prefixes], order: Sequence[int], target: int) -> list[Relation]:
    """The target as the sum of a run of columns right before or after it, the longest that is."""
    runs = [(start, target) for start in range(target - 1)]
    runs += [(target + 1, end) for end in range(len(order), target + 2, -1)]
    for start, end in runs:
        said = [held for line in lines if (held := line.holds(target, start, end)) is not None]
        holding = sum(said)
        if holding < _ROWS_LEAST or holding < _HOLDS_IN * len(said):
            continue
        whole = [
            line
            for line in lines
            if line.values[target] is not None and line.missing[end] == line.missing[start]
        ]
        # A sum of which one part alone is ever printed says no more than that two are equal.
        if sum(line.told[end] - line.told[start] > 1 for line in whole) >= _ROWS_LEAST - 1:
            terms = order[start:end]
            return [
                Relation((line.row, order[target]), tuple((line.row, c) for c in terms), _ONE)
                for line in whole
            ]
    return []


def _multiples(figures: Figures, rows: list[int], other: int, target: int) -> list[Relation]:
    both = [r for r in rows if figures.get((r, other)) and figures.get((r, target))]
    factors = Counter(figures[r, target] / figures[r, other] for r in both)
    if not factors:
        return []
    factor, _ = min(factors.items(), key=lambda item: (-item[1], item[0]))
    if not 1 < factor < _FACTOR_MOST or 2 * factor % 1:
        return []
    if len({figures[r, other] for r in both}) < _ROWS_LEAST:
        return []
    return _kept(
        figures,
        [
            Relation((row, target), ((row, other),), factor)
            for row in rows
            if (row, other) in figures and (row, target) in figures
        ],
        _MULTIPLES_IN,
    )


def _counting(figures: Figures, rows: list[int], column: int) -> list[Relation]:
    """Serial numbers and ranks: each is one more than the one above, but for ties."""
    numbered = [row for row in rows if (row, column) in figures]
    relations = [
        Relation((row, column), ((row - 1, column),), _ONE, _ONE, False)
        for row in numbered
        if (row - 1, column) in figures
    ]
    begun = len(relations) > 1 and figures[numbered[0], column] == 1
    if begun and all(relation.holds(figures) for relation in relations):
        return relations
    return _kept(figures, relations)


def _totals(
    texts: Mapping[Place, str], figures: Figures, rows: list[int], order: list[int]
) -> Iterator[Relation]:
    """Each totals row as the sum of the rows since the one before it, or of all that are none."""
    marked = {row for (row, _), text in texts.items() if is_total(text)}.intersection(rows)
    body = [row for row in rows if row not in marked]
    above = 0
    for total in sorted(marked):
        sums = [
            [
                Relation((total, c), tuple((row, c) for row in parts if (row, c) in figures), _ONE)
                for c in order
                if classify_cell(texts.get((total, c), "")) == "number"
            ]
            for parts in ([row for row in body if above <= row < total], body)
        ]
        above = total + 1
        best = max(sums, key=lambda some: sum(relation.holds(figures) for relation in some))
        holding = [relation for relation in best if relation.holds(figures)]
        parts = max((sum(bool(figures[p]) for p in r.terms) for r in holding), default=0)
        if 2 * len(holding) >= len(best) and (len(holding) > 1 or parts >= _PARTS_LEAST):
            yield from best
