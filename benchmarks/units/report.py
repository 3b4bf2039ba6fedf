"""The figures of linking names to units."""

from benchmarks.bounds import Figure
from benchmarks.units import linking


def measure() -> list[Figure]:
    """Print and return them."""
    return linking.measure()
