"""Tables as a browser prints them: stripes, open sides, dashes, spans, a table over pages."""

import subprocess

import pytest

from extractors.document import Grid
from tests.pdf_drawing import read

BROWSER = "chromium"
STYLES = {
    "plain": "td{border:1px solid}",
    "stripes": "td{border:1px solid #555}tr:nth-child(even) td{background:#ddd}",
    "open sides": "td{border:1px solid}td:first-child{border-left:none}"
    "td:last-child{border-right:none}",
    "dashes": "td{border:1px dashed}",
    "double frame": "table{border:4px double}td{border:1px solid}",
    "apart": "table{border-collapse:separate!important;border-spacing:2px}td{border:1px solid}",
    "tight": "td{border:.5px solid;padding:0!important;line-height:1}",
}
HEAD = (
    "<tr><td rowspan=2>名次</td><td rowspan=2>单位</td><td colspan=2>采用</td>"
    "<td rowspan=2>得分</td></tr><tr><td>旗级</td><td>市级</td></tr>"
)
NAMES = ["青山区人民政府办公室", "白云鄂博矿区", "经济技术开发区管理委员会", "民政局", "门户办"]


def rows(count):
    return [
        [str(k), NAMES[k % 5], "-" if k % 3 else str(k * 7), "1,204", f"{k}.5"]
        for k in range(1, count + 1)
    ]


@pytest.mark.slow
@pytest.mark.program("chromium")
@pytest.mark.parametrize("style", STYLES)
def test_a_table_printed_by_a_browser_is_read_exactly(style, tmp_path):
    body = "".join("<tr><td>" + "<td>".join(row) + "</tr>" for row in rows(60))
    page = tmp_path / "notice.html"
    page.write_text(
        "<!doctype html><meta charset=utf-8><style>@page{size:A4;margin:20mm}"
        "body{font:14px 'Noto Serif CJK SC'}"
        "table{width:100%;border-collapse:collapse;font-size:12px}"
        f"td{{padding:3px;text-align:center}}{STYLES[style]}</style>"
        f"<p>各单位采用情况见下表。</p><table>{HEAD}{body}</table><p>备注：本表含零报送单位。</p>",
        encoding="utf-8",
    )
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    flags += ["--disable-background-networking", "--no-pdf-header-footer"]
    flags += [f"--user-data-dir={tmp_path / 'profile'}"]
    printed = f"--print-to-pdf={tmp_path / 'notice.pdf'}"
    subprocess.run(
        [BROWSER, *flags, printed, page.as_uri()], check=True, capture_output=True, timeout=120
    )
    document = read((tmp_path / "notice.pdf").read_bytes())
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert [list(row) for grid in grids for row in grid.texts()] == [
        ["名次", "单位", "采用", "", "得分"],
        ["", "", "旗级", "市级", ""],
        *rows(60),
    ]
    assert not document.issues
    assert [b.text for b in document.blocks if not isinstance(b, Grid)] == [
        "各单位采用情况见下表。",
        "备注：本表含零报送单位。",
    ]
