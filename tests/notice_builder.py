"""Notices for the tests of the checks: tables and prose in, a `Notice` with dummy places out."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts import Agreement, Cell, DeclaredAttachment, Ledger, Notice, Paragraph, Row, Table
from evidence import Evidence, Locator

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
SHA = "0" * 64


def evidence(quote: str = "") -> Evidence:
    return Evidence(capture=SHA, locator=Locator(page=1), quote=quote, reader="test@1")


def row(cells: list[str], kind: str = "unit", section: str | None = None) -> Row:
    return Row(
        kind=kind,
        section=section,
        page=1,
        cells=tuple(Cell(text=text, evidence=evidence(text)) for text in cells),
    )


def table(
    columns: list[str],
    rows: list[list[str]],
    caption: str = "",
    totals: list[list[str]] | None = None,
    notes: list[str] | None = None,
) -> Table:
    body = [row(cells) for cells in rows]
    body += [row(cells, "total") for cells in totals or []]
    body += [row([text] + [""] * (len(columns) - 1), "note") for text in notes or []]
    return with_rows(caption, columns, body)


def with_rows(caption: str, columns: list[str], rows: list[Row]) -> Table:
    return Table(
        caption=caption,
        columns=tuple(columns),
        rows=tuple(rows),
        parts=(),
        readers=("test@1",),
        agreement=Agreement(how="one_reader", confidence=1.0),
    )


def notice(*tables: Table, text: list[str] | None = None, **fields: Any) -> Notice:
    given: dict[str, Any] = {
        "sha256": SHA,
        "media_type": "text/html",
        "kind": "ranking",
        "title": None,
        "doc_number": None,
        "issuer": None,
        "published_on": None,
        "period_start": None,
        "period_end": None,
        "paragraphs": tuple(Paragraph(text=t, evidence=evidence(t)) for t in text or []),
        "fields": (),
        "figures": (),
        "declared_attachments": (),
        "tables": tables,
        "issues": (),
        "ledger": Ledger(numbers=0, extracted=0, ignored={}, unaccounted=()),
    }
    return Notice(**given | fields)


def attachment(title: str, count: int | None = None, present: bool = False) -> DeclaredAttachment:
    return DeclaredAttachment(title=title, count=count, present=present)


def truth_notice(name: str, text: list[str] | None = None) -> Notice:
    """A notice of shared/documents as its truth file gives it, with the prose `text`."""
    path = SHARED / "documents" / f"{name}.truth.json"
    if not path.exists():
        pytest.skip(f"{path} is absent: the rendered notices lie beside the project, not in it")
    truth = json.loads(path.read_text("utf-8"))

    def day(value: str | None) -> date | None:
        return date.fromisoformat(value) if value else None

    tables = [
        with_rows(
            t["caption"],
            t["columns"],
            [row(r["cells"], r["kind"], r["section"]) for r in t["rows"]],
        )
        for t in truth["tables"]
    ]
    return notice(
        *tables,
        text=text,
        title=truth["title"],
        issuer=truth["issuer"],
        doc_number=truth["doc_number"],
        published_on=day(truth["issue_date"]),
        period_start=day(truth["period"][0]),
        period_end=day(truth["period"][1]),
    )
