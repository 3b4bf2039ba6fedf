"""Word files: what is printed, in order, and where it stands."""

import pytest

from extractors.document import Document, Grid, TextBlock, Unreadable
from extractors.office import docx as reader
from extractors.office.docx_numbering import chinese, number_word
from tests.office_files import cell, docx, paragraph, sha256, table


def read(body: str, **parts: str) -> Document:
    content = docx(body, **parts)
    return reader.read(content, sha256(content))


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, TextBlock)]


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def test_paragraphs_and_tables_stand_in_the_order_of_the_text() -> None:
    row = cell("a") + cell("b") + cell("c")
    found = read(paragraph("甲") + table(row) + paragraph("") + paragraph("乙"))
    refs = [
        block.evidence.locator.ref if isinstance(block, TextBlock) else "grid"
        for block in found.blocks
    ]
    assert refs == ["p1", "grid", "p3"]
    (grid,) = grids(found)
    assert [c.evidence.locator.ref for c in grid.cells] == ["t1.r1c1", "t1.r1c2", "t1.r1c3"]
    assert all(c.evidence.locator.page is None for c in grid.cells)


def test_cells_merged_both_ways_keep_their_spans() -> None:
    wide, start, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    found = read(
        table(
            cell("单位", start) + cell("采用", wide),
            cell("", on) + cell("旗级") + cell("市级"),
            cell("甲", start + wide) + cell("3"),
            cell("", on + wide) + cell("4"),
        )
    )
    (grid,) = grids(found)
    spans = {c.text: (c.row, c.column, c.row_span, c.column_span) for c in grid.cells}
    assert spans["单位"] == (0, 0, 2, 1)
    assert spans["采用"] == (0, 1, 1, 2)
    assert spans["甲"] == (2, 0, 2, 2)
    assert spans["4"] == (3, 2, 1, 1)


def test_rows_without_spans_are_placed_by_their_widths() -> None:
    def wide(text: str, width: int) -> str:
        return cell(text, f'<w:tcW w:w="{width}" w:type="dxa"/>')

    found = read(
        table(
            wide("单位", 2000) + wide("采用", 3010),
            wide("甲", 2000) + wide("1", 1500) + wide("2", 1500),
        )
    )
    (grid,) = grids(found)
    assert grid.texts() == (("单位", "采用", ""), ("甲", "1", "2"))
    assert grid.column_count == 3


def test_struck_out_text_is_no_text_and_an_issue_says_so() -> None:
    body = (
        "<w:p><w:r><w:t>得</w:t></w:r><w:del><w:r><w:delText>90</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>95</w:t></w:r></w:ins><w:r><w:t>分</w:t></w:r></w:p>"
    )
    struck = "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>" + cell("旧") + "</w:tr><w:tr>"
    found = read(body + struck + cell("新") + cell("1") + cell("2") + "</w:tr></w:tbl>")
    assert texts(found) == ["得95分"]
    assert grids(found)[0].texts() == (("新", "1", "2"),)
    assert "tracked changes" in found.issues[0].message.en


def test_hidden_text_stands_outside_with_an_issue() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部12</w:t></w:r>"
    found = read(f"<w:p><w:r><w:t>公开</w:t></w:r>{hidden}</w:p>")
    assert texts(found) == ["公开"]
    assert [outside.text for outside in found.outside] == ["内部12"]
    assert "hidden" in found.issues[0].message.en


def test_a_field_prints_its_result_and_not_its_code() -> None:
    run = "<w:r>{}</w:r>"
    field = "".join(
        run.format(part)
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            "<w:instrText>DATE \\@ yyyy</w:instrText>",
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>2018年</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    assert texts(read(f"<w:p>{field}</w:p>")) == ["2018年"]


NUMBERING = """
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
"""


def numbered(text: str, level: int, number: int = 1) -> str:
    return paragraph(
        text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )


def test_numbers_that_word_sets_are_printed_and_begin_anew_below_a_new_heading() -> None:
    body = (
        numbered("总体", 0) + numbered("甲", 1) + numbered("乙", 1) + numbered("要求", 0)
        + numbered("丙", 1)
    )  # fmt: skip
    assert texts(read(body, numbering=NUMBERING)) == [
        "一、总体",
        "1.甲",
        "2.乙",
        "二、要求",
        "1.丙",
    ]


def test_a_rank_column_that_word_numbers_holds_its_ranks() -> None:
    rows = [f"<w:tc>{numbered('', 0, 2)}</w:tc>" + cell(unit) for unit in "甲乙丙"]
    (grid,) = grids(read(table(*rows), numbering=NUMBERING))
    assert [row[0] for row in grid.texts()] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("number", "kind", "word"),
    [
        (12, "chineseCounting", "十二"), (105, "chineseCounting", "一百〇五"),
        (20, "chineseLegalSimplified", "贰拾"), (3, "decimalEnclosedCircle", "③"),
        (4, "upperRoman", "IV"), (28, "lowerLetter", "bb"), (2, "ideographTraditional", "乙"),
        (7, "decimalZero", "07"), (9, "somethingNew", "9"),
    ],
)  # fmt: skip
def test_numbers_are_printed_in_the_format_of_their_level(
    number: int, kind: str, word: str
) -> None:
    assert number_word(number, kind) == word


def test_chinese_numbers_differ_from_one_another() -> None:
    words = [chinese(number) for number in range(10000)]
    assert len(set(words)) == len(words)


def test_a_text_box_is_read_once_though_it_is_stored_twice() -> None:
    box = "<w:txbxContent>" + paragraph("市政府办公室文件") + "</w:txbxContent>"
    drawn = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    found = read(f"<w:p><w:r>{drawn}</w:r></w:p>" + paragraph("正文"))
    assert texts(found) == ["市政府办公室文件", "正文"]
    assert found.blocks[0].evidence.locator.ref == "p1.b1.p1"


def test_a_layout_table_gives_way_to_what_it_holds() -> None:
    inner = table(cell("单位") + cell("得分"), cell("甲") + cell("5"))
    found = read(f"<w:tbl><w:tr><w:tc>{paragraph('标题')}{inner}</w:tc></w:tr></w:tbl>")
    assert texts(found) == ["标题"]
    assert [grid.texts() for grid in grids(found)] == [(("单位", "得分"), ("甲", "5"))]


def test_a_table_nested_in_a_cell_of_a_table_is_a_grid_of_its_own() -> None:
    inner = table(cell("x") + cell("y"), cell("z") + cell("1"))
    rows = (cell("单位") + cell("明细"), cell("甲") + f"<w:tc>{paragraph('见')}{inner}</w:tc>")
    found = grids(read(table(*rows)))
    assert [grid.texts() for grid in found] == [
        (("单位", "明细"), ("甲", "见")),
        (("x", "y"), ("z", "1")),
    ]
    assert found[1].cells[0].evidence.locator.ref == "t1.r2c2.t1.r1c1"


def test_styles_tell_headings_and_centring_through_what_they_are_based_on() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="Title"/>'
        '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:sz w:val="44"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    found = read(paragraph("通报", '<w:pStyle w:val="b"/>') + paragraph("正文"), styles=styles)
    first, second = found.blocks
    assert (first.heading, first.centred, first.size_pt) == (True, True, 22.0)
    assert (second.heading, second.centred) == (False, False)


def test_tables_with_nothing_between_them_are_one_as_word_prints_them() -> None:
    found = grids(read(table(cell("单位") + cell("得分")) + table(cell("甲") + cell("5"))))
    assert [grid.texts() for grid in found] == [(("单位", "得分"), ("甲", "5"))]


def test_a_frame_round_the_red_head_leaves_its_lines_in_the_text() -> None:
    centred = '<w:jc w:val="center"/>'
    head = f"<w:tc>{paragraph('某市文明办文件', centred)}</w:tc>"
    found = read(table(head) + paragraph("正文") + table(cell("某发〔2021〕1号") + cell("签发人")))
    assert texts(found) == ["某市文明办文件", "正文", "某发〔2021〕1号", "签发人"]
    assert found.blocks[0].centred
    assert found.blocks[0].evidence.locator.ref == "t1.r1c1.p1"


def test_places_that_a_row_leaves_free_are_blank_cells() -> None:
    rows = (
        "<w:tr>" + cell("排名") + cell("单位") + cell("得分") + "</w:tr>",
        '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("甲镇") + cell("5") + "</w:tr>",
        '<w:tr><w:trPr><w:gridAfter w:val="1"/></w:trPr>' + cell("2") + cell("乙镇") + "</w:tr>",
    )
    (grid,) = grids(read(f"<w:tbl>{''.join(rows)}</w:tbl>"))
    assert grid.texts()[1:] == (("", "甲镇", "5"), ("2", "乙镇", ""))
    assert len(grid.cells) == 9


def test_a_row_whose_edge_was_dragged_aside_makes_no_column() -> None:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in (15, 2000, 1985, 20))
    wide = '<w:gridSpan w:val="2"/>'
    aside = '<w:trPr><w:gridBefore w:val="1"/><w:wBefore w:w="15" w:type="dxa"/></w:trPr>'
    rows = (
        "<w:tr>" + cell("单位", wide) + cell("得分", wide) + "</w:tr>",
        f"<w:tr>{aside}" + cell("甲镇") + cell("5", wide) + "</w:tr>",
    )
    (grid,) = grids(read(f"<w:tbl><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"))
    assert grid.texts() == (("单位", "得分"), ("甲镇", "5"))
    assert grid.column_count == 2


def test_footers_and_page_numbers_stand_outside() -> None:
    found = read(paragraph("正文"), footer=paragraph("— 3 —"), header=paragraph("内部资料"))
    assert {(o.text, o.reason) for o in found.outside} == {
        ("— 3 —", "page_number"),
        ("内部资料", "footer"),
    }


@pytest.mark.parametrize("cut", [30, 200, -40])
def test_a_damaged_file_is_refused_with_a_cure(cut: int) -> None:
    content = docx(paragraph("正文") + table(cell("甲") + cell("5")))[:cut]
    with pytest.raises(Unreadable) as refusal:
        reader.read(content, sha256(content))
    assert "fetch it again" in refusal.value.message.en


def test_a_file_of_pictures_alone_asks_for_ocr() -> None:
    content = docx("<w:p><w:r><w:drawing><x:pic xmlns:x='x'/></w:drawing></w:r></w:p>")
    with pytest.raises(Unreadable) as refusal:
        reader.read(content, sha256(content))
    assert refusal.value.code == "needs_ocr"


def test_pages_other_than_the_first_are_refused() -> None:
    content = docx(paragraph("正文"))
    with pytest.raises(Unreadable, match="no pages but 1"):
        reader.read(content, sha256(content), frozenset((2,)))


def test_a_span_beyond_all_measure_does_not_eat_the_memory() -> None:
    found = grids(read(table(cell("甲", '<w:gridSpan w:val="999999"/>'), cell("1") + cell("2"))))
    assert found[0].column_count < 1000


def tabbed(*lines: str, gap: str = "</w:t><w:tab/><w:t>") -> str:
    return "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{line.replace("|", gap)}</w:t></w:r></w:p>'
        for line in lines
    )


RANKING = ("排名|单位|得分", "1|甲镇|90.5", "2|乙镇|88")


@pytest.mark.parametrize("gap", ["</w:t><w:tab/><w:t>", "</w:t><w:tab/><w:tab/><w:t>", "    "])
def test_a_ranking_whose_columns_are_set_with_tabs_is_a_table(gap: str) -> None:
    found = read(paragraph("排名如下：") + tabbed(*RANKING, gap=gap) + paragraph("某办公室"))
    assert texts(found) == ["排名如下：", "某办公室"]
    (grid,) = grids(found)
    assert grid.texts() == (("排名", "单位", "得分"), ("1", "甲镇", "90.5"), ("2", "乙镇", "88"))
    assert grid.cells[5].evidence.locator.ref == "p3.c3"


def test_lines_of_one_text_among_tabbed_ones_span_the_columns() -> None:
    found = read(tabbed(*RANKING, "部门", "1|丙局|70", "注：略。"))
    (grid,) = grids(found)
    assert grid.texts()[3:] == (("部门", "", ""), ("1", "丙局", "70"))
    assert texts(found) == ["注：略。"]


@pytest.mark.parametrize(
    "lines",
    [
        ("一、总体情况|1", "二、存在问题|3", "三、下步打算|5"),
        ("某市办公室|某市督查室", "2021年3月1日|2021年3月2日"),
        ("甲镇|乙镇|丙镇", "丁镇|戊镇|己镇", "庚镇|辛镇|壬镇"),
        ("联系人：甲|电话：1|", "联系人：乙|电话：2|", "联系人：丙|电话：3|"),
    ],
)
def test_contents_signatures_and_lists_of_names_are_no_tables(lines: tuple[str, ...]) -> None:
    found = read(tabbed(*lines))
    assert not grids(found)
    assert len(texts(found)) == len(lines)


@pytest.mark.parametrize("what", ["pic", "chart"])
@pytest.mark.parametrize(("wide", "high", "told"), [(400, 200, 1), (120, 120, 0), (400, 5, 0)])
def test_a_picture_as_large_as_a_table_asks_for_ocr(
    wide: int, high: int, told: int, what: str
) -> None:
    size = f'<x:extent cx="{wide * 12700}" cy="{high * 12700}"/>'
    drawn = f"<w:r><w:drawing xmlns:x='x'>{size}<x:{what}/></w:drawing></w:r>"
    found = read(paragraph("得分如下：") + f"<w:p>{drawn}</w:p>")
    assert [issue.code for issue in found.issues] == ["needs_ocr"] * told
    assert all("p2" in issue.message.en for issue in found.issues)


def test_marks_of_picture_fonts_are_told_by_their_font() -> None:
    def sign(font: str, code: str) -> str:
        return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'

    def typed(font: str, text: str) -> str:
        return f'<w:r><w:rPr><w:rFonts w:hAnsi="{font}"/></w:rPr><w:t>{text}</w:t></w:r>'

    signs = sign("Wingdings", "F0FC") + sign("Wingdings", "00FB") + sign("Wingdings 2", "F052")
    signs += sign("Symbol", "F0B4") + sign("Wingdings", "F0A8") + typed("Wingdings", "\uf0fc")
    signs += typed("Wingdings 2", "P") + typed("Arial", "üP5")
    (block,) = read(f"<w:p>{signs}</w:p>").blocks
    assert isinstance(block, TextBlock)
    assert block.text == "✓✗☑×□✓✓üP5"
