"""Days and periods in words: what they settle, and what they leave open."""

import calendar
import itertools
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periods import Period, find_days, find_mentions, parse_day, parse_period, parse_until

NOTICES = Path(__file__).resolve().parents[1].parent / "shared" / "notices"


def span(start: str, end: str) -> Period:
    return Period(start=date.fromisoformat(start), end=date.fromisoformat(end))


@pytest.mark.parametrize(
    ("words", "year", "expected"),
    [
        ("2018年第二季度", None, ("2018-04-01", "2018-06-30")),
        ("二季度", 2020, ("2020-04-01", "2020-06-30")),
        ("2020年第 3 季度", None, ("2020-07-01", "2020-09-30")),
        ("2020年1-3月", None, ("2020-01-01", "2020-03-31")),
        ("1—3月份", 2019, ("2019-01-01", "2019-03-31")),
        ("2019年上半年", None, ("2019-01-01", "2019-06-30")),
        ("下半年", 2019, ("2019-07-01", "2019-12-31")),
        ("2018年度", None, ("2018-01-01", "2018-12-31")),
        ("2018年元月", None, ("2018-01-01", "2018-01-31")),
        ("二〇一八年十月下旬", None, ("2018-10-21", "2018-10-31")),
        ("某市2010年政务信息综合评分通报", None, ("2010-01-01", "2010-12-31")),
        ("2017年4月", None, ("2017-04-01", "2017-04-30")),
        ("4月份网站信息报送情况", 2017, ("2017-04-01", "2017-04-30")),
        ("十二月份", 2017, ("2017-12-01", "2017-12-31")),
        ("2015年8月至2016年6月", None, ("2015-08-01", "2016-06-30")),
        ("8月至2016年6月", None, ("2015-08-01", "2016-06-30")),
        ("2020年12月至次年2月", None, ("2020-12-01", "2021-02-28")),
        ("2020年4月1日至2020年6月30日", None, ("2020-04-01", "2020-06-30")),
        ("2016.3.4-3.10", None, ("2016-03-04", "2016-03-10")),
        ("2016.3-2016.5", None, ("2016-03-01", "2016-05-31")),
        ("2015-06-18至2015-06-24", None, ("2015-06-18", "2015-06-24")),
        ("6月18日—24日", 2015, ("2015-06-18", "2015-06-24")),
        ("6月18日（周四）至24日（周三）", 2015, ("2015-06-18", "2015-06-24")),
        ("2021年1月1—15日", None, ("2021-01-01", "2021-01-15")),
        ("2015年3月上半月", None, ("2015-03-01", "2015-03-15")),
        ("2019年2月下旬", None, ("2019-02-21", "2019-02-28")),
        ("2019年第一至三季度", None, ("2019-01-01", "2019-09-30")),
        ("2019年前三季度", None, ("2019-01-01", "2019-09-30")),
        ("2018年三、四季度", None, ("2018-07-01", "2018-12-31")),
        ("2019年1至11月", None, ("2019-01-01", "2019-11-30")),
        ("2019年前5个月", None, ("2019-01-01", "2019-05-31")),
        ("3、4月份", 2018, ("2018-03-01", "2018-04-30")),
        ("２０１８年７月", None, ("2018-07-01", "2018-07-31")),
        ("二〇一八年七月", None, ("2018-07-01", "2018-07-31")),
        ("2016—2020年", None, ("2016-01-01", "2020-12-31")),
        ("2020年度全市网站第三季度检查", None, ("2020-07-01", "2020-09-30")),
        ("2020年6月及1—6月县区排名", None, ("2020-06-01", "2020-06-30")),
        ("2022年12月及全年环境空气质量", None, ("2022-12-01", "2022-12-31")),
        ("2018年中央和省驻市单位", None, ("2018-01-01", "2018-12-31")),
        ("2006年（第五届）绩效评估", None, ("2006-01-01", "2006-12-31")),
    ],
)
def test_words_that_settle_a_period(
    words: str, year: int | None, expected: tuple[str, str]
) -> None:
    assert parse_period(words, year) == span(*expected)


@pytest.mark.parametrize(
    "words",
    [
        "2020年第三轮环境卫生考评通报",
        "2015-2016评比年度用稿通报",
        "2021—2022年度",
        "2018年度市级文明单位年中考核有关情况的通报",
        "2018年13月",
        "2021年5月第3周排名",
        "2021年上半月考核通报",
        "2019年春季学期信息通报",
        "2018年2月1日至2月30日",
        "4月份",
        "2018年3月和9月",
        "2019年与2021年",
        "2020年与2021年一季度",
        "2018年以来",
        "2018年7月30日",
        "截止2018年6月30日",
        "文明单位创建工作",
        "",
    ],
)
def test_words_that_leave_a_choice_give_nothing(words: str) -> None:
    assert parse_period(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "2018-07-30 10:12:00",
        "发布时间：2018/7/30",
        "2018.07.30",
        "2018 年 7 月 30 日",
        "２０１８年７月３０日",
        "二〇一八年七月三十日",
        "二○一八年七月三十日",
        "2018年7月30号",
        "二零一八年七月卅日",
    ],
)
def test_the_ways_to_print_a_day(words: str) -> None:
    assert parse_day(words) == date(2018, 7, 30)


@pytest.mark.parametrize("words", ["○○九年四月十六日", "2018年2月30日", "7月30日", "2018年7月"])
def test_a_day_that_is_not_stated_in_full_is_none(words: str) -> None:
    assert parse_day(words) is None


def test_two_days_are_no_day() -> None:
    text = "2018年7月30日印发，2018年8月1日施行"
    assert parse_day(text) is None
    assert find_days(text) == (date(2018, 7, 30), date(2018, 8, 1))


def test_a_cut_off_day_is_told_from_other_days() -> None:
    assert parse_until("截止 2018 年 6 月 30 日，共报送 119 篇") == date(2018, 6, 30)
    assert parse_until("截至6月底", 2018) == date(2018, 6, 30)
    assert parse_until("2018年6月30日召开会议") is None


def test_a_year_serves_the_expressions_after_it() -> None:
    mentions = find_mentions("2019年上半年印发，三季度通报，12月份考核")
    assert [str(m.period.end) for m in mentions if m.period] == [
        "2019-06-30",
        "2019-09-30",
        "2019-12-31",
    ]


days = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@given(days, st.sampled_from(["{0.year}年{0.month}月{0.day}日", "{0:%Y-%m-%d}", "{0:%Y/%m/%d}"]))
def test_a_printed_day_reads_back(day: date, form: str) -> None:
    assert parse_day(f"某办公室 {form.format(day)}") == day


@given(days, st.integers(1, 400), st.sampled_from(["至", "—", "-", "——", "～", " 到 "]))
def test_a_printed_span_reads_back(start: date, length: int, join: str) -> None:
    end = start + timedelta(days=length)
    words = f"{start.year}年{start.month}月{start.day}日{join}{end.year}年{end.month}月{end.day}日"
    expected = Period(start=start, end=end) if end.year < 2100 else None
    assert parse_period(words) == expected


@given(st.integers(1950, 2099), st.integers(1, 12), st.integers(1, 12))
def test_printed_months_read_back(year: int, one: int, other: int) -> None:
    first, last = sorted((one, other))
    expected = Period(
        start=date(year, first, 1), end=date(year, last, calendar.monthrange(year, last)[1])
    )
    assert parse_period(f"{year}年{first}-{last}月") == expected
    assert parse_period(f"{first}至{last}月份", year) == expected


@given(st.text("0123456789年月日第一二三四五季度上下半-至.、前 （）全", max_size=25))
def test_any_text_is_read_without_overlap(text: str) -> None:
    mentions = find_mentions(text, 2020)
    for before, after in itertools.pairwise(mentions):
        assert before.end <= after.start
    period = parse_period(text, 2020)
    assert period is None or period.start <= period.end


def test_titles_of_real_notices_give_their_period_or_nothing() -> None:
    if not NOTICES.is_dir():
        pytest.skip(f"the facts of real notices are not at {NOTICES}")
    read = missed = 0
    for path in sorted(NOTICES.glob("*.json")):
        fact = json.loads(path.read_text("utf-8"))
        period = parse_period(fact["title"])
        stated = (fact.get("period_start"), fact.get("period_end"))
        if period is None:
            missed += stated != (None, None)
            continue
        # 007 counts some days past its quarter: its text says so, not its title.
        if fact["id"] != "007":
            assert (str(period.start), str(period.end)) == stated, fact["title"]
        read += 1
    assert read > 80
    assert missed < 12
