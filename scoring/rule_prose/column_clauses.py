"""What clauses in words may make of a table's score columns: every reading that the words allow.

Words leave open whether a limit holds for one kind of item or for the whole, whether late items are
counted among the others, whether a zero or a bonus is meant for this table. Each such reading is
given; the rows tell which one is followed (`read_rule`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from evidence import Evidence
from figures import fold, read_rank
from scoring.clauses import (
    DeductFrom,
    Highest,
    MeanOfChildren,
    OmitIf,
    PerItem,
    RankBy,
    RuleClause,
    Sum,
    UnpublishedItems,
    Weighted,
)
from scoring.rule_prose.rule_text import NotUnderstood, ReadClause
from scoring.rule_prose.score_columns import ScoreColumns

_CITATION = 60
_DEDUCTS = re.compile(r"扣分|加减分|附加分|奖惩|减分|扣减")
_WHOLE = re.compile(r"(?:总|得|加|扣|计|累计|合计|最[高终]|全年|年度|季度|考核|积|成绩|分|不|得)+")
_NOTHING = re.compile(r"未|无|没有|不")
_PLACES = re.compile(
    r"第?([一二三四五六七八九十]{1,3}|\d{1,2})名?(?:(?:至|到|-|—)第?(\w{1,3}?)名)?"
)
_HIGHEST = re.compile(r"就高|取最高|按最高|以最高|不重复(?:计|加|得)")
_ZERO = Decimal(0)


class Worded(NamedTuple):
    """A clause, and the print of the words that it rests on."""

    clause: RuleClause
    evidence: tuple[Evidence, ...]


class Reading(NamedTuple):
    """One thing that the words may make of a score column."""

    main: Worded
    parts: Mapping[str, Worded]
    """What the column adds up or chooses from and no column prints, by a name of its own."""


class _Limits(NamedTuple):
    """One way to take the limits that the words set."""

    of_column: Mapping[str, Decimal]
    whole: Decimal | None
    words: tuple[ReadClause, ...] = ()
    """The clauses that set a limit of the whole, and of nothing else."""


class _Factors(NamedTuple):
    """Points of doubled and halved items."""

    printed: Mapping[str, Decimal]
    uncounted: Mapping[str, Decimal]
    words: tuple[ReadClause, ...]


def readings_of(
    clauses: Sequence[ReadClause], open_words: Sequence[NotUnderstood], columns: ScoreColumns
) -> dict[str, list[Reading]]:
    """By score column of a table, the readings of its clause, the plainest first."""
    highest = next((one for one in open_words if _HIGHEST.search(one.sentence)), None)
    found: dict[str, list[Reading]] = {}
    for own in (
        _counted(clauses, highest, columns),
        _weighted(_of_kind(clauses, "weighted"), columns),
        _ranked(clauses, columns),
        _means(clauses, columns),
    ):
        for name, readings in own.items():
            found.setdefault(name, []).extend(readings)
    for total in columns.totals:
        parts = columns.points
        if total not in found and len(parts) > 1:
            found[total] = [Reading(Worded(Sum(kind="sum", of=parts), ()), {})]
            if highest is not None:
                words = highest.sentence[:_CITATION]
                clause = Highest(kind="highest", of=parts, quote=words)
                found[total].append(Reading(Worded(clause, (highest.evidence,)), {}))
    return found


def _of_kind(clauses: Sequence[ReadClause], *kinds: str) -> list[ReadClause]:
    """Clauses that give, take or weigh something; one of nothing says nothing here."""
    return [c for c in clauses if c.phrase.kind in kinds and c.phrase.points_each]


def _weighted(clauses: Sequence[ReadClause], columns: ScoreColumns) -> dict[str, list[Reading]]:
    """One weighted score, where each share is of a printed column and they make a hundred."""
    shares: dict[str, Decimal | None] = {}
    for clause in clauses:
        column = columns.meant(clause.phrase.items, (*columns.points, *columns.counts))
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
    weighted = Weighted(kind="weighted", weights_pct=shares, quote=_quoted(clauses))
    return {targets[0]: [Reading(Worded(weighted, _prints(clauses)), {})]}


def _counted(
    clauses: Sequence[ReadClause], highest: NotUnderstood | None, columns: ScoreColumns
) -> dict[str, list[Reading]]:
    """Points by item: to the points column that the words name, else to the score as a whole."""
    targets = columns.points or columns.totals
    deducts = [path for path in columns.points if _DEDUCTS.search(path)]
    of_column: dict[str, list[ReadClause]] = {}
    for clause in _of_kind(clauses, "per_item", "deduct_from"):
        phrase = clause.phrase
        target = columns.meant(phrase.items, columns.points)
        if (phrase.points_each or _ZERO) < 0 and len(deducts) == 1 and phrase.kind == "per_item":
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
        target: _Items(target, own, clauses, highest, columns).readings()
        for target, own in of_column.items()
    }
    return {target: readings for target, readings in found.items() if readings}


class _Items(NamedTuple):
    """The clauses that make one score of items, and those that may change it."""

    target: str
    own: Sequence[ReadClause]
    every: Sequence[ReadClause]
    highest: NotUnderstood | None
    columns: ScoreColumns

    def readings(self) -> list[Reading]:
        """Of printed counts, else of unpublished items; none where the words do not pair off."""
        items = _of_kind(self.own, "per_item")
        bases = _of_kind(self.own, "deduct_from")
        points = {c.phrase.items: c.phrase.points_each or _ZERO for c in items}
        if not items or len(bases) > 1 or len(points) < len(items):
            return []
        printed = {name: self.columns.meant(name, self._counts()) for name in points}
        found = {column: points[name] for name, column in printed.items() if column is not None}
        if not found:
            several = any(len(self.columns.nearest(n, self._counts())) > 1 for n in points)
            if bases or several:
                return []
            clause = UnpublishedItems(
                kind="unpublished_items", points_each=points, quote=_quoted(self.own)
            )
            return [Reading(Worded(clause, _prints(self.own)), {})]
        if len(found) < len([column for column in printed.values() if column]):
            return []  # two clauses for one count
        uncounted = {name: points[name] for name, column in printed.items() if column is None}
        readings = [
            self._made(bases, found, uncounted, limits, factors)
            for limits, factors in product(self._limits(printed), self._factors(found))
        ]
        return [*self._nothing_for(readings), *readings, *self._more(readings, found)]

    def _counts(self) -> tuple[str, ...]:
        """The columns that its items may be; a formula names columns of points too."""
        if any(clause.phrase.column for clause in self.own):
            return (*self.columns.counts, *(p for p in self.columns.points if p != self.target))
        return self.columns.counts

    def _made(
        self,
        bases: Sequence[ReadClause],
        found: Mapping[str, Decimal],
        uncounted: Mapping[str, Decimal],
        limits: _Limits,
        factors: _Factors,
    ) -> Reading:
        """The score of these counts; a part for each limit of its own, one for the uncounted."""
        points = {**found, **factors.printed}
        uncounted = {**uncounted, **factors.uncounted}
        own = (*self.own, *factors.words)
        quote, prints = _quoted((*own, *limits.words)), _prints((*own, *limits.words))
        capped = {c: limits.of_column[c] for c in points if c in limits.of_column}
        rest = {column: each for column, each in points.items() if column not in capped}
        if (len(capped) == 1 and not rest and not bases) or (bases and not rest):
            whole = next(iter(capped.values()))
            capped, rest, limits = {}, dict(points), _Limits({}, whole)
        parted = bool(capped or uncounted)
        core: RuleClause | None = None
        if bases:
            base = bases[0].phrase
            core = DeductFrom(
                kind="deduct_from", base=base.points_each, points_each=rest, floor=base.floor,
                cap=base.cap if parted or limits.whole is None else limits.whole, quote=quote,
            )  # fmt: skip
        elif rest:
            cap = None if parted else limits.whole
            core = PerItem(kind="per_item", points_each=rest, cap=cap, quote=quote)
        if not parted and core is not None:
            return Reading(Worded(core, prints), {})
        parts = {
            f"{column}应得分": Worded(
                PerItem(
                    kind="per_item", points_each={column: points[column]}, cap=cap, quote=quote
                ),
                prints,
            )
            for column, cap in capped.items()
        }
        if core is not None:
            parts["按件应得分"] = Worded(core, prints)
        if uncounted:
            extra = UnpublishedItems(
                kind="unpublished_items", points_each=dict(uncounted), quote=quote
            )
            parts["未列件数的得分"] = Worded(extra, prints)
        words = limits.words if limits.whole is not None else ()
        total = Sum(kind="sum", of=tuple(parts), cap=limits.whole, quote=_quoted(words) or None)
        return Reading(Worded(total, _prints(words)), parts)

    def _limits(self, printed: Mapping[str, str | None]) -> list[_Limits]:
        """Limits of each item, or of the whole, or of something that is not in this table."""
        of_item = {
            column: clause.phrase.cap
            for clause in _of_kind(self.own, "per_item")
            if clause.phrase.cap is not None
            and (column := printed[clause.phrase.items]) is not None
        }
        whole: Decimal | None = None
        words: tuple[ReadClause, ...] = ()
        for clause in _of_kind(self.every, "cap"):
            if _WHOLE.fullmatch(clause.phrase.items):
                whole, words = clause.phrase.points_each, (clause,)
            elif column := self.columns.meant(clause.phrase.items, self.columns.counts):
                of_item.setdefault(column, clause.phrase.points_each or _ZERO)
        ways = [_Limits(of_item, whole, words)]
        if len(set(of_item.values())) == 1 and whole is None:
            ways.append(_Limits({}, next(iter(of_item.values()))))
        if of_item or whole is not None:
            ways.append(_Limits({}, None))
        return ways

    def _factors(self, found: Mapping[str, Decimal]) -> list[_Factors]:
        """Doubled and halved items, beside the others or among them: printed, and uncounted."""
        ways: list[_Factors] = []
        for among in (False, True):
            printed: dict[str, Decimal] = {}
            uncounted: dict[str, Decimal] = {}
            words: list[ReadClause] = []
            base: ReadClause | None = None
            for clause in self.every:
                phrase = clause.phrase
                if phrase.kind == "per_item":
                    base = clause
                if phrase.kind != "multiply" or phrase.points_each is None or base not in self.own:
                    continue
                assert base is not None
                factor = phrase.points_each - 1 if among else phrase.points_each
                each = factor * (base.phrase.points_each or _ZERO)
                column = self.columns.meant(phrase.items, self.columns.counts)
                if column is None and each:
                    uncounted[phrase.items] = each
                elif column is not None and column not in found:
                    printed[column] = each
                else:
                    continue
                words.append(clause)
            way = _Factors(printed, uncounted, tuple(words))
            if way not in ways:
                ways.append(way)
        return ways

    def _nothing_for(self, readings: Sequence[Reading]) -> Iterator[Reading]:
        """The readings with nothing for a unit that did nothing (``未报送的计零分``)."""
        for clause, reading in product(self.every, readings):
            phrase = clause.phrase
            if phrase.kind != "cap" or phrase.points_each != 0:
                continue
            column = self.columns.meant(phrase.items, self.columns.counts)
            if column is not None and _NOTHING.search(phrase.items):
                nothing = OmitIf(
                    kind="omit_if", of=column, at_most=_ZERO, otherwise="应得分",
                    quote=clause.quote,
                )  # fmt: skip
                inner = {**reading.parts, "应得分": reading.main}
                yield Reading(Worded(nothing, (clause.evidence,)), inner)

    def _more(self, readings: Sequence[Reading], found: Mapping[str, Decimal]) -> Iterator[Reading]:
        """The readings with a bonus for a place, and the highest of the items alone."""
        for reading in readings:
            ranked = _place_points(self.every, self.columns)
            if ranked is not None:
                main = Worded(Sum(kind="sum", of=("应得分", "名次得分")), ())
                inner = {**reading.parts, "应得分": reading.main, "名次得分": ranked}
                yield Reading(main, inner)
        if self.highest is not None and len(found) > 1:
            quote, prints = _quoted(self.own), _prints(self.own)
            levels = {
                f"{column}应得分": Worded(
                    PerItem(kind="per_item", points_each={column: each}, quote=quote), prints
                )
                for column, each in found.items()
            }
            words = self.highest.sentence[:_CITATION]
            alone = Highest(kind="highest", of=tuple(levels), quote=words)
            yield Reading(Worded(alone, (self.highest.evidence,)), levels)


def _ranked(clauses: Sequence[ReadClause], columns: ScoreColumns) -> dict[str, list[Reading]]:
    """Points by place, where one score column stands beside one column of places."""
    targets = columns.points or columns.totals
    ranked = _place_points(clauses, columns)
    if ranked is None or len(targets) != 1:
        return {}
    return {targets[0]: [Reading(ranked, {})]}


def _place_points(clauses: Sequence[ReadClause], columns: ScoreColumns) -> Worded | None:
    """What the printed place earns; None without one column of places or with places in doubt."""
    own = _of_kind(clauses, "rank_by")
    points_at: dict[int, Decimal] = {}
    for clause in own:
        match = _PLACES.search(clause.phrase.items)
        first = read_rank(match[1]) if match else None
        last = read_rank(match[2]) if match and match[2] else first
        if first is None or last is None:
            return None
        for place in range(first, last + 1):
            if points_at.setdefault(place, clause.phrase.points_each or _ZERO) != (
                clause.phrase.points_each
            ):
                return None  # two orders of places
    if not points_at or len(columns.places) != 1:
        return None
    clause_of = RankBy(
        kind="rank_by", of=columns.places[0], order="printed", points_at=points_at,
        quote=_quoted(own),
    )  # fmt: skip
    return Worded(clause_of, _prints(own))


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


def _prints(clauses: Sequence[ReadClause]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(clause.evidence for clause in clauses))


def _quoted(clauses: Sequence[ReadClause]) -> str:
    """The words of the clauses, each verbatim, as many as a citation holds."""
    quotes = list(dict.fromkeys(clause.quote for clause in clauses))
    while len("；".join(quotes)) > _CITATION:
        quotes.pop()
    return "；".join(quotes)
