import json
import random
from decimal import Decimal
from fractions import Fraction
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures import read_figure
from scoring.inference.infer import infer_rule
from scoring.inference.null_space import null_space
from scoring.inference.table_csv import TableError, infer_csv, infer_file, infer_text
from tests.notice_builder import SHARED

EMPTY = Decimal(0)


def infer(columns, rows, target=None):
    figures = [[Decimal(str(value)) for value in row] for row in rows]
    return infer_rule(columns, figures, target or columns[-1])


def points(inference):
    return {term.column: str(term.points_each) for term in inference.terms}


def seed_tables():
    path = SHARED / "documents" / "seed-000.truth.json"
    if not path.exists():
        pytest.skip(f"{path} is absent: the rendered notices lie beside the project, not in it")
    return json.loads(path.read_text("utf-8"))["tables"]


def pooled(tables):
    """The figures of all tables on the item columns that at least two of them print."""
    names = [
        name
        for name in tables[0]["columns"][2:]
        if sum(name in table["columns"] for table in tables) > 1
    ]
    rows = []
    for table in tables:
        for row in table["rows"]:
            cells = dict(zip(table["columns"], row["cells"], strict=True))
            figures = [read_figure(cells.get(name, "0")) for name in names]
            rows.append([figure.value if figure else EMPTY for figure in figures])
    return names, rows


def test_three_tables_together_tell_what_each_alone_does_not():
    inference = infer_rule(*pooled(seed_tables()), "积分")
    assert points(inference) == {
        "信息报送": "0",
        "信息采用情况/旗级": "10",
        "信息采用情况/市级": "0",
        "网络文明开展情况/旗级": "10",
    }  # fmt: skip
    assert (inference.exact_rows, inference.rows, inference.broken_rows) == (36, 36, ())
    assert not inference.identified
    assert inference.unidentified_columns == (
        "信息采用情况/自治区级", "信息采用情况/中央级", "网络文明开展情况/市级",
        "网络文明开展情况/自治区级", "网络文明开展情况/中央级",
    )  # fmt: skip


def test_other_points_and_wrong_rows_give_other_answers():
    names, rows = pooled(seed_tables())
    at = {name: index for index, name in enumerate(names)}
    for row in rows:
        row[-1] = 7 * row[at["信息采用情况/旗级"]] + 3 * row[at["信息采用情况/市级"]]
        row[-1] += 4 * row[at["网络文明开展情况/旗级"]] + Decimal(1) / 2 * row[at["信息报送"]]
    rows[4][-1] += 2
    rows[20][-1] -= 10
    inference = infer_rule(names, rows, "积分")
    assert points(inference) == {
        "信息报送": "0.5",
        "信息采用情况/旗级": "7",
        "信息采用情况/市级": "3",
        "网络文明开展情况/旗级": "4",
    }  # fmt: skip
    assert inference.broken_rows == (5, 21)


def test_columns_that_say_the_same_are_named_and_the_ways_to_read_them_shown():
    rows = [(3, 15, 10, 25), (1, 5, 0, 5), (7, 35, 20, 55), (2, 10, 30, 40), (0, 0, 10, 10)]
    inference = infer(["条数", "采用得分", "约稿得分", "总分"], rows)
    assert points(inference) == {"约稿得分": "1"}
    assert inference.unidentified_columns == ("条数", "采用得分")
    shown = [{t.column: str(t.points_each) for t in a.terms} for a in inference.alternatives]
    assert shown == [{"采用得分": "1", "约稿得分": "1"}, {"条数": "5", "约稿得分": "1"}]


@pytest.mark.parametrize(
    ("rows", "terms", "constant"),
    [
        # full mark minus deductions
        ([(0, 0, 100), (1, 0, 95), (2, 1, 88), (0, 3, 94), (1, 1, 93), (4, 0, 80)],
         {"a": "-5", "b": "-2"}, "100"),
        # a mean, and weights in per cent, both rounded to the printed digit
        ([(90, 80, 85), (77, 78, "77.5"), (60, 100, 80), (91, 92, "91.5"), (40, 80, 60)],
         {"a": "0.5", "b": "0.5"}, "0"),
        ([("91.37", "88.42", "90.19"), ("75.21", "80.11", "77.17"), ("66.66", "99.99", "79.99"),
          ("88.88", "70.07", "81.36"), ("93.14", "60.25", "79.98"), ("50.01", "99.02", "69.61")],
         {"a": "0.6", "b": "0.4"}, "0"),
    ],
)  # fmt: skip
def test_deductions_means_and_weights_are_found(rows, terms, constant):
    inference = infer(["a", "b", "y"], rows)
    assert points(inference) == terms
    assert str(inference.constant) == constant
    assert inference.exact_rows == inference.rows


def test_a_fit_of_few_rows_proves_nothing():
    assert infer(["a", "b", "y"], [(1, 2, 30), (2, 0, 20)]).terms == ()
    assert infer(["a", "y"], [(1, 5)]).exact_rows == 0
    few = infer(["a", "y"], [(1, 5), (2, 10)])
    assert (few.terms, few.identified, few.unidentified_columns) == ((), False, ("a",))


def test_where_nothing_fits_nothing_is_claimed():
    numbers = random.Random(7)
    rows = [[numbers.randint(0, 99), numbers.randint(0, 99), numbers.randint(0, 999)]
            for _ in range(20)]  # fmt: skip
    inference = infer(["a", "b", "y"], rows)
    assert (inference.terms, inference.exact_rows, inference.rows) == ((), 0, 20)


def test_a_half_between_two_whole_sums_is_no_constant():
    chance = random.Random(1)
    parts = [[chance.randint(1000, 9999) for _ in range(3)] for _ in range(10)]
    off = (0, 1, 1, 0, -1, 0, 1, 1, 0, -1)
    rows = [[*given, sum(given) + step] for given, step in zip(parts, off, strict=True)]
    found = infer(("a", "b", "c", "sum"), rows)
    assert (found.constant, found.rule) == (0, ())


def test_a_column_that_only_a_wrong_row_uses_is_not_told():
    rows = [(1, 0, 10), (2, 0, 20), (5, 0, 50), (7, 0, 70), (3, 0, 30), (4, 1, "43.37")]
    inference = infer(["a", "b", "y"], rows)
    assert inference.broken_rows == (6,)
    assert inference.unidentified_columns == ("b",)


def test_a_column_that_never_changes_is_not_told_from_a_base_score():
    rows = [(1, 3, 25), (2, 3, 35), (5, 3, 65), (7, 3, 85), (4, 3, 55), (0, 3, 15)]
    inference = infer(["a", "b", "y"], rows)
    assert points(inference) == {"a": "10"}
    assert inference.unidentified_columns == ("b",)


def test_a_weight_that_a_wrong_row_tells_as_well_as_a_sound_one_is_open():
    rows = [(1, 0, 10), (2, 0, 20), (5, 0, 50), (7, 0, 70), (3, 0, 30), (4, 1, 45), (6, 1, 68)]
    inference = infer(["a", "b", "y"], rows)
    assert points(inference) == {"a": "10"}
    assert inference.unidentified_columns == ("b",)
    shown = [{t.column: str(t.points_each) for t in a.terms} for a in inference.alternatives]
    assert shown == [{"a": "10", "b": "5"}, {"a": "10", "b": "8"}]


def test_a_mean_of_many_rounded_figures_is_found_beside_a_wrong_row():
    numbers = random.Random(3)
    rows = [[Decimal(numbers.randint(600, 1000)) / 10 for _ in range(8)] for _ in range(14)]
    whole = [[*row, round(sum(row) / 8, 2)] for row in rows]
    whole[5][-1] += 3
    inference = infer([*"abcdefgh", "y"], whole)
    assert points(inference) == dict.fromkeys("abcdefgh", "0.125")
    assert inference.broken_rows == (6,)


def test_a_misprinted_part_does_not_pass_for_the_row_that_tells_two_columns_apart():
    rows = [(n, 5 * n, n % 3, 5 * n + n % 3) for n in (1, 2, 3, 4, 6, 7, 8, 9, 11, 12)]
    rows[3] = (4, 2, 1, 21)  # 20 points misprinted; the total follows the count
    inference = infer(["条数", "采用得分", "批示得分", "总分"], rows)
    assert points(inference) == {"批示得分": "1"}
    assert inference.unidentified_columns == ("条数", "采用得分")


def test_an_odd_weight_that_a_single_row_asks_for_is_taken_for_a_wrong_row():
    rows = [(n, n % 4, 0, n + n % 4) for n in range(3, 15)] + [(4, 1, 15, 15)]
    inference = infer(["a", "b", "c", "y"], rows)
    assert points(inference) == {"a": "1", "b": "1"}
    assert (inference.unidentified_columns, inference.broken_rows) == (("c",), (13,))


def test_rows_that_stand_again_tell_a_weight():
    rows = [(0, 0), (1, 5), (1, 5), (2, 10), (2, 10), (1, 5), (0, 0), (2, 10)]
    assert points(infer(["a", "y"], rows)) == {"a": "5"}


@pytest.mark.slow
def test_a_table_of_forty_rows_and_one_of_ten_thousand_take_little_time():
    numbers = random.Random(5)
    shares = ("0.3", "0.2", "0.2", "0.1", "0.1", "0.1")
    for length, seconds in ((42, 2), (10_000, 20)):
        rows = []
        for at in range(length):
            marks = [Decimal(numbers.randint(600, 1000)) / 10 for _ in shares]
            score = sum(Decimal(w) * x for w, x in zip(shares, marks, strict=True))
            rows.append([*marks, round(score, 2) + (5 if at % 7 == 0 else 0)])
        begun = process_time()
        inference = infer([*"abcdef", "y"], rows)
        assert process_time() - begun < seconds
        assert points(inference) == dict(zip("abcdef", shares, strict=True))


PLAIN = [0, 0, 1, 2, 3, 5, 10, 15, 20, 30, 50, "0.5", "1.5", "2.5"]


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [0.0, 0.05, 0.15])
def test_generated_tables_are_told_as_far_as_they_can_be(wrong):
    numbers = random.Random(11)
    right, tables = 0, 30
    for _ in range(tables):
        width, length = numbers.randint(2, 8), numbers.randint(10, 42)
        weights = [Decimal(str(numbers.choice(PLAIN))) for _ in range(width)]
        rows = [[Decimal(numbers.choice((0, 0, *range(8)))) for _ in weights]
                for _ in range(length)]  # fmt: skip
        if numbers.random() < 0.4:
            for row in rows:
                row[0] = row[1]
        scores = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in rows]
        broken = sorted(numbers.sample(range(length), int(length * wrong)))
        for row in broken:
            scores[row] += numbers.choice((-10, -5, -1, 1, 3, 10, 50))
        names = [f"c{i}" for i in range(width)]
        whole = [[*row, score] for row, score in zip(rows, scores, strict=True)]
        inference = infer_rule([*names, "y"], whole, "y")
        good = [row for i, row in enumerate(rows) if i not in broken]
        open_columns = {
            names[i] for v in null_space(good, width) for i, change in enumerate(v) if change
        }
        told = {t.column: Fraction(t.points_each) for t in inference.terms}
        right += (
            set(inference.unidentified_columns) == open_columns
            and all(told[n] == Fraction(weights[names.index(n)]) for n in told)
            and inference.broken_rows == tuple(i + 1 for i in broken)
        )
    assert right >= tables - 1


@given(st.lists(st.lists(st.integers(-5, 5), min_size=4, max_size=4), max_size=6))
def test_the_null_space_changes_no_row_and_has_the_right_size(rows):
    import numpy as np

    vectors = null_space([[Decimal(v) for v in row] for row in rows], 4)
    for vector in vectors:
        assert all(sum(a * b for a, b in zip(row, vector, strict=True)) == 0 for row in rows)
    rank = int(np.linalg.matrix_rank(np.array(rows))) if rows else 0
    assert len(vectors) == 4 - rank


# --- from a file -------------------------------------------------------------------------------


def csv(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "表 一.csv"
    path.write_bytes(text.encode(encoding))
    return path


ROWS = '甲局,1,１,-,5\n乙局,2,2,/,10\n丙局,3,"1,000",,"5,000"\n丁局,4,7,0,35\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_as_offices_save_it(tmp_path, encoding):
    answer = infer_csv(csv(tmp_path, "单位,排名,条数,批示,得分\n" + ROWS, encoding))
    assert answer == {
        "target": "得分",
        "terms": [{"column": "条数", "points_each": "5"}],
        "constant": "0",
        "exact_rows": 4,
        "rows": 4,
        "broken_rows": [],
        "identified": False,
        "unidentified_columns": ["批示"],
        "alternatives": [],
    }


@pytest.mark.parametrize("above", ["", "某市通报\n", "某市通报,,,,\n", "sep=,\n"])
@pytest.mark.parametrize("margin", ["", ",,,"])
def test_titles_and_empty_columns_about_a_table_are_no_part_of_it(tmp_path, above, margin):
    lines = ("单位,排名,条数,批示,得分\n" + ROWS).replace("\n", margin + "\n")
    answer = infer_csv(csv(tmp_path, above + lines))
    assert (answer["target"], answer["rows"], answer["broken_rows"]) == ("得分", 4, [])
    assert answer["terms"] == [{"column": "条数", "points_each": "5"}]


def test_the_target_may_be_named_and_an_unknown_one_is_refused_with_the_columns(tmp_path):
    path = csv(tmp_path, "单位,得分,条数\n甲,5,1\n乙,10,2\n丙,20,4\n丁,35,7\n")
    assert infer_csv(path, "得分")["terms"] == [{"column": "条数", "points_each": "5"}]
    assert infer_csv(path)["target"] == "条数"
    with pytest.raises(TableError, match="no column «总分»; there are 单位、得分、条数"):
        infer_csv(path, "总分")


def test_a_totals_row_is_no_unit_and_rows_keep_their_numbers(tmp_path):
    text = "单位,条数,得分\n合计,20,160\n甲,1,65\n乙,2,70\n丙,4,80\n丁,7,86\n戊,6,90\n己,3,75\n"
    answer = infer_csv(csv(tmp_path, text))
    assert (answer["constant"], answer["rows"], answer["broken_rows"]) == ("60", 6, [5])


def test_a_misprint_breaks_its_row_alone(tmp_path):
    text = "单位,条数,得分\n甲,1,5\n乙,2,1..0\n丙,4,20\n丁,7,35\n戊,6,30\n"
    answer = infer_csv(csv(tmp_path, text))
    assert answer["broken_rows"] == [2]
    assert answer["terms"] == [{"column": "条数", "points_each": "5"}]


@pytest.mark.parametrize(
    "text",
    [
        "单位,条数,得分\n甲,1,5\n",
        "单位,评语\n甲,好\n乙,差\n",
        "单位,评语\n",
        "单位,得分\n甲,5\n乙,6\n",
    ],
)
def test_a_table_that_tells_nothing_is_answered_so(tmp_path, text):
    answer = infer_csv(csv(tmp_path, text))
    assert (answer["terms"], answer["exact_rows"], answer["identified"]) == ([], 0, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no table"),
        ("只有一列\n1\n", "at least two columns"),
        ("单位,得分\n甲,5,6\n", "data row 1 has 3 cells under 2 headings"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path, text, said):
    path = csv(tmp_path, text)
    with pytest.raises(TableError, match=said) as told:
        infer_csv(path)
    assert str(path) in str(told.value)
    assert str(path) in told.value.message.zh


def test_a_file_that_is_absent_or_binary_is_refused(tmp_path):
    with pytest.raises(TableError, match="cannot be read"):
        infer_csv(tmp_path / "none.csv")
    path = tmp_path / "b.csv"
    path.write_bytes(bytes(range(128, 256)) * 9)
    with pytest.raises(TableError, match="neither UTF-8 nor GB18030"):
        infer_csv(path)


@given(st.text(alphabet='0123456789,.-/%单位得分\n"\t３十 ', max_size=200))
def test_any_text_gets_an_answer_or_a_named_reason(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(text, encoding="utf-8")
    try:
        answer = infer_csv(path)
    except TableError as error:
        assert str(path) in str(error)
    else:
        assert answer["exact_rows"] <= answer["rows"]


def test_remarks_and_numbers_of_units_are_no_figures_and_numerals_are(tmp_path):
    text = (
        '单位,条数,得分\n101,十二,60\n102,三,15\n103,５,25\n104,-,0\n105,"1,000","5,000"\n'
        "注：以上为本月数据,,\n本表由各单位核对无误。,,\n"
    )
    answer = infer_csv(csv(tmp_path, text))
    assert answer["terms"] == [{"column": "条数", "points_each": "5"}]
    assert (answer["rows"], answer["broken_rows"]) == (5, [])


@pytest.mark.parametrize(
    ("text", "target", "zh", "en"),
    [
        ("单位,评语,得分\n甲,好,5\n乙,差,6\n", "评语", "「评语」不是数字列", "holds no numbers"),
        ("单位,评语\n甲,好\n乙,差\n", None, "没有数字列", "no column holds numbers"),
        ("单位,得分\n甲,5\n乙,6\n", None, "除目标列外没有数字列", "no other column"),
        ("单位,条数,得分\n甲,1,5\n", None, "只有 1 行", "only 1 of 1 rows"),
        ("单位,条数,得分\n甲,1,5\n乙,2,10\n", None, "不同的行太少", "too few rows"),
        (
            "单位," + ",".join(f"项{n}" for n in range(60)) + ",得分\n" + "甲" + ",1" * 61 + "\n",
            None, "60 个数字列", "60 columns",
        ),
    ],
)  # fmt: skip
def test_a_table_without_an_answer_says_why(tmp_path, text, target, zh, en):
    inference = infer_file(csv(tmp_path, text), target)
    assert inference.terms == ()
    assert zh in infer_text(inference, "zh")
    assert en in infer_text(inference, "en")


def test_other_rules_that_fit_are_told_with_their_base_and_not_the_rule_again(tmp_path):
    rows = [(1, 0, 70), (2, 0, 80), (5, 0, 110), (7, 0, 130), (3, 0, 90), (4, 1, 105), (6, 1, 128)]
    lines = "".join(f"单位{n},{a},{b},{y}\n" for n, (a, b, y) in enumerate(rows))
    told = infer_text(infer_file(csv(tmp_path, "单位,a,b,得分\n" + lines)), "zh").splitlines()
    assert "最简规则：10 × a + 5 × b + 60" in told
    assert [line for line in told if "同样" in line] == ["同样符合：10 × a + 8 × b + 60（6 行）"]


def test_what_extract_prints_can_be_inferred_from(tmp_path):
    first = "# table 1: 甲表\n单位,条数,得分\n甲,1,5\n乙,2,10\n丙,4,20\n"
    text = f"{first}\n# table 2: 乙表\n单位,分\n甲,1\n"
    assert infer_csv(csv(tmp_path, text))["exact_rows"] == 3


def test_the_report_says_the_rule_the_broken_rows_and_what_is_open(tmp_path):
    inference = infer_file(csv(tmp_path, "单位,排名,条数,批示,得分\n" + ROWS + "戊局,5,6,0,31\n"))
    assert infer_text(inference, "zh").splitlines() == [
        "目标列：得分", "最简规则：5 × 条数", "符合：4 / 5 行", "不符合的行：5",
        "可确定：条数 5", "无法确定的列：批示",
    ]  # fmt: skip
    assert "rows that do not: 5" in infer_text(inference, "en")
