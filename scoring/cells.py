"""The cells of a table that a rule reads: figures, marks of nothing, and where each stands."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from contracts import Notice, Row, Table
from evidence import Evidence, Record
from figures import CellClass, classify_cell, fold, is_mark_of_nothing, read_figure
from layout import rankings, score_column, unit_column
from scoring.evaluate import Given

_MARK_IS_ZERO = re.compile(
    r"[/\-－—–][”\"」』’']?[^，。；,;]{0,4}?(?:为|是|即|表示|代表|视为|计)[^，。；,;]{0,6}?(?:0|零)"
)

_MEASURED = re.compile(r"[万亿千](?:元|美元|人|户|吨|亩|平方|千瓦|斤|字)|吨|公里|公顷|亩|平方|立方")
_MEASURED_ALL = re.compile(
    r"单位[:(]+[百十]?[万亿千](?:元|美元|人|户|吨|亩)"
    r"|(?:四舍五入|取整|尾数|进位).*(?:合计|总[计数]|总量|分项|之和|误差|不等)"
)


class PrintedCell(Record):
    """One cell as a figure, if it is one."""

    what: CellClass
    value: Decimal | None
    decimals: int


class TableView(Record):
    """A table with its cells read once."""

    number: int
    """The n-th of the notice's tables, from 1."""
    table: Table
    cells: tuple[tuple[PrintedCell, ...], ...]
    decimals: tuple[int, ...]
    """The most decimals that a column prints: ``12.5`` beside ``12.25`` is 12.50."""
    unit: int | None
    score: int | None
    rankings: tuple[tuple[int, ...], ...]
    """The rows of each ranking of the table."""
    marks_are_zero: bool
    """Whether the notice says that ``-`` or ``/`` stands for zero."""
    measured: frozenset[int]
    """The columns of amounts (万元), rounded also where they print whole numbers."""

    def unit_rows(self) -> tuple[int, ...]:
        """The rows (0-based) that are units; totals and notes are re-checked elsewhere."""
        return tuple(i for i, row in enumerate(self.table.rows) if row.kind == "unit")

    def row(self, index: int) -> Row:
        """A row, 0-based."""
        return self.table.rows[index]

    def name(self, row: int) -> str:
        """The unit of a row as printed, '' where no column names units."""
        return "" if self.unit is None else self.table.rows[row].cells[self.unit].text

    def evidence(self, row: int, column: int) -> Evidence:
        """Where a cell stands."""
        return self.table.rows[row].cells[column].evidence

    def path(self, column: int) -> str:
        """A column's heading path."""
        return self.table.columns[column]

    def given(self, row: int, column: int, zero: bool) -> Given | None:
        """A cell's figure with its rounding; a mark of nothing is 0 if `zero`, else None.

        A column of whole numbers is taken as exact: counts are not rounded.
        """
        cell = self.cells[row][column]
        if cell.value is None:
            is_mark = cell.what in ("dash", "blank")
            return Given(value=Decimal(0)) if zero and is_mark else None
        digits = self.decimals[column]
        slack = Decimal(5).scaleb(-digits - 1) if digits else Decimal(0)
        return Given(value=cell.value, tolerance=slack)

    def rounded(self, score: Given, column: int) -> Given:
        """A printed score, which may be rounded to whole numbers too, as counts are not."""
        half = Decimal(5).scaleb(-self.decimals[column] - 1)
        return score.model_copy(update={"tolerance": half})

    def is_mark(self, row: int, column: int) -> bool:
        """Whether a cell prints a dash, a slash or nothing."""
        return self.cells[row][column].what in ("dash", "blank")


def view_tables(notice: Notice) -> tuple[TableView, ...]:
    """Read every table of a notice."""
    marks_are_zero = says_mark_is_zero(notice)
    return tuple(
        _view(number, table, marks_are_zero, measured_columns(notice, table))
        for number, table in enumerate(notice.tables, 1)
    )


def measured_columns(notice: Notice, table: Table) -> frozenset[int]:
    """The columns of amounts (万元, 公里), which may be rounded to whole numbers; counts are not.

    Their heading tells the unit, or the notice does for a whole table, or speaks of rounded sums.
    """
    told = [paragraph.text for paragraph in notice.paragraphs]
    told += [row.cells[0].text for row in table.rows if row.kind == "note"]
    every = any(_MEASURED_ALL.search(fold(text)) for text in (*told, table.caption))
    return frozenset(
        column for column, path in enumerate(table.columns) if every or _MEASURED.search(fold(path))
    )


def says_mark_is_zero(notice: Notice) -> bool:
    """Whether the notice says that a dash or slash stands for zero, in prose or a table's note."""
    texts = [paragraph.text for paragraph in notice.paragraphs]
    texts += [
        cell.text
        for table in notice.tables
        for row in table.rows
        if row.kind == "note"
        for cell in row.cells
    ]
    return any(_MARK_IS_ZERO.search(fold(text)) for text in texts)


def find_column(columns: Sequence[str], names: Iterable[str]) -> int | None:
    """The column that bears one of `names`: by its whole path, else by its last level alone.

    The names are tried in their order; a last level that several columns bear decides nothing.
    """
    paths = [fold(column) for column in columns]
    for name in map(fold, names):
        if name in paths:
            return paths.index(name)
        leaves = [i for i, path in enumerate(paths) if path.rsplit("/", 1)[-1] == name]
        if len(leaves) == 1:
            return leaves[0]
    return None


def alias_names(column: str, aliases: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """A rule's name for a column, then the other headings it may bear."""
    return (column, *aliases.get(column, ()))


def _view(number: int, table: Table, marks_are_zero: bool, measured: frozenset[int]) -> TableView:
    cells = tuple(tuple(_read(cell.text) for cell in row.cells) for row in table.rows)
    decimals = tuple(
        max((row[index].decimals for row in cells), default=0)
        for index in range(len(table.columns))
    )
    return TableView(
        number=number,
        table=table,
        cells=cells,
        decimals=decimals,
        unit=unit_column(table),
        score=score_column(table),
        rankings=rankings(table),
        marks_are_zero=marks_are_zero,
        measured=measured,
    )


def _read(text: str) -> PrintedCell:
    figure = read_figure(text)
    return PrintedCell(
        what="dash" if is_mark_of_nothing(text) and fold(text) else classify_cell(text),
        value=figure.value if figure else None,
        decimals=figure.decimals if figure else 0,
    )
