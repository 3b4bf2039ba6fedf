"""How many tables of fifty rows are re-checked a minute on one core."""

import random
import time
from decimal import Decimal

from benchmarks.bounds import Figure
from benchmarks.rule_tables import rule_table
from contracts import Notice
from flows.stages import reaudit
from tests.notice_builder import notice, row, with_rows

_TABLES = 60
_ROWS = 50
_SEED = 11


def measure() -> list[Figure]:
    """Print tables a minute of processor time, by inference and all checks that need no rule."""
    notices = [_notice(random.Random(_SEED + at)) for at in range(_TABLES)]
    reaudit(notices[0], None)
    begun = time.process_time()
    for one in notices:
        reaudit(one, None)
    minutes = (time.process_time() - begun) / 60
    rate = round(_TABLES / minutes)
    print(f"recheck: {rate} tables of {_ROWS} rows a minute on one core")
    return [Figure("recheck.tables_a_minute", Decimal(rate), slack=Decimal("0.3"))]


def _notice(chance: random.Random) -> Notice:
    """A notice of one table under a rule that it does not state, 5 % of its rows wrong."""
    heading, *lines = rule_table(chance, 0.05, rows=_ROWS).lines
    return notice(with_rows("", list(heading), [row(list(line)) for line in lines]))
