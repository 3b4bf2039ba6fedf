"""The one wrong cell where a row and a column that do not come out meet.

A part that is misprinted puts out what its row makes and what its column adds up to. Each alone
would accuse the figure that is right: the score, the total, the rate.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from codes import Severity
from contracts import Finding, Notice, Score
from evidence import Message
from figures import alike, fold, plain, read_figure
from scoring.checks.consequences import finding_place, with_figures
from scoring.checks.findings import decimal_text, once
from scoring.checks.notice_checks import check_notice
from scoring.checks.sheets import MEAN
from scoring.counts import SolvedCount

_OF_ROWS = ("row_sum", "count_points", "percentage", "rule_contradicted")
_OF_COLUMNS = ("column_total", "text_column")
_CHECKED = (*_OF_ROWS, *_OF_COLUMNS, "rank_order", "rank_tie", "rank_gap", "declared_order")
_MOST_TRIED = 24
"""So many cells are tried in a notice: with more, nearly every row is out for another reason."""
_WEIGHT: dict[Severity, int] = {"note": 0, "warning": 1, "error": 2}


class _Cell(NamedTuple):
    """A cell, from 0, its figure and the one with which its column comes out."""

    table: int
    row: int
    column: int
    printed: Decimal
    due: Decimal


def at_crossings(
    notice: Notice,
    findings: Sequence[Finding],
    scores: Sequence[Score],
    solved: Sequence[SolvedCount],
) -> list[Finding]:
    """Return `findings` with those that one cell explains told of that cell, once.

    The cell is named where its column comes out with another figure there, every finding of its row
    that rests on it is gone with that figure too, and no other cell does as much.
    """
    told = list(findings)
    tried = 0
    for row_finding in findings:
        of_columns = [finding for finding in told if finding.code in _OF_COLUMNS]
        if not of_columns or tried > _MOST_TRIED:
            break
        if row_finding.code not in _OF_ROWS or not _is_among(row_finding, told):
            continue
        explained: list[tuple[_Cell, list[Finding]]] = []
        for cell in _crossings(notice, row_finding, of_columns):
            tried += 1
            gone = _gone(notice, cell, told, scores, solved) if tried <= _MOST_TRIED else []
            if _is_among(row_finding, gone) and any(f.code in _OF_COLUMNS for f in gone):
                explained.append((cell, gone))
        if len(explained) == 1:
            ((cell, gone),) = explained
            told = [finding for finding in told if not _is_among(finding, gone)]
            told.append(_at_cell(notice, cell, row_finding, gone))
    return told


def _is_among(finding: Finding, findings: Sequence[Finding]) -> bool:
    """Whether it is one of them, not merely equal."""
    return any(other is finding for other in findings)


def _crossings(notice: Notice, of_row: Finding, of_columns: Sequence[Finding]) -> Iterator[_Cell]:
    """The parts of a row whose column is told not to come out, with the figures that mend it."""
    if of_row.table is None or of_row.row is None:
        return
    table = notice.tables[of_row.table - 1]
    cells = table.rows[of_row.row - 1].cells
    for column, (path, cell) in enumerate(zip(table.columns, cells, strict=True)):
        figure = read_figure(cell.text)
        if figure is None or path == of_row.column or cell.evidence not in of_row.evidence:
            continue
        dues = {
            figure.value + step
            for finding in of_columns
            if cell.evidence in finding.evidence
            if finding.table in (None, of_row.table) and finding.column in (None, path)
            for step in _steps(notice, finding, of_row.row, column, figure.decimals)
        }
        for due in sorted(dues):
            yield _Cell(of_row.table - 1, of_row.row - 1, column, figure.value, due)


def _steps(
    notice: Notice, finding: Finding, row: int, column: int, decimals: int
) -> tuple[Decimal, ...]:
    """What a cell must change by for its column to come out; of a mean, whose rounding leaves
    several, the nearest three.
    """
    if finding.published is None or finding.expected is None:
        return ()
    short = Decimal(finding.published) - Decimal(finding.expected)
    if finding.table is None or finding.row is None:
        return (short,)
    if finding.row == row:
        return (-short,)  # the total itself, where its row is out too
    table = notice.tables[finding.table - 1]
    label = fold("".join(cell.text for cell in table.rows[finding.row - 1].cells))
    if not MEAN.search(label):
        return (short,)
    rows = sum(
        row.kind == "unit" and read_figure(row.cells[column].text) is not None for row in table.rows
    )
    unit = Decimal(1).scaleb(-decimals)
    near = (short * rows).quantize(unit)
    return (near - unit, near, near + unit)


def _gone(
    notice: Notice,
    cell: _Cell,
    told: Sequence[Finding],
    scores: Sequence[Score],
    solved: Sequence[SolvedCount],
) -> list[Finding]:
    """The findings that are gone with the cell's other figure; none if others come instead."""
    table = notice.tables[cell.table]
    path = table.columns[cell.column]
    place = (cell.table + 1, cell.row + 1, path)
    mended = with_figures(notice, {place: plain(cell.due)})
    still = {finding_place(finding): finding for finding in check_notice(mended, solved)}
    before = {finding_place(finding) for finding in told}
    if any(new not in before and f.severity != "note" for new, f in still.items()):
        return []
    ruled = {
        (score.table, score.row, score.column): score
        for score in scores
        if score.table == place[0] and score.row == place[1]
    }
    gone: list[Finding] = []
    for finding in told:
        if finding.code == "rule_contradicted":
            assert finding.table is not None and finding.row is not None
            score = ruled.get((finding.table, finding.row, finding.column or ""))
            if score is not None and _comes_out(score, path, cell.due - cell.printed):
                gone.append(finding)
        elif finding.code in _CHECKED and finding_place(finding) not in still:
            gone.append(finding)
    return gone


def _comes_out(score: Score, path: str, step: Decimal) -> bool:
    """Whether a score is what its clauses give once the items of a column change by a step."""
    if score.published is None or score.recomputed is None:
        return False
    weights = [
        trace.points_each
        for trace in score.trace
        if trace.column == path and trace.points_each is not None
    ]
    exponent = score.published.as_tuple().exponent
    assert isinstance(exponent, int)
    slack = Decimal(5).scaleb(min(exponent, 0) - 1)
    off = score.published - score.recomputed - sum(weights, Decimal(0)) * step
    return len(weights) == 1 and abs(off) <= slack


def _at_cell(notice: Notice, cell: _Cell, of_row: Finding, gone: Sequence[Finding]) -> Finding:
    """One finding of the cell for all that it explains."""
    table = notice.tables[cell.table]
    path = table.columns[cell.column]
    due = alike(cell.due, cell.printed)
    cited = (of_row, *(finding for finding in gone if finding is not of_row))
    evidence = once(proof for finding in cited for proof in finding.evidence)
    total = next((f for f in gone if (f.row, f.column) == (cell.row + 1, path)), None)
    if total is not None:
        return total.model_copy(update={"evidence": evidence})
    return of_row.model_copy(
        update={
            "column": path,
            "severity": max((f.severity for f in gone), key=lambda s: _WEIGHT[s]),
            "published": decimal_text(cell.printed),
            "expected": due,
            "difference": plain(cell.printed - cell.due),
            "changes_rank": None,
            "explanation": Message(
                zh=f"《{path}》若作 {due}，则本行与该列皆相符，此处疑误。" + of_row.explanation.zh,
                en=f"With {due} in «{path}» both this row and the column come out: this figure is "
                f"in doubt. {of_row.explanation.en}",
            ),
            "evidence": evidence,
        }
    )
