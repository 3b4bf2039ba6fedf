"""The closed vocabularies: the codes that scripts and readers of a release rely on."""

from typing import Literal

NoticeKind = Literal["ranking", "rule", "article", "report", "other"]
RowKind = Literal["unit", "total", "subtotal", "note"]
AbsentMeans = Literal["zero", "unknown"]
AgreementHow = Literal["one_reader", "two_readers", "arithmetic", "unresolved"]
IssueCode = Literal[
    "needs_ocr",
    "read_by_ocr",
    "text_layer_refused",
    "readers_disagree",
    "unknown_heading",
    "unknown_unit",
    "ragged_table",
    "encrypted",
    "truncated",
    "too_large",
    "unsupported_type",
    "not_readable",
]
IgnoredReason = Literal[
    "page_number", "date", "phone", "document_number", "list_number", "footer", "address"
]
FindingCode = Literal[
    "text_parts",
    "text_column",
    "column_total",
    "row_sum",
    "count_points",
    "row_count",
    "rank_order",
    "rank_tie",
    "rank_gap",
    "declared_order",
    "declared_omission",
    "dominance",
    "granularity",
    "percentage",
    "cumulative",
    "date",
    "title_body",
    "attachment_absent",
    "duplicate_unit",
    "misprint",
    "rule_contradicted",
    "rule_no_clause",
    "rule_infeasible",
    "rule_changed",
    "restated",
]
MeasureCode = Literal[
    "count", "points", "pct", "rank", "index", "money_wan", "concentration", "value"
]
MatchStatus = Literal["matched", "provisional", "unmatched", "no_unit"]
Severity = Literal["error", "warning", "note"]
FindingVerdict = Literal["dismiss", "confirm"]
ScoreStatus = Literal["reproduced", "contradicted", "feasible", "infeasible", "not_checkable"]
RuleStatus = Literal["accepted", "read", "carried", "inferred", "none"]
ValueStatus = Literal["printed", "dash_as_zero", "blank", "illegible"]
