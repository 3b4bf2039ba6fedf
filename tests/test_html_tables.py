import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Grid
from extractors.reading import extract_notice
from extractors.web.reader import read

PROSE = "现将全市第三季度信息采用情况通报如下，各单位要高度重视，认真抓好落实。" * 6


def grids(body):
    content = f"<html><body><p>{PROSE}</p>{body}</body></html>".encode()
    return [block for block in read(content, "0" * 64).blocks if isinstance(block, Grid)]


def grid(rows, attributes="border=1"):
    (found,) = grids(f"<table {attributes}>{rows}</table>")
    return found


def texts(rows, attributes="border=1"):
    return [list(row) for row in grid(rows, attributes).texts()]


def test_two_headings_deep_with_spans():
    rows = (
        "<tr><th rowspan=2>单位</th><th colspan=2>采用</th><th rowspan=2>得分</th></tr>"
        "<tr><th>市级</th><th>省级</th></tr>"
        "<tr><td>甲局</td><td>3</td><td>1</td><td>8</td></tr>"
    )
    assert texts(rows) == [
        ["单位", "采用", "", "得分"],
        ["", "市级", "省级", ""],
        ["甲局", "3", "1", "8"],
    ]
    found = grid(rows)
    assert [cell.header for cell in found.cells] == [True] * 5 + [False] * 4
    assert (found.cells[1].column_span, found.cells[0].row_span) == (2, 2)


def test_a_span_of_zero_or_beyond_the_table_ends_with_its_row_group():
    rows = (
        "<tr><td rowspan=0>组</td><td>甲</td><td>1</td></tr>"
        "<tr><td>乙</td><td rowspan=99>2</td></tr><tr><td>丙</td></tr>"
    )
    assert texts(rows) == [["组", "甲", "1"], ["", "乙", "2"], ["", "丙", ""]]


def test_a_span_does_not_cross_from_the_head_into_the_body():
    rows = (
        "<thead><tr><td rowspan=3>单位</td><td>数</td></tr></thead>"
        "<tbody><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></tbody>"
    )
    assert texts(rows) == [["单位", "数"], ["甲", "1"], ["乙", "2"]]


def test_a_cell_that_would_overlap_another_gives_way():
    rows = (
        "<tr><td>a1</td><td rowspan=2>b1</td><td>c1</td></tr>"
        "<tr><td colspan=2>a2</td><td>c2</td></tr><tr><td>a3</td><td>b3</td><td>c3</td></tr>"
    )
    assert texts(rows) == [["a1", "b1", "c1"], ["a2", "", "c2"], ["a3", "b3", "c3"]]


def test_columns_that_only_spans_make_are_not_printed():
    rows = (
        "<tr><td colspan=3>单位</td><td colspan=2>数</td></tr>"
        "<tr><td colspan=3>甲</td><td colspan=9>1</td></tr>"
    )
    assert texts(rows) == [["单位", "数"], ["甲", "1"]]


def test_a_row_that_ends_early_is_filled_and_told():
    content = (
        "<table border=1><tr><td>单位</td><td>数</td><td>分</td></tr><tr><td>一、街道</td></tr>"
        "<tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td><td>3</td></tr></table>"
    )
    document = read(f"<html><body>{content}</body></html>".encode(), "0" * 64)
    (found,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert found.texts()[2] == ("甲", "1", "")
    assert [issue.code for issue in document.issues] == ["ragged_table"]
    assert "1" in document.issues[0].message.en


def test_end_tags_may_be_missing():
    assert texts("<tr><td>单位<td>数<tr><td>甲<p>局<td>1<tr><td>乙<td>2") == [
        ["单位", "数"],
        ["甲局", "1"],
        ["乙", "2"],
    ]


def test_the_foot_is_printed_last_wherever_it_is_written():
    rows = (
        "<thead><tr><th>单位</th><th>数</th></tr></thead><tfoot><tr><td>合计</td><td>3</td></tr></tfoot>"
        "<tbody><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></tbody>"
    )
    assert [row[0] for row in texts(rows)] == ["单位", "甲", "乙", "合计"]


def test_hidden_rows_cells_and_sort_keys_are_no_part_of_the_grid():
    rows = (
        "<tr><td>单位</td><td style='display:none'>号</td><td>数</td></tr>"
        "<tr style='DISPLAY: none'><td>甲</td><td>x</td><td>9</td></tr><tr></tr>"
        "<tr><td>乙</td><td hidden>1</td><td><span style='display: none'>0002</span>2</td></tr>"
        "<tr><td>丙</td><td hidden>1</td><td>3</td></tr>"
    )
    assert texts(rows) == [["单位", "数"], ["乙", "2"], ["丙", "3"]]


def test_the_zero_high_row_of_word_sets_widths_only():
    rows = (
        "<tr><td colspan=2>单位</td><td>数</td></tr><tr><td colspan=2>甲</td><td>1</td></tr>"
        "<![if !supportMisalignedColumns]><tr height=0><td width=9></td>"
        "<td></td><td></td></tr><![endif]>"
    )
    assert texts(rows) == [["单位", "数"], ["甲", "1"]]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("达拉特旗<br>人民政府", "达拉特旗人民政府"),
        ("<p>达拉特旗</p>\n<p>人民政府</p>", "达拉特旗人民政府"),
        ("达拉特旗\n   人民政府", "达拉特旗人民政府"),
        ("Word<br>Excel", "Word Excel"),
        ("10<br>20", "10 20"),
        ("&nbsp;&nbsp;", ""),
        ("　甲局 ", "甲局"),
        ("x<sup>2</sup>甲<sub>①</sub>", "x2甲①"),
        ("71.<b>40</b>%", "71.40%"),
        ("&lt;5 &amp; &#20013;", "<5 & 中"),
        ("<em>季</em><p style='display:none'><a>年</a><a>季</a><a>月</a></p>", "季年季月"),
        ("<select><option>年</option><option>季</option></select>", "年季"),
        ("<i>3</i><span style='display:none'><a>删</a></span>", "3"),
    ],
)
def test_text_of_a_cell(inside, text):
    rows = f"<tr><td>单位</td><td>数</td></tr><tr><td>甲</td><td>{inside}</td></tr>"
    rows += "<tr><td>乙</td><td>2</td></tr>"
    assert texts(rows)[1][1] == text


def test_the_quote_keeps_the_line_break():
    rows = "<tr><td>单位</td><td>数</td></tr><tr><td>甲<br>局</td><td> </td></tr>"
    cells = grid(rows + "<tr><td>乙</td><td>2</td></tr>").cells
    assert cells[2].evidence.quote == "甲\n局"
    assert cells[3].evidence.quote == ""


def test_a_short_table_may_speak_of_those_who_run_sites():
    head = "<tr><td>主办单位</td><td>网站标识码</td></tr>"
    assert texts(head + "<tr><td>甲局</td><td>1508000001</td></tr>", "")[0] == [
        "主办单位",
        "网站标识码",
    ]


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>只有一格</td></tr></table>",
        "<table><tr><td>友情链接</td><td>省政府网</td><td>市政府网</td></tr></table>",
        "<table><tr><td><a href=1>首页</a></td><td><a href=2>公开</a></td></tr>"
        "<tr><td><a href=3>服务</a></td><td><a href=4>互动</a></td></tr></table>",
        f"<table><tr><td>标题</td><td>左</td></tr><tr><td>栏</td><td>{PROSE}</td></tr></table>",
        "<table><tr><td>发文单位</td></tr><tr><td>市政府办公室</td></tr></table>",
        "<table><tr><td>主办单位：市政府</td><td>蒙ICP备0001号</td></tr>"
        "<tr><td>地址：一号</td><td>电话：0478-1</td></tr></table>",
        "<table style='display:none'><tr><td>甲</td><td>1</td></tr>"
        "<tr><td>乙</td><td>2</td></tr></table>",
    ],
)
def test_frames_menus_and_hidden_tables_are_no_grids(table):
    assert grids(table) == []


def test_a_table_in_a_layout_table_is_the_grid():
    inner = "<table><tr><td>单位</td><td>数</td></tr><tr><td>甲</td><td>1</td></tr></table>"
    outer = f"<table><tr><td>菜单</td><td><p>{PROSE}</p>{inner}</td></tr><tr><td></td></tr></table>"
    (found,) = grids(outer)
    assert found.texts() == (("单位", "数"), ("甲", "1"))


def test_keys_and_values_are_a_grid_with_heading_cells():
    rows = (
        "<tr><th>单位名称</th><td colspan=3>某中心</td></tr>"
        "<tr><th rowspan=2>资产</th><td colspan=2>年初数</td><td>年末数</td></tr>"
        "<tr><td colspan=2>3万元</td><td>4万元</td></tr>"
        f"<tr><th>开展业务</th><td colspan=3>{PROSE * 9}</td></tr>"
        "<tr><th>网上名称</th><td>某.公益</td><th>从业人数</th><td>17</td></tr>"
    )
    found = grid(rows, "class=report")
    assert found.texts()[1:3] == (("资产", "年初数", "", "年末数"), ("", "3万元", "", "4万元"))
    assert [cell.text for cell in found.cells if cell.header] == [
        "单位名称",
        "资产",
        "开展业务",
        "网上名称",
        "从业人数",
    ]


HEAD = ["排名", "单位", "采用", "得分"]
RANKED = [HEAD, ["1", "甲区", "31", "93.5"], ["2", "乙县", "27", "88"], ["3", "丙旗", "-", "61"]]


def laid_out(row, cell, around="<div class=t>{}</div>"):
    return around.format(
        "".join(row.format("".join(cell.format(text) for text in line)) for line in RANKED)
    )


@pytest.mark.parametrize(
    "source",
    [
        laid_out("<div>{}</div>", "<div>{}</div>"),
        laid_out("<li>{}</li>", "<span>{}</span>", "<ul>{}</ul>"),
        laid_out("<ul>{}</ul>", "<li><p>{}</p></li>"),
        laid_out("<table><tr>{}</tr></table>", "<td width=90>{}</td>", "<div>{}</div>"),
        laid_out("<div>{}</div>", "<div>{}</div>", "<div><div>{}</div></div>").replace(
            "</div><div><div>1", "</div></div><div><div><div>1"
        ),
        laid_out("│{}\n├──┼──┤\n", "{} │", "<pre>{}</pre>"),
        laid_out("|{}<br>", " {} |", "<p>{}</p>"),
        laid_out("{}\n", "{}    ", "<pre>{}</pre>"),
        laid_out("<p>{}</p>", "{}&nbsp; &nbsp;"),
    ],
)
def test_rows_laid_out_without_a_table_are_a_grid(source):
    (found,) = grids(source)
    assert [list(row) for row in found.texts()] == RANKED
    assert [cell.header for cell in found.cells] == [True] * 4 + [False] * 12


@pytest.mark.parametrize(
    "source",
    [
        "<ul>" + "<li><a href=1>关于某事的通知</a><span>2021-09-01</span></li>" * 4 + "</ul>",
        "<ul><li><b>栏目</b><i>条数</i></li>"
        + "<li><a href=1>公告公示</a><a href=1>12</a></li>" * 3
        + "</ul>",
        "<dl><dt>地址</dt><dd>一号</dd></dl><dl><dt>电话</dt><dd>12</dd></dl>",
        "<div><span>甲局</span><span>8</span></div>" * 3,
        "<p>一 是 认真落实</p><p>二 是 加强领导</p><p>三 是 完善机制</p>",
    ],
)
def test_lists_and_lines_of_words_are_no_grids(source):
    assert grids(source) == []


CELL = st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from(["甲", "12", "", "a"]))


@given(st.lists(st.lists(CELL, max_size=5), min_size=1, max_size=6))
def test_every_place_lies_in_exactly_one_cell(rows):
    source = "".join(
        "<tr>"
        + "".join(f"<td rowspan={down} colspan={wide}>{text}</td>" for down, wide, text in row)
        + "</tr>"
        for row in rows
    )
    for found in grids(f"<table border=1>{source}</table>"):
        places = [
            (row, column)
            for cell in found.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        assert sorted(places) == [
            (row, column) for row in range(found.row_count) for column in range(found.column_count)
        ]
        printed = [text for row in rows for _, _, text in row if text]
        assert [cell.text for cell in found.cells if cell.text] == printed


def test_a_row_of_heading_words_in_a_table_of_its_own_heads_the_rows_below():
    (table,) = extract_notice(
        (
            "<html><head><meta charset=utf-8><title>采用情况通报</title></head><body>"
            "<p>现将采用情况通报如下。</p>"
            "<table><tr><td>序号<td>单位<td>得分</table><table border=1>"
            + "".join(f"<tr><td>{n}<td>{n}镇<td>{9 - n}.5" for n in range(1, 6))
            + "</table></body></html>"
        ).encode(),
        "a.html",
    ).tables
    assert table.columns == ("序号", "单位", "得分")


def test_rows_laid_out_without_a_table_may_end_in_a_total_without_a_name():
    rows = [["序号", "单位", "得分"], ["1", "甲镇", "3"], ["2", "乙镇", "2"], ["合计", "", "5"]]
    body = "".join(f"<div>{''.join(f'<div>{text}</div>' for text in row)}</div>" for row in rows)
    (found,) = grids(f"<div>{body}</div>")
    assert [list(row) for row in found.texts()] == rows
