"""The media type of a document, told from its bytes alone; names lie."""

import io
import re
import zipfile

HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLE = "application/x-ole-storage"
ZIP = "application/zip"
PLAIN = "text/plain"
UNKNOWN = "application/octet-stream"

_SIGNATURES = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xd0\xcf\x11\xe0", OLE),
)
_HTML = re.compile(
    rb"<(!doctype\s+html|\?xml[^>]*>\s*<!doctype\s+html|html|head|body|meta|table|div|p|h[1-6]|span|title)\b",
    re.IGNORECASE,
)
_HEAD_BYTES = 4096


def media_type_of(content: bytes) -> str:
    """Return the media type that the bytes show; `UNKNOWN` where they show none."""
    head = content[:_HEAD_BYTES]
    # Some PDF writers put a few bytes before the signature; readers allow 1 KB of them.
    if b"%PDF-" in head[:1024]:
        return PDF
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\x00", b"")
    if _HTML.search(head):
        return HTML
    if head and not re.search(rb"[\x00-\x08\x0e-\x1a]", head):
        return PLAIN
    return UNKNOWN


def _zipped(content: bytes) -> str:
    """Which kind of zip: by its own parts, not by those of a document that lies in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name.replace("\\", "/").lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        names = [content[30:80].decode("latin-1").lower()]
    for folder, media_type in (("word/", DOCX), ("xl/", XLSX)):
        if any(name.startswith(folder) for name in names):
            return media_type
    return ZIP
