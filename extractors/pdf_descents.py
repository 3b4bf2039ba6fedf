"""How far the fonts of a page say that they reach below the line: the lower edge of a character.

The size of a character's box follows the font's dictionary, not the outlines of the font program,
so that two readers place a character at one and the same height.
"""

from typing import Any

_NESTED_MOST = 8


def font_descents(resources: Any) -> dict[bytes, float] | None:
    """The descents, in parts of the font size (0 or less), by the fonts' names.

    The mark of a subset (``ABCDEF+``) is no part of the name. A name is absent where its fonts
    disagree, or where one of them is drawn by the page, set downwards or coded in a way of its
    own. None where the page's resources are broken.
    """
    found: dict[bytes, set[float | None]] = {}
    try:
        _collect(resources, found, set(), 0)
    except Exception:  # pdfminer raises whatever a broken dictionary leads it to
        return None
    agreed = {name: values.pop() for name, values in found.items() if len(values) == 1}
    return {name: value for name, value in agreed.items() if value is not None}


def _collect(
    resources: Any, found: dict[bytes, set[float | None]], seen: set[int], depth: int
) -> None:
    from pdfminer.pdftypes import PDFObjRef, dict_value, resolve1, stream_value

    held = dict_value(resources) if resources else {}
    for font in dict_value(held.get("Font") or {}).values():
        names, descent = _font(dict_value(font))
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
            _collect(form.get("Resources"), found, seen, depth + 1)


def _font(spec: dict[Any, Any]) -> tuple[set[bytes], float | None]:
    """The names that a font goes by, and its descent if its text can be placed by it."""
    from pdfminer.fontmetrics import FONT_METRICS
    from pdfminer.pdftypes import dict_value, list_value, resolve1

    subtype = _name(resolve1(spec.get("Subtype")))
    names = {_name(resolve1(spec.get("BaseFont")))}
    if subtype == b"Type0":
        level = _is_level(resolve1(spec.get("Encoding")))
        spec = dict_value(list_value(spec["DescendantFonts"])[0])
        names.add(_name(resolve1(spec.get("BaseFont"))))
        if not level:
            return names, None
    elif subtype in (b"Type1", b"MMType1"):
        metrics = FONT_METRICS.get(min(names).decode("latin-1"))
        if metrics is not None:
            return names, _below(metrics[0].get("Descent", 0))
    elif subtype != b"TrueType":
        return names, None
    descriptor = dict_value(spec.get("FontDescriptor") or {})
    return names, _below(resolve1(descriptor.get("Descent", 0)))


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
