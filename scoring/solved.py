"""The unpublished items of a whole notice, where its tables and text leave one answer."""

from collections.abc import Mapping, Sequence

from evidence import Record
from scoring.counts import SolvedCount
from scoring.solve import Counts, Ways, column_totals, narrow_totals


class PointsColumn(Record):
    """A printed column of points for items that are not counted, row by row."""

    table: int
    column: str
    kinds: tuple[str, ...]
    rows: tuple[Ways, ...]


def solve_counts(
    columns: Sequence[PointsColumn], stated: Mapping[str, int]
) -> tuple[tuple[SolvedCount, ...], bool]:
    """Return the counts that are unique, and whether the points can agree with `stated` at all.

    What the text states of a kind binds only where every column of that kind could be listed. Where
    no choice agrees with the text, only what is unique without it is returned.
    """
    listed: list[tuple[PointsColumn, frozenset[Counts]]] = []
    unlisted: set[str] = set()
    for column in columns:
        totals = column_totals(column.rows)
        if totals is None:
            unlisted.update(column.kinds)
        else:
            listed.append((column, totals))
    known = {kind for column, _ in listed for kind in column.kinds} - unlisted
    binding = {kind: items for kind, items in stated.items() if kind in known}
    narrowed = (
        narrow_totals([(column.kinds, totals) for column, totals in listed], binding)
        if binding
        else None
    )
    options = list(narrowed) if narrowed else [totals for _, totals in listed]
    solved = [
        SolvedCount(table=column.table, column=column.column, kind=kind, items=items)
        for (column, _), totals in zip(listed, options, strict=True)
        if len(totals) == 1
        for kind, items in zip(column.kinds, min(totals), strict=True)
        if items
    ]
    return tuple(solved), narrowed != ()
