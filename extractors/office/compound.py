"""The streams of an OLE compound file, which .doc and .xls are."""

import struct

from extractors.office.package import damaged

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST = 256 * 1024 * 1024
_END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""
_NONE = 0xFFFFFFFF


class Compound:
    """The streams by name, without the storages that they lie in."""

    def __init__(self, content: bytes) -> None:
        """Read the directory.

        Raises:
            Unreadable: it is damaged.
        """
        if not content.startswith(SIGNATURE) or len(content) < 512:
            raise damaged("no compound file")
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise damaged("sector size")
        self._size = 1 << shift
        (directory,) = struct.unpack_from("<I", content, 48)
        cutoff, mini_start = struct.unpack_from("<II", content, 56)
        self._cutoff = cutoff
        self._table = self._sector_table()
        self._mini_table = self._numbers(self._chain(mini_start))
        self._entries: dict[str, tuple[int, int]] = {}
        self._mini = b""
        entries = self._chain(directory)
        for at in range(0, len(entries) - 127, 128):
            entry = entries[at : at + 128]
            (length,) = struct.unpack_from("<H", entry, 64)
            start, size = struct.unpack_from("<II", entry, 116)
            if entry[66] == 5:
                self._mini = self._chain(start)
            elif entry[66] == 2 and 2 <= length <= 64:
                name = entry[: length - 2].decode("utf-16-le", "replace")
                self._entries.setdefault(name, (start, size))

    def names(self) -> frozenset[str]:
        """The names of all streams."""
        return frozenset(self._entries)

    def read(self, name: str) -> bytes:
        """The bytes of a stream; none where there is no such stream.

        Raises:
            Unreadable: the file breaks off within it.
        """
        start, size = self._entries.get(name, (_NONE, 0))
        if size > _LARGEST:
            raise damaged(f"{name} claims {size} bytes")
        if size >= self._cutoff:
            found = self._chain(start)[:size]
        else:
            pieces = []
            for number in _followed(start, self._mini_table):
                pieces.append(self._mini[number * 64 : number * 64 + 64])
            found = b"".join(pieces)[:size]
        if len(found) < size:
            raise damaged(f"{name} breaks off")
        return found

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._content[start : start + self._size]

    def _sector_table(self) -> list[int]:
        places = list(struct.unpack_from("<109I", self._content, 76))
        (following,) = struct.unpack_from("<I", self._content, 68)
        seen: set[int] = set()
        while following < _END and following not in seen:
            seen.add(following)
            numbers = self._numbers(self._sector(following))
            if len(numbers) * 4 < self._size:
                raise damaged("its table of sectors breaks off")
            places += numbers[:-1]
            following = numbers[-1]
        table: list[int] = []
        for place in places:
            if place < _END:
                table += self._numbers(self._sector(place))
        return table

    def _numbers(self, content: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _followed(start, self._table))


def _followed(start: int, table: list[int]) -> list[int]:
    found: list[int] = []
    seen: set[int] = set()
    number = start
    while number < len(table) and number not in seen:
        seen.add(number)
        found.append(number)
        number = table[number]
    return found


def kind_of(content: bytes) -> str:
    """What a compound file holds: ``doc``, ``xls``, ``locked`` or ``other``."""
    names = Compound(content).names()
    if "EncryptedPackage" in names:
        return "locked"
    if "WordDocument" in names:
        return "doc"
    return "xls" if names & {"Workbook", "Book", "WORKBOOK", "BOOK"} else "other"
