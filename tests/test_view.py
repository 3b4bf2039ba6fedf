"""The reading made visible: every cell beside its frame, and nothing of a notice that runs."""

import re
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from extractors.reading import extract_notice
from extractors.view import notice_to_html

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def test_every_cell_of_a_pdf_leads_to_its_frame_on_the_page() -> None:
    content = (SAMPLES / "banner_civilization_2018q2" / "notice.pdf").read_bytes()
    notice = extract_notice(content, "notice.pdf")
    page = notice_to_html(notice, content)
    cells = set(re.findall(r'<td id="c([\d-]+)"', page))
    frames = set(re.findall(r'<rect id="f([\d-]+)"', page))
    assert len(cells) == sum(len(row.cells) for table in notice.tables for row in table.rows)
    assert cells == frames
    assert page.count("data:image/png;base64,") == 4


def test_what_a_notice_contains_does_not_run_nor_load() -> None:
    content = (
        "<title>x</title><h1>关于情况的通报</h1><table border=1><tr><td>单位</td><td>得分</td></tr>"
        "<tr><td>&lt;script&gt;alert(1)&lt;/script&gt;</td><td>5</td></tr>"
        "<tr><td>&lt;img src=http://x/&gt;</td><td>4</td></tr></table>"
    ).encode()
    page = notice_to_html(extract_notice(content, "x.html"), content)
    assert "<script" not in page
    assert "<img src=http" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_what_was_named_but_is_absent_is_told() -> None:
    content = (
        "<h1>关于2021年考核情况的通报</h1><p>现将考核情况通报如下，排名见附件，请各单位对照整改。</p>"
        "<p>附件：2021年各镇考核排名</p><p>某县考核办公室</p><p>2021年3月5日</p>"
    ).encode()
    page = notice_to_html(extract_notice(content, "x.html"), content)
    assert "named but absent 所列未见: 2021年各镇考核排名" in page


class _Asked(BaseHTTPRequestHandler):
    paths: list[str]

    def log_message(self, *words: object) -> None:
        pass

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_response(404)
        self.end_headers()


@pytest.mark.slow
@pytest.mark.program("chromium")
def test_a_browser_runs_and_asks_for_nothing(tmp_path: Path) -> None:
    asked = type("Asked", (_Asked,), {"paths": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), asked)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    there = f"http://127.0.0.1:{server.server_port}"
    attacks = (
        f"</title><script>document.title='ran'</script><img src={there}/a>",
        f"\"'><svg onload=document.title='ran'><image href={there}/b /></svg>",
        f"</td></table></style><link rel=stylesheet href={there}/c><base href={there}/>",
        f"<meta http-equiv=refresh content=0;url={there}/d><iframe src='data:text/html,"
        f"<script src={there}/e></script>'></iframe>",
    )
    told = [attack.replace("&", "&amp;").replace("<", "&lt;") for attack in attacks]
    rows = "".join(f"<tr><td>{text}</td><td>{n}</td></tr>" for n, text in enumerate(told, 1))
    content = (
        f"<title>{told[0]}</title><h1>关于情况的通报{told[0]}</h1><p>共报送5条{told[1]}。</p>"
        f'<table border=1 id="\'&quot;"><caption>{told[2]}</caption>'
        f"<tr><td>单位{told[0]}</td><td>得分</td></tr>{rows}</table>"
    ).encode()
    page = tmp_path / "page.html"
    page.write_text(notice_to_html(extract_notice(content, "x.html"), content), encoding="utf-8")
    shown = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", f"--user-data-dir={tmp_path / 'profile'}",
         "--virtual-time-budget=3000", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=120,
    ).stdout  # fmt: skip
    server.shutdown()
    server.server_close()
    assert "关于情况的通报" in shown
    assert "<title>ran" not in shown
    assert not re.search(r"<(?:script|iframe|link|base|image)[ >]", shown)
    assert asked.paths == []
