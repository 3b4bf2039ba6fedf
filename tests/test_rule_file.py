"""Rule files in doubt are refused: file, line, what is wrong and the cure, in both languages."""

import re
from pathlib import Path

import pytest

from scoring.rule_file import RuleError, load_rule, load_rules
from yamlfile import DataFileError, UnreadableYaml, line_at, read_yaml

RULE = """id: r
label: 某办法
issuer: 某市某局
versions:
  - from: 2020-01-01
    verified_through: 2020-12-31
    cite: 办法第三条
    scores:
      得分: {kind: per_item, items: 条数, points_each: 0.5, quote: 每条0.5分}
"""
LATER = """  - from: 2020-12-31
    verified_through: 2021-12-31
    cite: 办法第四条
    scores:
      得分: {kind: per_item, items: 条数, points_each: 1, quote: 每条1分}
"""
CLAUSE = "{kind: per_item, items: 条数, points_each: 0.5, quote: 每条0.5分}"
EACH = "kind: per_item, items: 条数, points_each: 0.5"


def refused(folder: Path, text: str | bytes) -> DataFileError:
    path = folder / "r.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataFileError) as told:
        load_rules(folder)
    return told.value


@pytest.mark.parametrize(
    ("old", "new", "line", "zh", "en"),
    [
        ("kind: per_item", "kind: per_peck", 9, "未知的 kind“per_peck”", "unknown kind «per_peck»"),
        (EACH, "kind: omit_if, of: 得分", 9, "缺界限", "needs a bound"),
        (EACH, "kind: rank_by, of: 名次", 9, "没有「名次」一栏", "no column «名次»"),
        (EACH, "kind: sum, of: [甲]", 9, "没有「甲」一栏", "no column «甲»"),
        (EACH, "kind: sum, of: [得分]", 9, "引用了自己", "refers to itself"),
        (EACH, "kind: sum, of: 得分", 9, "须为列表", "must be a list"),
        (EACH, "kind: highest, of: [得分]", 9, "至少须有一项", "at least"),
        (EACH, "kind: weighted, weights_pct: {得分: null}", 9, "权重为空", "a weight is null"),
        (EACH, "kind: deduct_from, base: null, points_each: {误: -1}", 9, "base 为空", "base is"),
        (EACH, "kind: unpublished_items, points_each: {约稿: 0}", 9, "为 0", "points_each is 0"),
        (EACH, "kind: cap, of: 得分, max: true", 9, "须为数字（现为 'True'）", "must be a number"),
        (EACH, f"{EACH}, cap: .nan", 9, "须为数字", "must be a number"),
        (EACH, f"{EACH}, cap: 1e400", 9, "须为数字", "must be a number"),
        (EACH, "kind: per_item, items: 条数", 9, "缺少 points_each", "points_each is missing"),
        (
            EACH,
            "kind: rank_by, of: 得分, points_at: {第一名: 5}",
            9,
            "须为整数",
            "must be a whole number",
        ),
        (EACH, "kind: per_item, points_each: {2020: 5}", 9, "数字请加引号", "quotation marks"),
        ("points_each: 0.5", "points_each: half", 9, "须为数字（现为 'half'）", "must be a number"),
        (", quote: 每条0.5分", "", 9, "缺少 quote", "quote is missing"),
        ("quote: 每条0.5分", f"quote: {'长' * 61}", 9, "超过 60 个字", "longer than 60"),
        ("quote:", "sum_of: 3, quote:", 9, "sum_of：未知的键", "sum_of: unknown key"),
        (CLAUSE, "kind：per_item", 9, "半角", "half-width"),
        ("    cite: 办法第三条\n", "", 5, "缺少 cite", "cite is missing"),
        ("label:", "labels: x\nlabel:", 2, "labels：未知的键", "labels: unknown key"),
        ("label: 某办法\n", "", 1, "缺少 label", "label is missing"),
        ("h: 2020-12-31", "h: 2019-12-31", 6, "早于 from", "lies before from"),
        ("from: 2020-01-01", "from: spring", 5, "须为日期", "must be a day such as"),
        ("from: 2020-01-01", "from: '2020-01-01'", 5, "不加引号", "without quotes"),
        ("from: 2020-01-01", "from: 2020-01-01 08:30:00", 5, "不写时刻", "or time"),
        ("from: 2020-01-01", "from: 2020-02-30", 5, "不可能的值", "cannot be"),
        ("id: r", "id: 7", 1, "须为文字", "must be words"),
        ("versions:", "versions: []\nrest:", 5, "rest：未知的键", "rest: unknown key"),
        ("issuer: 某市某局", "issuer: 某市某局\nissuer: 某局", 4, "写了两次", "stands twice"),
        ("    scores:", "    scores: 5\n    columns:", 8, "须为“分值栏: 条款”", "must map each"),
        ("    scores:", "\tscores:", 8, "制表符（Tab）", "a tab stands"),
        ("{kind", "{{kind", 9, "括号没有闭合", "bracket is not closed"),
        ("label: 某办法", "label: '某办法", 2, "引号没有闭合", "quotation mark is not closed"),
        ("label: 某办法", "label: 甲: 乙", 2, "不该有冒号", "no colon may stand"),
        ("label: 某办法", "label: *甲", 2, "别名", "alias"),
        ("label: 某办法", "label: @甲", 2, "不能放在开头", "cannot begin"),
        ("label: 某办法", "label: !!python/name:os.system x", 2, "标签", "no tag"),
        ("label: 某办法", "label: 某\x07办法", 2, "控制字符", "control character"),
        ("issuer:", "--- \nissuer:", 3, "只写一份", "one document"),
    ],
)
def test_a_rule_file_in_doubt_is_refused_with_line_and_cure(
    tmp_path: Path, old: str, new: str, line: int, zh: str, en: str
) -> None:
    assert old in RULE
    said = refused(tmp_path, RULE.replace(old, new, 1)).message
    path = tmp_path / "r.yaml"
    assert said.zh.startswith(f"{path}，第 {line} 行：")
    assert said.en.startswith(f"{path}, line {line}: ")
    assert zh in said.zh
    assert en in said.en
    assert re.search(r"[请须]", said.zh), "no cure"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("", "文件是空的", "the file is empty"),
        ("# a comment alone\n", "文件是空的", "the file is empty"),
        ("- 甲\n- 乙\n", "须为含下列键的对应表", "must be a mapping"),
        ("某办法", "须为含下列键的对应表", "must be a mapping"),
        ("[" * 5000, "嵌套太深", "nested too deep"),
        (RULE.encode("gb18030"), "不是 UTF-8", "not UTF-8"),
    ],
)
def test_what_is_no_rule_at_all_is_refused(
    tmp_path: Path, text: str | bytes, zh: str, en: str
) -> None:
    said = refused(tmp_path, text).message
    assert zh in said.zh
    assert en in said.en
    assert str(tmp_path / "r.yaml") in said.zh


def test_a_mark_before_the_text_is_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_bytes(RULE.encode("utf-8-sig"))
    assert load_rule(tmp_path / "r.yaml").id == "r"


def test_a_bomb_of_aliases_is_refused_and_a_few_are_not(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    nested = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12))
    for bomb in (f"l0: &l0 [a]\n{nested}", "a: &a [*a]\n", "a: &a {b: *a}\n"):
        path.write_text(bomb)
        with pytest.raises(UnreadableYaml, match="aliases"):
            read_yaml(path)
    path.write_text("a: &a {x: 1}\nb: *a\n")
    assert read_yaml(path) == {"a": {"x": 1}, "b": {"x": 1}}


def test_versions_must_not_overlap_by_a_day(tmp_path: Path) -> None:
    said = refused(tmp_path, RULE + LATER).message
    assert "r.yaml，第 10 行：" in said.zh
    assert "不得重叠" in said.zh
    assert "must not overlap" in said.en
    (tmp_path / "r.yaml").write_text((RULE + LATER).replace("from: 2020-12-31", "from: 2021-01-01"))
    assert [v.name for v in load_rule(tmp_path / "r.yaml").versions] == ["2020-01-01", "2021-01-01"]


def test_an_id_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(RULE)
    (tmp_path / "b.yaml").write_text(RULE)
    with pytest.raises(RuleError, match=r"b\.yaml, line 1: .*two files, here and in a\.yaml"):
        load_rules(tmp_path)


def test_a_sum_names_columns_of_the_rule(tmp_path: Path) -> None:
    total = "      总分: {kind: sum, of: [得分, 附加分]}\n"
    said = refused(tmp_path, RULE + total).message
    assert "第 10 行：versions[1].scores.总分：规则里没有「附加分」一栏，已知：得分" in said.zh
    known = RULE.replace("    scores:", "    columns: [附加分]\n    scores:")
    (tmp_path / "r.yaml").write_text(known + total)
    assert load_rule(tmp_path / "r.yaml").versions[0].scores["总分"].kind == "sum"


def test_each_clause_knows_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(RULE)
    (version,) = load_rule(tmp_path / "r.yaml").versions
    (place,) = version.places["得分"]
    assert (place.line, place.cite) == (9, "办法第三条")
    rules = load_rules()
    places = [p for r in rules for v in r.versions for of in v.places.values() for p in of]
    assert {place.file for place in places} == {f"scoring/rules/{rule.id}.yaml" for rule in rules}


def test_the_line_of_a_place_that_is_not_there_is_that_of_what_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(RULE)
    assert line_at(path, ("versions", 0, "scores", "得分", "cap")) == 9
    assert line_at(path, ("versions", 7)) == 4
    path.write_text("a: [")
    assert line_at(path, ("a",)) is None
