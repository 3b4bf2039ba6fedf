"""Tables without rules, or with level rules alone, from the places of their characters.

A region of lines whose blanks run down is parted into columns, rows and a heading; what is then no
table (prose in columns, lists, contents, forms) is left as text. Each character of a table found
lies in exactly one of its cells.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from contracts import Box
from extractors.pdf_columns import (
    Column,
    Placed,
    find_columns,
    place_words,
    split_by_heading,
)
from extractors.pdf_grid import CellText, GridReading
from extractors.pdf_head import HeadCell, head_cells
from extractors.pdf_lattice import Lattice, LatticeCell
from extractors.pdf_page import Char, Rule
from extractors.pdf_region import Core, find_cores, is_caption, is_note, is_page_number
from extractors.pdf_rows import Gap, PlacedLine, TableRow, join_rows
from extractors.pdf_sound import is_sound
from extractors.pdf_text import fold_lines, lines_of
from extractors.pdf_words import Word, WordLine, is_value, pieces_of, word_lines, words_text
from figures import fold

NAME = "tongbao-columns@1"
_BAR_SHARE = 0.7
"""A level rule over this share of a table's width parts its rows."""
_HEAD_PITCH = 2.2
_HEAD_LINES = 9
_WRAPPED = 1.6
"""From line to line of a heading in two lines at most, in parts of the font size."""
_AFTER_LINES = 6


class Borderless(NamedTuple):
    """A table read without a lattice, and the characters that lie in it."""

    reading: GridReading
    chars: frozenset[Char]
    columns: tuple[Column, ...]
    values: frozenset[int]
    at_end: bool
    """No further line of the page stands below it but a page number."""


class _Table(NamedTuple):
    """A core with its columns: what heading, rows and judgement are made from."""

    core: Core
    columns: tuple[Column, ...]
    values: frozenset[int]
    lines: tuple[PlacedLine, ...]
    """All lines of the page, placed."""
    pieces: tuple[int, ...]
    """Into how many pieces wide blanks part each line."""
    anchors: tuple[int, ...]
    bars: tuple[float, ...]


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
        first = _carried(before, lines, rules)
        if first is not None and (not cores or cores[0].first > first[1] + 1):
            reading, end = first
            found.append(reading)
            cores = [core for core in cores if core.first > end]
    for core in cores:
        left = tuple(i for i in core.parted if i > end)
        if not left:
            continue
        table = _table(Core(left[0], core.last, left), lines, rules, end + 1)
        if table is None:
            continue
        made = _reading(table, lines, rules, end + 1)
        if made is not None:
            reading, end = made
            found.append(reading)
    return found


def _carried(
    before: Borderless, lines: Sequence[WordLine], rules: Sequence[Rule]
) -> tuple[Borderless, int] | None:
    """The row or two at the head of a page that go on with the table of the page before."""
    placed = [PlacedLine((), line.top, line.bottom, line.size) for line in lines]
    anchors: list[int] = []
    for i, line in enumerate(lines[:_AFTER_LINES]):
        groups = tuple(place_words(line, before.columns))
        if any(g.first < g.last for g in groups) or is_note(line.text) or is_caption(line.text):
            break
        placed[i] = placed[i]._replace(groups=groups)
        if len(groups) > 1 and _is_anchor(placed[i], before.values):
            anchors.append(i)
    if not anchors:
        return None
    over = {g.first for i in range(anchors[-1] + 1) for g in placed[i].groups}
    if len(over) < max(2, 0.6 * len(before.columns)) or anchors[0] > 2:
        return None
    core = Core(anchors[0], anchors[-1], tuple(anchors))
    pieces = tuple(len(pieces_of(line, 1.0)) for line in lines)
    table = _Table(core, before.columns, before.values, tuple(placed), pieces, tuple(anchors), ())
    return _reading(table, lines, rules, 0, carried=True)


def _table(
    core: Core, lines: Sequence[WordLine], rules: Sequence[Rule], start: int
) -> _Table | None:
    figured = [i for i in core.parted if any(map(_is_figure, pieces_of(lines[i])))]
    columns = find_columns(_with_names(figured if len(figured) > 1 else core.parted, lines))
    if figured:
        head = [lines[i] for i in core.parted if i < figured[0]]
        body = [lines[i] for i in core.parted if i >= figured[0]]
        columns = split_by_heading(columns, head, body)
    if len(columns) < 2:
        return None
    x0, x1 = columns[0].x0, columns[-1].x1
    bars = tuple(
        sorted(
            rule.at
            for rule in rules
            if rule.horizontal
            and min(rule.end, x1) - max(rule.start, x0) > _BAR_SHARE * (x1 - x0)
        )
    )
    first, last = max(0, core.first - _HEAD_LINES), min(len(lines), core.last + _AFTER_LINES + 20)
    placed = [PlacedLine((), line.top, line.bottom, line.size) for line in lines]
    for i in range(first, last):
        placed[i] = placed[i]._replace(groups=tuple(place_words(lines[i], columns)))
    body = [placed[i] for i in core.parted if not figured or i >= figured[0]]
    values = _value_columns(body, len(columns))
    anchors = _anchors(core, placed, values, start)
    if not anchors:
        return None
    for i in anchors:
        placed[i] = _within_columns(placed[i], columns)
    pieces = tuple(len(pieces_of(line, 1.0)) for line in lines)
    return _Table(core, columns, values, tuple(placed), pieces, tuple(anchors), bars)


def _with_names(figured: Sequence[int], lines: Sequence[WordLine]) -> list[WordLine]:
    """The lines with figures, and those among them whose words stand in a column or a gutter.

    A name in two lines may have its figures between them, so that no line has both.
    """
    kept = [lines[i] for i in figured]
    columns = find_columns(kept)
    usual = max(lines[b].middle - lines[a].middle for a, b in pairwise(figured))
    first, last = figured[0], figured[-1]
    whole = max(len(pieces_of(lines[i])) for i in figured)
    among: list[WordLine] = []
    for i in range(max(0, first - 3), min(len(lines), last + 4)):
        line = lines[i]
        edge = lines[first] if i < first else lines[last]
        if i in figured or (not first < i < last and abs(line.middle - edge.middle) > usual / 2):
            continue
        spans = [(group[0].x0, max(w.x1 for w in group)) for group in pieces_of(line)]
        over = [sum(x0 < c.x1 and c.x0 < x1 for c in columns) for x0, x1 in spans]
        if not spans or max(over) > 1:
            continue
        if not max(over):
            among.append(line)
            continue
        nearest = min(figured, key=lambda k: abs(lines[k].middle - line.middle))
        if len(pieces_of(lines[nearest])) < whole:
            kept.append(line)
    # A section may stand in a gutter by chance, the names of most rows do not.
    return kept + among if 2 * len(among) >= len(figured) else kept


def _is_figure(words: Sequence[Word]) -> bool:
    return is_value(words_text(words))


def _value_columns(lines: Sequence[PlacedLine], width: int) -> frozenset[int]:
    found = []
    for column in range(width):
        texts = [group.text for line in lines if (group := line.at(column))]
        figures = sum(is_value(text) for text in texts)
        if texts and figures >= 0.55 * len(texts):
            found.append(column)
    return frozenset(found)


def _anchors(
    core: Core, placed: Sequence[PlacedLine], values: frozenset[int], start: int
) -> list[int]:
    if not values:
        return [i for i in core.parted if placed[i].at(0) and len(placed[i].groups) > 1]
    found = [i for i in range(core.first, core.last + 1) if _is_anchor(placed[i], values)]
    # Rows whose blanks are narrow go on above and below the core.
    for step in (-1, 1):
        while len(found) > 1:
            edge = found[0] if step < 0 else found[-1]
            usual = max(placed[b].middle - placed[a].middle for a, b in pairwise(found))
            i = edge + step
            if not start <= i < len(placed) or not _is_anchor(placed[i], values):
                break
            if len(placed[i].groups) < 2 or any(g.first < g.last for g in placed[i].groups):
                break
            if abs(placed[i].middle - placed[edge].middle) > 1.1 * usual:
                break
            found.insert(0 if step < 0 else len(found), i)
    # Years over columns of other figures are a heading.
    while len(found) > 2 and _are_years(placed[found[0]], values):
        if _are_years(placed[found[1]], values):
            break
        found.pop(0)
    return found


def _is_anchor(line: PlacedLine, values: frozenset[int]) -> bool:
    held = [group.text for c in sorted(values) if (group := line.at(c))]
    figures = sum(map(is_value, held))
    return figures > 0 and figures * 2 >= len(held)


def _are_years(line: PlacedLine, values: frozenset[int]) -> bool:
    texts = [fold(group.text) for c in sorted(values) if (group := line.at(c))]
    return len(texts) > 1 and all(
        len(text) == 4 and text.isdigit() and text[:2] in ("19", "20") for text in texts
    )


def _within_columns(line: PlacedLine, columns: Sequence[Column]) -> PlacedLine:
    """The line with each group in one column: where most of it stands among the free ones."""
    held = {g.first for g in line.groups if g.first == g.last}
    groups = []
    for group in line.groups:
        if group.first == group.last:
            groups.append(group)
            continue
        free = [c for c in range(group.first, group.last + 1) if c not in held] or [group.first]
        column = max(
            free,
            key=lambda c: min(group.x1, columns[c].x1) - max(group.x0, columns[c].x0),
        )
        held.add(column)
        groups.append(Placed(group.words, column, column))
    return line._replace(groups=tuple(_joined_columns(groups)))


def _joined_columns(groups: list[Placed]) -> list[Placed]:
    joined: dict[int, Placed] = {}
    for group in groups:
        known = joined.get(group.first)
        joined[group.first] = (
            Placed(known.words + group.words, group.first, group.first) if known else group
        )
    return [joined[column] for column in sorted(joined)]


# --- rows and heading --------------------------------------------------------------------------


def _reading(
    table: _Table,
    lines: Sequence[WordLine],
    rules: Sequence[Rule],
    start: int,
    carried: bool = False,
) -> tuple[Borderless, int] | None:
    """The table read, and the index of its last line; None where it is no table."""
    head = _head_lines(table, lines, start)
    before = _lead_lines(table, lines, start)
    gaps = [_gap(before, table)]
    for a, b in pairwise(table.anchors):
        gaps.append(_gap(list(range(a, b + 1)), table, inner=True))
    after = _tail_lines(table, lines)
    gaps.append(_gap([table.anchors[-1], *after], table, foot=True))
    anchors = [table.lines[i] for i in table.anchors]
    lead, rows, tail = join_rows(anchors, gaps, table.columns, table.values)
    # What the first row did not take is heading, or a row that the page break cut, or text above.
    left = before[: sum(len(row.lines) for row in lead)]
    head = [i for i in head if i not in before[len(left) :]]
    sections = head[len(head) - _top_sections(head, table) :]
    head = [] if carried else head[: len(head) - len(sections)]
    while head and not _is_head_top(head, table):
        head.pop(0)
    if not head and len(lead) == 1 and left[0] == 0 and not is_caption(lines[0].text):
        rows = [*lead, *rows]
    rows = [*(TableRow((table.lines[i],), section=True) for i in sections), *rows]
    if len(tail) == 1 and after[-1] == len(lines) - 1 and len(rows) > 1:
        rows = [*rows, *tail]
    head_lines = [table.lines[i] for i in head]
    sound = carried or is_sound(table.columns, rows, head_lines, table.values, table.bars)
    if not sound:
        return None
    cells, levels = head_cells(head_lines, table.columns, rules) if head else ([], 0)
    end = table.anchors[-1] + len(after)
    rest = [line.text for line in lines[end + 1 :] if not is_page_number(line.text)]
    return _grid(table, cells, levels, head_lines, rows)._replace(at_end=not rest), end


def _gap(
    indexes: list[int], table: _Table, inner: bool = False, foot: bool = False
) -> Gap:
    """What stands between two lines of figures (`inner`), below the last (`foot`), or above."""
    between = indexes[1:-1] if inner else indexes[1:] if foot else indexes
    lines = [table.lines[i] for i in between]
    sections = frozenset(k for k, line in enumerate(lines) if _is_section(line, table))
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
            line if k in sections else _within_columns(line, table.columns)
            for k, line in enumerate(lines)
        ),
        sections,
        frozenset(bars),
    )


def _is_section(line: PlacedLine, table: _Table) -> bool:
    """Words alone that stand over several columns or under headings of figures."""
    if len(line.groups) != 1:
        return False
    group = line.groups[0]
    if group.first < group.last or group.first in table.values:
        return True
    near = sorted(table.anchors, key=lambda i: abs(table.lines[i].middle - line.middle))[:2]
    if not all(table.lines[i].at(group.first) for i in near):
        return False
    column = table.columns[group.first]
    inside = min(group.x1, column.x1) - max(group.x0, column.x0)
    return inside < 0.5 * (group.x1 - group.x0)


def _lead_lines(table: _Table, lines: Sequence[WordLine], start: int) -> list[int]:
    """Lines of words right above the first figures that may belong to its row."""
    found: list[int] = []
    lower = lines[table.anchors[0]]
    for i in range(table.anchors[0] - 1, max(start, table.anchors[0] - 5) - 1, -1):
        line = table.lines[i]
        if lower.middle - line.middle > 1.9 * lower.size or len(line.groups) > 2:
            break
        if any(g.first < g.last or g.first in table.values for g in line.groups):
            break
        if any(line.middle < bar < lower.middle for bar in table.bars):
            break
        found.insert(0, i)
        lower = lines[i]
    return found


def _tail_lines(table: _Table, lines: Sequence[WordLine]) -> list[int]:
    """Lines of words right below the last figures that may belong to its row."""
    found: list[int] = []
    upper = lines[table.anchors[-1]]
    for i in range(table.anchors[-1] + 1, min(len(lines), table.anchors[-1] + 5)):
        line = table.lines[i]
        if line.middle - upper.middle > 1.9 * upper.size or is_note(lines[i].text):
            break
        if any(g.first < g.last or g.first in table.values for g in line.groups):
            break
        if any(upper.middle < bar < line.middle for bar in table.bars):
            break
        found.append(i)
        upper = lines[i]
    return found


def _is_cut_row(lead: list[TableRow], lines: Sequence[WordLine]) -> bool:
    return len(lead) == 1 and not is_caption(words_text(lead[0].lines[0].groups[0].words))


def _follows(rows: list[TableRow], tail: list[TableRow]) -> bool:
    return len(tail) == 1 and len(rows) > 1


def _head_lines(table: _Table, lines: Sequence[WordLine], start: int) -> list[int]:
    """The lines above the first figures that head the columns, from above down.

    A section that stands between the heading and the first figures is among them, as the last.
    """
    found: list[int] = []
    first = table.anchors[0]
    lower = table.lines[first]
    x0, x1 = table.columns[0].x0, table.columns[-1].x1
    steps = sorted(table.lines[b].middle - table.lines[a].middle for a, b in pairwise(table.anchors))
    usual = steps[len(steps) // 2] if steps else 0.0
    for i in range(first - 1, max(start, first - _HEAD_LINES) - 1, -1):
        line = table.lines[i]
        barred = any(line.middle < bar < lower.middle for bar in table.bars)
        pitch = _HEAD_PITCH + (1.0 if barred or table.pieces[i] > 1 else 0.0)
        if lower.middle - line.middle > max(pitch * max(line.size, lower.size), 1.2 * usual):
            break
        if is_caption(lines[i].text) or is_note(lines[i].text) or not line.groups:
            break
        if line.groups[0].x0 < x0 - 4 * line.size or line.groups[-1].x1 > x1 + 4 * line.size:
            break
        within = i > table.core.first
        if not within and not _heads(line, table.pieces[i], found, table, barred):
            break
        found.insert(0, i)
        lower = line
    while found and not _is_head_top(found, table):
        found.pop(0)
    return found


def _top_sections(found: list[int], table: _Table) -> int:
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
        headed = all(_is_headed(c, found[:index], table) for c in over)
        wider = len(over) > 1 or _is_wider(line, found[:index], table)
        if not headed or not (apart or wider):
            break
        count += 1
    return count


def _is_headed(column: int, above: list[int], table: _Table) -> bool:
    groups = [group for i in above for group in table.lines[i].groups]
    return any(group.first <= column <= group.last for group in groups)


def _is_wider(line: PlacedLine, above: list[int], table: _Table) -> bool:
    """Whether the heading above in its column would have had room for some of these words."""
    group = line.groups[0]
    upper = next((g for i in reversed(above) if (g := table.lines[i].at(group.first))), None)
    return upper is None or group.x1 - group.x0 > upper.x1 - upper.x0 + 1.1 * line.size


def _heads(line: PlacedLine, pieces: int, below: list[int], table: _Table, barred: bool) -> bool:
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


def _is_head_top(found: list[int], table: _Table) -> bool:
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
    if next_line.middle - line.middle > 1.7 * line.size or line.size > 1.1 * next_line.size:
        return False
    x0, x1 = table.columns[0].x0, table.columns[-1].x1
    centred = abs((line.groups[0].x0 + line.groups[-1].x1) / 2 - (x0 + x1) / 2) < 0.8 * line.size
    if first < last:
        return not centred
    return not centred or any(other.at(first) for other in under)


# --- the grid ----------------------------------------------------------------------------------


def _grid(
    table: _Table,
    head: list[HeadCell],
    levels: int,
    head_lines: list[PlacedLine],
    rows: list[TableRow],
) -> Borderless:
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
        for column in range(width):
            held = [g for line in row.lines for g in line.groups if g.first == column]
            chars = [c for g in held for w in g.words for c in w.chars]
            cells.append((LatticeCell(number, column, 1, 1), chars))
    every = [char for _, chars in cells for char in chars]
    xs = [min(char.x0 for char in every)]
    xs += [column.right for column in table.columns[:-1]]
    xs.append(max(char.x1 for char in every))
    lattice = Lattice(
        xs=tuple(xs),
        ys=_heights(levels, head_lines, rows),
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
    return Borderless(GridReading(lattice, tuple(texts), crossed=False), frozenset(every), table.columns, table.values, False)


def _heights(
    levels: int, head_lines: list[PlacedLine], rows: list[TableRow]
) -> tuple[float, ...]:
    """Between which heights each row stands; heading levels share the heading's height."""
    bands: list[tuple[float, float]] = []
    if levels:
        top = min(line.top for line in head_lines)
        bottom = max(line.bottom for line in head_lines)
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
