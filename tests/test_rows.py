"""From readings to rows: rankings, duplicates, what is withheld, and evidence for every number."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import Reading
from dataset.places import percentile
from dataset.privacy import REDACTED, redact
from dataset.rank_span import rank_spans, tie_rules
from dataset.rows import ReleaseRows, release_rows
from dataset.series import ranking_series, series_label
from dataset.values import fit_value
from tests.made_readings import (
    CITY,
    CLAUSES,
    COUNTY,
    NAMES,
    SET_ASIDE,
    UNITS,
    made_readings,
    make_reading,
)


def rows_of(readings: list[Reading]) -> ReleaseRows:
    return release_rows(readings, SET_ASIDE, UNITS, CLAUSES)


def ranking(lines: list[tuple[str, str, str, str]], **more: object) -> list:
    return list(rows_of([make_reading(CITY, 2, lines, **more)]).tables["rankings"])


# --- rankings ----------------------------------------------------------------------------------


def test_equal_scores_share_the_best_rank_and_ranks_stay_as_printed() -> None:
    found = ranking(
        [("1", "甲", "1", "9"), ("2", "乙", "1", "9"), ("3", "丙", "1", "9"), ("5", "丁", "1", "4")]
    )
    assert [row.rank_published for row in found] == [1, 2, 3, 5]
    assert [row.rank_by_score for row in found] == [1, 1, 1, 4]
    assert [row.percentile for row in found] == [Decimal("66.67")] * 3 + [Decimal(0)]
    assert {row.units for row in found} == {4}


def test_ties_and_rounding_leave_ranks_open() -> None:
    tied = ranking([("1", "甲", "1", "9"), ("1", "乙", "1", "9"), ("3", "丙", "1", "4")])
    assert [(row.rank_best, row.rank_worst) for row in tied] == [(1, 1), (1, 1), (3, 3)]
    near = ranking(
        [
            ("1", "甲", "1", "9.2"),
            ("2", "乙", "1", "9.1"),
            ("3", "丙", "1", "8.9"),
            ("", "丁", "1", ""),
        ]
    )
    assert [(row.rank_best, row.rank_worst) for row in near] == [
        (1, 2),
        (1, 2),
        (2, 3),
        (None, None),
    ]


def test_where_lower_is_better_ranks_by_score_run_the_other_way() -> None:
    index = ("2.1", "3.4", "4.0", "4.4", "4.9")
    found = ranking([(str(n), f"{n}镇", "1", score) for n, score in enumerate(index, 1)])
    assert [row.rank_by_score for row in found] == [1, 2, 3, 4, 5]
    assert [(row.rank_best, row.rank_worst) for row in found] == [(n, n) for n in range(1, 6)]
    assert [row.percentile for row in found] == [Decimal(n) for n in (100, 75, 50, 25, 0)]


def _ranks_under(rule: str, scores: Sequence[Decimal]) -> tuple[list[int], list[int]]:
    """The best and the worst ranks of scores that are known exactly, under one tie rule."""
    higher = [sum(other > score for other in scores) for score in scores]
    if rule == "1223":
        higher = [len({other for other in scores if other > score}) for score in scores]
    best = [1 + number for number in higher]
    return best, [sum(o >= s for o in scores) for s in scores] if rule == "1234" else best


@settings(max_examples=40, deadline=None)
@given(
    scores=st.lists(st.integers(0, 4).map(lambda score: 3 * score), min_size=1, max_size=4),
    slack=st.sampled_from((0, 3)),
    rules=st.sampled_from((("1224",), ("1223",), ("1234",), ("1224", "1223", "1234"))),
)
def test_rank_spans_are_the_extremes_of_all_scores_and_orders(scores, slack, rules) -> None:
    printed = [Decimal(score) for score in scores]
    meant = product(*(range(score - slack, score + slack + 1) for score in scores))
    ways = [ranks for exact in meant for rule in rules for ranks in _ranks_under(rule, exact)]
    extremes = [(min(places), max(places)) for places in zip(*ways, strict=True)]
    assert rank_spans(printed, Decimal(slack), rules) == extremes


@pytest.mark.parametrize(
    ("ranks", "rules"),
    [
        ((1, 2, 2, 4), ("1224",)),
        ((1, 2, 2, 3), ("1223",)),
        ((1, 2, 3, 4), ("1234",)),
        ((1, 2, 2, 5), ("1224", "1223", "1234")),
        ((None, None, None, None), ("1224", "1223", "1234")),
    ],
)
def test_ties_show_the_tie_rule(ranks, rules) -> None:
    assert tie_rules([Decimal(9), Decimal(8), Decimal(8), Decimal(5)], ranks) == rules


def test_targets_of_a_rule_rank_nobody_unless_ranks_are_printed() -> None:
    def of_rule(first: str) -> Reading:
        reading = make_reading(CITY, 2, [(first, "甲局", "3", "50"), ("", "乙局", "2", "40")])
        notice = reading.notice.model_copy(update={"kind": "rule"})
        return reading.model_copy(update={"notice": notice})

    ranks = of_rule("1")
    table = ranks.notice.tables[0]
    bare = table.model_copy(update={"columns": ("组", *table.columns[1:])})
    plain = ranks.model_copy(update={"notice": ranks.notice.model_copy(update={"tables": (bare,)})})
    assert rows_of([plain]).tables["rankings"] == ()
    assert len(rows_of([plain]).tables["observations"]) == 4
    assert len(rows_of([ranks]).tables["rankings"]) == 2


def test_each_section_is_a_ranking_of_its_own() -> None:
    found = ranking(
        [("1", "甲", "1", "9"), ("2", "乙", "1", "5"), ("1", "丙", "1", "7")],
        sections=["一组", "一组", "二组"],
    )
    assert [(row.ranking_no, row.section, row.rank_by_score, row.units) for row in found] == [
        (1, "一组", 1, 2),
        (1, "一组", 2, 2),
        (2, "二组", 1, 1),
    ]


def test_ranks_in_words_are_read_and_what_is_no_rank_stays_as_text() -> None:
    found = ranking([("第一名", "甲", "1", "9"), ("2", "乙", "1", "5"), ("末位", "丙", "1", "4")])
    assert [(row.rank_published, row.rank_printed) for row in found] == [
        (1, "第一名"),
        (2, "2"),
        (None, "末位"),
    ]


def test_a_unit_without_a_score_has_no_rank_by_score_and_is_counted() -> None:
    found = ranking([("1", "甲", "1", "9"), ("2", "乙", "1", ""), ("3", "丙", "1", "4")])
    assert [row.rank_by_score for row in found] == [1, None, 2]
    assert [row.percentile for row in found] == [Decimal(100), None, Decimal(0)]
    assert found[0].units == 3


def test_the_percentile_goes_by_ranks_where_no_scores_are_printed() -> None:
    assert percentile([None, None, None], [1, 2, 2]) == [
        Decimal("100.00"),
        Decimal("25.00"),
        Decimal("25.00"),
    ]
    assert percentile([Decimal(3)], [1]) == [None]


@given(st.lists(st.integers(0, 5), min_size=2, max_size=12))
def test_the_mean_percentile_is_fifty_however_many_are_tied(scores: list[int]) -> None:
    found = percentile([Decimal(score) for score in scores], [None] * len(scores))
    mean = sum(value for value in found if value is not None) / len(scores)
    assert abs(mean - 50) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("caption", "label"),
    [
        ("2018年第二季度街道信息报送采用情况成绩表", "街道信息报送采用情况成绩表"),
        ("附件1：二〇二〇年上半年政务信息采用得分排名（1-6月）", "政务信息采用得分排名"),
        ("(一) 旗区信息采用情况", "旗区信息采用情况"),
        ("2015年6月18日—24日城市管理考评", "城市管理考评"),
        ("2019年度第3期督查考核", "督查考核"),
        ("第一中学2021年3月5日成绩", "第一中学成绩"),
        ("8个评价区域排名及得分", "评价区域排名及得分"),
        ("附件1 2020年第三季度信息采用排名表", "信息采用排名表"),
        ("表20 2019年3月份考核", "考核"),
        ("一、各县信息采用情况", "各县信息采用情况"),
        ("2023年7-9月", ""),
    ],
)
def test_a_ranking_keeps_its_name_over_periods(caption: str, label: str) -> None:
    assert series_label(caption) == label


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("各旗区信息采用情况统计表", "(一) 旗区信息采用排名"),
        ("一、各县、市、区信息采用情况", "县(市、区)信息采用情况一览表"),
        ("2018年街道信息报送采用情况成绩表", "2019年第一季度各街道信息报送采用情况"),
        ("各级文明单位信息报送成绩表", "文明单位信息报送成绩"),
        ("全旗级文明单位排名", "旗级文明单位排名"),
    ],
)
def test_a_ranking_that_is_captioned_anew_each_year_is_one(one: str, other: str) -> None:
    lines = [("1", "甲", "1", "9"), ("2", "乙", "1", "5")]
    readings = [
        make_reading(CITY, quarter + 1, lines, caption=c) for quarter, c in enumerate((one, other))
    ]
    rows = rows_of(readings).tables["tables"]
    assert len({row.ranking_series for row in rows}) == 1


def test_two_tables_of_one_notice_about_one_matter_stay_two() -> None:
    reading = make_reading(CITY, 1, [("1", "甲", "1", "9")], caption="各街道得分")
    first = reading.notice.tables[0]
    tables = (first, first.model_copy(update={"caption": "各街道排名"}))
    notice = reading.notice.model_copy(update={"tables": tables})
    assert len({ranking_series(notice, table, 1) for table in tables}) == 2


def test_tables_without_caption_are_told_apart_by_title_and_unit_heading() -> None:
    lines = [("1", "甲", "1", "9"), ("2", "乙", "1", "5")]
    by_quarter = [make_reading(CITY, quarter, lines, caption="") for quarter in (1, 2)]
    other = make_reading(CITY, 3, lines, caption="", columns=("排名", "旗区", "采用条数", "得分"))
    rows = rows_of([*by_quarter, other]).tables["tables"]
    assert len({row.ranking_series for row in rows}) == 2


# --- the same notice in several forms ------------------------------------------------------------

LINES = [("1", "示例市教育局", "9", "45"), ("2", "示例市统计局", "4", "20")]
PAGE = make_reading(CITY, 2, LINES)
PRINT = make_reading(CITY, 2, LINES, media_type="application/pdf", caption="another reading of it")
BARE = make_reading(CITY, 2, LINES, salt="no table", with_table=False)
CHANGED = make_reading(CITY, 2, [LINES[0], ("2", "示例市统计局", "4", "25")], salt="changed")


def forms(readings: list[Reading]) -> dict[str, tuple[str | None, str | None]]:
    return {
        row.notice: (row.duplicate_of, row.differs_from)
        for row in rows_of(readings).tables["notices"]
    }


def test_of_the_forms_of_one_notice_only_one_speaks() -> None:
    for order in permutations([PRINT, PAGE, BARE]):
        rows = rows_of(list(order))
        page = PAGE.notice.sha256
        assert forms(list(order)) == {
            page: (None, None),
            PRINT.notice.sha256: (page, None),
            BARE.notice.sha256: (page, None),
        }
        assert {row.notice for row in rows.tables["observations"]} == {page}
        assert len(rows.tables["rankings"]) == 2 and len(rows.tables["findings"]) == 1
        assert len(rows.tables["captures"]) == 3


def test_forms_that_hold_other_cells_both_stay_and_say_so() -> None:
    rows = rows_of([CHANGED, PAGE])
    first, second = sorted((PAGE.notice.sha256, CHANGED.notice.sha256))
    assert forms([CHANGED, PAGE]) == {first: (None, None), second: (None, first)}
    assert len(rows.tables["rankings"]) == 4
    (issue,) = rows.tables["issues"]
    assert (issue.notice, issue.code, issue.stage) == (second, "readers_disagree", "release")


@pytest.mark.parametrize(
    "other",
    [
        make_reading(COUNTY, 2, LINES),
        make_reading(CITY, 3, LINES, title=PAGE.notice.title),
        make_reading(CITY, 2, LINES, title="关于政务公开的通报"),
        make_reading(CITY, 2, LINES, doc_number="示发〔2020〕8号", salt="8"),
    ],
    ids=["another office", "another period", "another title", "another number"],
)
def test_equal_cells_alone_make_no_duplicate(other: Reading) -> None:
    one = PAGE
    if other.notice.doc_number:
        one = make_reading(CITY, 2, LINES, doc_number="示发〔2020〕7号", salt="7")
    assert set(forms([one, other]).values()) == {(None, None)}


def test_a_number_that_one_form_leaves_out_does_not_part_the_forms() -> None:
    numbered = make_reading(
        CITY, 2, LINES, doc_number="示发〔2020〕7号", media_type="application/pdf"
    )
    assert forms([numbered, PAGE])[numbered.notice.sha256] == (PAGE.notice.sha256, None)


def test_the_same_bytes_under_two_names_are_one_notice_with_two_names() -> None:
    copy = PAGE.model_copy(
        update={
            "path": "copy.html",
            "capture": PAGE.capture.model_copy(
                update={"file_name": "copy.html", "url": None, "fetched_at": None}
            ),
        }
    )
    for order in permutations([PAGE, copy]):
        rows = rows_of(list(order))
        (capture,) = rows.tables["captures"]
        assert (capture.file_name, capture.other_names) == ("2.html", '["copy.html"]')
        assert capture.url is not None
        assert len(rows.tables["rankings"]) == 2


# --- registers -----------------------------------------------------------------------------------


def test_names_as_printed_are_published_with_how_often() -> None:
    reading = make_reading(CITY, 2, [("1", "市 教育局", "1", "2"), ("2", "示例市统计局", "1", "1")])
    first = tuple(
        seen.model_copy(update={"unit_id": "edu"}) if seen.row == 1 else seen
        for seen in reading.observations
    )
    names = rows_of([reading.model_copy(update={"observations": first})]).tables["unit_names"]
    assert [(n.name, n.mentions) for n in names if n.kind == "printed"] == [("市 教育局", 1)]
    assert [n.mentions for n in names if n.name == "示例市统计局"] == [1]


def test_a_rule_that_was_inferred_is_listed_beside_the_registered_ones() -> None:
    reading = made_readings()[0]
    rule = reading.audit.rule.model_copy(update={"id": "inferred", "version": None})
    audit = reading.audit.model_copy(update={"rule": rule, "scores": ()})
    rules = rows_of([reading.model_copy(update={"audit": audit})]).tables["rules"]
    assert [(row.rule_id, row.clause_count) for row in rules] == [
        ("city_portal", 1),
        ("inferred", 0),
    ]


# --- what is withheld ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("联系人：甲乙，联系电话：0999-8123456。", "联系人：〔已隐去〕，联系电话：〔已隐去〕。"),
        ("联 系 人：甲 乙  电 话：8123456、8123457", "联 系 人：〔已隐去〕  电 话：〔已隐去〕"),
        ("传真：０９９９—８１２３４５６", "传真：〔已隐去〕"),
        ("(0999)8123456转801", "〔已隐去〕"),
        ("手机13900000000", "手机〔已隐去〕"),
        ("发至ab.c@example.com邮箱", "发至〔已隐去〕邮箱"),
        ("发至ab@example．com", "发至〔已隐去〕"),
        ("QQ群：123456789", "QQ群：〔已隐去〕"),
        ("全年接听电话8123456次", "全年接听电话8123456次"),
        ("受理电话10234件，12345热线5678件", "受理电话10234件，12345热线5678件"),
        ("联系人和联系电话另行通知", "联系人和联系电话另行通知"),
        ("示文明办发〔2018〕17号，2018年7月30日", "示文明办发〔2018〕17号，2018年7月30日"),
        ("13900000000", "13900000000"),
    ],
)
def test_contacts_are_cut_out_and_figures_are_not(text: str, published: str) -> None:
    assert redact(text) == published
    assert redact(published) == published


def everything(rows: ReleaseRows) -> str:
    return "\n".join(row.model_dump_json() for table in rows.tables.values() for row in table)


def test_no_contact_reaches_any_published_table() -> None:
    reading = make_reading(
        CITY,
        2,
        [("1", "示例市教育局 联系人：甲乙丙", "9", "45"), ("2", "示例市统计局", "4", "20")],
        caption="排名表（联系电话：0999-8123456）",
        title="通报 13900000000",
        sentence="共采用信息60条，联系人：丁戊，电话：8123457。",
        fields=(("联系人", "己庚"), ("办公电话", "8123458"), ("单位", "甲局")),
    )
    rows = rows_of([reading])
    text = everything(rows)
    for secret in ("甲乙丙", "丁戊", "己庚", "8123456", "8123457", "8123458", "13900000000"):
        assert secret not in text, secret
    assert [row.text for row in rows.tables["fields"]] == [REDACTED, REDACTED, "甲局"]
    assert rows.tables["figures"][0].value == 60
    assert rows.withheld["fields"] == 2


def test_a_ranking_of_persons_is_named_and_withheld() -> None:
    reading = make_reading(
        CITY, 2, [("1", "甲乙丙", "9", "45")], columns=("排名", "姓名", "采用条数", "得分")
    )
    rows = rows_of([reading])
    assert rows.tables["tables"][0].withheld == "persons"
    for name in ("observations", "rankings", "scores", "findings"):
        assert rows.tables[name] == (), name
    assert "甲乙丙" not in everything(rows)
    assert rows.withheld["tables"] == 1 and rows.withheld["observations"] == 2


def test_a_column_of_phones_is_no_observation() -> None:
    reading = make_reading(
        CITY, 2, [("1", "甲局", "8123456", "45")], columns=("排名", "单位", "联系电话", "得分")
    )
    rows = rows_of([reading])
    assert [row.column_path for row in rows.tables["observations"]] == ["得分"]
    assert "8123456" not in everything(rows)


# --- properties ---------------------------------------------------------------------------------

NAME = st.sampled_from([*NAMES, "某局", "另一单位"])
PRINTED = st.one_of(
    st.decimals(-9999, 99999, places=2).map(str),
    st.integers(0, 5000).map(lambda number: f"{number:,}"),
    st.sampled_from(["", "-", "/", "86..67", "12.5%"]),
)


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    made = []
    for quarter in draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)):
        names = draw(st.lists(NAME, min_size=1, max_size=4, unique=True))
        lines = [(str(n), name, draw(PRINTED), draw(PRINTED)) for n, name in enumerate(names, 1)]
        office = draw(st.sampled_from([CITY, COUNTY]))
        media = draw(st.sampled_from(["text/html", "application/pdf"]))
        made.append(make_reading(office, quarter, lines, media_type=media))
    return made


@settings(max_examples=40, deadline=None)
@given(readings(), st.randoms(use_true_random=False))
def test_every_number_leads_to_a_capture_and_the_words_printed_there(made, random) -> None:
    shuffled = made.copy()
    random.shuffle(shuffled)
    rows = rows_of(made)
    assert rows == rows_of(shuffled), "the order of readings makes no difference"
    captures = {row.capture for row in rows.tables["captures"]}
    notices = {row.notice for row in rows.tables["notices"]}
    printed = {
        (reading.notice.sha256, seen.row, seen.column): seen.value_printed
        for reading in made
        for seen in reading.observations
    }
    for row in rows.tables["observations"]:
        assert row.capture in captures and row.notice in notices
        assert row.page is not None and row.x0 is not None
        assert row.quote or row.value_status == "blank"
        assert row.quote == row.value_printed == printed[row.notice, row.row_no, row.column_path]
    cells = {row.cell_id for row in rows.tables["observations"]}
    assert all(row.cell_id in cells for row in rows.tables["rankings"])


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=14, min_value=-(10**20), max_value=10**20
    )
)
def test_a_value_is_published_to_half_a_unit_of_the_last_place(value: Decimal) -> None:
    published = fit_value(value)
    assert published is not None and abs(published - value) <= Decimal("5e-13")
