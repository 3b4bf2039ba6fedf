"""What a table is laid out as, asked once: `layout` reads every cell for each of its answers."""

from typing import NamedTuple

from contracts import Table
from dataset.privacy import ranks_persons
from layout import rank_column, rankings, score_column, unit_column


class Shape(NamedTuple):
    """The columns that matter of a table, its rankings, and whether it ranks persons."""

    unit: int | None
    rank: int | None
    score: int | None
    groups: tuple[tuple[int, ...], ...]
    persons: bool


def shape_of(table: Table) -> Shape:
    """The layout of a table."""
    unit = unit_column(table)
    return Shape(
        unit=unit,
        rank=rank_column(table),
        score=score_column(table),
        groups=rankings(table),
        persons=ranks_persons(table, unit),
    )
