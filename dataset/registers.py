"""The published registers: units and their names and lineage, rules and their clauses."""

from datetime import date
from typing import Literal

from codes import MeasureCode, RuleStatus
from dataset.published import Count, Number, PublishedRow


class UnitRow(PublishedRow):
    """One unit in one era; renames join its eras into a series."""

    table = "units"
    key = ("unit_id",)
    order = ("series_id", "valid_from", "unit_id")

    unit_id: str
    series_id: str
    name: str
    jurisdiction: str
    area: str | None
    level: str
    kind: str
    valid_from: date | None
    valid_to: date | None
    provisional: bool


class UnitNameRow(PublishedRow):
    """A name that a unit bears: in the register, for short, or as a notice prints it."""

    table = "unit_names"
    key = ("unit_id", "name", "kind")
    order = ("unit_id", "kind", "name")
    references = ((("unit_id",), "units"),)

    unit_id: str
    name: str
    kind: Literal["full", "short", "printed"]
    mentions: Count


class IndicatorRow(PublishedRow):
    """What a column of numbers measures, by its facets."""

    table = "indicators"
    key = ("indicator",)
    order = ("indicator",)

    indicator: str
    label_zh: str
    label_en: str
    measure: MeasureCode
    unit_zh: str
    unit_en: str
    subject: str | None
    role: str | None
    level: str | None
    channel: str | None
    period_kind: str | None


class LineageRow(PublishedRow):
    """What became of a unit: an edge to the unit that followed it."""

    table = "lineage"
    key = ("unit_id", "successor", "how", "on_day")
    order = ("unit_id", "on_day", "successor", "how")
    references = ((("unit_id",), "units"), (("successor",), "units"))

    unit_id: str
    successor: str
    how: Literal["rename", "merge", "split", "transfer"]
    on_day: date
    cite: str


class RuleRow(PublishedRow):
    """A version of a scoring rule."""

    table = "rules"
    key = ("rule_id", "rule_version")
    order = ("rule_id", "valid_from", "rule_version")

    rule_id: str
    rule_version: str | None
    label: str | None
    issuer: str | None
    valid_from: date | None
    verified_through: date | None
    status: RuleStatus
    clause_count: Count


class RuleClauseRow(PublishedRow):
    """One clause of one version of a rule, with the words it rests on."""

    table = "rule_clauses"
    key = ("rule_id", "rule_version", "clause_no")
    order = ("rule_id", "rule_version", "clause_no")
    references = ((("rule_id", "rule_version"), "rules"),)

    rule_id: str
    rule_version: str
    clause_no: Number
    column_path: str
    kind: str
    formula: str
    quote: str
    cite: str
