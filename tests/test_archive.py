"""The archive keeps every byte for good, and a kill cannot damage it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.archive import Archive, ArchiveDamaged

ROOT = Path(__file__).resolve().parents[1]


def put(archive: Archive, content: bytes, name: str = "notice.html"):
    return archive.archive_capture(
        content,
        source_id=None,
        url=None,
        fetched_at=None,
        media_type="text/html",
        file_name=name,
    )


@given(content=st.binary(max_size=200))
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_what_is_archived_is_read_back(tmp_path: Path, content: bytes) -> None:
    archive = Archive(tmp_path)
    assert archive.read(put(archive, content).sha256) == content


def test_archiving_the_same_again_changes_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    put(archive, b"one")
    before = sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*"))
    put(archive, b"one")
    assert sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*")) == before


def test_the_same_bytes_from_two_places_are_one_object_and_two_captures(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    put(archive, b"one", "a.html")
    put(archive, b"one", "b.html")
    assert len(list(tmp_path.glob("objects/*/*"))) == 1
    assert sorted(capture.file_name for capture in archive.captures()) == ["a.html", "b.html"]


def test_changed_bytes_are_not_handed_out(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sha256 = put(archive, b"true").sha256
    next(tmp_path.glob("objects/*/*")).write_bytes(b"false")
    with pytest.raises(ArchiveDamaged, match="no longer has the bytes"):
        archive.read(sha256)


def test_missing_bytes_are_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveDamaged, match="is missing"):
        Archive(tmp_path).read("0" * 64)


WRITER = """
import sys
from pathlib import Path
from sources.archive import Archive
archive = Archive(Path(sys.argv[1]))
print("started", flush=True)
number = 0
while True:
    archive.archive_capture(
        str(number).encode() * 20000, source_id=None, url=None, fetched_at=None,
        media_type="text/plain", file_name=f"{number}.txt",
    )
    number += 1
"""


@pytest.mark.parametrize("milliseconds", [3, 17, 41, 90])
def test_a_kill_at_any_moment_leaves_only_whole_files(tmp_path: Path, milliseconds: int) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(milliseconds / 1000)
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate()
    archive = Archive(tmp_path)
    for capture in archive.captures():
        assert len(archive.read(capture.sha256)) > 0
    put(archive, b"goes on")
