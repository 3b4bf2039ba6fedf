"""What becomes of the names in the tables of real notices: matched, provisional, or null and why.

The facts of the notices (../shared/notices) are tables as published; each unit row of them counts.
"""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.bounds import Figure, share
from benchmarks.shared import shared_set
from contracts import Agreement, Cell, Ledger, Notice, Row, Table
from evidence import Evidence, Locator
from normalizers.indicators import load_indicators
from normalizers.observe import observe_notice
from normalizers.provisional import Proposals
from normalizers.registry import load_registry

_NOBODY = "0" * 64


def measure() -> list[Figure]:
    """Print the rows by what their names were found to mean; the share with a unit has a bound."""
    folder = shared_set("notices")
    if folder is None:
        return []
    counts = count_rows(folder)
    told = ", ".join(f"{what} {number}" for what, number in counts.most_common())
    print(f"unit_rows: {counts.total()} rows: {told}")
    known = counts["matched"] + counts["provisional"]
    return [Figure("unit_rows.with_a_unit", share(known, counts.total()))]


def count_rows(folder: Path) -> Counter[str]:
    """Unit rows of the notices' tables by ``matched``, ``provisional`` or the kind of null."""
    proposals, indicators = Proposals(load_registry()), load_indicators()
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("*.json")):
        facts = json.loads(path.read_text(encoding="utf-8"))
        observed = observe_notice(_notice(facts), proposals, indicators)
        for mention in observed.mentions:
            match = mention.match
            if match.method == "provisional":
                what = "provisional"
            else:
                what = "matched" if match.unit_id else match.method
            counts[what] += len(mention.rows)
    return counts


def _notice(facts: dict[str, Any]) -> Notice:
    return Notice(
        sha256=_NOBODY,
        media_type="application/json",
        kind="ranking",
        title=facts.get("title"),
        doc_number=None,
        issuer=facts["issuer"] or None,
        published_on=_day(facts["issue_date"]),
        period_start=_day(facts["period_start"]),
        period_end=_day(facts["period_end"]),
        paragraphs=(),
        fields=(),
        figures=(),
        declared_attachments=(),
        tables=tuple(_table(table) for table in facts["tables"]),
        issues=(),
        ledger=Ledger(numbers=0, extracted=0, ignored={}, unaccounted=()),
    )


def _table(facts: dict[str, Any]) -> Table:
    columns = tuple(facts["columns"])
    return Table(
        caption=facts["caption"] or "",
        columns=columns,
        rows=tuple(_row(row, len(columns)) for row in facts["rows"]),
        parts=(),
        readers=("facts@1",),
        agreement=Agreement(how="one_reader", confidence=1.0),
    )


def _row(texts: list[Any], width: int) -> Row:
    padded = [str(text or "") for text in texts][:width] + [""] * (width - len(texts))
    return Row(
        kind="unit",
        section=None,
        page=1,
        cells=tuple(Cell(text=text, evidence=_evidence(text)) for text in padded),
    )


def _evidence(quote: str) -> Evidence:
    return Evidence(capture=_NOBODY, locator=Locator(page=1), quote=quote, reader="facts@1")


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
