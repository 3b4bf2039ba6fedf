"""What kind of file this is, told from its bytes alone; names lie."""

import io
import re
import zipfile

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
)
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


def _sniff_compound(content: bytes) -> str:
    """The kind of an OLE file; ``doc``, whose reader gives the reason, where it is damaged."""
    from extractors.office.compound import kind_of

    try:
        kind = kind_of(content)
    except Unreadable:
        return "doc"
    return "xls" if kind == "xls" else "doc"
