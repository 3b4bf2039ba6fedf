"""The tables on paper: in five typefaces, ruled in full, in dashes, or not at all."""

from pathlib import Path
from typing import Any, Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.scans.facts import Piece

Ruling = Literal["full", "hairline", "broken", "no sides", "level", "none"]
Grid = tuple[tuple[str, ...], ...]

A4 = (595, 842)
"""A page in points."""
_FONTS = Path("/usr/share/fonts")
TYPEFACES = {
    "hei": (("truetype/wqy/wqy-zenhei.ttc", 0), ("truetype/wqy/wqy-zenhei.ttc", 0)),
    "song": (
        ("opentype/noto/NotoSerifCJK-Regular.ttc", 2),
        ("truetype/liberation/LiberationSerif-Regular.ttf", 0),
    ),
    "sans": (
        ("opentype/noto/NotoSansCJK-Regular.ttc", 2),
        ("opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ),
    "bold": (
        ("opentype/noto/NotoSerifCJK-Bold.ttc", 2),
        ("truetype/liberation/LiberationSans-Regular.ttf", 0),
    ),
    "serif": (
        ("opentype/noto/NotoSerifCJK-Regular.ttc", 2),
        ("opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    ),
}
"""For Chinese and for figures: a file below the system's fonts, and its number in there."""


def have_fonts() -> bool:
    """Whether the fonts of the pages are installed."""
    return all((_FONTS / file).is_file() for pair in TYPEFACES.values() for file, _ in pair)


class Pen:
    """Writes and rules on the page, in points from its upper left corner."""

    def __init__(self, page: Image.Image, scale: float, typeface: str, grey: int) -> None:
        self.draw = ImageDraw.Draw(page)
        self.scale = scale
        self.grey = grey
        self.faces = TYPEFACES[typeface]
        self.fonts: dict[tuple[int, float], Any] = {}

    def font(self, text: str, size: float) -> Any:
        """The type for a text that is Chinese throughout, or figures throughout."""
        kind = int(all(c < "\u2000" for c in text))
        if (kind, size) not in self.fonts:
            file, number = self.faces[kind]
            self.fonts[kind, size] = ImageFont.truetype(
                str(_FONTS / file), round(size * self.scale), index=number
            )
        return self.fonts[kind, size]

    def write(self, x: float, middle: float, text: str, size: float, align: str) -> None:
        """One line, the middle of its height given; figures in their own type."""
        runs: list[str] = []
        for c in text:
            if runs and (runs[-1][-1] < "\u2000") == (c < "\u2000"):
                runs[-1] += c
            else:
                runs.append(c)
        wide = sum(self.font(run, size).getlength(run) for run in runs)
        at = x * self.scale - (wide / 2 if align == "middle" else 0)
        for run in runs:
            font = self.font(run, size)
            place = (round(at), round((middle + 0.36 * size) * self.scale))
            self.draw.text(place, run, self.grey, font, anchor="ls")
            at += font.getlength(run)

    def rule(self, x0: float, y0: float, x1: float, y1: float, wide: float, broken: bool) -> None:
        """A level or upright rule `wide` points thick, in dashes where broken."""
        half = max(0.5, wide * self.scale / 2)
        length = max(x1 - x0, y1 - y0)
        steps = np.arange(0, length, 3.2) if broken else np.array([0.0])
        for start in steps:
            end = min(length, start + 2.1) if broken else length
            a, b = (x0 + start, x0 + end) if y0 == y1 else (x0, x0)
            c, d = (y0, y0) if y0 == y1 else (y0 + start, y0 + end)
            s = self.scale
            self.draw.rectangle(
                (a * s - half, c * s - half, b * s + half - 1, d * s + half - 1), fill=self.grey
            )


def draw_table(
    pen: Pen,
    pieces: list[Piece],
    widths: list[float],
    top: float,
    size: float,
    ruling: Ruling,
    hair: float,
) -> tuple[Grid, float]:
    """Draw the table; the grid as printed, and where it ends."""
    count = max(p.row + p.row_span for p in pieces)
    stretch = min(520 / sum(widths), max(1.0, size / 10))
    xs = [(A4[0] - stretch * sum(widths)) / 2]
    for width in widths:
        xs.append(xs[-1] + stretch * width)
    ys = [top]
    for row in range(count):
        tall = max(
            (p.text.count("\n") + 1 for p in pieces if p.row == row and p.row_span == 1), default=1
        )
        ys.append(ys[-1] + (size * 1.35) * tall + (8 if count < 30 else 4))
    grid = [[""] * len(widths) for _ in range(count)]
    wide = hair if ruling == "hairline" else 0.7
    for p in pieces:
        x0, x1 = xs[p.column], xs[p.column + p.column_span]
        y0, y1 = ys[p.row], ys[p.row + p.row_span]
        grid[p.row][p.column] = p.text.replace("\n", "")
        lines = p.text.split("\n")
        # What is longer than its cell is wide is set in two lines, as office programs do.
        room = x1 - x0 - 4
        if len(lines) == 1 and pen.font(p.text, size).getlength(p.text) / pen.scale > room:
            cut = (len(p.text) + 1) // 2
            lines = [p.text[:cut], p.text[cut:]]
        step = min(size * 1.3, (y1 - y0 - 2) / len(lines))
        small = min(size, step / 1.05, room / max(1, max(len(x) for x in lines)) * 1.02
                    if any(c >= "\u2000" for c in p.text) else size)  # fmt: skip
        left = len(p.text) > 12 and len(lines) > 0 and x1 - x0 > 120
        for k, line in enumerate(lines):
            middle = (y0 + y1) / 2 + (k - (len(lines) - 1) / 2) * step
            x = x0 + 3 if left else (x0 + x1) / 2
            pen.write(x, middle, line, small, "left" if left else "middle")
        outer = {"l": p.column == 0, "r": p.column + p.column_span == len(widths)}
        broken = ruling == "broken"
        if ruling != "none":
            if ruling != "level":
                for side, x in (("l", x0), ("r", x1)):
                    if not (ruling == "no sides" and outer[side]):
                        pen.rule(x, y0, x, y1, wide, broken)
            pen.rule(x0, y0, x1, y0, wide, broken)
            pen.rule(x0, y1, x1, y1, wide, broken)
    return tuple(map(tuple, grid)), ys[-1]
