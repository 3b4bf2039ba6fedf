"""The arithmetic that a table's own rows show: columns that are sums, points that are count × k.

Tables under the same headings are read together: what nearly all their rows obey is the rule, and
the rows that break it are in doubt.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Literal, NamedTuple

from figures import is_mark_of_nothing
from scoring.checks.sheets import WHOLE, Sheet

_NUMBERED = re.compile(r"第?(?:[0-9]+|[一二三四五六七八九十]+)(?:月份?|季度|年度?|周|期|次|轮)")
"""What tells columns of one name apart."""
_HALF = Decimal("0.5")
_MOST_COLUMNS = 10
_NO_CHANCE = 40
"""Rows times parts: two rounded parts make their total in three rows of four, seven in every other,
so that fewer than one table in a hundred does so throughout."""
_WIDE = 80
"""Up to so many parts every subset is tried; beyond, only runs of neighbouring columns."""


class Relation(NamedTuple):
    """``target = sum of parts`` or ``target = factor × the one part``, in nearly all rows."""

    kind: Literal["sum", "product"]
    target: int
    parts: tuple[int, ...]
    factor: Decimal
    holding: int
    """The rows of all tables read together that obey it."""
    exact: bool
    """Whether they obey it to the last printed digit."""
    unrounded: bool = False
    """Whether so many do, of so many parts, that nothing can have been rounded."""


def group_sheets(sheets: Sequence[Sheet]) -> tuple[tuple[Sheet, ...], ...]:
    """Tables under the same headings, which share their arithmetic; one heading may differ."""
    groups: list[list[Sheet]] = []
    for sheet in sheets:
        if sheet.units:
            like = next((group for group in groups if _alike(group[0], sheet)), None)
            if like is None:
                groups.append([sheet])
            else:
                like.append(sheet)
    return tuple(tuple(group) for group in groups)


def _alike(first: Sheet, second: Sheet) -> bool:
    if len(first.table.columns) != len(second.table.columns):
        return False
    if first.numbers() != second.numbers():
        return False
    differing = [c for c in first.numbers() if first.heading(c) != second.heading(c)]
    return len(differing) <= (1 if len(first.numbers()) > 3 else 0)


def amount(sheet: Sheet, row: int, column: int) -> Decimal | None:
    """A cell as an amount: a mark of nothing is zero, other text is None."""
    figure = sheet.figures[column][row]
    if figure is not None:
        return figure.value
    text = sheet.table.rows[row].cells[column].text
    return Decimal(0) if is_mark_of_nothing(text) else None


def precision(sheets: Sequence[Sheet], column: int) -> Decimal:
    """Half a unit of a column's last printed digit; zero for counts, which are exact."""
    decimals = max((f.decimals for sheet in sheets for f in sheet.figures[column] if f), default=0)
    rounded = decimals or any(column in sheet.measured for sheet in sheets)
    return Decimal(5).scaleb(-decimals - 1) if rounded else Decimal(0)


def in_halves(sheet: Sheet, column: int) -> bool:
    """Whether a column prints nothing but whole and half points, which are exact."""
    return column not in sheet.measured and all(
        figure.value % _HALF == 0 for figure in sheet.figures[column] if figure
    )


def find_relations(sheets: Sequence[Sheet]) -> tuple[Relation, ...]:
    """The sums and products that nearly all rows of these tables obey, by target column."""
    lines = _lines(sheets)
    # Alike in their numbers, tables may differ in width: one has a column of remarks at its end.
    width = min(len(sheet.table.columns) for sheet in sheets)
    halves = [precision(sheets, column) for column in range(width)]
    columns = [c for c in sheets[0].numbers() if not sheets[0].is_rate(c)]
    # In a very wide table only columns that are called a whole are worth the search.
    wide = len(columns) > _WIDE
    targets = [c for c in columns if not wide or WHOLE.search(sheets[0].heading(c))]
    found = [
        relation
        for target in targets
        if (relation := _find_sum(sheets, lines, halves, columns, target)) is not None
    ]
    totals = {relation.target for relation in found}
    products = (
        _find_product(sheets, lines, columns, target) for target in targets if target not in totals
    )
    return (*found, *(relation for relation in products if relation is not None))


def expected_value(relation: Relation, sheet: Sheet, row: int) -> Decimal | None:
    """What a row's target should be; None where a part cannot be read."""
    amounts = [amount(sheet, row, part) for part in relation.parts]
    known = [value for value in amounts if value is not None]
    if len(known) < len(amounts):
        return None
    return sum(known, Decimal(0)) * relation.factor


def tolerance(relation: Relation, sheets: Sequence[Sheet]) -> Decimal:
    """How far rounding may take a target from its parts."""
    parts = sum((precision(sheets, part) for part in relation.parts), Decimal(0))
    return precision(sheets, relation.target) + parts * abs(relation.factor)


def _lines(sheets: Sequence[Sheet]) -> list[list[Decimal | None]]:
    return [
        [amount(sheet, row, column) for column in range(len(sheet.table.columns))]
        for sheet in sheets
        for row in sheet.units
    ]


def _find_sum(
    sheets: Sequence[Sheet],
    lines: list[list[Decimal | None]],
    halves: list[Decimal],
    columns: list[int],
    target: int,
) -> Relation | None:
    others = [column for column in columns if column != target]
    usable = [
        line
        for line in lines
        if line[target] is not None and all(line[column] is not None for column in others)
    ]
    headed = bool(WHOLE.search(sheets[0].heading(target)))
    if len(usable) < (3 if headed else 5) or len(others) < 2:
        return None
    allowed = max(1 if len(usable) > 3 else 0, len(usable) // (5 if headed else 8))
    best: Relation | None = None
    families = _families(sheets[0], others)
    for parts in (*_subsets(others, target), *families):
        relation = _try_sum(usable, halves, target, parts, allowed)
        if relation and (
            best is None
            or (relation.holding, len(relation.parts)) > (best.holding, len(best.parts))
        ):
            best = relation
    return best


def _subsets(columns: list[int], target: int) -> Iterator[tuple[int, ...]]:
    if len(columns) <= _MOST_COLUMNS:
        for size in range(2, len(columns) + 1):
            yield from combinations(columns, size)
        return
    for start in range(len(columns)):
        for end in range(start + 2, len(columns) + 1):
            run = tuple(columns[start:end])
            if run[-1] < target or run[0] > target:
                yield run


def _families(sheet: Sheet, columns: list[int]) -> list[tuple[int, ...]]:
    """The columns that bear one name under several headings: the 得分 of each month."""
    named: dict[str, list[int]] = {}
    for column in columns:
        name = _NUMBERED.sub("", sheet.heading(column).rsplit("/", 1)[-1])
        named.setdefault(name, []).append(column)
    return [tuple(family) for name, family in named.items() if name and len(family) > 1]


def _try_sum(
    lines: list[list[Decimal | None]],
    halves: list[Decimal],
    target: int,
    parts: tuple[int, ...],
    allowed: int,
) -> Relation | None:
    slack = halves[target] + sum((halves[part] for part in parts), Decimal(0))
    holding, exactly, broken = [], 0, 0
    for line in lines:
        difference = line[target] - sum(line[part] for part in parts)  # type: ignore
        if abs(difference) <= slack:
            holding.append(line)
            exactly += not difference
        else:
            broken += 1
            if broken > allowed:
                return None
    spread = len({line[target] for line in holding}) > 2
    active = sum(any(line[part] for line in holding) for part in parts) > 1
    if not (spread and active) or len(holding) < 2:
        return None
    exact = exactly >= max(6, len(lines) - max(1, len(lines) // 8))
    # The more parts are rounded, the more seldom they make their total to the last digit.
    unrounded = broken + len(holding) - exactly <= 1 and exactly * len(parts) >= _NO_CHANCE
    return Relation("sum", target, parts, Decimal(1), len(holding), exact, unrounded)


def _find_product(
    sheets: Sequence[Sheet],
    lines: list[list[Decimal | None]],
    columns: list[int],
    target: int,
) -> Relation | None:
    if not sheets[0].is_points(target):
        return None
    best: Relation | None = None
    for part in columns:
        if part == target or sheets[0].is_points(part):
            continue
        relation = _try_product(lines, columns, target, part)
        if relation and (best is None or relation.holding > best.holding):
            best = relation
    return best


def _try_product(
    lines: list[list[Decimal | None]], columns: list[int], target: int, part: int
) -> Relation | None:
    both = [line for line in lines if line[target] is not None and line[part] is not None]
    ratios = Counter(
        line[target] / line[part]  # type: ignore
        for line in both
        if line[target] and line[part]
    )
    if not ratios:
        return None
    factor, support = ratios.most_common(1)[0]
    holding = [line for line in both if line[target] == factor * line[part]]  # type: ignore
    broken = [line for line in both if line not in holding]
    counts = {line[part] for line in holding if line[part]}
    if (
        factor in (0, 1)
        or support < 4
        or len(counts) < 3
        or len(broken) > max(1, len(both) // 8)
        or _another_explains(holding, broken, columns, target, part, factor)
    ):
        return None
    return Relation("product", target, (part,), factor, len(holding), True)


def _another_explains(
    holding: list[list[Decimal | None]],
    broken: list[list[Decimal | None]],
    columns: list[int],
    target: int,
    part: int,
    factor: Decimal,
) -> bool:
    """Whether what the product leaves over is just another column's points.

    In the rows that obey the product that column is nearly always zero, so the product is no rule
    but a special case of a sum.
    """
    for column in columns:
        if column in (target, part) or not broken or not all(line[column] for line in broken):
            continue
        rates = {(line[target] - factor * line[part]) / line[column] for line in broken}  # type: ignore
        if len(rates) == 1 and (len(broken) > 1 or rates <= {Decimal(1), factor}):
            return sum(bool(line[column]) for line in holding) * 4 <= len(holding)
    return False
