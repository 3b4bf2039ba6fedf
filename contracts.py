"""The types that pass between the stages. Read this file first.

    sources -> Capture -> extractors -> Notice -> normalizers -> Observation
                                              -> scoring     -> Score, Finding -> dataset

Every record is frozen, refuses unknown fields and holds tuples, never lists. Points and values are
``Decimal``; a float stands only for places on a page and for confidences. A value without evidence
cannot be constructed.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import model_validator

from codes import (
    AbsentMeans,
    AgreementHow,
    FindingCode,
    FindingVerdict,
    IgnoredReason,
    IssueCode,
    MeasureCode,
    NoticeKind,
    RowKind,
    RuleStatus,
    ScoreStatus,
    Severity,
    ValueStatus,
)
from evidence import Evidence, Message, Record, Sha256
from figures import fold

# --- sources -----------------------------------------------------------------------------------


class Capture(Record):
    """One document as it was fetched: the bytes by their hash, and where they came from."""

    sha256: Sha256
    source_id: str | None
    url: str | None
    fetched_at: datetime | None
    """The instant of the HTTP answer; null for a file whose origin nobody stated."""
    media_type: str
    file_name: str
    parent: Sha256 | None = None
    """The page that this document is an attachment of."""


# --- extractors --------------------------------------------------------------------------------


class Cell(Record):
    """A table cell: its text as printed with line breaks folded, and where it stands."""

    text: str
    evidence: Evidence


class Row(Record):
    """A printed body row, in printed order; a section heading is no row but the rows' `section`."""

    kind: RowKind
    section: str | None
    page: int
    cells: tuple[Cell, ...]


class Part(Record):
    """The grid of one page as printed: rectangular, '' where a span goes on."""

    page: int
    grid: tuple[tuple[str, ...], ...]


class Agreement(Record):
    """How the reading of a table was settled, and how sure that makes us (0 to 1)."""

    how: AgreementHow
    confidence: float


class Table(Record):
    """One table, joined over page breaks, under heading paths such as ``信息采用情况/旗级``."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    readers: tuple[str, ...]
    agreement: Agreement
    absent_means: AbsentMeans | None = None
    """What the notice says of a unit that is not listed; null where it says nothing."""

    @model_validator(mode="after")
    def _rows_fit_columns(self) -> "Table":
        for number, row in enumerate(self.rows, 1):
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"row {number} of «{self.caption}» has {len(row.cells)} cells "
                    f"for {len(self.columns)} columns"
                )
        return self


class Paragraph(Record):
    """A paragraph of prose, once, with its place."""

    text: str
    evidence: Evidence


class NamedField(Record):
    """A key and its value on a page that is a form, such as an annual report."""

    name: str
    text: str
    evidence: Evidence


class ProseFigure(Record):
    """A number that stands in a sentence: ``共报送信息 119 篇`` gives 119 篇."""

    value: Decimal
    unit: str
    """The measure word printed after it, '' if none."""
    text: str
    """The number as printed."""
    sentence: str
    evidence: Evidence


class DeclaredAttachment(Record):
    """An annex or ranking that the notice names; `present` if it stands in this document."""

    title: str
    count: int | None
    """The number of units it is said to hold."""
    present: bool


class Issue(Record):
    """Something that the machine could not read or place."""

    code: IssueCode
    message: Message
    page: int | None = None


class Unaccounted(Record):
    """A numeric token that no cell, sentence or reason accounts for."""

    page: int | None
    text: str
    context: str


class Ledger(Record):
    """Where every numeric token of a notice went; the parts add up to `numbers`."""

    numbers: int
    extracted: int
    ignored: dict[IgnoredReason, int]
    unaccounted: tuple[Unaccounted, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> "Ledger":
        parts = self.extracted + sum(self.ignored.values()) + len(self.unaccounted)
        if parts != self.numbers:
            raise ValueError(f"the ledger's parts make {parts}, not {self.numbers}")
        return self


class Notice(Record):
    """A document as read: what it says of itself, its prose, its tables, and what was not read."""

    sha256: Sha256
    media_type: str
    kind: NoticeKind
    title: str | None
    doc_number: str | None
    issuer: str | None
    published_on: date | None
    period_start: date | None
    period_end: date | None
    """Both ends of the period are included."""
    paragraphs: tuple[Paragraph, ...]
    fields: tuple[NamedField, ...]
    figures: tuple[ProseFigure, ...]
    declared_attachments: tuple[DeclaredAttachment, ...]
    tables: tuple[Table, ...]
    issues: tuple[Issue, ...]
    ledger: Ledger


# --- normalizers -------------------------------------------------------------------------------


class Succession(Record):
    """What became of a unit, and on whose word."""

    unit: str
    how: Literal["rename", "merge", "split", "transfer"]
    date: date
    cite: str


class Unit(Record):
    """One unit in one era. Renames join a series; merges and splits are edges, never glued."""

    id: str
    series_id: str
    """The id of the oldest unit from which renames alone lead here."""
    name: str
    short_names: tuple[str, ...]
    jurisdiction: str
    """GB/T 2260 code of the place whose unit it is (of the parent place, for an area)."""
    area: str | None
    """Its own GB/T 2260 code, for an administrative area that has one."""
    level: str
    kind: str
    valid_from: date | None
    valid_to: date | None
    """The first day on which it is no more."""
    successors: tuple[Succession, ...]
    provisional: bool = False
    """Nobody has entered it: proposed from a printed name, until a person decides."""


class Candidate(Record):
    """A unit that was considered and refused, and why."""

    unit_id: str
    reason: str


class Match(Record):
    """The unit a name means in its context, or an honest null with the candidates refused."""

    unit_id: str | None
    method: str
    confidence: float
    reason: str
    candidates: tuple[Candidate, ...]


class Mention(Record):
    """A name in the unit column of a notice's tables, and what it was found to mean."""

    place: str
    """Among whose units it was looked for: a GB/T 2260 code, else the issuer's name, else the
    first 12 digits of the notice's hash."""
    name: str
    """As printed."""
    day: date | None
    """The day on which the unit must be in force."""
    page: int | None
    rows: tuple[tuple[int, int], ...]
    """Table and row, from 1, of each row that bears the name."""
    match: Match

    @property
    def key(self) -> str:
        """What people decide on: ``150621/教体局``, or with ``=unit`` behind it, a link of it."""
        return f"{fold(self.place).replace('/', '／')}/{fold(self.name).replace('=', '＝')}"


class Indicator(Record):
    """What a column measures, by its facets; what its heading does not name is null."""

    id: str
    """The facets in one word: ``adopted_count.banner.website``."""
    measure: MeasureCode
    subject: str | None
    role: str | None
    level: str | None
    channel: str | None
    period: str | None
    label: Message
    unit: Message


class Observation(Record):
    """One number of one unit: the spot it is printed at, and what it measures."""

    notice: Sha256
    table: int
    """The n-th of the notice's tables, from 1."""
    row: int
    """The n-th of the table's rows, from 1."""
    column: str
    section: str | None
    unit_id: str | None
    unit_printed: str
    match_method: str
    """How the unit was found (`Match.method`); `unmatched` where unit_id is null."""
    indicator: str | None
    """Id of an `Indicator`; null where the heading is not known (an Issue says so)."""
    value: Decimal | None
    value_printed: str
    value_status: ValueStatus
    period_start: date | None
    period_end: date | None
    evidence: Evidence


# --- scoring -----------------------------------------------------------------------------------


class ClausePlace(Record):
    """Where the words of a clause stand: in a notice or rule document, or in a rule file."""

    evidence: Evidence | None = None
    """The words as printed; null for a rule file."""
    file: str | None = None
    line: int | None = None
    """From 1."""
    cite: str | None = None
    """The document that the rule file cites."""


class TraceStep(Record):
    """One clause of a recomputation: so many items at so many points, and the words it rests on."""

    column: str
    """The column or unpublished kind of item that the clause reads."""
    items: Decimal | None
    points_each: Decimal | None
    points: Decimal | None
    clause: str | None
    places: tuple[ClausePlace, ...] = ()
    """Where the clause stands; none for what the tables themselves show."""


class Score(Record):
    """A published score cell, re-checked."""

    notice: Sha256
    table: int
    row: int
    column: str
    unit_printed: str
    is_total: bool
    published: Decimal | None
    recomputed: Decimal | None
    status: ScoreStatus
    reason: Message | None
    """Why it is infeasible or not checkable, or in how many ways it is feasible."""
    rule_id: str | None
    rule_version: str | None
    trace: tuple[TraceStep, ...]
    evidence: Evidence


class Term(Record):
    """A printed or solved figure that helps explain a difference."""

    value: Decimal
    label: str


class FindingDecision(Record):
    """What a person decided on a finding, once and for all, and why."""

    verdict: FindingVerdict
    reason: str
    by: str
    day: date


class Finding(Record):
    """Something an auditor should look at; it names one place, that of the figure in doubt."""

    code: FindingCode
    severity: Severity
    table: int | None
    row: int | None
    column: str | None
    unit: str | None
    published: str | None
    expected: str | None
    difference: str | None
    changes_rank: bool | None
    explanation: Message
    explained_by: tuple[Term, ...]
    clause: str | None
    evidence: tuple[Evidence, ...]
    key: str | None = None
    """Under which people decide on it; like the decision laid over what a check found."""
    decided: FindingDecision | None = None

    @property
    def dismissed(self) -> bool:
        """Whether a person said that it is nothing."""
        return self.decided is not None and self.decided.verdict == "dismiss"

    def is_below(self, materiality: Decimal | None) -> bool:
        """Whether its difference is smaller than what an auditor holds to matter."""
        if materiality is None or self.difference is None:
            return False
        return abs(Decimal(self.difference)) < materiality


class RuleInForce(Record):
    """The rule that a notice was re-checked against."""

    id: str | None
    version: str | None
    status: RuleStatus


class Audit(Record):
    """What re-checking one notice gave."""

    notice: Sha256
    rule: RuleInForce
    scores: tuple[Score, ...]
    findings: tuple[Finding, ...]


# --- dataset -----------------------------------------------------------------------------------


class Clause(Record):
    """One clause of one version of a rule, as the release lists it."""

    rule_id: str
    label: str
    issuer: str
    version: str
    valid_from: date
    verified_through: date | None
    """Null: open, for a rule that was read and that nobody has verified."""
    status: RuleStatus
    column: str
    kind: str
    formula: str
    """The clause in one line, e.g. ``采用条数 × 5``."""
    quote: str
    cite: str


class SetAside(Record):
    """An input that was not read: what it is, why, and what to do about it."""

    path: str
    sha256: Sha256 | None
    code: IssueCode
    message: Message


class Reading(Record):
    """All that the stages made of one document; what a release is built from."""

    path: str
    capture: Capture
    notice: Notice
    observations: tuple[Observation, ...]
    mentions: tuple[Mention, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    """Those that its observations speak of."""
    issues: tuple[Issue, ...]
    """Those of the normalising stage; the extractor's stand in `notice.issues`."""
    audit: Audit
