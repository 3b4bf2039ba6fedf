"""Counts that are not published: unique, or not said. Held against trying out every number."""

from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.solve import Ways, find_ways
from scoring.solved import PointsColumn, solve_counts

EACH = (Decimal(10), Decimal(25), Decimal(5))
MOST = 6


@st.composite
def columns(draw: st.DrawFn) -> tuple[list[tuple[tuple[str, ...], list[Decimal], list[int]]], int]:
    """Columns of points: their kinds, points each, and the true points of their rows."""
    made = []
    for _ in range(draw(st.integers(1, 2))):
        names = ("约稿", "访谈", "简讯")[: draw(st.integers(1, 2))]
        each = draw(st.lists(st.sampled_from(EACH), min_size=len(names), max_size=len(names),
                             unique=True))  # fmt: skip
        rows = draw(st.lists(st.tuples(*[st.integers(0, 2)] * len(names)), min_size=1, max_size=3))
        made.append((names, each, rows))
    return made, draw(st.integers(0, 3))


def listed(made: list) -> list[PointsColumn]:
    return [
        PointsColumn(
            table=1, column=f"栏{number}", kinds=names,
            rows=tuple(
                find_ways(sum((c * e for c, e in zip(row, each, strict=True)), Decimal(0)), each)
                for row in rows
            ),
        )
        for number, (names, each, rows) in enumerate(made)
    ]  # fmt: skip


def every_choice(made: list) -> list[dict[tuple[str, str], int]]:
    """What each column's kinds may add up to, by trying all numbers of items in all rows."""
    of_columns = []
    for names, each, rows in made:
        totals = {tuple(0 for _ in names)}
        for row in rows:
            points = sum((c * e for c, e in zip(row, each, strict=True)), Decimal(0))
            most = int(points / min(each))
            fits = [
                counts
                for counts in product(range(most + 1), repeat=len(names))
                if sum((c * e for c, e in zip(counts, each, strict=True)), Decimal(0)) == points
            ]
            totals = {tuple(a + b for a, b in zip(t, f, strict=True)) for t in totals for f in fits}
        of_columns.append([(names, total) for total in totals])
    return [
        {
            (f"栏{at}", kind): items
            for at, (names, total) in enumerate(choice)
            for kind, items in zip(names, total, strict=True)
        }
        for choice in product(*of_columns)
    ]


@given(columns(), st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_count_is_said_exactly_where_every_choice_that_fits_agrees(
    drawn: tuple[list, int], told: bool, wrong: bool
) -> None:
    made, extra = drawn
    choices = every_choice(made)
    stated = {}
    if told:
        stated["约稿"] = sum(row[0] for _, _, rows in made for row in rows) + extra * wrong
    fitting = [
        choice
        for choice in choices
        if all(sum(n for (_, k), n in choice.items() if k == kind) == total
               for kind, total in stated.items())
    ]  # fmt: skip
    solved, agree = solve_counts(listed(made), stated)
    assert agree == bool(fitting)
    said = {(one.column, one.kind): one.items for one in solved}
    for place, items in said.items():
        assert {choice[place] for choice in fitting or choices} == {items}
    of_column = {column for column, _ in said}
    for at, _ in enumerate(made):
        column = f"栏{at}"
        totals = {
            tuple(n for (c, _), n in choice.items() if c == column) for choice in fitting or choices
        }
        if len(totals) == 1 and any(next(iter(totals))):
            assert column in of_column, "a unique count is kept to itself"


def test_a_row_that_leaves_too_many_ways_is_not_said() -> None:
    open_row = PointsColumn(
        table=1,
        column="栏",
        kinds=("约稿",),
        rows=(Ways(counts=((1,),)), Ways(counts=(), many=True)),
    )
    assert solve_counts([open_row], {}) == ((), True)
