"""Figures of the prose that a table prints too, told a little otherwise: text_column.

Words that end like a column's heading (``已整改252个``, ``满意率97.1%``) or that call a mean or an
extreme (``平均得分81.92分``) speak of that column. Only a near miss is told: what is far off speaks
of another matter, another period or another place.
"""

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from contracts import Finding
from evidence import Evidence, Message
from figures import WIDE, fold
from layout import is_score_heading
from scoring.checks.bindings import names_a_unit, refer
from scoring.checks.findings import decimal_text, make_finding
from scoring.checks.sheets import Case, Sheet
from scoring.checks.statements import Claim, Statement, is_count, is_vague

_FEWEST = 4
_NEAR = 20
"""A figure is near another where they differ by no more than a twentieth."""
_OTHER_WORDS = re.compile(r"[\s、,，·()（）《》“”\"'：:]|其中|[次件条个户人场家处批篇份]?[数量]$")
_PRESENT = re.compile(r"^(?:本[月期季年周次]|当[月期季])")
_BRACKETS = re.compile(r"\(([^()]*)\)$")
_OF_ALL = (
    r"(?:全[市县区旗省州盟镇乡校局]|总体|综合|考核|考评|本[次期月季]|"
    r"[各个家镇乡街道县市区旗部门单位学校()、])*"
)
_STATISTIC = re.compile(
    rf"{_OF_ALL}(?:(?P<mean>平均)|(?P<most>最高)|(?P<least>最低))(?:得分|分数|总分|成绩|分)?(?:[为是]|达到?)?"
)
_FALL = re.compile(r"下降|减少|降低|下滑")


class _Printed(NamedTuple):
    """What a table gives for a claim: the values that it may be, the likeliest first."""

    values: tuple[Decimal, ...]
    zh: str
    en: str
    evidence: tuple[Evidence, ...]


def check_text_restated(case: Case) -> Iterator[Finding]:
    """A figure of the prose that comes near the one its words name in a table, and is not it."""
    for statement in case.statements:
        for index, claim in enumerate(statement.claims):
            if is_vague(claim) or names_a_unit(case, claim):
                continue
            printed = _statistic(case, claim) or _column(case, statement, index)
            if printed is None or any(_agree(claim, value) for value in printed.values):
                continue
            due = printed.values[0]
            if abs(due - claim.value) * _NEAR <= abs(due):
                yield _differing(statement, claim, due, printed)


def _statistic(case: Case, claim: Claim) -> _Printed | None:
    """The mean or the extreme of the only score of the notice."""
    match = _STATISTIC.fullmatch(fold(claim.label))
    scored = [
        (sheet, sheet.score)
        for sheet in case.sheets
        if sheet.units and sheet.score is not None
        if is_score_heading(sheet.table.columns[sheet.score])
    ]
    if match is None or claim.unit != "分" or len(scored) != 1:
        return None
    ((sheet, score),) = scored
    values = [v for row in sheet.units if (v := sheet.value(row, score)) is not None]
    if len(values) < max(_FEWEST, len(sheet.units)) or sheet.is_partial():
        return None
    path = sheet.table.columns[score]
    proof = tuple(sheet.evidence(score, sheet.units))
    if match["mean"]:
        mean = sum(values, Decimal(0)) / len(values)
        means = [v for r in _summing(sheet) if sheet.is_mean(r) and (v := sheet.value(r, score))]
        return _Printed((mean, *means), f"《{path}》的平均", f"the mean of «{path}»", proof)
    if match["most"]:
        return _Printed((max(values),), f"《{path}》的最高", f"the highest of «{path}»", proof)
    return _Printed((min(values),), f"《{path}》的最低", f"the lowest of «{path}»", proof)


def _column(case: Case, statement: Statement, index: int) -> _Printed | None:
    """The total of the one column that the claim's words end with."""
    claim = statement.claims[index]
    if is_count(claim) and refer(case, statement, index) is not None:
        return None  # told of, or let be, as a sum
    named = [
        (sheet, column)
        for sheet in case.sheets
        for column in sheet.numbers()
        if _is_named(sheet, column, claim)
    ]
    if len(named) != 1 or named[0][0].is_partial():
        return None
    ((sheet, column),) = named
    totals = [r for r in _summing(sheet) if sheet.value(r, column) is not None]
    sign = -1 if sheet.is_rate(column) and _FALL.search(claim.label) else 1
    values = [sign * (sheet.value(row, column) or Decimal(0)) for row in reversed(totals)]
    rows = totals
    if not sheet.is_rate(column):
        summed = sheet.total(column, sheet.units)
        if summed is None:
            return None
        values, rows = [*values, summed.value], [*totals, *sheet.units]
    if not values:
        return None
    path = sheet.table.columns[column]
    return _Printed(
        tuple(values), f"《{path}》全部", f"«{path}» in all", tuple(sheet.evidence(column, rows))
    )


def _summing(sheet: Sheet) -> list[int]:
    kinds = [row.kind for row in sheet.table.rows]
    return [row for row, kind in enumerate(kinds) if kind in ("total", "subtotal")]


def _is_named(sheet: Sheet, column: int, claim: Claim) -> bool:
    """Whether a claim ends with a column's heading, in its unit if it names one."""
    leaf = sheet.heading(column).rsplit("/", 1)[-1]
    unit = _BRACKETS.search(leaf)
    if (claim.unit == "%") != sheet.is_rate(column):
        return False
    if unit and unit[1].strip("%") and claim.unit and unit[1] != claim.unit:
        return False
    word = _plain(_BRACKETS.sub("", leaf))
    words = _plain(claim.label)
    if sheet.is_rate(column):
        words = _FALL.sub("增长", words)
    return len(word) > 1 and words.endswith(word)


def _plain(words: str) -> str:
    return _PRESENT.sub("", _OTHER_WORDS.sub("", fold(words)))


def _agree(claim: Claim, value: Decimal) -> bool:
    """Whether a figure is a value, rounded or cut off to its own digits."""
    unit = _last_digit(claim)
    return claim.value in (
        value.quantize(unit, ROUND_HALF_UP, WIDE),
        value.quantize(unit, ROUND_DOWN, WIDE),
    )


def _last_digit(claim: Claim) -> Decimal:
    return Decimal(1).scaleb(-len(claim.text.partition(".")[2]))


def _differing(statement: Statement, claim: Claim, due: Decimal, printed: _Printed) -> Finding:
    shown = due.quantize(_last_digit(claim), ROUND_HALF_UP, WIDE)
    return make_finding(
        "text_column",
        "warning",
        Message(
            zh=f"文中称“{claim.label}{claim.text}{claim.unit}”，而表中{printed.zh}为 "
            f"{decimal_text(shown)}。",
            en=f"The text gives {claim.text}{claim.unit} for «{claim.label}», but {printed.en} is "
            f"{decimal_text(shown)}.",
        ),
        [statement.evidence, *printed.evidence],
        published=claim.value,
        expected=shown,
    )
