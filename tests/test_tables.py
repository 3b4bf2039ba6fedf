import json
from pathlib import Path

import pytest

from extractors.tables.build import BuiltTables, build_tables
from tests.table_samples import grid, line, proof

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "documents"


def built(*blocks) -> BuiltTables:
    return build_tables(blocks)


def one(*blocks):
    tables = built(*blocks).tables
    assert len(tables) == 1
    return tables[0]


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def kinds(table):
    return [row.kind for row in table.rows]


def sections(table):
    return [row.section for row in table.rows]


# --- headings ----------------------------------------------------------------------------------


def test_heading_levels_are_joined_and_a_printed_slash_is_no_joint():
    table = one(
        grid("""
            全县考核成绩 | < | < | < | <
            单位 | 国家/省级 | < | < | 总 分
            ^ | 新闻 | < | 简报 | ^
            ^ | 图文 | 视频 | ^ | ^
            甲 | 1 | 2 | 3 | 6
            乙 | - | / | — | 0
        """)
    )
    assert table.caption == "全县考核成绩"
    assert table.columns == (
        "单位",
        "国家／省级/新闻/图文",
        "国家／省级/新闻/视频",
        "国家／省级/简报",
        "总分",
    )
    assert rows(table) == [["甲", "1", "2", "3", "6"], ["乙", "-", "/", "—", "0"]]


def test_labels_of_groups_without_spans_are_spread_over_their_columns():
    table = one(
        grid("""
            序号 | 单位 | 2018年得分 | | | | 总分
            | | 信息采用 | | 约稿 | |
            | | 市级 | 旗级 | 市级 | 旗级 |
            1 | 甲局 | 3 | 2 | 1 | 0 | 6
            2 | 乙局 | 3 | 2 | 1 | 0 | 6
        """)
    )
    assert table.columns[2:6] == (
        "2018年得分/信息采用/市级",
        "2018年得分/信息采用/旗级",
        "2018年得分/约稿/市级",
        "2018年得分/约稿/旗级",
    )


def test_years_head_columns_below_a_spanning_heading():
    table = one(
        grid("""
            单位 | 得分 | < | < | 名次
            ^ | 2016 | 2017 | 2018 | ^
            甲 | 1 | 2 | 3 | 1
            乙 | 1 | 2 | 2 | 2
        """)
    )
    assert table.columns == ("单位", "得分/2016", "得分/2017", "得分/2018", "名次")
    assert len(table.rows) == 2


def test_a_heading_wrapped_over_two_lines_is_one_level():
    table = one(
        grid("""
            县市 | 基础工作情 | 主动公开信 | 得分 | 加分（条
            | 况 | 息 | | ）
            甲县 | 3 | 2 | 1 | 2
            乙县 | 3 | 2 | 1 | 3
        """)
    )
    assert table.columns == ("县市", "基础工作情况", "主动公开信息", "得分", "加分（条）")


def test_a_first_row_of_words_is_no_heading_level():
    table = one(
        grid("""
            单位 | 一季度 | 1月 | 得分
            甲旗 | 未报送 | 未报送 | 缺
            乙旗 | 2 | - | 3
            丙旗 | 2 | - | 3
        """)
    )
    assert table.columns == ("单位", "一季度", "1月", "得分")
    assert len(table.rows) == 3


def test_columns_without_heading_are_numbered():
    table = one(grid("大祥区 | 第一名 | 甲街道 | 3\n^ | 第二名 | 乙街道 | 2"))
    assert table.columns == ("列1", "列2", "列3", "列4")
    assert rows(table)[1][0] == "大祥区"


def test_a_table_of_words_is_headed_by_its_words():
    table = one(grid("类别 | 单位\n优秀 | 甲街道、乙街道\n良好 | 丙镇"))
    assert table.columns == ("类别", "单位")


def test_words_without_heading_words_are_all_rows():
    table = one(grid("优秀单位（5个） | 甲局、乙局\n良好单位（3个） | 丁局"))
    assert table.columns == ("列1", "列2")
    assert len(table.rows) == 2


def test_a_second_equal_path_is_told_apart():
    table = one(grid("排名 | 单位 | 得分 | 得分\n1 | 甲 | 2 | 3\n2 | 乙 | 1 | 3"))
    assert table.columns == ("排名", "单位", "得分", "得分 (2)")


def test_heading_without_rows_stays_a_heading():
    table = one(grid("单位 | 姓名 | 职务 | 电话\n | | |\n | | |"))
    assert table.columns == ("单位", "姓名", "职务", "电话")
    assert table.rows == ()


# --- sections, notes, totals -------------------------------------------------------------------


def test_sections_nest_by_their_enumerators():
    table = one(
        grid("""
            排名 | 单位 | 得分
            一、旗区 | < | <
            1 | 甲旗 | 9
            二、部门 | < | <
            （一）党群 | < | <
            1 | 甲局 | 8
            （二）政府 | < | <
            1 | 乙局 | 7
        """)
    )
    assert sections(table) == ["一、旗区", "二、部门/（一）党群", "二、部门/（二）政府"]


def test_a_lone_word_is_a_section_only_where_it_names_a_kind_of_units():
    table = one(
        grid("""
            单位 | 得分 | 采用
            各旗区 | |
            甲旗 | 3 | 2
            市直部门 | |
            某县政府办公室 | |
            丁局 | 3 | 1
        """)
    )
    assert rows(table) == [["甲旗", "3", "2"], ["某县政府办公室", "", ""], ["丁局", "3", "1"]]
    assert sections(table) == ["各旗区", "市直部门", "市直部门"]


def test_enumerated_units_without_figures_are_no_sections():
    table = one(
        grid("""
            项目 | 决算数
            一、教育支出 | 10
            二、外交支出 |
            三、国防支出 | 5
            四、卫生支出 | 6
        """)
    )
    assert sections(table) == [None] * 4


def test_a_section_without_rows_is_kept_as_a_note():
    table = one(
        grid("""
            排名 | 单位 | 得分
            一、旗区 | < | <
            二、部门 | < | <
            1 | 甲局 | 8
        """)
    )
    assert [(row.kind, row.section, row.cells[0].text) for row in table.rows] == [
        ("note", None, "一、旗区"),
        ("unit", "二、部门", "1"),
    ]


def test_headings_repeated_in_each_section_are_dropped():
    table = one(
        line("一、各区情况"),
        grid("""
            一、旗区 | < | <
            排名 | 单位 | 得分
            1 | 甲 | 3
            2 | 乙 | 2
            二、部门 | < | <
            排名 | 单位 | 得分
            1 | 丙 | 3
        """),
    )
    assert table.caption == "一、各区情况"
    assert sections(table) == ["一、旗区", "一、旗区", "二、部门"]


def test_another_heading_within_the_frame_begins_another_table():
    tables = built(
        line("情况表"),
        grid("""
            排名 | 街道 | 得分
            1 | 甲 | 3
            2 | 乙 | 2
            部门成绩 | < | <
            排名 | 部门 | 得分
            1 | 丙 | 3
        """),
    ).tables
    assert [(t.caption, t.columns[1], len(t.rows)) for t in tables] == [
        ("情况表", "街道", 2),
        ("部门成绩", "部门", 1),
    ]
    assert len(tables[0].parts[0].grid) == 3
    assert len(tables[1].parts[0].grid) == 3


def test_notes_keep_their_text_in_the_first_cell_and_measure_is_no_caption():
    table = one(
        grid("""
            2018年信息成绩表 | < | <
            单位：条 | < | <
            单位 | 采用 | 得分
            甲旗 | 3 | 2
            乙旗 | 2 | -
            注：1.本表按得分排序 | < | <
            2.未上榜单位得分均为0分 | < | <
            制表人：某 | < | 审核：某
        """)
    )
    assert table.caption == "2018年信息成绩表"
    assert kinds(table) == ["note", "unit", "unit", "note", "note", "note"]
    assert rows(table)[4] == ["2.未上榜单位得分均为0分", "", ""]
    assert table.rows[4].cells[1].evidence.quote == ""
    assert table.absent_means == "zero"


def test_subtotals_sum_a_group_and_totals_sum_all():
    table = one(
        grid("""
            类别 | 单位 | 得分
            区 | 甲 | 2
            ^ | 乙 | 3
            ^ | 小计 | 5
            县 | 丙 | 3
            ^ | 合 计 | 3
            总　计 | < | 8
            全市平均 | < | 2.7
        """)
    )
    assert kinds(table) == ["unit", "unit", "subtotal", "unit", "subtotal", "total", "total"]
    assert [row[0] for row in rows(table)] == ["区", "区", "区", "县", "县", "总　计", "全市平均"]


def test_a_subtotal_stands_beside_its_group_though_a_blank_rank_parts_them():
    table = one(
        grid("""
            组别 | 排名 | 单位 | 得分
            一组 | 1 | 甲 | 2
            ^ | 2 | 乙 | 1
            ^ |  | 小计 | 3
            二组 | 1 | 丙 | 4
            ^ |  | 小计 | 4
            合计 | < | < | 7
        """)
    )
    assert kinds(table) == ["unit", "unit", "subtotal", "unit", "subtotal", "total"]


@pytest.mark.parametrize(
    ("last", "kind"), [("合计 | 5", "total"), ("小计 | 5", "subtotal"), ("甲乙合计 | 5", "total")]
)
def test_a_totals_row_of_a_plain_table(last, kind):
    table = one(grid(f"单位 | 得分\n甲 | 2\n乙 | 3\n{last}"))
    assert kinds(table) == ["unit", "unit", kind]


def test_a_total_in_each_section_is_a_subtotal():
    table = one(grid("单位 | 得分\n一、区 | <\n甲 | 2\n合计 | 2\n二、县 | <\n丙 | 3\n合计 | 3"))
    assert kinds(table) == ["unit", "subtotal", "unit", "subtotal"]


def test_spanning_label_and_number_stand_in_each_row():
    table = one(grid("排名 | 单位 | 条数 | 得分\n1 | 甲 | 2 | 10\n2 | 乙 | 3 | ^\n3 | 丙 | 3 | 8"))
    assert [row[3] for row in rows(table)] == ["10", "10", "8"]


# --- side by side ------------------------------------------------------------------------------


def test_columns_that_no_cell_begins_are_none():
    table = one(
        grid("排名 | 单位 | < | 得分\n1 | 甲局 | < | 9\n2 | 乙局 | < | 8\n合计 | < | < | 17")
    )
    assert table.columns == ("排名", "单位", "得分")
    assert rows(table)[2] == ["合计", "", "17"]
    assert table.parts[0].grid[1] == ("1", "甲局", "", "9")


def test_ranks_in_words_tell_rows_from_headings_and_sections():
    table = one(
        grid("""
            名次 | 单位 | 等次
            区政府（管委会） | |
            第一名 | 甲区 | 优秀
            第二名 | 乙区 | 良好
        """)
    )
    assert table.columns == ("名次", "单位", "等次")
    assert sections(table) == ["区政府（管委会）"] * 2


def test_blocks_side_by_side_are_read_one_after_the_other():
    table = one(grid("单位 | 得分 | 单位 | 得分\n甲区 | 180 | 乙县 | 90\n丙区 | 170 | |"))
    assert table.columns == ("单位", "得分")
    assert rows(table) == [["甲区", "180"], ["丙区", "170"], ["乙县", "90"]]
    assert table.parts[0].grid[2] == ("丙区", "170", "", "")


def test_lines_over_all_blocks_part_them():
    table = one(
        grid("""
            名次 | 单位 | 得分 | 名次 | 单位 | 得分
            一、乡镇 | < | < | < | < | <
            1 | 甲镇 | 9 | 3 | 丙镇 | 7
            2 | 乙镇 | 8 | | |
            二、部门 | < | < | < | < | <
            1 | 甲局 | 9 | 2 | 丙局 | 7
            合计 | < | < | 40 | < | <
        """)
    )
    assert [row[1] for row in rows(table)] == ["甲镇", "乙镇", "丙镇", "甲局", "丙局", ""]
    assert sections(table) == ["一、乡镇"] * 3 + ["二、部门"] * 3
    assert rows(table)[-1] == ["合计", "", "40"]


def test_equal_words_under_different_groups_are_not_side_by_side():
    table = one(
        grid("""
            事件 | < | 部件 | <
            类别 | 数量 | 类别 | 数量
            占道 | 5 | 井盖 | 3
        """)
    )
    assert table.columns == ("事件/类别", "事件/数量", "部件/类别", "部件/数量")


@pytest.mark.parametrize(
    ("numbers", "order"), [("5678", "甲乙丙丁戊己庚辛"), ("3478", "甲乙戊己丙丁庚辛")]
)
def test_blocks_go_on_over_a_page_break_as_their_numbers_say(numbers, order):
    third, fourth = ("3", "4") if numbers == "5678" else ("5", "6")
    head = "名次 | 单位 | 得分 | 名次 | 单位 | 得分\n"
    a, b, c, d = numbers
    table = one(
        grid(f"{head}1 | 甲 | 9 | {third} | 丙 | 7\n2 | 乙 | 8 | {fourth} | 丁 | 6", 1),
        grid(f"{head}{a} | 戊 | 5 | {c} | 庚 | 3\n{b} | 己 | 4 | {d} | 辛 | 2", 2),
    )
    assert "".join(row[1] for row in rows(table)) == order


# --- page breaks -------------------------------------------------------------------------------


def test_a_continuation_is_one_table_with_the_page_of_each_row():
    table = one(
        line("成绩表"),
        grid("名次 | 单位 | 得分\n1 | 甲局 | 9\n2 | 中国农业发展银行某某 | 8", 1),
        line("— 3 —", 1),
        line("续表", 2),
        grid("名次 | 单位 | 得分\n | 旗支行 |\n3 | 丙局 | 7", 2),
        grid("4 | 丁局 | 7\n5 | 戊局 | 6", 3),
    )
    assert rows(table)[1] == ["2", "中国农业发展银行某某旗支行", "8"]
    assert [row.page for row in table.rows] == [1, 1, 2, 3, 3]
    assert [part.page for part in table.parts] == [1, 2, 3]
    assert table.rows[1].cells[1].evidence.quote == "中国农业发展银行某某\n旗支行"


def test_a_note_below_the_break_does_not_go_on_with_a_total_above_it():
    table = one(
        grid("名次 | 单位 | 采用率\n1 | 甲局 | 9%\n2 | 乙局 | 8%\n | 合计 |", 1),
        grid("注：空白表示未报送。 | |", 2),
    )
    assert rows(table)[2:] == [["", "合计", ""], ["注：空白表示未报送。", "", ""]]


def test_a_row_whose_figures_stand_below_the_break_is_mended():
    table = one(
        grid("单位 | 条数 | 得分\n甲局 | 3 | 9\n某市公共资源交易综合 | |", 1),
        grid("管理办公室 | 2 | 8\n乙局 | 1 | 5", 2),
    )
    assert rows(table)[1] == ["某市公共资源交易综合管理办公室", "2", "8"]
    assert table.rows[1].page == 1


def test_a_section_at_the_foot_of_a_page_is_no_cut_row():
    table = one(
        grid("单位 | 条数 | 得分\n甲旗 | 3 | 9\n市直部门 | |", 1),
        grid("教育局 | 2 | 8\n乙局 | 1 | 5", 2),
    )
    assert sections(table) == [None, "市直部门", "市直部门"]


def test_a_group_goes_on_over_the_break():
    table = one(
        grid("区 | 名次 | 单位 | 奖\n甲区 | 第一名 | 甲街道 | 3\n^ | 第二名 | 乙街道 | 2", 1),
        grid(" | 第三名 | 丙镇 | 1\n乙区 | 第一名 | 丁镇 | 3\n^ | 第二名 | 戊镇 | 1", 2),
    )
    assert [row[0] for row in rows(table)] == ["甲区", "甲区", "甲区", "乙区", "乙区"]


def test_a_group_of_one_row_above_the_break_goes_on_below_it():
    table = one(
        grid("区 | 名次 | 单位 | 奖\n甲区 | 1 | 甲街道 | 3", 1),
        grid(" | 2 | 乙街道 | 1\n^ | 3 | 丙镇 | 1\n乙区 | 1 | 丁镇 | 3\n^ | 2 | 戊镇 | 1", 2),
    )
    assert [row[0] for row in rows(table)] == ["甲区", "甲区", "甲区", "乙区", "乙区"]


@pytest.mark.parametrize(
    ("printed", "label", "kind"),
    [("合计", "", "total"), ("全市合计", "", "total"), ("小计", "乙区", "subtotal")],
)
def test_a_total_alone_below_the_break_is_of_no_group_and_bears_no_remark(printed, label, kind):
    table = one(
        grid("区 | 单位 | 奖 | 备注\n甲区 | 甲镇 | 3 | \n^ | 乙镇 | 2 | \n乙区 | 丙镇 | 1 | 迟报\n"
             "^ | 丁镇 | 1 | ^", 1),
        grid(f" | {printed} | 7 | ", 2),
    )  # fmt: skip
    assert rows(table)[-1] == [label, printed, "7", ""]
    assert table.rows[-1].kind == kind


def test_a_total_whose_label_spans_columns_lies_under_them_on_a_page_of_its_own():
    above = grid("名次 | 单位 | 条数 | 得分\n1 | 甲镇 | 3 | 9\n2 | 乙镇 | 2 | 6", 1, x0=50)
    total = grid("合计 | 5 | 15", 2, x0=50)
    wide = [
        cell.model_copy(update={"evidence": proof(cell.text, 2, box)})
        for cell, box in zip(
            total.cells, ((50, 100, 150, 120), (150, 100, 200, 120), (200, 100, 250, 120)),
            strict=True,
        )
    ]  # fmt: skip
    table = one(above, total.model_copy(update={"cells": tuple(wide)}))
    assert rows(table)[-1] == ["合计", "", "5", "15"]


def test_a_heading_alone_at_the_foot_of_a_page_heads_the_rows_overleaf():
    table = one(
        grid("排名 | 单位 | 信息 | < | 积分\n^ | ^ | 旗级 | 市级 | ^", 1),
        grid("1 | 甲 | 2 | 8 | 1\n2 | 乙局 | 1 | 5 | 1", 2),
    )
    assert table.columns[2:4] == ("信息/旗级", "信息/市级")
    assert len(table.rows) == 2


def test_a_narrower_last_page_lies_under_its_columns():
    table = one(
        grid("单位 | 得分 | 单位 | 得分\n甲区 | 9 | 乙县 | 8", 1, x0=50),
        grid("单位 | 得分\n丙区 | 7", 2, x0=52),
    )
    assert rows(table) == [["甲区", "9"], ["丙区", "7"], ["乙县", "8"]]


@pytest.mark.parametrize(
    "second",
    [
        (line("苏木镇成绩表", 2), grid("排名 | 单位 | 得分\n1 | 丙 | 2", 2)),
        (line("苏木镇成绩表"), grid("排名 | 单位 | 得分\n1 | 丙 | 2")),
        (grid("名次 | 街道 | 总分\n1 | 丙 | 2", 2),),
        (grid("排名 | 单位 | 得分\n1 | 丙 | 2", 1),),
        (grid("排名 | 单位 | 得分\n1 | 丙 | 2", 3),),
    ],
)
def test_separate_tables_stay_separate(second):
    first = grid("排名 | 单位 | 得分\n1 | 甲 | 2", 1)
    assert len(built(line("街道成绩表"), first, *second).tables) == 2


@pytest.mark.parametrize(
    "second",
    [
        "排名 | 单位 | 得分\n3 | 丙 | 7\n4 | 丁 | 6",
        "3 | 丙 | 7\n4 | 丁 | 6",
    ],
)
def test_tables_pasted_below_one_another_are_one_where_their_rows_count_on(second):
    first = "排名 | 单位 | 得分\n1 | 甲 | 9\n2 | 乙 | 8"
    table = one(line("成绩表"), grid(first), grid(second))
    assert [row[0] for row in rows(table)] == ["1", "2", "3", "4"]
    assert [len(part.grid) for part in table.parts] == [3, len(second.splitlines())]
    assert len(built(grid(first + "\n合计 | | 17"), grid(second)).tables) == 2


def test_a_heading_in_a_table_of_its_own_heads_the_rows_below():
    table = one(grid("排名 | 单位 | 得分", header_rows=1), grid("1 | 甲 | 9\n2 | 乙 | 8"))
    assert (table.columns, len(table.rows)) == (("排名", "单位", "得分"), 2)


def test_a_caption_repeated_on_the_next_page_does_not_part_the_table():
    table = one(
        line("街道成绩表"),
        grid("排名 | 单位 | 得分\n1 | 甲 | 2\n2 | 乙 | 2", 1),
        line("街道成绩表（续）", 2),
        grid("排名 | 单位 | 得分\n3 | 丙 | 1", 2),
    )
    assert len(table.rows) == 3


# --- captions and what absence means -----------------------------------------------------------

BODY = "排名 | 单位 | 得分\n1 | 甲 | 2\n2 | 乙 | 1"


@pytest.mark.parametrize(
    ("above", "caption"),
    [
        (["附件1", "2020年街道成绩表", "单位：分"], "2020年街道成绩表"),
        (["某市信息采用统计表", "(一) 旗区信息采用情况"], "(一) 旗区信息采用情况"),
        (["附件2：2020年成绩表", "（2020年6月）"], "附件2：2020年成绩表"),
        (["一、各区排名", "具体排名如下："], "一、各区排名"),
        (["现将有关情况通报如下。"], ""),
        (["某市某某工作领导小组办公室", "2020年7月3日"], ""),
        (["注：未列出单位为零。"], ""),
        (["联系人：某，电话：0000000"], ""),
    ],
)
def test_the_caption_is_the_nearest_line_that_is_one(above, caption):
    assert one(*map(line, above), grid(BODY)).caption == caption


def test_captions_stay_in_the_prose():
    result = built(line("成绩表"), grid(BODY), line("完"))
    assert [block.text for block in result.prose] == ["成绩表", "完"]


@pytest.mark.parametrize(
    ("remark", "meaning"),
    [
        ("备注：本次未列入成绩表的单位报送及采用情况全部为零。", "zero"),
        ("2、采用条数为“0”的部门未列出，“/”即得分为0。", "zero"),
        ("零报送的单位不再列出。", "zero"),
        ("其他未列出的街道本季度得分均为0分。", "zero"),
        ("其余单位未报送信息。", "zero"),
        ("未参与报送的单位未列出，得分均为0分。", "zero"),
        ("未列入的单位不参与本次考核。", "unknown"),
        ("其他单位要引以为戒，没有报送信息的单位要尽快报送。", None),
        ("本表只列出前10名。", "unknown"),
        ("以上数据截至6月30日。", None),
        ("“/”即得分为0。", None),
        ("未按时报送的单位扣5分。", None),
    ],
)
def test_what_absence_means(remark, meaning):
    assert one(line("成绩表"), grid(BODY), line(remark)).absent_means == meaning


def test_a_remark_between_annexes_binds_its_own_annex_and_one_at_the_end_binds_all():
    zero = line("未列出的单位均为零。")
    parts = (line("附件1"), grid(BODY), line("附件2"), grid(BODY))
    middle = built(*parts[:2], zero, *parts[2:])
    end = built(*parts, zero)
    assert [t.absent_means for t in middle.tables] == ["zero", None]
    assert [t.absent_means for t in end.tables] == ["zero", "zero"]


# --- forms, frames, agreement ------------------------------------------------------------------


def test_a_form_gives_named_fields_and_no_table():
    result = built(
        grid("""
            单位名称 | 甲中心 | < | <
            法定代表人 | 某 | 电话 | 123
            住所 | 某路2号 | < | <
        """)
    )
    assert result.tables == ()
    assert [(field.name, field.text) for field in result.fields] == [
        ("单位名称", "甲中心"),
        ("法定代表人", "某"),
        ("电话", "123"),
        ("住所", "某路2号"),
    ]


def test_a_title_of_two_lines_within_a_form_is_kept():
    result = built(
        grid("""
            年度报告书 | < | < | <
            ^ | ^ | ^ | ^
            单位名称： | 甲中心 | 电话： | 123
            住所： | 某路2号 | 地址： | 某路
        """)
    )
    assert [(field.name, field.text) for field in result.fields][:2] == [
        ("", "年度报告书"),
        ("单位名称", "甲中心"),
    ]


def test_a_small_table_within_a_form_is_named_by_its_key_and_headings():
    result = built(
        grid("""
            年度报告书 | < | < | <
            单位名称 | 某中心 | < | <
            资产损益 | 年初数 | < | 年末数
            ^ | 12 | < | 13
            从业人数 | 17 | 地址 | 某路
        """)
    )
    assert [(field.name, field.text) for field in result.fields] == [
        ("", "年度报告书"),
        ("单位名称", "某中心"),
        ("资产损益/年初数", "12"),
        ("资产损益/年末数", "13"),
        ("从业人数", "17"),
        ("地址", "某路"),
    ]


def test_the_metadata_of_a_page_are_fields():
    result = built(
        grid("""
            索引号： | 000014349/2018-00123 | 主题分类： | 政务公开
            标题： | 关于某某的通报 | < | <
            发文字号： | 某办发〔2018〕3号 | 发布日期： | 2018年8月1日
        """)
    )
    assert [field.name for field in result.fields] == [
        "索引号",
        "主题分类",
        "标题",
        "发文字号",
        "发布日期",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "优秀单位（5个） | 甲局、乙局、丙局\n良好单位（3个） | 丁局、戊局",
        "单位 | 得分\n甲局 | 9\n乙局 | 8",
        "单位名称 | 编号\n甲局 | 9\n乙局 | 8",
        "类别 | 单位\n优秀 | 甲局\n良好 | 乙局",
        "单位 | 姓名 | 职务 | 电话\n甲局 | 某 | 局长 | 123\n乙局 | 某某 | 主任 | 456",
        "部门 | 中文系 | 外语系\n得分 | 90 | 80\n名次 | 1 | 2\n加分 | 3 | 4",
    ],
)
def test_a_table_is_no_form(text):
    result = built(grid(text))
    assert len(result.tables) == 1
    assert result.fields == ()


def test_a_frame_around_words_is_prose():
    result = built(grid("各单位要高度重视信息报送工作。"))
    assert result.tables == ()
    assert [block.text for block in result.prose] == ["各单位要高度重视信息报送工作。"]


def test_cells_that_do_not_fit_are_named_in_an_issue():
    whole = grid(BODY)
    over = whole.cells[4].model_copy(update={"text": "走失"})
    result = built(whole.model_copy(update={"cells": (*whole.cells, over)}))
    assert [issue.code for issue in result.issues] == ["ragged_table"]
    assert "走失" in result.issues[0].message.zh
    assert result.tables[0].agreement.confidence <= 0.5


@pytest.mark.parametrize(
    ("agreed", "how"), [(None, "one_reader"), (True, "two_readers"), (False, "unresolved")]
)
def test_agreement_follows_the_readers(agreed, how):
    assert one(grid(BODY, agreed=agreed)).agreement.how == how


# --- notices with known truth ------------------------------------------------------------------


def from_truth(path: Path):
    """The printed grids of a notice, drawn again from its truth file."""
    truth = json.loads(path.read_text(encoding="utf-8"))
    for table in truth["tables"]:
        depth = max(column.count("/") + 1 for column in table["columns"])
        heads = [[""] * len(table["columns"]) for _ in range(depth)]
        for c, column in enumerate(table["columns"]):
            levels = column.split("/")
            for r in range(depth):
                heads[r][c] = levels[r] if r < len(levels) else "^"
        for r in range(depth - 1):
            for c in range(len(heads[r]) - 1, 0, -1):
                if heads[r][c] == heads[r][c - 1] and heads[r + 1][c] != "^" and heads[r][c] != "^":
                    heads[r][c] = "<"
        lines = heads
        section = None
        for row in table["rows"]:
            if row["section"] != section:
                section = row["section"]
                lines.append([section, *["<"] * (len(row["cells"]) - 1)])
            lines.append(row["cells"])
        yield table, grid("\n".join(" | ".join(cells) for cells in lines))


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/documents is absent")
@pytest.mark.parametrize("name", ["seed-000", "seed-002", "real-001", "real-040", "real-050"])
def test_tables_of_real_notices_come_out_as_their_truth(name):
    for truth, printed in from_truth(SHARED / f"{name}.truth.json"):
        table = one(line(truth["caption"]), printed)
        assert list(table.columns) == truth["columns"]
        assert rows(table) == [row["cells"] for row in truth["rows"]]
        assert sections(table) == [row["section"] for row in truth["rows"]]
        assert kinds(table) == [row["kind"] for row in truth["rows"]]
