"""The figures, in one command: ``python -m benchmarks`` (``make bench``).

Each figure with a floor in floors.json must not fall below it; ``--raise`` lifts the floors to what
was reached. A floor is lowered by hand alone, with the reason in the commit.
"""

import argparse
import json
import sys
import time
from decimal import Decimal
from pathlib import Path

from benchmarks.documents import read_documents, share
from benchmarks.speed import compare

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ROOT.parent / "shared" / "documents"
FLOORS = Path(__file__).resolve().parent / "floors.json"


def main() -> int:
    """Print the figures; 1 where one fell below its floor."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--raise", action="store_true", dest="lift", help="lift the floors")
    lift = options.parse_args().lift
    figures = {**_documents(), **_samples(), **_speed()}
    floors = {name: Decimal(value) for name, value in json.loads(FLOORS.read_text()).items()}
    fallen = [name for name in figures if name in floors and figures[name] < floors[name]]
    for name in fallen:
        print(f"below its floor of {floors[name]}: {name} = {figures[name]}")
    if lift:
        risen = {name: str(max(figures[name], floors.get(name, figures[name]))) for name in figures}
        kept = {name: str(value) for name, value in floors.items() if name not in figures}
        FLOORS.write_text(json.dumps({**kept, **risen}, indent=1, sort_keys=True) + "\n")
    return 1 if fallen else 0


def _documents() -> dict[str, Decimal]:
    if not DOCUMENTS.is_dir():
        print(f"Left out: {DOCUMENTS.parent.name}/{DOCUMENTS.name} is not beside this folder.")
        return {}
    print(f"{'form':10} files  tables exact spurious  facts right  numbers unaccounted  seconds")
    figures = {}
    for found in read_documents(DOCUMENTS):
        print(
            f"{found.form:10} {found.files:5} {found.tables:7} {found.exact_tables:5}"
            f" {found.spurious_tables:8} {found.facts:6} {found.right_facts:5}"
            f" {found.numbers:8} {found.unaccounted:11} {found.seconds:8}"
        )
        figures[f"documents.{found.form}.exact_tables"] = share(found.exact_tables, found.tables)
        figures[f"documents.{found.form}.right_facts"] = share(found.right_facts, found.facts)
        if found.numbers:
            accounted = share(found.numbers - found.unaccounted, found.numbers)
            figures[f"documents.{found.form}.accounted_numbers"] = accounted
    return figures


def _samples() -> dict[str, Decimal]:
    from extractors.document import Unreadable
    from extractors.reading import extract_notice
    from flows.stages import reaudit

    files = sorted((ROOT / "samples").glob("*/notice.*"))
    start = time.perf_counter()
    scores = 0
    for path in files:
        try:
            notice = extract_notice(path.read_bytes(), path.name)
        except Unreadable:
            continue
        scores += len(reaudit(notice, None).scores)
    seconds = time.perf_counter() - start
    print(f"samples: {len(files)} read and {scores} scores re-checked in {seconds:.2f} s, one core")
    return {}


def _speed() -> dict[str, Decimal]:
    """Printed alone: a time has no floor, another machine has others."""
    for name, folder in (("documents", DOCUMENTS), ("real", DOCUMENTS.parent / "realpdf/chinese")):
        found = compare(folder) if folder.is_dir() else None
        if found is None:
            continue
        print(
            f"speed, {name}: {found.pages} pages, {found.extract_notice * 1000:.1f} ms a page"
            f" beside {found.extract_tables * 1000:.1f} of pdfplumber, ratio {found.ratio:.2f}"
        )
    return {}


if __name__ == "__main__":
    sys.exit(main())
