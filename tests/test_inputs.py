"""What a run takes as input, and what it sets aside before reading."""

import os
import socket
from pathlib import Path

import pytest

from flows.inputs import InputError, gather_inputs, parse_instant
from sources.archive import Archive


def gather(folder: Path, *paths: Path):
    return gather_inputs(paths or (folder / "in",), Archive(folder / "archive"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path


def test_a_folder_is_read_recursively_and_named_from_there(folder: Path) -> None:
    (folder / "in" / "甲 乙").mkdir()
    (folder / "in" / "甲 乙" / "通报 一.html").write_text("<p>1</p>")
    (folder / "in" / "b.pdf").write_bytes(b"%PDF-1.7")
    found = gather(folder)
    assert [item.name for item in found.documents] == ["b.pdf", "甲 乙/通报 一.html"]
    assert [item.capture.media_type for item in found.documents] == ["application/pdf", "text/html"]


@pytest.mark.parametrize("name", [".hidden", "a.source.yaml", "a.truth.json", "why.md"])
def test_what_is_no_input_is_passed_over(folder: Path, name: str) -> None:
    (folder / "in" / name).write_text("x")
    found = gather(folder)
    assert (found.documents, found.set_aside) == ((), ())


def test_a_socket_and_a_broken_link_are_set_aside_with_a_cure(folder: Path) -> None:
    (folder / "in" / "gone.html").symlink_to("nowhere.html")
    here = Path.cwd()
    os.chdir(folder / "in")
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("s")
            found = gather(folder)
    finally:
        os.chdir(here)
    assert [item.path for item in found.set_aside] == ["gone.html", "s"]
    assert "mend" in found.set_aside[0].message.en
    assert "不是普通文件" in found.set_aside[1].message.zh


def test_files_of_one_name_from_two_folders_both_stay(folder: Path) -> None:
    for place in ("a", "b"):
        (folder / place).mkdir()
        (folder / place / "notice.html").write_text(f"<p>{place}</p>")
    found = gather(folder, folder / "a", folder / "b")
    assert len(found.documents) == 2


def test_a_sidecar_gives_url_and_instant(folder: Path) -> None:
    (folder / "in" / "n.html").write_text("<p>1</p>")
    (folder / "in" / "n.html.source.yaml").write_text(
        "url: https://www.example.gov.cn/n.html\nfetched_at: '2018-08-01T09:30:00+08:00'\n"
    )
    (item,) = gather(folder).documents
    assert item.capture.url == "https://www.example.gov.cn/n.html"
    assert item.capture.fetched_at is not None
    assert item.capture.fetched_at.isoformat() == "2018-08-01T09:30:00+08:00"


def test_without_a_sidecar_no_instant_is_made_up(folder: Path) -> None:
    (folder / "in" / "n.html").write_text("<p>1</p>")
    (item,) = gather(folder).documents
    assert (item.capture.url, item.capture.fetched_at) == (None, None)


def test_a_sidecar_with_another_key_is_refused(folder: Path) -> None:
    (folder / "in" / "n.html").write_text("<p>1</p>")
    (folder / "in" / "n.html.source.yaml").write_text("adress: x\n")
    with pytest.raises(InputError, match="write only `url` and `fetched_at`"):
        gather(folder)


def test_a_path_that_does_not_exist_is_wrong_usage(folder: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        gather(folder, folder / "nowhere")


def test_moving_the_folder_changes_no_hash(folder: Path) -> None:
    (folder / "in" / "n.html").write_text("<p>1</p>")
    before = gather(folder).hashes()
    (folder / "in").rename(folder / "moved")
    assert gather(folder, folder / "moved").hashes() == before


def test_what_was_added_by_hand_belongs_to_every_run(folder: Path) -> None:
    Archive(folder / "archive").archive_capture(
        b"<p>2</p>",
        source_id="by_hand",
        url=None,
        fetched_at=None,
        media_type="text/html",
        file_name="x.html",
    )
    (item,) = gather(folder).documents
    assert item.name.startswith("by_hand/")


@pytest.mark.parametrize("text", ["2018-08-01", "yesterday", "2018-08-01T09:30:00"])
def test_an_instant_without_offset_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="with the offset"):
        parse_instant(text)
