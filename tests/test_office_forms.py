"""The same notice saved by a real office program: cells, columns, kinds and sections are equal."""

import subprocess
from pathlib import Path

import pytest

from contracts import Notice
from extractors.reading import extract_notice
from tests.test_variants import banner, three
from tests.variants import drawn

FILTERS = {
    "docx": ("HTML (StarWriter)", "docx:MS Word 2007 XML"),
    "doc": ("HTML (StarWriter)", "doc:MS Word 97"),
    "xlsx": ("HTML (StarCalc)", "xlsx:Calc MS Excel 2007 XML"),
    "xls": ("HTML (StarCalc)", "xls:MS Excel 97"),
}


def tables(notice: Notice) -> list[object]:
    return [
        (t.columns, [(row.kind, row.section, [c.text for c in row.cells]) for row in t.rows])
        for t in notice.tables
    ]


@pytest.mark.slow
@pytest.mark.program("soffice")
@pytest.mark.parametrize("kind", FILTERS)
def test_an_office_file_gives_the_cells_of_the_page_it_was_made_of(
    kind: str, tmp_path: Path
) -> None:
    page = drawn(banner(three(3)), "html").decode()
    start, end = page.index('<div class="detail">'), page.index('<div class="share-bar">')
    body = page[start:end].replace("<table>", '<table border="1" cellspacing="0">')
    source = tmp_path / "notice.html"
    source.write_text(f"{page[: page.index('<body>')]}<body>{body}</body></html>", encoding="utf-8")
    read_as, written_as = FILTERS[kind]
    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
            f"--infilter={read_as}", "--convert-to", written_as, "--outdir", str(tmp_path),
            str(source),
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    file = tmp_path / f"notice.{kind}"
    notice = extract_notice(file.read_bytes(), file.name)
    assert tables(notice) == tables(extract_notice(page.encode(), "notice.html"))
