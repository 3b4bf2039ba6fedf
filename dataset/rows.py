"""Readings -> the rows of a release: what is published of each notice, and of what it rests on.

A pure function: the order in which readings come makes no difference. Of a notice that stands in
several forms only one speaks; a contact is cut out; a table that ranks private persons is named and
withheld.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from contracts import Capture, Clause, Reading, SetAside, Unit
from dataset.content import notice_rows
from dataset.duplicates import Forms, compare_forms
from dataset.ids import issue_id
from dataset.placing import as_json
from dataset.privacy import redact, redact_or_none
from dataset.published import PublishedRow
from dataset.register_rows import indicator_rows, rule_rows, unit_rows
from dataset.tables import TABLES, CaptureRow, IssueRow, NoticeRow, SetAsideRow
from dataset.values import fits


class ReleaseRows(NamedTuple):
    """All rows of a release by table, each sorted, and how much was withheld of what."""

    tables: dict[str, tuple[PublishedRow, ...]]
    withheld: dict[str, int]


def release_rows(
    readings: Sequence[Reading],
    set_aside: Sequence[SetAside],
    units: Sequence[Unit],
    clauses: Sequence[Clause],
) -> ReleaseRows:
    """Make the rows of every published table.

    Raises:
        pydantic.ValidationError: a row does not fit the schema.
    """
    unique = _unique(readings)
    forms = compare_forms([reading.notice for reading in unique])
    by_id = {unit.id: unit for unit in units}
    rows: list[PublishedRow] = list(_captures(readings))
    withheld: Counter[str] = Counter()
    for reading in unique:
        form = forms[reading.notice.sha256]
        rows.append(_notice(reading, form))
        rows += _issues(reading, form)
        if form.duplicate_of is None:
            rows += notice_rows(reading, by_id, withheld)
    speaking = [r for r in unique if forms[r.notice.sha256].duplicate_of is None]
    rows += unit_rows(units, speaking)
    rows += indicator_rows(speaking)
    rows += rule_rows(clauses, unique)
    ordered = sorted(set_aside, key=lambda item: (item.path, item.sha256 or "", item.code))
    rows += (
        SetAsideRow(
            set_aside_no=number,
            path=item.path,
            sha256=item.sha256,
            code=item.code,
            message_zh=item.message.zh,
            message_en=item.message.en,
        )
        for number, item in enumerate(ordered, 1)
    )
    return ReleaseRows(tables=_sorted(rows), withheld=dict(sorted(withheld.items())))


def _unique(readings: Sequence[Reading]) -> list[Reading]:
    """One reading a document: the same bytes under two names are read once."""
    first: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda reading: (reading.notice.sha256, reading.path)):
        first.setdefault(reading.notice.sha256, reading)
    return list(first.values())


def _sorted(rows: Iterable[PublishedRow]) -> dict[str, tuple[PublishedRow, ...]]:
    tables: dict[str, list[PublishedRow]] = {model.table: [] for model in TABLES}
    for row in rows:
        tables[row.table].append(row)

    def rank(row: PublishedRow) -> tuple[tuple[bool, object], ...]:
        names = (*row.order, *row.key)
        return tuple((getattr(row, name) is None, getattr(row, name)) for name in names)

    return {name: tuple(sorted(found, key=rank)) for name, found in tables.items()}


def _captures(readings: Sequence[Reading]) -> Iterable[CaptureRow]:
    """One row a document; where its bytes came twice, the capture that knows its origin."""
    by_sha: dict[str, list[Capture]] = {}
    for reading in readings:
        by_sha.setdefault(reading.capture.sha256, []).append(reading.capture)

    def origin(capture: Capture) -> tuple[object, ...]:
        fetched = capture.fetched_at.isoformat() if capture.fetched_at else ""
        return (capture.url is None, not fetched, fetched, capture.url or "", capture.file_name)

    for sha, captures in by_sha.items():
        known = min(captures, key=origin)
        others = sorted({capture.file_name for capture in captures} - {known.file_name})
        yield CaptureRow(
            capture=sha,
            source_id=known.source_id,
            url=known.url,
            fetched_at=known.fetched_at,
            media_type=known.media_type,
            file_name=known.file_name,
            other_names=as_json(others) if others else None,
            parent=known.parent,
        )


def _notice(reading: Reading, form: Forms) -> NoticeRow:
    notice, rule, ledger = reading.notice, reading.audit.rule, reading.notice.ledger
    return NoticeRow(
        notice=notice.sha256,
        kind=notice.kind,
        title=redact_or_none(notice.title),
        doc_number=notice.doc_number,
        issuer=redact_or_none(notice.issuer),
        published_on=notice.published_on,
        period_start=notice.period_start,
        period_end=notice.period_end,
        media_type=notice.media_type,
        table_count=len(notice.tables),
        row_count=sum(len(table.rows) for table in notice.tables),
        duplicate_of=form.duplicate_of,
        differs_from=form.differs_from,
        rule_id=rule.id,
        rule_version=rule.version if rule.id else None,
        rule_status=rule.status,
        numbers=ledger.numbers,
        numbers_extracted=ledger.extracted,
        numbers_ignored=sum(ledger.ignored.values()),
        numbers_unaccounted=len(ledger.unaccounted),
    )


def _issues(reading: Reading, form: Forms) -> Iterable[IssueRow]:
    found = [("extract", i.code, i.page, i.message.zh, i.message.en) for i in reading.notice.issues]
    found += [("normalize", i.code, i.page, i.message.zh, i.message.en) for i in reading.issues]
    if form.differs_from:
        other = form.differs_from[:12]
        found.append(
            (
                "release",
                "readers_disagree",
                None,
                f"同一通报的另一版本 {other} 的表格数字与本件不同，两件均保留，请人工核对。",
                f"Another form of this notice, {other}, holds other cells; both are kept: compare.",
            )
        )
    for seen in reading.observations if form.duplicate_of is None else ():
        if seen.value is not None and not fits(seen.value):
            place_zh = f"表{seen.table}第{seen.row}行「{seen.column}」"
            found.append(
                (
                    "release",
                    "not_readable",
                    seen.evidence.locator.page,
                    f"{place_zh}的数字过长，不作数值发布，仅保留原文。",
                    f"The number in table {seen.table}, row {seen.row}, «{seen.column}» is too "
                    "long for a measure: its text is published, its value is not.",
                )
            )
    repeats: Counter[tuple[object, ...]] = Counter()
    for said in found:
        stage, code, page, zh, en = said
        repeats[said] += 1
        yield IssueRow.model_validate(
            {
                "issue_id": issue_id(reading.notice.sha256, said, repeats[said] - 1),
                "notice": reading.notice.sha256,
                "stage": stage,
                "code": code,
                "page": page,
                "message_zh": redact(zh),
                "message_en": redact(en),
            }
        )
