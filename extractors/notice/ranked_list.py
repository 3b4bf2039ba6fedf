"""Lists within a paragraph that give units a rank or a figure, as they are worded.

``第一名：甲，得分90.5；第二名：…``, ``甲得分90.5分，排名第一；…``, ``甲12条，乙8条，丙、丁各4条``,
``甲、乙、丙分别为12条、8条、4条``, ``排名依次是：甲、乙、丙``.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractors.notice.list_items import LONGEST_LEAD, RANK, READERS, Item, ListForm
from extractors.notice.list_words import NUMBER
from figures import narrow


class RankedList(NamedTuple):
    """Items of one wording in a row, and the words before them; places are in the paragraph."""

    form: ListForm
    items: tuple[Item, ...]
    lead: str
    """From the sentence's beginning, or the list before, to this list."""
    start: int
    end: int
    whole: bool
    """Whether the paragraph holds nothing but this list."""


_ORDERLY = re.compile(
    r"(?:排名|名次|位次|排序|从高到低|由高到低|从多到少|由多到少|第[一1]名?[至到—-]第?[一二三四五六七八九十\d]{1,2}名?|[前后末][三四五六七八九十\d]{1,2}[名位]?)"
    r"[^，,;。:]{0,16}?(?:依次|分别)?(?:排名|排序)?[是为有]?:?$"
)
_ITEM_LINE = re.compile(
    rf"{RANK}[名位]|\(?\d{{1,2}}[.、)][^。]*\d(?:分|[条篇件份则期%])?\)?[。;；]?$"
)
_ROW_ENDS = "分条篇件份则期%)名位"
_CLAUSE = re.compile(
    r"[:，,;。!?]|其中(?:[:，,])?|(?:分别|依次|的|名|位|如下)[是为有](?:[:，,])?|依次(?:[:，,])?"
    rf"|(?={RANK}(?:[名位]|(?=的))(?:的|单位)*(?:分别)?[是为:])|(?<=[组类榜])(?={RANK}[名位])"
)
_TELLS = re.compile(
    rf"\d[分条篇件份则期%)]|{RANK}|[分名指数绩][^\d。]{{0,12}}\d|排|名次|位次|前[三四五六七八九十\d]"
    r"|[后末][三四五六七八九十\d]|到[高低多少]"
)
_THRESHOLD = re.compile(r"(?:低于|高于|不足|超过|不到|大于|小于)\d+(?:\.\d+)?[分条篇件份则期%]")
_RANK_BEHIND = re.compile(rf"[，,]?(?!其中)[^，,;。\d]{{0,8}}{RANK}(?![组类档批季])")
_IS_CUT = re.compile(r"[，,、][^，,、]+$")
_TOTAL = re.compile(r"共|总|合计|累计|全[市县区旗省州盟年]|各[单部级地县区镇乡旗]")
_WITHIN = re.compile(r"其中|具体|分别")
_ASIDE = re.compile(r"[，,;、]?(?:其余|其他|其它|余下|较|同比|环比|比上|占|合计|共计|总计|共|平均)")


def looks_like_item(text: str) -> bool:
    """Whether a line begins as a row of a list does: with a rank, or a number and a figure."""
    plain = _squeezed(text)[0]
    return bool(_ITEM_LINE.match(plain)) and len(plain) <= 60


@lru_cache(maxsize=256)
def find_lists(text: str) -> tuple[RankedList, ...]:
    """The ranked lists of a paragraph in printed order; places are those in `text`.

    A list that breaks off before a figure of its own kind is none: what is missing of it is not
    known, and no list of its wording in the paragraph can be told to be whole. Neither is one that
    names a unit twice.
    """
    plain, places = _squeezed(text)
    if not _TELLS.search(plain):
        return ()
    found: list[RankedList] = []
    cut: set[tuple[ListForm, str]] = set()
    done = 0
    for start in [0, *(match.end() for match in _CLAUSE.finditer(plain))]:
        if start < done or start >= len(plain):
            continue
        best = max(
            (_read(form, plain, start, done) for form in READERS),
            key=lambda read: read[1][-1].end if read[1] else -1,
        )
        if not best[1]:
            continue
        form, items = best
        done, floor = items[-1].end, done
        if _begins_within(plain, items) or _breaks_off(plain, items):
            cut.add((form, items[0].unit))
            continue
        if _names_twice(items):
            continue
        sentence = max(floor, _sentence_start(plain, start))
        if sentence > floor and _WITHIN.match(plain, sentence):
            sentence = max(floor, _sentence_start(plain, sentence - 1))
        found.append(
            RankedList(
                form=form,
                items=tuple(_printed(item, text, plain, places) for item in items),
                lead="".join(text[place] for place in places[sentence:start]),
                start=places[start],
                end=places[done - 1] + 1,
                whole=start == 0 and not plain[done:].strip(";；。，,、 "),
            )
        )
    return tuple(one for one in found if (one.form, one.items[0].unit) not in cut)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Half-width and without blanks but those between digits, with the place of each character."""
    plain = narrow(text)
    kept: list[int] = []
    words: list[str] = []
    for index, character in enumerate(plain):
        if not character.isspace():
            words.append(character)
        elif plain[index - 1 : index].isdigit() and plain[index + 1 : index + 2].isdigit():
            words.append(" ")
        elif character == "\n" and words and words[-1] in _ROW_ENDS:
            words.append(";")  # a row a line within one paragraph
        else:
            continue
        kept.append(index)
    return "".join(words), kept


def _printed(item: Item, text: str, plain: str, places: list[int]) -> Item:
    """The item with its words as `text` prints them, and its places there."""

    def figure(value: str, unit: str) -> str:
        return words(value + "%" * (unit == "%"))

    def words(narrowed: str) -> str:
        start = plain.find(narrowed, item.start, item.end)
        return "".join(text[place] for place in places[start : start + len(narrowed)])

    return item._replace(
        names=tuple(words(name) for name in item.names),
        rank=words(item.rank),
        value=figure(item.value, item.unit),
        further=tuple(each._replace(value=figure(each.value, each.unit)) for each in item.further),
        start=places[item.start],
        end=places[item.end - 1] + 1,
    )


def _sentence_start(plain: str, start: int) -> int:
    return max(plain.rfind(mark, 0, max(start - 1, 0)) for mark in "。!?") + 1


_Found = tuple[ListForm, list[Item]]


def _read(
    form: tuple[ListForm, Callable[[str, int], Iterator[Item]]], plain: str, start: int, floor: int
) -> _Found:
    name, reader = form
    if name == "order" and not _ORDERLY.search(plain[max(floor, start - LONGEST_LEAD) : start]):
        return name, []
    return name, list(reader(plain, start))


def _begins_within(plain: str, items: list[Item]) -> bool:
    """Whether the clause before the list is one of its items whose name was not understood."""
    unit, start = items[0].unit, items[0].start
    if plain[start - 1 : start] not in ("，", ",", ";") or not start:
        return False
    clause = re.split(r"[，,;。:!?]", plain[: start - 1])[-1]
    if re.search(rf"{RANK}(?![组类档批季])" if items[0].rank else rf"{RANK}[名位]", clause):
        return True
    figures = re.findall(rf"({NUMBER}){re.escape(unit)}", clause) if unit else []
    if not figures:
        return False
    if unit in ("分", "%"):
        return re.search(r"平均|均分|满分", clause) is None
    total = sum(Decimal(item.value.replace(",", "")) * len(item.names) for item in items)
    return _TOTAL.search(clause) is None or Decimal(figures[-1].replace(",", "")) < total


def _breaks_off(plain: str, items: list[Item]) -> bool:
    """Whether the sentence goes on with a rank or figure such as those of the list."""
    start, end = items[0].start, items[-1].end
    rest = re.split(r"[。!?]", plain[end:], maxsplit=1)[0]
    if not re.search(r"[。;!?]", plain[end:]) and _IS_CUT.search(rest):
        return True
    rest = re.split(r":|(?:的|名|分别|单位|部门)[是为有]", rest, maxsplit=1)[0]
    if ";" not in plain[start:end]:
        rest = rest.split(";")[0]  # what follows is another list, of another measure perhaps
    rest = _THRESHOLD.sub("", rest)
    if _ASIDE.match(rest):
        return False
    if not items[0].rank and _RANK_BEHIND.match(rest):
        return True  # the rank of the last row, in words that are not understood
    told = items[0].rank and not items[0].rank.isdigit()
    if told and re.search(rf"{RANK}[名位]|[列居名]{RANK}", rest):
        return True
    unit = items[0].unit
    return bool(unit) and re.search(rf"\d{re.escape(unit)}", rest) is not None


def _names_twice(items: list[Item]) -> bool:
    names = [name for item in items for name in item.names]
    return len(set(names)) < len(names)
