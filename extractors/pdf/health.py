"""Whether a page has a text layer, and whether that layer tells the truth."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codes import IssueCode
from contracts import Issue
from evidence import Box, Message
from extractors.pdf.digits import DigitMemory, false_digits, odd_fonts
from extractors.pdf.page import Char, PageContent

_SCAN_SHARE = 0.5
_FEW_CHARACTERS = 30
_MANY_SHAPES = 300
_UNREADABLE_SHARE = 0.02
_ENOUGH = 20
_COMMON_SHARE = 0.5
_DOUBLED_SHARE = 0.1
_DOUBLED_LEAST = 8
_MOJIBAKE_SHARE = 0.3
_MIXED_TURN_SHARE = 0.5
_HIDDEN_SHARE = 0.8


def page_fault(content: PageContent) -> Issue | None:
    """Why the page's text must not be used: it is scanned, or its text layer lies; else None."""
    printed = [char for char in content.chars if not char.text.isspace()]
    if len(printed) < _FEW_CHARACTERS:
        if content.picture_share > _SCAN_SHARE:
            return _fault("needs_ocr", content.number, *_SCANNED)
        if not printed and content.shape_count > _MANY_SHAPES:
            return _fault("needs_ocr", content.number, *_SHAPES)
    reason = _lie(printed)
    if reason is not None:
        return _fault("text_layer_refused", content.number, *reason)
    return None


def hidden_text_fault(content: PageContent, file: bytes) -> Issue | None:
    """The fault of a page whose text is not seen, but laid under or over a picture of the page.

    Recognition software makes such layers; its digits were checked by nobody. Text is not seen
    where the page looks the same without it, whatever hides it: its mode, its colour, a picture.
    """
    if content.picture_share <= _SCAN_SHARE and content.shape_count <= _MANY_SHAPES:
        return None
    import pypdfium2
    from pypdfium2 import raw

    try:
        with pypdfium2.PdfDocument(file) as document:
            page = document[content.number - 1]
            whole = page.render(scale=1, grayscale=True, draw_annots=False).to_numpy().copy()
            for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,)):
                raw.FPDFPageObj_SetIsActive(item.raw, False)
            bare = page.render(scale=1, grayscale=True, draw_annots=False).to_numpy()
    except pypdfium2.PdfiumError:
        return None
    changed = np.abs(whole.astype(np.int16) - bare).reshape(*whole.shape[:2], -1).max(axis=2) > 12
    printed = [char for char in content.chars if not char.text.isspace()]
    hidden = sum(not _any_in(changed, content.place(char[1:5])) for char in printed)
    if not printed or hidden <= _HIDDEN_SHARE * len(printed):
        return None
    return _fault("text_layer_refused", content.number, *_HIDDEN)


def _any_in(changed: NDArray[np.bool_], box: Box) -> bool:
    x0, top, x1, bottom = box
    return bool(changed[max(0, int(top)) : int(bottom) + 1, max(0, int(x0)) : int(x1) + 1].any())


def false_digits_fault(
    content: PageContent, page_object: Any, document: Any, memory: DigitMemory
) -> Issue | None:
    """The fault of a page whose digits are stated to be others than those that it shows.

    `document` is the file as pypdfium2 opened it, None where it could not.
    """
    fonts = odd_fonts(page_object, memory) if document is not None else frozenset()
    if not fonts or not false_digits(document, content, fonts, memory):
        return None
    return _fault("text_layer_refused", content.number, *_OTHER_DIGITS)


def _lie(printed: list[Char]) -> tuple[str, str] | None:
    """What gives the text layer away as false, in Chinese and English."""
    text = "".join(char.text for char in printed)
    if not text:
        return None
    unreadable = sum(map(_is_unreadable, text))
    if unreadable > max(1, _UNREADABLE_SHARE * len(text)):
        return (
            f"{unreadable} 个字符没有对应的文字",
            f"{unreadable} characters stand for no letter",
        )
    hanzi = [character for character in text if "\u4e00" <= character <= "\u9fff"]
    if len(hanzi) >= _ENOUGH:
        common = max(_share(hanzi, "gb2312", 0xD7), _share(hanzi, "big5", 0xC6))
        if common < _COMMON_SHARE:
            return "多数汉字是生僻字，对应关系有误", "most of its Chinese characters are rare ones"
        # The same word may fill neighbouring cells, but within a word hardly any is doubled.
        doubled = sum(
            a.text == b.text and abs(a.top - b.top) < 1 and 0 < b.x0 - a.x0 < 1.15 * a.size
            for a, b in pairwise(printed)
            if "\u4e00" <= a.text <= "\u9fff"
        )
        if doubled >= max(_DOUBLED_LEAST, _DOUBLED_SHARE * len(hanzi)):
            return "多个字形对应同一个字", "many glyphs stand for one and the same character"
    western = sum("\u00c0" <= character <= "\u00ff" for character in text)
    letters = sum(character.isalpha() for character in text)
    if western >= _ENOUGH and western > _MOJIBAKE_SHARE * letters:
        return "文字编码有误（乱码）", "its letters are Chinese read under a wrong encoding"
    turned = sum(char.turn != "upright" for char in printed)
    if turned > _MIXED_TURN_SHARE * len(printed) and turned >= _ENOUGH:
        return "文字方向混乱", "its text runs in several directions"
    return None


def _is_unreadable(character: str) -> bool:
    return (
        character == "\N{REPLACEMENT CHARACTER}"
        or "\ue000" <= character <= "\uf8ff"
        or character >= "\U000f0000"
    )


def _share(hanzi: list[str], encoding: str, last_lead: int) -> float:
    """The share of the characters in the encoding's level of common ones."""
    common = 0
    for character in hanzi:
        encoded = character.encode(encoding, "ignore")
        common += bool(encoded) and encoded[0] <= last_lead
    return common / len(hanzi)


def _fault(code: IssueCode, page: int, zh: str, en: str) -> Issue:
    if code == "needs_ocr":
        cure = (
            "未能识别出文字，请向发布单位索取文字版",
            "no text was recognised on it: ask the office for a text version",
        )
    else:
        cure = (
            "该页文字层未采用；请向发布单位索取可复制文字的版本",
            "its text layer was not used: ask the office for a version with sound text",
        )
    return Issue(
        code=code,
        message=Message(
            zh=f"第 {page} 页{'' if code == 'needs_ocr' else '的文字层不可信：'}{zh}；{cure[0]}",
            en=f"page {page}{'' if code == 'needs_ocr' else ' has a false text layer:'} {en}; "
            f"{cure[1]}",
        ),
        page=page,
    )


_SCANNED = ("是扫描图像，没有文字层", "is a scanned picture without a text layer")
_HIDDEN = (
    "是识别软件藏在扫描图像下的文字，无人核对",
    "was laid under a scanned picture by recognition software and checked by nobody",
)
_OTHER_DIGITS = (
    "所标的数字与页面所印不同",
    "states other digits than the page shows",
)
_SHAPES = ("的文字已转成图形", "has its text drawn as shapes")
