"""The place of each unit in each ranking of a notice, as published and as its score gives it."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from contracts import Notice, Observation, Score, Table
from dataset.ids import cell_id
from dataset.privacy import redact, redact_or_none
from dataset.rank_span import rank_spans, tie_rules
from dataset.series import ranking_series
from dataset.shape import Shape
from dataset.tables import RankingRow
from dataset.values import fit_value
from figures import read_figure, read_rank

_LEAST_RISES = 3
"""How many steps must rise with the ranks before lower is taken for better: fewer may be errors."""
Spot = tuple[int, int, str]
"""Table, row (both from 1) and column path."""


def ranking_rows(
    notice: Notice,
    table_no: int,
    shape: Shape,
    observations: Mapping[Spot, Observation],
    scores: Mapping[Spot, Score],
    series_of: Mapping[str, str],
) -> tuple[RankingRow, ...]:
    """One row a ranked unit of the table; none where it ranks nothing.

    A table ranks units where ranks are printed, or where its rows were read as units and a number
    stands beside each; without ranks, the figures of a rule are targets and rank nobody.
    """
    table = notice.tables[table_no - 1]
    unit, rank, score = shape.unit, shape.rank, shape.score
    read_rows = {spot[1]: seen for spot, seen in observations.items() if spot[0] == table_no}
    scored = score is not None and bool(read_rows) and notice.kind != "rule"
    if unit is None or (rank is None and not scored):
        return ()
    series = redact(ranking_series(notice, table, unit))
    rows: list[RankingRow] = []
    for ranking_no, group in enumerate(shape.groups, 1):
        published = [_score(table, table_no, row, score, observations) for row in group]
        ranks = [_rank(table, row, rank) for row in group]
        goods = goods_of(published, ranks)
        by_score, percentiles = ranks_by_score(goods), percentile(goods, ranks)
        spans = rank_spans(goods, _slack(table, group, score), tie_rules(goods, ranks))
        for index, row in enumerate(group):
            spot = (table_no, row + 1, table.columns[score] if score is not None else "")
            checked, number = scores.get(spot), observations.get(spot)
            seen = number or read_rows.get(row + 1)
            unit_id = seen.unit_id if seen else None
            rows.append(
                RankingRow(
                    notice=notice.sha256,
                    table_no=table_no,
                    ranking_no=ranking_no,
                    row_no=row + 1,
                    ranking_series=series,
                    section=redact_or_none(table.rows[row].section),
                    unit_id=unit_id,
                    series_id=series_of.get(unit_id) if unit_id else None,
                    unit_printed=redact(table.rows[row].cells[unit].text),
                    period_start=seen.period_start if seen else notice.period_start,
                    period_end=seen.period_end if seen else notice.period_end,
                    rank_published=ranks[index],
                    rank_printed=table.rows[row].cells[rank].text if rank is not None else None,
                    rank_by_score=by_score[index],
                    rank_best=spans[index][0],
                    rank_worst=spans[index][1],
                    score_published=fit_value(published[index]),
                    score_recomputed=fit_value(checked.recomputed) if checked else None,
                    status=checked.status if checked else None,
                    units=len(group),
                    percentile=percentiles[index],
                    cell_id=cell_id(notice.sha256, *spot) if number else None,
                )
            )
    return tuple(rows)


def percentile(
    scores: Sequence[Decimal | None], ranks: Sequence[int | None]
) -> list[Decimal | None]:
    """Of the other units of a ranking, the share (per cent) that a unit leaves behind.

    A tie counts half, so that the mean over a ranking is 50 however many units are tied. It goes by
    the score as published, where none is by the rank as published; a unit without either has none,
    nor has a unit that is alone.
    """
    if any(score is not None for score in scores):
        goods: list[Decimal | None] = list(scores)
    else:
        goods = [None if rank is None else Decimal(-rank) for rank in ranks]
    known = sorted(good for good in goods if good is not None)
    others = len(known) - 1
    return [
        None if good is None or not others else _share(known, good, others)  # alone: no share
        for good in goods
    ]


def _share(known: list[Decimal], good: Decimal, others: int) -> Decimal:
    lower, upto = bisect_left(known, good), bisect_right(known, good)
    behind = Decimal(lower) + Decimal(upto - lower - 1) / 2
    return (100 * behind / others).quantize(Decimal("0.01"), ROUND_HALF_UP)


def ranks_by_score(scores: Sequence[Decimal | None]) -> list[int | None]:
    """1224: equal scores share the best rank, and as many ranks are left out behind them."""
    known = sorted(score for score in scores if score is not None)
    return [
        None if score is None else len(known) - bisect_right(known, score) + 1 for score in scores
    ]


def goods_of(scores: Sequence[Decimal | None], ranks: Sequence[int | None]) -> list[Decimal | None]:
    """The scores, higher better: turned where printed ranks show that lower is (an index)."""
    placed = sorted(
        (rank, score)
        for rank, score in zip(ranks, scores, strict=True)
        if rank is not None and score is not None
    )
    steps = [(before[1], after[1]) for before, after in pairwise(placed) if before[0] < after[0]]
    rises = sum(after > before for before, after in steps)
    falls = sum(after < before for before, after in steps)
    turned = rises >= _LEAST_RISES and falls * 5 <= rises
    return [None if s is None else -s for s in scores] if turned else list(scores)


def _slack(table: Table, rows: Sequence[int], column: int | None) -> Decimal:
    """Half a unit of the last digit printed; whole numbers are not rounded."""
    if column is None:
        return Decimal(0)
    figures = [read_figure(table.rows[row].cells[column].text) for row in rows]
    decimals = max((figure.decimals for figure in figures if figure is not None), default=0)
    return Decimal(5).scaleb(-decimals - 1) if decimals else Decimal(0)


def _score(
    table: Table,
    table_no: int,
    row: int,
    column: int | None,
    observations: Mapping[Spot, Observation],
) -> Decimal | None:
    if column is None:
        return None
    seen = observations.get((table_no, row + 1, table.columns[column]))
    if seen is not None:
        return seen.value
    figure = read_figure(table.rows[row].cells[column].text)
    return figure.value if figure else None


def _rank(table: Table, row: int, column: int | None) -> int | None:
    return None if column is None else read_rank(table.rows[row].cells[column].text)
