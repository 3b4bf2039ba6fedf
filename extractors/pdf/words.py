"""Characters to words and to lines of words: what a table without rules is read from."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from extractors.pdf.page import Char
from extractors.pdf.text import is_wide, rows_of
from extractors.tables.words import is_value as is_figure
from figures import fold

_WORD_GAP = 0.18
"""Between Latin letters or digits, in parts of the font size: a wider gap parts two words."""
_WIDE_GAP = 0.35
"""The same beside a Chinese character."""
_PIECE_GAP = 0.45
"""Words nearer than this stand in one cell, unless a gutter parts them."""
_LEVEL = 0.62
"""Figures halfway beside a name of two lines overlap each of them by up to half."""
_LEADER = re.compile(r"[.．…·_]+")
_FIGURE = re.compile(
    r"[-+±~<>≤≥(\[$€£¥]*\d[\d.,'％%‰]*[%)\]*†‡a-d]*|[:：*]|\.\.+|n[./]?a\.?|无", re.I
)


class Word(NamedTuple):
    """Characters without a space between them, and their box."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    chars: tuple[Char, ...]

    @property
    def is_leader(self) -> bool:
        """Dots that lead the eye from a name to its figure."""
        return bool(_LEADER.fullmatch(self.text))


class WordLine(NamedTuple):
    """The words of one printed line, from left to right."""

    words: tuple[Word, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.top + self.bottom) / 2

    @property
    def text(self) -> str:
        """The words with a space between them."""
        return " ".join(word.text for word in self.words)


def word_lines(chars: Iterable[Char]) -> list[WordLine]:
    """The lines of the upright characters, from the top of the page down."""
    found = []
    for row in rows_of([char for char in chars if char.turn == "upright"], _LEVEL):
        words = _words(sorted(row, key=lambda char: (char.x0, char.x1)))
        if words:
            found.append(line_of(words))
    return sorted(found, key=lambda line: (line.middle, line.x0))


def line_of(words: list[Word]) -> WordLine:
    """The line that words from left to right form."""
    sizes = sorted(char.size for word in words for char in word.chars)
    return WordLine(
        words=tuple(words),
        x0=min(word.x0 for word in words),
        top=min(word.top for word in words),
        x1=max(word.x1 for word in words),
        bottom=max(word.bottom for word in words),
        size=max(1.0, sizes[len(sizes) // 2]),
    )


def _words(row: list[Char]) -> list[Word]:
    words: list[Word] = []
    run: list[Char] = []
    for char in [*row, None]:
        inked = char is not None and not char.text.isspace()
        if char is not None and inked and not (run and _parts(run[-1], char)):
            run.append(char)
            continue
        if run:
            words.append(_word(run))
        run = [char] if char is not None and inked else []
    return words


def _parts(last: Char, char: Char) -> bool:
    wide = is_wide(last.text[-1]) or is_wide(char.text[0])
    return char.x0 - last.x1 > (_WIDE_GAP if wide else _WORD_GAP) * max(1.0, char.size)


def _word(run: list[Char]) -> Word:
    return Word(
        text="".join(char.text for char in run),
        x0=min(char.x0 for char in run),
        top=min(char.top for char in run),
        x1=max(char.x1 for char in run),
        bottom=max(char.bottom for char in run),
        size=sorted(char.size for char in run)[len(run) // 2],
        chars=tuple(run),
    )


def pieces_of(line: WordLine, gap: float = _PIECE_GAP) -> list[tuple[Word, ...]]:
    """The words of a line in groups that blanks of `gap` font sizes part; leaders are left out."""
    groups: list[list[Word]] = []
    for word in line.words:
        if word.is_leader:
            continue
        if groups and word.x0 - groups[-1][-1].x1 <= gap * line.size:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [tuple(group) for group in groups]


def words_text(words: Iterable[Word]) -> str:
    """The words as one text."""
    return " ".join(word.text for word in words)


def is_value(text: str) -> bool:
    """Whether it is a figure or the mark of none, as tables print them."""
    folded = fold(text)
    return is_figure(folded) or bool(_FIGURE.fullmatch(folded))
