"""A second reader of tables without rules: pdfplumber's text strategy, as a witness alone.

Its grids are too often wrong to be taken, and then they differ in another way than ours: where its
rows hold the same texts as ours, ours are seldom wrong. Its silence says nothing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from extractors.pdf.page import Char
from figures import classify_cell, fold

NAME = "pdfplumber-text@0.11"
_SNAP, _WORDS_IN_LINE = 3, 3
"""pdfplumber's own: points within which lines are one, and words that make a line."""
_CHARS_MOST = 20_000
"""Its time grows with the square of the characters; a printed page has a few thousand."""

Texts = tuple[tuple[str, ...], ...]


def read_rows(chars: Sequence[Char]) -> frozenset[tuple[str, ...]]:
    """The rows of a page's tables, each as the folded texts that are printed in it.

    pdfplumber draws each line of this strategy across the whole page, so that its cells are those
    between neighbouring lines. To let it search for them takes longer than all else that is done
    with the page, and so does pdfminer's parsing of what is read already.
    """
    if len(chars) > _CHARS_MOST:
        return frozenset()
    across, down = _lines(chars)
    cells: dict[tuple[int, int], list[Char]] = {}
    for char in chars:
        row = bisect_right(down, (char.top + char.bottom) / 2)
        column = bisect_right(across, (char.x0 + char.x1) / 2)
        if 0 < row < len(down) and 0 < column < len(across):
            cells.setdefault((row, column), []).append(char)
    rows: dict[int, list[str]] = {}
    for (row, _), printed in sorted(cells.items()):
        if text := fold("".join(char.text for char in _in_order(printed))):
            rows.setdefault(row, []).append(text)
    return frozenset(map(tuple, rows.values()))


def _lines(chars: Sequence[Char]) -> tuple[list[float], list[float]]:
    """The places of the imaginary lines: those between columns, then those between rows."""
    from pdfplumber.table import merge_edges, words_to_edges_h, words_to_edges_v
    from pdfplumber.utils import extract_words

    words = extract_words(
        [
            {
                "text": char.text,
                "x0": char.x0,
                "top": char.top,
                "doctop": char.top,
                "x1": char.x1,
                "bottom": char.bottom,
                "upright": char.turn == "upright",
            }
            for char in chars
        ]
    )
    edges: list[dict[str, Any]] = merge_edges(
        [*words_to_edges_v(words, _WORDS_IN_LINE), *words_to_edges_h(words, 1)],
        snap_x_tolerance=_SNAP, snap_y_tolerance=_SNAP,
        join_x_tolerance=_SNAP, join_y_tolerance=_SNAP,
    )  # fmt: skip
    across = {edge["x0"] for edge in edges if edge["orientation"] == "v"}
    down = {edge["top"] for edge in edges if edge["orientation"] == "h"}
    return sorted(across), sorted(down)


def _in_order(printed: list[Char]) -> Iterator[Char]:
    """The characters of a cell line by line."""
    line: list[Char] = []
    for char in sorted(printed, key=lambda char: char.top):
        if line and char.top - line[-1].top > _SNAP:
            yield from sorted(line, key=lambda char: char.x0)
            line = []
        line.append(char)
    yield from sorted(line, key=lambda char: char.x0)


def bears_out(rows: frozenset[tuple[str, ...]], texts: Texts) -> bool:
    """Whether each row with figures of a reading is among `rows`; there must be some."""
    figured = [row for row in texts if any(classify_cell(text) == "number" for text in row)]
    return bool(figured) and all(_printed(row) in rows for row in figured)


def _printed(row: Iterable[Any]) -> tuple[str, ...]:
    return tuple(text for cell in row if cell and (text := fold(cell)))
