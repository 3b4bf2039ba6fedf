"""Comparing what was read of a made notice with its truth."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.layouts.table import TrueNotice, TrueTable
from contracts import Notice, Table


class TableScore(NamedTuple):
    """How one table of the truth was read."""

    exact: bool
    """All columns and cells, no row more or less."""
    sorted_right: bool
    """Exact, and every row's kind and section too."""
    cells: int
    wrong_cells: int
    captioned: bool
    printed_right: bool | None
    """Whether its part is the grid as printed; None where it lies on several pages."""
    confidence: float | None
    """What the reading said of itself; None where the table was not found."""


class NoticeScore(NamedTuple):
    """How one notice was read."""

    tables: tuple[TableScore, ...]
    spurious: tuple[float, ...]
    """The confidences of tables that are not in the truth."""


def score_notice(truth: TrueNotice, read: Notice | None) -> NoticeScore:
    """Match each table of the truth with the one read that agrees most; None was refused."""
    left = list(read.tables) if read is not None else []
    scores = []
    for table in truth.tables:
        graded = [(_score(table, found), found) for found in left]
        score, found = min(
            graded, key=lambda pair: (not pair[0].exact, pair[0].wrong_cells), default=(None, None)
        )
        if score is None or found is None or score.wrong_cells == score.cells:
            cells = len(table.rows) * len(table.columns)
            scores.append(TableScore(False, False, cells, cells, False, None, None))
        else:
            left.remove(found)
            scores.append(score)
    return NoticeScore(tuple(scores), tuple(table.agreement.confidence for table in left))


def is_exact(truth: TrueTable, read: Table) -> bool:
    """Whether a table was read with all its columns and cells, and no row more or less."""
    return [folded(c) for c in truth.columns] == [folded(c) for c in read.columns] and [
        tuple(map(folded, row.cells)) for row in truth.rows
    ] == [tuple(folded(cell.text) for cell in row.cells) for row in read.rows]


def _score(truth: TrueTable, read: Table) -> TableScore:
    wanted = [tuple(map(folded, row.cells)) for row in truth.rows]
    got = [tuple(folded(cell.text) for cell in row.cells) for row in read.rows]
    exact = is_exact(truth, read)
    kinds = [(row.kind, folded(row.section or "")) for row in truth.rows]
    read_kinds = [(row.kind, folded(row.section or "")) for row in read.rows]
    cells = sum(map(len, wanted))
    right = sum(
        a == b for i, j in _aligned(wanted, got) for a, b in zip(wanted[i], got[j], strict=False)
    )
    return TableScore(
        exact=exact,
        sorted_right=exact and kinds == read_kinds,
        cells=cells,
        wrong_cells=cells - right,
        captioned=folded(truth.caption) == folded(read.caption),
        printed_right=_is_printed_so(truth, read) if len(read.parts) == 1 else None,
        confidence=read.agreement.confidence,
    )


def _is_printed_so(truth: TrueTable, read: Table) -> bool:
    """Whether the only part is the printed grid: a span's text top left, '' where it goes on."""
    printed = [[""] * truth.column_count for _ in range(truth.row_count)]
    for cell in truth.cells:
        printed[cell.row][cell.column] = folded(cell.text)
    return printed == [[folded(text) for text in row] for row in read.parts[0].grid]


def _aligned(
    wanted: Sequence[tuple[str, ...]], got: Sequence[tuple[str, ...]]
) -> list[tuple[int, int]]:
    """Pairs of rows: equal ones in order, and those between them by their place."""
    from difflib import SequenceMatcher

    pairs = []
    matcher = SequenceMatcher(a=wanted, b=got, autojunk=False)
    for _, i0, i1, j0, j1 in matcher.get_opcodes():
        pairs += list(zip(range(i0, i1), range(j0, j1), strict=False))
    return pairs


def folded(text: str) -> str:
    """The text without white space and in its plain characters; dashes stay as printed."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
