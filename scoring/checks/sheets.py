"""A table made ready for its checks: roles, figures, rankings, and what a column adds up to."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from contracts import Notice, Table
from evidence import Evidence
from figures import PrintedFigure, fold, is_mark_of_nothing, read_figure
from layout import ColumnRole, column_roles, rank_column, rankings, score_column
from scoring.cells import measured_columns
from scoring.checks.statements import Statement, read_statements
from scoring.counts import SolvedCount

RATE = re.compile(
    r"率|占比|比例|比重|百分比|[%％]|平均|均值|[人户亩]均|同比|环比|增幅|降幅|指数"
    r"|每[十百千万亿]*(?:人|户|平方|公里|亩|辆|家)"
)
POINTS = re.compile(r"得分|积分|总分|分值|分数|成绩|评分|考核分|加分|扣分|附加分|\(分\)|(?<!百)分$")
WHOLE = re.compile(r"合计|总计|小计|总数|总量|总分|总得分|总成绩|积分|得分$|^总|/总")
MEAN = re.compile(r"平均|均值|均分")
PARTIAL = re.compile(
    r"前\d+|前[一二三四五六七八九十两]+[名位个]?|[后末]\d+|[后末][一二三四五六七八九十]+[名位]|倒数|部分|节选"
)


class ColumnSum(NamedTuple):
    """The sum of a column over some rows, and how many marks of nothing were taken for zero."""

    value: Decimal
    missing: int


class Sheet(NamedTuple):
    """One table of a notice, read once for all checks."""

    number: int
    """The n-th of the notice's tables, from 1."""
    table: Table
    roles: tuple[ColumnRole, ...]
    figures: tuple[tuple[PrintedFigure | None, ...], ...]
    """By column, then by row; None where a cell is no single number."""
    units: tuple[int, ...]
    """The unit rows, from 0."""
    rankings: tuple[tuple[int, ...], ...]
    score: int | None
    """The column that a ranking would follow."""
    rank: int | None
    """The column of ranks, the overall one of several."""
    measured: frozenset[int]
    """The columns of whole numbers that are rounded amounts (万元), not counts."""

    def value(self, row: int, column: int) -> Decimal | None:
        """The number printed in a cell, if it is one."""
        figure = self.figures[column][row]
        return figure.value if figure else None

    def numbers(self) -> tuple[int, ...]:
        """The columns of numbers, from 0: neither ranks nor serial numbers."""
        return tuple(index for index, role in enumerate(self.roles) if role == "number")

    def heading(self, column: int) -> str:
        """A column's path, folded for comparison."""
        return fold(self.table.columns[column])

    def is_rate(self, column: int) -> bool:
        """Whether a column holds rates or means, which do not add up."""
        shown = [figure for figure in self.figures[column] if figure]
        percent = sum(figure.percent for figure in shown) * 2 > len(shown)
        return percent or bool(RATE.search(self.heading(column)))

    def is_points(self, column: int) -> bool:
        """Whether a column is headed as points, which count no items."""
        return bool(POINTS.search(self.heading(column)))

    def total(self, column: int, rows: Iterable[int]) -> ColumnSum | None:
        """The sum of a column, marks of nothing as zero; None where a cell cannot be read."""
        value, missing, printed = Decimal(0), 0, 0
        for row in rows:
            figure = self.figures[column][row]
            if figure is not None:
                value += figure.value
                printed += 1
            elif is_mark_of_nothing(self.table.rows[row].cells[column].text):
                missing += 1
            else:
                return None
        return ColumnSum(value, missing) if printed else None

    def evidence(self, column: int, rows: Iterable[int]) -> list[Evidence]:
        """The places of a column's figures; blank cells hold none."""
        cells = (self.table.rows[row].cells[column] for row in rows)
        return [cell.evidence for cell in cells if cell.text]

    def name(self, row: int) -> str | None:
        """The unit's name as printed in a row."""
        if "unit" not in self.roles:
            return None
        return self.table.rows[row].cells[self.roles.index("unit")].text or None

    def is_mean(self, row: int) -> bool:
        """Whether a row gives the means of the columns."""
        return any(MEAN.search(fold(cell.text)) for cell in self.table.rows[row].cells)

    def is_partial(self) -> bool:
        """Whether the caption says that only some units are listed (``前10名``)."""
        return bool(PARTIAL.search(fold(self.table.caption)))


class Case(NamedTuple):
    """A notice laid open for its checks."""

    notice: Notice
    sheets: tuple[Sheet, ...]
    statements: tuple[Statement, ...]
    solved: tuple[SolvedCount, ...]


def open_case(notice: Notice, solved: Sequence[SolvedCount]) -> Case:
    """Read a notice's tables and sentences once; every check looks at the same."""
    return Case(
        notice=notice,
        sheets=tuple(_open_sheet(n, table, notice) for n, table in enumerate(notice.tables, 1)),
        statements=read_statements(notice),
        solved=tuple(solved),
    )


def _open_sheet(number: int, table: Table, notice: Notice) -> Sheet:
    return Sheet(
        number=number,
        table=table,
        roles=column_roles(table),
        figures=tuple(
            tuple(read_figure(row.cells[column].text) for row in table.rows)
            for column in range(len(table.columns))
        ),
        units=tuple(index for index, row in enumerate(table.rows) if row.kind == "unit"),
        rankings=rankings(table),
        score=score_column(table),
        rank=rank_column(table),
        measured=measured_columns(notice, table),
    )
