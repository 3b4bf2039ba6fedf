"""Made notices as a Word file of bare XML, and their tables as a workbook."""

import io
import zipfile
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Border, Side

from benchmarks.layouts.body import figure
from benchmarks.layouts.table import Cell, TrueNotice, TrueTable

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_THIN = Side(style="thin")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def draw_docx(notice: TrueNotice) -> bytes:
    """The notice as a .docx file."""
    body = [_paragraph(notice.title, "center")]
    body += [_paragraph(text) for text in notice.paragraphs]
    body += [_paragraph(notice.issuer, "right"), _paragraph(notice.day, "right")]
    for table in notice.tables:
        body += [_paragraph(table.lead)] if table.lead else []
        body += [] if table.title_inside else [_paragraph(table.caption, "center")]
        body += [_paragraph(table.measure, "right")] if table.measure else []
        # Word makes one table of two with nothing between them.
        body += [_table(table), _paragraph("")]
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{"".join(body)}</w:body></w:document>'
    relations = (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_DOCUMENT}"'
        ' Target="word/document.xml"/></Relationships>'
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", relations)
        archive.writestr("word/document.xml", document)
    return written.getvalue()


def _paragraph(text: str, align: str = "left") -> str:
    return (
        f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def _table(table: TrueTable) -> str:
    rows: list[list[tuple[Cell, bool]]] = [[] for _ in range(table.row_count)]
    for cell in sorted(table.cells, key=lambda cell: cell.column):
        for down in range(cell.down):
            rows[cell.row + down].append((cell, down == 0))
    written = (
        "".join(_cell(cell, begins) for cell, begins in sorted(row, key=lambda c: c[0].column))
        for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{cells}</w:tr>' for cells in written)}</w:tbl>"


def _cell(cell: Cell, begins: bool) -> str:
    span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
    if cell.down > 1:
        span += '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{span}</w:tcPr>{_paragraph(cell.text if begins else '')}</w:tc>"


def draw_xlsx(notice: TrueNotice) -> bytes:
    """The tables as a workbook, a sheet each; figures are numbers that are displayed as printed."""
    book = Workbook()
    book.remove(book.active)
    for number, table in enumerate(notice.tables, 1):
        sheet = book.create_sheet(f"表{number}")
        top = 1
        for text in ("" if table.title_inside else table.caption, table.measure):
            if text:
                sheet.cell(top, 1, text)
                sheet.merge_cells(None, top, 1, top, table.column_count)
                top += 1
        for row in range(table.row_count):
            for column in range(table.column_count):
                sheet.cell(top + row, 1 + column).border = _FRAME
        for cell in table.cells:
            place = sheet.cell(top + cell.row, 1 + cell.column)
            _write(place, cell)
            if cell.down * cell.across > 1:
                sheet.merge_cells(
                    None,
                    place.row,
                    place.column,
                    place.row + cell.down - 1,
                    place.column + cell.across - 1,
                )
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(place: SheetCell, cell: Cell) -> None:
    value = figure(cell.text) if cell.role == "figure" and cell.text[:1].isdigit() else None
    if value is None:
        place.value = cell.text or None
        return
    decimals = len(cell.text.rstrip("%").partition(".")[2])
    shape = ("#,##0" if "," in cell.text else "0") + f".{'0' * decimals}" * bool(decimals)
    percent = cell.text.endswith("%")
    place.value = float(value / 100 if percent else value)
    place.number_format = shape + "%" * percent
