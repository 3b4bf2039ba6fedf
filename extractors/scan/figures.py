"""Figures in columns of figures: the letters that recognition takes for digits are digits there."""

import re
from collections import defaultdict

from extractors.scan.cells import ReadCell, cell_of
from extractors.scan.words import Word
from figures import classify_cell

_ALIKE = {
    "0": "OoDQ〇○口aαθcC",
    "1": "lI|丨!i",
    "2": "Zz",
    "5": "Ss",
    "6": "b",
    "8": "B",
    "9": "gq",
    "-": "一–—−~～_",
    ".": "·•。,",
    "%": "％",
}
_LIKE = {letter: digit for digit, letters in _ALIKE.items() for letter in letters}
_MOSTLY = 0.6
_FIGURE = re.compile(r"-?\d{1,7}(\.\d{1,4})?%?")


def figures_in_columns(cells: list[ReadCell]) -> list[ReadCell]:
    """The cells with letters that only look like digits made digits, in columns of figures.

    A reading is changed only where each character is the digit itself or one drawn like it.
    """
    figured = figure_columns(cells)
    return [
        _as_figure(cell) if cell.cell.column in figured and cell.cell.column_span == 1 else cell
        for cell in cells
    ]


def figure_columns(cells: list[ReadCell]) -> frozenset[int]:
    """The columns that hold mostly figures."""
    columns: dict[int, list[str]] = defaultdict(list)
    for cell in cells:
        if cell.cell.column_span == 1 and cell.text:
            columns[cell.cell.column].append(_as_digits(cell.text))
    return frozenset(
        column
        for column, texts in columns.items()
        if sum(classify_cell(text) in ("number", "dash") for text in texts)
        >= max(2, _MOSTLY * len(texts))
    )


def _as_digits(text: str) -> str:
    return "".join(_LIKE.get(character, character) for character in text)


def _as_figure(cell: ReadCell) -> ReadCell:
    if len(cell.lines) != 1:
        return cell
    line = cell.lines[0]
    if line.mark:
        bare = line._replace(word=Word(()))
        return cell_of(cell.cell, cell.box, (bare,)) if cell.text == "一" else cell
    if not figure_text(line.word):
        return cell
    figured = line._replace(word=line.word._replace(glyphs=line.word.figure))
    return cell_of(cell.cell, cell.box, (figured,))


def figure_text(word: Word) -> str:
    """The figure that a word is where each of its characters is a digit or drawn like one."""
    figure = "".join(glyph.text for glyph in word.figure)
    return figure if _FIGURE.fullmatch(figure) and _as_digits(word.text) == figure else ""
