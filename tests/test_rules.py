from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from evidence import Message
from scoring.clauses import UnpublishedItems
from scoring.evaluate import Given, evaluate_clause, evaluate_version
from scoring.rule_file import RULES, load_rule, load_rules
from scoring.rules import RuleNotInForce, rule_clauses, rule_for, version_on
from scoring.solve import find_ways
from yamlfile import read_yaml

CASES = Path(__file__).parent / "rules"
BY_ID = {rule.id: rule for rule in load_rules()}
EACH_CASE = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")
    for path in sorted(CASES.glob("*.yaml"))
    for case in read_yaml(path)
]


def decimals(figures):
    return {name: Decimal(str(value)) for name, value in figures.items()}


@pytest.mark.parametrize(("rule_id", "case"), EACH_CASE)
def test_the_rule_says_what_its_case_expects(rule_id, case):
    if case.get("raises") == "RuleNotInForce":
        with pytest.raises(RuleNotInForce, match=rule_id):
            version_on(BY_ID[rule_id], case["day"])
        return
    version = version_on(BY_ID[rule_id], case["day"])
    given = decimals(case.get("given", {}))
    computed = evaluate_version(version, given)
    for column, points in decimals(case.get("expect", {})).items():
        assert computed[column] == points
    for column, points in decimals(case.get("printed", {})).items():
        clause = version.scores[column]
        assert isinstance(clause, UnpublishedItems)
        assert len(find_ways(points, list(clause.points_each.values())).counts) == case["ways"]
    if column := case.get("not_checkable"):
        figures = {name: Given(value=value) for name, value in given.items()}
        assert isinstance(evaluate_clause(version.scores[column], figures), Message)
        assert column not in computed
    assert {"expect", "printed", "not_checkable"} & set(case), "the case expects nothing"


def test_every_rule_has_cases_for_both_sides_of_its_span():
    for path in RULES.glob("*.yaml"):
        rule = load_rule(path)
        cases = read_yaml(CASES / path.name)
        outside = [case["day"] for case in cases if case.get("raises")]
        assert min(outside) < rule.versions[0].valid_from
        assert max(outside) > rule.versions[-1].verified_through


def test_the_message_says_how_far_the_rule_was_verified_and_where_to_add():
    with pytest.raises(RuleNotInForce) as told:
        version_on(BY_ID["ordos_portal"], date(2021, 3, 31))
    assert str(told.value) == (
        "ordos_portal on 2021-03-31; verified through 2020-06-30 "
        "(scoring/rules/ordos_portal.yaml). Add a version with its cite."
    )


@pytest.mark.parametrize(
    ("issuer", "day", "status"),
    [
        ("鄂尔多斯市政务服务局", date(2020, 6, 30), "accepted"),
        ("鄂尔多斯市 政务服务局", date(2020, 4, 1), "accepted"),
        ("鄂尔多斯市政务服务局", date(2020, 9, 30), "carried"),
        ("鄂尔多斯市政务服务局", None, "carried"),
        ("包头市政务服务局", date(2020, 6, 30), None),
        (None, date(2020, 6, 30), None),
    ],
)
def test_a_rule_binds_by_issuer_and_period(issuer, day, status):
    binding = rule_for(issuer, day, load_rules())
    assert (binding and binding.status) == status


def test_a_rule_whose_columns_the_tables_lack_is_another_rule():
    day = date(2020, 6, 30)
    assert rule_for("鄂尔多斯市政务服务局", day, load_rules(), ["单位", "办件量", "好评率"]) is None
    assert rule_for("鄂尔多斯市政务服务局", day, load_rules(), ["单位", "得分/总分"]) is not None


VERSION = """
  - from: 2020-01-01
    verified_through: 2020-12-31
    cite: 办法第三条
    scores:
      得分: {kind: per_item, items: 条数, points_each: 0.5, quote: 每条0.5分}
"""
PER_ITEM = "kind: per_item, items: 条数, points_each: 0.5"
RULE = f"id: r\nlabel: 某办法\nissuer: 某市某局\nversions:{VERSION}"


def write(folder, text, name="r.yaml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_points_are_what_the_file_prints_not_the_nearest_double(tmp_path):
    rule = load_rule(write(tmp_path, RULE))
    assert evaluate_version(rule.versions[0], {"条数": Decimal(3)}) == {"得分": Decimal("1.5")}


KINDS = """
      得分: {kind: per_item, points_each: {市级: 10, 旗级: 5}, cap: 60, quote: 最高60分}
      考勤: {kind: deduct_from, base: 100, points_each: {缺勤: -5}, floor: 0, quote: 扣完为止}
      封顶: {kind: cap, of: 加分, max: 20, quote: 最高不超过20分}
      加倍: {kind: multiply, of: 加分, by: 2, quote: 加倍计分}
      采用率: {kind: ratio, numerator: 采用, denominator: 报送, quote: 采用数占报送数}
      综合: {kind: weighted, weights_pct: {考勤: 70, 加分: 30}, quote: 分别占70%和30%}
      名次分: {kind: rank_by, of: 名次, order: printed, points_at: {1: 5, 2: 3}, quote: 第一名5分}
      街道分: {kind: mean_of_children, of: 社区分, parent: 所属街道, quote: 取平均值}
      年度分: {kind: omit_if, of: 报送, at_most: 0, otherwise: 采用, quote: 未报送的计零分}
      合计: {kind: sum, of: [考勤, 封顶], cap: 105}
"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"市级": 3, "旗级": 2}, {"得分": 40}),
        ({"市级": 6, "旗级": 2}, {"得分": 60}),
        ({"缺勤": 3}, {"考勤": 85}),
        ({"缺勤": 30}, {"考勤": 0}),
        ({"加分": 15}, {"封顶": 15, "加倍": 30}),
        ({"加分": 25}, {"封顶": 20, "加倍": 50}),
        ({"采用": 30, "报送": 40}, {"采用率": 75, "年度分": 30}),
        ({"采用": 30, "报送": 0}, {"年度分": 0}),
        ({"名次": 2}, {"名次分": 3}),
        ({"名次": 3}, {"名次分": 0}),
        ({"社区分/甲社区": 90, "社区分/乙社区": 81}, {"街道分": "85.5"}),
        ({"考勤": 90, "加分": 10}, {"综合": 66, "封顶": 10, "加倍": 20, "合计": 100}),
        ({"考勤": 95, "加分": 30}, {"合计": 105, "综合": "75.5", "封顶": 20, "加倍": 60}),
    ],
)
def test_each_kind_of_clause_on_both_sides_of_its_limit(tmp_path, given, expected):
    head = RULE[: RULE.index("      得分")].replace(
        "    scores:", "    columns: [加分, 名次, 报送, 采用]\n    scores:"
    )
    version = load_rule(write(tmp_path, head + KINDS.lstrip("\n"))).versions[0]
    assert evaluate_version(version, decimals(given)) == decimals(expected)


def test_the_release_lists_every_clause_in_one_line():
    clauses = rule_clauses(load_rules())
    by_column = {clause.column: clause for clause in clauses if clause.rule_id == "ordos_portal"}
    assert by_column["采用得分"].formula == "采用条数 × 5"
    assert by_column["总分"].formula == "采用得分 + 约稿得分 + 在线访谈及政策解读得分 + 附加分"
    assert by_column["附加分"].quote == "每出现1个错别字扣5分，严重错误扣30分"
    assert all(clause.cite and clause.formula for clause in clauses)
    assert any("?" in clause.formula for clause in clauses), "what was not published shows as ?"
