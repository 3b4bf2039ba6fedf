"""The further pages of a notice that its site cuts into parts."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from sources.discover import links_of
from sources.fetch import Answer, Fetcher

_NEXT = re.compile(r"^\W*下一?[页頁]\W*$")
_COUNTED = re.compile(
    rb"""createPageHTML\(\s*(\d+)\s*,\s*\d+\s*,\s*["']([^"']+)["']\s*,\s*["'](\w+)"""
)
_NUMBER = re.compile(r"[_-]\d{1,3}")
_MOST_PARTS = 100


def with_parts(page: Answer, fetcher: Fetcher) -> Answer:
    """The page with its further parts after it, byte after byte: one notice, one document.

    A part is what «下一页» leads to, or what the page's script counts, if its address differs from
    the first in a number alone. Browsers and readers take such a file for one page.

    Raises:
        FetchError: a part cannot be had.
    """
    content = [page.content]
    seen = {page.url}
    waiting = list(_next_of(page, page))
    while waiting and len(content) < _MOST_PARTS:
        url = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        part = fetcher.fetch(url)
        assert part is not None, "an unconditional request has no «not modified»"
        content.append(part.content)
        waiting += _next_of(page, part)
    return page.model_copy(update={"content": b"\n".join(content)})


def _next_of(first: Answer, page: Answer) -> Iterator[str]:
    """The addresses of the parts that follow a page, as far as it tells."""
    if not page.media_type.startswith("text/html"):
        return
    if counted := _COUNTED.search(page.content):
        name, ending = (value.decode("utf-8", "replace") for value in counted.groups()[1:])
        for number in range(1, min(int(counted[1]), _MOST_PARTS)):
            yield urljoin(first.url, f"{name}_{number}.{ending}")
        return
    for link in links_of(page):
        if _NEXT.match(link.title) and _differs_in_number(first.url, link.url):
            yield link.url


def _differs_in_number(first: str, other: str) -> bool:
    one, two = urlsplit(first), urlsplit(other)
    if one.netloc != two.netloc:
        return False
    if one.path == two.path:
        # show.asp?id=12 and show.asp?id=12&page=2; another id is another notice.
        old, new = dict(parse_qsl(one.query)), dict(parse_qsl(two.query))
        changed = {name for name in old | new if old.get(name) != new.get(name)}
        return bool(changed) and all(re.search("page|^p$|^pn$", name, re.I) for name in changed)
    stem, _, ending = one.path.rpartition(".")
    other_stem, _, other_ending = two.path.rpartition(".")
    return (
        ending == other_ending
        and other_stem.startswith(stem)
        and bool(_NUMBER.fullmatch(other_stem[len(stem) :]))
    )
