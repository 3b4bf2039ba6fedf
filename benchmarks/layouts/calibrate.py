"""Count how often tables with the same signs are exact: ``python -m benchmarks.layouts.calibrate``.

Writes what `extractors.tables.confidence` rates by. Only the layouts to tune on are drawn, so that
those kept apart can tell whether the ratings are true.
"""

import argparse
import json
import sys
from collections import Counter
from itertools import zip_longest

from benchmarks.layouts.measure import Outcome, draw_group, read_back, renderers
from benchmarks.layouts.score import is_exact
from extractors.tables.confidence import MEASURED, signs_of


def main() -> int:
    """Draw, read, count and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layouts.calibrate")
    parser.add_argument("--seeds", type=int, default=4, metavar="N", help="notices a layout")
    seeds = range(1, parser.parse_args().seeds + 1)
    exact: Counter[str] = Counter()
    tables: Counter[str] = Counter()
    for outcome in read_back(draw_group("tuning", seeds, renderers())):
        for key, right in _rated(outcome):
            tables[key] += 1
            exact[key] += right
    lines = (f" {json.dumps(key)}: [{exact[key]}, {tables[key]}]" for key in sorted(tables))
    MEASURED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return 0


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
