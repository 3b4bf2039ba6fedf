"""The sheets of an older workbook (.xls): texts by calamine, how they look from the records."""

import io
import struct
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from extractors.compound import SIGNATURE, Compound
from extractors.document import Unreadable
from extractors.number_format import BUILT_IN, GENERAL, show_number
from extractors.package import damaged, locked
from extractors.sheet import Merge, Sheet, SheetCell

_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
_BOF, _EOF, _FILEPASS, _DATEMODE, _FONT, _FORMAT, _XF, _BOUNDSHEET = (
    0x809, 0x0A, 0x2F, 0x22, 0x31, 0x41E, 0xE0, 0x85,
)  # fmt: skip
_ROW, _COLINFO, _NUMBER, _RK, _MULRK, _FORMULA, _MULBLANK = (
    0x208, 0x7D, 0x203, 0x27E, 0xBD, 0x06, 0xBE,
)  # fmt: skip
_ONE_CELL = frozenset((_NUMBER, _RK, _FORMULA, 0xFD, 0x204, 0x201, 0x205, 0xD6))
_BIFF8 = 0x600


class _Look(NamedTuple):
    format: int
    bordered: bool
    centred: bool
    font: int


class _Book(NamedTuple):
    formats: dict[int, str]
    looks: list[_Look]
    sizes: list[float]
    starts: list[int]
    from_1904: bool


class _Cells(NamedTuple):
    looks: dict[tuple[int, int], int]
    numbers: dict[tuple[int, int], float]
    hidden_rows: list[int]
    hidden_columns: list[int]


def is_xls(content: bytes) -> bool:
    """Whether these bytes are a compound file that holds a workbook."""
    if not content.startswith(SIGNATURE):
        return False
    try:
        return bool(Compound(content).names() & set(_STREAMS))
    except Unreadable:
        return False


def read_xls(content: bytes) -> tuple[Sheet, ...]:
    """Every sheet of the workbook that holds cells, hidden ones too, in their order.

    Raises:
        Unreadable: the file is damaged or locked.
    """
    from python_calamine import (
        CalamineError,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
        load_workbook,
    )

    compound = Compound(content)
    name = next((name for name in _STREAMS if name in compound.names()), None)
    if name is None:
        raise damaged("no workbook in it")
    stream = compound.read(name)
    try:
        book = _globals(stream)
        workbook = load_workbook(io.BytesIO(content))
        sheets = []
        for index, entry in enumerate(workbook.sheets_metadata):
            if entry.typ != SheetTypeEnum.WorkSheet:
                continue
            found = workbook.get_sheet_by_index(index)
            start = book.starts[index] if index < len(book.starts) else len(stream)
            top, left = found.start or (0, 0)
            values = {
                (top + row, left + column): value
                for row, line in enumerate(found.to_python(skip_empty_area=True))
                for column, value in enumerate(line)
            }
            cells = _cells(stream, start)
            sheets.append(
                Sheet(
                    name=entry.name,
                    cells=_shown(values, cells, book),
                    merges=tuple(
                        Merge(*first, *last) for first, last in found.merged_cell_ranges or ()
                    ),
                    hidden=entry.visible != SheetVisibleEnum.Visible,
                    hidden_rows=tuple(cells.hidden_rows),
                    hidden_columns=tuple(cells.hidden_columns),
                )
            )
    except PasswordError:
        raise locked() from None
    except (CalamineError, struct.error, IndexError) as error:
        raise damaged(str(error)) from None
    return tuple(sheets)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Kind and body of the records from `start` to the end of that part of the stream."""
    at = start
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        # A chart within a sheet is a part of its own.
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        if depth <= 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _globals(stream: bytes) -> _Book:
    book = _Book(dict(BUILT_IN), [], [], [], False)
    version = _BIFF8
    for kind, body in _records(stream, 0):
        if kind == _BOF:
            (version,) = struct.unpack_from("<H", body)
        elif kind == _FILEPASS:
            raise locked()
        elif kind == _DATEMODE:
            book = book._replace(from_1904=body[:1] == b"\x01")
        elif kind == _FONT:
            if len(book.sizes) == 4:
                book.sizes.append(0.0)  # there is no font 4
            book.sizes.append(struct.unpack_from("<H", body)[0] / 20)
        elif kind == _FORMAT:
            (number,) = struct.unpack_from("<H", body)
            book.formats[number] = _string(body[2:], version)
        elif kind == _XF:
            book.looks.append(_look(body, version))
        elif kind == _BOUNDSHEET:
            book.starts.append(struct.unpack_from("<I", body)[0])
    return book


def _look(body: bytes, version: int) -> _Look:
    font, number = struct.unpack_from("<HH", body)
    centred = body[6] & 7 in (2, 6)
    if version >= _BIFF8:
        (lines,) = struct.unpack_from("<I", body, 10)
        sides = [lines >> shift & 15 for shift in (0, 4, 8, 12)]
    else:
        below, others = struct.unpack_from("<HH", body, 10)
        sides = [below >> 6 & 7, others & 7, others >> 3 & 7, others >> 6 & 7]
    return _Look(number, sum(map(bool, sides)) > 1, centred, font)


def _string(body: bytes, version: int) -> str:
    if version < _BIFF8:
        return body[1 : 1 + body[0]].decode("gb18030", "replace")
    (count,) = struct.unpack_from("<H", body)
    wide = body[2] & 1
    raw = body[3 : 3 + count * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _cells(stream: bytes, start: int) -> _Cells:
    found = _Cells({}, {}, [], [])
    for kind, body in _records(stream, start):
        if kind == _ROW:
            row, flags = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, 12)[0]
            if flags & 0x20:
                found.hidden_rows.append(row)
        elif kind == _COLINFO:
            first, last, _, _, flags = struct.unpack_from("<5H", body)
            if flags & 1:
                found.hidden_columns.extend(range(first, min(last, 255) + 1))
        elif kind in _ONE_CELL:
            row, column, look = struct.unpack_from("<3H", body)
            found.looks[row, column] = look
            if kind == _NUMBER or (kind == _FORMULA and body[12:14] != b"\xff\xff"):
                found.numbers[row, column] = struct.unpack_from("<d", body, 6)[0]
            elif kind == _RK:
                found.numbers[row, column] = _rk(body[6:10])
        elif kind in (_MULRK, _MULBLANK):
            row, column = struct.unpack_from("<2H", body)
            step = 6 if kind == _MULRK else 2
            for at in range(4, len(body) - 2, step):
                found.looks[row, column] = struct.unpack_from("<H", body, at)[0]
                if kind == _MULRK:
                    found.numbers[row, column] = _rk(body[at + 2 : at + 6])
                column += 1
    return found


def _rk(raw: bytes) -> float:
    """A number packed into 30 bits: an integer or the head of a double, perhaps in hundredths."""
    (bits,) = struct.unpack("<I", raw)
    value: float
    if bits & 2:
        value = struct.unpack("<i", raw)[0] >> 2
    else:
        value = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", bits & 0xFFFFFFFC))[0]
    return value / 100 if bits & 1 else value


def _shown(
    values: Mapping[tuple[int, int], object], cells: _Cells, book: _Book
) -> dict[tuple[int, int], SheetCell]:
    shown: dict[tuple[int, int], SheetCell] = {}
    for place in sorted(set(values) | set(cells.looks)):
        at = cells.looks.get(place, -1)
        look = book.looks[at] if 0 <= at < len(book.looks) else _Look(0, False, False, -1)
        if place in cells.numbers:
            number = Decimal(repr(cells.numbers[place]))
            code = book.formats.get(look.format, GENERAL)
            text = show_number(number, code, book.from_1904) if number.is_finite() else ""
        else:
            text = _plain(values.get(place, ""))
        if text.strip() or look.bordered:
            size = book.sizes[look.font] if 0 <= look.font < len(book.sizes) else None
            shown[place] = SheetCell(text, look.bordered, look.centred, size)
    return shown


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else "" if value is None else str(value)
