"""Word 97-2003 files, and the same notice in every form."""

import shutil
import struct
from pathlib import Path

import pytest

from extractors.document import Document, Grid, Unreadable
from extractors.media import sniff
from extractors.office import doc, docx
from extractors.office.doc_stream import read_sprms
from extractors.office.doc_table import place_cells, read_row
from extractors.reading import extract_notice
from figures import fold
from tests.office_files import sha256

FILES = Path(__file__).parent / "office"
SAMPLES = Path(__file__).resolve().parents[1] / "samples"
CONTENT = (FILES / "notice.doc").read_bytes()


def printed(document: Document) -> list[object]:
    return [
        (block.texts(), [(c.row_span, c.column_span) for c in block.cells])
        if isinstance(block, Grid)
        else (block.text, block.centred, block.evidence.locator.ref)
        for block in document.blocks
    ]


def test_an_old_word_file_says_what_the_new_one_says() -> None:
    new = (FILES / "notice.docx").read_bytes()
    assert printed(doc.read(CONTENT, sha256(CONTENT))) == printed(docx.read(new, sha256(new)))


def form(path: Path) -> list[object]:
    notice = extract_notice(path.read_bytes(), path.name)
    return [
        (
            fold(table.caption),
            table.columns,
            [(row.kind, row.section, [fold(c.text) for c in row.cells]) for row in table.rows],
        )
        for table in notice.tables
    ]


PAGE = SAMPLES / "banner_civilization_2018q2_page" / "notice.html"


@pytest.mark.parametrize(
    "path",
    [
        SAMPLES / "banner_civilization_2018q2" / "notice.pdf",
        *(FILES / f"notice.{kind}" for kind in ("docx", "doc", "xlsx", "xls")),
    ],
    ids=lambda path: path.suffix,
)
def test_the_same_notice_gives_equal_cells_in_every_form(path: Path) -> None:
    tables = form(path)
    assert len(tables) == 3
    assert tables == form(PAGE)


@pytest.mark.parametrize("kind", ["docx", "doc", "xlsx", "xls"])
def test_every_number_of_an_office_file_is_accounted_for(kind: str) -> None:
    path = FILES / f"notice.{kind}"
    notice = extract_notice(path.read_bytes(), path.name)
    assert notice.ledger.numbers == 192
    assert notice.ledger.unaccounted == ()
    assert notice.period_end is not None and notice.period_end.isoformat() == "2018-06-30"
    assert notice.issues == ()


def row(*edges: int, flags: tuple[int, ...] = ()) -> bytes:
    count = len(edges) - 1
    cells = b"".join(
        struct.pack("<H", flags[n] if n < len(flags) else 0) + bytes(18) for n in range(count)
    )
    body = bytes([count]) + struct.pack(f"<{count + 1}h", *edges) + cells
    return struct.pack("<HH", 0xD608, len(body) + 1) + body


@pytest.mark.parametrize(("first", "on"), [(1, 2), (2, 1)])
def test_cells_merged_to_the_right_are_one_whichever_mark_their_writer_uses(
    first: int, on: int
) -> None:
    raw = row(0, 1000, 2000, 3000, flags=(0, first, on))
    read = read_row(read_sprms(raw), ("单位", "采用", ""))
    width, cells = place_cells(
        [read, read_row(read_sprms(row(0, 1000, 2010, 2990)), ("甲", "1", "2"))]
    )
    assert width == 3
    assert [(c.text, c.column, c.column_span) for c in cells] == [
        ("单位", 0, 1), ("采用", 1, 2), ("甲", 0, 1), ("1", 1, 1), ("2", 2, 1),
    ]  # fmt: skip


def test_cells_merged_downwards_are_one() -> None:
    rows = [
        read_row(read_sprms(row(0, 1000, 2000, flags=(0x60,))), ("甲", "1")),
        read_row(read_sprms(row(0, 1000, 2000, flags=(0x20,))), ("", "2")),
        read_row(read_sprms(row(0, 1000, 2000)), ("乙", "3")),
    ]
    _, cells = place_cells(rows)
    assert [(c.text, c.row, c.row_span) for c in cells] == [
        ("甲", 0, 2), ("1", 0, 1), ("2", 1, 1), ("乙", 2, 1), ("3", 2, 1),
    ]  # fmt: skip


def test_a_row_without_definition_keeps_its_texts() -> None:
    _, cells = place_cells([read_row((), ("甲", "1"))])
    assert [(c.text, c.column) for c in cells] == [("甲", 0), ("1", 1)]


@pytest.mark.parametrize("size", [8, 512, 700, 20_000, len(CONTENT) // 2])
def test_a_file_cut_short_is_refused_with_a_cure(size: int) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract_notice(CONTENT[:size], "notice.doc")
    assert refusal.value.message.en


def test_a_locked_file_says_so() -> None:
    at = CONTENT.index(b"\xec\xa5", 512) + 0x0A
    locked = bytearray(CONTENT)
    locked[at + 1] |= 1
    with pytest.raises(Unreadable) as refusal:
        extract_notice(bytes(locked), "notice.doc")
    assert refusal.value.code == "encrypted"


def word95() -> bytes:
    at = CONTENT.index(b"\xec\xa5", 512)
    return CONTENT[:at] + b"\xdc\xa5\x65\x00" + CONTENT[at + 4 :]


def test_a_file_of_word_95_names_the_program_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unreadable) as refusal:
        extract_notice(word95(), "notice.doc")
    assert "install antiword" in refusal.value.message.en


@pytest.mark.skipif(shutil.which("antiword") is None, reason="antiword is not installed")
def test_what_antiword_cannot_read_either_is_refused() -> None:
    with pytest.raises(Unreadable, match="damaged"):
        extract_notice(word95(), "notice.doc")


def test_rich_text_is_refused_with_a_cure() -> None:
    with pytest.raises(Unreadable) as refusal:
        extract_notice(b"{\\rtf1\\ansi hello}", "notice.doc")
    assert "save it as .docx" in refusal.value.message.en


def test_the_content_and_not_the_name_tells_workbooks_from_texts() -> None:
    assert sniff((FILES / "notice.xls").read_bytes()) == "xls"
    assert sniff(CONTENT) == "doc"


@pytest.mark.slow
def test_flipped_bytes_never_crash_the_reader() -> None:
    for seed in range(60):
        damaged = bytearray(CONTENT)
        for step in range(12):
            place = (seed * 7919 + step * 104_729) * 31 % len(damaged)
            damaged[place] ^= (seed * 13 + step * 7 + 1) % 255 + 1
        try:
            doc.read(bytes(damaged), sha256(CONTENT))
        except Unreadable as refusal:
            assert refusal.message.en
