"""Which figure of a row is in doubt when a rule and the print disagree, and what to say of it."""

from collections.abc import Container, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from codes import FindingCode
from contracts import Finding
from evidence import Evidence, Message
from figures import alike, plain
from scoring.cells import TableView
from scoring.clauses import PerItem, RuleVersion, Sum, UnpublishedItems
from scoring.governed import GovernedColumn, Rechecked
from scoring.ranks import changes_rank
from scoring.solve import find_ways
from scoring.wording import signed, tell_clauses
from traces import tell_steps

_EXACT_TO_ONE = 4
"""How many scores of a column must follow from the table alone, to each that does not, for the
latter to be exceptions."""


class Place(NamedTuple):
    """A cell: table and row from 1, and the column's path."""

    table: int
    row: int
    column: str


class Doubts(NamedTuple):
    """Findings of one table, and the totals that a part in doubt explains: (total, part)."""

    findings: list[Finding]
    blamed: list[tuple[Place, Place]]


def find_doubts(
    view: TableView,
    cells: Mapping[tuple[int, int], Rechecked],
    version: RuleVersion,
    upheld: Container[tuple[int, str]] = (),
) -> Doubts:
    """Return one finding for each figure in doubt.

    A part that its clause contradicts and its total needs otherwise is the figure in doubt, and its
    total is not; a part that its total bears out casts the doubt on the count it was made from,
    unless the text states the sum of that column as printed (`upheld`: table and path).
    """
    doubts = Doubts([], [])
    by_row: dict[int, dict[int, Rechecked]] = {}
    for (row, index), cell in cells.items():
        by_row.setdefault(row, {})[index] = cell
    for row in view.unit_rows():
        of_row = by_row.get(row, {})
        blamed: set[int] = set()
        for index, cell in of_row.items():
            if _adds_parts(cell) or cell.status not in ("contradicted", "infeasible"):
                continue
            totals = _totals_of(index, of_row)
            if cell.status == "contradicted":
                finding, explained = _contradicted_part(view, cell, totals, upheld)
            else:
                finding, explained = _impossible_part(view, cell, totals, version)
            doubts.findings.append(finding)
            part = Place(view.number, row + 1, finding.column or "")
            blamed.update(explained)
            doubts.blamed.extend((_place(view, row, total), part) for total in explained)
        for index, cell in of_row.items():
            if _adds_parts(cell) and cell.status == "contradicted" and index not in blamed:
                doubts.findings.append(_contradicted_total(view, cell))
    doubts.findings.extend(_solved_alone(view, cells))
    return doubts


def _place(view: TableView, row: int, index: int) -> Place:
    return Place(view.number, row + 1, view.path(index))


def _adds_parts(cell: Rechecked) -> bool:
    """Whether a cell is a total of parts that the table prints."""
    return cell.column.is_total and not cell.column.computed


def _quote(cell: Rechecked) -> str:
    """The words that the cell's points rest on: its clause's, or those of the parts added up."""
    words = dict.fromkeys(step.clause for step in cell.trace if step.clause)
    return cell.column.clause.quote or "；".join(words)


def _totals_of(index: int, of_row: Mapping[int, Rechecked]) -> list[Rechecked]:
    return [
        cell
        for cell in of_row.values()
        if isinstance(cell.column.clause, Sum)
        and index in cell.column.inputs.values()
        # A total that is itself no figure (a blank, a misprint) explains nothing.
        and cell.published is not None
    ]


def _value(cell: Rechecked) -> Decimal:
    assert cell.published is not None
    return cell.published.value


def _missing(cell: Rechecked) -> Decimal:
    """What a total has more than its printed parts."""
    return _value(cell) - (cell.recomputed or Decimal(0))


def _new_score(view: TableView, index: int, change: Decimal, of: list[Rechecked]) -> Decimal | None:
    """The unit's score if the cell at `index` were `change` higher and its totals added up."""
    for total in of:
        if total.column.index == view.score and total.recomputed is not None:
            return total.recomputed + change
    return None


def _contradicted_part(
    view: TableView,
    cell: Rechecked,
    totals: list[Rechecked],
    upheld: Container[tuple[int, str]],
) -> tuple[Finding, set[int]]:
    index, printed = cell.column.index, _value(cell)
    expected = cell.recomputed or Decimal(0)
    count = _implied_count(cell)
    if count is not None and (view.number, view.path(count[0])) in upheld:
        count = None
    if count is not None and any(total.status == "reproduced" for total in totals):
        source, items, counted = count
        assert counted is not None
        shown = alike(printed, printed)
        told = Message(
            zh=f"「{view.path(index)}」{shown}与总分相符，按“{cell.column.clause.quote}”"
            f"应为{plain(items)}件，此处印作{plain(counted)}。",
            en=f"«{view.path(index)}» {shown} fits the total and stands for "
            f"{plain(items)} items by the rule; {plain(counted)} are printed here.",
        )
        # The points beside the count are then in order: no check need name them again.
        return _finding(
            view,
            cell.row,
            source,
            "rule_contradicted",
            counted,
            items,
            told,
            False,
            (cell.column.clause.quote),
            (index,),
        ), {index}
    fixed = [t for t in totals if t.status == "contradicted" and _missing(t) == expected - printed]
    steps, shown = tell_steps(cell.trace, expected, printed), alike(printed, printed)
    told = Message(
        zh=f"按“{_quote(cell)}”：{steps}，印作{shown}，相差{signed(printed - expected)}。",
        en=f"By the rule {steps}; {shown} is printed ({signed(printed - expected)}).",
    )
    if fixed:
        told = Message(
            zh=f"{told.zh}总分按{alike(expected, printed)}相加。",
            en=f"{told.en} The total was added with {alike(expected, printed)}.",
        )
    uncounted = cell.column.uncounted()
    if uncounted:
        kinds = tell_clauses(uncounted)
        told = Message(
            zh=f"{told.zh}相差的分值也不能由整数件{kinds}组成。",
            en=f"{told.en} No whole numbers of {kinds} make the difference either.",
        )
    score = expected if index == view.score else _new_score(view, index, expected - printed, totals)
    sources = tuple(dict.fromkeys(cell.column.printed()))
    finding = _finding(
        view,
        cell.row,
        index,
        "rule_contradicted",
        printed,
        None if uncounted else expected,
        told,
        changes_rank(view, cell.row, score),
        _quote(cell) or None,
        sources,
    )
    return finding, {total.column.index for total in fixed}


def _implied_count(cell: Rechecked) -> tuple[int, Decimal, Decimal | None] | None:
    """A clause's only count column, the count that its points stand for, and the count printed."""
    clause = cell.column.clause
    if not isinstance(clause, PerItem) or len(cell.column.inputs) != 1 or clause.cap is not None:
        return None
    source, index = next(iter(cell.column.inputs.items()))
    items, rest = divmod(_value(cell), clause.points_each[source])
    if rest or items < 0:
        return None
    return index, items, cell.trace[0].items


def _impossible_part(
    view: TableView, cell: Rechecked, totals: list[Rechecked], version: RuleVersion
) -> tuple[Finding, set[int]]:
    index, printed = cell.column.index, _value(cell)
    points = cell.column.unpublished() or {}
    quote = cell.column.clause.quote
    # Where the total was added with another figure, and the clauses allow it, that one was meant.
    for total in totals:
        meant = printed + _missing(total)
        if total.status == "contradicted" and not find_ways(meant, list(points.values())).none:
            told = Message(
                zh=f"{plain(printed)}不能由{tell_clauses(points)}组成；总分按{plain(meant)}相加。",
                en=f"{plain(printed)} cannot be made of {tell_clauses(points)}; "
                f"the total was added with {plain(meant)}.",
            )
            finding = _finding(
                view,
                cell.row,
                index,
                "rule_infeasible",
                printed,
                meant,
                told,
                False,
                quote,
                (total.column.index,),
            )
            return finding, {total.column.index}
    without = changes_rank(
        view,
        cell.row,
        Decimal(0) if index == view.score else _new_score(view, index, -printed, totals),
    )
    if any((each > 0) == (printed > 0) for each in points.values()):
        told = Message(
            zh=f"{plain(printed)}不能由整数件{tell_clauses(points)}组成。",
            en=f"No whole numbers of {tell_clauses(points)} make {plain(printed)}.",
        )
        return _finding(
            view, cell.row, index, "rule_infeasible", printed, None, told, without, quote, ()
        ), set()
    zh = f"{signed(printed)}没有依据：规则在「{view.path(index)}」只规定{tell_clauses(points)}"
    en = (
        f"No clause gives {signed(printed)}: under «{view.path(index)}» the rule has only "
        f"{tell_clauses(points)}"
    )
    nearest = _nearest_clause(version, cell.column, printed)
    if nearest is not None:
        column, quote = nearest
        zh += f"；最接近的条款“{quote}”属于「{column}」"
        en += f"; the nearest clause, «{quote}», belongs to the column «{column}»"
    return _finding(
        view,
        cell.row,
        index,
        "rule_no_clause",
        printed,
        None,
        Message(zh=f"{zh}。", en=f"{en}."),
        without,
        quote,
        (),
    ), set()


def _nearest_clause(
    version: RuleVersion, column: GovernedColumn, points: Decimal
) -> tuple[str, str] | None:
    """The clause of another column whose points lie nearest, of the same sign.

    Items that a table counts have their points beside the count already; uncounted ones come first.
    """
    found: list[tuple[bool, Decimal, int, str, str]] = []
    for order, (name, clause) in enumerate(version.scores.items()):
        if clause == column.clause or not isinstance(clause, PerItem | UnpublishedItems):
            continue
        counted = isinstance(clause, PerItem)
        found.extend(
            (counted, abs(each - points), order, name, clause.quote)
            for each in clause.points_each.values()
            if (each > 0) == (points > 0)
        )
    return min(found)[3:] if found else None


def _contradicted_total(view: TableView, cell: Rechecked) -> Finding:
    index, printed = cell.column.index, _value(cell)
    expected = cell.recomputed or Decimal(0)
    due, shown = alike(expected, printed), alike(printed, printed)
    if isinstance(cell.column.clause, Sum):
        points = [step.points or Decimal(0) for step in cell.trace]
        parts = " + ".join(alike(part, part) for part in points).replace("+ -", "- ")
        told = Message(
            zh=f"各部分 {parts} = {due}，印作{shown}，相差{signed(printed - expected)}。",
            en=f"The parts {parts} make {due}; {shown} is printed ({signed(printed - expected)}).",
        )
    else:
        steps = tell_steps(cell.trace, expected, printed)
        told = Message(
            zh=f"按“{_quote(cell)}”：{steps}，印作{shown}，相差{signed(printed - expected)}。",
            en=f"By the rule {steps}; {shown} is printed ({signed(printed - expected)}).",
        )
    score = expected if index == view.score else None
    return _finding(
        view,
        cell.row,
        index,
        "rule_contradicted",
        printed,
        expected,
        told,
        changes_rank(view, cell.row, score),
        cell.column.clause.quote,
        tuple(cell.column.inputs.values()),
    )


def _solved_alone(view: TableView, cells: Mapping[tuple[int, int], Rechecked]) -> Iterator[Finding]:
    """The few scores of a column that agree only if items are supposed that no column counts."""
    by_column: dict[int, list[Rechecked]] = {}
    for (_, index), cell in cells.items():
        if cell.column.uncounted():
            by_column.setdefault(index, []).append(cell)
    for index, column in by_column.items():
        solved = [cell for cell in column if cell.status == "feasible"]
        exact = sum(cell.status == "reproduced" for cell in column)
        if len(solved) * _EXACT_TO_ONE > exact:
            continue  # they are no exception
        for cell in solved:
            kinds = cell.column.uncounted()
            steps = tuple(step for step in cell.trace if step.column not in kinds)
            printed = _value(cell)
            counted = sum((step.points or Decimal(0) for step in steps), Decimal(0))
            told, shown = tell_steps(steps, counted, printed), alike(printed, printed)
            rest, listed = signed(printed - counted), tell_clauses(kinds)
            explanation = Message(
                zh=f"按表中所列：{told}，印作{shown}，相差{rest}；"
                f"只有另有表中未列的{listed}才能相符，而其他行大多不需要。",
                en=f"By what the table counts {told}; {shown} is printed ({rest}). It agrees only "
                f"if there are items that no column counts ({listed}), and few rows need any.",
            )
            yield _finding(
                view, cell.row, index, "count_points", printed, None, explanation, None,
                _quote(cell) or None, tuple(dict.fromkeys(cell.column.printed())),
            )  # fmt: skip


def _finding(
    view: TableView,
    row: int,
    index: int,
    code: FindingCode,
    published: Decimal,
    expected: Decimal | None,
    explanation: Message,
    rank: bool | None,
    clause: str | None,
    sources: tuple[int, ...],
) -> Finding:
    """A finding at one cell; `sources` are the row's other cells that its figures come from."""
    evidence: tuple[Evidence, ...] = tuple(view.evidence(row, i) for i in (index, *sources))
    return Finding(
        code=code,
        severity="warning",
        table=view.number,
        row=row + 1,
        column=view.path(index),
        unit=view.name(row) or None,
        published=alike(published, published),
        expected=None if expected is None else alike(expected, published),
        difference=None if expected is None else plain(published - expected),
        changes_rank=rank,
        explanation=explanation,
        explained_by=(),
        clause=clause,
        evidence=evidence,
    )
