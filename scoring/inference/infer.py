"""The simplest exact rule of a table, and what the table does and does not tell of it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from evidence import Message, Record
from figures import plain
from scoring.inference.fit import Fit
from scoring.inference.near_relations import near_relations
from scoring.inference.null_space import Vector, null_space
from scoring.inference.sample import Row, Sample, cost_of, dot

ItemRow = Sequence[Decimal | None] | None
"""Figures in the order of the columns; None is a cell that is no number, or a row left out."""

_ALTERNATIVES = 6
_MOST_ITEMS = 48
_MOST_DIGITS = 15


class WeightOf(Record):
    """The points that each item of a column brings."""

    column: str
    points_each: Decimal


class Alternative(Record):
    """A rule that fits the same rows: its weights other than zero."""

    terms: tuple[WeightOf, ...]
    constant: Decimal
    exact_rows: int


class Inference(Record):
    """What a table tells of its rule.

    `terms` are the weights that the exact rows leave no choice about, zeros too; a column that they
    do not tell is named in `unidentified_columns`. `alternatives` are whole rules, simplest first.
    """

    target: str
    terms: tuple[WeightOf, ...]
    constant: Decimal
    exact_rows: int
    rows: int
    broken_rows: tuple[int, ...]
    identified: bool
    unidentified_columns: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    reason: Message | None = None
    """Why no rule is claimed."""
    rule: tuple[WeightOf, ...] = ()
    """The simplest whole rule, by which a row may be recomputed; empty where none is claimed."""
    rounded: bool = False
    """Whether rows obey it only within the rounding of printed figures."""
    untold: tuple[Vector, ...] = ()
    """Changes of the weights (the constant's last) that the exact rows cannot tell."""

    def to_json(self) -> dict[str, Any]:
        """The form of the contract."""
        return {
            "target": self.target,
            "terms": [_term(term) for term in self.terms],
            "constant": plain(self.constant),
            "exact_rows": self.exact_rows,
            "rows": self.rows,
            "broken_rows": list(self.broken_rows),
            "identified": self.identified,
            "unidentified_columns": list(self.unidentified_columns),
            "alternatives": [
                {"terms": [_term(term) for term in other.terms], "exact_rows": other.exact_rows}
                for other in self.alternatives
            ],
        }


def infer_rule(columns: Sequence[str], rows: Sequence[ItemRow], target: str) -> Inference:
    """Return the simplest linear rule that gives `target` from the other columns in most rows.

    `columns` name the figures of each row, `target` among them; rows are counted from 1, and one
    that is None is left out. A row with a cell that is no number cannot obey a rule: it is broken.
    No rule is claimed where too few rows speak for it, nor of a table with more columns than any
    rule that an office can state: the search would take hours and find chance.
    """
    goal = columns.index(target)
    items = [column for column in columns if column != target]
    whole: list[tuple[int, list[Decimal], Decimal]] = []
    unread: list[int] = []
    for number, row in enumerate(rows, 1):
        if row is None:
            continue
        figures = [f for f in row if f is not None and f.adjusted() < _MOST_DIGITS]
        if len(figures) < len(row):
            unread.append(number)
        else:
            whole.append((number, [f for i, f in enumerate(figures) if i != goal], figures[goal]))
    counted = len(whole) + len(unread)
    sample = Sample(items, whole)
    reason = _unfit(len(items), len(whole), counted)
    best = None if reason else sample.best()
    if best is None:
        return _nothing(target, items, counted, reason or _none_fits(counted))
    fit, rounded = best
    exact = [sample.obeys(fit, row, rounded) for row in whole]
    obeying = [row for row, fits in zip(whole, exact, strict=True) if fits]
    if len(obeying) * 2 <= counted:
        return _nothing(target, items, counted, _none_fits(counted))
    relations = near_relations([row[1] for row in whole])
    regular = [row for row in obeying if not any(dot(v, row[1]) for v in relations)]
    untold = _untold(regular, len(items), bool(fit.constant))
    supported = sample.supports(fit, obeying, rounded)
    doubtful = {at for vector in untold for at, change in enumerate(vector) if change}
    if rounded:
        doubtful |= sample.blurred(fit, obeying)
    broken = [row for row, fits in zip(whole, exact, strict=True) if not fits]
    rivals = sample.rivals(fit, broken, len(obeying), rounded)
    doubtful |= {at for rival in rivals for at in _differing(fit, rival)}
    doubtful |= _steady(obeying)
    told = [at for at in range(len(items)) if at not in doubtful] if supported else []
    wholes = [
        (other, sample.obeying(other, rounded))
        for other in (fit, *sample.alternatives(fit, untold), *rivals)
    ]
    wholes.sort(key=lambda one: (-one[1], cost_of(one[0])))
    simplest = wholes[0][0]
    unidentified = tuple(items[at] for at in range(len(items)) if at not in told)
    return Inference(
        target=target,
        terms=tuple(_weight(items[at], fit.weights[at]) for at in told),
        constant=_decimal(simplest.constant) if supported else Decimal(0),
        exact_rows=len(obeying),
        rows=counted,
        broken_rows=tuple(sorted([*unread, *(row[0] for row in broken)])),
        identified=not unidentified,
        unidentified_columns=unidentified,
        alternatives=tuple(
            Alternative(
                terms=_nonzero(items, other.weights),
                constant=_decimal(other.constant),
                exact_rows=obeyed,
            )
            for other, obeyed in wholes[:_ALTERNATIVES]
        )
        if len(wholes) > 1 or not supported
        else (),
        reason=None if supported else _TOO_FEW,
        rule=_nonzero(items, simplest.weights) if supported else (),
        rounded=rounded,
        untold=untold if supported else (),
    )


def _differing(one: Fit, other: Fit) -> Iterator[int]:
    pairs = zip(one.weights, other.weights, strict=True)
    return (at for at, (first, second) in enumerate(pairs) if first != second)


def _steady(rows: Sequence[Row]) -> set[int]:
    """Columns that print one same figure in every row: a base score would do as well."""
    columns = zip(*(row[1] for row in rows), strict=True)
    return {at for at, figures in enumerate(columns) if len(set(figures)) == 1}


def _untold(rows: Sequence[Row], width: int, constant: bool) -> tuple[Vector, ...]:
    one = [Decimal(1)] if constant else []
    vectors = null_space((row[1] + one for row in rows), width + len(one))
    return vectors if constant else tuple((*vector, 0) for vector in vectors)


_TOO_FEW = Message(
    zh="不同的行太少，符合不足以为证，不作断言",
    en="too few rows that differ: that a rule fits them proves nothing, none is claimed",
)


def _none_fits(rows: int) -> Message:
    return Message(
        zh=f"{rows} 行中没有找到多数行都符合的规则",
        en=f"no rule was found that most of the {rows} rows obey",
    )


def _unfit(items: int, whole: int, rows: int) -> Message | None:
    """Why a table of such a size is not searched."""
    if not items:
        return Message(
            zh="除目标列外没有数字列，无从推断",
            en="no other column than the target holds numbers; nothing to infer from",
        )
    if items > _MOST_ITEMS:
        return Message(
            zh=f"目标列之外有 {items} 个数字列，多于 {_MOST_ITEMS} 个，未作推断；请只留下计分的列",
            en=f"{items} columns of numbers beside the target, more than {_MOST_ITEMS}: not "
            "searched; keep the columns that are scored",
        )
    if whole < 2:
        return Message(
            zh=f"{rows} 行中能读出全部数字的只有 {whole} 行，至少要两行",
            en=f"only {whole} of {rows} rows can be read whole; two at least are needed",
        )
    return None


def _nothing(target: str, items: Sequence[str], rows: int, reason: Message) -> Inference:
    return Inference(
        target=target,
        terms=(),
        constant=Decimal(0),
        exact_rows=0,
        rows=rows,
        broken_rows=(),
        identified=False,
        unidentified_columns=tuple(items),
        alternatives=(),
        reason=reason,
    )


def _nonzero(items: Sequence[str], weights: Sequence[Fraction]) -> tuple[WeightOf, ...]:
    return tuple(_weight(c, w) for c, w in zip(items, weights, strict=True) if w)


def _weight(column: str, weight: Fraction) -> WeightOf:
    return WeightOf(column=column, points_each=_decimal(weight))


def _decimal(value: Fraction) -> Decimal:
    """The fraction as a decimal: exact where it ends, else to nine digits."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact if Fraction(exact) == value else round(exact, 9)


def _term(term: WeightOf) -> dict[str, str]:
    return {"column": term.column, "points_each": plain(term.points_each)}
