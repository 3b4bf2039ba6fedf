"""The figures, in one command: ``python -m benchmarks`` (``make bench``).

Each figure with a bound in bounds.json must keep it; ``--raise`` tightens the bounds to what was
reached. A bound is loosened by hand alone, with the reason in the commit.
"""

import argparse
import sys
from collections.abc import Callable

from benchmarks import (
    body_text,
    documents,
    grids,
    hand_checks,
    inference,
    planted,
    recheck,
    rules_read,
    samples,
    speed,
    unit_rows,
    unit_speed,
    workbooks,
)
from benchmarks.bounds import Figure, broken, tighten
from benchmarks.layouts import report as layouts
from benchmarks.rules_bound import report as rules_bound
from benchmarks.scans import report as scans
from benchmarks.units import report as units

_PARTS: dict[str, Callable[[], list[Figure]]] = {
    "body_text": body_text.measure,
    "documents": documents.measure,
    "grids": grids.measure,
    "hand_checks": hand_checks.measure,
    "inference": inference.measure,
    "layouts": layouts.measure,
    "planted": planted.measure,
    "recheck": recheck.measure,
    "rules_bound": rules_bound.measure,
    "rules_read": rules_read.measure,
    "samples": samples.measure,
    "scans": scans.measure,
    "speed": speed.measure,
    "unit_rows": unit_rows.measure,
    "unit_speed": unit_speed.measure,
    "units": units.measure,
    "workbooks": workbooks.measure,
}


def main() -> int:
    """Print the figures; 1 where one does not keep its bound."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("parts", nargs="*", help=f"of {', '.join(_PARTS)}; all if none is named")
    options.add_argument("--raise", action="store_true", dest="lift", help="tighten the bounds")
    asked = options.parse_args()
    unknown = sorted(set(asked.parts) - set(_PARTS))
    if unknown:
        options.error(f"no part is called {', '.join(unknown)}; there are {', '.join(_PARTS)}")
    figures = [figure for name in asked.parts or _PARTS for figure in _PARTS[name]()]
    fallen = broken(figures)
    for figure, bound in fallen:
        print(f"does not keep its bound of {bound}: {figure.name} = {figure.value}")
    if asked.lift:
        tighten(figures)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
