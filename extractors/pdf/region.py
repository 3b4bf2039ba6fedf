"""Where a table without rules may stand: runs of lines whose blanks lie below one another."""

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from evidence import Box
from extractors.pdf.words import WordLine, is_value, pieces_of, words_text
from extractors.tables.words import is_category, ordinal_level
from figures import fold

_COLUMN_GAP = 1.0
"""A blank this wide, in parts of the font size, may part two columns."""
_NARROW_GAP = 0.45
_LINE_GAP = 2.3
"""The widest blank between two lines of a table, in parts of the font size."""
_EVEN_GAP = 4.5
"""The same where the next two lines stand as far apart: rows set wide."""
_BETWEEN_MOST = 5
_PROSE_WIDTH = 0.85
_TITLE_LEAST = 6
"""A shorter word may be a heading (``统计表``)."""
_CAPTION = re.compile(
    r"(附?[表图]\s*[\d一二三四五六七八九十]|附件|Table\b|Figure\b|Tab\.|[(（]?(计量|计数)?单位[:：])",
    re.I,
)
_NOTE = re.compile(
    r"[(（\[【]?(备注|附注|注释|注|说明|资料来源|数据来源|来源)\s*\d?[)）\]】]?\s*[:：.、]"
    r"|(Sources?|Notes?)\b\s*[:.]|\*|※|[(（]\*+[)）]",
    re.I,
)


_PAGE_NUMBER = re.compile(
    r"[-—–－─·\s]*第?\s*\d{1,4}\s*页?(\s*[,，/／共]+\s*\d{1,4}\s*页?)?[-—–－─·\s]*"
)


class Core(NamedTuple):
    """A run of lines, first and last included, and those of them that fall into columns."""

    first: int
    last: int
    parted: tuple[int, ...]


def is_caption(text: str) -> bool:
    """Whether a line names a table or its unit of measure."""
    return bool(_CAPTION.match(text))


def is_note(text: str) -> bool:
    """Whether a line begins a note or names a source."""
    return bool(_NOTE.match(text))


def is_page_number(text: str) -> bool:
    """Whether a line is a page number alone."""
    return bool(_PAGE_NUMBER.fullmatch(text))


def names_table(text: str) -> bool:
    """Whether the words end as the title of a table does (``…情况表``) and are long enough."""
    folded = fold(text)
    return len(folded) >= _TITLE_LEAST and folded.endswith("表")


def names_section(text: str) -> bool:
    """Whether the words are enumerated as sections are or name a kind of units, in full."""
    # ``办事处`` and ``开发区`` alone may end the name of one unit.
    kind = is_category(text) and (len(fold(text)) > 3 or text[0] == "第")
    return kind or ordinal_level(text) in (0, 1, 2)


def find_cores(lines: Sequence[WordLine], barriers: Sequence[Box]) -> list[Core]:
    """The runs of at least two lines whose blanks lie below one another.

    `barriers` are the frames of tables already read: no run goes on below one.
    """
    cores: list[Core] = []
    run: list[int] = []
    parted = [index for index, line in enumerate(lines) if _parted(line)]
    for index, following in zip_longest(parted, parted[1:]):
        if run and not _goes_on(lines, run, index, following, barriers):
            cores.extend(_core(run))
            run = []
        run.append(index)
    cores.extend(_core(run))
    return cores


def _parted(line: WordLine) -> bool:
    """Whether wide blanks part it, or narrow ones two figures."""
    if len(pieces_of(line, _COLUMN_GAP)) > 1:
        return True
    return sum(is_value(words_text(group)) for group in pieces_of(line)) > 1


def _core(run: list[int]) -> list[Core]:
    return [Core(run[0], run[-1], tuple(run))] if len(run) > 1 else []


def _goes_on(
    lines: Sequence[WordLine],
    run: list[int],
    index: int,
    following: int | None,
    barriers: Sequence[Box],
) -> bool:
    last, line = lines[run[-1]], lines[index]
    between = lines[run[-1] + 1 : index]
    size = max(last.size, line.size)
    if line.top < last.bottom - 0.1 * size:
        # Halfway beside the last line: part of its row.
        return True
    if len(between) > _BETWEEN_MOST:
        return False
    usual = [lines[b].top - max(each.bottom for each in lines[a:b]) for a, b in pairwise(run)]
    if following == index + 1:
        ahead = lines[following].top - line.bottom
        usual += [ahead] if ahead <= _EVEN_GAP * size else []
    widest = max([_LINE_GAP * size, *(1.3 * gap for gap in usual)])
    bottom = last.bottom
    for item in [*between, line]:
        if item.top - bottom > widest:
            return False
        bottom = max(bottom, item.bottom)
    if any(last.middle < box[1] < line.middle for box in barriers):
        return False
    left = min(lines[i].x0 for i in run)
    right = max(lines[i].x1 for i in run)
    body = sorted(lines[i].size for i in run)[len(run) // 2]
    crossing = [item for item in between if _crosses(item, [lines[i] for i in run[-4:]])]
    for item in crossing:
        if item.x1 - item.x0 > _PROSE_WIDTH * (right - left) and item.x1 - item.x0 > 15 * size:
            return False
        larger = item.size > 1.12 * body and not names_section(item.text)
        if larger or is_caption(item.text):
            return False
    figured = any(_has_figures(lines[i]) for i in run)
    # The first line of a name stands above the figures of its row.
    beside = following is not None and lines[following].top < line.bottom - 0.1 * size
    if figured and crossing and not _has_figures(line):
        return following is not None and beside and _has_figures(lines[following])
    return any(_shares_gap(lines[i], line) for i in run[-4:])


def _crosses(line: WordLine, others: Sequence[WordLine]) -> bool:
    """Whether the line stands in a blank between columns of each of the others."""
    # A name in two lines stands beside its figures, in no blank of rows with names in one.
    return all(
        any(line.x0 < b and a < line.x1 for a, b in line_gaps(other, _COLUMN_GAP))
        for other in others
    )


def line_gaps(line: WordLine, least: float) -> list[tuple[float, float]]:
    """The blanks of a line that are at least so many font sizes wide."""
    groups = pieces_of(line, least)
    return [(max(word.x1 for word in a), b[0].x0) for a, b in pairwise(groups)]


def _shares_gap(upper: WordLine, lower: WordLine) -> bool:
    need = 0.3 * min(upper.size, lower.size)
    return any(
        min(b, d) - max(a, c) >= need for a, b in _gaps_of(upper) for c, d in _gaps_of(lower)
    )


def _gaps_of(line: WordLine) -> list[tuple[float, float]]:
    """The blanks that part a line; narrow ones where it has no wide one."""
    return line_gaps(line, _COLUMN_GAP) or line_gaps(line, _NARROW_GAP)


def _has_figures(line: WordLine) -> bool:
    return any(is_value(words_text(group)) for group in pieces_of(line, _COLUMN_GAP))
