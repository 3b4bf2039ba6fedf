"""What one wrong figure drags along: findings that are gone once it reads as it should."""

from collections.abc import Iterable, Mapping, Sequence

from contracts import Finding, Notice, Score
from evidence import Evidence
from scoring.checks.notice_checks import check_notice
from scoring.counts import SolvedCount

_FOLLOWING = frozenset(
    {"text_column", "rank_order", "rank_tie", "rank_gap", "declared_order", "column_total"}
)
"""Codes that set a cell against other cells or the text, and so may name the wrong one of two."""
_SUMS = ("text_column", "column_total")
"""Those that plain arithmetic proves: the weight of one goes over to the cell."""
_Cell = tuple[int | None, int | None, str | None]


def without_consequences(
    notice: Notice,
    findings: Sequence[Finding],
    scores: Sequence[Score],
    solved: Sequence[SolvedCount],
    doubting: Iterable[str],
) -> list[Finding]:
    """Return `findings` without those that one cell in doubt explains.

    Where a row's own figures say what a cell should be (`doubting` are the codes that say so), and
    a rank, an order or a sum is right with that figure, the cell alone is in doubt: a rank out of
    order is told of it instead, once, and a sum weighs on it. A score that its items give is not
    odd for being no multiple.
    """
    given = {(s.table, s.row, s.column) for s in scores if s.status == "reproduced"}
    kept = [
        finding
        for finding in findings
        if finding.code != "granularity"
        or (finding.table, finding.row, finding.column) not in given
    ]
    codes = frozenset(doubting)
    cells: dict[_Cell, Finding] = {
        (finding.table, finding.row, finding.column): finding
        for finding in kept
        if finding.code in codes and finding.row is not None and finding.expected is not None
    }
    if not cells or not any(finding.code in _FOLLOWING for finding in kept):
        return kept
    expected = {place: finding.expected or "" for place, finding in cells.items()}
    still = {
        finding_place(finding) for finding in check_notice(with_figures(notice, expected), solved)
    }
    gone = [f for f in kept if f.code in _FOLLOWING and finding_place(f) not in still]
    citing: dict[Evidence, list[Finding]] = {}
    for finding in gone:
        for evidence in dict.fromkeys(finding.evidence):
            citing.setdefault(evidence, []).append(finding)
    caused = {place: _resting_on(notice, place, citing) for place in cells}
    explained = {id(finding) for found in caused.values() for finding in found}
    told: list[Finding] = []
    for finding in kept:
        if id(finding) in explained:
            continue
        place = (finding.table, finding.row, finding.column)
        found = caused.get(place, []) if cells.get(place) is finding else []
        if any(f.code in _SUMS and f.severity == "error" for f in found):
            finding = finding.model_copy(update={"severity": "error"})
        told.append(finding)
        orders = [f for f in found if f.code == "rank_order"]
        told.extend(_moved(order, finding) for order in orders[:1])
    return told


def finding_place(finding: Finding) -> tuple[object, ...]:
    """What a finding is known by; a cell's own figure is not the same with the expected one."""
    printed = finding.published if finding.table is None else None
    return finding.code, finding.table, finding.row, finding.column, printed


def _moved(order: Finding, cell: Finding) -> Finding:
    """The break in the order told of the score that is in doubt, not of a rank."""
    return order.model_copy(
        update={
            name: getattr(cell, name)
            for name in ("table", "row", "column", "unit", "published", "expected", "difference",
                         "changes_rank")
        }
    )  # fmt: skip


def with_figures(notice: Notice, cells: Mapping[_Cell, str]) -> Notice:
    """The notice as it would read with other figures in cells; for comparison alone."""
    tables = list(notice.tables)
    for (number, line, path), figure in cells.items():
        assert number is not None and line is not None and path is not None
        table = tables[number - 1]
        rows = list(table.rows)
        printed = list(rows[line - 1].cells)
        at = table.columns.index(path)
        printed[at] = printed[at].model_copy(update={"text": figure})
        rows[line - 1] = rows[line - 1].model_copy(update={"cells": tuple(printed)})
        tables[number - 1] = table.model_copy(update={"rows": tuple(rows)})
    return notice.model_copy(update={"tables": tuple(tables)})


def _resting_on(
    notice: Notice, place: _Cell, citing: Mapping[Evidence, Sequence[Finding]]
) -> list[Finding]:
    """The findings that cite a cell; a rank stands for its whole row."""
    number, line, path = place
    assert number is not None and line is not None and path is not None
    table = notice.tables[number - 1]
    cells = table.rows[line - 1].cells
    own = cells[table.columns.index(path)]
    found = {
        id(finding): finding
        for cell in cells
        for finding in citing.get(cell.evidence, ())
        if cell is own or finding.code.startswith("rank_")
    }
    return list(found.values())
