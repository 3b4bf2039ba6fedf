"""Drawing a group of layouts, reading each notice back and counting what came of it."""

import importlib.util
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from random import Random
from typing import NamedTuple

import pypdfium2

from benchmarks.draw_pdf import scan_pdf
from benchmarks.layouts import canvas, office, page, typeset, web
from benchmarks.layouts.families import GROUPS, Group, Layout, Renderer
from benchmarks.layouts.score import NoticeScore, score_notice
from benchmarks.layouts.table import TrueNotice
from benchmarks.layouts.truth import make_notice
from contracts import Notice
from extractors.document import Unreadable
from extractors.reading import extract_notice

_PRINTED = ("canvas", "chromium", "typst", "scan")


class Drawn(NamedTuple):
    """A made notice as a file."""

    layout: Layout
    renderer: Renderer
    seed: int
    truth: TrueNotice
    content: bytes

    @property
    def name(self) -> str:
        """A name for the file."""
        ending = f"{self.renderer}.pdf" if self.renderer in _PRINTED else self.renderer
        words = "-".join(self.layout.name.replace(",", "").split())
        return f"{words}-{self.layout.variant}.{self.seed}.{ending}"


class Outcome(NamedTuple):
    """A drawn notice, what was read of it (None: refused) and how right that is."""

    drawn: Drawn
    read: Notice | None
    score: NoticeScore


def renderers() -> tuple[Renderer, ...]:
    """Those that are installed here."""
    found: list[Renderer] = ["canvas", "html", "docx", "xlsx", "scan"]
    if shutil.which("chromium"):
        found.append("chromium")
    if importlib.util.find_spec("typst"):
        found.append("typst")
    return tuple(found)


def draw_group(
    group: Group, seeds: Sequence[int], using: Sequence[Renderer], name: str = ""
) -> Iterator[Drawn]:
    """Every layout of the group whose name has `name` in it, by each renderer that can draw it."""
    layouts = [layout for layout in GROUPS[group] if name in layout.name]
    printed: list[tuple[Layout, int, TrueNotice]] = []
    for layout in layouts:
        for renderer in layout.renderers:
            for seed in seeds if renderer in using else ():
                source = f"{group}/{layout.name}/{layout.variant}/{renderer}/{seed}"
                truth = make_notice(layout.shape, source)
                if renderer == "chromium":
                    printed.append((layout, seed, truth))
                else:
                    content = _draw(truth, layout, renderer, source)
                    yield Drawn(layout, renderer, seed, truth, content)
    contents = web.print_notices([(t, layout.look) for layout, _, t in printed]) if printed else []
    for (layout, seed, truth), content in zip(printed, contents, strict=True):
        yield Drawn(layout, "chromium", seed, truth, content)


def _draw(truth: TrueNotice, layout: Layout, renderer: Renderer, seed: str) -> bytes:
    match renderer:
        case "canvas":
            return canvas.draw(truth, layout.look)
        case "typst":
            return typeset.draw(truth, layout.look)
        case "html":
            return page.draw(truth, seed)
        case "docx":
            return office.draw_docx(truth)
        case "xlsx":
            return office.draw_xlsx(truth)
        case "scan":
            drawn = canvas.draw(truth, layout.look)
            with pypdfium2.PdfDocument(drawn) as document:
                pages = len(document)
            return scan_pdf(drawn, 1, pages, degrees=Random(seed).uniform(-1, 1))
        case "chromium":
            return web.print_notices([(truth, layout.look)])[0]


def read_back(drawn: Iterable[Drawn]) -> Iterator[Outcome]:
    """Read each notice and compare it with its truth."""
    with ProcessPoolExecutor() as workers:
        yield from workers.map(read_one, drawn)


def read_one(drawn: Drawn) -> Outcome:
    """Read a notice and compare it with its truth."""
    try:
        read = extract_notice(drawn.content, drawn.name)
    except Unreadable:
        read = None
    return Outcome(drawn, read, score_notice(drawn.truth, read))
