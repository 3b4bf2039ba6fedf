"""The printed rules of a page's picture: long straight ink, faint and broken lines too."""

from typing import NamedTuple

import cv2
import numpy as np

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
_SMALLEST_FRAME_PT = (60.0, 13.0)


def find_rules(ink: Grey) -> tuple[tuple[Rule, ...], Grey]:
    """The rules that meet others, in points of the picture; and all straight ink (255 on it).

    A stroke of a character is no rule: it does not reach from one rule to the next.
    """
    level, level_ink = _pieces(ink, True)
    upright, upright_ink = _pieces(np.ascontiguousarray(ink.T), False)
    rules = _that_meet(_joined(level, True), _joined(upright, False))
    return tuple(rules), cv2.bitwise_or(level_ink, np.ascontiguousarray(upright_ink.T))


class _Stroke(NamedTuple):
    """A rule and how thick its ink is."""

    rule: Rule
    thickness: float


def _pieces(ink: Grey, horizontal: bool) -> tuple[list[_Stroke], Grey]:
    """Straight runs of ink along one direction, thinner than a letter's body."""
    least, thickest = round(_PIECE_PT[horizontal] / PT), round(_THICKEST_PT / PT)
    # A line a little askew or ragged stands in two rows of pixels.
    thick = cv2.dilate(ink, np.ones((2, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    solid = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((thickest, 3), np.uint8))
    runs = cv2.subtract(runs, cv2.dilate(solid, np.ones((3, 3), np.uint8)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(runs)
    found = []
    for x, y, width, height, area in stats[1:count]:
        if width >= least and height <= max(thickest, width // 40):
            at = (y + height / 2 - 0.5) * PT
            rule = Rule(horizontal, float(at), float(x * PT), float((x + width) * PT))
            found.append(_Stroke(rule, float(area / width * PT)))
    return found, runs


def _joined(pieces: list[_Stroke], horizontal: bool) -> list[_Stroke]:
    """Pieces of one broken line made one."""
    joined: list[_Stroke] = []
    for piece, thickness in sorted(pieces, key=lambda one: (one.rule.start, one.rule.at)):
        before = [
            index
            for index, (rule, _) in enumerate(joined)
            if abs(rule.at - piece.at) <= _SAME_LINE_PT
            and piece.start - rule.end <= _BREAK_PT[horizontal]
        ]
        if not before:
            joined.append(_Stroke(piece, thickness))
            continue
        index = max(before, key=lambda i: (joined[i].rule.end, -abs(joined[i].rule.at - piece.at)))
        rule, other_thickness = joined[index]
        mine, other = rule.end - rule.start, piece.end - piece.start
        at = (rule.at * mine + piece.at * other) / (mine + other)
        joined[index] = _Stroke(
            Rule(horizontal, at, rule.start, max(rule.end, piece.end)),
            max(thickness, other_thickness),
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
        for other, thickness in others
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


def is_framed(box: tuple[float, float, float, float]) -> bool:
    """Whether a lattice is large enough for a table: the strokes of a large character are not."""
    x0, top, x1, bottom = box
    return x1 - x0 >= _SMALLEST_FRAME_PT[0] and bottom - top >= _SMALLEST_FRAME_PT[1]
