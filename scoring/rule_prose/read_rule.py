"""Clauses in words, of a notice itself or of its office's rule, put to the columns they speak of.

Words alone do not settle which column a clause governs, nor always what it says of it. A clause
binds only where its words point to one column and most of the printed rows bear one of its readings
out; what is not borne out binds nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from contracts import ClausePlace, Notice
from scoring.cells import TableView, view_tables
from scoring.clauses import RuleClause, RuleVersion, Sum
from scoring.governed import govern_columns, recheck_table
from scoring.rule_prose.column_clauses import readings_of
from scoring.rule_prose.readings import Reading, Worded, of_kind
from scoring.rule_prose.rule_documents import RuleDocument
from scoring.rule_prose.rule_text import ReadClause, read_rule_text
from scoring.rule_prose.score_columns import rarity, score_columns

_OBEYING_TO_ONE = 2
"""How many cells of a column must follow from its clause, to each that does not, for it to bind."""
_LEAST_CELLS = 2
_NO_DAY = date(1, 1, 1)


class ReadRule(NamedTuple):
    """What a notice's own clauses come to."""

    version: RuleVersion | None
    """What binds; None where the rows bear out no clause."""
    unborne: Mapping[str, RuleClause]
    """By column: what the words put to it and its rows do not bear out."""


class _Cells(NamedTuple):
    """The printed cells of a column, by table and row: what its clause says of them."""

    exact: set[tuple[int, int]]
    """They follow from it."""
    feasible: set[tuple[int, int]]
    """Whole numbers of items that no column counts make them."""
    wrong: set[tuple[int, int]]
    low: set[tuple[int, int]]
    """Of the wrong, those printed below what follows."""
    high: set[tuple[int, int]]
    """Of the wrong, those printed above what follows."""
    open: set[tuple[int, int]]
    """It says nothing of them."""

    @property
    def settled(self) -> bool:
        """Whether no other reading could be spoken for: too few of them do not follow from it."""
        return bool(self.exact) and len(self.feasible | self.wrong | self.open) < _LEAST_CELLS

    @property
    def bear_out(self) -> bool:
        right = len(self.exact) + len(self.feasible)
        return right >= _LEAST_CELLS and right >= _OBEYING_TO_ONE * len(self.wrong)

    @property
    def mostly_exact(self) -> bool:
        """Whether few of them need items that no column counts."""
        return len(self.exact) >= max(_LEAST_CELLS, _OBEYING_TO_ONE * len(self.feasible))

    def speak_against(self, plainer: "_Cells") -> bool:
        """Whether they follow from this reading and not from a plainer one; one row may err."""
        gained, lost = self.exact - plainer.exact, plainer.exact - self.exact
        return len(gained) >= _LEAST_CELLS and len(gained) > _OBEYING_TO_ONE * len(lost)


def read_rule(notice: Notice, document: RuleDocument | None = None) -> ReadRule:
    """The version that clauses make for a notice, as far as its rows bear them out.

    The clauses are those of `document`, the rule of its office, else of the notice itself. The
    tables of a rule print what items earn, not what units earned: nothing binds them.
    """
    if notice.kind == "rule":
        return ReadRule(None, {})
    clauses = document.clauses if document else read_rule_text(notice).clauses
    views = [view for view in view_tables(notice) if view.unit is not None]
    if not clauses or not views:
        return ReadRule(None, {})
    readings = [
        _Borne(notice, document, clauses, views).out(leaf) for leaf in (None, *_leaves(views))
    ]
    return next((reading for reading in readings if reading.version), readings[0])


def _leaves(views: Sequence[TableView]) -> tuple[str, ...]:
    """Last levels that stand below several headings (``市级/本月``, ``省级/本月``): the words of a
    rule name the heading, and the rows tell which of its columns it counts."""
    counts = {
        name for view in views for name in score_columns(view, None, {}).counts if "/" in name
    }
    below = Counter(name.rsplit("/", 1)[1] for name in sorted(counts))
    return tuple(leaf for leaf, headings in below.items() if headings > 1)


class _Borne(NamedTuple):
    """A notice, clauses, and the tables whose rows may bear them out."""

    notice: Notice
    document: RuleDocument | None
    clauses: Sequence[ReadClause]
    views: Sequence[TableView]

    def out(self, leaf: str | None) -> ReadRule:
        """What the rows bear out; of several columns of a heading only those of `leaf` count."""
        rare = rarity(
            # A limit names again what a clause counts: its words would seem common.
            [
                c.phrase.items
                for c in self.clauses
                if c.phrase.points_each and c.phrase.kind != "cap"
            ]
        )
        readings: dict[str, list[Reading]] = {}
        for view in self.views:
            _add(readings, readings_of(self.clauses, score_columns(view, leaf, rare)))
        put = {name: self._followed(name, several) for name, several in readings.items()}
        chosen = dict(put)
        version = self._version(chosen)
        while unborne := self._unborne(version, chosen):
            chosen = {name: one for name, one in chosen.items() if name not in unborne}
            version = self._version(chosen)
        stated = any(one.parts or not isinstance(one.main.clause, Sum) for one in chosen.values())
        left = {name: one.main.clause for name, one in put.items() if name not in chosen}
        return ReadRule(version if stated else None, left)

    def _followed(self, name: str, readings: Sequence[Reading]) -> Reading:
        """The plainest reading of a column's words that its rows do not speak against."""
        followed = readings[0]
        if len(readings) == 1:
            return followed
        cells = self._cells(self._version({name: followed})).get(name, _no_cells())
        for other in readings[1:]:
            if cells.settled:
                break
            of_other = self._cells(self._version({name: other})).get(name, _no_cells())
            if of_other.speak_against(cells):
                followed, cells = other, of_other
        return followed

    def _version(self, chosen: Mapping[str, Reading]) -> RuleVersion:
        notice, document = self.notice, self.document
        day = notice.period_end or notice.published_on or _NO_DAY
        worded: dict[str, Worded] = {name: one.main for name, one in chosen.items()}
        scores = {name: one.clause for name, one in worded.items()}
        for name, one in chosen.items():
            # Two scores may each have a part of late items: the second bears its score's name too.
            named = {part: f"{name}：{part}" if part in worded else part for part in one.parts}
            worded |= {named[part]: words for part, words in one.parts.items()}
            scores |= {named[part]: _renamed(w.clause, named) for part, w in one.parts.items()}
            scores[name] = _renamed(one.main.clause, named)
        return RuleVersion(
            rule_id=document.id if document else "",
            valid_from=document.valid_from if document else day,
            verified_through=day,
            cite=(document.title if document else notice.title) or "",
            column_aliases={},
            columns=tuple(dict.fromkeys(p for view in self.views for p in view.table.columns)),
            scores=scores,
            places={
                name: tuple(ClausePlace(evidence=evidence) for evidence in one.evidence)
                for name, one in worded.items()
            },
        )

    def _cells(self, version: RuleVersion) -> dict[str, _Cells]:
        """What the clauses of a version say of the printed rows, by column."""
        found: dict[str, _Cells] = {}
        for view in self.views:
            governed = govern_columns(view, version)
            for (row, index), cell in recheck_table(view, governed, self.views).items():
                of_column = found.setdefault(view.path(index), _no_cells())
                match cell.status:
                    case "reproduced":
                        of_column.exact.add((view.number, row))
                    case "feasible":
                        of_column.feasible.add((view.number, row))
                    case "contradicted" | "infeasible":
                        of_column.wrong.add((view.number, row))
                        if cell.published is not None and cell.recomputed is not None:
                            low = cell.published.value < cell.recomputed
                            (of_column.low if low else of_column.high).add((view.number, row))
                    case "not_checkable":
                        of_column.open.add((view.number, row))
        return found

    def _unborne(self, version: RuleVersion, chosen: Mapping[str, Reading]) -> set[str]:
        """The columns whose printed cells mostly do not follow from what was put to them."""
        cells = self._cells(version)
        return {
            name
            for name, one in chosen.items()
            if name not in cells
            or not cells[name].bear_out
            # Items that no column counts can make nearly any figure: most rows must need none.
            or (one.parts and not cells[name].mostly_exact)
            or self._may_be_limited(one, cells[name])
        }

    def _may_be_limited(self, one: Reading, cells: _Cells) -> bool:
        """Whether several cells fall to one side, as a limit would make them that the words set
        and the reading leaves out: what it holds for was not understood, and accuses nobody."""
        if max(len(cells.low), len(cells.high)) < _LEAST_CELLS:
            return False
        followed = {e for worded in (one.main, *one.parts.values()) for e in worded.evidence}
        return any(c.evidence not in followed for c in of_kind(self.clauses, "cap"))


def _no_cells() -> _Cells:
    return _Cells(set(), set(), set(), set(), set(), set())


def _renamed(clause: RuleClause, named: Mapping[str, str]) -> RuleClause:
    """The clause with its parts under the names that they have in the version."""
    changes: dict[str, object] = {}
    of = getattr(clause, "of", None)
    if isinstance(of, tuple):
        changes["of"] = tuple(named.get(part, part) for part in of)
    otherwise = getattr(clause, "otherwise", None)
    if isinstance(otherwise, str):
        changes["otherwise"] = named.get(otherwise, otherwise)
    return clause.model_copy(update=changes)


def _add(known: dict[str, list[Reading]], of_table: Mapping[str, list[Reading]]) -> None:
    """Take in the readings of one more table; a total adds up the parts that each table prints."""
    for name, readings in of_table.items():
        if name not in known:
            known[name] = readings
            continue
        first, more = known[name][0], readings[0]
        before, clause = first.main.clause, more.main.clause
        if isinstance(before, Sum) and isinstance(clause, Sum) and not (first.parts or more.parts):
            parts = tuple(dict.fromkeys((*before.of, *clause.of)))
            total = before.model_copy(update={"of": parts})
            known[name][0] = Reading(Worded(total, first.main.evidence), {})
