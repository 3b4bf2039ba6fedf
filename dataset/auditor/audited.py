"""A notice with its audit, and the pictures of the places that its findings and rows rest on."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from contracts import Audit, Finding, Notice, Row, Score, TraceStep
from evidence import Evidence, PagePlace, Sha256
from figures import alike, fold
from traces import tell_steps

MARKS = {
    "reproduced": "✓",
    "contradicted": "✗",
    "feasible": "○",
    "infeasible": "!",
    "not_checkable": "—",
}
"""Tick marks of an auditor, one for each status of a score."""


SEVERITIES = {"error": "错误 error", "warning": "警示 warning", "note": "提示 note"}
VERDICTS = {"dismiss": "已驳回 dismissed", "confirm": "已确认 confirmed"}
CHANGES_RANK = {True: "是 yes", False: "否 no", None: None}


Spot = tuple[Sha256, PagePlace]
"""A document, and a place on a page of it."""


class Audited(NamedTuple):
    """One notice as it goes into a workbook or onto a page for the auditor."""

    path: str
    notice: Notice
    audit: Audit
    pictures: Mapping[Spot, bytes]
    """PNG of places on a PDF's pages; none of other kinds of file."""
    materiality: Decimal | None = None
    """Differences below it are listed apart."""
    names: Mapping[Sha256, str] = {}
    """What the other notices are called that findings quote."""

    def picture(self, evidence: Evidence) -> bytes | None:
        """The print of one figure, if its page can be pictured."""
        place = place_of(evidence)
        return None if place is None else self.pictures.get((evidence.capture, place))

    def strip(self, row: Row) -> bytes | None:
        """The print of a row of this notice, if its page can be pictured."""
        place = row_place(row)
        return None if place is None else self.pictures.get((self.notice.sha256, place))

    def where(self, evidence: Evidence) -> str:
        """Where a figure stands; of another notice, in which."""
        spot = where(evidence)
        if evidence.capture == self.notice.sha256:
            return spot
        other = self.names.get(evidence.capture, evidence.capture[:12])
        return f"{other} {spot}".rstrip()


def place_of(evidence: Evidence) -> PagePlace | None:
    """The place of a figure on a page."""
    locator = evidence.locator
    if locator.page is None or locator.box_pt is None:
        return None
    return locator.page, locator.box_pt


def row_place(row: Row) -> PagePlace | None:
    """The strip of a page that a row stands on; None where it is on no page or on several."""
    places = [place for cell in row.cells if (place := place_of(cell.evidence)) is not None]
    if not places or len({page for page, _ in places}) > 1:
        return None
    boxes = [box for _, box in places]
    return places[0][0], (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def places_to_picture(notice: Notice, audit: Audit) -> Iterator[Spot]:
    """The places that an auditor wants to see: rows that are scored, and what findings rest on."""
    rows = {(score.table, score.row) for score in audit.scores}
    rows |= {(f.table, f.row) for f in audit.findings if f.table and f.row}
    for table, row in sorted(rows):
        place = row_place(notice.tables[table - 1].rows[row - 1])
        if place is not None:
            yield notice.sha256, place
    for finding in audit.findings:
        for evidence in finding.evidence:
            place = place_of(evidence)
            if place is not None:
                yield evidence.capture, place


def where(evidence: Evidence) -> str:
    """Where a figure stands, in a few words: ``p. 2 (71.0, 88.2)``, ``Sheet1!B7``, a selector."""
    locator = evidence.locator
    if locator.sheet is not None or locator.ref is not None:
        return "!".join(filter(None, (locator.sheet, locator.ref)))
    if locator.box_pt is not None:
        box = ", ".join(f"{edge:.1f}" for edge in locator.box_pt)
        return f"p. {locator.page} ({box})"
    return locator.selector or (f"p. {locator.page}" if locator.page else "")


def score_columns(scores: Sequence[Score], columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that were re-checked, in printed order."""
    checked = {score.column for score in scores}
    return tuple(column for column in columns if column in checked)


def decision_words(finding: Finding) -> str:
    """What a person decided on a finding: ``已确认 confirmed：原件如此（zhang 2026-03-02）``."""
    decided = finding.decided
    if decided is None:
        return ""
    return f"{VERDICTS[decided.verdict]}：{decided.reason}（{decided.by} {decided.day}）"


def same_unit(printed: str | None, asked: str) -> bool:
    """Whether a printed name is the one asked for: white space and width make no other."""
    return printed is not None and fold(printed) == fold(asked)


def findings_of(audit: Audit, table: int, row: int) -> tuple[Finding, ...]:
    """What was found in one row and not dismissed."""
    here = (f for f in audit.findings if (f.table, f.row) == (table, row))
    return tuple(finding for finding in here if not finding.dismissed)


def step_column(step: TraceStep, columns: Sequence[str]) -> int | None:
    """The printed column that a step of a trace reads: by its path, else by its last level."""
    name = fold(step.column)
    paths = [fold(column) for column in columns]
    if name in paths:
        return paths.index(name)
    leaves = [at for at, path in enumerate(paths) if path.rsplit("/", 1)[-1] == name]
    return leaves[0] if len(leaves) == 1 else None


def score_texts(score: Score) -> tuple[str, str]:
    """A score as published and as recomputed, with the decimals printed; '' for none."""
    like = score.recomputed if score.published is None else score.published
    if like is None:
        return "", ""
    published, recomputed = (
        "" if value is None else alike(value, like) for value in (score.published, score.recomputed)
    )
    return published, recomputed


def steps_in_words(score: Score) -> str:
    """How a score follows: ``采用条数 12 × 5 + 约稿得分 10 = 70``; else why it does not."""
    if score.trace and score.recomputed is not None:
        printed = score.recomputed if score.published is None else score.published
        return tell_steps(score.trace, score.recomputed, printed)
    return score.reason.zh if score.reason else ""
