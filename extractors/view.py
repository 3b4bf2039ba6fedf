"""A reading made visible: one offline page with each page's picture, the cells drawn over it, and
what was read beside it: prose and tables.

The page runs no script and loads nothing: a cell and its frame lead to each other by links.
"""

import base64
from collections.abc import Iterator
from html import escape

from contracts import Notice, Table
from evidence import Evidence
from extractors.crops import page_pictures, png

_PIXELS_PER_POINT = 1.6
_MOST_PIXELS = 3000
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_SURE = 0.9

_STYLE = """
body{margin:0;font:14px/1.5 sans-serif;color:#222}
header{padding:12px 20px;background:#f4f4f1;border-bottom:1px solid #ccc}
h1{font-size:18px;margin:0 0 6px} dl{margin:0;display:flex;flex-wrap:wrap;gap:0 20px}
dt{color:#777} dd{margin:0 0 0 6px} dl div{display:flex}
.sheet{display:flex;gap:20px;padding:16px 20px;border-bottom:1px solid #ccc;align-items:flex-start}
.picture{position:relative;flex:none;box-shadow:0 0 4px #999}
.picture img{display:block;width:100%} .picture svg{position:absolute;inset:0}
rect{fill:#1a6fdb;fill-opacity:.07;stroke:#1a6fdb;stroke-width:.6}
rect.doubt{fill:#d9480f;fill-opacity:.2;stroke:#d9480f}
rect:target,a:hover rect{fill-opacity:.45;stroke-width:1.6}
.read{overflow-x:auto;min-width:0} table{border-collapse:collapse;margin:4px 0 18px;font-size:13px}
th,td{border:1px solid #bbb;padding:2px 6px;text-align:left;white-space:nowrap}
th{background:#f4f4f1;white-space:normal;max-width:7em;vertical-align:top}
td a{color:inherit;text-decoration:none;display:block;min-width:1em}
td:target{background:#ffe8a3} td.doubt{background:#ffd9c7} .kind{color:#777}
.issue{color:#b02a00} .prose{max-width:46em} .prose p{margin:0 0 6px}
"""


def notice_to_html(notice: Notice, content: bytes, only: frozenset[int] | None = None) -> str:
    """The reading of `content` as one page; a PDF's pages are pictured (`only` these)."""
    pictures = dict(_pictures(content, only)) if notice.media_type == "application/pdf" else {}
    read = {row.page for table in notice.tables for row in table.rows}
    read |= {paragraph.evidence.locator.page or 1 for paragraph in notice.paragraphs}
    pages = sorted(read | set(pictures))
    body = [_header(notice)]
    for page in pages or [1]:
        body.append(_sheet(notice, page, pictures.get(page)))
    title = escape(notice.title or notice.sha256[:12])
    return (
        f'<!doctype html>\n<html lang="zh"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body>{''.join(body)}</body></html>\n"
    )


def _header(notice: Notice) -> str:
    period = f"{notice.period_start or '?'} – {notice.period_end or '?'}"
    facts = {
        "issuer 发布机关": notice.issuer,
        "number 文号": notice.doc_number,
        "published 发布": notice.published_on,
        "period 期间": period if notice.period_end else None,
        "numbers 数字": f"{notice.ledger.numbers}, {len(notice.ledger.unaccounted)} unaccounted",
        "sha256": notice.sha256,
    }
    listed = "".join(
        f"<div><dt>{name}</dt><dd>{escape(str(value))}</dd></div>"
        for name, value in facts.items()
        if value is not None
    )
    issues = "".join(
        f'<div class="issue">{escape(issue.code)}'
        f"{f' (page {issue.page})' if issue.page else ''}: {escape(issue.message.zh)} "
        f"{escape(issue.message.en)}</div>"
        for issue in notice.issues
    )
    left = "".join(
        f'<div class="issue">unaccounted 未归类{f" (page {number.page})" if number.page else ""}: '
        f"{escape(number.text)} «{escape(number.context)}»</div>"
        for number in notice.ledger.unaccounted
    )
    absent = "".join(
        f'<div class="issue">named but absent 所列未见: {escape(attachment.title)}</div>'
        for attachment in notice.declared_attachments
        if not attachment.present
    )
    heading = f"<h1>{escape(notice.title or '—')}</h1><dl>{listed}</dl>"
    return f"<header>{heading}{issues}{left}{absent}</header>\n"


def _pictures(
    content: bytes, only: frozenset[int] | None
) -> Iterator[tuple[int, tuple[str, float, float]]]:
    """Number of each page, its picture as a data address, and its width and height in points."""
    for page in page_pictures(content, only, _PIXELS_PER_POINT, _MOST_PIXELS):
        data = base64.b64encode(png(page.image)).decode("ascii")
        yield page.number, (f"data:image/png;base64,{data}", page.width, page.height)


def _sheet(notice: Notice, page: int, picture: tuple[str, float, float] | None) -> str:
    frames: list[str] = []
    tables: list[str] = []
    for number, table in enumerate(notice.tables, 1):
        if any(row.page == page for row in table.rows):
            tables.append(_table(number, table, page))
    for number, table in enumerate(notice.tables, 1):
        frames += _frames(number, table, page)
    prose = "".join(
        f"<p>{escape(paragraph.text)}</p>"
        for paragraph in notice.paragraphs
        if (paragraph.evidence.locator.page or 1) == page
    )
    read = f'<div class="prose">{prose}</div>{"".join(tables)}'
    pictured = ""
    if picture is not None:
        address, width, height = picture
        pictured = (
            f'<div class="picture" style="width:{width:.0f}px">'
            f'<img alt="page {page}" src="{address}">'
            f'<svg viewBox="0 0 {width:g} {height:g}" width="100%" height="100%">'
            f"{''.join(frames)}</svg></div>"
        )
    return f'<section class="sheet">{pictured}<div class="read">{read}</div></section>\n'


def _frames(number: int, table: Table, page: int) -> Iterator[str]:
    for place, evidence in _cells(table):
        locator = evidence.locator
        if locator.page != page or locator.box_pt is None:
            continue
        x0, top, x1, bottom = locator.box_pt
        name = f"{number}-{place[0]}-{place[1]}"
        yield (
            f'<a href="#c{name}"><rect id="f{name}"{_doubt(evidence)} x="{x0:g}" y="{top:g}" '
            f'width="{x1 - x0:g}" height="{bottom - top:g}">'
            f"<title>{escape(evidence.quote)}</title></rect></a>"
        )


def _cells(table: Table) -> Iterator[tuple[tuple[int, int], Evidence]]:
    for row_number, row in enumerate(table.rows, 1):
        for column_number, cell in enumerate(row.cells, 1):
            yield (row_number, column_number), cell.evidence


def _doubt(evidence: Evidence) -> str:
    doubtful = evidence.ocr_confidence is not None and evidence.ocr_confidence < _SURE
    return ' class="doubt"' if doubtful else ""


def _table(number: int, table: Table, page: int) -> str:
    heading = "".join(f"<th>{escape(column)}</th>" for column in table.columns)
    rows = []
    for row_number, row in enumerate(table.rows, 1):
        if row.page != page:
            continue
        cells = "".join(
            f'<td id="c{number}-{row_number}-{column}"{_doubt(cell.evidence)} '
            f'title="{escape(cell.evidence.locator.selector or "", quote=True)}">'
            f'<a href="#f{number}-{row_number}-{column}">{escape(cell.text) or "&nbsp;"}</a></td>'
            for column, cell in enumerate(row.cells, 1)
        )
        rows.append(
            f'<tr><td class="kind">{row_number} {row.kind} {escape(row.section or "")}</td>'
            f"{cells}</tr>"
        )
    how = f"{table.agreement.how}, {table.agreement.confidence:g}: {', '.join(table.readers)}"
    return (
        f"<h2>{number}. {escape(table.caption)}</h2>"
        f'<div class="kind">{escape(how)}</div>'
        f'<table><tr><th class="kind"></th>{heading}</tr>{"".join(rows)}</table>'
    )
