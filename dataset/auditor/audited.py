"""A notice with its audit, and the pictures of the places that its findings and rows rest on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from contracts import Audit, Finding, Notice, Score, TraceStep
from dataset.auditor.exhibits import (
    Exhibit,
    Source,
    Spot,
    clause_exhibits,
    exhibits_of,
    row_spots,
)
from dataset.codebook import code_meanings
from evidence import Message, Sha256
from figures import alike, fold, plain
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
STATUSES = {
    "reproduced": "相符 reproduced",
    "contradicted": "不符 contradicted",
    "feasible": "可能 feasible",
    "infeasible": "不可能 infeasible",
    "not_checkable": "无从复算 not checkable",
}
RULES = {
    "accepted": "已采信的规则 accepted",
    "read": "读出的条款 clauses as read",
    "carried": "沿用的规则 carried over",
    "inferred": "由表中数字推断 inferred",
    "none": "无 none",
}
VERDICTS = {"dismiss": "已驳回 dismissed", "confirm": "已确认 confirmed"}
CHANGES_RANK = {True: "是 yes", False: "否 no", None: None}


Refused = tuple[str, Message]
"""A file that could not be read, and why."""


class Asked(NamedTuple):
    """The unit that an appeal is for."""

    name: str
    printed: frozenset[str]
    """What the notice calls it: other names of other times too; folded."""

    def is_meant(self, printed: str | None) -> bool:
        """Whether a printed name is this unit's: white space and width make no other."""
        return printed is not None and fold(printed) in self.printed


class Audited(NamedTuple):
    """One notice as it goes into a workbook or onto a page for the auditor."""

    path: str
    notice: Notice
    audit: Audit
    sources: Mapping[Sha256, Source]
    """The notices that findings quote, this one too."""
    pictures: Mapping[Spot, bytes] = {}
    """PNG of places on a PDF's pages; none of other kinds of file."""
    materiality: Decimal | None = None
    """Differences below it are listed apart."""
    asked: Asked | None = None
    """Whose appeal it is; None for the whole notice."""

    @property
    def scores(self) -> tuple[Score, ...]:
        """The scores that were re-checked: of one unit, if it is an appeal."""
        asked, scores = self.asked, self.audit.scores
        return tuple(s for s in scores if asked is None or asked.is_meant(s.unit_printed))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings: the gravest first, then small ones, then those that were dismissed."""
        order = list(SEVERITIES)
        return tuple(
            sorted(
                self.audit.findings,
                key=lambda f: (f.dismissed, self.is_small(f), order.index(f.severity)),
            )
        )

    def is_small(self, finding: Finding) -> bool:
        """Whether its difference is below what matters."""
        return finding.is_below(self.materiality)

    @property
    def rule(self) -> str:
        """Which rule bound, in words."""
        rule = self.audit.rule
        return " ".join(filter(None, (RULES[rule.status], rule.id, rule.version)))

    @property
    def period(self) -> str | None:
        """The first and last day; None where the notice tells none."""
        if self.notice.period_end is None:
            return None
        return f"{self.notice.period_start or '?'} – {self.notice.period_end}"

    def exhibits(self, finding: Finding) -> tuple[Exhibit, ...]:
        """What a finding rests on; of another notice, with its name."""
        own = None if finding.table is None else (finding.table, finding.row or 0)
        return tuple(map(self._named, exhibits_of(finding.evidence, self.sources, own)))

    def clauses(self, scores: Iterable[Score]) -> tuple[Exhibit, ...]:
        """Where the clauses stand that scores rest on."""
        steps = (step for score in scores for step in score.trace)
        return tuple(map(self._named, clause_exhibits(p for step in steps for p in step.places)))

    def clauses_of(self, finding: Finding) -> tuple[Exhibit, ...]:
        """Where the clauses stand that a finding rests on."""
        if finding.clause is None:
            return ()
        place = (finding.table, finding.row, finding.column)
        return self.clauses(s for s in self.audit.scores if (s.table, s.row, s.column) == place)

    def strips(self, table: int, row: int) -> tuple[Spot, ...]:
        """The places of a row of this notice on its pages."""
        return row_spots(self.notice.sha256, self.notice.tables[table - 1].rows[row - 1])

    def prints(self, spots: Iterable[Spot]) -> tuple[bytes, ...]:
        """The pictures of places that can be pictured, each once."""
        return tuple(dict.fromkeys(self.pictures[spot] for spot in spots if spot in self.pictures))

    def spots(self) -> Iterator[Spot]:
        """The places that an auditor wants to see: rows that are scored, what findings rest on."""
        for table, row in sorted({(score.table, score.row) for score in self.scores}):
            yield from self.strips(table, row)
        clauses = self.clauses(self.scores)
        for exhibit in (*clauses, *chain.from_iterable(map(self.exhibits, self.audit.findings))):
            yield from exhibit.crops

    def _named(self, exhibit: Exhibit) -> Exhibit:
        name = self.other(exhibit.capture)
        return exhibit._replace(what=f"〔{name}〕{exhibit.what}") if name else exhibit

    def other(self, capture: Sha256) -> str | None:
        """What another notice is called; None for this one."""
        if capture in ("", self.notice.sha256):
            return None
        source = self.sources.get(capture)
        return capture[:12] if source is None else source.path


def place_words(finding: Finding) -> str:
    """Where the figure in doubt stands: ``表1 第8行 · 白岭乡 · 得分``."""
    place = "正文 text"
    if finding.table is not None:
        place = f"表{finding.table}" + (f" 第{finding.row}行" if finding.row else "")
    return " · ".join(filter(None, (place, finding.unit, finding.column)))


def terms_words(finding: Finding) -> str:
    """What may explain a difference; '' for nothing."""
    return " + ".join(f"{plain(term.value)}（{term.label}）" for term in finding.explained_by)


def code_words(finding: Finding) -> str:
    """A code and what it means: ``名次与得分次序不符 rank_order``."""
    return f"{code_meanings('findings.code')[finding.code].zh} {finding.code}"


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
