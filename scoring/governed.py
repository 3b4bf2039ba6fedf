"""Which columns of a printed table a rule governs, and what it says of each of their cells."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from codes import ScoreStatus
from contracts import TraceStep
from evidence import Message, Record
from figures import CellClass, fold
from scoring.cells import TableView, alias_names, find_column
from scoring.clauses import (
    DeductFrom,
    MeanOfChildren,
    PerItem,
    RankBy,
    Ratio,
    RuleClause,
    RuleVersion,
    Sum,
    UnpublishedItems,
    Weighted,
    columns_used,
)
from scoring.evaluate import Given, Outcome, absent_column, agrees, evaluate_clause, truncates
from scoring.other_rows import Inputs, read_other_rows
from scoring.solve import Ways, find_ways
from scoring.wording import tell_ways

Zeros = set[tuple[int, CellClass]]
"""Columns and the marks in them that stand for zero."""


class GovernedColumn(Record):
    """A printed column under its clause, and where the figures stand that the clause reads."""

    index: int
    clause: RuleClause
    inputs: dict[str, int]
    """The clause's own names of the columns it reads, as far as the table prints them."""
    is_total: bool

    def unpublished(self) -> Mapping[str, Decimal] | None:
        """The points of items that this table does not count, if that is what the column shows."""
        match self.clause:
            case UnpublishedItems(points_each=points):
                return points
            case PerItem(points_each=points, cap=None) if not self.inputs:
                return points
            case _:
                return None


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
        found = {
            source: find_column(columns, alias_names(source, version.column_aliases))
            for source in _sources(clause)
        }
        governed.append(
            GovernedColumn(
                index=index,
                clause=clause,
                inputs={s: i for s, i in found.items() if i is not None and i != index},
                is_total=isinstance(clause, Sum)
                or (isinstance(clause, Weighted) and fold(name) not in parts),
            )
        )
    return tuple(governed)


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


def _sources(clause: RuleClause) -> Iterator[str]:
    match clause:
        case PerItem(points_each=points) | DeductFrom(points_each=points):
            yield from points
        case Ratio(numerator=top, denominator=bottom):
            yield from (top, bottom)
        case MeanOfChildren():
            return
        case _:
            yield from columns_used(clause)


def _given(view: TableView, row: int, index: int, zero: Zeros) -> Given | None:
    return view.given(row, index, (index, view.cells[row][index].what) in zero)


def _inputs(view: TableView, row: int, column: GovernedColumn, zero: Zeros) -> dict[str, Given]:
    read = {s: _given(view, row, i, zero) for s, i in column.inputs.items()}
    return {source: figure for source, figure in read.items() if figure is not None}


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
        read = [*column.inputs.values(), column.index]
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
        return result(status, reason, recomputed, _solved_steps(ways, points, clause), ways)
    given = _inputs(view, row, column, zero) if others is None else others
    unread = [i for source, i in column.inputs.items() if source not in given]
    if unread:
        return result("not_checkable", _no_figure(view, row, unread[0]))
    outcome = evaluate_clause(clause, given)
    if isinstance(outcome, Message):
        return result("not_checkable", outcome)
    right = agrees(published, outcome)
    if not right and outcome.absent:
        return result("not_checkable", absent_column(outcome.absent), None, outcome.trace)
    return result(
        "reproduced" if right else "contradicted", None, outcome.value, _steps(clause, outcome)
    )


def _steps(clause: RuleClause, outcome: Outcome) -> tuple[TraceStep, ...]:
    if not isinstance(clause, Sum):
        return outcome.trace
    # A part of a sum is points already, not items at one point each.
    return tuple(
        step.model_copy(update={"items": None, "points_each": None}) for step in outcome.trace
    )


def _solved_steps(
    ways: Ways, points: Mapping[str, Decimal], clause: RuleClause
) -> tuple[TraceStep, ...]:
    unique = ways.counts[0] if len(ways.counts) == 1 else None
    return tuple(
        TraceStep(
            column=kind,
            items=None if unique is None else Decimal(unique[at]),
            points_each=each,
            points=None if unique is None else unique[at] * each + Decimal(0),
            clause=clause.quote,
        )
        for at, (kind, each) in enumerate(points.items())
    )


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
