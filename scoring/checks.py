"""The checks that need no rule: what a notice's own figures say against one another."""

from collections.abc import Callable, Iterator, Sequence

from contracts import Finding, Notice
from scoring.check_text import check_text_columns, check_text_parts
from scoring.counts import SolvedCount
from scoring.sheets import Case, open_case

CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    check_text_parts,
    check_text_columns,
)


def check_notice(notice: Notice, solved: Sequence[SolvedCount]) -> tuple[Finding, ...]:
    """All findings of the checks that need no rule, in the order of the checks.

    `solved` are the items that points columns were found to stand for; with none of them, totals of
    the prose are explained by printed figures alone.
    """
    case = open_case(notice, solved)
    return tuple(finding for check in CHECKS for finding in check(case))
