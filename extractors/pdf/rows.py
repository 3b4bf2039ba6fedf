"""The rows of a table without rules: which printed lines are one row.

A line with figures is the anchor of a row. A line of words alone is a further line of a name above
or below it (names set at the top, in the middle or at the foot of their row), a section, or a row
of its own; the whole table decides which.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from extractors.pdf.columns import Column, Placed
from extractors.pdf.text import is_wide

Setting = Literal["middle", "top", "bottom"]

_PITCH_MOST = 1.9
"""From line to line within a cell, in parts of the font size."""
_PITCH_LEAST = 1.55
_TOO_FAR = 4.0
_NOT_FULL = 1.2
_NAMELESS = 1.0
_ALONE = 0.8
_LEFT_OUT = 0.4
"""Above the first row and below the last a line may be heading or note: only what fits is taken."""
_NEARNESS = 0.05
_MOST_LINES = 5
"""Of a gap between two rows no more lines than these are tried for each."""


class PlacedLine(NamedTuple):
    """A line of the region: its words by column."""

    groups: tuple[Placed, ...]
    top: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.top + self.bottom) / 2

    def at(self, column: int) -> Placed | None:
        """The words that stand in a column."""
        return next((g for g in self.groups if g.first == column == g.last), None)


class TableRow(NamedTuple):
    """The lines of one row; a section stands over all columns."""

    lines: tuple[PlacedLine, ...]
    section: bool = False
    anchored: bool = False
    """Some figure stands in it."""


class Gap(NamedTuple):
    """What stands between two anchors: lines of words; the bars among them part."""

    lines: tuple[PlacedLine, ...]
    sections: frozenset[int]
    bars: frozenset[int]
    """Before which line (its index, the count for the end) a rule is printed."""

    def most_above(self) -> int:
        """How many lines may belong to the row above."""
        return self._run(range(len(self.lines)), 0)

    def most_below(self) -> int:
        """How many lines may belong to the row below."""
        return self._run(range(len(self.lines) - 1, -1, -1), 1)

    def _run(self, order: Sequence[int], after: int) -> int:
        count = 0
        for index in order:
            if index in self.sections or index + after in self.bars or count == _MOST_LINES:
                break
            count += 1
        return count


def join_rows(
    anchors: Sequence[PlacedLine],
    gaps: Sequence[Gap],
    columns: Sequence[Column],
    values: frozenset[int],
) -> tuple[list[TableRow], list[TableRow], list[TableRow]]:
    """The lines before the first row, the rows, and the lines after the last.

    `gaps` has one more than `anchors`: what stands before, between and after them.
    """
    words = [c for c in range(len(columns)) if c not in values]
    room = _room([*anchors, *(line for gap in gaps for line in gap.lines)], words)
    steps = [
        second.middle - first.middle
        for (first, second), gap in zip(pairwise(anchors), gaps[1:-1], strict=True)
        if not gap.lines
    ]
    pitch = min([_PITCH_MOST * anchors[0].size, *(0.97 * step for step in steps if step > 0)])
    # Rows set as closely as the lines of a cell tell nothing.
    pitch = max(pitch, _PITCH_LEAST * anchors[0].size)
    best: tuple[float, Setting, list[tuple[int, int]]] | None = None
    settings: tuple[Setting, ...] = ("middle", "top", "bottom")
    for setting in settings:
        cost, split = _settle(anchors, gaps, words, room, pitch, setting)
        if best is None or cost < best[0] - 1e-6:
            best = cost, setting, split
    if best is None:
        return [], [], []
    split = best[2]
    rows: list[TableRow] = []
    for k, anchor in enumerate(anchors):
        above, below = gaps[k], gaps[k + 1]
        taken = split[k][1]
        upper = above.lines[len(above.lines) - taken :]
        lower = below.lines[: split[k + 1][0]]
        rows.append(TableRow((*upper, anchor, *lower), anchored=True))
        if k + 1 < len(anchors):
            rows.extend(_alone(below, split[k + 1], words, room))
    before = _alone(gaps[0], split[0], words, room)
    after = _alone(gaps[-1], split[-1], words, room)
    return before, rows, after


def _alone(
    gap: Gap, split: tuple[int, int], words: list[int], room: dict[int, float]
) -> list[TableRow]:
    """The lines of a gap that belong to neither row: sections, and rows of words alone."""
    rows: list[TableRow] = []
    for index in range(split[0], len(gap.lines) - split[1]):
        line = gap.lines[index]
        if index in gap.sections:
            rows.append(TableRow((line,), section=True))
            continue
        last = rows[-1].lines[-1] if rows and not rows[-1].section else None
        if last is not None and index not in gap.bars:
            shared = [c for c in words if last.at(c) and line.at(c)]
            near = line.middle - last.middle <= _PITCH_MOST * line.size
            if shared and near and all(is_full(last, line, c, room) for c in shared):
                rows[-1] = rows[-1]._replace(lines=(*rows[-1].lines, line))
                continue
        rows.append(TableRow((line,)))
    return rows


def _room(lines: Sequence[PlacedLine], words: list[int]) -> dict[int, float]:
    """How wide the widest line in each column of words is."""
    return {
        c: max((g.x1 - g.x0 for line in lines if (g := line.at(c)) is not None), default=0.0)
        for c in words
    }


def is_full(upper: PlacedLine, lower: PlacedLine, column: int, room: dict[int, float]) -> bool:
    """Whether the upper line had no room for the first word of the lower one."""
    first, second = upper.at(column), lower.at(column)
    if first is None or second is None:
        return False
    word = second.words[0]
    em = lower.size
    if is_wide(word.text[0]):
        return first.x1 - first.x0 + 2.1 * em > room[column]
    return first.x1 - first.x0 + (word.x1 - word.x0) + 0.2 * em > room[column] - 0.3 * em


def _settle(
    anchors: Sequence[PlacedLine],
    gaps: Sequence[Gap],
    words: list[int],
    room: dict[int, float],
    pitch: float,
    setting: Setting,
) -> tuple[float, list[tuple[int, int]]]:
    """The cheapest share of each gap's lines: how many go to the row above, how many below."""
    # By how many lines of the gap before a row are its own: cost and the choices that led there.
    states: dict[int, tuple[float, list[tuple[int, int]]]] = {}
    for taken in range(gaps[0].most_below() + 1):
        states[taken] = (_LEFT_OUT * (len(gaps[0].lines) - taken), [(0, taken)])
    for k, anchor in enumerate(anchors):
        above, below = gaps[k], gaps[k + 1]
        last = k + 1 == len(anchors)
        most_below = 0 if last else below.most_below()
        coming: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for taken, (cost, path) in states.items():
            upper = above.lines[len(above.lines) - taken :]
            for given in range(below.most_above() + 1):
                total = cost + _cost(
                    upper, anchor, below.lines[:given], words, room, pitch, setting
                )
                for kept in range(min(most_below, len(below.lines) - given) + 1):
                    left = len(below.lines) - given - kept - len(below.sections)
                    price = total + (_LEFT_OUT if last else _ALONE) * max(0, left)
                    if kept not in coming or price < coming[kept][0] - 1e-6:
                        coming[kept] = (price, [*path, (given, kept)])
        states = coming
    return min(states.values(), key=lambda state: state[0])


def _cost(
    upper: Sequence[PlacedLine],
    anchor: PlacedLine,
    lower: Sequence[PlacedLine],
    words: list[int],
    room: dict[int, float],
    pitch: float,
    setting: Setting,
) -> float:
    cost = 0.0
    lines = [*upper, anchor, *lower]
    for column in words:
        held = [line for line in lines if line.at(column) is not None]
        if not held:
            cost += _NAMELESS if column == words[0] else 0.0
            continue
        if len(held) == 1 and held[0] is anchor:
            continue
        for first, second in pairwise(held):
            if second.middle - first.middle > pitch:
                cost += _TOO_FAR
            elif not is_full(first, second, column, room):
                cost += _NOT_FULL
            # Of two rows that a line may belong to, the nearer.
            cost += _NEARNESS * (second.middle - first.middle) / anchor.size
        middle = {
            "middle": (held[0].top + held[-1].bottom) / 2,
            "top": held[0].middle,
            "bottom": held[-1].middle,
        }[setting]
        away = abs(middle - anchor.middle) / anchor.size
        cost += away if away > 0.2 else 0.0
    return cost
