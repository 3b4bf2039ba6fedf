"""The rows of one wording that begin at a place of a paragraph, as its readers understand them."""

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from extractors.notice.list_words import (
    CHANGE_WORDS,
    COUNT_WORDS,
    NUMBER,
    RATE_WORDS,
    SCORE_WORDS,
)
from extractors.notice.unit_name import split_names

ListForm = Literal["rank_first", "rank_last", "figure", "order"]


class Item(NamedTuple):
    """One row or, under ``各``, several: names with their rank and figure as printed."""

    names: tuple[str, ...]
    rank: str
    value: str
    """As printed, with its per-cent sign."""
    unit: str
    """The measure word: 条, 篇, 分, %; '' where none is printed."""
    verb: str
    """What is counted or scored, in its printed words."""
    start: int
    end: int
    further: tuple["Figure", ...] = ()
    """Its other figures: ``报送12条、采用8条`` has one."""


class Figure(NamedTuple):
    """A figure with its words, as printed."""

    value: str
    unit: str
    verb: str


_ITEMS = (
    r"(?:政务|工作|网站|各类|有效|动态)*(?:信息|稿件|简报|消息|新闻|文章|专报|约稿)?"
    r"(?:[条篇件]数|数量|[数量])?"
)
_VERB = (
    rf"(?P<verb>(?:得|获得?|[扣加减]|{SCORE_WORDS}|{RATE_WORDS}|{CHANGE_WORDS}"
    rf"|(?:共|累计|合计)?[获被]?{COUNT_WORDS}{_ITEMS}(?:得分)?)?)"
)
_VALUE = (
    rf"(?:[一二三四五六七八九十两\d]{{1,3}}[家个](?:单位|部门)?)?[各均都以]?\(?{_VERB}[各均]?(?:为|是|达到?|有|了)?:?(?P<value>{NUMBER})"
    r"(?:(?P<unit>分(?![钟之])|条次|篇次|[条篇件份则期](?!次)|%)|(?![\d.%个家项人名户元万亿次月年日位]))\)?"
)
RANK = r"(?:并列|倒数)?第(?:[一二三四五六七八九十百]{1,4}|\d{1,3})"
_NAMES = r"(?P<names>(?:[一-鿿·A-Za-z、“”]|\([一-鿿、]{1,12}\)){2,240}?)"
_END = rf"(?=[，,;。!?]|$|、?(?={RANK}))"
_BARE = re.compile(rf"{SCORE_WORDS}|(?:[条篇件]数|数量)$")
"""Words of a figure that bears no measure word of its own."""
_BARE_LEAD = re.compile(
    rf"(?:{SCORE_WORDS}|[条篇件]数|数量|{COUNT_WORDS}[数量](?:\([条篇件份]\))?)"
    r"(?:情况)?(?:[从由][高多]到[低少])?(?:排[名序列])?(?:分别|依次)?(?:如下)?[为是]?:$"
)
_RANK_FIRST = re.compile(
    rf"(?:获得?|荣获|排名?|排在|位列|位居|名列|居|列)?(?P<rank>{RANK}(?:[名位]|(?=的(?:单位)?[是为]))(?:\(并列\))?)(?:的|单位)*(?:分别)?[是为有]?[:，,]?{_NAMES}"
    rf"(?:[，,:]?{_VALUE})?{_END}"
)
_FURTHER = re.compile(rf"[，,、]?(?:其中[:，,]?)?{_VALUE}")
_RANK_LAST = re.compile(
    rf"{_NAMES}(?:[，,]?{_VALUE})?[，,]?(?:的?(?:成绩|得分|{COUNT_WORDS}量))?\(?"
    rf"(?:全[省市县区旗州盟]|排名|排在|位列|名列|位居|居|列|排|获得|荣获|获)*(?P<rank>{RANK}[名位]?|首位|榜首)\)?(?:{_END}|(?=、))"
)
_PLACE = r"(?:第?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[名位]?|首位)"
_POINTS = rf"(?:{NUMBER})分?"
_RANK_APIECE = re.compile(
    rf"{_NAMES}[，,]?(?:(?:得分)?分别以(?P<values>{_POINTS}(?:[、和]{_POINTS})+)(?:的(?:成绩|得分))?[，,]?(?:分别)?"
    rf"|分别?)(?:排名|排在|位列|名列|位居|居|列|排|获得|荣获|获)+(?:全[省市县区旗州盟])?"
    rf"(?P<ranks>{_PLACE}(?:[、和]{_PLACE})+){_END}"
)
"""``甲、乙分别以96分和95分位列第二、第三``, ``甲、乙分列一、二位``."""
_FIGURE = re.compile(rf"(?:\(?(?P<mark>\d{{1,2}})[.、)]|[①-⑳])?{_NAMES}[，,:]?{_VALUE}")
_MOST = re.compile(r"最[多高好]的?(?:单位|部门)?[是为]:?$")
_NEXT = re.compile(r"[，,;。](?:其次|再次|然后|第[三四五])(?:的)?[是为]?:?")
_RANKED_FIGURE = re.compile(rf"{_NAMES}[，,]?[共达为]?{_VALUE}")
_ORDER = re.compile(rf"{_NAMES}(?=[，,;。]|等|$)")
_NUMBERED = re.compile(rf"\(?(?P<mark>\d{{1,2}})[.、)]{_NAMES}(?=[，,;。]|$)[，,;。]?")
_EACH_ITS_OWN = re.compile(
    rf"{_NAMES}[，,的]?{_VERB}(?:分别|依次)(?P<verb_2>(?:{COUNT_WORDS}{_ITEMS}|{SCORE_WORDS})?)[为是达有得以]?:?"
    rf"(?P<values>(?:{NUMBER})(?:分|[条篇件份则期%])?(?:[、和](?:{NUMBER})(?:分|[条篇件份则期%])?)+)"
)
LONGEST_LEAD = 80
"""More characters than any lead that the patterns here know: what lies before is not searched."""
_SEPARATOR = re.compile(r"[，,、;]|以及|[和及与]")


def _items(pattern: re.Pattern[str], plain: str, start: int, full_stop: bool) -> Iterator[Item]:
    place = start
    led = _BARE_LEAD.search(plain, max(0, start - LONGEST_LEAD), start) is not None
    verb = unit = alike = None
    while True:
        apiece = _apiece(plain, place) if pattern is _RANK_LAST else ()
        match = None if apiece else pattern.match(plain, place)
        item = apiece[-1] if apiece else _item(match, led) if match else None
        if item is None:
            return
        if item.value:
            # 甲报送12条，乙8条: one measure; another verb or measure word begins another list.
            if unit is not None and item.unit != unit:
                return
            if verb is not None and item.verb not in ("", verb) and not _scores(verb, item):
                return
            if unit is None:
                alike = _alike(_with_further(item, plain))
            if alike is not None:
                item = _with_further(item, plain)
                if _alike(item) != alike:
                    return
            unit = item.unit if unit is None else unit
            verb = item.verb if verb is None or _scores(verb, item) else verb
        yield from apiece[:-1]
        yield item
        separator = _SEPARATOR.match(plain, item.end)
        stops = full_stop or item.rank.isdigit()
        if separator is None and stops and plain[item.end : item.end + 1] == "。":
            place = item.end + 1
        elif separator is None and pattern is _RANK_FIRST:
            place = item.end
        elif separator is None:
            return
        else:
            place = separator.end()


def _with_further(item: Item, plain: str) -> Item:
    """The item with the figures that follow its own, each under a word of its own."""
    further: list[Figure] = []
    end = item.end
    while (match := _FURTHER.match(plain, end)) and match["verb"]:
        further.append(Figure(match["value"], match["unit"] or "", match["verb"]))
        end = match.end()
    return item._replace(further=tuple(further), end=end)


def _alike(item: Item) -> tuple[tuple[str, str], ...] | None:
    """The words and units of the further figures, which each row must share; None without any."""
    return tuple((each.verb, each.unit) for each in item.further) or None


def _scores(verb: str, item: Item) -> bool:
    """Whether points that had no word of their own now bear one (``以96分``, ``得分95分``)."""
    return item.unit == "分" and verb in ("", "得") and bool(item.verb)


def _item(match: re.Match[str], led: bool) -> Item | None:
    """The row that `match` words; `led` by what its figures measure, they need no words."""
    groups = match.groupdict()
    value, unit, verb = groups["value"] or "", groups["unit"] or "", groups["verb"] or ""
    rank = groups.get("rank") or groups.get("mark") or ""
    names = split_names(groups["names"], several="并列" in rank or _is_each(match))
    bare = value and not unit and not _BARE.search(verb) and not match[0].endswith(")")
    if not names or (bare and not led) or (len(names) > 1 and value and not _is_shared(match)):
        return None
    return Item(names, rank, value, unit, verb, match.start(), match.end())


def _is_shared(match: re.Match[str]) -> bool:
    """Whether one figure is that of each name: ``各4条``, ``均为90分``, ``并列第二名：…``."""
    return _is_each(match) or bool(match.groupdict().get("rank"))


def _is_each(match: re.Match[str]) -> bool:
    words = match.string[match.end("names") : max(match.start("value"), match.end("names"))]
    return re.search(r"[各均都]", words) is not None


def _apiece(plain: str, start: int) -> tuple[Item, ...]:
    """Several rows whose ranks, and perhaps points, are told one after another; else none."""
    match = _RANK_APIECE.match(plain, start)
    if match is None:
        return ()
    names = split_names(match["names"], several=True)
    ranks = re.findall(_PLACE, match["ranks"])
    values = re.findall(NUMBER, match["values"] or "") or [""] * len(names)
    if not len(names) == len(ranks) == len(set(ranks)) == len(values):
        return ()
    unit = "分" if match["values"] else ""
    return tuple(
        Item((name,), rank, value, unit, "", match.start(), match.end())
        for name, rank, value in zip(names, ranks, values, strict=True)
    )


def _zipped(plain: str, start: int) -> Iterator[Item]:
    match = _EACH_ITS_OWN.match(plain, start)
    if match is None:
        return
    names = split_names(match["names"], several=True)
    values = re.findall(rf"({NUMBER})(分|[条篇件份则期%])?", match["values"])
    units = {unit for _, unit in values if unit}
    verb = match["verb_2"] or match["verb"]
    if len(names) != len(values) or len(units) > 1 or not (units or re.search(SCORE_WORDS, verb)):
        return
    unit = units.pop() if units else ""
    for name, (value, _) in zip(names, values, strict=True):
        yield Item((name,), "", value, unit, verb, match.start(), match.end())


def _most_first(plain: str, start: int) -> Iterator[Item]:
    """``最多的是甲，共25条；其次是乙，20条；再次是丙，18条``: the best, and those next to it."""
    if not _MOST.search(plain, max(0, start - LONGEST_LEAD), start):
        return
    place = start
    while match := _RANKED_FIGURE.match(plain, place):
        item = _item(match, led=True)
        if item is None:
            return
        yield item
        further = _NEXT.match(plain, item.end)
        if further is None:
            return
        place = further.end()


def _numbered(plain: str, start: int) -> Iterator[Item]:
    """``1、甲；2、乙；3、丙`` whose numbers run on from 1."""
    place, number = start, 1
    while (match := _NUMBERED.match(plain, place)) and int(match["mark"]) == number:
        if len(names := split_names(match["names"], several=False)) != 1:
            return
        yield Item(names, match["mark"], "", "", "", match.start(), match.end("names"))
        place, number = match.end(), number + 1


def _ordered(plain: str, start: int) -> Iterator[Item]:
    match = _ORDER.match(plain, start)
    if match is None or len(names := split_names(match["names"], False)) < 3:
        return
    for name in names:
        yield Item((name,), "", "", "", "", match.start(), match.end())


READERS: tuple[tuple[ListForm, Callable[[str, int], Iterator[Item]]], ...] = (
    ("rank_first", lambda plain, start: _items(_RANK_FIRST, plain, start, full_stop=True)),
    ("rank_last", lambda plain, start: _items(_RANK_LAST, plain, start, full_stop=True)),
    ("figure", lambda plain, start: _items(_FIGURE, plain, start, full_stop=False)),
    ("figure", _zipped),
    ("figure", _most_first),
    ("order", _ordered),
    ("order", _numbered),
)
