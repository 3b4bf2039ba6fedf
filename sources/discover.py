"""Finding a site's notices: the links of its paged list whose titles we want."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree, html

from evidence import Record
from sources.fetch import Answer, Fetcher, FetchError
from sources.site import Site


class SourceSilent(Exception):
    """A list shows no notice at all: the site or its layout has changed, it is no quiet week."""


class Link(Record):
    """A link as the page shows it."""

    url: str
    title: str


def discover_notices(site: Site, fetcher: Fetcher) -> tuple[Link, ...]:
    """Walk the list and return the notices' links, newest first as listed, each once.

    Raises:
        SourceSilent: not one link of the list matches the title pattern.
        FetchError: the first page of the list cannot be had.
    """
    wanted = re.compile(site.title_pattern)
    found: dict[str, Link] = {}
    seen = 0
    for answer in _list_pages(site, fetcher):
        links = links_of(answer, site.list_charset)
        seen += len(links)
        before = len(found)
        for link in links:
            if wanted.search(link.title):
                found.setdefault(link.url, link)
        if not links or (before and len(found) == before):
            # Sites answer a page past the end with an empty or with the first list again.
            break
    if not found:
        raise SourceSilent(
            f"{site.id}: none of the {seen} links on {site.list_url} matches "
            f"«{site.title_pattern}». The site may have moved or changed its titles: open the "
            f"list, then mend list_url or title_pattern in {site.id}.yaml."
        )
    return tuple(found.values())


def _list_pages(site: Site, fetcher: Fetcher) -> Iterator[Answer]:
    first = fetcher.fetch(site.list_url)
    assert first is not None, "an unconditional request has no «not modified»"
    yield first
    if site.more_pages is None:
        return
    for number in range(1, site.page_count):
        url = urljoin(site.list_url, site.more_pages.replace("{n}", str(number)))
        try:
            page = fetcher.fetch(url)
        except FetchError:
            # The list is shorter than page_count; what it had has been seen.
            return
        assert page is not None
        yield page


def links_of(answer: Answer, charset: str | None = None) -> tuple[Link, ...]:
    """The links of a page in its order, without those to itself, to scripts or to mail."""
    parser = html.HTMLParser(encoding=charset or _charset_of(answer))
    try:
        root = html.document_fromstring(answer.content, parser=parser)
    except (etree.ParserError, ValueError):
        return ()
    stated = next((element.get("href") for element in root.iter("base")), None)
    try:
        base = urljoin(answer.url, stated or "")
    except ValueError:
        base = answer.url
    links = []
    for anchor in root.iter("a"):
        target = (anchor.get("href") or "").strip()
        if not target or target.startswith(("#", "javascript:", "mailto:", "tel:")):
            continue
        try:
            url = urldefrag(urljoin(base, target)).url
            if urlsplit(url).scheme not in ("http", "https"):
                continue
        except ValueError:
            # Such as «http://[»: no browser follows it either.
            continue
        text = re.sub(r"\s+", "", "".join(map(str, anchor.itertext())))
        title = re.sub(r"\s+", "", anchor.get("title") or "")
        # Lists cut long titles («关于2018年第二季度…»); the attribute has them whole.
        links.append(Link(url=url, title=max(text, title, key=len)))
    return tuple(links)


def _charset_of(answer: Answer) -> str:
    """The bytes decide before the declaration does: gb2312 is often a lie, and often absent."""
    try:
        answer.content.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", answer.content[:4096], re.IGNORECASE)
    name = answer.charset or (declared[1].decode("ascii", "replace") if declared else "gb18030")
    # What is declared as UTF-8 and is not, or as the small GB sets, is GB18030 on these sites.
    if name.lower() in ("gb2312", "gbk", "utf-8", "utf8"):
        return "gb18030"
    try:
        "".encode(name)
        html.HTMLParser(encoding=name)
    except (LookupError, ValueError):
        return "gb18030"
    return name
