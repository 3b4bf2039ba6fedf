"""How the reading of any bytes must end: an answer that keeps every promise, or a cure."""

import json
import math
import time

import pypdfium2

from contracts import Capture, Notice, Reading
from dataset.files import csv_bytes, parquet_bytes
from dataset.release import _checked_rows
from dataset.tables import TABLES
from evidence import Evidence
from extractors.form import notice_to_csv, notice_to_json
from extractors.pdf.file import open_file, pages_of
from extractors.view import notice_to_html
from flows.outcome import Outcome
from flows.stages import read_document, registry, rules
from scoring.form import Entry, audit_to_json
from scoring.report import audit_to_text
from scoring.rules import rule_clauses

SECONDS = 20.0
_OCR_SECONDS = 6.0
"""What a page read by OCR may take beyond the rest."""
_POINTS = 2.0


def ends_well(name: str, content: bytes, seconds: float = SECONDS) -> Outcome:
    """Read, print and publish one document as a run would, and demand an answer or a cure."""
    start = time.process_time()
    outcome = read_document(content, name)
    spent = time.process_time() - start
    by_ocr = (
        []
        if outcome.notice is None
        else [issue for issue in outcome.notice.issues if issue.code == "read_by_ocr"]
    )
    assert spent < seconds + _OCR_SECONDS * len(by_ocr), f"{name} took {spent:.1f} s"
    assert Outcome.model_validate_json(outcome.model_dump_json()) == outcome, name
    if outcome.refusal is not None:
        assert "the program failed" not in outcome.refusal.message.en, outcome.refusal.message.en
        assert outcome.refusal.message.zh, name
        return outcome
    notice, audit = outcome.notice, outcome.audit
    assert notice is not None and audit is not None
    for issue in notice.issues:
        assert issue.message.zh and issue.message.en, issue
    _tables_hold(notice)
    _places_hold(notice, content)
    entry = Entry(name, notice, audit)
    for text in (
        json.dumps(notice_to_json(notice), ensure_ascii=False, allow_nan=False),
        notice_to_csv(notice),
        json.dumps(audit_to_json([entry]), ensure_ascii=False, allow_nan=False),
        audit_to_text([entry], "zh"),
        notice_to_html(notice, b""),
    ):
        text.encode()
    capture = Capture(
        sha256=notice.sha256, source_id=None, url=None, fetched_at=None,
        media_type=notice.media_type, file_name=name,
    )  # fmt: skip
    reading = Reading(
        path=name, capture=capture, notice=notice, observations=outcome.observations,
        mentions=outcome.mentions, indicators=outcome.indicators,
        issues=outcome.issues, audit=audit,
    )  # fmt: skip
    units = (*registry().units, *outcome.proposed)
    rows = _checked_rows([reading], [], units, rule_clauses(rules()))
    for model in TABLES:
        parquet_bytes(model, rows.tables[model.table], "0" * 12)
        csv_bytes(model, rows.tables[model.table])
    return outcome


def _tables_hold(notice: Notice) -> None:
    for number, table in enumerate(notice.tables, 1):
        assert table.columns and table.parts, f"table {number} is empty"
        assert len(set(table.columns)) == len(table.columns), f"table {number}: {table.columns}"
        for row in table.rows:
            assert len(row.cells) == len(table.columns), f"table {number}"
            assert row.page >= 1, f"table {number}"
        for part in table.parts:
            assert len({len(line) for line in part.grid}) == 1, f"table {number} is ragged"
        assert 0 <= table.agreement.confidence <= 1, f"table {number}"


def _places_hold(notice: Notice, content: bytes) -> None:
    sizes = _page_sizes(content) if notice.media_type == "application/pdf" else []
    proofs: list[Evidence] = [p.evidence for p in notice.paragraphs]
    proofs += [field.evidence for field in notice.fields]
    proofs += [figure.evidence for figure in notice.figures]
    proofs += [c.evidence for table in notice.tables for row in table.rows for c in row.cells]
    for proof in proofs:
        page, box = proof.locator.page, proof.locator.box_pt
        assert proof.ocr_confidence is None or 0 <= proof.ocr_confidence <= 1, proof
        if box is None:
            continue
        x0, top, x1, bottom = box
        assert all(math.isfinite(one) for one in box), proof
        assert x0 <= x1 and top <= bottom, proof
        size = sizes[page - 1] if page is not None and page <= len(sizes) else None
        if size is not None:
            width, height = size
            # A character may hang over the edge; none is read that stands off the page.
            assert x1 >= -_POINTS and bottom >= -_POINTS, f"{proof} of {width} by {height}"
            assert x0 <= width + _POINTS and top <= height + _POINTS, (
                f"{proof} of {width} by {height}"
            )


def _page_sizes(content: bytes) -> list[tuple[float, float] | None]:
    """The size of each page; None where pdfium and pdfplumber find another one in a broken file."""
    try:
        with pypdfium2.PdfDocument(content) as document:
            shown = [document.get_page_size(n) for n in range(len(document))]
    except pypdfium2.PdfiumError:
        return []
    own = (page.cropbox for page in pages_of(open_file(content), None))
    return [
        size if all(size) and math.dist(size, (x1 - x0, bottom - top)) < _POINTS else None
        for size, (x0, top, x1, bottom) in zip(shown, own, strict=False)
    ]
