"""The ledger counts what the reader saw, and misses what a later step loses."""

from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidence import Evidence
from extractors.document import Outside
from extractors.notice.ledger import build_ledger
from extractors.notice.prose import prose_figures
from extractors.tables.build import build_tables
from tests.notice_samples import RANKING, document, text

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def ledger_of(document, drop_row=None, drop_block=None):
    built = build_tables(document.blocks)
    tables = built.tables
    if drop_row is not None:
        rows = tuple(row for n, row in enumerate(tables[0].rows) if n != drop_row)
        tables = (tables[0].model_copy(update={"rows": rows}), *tables[1:])
    prose = tuple(block for block in built.prose if block.text != drop_block)
    figures = prose_figures(prose, built.fields)
    return build_ledger(document, tables, built.fields, figures, prose)


NOTICE = document(
    "关于2021年前三季度信息工作情况的通报",
    "青政办函〔2021〕88号",
    "共报送信息1206条，采用312条。",
    "联系电话：0566-1234567。",
    "2021年10月12日",
    "3个单位得分排名",
    RANKING,
    "注：1、每采用1条得10分。",
)


def test_every_number_has_its_place() -> None:
    ledger = ledger_of(NOTICE)
    assert ledger.unaccounted == ()
    # 12 cells of the table, 1 of its caption, 2 of the prose, 2 of the note
    assert ledger.extracted == 12 + 1 + 2 + 2
    assert ledger.ignored == {"date": 4, "phone": 2, "document_number": 2, "list_number": 1}
    assert ledger.numbers == 26


def test_a_lost_row_is_unaccounted_cell_by_cell() -> None:
    ledger = ledger_of(NOTICE, drop_row=1)
    assert [(entry.text, entry.context) for entry in ledger.unaccounted] == [
        (number, "2 清河镇 21 9 90") for number in ("2", "21", "9", "90")
    ]
    assert ledger.numbers == 26


def test_a_lost_paragraph_is_unaccounted_with_its_words() -> None:
    ledger = ledger_of(NOTICE, drop_block="共报送信息1206条，采用312条。")
    assert [entry.text for entry in ledger.unaccounted] == ["1206", "312"]
    assert "报送信息1206条" in ledger.unaccounted[0].context


def test_a_number_of_the_same_value_elsewhere_does_not_hide_a_loss() -> None:
    twice = document("采用12条。", RANKING)
    ledger = ledger_of(twice, drop_block="采用12条。")
    assert [entry.text for entry in ledger.unaccounted] == ["12"]


def test_menus_and_page_numbers_are_ignored_with_their_reason() -> None:
    page = NOTICE.model_copy(
        update={
            "outside": (
                Outside(text="— 3 —", page=3, reason="page_number"),
                Outside(text="标识码：1506000001 备00000000号", page=None, reason="footer"),
            )
        }
    )
    ledger = ledger_of(page)
    assert ledger.ignored["page_number"] == 1
    assert ledger.ignored["footer"] == 2
    assert ledger.unaccounted == ()


def test_nothing_inside_a_table_is_ignored() -> None:
    dated = document(
        [["单位", "日期", "得分"], ["甲局", "2021年3月4日", "5"], ["乙局", "3月8日", "4"]]
    )
    ledger = ledger_of(dated)
    assert ledger.ignored == {}
    assert ledger.extracted == 3 + 1 + 2 + 1


def test_the_other_half_of_a_row_cut_by_a_page_break_is_found() -> None:
    cut = document(RANKING)
    built = build_tables(cut.blocks)
    row = built.tables[0].rows[0]
    first = row.cells[2]
    mended = first.model_copy(update={"text": "30 31"})
    rows = (
        row.model_copy(update={"cells": (*row.cells[:2], mended, *row.cells[3:])}),
        *built.tables[0].rows[1:],
    )
    table = built.tables[0].model_copy(update={"rows": rows})
    rest = document(RANKING, [["", "", "31", "", ""]])
    ledger = build_ledger(rest, (table,), (), (), ())
    assert ledger.unaccounted == ()


FIGURE = st.one_of(
    st.integers(0, 99999).map(str),
    st.integers(1000, 9999999).map(lambda number: f"{number:,}"),
    st.decimals(0, 999, places=2, allow_nan=False).map(str),
    st.integers(0, 999).map(lambda number: str(number).translate(WIDE)),
)
COUNTED = st.sampled_from(
    ["共报送信息{}条", "采用{}篇", "得分{}分", "占{}%", "第{}名", "比例为{}:1"]
)
IGNORED = st.sampled_from(
    [
        ("截至2021年6月30日", "date", 3),
        ("每月25日前", "date", 1),
        ("上午9时", "date", 1),
        ("2019、2020年", "date", 2),
        ("根据青政办〔2019〕5号文件", "document_number", 2),
        ("联系电话：0566-1234567", "phone", 2),
        ("见附件2", "list_number", 1),
        ("地址在人民路12号", "address", 1),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.tuples(COUNTED, FIGURE), IGNORED), min_size=1, max_size=8))
def test_each_number_of_prose_is_found_once_with_its_reason(parts) -> None:
    figures: list[str] = []
    ignored: Counter[str] = Counter()
    clauses: list[str] = []
    for part in parts:
        if len(part) == 3:
            clauses.append(part[0])
            ignored[part[1]] += part[2]
        else:
            clauses.append(part[0].format(part[1]))
            figures += [part[1]] + ["1"] * part[0].endswith(":1")
    prose = document("，".join(clauses) + "。")
    assert [figure.text for figure in prose_figures(prose.blocks)] == figures
    ledger = ledger_of(prose)
    assert (ledger.extracted, ledger.ignored, ledger.unaccounted) == (len(figures), ignored, ())


words = st.text(alphabet="0123456789０１.,%年月日第条（）:：。；附件表A- 信息得分", max_size=30)


@example([], [["", "0", ""], ["0", "", ""], ["1", "5" + 27 * "0", ""]])
@settings(max_examples=60, deadline=None)
@given(
    st.lists(words.filter(str.strip), max_size=6),
    st.lists(st.lists(words, min_size=3, max_size=3), min_size=2, max_size=5),
)
def test_the_parts_add_up_for_any_text(paragraphs: list[str], rows: list[list[str]]) -> None:
    any_document = document(*paragraphs, rows)
    ledger = ledger_of(any_document)
    assert ledger.numbers == (
        ledger.extracted + sum(ledger.ignored.values()) + len(ledger.unaccounted)
    )


def test_a_figure_counts_once_though_the_paragraph_repeats_it() -> None:
    figures = prose_figures((text("采用5条，又采用5条。"),))
    once = build_ledger(document("采用5条，又采用5条。"), (), (), figures[:1], ())
    assert (once.extracted, len(once.unaccounted)) == (1, 1)


def test_evidence_is_what_places_a_cell() -> None:
    built = build_tables(document(RANKING).blocks)
    cell = built.tables[0].rows[0].cells[0]
    assert isinstance(cell.evidence, Evidence)
    assert cell.evidence.locator.selector == "t0 r1 c0"
