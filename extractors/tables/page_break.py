"""Rows and group labels that a page break cut."""

from collections.abc import Sequence

from extractors.document import GridCell
from extractors.tables.lines import Line, value_columns
from extractors.tables.words import (
    is_category,
    is_continued,
    is_note,
    is_organisation,
    ordinal_level,
    total_word,
)
from figures import classify_cell, fold, read_figure

_NEAR_LINES = 200
"""How many lines on either side of a break show what the table's columns hold."""


def mend_break(above: list[Line], below: list[Line]) -> list[Line]:
    """Put the lines of two pages together; a row cut by the break becomes one row."""
    while below and (not below[0].printed() or _is_mark(below[0])):
        below = below[1:]
    while above and (not above[-1].printed() or _is_mark(above[-1])):
        above = above[:-1]
    if not above or not below:
        return above + below
    # A page or two on either side decide: a table of a thousand pages is not asked at each break.
    before, above = above[:-_NEAR_LINES], above[-_NEAR_LINES:]
    below, after = below[:_NEAR_LINES], below[_NEAR_LINES:]
    if _is_cut(above, below):
        above, below = _ended(above, _merge(above[-1], below[0])), below[1:]
    if above and below:
        below = _carry_labels(above, below)
        above = _carry_labels_back(above, below)
    return before + above + below + after


def _is_mark(line: Line) -> bool:
    column = line.lone()
    return column is not None and is_continued(line.text(column))


def _is_cut(above: list[Line], below: list[Line]) -> bool:
    """Whether the first line below a break is the rest of the last line above it."""
    head, rest = above[-1], below[0]
    full = [line for line in [*above[:-1], *below[1:]] if len(line.printed()) > 1]
    width = len(head.cells)
    values = value_columns(full or above[:-1] or below[1:], width)
    words = [c for c in range(width) if c not in values and any(fold(x.text(c)) for x in full)]
    top, bottom = set(head.printed()), set(rest.printed())
    own_bottom = {c for c in bottom if rest.cells[c].row == rest.row}
    if not words or not own_bottom or top & own_bottom & values:
        return False
    if any(is_note(rest.text(c)) for c in own_bottom) or _is_total(head):
        return False
    shared = top & own_bottom & set(words)
    nameless = words[0] not in top & own_bottom and top.isdisjoint(own_bottom)
    if nameless and full and all(fold(line.text(words[0])) for line in full):
        # One half holds the figures and the other the name, cut apart in a name of two lines.
        return {words[0]} == (own_bottom if own_bottom <= set(words) else top)
    if not shared or own_bottom == top:
        return False
    texts = [rest.text(c) for c in own_bottom]
    spread = any(rest.width_of(c) > 1 for c in own_bottom) or any(head.width_of(c) > 1 for c in top)
    said = any(
        ordinal_level(t) is not None or is_note(t) or total_word(t) is not None
        for t in [*texts, *(head.text(c) for c in top if len(top) == 1)]
    )
    if spread or said:
        return False
    if own_bottom <= set(words):
        return _ends_name(head, rest, shared, below[1:], values)
    if top <= set(words):
        return _begins_name(head, rest, shared, above[:-1], values)
    # Both halves bear figures, each in columns of its own.
    return True


def _is_total(line: Line) -> bool:
    return any(total_word(line.text(c)) is not None for c in line.printed()[:2])


def _ends_name(
    head: Line, rest: Line, shared: set[int], after: Sequence[Line], values: frozenset[int]
) -> bool:
    """Whether words alone below a break end the name above, rather than head a section."""
    following = next((line for line in after if len(line.printed()) > 1), None)
    if not any(c in values for c in head.printed()):
        return False
    rank = min(values) if values and min(values) < min(shared) else None
    if rank is not None:
        last, coming = _number(head, rank), _number(following, rank)
        if last is not None and coming is not None:
            return coming != 1 or last == 0
    texts = [(head.text(c), rest.text(c)) for c in shared]
    if any(is_category(tail) for _, tail in texts):
        return False
    return not all(
        is_organisation(name) and is_organisation("某" + tail) for name, tail in texts
    ) or (following is None)


def _begins_name(
    head: Line, rest: Line, shared: set[int], before: Sequence[Line], values: frozenset[int]
) -> bool:
    """Whether words alone above a break begin the name below, rather than head a section."""
    rank = min(values) if values and min(values) < min(shared) else None
    previous = next((line for line in reversed(before) if len(line.printed()) > 1), None)
    if rank is not None and (coming := _number(rest, rank)) is not None:
        last = _number(previous, rank)
        return coming != 1 if last is None else coming in (last, last + 1)
    return not any(is_category(head.text(c)) or is_organisation(head.text(c)) for c in shared)


def _number(line: Line | None, column: int) -> int | None:
    figure = read_figure(line.text(column)) if line is not None else None
    return int(figure.value) if figure is not None and figure.decimals == 0 else None


def _merge(head: Line, rest: Line) -> Line:
    """One line of two halves: words joined, figures from the half that has them."""
    cells: list[GridCell] = []
    for column, (first, second) in enumerate(zip(head.cells, rest.cells, strict=True)):
        tail = rest.text(column)
        if not fold(tail):
            cells.append(first)
        elif not fold(head.text(column)):
            cells.append(
                second.model_copy(update={"row": head.row, "column": column, "row_span": 1})
            )
        else:
            quote = f"{first.evidence.quote}\n{second.evidence.quote}"
            proof = first.evidence.model_copy(update={"quote": quote})
            cells.append(first.model_copy(update={"text": first.text + tail, "evidence": proof}))
    return head._replace(cells=tuple(cells))


def _ended(above: list[Line], merged: Line) -> list[Line]:
    """The lines with the last one mended; words that go on belong to every row that they span."""
    last = above[-1]
    ended = []
    for line in above[:-1]:
        cells = [
            new if cell is old and fold(old.text) else cell
            for cell, old, new in zip(line.cells, last.cells, merged.cells, strict=True)
        ]
        ended.append(line._replace(cells=tuple(cells)))
    return [*ended, merged]


def _carry_labels(above: list[Line], below: list[Line]) -> list[Line]:
    """Give the label of a group that goes on below the break to its rows there."""
    last, first = above[-1], below[0]
    carried = list(below)
    for column in range(len(last.cells)):
        label, cell = last.cells[column], first.cells[column]
        if not label.text.strip() or fold(first.text(column)):
            continue
        # Of a group's one row above the break only the blank beside its rows below tells.
        labelled = [*above, *below] if cell.row_span > 1 else above
        if not _is_label_column(labelled, column) or _is_beside_total(first, column):
            continue
        if len(first.printed()) < 2 or not _is_open_cell(first, column):
            continue
        for index, line in enumerate(carried):
            if line.cells[column] is cell:
                cells = list(line.cells)
                cells[column] = label.model_copy(update={"row": -1})
                carried[index] = line._replace(cells=tuple(cells))
    return carried


def _is_beside_total(line: Line, column: int) -> bool:
    """Whether the line's cell in the column belongs to a row of totals, which no label names.

    A subtotal stands in its group, right of the label.
    """
    for c in line.printed()[:2]:
        found = total_word(line.text(c))
        if found is not None:
            grouped = line.cells[column].row_span > 1 or found[1] in ("小计", "subtotal")
            return column > c or not grouped
    return False


def _carry_labels_back(above: list[Line], below: list[Line]) -> list[Line]:
    """Give the label of a group that is printed only below the break to its rows above it."""
    last, first = above[-1], below[0]
    carried = list(above)
    for column in range(len(last.cells)):
        cell, label = last.cells[column], first.cells[column]
        if not _is_label_column([*above, *below], column) or not label.text.strip():
            continue
        if fold(last.text(column)) or cell.row_span < 2 or label.row_span < 2:
            continue
        for index, line in enumerate(carried):
            if line.cells[column] is cell:
                cells = list(line.cells)
                cells[column] = label.model_copy(update={"row": cell.row})
                carried[index] = line._replace(cells=tuple(cells))
    return carried


def _is_label_column(lines: Sequence[Line], column: int) -> bool:
    """Whether words in the column span rows: the names of groups beside their rows."""
    return any(
        line.cells[column].row_span > 1 and classify_cell(line.cells[column].text) == "text"
        for line in lines
    )


def _is_open_cell(line: Line, column: int) -> bool:
    return line.width_of(column) == 1
