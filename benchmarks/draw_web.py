"""Drawing a notice as the page of a government site, and printing such a page with Chromium."""

import subprocess
import tempfile
from html import escape
from pathlib import Path

from benchmarks.facts import FactTable, NoticeFacts

_FRAME = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="{charset}">
<title>{title}-政务公开</title><meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{published}">
<style>td,th{{border:1px solid #000;padding:3px;text-align:center}}
table{{border-collapse:collapse;width:100%}}
.mid{{text-align:center}} .right{{text-align:right}}</style>
<script>var visits = 20180730;</script></head><body>
<div class="header"><ul><li><a href="/">网站首页</a></li>
<li><a href="/gk/">信息公开</a></li></ul></div>
<div class="position">您现在的位置：<a href="/">首页</a> &gt; <a href="/tb/">通报</a></div>
<div class="detail"><h2 class="mid">{title}</h2>
<p class="from">{from_line} 访问量：3021 次 <a href="javascript:print()">打印本页</a></p>
<div class="article-body">
{body}
</div></div>
<div class="share-bar">分享：<a href="#">微博</a> <a href="#">微信</a></div>
<div class="more-news"><h4>相关文章</h4>
<a href="/tb/8.html">上一篇：关于报送第三季度稿件的通知</a></div>
<div class="page-footer">主办：办公室 备案号：蒙ICP备10000000号</div></body></html>
"""


def _paragraph(text: str, style: str = "") -> str:
    return f"<p{f' class={style}' if style else ''}>{escape(text)}</p>" if text else ""


def _table(table: FactTable) -> str:
    rows = []
    for heading in table.heading():
        cells = "".join(
            f"<th rowspan={down} colspan={across}>{escape(text)}</th>"
            for text, down, across in heading
        )
        rows.append(f"<tr>{cells}</tr>")
    for row in table.rows:
        if len(row) == 1:
            rows.append(f"<tr><td colspan={len(table.columns)}>{escape(row[0])}</td></tr>")
        else:
            rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>")
    return "<table>\n" + "\n".join(rows) + "\n</table>"


def _fields(facts: NoticeFacts) -> str:
    rows = []
    for name, value in facts.fields:
        if isinstance(value, str):
            rows.append(f"<tr><th>{escape(name)}</th><td colspan=2>{escape(value)}</td></tr>")
        else:
            keys = "".join(f"<td>{escape(key)}</td>" for key in value)
            texts = "".join(f"<td>{escape(text)}</td>" for text in value.values())
            rows.append(f"<tr><th rowspan=2>{escape(name)}</th>{keys}</tr><tr>{texts}</tr>")
    return f"<table>{''.join(rows)}</table>" if rows else ""


def draw_body(facts: NoticeFacts) -> str:
    """What a site's editor holds of the notice: all but its title."""
    body = [
        _paragraph(facts.doc_number or "", "mid"),
        _paragraph(facts.addressees),
        *map(_paragraph, facts.paragraphs),
        _fields(facts),
    ]
    if facts.tables or facts.after_signature:
        body.append(_paragraph(facts.issuer, "right"))
        if facts.published_on and " " not in facts.published_on:
            body.append(_paragraph(facts.published_on, "right"))
    for table in facts.tables:
        body += [_paragraph(table.label), _paragraph(table.caption, "mid"), _table(table)]
    body += map(_paragraph, (*facts.after_signature, *facts.notes))
    return "\n".join(line for line in body if line)


def draw_page(facts: NoticeFacts, charset: str = "utf-8") -> str:
    """The notice as a web page that declares `charset`."""
    day = facts.published_on or ""
    return _FRAME.format(
        charset=charset,
        title=escape(facts.title),
        published=day if "-" in day else "",
        from_line=f"发布时间：{day} 来源：{facts.issuer}",
        body=draw_body(facts),
    )


def print_page(page: str) -> bytes:
    """The PDF that Chromium prints of the notice's own part of a page."""
    start, end = page.index('<div class="detail">'), page.index('<div class="share-bar">')
    head = page[: page.index("<body>")]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(f"{head}<body>{page[start:end]}</body></html>", encoding="utf-8")
        subprocess.run(
            [
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-sync",
                "--disable-component-update", f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri(),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return target.read_bytes()
