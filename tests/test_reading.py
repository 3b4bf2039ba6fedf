"""Bytes to a notice, its JSON and CSV; files set aside with a reason."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from extractors.document import Unreadable
from extractors.form import notice_to_csv, notice_to_json
from extractors.reading import compose_notice, extract_notice, media_type, refused_notice
from tests.notice_samples import RANKING, document

DOCUMENTS = Path(__file__).resolve().parents[1].parent / "shared" / "documents"
KEYS = [
    "sha256", "media_type", "kind", "title", "doc_number", "issuer", "published_on", "period_start",
    "period_end", "paragraphs", "fields", "figures", "declared_attachments", "tables", "issues",
    "ledger",
]  # fmt: skip
EVIDENCE = ["page", "box_pt", "selector", "sheet", "ref", "quote", "ocr_confidence"]

NOTICE = compose_notice(
    document(
        "甲市政务服务局关于2021年第一季度信息采用情况的通报",
        "共采用312条。",
        "甲市政务服务局",
        "2021年4月2日",
        "采用情况排名",
        RANKING,
    ),
    "0" * 64,
)


def test_json_has_the_keys_of_the_contract_in_its_order() -> None:
    form = json.loads(json.dumps(notice_to_json(NOTICE)))
    assert list(form) == KEYS
    assert form["published_on"] == "2021-04-02"
    assert (form["period_start"], form["period_end"]) == ("2021-01-01", "2021-03-31")
    assert form["paragraphs"][1] == "共采用312条。"
    figure = form["figures"][0]
    assert list(figure) == ["value", "unit", "text", "sentence", "evidence"]
    assert (figure["value"], figure["unit"]) == ("312", "条")
    assert list(figure["evidence"]) == EVIDENCE
    table = form["tables"][0]
    assert list(table) == [
        "caption", "columns", "rows", "parts", "readers", "agreement", "absent_means",
    ]  # fmt: skip
    row = table["rows"][0]
    assert list(row) == ["kind", "section", "page", "cells", "evidence"]
    assert row["cells"] == ["1", "桐湖区", "30", "12", "120"]
    assert list(row["evidence"][0]) == EVIDENCE
    assert list(table["parts"][0]) == ["page", "grid"]
    assert list(form["ledger"]) == ["numbers", "extracted", "ignored", "unaccounted"]


def test_csv_holds_one_table_after_the_other() -> None:
    two = NOTICE.model_copy(update={"tables": NOTICE.tables * 2})
    first, second = notice_to_csv(two).split("\n\n# table 2: 采用情况排名\n")
    assert first.strip() == second.strip()
    assert list(csv.reader(io.StringIO(second)))[1] == ["1", "桐湖区", "30", "12", "120"]


def test_csv_keeps_sections_and_kinds_of_rows() -> None:
    rows = NOTICE.tables[0].rows
    marked = (
        rows[0].model_copy(update={"section": "县区"}),
        rows[1].model_copy(update={"kind": "total"}),
    )
    table = NOTICE.tables[0].model_copy(update={"rows": marked})
    lines = list(
        csv.reader(io.StringIO(notice_to_csv(NOTICE.model_copy(update={"tables": (table,)}))))
    )
    assert lines[0][-2:] == ["section", "kind"]
    assert lines[1][-2:] == ["县区", "unit"]
    assert lines[2][-2:] == ["", "total"]


def test_a_paragraph_stands_once() -> None:
    long = "本季度各单位报送的信息" + "篇幅长短不一，" * 8 + "共30篇。"
    notice = compose_notice(document("标题通报", long, long), "0" * 64)
    assert [p.text for p in notice.paragraphs].count(long) == 1


def packed(name: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(name, "x")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "code", "named"),
    [
        (b"", "空.pdf", "not_readable", "空.pdf"),
        (b" \n\x00", "blank.html", "not_readable", "blank.html"),
        (packed("word/document.xml"), "通报.docx", "not_readable", "damaged"),
        (packed("xl/workbook.xml"), "a b.xlsx", "not_readable", "damaged"),
        (packed("readme"), "a.zip", "unsupported_type", "zip"),
        (b"PK\x03\x04 cut", "a.zip", "unsupported_type", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "not_readable", "damaged"),
        (b"\x89PNG\r\n", "a.png", "unsupported_type", "png"),
        (b"\x00\x01\x02" * 99, "a.pdf", "not_readable", "a.pdf"),
        ("一段文字".encode(), "a.txt", "unsupported_type", "text"),
    ],
)
def test_files_set_aside_say_why_and_what_to_do(
    content: bytes, name: str, code: str, named: str
) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract_notice(content, name)
    assert refusal.value.code == code
    assert named in refusal.value.message.en
    notice = refused_notice(content, refusal.value)
    form = notice_to_json(notice)
    assert list(form) == KEYS
    assert form["tables"] == []
    assert [issue["code"] for issue in form["issues"]] == [code]
    assert notice.media_type == media_type(content)


def test_content_decides_not_the_name() -> None:
    page = "<html><body><h1>关于采用情况的通报</h1><p>共采用12条。</p></body></html>".encode()
    assert extract_notice(page, "notice.pdf").media_type == "text/html"


def test_a_web_page_has_one_page() -> None:
    page = "<html><body><p>共采用12条。</p></body></html>".encode()
    assert extract_notice(page, "a.html", frozenset({1})).figures
    with pytest.raises(Unreadable):
        extract_notice(page, "a.html", frozenset({2}))


def test_a_web_page_is_read_without_pdf_or_data_libraries() -> None:
    code = (
        "import sys\nfrom extractors.reading import extract_notice\n"
        "extract_notice('<html><body><p>共采用12条。</p></body></html>'.encode(), 'a.html')\n"
        "heavy = {'pdfplumber', 'camelot', 'pandas', 'prefect', 'duckdb', 'jieba'}\n"
        "sys.exit(','.join(heavy & set(sys.modules)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def read(name: str):
    path = DOCUMENTS / name
    if not path.is_file():
        pytest.skip(f"the rendered notice {name} is not at {DOCUMENTS}")
    return extract_notice(path.read_bytes(), name)


def truths() -> list[Path]:
    return sorted(DOCUMENTS.glob("*.truth.json")) if DOCUMENTS.is_dir() else []


@pytest.mark.parametrize(
    "path",
    [path for path in truths() if list(DOCUMENTS.glob(f"{path.name.split('.')[0]}.*html"))],
    ids=lambda path: path.name.split(".")[0],
)
def test_rendered_web_pages_say_what_their_truth_says(path: Path) -> None:
    truth = json.loads(path.read_text("utf-8"))
    pages = sorted(DOCUMENTS.glob(f"{truth['id']}.*html"))
    for page in pages:
        form = notice_to_json(extract_notice(page.read_bytes(), page.name))
        assert form["title"].replace(" ", "") == truth["title"]
        assert (form["doc_number"], form["issuer"]) == (truth["doc_number"], truth["issuer"])
        assert form["published_on"] == truth["issue_date"]
        assert [form["period_start"], form["period_end"]] == truth["period"]
        assert form["ledger"]["unaccounted"] == []


def test_an_article_gives_its_figures_with_their_sentences() -> None:
    notice = read("seed-001.html")
    assert notice.kind == "article"
    told = {(str(f.value), f.unit): f.sentence for f in notice.figures}
    assert "批评" in told["13", "家"]
    assert "取消" in told["10", "家"]
    assert "授予" in told["12", "家"]


def test_absent_rankings_are_named_with_their_counts() -> None:
    notice = read("seed-004.html")
    assert [(a.count, a.present) for a in notice.declared_attachments] == [
        (7, False), (3, False), (86, False), (15, False), (36, False),
    ]  # fmt: skip


def test_a_printed_notice_says_the_same_as_its_web_page() -> None:
    page, printed = read("seed-000.html"), read("seed-000.word.pdf")
    assert (printed.title, printed.doc_number, printed.issuer) == (
        page.title, page.doc_number, page.issuer,
    )  # fmt: skip
    assert [f.value for f in printed.figures] == [f.value for f in page.figures]
    assert [a.present for a in printed.declared_attachments] == [True] * 3
    assert printed.ledger.unaccounted == ()
