"""Rates against the counts that they are rates of: percentage."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, Decimal
from itertools import permutations
from typing import NamedTuple

from contracts import Finding
from evidence import Message
from figures import WIDE, PrintedFigure
from scoring.findings import decimal_text, make_finding
from scoring.sheets import Case, Sheet
from scoring.verbs import verb_of

_RATES = ("率", "占比", "比例", "比重", "百分比")


class _Rate(NamedTuple):
    """A column that is one count over another, or over its own column's sum."""

    column: int
    part: int
    whole: int | None
    scale: Decimal
    truncated: bool
    holding: int


def check_percentages(case: Case) -> Iterator[Finding]:
    """Rates that nearly all rows compute from two columns, and the rows where they do not."""
    for sheet in case.sheets:
        for column in sheet.numbers():
            if _is_share(sheet, column):
                rate = _find_rate(sheet, column)
                if rate is not None:
                    yield from _broken_rows(sheet, rate)


def _is_share(sheet: Sheet, column: int) -> bool:
    shown = [figure for figure in sheet.figures[column] if figure]
    percent = sum(figure.percent for figure in shown) * 2 > len(shown)
    return percent or any(word in sheet.heading(column) for word in _RATES)


def _find_rate(sheet: Sheet, column: int) -> _Rate | None:
    counts = [c for c in sheet.numbers() if not sheet.is_rate(c)]
    wholes: list[tuple[int, int | None]] = list(permutations(counts, 2))
    wholes += [(part, None) for part in counts]
    scales = [Decimal(100)]
    if not any(figure.percent for figure in sheet.figures[column] if figure):
        scales.append(Decimal(1))
    best: _Rate | None = None
    for part, whole in wholes:
        for scale in scales:
            for truncated in (False, True):
                rate = _try_rate(sheet, _Rate(column, part, whole, scale, truncated, 0))
                if rate is not None and (best is None or rate.holding > best.holding):
                    best = rate
    return best


def _try_rate(sheet: Sheet, rate: _Rate) -> _Rate | None:
    checked = [verdict for row in sheet.units if (verdict := _verdict(sheet, rate, row))]
    holding = [value for holds, value in checked if holds]
    broken = len(checked) - len(holding)
    allowed = 0 if rate.truncated else max(1, len(checked) // 6)
    needed = 2 if _says_so(sheet, rate) else 3
    if len(set(holding)) < needed or broken > allowed:
        return None
    return rate._replace(holding=len(holding))


def _says_so(sheet: Sheet, rate: _Rate) -> bool:
    """Whether the headings themselves make it a rate: 采纳率 of 采纳数 and 报送数."""
    if rate.whole is None:
        return False
    verbs = [verb_of(sheet.heading(c)) for c in (rate.column, rate.part, rate.whole)]
    return verbs == ["adopted", "adopted", "submitted"]


def _verdict(sheet: Sheet, rate: _Rate, row: int) -> tuple[bool, Decimal] | None:
    """Whether a row's rate holds, and its exact value; None where it cannot be computed."""
    figure = sheet.figures[rate.column][row]
    exact = _exact(sheet, rate, row)
    if figure is None or exact is None:
        return None
    decimals = min(figure.decimals, _shown_decimals(sheet.figures[rate.column]))
    unit = Decimal(1).scaleb(-decimals)
    if rate.truncated:
        return _cut(exact, unit) == _cut(figure.value, unit), exact
    return abs(figure.value - exact) <= unit / 2, exact


def _exact(sheet: Sheet, rate: _Rate, row: int) -> Decimal | None:
    part = sheet.value(row, rate.part)
    if rate.whole is not None:
        whole = sheet.value(row, rate.whole)
    else:
        total = sheet.total(rate.part, sheet.units)
        whole = total.value if total else None
    if part is None or not whole:
        return None
    return part * rate.scale / whole


def _shown_decimals(figures: Sequence[PrintedFigure | None]) -> int:
    """How many decimals most of a column really shows: ``57.10%`` beside ``50%`` shows one."""
    shown = sorted(_significant(figure) for figure in figures if figure)
    return shown[(len(shown) - 1) * 9 // 10] if shown else 0


def _significant(figure: PrintedFigure) -> int:
    exponent = figure.value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _broken_rows(sheet: Sheet, rate: _Rate) -> Iterator[Finding]:
    rows = [
        row
        for row, printed in enumerate(sheet.table.rows)
        if printed.kind == "unit" or (printed.kind != "note" and rate.whole is not None)
    ]
    for row in rows:
        verdict = _verdict(sheet, rate, row)
        if verdict is None or verdict[0]:
            continue
        figure = sheet.figures[rate.column][row]
        part = sheet.value(row, rate.part)
        exact = verdict[1]
        assert figure is not None and part is not None
        whole = part * rate.scale / exact if exact else Decimal(0)
        if rate.whole is not None:
            whole = sheet.value(row, rate.whole) or Decimal(0)
        mark = "%" if rate.scale == 100 else ""
        due = exact.quantize(Decimal(1).scaleb(-max(figure.decimals, 1)), context=WIDE)
        sum_of = f"{decimal_text(part)}÷{decimal_text(whole.normalize())}"
        yield make_finding(
            "percentage",
            "error" if rate.holding > 3 else "warning",
            Message(
                zh=f"{sum_of}＝{decimal_text(due)}{mark}，而《{sheet.table.columns[rate.column]}》"
                f"载为 {decimal_text(figure.value)}{mark}；其余 {rate.holding} 行均按此计算。",
                en=f"{sum_of.replace('÷', ' / ')} = {decimal_text(due)}{mark}, but "
                f"«{sheet.table.columns[rate.column]}» gives {decimal_text(figure.value)}{mark}; "
                f"{rate.holding} other rows are computed so.",
            ),
            [
                proof
                for c in dict.fromkeys((rate.column, rate.part, rate.whole))
                if c is not None
                for proof in sheet.evidence(c, [row])
            ],
            sheet=sheet,
            row=row,
            column=rate.column,
            published=figure.value,
            expected=due,
        )


def _cut(value: Decimal, unit: Decimal) -> Decimal:
    return value.quantize(unit, ROUND_DOWN, WIDE)
