"""The figures of made layouts: counts by layout and renderer, and how true the confidences are."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple, get_args

from benchmarks.bounds import Figure, share
from benchmarks.layouts.families import GROUPS, Group, Renderer
from benchmarks.layouts.measure import Outcome, draw_group, read_back, renderers

SURE = 0.99
"""Tables rated so, or better, must be exact in 99 %."""
_BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, SURE, 1.01)


class Count(NamedTuple):
    """What came of some notices."""

    tables: int
    exact: int
    sorted_right: int
    spurious: int
    cells: int
    wrong_cells: int
    captioned: int
    parts: int
    printed_right: int
    """Of the `parts` that are a table's only one."""


class Band(NamedTuple):
    """The tables that were rated from `low` to below `high`; a spurious one is not exact."""

    low: float
    high: float
    tables: int
    exact: int


def count(outcomes: Iterable[Outcome]) -> Count:
    """Sum up notices."""
    scores = [outcome.score for outcome in outcomes]
    tables = [table for score in scores for table in score.tables]
    return Count(
        tables=len(tables),
        exact=sum(table.exact for table in tables),
        sorted_right=sum(table.sorted_right for table in tables),
        spurious=sum(len(score.spurious) for score in scores),
        cells=sum(table.cells for table in tables),
        wrong_cells=sum(table.wrong_cells for table in tables),
        captioned=sum(table.captioned for table in tables),
        parts=sum(table.printed_right is not None for table in tables),
        printed_right=sum(bool(table.printed_right) for table in tables),
    )


def reliability(outcomes: Iterable[Outcome]) -> list[Band]:
    """How many tables of each rating are exact."""
    rated: list[tuple[float, bool]] = []
    for outcome in outcomes:
        rated += [(t.confidence, t.exact) for t in outcome.score.tables if t.confidence is not None]
        rated += [(confidence, False) for confidence in outcome.score.spurious]
    return [
        Band(
            low,
            high,
            sum(low <= rating < high for rating, _ in rated),
            sum(low <= rating < high and exact for rating, exact in rated),
        )
        for low, high in pairwise(_BANDS)
    ]


def measure() -> list[Figure]:
    """Print the figures of both groups; of those kept apart nobody is to see more than these."""
    using = renderers()
    for absent in sorted(set(get_args(Renderer)) - set(using)):
        print(f"Left out: the made layouts of {absent}, which is not installed.")
    found: list[Figure] = []
    for group in GROUPS:
        start = time.perf_counter()
        outcomes = list(read_back(draw_group(group, [1], using)))
        print(f"made layouts, {group}: {time.perf_counter() - start:.0f} s")
        print_outcomes(outcomes)
        found += _figures(group, outcomes)
    return found


def _figures(group: Group, outcomes: Sequence[Outcome]) -> list[Figure]:
    found = []
    for renderer, some in by(outcomes, "renderer").items():
        counted = count(some)
        name = f"layouts.{group}.{renderer}"
        found += [
            Figure(f"{name}.exact_tables", share(counted.exact, counted.tables)),
            Figure(f"{name}.spurious_tables", Decimal(counted.spurious), low_is_good=True),
            Figure(f"{name}.wrong_cells", Decimal(counted.wrong_cells), low_is_good=True),
        ]
    sure = reliability(outcomes)[-1]
    true = share(sure.exact, sure.tables)
    # Which tables are sure changes with each count; that nearly all are exact must not.
    found.append(Figure(f"layouts.{group}.sure_tables_exact", true, slack=Decimal("0.005")))
    return found


def print_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Print the counts by layout and by renderer, and the reliability of the ratings."""
    for what in ("layout", "renderer"):
        print(f"{what:48} tables exact sorted spurious  cells wrong captions  parts right")
        for name, found in by(outcomes, what).items():
            _print(name, count(found))
    _print("all", count(outcomes))
    for name, found in by(outcomes, "renderer").items():
        sure = reliability(found)[-1]
        print(f"{name}: of {sure.tables} tables rated {SURE} or better {sure.exact} are exact")
    print("rating          tables exact  share")
    for band in reliability(outcomes):
        if band.tables:
            part = share(band.exact, band.tables)
            print(f"{band.low:.2f} to {band.high:.2f} {band.tables:9} {band.exact:5} {part}")


def _print(name: str, found: Count) -> None:
    print(
        f"{name:48} {found.tables:6} {found.exact:5} {found.sorted_right:6} {found.spurious:8}"
        f" {found.cells:6} {found.wrong_cells:5} {found.captioned:8} {found.parts:6}"
        f" {found.printed_right:5}"
    )


def by(outcomes: Iterable[Outcome], what: str) -> dict[str, list[Outcome]]:
    """Outcomes by the name of their ``layout`` or ``renderer``, in their order."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        drawn = outcome.drawn
        found[drawn.layout.name if what == "layout" else drawn.renderer].append(outcome)
    return found
