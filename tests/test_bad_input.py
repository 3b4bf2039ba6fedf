"""Whatever the bytes, a document ends in an answer or is set aside with a cure, and soon."""

import csv
import gzip
import io
import os
import re
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks.fuzz import fuzz
from extractors.form import notice_to_csv
from extractors.web.charset import decode_page
from flows.inputs import InputError, gather_inputs, printable_name, read_input
from flows.outcome import keep_outcome, outcome_path, recall_outcome
from flows.parser import _pages
from flows.stages import read_document, registry
from normalizers.match_command import BadMention, match_mentions
from scoring.inference.table_csv import TableError, infer_csv
from sources.archive import Archive
from sources.discover import Link, links_of
from sources.fetch import Answer, Fetcher, FetchError, Validators
from tests.ending import ends_well
from tests.mutations import SAMPLES, pdf_of
from yamlfile import UnreadableYaml, read_yaml


@pytest.mark.slow
def test_fifty_damaged_documents_end_well() -> None:
    endings = [ending for ending in fuzz(50, seed=1) if ending.fault or ending.stopped]
    assert not endings


# --- kinds of files ----------------------------------------------------------------------------


def zipped(name: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "x")
    return whole.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_readable"),
        (b" \n" * 50, "not_readable"),
        (b"\xef\xbb\xbf", "not_readable"),
        (b"\xff\xfe", "not_readable"),
        (b"MZ\x90\x00" + b"\x00\x01\x02" * 1000, "not_readable"),
        (b"<html><body><img src=a></body></html>", "not_readable"),
        (b"%PDF-1.4", "truncated"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 100, "truncated"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "unsupported_type"),
        (zipped("word/document.xml"), "not_readable"),
        (zipped("xl/workbook.xml"), "not_readable"),
        (zipped("a.txt")[:30], "unsupported_type"),
        (b"PK\x03\x04", "unsupported_type"),
    ],
)
def test_what_is_no_notice_is_set_aside_whatever_its_name(content: bytes, code: str) -> None:
    for name in ("通报.html", "notice.pdf"):
        outcome = ends_well(name, content)
        assert outcome.refusal is not None
        assert outcome.refusal.code == code


# --- web pages ---------------------------------------------------------------------------------

HEAD = "<html><body><h1>关于2018年第二季度政务信息采用情况的通报</h1>"
ROWS = "".join(
    f"<tr><td>{rank}</td><td>{name}</td><td>{points}</td></tr>"
    for rank, name, points in ((1, "达拉特旗", 30), (2, "杭锦旗", 20), (3, "乌审旗", 10))
)
PAGE = f"{HEAD}<table><tr><th>名次</th><th>单位</th><th>得分</th></tr>{ROWS}</table></body></html>"


@pytest.mark.parametrize(
    "content",
    [
        PAGE.encode(),
        PAGE.encode("utf-16"),
        PAGE.encode("utf-16-le"),
        PAGE.encode("utf-32"),
        PAGE.encode("utf-8-sig").replace(b"<body>", b"<meta charset=gb2312><body>"),
        PAGE.encode("gb18030").replace(b"<body>", b"<meta charset=utf-8><body>"),
        PAGE.replace("<td>", "\x00<td>").encode(),
        PAGE.replace("<td>", "<td rowspan=1 colspan=x>").encode(),
    ],
)
def test_a_page_in_any_dress_gives_the_same_rows(content: bytes) -> None:
    outcome = ends_well("通报.html", content)
    assert outcome.notice is not None
    (table,) = outcome.notice.tables
    assert [row.cells[2].text for row in table.rows] == ["30", "20", "10"]


def test_what_a_spreadsheet_would_run_is_made_inert_and_figures_stay() -> None:
    texts = ("=cmd|' /C calc'!A0", "@SUM(1)", "-2+3+cmd|' /C calc'!A0", "-5", "+3.5", "-", "—")
    rows = "".join(f"<tr><td>单位{n}</td><td>{text}</td></tr>" for n, text in enumerate(texts))
    page = f"{HEAD}<table border=1><tr><td>单位</td><td>得分</td></tr>{rows}</table>"
    notice = ends_well("n.html", page.encode()).notice
    assert notice is not None
    printed = [line[1] for line in csv.reader(notice_to_csv(notice).splitlines()) if line]
    assert printed[1:] == [*(f"'{text}" for text in texts[:3]), *texts[3:]]


def many_rows(count: int) -> str:
    return "".join(f"<tr><td>{n}</td><td>单位{n}</td><td>{n * 3}</td></tr>" for n in range(count))


HARD_PAGES = {
    "spans without end": "<table><tr><td rowspan=1000000000>甲<td colspan=1000000000>3<tr><td>5",
    "spans below nothing": "<table><tr><td rowspan=-1 colspan='１２'>甲<td>3</td></tr></table>",
    "nested blocks": "<div>" * 5000 + "共采用5条" + "</div>" * 5000,
    "nested tables": "<table><tr><td>x</td><td>1" * 200 + "</td></tr></table>" * 200,
    "entities": "&lt;&#0;&#xD800;&#x110000;&nosuch;" * 5000,
    "marks of direction": "<p>" + "\u200b\u202e\ufeff" * 20_000 + "</p>",
    "open comments": "<!--" * 2000,
    "open tags": "<" * 20_000,
    "a long attribute": "<p " + "a" * 500_000,
    "a style that never opens": "<style>" + "a b " * 4000 + "</style>",
    "digits": "<p>" + "9" * 6000 + "年" + "9" * 6000 + "条，排名第" + "9" * 6000 + "。</p>",
    "a long paragraph": "<p>" + "共报送信息5条，其中甲旗3条，乙旗2条。" * 1500 + "</p>",
    "a formula and a script": PAGE.replace("杭锦旗", "=cmd()&lt;script&gt;'; drop table x; --"),
    "figures beyond measure": PAGE.replace("30", "9" * 5000).replace("20", "5." + "3" * 300),
    "figures that are none": PAGE.replace("30", "NaN").replace("20", "1e5").replace("10", "-0"),
    "many columns": "<table>"
    + ("<tr>" + "".join(f"<td>{n}</td>" for n in range(200)) + "</tr>") * 12
    + "</table>",
}


@pytest.mark.parametrize("name", HARD_PAGES)
def test_a_hard_page_ends_well(name: str) -> None:
    ends_well(f"{name}.html", (HEAD + HARD_PAGES[name]).encode())


@pytest.mark.slow
def test_a_table_of_ten_thousand_rows_is_read_whole() -> None:
    outcome = read_document(f"{HEAD}<table>{many_rows(10_000)}</table>".encode(), "long.html")
    assert outcome.notice is not None
    assert sum(len(table.rows) for table in outcome.notice.tables) >= 9_999


def test_a_table_with_too_many_places_is_set_aside_not_turned_into_prose() -> None:
    rows = "<tr>" + "<td>1" * 1100 + "<tr><td>1" * 999
    outcome = read_document(f"{HEAD}<table>{rows}</table>".encode(), "wide.html")
    assert outcome.refusal is not None
    assert outcome.refusal.code == "too_large"
    assert "1000 rows and 1100 columns" in outcome.refusal.message.en


CELL = re.compile(r"(?<=>)-?\d[\d.]*(?=</td>)")


def with_one_cell_changed(step: int) -> Iterator[tuple[str, bytes]]:
    """Every `step`-th figure of the tables of a sample, each replaced by what is no figure."""
    text = decode_page((SAMPLES / "city_portal_2020q2" / "notice.html").read_bytes()).text
    cells = list(CELL.finditer(text))
    assert len(cells) > 100
    for at, cell in enumerate(cells[::step]):
        for mark in ("", "-", "86..67", "9" * 40):
            yield f"{mark}@{at}", (text[: cell.start()] + mark + text[cell.end() :]).encode()


def test_no_single_cell_can_break_a_notice() -> None:
    for name, content in with_one_cell_changed(step=451):
        assert ends_well(name, content).notice is not None


@pytest.mark.slow
def test_no_cell_at_all_can_break_a_notice() -> None:
    for name, content in with_one_cell_changed(step=3):
        assert ends_well(name, content).notice is not None


def test_tables_of_one_arithmetic_may_differ_in_width() -> None:
    def lines(width: int) -> str:
        head = "<tr><th>单位</th><th>上报</th><th>采用</th><th>得分</th><th>备注</th></tr>"
        body = "".join(
            f"<tr><td>{name}</td><td>{n}</td><td>{n + 2}</td><td>{2 * n + 2}</td><td></td></tr>"
            for n, name in enumerate(
                ("达拉特旗", "杭锦旗", "乌审旗", "准格尔旗", "鄂托克旗", "东胜区")
            )
        )
        cells = re.compile(r"<(t[hd])>[^<]*</t[hd]></tr>")
        return head + body if width == 5 else cells.sub("</tr>", head + body)

    page = f"{HEAD}<p>一、旗区</p><table>{lines(5)}</table><p>二、部门</p><table>{lines(4)}</table>"
    outcome = ends_well("two.html", f"{page}</body></html>".encode())
    assert outcome.notice is not None
    assert [len(table.columns) for table in outcome.notice.tables] == [5, 4]


# --- PDF ---------------------------------------------------------------------------------------

TEXT = b"BT /F1 12 Tf 50 500 Td (Score 5 points 30) Tj ET "


def page_with(box: bytes = b"/MediaBox[0 0 595 842]", content: bytes = TEXT) -> bytes:
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R%s/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>"
        b"/XObject<</X 6 0 R>>>>>>" % box,
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>>>"
        b"/Length 6>>\nstream\n/X Do \nendstream",
    )


@pytest.mark.parametrize(
    "content",
    [
        page_with(),
        page_with(b""),
        page_with(b"/MediaBox[0 0 0 0]"),
        page_with(b"/MediaBox[595 842 0 0]"),
        page_with(b"/MediaBox[0 0 (a) null]"),
        page_with(b"/MediaBox[0 0 1e30 1e30]"),
        page_with(b"/MediaBox[0 0 595 842]/Rotate 45"),
        page_with(b"/MediaBox[0 0 595 842]/Rotate -90"),
        page_with(b"/MediaBox[0 0 595 842]/Rotate (x)"),
        page_with(b"/MediaBox[0 0 595 842]/CropBox[1000 1000 2000 2000]"),
        page_with(content=b"/X Do " + TEXT),
        page_with(content=b"q " * 5000 + TEXT),
    ],
)
def test_an_odd_page_keeps_its_text(content: bytes) -> None:
    outcome = ends_well("odd.pdf", content)
    assert outcome.notice is not None
    assert [paragraph.text for paragraph in outcome.notice.paragraphs] == ["Score 5 points 30"]


def test_pages_that_hold_themselves_end_well() -> None:
    content = pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000000>>"
    )
    assert ends_well("self.pdf", content).refusal is not None


# --- files and folders -------------------------------------------------------------------------


def test_a_name_that_no_text_holds_is_escaped(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in (b"\xff.html", b"a\nb\x1b[31m.html", "甲\u3000乙.html".encode()):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(PAGE.encode() + name)
    found = gather_inputs([folder], Archive(tmp_path / "archive"))
    names = [item.name for item in found.documents]
    assert sorted(names) == ["\\xff.html", "a\\nb\\x1b[31m.html", "甲\u3000乙.html"]
    for item in found.documents:
        item.model_dump_json().encode()
    assert printable_name("\u202egpj.exe") == "\\u202egpj.exe"


def test_links_to_folders_pipes_and_devices_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "self").symlink_to(".")
    (folder / "loop").symlink_to("loop")
    (folder / "zero.html").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe")
    with (folder / "big.html").open("wb") as sparse:
        sparse.truncate(300 * 1024 * 1024)
    found = gather_inputs([folder], Archive(tmp_path / "archive"))
    assert not found.documents
    told = {item.path: item.message.en for item in found.set_aside}
    assert set(told) == {"sub/self", "loop", "zero.html", "pipe", "big.html"}
    assert "name that folder" in told["sub/self"]
    assert "split it" in told["big.html"]


@pytest.mark.skipif(os.geteuid() == 0, reason="no folder is closed to root")
def test_a_closed_folder_is_told(tmp_path: Path) -> None:
    closed = tmp_path / "in" / "closed"
    closed.mkdir(parents=True, mode=0o000)
    (item,) = gather_inputs([tmp_path / "in"], Archive(tmp_path / "archive")).set_aside
    assert item.path == "closed"


def test_a_document_and_what_is_none_under_one_name_both_count(tmp_path: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
    (tmp_path / "a" / "n.html").write_text("<p>1</p>")
    os.mkfifo(tmp_path / "b" / "n.html")
    paths = [tmp_path / "a", tmp_path / "b"]
    before = gather_inputs(paths, Archive(tmp_path / "archive")).hashes()
    (tmp_path / "a" / "n.html").write_text("<p>2</p>")
    after = gather_inputs(paths, Archive(tmp_path / "archive")).hashes()
    assert len(before) == len(after) == 2
    assert before != after


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    told = read_input("x", tmp_path)
    assert not isinstance(told, bytes)
    assert "name a document in it" in told.message.en


@pytest.mark.parametrize(
    "sidecar",
    ["url: [1", "url: {a: 1}\n", "fetched_at: 2018-13-45\n", "fetched_at: 7\n", "[" * 1000, "\x00"],
)
def test_a_sidecar_that_is_none_is_wrong_usage(tmp_path: Path, sidecar: str) -> None:
    (tmp_path / "n.html").write_text("<p>1</p>")
    (tmp_path / "n.html.source.yaml").write_text(sidecar)
    with pytest.raises(InputError, match=r"n\.html\.source\.yaml"):
        gather_inputs([tmp_path], Archive(tmp_path / "archive"))


def test_a_damaged_outcome_counts_as_none(tmp_path: Path) -> None:
    outcome = read_document(PAGE.encode(), "n.html")
    keep_outcome(tmp_path, outcome)
    assert recall_outcome(tmp_path, outcome.sha256) == outcome
    path = outcome_path(tmp_path, outcome.sha256)
    whole = path.read_bytes()
    # Still well-formed, and another figure.
    path.write_bytes(whole.replace(b'"30"', b'"31"'))
    assert whole != path.read_bytes()
    assert recall_outcome(tmp_path, outcome.sha256) is None
    path.write_bytes(b"")
    assert recall_outcome(tmp_path, outcome.sha256) is None


def test_who_brings_the_bytes_again_mends_the_archive(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "n.html").write_bytes(PAGE.encode())
    archive = Archive(tmp_path / "archive")
    (item,) = gather_inputs([folder], archive).documents
    (damaged,) = (tmp_path / "archive" / "objects").glob("??/*")
    damaged.write_bytes(b"x")
    gather_inputs([folder], archive)
    assert archive.read(item.capture.sha256) == PAGE.encode()


# --- words of the command line, and the files it takes -----------------------------------------


def test_a_wide_range_of_pages_is_no_burden() -> None:
    assert len(_pages("1-999999999")) <= 100_000
    assert _pages("2,4-5") == {2, 4, 5}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no table"),
        (b"\x00\xff\xfe\xfd" * 500, "neither UTF-8"),
        (b"x", "no table"),
        (b'a,b\n"1,2\n3,4\n', "quotation mark"),
        (b"a,b\n1,2,3\n", "3 cells under 2 headings"),
        (b'a,b\n"' + b"x" * 200_000 + b'",1\n', "is no CSV"),
    ],
)
def test_a_csv_that_is_none_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(TableError, match=told):
        infer_csv(tmp_path / "t.csv")


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n",
        "a,a,a\n1,2,3\n4,5,6\n",
        "a,b\nx,y\n",
        "单位,a,总分\n" + f"u,{'9' * 5000},NaN\n" * 9,
        "\n".join(
            ",".join(str(row * column % 17) for column in range(300)) for row in range(1, 40)
        ),
    ],
)
def test_a_table_without_a_rule_claims_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    assert infer_csv(tmp_path / "t.csv")["terms"] == []


@pytest.mark.parametrize(
    "line",
    ["[" * 100_000, '{"index":1,"mention":"\\ud800"}', '{"index":NaN,"mention":"a"}', "\x00", "7",
     '{"index":1,"mention":"a","context":{"date":"2018-13-45"}}', '{"index":' + "9" * 5000 + "}"],
)  # fmt: skip
def test_a_mention_that_is_none_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(BadMention, match="line 1"):
        list(match_mentions([line], registry(), False))


@pytest.mark.parametrize("text", ["[" * 1000, "a: " + "9" * 5000, "a: 2018-13-45", "a: !!x y"])
def test_yaml_that_is_none_names_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.yaml").write_text(text)
    with pytest.raises(UnreadableYaml, match=r"r\.yaml"):
        read_yaml(tmp_path / "r.yaml")


# --- a site that answers with rubbish ----------------------------------------------------------


class _Rubbish(BaseHTTPRequestHandler):
    def log_message(self, *words: object) -> None:
        pass

    def do_GET(self) -> None:
        headers = {
            "/gzip": ("Content-Encoding", "gzip"),
            "/loop": ("Location", "/loop"),
            "/away": ("Location", "http://[::"),
            "/date": ("Date", "Mon, 99 Foo 9 25:61"),
        }
        status = {"/loop": 302, "/away": 302, "/same": 304}.get(self.path, 200)
        body = {"/robots.txt": b"\xff\x00" * 500, "/gzip": b"no gzip"}.get(self.path, b"<p>x</p>")
        if self.path == "/bomb":
            headers["/bomb"] = ("Content-Encoding", "gzip")
            body = gzip.compress(b"\x00" * 250 * 1024 * 1024, 9)
        self.send_response_only(status)
        if self.path in headers:
            self.send_header(*headers[self.path])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def rubbish() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Rubbish)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/gzip", "/loop", "/away", "/same", "/bomb"])
def test_rubbish_of_a_site_is_one_trouble(
    rubbish: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.fetch._TRIES", 1)
    with Fetcher(0) as fetcher, pytest.raises(FetchError, match=path):
        fetcher.fetch(rubbish + path)


def test_a_senseless_date_is_none(rubbish: str) -> None:
    with Fetcher(0) as fetcher:
        answer = fetcher.fetch(rubbish + "/date")
    assert answer is not None
    assert answer.fetched_at is None


def test_addresses_and_charsets_that_are_none_are_passed_over() -> None:
    page = '<base href="http://[x"><a href="http://[y">甲</a><a href="/a.html">乙</a>'
    for charset in ("punycode", "rot13", "no\x00such", "idna"):
        answer = Answer(
            url="http://127.0.0.1/", content=page.encode("gb18030"), media_type="text/html",
            charset=charset, fetched_at=None, validators=Validators(),
        )  # fmt: skip
        assert links_of(answer) == (Link(url="http://127.0.0.1/a.html", title="乙"),)
