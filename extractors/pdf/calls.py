"""pdfium's functions that are asked thousands of times a page, taking and giving plain addresses.

A typed pointer made of each answer takes longer than the call, and so does letting another thread
run during each: whoever calls holds pdfium for the page anyway.
"""

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

Call = Callable[..., Any]

_ADDRESS, _INT, _FLOAT, _DOUBLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_float, ctypes.c_double


class Calls(NamedTuple):
    """The functions; an address that is none comes back as None."""

    text_object: Call
    """Of a character; none for one that pdfium has put in."""
    unicode: Call
    is_generated: Call
    has_map_error: Call
    origin: Call
    matrix: Call
    font_size: Call
    loose_box: Call
    font: Call
    glyph_width: Call
    page_object: Call
    form_object: Call
    object_type: Call
    object_matrix: Call
    mark_count: Call
    mark: Call
    remove_mark_text: Call
    draw_mode: Call
    stroke_width: Call
    segment_count: Call
    segment: Call
    segment_type: Call
    segment_point: Call
    segment_closes: Call


@cache
def pdfium_calls() -> Calls:
    """The functions of the library that pypdfium2 has loaded."""
    from pypdfium2 import raw

    def plain(name: str, result: Any, *takes: Any) -> Call:
        address = ctypes.cast(getattr(raw, name), _ADDRESS).value
        assert address is not None
        found: Call = ctypes.PYFUNCTYPE(result, *takes)(address)
        return found

    a, i = _ADDRESS, _INT
    return Calls(
        text_object=plain("FPDFText_GetTextObject", a, a, i),
        unicode=plain("FPDFText_GetUnicode", ctypes.c_uint, a, i),
        is_generated=plain("FPDFText_IsGenerated", i, a, i),
        has_map_error=plain("FPDFText_HasUnicodeMapError", i, a, i),
        origin=plain("FPDFText_GetCharOrigin", i, a, i, a, a),
        matrix=plain("FPDFText_GetMatrix", i, a, i, a),
        font_size=plain("FPDFText_GetFontSize", _DOUBLE, a, i),
        loose_box=plain("FPDFText_GetLooseCharBox", i, a, i, a),
        font=plain("FPDFTextObj_GetFont", a, a),
        glyph_width=plain("FPDFFont_GetGlyphWidth", i, a, ctypes.c_uint32, _FLOAT, a),
        page_object=plain("FPDFPage_GetObject", a, a, i),
        form_object=plain("FPDFFormObj_GetObject", a, a, ctypes.c_ulong),
        object_type=plain("FPDFPageObj_GetType", i, a),
        object_matrix=plain("FPDFPageObj_GetMatrix", i, a, a),
        mark_count=plain("FPDFPageObj_CountMarks", i, a),
        mark=plain("FPDFPageObj_GetMark", a, a, ctypes.c_ulong),
        remove_mark_text=plain("FPDFPageObjMark_RemoveParam", i, a, a, ctypes.c_char_p),
        draw_mode=plain("FPDFPath_GetDrawMode", i, a, a, a),
        stroke_width=plain("FPDFPageObj_GetStrokeWidth", i, a, a),
        segment_count=plain("FPDFPath_CountSegments", i, a),
        segment=plain("FPDFPath_GetPathSegment", a, a, i),
        segment_type=plain("FPDFPathSegment_GetType", i, a),
        segment_point=plain("FPDFPathSegment_GetPoint", i, a, a, a),
        segment_closes=plain("FPDFPathSegment_GetClose", i, a),
    )
