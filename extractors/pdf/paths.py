"""The paths and pictures that pdfium sees on a page, told apart and keyed as pdfplumber does it.

Neither the colour of a path is asked nor what it is clipped by: pdfplumber leaves both aside.
"""

import ctypes
from collections.abc import Iterator
from typing import Any

from evidence import Box
from extractors.pdf.calls import Calls, pdfium_calls

_NESTED_MOST = 12

Matrix = tuple[float, float, float, float, float, float]
"""The six numbers of a PDF matrix."""
Point = tuple[float, float]


def drawn_objects(page: Any, to_top: Matrix) -> dict[str, list[dict[str, Any]]]:
    """The lines, rectangles, curves and images of a pdfium page, brought to `to_top`'s space.

    What the file says that its text should be called, rather than what is printed (ActualText), is
    taken out on the way, before pdfium makes its text of the page.
    """
    from pypdfium2 import raw

    calls = pdfium_calls()
    objects: dict[str, list[dict[str, Any]]] = {"line": [], "rect": [], "curve": [], "image": []}
    for item, kind, space in _page_objects(raw, calls, page.raw, to_top):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            unit = [at(space, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            objects["image"].append(_boxed("image", unit))
            continue
        for shape in _path_shapes(raw, calls, item, space):
            objects[shape["object_type"]].append(shape)
    return objects


def _page_objects(
    raw: Any, calls: Calls, page: Any, to_top: Matrix
) -> Iterator[tuple[int, int, Matrix]]:
    """Each path and picture with the matrix that brings it to the displayed page."""
    address = ctypes.cast(page, ctypes.c_void_p)
    waiting = [
        (calls.page_object(address, index), to_top, 0)
        for index in reversed(range(raw.FPDFPage_CountObjects(page)))
    ]
    path, picture, form = raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM
    text = raw.FPDF_PAGEOBJ_TEXT
    found = (ctypes.c_float * 6)()
    marks: set[int] = set()
    while waiting:
        item, outer, depth = waiting.pop()
        kind = calls.object_type(item)
        if kind == text:
            _unword(calls, item, marks)
        elif kind in (path, picture, form):
            calls.object_matrix(item, found)
            space = times((*found,), outer)
            if kind != form:
                yield item, kind, space
            elif depth < _NESTED_MOST:
                count = raw.FPDFFormObj_CountObjects(ctypes.cast(item, raw.FPDF_PAGEOBJECT))
                waiting.extend(
                    (calls.form_object(item, index), space, depth + 1)
                    for index in reversed(range(count))
                )


def _unword(calls: Calls, item: int, seen: set[int]) -> None:
    for index in range(calls.mark_count(item)):
        mark = calls.mark(item, index)
        if mark not in seen:
            seen.add(mark)
            calls.remove_mark_text(item, mark, b"ActualText")


def _path_shapes(raw: Any, calls: Calls, item: int, space: Matrix) -> Iterator[dict[str, Any]]:
    """The outlines of a path, told apart as pdfminer tells them: line, rectangle, any other."""
    mode, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    calls.draw_mode(item, ctypes.byref(mode), ctypes.byref(stroke))
    if not mode.value and not stroke.value:
        return
    calls.stroke_width(item, ctypes.byref(width))
    for letters, points in _outlines(raw, calls, item, space):
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


def _outlines(
    raw: Any, calls: Calls, item: int, space: Matrix
) -> Iterator[tuple[str, list[Point]]]:
    """The outlines of a path: a letter for each step as in PDF (m, l, c, h), and where it ends."""
    move, line, curve = raw.FPDF_SEGMENT_MOVETO, raw.FPDF_SEGMENT_LINETO, raw.FPDF_SEGMENT_BEZIERTO
    x, y = ctypes.c_float(), ctypes.c_float()
    at_x, at_y = ctypes.byref(x), ctypes.byref(y)
    a, b, c, d, e, f = space
    letters, points, handles = "", list[Point](), 0
    for index in range(calls.segment_count(item)):
        segment = calls.segment(item, index)
        kind = calls.segment_type(segment)
        if kind == move and letters:
            yield letters, points
            letters, points = "", []
        if kind == curve:
            handles += 1
            if handles % 3:
                continue
        calls.segment_point(segment, at_x, at_y)
        px, py = x.value, y.value
        # pdfium's numbers are of seven digits: a tick of 3 pt must not become one of 3.0000002.
        points.append((round(a * px + c * py + e, 3), round(b * px + d * py + f, 3)))
        letters += "m" if kind == move else "l" if kind == line else "c"
        if calls.segment_closes(segment):
            if kind == line and points[-1] == points[0]:
                letters = letters[:-1] + "h"
            else:
                letters, points = letters + "h", [*points, points[0]]
    if letters:
        yield letters, points


def _is_rectangle(points: list[Point]) -> bool:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3), last = points
    return last == (x0, y0) and (
        (x0 == x1 and y1 == y2 and x2 == x3 and y3 == y0)
        or (y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0)
    )


def _boxed(kind: str, points: list[Point]) -> dict[str, Any]:
    x0, top, x1, bottom = _around(points)
    return {"object_type": kind, "x0": x0, "top": top, "x1": x1, "bottom": bottom}


def _around(points: list[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does first the one, then the other."""
    a, b, c, d, e, f = first
    p, q, r, s = then[:4]
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, *at(then, e, f)


def at(matrix: Matrix, x: float, y: float) -> Point:
    """Where the matrix brings a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
