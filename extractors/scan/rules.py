"""The printed rules of a page's picture: long straight ink, faint and broken lines too."""

from typing import NamedTuple

import cv2
import numpy as np

from extractors.pdf.lattice import Lattice
from extractors.pdf.page import Rule
from extractors.scan.picture import PT, Grey

_PIECE_PT = {True: 10.0, False: 5.5}
"""The shortest run of ink that may be a piece of a level or an upright rule."""
_RULE_PT = {True: 24.0, False: 8.0}
_LONG_PT = {True: 100.0, False: 45.0}
"""So long a line is a rule wherever it ends."""
_BREAK_PT = {True: 8.0, False: 4.0}
_THICKEST_PT = 5.5
_SAME_LINE_PT = 1.2
_MEETS_PT = 2.0
_TOUCHES_PT = 0.8
"""So far from the ink of a rule the end of another may stay."""
_OVER_PT = 3.0
"""So far it may reach beyond."""
_EDGE_SHARE = 0.6
_EDGE_LEAST_PX = 20
_WANDER_PX, _ASIDE_PX, _THIN_PX = 3, 9, 6
"""How far a thin line may wander, how far around it is bare, and how thick it may be."""
_SMALLEST_FRAME_PT = (60.0, 13.0)


class FoundRules(NamedTuple):
    """The rules of a page, in points of the picture."""

    rules: tuple[Rule, ...]
    """Those that meet others."""
    bars: tuple[Rule, ...]
    """Long level rules, whether or not they meet any."""
    ink: Grey
    """255 on all straight ink."""


def find_rules(ink: Grey) -> FoundRules:
    """The rules of a page.

    A stroke of a character is no rule: it does not reach from one rule to the next.
    """
    level, level_ink = _pieces(ink, True)
    upright, upright_ink = _pieces(np.ascontiguousarray(ink.T), False)
    level = _joined(level, True)
    return FoundRules(
        tuple(_that_meet(level, _joined(upright, False))),
        tuple(one.rule for one in level if one.rule.end - one.rule.start >= _LONG_PT[True]),
        cv2.bitwise_or(level_ink, np.ascontiguousarray(upright_ink.T)),
    )


class _Stroke(NamedTuple):
    """A rule, how thick its ink is, and the height at which it ends: rules may lean a little."""

    rule: Rule
    thickness: float
    end_at: float


def _pieces(ink: Grey, horizontal: bool) -> tuple[list[_Stroke], Grey]:
    """Straight runs of ink along one direction, thinner than a letter's body."""
    least, thickest = round(_PIECE_PT[horizontal] / PT), round(_THICKEST_PT / PT)
    # A line a little askew or ragged stands in two rows of pixels.
    thick = cv2.dilate(ink, np.ones((2, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    solid = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((thickest, 3), np.uint8))
    runs = cv2.subtract(runs, cv2.dilate(solid, np.ones((3, 3), np.uint8)))
    return _strokes(runs, horizontal, least, thickest), runs


def _strokes(runs: Grey, horizontal: bool, least: int, thickest: int) -> list[_Stroke]:
    """The runs that hang together as strokes; what crosses a rule aslant (a seal) is cut off it."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs)
    found: list[_Stroke] = []
    for index in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[index])
        if width < least:
            continue
        if height > max(thickest, width // 40):
            if width > 4 * least:
                own = np.where(labels[y : y + height, x : x + width] == index, 255, 0)
                longer = cv2.morphologyEx(
                    own.astype(np.uint8), cv2.MORPH_OPEN, np.ones((1, 2 * least), np.uint8)
                )
                found.extend(
                    _moved(one, x * PT, y * PT)
                    for one in _strokes(longer, horizontal, 2 * least, thickest)
                )
            continue
        at = (y + height / 2 - 0.5) * PT
        rule = Rule(horizontal, at, x * PT, (x + width) * PT)
        found.append(_Stroke(rule, area / width * PT, at))
    return found


def _moved(stroke: _Stroke, along: float, across: float) -> _Stroke:
    rule, thickness, end_at = stroke
    moved = Rule(rule.horizontal, rule.at + across, rule.start + along, rule.end + along)
    return _Stroke(moved, thickness, end_at + across)


def _joined(pieces: list[_Stroke], horizontal: bool) -> list[_Stroke]:
    """Pieces of one broken line made one."""
    joined: list[_Stroke] = []
    for stroke in sorted(pieces, key=lambda one: (one.rule.start, one.rule.at)):
        piece, thickness, _ = stroke
        before = [
            index
            for index, (rule, _, end_at) in enumerate(joined)
            if abs(end_at - piece.at) <= _SAME_LINE_PT
            and piece.start - rule.end <= _BREAK_PT[horizontal]
        ]
        if not before:
            joined.append(stroke)
            continue
        index = max(before, key=lambda i: (joined[i].rule.end, -abs(joined[i].end_at - piece.at)))
        rule, other_thickness, end_at = joined[index]
        mine, other = rule.end - rule.start, piece.end - piece.start
        at = (rule.at * mine + piece.at * other) / (mine + other)
        joined[index] = _Stroke(
            Rule(horizontal, at, rule.start, max(rule.end, piece.end)),
            max(thickness, other_thickness),
            piece.at if piece.end > rule.end else end_at,
        )
    return [one for one in joined if one.rule.end - one.rule.start >= _RULE_PT[horizontal]]


def _that_meet(level: list[_Stroke], upright: list[_Stroke]) -> list[Rule]:
    """The rules whose ends stand on rules of the other direction, or that are long."""
    while True:
        kept_upright = [one for one in upright if _is_held(one.rule, level)]
        kept_level = [one for one in level if _is_held(one.rule, kept_upright)]
        if len(kept_level) == len(level) and len(kept_upright) == len(upright):
            return [one.rule for one in level + upright]
        level, upright = kept_level, kept_upright


def _is_held(rule: Rule, others: list[_Stroke]) -> bool:
    met = [
        (other.at, thickness / 2 + _TOUCHES_PT)
        for other, thickness, _ in others
        if other.start - _MEETS_PT <= rule.at <= other.end + _MEETS_PT
        and rule.start - thickness / 2 - _MEETS_PT <= other.at
        and other.at <= rule.end + thickness / 2 + _MEETS_PT
    ]
    if not met:
        return False
    if rule.end - rule.start >= _LONG_PT[rule.horizontal]:
        return True
    return any(
        rule.start - reach <= at <= rule.start + _OVER_PT + reach for at, reach in met
    ) and any(rule.end - _OVER_PT - reach <= at <= rule.end + reach for at, reach in met)


def with_thin_edges(lattices: list[Lattice], ink: Grey) -> tuple[Rule, ...]:
    """Rules where a grid line goes on as thin ink between two cells that nothing yet parts.

    So a rule too faint, too broken or too crooked to be seen by itself is known by its place.
    """
    found: list[Rule] = []
    for lattice in lattices:
        owner = lattice.owners()
        for i in range(1, lattice.row_count):
            found.extend(
                Rule(True, lattice.ys[i], lattice.xs[j], lattice.xs[j + 1])
                for j in range(lattice.column_count)
                if owner[i - 1, j] == owner[i, j]
                and _is_thin(ink, lattice.ys[i], lattice.xs[j], lattice.xs[j + 1])
            )
        for j in range(1, lattice.column_count):
            found.extend(
                Rule(False, lattice.xs[j], lattice.ys[i], lattice.ys[i + 1])
                for i in range(lattice.row_count)
                if owner[i, j - 1] == owner[i, j]
                and _is_thin(ink.T, lattice.xs[j], lattice.ys[i], lattice.ys[i + 1])
            )
    return tuple(found)


def _is_thin(ink: Grey, at: float, start: float, end: float) -> bool:
    """Whether a thin line of ink follows a level line for most of its way."""
    middle, left, right = round(at / PT), round(start / PT) + 3, round(end / PT) - 3
    if right - left < _EDGE_LEAST_PX or middle < _ASIDE_PX:
        return False
    seen = ink[middle - _ASIDE_PX : middle + _ASIDE_PX + 1, left:right] > 0
    near = seen[_ASIDE_PX - _WANDER_PX : _ASIDE_PX + _WANDER_PX + 1].any(axis=0)
    return bool((near & (seen.sum(axis=0) <= _THIN_PX)).mean() >= _EDGE_SHARE)


def is_framed(box: tuple[float, float, float, float]) -> bool:
    """Whether a lattice is large enough for a table: the strokes of a large character are not."""
    x0, top, x1, bottom = box
    return x1 - x0 >= _SMALLEST_FRAME_PT[0] and bottom - top >= _SMALLEST_FRAME_PT[1]
