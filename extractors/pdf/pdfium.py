"""What pdfium sees on a page: characters and drawn paths, in pdfplumber's measures.

pdfium reads a page several times faster than pdfminer. Where its text gives any reason for doubt
`pdfium_page` says so with None, and the page is pdfplumber's: so a text layer that lies is judged
on the same evidence whichever reads first.
"""

import ctypes
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple

from extractors.pdf.calls import pdfium_calls
from extractors.pdf.descents import font_descents
from extractors.pdf.page import Char, PageObjects, Turn, clean_text, turn_of
from extractors.pdf.paths import Matrix, drawn_objects, times

NAME = "pdfium@5"
_HYPHEN_AT_LINE_END = 2
_NO_CHARACTER = 0xFFFE
"""Stands for a hyphen at a line's end in the text of the whole page."""
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


def page_count(content: bytes) -> int:
    """How many pages pdfium counts; 0 where it does not open the document."""
    import pypdfium2

    try:
        with _ONE_AT_A_TIME, pypdfium2.PdfDocument(content) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0


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
                # First: it takes out what the text must not be read by.
                drawn = drawn_objects(seen, to_top)
                chars = _chars(seen, to_top, descents)
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
    """What the characters of text objects that are set alike have in common."""

    matrix: Matrix
    turn: Turn
    size: float
    low: float
    """How far the characters reach below the line (0 or less), and above it."""
    high: float
    stretch: float
    """Of the text along the level, where it runs level on the unturned page, else 0."""
    font: int
    advances: dict[str, float]
    """How far characters move the text on, in its own space, as far as they are known."""


def _chars(page: Any, to_top: Matrix, descents: dict[bytes, float]) -> list[Char]:
    from pypdfium2 import raw

    text_page = raw.FPDFText_LoadPage(page.raw)
    if not text_page:
        raise _Doubtful
    try:
        return _Text(raw, text_page, to_top, descents).chars()
    finally:
        raw.FPDFText_ClosePage(text_page)


class _Text:
    """The text of one page, while pdfium holds it."""

    def __init__(
        self, raw: Any, text_page: Any, to_top: Matrix, descents: dict[bytes, float]
    ) -> None:
        self._raw = raw
        self._page = text_page
        self._address = ctypes.cast(text_page, ctypes.c_void_p)
        self._calls = pdfium_calls()
        self._to_top = to_top
        self._descents = descents
        self._styles: dict[tuple[Any, ...], _Style] = {}
        self._fonts: dict[tuple[int, float, float], tuple[float, dict[str, float]]] = {}
        self._found = (ctypes.c_float * 6)()
        self._loose = (ctypes.c_float * 4)()
        self._width = ctypes.c_float()
        self._at_width = ctypes.byref(self._width)

    def chars(self) -> list[Char]:
        """The characters in pdfium's order.

        Raises:
            _Doubtful: one is not to be trusted, or there is none.
        """
        count = self._raw.FPDFText_CountChars(self._page)
        every, whole = range(count), repeat(self._address)
        if any(map(self._calls.has_map_error, whole, every)):
            raise _Doubtful
        a, b, c, d, e, f = self._to_top
        chars: list[Char] = []
        last: tuple[int, float, float] | None = None
        owner, style = 0, None
        for index, (text, address, x, y) in enumerate(
            zip(
                self._texts(count),
                map(self._calls.text_object, whole, every),
                *self._origins(count),
                strict=True,
            )
        ):
            if text is None:
                continue
            if address != owner or style is None:
                if not address:
                    raise _Doubtful
                style = self._style(index, address)
                owner = address
            if last is not None and x == last[1] and y == last[2] and address == last[0]:
                chars[-1] = self._joined(index, chars[-1], text, style)
                continue
            advance = style.advances.get(text)
            if advance is None:
                advance = style.advances[text] = self._advance(index, style)
            chars.append(_char(text, style, a * x + c * y + e, b * x + d * y + f, advance))
            last = address, x, y
        if not chars:
            raise _Doubtful
        return chars

    def _texts(self, count: int) -> Iterator[str | None]:
        """What each character prints; None where pdfium has put it in.

        Raises:
            _Doubtful: one has no sure Unicode.
        """
        buffer = (ctypes.c_ushort * (count + 1))()
        if self._raw.FPDFText_GetText(self._page, 0, count, buffer) == count + 1:
            codes: Iterable[int] = buffer[:count]
        else:
            codes = map(self._calls.unicode, repeat(self._address), range(count))
        for index, code in enumerate(codes):
            if code <= _BLANK and self._calls.is_generated(self._address, index):
                yield None
                continue
            if code in (_HYPHEN_AT_LINE_END, _NO_CHARACTER):
                code = self._calls.unicode(self._address, index)
                if not self._raw.FPDFText_IsHyphen(self._page, index):
                    raise _Doubtful
            text = _printed(code)
            if text is None:
                raise _Doubtful
            yield text

    def _origins(self, count: int) -> tuple[Sequence[float], Sequence[float]]:
        """Where each character starts on its line, in the page's own space."""
        places = (ctypes.c_double * (2 * count))()
        start, step = ctypes.addressof(places), ctypes.sizeof(ctypes.c_double)
        end = start + 2 * step * count
        xs, ys = range(start, end, 2 * step), range(start + step, end, 2 * step)
        for _ in map(self._calls.origin, repeat(self._address), range(count), xs, ys):
            pass
        return places[::2], places[1::2]

    def _style(self, index: int, owner: int) -> _Style:
        """How the text object of a character sets its text."""
        found = self._found
        self._calls.matrix(self._address, index, found)
        size: float = self._calls.font_size(self._address, index)
        font: int = self._calls.font(owner)
        across, rise, lean, upright = found[:4]
        key = font, size, across, rise, lean, upright
        style = self._styles.get(key)
        if style is not None:
            return style
        if size <= 0:
            raise _Doubtful
        stretch = across if across > 0 and abs(rise) <= 0.001 * across else 0.0
        if (font, size, stretch) not in self._fonts:
            self._fonts[font, size, stretch] = self._descent(font) * size, {}
        descent, advances = self._fonts[font, size, stretch]
        matrix = times((across, rise, lean, upright, 0.0, 0.0), self._to_top)
        a, b, c, d, _, _ = matrix
        turn = turn_of((a, -b, c, -d))
        style = _Style(matrix, turn, size, descent, descent + size, stretch, font, advances)
        self._styles[key] = style
        return style

    def _descent(self, font: int) -> float:
        name = ctypes.create_string_buffer(256)
        address = ctypes.cast(font, self._raw.FPDF_FONT)
        self._raw.FPDFFont_GetBaseFontName(address, name, len(name))
        descent = self._descents.get(name.value)
        if descent is None:
            raise _Doubtful
        return descent

    def _advance(self, index: int, style: _Style) -> float:
        """How far the character moves the text on, in the text's own space.

        The loose box is the advance, widened to hold the ink; the width by Unicode is another
        glyph's where several stand for one character. The advance is the less of the two.
        """
        code = self._calls.unicode(self._address, index)
        self._calls.glyph_width(style.font, code, style.size, self._at_width)
        known = self._width.value
        if not style.stretch:
            if known <= 0:
                raise _Doubtful
            return known
        reach = self._reach(index) / style.stretch
        return min(known, reach) if known > 0 else reach

    def _reach(self, index: int) -> float:
        loose = self._loose
        self._calls.loose_box(self._address, index, loose)
        return loose[2] - loose[0]

    def _joined(self, index: int, char: Char, text: str, style: _Style) -> Char:
        """One glyph that stands for several letters."""
        x1 = char.x0 + self._reach(index) if style.stretch else char.x1
        return char._replace(text=char.text + text, x1=max(char.x1, x1))


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


def _char(text: str, style: _Style, x: float, y: float, advance: float) -> Char:
    a, b, c, d, _, _ = style.matrix
    low, high = style.low, style.high
    if not b and not c and a > 0:
        top, bottom = (y + d * high, y + d * low) if d < 0 else (y + d * low, y + d * high)
        return Char(text, x, top, x + a * advance, bottom, bottom - top, style.turn)
    xs = (c * low, c * high, a * advance + c * low, a * advance + c * high)
    ys = (d * low, d * high, b * advance + d * low, b * advance + d * high)
    top, bottom = y + min(ys), y + max(ys)
    return Char(text, x + min(xs), top, x + max(xs), bottom, bottom - top, style.turn)
