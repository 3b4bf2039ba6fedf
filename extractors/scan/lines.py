"""Text outside the tables: found on the picture, read line by line."""

from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence import Box
from extractors.pdf.page import Char
from extractors.pdf.text import Line, is_wide, lines_of
from extractors.scan.ink import Grey, without_small
from extractors.scan.picture import PT, Picture
from extractors.scan.words import Word, model, recognise

_DETECTION_SCALE = 0.5
_TEXT_LEAST = 0.3
_BOX_LEAST = 0.45
_UNCLIP = 1.5
_TALL = 1.8
_SURE_TO_STAND = 0.45
_UPRIGHT_SAMPLE = 4
_SAMPLE_WIDTH_PX = 420
_BAND_MOST = 1.6
_APART = 0.5
"""Of a line's height: pieces as far apart are two."""
_PIECE_LEAST_PX = 4

Pixels = tuple[int, int, int, int]


class TextReading(NamedTuple):
    """The characters of a page outside its ruled tables, and how sure each piece of them is.

    Characters of one piece share their upper edge; `sure` is keyed by their left and upper edges.
    """

    chars: tuple[Char, ...]
    sure: dict[tuple[float, float], float]

    def without(self, taken: frozenset[Char]) -> "TextReading":
        """The reading without the characters that a table took."""
        return self._replace(chars=tuple(char for char in self.chars if char not in taken))

    def lines(self) -> dict[Line, float]:
        """The lines that the characters form, and how sure the least sure piece of each is."""
        return {line: self._confidence(line) for line in lines_of(self.chars)}

    def _confidence(self, line: Line) -> float:
        return min(
            confidence
            for (x0, top), confidence in self.sure.items()
            if line.x0 - 0.01 <= x0 <= line.x1 and line.top - 0.01 <= top <= line.bottom
        )


def find_text(grey: Grey) -> list[Pixels]:
    """The boxes (x0, top, x1, bottom in pixels) in which the detection model sees text."""
    height, width = grey.shape
    high = max(32, round(height * _DETECTION_SCALE / 32) * 32)
    wide = max(32, round(width * _DETECTION_SCALE / 32) * 32)
    small = cv2.resize(grey, (wide, high), interpolation=cv2.INTER_AREA)
    given = np.repeat((small.astype(np.float32) / 127.5 - 1)[None, None], 3, axis=1)
    session = model("PP-OCRv6_det_small.onnx")
    seen: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: given})[0][0, 0]
    mask = (seen > _TEXT_LEAST).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    boxes = []
    for index in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[index])
        part = labels[y : y + h, x : x + w] == index
        if min(w, h) < 3 or float(seen[y : y + h, x : x + w][part].mean()) < _BOX_LEAST:
            continue
        # The model marks the core of a line; its text reaches further.
        reach = area * _UNCLIP / (2 * (w + h))
        boxes.append(
            (
                max(0, round((x - reach) * width / wide)),
                max(0, round((y - reach) * height / high)),
                min(width, round((x + w + reach) * width / wide)),
                min(height, round((y + h + reach) * height / high)),
            )
        )
    return sorted(boxes, key=lambda box: (box[1], box[0]))


def stands_sideways(boxes: list[Pixels]) -> bool:
    """Whether the lines of text run up or down the page."""
    tall = sum((b[3] - b[1]) ** 2 for b in boxes if b[3] - b[1] > _TALL * (b[2] - b[0]))
    wide = sum((b[2] - b[0]) ** 2 for b in boxes if b[2] - b[0] > _TALL * (b[3] - b[1]))
    return tall > wide


def upright_confidence(grey: Grey, boxes: list[Pixels]) -> float:
    """How sure the longest lines are as they stand; upside down they make no sense."""
    longest = sorted(boxes, key=lambda b: b[0] - b[2])[:_UPRIGHT_SAMPLE]
    cuts = [grey[b[1] : b[3], b[0] : min(b[2], b[0] + _SAMPLE_WIDTH_PX)] for b in longest]
    words = recognise([cut for cut in cuts if min(cut.shape) >= 6], ink_share=0.85)
    sure = [float(np.mean([g.confidence for g in w.glyphs])) if w.glyphs else 0.0 for w in words]
    return float(np.mean(sure)) if sure else 1.0


def read_text(picture: Picture, boxes: list[Pixels], tables: list[Box]) -> TextReading:
    """Read the boxes of text outside `tables` (points of the picture)."""
    pieces: list[Pixels] = []
    for box in boxes:
        middle = ((box[0] + box[2]) / 2 * PT, (box[1] + box[3]) / 2 * PT)
        if any(t[0] < middle[0] < t[2] and t[1] < middle[1] < t[3] for t in tables):
            continue
        pieces.extend(_ink_box(picture.ink, box))
    pieces.sort(key=lambda box: (box[1], box[0]))
    words = recognise([picture.grey[b[1] : b[3], max(0, b[0] - 2) : b[2] + 2] for b in pieces])
    return _placed(pieces, words)


def read_missed(picture: Picture, seen: TextReading, rule_ink: Grey) -> TextReading:
    """With what stands in the lines that were `seen` and was overlooked: lone digits, dashes."""
    bands = [
        (line.top, line.bottom)
        for line in lines_of(seen.chars)
        if len(line.pieces) > 1 and line.bottom - line.top < _BAND_MOST * line.size
    ]
    ink = cv2.subtract(picture.ink, cv2.dilate(rule_ink, np.ones((3, 3), np.uint8)))
    missed: list[Pixels] = []
    for top, bottom in bands:
        upper, lower = round(top / PT), round(bottom / PT)
        band = without_small(ink[upper:lower], float(lower - upper))
        free = (band > 0).sum(axis=0) > 1
        for char in seen.chars:
            if char.top < bottom and char.bottom > top:
                free[max(0, round(char.x0 / PT) - 4) : round(char.x1 / PT) + 4] = False
        columns = np.flatnonzero(free)
        if not len(columns):
            continue
        apart = np.flatnonzero(np.diff(columns) > _APART * (lower - upper))
        for run in np.split(columns, apart + 1):
            x0, x1 = int(run[0]), int(run[-1]) + 1
            if x1 - x0 >= _PIECE_LEAST_PX:
                missed.append((x0, upper, x1, lower))
    words = recognise([picture.grey[b[1] : b[3], max(0, b[0] - 2) : b[2] + 2] for b in missed])
    more = _placed(missed, words)
    return TextReading(seen.chars + more.chars, {**seen.sure, **more.sure})


def _placed(pieces: list[Pixels], words: list[Word]) -> TextReading:
    chars: list[Char] = []
    sure: dict[tuple[float, float], float] = {}
    for box, word in zip(pieces, words, strict=True):
        if word.confidence == 0.0 or _mean(word) < _SURE_TO_STAND:
            continue
        made = _chars(box, word)
        chars.extend(made)
        sure.update({(char.x0, char.top): word.confidence for char in made})
    return TextReading(tuple(chars), sure)


def _mean(word: Word) -> float:
    return float(np.mean([glyph.confidence for glyph in word.glyphs]))


def _ink_box(ink: Grey, box: Pixels) -> list[Pixels]:
    """The box drawn close around the ink in it; none where there is none."""
    x0, top, x1, bottom = box
    part = ink[top:bottom, x0:x1] > 0
    amounts = part.sum(axis=1)
    if amounts.sum() < 12:
        return []
    # The neighbouring lines reach into the box by a pixel or two.
    filled = amounts > 0.06 * np.percentile(amounts, 90)
    middle = len(filled) // 2
    rows = np.flatnonzero(filled)
    near = rows[np.abs(rows - middle).argmin()]
    gap = max(2, round(0.12 * (bottom - top)))
    first = last = int(near)
    for row in rows[rows < near][::-1]:
        if first - row <= gap:
            first = int(row)
    for row in rows[rows > near]:
        if row - last <= gap:
            last = int(row)
    columns = np.flatnonzero(part[first : last + 1].any(axis=0))
    if last - first < 4 or not len(columns):
        return []
    return [(x0 + int(columns[0]), top + first, x0 + int(columns[-1]) + 1, top + last + 1)]


def _chars(box: Pixels, word: Word) -> list[Char]:
    """Characters that touch one another, laid between the places at which they were read."""
    x0, top, x1, bottom = (side * PT for side in box)
    glyphs = word.glyphs
    size = _size(box, word) * PT
    middles = [x0 + glyph.at * (x1 - x0) for glyph in glyphs]
    edges = [x0, *((a + b) / 2 for a, b in pairwise(middles)), x1]
    chars = []
    for index, glyph in enumerate(glyphs):
        left, right = edges[index], max(edges[index], edges[index + 1])
        chars.append(Char(glyph.text, left, top, right, bottom, size))
    # Marks are set in the middle of, or at one side of, a full square.
    if glyphs[-1].text in "，。；：、）》”’" and len(chars) > 1:
        last = chars[-1]
        chars[-1] = last._replace(x1=max(last.x1, last.x0 + size))
    if glyphs[0].text in "（《“‘" and len(chars) > 1:
        first = chars[0]
        chars[0] = first._replace(x0=min(first.x0, first.x1 - size))
    return chars


def _size(box: Pixels, word: Word) -> float:
    """The size of the type in pixels: the step from one Chinese character to the next."""
    width = box[2] - box[0]
    steps = [
        (b.at - a.at) * width
        for a, b in pairwise(word.glyphs)
        if is_wide(a.text) and is_wide(b.text)
    ]
    tall = float(box[3] - box[1])
    if len(steps) >= 3:
        step = float(np.mean(sorted(steps)[len(steps) // 4 : -(len(steps) // 4) or None]))
        if 0.75 * tall < step < 1.6 * tall:
            return step
    return tall * (1.08 if any(is_wide(glyph.text) for glyph in word.glyphs) else 1.35)
