"""Count how often tables with the same signs are exact: ``python -m benchmarks.layouts.calibrate``.

Writes what `extractors.tables.confidence` rates by. Only the layouts to tune on are drawn, so that
those kept apart can tell whether the ratings are true. Printed pages alone, in two minutes:
``--renderer canvas chromium typst``.
"""

import argparse
import json
import sys
from collections import defaultdict
from itertools import zip_longest

from benchmarks.layouts.measure import Outcome, draw_group, read_back, renderers
from benchmarks.layouts.score import is_exact
from extractors.tables.confidence import MEASURED, signs_of


def main() -> int:
    """Draw, read, count and write; what was counted of other ways of printing is kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layouts.calibrate")
    parser.add_argument("--seeds", type=int, default=4, metavar="N", help="notices a layout")
    parser.add_argument(
        "--renderer", nargs="+", choices=renderers(), default=renderers(), help="only of these"
    )
    options = parser.parse_args()
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    seeds = range(1, options.seeds + 1)
    for outcome in read_back(draw_group("tuning", seeds, options.renderer)):
        for key, right in _rated(outcome):
            counted[key][0] += right
            counted[key][1] += 1
    ways = {_way(key) for key in counted}
    known = json.loads(MEASURED.read_text(encoding="utf-8"))
    counted |= {key: count for key, count in known.items() if _way(key) not in ways}
    lines = (f" {json.dumps(key)}: {counted[key]}" for key in sorted(counted))
    MEASURED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return 0


def _way(key: str) -> str:
    return key.split(",")[0]


def _rated(outcome: Outcome) -> list[tuple[str, bool]]:
    """The signs of each table that was read of a notice, and whether it is one of the truth."""
    if outcome.read is None:
        return []
    read = outcome.read.tables
    prose = [paragraph.evidence for paragraph in outcome.read.paragraphs]
    return [
        (
            signs_of(table, following, prose).key,
            any(is_exact(truth, table) for truth in outcome.drawn.truth.tables),
        )
        for table, following in zip_longest(read, read[1:])
        if not any(reader.startswith("prose") for reader in table.readers)
    ]


if __name__ == "__main__":
    sys.exit(main())
