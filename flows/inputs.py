"""From the paths that a person names to documents in the archive, or a reason why not."""

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from contracts import Capture, SetAside
from evidence import Message, Record
from extractors.media import UNKNOWN, ZIP, media_type_of
from sources.archive import Archive
from sources.bundle import is_bundle, unpack_bundle
from yamlfile import UnreadableYaml, read_yaml

LARGEST_BYTES = 200 * 1024 * 1024
_NO_INPUT = (".source.yaml", ".truth.json", ".md")


class InputError(Exception):
    """A path that does not exist, or a sidecar that cannot be used."""

    def __init__(self, zh: str, en: str) -> None:
        self.message = Message(zh=zh, en=en)
        super().__init__(en)


class Input(Record):
    """One document to read: the name it goes by in the release, and its capture."""

    name: str
    capture: Capture


class Inputs(Record):
    """What was found: documents to read, and files set aside before reading."""

    documents: tuple[Input, ...]
    set_aside: tuple[SetAside, ...]

    def hashes(self) -> dict[str, str]:
        """Name to hash of every input; of one that has no bytes, the hash of its reason."""
        found = {item.name: _record_hash(item.capture) for item in self.documents}
        for item in self.set_aside:
            key = item.path
            while key in found:
                # Of two folders, one may hold a document where the other holds what is none.
                key += "~"
            found[key] = hashlib.sha256(item.model_dump_json().encode()).hexdigest()
        return dict(sorted(found.items()))


def _record_hash(capture: Capture) -> str:
    return hashlib.sha256(capture.model_dump_json().encode()).hexdigest()


def files_below(path: Path) -> Iterator[tuple[str, Path]]:
    """Every input file of `path` with its name, in the order of the names.

    A folder is read recursively and its files are named from there, so that moving the folder
    changes nothing. Hidden files, ``*.source.yaml``, ``*.truth.json`` and ``*.md`` are no input.
    A folder that cannot be opened, or a link to one, stands for itself: it is no document, and the
    caller has to say so.
    """
    try:
        is_folder = path.is_dir()
        absent = not is_folder and not path.exists() and not path.is_symlink()
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path} 打不开：{error}。", f"{path} cannot be opened: {error}."
        ) from None
    if absent:
        raise InputError(
            f"{path} 不存在。请给出通报文件或其所在的文件夹。",
            f"{path} does not exist. Name a file or a folder of notices.",
        )
    if not is_folder:
        yield printable_name(path.name), path
        return
    found: list[Path] = []
    closed: list[OSError] = []
    for folder, folders, files in os.walk(path, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        place = Path(folder)
        found += [place / name for name in folders if (place / name).is_symlink()]
        found += [
            place / name
            for name in files
            if not name.startswith(".") and not name.endswith(_NO_INPUT)
        ]
    found += [Path(error.filename) for error in closed]
    named = {file: file.relative_to(path).as_posix() for file in found}
    for file in sorted(found, key=lambda one: named[one]):
        yield printable_name(path.name if file == path else named[file]), file


def printable_name(name: str) -> str:
    r"""A file's name as it is shown and published: bytes and characters that no text holds escaped.

    A line feed becomes ``\n``, a byte that is no UTF-8 ``\xff``.
    """
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(
        char.encode("unicode_escape").decode("ascii")
        if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")
        else char
        for char in text
    )


def gather_inputs(paths: Iterable[Path], archive: Archive) -> Inputs:
    """Archive the files of `paths` and join what was collected or added by hand.

    A file that is no regular file, cannot be opened or is too large is set aside, with its reason.
    A zip is no document: each file in it is one, named ``notice.zip/annex.docx``, its parent the
    zip.
    """
    documents: dict[str, Input] = {}
    set_aside: list[SetAside] = []
    for path in paths:
        for name, file in files_below(path):
            for found in _opened(_archive_file(name, file, archive), archive):
                if isinstance(found, SetAside):
                    set_aside.append(found)
                    continue
                known = documents.get(found.name, found)
                if known.capture.sha256 != found.capture.sha256:
                    # Two folders may hold files of one name; neither may hide the other.
                    longer = f"{found.name}~{found.capture.sha256[:8]}"
                    found = Input(name=longer, capture=found.capture)
                documents[found.name] = found
    captures = [capture for capture in archive.captures() if capture.source_id is not None]
    zips = {capture.sha256 for capture in captures if _is_zip(capture, archive)}
    for capture in captures:
        if capture.parent in zips:
            continue  # It comes with its zip, under that name.
        name = f"{capture.source_id}/{capture.sha256[:12]}/{capture.file_name}"
        for found in _opened(Input(name=name, capture=capture), archive):
            if isinstance(found, SetAside):
                set_aside.append(found)
            else:
                documents.setdefault(found.name, found)
    return Inputs(
        documents=tuple(documents[name] for name in sorted(documents)),
        set_aside=tuple(sorted(set_aside, key=lambda item: item.path)),
    )


def _opened(found: Input | SetAside, archive: Archive) -> Iterator[Input | SetAside]:
    """The input itself or, of a zip, the documents in it."""
    if isinstance(found, SetAside) or not _is_zip(found.capture, archive):
        yield found
        return
    parent = found.capture
    bundle = unpack_bundle(archive.read(parent.sha256))
    for refused in bundle.refused:
        path = f"{found.name}/{refused.name}".rstrip("/")
        yield SetAside(path=path, sha256=None, code=refused.code, message=refused.message)
    for member in bundle.members:
        name = f"{found.name}/{member.name}"
        capture = archive.archive_capture(
            member.content,
            source_id=parent.source_id,
            url=parent.url,
            fetched_at=parent.fetched_at,
            media_type=media_type_of(member.content),
            file_name=name if parent.source_id is None else f"{parent.file_name}/{member.name}",
            parent=parent.sha256,
        )
        yield Input(name=name, capture=capture)


def _is_zip(capture: Capture, archive: Archive) -> bool:
    """Whether it is a zip of documents; servers state types loosely, so the bytes decide."""
    hinted = "zip" in capture.media_type or capture.media_type == UNKNOWN
    if not hinted and not capture.file_name.lower().endswith(".zip"):
        return False
    return is_bundle(archive.read(capture.sha256))


def read_input(name: str, file: Path) -> bytes | SetAside:
    """The bytes of an input file; or why it is set aside: no regular file, unreadable, too large.

    A pipe, a device or a socket is never opened: it could keep the reader waiting for ever.
    """
    try:
        status = file.stat()
        if stat.S_ISDIR(status.st_mode):
            if file.is_symlink():
                return _set_aside(
                    name,
                    "is a link to a folder and is not followed; name that folder as a path too",
                    "是指向文件夹的链接，不会跟随；请把该文件夹也列为路径",
                )
            if os.access(file, os.R_OK | os.X_OK):
                return _set_aside(
                    name, "is a folder; name a document in it", "是文件夹；请写明其中的文件"
                )
            return _set_aside(
                name,
                "is a folder that cannot be opened; mend its rights and run again",
                "是无法打开的文件夹；请修正权限后重新运行",
            )
        if not stat.S_ISREG(status.st_mode):
            return _set_aside(
                name, "is no regular file; put a document in its place", "不是普通文件，请换成文档"
            )
        if status.st_size > LARGEST_BYTES:
            return SetAside(
                path=name,
                sha256=None,
                code="too_large",
                message=Message(
                    zh=f"文件有 {status.st_size} 字节，超过上限 {LARGEST_BYTES}；请拆分后再读",
                    en=f"has {status.st_size} bytes, over the limit of {LARGEST_BYTES}; "
                    "split it and run again",
                ),
            )
        # A file may still grow: no more than the limit is ever read.
        with file.open("rb") as opened:
            return opened.read(LARGEST_BYTES)
    except OSError as error:
        return _set_aside(
            name,
            f"cannot be opened ({error.strerror}); mend its rights or its link and run again",
            f"无法打开（{error.strerror}）；请修正权限或链接后重新运行",
        )


def _archive_file(name: str, file: Path, archive: Archive) -> Input | SetAside:
    content = read_input(name, file)
    if isinstance(content, SetAside):
        return content
    url, fetched_at = _origin(file)
    capture = archive.archive_capture(
        content,
        source_id=None,
        url=url,
        fetched_at=fetched_at,
        media_type=ZIP if is_bundle(content) else media_type_of(content),
        file_name=name,
    )
    return Input(name=name, capture=capture)


def _set_aside(name: str, en: str, zh: str) -> SetAside:
    return SetAside(path=name, sha256=None, code="not_readable", message=Message(zh=zh, en=en))


def _origin(file: Path) -> tuple[str | None, datetime | None]:
    """Return url and fetched_at as ``FILE.source.yaml`` beside the file states them."""
    sidecar = file.with_name(file.name + ".source.yaml")
    if not sidecar.exists():
        return None, None
    try:
        stated = read_yaml(sidecar)
    except UnreadableYaml as error:
        raise InputError(error.message.zh, error.message.en) from None
    if not isinstance(stated, dict) or not set(stated) <= {"url", "fetched_at"}:
        raise InputError(
            f"{sidecar}：只能写 `url` 和 `fetched_at`。",
            f"{sidecar}: write only `url` and `fetched_at`.",
        )
    url, fetched_at = stated.get("url"), stated.get("fetched_at")
    if not isinstance(url, str | None):
        raise InputError(
            f"{sidecar}：`url` 须为文字，请加引号。",
            f"{sidecar}: `url` must be a text; put it in quotation marks.",
        )
    if isinstance(fetched_at, datetime):
        fetched_at = fetched_at.isoformat()
    if not isinstance(fetched_at, str | None):
        raise InputError(
            f"{sidecar}：`fetched_at` 须为时刻，请加引号。",
            f"{sidecar}: `fetched_at` must be an instant in quotation marks.",
        )
    try:
        return url or None, parse_instant(fetched_at) if fetched_at else None
    except InputError as error:
        zh, en = error.message.zh, error.message.en
        raise InputError(f"{sidecar}：{zh}", f"{sidecar}: {en}") from None


def parse_instant(text: str) -> datetime:
    """Read an ISO instant with its offset, such as ``2018-08-01T09:30:00+08:00``.

    Raises:
        InputError: the text is no instant, or has no offset from UTC.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise InputError(
            f"“{text}”不是时刻。请写如 2018-08-01T09:30:00+08:00，带时区偏移。",
            f"«{text}» is no instant. Write it like 2018-08-01T09:30:00+08:00, with the offset.",
        )
    return instant
