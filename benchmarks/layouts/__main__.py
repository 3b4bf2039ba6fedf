"""Made layouts, read back: ``python -m benchmarks.layouts --group tuning --show FOLDER``."""

import argparse
import difflib
import sys
from pathlib import Path
from typing import get_args

from benchmarks.layouts.families import Renderer
from benchmarks.layouts.measure import Outcome, draw_group, read_back, renderers
from benchmarks.layouts.report import print_outcomes
from benchmarks.layouts.table import TrueTable
from contracts import Table


def main() -> int:
    """Print what was read exactly; write the notices that were not to a folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layouts", description=__doc__)
    parser.add_argument("--group", choices=("tuning", "kept"), default="tuning")
    parser.add_argument("--seeds", type=int, default=2, metavar="N", help="notices a layout")
    parser.add_argument("--layout", default="", metavar="WORDS", help="only layouts named so")
    parser.add_argument("--renderer", choices=get_args(Renderer))
    parser.add_argument(
        "--show", type=Path, metavar="FOLDER", help="failures, truth and difference"
    )
    parser.add_argument("--all", action="store_true", help="show what was read exactly too")
    options = parser.parse_args()
    using = [options.renderer] if options.renderer else renderers()
    drawn = draw_group(options.group, range(1, options.seeds + 1), using, options.layout)
    outcomes = list(read_back(drawn))
    print_outcomes(outcomes)
    if options.show:
        options.show.mkdir(parents=True, exist_ok=True)
        for outcome in outcomes:
            if options.all or not _is_right(outcome):
                _show(outcome, options.show)
    return 0


def _is_right(outcome: Outcome) -> bool:
    return not outcome.score.spurious and all(t.sorted_right for t in outcome.score.tables)


def _show(outcome: Outcome, folder: Path) -> None:
    """Write the PDF, the truth, and where the reading differs from it."""
    drawn, read = outcome.drawn, outcome.read
    (folder / drawn.name).write_bytes(drawn.content)
    truth = [line for table in drawn.truth.tables for line in _lines(table)]
    got = [line for table in read.tables for line in _lines(table)] if read else ["(refused)"]
    issues = [f"{issue.code}: {issue.message.en}" for issue in read.issues] if read else []
    (folder / f"{drawn.name}.truth.txt").write_text("\n".join(truth) + "\n", "utf-8")
    difference = difflib.unified_diff(truth, got, "truth", "read", n=2, lineterm="")
    (folder / f"{drawn.name}.diff").write_text("\n".join([*issues, *difference]) + "\n", "utf-8")


def _lines(table: TrueTable | Table) -> list[str]:
    how = "" if isinstance(table, TrueTable) else f"{table.agreement.how} {table.readers}"
    cells = [
        (row, [cell if isinstance(cell, str) else cell.text for cell in row.cells])
        for row in table.rows
    ]
    return [
        f"# {table.caption} {how}".rstrip(),
        " | ".join(table.columns),
        *(f"{row.kind} [{row.section or ''}] {' | '.join(texts)}" for row, texts in cells),
    ]


if __name__ == "__main__":
    sys.exit(main())
