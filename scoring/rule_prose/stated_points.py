"""The points that a notice states against those that its own tables show."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from contracts import Finding, Notice, Score, Table
from evidence import Message
from figures import fold, plain, read_figure
from scoring.clauses import PerItem, RuleClause

_TRUSTED_SHARE = Decimal("0.9")
"""The share of a table's rows that must obey what it shows before it speaks against the words."""


def stated_against_shown(
    notice: Notice, unborne: Mapping[str, RuleClause], scores: Sequence[Score]
) -> Iterator[Finding]:
    """A warning for each column of which the words say other points than nearly all rows show.

    `unborne` are the clauses that the words put to a column and that its rows do not bear out;
    `scores` were re-checked by what the tables show.
    """
    for number, table in enumerate(notice.tables, 1):
        for column, clause in unborne.items():
            own = [score for score in scores if (score.table, score.column) == (number, column)]
            right = [score for score in own if score.status == "reproduced"]
            if not isinstance(clause, PerItem) or not own or len(right) < _TRUSTED_SHARE * len(own):
                continue
            shown = {
                fold(step.column): step.points_each
                for score in right
                for step in score.trace
                if step.points_each is not None
            }
            for item, stated in clause.points_each.items():
                each = shown.get(fold(item))
                if item not in table.columns or each is None or each == stated:
                    continue
                if not _prints_points(table, item, stated, each):
                    yield _finding(notice, number, column, clause, item, stated, each, len(right))


def _prints_points(table: Table, item: str, stated: Decimal, each: Decimal) -> bool:
    """Whether a column prints the points of its items already, and so counts for one each."""
    column = table.columns.index(item)
    figures = (read_figure(row.cells[column].text) for row in table.rows if row.kind == "unit")
    points = [each * figure.value for figure in figures if figure and figure.value]
    return abs(each) == 1 and all(not p % stated and p * stated > 0 for p in points)


def _finding(
    notice: Notice,
    table: int,
    column: str,
    clause: PerItem,
    item: str,
    stated: Decimal,
    shown: Decimal,
    rows: int,
) -> Finding:
    quotes = clause.quote.split("；")
    evidence = [p.evidence for p in notice.paragraphs if any(q in p.text for q in quotes)]
    return Finding(
        code="rule_contradicted",
        severity="warning",
        table=table,
        row=None,
        column=column,
        unit=None,
        published=plain(shown),
        expected=plain(stated),
        difference=plain(shown - stated),
        changes_rank=None,
        explanation=Message(
            zh=f"条款写明“{clause.quote}”，但本表「{column}」有{rows}行都按「{item}」每件"
            f"{plain(shown)}分计算，不是{plain(stated)}分。",
            en=f"The clauses say «{clause.quote}», but {rows} rows of «{column}» in this table are "
            f"made with {plain(shown)} points for each of «{item}», not {plain(stated)}.",
        ),
        explained_by=(),
        clause=clause.quote,
        evidence=tuple(evidence[:2]),
    )
