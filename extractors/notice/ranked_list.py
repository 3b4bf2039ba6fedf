"""Lists within a paragraph that give units a rank or a figure, as they are worded.

``第一名：甲，得分90.5；第二名：…``, ``甲得分90.5分，排名第一；…``, ``甲12条，乙8条，丙、丁各4条``,
``甲、乙、丙分别为12条、8条、4条``, ``排名依次是：甲、乙、丙``.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from extractors.notice.list_words import (
    CHANGE_WORDS,
    COUNT_WORDS,
    NUMBER,
    RATE_WORDS,
    SCORE_WORDS,
)
from extractors.notice.unit_name import split_names
from figures import narrow

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
_RANK = r"(?:并列|倒数)?第(?:[一二三四五六七八九十百]{1,4}|\d{1,3})"
_NAMES = r"(?P<names>(?:[一-鿿·A-Za-z、“”]|\([一-鿿、]{1,12}\)){2,240}?)"
_END = rf"(?=[，,;。!?]|$|、?(?={_RANK}))"
_BARE = re.compile(rf"{SCORE_WORDS}|(?:[条篇件]数|数量)$")
"""Words of a figure that bears no measure word of its own."""
_BARE_LEAD = re.compile(
    rf"(?:{SCORE_WORDS}|[条篇件]数|数量|{COUNT_WORDS}[数量](?:\([条篇件份]\))?)"
    r"(?:情况)?(?:[从由][高多]到[低少])?(?:排[名序列])?(?:分别|依次)?(?:如下)?[为是]?:$"
)
_RANK_FIRST = re.compile(
    rf"(?:获得?|荣获|排名?|排在|位列|位居|名列|居|列)?(?P<rank>{_RANK}(?:[名位]|(?=的(?:单位)?[是为]))(?:\(并列\))?)(?:的|单位)*(?:分别)?[是为有]?[:，,]?{_NAMES}"
    rf"(?:[，,:]?{_VALUE})?{_END}"
)
_FURTHER = re.compile(rf"[，,、]?(?:其中[:，,]?)?{_VALUE}")
_RANK_LAST = re.compile(
    rf"{_NAMES}(?:[，,]?{_VALUE})?[，,]?(?:的?(?:成绩|得分|{COUNT_WORDS}量))?\(?"
    rf"(?:全[省市县区旗州盟]|排名|排在|位列|名列|位居|居|列|排|获得|荣获|获)*(?P<rank>{_RANK}[名位]?|首位|榜首)\)?(?:{_END}|(?=、))"
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
    rf"{_NAMES}[，,的]?{_VERB}分别(?P<verb_2>(?:{COUNT_WORDS}{_ITEMS}|{SCORE_WORDS})?)[为是达有得以]?:?"
    rf"(?P<values>(?:{NUMBER})(?:分|[条篇件份则期%])?(?:[、和](?:{NUMBER})(?:分|[条篇件份则期%])?)+)"
)
_LONGEST_LEAD = 80
"""More characters than any lead that the patterns here know: what lies before is not searched."""
_ORDERLY = re.compile(
    r"(?:排名|名次|位次|排序|从高到低|由高到低|从多到少|由多到少|第[一1]名?[至到—-]第?[一二三四五六七八九十\d]{1,2}名?|[前后末][三四五六七八九十\d]{1,2}[名位]?)"
    r"[^，,;。:]{0,16}?(?:依次|分别)?(?:排名|排序)?[是为有]?:?$"
)
_ITEM_LINE = re.compile(
    rf"{_RANK}[名位]|\(?\d{{1,2}}[.、)][^。]*\d(?:分|[条篇件份则期%])?\)?[。;；]?$"
)
_ROW_ENDS = "分条篇件份则期%)名位"
_SEPARATOR = re.compile(r"[，,、;]|以及|[和及与]")
_CLAUSE = re.compile(
    r"[:，,;。!?]|其中(?:[:，,])?|(?:分别|依次|的|名|位|如下)[是为有](?:[:，,])?|依次(?:[:，,])?"
    rf"|(?={_RANK}(?:[名位]|(?=的))(?:的|单位)*(?:分别)?[是为:])|(?<=[组类榜])(?={_RANK}[名位])"
)
_TELLS = re.compile(
    rf"\d[分条篇件份则期%)]|{_RANK}|[分名指数绩][^\d。]{{0,12}}\d|排|名次|位次|前[三四五六七八九十\d]"
    r"|[后末][三四五六七八九十\d]|到[高低多少]"
)
_THRESHOLD = re.compile(r"(?:低于|高于|不足|超过|不到|大于|小于)\d+(?:\.\d+)?[分条篇件份则期%]")
_RANK_BEHIND = re.compile(rf"[，,]?(?!其中)[^，,;。\d]{{0,8}}{_RANK}(?![组类档批季])")
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
            (_read(form, plain, start, done) for form in _READERS),
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
    if name == "order" and not _ORDERLY.search(plain[max(floor, start - _LONGEST_LEAD) : start]):
        return name, []
    return name, list(reader(plain, start))


def _items(pattern: re.Pattern[str], plain: str, start: int, full_stop: bool) -> Iterator[Item]:
    place = start
    led = _BARE_LEAD.search(plain, max(0, start - _LONGEST_LEAD), start) is not None
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
    if not _MOST.search(plain, max(0, start - _LONGEST_LEAD), start):
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


_READERS: tuple[tuple[ListForm, Callable[[str, int], Iterator[Item]]], ...] = (
    ("rank_first", lambda plain, start: _items(_RANK_FIRST, plain, start, full_stop=True)),
    ("rank_last", lambda plain, start: _items(_RANK_LAST, plain, start, full_stop=True)),
    ("figure", lambda plain, start: _items(_FIGURE, plain, start, full_stop=False)),
    ("figure", _zipped),
    ("figure", _most_first),
    ("order", _ordered),
    ("order", _numbered),
)


def _begins_within(plain: str, items: list[Item]) -> bool:
    """Whether the clause before the list is one of its items whose name was not understood."""
    unit, start = items[0].unit, items[0].start
    if plain[start - 1 : start] not in ("，", ",", ";") or not start:
        return False
    clause = re.split(r"[，,;。:!?]", plain[: start - 1])[-1]
    if re.search(rf"{_RANK}(?![组类档批季])" if items[0].rank else rf"{_RANK}[名位]", clause):
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
    rest = re.split(r":|(?:的|名|分别)[是为有]", rest, maxsplit=1)[0]
    if ";" not in plain[start:end]:
        rest = rest.split(";")[0]  # what follows is another list, of another measure perhaps
    rest = _THRESHOLD.sub("", rest)
    if _ASIDE.match(rest):
        return False
    if not items[0].rank and _RANK_BEHIND.match(rest):
        return True  # the rank of the last row, in words that are not understood
    told = items[0].rank and not items[0].rank.isdigit()
    if told and re.search(rf"{_RANK}[名位]|[列居名]{_RANK}", rest):
        return True
    unit = items[0].unit
    return bool(unit) and re.search(rf"\d{re.escape(unit)}", rest) is not None


def _names_twice(items: list[Item]) -> bool:
    names = [name for item in items for name in item.names]
    return len(set(names)) < len(names)
