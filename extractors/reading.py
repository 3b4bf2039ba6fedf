"""Bytes -> Notice: the one entry point of this stage."""

import hashlib
import io
import re
import zipfile

from codes import IssueCode
from contracts import Issue, Ledger, Notice, Paragraph
from evidence import Message
from extractors.document import Document, TextBlock, Unreadable
from figures import fold

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
)
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "rtf": "application/rtf",
    "zip": "application/zip",
    "gzip": "application/gzip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "ofd": "application/ofd",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
    "text": "text/plain",
}
_CURES = {
    "docx": ("另存为 PDF 后再读", "save it as PDF and add that"),
    "xlsx": ("另存为 PDF 或网页后再读", "save it as PDF or as a web page and add that"),
    "doc": ("另存为 PDF 后再读", "save it as PDF and add that"),
    "rtf": ("另存为 PDF 后再读", "save it as PDF and add that"),
    "ofd": ("另存为 PDF 后再读", "save it as PDF and add that"),
    "zip": ("先解压，再逐个加入", "unpack it and add the files in it"),
    "gzip": ("先解压，再逐个加入", "unpack it and add the files in it"),
    "rar": ("先解压，再逐个加入", "unpack it and add the files in it"),
    "7z": ("先解压，再逐个加入", "unpack it and add the files in it"),
    "text": ("请提供原网页或 PDF", "add the web page or PDF that it was taken from"),
    "unknown": ("请提供原网页或 PDF", "add the web page or PDF that it was taken from"),
}
_IMAGE_CURE = (
    "图片需文字识别；请提供带文字层的 PDF",
    "a picture needs OCR; add a PDF with a text layer",
)


def extract_notice(content: bytes, file_name: str, pages: frozenset[int] | None = None) -> Notice:
    """Read one document whole, or only its `pages` (1-based numbers of the file's own pages).

    The content decides how it is read; the file's name is asked only of a page without marks.

    Raises:
        Unreadable: the file is empty, of a type not read, or its reader refuses it.
    """
    kind = sniff(content)
    sha256 = _sha256(content)
    if kind == "pdf":
        from extractors import pdf

        return compose_notice(pdf.read(content, sha256, pages), sha256)
    if kind == "text":
        from extractors import html

        if html.accepts(content, file_name):
            if pages is not None and 1 not in pages:
                raise _unreadable(
                    "not_readable",
                    f"{file_name} 是网页，只有第 1 页：请核对页码",
                    f"{file_name} is a web page and has page 1 alone: check the page numbers",
                )
            return compose_notice(html.read(content, sha256), sha256)
    raise _refusal(kind, content, file_name)


def compose_notice(document: Document, sha256: str) -> Notice:
    """Make a notice of what a reader saw: tables, prose and its figures, what it says of itself."""
    from extractors.attachments import find_attachments
    from extractors.ledger import build_ledger
    from extractors.metadata import classify_notice, read_metadata
    from extractors.prose import prose_figures
    from extractors.tables import build_tables

    built = build_tables(document.blocks)
    prose = _once(built.prose)
    figures = prose_figures(prose, built.fields)
    stated = read_metadata(document, built.tables, built.fields)
    attachments = find_attachments(document.blocks, built.tables)
    return Notice(
        sha256=sha256,
        media_type=document.media_type,
        kind=classify_notice(stated.title, built.tables, built.fields, attachments, prose),
        title=stated.title,
        doc_number=stated.doc_number,
        issuer=stated.issuer,
        published_on=stated.published_on,
        period_start=stated.period.start if stated.period else None,
        period_end=stated.period.end if stated.period else stated.until,
        paragraphs=tuple(Paragraph(text=b.text, evidence=b.evidence) for b in prose),
        fields=built.fields,
        figures=figures,
        declared_attachments=attachments,
        tables=built.tables,
        issues=document.issues + built.issues,
        ledger=build_ledger(document, built.tables, built.fields, figures, built.prose),
    )


def refused_notice(content: bytes, error: Unreadable) -> Notice:
    """The notice that stands for a file set aside: no table, the reason among its issues."""
    return Notice(
        sha256=_sha256(content),
        media_type=media_type(content),
        kind="other",
        title=None,
        doc_number=None,
        issuer=None,
        published_on=None,
        period_start=None,
        period_end=None,
        paragraphs=(),
        fields=(),
        figures=(),
        declared_attachments=(),
        tables=(),
        issues=(Issue(code=error.code, message=error.message),),
        ledger=Ledger(numbers=0, extracted=0, ignored={}, unaccounted=()),
    )


def media_type(content: bytes) -> str:
    """The media type that the content shows; ``application/octet-stream`` where it shows none."""
    kind = sniff(content)
    if kind == "text":
        from extractors import html

        kind = "html" if html.accepts(content, "") else kind
    return _MEDIA_TYPES.get(kind, "application/octet-stream")


def sniff(content: bytes) -> str:
    """The type of a file by its content: ``pdf``, ``docx``, ``text``; ``unknown`` or ``empty``.

    A web page is ``text`` here: whether it is one is for its reader to say.
    """
    if not content.strip(b"\x00\t\n\r "):
        return "empty"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _sniff_zip(content)
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in content[:4096]:
        return "text"
    # UTF-16 without its mark, or a page with a few NUL bytes in it, is still a page.
    plain = content[:4096].replace(b"\x00", b"").lstrip()
    return "text" if re.match(rb"<[!?A-Za-z]", plain) else "unknown"


def _sniff_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "zip"
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("Doc_0/", "ofd")):
        if any(name.startswith(folder) for name in names):
            return kind
    return "zip"


def _refusal(kind: str, content: bytes, file_name: str) -> Unreadable:
    if kind == "empty":
        return _unreadable(
            "not_readable",
            f"{file_name} 是空文件（{len(content)} 字节）：请重新下载",
            f"{file_name} is empty ({len(content)} bytes): fetch it again",
        )
    if kind in ("text", "unknown") and file_name.lower().endswith((".pdf", ".html", ".htm")):
        suffix = file_name.rsplit(".", 1)[1]
        return _unreadable(
            "not_readable",
            f"{file_name} 名为 {suffix}，内容却不是：可能下载不完整，请重新下载",
            f"{file_name} is named {suffix} but its content is none: perhaps a broken download; "
            "fetch it again",
        )
    chinese, english = _CURES.get(kind, _IMAGE_CURE)
    return _unreadable(
        "unsupported_type",
        f"{file_name}：暂不能读 {kind} 类型的文件；{chinese}",
        f"{file_name}: files of type {kind} are not read yet; {english}",
    )


def _unreadable(code: IssueCode, chinese: str, english: str) -> Unreadable:
    return Unreadable(code, Message(zh=chinese, en=english))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _once(prose: tuple[TextBlock, ...]) -> tuple[TextBlock, ...]:
    """The blocks without white space alone, and without the long ones that a page repeats."""
    seen: set[str] = set()
    kept: list[TextBlock] = []
    for block in prose:
        folded = fold(block.text)
        if not folded or (len(folded) > 40 and folded in seen):
            continue
        seen.add(folded)
        kept.append(block)
    return tuple(kept)
