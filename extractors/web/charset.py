"""The text of a page's bytes: what the bytes are, whatever the page declares of them."""

import itertools
import re
from typing import NamedTuple

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.I)
_GB = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "csgb2312", "hz-gb-2312"}
_OTHERS = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs", "cn-big5": "big5hkscs"}
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)


_LETTERS = re.compile("[\u0080-\u024f\u2010-\u30ff\u3400-\u9fff\ue000-\uffff]")
_COMMON = frozenset(
    bytes((high, low)).decode("gb2312", "ignore")
    for high in (0xA1, 0xA3, *range(0xB0, 0xD8))
    for low in range(0xA1, 0xFF)
)
_ENOUGH = 20_000
_CHINESE = 0.75
"""Pages in Chinese reach .95; such that were decoded in a wrong charset stay below .7."""
_APART = 0.15


class Decoded(NamedTuple):
    """A page's text, the charset that its bytes are in, and what was wrong with them."""

    text: str
    charset: str
    lost: int
    """Characters that fit no charset; each stands as U+FFFD."""
    cut: bool
    """The bytes end in the middle of a character."""
    twice: bool = False
    """The text had been decoded in a wrong charset and saved so; that is undone."""


def decode_page(content: bytes) -> Decoded:
    """Decode a page by its bytes; the declaration only breaks a tie.

    GB2312 and GBK are read as GB18030, which holds both. A page that mixes charsets (an included
    file in another one) is decoded line by line.
    """
    decoded = _decode(content)
    share = common_share(decoded.text)
    if share >= _CHINESE:
        return decoded
    for charset in ("latin-1", "cp1252", "gb18030"):
        try:
            again = _decode(decoded.text.encode(charset))
        except UnicodeEncodeError:
            continue
        if not again.lost and common_share(again.text) > max(share, _CHINESE):
            return again._replace(twice=True)
    return decoded


def _decode(content: bytes) -> Decoded:
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], charset) or _replaced(
                content[len(mark) :], charset
            )
    wide = _utf16_without_bom(content)
    if wide:
        return _strict(content, wide) or _replaced(content, wide)
    declared = _declared(content)
    if declared in _OTHERS and (decoded := _strict(content, _OTHERS[declared])):
        return decoded
    utf8 = _strict(content, "utf-8")
    if utf8 and (utf8.text.isascii() or any(char >= "\u0800" for char in utf8.text)):
        return utf8
    gb = _strict(content, "gb18030")
    if utf8:
        # Short GBK text can be well-formed UTF-8 of two-byte letters; Chinese it is then only once.
        return gb if gb and common_share(gb.text) > _CHINESE else utf8
    if gb and common_share(gb.text) < _CHINESE:
        big5 = _strict(content, "big5hkscs")
        if big5 and common_share(big5.text) > common_share(gb.text) + _APART:
            return big5
    return _by_lines(content, declared in _GB)


def _declared(content: bytes) -> str | None:
    match = _DECLARED.search(content, 0, 4096)
    return match.group(1).decode("ascii").lower() if match else None


def _utf16_without_bom(content: bytes) -> str | None:
    head = content[:400]
    if len(head) < 8 or head.count(0) * 4 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _strict(content: bytes, charset: str) -> Decoded | None:
    """Decode without a loss; only a last character cut in the middle is forgiven."""
    try:
        return Decoded(content.decode(charset), charset, 0, False)
    except UnicodeDecodeError as error:
        at_end = error.start >= len(content) - 3 and error.end == len(content)
        if at_end and error.start and ("incomplete" in error.reason or "end of" in error.reason):
            return Decoded(content[: error.start].decode(charset), charset, 0, True)
    return None


def _replaced(content: bytes, charset: str) -> Decoded:
    text = content.decode(charset, "replace")
    return Decoded(text, charset, text.count("\ufffd"), False)


def _by_lines(content: bytes, prefers_gb: bool) -> Decoded:
    """Decode line by line where not all is UTF-8: GB18030, or a mixture of both.

    A line that fits both charsets is in the one that makes everyday Chinese of it. Neither ``<``
    nor a line feed is ever the second byte of a GB18030 character.
    """
    pieces = re.split(rb"(?=[<\n])", content)
    both = [None if piece.isascii() else _strict(piece, "utf-8") for piece in pieces]
    in_utf8 = sum(len(piece) for piece, fits in zip(pieces, both, strict=True) if fits)
    in_all = sum(len(piece) for piece in pieces if not piece.isascii())
    if not in_utf8 and (gb := _strict(content, "gb18030")):
        return gb
    mostly_utf8 = in_utf8 * 2 > in_all or (in_utf8 * 2 == in_all and not prefers_gb)
    main = "utf-8" if mostly_utf8 else "gb18030"
    texts = []
    lost = 0
    cut = False
    for at, (piece, fits) in enumerate(zip(pieces, both, strict=True)):
        if piece.isascii():
            texts.append(piece.decode("ascii"))
            continue
        gb = _strict(piece, "gb18030")
        last = at == len(pieces) - 1
        if fits and fits.cut and not last:
            fits = None
        if fits and gb and not mostly_utf8:
            decoded = fits if common_share(fits.text) > common_share(gb.text) else gb
        else:
            decoded = fits or gb or _replaced(piece, main)
        texts.append(decoded.text)
        lost += decoded.lost
        if decoded.cut:
            # Only the end of the whole page can be a character cut by the transfer.
            cut = last
            lost += not last
    return Decoded("".join(texts), main, lost, cut)


def common_share(text: str) -> float:
    """The share of everyday Chinese (GB 2312, level 1) in a text's letters beyond ASCII.

    Whole scripts of other languages do not count. 1 where there is no such letter.
    """
    letters = "".join(itertools.islice(_LETTERS.findall(text), _ENOUGH))
    return sum(char in _COMMON for char in letters) / len(letters) if letters else 1.0
