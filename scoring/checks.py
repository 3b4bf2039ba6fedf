"""The checks that need no rule: what a notice's own figures say against one another."""

from collections.abc import Callable, Iterator, Sequence

from contracts import Finding, Notice
from scoring.check_attachments import check_attachments
from scoring.check_cumulative import check_cumulative
from scoring.check_dates import check_dates, check_day_ranges, check_title_periods
from scoring.check_declared import (
    check_declared_omissions,
    check_declared_orders,
    check_row_counts,
)
from scoring.check_percentages import check_percentages
from scoring.check_ranks import (
    check_rank_gaps,
    check_rank_order,
    check_rank_ties,
    check_serial_numbers,
)
from scoring.check_rows import (
    check_dominance,
    check_duplicate_units,
    check_granularity,
    check_misprints,
)
from scoring.check_sums import check_sums
from scoring.check_text import check_text_columns, check_text_parts
from scoring.check_text_rates import check_more_than_all, check_text_rates
from scoring.counts import SolvedCount
from scoring.sheets import Case, open_case

CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    check_text_parts,
    check_text_columns,
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
