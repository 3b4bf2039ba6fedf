"""Printed pages as a scanner or a telephone gives them: askew, sealed, faint, dusty, aslant."""

import random
from io import BytesIO
from typing import Any, Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.scans.printed import A4

Pixels = NDArray[Any]


class Look(NamedTuple):
    """How the page came to be a picture."""

    dpi: int = 200
    degrees: float = 0.0
    quarter_turns: int = 0
    mode: Literal["grey", "colour", "1-bit"] = "grey"
    quality: int = 75
    seals: int = 0
    pen: bool = False
    fold: bool = False
    border: bool = False
    specks: int = 0
    print_grey: int = 0
    """The grey of the print, 0 for black."""
    paper: int = 255
    grain: float = 0.0
    bleed: bool = False
    lean: float = 0.0
    """How much narrower, of 1, the far edge of a page photographed aslant is."""
    tiles: int = 1


def pictured(drawn: Pixels, look: Look, chance: random.Random) -> Pixels:
    """The drawn page (grey, a byte a pixel) as a picture in colour, with the faults of the look."""
    noise = np.random.default_rng(chance.randrange(1 << 30))
    grey: Pixels = drawn.astype(np.float32)
    if look.bleed:
        grey = np.minimum(grey, 255 - 0.14 * (255 - np.roll(grey[:, ::-1], 40, axis=0)))
    out_w, out_h = round(A4[0] * look.dpi / 72), round(A4[1] * look.dpi / 72)
    grey = cv2.resize(grey, (out_w, out_h), interpolation=cv2.INTER_AREA)
    colour: Pixels = np.repeat(grey[..., None], 3, axis=2) * (look.paper / 255)
    mm = look.dpi / 25.4
    for _ in range(look.seals):
        colour = _sealed(colour, (chance.uniform(45, 165), chance.uniform(70, 200)), mm)
    if look.pen:
        for _ in range(4):
            _ticked(colour, chance, mm)
    matrix = cv2.getRotationMatrix2D((out_w / 2, out_h / 2), look.degrees, 1)
    edge = (look.paper,) * 3
    colour = cv2.warpAffine(colour, matrix, (out_w, out_h), borderValue=edge)
    if look.lean:
        shift = look.lean * out_w / 2
        whole = np.array([(0, 0), (out_w, 0), (out_w, out_h), (0, out_h)], np.float32)
        bent = np.array(
            [
                (shift, shift / 2),
                (out_w - shift, shift),
                (out_w - shift / 4, out_h),
                (0, out_h - shift / 3),
            ],
            np.float32,
        )
        turn = cv2.getPerspectiveTransform(whole, bent)
        colour = cv2.warpPerspective(colour, turn, (out_w, out_h), borderValue=(90, 95, 100))
        light = (
            np.linspace(1.0, 0.72, out_w)[None, :, None] * np.linspace(0.9, 1, out_h)[:, None, None]
        )
        colour = colour * light
    if look.fold:
        shade = 1 - 0.55 * np.exp(-np.arange(out_w) / (9 * mm))
        colour = colour * shade[None, :, None]
    if look.border:
        colour[: round(3 * mm)] = 20
        colour[:, -round(4 * mm) :] = 15
    if look.grain:
        colour = colour + noise.normal(0, look.grain, colour.shape[:2])[..., None]
    for _ in range(look.specks):
        at = (chance.randrange(out_w), chance.randrange(out_h))
        cv2.circle(colour, at, chance.choice([0, 0, 1]), (30, 30, 30), -1)
    if look.grain or look.lean:
        colour = cv2.GaussianBlur(colour, (3, 3), 0)
    return np.ascontiguousarray(
        np.rot90(np.clip(colour, 0, 255).astype(np.uint8), look.quarter_turns)
    )


def _sealed(colour: Pixels, at_mm: tuple[float, float], mm: float) -> Pixels:
    layer = np.zeros(colour.shape[:2], np.float32)
    at = (round(at_mm[0] * mm), round(at_mm[1] * mm))
    cv2.circle(layer, at, round(20 * mm), 1.0, max(1, round(1.1 * mm)), cv2.LINE_AA)
    for k in range(14):
        angle = np.pi * (0.8 + 1.4 * k / 13)
        for part in range(3):
            radius = (13.5 + 1.6 * part) * mm
            end = (round(at[0] + radius * np.cos(angle)), round(at[1] + radius * np.sin(angle)))
            cv2.circle(layer, end, max(1, round(0.7 * mm)), 1.0, -1, cv2.LINE_AA)
    star = [
        (at[0] + r * mm * np.sin(np.pi * k / 5), at[1] - r * mm * np.cos(np.pi * k / 5))
        for k in range(10)
        for r in [6 if k % 2 == 0 else 2.4]
    ]
    cv2.fillPoly(layer, [np.array(star, np.int32)], 1.0, cv2.LINE_AA)
    red = np.array((205, 45, 50), np.float32) / 255
    return colour * (1 - 0.75 * layer[..., None] * (1 - red))


def _ticked(colour: Pixels, chance: random.Random, mm: float) -> None:
    """A tick of a blue pen, or a stroke below a line."""
    x, y = chance.uniform(30, 175) * mm, chance.uniform(60, 190) * mm
    if chance.random() < 0.5:
        points = [(x, y), (x + 2 * mm, y + 3 * mm), (x + 6 * mm, y - 4 * mm)]
    else:
        points = [(x + k * mm, y + chance.uniform(-0.5, 0.5) * mm) for k in range(0, 18, 3)]
    cv2.polylines(
        colour,
        [np.array(points, np.int32)],
        False,
        (50, 60, 170),
        max(1, round(0.4 * mm)),
        cv2.LINE_AA,
    )


def as_pdf(colour: Pixels, look: Look) -> bytes:
    """A PDF of one page that holds the picture alone."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    target = BytesIO()
    if look.mode == "1-bit":
        grey = cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY)
        plain = Image.fromarray(np.where(grey > 185, 255, 0).astype(np.uint8)).convert("1")
        plain.save(target, "PDF", resolution=look.dpi)
        return target.getvalue()
    image = Image.fromarray(
        colour if look.mode == "colour" else colour.mean(axis=2).astype(np.uint8)
    )
    width, height = image.size[0] * 72 / look.dpi, image.size[1] * 72 / look.dpi
    canvas = Canvas(target, pagesize=(width, height), invariant=1)
    step = -(-image.size[1] // look.tiles)
    for top in range(0, image.size[1], step):
        part = image.crop((0, top, image.size[0], min(image.size[1], top + step)))
        packed = BytesIO()
        part.save(packed, "JPEG", quality=look.quality)
        packed.seek(0)
        canvas.drawImage(
            ImageReader(packed), 0, height - (top + part.size[1]) * 72 / look.dpi,
            part.size[0] * 72 / look.dpi, part.size[1] * 72 / look.dpi,
        )  # fmt: skip
    canvas.save()
    return target.getvalue()
