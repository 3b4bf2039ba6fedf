"""Grids of consecutive pages that are one table."""

from collections.abc import Sequence
from typing import NamedTuple

from extractors.document import Grid, TextBlock
from extractors.tables.column_paths import column_paths
from extractors.tables.header import Heading, find_heading
from extractors.tables.lines import Line, is_ragged, lines_of
from extractors.tables.page_break import mend_break
from extractors.tables.words import (
    is_continued,
    is_measure,
    is_note,
    is_page_number,
    total_word,
)
from figures import fold, read_figure

_ALIKE_PT = 3.0
"""Edges on two pages are one column's where they are no further apart."""


class Run(NamedTuple):
    """The grids of one printed table, in the columns of the first."""

    first: int
    """Index of the first grid among the document's blocks."""
    last: int
    grids: tuple[Grid, ...]
    pages: tuple[tuple[Line, ...], ...]
    """All lines of each grid."""
    heading: Heading
    """The heading of the first grid."""
    lost: tuple[str, ...]
    """Texts of cells that found no place."""
    ragged: bool


def join_grids(blocks: Sequence[TextBlock | Grid]) -> tuple[Run, ...]:
    """The tables of a document: each grid, or consecutive grids of which each goes on the last.

    A grid goes on from the one before if nothing but page numbers and marks such as ``续表`` stands
    between, its columns lie under the same places, and it repeats the heading or has none. On one
    page that holds only where nobody has laid it out, as in a web page that was pasted together,
    and where the rows count on.
    """
    runs: list[Run] = []
    for index, block in enumerate(blocks):
        if not isinstance(block, Grid):
            continue
        joined = _continue(runs[-1], index, block, blocks) if runs else None
        if joined is not None:
            runs[-1] = joined
            continue
        lines, lost = lines_of(block)
        runs.append(
            Run(index, index, (block,), (lines,), find_heading(lines), lost, is_ragged(block))
        )
    return tuple(runs)


def _continue(run: Run, index: int, grid: Grid, blocks: Sequence[TextBlock | Grid]) -> Run | None:
    between = blocks[run.last + 1 : index]
    same_page = grid.page == run.grids[-1].page and not (_is_laid_out(grid) or _ends(run))
    if not (same_page or grid.page == run.grids[-1].page + 1) or not run.pages[0]:
        return None
    repeated = False
    for block in between:
        if not isinstance(block, TextBlock):
            return None
        if not _is_filler(block.text):
            if not _is_repeated_caption(block.text, run.first, blocks):
                return None
            repeated = True
    aligned = _align(run, grid)
    if aligned is None:
        return None
    lines, lost = lines_of(aligned, len(run.pages))
    if not lines:
        return None
    own = find_heading(lines)
    if own.levels and not _same_heading(run.heading, own):
        return None
    if same_page and not _counts_on(run, lines, own):
        return None
    if repeated and (not own.levels or _starts_anew(lines[own.body :])):
        return None
    pages = (*run.pages, lines)
    return run._replace(
        last=index,
        grids=(*run.grids, grid),
        pages=pages,
        heading=run.heading if own.levels else _heading_over(pages, run.heading),
        lost=run.lost + lost,
        ragged=run.ragged or is_ragged(grid),
    )


def _is_laid_out(grid: Grid) -> bool:
    """Whether somebody put the grid where it is on its page or sheet."""
    places = (cell.evidence.locator for cell in grid.cells)
    return any(place.box_pt is not None or place.sheet is not None for place in places)


def _ends(run: Run) -> bool:
    """Whether the last line is one that only a whole table ends with: a total or a note."""
    last = run.pages[-1][-1]
    texts = [last.text(column) for column in last.printed()[:2]]
    return any(total_word(text) is not None or is_note(text) for text in texts)


def _counts_on(run: Run, lines: Sequence[Line], own: Heading) -> bool:
    """Whether the rows of a further grid on the same page follow those above it."""
    if own.levels:
        opens_section = lines[own.body :] and lines[own.body].lone() is not None
        return bool(opens_section) or not _starts_anew(lines[own.body :])
    if all(cell.header for line in run.pages[-1] for cell in line.cells):
        # The heading stands in a table of its own, so that the rows can be scrolled below it.
        return not any(cell.header for cell in lines[0].cells)
    above, below = (read_figure(line.text(0)) for line in (run.pages[-1][-1], lines[0]))
    return above is not None and below is not None and below.value == above.value + 1


def _heading_over(pages: Sequence[tuple[Line, ...]], known: Heading) -> Heading:
    """The heading again, now that the rows of further pages are known.

    A heading alone at the foot of a page shows how deep it is only by the rows overleaf.
    """
    if any(len(line.printed()) > 1 for line in pages[0][known.body :]):
        return known
    again = find_heading([line for page in pages for line in page])
    return again if again.levels and again.body <= len(pages[0]) else known


def _is_filler(text: str) -> bool:
    return not text.strip() or is_page_number(text) or is_continued(text) or is_measure(text)


def _is_repeated_caption(text: str, first: int, blocks: Sequence[TextBlock | Grid]) -> bool:
    """Whether the words stood right above the first grid too, perhaps now marked ``（续）``."""
    words = fold(text).replace("(续表)", "").replace("(续)", "").removesuffix("续")
    above = [b for b in blocks[max(0, first - 3) : first] if isinstance(b, TextBlock)]
    return any(fold(block.text) == words for block in above)


def _same_heading(first: Heading, own: Heading) -> bool:
    if not first.levels:
        return False
    width = len(first.levels[0].cells)
    titles = {fold(title) for title in first.titles}
    if any(fold(title) not in titles for title in own.titles):
        return False
    return column_paths(first.levels, width) == column_paths(
        own.levels, len(own.levels[0].cells)
    ) or (
        # A table whose last page has fewer side-by-side blocks repeats their headings alone.
        _without_blank(column_paths(own.levels, width))
        == column_paths(first.levels, width)[: len(_without_blank(column_paths(own.levels, width)))]
    )


def _without_blank(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(path for path in paths if path)


def _starts_anew(lines: Sequence[Line]) -> bool:
    """Whether the first numbered row bears the number 1."""
    for line in lines:
        for column in line.printed():
            figure = read_figure(line.text(column))
            if figure is not None:
                return int(figure.value) == 1 and figure.decimals == 0
    return False


def _align(run: Run, grid: Grid) -> Grid | None:
    """The grid in the columns of the run's first one; null where its columns do not fit."""
    first = run.grids[0]
    old, new = _places(first), _places(grid)
    if grid.column_count == first.column_count:
        apart = any(
            a is not None and b is not None and (a[1] <= b[0] or b[1] <= a[0])
            for a, b in zip(old, new, strict=True)
        )
        return None if apart else grid
    if grid.column_count > first.column_count:
        return None
    spans = _spans(old, new)
    if spans is not None and grid.page == run.grids[-1].page and any(n > 1 for _, n in spans):
        # Below on the same page it is another table, as narrow as its words.
        spans = None
    if spans is None:
        width = first.column_count
        paths = column_paths(run.heading.levels, width)
        lines, _ = lines_of(grid)
        own = column_paths(find_heading(lines).levels, grid.column_count)
        if width % grid.column_count or not any(own) or own != paths[: len(own)]:
            return None
        return grid.model_copy(update={"column_count": width})
    moved = []
    for cell in grid.cells:
        start, after = spans[cell.column][0], sum(spans[cell.column + cell.column_span - 1])
        moved.append(cell.model_copy(update={"column": start, "column_span": after - start}))
    return grid.model_copy(update={"cells": tuple(moved), "column_count": first.column_count})


def _places(grid: Grid) -> list[tuple[float, float] | None]:
    """From where to where each column reaches on the page, as its unspanned cells tell."""
    places: list[tuple[float, float] | None] = [None] * grid.column_count
    for cell in grid.cells:
        box = cell.evidence.locator.box_pt
        if box is None or cell.column_span != 1 or not 0 <= cell.column < grid.column_count:
            continue
        known = places[cell.column]
        left, right = (
            (box[0], box[2]) if known is None else (min(known[0], box[0]), max(known[1], box[2]))
        )
        places[cell.column] = (left, right)
    return places


def _spans(
    old: list[tuple[float, float] | None], new: list[tuple[float, float] | None]
) -> list[tuple[int, int]] | None:
    """At which column each one of a narrower grid begins, and how many it is as wide as.

    Null where some do not fit.
    """
    spans: list[tuple[int, int]] = []
    for place in new:
        if place is None:
            return None
        left, right = place
        under = [(j, a) for j, a in enumerate(old) if a and left < (a[0] + a[1]) / 2 < right]
        if not under or (spans and under[0][0] != sum(spans[-1])):
            return None
        (begin, (x0, _)), (end, (_, x1)) = under[0], under[-1]
        if end - begin + 1 != len(under) or not x0 < (left + right) / 2 < x1:
            return None
        if end > begin and max(abs(x0 - left), abs(x1 - right)) > _ALIKE_PT:
            return None
        spans.append((begin, len(under)))
    return spans


def joined_body(run: Run) -> tuple[tuple[Line, ...], tuple[tuple[Line, int], ...]]:
    """The body lines of all pages, and the remarks above their headings.

    Repeated headings, titles and remarks are dropped; cut rows and labels are mended.
    """
    body = list(run.pages[0][run.heading.body :])
    remarks = list(run.heading.remarks)
    for lines in run.pages[1:]:
        own = find_heading(lines)
        known = {fold(line.text(column)) for line, column in remarks}
        if own.levels:
            remarks += [(line, c) for line, c in own.remarks if fold(line.text(c)) not in known]
        body = mend_break(body, list(lines[own.body if own.levels else 0 :]))
    return tuple(body), tuple(remarks)
