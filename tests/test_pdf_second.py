"""Two readings of a doubtful table are settled by agreement or by the table's own figures."""

import pytest

from extractors.pdf.grid import CellText, DoubtfulTable, GridReading, grid_of
from extractors.pdf.lattice import Lattice, LatticeCell
from extractors.pdf.page import PageContent
from extractors.pdf.second import settle

SHA = "0" * 64
PAGE = PageContent(4, 595, 842, "upright", (), "", (), (), 0.0, 0)


def reading(rows):
    cells = tuple(
        CellText(LatticeCell(i, j, 1, 1), (), text)
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    )
    lattice = Lattice(
        xs=tuple(60.0 * j for j in range(len(rows[0]) + 1)),
        ys=tuple(20.0 * i for i in range(len(rows) + 1)),
        cells=tuple(cell.cell for cell in cells),
        open_sides=False,
        ragged=False,
    )
    return GridReading(lattice, cells, crossed=False)


def settled(first, second, *reasons):
    table = DoubtfulTable(0, reading(first), reasons or ("shaded",))
    grid = grid_of(table.reading, PAGE, SHA, PAGE.reader)
    return settle(PAGE, table, grid, reading(second) if second else None, SHA)


RIGHT = [["名次", "单位", "得分"], ["1", "甲镇", "12"], ["2", "乙镇", "9"], ["3", "丙镇", "4"]]
TORN = [["名次", "单位", "得分"], ["1", "甲镇", "12"], ["2乙镇", "", "9"], ["3", "丙镇", "4"]]
VAGUE = [["单位", "得分"], ["甲镇12", ""], ["乙镇", "9"]]
CLEAR = [["单位", "得分"], ["甲镇", "12"], ["乙镇", "9"]]


def test_equal_readings_agree():
    grid, issue = settled(RIGHT, RIGHT)
    assert (grid.agreed, grid.readers[-1], issue) == (True, "camelot@2", None)


def test_the_reading_whose_ranks_run_on_is_taken_from_either_reader():
    for first, second in ((RIGHT, TORN), (TORN, RIGHT)):
        grid, issue = settled(first, second)
        assert [list(row) for row in grid.texts()] == RIGHT
        assert (grid.by_arithmetic, grid.agreed, issue) == (True, None, None)
        assert all(cell.evidence.quote == cell.text for cell in grid.cells)


def test_where_no_figure_decides_the_first_stays_and_the_first_differing_cell_is_named():
    grid, issue = settled(VAGUE, CLEAR)
    assert [list(row) for row in grid.texts()] == VAGUE
    assert (grid.agreed, issue.code, issue.page) == (False, "readers_disagree", 4)
    for message in (issue.message.zh, issue.message.en):
        assert "«甲镇12»" in message and "«甲镇»" in message


def test_a_reading_that_loses_text_is_not_taken_for_its_sums():
    lossy = [["名次", "单位"], ["1", "甲镇"], ["2", "乙镇"], ["3", "丙镇"]]
    grid, issue = settled(TORN, lossy)
    assert [list(row) for row in grid.texts()] == TORN
    assert issue.code == "readers_disagree"


def test_a_reading_of_the_inner_columns_alone_contradicts_nothing():
    inner = [row[1:] for row in RIGHT]
    grid, issue = settled(RIGHT, inner, "missing frame")
    assert (grid.readers, grid.agreed, issue) == (("pdfplumber@0.11",), None, None)


@pytest.mark.parametrize("second", [None, RIGHT])
def test_what_no_rule_shows_stays_open_though_both_agree(second):
    grid, issue = settled(RIGHT, second, "digits outside")
    assert grid.agreed is False
    assert (issue.code, issue.page) == ("ragged_table", 4)


SUMMED = [("单位", "县级", "市级", "合计")] + [
    (name, str(a), str(b), str(a + b))
    for name, a, b in zip("甲乙丙丁戊", (31, 12, 45, 27, 18), (16, 22, 9, 30, 41), strict=True)
]
PRICED = [("单位", "条数", "得分"), *((name, n, p) for name, n, p in (
    ("甲", "31", "155"), ("乙", "12", "60"), ("丙", "45", "225"), ("丁", "27", "135"),
    ("戊", "18", "90"),
))]  # fmt: skip


@pytest.mark.parametrize(
    ("sound", "place", "torn"),
    [
        (SUMMED, 3, ("丙", "459", "", "54")),
        (SUMMED, 3, ("丙", "4", "59", "54")),
        (PRICED, 4, ("丁", "2", "7135")),
        (PRICED, 4, ("丁", "27135", "")),
    ],
)
def test_sums_of_a_row_or_points_an_item_alone_decide_for_either_reader(sound, place, torn):
    broken = [*sound[:place], torn, *sound[place + 1 :]]
    for first, second in ((sound, broken), (broken, sound)):
        grid, issue = settled(first, second)
        assert list(grid.texts()) == sound
        assert (grid.by_arithmetic, issue) == (True, None)


@pytest.mark.parametrize("wrong", [("丙", "45", "9", "55"), ("丙", "46", "9", "54")])
def test_a_wrong_figure_of_the_notice_stays_as_printed_where_both_agree(wrong):
    printed = [*SUMMED[:3], wrong, *SUMMED[4:]]
    grid, issue = settled(printed, printed)
    assert list(grid.texts()) == printed
    assert (grid.agreed, grid.by_arithmetic, issue) == (True, False, None)
