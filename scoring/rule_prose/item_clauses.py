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
from scoring.rule_prose.place_clauses import place_points
from scoring.rule_prose.readings import CITATION, Reading, Worded, of_kind, prints, quoted
from scoring.rule_prose.rule_text import NotUnderstood, ReadClause
from scoring.rule_prose.score_columns import ScoreColumns

_WHOLE = re.compile(r"(?:总|得|加|扣|计|累计|合计|最[高终]|全年|年度|季度|考核|积|成绩|分|不|得)+")
_NOTHING = re.compile(r"未|无|没有|不")
_ZERO = Decimal(0)


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


class ItemClauses(NamedTuple):
    """The clauses that make one score of items, and those that may change it."""

    target: str
    own: Sequence[ReadClause]
    every: Sequence[ReadClause]
    highest: NotUnderstood | None
    columns: ScoreColumns

    def readings(self) -> list[Reading]:
        """Of printed counts, else of unpublished items; none where the words do not pair off."""
        items = of_kind(self.own, "per_item")
        bases = of_kind(self.own, "deduct_from")
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
                kind="unpublished_items", points_each=points, quote=quoted(self.own)
            )
            return [Reading(Worded(clause, prints(self.own)), {})]
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
        quote, print_of = quoted((*own, *limits.words)), prints((*own, *limits.words))
        capped = {c: limits.of_column[c] for c in points if c in limits.of_column}
        rest = {column: each for column, each in points.items() if column not in capped}
        base = bases[0].phrase if bases else None
        if base is not None and not rest:
            column = next(iter(capped))  # a base bears the first of them, up to its limit
            rest, cap = {column: points[column]}, capped.pop(column)
            core: RuleClause | None = _limited(rest, cap, quote, base.points_each or _ZERO)
        elif base is not None:
            core = DeductFrom(
                kind="deduct_from", base=base.points_each, points_each=rest, floor=base.floor,
                cap=base.cap, quote=quote,
            )  # fmt: skip
        else:
            core = PerItem(kind="per_item", points_each=rest, quote=quote) if rest else None
        if core is not None and not (capped or uncounted):
            if limits.whole is not None:
                core = core.model_copy(update={"cap": limits.whole})
            return Reading(Worded(core, print_of), {})
        parts = {
            f"{column}应得分": Worded(_limited({column: points[column]}, cap, quote), print_of)
            for column, cap in capped.items()
        }
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

    def _limits(self, printed: Mapping[str, str | None]) -> list[_Limits]:
        """Limits of each item, or of the whole, or of something that is not in this table."""
        of_item = {
            column: clause.phrase.cap
            for clause in of_kind(self.own, "per_item")
            if clause.phrase.cap is not None
            and (column := printed[clause.phrase.items]) is not None
        }
        whole: Decimal | None = None
        words: tuple[ReadClause, ...] = ()
        for clause in of_kind(self.every, "cap"):
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
            words = self.highest.sentence[:CITATION]
            alone = Highest(kind="highest", of=tuple(levels), quote=words)
            yield Reading(Worded(alone, (self.highest.evidence,)), levels)


def _limited(points: Points, cap: Decimal, quote: str, base: Decimal = _ZERO) -> RuleClause:
    """Points of one kind of item up to a limit of what they give, or of what they take."""
    gives = all(each > 0 for each in points.values())
    if gives and not base:
        return PerItem(kind="per_item", points_each=points, cap=cap, quote=quote)
    return DeductFrom(
        kind="deduct_from", base=base, points_each=points, quote=quote,
        cap=base + cap if gives else None, floor=None if gives else base - cap,
    )  # fmt: skip
