"""The heading path of each column: levels joined, wrapped headings mended, group labels spread."""

from collections.abc import Sequence

from extractors.document import GridCell
from extractors.tables.lines import Line
from extractors.tables.words import path_level
from figures import fold


def column_paths(levels: Sequence[Line], width: int) -> tuple[str, ...]:
    """The heading path of each column, before repeated paths are told apart.

    Levels are joined by ``/``, equal neighbours stand once; a column without heading is ''.
    """
    paths: list[list[str]] = [[] for _ in range(width)]
    merged = _merge_wrapped(levels)
    for depth, line in enumerate(merged):
        for column, text in enumerate(_spread(line, merged[depth + 1 :])):
            level = path_level(text)
            if level and (not paths[column] or paths[column][-1] != level):
                paths[column].append(level)
    return tuple("/".join(path) for path in paths)


def _merge_wrapped(levels: Sequence[Line]) -> tuple[Line, ...]:
    """Join a heading line that only holds wrapped ends to the line above it."""
    merged: list[Line] = []
    for index, line in enumerate(levels):
        if merged and index and is_wrapped(levels, 0, index):
            above = merged[-1]
            cells = list(above.cells)
            for column in line.printed():
                old = cells[column]
                cells[column] = old.model_copy(update={"text": old.text + line.text(column)})
            merged[-1] = above._replace(cells=tuple(cells))
        else:
            merged.append(line)
    return tuple(merged)


def _spread(line: Line, below: Sequence[Line]) -> list[str]:
    """The text over each column; a label without span is spread over its group's columns.

    A reader without rules gives a group's label in one column and blanks beside it.
    """
    texts = [cell.text if cell.text.strip() else "" for cell in line.cells]
    column = 0
    while column < len(texts):
        if not _is_open(line, below, column):
            column += 1
            continue
        end = column
        while end < len(texts) and _is_open(line, below, end):
            end += 1
        labels = [c for c in range(column, end) if texts[c]]
        if labels and len(labels) < end - column:
            for c in range(column, end):
                texts[c] = line.cells[_label_of(labels, column, end, c)].text
        column = end
    return texts


def _is_open(line: Line, below: Sequence[Line], column: int) -> bool:
    """A column of single cells with a sub-heading below and perhaps no label above."""
    cell = line.cells[column]
    single = line.width_of(column) == 1 and cell.row_span == 1
    return single and any(sub.cells[column].text.strip() for sub in below)


def _label_of(labels: list[int], start: int, end: int, column: int) -> int:
    """The label of a column in a run: equal shares that each hold one label, else the last left."""
    share, rest = divmod(end - start, len(labels))
    if rest == 0 and all(
        start + i * share <= c < start + (i + 1) * share for i, c in enumerate(labels)
    ):
        return labels[(column - start) // share]
    left = [c for c in labels if c <= column]
    return left[-1] if left else labels[0]


def distinct_paths(paths: Sequence[str]) -> tuple[str, ...]:
    """The paths as published: ``列n`` where there is no heading, `` (2)`` on a second equal one."""
    taken: set[str] = set()
    named = []
    for number, path in enumerate(paths, 1):
        name = first = path or f"列{number}"
        count = 1
        while name in taken:
            count += 1
            name = f"{first} ({count})"
        taken.add(name)
        named.append(name)
    return tuple(named)


def heading_cell(levels: Sequence[Line], column: int) -> GridCell | None:
    """The lowest printed heading cell over a column."""
    return next(
        (line.cells[column] for line in reversed(levels) if line.cells[column].text.strip()), None
    )


def is_wrapped(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether the line holds only the second lines of the headings above it."""
    above, line = lines[end - 1], lines[end]
    own = line.printed()
    if any(not fold(above.text(c)) for c in own) or len(own) == len(line.cells) > 2:
        return False
    return all(is_fragment(above.text(c), line.text(c)) for c in own)


def is_fragment(head: str, rest: str) -> bool:
    """Whether `rest` can only be the wrapped end of `head`: a lone letter, or a bracket's rest."""
    first, second = fold(head), fold(rest)
    opened = first.count("(") > first.count(")")
    return len(second) == 1 or second[0] in "()、,%" or opened
