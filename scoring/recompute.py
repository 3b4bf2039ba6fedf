"""Every published score of a notice, re-checked against a rule, one status each."""

from collections.abc import Container, Sequence

from contracts import Finding, Notice, Score
from evidence import Message, Record
from figures import fold
from scoring.cells import TableView, view_tables
from scoring.clauses import RuleVersion
from scoring.counts import SolvedCount
from scoring.doubts import Place, find_doubts
from scoring.governed import Rechecked, govern_columns, recheck_table
from scoring.solve import Ways
from scoring.solved import PointsColumn, solve_counts
from scoring.stated import stated_totals


class Recomputed(Record):
    """What re-checking a notice against one version of a rule gave."""

    scores: tuple[Score, ...]
    findings: tuple[Finding, ...]
    solved: tuple[SolvedCount, ...]
    """The unpublished items that the points and the text leave only one number for."""
    blamed: tuple[tuple[Place, Place], ...] = ()
    """(total, part): the part is the figure in doubt, and its total needs no finding of its own."""


def recompute(
    notice: Notice, version: RuleVersion, upheld: Container[tuple[int, str]] = ()
) -> Recomputed:
    """Re-check every score cell of a notice's unit rows that a clause of `version` governs.

    A total is re-checked from its printed parts. Rounding is honoured: a figure agrees within half
    a unit of its last digit plus that of each rounded part; a column of whole numbers is exact.

    Counts of the columns `upheld` (table and path) are borne out by the text: where one and its
    points disagree, the points are in doubt.
    """
    scores: list[Score] = []
    findings: list[Finding] = []
    blamed: list[tuple[Place, Place]] = []
    uncounted: list[PointsColumn] = []
    views = view_tables(notice)
    for view in views:
        columns = govern_columns(view, version)
        cells = recheck_table(view, columns, views)
        # Row by row, as printed.
        scores.extend(
            _score(notice, view, cells[row, column.index], version)
            for row in view.unit_rows()
            for column in columns
        )
        doubts = find_doubts(view, cells, version, upheld)
        findings.extend(doubts.findings)
        blamed.extend(doubts.blamed)
        for column in columns:
            points = column.unpublished()
            if points is None:
                continue
            of_column = [cells[row, column.index] for row in view.unit_rows()]
            uncounted.append(
                PointsColumn(
                    table=view.number,
                    column=view.path(column.index),
                    kinds=tuple(fold(kind) for kind in points),
                    # A cell without a figure leaves the column's total open.
                    rows=tuple(cell.ways or Ways(counts=(), many=True) for cell in of_column),
                )
            )
    stated = stated_totals(notice, {kind for column in uncounted for kind in column.kinds})
    solved, agree = solve_counts(uncounted, stated)
    if not agree:
        findings.append(_text_disagrees(notice, stated, uncounted))
    return Recomputed(
        scores=tuple(scores), findings=tuple(findings), solved=solved, blamed=tuple(blamed)
    )


def _score(notice: Notice, view: TableView, cell: Rechecked, version: RuleVersion) -> Score:
    return Score(
        notice=notice.sha256,
        table=view.number,
        row=cell.row + 1,
        column=view.path(cell.column.index),
        unit_printed=view.name(cell.row),
        is_total=cell.column.is_total or cell.column.index == view.score,
        published=None if cell.published is None else cell.published.value,
        recomputed=cell.recomputed,
        status=cell.status,
        reason=cell.reason,
        rule_id=version.rule_id or None,
        rule_version=version.name if version.rule_id else None,
        trace=cell.trace,
        evidence=view.evidence(cell.row, cell.column.index),
    )


def _text_disagrees(
    notice: Notice, stated: dict[str, int], columns: Sequence[PointsColumn]
) -> Finding:
    """The items that the text counts cannot have made the points that the tables print."""
    counts = "、".join(f"{kind}{items}" for kind, items in stated.items())
    headings = "、".join(
        dict.fromkeys(c.column for c in columns if any(kind in stated for kind in c.kinds))
    )
    evidence = tuple(
        paragraph.evidence
        for paragraph in notice.paragraphs
        if any(
            kind in fold(paragraph.text) and f"{items}" in paragraph.text
            for kind, items in stated.items()
        )
    )
    return Finding(
        code="rule_infeasible",
        severity="warning",
        table=None,
        row=None,
        column=None,
        unit=None,
        published=counts,
        expected=None,
        difference=None,
        changes_rank=None,
        explanation=Message(
            zh=f"正文所说的件数（{counts}）按规则得不出「{headings}」各表所印的分值。",
            en=f"By the rule the items that the text counts ({counts}) cannot give the points "
            f"printed under «{headings}».",
        ),
        explained_by=(),
        clause=None,
        evidence=evidence[:3],
    )
