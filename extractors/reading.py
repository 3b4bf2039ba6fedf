"""Bytes -> Notice: the one entry point of this stage."""

import hashlib

from codes import IssueCode
from contracts import Issue, Ledger, Notice, Paragraph
from evidence import Message
from extractors.document import Document, TextBlock, Unreadable
from extractors.media import media_type_of, sniff
from figures import fold

_AS_TEXT = (
    "请在 WPS 或 Word 中打开后另存为 .docx 再读",
    "open it in WPS or Word, save it as .docx and add that",
)
_AS_WORKBOOK = (
    "请在 WPS 或 Excel 中打开后另存为 .xlsx 再读",
    "open it in WPS or Excel, save it as .xlsx and add that",
)
_AS_EITHER = (
    "请在 WPS、Word 或 Excel 中打开后另存为 .docx 或 .xlsx 再读",
    "open it in WPS, Word or Excel, save it as .docx or .xlsx and add that",
)
_AS_PDF = ("请打开后另存为 PDF 再读", "open it, save it as PDF and add that")
_UNPACK = ("先解压，再逐个加入", "unpack it and add the files in it")
_ORIGINAL = (
    "请提供原网页或 PDF；若是表格（如 CSV），请在 WPS 或 Excel 中打开后另存为 .xlsx 再读",
    "add the web page or PDF that it was taken from; if it is a table (such as CSV), "
    "open it in WPS or Excel, save it as .xlsx and add that",
)
_CURES = {
    "rtf": _AS_TEXT,
    "odt": _AS_TEXT,
    "word-2": _AS_TEXT,
    "word-6": _AS_TEXT,
    "word-2003-xml": _AS_TEXT,
    "ods": _AS_WORKBOOK,
    "excel-2": _AS_WORKBOOK,
    "excel-3": _AS_WORKBOOK,
    "excel-4": _AS_WORKBOOK,
    "excel-2003-xml": _AS_WORKBOOK,
    "mht": _AS_EITHER,
    "fodt": _AS_EITHER,
    "uof": _AS_EITHER,
    "pptx": _AS_PDF,
    "odp": _AS_PDF,
    "ofd": _AS_PDF,
    "xps": _AS_PDF,
    "zip": (
        "请用 tongbao run 读取其中各文件，或先解压",
        "`tongbao run` reads the files in it one by one; or unpack it first",
    ),
    "gzip": _UNPACK,
    "rar": _UNPACK,
    "7z": _UNPACK,
    "text": _ORIGINAL,
    "unknown": ("请提供原网页或 PDF", "add the web page or PDF that it was taken from"),
}
_IMAGE_CURE = (
    "请打印或另存为 PDF 再读（各页图片会经文字识别读出）；有原文档的请提供原文档",
    "print it to PDF and add that (its pictures are then read by OCR), or the original document",
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
        from extractors.pdf import reader as pdf

        return compose_notice(pdf.read(content, sha256, pages), sha256)
    if kind == "text":
        from extractors.web import reader as html

        if html.accepts(content, file_name):
            if pages is not None and 1 not in pages:
                raise _unreadable(
                    "not_readable",
                    f"{file_name} 是网页，只有第 1 页：请核对页码",
                    f"{file_name} is a web page and has page 1 alone: check the page numbers",
                )
            return compose_notice(html.read(content, sha256), sha256)
    if kind == "docx":
        from extractors.office import docx as docx

        return compose_notice(docx.read(content, sha256, pages), sha256)
    if kind in ("xlsx", "xls"):
        from extractors.office import workbook as workbook

        return compose_notice(workbook.read(content, sha256, pages), sha256)
    if kind == "doc":
        from extractors.office import doc as doc

        return compose_notice(doc.read(content, sha256, pages), sha256)
    raise _refusal(kind, content, file_name)


def compose_notice(document: Document, sha256: str) -> Notice:
    """Make a notice of what a reader saw: tables, prose and its figures, what it says of itself."""
    from extractors.notice.attachments import find_attachments
    from extractors.notice.ledger import build_ledger
    from extractors.notice.metadata import classify_notice, read_metadata
    from extractors.notice.prose import prose_figures
    from extractors.notice.prose_ranking import prose_rankings
    from extractors.tables.build import build_tables

    built = build_tables(document.blocks)
    prose = _once(built.prose)
    figures = prose_figures(prose, built.fields)
    stated = read_metadata(document, built.tables, built.fields)
    attachments = find_attachments(document.blocks, built.tables)
    tables = built.tables + prose_rankings(prose, built.tables, stated.title)
    return Notice(
        sha256=sha256,
        media_type=document.media_type,
        kind=classify_notice(stated.title, tables, built.fields, attachments, prose),
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
        tables=tables,
        issues=document.issues + built.issues,
        ledger=build_ledger(document, tables, built.fields, figures, built.prose),
    )


def refused_notice(content: bytes, error: Unreadable) -> Notice:
    """The notice that stands for a file set aside: no table, the reason among its issues."""
    return Notice(
        sha256=_sha256(content),
        media_type=media_type_of(content),
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
