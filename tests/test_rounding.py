"""A printed score agrees with its rule within rounding, and beyond it does not: on made tables.

The tolerance is half a unit of the score's last printed digit, and for each printed part its weight
times half a unit of the part's. Where every row cuts digits instead of rounding, cutting is right.
"""

from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts import Score
from scoring.clauses import PerItem, RuleClause, RuleVersion, Sum, Weighted
from scoring.recompute import recompute
from tests.notice_builder import notice, table

DAY = date(2024, 1, 1)
DIGITS = st.integers(0, 3)


def version(clause: RuleClause, parts: list[str]) -> RuleVersion:
    return RuleVersion(
        rule_id="r", valid_from=DAY, verified_through=DAY, cite="办法", column_aliases={},
        columns=tuple(parts), scores={"得分": clause},
    )  # fmt: skip


def at_digits(value: Fraction, digits: int, rounding: str) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-digits), rounding)


def checked(clause: RuleClause, parts: list[str], rows: list[list[Decimal]]) -> tuple[Score, ...]:
    printed = [[f"单位{n}", *(f"{figure:f}" for figure in row)] for n, row in enumerate(rows)]
    made = notice(table(["单位", *parts, "得分"], printed))
    return recompute(made, version(clause, parts)).scores


@st.composite
def weighted_rows(draw: st.DrawFn) -> tuple[RuleClause, list[Decimal], list[list[Fraction]], int]:
    """A clause of repeating or negative weights, and the true figures of a few rows."""
    number = draw(st.integers(1, 4))
    weights = [
        draw(st.sampled_from((1, -1)))
        * (Decimal(draw(st.integers(1, 200))) / draw(st.sampled_from((1, 2, 3, 7, 100))))
        for _ in range(number)
    ]
    parts = [f"分{n}" for n in range(number)]
    clause: RuleClause
    match draw(st.sampled_from(("weighted", "sum", "per_item"))):
        case "weighted":
            clause = Weighted(
                kind="weighted", quote="占比",
                weights_pct=dict(zip(parts, weights, strict=True)),
            )  # fmt: skip
            weights = [weight / 100 for weight in weights]
        case "sum":
            clause = Sum(kind="sum", of=tuple(parts))
            weights = [Decimal(1)] * number
        case _:
            clause = PerItem(
                kind="per_item", points_each=dict(zip(parts, weights, strict=True)), quote="每条"
            )
    figure = st.integers(-20_000, 20_000).map(lambda n: Fraction(n, 200))
    rows = draw(
        st.lists(st.lists(figure, min_size=number, max_size=number), min_size=3, max_size=8)
    )
    return clause, weights, rows, draw(DIGITS)


@given(weighted_rows(), st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_rounded_parts_and_scores_are_reproduced(
    made: tuple[RuleClause, list[Decimal], list[list[Fraction]], int], part_digits: int
) -> None:
    clause, weights, rows, digits = made
    parts = [f"分{n}" for n in range(len(weights))]
    printed = [
        [
            *(at_digits(figure, part_digits, ROUND_HALF_UP) for figure in row),
            at_digits(
                sum((Fraction(w) * f for w, f in zip(weights, row, strict=True)), Fraction(0)),
                digits,
                ROUND_HALF_UP,
            ),
        ]
        for row in rows
    ]
    assert [s.status for s in checked(clause, parts, printed)] == ["reproduced"] * len(rows)


@given(weighted_rows(), st.integers(1, 3), st.integers(0, 7), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_score_beyond_the_tolerance_is_contradicted_and_one_at_it_is_not(
    made: tuple[RuleClause, list[Decimal], list[list[Fraction]], int],
    part_digits: int,
    which: int,
    above: bool,
) -> None:
    clause, weights, rows, digits = made
    digits += 1
    parts = [f"分{n}" for n in range(len(weights))]
    unit = Decimal(1).scaleb(-digits)
    printed = []
    for row in rows:
        figures = [at_digits(figure, part_digits, ROUND_HALF_UP) for figure in row]
        value = sum((w * f for w, f in zip(weights, figures, strict=True)), Decimal(0))
        printed.append([*figures, value.quantize(unit, ROUND_HALF_UP)])
    slack = unit / 2 + sum(map(abs, weights), Decimal(0)) * Decimal(5).scaleb(-part_digits - 1)
    row = which % len(printed)
    *figures, _ = printed[row]
    value = sum((w * f for w, f in zip(weights, figures, strict=True)), Decimal(0))
    sign = 1 if above else -1
    within = int((value * sign + slack) / unit) * unit * sign
    if sign * within < sign * value - slack:
        within += unit * sign
    if abs(within - value) > slack:
        return  # truncation of a figure below zero
    # Of repeating weights the last of 28 digits is rounded: where they stand at the bound is open.
    terminating = all(w == round(w, 6) for w in weights)
    for figure in (within, within + sign * unit):
        assume(terminating or abs(slack - abs(figure - value)) > Decimal("1E-20"))
    printed[row][-1] = within
    statuses = [s.status for s in checked(clause, parts, printed)]
    assert statuses == ["reproduced"] * len(rows)
    printed[row][-1] = within + sign * unit
    beyond = abs(printed[row][-1] - value) > slack
    statuses = [s.status for s in checked(clause, parts, printed)]
    assert statuses[row] == ("contradicted" if beyond else "reproduced")
    assert statuses[:row] + statuses[row + 1 :] == ["reproduced"] * (len(rows) - 1)


@given(weighted_rows(), st.integers(1, 2))
@settings(max_examples=100, deadline=None)
def test_a_table_that_cuts_digits_everywhere_is_reproduced(
    made: tuple[RuleClause, list[Decimal], list[list[Fraction]], int], digits: int
) -> None:
    clause, weights, rows, _ = made
    parts = [f"分{n}" for n in range(len(weights))]
    printed = []
    for row in rows:
        figures = [at_digits(figure, 0, ROUND_HALF_UP) for figure in row]
        value = sum((w * f for w, f in zip(weights, figures, strict=True)), Decimal(0))
        printed.append([*figures, value.quantize(Decimal(1).scaleb(-digits), ROUND_DOWN)])
    assert [s.status for s in checked(clause, parts, printed)] == ["reproduced"] * len(rows)
