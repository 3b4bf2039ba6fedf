"""Ranks by score, and whether another score would change them."""

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from layout import rankings
from scoring.cells import TableView


def rank_by_score(scores: Sequence[Decimal]) -> tuple[int, ...]:
    """Ranks of scores, highest first, equal ones alike (1224)."""
    order = sorted(-score for score in scores)
    return tuple(1 + bisect_left(order, -score) for score in scores)


def changes_rank(view: TableView, row: int, score: Decimal | None) -> bool | None:
    """Whether any rank of the row's ranking changes if its unit had `score`.

    None where the table has no score column, the score is unknown or the row is in no ranking.
    """
    if view.score is None or score is None:
        return None
    group = next((rows for rows in rankings(view.table) if row in rows), None)
    if group is None:
        return None
    printed = [view.cells[r][view.score].value for r in group]
    known = [r for r, value in zip(group, printed, strict=True) if value is not None]
    if row not in known:
        return None
    before = [value for value in printed if value is not None]
    after = [score if r == row else value for r, value in zip(known, before, strict=True)]
    return rank_by_score(before) != rank_by_score(after)
