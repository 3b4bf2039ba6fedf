"""The made layouts are drawn as their truth says, or their figures would mean nothing."""

from collections import Counter

import pytest

from benchmarks.layouts import canvas, office, page
from benchmarks.layouts.families import GROUPS, Layout
from benchmarks.layouts.look import Look
from benchmarks.layouts.measure import Drawn, read_one
from benchmarks.layouts.table import Shape
from benchmarks.layouts.truth import make_notice

LAYOUTS = [
    pytest.param(layout, id=f"{layout.name} {layout.variant}")
    for group in GROUPS.values()
    for layout in group
    if layout.name != "very long"
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_cells_of_a_made_table_cover_its_grid_once(layout):
    for table in make_notice(layout.shape, "cover").tables:
        covered = Counter(
            (cell.row + down, cell.column + across)
            for cell in table.cells
            for down in range(cell.down)
            for across in range(cell.across)
        )
        places = {(r, c) for r in range(table.row_count) for c in range(table.column_count)}
        assert covered == dict.fromkeys(places, 1)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_made_table_prints_every_cell_of_its_truth(layout):
    for table in make_notice(layout.shape, "print").tables:
        printed = {cell.text for cell in table.cells}
        assert {text for row in table.rows for text in row.cells} <= printed | {""}
        assert {len(row.cells) for row in table.rows} == {len(table.columns)}
        assert len(set(table.columns)) == len(table.columns)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_notice():
    shape, look = Shape(depth=2, total=True), Look()
    first, again, other = (make_notice(shape, seed) for seed in ("a", "a", "b"))
    assert canvas.draw(first, look) == canvas.draw(again, look)
    assert first != other


def test_the_kept_layouts_are_none_of_those_to_tune_on():
    drawn = [{(layout.shape, layout.look) for layout in GROUPS[group]} for group in GROUPS]
    assert drawn[0].isdisjoint(drawn[1])
    fonts = [{layout.look.font for layout in GROUPS[group]} for group in ("tuning", "kept")]
    assert fonts[1] - fonts[0]


@pytest.mark.parametrize("form", ["canvas", "html", "docx", "xlsx"])
def test_one_truth_gives_the_same_cells_in_every_form(form):
    shape = Shape(depth=2, sections=2, subtotals=True, total=True, notes=1, remarks=True)
    truth = make_notice(shape, "six forms")
    content = {
        "canvas": lambda: canvas.draw(truth, Look()),
        "html": lambda: page.draw(truth, "six forms"),
        "docx": lambda: office.draw_docx(truth),
        "xlsx": lambda: office.draw_xlsx(truth),
    }[form]()
    score = read_one(Drawn(Layout("forms", shape, Look()), form, 1, truth, content)).score
    assert [table.sorted_right for table in score.tables] == [True]
    assert [table.printed_right for table in score.tables] == [True]
    assert score.spurious == ()
