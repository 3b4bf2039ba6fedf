"""How far the fonts of a page say that they reach below the line: the lower edge of a character.

The size of a character's box follows the font's dictionary, not the outlines of the font program,
so that two readers place a character at one and the same height.
"""

import zlib
from typing import Any

_NESTED_MOST = 8


def font_descents(page_object: Any, sound: set[int]) -> dict[bytes, float] | None:
    """The descents, in parts of the font size (0 or less), by the fonts' names.

    The mark of a subset (``ABCDEF+``) is no part of the name. A name is absent where its fonts
    disagree, or where one of them is drawn by the page, set downwards or coded in a way of its
    own. None where the page's resources are broken, or a stream that its text is made from is
    damaged: pdfium would read what is left of it, leave out characters without a drawing, and say
    nothing. `sound` remembers the streams of the file that were found sound.
    """
    found: dict[bytes, set[float | None]] = {}
    try:
        for stream in page_object.contents:
            _check(stream, sound)
        _collect(page_object.resources, found, sound, set(), 0)
    except Exception:  # pdfminer raises whatever a broken object leads it to
        return None
    agreed = {name: values.pop() for name, values in found.items() if len(values) == 1}
    return {name: value for name, value in agreed.items() if value is not None}


def _collect(
    resources: Any,
    found: dict[bytes, set[float | None]],
    sound: set[int],
    seen: set[int],
    depth: int,
) -> None:
    from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, resolve1, stream_value

    held = dict_value(resources) if resources else {}
    for font in dict_value(held.get("Font") or {}).values():
        spec = dict_value(font)
        names, descent, descriptor = _font(spec)
        parts = [descriptor.get(key) for key in ("FontFile", "FontFile2", "FontFile3")]
        for part in (spec.get("ToUnicode"), *parts):
            if isinstance(part, PDFObjRef) and part.objid in sound:
                continue
            if isinstance(resolve1(part), PDFStream):
                _check(part, sound)
        for name in names:
            found.setdefault(name, set()).add(descent)
            found.setdefault(name.split(b"+", 1)[-1], set()).add(descent)
    if depth == _NESTED_MOST:
        return
    for part in dict_value(held.get("XObject") or {}).values():
        if isinstance(part, PDFObjRef):
            if part.objid in seen:
                continue
            seen.add(part.objid)
        form = stream_value(part)
        if _name(resolve1(form.get("Subtype"))) == b"Form":
            _check(form, sound)
            _collect(form.get("Resources"), found, sound, seen, depth + 1)


def _check(reference: Any, sound: set[int]) -> None:
    """Refuse a compressed stream that does not unpack to its end with the right sum.

    Raises:
        zlib.error: it does not.
    """
    from pdfminer.pdftypes import stream_value

    stream = stream_value(reference)
    if stream.objid in sound:
        return
    filters = stream.get_filters()
    if not filters or _name(filters[0][0]) not in (b"FlateDecode", b"Fl"):
        return
    data = stream.get_rawdata()
    if data is None:
        raise zlib.error("the stream was unpacked unchecked")
    if stream.decipher:
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    unpacking = zlib.decompressobj()
    unpacking.decompress(data)
    if not unpacking.eof:
        raise zlib.error("the stream ends early")
    if stream.objid is not None:
        sound.add(stream.objid)


def _font(spec: dict[Any, Any]) -> tuple[set[bytes], float | None, dict[Any, Any]]:
    """The names that a font goes by, its descent if its text can be placed by it, and what
    describes it."""
    from pdfminer.fontmetrics import FONT_METRICS
    from pdfminer.pdftypes import dict_value, list_value, resolve1

    subtype = _name(resolve1(spec.get("Subtype")))
    names = {_name(resolve1(spec.get("BaseFont")))}
    placed = subtype in (b"Type1", b"MMType1", b"TrueType")
    if subtype == b"Type0":
        placed = _is_level(resolve1(spec.get("Encoding")))
        spec = dict_value(list_value(spec["DescendantFonts"])[0])
        names.add(_name(resolve1(spec.get("BaseFont"))))
    descriptor = dict_value(spec.get("FontDescriptor") or {})
    if not placed:
        return names, None, descriptor
    if subtype in (b"Type1", b"MMType1"):
        metrics = FONT_METRICS.get(min(names).decode("latin-1"))
        if metrics is not None:
            return names, _below(metrics[0].get("Descent", 0)), descriptor
    return names, _below(resolve1(descriptor.get("Descent", 0))), descriptor


def _is_level(encoding: Any) -> bool:
    """Whether the text of a composite font is set from left to right, by a CMap of a known name."""
    name = _name(encoding)
    return name == b"H" or name.endswith(b"-H")


def _below(descent: Any) -> float:
    """Some writers give the descent without its sign."""
    return -abs(float(descent)) * 0.001


def _name(value: Any) -> bytes:
    """A name as the file spells it; pdfminer decodes what is UTF-8."""
    name = getattr(value, "name", value)
    if isinstance(name, str):
        return name.encode()
    return name if isinstance(name, bytes) else b""
