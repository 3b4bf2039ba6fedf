"""Characters to printed lines, and printed lines to one text."""

import re
from collections.abc import Iterable
from itertools import pairwise
from operator import attrgetter
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
_TOP_LEFT = attrgetter("top", "x0")
_LEFT_RIGHT = attrgetter("x0", "x1")


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


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """The lines that characters form, top to bottom; a raised small figure stays in its line."""
    level: list[Char] = []
    turned: list[Char] = []
    for char in chars:
        (level if char.turn == "upright" else turned).append(char)
    lines = [line for row in rows_of(level) if (line := _line(row)) is not None]
    if len(lines) > 1:
        lines.sort(key=lambda line: (line.top, line.x0))
    return lines + _sideways(turned) if turned else lines


def rows_of(chars: Iterable[Char], level: float = 0.5) -> list[list[Char]]:
    """Characters that stand on one line: their heights overlap by more than the share `level`."""
    rows: list[list[Char]] = []
    bands: list[tuple[float, float]] = []
    best, last_top, last_bottom = -1, 0.0, 0.0
    for char in sorted(chars, key=_TOP_LEFT):
        _, _, char_top, _, char_bottom, _, _ = char
        if rows and char_top == last_top and char_bottom == last_bottom:
            # As high as the one before, it stands where that one does.
            rows[best].append(char)
            continue
        last_top, last_bottom = char_top, char_bottom
        best, share = -1, 0.0
        height = char_bottom - char_top
        for index in range(max(0, len(rows) - 4), len(rows)):
            top, bottom = bands[index]
            if bottom <= char_top or top >= char_bottom:
                continue
            overlap = min(bottom, char_bottom) - max(top, char_top)
            least, most = sorted((bottom - top, height))
            part = overlap / max(0.1, least)
            # A raised or lowered figure is smaller and reaches beyond its line.
            needed = 0.35 if least < 0.75 * most else level
            if part > max(needed, share):
                best, share = index, part
        if best < 0:
            best = len(rows)
            rows.append([char])
            bands.append((char_top, char_bottom))
            continue
        rows[best].append(char)
        top, bottom = bands[best]
        # The tallest character stands for the line: a raised or small one must not shift it.
        if height > bottom - top:
            if char.text.isspace():
                last_top = float("nan")
            else:
                bands[best] = (char_top, char_bottom)
    return rows


def _line(row: list[Char]) -> Line | None:
    row.sort(key=_LEFT_RIGHT)
    inked = [char for char in row if not char.text.isspace()]
    if not inked:
        return None
    text, _, top, end, bottom, _, _ = inked[0]
    parts: list[str] = []
    pieces: list[tuple[float, float]] = []
    start, right = inked[0].x0, end
    last: Char | None = None
    space = float("-inf")
    """Where the last space begins."""
    for char in row:
        text, x0, upper, x1, lower, size, _ = char
        if text.isspace():
            if parts:
                parts.append(" ")
            space = x0
            continue
        if last is not None:
            gap = (x0 - last.x1) / max(1.0, size)
            if gap > _WORD_GAP:
                if gap > _COLUMN_GAP:
                    pieces.append((start, end))
                    start, end = x0, x1
                wide = is_wide(text[0]) or is_wide(last.text[-1])
                if gap > (_WIDE_GAP if wide else _WORD_GAP) and not parts[-1].endswith(" "):
                    parts.append(" ")
            end = max(end, x1)
            right = max(right, x1)
            top, bottom = min(top, upper), max(bottom, lower)
        parts.append(text)
        last = char
    pieces.append((start, end))
    sizes = sorted([char.size for char in inked])
    # A space printed at the line's end tells that a word ends there.
    tail = " " if space >= right - 0.5 else ""
    return Line(
        text="".join(parts).rstrip() + tail,
        x0=inked[0].x0,
        top=top,
        x1=right,
        bottom=bottom,
        size=sizes[len(sizes) // 2],
        head=_head_width(inked),
        pieces=tuple(pieces),
    )


def _head_width(inked: list[Char]) -> float:
    """How far what comes down with the first character reaches: the rest of its word or number,
    marks that may not begin a line, and what follows a mark that may not end one."""
    end = inked[0].x1
    for before, char in pairwise(inked):
        last, first = before.text[0], char.text[0]
        one_word = not (is_wide(last) or is_wide(first) or char.x0 - end > _WORD_GAP * char.size)
        if not one_word and first not in _NO_START and last not in _NO_END:
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

    text = text.strip()
    if len(text.split(None, 1)) < 2:
        return text

    def judge(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1], text[match.end()]
        if before in _QUOTES or after in _QUOTES:
            other = after if before in _QUOTES else before
            return " " if other.isascii() and other.isalpha() else ""
        return "" if is_wide(before) or is_wide(after) else " "

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
