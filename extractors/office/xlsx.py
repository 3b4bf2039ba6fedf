"""The sheets of a newer workbook (.xlsx), read from its XML with the formats of its numbers."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from lxml import etree

from evidence import Message
from extractors.document import Unreadable
from extractors.office.number_format import BUILT_IN, GENERAL, show_number
from extractors.office.package import (
    COLUMN_PT,
    EMU_A_POINT,
    HIGH_PT,
    ROW_PT,
    WIDE_PT,
    Package,
    R,
    S,
    damaged,
)
from extractors.office.sheet import Merge, Sheet, SheetCell

_REF = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_CELLS = 2_000_000
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


class _Look(NamedTuple):
    format: str
    bordered: bool
    centred: bool
    size_pt: float | None


class _Book(NamedTuple):
    strings: tuple[str, ...]
    looks: tuple[_Look, ...]
    from_1904: bool


def read_xlsx(content: bytes) -> tuple[Sheet, ...]:
    """Every sheet of the workbook that holds cells, hidden ones too, in their order.

    Raises:
        Unreadable: the file is damaged, locked or too large, or keeps its sheets in binary.
    """
    package = Package(content)
    main = next((name for _, name in package.related("", "officeDocument")), "xl/workbook.xml")
    if main.endswith(".bin"):
        raise Unreadable(
            "unsupported_type",
            Message(
                zh="这是二进制工作簿（.xlsb）；请用办公软件另存为 .xlsx 后再读",
                en="this is a binary workbook (.xlsb); save it as .xlsx and read that",
            ),
        )
    root = package.xml(main)
    if root is None:
        raise damaged(f"{main} is missing")
    setting = root.find(S + "workbookPr")
    book = _Book(
        strings=_strings(_part(package, main, "sharedStrings")),
        looks=_looks(_part(package, main, "styles")),
        from_1904=setting is not None and setting.get("date1904") in ("1", "true"),
    )
    parts = dict(package.related(main, "worksheet"))
    sheets = []
    for entry in root.iter(S + "sheet"):
        part = parts.get(entry.get(R + "id", ""))
        sheet = package.xml(part) if part else None
        if sheet is not None:
            hidden = entry.get("state") in ("hidden", "veryHidden")
            found = _sheet(sheet, entry.get("name", ""), hidden, book)
            drawn = tuple(_anchors(package, part or ""))
            sheets.append(
                found._replace(pictures=tuple(_pictures(drawn)), boxes=dict(_boxes(drawn)))
            )
    return tuple(sheets)


def _part(package: Package, main: str, kind: str) -> etree._Element | None:
    return next((package.xml(name) for _, name in package.related(main, kind)), None)


def _strings(root: etree._Element | None) -> tuple[str, ...]:
    return tuple(_rich(item) for item in root.iter(S + "si")) if root is not None else ()


def _rich(item: etree._Element | None) -> str:
    """The text of a string and its runs; readings set above the characters are left out."""
    if item is None:
        return ""
    texts = [t.text or "" for t in item.findall(S + "t") + item.findall(f"{S}r/{S}t")]
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), "".join(texts))


def _looks(root: etree._Element | None) -> tuple[_Look, ...]:
    if root is None:
        return ()
    formats = dict(BUILT_IN)
    for entry in root.iter(S + "numFmt"):
        number = entry.get("numFmtId", "")
        if number.isdecimal():
            formats[int(number)] = entry.get("formatCode", GENERAL)
    borders = root.findall(f"{S}borders/{S}border")
    bordered = {number for number, entry in enumerate(borders) if _has_border(entry)}
    sizes = dict(enumerate(_size(entry) for entry in root.findall(f"{S}fonts/{S}font")))
    looks = []
    for xf in root.findall(f"{S}cellXfs/{S}xf"):
        alignment = xf.find(S + "alignment")
        centred = alignment is not None and (alignment.get("horizontal") or "").startswith("center")
        looks.append(
            _Look(
                format=formats.get(_whole(xf.get("numFmtId")), GENERAL),
                bordered=_whole(xf.get("borderId")) in bordered,
                centred=centred,
                size_pt=sizes.get(_whole(xf.get("fontId"))),
            )
        )
    return tuple(looks)


def _has_border(border: etree._Element) -> bool:
    sides = ("left", "right", "top", "bottom", "start", "end")
    drawn = [side for name in sides if (side := border.find(S + name)) is not None]
    return sum(side.get("style", "none") != "none" for side in drawn) > 1


def _size(font: etree._Element) -> float | None:
    size = font.find(S + "sz")
    try:
        return float(size.get("val", "")) if size is not None else None
    except ValueError:
        return None


def _sheet(root: etree._Element, name: str, hidden: bool, book: _Book) -> Sheet:
    cells: dict[tuple[int, int], SheetCell] = {}
    uncomputed: list[tuple[int, int]] = []
    hidden_rows: list[int] = []
    for row, place, element in _cells(root, hidden_rows):
        if len(cells) >= _MOST_CELLS:
            raise _too_many(name)
        look = book.looks[at] if (at := _whole(element.get("s"))) < len(book.looks) else _PLAIN
        text = _shown(element, look, book)
        if text is None:
            uncomputed.append((row, place))
            text = ""
        if text.strip() or look.bordered:
            cells[row, place] = SheetCell(text, look.bordered, look.centred, look.size_pt)
    return Sheet(
        name=name,
        cells=cells,
        merges=tuple(_merges(root)),
        hidden=hidden,
        hidden_rows=tuple(hidden_rows),
        hidden_columns=tuple(_hidden_columns(root)),
        uncomputed=tuple(uncomputed),
    )


def _anchors(package: Package, part: str) -> Iterator[etree._Element]:
    for _, name in package.related(part, "drawing"):
        drawing = package.xml(name)
        yield from drawing if drawing is not None else ()


def _pictures(anchors: Sequence[etree._Element]) -> Iterator[tuple[int, int]]:
    """The cells where large pictures begin; seals and logos are smaller."""
    for anchor in anchors:
        start, end = anchor.find(_DRAWING + "from"), anchor.find(_DRAWING + "to")
        if start is None or anchor.find(f".//{_DRAWING}pic") is None:
            continue
        row, column = _corner(start)
        # Programs that state no size let the picture reach from cell to cell.
        below, right = (row, column) if end is None else _corner(end)
        width, height = (right - column) * COLUMN_PT, (below - row) * ROW_PT
        for element in anchor.iter("{*}ext"):
            if _whole(element.get("cx")):
                width = _whole(element.get("cx")) // EMU_A_POINT
                height = _whole(element.get("cy")) // EMU_A_POINT
        if width >= WIDE_PT and height >= HIGH_PT:
            yield row, column


def _boxes(anchors: Sequence[etree._Element]) -> Iterator[tuple[tuple[int, int], str]]:
    """The texts of boxes that float over the sheet, by the cells where they begin."""
    for anchor in anchors:
        start = anchor.find(_DRAWING + "from")
        lines = [
            "".join(run.text or "" for run in paragraph.iter("{*}t"))
            for body in anchor.iter(_DRAWING + "txBody")
            for paragraph in body.iter("{*}p")
        ]
        if any(line.strip() for line in lines):
            yield (0, 0) if start is None else _corner(start), "\n".join(lines)


def _corner(element: etree._Element) -> tuple[int, int]:
    row, column = (element.findtext(_DRAWING + side, "").strip() for side in ("row", "col"))
    return _whole(row), _whole(column)


_PLAIN = _Look(GENERAL, bordered=False, centred=False, size_pt=None)


def _cells(
    root: etree._Element, hidden_rows: list[int]
) -> Iterator[tuple[int, int, etree._Element]]:
    """Row, column and element of each cell; a place that is not stated follows the last one."""
    row = -1
    for line in root.findall(f"{S}sheetData/{S}row"):
        stated = line.get("r", "")
        row = int(stated) - 1 if stated.isdecimal() and int(stated) > row + 1 else row + 1
        if line.get("hidden") in ("1", "true"):
            hidden_rows.append(row)
        column = -1
        for cell in line.findall(S + "c"):
            place = _REF.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else column + 1
            yield row, column, cell


def _shown(cell: etree._Element, look: _Look, book: _Book) -> str | None:
    """What a cell shows; null for a formula whose result is not kept."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _rich(cell.find(S + "is"))
    value = cell.find(S + "v")
    text = (value.text or "") if value is not None else ""
    if not text:
        return None if cell.find(S + "f") is not None and kind != "str" else ""
    if kind == "s":
        index = _whole(text)
        return book.strings[index] if text.isdecimal() and index < len(book.strings) else ""
    if kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    if kind != "n":
        return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    try:
        number = Decimal(text)
        return show_number(number, look.format, book.from_1904) if number.is_finite() else text
    except (InvalidOperation, OverflowError):
        return text


def _merges(root: etree._Element) -> Iterator[Merge]:
    for merge in root.findall(f"{S}mergeCells/{S}mergeCell"):
        corners = [_REF.fullmatch(ref) for ref in merge.get("ref", "").split(":")]
        if len(corners) == 2 and corners[0] and corners[1]:
            (left, top), (right, bottom) = (
                (_column(corner[1]), int(corner[2]) - 1) for corner in corners if corner
            )
            yield Merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _hidden_columns(root: etree._Element) -> Iterator[int]:
    for entry in root.findall(f"{S}cols/{S}col"):
        if entry.get("hidden") in ("1", "true"):
            # Up to the last column of all, where the rest of the sheet is hidden.
            yield from range(_whole(entry.get("min")) - 1, min(_whole(entry.get("max")), 16384))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _too_many(name: str) -> Unreadable:
    return Unreadable(
        "too_large",
        Message(
            zh=f"工作表“{name}”超过{_MOST_CELLS}个单元格；请删去空白格式后另存再读",
            en=f"sheet «{name}» has over {_MOST_CELLS} cells; clear the formats of blank cells, "
            "save it and read that",
        ),
    )
