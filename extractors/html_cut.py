"""Whether a page's source ends before the page does, and what of its last text is then unsure."""

import re

_ENDED = re.compile(r"</(?:html|body)\s*>", re.I)
_BEGUN = re.compile(r"<(?:html|body)[\s>]", re.I)
_SKIPPED = re.compile(r"<!--.*?-->|<(script|style|textarea)\b.*?</\1\s*>", re.I | re.S)
_OPEN_TAG = re.compile(r"<[!/]?(?:[A-Za-z][^<>]*)?$")
_LEFT_OPEN = re.compile(r"<!--|<(?:script|style)\b", re.I)
_PAIRED = ("table", "div", "section", "article", "ul", "ol")
_CELL = re.compile(r"<(/?)(?:td|th|table)\b", re.I)
_CELL_REACH = 20_000
_NUMBER_END = re.compile(r"[\d.,，．:：/%％-]*\d[\d.,，．:：/%％-]*$")


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


def without_torn_end(text: str) -> tuple[str, str]:
    """A cut page without what the cut tore apart, and that piece.

    The piece is the text of a table cell that was not closed (``4`` may have been ``40``), or the
    number in which prose breaks off. A tag that broke off is no text and is simply dropped.
    """
    tag = _OPEN_TAG.search(text, max(0, text.rfind("<")))
    if tag:
        return text[: tag.start()], ""
    start = text.rfind(">") + 1
    cells = _CELL.findall(text, max(0, start - _CELL_REACH), start)
    if cells and not cells[-1]:
        return text[:start], text[start:].strip()
    number = _NUMBER_END.search(text, start)
    return (text[: number.start()], number.group()) if number else (text, "")
