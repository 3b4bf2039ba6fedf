"""Sums and products that the table itself shows: column_total, row_sum, count_points."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding
from evidence import Message
from figures import WIDE, fold
from scoring.checks.findings import decimal_text, make_finding
from scoring.checks.relations import (
    Relation,
    amount,
    expected_value,
    find_relations,
    group_sheets,
    in_halves,
    precision,
    tolerance,
)
from scoring.checks.sheets import Case, Sheet
from scoring.checks.standings import changes_rank
from scoring.checks.text import stated_columns

_FEWEST_LEVELLED = 8
_WHOLE = re.compile(r"全\w{1,3}")
"""``全市`` may be a sum, a mean or an index of its own."""
_TELLING_DIGITS = 4
_NO_SUM = re.compile(r"最高|最低|最大|最小|上期|上月|上年|同期|目标|满分|标准")


class _Total(NamedTuple):
    """A printed total against what its column adds up to."""

    row: int
    column: int
    printed: Decimal
    summed: Decimal
    rows: tuple[int, ...]
    missing: int
    holds: bool
    among: bool
    """Whether it lies among the figures of its rows, far from their sum: a mean or an index."""
    beyond: bool
    """Whether the rows make more by more than any one of them, and none is more than it: some
    divide others."""


class _Doubt(NamedTuple):
    """A cell of a row that contradicts the row's arithmetic, and what it should be."""

    column: int
    expected: Decimal
    relation: Relation
    proven: bool
    """Whether the row does not add up; a product that fails may be another price."""


def check_sums(case: Case) -> Iterator[Finding]:
    """Rows, then totals, of each table; a cell that a row accuses is not accused again below."""
    stated = stated_columns(case)
    for group in group_sheets(case.sheets):
        relations = find_relations(group)
        caps = {relation: _cap(group, relation) for relation in relations}
        for sheet in group:
            totals = _totals(sheet)
            blamed: dict[int, Decimal] = {}
            for row in sheet.units:
                for doubt in _doubts(group, sheet, row, caps, totals, stated):
                    yield _row_finding(group, sheet, row, doubt)
                    printed = amount(sheet, row, doubt.column) or Decimal(0)
                    difference = printed - doubt.expected
                    blamed[doubt.column] = blamed.get(doubt.column, Decimal(0)) + difference
            yield from _total_findings(sheet, totals, blamed)
            accused = {total.row for total in totals if not total.holds}
            for row, printed_row in enumerate(sheet.table.rows):
                if printed_row.kind in ("total", "subtotal") and row not in accused:
                    for relation in relations:
                        yield from _total_row_sum(group, sheet, row, relation)


def _doubts(
    group: Sequence[Sheet],
    sheet: Sheet,
    row: int,
    caps: Mapping[Relation, Decimal | None],
    totals: Sequence[_Total],
    stated: Container[tuple[int, str]],
) -> Iterator[_Doubt]:
    """The cells in doubt in a row: the one that all broken relations share, if there is one.

    A count of a column whose sum the text states is borne out by it.
    """
    broken: list[tuple[Relation, Decimal, Decimal]] = []
    upheld: set[int] = set()
    for relation, cap in caps.items():
        printed, expected = (
            amount(sheet, row, relation.target),
            expected_value(relation, sheet, row),
        )
        if printed is None or expected is None:
            continue
        columns = (relation.target, *relation.parts)
        exact = relation.unrounded or (
            relation.exact and all(in_halves(sheet, column) for column in columns)
        )
        slack = Decimal(0) if exact else tolerance(relation, group)
        if abs(printed - expected) > slack:
            if printed == cap and expected > cap:
                continue
            if _may_be_unknown(group, sheet, row, relation, printed - expected):
                continue
            broken.append((relation, printed, expected))
        elif printed:
            upheld |= {relation.target, *relation.parts}
    settled: set[int] = set()
    for relation, printed, expected in broken:
        if relation.kind == "product":
            (part,) = relation.parts
            borne_out = part in upheld or (sheet.number, sheet.table.columns[part]) in stated
            if relation.target in upheld and not borne_out:
                yield _Doubt(part, printed / relation.factor, relation, False)
            else:
                added = any(
                    other.kind == "sum"
                    and relation.target in other.parts
                    and due - total == printed - expected
                    for other, total, due in broken
                )
                yield _Doubt(relation.target, expected, relation, added)
            settled.add(relation.target)
    for relation, printed, expected in broken:
        if relation.kind == "sum" and not settled & {relation.target, *relation.parts}:
            column = _accused_by_totals(relation, printed - expected, totals) or relation.target
            value = amount(sheet, row, column)
            assert value is not None
            difference = printed - expected
            right = expected if column == relation.target else value + difference
            yield _Doubt(column, right, relation, True)


def _cap(group: Sequence[Sheet], relation: Relation) -> Decimal | None:
    """The highest figure of a target, where several rows have it and the parts of two make more."""
    both = [
        (printed, expected)
        for sheet in group
        for row in sheet.units
        if (printed := sheet.value(row, relation.target)) is not None
        and (expected := expected_value(relation, sheet, row)) is not None
    ]
    highest = max((printed for printed, _ in both), default=None)
    slack = tolerance(relation, group)
    beyond = [p for p, expected in both if p == highest and expected > p + slack]
    return highest if len(beyond) > 1 else None


def _may_be_unknown(
    group: Sequence[Sheet], sheet: Sheet, row: int, relation: Relation, short: Decimal
) -> bool:
    """Whether a mark of nothing in a row may stand for what is short, and not for zero.

    It stands for zero where more rows with such a mark hold than not.
    """
    if sheet.value(row, relation.target) is None:
        return True
    if short < 0 or relation.kind == "product":
        return False
    marks = [part for part in relation.parts if sheet.value(row, part) is None]
    holding, broken = 0, 0
    for other in group:
        for line in other.units:
            printed, expected = other.value(line, relation.target), None
            if any(other.value(line, mark) is None for mark in marks):
                expected = expected_value(relation, other, line)
            if printed is not None and expected is not None:
                holds = abs(printed - expected) <= tolerance(relation, group)
                holding += holds
                broken += not holds
    return broken > max(1, holding)


def _accused_by_totals(
    relation: Relation, difference: Decimal, totals: Sequence[_Total]
) -> int | None:
    """The part whose column total is out by the very difference that the row is out by."""
    target_holds = all(t.holds for t in totals if t.column == relation.target)
    parts = {
        total.column
        for total in totals
        if not total.holds
        and total.column in relation.parts
        and total.summed - total.printed == -difference
    }
    return parts.pop() if target_holds and len(parts) == 1 else None


def _row_finding(group: Sequence[Sheet], sheet: Sheet, row: int, doubt: _Doubt) -> Finding:
    relation = doubt.relation
    printed = amount(sheet, row, doubt.column) or Decimal(0)
    names = [sheet.table.columns[part] for part in relation.parts]
    target = sheet.table.columns[relation.target]
    values = [decimal_text(amount(sheet, row, p) or Decimal(0)) for p in relation.parts]
    published = decimal_text(amount(sheet, row, relation.target) or Decimal(0))
    if relation.kind == "sum":
        rule_zh, rule_en = f"《{target}》＝{'＋'.join(names)}", f"«{target}» = {' + '.join(names)}"
        here_zh, here_en = "＋".join(values), " + ".join(values)
        due = sum((Decimal(v) for v in values), Decimal(0))
    else:
        factor = decimal_text(relation.factor.normalize())
        rule_zh, rule_en = (
            f"《{target}》＝{names[0]}×{factor}",
            f"«{target}» = {names[0]} × {factor}",
        )
        here_zh = here_en = f"{values[0]}×{factor}"
        due = Decimal(values[0]) * relation.factor
    rounding = abs(printed - doubt.expected) <= tolerance(relation, group)
    zh = (
        f"同类表格中 {relation.holding} 行符合 {rule_zh}；本行 {here_zh}＝{decimal_text(due)}，"
        f"而所载为 {published}。"
    )
    en = (
        f"{relation.holding} rows under these headings obey {rule_en}; in this row {here_en} = "
        f"{decimal_text(due)}, but {published} is printed."
    )
    if doubt.column != relation.target:
        zh += f"其余列相符，可疑的是《{sheet.table.columns[doubt.column]}》。"
        en += f" The other columns agree: «{sheet.table.columns[doubt.column]}» is in doubt."
    proven = doubt.proven and not rounding and relation.holding > 3
    return make_finding(
        "row_sum" if relation.kind == "sum" else "count_points",
        "error" if proven else "warning",
        Message(zh=zh, en=en),
        [p for c in (relation.target, *relation.parts) for p in sheet.evidence(c, [row])],
        sheet=sheet,
        row=row,
        column=doubt.column,
        published=printed,
        expected=doubt.expected,
        changes_rank=changes_rank(sheet, row, doubt.column, doubt.expected),
    )


def _totals(sheet: Sheet) -> list[_Total]:
    """Each printed total with the rows that it best sums: its section, those above it, or all."""
    found: list[list[_Total]] = []
    for row, printed in enumerate(sheet.table.rows):
        if printed.kind not in ("total", "subtotal"):
            continue
        label = fold("".join(cell.text for cell in printed.cells if cell.text))
        if _NO_SUM.search(label):
            continue
        mean = sheet.is_mean(row)
        readings = [_compare(sheet, row, rows, mean) for rows in _summed_rows(sheet, row)]
        best = max(readings, key=lambda totals: sum(t.holds for t in totals), default=[])
        if not mean and _divides_a_row(sheet, best):
            best = [total._replace(holds=True) for total in best]
        sure = not mean and not _WHOLE.fullmatch(label)
        if sure or any(total.holds for total in best):
            found.append(best)
    # Three totals of which none agrees are sums of nothing that is listed.
    agreeing = any(total.holds for totals in found for total in totals)
    return [total for totals in found for total in totals] if agreeing or len(found) < 3 else []


def _summed_rows(sheet: Sheet, row: int) -> list[tuple[int, ...]]:
    """The rows that a total may sum, likeliest first."""
    rows = sheet.table.rows
    section = tuple(r for r in sheet.units if rows[r].section == rows[row].section)
    above = [r for r in sheet.units if r < row]
    last = max((r for r in range(row) if rows[r].kind in ("total", "subtotal")), default=-1)
    since = tuple(r for r in above if r > last)
    following = next(
        (r for r in range(row + 1, len(rows)) if rows[r].kind in ("total", "subtotal")), len(rows)
    )
    below = tuple(r for r in sheet.units if row < r < following)
    subtotals = tuple(r for r in range(row) if rows[r].kind == "subtotal")
    order = [section, since, below, sheet.units]
    if rows[row].kind == "total":
        order = [sheet.units, subtotals, section, since]
    return [found for found in dict.fromkeys(order) if found]


def _rounding(sheet: Sheet, column: int, rows: Sequence[int]) -> Decimal:
    """Half a unit of each figure's last digit; none in a column of halves, which are exact."""
    printed = sum(sheet.value(row, column) is not None for row in rows)
    return Decimal(0) if in_halves(sheet, column) else precision([sheet], column) * printed


def _compare(sheet: Sheet, row: int, rows: tuple[int, ...], mean: bool) -> list[_Total]:
    totals: list[_Total] = []
    for column in sheet.numbers():
        printed, summed = sheet.value(row, column), sheet.total(column, rows)
        if printed is None or summed is None or (sheet.is_rate(column) and not mean):
            continue
        # Rows of several levels (类, 款, 项) list each amount once a level.
        levels = (1, 2, 3, 4) if len(rows) >= _FEWEST_LEVELLED and printed > 0 else (1,)
        value, slack = summed.value, _rounding(sheet, column, (row, *rows))
        listed = [v for r in rows if (v := sheet.value(r, column)) is not None]
        if mean:
            figure = sheet.figures[column][row]
            assert figure is not None
            value = (summed.value / len(rows)).quantize(
                Decimal(1).scaleb(-figure.decimals - 2), context=WIDE
            )
            slack = figure.tolerance + precision([sheet], column)
        totals.append(
            _Total(
                row=row,
                column=column,
                printed=printed,
                summed=value,
                rows=rows,
                missing=summed.missing,
                holds=any(abs(times * printed - value) <= slack for times in levels),
                among=min(listed) <= printed <= max(listed) and 2 * printed < value,
                beyond=printed >= max(listed) and value - printed > max(listed) + slack,
            )
        )
    return totals


def _divides_a_row(sheet: Sheet, totals: Sequence[_Total]) -> bool:
    """Whether what the rows make too much is one row, in all columns, and the rows that follow it
    make that row again. In a single column chance finds a small number too: there it has digits
    enough to be told from others.
    """
    if sheet.rank is not None or not totals:
        return False
    rows, columns = totals[0].rows, [total.column for total in totals]
    surplus = [total.summed - total.printed for total in totals]
    if not all(0 <= 2 * s < total.printed for s, total in zip(surplus, totals, strict=True)):
        return False
    figures = [[sheet.value(row, column) or Decimal(0) for column in columns] for row in rows]
    for place, whole in enumerate(figures):
        if whole != surplus or not any(surplus):
            continue
        alone = len(columns) == 1
        if alone and len(whole[0].normalize().as_tuple().digits) < _TELLING_DIGITS:
            continue
        made = [Decimal(0)] * len(columns)
        for count, parts in enumerate(figures[place + 1 :], 1):
            made = [total + part for total, part in zip(made, parts, strict=True)]
            if made == whole and (alone or count > 1):
                return True
    return False


def _total_findings(
    sheet: Sheet, totals: list[_Total], blamed: dict[int, Decimal]
) -> Iterator[Finding]:
    told: set[int] = set()
    for total in reversed(totals):
        row = [other for other in totals if other.row == total.row]
        agreeing = any(other.holds for other in row)
        if total.among and sum(other.among for other in row) > 1:
            continue  # columns of rates, though their headings do not say so
        if total.holds or blamed.get(total.column) == total.summed - total.printed:
            continue
        if not agreeing and (total.beyond or total.row in told):
            continue  # a row that is missing puts out every column: told once, at the last
        told.add(total.row)
        difference = abs(total.printed - total.summed)
        path = sheet.table.columns[total.column]
        zh = (
            f"《{path}》所列 {len(total.rows)} 行合计为 {decimal_text(total.summed)}，"
            f"而合计行载为 {decimal_text(total.printed)}，相差 {decimal_text(difference)}。"
        )
        en = (
            f"The {len(total.rows)} rows of «{path}» make {decimal_text(total.summed)}, but the "
            f"totals row gives {decimal_text(total.printed)}, {decimal_text(difference)} apart."
        )
        if not agreeing:
            zh += "该行没有一列与所列各行相符，表格可能未列全。"
            en += " No column of this row agrees: the table may not list all rows."
        yield make_finding(
            "column_total",
            "error" if agreeing and not total.missing and not total.among else "warning",
            Message(zh=zh, en=en),
            sheet.evidence(total.column, [*total.rows, total.row]),
            sheet=sheet,
            row=total.row,
            column=total.column,
            published=total.printed,
            expected=total.summed,
        )


def _total_row_sum(
    group: Sequence[Sheet], sheet: Sheet, row: int, relation: Relation
) -> Iterator[Finding]:
    """A totals row whose own parts do not make its total, where no column accuses it."""
    printed = sheet.value(row, relation.target)
    expected = expected_value(relation, sheet, row)
    blank = any(sheet.value(row, part) is None for part in relation.parts)
    if relation.kind != "sum" or printed is None or expected is None or blank:
        return
    if abs(printed - expected) > tolerance(relation, group):
        yield _row_finding(group, sheet, row, _Doubt(relation.target, expected, relation, True))
