"""The documents in a .zip of attachments, with limits: a small file may unpack to a huge one."""

import io
import struct
import zipfile
import zlib
from typing import NamedTuple

from codes import IssueCode
from evidence import Message

MOST_MEMBERS = 2000
LARGEST_MEMBER = 200 * 1024 * 1024
LARGEST_IN_ALL = 1024 * 1024 * 1024
"""Bytes that one bundle may unpack to, those within it included."""
HIGHEST_RATIO = 250
"""Unpacked to packed size of a member over `_SMALL`; text packs 50 to 1 at the very best."""
DEEPEST = 3
"""Bundles within bundles."""

_SMALL = 1024 * 1024
_OFFICE = ("[content_types].xml", "ofd.xml", "mimetype")
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, struct.error,
)  # fmt: skip


class Member(NamedTuple):
    """One document of a bundle under its path in it; a bundle's own path leads the way."""

    name: str
    content: bytes


class Refused(NamedTuple):
    """A member, or the whole bundle (name ''), that was not unpacked, and why."""

    name: str
    code: IssueCode
    message: Message


class Bundle(NamedTuple):
    """What a bundle holds, in the order of the names."""

    members: tuple[Member, ...]
    refused: tuple[Refused, ...]


class _Budget:
    """What may still be unpacked, over all depths."""

    def __init__(self) -> None:
        self.members = MOST_MEMBERS
        self.size = LARGEST_IN_ALL


def is_bundle(content: bytes) -> bool:
    """Whether these bytes are a zip of files, and not an office file, which is a zip too."""
    if not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {info.filename.lower() for info in archive.infolist()}
    except _DAMAGE:
        # A damaged one is told apart by its first entry: office files begin with their own parts.
        return (
            not content[30:80]
            .lower()
            .startswith(
                (
                    b"[content_types].xml",
                    b"_rels/",
                    b"docprops/",
                    b"word/",
                    b"xl/",
                    b"mimetype",
                    b"ofd.xml",
                )
            )
        )
    return not any(name in names for name in _OFFICE)


def unpack_bundle(content: bytes) -> Bundle:
    """Unpack a zip in memory, and the zips in it; nothing is written.

    Folders, hidden files and what operating systems leave are passed over. A member that is locked,
    damaged, too large or packed too tightly is refused by name; so is the rest after a limit.
    """
    members: list[Member] = []
    refused: list[Refused] = []
    _unpack(content, "", 1, _Budget(), members, refused)
    if not members and not refused:
        refused.append(
            Refused(
                "",
                "not_readable",
                Message(
                    zh="压缩包里没有文件；请重新下载",
                    en="the zip holds no file; fetch it again",
                ),
            )
        )
    return Bundle(
        tuple(sorted(members, key=lambda member: member.name)),
        tuple(sorted(refused, key=lambda refusal: refusal.name)),
    )


def _unpack(
    content: bytes,
    within: str,
    depth: int,
    budget: _Budget,
    members: list[Member],
    refused: list[Refused],
) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        files = (one for one in archive.infolist() if not one.filename.endswith("/"))
        infos = [(member_name(info), info) for info in files]
    except _DAMAGE:
        refused.append(_damaged(within.rstrip("/")))
        return
    with archive:
        for name, info in sorted(infos, key=lambda pair: (pair[0], pair[1].header_offset)):
            if _is_litter(name):
                continue
            path = within + name
            budget.members -= 1
            reason = _over_limit(path, info, budget)
            if reason is not None:
                refused.append(reason)
                if budget.members < 0:
                    return
                continue
            found = _read(archive, path, info)
            if isinstance(found, Refused):
                refused.append(found)
                continue
            budget.size -= len(found)
            if not is_bundle(found):
                members.append(Member(path, found))
            elif depth == DEEPEST:
                refused.append(_too_deep(path))
            else:
                _unpack(found, path + "/", depth + 1, budget, members, refused)


def member_name(info: zipfile.ZipInfo) -> str:
    """The path of a member: UTF-8 where marked, else UTF-8 or GB 18030 as its bytes read."""
    name = info.filename
    if not info.flag_bits & 0x800:
        # zipfile takes unmarked names for those of an American PC; Chinese ones write GBK.
        raw = info.orig_filename.encode("cp437", "surrogateescape")
        for charset in ("utf-8", "gb18030"):
            try:
                name = raw.decode(charset)
                break
            except UnicodeDecodeError:
                continue
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "_"


def _is_litter(name: str) -> bool:
    parts = name.split("/")
    hidden = any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)
    return hidden or parts[-1].lower() in ("thumbs.db", "desktop.ini")


def _read(archive: zipfile.ZipFile, path: str, info: zipfile.ZipInfo) -> bytes | Refused:
    if info.flag_bits & 1:
        return Refused(
            path,
            "encrypted",
            Message(
                zh="压缩包内的文件设有密码；请解压后去掉密码再加入",
                en="locked with a password; unpack it by hand and add the file",
            ),
        )
    try:
        return archive.read(info)
    except NotImplementedError:
        return Refused(
            path,
            "unsupported_type",
            Message(
                zh="压缩方法不支持；请用解压软件解开后再加入",
                en="packed by a method that is not read; unpack it by hand and add the file",
            ),
        )
    except _DAMAGE:
        return _damaged(path)


def _over_limit(path: str, info: zipfile.ZipInfo, budget: _Budget) -> Refused | None:
    size, packed = info.file_size, max(1, info.compress_size)
    if budget.members < 0:
        zh, en = f"压缩包内文件超过{MOST_MEMBERS}个", f"the zip holds over {MOST_MEMBERS} files"
    elif size > LARGEST_MEMBER:
        zh, en = f"解压后有{size}字节", f"it unpacks to {size} bytes, over {LARGEST_MEMBER}"
    elif size > budget.size:
        zh, en = "压缩包解压后总量过大", f"the zip unpacks to over {LARGEST_IN_ALL} bytes in all"
    elif size > _SMALL and size > HIGHEST_RATIO * packed:
        zh, en = f"压缩比达{size // packed}倍", f"it is packed {size // packed} to 1"
    else:
        return None
    return Refused(
        path,
        "too_large",
        Message(
            zh=f"{zh}，超过上限；请解压后逐个加入", en=f"{en}: unpack it by hand and add the files"
        ),
    )


def _damaged(path: str) -> Refused:
    return Refused(
        path,
        "truncated",
        Message(
            zh="压缩包损坏或不完整；请重新下载",
            en="the zip is damaged or incomplete; fetch it again",
        ),
    )


def _too_deep(path: str) -> Refused:
    return Refused(
        path,
        "too_large",
        Message(
            zh=f"压缩包嵌套超过{DEEPEST}层；请解压后逐个加入",
            en=f"zips lie more than {DEEPEST} deep in one another; unpack them and add the files",
        ),
    )
