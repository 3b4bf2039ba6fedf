"""Which segments of a page are the notice, and which are the site around it.

No class name is needed to find a notice: it lies in the smallest element that holds every data
table and every sentence that is not plainly the site's. Class names only settle doubts.
"""

import re
from itertools import accumulate

from lxml import etree

from extractors.html_segments import Page, Segment
from extractors.html_text import fold
from extractors.html_tree import HEADINGS, children, names_of, tag_of

_SENTENCE = re.compile(r"[。；！？]|[:：]$")
_NOTE = re.compile(
    r"^[（(【]?(?:注|备注|说明|附注|附件|附表|附)\s*[\d一二三四五六七八九十]*\s*[:：、.．]|^附件\s*\d*$"
    r"|^单位\s*[:：]\s*\S{1,12}$"
)
_DOC_NUMBER = re.compile(r"[〔\[【（(]\s*(?:19|20)\d{2}\s*[〕\]】）)]\s*第?\s*\d+\s*号$")
_DATE_LINE = re.compile(r"^[（(]?(?:19|20)\d{2}年\d{1,2}月\d{1,2}日[）)]?$")

_SITE_WORDS = re.compile(
    r"版权所有|ICP备|网站标识码|公网安备|网安备|网站地图|技术支持|不得转载|转载请|请注明出处|分辨率|浏览器"
    r"|Copyright|打开APP|下载APP|客户端|扫一扫|扫码|返回顶部|回到顶部|设为首页|加入收藏|无障碍|免责声明"
    r"|登录|注册|举报电话|上一篇|下一篇|上一条|下一条|我要纠错|网站声明|承办单位|通行证|点击右上角|微信公众号",
    re.I,
)
_TOOLS = re.compile(
    r"^\W*(?:分享(?:到|至)?|打印(?:本页|此页|本文|文章|页面)?|关闭(?:窗口|本页|页面)?|收藏(?:本页)?|字[体号](?:大小)?|[大中小]"
    r"|默认|保存|复制链接|微信|微博|新浪微博|腾讯微博|QQ空间?|QQ好友|朋友圈|纠错|朗读|更多|返回|顶部|关注我们|相关附件下载"
    r"|PDF|Word|Print|Share|\W+)+$",
    re.I,
)
_CRUMB = re.compile(
    r"^(?:您?(?:当前|现在)?的?所?在?位置|您的位置|您现在的位置|首页)\s*(?:是)?\s*[:：>＞»]"
)
_EDITORS = re.compile(
    r"^[（(【\[]?.{0,30}?(?:(?:责任|初审|复审|终审|执行|网络|文字|值班|本[期文])?编\s*辑|责编|编审|编校|初审|复审|终审)(?:人|员)?\s*[:：]"
)
_LABEL = re.compile(
    r"(?:发[布表]|更新|录入|添加|发稿|上传|成文)(?:时间|日期|于)|(?:信息|文章|稿件|内容)?来源|稿源|作者|浏览|点击|访问|阅读"
    r"|字[体号]|打印|分享|保护视力色|信息索引|发布机构|发布单位|发布人|关闭窗口|(?:^|\s)(?:时间|日期)"
)
_CLOCK = re.compile(
    r"^\W*(?:19|20)\d{2}(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}日)\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?\W*$"
)
_SOURCE_LINE = re.compile(r"^[（(]?\s*(?:(?:文章|信息|稿件|内容)?来源|稿源)\s*[:：].{0,40}$")
_RELATED = re.compile(
    r"^\W*(?:相关|推荐|热点|延伸|热门|精彩|最新|猜你|更多|友情|视频|图片|往期|大家都在|网友|本网|点击)"
    r"(?:阅读|新闻|链接|文章|推荐|信息|报道|资讯|图集|稿件|喜欢|内容|专题|解读|文件|搜索|评论|在看|排行|回顾)\W*$"
)
_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|et|zip|rar|ofd|pptx?)(?:$|[?#])", re.I)

_CHROME_TAGS = frozenset(("nav", "footer", "aside"))
_CHROME_ROLES = frozenset(("navigation", "contentinfo", "search", "banner", "complementary"))
_CHROME_NAMES = re.compile(
    r"(?:^|[\s_-])(?:bd)?(?:share\w*|print\w*|relat\w+|xgxw|xgyd|xgwz|xglj|recommend\w*|nav|navbar|menu|crumbs?|breadcrumbs?|foot"
    r"|footer|bottom|copyright|copy|friend\w*|yqlj|pager|pagination|editors?|zrbj|bianji|qrcode|ewm|fontsize|login|search|comments?"
    r"|wake|app\w*|tips?|ads?|advert\w*|sidebar|side|aside|hits|toolbar|topbar|header|logo|banner)(?=$|[\s_-])",
    re.I,
)
_BODY_NAMES = re.compile(
    r"(?:^|\s)(?:TRS_\w*Editor|TRS_PreAppend|zoom\w*|UCAPCONTENT|vsb_content\w*|rwb_zw|BodyLabel|artibody|cas_content|xxgk_\w*content"
    r"|ContentRegion|wp_articlecontent|pages_content|j-fontcontent|(?:article|news|detail|main|info|text|art|con|page)[_-]?"
    r"(?:con|content|text|txt|body|detail|main|box)\w*|content(?:[_-]?\w+)?|con_?(?:txt|text)|zw|zhengwen|neirong|nr)(?=$|\s)",
    re.I,
)
_CONTAINERS = frozenset(
    "html body div table tbody tr td article section main center form blockquote ul li".split()
)
_CHROME_SHARE = 0.25


def is_info_line(text: str) -> bool:
    """Whether a line is the one under the title: day, source, author, visits, print."""
    if len(text) > 200 or _SENTENCE.search(text.rstrip(":：")):
        return False
    labels = len(_LABEL.findall(text))
    return (
        labels >= 2 or bool(_CLOCK.match(text)) or (labels == 1 and bool(_FIRST_LABEL.match(text)))
    )


_FIRST_LABEL = re.compile(
    r"^\W*(?:发布时间|发布日期|更新时间|信息来源|文章来源|来源|作者|时间|日期|浏览次数|点击数|点击次数|阅读次数|访问次数|字体|字号)\s*[:：\[【（(]"
)


def notice_segments(page: Page, root: etree._Element) -> list[int]:
    """The numbers of the segments that are the notice, in reading order; the title may be outside.

    Where nothing that shows is prose or a table, but something hidden is (a page that a script
    opens), the hidden is read.
    """
    for with_hidden in (False, True):
        shown = [
            not segment.control and (with_hidden or not segment.hidden) for segment in page.segments
        ]
        kept = _notice_among(page, root, shown)
        if any(_is_content(page.segments[at]) for at in kept):
            return kept
    return _notice_among(page, root, [not segment.hidden for segment in page.segments])


def _notice_among(page: Page, root: etree._Element, shown: list[bool]) -> list[int]:
    segments = page.segments
    usable = [
        show and not _is_site_line(segment) for show, segment in zip(shown, segments, strict=True)
    ]
    _drop_related(page, usable)
    weights = [
        _weight(segment) if use else 0 for segment, use in zip(segments, usable, strict=True)
    ]
    strong = [use and _is_strong(segment) for segment, use in zip(segments, usable, strict=True)]
    _drop_chrome(page, usable, weights, strong)
    body = _body(page, root, weights, strong)
    first, last = page.spans.get(body, (0, len(segments)))
    _drop_link_lists(page, body, usable, weights, strong)
    prose = next((at for at in range(first, last) if weights[at]), last)
    final = next((at for at in reversed(range(first, last)) if weights[at]), first)
    for at in range(first, last):
        text = segments[at].text
        if usable[at] and not segments[at].table:
            before = at < prose and is_info_line(text)
            after = at > final and bool(_SOURCE_LINE.match(text))
            usable[at] = not (
                before or after or len(_LABEL.findall(text)) >= 3 and is_info_line(text)
            )
    kept = [at for at in range(first, last) if usable[at]]
    return kept + _signature_after(page, body, last, usable)


def _is_content(segment: Segment) -> bool:
    return segment.table is not None or len(segment.text) >= 15


def _is_site_line(segment: Segment) -> bool:
    """Whether a line by its words alone is the site's."""
    if segment.table:
        return False
    text = segment.text
    short = len(text) <= 60
    return bool(
        _TOOLS.match(text)
        or _CRUMB.match(text)
        or (short and _EDITORS.match(text) and "。" not in text)
        or (len(text) <= 200 and len(_SITE_WORDS.findall(text)) >= (1 if short else 2))
    )


def _weight(segment: Segment) -> int:
    """How much a segment speaks for lying in the notice."""
    if segment.table:
        return 50 + sum(len(cell.printed.text) for cell in segment.table.cells)
    chars = len(segment.text)
    if segment.link_chars * 2 > chars:
        return 0
    if chars >= 15 and _SENTENCE.search(segment.text) and not is_info_line(segment.text):
        return chars
    return chars if _is_strong(segment) or chars >= 80 else 0


def _is_strong(segment: Segment) -> bool:
    """A table, a note, a document number, a date line: what only a notice holds."""
    text = segment.text
    return segment.table is not None or (
        segment.link_chars * 2 <= len(text)
        and not segment.heading
        and bool(
            _NOTE.match(text)
            or (len(text) <= 40 and _DOC_NUMBER.search(text))
            or _DATE_LINE.match(text)
        )
    )


def _drop_related(page: Page, usable: list[bool]) -> None:
    """Leave out what follows a heading such as 相关阅读 in the same box."""
    for at, segment in enumerate(page.segments):
        if segment.table or len(segment.text) > 12 or not _RELATED.match(segment.text):
            continue
        usable[at] = False
        box: etree._Element | None = segment.owner
        while box is not None and page.spans[box][1] <= at + 1:
            box = box.getparent() if box.getparent() in page.spans else None
        end = page.spans[box][1] if box is not None else at + 1
        opens = box is not None and page.spans[box][0] == at
        for other in range(at + 1, end):
            follower = page.segments[other]
            linked = follower.link_chars * 2 > len(follower.text)
            if follower.table or _is_strong(follower) or not (opens or linked):
                break
            usable[other] = False


def _drop_chrome(page: Page, usable: list[bool], weights: list[int], strong: list[bool]) -> None:
    """Leave out parts that their tag, role or class calls the site's, unless the notice is in them."""
    sums = [0, *accumulate(weights)]
    total = sums[-1]
    for element, (first, last) in page.spans.items():
        named = (
            tag_of(element) in _CHROME_TAGS
            or element.get("role") in _CHROME_ROLES
            or (element.attrib and _CHROME_NAMES.search(names_of(element)))
        )
        if not named or last - first == len(usable):
            continue
        if sums[last] - sums[first] > total * _CHROME_SHARE or any(strong[first:last]):
            continue
        for at in range(first, last):
            usable[at] = False
            weights[at] = 0


def _body(
    page: Page, root: etree._Element, weights: list[int], strong: list[bool]
) -> etree._Element:
    """The smallest element that holds the notice."""
    sums = [0, *accumulate(weights)]
    strongs = [0, *accumulate(strong)]

    def weight(element: etree._Element) -> int:
        first, last = page.spans[element]
        return sums[last] - sums[first]

    def strong_in(element: etree._Element) -> int:
        first, last = page.spans[element]
        return strongs[last] - strongs[first]

    named = [
        element
        for element in page.spans
        if element.attrib and _BODY_NAMES.search(names_of(element)) and weight(element)
    ]
    marked = max(named, key=weight, default=None)
    above = set() if marked is None else {marked, *marked.iterancestors()}
    body = root
    while True:
        inner = max(
            (child for child in _nearest(page, body) if weight(child)), key=weight, default=None
        )
        if inner is None or tag_of(inner) not in _CONTAINERS:
            return body
        left_out = weight(body) - weight(inner)
        weak = inner in above and left_out * 3 <= weight(inner)
        if left_out and not (weak and strong_in(inner) == strong_in(body)):
            return body
        if page.spans[inner][1] - page.spans[inner][0] < 2 and body is not root:
            return body
        body = inner


def _nearest(page: Page, element: etree._Element) -> list[etree._Element]:
    """The block elements directly inside an element, whatever inline tags lie between."""
    found = []
    stack = list(reversed(list(children(element))))
    while stack:
        child = stack.pop()
        if child in page.spans:
            found.append(child)
        else:
            stack.extend(reversed(list(children(child))))
    return found


def _drop_link_lists(
    page: Page,
    body: etree._Element,
    usable: list[bool],
    weights: list[int],
    strong: list[bool],
) -> None:
    """Leave out lists of links in the body: menus beside it, further reading below it."""
    sums = [0, *accumulate(weights)]
    first, last = page.spans.get(body, (0, len(usable)))
    for element, (start, end) in page.spans.items():
        if not (first <= start and end <= last and end - start >= 3) or element is body:
            continue
        if sums[end] > sums[start]:
            continue
        inside = page.segments[start:end]
        links = sum(segment.link_chars for segment in inside)
        if links * 10 < 6 * sum(len(segment.text) for segment in inside):
            continue
        if any(_FILE.search(link.get("href") or "") for link in element.iter("a")):
            continue
        usable[start:end] = [False] * (end - start)


def _signature_after(page: Page, body: etree._Element, last: int, usable: list[bool]) -> list[int]:
    """Plain paragraphs that directly follow the body beside it, such as a signature."""
    found = []
    for at in range(last, len(usable)):
        segment = page.segments[at]
        beside = segment.owner.getparent() is body.getparent() and tag_of(segment.owner) == "p"
        if not (beside and usable[at]) or segment.link_chars or is_info_line(segment.text):
            break
        found.append(at)
    return found


def title_segment(page: Page, kept: list[int], titles: list[str]) -> int | None:
    """The segment that prints the title, also where it stands outside the body.

    `titles` are what the page states (best first). A heading that agrees with one of them is the
    title; else the last ``<h1>`` before the body that no menu or logo holds.
    """
    first = kept[0] if kept else len(page.segments)
    last = kept[-1] if kept else -1
    stated = [fold(title) for title in titles if fold(title)]
    best: tuple[tuple[int, ...], int] | None = None
    for at, segment in enumerate(page.segments):
        if segment.hidden or segment.control or segment.table or at > last >= 0:
            continue
        text = fold(segment.text)
        if len(text) < 4 or _is_site_line(segment):
            continue
        agrees = max(
            (
                3 if text == title else 2
                for title in stated
                if text == title or _starts(title, text)
            ),
            default=0,
        )
        heading = tag_of(segment.owner) in HEADINGS or segment.heading
        first_order = segment.heading and tag_of(segment.owner) == "h1" and segment.link_chars == 0
        if not agrees and not (first_order and len(text) >= 8):
            continue
        if agrees == 2 and not heading and len(text) < 8:
            continue
        rank = (agrees, int(first_order), int(heading), -int(at > first), -at)
        if segment.link_chars * 2 > len(text):
            continue
        if best is None or rank > best[0]:
            best = (rank, at)
    return best[1] if best else None


def _starts(title: str, text: str) -> bool:
    """Whether a stated title is the printed one with the site's name before or after it."""
    return len(text) >= 6 and (title.startswith(text) or title.endswith(text))
