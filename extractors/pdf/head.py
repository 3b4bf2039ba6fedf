"""The heading of a table without rules: which words stand over which columns, and how deep."""

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from extractors.pdf.columns import Column, Placed
from extractors.pdf.page import Rule
from extractors.pdf.rows import PlacedLine

_CENTRED = 0.9
"""How far, in parts of the font size, a heading may stand off the middle of its columns."""

_RUN_MOST = 16
_LEVEL_PITCH = 1.4
"""Lines of one heading are nearer to one another, in parts of the font size."""


class HeadCell(NamedTuple):
    """A heading cell by its level and columns, and its words line by line."""

    row: int
    column: int
    row_span: int
    column_span: int
    groups: tuple[Placed, ...]


class _Group(NamedTuple):
    line: int
    placed: Placed
    first: int
    last: int

    @property
    def middle(self) -> float:
        return (self.placed.x0 + self.placed.x1) / 2

    def over(self, column: int) -> bool:
        return self.first <= column <= self.last


def head_cells(
    lines: Sequence[PlacedLine], columns: Sequence[Column], rules: Sequence[Rule]
) -> tuple[list[HeadCell], int]:
    """The cells of the heading's lines and how many levels they make."""
    groups = [
        _Group(index, placed, placed.first, placed.last)
        for index, line in enumerate(lines)
        for placed in line.groups
    ]
    spanning: list[_Group] = []
    leaves: list[_Group] = []
    for group in groups:
        found = _span(group, groups, lines, columns, rules)
        (leaves if found.first == found.last else spanning).append(found)
    spanning, more = _apart(spanning)
    leaves += more
    single = [g for g in leaves if _stands_over_one(g, spanning, leaves, lines, columns)]
    spanning += single
    leaves = [g for g in leaves if g not in single]
    depth = [sum(g.over(c) for g in spanning) for c in range(len(columns))]
    levels = max(depth, default=0) + 1
    cells: list[HeadCell] = []
    for group in spanning:
        row = sum(
            other.line < group.line and other.over(group.first) and other.over(group.last)
            for other in spanning
        )
        cells.append(HeadCell(row, group.first, 1, group.last - group.first + 1, (group.placed,)))
    taken: set[int] = set()
    for column in range(len(columns)):
        held = [g for g in leaves if g.first == column]
        if column in taken:
            continue
        cells.append(
            HeadCell(
                depth[column],
                column,
                levels - depth[column],
                1,
                tuple(g.placed for g in sorted(held, key=lambda g: g.line)),
            )
        )
    return _whole(cells, levels, len(columns)), levels


def _span(
    group: _Group,
    groups: Sequence[_Group],
    lines: Sequence[PlacedLine],
    columns: Sequence[Column],
    rules: Sequence[Rule],
) -> _Group:
    """The group with the columns that it heads."""
    size = lines[group.line].size
    below = {
        c
        for c in range(len(columns))
        if any(g.line > group.line and g.first == c == g.last for g in groups)
    }
    beside = _beside(group, groups, lines)
    below -= beside
    level = [g for g in groups if g.line == group.line and g is not group]
    free = {c for c in below if not any(g.over(c) for g in level)}
    ruled = _ruled(group, lines, columns, rules)
    if ruled and ruled[0] < ruled[1] and len(below.intersection(range(ruled[0], ruled[1] + 1))) > 1:
        under = _shared_out(group, groups, list(range(ruled[0], ruled[1] + 1)), columns)
        if under is not None:
            return group._replace(first=under[0], last=under[1])
    # A heading stands over its columns in the middle: the fitting run of free columns.
    best: tuple[float, int, int] | None = None
    low, high = group.first, group.last
    for first in range(low, -1, -1):
        if first not in free and first < low:
            break
        for last in range(high, len(columns)):
            if last not in free and last > high:
                break
            inside = [c for c in range(first, last + 1) if c in free]
            if len(inside) < 2 or (first, last) == (low, low) or _cuts(group, first, last, groups):
                continue
            away = abs(_centre(first, last, columns, groups, group.line) - group.middle)
            if best is None or away < best[0] - 0.5:
                best = away, first, last
    if beside and low == high and (best is None or best[0] >= _CENTRED * size):
        shared = _shared_out(group, groups, sorted(below), columns)
        if shared is not None:
            return group._replace(first=shared[0], last=shared[1])
    if best is not None and (
        low < high
        or ((beside or _stands_between(group, columns, size)) and best[0] < _CENTRED * size)
        or (best[0] < 0.5 * size and _stands_off(group, groups, size))
    ):
        return group._replace(first=best[1], last=best[2])
    if low == high and best is not None and _repeats(group, groups, columns):
        first, last = _block(group, groups, columns)
        return group._replace(first=first, last=last)
    if low < high and len(free.intersection(range(low, high + 1))) < 2:
        near = min(
            range(low, high + 1),
            key=lambda c: (
                any(g.first == c == g.last for g in level),
                abs((columns[c].x0 + columns[c].x1) / 2 - group.middle),
            ),
        )
        return group._replace(first=near, last=near)
    return group


def _stands_over_one(
    group: _Group,
    spanning: Sequence[_Group],
    leaves: Sequence[_Group],
    lines: Sequence[PlacedLine],
    columns: Sequence[Column],
) -> bool:
    """Whether it heads the one heading below it, rather than goes on there.

    So it is where another word of its line heads several, and theirs stand on the line of its own;
    not where its column has no room for one more character of what stands below.
    """
    below = [g.line for g in leaves if g.first == group.first and g.line > group.line]
    if not below:
        return False
    column, size = columns[group.first], lines[group.line].size
    if group.placed.x1 - group.placed.x0 + size > column.right - column.left:
        return False
    line, under = lines[group.line], lines[min(below)]
    if under.middle - line.middle < _LEVEL_PITCH * line.size:
        return False
    return any(
        other.line == group.line
        and min((g.line for g in leaves if other.over(g.first)), default=None) == min(below)
        for other in spanning
    )


def _shared_out(
    group: _Group, groups: Sequence[_Group], below: list[int], columns: Sequence[Column]
) -> tuple[int, int] | None:
    """The columns of the group where those below are shared out among the words of its line.

    Neighbours that stand halfway down show that all words of the line head columns below.
    """
    run = [c for c in below if all(k in below for k in range(*sorted((c, group.first))))]
    level = sorted(
        (g for g in groups if g.line == group.line and g.first in run), key=lambda g: g.middle
    )
    if group not in level or len(level) >= len(run) or len(run) > _RUN_MOST:
        return None
    best: tuple[float, tuple[int, ...]] | None = None
    for cuts in combinations(range(1, len(run)), len(level) - 1):
        edges = (0, *cuts, len(run))
        away = sum(
            abs(_centre(run[a], run[b - 1], columns, groups, group.line) - g.middle)
            for g, (a, b) in zip(level, pairwise(edges), strict=True)
        )
        if best is None or away < best[0]:
            best = away, edges
    if best is None:
        return None
    place = level.index(group)
    return run[best[1][place]], run[best[1][place + 1] - 1]


def _beside(group: _Group, groups: Sequence[_Group], lines: Sequence[PlacedLine]) -> set[int]:
    """The columns whose heading stands halfway down, beside both levels, if the group is above."""
    middle = (lines[0].top + lines[-1].bottom) / 2
    size = lines[group.line].size
    # The first line of a heading that itself stands halfway down is lower than the uppermost.
    if lines[group.line].top > min(lines[0].top + 0.3 * size, middle - 0.9 * size):
        return set()
    found = set()
    for column in {g.first for g in groups if g.first == g.last}:
        held = [lines[g.line] for g in groups if g.first == column == g.last]
        at = (held[0].top + held[-1].bottom) / 2
        if abs(at - middle) >= 0.3 * size:
            continue
        if all(line is not lines[group.line] for line in held):
            found.add(column)
    return found


def _centre(
    first: int, last: int, columns: Sequence[Column], groups: Sequence[_Group], line: int
) -> float:
    inked = [
        g.placed for g in groups if g.line > line and g.first == g.last and first <= g.first <= last
    ]
    # The headings below are set in the middle too; the figures may stand to one side.
    left = min(p.x0 for p in inked) if inked else columns[first].x0
    right = max(p.x1 for p in inked) if inked else columns[last].x1
    return (left + right) / 2


def _stands_between(group: _Group, columns: Sequence[Column], size: float) -> bool:
    """Whether its middle lies off its column, in a gutter."""
    column = columns[group.first]
    return not column.x0 - 0.3 * size <= group.middle <= column.x1 + 0.3 * size


def _stands_off(group: _Group, groups: Sequence[_Group], size: float) -> bool:
    """Whether the words right below in its column have their middle elsewhere."""
    below = [g for g in groups if g.line > group.line and g.first == group.first == g.last]
    nearest = min(below, key=lambda g: g.line, default=None)
    return nearest is not None and abs(nearest.middle - group.middle) > _CENTRED * size


def _cuts(group: _Group, first: int, last: int, groups: Sequence[_Group]) -> bool:
    """Whether a heading below stands over some of the columns and over one beside them."""
    return any(
        g.line > group.line and (g.first < first <= g.last or g.first <= last < g.last)
        for g in groups
    )


def _ruled(
    group: _Group, lines: Sequence[PlacedLine], columns: Sequence[Column], rules: Sequence[Rule]
) -> tuple[int, int] | None:
    """The columns over which a rule right below the words runs, if it does not run over all."""
    line = lines[group.line]
    floor = min(
        (other.middle for other in lines if other.top > line.middle),
        default=line.bottom + line.size,
    )
    whole = columns[-1].x1 - columns[0].x0
    for rule in rules:
        if not rule.horizontal or not line.middle < rule.at < floor:
            continue
        if (
            not rule.start - 2 <= group.middle <= rule.end + 2
            or rule.end - rule.start > 0.85 * whole
        ):
            continue
        over = [
            c
            for c, column in enumerate(columns)
            if rule.start - 1 <= (column.x0 + column.x1) / 2 <= rule.end + 1
        ]
        if over:
            return over[0], over[-1]
    return None


def _lowest(groups: Sequence[_Group], columns: Sequence[Column]) -> list[str]:
    """The lowest heading of each column."""
    texts = [""] * len(columns)
    for group in sorted(groups, key=lambda g: g.line):
        if group.first == group.last:
            texts[group.first] = group.placed.text
    return texts


def _repeats(group: _Group, groups: Sequence[_Group], columns: Sequence[Column]) -> bool:
    """Whether the lowest headings repeat in blocks, one for each word of this line."""
    return _period(group, groups, columns) is not None


def _period(
    group: _Group, groups: Sequence[_Group], columns: Sequence[Column]
) -> tuple[int, int] | None:
    level = [g for g in groups if g.line == group.line]
    texts = _lowest(groups, columns)
    for start in range(min(3, len(texts))):
        length, rest = divmod(len(texts) - start, len(level))
        if rest or length < 2 or len(level) < 2:
            continue
        blocks = [texts[start + i * length : start + (i + 1) * length] for i in range(len(level))]
        if all(block == blocks[0] for block in blocks) and all(blocks[0]):
            ordered = sorted(level, key=lambda g: g.middle)
            if all(
                start + i * length <= g.first < start + (i + 1) * length
                for i, g in enumerate(ordered)
            ):
                return start, length
    return None


def _block(group: _Group, groups: Sequence[_Group], columns: Sequence[Column]) -> tuple[int, int]:
    found = _period(group, groups, columns)
    if found is None:
        return group.first, group.last
    start, length = found
    first = start + (group.first - start) // length * length
    return first, first + length - 1


def _apart(spanning: list[_Group]) -> tuple[list[_Group], list[_Group]]:
    """The spanning groups so that any two lie apart or one within the other; and the rest."""
    kept: list[_Group] = []
    rest: list[_Group] = []
    for group in sorted(spanning, key=lambda g: (g.line, g.first)):
        same = next(
            (
                k
                for k in kept
                if (k.first, k.last) == (group.first, group.last) and group.line - k.line == 1
            ),
            None,
        )
        clash = [
            k
            for k in kept
            if not (k.last < group.first or group.last < k.first)
            and not (k.line < group.line and k.first <= group.first and group.last <= k.last)
        ]
        if same is not None:
            joined = Placed(same.placed.words + group.placed.words, same.first, same.last)
            kept[kept.index(same)] = same._replace(placed=joined)
        elif clash:
            rest.append(group._replace(last=group.first))
        else:
            kept.append(group)
    return kept, rest


def _whole(cells: list[HeadCell], levels: int, width: int) -> list[HeadCell]:
    """The cells with blank ones wherever none stands, so that every place has one."""
    taken: dict[tuple[int, int], int] = {}
    kept: list[HeadCell] = []
    for cell in sorted(cells):
        places = [
            (cell.row + i, cell.column + j)
            for i in range(cell.row_span)
            for j in range(cell.column_span)
        ]
        clash = next((taken[place] for place in places if place in taken), None)
        if clash is not None:
            kept[clash] = kept[clash]._replace(groups=kept[clash].groups + cell.groups)
            continue
        taken.update(dict.fromkeys(places, len(kept)))
        kept.append(cell)
    for row in range(levels):
        for column in range(width):
            if (row, column) not in taken:
                kept.append(HeadCell(row, column, 1, 1, ()))
    return kept
