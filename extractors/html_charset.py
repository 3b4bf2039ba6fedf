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
            return _strict(content[len(mark) :], charset) or _mixed(content[len(mark) :], charset)
    wide = _utf16_without_bom(content)
    if wide:
        return _strict(content, wide) or _mixed(content, wide)
    declared = _declared(content)
    if declared in _OTHERS and (decoded := _strict(content, _OTHERS[declared])):
        return decoded
    utf8, gb = _strict(content, "utf-8"), None
    if utf8 and (utf8.text.isascii() or any(char >= "\u0800" for char in utf8.text)):
        return utf8
    gb = _strict(content, "gb18030")
    if utf8 and gb:
        # Short GBK text can be well-formed UTF-8 of two-byte letters; Chinese it is then only once.
        return gb if _common_share(gb.text) > 0.5 else utf8
    if found := utf8 or gb:
        return found
    prefers_gb = declared in _GB
    losses = {
        charset: content.decode(charset, "replace").count("\ufffd")
        for charset in (("gb18030", "utf-8") if prefers_gb else ("utf-8", "gb18030"))
    }
    return _mixed(content, min(losses, key=lambda charset: losses[charset]))


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


def _mixed(content: bytes, charset: str) -> Decoded:
    """Decode line by line, each in the main charset or, where it does not fit, in the other one.

    Neither ``<`` nor a line feed is ever the second byte of a GB18030 character.
    """
    if charset.startswith("utf-16"):
        text = content.decode(charset, "replace")
        return Decoded(text, charset, text.count("\ufffd"), len(content) % 2 == 1)
    other = "gb18030" if charset == "utf-8" else "utf-8"
    parts = []
    printed = 0
    for piece in re.split(rb"(?=[<\n])", content):
        decoded = _strict(piece, charset) or _strict(piece, other)
        parts.append(decoded.text if decoded else piece.decode(charset, "replace"))
        printed += piece.count(b"\xef\xbf\xbd")
    text = "".join(parts)
    return Decoded(text, charset, max(0, text.count("\ufffd") - printed), False)


def _common_share(text: str) -> float:
    """The share of a text's letters beyond ASCII that are everyday Chinese (GB 2312, level 1)."""
    letters = [char for char in text if not char.isascii()]
    common = 0
    for char in letters:
        code = char.encode("gb2312", "ignore")
        common += len(code) == 2 and (0xB0 <= code[0] <= 0xD7 or code[0] in (0xA1, 0xA3))
    return common / len(letters) if letters else 0.0
