"""A second reader of tables without rules: pdfplumber's text strategy, as a witness alone.

Its grids are too often wrong to be taken, and then they differ in another way than ours: where its
rows hold the same texts as ours, ours are seldom wrong. Its silence says nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from evidence import Box
from extractors.pdf.page import Char
from figures import classify_cell, fold

NAME = "pdfplumber-text@0.11"
_STRATEGY = {"vertical_strategy": "text", "horizontal_strategy": "text"}
_CHARS_MOST = 20_000
"""Its time grows with the square of the characters; a printed page has a few thousand."""

Texts = tuple[tuple[str, ...], ...]


class _SeenPage:
    """What pdfplumber's table finder asks of a page, from characters that are read already.

    To have pdfminer parse the page for it takes longer than all else that is done with a page.
    """

    def __init__(self, chars: Sequence[Char], width: float, height: float) -> None:
        self.bbox: Box = (0.0, 0.0, width, height)
        self.chars: list[dict[str, Any]] = [
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

    def extract_words(self, **settings: Any) -> list[dict[str, Any]]:
        from pdfplumber.utils import extract_words

        words: list[dict[str, Any]] = extract_words(self.chars, **settings)
        return words


def read_rows(chars: Sequence[Char], width: float, height: float) -> frozenset[tuple[str, ...]]:
    """The rows of a page's tables, each as the folded texts that are printed in it."""
    from pdfplumber.table import TableFinder

    if len(chars) > _CHARS_MOST:
        return frozenset()
    page: Any = _SeenPage(chars, width, height)
    tables = [table.extract() for table in TableFinder(page, _STRATEGY).tables]
    return frozenset(_printed(row) for table in tables for row in table)


def bears_out(rows: frozenset[tuple[str, ...]], texts: Texts) -> bool:
    """Whether each row with figures of a reading is among `rows`; there must be some."""
    figured = [row for row in texts if any(classify_cell(text) == "number" for text in row)]
    return bool(figured) and all(_printed(row) in rows for row in figured)


def _printed(row: Iterable[Any]) -> tuple[str, ...]:
    return tuple(text for cell in row if cell and (text := fold(cell)))
