"""The cells of a ruled table on a page's picture, each read by itself."""

from collections import defaultdict
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence import Box
from extractors.pdf.lattice import Lattice, LatticeCell
from extractors.pdf.text import Line, fold_lines, quote_lines
from extractors.scan.ink import (
    Grey,
    InkLine,
    ink_lines,
    row_runs,
    without_ghosts,
    without_specks,
    without_strays,
)
from extractors.scan.picture import PT, Picture
from extractors.scan.words import Word, recognise

_BAND_PX = 8
"""So near its frame a cell's ink on a rule is the rule's."""
_RIM_PX = 4
_CRUMB_PX, _STEM_PX = 3, 10
_REST = 0.2
_PRINTED_SHARE = 0.1
_CROSSED_SHARE = 0.04, 0.85
"""Of a cell's ink: with less colour none lies over it, with more it is itself in colour."""
_SURE_ONE = 0.8
_TOUCH_LEAST_PX = 2
_TRACE_PX, _TRACE = (7, 3), 14
"""Over so much of a cell, wide and high, its paper is as even as this, of 255."""
_BULGE_PX = 4
"""By so much a stem makes a rule thicker than it is elsewhere."""
_DIGIT_TALL = 0.4, 1.2
"""Of a character's height: so tall a digit is."""
_MARKS = {"dash": "-", "short dash": "-", "long dash": "—", "slash": "/", "dot": ""}
_ALIKE = 0.15
"""Of a character's height: so little dashes of one column differ in size and in height."""
_SPECK_LIKE = 0.5
"""How sure a short stroke is a dash that no other of its column is like."""


class ReadLine(NamedTuple):
    """A line of a cell: its ink, its picture, and what was read."""

    box: Box
    """Points of the picture."""
    picture: Grey
    mark: str
    word: Word


class ReadCell(NamedTuple):
    """A cell, its lines, its text and how sure the least sure character is (0 to 1)."""

    cell: LatticeCell
    box: Box
    lines: tuple[ReadLine, ...]
    text: str
    quote: str
    confidence: float


class CellsReading(NamedTuple):
    """The cells of a lattice, and the places (row, column) of those whose ink is not theirs alone:
    coloured strokes cross it, or it touches the frame; and of those that only seem to be empty."""

    cells: list[ReadCell]
    crossed: frozenset[tuple[int, int]] = frozenset()
    touching: frozenset[tuple[int, int]] = frozenset()
    stained: frozenset[tuple[int, int]] = frozenset()


class _Inside(NamedTuple):
    """A cell without its rules: where it begins, its picture and its ink."""

    left: int
    top: int
    grey: Grey
    ink: Grey
    frame: Grey
    """255 where ink was taken off as the frame's."""
    tinted: float
    """The share of its ink that is in colour; where it is a part, that was taken off."""


def read_cells(lattice: Lattice, picture: Picture, rule_ink: Grey) -> CellsReading:
    """Read all cells of a lattice."""
    framed = not lattice.inferred
    insides = [_inside(lattice.cell_box(cell), picture, rule_ink, framed) for cell in lattice.cells]
    em = character_height([inside.ink for inside in insides])
    found = [
        [
            line
            for line in ink_lines(without_strays(inside.ink, em), em)
            if not framed or not _is_rest(line, inside, em)
        ]
        for inside in insides
    ]
    # A short stroke above or below other text is dust.
    found = [[line for line in lines if line.mark != "short dash"] or lines for lines in found]
    pictures = [
        _cut(inside, line, em)
        for inside, lines in zip(insides, found, strict=True)
        for line in lines
    ]
    words = iter(zip(pictures, recognise(pictures), strict=True))
    cells = []
    for cell, inside, lines in zip(lattice.cells, insides, found, strict=True):
        read = []
        for line in lines:
            cut, word = next(words)
            box = (
                (inside.left + line.x0) * PT,
                (inside.top + line.top) * PT,
                (inside.left + line.x1) * PT,
                (inside.top + line.bottom) * PT,
            )
            read.append(ReadLine(box, cut, line.mark, word))
        cells.append(cell_of(cell, lattice.cell_box(cell), tuple(read)))
    coloured = sum(inside.tinted > _CROSSED_SHARE[1] for inside in insides)
    # Where many cells are in colour throughout, that is how they were printed.
    most = 1.0 if coloured < _PRINTED_SHARE * len(insides) else _CROSSED_SHARE[1]
    return CellsReading(
        _specks_doubted(cells, em * PT),
        frozenset(
            (cell.row, cell.column)
            for cell, inside in zip(lattice.cells, insides, strict=True)
            if _CROSSED_SHARE[0] < inside.tinted <= most
        ),
        frozenset(
            (cell.row, cell.column)
            for cell, inside, lines in zip(lattice.cells, insides, found, strict=True)
            if framed and _touches_frame(lines, inside, em)
        ),
        frozenset(
            (cell.row, cell.column)
            for cell, inside, lines in zip(lattice.cells, insides, found, strict=True)
            if not lines and _is_stained(inside.grey)
        ),
    )


def _is_stained(grey: Grey) -> bool:
    """Whether an empty cell shows a trace too faint for ink: perhaps a dash that was thin."""
    smooth = cv2.blur(cv2.medianBlur(grey, 3), _TRACE_PX)[
        _RIM_PX + 2 : -_RIM_PX - 2, _RIM_PX + 2 : -_RIM_PX - 2
    ]
    return smooth.size > 0 and float(np.median(smooth)) - float(smooth.min()) > _TRACE


def _touches_frame(lines: list[InkLine], inside: _Inside, em: float) -> bool:
    """Whether the frame may hide a part of a line's first or last character, or all of it."""
    near = cv2.dilate(inside.frame, np.ones((1, 3), np.uint8))
    near[:, [0, -1]] = 255
    for line in lines:
        rows = slice(line.top, line.bottom)
        if ((inside.ink[rows] > 0) & (near[rows] > 0)).sum() >= _TOUCH_LEAST_PX:
            return True
    return _bulges(inside.frame, em) or _bulges(inside.frame[:, ::-1], em)


def _bulges(frame: Grey, em: float) -> bool:
    """Whether the frame at the left is thicker where a digit or a dash would stand, or has one of
    them beside it: so a sign that was taken for the frame's shows."""
    band = frame[_RIM_PX:-_RIM_PX, :_BAND_PX] > 0
    if not len(band):
        return False
    reach = np.where(band.any(axis=1), _BAND_PX - band[:, ::-1].argmax(axis=1), 0)
    usual = np.percentile(reach, 20)
    tall = _longest(reach >= usual + _BULGE_PX)
    return _DIGIT_TALL[0] * em <= tall <= _DIGIT_TALL[1] * em


def _longest(filled: NDArray[np.bool_]) -> int:
    """The longest run that ends before the cell does at both ends: a rule that leans does not."""
    edges = np.flatnonzero(np.diff(filled.astype(np.int8)))
    starts = edges[filled[np.minimum(edges + 1, len(filled) - 1)]]
    ends = edges[~filled[np.minimum(edges + 1, len(filled) - 1)]]
    return max((int(ends[ends > one][0] - one) for one in starts if (ends > one).any()), default=0)


def _specks_doubted(cells: list[ReadCell], em: float) -> list[ReadCell]:
    """The cells in which a short stroke stands alone made unsure, but where the column repeats it:
    a dash has one size and one height in its cell, a speck has any."""
    strokes: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for cell in cells:
        if (stroke := _stroke(cell)) is not None:
            strokes[cell.cell.column].append(stroke)
    checked = []
    for cell in cells:
        if cell.lines and cell.lines[0].mark == "short dash" and (stroke := _stroke(cell)):
            like = sum(
                all(abs(a - b) <= _ALIKE * em for a, b in zip(stroke, other, strict=True))
                for other in strokes[cell.cell.column]
            )
            if like < 2:
                cell = cell._replace(confidence=min(cell.confidence, _SPECK_LIKE))
        checked.append(cell)
    return checked


def _stroke(cell: ReadCell) -> tuple[float, float, float] | None:
    """Of a cell that holds one dash: its width and height, and how far it is from the middle."""
    if len(cell.lines) != 1 or cell.lines[0].mark not in ("dash", "short dash"):
        return None
    x0, top, x1, bottom = cell.lines[0].box
    return x1 - x0, bottom - top, (top + bottom - cell.box[1] - cell.box[3]) / 2


def cell_of(cell: LatticeCell, box: Box, lines: tuple[ReadLine, ...]) -> ReadCell:
    """The cell with the text that its lines make."""
    printed = [(line, text) for line in lines if (text := _text(line))]
    folded = [_line(line, text) for line, text in printed]
    sure = [0.99 if line.mark and text in "-/—" else line.word.confidence for line, text in printed]
    return ReadCell(
        cell,
        box,
        lines,
        fold_lines(folded, width=box[2] - box[0]),
        quote_lines(folded),
        min(sure, default=0.99 if not lines else 0.5),
    )


def _text(line: ReadLine) -> str:
    if line.mark == "dot":
        return ""
    if line.mark and len(line.word.text) <= 1:
        # The numeral 一 is a long stroke too; in a column of figures it is read as none.
        one = line.word.text == "一" and line.word.confidence > _SURE_ONE
        return "一" if one and line.mark != "slash" else _MARKS[line.mark]
    return line.word.text


def _line(line: ReadLine, text: str) -> Line:
    x0, top, x1, bottom = line.box
    size = bottom - top
    return Line(text, x0, top, x1, bottom, size, min(size, x1 - x0))


def character_height(inks: list[Grey]) -> float:
    """The height of the table's Chinese characters in pixels: most of its taller lines have it."""
    heights = [
        bottom - top for ink in inks for top, bottom in row_runs(ink) if 10 <= bottom - top <= 90
    ]
    return float(np.percentile(heights, 75)) if heights else 28.0


def _inside(box: Box, picture: Picture, rule_ink: Grey, framed: bool) -> _Inside:
    x0, top, x1, bottom = (round(side / PT) for side in box)
    height, width = picture.grey.shape
    place = np.s_[max(0, top + 2) : min(height, bottom - 1), max(0, x0 + 2) : min(width, x1 - 1)]
    grey, ink = picture.grey[place].copy(), picture.ink[place].copy()
    rules = rule_ink[place].copy()
    if min(rules.shape) > 2 * _BAND_PX:
        rules = _at_edge(rules)
        rules[_BAND_PX:-_BAND_PX, _BAND_PX:-_BAND_PX] = 0
    grey[rules > 0] = 250
    ink[rules > 0] = 0
    tint = cv2.bitwise_and(picture.tint[place], ink)
    share = float((tint > 0).sum()) / max(1.0, float((ink > 0).sum()))
    if _CROSSED_SHARE[0] < share <= _CROSSED_SHARE[1]:
        over = cv2.dilate(picture.tint[place], np.ones((3, 3), np.uint8))
        # Black print below a stroke stays: nothing in colour is as dark.
        grey[(over > 0) & (grey >= picture.darkest / 2)] = 250
        ink[tint > 0] = 0
    ink = without_ghosts(without_specks(ink), grey, picture.darkest)
    own = _without_rests(ink, rules) if framed else ink
    frame = cv2.bitwise_or(rules, cv2.subtract(ink, own))
    return _Inside(place[1].start, place[0].start, grey, own, frame, share)


def _at_edge(ink: Grey) -> Grey:
    """The ink of a cell that runs out of it: the stem of a digit near the frame does not."""
    _, labels = cv2.connectedComponents(ink)
    edges = (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    kept = np.zeros(int(labels.max()) + 1, bool)
    kept[np.unique(np.concatenate(edges))] = True
    kept[0] = False
    return np.where(kept[labels], 255, 0).astype(np.uint8)


def _without_rests(ink: Grey, rules: Grey) -> Grey:
    """The ink without what is left of the rules along the frame: crumbs, and what clings to it."""
    height, width = ink.shape
    clings = cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0
    clings[:, [0, -1]] = clings[[0, -1]] = True
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    rim = np.ones(ink.shape, bool)
    rim[_RIM_PX:-_RIM_PX, _RIM_PX:-_RIM_PX] = False
    for index in range(1, count):
        x, y, w, h, _ = stats[index]
        level = h <= 6 and (y + h <= _BAND_PX or y >= height - _BAND_PX)
        upright = w <= 5 and (x + w <= 6 or x >= width - 6)
        # A corner of the frame is neither.
        own = labels[y : y + h, x : x + w] == index
        corner = (own & rim[y : y + h, x : x + w]).sum() >= 0.95 * own.sum()
        dash = w > max(1.5 * h, _CRUMB_PX) and _BAND_PX < y < height - _BAND_PX
        rest = h < _STEM_PX or bool((own & clings[y : y + h, x : x + w]).any())
        if level or ((upright or corner) and rest and not dash):
            labels[labels == index] = 0
    return np.where(labels > 0, ink, 0).astype(np.uint8)


def _is_rest(line: InkLine, inside: _Inside, em: float) -> bool:
    """Whether a stroke lies so near the frame that it is a rest of a broken rule."""
    room = min(line.top, inside.ink.shape[0] - line.bottom)
    return line.mark in ("dash", "short dash", "long dash", "dot") and room < _REST * em


def _cut(inside: _Inside, line: InkLine, em: float) -> Grey:
    """The picture of one line, its ink from edge to edge, never flatter than its characters."""
    height, width = inside.grey.shape
    top, bottom = line.top, line.bottom
    missing = 0.72 * em - (bottom - top)
    if missing > 0:
        top, bottom = round(top - missing / 2), round(bottom + missing / 2)
    cut = np.full((bottom - top, line.x1 - line.x0 + 4), 250, np.uint8)
    seen_top, seen_bottom = max(0, top), min(height, bottom)
    seen_left, seen_right = max(0, line.x0 - 2), min(width, line.x1 + 2)
    cut[seen_top - top : seen_bottom - top, seen_left - line.x0 + 2 : seen_right - line.x0 + 2] = (
        inside.grey[seen_top:seen_bottom, seen_left:seen_right]
    )
    return cut
