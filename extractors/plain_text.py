"""Prose that was kept as plain text: it has no tables and no places but its lines.

It is read for the words of a rule alone; a ranking needs the page that it was taken from.
"""

import re
from collections.abc import Iterator

from evidence import Evidence, Locator
from extractors.document import Document, TextBlock
from extractors.media import sniff

NAME = "plain_text@1"

_ENDS = re.compile(r"[。！？!?；;：:]$")
_BEGINS = re.compile(
    r"第[一二三四五六七八九十百零]{1,4}[章条款]|[(（]?[\d一二三四五六七八九十]{1,3}[、.．）)](?!\d)|[①-⑳]|附件"
)
_WRAPPED = 0.8
"""The share of the longest line that a line fills if its sentence goes on in the next one."""
_LONGEST = 80
"""Characters of a line that was wrapped; longer lines are paragraphs."""


def accepts(content: bytes, file_name: str) -> bool:
    """Whether these bytes are text and no web page."""
    from extractors.web import reader as html

    return sniff(content) == "text" and not html.accepts(content, file_name)


def read(content: bytes, sha256: str) -> Document:
    """The paragraphs in printed order, each placed by the line that it begins on (``line 12``)."""
    from extractors.web.charset import decode_page

    text = decode_page(content).text
    return Document(media_type="text/plain", blocks=tuple(_paragraphs(text, sha256)))


def _paragraphs(text: str, sha256: str) -> Iterator[TextBlock]:
    """Lines put together where a sentence goes on in the next."""
    lines = [
        (number, line.strip("\ufeff \t\u3000")) for number, line in enumerate(text.splitlines(), 1)
    ]
    widest = max((len(line) for _, line in lines if len(line) <= _LONGEST), default=0)
    begun, held, last = 0, "", ""
    for number, line in lines:
        if not line:
            continue
        wrapped = _WRAPPED * widest <= len(last) <= _LONGEST and not _ENDS.search(last)
        if held and wrapped and not _BEGINS.match(line):
            held += line
        else:
            if held:
                yield _block(held, begun, sha256)
            begun, held = number, line
        last = line
    if held:
        yield _block(held, begun, sha256)


def _block(text: str, line: int, sha256: str) -> TextBlock:
    place = Locator(ref=f"line {line}")
    return TextBlock(
        text=text, evidence=Evidence(capture=sha256, locator=place, quote=text, reader=NAME)
    )
