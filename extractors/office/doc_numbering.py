"""The lists of an old Word file, whose numbers Word prints before paragraphs by itself."""

import struct
from contextlib import suppress

from extractors.office.doc_stream import WordText
from extractors.office.docx_numbering import Level, NumberedList, Numbering, gap_after

_LISTS, _USES = 73, 74
_KINDS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
    10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth",
    17: "japaneseDigitalTenThousand", 18: "decimalEnclosedCircle", 19: "decimalFullWidth2",
    22: "decimalZero", 23: "bullet", 27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese",
    30: "ideographTraditional", 31: "ideographZodiac", 33: "taiwaneseCounting",
    35: "taiwaneseCountingThousand", 37: "chineseCounting", 38: "chineseLegalSimplified",
    39: "chineseCountingThousand", 255: "none",
}  # fmt: skip
"""The format's numbers and the names that .docx has for them."""


def read_numbering(text: WordText) -> Numbering:
    """The numbering of the file; lists after a place where their table breaks off are left out."""
    levels: dict[str, dict[int, Level]] = {}
    lists: dict[str, NumberedList] = {}
    with suppress(struct.error, IndexError):
        _read_levels(text.rest(_LISTS), levels)
        _read_uses(text.rest(_USES), lists)
    return Numbering(levels, lists)


def _read_levels(raw: bytes, levels: dict[str, dict[int, Level]]) -> None:
    if not raw:
        return
    (count,) = struct.unpack_from("<h", raw)
    at = 2 + 28 * count
    for number in range(count):
        (name,) = struct.unpack_from("<i", raw, 2 + 28 * number)
        found = levels.setdefault(str(name), {})
        for depth in range(1 if raw[2 + 28 * number + 26] & 1 else 9):
            found[depth], at = _level(raw, at)


def _read_uses(raw: bytes, lists: dict[str, NumberedList]) -> None:
    if not raw:
        return
    (count,) = struct.unpack_from("<i", raw)
    at = 4 + 16 * count
    for number in range(count):
        (base,) = struct.unpack_from("<i", raw, 4 + 16 * number)
        found = NumberedList(str(base), {}, {})
        lists[str(number + 1)] = found
        at += 4
        for _ in range(raw[4 + 16 * number + 12]):
            start, flags = struct.unpack_from("<iI", raw, at)
            at += 8
            if flags & 0x20:
                found.own[flags & 15], at = _level(raw, at)
            elif flags & 0x10:
                found.starts[flags & 15] = start


def _level(raw: bytes, at: int) -> tuple[Level, int]:
    """The level that begins at a place, and where the next one does."""
    (start,) = struct.unpack_from("<i", raw, at)
    kind, info, follow = raw[at + 4], raw[at + 5], raw[at + 15]
    size = raw[at + 24] + raw[at + 25]
    at += 28 + size
    (length,) = struct.unpack_from("<H", raw, at)
    units = struct.unpack_from(f"<{length}H", raw, at + 2)
    # A character below 9 stands for the number of that level.
    text = "".join(f"%{unit + 1}" if unit < 9 else chr(unit) for unit in units)
    level = Level(
        kind=_KINDS.get(kind, "decimal"),
        text=text,
        start=start,
        gap="" if follow == 2 else gap_after(text),
        plain=bool(info & 4),
    )
    return level, at + 2 + 2 * length
