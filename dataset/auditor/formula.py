"""A recomputation as a formula over the printed cells of its row."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from contracts import Score, Table, TraceStep
from dataset.auditor.audited import step_column
from figures import classify_cell, plain, read_figure

Address = Callable[[int], str]
"""The address of a printed column's cell in the row, by the column's number from 0."""

_LIMITS = {"封顶": "MIN", "保底": "MAX"}
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:,\d{3}){1,4})(?:\.\d{1,10})?", re.ASCII)
_LONGEST = 8000
"""A spreadsheet refuses longer formulas."""


def score_formula(score: Score, table: Table, row: int, address: Address) -> str | None:
    """The steps of a recomputation over the sheet's own cells; None where they do not add up.

    A figure that the table prints is referred to; what it does not print stands as a number.
    """
    if score.recomputed is None or not score.trace:
        return None
    if any(step.points is None for step in score.trace):
        return None
    total = sum((step.points for step in score.trace if step.points is not None), Decimal(0))
    if total != score.recomputed:
        return None
    formula = "+".join(
        _term(step, score, table, row, address) for step in score.trace if not _is_limit(step)
    )
    for step in score.trace:
        if _is_limit(step):
            formula = f"{_LIMITS[step.column]}({_plain(step.items)},{formula})"
    return f"=ROUND({formula},6)" if len(formula) < _LONGEST else None


def difference_formula(score: Score, text: str, published: str, recomputed: str) -> str:
    """Published less recomputed, by the addresses of both.

    `text` is what is printed: what a spreadsheet does not read as the figure stands as a number.
    """
    shown = printed_number(text) or Decimal(0)
    first = f"N({published})" if shown == score.published else _plain(score.published)
    return f"=ROUND({first}-{recomputed},6)"


def column_sum(texts: Sequence[str], cells: str) -> tuple[str, Decimal] | None:
    """The live sum of printed `texts` that stand in `cells`, and its value; None where one of them
    is no number of things.

    What a spreadsheet does not read as the figure is added as a number; dashes and blanks are none.
    """
    shown, odd = Decimal(0), Decimal(0)
    for text in texts:
        number, figure = printed_number(text), read_figure(text)
        if number is not None:
            shown += number
        elif figure is not None and not figure.percent:
            odd += figure.value
        elif classify_cell(text) not in ("dash", "blank"):
            return None
    added = f"+{_plain(odd)}" if odd else ""
    return f"=ROUND(SUM({cells}){added},6)", shown + odd


def printed_number(text: str) -> Decimal | None:
    """The number of a cell that a spreadsheet shows as it is printed; None for all other texts."""
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def _is_limit(step: TraceStep) -> bool:
    return step.column in _LIMITS and step.items is not None


def _term(step: TraceStep, score: Score, table: Table, row: int, address: Address) -> str:
    counted = step.items is not None and step.points_each is not None
    column = step_column(step, table.columns)
    if column is not None and table.columns[column] != score.column:
        shown = printed_number(table.rows[row].cells[column].text) or Decimal(0)
        if shown == (step.items if counted else step.points):
            cell = f"N({address(column)})"  # N() makes 0 of a dash
            return f"{cell}*{_plain(step.points_each)}" if counted else cell
    if counted:
        return f"{_plain(step.items)}*{_plain(step.points_each)}"
    return _plain(step.points)


def _plain(value: Decimal | None) -> str:
    text = plain(value or Decimal(0))
    return f"({text})" if text.startswith("-") else text
