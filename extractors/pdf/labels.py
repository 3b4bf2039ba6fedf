"""Names of groups beside their rows, in a table without rules.

Such a name stands in the first column, halfway down the rows that it covers: on a line with figures
or between two. The names share all rows out among them, and so the middle of each tells where its
group ends.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.pdf.columns import Column, Placed
from extractors.pdf.rows import PlacedLine, TableRow
from extractors.pdf.words import Word, WordLine, is_value, pieces_of, words_text
from extractors.tables.words import is_total

_OFF_MIDDLE = 0.22
"""How far a name may stand off the middle of its rows, in parts of the usual row: with one row
more or less its middle lies half a row away."""
_WRAPPED = 1.5
"""From line to line of a name, in parts of the font size."""
_FILLED_MOST = 0.6
"""A column in which more rows have words is no column of groups."""
_GUTTER = 0.6
_PARTED = 1.5
"""Rows that a line stands between lie further apart than so many usual rows."""


class Name(NamedTuple):
    """A name that may be a group's: its words line by line, and the height of its middle."""

    groups: tuple[Placed, ...]
    middle: float


class Label(NamedTuple):
    """A group's name: the rows (first, and one beyond the last) that it covers."""

    first: int
    end: int
    groups: tuple[Placed, ...]


def label_column(
    lines: Sequence[WordLine], first: int, last: int, columns: Sequence[Column]
) -> Column | None:
    """A column of words before the first one, on lines from `first` to `last` without figures."""
    edge = columns[0].x0
    parted = [i for i in range(first, last + 1) if len(pieces_of(lines[i])) > 1]
    steps = sorted(lines[b].middle - lines[a].middle for a, b in pairwise(parted))
    found: list[tuple[Word, ...]] = []
    body = 0
    for i in range(max(0, first - 4), min(len(lines), last + 1)):
        pieces = pieces_of(lines[i])
        if not pieces or is_value(words_text(pieces[0])):
            continue
        if max(word.x1 for word in pieces[0]) > edge - _GUTTER * lines[i].size:
            continue
        if i >= first and len(pieces) > 1:
            return None
        if first < i < last and steps:
            # A section parts the rows about it, a name beside them does not.
            about = lines[i + 1].middle - lines[i - 1].middle
            if len(pieces) == 1 and about > _PARTED * steps[len(steps) // 2]:
                continue
        found.append(pieces[0])
        body += i > first
    x0 = min((piece[0].x0 for piece in found), default=0.0)
    x1 = max((word.x1 for piece in found for word in piece), default=0.0)
    narrow = all(piece[0].x0 < x1 and piece[-1].x1 > x0 for piece in found)
    if not body or len(found) < 2 or not narrow:
        return None
    return Column(x0, x1, x0, (x1 + edge) / 2)


def take_names(
    lines: Sequence[PlacedLine], anchors: Sequence[int], values: frozenset[int]
) -> tuple[tuple[PlacedLine, ...], tuple[Name, ...]]:
    """The lines without the words of a first column that few rows have, and those words."""
    kept = tuple(lines)
    filled = sum(lines[i].at(0) is not None for i in anchors)
    if 0 in values or len(anchors) < 3 or filled > _FILLED_MOST * len(anchors):
        return kept, ()
    steps = sorted(lines[b].middle - lines[a].middle for a, b in pairwise(anchors))
    usual = steps[(len(steps) - 1) // 2]
    top, bottom = lines[anchors[0]].middle - usual, lines[anchors[-1]].middle + usual
    names: list[list[PlacedLine]] = []
    taken = set()
    for i in range(max(0, anchors[0] - 1), len(lines)):
        line = lines[i]
        if not top < line.middle < bottom or line.at(0) is None:
            continue
        if i not in anchors and any(group.first in values for group in line.groups):
            continue
        taken.add(i)
        step = line.middle - names[-1][-1].middle if names else 0.0
        if names and step <= _WRAPPED * line.size and step < 0.85 * usual:
            names[-1].append(line)
        else:
            names.append([line])
    if len(taken) >= len(anchors):
        # Names of two lines have their figures between them.
        return kept, ()
    kept = tuple(
        line._replace(groups=tuple(g for g in line.groups if g.first)) if i in taken else line
        for i, line in enumerate(lines)
    )
    return kept, tuple(
        Name(
            tuple(group for line in name if (group := line.at(0))),
            (name[0].top + name[-1].bottom) / 2,
        )
        for name in names
    )


def share_rows(names: Sequence[Name], rows: Sequence[TableRow]) -> tuple[Label, ...] | None:
    """The rows that each name covers; None where the names do not share out the rows.

    All rows are shared out, or, where the first group began on the page before, all from some row
    on.
    """
    shared = [k for k, row in enumerate(rows) if not row.section]
    if any(is_total(group.text) for line in rows[-1].lines for group in line.groups):
        shared.pop()
    spans = [
        (min(line.top for line in rows[k].lines), max(line.bottom for line in rows[k].lines))
        for k in shared
    ]
    # Names of nearly every row are no groups'.
    many = len(names) > _FILLED_MOST * len(shared)
    starts = None if many else _shares([name.middle for name in names], spans)
    if starts is None:
        return None
    labels = [
        Label(shared[start], shared[end - 1] + 1, name.groups)
        for name, (start, end) in zip(names, pairwise(starts), strict=True)
    ]
    if starts[0]:
        labels.insert(0, Label(0, labels[0].first, ()))
    if labels[-1].end < len(rows):
        labels.append(Label(labels[-1].end, len(rows), ()))
    return tuple(labels)


def _shares(middles: Sequence[float], rows: Sequence[tuple[float, float]]) -> list[int] | None:
    """At which row each group begins, and where the last ends."""
    if len(rows) < 2:
        return None
    level = [
        next((k for k, (top, bottom) in enumerate(rows) if top < middle < bottom), None)
        for middle in middles
    ]
    on_rows = [k for k in level if k is not None]
    if len(on_rows) == len(middles) > 1 and on_rows[0] == 0 and on_rows == sorted(set(on_rows)):
        # Names at the head of their rows: in the middle, the first would have one row alone.
        return [*on_rows, len(rows)]
    starts = _chain(middles, rows)
    if starts is None:
        turned = _chain(
            [-middle for middle in reversed(middles)], [(-b, -a) for a, b in reversed(rows)]
        )
        starts = [len(rows) - end for end in reversed(turned)] if turned else None
    if starts is None or starts[-1] != len(rows) or (len(middles) < 2 and starts[0]):
        return None
    return starts


def _chain(middles: Sequence[float], rows: Sequence[tuple[float, float]]) -> list[int] | None:
    """At which row each group begins and where the last ends, so that the names are in the middle.

    The first begins with the first row. None where some name is in the middle of no rows.
    """
    usual = (rows[-1][1] - rows[0][0]) / len(rows)
    found = [0]
    for middle in middles:
        start = found[-1]
        if start == len(rows):
            return None
        end = min(
            range(start, len(rows)), key=lambda k: abs((rows[start][0] + rows[k][1]) / 2 - middle)
        )
        if abs((rows[start][0] + rows[end][1]) / 2 - middle) > _OFF_MIDDLE * usual:
            return None
        found.append(end + 1)
    return found
