"""The sheets of an older workbook (.xls), read from its records, number formats too."""

import struct
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from extractors.office.compound import SIGNATURE, Compound
from extractors.office.number_format import BUILT_IN, GENERAL, show_number
from extractors.office.package import damaged, locked
from extractors.office.sheet import Merge, Sheet, SheetCell
from extractors.office.xls_drawing import XlsDrawing
from extractors.office.xls_strings import BIFF8, cell_string, shared_strings, short_string

_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
_BOF, _EOF, _FILEPASS, _DATEMODE, _FONT, _FORMAT, _XF, _BOUNDSHEET = (
    0x809, 0x0A, 0x2F, 0x22, 0x31, 0x41E, 0xE0, 0x85,
)  # fmt: skip
_ROW, _COLINFO, _NUMBER, _RK, _MULRK, _FORMULA, _MULBLANK = (
    0x208, 0x7D, 0x203, 0x27E, 0xBD, 0x06, 0xBE,
)  # fmt: skip
_SST, _CONTINUE, _MERGES, _LABELSST, _LABEL, _RSTRING, _BOOLERR, _STRING = (
    0xFC, 0x3C, 0xE5, 0xFD, 0x204, 0xD6, 0x205, 0x207,
)  # fmt: skip
_ONE_CELL = frozenset((_NUMBER, _RK, _FORMULA, _LABELSST, _LABEL, 0x201, _BOOLERR, _RSTRING))
_ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}


class _Look(NamedTuple):
    format: int
    bordered: bool
    centred: bool
    font: int


class _Entry(NamedTuple):
    """A sheet as the book lists it."""

    name: str
    start: int
    hidden: bool


class _Book(NamedTuple):
    version: int
    strings: tuple[str, ...]
    formats: dict[int, str]
    looks: list[_Look]
    sizes: list[float]
    entries: list[_Entry]
    from_1904: bool


class _Cells(NamedTuple):
    looks: dict[tuple[int, int], int]
    numbers: dict[tuple[int, int], float]
    texts: dict[tuple[int, int], str]
    merges: list[Merge]
    hidden_rows: list[int]
    hidden_columns: list[int]
    uncomputed: list[tuple[int, int]]
    drawing: XlsDrawing


def read_xls(content: bytes) -> tuple[Sheet, ...]:
    """Every sheet of the workbook that holds cells, hidden ones too, in their order.

    Raises:
        Unreadable: the file is damaged or locked.
    """
    stream = _stream(content)
    try:
        book = _globals(stream)
        sheets = []
        for entry in book.entries:
            cells = _cells(stream, entry.start, book)
            sheets.append(
                Sheet(
                    name=entry.name,
                    cells=_shown(cells, book),
                    merges=tuple(cells.merges),
                    hidden=entry.hidden,
                    hidden_rows=tuple(cells.hidden_rows),
                    hidden_columns=tuple(cells.hidden_columns),
                    uncomputed=tuple(cells.uncomputed),
                    pictures=tuple(cells.drawing.pictures),
                    boxes=cells.drawing.boxes,
                )
            )
    except (struct.error, IndexError, OverflowError) as error:
        raise damaged(str(error)) from None
    return tuple(sheets)


def _stream(content: bytes) -> bytes:
    """The records of the book; export programs write them without a compound file around."""
    if not content.startswith(SIGNATURE):
        return content
    compound = Compound(content)
    name = next((name for name in _STREAMS if name in compound.names()), None)
    if name is None:
        raise damaged("no workbook in it")
    return compound.read(name)


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
    book = _Book(BIFF8, (), dict(BUILT_IN), [], [], [], False)
    strings: list[bytes] = []
    last = version = 0
    for kind, body in _records(stream, 0):
        last = last if kind == _CONTINUE else kind
        if kind == _BOF:
            (version,) = struct.unpack_from("<H", body)
        elif kind == _SST or (kind == _CONTINUE and last == _SST):
            strings.append(body)
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
            name = cell_string if version >= BIFF8 else short_string
            book.formats[number] = name(body[2:], version)
        elif kind == _XF:
            book.looks.append(_look(body, version))
        elif kind == _BOUNDSHEET:
            start, state, kind_of_sheet = struct.unpack_from("<IBB", body)
            if kind_of_sheet == 0:
                name_of = short_string(body[6:], version)
                book.entries.append(_Entry(name_of, start, bool(state & 3)))
    return book._replace(version=version, strings=shared_strings(strings))


def _look(body: bytes, version: int) -> _Look:
    font, number = struct.unpack_from("<HH", body)
    centred = body[6] & 7 in (2, 6)
    if version >= BIFF8:
        (lines,) = struct.unpack_from("<I", body, 10)
        sides = [lines >> shift & 15 for shift in (0, 4, 8, 12)]
    else:
        below, others = struct.unpack_from("<HH", body, 10)
        sides = [below >> 6 & 7, others & 7, others >> 3 & 7, others >> 6 & 7]
    return _Look(number, sum(map(bool, sides)) > 1, centred, font)


def _cells(stream: bytes, start: int, book: _Book) -> _Cells:
    found = _Cells({}, {}, {}, [], [], [], [], XlsDrawing())
    place = (0, 0)
    computed = False
    for kind, body in _records(stream, start):
        found.drawing.add(kind, body)
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
            place = (row, column)
            found.looks[place] = look
            if kind == _NUMBER or (kind == _FORMULA and body[12:14] != b"\xff\xff"):
                found.numbers[row, column] = struct.unpack_from("<d", body, 6)[0]
            elif kind == _RK:
                found.numbers[place] = _rk(body[6:10])
            else:
                found.texts[place] = _text(kind, body, book)
            if kind == _FORMULA and body[6] == 3 and body[12:14] == b"\xff\xff":
                found.uncomputed.append(place)
            elif kind == _FORMULA:
                computed = True
        elif kind == _STRING:
            found.texts[place] = cell_string(body, book.version)  # the result of a formula
        elif kind == _MERGES:
            for at in range(2, len(body) - 7, 8):
                top, bottom, left, right = struct.unpack_from("<4H", body, at)
                found.merges.append(Merge(top, left, bottom, right))
        elif kind in (_MULRK, _MULBLANK):
            row, column = struct.unpack_from("<2H", body)
            step = 6 if kind == _MULRK else 2
            for at in range(4, len(body) - 2, step):
                found.looks[row, column] = struct.unpack_from("<H", body, at)[0]
                if kind == _MULRK:
                    found.numbers[row, column] = _rk(body[at + 2 : at + 6])
                column += 1
    if computed:
        found.uncomputed.clear()  # a result may be blank; where all are, their writer knew none
    return found


def _text(kind: int, body: bytes, book: _Book) -> str:
    """What a cell holds that is no number; a formula's text follows in a record of its own."""
    if kind == _LABELSST:
        index: int = struct.unpack_from("<I", body, 6)[0]
        return book.strings[index]
    if kind in (_LABEL, _RSTRING):
        return cell_string(body[6:], book.version)
    if kind == _BOOLERR or (kind == _FORMULA and body[6] in (1, 2)):
        at, is_error = (6, body[7]) if kind == _BOOLERR else (8, body[6] == 2)
        return _ERRORS.get(body[at], "#") if is_error else "TRUE" if body[at] else "FALSE"
    return ""


def _rk(raw: bytes) -> float:
    """A number packed into 30 bits: an integer or the head of a double, perhaps in hundredths."""
    (bits,) = struct.unpack("<I", raw)
    value: float
    if bits & 2:
        value = struct.unpack("<i", raw)[0] >> 2
    else:
        value = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", bits & 0xFFFFFFFC))[0]
    return value / 100 if bits & 1 else value


def _shown(cells: _Cells, book: _Book) -> dict[tuple[int, int], SheetCell]:
    shown: dict[tuple[int, int], SheetCell] = {}
    for place, at in sorted(cells.looks.items()):
        look = book.looks[at] if at < len(book.looks) else _Look(0, False, False, -1)
        text = cells.texts.get(place, "")
        if place in cells.numbers:
            number = Decimal(repr(cells.numbers[place]))
            code = book.formats.get(look.format, GENERAL)
            text = show_number(number, code, book.from_1904) if number.is_finite() else ""
        if text.strip() or look.bordered:
            size = book.sizes[look.font] if 0 <= look.font < len(book.sizes) else None
            shown[place] = SheetCell(text, look.bordered, look.centred, size)
    return shown
