"""Light print on dark grounds made dark print on white."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.scan.ink import Grey

_FILL_DARKEST = 150
"""Of 255: light print on a ground that is lighter cannot be told from dark print on it."""
_FILL_STROKE_PX, _FILL_GAP_PX = 7, 31
"""No stroke of common print is as thick; no line of print on a dark ground is as tall."""
_FILL_LEAST_PX = 18, 40
"""The short and the long side; a blot of bold type is smaller."""
_FILL_BLACK = 50
"""On a ground as dark as this rules are not seen."""
_FILL_SHARE = 0.5
"""Of a dark ground: so much of it is free of its print."""
_FILL_RIM_PX, _FILL_RIM_SHARE = 5, 0.9
_FILL_PRINT_PX, _FILL_OPEN_SHARE = 13, 0.05
"""No print on a ground has strokes as thick, but for so much of it."""


def without_fills(grey: Grey) -> tuple[Grey, Grey]:
    """The picture with light print on dark grounds made dark on white, and 255 on those grounds.

    Rules on a ground, darker or lighter than it, stay rules. A shadow of the sheet's edge is none.
    """
    dark = np.where(grey < _FILL_DARKEST, 255, 0).astype(np.uint8)
    thick = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((_FILL_STROKE_PX,) * 2, np.uint8))
    fills = np.zeros_like(grey)
    if not thick.any():
        return grey, fills
    whole = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((_FILL_GAP_PX,) * 2, np.uint8))
    height, width = grey.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(whole)
    plain = grey.copy()
    for index in range(1, count):
        x, y, wide, tall, area = (int(value) for value in stats[index])
        inner = x > 0 and y > 0 and x + wide < width and y + tall < height
        if not inner or min(wide, tall) < _FILL_LEAST_PX[0] or max(wide, tall) < _FILL_LEAST_PX[1]:
            continue
        place = np.s_[y : y + tall, x : x + wide]
        own = labels[place] == index
        values = grey[place][own].astype(np.float32)
        if (thick[place][own] > 0).sum() < _FILL_SHARE * area or not _is_ground(own, dark[place]):
            continue
        ground = float(np.median(values))
        away = np.maximum(
            (values - ground) / (255 - ground), (ground - values) / max(ground, _FILL_BLACK)
        )
        plain[place][own] = np.clip(250 * (1 - away), 0, 255).astype(np.uint8)
        fills[place][own] = 255
    return plain, fills


def _is_ground(own: NDArray[np.bool_], dark: Grey) -> bool:
    """Whether a dark piece is a ground with print on it: dark all along its rim, as bold type is
    not, and light in it in strokes alone, as the cells between thick rules are not."""
    whole = own.astype(np.uint8)
    rim = own & (cv2.erode(whole, np.ones((_FILL_RIM_PX,) * 2, np.uint8)) == 0)
    light = np.where(own & (dark == 0), 255, 0).astype(np.uint8)
    wide = cv2.morphologyEx(light, cv2.MORPH_OPEN, np.ones((_FILL_PRINT_PX,) * 2, np.uint8))
    return bool(
        (dark[rim] > 0).mean() >= _FILL_RIM_SHARE
        and (wide > 0).sum() <= _FILL_OPEN_SHARE * own.sum()
    )
