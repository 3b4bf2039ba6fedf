"""The checks between notices: what several notices of one issuer say against one another."""

from collections import defaultdict
from collections.abc import Sequence

from contracts import Finding
from scoring.between.filing import Filed
from scoring.between.moves import check_moves
from scoring.between.rankings import figures_of
from scoring.between.restated import check_restated
from scoring.between.rule_changes import check_rule_changes
from scoring.between.running import check_running_sums
from scoring.between.told_again import check_told_again


def check_between(filed: Sequence[Filed]) -> dict[str, tuple[Finding, ...]]:
    """What is found between notices, by the sha256 of the notice whose figure is in doubt.

    A finding names one place; its evidence holds the places in the other notices too. A notice
    that stands alone has none.
    """
    if len(filed) < 2:
        return {}
    in_order = sorted(filed, key=lambda one: one.order)
    figures = figures_of(in_order)
    found: dict[str, list[Finding]] = defaultdict(list)
    for check in (check_running_sums, check_restated, check_moves):
        for one, finding in check(in_order, figures):
            found[one.notice.sha256].append(finding)
    for alone in (check_told_again, check_rule_changes):
        for one, finding in alone(in_order):
            found[one.notice.sha256].append(finding)
    return {sha256: tuple(findings) for sha256, findings in found.items()}
