"""The grid of a lattice: each character in the cell that holds its centre."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from evidence import Evidence, Locator
from extractors.document import Grid, GridCell
from extractors.pdf.lattice import Lattice, LatticeCell
from extractors.pdf.page import Char, PageContent
from extractors.pdf.stripes import has_stripes
from extractors.pdf.text import Line, fold_lines, lines_of, quote_lines, rows_of
from extractors.tables.words import is_page_number
from figures import classify_cell

NO_RULES = "no rules"
"""The reason for doubt of a table of which only white space shows rows or columns."""
_BEYOND_RULES = frozenset({NO_RULES, "overprinted", "digits outside", "columns without rules"})
_CROSSES = 0.2
"""A character crosses a rule where it reaches this share of its width to either side."""
_CROSSINGS_MOST = 60
_PARTED = 0.25
"""Words of two columns stand further apart, in parts of the font size."""
_ROW_LINES_MOST = 5
"""A row of a table has no more lines where no rule parts its columns."""
_COVERED = 0.4
"""So much of a digit, across and down, no other digit of its figure covers."""
_TIGHT = 0.05
"""Within a word no gap or overlap is wider, in parts of the font size."""

_PRINTED_LEAST = 0.15
"""Of a larger lattice less is printed only where it is the ground of a chart."""


class CellText(NamedTuple):
    """A cell of a lattice and the lines printed in it."""

    cell: LatticeCell
    lines: tuple[Line, ...]
    text: str


class GridReading(NamedTuple):
    """A lattice with its texts, and what gives reason to doubt it."""

    lattice: Lattice
    cells: tuple[CellText, ...]
    crossed: bool
    """Some character lies across an upright rule."""
    overprinted: bool = False
    """Some figure is printed over another, see `is_overprinted`."""

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The printed grid: a span's text stands top left, '' elsewhere."""
        rows = [[""] * self.lattice.column_count for _ in range(self.lattice.row_count)]
        for cell in self.cells:
            rows[cell.cell.row][cell.cell.column] = cell.text
        return tuple(tuple(row) for row in rows)


class DoubtfulTable(NamedTuple):
    """A reading that a second reader should look at: the n-th of its page (0-based), and why."""

    place: int
    reading: GridReading
    reasons: tuple[str, ...]
    borne_out: bool = False
    """Whether the witness of tables without rules has read the same rows."""


def needs_second_reader(doubtful: tuple[DoubtfulTable, ...]) -> bool:
    """Whether another reader of rules may settle one of them: the page must be parsed for it.

    It sees no more than the first where no rule is.
    """
    return any(not _BEYOND_RULES.issuperset(table.reasons) for table in doubtful)


def read_lattice(lattice: Lattice, chars: list[Char]) -> GridReading:
    """Put the characters into the cells; those outside the frame are not looked at."""
    lattice = _part_open_rows(lattice, chars)
    owners = lattice.owners()
    held: list[list[Char]] = [[] for _ in lattice.cells]
    crossing: set[Char] = set()
    for char in chars:
        place = lattice.place_of(*char.middle)
        if place is None:
            continue
        owner = owners[place]
        held[owner].append(char)
        x0, _, x1, _ = lattice.cell_box(lattice.cells[owner])
        beyond = _CROSSES * (char.x1 - char.x0)
        if not char.text.isspace() and (char.x0 < x0 - beyond or char.x1 > x1 + beyond):
            crossing.add(char)
    # Prose over the ground of a chart crosses everywhere; there is no word to mend.
    if 0 < len(crossing) <= _CROSSINGS_MOST:
        for run in _runs(chars):
            _gather(lattice, owners, held, run, not crossing.isdisjoint(run))
    cells = []
    for cell, inside in zip(lattice.cells, held, strict=True):
        lines = lines_of(inside)
        x0, _, x1, _ = lattice.cell_box(cell)
        cells.append(CellText(cell, tuple(lines), fold_lines(lines, width=x1 - x0)))
    return GridReading(lattice, tuple(cells), bool(crossing), any(map(is_overprinted, held)))


def is_overprinted(chars: Iterable[Char]) -> bool:
    """Whether some digit stands on another: of two figures in one place neither can be told."""
    digits = sorted((c for c in chars if c.text.isdigit()), key=lambda c: c.x0)
    for index, char in enumerate(digits):
        for other in digits[index + 1 :]:
            covered = min(char.x1, other.x1) - other.x0
            if covered < _COVERED * (char.x1 - char.x0):
                break
            if abs(char.top - other.top) < _COVERED * char.size:
                return True
    return False


def _part_open_rows(lattice: Lattice, chars: list[Char]) -> Lattice:
    """The lattice with those rows parted that print figures below its columns without rules.

    A cell over three or more columns is parted where its lines fall into pieces, each within a
    column of its own, and some are figures. A heading over all columns is no such line.
    """
    cells: list[LatticeCell] = []
    for cell in lattice.cells:
        x0, top, x1, bottom = lattice.cell_box(cell)
        found = (
            rows_of(
                [
                    c
                    for c in chars
                    if x0 < c.middle[0] < x1 and top < c.middle[1] < bottom and not c.text.isspace()
                ]
            )
            if cell.column_span > 2 and cell.row_span == 1
            else []
        )
        edges = lattice.xs[cell.column : cell.column + cell.column_span + 1]
        if 0 < len(found) <= _ROW_LINES_MOST and _fall_into(found, edges):
            cells.extend(
                LatticeCell(cell.row, cell.column + k, 1, 1) for k in range(cell.column_span)
            )
        else:
            cells.append(cell)
    if len(cells) == len(lattice.cells):
        return lattice
    return lattice._replace(cells=tuple(sorted(cells)), inferred=True)


def _fall_into(lines: list[list[Char]], edges: tuple[float, ...]) -> bool:
    """Whether no line goes on over an edge, and some line has figures beside other words."""
    best = 0
    for line in lines:
        for edge in edges[1:-1]:
            before = [c.x1 for c in line if c.middle[0] < edge]
            after = [c.x0 for c in line if c.middle[0] >= edge]
            if before and after and min(after) - max(before) < _PARTED * line[0].size:
                return False
        words = []
        for left, right in pairwise(edges):
            inside = [c for c in line if left <= c.middle[0] < right]
            if inside:
                words.append("".join(c.text for c in sorted(inside, key=lambda c: c.x0)))
        figures = sum(classify_cell(word) in ("number", "dash") for word in words)
        if figures * 3 >= len(words):
            best = max(best, len(words))
    return best > 1


def _runs(chars: list[Char]) -> list[list[Char]]:
    """The words as they were set: what the file writes one after the other without a gap.

    Words of two cells may lie over one another; in the file each is whole.
    """
    found: list[list[Char]] = []
    for char in chars:
        last = found[-1][-1] if found else None
        if (
            last is not None
            and not char.text.isspace()
            and not last.text.isspace()
            and abs(char.x0 - last.x1) <= _TIGHT * char.size
            and abs(char.bottom - last.bottom) <= _TIGHT * char.size
        ):
            found[-1].append(char)
        else:
            found.append([char])
    return found


def _gather(
    lattice: Lattice,
    owners: dict[tuple[int, int], int],
    held: list[list[Char]],
    run: list[Char],
    crosses: bool,
) -> None:
    """Keep together a word that reaches over a rule, in the cell that it was set in.

    Where no character of it lies across the rule, only a neighbour that holds other text tells.
    """
    left, right = (
        lattice.place_of(x, run[0].middle[1]) for x in (run[0].x0 + 0.1, run[-1].x1 - 0.1)
    )
    if left is None or right is None or owners[left] == owners[right]:
        return
    parts = {index: [c for c in run if c in held[index]] for index in (owners[left], owners[right])}
    text = "".join(c.text for c in run)
    # Figures that touch make one run, and so do a name and its figure.
    if classify_cell(text) == "text" and any(c.isdigit() for c in text):
        return
    others = {
        index: [c for c in held[index] if c not in run and not c.text.isspace()] for index in parts
    }
    alone = [index for index in parts if not others[index]]
    taker = alone[0] if len(alone) == 1 else _cell_of_run(lattice, run, parts)
    giver = next(index for index in parts if index != taker)
    moved = parts[giver]
    begun = parts[taker]
    if begun and alone == [owners[right]] and _begins_column(lattice, held, taker, begun):
        # The last word of a full cell touches the first of the next.
        return
    # Of two figures that touch each has about half.
    most = 1 / 3 if text[0].isdigit() and not others[giver] else 1 / 2
    if not moved or ((others[giver] or text[0].isdigit()) and len(moved) > most * len(run)):
        return
    if not others[giver] and (not crosses or _begins_column(lattice, held, giver, moved)):
        return
    held[giver] = [c for c in held[giver] if c not in moved]
    held[taker] = held[taker] + moved


def _begins_column(lattice: Lattice, held: list[list[Char]], giver: int, moved: list[Char]) -> bool:
    """Whether the words begin where their column begins: a cell's own, printed against another."""
    start = min(c.x0 for c in moved)
    column = lattice.cells[giver].column
    return any(
        abs(min(c.x0 for c in held[index]) - start) < 1
        for index, item in enumerate(lattice.cells)
        if item.column == column and index != giver and held[index]
    )


def _cell_of_run(lattice: Lattice, run: list[Char], parts: dict[int, list[Char]]) -> int:
    """The one of two neighbouring cells in which the run was set: where it begins at the left edge,
    where it ends at the right edge, else where most of it stands."""
    left, right = sorted(parts, key=lambda index: lattice.cells[index].column)
    from_left = min(c.x0 for c in run) - lattice.cell_box(lattice.cells[left])[0]
    from_right = lattice.cell_box(lattice.cells[right])[2] - max(c.x1 for c in run)
    if -1 <= from_left <= run[0].size:
        return left
    if -1 <= from_right <= run[0].size:
        return right
    return left if len(parts[left]) >= len(parts[right]) else right


def is_table(reading: GridReading) -> bool:
    """Whether the lattice is a table: not a frame of prose, an empty form, or a chart's ground.

    A lattice of one column is a table only as a list of at least three short texts.
    """
    printed = [cell for cell in reading.cells if cell.text]
    if reading.lattice.row_count > 4 and len(printed) < _PRINTED_LEAST * len(reading.cells):
        return False
    if len(printed) < 2 and not (printed and reading.lattice.row_count == 1):
        return False
    if len(printed) == 1 and is_page_number(printed[0].text):
        return False
    if reading.lattice.column_count == 1:
        short = [cell for cell in printed if len(cell.lines) == 1 and len(cell.text) <= 30]
        return len(printed) >= 3 and len(short) == len(printed)
    return True


def grid_of(reading: GridReading, content: PageContent, sha256: str, reader: str) -> Grid:
    """The grid with a piece of evidence for each cell, blank ones too."""
    cells = tuple(
        GridCell(
            row=item.cell.row,
            column=item.cell.column,
            row_span=item.cell.row_span,
            column_span=item.cell.column_span,
            text=item.text,
            evidence=Evidence(
                capture=sha256,
                locator=Locator(
                    page=content.number,
                    box_pt=content.place(reading.lattice.cell_box(item.cell)),
                ),
                quote=quote_lines(list(item.lines)) or item.text,
                reader=reader,
            ),
        )
        for item in reading.cells
    )
    return Grid(
        page=content.number,
        row_count=reading.lattice.row_count,
        column_count=reading.lattice.column_count,
        cells=cells,
        readers=(reader,),
    )


def doubts(reading: GridReading, content: PageContent, unplaced: list[Char]) -> tuple[str, ...]:
    """Why a second reader should look at the table; empty where nothing speaks against it.

    `unplaced` are the characters of the page outside all its tables.

    The reasons: `missing frame`, `ragged`, `text across a rule`, `overprinted` (a figure lies on
    another), `shaded` (an area ends where no rule is), `digits outside` (beside the frame, level
    with its rows), `columns inferred` (from those of other rows), `columns without rules` (blanks
    at the same places of a cell's lines).
    """
    lattice = reading.lattice
    x0, top, x1, bottom = lattice.box
    reasons = []
    if lattice.open_sides:
        reasons.append("missing frame")
    if lattice.ragged:
        reasons.append("ragged")
    if reading.crossed:
        reasons.append("text across a rule")
    if reading.overprinted:
        reasons.append("overprinted")
    if has_stripes(lattice, content.shades):
        reasons.append("shaded")
    beside = [
        c
        for c in unplaced
        if c.text.isdigit() and top < c.middle[1] < bottom and not x0 < c.middle[0] < x1
    ]
    if beside:
        reasons.append("digits outside")
    if lattice.inferred:
        reasons.append("columns inferred")
    if any(_has_columns(cell) for cell in reading.cells):
        reasons.append("columns without rules")
    return tuple(reasons)


def _has_columns(cell: CellText) -> bool:
    gapped = [line for line in cell.lines if len(line.pieces) > 1]
    enough = 1 if cell.cell.column_span > 2 else 3
    return len(gapped) >= enough and all(re.search(r"\d", line.text) for line in gapped)
