"""The same notice saved by a real office program: cells, columns, kinds and sections are equal."""

import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from contracts import Notice
from extractors.reading import extract_notice
from sources.bundle import unpack_bundle
from tests.test_variants import banner, three
from tests.variants import drawn

FILTERS = {
    "docx": ("HTML (StarWriter)", "docx:MS Word 2007 XML"),
    "doc": ("HTML (StarWriter)", "doc:MS Word 97"),
    "pdf": ("HTML (StarWriter)", "pdf:writer_pdf_Export"),
    "xlsx": ("HTML (StarCalc)", "xlsx:Calc MS Excel 2007 XML"),
    "xls": ("HTML (StarCalc)", "xls:MS Excel 97"),
}
HEADING = (
    "<tr><th rowspan='3'>单位</th><th colspan='4'>信息报送</th><th colspan='3'>督查办结</th>"
    "<th rowspan='3'>得分</th><th rowspan='3'>排名</th></tr>"
    "<tr><th colspan='2'>采用</th><th colspan='2'>约稿</th><th rowspan='2'>件数</th>"
    "<th rowspan='2'>办结率</th><th rowspan='2'>最近办结</th></tr>"
    "<tr><th>条数</th><th>分值</th><th>条数</th><th>分值</th></tr>"
)
ROWS = (
    "一、乡镇街道",
    "东河镇|12|24|2|4|8|100%|2021-03-15|36.5|1",
    "西河镇|10|20|—|—|7|87.5%|2021-03-29|27.00|2",
    "南岭乡|0|0|1|2|6|66.67%|/|8.0|3",
    "小计|22|44|3|6|21|||71.5|",
    "二、旗直部门",
    "财政局|5|10|||3|60%|2021-03-31|13|1",
    "教育局|-|-|2|4|2|40%|2021-04-02|6|2",
    "合计|27|54|5|10|26|||90.5|",
)
BESIDE = (
    "序号|单位|得分|序号|单位|得分", "1|甲山镇|5.50|4|丁原镇|2", "2|乙水镇|4|5|戊沟乡|1.5",
    "3|丙川镇|3|6|己岭乡|0", "|||7|庚湾乡|-",
)  # fmt: skip


def lines(rows: tuple[str, ...]) -> str:
    """The rows of a table; Calc is told to keep each cell as it is printed."""
    shown = ""
    for row in rows:
        cells = row.split("|")
        span = " colspan='10'" if len(cells) == 1 else ""
        shown += "".join(f"<td{span} sdnum='2052;0;@'>{cell}</td>" for cell in cells).join(
            ("<tr>", "</tr>")
        )
    return shown


DEEP = (
    "<html><head><meta charset='utf-8'></head><body>"
    "<h1 align='center'>关于2021年第一季度政务工作情况的通报</h1>"
    "<p align='center'>河政办发〔2021〕9号</p>"
    "<p>各乡镇人民政府、街道办事处，旗直各部门：</p>"
    "<p>现将2021年第一季度政务工作情况通报如下。全旗共采用信息27条。</p>"
    f"<p>政务工作得分排名表</p><table border='1' cellspacing='0'>{HEADING}{lines(ROWS)}</table>"
    "<p>注：“—”表示无任务，“/”表示未办结。</p>"
    f"<p>约稿得分表</p><table border='1' cellspacing='0'>{lines(BESIDE)}</table>"
    "<p align='right'>河套旗人民政府办公室</p><p align='right'>2021年4月6日</p></body></html>"
)


def usual() -> tuple[str, str]:
    """A web page, and its body alone with the rules that an office program needs."""
    page = drawn(banner(three(3)), "html").decode()
    start, end = page.index('<div class="detail">'), page.index('<div class="share-bar">')
    body = page[start:end].replace("<table>", '<table border="1" cellspacing="0">')
    return page, f"{page[: page.index('<body>')]}<body>{body}</body></html>"


def saved(page: str, kind: str, folder: Path) -> bytes:
    """The page as an office program saves it."""
    source = folder / "notice.html"
    source.write_text(page, encoding="utf-8")
    read_as, written_as = FILTERS[kind]
    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
            f"--infilter={read_as}", "--convert-to", written_as, "--outdir", str(folder),
            str(source),
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (folder / f"notice.{kind}").read_bytes()


def tables(notice: Notice) -> list[object]:
    return [
        (t.columns, [(row.kind, row.section, [c.text for c in row.cells]) for row in t.rows])
        for t in notice.tables
    ]


def told(notice: Notice) -> list[object]:
    return [notice.doc_number, notice.issuer, notice.published_on, notice.period_end]


@pytest.mark.slow
@pytest.mark.program("soffice")
@pytest.mark.parametrize("kind", FILTERS)
def test_an_office_file_gives_the_cells_of_the_page_it_was_made_of(
    kind: str, tmp_path: Path
) -> None:
    for number, (page, body) in enumerate((usual(), (DEEP, DEEP))):
        folder = tmp_path / str(number)
        folder.mkdir()
        content = saved(body, kind, folder)
        notice = extract_notice(content, f"notice.{kind}")
        expected = extract_notice(page.encode(), "notice.html")
        assert tables(notice) == tables(expected)
        assert len(notice.tables) == (3, 2)[number]
        if number:
            assert told(notice) == told(expected)
            held = io.BytesIO()
            with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(f"附件.{kind}", content)
            (member,) = unpack_bundle(held.getvalue()).members
            assert tables(extract_notice(member.content, member.name)) == tables(notice)
