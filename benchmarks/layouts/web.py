"""Made notices as web pages, and as Chromium prints such pages."""

import io
import json
import subprocess
import tempfile
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

import pypdfium2

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

_SIDES = {"l": "left", "r": "right", "t": "top", "b": "bottom"}
_HEIGHTS = {"portrait": 842, "landscape": 595, "turned": 595}
_CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-sync", "--disable-component-update",
    "--no-pdf-header-footer",
)  # fmt: skip


def print_notices(notices: Sequence[tuple[TrueNotice, Look]]) -> list[bytes]:
    """Each notice as a PDF; one run of Chromium prints them all, for its start takes longest."""
    pages = "".join(_printed(n, look, i) for i, (n, look) in enumerate(notices))
    # A link leaves a named place in the PDF, at which it is parted again.
    links = "".join(f"<a href='#s{i}'>.</a>" for i in range(len(notices) + 1))
    pages += f"<section id=links><a id=s{len(notices)}></a>{links}</section>"
    styles = "".join(_page_style(n, look, i) for i, (n, look) in enumerate(notices))
    html = f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><style>{_STYLE}'
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(f"{html}{styles}</style></head><body>{pages}</body></html>", "utf-8")
        subprocess.run(
            [*_CHROMIUM, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}",
             source.as_uri()],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        return _parted(target.read_bytes(), len(notices))


_STYLE = """
body{margin:0;font-size:12pt;line-height:1.7}
section{position:relative;break-before:page}
h1{font-size:18pt;font-weight:normal;text-align:center;margin:0 40pt 10pt;line-height:1.5}
p{margin:0;text-indent:2em}
p.to,p.caption,p.unit,p.sign{text-indent:0}
p.caption{font-size:13pt;text-align:center;margin-top:10pt}
p.unit,p.sign{text-align:right}
table{border-collapse:collapse;margin:0 auto;table-layout:fixed}
tr{break-inside:avoid}
.cut tr{break-inside:auto}
.loose{border-collapse:separate;border-spacing:1.5pt}
td,th{line-height:1.25;font-weight:normal;overflow-wrap:anywhere}
.mark{position:absolute;top:300pt;left:60pt;font-size:44pt;color:#d8d8d8;
transform:rotate(-35deg);z-index:-1}
.prose{columns:2;column-gap:24pt;font-size:10.5pt;break-before:page;break-after:page;height:60vh}
#links{font-size:1pt}
.pair{display:flex;justify-content:space-between;align-items:flex-start}
"""


def _page_style(notice: TrueNotice, look: Look, number: int) -> str:
    running = ""
    if look.furniture:
        running = (
            f"@top-left{{content:{json.dumps(notice.issuer, ensure_ascii=False)};font-size:9pt;"
            "border-bottom:0.5pt solid black;width:100%;vertical-align:bottom;margin-bottom:9pt}"
            '@bottom-right{content:"第 " counter(page) " 页";font-size:9pt}'
        )
    latin = "'Liberation Serif'," if look.latin else ""
    size = "A4" if look.page == "portrait" else "A4 landscape"
    return (
        f"@page n{number}{{size:{size};margin:{MARGIN}pt;{running}}}"
        f"#n{number}{{page:n{number};font-family:{latin}'{FONTS[look.font]}'}}"
        f"#n{number} table{{font-size:{look.size}pt}}"
        f"#n{number} td,#n{number} th{{padding:{look.pad}pt {look.gap}pt}}"
    )


def _printed(notice: TrueNotice, look: Look, number: int) -> str:
    room = (595 if look.page == "portrait" else 842) - 2 * MARGIN
    tables = "".join(_titled(table, look, room) for table in notice.tables)
    if look.beside:
        half = (room - 20) / 2
        tables = f'<div class="pair">{"".join(_titled(t, look, half) for t in notice.tables)}</div>'
    mark = f'<div class="mark">{notice.watermark}</div>' if look.watermark else ""
    prose = "".join(f"<p>{escape(text)}</p>" for text in [*notice.paragraphs[1:]] * 5)
    prose = f'<div class="prose">{prose}</div>' if look.prose_columns else ""
    return (
        f'<section id="n{number}">{mark}<h1><a id="s{number}"></a>{escape(notice.title)}</h1>'
        f"{_paragraphs(notice)}{prose}{tables}</section>"
    )


def _paragraphs(notice: TrueNotice) -> str:
    texts = "".join(
        f"<p{' class=to' if text.endswith('：') else ''}>{escape(text)}</p>"
        for text in notice.paragraphs
    )
    return f"{texts}<p class=sign>{escape(notice.issuer)}</p><p class=sign>{notice.day}</p>"


def _titled(table: TrueTable, look: Look, room: float) -> str:
    style = " style='break-before:page'" if table.new_page else ""
    if look.room is not None:
        # What is left of the page is known to no style sheet; a page of its own is near enough.
        gap = _HEIGHTS[look.page] - 2 * MARGIN - look.room
        style = f" style='break-before:page;padding-top:{gap}pt'"
    caption = "" if table.title_inside else f"<p class=caption>{escape(table.caption)}</p>"
    unit = f"<p class=unit>{escape(table.measure)}</p>" if table.measure else ""
    lead = f"<p>{escape(table.lead)}</p>" if table.lead else ""
    return f"<div{style}>{lead}{caption}{unit}{_table(table, look, room)}</div>"


def _table(table: TrueTable, look: Look, room: float) -> str:
    edges = column_edges(table, look, room, rough_width(look.size))
    columns = "".join(f"<col style='width:{b - a:.1f}pt'>" for a, b in pairwise(edges))
    head = table.title_rows + table.heading_rows
    rows = [
        "<tr>" + "".join(_cell(table, look, c) for c in _in_row(table, row)) + "</tr>"
        for row in range(table.row_count)
    ]
    part = "thead" if look.repeated and head and not table.title_rows else "tbody"
    heading = f"<{part}>{''.join(rows[:head])}</{part}>" if head else ""
    kind = ("cut " if look.cut_rows else "") + ("loose" if look.stroke == "boxes" else "")
    return (
        f"<table class='{kind}' style='width:{edges[-1]:.1f}pt'><colgroup>{columns}</colgroup>"
        f"{heading}<tbody>{''.join(rows[head:])}</tbody></table>"
    )


def _in_row(table: TrueTable, row: int) -> list[Cell]:
    return sorted((c for c in table.cells if c.row == row), key=lambda cell: cell.column)


def _cell(table: TrueTable, look: Look, cell: Cell) -> str:
    stroke = {"double": "double", "dashed": "dashed", "dotted": "dotted"}.get(look.stroke, "solid")
    width = {"double": 3.0, "hairline": 0.25}.get(look.stroke)
    styles = [
        f"border-{_SIDES[side]}:{width or thick}pt {stroke} black"
        for side, thick in ruled_sides(table, look, cell).items()
    ]
    styles.append(f"text-align:{alignment(look, cell).replace('decimal', 'right')}")
    ground = ground_of(look, cell)
    if ground is not None:
        styles.append(f"background:{ground};print-color-adjust:exact")
    if look.coloured and cell.role == "heading":
        styles.append("color:white")
    tag = "th" if cell.role == "heading" else "td"
    spans = f" rowspan={cell.down}" * (cell.down > 1) + f" colspan={cell.across}" * (
        cell.across > 1
    )
    return f"<{tag}{spans} style='{';'.join(styles)}'>{escape(printed(look, cell))}</{tag}>"


def _parted(pdf: bytes, count: int) -> list[bytes]:
    """The document cut at the named places of its notices."""
    parts = []
    with pypdfium2.PdfDocument(pdf) as whole:
        starts = [_page_of(whole, f"s{number}") for number in range(count + 1)]
        for first, after in pairwise(starts):
            with pypdfium2.PdfDocument.new() as part:
                part.import_pages(whole, list(range(first, after)))
                target = io.BytesIO()
                part.save(target)
                parts.append(target.getvalue())
    return parts


def _page_of(whole: pypdfium2.PdfDocument, name: str) -> int:
    raw = pypdfium2.raw
    place = raw.FPDF_GetNamedDestByName(whole.raw, name.encode())
    return int(raw.FPDFDest_GetDestPageIndex(whole.raw, place))
