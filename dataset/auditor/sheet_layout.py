"""How wide and high the cells of the auditor's workbook must be to show what they hold."""

from collections.abc import Sequence

from contracts import Table

_LINE_PIXELS = 22
_ROOM = 2
"""Pixels more for each further line: Chinese ones are higher in some fonts."""
_WIDEST = 40
_HEADING_LINES = 3


def printed_width(table: Table, column: int) -> float:
    """Characters that a printed column needs for its texts, and for its heading over few lines."""
    texts = max((wide(row.cells[column].text) for row in table.rows), default=0)
    heading = -(-wide(table.columns[column]) // _HEADING_LINES) + 2
    return float(min(max(texts + 2, heading, 7), _WIDEST))


def text_height(texts: Sequence[str], widths: Sequence[float]) -> int:
    """Pixels that wrapped texts need; a Chinese character is as wide as two others."""
    lines = (
        sum(_lines(part, width) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)
        if text
    )
    most = max(lines, default=1)
    return _LINE_PIXELS * most + _ROOM * (most - 1)


def wide(text: str) -> int:
    """The width of a text, in Latin characters."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _lines(part: str, width: float) -> int:
    """Lines of one paragraph; a word that does not fit begins a new one, so some room is lost."""
    return max(1, -(-wide(part) * 21 // int(20 * width)))


def png_size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG, in pixels."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
