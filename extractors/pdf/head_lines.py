"""Which lines above the figures of a table without rules head its columns."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from extractors.pdf.open_table import OpenTable
from extractors.pdf.region import is_caption, is_note, names_section, names_table
from extractors.pdf.rows import PlacedLine
from extractors.pdf.words import WordLine
from extractors.tables.words import is_sentence

_HEAD_PITCH = 2.2
_HEAD_LINES = 9
_WRAPPED = 1.6
"""From line to line of a heading in two lines at most, in parts of the font size."""
_MIRRORED = 0.2
"""How far off, in parts of the font size, lines count as equally far from a third."""


def head_lines(table: OpenTable, lines: Sequence[WordLine], start: int) -> list[int]:
    """The lines above the first figures that head the columns, from above down.

    A section that stands between the heading and the first figures is among them, as the last.
    """
    found: list[int] = []
    first = table.anchors[0]
    lower = table.lines[first]
    x0, x1 = table.columns[0].x0, table.columns[-1].x1
    steps = sorted(
        table.lines[b].middle - table.lines[a].middle for a, b in pairwise(table.anchors)
    )
    usual = steps[len(steps) // 2] if steps else 0.0
    for i in range(first - 1, max(start, first - _HEAD_LINES) - 1, -1):
        line = table.lines[i]
        barred = any(line.middle < bar < lower.middle for bar in table.bars)
        pitch = _HEAD_PITCH + (1.0 if barred or table.pieces[i] > 1 else 0.0)
        if lower.middle - line.middle > max(pitch * max(line.size, lower.size), 1.2 * usual):
            break
        if is_caption(lines[i].text) or is_note(lines[i].text) or not line.groups:
            break
        if table.pieces[i] == 1 and (names_table(lines[i].text) or is_sentence(lines[i].text)):
            break
        alone = table.pieces[i] < 2 and not names_section(lines[i].text)
        beyond = (4 if alone else 12) * line.size
        if line.groups[0].x0 < x0 - beyond or line.groups[-1].x1 > x1 + beyond:
            break
        within = i > table.core.first
        if not within and not _heads(line, table.pieces[i], found, table, barred):
            break
        found.insert(0, i)
        lower = line
    while found and not is_head_top(found, table):
        found.pop(0)
    return found


def top_sections(found: list[int], table: OpenTable) -> int:
    """How many of the last heading lines are sections of the body."""
    count = 0
    for index in range(len(found) - 1, 0, -1):
        line, upper = table.lines[found[index]], table.lines[found[index - 1]]
        if table.pieces[found[index]] > 1 and len(line.groups) > 1:
            break
        if len(line.groups) > 1 and all(g.first == g.last for g in line.groups):
            break
        apart = line.middle - upper.middle > _WRAPPED * line.size
        over = range(line.groups[0].first, line.groups[-1].last + 1)
        headed = all(is_headed(c, found[:index], table) for c in over)
        if headed and len(line.groups) == 1 and names_section(line.groups[0].text):
            count += 1
            continue
        wider = len(over) > 1 or _is_wider(line, found[:index], table)
        if not headed or not (apart or wider):
            break
        count += 1
    return count


def is_headed(column: int, above: list[int], table: OpenTable) -> bool:
    """Whether some of the lines has words over the column."""
    groups = [group for i in above for group in table.lines[i].groups]
    return any(group.first <= column <= group.last for group in groups)


def _is_wider(line: PlacedLine, above: list[int], table: OpenTable) -> bool:
    """Whether the heading above in its column would have had room for some of these words."""
    group = line.groups[0]
    upper = next((g for i in reversed(above) if (g := table.lines[i].at(group.first))), None)
    return upper is None or group.x1 - group.x0 > upper.x1 - upper.x0 + 1.1 * line.size


def _heads(line: PlacedLine, pieces: int, below: list[int], table: OpenTable, barred: bool) -> bool:
    """Whether a line goes on upward with the heading."""
    if pieces > 1:
        return True
    first, last = line.groups[0].first, line.groups[-1].last
    if first == 0 and last == len(table.columns) - 1:
        return False
    # Above a rule over the whole table, words alone are its caption.
    if barred and below:
        return False
    if below and line.size > 1.1 * table.lines[below[0]].size:
        return False
    return first == last or bool(below)


def is_head_top(found: list[int], table: OpenTable) -> bool:
    """Whether the topmost line is part of the heading: words alone in the middle are a caption."""
    line = table.lines[found[0]]
    if table.pieces[found[0]] > 1:
        return True
    first, last = line.groups[0].first, line.groups[-1].last
    under = [table.lines[i] for i in found[1:]]
    if not under:
        # A heading of one word: only where its column would else have none.
        return len(table.columns) == 2 and first == last == 1
    if any(bar < line.top and line.top - bar < 1.5 * line.size for bar in table.bars):
        return True
    next_line = under[0]
    if next_line.middle - line.middle < line.size or _is_mirrored(line, under):
        return True
    if next_line.middle - line.middle > 1.7 * line.size or line.size > 1.1 * next_line.size:
        return False
    x0, x1 = table.columns[0].x0, table.columns[-1].x1
    centred = abs((line.groups[0].x0 + line.groups[-1].x1) / 2 - (x0 + x1) / 2) < 0.8 * line.size
    if first < last:
        return not centred
    return not centred or any(other.at(first) for other in under)


def _is_mirrored(line: PlacedLine, under: Sequence[PlacedLine]) -> bool:
    """Whether words over one column alone, in the middle of their height, reach up to the line.

    They stand as far below the top level as above the lowest; a caption stands anywhere.
    """
    return any(
        abs(line.middle + lower.middle - 2 * other.middle) < _MIRRORED * line.size
        and line.size <= 1.1 * other.size
        and any(lower.at(group.first) is None for group in other.groups)
        for other, lower in combinations(under, 2)
    )


def is_section(line: PlacedLine, table: OpenTable) -> bool:
    """Words alone that stand over several columns or under headings of figures."""
    if len(line.groups) != 1:
        return False
    group = line.groups[0]
    if group.first < group.last or group.first in table.values or names_section(group.text):
        return True
    near = sorted(table.anchors, key=lambda i: abs(table.lines[i].middle - line.middle))[:2]
    if not all(table.lines[i].at(group.first) for i in near):
        return False
    column = table.columns[group.first]
    inside = min(group.x1, column.x1) - max(group.x0, column.x0)
    return inside < 0.5 * (group.x1 - group.x0)
