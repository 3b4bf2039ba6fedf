"""Setting a made notice with Typst, which breaks lines and pages by its own rules."""

import json
from io import BytesIO
from itertools import pairwise

from benchmarks.layouts.geometry import (
    alignment,
    column_edges,
    ground_of,
    printed,
    rough_width,
    ruled_sides,
)
from benchmarks.layouts.look import FONTS, MARGIN, Look
from benchmarks.layouts.table import Cell, TrueNotice, TrueTable

_A4 = (595, 842)


def draw(notice: TrueNotice, look: Look) -> bytes:
    """The notice as a PDF."""
    import typst

    pdf: bytes = typst.compile(_source(notice, look).encode(), timestamp=0)
    return _turned(pdf) if look.page == "turned" else pdf


def _turned(pdf: bytes) -> bytes:
    """The notice with what its wide pages hold set sideways on upright ones: Typst turns none."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    written = BytesIO()
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            width, height = page.get_size()
            if width > height:
                matrix = pdfium.FS_MATRIX(0, 1, -1, 0, height, 0)
                whole = pdfium.FS_RECTF(0, width, height, 0)
                pdfium.FPDFPage_TransFormWithClip(page, matrix, whole)
                page.set_mediabox(0, 0, height, width)
        document.save(written)
    return written.getvalue()


def _source(notice: TrueNotice, look: Look) -> str:
    wide = look.page != "portrait"
    room = (_A4[1] if wide else _A4[0]) - 2 * MARGIN
    tables = "\n".join(_titled(table, look, room) for table in notice.tables)
    if look.beside:
        half = (room - 20) / 2
        pair = ",".join(f"[{_titled(table, look, half)}]" for table in notice.tables)
        tables = f"#grid(columns: ({half}pt, {half}pt), column-gutter: 20pt, {pair})"
    if look.page == "turned":
        tables = f"{_page(notice, look, flipped=True)}\n{tables}"
    fonts = ", ".join(map(json.dumps, [*["Liberation Serif"] * look.latin, FONTS[look.font]]))
    fonts += ","
    return "\n".join(
        (
            _page(notice, look, flipped=look.page == "landscape"),
            f'#set text(font: ({fonts}), size: 12pt, lang: "zh")',
            "#set par(leading: 8pt, spacing: 8pt)",
            f"#align(center, text(18pt, {_text(notice.title)}))",
            *(f"#par({_text(p if p.endswith('：') else '　　' + p)})" for p in notice.paragraphs),
            f"#align(right, {_text(notice.issuer)})",
            f"#align(right, {_text(notice.day)})",
            _two_columns(notice) if look.prose_columns else "",
            tables,
        )
    )


def _page(notice: TrueNotice, look: Look, *, flipped: bool) -> str:
    extras = ""
    if look.watermark:
        extras += (
            f", background: rotate(-40deg, text(44pt, fill: luma(215), {_text(notice.watermark)}))"
        )
    if look.furniture:
        extras += (
            f", header: [#text(9pt, {_text(notice.issuer)}) #h(1fr)"
            " #line(length: 100%, stroke: 0.5pt)]"
            ', footer: context align(center, text(9pt, "— " + str(here().page()) + " —"))'
        )
    turned = "true" if flipped else "false"
    return f'#set page(paper: "a4", flipped: {turned}, margin: {MARGIN}pt{extras})'


def _two_columns(notice: TrueNotice) -> str:
    paragraphs = "\n".join(f"#par({_text('　　' + p)})" for p in [*notice.paragraphs[1:]] * 5)
    return (
        f"#pagebreak()\n#block(height: 60%, columns(2, gutter: 24pt)[#set text(10.5pt)\n"
        f"{paragraphs}])\n#pagebreak()"
    )


def _titled(table: TrueTable, look: Look, room: float) -> str:
    lines = ["#pagebreak()"] if table.new_page else []
    if look.room is not None:
        # What is left of the page is known only once the text above is set.
        lines.append(
            f"#context v(calc.max(0pt, {_A4[1] - MARGIN}pt - here().position().y - {look.room}pt))"
        )
    if table.lead:
        lines.append(f"#par({_text('　　' + table.lead)})")
    if not table.title_inside:
        lines.append(f"#align(center, text(13pt, {_text(table.caption)}))")
    if table.measure:
        lines.append(f"#align(right, text(10pt, {_text(table.measure)}))")
    lines.append(_table(table, look, room))
    return "\n".join(lines)


def _table(table: TrueTable, look: Look, room: float) -> str:
    edges = column_edges(table, look, room, rough_width(look.size))
    widths = ", ".join(f"{b - a:.1f}pt" for a, b in pairwise(edges))
    head = [c for c in table.cells if c.row < table.title_rows + table.heading_rows]
    body = [c for c in table.cells if c.row >= table.title_rows + table.heading_rows]
    repeat = "true" if look.repeated and not table.title_rows else "false"
    gutter = ", gutter: 1.2pt" if look.stroke == "boxes" else ""
    header = f"table.header(repeat: {repeat}, {_cells(table, look, head)})," if head else ""
    return (
        f"#align(center, [#set text({look.size}pt)\n#set par(leading: {0.3 * look.size}pt)\n"
        f"#table(columns: ({widths},), stroke: none, inset: (x: {look.gap}pt, y: {look.pad}pt)"
        f"{gutter}, {header}{_cells(table, look, body)})])"
    )


def _cells(table: TrueTable, look: Look, cells: list[Cell]) -> str:
    return ", ".join(_cell(table, look, c) for c in sorted(cells, key=lambda c: (c.row, c.column)))


def _cell(table: TrueTable, look: Look, cell: Cell) -> str:
    dash = {"dashed": "dashed", "dotted": "dotted"}.get(look.stroke, "solid")
    strokes = ", ".join(
        f"{_SIDES[side]}: (thickness: {0.1 if look.stroke == 'hairline' else width}pt,"
        f' dash: "{dash}")'
        for side, width in ruled_sides(table, look, cell).items()
    )
    ground = ground_of(look, cell)
    align = alignment(look, cell).replace("decimal", "right")
    white = look.coloured and cell.role == "heading"
    text = _text(printed(look, cell))
    words = f"text(fill: white, {text})" if white else text
    breakable = "true" if look.cut_rows or cell.down > 1 else "false"
    return (
        f"table.cell(rowspan: {cell.down}, colspan: {cell.across}, align: {align} + horizon,"
        f" breakable: {breakable}, stroke: ({strokes or ':'}),"
        f" fill: {'none' if ground is None else f'rgb({json.dumps(ground)})'})[#{words}]"
    )


_SIDES = {"l": "left", "r": "right", "t": "top", "b": "bottom"}


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
