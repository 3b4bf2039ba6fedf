"""What a page states of its notice outside the body: titles, source, day of publication."""

import itertools
import re
from typing import NamedTuple

from lxml import etree

from extractors.printed import clean, fold
from extractors.web.segments import Segment
from extractors.web.tree import names_of, tag_of, text_of

_TITLE_META = ("articletitle", "og:title", "title", "dc.title", "headline")
_SOURCE_META = ("contentsource", "source", "article:source", "og:article:author", "mediaid")
_DAY_META = (
    "pubdate",
    "publishdate",
    "article:published_time",
    "og:release_date",
    "firstpublishedtime",
    "publish_time",
    "pub_date",
    "weibo: article:create_at",
)
_DAY = r"(?:19|20)\d{2}\s*(?:[-./]\s*\d{1,2}\s*[-./]\s*\d{1,2}|年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)"
_ANY_DAY = re.compile(_DAY)
_PUBLISHED = re.compile(
    rf"(?:发[布表稿]|上传|录入|添加|更新)?(?:时间|日期|于)\s*[:：]?\s*[\[【（(]?\s*({_DAY})"
)
_SOURCE = re.compile(
    r"(?:信息|文章|稿件|内容|新闻)?(?:来源|稿源)\s*[:：]\s*[\[【（(]?\s*([^\s|｜\]】）):：]{2,40})"
)
_SOURCE_LABEL = re.compile(r"^(?:信息|文章|稿件|内容|新闻)?(?:来源|稿源)\s*[:：]\s*")
_NEXT_LABEL = re.compile(
    r"(?:作者|发布|时间|日期|字体|字号|浏览|点击|阅读|访问|责任编辑|编辑|打印|分享|【|\[|〖|\().*$"
)
_DAY_LABEL = re.compile(r"^发[布文](?:日期|时间)\s*[:：]?$")
_DAY_NAMES = re.compile(r"(?:^|[\s_-])(?:pub\w*|time|date|fbsj|riqi)(?=$|[\s_-])", re.I)
_SOURCE_NAMES = re.compile(r"(?:^|[\s_-])(?:source|laiyuan|ly|origin)(?=$|[\s_-])", re.I)
_SPLIT = re.compile(r"\s*(?:_+|\||｜|--+|——+|\s[-–—]\s|::|>>|»|-(?=[^-_|]*$))\s*")
_SITE = re.compile(
    r"(?:网|网站|门户|平台|频道|新闻|日报|晚报|政府|人民政府|委员会|局|办公室|公开|专栏|动态|中心|首页|通知公告|公示公告|公告|文化|厅|委|办)$"
)
_COLUMN = re.compile(
    r"^(?:通知公告|公告公示|通知通报|[\u4e00-\u9fff]{2}(?:公开|动态|要闻|专栏|文件|信息))$"
)
_UNTITLED = re.compile(
    r"^(?:.{0,3}|无标题.*|untitled.*|新建.{0,20}文档|new page.*|document.*)$", re.I
)
_NOTICE = re.compile(r"关于|通报|通知|情况|公告|公报|决定|意见|报告")


class Facts(NamedTuple):
    """What the page states, as printed; None where it says nothing."""

    source: str | None
    published: str | None


def stated_titles(root: etree._Element) -> list[str]:
    """The titles that the page states, from the most to the least trustworthy."""
    metas = _metas(root)
    page_title = next((clean(text_of(title)) for title in root.iter("title")), "")
    titles = [metas[name] for name in _TITLE_META if metas.get(name)]
    return titles + _title_parts(page_title)


def page_facts(root: etree._Element, segments: list[Segment], kept: list[int]) -> Facts:
    """Read the page's meta elements and the line under its headline."""
    metas = _metas(root)
    body = set(kept)
    first = kept[0] if kept else len(segments)
    # The line under the headline stands before the body, and nearest to it.
    order = [*reversed(range(first)), *range(first, len(segments))]
    lines = [
        segments[at]
        for at in order
        if at not in body and not segments[at].hidden and 0 < len(segments[at].text) <= 200
    ]
    return Facts(_source(metas, lines), _published(metas, lines) or _tabled_day(segments))


def _metas(root: etree._Element) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = clean(meta.get("content") or "")
        if name and content:
            metas.setdefault(name, content)
    return metas


def _title_parts(page_title: str) -> list[str]:
    """The ``<title>`` without the site's name, then whole."""
    if not page_title:
        return []
    parts = [part for part in _SPLIT.split(page_title) if part]
    while len(parts) > 1 and _is_site_name(parts[-1]):
        parts.pop()
    while len(parts) > 1 and _is_site_name(parts[0]):
        parts.pop(0)
    bare = page_title
    if parts:
        start = page_title.find(parts[0])
        bare = page_title[start : page_title.rfind(parts[-1]) + len(parts[-1])]
    return [bare] if bare == page_title else [bare, page_title]


def _is_site_name(part: str) -> bool:
    if _COLUMN.match(part):
        return True
    return len(part) <= 25 and not _NOTICE.search(part) and bool(_SITE.search(part))


def stated_title(titles: list[str], printed: str | None) -> str | None:
    """The printed headline where the page states it too, else the first title that it states."""
    if printed and (not titles or any(fold(printed) in fold(title) for title in titles)):
        return printed
    meta = next((title for title in titles if not _UNTITLED.match(title)), None)
    return meta or printed


def _published(metas: dict[str, str], lines: list[Segment]) -> str | None:
    for name in _DAY_META:
        if day := _ANY_DAY.search(metas.get(name, "")):
            return day.group()
    for segment in lines:
        if match := _PUBLISHED.search(segment.text):
            return match.group(1)
    for segment in lines:
        if (day := _ANY_DAY.search(segment.text)) and (
            len(segment.text) <= 30 or _SOURCE.search(segment.text) or _named(segment, _DAY_NAMES)
        ):
            return day.group()
    return None


def _tabled_day(segments: list[Segment]) -> str | None:
    """The day beside a cell «发布日期» in the table of page data that government sites print."""
    for segment in segments:
        cells = segment.table.cells if segment.table and not segment.hidden else ()
        for label, value in itertools.pairwise(cells):
            if _DAY_LABEL.match(label.printed.text) and value.row == label.row:
                day = _ANY_DAY.match(value.printed.text)
                if day:
                    return day.group()
    return None


def _source(metas: dict[str, str], lines: list[Segment]) -> str | None:
    for name in _SOURCE_META:
        if metas.get(name):
            return _SOURCE_LABEL.sub("", metas[name])
    for segment in lines:
        if match := _SOURCE.search(segment.text):
            name = _NEXT_LABEL.sub("", match.group(1)).strip(" 、，；;")
            if name:
                return name
    for segment in lines:
        for element in segment.owner.iter("span", "em", "i", "p", "a", "div"):
            if _SOURCE_NAMES.search(names_of(element)):
                name = clean(text_of(element))
                if 2 <= len(name) <= 40 and not _ANY_DAY.search(name):
                    return name
    return None


def _named(segment: Segment, names: re.Pattern[str]) -> bool:
    """Whether the segment's block, or an inline part of it, bears one of the names."""
    return any(
        names.search(names_of(element))
        for element in segment.owner.iter("span", "em", "i", "p", "div", "time")
        if element.attrib or tag_of(element) == "time"
    )
