"""Drawing a group of layouts, reading each notice back and counting what came of it."""

import importlib.util
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from benchmarks.bounds import share
from benchmarks.layouts import canvas, typeset, web
from benchmarks.layouts.families import GROUPS, Group, Layout, Renderer
from benchmarks.layouts.score import NoticeScore, TableScore, score_notice
from benchmarks.layouts.table import TrueNotice
from benchmarks.layouts.truth import make_notice
from contracts import Notice
from extractors.document import Unreadable
from extractors.reading import extract_notice


class Drawn(NamedTuple):
    """A made notice as a file."""

    layout: Layout
    renderer: Renderer
    seed: int
    truth: TrueNotice
    content: bytes

    @property
    def name(self) -> str:
        """A name for the file, without its ending."""
        words = "-".join(self.layout.name.replace(",", "").split())
        return f"{words}-{self.layout.variant}.{self.renderer}.{self.seed}"


class Outcome(NamedTuple):
    """A drawn notice, what was read of it (None: refused) and how right that is."""

    drawn: Drawn
    read: Notice | None
    score: NoticeScore


def renderers() -> tuple[Renderer, ...]:
    """Those that are installed here."""
    found: list[Renderer] = ["canvas"]
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
                truth = make_notice(
                    layout.shape, f"{group}/{layout.name}/{layout.variant}/{renderer}/{seed}"
                )
                if renderer == "chromium":
                    printed.append((layout, seed, truth))
                else:
                    draw = canvas.draw if renderer == "canvas" else typeset.draw
                    yield Drawn(layout, renderer, seed, truth, draw(truth, layout.look))
    contents = web.print_notices([(t, layout.look) for layout, _, t in printed]) if printed else []
    for (layout, seed, truth), content in zip(printed, contents, strict=True):
        yield Drawn(layout, "chromium", seed, truth, content)


def read_back(drawn: Iterable[Drawn]) -> Iterator[Outcome]:
    """Read each notice and compare it with its truth."""
    for notice in drawn:
        try:
            read = extract_notice(notice.content, f"{notice.name}.pdf")
        except Unreadable:
            read = None
        yield Outcome(notice, read, score_notice(notice.truth, read))


class Count(NamedTuple):
    """What came of some notices."""

    tables: int
    exact: int
    sorted_right: int
    spurious: int
    cells: int
    wrong_cells: int

    @property
    def share(self) -> Decimal:
        """The exact tables of all."""
        return share(self.exact, self.tables)


def count(outcomes: Iterable[Outcome]) -> Count:
    """Sum up notices."""
    scores = [outcome.score for outcome in outcomes]
    tables: list[TableScore] = [table for score in scores for table in score.tables]
    return Count(
        tables=len(tables),
        exact=sum(table.exact for table in tables),
        sorted_right=sum(table.sorted_right for table in tables),
        spurious=sum(len(score.spurious) for score in scores),
        cells=sum(table.cells for table in tables),
        wrong_cells=sum(table.wrong_cells for table in tables),
    )


def by(outcomes: Iterable[Outcome], what: str) -> dict[str, list[Outcome]]:
    """Outcomes by the name of their ``layout`` or ``renderer``, in their order."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        drawn = outcome.drawn
        found[drawn.layout.name if what == "layout" else drawn.renderer].append(outcome)
    return found
