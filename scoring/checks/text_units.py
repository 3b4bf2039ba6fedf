"""Figures that the prose gives of units by name against their rows: text_column.

``甲镇、乙镇、丙镇居前三位，分别为69条、68条、64条``: where most figures of a sentence stand in one
column of a table, another one that does not is told.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding
from evidence import Message
from figures import fold, narrow
from scoring.checks.findings import decimal_text, make_finding
from scoring.checks.sheets import Case, Sheet
from scoring.checks.statements import Claim, Statement, is_vague

_FEWEST = 3
_EACH = "分别"


class _Told(NamedTuple):
    """A figure of the prose and the row of the unit that it is told of."""

    row: int
    claim: Claim


def check_text_units(case: Case) -> Iterator[Finding]:
    """The figure of a unit that is not in the column where the sentence's other figures are."""
    for sheet in case.sheets:
        rows = rows_by_name(sheet)
        for statement in case.statements if len(rows) >= _FEWEST else ():
            told = _told(statement, rows)
            column = _column_of(sheet, told) if len(told) >= _FEWEST else None
            if column is None:
                continue
            for row, claim in told:
                printed = sheet.value(row, column)
                if printed is not None and not _stands_in(sheet, row, claim.value):
                    yield _differing(sheet, statement, row, column, claim, printed)


def rows_by_name(sheet: Sheet) -> dict[str, int]:
    """The rows of the names that stand in one row alone."""
    names = [(fold(sheet.name(row) or ""), row) for row in sheet.units]
    printed = Counter(name for name, _ in names)
    return {name: row for name, row in names if len(name) > 1 and printed[name] == 1}


def _told(statement: Statement, rows: Mapping[str, int]) -> list[_Told]:
    """The figures of a sentence that are told of one unit each."""
    sentence = narrow(statement.sentence)
    before, each, _ = sentence.partition(_EACH)
    found: list[_Told] = []
    place, after = 0, []
    for claim in statement.claims:
        place = sentence.find(claim.text, place) + len(claim.text)
        if each and place > len(before):
            after.append(claim)
        names = named_units(claim.label, rows)
        if len(names) == 1 and not is_vague(claim):
            found.append(_Told(rows[names[0]], claim))
    listed = named_units(before.rsplit("。", 1)[-1], rows) if each else []
    if len(listed) == len(after) and len({claim.unit for claim in after}) == 1:
        found += [_Told(rows[name], claim) for name, claim in zip(listed, after, strict=True)]
    return found


def named_units(words: str, rows: Mapping[str, int]) -> list[str]:
    """The names in some words as they stand there; of two in one place the longer."""
    folded = fold(words)
    spots = sorted((folded.find(name), -len(name), name) for name in rows if name in folded)
    kept: list[str] = []
    end = 0
    for start, length, name in spots:
        if start >= end:
            kept.append(name)
            end = start - length
    return kept


def _column_of(sheet: Sheet, told: Sequence[_Told]) -> int | None:
    """The column in which nearly all the figures stand."""
    standing = {
        column: sum(sheet.value(row, column) == claim.value for row, claim in told)
        for column in sheet.numbers()
    }
    most = max(standing.values(), default=0)
    best = [column for column, number in standing.items() if number == most]
    wrong = len(told) - most
    return best[0] if len(best) == 1 and most > 1 and wrong * 3 <= len(told) else None


def _stands_in(sheet: Sheet, row: int, value: Decimal) -> bool:
    return any(sheet.value(row, column) == value for column in range(len(sheet.roles)))


def _differing(
    sheet: Sheet, statement: Statement, row: int, column: int, claim: Claim, printed: Decimal
) -> Finding:
    name, path = sheet.name(row), sheet.table.columns[column]
    return make_finding(
        "text_column",
        "warning",
        Message(
            zh=f"文中称“{name}”为 {claim.text}{claim.unit}，而表{sheet.number}《{path}》载为 "
            f"{decimal_text(printed)}；同句其他单位的数均与该列相符。",
            en=f"The text gives «{name}» {claim.text}{claim.unit}, but «{path}» of table "
            f"{sheet.number} {decimal_text(printed)}; the sentence's other figures are that "
            "column's.",
        ),
        [statement.evidence, *sheet.evidence(column, [row])],
        published=claim.value,
        expected=printed,
    )
