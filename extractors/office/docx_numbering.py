"""The numbers that Word prints before paragraphs by itself: ``一、``, ``（二）``, ``3.``."""

import re
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from extractors.office.docx_styles import child_value, is_on
from extractors.office.package import W

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "m cm d cd c xc l xl x ix v iv i".split(),
        strict=True,
    )
)


class Level(NamedTuple):
    """How one level of a list is numbered."""

    kind: str
    """The format of its number, such as ``chineseCounting``."""
    text: str
    """What is printed; ``%2`` is the number of the second level."""
    start: int
    gap: str
    plain: bool
    """Whether levels above are printed in Arabic digits, whatever they are themselves."""


class NumberedList(NamedTuple):
    """A list: the numbering it shares with others, and what it does otherwise."""

    base: str
    own: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """The running numbers of one file; ask for paragraphs in their order."""

    def __init__(self, levels: dict[str, dict[int, Level]], lists: dict[str, NumberedList]) -> None:
        self._levels = levels
        self._lists = lists
        self._counts: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def label(self, place: tuple[str, int] | None) -> str:
        """The number printed before the next paragraph of that list and level; '' for none."""
        if place is None or place[0] not in self._lists:
            return ""
        name, depth = place
        base, own, starts = self._lists[name]
        levels = {**self._levels.get(base, {}), **own}
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(base, {})
        if depth in starts and (name, depth) not in self._restarted:
            self._restarted.add((name, depth))
            counts[depth] = starts[depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        if level.kind in ("bullet", "none"):
            return "" if level.kind == "bullet" else _without_places(level.text)

        def printed(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shown = levels.get(at)
            if shown is None:
                return ""
            kind = "decimal" if level.plain and at != depth else shown.kind
            return number_word(counts.get(at, shown.start), kind)

        text = re.sub(r"%([1-9])", printed, level.text)
        return text + (level.gap if text else "")


def read_numbering(root: etree._Element | None) -> Numbering:
    """The numbering that ``numbering.xml`` defines; none without it."""
    levels: dict[str, dict[int, Level]] = {}
    lists: dict[str, NumberedList] = {}
    if root is None:
        return Numbering(levels, lists)
    for abstract in root.iter(W + "abstractNum"):
        found = dict(_level(lvl) for lvl in abstract.iter(W + "lvl"))
        levels[abstract.get(W + "abstractNumId", "")] = found
    for number in root.iter(W + "num"):
        own: dict[int, Level] = {}
        starts: dict[int, int] = {}
        for override in number.iter(W + "lvlOverride"):
            own.update(_level(lvl) for lvl in override.iter(W + "lvl"))
            start = child_value(override, "startOverride")
            if start is not None:
                starts[_whole(override.get(W + "ilvl"), 0)] = _whole(start, 1)
        base = child_value(number, "abstractNumId") or ""
        lists[number.get(W + "numId", "")] = NumberedList(base, own, starts)
    return Numbering(levels, lists)


def number_word(number: int, kind: str) -> str:
    """A number as Word's format `kind` prints it; in Arabic digits where the kind is not known."""
    if number < 0 or number > 9999:
        return str(number)
    return _WORDS.get(kind, str)(number)


def chinese(number: int, digits: str = _DIGITS, tens: str = "十百千", bare_ten: bool = True) -> str:
    """A number in Chinese words: 12 is 十二, 105 is 一百〇五, 100000 is 十万."""
    if number == 0:
        return digits[0]
    for size, word in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            high, low = divmod(number, size)
            gap_word = digits[0] if 0 < low < size // 10 else ""
            rest = chinese(low, digits, tens, bare_ten=False) if low else ""
            return chinese(high, digits, tens, bare_ten) + word + gap_word + rest
    text = ""
    gap = False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += digits[0] if gap else ""
        gap = False
        text += digits[digit] + (tens[power - 1] if power else "")
    return text[1:] if bare_ten and 10 <= number < 20 else text


def _level(element: etree._Element) -> tuple[int, Level]:
    text = child_value(element, "lvlText") or ""
    suffix = child_value(element, "suff") or "tab"
    legal = element.find(W + "isLgl")
    kind = child_value(element, "numFmt") or "decimal"
    return _whole(element.get(W + "ilvl"), 0), Level(
        kind=kind,
        text=text,
        start=_whole(child_value(element, "start"), 0),
        gap="" if suffix == "nothing" else gap_after(text),
        plain=legal is not None and is_on(legal.get(W + "val", "1")),
    )


def gap_after(text: str) -> str:
    """What parts a number from the text: nothing after a mark such as ``、``."""
    return "" if text.endswith(tuple("、.．)）,，:：")) else " "


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else otherwise


def _without_places(text: str) -> str:
    return re.sub(r"%[1-9]", "", text)


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number else ""


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _circled(number: int) -> str:
    return chr(0x245F + number) if 1 <= number <= 20 else str(number)


def _bracketed(number: int) -> str:
    return chr(0x2473 + number) if 1 <= number <= 20 else f"({number})"


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


_WORDS: dict[str, Callable[[int], str]] = {
    "decimalZero": "{:02d}".format,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "chineseLegalSimplified": lambda n: chinese(n, _LEGAL, "拾佰仟", bare_ten=False),
    "ideographTraditional": lambda n: _STEMS[n - 1] if 1 <= n <= 10 else str(n),
    "ideographZodiac": lambda n: _BRANCHES[n - 1] if 1 <= n <= 12 else str(n),
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _bracketed,
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
}
