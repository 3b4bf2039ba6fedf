"""What is right in a table stays silent, what is wrong is named in its place."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.checks.notice_checks import check_notice
from tests.notice_builder import attachment, notice, row, table, truth_notice, with_rows


def found(made, code=None):
    return [
        (f.code, f.severity, f.table, f.row, f.column, f.unit)
        for f in check_notice(made, ())
        if code in (None, f.code)
    ]


def sections(first="12", total="63"):
    rows = [
        row(["甲乡", "5", "2"], section="乡"),
        row(["乙乡", "7", "4"], section="乡"),
        row(["小计", first, "6"], "subtotal", "乡"),
        row(["丙镇", "20", "9"], section="镇"),
        row(["丁镇", "31", "8"], section="镇"),
        row(["小计", "51", "17"], "subtotal", "镇"),
        row(["合计", total, "23"], "total"),
    ]
    return notice(with_rows("", ["单位", "报送数", "采用数"], rows))


def test_subtotals_sum_their_sections_and_the_total_all():
    assert found(sections()) == []


def test_a_wrong_subtotal_is_named_and_the_total_is_not():
    assert found(sections(first="13")) == [("column_total", "error", 1, 3, "报送数", "小计")]


def test_a_wrong_total_is_named():
    assert found(sections(total="65")) == [("column_total", "error", 1, 7, "报送数", "合计")]


def test_a_mean_is_no_sum():
    rows = [["甲", "90.5", "80"], ["乙", "88.2", "77"], ["丙", "85.1", "70"]]
    made = notice(table(["单位", "得分", "次数"], rows, totals=[["平均", "87.93", "75.67"]]))
    assert found(made) == []
    wrong = notice(table(["单位", "得分", "次数"], rows, totals=[["平均", "86.93", "75.67"]]))
    assert found(wrong) == [("column_total", "error", 1, 4, "得分", "平均")]


def test_lower_is_better_where_all_other_rows_run_so():
    values = ["2.81", "3.10", "3.44", "3.61", "4.02", "4.50"]
    rows = [
        [str(n), f"{name}区", v]
        for n, (name, v) in enumerate(zip("甲乙丙丁戊己", values, strict=True), 1)
    ]
    assert found(notice(table(["名次", "单位", "综合指数"], rows))) == []
    rows[2][2] = "4.99"
    codes = found(notice(table(["名次", "单位", "综合指数"], rows)), "rank_order")
    assert [(r, u) for *_, r, _, u in codes] == [(3, "丙区")]


@pytest.mark.parametrize("ranks", ["12345678", "12245678", "12234567", "11345678", "12344678"])
def test_every_rule_of_ties_is_accepted(ranks):
    scores = {"1": 90}
    rows = []
    for n, rank in enumerate(ranks):
        score = scores.setdefault(rank, 90 - 3 * n)
        rows.append([rank, f"单位{chr(0x4E00 + n)}", str(score)])
    made = notice(table(["名次", "单位", "得分"], rows))
    assert found(made) == []


def test_ranks_that_are_all_there_are_no_gaps_in_whatever_order_they_stand():
    rows = [["甲镇", "1", "12"], ["乙镇", "3", "9"], ["丙镇", "2", "11"], ["丁镇", "4", "7"]]
    assert found(notice(table(["乡镇", "三季度名次", "总分"], rows)), "rank_gap") == []


def scored(ranks, scores):
    lines = zip(ranks.split(), "甲乙丙丁戊己庚辛壬癸", scores.split(), strict=False)
    return notice(table(["名次", "单位", "得分"], [[r, f"{n}镇", s] for r, n, s in lines]))


@pytest.mark.parametrize(
    ("ranks", "scores", "told"),
    [
        # Of scores exchanged over a third row both are named, the row between them is not.
        ("1 2 3 4 5 6 7 8 9 10", "99 98 97 96 95 94 93 90 91 92", {8, 10}),
        # A rank beyond its tie, where dense ranks make it look like that of another score.
        ("1 2 2 3 3 6 4 5 6", "99 98 98 97 97 97 96 95 94", {6}),
        # One rank alone would mend all.
        ("4 10 2 5 6 11 7 1 8 3", "87 73 93 85 81 77 79 96 78 92", {6}),
    ],
)
def test_of_rows_out_of_order_those_in_doubt_are_named(ranks, scores, told):
    rows = found(scored(ranks, scores), "rank_order")
    assert {row for _, _, _, row, _, _ in rows} == told


def test_a_rank_apart_from_its_tie_is_told_of_the_rank_not_of_the_score():
    made = scored("1 2 2 7 3 4 5 6 7", "99 98 98 98 97 96 95 94 93")
    assert [f[3:5] for f in found(made, "rank_order")] == [(4, "名次")]


def test_a_row_left_out_above_a_tie_is_one_gap():
    made = scored("1 3 3 5 6 7 8 9", "99 97 97 95 94 93 92 91")
    assert [f[3] for f in found(made, "rank_gap")] == [2]


def test_a_ranking_without_its_first_is_told_unless_it_is_a_part():
    made = scored("2 3 4 5 6", "99 97 96 95 94")
    assert [f[3] for f in found(made, "rank_gap")] == [1]
    rest = made.tables[0].model_copy(update={"caption": "后5名单位"})
    assert found(made.model_copy(update={"tables": (rest,)}), "rank_gap") == []


def test_ranks_of_a_part_of_a_larger_list_are_no_gaps():
    rows = [
        ["1", "海山街道", "91"],
        ["3", "梅沙街道", "90"],
        ["14", "盐田街道", "85"],
        ["20", "沙头街道", "80"],
    ]
    assert found(notice(table(["名次", "单位", "得分"], rows)), "rank_gap") == []


def test_a_unit_outside_the_ranking_disturbs_nobody():
    rows = [["第一名", "北区", "82.95"], ["第二名", "东区", "81.44"], ["第三名", "西区", "81.35"],
            ["第四名", "南区", "80.00"], ["不参与排名", "开发区", "82.55"]]  # fmt: skip
    assert found(notice(table(["名次", "单位", "得分"], rows))) == []


def test_declared_order_and_omission_of_the_second_seed():
    made = truth_notice(
        "seed-002", ["1、顺序排列按信息采用条数从高到低。", "2、采用信息条数为“0”的单位未列出。"]
    )
    assert [f[2:5] for f in found(made, "declared_order")] == [
        (1, 3, "采用条数"),
        (2, 4, "采用条数"),
    ]
    messages = [f.explanation.zh for f in check_notice(made, ()) if f.code == "declared_order"]
    assert all("实际按《总分》排列" in message for message in messages)
    assert found(made, "declared_omission") == [
        ("declared_omission", "warning", 2, 14, "采用条数", "鄂尔多斯市林业和草原局")
    ]


def test_an_order_that_is_kept_is_silent():
    rows = [["甲", "9"], ["乙", "7"], ["丙", "7"], ["丁", "1"]]
    note = "注：按采用数由多到少排列，采用数为0的单位不列出。"
    assert found(notice(table(["单位", "采用数"], rows, notes=[note]))) == []


def test_a_declared_number_of_units_is_counted():
    rows = [["甲镇", "9"], ["乙镇", "7"], ["丙镇", "5"]]
    assert found(notice(table(["单位", "得分"], rows, caption="3个镇得分情况"))) == []
    wrong = notice(table(["单位", "得分"], rows, caption="4个镇得分情况"))
    assert found(wrong) == [("row_count", "warning", 1, None, None, None)]
    assert found(notice(table(["单位", "得分"], rows, caption="前10个镇得分情况"))) == []


@pytest.mark.parametrize("between", ["", "/"])
def test_points_of_each_month_are_the_parts_of_a_total_however_many_stand_between(between):
    months = range(1, 7)
    headings = [f"{month}月{between}{name}" for month in months for name in ("采用", "得分")]
    lines = []
    for n in range(10):
        items = [(n * 5 + month * 7) % 11 for month in months]
        cells = [figure for count in items for figure in (count, 3 * count + count % 2)]
        whole = sum(cells[1::2]) + 4 * (n == 6)
        lines.append([f"东{n}镇", *map(str, cells), str(whole)])
    told = found(notice(table(["单位", *headings, "总分"], lines)), "row_sum")
    assert told == [("row_sum", "error", 1, 7, "总分", "东6镇")]


def test_the_same_unit_in_two_rankings_is_no_double():
    rows = [row(["甲局", "9"], section="报送"), row(["乙局", "8"], section="报送"),
            row(["甲局", "5"], section="采用"), row(["乙局", "4"], section="采用")]  # fmt: skip
    assert found(notice(with_rows("", ["单位", "条数"], rows))) == []


def test_rows_of_one_name_are_told_apart_by_their_code_not_by_a_remark():
    rows = [["30201", "办公费", "9"], ["30211", "差旅费", "8"], ["50201", "办公费", "7"]]
    assert found(notice(table(["科目编码", "科目名称", "金额"], rows))) == []
    rows = [["1", "甲局", "9", "优秀"], ["2", "乙局", "8", "良好"], ["3", "甲局", "7", "一般"]]
    made = notice(table(["名次", "单位", "得分", "等次"], rows))
    assert [f[3] for f in found(made, "duplicate_unit")] == [3]


def test_where_nothing_was_rounded_a_last_digit_off_is_a_warning():
    parts = [[f"{9 + (7 * n + k) % 10}.{(3 * n + k * k) % 10}" for k in range(5)] for n in range(9)]
    lines = [[f"{n}镇", *given, str(sum(map(Decimal, given)))] for n, given in enumerate(parts)]
    headings = ["单位", "甲项", "乙项", "丙项", "丁项", "戊项", "总分"]
    assert found(notice(table(headings, lines))) == []
    lines[4][-1] = str(Decimal(lines[4][-1]) + Decimal("0.1"))
    told = found(notice(table(headings, lines)), "row_sum")
    assert told == [("row_sum", "warning", 1, 5, "总分", "4镇")]


def test_a_cumulative_count_includes_its_last_period():
    columns = ["单位", "本月报送", "累计报送", "本月得分", "累计得分"]
    rows = [["甲局", "5", "20", "3", "1"], ["乙局", "9", "7", "2", "8"]]
    assert found(notice(table(columns, rows)), "cumulative") == [
        ("cumulative", "warning", 1, 2, "累计报送", "乙局")
    ]


def test_an_absent_attachment_is_a_warning_with_its_count():
    made = notice(
        declared_attachments=(attachment("附件1：得分表", 86), attachment("附件2", None, True))
    )
    (finding,) = check_notice(made, ())
    assert (finding.code, finding.severity, finding.published) == (
        "attachment_absent",
        "warning",
        "86",
    )


def test_a_notice_dated_a_year_early_is_told_and_a_rule_is_not():
    fields = {
        "published_on": date(2013, 1, 14),
        "period_start": date(2013, 1, 1),
        "period_end": date(2013, 12, 31),
    }
    assert found(notice(title="2013年信息采用情况通报", **fields)) == [
        ("date", "warning", None, None, None, None)
    ]
    assert found(notice(title="2013年信息工作考核办法", **fields)) == []


def test_days_that_run_backwards_are_told():
    assert [f[0] for f in found(notice(text=["监测期为5月20日至5月2日。"]))] == ["date"]
    assert found(notice(text=["监测期为12月28日至1月3日。"])) == []


def test_a_title_of_another_quarter_is_told():
    rows = [["甲", "9"], ["乙", "7"]]
    right = table(["单位", "采用数"], rows, caption="2020年第二季度采用情况")
    wrong = table(["单位", "采用数"], rows, caption="2020年第三季度采用情况")
    title = "2020年第二季度信息采用情况的通报"
    assert found(notice(right, title=title)) == []
    assert found(notice(wrong, title=title)) == [("title_body", "warning", 1, None, None, None)]


RANKED = ["名次", "单位", "得分"]


@pytest.mark.parametrize(
    "made",
    [
        notice(),
        notice(table(["单位"], [])),
        notice(table(["单位", "得分"], [["甲", ""]])),
        notice(table(["列1", "列2"], [["文字", "更多文字"], ["-", "/"]])),
        notice(table(RANKED, [["1", "甲", "1,234"], ["2", "乙", "３"], ["3", "丙", "十二"]])),
        notice(table(["名次", "得分"], [["1", "12.5%"]])),
        notice(
            text=["共119篇，其中，", "（", "其中各4条", "。。。", "共报送0条，其中甲0条，乙0条。"]
        ),
    ],
)
def test_odd_tables_give_an_answer(made):
    assert all(f.severity != "error" for f in check_notice(made, ()))


def test_a_large_table_is_checked_in_seconds():
    rows = [[str(n), f"单位{n}号", str(9000 - n), str(5 * (9000 - n))] for n in range(1, 3001)]
    assert found(notice(table(["名次", "单位", "采用条数", "采用得分"], rows))) == []


def test_rounding_accuses_no_sum():
    rows = [["甲局", "4.79"], ["乙局", "246.47"], ["丙局", "0.13"]]
    parts = "采购金额为251.25万元，其中，货物4.79万元、工程0万元、服务246.47万元。"
    of = notice(table(["单位", "金额"], rows, totals=[["合计", "251.38"]]), text=[parts])
    assert not check_notice(of, ())
    halves = [["甲局", "4.5"], ["乙局", "7.0"], ["丙局", "2.5"]]
    wrong = table(["单位", "得分"], halves, totals=[["合计", "14.5"]])
    assert [f.code for f in check_notice(notice(wrong), ())] == ["column_total"]


def test_a_total_over_rows_of_several_levels_is_no_error():
    levels = [["201", "30"], ["20101", "30"], ["2010101", "10"], ["2010102", "20"],
              ["202", "12"], ["20201", "12"], ["2020101", "5"], ["2020102", "7"]]  # fmt: skip
    rows = [[f"科目{code}", amount] for code, amount in levels]
    assert not check_notice(notice(table(["科目", "支出"], rows, totals=[["合计", "42"]])), ())


def test_a_column_of_series_of_numbers_is_not_misprinted():
    rows = [[f"2024{n:03}", f"{n}..{n + 1}"] for n in range(1, 7)]
    assert not check_notice(notice(table(["期号", "号码"], rows)), ())


def test_units_told_as_listed_below_are_counted_in_the_only_table():
    rows = [["一小", "96"], ["二小", "95"], ["三小", "90"]]
    for told, findings in (("3", []), ("4", [("row_count", "warning", 1, None, None, None)])):
        prose = f"参加视导的{told}所小学成绩如下："
        assert found(notice(table(["学校", "得分"], rows), text=[prose])) == findings


@pytest.mark.parametrize(
    ("ranks", "told"),
    [
        ("1 2 3 3 5", []),
        ("3 2 3 3 5", [("rank_order", 1, "3", "1")]),
        ("1 2 3 3 6", [("rank_gap", 5, "6", "5")]),
        ("2 1 3 3 5", [("rank_order", 1, "2", "1"), ("rank_order", 2, "1", "2")]),
    ],
)
def test_a_wrong_rank_of_a_short_table_is_told_at_its_row(ranks, told):
    scores = ("105", "75", "35", "35", "20")
    rows = [[r, n, s] for r, n, s in zip(ranks.split(), "甲乙丙丁戊", scores, strict=True)]
    findings = check_notice(notice(table(["名次", "单位", "得分"], rows)), ())
    assert sorted((f.code, f.row, f.published, f.expected) for f in findings) == told


def test_the_rank_of_the_first_row_alone_is_missing():
    rows = [
        ["3", "甲", "9"],
        ["2", "乙", "9"],
        ["3", "丙", "8"],
        ["4", "丁", "7"],
        ["5", "戊", "5"],
    ]
    findings = check_notice(notice(table(["名次", "单位", "得分"], rows)), ())
    assert [(f.code, f.row, f.expected) for f in findings if f.severity != "note"] == [
        ("rank_gap", 1, "1")
    ]


@pytest.mark.parametrize(
    "said",
    [
        "全县参加考核单位共{n}个，现将情况通报如下。",
        "本次共对{n}个乡镇进行考核。",
        "此次共考核{n}个单位，平均得分31分。",
        "{n}个乡镇报送信息采用情况如下：",
    ],
)
def test_the_number_of_all_that_are_ranked_is_that_of_the_rows(said: str) -> None:
    listed = table(["乡镇", "采用条数"], [["甲镇", "9"], ["乙镇", "7"], ["丙镇", "2"]])
    for number, findings in (("3", []), ("5", [("row_count", "warning", 1, None, None, None)])):
        assert found(notice(listed, text=[said.format(n=number)])) == findings


def test_towns_of_one_name_in_several_districts_are_no_doubles():
    rows = [["东县", "9"], ["其中：城关镇", "5"], ["太平镇", "4"], ["西县", "7"], ["太平镇", "7"]]
    assert not found(notice(table(["单位", "条数"], rows)), "duplicate_unit")
    rows.append(["太平镇", "1"])
    assert found(notice(table(["单位", "条数"], rows)), "duplicate_unit") == [
        ("duplicate_unit", "warning", 1, 6, "单位", "太平镇")
    ]
