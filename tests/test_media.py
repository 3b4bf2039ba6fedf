"""What kind of file it is is told from its bytes, whatever its name; what is not read is refused
with a cure that fits."""

import io
import zipfile
from pathlib import Path

import pytest

from extractors.document import Unreadable
from extractors.media import sniff
from extractors.office.compound import Compound
from extractors.reading import extract_notice

NOTICE = Path(__file__).parent / "office" / "notice.xls"
TABLE = "<table><tr><th>单位<th>得分<tr><td>甲局<td>12<tr><td>乙局<td>9.5</table>"
MHT = 'Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b'
SHEET_XML = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="x"><html:b/>'
)
WORD_XML = '\ufeff<?xml version="1.0"?><!-- a --><w:wordDocument xmlns:w="x"><w:p/>'


def zipped(*names: str, **texts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in {**texts, **dict.fromkeys(names, "<x/>")}.items():
            archive.writestr(name, text)
    return held.getvalue()


OPEN_SHEET = zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet")


@pytest.mark.parametrize(
    ("content", "kind", "cure"),
    [
        (MHT.encode(), "mht", ".docx"),
        (SHEET_XML.encode(), "excel-2003-xml", ".xlsx"),
        (WORD_XML.encode(), "word-2003-xml", ".docx"),
        (b"\xef\xbb\xbf{\\rtf1 x}", "rtf", ".docx"),
        ("单位\t得分\r\n甲局\t12".encode("utf-16"), "text", ".xlsx"),
        ("单位,得分\r\n甲局,12".encode("gbk"), "text", ".xlsx"),
        (OPEN_SHEET, "ods", ".xlsx"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "pptx", "PDF"),
        (zipped("OFD.xml", "Document/Document.xml"), "ofd", "PDF"),
        (zipped("word/annex.csv"), "zip", "tongbao run"),
        (b"\xdb\xa5\x2d\x00" + bytes(99), "word-2", ".docx"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(99), "excel-4", ".xlsx"),
    ],
)  # fmt: skip
def test_an_office_file_under_another_name_is_refused_with_a_cure_that_fits(
    content: bytes, kind: str, cure: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        extract_notice(content, "notice.xls")
    assert sniff(content) == kind
    assert refused.value.code == "unsupported_type"
    assert cure in refused.value.message.zh
    assert cure in refused.value.message.en


@pytest.mark.parametrize("lead", ["", "<html xmlns:x='urn:schemas-microsoft-com:office:excel'>"])
@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_a_page_named_as_a_workbook_is_read_as_a_page(lead: str, charset: str) -> None:
    (table,) = extract_notice((lead + TABLE).encode(charset), "notice.xls").tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["甲局", "12"],
        ["乙局", "9.5"],
    ]


def test_a_workbook_without_a_compound_file_around_it_is_read() -> None:
    whole = NOTICE.read_bytes()
    bare = extract_notice(Compound(whole).read("Workbook"), "notice.xls")
    assert bare.tables
    assert [t.parts for t in bare.tables] == [
        t.parts for t in extract_notice(whole, "notice.xls").tables
    ]


def test_many_instructions_before_the_root_do_not_slow_the_telling() -> None:
    assert sniff(b"<?a?>" * 800 + b"<") == "text"
