"""The forms in which a notice is printed: JSON and CSV, as scripts rely on them."""

import csv
import io
from typing import Any

from contracts import Notice, Table
from figures import inert_text


def notice_to_json(notice: Notice) -> dict[str, Any]:
    """The notice as plain values for JSON: decimals as strings, days as ISO strings or None."""
    form = notice.model_dump(mode="json")
    form["paragraphs"] = [paragraph.text for paragraph in notice.paragraphs]
    for name in ("fields", "figures"):
        for entry, record in zip(form[name], getattr(notice, name), strict=True):
            entry["evidence"] = record.evidence.to_json()
    form["tables"] = [_table_to_json(table) for table in notice.tables]
    return form


def notice_to_csv(notice: Notice) -> str:
    """One CSV a table, between two of them a blank line and ``# table n: caption``.

    Columns and cells as printed, but for an apostrophe before a text that a spreadsheet would run
    as a formula; figures with a sign stay. Where rows stand in sections or are no unit rows, the
    last columns say so: ``section``, ``kind``.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    for number, table in enumerate(notice.tables, 1):
        if number > 1:
            written.write(f"\n# table {number}: {' '.join(table.caption.split())}\n")
        sections = any(row.section for row in table.rows)
        kinds = any(row.kind != "unit" for row in table.rows)
        columns = map(inert_text, table.columns)
        writer.writerow([*columns, *["section"] * sections, *["kind"] * kinds])
        for row in table.rows:
            cells = [inert_text(cell.text) for cell in row.cells]
            section = inert_text(row.section or "")
            writer.writerow([*cells, *[section] * sections, *[row.kind] * kinds])
    return written.getvalue()


def _table_to_json(table: Table) -> dict[str, Any]:
    form = table.model_dump(mode="json")
    form["rows"] = [
        {
            "kind": row.kind,
            "section": row.section,
            "page": row.page,
            "cells": [cell.text for cell in row.cells],
            "evidence": [cell.evidence.to_json() for cell in row.cells],
        }
        for row in table.rows
    ]
    return form
