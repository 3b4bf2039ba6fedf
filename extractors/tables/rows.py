"""The rows of a table's body: sections, notes, totals and units told apart."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from codes import RowKind
from contracts import Cell, Row
from extractors.tables.lines import Line, blank_evidence, value_columns
from extractors.tables.words import (
    is_category,
    is_continued,
    is_note,
    is_note_label,
    is_standard,
    one_line,
    ordinal_level,
    total_word,
)
from figures import classify_cell

_GOES_ON = re.compile(r"\s*[（(]续[表上]?[）)]\s*$")
_OF_ALL = ("全", "总", "本月", "本期", "本季", "本年", "当月", "当期")
_UNNUMBERED = 10
"""The level of a section without enumerator; deeper than any enumerated one."""


class _Total(NamedTuple):
    """A totals row whose kind can be told only once all rows are read."""

    row: int
    of: str
    word: str
    section: str | None
    grouped: bool

    @property
    def average(self) -> bool:
        return self.word.startswith(("平均", "均", "average", "mean"))


def build_rows(lines: Sequence[Line], opening: str | None = None) -> tuple[Row, ...]:
    """The printed rows of a body in their order; section headings become their `section`.

    `opening` is a section heading that stands above the first line. A line on which nothing begins
    is no row.
    """
    shape = _Shape(lines)
    sections = _Sections(opening)
    rows: list[Row] = []
    totals: list[_Total] = []
    for index, line in enumerate(lines):
        column = line.lone()
        if not _is_row(line) or (column is not None and is_continued(line.text(column))):
            continue
        if column is not None and shape.is_section(index, column):
            rows += sections.enter(line, column, shape.next_is_section(index))
            continue
        section = sections.enter_row()
        kind, total = _kind(shape, index, column)
        if total is not None:
            totals.append(total._replace(row=len(rows), section=section))
        if kind == "note" and column is not None:
            rows.append(note_row(line, column, len(line.cells), section))
        else:
            rows.append(Row(kind=kind, section=section, page=line.page, cells=row_cells(line)))
    return _settle_totals(rows, totals)


def _is_row(line: Line) -> bool:
    """Whether anything printed begins on the line."""
    return any(line.cells[column].row == line.row for column in line.printed())


def _is_all_notes(line: Line) -> bool:
    """Whether every text of a line is a remark: ``制表人：…`` beside ``审核人：…``."""
    return all(is_note(line.text(column)) for column in line.printed())


def row_cells(line: Line) -> tuple[Cell, ...]:
    """The cells of a line: a row span's text in each row, a column span's in its first column."""
    cells = []
    for column, cell in enumerate(line.cells):
        if line.begins(column):
            cells.append(Cell(text=one_line(cell.text), evidence=cell.evidence))
        else:
            cells.append(Cell(text="", evidence=blank_evidence(cell.evidence)))
    return tuple(cells)


def note_row(line: Line, column: int, width: int, section: str | None = None) -> Row:
    """A remark as a row of `width` cells: its text in the first, nothing in the others."""
    cell = line.cells[column]
    blank = Cell(text="", evidence=blank_evidence(cell.evidence))
    first = Cell(text=one_line(cell.text), evidence=cell.evidence)
    cells = (first, *(blank for _ in range(width - 1)))
    return Row(kind="note", section=section, page=line.page, cells=cells)


class _Shape:
    """What the body as a whole says about each of its lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.full = [line for line in lines if len(line.printed()) > 1]
        width = len(lines[0].cells) if lines else 0
        self.values = value_columns(self.full, width)
        self.label = next((c for c in range(width) if c not in self.values), 0)
        numbered = [
            sum(classify_cell(line.text(c)) == "number" for line in self.full)
            for c in range(self.label)
        ]
        self.numbered = bool(numbered) and 5 * max(numbered) >= 4 * len(self.full)
        """Whether units bear a rank or serial number before their name."""

    def is_section(self, index: int, column: int) -> bool:
        """Whether the only text of a line heads the rows below it."""
        line = self.lines[index]
        text = line.text(column)
        if classify_cell(text) != "text" or is_note(text) or total_word(text):
            return False
        if self.within_notes(index) or not self._rows_follow(index):
            return False
        numbered = ordinal_level(text) is not None and not self._enumerates(column)
        if line.width_of(column) > 1 or numbered:
            return True
        if column in self.values or (self.numbered and column == self.label):
            return True
        # Two kinds one under the other are two units without figures.
        return is_category(text) and not self._is_lone_category(index + 1)

    def next_is_section(self, index: int) -> bool:
        """Whether the next line is a section heading too."""
        if index + 1 >= len(self.lines):
            return False
        column = self.lines[index + 1].lone()
        return column is not None and self.is_section(index + 1, column)

    def is_tail(self, index: int, column: int) -> bool:
        """Whether a lone text stands below the last row with more than one text."""
        line = self.lines[index]
        text = line.text(column)
        named = any(classify_cell(full.text(column)) == "text" for full in self.full)
        apart = line.width_of(column) > 1 or (not named and len(line.cells) > 2)
        return apart and classify_cell(text) == "text" and not self._rows_follow(index)

    def _rows_follow(self, index: int) -> bool:
        return any(
            _is_row(line) and line.lone() is None and not _is_all_notes(line)
            for line in self.lines[index + 1 :]
        )

    def _enumerates(self, column: int) -> bool:
        """Whether the units of the column are themselves enumerated (``一、…``)."""
        marked = sum(ordinal_level(line.text(column)) is not None for line in self.full)
        return 3 * marked >= len(self.full) > 0

    def _is_lone_category(self, index: int) -> bool:
        column = self.lines[index].lone() if index < len(self.lines) else None
        return column is not None and is_category(self.lines[index].text(column))

    def within_notes(self, index: int) -> bool:
        """Whether a note stands right above and only lone texts follow: ``注：1…`` then ``2…``."""
        if self._rows_follow(index):
            return False
        for line in reversed(self.lines[:index]):
            column = line.lone()
            if column is None:
                return False
            if is_note(line.text(column)):
                return True
        return False


def _kind(shape: _Shape, index: int, column: int | None) -> tuple[RowKind, _Total | None]:
    line = shape.lines[index]
    printed = line.printed()
    first = line.text(printed[0])
    if column is not None:
        if is_note(first) or shape.within_notes(index):
            return "note", None
        if not total_word(first) and shape.is_tail(index, column):
            return "note", None
    if is_note_label(first) and len(printed) == 2:
        return "note", None
    if _is_all_notes(line):
        return "note", None
    words = [c for c in printed if classify_cell(line.text(c)) == "text"][:2]
    for place, c in enumerate(words):
        found = total_word(line.text(c))
        # Beside a group's label a rank, which totals have none of, may part it from the word.
        grouped = place > 0 and line.cells[words[0]].row_span > 1
        if found is not None and (grouped or c <= max(shape.label, *words[:1]) + 1):
            return "total", _Total(
                row=-1, of=found[0], word=found[1], section=None, grouped=grouped
            )
    if words and is_standard(line.text(words[0])):
        return "note", None
    return "unit", None


class _Section(NamedTuple):
    level: int
    text: str
    row: Row | None
    """The heading as a row, should no row ever stand below it."""


class _Sections:
    """The section headings in force, outermost first."""

    def __init__(self, opening: str | None) -> None:
        self._stack: list[_Section] = []
        self._unused: set[int] = set()
        self._heading_before = opening is not None
        if opening is not None:
            self._stack.append(_Section(_level(opening), one_line(opening), None))

    def enter_row(self) -> str | None:
        """The section of a row that stands here."""
        self._heading_before = False
        self._unused.clear()
        return "/".join(section.text for section in self._stack) or None

    def enter(self, line: Line, column: int, parent: bool) -> list[Row]:
        """Put a heading in place of those as deep as it or deeper.

        Headings without enumerators nest when one follows another at once; one that is itself
        followed by a heading (`parent`) begins at the outermost such level. Returns the headings
        replaced before any row stood below them, as notes: they too are printed.
        """
        text = one_line(_GOES_ON.sub("", line.text(column)))
        fresh, self._heading_before = not self._heading_before, True
        if any(text == section.text for section in self._stack):
            return []
        level = _level(text)
        if level >= _UNNUMBERED:
            deepest = self._stack[-1].level if self._stack else 0
            if not fresh and self._stack:
                level = max(deepest + 1, _UNNUMBERED)
            elif not parent:
                level = max(deepest, _UNNUMBERED)
        left: list[Row] = []
        while self._stack and self._stack[-1].level >= level:
            gone = self._stack.pop()
            if len(self._stack) in self._unused and gone.row is not None:
                left.insert(0, gone.row)
            self._unused.discard(len(self._stack))
        self._unused.add(len(self._stack))
        above = "/".join(section.text for section in self._stack) or None
        note = note_row(line, column, len(line.cells), above)
        self._stack.append(_Section(level, text, note))
        return left


def _level(text: str) -> int:
    level = ordinal_level(text)
    return _UNNUMBERED if level is None else level


def _settle_totals(rows: list[Row], totals: list[_Total]) -> tuple[Row, ...]:
    """Mark the totals rows as total or subtotal; see `_is_subtotal`."""
    for total in totals:
        kind: RowKind = "subtotal" if _is_subtotal(total, totals, rows) else "total"
        rows[total.row] = rows[total.row].model_copy(update={"kind": kind})
    return tuple(rows)


def _is_subtotal(total: _Total, totals: list[_Total], rows: list[Row]) -> bool:
    """A subtotal says so (``小计``), sums a group or a section, or is followed by a wider total."""
    if total.grouped or total.word in ("小计", "subtotal"):
        return True
    if total.of.startswith(_OF_ALL) or total.word in ("总计", "总合计"):
        return False
    alike = [other for other in totals if other.average == total.average and other is not total]
    later = [other for other in alike if other.row > total.row]
    units_after = any(row.kind == "unit" for row in rows[total.row :])
    if total.section is None:
        units_before = any(row.kind == "unit" for row in rows[: total.row])
        return bool(later) and (bool(total.of) or (units_after and units_before))
    if later and any(other.section == total.section for other in later):
        return True
    if any(row.section != total.section and row.kind == "unit" for row in rows[total.row :]):
        return True
    return any(
        other.row < total.row
        and other.section not in (None, total.section)
        and other.word not in ("小计", "subtotal")
        for other in alike
    )
