"""Who stands where: the column that a ranking follows, its direction, and ranks by score."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from figures import read_rank
from layout import beside_rank, is_rank_heading, is_score_heading, named_by_rank
from scoring.checks.sheets import Sheet

_TIE_RULES = ("1224", "1223", "1234")


class Standing(NamedTuple):
    """A ranked row: its printed rank and the figure it is ranked by."""

    row: int
    rank: int
    score: Decimal


class Ranking(NamedTuple):
    """Rows ranked together by one column, and the fewest rows that disturb the order."""

    standings: tuple[Standing, ...]
    rank: int
    """The column of the ranks, from 0."""
    column: int
    ascending: bool
    """Whether lower is better (an index of pollution, complaints)."""
    disturbing: tuple[int, ...]
    """The rows, from 0, any one of which may be the wrong one of its pair."""
    broken: int
    """The fewest rows whose removal leaves the others in step."""
    headed: bool
    """Whether the column is headed as what units are ranked by."""


class Misplaced(NamedTuple):
    """A row whose rank no rule of ties gives, and the rank that was due."""

    row: int
    rank: int
    due: int


def read_rankings(sheet: Sheet) -> tuple[Ranking, ...]:
    """The rankings of a table that follow a column; none where printed ranks follow no column.

    What is headed as the score or named by the rank's heading is preferred; another column is taken
    only where that plainly is not followed, and but for rates only without a break.
    """
    rank, score = sheet.rank, sheet.score
    if rank is None:
        return ()
    headed = score is not None and _is_named(sheet, rank, score)
    numbers = [column for column in sheet.numbers()[::-1] if column != score]
    columns = numbers if score is None else [score, *numbers]
    found: list[Ranking] = []
    for rows in sheet.rankings:
        tried = (
            _follow(
                sheet, rows, rank, column, column != score and (headed or not sheet.is_rate(column))
            )
            for column in columns
        )
        followed = [ranking for ranking in tried if ranking is not None]
        if followed and not headed:  # ranks by a rate, a growth
            followed.sort(key=lambda r: (r.broken, not sheet.is_rate(r.column)))
        found += followed[:1]
    return tuple(found)


def _is_named(sheet: Sheet, rank: int, column: int) -> bool:
    """Whether headings say that ranks follow a column."""
    told = is_score_heading(sheet.table.columns[column])
    return told or column in named_by_rank(sheet.table, rank)


def read_side_rankings(sheet: Sheet) -> tuple[Ranking, ...]:
    """The rankings by one figure each that stand beside it, besides those of the table itself."""
    found = (
        _follow(sheet, rows, rank, column, whole=False)
        for rank, path in enumerate(sheet.table.columns)
        if rank != sheet.rank and is_rank_heading(path)
        for column in beside_rank(sheet.table, rank)[:1]
        for rows in sheet.rankings
    )
    return tuple(ranking._replace(headed=True) for ranking in found if ranking is not None)


def _follow(
    sheet: Sheet, rows: Sequence[int], rank: int, column: int, whole: bool
) -> Ranking | None:
    standings = []
    for row in rows:
        place = read_rank(sheet.table.rows[row].cells[rank].text)
        score = sheet.value(row, column)
        if place is not None and score is not None:
            standings.append(Standing(row, place, score))
    ordered = sorted(standings, key=lambda standing: standing.rank)
    if len(ordered) < 3 or len({s.score for s in ordered}) < 2:
        return None
    runs = {down: _disturbing(ordered, down) for down in (False, True)}
    ascending = runs[True].removed < runs[False].removed
    disturbing = runs[ascending].rows
    allowed = 0 if whole or len(ordered) < 4 else max(2, len(ordered) // 5)
    # Two scores exchanged leave the rows between them as doubtful as themselves.
    few = len(disturbing) <= allowed or runs[ascending].removed * 5 <= len(ordered)
    if (disturbing and not allowed) or not few:
        return None
    if runs[not ascending].removed <= runs[ascending].removed:
        return None
    named = _is_named(sheet, rank, column) or sheet.is_rate(column)
    return Ranking(
        standings=tuple(ordered),
        rank=rank,
        column=column,
        ascending=ascending,
        disturbing=disturbing,
        broken=runs[ascending].removed,
        headed=column == sheet.score and named,
    )


class _Disturbing(NamedTuple):
    """What keeps ranks and scores from being in step."""

    rows: tuple[int, ...]
    """The rows any one of which may be wrong: both of an undecidable pair."""
    removed: int
    """The fewest rows whose removal leaves the others in step."""


def _disturbing(standings: Sequence[Standing], ascending: bool) -> _Disturbing:
    sign = 1 if ascending else -1
    ordered = sorted(standings, key=lambda s: (s.rank, sign * s.score))
    steps = [sign * standing.score for standing in ordered]
    ending = _longest_runs(steps)
    starting = _longest_runs([-step for step in reversed(steps)])[::-1]
    longest = max(ending, default=0)
    on_longest = [e + s - 1 == longest for e, s in zip(ending, starting, strict=True)]
    # A row that is alone at its place in the longest runs is in all of them: it is sound.
    at_place = Counter(e for e, on in zip(ending, on_longest, strict=True) if on)
    rows = tuple(
        standing.row
        for standing, place, on in zip(ordered, ending, on_longest, strict=True)
        if not on or at_place[place] > 1
    )
    return _Disturbing(rows, len(ordered) - longest)


def _longest_runs(steps: Sequence[Decimal]) -> list[int]:
    """For each place the length of the longest run that never falls and ends there."""
    tails: list[Decimal] = []
    lengths: list[int] = []
    for step in steps:
        place = bisect_right(tails, step)
        tails[place : place + 1] = [step]
        lengths.append(place + 1)
    return lengths


def competition_rank(score: Decimal, scores: Sequence[Decimal], ascending: bool) -> int:
    """The rank by score where ties share the best rank (1224)."""
    return 1 + sum(other < score if ascending else other > score for other in scores)


class DueRanks:
    """The ranks that the rows of a ranking are due by their scores."""

    def __init__(self, ranking: Ranking) -> None:
        sign = 1 if ranking.ascending else -1
        disturbing = frozenset(ranking.disturbing)
        self._sign = sign
        self._shared = sorted(sign * standing.score for standing in ranking.standings)
        self._dense = sorted(set(self._shared))
        self._scores = {standing.row: standing.score for standing in ranking.standings}
        self._of_score: dict[Decimal, list[Standing]] = {}
        sound = [s for s in ranking.standings if s.row not in disturbing]
        for standing in sound:
            self._of_score.setdefault(standing.score, []).append(standing)
        rules = (self._shared, self._dense)
        self._fitting = min(
            rules, key=lambda scores: sum(self._by(scores, s.score) != s.rank for s in sound)
        )

    def rank(self, row: int) -> int:
        """What a row's score gives it among the others, ties as the sound rows share ranks."""
        score = self._scores[row]
        equal = next((s for s in self._of_score.get(score, ()) if s.row != row), None)
        return self._by(self._fitting, score) if equal is None else equal.rank

    def _by(self, scores: Sequence[Decimal], score: Decimal) -> int:
        return 1 + bisect_left(scores, self._sign * score)


def changes_rank(sheet: Sheet, row: int, column: int, expected: Decimal) -> bool | None:
    """Whether a row would stand elsewhere with `expected`; None if its column ranks nobody."""
    if column != sheet.score or row not in sheet.units:
        return None
    rows = next((rows for rows in sheet.rankings if row in rows), ())
    others = [v for r in rows if r != row and (v := sheet.value(r, column)) is not None]
    printed = sheet.value(row, column)
    if printed is None:
        return None
    ascending = any(r.ascending for r in read_rankings(sheet))
    return competition_rank(printed, others, ascending) != competition_rank(
        expected, others, ascending
    )


def misplaced_ranks(
    known: Sequence[tuple[int, int]], steps: Mapping[int, Decimal]
) -> tuple[Misplaced, ...]:
    """The rows whose rank breaks the tie rule (1224, 1223, 1234) that most rows follow.

    `known` are rows and their ranks in printed order, `steps` what they are ranked by, the lower
    the better. Nothing where ranks do not begin at 1, but for the first alone, or where so many are
    missing that the table lists only some. An equal rank needs an equal step, where one is known.
    """
    if len(known) < 4:
        return ()
    by_rank = sorted(known, key=lambda pair: (pair[1], steps.get(pair[0], 0)))
    if by_rank[0][1] != 1:
        return _without_first(known, by_rank, steps)
    if any(not _walk(by_rank, steps, rule) for rule in _TIE_RULES):
        return ()  # all ranks are there; whose is whose, the scores tell
    falls = sum(after < before for (_, before), (_, after) in pairwise(known))
    if falls > max(1, len(known) // 8):  # printed by district, not by rank
        known = by_rank
    readings = [_walk(known, steps, rule) for rule in _TIE_RULES]
    fewest = min(readings, key=len)
    return tuple(fewest) if len(fewest) <= max(1, len(known) // 8) else ()


def _without_first(
    known: Sequence[tuple[int, int]],
    by_rank: Sequence[tuple[int, int]],
    steps: Mapping[int, Decimal],
) -> tuple[Misplaced, ...]:
    """The first row, where its rank alone keeps all from being there, or the second's alone is."""
    for first in (known[0], by_rank[0]):
        mended = [(first[0], 1), *(other for other in by_rank if other != first)]
        if any(not _walk(mended, steps, rule) for rule in _TIE_RULES):
            return (Misplaced(*first, 1),)
    row, rank = by_rank[0]
    if rank == 2 and any(not _walk([(-1, 1), *by_rank], steps, rule) for rule in _TIE_RULES):
        return (Misplaced(row, rank, 1),)
    return ()


def is_mended_by(ranking: Ranking, row: int, due: int) -> bool:
    """Whether a row's rank alone is wrong: with the one `due`, ranks and scores are in step."""
    if ranking.broken > 1:
        return False
    mended = [s._replace(rank=due) if s.row == row else s for s in ranking.standings]
    if _disturbing(mended, ranking.ascending).removed:
        return False
    scores = {standing.row: standing.score for standing in mended}
    known = sorted(((s.row, s.rank) for s in mended), key=itemgetter(1))
    return any(not _walk(known, scores, rule) for rule in ("1224", "1223"))


def runs_unbroken(ranks: Sequence[int]) -> bool:
    """Whether ranks are all there, by one of the tie rules: no single one of them is wrong."""
    known = list(enumerate(sorted(ranks)))
    return any(not _walk(known, {}, rule) for rule in ("1224", "1223"))


def _walk(
    known: Sequence[tuple[int, int]], steps: Mapping[int, Decimal], rule: str
) -> list[Misplaced]:
    wrong: list[Misplaced] = []
    before, tied, last = 0, 1, -1
    for place, (row, rank) in enumerate(known):
        due = before + (tied if rule == "1224" else 1)
        same = row not in steps or last not in steps or steps[row] == steps[last]
        if rank == before and rule != "1234" and same:
            tied += 1
        else:
            if rank != due:
                wrong.append(Misplaced(row, rank, due))
                # A rank left out moves all that follow it; one wrong rank moves none.
                if not _goes_on(known[place:], rule):
                    rank = due
            before, tied = rank, 1
        last = row
    return wrong


def _goes_on(known: Sequence[tuple[int, int]], rule: str) -> bool:
    """Whether the rank after the first one, and after those tied with it, is the next in turn."""
    rank = known[0][1]
    ranks = [other for _, other in known]
    sharing = next((at for at, other in enumerate(ranks) if other != rank), len(ranks))
    return sharing < len(ranks) and ranks[sharing] == rank + (sharing if rule == "1224" else 1)
