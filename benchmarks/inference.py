"""What is inferred of tables whose rule is known: right, honest about what is open, or wrong.

A table is right if every weight is told and is the rule's; honest if the columns named as open are
those that the clean rows leave open, and the others' weights are the rule's; a claim is wrong if
any weight told is not the rule's.
"""

import csv
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.bounds import Figure, share
from benchmarks.rule_shapes import shaped_table
from benchmarks.rule_tables import RuleTable, rule_table
from scoring.inference.infer import Inference
from scoring.inference.table_csv import infer_file

_TABLES = 500
_SEED = 5
_SHAPED = 200
_WRONG = {"5": 0.05, "15": 0.15}
_NEAR = Fraction(1, 10**8)


Maker = Callable[[random.Random, float], RuleTable]


class Verdict(NamedTuple):
    """One table and what was said of it."""

    table: RuleTable
    inference: Inference
    open_right: bool
    """Exactly the open columns are named."""
    weights_right: bool
    """No weight told is another than the rule's."""
    found: int
    """Wrong rows among those named as broken."""
    seconds: float


def measure() -> list[Figure]:
    """Print shares of tables right, honest and wrong, and how the wrong rows were found."""
    return [
        *(figure for per_cent in _WRONG for figure in _measure(per_cent, "inference")),
        *(
            figure
            for per_cent in _WRONG
            for figure in _measure(per_cent, "inference.shapes", _SHAPED, shaped_table)
        ),
    ]


def judge(
    share_wrong: float, tables: int, seed: int, make: Maker = rule_table
) -> Iterator[Verdict]:
    """Infer the rule of generated tables, each from a CSV file."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        for _ in range(tables):
            table = make(chance, share_wrong)
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(table.lines)
            begun = time.process_time()
            inference = infer_file(path)
            yield _verdict(table, inference, time.process_time() - begun)


def _verdict(table: RuleTable, inference: Inference, seconds: float) -> Verdict:
    rule = dict(zip(table.columns, table.weights, strict=True))
    return Verdict(
        table,
        inference,
        set(inference.unidentified_columns) == table.untold,
        all(
            abs(Fraction(term.points_each) - rule[term.column]) < _NEAR for term in inference.terms
        ),
        len(set(inference.broken_rows) & set(table.wrong)),
        seconds,
    )


def _measure(
    per_cent: str, name: str, tables: int = _TABLES, make: Maker = rule_table
) -> list[Figure]:
    verdicts = list(judge(_WRONG[per_cent], tables, _SEED, make))
    told = [v for v in verdicts if not v.table.untold]
    untold = [v for v in verdicts if v.table.untold]
    right = sum(v.open_right and v.weights_right and _constant_right(v) for v in told)
    honest = sum(v.open_right and v.weights_right for v in untold)
    claims = sum(not v.weights_right for v in verdicts)
    found = sum(v.found for v in verdicts)
    named = sum(len(v.inference.broken_rows) for v in verdicts)
    wrong = sum(len(v.table.wrong) for v in verdicts)
    seconds = median(v.seconds for v in verdicts)
    print(
        f"{name}, {per_cent} % wrong rows: {right} of {len(told)} right, "
        f"{honest} of {len(untold)} honest, {claims} wrong claims; "
        f"{found} of {wrong} wrong rows among {named} named; {seconds:.3f} s a table"
    )
    name = f"{name}.wrong_{per_cent}"
    return [
        Figure(f"{name}.right", share(right, len(told))),
        Figure(f"{name}.honest", share(honest, len(untold))),
        Figure(f"{name}.wrong_claims", share(claims, len(verdicts)), low_is_good=True),
        Figure(f"{name}.broken_rows_precision", share(found, named)),
        Figure(f"{name}.broken_rows_recall", share(found, wrong)),
        Figure(f"{name}.seconds", Decimal(f"{seconds:.3f}"), low_is_good=True, slack=Decimal(1)),
    ]


def _constant_right(verdict: Verdict) -> bool:
    return Fraction(verdict.inference.constant) == verdict.table.constant
