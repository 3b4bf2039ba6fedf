"""A page as a picture: drawn upright and level in grey, red seals taken off the ink below them."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence import Box
from extractors.scan.grounds import without_fills
from extractors.scan.ink import Grey, without_ghosts

Colour = NDArray[Any]
"""Red, green and blue, a byte each."""

DPI = 200
PT = 72 / DPI
"""A pixel in points of the drawn picture, whatever size the PDF gives its page."""
_A4_PT = 842.0
_LARGEST_PT = 1191.0
"""The long side of A3: a larger page counts pixels as points, as some scanners write it."""
_SMALLEST_PT = 600.0
"""A smaller page is set in smaller type, or its scanner took the wrong resolution."""
_SKEW_MOST = 5.0
_LEAN_LEAST = 0.12
"""Degrees by which lines of one page must differ to say that it was photographed aslant."""
_LEAN_MOST = 6.0
_RIM = 0.04
"""Of the page's height: so near its edge stands no line of it, but its shadow or the table top."""
_STROKE_PX = 45
"""Longer than the strokes of common characters."""
_SAMPLE = 150_000
_STROKES_LEAST = 4000
"""Pixels of straight strokes from which the lean of half a page can be told."""
_INK_OFFSET = 18.0
"""So much darker than its surroundings ink is at least, of 255."""
_GRAINS = 5.0
_DARK_ENOUGH = 0.55
_RED_LEAST = 28
_NEARLY_PAPER = 0.8
_TINT_LEAST, _TINT_LIGHTEST = 45, 110
"""How far apart the lights of a colour are, and how light the lightest, of 255."""
_SEAL_SMALLEST_MM = 14
_SEAL_LARGEST_MM = 70
_RING_SCALE = 0.25


class Position(NamedTuple):
    """Where a page's picture lies on the printed page."""

    to_page: NDArray[np.float64]
    """The 3 × 3 matrix from places of the picture (pixels) to points of the printed page."""

    def place(self, box: Box) -> Box:
        """The box on the printed page that holds a box in points of the drawn picture."""
        x0, top, x1, bottom = (side / PT for side in box)
        corners = np.array([(x0, top, 1), (x1, top, 1), (x1, bottom, 1), (x0, bottom, 1)])
        points = corners @ self.to_page.T
        points = points[:, :2] / points[:, 2:]
        (left, upper), (right, lower) = points.min(axis=0), points.max(axis=0)
        return (
            round(float(left), 2),
            round(float(upper), 2),
            round(float(right), 2),
            round(float(lower), 2),
        )


class Picture(NamedTuple):
    """A page in reading position: ink is dark on white, lines are level."""

    grey: Grey
    ink: Grey
    """255 where ink is, 0 elsewhere."""
    faint: Grey
    """255 also where it may be faint ink or none; rules are looked for there."""
    darkest: float
    """Ink is as dark as this grey somewhere; what is fainter all over shines through the paper."""
    tint: Grey
    """255 where there is colour: a pen, a blue stamp, coloured print."""
    position: Position
    seals: int
    """Red seals taken off."""

    @property
    def width_pt(self) -> float:
        """Width in points of the drawn picture."""
        return float(self.grey.shape[1]) * PT

    @property
    def height_pt(self) -> float:
        """Height in points of the drawn picture."""
        return float(self.grey.shape[0]) * PT


def draw_page(page: Any) -> tuple[Colour, float]:
    """The pypdfium2 page in colour (RGB) as it is shown, and its pixels a point."""
    long = max(page.get_size())
    scale = DPI / 72
    if long > _LARGEST_PT or long < _SMALLEST_PT:
        scale *= min(_A4_PT / long, 2.0)
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    try:
        drawn: Colour = bitmap.to_numpy()
        if drawn.ndim == 2 or drawn.shape[2] == 1:
            return cv2.cvtColor(drawn, cv2.COLOR_GRAY2RGB), scale
        return np.ascontiguousarray(drawn[:, :, :3]), scale
    finally:
        bitmap.close()


def level_picture(colour: Colour, scale: float, quarter_turns: int = 0) -> Picture:
    """The drawn page without seals, turned left by quarters of a circle, and made level."""
    tint = tint_of(colour)
    grey, seals = _without_seals(colour, tint)
    grey, fills = without_fills(grey)
    tint[fills > 0] = 0
    turned = np.ascontiguousarray(np.rot90(grey, quarter_turns))
    degrees = skew_of(ink_of(turned).sure)
    height, width = turned.shape
    level = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    if degrees:
        turned = cv2.warpAffine(
            turned, level, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
    turned = _even_ground(turned)
    ink = ink_of(turned)
    to_level = _whole(level)
    square = _squared(ink.sure)
    if square is not None:
        turned = cv2.warpPerspective(
            turned, square, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        ink = ink_of(turned)
        to_level = square @ to_level
    tint = np.ascontiguousarray(np.rot90(tint, quarter_turns))
    if tint.any():
        tint = cv2.warpPerspective(tint, to_level, (width, height), flags=cv2.INTER_NEAREST)
    to_page = _unturn(quarter_turns, grey.shape) @ np.linalg.inv(to_level)
    to_points = np.diag([1 / scale, 1 / scale, 1])
    return Picture(turned, *ink, tint, Position(to_points @ to_page), seals)


def tint_of(colour: Colour) -> Grey:
    """255 where the drawn page bears colour that is not as dark as black print below it."""
    smooth = cv2.GaussianBlur(colour, (3, 3), 0)
    red, green, blue = cv2.split(smooth)
    lightest = cv2.max(red, cv2.max(green, blue))
    spread = cv2.subtract(lightest, cv2.min(red, cv2.min(green, blue)))
    return np.where((spread > _TINT_LEAST) & (lightest > _TINT_LIGHTEST), 255, 0).astype(np.uint8)


class Ink(NamedTuple):
    """255 where a picture is darker than its surroundings, 0 elsewhere."""

    sure: Grey
    """The pieces that are as dark as `darkest` somewhere."""
    faint: Grey
    """All pieces."""
    darkest: float


def ink_of(grey: Grey) -> Ink:
    """The ink of a picture."""
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    rough = cv2.absdiff(smooth, cv2.GaussianBlur(smooth, (9, 9), 0))
    grain = 1.4826 * float(np.median(rough))
    offset = max(_INK_OFFSET, _GRAINS * grain)
    faint = cv2.adaptiveThreshold(
        smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, offset
    )
    # Ink is dark somewhere; what is faint all over is the paper's grain or a seal's rest.
    dark = float(np.percentile(smooth[faint > 0], 20)) if faint.any() else 0.0
    level = dark + _DARK_ENOUGH * max(0.0, 250.0 - dark)
    return Ink(without_ghosts(faint, grey, level), faint, level)


def skew_of(ink: Grey, most: float = _SKEW_MOST) -> float:
    """How many degrees the lines fall to the right, within `most`, to a fiftieth of a degree.

    0 where no angle makes the lines clearly sharper than they are.
    """
    small = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small > 100)
    if len(xs) < 2:
        return 0.0
    if len(xs) > _SAMPLE:
        step = len(xs) // _SAMPLE + 1
        xs, ys = xs[::step], ys[::step]

    def sharpness(degrees: float) -> float:
        heights = ys - xs * np.tan(np.radians(degrees))
        rows = np.bincount((heights - heights.min()).astype(np.int64))
        return float(np.square(np.diff(rows.astype(np.float64))).sum())

    best = max(np.arange(-most, most + 0.01, 0.2), key=sharpness)
    best = max(np.arange(best - 0.2, best + 0.201, 0.02), key=sharpness)
    return 0.0 if abs(best) < 0.03 else float(round(best, 2))


def _squared(ink: Grey) -> NDArray[np.float64] | None:
    """The perspective that makes the lines of a page photographed aslant square to one another.

    None where the lines at its four sides are level and upright as they are.
    """
    rim = round(_RIM * ink.shape[0])
    inner = ink[rim:-rim, rim:-rim]
    height, width = inner.shape
    run = np.ones((1, _STROKE_PX), np.uint8)
    level = cv2.morphologyEx(inner, cv2.MORPH_OPEN, run)
    upright = np.ascontiguousarray(cv2.morphologyEx(inner, cv2.MORPH_OPEN, run.T).T)
    sides = [
        _side(level[: height // 2], 0),
        _side(level[height // 2 :], height // 2),
        _side(upright[: width // 2], 0),
        _side(upright[width // 2 :], width // 2),
    ]
    if max(abs(side.degrees) for side in sides) < _LEAN_LEAST:
        return None
    # A side is a line through a point: y = at + slope * (x - along), or x and y the other way.
    (above, below), (left, right) = sides[:2], sides[2:]
    if below.at - above.at < height / 8 or right.at - left.at < width / 8:
        return None
    corners = []
    for one in (above, below):
        for other in (left, right):
            a, b = np.tan(np.radians(one.degrees)), np.tan(np.radians(other.degrees))
            y0, x0 = one.at - a * one.along, other.at - b * other.along
            y = (y0 + a * x0) / (1 - a * b)
            corners.append((x0 + b * y + rim, y + rim))
    straight = [
        (right_or_left.at + rim, one.at + rim)
        for one in (above, below)
        for right_or_left in (left, right)
    ]
    return np.asarray(
        cv2.getPerspectiveTransform(np.array(corners, np.float32), np.array(straight, np.float32)),
        dtype=np.float64,
    )


class _Side(NamedTuple):
    """The common direction of the lines of half a page, and their middle."""

    degrees: float
    at: float
    along: float


def _side(strokes: Grey, start: int) -> _Side:
    """Of level strokes in rows from `start`; 0 degrees where there are too few to tell."""
    ys, xs = np.nonzero(strokes)
    if len(ys) < _STROKES_LEAST:
        return _Side(0.0, start + strokes.shape[0] / 2, strokes.shape[1] / 2)
    return _Side(skew_of(strokes, _LEAN_MOST), start + float(ys.mean()), float(xs.mean()))


def _even_ground(grey: Grey) -> Grey:
    """The paper made white where it is grey or shaded, the ink left as dark against it."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    ground = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    ground = cv2.GaussianBlur(ground, (31, 31), 0)
    whole = cv2.resize(ground, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    even: Grey = cv2.divide(grey, np.maximum(whole, 1), scale=250)
    return even


def _without_seals(colour: Colour, tint: Grey) -> tuple[Grey, int]:
    """The page in grey. Within a red seal the red light alone is taken: the seal is white in it,
    black ink below stays black. Red print elsewhere (a red heading) is ink."""
    grey = cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY)
    red, green, blue = cv2.split(cv2.GaussianBlur(colour, (3, 3), 0))
    reddish = cv2.subtract(red, cv2.max(green, blue))
    mask = (reddish > _RED_LEAST).astype(np.uint8)
    if not mask.any():
        return grey, 0
    mm = DPI / 25.4
    reach = int(2.5 * mm) | 1
    gathered = cv2.dilate(mask, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(gathered)
    found: list[tuple[int, int, int, int]] = []
    for x, y, width, height, _ in stats[1:count]:
        long, short = max(width, height) - reach, min(width, height) - reach
        if short < _SEAL_SMALLEST_MM * mm:
            continue
        if long > _SEAL_LARGEST_MM * mm or long > 1.8 * short:
            found.extend(_rings(mask[y : y + height, x : x + width], x, y))
        else:
            found.append((x, y, width, height))
    for x, y, width, height in found:
        place = np.s_[y : y + height, x : x + width]
        light = cv2.max(grey[place], colour[place][:, :, 0])
        grey[place] = _as_light_as_paper(light, mask[place].astype(bool))
        tint[place][cv2.dilate(mask[place], np.ones((5, 5), np.uint8)) > 0] = 0
    return grey, len(found)


def _rings(mask: Grey, left: int, upper: int) -> list[tuple[int, int, int, int]]:
    """The boxes (x, y, width, height) of round seals that lie side by side or over one another."""
    mm = DPI / 25.4 * _RING_SCALE
    small = cv2.resize(mask * 255, None, fx=_RING_SCALE, fy=_RING_SCALE)
    circles = cv2.HoughCircles(
        cv2.GaussianBlur(small, (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        1.5,
        6 * mm,
        param1=100,
        param2=40,
        minRadius=round(_SEAL_SMALLEST_MM * mm),
        maxRadius=round(_SEAL_LARGEST_MM / 2 * mm),
    )
    boxes = []
    for x, y, radius in circles[0] if circles is not None else ():
        half = radius + 1.5 * mm
        x0, y0 = max(0.0, x - half), max(0.0, y - half)
        x1, y1 = min(small.shape[1], x + half), min(small.shape[0], y + half)
        across, down, wide, tall = (round(v / _RING_SCALE) for v in (x0, y0, x1 - x0, y1 - y0))
        boxes.append((left + across, upper + down, wide, tall))
    return boxes


def _as_light_as_paper(light: Grey, sealed: NDArray[np.bool_]) -> Grey:
    """What is left of the seal in red light, raised to the paper around it."""
    around = light[~sealed]
    if not around.size:
        return light
    paper, seal = float(np.percentile(around, 75)), float(np.percentile(light[sealed], 60))
    if seal < 0.4 * paper:
        return light
    raised = light.astype(np.float32) * (paper / max(seal, 1.0))
    # The seal's edge is neither red nor white: what is nearly paper there is paper.
    near = cv2.dilate(sealed.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool)
    cleared = np.where(sealed, raised, light.astype(np.float32))
    cleared = np.where(near & (cleared > _NEARLY_PAPER * paper), paper, cleared)
    return np.clip(cleared, 0, 255).astype(np.uint8)


def _unturn(quarter_turns: int, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """From places of a picture turned left by quarters to places of the picture before."""
    height, width = shape
    return np.array(
        {
            0: [(1, 0, 0), (0, 1, 0), (0, 0, 1)],
            1: [(0, -1, width), (1, 0, 0), (0, 0, 1)],
            2: [(-1, 0, width), (0, -1, height), (0, 0, 1)],
            3: [(0, 1, 0), (-1, 0, height), (0, 0, 1)],
        }[quarter_turns % 4],
        dtype=np.float64,
    )


def _whole(affine: Any) -> NDArray[np.float64]:
    return np.vstack([np.asarray(affine, dtype=np.float64), (0, 0, 1)])
