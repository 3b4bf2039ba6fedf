"""Clauses that read other rows than the unit's own: places, means of the units below."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from contracts import Table
from scoring.clauses import MeanOfChildren, OmitIf, RankBy, RuleClause, RuleVersion
from scoring.recompute import recompute
from tests.notice_builder import notice, table

QUOTE = "名次计分"


def rechecked(clause: RuleClause, *tables: Table) -> list[tuple[str, Decimal | None]]:
    version = RuleVersion(
        rule_id="r", valid_from=date(2024, 1, 1), verified_through=date(2024, 12, 31), cite="办法",
        column_aliases={}, columns=("得分",), scores={"考核分": clause},
    )  # fmt: skip
    scores = recompute(notice(*tables), version).scores
    return [(score.status, score.recomputed) for score in scores]


def ranked(*rows: Sequence[str]) -> Table:
    return table(["单位", "得分", "考核分"], [list(row) for row in rows])


ROWS = (("甲镇", "95", "5"), ("乙镇", "90", "3"), ("丙镇", "90", "3"), ("丁乡", "80", "0"))
POINTS = {1: Decimal(5), 2: Decimal(3)}


@pytest.mark.parametrize(
    ("clause", "recomputed"),
    [
        (RankBy(kind="rank_by", of="得分", points_at=POINTS, quote=QUOTE), [5, 3, 3, 0]),
        (RankBy(kind="rank_by", of="得分", quote=QUOTE), [1, 2, 2, 4]),
        (RankBy(kind="rank_by", of="得分", ties="1223", quote=QUOTE), [1, 2, 2, 3]),
        (RankBy(kind="rank_by", of="得分", order="lowest", quote=QUOTE), [4, 2, 2, 1]),
        (RankBy(kind="rank_by", of="得分", order="printed", quote=QUOTE), [95, 90, 90, 80]),
    ],
)
def test_a_place_earns_its_points_under_either_rule_of_ties(
    clause: RankBy, recomputed: list[int]
) -> None:
    read = rechecked(clause, ranked(*ROWS))
    assert [value for _, value in read] == recomputed
    if clause.points_at:
        assert {status for status, _ in read} == {"reproduced"}


def test_points_that_the_place_does_not_earn_are_contradicted() -> None:
    clause = RankBy(kind="rank_by", of="得分", points_at=POINTS, quote=QUOTE)
    read = rechecked(clause, ranked(*ROWS[:3], ("丁乡", "80", "3")))
    assert read[-1] == ("contradicted", 0)


def test_a_row_without_a_figure_has_no_place_and_moves_nobody() -> None:
    clause = RankBy(kind="rank_by", of="得分", points_at=POINTS, quote=QUOTE)
    read = rechecked(clause, ranked(ROWS[0], ("戊乡", "未参加", "0"), *ROWS[1:]))
    assert [status for status, _ in read] == [
        "reproduced", "not_checkable", "reproduced", "reproduced", "reproduced"
    ]  # fmt: skip


COMMUNITIES = table(
    ["社区", "所属街道", "得分"],
    [["东门", "东街", "90"], ["西门", "东街", "81"], ["南门", "南街", "70"]],
)
MEAN = MeanOfChildren(kind="mean_of_children", of="得分", parent="所属街道", quote="取平均值")


def test_the_mean_of_the_units_below_is_rechecked_from_their_own_table() -> None:
    streets = table(["街道", "考核分"], [["东街", "85.5"], ["南街", "71.0"], ["北街", "60.0"]])
    assert rechecked(MEAN, streets, COMMUNITIES) == [
        ("reproduced", Decimal("85.5")),
        ("contradicted", Decimal(70)),
        ("not_checkable", None),
    ]


def test_a_mean_printed_beside_its_parts_is_rechecked_in_one_table() -> None:
    rows = [["东门", "东街", "90", "85.5"], ["西门", "东街", "81", "85.5"]]
    both = table(["社区", "所属街道", "得分", "考核分"], rows)
    assert rechecked(MEAN, both) == [("reproduced", Decimal("85.5"))] * 2


@pytest.mark.parametrize(
    ("given", "printed", "status"),
    [
        ("0", "0", "reproduced"),
        ("0", "8", "contradicted"),
        ("1", "1", "reproduced"),
        ("1", "0", "contradicted"),
    ],
)
def test_a_unit_that_the_rule_leaves_out_earns_nothing(
    given: str, printed: str, status: str
) -> None:
    clause = OmitIf(
        kind="omit_if", of="得分", at_most=Decimal(0), otherwise="得分", quote="未报送的计零分"
    )
    assert rechecked(clause, ranked(("甲镇", given, printed)))[0][0] == status


def test_what_a_rule_says_of_the_omitted_alone_leaves_the_others_open() -> None:
    clause = OmitIf(kind="omit_if", of="得分", at_least=Decimal(60), quote="六十分以上的不计")
    read = rechecked(clause, ranked(("甲镇", "60", "0"), ("乙镇", "59", "3")))
    assert [status for status, _ in read] == ["reproduced", "not_checkable"]


@pytest.mark.slow
def test_places_of_ten_thousand_rows_take_no_square_of_time() -> None:
    rows = [[f"单位{n}", str(n), str(10_000 - n)] for n in range(10_000)]
    clause = RankBy(kind="rank_by", of="得分", quote=QUOTE)
    read = rechecked(clause, table(["单位", "得分", "考核分"], rows))
    assert read[-1] == ("reproduced", 1)
