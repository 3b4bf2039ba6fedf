"""The first notices with other numbers, other offices, another order give the other answers.

What is expected is worked out from the facts in `variants.py`, never by the project's own code.
"""

import csv
from collections import Counter
from decimal import Decimal

import pytest

from benchmarks.facts import FactTable, NoticeFacts
from tests.variants import (
    FORMS,
    ITEMS,
    SUBMITTED,
    YUNLING,
    Office,
    banner,
    captioned,
    identified,
    made_group,
    ranked_table,
    read,
    read_rows,
    score,
    told,
    true_claims,
    true_rows,
)

SECTIONS = ("市级及以上文明单位", "县级文明单位")
COLUMNS = (SUBMITTED, *ITEMS)
PRICES = ("0.5", "7", "3", "20", "30", "5", "2", "10", "20")
PRINTED = [*FORMS, *(
    pytest.param(form, marks=[pytest.mark.slow, pytest.mark.program(program)])
    for form, program in (("web.pdf", "chromium"), ("word.pdf", "soffice"))
)]  # fmt: skip


def groups(seed: int):
    return (
        made_group("街道", 6, seed, items=8, submitted=True),
        made_group("乡镇", 9, seed, items=8, submitted=True),
        made_group("文明单位", 18, seed, items=8, submitted=False, sections=SECTIONS),
    )


def three(seed: int, prices=PRICES, office: Office = YUNLING, **drawn) -> list[FactTable]:
    streets, towns, units = groups(seed)
    return [
        ranked_table(streets, COLUMNS, prices, label="附件1", caption=captioned("街道", office),
                     **drawn),
        ranked_table(towns, COLUMNS, prices, label="附件2", caption=captioned("乡镇", office),
                     **drawn),
        ranked_table(units, ITEMS, prices[1:], label="附件3",
                     caption=captioned("文明单位", office), **drawn),
    ]  # fmt: skip


def two(seed: int = 4, prices=PRICES, **drawn) -> list[FactTable]:
    return [
        ranked_table(group, COLUMNS, prices, label=f"附件{number}", caption=captioned(group.kind),
                     **drawn)
        for number, group in enumerate(groups(seed)[:2], 1)
    ]  # fmt: skip


def with_tables(facts: NoticeFacts, tables) -> NoticeFacts:
    return facts.model_copy(update={"tables": tuple(tables)})


def with_cells(facts: NoticeFacts, table: int, unit: str, **cells: str) -> NoticeFacts:
    """The notice with other texts in one row; a unit stands in any column."""
    tables = list(facts.tables)
    old = tables[table]
    rows = [
        tuple(cells.get(path, text) for path, text in zip(old.columns, row, strict=True))
        if unit in row and len(row) > 1
        else row
        for row in old.rows
    ]
    assert rows != list(old.rows)
    tables[table] = old.model_copy(update={"rows": tuple(rows)})
    return with_tables(facts, tables)


def line_of(facts: NoticeFacts, table: int, unit: str) -> int:
    rows = [row for row in facts.tables[table].rows if len(row) > 1]
    return next(number for number, row in enumerate(rows, 1) if unit in row)


def of(audit, *codes: str) -> list[tuple]:
    return [found for found in told(audit, notes=True) if found[0] in codes]


def totals(audit) -> Counter:
    return Counter(item.status for item in audit.scores if item.is_total)


def assert_reads_as_drawn(facts: NoticeFacts, form: str) -> None:
    notice, _ = read(facts, form)
    assert [table.columns for table in notice.tables] == [t.columns for t in facts.tables]
    for number, table in enumerate(facts.tables):
        assert read_rows(notice, number) == true_rows(table)


# --- the ranking of a banner, at another office ---------------------------------------------------


@pytest.mark.parametrize("form", PRINTED)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_consistent_notice_of_another_office_has_no_warning(seed, form):
    facts = banner(three(seed))
    if form == "web.pdf":
        # A further paragraph, so that no page break falls between the two rows of a heading.
        facts = facts.model_copy(update={"paragraphs": (*facts.paragraphs, "特此通报。")})
    notice, audit = read(facts, form)
    assert_reads_as_drawn(facts, form)
    assert notice.issuer == YUNLING.issuer
    assert notice.doc_number == YUNLING.number
    assert notice.title == YUNLING.title
    assert [str(notice.published_on), str(notice.period_start), str(notice.period_end)] == [
        "2021-04-12", "2021-01-01", "2021-03-31"
    ]  # fmt: skip
    assert {table.absent_means for table in notice.tables} == {"zero"}
    assert audit.rule.status == "inferred"
    assert totals(audit) == {"reproduced": 33}
    assert told(audit) == []
    assert notice.ledger.unaccounted == ()


@pytest.mark.parametrize("base", ["0", "5"])
@pytest.mark.parametrize(
    "prices",
    [
        PRICES,
        ("0", "7", "3", "20", "30", "0", "0", "0", "0"),
        ("1", "10", "20", "40", "80", "10", "20", "40", "80"),
        ("0", "1.5", "2.5", "4", "8", "0.5", "1", "2", "4"),
    ],
)
def test_any_price_list_is_inferred_and_reproduces_every_row(prices, base):
    facts = banner(three(7, prices, base=base))
    _, audit = read(facts)
    assert totals(audit) == {"reproduced": 33}
    assert told(audit) == []
    for item in audit.scores:
        cells = [row for row in facts.tables[item.table - 1].rows if len(row) > 1][item.row - 1]
        assert item.recomputed == Decimal(cells[-1])


@pytest.mark.parametrize("form", FORMS)
def test_rows_that_break_the_rule_are_the_ones_told(form):
    wrong = {"柳河镇": 7, "和平街道": -3, "县公安局": 10, "县第一中学": -20}
    facts = banner(three(2, wrong=wrong))
    _, audit = read(facts, form)
    prices = [Decimal(price) for price in PRICES]
    expected = []
    for number, group in enumerate(groups(2)):
        for unit, off in wrong.items():
            if unit in group.units:
                right = score(group.units[unit], prices[-len(group.units[unit]) :], Decimal(0))
                line = line_of(facts, number, unit)
                expected.append((number + 1, line, "积分", unit, right + off, right, Decimal(off)))
    found = of(audit, "rule_contradicted")
    assert {item[1] for item in found} == {"warning"}
    figures = [(*item[2:6], *map(Decimal, item[6:])) for item in found]
    assert sorted(figures) == sorted(expected)
    assert totals(audit) == {"reproduced": 29, "contradicted": 4}
    assert {(item[2], item[3]) for item in told(audit)} == {(t, r) for t, r, *_ in expected}


@pytest.mark.parametrize("ties", ["1234", "1224"])
@pytest.mark.parametrize("place", [0, 4, 7])
@pytest.mark.parametrize("off", [-12, 40])
def test_a_wrong_score_is_told_where_it_stands_and_nowhere_else(place, off, ties):
    """Ranks that are right are not accused, though the wrong score puts them out of order."""
    towns = two(6, ties=ties)[1]
    unit = towns.rows[place][1]
    facts = banner(two(6, ties=ties, wrong={unit: off}))
    clean = towns.rows[place][-1]
    _, audit = read(facts)
    printed = facts.tables[1].rows[place][-1]
    assert {item[2:] for item in told(audit)} == {
        (2, place + 1, "积分", unit, printed, clean, str(off))
    }
    assert "rule_contradicted" in {item[0] for item in told(audit)}


@pytest.mark.parametrize("base", ["0", "6"])
@pytest.mark.parametrize(("seed", "broken"), [(1, ()), (2, (3,)), (5, (2, 11))])
def test_infer_tells_which_prices_the_table_tells(tmp_path, seed, broken, base):
    from scoring.inference.table_csv import infer_file

    _, _, group = groups(seed)
    prices = [Decimal(price) for price in PRICES[1:]]
    rows = [
        [unit, *("-" if c is None else c for c in counts),
         score(counts, prices, Decimal(base)) + (1000 if line in broken else 0)]
        for line, (unit, counts) in enumerate(group.units.items(), 1)
    ]  # fmt: skip
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["单位", *ITEMS, "积分"], *rows])
    found = infer_file(path, None).to_json()
    whole = [c for line, c in enumerate(group.units.values(), 1) if line not in broken]
    told_apart = identified(whole, constant=base != "0")
    assert (found["rows"], found["exact_rows"]) == (18, 18 - len(broken))
    assert found["broken_rows"] == list(broken)
    assert {term["column"]: Decimal(term["points_each"]) for term in found["terms"]} == {
        ITEMS[at]: prices[at] for at in told_apart
    }
    assert found["unidentified_columns"] == [
        ITEMS[at] for at in range(len(ITEMS)) if at not in told_apart
    ]
    assert found["identified"] is (len(told_apart) == len(ITEMS))
    if told_apart:
        assert Decimal(found["constant"]) == Decimal(base)


PERIODS = {
    "2019年上半年": ("截至2019年6月30日，", "2019年7月9日", "2019-01-01", "2019-06-30"),
    "2022年度": ("", "2023年1月12日", "2022-01-01", "2022-12-31"),
    "2020年1—9月": ("截止9月30日，", "2020年10月20日", "2020-01-01", "2020-09-30"),
    "2021年第四季度": ("2021年10月1日至12月31日，", "2022年1月5日", "2021-10-01", "2021-12-31"),
    "2021年11月份": ("", "2021年12月3日", "2021-11-01", "2021-11-30"),
    "二〇二一年一季度": ("", "二〇二一年四月六日", "2021-01-01", "2021-03-31"),
    "2023年下半年": ("", "2024年1月8日", "2023-07-01", "2023-12-31"),
}


@pytest.mark.parametrize("period", PERIODS)
def test_another_period_is_read_and_alarms_nobody(period):
    as_of, signed, start, end = PERIODS[period]
    office = Office(
        issuer="东河市互联网信息办公室",
        number="东网信发〔2020〕3号",
        title=f"关于{period}信息报送采用情况的通报",
        signed=signed,
        period=period,
        as_of=as_of,
        whole="全市",
    )
    # The form changes with the period, so that both are tried without trying all pairs.
    form = FORMS[list(PERIODS).index(period) % len(FORMS)]
    notice, audit = read(banner(three(4, office=office), office), form)
    assert (str(notice.period_start), str(notice.period_end)) == (start, end)
    assert (notice.issuer, notice.doc_number) == (office.issuer, office.number)
    assert told(audit) == []


# --- what the text says of the tables -------------------------------------------------------------


def claims(seed: int, **changes: int):
    tables = two(seed)
    said = true_claims(tables)
    key, off = next(iter(changes.items()))
    facts = banner(tables, claims={**said, key: said[key] + off})
    return facts, said, read(facts)[1]


@pytest.mark.parametrize("off", [-40, -9, 30])
def test_a_whole_that_contradicts_its_parts_is_one_error(off):
    _, said, audit = claims(4, 报送=off)
    assert told(audit) == [
        ("text_parts", "error", None, None, None, None,
         str(said["报送"] + off), str(said["报送"]), str(off))
    ]  # fmt: skip


@pytest.mark.parametrize("off", [-16, 19])
def test_a_text_total_that_no_column_gives_is_an_error_at_the_right_figure(off):
    _, said, audit = claims(4, 报送街道=off)
    wrong = said["报送街道"] + off
    assert of(audit, "text_column") == [
        ("text_column", "error", None, None, None, None, str(wrong), str(wrong - off), str(off))
    ]
    assert {item[0] for item in told(audit)} <= {"text_column", "text_parts"}


def small(rows: list[tuple[int, ...]], said: int) -> NoticeFacts:
    """Towns with three count columns of distinct sums, and a text that states one adopted total."""
    names = ["青石镇", "柳河镇", "云台乡", "石门乡", "新桥镇", "南屏乡"]
    paths = ("排名", "乡镇", "信息采用/县级", "信息采用/市级", "网络宣传/县级", "积分")
    body = sorted(
        ((name, *counts, sum(counts) * 10) for name, counts in zip(names, rows, strict=True)),
        key=lambda row: -row[-1],
    )
    table = FactTable(
        label="附件",
        caption="2021年1-3月乡镇信息采用情况成绩表",
        columns=paths,
        rows=tuple((str(n), *map(str, row)) for n, row in enumerate(body, 1)),
    )
    office = YUNLING
    return NoticeFacts(
        doc_number=office.number, title=office.title, issuer=office.issuer,
        published_on=office.signed, addressees="各乡镇：",
        paragraphs=(f"现将{office.period}的信息采用情况通报如下：", f"各乡镇共采用信息{said}篇。"),
        tables=(table,), notes=("备注：没有列入成绩表的单位，本期采用均为零。",),
    )  # fmt: skip


LEVELLED = [(4, 30, 1), (3, 20, 2), (5, 10, 4), (2, 9, 8), (1, 7, 16), (0, 6, 30)]
"""Sums of 15, 82 and 61."""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("said", [15, 82, 97])
def test_a_text_that_states_a_column_or_its_group_has_no_finding(said, form):
    _, audit = read(small(LEVELLED, said), form)
    assert told(audit) == []
    assert of(audit, "text_column") == []


@pytest.mark.parametrize(("said", "terms"), [(61, ["61"]), (76, ["15", "61"]), (143, ["82", "61"])])
def test_another_column_that_alone_explains_a_text_total_is_a_note(said, terms):
    _, audit = read(small(LEVELLED, said))
    (found,) = [item for item in audit.findings if item.code == "text_column"]
    assert (found.severity, found.published) == ("note", str(said))
    assert sorted(str(term.value) for term in found.explained_by) == sorted(terms)


def test_two_combinations_explain_nothing():
    twice = [(10, 10, 0), (4, 4, 0), (3, 3, 0), (2, 2, 0), (1, 1, 0), (0, 0, 33)]
    assert [sum(column) for column in zip(*twice, strict=True)] == [20, 20, 33]
    _, audit = read(small(twice, 53))  # 20 + 33 in two ways
    (found,) = [item for item in audit.findings if item.code == "text_column"]
    assert found.explained_by == ()
    assert found.severity == "warning"


@pytest.mark.parametrize("said", [14, 99, 150])
def test_a_text_total_without_explanation_is_an_error(said):
    _, audit = read(small(LEVELLED, said))
    (found,) = [item for item in audit.findings if item.code == "text_column"]
    assert found.explained_by == ()
    assert found.severity == "error"


# --- ranks and orders -----------------------------------------------------------------------------


def with_ranks(facts: NoticeFacts, table: int, ranks: list[int]) -> NoticeFacts:
    old = facts.tables[table]
    rows = tuple((str(rank), *row[1:]) for rank, row in zip(ranks, old.rows, strict=True))
    tables = list(facts.tables)
    tables[table] = old.model_copy(update={"rows": rows})
    return with_tables(facts, tables)


@pytest.mark.parametrize(
    ("ranks", "line", "printed", "due"),
    [
        ([1, 2, 3, 5, 6, 7, 8, 9, 10], 4, "5", "4"),
        ([1, 2, 3, 4, 5, 6, 8, 9, 10], 7, "8", "7"),
        ([1, 2, 3, 4, 5, 6, 7, 8, 8], 9, "8", "9"),
        ([1, 2, 2, 4, 5, 6, 7, 8, 9], 3, "2", "3"),
    ],
)
@pytest.mark.parametrize("form", ["html", "pdf"])
def test_a_gap_or_a_double_in_the_ranks_is_told_once(ranks, line, printed, due, form):
    facts = with_ranks(banner(two()), 1, ranks)
    _, audit = read(facts, form)
    unit = facts.tables[1].rows[line - 1][1]
    difference = str(int(printed) - int(due))
    assert told(audit) == [("rank_gap", "warning", 2, line, "排名", unit, printed, due, difference)]


def test_ranks_exchanged_far_apart_are_both_told():
    facts = with_ranks(banner(two()), 1, [1, 8, 3, 4, 5, 6, 7, 2, 9])
    _, audit = read(facts)
    assert {(item[0], item[1], item[2], item[3], item[4]) for item in told(audit)} == {
        ("rank_order", "error", 2, 2, "排名"), ("rank_order", "error", 2, 8, "排名")
    }  # fmt: skip


@pytest.mark.parametrize("form", ["html", "pdf"])
@pytest.mark.parametrize("drawn", [{"ascending": True}, {"ties": "1224"}, {"total": True}])
def test_worst_first_shared_ranks_or_a_totals_row_alarm_nobody(drawn, form):
    facts = banner(two(**drawn))
    assert_reads_as_drawn(facts, form)
    _, audit = read(facts, form)
    assert told(audit) == []
    assert totals(audit) == {"reproduced": 15}


@pytest.mark.parametrize("path", [SUBMITTED, ITEMS[0], "积分"])
def test_a_totals_row_that_is_off_is_told_in_its_column(path):
    facts = banner(two(total=True))
    old = facts.tables[1]
    right = old.rows[-1][old.columns.index(path)]
    wrong = str(Decimal(right) + 4)
    facts = with_cells(facts, 1, "合计", **{path: wrong})
    _, audit = read(facts)
    assert told(audit) == [("column_total", "error", 2, 10, path, "合计", wrong, right, "4")]


# --- another print of the same --------------------------------------------------------------------

WIDTH = len(COLUMNS) + 3
ORDERS = {
    "rank last": [*range(1, WIDTH), 0],
    "unit first": [1, 0, *range(2, WIDTH)],
    "points second": [0, WIDTH - 1, *range(1, WIDTH - 1)],
}


@pytest.mark.parametrize("form", ["html", "pdf"])
@pytest.mark.parametrize("order", ORDERS)
def test_columns_in_another_order_give_the_same(order, form):
    facts = banner(two(order=ORDERS[order]))
    assert_reads_as_drawn(facts, form)
    _, audit = read(facts, form)
    assert totals(audit) == {"reproduced": 15}
    assert told(audit) == []


@pytest.mark.parametrize("points", ["得分", "总积分", "合计得分", "总分", "综合得分"])
def test_points_by_another_name_are_re_checked_alike(points):
    _, audit = read(banner(two(points=points, wrong={"柳河镇": 11})))
    assert totals(audit) == {"reproduced": 14, "contradicted": 1}
    assert {(item[2], item[4], item[5]) for item in told(audit)} == {(2, points, "柳河镇")}


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_one_level_or_three_of_headings_give_the_same(form):
    flat = [path.replace("情况/", "") for path in COLUMNS]
    deep = [f"考核内容/{path}" for path in COLUMNS]
    for paths in (flat, deep):
        tables = [
            table.model_copy(update={"columns": (*table.columns[:2], *paths, "积分")})
            for table in two()
        ]
        facts = with_tables(banner(two()), tables)
        assert_reads_as_drawn(facts, form)
        _, audit = read(facts, form)
        assert totals(audit) == {"reproduced": 15}
        assert told(audit) == []


def test_tables_and_sections_in_another_order_give_the_same():
    tables = three(2, wrong={"柳河镇": 7})
    sections = [i for i, row in enumerate(tables[2].rows) if len(row) == 1]
    first, second = tables[2].rows[: sections[1]], tables[2].rows[sections[1] :]
    turned = tables[2].model_copy(update={"rows": second + first})
    facts = banner([turned, tables[1], tables[0]])
    assert_reads_as_drawn(facts, "html")
    _, audit = read(facts)
    assert totals(audit) == {"reproduced": 32, "contradicted": 1}
    assert {(item[2], item[5]) for item in told(audit)} == {(2, "柳河镇")}


@pytest.mark.parametrize("form", FORMS)
def test_a_note_within_the_frame_is_a_note_row_and_binds(form):
    note = "备注：没有列入成绩表的单位，本期报送和采用均为零。"
    tables = [table.model_copy(update={"rows": (*table.rows, (note,))}) for table in two()]
    notice, audit = read(with_tables(banner(two(), note=""), tables), form)
    for table in notice.tables:
        assert table.rows[-1].kind == "note"
        assert table.rows[-1].cells[0].text == note
        assert table.absent_means == "zero"
    assert told(audit) == []


@pytest.mark.parametrize(
    ("note", "means"),
    [
        ("备注：未列入成绩表的单位不参加排名。", "unknown"),
        ("备注：本次通报只列出前6名的单位。", "unknown"),
        ("备注：其余单位请尽快报送。", None),
        ("", None),
        ("注：凡未在表中列出的单位本季度均未报送信息。", "zero"),
        ("备注：表中未列单位，得分为零。", "zero"),
    ],
)
def test_what_a_note_says_of_unlisted_units_is_read(note, means):
    notice, audit = read(banner(two(), note=note))
    assert {table.absent_means for table in notice.tables} == {means}
    assert told(audit) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("head", [("名次", "单位", "得分"), ("序号", "单位名称", "采用条数")])
def test_blocks_side_by_side_are_unfolded(head, form):
    units = [*groups(1)[0].units, *groups(1)[1].units][:13]
    rows = [(str(n), unit, str(100 - 5 * n)) for n, unit in enumerate(units, 1)]
    half = [(*rows[n], *(rows[n + 7] if n < 6 else ("", "", ""))) for n in range(7)]
    table = FactTable(label="附件", caption="2021年5月信息采用得分表", columns=head * 2,
                      rows=tuple(half))  # fmt: skip
    facts = banner(two()).model_copy(
        update={
            "title": "关于2021年5月信息采用情况的通报",
            "published_on": "2021年6月4日",
            "paragraphs": ("现将2021年5月信息采用情况通报如下：",),
            "tables": (table,),
        }
    )
    notice, audit = read(facts, form)
    assert notice.tables[0].columns == head
    assert read_rows(notice, 0) == [(None, list(row)) for row in rows]
    assert told(audit) == []


def test_every_form_gives_the_same():
    facts = banner(three(3, wrong={"石门乡": 8}), claims={**true_claims(three(3)), "报送": 999})
    first = None
    for form in FORMS:
        notice, audit = read(facts, form)
        cells = [[[cell.text for cell in row.cells] for row in t.rows] for t in notice.tables]
        said = (notice.issuer, notice.title, notice.doc_number, notice.published_on,
                notice.period_start, notice.period_end)  # fmt: skip
        seen = (cells, said, told(audit, notes=True), totals(audit))
        first = first or seen
        assert seen == first, form
