"""Workbooks: what each cell shows, where tables end, and what is hidden."""

import io
import struct
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Document, Grid, TextBlock, Unreadable
from extractors.office import workbook as workbook
from extractors.office import xls
from extractors.office.number_format import show_number
from extractors.office.sheet import cell_name
from extractors.office.xls_drawing import XlsDrawing
from extractors.reading import extract_notice
from tests.office_files import relations, sha256, sheet, xlsx

BORDERED = (
    "<borders><border/><border>"
    + "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
    + '</border></borders><cellXfs><xf borderId="0"/><xf borderId="1"/></cellXfs>'
)


def read(content: bytes) -> Document:
    return workbook.read(content, sha256(content))


def shown(document: Document) -> list[object]:
    return [b.text if isinstance(b, TextBlock) else b.texts() for b in document.blocks]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("93.730000000000004", "0.00", "93.73"), ("93.7", "0.00", "93.70"),
        ("0.1234", "0.00%", "12.34%"), ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("2.345", "0.00", "2.35"), ("0.30000000000000004", "General", "0.3"),
        ("0.33333333333333331", "General", "0.333333333"), ("280", "General", "280"),
        ("-5", "0_);(0)", "(5)"), ("0", '0.0;-0.0;"-"', "-"), ("7", "000", "007"),
        ("12", '"第"0"名"', "第12名"), ("3", "[DBNum1][$-804]General", "三"),
        ("88", '[>=90]"优";[>=60]"合格";"差"', "合格"), ("5", "0分", "5分"), ("5", "0.0_ ", "5.0"),
        ("43281", "yyyy/m/d", "2018/6/30"), ("43281", 'yyyy"年"m"月"d"日"', "2018年6月30日"),
        ("43281.75", "yyyy-mm-dd hh:mm", "2018-06-30 18:00"), ("1.5", "[h]:mm", "36:00"),
        ("-3.5", '[=0]"/";0.0', "-3.5"), ("-3.5", "[>=0]0.0;(0.0)", "(3.5)"),
        ("-3", "[<0](0);0", "(3)"),
        ("12345678", "0.00E+00", "1.23E+07"), ("95", "G/通用格式", "95"), ("-3", "0;;", ""),
        ("12.5", ".00", "12.50"), ("1", "00E-", "1"), ("5", "0.##", "5"), ("5.25", "0.##", "5.25"),
        ("123456", '0\\.0,"万"', "12.3万"), ("1234567", "000-0000", "123-4567"),
        ("1234.5", "# ##0.0", "1 234.5"), ("7", "#,000", "007"), ("1234567", "#,##0", "1,234,567"),
        ("2.6666667", "# ?/?", "2 2/3"), ("-0.5", "?/?", "-1/2"), ("3", "# ?/?", "3"),
        ("93.73", "# ??/100", "93 73/100"), ("12345", "##0.0E+0", "12.3E+3"),
        ("999.96", "##0.0E+0", "1.0E+3"), ("100001", "[DBNum1][$-804]General", "一十万〇一"),
    ],
)  # fmt: skip
def test_a_number_is_shown_as_its_format_asks(value: str, code: str, text: str) -> None:
    assert show_number(Decimal(value), code) == text


def test_days_of_a_workbook_from_1904_are_four_years_on() -> None:
    assert show_number(Decimal(0), "yyyy-mm-dd", from_1904=True) == "1904-01-01"


@given(
    st.decimals(-(10**9), 10**9, places=4),
    st.text(alphabet='0#?.,%;E+-"[]_*@/ymdhs年分\\', max_size=12),
)
def test_no_format_makes_a_number_crash_the_reader(value: Decimal, code: str) -> None:
    assert isinstance(show_number(value, code), str)


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_a_shown_number_is_the_number_rounded(hundredths: int, places: int) -> None:
    value = Decimal(hundredths).scaleb(-4)
    code = "#,##0" + ("." + "0" * places if places else "")
    text = show_number(value, code)
    assert abs(Decimal(text.replace(",", "")) - value) <= Decimal(5).scaleb(-places - 1)


def test_cells_are_named_as_in_the_program() -> None:
    assert [cell_name(6, 1), cell_name(0, 26), cell_name(9, 701)] == ["B7", "AA1", "ZZ10"]


HEAD = ["单位", "采用条数", "得分"]


def test_titles_above_and_notes_below_a_table_are_text() -> None:
    rows = [["附件1"], ["上半年采用情况表"], ["单位：分"], HEAD, ["甲", 3, 15], ["乙", 2, 10]]
    rows.append(["注：采用一条得5分。"])
    found = read(xlsx(sheet(rows, "A2:C2")))
    assert shown(found) == [
        "附件1", "上半年采用情况表", "单位：分",
        (("单位", "采用条数", "得分"), ("甲", "3", "15"), ("乙", "2", "10")),
        "注：采用一条得5分。",
    ]  # fmt: skip
    grid = found.blocks[3]
    assert isinstance(grid, Grid)
    locator = grid.cells[3].evidence.locator
    assert (locator.page, locator.sheet, locator.ref) == (None, "Sheet1", "A5")


def test_who_signs_right_below_a_table_is_no_row_of_it() -> None:
    signed = [[None, "某旗人民政府办公室"], [None, "2021年4月6日"]]
    found = read(xlsx(sheet([HEAD, ["甲镇", 3, 15], ["乙镇", 2, 10], *signed])))
    assert shown(found)[1:] == ["某旗人民政府办公室", "2021年4月6日"]


def test_what_borders_frame_is_the_table_with_title_and_note_rows_inside() -> None:
    rows = [["情况表", None, None], HEAD, ["甲", 3, 15], ["注：略。", None, None]]
    found = read(xlsx(sheet(rows, "A1:C1 A4:C4", style=1), styles=BORDERED))
    (grid,) = found.blocks
    assert isinstance(grid, Grid)
    assert (grid.row_count, grid.cells[0].column_span) == (4, 3)


def test_a_last_row_that_was_left_without_borders_belongs_to_the_table() -> None:
    framed = sheet([HEAD, ["甲", 3, 15], ["乙", 2, 10]], style=1)
    last = '<row r="4"><c r="A4" t="str"><v>合计</v></c><c r="B4"><v>5</v></c></row></sheetData>'
    found = read(xlsx(framed.replace("</sheetData>", last), styles=BORDERED))
    assert shown(found)[0][-1] == ("合计", "5", "")


def test_tables_parted_by_a_blank_row_are_two_but_rows_without_heading_go_on() -> None:
    rows = [HEAD, ["甲", 3, 15], [], ["乙", 2, 10], [], ["部门", "篇数", "排名"], ["丙", 1, 1]]
    first, second = shown(read(xlsx(sheet(rows))))
    assert first == (("单位", "采用条数", "得分"), ("甲", "3", "15"), ("乙", "2", "10"))
    assert second == (("部门", "篇数", "排名"), ("丙", "1", "1"))


def test_tables_side_by_side_are_two_unless_their_headings_are_the_same() -> None:
    two = [
        ["单位", "得分", None, "姓名", "篇数"],
        ["甲", 3, None, "张", 1],
        ["乙", 2, None, "李", 4],
    ]
    assert [len(table[0]) for table in shown(read(xlsx(sheet(two))))] == [2, 2]
    same = [
        ["单位", "得分", None, "单位", "得分"],
        ["甲", 3, None, "丙", 1],
        ["乙", 2, None, "丁", 4],
    ]
    assert shown(read(xlsx(sheet(same))))[0][0] == ("单位", "得分", "单位", "得分")


def test_columns_that_merged_cells_alone_cover_are_no_columns_of_the_table() -> None:
    rows = [["单位", None, "得分"], ["甲", None, 15], ["乙", None, 10]]
    (grid,) = read(xlsx(sheet(rows, "A1:B1 A2:B2 A3:B3"))).blocks
    assert isinstance(grid, Grid)
    assert grid.texts() == (("单位", "得分"), ("甲", "15"), ("乙", "10"))
    assert all(c.column_span == 1 for c in grid.cells)


def test_hidden_rows_columns_and_sheets_are_read_and_named() -> None:
    rows = sheet([HEAD, ["甲", 3, 15], ["乙", 2, 10]])
    hidden = '<cols><col min="3" max="3" hidden="1"/></cols>' + rows.replace(
        '<row r="3">', '<row r="3" hidden="1">'
    )
    found = read(xlsx(hidden, rows, names=("公布", "底稿"), states=("visible", "veryHidden")))
    told = [issue.message.en for issue in found.issues]
    assert [("rows" in m and ": 3;" in m) for m in told] == [True, False, False]
    assert "columns" in told[1] and ": C;" in told[1]
    assert "«底稿» is hidden" in told[2]
    assert sum(isinstance(block, Grid) for block in found.blocks) == 2


def test_formulas_show_their_kept_result_and_one_without_is_named() -> None:
    rows = sheet([HEAD, ["甲", 3, 15], ["乙", 2, 10]])
    rows = rows.replace('<c r="C2"><v>', '<c r="C2"><f>B2*5</f><v>')
    rows = rows.replace('<c r="C3"><v>10</v>', '<c r="C3"><f>B3*5</f>')
    found = read(xlsx(rows))
    assert shown(found)[0][1:] == (("甲", "3", "15"), ("乙", "2", ""))
    assert ": C3;" in found.issues[0].message.en


def test_shared_strings_leave_readings_out() -> None:
    strings = "<si><r><t>达拉</t></r><r><t>特旗</t></r><rPh sb='0' eb='2'><t>dala</t></rPh></si>"
    rows = sheet([["单位", "分"], ["甲", 1]]).replace(
        '<c r="A2" t="inlineStr"><is><t>甲</t></is></c>', '<c r="A2" t="s"><v>0</v></c>'
    )
    assert shown(read(xlsx(rows, strings=strings)))[0][1][0] == "达拉特旗"


def test_the_name_of_a_tab_stands_for_a_title_unless_it_is_the_programs_own() -> None:
    rows = sheet([HEAD, ["甲", 3, 15]])
    notice = extract_notice(xlsx(rows, rows, names=("旗区得分", "Sheet2")), "a.xlsx")
    assert [table.caption for table in notice.tables] == ["旗区得分", ""]


@pytest.mark.parametrize(
    ("name", "title"),
    [("汇总", None), ("旗区", None), ("2020年第二季度得分汇总", "2020年第二季度得分汇总")],
)
def test_a_tab_that_says_too_little_for_a_title_is_a_caption_alone(name, title) -> None:
    rows = sheet([["单位", "得分"], ["甲旗", 9], ["乙旗", 7]])
    notice = extract_notice(xlsx(rows, names=(name,)), "a.xlsx")
    assert (notice.title, notice.tables[0].caption) == (title, name)


def test_sheets_with_the_same_heading_stay_tables_of_their_own() -> None:
    rows = sheet([HEAD, ["甲", 3, 15]])
    assert len(extract_notice(xlsx(rows, rows, rows), "a.xlsx").tables) == 3


@pytest.mark.parametrize("name", ["notice.xlsx", "notice.xls"])
def test_a_workbook_cut_short_is_refused(name: str) -> None:
    content = (Path(__file__).parent / "office" / name).read_bytes()
    for size in (600, len(content) // 2):
        with pytest.raises(Unreadable) as refusal:
            extract_notice(content[:size], name)
        assert refusal.value.message.zh


def test_an_older_workbook_shows_what_the_newer_one_shows() -> None:
    folder = Path(__file__).parent / "office"
    old, new = (read((folder / f"notice.{kind}").read_bytes()) for kind in ("xls", "xlsx"))
    assert shown(old) == shown(new)


def test_a_merge_down_to_the_last_row_of_all_makes_no_huge_grid() -> None:
    found = read(xlsx(sheet([HEAD, ["甲", 3, 15], ["乙", 2, 10]], "C3:C1048576")))
    (grid,) = found.blocks
    assert isinstance(grid, Grid)
    assert grid.row_count == 3


def test_texts_under_a_merged_range_are_named_unless_they_say_the_same() -> None:
    rows = [HEAD, ["甲", 3, 15], ["甲", 2, 10], ["乙", 7, 35]]
    found = read(xlsx(sheet(rows, "A2:A3")))
    assert found.issues == ()
    found = read(xlsx(sheet(rows, "A2:A4")))
    assert ": A4;" in found.issues[0].message.en


def test_a_merge_over_the_whole_sheet_hides_no_table() -> None:
    found = read(xlsx(sheet([HEAD, ["甲", 3, 15], ["乙", 2, 10]], "A1:XFD1048576")))
    assert shown(found) == [(("单位", "采用条数", "得分"), ("甲", "3", "15"), ("乙", "2", "10"))]
    assert "as if not merged" in found.issues[0].message.en


def test_older_formulas_that_are_all_blank_were_never_worked_out() -> None:
    formula = struct.pack("<3HQHI", 1, 2, 0, 0xFFFF000000000003, 0, 0)
    records = ((0x809, bytes(16)), (0x06, formula), (0x0A, b""))
    stream = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)
    book = xls._Book(0x600, (), {}, [], [], [], from_1904=False)
    assert xls._cells(stream, 0, book).uncomputed == [(1, 2)]


@pytest.mark.parametrize(
    ("width", "height", "named"), [(12_000_000, 3_000_000, True), (1_500_000, 1_500_000, False)]
)
def test_a_picture_large_enough_for_a_table_is_named_and_a_seal_is_not(
    width: int, height: int, named: bool
) -> None:
    shape = f'<d:ext cx="{width}" cy="{height}"/><d:pic/>'
    issues = read(drawn_on(sheet([["单位", "得分"], ["甲局", 1], ["乙局", 2]]), shape)).issues
    assert [issue.code for issue in issues] == ["needs_ocr"] * named
    assert all("B6" in issue.message.zh and "B6" in issue.message.en for issue in issues)


def drawn_on(xml: str, shape: str) -> bytes:
    """A workbook with this shape over its sheet, from B6 on."""
    drawing = (
        '<d:wsDr xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
        "<d:oneCellAnchor><d:from><d:col>1</d:col><d:row>5</d:row></d:from>"
        f"{shape}</d:oneCellAnchor></d:wsDr>"
    )
    held = io.BytesIO(xlsx(xml))
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels", relations(("drawing", "../drawings/d.xml"))
        )
        archive.writestr("xl/drawings/d.xml", drawing)
    return held.getvalue()


def test_a_box_that_floats_over_a_sheet_is_text() -> None:
    words = "<p><r><t>注：采用一条</t></r><r><t>得5分。</t></r></p>"
    shape = f"<d:sp><d:txBody>{words}</d:txBody></d:sp>"
    found = read(drawn_on(sheet([["单位", "得分"], ["甲局", 1], ["乙局", 2]]), shape))
    assert shown(found)[1:] == ["注：采用一条得5分。"]
    box = found.blocks[1]
    assert isinstance(box, TextBlock)
    assert box.evidence.locator.ref == "B6"


def test_what_floats_over_an_older_sheet_is_gathered_and_comments_are_not() -> None:
    def shape(kind: int, bottom: int) -> list[tuple[int, bytes]]:
        place = struct.pack("<9H", 0, 1, 0, 5, 0, 9, 0, bottom, 0)
        atom = b"\x00\x00\x10\xf0\x12\x00\x00\x00" + place
        return [(0xEC, atom), (0x5D, struct.pack("<3H", 0x15, 0x12, kind))]

    def text(words: str) -> list[tuple[int, bytes]]:
        return [
            (0x1B6, struct.pack("<3HI2HI", 0, 0, 0, 0, len(words), 16, 0)),
            (0x3C, b"\x01" + words.encode("utf-16-le")),
            (0x3C, bytes(16)),
        ]

    drawing = XlsDrawing()
    seal, picture, box, comment = shape(8, 6), shape(8, 20), shape(6, 7), shape(0x19, 9)
    for kind, body in [*seal, *picture, *box, *text("注：略"), *comment, *text("批注")]:
        drawing.add(kind, body)
    assert drawing.boxes == {(5, 1): "注：略"}
    assert drawing.pictures == [(5, 1)]
