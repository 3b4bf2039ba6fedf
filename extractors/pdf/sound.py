"""Whether columns and rows found without rules are a table: not prose, a list, contents, a form."""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.pdf.columns import Column
from extractors.pdf.grid import CellText, GridReading
from extractors.pdf.open_table import names_columns
from extractors.pdf.rows import PlacedLine, TableRow
from extractors.pdf.words import is_value
from figures import fold

_MARK = re.compile(
    r"[•●▪■◆–\-*·o]|[(（]?([0-9]{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z]|[ivx]{1,4})[)）.．、:：]"
    r"|\d+(\.\d+)+\.?"
)
_LONG = 28
"""A cell of more characters than this reads as prose."""


def is_sound(
    columns: Sequence[Column],
    rows: Sequence[TableRow],
    head: Sequence[PlacedLine],
    values: frozenset[int],
    bars: Sequence[float],
) -> bool:
    """Whether the rows read as a table's.

    Needed are two rows with figures under a heading, or three; words alone make a table only
    between rules or where each column is headed by a word of headings. A column of list marks,
    leaders before page numbers, labels with colons and lines that fill their columns are refused.
    """
    body = [row for row in rows if row.anchored]
    top = min(line.top for line in [*head, *(line for row in rows for line in row.lines)])
    bottom = max(line.bottom for row in rows for line in row.lines)
    ruled = sum(top - 12 < bar < bottom + 12 for bar in bars) >= 2
    named = bool(head) and names_columns(head[-1], len(columns))
    if len(body) < (1 if named or _heads_all(head, columns) else 2 if head or ruled else 3):
        return False
    texts = [[_text(row, column) for column in range(len(columns))] for row in body]
    filled = [text for row in texts for text in row if text]
    if len(filled) < 0.4 * len(body) * len(columns):
        return False
    if not ruled and sum(":" in fold(t)[:14] for t in filled) * 3 > len(filled):
        return False
    if all(_MARK.fullmatch(fold(row[0])) for row in texts if row[0]) and len(columns) == 2:
        return False
    if _is_contents(body):
        return False
    inner = [text for row in texts for text in row[1:] if text]
    figures = sum(is_value(text) for text in inner)
    long = sum(len(fold(text)) > _LONG for text in inner)
    if named and long * 3 <= len(inner):
        return True
    if not values:
        return ruled and len(head) > 0 and len(columns) > 2 and long * 3 < len(inner)
    if len(columns) == 2:
        last = [row[1] for row in texts if row[1]]
        if not head and not ruled and _rises(last):
            return False
        return figures * 4 >= 3 * len(inner) and (bool(head) or ruled or len(body) > 3)
    # Between rules and under a heading for each column few figures are enough.
    least = 6 if ruled and _heads_all(head, columns) else 3
    return figures * least >= len(inner) and long * 4 <= len(inner)


def hides_rows(reading: GridReading) -> bool:
    """Whether a cell between rules holds figures line under line: its rows have no rules."""
    return any(len(cell.lines) > 2 and _are_figures(cell) for cell in reading.cells)


def _are_figures(cell: CellText) -> bool:
    """Whether figures, or marks of none, stand line under line in a cell."""
    lines = [line.text.split() for line in cell.lines]
    figured = sum(
        any(is_value(word) and (word[-1:].isdigit() or word[-1:] == "%") for word in words)
        for words in lines
    )
    return 2 * figured >= len(lines) and all(
        sum(map(is_value, words)) * 2 >= len(words) for words in lines
    )


def _heads_all(head: Sequence[PlacedLine], columns: Sequence[Column]) -> bool:
    """Whether each of four columns or more has a heading: then one row is enough."""
    over = {c for line in head for g in line.groups for c in range(g.first, g.last + 1)}
    return len(columns) > 3 and len(over) == len(columns)


def _rises(texts: Sequence[str]) -> bool:
    """Whether the texts are whole numbers that never fall: page numbers of contents."""
    if not all(text.isdigit() for text in texts):
        return False
    return all(int(a) <= int(b) for a, b in pairwise(texts))


def _text(row: TableRow, column: int) -> str:
    return "".join(group.text for line in row.lines if (group := line.at(column)))


def _is_contents(rows: Sequence[TableRow]) -> bool:
    """Leaders before one last column of whole numbers that never fall: page numbers."""
    leaders = 0
    pages: list[int] = []
    for row in rows:
        words = [word for line in row.lines for group in line.groups for word in group.words]
        leaders += any(word.is_leader and len(word.text) > 2 for word in words) or (
            "..." in words[-1].text or "……" in "".join(word.text for word in words)
        )
        last = fold(words[-1].text).lstrip(".…·")
        if last.isdigit():
            pages.append(int(last))
    rising = all(a <= b for a, b in pairwise(pages))
    few = all(len(row.lines[0].groups) <= 3 for row in rows)
    return leaders * 2 > len(rows) and rising and few and len(pages) * 2 > len(rows)
