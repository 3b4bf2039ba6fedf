"""A wrong part is named where its row and its column meet, once, and not what it puts out."""

from scoring.audit import audit_notice
from tests.notice_builder import evidence, notice, row, table, with_rows


def told(made):
    return [
        (f.row, f.column, f.published, f.expected)
        for f in audit_notice(placed(made), ()).findings
        if f.severity != "note"
    ]


def placed(made):
    """The notice with a place of its own for each cell."""
    tables = []
    for number, printed in enumerate(made.tables):
        rows = []
        for line, body in enumerate(printed.rows):
            cells = []
            for at, cell in enumerate(body.cells):
                spot = evidence(cell.text).locator.model_copy(
                    update={"ref": f"{number}.{line}.{at}"}
                )
                proof = cell.evidence.model_copy(update={"locator": spot})
                cells.append(cell.model_copy(update={"evidence": proof}))
            rows.append(body.model_copy(update={"cells": tuple(cells)}))
        tables.append(printed.model_copy(update={"rows": tuple(rows)}))
    return made.model_copy(update={"tables": tuple(tables)})


MARKS = [
    ["一中", "90.5", "88.0", "91.2", "90.03"],
    ["二中", "85.0", "92.5", "79.4", "85.01"],
    ["三中", "95.2", "80.1", "88.8", "88.11"],
    ["四中", "70.3", "75.6", "99.0", "83.37"],
    ["五中", "88.8", "91.1", "72.5", "82.97"],
    ["六中", "79.9", "84.4", "86.6", "83.93"],
]
WEIGHTS = ["学校", "安全（30%）", "德育（30%）", "教学（40%）", "综合得分"]
MEANS = ["平均分", "84.95", "85.28", "86.25", "85.57"]


def weighted(rows):
    return notice(table(WEIGHTS, rows, totals=[MEANS]))


def test_a_wrong_part_of_weighted_points_is_named_by_the_mean_of_its_column():
    assert told(weighted(MARKS)) == []
    wrong = [*MARKS[:2], ["三中", "95.2", "83.1", "88.8", "88.11"], *MARKS[3:]]
    assert told(weighted(wrong)) == [(3, "德育（30%）", "83.1", "80.1")]


def test_a_wrong_score_stays_the_one_in_doubt():
    wrong = [*MARKS[:2], ["三中", "95.2", "80.1", "88.8", "91.11"], *MARKS[3:]]
    assert told(weighted(wrong))[0][:2] == (3, "综合得分")


PIECES = [[f"{n}局", str(40 + 7 * n), str(20 + 3 * n)] for n in range(1, 7)]


def adopted(wrong=None, total="387"):
    rows = [[*line, f"{int(line[2]) / int(line[1]):.1%}"] for line in PIECES]
    if wrong:
        rows[wrong[0]][wrong[1]] = wrong[2]
    columns = ["单位", "报送数", "采用数", "采用率"]
    return notice(table(columns, rows, totals=[["合计", total, "183", f"{183 / 387:.1%}"]]))


def test_a_wrong_count_is_named_by_its_rate_and_its_total():
    assert told(adopted()) == []
    assert told(adopted((2, 1, "71"))) == [(3, "报送数", "71", "61")]
    assert told(adopted((4, 2, "38"))) == [(5, "采用数", "38", "35")]


def test_a_wrong_rate_is_no_crossing():
    assert told(adopted((2, 3, "51.3%"))) == [(3, "采用率", "51.3", "47.5")]


def test_a_wrong_total_that_puts_out_the_rate_of_all_is_told_once():
    assert told(adopted(total="397")) == [(7, "报送数", "397", "387")]


def test_a_total_of_the_text_names_the_wrong_count_too():
    rows = [row([*line, str(5 * int(line[2]))]) for line in PIECES]
    columns = ["单位", "报送数", "采用数", "得分"]
    text = ["全市共采用信息183条。"]
    assert told(notice(with_rows("", columns, rows), text=text)) == []
    rows[3] = row(["4局", "68", "23", "160"])
    assert told(notice(with_rows("", columns, rows), text=text)) == [(4, "采用数", "23", "32")]
