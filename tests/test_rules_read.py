"""Every rule that the shared notices state is in the list of what it is to the rule form."""

import pytest

from benchmarks.rules_read import NO_POINTS, seeds_read, stated_rules
from benchmarks.shared import shared_set


def test_every_stated_rule_is_listed_with_its_kind_or_the_reason_why_it_gives_no_points() -> None:
    folder = shared_set("notices")
    if folder is None:
        pytest.skip("shared/notices is not beside this checkout")
    kinds = {"per_item", "deduct_from", "weighted", "cap", "multiply", "rank_by"}
    rules = list(stated_rules(folder))  # a list of another length than the facts' is an error
    assert len(rules) >= 117
    assert {rule.kind for rule in rules} <= kinds | NO_POINTS


def test_every_clause_of_the_seeds_is_read_and_no_other() -> None:
    folder = shared_set("seeds")
    if folder is None:
        pytest.skip("shared/seeds is not beside this checkout")
    assert seeds_read(folder) == (12, 12, 0)
