"""Whether a page's source ends before the page does."""

import re

_ENDED = re.compile(r"</(?:html|body)\s*>", re.I)
_BEGUN = re.compile(r"<(?:html|body)[\s>]", re.I)
_SKIPPED = re.compile(r"<!--.*?-->|<(script|style|textarea)\b.*?</\1\s*>", re.I | re.S)
_OPEN_TAG = re.compile(r"<[!/]?[A-Za-z][^<>]*$")
_LEFT_OPEN = re.compile(r"<!--|<(?:script|style)\b", re.I)
_PAIRED = ("table", "div", "section", "article", "ul", "ol")


def is_cut(text: str) -> bool:
    """Whether a page ends in the middle: no end of the page, and something begun left open.

    A page or a saved fragment that only leaves out end tags that HTML lets it leave out is whole.
    """
    source = _SKIPPED.sub("", text)
    if _ENDED.search(source):
        return False
    if _OPEN_TAG.search(source) or _LEFT_OPEN.search(source) or _BEGUN.search(source):
        return True
    low = source.lower()
    return any(
        len(re.findall(rf"<{tag}[\s>]", low)) > len(re.findall(rf"</{tag}\s*>", low))
        for tag in _PAIRED
    )
