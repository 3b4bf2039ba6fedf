"""A table without rules before it is read: its columns, its lines and those that bear figures."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.pdf.columns import (
    Column,
    Placed,
    find_columns,
    place_words,
    split_by_heading,
)
from extractors.pdf.labels import label_column
from extractors.pdf.page import Rule
from extractors.pdf.region import Core, names_section
from extractors.pdf.rows import PlacedLine
from extractors.pdf.words import Word, WordLine, is_value, line_of, pieces_of, words_text
from extractors.tables.words import is_heading_word, is_total
from figures import fold

_BAR_SHARE = 0.7
"""A level rule over this share of a table's width parts its rows."""
_LINES_ABOVE = 9
_LINES_BELOW = 26


class OpenTable(NamedTuple):
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
    walls: tuple[Rule, ...]
    """The upright rules that part its columns."""


def open_table(
    core: Core, lines: Sequence[WordLine], rules: Sequence[Rule], start: int
) -> OpenTable | None:
    """The columns and lines of a core, from the line `start` on; None where nothing parts it."""
    figured = [i for i in core.parted if any(map(_is_figure, pieces_of(lines[i])))]
    parted = _with_names(figured if len(figured) > 1 else core.parted, lines)
    columns = find_columns([_without_total(line) for line in parted])
    if len(figured) > 2 and len(columns) > 1:
        labels = label_column(lines, figured[0], figured[-1], columns)
        if labels is not None:
            columns = (labels, columns[0]._replace(left=labels.right), *columns[1:])
    if figured:
        head = [lines[i] for i in core.parted if i < figured[0]]
        body = [lines[i] for i in core.parted if i >= figured[0]]
        columns = split_by_heading(columns, head, body)
    if len(columns) < 2:
        return None
    first, last = max(0, core.first - _LINES_ABOVE), min(len(lines), core.last + _LINES_BELOW)
    placed = [PlacedLine((), line.top, line.bottom, line.size) for line in lines]
    for i in range(first, last):
        placed[i] = placed[i]._replace(groups=tuple(place_words(lines[i], columns)))
    rows = [placed[i] for i in core.parted if not figured or i >= figured[0]]
    values = value_columns(rows, len(columns))
    anchors = _anchors(core, placed, values, start, len(columns))
    if not anchors:
        return None
    for i in anchors:
        placed[i] = within_columns(placed[i], columns)
    pieces = tuple(len(pieces_of(line, 1.0)) for line in lines)
    return OpenTable(
        core,
        columns,
        values,
        tuple(placed),
        pieces,
        tuple(anchors),
        bars_of(columns, rules),
        walls_of(columns, rules),
    )


def bars_of(columns: Sequence[Column], rules: Sequence[Rule]) -> tuple[float, ...]:
    """The heights of the level rules that run over most of the columns."""
    x0, x1 = columns[0].x0, columns[-1].x1
    return tuple(
        sorted(
            rule.at
            for rule in rules
            if rule.horizontal and min(rule.end, x1) - max(rule.start, x0) > _BAR_SHARE * (x1 - x0)
        )
    )


def walls_of(columns: Sequence[Column], rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The upright rules among the columns."""
    x0, x1 = columns[0].x0, columns[-1].x1
    return tuple(rule for rule in rules if not rule.horizontal and x0 < rule.at < x1)


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
        if not spans or max(over) > 1 or names_section(line.text):
            continue
        if not max(over):
            among.append(line)
            continue
        nearest = min(figured, key=lambda k: abs(lines[k].middle - line.middle))
        if len(pieces_of(lines[nearest])) < whole:
            kept.append(line)
    # A section may stand in a gutter by chance, the names of most rows do not.
    return kept + among if 2 * len(among) >= len(figured) else kept


def _without_total(line: WordLine) -> WordLine:
    """The line without the name of a row of totals, which may stand between two columns."""
    pieces = pieces_of(line)
    if len(pieces) > 1 and is_total(words_text(pieces[0])):
        return line_of([word for piece in pieces[1:] for word in piece])
    return line


def _is_figure(words: Sequence[Word]) -> bool:
    return is_value(words_text(words))


def value_columns(lines: Sequence[PlacedLine], width: int) -> frozenset[int]:
    """The columns in which most words are figures."""
    found = []
    for column in range(width):
        texts = [group.text for line in lines if (group := line.at(column))]
        figures = sum(is_value(text) for text in texts)
        if texts and figures >= 0.55 * len(texts):
            found.append(column)
    return frozenset(found)


def _anchors(
    core: Core, placed: Sequence[PlacedLine], values: frozenset[int], start: int, width: int
) -> list[int]:
    if not values:
        rows = [i for i in core.parted if placed[i].at(0) and len(placed[i].groups) > 1]
        return rows[1:] if len(rows) > 1 and names_columns(placed[rows[0]], width) else rows
    found = [i for i in range(core.first, core.last + 1) if is_anchor(placed[i], values)]
    # Rows whose blanks are narrow go on above and below the core.
    for step in (-1, 1):
        while len(found) > 1:
            edge = found[0] if step < 0 else found[-1]
            usual = max(placed[b].middle - placed[a].middle for a, b in pairwise(found))
            i = edge + step
            if not start <= i < len(placed) or not is_anchor(placed[i], values):
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


def names_columns(line: PlacedLine, width: int) -> bool:
    """Whether a line heads each of `width` columns by a word of headings (``名次``, ``单位``)."""
    return len(line.groups) == width and all(
        g.first == g.last and is_heading_word(g.text) for g in line.groups
    )


def is_anchor(line: PlacedLine, values: frozenset[int]) -> bool:
    """Whether the line bears figures in columns of figures, and no words in most of them."""
    held = [group.text for c in sorted(values) if (group := line.at(c))]
    figures = sum(map(is_value, held))
    return figures > 0 and figures * 2 >= len(held)


def _are_years(line: PlacedLine, values: frozenset[int]) -> bool:
    texts = [fold(group.text) for c in sorted(values) if (group := line.at(c))]
    return len(texts) > 1 and all(
        len(text) == 4 and text.isdigit() and text[:2] in ("19", "20") for text in texts
    )


def within_columns(line: PlacedLine, columns: Sequence[Column]) -> PlacedLine:
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
