"""A zip of attachments: its documents, its names, its limits."""

import io
import zipfile
from pathlib import Path

import pytest

from flows.inputs import gather_inputs
from sources import bundle
from sources.archive import Archive
from sources.bundle import is_bundle, unpack_bundle

OFFICE = Path(__file__).parent / "office"


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return written.getvalue()


def refusals(content: bytes) -> dict[str, str]:
    return {refused.name: refused.code for refused in unpack_bundle(content).refused}


def test_an_office_file_is_no_bundle_and_a_zip_that_holds_one_unpacked_is() -> None:
    document = (OFFICE / "notice.docx").read_bytes()
    assert not is_bundle(document)
    assert not is_bundle(document[:3000])
    assert is_bundle(packed({"附件.docx": document}, zipfile.ZIP_STORED))
    assert is_bundle(packed({}))


def test_names_written_by_chinese_windows_are_read() -> None:
    content = packed({"AABBCCDD.txt": b"1"})
    content = content.replace(b"AABBCCDD", "通报附件".encode("gb18030"))
    assert [member.name for member in unpack_bundle(content).members] == ["通报附件.txt"]


def test_names_lead_nowhere_outside_the_bundle() -> None:
    found = unpack_bundle(packed({"../../etc/甲.html": b"1", "b\\乙.html": b"2"}))
    assert [member.name for member in found.members] == ["b/乙.html", "etc/甲.html"]


def test_a_member_without_a_name_is_read_all_the_same() -> None:
    content = packed({"x": b"1"}).replace(b"x", b"\0")
    assert [member.content for member in unpack_bundle(content).members] == [b"1"]


def test_what_operating_systems_leave_is_passed_over() -> None:
    litter = {"__MACOSX/._a.pdf": b"1", ".DS_Store": b"1", "Thumbs.db": b"1", "~$甲.docx": b"1"}
    found = unpack_bundle(packed({**litter, "folder/": b"", "甲.pdf": b"%PDF-"}))
    assert [member.name for member in found.members] == ["甲.pdf"]
    assert found.refused == ()


def test_zips_in_zips_are_opened_down_to_a_depth() -> None:
    content = packed({"甲.html": b"1"})
    for level in (3, 2, 1):
        content = packed({f"{level}.zip": content, f"{level}.html": b"2"})
    found = unpack_bundle(content)
    assert [m.name for m in found.members] == ["1.html", "1.zip/2.html", "1.zip/2.zip/3.html"]
    assert refusals(content) == {"1.zip/2.zip/3.zip": "too_large"}


def test_a_bomb_is_refused_by_name_and_its_neighbours_are_read() -> None:
    content = packed({"bomb.html": bytes(5_000_000), "甲.html": b"<p>1</p>"})
    assert refusals(content) == {"bomb.html": "too_large"}
    assert [member.name for member in unpack_bundle(content).members] == ["甲.html"]


def test_limits_on_number_and_size_hold_over_all_depths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "MOST_MEMBERS", 3)
    monkeypatch.setattr(bundle, "LARGEST_IN_ALL", 1000)
    inner = packed({"a.html": b"x" * 400, "b.html": b"y" * 800})
    assert refusals(packed({"i.zip": inner})) == {"i.zip/b.html": "too_large"}
    many = packed({f"{n}.html": b"1" for n in range(6)})
    assert list(refusals(many)) == ["3.html"]
    assert len(unpack_bundle(many).members) == 3


def test_a_locked_member_is_refused_and_a_damaged_zip_too() -> None:
    content = bytearray(packed({"甲.html": b"1"}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + at] |= 1
    assert refusals(bytes(content)) == {"甲.html": "encrypted"}
    assert refusals(packed({"甲.html": b"1" * 99})[:60]) == {"": "truncated"}
    assert refusals(packed({})) == {"": "not_readable"}


def test_each_file_of_a_zip_is_an_input_whose_parent_is_the_zip(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    document = (OFFICE / "notice.docx").read_bytes()
    content = packed({"附件1.docx": document, "锁.zip": b"PK\x03\x04 cut"}, zipfile.ZIP_STORED)
    (folder / "通报.zip").write_bytes(content)
    (folder / "通报.zip.source.yaml").write_text("url: https://example.org/a.zip\n")
    found = gather_inputs([folder], Archive(tmp_path / "archive"))
    (item,) = found.documents
    assert item.name == "通报.zip/附件1.docx"
    assert item.capture.parent is not None and item.capture.parent != item.capture.sha256
    assert item.capture.url == "https://example.org/a.zip"
    assert [refused.path for refused in found.set_aside] == ["通报.zip/锁.zip"]


def test_a_collected_zip_gives_the_same_inputs_each_time(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    archive.archive_capture(
        packed({"附件.html": b"<p>1</p>"}),
        source_id="office",
        url="https://example.org/a.zip",
        fetched_at=None,
        media_type="application/x-zip-compressed",
        file_name="a.zip",
    )
    first = gather_inputs([], archive)
    assert gather_inputs([], archive) == first
    (item,) = first.documents
    assert item.name.endswith("/a.zip/附件.html")
    assert item.capture.source_id == "office"
