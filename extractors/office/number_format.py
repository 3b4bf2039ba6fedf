"""A workbook's number as its cell shows it: ``0.00``, ``0%``, ``#,##0``, dates, ``[DBNum1]``."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from extractors.office.date_format import is_date_format, render_date
from extractors.office.docx_numbering import chinese

GENERAL = "General"
BUILT_IN: dict[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0', 6: '"¥"#,##0', 7: '"¥"#,##0.00',
    8: '"¥"#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: 'AM/PMh"时"mm"分"', 35: 'AM/PMh"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '"¥"#,##0;-"¥"#,##0;"¥""-"',
    43: '#,##0.00;-#,##0.00;"-"', 44: '"¥"#,##0.00;-"¥"#,##0.00;"¥""-"', 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: 'AM/PMh"时"mm"分"', 56: 'AM/PMh"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that files name by number alone, as a Chinese Excel shows them."""

_DOUBLE = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDEST = 11
"""Characters that ``General`` shows at most, in a column that is wide enough."""
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<exponent>E[+-])|'
    r"(?P<digit>[0#?])|(?P<general>General)|(?P<other>.)",
    re.I | re.S,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[\d.]+)")


class _Token(NamedTuple):
    kind: str
    text: str


_BELOW = (("<", Decimal(0)), ("<=", Decimal(0)))


class _Section(NamedTuple):
    tokens: tuple[_Token, ...]
    condition: tuple[str, Decimal] | None
    numerals: str
    """``DBNum1`` and the like; '' for Arabic digits."""
    code: str


def show_number(value: Decimal, code: str, from_1904: bool = False) -> str:
    """The text that a cell with format `code` shows for `value`, not regarding its width.

    Days count from the end of 1899, or from 1904 on. A format that is not understood shows the
    plain number.
    """
    value = _DOUBLE.plus(value)
    sections = _sections(code)
    section, negated = _section_for(value, sections)
    if section is None:
        return ""
    if is_date_format(section.code):
        shown = render_date(value, section.code, from_1904)
        return _general(value) if shown is None else shown
    return _render(abs(value) if negated else value, section).strip()


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    found: list[_Section] = []
    tokens: list[_Token] = []
    condition: tuple[str, Decimal] | None = None
    numerals = raw = ""

    def close() -> None:
        found.append(_Section(tuple(tokens), condition, numerals, raw))

    for match in _TOKEN.finditer(code.replace("G/通用格式", GENERAL) or GENERAL):
        kind = match.lastgroup
        text = match[kind] if kind else ""
        if kind == "other" and text == ";":
            close()
            tokens, condition, numerals, raw = [], None, "", ""
            continue
        raw += match[0]
        if kind == "bracket":
            compared = _CONDITION.fullmatch(text)
            if compared:
                condition = (compared[1], Decimal(compared[2]))
            elif text.lower().startswith("dbnum"):
                numerals = text.lower()
            elif text.startswith("$"):
                tokens.append(_Token("literal", text[1:].partition("-")[0]))
        elif kind in ("quoted", "escaped"):
            tokens.append(_Token("literal", text))
        elif kind is None:
            tokens.append(_Token("literal", " " if match[0][0] == "_" else ""))
        else:
            tokens.append(_Token(kind, text))
    close()
    return tuple(found)


def _section_for(value: Decimal, sections: Sequence[_Section]) -> tuple[_Section | None, bool]:
    """The section that shows `value`, and whether that section brings the sign itself."""
    numeric = [
        s for s in sections[:3] if not (len(sections) > 1 and _is_text(s) and s is sections[-1])
    ]
    if not numeric:
        return sections[0], False
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _holds(value, section.condition):
                return section, value < 0 and _is_of_negatives(section, numeric)
        return numeric[-1], False
    if value > 0 or len(numeric) == 1:
        return numeric[0], False
    if value < 0:
        return numeric[1], True
    return (numeric[2] if len(numeric) > 2 else numeric[0]), False


def _is_of_negatives(section: _Section, numeric: Sequence[_Section]) -> bool:
    """Whether its condition, or that of the first section, leaves it the numbers below 0 alone."""
    if section is numeric[0]:
        return section.condition in _BELOW
    return (
        section is numeric[1]
        and numeric[0].condition in ((">", Decimal(0)), (">=", Decimal(0)))
        and section.condition in (None, *_BELOW)
    )


def _is_text(section: _Section) -> bool:
    return any(token == ("other", "@") for token in section.tokens)


def _holds(value: Decimal, condition: tuple[str, Decimal]) -> bool:
    sign, bound = condition
    return {
        "<": value < bound, "<=": value <= bound, ">": value > bound,
        ">=": value >= bound, "=": value == bound, "<>": value != bound,
    }[sign]  # fmt: skip


def _render(value: Decimal, section: _Section) -> str:
    tokens = section.tokens
    digits = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    if any(token.kind == "general" for token in tokens) or _is_text(section):
        text = _general(abs(value))
        shown = "".join(
            t.text if t.kind == "literal" else text if t.kind == "general" or t.text == "@" else ""
            for t in tokens
        )
        return ("-" if value < 0 else "") + _in_numerals(shown, section.numerals)
    if not digits:
        text = "".join(t.text for t in tokens if t.kind in ("literal", "other"))
        return ("-" if value < 0 and text else "") + text
    slash = next((at for at, token in enumerate(tokens) if token == ("other", "/")), None)
    if slash is not None:
        return _as_fraction(value, tokens, slash)
    return _placed(value, section, digits)


def _placed(value: Decimal, section: _Section, digits: list[int]) -> str:
    """The digits of a number in the places that the format gives them, other marks between."""
    tokens = section.tokens
    exponent = next((at for at, t in enumerate(tokens) if t.kind == "exponent"), None)
    mantissa = [at for at in digits if exponent is None or at < exponent]
    powers = [at for at in digits if exponent is not None and at > exponent]
    if not mantissa or (exponent is not None and not powers):
        return _general(value)
    point = next((at for at, t in enumerate(tokens) if t == ("other", ".")), len(tokens))
    whole = [at for at in mantissa if at < point]
    fraction = [at for at in mantissa if at > point]
    commas = [at for at, t in enumerate(tokens) if t == ("other", ",")]
    scale = sum(
        at > mantissa[-1] or (at < point and bool(whole) and at > whole[-1]) for at in commas
    )
    grouped = any(whole and whole[0] < at < whole[-1] for at in commas)
    percent = sum(t == ("other", "%") for t in tokens)
    value = value.scaleb(2 * percent - 3 * scale)
    power, step = 0, max(1, len(whole))
    if exponent is not None and value:
        # «##0.0E+0» counts its powers in steps of three.
        power = value.adjusted() // step * step
        value = value.scaleb(-power)
    shown = _rounded(abs(value), len(fraction))
    if exponent is not None and shown.adjusted() >= step:
        power, shown = power + step, _rounded(shown.scaleb(-step), len(fraction))
    left, _, right = f"{shown:f}".partition(".")
    places = _whole_places(left.lstrip("0"), [tokens[at].text for at in whole])
    if grouped and not section.numerals:
        places = _grouped(places)
    in_place = dict(zip(whole, places, strict=True))
    shown_marks = _fraction_places(right, [tokens[at].text for at in fraction])
    in_place |= zip(fraction, shown_marks, strict=True)
    if powers:
        plus = "-" if power < 0 else "+" if tokens[exponent or 0].text[1] == "+" else ""
        in_place |= dict.fromkeys(powers, "")
        in_place[powers[0]] = f"{plus}{abs(power):0{len(powers)}d}"
    pieces: list[str] = []
    for at, token in enumerate(tokens):
        if token.kind == "digit":
            pieces.append(in_place[at])
        elif token.kind == "exponent":
            pieces.append("E")
        elif at == point:
            # «.00» has no place for what stands before the point; it is shown all the same. And
            # «0.##» leaves 5 its point in Excel, but not in LibreOffice, where it stays a number.
            shown_after = any(in_place[place] for place in fraction)
            pieces.append(("" if whole else left.lstrip("0")) + ("." if shown_after else ""))
        elif token != ("other", ","):
            pieces.append(token.text)
    sign = "-" if value < 0 else ""  # also before 0.00, as Excel has it
    return _in_numerals(sign + "".join(pieces), section.numerals)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, Context(prec=400))


_BLANK = {"0": "0", "?": " ", "#": ""}
"""What a place without a digit shows."""


def _whole_places(digits: str, marks: Sequence[str]) -> list[str]:
    """What stands in each place before the point; the first one takes all that are left over."""
    spare = max(0, len(digits) - len(marks))
    absent = len(marks) - (len(digits) - spare)
    places = [_BLANK[mark] for mark in marks[:absent]] + list(digits[spare:])
    if spare and places:
        places[0] = digits[:spare] + places[0]
    # A nought stands in every place after the first that asks for one.
    first = next((at for at, mark in enumerate(marks) if mark == "0"), len(marks))
    return [place or ("0" if at > first else "") for at, place in enumerate(places)]


def _fraction_places(digits: str, marks: Sequence[str]) -> list[str]:
    """What stands in each place behind the point; noughts at the end only where asked for."""
    last = max((at for at, mark in enumerate(marks) if mark == "0"), default=-1)
    last = max(last, len(digits.rstrip("0")) - 1)
    return [digit if at <= last else _BLANK[marks[at]] for at, digit in enumerate(digits)]


def _grouped(places: Sequence[str]) -> list[str]:
    """The places with a comma before every third digit from the right."""
    left = sum(len(place.strip()) for place in places)
    found: list[str] = []
    begun = False
    for place in places:
        piece = ""
        for digit in place:
            if digit != " ":
                piece += "," if begun and left % 3 == 0 else ""
                left, begun = left - 1, True
            piece += digit
        found.append(piece)
    return found


def _as_fraction(value: Decimal, tokens: Sequence[_Token], slash: int) -> str:
    """A number as ``# ?/?`` or ``# ??/100`` show it."""
    below = _run(tokens[slash + 1 :])
    above = _run(tokens[:slash][::-1])
    if not below or not above:
        return _general(value)
    exact = Fraction(abs(value))
    if below.isdecimal() and int(below):
        bottom = int(below)
        top = int(exact * bottom + Fraction(1, 2))
    else:
        near = exact.limit_denominator(10 ** min(len(below), 6) - 1)
        top, bottom = near.numerator, near.denominator
    split = any(token.kind == "digit" for token in tokens[: slash - len(above)])
    whole, rest = divmod(top, bottom) if split else (0, top)
    shown = f"{rest}/{bottom}" if rest or not split else ""
    if split and (whole or not rest):
        shown = f"{whole} {shown}".rstrip()
    return f"-{shown}" if value < 0 else shown


def _run(tokens: Sequence[_Token]) -> str:
    """The digits, or places of digits, at the beginning."""
    found = ""
    for token in tokens:
        if token.kind != "digit" and not (token.kind == "other" and token.text.isdecimal()):
            break
        found += token.text
    return found


def _general(value: Decimal) -> str:
    """A number without format: at most eleven characters, as Excel shows it."""
    if not value:
        return "0"
    sign, size = ("-" if value < 0 else ""), abs(value)
    if size.adjusted() >= _WIDEST or size.adjusted() < -9:
        digits = Context(prec=6, rounding=ROUND_HALF_UP).plus(size).normalize()
        power = digits.adjusted()
        return f"{sign}{digits.scaleb(-power):f}E{'-' if power < 0 else '+'}{abs(power):02d}"
    room = max(0, _WIDEST - 1 - max(1, size.adjusted() + 1))
    shown = f"{size.quantize(Decimal(1).scaleb(-room), ROUND_HALF_UP):f}"
    return sign + (shown.rstrip("0").rstrip(".") if "." in shown else shown)


def _in_numerals(text: str, numerals: str) -> str:
    if numerals not in ("dbnum1", "dbnum2"):
        return text

    def words(match: re.Match[str]) -> str:
        whole, _, fraction = match[0].partition(".")
        if len(whole) > 12:
            return match[0]
        one, tens = ("〇一二三四五六七八九", "十百千")
        if numerals == "dbnum2":
            one, tens = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟")
        return chinese(int(whole), one, tens, bare_ten=False) + (
            "." + "".join(one[int(digit)] for digit in fraction) if fraction else ""
        )

    return re.sub(r"\d+(\.\d+)?", words, text)
