"""Notices of one issuer beside one another: what they say of the same figures."""

import re
from collections.abc import Sequence
from itertools import permutations

import pytest

from contracts import Finding
from flows.compare import Read, audits_together, left_out
from flows.outcome import Outcome
from flows.stages import read_document, registry

ISSUER = "鄂尔多斯市人民政府办公室"
COLUMNS = ("名次", "单位", "本月采用", "累计采用", "得分")
Rows = Sequence[tuple[object, ...]]
JANUARY: Rows = (
    (1, "康巴什区", 12, 12, 60),
    (2, "达拉特旗", 10, 10, 50),
    (3, "乌审旗", 9, 9, 45),
    (4, "伊金霍洛旗", 7, 7, 35),
)
FEBRUARY: Rows = (
    (1, "达拉特旗", 14, 24, 70),
    (2, "康巴什区", 11, 23, 55),
    (3, "乌审旗", 9, 18, 45),
    (4, "伊金霍洛旗", 8, 15, 40),
)
MARCH: Rows = (
    (1, "达拉特旗", 13, 37, 65),
    (2, "康巴什区", 11, 34, 55),
    (3, "乌审旗", 10, 28, 50),
    (4, "伊金霍洛旗", 8, 23, 40),
)


def page(
    month: int,
    rows: Rows,
    text: str = "",
    *,
    title: str = "",
    day: str = "",
    columns: Sequence[str] = COLUMNS,
    issuer: str = ISSUER,
    caption: str = "政务信息采用情况统计表",
) -> str:
    heading = title or f"{issuer}关于2023年{month}月政务信息采用情况的通报"
    head = "".join(f"<th>{name}</th>" for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return (
        f'<html><head><meta charset="utf-8"><title>{heading}</title></head><body><div><h1>{heading}'
        f"</h1><p>各旗区人民政府：</p><p>现将2023年{month}月政务信息采用情况通报如下。{text}</p>"
        f"<p>{caption}</p><table><tr>{head}</tr>{body}</table>"
        f"<p>{issuer}</p><p>{day or f'2023年{month + 1}月5日'}</p></div></body></html>"
    )


def between(*pages: str) -> list[list[Finding]]:
    """What is found of each page only because the others lie beside it."""
    outcomes = [read_document(text.encode(), "notice.html") for text in pages]
    read = as_read(outcomes)
    units = registry().by_id | {unit.id: unit for one in outcomes for unit in one.proposed}
    together = audits_together(read, units)
    return [
        [finding for finding in audit.findings if finding not in one.audit.findings]
        for one, audit in zip(read, together, strict=True)
    ]


def notices(*pages: str) -> list[Read]:
    return as_read([read_document(text.encode(), "notice.html") for text in pages])


def as_read(outcomes: Sequence[Outcome]) -> list[Read]:
    read = [
        Read(f"{number}.html", one.notice, one.observations, one.mentions, one.audit)
        for number, one in enumerate(outcomes, 1)
        if one.notice is not None and one.audit is not None
    ]
    assert len(read) == len(outcomes)
    return read


def changed(rows: Rows, row: int, column: int, value: object) -> Rows:
    return tuple(
        tuple(value if (r, c) == (row, column) else cell for c, cell in enumerate(line))
        for r, line in enumerate(rows)
    )


def place(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.severity, finding.row, finding.column, finding.expected


def test_notices_that_agree_are_told_nothing() -> None:
    assert between(page(1, JANUARY), page(2, FEBRUARY), page(3, MARCH)) == [[], [], []]


def test_a_running_total_that_does_not_follow_is_told_once_with_both_notices_quoted() -> None:
    february = changed(FEBRUARY, 2, 3, 19)
    march = changed(MARCH, 2, 3, 29)  # goes on from what February should have been... plus one
    first, second, third = between(page(1, JANUARY), page(2, february), page(3, MARCH))
    assert (first, third) == ([], [])
    assert [place(f) for f in second] == [("cumulative", "warning", 3, "累计采用", "18")]
    assert {e.quote for e in second[0].evidence} == {"19", "9"}
    assert len({e.capture for e in second[0].evidence}) == 2
    # The next notice goes on from 19: the place is the same, and what to look at is told.
    _, second, third = between(page(1, JANUARY), page(2, february), page(3, march))
    assert [place(f) for f in second] == [("cumulative", "warning", 3, "累计采用", "18")]
    assert "下一期即由此数接续" in second[0].explanation.zh
    assert third == []


@pytest.mark.parametrize(
    ("month", "running"),
    [
        ("当月", "年内合计"),
        ("本月采用", "截至目前累计采用数"),
        ("本月采用", "本年采用"),
        ("本月报送", "活动以来总数累计"),
        ("{0}月", "截至{0}月底"),
    ],
)
def test_a_running_column_is_told_by_its_words_or_by_what_it_goes_on_by(
    month: str, running: str
) -> None:
    february = changed(FEBRUARY, 2, 3, 19)
    first, second, third = between(
        *(
            page(
                n,
                [line[:4] for line in rows],
                columns=("名次", "单位", month.format(n), running.format(n)),
            )
            for n, rows in enumerate((JANUARY, february, MARCH), 1)
        )
    )
    assert (first, third) == ([], [])
    assert [place(f) for f in second] == [("cumulative", "warning", 3, running.format(2), "18")]


def test_a_running_total_that_most_rows_break_is_no_running_total() -> None:
    rows = tuple((*line[:3], 3 * int(str(line[3])), line[4]) for line in FEBRUARY)
    assert between(page(1, JANUARY), page(2, rows)) == [[], []]


def test_a_running_total_begins_anew_with_the_year() -> None:
    december = page(12, MARCH, title=f"{ISSUER}关于2022年12月政务信息采用情况的通报").replace(
        "2023年", "2022年"
    )
    assert between(december, page(1, JANUARY)) == [[], []]


def test_the_sum_of_months_is_held_against_their_quarter() -> None:
    columns = ("单位", "采用")
    months = [tuple(line[1:3] for line in rows) for rows in (JANUARY, FEBRUARY, MARCH)]
    totals = {
        name: sum(int(str(n)) for m in months for u, n in m if u == name) for name, _ in months[0]
    }
    quarter = [(name, total + (name == "乌审旗")) for name, total in totals.items()]
    title = f"{ISSUER}关于2023年第一季度政务信息采用情况的通报"
    pages = [page(n, rows, columns=columns) for n, rows in enumerate(months, 1)]
    whole = page(3, quarter, columns=columns, title=title, day="2023年4月9日").replace(
        "现将2023年3月", "现将2023年第一季度"
    )
    *others, last = between(*pages, whole)
    assert others == [[], [], []]
    assert [place(f) for f in last] == [("cumulative", "warning", 3, "采用", "28")]


def test_a_figure_published_twice_differently_is_told_of_the_later_notice() -> None:
    again = page(2, changed(FEBRUARY, 3, 4, 45), day="2023年3月20日")
    first, second = between(page(2, FEBRUARY), again)
    assert first == []
    assert [place(f) for f in second] == [("restated", "warning", 4, "得分", "40")]
    assert second[0].difference == "5"
    assert second[0].changes_rank is True


def test_a_column_that_repeats_last_month_is_held_against_last_month() -> None:
    columns = ("单位", "上月得分", "得分")
    march = [("达拉特旗", 70, 65), ("康巴什区", 55, 55), ("乌审旗", 54, 50), ("伊金霍洛旗", 40, 40)]
    first, second = between(page(2, FEBRUARY), page(3, march, columns=columns))
    assert first == []
    assert [place(f) for f in second] == [("restated", "warning", 3, "上月得分", "45")]


def test_last_periods_running_figure_is_held_against_last_period_and_told_once() -> None:
    columns = ("单位", "上月累计", "本月采用", "累计采用")
    march = [
        ("达拉特旗", 24, 13, 37),
        ("康巴什区", 23, 11, 34),
        ("乌审旗", 19, 10, 28),
        ("伊金霍洛旗", 15, 8, 23),
    ]
    first, second = between(page(2, FEBRUARY), page(3, march, columns=columns))
    assert first == []
    assert [place(f) for f in second] == [("restated", "warning", 3, "上月累计", "18")]


def test_a_correction_says_what_it_replaces_and_each_change_is_a_note() -> None:
    corrected = page(
        2,
        changed(FEBRUARY, 3, 4, 45),
        "原通报有误，更正如上。",
        title=f"{ISSUER}关于更正2023年2月政务信息采用情况通报的通知",
        day="2023年3月9日",
    )
    first, second = between(page(2, FEBRUARY), corrected)
    assert first == []
    assert [place(f)[:4] for f in second] == [
        ("restated", "note", None, None),
        ("restated", "note", 4, "得分"),
    ]
    assert "以更正件为准" in second[0].explanation.zh


def test_a_correction_that_prints_the_mended_row_alone_is_of_the_table_it_mends() -> None:
    wrong = changed(changed(FEBRUARY, 2, 2, 10), 2, 3, 19)
    cited = f"《{ISSUER}关于2023年2月政务信息采用情况的通报》"
    mended = page(
        2,
        [FEBRUARY[2][1:4]],
        title="更正通知",
        columns=COLUMNS[1:4],
        caption="",
        day="2023年3月9日",
    ).replace("现将2023年2月政务信息采用情况通报如下。", f"{cited}中乌审旗的数据有误，现予更正：")
    first, second, third, fixed = between(page(1, JANUARY), page(2, wrong), page(3, MARCH), mended)
    assert (first, second, third) == ([], [], [])
    assert [(f.severity, f.unit, f.published, f.expected) for f in fixed] == [
        ("note", None, None, None),
        ("note", "乌审旗", "9", "10"),
        ("note", "乌审旗", "18", "19"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "乌审旗采用条数由9条更正为8条。",
        "乌审旗采用条数应为8条，误为9条，特此更正。",
        "“乌审旗采用9条”应为“乌审旗采用8条”。",
        "乌审旗原通报采用信息9条，现更正为8条。",
        "乌审旗2月采用条数“9”更正为“8”。",
    ],
)
def test_what_a_correction_says_in_words_is_held_against_the_notice_that_it_mends(
    words: str,
) -> None:
    def told(text: str) -> list[tuple[object, ...]]:
        mended = page(
            2,
            [],
            text,
            title=f"{ISSUER}关于更正2023年2月政务信息采用情况通报的通知",
            day="2023年3月9日",
        )
        _, (_, *found) = between(page(2, FEBRUARY), mended)
        return [(f.severity, f.unit, f.published, f.expected) for f in found]

    assert told(words) == [("note", "乌审旗", "8", "9")]
    assert told(words.replace("9", "61")) == [("warning", "乌审旗", "8", "61")]


def test_a_running_total_that_follows_a_correction_in_words_is_no_warning() -> None:
    mended = page(
        1,
        [],
        "乌审旗1月采用条数由9条更正为8条，累计相应更正。",
        title=f"{ISSUER}关于更正2023年1月政务信息采用情况通报的通知",
        day="2023年2月19日",
    )
    february = changed(FEBRUARY, 2, 3, 17)
    _, told, _ = between(page(1, JANUARY), page(2, february), mended)
    assert [place(f) for f in told] == [("cumulative", "note", 3, "累计采用", "18")]
    assert "由9条更正为8条" in told[0].explanation.zh


def test_tables_of_another_matter_are_not_compared() -> None:
    other = tuple((n, unit, a + 3, b + 4, c + 8) for n, unit, a, b, c in FEBRUARY)  # type: ignore[operator]
    assert between(page(2, FEBRUARY), page(2, other, day="2023年3月20日")) == [[], []]
    website = page(2, changed(FEBRUARY, 3, 4, 45), caption="政府网站内容更新情况统计表")
    assert between(page(2, FEBRUARY), website) == [[], []]


def test_offices_are_not_held_against_one_another() -> None:
    other = page(2, changed(FEBRUARY, 3, 4, 45), issuer="榆林市人民政府办公室")
    assert between(page(2, FEBRUARY), other) == [[], []]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("达拉特旗较上月上升1位，康巴什区较上月下降一位。", []),
        ("达拉特旗较上月上升2位。", [("达拉特旗", "上升2位", "上升1位")]),
        ("乌审旗比上月前进3个位次。", [("乌审旗", "前进3位", "名次持平")]),
        ("康巴什区较上期上升1名。", [("康巴什区", "上升1位", "下降1位")]),
        ("达拉特旗较去年同期上升2位。", []),
    ],
)
def test_a_move_told_in_words_is_held_against_the_two_ranks(
    words: str, expected: list[tuple[str, str, str]]
) -> None:
    first, second = between(page(1, JANUARY), page(2, FEBRUARY, words))
    assert first == []
    assert [(f.unit, f.published, f.expected) for f in second] == expected
    assert all((f.code, f.severity, f.table) == ("restated", "warning", None) for f in second)


@pytest.mark.parametrize("cells", [("↑1", "↓1", "-", "↑1"), ("1", "-1", "0", "2")])
def test_a_column_of_moves_is_held_against_the_two_ranks(cells: tuple[str, ...]) -> None:
    rows = [(*line, cell) for line, cell in zip(FEBRUARY, cells, strict=True)]
    moved = page(2, rows, columns=(*COLUMNS, "较上月名次变化"))
    _, second = between(page(1, JANUARY), moved)
    assert [place(f) for f in second] == [("restated", "warning", 4, "较上月名次变化", "0")]


def test_a_unit_is_followed_through_its_new_name() -> None:
    old = [(1, "达拉特旗卫生和计划生育局", 12, 12, 60), *JANUARY[1:]]
    new = [(1, "达拉特旗卫生健康委员会", 11, 24, 55), *FEBRUARY[:1], *FEBRUARY[2:]]
    first, second = between(
        page(1, old).replace("2023年", "2019年"), page(2, new).replace("2023年", "2019年")
    )
    assert first == []
    assert [place(f) for f in second] == [("cumulative", "warning", 1, "累计采用", "23")]


def test_totals_of_the_prose_are_followed() -> None:
    january = page(1, JANUARY, "1月份全市共采用信息38条。")
    told = "2月份全市共采用信息42条，1—2月累计采用信息{}条。"
    assert between(january, page(2, FEBRUARY, told.format(80))) == [[], []]
    _, second = between(january, page(2, FEBRUARY, told.format(81)))
    assert [(f.code, f.severity, f.published, f.expected) for f in second] == [
        ("cumulative", "warning", "81", "80")
    ]
    _, second = between(january, page(2, FEBRUARY, "1月份全市共采用信息39条。"))
    assert [(f.code, f.severity, f.published, f.expected) for f in second] == [
        ("restated", "warning", "39", "38")
    ]


@pytest.mark.parametrize("rate", ["环比增长10.5%", "较上月上升10.5%", "环比增长10.6%"])
def test_a_rate_of_change_is_held_against_the_two_totals(rate: str) -> None:
    january = page(1, JANUARY, "1月份全市共采用信息38条。")
    february = "2月份全市共采用信息42条，{}。"
    assert between(january, page(2, FEBRUARY, february.format(rate))) == [[], []]
    wrong = re.sub(r"[\d.]+", "12.5", rate)
    _, second = between(january, page(2, FEBRUARY, february.format(wrong)))
    assert [(f.code, f.severity, f.published, f.expected) for f in second] == [
        ("restated", "warning", "12.5", "10.5")
    ]


def test_a_series_goes_on_under_new_headings() -> None:
    def february(rows: Rows) -> str:
        return page(
            2, [line[:4] for line in rows], columns=("名次", "单位", "本月录用", "年内录用")
        )

    january = page(1, [line[:4] for line in JANUARY], columns=COLUMNS[:4])
    assert between(january, february(FEBRUARY)) == [[], []]
    _, second = between(january, february(changed(FEBRUARY, 2, 3, 19)))
    assert [place(f) for f in second] == [("cumulative", "warning", 3, "年内录用", "18")]


def test_columns_of_other_periods_may_say_in_short_what_they_count() -> None:
    columns = ("单位", "采用信息数")
    pages = [
        page(n, [line[1:3] for line in rows], columns=columns)
        for n, rows in enumerate((JANUARY, FEBRUARY), 1)
    ]
    both = [(j[1], j[2], f[2]) for j in JANUARY for f in FEBRUARY if j[1] == f[1]]
    march = page(3, changed(both, 2, 2, 10), columns=("单位", "1月采用", "2月采用"))
    *others, last = between(*pages, march)
    assert others == [[], []]
    assert [place(f) for f in last] == [("restated", "warning", 3, "2月采用", "9")]


def test_of_notices_of_one_day_the_one_of_the_longer_period_is_in_doubt() -> None:
    columns = ("单位", "2月得分", "3月得分")
    march = [(line[1], line[4]) for line in MARCH]
    quarter = [(f[1], f[4], m[1]) for f in FEBRUARY for m in march if f[1] == m[0]]
    day = "2023年4月9日"
    title = f"{ISSUER}关于2023年第一季度政务信息采用情况的通报"
    for wrong in (50, 51, 52, 53):  # other bytes, another hash
        first, second = between(
            page(3, march, columns=("单位", "得分"), day=day),
            page(3, changed(quarter, 2, 2, wrong + 4), columns=columns, title=title, day=day),
        )
        assert first == []
        assert [place(f) for f in second] == [("restated", "warning", 3, "3月得分", "50")]


def test_a_rule_that_changed_between_two_periods_is_worth_knowing() -> None:
    dearer = tuple((*line[:4], 6 * int(str(line[2]))) for line in FEBRUARY)
    assert between(page(1, JANUARY), page(2, FEBRUARY), page(3, MARCH))[2] == []
    _, second = between(page(1, JANUARY), page(2, dearer))
    assert [place(f) for f in second] == [("rule_changed", "note", None, "得分", "采用 5 分")]
    assert second[0].published == "采用 6 分"


def test_the_same_notice_given_twice_is_one() -> None:
    february = page(2, changed(FEBRUARY, 2, 3, 19))
    first, second, third = between(page(1, JANUARY), february, february)
    assert first == []
    assert [place(f) for f in second] == [place(f) for f in third]
    assert len(second) == 1


def test_a_notice_that_is_held_against_no_other_is_told_with_the_reason() -> None:
    february = page(2, FEBRUARY)
    nameless = page(3, MARCH).replace(ISSUER, "")
    undated = page(3, MARCH, day=" ", title=f"{ISSUER}信息通报").replace("2023年3月", "")
    told = dict(left_out(notices(page(1, JANUARY), february, nameless, undated, february)))
    assert {path: message.zh.partition("，")[0] for path, message in told.items()} == {
        "3.html": "未见发文机关和机关代字",
        "4.html": "未见所通报的时期",
        "5.html": "与 2.html 是同一通报",
    }
    assert list(left_out(notices(nameless))) == []


def test_a_difference_that_the_notice_explains_is_a_note() -> None:
    february = changed(FEBRUARY, 2, 3, 19)
    why = "乌审旗补计1月迟报采用信息1条，已计入累计采用。"
    _, told = between(page(1, JANUARY), page(2, february, why))
    assert [place(f) for f in told] == [("cumulative", "note", 3, "累计采用", "18")]
    assert "补计" in told[0].explanation.zh
    _, told = between(page(1, JANUARY), page(2, february, why.replace("乌审旗", "康巴什区")))
    assert [f.severity for f in told] == ["warning"]


@pytest.mark.parametrize(
    "prose",
    [
        "信息采用每条计5分，迟报、漏报的扣分。",
        "请各旗区及时补报信息，今后将按季调整累计采用任务。",
        "本月个别单位漏报信息。",
    ],
)
def test_rules_and_wishes_explain_no_figure(prose: str) -> None:
    _, told = between(page(1, JANUARY), page(2, changed(FEBRUARY, 2, 3, 19), prose))
    assert [place(f) for f in told] == [("cumulative", "warning", 3, "累计采用", "18")]


def test_a_unit_that_was_split_off_takes_its_past_with_it() -> None:
    march = (*changed(changed(MARCH, 2, 2, 6), 2, 3, 14), (5, "准格尔旗", 4, 14, 20))
    _, told = between(page(2, FEBRUARY), page(3, march))
    assert [place(f) for f in told] == [("cumulative", "note", 3, "累计采用", "24")]
    assert [(t.label, t.value) for t in told[0].explained_by] == [("准格尔旗", 10)]


def test_an_office_is_followed_through_the_new_name_that_its_notice_tells() -> None:
    february = changed(FEBRUARY, 2, 3, 19)
    renamed = "鄂尔多斯市政务服务管理局"
    told = f"原{ISSUER}更名为{renamed}。"
    assert between(page(1, JANUARY), page(2, FEBRUARY, told, issuer=renamed)) == [[], []]
    _, found = between(page(1, JANUARY), page(2, february, told, issuer=renamed))
    assert [place(f) for f in found] == [("cumulative", "warning", 3, "累计采用", "18")]
    _, found = between(page(1, JANUARY), page(2, february, issuer="准格尔旗教育体育局"))
    assert found == []


def test_the_order_of_the_files_makes_no_difference() -> None:
    pages = [page(1, JANUARY), page(2, changed(FEBRUARY, 2, 3, 19)), page(3, MARCH)]
    told = dict(zip(pages, between(*pages), strict=True))
    assert [len(findings) for findings in told.values()] == [0, 1, 0]
    for shuffled in permutations(pages):
        assert dict(zip(shuffled, between(*shuffled), strict=True)) == told


def test_a_rule_is_no_notice_that_was_left_out() -> None:
    rule = page(1, JANUARY, title=f"{ISSUER}政务信息考核办法", day=" ").replace("2023年1月", "")
    read = notices(page(2, FEBRUARY), rule)
    assert [one.notice.kind for one in read] == ["ranking", "rule"]
    assert list(left_out(read)) == []
