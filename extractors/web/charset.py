"""The text of a page's bytes: what the bytes are, whatever the page declares of them."""

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


class Decoded(NamedTuple):
    """A page's text, the charset that its bytes are in, and what was wrong with them."""

    text: str
    charset: str
    lost: int
    """Characters that fit no charset; each stands as U+FFFD."""
    cut: bool
    """The bytes end in the middle of a character."""


def decode_page(content: bytes) -> Decoded:
    """Decode a page by its bytes; the declaration only breaks a tie.

    GB2312 and GBK are read as GB18030, which holds both. A page that mixes charsets (an included
    file in another one) is decoded line by line.
    """
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
    if utf8:
        # Short GBK text can be well-formed UTF-8 of two-byte letters; Chinese it is then only once.
        gb = _strict(content, "gb18030")
        return gb if gb and _common_share(gb.text) > 0.5 else utf8
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
            decoded = fits if _common_share(fits.text) > _common_share(gb.text) else gb
        else:
            decoded = fits or gb or _replaced(piece, main)
        texts.append(decoded.text)
        lost += decoded.lost
        if decoded.cut:
            # Only the end of the whole page can be a character cut by the transfer.
            cut = last
            lost += not last
    return Decoded("".join(texts), main, lost, cut)


def _common_share(text: str) -> float:
    """The share of a text's letters beyond ASCII that are everyday Chinese (GB 2312, level 1)."""
    letters = [char for char in text if not char.isascii()]
    common = 0
    for char in letters:
        code = char.encode("gb2312", "ignore")
        common += len(code) == 2 and (0xB0 <= code[0] <= 0xD7 or code[0] in (0xA1, 0xA3))
    return common / len(letters) if letters else 0.0
