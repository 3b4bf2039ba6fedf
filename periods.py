"""Words -> days and periods: ``2018年第二季度``, ``1—3月份``, ``截至2018年6月30日``.

Only what the words settle is answered: ``2020年第三轮`` or ``2015-2016评比年度`` give None.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Literal

from evidence import Record
from figures import narrow

MentionKind = Literal["day", "days", "months", "quarters", "half", "year", "unclear"]


class Period(Record):
    """From one day to another; both ends are included."""

    start: date
    end: date


class Mention(Record):
    """An expression of time in a text: its place, and the period it names if it names one."""

    start: int
    end: int
    kind: MentionKind
    period: Period | None


_OF_YEAR = re.compile(
    r"(?:年内|[本今]年度?|全年|(?<![\d上去前])年度)(?!任务|目标|计划|指标|权重|满分|基数|[初底末])"
)
_DAYS_OF_A_YEAR = 360
_KEPT_TEXTS = 4096
_CHINESE = {c: n for n, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零Oo０0", 0)
_JOIN = r"\s*(?:[-—–―─~−]{1,3}|至|到)\s*"
_AND = r"\s*[、和及与,]\s*"
_N = r"\d{1,2}|[一二三四五六七八九十廿卅]{1,3}|元(?=\s*月)"
_ALONE = r"(?<![\d.〇一二三四五六七八九十])"
_YEAR_DIGITS = r"(?:19|20)\d\d|[一二][九〇○零Oo0][〇○零Oo0-9一二三四五六七八九]{2}"
_NOTE = r"(?:\s*\([^()]{1,8}\))?"  # 6月18日(周四)
_CLOCK = (
    r"(?:[\sT]*(?:上午|下午)?\s*\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
    r"|\s*(?:上午|下午)?\s*\d{1,2}[时点](?:\d{1,2}分)?)?"
)
# Words after a year that say it is not the whole year that is meant.
_PART_OF_YEAR = re.compile(
    r"年中(?=集中|考|检|测|评|督|总|工作|情况|通报|排名)|期中|中期|阶段|半年|[上下]半月|季度|学期|本期|近期"
    r"|第\s*(?:\d+|[一二三四五六七八九十]+)\s*(?:轮|批|期|次|周|阶段)"
)


def _year(n: int) -> str:
    return rf"(?:(?<!\d)(?P<y{n}>{_YEAR_DIGITS})\s*年\s*度?\s*)"


def _num(name: str) -> str:
    return rf"(?P<{name}>{_N})"


def _quarter(name: str) -> str:
    return rf"第?\s*(?P<{name}>[一二三四1-4])"


_MONTHS_LISTED = rf"(?:{_N})(?:\s*月份?)?(?:{_AND}(?:{_N})(?:\s*月份?)?)*{_AND}(?:{_N})"
_EXPRESSIONS: tuple[tuple[MentionKind, str], ...] = (
    (
        "days",
        rf"{_year(1)}?{_ALONE}{_num('m1')}\s*月\s*{_num('d1')}\s*[日号]?{_NOTE}{_JOIN}"
        rf"(?:{_year(2)}?{_num('m2')}\s*月\s*)?{_num('d2')}\s*[日号]{_NOTE}",
    ),
    (
        "days",
        rf"(?<!\d)(?P<y1>(?:19|20)\d\d)(?P<s>[-./])(?P<m1>\d{{1,2}})(?P=s)(?P<d1>\d{{1,2}})"
        rf"{_JOIN}(?:(?P<y2>(?:19|20)\d\d)(?P=s))?(?P<m2>\d{{1,2}})(?P=s)(?P<d2>\d{{1,2}})(?!\d)",
    ),
    ("day", rf"{_year(1)}?{_ALONE}{_num('m1')}\s*月\s*{_num('d1')}\s*[日号]{_CLOCK}"),
    (
        "day",
        r"(?<!\d)(?P<y1>(?:19|20)\d\d)\s?(?P<s>[-./])\s?(?P<m1>\d{1,2})\s?(?P=s)\s?(?P<d1>\d{1,2})"
        rf"(?!\d){_CLOCK}",
    ),
    (
        "unclear",
        rf"{_year(1)}?{_ALONE}{_num('m1')}\s*月份?的?\s*第\s*(?:\d|[一二三四五六])\s*(?:周|个?星期)",
    ),
    (
        "months",
        rf"{_year(1)}?{_ALONE}{_num('m1')}\s*(?:月份?)?{_JOIN}"
        rf"(?:{_year(2)}|(?P<next>次年|翌年)\s*)?{_num('m2')}\s*月份?",
    ),
    (
        "months",
        r"(?<!\d)(?P<y1>(?:19|20)\d\d)[./](?P<m1>\d{1,2})"
        rf"{_JOIN}(?:(?P<y2>(?:19|20)\d\d)[./])?(?P<m2>\d{{1,2}})(?![\d./])",
    ),
    ("months", rf"{_year(1)}?{_ALONE}(?P<listed>{_MONTHS_LISTED})\s*月份?"),
    (
        "months",
        rf"{_year(1)}?{_ALONE}{_num('m1')}\s*月份?\s*(?P<part>上旬|中旬|下旬|上半月|下半月)",
    ),
    ("months", rf"{_year(1)}?{_ALONE}{_num('m1')}\s*月份?"),
    ("months", rf"{_year(1)}?前\s*{_num('first')}\s*个?月"),
    ("quarters", rf"{_year(1)}?前\s*(?P<fq>[一二两三123])\s*个?季度"),
    ("quarters", rf"{_year(1)}?{_quarter('q1')}\s*(?:季度)?{_JOIN}{_quarter('q2')}\s*季度"),
    ("quarters", rf"{_year(1)}?{_quarter('q1')}\s*(?:季度)?{_AND}{_quarter('q2')}\s*季度"),
    ("quarters", rf"{_year(1)}?{_ALONE}{_quarter('q1')}\s*季度"),
    ("half", rf"{_year(1)}?(?P<half>[上下])半年度?"),
    (
        "unclear",
        r"(?<!\d)(?P<y1>(?:19|20)\d\d)\s*(?:年度?)?(?:" + _JOIN + r"|/)(?P<y2>(?:19|20)\d\d)"
        r"(?:\s*[^\d\s年，。；、]{0,4}年\s*度|\s*学年)",
    ),
    (
        "year",
        r"(?<!\d)(?P<y1>(?:19|20)\d\d)\s*(?:年度?)?" + _JOIN + r"(?P<y2>(?:19|20)\d\d)\s*年",
    ),
    ("year", rf"{_year(1)}(?:全年|年度)?(?P<open>以前|以来|之前|起|底|末|初|前|后)?"),
    ("year", r"(?P<whole>全年)"),
)
# What every expression of time has; most texts have none of it.
_TIME = re.compile(r"[年月季]|(?:19|20)\d\d\s?[-./]")
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _EXPRESSIONS)


def parse_day(text: str) -> date | None:
    """The one day that `text` states, with its year; None if it states none or several."""
    days = set(find_days(text))
    return days.pop() if len(days) == 1 else None


def find_days(text: str) -> tuple[date, ...]:
    """The days that `text` states one by one, in printed order; the ends of ranges are none."""
    return tuple(
        mention.period.start
        for mention in find_mentions(text)
        if mention.kind == "day" and mention.period is not None
    )


def parse_until(text: str, year: int | None = None) -> date | None:
    """The last day of ``截止/截至2018年6月30日`` or ``截至6月底``; None where nothing says so."""
    for mention in find_mentions(text, year):
        before = narrow(text)[: mention.start]
        if mention.period and re.search(r"截\s*[止至]\s*[到至]?\s*$", before):
            return mention.period.end
    return None


def parse_period(text: str, year: int | None = None) -> Period | None:
    """The one period that `text` names, such as a title; None where it leaves a choice.

    `year` is that of the context, for ``二季度`` or ``4月份``. A single day is no period. Of
    ``2020年6月及1—6月`` the month is the period: the longer one adds up to the same day.
    """
    mentions = [m for m in find_mentions(text, year) if m.kind != "day"]
    if not mentions or any(mention.period is None for mention in mentions):
        return None
    finer = {m.period for m in mentions if m.kind != "year" and m.period}
    years = {m.period for m in mentions if m.kind == "year" and m.period}
    if not finer and _PART_OF_YEAR.search(narrow(text)[mentions[0].start :]):
        return None
    # «2020年度……第三季度»: the year is no rival of a period within it.
    years = {y for y in years if not any(y.start <= f.start and f.end <= y.end for f in finer)}
    named = finer | years
    if len({period.end for period in named}) != 1:
        return None
    return max(named, key=lambda period: period.start)


def runs_from_new_year(heading: str, start: date | None, end: date | None) -> bool:
    """Whether a column counts the year so far: ``年内合计`` in a notice of less than a year.

    `start` and `end` are the notice's own days; ``年度任务`` is of the year but counts nothing.
    """
    part = start is not None and end is not None and (end - start).days < _DAYS_OF_A_YEAR
    return part and bool(_OF_YEAR.search(heading))


@lru_cache(maxsize=_KEPT_TEXTS)
def find_mentions(text: str, year: int | None = None) -> tuple[Mention, ...]:
    """Every expression of time in `text` with its place, in printed order.

    One without a year takes that of the mention before it, else `year`. One that names no
    period (``2018年13月``, a month of no known year) has None for it.
    """
    plain = narrow(text)
    if not _TIME.search(plain):
        return ()
    taken = bytearray(len(plain))
    found: list[tuple[int, MentionKind, re.Match[str]]] = []
    for kind, pattern in _PATTERNS:
        for match in _free_matches(pattern, plain, taken):
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            found.append((match.start(), kind, match))
    mentions = []
    for start, kind, match in sorted(found, key=lambda entry: entry[0]):
        groups = {name: value for name, value in match.groupdict().items() if value}
        stated = _read_year(groups.get("y1")) or _first_year_of_range(groups)
        period = _resolve(kind, groups, stated or year)
        # The year of «2018年» serves the «第二季度» that follows it.
        year = _read_year(groups.get("y2")) or stated or year
        mentions.append(Mention(start=start, end=match.end(), kind=kind, period=period))
    return tuple(mentions)


def _free_matches(pattern: re.Pattern[str], text: str, taken: bytearray) -> Iterator[re.Match[str]]:
    place = 0
    while match := pattern.search(text, place):
        if any(taken[match.start() : match.end()]):
            place = match.start() + 1
        else:
            yield match
            place = match.end()


def _first_year_of_range(groups: dict[str, str]) -> int | None:
    """The year of ``8月`` in ``8月至2016年6月``."""
    last = _read_year(groups.get("y2"))
    if last is None or "m1" not in groups:
        return None
    return last - (_read_number(groups["m1"]) > _read_number(groups["m2"]))


def _read_year(printed: str | None) -> int | None:
    if printed is None:
        return None
    digits = "".join(c if c in "123456789" else str(_CHINESE[c]) for c in printed)
    number = int(digits)
    return number if 1900 <= number < 2100 else None


def _read_number(printed: str) -> int:
    """``6``, ``十二``, ``卅一`` or the ``元`` of ``元月``; 0 for numerals that make no number."""
    if printed.isascii():
        return int(printed)
    printed = printed.replace("元", "一").replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = printed.partition("十")
    if not ten:
        return _CHINESE[printed] if len(printed) == 1 else 0
    if len(tens) > 1 or len(ones) > 1 or ones == "十":
        return 0
    return (_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[ones] if ones else 0)


def _resolve(kind: MentionKind, groups: dict[str, str], year: int | None) -> Period | None:
    if year is None or kind == "unclear" or "open" in groups:
        return None
    try:
        return _RESOLVERS[kind](groups, year)
    except ValueError:  # 2018年2月30日
        return None


def _period(start: date, end: date) -> Period | None:
    return Period(start=start, end=end) if start <= end else None


def _resolve_day(groups: dict[str, str], year: int) -> Period | None:
    day = date(year, _read_number(groups["m1"]), _read_number(groups["d1"]))
    return _period(day, day)


def _resolve_days(groups: dict[str, str], year: int) -> Period | None:
    month = _read_number(groups["m1"])
    start = date(year, month, _read_number(groups["d1"]))
    last_month = _read_number(groups["m2"]) if "m2" in groups else month
    last_year = _read_year(groups.get("y2")) or year
    return _period(start, date(last_year, last_month, _read_number(groups["d2"])))


def _resolve_months(groups: dict[str, str], year: int) -> Period | None:
    if "first" in groups:
        return _months(year, 1, year, _read_number(groups["first"]))
    if "listed" in groups:
        numbers = [_read_number(n) for n in re.findall(_N, groups["listed"])]
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            return None
        return _months(year, numbers[0], year, numbers[-1])
    first = _read_number(groups["m1"])
    if "part" in groups:
        return _part_of_month(year, first, groups["part"])
    last = _read_number(groups["m2"]) if "m2" in groups else first
    last_year = year + 1 if "next" in groups else _read_year(groups.get("y2")) or year
    return _months(year, first, last_year, last)


def _months(year: int, first: int, last_year: int, last: int) -> Period | None:
    start = date(year, first, 1)
    date(last_year, last, 1)  # monthrange speaks of other errors than a date does
    return _period(start, date(last_year, last, calendar.monthrange(last_year, last)[1]))


def _part_of_month(year: int, month: int, part: str) -> Period | None:
    first, last = {
        "上旬": (1, 10),
        "中旬": (11, 20),
        "下旬": (21, 31),
        "上半月": (1, 15),
        "下半月": (16, 31),
    }[part]
    whole = _months(year, month, year, month)
    assert whole is not None
    return _period(date(year, month, first), date(year, month, min(last, whole.end.day)))


def _resolve_quarters(groups: dict[str, str], year: int) -> Period | None:
    if "fq" in groups:
        last = 2 if groups["fq"] == "两" else _read_number(groups["fq"])
        return _months(year, 1, year, 3 * last)
    first = _read_number(groups["q1"])
    last = _read_number(groups["q2"]) if "q2" in groups else first
    return _months(year, 3 * first - 2, year, 3 * last)


def _resolve_half(groups: dict[str, str], year: int) -> Period | None:
    return _months(year, 1, year, 6) if groups["half"] == "上" else _months(year, 7, year, 12)


def _resolve_year(groups: dict[str, str], year: int) -> Period | None:
    return _months(year, 1, _read_year(groups.get("y2")) or year, 12)


_RESOLVERS: dict[MentionKind, Callable[[dict[str, str], int], Period | None]] = {
    "day": _resolve_day,
    "days": _resolve_days,
    "months": _resolve_months,
    "quarters": _resolve_quarters,
    "half": _resolve_half,
    "year": _resolve_year,
}
