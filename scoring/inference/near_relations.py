"""Columns that say the same in all but a few rows: a count and its points, parts and subtotal.

A misprint in one of them must not pass for the row that tells them apart.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scoring.inference.null_space import Vector

_ROWS_LOOKED_AT = 400
_BROKEN_SHARE = 0.25
_FEWEST_ROWS = 5
_FEWEST_FIGURES = 2
_MOST_TIMES = 100
_NEAR = 1e-7

_Floats = NDArray[np.float64]


def near_relations(rows: Sequence[Sequence[Decimal]]) -> tuple[Vector, ...]:
    """Return combinations of columns that are 0 in most rows, and in some are not.

    Looked for are columns that are a multiple of another, and the sum of columns side by side.
    """
    step = max(1, len(rows) // _ROWS_LOOKED_AT)
    table = np.array([[float(value) for value in row] for row in rows[::step]])
    if len(table) < _FEWEST_ROWS:
        return ()
    used = [at for at in range(table.shape[1]) if np.any(table[:, at])]
    found = [*_multiples(table, used), *_sums(table, used)]
    return tuple(vector for vector, misses in found if misses)


def _multiples(table: _Floats, used: Sequence[int]) -> Iterator[tuple[Vector, int]]:
    for place, one in enumerate(used):
        counted = table[:, one] != 0
        for other in used[place + 1 :]:
            middle = float(np.median(table[counted, other] / table[counted, one]))
            times = Fraction(middle).limit_denominator(_MOST_TIMES)
            if not times or abs(times) > _MOST_TIMES:
                continue
            vector = [0] * table.shape[1]
            vector[one], vector[other] = times.numerator, -times.denominator
            yield from _judged(table, vector, table[:, one])


def _sums(table: _Floats, used: Sequence[int]) -> Iterator[tuple[Vector, int]]:
    for total in used:
        for start in range(len(used)):
            for end in range(start + 2, len(used) + 1):
                parts = used[start:end]
                if total in parts:
                    break
                vector = [0] * table.shape[1]
                for part in parts:
                    vector[part] = 1
                vector[total] = -1
                joined = np.count_nonzero(table[:, parts], axis=1) > 1
                yield from _judged(table, vector, np.where(joined, table[:, total], 0.0))


def _judged(table: _Floats, vector: list[int], figures: _Floats) -> Iterator[tuple[Vector, int]]:
    """The vector with the number of rows that break it, if enough different figures bear it out."""
    weights = np.array(vector, dtype=np.float64)
    active = np.any(table[:, weights != 0] != 0, axis=1)
    off = np.abs(table @ weights) > _NEAR
    held = np.unique(figures[active & ~off])
    if (
        np.sum(active) >= _FEWEST_ROWS
        and np.sum(off) <= _BROKEN_SHARE * np.sum(active)
        and len(held[held != 0]) >= _FEWEST_FIGURES
    ):
        yield tuple(vector), int(np.sum(off))
