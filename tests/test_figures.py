"""A printed number is read to the last digit, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures import alike, classify_cell, fold, read_figure


@pytest.mark.parametrize(
    ("text", "value", "decimals", "percent"),
    [
        ("1,234", "1234", 0, False),
        ("12.50%", "12.50", 2, True),
        ("３", "3", 0, False),
        ("-40", "-40", 0, False),
        ("－5", "-5", 0, False),
        (" 93. 5 ", "93.5", 1, False),
        ("30分", "30", 0, False),
        ("0", "0", 0, False),
    ],
)
def test_numbers_are_read_as_printed(text: str, value: str, decimals: int, percent: bool) -> None:
    figure = read_figure(text)
    assert figure is not None
    assert (figure.value, figure.decimals, figure.percent) == (Decimal(value), decimals, percent)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "blank"),
        (" \u3000", "blank"),
        ("-", "dash"),
        ("——", "dash"),
        ("／", "dash"),
        ("一", "text"),
        ("86..67", "misprint"),
        ("93.7395.80", "misprint"),
        ("05分", "misprint"),
        ("0分", "number"),
        ("05", "number"),
        ("05号", "text"),
        ("一", "text"),
        ("1,23", "misprint"),
        ("3-5", "text"),
        ("第一名", "text"),
        ("12", "number"),
    ],
)
def test_cells_are_told_apart(text: str, kind: str) -> None:
    assert classify_cell(text) == kind


def test_the_tolerance_is_half_of_the_last_digit() -> None:
    for text, tolerance in (("3", "0.5"), ("3.0", "0.05"), ("3.25", "0.005")):
        figure = read_figure(text)
        assert figure is not None
        assert figure.tolerance == Decimal(tolerance)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-9999, max_value=9999)
)
def test_what_is_printed_is_read_back(value: Decimal) -> None:
    figure = read_figure(f"{value:f}")
    assert figure is not None
    assert figure.value == value


@given(st.text(max_size=12))
def test_any_text_is_classified_and_only_numbers_are_read(text: str) -> None:
    assert (classify_cell(text) == "number") == (bool(fold(text)) and read_figure(text) is not None)


@pytest.mark.parametrize(
    ("value", "printed", "shown"),
    [("89.4", "90.40", "89.40"), ("89.845", "90.40", "89.845"), ("34.2000", "34", "34.2"),
     ("59", "61", "59"), ("7", "6.50", "7.00"), ("-1.5", "0.25", "-1.50")],
)  # fmt: skip
def test_a_figure_beside_a_printed_one_has_its_decimals(value, printed, shown):
    assert alike(Decimal(value), Decimal(printed)) == shown
