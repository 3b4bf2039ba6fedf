"""Days and times of a workbook as their cell shows them."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from extractors.office.docx_numbering import chinese

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]|'
    r"(?P<half>AM/PM|A/P|上午/下午)|(?P<part>y+|m+|d+|h+|s+|e+|aaaa?|g+)|(?P<tenths>\.0+)|(?P<other>.)",
    re.I | re.S,
)
_WEEKDAYS = "一二三四五六日"
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"


def is_date_format(code: str) -> bool:
    """Whether a format code without its other sections shows a day or a time."""
    if "general" in code.lower():
        return False
    kinds = {match.lastgroup for match in _TOKEN.finditer(code)}
    # «E+» is an exponent; «0» or «#» make a number of it.
    plain = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code)
    if re.search(r"[#?]|E[+-]", plain, re.I) or re.search(r"(?<![.0])0", plain):
        return False
    return bool(kinds & {"part", "elapsed"}) and not (
        plain.lower().strip("g") == "" and "part" in kinds
    )


def render_date(value: Decimal, code: str, from_1904: bool) -> str | None:
    """The day or time that `code` shows for a count of days; null where there is no such day."""
    tokens = list(_TOKEN.finditer(code))
    tenths = max((len(m["tenths"]) - 1 for m in tokens if m.lastgroup == "tenths"), default=0)
    seconds = any((m["part"] or m["elapsed"] or "").lower().startswith("s") for m in tokens)
    unit = 86400 * 10**tenths if seconds else 86400
    ticks = int((value * unit).to_integral_value("ROUND_HALF_UP"))
    moment = _moment(ticks, unit, from_1904)
    if moment is None:
        return None
    words = "[dbnum1]" in code.lower()
    halves = any(match.lastgroup == "half" for match in tokens)
    pieces: list[str] = []
    for at, match in enumerate(tokens):
        kind = match.lastgroup
        if kind in ("quoted", "escaped", "other"):
            pieces.append(match[kind])
        elif kind == "elapsed":
            per = {"h": 3600, "m": 60, "s": 1}[match["elapsed"][0].lower()]
            pieces.append(f"{ticks * 86400 // unit // per:0{len(match['elapsed'])}d}")
        elif kind == "half":
            names = ("上午", "下午") if match["half"] == "上午/下午" else ("AM", "PM")
            pieces.append(names[moment.hour >= 12])
        elif kind == "tenths":
            pieces.append(f".{ticks % 10**tenths:0{tenths}d}")
        elif kind == "part":
            shown = _part(match["part"].lower(), moment, halves, _is_minute(tokens, at))
            pieces.append(_in_words(shown) if words else shown)
    return "".join(pieces).strip()


def _in_words(digits: str) -> str:
    """A year digit by digit, another number in words: 二〇一八, 三十."""
    if not digits.isdecimal():
        return digits
    if len(digits) == 4:
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in digits)
    return chinese(int(digits))


def _moment(ticks: int, unit: int, from_1904: bool) -> datetime | None:
    days, rest = divmod(ticks, unit)
    if ticks < 0 or days > 2958465:
        return None
    if from_1904:
        base = datetime(1904, 1, 1)
    else:
        # Excel counts a 29 February 1900 that never was.
        base = datetime(1899, 12, 30) if days >= 60 else datetime(1899, 12, 31)
    return base + timedelta(days=days, seconds=rest * 86400 / unit)


def _is_minute(tokens: list[re.Match[str]], at: int) -> bool:
    """Whether an ``m`` stands after hours or before seconds."""
    letters = [(i, (m["part"] or m["elapsed"] or "").lower()[:1]) for i, m in enumerate(tokens)]
    before = next((letter for i, letter in reversed(letters[:at]) if letter), "")
    after = next((letter for i, letter in letters[at + 1 :] if letter), "")
    return before == "h" or after == "s"


def _part(part: str, moment: datetime, halves: bool, minute: bool) -> str:
    letter, size = part[0], len(part)
    if letter in "ye":
        return f"{moment.year % 100:02d}" if letter == "y" and size < 3 else f"{moment.year:04d}"
    if letter == "m" and minute and size < 3:
        return f"{moment.minute:0{size}d}"
    if letter == "m":
        name = _MONTHS.split()[moment.month - 1]
        return f"{moment.month:0{size}d}" if size < 3 else {3: name[:3], 5: name[0]}.get(size, name)
    if letter == "d":
        name = _DAYS.split()[moment.weekday()]
        return f"{moment.day:0{size}d}" if size < 3 else name[:3] if size == 3 else name
    if letter == "h":
        hour = (moment.hour - 1) % 12 + 1 if halves else moment.hour
        return f"{hour:0{min(size, 2)}d}"
    if letter == "s":
        return f"{moment.second:0{min(size, 2)}d}"
    if letter == "a":
        return ("星期" if size > 3 else "") + _WEEKDAYS[moment.weekday()]
    return ""
