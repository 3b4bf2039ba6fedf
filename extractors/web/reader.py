"""Web pages, read with lxml: the notice's text and tables, without the site around them."""

import re

from lxml import etree

from contracts import Issue
from evidence import Evidence, Locator, Message
from extractors.document import Document, Grid, GridCell, Outside, TextBlock, Unreadable
from extractors.printed import fold
from extractors.web.body import notice_segments, revealed
from extractors.web.charset import Decoded, decode_page
from extractors.web.copies import copies
from extractors.web.cut import is_cut, lacks_end
from extractors.web.facts import page_facts, stated_title, stated_titles
from extractors.web.segments import Page, Segment, cut_page
from extractors.web.selectors import Selectors
from extractors.web.title import title_segment
from extractors.web.tree import hidden_names, parse_page
from extractors.web.typed import with_typed_tables
from extractors.web.unread import unread_issues

NAME = "lxml@" + etree.__version__.split(".")[0]

_MARKUP = re.compile(
    r"<(?:!doctype\s+html|(?:[a-z]\w*:)?html|head|body|table|div|p|meta|title|article|section|center|span)[\s>/]",
    re.I,
)
_BEGUN = re.compile(r"<html[\s>]", re.I)
_OTHER_KINDS = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"{\\rtf",
    b"GIF8",
)
_SUFFIXES = (".html", ".htm", ".shtml", ".xhtml")


def accepts(content: bytes, file_name: str) -> bool:
    """Whether these bytes are a web page; the name decides only where the bytes do not."""
    if content.lstrip()[:8].startswith(_OTHER_KINDS) or b"MIME-Version:" in content[:400]:
        return False
    head = content[:8192].replace(b"\x00", b"").decode("latin-1")
    if _MARKUP.search(head):
        start = head.lstrip("\ufeff\xef\xbb\xbf\xff\xfe \t\r\n")
        return not start.startswith("<?xml") or bool(re.search(r"<(?:\w+:)?html[\s>]", head, re.I))
    return file_name.lower().endswith(_SUFFIXES) and not _is_binary(content)


def _is_binary(content: bytes) -> bool:
    """Whether the first bytes are no text of any charset that pages come in."""
    head = content[:512]
    return sum(byte < 9 or 13 < byte < 32 for byte in head) * 10 > len(head)


def read(content: bytes, sha256: str, pages: frozenset[int] | None = None) -> Document:
    """Read a web page: the notice in reading order, and outside it what the site adds.

    Raises:
        Unreadable: the page is empty, prints no text at all or breaks off in the middle, or
            `pages` (1-based) leave it out.
    """
    if pages is not None and 1 not in pages:
        raise Unreadable(
            "not_readable",
            Message(
                zh="网页只有第 1 页；请去掉 --pages", en="A web page has only page 1; drop --pages"
            ),
        )
    decoded = decode_page(content)
    if decoded.cut or is_cut(decoded.text):
        raise Unreadable(
            "truncated",
            Message(
                zh="网页在中途断开，后面的内容缺失；请重新下载整页",
                en="the page breaks off in the middle; fetch the whole page again",
            ),
        )
    root = parse_page(decoded.text)
    if root is None:
        raise Unreadable(
            "not_readable",
            Message(
                zh="网页文件是空的；请重新下载后再读。", en="The page is empty; fetch it again."
            ),
        )
    hidden = hidden_names(root)
    page = with_typed_tables(revealed(cut_page(root, hidden)))
    if not page.segments:
        raise Unreadable(
            "not_readable",
            Message(
                zh="网页里没有文字，内容可能是图片或由脚本载入；请在浏览器中打开后另存网页，或改为添加其附件。",
                en="The page prints no text: it may be pictures, or be filled by a script. "
                "Open it in a browser and save the page, or add its attachment instead.",
            ),
        )
    titles = stated_titles(root)
    kept = notice_segments(page, root, title_segment(page, [], titles))
    facts = page_facts(root, page.segments, kept)
    title = title_segment(page, kept, titles)
    if title is not None and title not in kept:
        kept = [title, *kept]
    if len(_BEGUN.findall(decoded.text)) > 1:
        kept = _without_frames(page.segments, kept, title)
    repeated = copies(page.segments, kept, title)
    left_out = sorted(set(range(len(page.segments))) - set(kept) | repeated)
    selectors = Selectors(root)
    blocks = tuple(
        _block(page.segments[at], at == title, selectors, sha256)
        for at in kept
        if at not in repeated
    )
    printed = page.segments[title].text if title is not None else None
    return Document(
        media_type="text/html",
        blocks=blocks,
        outside=tuple(outside for at in left_out for outside in _outside(page.segments[at])),
        title=stated_title(titles, printed),
        source=facts.source,
        published=facts.published,
        issues=(
            *_issues(decoded, lacks_end(decoded.text), page, kept),
            *unread_issues(root, page, kept, title, hidden),
        ),
    )


def _without_frames(segments: list[Segment], kept: list[int], title: int | None) -> list[int]:
    """The notice of several pages in one file without the lines that the site repeats on each."""
    inside = set(kept)
    around = {fold(segments[at].text) for at in range(len(segments)) if at not in inside}
    return [
        at
        for at in kept
        if at == title or segments[at].table or fold(segments[at].text) not in around
    ]


def _block(segment: Segment, title: bool, selectors: Selectors, sha256: str) -> TextBlock | Grid:
    def evidence(element: etree._Element, quote: str) -> Evidence:
        locator = Locator(selector=selectors.of(element))
        return Evidence(capture=sha256, locator=locator, quote=quote, reader=NAME)

    if segment.table is None:
        return TextBlock(
            text=segment.text,
            evidence=evidence(segment.owner, segment.quote),
            centred=segment.centred,
            heading=segment.heading or title,
        )
    return Grid(
        page=1,
        row_count=segment.table.row_count,
        column_count=segment.table.column_count,
        cells=tuple(
            GridCell(
                row=cell.row,
                column=cell.column,
                row_span=cell.row_span,
                column_span=cell.column_span,
                text=cell.printed.text,
                evidence=evidence(cell.element, cell.printed.quote),
                header=cell.header,
            )
            for cell in segment.table.cells
        ),
        readers=(NAME,),
    )


def _outside(segment: Segment) -> list[Outside]:
    texts = [segment.text]
    if segment.table:
        texts = [cell.printed.text for cell in segment.table.cells if cell.printed.text]
    return [Outside(text=text, page=None, reason="footer") for text in texts]


def _issues(decoded: Decoded, endless: bool, page: Page, kept: list[int]) -> tuple[Issue, ...]:
    lost = decoded.lost
    issues = []
    if decoded.twice:
        issues.append(
            Issue(
                code="not_readable",
                message=Message(
                    zh="网页曾以错误的编码保存，已还原；请与原网页核对",
                    en="The page had been saved in a wrong charset, which was undone; "
                    "compare it with the site.",
                ),
            )
        )
    if endless:
        issues.append(
            Issue(
                code="truncated",
                message=Message(
                    zh="网页没有结束标记，末尾可能缺失；请与原网页核对",
                    en="The page has no end mark; its last part may be missing. "
                    "Compare it with the site.",
                ),
            )
        )
    if lost:
        issues.append(
            Issue(
                code="not_readable",
                message=Message(
                    zh=f"有{lost}个字符无法按任何编码解读，以“\ufffd”表示；请重新下载，或与原网页核对。",
                    en=f"{lost} characters fit no charset and stand as «\ufffd»; "
                    "fetch the page again, or compare it with the site.",
                ),
            )
        )
    tables = [page.segments[at].table for at in kept if page.segments[at].table]
    for number, table in enumerate(tables, 1):
        if table and table.ragged:
            issues.append(
                Issue(
                    code="ragged_table",
                    message=Message(
                        zh=f"第{number}张表有{table.ragged}行的单元格比其他行少，缺处以空格补齐；请与原网页核对这些行。",
                        en=f"In table {number}, {table.ragged} rows have fewer cells than others; "
                        "blanks were put in. Compare these rows with the page.",
                    ),
                )
            )
    return tuple(issues)
