"""Tables without rules, or with level rules alone, from the places of their characters.

A region of lines whose blanks run down is parted into columns, rows and a heading; what is then no
table (prose in columns, lists, contents, forms) is left as text. Each character of a table found
lies in exactly one of its cells.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from evidence import Box
from extractors.pdf.columns import Column, find_columns, place_words
from extractors.pdf.grid import GridReading
from extractors.pdf.head import head_cells
from extractors.pdf.head_lines import (
    head_lines,
    is_head_top,
    is_headed,
    is_section,
    top_sections,
)
from extractors.pdf.labels import Name, share_rows, take_names
from extractors.pdf.open_grid import open_grid
from extractors.pdf.open_table import (
    OpenTable,
    bars_of,
    is_anchor,
    names_columns,
    open_table,
    value_columns,
    walls_of,
    within_columns,
)
from extractors.pdf.page import Char, Rule
from extractors.pdf.region import (
    Core,
    find_cores,
    is_caption,
    is_note,
    is_page_number,
    names_section,
)
from extractors.pdf.rows import Gap, PlacedLine, TableRow, join_rows
from extractors.pdf.sound import is_sound
from extractors.pdf.words import WordLine, pieces_of, word_lines
from extractors.tables.words import is_total

NAME = "tongbao-columns@1"
_FIRST_LINES = 6
_RUNNING_LINES = 1
"""Above what goes on from the page before."""
_FEW_ROWS = 3
_ROW_PITCH = 3.0
"""The widest step from row to row, in parts of the font size, where no other row tells."""


class Borderless(NamedTuple):
    """A table read without a lattice, and the characters that lie in it."""

    reading: GridReading
    chars: frozenset[Char]
    columns: tuple[Column, ...]
    values: frozenset[int]
    head: tuple[str, ...]
    """The lines of its heading."""
    at_end: bool
    """No further line of the page stands below it but a page number."""


def find_borderless(
    chars: Sequence[Char],
    rules: Sequence[Rule],
    frames: Sequence[Box],
    before: "Borderless | None" = None,
) -> list[Borderless]:
    """The tables that the characters form without a lattice, from the top of the page down.

    `frames` are the boxes of tables already read; their characters must not be among `chars`.
    `before` is the table at the foot of the page before, in whose columns the first may go on.
    """
    lines = word_lines(chars)
    found: list[Borderless] = []
    end = -1
    cores = find_cores(lines, frames)
    if before is not None and before.at_end:
        first = _headed_again(before, lines, rules) or _carried(before, lines, rules)
        if first is not None and all(
            core.first > first[1] + 1 or core.last <= first[1] for core in cores[:1]
        ):
            reading, end = first
            found.append(reading)
            cores = [core for core in cores if core.first > end]
    for core in cores:
        left = tuple(i for i in core.parted if i > end)
        if not left:
            continue
        table = open_table(Core(left[0], core.last, left), lines, rules, end + 1)
        if table is None:
            continue
        made = _reading(table, lines, rules, end + 1)
        if made is not None:
            reading, end = made
            found.append(reading)
    lone = _heading_at_foot(lines, end + 1)
    return found if lone is None else [*found, lone]


def _heading_at_foot(lines: Sequence[WordLine], start: int) -> Borderless | None:
    """The heading of a table as the last line of the page, all of whose rows stand overleaf."""
    last = next((i for i in reversed(range(len(lines))) if not is_page_number(lines[i].text)), -1)
    if last < start:
        return None
    columns = find_columns([lines[last]])
    if not columns:
        return None
    line = PlacedLine(
        tuple(place_words(lines[last], columns)),
        lines[last].top,
        lines[last].bottom,
        lines[last].size,
    )
    if len(columns) < 2 or not names_columns(line, len(columns)):
        return None
    table = OpenTable(Core(last, last, (last,)), columns, frozenset(), (line,), (), (), (), ())
    made = open_grid(table, [], 0, [], [TableRow((line,))], ())
    return _borderless(table, *made, head=(lines[last].text,), at_end=True)


def _headed_again(
    before: Borderless, lines: Sequence[WordLine], rules: Sequence[Rule]
) -> tuple[Borderless, int] | None:
    """The last rows of a table, too few to show its columns, below its heading printed again."""
    count = len(before.head)
    texts = [line.text for line in lines[: count + _RUNNING_LINES]]
    tops = [k for k in range(_RUNNING_LINES + 1) if tuple(texts[k : k + count]) == before.head]
    if not count or not tops:
        return None
    placed = tuple(
        PlacedLine(tuple(place_words(line, before.columns)), line.top, line.bottom, line.size)
        for line in lines
    )
    anchors = tuple(
        i
        for i in range(tops[0] + count, len(lines))
        if len(placed[i].groups) > 1 and is_anchor(placed[i], before.values)
    )
    if not 0 < len(anchors) <= _FEW_ROWS:
        return None
    pieces = tuple(len(pieces_of(line, 1.0)) for line in lines)
    bars, walls = bars_of(before.columns, rules), walls_of(before.columns, rules)
    core = Core(anchors[0], anchors[-1], anchors)
    table = OpenTable(core, before.columns, before.values, placed, pieces, anchors, bars, walls)
    return _reading(table, lines, rules, tops[0])


def _carried(
    before: Borderless, lines: Sequence[WordLine], rules: Sequence[Rule]
) -> tuple[Borderless, int] | None:
    """The rows at the head of a page that go on with the table of the page before."""
    placed = [PlacedLine((), line.top, line.bottom, line.size) for line in lines]
    anchors: list[int] = []
    last = -1
    for i, line in enumerate(lines):
        groups = tuple(place_words(line, before.columns))
        section = len(groups) == 1 and names_section(groups[0].text)
        if any(g.first < g.last for g in groups) and not section:
            if i < _RUNNING_LINES and len(groups) == 1:
                continue
            break
        if is_note(line.text) or is_caption(line.text):
            break
        if (i >= _FIRST_LINES and len(anchors) < 2) or _is_far(lines, anchors, last, i):
            break
        placed[i] = placed[i]._replace(groups=groups)
        row = len(groups) > 1 and (is_anchor(placed[i], before.values) or not before.values)
        if row:
            anchors.append(i)
        if row or section:
            last = i
    if not anchors:
        return None
    over = {g.first for i in range(anchors[-1] + 1) for g in placed[i].groups}
    if len(over) < max(2, 0.6 * len(before.columns)) or anchors[0] > 2:
        return None
    if any(2 * len(placed[i].groups) > len(before.columns) for i in range(anchors[0])):
        # The heading again: the table is read with it.
        return None
    core = Core(anchors[0], anchors[-1], tuple(anchors))
    pieces = tuple(len(pieces_of(line, 1.0)) for line in lines)
    walls = walls_of(before.columns, rules)
    # Of a heading alone the rows tell which columns bear figures.
    values = before.values or value_columns([placed[i] for i in anchors], len(before.columns))
    table = OpenTable(
        core, before.columns, values, tuple(placed), pieces, tuple(anchors), (), walls
    )
    return _reading(table, lines, rules, 0, carried=True)


def _is_far(lines: Sequence[WordLine], anchors: Sequence[int], last: int, index: int) -> bool:
    """Whether a line stands further below the `last` row than its size or their pitch allows."""
    if not anchors:
        return False
    steps = [lines[b].middle - lines[a].middle for a, b in pairwise(anchors)]
    widest = 1.3 * max(steps) if steps else _ROW_PITCH * lines[index].size
    return lines[index].middle - lines[last].middle > widest


def _reading(
    table: OpenTable,
    lines: Sequence[WordLine],
    rules: Sequence[Rule],
    start: int,
    carried: bool = False,
) -> tuple[Borderless, int] | None:
    """The table read, and the index of its last line; None where it is no table."""
    bare, names = take_names(table.lines, table.anchors, table.values)
    if names:
        found = _reading_of(table._replace(lines=bare), lines, rules, start, carried, names)
        if found is not None:
            return found
    return _reading_of(table, lines, rules, start, carried, ())


def _reading_of(
    table: OpenTable,
    lines: Sequence[WordLine],
    rules: Sequence[Rule],
    start: int,
    carried: bool,
    names: tuple[Name, ...],
) -> tuple[Borderless, int] | None:
    """The same where `names` stand beside the rows of groups; None where they do not."""
    head = head_lines(table, lines, start)
    before = _lead_lines(table, lines, start)
    if any(table.pieces[i] > 1 for i in head):
        # The first word of a column is its heading.
        before = [
            i
            for i in before
            if all(
                is_headed(g.first, [k for k in head if k < i], table) for g in table.lines[i].groups
            )
        ]
    gaps = [_gap(before, table)]
    for a, b in pairwise(table.anchors):
        gaps.append(_gap(list(range(a, b + 1)), table, inner=True))
    after = _tail_lines(table, lines)
    gaps.append(_gap([table.anchors[-1], *after], table, foot=True))
    anchors = [table.lines[i] for i in table.anchors]
    # The names of groups are no part of any one row.
    beside: frozenset[int] = frozenset({0}) if names else frozenset()
    lead, rows, tail = join_rows(anchors, gaps, table.columns, table.values | beside)
    # What the first row did not take is heading, or a row that the page break cut, or text above.
    left = before[: sum(len(row.lines) for row in lead)]
    head = [i for i in head if i not in before[len(left) :]]
    sections = head[len(head) - top_sections(head, table) :]
    if carried:
        sections = _sections_above(table)
    head = [] if carried else head[: len(head) - len(sections)]
    while head and not is_head_top(head, table):
        head.pop(0)
    if not head and len(lead) == 1 and left[0] == 0 and not is_caption(lines[0].text):
        rows = [*lead, *rows]
    rows = [*(TableRow((table.lines[i],), section=True) for i in sections), *rows]
    if len(tail) == 1 and after[-1] == len(lines) - 1 and len(rows) > 1:
        rows = [*rows, *tail]
    below = max([table.anchors[-1], *after]) + 1
    bare = _is_bare_total(table, lines, below)
    if bare:
        rows = [*rows, TableRow((table.lines[below],))]
        after = [*after, below]
    foot = [] if tail or bare else _sections_at_foot(table, lines, below - 1)
    rows = [*rows, *(TableRow((table.lines[i],), section=True) for i in foot)]
    labels = share_rows(names, rows) if names else ()
    if labels is None:
        return None
    heading = [table.lines[i] for i in head]
    sound = carried or is_sound(table.columns, rows, heading, table.values, table.bars)
    if not sound:
        return None
    cells, levels = head_cells(heading, table.columns, rules) if head else ([], 0)
    end = max([table.anchors[-1], *after, *foot])
    rest = [line.text for line in lines[end + 1 :] if not is_page_number(line.text)]
    made = open_grid(table, cells, levels, heading, rows, labels)
    words = tuple(lines[i].text for i in head)
    return _borderless(table, *made, head=words, at_end=not rest), end


def _sections_above(table: OpenTable) -> list[int]:
    """The sections right above the first row of a page that has no heading of its own."""
    first = table.anchors[0]
    while first > 0:
        groups = table.lines[first - 1].groups
        if len(groups) != 1 or not names_section(groups[0].text):
            break
        first -= 1
    return list(range(first, table.anchors[0]))


def _sections_at_foot(table: OpenTable, lines: Sequence[WordLine], last: int) -> list[int]:
    """The sections right below the `last` row on its page, whose rows stand overleaf."""
    found: list[int] = []
    for i in range(last + 1, len(lines)):
        if is_page_number(lines[i].text):
            continue
        groups = table.lines[i].groups
        near = not _is_far(lines, table.anchors, max([last, *found]), i)
        if len(groups) != 1 or not names_section(groups[0].text) or not near:
            return []
        found.append(i)
    return found


def _borderless(
    table: OpenTable,
    reading: GridReading,
    chars: frozenset[Char],
    head: tuple[str, ...],
    at_end: bool,
) -> Borderless:
    return Borderless(reading, chars, table.columns, table.values, head, at_end)


def _gap(indexes: list[int], table: OpenTable, inner: bool = False, foot: bool = False) -> Gap:
    """What stands between two lines of figures (`inner`), below the last (`foot`), or above."""
    indexes = [i for i in indexes if table.lines[i].groups]
    between = indexes[1:-1] if inner else indexes[1:] if foot else indexes
    lines = [table.lines[i] for i in between]
    sections = frozenset(k for k, line in enumerate(lines) if is_section(line, table))
    bars = set()
    edges = [table.lines[i].middle for i in indexes]
    if not inner and not foot:
        edges = [*edges, table.lines[table.anchors[0]].middle]
        offset = 1
    else:
        offset = 0
    for k, (upper, lower) in enumerate(pairwise(edges)):
        if any(upper < bar < lower for bar in table.bars):
            bars.add(k + offset)
    return Gap(
        tuple(
            line if k in sections else within_columns(line, table.columns)
            for k, line in enumerate(lines)
        ),
        sections,
        frozenset(bars),
    )


def _lead_lines(table: OpenTable, lines: Sequence[WordLine], start: int) -> list[int]:
    """Lines of words right above the first figures that may belong to its row."""
    found: list[int] = []
    lower = lines[table.anchors[0]]
    for i in range(table.anchors[0] - 1, max(start, table.anchors[0] - 5) - 1, -1):
        line = table.lines[i]
        if not line.groups:
            continue
        if lower.middle - line.middle > 1.9 * lower.size or len(line.groups) > 2:
            break
        if any(g.first < g.last or g.first in table.values for g in line.groups):
            break
        if any(line.middle < bar < lower.middle for bar in table.bars):
            break
        found.insert(0, i)
        lower = lines[i]
    return found


def _tail_lines(table: OpenTable, lines: Sequence[WordLine]) -> list[int]:
    """Lines of words right below the last figures that may belong to its row."""
    found: list[int] = []
    upper = lines[table.anchors[-1]]
    for i in range(table.anchors[-1] + 1, min(len(lines), table.anchors[-1] + 5)):
        line = table.lines[i]
        if not line.groups:
            continue
        if is_total(lines[i].text):
            break
        if line.middle - upper.middle > 1.9 * upper.size or is_note(lines[i].text):
            break
        if any(g.first < g.last or g.first in table.values for g in line.groups):
            break
        if any(upper.middle < bar < line.middle for bar in table.bars):
            break
        found.append(i)
        upper = lines[i]
    return found


def _is_bare_total(table: OpenTable, lines: Sequence[WordLine], index: int) -> bool:
    """Whether the line below the last row is one of totals without a figure."""
    return (
        index < len(lines)
        and is_total(lines[index].text)
        and not _is_far(lines, table.anchors, index - 1, index)
    )
