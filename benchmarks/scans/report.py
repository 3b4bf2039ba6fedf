"""How exactly scans are read: cells, and wrong digits without a mark; time and memory.

A wrong digit is marked where an issue names its cell or its confidence is low. Marks on right
cells cost a reader's time, and are counted too.
"""

import hashlib
import re
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from benchmarks.bounds import Figure, share
from benchmarks.scans.facts import Layout
from benchmarks.scans.page import draw_scan
from benchmarks.scans.pictured import Look
from benchmarks.scans.printed import Grid, Ruling, have_fonts
from extractors.document import Document, Unreadable
from extractors.document import Grid as ReadGrid
from extractors.pdf import reader as pdf
from figures import fold

_LOW = 0.9
_NAMED = re.compile(r"第 (\d+) 行第 (\d+) 列")
_MEMORY_PAGES = 6
_CASES: tuple[tuple[Layout, Ruling, str, float, Look], ...] = (
    ("ranked", "full", "song", 10, Look(degrees=0.7)),
    ("ranked", "none", "song", 11, Look()),
    ("ranked", "level", "hei", 10, Look(degrees=3.8)),
    ("ranked", "hairline", "hei", 12, Look(bleed=True, paper=240)),
    ("tree", "broken", "serif", 9, Look(specks=1000)),
    ("tree", "full", "hei", 12, Look(mode="colour", seals=3, dpi=150, quality=50)),
    ("tree", "no sides", "sans", 10, Look(dpi=300, mode="1-bit", degrees=-0.9)),
    ("pairs", "no sides", "serif", 9, Look(mode="colour", lean=0.06, degrees=1, grain=2)),
    ("pairs", "full", "bold", 9, Look(quarter_turns=1, degrees=0.4)),
    ("groups", "no sides", "bold", 12, Look(dpi=300, degrees=0.7)),
    ("groups", "full", "hei", 11, Look(mode="colour", pen=True)),
    ("groups", "broken", "serif", 8, Look(mode="colour", seals=2)),
    ("remarks", "full", "song", 11, Look(border=True, degrees=1.1)),
    ("remarks", "hairline", "hei", 10, Look(fold=True, paper=235, grain=4)),
    ("values", "full", "serif", 10, Look(print_grey=120, paper=245, grain=3)),
    ("values", "none", "hei", 10, Look(quality=40, dpi=150)),
    ("values", "broken", "bold", 8, Look(mode="colour", lean=0.03, grain=3, quality=60)),
    ("long", "full", "song", 9, Look(dpi=100, quality=70)),
    ("long", "broken", "sans", 10, Look(dpi=150, degrees=-3.5, tiles=4)),
)


class Score(NamedTuple):
    """What reading one page gave, counted in cells."""

    cells: int
    exact: int
    wrong_digits: int
    unmarked: int
    marked_right: int


def measure() -> list[Figure]:
    """Print the figures of scans of our own; those with a bound."""
    if not have_fonts():
        print("Left out: the fonts of the scans (Noto CJK, WenQuanYi, Liberation) are missing.")
        return []
    total = Score(0, 0, 0, 0, 0)
    seconds = 0.0
    for seed, (layout, ruling, typeface, size, look) in enumerate(_CASES):
        drawn = draw_scan(layout, ruling, typeface, size, look, seed)
        start = time.perf_counter()
        document = _read(drawn.content)
        seconds += time.perf_counter() - start
        found = score(document, drawn.grid)
        if found.exact < found.cells:
            print(f"scans: {layout}, {ruling}: {found.cells - found.exact} cells not exact")
        total = Score(*(a + b for a, b in zip(total, found, strict=True)))
    peak = _peak_megabytes()
    print(
        f"scans: {len(_CASES)} pages, {total.exact} of {total.cells} cells exact,"
        f" {total.wrong_digits} wrong digits, {total.unmarked} of them unmarked,"
        f" {total.marked_right} right cells marked;"
        f" {seconds / len(_CASES):.2f} s a page, {peak} MB for {_MEMORY_PAGES} pages at 300 dpi"
    )
    return [
        Figure("scans.exact_cells", share(total.exact, total.cells)),
        Figure("scans.unmarked_wrong_digits", Decimal(total.unmarked), low_is_good=True),
        Figure("scans.marked_right_cells", share(total.marked_right, total.cells), True),
        Figure("scans.seconds_a_page", Decimal(f"{seconds / len(_CASES):.4f}"), True, Decimal(1)),
        Figure("scans.peak_megabytes", Decimal(peak), True, Decimal("0.15")),
    ]


def score(document: Document | None, true: Grid) -> Score:
    """The cells of the grid of the true grid's shape; all are wrong where there is none."""
    cells = len(true) * len(true[0])
    grids = [block for block in document.blocks if isinstance(block, ReadGrid)] if document else []
    shape = (len(true), len(true[0]))
    grid = next((g for g in grids if (g.row_count, g.column_count) == shape), None)
    if document is None or grid is None:
        return Score(cells, 0, 0, 0, 0)
    marked = {(c.row, c.column) for c in grid.cells if (c.evidence.ocr_confidence or 0) < _LOW} | {
        (int(row) - 1, int(column) - 1)
        for issue in document.issues
        for row, column in _NAMED.findall(issue.message.zh)
    }
    exact = wrong = unmarked = marked_right = 0
    for i, (row, read) in enumerate(zip(true, grid.texts(), strict=True)):
        for j, (printed, text) in enumerate(zip(row, read, strict=True)):
            if fold(printed) == fold(text):
                exact += 1
                marked_right += (i, j) in marked
            elif any(c.isdigit() for c in printed + text) or printed in "-—/":
                wrong += 1
                unmarked += (i, j) not in marked
    return Score(cells, exact, wrong, unmarked, marked_right)


def _read(content: bytes) -> Document | None:
    try:
        return pdf.read(content, hashlib.sha256(content).hexdigest())
    except Unreadable:
        return None


def _peak_megabytes() -> int:
    """The most memory that a process of its own takes to read a scan of several pages."""
    command = [sys.executable, "-m", "benchmarks.scans.report"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    return int(told.stdout)


def _read_many() -> None:
    from io import BytesIO

    import pypdfium2

    page = draw_scan("long", "full", "song", 9, Look(dpi=300, mode="colour"), 0).content
    target = BytesIO()
    with pypdfium2.PdfDocument.new() as whole, pypdfium2.PdfDocument(page) as one:
        for _ in range(_MEMORY_PAGES):
            whole.import_pages(one)
        whole.save(target)
    _read(target.getvalue())
    # Of this process alone: the kernel hands what rusage tells down from the one that started it.
    print(int(re.findall(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[0]) // 1024)


if __name__ == "__main__":
    _read_many()
