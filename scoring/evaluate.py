"""What a clause gives from the printed figures of one row, step by step."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import assert_never

from contracts import TraceStep
from evidence import Message, Record
from figures import WIDE
from scoring.clauses import (
    Cap,
    DeductFrom,
    Highest,
    MeanOfChildren,
    Multiply,
    OmitIf,
    PerItem,
    Points,
    RankBy,
    Ratio,
    RuleClause,
    RuleVersion,
    Sum,
    UnpublishedItems,
    Weighted,
    formula,
)
from traces import tell_steps

BASE, LEAST, FLOOR, CAP = "基础分", "最低要求", "保底", "封顶"
"""Steps of a trace that no column prints; the items of a limit are the limit itself."""


class Given(Record):
    """A printed figure, and how far the true one may lie from it."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    trace: tuple[TraceStep, ...] = ()
    """How it was computed, where the table does not print it."""


class Outcome(Record):
    """The points that a clause gives, how far they may be off, and the steps that led there."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    trace: tuple[TraceStep, ...]
    absent: tuple[str, ...] = ()
    """Columns that the clause names and the table does not print; nothing was added for them."""


def evaluate_clause(clause: RuleClause, given: Mapping[str, Given]) -> Outcome | Message:
    """Return what the clause gives from `given` (by the clause's own column names), or why not."""
    if clause.not_checkable is not None:
        return clause.not_checkable
    match clause:
        case PerItem(points_each=points, cap=cap):
            return _limited(_counted(Decimal(0), points, given, clause.quote), cap=cap)
        case DeductFrom(base=base, points_each=points, floor=floor, cap=cap):
            start = Decimal(0) if base is None else base
            return _limited(_counted(start, points, given, clause.quote), floor=floor, cap=cap)
        case Sum(of=parts, cap=cap):
            return _limited(_added(parts, given, clause.quote), cap=cap)
        case Highest(of=parts):
            return _highest(parts, given, clause.quote)
        case Weighted(weights_pct=shares):
            known = {c: share / 100 for c, share in shares.items() if share is not None}
            return _linear(known, given, clause.quote)
        case Cap(of=of, max=limit):
            return _limited(_linear({of: Decimal(1)}, given, clause.quote), cap=limit)
        case Multiply(of=of, by=by):
            return _linear({of: by}, given, clause.quote)
        case Ratio(numerator=top, denominator=bottom, scale=scale):
            return _ratio(top, bottom, scale, given, clause.quote)
        case MeanOfChildren(of=of):
            return _mean(of, given, clause.quote)
        case RankBy(of=of):
            return _ranked(clause, given)
        case OmitIf():
            return _omitted(clause, given)
        case UnpublishedItems():
            return Message(
                zh="件数没有公布，只能看分值是否可能",
                en="the items are not published; the points can only be possible or not",
            )
    assert_never(clause)


def evaluate_version(version: RuleVersion, given: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return the points of every column that follows from `given`, sums of computed parts too.

    For a rule's own test cases: ``{采用条数: 280}`` gives ``{采用得分: 1400}``.
    """
    figures = {name: Given(value=value) for name, value in given.items()}
    computed: dict[str, Decimal] = {}
    for _ in version.scores:
        for column, clause in version.scores.items():
            outcome = evaluate_clause(clause, figures)
            if isinstance(outcome, Outcome) and not outcome.absent and column not in figures:
                computed[column] = outcome.value
                figures[column] = Given(value=outcome.value)
    return computed


def agrees(published: Given, outcome: Outcome) -> bool:
    """Whether a published figure is the recomputed one within rounding."""
    slack = published.tolerance + outcome.tolerance
    return abs(published.value - outcome.value) <= slack


def truncates(published: Given, decimals: int, outcome: Outcome) -> bool:
    """Whether a published figure is the recomputed one cut, not rounded, at its last digit."""
    cut = outcome.value.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN, WIDE)
    return published.value == cut


def absent_column(columns: Sequence[str]) -> Message:
    """Say that a table does not print what a clause needs."""
    names = "、".join(f"「{column}」" for column in columns)
    return Message(
        zh=f"表中没有{names}一列，无从复算",
        en=f"the table prints no column {names}; nothing to recompute from",
    )


def _counted(
    start: Decimal, points: Points, given: Mapping[str, Given], quote: str
) -> Outcome | Message:
    total = _linear(points, given, quote)
    if isinstance(total, Message):
        return total
    if not start:
        return total
    name = BASE if start > 0 else LEAST
    base = TraceStep(column=name, items=None, points_each=None, points=start, clause=quote)
    return total.model_copy(update={"value": start + total.value, "trace": (*total.trace, base)})


def _added(
    parts: Sequence[str], given: Mapping[str, Given], quote: str | None
) -> Outcome | Message:
    """Columns of points added up; nothing for those that are not printed."""
    printed = [part for part in parts if part in given]
    absent = tuple(part for part in parts if part not in given)
    if not printed:
        return absent_column(absent)
    steps: list[TraceStep] = []
    for part in printed:
        figure = given[part]
        if figure.trace and not any(step.column in (LEAST, FLOOR, CAP) for step in figure.trace):
            steps.extend(figure.trace)
        else:
            steps.append(_points_step(part, figure, figure.value, quote))
    return Outcome(
        value=sum((given[part].value for part in printed), Decimal(0)),
        tolerance=sum((given[part].tolerance for part in printed), Decimal(0)),
        trace=tuple(steps),
        absent=absent,
    )


def _highest(parts: Sequence[str], given: Mapping[str, Given], quote: str) -> Outcome | Message:
    """The highest of columns of points; the others earn nothing."""
    printed = [part for part in parts if part in given]
    absent = tuple(part for part in parts if part not in given)
    if not printed:
        return absent_column(absent)
    best = max(printed, key=lambda part: given[part].value)
    return Outcome(
        value=given[best].value,
        tolerance=max(given[part].tolerance for part in printed),
        trace=tuple(
            _points_step(part, given[part], given[part].value * (part == best), quote)
            for part in printed
        ),
        absent=absent,
    )


def _points_step(part: str, figure: Given, points: Decimal, quote: str | None) -> TraceStep:
    """A column of points as a step; one that the table does not print shows how it came about."""
    if not figure.trace:
        return TraceStep(column=part, items=None, points_each=None, points=points, clause=quote)
    clauses = dict.fromkeys((*(step.clause for step in figure.trace if step.clause), quote))
    return TraceStep(
        column=f"{part}（{tell_steps(figure.trace, figure.value, figure.value)}）",
        items=None,
        points_each=None,
        points=points,
        clause="；".join(filter(None, clauses)) or None,
        places=tuple(dict.fromkeys(place for step in figure.trace for place in step.places)),
    )


def _linear(
    weights: Mapping[str, Decimal], given: Mapping[str, Given], quote: str | None
) -> Outcome | Message:
    absent = tuple(column for column in weights if column not in given)
    if absent:
        return absent_column(absent)
    steps: list[TraceStep] = []
    tolerance = Decimal(0)
    for column, weight in weights.items():
        figure = given[column]
        points = weight * figure.value
        tolerance += abs(weight) * figure.tolerance
        steps.append(
            TraceStep(
                column=column, items=figure.value, points_each=weight, points=points, clause=quote
            )
        )
    value = sum((step.points or Decimal(0) for step in steps), Decimal(0))
    return Outcome(value=value, tolerance=tolerance, trace=tuple(steps))


def _limited(
    outcome: Outcome | Message, floor: Decimal | None = None, cap: Decimal | None = None
) -> Outcome | Message:
    if isinstance(outcome, Message):
        return outcome
    for name, limit, beyond in (
        (FLOOR, floor, floor is not None and outcome.value < floor),
        (CAP, cap, cap is not None and outcome.value > cap),
    ):
        if beyond and limit is not None:
            step = TraceStep(
                column=name,
                items=limit,
                points_each=None,
                points=limit - outcome.value,
                clause=None,
            )
            outcome = outcome.model_copy(update={"value": limit, "trace": (*outcome.trace, step)})
    return outcome


def child_key(column: str, child: str) -> str:
    """Under which name the figure of a unit's child is given: ``得分/甲社区``."""
    return f"{column}/{child}"


def _mean(column: str, given: Mapping[str, Given], quote: str) -> Outcome | Message:
    children = {key: one for key, one in given.items() if key.startswith(child_key(column, ""))}
    if not children:
        return Message(
            zh=f"没有公布下级的「{column}」，无从求平均",
            en=f"no «{column}» of the units below it is published; there is no mean to take",
        )
    number = len(children)
    steps = tuple(
        TraceStep(column=key, items=one.value, points_each=None, points=None, clause=quote)
        for key, one in children.items()
    )
    return Outcome(
        value=sum((one.value for one in children.values()), Decimal(0)) / number,
        tolerance=sum((one.tolerance for one in children.values()), Decimal(0)) / number,
        trace=steps,
    )


def _ranked(clause: RankBy, given: Mapping[str, Given]) -> Outcome | Message:
    """The points of a place; `given` holds the place under the name of the column ranked by."""
    if clause.of not in given:
        return absent_column((clause.of,))
    place = given[clause.of].value
    if place != int(place):
        return Message(
            zh=f"「{clause.of}」印作{place}，不是名次",
            en=f"«{clause.of}» prints {place}, which is no place",
        )
    points = clause.points_at.get(int(place), clause.otherwise) if clause.points_at else place
    step = TraceStep(
        column=f"{clause.of}第{place}名",
        items=None,
        points_each=None,
        points=points,
        clause=clause.quote,
    )
    return Outcome(value=points, trace=(step,))


def _omitted(clause: OmitIf, given: Mapping[str, Given]) -> Outcome | Message:
    if clause.of not in given:
        return absent_column((clause.of,))
    if clause.holds(given[clause.of].value):
        step = TraceStep(
            column=formula("", clause), items=None, points_each=None, points=Decimal(0),
            clause=clause.quote,
        )  # fmt: skip
        return Outcome(value=Decimal(0), trace=(step,))
    if clause.otherwise is None:
        return Message(
            zh=f"“{clause.quote}”没有说其余单位如何计分",
            en=f"«{clause.quote}» does not say what the other units get",
        )
    return _added((clause.otherwise,), given, clause.quote)


def _ratio(
    top: str, bottom: str, scale: Decimal, given: Mapping[str, Given], quote: str
) -> Outcome | Message:
    absent = tuple(column for column in (top, bottom) if column not in given)
    if absent:
        return absent_column(absent)
    over, under = given[top], given[bottom]
    if not under.value:
        return Message(zh=f"「{bottom}」为0，不能作除数", en=f"«{bottom}» is 0 and divides nothing")
    value = over.value / under.value * scale
    slack = abs(value) * (under.tolerance / abs(under.value)) + abs(scale / under.value) * (
        over.tolerance
    )
    steps = tuple(
        TraceStep(column=c, items=g.value, points_each=None, points=None, clause=quote)
        for c, g in ((top, over), (bottom, under))
    )
    return Outcome(value=value, tolerance=slack, trace=steps)
