"""Tables in the shapes that offices print: a second maker of tables with known rules.

It shares nothing with `rule_tables` but the record. Rows are wrong in three ways: the total is off,
two digits of a part are swapped, or neighbouring rows all lack the same. A column is told if it
is independent of the others over the clean rows: so each table has three rows and more a column.
"""

import random
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from benchmarks.rule_tables import RuleTable

_LENGTHS = (8, 12, 20, 30, 42, 42, 300)
_NAMES = ("政务信息", "宣传稿件", "调研报告", "专题活动", "网评任务", "舆情处置", "值班值守")
_PENALTIES = ("迟交", "缺报", "通报批评", "差错", "失实", "超时", "撤稿")


class _Shape(NamedTuple):
    items: list[list[Decimal]]
    weights: list[Fraction]
    constant: int = 0
    decimals: int = 0
    penal: bool = False


def shaped_table(chance: random.Random, wrong_share: float) -> RuleTable:
    """One table in one of the shapes, 8 to 300 rows, perhaps with a row of totals."""
    length = chance.choice(_LENGTHS)
    width = chance.randint(2, max(2, min(7, length // 5)))
    name = chance.choice(tuple(_SHAPES))
    shape = _SHAPES[name](chance, width, length)
    items, weights = shape.items, shape.weights
    scores = [_score(shape, row) for row in items]
    wrong = sorted(chance.sample(range(length), int(length * wrong_share + chance.random())))
    if chance.random() < 0.3:  # a block of neighbours, all wrong alike
        start = chance.randrange(length - len(wrong) + 1)
        wrong = list(range(start, start + len(wrong)))
        _lack(chance, shape, scores, wrong)
    else:
        for row in wrong:
            _spoil(chance, shape, scores, row)
    clean = [row for at, row in enumerate(items) if at not in wrong]
    columns = (_PENALTIES if shape.penal else _NAMES)[: len(weights)]
    return RuleTable(
        name,
        _printed(chance, shape, columns, scores),
        columns,
        tuple(weights),
        Fraction(shape.constant),
        tuple(row + 1 for row in wrong),
        frozenset(columns[at] for at in _untold(clean, bool(shape.constant))),
    )


def _counts(chance: random.Random, width: int, length: int) -> list[list[Decimal]]:
    mosts = [chance.choice((2, 6, 12, 60)) for _ in range(width)]
    return [
        [Decimal(max(0, chance.randint(-most // 2, most))) for most in mosts] for _ in range(length)
    ]


def _shares(chance: random.Random, width: int, length: int) -> _Shape:
    parts = [chance.randint(1, 6) for _ in range(width)]
    parts[0] += 20 - sum(parts) if sum(parts) < 20 else 0
    whole = 20 if sum(parts) == 20 else sum(parts)
    if 100 % whole:
        parts, whole = [20 - width + 1, *[1] * (width - 1)], 20
    marks = [[_decimal(chance, 55, 100, 1) for _ in range(width)] for _ in range(length)]
    return _Shape(marks, [Fraction(part, whole) for part in parts], decimals=2)


def _mean(chance: random.Random, width: int, length: int) -> _Shape:
    marks = [[_decimal(chance, 60, 100, 0) for _ in range(width)] for _ in range(length)]
    return _Shape(marks, [Fraction(1, width)] * width, decimals=chance.choice((1, 2)))


def _deducted(chance: random.Random, width: int, length: int) -> _Shape:
    points = [Fraction(-n, d) for n, d in ((1, 1), (2, 1), (1, 2), (5, 1), (3, 1), (1, 5))]
    items = [[min(value, Decimal(4)) for value in row] for row in _counts(chance, width, length)]
    return _Shape(items, [chance.choice(points) for _ in range(width)], 100, 1, penal=True)


def _quarters(chance: random.Random, width: int, length: int) -> _Shape:
    points = [Fraction(n, 4) for n in (1, 2, 3, 4, 6, 8, 10, 12, 20)]
    weights = [chance.choice(points) for _ in range(width)]
    return _Shape(_counts(chance, width, length), weights, decimals=2)


def _based(chance: random.Random, width: int, length: int) -> _Shape:
    weights = [Fraction(chance.choice((1, 2, 3, 4, 5, 8, 10, 15, 20))) for _ in range(width)]
    return _Shape(_counts(chance, width, length), weights, chance.choice((30, 60, 70)))


def _capped(chance: random.Random, width: int, length: int) -> _Shape:
    """Points of each work, none above its cap, and a base."""
    caps = [Decimal(chance.choice((10, 15, 20, 30))) for _ in range(width)]
    counts = _counts(chance, width, length)
    items = [[min(c, 5 * v) for c, v in zip(caps, row, strict=True)] for row in counts]
    return _Shape(items, [Fraction(1)] * width, chance.choice((0, 40, 60)))


def _with_subtotal(chance: random.Random, width: int, length: int) -> _Shape:
    """The last column is the sum of all others, and the total a multiple of it."""
    items = [[*row[:-1], sum(row[:-1], Decimal(0))] for row in _counts(chance, width, length)]
    return _Shape(items, [Fraction(0)] * (width - 1) + [Fraction(chance.choice((1, 2, 5)))])


def _with_multiple(chance: random.Random, width: int, length: int) -> _Shape:
    """Beside the first count stand its points; the total adds the points up."""
    items = _counts(chance, width, length)
    for row in items:
        row[-1] = row[0] * 5
    return _Shape(items, [Fraction(0), *[Fraction(1)] * (width - 1)])


def _with_idle(chance: random.Random, width: int, length: int) -> _Shape:
    """One column of nothing, and one without points."""
    items = _counts(chance, width, length)
    for row in items:
        row[0] = Decimal(0)
    weights = [Fraction(chance.choice((1, 2, 5, 10))) for _ in range(width - 1)]
    return _Shape(items, [Fraction(0), *weights[:-1], Fraction(0)] if width > 2 else [
        Fraction(0), *weights
    ])  # fmt: skip


_SHAPES: dict[str, Callable[[random.Random, int, int], _Shape]] = {
    "shares": _shares,
    "mean": _mean,
    "deducted": _deducted,
    "quarters": _quarters,
    "based": _based,
    "capped": _capped,
    "subtotal": _with_subtotal,
    "multiple": _with_multiple,
    "idle": _with_idle,
}


def _decimal(chance: random.Random, low: int, high: int, digits: int) -> Decimal:
    return Decimal(chance.randint(low * 10**digits, high * 10**digits)).scaleb(-digits)


def _exactly(shape: _Shape, row: Sequence[Decimal]) -> Fraction:
    pairs = zip(shape.weights, row, strict=True)
    return shape.constant + sum((w * Fraction(x) for w, x in pairs), Fraction(0))


def _score(shape: _Shape, row: Sequence[Decimal]) -> Decimal:
    given = _exactly(shape, row)
    whole = Decimal(given.numerator) / Decimal(given.denominator)
    return whole.quantize(Decimal(1).scaleb(-shape.decimals), ROUND_HALF_UP)


def _is_off(shape: _Shape, row: Sequence[Decimal], score: Decimal) -> bool:
    """Whether no rounding of the total and of the parts can explain the score."""
    parts = sum(
        (abs(w) * Fraction(5, 100) for w, x in zip(shape.weights, row, strict=True) if x % 1),
        Fraction(0),
    )
    slack = Fraction(1, 10**shape.decimals) + 2 * parts
    return abs(_exactly(shape, row) - Fraction(score)) > slack


def _spoil(chance: random.Random, shape: _Shape, scores: list[Decimal], row: int) -> None:
    """Swap two digits of a part or of the total, or miss an item."""
    items = shape.items[row]
    for _ in range(20):
        at = chance.randrange(len(items) + 1)
        printed = f"{items[at]}" if at < len(items) else f"{scores[row]}"
        digits = [i for i in range(len(printed) - 1) if printed[i : i + 2].isdigit()]
        if not digits:
            continue
        i = chance.choice(digits)
        swapped = Decimal(printed[:i] + printed[i + 1] + printed[i] + printed[i + 2 :])
        changed = [swapped if place == at else value for place, value in enumerate(items)]
        score = swapped if at == len(items) else scores[row]
        if _is_off(shape, changed, score):
            shape.items[row], scores[row] = changed, score
            return
    scores[row] += chance.choice((-10, -5, -2, 2, 3, 5, 10, 20))


def _lack(chance: random.Random, shape: _Shape, scores: list[Decimal], rows: Sequence[int]) -> None:
    off = Decimal(chance.choice((2, 5, 10)))
    for row in rows:
        scores[row] -= off


def _untold(clean: Sequence[Sequence[Decimal]], constant: bool) -> set[int]:
    whole = np.array([[*map(float, row), *([1.0] if constant else [])] for row in clean])
    columns = range(len(clean[0]))
    rank = np.linalg.matrix_rank(whole)
    return {at for at in columns if np.linalg.matrix_rank(np.delete(whole, at, axis=1)) == rank} | {
        at for at in columns if len({row[at] for row in clean}) == 1
    }


def _printed(
    chance: random.Random, shape: _Shape, columns: Sequence[str], scores: Sequence[Decimal]
) -> tuple[tuple[str, ...], ...]:
    nothing = chance.choice(("0", "", "-", "—"))
    body = [
        (f"{at}", f"单位{at}", *(f"{v}" if v else nothing for v in row), f"{score}")
        for at, (row, score) in enumerate(zip(shape.items, scores, strict=True), 1)
    ]
    sums = [sum(column, Decimal(0)) for column in zip(*shape.items, strict=True)]
    total = ("", "合计", *map(str, sums), str(sum(scores, Decimal(0))))
    note = ("注：以上为本期数据。", *[""] * (len(columns) + 2))
    more = [total] * (chance.random() < 0.3) + [note] * (chance.random() < 0.3)
    return (("序号", "单位", *columns, "总分"), *body, *more)
