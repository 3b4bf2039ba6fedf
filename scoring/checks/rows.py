"""Rows and cells that look wrong by themselves: doubles, misprints, dominance, odd points."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, permutations
from math import gcd

from contracts import Finding
from evidence import Message
from figures import classify_cell, fold
from layout import period_score_column
from scoring.checks.findings import decimal_text, make_finding
from scoring.checks.relations import amount
from scoring.checks.sheets import Case, Sheet

_NOBODY = re.compile(r"^(?:其他|其它|其余|合计|平均|小计|-|/)")
_LOOKALIKE = re.compile(r"[\dOoIl|SB,.，。·]*\d[\dOoIl|SB,.，。·]*%?")
_LOST_POINT = re.compile(r"-?0\d+")
_CODE = re.compile(r"(?:编|代)码|编号|代号|文号|案号")
_DISTRICT = re.compile(r"[县区市旗州盟]$")
_TOWN = re.compile(r"(?:[镇乡村]|街道|苏木|社区|嘎查|办事处)$")
_WORSE = re.compile(r"扣|错|罚|负|逾期|迟|漏|退|投诉|问题")


def check_duplicate_units(case: Case) -> Iterator[Finding]:
    """A unit listed twice in one ranking; the second row is named."""
    for sheet in case.sheets:
        if "unit" not in sheet.roles:
            continue
        column = sheet.roles.index("unit")
        again = _again(sheet, column)
        # Names that recur in the same order are what each group is counted by (男, 女).
        apart = Counter(row - before for row, _, before in again)
        for row, first, before in again:
            if apart[row - before] > 2 and not _same_figures(sheet, row, before):
                continue
            yield make_finding(
                "duplicate_unit",
                "warning",
                Message(
                    zh=f"“{sheet.name(row)}”已见于第 {first + 1} 行，同一单位列了两次。",
                    en=f"«{sheet.name(row)}» already stands in row {first + 1}: one unit is "
                    "listed twice.",
                ),
                sheet.evidence(column, [first, row]),
                sheet=sheet,
                row=row,
                column=column,
            )


def _again(sheet: Sheet, column: int) -> list[tuple[int, int, int]]:
    """The rows whose name stands above, with the first and the last row above that bears it.

    A name printed once beside several rows is repeated by no one, nor is that of a town by a town
    of another district, where districts stand above their towns.
    """
    words = _qualifying(sheet, column)
    seen: dict[tuple[str, ...], list[int]] = {}
    found: list[tuple[int, int, int]] = []
    district = ""
    for row in sheet.units:
        printed = sheet.table.rows[row]
        name = fold(printed.cells[column].text)
        if _DISTRICT.search(name) and "rank" not in sheet.roles:
            district = name  # the towns below it are its own
        above = district if _TOWN.search(name) else ""
        key = (name, above, printed.section or "", *(fold(printed.cells[i].text) for i in words))
        if len(name) < 2 or _NOBODY.match(name):
            continue
        alike = seen.setdefault(key, [])
        if alike and not _is_one_cell(sheet, column, row, alike[-1]):
            found.append((row, alike[0], alike[-1]))
        alike.append(row)
    return found


def _is_one_cell(sheet: Sheet, column: int, row: int, other: int) -> bool:
    """Whether two rows share a cell, as the places that it was read from tell."""
    ours, theirs = (sheet.table.rows[at].cells[column].evidence.locator for at in (row, other))
    return ours == theirs and bool(ours.box_pt or ours.selector or ours.ref)


def _same_figures(sheet: Sheet, row: int, other: int) -> bool:
    return all(sheet.value(row, column) == sheet.value(other, column) for column in sheet.numbers())


def _qualifying(sheet: Sheet, unit: int) -> list[int]:
    """The columns that tell apart rows of one name: its place, code or project, not a remark.

    Words behind the name are no remark where the names are not ranked and the words seldom recur.
    """
    found: list[int] = []
    for column, role in enumerate(sheet.roles):
        words = {fold(sheet.table.rows[row].cells[column].text) for row in sheet.units} - {""}
        seldom = "rank" not in sheet.roles and len(words) * 2 > len(sheet.units)
        if column != unit and (
            _CODE.search(sheet.heading(column)) or (role == "text" and (column < unit or seldom))
        ):
            found.append(column)
    return found


def check_misprints(case: Case) -> Iterator[Finding]:
    """Cells that are no number among numbers (``86..67``, ``1O``), or lost a point (``05``)."""
    for sheet in case.sheets:
        for column, role in enumerate(sheet.roles):
            if role not in ("number", "rank", "serial"):
                continue
            texts = [row.cells[column].text for row in sheet.table.rows if row.kind != "note"]
            if 2 * sum(map(_is_misprint, texts)) > sum(map(bool, texts)):
                continue  # a column of series of numbers, of versions: printed so
            zeros = sum(bool(_LOST_POINT.fullmatch(fold(text))) for text in texts)
            for row, printed in enumerate(sheet.table.rows):
                text = printed.cells[column].text
                # One alone: a column of 01, 02, 03 is printed so.
                lost = zeros == 1 and role == "number" and _LOST_POINT.fullmatch(fold(text))
                if printed.kind != "note" and (lost or _is_misprint(text)):
                    yield make_finding(
                        "misprint",
                        "warning",
                        Message(
                            zh=f"“{text}”不是一个数，疑为误印。",
                            en=f"«{text}» is no number; it seems misprinted.",
                        ),
                        sheet.evidence(column, [row]),
                        sheet=sheet,
                        row=row,
                        column=column,
                        published=text,
                    )


def check_dominance(case: Case) -> Iterator[Finding]:
    """A unit no worse in every column, better in one, and yet with the lower score.

    Told only where it is rare: where it is common, the score rests on what is not printed.
    """
    for sheet in case.sheets:
        score = period_score_column(sheet.table)
        parts = [c for c in sheet.numbers() if c not in (score, sheet.score)]
        parts = [c for c in parts if not sheet.is_rate(c)]
        if score is None or len(parts) < 2 or not sheet.is_points(score):
            continue
        if any(_WORSE.search(sheet.heading(column)) for column in parts):
            continue
        for rows in sheet.rankings:
            if 6 <= len(rows) <= 500:
                pairs = list(_dominated(sheet, rows, parts, score))
                if len({low for _, low in pairs}) == 1 and len(pairs) <= 2:
                    yield _dominance(sheet, pairs[0][0], pairs[0][1], parts, score)


def check_granularity(case: Case) -> Iterator[Finding]:
    """One score that is no multiple of what divides all the others."""
    for sheet in case.sheets:
        for column in sheet.numbers():
            if sheet.is_points(column) and not sheet.is_rate(column):
                yield from _odd_score(sheet, column)


def _is_misprint(text: str) -> bool:
    folded = fold(text)
    kind = classify_cell(text)
    return kind == "misprint" or (kind == "text" and bool(_LOOKALIKE.fullmatch(folded)))


def _dominated(
    sheet: Sheet, rows: Sequence[int], parts: Sequence[int], score: int
) -> Iterator[tuple[int, int]]:
    """Pairs of rows: the better one, and the one with the higher score."""
    lines = {row: [amount(sheet, row, part) for part in parts] for row in rows}
    whole = [row for row in rows if None not in lines[row] and sheet.value(row, score) is not None]
    for better, other in permutations(whole, 2):
        ours, theirs = sheet.value(better, score), sheet.value(other, score)
        pairs = list(zip(lines[better], lines[other], strict=True))
        if (
            ours is not None
            and theirs is not None
            and ours < theirs
            and all(a >= b for a, b in pairs if a is not None and b is not None)
            and any(a != b for a, b in pairs)
        ):
            yield better, other


def _dominance(sheet: Sheet, better: int, other: int, parts: Sequence[int], score: int) -> Finding:
    ours, theirs = sheet.value(better, score), sheet.value(other, score)
    assert ours is not None and theirs is not None
    return make_finding(
        "dominance",
        "note",
        Message(
            zh=f"“{sheet.name(better)}”各列均不低于“{sheet.name(other)}”，得分却为 "
            f"{decimal_text(ours)}，低于其 {decimal_text(theirs)}。",
            en=f"«{sheet.name(better)}» is no worse than «{sheet.name(other)}» in any column, yet "
            f"scores {decimal_text(ours)} against {decimal_text(theirs)}.",
        ),
        [p for c in (score, *parts) for p in sheet.evidence(c, [better, other])],
        sheet=sheet,
        row=better,
        column=score,
        published=ours,
    )


def _odd_score(sheet: Sheet, column: int) -> Iterator[Finding]:
    figures = [(row, f) for row in sheet.units if (f := sheet.figures[column][row])]
    scale = 10 ** max((figure.decimals for _, figure in figures), default=0)
    scores = [(row, int(figure.value * scale)) for row, figure in figures if figure.value]
    if len(scores) < 8 or len({score for _, score in scores}) < 5:
        return
    values = [score for _, score in scores]
    before, after = [0, *accumulate(values, gcd)], [0, *accumulate(reversed(values), gcd)][::-1]
    without = [gcd(before[place], after[place + 1]) for place in range(len(values))]
    found = [
        (row, step)
        for (row, _), step in zip(scores, without, strict=True)
        if step >= 5 * before[-1]
    ]
    if len(found) != 1:
        return
    row, step = found[0]
    value = sheet.value(row, column)
    assert value is not None
    shown = decimal_text(Decimal(step) / scale)
    path = sheet.table.columns[column]
    yield make_finding(
        "granularity",
        "warning",
        Message(
            zh=f"《{path}》其余 {len(scores) - 1} 个分值都是 {shown} 的倍数，"
            f"唯此处 {decimal_text(value)} 不是。",
            en=f"The other {len(scores) - 1} figures of «{path}» are "
            f"multiples of {shown}; {decimal_text(value)} is not.",
        ),
        sheet.evidence(column, [row]),
        sheet=sheet,
        row=row,
        column=column,
        published=value,
    )
