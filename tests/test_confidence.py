"""A table is rated by its signs: what looks misread costs it, and the counts decide how much."""

import pytest

from extractors.tables.build import build_tables
from extractors.tables.confidence import Signs, confidence, oddities, signs_of
from tests.table_samples import grid, line, proof

SOUND = """
    排名 | 单位 | 采用 | 得分
    1 | 甲县 | 9 | 18
    2 | 乙县 | 7 | 14
    3 | 丙县 | - | 0
    4 | 丁县 | 2 | 4
    5 | 戊县 | 1 | 2
"""


def table(text, *blocks, **options):
    return build_tables((grid(text, **options), *blocks)).tables[0]


def test_a_sound_table_has_no_oddity_and_its_ranks_bear_it_out():
    assert oddities(table(SOUND)) == ()
    assert signs_of(table(SOUND), None, []).figures == "bear out"


@pytest.mark.parametrize(
    ("printed", "misread", "oddity"),
    [
        ("排名 | 单位 | 采用 | 得分", "排名 | 单位 | 采用 | 采用", "equal headings"),
        ("排名 | 单位 | 采用 | 得分", "", "no heading"),
        ("2 | 乙县", "2 | ", "nameless row"),
        ("2 | 乙县 | 7 | 14", "2 | 乙县 | 7 14 | ", "two figures"),
        ("2 | 乙县 | 7 | 14", "2 | 乙县 | 7 | 采用情况", "words among figures"),
    ],
)
def test_what_a_misread_table_looks_like_is_odd(printed, misread, oddity):
    assert oddity in oddities(table(SOUND.replace(printed, misread).strip()))


def test_a_column_in_which_nothing_is_printed_is_odd_unless_it_is_for_remarks():
    lines = [f"{text} | " for text in SOUND.strip().splitlines()]
    for heading, odd in (("网站", True), ("备注", False)):
        named = "\n".join([f"{lines[0]}{heading}", *lines[1:]])
        assert ("blank column" in oddities(table(named))) is odd


def test_a_remark_that_goes_on_overleaf_may_have_ended_with_its_page():
    above = f"{SOUND.strip()}".replace("得分", "得分 | 备注").replace("18", "18 | 持平")
    above = "\n".join(row if row.count("|") == 4 else f"{row} | ^" for row in above.split("\n"))
    assert oddities(table(above)) == ()
    assert oddities(table(above, grid("6 | 己县 | 0 | 0 | ", 2))) == ("carried remark",)


def test_text_at_the_height_of_the_rows_but_in_none_is_odd():
    sound = table("全县采用情况 | < | < | <\n" + SOUND.strip(), x0=60)
    beside = proof("第一组", box=(20, 150, 50, 162))
    below = proof("注：…", box=(20, 300, 200, 312))
    assert not signs_of(sound, None, [below]).odd
    assert signs_of(sound, None, [beside]).odd


def test_a_note_at_the_head_of_the_next_page_may_be_the_last_row():
    sound = table(SOUND)
    note, heading = proof("注：不含约稿", page=2), proof("附件", page=2)
    assert signs_of(sound, None, [note]).odd
    assert not signs_of(sound, None, [heading, note]).odd


def test_a_table_that_one_without_heading_follows_is_odd():
    rest = table("6 | 己县 | 1 | 2\n7 | 庚县 | 1 | 2")
    assert signs_of(table(SOUND), rest, []).odd
    assert not signs_of(table(SOUND), table(SOUND), []).odd


def test_figures_that_contradict_each_other_are_told_from_those_that_say_nothing():
    assert signs_of(table("单位 | 得分\n甲县 | 3\n乙县 | 2"), None, []).figures == "silent"
    unpriced = (
        SOUND.replace("9 | 18", "9 | 17")
        .replace("7 | 14", "7 | 15")
        .replace("4 | 丁县", "7 | 丁县")
    )
    assert signs_of(table(unpriced), None, []).figures == "contradict"
    total = SOUND.strip() + "\n合计 | < | 19 | 39"
    assert signs_of(table(total), None, []).figures == "both"


def test_signs_that_nobody_has_counted_are_worth_an_even_chance():
    assert confidence(Signs("marked", "unresolved", True, "both")) == 0.5


def test_a_table_is_rated_by_its_signs():
    sound = table(SOUND, line("各县要抓紧报送。"))
    assert sound.agreement.confidence == confidence(signs_of(sound, None, []))
    assert sound.agreement.confidence >= 0.99
