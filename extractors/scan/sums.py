"""What a table's own figures say of one another: sums of a row, points an item, ranks, totals.

A relation counts only where most rows bear it out; then a row that breaks it is in doubt.
"""

import re
from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from figures import classify_cell, fold, read_figure

Place = tuple[int, int]
Figures = dict[Place, Decimal]
_HOLDS_IN = 0.7
_MULTIPLES_IN = 0.85
"""Small counts are tenths of round scores by chance."""
_ROWS_LEAST = 4
_TOTAL = re.compile(r"^(合计|总计|共计|总和)$")


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
        return abs(figures[self.target] - total) < Decimal("0.006")


def figure_of(text: str) -> Decimal | None:
    """The value of a cell; nothing and the marks of nothing are 0, text is None."""
    kind = classify_cell(text)
    if kind in ("blank", "dash"):
        return Decimal(0)
    figure = read_figure(text)
    return figure.value if figure is not None else None


def find_relations(texts: dict[Place, str], columns: frozenset[int]) -> list[Relation]:
    """The relations that most rows of the table bear out, at each place where they apply.

    `texts` holds the cells of one row and column; `columns` are those of figures.
    """
    figures = {
        place: value
        for place, text in texts.items()
        if place[1] in columns and (value := figure_of(text)) is not None
    }
    order = sorted(columns)
    rows = [
        row
        for row in sorted({row for row, _ in figures})
        if sum(classify_cell(texts[row, c]) == "number" for c in order if (row, c) in figures)
        and all((row, c) in figures for c in order if (row, c) in texts)
    ]
    found: list[Relation] = []
    for index, target in enumerate(order):
        found.extend(_row_sums(figures, rows, order[:index], target))
        for other in order:
            if other != target:
                found.extend(_multiples(figures, rows, other, target))
    for column in order:
        found.extend(_counting(figures, rows, column))
    found.extend(_totals(texts, figures, rows, order))
    return found


def _kept(figures: Figures, relations: list[Relation], share: float = _HOLDS_IN) -> list[Relation]:
    """The relations of one kind if most rows that print something bear them out."""
    told = [r for r in relations if sum(bool(figures[p]) for p in r.places) > 1]
    holding = sum(relation.holds(figures) for relation in told)
    if holding < _ROWS_LEAST or holding < share * len(told):
        return []
    return relations


def _row_sums(figures: Figures, rows: list[int], before: list[int], target: int) -> list[Relation]:
    for start in range(len(before) - 1):
        terms = before[start:]
        relations = [
            Relation((row, target), tuple((row, c) for c in terms), Decimal(1))
            for row in rows
            if all((row, c) in figures for c in (*terms, target))
        ]
        # A sum of which one part alone is ever printed says no more than that two are equal.
        parts = sum(sum(bool(figures[p]) for p in r.terms) > 1 for r in relations)
        if parts >= _ROWS_LEAST - 1 and (kept := _kept(figures, relations)):
            return kept
    return []


def _multiples(figures: Figures, rows: list[int], other: int, target: int) -> list[Relation]:
    both = [r for r in rows if figures.get((r, other)) and figures.get((r, target))]
    factors = Counter(figures[r, target] / figures[r, other] for r in both)
    if not factors:
        return []
    factor, _ = min(factors.items(), key=lambda item: (-item[1], item[0]))
    if factor != factor.to_integral_value() or factor <= 1:
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
    return _kept(
        figures,
        [
            Relation((row, column), ((row - 1, column),), Decimal(1), Decimal(1), False)
            for row in rows
            if (row, column) in figures and (row - 1, column) in figures
        ],
    )


def _totals(
    texts: dict[Place, str], figures: Figures, rows: list[int], order: list[int]
) -> list[Relation]:
    marked = {row for (row, _), text in texts.items() if _TOTAL.match(fold(text))}
    if len(marked) != 1:
        return []
    (total,) = marked
    body = [row for row in rows if row != total]
    relations = [
        Relation((total, c), tuple((row, c) for row in body if (row, c) in figures), Decimal(1))
        for c in order
        if (total, c) in figures
    ]
    holding = sum(relation.holds(figures) for relation in relations)
    return relations if holding >= 2 and holding * 2 >= len(relations) else []
