"""Text that a page holds twice: which segments only repeat earlier ones."""

import re

from extractors.html_segments import Segment
from extractors.html_text import fold

_SENTENCE = re.compile(r"[。；]")
_LONG = 40
_RUN_CHARS = 30
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
    first: dict[object, list[int]] = {}
    order = [at for at in kept if at not in repeated]
    place = 0
    while place < len(order):
        length = max(
            (_run(order, keys, start, place) for start in first.get(keys[order[place]], [])),
            default=0,
        )
        run = order[place : place + length]
        chars = sum(_chars(segments[at]) for at in run)
        if run and (
            (length > 1 and chars >= _RUN_CHARS)
            or (length == 1 and _stands_alone(segments[run[0]]))
        ):
            repeated.update(run)
            place += length
            continue
        first.setdefault(keys[order[place]], []).append(place)
        place += 1
    return repeated


def _key(segment: Segment) -> object:
    if segment.table is None:
        return fold(segment.text)
    return tuple((cell.row, cell.column, fold(cell.printed.text)) for cell in segment.table.cells)


def _run(order: list[int], keys: dict[int, object], start: int, place: int) -> int:
    """How many segments from `place` on equal those from `start` on."""
    length = 0
    while (
        place + length < len(order)
        and start + length < place
        and keys[order[start + length]] == keys[order[place + length]]
    ):
        length += 1
    return length


def _chars(segment: Segment) -> int:
    if segment.table is None:
        return len(segment.text)
    return sum(len(cell.printed.text) for cell in segment.table.cells)


def _stands_alone(segment: Segment) -> bool:
    return (
        segment.table is not None
        or len(segment.text) >= _LONG
        or (len(segment.text) >= 12 and bool(_SENTENCE.search(segment.text)))
    )
