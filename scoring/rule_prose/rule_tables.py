"""A rule that is printed as a table: what each row earns, or the full mark of each row."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from contracts import Cell, Row, Table
from figures import classify_cell, fold, read_figure
from scoring.rule_prose.phrase import Phrase

_PRICED = re.compile(r"分值|[计赋记]分|每[条篇件次]|标准分|满分")
_WORDED = re.compile(r"办法|标准|细则|要求|说明|方法|评分|依据")
_EARNED = re.compile(r"[得扣加计减]\s*\d|每[^，,;；。]{0,12}\d")
_POINTS = re.compile(r"\d分")
_FULL = re.compile(r"满分|标准分")
_FULL_MARKS = frozenset(map(Decimal, (100, 110, 120, 150, 200, 300, 500, 1000)))
_OWN_MARK = re.compile(r"[(（]\s*(\d+(?:\.\d+)?)\s*分\s*[)）]$")
"""``信息报送（30分）``: the full mark that a name bears."""


class TabledPhrase(NamedTuple):
    """The price that a row prints for its item."""

    phrase: Phrase | None
    """Null where the table leaves open whether it is for each item or the most for all."""
    cell: Cell
    """What prints it."""
    words: str
    """What it prices, and the price."""


def tabled_phrases(table: Table) -> Iterator[TabledPhrase]:
    """A clause for each price that a row prints, in printed order."""
    columns = _price_columns(table)
    kind = _kind(table, columns)
    seen: list[Cell] = []
    for row in table.rows:
        names = row_names(row, min(columns, default=0))
        if row.kind != "unit" or not names:
            continue
        for column in columns:
            cell = row.cells[column]
            figure = read_figure(cell.text)
            if figure is None or (kind == "cap" and cell in seen):
                continue
            seen.append(cell)
            if kind == "cap":
                yield from _own_marks(row.cells[:column], seen)
            level = [table.columns[column].rsplit("/", 1)[-1]] if len(columns) > 1 else []
            words = f"{names[-1]} {cell.text}"
            if kind is None:
                yield TabledPhrase(None, cell, words)
                continue
            phrase = Phrase(
                kind=kind, items="/".join([*names, *level]), points_each=figure.value,
                unit="分", start=0, end=len(cell.text),
            )  # fmt: skip
            yield TabledPhrase(phrase, cell, words)


def row_names(row: Row, before: int) -> list[str]:
    """What the cells before a column name, each once, the widest first."""
    names = [
        _OWN_MARK.sub("", cell.text).strip()
        for cell in row.cells[:before]
        if cell.text
        and classify_cell(cell.text) == "text"
        and not _POINTS.search(_OWN_MARK.sub("", cell.text))
    ]
    return [name for name in dict.fromkeys(names) if name]


def _price_columns(table: Table) -> list[int]:
    """The columns headed as points whose cells are figures."""
    found = []
    for number, heading in enumerate(table.columns):
        cells = [row.cells[number].text for row in table.rows if row.cells[number].text]
        figures = [text for text in cells if read_figure(text) is not None]
        if _PRICED.search(fold(heading)) and len(figures) * 2 > len(cells):
            found.append(number)
    return found


def _kind(table: Table, columns: Sequence[int]) -> Literal["per_item", "cap"] | None:
    """What the points are: of each item; of a full mark shared out; None where it is open.

    Beside words of how to earn them they are full marks, if they make a whole one.
    """
    if len(columns) != 1:
        return "per_item"
    column = columns[0]
    worded = any(
        _WORDED.search(fold(heading)) and any(_EARNED.search(r.cells[n].text) for r in table.rows)
        for n, heading in enumerate(table.columns)
        if n != column
    )
    total = _added(row.cells[column] for row in table.rows if row.kind == "unit")
    stated = {_added([row.cells[column]]) for row in table.rows if row.kind == "total"}
    if _FULL.search(fold(table.columns[column])) or total in stated:
        return "cap"
    if worded:
        return "cap" if total in _FULL_MARKS or _shared_in_groups(table, column) else None
    return "per_item"


def _own_marks(cells: Sequence[Cell], seen: list[Cell]) -> Iterator[TabledPhrase]:
    """The full marks that names bear themselves, each once."""
    for cell in cells:
        mark = _OWN_MARK.search(cell.text)
        if mark is None or cell in seen:
            continue
        seen.append(cell)
        phrase = Phrase(
            kind="cap", items=_OWN_MARK.sub("", cell.text).strip(), points_each=Decimal(mark[1]),
            unit="分", start=0, end=len(cell.text),
        )  # fmt: skip
        yield TabledPhrase(phrase, cell, cell.text)


def _shared_in_groups(table: Table, column: int) -> bool:
    """Whether every name that bears a full mark has rows that share it out."""
    groups: dict[Cell, list[Cell]] = {}
    for row in table.rows:
        for name in row.cells[:column]:
            if _OWN_MARK.search(name.text):
                groups.setdefault(name, []).append(row.cells[column])
    marks = {name: _OWN_MARK.search(name.text) for name in groups}
    return bool(groups) and all(
        mark is not None and Decimal(mark[1]) == _added(groups[name])
        for name, mark in marks.items()
    )


def _added(cells: Iterable[Cell]) -> Decimal:
    figures = [read_figure(cell.text) for cell in dict.fromkeys(cells)]
    return sum((figure.value for figure in figures if figure), Decimal(0))
