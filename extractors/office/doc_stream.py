"""The text of a Word 97 to 2003 file, and what is stated of its paragraphs and characters.

After the published description of the format ([MS-DOC]). A character is known by its position in
the text (CP) and by its offset in the file (FC), by which its properties are found.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from extractors.office.compound import Compound
from extractors.office.package import damaged, locked

_WORD97 = 0x00C1
_TEXT_AREAS = ("text", "footnotes", "headers", "macros", "annotations", "endnotes", "boxes")

Sprms = tuple[tuple[int, bytes], ...]
"""Properties: a code and its operand, in the order stated."""


class Run(NamedTuple):
    """Characters from `start` to `end` (offsets in the file) with one set of properties."""

    start: int
    end: int
    style: int
    sprms: Sprms


class Piece(NamedTuple):
    """A stretch of the text as it lies in the file."""

    cp: int
    offset: int
    width: int
    """Bytes a character."""
    text: str


class OldWord(Exception):
    """A file of Word 95 or before, which is built otherwise."""


class WordText:
    """The text of the whole file with its properties."""

    def __init__(self, compound: Compound) -> None:
        """Read the tables of the file.

        Raises:
            Unreadable: it is damaged or locked.
            OldWord: it was written by Word 95 or before.
        """
        self._main = compound.read("WordDocument")
        if len(self._main) < 0x200:
            raise damaged("WordDocument breaks off")
        ident, version = struct.unpack_from("<HH", self._main)
        (flags,) = struct.unpack_from("<H", self._main, 0x0A)
        if flags & 0x0100:
            raise locked()
        if ident != 0xA5EC or version < _WORD97:
            raise OldWord
        self._table = compound.read("1Table" if flags & 0x0200 else "0Table")
        self._data = compound.read("Data") if "Data" in compound.names() else b""
        counts = struct.unpack_from("<7i", self._main, 0x4C)
        self.areas: dict[str, tuple[int, int]] = {}
        start = 0
        for name, count in zip(_TEXT_AREAS, counts, strict=True):
            self.areas[name] = (start, start + max(0, count))
            start += max(0, count)
        try:
            self.pieces = tuple(self._pieces())
            self._paragraphs = self._runs(13, 13)
            self._characters = self._runs(12, 1)
        except (struct.error, IndexError, OverflowError) as error:
            raise damaged(str(error)) from None
        self._starts = [run.start for run in self._paragraphs]
        self._character_starts = [run.start for run in self._characters]

    def part(self, index: int) -> bytes:
        """The bytes of the n-th structure that the head of the file points to."""
        if 0x9A + 8 * index + 8 > len(self._main):
            return b""
        start, size = struct.unpack_from("<II", self._main, 0x9A + 8 * index)
        return self._table[start : start + size]

    def rest(self, index: int) -> bytes:
        """The bytes from the n-th structure on; some go on beyond their stated end."""
        if not self.part(index):
            return b""
        return self._table[struct.unpack_from("<I", self._main, 0x9A + 8 * index)[0] :]

    def characters(self, area: str) -> Iterator[tuple[str, int]]:
        """Each character of an area with its offset in the file."""
        first, last = self.areas[area]
        for piece in self.pieces:
            for at in range(max(first - piece.cp, 0), min(last - piece.cp, len(piece.text))):
                yield piece.text[at], piece.offset + at * piece.width

    def paragraph_at(self, offset: int) -> Run:
        """The paragraph properties that hold at an offset."""
        return _run_at(self._paragraphs, self._starts, offset)

    def character_at(self, offset: int) -> Run:
        """The character properties that hold at an offset."""
        return _run_at(self._characters, self._character_starts, offset)

    def _pieces(self) -> Iterator[Piece]:
        clx = self.part(33)
        at = 0
        while at < len(clx) and clx[at] == 1:
            at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
        if at >= len(clx) or clx[at] != 2:
            raise damaged("no table of pieces")
        (size,) = struct.unpack_from("<I", clx, at + 1)
        plc = clx[at + 5 : at + 5 + size]
        count = (len(plc) - 4) // 12
        places = struct.unpack_from(f"<{count + 1}I", plc)
        for number in range(count):
            (where,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)
            length = places[number + 1] - places[number]
            if not 0 <= length <= len(self._main):
                raise damaged("the table of pieces")
            if where & 0x40000000:
                offset, width, coding = (where & 0x3FFFFFFF) // 2, 1, "cp1252"
            else:
                offset, width, coding = where & 0x3FFFFFFF, 2, "utf-16-le"
            raw = self._main[offset : offset + length * width]
            if width == 1:
                text = raw.decode(coding, "replace")
            else:
                # One character a code unit, so that offsets hold; pairs are joined when printed.
                text = "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) & ~1])))
            if len(text) < length:
                raise damaged("the text breaks off")
            yield Piece(places[number], offset, width, text)

    def _runs(self, index: int, entry_size: int) -> list[Run]:
        """The runs of all pages of properties that structure `index` lists."""
        plc = self.part(index)
        count = (len(plc) - 4) // 8
        found: list[Run] = []
        for number in range(max(0, count)):
            (page,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)
            block = self._main[(page & 0x3FFFFF) * 512 :][:512]
            if len(block) < 512:
                raise damaged("a page of properties is missing")
            runs = block[511]
            offsets = struct.unpack_from(f"<{runs + 1}I", block)
            for run in range(runs):
                at = 2 * block[4 * (runs + 1) + entry_size * run]
                if entry_size == 13:
                    style, sprms = self._paragraph_properties(block, at)
                else:
                    style = 0
                    sprms = read_sprms(block[at + 1 : at + 1 + block[at]]) if at else ()
                found.append(Run(offsets[run], offsets[run + 1], style, sprms))
        return sorted(found, key=lambda run: run.start)

    def _paragraph_properties(self, block: bytes, at: int) -> tuple[int, Sprms]:
        if not at:
            return 0, ()
        size = 2 * block[at] - 1
        if not block[at]:
            at, size = at + 1, 2 * block[at + 1]
        raw = block[at + 1 : at + 1 + size]
        if len(raw) < 2:
            return 0, ()
        sprms = read_sprms(raw[2:])
        for code, operand in sprms:
            if code in (0x6646, 0x646B) and len(operand) == 4:
                # Properties too long for the page lie in a stream of their own.
                (start,) = struct.unpack("<I", operand)
                if start + 2 <= len(self._data):
                    (length,) = struct.unpack_from("<H", self._data, start)
                    sprms += read_sprms(self._data[start + 2 : start + 2 + length])
        return struct.unpack_from("<H", raw)[0], sprms


def read_sprms(raw: bytes) -> Sprms:
    """The properties of a list as they lie in the file; a list that breaks off ends there."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at + 2 < len(raw):
        (code,) = struct.unpack_from("<H", raw, at)
        at += 2
        kind = code >> 13
        if kind < 6:
            size = (1, 1, 2, 4, 2, 2)[kind]
        elif kind == 7:
            size = 3
        elif code == 0xD608:
            size = (struct.unpack_from("<H", raw, at)[0] + 1) if at + 2 <= len(raw) else 0
        elif code == 0xC615 and raw[at] == 255:
            deleted = raw[at + 1] if at + 1 < len(raw) else 0
            added = raw[at + 2 + 4 * deleted] if at + 2 + 4 * deleted < len(raw) else 0
            size = 3 + 4 * deleted + 3 * added
        else:
            size = 1 + raw[at]
        found.append((code, raw[at : at + size]))
        at += size
    return tuple(found)


def _run_at(runs: list[Run], starts: list[int], offset: int) -> Run:
    at = bisect_right(starts, offset) - 1
    if at >= 0 and runs[at].end > offset:
        return runs[at]
    return Run(offset, offset + 1, 0, ())
