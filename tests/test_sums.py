"""A table's own sums choose between two readings, and never make up a third."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.pdf.lattice import LatticeCell
from extractors.scan.cells import CellsReading, ReadCell, ReadLine, cell_of
from extractors.scan.doubts import settle_doubts
from extractors.scan.words import Glyph, Word
from extractors.tables.sums import Relation, arithmetic_support, figure_of, find_relations

counts = st.lists(st.integers(1, 400), min_size=6, max_size=12, unique=True)


def texts_of(rows: list[list[str]]) -> dict[tuple[int, int], str]:
    return {(i, j): text for i, row in enumerate(rows) for j, text in enumerate(row)}


def scored(items: list[int], extra: list[int]) -> list[list[str]]:
    return [
        [str(n), str(5 * n), str(e), str(5 * n + e)] for n, e in zip(items, extra, strict=False)
    ]


@given(counts, st.lists(st.integers(1, 90), min_size=12, max_size=12))
def test_points_an_item_and_sums_of_a_row_are_found_and_hold(items, extra):
    texts = texts_of(scored(items, extra))
    relations = find_relations(texts, frozenset(range(4)))
    figures = {place: Decimal(text) for place, text in texts.items()}
    assert any(r.target == (0, 1) and r.terms == ((0, 0),) and r.factor == 5 for r in relations)
    assert any(r.target == (0, 3) and r.terms == ((0, 1), (0, 2)) for r in relations)
    assert all(relation.holds(figures) for relation in relations if relation.strict)


def test_a_relation_of_few_rows_is_none():
    assert find_relations(texts_of(scored([3, 8], [1, 2])), frozenset(range(4))) == []


def test_marks_of_nothing_are_zero_and_words_are_no_figure():
    assert [figure_of(text) for text in ("-", "/", "", "0.5", "甲")] == [
        0,
        0,
        0,
        Decimal("0.5"),
        None,
    ]


def test_a_total_row_is_the_sum_of_its_columns():
    rows = [["甲", "3", "7"], ["乙", "4", "1"], ["丙", "5", "9"], ["合计", "12", "17"]]
    relations = find_relations(texts_of(rows), frozenset((1, 2)))
    assert Relation((3, 1), ((0, 1), (1, 1), (2, 1)), Decimal(1)) in relations


def test_each_totals_row_sums_up_the_rows_since_the_last_or_all():
    rows = [
        ["甲", "3", "7"],
        ["乙", "4", "1"],
        ["小计", "7", "8"],
        ["丙", "5", "9"],
        ["丁", "6", "2"],
    ]
    rows += [["小计", "11", "11"], ["总计", "18", "19"]]
    figures = {place: Decimal(text) for place, text in texts_of(rows).items() if place[1]}
    relations = find_relations(texts_of(rows), frozenset((1, 2)))
    assert {r.target for r in relations if len(r.terms) > 1} == {
        (row, c) for row in (2, 5, 6) for c in (1, 2)
    }
    assert all(relation.holds(figures) for relation in relations)


def test_totals_that_their_parts_make_bear_a_reading_out():
    parts = (("甲镇", "5", "10"), ("乙镇", "2", "20"))
    assert arithmetic_support((*parts, ("合计", "7", "30"))) == 2
    assert arithmetic_support((*parts, ("合计", "7", "31"))) == 0
    assert arithmetic_support((*parts, ("丙镇", "7", "30"))) == 0


@pytest.mark.parametrize(
    ("ranks", "support"), [("123", 2), ("123123", 4), ("132", 0), ("111", 0), ("234", 0)]
)
def test_ranks_that_run_on_and_begin_anew_bear_a_reading_out(ranks, support):
    assert arithmetic_support(tuple((rank, "镇") for rank in ranks)) == support


@given(
    st.lists(
        st.lists(st.sampled_from(["1", "2", "3", "甲", "-", "合计"]), min_size=2, max_size=2),
        min_size=1,
    )
)
def test_blank_columns_and_spaces_change_no_support(rows):
    plain = tuple(map(tuple, rows))
    spaced = tuple(("", *(f" {text} " for text in row)) for row in rows)
    assert arithmetic_support(plain) == arithmetic_support(spaced)


def cells_of(rows: list[list[str]]) -> list[ReadCell]:
    """Cells that were read so; their pictures are blank, so that a second reading says nothing."""
    blank = np.full((20, 40), 255, np.uint8)
    made = []
    for (i, j), text in texts_of(rows).items():
        glyphs = tuple(Glyph(c, 0.999, 0.5) for c in text)
        line = ReadLine((0, 0, 9, 9), blank, "", Word(glyphs, glyphs))
        made.append(cell_of(LatticeCell(i, j, 1, 1), (0, 0, 9, 9), (line,)))
    return made


def test_a_figure_against_its_sums_is_named_and_never_made_to_fit():
    rows = scored([280, 161, 108, 41, 99, 17], [10, 20, 30, 5, 40, 8])
    rows[2][1] = "545"
    settled = settle_doubts(CellsReading(cells_of(rows)))
    assert [cell.text for cell in settled.cells] == [text for row in rows for text in row]
    assert {doubt.how for doubt in settled.doubts} == {"left"}
    assert any("第 3 行" in doubt.zh for doubt in settled.doubts)


def test_a_table_whose_figures_agree_raises_no_doubt():
    rows = scored([280, 161, 108, 41, 99, 17], [10, 20, 30, 5, 40, 8])
    assert settle_doubts(CellsReading(cells_of(rows))).doubts == []


def test_a_merged_cell_that_holds_a_name_and_a_figure_is_named():
    rows = [[f"{name}镇", str(n), str(5 * n)] for n, name in enumerate("甲乙丙丁戊己", 3)]
    cells = cells_of(rows)
    joined = cell_of(LatticeCell(6, 0, 1, 2), (0, 0, 9, 9), cells_of([["庚镇94"]])[0].lines)
    figure = cell_of(LatticeCell(6, 2, 1, 1), (0, 0, 9, 9), cells_of([["470"]])[0].lines)
    settled = settle_doubts(CellsReading([*cells, joined, figure]))
    assert settled.cells[-2].confidence <= 0.5
    assert any("第 7 行第 1 列" in doubt.zh for doubt in settled.doubts)
