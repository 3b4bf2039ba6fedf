"""How wide and high the cells of the auditor's workbook must be to show what they hold."""

from collections.abc import Sequence

from contracts import Table

_LINE_PIXELS = 20


def column_width(table: Table, column: int, heading: str) -> float:
    """Characters that a column needs: a printed one for its texts, another by its heading."""
    if not 0 <= column < len(table.columns):
        return 22 if "findings" in heading else 7 if "check" in heading else 11
    longest = max((len(row.cells[column].text) for row in table.rows), default=0)
    return float(min(max(longest * 2, 8), 40))


def text_height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Pixels that wrapped texts need; a Chinese character is as wide as two others."""
    lines = (
        sum(_lines(part, width) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)
        if text
    )
    return _LINE_PIXELS * max(lines, default=1)


def _lines(part: str, width: int) -> int:
    """Lines of one paragraph; a word that does not fit begins a new one, so some room is lost."""
    characters = sum(2 if ord(character) > 0x2E7F else 1 for character in part)
    return max(1, -(-characters * 21 // (20 * width)))


def png_size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG, in pixels."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
