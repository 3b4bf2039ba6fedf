"""Tables made by a rule that is known, some rows wrong, and what their clean rows can tell of it.

What a table can tell is decided here by mathematics alone, with nothing of the inferring code: a
weight is told if its column is independent of the others over the clean rows (ranks), if no other
weights of the same fineness give the same rounded scores (integer programs), and if no plain weight
of one column gives as many rows (the wrong ones included).
"""

import random
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

_COUNTED = (
    "信息报送", "区级采用", "市级采用", "省级采用", "国家级采用", "约稿", "专报", "领导批示",
    "头条", "简报", "视频作品", "典型案例", "调研文章",
)  # fmt: skip
_SCORED = (
    "日常工作", "年终考核", "满意度测评", "创新工作", "公众评议", "组织领导", "队伍建设",
    "宣传报道", "信息质量", "平台管理",
)  # fmt: skip
_DEDUCTED = (
    "迟报", "漏报", "错情", "退稿", "超期办结", "差错", "投诉", "未签收", "断更", "泄密隐患",
)  # fmt: skip
_TARGETS = ("总分", "得分", "积分", "总得分", "合计", "综合得分", "本月积分")
_POINTS = tuple(map(Fraction, (0, 1, 1, 2, 3, 4, 5, 5, 6, 8, 10, 10, 15, 20, 25, 30, 40, 50)))
_HALVES = (Fraction(1, 2), Fraction(3, 2), Fraction(5, 2))
_PRIME = (1 << 61) - 1
_SEEN = Fraction(1, 10**9)


class _Rule(NamedTuple):
    columns: tuple[str, ...]
    weights: tuple[Fraction, ...]
    constant: Fraction
    items: list[list[Decimal]]
    decimals: int
    """Behind the point of the printed score."""
    fineness: int | None
    """Weights of a rounded rule are whole numbers of 1 / fineness; None where scores are exact."""


class RuleTable(NamedTuple):
    """A printed table with its rule, and what can be told of it; rows are counted from 1."""

    kind: str
    lines: tuple[tuple[str, ...], ...]
    """The heading and the rows, as printed."""
    columns: tuple[str, ...]
    weights: tuple[Fraction, ...]
    constant: Fraction
    wrong: tuple[int, ...]
    untold: frozenset[str]
    """The columns whose weight the clean rows leave open."""


def rule_table(chance: random.Random, wrong_share: float, rows: int | None = None) -> RuleTable:
    """One table of 2 to 8 kinds of item, some zero or tied; of 8 to 42 rows unless said."""
    width, length = chance.randint(2, 8), rows or chance.randint(8, 42)
    kind = chance.choice(tuple(_KINDS))
    rule = _disturbed(_KINDS[kind](chance, width, length), chance)
    scores = [_score(rule, row) for row in rule.items]
    wrong = sorted(chance.sample(range(length), int(length * wrong_share + chance.random())))
    for row in wrong:
        scores[row] = _wrong(rule, scores, row, chance)
    if chance.random() < 0.5:
        order = sorted(range(length), key=lambda row: -scores[row])
        rule = rule._replace(items=[rule.items[row] for row in order])
        scores = [scores[row] for row in order]
        wrong = sorted(order.index(row) for row in wrong)
    return RuleTable(
        kind,
        _printed(rule, scores, chance),
        rule.columns,
        rule.weights,
        rule.constant,
        tuple(row + 1 for row in wrong),
        frozenset(rule.columns[at] for at in _untold(rule, scores, wrong)),
    )


# --- rules -------------------------------------------------------------------------------------


def _counts(chance: random.Random, length: int) -> list[Decimal]:
    """How many items each unit has: seldom any, a few, or many."""
    most, empty = chance.choice(((3, 0.7), (8, 0.3), (8, 0.1), (40, 0.1), (300, 0.05)))
    return [
        Decimal(0 if chance.random() < empty else chance.randint(0, most)) for _ in range(length)
    ]


def _named(chance: random.Random, names: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple(chance.sample(names, width))


def _rows(columns: list[list[Decimal]]) -> list[list[Decimal]]:
    return [list(row) for row in zip(*columns, strict=True)]


def _per_item(chance: random.Random, width: int, length: int) -> _Rule:
    points = _POINTS + (_HALVES * 2 if chance.random() < 0.4 else ())
    weights = tuple(chance.choice(points) for _ in range(width))
    items = _rows([_counts(chance, length) for _ in range(width)])
    decimals = 1 if any(weight.denominator > 1 for weight in weights) else 0
    return _Rule(_named(chance, _COUNTED, width), weights, Fraction(0), items, decimals, None)


def _base(chance: random.Random, width: int, length: int) -> _Rule:
    base = Fraction(chance.choice((10, 20, 50, 60, 80, 100)))
    return _per_item(chance, width, length)._replace(constant=base)


def _sum(chance: random.Random, width: int, length: int) -> _Rule:
    step = chance.choice((Decimal(1), Decimal(5), Decimal("0.5"), Decimal("0.01")))
    columns = [[step * count for count in _counts(chance, length)] for _ in range(width)]
    names = tuple(f"{name}得分" for name in _named(chance, _COUNTED, width))
    decimals = max(0, -int(step.as_tuple().exponent))
    return _Rule(names, (Fraction(1),) * width, Fraction(0), _rows(columns), decimals, None)


def _deductions(chance: random.Random, width: int, length: int) -> _Rule:
    points = (Fraction(1, 2), *map(Fraction, (1, 1, 2, 2, 3, 5, 10)))
    weights = tuple(-chance.choice(points) for _ in range(width))
    columns = [
        [Decimal(0 if chance.random() < 0.5 else chance.randint(0, 6)) for _ in range(length)]
        for _ in range(width)
    ]
    decimals = 1 if any(weight.denominator > 1 for weight in weights) else 0
    names = _named(chance, _DEDUCTED, width)
    return _Rule(names, weights, Fraction(100), _rows(columns), decimals, None)


def _added_and_deducted(chance: random.Random, width: int, length: int) -> _Rule:
    """Points of several works, and what each late or missed item takes off."""
    added = _sum(chance, max(1, width - chance.randint(1, 2)), length)
    less = _deductions(chance, width - len(added.columns), length)
    return _Rule(
        added.columns + less.columns,
        added.weights + less.weights,
        Fraction(0),
        [[*more, *off] for more, off in zip(added.items, less.items, strict=True)],
        max(added.decimals, less.decimals),
        None,
    )


def _marks(chance: random.Random, width: int, length: int) -> list[list[Decimal]]:
    digits = chance.choice((0, 1, 2))
    low = chance.choice((40, 60, 75))
    scale = 10**digits
    return [
        [Decimal(chance.randint(low * scale, 100 * scale)).scaleb(-digits) for _ in range(width)]
        for _ in range(length)
    ]


def _per_cent(chance: random.Random, width: int, length: int) -> _Rule:
    fineness = chance.choice((20, 20, 20, 100))
    cuts = sorted(chance.sample(range(1, fineness), width - 1))
    shares = [b - a for a, b in zip((0, *cuts), (*cuts, fineness), strict=True)]
    weights = tuple(Fraction(share, fineness) for share in shares)
    finest = 20 if all(20 % weight.denominator == 0 for weight in weights) else 100
    items = _marks(chance, width, length)
    decimals = chance.choice((1, 2, 2, 2))
    return _Rule(_named(chance, _SCORED, width), weights, Fraction(0), items, decimals, finest)


def _mean(chance: random.Random, width: int, length: int) -> _Rule:
    weights = (Fraction(1, width),) * width
    items = _marks(chance, width, length)
    return _Rule(_named(chance, _SCORED, width), weights, Fraction(0), items, 2, width)


_KINDS: dict[str, Callable[[random.Random, int, int], _Rule]] = {
    "per item": _per_item,
    "base": _base,
    "sum": _sum,
    "deductions": _deductions,
    "added, deducted": _added_and_deducted,
    "per cent": _per_cent,
    "mean": _mean,
}


def _disturbed(rule: _Rule, chance: random.Random) -> _Rule:
    """Some columns are zero in every row, or say the same as another."""
    items = [list(row) for row in rule.items]
    width = len(rule.columns)
    if chance.random() < 0.3:
        at = chance.randrange(width)
        for row in items:
            row[at] = Decimal(0)
    if chance.random() < 0.25:
        one, other = chance.sample(range(width), 2)
        times = 1 if rule.fineness else chance.choice((1, 1, 2, 5, 10))
        for row in items:
            row[other] = row[one] * times
    return rule._replace(items=items)


def _given(rule: _Rule, row: Sequence[Decimal]) -> Fraction:
    pairs = zip(rule.weights, row, strict=True)
    return rule.constant + sum((w * Fraction(x) for w, x in pairs), Fraction(0))


def _score(rule: _Rule, row: Sequence[Decimal]) -> Decimal:
    scaled = _given(rule, row) * 10**rule.decimals
    whole = int((scaled + Fraction(1, 2)).__floor__())
    return Decimal(whole).scaleb(-rule.decimals)


def _wrong(rule: _Rule, scores: Sequence[Decimal], row: int, chance: random.Random) -> Decimal:
    """A score that the rule cannot give, as clerks make them."""
    right = scores[row]
    while True:
        step = Decimal(chance.choice((1, 2, 3, 5, 7, 10, 20, 50)))
        digits = f"{right:.{rule.decimals}f}"
        at = chance.randrange(len(digits) - 1) if len(digits) > 1 else 0
        swapped = digits[:at] + digits[at : at + 2][::-1] + digits[at + 2 :]
        found = chance.choice(
            (
                right + step,
                right - step,
                right + step.scaleb(-min(1, rule.decimals)),
                Decimal(swapped) if swapped[0] not in ".-" and "-" not in swapped else right,
                chance.choice(scores),
            )
        ).quantize(Decimal(1).scaleb(-rule.decimals), ROUND_HALF_UP)
        if abs(found - right) > 4 * _tolerance(rule):
            return found


def _tolerance(rule: _Rule) -> Fraction:
    """Half the last digit of the score and of each part, by its weight; 0 for an exact rule."""
    if rule.fineness is None:
        return Fraction(0)
    halves = [_half_digit(column) for column in zip(*rule.items, strict=True)]
    parts = sum((abs(w) * h for w, h in zip(rule.weights, halves, strict=True)), Fraction(0))
    return Fraction(1, 2 * 10**rule.decimals) + parts


def _half_digit(column: Sequence[Decimal]) -> Fraction:
    digits = max(-int(value.as_tuple().exponent) for value in column)
    return Fraction(1, 2 * 10**digits) if digits > 0 else Fraction(0)


# --- what can be told --------------------------------------------------------------------------


def _untold(rule: _Rule, scores: Sequence[Decimal], wrong: Sequence[int]) -> set[int]:
    """The columns whose weight is left open."""
    clean = [row for at, row in enumerate(rule.items) if at not in wrong]
    lines = [[*map(Fraction, row), *([Fraction(1)] if rule.constant else [])] for row in clean]
    width = len(rule.columns)
    untold = {at for at in range(width) if not _is_independent(lines, at)}
    if not rule.constant:
        untold |= _constant_instead(rule, lines)
    if rule.fineness:
        kept = [score for at, score in enumerate(scores) if at not in wrong]
        untold |= _finely_open(rule, clean, kept, rule.fineness)
    return untold | _as_many_otherwise(rule, scores, wrong)


def _is_independent(lines: Sequence[Sequence[Fraction]], at: int) -> bool:
    """Whether a column is no combination of the others."""
    without = [[*line[:at], *line[at + 1 :]] for line in lines]
    return _rank(lines) > _rank(without)


def _rank(lines: Sequence[Sequence[Fraction]]) -> int:
    """The rank, modulo a prime so large that it is the rank."""
    scale = 10**6
    left = [[int(value * scale) % _PRIME for value in line] for line in lines]
    rank = 0
    for column in range(len(left[0]) if left else 0):
        lead = next((row for row in range(rank, len(left)) if left[row][column]), None)
        if lead is None:
            continue
        left[rank], left[lead] = left[lead], left[rank]
        inverse = pow(left[rank][column], -1, _PRIME)
        pivot = [value * inverse % _PRIME for value in left[rank]]
        for row in range(rank + 1, len(left)):
            factor = left[row][column]
            if factor:
                left[row] = [
                    (a - factor * b) % _PRIME for a, b in zip(left[row], pivot, strict=True)
                ]
        rank += 1
    return rank


def _constant_instead(rule: _Rule, lines: Sequence[Sequence[Fraction]]) -> set[int]:
    """Columns that are one same figure in all clean rows: a base score would do as well."""
    columns = list(zip(*lines, strict=True))
    return {at for at, column in enumerate(columns) if len(set(column)) == 1 and column[0]}


def _finely_open(
    rule: _Rule, rows: Sequence[Sequence[Decimal]], scores: Sequence[Decimal], fineness: int
) -> set[int]:
    """Columns that have another weight in some rule as fine that gives the same rounded scores."""
    halves = [float(_half_digit(column)) for column in zip(*rule.items, strict=True)]
    items = np.array([[float(value) for value in row] for row in rows]) / fineness
    slack = np.array(halves) / fineness
    given = np.array([float(score) for score in scores])
    half = 0.5 * 10.0**-rule.decimals + float(_SEEN)
    within = [
        LinearConstraint(items - slack, -np.inf, given + half),
        LinearConstraint(items + slack, given - half, np.inf),
    ]
    width = len(rule.columns)
    right = [round(weight * fineness) for weight in rule.weights]
    found = set()
    for at in range(width):
        for low, high in ((0, right[at] - 1), (right[at] + 1, 2 * fineness)):
            if low > high:
                continue
            lows, highs = np.zeros(width), np.full(width, 2.0 * fineness)
            lows[at], highs[at] = low, high
            answer = milp(
                np.zeros(width),
                constraints=within,
                integrality=np.ones(width, dtype=np.int64),
                bounds=Bounds(lows, highs),
            )
            if answer.success:
                found.add(at)
    return found


def _as_many_otherwise(rule: _Rule, scores: Sequence[Decimal], wrong: Sequence[int]) -> set[int]:
    """Columns of which another plain weight gives as many rows, some of the wrong ones."""
    fineness = rule.fineness or 2
    slack = _tolerance(rule)
    found = set()
    for at, weight in enumerate(rule.weights):
        for row in wrong:
            count = Fraction(rule.items[row][at])
            if not count:
                continue
            asked = weight + (Fraction(scores[row]) - _given(rule, rule.items[row])) / count
            other = Fraction(round(asked * fineness), fineness)
            if abs(other - asked) * count > slack:
                continue
            moved = rule._replace(weights=(*rule.weights[:at], other, *rule.weights[at + 1 :]))
            if _obeying(moved, scores, slack) >= _obeying(rule, scores, slack):
                found.add(at)
    return found


def _obeying(rule: _Rule, scores: Sequence[Decimal], slack: Fraction) -> int:
    pairs = zip(rule.items, scores, strict=True)
    return sum(abs(_given(rule, row) - Fraction(score)) <= slack for row, score in pairs)


# --- print -------------------------------------------------------------------------------------


def _printed(
    rule: _Rule, scores: Sequence[Decimal], chance: random.Random
) -> tuple[tuple[str, ...], ...]:
    nothing = chance.choice(("0", "0", "0", "", "-", "/"))
    numbered, ranked = chance.random() < 0.3, chance.random() < 0.3
    number, rank = ("序号",) if numbered else (), ("排名",) if ranked else ()
    lines = [(*number, "单位", *rule.columns, chance.choice(_TARGETS), *rank)]
    for at, (row, score) in enumerate(zip(rule.items, scores, strict=True), 1):
        cells = [f"{value}" if value else nothing for value in row]
        number = (str(at),) if numbered else ()
        rank = (str(1 + sum(other > score for other in scores)),) if ranked else ()
        lines.append((*number, f"第{at}街道", *cells, f"{score:.{rule.decimals}f}", *rank))
    return tuple(lines)
