"""Figures of sentences, and the digits that are none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import NamedField
from evidence import Evidence, Locator
from extractors.document import TextBlock
from extractors.notice.numerals import number_tokens
from extractors.notice.prose import prose_figures, split_sentences


def evidence(quote: str, selector: str = "p") -> Evidence:
    return Evidence(
        capture="0" * 64, locator=Locator(selector=selector), quote=quote, reader="test@1"
    )


def figures(text: str) -> list[tuple[str, str]]:
    block = TextBlock(text=text, evidence=evidence(text))
    return [(str(figure.value), figure.unit) for figure in prose_figures((block,))]


def reasons(text: str) -> list[tuple[str, str | None]]:
    return [(token.text, token.reason) for token in number_tokens(text)]


def test_a_figure_bears_its_sentence_and_its_paragraph() -> None:
    text = "综合测评成绩，全旗通报批评7家文明单位，取消4家称号。完成评选，授予21家单位称号。"
    found = prose_figures((TextBlock(text=text, evidence=evidence(text, "p:nth-child(3)")),))
    assert [(f.value, f.unit) for f in found] == [
        (Decimal(7), "家"),
        (Decimal(4), "家"),
        (Decimal(21), "家"),
    ]
    assert found[2].sentence == "完成评选，授予21家单位称号。"
    assert found[2].evidence.quote == found[2].sentence
    assert found[2].evidence.locator.selector == "p:nth-child(3)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("采用信息１２条，计12,345元。", [("12", "条"), ("12345", "元")]),
        ("采用率52.8%，同比-3.5个百分点。", [("52.8", "%"), ("-3.5", "个百分点")]),
        ("活动50余场次，捐资2亿多元。", [("50", "余场次"), ("2", "亿多元")]),
        ("确定150-200个点位。", [("150", "个"), ("200", "个")]),
        ("分别为3、4、5条。", [("3", "条"), ("4", "条"), ("5", "条")]),
        ("本期累计报送301，采纳159。", [("301", ""), ("159", "")]),
        ("5部门联合，3处室，2次会议。", [("5", ""), ("3", ""), ("2", "次")]),
        ("PM2.5浓度42.9μg/m³，5G基站3座，A4纸。", [("42.9", "μg/m³"), ("3", "座")]),
    ],
)
def test_values_and_measure_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "根据《办法》（某文明办发〔2018〕11 号）",
            [("2018", "document_number"), ("11", "document_number")],
        ),
        ("附件：1.2018年第二季度成绩表", [("1", "list_number"), ("2018", "date")]),
        ("（2）采用信息", [("2", "list_number")]),
        ("第3条 适用范围", [("3", "list_number")]),
        ("联系电话：5961228", [("5961228", "phone")]),
        ("邮箱：abc@163.com", [("163", "phone")]),
        ("拨打12345热线", [("12345", "phone")]),
        ("地址：东沙中路2号", [("2", "address")]),
        ("2018-08-24 10:12", [(n, "date") for n in ("2018", "08", "24", "10", "12")]),
        ("浏览次数：1024", [("1024", "footer")]),
        ("- 3 -", [("3", "page_number")]),
        ("第1-3名各奖2万元", [("1", None), ("3", None), ("2", None)]),
        ("86..67", [("86", None), ("67", None)]),
    ],
)
def test_digits_that_are_no_figures_bear_their_reason(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert reasons(text) == expected


def test_a_row_of_an_unread_table_is_no_sentence() -> None:
    assert figures("第一名 大法寺镇 90.99") == []
    assert figures("大法寺镇得90.99分") == [("90.99", "分")]


def test_fields_with_sentences_give_figures_and_others_do_not() -> None:
    fields = (
        NamedField(name="从业人数", text="17", evidence=evidence("17")),
        NamedField(name="业务活动", text="印发12次通知。", evidence=evidence("印发12次通知。")),
    )
    assert [(str(f.value), f.unit) for f in prose_figures((), fields)] == [("12", "次")]


def test_sentences_end_at_their_marks_and_keep_decimals_and_quotes() -> None:
    text = "得分3.5分。他说“很好。”共5条；另有2条\n合计7条"
    parts = [text[start:end] for start, end in split_sentences(text)]
    assert parts == ["得分3.5分。", "他说“很好。”", "共5条；", "另有2条\n", "合计7条"]


@given(
    st.text(alphabet="0123456789０１２,.，。%％-—年月日第条分（）()A：:；附件 信息", max_size=60)
)
def test_every_digit_run_is_a_token_once_or_part_of_a_word(text: str) -> None:
    tokens = number_tokens(text)
    covered = [place for token in tokens for place in range(token.start, token.end)]
    assert len(covered) == len(set(covered))
    for token in tokens:
        assert text[token.start : token.end] == token.text
    for place, character in enumerate(text):
        if character.isdigit() and place not in covered:
            assert "A" in text, f"{character!r} at {place} of {text!r} is in no token"


@given(st.text(max_size=80))
def test_sentences_lose_nothing_but_blanks(text: str) -> None:
    kept = "".join(text[start:end] for start, end in split_sentences(text))
    assert "".join(kept.split()) == "".join(text.split())
