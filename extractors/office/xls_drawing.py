"""What floats over a sheet of an older workbook: the texts of boxes, and large pictures."""

import struct
from typing import NamedTuple

from extractors.office.package import COLUMN_PT, HIGH_PT, ROW_PT, WIDE_PT

_CONTINUE, _OBJECT, _DRAWING, _TEXT = 0x3C, 0x5D, 0xEC, 0x1B6
_PICTURE, _COMMENT = 0x08, 0x19
_ANCHOR = b"\x00\x00\x10\xf0\x12\x00\x00\x00"
"""Begins the atom that tells from which cell to which a shape reaches ([MS-XLS] 2.5.193)."""


class _Anchor(NamedTuple):
    top: int
    left: int
    bottom: int
    right: int


class XlsDrawing:
    """Gathers from the records of a sheet, which are given to it one by one."""

    def __init__(self) -> None:
        self.boxes: dict[tuple[int, int], str] = {}
        self.pictures: list[tuple[int, int]] = []
        self._anchor = _Anchor(0, 0, 0, 0)
        self._object = self._characters = 0

    def add(self, kind: int, body: bytes) -> None:
        """Take a record into account.

        Raises:
            struct.error: it breaks off.
        """
        characters, self._characters = self._characters, 0
        if kind == _DRAWING and (at := body.rfind(_ANCHOR)) >= 0:
            _, left, _, top, _, right, _, bottom, _ = struct.unpack_from("<9H", body, at + 8)
            self._anchor = _Anchor(top, left, bottom, right)
        elif kind == _OBJECT and len(body) >= 6:
            (self._object,) = struct.unpack_from("<H", body, 4)
            wide = (self._anchor.right - self._anchor.left) * COLUMN_PT >= WIDE_PT
            high = (self._anchor.bottom - self._anchor.top) * ROW_PT >= HIGH_PT
            if self._object == _PICTURE and wide and high:
                self.pictures.append((self._anchor.top, self._anchor.left))
        elif kind == _TEXT and self._object != _COMMENT:
            (self._characters,) = struct.unpack_from("<H", body, 10)
        elif kind == _CONTINUE and characters and body:
            coding = "utf-16-le" if body[0] & 1 else "latin-1"
            text = body[1 : 1 + characters * (1 + (body[0] & 1))].decode(coding, "replace")
            if text.strip():
                self.boxes[self._anchor.top, self._anchor.left] = text.replace("\r", "\n")
