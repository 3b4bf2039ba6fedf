"""What pdfium sees on a page: characters and drawn paths, in the form that pdfplumber gives them.

pdfium reads a page several times faster than pdfminer. Where its text gives any reason for doubt
`pdfium_page` says so with None, and the page is pdfplumber's: so a text layer that lies is judged
on the same evidence whichever reads first.
"""

import ctypes
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

from evidence import Box
from extractors.pdf_descents import font_descents

NAME = "pdfium@5"
_NESTED_MOST = 12
_HYPHEN_AT_LINE_END = 2
_TAB = 9
_RIGHT_TO_LEFT = ((0x0590, 0x08FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFC))
_SURROGATES = (0xD800, 0xDFFF)
_NO_CHARACTERS = ((0xFFF0, 0xFFFF), (0xE000, 0xF8FF))
# pdfium may be entered by one thread of a process at a time.
_ONE_AT_A_TIME = threading.Lock()

_Matrix = tuple[float, float, float, float, float, float]
_Point = tuple[float, float]


class PdfiumPage(NamedTuple):
    """The objects of a page by kind, keyed as pdfplumber keys them (`char`, `line`, `rect`, ...).

    Of their keys only those are there that `pdf_page` reads.
    """

    objects: dict[str, list[dict[str, Any]]]


class _Doubtful(Exception):
    """A page that pdfplumber must read."""


def open_pdfium(content: bytes, page_count: int) -> Any | None:
    """The document as pdfium opens it; None where it does not, or counts other pages."""
    import pypdfium2

    try:
        with _ONE_AT_A_TIME:
            document = pypdfium2.PdfDocument(content)
            if len(document) == page_count:
                return document
            document.close()
    except pypdfium2.PdfiumError:
        pass
    return None


def pdfium_page(document: Any, page: Any) -> PdfiumPage | None:
    """The objects of pdfplumber's `page` as pdfium sees them; None where its text is doubtful.

    Doubtful are characters without a sure Unicode, fonts set downwards or drawn by the page
    itself, text from right to left, text that is turned, and a page without any text.
    """
    import pypdfium2

    descents = font_descents(page.page_obj.resources)
    if descents is None:
        return None
    to_top = _display(page)
    try:
        with _ONE_AT_A_TIME:
            seen = document[page.page_number - 1]
            try:
                objects = _drawn(seen, to_top)
                objects["char"] = _chars(seen, to_top, descents)
            finally:
                seen.close()
    except (_Doubtful, pypdfium2.PdfiumError):
        return None
    return PdfiumPage(objects)


def _display(page: Any) -> _Matrix:
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

    matrix: _Matrix
    size: float
    descent: float
    stretch: float
    """Of the text along the level, where it runs level on the unturned page, else 0."""
    font: Any
    widths: dict[str, float]
    """The advances of the font's characters, in points at `size`, as far as they are known."""


def _chars(page: Any, to_top: _Matrix, descents: dict[bytes, float]) -> list[dict[str, Any]]:
    from pypdfium2 import raw

    text_page = raw.FPDFText_LoadPage(page.raw)
    if not text_page:
        raise _Doubtful
    try:
        return list(_each_char(raw, text_page, to_top, descents))
    finally:
        raw.FPDFText_ClosePage(text_page)


def _each_char(
    raw: Any, text_page: Any, to_top: _Matrix, descents: dict[bytes, float]
) -> Iterator[dict[str, Any]]:
    x, y, loose = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    styles: dict[int, _Style] = {}
    widths: dict[tuple[int, float], dict[str, float]] = {}
    last: dict[str, Any] | None = None
    last_place: tuple[int, float, float] | None = None
    for index in range(raw.FPDFText_CountChars(text_page)):
        if raw.FPDFText_IsGenerated(text_page, index):
            continue
        text = _text(raw, text_page, index)
        owner = raw.FPDFText_GetTextObject(text_page, index)
        if not owner:
            raise _Doubtful
        address = ctypes.addressof(owner.contents)
        style = styles.get(address)
        if style is None:
            style = styles[address] = _style(raw, text_page, index, owner, to_top, descents, widths)
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        place = address, x.value, y.value
        raw.FPDFText_GetLooseCharBox(text_page, index, loose)
        reach = loose.right - loose.left
        if last is not None and place == last_place:
            # One glyph that stands for several letters.
            last["text"] += text
            if style.stretch:
                last["x1"] = max(last["x1"], last["x0"] + reach)
            continue
        if last is not None:
            yield last
        last_place = place
        point = _at(to_top, x.value, y.value)
        last = _char(text, style, point, _advance(raw, text, style, reach))
    if last is None:
        raise _Doubtful
    yield last


def _text(raw: Any, text_page: Any, index: int) -> str:
    code = raw.FPDFText_GetUnicode(text_page, index)
    if code == _HYPHEN_AT_LINE_END and raw.FPDFText_IsHyphen(text_page, index):
        return "-"
    if code == _TAB:
        return "\t"
    if code < 0x20 or raw.FPDFText_HasUnicodeMapError(text_page, index) == 1:
        raise _Doubtful
    if code >= 0x590 and any(
        low <= code <= high for low, high in (*_RIGHT_TO_LEFT, _SURROGATES, *_NO_CHARACTERS)
    ):
        raise _Doubtful
    return chr(code)


def _style(
    raw: Any,
    text_page: Any,
    index: int,
    owner: Any,
    to_top: _Matrix,
    descents: dict[bytes, float],
    widths: dict[tuple[int, float], dict[str, float]],
) -> _Style:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, index, matrix)
    font = raw.FPDFTextObj_GetFont(owner)
    name = ctypes.create_string_buffer(256)
    raw.FPDFFont_GetBaseFontName(font, name, len(name))
    descent = descents.get(name.value)
    size = raw.FPDFText_GetFontSize(text_page, index)
    if descent is None or size <= 0 or _is_reworded(raw, owner):
        raise _Doubtful
    level = matrix.a > 0 and abs(matrix.b) <= 0.001 * matrix.a
    return _Style(
        matrix=_times((matrix.a, matrix.b, matrix.c, matrix.d, 0.0, 0.0), to_top),
        size=size,
        descent=descent * size,
        stretch=matrix.a if level else 0.0,
        font=font,
        widths=widths.setdefault((ctypes.addressof(font.contents), size), {}),
    )


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


def _advance(raw: Any, text: str, style: _Style, loose: float) -> float:
    """How far the character moves the text on, in the text's own space.

    The loose box is the advance, widened to hold the ink; the width by Unicode is another glyph's
    where several stand for one character. The advance is the less of the two.
    """
    known = style.widths.get(text)
    if known is None:
        width = ctypes.c_float()
        raw.FPDFFont_GetGlyphWidth(style.font, ord(text), style.size, width)
        known = style.widths[text] = width.value
    if not style.stretch:
        if known <= 0:
            raise _Doubtful
        return known
    loose /= style.stretch
    return min(known, loose) if known > 0 else loose


def _char(text: str, style: _Style, origin: _Point, advance: float) -> dict[str, Any]:
    a, b, c, d, _, _ = style.matrix
    x, y = origin
    low, high = style.descent, style.descent + style.size
    xs = (c * low, c * high, a * advance + c * low, a * advance + c * high)
    ys = (d * low, d * high, b * advance + d * low, b * advance + d * high)
    top, bottom = y + min(ys), y + max(ys)
    return {
        "text": text,
        "x0": x + min(xs),
        "top": top,
        "x1": x + max(xs),
        "bottom": bottom,
        "size": bottom - top,
        "matrix": (a, -b, c, -d, x, y),
    }


# --- drawn paths and pictures ------------------------------------------------------------------


def _drawn(page: Any, to_top: _Matrix) -> dict[str, list[dict[str, Any]]]:
    from pypdfium2 import raw

    objects: dict[str, list[dict[str, Any]]] = {"line": [], "rect": [], "curve": [], "image": []}
    for item, kind, space in _page_objects(raw, page.raw, to_top):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            unit = [_at(space, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            objects["image"].append(_boxed("image", unit))
            continue
        for shape in _path_shapes(raw, item, space):
            objects[shape["object_type"]].append(shape)
    return objects


def _page_objects(raw: Any, page: Any, to_top: _Matrix) -> Iterator[tuple[Any, int, _Matrix]]:
    """Each path and picture with the matrix that brings it to the displayed page."""
    waiting = [
        (raw.FPDFPage_GetObject(page, index), to_top, 0)
        for index in reversed(range(raw.FPDFPage_CountObjects(page)))
    ]
    found = raw.FS_MATRIX()
    while waiting:
        item, outer, depth = waiting.pop()
        kind = raw.FPDFPageObj_GetType(item)
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            continue
        raw.FPDFPageObj_GetMatrix(item, found)
        space = _times((found.a, found.b, found.c, found.d, found.e, found.f), outer)
        if kind != raw.FPDF_PAGEOBJ_FORM:
            yield item, kind, space
        elif depth < _NESTED_MOST:
            waiting.extend(
                (raw.FPDFFormObj_GetObject(item, index), space, depth + 1)
                for index in reversed(range(raw.FPDFFormObj_CountObjects(item)))
            )


def _path_shapes(raw: Any, item: Any, space: _Matrix) -> Iterator[dict[str, Any]]:
    """The outlines of a path, told apart as pdfminer tells them: line, rectangle, any other."""
    mode, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    raw.FPDFPath_GetDrawMode(item, mode, stroke)
    if not mode.value and not stroke.value:
        return
    raw.FPDFPageObj_GetStrokeWidth(item, width)
    for letters, points in _outlines(raw, item, space):
        kind = "curve"
        if letters in ("mlh", "ml"):
            kind, points = "line", points[:2]
        elif letters in ("mlllh", "mllll") and _is_rectangle(points):
            kind = "rect"
        yield {
            **_boxed(kind, points),
            "stroke": bool(stroke.value),
            "fill": bool(mode.value),
            "linewidth": width.value,
            "pts": points,
        }


def _outlines(raw: Any, item: Any, space: _Matrix) -> Iterator[tuple[str, list[_Point]]]:
    """The outlines of a path: a letter for each step as in PDF (m, l, c, h), and where it ends."""
    x, y = ctypes.c_float(), ctypes.c_float()
    letters, points, handles = "", list[_Point](), 0
    for index in range(raw.FPDFPath_CountSegments(item)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO and letters:
            yield letters, points
            letters, points = "", []
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            handles += 1
            if handles % 3:
                continue
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(_at(space, x.value, y.value))
        letters += {raw.FPDF_SEGMENT_MOVETO: "m", raw.FPDF_SEGMENT_LINETO: "l"}.get(kind, "c")
        if raw.FPDFPathSegment_GetClose(segment):
            if kind == raw.FPDF_SEGMENT_LINETO and points[-1] == points[0]:
                letters = letters[:-1] + "h"
            else:
                letters, points = letters + "h", [*points, points[0]]
    if letters:
        yield letters, points


def _is_rectangle(points: list[_Point]) -> bool:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3), last = points
    return last == (x0, y0) and (
        (x0 == x1 and y1 == y2 and x2 == x3 and y3 == y0)
        or (y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0)
    )


def _boxed(kind: str, points: list[_Point]) -> dict[str, Any]:
    x0, top, x1, bottom = _around(points)
    return {"object_type": kind, "x0": x0, "top": top, "x1": x1, "bottom": bottom}


def _around(points: list[_Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    p, q, r, s = then[:4]
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, *_at(then, e, f)


def _at(matrix: _Matrix, x: float, y: float) -> _Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
