"""A second reader of tables without rules: pdfplumber's text strategy, as a witness alone.

Its grids are too often wrong to be taken, and then they differ in another way than ours: where its
rows hold the same texts as ours, ours are seldom wrong. Its silence says nothing.
"""

from collections.abc import Iterable
from typing import Any

from extractors.pdf.file import open_file, pages_of
from figures import classify_cell, fold

NAME = "pdfplumber-text@0.11"
_STRATEGY = {"vertical_strategy": "text", "horizontal_strategy": "text"}

Texts = tuple[tuple[str, ...], ...]


def read_rows(content: bytes, pages: frozenset[int]) -> dict[int, frozenset[tuple[str, ...]]]:
    """By page the rows of its tables, each as the folded texts that are printed in it."""
    found: dict[int, frozenset[tuple[str, ...]]] = {}
    for page in pages_of(open_file(content), pages):
        try:
            tables = page.extract_tables(_STRATEGY)
        except Exception:  # a second opinion that cannot be had is none
            continue
        finally:
            page.close()
        found[page.page_number] = frozenset(_printed(row) for table in tables for row in table)
    return found


def bears_out(rows: frozenset[tuple[str, ...]], texts: Texts) -> bool:
    """Whether each row with figures of a reading is among `rows`; there must be some."""
    figured = [row for row in texts if any(classify_cell(text) == "number" for text in row)]
    return bool(figured) and all(_printed(row) in rows for row in figured)


def _printed(row: Iterable[Any]) -> tuple[str, ...]:
    return tuple(text for cell in row if cell and (text := fold(cell)))
