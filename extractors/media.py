"""What kind of file this is, told from its bytes alone; names lie."""

import io
import re
import zipfile
import zlib

from extractors.document import Unreadable

ZIP = "application/zip"
UNKNOWN = "application/octet-stream"

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
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
    (b"\xdb\xa5", "word-2"),
    (b"\x9b\xa5", "word-2"),
    (b"\xdc\xa5", "word-6"),
    (b"\x09\x08\x08\x00\x00\x05", "xls"),
    (b"\x09\x08\x10\x00\x00\x06", "xls"),
    (b"\x09\x04\x06\x00", "excel-4"),
    (b"\x09\x02\x06\x00", "excel-3"),
    (b"\x09\x00\x04\x00", "excel-2"),
)
_PARTS = (
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("fixeddocseq.fdseq", "xps"),
    ("fixeddocumentsequence.fdseq", "xps"),
)
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, KeyError,
)  # fmt: skip
_MIMETYPE = re.compile(r"application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)")
_OPEN_DOCUMENT = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_ROOTS = {
    "workbook": "excel-2003-xml",
    "worddocument": "word-2003-xml",
    "package": "word-2003-xml",
    "document": "fodt",
    "uof": "uof",
}
"""What an XML file is by the name of its root, which a prefix leads as in ``w:wordDocument``."""
_ROOT = re.compile(r"(?:<\?.*?\?>|<!--.*?-->|\s)*+<(?:([\w.-]+):)?(\w+)[\s>]", re.S)
_MAIL = re.compile(r"(?:[\w-]+:.*\n(?:[ \t].*\n)*?){0,20}?MIME-Version:", re.I)
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "rtf": "application/rtf",
    "zip": ZIP,
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
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xps": "application/vnd.ms-xpsdocument",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "mht": "multipart/related",
    "excel-2003-xml": "application/xml",
    "word-2003-xml": "application/xml",
    "fodt": "application/xml",
    "uof": "application/xml",
    "word-2": "application/msword",
    "word-6": "application/msword",
    "excel-2": "application/vnd.ms-excel",
    "excel-3": "application/vnd.ms-excel",
    "excel-4": "application/vnd.ms-excel",
}


def media_type_of(content: bytes) -> str:
    """The media type that the content shows; `UNKNOWN` where it shows none."""
    kind = sniff(content)
    if kind == "text":
        from extractors.web import reader as html

        kind = "html" if html.accepts(content, "") else kind
    return _MEDIA_TYPES.get(kind, UNKNOWN)


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
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _sniff_compound(content)
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in content[:4096]:
        return _sniff_text(content)
    # UTF-16 without its mark, or a page with a few NUL bytes in it, is still a page.
    plain = content[:4096].replace(b"\x00", b"").lstrip()
    return "text" if re.match(rb"<[!?A-Za-z]", plain) else "unknown"


def _sniff_text(content: bytes) -> str:
    """The kind of office file that is kept as text, whatever its name; else ``text``."""
    head = (
        content[:4096].replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \r\n\t")
    )
    if head.startswith("{\\rtf"):
        return "rtf"
    if _MAIL.match(head):
        return "mht"
    root = _ROOT.match(head)
    # A page has no such root; a word processor gives its own a prefix, a spreadsheet need not.
    if root is None or (root[1] is None and root[2].lower() != "workbook"):
        return "text"
    return _ROOTS.get(root[2].lower(), "text")


def _sniff_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name.replace("\\", "/").lower() for name in archive.namelist()]
            stated = archive.read("mimetype")[:80].decode("latin-1") if "mimetype" in names else ""
    except _DAMAGE:
        return "zip"
    if found := _MIMETYPE.match(stated):
        return _OPEN_DOCUMENT[found[1]]
    if "ofd.xml" in names:
        return "ofd"
    # Attachments may lie in a folder «word» too: an office file states what its parts are.
    if "[content_types].xml" in names or {"word/document.xml", "xl/workbook.xml"} & set(names):
        for start, kind in _PARTS:
            if any(name.startswith(start) for name in names):
                return kind
    return "zip"


def _sniff_compound(content: bytes) -> str:
    """The kind of an OLE file; ``doc``, whose reader gives the reason, where it is damaged."""
    from extractors.office.compound import kind_of

    try:
        kind = kind_of(content)
    except Unreadable:
        return "doc"
    return "xls" if kind == "xls" else "doc"
