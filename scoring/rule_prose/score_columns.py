"""The columns of a table that a rule may speak of, and which of them its words mean."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from figures import fold
from layout import column_roles, is_rank_heading, is_score_heading
from scoring.cells import TableView
from scoring.checks.sheets import POINTS, RATE

_WORDLESS = re.compile(
    r"信息|稿件|情况|数量|[条篇件期次]数|得分|分值|积分|[条篇件的每被等各数量分率()（）/·“”《》、,，:：]"
)
_TOTAL = re.compile(r"总分|总得分|合计|总计|总成绩|综合得分|最终得分|总积分")


class ScoreColumns(NamedTuple):
    """The headings of a table: counts, shares, points, totals, places and names."""

    counts: tuple[str, ...]
    shares: tuple[str, ...]
    """Columns of per cents."""
    points: tuple[str, ...]
    totals: tuple[str, ...]
    places: tuple[str, ...]
    names: tuple[str, ...]
    rarity: Mapping[str, Decimal]
    """How much each pair of characters tells the clauses apart: one over those that bear it."""

    def below(self, head: str) -> "ScoreColumns":
        """The counts and points below one heading."""
        return self._replace(
            counts=tuple(name for name in self.counts if name.startswith(f"{head}/")),
            points=tuple(name for name in self.points if name.startswith(f"{head}/")),
            totals=(),
        )

    def meant(self, words: str, among: Sequence[str]) -> str | None:
        """The one column that the words may mean; None where it is none or several."""
        named = [column for column in among if fold(column) == fold(words)]
        if len(named) == 1:
            return named[0]
        nearest = self.nearest(words, among) or _shortened(words, among)
        return nearest[0] if len(nearest) == 1 else None

    def nearest(self, words: str, among: Sequence[str]) -> list[str]:
        """The columns whose headings share most of the words that tell a clause from the others;
        of several those that say least beside them: 市级, not 市级头条."""
        pairs = _pairs(words)
        if not pairs:
            return []
        rarest = max(self.rarity.get(pair, Decimal(1)) for pair in pairs)
        telling = {pair for pair in pairs if self.rarity.get(pair, Decimal(1)) == rarest}
        shared = {column: len(telling & _pairs(column)) for column in among}
        best = max(shared.values(), default=0)
        if not best:
            return []
        nearest = [column for column, number in shared.items() if number == best]
        over = {column: len(_pairs(column) - pairs) for column in nearest}
        return [column for column in nearest if over[column] == min(over.values())]


def score_columns(view: TableView, leaf: str | None, rarity: Mapping[str, Decimal]) -> ScoreColumns:
    """The columns of a table; of several counts of a heading only those of `leaf`."""
    roles = column_roles(view.table)
    numbers = [index for index, role in enumerate(roles) if role == "number"]
    shares = [index for index in numbers if RATE.search(fold(view.path(index)))]
    places = [
        index
        for index, role in enumerate(roles)
        if role == "rank" or (role == "number" and is_rank_heading(view.path(index)))
    ]
    numbers = [index for index in numbers if index not in (*places, *shares)]
    scored = [index for index in numbers if _is_points(view, index)]
    totals = [
        i for i in scored if i == view.score and (len(scored) > 1 or _TOTAL.search(view.path(i)))
    ]
    counts = [view.path(i) for i in numbers if i not in scored]
    parted = {name.rsplit("/", 1)[0] for name in counts if name.endswith(f"/{leaf}")}
    return ScoreColumns(
        counts=tuple(
            name
            for name in counts
            if name.rsplit("/", 1)[0] not in parted or name.endswith(f"/{leaf}")
        ),
        shares=tuple(view.path(i) for i in shares),
        points=tuple(view.path(i) for i in scored if i not in totals),
        totals=tuple(view.path(i) for i in totals),
        places=tuple(view.path(i) for i in places),
        names=tuple(view.path(i) for i, role in enumerate(roles) if role in ("text", "unit")),
        rarity=rarity,
    )


def rarity(items: Iterable[str]) -> dict[str, Decimal]:
    """How much each pair of characters tells items apart: one over the number that bear it."""
    bearing = Counter(pair for words in items for pair in _pairs(words))
    return {pair: 1 / Decimal(number) for pair, number in bearing.items()}


def _is_points(view: TableView, index: int) -> bool:
    path = fold(view.path(index))
    return bool(POINTS.search(path)) or (index == view.score and is_score_heading(path))


def _shortened(words: str, among: Sequence[str]) -> list[str]:
    """The columns headed by the words with characters left out: 中办采用 for 中央办公厅采用."""
    every = fold(words)
    found = []
    for column in among:
        rest = iter(every)
        if len(column) > 2 and all(character in rest for character in fold(column)):
            found.append(column)
    return found


def shared_pairs(words: str, other: str) -> int:
    """How many pairs of characters two wordings have in common."""
    return len(_pairs(words) & _pairs(other))


def _pairs(words: str) -> set[str]:
    chunks = _WORDLESS.sub(" ", fold(words)).split()
    return {chunk[i : i + 2] for chunk in chunks for i in range(len(chunk) - 1)}
