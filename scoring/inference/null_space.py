"""Which weights a set of rows cannot tell: exact linear algebra in whole numbers."""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce

Vector = tuple[int, ...]


def null_space(rows: Iterable[Sequence[Decimal]], width: int) -> tuple[Vector, ...]:
    """Return a basis of all changes of the weights that change no row's score.

    A column is told by the rows if every vector is 0 there.
    """
    basis = [tuple(int(i == j) for j in range(width)) for i in range(width)]
    for row in rows:
        if not basis:
            break
        whole = _whole(row)
        dots = [sum(r * v for r, v in zip(whole, vector, strict=True)) for vector in basis]
        told = [i for i, dot in enumerate(dots) if dot]
        if not told:
            continue
        # The shortest vector goes: what is left stays readable.
        lead = min(told, key=lambda i: (sum(map(bool, basis[i])), i))
        gone, dot = basis[lead], dots[lead]
        basis = [
            _primitive([dot * a - dots[i] * b for a, b in zip(vector, gone, strict=True)])
            if dots[i]
            else vector
            for i, vector in enumerate(basis)
            if i != lead
        ]
    return tuple(basis)


def _whole(row: Sequence[Decimal]) -> list[int]:
    fractions = [Fraction(value) for value in row]
    scale = math.lcm(*(f.denominator for f in fractions)) if fractions else 1
    return [int(f * scale) for f in fractions]


def _primitive(vector: Sequence[int]) -> Vector:
    divisor = reduce(math.gcd, vector)
    sign = -1 if next(v for v in vector if v) < 0 else 1
    return tuple(sign * v // divisor for v in vector)
