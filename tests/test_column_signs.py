"""A figure that lacks the sign which the others of its column bear is in doubt."""

import pytest

from extractors.scan.column_signs import unlike_figures


@pytest.mark.parametrize(
    ("texts", "odd"),
    [
        (["98.1%", "97.3%", "96.29", "95.0%"], {2}),
        (["↑2.1%", "13.5%", "↓0.4%", "15.7%", "持平"], {1, 3}),
        (["7/2", "5/1", "717", "9/4"], {2}),
        (["1,109", "11.406", "12,090", "950"], {1}),
        (["+0.5", "-1.2", "2.5", "0", "-0.3", "+4.1"], {2}),
        (["84.81", "90.20", "77.5", "65.13", "80.11", "99.02"], {2}),
        (["100", "98.5", "97", "88.25"], set()),
        (["-1", "2", "-3", "4"], set()),
    ],
    ids=["per cent", "arrows", "slashes", "commas", "signs", "decimals", "marks", "changes"],
)
def test_figures_unlike_their_column_are_named(texts, odd):
    column = {(row, 0): text for row, text in enumerate(["得分", *texts])}
    assert {row - 1 for row, _ in unlike_figures(column)} == odd
