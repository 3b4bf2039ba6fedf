"""The ink of one cell: its printed lines, and the marks that are no text (``-`` ``/`` nothing)."""

from itertools import pairwise
from typing import Any, Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[Any]
"""One byte a pixel: 0 is black, 255 white."""
Mark = Literal["dash", "short dash", "long dash", "slash", "dot", ""]
"""A short dash may as well be a speck: what stands around it tells."""
_SPECK = 5
"""Pixels of ink below which it is dust; a decimal point of small print has more."""
_INK_LEAST = 0.012
"""Of the square of a character's height: less ink is no mark."""
_PALER, _FLAT_PX = 0.4, 5
"""Of the way to white: so much paler ink of so few rows may be."""
_FLAT = 0.34
"""Of the height: so tall the stroke of a dash is at most, its edges blurred at 100 dpi."""
_STRAY = 0.22
_STRAY_APART = 0.45
"""Of the height: so small and so far from all other ink a speck is no point of a figure."""


class InkLine(NamedTuple):
    """A printed line by the pixels of its ink, and the mark that it is if it is one."""

    x0: int
    top: int
    x1: int
    bottom: int
    mark: Mark


def without_specks(ink: Grey) -> Grey:
    """The ink without dust."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    kept = stats[:, cv2.CC_STAT_AREA] >= _SPECK
    kept[0] = False
    return np.where(kept[labels], 255, 0).astype(np.uint8)


def without_ghosts(ink: Grey, grey: Grey, darkest: float) -> Grey:
    """The ink without what is nowhere as dark as ink: print of the sheet's other side.

    Dashes are paler than other print, their edges being all they have.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    pale = np.zeros(count, bool)
    pale[labels[smooth < darkest + _PALER * (255 - darkest)]] = True
    high = stats[:, cv2.CC_STAT_HEIGHT]
    kept = pale & (high <= _FLAT_PX) & (stats[:, cv2.CC_STAT_WIDTH] > 1.5 * high)
    kept[labels[smooth < darkest]] = True
    kept[0] = False
    return np.where(kept[labels], 255, 0).astype(np.uint8)


def without_small(ink: Grey, em: float) -> Grey:
    """The ink without all specks as large as a decimal point or smaller."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    kept = (stats[:, cv2.CC_STAT_WIDTH] > _STRAY * em) | (
        stats[:, cv2.CC_STAT_HEIGHT] > _STRAY * em
    )
    kept[0] = False
    return np.where(kept[labels], 255, 0).astype(np.uint8)


def without_strays(ink: Grey, em: float) -> Grey:
    """The ink without specks as large as a decimal point that stand apart from all other ink."""
    large = without_small(ink, em)
    if not large.any():
        return ink
    apart = max(1, round(_STRAY_APART * em))
    near = cv2.dilate(large, np.ones((2 * apart + 1, 2 * apart + 1), np.uint8))
    count, labels = cv2.connectedComponents(ink)
    kept = np.zeros(count, bool)
    kept[np.unique(labels[near > 0])] = True
    kept[0] = False
    return np.where(kept[labels], 255, 0).astype(np.uint8)


def row_runs(ink: Grey) -> list[tuple[int, int]]:
    """The stretches of rows that bear ink, from the top."""
    return _runs((ink > 0).sum(axis=1) > 0)


def ink_lines(ink: Grey, em: float) -> list[InkLine]:
    """The printed lines of a cell from the top, `em` the height of a character in pixels."""
    lines = []
    for top, bottom in _split(ink, _merged(row_runs(ink), em), em):
        part = ink[top:bottom]
        if (part > 0).sum() < _INK_LEAST * em * em:
            continue
        columns = np.flatnonzero(part.any(axis=0))
        x0, x1 = int(columns[0]), int(columns[-1]) + 1
        lines.append(InkLine(x0, top, x1, bottom, _mark(part[:, x0:x1], em)))
    return lines


def _runs(filled: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], filled.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _merged(runs: list[tuple[int, int]], em: float) -> list[tuple[int, int]]:
    """Strokes that stand above one another (二, 言) made one line."""
    merged: list[tuple[int, int]] = []
    for top, bottom in runs:
        if merged and bottom - merged[-1][0] <= 1.2 * em and top - merged[-1][1] <= 0.7 * em:
            merged[-1] = (merged[-1][0], bottom)
        else:
            merged.append((top, bottom))
    return merged


def _split(ink: Grey, runs: list[tuple[int, int]], em: float) -> list[tuple[int, int]]:
    """Lines that touch parted where the least ink is."""
    parted: list[tuple[int, int]] = []
    for top, bottom in runs:
        count = round((bottom - top) / (1.25 * em))
        if bottom - top < 1.8 * em or count < 2:
            parted.append((top, bottom))
            continue
        amounts = (ink[top:bottom] > 0).sum(axis=1)
        cuts = [top]
        for index in range(1, count):
            middle = round(index * (bottom - top) / count)
            low = max(0, middle - round(0.4 * em))
            window = amounts[low : middle + round(0.4 * em)]
            cuts.append(top + low + int(window.argmin()))
        cuts.append(bottom)
        parted.extend((a, b) for a, b in pairwise(cuts) if b > a)
    return parted


def _mark(ink: Grey, em: float) -> Mark:
    """What a line of a single stroke is."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    areas = stats[1:count, cv2.CC_STAT_AREA]
    if not len(areas) or areas.max() < 0.85 * areas.sum():
        return ""
    x, y, width, height, area = (int(v) for v in stats[1 + int(areas.argmax())])
    if height <= _FLAT * em and width >= 1.25 * height and width >= 0.16 * em:
        if area < 0.55 * width * height:
            return ""
        if width > 0.72 * em:
            return "long dash"
        return "dash" if width >= 1.5 * height and width >= 0.22 * em else "short dash"
    if height <= 0.3 * em and width <= 0.3 * em:
        return "dot"
    if height < 0.55 * em or not 0.12 * em <= width <= 1.1 * em or width > 1.1 * height:
        return ""
    ys, xs = np.nonzero(ink[y : y + height, x : x + width])
    # Along a straight stroke that leans to the right the place is given by the height.
    slope, start = np.polyfit(ys, xs, 1)
    away = np.abs(xs - (slope * ys + start))
    stroke = area / float(np.hypot(width, height))
    leans = -slope * height > max(0.14 * em, 0.6 * stroke)
    return "slash" if leans and float(np.percentile(away, 95)) < 0.75 * stroke else ""
