"""What the columns of a table are, and which rows are ranked together."""

import pytest

from contracts import Agreement, Cell, Row, Table
from evidence import Evidence, Locator
from layout import (
    column_roles,
    period_score_column,
    rank_column,
    rankings,
    score_column,
    unit_column,
)

PLACE = Evidence(capture="0" * 64, locator=Locator(), quote="", reader="test@1")


def table(columns: list[str], rows: list[list[str]], sections: list[str | None] | None = None):
    return Table(
        caption="",
        columns=tuple(columns),
        rows=tuple(
            Row(
                kind="unit",
                section=sections[index] if sections else None,
                page=1,
                cells=tuple(Cell(text=text, evidence=PLACE) for text in row),
            )
            for index, row in enumerate(rows)
        ),
        parts=(),
        readers=("test@1",),
        agreement=Agreement(how="one_reader", confidence=0.9),
    )


def test_roles_are_told_from_headings_and_cells() -> None:
    found = table(
        ["序号", "排名", "区域", "单位", "得分", "备注"],
        [["1", "1", "东片", "甲镇", "93.5", "表扬"], ["2", "2", "东片", "乙镇", "90", "无"]],
    )
    assert column_roles(found) == ("serial", "rank", "text", "unit", "number", "text")


def test_the_unit_is_found_without_a_known_heading() -> None:
    found = table(["甲", "乙"], [["东胜", "5"], ["康巴什", "4"]])
    assert unit_column(found) == 0


def test_a_column_of_dashes_is_a_number_column() -> None:
    found = table(["单位", "采用", "积分"], [["甲", "-", "0"], ["乙", "-", "10"]])
    assert column_roles(found)[1] == "number"


def test_the_score_is_the_last_column_headed_so() -> None:
    found = table(
        ["单位", "采用得分", "总分", "采用率"], [["甲", "5", "9", "50%"], ["乙", "4", "8", "40%"]]
    )
    assert score_column(found) == 2


MONTHS = ["名次", "单位", "采用", "当月得分", "累计得分"]


def test_of_several_scores_ranks_tell_which_one_they_follow() -> None:
    rows = [["1", "甲", "6", "12", "20"], ["2", "乙", "4", "8", "30"], ["3", "丙", "3", "6", "25"]]
    assert score_column(table(MONTHS, rows)) == 3
    rows = [["1", "甲", "4", "8", "30"], ["2", "乙", "3", "6", "25"], ["3", "丙", "6", "12", "20"]]
    assert score_column(table(MONTHS, rows)) == 4


def test_the_items_of_a_row_make_the_periods_score_not_the_running_total() -> None:
    rows = [["1", "甲", "4", "8", "30"], ["2", "乙", "3", "6", "25"], ["3", "丙", "6", "12", "20"]]
    assert period_score_column(table(MONTHS, rows)) == 3
    assert period_score_column(table(["单位", "累计得分"], [["甲", "30"], ["乙", "20"]])) == 1


def test_ranks_of_several_periods_are_none_of_the_table() -> None:
    columns = ["单位", "一季度名次", "二季度名次", "总分", "总名次"]
    found = table(columns, [["甲", "1", "2", "18", "1"], ["乙", "2", "1", "18", "1"]])
    assert column_roles(found) == ("unit", "number", "number", "number", "rank")


@pytest.mark.parametrize(
    ("columns", "rank", "score"),
    [
        (["单位", "报送/得分", "报送/位次", "督查/得分", "督查/位次", "总分", "总名次"], 6, 5),
        (["名次", "单位", "总分", "采用", "名次"], 0, 2),
        (["单位", "总量", "总量排名", "增速", "增速排名", "时限"], 4, 3),
        (
            ["单位", "报送/得分", "报送/位次", "督查/得分", "督查/位次", "位次之和", "综合排名"],
            6,
            5,
        ),
    ],
)
def test_of_several_ranks_the_overall_one_and_its_score_are_the_tables(
    columns: list[str], rank: int, score: int
) -> None:
    figures = {"单位": "甲乙丙", "总名次": "123", "名次": "123", "综合排名": "123"}
    rows = [
        [figures.get(c, "321" if "名" not in c else "123")[n] for c in columns] for n in range(3)
    ]
    found = table([c if columns.index(c) == n else f"{c} (2)" for n, c in enumerate(columns)], rows)
    assert (rank_column(found), score_column(found)) == (rank, score)


def test_last_periods_rank_is_not_the_rank() -> None:
    found = table(
        ["单位", "得分", "排名", "上期排名"], [["甲", "9", "1", "2"], ["乙", "8", "2", "1"]]
    )
    assert column_roles(found)[2:] == ("rank", "number")


def test_a_section_is_a_ranking_of_its_own() -> None:
    rows = [["1", "甲", "9"], ["2", "乙", "8"], ["1", "丙", "9"]]
    found = table(["排名", "单位", "得分"], rows, ["一", "一", "二"])
    assert rankings(found) == ((0, 1), (2,))


def test_ranks_that_start_anew_begin_a_ranking() -> None:
    rows = [["1", "甲", "9"], ["2", "乙", "8"], ["1", "丙", "9"], ["1", "丁", "9"]]
    assert rankings(table(["排名", "单位", "得分"], rows)) == ((0, 1), (2, 3))


def ranked(ranks: str, groups: str = "") -> Table:
    names = "甲乙丙丁戊己庚辛"
    lines = [[r, names[n], str(90 - n)] for n, r in enumerate(ranks.split())]
    if not groups:
        return table(["排名", "单位", "得分"], lines)
    return table(
        ["组别", "排名", "单位", "得分"], [[g, *c] for g, c in zip(groups, lines, strict=True)]
    )


@pytest.mark.parametrize("ranks", ["4 1 1 2 3 5", "1 4 1 2 3 5", "5 3 2 1 4 1"])
def test_a_rank_of_one_among_rows_that_make_no_ranking_starts_none(ranks: str) -> None:
    assert rankings(ranked(ranks)) == ((0, 1, 2, 3, 4, 5),)


def test_groups_of_a_column_are_ranked_each_where_ranks_say_so() -> None:
    assert rankings(ranked("1 2 3 5 2 3", "AAABBB")) == ((0, 1, 2), (3, 4, 5))
    assert rankings(ranked("1 2 3 4 5 6", "AAABBB")) == ((0, 1, 2, 3, 4, 5),)
    assert rankings(ranked("1 3 6 2 4 5", "AAABBB")) == ((0, 1, 2, 3, 4, 5),)
