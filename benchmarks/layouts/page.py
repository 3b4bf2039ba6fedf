"""Made notices as the pages of government sites, in several manners of markup."""

from html import escape
from random import Random

from benchmarks.layouts.table import Cell, TrueNotice, TrueTable

_HEAD = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_{site}</title>
<meta name="ArticleTitle" content="{title}"></head><body>
<div class="top"><a href="/">首页</a>
<a href="/zwgk/">政务公开</a><a href="/hdjl/">互动交流</a></div>
<div class="crumbs">当前位置：<a href="/">首页</a>&gt;<a href="/tzgg/">通知公告</a></div>
"""
_FOOT = """<div class="footer"><p>主办：{site} 网站标识码：0000000000</p></div></body></html>"""


def draw(notice: TrueNotice, seed: str) -> bytes:
    """The notice as a web page; the seed decides the manner of its markup."""
    manner = Random(seed).choice((_plain, _pasted, _old))
    body = [f"<h1>{escape(notice.title)}</h1>", f"<div>发布时间：{notice.day} 浏览次数：1024</div>"]
    body += [f"<p>{escape(text)}</p>" for text in (*notice.paragraphs, notice.issuer, notice.day)]
    for table in notice.tables:
        body += [f"<p>{escape(table.lead)}</p>"] if table.lead else []
        if not table.title_inside:
            body.append(f"<p align=center><strong>{escape(table.caption)}</strong></p>")
        body += [f"<p align=right>{escape(table.measure)}</p>"] if table.measure else []
        body.append(manner(table))
    content = f"<div class=content>{''.join(body)}</div>"
    if manner is _old:
        content = f"<TABLE width=900 align=center><TR><TD valign=top>{content}</TD></TR></TABLE>"
    page = _HEAD + content.replace("{", "&#123;") + _FOOT
    return page.format(title=escape(notice.title), site=notice.issuer).encode()


def _rows(table: TrueTable) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in range(table.row_count)]
    for cell in sorted(table.cells, key=lambda cell: cell.column):
        rows[cell.row].append(cell)
    return rows


def _spans(cell: Cell) -> str:
    across = f' colspan="{cell.across}"' if cell.across > 1 else ""
    return across + (f' rowspan="{cell.down}"' if cell.down > 1 else "")


def _plain(table: TrueTable) -> str:
    """Headings marked as such, in parts of their own."""
    head = table.title_rows + table.heading_rows
    written = []
    for number, cells in enumerate(_rows(table)):
        tag = "th" if number < head else "td"
        texts = (f"<{tag}{_spans(cell)}>{escape(cell.text)}</{tag}>" for cell in cells)
        written.append(f"<tr>{''.join(texts)}</tr>")
    heading = f"<thead>{''.join(written[:head])}</thead>" if head else ""
    return f"<table border=1>{heading}<tbody>{''.join(written[head:])}</tbody></table>"


def _pasted(table: TrueTable) -> str:
    """As a word processor pastes it: paragraphs and spans within each cell."""
    rows = (
        "".join(
            f"<td{_spans(cell)} style='border:solid windowtext 1.0pt'>\n<p class=MsoNormal>"
            f"<span style='font-family:仿宋'>{escape(cell.text) or '&nbsp;'}<o:p></o:p>"
            "</span></p></td>"
            for cell in cells
        )
        for cells in _rows(table)
    )
    return f"<table class=MsoNormalTable>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _old(table: TrueTable) -> str:
    """As pages of twenty years ago: capital tags that are left open, fonts."""
    rows = "".join(
        "<TR>" + "".join(f"<TD{_spans(c)}><FONT size=2>{escape(c.text)}</FONT>\n" for c in cells)
        for cells in _rows(table)
    )
    return f"<TABLE border=1 bordercolor=#000000>{rows}</TABLE>"
