"""The texts of an older workbook: one by one in its cells, or all in one table of strings."""

import struct
from collections.abc import Sequence

from extractors.office.package import damaged

BIFF8 = 0x600


def cell_string(body: bytes, version: int) -> str:
    """A text with two bytes of length before it; before Excel 97 taken for GB 18030."""
    if len(body) < 2:
        return ""
    (count,) = struct.unpack_from("<H", body)
    if version < BIFF8:
        return body[2 : 2 + count].decode("gb18030", "replace")
    return _decoded(body[3:], count, bool(body[2:3] and body[2] & 1))


def short_string(body: bytes, version: int) -> str:
    """A text with one byte of length before it, such as the name of a sheet."""
    if not body:
        return ""
    if version < BIFF8:
        return body[1 : 1 + body[0]].decode("gb18030", "replace")
    return _decoded(body[2:], body[0], bool(body[1:2] and body[1] & 1))


def _decoded(raw: bytes, count: int, wide: bool) -> str:
    if wide:
        return raw[: 2 * count].decode("utf-16-le", "replace")
    return raw[:count].decode("latin-1")


def shared_strings(parts: Sequence[bytes]) -> tuple[str, ...]:
    """The table of strings, which goes on over several records.

    Raises:
        Unreadable: it breaks off.
    """
    if not parts:
        return ()
    reader = _Reader(parts)
    _, count = struct.unpack("<II", reader.take(8))
    return tuple(reader.string() for _ in range(min(count, sum(map(len, parts)))))


class _Reader:
    def __init__(self, parts: Sequence[bytes]) -> None:
        self.parts = parts
        self.part = self.at = 0

    def left(self) -> int:
        """The bytes left in this record; the next one begins where none is."""
        while self.part < len(self.parts) and self.at >= len(self.parts[self.part]):
            self.part, self.at = self.part + 1, 0
        return len(self.parts[self.part]) - self.at if self.part < len(self.parts) else 0

    def take(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            left = self.left()
            if not left:
                raise damaged("the table of strings breaks off")
            step = min(left, size - len(found))
            found += self.parts[self.part][self.at : self.at + step]
            self.at += step
        return found

    def string(self) -> str:
        count, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", self.take(4))[0] if flags & 4 else 0
        wide = bool(flags & 1)
        raw = b""
        gathered = 0
        while gathered < count:
            if self.at >= len(self.parts[self.part]):
                self.left()
                # Characters that go on in the next record say anew how wide they are.
                wide = bool(self.take(1)[0] & 1)
            step = min(self.left() // (2 if wide else 1), count - gathered)
            if not step:
                raise damaged("the table of strings breaks off")
            piece = self.take(step * (2 if wide else 1))
            raw += piece if wide else piece.decode("latin-1").encode("utf-16-le")
            gathered += step
        self.take(4 * runs + extra)
        return raw.decode("utf-16-le", "replace")
