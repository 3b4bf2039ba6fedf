"""Characters to printed lines, and printed lines to one text."""

import re
from itertools import pairwise
from typing import NamedTuple

from evidence import Box
from extractors.pdf.page import Char

_WORD_GAP = 0.2
"""Between Latin letters or digits, in parts of the font size: a wider gap is a space."""
_WIDE_GAP = 0.6
"""The same beside a Chinese character, where justified lines are stretched a little."""
# Quotation marks stay with what stands on either side of them.
_NO_START = frozenset("，。；：、）》〉〕】“”‘’？！％%,.;:)]…")
_NO_END = frozenset("（《〈〔【“”‘’(")
_COLUMN_GAP = 1.2
"""A blank this wide, in parts of the font size, may part two columns."""
_QUOTES = "“”‘’…—–·"


class Line(NamedTuple):
    """A printed line: its text with the spaces printed, its box, its font size."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    head: float
    """Width of what cannot be parted at its start: a character, or a Latin word or number."""
    pieces: tuple[tuple[float, float], ...] = ()
    """Start and end of what wide blanks part, as between the columns of a table without rules."""

    @property
    def box(self) -> Box:
        """The box of the line's characters."""
        return self.x0, self.top, self.x1, self.bottom


def lines_of(chars: list[Char]) -> list[Line]:
    """The lines that characters form, top to bottom; a raised small figure stays in its line."""
    level = [_line(row) for row in rows_of([char for char in chars if char.turn == "upright"])]
    lines = [line for line in level if line is not None]
    lines.sort(key=lambda line: (line.top, line.x0))
    return lines + _sideways([char for char in chars if char.turn != "upright"])


def rows_of(chars: list[Char], level: float = 0.5) -> list[list[Char]]:
    """Characters that stand on one line: their heights overlap by more than the share `level`."""
    rows: list[list[Char]] = []
    bands: list[tuple[float, float]] = []
    for char in sorted(chars, key=lambda char: (char.top, char.x0)):
        best, share = -1, 0.0
        height = char.bottom - char.top
        for index in range(max(0, len(rows) - 4), len(rows)):
            top, bottom = bands[index]
            if bottom <= char.top or top >= char.bottom:
                continue
            overlap = min(bottom, char.bottom) - max(top, char.top)
            least, most = sorted((bottom - top, height))
            part = overlap / max(0.1, least)
            # A raised or lowered figure is smaller and reaches beyond its line.
            needed = 0.35 if least < 0.75 * most else level
            if part > max(needed, share):
                best, share = index, part
        if best < 0:
            rows.append([char])
            bands.append((char.top, char.bottom))
            continue
        rows[best].append(char)
        top, bottom = bands[best]
        # The tallest character stands for the line: a raised or small one must not shift it.
        if char.bottom - char.top > bottom - top and not char.text.isspace():
            bands[best] = (char.top, char.bottom)
    return rows


def _line(row: list[Char]) -> Line | None:
    row = sorted(row, key=lambda char: (char.x0, char.x1))
    inked = [char for char in row if not char.text.isspace()]
    if not inked:
        return None
    text = ""
    pieces = [(inked[0].x0, inked[0].x1)]
    last: Char | None = None
    for char in row:
        if char.text.isspace():
            text += " " if text else ""
            continue
        if last is not None:
            gap = (char.x0 - last.x1) / max(1.0, char.size)
            if gap > _COLUMN_GAP:
                pieces.append((char.x0, char.x1))
            wide = is_wide(char.text[0]) or is_wide(last.text[-1])
            if gap > (_WIDE_GAP if wide else _WORD_GAP) and not text.endswith(" "):
                text += " "
        text += char.text
        pieces[-1] = (pieces[-1][0], max(pieces[-1][1], char.x1))
        last = char
    sizes = sorted(char.size for char in inked)
    return Line(
        text=text.rstrip() + _tail(row, inked),
        x0=min(char.x0 for char in inked),
        top=min(char.top for char in inked),
        x1=max(char.x1 for char in inked),
        bottom=max(char.bottom for char in inked),
        size=sizes[len(sizes) // 2],
        head=_head_width(inked),
        pieces=tuple(pieces),
    )


def _tail(row: list[Char], inked: list[Char]) -> str:
    """A space printed at the line's end: it tells that a word ends there."""
    end = max(char.x1 for char in inked)
    return " " if any(char.text.isspace() and char.x0 >= end - 0.5 for char in row) else ""


def _head_width(inked: list[Char]) -> float:
    end = inked[0].x1
    if is_wide(inked[0].text[0]):
        # A mark that may not begin a line comes down with the character before it, and one that
        # may not end a line with the character after it.
        for before, char in pairwise(inked):
            if char.text[0] not in _NO_START and before.text[0] not in _NO_END:
                break
            end = char.x1
        return end - inked[0].x0
    for before, char in pairwise(inked):
        if is_wide(char.text[0]) or char.x0 - before.x1 > _WORD_GAP * char.size:
            break
        end = char.x1
    return end - inked[0].x0


def _sideways(chars: list[Char]) -> list[Line]:
    """Lines of text that runs up or down, each as one line, in their reading order."""
    lines: list[Line] = []
    for turn in ("up", "down", "over"):
        turned = [char for char in chars if char.turn == turn]
        if not turned:
            continue
        # Seen by who tilts the head: columns become lines.
        if turn == "up":
            tilted = [c._replace(x0=-c.bottom, x1=-c.top, top=c.x0, bottom=c.x1) for c in turned]
        elif turn == "down":
            tilted = [c._replace(x0=c.top, x1=c.bottom, top=-c.x1, bottom=-c.x0) for c in turned]
        else:
            tilted = [c._replace(x0=-c.x1, x1=-c.x0, top=-c.bottom, bottom=-c.top) for c in turned]
        for row in rows_of(tilted):
            line = _line(row)
            if line is None:
                continue
            if turn == "up":
                box = (line.top, -line.x1, line.bottom, -line.x0)
            elif turn == "down":
                box = (-line.bottom, line.x0, -line.top, line.x1)
            else:
                box = (-line.x1, -line.bottom, -line.x0, -line.top)
            lines.append(line._replace(x0=box[0], top=box[1], x1=box[2], bottom=box[3], pieces=()))
    return lines


# --- one text out of lines ---------------------------------------------------------------------


def is_wide(character: str) -> bool:
    """Whether it is a Chinese character or mark, set without spaces."""
    return character >= "\u2e80" or character in _QUOTES


def without_inner_spaces(text: str) -> str:
    """The text with white space kept only between Latin words and numbers."""

    def judge(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1], text[match.end()]
        if before in _QUOTES or after in _QUOTES:
            other = after if before in _QUOTES else before
            return " " if other.isascii() and other.isalpha() else ""
        return "" if is_wide(before) or is_wide(after) else " "

    text = text.strip()
    return re.sub(r"\s+", judge, text)


def fold_lines(lines: list[Line], width: float | None = None) -> str:
    """One text out of the lines of a cell or a paragraph.

    Chinese goes on without a space, Latin words with one. Two numbers on two lines are two where
    the break was free, and one that was cut where a cell of `width` points had no room for both.
    """
    text = ""
    last: Line | None = None
    for line in lines:
        if last is not None:
            text += _between(last, line, width)
        text += line.text.strip()
        last = line
    return without_inner_spaces(text)


def _between(last: Line, line: Line, width: float | None) -> str:
    before, after = last.text[-1:], line.text.lstrip()[:1]
    if before == " ":
        return " "
    if is_wide(before) or is_wide(after) or before in "-－/":
        return ""
    if before.isalpha() or after.isalpha():
        return " " if (before.isalnum() and after.isalnum()) or before in ".,;:)" else ""
    free = width is not None and last.x1 - last.x0 + line.head <= width - 2
    return " " if free and before.isdigit() and after.isdigit() else ""


def quote_lines(lines: list[Line]) -> str:
    """The text as printed, a line break for each."""
    return "\n".join(line.text.strip() for line in lines)
