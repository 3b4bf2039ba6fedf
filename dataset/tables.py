"""The published tables: these models are the only schema of a release.

They make the Parquet files, the CSVs, the DuckDB tables, the codebook and the README's table. A
field's type says what it may hold, `key` what tells two rows apart, `order` how rows are sorted and
`references` which rows must exist elsewhere. What a field means, in both languages, stands in
codebook.yaml; a test demands an entry for each.
"""

from datetime import date, datetime
from typing import Literal

from codes import (
    AbsentMeans,
    AgreementHow,
    FindingCode,
    FindingVerdict,
    IssueCode,
    MatchStatus,
    NoticeKind,
    RuleStatus,
    ScoreStatus,
    Severity,
    ValueStatus,
)
from dataset.published import Count, Number, PlacedRow, Points, PublishedRow, ShortId
from dataset.registers import IndicatorRow, LineageRow, RuleClauseRow, RuleRow, UnitNameRow, UnitRow
from evidence import Sha256


class NoticeRow(PublishedRow):
    """A notice as read: what it says of itself, how much of it was read, and by which rule."""

    table = "notices"
    key = ("notice",)
    order = ("issuer", "period_end", "published_on", "notice")
    references = (
        (("notice",), "captures"),
        (("duplicate_of",), "notices"),
        (("differs_from",), "notices"),
        (("rule_id", "rule_version"), "rules"),
    )

    notice: Sha256
    kind: NoticeKind
    title: str | None
    doc_number: str | None
    issuer: str | None
    published_on: date | None
    period_start: date | None
    period_end: date | None
    media_type: str
    table_count: Count
    row_count: Count
    duplicate_of: Sha256 | None
    differs_from: Sha256 | None
    rule_id: str | None
    rule_version: str | None
    rule_status: RuleStatus
    numbers: Count
    numbers_extracted: Count
    numbers_ignored: Count
    numbers_unaccounted: Count


class CaptureRow(PublishedRow):
    """A document as it was fetched."""

    table = "captures"
    key = ("capture",)
    order = ("capture",)

    capture: Sha256
    source_id: str | None
    url: str | None
    fetched_at: datetime | None
    media_type: str
    file_name: str
    other_names: str | None
    parent: Sha256 | None


class TableRow(PublishedRow):
    """A table of a notice, and how its reading was settled."""

    table = "tables"
    key = ("notice", "table_no")
    order = ("notice", "table_no")
    references = ((("notice",), "notices"),)

    notice: Sha256
    table_no: Number
    caption: str
    ranking_series: str | None
    column_paths: str
    unit_rows: Count
    other_rows: Count
    page_first: int | None
    page_last: int | None
    readers: str
    agreement: AgreementHow
    confidence: float
    absent_means: AbsentMeans | None
    unit_column: str | None
    rank_column: str | None
    score_column: str | None
    withheld: Literal["persons"] | None


class ObservationRow(PlacedRow):
    """One number of one unit, and the spot it is printed at."""

    table = "observations"
    key = ("cell_id",)
    order = ("unit_id", "unit_printed", "indicator", "period_end", "notice", "table_no", "row_no")
    references = (
        (("notice", "table_no"), "tables"),
        (("capture",), "captures"),
        (("unit_id",), "units"),
        (("indicator",), "indicators"),
    )

    cell_id: ShortId
    notice: Sha256
    table_no: Number
    row_no: Number
    column_path: str
    section: str | None
    unit_id: str | None
    series_id: str | None
    unit_printed: str
    match_method: str
    indicator: str | None
    value: Points | None
    value_printed: str
    value_status: ValueStatus
    period_start: date | None
    period_end: date | None


class RankingRow(PublishedRow):
    """The place of one unit in one ranking, as published and as its score gives it."""

    table = "rankings"
    key = ("notice", "table_no", "row_no")
    order = ("ranking_series", "period_end", "notice", "table_no", "ranking_no", "row_no")
    references = (
        (("notice", "table_no"), "tables"),
        (("cell_id",), "observations"),
        (("unit_id",), "units"),
    )

    notice: Sha256
    table_no: Number
    ranking_no: Number
    row_no: Number
    ranking_series: str
    section: str | None
    unit_id: str | None
    series_id: str | None
    unit_printed: str
    period_start: date | None
    period_end: date | None
    rank_published: int | None
    rank_printed: str | None
    rank_by_score: int | None
    rank_best: int | None
    rank_worst: int | None
    score_published: Points | None
    score_recomputed: Points | None
    status: ScoreStatus | None
    units: Number
    percentile: Points | None
    cell_id: ShortId | None


class MentionRow(PublishedRow):
    """The name in a table's row, and the unit that it means, or why none."""

    table = "mentions"
    key = ("notice", "table_no", "row_no")
    order = ("notice", "table_no", "row_no")
    references = (
        (("notice", "table_no"), "tables"),
        (("unit_id",), "units"),
    )

    notice: Sha256
    table_no: Number
    row_no: Number
    mention_key: str
    unit_printed: str
    unit_id: str | None
    series_id: str | None
    match_status: MatchStatus
    match_method: str
    match_confidence: float
    match_reason: str
    candidates: str


class ScoreRow(PlacedRow):
    """A published score cell, re-checked, with the clauses that were applied."""

    table = "scores"
    key = ("notice", "table_no", "row_no", "column_path")
    order = ("notice", "table_no", "row_no", "column_path")
    references = (
        (("notice", "table_no"), "tables"),
        (("capture",), "captures"),
        (("cell_id",), "observations"),
        (("rule_id", "rule_version"), "rules"),
    )

    notice: Sha256
    table_no: Number
    row_no: Number
    column_path: str
    cell_id: ShortId | None
    unit_printed: str
    is_total: bool
    published: Points | None
    recomputed: Points | None
    status: ScoreStatus
    reason_zh: str | None
    reason_en: str | None
    rule_id: str | None
    rule_version: str | None
    steps: str


class FieldRow(PlacedRow):
    """A key and its value on a page that is a form."""

    table = "fields"
    key = ("notice", "field_no")
    order = ("notice", "field_no")
    references = ((("notice",), "notices"), (("capture",), "captures"))

    notice: Sha256
    field_no: Number
    name: str
    text: str


class FigureRow(PlacedRow):
    """A number that stands in a sentence."""

    table = "figures"
    key = ("notice", "figure_no")
    order = ("notice", "figure_no")
    references = ((("notice",), "notices"), (("capture",), "captures"))

    notice: Sha256
    figure_no: Number
    value: Points | None
    unit: str
    text: str
    sentence: str


class AttachmentRow(PublishedRow):
    """A ranking or annex that a notice names, and whether it was there."""

    table = "attachments"
    key = ("notice", "attachment_no")
    order = ("notice", "attachment_no")
    references = ((("notice",), "notices"),)

    notice: Sha256
    attachment_no: Number
    title: str
    units_declared: Count | None
    present: bool


class FindingRow(PublishedRow):
    """Something an auditor should look at; it names the figure in doubt."""

    table = "findings"
    key = ("finding_id",)
    order = ("notice", "table_no", "row_no", "column_path", "code", "finding_id")
    references = ((("notice",), "notices"), (("cell_id",), "observations"))

    finding_id: ShortId
    notice: Sha256
    code: FindingCode
    severity: Severity
    table_no: Number | None
    row_no: Number | None
    column_path: str | None
    cell_id: ShortId | None
    unit_printed: str | None
    published: str | None
    expected: str | None
    difference: str | None
    changes_rank: bool | None
    explanation_zh: str
    explanation_en: str
    explained_by: str
    clause: str | None
    evidence: str
    decision: FindingVerdict | None
    decision_reason: str | None
    decided_on: date | None


class IssueRow(PublishedRow):
    """Something that the machine could not read or place."""

    table = "issues"
    key = ("issue_id",)
    order = ("notice", "page", "code", "issue_id")
    references = ((("notice",), "notices"),)

    issue_id: ShortId
    notice: Sha256
    stage: Literal["extract", "normalize", "release"]
    code: IssueCode
    page: int | None
    message_zh: str
    message_en: str


class SetAsideRow(PublishedRow):
    """An input that was not read, and what to do about it."""

    table = "set_aside"
    key = ("set_aside_no",)
    order = ("set_aside_no",)

    set_aside_no: Number
    path: str
    sha256: Sha256 | None
    code: IssueCode
    message_zh: str
    message_en: str


TABLES: tuple[type[PublishedRow], ...] = (
    NoticeRow,
    CaptureRow,
    TableRow,
    ObservationRow,
    RankingRow,
    MentionRow,
    ScoreRow,
    FieldRow,
    FigureRow,
    AttachmentRow,
    UnitRow,
    UnitNameRow,
    LineageRow,
    IndicatorRow,
    RuleRow,
    RuleClauseRow,
    FindingRow,
    IssueRow,
    SetAsideRow,
)
