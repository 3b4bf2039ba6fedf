"""The checks that need no rule: what a notice's own figures say against one another."""

from collections.abc import Callable, Iterator, Sequence

from contracts import Finding, Notice
from scoring.checks.attachments import check_attachments
from scoring.checks.cumulative import check_cumulative
from scoring.checks.dates import check_dates, check_day_ranges, check_title_periods
from scoring.checks.declared import (
    check_declared_omissions,
    check_declared_orders,
    check_row_counts,
)
from scoring.checks.percentages import check_percentages
from scoring.checks.rank_checks import (
    check_rank_gaps,
    check_rank_order,
    check_rank_ties,
    check_serial_numbers,
)
from scoring.checks.rows import (
    check_dominance,
    check_duplicate_units,
    check_granularity,
    check_misprints,
)
from scoring.checks.sheets import Case, open_case
from scoring.checks.sums import check_sums
from scoring.checks.text import check_text_columns, check_text_parts
from scoring.checks.text_places import check_text_places
from scoring.checks.text_rates import check_more_than_all, check_text_rates
from scoring.checks.text_restated import check_text_restated
from scoring.checks.text_units import check_text_units
from scoring.counts import SolvedCount

CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    check_text_parts,
    check_text_columns,
    check_text_restated,
    check_text_units,
    check_text_places,
    check_sums,
    check_percentages,
    check_text_rates,
    check_more_than_all,
    check_cumulative,
    check_rank_order,
    check_rank_ties,
    check_rank_gaps,
    check_serial_numbers,
    check_row_counts,
    check_declared_orders,
    check_declared_omissions,
    check_dominance,
    check_granularity,
    check_duplicate_units,
    check_misprints,
    check_dates,
    check_day_ranges,
    check_title_periods,
    check_attachments,
)


def check_notice(notice: Notice, solved: Sequence[SolvedCount]) -> tuple[Finding, ...]:
    """All findings of the checks that need no rule, in the order of the checks.

    `solved` are the items that points columns were found to stand for; with none of them, totals of
    the prose are explained by printed figures alone.
    """
    case = open_case(notice, solved)
    return tuple(finding for check in CHECKS for finding in check(case))
