"""One figure of a clean table is changed; the checks must name that place, and little else."""

from itertools import chain
from statistics import median

import pytest

from scoring.checks.notice_checks import check_notice
from tests.notice_builder import SHARED, notice, table, truth_notice
from tests.planting import (
    Plant,
    changed_cells,
    dropped_rows,
    duplicated_rows,
    is_hit,
    with_cell,
)

SUBMITTED = [54, 49, 47, 41, 38, 30, 27, 22, 16, 9]
ADOPTED = [31, 30, 22, 23, 17, 15, 12, 8, 5, 2]
EXTRA = [40, 20, 50, 0, 20, 0, 10, 20, 0, 10]
NAMES = ["东河镇", "西岭镇", "南湾镇", "北塘镇", "中山街道", "新华街道", "青年街道", "和平街道",
         "光明街道", "胜利街道"]  # fmt: skip


def ranking_with_totals():
    """Ten units in order of points: adopted × 5 + extra, with a rate and a totals row."""
    rows = []
    for name, given, used, extra in zip(NAMES, SUBMITTED, ADOPTED, EXTRA, strict=True):
        rate = f"{100 * used / given:.1f}%"
        rows.append([name, given, used, rate, used * 5, extra, used * 5 + extra])
    rows.sort(key=lambda cells: -cells[-1])
    body = [[str(n), *map(str, cells)] for n, cells in enumerate(rows, 1)]
    sums = [sum(column) for column in (SUBMITTED, ADOPTED)]
    points = [5 * sums[1], sum(EXTRA), 5 * sums[1] + sum(EXTRA)]
    total = ["", "合计", str(sums[0]), str(sums[1]), f"{100 * sums[1] / sums[0]:.1f}%"]
    return notice(
        table(
            ["名次", "单位", "报送条数", "采用条数", "采用率", "采用得分", "约稿得分", "总分"],
            body,
            caption="各镇街信息报送采用情况",
            totals=[[*total, *map(str, points)]],
        ),
        text=[f"本季度各镇街共报送信息{sums[0]}条，采用{sums[1]}条。"],
    )


def new_findings(clean, planted):
    before = {(f.code, f.table, f.row, f.column, f.published) for f in check_notice(clean, ())}
    return [
        f
        for f in check_notice(planted, ())
        if (f.code, f.table, f.row, f.column, f.published) not in before
    ]


def measure(clean, plants):
    plants = list(plants)
    assert plants
    missed, extra = [], []
    for plant in plants:
        found = new_findings(clean, plant.notice)
        hits = [finding for finding in found if is_hit(plant, finding)]
        if not hits:
            missed.append((plant.kind, plant.row, plant.column, [(f.code, f.row) for f in found]))
        extra.append(len(found) - bool(hits))
    return missed, median(extra)


def rank_swaps(clean, rank):
    """The ranks of neighbours exchanged: either of the two rows may be named."""
    rows = clean.tables[0].rows
    for line in range(len(rows) - 2):
        ranks = [rows[line].cells[rank].text, rows[line + 1].cells[rank].text]
        changed = with_cell(clean, 0, line, rank, ranks[1])
        changed = with_cell(changed, 0, line + 1, rank, ranks[0])
        yield Plant("order", changed, 1, line + 1, clean.tables[0].columns[rank], None)


def test_the_clean_table_has_no_finding():
    assert check_notice(ranking_with_totals(), ()) == ()


PLANTS = {
    "total": lambda c: chain(
        changed_cells("total", c, 0, "总分", 7, 1), changed_cells("total", c, 0, "总分", -30, 1)
    ),
    "part": lambda c: chain(
        changed_cells("part", c, 0, "采用得分", 5, 1),
        changed_cells("part", c, 0, "约稿得分", 10, 1),
        changed_cells("part", c, 0, "采用条数", 2, 1),
    ),
    "rank": lambda c: (
        p for p in changed_cells("rank", c, 0, "名次", 3, 1) if p.row and p.row < 11
    ),
    "tie": lambda c: (p for p in changed_cells("tie", c, 0, "名次", -1, 1) if p.row and p.row > 1),
    "order": lambda c: rank_swaps(c, 0),
    "duplicate": lambda c: duplicated_rows(c, 0, 1),
    "dropped row": lambda c: dropped_rows(c, 0),
}


@pytest.mark.parametrize("kind", PLANTS)
def test_a_planted_error_is_found_in_its_place(kind):
    clean = ranking_with_totals()
    missed, extra = measure(clean, PLANTS[kind](clean))
    assert missed == []
    assert extra <= 3


def test_a_rank_misprinted_as_the_first_starts_no_new_ranking():
    clean = ranking_with_totals()
    for line in range(2, 9):
        planted = with_cell(clean, 0, line, 0, "1")
        plant = Plant(
            "rank", planted, 1, line + 1, "名次", clean.tables[0].rows[line].cells[1].text
        )
        found = new_findings(clean, planted)
        assert any(is_hit(plant, finding) for finding in found), line
        assert len(found) <= 4


@pytest.mark.parametrize("text", ["31..5", "3l", "2O", "1.2.5", "05", "05条"])
def test_a_misprint_is_found_in_its_cell(text):
    clean = ranking_with_totals()
    planted = with_cell(clean, 0, 3, 2, text)
    plant = Plant("misprint", planted, 1, 4, "报送条数", clean.tables[0].rows[3].cells[1].text)
    assert any(is_hit(plant, finding) for finding in new_findings(clean, planted))


def test_a_wrong_percentage_is_found_in_its_cell():
    clean = ranking_with_totals()
    for line in range(11):
        cells = clean.tables[0].rows[line].cells
        planted = with_cell(clean, 0, line, 4, f"{float(cells[4].text[:-1]) + 1:.1f}%")
        plant = Plant("percentage", planted, 1, line + 1, "采用率", cells[1].text)
        assert any(is_hit(plant, finding) for finding in new_findings(clean, planted)), line


@pytest.mark.parametrize(("old", "new"), [("333", "343"), ("333", "330"), ("165", "156")])
def test_a_wrong_total_of_the_text_is_found(old, new):
    clean = ranking_with_totals()
    text = clean.paragraphs[0].text
    assert old in text
    paragraph = clean.paragraphs[0].model_copy(update={"text": text.replace(old, new)})
    planted = clean.model_copy(update={"paragraphs": (paragraph,)})
    (finding,) = new_findings(clean, planted)
    assert (finding.code, finding.published, finding.expected) == ("text_column", new, old)
    assert (finding.table, finding.row, finding.column) == (None, None, None)
    assert finding.severity in ("warning", "error")


def test_a_tie_is_broken_where_other_ties_share_a_rank():
    scores = ["90", "85", "85", "80", "77", "77", "70", "60"]
    ranks = ["1", "2", "2", "4", "5", "5", "7", "8"]
    rows = [list(cells) for cells in zip(ranks, NAMES, scores, strict=False)]
    clean = notice(table(["名次", "单位", "总分"], rows))
    assert check_notice(clean, ()) == ()
    planted = with_cell(clean, 0, 5, 0, "6")
    (finding,) = new_findings(clean, planted)
    assert (finding.code, finding.severity, finding.row) == ("rank_tie", "warning", 6)


@pytest.mark.parametrize(
    "name", sorted(path.name.split(".")[0] for path in (SHARED / "documents").glob("*.truth.json"))
)
def test_clean_documents_give_no_error(name):
    assert [f for f in check_notice(truth_notice(name), ()) if f.severity == "error"] == []


@pytest.mark.parametrize(
    "name", ["real-025", "real-026", "real-027", "real-028", "real-029", "real-051"]
)
def test_errors_in_ranks_of_words_are_found(name):
    clean = truth_notice(name)
    printed = clean.tables[0]
    for line in range(len(printed.rows) - 1):
        ours, theirs = printed.rows[line].cells[2].text, printed.rows[line + 1].cells[2].text
        planted = with_cell(with_cell(clean, 0, line, 2, theirs), 0, line + 1, 2, ours)
        rows = {f.row for f in new_findings(clean, planted) if f.code == "rank_order"}
        assert {line + 1, line + 2} & rows, line
        assert len(rows) <= 2


def test_a_score_that_alone_breaks_the_order_is_named_itself():
    clean = truth_notice("real-051")
    planted = with_cell(clean, 0, 6, 2, "96.19")
    (finding,) = [f for f in new_findings(clean, planted) if f.code == "rank_order"]
    assert (finding.row, finding.column, finding.published) == (7, "得分", "96.19")


def test_every_total_and_part_of_the_second_seed_is_guarded():
    clean = truth_notice("seed-002")
    plants = [
        plant
        for number, printed in enumerate(clean.tables)
        for path in printed.columns
        if path in ("总分", "采用得分")
        for plant in changed_cells("total", clean, number, path, 15, 0)
    ]
    missed, extra = measure(clean, plants)
    assert len(missed) <= len(plants) * 0.03, missed
    assert extra <= 3
