"""The reading made visible: every cell beside its frame, and nothing of a notice that runs."""

import re
from pathlib import Path

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
