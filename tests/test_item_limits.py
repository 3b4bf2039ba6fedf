"""Limits that a rule sets for several kinds of item together."""

import pytest

from tests.test_read_rule import audited, told

COLUMNS = ("单位", "县级", "市级", "约稿", "问政", "得分")
ITEMS = "（一）信息类：县级每条1分、市级每条2分。（二）任务类：约稿每篇3分、问政每件4分。"
COUNTS = ((12, 4, 1, 1), (6, 2, 3, 0), (9, 5, 0, 2), (3, 1, 4, 3), (14, 0, 1, 0), (2, 2, 2, 1))
LIMIT = 15


def printed(*scores: int) -> list[tuple[str, ...]]:
    names = "甲镇 乙镇 丙镇 丁镇 戊镇 己镇".split()
    return [
        (name, *map(str, counts), str(score))
        for name, counts, score in zip(names, COUNTS, scores, strict=True)
    ]


FIRST_TWO = [min(LIMIT, a + 2 * b) + 3 * c + 4 * d for a, b, c, d in COUNTS]


@pytest.mark.parametrize(
    "limit",
    [
        "信息类得分每月不超过15分。",
        "县级、市级得分之和超过15分的，按15分计。",
    ],
)
def test_one_limit_of_several_kinds_of_item_binds_them_together(limit: str) -> None:
    rule = f"{ITEMS}{limit}"
    audit = audited(rule, COLUMNS, printed(*FIRST_TWO))
    assert {score.status for score in audit.scores} == {"reproduced"}
    assert not told(audit)
    scores = [FIRST_TWO[0] + 5, *FIRST_TWO[1:]]  # what the items give without the limit
    assert told(audited(rule, COLUMNS, printed(*scores))) == [
        ("rule_contradicted", 1, "得分", str(FIRST_TWO[0]))
    ]


def test_a_limit_of_what_stands_above_it_is_of_that_alone() -> None:
    rule = "县级每条1分，市级每条2分，以上两项合计最高不超过15分。约稿每篇3分，问政每件4分。"
    audit = audited(rule, COLUMNS, printed(*FIRST_TWO))
    assert {score.status for score in audit.scores} == {"reproduced"}
    assert not told(audit)


def test_what_is_given_and_what_is_taken_have_limits_of_their_own() -> None:
    rule = "县级每条加1分，市级每条加2分，约稿迟报每篇扣3分，问政错情每件扣4分。"
    limits = "加分最高不超过15分，扣分最多不超过10分。"
    scores = [min(15, a + 2 * b) - min(10, 3 * c + 4 * d) for a, b, c, d in COUNTS]
    columns = ("单位", "县级", "市级", "约稿迟报", "问政错情", "得分")
    audit = audited(rule + limits, columns, printed(*scores))
    assert {score.status for score in audit.scores} == {"reproduced"}
    assert not told(audit)


def test_the_traced_points_cite_the_words_of_their_limit() -> None:
    audit = audited(f"{ITEMS}信息类得分每月不超过15分。", COLUMNS, printed(*FIRST_TWO))
    assert any("不超过15分" in step.clause for step in audit.scores[0].trace)


def test_a_limit_of_nobody_knows_what_accuses_no_row_that_it_may_explain() -> None:
    rule = f"{ITEMS}同一批次多头上报的，封顶15分。"
    told_of = told(audited(rule, COLUMNS, printed(*FIRST_TWO)))
    assert [one for one in told_of if one[0] == "rule_contradicted"] == []


def test_a_limit_of_what_gives_and_takes_together_is_one_of_the_most_it_gives() -> None:
    rule = "县级每条1分，市级每条2分。任务类：约稿每篇3分，问政逾期每件扣2分，任务类得分不超过8分。"
    scores = [a + 2 * b + min(8, 3 * c - 2 * d) for a, b, c, d in COUNTS]
    columns = ("单位", "县级", "市级", "约稿", "问政逾期", "得分")
    audit = audited(rule, columns, printed(*scores))
    assert {score.status for score in audit.scores} == {"reproduced"}
    assert not told(audit)
