"""The points an item by which an issuer's tables are made, period by period: rule_changed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding, Score
from evidence import Evidence, Message
from figures import plain
from scoring.between.filing import Filed, certain_matters, heading_core

_FEWEST_ROWS = 3
_TRUSTED_SHARE = Decimal("0.75")


class _Shown(NamedTuple):
    """What the rows of one score column show: the points an item of each printed column."""

    filed: Filed
    table: int
    column: str
    weights: Mapping[str, Decimal]
    evidence: Evidence

    def words(self, items: Sequence[str]) -> str:
        return "，".join(f"{item} {plain(self.weights[item])} 分" for item in items)


def check_rule_changes(filed: Sequence[Filed]) -> Iterator[tuple[Filed, Finding]]:
    """A later table that is made with other points an item than the last one of its series.

    What holds in three rows of four, and three at least, is what a table is made by. Nobody is
    contradicted by it: it is worth knowing where two periods are compared.
    """
    last: dict[tuple[str, str], _Shown] = {}
    for one in filed:
        for key, shown in _shown(one).items():
            before = last.get(key)
            last[key] = shown
            if before is None:
                continue
            items = [
                item
                for item, each in shown.weights.items()
                if before.weights.get(item, each) != each
            ]
            if items:
                yield one, _finding(before, shown, items)


def _shown(one: Filed) -> dict[tuple[str, str], _Shown]:
    series = certain_matters(one)
    columns: dict[tuple[int, str], list[Score]] = {}
    for score in one.scores:
        if score.table in series:
            columns.setdefault((score.table, score.column), []).append(score)
    found: dict[tuple[str, str], _Shown] = {}
    for (table, column), scores in columns.items():
        right = [score for score in scores if score.status == "reproduced"]
        weights = _weights(right)
        enough = len(right) >= _FEWEST_ROWS and len(right) >= _TRUSTED_SHARE * len(scores)
        if weights and enough:
            key = (f"{one.issuer}｜{series[table]}", heading_core(column))
            found[key] = _Shown(one, table, column, weights, right[0].evidence)
    return found


def _weights(scores: Sequence[Score]) -> dict[str, Decimal]:
    """The points an item that the rows agree on, of items that some row has.

    Items that two columns count, the period's and the running ones, have no points of their own.
    """
    told: dict[str, Counter[Decimal]] = {}
    columns: dict[str, set[str]] = {}
    for score in scores:
        for step in score.trace:
            if step.points_each is not None and step.items:
                item = heading_core(step.column)
                told.setdefault(item, Counter())[step.points_each] += 1
                columns.setdefault(item, set()).add(step.column)
    return {
        item: next(iter(each))
        for item, each in told.items()
        if item and len(each) == 1 and len(columns[item]) == 1
    }


def _finding(before: _Shown, now: _Shown, items: Sequence[str]) -> Finding:
    was, is_now = before.words(items), now.words(items)
    return Finding(
        code="rule_changed",
        severity="note",
        table=now.table,
        row=None,
        column=now.column,
        unit=None,
        published=is_now,
        expected=was,
        difference=None,
        changes_rank=None,
        explanation=Message(
            zh=f"《{now.column}》本件按{is_now}计算，{before.filed.called.zh}按{was}计算；"
            "两期得分不宜直接比较。",
            en=f"«{now.column}» is made with {_english(now, items)} here, with "
            f"{_english(before, items)} in {before.filed.called.en}: the two are not to be "
            "compared as they stand.",
        ),
        explained_by=(),
        clause=None,
        evidence=(now.evidence, before.evidence),
    )


def _english(shown: _Shown, items: Sequence[str]) -> str:
    told = (f"{plain(shown.weights[item])} points for each of «{item}»" for item in items)
    return ", ".join(told)
