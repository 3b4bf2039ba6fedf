"""A page cut into segments: every printed text once, as a paragraph or as a data table."""

import re
from typing import NamedTuple

from lxml import etree

from extractors.printed import BREAK, clean, paragraphs_of
from extractors.web.rows import TableRow, aligned_rows, rows_of
from extractors.web.tables import TableRead, is_data_table, read_rows
from extractors.web.tree import (
    BLOCKS,
    CONTROLS,
    HEADINGS,
    UNPRINTED,
    children,
    is_hidden,
    names_of,
    tag_of,
    text_of,
)

_ALIGN = re.compile(r"text-align\s*:\s*([a-z]+)", re.I)
_CENTRE = re.compile(r"(?:^|[\s_-])(?:center|centre|text-?center|tac)(?:$|[\s_-])", re.I)


class Segment(NamedTuple):
    """A paragraph (its `quote` as printed), or a data table."""

    owner: etree._Element
    """The innermost block element that holds it."""
    quote: str
    text: str
    link_chars: int
    hidden: bool
    control: bool
    """The label of a button, a choice or an input."""
    heading: bool
    centred: bool
    table: TableRead | None = None


class Page(NamedTuple):
    """All segments in reading order, and which of them stand inside each block element."""

    segments: list[Segment]
    spans: dict[etree._Element, tuple[int, int]]


class _State(NamedTuple):
    """What an element hands on to what stands inside it."""

    hidden: bool = False
    link: bool = False
    control: bool = False
    heading: bool = False
    centred: bool = False
    preformatted: bool = False


class _Cutter:
    """Gathers the text of one block until the block, or a block inside it, begins or ends."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self._parts: list[str] = []
        self._links = 0
        self._begun = False
        self._state = _State()

    def add(self, text: str, state: _State) -> None:
        if not text:
            return
        if state.preformatted:
            text = text.replace("\n", BREAK)
        if not self._begun and text.strip(f" \t\r\n{BREAK}"):
            self._begun, self._state = True, state
        self._parts.append(text)
        if state.link:
            self._links += len(clean(text))

    def flush(self, owner: etree._Element) -> None:
        raw, state = "".join(self._parts), self._state
        links = self._links
        self._parts, self._links, self._begun = [], 0, False
        if not raw.strip(f" \t\r\n{BREAK}"):
            return
        quotes = paragraphs_of(raw, state.heading)
        chars = sum(len(clean(quote)) for quote in quotes)
        for quote in quotes:
            text = clean(quote)
            share = round(links * len(text) / chars) if chars else 0
            self.segments.append(
                Segment(
                    owner,
                    quote,
                    text,
                    share,
                    state.hidden,
                    state.control,
                    state.heading,
                    state.centred,
                )
            )


def cut_page(root: etree._Element, hidden: frozenset[str]) -> Page:
    """Cut a page into segments: each text node lies in exactly one, or inside one data table."""
    cutter = _Cutter()
    spans: dict[etree._Element, tuple[int, int]] = {}
    owners = [root]
    # Entries: an element to open, rows that are a table, a text to add, or a block to close (with
    # its first segment).
    stack: list[tuple[etree._Element | list[TableRow] | str | int, _State]] = [(root, _State())]
    while stack:
        item, state = stack.pop()
        if isinstance(item, str):
            cutter.add(item, state)
            continue
        if isinstance(item, int):
            owner = owners.pop()
            cutter.flush(owner)
            spans[owner] = (item, len(cutter.segments))
            continue
        if isinstance(item, list):
            cutter.flush(owners[-1])
            _add_rows(cutter, owners[-1], item, state, hidden)
            stack.append((item[-1].element.tail or "", state))
            continue
        tag = tag_of(item)
        if item is not root:
            stack.append((item.tail or "", state))
        if not tag or tag in UNPRINTED:
            continue
        if tag == "br":
            cutter.add(BREAK, state)
            continue
        inner = _inside(item, tag, state, hidden)
        if tag in BLOCKS or (tag in CONTROLS and tag != "label"):
            cutter.flush(owners[-1])
            table = read_rows(rows_of(item, hidden), hidden) if tag == "table" else None
            if table and is_data_table(item, table, hidden):
                _add_table(cutter, item, table, inner, hidden)
                spans[item] = (len(cutter.segments) - 1, len(cutter.segments))
                continue
            owners.append(item)
            stack.append((len(cutter.segments), inner))
            stack.extend((child, inner) for child in reversed(list(aligned_rows(item, hidden))))
        else:
            stack.extend((child, inner) for child in reversed(list(children(item))))
        stack.append((item.text or "", inner))
    return Page(cutter.segments, spans)


def _add_table(
    cutter: _Cutter,
    element: etree._Element,
    table: TableRead,
    state: _State,
    hidden: frozenset[str],
) -> None:
    """Add a data table after its caption and whatever stands in it outside all cells."""
    cells = {cell.element for cell in table.cells}
    stack = list(reversed(list(children(element))))
    stray: list[tuple[etree._Element, str]] = [(element, element.text or "")]
    while stack:
        inner = stack.pop()
        parent = inner.getparent()
        stray.append((element if parent is None else parent, inner.tail or ""))
        tag = tag_of(inner)
        if tag == "caption":
            cutter.add(text_of(inner), state._replace(heading=False, centred=True))
            cutter.flush(inner)
        elif inner not in cells and tag not in UNPRINTED and not is_hidden(inner, hidden):
            stray.append((inner, inner.text or ""))
            stack.extend(reversed(list(children(inner))))
    for owner, text in stray:
        if clean(text):
            cutter.add(text, state)
            cutter.flush(owner)
    cutter.segments.append(
        Segment(element, "", "", 0, state.hidden, False, False, state.centred, table)
    )


def _add_rows(
    cutter: _Cutter,
    owner: etree._Element,
    rows: list[TableRow],
    state: _State,
    hidden: frozenset[str],
) -> None:
    """Add the table that rows without ``<table>`` are, and what stands between them."""
    for row in rows[:-1]:
        if clean(row.element.tail or ""):
            cutter.add(row.element.tail or "", state)
            cutter.flush(owner)
    cutter.segments.append(
        Segment(
            owner,
            "",
            "",
            0,
            state.hidden,
            False,
            False,
            state.centred,
            read_rows(rows, hidden),
        )
    )


def _inside(element: etree._Element, tag: str, state: _State, hidden: frozenset[str]) -> _State:
    """The state inside an element."""
    if not element.attrib and tag not in HEADINGS and tag not in ("a", "center", "pre", "li"):
        return state._replace(control=True) if tag in CONTROLS else state
    centred = state.centred
    if tag == "center":
        centred = True
    elif tag in BLOCKS:
        align = _ALIGN.search(element.get("style") or "")
        word = (align.group(1) if align else element.get("align") or "").lower()
        if word:
            centred = word == "center"
        elif _CENTRE.search(names_of(element)):
            centred = True
    return _State(
        hidden=state.hidden or is_hidden(element, hidden),
        link=state.link or (tag == "a" and element.get("href") is not None),
        control=state.control or tag in CONTROLS,
        heading=state.heading or tag in HEADINGS or element.get("role") == "heading",
        centred=centred,
        preformatted=state.preformatted or tag == "pre",
    )
