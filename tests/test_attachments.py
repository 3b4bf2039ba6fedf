"""Annexes and rankings that a notice names, and whether they stand in it."""

from extractors.notice.attachments import find_attachments
from extractors.tables.build import build_tables
from tests.notice_samples import RANKING, document

FOOT = ("甲市文明建设委员会办公室", "2018年8月20日")


def named(*blocks):
    made = document(*blocks).blocks
    found = find_attachments(made, build_tables(made).tables)
    return [(entry.title, entry.count, entry.present) for entry in found]


def test_a_numbered_list_over_paragraphs() -> None:
    assert named(
        "共采用12条。",
        "附件：1.2018年第二季度街道成绩表",
        "2.2018年第二季度苏木镇成绩表",
        *FOOT,
        "附件1",
        "2018年第二季度街道成绩表",
        RANKING,
    ) == [
        ("2018年第二季度街道成绩表", None, True),
        ("2018年第二季度苏木镇成绩表", None, False),
    ]


def test_a_numbered_list_in_one_paragraph_and_a_title_broken_over_lines() -> None:
    assert named("附件：1.街道成绩表 2.各级文明单位及成员单位信息", "采用情况成绩表", *FOOT) == [
        ("街道成绩表", None, False),
        ("各级文明单位及成员单位信息采用情况成绩表", None, False),
    ]


def test_one_table_does_not_stand_for_two_titles_alike() -> None:
    rows = "附件1", "2018年第二季度街道信息报送采用情况成绩表", RANKING
    assert named(
        "附件：1.2018年第二季度街道信息报送采用情况成绩表",
        "2.2018年第二季度乡镇信息报送采用情况成绩表",
        *FOOT,
        *rows,
    ) == [
        ("2018年第二季度街道信息报送采用情况成绩表", None, True),
        ("2018年第二季度乡镇信息报送采用情况成绩表", None, False),
    ]


def test_rankings_named_below_the_signature_replace_their_common_title() -> None:
    assert named(
        "附件:集中考核分类排名",
        *FOOT,
        "(一)现有国家级单位排名(7个)",
        "(二)省级单位排名(86个,除申报国家级外)",
        "(三)市级单位排名",
    ) == [
        ("现有国家级单位排名", 7, False),
        ("省级单位排名", 86, False),
        ("市级单位排名", None, False),
    ]


def test_a_counted_ranking_with_its_table_is_present() -> None:
    assert named(
        "附件：测评得分排名", *FOOT, "一、市级得分排名（3个）", RANKING, "二、县级得分排名（106个）"
    ) == [("市级得分排名", 3, True), ("县级得分排名", 106, False)]


def test_rankings_are_found_without_a_list_of_annexes() -> None:
    assert named("共采用12条。", *FOOT, "（一）甲类单位排名（4个）") == [("甲类单位排名", 4, False)]


def test_a_heading_over_lines_of_an_unread_table_is_not_called_absent() -> None:
    assert named("共采用12条。", *FOOT, "一、得分及排名", "名次 单位 得分", "1 甲镇 90.9") == []


def test_the_only_annex_stands_where_a_table_follows_it() -> None:
    assert named("附件：信息采用情况统计表", *FOOT, "(一) 旗区信息采用情况", RANKING) == [
        ("信息采用情况统计表", None, True)
    ]


def test_a_link_to_a_file_is_named_without_its_suffix() -> None:
    assert named("附件：2017年一季度统计表.xls", *FOOT) == [("2017年一季度统计表", None, False)]


def test_tables_of_the_text_are_no_annexes() -> None:
    assert named("共采用12条。", "一、得分排名", RANKING, *FOOT) == []
