"""Collecting from a site, against a real HTTP server on loopback."""

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sources.archive import Archive
from sources.collect import collect_source
from sources.discover import SourceSilent
from sources.fetch import FetchError
from sources.site import Site, SiteError, load_site, load_sites

LIST_1 = """<html><head><meta charset="gb2312"></head><body><ul>
<li><a href="/n/1.html" title="关于2020年第二季度信息采用情况的通报">关于2020年第...</a></li>
<li><a href="n/2.html">关于第一季度信息采用情况的通报（鋆）</a></li>
<li><a href="/other.html">关于放假的通知</a></li>
<li><a href="javascript:void(0)">更多通报</a></li></ul></body></html>"""
LIST_2 = """<html><body><a href="/n/3.html">2019年度信息采用情况的通报</a></body></html>"""
NOTICE = """<html><head><meta charset="gb2312"></head><body><p>市政务服务局通报 鋆</p>
<a href="/files/附件1.pdf">附件1</a> <a href="/images/logo.png">x</a></body></html>"""


class SiteServer:
    """A small site whose pages a test may change, and a count of what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {
            "/list/index.html": LIST_1.encode("gb18030"),
            "/list/index_1.html": LIST_2.encode("gb18030"),
            "/n/1.html": NOTICE.encode("gb18030"),
            "/list/n/2.html": "<p>第一季度</p>".encode("gb18030"),
            "/n/3.html": b"<p>2019</p>",
            "/files/%E9%99%84%E4%BB%B61.pdf": b"%PDF-1.4 annex",
        }
        self.failures: Counter[str] = Counter()
        """How many times a path still answers 503."""
        self.asked: list[tuple[str, int]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = site.pages.get(self.path)
                etag = f'"{hash(content)}"'
                if site.failures[self.path]:
                    site.failures[self.path] -= 1
                    code, content = 503, b""
                elif content is None:
                    code, content = 404, b""
                elif self.headers.get("If-None-Match") == etag:
                    code, content = 304, b""
                else:
                    code = 200
                site.asked.append((self.path, code))
                self.send_response(code)
                kind = "application/pdf" if self.path.endswith(".pdf") else "text/html"
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                if code in (200, 304):
                    self.send_header("ETag", etag)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def fetched(self) -> list[str]:
        """The pages that were given whole since the last call."""
        pages = [path for path, code in self.asked if code == 200]
        self.asked.clear()
        return pages


@pytest.fixture
def server() -> Iterator[SiteServer]:
    started = SiteServer()
    yield started
    started.server.shutdown()


def site_of(server: SiteServer, **other: object) -> Site:
    return Site.model_validate(
        {
            "id": "loopback",
            "label": "回环测试站",
            "list_url": f"{server.url}/list/index.html",
            "more_pages": "index_{n}.html",
            "page_count": 5,
            "title_pattern": "信息采用情况的通报",
            "seconds_between_requests": 0.01,
            **other,
        }
    )


def collect(server: SiteServer, folder: Path, **other: object):
    return collect_source(site_of(server, **other), Archive(folder / "archive"), folder / "visited")


def test_a_round_brings_every_page_of_the_list_and_its_annexes(
    server: SiteServer, tmp_path: Path
) -> None:
    found = collect(server, tmp_path)
    assert (found.listed, len(found.new), found.problems) == (3, 4, ())
    captures = {c.file_name: c for c in Archive(tmp_path / "archive").captures()}
    assert set(captures) == {"1.html", "2.html", "3.html", "附件1.pdf"}
    assert captures["附件1.pdf"].parent == captures["1.html"].sha256
    assert captures["1.html"].fetched_at is not None
    archive = Archive(tmp_path / "archive")
    assert archive.read(captures["1.html"].sha256).decode("gb18030") == NOTICE


PART = "<html><body><div><h1>2019年度信息采用情况的通报</h1>{}</div></body></html>"


@pytest.mark.parametrize(
    ("ways", "others"),
    [
        (["<a href=3_2.html>下一页</a>", "<a href='3_3.html'>下页</a>"], ["3_2.html", "3_3.html"]),
        (["<script>createPageHTML(3, 0, '3', 'html')</script>", ""], ["3_1.html", "3_2.html"]),
        (
            ["<a href=3.html?page=2>下一页</a>", "<a href=3.html?page=3>下一页</a>"],
            ["3.html?page=2", "3.html?page=3"],
        ),
    ],
)
def test_a_notice_cut_into_pages_is_one_document(
    server: SiteServer, tmp_path: Path, ways: list[str], others: list[str]
) -> None:
    parts = [PART.format(f"<p>第{n}部分的内容。</p>{way}") for n, way in enumerate([*ways, ""])]
    for name, part in zip(["3.html", *others], parts, strict=True):
        server.pages[f"/n/{name}"] = part.encode()
    archive = Archive(tmp_path / "archive")
    collect_source(site_of(server), archive, tmp_path / "visited")
    (capture,) = [c for c in archive.captures() if c.url == f"{server.url}/n/3.html"]
    content = archive.read(capture.sha256)
    assert content == "\n".join(parts).encode()


@pytest.mark.parametrize("target", ["4.html", "/other/3_2.html", "index_2.html", "3.html?id=2"])
def test_the_next_notice_is_no_part_of_this_one(
    server: SiteServer, tmp_path: Path, target: str
) -> None:
    page = PART.format(f"<a href={target}>下一页</a>").encode()
    server.pages["/n/3.html"] = page
    archive = Archive(tmp_path / "archive")
    collect_source(site_of(server), archive, tmp_path / "visited")
    assert page in [archive.read(capture.sha256) for capture in archive.captures()]


def test_a_second_round_fetches_only_the_list(server: SiteServer, tmp_path: Path) -> None:
    collect(server, tmp_path)
    server.fetched()
    found = collect(server, tmp_path)
    assert found.new == ()
    assert server.fetched() == ["/list/index.html", "/list/index_1.html"]


def test_a_corrected_page_is_kept_beside_the_first(server: SiteServer, tmp_path: Path) -> None:
    collect(server, tmp_path)
    server.pages["/n/3.html"] = "<p>2019 更正</p>".encode()
    assert len(collect(server, tmp_path).new) == 1
    kept = [c for c in Archive(tmp_path / "archive").captures() if c.file_name == "3.html"]
    assert len(kept) == 2


def test_a_page_that_vanished_is_no_withdrawal(server: SiteServer, tmp_path: Path) -> None:
    collect(server, tmp_path)
    del server.pages["/n/3.html"]
    assert collect(server, tmp_path).problems == ()
    assert len(list(Archive(tmp_path / "archive").captures())) == 4


def test_a_passing_fault_is_tried_again(server: SiteServer, tmp_path: Path) -> None:
    server.failures["/n/1.html"] = 2
    assert collect(server, tmp_path).problems == ()


def test_a_lasting_fault_is_named_and_the_round_goes_on(server: SiteServer, tmp_path: Path) -> None:
    server.failures["/n/1.html"] = 99
    found = collect(server, tmp_path)
    assert len(found.new) == 2
    assert "/n/1.html: answered 503" in found.problems[0]
    server.failures.clear()
    assert len(collect(server, tmp_path).new) == 2


def test_a_page_whose_annex_failed_is_asked_for_again(server: SiteServer, tmp_path: Path) -> None:
    annex = server.pages.pop("/files/%E9%99%84%E4%BB%B61.pdf")
    assert len(collect(server, tmp_path).problems) == 1
    server.pages["/files/%E9%99%84%E4%BB%B61.pdf"] = annex
    assert len(collect(server, tmp_path).new) == 1


def test_a_list_without_a_notice_is_an_error_not_a_quiet_week(
    server: SiteServer, tmp_path: Path
) -> None:
    for page in ("/list/index.html", "/list/index_1.html"):
        server.pages[page] = "<a href='/x'>网站改版公告</a>".encode()
    with pytest.raises(SourceSilent, match=r"none of the 2 links .* mend list_url or title"):
        collect(server, tmp_path)


def test_a_list_that_is_gone_is_an_error(server: SiteServer, tmp_path: Path) -> None:
    del server.pages["/list/index.html"]
    with pytest.raises(FetchError, match="answered 404"):
        collect(server, tmp_path)


def test_robots_are_obeyed(server: SiteServer, tmp_path: Path) -> None:
    server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /n/\n"
    found = collect(server, tmp_path)
    assert any("robots.txt forbids" in problem for problem in found.problems)
    assert "/n/1.html" not in server.fetched()


def test_requests_are_spaced(server: SiteServer, tmp_path: Path) -> None:
    import time

    start = time.monotonic()
    collect(server, tmp_path, seconds_between_requests=0.15)
    # Eight requests: robots.txt, two list pages, one past the end, three notices, one annex.
    assert time.monotonic() - start > 7 * 0.15


def test_a_source_file_with_a_fault_names_the_field(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("id: bad\nlabel: x\nlist_url: http://localhost/\ntitle_pattern: '('\nrate: 1\n")
    with pytest.raises(SiteError, match=r"title_pattern: .*no regular expression.*rate: Extra"):
        load_site(path)


def test_an_unknown_source_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="no source «nowhere»"):
        load_sites(("nowhere",), tmp_path)
