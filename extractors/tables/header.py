"""The heading of a table: how many rows deep it is, and its titles."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.tables.column_paths import column_paths, is_wrapped
from extractors.tables.lines import Line, value_columns
from extractors.tables.words import (
    is_annex_label,
    is_continued,
    is_heading_word,
    is_measure,
    is_note,
    is_rank,
    is_title,
    is_value,
    ordinal_level,
    total_word,
)
from figures import classify_cell, fold, read_figure

_MAX_DEPTH = 6
_YEAR = re.compile(r"(19|20)\d\d")


class Heading(NamedTuple):
    """What stands above the first body row of a table."""

    titles: tuple[str, ...]
    """Texts that span the whole table above or within the heading."""
    remarks: tuple[tuple[Line, int], ...]
    """Line and column of texts that are neither title nor heading: ``单位：条``, ``附件1``."""
    levels: tuple[Line, ...]
    """The heading rows; none for a table without heading."""
    body: int
    """The first line of the body."""


def find_heading(lines: Sequence[Line]) -> Heading:
    """Tell titles, heading rows and body of a table apart by classes of cells, spans and words."""
    titles: list[tuple[int, str]] = []
    remarks: list[tuple[Line, int]] = []
    start = 0
    while start < len(lines) - 1:
        kept = _above_heading(lines, start)
        if kept is None:
            break
        for column in kept:
            text = lines[start].text(column)
            if is_measure(text) or is_annex_label(text) or is_note(text):
                remarks.append((lines[start], column))
            elif not is_continued(text):
                titles.append((start, text))
        start += 1
    depth = _depth(lines, start)
    if depth == 0:
        return _headless(lines, titles, remarks, start)
    levels = []
    for line in lines[start : start + depth]:
        if line.spans_all() and fold(line.text(0)):
            if is_measure(line.text(0)):
                remarks.append((line, 0))
            else:
                titles.append((start, line.text(0)))
        else:
            levels.append(line)
    return Heading(tuple(t for _, t in titles), tuple(remarks), tuple(levels), start + depth)


def _headless(
    lines: Sequence[Line],
    titles: list[tuple[int, str]],
    remarks: list[tuple[Line, int]],
    start: int,
) -> Heading:
    """Without a heading the last line above the rows is a section if others like it follow."""
    later = any(
        (column := line.lone()) is not None
        and not is_note(line.text(column))
        and line.width_of(column) == len(line.cells)
        for line in lines[start:-1]
    )
    if (
        titles
        and titles[-1][0] == start - 1
        and (later or ordinal_level(titles[-1][1]) is not None)
    ):
        titles = titles[:-1]
        start -= 1
    return Heading(tuple(t for _, t in titles), tuple(remarks), (), start)


def _above_heading(lines: Sequence[Line], index: int) -> tuple[int, ...] | None:
    """The printed columns of a line above the heading (none if blank); null for other lines."""
    line = lines[index]
    printed = line.printed()
    if not printed or (line.spans_all() and line.cells[0].row < line.row):
        return ()
    words = [c for c in printed if not is_measure(line.text(c))]
    if len(words) > 1 or line.cells[printed[0]].row != line.row:
        return None
    if not words:
        return printed
    (column,) = words
    text = line.text(column)
    width = line.width_of(column)
    beside_measure = len(printed) == 2 and 3 * width >= 2 * len(line.cells)
    if classify_cell(text) != "text" or (len(printed) > 1 and not beside_measure):
        return None
    if beside_measure or width == len(line.cells):
        return printed
    if width > 1 or len(lines[index + 1].printed()) < 2:
        return None
    # Without rules a lone text may be the label of a group of columns; a title is longer.
    wordy = len(fold(text)) > 10 or is_title(text) or is_annex_label(text)
    return printed if wordy and _reads_as_heading(lines[index + 1]) else None


def _depth(lines: Sequence[Line], start: int) -> int:
    """How many lines from `start` on are heading rows."""
    if start >= len(lines):
        return 0
    width = len(lines[start].cells)
    first = lines[start]
    forced = _forced(lines, start)
    marked = max(_marked(lines, start), int(_is_numbered(first)))
    data = next(
        (i for i in range(start + max(forced, marked), len(lines)) if _holds_values(lines[i])),
        None,
    )
    body = lines[data:] if data is not None else lines[start + 1 :]
    values = value_columns(body, width)
    grouped = forced > 1 and _splits(first)
    blank_below = start + 1 < len(lines) and not any(x.printed() for x in lines[start + 1 :])
    bare = blank_below and len(first.printed()) > 1 and not _holds_values(first)
    if not (marked or grouped or bare or _is_heading(first, values, wordy=data is None)):
        return 0
    end = start + max(1, forced if forced < len(lines) - start else 1, marked)
    limit = data if data is not None else len(lines)
    while end < min(limit, start + _MAX_DEPTH) and _goes_on(lines, start, end, values):
        end += 1
    if end < len(lines) and _numbers_columns(lines[end], lines[end + 1 :]):
        end += 1
    return end - start


def _forced(lines: Sequence[Line], start: int) -> int:
    """The depth that row-spanning cells of the first heading row ask for; 0 if it holds values."""
    first = lines[start]
    if _holds_values(first) and not _reads_as_heading(first):
        return 0
    spans = [
        cell.row_span
        for cell in first.owners()
        if cell.row == first.row and cell.text.strip() and classify_cell(cell.text) == "text"
    ]
    if len(first.printed()) < 2 or not spans:
        return 0
    depth = 1
    for offset in range(1, min(max(spans), _MAX_DEPTH)):
        if start + offset >= len(lines):
            break
        line = lines[start + offset]
        own = [c for c in line.owners() if c.row == line.row and c.text.strip()]
        if any(is_value(c.text) and not _is_year(c.text) for c in own) and not _counts_on(
            line, first
        ):
            break
        depth += 1
    # A group name beside the rows of a table without heading spans rows too.
    beside = [c for c in first.owners() if c.row_span > 1 and c.text.strip()]
    below = lines[start + 1] if start + 1 < len(lines) else None
    if len(beside) == 1 and below is not None and not _splits(first):
        return 1
    return depth


def _counts_on(line: Line, first: Line) -> bool:
    """Whether a line only numbers what a label above spans: 1, 2, 3 under ``月份``."""
    own = [c for c in line.printed() if line.cells[c].row == line.row]
    figures = [read_figure(line.text(c)) for c in own]
    numbers = [figure.value for figure in figures if figure is not None and not figure.unit]
    return (
        len(numbers) == len(own) > 1
        and all(after == before + 1 for before, after in pairwise(numbers))
        and all(1 < first.width_of(c) < len(first.cells) for c in own)
    )


def _is_numbered(line: Line) -> bool:
    """Whether a line heads columns by 1, 2, 3 between words of headings (``单位 1 2 3 合计``)."""
    texts = [line.text(c) for c in line.printed()]
    numbers = [fold(text) for text in texts if fold(text).isdecimal()]
    return (
        len(numbers) > 2
        and numbers == [str(n) for n in range(1, len(numbers) + 1)]
        and classify_cell(texts[0]) == "text"
        and total_word(texts[0]) is None
        and all(is_heading_word(t) for t in texts if classify_cell(t) == "text")
    )


def _splits(line: Line) -> bool:
    return any(1 < line.width_of(c) < len(line.cells) for c in line.printed())


def _marked(lines: Sequence[Line], start: int) -> int:
    """How many lines the document itself marks as heading (``<th>`` in every printed cell)."""
    count = 0
    for line in lines[start:]:
        own = [cell for cell in line.owners() if cell.text.strip() and cell.row == line.row]
        if not own or not all(cell.header for cell in own) or line.lone() is not None:
            break
        count += 1
    # A page that marks every cell marks nothing.
    return count if count < len(lines) - start and count <= _MAX_DEPTH else 0


def _holds_values(line: Line) -> bool:
    texts = [cell.text for cell in line.owners() if cell.row == line.row]
    values = sum(map(is_value, texts))
    if not values:
        # One rank in words begins a row; several of them head columns.
        return sum(map(is_rank, texts)) == 1
    return not (sum(map(_is_year, texts)) == values and _reads_as_heading(line))


def _is_year(text: str) -> bool:
    return bool(_YEAR.fullmatch(fold(text)))


def _reads_as_heading(line: Line, *, strictly: bool = False) -> bool:
    """Whether at least half (strictly: two thirds) of the printed words are words of headings."""
    words = [line.text(c) for c in line.printed() if classify_cell(line.text(c)) == "text"]
    known = sum(map(is_heading_word, words))
    return bool(words) and (3 * known >= 2 * len(words) if strictly else 2 * known >= len(words))


def _is_heading(line: Line, values: frozenset[int], *, wordy: bool) -> bool:
    """Whether a line heads the columns below: words over most columns of values, or its words."""
    if _holds_values(line) or len(line.printed()) < 2:
        return False
    if wordy or not values:
        return _reads_as_heading(line, strictly=True)
    over = sum(bool(fold(line.cells[column].text)) for column in values)
    return 2 * over > len(values) or (2 * over == len(values) and _reads_as_heading(line))


def _goes_on(lines: Sequence[Line], start: int, end: int, values: frozenset[int]) -> bool:
    """Whether the line at `end` is a further heading level below lines `start` to `end`."""
    line = lines[end]
    own = [c for c in line.printed() if line.cells[c].row == line.row]
    if not own or line.spans_all() or _holds_values(line):
        return False
    if any(lines[start].row <= cell.row < line.row and cell.text.strip() for cell in line.owners()):
        return True
    above = lines[end - 1]
    under = [
        c for c in own if above.cells[c].text.strip() and 1 < above.width_of(c) < len(line.cells)
    ]
    worded = _reads_as_heading(line)
    if under and (set(under) & values or worded):
        return True
    bare = [c for c in own if not any(fold(lines[i].cells[c].text) for i in range(start, end))]
    if bare and len(own) > 1 and (set(own) <= values or worded):
        return True
    return is_wrapped(lines, start, end)


def _numbers_columns(line: Line, below: Sequence[Line]) -> bool:
    """Whether a line only numbers the columns (``栏次 1 2 3``, ``甲 1 2 3``)."""
    texts = [fold(line.text(c)) for c in line.printed()]
    if texts and texts[0] in ("栏次", "甲", "列次"):
        texts = [t for t in texts[1:] if t not in ("乙", "丙")]
    elif len(texts) != len(line.cells):
        return False
    run = [str(n) for n in range(1, len(texts) + 1)]
    figures = below[0].classes() if below else ()
    return len(texts) >= 3 and texts == run and "text" in figures


def repeats_heading(levels: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Whether `lines` begin with the same heading rows."""
    again = lines[: len(levels)]
    if not levels or len(again) < len(levels):
        return False
    words = {fold(cell.text) for level in levels for cell in level.cells} - {""}
    if words.isdisjoint(fold(cell.text) for line in again for cell in line.cells):
        return False  # as nearly every row does; their paths need not be made
    width = len(levels[0].cells)
    return column_paths(again, width) == column_paths(levels, width)


def opens_heading(
    levels: Sequence[Line], lines: Sequence[Line], index: int, values: frozenset[int]
) -> bool:
    """Whether another heading, not equal to the first, begins at a body line."""
    line = lines[index]
    texts = line.printed()
    if not levels or len(texts) < 2 or _holds_values(line) or index + 1 >= len(lines):
        return False
    over = sum(bool(fold(line.cells[c].text)) for c in values)
    if not values or 2 * over <= len(values):
        return False
    known = {fold(cell.text) for level in levels for cell in level.cells}
    return 2 * sum(fold(line.text(c)) in known for c in texts) >= len(texts)
