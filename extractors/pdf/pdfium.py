"""What pdfium sees on a page: characters and drawn paths, in pdfplumber's measures.

pdfium reads a page several times faster than pdfminer. Where its text gives any reason for doubt
`pdfium_page` says so with None, and the page is pdfplumber's: so a text layer that lies is judged
on the same evidence whichever reads first.
"""

import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from extractors.pdf.descents import font_descents
from extractors.pdf.page import Char, PageObjects, Turn, clean_text, turn_of
from extractors.pdf.paths import Matrix, Point, at, drawn_objects, times

NAME = "pdfium@5"
_HYPHEN_AT_LINE_END = 2
_TAB = 9
_BLANK = 32
# Text from right to left, halves of characters, and what is no character at all.
_DOUBTFUL_CODES = (
    (0x0590, 0x08FF),
    (0xD800, 0xDFFF),
    (0xE000, 0xF8FF),
    (0xFB1D, 0xFDFF),
    (0xFE70, 0xFEFC),
    (0xFFF0, 0xFFFF),
    (0xF0000, 0xFFFFFFFF),
)
# pdfium may be entered by one thread of a process at a time.
_ONE_AT_A_TIME = threading.Lock()


class Opened(NamedTuple):
    """A document that pdfium has opened."""

    document: Any
    sound: set[int]
    """The numbers of the streams that were found sound so far."""


class _Doubtful(Exception):
    """A page that pdfplumber must read."""


@contextmanager
def open_pdfium(content: bytes, page_count: int) -> Iterator[Opened | None]:
    """The document as pdfium opens it; None where it does not, or counts other pages."""
    import pypdfium2

    try:
        with _ONE_AT_A_TIME:
            document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        yield None
        return
    try:
        yield Opened(document, set()) if len(document) == page_count else None
    finally:
        with _ONE_AT_A_TIME:
            document.close()


def pdfium_page(opened: Opened, page: Any) -> PageObjects | None:
    """The objects of pdfplumber's `page` as pdfium sees them; None where its text is doubtful.

    Doubtful are characters without a sure Unicode, fonts set downwards or drawn by the page
    itself, text from right to left, text that is turned, and a page without any text.
    """
    import pypdfium2

    descents = font_descents(page.page_obj, opened.sound)
    if descents is None:
        return None
    to_top = _display(page)
    try:
        with _ONE_AT_A_TIME:
            seen = opened.document[page.page_number - 1]
            try:
                chars = _chars(seen, to_top, descents)
                drawn = drawn_objects(seen, to_top)
            finally:
                seen.close()
    except (_Doubtful, pypdfium2.PdfiumError):
        return None
    return PageObjects(NAME, chars, drawn)


def _display(page: Any) -> Matrix:
    """From the page's own space to pdfplumber's: turned as displayed, y counted from the top."""
    x0, y0, x1, y1 = (float(value) for value in page.page_obj.mediabox)
    a, b, c, d, e, f = {
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }.get(page.page_obj.rotate, (1, 0, 0, 1, -x0, -y0))
    left, upper = float(page.mediabox[0]), float(page.mediabox[1])
    return a, -b, c, -d, e + left, float(page.height) - f + upper


# --- characters --------------------------------------------------------------------------------


class _Style(NamedTuple):
    """What the characters of one text object have in common."""

    matrix: Matrix
    turn: Turn
    size: float
    descent: float
    stretch: float
    """Of the text along the level, where it runs level on the unturned page, else 0."""
    font: Any
    advances: dict[str, float]
    """How far characters move the text on, in its own space, as far as they are known."""


def _chars(page: Any, to_top: Matrix, descents: dict[bytes, float]) -> list[Char]:
    from pypdfium2 import raw

    text_page = raw.FPDFText_LoadPage(page.raw)
    if not text_page:
        raise _Doubtful
    try:
        return _each_char(raw, text_page, to_top, descents)
    finally:
        raw.FPDFText_ClosePage(text_page)


def _each_char(
    raw: Any, text_page: Any, to_top: Matrix, descents: dict[bytes, float]
) -> list[Char]:
    x, y = ctypes.c_double(), ctypes.c_double()
    at_x, at_y = ctypes.byref(x), ctypes.byref(y)
    owner_of = _addresses(raw.FPDFText_GetTextObject)
    handle = ctypes.cast(text_page, ctypes.c_void_p)
    styles: dict[int, _Style] = {}
    fonts: dict[tuple[int, float, float], tuple[float, dict[str, float]]] = {}
    chars: list[Char] = []
    last: tuple[int, float, float] | None = None
    for index in range(raw.FPDFText_CountChars(text_page)):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code <= _BLANK and raw.FPDFText_IsGenerated(text_page, index):
            continue
        if code == _HYPHEN_AT_LINE_END and not raw.FPDFText_IsHyphen(text_page, index):
            raise _Doubtful
        text = _printed(code)
        if text is None or raw.FPDFText_HasUnicodeMapError(text_page, index) == 1:
            raise _Doubtful
        address = owner_of(handle, index)
        if not address:
            raise _Doubtful
        style = styles.get(address)
        if style is None:
            style = _style(raw, text_page, index, to_top, descents, fonts)
            styles[address] = style
        raw.FPDFText_GetCharOrigin(text_page, index, at_x, at_y)
        place = address, x.value, y.value
        if chars and place == last:
            chars[-1] = _joined(raw, text_page, index, chars[-1], text, style)
            continue
        advance = style.advances.get(text)
        if advance is None:
            advance = style.advances[text] = _advance(raw, text_page, index, text, style)
        chars.append(_char(text, style, at(to_top, *place[1:]), advance))
        last = place
    if not chars:
        raise _Doubtful
    return chars


def _addresses(function: Any) -> Callable[[Any, int], int | None]:
    """The function, giving plain addresses: to make a typed pointer takes longer than the call."""
    plain = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
    return plain(ctypes.cast(function, ctypes.c_void_p).value or 0)


@lru_cache(maxsize=4096)
def _printed(code: int) -> str | None:
    """The text of a code that pdfium gives, '' where nothing is printed; None if it is doubtful."""
    if code == _HYPHEN_AT_LINE_END:
        return "-"
    if code == _TAB:
        return ""
    if code < _BLANK or any(low <= code <= high for low, high in _DOUBTFUL_CODES):
        return None
    return clean_text(chr(code))


def _style(
    raw: Any,
    text_page: Any,
    index: int,
    to_top: Matrix,
    descents: dict[bytes, float],
    fonts: dict[tuple[int, float, float], tuple[float, dict[str, float]]],
) -> _Style:
    found = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, index, found)
    owner = raw.FPDFText_GetTextObject(text_page, index)
    font = raw.FPDFTextObj_GetFont(owner)
    size = raw.FPDFText_GetFontSize(text_page, index)
    if size <= 0 or _is_reworded(raw, owner):
        raise _Doubtful
    stretch = found.a if found.a > 0 and abs(found.b) <= 0.001 * found.a else 0.0
    matrix = times((found.a, found.b, found.c, found.d, 0.0, 0.0), to_top)
    a, b, c, d, _, _ = matrix
    key = ctypes.addressof(font.contents), size, stretch
    if key not in fonts:
        fonts[key] = _descent(raw, font, descents) * size, {}
    descent, advances = fonts[key]
    return _Style(matrix, turn_of((a, -b, c, -d)), size, descent, stretch, font, advances)


def _descent(raw: Any, font: Any, descents: dict[bytes, float]) -> float:
    name = ctypes.create_string_buffer(256)
    raw.FPDFFont_GetBaseFontName(font, name, len(name))
    descent = descents.get(name.value)
    if descent is None:
        raise _Doubtful
    return descent


def _is_reworded(raw: Any, owner: Any) -> bool:
    """Whether the file states another text for what is printed: pdfium would give that one."""
    key, length = ctypes.create_string_buffer(64), ctypes.c_ulong()
    for number in range(raw.FPDFPageObj_CountMarks(owner)):
        mark = raw.FPDFPageObj_GetMark(owner, number)
        for index in range(raw.FPDFPageObjMark_CountParams(mark)):
            utf16 = ctypes.cast(key, ctypes.POINTER(raw.FPDF_WCHAR))
            raw.FPDFPageObjMark_GetParamKey(mark, index, utf16, len(key), length)
            if key.raw.startswith("ActualText".encode("utf-16-le")):
                return True
    return False


def _advance(raw: Any, text_page: Any, index: int, text: str, style: _Style) -> float:
    """How far the character moves the text on, in the text's own space.

    The loose box is the advance, widened to hold the ink; the width by Unicode is another glyph's
    where several stand for one character. The advance is the less of the two.
    """
    width = ctypes.c_float()
    code = raw.FPDFText_GetUnicode(text_page, index)
    raw.FPDFFont_GetGlyphWidth(style.font, code, style.size, width)
    known: float = width.value
    if not style.stretch:
        if known <= 0:
            raise _Doubtful
        return known
    reach = _reach(raw, text_page, index) / style.stretch
    return min(known, reach) if known > 0 else reach


def _reach(raw: Any, text_page: Any, index: int) -> float:
    loose = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text_page, index, loose)
    return float(loose.right - loose.left)


def _joined(raw: Any, text_page: Any, index: int, char: Char, text: str, style: _Style) -> Char:
    """One glyph that stands for several letters."""
    x1 = char.x0 + _reach(raw, text_page, index) if style.stretch else char.x1
    return char._replace(text=char.text + text, x1=max(char.x1, x1))


def _char(text: str, style: _Style, origin: Point, advance: float) -> Char:
    a, b, c, d, _, _ = style.matrix
    x, y = origin
    low, high = style.descent, style.descent + style.size
    if not b and not c and a > 0:
        top, bottom = (y + d * high, y + d * low) if d < 0 else (y + d * low, y + d * high)
        return Char(text, x, top, x + a * advance, bottom, bottom - top, style.turn)
    xs = (c * low, c * high, a * advance + c * low, a * advance + c * high)
    ys = (d * low, d * high, b * advance + d * low, b * advance + d * high)
    top, bottom = y + min(ys), y + max(ys)
    return Char(text, x + min(xs), top, x + max(xs), bottom, bottom - top, style.turn)
