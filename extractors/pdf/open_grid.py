"""The grid of a table without rules: its heading, rows, sections and labels as cells."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from extractors.pdf.columns import Column, Placed
from extractors.pdf.grid import CellText, GridReading
from extractors.pdf.head import HeadCell
from extractors.pdf.labels import Label
from extractors.pdf.lattice import Lattice, LatticeCell
from extractors.pdf.open_table import OpenTable
from extractors.pdf.page import Char
from extractors.pdf.rows import PlacedLine, TableRow
from extractors.pdf.text import fold_lines, lines_of
from extractors.tables.words import is_total

_ALIGNED = 0.3
"""How far the words of a cell may stand off the edge or middle of their column."""


def open_grid(
    table: OpenTable,
    head: list[HeadCell],
    levels: int,
    heading: list[PlacedLine],
    rows: list[TableRow],
    labels: tuple[Label, ...],
) -> tuple[GridReading, frozenset[Char]]:
    """The cells of a table without rules, and the characters that lie in them."""
    width = len(table.columns)
    cells: list[tuple[LatticeCell, list[Char]]] = []
    for item in head:
        place = LatticeCell(item.row, item.column, item.row_span, item.column_span)
        cells.append((place, [c for group in item.groups for w in group.words for c in w.chars]))
    for number, row in enumerate(rows, levels):
        if row.section:
            chars = [c for g in row.lines[0].groups for w in g.words for c in w.chars]
            cells.append((LatticeCell(number, 0, 1, width), chars))
            continue
        merged = _total_columns(row, table)
        if merged:
            chars = [c for g in row.lines[0].groups[:1] for w in g.words for c in w.chars]
            cells.append((LatticeCell(number, 0, 1, merged), chars))
        for column in range(merged or (1 if labels else 0), width):
            held = [g for line in row.lines for g in line.groups if g.first == column]
            chars = [c for g in held for w in g.words for c in w.chars]
            cells.append((LatticeCell(number, column, 1, 1), chars))
    taken = {place.row for place, _ in cells if place.row >= levels and place.column == 0}
    for first, end, groups in _label_cells(labels, rows):
        if levels + first in taken:
            continue
        chars = [c for group in groups for w in group.words for c in w.chars]
        cells.append((LatticeCell(levels + first, 0, end - first, 1), chars))
    every = [char for _, chars in cells for char in chars]
    xs = [min(char.x0 for char in every)]
    xs += [column.right for column in table.columns[:-1]]
    xs.append(max(char.x1 for char in every))
    lattice = Lattice(
        xs=tuple(xs),
        ys=_heights(levels, heading, rows),
        cells=tuple(sorted(place for place, _ in cells)),
        open_sides=True,
        ragged=False,
        inferred=True,
    )
    texts = []
    for place, chars in sorted(cells, key=lambda item: item[0]):
        printed = lines_of(chars)
        x0, _, x1, _ = lattice.cell_box(place)
        texts.append(CellText(place, tuple(printed), fold_lines(printed, width=x1 - x0)))
    return GridReading(lattice, tuple(texts), crossed=False), frozenset(every)


def _total_columns(row: TableRow, table: OpenTable) -> int:
    """Over how many first columns the name of a row of totals stands; 0 where in its own."""
    line = row.lines[0]
    if len(row.lines) > 1 or len(line.groups) < 2 or not is_total(line.groups[0].text):
        return 0
    group, after = line.groups[0], line.groups[1].first
    walled = _within_walls(line, table)
    if walled:
        return walled
    over = [c for c in range(group.first, after) if c not in table.values]
    last = over[-1] if over else 0
    column = table.columns[group.first]
    held = [g for i in table.anchors if (g := table.lines[i].at(group.first)) and g != group]
    ways: tuple[Callable[[Placed | Column], float], ...] = (
        lambda it: it.x0,
        lambda it: it.x1,
        lambda it: (it.x0 + it.x1) / 2,
    )
    # The way in which the column is set: at its left, its right or in the middle.
    way = min(ways, key=lambda way: sum(abs(way(g) - way(column)) for g in held))
    # Set in the middle over all of them, it is nearer to theirs than to where its column's stand.
    middle = (table.columns[0].x0 + table.columns[last].x1) / 2
    over_all = abs((group.x0 + group.x1) / 2 - middle)
    own = abs(way(group) - way(column)) < max(_ALIGNED * line.size, over_all)
    return 0 if own or last < max(1, group.last) else last + 1


def _within_walls(line: PlacedLine, table: OpenTable) -> int:
    """How many first columns the words share because the upright rules leave out their row."""
    for count, (column, after) in enumerate(pairwise(table.columns), 1):
        gutter = [wall for wall in table.walls if column.x1 - 1 <= wall.at <= after.x0 + 1]
        here = any(wall.start <= line.middle <= wall.end for wall in gutter)
        if here or not gutter or (count > line.groups[0].first and line.at(count)):
            return count if count > 1 and line.groups[0].first < count and here else 0
    return 0


def _label_cells(
    labels: Sequence[Label], rows: list[TableRow]
) -> list[tuple[int, int, tuple[Placed, ...]]]:
    """The first column below the heading: first row, end and words of each group's cell.

    A section ends the cell of a group; the rows below it have no name then.
    """
    found: list[tuple[int, int, tuple[Placed, ...]]] = []
    for label in labels:
        groups = label.groups
        for number in range(label.first, label.end):
            if rows[number].section:
                continue
            if number > label.first and not rows[number - 1].section:
                found[-1] = found[-1][0], number + 1, found[-1][2]
            else:
                found.append((number, number + 1, groups))
                groups = ()
    return found


def _heights(levels: int, heading: list[PlacedLine], rows: list[TableRow]) -> tuple[float, ...]:
    """Between which heights each row stands; heading levels share the heading's height."""
    bands: list[tuple[float, float]] = []
    if levels:
        top = min(line.top for line in heading)
        bottom = max(line.bottom for line in heading)
        step = (bottom - top) / levels
        bands = [(top + k * step, top + (k + 1) * step) for k in range(levels)]
    bands += [
        (min(line.top for line in row.lines), max(line.bottom for line in row.lines))
        for row in rows
    ]
    ys = [bands[0][0]]
    for (_, bottom), (top, _) in pairwise(bands):
        ys.append(max(ys[-1] + 0.1, (bottom + top) / 2))
    ys.append(max(ys[-1] + 0.1, bands[-1][1]))
    return tuple(ys)
