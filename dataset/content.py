"""What a notice that speaks for itself says: its tables, numbers, scores, findings and prose."""

from collections import Counter
from collections.abc import Iterable, Mapping

from codes import MatchStatus
from contracts import Finding, Mention, Notice, Observation, Reading, Score, Unit
from dataset.ids import cell_id, finding_ids
from dataset.places import Spot, ranking_rows
from dataset.placing import as_json, evidence_form, place
from dataset.privacy import (
    REDACTED,
    is_contact_heading,
    mentions_of_units,
    redact,
    redact_or_none,
)
from dataset.published import PublishedRow
from dataset.series import ranking_series
from dataset.shape import Shape, shape_of
from dataset.tables import (
    AttachmentRow,
    FieldRow,
    FigureRow,
    FindingRow,
    MentionRow,
    ObservationRow,
    ScoreRow,
    TableRow,
)
from dataset.values import fit_value, fits


def notice_rows(
    reading: Reading, units: Mapping[str, Unit], withheld: Counter[str]
) -> Iterable[PublishedRow]:
    """The rows of one notice. What is kept back for a person's sake is counted in `withheld`."""
    notice = reading.notice
    series_of = {unit_id: unit.series_id for unit_id, unit in units.items()}
    shapes = {number: shape_of(table) for number, table in enumerate(notice.tables, 1)}
    persons = {number for number, shape in shapes.items() if shape.persons}
    withheld["tables"] += len(persons)

    def kept(table: int | None, column: str | None, what: str) -> bool:
        if table in persons or (column is not None and is_contact_heading(column)):
            withheld[what] += 1
            return False
        return True

    seen = [o for o in reading.observations if kept(o.table, o.column, "observations")]
    checked = [s for s in reading.audit.scores if kept(s.table, s.column, "scores")]
    observations = {(item.table, item.row, item.column): item for item in seen}
    scores = {(item.table, item.row, item.column): item for item in checked}
    every = reading.audit.findings
    findings = [
        (name, item)
        for name, item in zip(finding_ids(notice.sha256, every), every, strict=True)
        if kept(item.table, item.column, "findings")
    ]
    for number, shape in shapes.items():
        yield _table(notice, number, shape)
        if not shape.persons:
            yield from ranking_rows(notice, number, shape, observations, scores, series_of)
    # From the lists: a number given twice must be seen by who checks the keys.
    for item in seen:
        yield _observation(notice, item, series_of)
    for mention in mentions_of_units(notice, reading.mentions):
        yield from _mentions(notice, mention, units)
    for score in checked:
        yield _score(notice, score, observations)
    yield from _findings(notice, findings, observations)
    yield from _fields(notice, withheld)
    yield from _figures(notice, withheld)
    for number, attachment in enumerate(notice.declared_attachments, 1):
        yield AttachmentRow(
            notice=notice.sha256,
            attachment_no=number,
            title=redact(attachment.title),
            units_declared=attachment.count,
            present=attachment.present,
        )


def _table(notice: Notice, number: int, shape: Shape) -> TableRow:
    table = notice.tables[number - 1]

    def path(column: int | None) -> str | None:
        return None if column is None else table.columns[column]

    unit_rows = sum(row.kind == "unit" for row in table.rows)
    pages = [row.page for row in table.rows] or [part.page for part in table.parts]
    ranked = shape.unit is not None and unit_rows > 0
    return TableRow(
        notice=notice.sha256,
        table_no=number,
        caption=redact(table.caption),
        ranking_series=redact(ranking_series(notice, table, shape.unit)) if ranked else None,
        column_paths=as_json(table.columns),
        unit_rows=unit_rows,
        other_rows=len(table.rows) - unit_rows,
        page_first=min(pages, default=None),
        page_last=max(pages, default=None),
        readers=as_json(table.readers),
        agreement=table.agreement.how,
        confidence=table.agreement.confidence,
        absent_means=table.absent_means,
        unit_column=path(shape.unit),
        rank_column=path(shape.rank),
        score_column=path(shape.score),
        withheld="persons" if shape.persons else None,
    )


def _observation(notice: Notice, seen: Observation, series_of: Mapping[str, str]) -> ObservationRow:
    legible = seen.value is None or fits(seen.value)
    return ObservationRow(
        cell_id=cell_id(notice.sha256, seen.table, seen.row, seen.column),
        notice=notice.sha256,
        table_no=seen.table,
        row_no=seen.row,
        column_path=seen.column,
        section=redact_or_none(seen.section),
        unit_id=seen.unit_id,
        series_id=series_of.get(seen.unit_id) if seen.unit_id else None,
        unit_printed=redact(seen.unit_printed),
        match_method=seen.match_method,
        indicator=seen.indicator,
        value=fit_value(seen.value),
        value_printed=redact(seen.value_printed),
        value_status=seen.value_status if legible else "illegible",
        period_start=seen.period_start,
        period_end=seen.period_end,
        **place(seen.evidence),
    )


def _mentions(notice: Notice, mention: Mention, units: Mapping[str, Unit]) -> Iterable[MentionRow]:
    match = mention.match
    unit = units.get(match.unit_id) if match.unit_id else None
    if unit is not None:
        status: MatchStatus = "provisional" if unit.provisional else "matched"
    else:
        status = "no_unit" if match.method in ("not_a_unit", "decision") else "unmatched"
    for table, row in mention.rows:
        yield MentionRow(
            notice=notice.sha256,
            table_no=table,
            row_no=row,
            mention_key=redact(mention.key),
            unit_printed=redact(mention.name),
            unit_id=match.unit_id,
            series_id=unit.series_id if unit else None,
            match_status=status,
            match_method=match.method,
            match_confidence=match.confidence,
            match_reason=redact(match.reason),
            candidates=as_json([item.model_dump() for item in match.candidates]),
        )


def _score(notice: Notice, score: Score, observations: Mapping[Spot, Observation]) -> ScoreRow:
    spot = (score.table, score.row, score.column)
    return ScoreRow(
        notice=notice.sha256,
        table_no=score.table,
        row_no=score.row,
        column_path=score.column,
        cell_id=cell_id(notice.sha256, *spot) if spot in observations else None,
        unit_printed=redact(score.unit_printed),
        is_total=score.is_total,
        published=fit_value(score.published),
        recomputed=fit_value(score.recomputed),
        status=score.status,
        reason_zh=score.reason.zh if score.reason else None,
        reason_en=score.reason.en if score.reason else None,
        rule_id=score.rule_id,
        rule_version=score.rule_version if score.rule_id else None,
        steps=as_json([step.model_dump(mode="json") for step in score.trace]),
        **place(score.evidence),
    )


def _findings(
    notice: Notice, findings: list[tuple[str, Finding]], observations: Mapping[Spot, Observation]
) -> Iterable[FindingRow]:
    for name, finding in findings:
        decided = finding.decided
        spot = (finding.table or 0, finding.row or 0, finding.column or "")
        yield FindingRow(
            finding_id=name,
            notice=notice.sha256,
            code=finding.code,
            severity=finding.severity,
            table_no=finding.table,
            row_no=finding.row,
            column_path=finding.column,
            cell_id=cell_id(notice.sha256, *spot) if spot in observations else None,
            unit_printed=redact_or_none(finding.unit),
            published=redact_or_none(finding.published),
            expected=redact_or_none(finding.expected),
            difference=finding.difference,
            changes_rank=finding.changes_rank,
            explanation_zh=redact(finding.explanation.zh),
            explanation_en=redact(finding.explanation.en),
            explained_by=as_json(
                [{"value": str(term.value), "label": term.label} for term in finding.explained_by]
            ),
            clause=redact_or_none(finding.clause),
            evidence=as_json([evidence_form(item) for item in finding.evidence]),
            decision=decided.verdict if decided else None,
            decision_reason=redact(decided.reason) if decided else None,
            decided_on=decided.day if decided else None,
        )


def _fields(notice: Notice, withheld: Counter[str]) -> Iterable[FieldRow]:
    for number, field in enumerate(notice.fields, 1):
        proof = place(field.evidence)
        text = redact(field.text)
        if is_contact_heading(field.name):
            text = proof["quote"] = REDACTED
        withheld["fields"] += text != field.text
        yield FieldRow(
            notice=notice.sha256, field_no=number, name=redact(field.name), text=text, **proof
        )


def _figures(notice: Notice, withheld: Counter[str]) -> Iterable[FigureRow]:
    for number, figure in enumerate(notice.figures, 1):
        sentence = redact(figure.sentence)
        if sentence != figure.sentence and figure.text not in sentence:
            withheld["figures"] += 1  # the number was part of the contact
            continue
        yield FigureRow(
            notice=notice.sha256,
            figure_no=number,
            value=fit_value(figure.value),
            unit=figure.unit,
            text=figure.text,
            sentence=sentence,
            **place(figure.evidence),
        )
