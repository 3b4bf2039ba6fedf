"""Reading a printed number, and how exact it can be.

Points are ``Decimal``: what a notice prints is what is compared, to the last printed digit.
"""

import re
import unicodedata
from decimal import Context, Decimal
from functools import lru_cache
from typing import Literal

from evidence import Record

CellClass = Literal["number", "dash", "blank", "misprint", "text"]

# The same short texts (ranks, points, marks of nothing) are asked after again and again.
_KEPT_TEXTS = 1 << 15
FORMULA_MARKS = tuple("=+-@\t\r＝＋－＠")
"""A text that begins with one may be a formula to a spreadsheet."""
_DASHES = frozenset("-－—–−‐‑―─﹣/／\\")
_NOTHING = frozenset(("无", "没有", "暂无"))
_MINUS = str.maketrans(dict.fromkeys("－—–−‐‑―﹣", "-"))
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(%|‰)?([^\d.,%+\-/]{0,4})")
_RANK = re.compile(r"(?:并列)?第?(\d{1,4}|[一二三四五六七八九十百零]{1,6})[名位]?(?:\(?并列\)?)?")
_RANK_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")}
_CHINESE = re.compile(
    r"(?:([一二三四五六七八九])百零?)?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?"
)
_MOST_DIGITS = 30
WIDE = Context(prec=100)
"""For rounding any printed figure: the usual 28 digits raise an error beyond them."""
_MISPRINT = re.compile(r"[+-]?[\d.,]*\d[\d.,]*[%‰]?|0\d+[^\d.,]{1,4}")
_UNITS = frozenset(
    ("", "分", "条", "篇", "件", "个", "次", "期", "名", "位", "人", "家", "份", "项", "户", "起")
)


class PrintedFigure(Record):
    """A number as printed: its value, how many decimals it shows, and the mark after it."""

    value: Decimal
    decimals: int
    percent: bool
    unit: str

    @property
    def tolerance(self) -> Decimal:
        """Half a unit of the last printed digit: how far the true value may lie."""
        return Decimal(5).scaleb(-self.decimals - 1)


@lru_cache(maxsize=_KEPT_TEXTS)
def fold(text: str) -> str:
    """NFKC without white space: the form in which printed words are compared, never shown."""
    if text.isascii() and text.isalnum():
        return text  # most cells are plain digits
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=_KEPT_TEXTS)
def narrow(text: str) -> str:
    """Full-width digits, letters and marks made narrow, one character for one.

    Places in the result are places in `text`. Commas of prose and numerals such as ``①`` stay.
    """
    if text.isascii():
        return text
    return "".join(map(_narrow_character, text))


@lru_cache(maxsize=_KEPT_TEXTS)
def _narrow_character(character: str) -> str:
    if character == "，" or unicodedata.category(character) == "No":
        return character
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


@lru_cache(maxsize=_KEPT_TEXTS)
def read_figure(text: str) -> PrintedFigure | None:
    """Read a cell that is one number (``1,234``, ``12.5%``, ``３``, ``-40``, ``30分``), else None.

    A percentage keeps its printed value: ``12.5%`` is 12.5 with `percent` set. More digits than any
    figure has are none: cells run together. ``05分`` is none either: a point may be lost.
    """
    match = _NUMBER.fullmatch(fold(text).translate(_MINUS))
    if match is None or match[5] not in _UNITS:
        return None
    sign, whole, fraction, percent, unit = match.groups()
    if unit and whole.startswith("0") and len(whole) > 1:
        return None
    if len(whole) > _MOST_DIGITS or len(fraction or "") > _MOST_DIGITS:
        return None  # it measures nothing: digits run together
    value = Decimal(f"{sign}{whole.replace(',', '')}{fraction or ''}")
    return PrintedFigure(
        value=value, decimals=len(fraction or ".") - 1, percent=bool(percent), unit=unit
    )


def inert_text(text: str) -> str:
    """The text for a CSV: an apostrophe before what a spreadsheet would run as a formula.

    Figures with a sign (``-5``) and dashes stay as printed.
    """
    runs = text.startswith(FORMULA_MARKS) and classify_cell(text) in ("text", "misprint")
    return f"'{text}" if runs else text


def plain(value: Decimal) -> str:
    """A number without exponent or trailing zeros: ``1400``, ``-2.5``."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def alike(value: Decimal, printed: Decimal) -> str:
    """A number with no fewer decimals than a printed one: 89.4 beside 90.40 is ``89.40``."""
    text = plain(value)
    zeros = len(f"{printed:f}".partition(".")[2]) - len(text.partition(".")[2])
    if zeros <= 0:
        return text
    return f"{text}{'' if '.' in text else '.'}{'0' * zeros}"


def read_rank(text: str) -> int | None:
    """Read a rank (``3``, ``第三名``, ``首位``); None for others, such as ``最后一名``."""
    folded = fold(text)
    if folded in ("首位", "榜首"):
        return 1
    match = _RANK.fullmatch(folded)
    if match is None:
        return None
    return int(match[1]) if match[1].isascii() else _read_chinese(match[1])


def _read_chinese(numeral: str) -> int | None:
    """``十二``, ``三十``, ``一百二十一`` (below a thousand); None for what is no such numeral."""
    match = _CHINESE.fullmatch(numeral)
    if match is None:
        return None
    hundreds, tens, ten, ones = match.groups(default="零")
    value = 100 * _RANK_DIGITS[hundreds] + _RANK_DIGITS[ones]
    return value + (10 * (_RANK_DIGITS[tens] or 1) if ten == "十" else 0)


@lru_cache(maxsize=_KEPT_TEXTS)
def classify_cell(text: str) -> CellClass:
    """Tell a number, a mark of nothing (``-``), a blank, a misprint (``86..67``) and text."""
    folded = fold(text)
    if not folded:
        return "blank"
    if set(folded) <= _DASHES:
        return "dash"
    if read_figure(folded) is not None:
        return "number"
    printed = _MISPRINT.fullmatch(folded.translate(_MINUS))
    if printed and folded.lstrip("0123456789+-.,%‰") in _UNITS:
        return "misprint"
    return "text"


def is_mark_of_nothing(text: str) -> bool:
    """Whether a cell among figures prints none: a dash, a slash, a blank, ``无``."""
    return classify_cell(text) in ("dash", "blank") or fold(text) in _NOTHING
