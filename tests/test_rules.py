from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from evidence import Message
from scoring.clauses import KINDS, Cap, OmitIf, RuleClause, UnpublishedItems
from scoring.evaluate import Given, evaluate_clause, evaluate_version
from scoring.rule_file import load_rule, load_rules
from scoring.rules import RuleNotInForce, rule_clauses, rule_for, version_on
from scoring.solve import find_ways
from yamlfile import read_yaml

CASES = Path(__file__).parent / "rules"
MADE = CASES / "made"
"""Rules of invented offices, which say all that offices' rules say."""
BY_ID = {rule.id: rule for rule in (*load_rules(), *load_rules(MADE))}
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


@pytest.mark.parametrize("rule_id", BY_ID)
def test_every_version_has_a_case_on_both_sides_of_its_first_and_last_day(rule_id):
    days = {case["day"] for case in read_yaml(CASES / f"{rule_id}.yaml")}
    for version in BY_ID[rule_id].versions:
        first, last, one = version.valid_from, version.verified_through, timedelta(days=1)
        assert not {first - one, first, last, last + one} - days, f"{rule_id} {version.name}"


def read_clause(entry):
    return TypeAdapter(RuleClause).validate_python(exact(entry))


def exact(value):
    match value:
        case dict():
            return {key: exact(item) for key, item in value.items()}
        case list():
            return tuple(map(exact, value))
        case int() | float():
            return Decimal(str(value))
    return value


KIND_CASES = [
    (entry["clause"], entry.get("limit"), case)
    for entry in read_yaml(Path(__file__).parent / "kind_cases.yaml")
    for case in entry["cases"]
]
LIMITS = {"cap", "floor", "max", "at_most", "at_least"}


@pytest.mark.parametrize(
    ("entry", "limit", "case"),
    [pytest.param(*each, id=f"{each[0]['kind']}: {each[2]['side']}") for each in KIND_CASES],
)
def test_a_clause_gives_what_its_side_expects(entry, limit, case):
    clause = read_clause(entry)
    given = {name: Given(value=value) for name, value in decimals(case.get("given", {})).items()}
    if "printed" in case:
        points = Decimal(case["printed"])
        assert len(find_ways(points, list(clause.points_each.values())).counts) == case["ways"]
        return
    outcome = evaluate_clause(clause, given)
    if "not_checkable" in case:
        assert isinstance(outcome, Message)
        assert case["not_checkable"] in outcome.zh
        return
    assert outcome.value == Decimal(str(case["expect"]))
    assert sum(step.points or 0 for step in outcome.trace) in (outcome.value, 0)
    if limit is not None:
        assert side_of(clause, limit, given) == case["side"]


def side_of(clause, limit, given):
    """On which side of its limit the case stands: the figure that the limit is put to decides."""
    bound = getattr(clause, limit)
    if isinstance(clause, OmitIf | Cap):
        figure = given[clause.of].value
    else:
        figure = evaluate_clause(clause.model_copy(update={limit: None}), given).value
    return "at" if figure == bound else "above" if figure > bound else "below"


def test_every_kind_has_cases_on_both_sides_of_each_change_that_it_can_make():
    sides = {}
    for entry, limit, case in KIND_CASES:
        sides.setdefault((entry["kind"], limit), set()).add(case["side"])
    for kind, model in KINDS.items():
        for limit in LIMITS & set(model.model_fields):
            assert sides.get((kind, limit)) == {"below", "at", "above"}, f"{kind} {limit}"
        told = [names for (of, _), names in sides.items() if of == kind]
        assert len(set().union(*told)) > 1, f"{kind} has no case on the other side"


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


def test_the_release_lists_every_clause_in_one_line():
    clauses = rule_clauses(load_rules())
    by_column = {clause.column: clause for clause in clauses if clause.rule_id == "ordos_portal"}
    assert by_column["采用得分"].formula == "采用条数 × 5"
    assert by_column["总分"].formula == "采用得分 + 约稿得分 + 在线访谈及政策解读得分 + 附加分"
    assert by_column["附加分"].quote == "每出现1个错别字扣5分，严重错误扣30分"
    assert all(clause.cite and clause.formula for clause in clauses)
    assert any("?" in clause.formula for clause in clauses), "what was not published shows as ?"
