"""Clauses in words, of a notice itself or of its office's rule, put to the columns they speak of.

Words alone do not settle which column a clause governs. A clause binds only where its words point
to one column and most of the printed rows bear that out; what is not borne out binds nothing.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from contracts import Notice
from figures import fold
from layout import column_roles, is_score_heading
from scoring.cells import TableView, view_tables
from scoring.checks.sheets import POINTS, RATE
from scoring.clauses import (
    DeductFrom,
    PerItem,
    RuleClause,
    RuleVersion,
    Sum,
    UnpublishedItems,
    Weighted,
)
from scoring.governed import govern_columns, recheck_table
from scoring.rule_prose.rule_documents import RuleDocument
from scoring.rule_prose.rule_text import ReadClause, read_rule_text

_OBEYING_TO_ONE = 2
"""How many cells of a column must follow from its clause, to each that does not, for it to bind."""
_LEAST_CELLS = 2
_CITATION = 60
_NO_DAY = date(1, 1, 1)
_WORDLESS = re.compile(
    r"信息|稿件|情况|数量|[条篇件期次]数|得分|分值|积分|[条篇件的每被等各数量分率()（）/·“”《》、,，:：]"
)
_DEDUCTS = re.compile(r"扣分|加减分|附加分|奖惩|减分|扣减")
_TOTAL = re.compile(r"总分|总得分|合计|总计|总成绩|综合得分|最终得分|总积分")


class _Columns(NamedTuple):
    """The headings of a table's number columns: counts, points, totals."""

    counts: tuple[str, ...]
    points: tuple[str, ...]
    totals: tuple[str, ...]


class ReadRule(NamedTuple):
    """What a notice's own clauses come to."""

    version: RuleVersion | None
    """What binds; None where the rows bear out no clause."""
    unborne: Mapping[str, RuleClause]
    """By column: what the words put to it and its rows do not bear out."""


def read_rule(notice: Notice, document: RuleDocument | None = None) -> ReadRule:
    """The version that clauses make for a notice, as far as its rows bear them out.

    The clauses are those of `document`, the rule of its office, else of the notice itself.
    """
    read = document.clauses if document else read_rule_text(notice).clauses
    clauses = [clause for clause in read if clause.phrase.points_each]
    views = [view for view in view_tables(notice) if view.unit is not None]
    if not clauses or not views:
        return ReadRule(None, {})
    readings = [
        _borne_out(notice, document, clauses, views, leaf) for leaf in (None, *_leaves(views))
    ]
    return next((reading for reading in readings if reading.version), readings[0])


def _leaves(views: Sequence[TableView]) -> tuple[str, ...]:
    """Last levels that stand below several headings (``市级/本月``, ``省级/本月``): the words of a
    rule name the heading, and the rows tell which of its columns it counts."""
    counts = {name for view in views for name in _columns(view, None).counts if "/" in name}
    below = Counter(name.rsplit("/", 1)[1] for name in sorted(counts))
    return tuple(leaf for leaf, headings in below.items() if headings > 1)


def _borne_out(
    notice: Notice,
    document: RuleDocument | None,
    clauses: Sequence[ReadClause],
    views: Sequence[TableView],
    leaf: str | None,
) -> ReadRule:
    """What the rows bear out of the clauses; of several columns of a heading only those of `leaf`
    count."""
    rarity = _rarity([clause.phrase.items for clause in clauses])
    scores: dict[str, RuleClause] = {}
    for view in views:
        _add(scores, _put_to_columns(clauses, _columns(view, leaf), rarity))
    version = _version(notice, document, scores, views)
    put = dict(scores)
    while unborne := _unborne(views, version):
        scores = {name: clause for name, clause in scores.items() if name not in unborne}
        version = _version(notice, document, scores, views)
    stated = any(not isinstance(clause, Sum) for clause in scores.values())
    left = {name: clause for name, clause in put.items() if name not in scores}
    return ReadRule(version if stated else None, left)


def _add(scores: dict[str, RuleClause], of_table: Mapping[str, RuleClause]) -> None:
    """Take in the clauses of one more table; a total adds up the parts that each table prints."""
    for name, clause in of_table.items():
        known = scores.get(name)
        if known is None:
            scores[name] = clause
        elif isinstance(known, Sum) and isinstance(clause, Sum):
            parts = tuple(dict.fromkeys((*known.of, *clause.of)))
            scores[name] = known.model_copy(update={"of": parts})


def _columns(view: TableView, leaf: str | None) -> _Columns:
    roles = column_roles(view.table)
    numbers = [
        index
        for index, path in enumerate(view.table.columns)
        if roles[index] == "number" and not RATE.search(fold(path))
    ]
    scored = [index for index in numbers if _is_points(view, index)]
    totals = [
        i for i in scored if i == view.score and (len(scored) > 1 or _TOTAL.search(view.path(i)))
    ]
    counts = [view.path(i) for i in numbers if i not in scored]
    parted = {name.rsplit("/", 1)[0] for name in counts if name.endswith(f"/{leaf}")}
    return _Columns(
        counts=tuple(
            name
            for name in counts
            if name.rsplit("/", 1)[0] not in parted or name.endswith(f"/{leaf}")
        ),
        points=tuple(view.path(i) for i in scored if i not in totals),
        totals=tuple(view.path(i) for i in totals),
    )


def _is_points(view: TableView, index: int) -> bool:
    path = fold(view.path(index))
    return bool(POINTS.search(path)) or (index == view.score and is_score_heading(path))


def _put_to_columns(
    clauses: Sequence[ReadClause], columns: _Columns, rarity: Mapping[str, Decimal]
) -> dict[str, RuleClause]:
    """The clause of each score column of a table, as far as words alone point to one."""
    weighted = [clause for clause in clauses if clause.phrase.kind == "weighted"]
    counted = [clause for clause in clauses if clause.phrase.kind in ("per_item", "deduct_from")]
    scores: dict[str, RuleClause] = {}
    scores.update(_weighted(weighted, columns, rarity))
    scores.update(_counted(counted, columns, rarity))
    for total in columns.totals:
        parts = tuple(name for name in columns.points if name not in (total,))
        if total not in scores and len(parts) > 1:
            scores[total] = Sum(kind="sum", of=parts)
    return scores


def _weighted(
    clauses: Sequence[ReadClause], columns: _Columns, rarity: Mapping[str, Decimal]
) -> dict[str, RuleClause]:
    """One weighted score, where each share is of a printed column and they make a hundred."""
    shares: dict[str, Decimal | None] = {}
    for clause in clauses:
        column = _meant(clause.phrase.items, (*columns.points, *columns.counts), rarity)
        if column is None or clause.phrase.points_each is None:
            return {}
        shares[column] = clause.phrase.points_each
    named = {clause.phrase.column for clause in clauses} - {None}
    targets = [
        total
        for total in (*columns.totals, *columns.points)
        if total not in shares and (not named or any(fold(n or "") in fold(total) for n in named))
    ]
    if len(shares) < 2 or sum(filter(None, shares.values())) != 100 or not targets:
        return {}
    return {targets[0]: Weighted(kind="weighted", weights_pct=shares, quote=_quoted(clauses))}


def _counted(
    clauses: Sequence[ReadClause], columns: _Columns, rarity: Mapping[str, Decimal]
) -> dict[str, RuleClause]:
    """Points by item: to the points column that the words name, else to the score as a whole."""
    targets = columns.points or columns.totals
    deducts = [path for path in columns.points if _DEDUCTS.search(path)]
    of_column: dict[str, list[ReadClause]] = {}
    for clause in clauses:
        phrase = clause.phrase
        each = phrase.points_each or Decimal(0)
        target = _meant(phrase.items, columns.points, rarity)
        if each < 0 and len(deducts) == 1 and phrase.kind == "per_item":
            target = deducts[0]
        if target is None and len(targets) == 1:
            target = targets[0]
        if target is not None:
            of_column.setdefault(target, []).append(clause)
    scores: dict[str, RuleClause] = {}
    for target, own in of_column.items():
        read = _of_items(own, columns.counts, rarity)
        if read is not None:
            scores[target] = read
    return scores


def _of_items(
    clauses: Sequence[ReadClause], counts: Sequence[str], rarity: Mapping[str, Decimal]
) -> RuleClause | None:
    """What the clauses of one score make: of its printed counts, else of unpublished items."""
    items = [clause for clause in clauses if clause.phrase.kind == "per_item"]
    bases = [clause for clause in clauses if clause.phrase.kind == "deduct_from"]
    if not items or len(bases) > 1:
        return None
    points = {clause.phrase.items: clause.phrase.points_each or Decimal(0) for clause in items}
    if len(points) < len(items):
        return None
    quote = _quoted(clauses)
    printed = {name: _meant(name, counts, rarity) for name in points}
    found = {column: points[name] for name, column in printed.items() if column is not None}
    caps = {clause.phrase.cap for clause in clauses}
    cap = caps.pop() if len(caps) == 1 else None
    if not found:
        printed_twice = any(len(_nearest(name, counts, rarity)) > 1 for name in points)
        return None if bases or printed_twice else UnpublishedItems(
            kind="unpublished_items", points_each=points, quote=quote
        )  # fmt: skip
    if len(found) < len([column for column in printed.values() if column]):
        return None  # two clauses for one count
    if bases:
        return DeductFrom(
            kind="deduct_from", base=bases[0].phrase.points_each, points_each=found,
            floor=bases[0].phrase.floor, cap=bases[0].phrase.cap, quote=quote,
        )  # fmt: skip
    return PerItem(kind="per_item", points_each=found, cap=cap, quote=quote)


def _quoted(clauses: Sequence[ReadClause]) -> str:
    """The words of the clauses, each verbatim, as many as a citation holds."""
    quotes = list(dict.fromkeys(clause.quote for clause in clauses))
    while len("；".join(quotes)) > _CITATION:
        quotes.pop()
    return "；".join(quotes)


def _rarity(items: Sequence[str]) -> dict[str, Decimal]:
    """How much each pair of characters tells the clauses apart: one over those that bear it."""
    bearing = Counter(pair for words in items for pair in _pairs(words))
    return {pair: 1 / Decimal(number) for pair, number in bearing.items()}


def _pairs(words: str) -> set[str]:
    chunks = _WORDLESS.sub(" ", fold(words)).split()
    return {chunk[i : i + 2] for chunk in chunks for i in range(len(chunk) - 1)}


def _meant(items: str, columns: Sequence[str], rarity: Mapping[str, Decimal]) -> str | None:
    """The one column that the words may mean; None where it is none or several."""
    meant = _nearest(items, columns, rarity)
    return meant[0] if len(meant) == 1 else None


def _nearest(items: str, columns: Sequence[str], rarity: Mapping[str, Decimal]) -> list[str]:
    """The columns whose headings share most of the words that tell a clause from the others."""
    pairs = _pairs(items)
    if not pairs:
        return []
    rarest = max(rarity.get(pair, Decimal(1)) for pair in pairs)
    telling = {pair for pair in pairs if rarity.get(pair, Decimal(1)) == rarest}
    shared = {column: len(telling & _pairs(column)) for column in columns}
    best = max(shared.values(), default=0)
    return [column for column, number in shared.items() if number == best] if best else []


def _version(
    notice: Notice,
    document: RuleDocument | None,
    scores: Mapping[str, RuleClause],
    views: Sequence[TableView],
) -> RuleVersion:
    day = notice.period_end or notice.published_on or _NO_DAY
    return RuleVersion(
        rule_id=document.id if document else "",
        valid_from=document.valid_from if document else day,
        verified_through=day,
        cite=(document.title if document else notice.title) or "",
        column_aliases={},
        columns=tuple(dict.fromkeys(path for view in views for path in view.table.columns)),
        scores=dict(scores),
    )


def _unborne(views: Sequence[TableView], version: RuleVersion) -> set[str]:
    """The columns whose printed cells mostly do not follow from what was put to them."""
    right: Counter[str] = Counter()
    decided: Counter[str] = Counter()
    for view in views:
        governed = govern_columns(view, version)
        cells = recheck_table(view, governed)
        for (_, index), cell in cells.items():
            name = view.path(index)
            decided[name] += cell.status != "not_checkable"
            right[name] += cell.status in ("reproduced", "feasible")
    return {
        name
        for name in version.scores
        if right[name] < _LEAST_CELLS
        or right[name] < _OBEYING_TO_ONE * (decided[name] - right[name])
    }
