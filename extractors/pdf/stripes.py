"""Filled areas of a ruled table: the ground of its cells, or stripes in the place of rules."""

from collections import defaultdict
from collections.abc import Sequence

from evidence import Box
from extractors.pdf.lattice import Lattice

_AT_RULE_PT = 3.0
_STRIPE_LEAST_PT = 6.0
_GROUND_LEAST = 0.75
"""Of a cell's height, where areas within the cell are the ground of its lines."""


def has_stripes(lattice: Lattice, shades: Sequence[Box]) -> bool:
    """Whether areas are filled that may part what no rule parts.

    One that ends at rules on its four sides shows no more than they do; those within one cell are
    the ground of its lines, unless they leave some of its height bare.
    """
    x0, top, x1, bottom = lattice.box
    owners = lattice.owners()
    grounds: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for shade in shades:
        left, upper, right, lower = shade
        inside = top - 3 < upper and lower < bottom + 3 and left < x1 and x0 < right
        if not inside or lower <= upper + _STRIPE_LEAST_PT or _ends_at_rules(lattice, shade):
            continue
        place = lattice.place_of((left + right) / 2, (upper + lower) / 2)
        if place is None or not _holds(lattice.cell_box(lattice.cells[owners[place]]), shade):
            return True
        grounds[owners[place]].append((upper, lower))
    for index, spans in grounds.items():
        _, cell_top, _, cell_bottom = lattice.cell_box(lattice.cells[index])
        covered, end = 0.0, cell_top
        for upper, lower in sorted(spans):
            covered += max(0.0, lower - max(upper, end))
            end = max(end, lower)
        if covered < _GROUND_LEAST * (cell_bottom - cell_top):
            return True
    return False


def _ends_at_rules(lattice: Lattice, shade: Box) -> bool:
    x0, top, x1, bottom = shade
    sides = ((x0, lattice.xs), (x1, lattice.xs), (top, lattice.ys), (bottom, lattice.ys))
    return all(any(abs(edge - at) <= _AT_RULE_PT for at in rules) for edge, rules in sides)


def _holds(cell: Box, shade: Box) -> bool:
    return (
        cell[0] - _AT_RULE_PT <= shade[0]
        and cell[1] - _AT_RULE_PT <= shade[1]
        and shade[2] <= cell[2] + _AT_RULE_PT
        and shade[3] <= cell[3] + _AT_RULE_PT
    )
