"""Printed lines to paragraphs, over page breaks, and the lines that are no part of the notice."""

import re
from collections import Counter
from itertools import pairwise
from statistics import median
from typing import Literal, NamedTuple

from evidence import Box
from extractors.pdf.text import Line, fold_lines, without_inner_spaces

_LIST_MARK = re.compile(
    r"^[（(]?[0-9一二三四五六七八九十]{1,3}[)）.．、]|^(备?注|说明|附件?|附表)[:：\d]"
)
# The number of a document stands on a line of its own, whatever fills the line above.
_NUMBER = re.compile(r"[^\s，。：《》]{1,24}[〔\[［(（]\d{4}[〕\]］)）]第?\d{1,4}号$")
_NEW_TITLE = re.compile(
    r"^[（(]|^[一二三四五六七八九十]+、|^附[件表]|^——|^第[一二三四五六七八九十\d]+[章节条]"
)
_NEW_ITEM = re.compile(
    r"^[一二三四五六七八九十]{1,3}、|^[（(][一二三四五六七八九十\d]{1,3}[)）]|^\d{1,2}([.．](?!\d)|、)"
    r"|^第[一二三四五六七八九十\d]{1,3}(部分|[章节条])|^附[件表]\d?[:：]?"
)
_SENTENCE = re.compile(r"[。；：，]|^附件?[:：]|^\d")
_PAGE_NUMBER = re.compile(
    r"^(?P<mark>[-—–－─·•~～]*(第|共\d{1,4}页[,，]?第)?)(?P<number>\d{1,4})"
    r"(?P<end>页?([,，/／]?(共|of)?\d{1,4}页?)?[-—–－─·•~～]*)$"
)
_MARGIN = 0.12
_SAME_PLACE_PT = 4.0


class PageLines(NamedTuple):
    """The lines of a page outside its tables, and the heights that its tables take."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[tuple[float, float], ...]
    loose: frozenset[int] = frozenset()
    """Lines that look like rows of a table without rules: never joined."""


class Paragraph(NamedTuple):
    """The lines of one paragraph, each with its page."""

    lines: tuple[tuple[int, Line], ...]
    centred: bool
    loose: bool = False
    """A row of a table without rules: the blanks between its pieces stay."""

    @property
    def page(self) -> int:
        """Where it begins."""
        return self.lines[0][0]

    @property
    def box(self) -> Box:
        """The box of its lines on the page where it begins."""
        boxes = [line.box for page, line in self.lines if page == self.page]
        return (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )

    @property
    def text(self) -> str:
        """The text with line breaks folded."""
        if self.loose:
            return re.sub(r"\s+", " ", self.quote)
        return fold_lines([line for _, line in self.lines])

    @property
    def quote(self) -> str:
        """The text as printed, a line break for each."""
        return "\n".join(line.text.strip() for _, line in self.lines)


class Column(NamedTuple):
    """The text column of a page: its left and right edges."""

    left: float
    right: float
    sure: bool = True
    """Not only lines that end a sentence reach the right edge: those may be short of it."""


def paragraphs(pages: list[PageLines]) -> list[Paragraph]:
    """The paragraphs of all pages in reading order.

    A paragraph goes on where the line before it is full and the next begins at the margin, also
    over a page break. Lines of another size, centred lines and lines after a table stand alone.
    """
    body = _body_size(pages)
    leading = _usual_leading(pages, body)
    found: list[Paragraph] = []
    block: list[tuple[int, Line]] = []
    centred = False
    column = Column(0.0, 0.0)
    last: tuple[PageLines, int] | None = None
    for page in pages:
        before, column = column, _column(page, column)
        for index, line in enumerate(page.lines):
            in_middle = _is_centred(line, page, column, body)
            goes_on = False
            if block and last is not None and _adjoin(last, page, index):
                place = column if last[0].number == page.number else before
                # Over a page break the two columns are laid one upon the other.
                shift = place.left - column.left
                goes_on = _goes_on(
                    [item for _, item in block],
                    line._replace(x0=line.x0 + shift, x1=line.x1 + shift),
                    place,
                    centred,
                    in_middle,
                    body,
                    leading if last[0].number == page.number else None,
                )
            if goes_on:
                centred = in_middle
            elif block:
                found.append(Paragraph(tuple(block), centred, _is_loose(last)))
                block = []
            if not block:
                centred = in_middle
            block.append((page.number, line))
            last = page, index
    if block:
        found.append(Paragraph(tuple(block), centred, _is_loose(last)))
    return found


def _is_loose(last: tuple[PageLines, int] | None) -> bool:
    return last is not None and last[1] in last[0].loose


def _adjoin(last: tuple[PageLines, int], page: PageLines, index: int) -> bool:
    """Whether no table stands between two lines that follow one another."""
    before, at = last
    if at in before.loose or index in page.loose:
        return False
    line, upper = page.lines[index], before.lines[at]
    if before.number == page.number:
        return not any(upper.top < top < line.bottom for top, _ in page.tables)
    return (
        page.number == before.number + 1
        and not any(top > upper.top for top, _ in before.tables)
        and not any(top < line.top for top, _ in page.tables)
    )


def _goes_on(
    block: list[Line],
    line: Line,
    column: Column,
    centred: bool,
    in_middle: bool,
    body: float,
    leading: float | None,
) -> bool:
    last = block[-1]
    em = line.size
    if (centred or in_middle) and _NUMBER.match(without_inner_spaces(line.text)):
        return False
    if abs(last.size - em) > 0.12 * max(last.size, em):
        return False
    if leading is not None and (line.top - last.top) / em > 1.35 * leading:
        return False
    full = column.right - last.x1 < line.head + 0.6 * em
    if centred or in_middle:
        if in_middle and not centred:
            # The first line of a wrapped caption fills the column; the rest stands in its middle.
            one = len(block) == 1 and not _ends_sentence(last)
            return full and one and _is_symmetric(last, column)
        if not in_middle:
            # An indented first line may stand in the middle by chance.
            indent = last.x0 - column.left
            return full and len(block) == 1 and line.x0 - column.left < em and indent < 3.2 * em
        titled = em > 1.15 * body and not _NEW_TITLE.match(line.text)
        return full or (titled and not _ends_sentence(last))
    if not full or (not column.sure and _ends_sentence(last)):
        return False
    step = line.x0 - last.x0
    if abs(step) <= 1.2 * em and _NEW_ITEM.match(line.text):
        return False
    if len(block) > 1:
        return abs(step) <= 1.2 * em
    if step < -1.2 * em:
        return line.x0 - column.left < em and step > -6 * em
    if step <= 1.2 * em:
        return last.x0 - column.left < em
    return step <= 5 * em and bool(_LIST_MARK.match(without_inner_spaces(last.text)))


def _ends_sentence(line: Line) -> bool:
    return line.text.rstrip().endswith(("。", "：", ":"))


def _is_symmetric(line: Line, column: Column) -> bool:
    return abs((line.x0 - column.left) - (column.right - line.x1)) < 1.2 * line.size


def _is_centred(line: Line, page: PageLines, column: Column, body: float) -> bool:
    if not _is_symmetric(line, column):
        return False
    if line.size > 1.15 * body:
        return True
    if line.x0 - column.left <= line.size:
        return False
    # Lines that begin at one place and end at many are indented, whatever room they leave; a line
    # that stands exactly in the middle may share their place by chance.
    indented = any(
        abs(other.x0 - line.x0) < 1 and abs(other.x1 - line.x1) > line.size for other in page.lines
    )
    exact = abs((line.x0 - column.left) - (column.right - line.x1)) < 0.3 * line.size
    return not indented or (exact and not _SENTENCE.search(line.text.strip()))


def _column(page: PageLines, before: Column) -> Column:
    """The edges of the text column; a page of few lines takes those of the page before."""
    if not page.lines:
        return before
    left = min(line.x0 for line in page.lines)
    if before.right and len(page.lines) < 5 and before.left < left:
        left = before.left
    long = [line for line in page.lines if line.x1 - line.x0 > 0.4 * page.width]
    ends = [line.x1 for line in long]
    kept = [
        end
        for end in ends
        if sum(abs(end - other) <= line.size for other, line in zip(ends, long, strict=True)) > 1
    ]
    if kept:
        usual = median(line.size for line in page.lines)
        # Two short lines may end at one place by chance: the text that reaches further is wider.
        text = [x.x1 for x in long if x.size < 1.15 * usual and x.x0 - left < 3 * usual]
        right = max(kept)
        right = max([right, *(end for end in text if end > right + usual)])
        ending = [x for x in long if right - x.x1 <= x.size < 1.15 * usual]
        return Column(left, right, sure=not all(map(_ends_sentence, ending)))
    widest = max(line.x1 for line in page.lines)
    right = before.right if before.right else page.width - left
    return Column(left, max(widest, right), sure=before.right >= widest and before.sure)


def _body_size(pages: list[PageLines]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for index, line in enumerate(page.lines):
            if index not in page.loose:
                sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0


def _usual_leading(pages: list[PageLines], body: float) -> float:
    """From line to line in parts of the font size, where text of the body's size runs on."""
    steps = [
        (line.top - above.top) / line.size
        for page in pages
        for index, (above, line) in enumerate(pairwise(page.lines))
        if index not in page.loose
        and 0 < line.top - above.top < 3 * line.size
        and abs(line.size - body) < 1
        and abs(above.size - body) < 1
    ]
    return median(steps) if steps else 2.0


# --- what is no part of the notice -------------------------------------------------------------


def outside_lines(
    pages: list[PageLines],
) -> dict[tuple[int, int], Literal["footer", "page_number"]]:
    """The page numbers and running heads and feet: (page, index of the line) to the reason.

    A running line stands at the same place on half of the pages, on three or on both of two. One
    that stands directly above a table wherever it stands is the table's caption and stays.
    """
    found: dict[tuple[int, int], Literal["footer", "page_number"]] = {}
    bare: list[tuple[int, int, int]] = []
    repeated: dict[tuple[str, int], list[tuple[int, int]]] = {}
    captions: Counter[tuple[str, int]] = Counter()
    for page in pages:
        for index, line in enumerate(page.lines):
            upper = line.bottom < _MARGIN * page.height
            if not upper and line.top < (1 - _MARGIN) * page.height:
                continue
            text = re.sub(r"\s+", "", line.text)
            printed = _PAGE_NUMBER.match(text)
            if printed and index in (0, len(page.lines) - 1):
                if printed["mark"] or printed["end"]:
                    found[page.number, index] = "page_number"
                else:
                    bare.append((page.number, index, int(printed["number"])))
            elif not re.match("附[件表]", text):
                place = text, round(line.top / _SAME_PLACE_PT)
                repeated.setdefault(place, []).append((page.number, index))
                captions[place] += upper and _above_table(page, line)
    offsets = Counter(value - number for number, _, value in bare)
    for number, index, value in bare:
        if value == number or offsets[value - number] > 1:
            found[number, index] = "page_number"
    enough = 2 if len(pages) == 2 else max(3, len(pages) / 2)
    for place, places in repeated.items():
        if len({number for number, _ in places}) >= enough and captions[place] < len(places):
            found.update(dict.fromkeys(places, "footer"))
    return found


def _above_table(page: PageLines, line: Line) -> bool:
    return any(0 <= top - line.bottom < 3 * line.size for top, _ in page.tables)


def loose_rows(lines: tuple[Line, ...]) -> frozenset[int]:
    """Lines that look like rows of a table or list without rules: three or more in a row whose
    pieces, parted by wide blanks, stand below one another."""
    found: set[int] = set()
    run: list[int] = []
    rows = [index for index, line in enumerate(lines) if len(line.pieces) > 2]
    for index in [*rows, len(lines)]:
        line = lines[index] if index < len(lines) else None
        if line is not None and run and _next_row(lines[run[-1]], line):
            run.append(index)
            continue
        if len(run) >= 3:
            first = run[0]
            while first and len(lines[first - 1].pieces) > 1:
                first -= 1
            # Between two rows stand the further lines of their wrapped texts.
            found.update(range(first, run[-1] + 1))
        run = [index]
    return frozenset(found)


def has_loose_figures(page: PageLines) -> bool:
    """Whether a third of the loose lines bear figures: rows of a table, not a list of names."""
    figures = [bool(re.search(r"\d", page.lines[index].text)) for index in sorted(page.loose)]
    return bool(figures) and sum(figures) * 3 >= len(figures)


def _next_row(upper: Line, lower: Line) -> bool:
    """Whether a line follows soon, and two of its pieces, and half, stand below the other's."""
    if lower.top - upper.top > 5 * upper.size:
        return False
    shared = sum(any(a0 < b1 and b0 < a1 for b0, b1 in lower.pieces) for a0, a1 in upper.pieces)
    return shared >= max(2, min(len(upper.pieces), len(lower.pieces)) / 2)
