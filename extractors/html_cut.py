"""Whether a page's source ends before the page does, and what of its last text is then unsure."""

import re

_ENDED = re.compile(r"</(?:html|body)\s*>", re.I)
_BEGUN = re.compile(r"<(?:html|body)[\s>]", re.I)
_SKIPPED = re.compile(
    r"<!--.*?(?P<end>-->|$)|<(script|style|textarea)\b.*?(?P<close></\2\s*>|$)", re.I | re.S
)
_OPEN_TAG = re.compile(r"<[!/]?(?:[A-Za-z][^<>]*)?$")
_PAIRED = ("table", "div", "section", "article", "ul", "ol")
_CELL = re.compile(r"<(/?)(?:td|th|table)\b[^<>]*>", re.I)
_CELL_END = re.compile(r"</t", re.I)
_ANY_TAG = re.compile(r"<[^<>]*>")
_CELL_REACH = 20_000
_NUMBER_END = re.compile(r"[\d.,，．:：/%％-]*\d[\d.,，．:：/%％-]*$")


def is_cut(text: str) -> bool:
    """Whether a page ends in the middle: no end of the page, and something begun left open.

    A page or a saved fragment that only leaves out end tags that HTML lets it leave out is whole.
    """
    left_open = any(
        not (match.group("end") or match.group("close")) for match in _SKIPPED.finditer(text)
    )
    source = _SKIPPED.sub("", text)
    if _ENDED.search(source):
        return False
    if left_open or _BEGUN.search(source) or _OPEN_TAG.search(source, max(0, source.rfind("<"))):
        return True
    low = source.lower()
    return any(
        len(re.findall(rf"<{tag}[\s>]", low)) > len(re.findall(rf"</{tag}\s*>", low))
        for tag in _PAIRED
    )


def without_torn_end(text: str) -> tuple[str, str]:
    """A cut page without what the cut tore apart, and that piece.

    The piece is the text of a table cell that was not closed (``4`` may have been ``40``), or the
    number in which prose breaks off. A tag that broke off is no text and is simply dropped.
    """
    tag = _OPEN_TAG.search(text, max(0, text.rfind("<")))
    if tag:
        text = text[: tag.start()]
    cells = list(_CELL.finditer(text, max(0, len(text) - _CELL_REACH)))
    if cells and not cells[-1].group(1) and not (tag and _CELL_END.match(tag.group())):
        start = cells[-1].end()
        return text[:start], _ANY_TAG.sub("", text[start:]).strip()
    number = None if tag else _NUMBER_END.search(text, text.rfind(">") + 1)
    return (text[: number.start()], number.group()) if number else (text, "")
