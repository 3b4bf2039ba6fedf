"""Text that a page holds twice: which segments only repeat earlier ones."""

import re

from extractors.printed import fold
from extractors.web.segments import Segment

_SENTENCE = re.compile(r"[。；]")
_LONG = 40
_RUN_CHARS = 30
_DISTINCT = 12
_HEAD = 4


def copies(segments: list[Segment], kept: list[int], title: int | None) -> set[int]:
    """The kept segments that repeat what stands before them.

    A sentence, a paragraph or a table repeats by itself; a short line only as part of a run of
    lines that repeats whole: two lines «附件» or two equal captions over two tables may both stand.
    The title printed again as first line of the body is a copy too.
    """
    keys = {at: _key(segments[at]) for at in kept}
    repeated: set[int] = set()
    if title is not None:
        lines = [at for at in kept if at != title and not segments[at].table][:_HEAD]
        repeated.update(at for at in lines if at > title and keys[at] == keys[title])
    order = [at for at in kept if at not in repeated]
    first: dict[object, int] = {}
    place = done = 0
    while place < len(order):
        key = keys[order[place]]
        if not _is_distinct(segments[order[place]]):
            place += 1
            continue
        start = first.setdefault(key, place)
        if start == place:
            place += 1
            continue
        # A distinct line seen before: how far do its neighbours repeat too?
        back = 0
        while (
            start - back > 0
            and place - back > done
            and keys[order[start - back - 1]] == keys[order[place - back - 1]]
        ):
            back += 1
        ahead = 1
        while (
            place + ahead < len(order)
            and start + ahead < place
            and keys[order[start + ahead]] == keys[order[place + ahead]]
        ):
            ahead += 1
        run = order[place - back : place + ahead]
        if _stands_alone(segments[order[place]]) or (
            len(run) > 1 and sum(_chars(segments[at]) for at in run) >= _RUN_CHARS
        ):
            repeated.update(run)
        place += ahead
        done = place
    return repeated


def _key(segment: Segment) -> object:
    if segment.table is None:
        return fold(segment.text)
    return tuple((cell.row, cell.column, fold(cell.printed.text)) for cell in segment.table.cells)


def _chars(segment: Segment) -> int:
    if segment.table is None:
        return len(segment.text)
    return sum(len(cell.printed.text) for cell in segment.table.cells)


def _is_distinct(segment: Segment) -> bool:
    """Whether a segment is no mere word that may well recur, such as 是 down a column."""
    return segment.table is not None or len(segment.text) >= _DISTINCT


def _stands_alone(segment: Segment) -> bool:
    return (
        segment.table is not None
        or len(segment.text) >= _LONG
        or (len(segment.text) >= 12 and bool(_SENTENCE.search(segment.text)))
    )
