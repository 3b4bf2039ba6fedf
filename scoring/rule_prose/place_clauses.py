"""Points by place: what the places that a table prints earn."""

import re
from collections.abc import Sequence
from decimal import Decimal

from figures import read_rank
from scoring.clauses import RankBy, Sum
from scoring.rule_prose.readings import Reading, Worded, of_kind, prints, quoted
from scoring.rule_prose.rule_text import ReadClause
from scoring.rule_prose.score_columns import ScoreColumns

_PLACES = re.compile(
    r"第?([一二三四五六七八九十]{1,3}|\d{1,2})名?(?:(?:至|到|-|—)第?(\w{1,3}?)名)?"
)


def points_by_place(
    clauses: Sequence[ReadClause], columns: ScoreColumns
) -> dict[str, list[Reading]]:
    """The one score column that stands beside places; several rounds' points are added up."""
    targets = columns.points or columns.totals
    earned = place_points(clauses, columns)
    if not earned or len(targets) != 1:
        return {}
    if len(earned) == 1:
        return {targets[0]: [Reading(earned[0], {})]}
    parts = dict(zip((f"{place}应得分" for place in columns.places), earned, strict=True))
    return {targets[0]: [Reading(Worded(Sum(kind="sum", of=tuple(parts)), ()), parts)]}


def place_points(clauses: Sequence[ReadClause], columns: ScoreColumns) -> list[Worded]:
    """What the places of each column of places earn; none where the words are in doubt."""
    own = of_kind(clauses, "rank_by")
    points_at: dict[int, Decimal] = {}
    for clause in own:
        match = _PLACES.search(clause.phrase.items)
        first = read_rank(match[1]) if match else None
        last = read_rank(match[2]) if match and match[2] else first
        each = clause.phrase.points_each or Decimal(0)
        if first is None or last is None:
            return []
        for place in range(first, last + 1):
            if points_at.setdefault(place, each) != each:
                return []  # two orders of places
    if not points_at:
        return []
    return [
        Worded(
            RankBy(
                kind="rank_by", of=of, order="printed", points_at=points_at, quote=quoted(own)
            ),
            prints(own),
        )
        for of in columns.places
    ]  # fmt: skip
