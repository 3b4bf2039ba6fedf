"""Which columns of a printed table a rule governs, and what it says of each of their cells."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from codes import ScoreStatus
from contracts import ClausePlace, TraceStep
from evidence import Message, Record
from figures import CellClass, fold
from scoring.cells import TableView, alias_names, find_column
from scoring.clauses import (
    MeanOfChildren,
    PerItem,
    RankBy,
    RuleClause,
    RuleVersion,
    Sum,
    UnpublishedItems,
    Weighted,
    columns_read,
    columns_used,
)
from scoring.evaluate import Given, Outcome, absent_column, agrees, evaluate_clause, truncates
from scoring.other_rows import Inputs, read_other_rows
from scoring.solve import Ways, find_ways
from scoring.wording import tell_ways

Zeros = set[tuple[int, CellClass]]
"""Columns and the marks in them that stand for zero."""


class ClauseInputs(Record):
    """A clause, and where the figures stand that it reads."""

    clause: RuleClause
    places: tuple[ClausePlace, ...]
    inputs: dict[str, int]
    """The clause's own names of the columns it reads, as far as the table prints them."""
    computed: "dict[str, ClauseInputs]"
    """What it reads that the table does not print and another clause of the rule gives."""

    def printed(self) -> Iterator[int]:
        """Every printed column that the clause comes down to."""
        yield from self.inputs.values()
        for part in self.computed.values():
            yield from part.printed()

    def uncounted(self) -> dict[str, Decimal]:
        """The points of items in a sum that the rule says no table counts."""
        parts = self.computed.values() if isinstance(self.clause, Sum) else ()
        return {
            kind: each
            for part in parts
            if isinstance(part.clause, UnpublishedItems)
            for kind, each in part.clause.points_each.items()
        }

    def unpublished(self) -> Mapping[str, Decimal] | None:
        """The points of items that this table does not count, if that is what the column shows."""
        match self.clause:
            case UnpublishedItems(points_each=points):
                return points
            case PerItem(points_each=points, cap=None) if not (self.inputs or self.computed):
                return points
            case _:
                return None


class GovernedColumn(ClauseInputs):
    """A printed column under its clause."""

    index: int
    is_total: bool


class Rechecked(Record):
    """One score cell, re-checked."""

    row: int
    column: GovernedColumn
    published: Given | None
    recomputed: Decimal | None
    status: ScoreStatus
    reason: Message | None
    trace: tuple[TraceStep, ...]
    ways: Ways | None = None


def govern_columns(view: TableView, version: RuleVersion) -> tuple[GovernedColumn, ...]:
    """Return the columns of a table that a clause governs, in printed order.

    A heading that a clause names itself is that clause's, also where it is another's alias.
    """
    columns = view.table.columns
    places: dict[int, str] = {}
    for exact in (True, False):
        for name in version.scores:
            names = (name,) if exact else alias_names(name, version.column_aliases)
            index = find_column(columns, names)
            if index is not None and name not in places.values():
                places.setdefault(index, name)
    parts = {fold(part) for clause in version.scores.values() for part in columns_used(clause)}
    governed = []
    for index, name in sorted(places.items()):
        clause = version.scores[name]
        read = _clause_inputs(name, version, columns, frozenset((index,)), frozenset((name,)))
        governed.append(
            GovernedColumn(
                index=index,
                is_total=isinstance(clause, Sum)
                or (isinstance(clause, Weighted) and fold(name) not in parts),
                **dict(read),
            )
        )
    return tuple(governed)


def _clause_inputs(
    name: str,
    version: RuleVersion,
    columns: Sequence[str],
    taken: frozenset[int],
    within: frozenset[str],
) -> ClauseInputs:
    """Where the clause of a score reads; `within` are the scores that are being computed."""
    clause = version.scores[name]
    found = {
        source: find_column(columns, alias_names(source, version.column_aliases))
        for source in columns_read(clause)
    }
    return ClauseInputs(
        clause=clause,
        places=version.places.get(name, ()),
        inputs={s: i for s, i in found.items() if i is not None and i not in taken},
        computed={
            source: _clause_inputs(source, version, columns, taken, within | {source})
            for source, index in found.items()
            if index is None and source in version.scores and source not in within
        },
    )


def recheck_table(
    view: TableView, columns: tuple[GovernedColumn, ...], views: Sequence[TableView] = ()
) -> dict[tuple[int, int], Rechecked]:
    """Return every governed cell of a table's unit rows by (row, column), each with its status.

    `views` are all tables of the notice: those where the units below a unit may stand.
    """
    zero = _zero_marks(view, columns)
    cells: dict[tuple[int, int], Rechecked] = {}
    for column in columns:
        clause = column.clause
        ranked = column.inputs.get(clause.of) if isinstance(clause, RankBy) else None
        others = read_other_rows(view, clause, ranked, views or (view,))
        checked = [
            _recheck(view, row, column, zero, None if others is None else others.get(row, {}))
            for row in view.unit_rows()
        ]
        if any(cell.status == "contradicted" for cell in checked):
            checked = _as_truncated(view, column, checked)
        cells.update({(cell.row, column.index): cell for cell in checked})
    return cells


def _given(view: TableView, row: int, index: int, zero: Zeros) -> Given | None:
    return view.given(row, index, (index, view.cells[row][index].what) in zero)


def _inputs(
    view: TableView, row: int, reads: ClauseInputs, zero: Zeros
) -> dict[str, Given] | Message:
    """What a clause reads of a row, or which cell of it is no figure."""
    given: dict[str, Given] = {}
    for source, index in reads.inputs.items():
        figure = _given(view, row, index, zero)
        if figure is None:
            return _no_figure(view, row, index)
        given[source] = figure
    for source, part in reads.computed.items():
        below = _inputs(view, row, part, zero)
        if isinstance(below, Message):
            return below
        outcome = evaluate_clause(part.clause, below)
        if isinstance(outcome, Outcome) and not outcome.absent:
            given[source] = Given(
                value=outcome.value,
                tolerance=outcome.tolerance,
                trace=_placed(outcome.trace, part),
            )
    return given


def _zero_marks(view: TableView, columns: tuple[GovernedColumn, ...]) -> Zeros:
    """The columns whose dashes, and those whose blanks, are zero.

    Dashes where the notice says so; else what leaves most of the rows right with zero in its place.
    """
    indexes = range(len(view.table.columns))
    everywhere: Zeros = {(index, mark) for index in indexes for mark in ("dash", "blank")}
    said: Zeros = {(index, "dash") for index in indexes if view.marks_are_zero}
    right = dict.fromkeys(sorted(everywhere), 0)
    wrong = dict(right)
    for column in columns:
        if column.unpublished() is not None or isinstance(column.clause, MeanOfChildren | RankBy):
            continue
        read = [*column.printed(), column.index]
        for row in view.unit_rows():
            marks = [(i, view.cells[row][i].what) for i in read if view.is_mark(row, i)]
            if marks:
                status = _recheck(view, row, column, everywhere).status
                for mark in marks:
                    right[mark] += status == "reproduced"
                    wrong[mark] += status == "contradicted"
    return said | {mark for mark in everywhere if right[mark] > wrong[mark]}


def _recheck(
    view: TableView, row: int, column: GovernedColumn, zero: Zeros, others: Inputs | None = None
) -> Rechecked:
    """One cell; `others` are the figures of other rows, for a clause that reads those instead."""
    clause = column.clause
    published = _given(view, row, column.index, zero)

    def result(
        status: ScoreStatus,
        reason: Message | None = None,
        recomputed: Decimal | None = None,
        trace: tuple[TraceStep, ...] = (),
        ways: Ways | None = None,
    ) -> Rechecked:
        return Rechecked(
            row=row,
            column=column,
            published=published,
            recomputed=recomputed,
            status=status,
            reason=reason,
            trace=trace,
            ways=ways,
        )

    if clause.not_checkable is not None:
        return result("not_checkable", clause.not_checkable)
    if published is None:
        return result("not_checkable", _no_figure(view, row, column.index))
    points = column.unpublished()
    if points is not None:
        ways = find_ways(published.value, list(points.values()))
        status: ScoreStatus = "infeasible" if ways.none else "feasible"
        reason = None if ways.none else tell_ways(ways, points)
        recomputed = None if ways.none else published.value
        return result(status, reason, recomputed, _solved_steps(ways, points, column), ways)
    given = _inputs(view, row, column, zero) if others is None else others
    if isinstance(given, Message):
        return result("not_checkable", given)
    outcome = evaluate_clause(clause, given)
    if isinstance(outcome, Message):
        return result("not_checkable", outcome)
    right = agrees(view.rounded(published, column.index), outcome)
    uncounted = {
        name for name, part in column.computed.items() if isinstance(part.clause, UnpublishedItems)
    }
    lacking = [part for part in outcome.absent if part not in uncounted]
    points = column.uncounted()
    if not right and points and not lacking:
        ways = find_ways(published.value - outcome.value, list(points.values()))
        if not ways.none:
            steps = (*_placed(outcome.trace, column), *_solved_steps(ways, points, column))
            return result("feasible", tell_ways(ways, points), published.value, steps)
    if not right and lacking:
        return result("not_checkable", absent_column(lacking), None, outcome.trace)
    return result(
        "reproduced" if right else "contradicted",
        None,
        outcome.value,
        _placed(outcome.trace, column),
    )


def _placed(steps: tuple[TraceStep, ...], reads: ClauseInputs) -> tuple[TraceStep, ...]:
    """The steps with where their clause stands; those of a part computed before have its place."""
    if not reads.places:
        return steps
    quote = reads.clause.quote
    return tuple(
        step.model_copy(update={"places": (*step.places, *reads.places)})
        if not step.places or (quote and step.clause and quote in step.clause)
        else step
        for step in steps
    )


def _solved_steps(
    ways: Ways, points: Mapping[str, Decimal], column: GovernedColumn
) -> tuple[TraceStep, ...]:
    unique = ways.counts[0] if len(ways.counts) == 1 else None
    return tuple(
        TraceStep(
            column=kind,
            items=None if unique is None else Decimal(unique[at]),
            points_each=each,
            points=None if unique is None else unique[at] * each + Decimal(0),
            clause=_stated(column, kind).clause.quote,
            places=_stated(column, kind).places,
        )
        for at, (kind, each) in enumerate(points.items())
    )


def _stated(column: GovernedColumn, kind: str) -> ClauseInputs:
    """The column, or the part of its sum, whose clause speaks of a kind of item."""
    if not isinstance(column.clause, Sum):
        return column
    parts = (p for p in column.computed.values() if kind in (p.unpublished() or {}))
    return next(parts, column)


def _as_truncated(
    view: TableView, column: GovernedColumn, checked: list[Rechecked]
) -> list[Rechecked]:
    """All reproduced, if every row prints the recomputed figure cut at its last digit."""
    decimals = view.decimals[column.index]
    compared = [cell for cell in checked if cell.recomputed is not None]
    if not all(
        cell.published is not None
        and cell.recomputed is not None
        and truncates(cell.published, decimals, Outcome(value=cell.recomputed, trace=()))
        for cell in compared
    ):
        return checked
    told = Message(zh="全表均舍去尾数而非四舍五入", en="the whole table cuts digits, not rounds")
    return [
        cell.model_copy(update={"status": "reproduced", "reason": told})
        if cell.status == "contradicted"
        else cell
        for cell in checked
    ]


def _no_figure(view: TableView, row: int, index: int) -> Message:
    path = view.path(index)
    text = view.row(row).cells[index].text
    if view.is_mark(row, index):
        shown = text or "空白"
        return Message(
            zh=f"「{path}」印作“{shown}”，通报没有说明是否为0",
            en=f"«{path}» prints «{text}», and the notice does not say that it means 0",
        )
    return Message(
        zh=f"「{path}」印作“{text}”，不是一个数", en=f"«{path}» prints «{text}», which is no number"
    )
