"""The printed rows of a grid: for every column the cell that covers it, spans included."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from evidence import Evidence
from extractors.document import Grid, GridCell
from extractors.tables.words import is_rank, is_value
from figures import CellClass, classify_cell, fold


class Line(NamedTuple):
    """One printed row, or the part of it that belongs to one of several side-by-side blocks."""

    page: int
    row: int
    """The row in its grid, 0-based."""
    cells: tuple[GridCell, ...]
    """The cell that covers each column; a spanning cell stands in every column it covers."""
    first_column: int = 0
    """The grid's column at which `cells` begins."""
    part: int = 0
    """Which of the grids that make up one table this is, 0-based."""

    def owners(self) -> tuple[GridCell, ...]:
        """The different cells of the line, from left to right."""
        kept: list[GridCell] = []
        for cell in self.cells:
            if not kept or kept[-1] is not cell:
                kept.append(cell)
        return tuple(kept)

    def begins(self, column: int) -> bool:
        """Whether the cell over `column` has its left edge there; a row span may begin above."""
        if column == 0:
            return self.cells[0].column >= self.first_column
        return self.cells[column] is not self.cells[column - 1]

    def text(self, column: int) -> str:
        """The text of a column: repeated down a row span, '' where a column span goes on."""
        return self.cells[column].text if self.begins(column) else ""

    def texts(self) -> list[str]:
        """The text of each column, as `text` gives it."""
        texts = [
            "" if cell is left else cell.text
            for left, cell in zip((None, *self.cells), self.cells, strict=False)
        ]
        if self.cells and self.cells[0].column < self.first_column:
            texts[0] = ""
        return texts

    def width_of(self, column: int) -> int:
        """How many of this line's columns the cell at `column` covers."""
        return sum(cell is self.cells[column] for cell in self.cells)

    def classes(self) -> tuple[CellClass, ...]:
        """The class of each column's text; where a column span goes on it is blank."""
        return tuple(map(classify_cell, self.texts()))

    def printed(self) -> tuple[int, ...]:
        """The columns in which something is printed."""
        return tuple(column for column, text in enumerate(self.texts()) if fold(text))

    def lone(self) -> int | None:
        """The column of the only printed text of the line, begun in this very row; else null."""
        printed = self.printed()
        if len(printed) != 1 or self.cells[printed[0]].row != self.row:
            return None
        return printed[0]

    def spans_all(self) -> bool:
        """Whether one cell covers the whole line."""
        return len(self.owners()) == 1 and len(self.cells) > 1

    def pick(self, columns: Sequence[int]) -> "Line":
        """The line with these columns alone, which ascend."""
        return self._replace(
            cells=tuple(self.cells[c] for c in columns),
            first_column=self.first_column + columns[0],
        )


def blank_evidence(evidence: Evidence) -> Evidence:
    """The same place with nothing printed on it."""
    return evidence.model_copy(update={"quote": ""})


def lines_of(grid: Grid, part: int = 0) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The rows of a grid, and the texts of cells that found no place in it.

    A place that no cell covers is filled with a blank one; `is_ragged` tells whether there are any.
    """
    places: list[list[GridCell | None]] = [
        [None] * grid.column_count for _ in range(grid.row_count)
    ]
    lost: list[str] = []
    for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.column)):
        if not _free(places, cell):
            lost.append(cell.text)
            continue
        for row in range(cell.row, min(cell.row + cell.row_span, grid.row_count)):
            for column in range(
                cell.column, min(cell.column + cell.column_span, grid.column_count)
            ):
                if places[row][column] is None:
                    places[row][column] = cell
    if not grid.cells or grid.row_count < 1 or grid.column_count < 1:
        return (), tuple(text for text in lost if text.strip())
    lines = []
    for row, covered in enumerate(places):
        near = next((cell for cell in covered if cell is not None), grid.cells[0])
        lines.append(
            Line(
                page=grid.page,
                part=part,
                row=row,
                cells=tuple(
                    cell if cell is not None else _blank(row, column, near)
                    for column, cell in enumerate(covered)
                ),
            )
        )
    return tuple(lines), tuple(text for text in lost if text.strip())


def is_ragged(grid: Grid) -> bool:
    """Whether the cells do not fill the grid exactly: a place covered twice, never, or outside."""
    seen: set[tuple[int, int]] = set()
    count = 0
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                seen.add((row, column))
                count += 1
    whole = {(r, c) for r in range(grid.row_count) for c in range(grid.column_count)}
    return count != len(whole) or seen != whole


def value_columns(lines: Iterable[Line], width: int) -> frozenset[int]:
    """The columns whose printed cells are mostly numbers, ranks or marks of nothing."""
    words = [0] * width
    values = [0] * width
    for line in lines:
        for column, text in enumerate(line.texts()):
            found = classify_cell(text)
            if found == "text" and not is_rank(text) and not is_value(text):
                words[column] += 1
            elif found != "blank":
                values[column] += 1
    return frozenset(c for c in range(width) if values[c] and values[c] >= words[c])


def printed_grid(lines: Sequence[Line]) -> tuple[tuple[str, ...], ...]:
    """The texts as printed: a span's text stands top left, '' elsewhere.

    Where the lines begin in the midst of a row span, its text stands in the first of them.
    """
    seen: set[int] = set()
    rows = []
    for line in lines:
        row = []
        for column in range(len(line.cells)):
            cell = line.cells[column]
            row.append("" if id(cell) in seen else line.text(column))
            seen.add(id(cell))
        rows.append(tuple(row))
    return tuple(rows)


def _free(places: list[list[GridCell | None]], cell: GridCell) -> bool:
    inside = 0 <= cell.row < len(places) and 0 <= cell.column < len(places[0])
    return inside and places[cell.row][cell.column] is None


def _blank(row: int, column: int, near: GridCell) -> GridCell:
    return GridCell(row=row, column=column, text="", evidence=blank_evidence(near.evidence))
