"""Figures in columns of figures: the letters that recognition takes for digits are digits there."""

import re
from collections import defaultdict

from extractors.scan_cells import ReadCell, ReadLine, cell_of
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
    columns: dict[int, list[str]] = defaultdict(list)
    for cell in cells:
        if cell.cell.column_span == 1 and cell.text:
            columns[cell.cell.column].append(_as_digits(cell.text))
    figured = {
        column
        for column, texts in columns.items()
        if sum(classify_cell(text) in ("number", "dash") for text in texts)
        >= max(2, _MOSTLY * len(texts))
    }
    return [
        _as_figure(cell) if cell.cell.column in figured and cell.cell.column_span == 1 else cell
        for cell in cells
    ]


def _as_digits(text: str) -> str:
    return "".join(_LIKE.get(character, character) for character in text)


def _as_figure(cell: ReadCell) -> ReadCell:
    if len(cell.lines) != 1 or cell.lines[0].mark:
        return cell
    line = cell.lines[0]
    figure = "".join(glyph.text for glyph in line.word.figure)
    if not _FIGURE.fullmatch(figure) or _as_digits(line.word.text) != figure:
        return cell
    return cell_of(cell.cell, cell.box, (_in_figures(line),))


def _in_figures(line: ReadLine) -> ReadLine:
    return line._replace(word=line.word._replace(glyphs=line.word.figure))
