"""Point-bearing sentences become clauses; what is not understood is listed, reports are neither."""

from pathlib import Path
from typing import Any

import pytest

from extractors.reading import extract_notice
from figures import plain
from flows.tasks import rules_file
from scoring.rule_prose.rule_text import RuleText, read_rule_text
from yamlfile import read_yaml

FOLDER = Path(__file__).parent / "rule_text"
SETS = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "sentences")
CASES: Any = read_yaml(FOLDER / "sentences.yaml")


def rule_text(*paragraphs: str, title: str = "关于上半年信息采用情况的通报") -> RuleText:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    page = (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head>"
        f"<body><h1>{title}</h1><div>{body}<p>某县人民政府办公室</p><p>2024年2月5日</p></div></body></html>"
    )
    return read_rule_text(extract_notice(page.encode(), "notice.html"))


def told(text: RuleText) -> list[list[str]]:
    rows = []
    for clause in text.clauses:
        phrase = clause.phrase
        points = "?" if phrase.points_each is None else plain(phrase.points_each)
        row = [phrase.kind, phrase.items, points, phrase.unit]
        row += [f"cap {plain(phrase.cap)}"] if phrase.cap is not None else []
        row += [f"floor {plain(phrase.floor)}"] if phrase.floor is not None else []
        row += [f"of {phrase.column}"] if phrase.column else []
        rows.append(row)
    return rows


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:24] for case in CASES])
def test_a_sentence_gives_its_clauses(case: dict[str, Any]) -> None:
    read = rule_text(case["text"])
    assert told(read) == [[str(word) for word in clause] for clause in case["clauses"]]
    assert bool(read.not_understood) == case.get("left", False)


def limits(row: list[str]) -> set[str]:
    return {word for word in row if word.startswith(("cap ", "floor "))}


@pytest.mark.parametrize(
    "name", ["tuned", "kept", "offices", "offices_second", "offices_third", "offices_fourth"]
)
def test_of_a_set_of_sentences_nine_clauses_of_ten_are_read_and_none_wrong_unmarked(
    name: str,
) -> None:
    cases: Any = read_yaml(FOLDER / f"{name}.yaml")
    read = stated = 0
    unmarked = []
    for case in cases:
        text = rule_text(case["text"])
        rows = told(text)
        missed = []
        for kind, words, points, *limited in case["clauses"]:
            like = [row for row in rows if (row[0], row[2]) == (kind, str(points))]
            match = next(
                (row for row in like if words in row[1] and limits(row) == set(limited)), None
            )
            if match is None:
                missed.append(words)
            else:
                rows.remove(match)
        stated += len(case["clauses"])
        read += len(case["clauses"]) - len(missed)
        if not text.not_understood and (missed or rows or case.get("left", False)):
            unmarked.append(case["text"])
    assert unmarked == []
    assert read >= 0.9 * stated


def test_a_rule_kept_as_plain_text_is_read_and_placed_by_line(tmp_path: Path) -> None:
    path = tmp_path / "rule.txt"
    lines = (
        "政务信息工作考核办法",
        "（一）信息被市政府办公室采用的，每条计5分，被省政府办",
        "公室采用的，每条计15分。",
        "（二）迟报的，每次扣2分。",
    )
    path.write_bytes("\r\n\r\n".join(lines).encode("gb18030"))
    answer = rules_file(lambda count: None, path=str(path))
    told = [(c["quote"], c["evidence"]["ref"]) for c in answer["rules"]["clauses"]]
    assert told == [
        ("信息被市政府办公室采用的，每条计5分", "line 3"),
        ("被省政府办公室采用的，每条计15分", "line 3"),
        ("迟报的，每次扣2分", "line 7"),
    ]
    assert answer["rules"]["not_understood"] == []


def test_a_quote_is_verbatim_short_and_its_evidence_is_that_of_the_paragraph() -> None:
    sentence = "３、每采用１条信息得５分，约稿信息采用加10分。"
    first, second = rule_text(sentence).clauses
    assert (first.quote, second.quote) == ("每采用１条信息得５分", "约稿信息采用加10分")
    assert first.evidence.quote == first.quote
    assert first.evidence.locator == second.evidence.locator
    assert first.evidence.locator.selector is not None


def test_a_quote_and_its_item_begin_behind_the_words_that_lead_to_them() -> None:
    first, _ = rule_text("按照报送每条1分、采用每条3分的标准计分。").clauses
    assert (first.quote, first.phrase.items) == ("报送每条1分", "报送")


def test_a_rule_document_lists_every_sentence_of_points_that_it_does_not_understand() -> None:
    read = rule_text("组织领导（20分）。", title="政务信息工作考核办法")
    assert [one.sentence for one in read.not_understood] == ["组织领导（20分）。"]
    assert not rule_text("甲镇（95分）。").not_understood


def test_the_worded_cells_of_a_table_are_read_too() -> None:
    page = (
        "<html><body><h1>政务信息考核办法</h1><table><tr><th>项目</th><th>标准</th></tr>"
        "<tr><td>采用</td><td>省级采用每条加10分</td></tr>"
        "<tr><td>迟报</td><td>每迟报一次扣2分</td></tr></table></body></html>"
    )
    read = read_rule_text(extract_notice(page.encode(), "rule.html"))
    assert [clause.quote for clause in read.clauses] == ["省级采用每条加10分", "每迟报一次扣2分"]


def test_a_table_of_a_rule_that_prices_items_gives_a_clause_a_row() -> None:
    page = (
        "<html><body><h1>政务信息考核办法</h1><table>"
        "<tr><th>序号</th><th>刊物</th><th>类别</th><th>分值</th></tr>"
        "<tr><td>1</td><td>《每日要情》</td><td>单条</td><td>5</td></tr>"
        "<tr><td>2</td><td>《每日要情》</td><td>综合</td><td>2.5分</td></tr></table></body></html>"
    )
    read = read_rule_text(extract_notice(page.encode(), "rule.html"))
    assert told(read) == [
        ["per_item", "《每日要情》/单条", "5", "分"],
        ["per_item", "《每日要情》/综合", "2.5", "分"],
    ]


def tabled_rule(*rows: str) -> RuleText:
    page = (
        "<html><body><h1>政务信息考核评分细则</h1><table>"
        + "".join(f"<tr>{row}</tr>" for row in rows)
        + "</table></body></html>"
    )
    return read_rule_text(extract_notice(page.encode(), "rule.html"))


def test_a_cell_that_names_no_item_speaks_of_what_its_row_names() -> None:
    read = tabled_rule(
        "<th>项目</th><th>计分办法</th>",
        "<td>市级采用</td><td>每条计5分，最高20分</td>",
        "<td>《省报》</td><td>采用一条得8分</td>",
    )
    assert told(read) == [
        ["per_item", "市级采用", "5", "分/条", "cap 20"],
        ["per_item", "《省报》采用", "8", "分/条"],
    ]
    assert [clause.quote for clause in read.clauses] == ["每条计5分，最高20分", "采用一条得8分"]


def test_points_beside_words_of_how_to_earn_them_are_full_marks_if_they_make_a_whole() -> None:
    head = "<th>项目</th><th>分值</th><th>评分办法</th>"
    worded = "<td>每少报一条扣2分</td>"
    whole = tabled_rule(
        head, f"<td>报送</td><td>40</td>{worded}", f"<td>采用</td><td>60</td>{worded}"
    )
    assert ["cap", "报送", "40", "分"] in told(whole)
    assert ["cap", "采用", "60", "分"] in told(whole)
    part = tabled_rule(head, f"<td>报送</td><td>7</td>{worded}", f"<td>采用</td><td>6</td>{worded}")
    assert {row[0] for row in told(part)} == {"per_item"}
    assert [one.sentence for one in part.not_understood] == ["报送 7", "采用 6"]


def test_prices_of_several_levels_side_by_side_are_of_the_row_and_the_level() -> None:
    read = tabled_rule(
        "<th rowspan=2>刊物</th><th colspan=2>分值</th>",
        "<th>单篇</th><th>综合</th>",
        "<td>《要情》</td><td>10</td><td>5</td>",
    )
    assert told(read) == [
        ["per_item", "《要情》/单篇", "10", "分"],
        ["per_item", "《要情》/综合", "5", "分"],
    ]


def test_full_marks_that_names_bear_are_read_where_their_rows_share_them_out() -> None:
    read = tabled_rule(
        "<th>项目</th><th>内容</th><th>评分标准</th><th>分值</th>",
        "<td rowspan=2>信息（9分）</td><td>报送</td><td>每少报一条扣1分</td><td>4</td>",
        "<td>采用</td><td>采用一条得1分</td><td>5</td>",
    )
    assert [row[:3] for row in told(read) if row[0] == "cap"] == [
        ["cap", "信息", "9"],
        ["cap", "信息/报送", "4"],
        ["cap", "信息/采用", "5"],
    ]
    assert read.not_understood == ()


def test_equal_items_of_other_points_are_named_with_the_heading_that_they_stand_below() -> None:
    read = rule_text(
        "1、市级刊物采用。单条采用计10分，综合采用计5分。",
        "2、省级刊物采用：单条采用计20分。",
        "3、国家级刊物采用，每条计50分（综合采用计25分）。",
        "4、约稿。约稿信息每条加2分。",
    )
    assert [(clause.phrase.items, clause.quote) for clause in read.clauses] == [
        ("市级刊物采用/单条采用", "单条采用计10分"),
        ("市级刊物采用/综合采用", "综合采用计5分"),
        ("省级刊物采用/单条采用", "单条采用计20分"),
        ("国家级刊物采用", "国家级刊物采用，每条计50分"),
        ("国家级刊物采用/综合采用", "综合采用计25分"),
        ("约稿信息", "约稿信息每条加2分"),
    ]
