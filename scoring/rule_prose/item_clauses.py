"""Points by item, put to one score: what the words allow of limits, factors, zeros and bonuses."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from scoring.clauses import (
    DeductFrom,
    Highest,
    OmitIf,
    PerItem,
    Points,
    RuleClause,
    Sum,
    UnpublishedItems,
)
from scoring.rule_prose.item_limits import TIMES, WHOLE, LimitClauses, Limits
from scoring.rule_prose.phrase import FEW, value_of
from scoring.rule_prose.place_clauses import place_points
from scoring.rule_prose.readings import Reading, Worded, of_kind, prints, quoted
from scoring.rule_prose.rule_text import ReadClause
from scoring.rule_prose.score_columns import ScoreColumns, shared_pairs

_FULL_MARK = re.compile(r"满分|百分制")
_SHORT = re.compile(r"[每的，,]\s*(?:少|缺|差|欠)")
"""``每少1条``: what is counted is missing."""
_LACK = re.compile(r"少|缺|差|欠|未")
_MEASURE = "[条篇件次个项期份]"
_LEAST = re.compile(
    r"(?P<items>[^，,;；。:：]*?)(?:不得?(?:少|低)于|至少|少于|低于|不足|不满|未达到?|不到|达到)"
    rf"(?P<after>[^\d，,]{{0,6}}?)(?P<least>\d+|[{FEW}])个?{_MEASURE}"
)
"""A minimum count: ``每月报送不少于4条``, ``至少报送信息2条``."""
_NOTHING = re.compile(r"未|无|没有|不")
_ZERO = Decimal(0)


class _Factors(NamedTuple):
    """Points of doubled and halved items."""

    printed: Mapping[str, Decimal]
    uncounted: Mapping[str, Decimal]
    words: tuple[ReadClause, ...]


class _Pairs(NamedTuple):
    """The items of the words, beside what a table prints of them."""

    found: Mapping[str, Decimal]
    """The points of each printed count."""
    uncounted: Mapping[str, Decimal]
    """The points of items that no column counts."""
    short: Mapping[str, Worded]
    """By column: what is taken for each item that its count falls short of a minimum."""


class ItemClauses(NamedTuple):
    """The clauses that make one score of items, and those that may change it."""

    target: str
    own: Sequence[ReadClause]
    every: Sequence[ReadClause]
    highest: ReadClause | None
    columns: ScoreColumns

    def readings(self) -> list[Reading]:
        """Of printed counts, else of unpublished items; none where the words do not pair off."""
        items = of_kind(self.own, "per_item")
        points = {c.phrase.items: c.phrase.points_each or _ZERO for c in items}
        if not items or len(points) < len(items) or len(self._bases()) > 1:
            return []
        pairs = self._pairs(items)
        if not (pairs.found or pairs.short):
            several = any(len(self.columns.nearest(n, self._counts())) > 1 for n in points)
            if self._bases() or several:
                return []
            clause = UnpublishedItems(
                kind="unpublished_items", points_each=points, quote=quoted(self.own)
            )
            return [Reading(Worded(clause, prints(self.own)), {})]
        if len(pairs.found) + len(pairs.short) + len(pairs.uncounted) < len(items):
            return []  # two clauses for one count
        readings = [
            self._made(made, limits, factors)
            for made in (pairs, *self._paired_off(pairs))
            for factors, limits in product(self._factors(made.found), self._limits(items))
        ]
        return [*self._nothing_for(readings), *readings, *self._more(readings, pairs.found)]

    def _bases(self) -> list[ReadClause]:
        """What points are added to or taken from; where all are taken, the full mark."""
        bases = of_kind(self.own, "deduct_from")
        taken = all((c.phrase.points_each or 0) < 0 for c in of_kind(self.own, "per_item"))
        full = [
            clause
            for clause in of_kind(self.every, "cap")
            if _FULL_MARK.search(clause.quote)
            or WHOLE.fullmatch(TIMES.sub("", clause.phrase.items))
        ]
        if bases or not taken or len({clause.phrase.points_each for clause in full}) != 1:
            return bases
        return full[:1]

    def _pairs(self, items: Sequence[ReadClause]) -> _Pairs:
        found: dict[str, Decimal] = {}
        uncounted: dict[str, Decimal] = {}
        short: dict[str, Worded] = {}
        for clause in items:
            name, each = clause.phrase.items, clause.phrase.points_each or _ZERO
            column = self._column(clause)
            missing = _SHORT.search(clause.quote)
            if missing is None or (column is not None and _LACK.search(column)):
                (uncounted if column is None else found)[column or name] = each
                continue
            least = [*_LEAST.finditer(clause.quote, 0, missing.start())]
            words = least[-1]["items"] + least[-1]["after"] if least else ""
            column = self.columns.meant(TIMES.sub("", words), self._counts())
            if column is None:
                uncounted[name] = each
                continue
            taken = DeductFrom(
                kind="deduct_from", base=each * value_of(least[-1]["least"]),
                points_each={column: -each}, cap=_ZERO, quote=clause.quote,
            )  # fmt: skip
            short[column] = Worded(taken, (clause.evidence,))
        return _Pairs(found, uncounted, short)

    def _paired_off(self, pairs: _Pairs) -> Iterator[_Pairs]:
        """The one kind of item that no heading names, with the one count that no words name."""
        idle = [c for c in self._counts() if c not in pairs.found and c not in pairs.short]
        if len(pairs.uncounted) == len(idle) == 1:
            ((_, each),) = pairs.uncounted.items()
            yield _Pairs({**pairs.found, idle[0]: each}, {}, pairs.short)

    def _counts(self) -> tuple[str, ...]:
        """The columns that its items may be; a formula names columns of points too."""
        if any(clause.phrase.column for clause in self.own):
            return (*self.columns.counts, *(p for p in self.columns.points if p != self.target))
        return self.columns.counts

    def _column(self, clause: ReadClause) -> str | None:
        """The printed count that a clause speaks of."""
        return self.columns.meant(clause.phrase.items, self._counts())

    def _made(self, pairs: _Pairs, limits: Limits, factors: _Factors) -> Reading:
        """The score of these counts; a part for each limit of its own, one for the uncounted."""
        points = {**pairs.found, **factors.printed}
        uncounted = {**pairs.uncounted, **factors.uncounted}
        worded = {taken.clause.quote for taken in pairs.short.values()}
        own = [*(clause for clause in self.own if clause.quote not in worded), *factors.words]
        capped = [
            limit._replace(columns=columns)
            for limit in limits.of_columns
            if (columns := tuple(column for column in limit.columns if column in points))
        ]
        limited = {column for limit in capped for column in limit.columns}
        told = [*(c for c in own if self._column(c) not in limited), *limits.words] or own
        quote, print_of = quoted(told), prints(told)
        rest = {column: each for column, each in points.items() if column not in limited}
        bases = self._bases()
        base = bases[0].phrase if bases else None
        core: RuleClause | None = None
        if base is not None and capped and not rest:
            first = capped.pop(0)  # a base bears the first of them, up to its limit
            rest = {column: points[column] for column in first.columns}
            core = _limited(rest, first.cap, quote, base.points_each or _ZERO)
        elif base is not None and rest:
            core = DeductFrom(
                kind="deduct_from", base=base.points_each, points_each=rest, floor=base.floor,
                cap=base.cap, quote=quote,
            )  # fmt: skip
        elif rest:
            core = PerItem(kind="per_item", points_each=rest, quote=quote)
        if core is not None and not (capped or uncounted or pairs.short):
            if limits.whole is not None:
                core = core.model_copy(update={"cap": limits.whole})
            return Reading(Worded(core, print_of), {})
        parts: dict[str, Worded] = {}
        for limit in capped:
            of_it = [c for c in own if self._column(c) in limit.columns] or own
            of_it = [*of_it, *limit.words]
            given = {column: points[column] for column in limit.columns}
            upto = _limited(given, limit.cap, quoted(of_it))
            parts[f"{'、'.join(limit.columns)}应得分"] = Worded(upto, prints(of_it))
        parts |= {f"{column}不足扣分": taken for column, taken in pairs.short.items()}
        if len(parts) == 1 and core is None and not uncounted and limits.whole is None:
            return Reading(next(iter(parts.values())), {})
        if core is not None:
            parts["按件应得分"] = Worded(core, print_of)
        if uncounted:
            extra = UnpublishedItems(
                kind="unpublished_items", points_each=dict(uncounted), quote=quote
            )
            parts["未列件数的得分"] = Worded(extra, print_of)
        words = limits.words if limits.whole is not None else ()
        total = Sum(kind="sum", of=tuple(parts), cap=limits.whole, quote=quoted(words) or None)
        return Reading(Worded(total, prints(words)), parts)

    def _limits(self, items: Sequence[ReadClause]) -> list[Limits]:
        return LimitClauses(items, self.every, self._bases(), self._counts(), self.columns).ways()

    def _factors(self, found: Mapping[str, Decimal]) -> list[_Factors]:
        """Doubled and halved items, beside the others or among them: those printed, then all."""
        ways: list[_Factors] = []
        for every, among in product((False, True), repeat=2):
            printed: dict[str, Decimal] = {}
            uncounted: dict[str, Decimal] = {}
            words: list[ReadClause] = []
            for at, clause in enumerate(self.every):
                phrase = clause.phrase
                if phrase.kind != "multiply" or phrase.points_each is None:
                    continue
                base = self._multiplied(phrase.items, self.every[:at])
                if base not in self.own:
                    continue
                assert base is not None
                factor = phrase.points_each - 1 if among else phrase.points_each
                each = factor * (base.phrase.points_each or _ZERO)
                column = self.columns.meant(phrase.items, self.columns.counts)
                if column is None and each and every:
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

    @staticmethod
    def _multiplied(words: str, before: Sequence[ReadClause]) -> ReadClause | None:
        """The clause whose points are doubled or halved: the last of those likest in words."""
        items = of_kind(before, "per_item")
        likeness = [shared_pairs(words, clause.phrase.items) for clause in items]
        best = max(likeness, default=0)
        return next(
            (
                c
                for c, like in zip(reversed(items), reversed(likeness), strict=True)
                if like == best
            ),
            None,
        )

    def _nothing_for(self, readings: Sequence[Reading]) -> Iterator[Reading]:
        """The readings with nothing for a unit that did nothing (``未报送的计零分``)."""
        for clause, reading in product(self.every, readings):
            phrase = clause.phrase
            if phrase.kind != "cap" or phrase.points_each != 0:
                continue
            column = self.columns.meant(phrase.items, self.columns.counts)
            if column is None or _LACK.search(column) or not _NOTHING.search(phrase.items):
                continue
            nothing = OmitIf(
                kind="omit_if", of=column, at_most=_ZERO, otherwise="应得分", quote=clause.quote
            )
            inner = {**reading.parts, "应得分": reading.main}
            yield Reading(Worded(nothing, (clause.evidence,)), inner)

    def _more(self, readings: Sequence[Reading], found: Mapping[str, Decimal]) -> Iterator[Reading]:
        """The readings with a bonus for a place, and the highest of the items alone."""
        for reading in readings:
            earned = place_points(self.every, self.columns)
            if len(earned) == 1:
                main = Worded(Sum(kind="sum", of=("应得分", "名次得分")), ())
                inner = {**reading.parts, "应得分": reading.main, "名次得分": earned[0]}
                yield Reading(main, inner)
        if self.highest is not None and len(found) > 1:
            quote, print_of = quoted(self.own), prints(self.own)
            levels = {
                f"{column}应得分": Worded(
                    PerItem(kind="per_item", points_each={column: each}, quote=quote), print_of
                )
                for column, each in found.items()
            }
            alone = Highest(kind="highest", of=tuple(levels), quote=self.highest.quote)
            yield Reading(Worded(alone, (self.highest.evidence,)), levels)


def _limited(points: Points, cap: Decimal, quote: str, base: Decimal = _ZERO) -> RuleClause:
    """Points of one kind of item up to a limit of what they give, or of what they take."""
    gives = any(each > 0 for each in points.values())
    if gives and not base:
        return PerItem(kind="per_item", points_each=points, cap=cap, quote=quote)
    return DeductFrom(
        kind="deduct_from", base=base, points_each=points, quote=quote,
        cap=base + cap if gives else None, floor=None if gives else base - cap,
    )  # fmt: skip
