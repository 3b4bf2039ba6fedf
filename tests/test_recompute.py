from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.recompute import recompute
from scoring.rule_file import load_rule, load_rules
from scoring.rules import version_on
from scoring.solve import WAYS_LISTED, find_ways
from scoring.stated import stated_totals
from tests.notice_builder import notice, row, table, truth_notice, with_rows

PORTAL = version_on(
    next(rule for rule in load_rules() if rule.id == "ordos_portal"), date(2020, 6, 30)
)
TEXT = [
    "二季度共采用信息2349条（函在线访谈6条、政策解读3条）。",
    "“/”即得分为0。",
    "政策解读每条50分，在线访谈每条200分。",
]
COLUMNS = ["单位", "采用条数", "采用得分", "约稿得分", "在线访谈及政策解读得分", "附加分", "总分"]


def portal(*rows, text=("“/”即得分为0。",), columns=COLUMNS, **more):
    return recompute(
        notice(table(list(columns), [list(r) for r in rows], **more), text=text), PORTAL
    )


def statuses(result, unit):
    return {s.column: s.status for s in result.scores if s.unit_printed == unit}


def test_the_published_quarter_is_reproduced_but_for_four_points_without_a_clause():
    result = recompute(truth_notice("seed-002", TEXT), PORTAL)
    assert Counter(s.status for s in result.scores) == {
        "reproduced": 102, "feasible": 149, "infeasible": 4
    }  # fmt: skip
    assert Counter(s.status for s in result.scores if s.is_total) == {"reproduced": 51}
    told = [(f.code, f.unit, f.published, f.clause) for f in result.findings]
    nearest = "约稿信息采用加10分"
    assert told == [
        ("rule_no_clause", "鄂托克前旗", "5", nearest),
        ("rule_no_clause", "达拉特旗", "10", nearest),
        ("rule_no_clause", "鄂尔多斯市文化和旅游局", "5", nearest),
        ("rule_no_clause", "鄂尔多斯市教育体育局", "10", nearest),
    ]


def test_interviews_and_readings_are_solved_with_what_the_text_counts():
    result = recompute(truth_notice("seed-002", TEXT), PORTAL)
    solved = {(s.table, s.kind): s.items for s in result.solved if "访谈" in s.column}
    assert solved == {(2, "在线访谈"): 5, (2, "政策解读"): 3, (3, "在线访谈"): 1}
    without = recompute(truth_notice("seed-002", ["“/”即得分为0。"]), PORTAL)
    assert not [s for s in without.solved if "访谈" in s.column and s.table == 2]


def test_other_counts_in_the_text_give_other_solutions():
    rows = [("甲局", "2", "10", "0", "200", "0", "210"), ("乙局", "1", "5", "0", "200", "0", "205")]
    one = portal(*rows, text=["其中在线访谈1条、政策解读4条。", "“/”即得分为0。"])
    assert {(s.kind, s.items) for s in one.solved if "访谈" in s.column} == {
        ("在线访谈", 1), ("政策解读", 4)
    }  # fmt: skip
    none = portal(*rows, text=["其中在线访谈3条。"])
    assert [f.code for f in none.findings] == ["rule_infeasible"]
    assert none.findings[0].table is None
    assert not [s for s in none.solved if "访谈" in s.column]


def test_a_price_a_joint_count_and_conflicting_counts_state_nothing():
    kinds = {"在线访谈", "政策解读"}
    said = {
        "在线访谈每条200分": {},
        "在线访谈和政策解读9条": {},
        "在线访谈共6条，其中旗区在线访谈2条、部门在线访谈4条": {"在线访谈": 6},
        "在线访谈6条，在线访谈5条": {},
        "在线访谈6条、政策解读３条": {"在线访谈": 6, "政策解读": 3},
    }
    for sentence, expected in said.items():
        assert stated_totals(notice(text=[sentence]), kinds) == expected, sentence


@pytest.mark.parametrize(
    ("cells", "place", "published", "expected"),
    [
        # the total alone
        (("161", "805", "180", "/", "-5", "990"), "总分", "990", "980"),
        # a part that its clause and its total want otherwise
        (("161", "815", "180", "/", "-5", "980"), "采用得分", "815", "805"),
        # a count that its points and their total do not bear out
        (("162", "805", "180", "/", "-5", "980"), "采用条数", "162", "161"),
        # points that no number of items makes, where the total shows the figure meant
        (("161", "805", "183", "/", "-5", "980"), "约稿得分", "183", "180"),
    ],
)
def test_the_finding_names_the_figure_in_doubt(cells, place, published, expected):
    result = portal(("杭锦旗", *cells), ("乙旗", "1", "5", "0", "/", "0", "5"))
    assert [(f.column, f.published, f.expected) for f in result.findings] == [
        (place, published, expected)
    ]
    assert result.findings[0].severity == "warning"
    assert result.findings[0].row == 1


def test_a_part_and_a_total_wrong_by_themselves_are_two_findings():
    result = portal(("杭锦旗", "161", "815", "180", "/", "-5", "1000"))
    assert [(f.column, f.expected) for f in result.findings] == [
        ("采用得分", "805"),
        ("总分", "990"),
    ]


def test_a_rank_changes_only_where_the_score_passes_another():
    high = ("甲旗", "10", "50", "0", "/", "0", "50")
    low = ("乙旗", "2", "10", "0", "/", "0", "60")
    [finding] = portal(low, high).findings
    assert (finding.unit, finding.expected, finding.changes_rank) == ("乙旗", "10", True)
    [finding] = portal(high, ("乙旗", "2", "10", "0", "/", "0", "30")).findings
    assert finding.changes_rank is False


def test_points_off_come_about_in_ways_that_are_told():
    result = portal(("准格尔旗", "280", "1400", "260", "/", "-40", "1620"))
    [score] = [s for s in result.scores if s.column == "附加分"]
    assert score.status == "feasible"
    assert "有2种整数组合" in score.reason.zh
    assert "8×错别字(-5)" in score.reason.zh
    assert "2×错别字(-5) + 1×严重错误(-30)" in score.reason.zh


def test_a_slash_is_zero_only_where_the_notice_or_the_sums_say_so():
    cells = ("甲旗", "1", "5", "/", "/", "0", "5")
    assert statuses(portal(cells, text=[]), "甲旗")["总分"] == "reproduced"
    short = ("甲旗", "1", "5", "/", "0", "0", "15")
    silent = portal(short, text=[])
    assert statuses(silent, "甲旗") == {
        "采用得分": "reproduced", "约稿得分": "not_checkable", "附加分": "feasible",
        "在线访谈及政策解读得分": "feasible", "总分": "not_checkable",
    }  # fmt: skip
    assert not silent.findings
    assert [f.expected for f in portal(short).findings] == ["5"]


def test_a_note_row_can_say_what_a_slash_means():
    short = ["甲旗", "1", "5", "/", "0", "0", "15"]
    result = portal(short, text=[], notes=["注：“／”表示零"])
    assert [f.expected for f in result.findings] == ["5"]


def test_a_misprint_is_not_checkable_and_says_why():
    result = portal(("甲旗", "1", "5", "0", "0", "0", "86..67"))
    [score] = [s for s in result.scores if s.is_total]
    assert (score.status, score.published) == ("not_checkable", None)
    assert "86..67" in score.reason.zh


def test_totals_rows_and_notes_are_no_score_cells():
    rows = [row(["甲旗", "1", "5", "0", "0", "0", "5"]),
            row(["合计", "1", "5", "0", "0", "0", "5"], "total")]  # fmt: skip
    result = recompute(notice(with_rows("", COLUMNS, rows)), PORTAL)
    assert {s.unit_printed for s in result.scores} == {"甲旗"}


def test_columns_in_another_order_and_under_group_headings_are_found():
    points = ["总分", "附加分", "采用得分", "约稿得分"]
    columns = ["单位", *(f"得分情况/{name}" for name in points), "采用条数", "在线访谈得分"]
    result = portal(("甲旗", "215", "-5", "10", "10", "2", "200"), columns=columns)
    assert statuses(result, "甲旗") == {
        "得分情况/总分": "reproduced",
        "得分情况/附加分": "feasible",
        "得分情况/采用得分": "reproduced",
        "得分情况/约稿得分": "feasible",
        "在线访谈得分": "feasible",
    }


def test_points_without_their_count_column_must_be_whole_items():
    columns = ["单位", "采用得分", "约稿得分", "在线访谈得分", "附加分", "总分"]
    result = portal(("甲旗", "15", "0", "0", "0", "15"), ("乙旗", "14", "0", "0", "0", "14"),
                    columns=columns)  # fmt: skip
    assert statuses(result, "甲旗")["采用得分"] == "feasible"
    assert statuses(result, "乙旗")["采用得分"] == "infeasible"
    assert [f.code for f in result.findings] == ["rule_infeasible"]


def test_a_total_lacking_a_column_is_reproduced_if_it_adds_up_and_else_feasible():
    columns = ["单位", "采用条数", "采用得分", "总分"]
    result = portal(("甲旗", "1", "5", "5"), ("乙旗", "1", "5", "35"), columns=columns)
    assert [s.status for s in result.scores if s.is_total] == ["reproduced", "feasible"]
    assert not result.findings


WEIGHTED = """
id: w
label: 加权
issuer: 某市
versions:
  - from: 2020-01-01
    verified_through: 2020-12-31
    cite: 第一条
    columns: [平时, 年终]
    scores:
      综合: {kind: weighted, weights_pct: {平时: 30, 年终: 70}, quote: 分别占30%和70%}
"""


def weighted(tmp_path, *rows):
    path = tmp_path / "w.yaml"
    path.write_text(WEIGHTED, encoding="utf-8")
    version = load_rule(path).versions[0]
    columns = ["单位", "平时", "年终", "综合"]
    result = recompute(notice(table(columns, [list(r) for r in rows])), version)
    return [s.status for s in result.scores]


def test_rounding_is_honoured_to_the_last_printed_digit(tmp_path):
    # 0.3 × 91.37 + 0.7 × 88.42 = 89.305, and each part may be off by half a hundredth
    assert weighted(tmp_path, ("甲", "91.37", "88.42", "89.31"), ("乙", "90", "90", "90")) == [
        "reproduced", "reproduced"
    ]  # fmt: skip
    assert weighted(tmp_path, ("甲", "91.37", "88.42", "89.32"), ("乙", "90", "90", "90")) == [
        "contradicted", "reproduced"
    ]  # fmt: skip


def test_digits_cut_are_accepted_only_where_the_whole_table_cuts(tmp_path):
    cut = [("甲", "91", "88", "88"), ("乙", "93", "90", "90"), ("丙", "80", "80", "80")]
    assert weighted(tmp_path, *cut) == ["reproduced"] * 3
    mixed = [*cut, ("丁", "92", "90", "91")]
    assert weighted(tmp_path, *mixed)[:2] == ["contradicted", "contradicted"]


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=3, unique=True),
    st.integers(-1, 1),
    st.data(),
)
def test_solved_items_make_the_points_and_include_the_true_ones(amounts, sign, data):
    sign = sign or 1
    counts = data.draw(st.lists(st.integers(0, 5), min_size=len(amounts), max_size=len(amounts)))
    each = [Decimal(sign * amount) / 2 for amount in amounts]
    points = sum((c * e for c, e in zip(counts, each, strict=True)), Decimal(0))
    ways = find_ways(points, each)
    assert ways.many or tuple(counts) in ways.counts
    for found in ways.counts:
        assert min(found) >= 0
        assert sum((c * e for c, e in zip(found, each, strict=True)), Decimal(0)) == points
    assert len(set(ways.counts)) == len(ways.counts) <= WAYS_LISTED


def test_points_of_the_wrong_sign_cannot_be_made_and_mixed_signs_decide_nothing():
    assert find_ways(Decimal(10), [Decimal(-5), Decimal(-30)]).none
    assert find_ways(Decimal(-7), [Decimal(-5), Decimal(-30)]).none
    assert find_ways(Decimal(0), [Decimal(-5)]).counts == ((0,),)
    assert find_ways(Decimal(3), [Decimal(-5), Decimal(2)]).many
    assert find_ways(Decimal(3), [Decimal(-4), Decimal(2)]).none


COMPOSED = """
id: c
label: 某县信息计分
issuer: 某县
versions:
  - from: 2020-01-01
    verified_through: 2020-12-31
    cite: 办法第三条
    scores:
      报送分: {kind: per_item, items: 报送, points_each: 1, cap: 20, quote: 报送每条1分，最高20分}
      采用分: {kind: per_item, items: 采用, points_each: 5, quote: 采用每条5分}
      省级分: {kind: per_item, items: 省级, points_each: 10, quote: 省级每项10分}
      市级分: {kind: per_item, items: 市级, points_each: 6, quote: 市级每项6分}
      荣誉分: {kind: highest, of: [省级分, 市级分], quote: 就高不重复}
      得分: {kind: sum, of: [报送分, 采用分, 荣誉分]}
"""


def composed(tmp_path, *rows):
    (tmp_path / "c.yaml").write_text(COMPOSED, encoding="utf-8")
    version = load_rule(tmp_path / "c.yaml").versions[0]
    columns = ["单位", "报送", "采用", "省级", "市级", "得分"]
    return recompute(notice(table(columns, [list(r) for r in rows])), version)


def test_parts_that_the_table_does_not_print_are_computed_from_what_it_prints(tmp_path):
    result = composed(
        tmp_path,
        ("甲镇", "12", "3", "1", "1", "37"),  # 12 + 15 + 10, the higher honour alone
        ("乙镇", "25", "2", "0", "2", "42"),  # 20 of 25, 10, 12
        ("丙镇", "25", "0", "0", "0", "25"),  # the cap was forgotten
    )
    assert [s.status for s in result.scores] == ["reproduced", "reproduced", "contradicted"]
    (finding,) = result.findings
    assert (finding.unit, finding.published, finding.expected) == ("丙镇", "25", "20")
    first, second, third = result.scores[0].trace, result.scores[1].trace, result.scores[2].trace
    assert [(s.column, s.items, s.points) for s in first[:2]] == [("报送", 12, 12), ("采用", 3, 15)]
    assert second[0].column == "报送分（报送 25 × 1 - 封顶 5 = 20）"
    assert sum(step.points for step in third) == 20


def test_each_step_says_where_its_clause_stands(tmp_path):
    result = composed(tmp_path, ("甲镇", "12", "3", "1", "1", "37"))
    steps = result.scores[0].trace
    assert [(step.clause, [place.line for place in step.places]) for step in steps] == [
        ("报送每条1分，最高20分", [10]),
        ("采用每条5分", [11]),
        ("省级每项10分；就高不重复", [12, 14]),
        ("市级每项6分；就高不重复", [13, 14]),
    ]
    assert {place.cite for step in steps for place in step.places} == {"办法第三条"}


@pytest.mark.parametrize(("printed", "status"), [("89", "reproduced"), ("90", "contradicted")])
def test_a_score_of_whole_numbers_may_be_rounded(tmp_path, printed, status):
    # 0.3 × 91 + 0.7 × 88 = 88.9
    rows = ("甲", "91", "88", printed), ("乙", "90", "90", "90")
    assert weighted(tmp_path, *rows) == [status, "reproduced"]
