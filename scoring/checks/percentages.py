"""Rates, growth and changes against the figures that they are made of: percentage."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import combinations, permutations, product
from typing import Literal, NamedTuple

from contracts import Finding
from evidence import Message
from figures import WIDE, PrintedFigure, fold, read_rank
from layout import is_rank_heading
from scoring.changes import read_change
from scoring.checks.findings import decimal_text, make_finding
from scoring.checks.relations import in_halves, precision
from scoring.checks.sheets import Case, Sheet
from scoring.checks.standings import runs_unbroken
from scoring.checks.verbs import verb_of

_MOST_PAIRED = 8
_FEWEST_CUT = 3
"""Rows that must be cut off for a broken one to be held against cutting off."""
_FEWEST_FIXED = 4
_CHANCE = Decimal("0.01")
_HUNDRED = Decimal(100)
_CHANGE = re.compile(r"同比|环比|增长|增减|增幅|降幅|变化|升降|进退|变动|[较比]上|[+＋]/?[-－]|±")
_FALL = re.compile(r"降幅|下降|减少")
_FOR_EACH = (("万", Decimal(10000)), ("千", Decimal(1000)))

How = Literal["share", "growth", "difference"]


class _Rate(NamedTuple):
    """A column that two figures of each row make: part ÷ whole, its growth, its difference."""

    how: How
    column: int
    parts: tuple[int, ...]
    """One column, or two that are counted together: 满意 and 基本满意."""
    whole: int | None
    """Of a share without a column the whole is `fixed`, else the sum of its parts' column."""
    scale: Decimal = _HUNDRED
    fixed: Decimal | None = None
    """The same in each row: the days of a month."""
    truncated: bool = False
    holding: int = 0


class _Verdict(NamedTuple):
    """What a row's two figures make, what is printed, and how far rounding may part them."""

    exact: Decimal
    printed: Decimal
    slack: Decimal
    holds: bool


def check_percentages(case: Case) -> Iterator[Finding]:
    """Rates that nearly all rows compute from two columns, and the rows where they do not."""
    for sheet in case.sheets:
        blurs = tuple(
            Decimal(0) if in_halves(sheet, column) else precision([sheet], column)
            for column in range(len(sheet.table.columns))
        )
        read = _with_changes(sheet)
        for column, role in enumerate(sheet.roles):
            rate = _find_rate(read, blurs, column) if role in ("number", "text") else None
            if rate is not None:
                exact = tuple(Decimal(0) for _ in blurs)
                printed = _is_of_printed(read, rate, blurs, exact)
                yield from _broken_rows(read, exact if printed else blurs, rate)


def _with_changes(sheet: Sheet) -> Sheet:
    """The sheet with ranks (``第3名``) and changes (``↑2``, ``持平``) read as figures."""
    figures = list(sheet.figures)
    for column, path in enumerate(sheet.table.columns):
        texts = [row.cells[column].text for row in sheet.table.rows]
        if sheet.roles[column] in ("unit", "serial"):
            continue
        if _CHANGE.search(fold(path)):
            changes = [read_change(text) for text in texts]
            figures[column] = tuple(
                change.figure
                if change and (change.figure.value or not sheet.is_rate(column))
                else old
                for change, old in zip(changes, figures[column], strict=True)
            )
        elif is_rank_heading(path):
            figures[column] = tuple(map(_rank_figure, texts))
    return sheet._replace(figures=tuple(figures))


def _rank_figure(text: str) -> PrintedFigure | None:
    rank = read_rank(text)
    if rank is None:
        return None
    return PrintedFigure(value=Decimal(rank), decimals=0, percent=False, unit="")


def _find_rate(sheet: Sheet, blurs: Sequence[Decimal], column: int) -> _Rate | None:
    """What most rows obey: a change where the heading speaks of one, else a share."""
    heading = sheet.heading(column)
    counts = [c for c in sheet.numbers() if not sheet.is_rate(c)]
    if _CHANGE.search(heading):
        return _best_rate(sheet, blurs, _changes(sheet, column, counts))
    if not sheet.is_rate(column) or sheet.roles[column] == "text":
        return None
    scales = [_HUNDRED]
    if not any(figure.percent for figure in sheet.figures[column] if figure):
        scales += [Decimal(1), *(scale for word, scale in _FOR_EACH if f"每{word}" in heading)]
    alone = [(part,) for part in counts if part != column]
    pairs = list(combinations(counts, 2)) if len(counts) <= _MOST_PAIRED else []
    return (
        _best_rate(sheet, blurs, _shares(column, alone, counts, scales))
        or _best_rate(sheet, blurs, _shares(column, pairs, counts, scales))
        or _best_rate(sheet, blurs, _fixed_shares(sheet, column, alone))
    )


def _changes(sheet: Sheet, column: int, counts: Sequence[int]) -> Iterator[_Rate]:
    """The growths and differences that a column of changes may give.

    A plain number that is called no rate is a difference of ranks; of others the sums tell.
    """
    fall = -1 if _FALL.search(sheet.heading(column)) else 1
    ranks = [c for c, path in enumerate(sheet.table.columns) if is_rank_heading(path)]
    others = [c for c in dict.fromkeys((*sheet.numbers(), *ranks)) if c != column]
    rate = sheet.is_rate(column)
    if rate:
        for now, before in permutations([c for c in counts if c != column], 2):
            yield _Rate("growth", column, (now,), before, fall * _HUNDRED)
    told = rate or sheet.roles[column] == "text"
    for first, second in permutations(others if told else [c for c in ranks if c != column], 2):
        yield _Rate("difference", column, (first,), second, Decimal(fall))


def _shares(
    column: int, parts: Sequence[tuple[int, ...]], counts: Sequence[int], scales: Sequence[Decimal]
) -> list[_Rate]:
    """The shares of `parts` in any other count or, of one alone, in its own column's sum."""
    return [
        _Rate("share", column, part, whole, scale, truncated=truncated)
        for part, whole in product(parts, (*counts, None))
        if whole not in (*part, column) and (whole is not None or len(part) == 1)
        for scale, truncated in product(scales, (False, True))
    ]


def _fixed_shares(sheet: Sheet, column: int, parts: Sequence[tuple[int, ...]]) -> Iterator[_Rate]:
    """The shares in a whole that no column prints: 26 days are 83.9 % of 31."""
    for part in parts:
        printed = [(sheet.value(row, part[0]), sheet.figures[column][row]) for row in sheet.units]
        known = [(count, figure) for count, figure in printed if count and figure and figure.value]
        if len({count for count, _ in known}) < _FEWEST_FIXED:
            continue
        count, figure = max(known, key=lambda pair: pair[0])
        whole = (count * _HUNDRED / figure.value).quantize(Decimal(1), context=WIDE)
        yield _Rate("share", column, part, None, fixed=whole)


def _best_rate(sheet: Sheet, blurs: Sequence[Decimal], rates: Iterable[_Rate]) -> _Rate | None:
    best: _Rate | None = None
    for rate in rates:
        tried = _try_rate(sheet, blurs, rate)
        if tried is not None and (best is None or tried.holding > best.holding):
            best = tried
    return best


def _try_rate(sheet: Sheet, blurs: Sequence[Decimal], rate: _Rate) -> _Rate | None:
    holding: list[Decimal] = []
    broken = 0
    for row in sheet.units:
        verdict = _verdict(sheet, blurs, rate, row)
        if verdict is None:
            continue
        if verdict.holds:
            holding.append(verdict.printed)
            continue
        broken += 1
        if broken > max(1, len(sheet.units) // 6):
            return None  # most of the many that are tried are not worth the other rows
    allowed = max(1, (len(holding) + broken) // 6)
    if rate.truncated and broken and _cut_off(sheet, blurs, rate) < _FEWEST_CUT:
        return None
    needed = 2 if _says_so(sheet, rate) else 3
    if len(set(holding)) < needed or broken > allowed:
        return None
    return rate._replace(holding=len(holding))


def _is_of_printed(
    sheet: Sheet, rate: _Rate, blurs: Sequence[Decimal], exact: Sequence[Decimal]
) -> bool:
    """Whether a rate is made of the figures as printed, not of those that were rounded for print.

    So it is where more rows hold to the last digit than rounded figures would by chance.
    """
    if _try_rate(sheet, exact, rate) is None:
        return False
    chance = Decimal(1)
    for row in sheet.units:
        near = _verdict(sheet, blurs, rate, row)
        sharp = _verdict(sheet, exact, rate, row)
        if near and sharp and sharp.holds:
            chance *= sharp.slack / near.slack
    return chance < _CHANCE


def _cut_off(sheet: Sheet, blurs: Sequence[Decimal], rate: _Rate) -> int:
    """How many rows hold because they are cut off, and would not if they were rounded."""
    rounded = rate._replace(truncated=False)
    verdicts = [
        (_verdict(sheet, blurs, rate, row), _verdict(sheet, blurs, rounded, row))
        for row in sheet.units
    ]
    return sum(bool(cut and near and cut.holds and not near.holds) for cut, near in verdicts)


def _says_so(sheet: Sheet, rate: _Rate) -> bool:
    """Whether the headings themselves make it a rate: 采纳率 of 采纳数 and 报送数."""
    if rate.whole is None or len(rate.parts) > 1:
        return False
    verbs = [verb_of(sheet.heading(c)) for c in (rate.column, *rate.parts, rate.whole)]
    return verbs == ["adopted", "adopted", "submitted"]


def _verdict(sheet: Sheet, blurs: Sequence[Decimal], rate: _Rate, row: int) -> _Verdict | None:
    """Whether a row's rate holds, and its exact value; None where it cannot be computed."""
    figure = sheet.figures[rate.column][row]
    part, whole = _part(sheet, rate, row), _whole(sheet, rate, row)
    if figure is None or part is None or whole is None or not (whole or rate.how == "difference"):
        return None
    part_blur = sum((blurs[c] for c in rate.parts), Decimal(0))
    whole_blur = Decimal(0) if rate.whole is None else blurs[rate.whole]
    if rate.how == "difference":
        exact, blur = (part - whole) * rate.scale, part_blur + whole_blur
    else:
        exact = (part - whole if rate.how == "growth" else part) * rate.scale / whole
        blur = abs(rate.scale / whole) * (part_blur + abs(part / whole) * whole_blur)
    decimals = min(figure.decimals, _shown_decimals(sheet.figures[rate.column]))
    unit = Decimal(1).scaleb(-decimals)
    if rate.truncated:
        holds = _cut(exact, unit) == _cut(figure.value, unit)
        return _Verdict(exact, figure.value, unit, holds)
    slack = unit / 2 + blur
    return _Verdict(exact, figure.value, slack, abs(figure.value - exact) <= slack)


def _whole(sheet: Sheet, rate: _Rate, row: int) -> Decimal | None:
    if rate.whole is not None:
        return sheet.value(row, rate.whole)
    if rate.fixed is not None:
        return rate.fixed
    total = sheet.total(rate.parts[0], sheet.units)
    return total.value if total else None


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


def _broken_rows(sheet: Sheet, blurs: Sequence[Decimal], rate: _Rate) -> Iterator[Finding]:
    for row, printed in enumerate(sheet.table.rows):
        if printed.kind == "note" or (printed.kind != "unit" and not _adds_up(sheet, row, rate)):
            continue
        verdict = _verdict(sheet, blurs, rate, row)
        if verdict is None or verdict.holds:
            continue
        figure = sheet.figures[rate.column][row]
        assert figure is not None
        column, published, expected = _doubted(sheet, rate, row, verdict)
        mark = "%" if abs(rate.scale) == _HUNDRED else ""
        decimals = max(figure.decimals, rate.how != "difference")
        due = verdict.exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, WIDE)
        sum_of = _told(sheet, rate, row)
        zh, en = "", ""
        if column != rate.column:
            path = sheet.table.columns[column]
            zh = f"可疑的是《{path}》，应为 {decimal_text(expected)}。"
            en = f" «{path}» is in doubt: {decimal_text(expected)} is due."
        yield make_finding(
            "row_sum" if rate.how == "difference" else "percentage",
            "error" if rate.holding > 3 else "warning",
            Message(
                zh=f"{sum_of}＝{decimal_text(due)}{mark}，而《{sheet.table.columns[rate.column]}》"
                f"载为 {decimal_text(figure.value)}{mark}；其余 {rate.holding} 行均按此计算。{zh}",
                en=f"{_english(sum_of)} = {decimal_text(due)}{mark}, but "
                f"«{sheet.table.columns[rate.column]}» gives {decimal_text(figure.value)}{mark}; "
                f"{rate.holding} other rows are computed so.{en}",
            ),
            [
                proof
                for c in dict.fromkeys((rate.column, *rate.parts, rate.whole))
                if c is not None
                for proof in sheet.evidence(c, [row])
            ],
            sheet=sheet,
            row=row,
            column=column,
            published=published,
            expected=expected if column != rate.column else due,
        )


def _doubted(
    sheet: Sheet, rate: _Rate, row: int, verdict: _Verdict
) -> tuple[int, Decimal, Decimal]:
    """The cell in doubt, its figure and the one due: a rank that its column lacks, else the change.

    Of three ranks that do not agree the wrong one is that which leaves its column without gaps once
    it is mended.
    """
    if rate.how == "difference":
        short = (verdict.printed - verdict.exact) / rate.scale
        for column, change in ((rate.parts[0], short), (rate.whole, -short)):
            if column is None or not is_rank_heading(sheet.table.columns[column]):
                continue
            ranks = {r: int(v) for r in sheet.units if (v := sheet.value(r, column)) is not None}
            mended = {**ranks, row: ranks[row] + int(change)}
            if not runs_unbroken(list(ranks.values())) and runs_unbroken(list(mended.values())):
                return column, Decimal(ranks[row]), Decimal(mended[row])
    return rate.column, verdict.printed, verdict.exact


def _adds_up(sheet: Sheet, row: int, rate: _Rate) -> bool:
    """Whether a totals row has a rate of its own: the mean of rates is none of means.

    Nor is what a total says of a month's days its own: the days of all units add up.
    """
    return rate.fixed is None and not sheet.is_mean(row)


def _told(sheet: Sheet, rate: _Rate, row: int) -> str:
    """The computation of a row in figures: ``(120－96)÷96``."""
    whole = decimal_text((_whole(sheet, rate, row) or Decimal(0)).normalize())
    values = [decimal_text(sheet.value(row, part) or Decimal(0)) for part in rate.parts]
    part = "＋".join(values)
    if rate.how == "share":
        return f"({part})÷{whole}" if len(values) > 1 else f"{part}÷{whole}"
    first, second = (part, whole) if rate.scale > 0 else (whole, part)
    return f"({first}－{second})÷{whole}" if rate.how == "growth" else f"{first}－{second}"


def _english(sum_of: str) -> str:
    return sum_of.replace("÷", " / ").replace("＋", " + ").replace("－", " - ")


def _cut(value: Decimal, unit: Decimal) -> Decimal:
    return value.quantize(unit, ROUND_DOWN, WIDE)
