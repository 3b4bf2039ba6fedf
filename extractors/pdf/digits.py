"""Whether the digits that a text layer states are the digits that the page shows.

A font's table to Unicode may name any digit for any glyph, and nothing else in the text would show
it. Writers name digits in the order of their codes, or in that of their first use: in the latter
case alone the glyphs are looked at: as the font draws them and, where that leaves doubt, as the
page shows them, beside the digits of known fonts and then by OCR.
"""

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evidence import Box
from extractors.pdf.calls import pdfium_calls
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
_EM_PX = 40
_CELL_PX = 60
"""As much room has each digit that is drawn to be compared."""
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
    shared: set[int]
    """Odd fonts with several glyphs for one digit: what the digit looks like is not one thing."""
    seen: set[tuple[int, str]]


def odd_fonts(page_object: Any, memory: DigitMemory) -> frozenset[int]:
    """The numbers of the page's fonts whose digits are named out of the order of their codes."""
    found: set[int] = set()
    try:
        for number, spec in _fonts(page_object.resources, set(), 0):
            if number not in memory.odd:
                memory.odd[number], shared = _oddness(spec)
                if shared:
                    memory.shared.add(number)
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
    import pypdfium2

    try:
        page = document[content.number - 1]
    except pypdfium2.PdfiumError:
        return 0  # a page that cannot be drawn shows no digit
    try:
        if memory.shared.isdisjoint(fonts) and _draws_as_stated(page):
            memory.seen.update((font, digit) for font in fonts for digit in printed)
            return 0
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
    alike = (_known() @ glyph).reshape(-1, 10).max(axis=0)
    return bool(alike.max() - alike[digit] > _UNLIKE)


@cache
def _known() -> NDArray[np.float64]:
    """The glyphs of the ten digits in each of the fonts that pdfium brings along, a row each."""
    import pypdfium2
    from pypdfium2 import raw

    with pypdfium2.PdfDocument.new() as document:
        items = []
        for name in _KNOWN_FONTS:
            for digit in "0123456789":
                item = raw.FPDFPageObj_NewTextObj(document.raw, name, _EM_PX)
                text = (digit + "\0").encode("utf-16-le")
                raw.FPDFText_SetText(item, (raw.FPDF_WCHAR * 2).from_buffer_copy(text))
                items.append(item)
        return np.array(_drawn(document, items))


def _drawn(document: Any, items: list[Any]) -> list[Glyph | None]:
    """The glyphs of page objects that each stand at the origin, a digit of `_EM_PX` high type."""
    from pypdfium2 import raw

    page = document.new_page(_CELL_PX * len(items), _CELL_PX)
    try:
        for place, item in enumerate(items):
            raw.FPDFPageObj_Transform(
                item, 1, 0, 0, 1, place * _CELL_PX + 0.2 * _EM_PX, 0.4 * _EM_PX
            )
            raw.FPDFPage_InsertObject(page.raw, item)
        page.gen_content()
        drawn = page.render(scale=1.0, grayscale=True).to_numpy()
        drawn = drawn[..., 0] if drawn.ndim == 3 else drawn
        return [
            glyph_of(drawn[:, place * _CELL_PX : (place + 1) * _CELL_PX])
            for place in range(len(items))
        ]
    finally:
        page.close()


def _draws_as_stated(page: Any) -> bool:
    """Whether the fonts of a pypdfium2 page draw each digit that they print like that digit."""
    import pypdfium2
    from pypdfium2 import raw

    with pypdfium2.PdfDocument.new() as document:
        for font, digits in _printed_digits(page).items():
            outlines = [_outline(raw, font, digit) for digit in sorted(digits)]
            known = [outline for outline in outlines if outline is not None]
            if len(known) < len(digits):
                return False
            for digit, glyph in zip(sorted(digits), _drawn(document, known), strict=True):
                if glyph is None or _differs(glyph, int(digit)):
                    return False
    return True


def _printed_digits(page: Any) -> dict[int, set[str]]:
    """The fonts of a pypdfium2 page by their addresses, and the digits that each prints."""
    from pypdfium2 import raw

    calls = pdfium_calls()
    found: dict[int, set[str]] = defaultdict(set)
    text_page = raw.FPDFText_LoadPage(page.raw)
    try:
        address = ctypes.cast(text_page, ctypes.c_void_p)
        for index in range(raw.FPDFText_CountChars(text_page)):
            text = chr(calls.unicode(address, index))
            if text in _DIGITS and (owner := calls.text_object(address, index)):
                found[calls.font(owner)].add(text)
    finally:
        raw.FPDFText_ClosePage(text_page)
    return found


def _outline(raw: Any, font: int, digit: str) -> Any:
    """What the font draws for the digit, as a path at the origin; None where it draws nothing."""
    outline = raw.FPDFFont_GetGlyphPath(ctypes.cast(font, raw.FPDF_FONT), ord(digit), 1.0)
    count = raw.FPDFGlyphPath_CountGlyphSegments(outline) if outline else 0
    if count < 2:
        return None
    x, y = ctypes.c_float(), ctypes.c_float()
    path, handles = None, list[float]()
    for index in range(count):
        segment = raw.FPDFGlyphPath_GetGlyphPathSegment(outline, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        at = x.value * _EM_PX, y.value * _EM_PX
        kind = raw.FPDFPathSegment_GetType(segment)
        if path is None:
            path = raw.FPDFPageObj_CreateNewPath(*at)
        elif kind == raw.FPDF_SEGMENT_MOVETO:
            raw.FPDFPath_MoveTo(path, *at)
        elif kind == raw.FPDF_SEGMENT_LINETO:
            raw.FPDFPath_LineTo(path, *at)
        else:
            handles += at
            if len(handles) == 6:
                raw.FPDFPath_BezierTo(path, *handles)
                handles = []
        if raw.FPDFPathSegment_GetClose(segment):
            raw.FPDFPath_Close(path)
    raw.FPDFPath_SetDrawMode(path, raw.FPDF_FILLMODE_WINDING, False)
    return path


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


def _oddness(spec: dict[Any, Any]) -> tuple[bool, bool]:
    """Whether a font names digits out of the order of their codes, and one digit several times."""
    from pdfminer.pdftypes import PDFStream, resolve1

    subtype = getattr(resolve1(spec.get("Subtype")), "name", None)
    if subtype == "Type3":
        return True, True
    stated = resolve1(spec.get("ToUnicode"))
    if isinstance(stated, PDFStream):
        pairs = list(_stated_digits(stated.get_data()))
    else:
        pairs = list(_named_digits(resolve1(spec.get("Encoding"))))
    shared = len({digit for _, digit in pairs}) < len({code for code, _ in pairs})
    return shared or len({code - digit for code, digit in pairs}) > 1, shared


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
