"""Every code of a finding, on the smallest notice that earns it: the table of what is checked."""

import re
from datetime import date
from typing import get_args

import pytest

from codes import FindingCode
from contracts import Notice
from scoring.audit import audit_notice
from scoring.rule_file import load_rules
from tests.notice_builder import attachment, notice, table

BETWEEN = {"restated", "rule_changed"}
"""Told only of several notices together: test_between.py."""
SCORED = ["单位", "采用条数", "得分"]
RANKED = ["名次", "单位", "得分"]


def scored(*rows: tuple[int, int]) -> list[list[str]]:
    names = ("甲镇", "乙镇", "丙镇", "丁镇", "戊镇", "己镇", "庚镇", "辛镇")
    return [[name, str(n), str(p)] for name, (n, p) in zip(names, rows, strict=False)]


def ranked(*rows: tuple[int, str]) -> list[list[str]]:
    names = ("甲镇", "乙镇", "丙镇", "丁镇", "戊镇", "己镇")
    return [[str(rank), name, score] for name, (rank, score) in zip(names, rows, strict=False)]


def portal(adopted: str, ordered: str, bonus: str, total: str) -> Notice:
    """A notice of an office whose rule is known: 5 points an item, 10 one that was asked for."""
    columns = ["单位", "采用得分", "约稿得分", "在线访谈及政策解读得分", "附加分", "总分"]
    rows = [["甲旗", adopted, ordered, "0", bonus, total], ["乙旗", "10", "10", "0", "0", "20"]]
    return notice(
        table(columns, rows),
        issuer="鄂尔多斯市政务服务局",
        period_start=date(2020, 4, 1),
        period_end=date(2020, 6, 30),
    )


FIVES = ((12, 60), (10, 50), (9, 45), (7, 35), (6, 30), (4, 20))
PARTS = [
    [name, str(a), str(b), str(a + b)]
    for name, a, b in (
        ("甲镇", 9, 8),
        ("乙镇", 7, 7),
        ("丙镇", 6, 5),
        ("丁镇", 3, 1),
        ("戊镇", 2, 1),
    )
]
WRONG_SUM = [*PARTS[:2], ["丙镇", "6", "5", "12"], *PARTS[3:]]
ADDED_UP = ["单位", "采用得分", "约稿得分", "总分"]
RULE = "每采用1条信息得5分。"
CASES: dict[str, tuple[Notice, tuple[str, int | None, str | None]]] = {
    "text_parts": (
        notice(text=["共报送信息119篇，其中街道40篇，苏木镇10篇，其他单位76篇。"]),
        ("error", None, None),
    ),
    "text_column": (
        notice(
            table(["单位", "采用条数"], [["甲镇", "12"], ["乙镇", "10"], ["丙镇", "9"]]),
            text=["各镇共采用信息32条。"],
        ),
        ("warning", None, None),
    ),
    "column_total": (
        notice(table(SCORED, scored(*FIVES), totals=[["合计", "49", "240"]])),
        ("error", 7, "采用条数"),
    ),
    "row_sum": (notice(table(ADDED_UP, WRONG_SUM)), ("error", 3, "总分")),
    "row_count": (
        notice(table(SCORED, scored(*FIVES), caption="8个镇信息采用情况统计表")),
        ("warning", None, None),
    ),
    "rank_order": (
        notice(table(RANKED, ranked((1, "96"), (2, "95"), (3, "91"), (4, "93"), (5, "90")))),
        ("error", 3, "名次"),
    ),
    "rank_tie": (
        notice(table(RANKED, ranked((1, "96"), (2, "95"), (3, "95"), (4, "93"), (4, "93")))),
        ("warning", 3, "名次"),
    ),
    "rank_gap": (
        notice(table(RANKED, ranked((1, "96"), (2, "95"), (4, "94"), (5, "93"), (6, "90")))),
        ("warning", 3, "名次"),
    ),
    "declared_order": (
        notice(
            table(["单位", "采用条数"], [["甲镇", "12"], ["乙镇", "9"], ["丙镇", "10"]]),
            text=["注：按信息采用条数从高到低排列。"],
        ),
        ("warning", 3, "采用条数"),
    ),
    "declared_omission": (
        notice(
            table(["单位", "采用条数"], [["甲镇", "12"], ["乙镇", "9"], ["丙镇", "0"]]),
            text=["注：采用信息条数为“0”的单位未列出。"],
        ),
        ("warning", 3, "采用条数"),
    ),
    "percentage": (
        notice(text=["共报送信息301条，采用159条，采用率53.8%。"]),
        ("warning", None, None),
    ),
    "cumulative": (
        notice(table(["单位", "本月采用", "累计采用"], [["甲镇", "12", "30"], ["乙镇", "9", "8"]])),
        ("warning", 2, "累计采用"),
    ),
    "date": (
        notice(
            title="2013年全年信息采用通报",
            published_on=date(2013, 1, 14),
            period_start=date(2013, 1, 1),
            period_end=date(2013, 12, 31),
        ),
        ("warning", None, None),
    ),
    "title_body": (
        notice(title="2017年2月热线情况通报", text=["现将2017年3月热线情况通报如下。"]),
        ("warning", None, None),
    ),
    "attachment_absent": (
        notice(declared_attachments=(attachment("各镇排名", 8),)),
        ("warning", None, None),
    ),
    "duplicate_unit": (
        notice(table(RANKED, [*ranked((1, "96"), (2, "95"), (3, "94")), ["4", "甲镇", "90"]])),
        ("warning", 4, "单位"),
    ),
    "misprint": (
        notice(table(RANKED, ranked((1, "96.12"), (2, "95.40"), (3, "86..67"), (4, "80.00")))),
        ("warning", 3, "得分"),
    ),
    "count_points": (
        notice(
            table(
                ["单位", "采用条数", "采用得分", "约稿得分", "总分"],
                [
                    [name, str(n), str(5 * n + (n == 9)), str(m), str(5 * n + m)]
                    for name, n, m in (
                        ("甲镇", 12, 10), ("乙镇", 10, 0), ("丙镇", 9, 20), ("丁镇", 7, 0),
                        ("戊镇", 3, 10),
                    )
                ],
            )
        ),
        ("error", 3, "采用得分"),
    ),
    "dominance": (
        notice(
            table(
                ["单位", "简报采用", "网站采用", "得分"],
                [
                    ["甲镇", "9", "8", "70"], ["乙镇", "9", "9", "66"], ["丙镇", "5", "7", "51"],
                    ["丁镇", "2", "9", "40"],
                    ["戊镇", "2", "3", "23"], ["己镇", "1", "2", "11"],
                ],
            )
        ),
        ("note", 2, "得分"),
    ),
    "granularity": (
        notice(
            table(
                ["单位", "得分"],
                [
                    [f"{n}号镇", str(points)]
                    for n, points in enumerate((90, 75, 60, 55, 45, 38, 30, 25, 10), 1)
                ],
            )
        ),
        ("warning", 6, "得分"),
    ),
    "rule_no_clause": (portal("15", "0", "5", "20"), ("warning", 1, "附加分")),
    "rule_infeasible": (portal("14", "0", "0", "14"), ("warning", 1, "采用得分")),
    "rule_contradicted": (
        notice(table(SCORED, scored(*FIVES[:3], (7, 36), *FIVES[4:])), text=[RULE]),
        ("warning", 4, "得分"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_a_code_is_told_of_the_place_in_doubt_in_both_languages(code: str) -> None:
    of, place = CASES[code]
    found = [f for f in audit_notice(of, load_rules()).findings if f.code == code]
    assert [(f.severity, f.row, f.column) for f in found][:1] == [place], found
    for finding in found:
        assert re.search("[一-鿿]", finding.explanation.zh)
        outside = re.sub("[«“].*?[»”]", "", finding.explanation.en)
        assert re.search("[a-z]{3}", outside)


def test_every_code_of_the_contract_has_its_case() -> None:
    assert set(CASES) | BETWEEN == set(get_args(FindingCode))
