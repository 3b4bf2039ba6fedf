"""One scanned page and the grid printed on it."""

import random
from typing import NamedTuple

import numpy as np
from PIL import Image

from benchmarks.scans.facts import LAYOUTS, Layout
from benchmarks.scans.pictured import Look, as_pdf, pictured
from benchmarks.scans.printed import A4, Grid, Pen, Ruling, draw_table


class Drawn(NamedTuple):
    """A page's picture in a PDF, and the grid printed on it."""

    content: bytes
    grid: Grid


def draw_scan(
    layout: Layout, ruling: Ruling, typeface: str, size: float, look: Look, seed: int
) -> Drawn:
    """One page of the layout, its figures drawn by `seed`, type of `size` points."""
    chance = random.Random(f"{layout}{seed}")
    pieces, widths = LAYOUTS[layout](chance)
    scale = (look.dpi if look.dpi >= 300 else 2 * look.dpi) / 72
    page = Image.new("L", (round(A4[0] * scale), round(A4[1] * scale)), 255)
    pen = Pen(page, scale, typeface, look.print_grey)
    pen.write(A4[0] / 2, 60, "关于信息报送和采用情况的通报", 20, "middle")
    pen.write(96, 108, "现将本季度各单位信息报送和采用情况通报如下，请认真核对。", 13, "left")
    rows, bottom = draw_table(pen, pieces, widths, 140, size, ruling, max(0.25, 60 / look.dpi))
    pen.write(420, bottom + 40, "2022年7月12日", 13, "left")
    return Drawn(as_pdf(pictured(np.asarray(page), look, chance), look), rows)
