"""Columns that add up over time against those of one period: cumulative."""

import re
from collections.abc import Iterator

from contracts import Finding
from evidence import Message
from scoring.checks.findings import decimal_text, make_finding
from scoring.checks.sheets import Case, Sheet

_NOW = re.compile(r"本(?:月|期|季度?|周|次|旬)|当(?:月|期|季)")
_SINCE = re.compile(r"累计|(?:本|今)?年(?:以来|度累计)|至今")


def check_cumulative(case: Case) -> Iterator[Finding]:
    """A cumulative count below the count of its last period, in one table.

    Only columns that are otherwise headed alike are compared, and only counts: points may fall.
    """
    for sheet in case.sheets:
        for now, since in _pairs(sheet):
            for row in sheet.units:
                period, whole = sheet.value(row, now), sheet.value(row, since)
                if period is None or whole is None or whole >= period or period < 0:
                    continue
                names = sheet.table.columns[now], sheet.table.columns[since]
                yield make_finding(
                    "cumulative",
                    "warning",
                    Message(
                        zh=f"《{names[1]}》{decimal_text(whole)} 少于《{names[0]}》"
                        f"{decimal_text(period)}，累计数不应小于本期数。",
                        en=f"«{names[1]}» gives {decimal_text(whole)}, less than the "
                        f"{decimal_text(period)} of «{names[0]}», which it includes.",
                    ),
                    [*sheet.evidence(since, [row]), *sheet.evidence(now, [row])],
                    sheet=sheet,
                    row=row,
                    column=since,
                    published=whole,
                )


def _pairs(sheet: Sheet) -> Iterator[tuple[int, int]]:
    counts = [c for c in sheet.numbers() if not sheet.is_rate(c) and not sheet.is_points(c)]
    for now in counts:
        for since in counts:
            period, whole = sheet.heading(now), sheet.heading(since)
            if _NOW.search(period) and _SINCE.search(whole) and not _SINCE.search(period):
                core = _NOW.sub("", period)
                if core and core == _SINCE.sub("", _NOW.sub("", whole)):
                    yield now, since
