"""Whether a page's source ends before the page does."""

import re

_ENDED = re.compile(r"</(?:html|body)\s*>", re.I)
_BEGUN = re.compile(r"<(?:html|body)[\s>]", re.I)
_SKIPPED = re.compile(
    r"<!--.*?(?P<end>-->|$)|<(script|style|textarea)\b.*?(?P<close></\2\s*>|$)", re.I | re.S
)
_OPEN_TAG = re.compile(r"<[!/]?(?:[A-Za-z][^<>]*)?$")
_PAIRED = ("table", "div", "section", "article", "ul", "ol")


def is_cut(text: str) -> bool:
    """Whether a page breaks off in the middle of something: a tag, a script, a table, a block.

    What stands before the break may be half a ranking, so such a page is not read.
    """
    source, left_open = _without_scripts(text)
    if _ENDED.search(source):
        return False
    if left_open or _OPEN_TAG.search(source, max(0, source.rfind("<"))):
        return True
    low = source.lower()
    return any(
        len(re.findall(rf"<{tag}[\s>]", low)) > len(re.findall(rf"</{tag}\s*>", low))
        for tag in _PAIRED
    )


def lacks_end(text: str) -> bool:
    """Whether a page begins and does not end, though nothing in it is left open.

    HTML lets a page leave out its end tags, so it may be whole; it is read, and the doubt is told.
    """
    source, _ = _without_scripts(text)
    return bool(_BEGUN.search(source)) and not _ENDED.search(source)


def _without_scripts(text: str) -> tuple[str, bool]:
    left_open = any(
        not (match.group("end") or match.group("close")) for match in _SKIPPED.finditer(text)
    )
    return _SKIPPED.sub("", text), left_open
