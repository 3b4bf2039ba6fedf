"""The archive: every document ever fetched, by the hash of its bytes, and where it came from.

    objects/ab/<sha256>          the bytes, never changed
    captures/ab/<sha256>.json    one record a fetch, named by the hash of the record itself

Append-only. An object is written before the record that speaks of it, and each file appears under
its name in one rename after its bytes are on disk, so a kill between any two writes leaves at worst
an object that nothing speaks of yet.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from contracts import Capture


class ArchiveDamaged(Exception):
    """A file of the archive is missing or is not what its name says."""


class Archive:
    """The archive in `folder` (made on the first write)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def archive_capture(
        self,
        content: bytes,
        *,
        source_id: str | None,
        url: str | None,
        fetched_at: datetime | None,
        media_type: str,
        file_name: str,
        parent: str | None = None,
    ) -> Capture:
        """Keep `content` and the record of its fetch; the same again changes nothing."""
        capture = Capture(
            sha256=hashlib.sha256(content).hexdigest(),
            source_id=source_id,
            url=url,
            fetched_at=fetched_at,
            media_type=media_type,
            file_name=file_name,
            parent=parent,
        )
        self._write(self._object_path(capture.sha256), content)
        record = capture.model_dump_json().encode()
        name = hashlib.sha256(record).hexdigest()
        self._write(self.folder / "captures" / name[:2] / f"{name}.json", record)
        return capture

    def read(self, sha256: str) -> bytes:
        """Return the bytes of that hash.

        Raises:
            ArchiveDamaged: they are not there, or are no longer what they were.
        """
        path = self._object_path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise ArchiveDamaged(
                f"{path} is missing. Restore it from a backup, or add the document again."
            ) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ArchiveDamaged(
                f"{path} no longer has the bytes its name says. Restore it from a backup."
            )
        return content

    def captures(self) -> Iterator[Capture]:
        """Every capture, in the order of the record's hash (the same on every machine)."""
        for path in sorted(self.folder.glob("captures/??/*.json")):
            try:
                yield Capture.model_validate_json(path.read_bytes())
            except ValueError as error:
                raise ArchiveDamaged(
                    f"{path} is no capture record ({error}). Restore it from a backup."
                ) from None

    def _object_path(self, sha256: str) -> Path:
        return self.folder / "objects" / sha256[:2] / sha256

    def _write(self, path: Path, content: bytes) -> None:
        try:
            if path.read_bytes() == content:
                return
        except FileNotFoundError:
            pass
        # Not there, or damaged since: whoever holds the bytes that the name means mends it.
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` so that `path` is as before or complete, also after a kill."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
