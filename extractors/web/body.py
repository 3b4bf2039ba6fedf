"""Which segments of a page are the notice, and which are the site around it.

No class name is needed to find a notice: it lies in the smallest element that holds every data
table and every sentence that is not plainly the site's. Class names only settle doubts.
"""

import re
from itertools import accumulate

from lxml import etree

from extractors.printed import fold
from extractors.web.lines import (
    is_closing_line,
    is_full_info_line,
    is_info_line,
    is_link_line,
    is_related_heading,
    is_site_line,
    is_strong,
    weight_of,
)
from extractors.web.segments import Page, Segment
from extractors.web.tree import children, names_of, tag_of, tags

_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|et|zip|rar|ofd|pptx?)(?:$|[?#])", re.I)

_CHROME_TAGS = tags("nav footer aside")
_CHROME_ROLES = tags("navigation contentinfo search banner complementary")
_CHROME_NAMES = re.compile(
    r"(?:^|[\s_-])(?:bd)?(?:share\w*|print\w*|relat\w+|xgxw|xgyd|xgwz|xglj|recommend\w*|nav|navbar|menu|crumbs?|breadcrumbs?|foot"
    r"|footer|bottom|copyright|friend\w*|yqlj|pager|pagination|editors?|zrbj|bianji|qrcode|ewm|fontsize|login|search|comments?"
    r"|wake|app(?:-?(?:down\w*|bar|banner))?|tips?|ads?|advert\w*|sidebar|side|aside|hits|toolbar|topbar|header|logo|banner)(?=$|[\s_-])",
    re.I,
)
_BODY_NAMES = re.compile(
    r"(?:^|\s)(?:TRS_\w*Editor|TRS_PreAppend|zoom\w*|UCAPCONTENT|vsb_content\w*|rwb_zw|BodyLabel|artibody|cas_content|xxgk_\w*content"
    r"|ContentRegion|wp_articlecontent|pages_content|j-fontcontent|(?:article|news|detail|main|info|text|art|con|page)[_-]?"
    r"(?:con|content|text|txt|body|detail|main|box)\w*|content(?:[_-]?\w+)?|con_?(?:txt|text)|zw|zhengwen|neirong|nr)(?=$|\s)",
    re.I,
)
_WIDGET_NAMES = re.compile(
    r"(?:^|[\s_-])(?:calendar|rili|weather|tianqi|vote|poll|sidebar|aside)(?=$|[\s_-])", re.I
)
_PAGE_DATA = re.compile(
    r"索引号|发[布文](?:机[关构]|日期|时间|字号)|成文日期|文号|主题词?[:：]|标题[:：]|信息名称|公开(?:方式|日期|主体)"
)
_CONTAINERS = tags(
    "html body div table tbody tr td article section main center form blockquote ul li"
)
_CHROME_SHARE = 0.25
_OPENED = 2
"""How many times the text that shows the hidden body of a page has."""


def revealed(page: Page) -> Page:
    """The page as its scripts show it: hidden blocks that outweigh all that shows are its body.

    A site that fades its article in when it is ready, or opens it by a script, saves it hidden.
    """
    weights = [weight_of(segment, False) for segment in page.segments]
    shown = sum(
        weight
        for weight, segment in zip(weights, page.segments, strict=True)
        if not (segment.hidden or segment.control or is_site_line(segment))
    )
    segments = list(page.segments)
    outer = 0
    for _, (first, last) in sorted(page.spans.items(), key=lambda item: (item[1][0], -item[1][1])):
        if first < outer or not all(segment.hidden for segment in page.segments[first:last]):
            continue
        outer = last
        if sum(weights[first:last]) > shown * _OPENED:
            segments[first:last] = (
                segment._replace(hidden=False) for segment in segments[first:last]
            )
    return page._replace(segments=segments)


def notice_segments(page: Page, root: etree._Element, headline: int | None) -> list[int]:
    """The numbers of the segments that are the notice, in reading order; the title may be outside.

    A table above the `headline` is the notice's only where it tells of the page. Where nothing that
    shows is prose or a table, the labels of choices are read too.
    """
    shown = [
        not segment.hidden
        and not (segment.table and at < (headline or 0) and not _tells_of_page(segment))
        for at, segment in enumerate(page.segments)
    ]
    kept = _notice_among(
        page,
        root,
        [show and not of.control for show, of in zip(shown, page.segments, strict=True)],
    )
    if any(_is_content(page.segments[at]) for at in kept):
        return kept
    return _notice_among(page, root, shown)


def _notice_among(page: Page, root: etree._Element, shown: list[bool]) -> list[int]:
    segments = page.segments
    usable = [
        show and not is_site_line(segment) for show, segment in zip(shown, segments, strict=True)
    ]
    weights = [
        use * weight_of(segment, False) for use, segment in zip(usable, segments, strict=True)
    ]
    if not any(weights):
        # A link that was never closed makes the whole page one.
        weights = [
            use * weight_of(segment, True) for use, segment in zip(usable, segments, strict=True)
        ]
    strong = [use and is_strong(segment) for use, segment in zip(usable, segments, strict=True)]
    _drop_related(page, usable, weights)
    _drop_chrome(page, usable, weights, strong)
    body = _body(page, root, weights, strong)
    first, last = page.spans[body]
    _drop_link_lists(page, body, usable, weights)
    prose = next((at for at in range(first, last) if weights[at]), last)
    final = next((at for at in reversed(range(first, last)) if weights[at]), first)
    for at in range(first, last):
        text = segments[at].text
        if not segments[at].table and (
            (at < prose and is_info_line(text))
            or (at > final and is_closing_line(text))
            or is_full_info_line(text)
        ):
            usable[at] = False
    kept = [at for at in range(first, last) if usable[at]]
    return kept + _signature_after(page, body, last, usable)


def _tells_of_page(segment: Segment) -> bool:
    """Whether a table is the one of page data that government sites print above a notice."""
    cells = segment.table.cells if segment.table else ()
    return any(_PAGE_DATA.match(fold(cell.printed.text)) for cell in cells)


def _is_content(segment: Segment) -> bool:
    return segment.table is not None or len(segment.text) >= 15


def _drop_related(page: Page, usable: list[bool], weights: list[int]) -> None:
    """Leave out what follows a heading such as 相关阅读 in the same box.

    Where the box is the notice's own, only the links that follow the heading go.
    """
    total = sum(weights)
    for at, segment in enumerate(page.segments):
        if segment.table or not is_related_heading(segment.text):
            continue
        box: etree._Element = segment.owner
        while box not in page.spans:
            # Text that stands in a table outside its cells has no box of its own.
            box = box.getparent()  # type: ignore[assignment]
        while page.spans[box][1] <= at + 1 and box.getparent() in page.spans:
            box = box.getparent()  # type: ignore[assignment]
        start, end = page.spans[box]
        whole = start == at and sum(weights[start:end]) <= total * _CHROME_SHARE
        followers = range(at, end)
        for other in followers:
            follower = page.segments[other]
            listed = other == at or whole or is_link_line(follower)
            if follower.table or is_strong(follower) or not listed:
                break
            usable[other] = False
            weights[other] = 0


def is_site_block(element: etree._Element) -> bool:
    """Whether an element's tag, role or class calls it the site's, and none the notice's."""
    if _is_widget(element):
        return True
    if not element.attrib:
        return False
    names = names_of(element)
    return bool(_CHROME_NAMES.search(names)) and not _BODY_NAMES.search(names)


def _is_widget(element: etree._Element) -> bool:
    """Whether an element's tag, role or class leaves no doubt that it stands beside the notice."""
    return bool(
        tag_of(element) in _CHROME_TAGS
        or element.get("role") in _CHROME_ROLES
        or (element.attrib and _WIDGET_NAMES.search(names_of(element)))
    )


def _drop_chrome(page: Page, usable: list[bool], weights: list[int], strong: list[bool]) -> None:
    """Leave out what its tag, role or class calls the site's, unless the notice is in it."""
    sums = [0, *accumulate(weights)]
    total = sums[-1]
    for element, (first, last) in page.spans.items():
        if not is_site_block(element) or last - first == len(usable):
            continue
        if sums[last] - sums[first] > total * _CHROME_SHARE:
            continue
        if any(strong[first:last]) and not _is_widget(element):
            continue
        for at in range(first, last):
            usable[at] = strong[at] = False
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
    page: Page, body: etree._Element, usable: list[bool], weights: list[int]
) -> None:
    """Leave out lists of links in the body: menus beside it, further reading below it."""
    sums = [0, *accumulate(weights)]
    first, last = page.spans[body]
    for element, (start, end) in page.spans.items():
        if not (first <= start and end <= last and end - start >= 3) or element is body:
            continue
        if sums[end] > sums[start]:
            continue
        inside = page.segments[start:end]
        links = sum(
            len(segment.text) if is_link_line(segment) else segment.link_chars for segment in inside
        )
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
        if (
            not (beside and usable[at])
            or segment.link_chars
            or is_info_line(segment.text)
            or is_closing_line(segment.text)
        ):
            break
        found.append(at)
    return found
