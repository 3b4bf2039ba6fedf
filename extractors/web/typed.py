"""Tables typed as lines of text: cells parted by bars, tabs or spaces."""

import re
from itertools import accumulate

from extractors.web.cells import Printed
from extractors.web.rows import heads_figures
from extractors.web.segments import Page, Segment
from extractors.web.tables import PlacedCell, TableRead

_BARS = re.compile(r"[│┃║|｜]")
_RULE = re.compile(r"^[\s\u2500-\u257f|+=＋－—_-]+$")
_SPACES = re.compile(r"\s+")
_FEWEST_WORDS = 3
"""Columns that spaces alone must part: two words on a line are no row."""


def with_typed_tables(page: Page) -> Page:
    """The page with lines of text that are the rows of a table put together as one segment.

    As many pieces stand in each line, words in the first, and figures alone below one of them.
    Each cell's quote is its whole line: the element that prints it prints other lines too.
    """
    segments: list[Segment] = []
    sizes = []
    at = 0
    while at < len(page.segments):
        end = _table_end(page.segments, at)
        if end == at:
            segments.append(page.segments[at])
            sizes.append(1)
            at += 1
            continue
        segments.append(_as_table(page.segments[at:end]))
        sizes += [1] + [0] * (end - at - 1)
        at = end
    if len(segments) == len(page.segments):
        return page
    places = [0, *accumulate(sizes)]
    spans = {
        element: (places[first], places[last]) for element, (first, last) in page.spans.items()
    }
    return Page(segments, spans)


def _table_end(segments: list[Segment], start: int) -> int:
    """The end of the table that begins at a segment; `start` itself where none does."""
    rows: list[list[str]] = []
    end = start
    for at in range(start, len(segments)):
        segment = segments[at]
        if segment.table or segment.link_chars or segment.control:
            break
        if _RULE.match(segment.text):
            continue
        pieces = _pieces(segment.text)
        if len(pieces) < 2 or (rows and len(pieces) != len(rows[0])):
            break
        rows.append(pieces)
        end = at + 1
        if len(rows) == 1 and not all(pieces):
            break
    return end if heads_figures(rows) else start


def _pieces(text: str) -> list[str]:
    if _BARS.search(text):
        pieces = _BARS.split(text)
        inner = pieces[not pieces[0].strip() : len(pieces) - (not pieces[-1].strip())]
        return [piece.strip() for piece in inner]
    pieces = _SPACES.split(text)
    return pieces if len(pieces) >= _FEWEST_WORDS else []


def _as_table(lines: list[Segment]) -> Segment:
    printed = [line for line in lines if not _RULE.match(line.text)]
    cells = tuple(
        PlacedCell(
            row=row,
            column=column,
            row_span=1,
            column_span=1,
            element=line.owner,
            printed=Printed(line.quote if piece else "", piece, 0),
            header=row == 0,
        )
        for row, line in enumerate(printed)
        for column, piece in enumerate(_pieces(line.text))
    )
    table = TableRead(len(printed), len(_pieces(printed[0].text)), cells, 0)
    return printed[0]._replace(quote="", text="", table=table)
