"""Whether the digits that a text layer states are the digits that the page shows.

A font's table to Unicode may name any digit for any glyph, and nothing else in the text would show
it. Writers name digits in the order of their codes, or in that of their first use: in the latter
case alone the glyphs are looked at, first beside the digits of known fonts, then by OCR.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evidence import Box
from extractors.pdf.page import Char, PageContent, Turn

Glyph = NDArray[np.float64]
"""A digit's ink in a box of one size, its mean 0 and its length 1."""

_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS = frozenset("0123456789")
_KNOWN_FONTS = (b"Helvetica", b"Helvetica-Bold", b"Times-Roman", b"Times-Bold", b"Courier")
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>")
_RANGE = re.compile(
    rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]+)>|\[([^\]]*)\])"
)
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf(?:char|range)", re.DOTALL)
_WIDEST_RANGE = 0x10000
_NESTED_MOST = 4
_SIDES = (12, 18)
_NARROWEST = 0.55
_HEIGHT_PX = 20
_TALLER = 0.3
_INK = 140
_RULE_SHARE = 0.95
_LOOKED_AT = 20
"""Of each digit so many, from all over the page."""
_UNLIKE = 0.08
_UNLIKE_LEAST = 2
_UNLIKE_SHARE = 0.05
_READ_MOST = 12
_READ_OTHERWISE = 0.5
_SURE = 0.7
_QUARTERS: dict[Turn, int] = {"upright": 0, "up": 3, "down": 1, "over": 2}


class DigitMemory(NamedTuple):
    """What is known of a file: fonts by their numbers, and the digits looked at."""

    odd: dict[int, bool]
    seen: set[tuple[int, str]]


def odd_fonts(page_object: Any, memory: DigitMemory) -> frozenset[int]:
    """The numbers of the page's fonts whose digits are named out of the order of their codes."""
    found: set[int] = set()
    try:
        for number, spec in _fonts(page_object.resources, set(), 0):
            if number not in memory.odd:
                memory.odd[number] = _is_odd(spec)
            if memory.odd[number]:
                found.add(number)
    except Exception:  # pdfminer raises whatever a broken object leads it to
        return frozenset()
    return frozenset(found)


def false_digits(
    document: Any, content: PageContent, fonts: frozenset[int], memory: DigitMemory
) -> int:
    """How many of the digits looked at show another digit than the text states; 0 for a sound page.

    `document` is pypdfium2's; `fonts` are the odd fonts of the page. A digit that was seen to be
    right in all of them is not looked at again.
    """
    printed: dict[str, list[Char]] = defaultdict(list)
    for char in content.chars:
        if char.text in _DIGITS and char.turn == "upright":
            printed[char.text].append(char)
    digits = [
        char
        for digit, chars in printed.items()
        if any((font, digit) not in memory.seen for font in fonts)
        for char in chars[:: -(-len(chars) // _LOOKED_AT)]
    ]
    if not digits:
        return 0
    page = document[content.number - 1]
    try:
        size = sorted(char.size for char in digits)[len(digits) // 2]
        scale = min(6.0, 1.4 * _HEIGHT_PX / max(size, 1.0))
        drawn = page.render(scale=scale, grayscale=True, draw_annots=False).to_numpy().copy()
    finally:
        page.close()
    drawn = drawn[..., 0] if drawn.ndim == 3 else drawn
    quarters = _QUARTERS.get(content.turn, 0)
    pictures = [_upright(_cut(drawn, content.place(_around(c)), scale), quarters) for c in digits]
    unlike: dict[str, list[NDArray[Any]]] = defaultdict(list)
    count: dict[str, int] = defaultdict(int)
    for char, picture in zip(digits, pictures, strict=True):
        count[char.text] += 1
        glyph = glyph_of(picture)
        if glyph is not None and _differs(glyph, int(char.text)):
            unlike[char.text].append(picture)
    false = 0
    for digit, others in unlike.items():
        if len(others) >= max(min(_UNLIKE_LEAST, count[digit]), _UNLIKE_SHARE * count[digit]):
            false += _read_otherwise(digit, others[:_READ_MOST])
    if not false:
        memory.seen.update((font, digit) for font in fonts for digit in count)
    return false


def _around(char: Char) -> Box:
    """The character's own width, and more than its height: fonts lie about that."""
    more = _TALLER * char.size
    return char.x0, char.top - more, char.x1, char.bottom + more


def _cut(drawn: NDArray[Any], box: Box, scale: float) -> NDArray[Any]:
    x0, top, x1, bottom = (round(side * scale) for side in box)
    return drawn[max(0, top) : max(0, bottom), max(0, x0) : max(0, x1)]


def _upright(picture: NDArray[Any], quarters: int) -> NDArray[Any]:
    """The picture turned to be read, of its rows those of the digit: no rule, no other line."""
    turned = np.rot90(picture, quarters)
    ink = turned < _INK
    inked = ink.any(axis=1) & (ink.mean(axis=1) < _RULE_SHARE)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inked.astype(np.int8), [0]))))
    runs = list(zip(edges[::2], edges[1::2], strict=True))
    if not runs:
        return turned[:0]
    middle = len(inked) / 2
    # The digit is what is tall and near the middle.
    top, bottom = max(runs, key=lambda run: (run[1] - run[0]) - abs((run[0] + run[1]) / 2 - middle))
    return turned[max(0, top - 1) : bottom + 1]


def glyph_of(picture: NDArray[Any]) -> Glyph | None:
    """The glyph on a picture (a byte a pixel, dark on light) in the common box; None for no ink."""
    ink = picture < _INK
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) < 6 or not len(columns):
        return None
    cut = 255.0 - picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float64)
    # A narrow glyph stays narrow: stretched, a one would look like any digit.
    missing = round(_NARROWEST * cut.shape[0]) - cut.shape[1]
    if missing > 0:
        cut = np.pad(cut, ((0, 0), (missing // 2, missing - missing // 2)))
    wide, tall = _SIDES
    ys = np.linspace(0, cut.shape[0] - 1, 3 * tall).round().astype(int)
    xs = np.linspace(0, cut.shape[1] - 1, 3 * wide).round().astype(int)
    small = cut[np.ix_(ys, xs)].reshape(tall, 3, wide, 3).mean(axis=(1, 3)).ravel()
    small -= small.mean()
    length = float(np.linalg.norm(small))
    return small / length if length else None


def _differs(glyph: Glyph, digit: int) -> bool:
    """Whether the glyph is far more like another digit than like this one."""
    alike = np.array([[float(glyph @ known) for known in font] for font in _known()]).max(axis=0)
    return bool(alike.max() - alike[digit] > _UNLIKE)


@cache
def _known() -> tuple[tuple[Glyph, ...], ...]:
    """The ten digits of each of the fonts that pdfium brings along."""
    import pypdfium2
    from pypdfium2 import raw

    fonts = []
    with pypdfium2.PdfDocument.new() as document:
        for name in _KNOWN_FONTS:
            glyphs = []
            for digit in "0123456789":
                page = document.new_page(30, 40)
                item = raw.FPDFPageObj_NewTextObj(document.raw, name, 40.0)
                text = (digit + "\0").encode("utf-16-le")
                raw.FPDFText_SetText(item, (raw.FPDF_WCHAR * 2).from_buffer_copy(text))
                raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, 3, 6)
                raw.FPDFPage_InsertObject(page.raw, item)
                page.gen_content()
                drawn = page.render(scale=1.0, grayscale=True).to_numpy()
                glyph = glyph_of(drawn[..., 0] if drawn.ndim == 3 else drawn)
                assert glyph is not None, "pdfium draws its own fonts"
                glyphs.append(glyph)
                page.close()
            fonts.append(tuple(glyphs))
    return tuple(fonts)


def _read_otherwise(digit: str, pictures: list[NDArray[Any]]) -> int:
    """On how many pictures OCR surely reads another digit; 0 where these are few of them."""
    from extractors.scan.words import recognise

    words = recognise([np.ascontiguousarray(picture) for picture in pictures])
    sure = [
        text
        for word in words
        if len(text := "".join(glyph.text for glyph in word.figure)) == 1
        and word.figure[0].confidence > _SURE
    ]
    other = sum(text in _DIGITS and text != digit for text in sure)
    return other if other > _READ_OTHERWISE * len(sure) else 0


# --- fonts -------------------------------------------------------------------------------------


def _fonts(resources: Any, seen: set[int], depth: int) -> Iterator[tuple[int, dict[Any, Any]]]:
    """The numbers and dictionaries of the fonts of a page and of the forms drawn on it."""
    from pdfminer.pdftypes import PDFObjRef, dict_value, resolve1, stream_value

    held = dict_value(resources) if resources else {}
    for font in dict_value(held.get("Font") or {}).values():
        yield (font.objid if isinstance(font, PDFObjRef) else -1), dict_value(font)
    if depth == _NESTED_MOST:
        return
    for part in dict_value(held.get("XObject") or {}).values():
        if not isinstance(part, PDFObjRef) or part.objid in seen:
            continue
        seen.add(part.objid)
        form = stream_value(part)
        if getattr(resolve1(form.get("Subtype")), "name", None) == "Form":
            yield from _fonts(form.get("Resources"), seen, depth + 1)


def _is_odd(spec: dict[Any, Any]) -> bool:
    from pdfminer.pdftypes import PDFStream, resolve1

    subtype = getattr(resolve1(spec.get("Subtype")), "name", None)
    if subtype == "Type3":
        return True
    stated = resolve1(spec.get("ToUnicode"))
    if isinstance(stated, PDFStream):
        pairs = list(_stated_digits(stated.get_data()))
    else:
        pairs = list(_named_digits(resolve1(spec.get("Encoding"))))
    return len({code - digit for code, digit in pairs}) > 1 or len(
        {digit for _, digit in pairs}
    ) < len({code for code, _ in pairs})


def _stated_digits(table: bytes) -> Iterator[tuple[int, int]]:
    """The codes of a table to Unicode that stand for digits, with the digits."""
    for kind, body in _SECTION.findall(table):
        if kind == b"bfchar":
            for code, text in _PAIR.findall(body):
                yield from _digit(_hex(code), _hex(text))
            continue
        for first, last, text, listed in _RANGE.findall(body):
            low, high = _hex(first), _hex(last)
            if high - low > _WIDEST_RANGE:
                continue
            if text:
                start = _hex(text)
                for digit in range(10):
                    if 0 <= 0x30 + digit - start <= high - low:
                        yield low + 0x30 + digit - start, digit
            else:
                for offset, one in enumerate(re.findall(rb"<([0-9A-Fa-f\s]+)>", listed)):
                    yield from _digit(low + offset, _hex(one))


def _named_digits(encoding: Any) -> Iterator[tuple[int, int]]:
    """The codes of a simple font's own encoding that are named as digits, with the digits."""
    from pdfminer.pdftypes import list_value, resolve1

    if not isinstance(encoding, dict):
        return
    code = 0
    for item in list_value(encoding.get("Differences") or []):
        item = resolve1(item)
        if isinstance(item, int):
            code = item
            continue
        name = getattr(item, "name", None)
        if name in _NAMES:
            yield code, _NAMES.index(name)
        code += 1


def _digit(code: int, character: int) -> Iterator[tuple[int, int]]:
    if 0x30 <= character <= 0x39:
        yield code, character - 0x30


def _hex(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)
