"""The printed rules of a page's picture: long straight ink, faint and broken lines too."""

from typing import NamedTuple

import cv2
import numpy as np

from extractors.pdf.lattice import find_lattices
from extractors.pdf.page import Rule
from extractors.scan.ink import Grey
from extractors.scan.picture import PT, Picture

_PIECE_PT = {True: 10.0, False: 5.5}
"""The shortest run of ink that may be a piece of a level or an upright rule."""
_RULE_PT = {True: 24.0, False: 8.0}
_LONG_PT = {True: 100.0, False: 45.0}
"""So long a line is a rule wherever it ends."""
_DOTS_PX = 9
"""Dots of a line are smaller and nearer than this."""
_BESIDE_PX, _PALER = 4, 8
"""Beside a line, so far from it, the paper is paler by so much of 255."""
_RIDGE_PT = 18.0
_DARK_SHARE, _WANDER_PX = 0.3, 3
"""So much of a dark rule is as dark as ink, and so far it may wander."""
_BREAK_PT = {True: 8.0, False: 4.0}
_THICKEST_PT = 5.5
_SAME_LINE_PT = 1.2
_MEETS_PT = 2.0
_TOUCHES_PT = 0.8
"""So far from the ink of a rule the end of another may stay."""
_OVER_PT = 3.0
"""So far it may reach beyond."""
_SMALLEST_FRAME_PT = (60.0, 13.0)


class FoundRules(NamedTuple):
    """The rules of a page, in points of the picture."""

    rules: tuple[Rule, ...]
    """Those that meet others."""
    bars: tuple[Rule, ...]
    """Long level rules, whether or not they meet any."""
    ink: Grey
    """255 on all straight ink."""
    faint: Grey
    """255 on all ink and all that may be a rule."""


def find_rules(picture: Picture) -> FoundRules:
    """The rules of a page, from its faint ink; where dark ones form no frame, the faint ones.

    A stroke of a character is no rule: it does not reach from one rule to the next.
    """
    sure = picture.ink
    level_ridges = _ridges(picture.grey)
    upright_ridges = _ridges(np.ascontiguousarray(picture.grey.T)).T
    faint = cv2.bitwise_or(picture.faint, cv2.bitwise_or(level_ridges, upright_ridges))
    level, level_ink = _pieces(faint, True)
    upright, upright_ink = _pieces(np.ascontiguousarray(faint.T), False)
    level, upright = _joined(level, True), _joined(upright, False)
    dark = [one for one in level if _is_dark(one, sure)]
    rules = _that_meet(dark, [one for one in upright if _is_dark(one, sure.T)])
    if not any(is_framed(lattice.box) for lattice in find_lattices(tuple(rules))):
        rules = _that_meet(level, upright)
    return FoundRules(
        tuple(rules),
        tuple(one.rule for one in level if one.rule.end - one.rule.start >= _LONG_PT[True]),
        cv2.bitwise_or(level_ink, np.ascontiguousarray(upright_ink.T)),
        faint,
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


def _is_dark(stroke: _Stroke, sure: Grey) -> bool:
    """Whether enough of a level stroke is as dark as ink: print of the other side is not."""
    rule = stroke.rule
    upper, lower = sorted((rule.at, stroke.end_at))
    part = sure[
        max(0, round(upper / PT) - _WANDER_PX) : round(lower / PT) + _WANDER_PX + 1,
        round(rule.start / PT) : round(rule.end / PT),
    ]
    return bool((part > 0).any(axis=0).mean() >= _DARK_SHARE)


def _ridges(grey: Grey) -> Grey:
    """Level lines that are a little darker than what lies above and below them, dotted ones too;
    so long and so even no text is."""
    along = cv2.blur(grey, (_DOTS_PX, 1)).astype(np.int16)
    aside = cv2.copyMakeBorder(along, _BESIDE_PX, _BESIDE_PX, 0, 0, cv2.BORDER_REPLICATE)
    paler = np.minimum(aside[: -2 * _BESIDE_PX], aside[2 * _BESIDE_PX :]) - along
    found = np.where(paler >= _PALER, 255, 0).astype(np.uint8)
    long = np.ones((1, round(_RIDGE_PT / PT)), np.uint8)
    return np.asarray(cv2.morphologyEx(found, cv2.MORPH_OPEN, long), dtype=np.uint8)


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


def is_framed(box: tuple[float, float, float, float]) -> bool:
    """Whether a lattice is large enough for a table: the strokes of a large character are not."""
    x0, top, x1, bottom = box
    return x1 - x0 >= _SMALLEST_FRAME_PT[0] and bottom - top >= _SMALLEST_FRAME_PT[1]
