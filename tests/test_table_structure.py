"""Headings, blocks, totals and notes of tables as offices print them, each in one drawing."""

import pytest

from contracts import Table
from extractors.tables.build import build_tables
from tests.table_samples import grid


def only(text: str) -> Table:
    (table,) = build_tables([grid(text)]).tables
    return table


def shown(table: Table) -> list[str]:
    """Each row as ``kind section: cells``."""
    return [
        f"{row.kind} {row.section or ''}:{'|'.join(cell.text for cell in row.cells)}"
        for row in table.rows
    ]


@pytest.mark.parametrize(
    ("drawn", "columns"),
    [
        (
            """单位 | 月份 | < | <
            ^ | 1 | 2 | 3
            甲镇 | 5 | 6 | 7
            乙镇 | 8 | 9 | 10""",
            ("单位", "月份/1", "月份/2", "月份/3"),
        ),
        (
            """5月份及同期 | < | 1—5月份及同期 | <
            区县 | 指数 | 区县 | 指数
            甲县 | 3.25(3.76) | 甲县 | 4.69(4.52)
            乙县 | 3.65(3.89) | 丙县 | 4.85(4.95)""",
            ("5月份及同期/区县", "5月份及同期/指数", "1—5月份及同期/区县", "1—5月份及同期/指数"),
        ),
        (
            """单位 | 考核 | < | < | <
            ^ | 线上 | < | 线下 | <
            ^ | 网站 | < | 现场 | <
            ^ | 条数 | 得分 | 次数 | 得分
            甲县 | 3 | 6 | 1 | 5
            乙县 | 2 | 4 | 0 | 0""",
            (
                "单位",
                "考核/线上/网站/条数",
                "考核/线上/网站/得分",
                "考核/线下/现场/次数",
                "考核/线下/现场/得分",
            ),
        ),
        (
            """单位 | 1 | 2 | 3 | 合计
            甲镇 | 5 | 6 | 7 | 18
            乙镇 | 8 | 9 | 10 | 27""",
            ("单位", "1", "2", "3", "合计"),
        ),
        (
            """部门 | 甲局 | 乙局 | 丙局
            报送 | 12 | 8 | 5
            采用 | 6 | 4 | 2""",
            ("部门", "甲局", "乙局", "丙局"),
        ),
    ],
    ids=[
        "numbers under a label",
        "figures in brackets",
        "four levels",
        "numbers between words",
        "units as columns",
    ],
)
def test_headings_are_told_from_rows(drawn: str, columns: tuple[str, ...]) -> None:
    table = only(drawn)
    assert table.columns == columns
    assert [row.kind for row in table.rows] == ["unit", "unit"]


@pytest.mark.parametrize("label", ["全市", "全 县", "计", "全区平均", "合计（2个）"])
def test_a_row_over_all_units_is_a_total(label: str) -> None:
    table = only(f"""单位 | 报送
        甲镇 | 5
        乙镇 | 3
        {label} | 8""")
    assert [row.kind for row in table.rows] == ["unit", "unit", "total"]


@pytest.mark.parametrize("label", ["最高分", "最低得分", "满分", "中位数"])
def test_a_row_of_full_marks_or_extremes_is_no_unit(label: str) -> None:
    table = only(f"""单位 | 得分
        甲镇 | 5
        乙镇 | 3
        {label} | 5""")
    assert [row.kind for row in table.rows] == ["unit", "unit", "note"]


def test_a_total_over_all_blocks_ends_them() -> None:
    table = only("""单位 | 条数 | 单位 | 条数
        甲镇 | 9 | 丙局 | 6
        乙镇 | 8 | 丁局 | 5
        合计 | 28 | < | <""")
    assert shown(table) == [
        "unit :甲镇|9",
        "unit :乙镇|8",
        "unit :丙局|6",
        "unit :丁局|5",
        "total :合计|28",
    ]
