"""The package of an office file (a zip of XML parts), opened with limits."""

import io
import posixpath
import re
import zipfile
import zlib

from lxml import etree

from evidence import Message
from extractors.document import Unreadable

LARGEST_PART = 128 * 1024 * 1024
LARGEST_PACKAGE = 512 * 1024 * 1024
"""Bytes of XML that are unpacked, in all."""

EMU_A_POINT = 12700
WIDE_PT, HIGH_PT = 220, 60
"""A picture at least as large may hold a table; seals and logos are smaller."""
COLUMN_PT, ROW_PT = 48, 14
"""The usual sizes of a cell of a workbook."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# «Strict» files say the same under other names.
_STRICT = (
    (rb"http://purl.oclc.org/ooxml/wordprocessingml/main", W),
    (rb"http://purl.oclc.org/ooxml/spreadsheetml/main", S),
    (rb"http://purl.oclc.org/ooxml/officeDocument/relationships", R),
)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


class Package:
    """The parts of an office file by name; relations are read as they are asked for."""

    def __init__(self, content: bytes) -> None:
        """Open the package.

        Raises:
            Unreadable: it is no whole zip, or is locked with a password.
        """
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            infos = self._zip.infolist()
        except _DAMAGE as error:
            raise damaged(str(error)) from None
        if any(info.flag_bits & 1 for info in infos):
            raise locked()
        # Some writers use backslashes; Windows does not tell cases apart.
        self._names = {info.filename.replace("\\", "/").lower(): info for info in infos}
        self._unpacked = 0

    def names(self) -> tuple[str, ...]:
        """The names of the parts, lower case, in order."""
        return tuple(sorted(self._names))

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part; null where there is none.

        Raises:
            Unreadable: the part is damaged, too large, or no XML.
        """
        info = self._names.get(name.lower())
        if info is None:
            return None
        if info.file_size > LARGEST_PART or self._unpacked + info.file_size > LARGEST_PACKAGE:
            raise Unreadable(
                "too_large",
                Message(
                    zh=f"文件中的 {name} 解压后有 {info.file_size} 字节，超过上限；请拆分后再读",
                    en=f"{name} in the file has {info.file_size} bytes unpacked, over the limit; "
                    "split the document and read it again",
                ),
            )
        self._unpacked += info.file_size
        try:
            raw = self._zip.read(info)
        except (*_DAMAGE, RuntimeError) as error:
            raise damaged(str(error)) from None
        for strict, usual in _STRICT:
            raw = raw.replace(strict, usual[1:-1].encode())
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True
        )
        try:
            return etree.fromstring(raw, parser)
        except etree.XMLSyntaxError as error:
            raise damaged(f"{name}: {error}") from None

    def related(self, part: str, kind: str) -> tuple[tuple[str, str], ...]:
        """Id and part of what `part` ('' for the package) points to as `kind`, in their order."""
        folder, _, base = part.rpartition("/")
        root = self.xml(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        if root is None:
            return ()
        found = []
        for relation in root:
            target = relation.get("Target", "")
            if (
                not isinstance(relation.tag, str)
                or relation.get("TargetMode") == "External"
                or relation.get("Type", "").rpartition("/")[2] != kind
            ):
                continue
            name = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found.append((relation.get("Id", ""), posixpath.normpath(name)))
        return tuple(found)


def damaged(detail: str) -> Unreadable:
    """The refusal of a file that breaks off or whose bytes are wrong."""
    detail = re.sub(r"\s+", " ", detail).strip()[:120]
    return Unreadable(
        "not_readable",
        Message(
            zh=f"文件已损坏或不完整（{detail}）；请重新下载，或用办公软件打开修复后另存",
            en=f"the file is damaged or incomplete ({detail}); fetch it again, "
            "or open it in an office program, repair it and save it anew",
        ),
    )


def locked() -> Unreadable:
    """The refusal of a file that asks for a password."""
    return Unreadable(
        "encrypted",
        Message(
            zh="文件设有打开密码；请用办公软件输入密码打开，去掉密码后另存再读",
            en="the file asks for a password; open it in an office program, "
            "save it without one and read that",
        ),
    )


def only_page(pages: frozenset[int] | None) -> None:
    """Refuse `pages` that leave out page 1, the only one that a file without pages has.

    Raises:
        Unreadable: page 1 is not among them.
    """
    if pages is not None and 1 not in pages:
        raise Unreadable(
            "not_readable",
            Message(
                zh="这类文件不分页，只有第 1 页；请去掉 --pages",
                en="a file of this type has no pages but 1; drop --pages",
            ),
        )
