"""The period that a column measures, where its heading or its table's caption tells another one."""

import re
from datetime import date, timedelta

from figures import fold
from periods import Period, find_mentions, parse_period, runs_from_new_year

_THIS_YEAR = re.compile(r"(全年|本年|年度|今年|年).{0,2}累计|累计.{0,2}(全年|本年)")
_SUM = re.compile(r"累[计积]|截[至止]|以来|年初")
_YEAR_AGO = re.compile(r"(去年|上年|同期)")
_BEFORE = re.compile(r"上(?:一?期|个?月|一?季|一?周|一?轮|一?次|旬)")
# Columns that compare two periods measure the later one.
_COMPARES = re.compile(r"同比|环比|变化|升降|增长|增幅|降幅|较|比")

Span = tuple[date | None, date | None]


def column_period(heading: str, caption: str, start: date | None, end: date | None) -> Span:
    """Return first and last day (both included) of what a column measures.

    `start` and `end` are the notice's own. A heading comes before the caption, the caption before
    the notice. A bare «累计» ends with the notice's period; when it began is not told: null. One of
    the period before (``上月累计``) ends where that did.
    """
    start, end = _table_period(caption, start, end)
    text = fold(heading)
    year = end.year if end else None
    period = None if _COMPARES.search(text) else parse_period(text, year)
    if _SUM.search(text):
        return _sum(text, period, start, end)
    if runs_from_new_year(text, start, end) and end and (period is None or period.end > end):
        return date(end.year, 1, 1), end
    if period is not None:
        return _shifted(text, period.start, period.end)
    return _shifted(text, start, end)


def _table_period(caption: str, start: date | None, end: date | None) -> Span:
    period = parse_period(caption, end.year if end else None)
    if period is None:
        return start, end
    kinds = {mention.kind for mention in find_mentions(caption, end.year if end else None)}
    if kinds <= {"year"} and end is not None and period.start <= end <= period.end:
        # «2020年度信息采用情况» over a quarter's table names the year it belongs to.
        return start, end
    return period.start, period.end


def _sum(text: str, period: Period | None, start: date | None, end: date | None) -> Span:
    if end is not None and (_THIS_YEAR.search(text) or (period and period.end > end)):
        first = period.start if period else date(end.year, 1, 1)
        return first, end
    if period is not None:
        return period.start, period.end
    if start is not None and end is not None and _BEFORE.search(text):
        return None, _before(start, end)[1]
    begins_year = start is not None and (start.month, start.day) == (1, 1)
    return (start if begins_year else None), end


def _shifted(text: str, start: date | None, end: date | None) -> Span:
    if start is None or end is None or _COMPARES.search(text):
        return start, end
    if _YEAR_AGO.search(text):
        return _year_before(start), _year_before(end)
    if _BEFORE.search(text):
        return _before(start, end)
    return start, end


def _year_before(day: date) -> date:
    last_of_month = (day + timedelta(days=1)).day == 1
    if last_of_month:
        return date(day.year - 1 + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1)
    return day.replace(year=day.year - 1)


def _before(start: date, end: date) -> Span:
    """The span of the same length that ends the day before; by whole months where it has them."""
    last = start - timedelta(days=1)
    whole = start.day == 1 and (end + timedelta(days=1)).day == 1
    if not whole:
        return start - (end - start) - timedelta(days=1), last
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    count = start.year * 12 + start.month - 1 - months
    return date(count // 12, count % 12 + 1, 1), last
