"""Rates against the counts that they are rates of: percentage."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, Decimal
from itertools import combinations, product
from typing import NamedTuple

from contracts import Finding
from evidence import Message
from figures import WIDE, PrintedFigure
from scoring.checks.findings import decimal_text, make_finding
from scoring.checks.sheets import Case, Sheet
from scoring.checks.verbs import verb_of

_MOST_PAIRED = 8
_FEWEST_CUT = 3
"""Rows that must be cut off for a broken one to be held against cutting off."""
_RATES = ("率", "占比", "比例", "比重", "百分比")


class _Rate(NamedTuple):
    """A column that is one count, or two, over another, or over their own columns' sum."""

    column: int
    parts: tuple[int, ...]
    """One column, or two that are counted together: 满意 and 基本满意."""
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
    parts: list[tuple[int, ...]] = [(part,) for part in counts]
    return _best_rate(sheet, column, parts, counts) or (
        _best_rate(sheet, column, list(combinations(counts, 2)), counts)
        if len(counts) <= _MOST_PAIRED
        else None
    )


def _best_rate(
    sheet: Sheet, column: int, parts: Sequence[tuple[int, ...]], counts: Sequence[int]
) -> _Rate | None:
    """The rate that most rows obey, of `parts` over any other count or over their own sum."""
    scales = [Decimal(100)]
    if not any(figure.percent for figure in sheet.figures[column] if figure):
        scales.append(Decimal(1))
    best: _Rate | None = None
    for part, whole in product(parts, (*counts, None)):
        if whole in part or (whole is None and len(part) > 1):
            continue
        for scale, truncated in product(scales, (False, True)):
            rate = _try_rate(sheet, _Rate(column, part, whole, scale, truncated, 0))
            if rate is not None and (best is None or rate.holding > best.holding):
                best = rate
    return best


def _try_rate(sheet: Sheet, rate: _Rate) -> _Rate | None:
    holding: list[Decimal] = []
    broken = 0
    for row in sheet.units:
        verdict = _verdict(sheet, rate, row)
        if verdict is None:
            continue
        if verdict[0]:
            holding.append(verdict[1])
            continue
        broken += 1
        if broken > max(1, len(sheet.units) // 6):
            return None  # most of the many that are tried are not worth the other rows
    allowed = max(1, (len(holding) + broken) // 6)
    if rate.truncated and broken and _cut_off(sheet, rate) < _FEWEST_CUT:
        return None
    needed = 2 if _says_so(sheet, rate) else 3
    if len(set(holding)) < needed or broken > allowed:
        return None
    return rate._replace(holding=len(holding))


def _cut_off(sheet: Sheet, rate: _Rate) -> int:
    """How many rows hold because they are cut off, and would not if they were rounded."""
    rounded = rate._replace(truncated=False)
    verdicts = [(_verdict(sheet, rate, row), _verdict(sheet, rounded, row)) for row in sheet.units]
    return sum(bool(cut and near and cut[0] and not near[0]) for cut, near in verdicts)


def _says_so(sheet: Sheet, rate: _Rate) -> bool:
    """Whether the headings themselves make it a rate: 采纳率 of 采纳数 and 报送数."""
    if rate.whole is None or len(rate.parts) > 1:
        return False
    verbs = [verb_of(sheet.heading(c)) for c in (rate.column, *rate.parts, rate.whole)]
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
    part = _part(sheet, rate, row)
    if rate.whole is not None:
        whole = sheet.value(row, rate.whole)
    else:
        total = sheet.total(rate.parts[0], sheet.units)
        whole = total.value if total else None
    if part is None or not whole:
        return None
    return part * rate.scale / whole


def _part(sheet: Sheet, rate: _Rate, row: int) -> Decimal | None:
    values = [sheet.value(row, part) for part in rate.parts]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


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
        part = _part(sheet, rate, row)
        exact = verdict[1]
        assert figure is not None and part is not None
        whole = part * rate.scale / exact if exact else Decimal(0)
        if rate.whole is not None:
            whole = sheet.value(row, rate.whole) or Decimal(0)
        mark = "%" if rate.scale == 100 else ""
        due = exact.quantize(Decimal(1).scaleb(-max(figure.decimals, 1)), context=WIDE)
        printed_parts = [sheet.value(row, c) or Decimal(0) for c in rate.parts]
        told = "＋".join(decimal_text(value) for value in printed_parts)
        told = f"({told})" if len(printed_parts) > 1 else told
        sum_of = f"{told}÷{decimal_text(whole.normalize())}"
        yield make_finding(
            "percentage",
            "error" if rate.holding > 3 else "warning",
            Message(
                zh=f"{sum_of}＝{decimal_text(due)}{mark}，而《{sheet.table.columns[rate.column]}》"
                f"载为 {decimal_text(figure.value)}{mark}；其余 {rate.holding} 行均按此计算。",
                en=f"{_english(sum_of)} = {decimal_text(due)}{mark}, but "
                f"«{sheet.table.columns[rate.column]}» gives {decimal_text(figure.value)}{mark}; "
                f"{rate.holding} other rows are computed so.",
            ),
            [
                proof
                for c in dict.fromkeys((rate.column, *rate.parts, rate.whole))
                if c is not None
                for proof in sheet.evidence(c, [row])
            ],
            sheet=sheet,
            row=row,
            column=rate.column,
            published=figure.value,
            expected=due,
        )


def _english(sum_of: str) -> str:
    return sum_of.replace("÷", " / ").replace("＋", " + ")


def _cut(value: Decimal, unit: Decimal) -> Decimal:
    return value.quantize(unit, ROUND_DOWN, WIDE)
