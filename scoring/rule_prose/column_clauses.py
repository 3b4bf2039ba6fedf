"""What clauses in words may make of a table's score columns: every reading that the words allow.

Words leave open whether a limit holds for one kind of item or for the whole, whether late items are
counted among the others, whether a zero or a bonus is meant for this table. Each such reading is
given; the rows tell which one is followed (`read_rule`).
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product

from figures import fold
from scoring.clauses import Highest, MeanOfChildren, Sum, Weighted
from scoring.rule_prose.item_clauses import ItemClauses
from scoring.rule_prose.place_clauses import points_by_place
from scoring.rule_prose.readings import Reading, Worded, of_kind, prints, quoted
from scoring.rule_prose.rule_text import ReadClause
from scoring.rule_prose.score_columns import ScoreColumns

_DEDUCTS = re.compile(r"扣分|加减分|附加分|奖惩|减分|扣减")


def readings_of(clauses: Sequence[ReadClause], columns: ScoreColumns) -> dict[str, list[Reading]]:
    """By score column of a table, the readings of its clause, the plainest first."""
    highest = next((c for c in clauses if c.phrase.kind == "highest"), None)
    counted = _counted_by_heading(clauses, highest, columns)
    weighted = _weighted(of_kind(clauses, "weighted"), columns)
    found: dict[str, list[Reading]] = {}
    for own in (
        _both(weighted, counted),
        counted,
        weighted,
        points_by_place(clauses, columns),
        _means(clauses, columns),
    ):
        for name, readings in own.items():
            found.setdefault(name, []).extend(readings)
    for total in columns.totals:
        parts = columns.points
        if total not in found and len(parts) > 1:
            found[total] = [Reading(Worded(Sum(kind="sum", of=parts), ()), {})]
            if highest is not None:
                clause = Highest(kind="highest", of=parts, quote=highest.quote)
                found[total].append(Reading(Worded(clause, (highest.evidence,)), {}))
    for name, readings in _beside_points(clauses, highest, columns).items():
        found.setdefault(name, []).extend(readings)
    return found


def _weighted(clauses: Sequence[ReadClause], columns: ScoreColumns) -> dict[str, list[Reading]]:
    """One weighted score, where each share is of a printed column and they make a hundred."""
    shares: dict[str, Decimal | None] = {}
    for clause in clauses:
        among = (*columns.points, *columns.counts, *columns.shares)
        column = columns.meant(clause.phrase.items, among)
        if column is None:
            return {}
        shares[column] = clause.phrase.points_each
    named = {fold(clause.phrase.column) for clause in clauses if clause.phrase.column}
    targets = [
        total
        for total in (*columns.totals, *columns.points)
        if total not in shares and (not named or any(name in fold(total) for name in named))
    ]
    if len(shares) < 2 or sum(filter(None, shares.values())) != 100 or not targets:
        return {}
    weighted = Worded(
        Weighted(kind="weighted", weights_pct=shares, quote=quoted(clauses)), prints(clauses)
    )
    readings = [Reading(weighted, {})]
    # «甲×40%+乙×60%+奖励分»: points beside the shares are added as they are printed.
    beside = tuple(name for name in columns.points if name not in shares and name != targets[0])
    if beside:
        total = Sum(kind="sum", of=(*beside, "加权得分"))
        readings.append(Reading(Worded(total, ()), {"加权得分": weighted}))
    return {targets[0]: readings}


def _both(
    weighted: Mapping[str, Sequence[Reading]], counted: Mapping[str, Sequence[Reading]]
) -> dict[str, list[Reading]]:
    """Scores by their weights and points for items, added up (``=甲×50%+乙×50%-投诉×2``)."""
    return {
        name: [
            Reading(
                Worded(Sum(kind="sum", of=("加权得分", "按件得分")), ()),
                {**shares.parts, **items.parts, "加权得分": shares.main, "按件得分": items.main},
            )
            for shares, items in product(readings, counted[name])
        ]
        for name, readings in weighted.items()
        if name in counted
    }


def _beside_points(
    clauses: Sequence[ReadClause], highest: ReadClause | None, columns: ScoreColumns
) -> dict[str, list[Reading]]:
    """A total of printed points and of items that no printed points stand for."""
    items = of_kind(clauses, "per_item", "deduct_from")
    own = [c for c in items if columns.meant(c.phrase.items, columns.points) is None]
    if len(columns.totals) != 1 or not columns.points or not own:
        return {}
    total = columns.totals[0]
    readings = [
        Reading(
            Worded(Sum(kind="sum", of=(*columns.points, "按件得分")), ()),
            {**reading.parts, "按件得分": reading.main},
        )
        for reading in ItemClauses(total, own, clauses, highest, columns).readings()
    ]
    return {total: readings} if readings else {}


def _counted_by_heading(
    clauses: Sequence[ReadClause], highest: ReadClause | None, columns: ScoreColumns
) -> dict[str, list[Reading]]:
    """Points by item; where headings (``1月``, ``2月``) each have counts and points of their own,
    those of one heading go together."""
    heads = dict.fromkeys(name.rsplit("/", 1)[0] for name in columns.points if "/" in name)
    below = [columns.below(head) for head in heads]
    groups = [group for group in below if group.counts and len(group.points) == 1]
    if len(groups) < 2:
        return _counted(clauses, highest, columns)
    return {
        name: readings
        for group in groups
        for name, readings in _counted(clauses, highest, group).items()
    }


def _counted(
    clauses: Sequence[ReadClause], highest: ReadClause | None, columns: ScoreColumns
) -> dict[str, list[Reading]]:
    """Points by item: to the points column that the words name, else to the score as a whole."""
    targets = columns.points or columns.totals
    deducts = [path for path in columns.points if _DEDUCTS.search(path)]
    of_column: dict[str, list[ReadClause]] = {}
    for clause in of_kind(clauses, "per_item", "deduct_from"):
        phrase = clause.phrase
        target = columns.meant(phrase.items, columns.points)
        if (phrase.points_each or 0) < 0 and len(deducts) == 1 and phrase.kind == "per_item":
            target = deducts[0]
        if phrase.column is not None:  # a formula: «总分=台账得分×0.3+…»
            named = [
                c for c in (*columns.totals, *columns.points) if fold(phrase.column) in fold(c)
            ]
            target = named[0] if len(named) == 1 else target
        if target is None and len(targets) == 1:
            target = targets[0]
        if target is not None:
            of_column.setdefault(target, []).append(clause)
    found = {
        target: ItemClauses(target, own, clauses, highest, columns).readings()
        for target, own in of_column.items()
    }
    return {target: readings for target, readings in found.items() if readings}


def _means(clauses: Sequence[ReadClause], columns: ScoreColumns) -> dict[str, list[Reading]]:
    """A score that is the mean of the rows that name the same unit above them."""
    found: dict[str, list[Reading]] = {}
    numbers = (*columns.points, *columns.totals, *columns.counts)
    for clause in clauses:
        phrase = clause.phrase
        if phrase.kind != "mean_of_children" or phrase.column is None:
            continue
        targets = [name for name in numbers if fold(name) == fold(phrase.column)]
        of = [name for name in numbers if fold(name) in fold(phrase.items)]
        if len(targets) == 1 and len(of) == 1 and targets != of:
            found[targets[0]] = [
                Reading(
                    Worded(
                        MeanOfChildren(
                            kind="mean_of_children", of=of[0], parent=above, quote=clause.quote
                        ),
                        (clause.evidence,),
                    ),
                    {},
                )
                for above in columns.names
            ]
    return found
