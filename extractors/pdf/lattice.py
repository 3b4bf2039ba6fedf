"""From the rules of a page to lattices: which rules form a table, and where its cells lie.

A cell is what no rule parts, so that a merged cell is one cell wherever it stands, and a rule that
is drawn twice, in pieces, or beyond its table makes no cell of its own.
"""

from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from evidence import Box
from extractors.pdf.page import Rule

_SAME_LINE_PT = 0.8
_GAP_PT = 4.0
_TOUCH_PT = 2.99
"""Three points apart is apart, whatever the last binary digits say."""
_SHORTEST_PT = 4.0
_ROW_LEAST_PT = 4.5
"""Rules nearer than this are one: no printed line of text fits between them."""
_OVERHANG_PT = 8.0
_ALIKE_PT = 2.0
"""Two rules end at one place where their ends are no further apart."""
_COVERED = 0.6
_FIRST_STEP_PT = 60.0
_LEVEL_LEAST = 0.2
"""The height of a heading's first level, in parts of the whole."""
_STEP_MOST = 2.5
"""Of rules one below the other the widest step, in parts of the widest before."""


class LatticeCell(NamedTuple):
    """A cell by its first row and column and the rows and columns that it spans."""

    row: int
    column: int
    row_span: int
    column_span: int


class Lattice(NamedTuple):
    """The grid lines of one table and its cells; every place lies in exactly one cell."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[LatticeCell, ...]
    open_sides: bool
    """A side of the frame is not printed: it was taken from the ends of the rules."""
    ragged: bool
    """Some cells are no rectangles: a rule ends where no other meets it."""
    inferred: bool = False
    """Some cells were parted where no rule is printed, below the columns of other rows."""

    @property
    def row_count(self) -> int:
        """Rows between the grid lines."""
        return len(self.ys) - 1

    @property
    def column_count(self) -> int:
        """Columns between the grid lines."""
        return len(self.xs) - 1

    @property
    def box(self) -> Box:
        """The frame of the whole."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell_box(self, cell: LatticeCell) -> Box:
        """The frame of a cell."""
        return (
            self.xs[cell.column],
            self.ys[cell.row],
            self.xs[cell.column + cell.column_span],
            self.ys[cell.row + cell.row_span],
        )

    def owners(self) -> dict[tuple[int, int], int]:
        """For each place (row, column) the index of the cell that holds it."""
        return {
            (cell.row + i, cell.column + j): index
            for index, cell in enumerate(self.cells)
            for i in range(cell.row_span)
            for j in range(cell.column_span)
        }

    def place_of(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column of a point, None outside the frame."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        if 0 <= row < self.row_count and 0 <= column < self.column_count:
            return row, column
        return None


def find_lattices(rules: tuple[Rule, ...]) -> list[Lattice]:
    """The lattices of at least two cells that the rules form, from the top of the page down."""
    found = []
    for group in _connected(_joined(rules)):
        lattice = _lattice(group)
        if lattice is not None and len(lattice.cells) > 1:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.box[1], lattice.box[0]))


def _joined(rules: tuple[Rule, ...]) -> list[Rule]:
    """Pieces of one line made whole (dashes, rules drawn cell by cell)."""
    joined: list[Rule] = []
    for horizontal in (True, False):
        lines = sorted(rule for rule in rules if rule.horizontal == horizontal)
        cluster: list[Rule] = []
        for rule in [*lines, None]:
            if rule is not None and (not cluster or rule.at - cluster[-1].at <= _SAME_LINE_PT):
                cluster.append(rule)
                continue
            at = sum(piece.at for piece in cluster) / max(1, len(cluster))
            joined.extend(
                Rule(horizontal, at, start, end)
                for start, end in _union([(piece.start, piece.end) for piece in cluster], _GAP_PT)
                if end - start >= _SHORTEST_PT
            )
            cluster = [rule] if rule is not None else []
    return joined


def _union(spans: list[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + gap:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _connected(rules: list[Rule]) -> list[list[Rule]]:
    """The rules in groups that touch or cross one another."""
    level = [rule for rule in rules if rule.horizontal]
    upright = [rule for rule in rules if not rule.horizontal]
    parent = list(range(len(rules)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, h in enumerate(level):
        for j, v in enumerate(upright, len(level)):
            if (
                v.start - _TOUCH_PT <= h.at <= v.end + _TOUCH_PT
                and h.start - _TOUCH_PT <= v.at <= h.end + _TOUCH_PT
            ):
                parent[root(i)] = root(j)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate(level + upright):
        groups.setdefault(root(index), []).append(rule)
    return _with_rest(list(groups.values()))


def _with_rest(groups: list[list[Rule]]) -> list[list[Rule]]:
    """The groups that may be tables, each with the rules that touch none of it but belong to it.

    These are upright pieces in line with its own, inside its frame, where section rows interrupt
    them; and level rules as wide as the frame, one below the other, where only the heading has
    upright ones.
    """
    rest = [rule for group in groups if len(group) < 3 for rule in group]
    groups = [group for group in groups if len(group) > 2]
    for group in groups if rest else ():
        level = [rule for rule in group if rule.horizontal]
        upright = [rule for rule in group if not rule.horizontal]
        if not level or not upright:
            continue
        top = min(rule.at for rule in level)
        bottom = max([*(rule.at for rule in level), *(rule.end for rule in upright)])
        group += [
            rule
            for rule in rest
            if not rule.horizontal
            and top <= (rule.start + rule.end) / 2 <= bottom
            and any(abs(rule.at - own.at) <= _SAME_LINE_PT for own in upright)
        ]
        group += _stacked(group, rest, max(rule.at for rule in level))
    return groups


def _stacked(group: list[Rule], rest: list[Rule], bottom: float) -> list[Rule]:
    """The level rules below a group, as wide as it and a few lines from one to the next."""
    start = min(rule.start for rule in group if rule.horizontal)
    end = max(rule.end for rule in group if rule.horizontal)
    found: list[Rule] = []
    steps: list[float] = []
    for rule in sorted(rule for rule in rest if rule.horizontal and rule.at > bottom):
        if abs(rule.start - start) > _ALIKE_PT or abs(rule.end - end) > _ALIKE_PT:
            continue
        step = rule.at - (found[-1].at if found else bottom)
        if step > (_STEP_MOST * max(steps) if steps else _FIRST_STEP_PT):
            break
        steps.append(step)
        found.append(rule)
    return found if len(found) > 1 else []


def _grid_lines(rules: list[Rule]) -> list[tuple[float, list[tuple[float, float]]]]:
    """Rules of one direction as grid lines: the place of each, and the stretches it covers."""
    clusters: list[list[Rule]] = []
    for rule in sorted(rules):
        if clusters and rule.at - clusters[-1][0].at < _ROW_LEAST_PT:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    lines = []
    for cluster in clusters:
        length = sum(rule.end - rule.start for rule in cluster)
        at = sum(rule.at * (rule.end - rule.start) for rule in cluster) / length
        lines.append((at, _union([(rule.start, rule.end) for rule in cluster], _GAP_PT)))
    return lines


def _with_sides(
    lines: list[tuple[float, list[tuple[float, float]]]], crossing: list[Rule]
) -> tuple[list[tuple[float, list[tuple[float, float]]]], bool]:
    """The grid lines, with an outer one added on a side where the crossing rules reach beyond."""
    added = False
    start = _common_end([-rule.start for rule in crossing], crossing)
    end = _common_end([rule.end for rule in crossing], crossing)
    if start is not None and (not lines or -start < lines[0][0] - _OVERHANG_PT):
        lines, added = [(-start, []), *lines], True
    if end is not None and end > lines[-1][0] + _OVERHANG_PT:
        lines, added = [*lines, (end, [])], True
    return lines, added


def _common_end(reach: list[float], rules: list[Rule]) -> float | None:
    """The outmost place that rules a row apart reach alike: one stray rule is no side.

    Where no two reach quite as far, the place that half of the rules reach. A name beside several
    rows has rules above and below it alone.
    """
    outwards = sorted(zip(reach, rules, strict=True), reverse=True)
    for (far, one), (near, other) in pairwise(outwards):
        if far - near <= _ALIKE_PT and abs(one.at - other.at) >= _ROW_LEAST_PT:
            return near
    quorum = max(2, (len(reach) + 1) // 2)
    return outwards[quorum - 1][0] if len(reach) >= quorum else None


def _covers(spans: list[tuple[float, float]], start: float, end: float) -> bool:
    covered = sum(max(0.0, min(end, b) - max(start, a)) for a, b in spans)
    return covered >= _COVERED * (end - start)


def _lattice(rules: list[Rule]) -> Lattice | None:
    level = [rule for rule in rules if rule.horizontal]
    upright = [rule for rule in rules if not rule.horizontal]
    columns, open_x = _with_sides(_grid_lines(upright), level)
    rows, open_y = _with_sides(_grid_lines(level), upright)
    if len(columns) < 2 or len(rows) < 2:
        return None
    implied = _implied_rows(upright, [at for at, _ in rows])
    rows = sorted([*rows, *((at, []) for at in implied)])
    xs, ys = [at for at, _ in columns], [at for at, _ in rows]
    # A place is its row and column; two neighbours are one cell where no rule parts them.
    merged_right = {
        (i, j)
        for i in range(len(ys) - 1)
        for j in range(len(xs) - 2)
        if not _covers(columns[j + 1][1], ys[i], ys[i + 1])
    }
    merged_down = {
        (i, j)
        for i in range(len(ys) - 2)
        for j in range(len(xs) - 1)
        if not _covers(rows[i + 1][1], xs[j], xs[j + 1])
        # Where no level rule stands, what the upright ones part below and not above.
        and not (
            ys[i + 1] in implied
            and any(((i, k) in merged_right) != ((i + 1, k) in merged_right) for k in (j - 1, j))
        )
    }
    places, ragged = rectangles(len(ys) - 1, len(xs) - 1, merged_right, merged_down)
    return _without_idle_lines(xs, ys, places, open_x or open_y, ragged and not implied)


def _implied_rows(upright: list[Rule], ys: list[float]) -> list[float]:
    """Where columns begin halfway down between the first two level rules.

    So a heading of two levels is told, and a row over all columns above, without a level rule.
    """
    begins: dict[float, float] = {}
    for rule in upright:
        near = next((at for at in begins if abs(at - rule.at) <= _SAME_LINE_PT), rule.at)
        begins[near] = min(rule.start, begins.get(near, rule.start))
    top, bottom = ys[:2]
    found: list[float] = []
    for at in sorted(begins.values()):
        apart = min(at - top, bottom - at, *(at - known for known in found))
        if apart > max(_ROW_LEAST_PT, _LEVEL_LEAST * (bottom - top) if not found else 0):
            found.append(at)
    return found


def rectangles(
    row_count: int,
    column_count: int,
    merged_right: set[tuple[int, int]],
    merged_down: set[tuple[int, int]],
) -> tuple[list[LatticeCell], bool]:
    """The cells that merging neighbours gives; a shape that is no rectangle falls into its rows."""
    group = {(i, j): (i, j) for i in range(row_count) for j in range(column_count)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while group[place] != place:
            group[place] = group[group[place]]
            place = group[place]
        return place

    for i, j in sorted(merged_right):
        group[root((i, j + 1))] = root((i, j))
    for i, j in sorted(merged_down):
        group[root((i + 1, j))] = root((i, j))
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in group:
        members.setdefault(root(place), []).append(place)
    cells: list[LatticeCell] = []
    ragged = False
    for places in members.values():
        top, bottom = min(i for i, _ in places), max(i for i, _ in places)
        left, right = min(j for _, j in places), max(j for _, j in places)
        if (bottom - top + 1) * (right - left + 1) == len(places):
            cells.append(LatticeCell(top, left, bottom - top + 1, right - left + 1))
            continue
        ragged = True
        for i in range(top, bottom + 1):
            columns = sorted(j for row, j in places if row == i)
            starts = [j for j in columns if j - 1 not in columns]
            ends = [j for j in columns if j + 1 not in columns]
            cells.extend(
                LatticeCell(i, start, 1, end - start + 1)
                for start, end in zip(starts, ends, strict=True)
            )
    return sorted(cells), ragged


def _without_idle_lines(
    xs: list[float],
    ys: list[float],
    cells: list[LatticeCell],
    open_sides: bool,
    ragged: bool,
) -> Lattice:
    """The lattice without grid lines that part no two cells."""
    rows = sorted({edge for c in cells for edge in (c.row, c.row + c.row_span)})
    columns = sorted({edge for c in cells for edge in (c.column, c.column + c.column_span)})
    row_of = {edge: index for index, edge in enumerate(rows)}
    column_of = {edge: index for index, edge in enumerate(columns)}
    return Lattice(
        xs=tuple(xs[edge] for edge in columns),
        ys=tuple(ys[edge] for edge in rows),
        cells=tuple(
            LatticeCell(
                row_of[c.row],
                column_of[c.column],
                row_of[c.row + c.row_span] - row_of[c.row],
                column_of[c.column + c.column_span] - column_of[c.column],
            )
            for c in cells
        ),
        open_sides=open_sides,
        ragged=ragged,
    )
