"""How exactly notices are read: tables, headings and metadata against the known truth."""

import json
import re
import time
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.bounds import Figure, share
from benchmarks.shared import shared_set
from contracts import Notice, Table
from evidence import Record
from extractors.document import Unreadable
from extractors.reading import extract_notice


class Reading(Record):
    """What reading the documents of one form gave."""

    form: str
    files: int
    tables: int
    exact_tables: int
    spurious_tables: int
    facts: int
    """Titles, numbers, issuers, days and periods that the truth knows."""
    right_facts: int
    numbers: int
    unaccounted: int
    seconds: float


def measure() -> list[Figure]:
    """Print the figures of the rendered notices, form by form."""
    folder = shared_set("documents")
    if folder is None:
        return []
    print(f"{'form':10} files  tables exact spurious  facts right  numbers unaccounted  seconds")
    figures = []
    for found in read_documents(folder):
        print(
            f"{found.form:10} {found.files:5} {found.tables:7} {found.exact_tables:5}"
            f" {found.spurious_tables:8} {found.facts:6} {found.right_facts:5}"
            f" {found.numbers:8} {found.unaccounted:11} {found.seconds:8}"
        )
        name = f"documents.{found.form}"
        accounted = share(found.numbers - found.unaccounted, found.numbers)
        figures += [
            Figure(f"{name}.exact_tables", share(found.exact_tables, found.tables)),
            Figure(f"{name}.spurious_tables", Decimal(found.spurious_tables), low_is_good=True),
            Figure(f"{name}.right_facts", share(found.right_facts, found.facts)),
            Figure(f"{name}.accounted_numbers", accounted),
        ]
    return figures


def read_documents(folder: Path) -> Iterator[Reading]:
    """Read every document of `folder` that has a truth beside it, form by form."""
    forms: dict[str, list[tuple[Path, Any]]] = {}
    for truth_path in sorted(folder.glob("*.truth.json")):
        name = truth_path.name.removesuffix(".truth.json")
        truth = json.loads(truth_path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob(f"{name}.*")):
            if path != truth_path:
                forms.setdefault(path.name.removeprefix(f"{name}."), []).append((path, truth))
    for form, documents in sorted(forms.items()):
        yield _read_form(form, documents)


def _read_form(form: str, documents: list[tuple[Path, Any]]) -> Reading:
    counts = dict.fromkeys(Reading.model_fields.keys() - {"form", "seconds"}, 0)
    start = time.perf_counter()
    for path, truth in documents:
        counts["files"] += 1
        counts["tables"] += len(truth["tables"])
        try:
            notice = extract_notice(path.read_bytes(), path.name)
        except Unreadable:
            # What a refused document says was not read: it counts as wrong, not as absent.
            counts["facts"] += sum(
                bool(true)
                for true in (
                    truth.get("title"),
                    truth.get("doc_number"),
                    truth.get("issuer"),
                    truth.get("issue_date"),
                    (truth.get("period") or [None])[0],
                )
            )
            continue
        left = [_table_form(table) for table in notice.tables]
        for true in truth["tables"]:
            expected = (
                [_folded(column) for column in true["columns"]],
                [[_folded(cell) for cell in row["cells"]] for row in true["rows"]],
            )
            if expected in left:
                left.remove(expected)
                counts["exact_tables"] += 1
        counts["spurious_tables"] += max(0, len(notice.tables) - len(truth["tables"]))
        # The workbooks hold the tables alone, without what the notice says of itself.
        for stated, true in _facts(notice, truth) if form != "xlsx" else ():
            counts["facts"] += true is not None
            counts["right_facts"] += true is not None and stated == true
        counts["numbers"] += notice.ledger.numbers
        counts["unaccounted"] += len(notice.ledger.unaccounted)
    return Reading(form=form, seconds=round(time.perf_counter() - start, 2), **counts)


def _facts(notice: Notice, truth: Any) -> Iterator[tuple[object, object]]:
    for name in ("title", "doc_number", "issuer"):
        stated = getattr(notice, name)
        yield stated and _folded(stated), truth.get(name) and _folded(truth[name])
    yield str(notice.published_on), truth.get("issue_date")
    period = truth.get("period") or [None]
    yield [str(notice.period_start), str(notice.period_end)], period if period[0] else None


def _table_form(table: Table) -> tuple[list[str], list[list[str]]]:
    return (
        [_folded(column) for column in table.columns],
        [[_folded(cell.text) for cell in row.cells] for row in table.rows],
    )


def _folded(text: str) -> str:
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return re.sub("[—–−]", "-", folded)
