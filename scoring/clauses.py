"""The closed set of clauses that a rule is made of. A clause is data; nothing here is evaluated."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from contracts import ClausePlace
from evidence import Message, Record

CITATION = 60
"""Characters that a quote holds."""
Quote = Annotated[str, StringConstraints(min_length=1, max_length=CITATION)]
"""Words of the rule, verbatim: long enough to find them, short enough to be a citation."""
Name = Annotated[str, StringConstraints(min_length=1)]
Points = dict[Name, Decimal]


class ClauseError(ValueError):
    """What a clause says cannot be meant; the message names the cure."""

    def __init__(self, zh: str, en: str) -> None:
        self.message = Message(zh=zh, en=en)
        super().__init__(en)


class _Clause(Record):
    """What every clause may say of the column that it governs."""

    quote: Quote
    not_checkable: Message | None = None
    """Why no figure follows from the clause, where what it needs was never published."""


class PerItem(_Clause):
    """So many points for each item that a printed column counts."""

    kind: Literal["per_item"]
    points_each: Points = Field(min_length=1)
    cap: Decimal | None = None


class UnpublishedItems(_Clause):
    """So many points for each item of kinds that the table does not count."""

    kind: Literal["unpublished_items"]
    points_each: Points = Field(min_length=1)

    @model_validator(mode="after")
    def _no_zero(self) -> "UnpublishedItems":
        if any(not points for points in self.points_each.values()):
            raise ClauseError(
                "points_each 为 0，任何件数都能符合；请删去该项",
                "points_each is 0; any number of such items fits, leave it out",
            )
        return self


class Sum(_Clause):
    """The printed columns added up."""

    kind: Literal["sum"]
    of: tuple[Name, ...] = Field(min_length=1)
    cap: Decimal | None = None
    quote: Quote | None = None  # type: ignore[assignment]  # «总分» says it without a clause


class Highest(_Clause):
    """The highest of the columns alone; they are not added up (就高不就低，不重复计分)."""

    kind: Literal["highest"]
    of: tuple[Name, ...] = Field(min_length=2)


class Weighted(_Clause):
    """Printed columns by their weights in per cent; null where a weight was not published."""

    kind: Literal["weighted"]
    weights_pct: dict[Name, Decimal | None] = Field(min_length=1)

    @model_validator(mode="after")
    def _unknown_weight_says_why(self) -> "Weighted":
        if None in self.weights_pct.values() and self.not_checkable is None:
            raise ClauseError(
                "有权重为空；请在 not_checkable: {zh, en} 说明原因",
                "a weight is null; say why in not_checkable: {zh, en}",
            )
        return self


class DeductFrom(_Clause):
    """A base score less points for each counted item, never below the floor."""

    kind: Literal["deduct_from"]
    base: Decimal | None
    points_each: Points = Field(min_length=1)
    floor: Decimal | None = None
    cap: Decimal | None = None

    @model_validator(mode="after")
    def _unknown_base_says_why(self) -> "DeductFrom":
        if self.base is None and self.not_checkable is None:
            raise ClauseError(
                "base 为空；请在 not_checkable: {zh, en} 说明原因",
                "base is null; say why in not_checkable: {zh, en}",
            )
        return self


class Cap(_Clause):
    """A printed column, counted up to a maximum."""

    kind: Literal["cap"]
    of: Name
    max: Decimal


class Multiply(_Clause):
    """A printed column times a factor: doubled, halved."""

    kind: Literal["multiply"]
    of: Name
    by: Decimal


class Ratio(_Clause):
    """One printed column over another, times a scale (100 for a percentage)."""

    kind: Literal["ratio"]
    numerator: Name
    denominator: Name
    scale: Decimal = Decimal(100)


class MeanOfChildren(_Clause):
    """The mean of a column over the rows, of this or another table, that name the unit's own."""

    kind: Literal["mean_of_children"]
    of: Name
    parent: Name
    """The column that names whose child a row is."""


class RankBy(_Clause):
    """The place by a printed column, or the points that the place earns."""

    kind: Literal["rank_by"]
    of: Name
    order: Literal["highest", "lowest", "printed"] = "highest"
    """Which figure is first; `printed` where the column prints the place itself."""
    ties: Literal["1224", "1223"] = "1224"
    points_at: dict[int, Decimal] = Field(default_factory=dict)
    """By place; empty where the place itself is the figure."""
    otherwise: Decimal = Decimal(0)


class OmitIf(_Clause):
    """Nothing for a unit whose printed column lies within a bound; else another column's figure."""

    kind: Literal["omit_if"]
    of: Name
    at_most: Decimal | None = None
    at_least: Decimal | None = None
    otherwise: Name | None = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> "OmitIf":
        if self.at_most is None and self.at_least is None:
            raise ClauseError(
                "omit_if 缺界限；请写 at_most 或 at_least",
                "omit_if needs a bound; give at_most or at_least",
            )
        return self

    def holds(self, value: Decimal) -> bool:
        """Whether a unit with that figure is left out."""
        low = self.at_least is None or value >= self.at_least
        return low and (self.at_most is None or value <= self.at_most)


RuleClause = (
    PerItem | UnpublishedItems | Sum | Highest | Weighted | DeductFrom | Cap | Multiply | Ratio
    | MeanOfChildren | RankBy | OmitIf
)  # fmt: skip
KINDS: dict[str, type[RuleClause]] = {
    "per_item": PerItem,
    "unpublished_items": UnpublishedItems,
    "sum": Sum,
    "highest": Highest,
    "weighted": Weighted,
    "deduct_from": DeductFrom,
    "cap": Cap,
    "multiply": Multiply,
    "ratio": Ratio,
    "mean_of_children": MeanOfChildren,
    "rank_by": RankBy,
    "omit_if": OmitIf,
}


class RuleVersion(Record):
    """What a rule said from one day on, and how far that was verified (both days included)."""

    rule_id: str
    """'' for the clauses that a notice states of itself: they bind it alone and bear no name."""
    valid_from: date
    verified_through: date
    cite: str
    column_aliases: dict[str, tuple[str, ...]]
    """Other headings under which a column of this rule is printed."""
    columns: tuple[str, ...]
    """Printed columns that clauses use and no clause governs."""
    scores: dict[str, RuleClause]
    places: dict[str, tuple[ClausePlace, ...]] = Field(default_factory=dict)
    """By score column: where the words of its clause stand."""

    @property
    def name(self) -> str:
        """The version's name: its first day."""
        return self.valid_from.isoformat()


class Rule(Record):
    """A scoring rule of one issuer, in dated versions, oldest first."""

    id: str
    label: str
    issuer: str
    issuer_names: tuple[str, ...]
    """Other names of the same office, as notices print them."""
    versions: tuple[RuleVersion, ...]


def columns_used(clause: RuleClause) -> Iterator[str]:
    """The score columns that a clause adds, weighs or scales (not the counts of items)."""
    match clause:
        case Sum(of=parts) | Highest(of=parts):
            yield from parts
        case Weighted(weights_pct=weights):
            yield from weights
        case Cap(of=column) | Multiply(of=column) | RankBy(of=column):
            yield column
        case OmitIf(of=column, otherwise=other):
            yield column
            if other is not None:
                yield other


def columns_read(clause: RuleClause) -> Iterator[str]:
    """The columns of a unit's own row that a clause reads, counts of items too."""
    match clause:
        case PerItem(points_each=points) | DeductFrom(points_each=points):
            yield from points
        case Ratio(numerator=top, denominator=bottom):
            yield from (top, bottom)
        case _:
            yield from columns_used(clause)


def formula(column: str, clause: RuleClause) -> str:
    """The clause in one line, such as ``采用条数 × 5``."""
    match clause:
        case PerItem(points_each=points, cap=cap):
            return _limited(" + ".join(f"{c} × {p}" for c, p in points.items()), cap=cap)
        case UnpublishedItems(points_each=points):
            return " + ".join(f"n({kind}) × {p}" for kind, p in points.items())
        case Sum(of=parts, cap=cap):
            return _limited(" + ".join(parts), cap=cap)
        case Highest(of=parts):
            return f"max({', '.join(parts)})"
        case Weighted(weights_pct=weights):
            return " + ".join(f"{c} × {'?' if w is None else w}%" for c, w in weights.items())
        case DeductFrom(base=base, points_each=points, floor=floor, cap=cap):
            terms = " + ".join(f"{c} × ({p})" for c, p in points.items())
            return _limited(f"{'?' if base is None else base} + {terms}", floor=floor, cap=cap)
        case Cap(of=of, max=limit):
            return f"min({of}, {limit})"
        case Multiply(of=of, by=by):
            return f"{of} × {by}"
        case Ratio(numerator=top, denominator=bottom, scale=scale):
            return f"{top} ÷ {bottom} × {scale}"
        case MeanOfChildren(of=of, parent=parent):
            return f"mean({of} by {parent})"
        case RankBy(of=of, points_at=points, otherwise=other):
            at = ", ".join(f"{place}: {each}" for place, each in points.items())
            return f"rank({of})" + (f" → {at}, else {other}" if points else "")
        case OmitIf(of=of, at_most=most, at_least=least, otherwise=otherwise):
            low = "" if least is None else f"{least} ≤ "
            high = "" if most is None else f" ≤ {most}"
            return f"0 if {low}{of}{high} else {otherwise or '?'}"


def _limited(text: str, floor: Decimal | None = None, cap: Decimal | None = None) -> str:
    if floor is not None:
        text = f"max({floor}, {text})"
    return text if cap is None else f"min({cap}, {text})"
