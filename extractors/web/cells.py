"""The text that is printed inside one element, such as a cell."""

from typing import NamedTuple

from lxml import etree

from extractors.printed import BREAK, clean, fold, quote_of
from extractors.web.tree import BLOCKS, UNPRINTED, children, is_hidden, tag_of, text_of


class Printed(NamedTuple):
    """The text inside an element, and how much of it is links."""

    quote: str
    text: str
    link_chars: int


def printed_in(element: etree._Element, hidden: frozenset[str]) -> Printed:
    """The text printed inside an element, without what is hidden."""
    if not len(element):
        quote = quote_of(element.text or "")
        text = clean(quote)
        return Printed(quote, text, len(text) if tag_of(element) == "a" else 0)
    parts: list[str] = []
    links = 0
    # Each entry is an element to open, or text to add once its elder siblings are done.
    stack: list[tuple[etree._Element | str, int]] = [(element, 0)]
    while stack:
        item, depth = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            links += len(clean(item)) if depth else 0
            continue
        tag = tag_of(item)
        if item is not element:
            stack.append((item.tail or "", depth))
            if not tag or tag in UNPRINTED:
                continue
            if is_hidden(item, hidden) and not _is_drop_down(item):
                continue
        if tag == "br":
            parts.append(BREAK)
            continue
        inner = depth + (tag == "a")
        edge = [(BREAK, 0)] if tag in BLOCKS and item is not element else []
        following: list[tuple[etree._Element | str, int]] = [*edge, (item.text or "", inner)]
        following.extend((child, inner) for child in children(item))
        following.extend(edge)
        stack.extend(reversed(following))
    quote = quote_of("".join(parts))
    return Printed(quote, clean(quote), links)


def _is_drop_down(element: etree._Element) -> bool:
    """Whether a hidden element is a list of choices that opens on a click, read as ``<select>`` is.

    It is links alone, several of them.
    """
    links = list(element.iter("a"))
    if len(links) < 3:
        return False
    words = "".join(fold(text_of(link)) for link in links)
    return bool(words) and words == fold(text_of(element))
