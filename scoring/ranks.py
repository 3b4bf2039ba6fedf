"""Places by figures, and whether another score of a unit would change its ranking."""

from bisect import bisect_left
from collections.abc import Mapping
from decimal import Decimal

from scoring.cells import TableView


def places_of(steps: Mapping[int, Decimal], dense: bool = False) -> dict[int, int]:
    """The place of each row by its step, the lowest first: 1224, or 1223 where it is `dense`."""
    order = sorted(set(steps.values()) if dense else steps.values())
    return {row: 1 + bisect_left(order, step) for row, step in steps.items()}


def changes_rank(view: TableView, row: int, score: Decimal | None) -> bool | None:
    """Whether any rank of the row's ranking changes if its unit had `score`.

    None where the table has no score column, the score is unknown or the row is in no ranking.
    """
    if view.score is None or score is None:
        return None
    group = next((rows for rows in view.rankings if row in rows), None)
    printed = None if group is None else view.cells[row][view.score].value
    if group is None or printed is None:
        return None
    # Ranks change where another unit is passed, caught up with, or left a tie.
    low, high = min(printed, score), max(printed, score)
    if low == high:
        return False
    scores = (view.cells[other][view.score].value for other in group if other != row)
    return any(value is not None and low <= value <= high for value in scores)
