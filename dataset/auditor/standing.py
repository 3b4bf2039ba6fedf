"""Where a unit stands in its ranking: as printed, by the published scores, by the recomputed."""

from decimal import Decimal
from typing import NamedTuple

from contracts import Audit, Table
from dataset.places import goods_of, ranks_by_score
from figures import read_figure, read_rank
from layout import rank_column, rankings, score_column


class Standing(NamedTuple):
    """The rank of one row; None where it is not printed, or the row has no score."""

    printed: str | None
    by_published: int | None
    by_recomputed: int | None
    units: int
    """How many are ranked together."""


def standing_of(table: Table, number: int, row: int, audit: Audit) -> Standing | None:
    """The standing of row `row` of table `number`, both from 1; None where it is in no ranking.

    Equal scores share the best rank. Where a score was not recomputed, the published one counts.
    """
    score, rank = score_column(table), rank_column(table)
    group = next((rows for rows in rankings(table) if row - 1 in rows), None)
    if group is None or score is None:
        return None
    ranks = [None if rank is None else read_rank(table.rows[r].cells[rank].text) for r in group]
    figures = [read_figure(table.rows[r].cells[score].text) for r in group]
    published = [None if figure is None else figure.value for figure in figures]
    checked: dict[int, Decimal | None] = {
        found.row - 1: found.recomputed
        for found in audit.scores
        if (found.table, found.column) == (number, table.columns[score])
    }
    # The printed order tells whether higher or lower is better, for both.
    turned = goods_of(published, ranks) != published
    recomputed = [
        told if checked.get(r) is None else checked[r]
        for r, told in zip(group, published, strict=True)
    ]
    goods = [None if value is None else (-value if turned else value) for value in recomputed]
    at = group.index(row - 1)
    return Standing(
        None if rank is None else table.rows[row - 1].cells[rank].text,
        ranks_by_score(goods_of(published, ranks))[at],
        ranks_by_score(goods)[at],
        len(group),
    )
