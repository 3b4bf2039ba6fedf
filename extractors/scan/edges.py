"""The edges of cells held against the ink: faint ones found, strokes of characters left out."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from extractors.pdf.lattice import Lattice, find_lattices
from extractors.pdf.page import Rule
from extractors.scan.ink import Grey
from extractors.scan.picture import PT
from extractors.scan.rules import FoundRules

_EDGE_SHARE, _ENDLESS_SHARE = 0.6, 0.8
_EDGE_WHOLE = 0.9
_END_PX = 4
_EDGE_LEAST_PX, _LOOSE_PX = 20, 8
_WANDER_PX, _ASIDE_PX, _THIN_PX = 3, 9, 6
"""How far a thin line may wander, how far around it is bare, and how thick it may be."""
_THINNER, _FINE_PX = 0.6, 2
"""Of the thickness of the rules that go all through a table: what is thinner still is a stroke of
a character, but of fine rules and fine strokes nothing can be told."""
_WHOLE, _OFTEN = 0.85, 0.6
"""Of a table's height: so much of it a rule goes all or mostly through."""
_CROSSED_SHARE, _MOSTLY = 0.25, 0.5
"""So much of a stroke has others beside it; so many edges of one line are strokes if it is none."""
_MEETS_PT = 2.0


def lattices_of(found: FoundRules) -> list[Lattice]:
    """The lattices that the rules of a page form, each edge between two cells held against the ink.

    A rule too faint, too broken or too crooked to be seen by itself is known by its place: a grid
    line that goes on as thin ink between two cells. A stroke of a character with which a rule
    seems to go on through a merged cell is known by its ends, which no ink joins to the others.
    """
    lattices = find_lattices(found.rules)
    faint = [rule for lattice in lattices for rule in _faint_edges(lattice, found.faint)]
    rules = (*found.rules, *faint)
    if faint:
        lattices = find_lattices(rules)
    strokes = [rule for lattice in lattices for rule in _stroke_edges(lattice, found.faint)]
    return find_lattices(_without(rules, strokes)) if strokes else lattices


def _faint_edges(lattice: Lattice, ink: Grey) -> list[Rule]:
    owner = lattice.owners()
    level = [
        Rule(True, lattice.ys[i], lattice.xs[j], lattice.xs[j + 1])
        for i in range(1, lattice.row_count)
        for j in range(lattice.column_count)
        if owner[i - 1, j] == owner[i, j]
    ]
    upright = [
        Rule(False, lattice.xs[j], lattice.ys[i], lattice.ys[i + 1])
        for j in range(1, lattice.column_count)
        for i in range(lattice.row_count)
        if owner[i, j - 1] == owner[i, j]
    ]
    return [edge for edge in level if _is_thin(_look(ink, edge))] + [
        edge for edge in upright if _is_thin(_look(ink.T, edge))
    ]


def _stroke_edges(lattice: Lattice, ink: Grey) -> list[Rule]:
    """The upright edges of the lattice that are strokes of characters: their ends are loose, they
    are far thinner than the others, or they stand in few rows and among other strokes."""
    owner = lattice.owners()
    edges = [
        Rule(False, lattice.xs[j], lattice.ys[i], lattice.ys[i + 1])
        for j in range(1, lattice.column_count)
        for i in range(lattice.row_count)
        if owner[i, j - 1] != owner[i, j]
    ]
    seen = {edge: look for edge in edges if (look := _look(ink.T, edge)) is not None}
    if not seen:
        return []
    thickness = {edge: float(np.median(_through(look))) for edge, look in seen.items()}
    high = lattice.ys[-1] - lattice.ys[0]
    tall = {
        x: sum(edge.end - edge.start for edge in edges if edge.at == x) / high for x in lattice.xs
    }
    whole = [thickness[edge] for edge in seen if tall[edge.at] > _WHOLE]
    least = _THINNER * float(np.median(whole)) if whole else 0.0
    amid = {
        x
        for x in lattice.xs
        if tall[x] <= _OFTEN
        and _share(_is_loose(k) or _is_crossed(k) for e, k in seen.items() if e.at == x) >= _MOSTLY
    }
    return [
        edge
        for edge in edges
        if edge.at in amid
        or (edge in seen and _is_loose(seen[edge]))
        or (tall[edge.at] <= _WHOLE and max(thickness.get(edge, least), _FINE_PX) < least)
    ]


_Look = NDArray[np.bool_]
"""The ink along a grid line: a row a place along it, from 9 pixels before to 9 beyond it."""


def _look(ink: Grey, rule: Rule) -> _Look | None:
    """What is seen along a level line between its ends; None where it is short, or at the rim."""
    middle, left, right = round(rule.at / PT), round(rule.start / PT) + 3, round(rule.end / PT) - 3
    if right - left < _EDGE_LEAST_PX or middle < _ASIDE_PX:
        return None
    return np.asarray(ink[middle - _ASIDE_PX : middle + _ASIDE_PX + 1, left:right] > 0).T


def _near(look: _Look) -> NDArray[np.bool_]:
    """Where along the line there is ink on it."""
    on_line = look[:, _ASIDE_PX - _WANDER_PX : _ASIDE_PX + _WANDER_PX + 1]
    return np.asarray(on_line.any(axis=1), dtype=np.bool_)


def _through(look: _Look) -> NDArray[np.int64]:
    """How thick the ink on the line is, place by place; nothing where there is none."""
    widths = []
    for place in look[_near(look)]:
        inked = np.flatnonzero(place)
        start = int(inked[np.abs(inked - _ASIDE_PX).argmin()])
        low = high = start
        while low > 0 and place[low - 1]:
            low -= 1
        while high + 1 < len(place) and place[high + 1]:
            high += 1
        widths.append(high - low + 1)
    return np.array(widths or [0])


def _is_crossed(look: _Look) -> bool:
    """Whether other ink stands beside much of the middle of a line."""
    fifth = len(look) // 5
    inner = look[fifth : len(look) - fifth]
    return bool((inner.sum(axis=1) > np.median(_through(look)) + 1).mean() > _CROSSED_SHARE)


def _share(found: Iterable[bool]) -> float:
    return float(np.mean(list(found) or [False]))


def _without(rules: tuple[Rule, ...], edges: list[Rule]) -> tuple[Rule, ...]:
    """The upright rules cut where an edge lies on them."""
    for edge in edges:
        parted: list[Rule] = []
        for rule in rules:
            if rule.horizontal or abs(rule.at - edge.at) > _MEETS_PT:
                parted.append(rule)
                continue
            parted.append(rule._replace(end=min(rule.end, edge.start)))
            parted.append(rule._replace(start=max(rule.start, edge.end)))
        rules = tuple(rule for rule in parted if rule.end > rule.start)
    return rules


def _is_loose(look: _Look) -> bool:
    """Whether ink of a line is missing at its ends: at both, or at one and elsewhere."""
    near = _near(look)
    ends = int(_reaches(near)) + int(_reaches(near[::-1]))
    return ends == 0 or (ends == 1 and bool(near.mean() < _EDGE_WHOLE))


def _reaches(near: NDArray[np.bool_]) -> bool:
    """Whether a line has ink where it starts; the ink of the rule which it meets does not tell."""
    if not near[:_END_PX].any():
        return False
    inked = np.flatnonzero(near[_END_PX:])
    return bool(near[: _END_PX + 1].all()) or (inked.size > 0 and int(inked[0]) < _LOOSE_PX)


def _is_thin(look: _Look | None) -> bool:
    """Whether a line of ink follows a grid line: thin and for most of its way, or for all of it."""
    if look is None:
        return False
    near = _near(look)
    share = (near & (look.sum(axis=1) <= _THIN_PX)).mean()
    # The stroke of a character between two rules ends before them.
    ends = near[:_END_PX].any() and near[-_END_PX:].any()
    places = np.flatnonzero(look[:, _ASIDE_PX - 1 : _ASIDE_PX + 2].any(axis=1))
    gaps = np.diff(np.concatenate(([-1], places, [len(look)])))
    return bool(
        share >= (_EDGE_SHARE if ends else _ENDLESS_SHARE) or gaps.max(initial=0) <= _END_PX
    )
