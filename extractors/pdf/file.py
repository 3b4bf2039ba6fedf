"""Opening a PDF file: its pages one at a time, and why it cannot be opened."""

import logging
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from evidence import Message
from extractors.document import Unreadable

_HEAD_BYTES = 1024
_USUAL_PAGE = (0.0, 0.0, 612.0, 792.0)
_MOST_DRAWN = 16 << 20
"""Bytes that draw a page: Python reads about a million a second, and no notice has so many."""


class PdfFile(NamedTuple):
    """A file that pdfplumber has opened."""

    document: Any
    page_count: int


def accepts(content: bytes, file_name: str) -> bool:
    """Whether the bytes are a PDF; the name is not asked, names lie."""
    return b"%PDF-" in content[:_HEAD_BYTES]


def open_file(content: bytes) -> PdfFile:
    """Open the file with pdfplumber, and count its pages.

    Raises:
        Unreadable: it is empty, no PDF, encrypted, damaged or cut short.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    if not content.strip():
        raise Unreadable("not_readable", Message(zh=_EMPTY[0], en=_EMPTY[1]))
    if not accepts(content, ""):
        raise Unreadable("not_readable", Message(zh=_NO_PDF[0], en=_NO_PDF[1]))
    # pdfminer warns of each odd font on each character; what matters becomes an issue.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        document = pdfplumber.open(BytesIO(content))
        page_count = sum(1 for _ in _page_objects(document))
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise Unreadable("encrypted", Message(zh=_LOCKED[0], en=_LOCKED[1])) from error
        raise _damaged(content) from error
    except Exception as error:  # pdfminer raises whatever broken bytes lead it to
        raise _damaged(content) from error
    if not page_count:
        raise _damaged(content)
    return PdfFile(document, page_count)


def _page_objects(document: Any) -> Iterator[Any]:
    """The pages as pdfminer knows them, before anything on them is parsed."""
    from pdfminer.pdfpage import PDFPage

    return iter(PDFPage.create_pages(document.doc))


def pages_of(file: PdfFile, wanted: frozenset[int] | None) -> Iterator[Any]:
    """The pages asked for, one at a time: a list of them would keep all that was parsed."""
    from pdfplumber.page import Page

    for number, page_object in enumerate(_page_objects(file.document), 1):
        if wanted is None or number in wanted:
            _mend_boxes(page_object)
            yield Page(file.document, page_object, page_number=number)


def _mend_boxes(page_object: Any) -> None:
    """Give a page its sizes as every viewer takes them.

    Corners may be named in any order, what is no box or has no area is a page of the usual size,
    a visible area off the page is none, and of a turn only whole quarters count.
    """
    from pdfminer.pdftypes import int_value

    x0, y0, x1, y1 = page_object.mediabox
    media = [min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)]
    if media[0] == media[2] or media[1] == media[3]:
        media = list(_USUAL_PAGE)
    x0, y0, x1, y1 = page_object.cropbox
    crop = [
        max(media[0], min(x0, x1)),
        max(media[1], min(y0, y1)),
        min(media[2], max(x0, x1)),
        min(media[3], max(y0, y1)),
    ]
    if crop[0] >= crop[2] or crop[1] >= crop[3]:
        crop = media
    page_object.mediabox, page_object.cropbox = media, crop
    stated = int_value(page_object.attrs.get("Rotate", 0))
    quarters = abs(stated) // 90 % 4
    turn = 90 * (quarters if stated > 0 else -quarters % 4)
    page_object.rotate = turn
    page_object.attrs.update(MediaBox=media, CropBox=crop, Rotate=turn)
    for unused in ("TrimBox", "BleedBox", "ArtBox"):
        page_object.attrs.pop(unused, None)


def draws_too_much(page: Any) -> bool:
    """Whether what draws a page is longer than a reader in Python gets through in time."""
    from pdfminer.pdftypes import PDFStream, resolve1

    streams = map(resolve1, page.page_obj.contents)
    drawn = sum(len(one.get_data()) for one in streams if isinstance(one, PDFStream))
    return drawn > _MOST_DRAWN


def _ends_early(content: bytes) -> bool:
    return b"%%EOF" not in content[-4096:]


def is_cut_short(content: bytes, file: PdfFile) -> bool:
    """Whether pages may be lost: fewer are there than the file counts, or its end is missing."""
    from pdfminer.pdfdocument import PDFXRefFallback
    from pdfminer.pdftypes import resolve1

    tree = resolve1(file.document.doc.catalog.get("Pages"))
    counted = resolve1(tree.get("Count")) if isinstance(tree, dict) else None
    if isinstance(counted, int) and counted > file.page_count:
        return True
    guessed = any(isinstance(xref, PDFXRefFallback) for xref in file.document.doc.xrefs)
    return guessed and _ends_early(content)


def cut_short() -> Unreadable:
    """The refusal of a file that breaks off."""
    return Unreadable("truncated", Message(zh=_CUT_WHOLE[0], en=_CUT_WHOLE[1]))


def _damaged(content: bytes) -> Unreadable:
    if _ends_early(content):
        return cut_short()
    return Unreadable("not_readable", Message(zh=_BROKEN[0], en=_BROKEN[1]))


_EMPTY = ("文件是空的；请重新下载或向来源索取", "the file is empty; fetch it again")
_NO_PDF = (
    "文件不是 PDF（开头没有 %PDF- 标记）；请检查下载到的是不是网页或其他格式",
    "not a PDF (no %PDF- mark at its start); check whether a web page or another type was saved",
)
_LOCKED = (
    "PDF 设有打开密码；请取得密码后另存为不加密的文件再加入",
    "the PDF needs a password to open; save it without a password and add it again",
)
_CUT_WHOLE = (
    "PDF 不完整，文件在中途断开，无法读取；请重新下载",
    "the PDF is cut short and cannot be read; fetch it again",
)
_BROKEN = (
    "PDF 已损坏，无法读取；请重新下载，或用阅读器打开后另存",
    "the PDF is damaged and cannot be read; fetch it again, or open it in a viewer and save it",
)
