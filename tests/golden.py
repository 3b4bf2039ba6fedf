"""The part of a reading that a person can check against the notice, as a golden case keeps it."""

from typing import Any

from contracts import Audit, Notice


def golden_form(notice: Notice, audit: Audit) -> dict[str, Any]:
    def day(value: object) -> str | None:
        return None if value is None else str(value)

    return {
        "kind": notice.kind,
        "title": notice.title,
        "doc_number": notice.doc_number,
        "issuer": notice.issuer,
        "published_on": day(notice.published_on),
        "period": [day(notice.period_start), day(notice.period_end)],
        "paragraphs": [paragraph.text for paragraph in notice.paragraphs],
        "fields": {field.name: field.text for field in notice.fields},
        "figures": [f"{figure.text}{figure.unit}" for figure in notice.figures],
        "attachments": [[a.title, a.count, a.present] for a in notice.declared_attachments],
        "tables": [
            {
                "caption": table.caption,
                "columns": list(table.columns),
                "absent_means": table.absent_means,
                "rows": [
                    " | ".join([row.kind, row.section or "", *(cell.text for cell in row.cells)])
                    for row in table.rows
                ],
            }
            for table in notice.tables
        ],
        "issues": [issue.code for issue in notice.issues],
        "ledger": notice.ledger.model_dump(mode="json"),
        "rule": audit.rule.model_dump(),
        "scores": sorted(
            f"{s.table}.{s.row} {s.column}: {s.published} {s.status}"
            for s in audit.scores
            if s.status != "reproduced"
        ),
        "findings": [
            f"{f.code} {f.severity} table {f.table} row {f.row} {f.column} {f.unit}: "
            f"{f.published}, expected {f.expected}"
            for f in audit.findings
        ],
    }
