"""What a page shows that is not read: pictures, framed documents, scripted text, further parts."""

import re
from collections.abc import Iterator

from lxml import etree

from contracts import Issue
from evidence import Message
from extractors.web.body import is_site_block
from extractors.web.charset import common_share
from extractors.web.lines import weight_of
from extractors.web.segments import Page
from extractors.web.tree import children, is_hidden, tag_of, text_of

_FRAMES = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}
_ICON = re.compile(
    r"(?:^|[/_.-])(?:ico(?:n|ns)?\d*|logo\w*|btn\w*|button\w*|arrow\w*|ewm\w*|qr\w*|weixin|wechat|share\w*|file_?types?"
    r"|fileicons?|print\w*|close|dot|line|bg|blank|space[rs]?|pixel|loading|banner\w*|word|excel|doc|xls|pdf|zip|rar|jiucuo\w*)(?:[/_.-]|$)",
    re.I,
)
_SMALL_PX = 60
_PX = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d+)px", re.I)
_NEXT = re.compile(r"^\W*下一?[页頁]\W*$")
_PREVIOUS = re.compile(r"^\W*上一?[页頁]\W*$")
_LIST_PAGE = re.compile(r"(?:^|/)(?:index|list|default|more)[^/]*$", re.I)
_SCRIPTED_PARTS = re.compile(r"createPageHTML\(\s*(\d+)")
_GARBLED = 0.45
"""Pages in traditional characters have .6 of everyday Chinese, garbled ones .3 at the most."""
_NAMED = 5


def unread_issues(
    root: etree._Element, page: Page, kept: list[int], title: int | None, hidden: frozenset[str]
) -> tuple[Issue, ...]:
    """The issues of what stands in the notice and is no text, and of parts that are elsewhere."""
    text = [at for at in kept if at != title]
    if not any(page.segments[at].table or weight_of(page.segments[at], False) for at in text):
        text = []
    places = [*([] if title is None else [title]), *text]
    box = _box(root, page, places)
    last = max(text, default=len(page.segments))
    pictures, frames = _unread_in(box, page, last, hidden if text else None)
    while not (text or pictures or frames) and box is not root:
        # Nothing but the title: what it heads stands somewhere around it.
        box = _parent(box, root)
        pictures, frames = _unread_in(box, page, last, None)
    issues = []
    if pictures:
        issues.append(_pictures_unread(pictures))
    if frames:
        issues.append(_frames_unread(frames))
    if not (text or pictures or frames):
        issues.append(_nothing_read())
    if _is_part(root):
        issues.append(_part_of_a_notice())
    if common_share("".join(page.segments[at].text for at in text)) < _GARBLED:
        issues.append(_garbled())
    return tuple(issues)


def _box(root: etree._Element, page: Page, kept: list[int]) -> etree._Element:
    """The smallest element that holds the segments."""
    if not kept:
        return root
    # A paragraph alone stands beside what else its parent holds.
    box = _parent(page.segments[min(kept)].owner, root)
    last = page.segments[max(kept)].owner
    around = {last, *last.iterancestors()}
    while box is not root and (box not in around or box not in page.spans):
        box = _parent(box, root)
    return box


def _unread_in(
    box: etree._Element, page: Page, last: int, hidden: frozenset[str] | None
) -> tuple[list[str], list[str]]:
    """The names of the pictures and the framed documents in a box, up to its last text.

    Without the names that the style sheet hides, hidden ones are among them.
    """
    pictures = []
    frames = []
    for element in _shown(box, page, hidden):
        block = element
        while block not in page.spans:
            block = _parent(block, box)
        if block is not box and page.spans[block][0] > last + 1:
            break
        if tag_of(element) == "img" and _is_large(element):
            pictures.append(_name(element, "src"))
        elif tag_of(element) in _FRAMES and _is_document(element):
            frames.append(_name(element, _FRAMES[tag_of(element)]))
    # What stands on the page more than once is the site's.
    return [name for name in pictures if pictures.count(name) == 1], frames


def _parent(element: etree._Element, root: etree._Element) -> etree._Element:
    parent = element.getparent()
    return root if parent is None else parent


def _is_large(image: etree._Element) -> bool:
    """Whether a picture may hold text: it is no icon by its name or size."""
    source = _source(image, "src")
    if _ICON.search(source.split("?")[0]) and not source.startswith("data:"):
        return False
    sizes = [image.get("width") or "", image.get("height") or ""]
    sizes += [size for _, size in _PX.findall(image.get("style") or "")]
    numbers = [int(size.removesuffix("px")) for size in sizes if size.removesuffix("px").isdigit()]
    return not any(number < _SMALL_PX for number in numbers)


def _is_document(frame: etree._Element) -> bool:
    """Whether a frame shows another document, not a counter or the like."""
    source = _source(frame, _FRAMES[tag_of(frame)])
    flat = any((frame.get(side) or "").strip() in ("0", "1") for side in ("width", "height"))
    return bool(source) and not flat and not source.startswith(("about:", "javascript:", "#"))


def _shown(
    box: etree._Element, page: Page, hidden: frozenset[str] | None
) -> Iterator[etree._Element]:
    """The elements in a box that show, without blocks of the site, in reading order."""
    stack = [box]
    while stack:
        element = stack.pop()
        if element is not box and is_site_block(element):
            continue
        if hidden is not None and is_hidden(element, hidden):
            first, last = page.spans.get(element, (0, 0))
            if all(segment.hidden for segment in page.segments[first:last]):
                continue
        yield element
        stack.extend(reversed(list(children(element))))


def _name(element: etree._Element, attribute: str) -> str:
    source = _source(element, attribute)
    return "data:" if source.startswith("data:") else source[:120]


def _source(element: etree._Element, attribute: str) -> str:
    """Where an element's content lies; a page that loads it late keeps that in ``data-src``."""
    return (element.get("data-" + attribute) or element.get(attribute) or "").strip()


def _is_part(root: etree._Element) -> bool:
    """Whether the page is one of several that hold the notice, and not all of them one by one.

    The first of all parts leads only onwards, the last only back.
    """
    ways = []
    for link in root.iter("a"):
        target = (link.get("href") or "").strip()
        if not target or target.startswith(("#", "javascript:")) or _LIST_PAGE.search(target):
            continue
        words = text_of(link)
        if _NEXT.match(words) or _PREVIOUS.match(words):
            ways.append(bool(_NEXT.match(words)))
    scripted = [
        int(count)
        for script in root.iter("script")
        for count in _SCRIPTED_PARTS.findall(script.text or "")
    ]
    if scripted:
        return max(scripted) > len(scripted)
    return bool(ways) and not (ways[0] and not ways[-1])


def _pictures_unread(names: list[str]) -> Issue:
    listed = "、".join(names[:_NAMED])
    return Issue(
        code="needs_ocr",
        message=Message(
            zh=f"正文中有{len(names)}张图片未识别（{listed}）；"
            "其中若有表格或文字，请下载图片后转为 PDF 再加入",
            en=f"{len(names)} pictures in the text were not read ({listed}); if they hold tables "
            "or words, fetch them and add them as a PDF",
        ),
    )


def _frames_unread(names: list[str]) -> Issue:
    listed = "、".join(names[:_NAMED])
    return Issue(
        code="not_readable",
        message=Message(
            zh=f"网页另嵌有文件，未读（{listed}）；请打开该地址，另存后加入",
            en=f"the page frames another document, which was not read ({listed}); "
            "open that address, save it and add it",
        ),
    )


def _nothing_read() -> Issue:
    return Issue(
        code="not_readable",
        message=Message(
            zh="网页源码中没有正文，内容可能由脚本载入；请在浏览器中打开后另存网页，或改为添加其附件",
            en="the page's source holds no text of a notice: a script may fill it in. Open it in a "
            "browser and save the page, or add its attachment instead",
        ),
    )


def _part_of_a_notice() -> Issue:
    return Issue(
        code="truncated",
        message=Message(
            zh="通知分成几页，这里只有其中一页；请用 tongbao collect 收集，"
            "或将各页依次接成一个文件",
            en="the notice is cut into several pages and this is one of them; let `tongbao "
            "collect` fetch it, or put the pages one after another into one file",
        ),
    )


def _garbled() -> Issue:
    return Issue(
        code="not_readable",
        message=Message(
            zh="网页文字是乱码（曾以错误的编码保存）；请从原网站重新下载",
            en="the text is garbled: it was saved in a wrong charset. Fetch the page again from "
            "its site",
        ),
    )
