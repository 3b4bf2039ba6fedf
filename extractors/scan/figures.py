"""Figures in columns of figures: the letters that recognition takes for digits are digits there."""

import re
from collections import defaultdict

from extractors.scan.cells import ReadCell, cell_of
from extractors.scan.words import Word
from extractors.tables.sums import figure_columns as columns_of_figures

_ALIKE = {
    "0": "OoDQ〇○口日aαθcC",
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
_NUMERALS = ("二", "三", "四", "五", "六", "七", "八", "九", "十")
_TICKS = "√○×△"
_MARK_OF = {
    letter: mark
    for mark, letters in {"○": "OoＯ〇0", "×": "XxＸ乂x", "√": "VvＶ✓", "△": "Δ∆"}.items()
    for letter in letters
}
_DOUBTED = 0.5
_ENDS = ".·•,:'`… "
_HANZI_ENDS = re.compile(r"[\u4e00-\u9fff](.*[\u4e00-\u9fff])?")
_MOSTLY = 0.6
_FIGURE = re.compile(r"-?\d{1,7}(\.\d{1,4})?%?")


def figures_in_columns(cells: list[ReadCell]) -> list[ReadCell]:
    """The cells with letters that only look like digits made digits, in columns of figures.

    A stroke that stands alone is a dash but where rows are numbered in Chinese.

    A reading is changed only where each character is the digit itself or one drawn like it; its
    quote stays as it was read.
    """
    figured, numbered = figure_columns(cells), _numeral_columns(cells)
    changed = []
    for cell in cells:
        column = cell.cell.column
        if cell.text == "一" and column not in numbered:
            cell = _as_dash(cell)
        if column in figured and cell.cell.column_span == 1:
            cell = _as_figure(cell)
        changed.append(cell)
    return changed


def marks_in_columns(cells: list[ReadCell]) -> list[ReadCell]:
    """The cells with letters drawn like a tick, a ring or a cross made that, in columns of them.

    A speck that was read as a mark beside Chinese text is left off.
    """
    marked = _mark_columns(cells) - figure_columns(cells)
    changed = []
    for cell in cells:
        bare = cell.text.strip(_ENDS)
        if cell.cell.column in marked and bare in _MARK_OF:
            bare = _MARK_OF[bare]
        elif not _HANZI_ENDS.fullmatch(bare):
            bare = cell.text
        if bare != cell.text.strip(_ENDS) or bare == cell.text:
            changed.append(cell._replace(text=bare))
        else:
            changed.append(cell._replace(text=bare, confidence=min(cell.confidence, _DOUBTED)))
    return changed


def _numeral_columns(cells: list[ReadCell]) -> frozenset[int]:
    """The columns whose rows are numbered in Chinese: there a long stroke is the numeral one."""
    return frozenset(cell.cell.column for cell in cells if cell.text in _NUMERALS)


def _mark_columns(cells: list[ReadCell]) -> frozenset[int]:
    """The columns in which most cells that are not their heading are ticks, rings and crosses."""
    columns: dict[int, list[str]] = defaultdict(list)
    for cell in cells:
        if cell.cell.column_span == 1 and cell.text:
            columns[cell.cell.column].append(cell.text)
    return frozenset(
        column
        for column, texts in columns.items()
        if sum(text in _MARK_OF or text in _TICKS for text in texts) >= max(2, _MOSTLY * len(texts))
    )


def figure_columns(cells: list[ReadCell]) -> frozenset[int]:
    """The columns that hold mostly figures, or letters drawn like them."""
    single = (cell for cell in cells if cell.cell.column_span == 1)
    return columns_of_figures(
        {(cell.cell.row, cell.cell.column): _as_digits(cell.text) for cell in single}
    )


def _as_digits(text: str) -> str:
    return "".join(_LIKE.get(character, character) for character in text)


def _as_dash(cell: ReadCell) -> ReadCell:
    """A long stroke that stands alone as the dash that it is."""
    if len(cell.lines) != 1 or not cell.lines[0].mark:
        return cell
    bare = cell.lines[0]._replace(word=Word(()))
    return cell_of(cell.cell, cell.box, (bare,))._replace(quote=cell.quote)


def _as_figure(cell: ReadCell) -> ReadCell:
    if any(line.mark for line in cell.lines):
        if len(cell.lines) > 1:
            # A stroke above or below a figure is none of its signs.
            return cell._replace(confidence=min(cell.confidence, _DOUBTED))
        return cell
    if len(cell.lines) == 1 and figure_text(cell.lines[0].word):
        line = cell.lines[0]
        figured = line._replace(word=line.word._replace(glyphs=line.word.figure))
        return cell_of(cell.cell, cell.box, (figured,))._replace(quote=cell.quote)
    # A speck beside a figure is read as a mark of it, which no figure has at its ends.
    bare = cell.text.strip(_ENDS)
    if bare != cell.text and _FIGURE.fullmatch(bare.replace(",", "")):
        return cell._replace(text=bare, confidence=min(cell.confidence, _DOUBTED))
    return cell


def figure_text(word: Word) -> str:
    """The figure that a word is where each of its characters is a digit or drawn like one."""
    figure = "".join(glyph.text for glyph in word.figure)
    return figure if _FIGURE.fullmatch(figure) and _as_digits(word.text) == figure else ""
