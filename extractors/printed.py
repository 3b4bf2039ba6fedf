"""Printed text: white space folded as a browser folds it, line breaks joined as Chinese is."""

import re

BREAK = "\x0b"
"""Stands for a line break (``<br>``, the end of a block) while a text is being gathered."""

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60“”‘’…—·《》"
_SOURCE_WRAP = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_SOURCE_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAKS = re.compile(rf"[ ]*{BREAK}[ {BREAK}]*")
_NARROW_BREAK = re.compile(r"(?<=[0-9A-Za-z])[\s]*\n\s*(?=[0-9A-Za-z])")
_ANY_BREAK = re.compile(r"\s*\n\s*")
_SPACE = re.compile(r"[\s\u3000]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")

_UNCLEAN = re.compile(f"\\s|{_INVISIBLE.pattern}")

_INDENT = re.compile(r"^[\u3000\u00a0\u2002\u2003]{2}|^\u3000")
_ITEM = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十百\d]{1,3}[）)、.．：:]|[①-⑳]|附|注|备注|说明|第[一二三四五六七八九十\d]+[章条名])"
)
_OPEN_END = re.compile(r"[\w，、,（(《“\-]$")


def quote_of(raw: str) -> str:
    """The text as printed: a line break stands as ``\\n``, indents and hard spaces stay.

    Empty where nothing but white space is printed.
    """
    folded = _SOURCE_SPACE.sub(" ", _SOURCE_WRAP.sub("", raw))
    folded = _BREAKS.sub("\n", folded).strip(" \n")
    return folded if _INVISIBLE.sub("", folded).strip() else ""


def clean(quote: str) -> str:
    """A printed text on one line: a break is dropped, or a space between letters or digits."""
    if not _UNCLEAN.search(quote):
        return quote
    text = _ANY_BREAK.sub("", _NARROW_BREAK.sub(" ", _INVISIBLE.sub("", quote).strip()))
    return _SPACE.sub(" ", text).strip()


def fold(text: str) -> str:
    """A text without any white space, to compare by."""
    return re.sub(r"[\s\u3000]+", "", _INVISIBLE.sub("", text))


def paragraphs_of(raw: str, joined: bool) -> list[str]:
    """The paragraphs (quotes) of a run of text with `BREAK`s in it.

    An empty line parts paragraphs. A single break does too, as pages pasted from Word print it,
    unless the run is `joined` (a heading) or is prose wrapped by hand at a fixed width.
    """
    if BREAK not in raw:
        quote = quote_of(raw)
        return [quote] if quote else []
    lines = [_SOURCE_SPACE.sub(" ", _SOURCE_WRAP.sub("", line)) for line in raw.split(BREAK)]
    width = max(len(clean(line)) for line in lines)
    wraps = sum(len(clean(line)) >= width * 0.9 for line in lines)
    groups: list[list[str]] = []
    fresh = True
    for line in lines:
        text = clean(line)
        if not text:
            fresh = fresh or not joined
            continue
        if fresh or not (joined or _runs_on(groups[-1][-1], line, width, wraps)):
            groups.append([line])
        else:
            groups[-1].append(line)
        fresh = False
    return [quote for group in groups if (quote := quote_of(BREAK.join(group)))]


def _runs_on(line: str, following: str, width: int, wraps: int) -> bool:
    """Whether a line break stands in the middle of a sentence."""
    text = clean(line)
    if _INDENT.search(following) or _ITEM.search(following):
        return False
    if len(text) >= 15 and text[-1] in "，、,":
        return True
    return wraps >= 2 and width >= 25 and len(text) >= width * 0.9 and bool(_OPEN_END.search(text))
