"""What a clause reads of other rows than the unit's own: its place among them, its children."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from figures import fold
from layout import rankings
from scoring.cells import TableView, find_column
from scoring.clauses import MeanOfChildren, RankBy, RuleClause
from scoring.evaluate import Given, child_key
from scoring.ranks import places_of

Inputs = Mapping[str, Given]
"""Figures by the clause's own names for what it reads."""


def read_other_rows(
    view: TableView, clause: RuleClause, ranked: int | None, views: Sequence[TableView]
) -> Mapping[int, Inputs] | None:
    """For each unit row what the clause reads; None for a clause that reads its own row alone.

    `ranked` is the printed column that a `rank_by` ranks by.
    """
    match clause:
        case MeanOfChildren():
            return _children(view, clause, views)
        case RankBy(order="highest" | "lowest") if ranked is not None:
            places = _places(view, ranked, clause)
            return {row: {clause.of: Given(value=Decimal(place))} for row, place in places.items()}
        case _:
            return None


def _places(view: TableView, column: int, clause: RankBy) -> dict[int, int]:
    """The place of each row that prints a figure, within its ranking."""
    sign = -1 if clause.order == "highest" else 1
    groups = rankings(view.table) or (view.unit_rows(),)
    places: dict[int, int] = {}
    for group in groups:
        printed = [(row, view.cells[row][column].value) for row in group]
        keys = {row: sign * value for row, value in printed if value is not None}
        places.update(places_of(keys, dense=clause.ties == "1223"))
    return places


def _children(
    view: TableView, clause: MeanOfChildren, views: Sequence[TableView]
) -> dict[int, Inputs]:
    """The children of each row's unit; a row that names a parent itself has those of the same."""
    below: dict[str, dict[str, Given]] = {}
    for parent, child, figure in _below(clause, views):
        own = below.setdefault(parent, {})
        own[child_key(clause.of, child or str(len(own) + 1))] = figure
    column = find_column(view.table.columns, (clause.parent,))
    return {
        row: below.get(
            fold(view.name(row) if column is None else view.row(row).cells[column].text), {}
        )
        for row in view.unit_rows()
    }


def _below(clause: MeanOfChildren, views: Sequence[TableView]) -> Iterator[tuple[str, str, Given]]:
    """Parent, child and figure of each row that names a parent."""
    for view in views:
        above = find_column(view.table.columns, (clause.parent,))
        column = find_column(view.table.columns, (clause.of,))
        if above is None or column is None:
            continue
        for row in view.unit_rows():
            figure = view.given(row, column, zero=False)
            if figure is not None:
                child = view.name(row) if view.unit != above else ""
                yield fold(view.row(row).cells[above].text), child, figure
