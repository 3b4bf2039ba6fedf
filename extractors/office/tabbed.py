"""Tables without a table: paragraphs whose columns are set with tabs or wide gaps.

A typist may set a ranking so; printed, it is a table without rules.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from evidence import Evidence
from extractors.document import Grid, GridCell
from extractors.printed import clean
from extractors.tables.words import is_heading_word, is_sentence
from figures import classify_cell

_LONGEST = 40
_FEWEST_ROWS = 3
_GAP = re.compile(r"[ \u00a0]*(?: {3}|\u3000{2})[ \u00a0\u3000]*")
_TABS = re.compile(r"[ \u00a0\u3000]*\t[\s\u3000]*")
_BLANK = " \u00a0\u3000\n\t"

_SPLITS: tuple[Callable[[str], list[str]], ...] = (
    # A blank column leaves two tabs in a row; elsewhere they only reach the next stop.
    lambda line: line.strip(" \u00a0\u3000\n").split("\t"),
    lambda line: line.strip(_BLANK).split("\t"),
    lambda line: _TABS.split(line.strip(_BLANK)),
    lambda line: _GAP.split(line.strip(_BLANK)),
)

_Row = tuple[str, ...]


class Tabbed(NamedTuple):
    """Paragraphs `first` to `last` (excluded) that print a table."""

    first: int
    last: int
    rows: tuple[tuple[int, _Row], ...]
    """Each row's paragraph and texts; a lone text stands across all columns."""


def find_tabbed(paragraphs: Sequence[str]) -> tuple[Tabbed, ...]:
    """The tables among consecutive paragraphs, as they are typed with their tabs and breaks.

    All rows have equally many fields, and some column holds figures; one of two columns needs a
    heading, as lists of contents look like it.
    """
    found: list[Tabbed] = []
    at = 0
    while at < len(paragraphs):
        tables = (_table_at(paragraphs, at, split) for split in _SPLITS)
        table = next((table for table in tables if table is not None), None)
        if table is not None:
            found.append(table)
        at = table.last if table is not None else at + 1
    return tuple(found)


def tabbed_grid(
    table: Tabbed, refs: Sequence[str], reader: str, evidence: Callable[[str, str], Evidence]
) -> Grid:
    """The grid of a table; `evidence` is made of a place such as ``p12.c3`` and a quote."""
    width = max(len(texts) for _, texts in table.rows)
    return Grid(
        page=1,
        row_count=len(table.rows),
        column_count=width,
        cells=tuple(
            GridCell(
                row=row,
                column=column,
                column_span=width if len(texts) == 1 else 1,
                text=clean(text),
                evidence=evidence(f"{refs[paragraph]}.c{column + 1}", text),
            )
            for row, (paragraph, texts) in enumerate(table.rows)
            for column, text in enumerate(texts)
        ),
        readers=(reader,),
    )


def _table_at(
    paragraphs: Sequence[str], first: int, split: Callable[[str], list[str]]
) -> Tabbed | None:
    """The table that begins at a paragraph, where `split` parts its lines."""
    rows: list[tuple[int, _Row]] = []
    opening = _rows(paragraphs[first], split)
    width = len(opening[0]) if opening else 0
    last = first
    for at in range(first, len(paragraphs)):
        own = _rows(paragraphs[at], split)
        if not own or any(len(row) not in (1, width) for row in own):
            break
        rows += [(at, row) for row in own]
        if len(own[-1]) == width:
            last = at + 1
    kept = tuple((at, row) for at, row in rows if at < last)
    return Tabbed(first, last, kept) if width > 1 and _is_table(kept, width) else None


def _rows(paragraph: str, split: Callable[[str], list[str]]) -> list[_Row]:
    lines = [line for line in paragraph.split("\n") if line.strip()]
    return [tuple(field.strip() for field in split(line)) for line in lines]


def _is_table(rows: Sequence[tuple[int, _Row]], width: int) -> bool:
    full = [texts for _, texts in rows if len(texts) == width]
    if len(full) < _FEWEST_ROWS or 2 * len(full) < len(rows):
        return False
    if any(len(text) > _LONGEST or is_sentence(text) for _, texts in rows for text in texts):
        return False
    if not all(any(texts[column] for texts in full) for column in range(width)):
        return False
    heading, body = full[0], full[1:]
    if width == 2 and not all(map(is_heading_word, heading)):
        return False
    kinds = [[classify_cell(texts[column]) for texts in body] for column in range(width)]
    figures = [3 * sum(kind in ("number", "dash") for kind in column) for column in kinds]
    words = [2 * column.count("text") > len(column) for column in kinds]
    return any(count >= 2 * len(body) for count in figures) and any(words)
