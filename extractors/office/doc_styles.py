"""What the properties of an old Word file mean: depth in tables, headings, centred, hidden."""

import struct
from contextlib import suppress
from typing import NamedTuple

from extractors.office.doc_stream import Run, Sprms, read_sprms
from extractors.office.picture_fonts import drawn_marks

_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_ALIGNED, _ALIGNED_OLD, _OUTLINE = 0x2461, 0x2403, 0x2640
_LIST, _LEVEL, _NO_LIST = 0x460B, 0x260A, 0x7FF
_DELETED, _HIDDEN, _SIZE, _SYMBOL = 0x0800, 0x083C, 0x4A43, 0x6A09
_CENTRE, _SPREAD = 1, 4
_TITLE = 62
_DEEPEST = 20


class ParagraphLook(NamedTuple):
    """How a paragraph looks, its style included."""

    centred: bool
    outlined: bool
    size_pt: float | None
    numbering: tuple[str, int] | None
    """The list it belongs to and the level in it."""


class CharacterState(NamedTuple):
    """How characters are shown."""

    hidden: bool
    deleted: bool
    size_pt: float | None
    symbol: str
    """What is shown in place of the character itself; '' for the character."""


class _Style(NamedTuple):
    kind: int
    """Word's number of a style that it brings along."""
    base: int
    paragraph: Sprms
    characters: Sprms


class DocStyles:
    """The style sheet of a file."""

    def __init__(self, sheet: bytes) -> None:
        """Read it; one that breaks off gives the styles before the break."""
        self._styles: dict[int, _Style] = {}
        with suppress(struct.error, IndexError):
            self._read(sheet)

    def look(self, run: Run) -> ParagraphLook:
        """The look of a paragraph with these properties."""
        centred = outlined = False
        number = level = 0
        size: float | None = None
        chain = self._chain(run.style)
        for sprms in (*(style.paragraph for style in chain), run.sprms):
            for code, operand in sprms:
                if code in (_ALIGNED, _ALIGNED_OLD):
                    centred = operand[0] in (_CENTRE, _SPREAD)
                elif code == _OUTLINE:
                    outlined = operand[0] < 9
                elif code == _LIST and len(operand) == 2:
                    number = struct.unpack("<H", operand)[0]
                elif code == _LEVEL:
                    level = operand[0]
        for style in chain:
            outlined = outlined or 1 <= style.kind <= 9 or style.kind == _TITLE
            for code, operand in style.characters:
                if code == _SIZE:
                    size = struct.unpack("<H", operand)[0] / 2
        numbering = (str(number), level) if 0 < number < _NO_LIST else None
        return ParagraphLook(centred, outlined, size, numbering)

    def depth(self, run: Run) -> int:
        """In how many tables, one within the other, a paragraph lies."""
        found = _flag(run.sprms, _IN_TABLE)
        for code, operand in run.sprms:
            if code == _DEPTH and len(operand) == 4:
                return max(0, min(struct.unpack("<i", operand)[0], _DEEPEST)) if found else 0
        return int(found)

    def ends_row(self, run: Run, depth: int) -> bool:
        """Whether the paragraph is the mark at the end of a row."""
        return _flag(run.sprms, _ROW_END if depth == 1 else _INNER_ROW)

    def ends_inner_cell(self, run: Run) -> bool:
        """Whether the paragraph ends a cell of a table within a table."""
        return _flag(run.sprms, _INNER_CELL)

    def characters(self, run: Run) -> CharacterState:
        """How characters with these properties are shown."""
        size: float | None = None
        symbol = ""
        for code, operand in run.sprms:
            if code == _SIZE and len(operand) == 2:
                size = struct.unpack("<H", operand)[0] / 2
            elif code == _SYMBOL and len(operand) == 4:
                number = struct.unpack("<HH", operand)[1]
                symbol = drawn_marks(chr(number), None)
        return CharacterState(_flag(run.sprms, _HIDDEN), _flag(run.sprms, _DELETED), size, symbol)

    def _chain(self, number: int) -> list[_Style]:
        """The style and those it is based on, the base first."""
        found: list[_Style] = []
        seen: set[int] = set()
        while number in self._styles and number not in seen:
            seen.add(number)
            found.insert(0, self._styles[number])
            number = self._styles[number].base
        return found

    def _read(self, sheet: bytes) -> None:
        size, count, base_size = struct.unpack_from("<HHH", sheet)
        at = 2 + size
        for number in range(count):
            (length,) = struct.unpack_from("<H", sheet, at)
            raw = sheet[at + 2 : at + 2 + length]
            at += 2 + length + length % 2
            if len(raw) < base_size + 2:
                continue
            kind, based, lists = struct.unpack_from("<HHH", raw)
            if based & 15 != 1:
                continue  # no style of paragraphs
            place = base_size + 4 + 2 * struct.unpack_from("<H", raw, base_size)[0]
            parts: list[bytes] = []
            for _ in range(lists & 15):
                place += place % 2
                (part,) = struct.unpack_from("<H", raw, place)
                parts.append(raw[place + 2 : place + 2 + part])
                place += 2 + part
            paragraph = read_sprms(parts[0][2:]) if parts else ()
            characters = read_sprms(parts[1]) if len(parts) > 1 else ()
            self._styles[number] = _Style(kind & 0xFFF, based >> 4, paragraph, characters)


def _flag(sprms: Sprms, code: int) -> bool:
    values = [operand for found, operand in sprms if found == code]
    return bool(values) and values[-1][:1] == b"\x01"
