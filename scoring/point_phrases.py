"""How a sentence gives points: a figure with its sign, what it counts, and what limits it.

A phrase is read from its figure leftwards: ``被省级采用的，每条加20分`` is 20, ``加``, ``每条``,
and then what is counted. The words of a report (``甲县得20分``) give no phrase.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from evidence import Record
from figures import read_rank

PhraseKind = Literal["per_item", "deduct_from", "weighted", "cap", "multiply", "rank_by"]


class Phrase(Record):
    """One clause as its words give it; places are in the sentence."""

    kind: PhraseKind
    column: str | None = None
    """The score that the words name (``总分=…``); null where they name none."""
    items: str
    """What is counted, weighed, capped or multiplied, in its printed words."""
    points_each: Decimal | None
    """Points an item, below 0 for a deduction; the base of `deduct_from`; a weight; a factor."""
    cap: Decimal | None = None
    floor: Decimal | None = None
    unit: str
    """``分/条``, ``分``, ``%`` or ``倍``."""
    start: int
    end: int


_NUMBER = r"\d+(?:\.\d+)?"
_FEW = "一二两三四五六七八九十"
_MEASURE = r"(?:人次|[条篇件次个项期份处例人天日起户本幅部家场类])"
_GIVES = r"加计|加记|奖励|给予|加|奖|计|记|得|给|赋|折合|折"
_TAKES = r"扣减|扣除|扣|减"
_SIGN = re.compile(
    rf"(?:(?:另外|另|再|额外|直接|一律|均|各|可|则|分别|依次|酌情)*(?:(?P<gives>{_GIVES})|(?P<takes>{_TAKES}))"
    r"(?:为|计|记|至|到)?|(?:分别|依次)?(?:为|是))[:]?$"
)
_POINTS = re.compile(
    rf"(?<![\d.%第])(?P<value>{_NUMBER}(?:分?(?:[、/]|和){_NUMBER})*|[{_FEW}])分"
    r"(?![钟之别组类管工布析发送支局行公])(?:值)?"
)
_PER = re.compile(
    rf"(?:每(?P<verb>[^\d每，,]{{0,10}}?)(?P<number>\d+|[{_FEW}])?|(?P<one>[1一]))"
    rf"(?P<measure>{_MEASURE})(?:\([^()]{{1,6}}\)|/{_MEASURE})?(?P<tail>[^\d，,]{{0,24}})$"
)
_PER_AFTER = re.compile(rf"(?:/|每)(?P<measure>{_MEASURE})")
_PER_LEAD = re.compile(
    rf"每(?P<verb>[^\d每，,]{{0,10}}?)[一1]?(?P<measure>{_MEASURE})(?P<tail>[^\d，,;]{{0,12}})[，,:]"
)
"""``每采用一条，`` before the points of each level."""
_BASE = re.compile(r"(?:基础|起评|基本|底|基准|起始|初始|原始)分(?:值|数)?")
_BASE_AFTER = re.compile(r"的?(?:基础|起评|基本|底|基准|起始|初始)分")
_LIMIT = re.compile(
    r"(?:不得?超过|不高于|不得高于|封顶|上限|满分|最高(?:可|能)?|最多(?:可|能)?|至多|为限|占)"
    rf"(?:{_GIVES}|{_TAKES})?(?:为|是|值)?:?$"
)
_LIMIT_AFTER = re.compile(r"(?:封顶|为限|为上限|为满分|以内)")
_FLOOR = re.compile(
    r"扣完为止|扣[至到光](?:0|零)?分?为止|不计负分|不[出得]现?负分|最低(?:为|得)?(?:0|零)分"
)
_RANK = re.compile(
    rf"第(?:[{_FEW}]{{1,3}}|\d{{1,2}})(?:名|位)?(?:(?:至|到|-|—)第?(?:[{_FEW}]{{1,3}}|\d{{1,2}}))?[名位]?的?$"
)
_TIMES = re.compile(r"(?P<word>加倍|双倍|翻倍|翻番|减半|折半)(?:计分|计算|扣分|得分|加分|扣除|计)?")
_FACTORS = {"减半": Decimal("0.5"), "折半": Decimal("0.5")}
_WEIGHT = re.compile(
    rf"(?P<items>[^，,;:。+=×*\d()%]{{1,40}}?)(?:的?(?:权重|比重|比例))?(?P<several>各|分别)?"
    rf"(?P<by>占(?:[^，,;。+×*\d]{{0,18}}的)?|×|\*|权重为?|\(|为|是"
    rf"|按(?={_NUMBER}%(?:的比例)?(?:计入|折|纳入))|)(?P<value>{_NUMBER})%\)?"
)
_SHARES = re.compile(
    rf"(?:分别|依次)(?:占|为|是)(?:[^，,;。\d]{{0,18}}的)?(?P<values>{_NUMBER}%(?:[、，,和]{_NUMBER}%)+)"
)
_BOTH = re.compile(r"(?<!这|述|上)[两二]项工作$")
_MADE_OF = re.compile(
    r"由(?P<parts>[^，,;。]{2,60}?)(?:[两二三四五六]?(?:个?部分|项))?(?:组成|构成)$"
)
_WEIGHS = re.compile(r"权重|占|[×*]|加权|比重|%(?:的比例)?(?:计入|折|纳入)")
_SCORED = re.compile(r"分|成绩|指数|权重|考核|考评|测评|评价")
_TARGET = re.compile(r"(?P<target>[^，,;:。=]{2,20})=")
_CLAUSE_MARK = re.compile(
    rf"每[^，,;。]{{0,24}}?[\d{_FEW}]分|\d分(?:/|每){_MEASURE}|[计记加扣赋]分|[计记加扣奖](?:\d|[{_FEW}]分)"
    r"|基础分|起评分|基本分|底分|基准分|封顶|扣完为止|权重|[的者][，,]?得\d|标准"
    r"|不重复|累计计|可累|最高分计|就高"
)
_HELD_OVER = re.compile(r"不重复(?:计|加|得)|累计(?:计|加)分|可累[计加]|按最高|就高|取最高")
"""Ways to count one item that no kind of clause holds."""
_HAS_POINTS = re.compile(
    rf"[\d{_FEW}]分(?![钟之别组类管工布析发送支局行公])|[加扣]倍|减半|[×*]\d|占[^，。]*\d%|计分|加分"
)
_ACT = re.compile(
    r"[采录刊选]用|采纳|刊[发登载]|编发|[转印]发|发布|发表|批示|报送|上报|报告|投稿|约稿|信息|稿件|简报|简讯|未|不|无|迟|错|漏|缺|逾"
    r"|瞒|少|超|通报|表彰|获|完成|达|参加|出现|的$|者$|[》”]"
)
_ONLY_VERB = frozenset(
    ("", "少", "采用", "录用", "采纳", "刊用", "报送", "上报", "发布", "获", "简讯")
)
"""Words that need what stands before the mark to say what is counted."""
_EMPTY = re.compile(
    r"^(?:、|其中|即|对|凡|如|若|被|并(?!列)|且|同时|此外|另外|还|的|和(?=\W|$)|及|与|、|-|\(?[\d一二三四五六七八九十]+[.、)])+"
)
_TAIL = re.compile(r"(?:的|者|，|,|:|可|则|将|予以|、|共|按|以|方面)+$")


def bears_points(sentence: str, in_rule: bool) -> bool:
    """Whether a half-width sentence speaks of points as a rule does, not as a result.

    In a document that is a rule (`in_rule`) every figure of points and every share does.
    """
    if in_rule:
        return bool(_HAS_POINTS.search(sentence) or (_SCORED.search(sentence) and "%" in sentence))
    return bool(_HAS_POINTS.search(sentence) and _CLAUSE_MARK.search(sentence))


def read_phrases(sentence: str, lead: str = "") -> tuple[tuple[Phrase, ...], bool]:
    """The clauses of a half-width sentence in printed order, and whether no figure was left over.

    `lead` is the sentence before it: ``计分标准如下：`` makes a bare ``《要情》10分`` a clause.
    """
    weights = list(_weights(sentence))
    found = [*weights, *_factors(sentence)]
    rule_led = bool(_CLAUSE_MARK.search(sentence) or re.search(r"[计记加扣赋评]分|标准|办法", lead))
    whole = not _HELD_OVER.search(sentence)
    for match in _POINTS.finditer(sentence):
        if any(one.start <= match.start() < one.end for one in found):
            continue
        read = _points(sentence, match, found, rule_led)
        if read is None:
            whole = False
            continue
        found = read
    floor = _FLOOR.search(sentence)
    if floor:
        found = [
            one.model_copy(update={"floor": Decimal(0)})
            if one.kind == "deduct_from" or (one.points_each or 0) < 0
            else one
            for one in found
        ]
    return tuple(sorted(found, key=lambda one: one.start)), whole


def _points(
    sentence: str, match: re.Match[str], found: list[Phrase], rule_led: bool
) -> list[Phrase] | None:
    """The clauses with that of one figure of points added, None where its words give none."""
    values = [_value(text) for text in re.split(r"分?[、/和]", match["value"])]
    begin = _segment_start(sentence, match.start(), found)
    before, after = sentence[begin : match.start()], sentence[match.end() :]
    of_whole = bool(re.search(r"满分[^;。]*其中", sentence[:begin] + before))
    start, end = begin, match.end()

    if _LIMIT.search(before) or _LIMIT_AFTER.match(after):
        return _capped(sentence, found, values, begin, match)
    ranked = _RANK.search(_unsigned(before)[0])
    unsigned, sign = _unsigned(before)
    if base := (_BASE.search(before) or _BASE_AFTER.match(after)):
        items = _named(before[: base.end()] if base.re is _BASE else before) or base[0]
        return _with(found, "deduct_from", [items], values, "分", start, end)
    if ranked:
        return _with(found, "rank_by", [_named(unsigned)], values, "分", start, end, sign or 1)

    per = _PER.search(unsigned)
    later = _PER_AFTER.match(after)
    number, unit = Decimal(1), "分"
    words = unsigned
    if per:
        number = _value(per["number"] or "1")
        unit = f"分/{per['measure']}"
        words = unsigned[: per.start()]
        done = (per["verb"] or "") + (per["tail"] or "")
        words = words if _named(words) and not _named(done) else words + done
    elif later:
        unit, end = f"分/{later['measure']}", match.end() + later.end()
    items = _named(words)
    if items in _ONLY_VERB:
        context, start = _context(sentence, begin, found)
        before_it = [one for one in found if one.end <= begin]
        if not context and before_it and items and ";" not in sentence[before_it[-1].end : begin]:
            context = before_it[-1].items  # «录用每条10分，简讯每条5分»
        items = context + items if items not in context[-4:] else context
    led = None if per or later else _PER_LEAD.search(sentence, 0, begin)
    if led:
        unit, items = f"分/{led['measure']}", items + _named(led["verb"] + led["tail"])
        rule_led = True
    if values == [0] and sentence[:begin].endswith(("的，", "的,")):
        return _with(found, "cap", [_context(sentence, begin, found)[0]], values, "分", 0, end)
    if of_whole and items and not (sign or per or later):
        return _with(found, "cap", [items], values, unit, start, end)
    if (
        not items
        or items.endswith("或")
        or (not (per or later) and not _is_rule(words, items, rule_led))
    ):
        return None
    share = [value / number for value in values]
    if any(value * number != given for value, given in zip(share, values, strict=True)):
        return None  # a share that is no decimal: «每3条加1分»
    return _with(
        found, "per_item", _several(items, len(values)), share, unit, start, end, sign or 1
    )


def _with(
    found: list[Phrase],
    kind: PhraseKind,
    items: Sequence[str],
    values: Sequence[Decimal],
    unit: str,
    start: int,
    end: int,
    sign: int = 1,
) -> list[Phrase] | None:
    """`found` and one clause for each item and its value; None where they do not pair off."""
    if len(items) != len(values):
        return None
    added = [
        Phrase(kind=kind, items=name, points_each=sign * value, unit=unit, start=start, end=end)
        for name, value in zip(items, values, strict=True)
    ]
    return [*found, *added]


def _is_rule(words: str, items: str, rule_led: bool) -> bool:
    """Whether words without ``每`` state what earns points, not what somebody earned."""
    if not rule_led:
        return False
    if re.search(r"[的者][，,:]?$", words) or not words.strip("，,:"):
        return True
    return bool(_ACT.search(items))


def _capped(
    sentence: str, found: list[Phrase], values: list[Decimal], begin: int, match: re.Match[str]
) -> list[Phrase] | None:
    """A limit holds for the clause before it in the sentence, else it stands alone."""
    if len(values) != 1:
        return None
    stop = match.end()
    before = sentence[begin : match.start()]
    items = _named(re.sub(r"(?:最[高多大]|累计|合计)$", "", _LIMIT.sub("", before)))
    own = not re.fullmatch(r"(?:每?[人年月季]?度?|单?项|总分?|共计?|得分|加分|扣分|计分)*", items)
    last = found[-1] if found and ";" not in sentence[found[-1].end : begin] else None
    if last is not None and not own and last.kind in ("per_item", "deduct_from"):
        changed = last.model_copy(update={"cap": values[0], "end": stop})
        return [*found[:-1], changed]
    if not items:
        items, begin = _context(sentence, begin, found)
    return _with(found, "cap", [items or "总分"], values, "分", begin, stop)


def _weights(sentence: str) -> Iterator[Phrase]:
    """Shares in per cent of a score: ``甲占90%``, ``总分=甲×90%+乙×10%``, ``甲、乙分别占30%``."""
    shares = [Decimal(text) for text in re.findall(rf"({_NUMBER})%", sentence)]
    scored = _SCORED.search(sentence) or sum(shares) == 100
    if not (_WEIGHS.search(sentence) and scored):
        return
    target = _TARGET.search(sentence)
    column = _named(target["target"]) if target else None
    for match in _SHARES.finditer(sentence):
        values = [Decimal(text) for text in re.findall(_NUMBER, match["values"])]
        yield from _shared_out(sentence, match, values)
    for match in _WEIGHT.finditer(sentence):
        by = match["by"]
        if len(by) > 1 and not re.search(r"分|成绩|指数|权重|比重|考核|总评", by):
            continue  # «占全市的30%» is a result
        if not (by[:1] in tuple("占×*按") or "权重" in sentence or "比重" in match[0]):
            continue
        items = _named(match["items"])
        if items in ("", "分别", "权重") or re.search(r"率$|同比|环比|[增下]长?降?$", items):
            continue
        for name in _several(items, 2) if match["several"] else [items]:
            yield Phrase(
                kind="weighted", column=column, items=_BOTH.sub("", name),
                points_each=Decimal(match["value"]), unit="%",
                start=match.start(), end=match.end(),
            )  # fmt: skip


def _shared_out(sentence: str, match: re.Match[str], values: Sequence[Decimal]) -> Iterator[Phrase]:
    """``由甲和乙组成，分别占90%和10%``: the names stand before, one for each share."""
    before = sentence[: match.start()].rstrip("，,")
    begin = max(before.rfind(mark) for mark in "，,;:。") + 1
    made = _MADE_OF.search(before[begin:])
    names = _several(_named(made["parts"] if made else before[begin:]), len(values))
    if len(names) == len(values):
        for name, value in zip(names, values, strict=True):
            yield Phrase(
                kind="weighted", items=name, points_each=value, unit="%",
                start=begin, end=match.end(),
            )  # fmt: skip


def _factors(sentence: str) -> Iterator[Phrase]:
    """Points doubled or halved."""
    for match in _TIMES.finditer(sentence):
        begin = max(sentence.rfind(mark, 0, match.start()) for mark in "，,;:。") + 1
        items = _named(sentence[begin : match.start()])
        if not items and begin:
            begin = max(sentence.rfind(mark, 0, begin - 1) for mark in "，,;:。") + 1
            items = _named(sentence[begin : match.start()])
        yield Phrase(
            kind="multiply", items=items or match["word"],
            points_each=_FACTORS.get(match["word"], Decimal(2)), unit="倍",
            start=begin, end=match.end(),
        )  # fmt: skip


def _segment_start(sentence: str, place: int, found: Sequence[Phrase]) -> int:
    """Where the words of a figure begin: behind the last mark or the last clause."""
    marks = [match.end() for match in re.finditer(r"[，,;:。]", sentence[:place])]
    if marks and re.fullmatch(r"\s*", sentence[marks[-1] : place]):
        marks.pop()  # «甲：10分»
    ends = [one.end for one in found if one.end <= place]
    return max([0, *marks[-1:], *ends])


def _context(sentence: str, begin: int, found: Sequence[Phrase]) -> tuple[str, int]:
    """What the clauses before say is counted: ``被省级采用的，每条加20分``."""
    floor = max([0, *(one.end for one in found if one.end <= begin)])
    stop = max(sentence.rfind(mark, floor, begin) for mark in ";。")
    start = max(floor, stop + 1)
    for words in reversed(re.split(r"[，,:]", sentence[start:begin].strip("，,: "))):
        if items := _named(words):
            return items, start
    return "", begin


def _unsigned(words: str) -> tuple[str, int]:
    """The words without the verb that gives or takes points, and its sign (0 where none is)."""
    match = _SIGN.search(words)
    if match is None:
        return words, 0
    return words[: match.start()], -1 if match["takes"] else 1 if match["gives"] else 0


def _named(words: str) -> str:
    """The item that words name, without what leads to it and away from it."""
    previous = None
    while words != previous:
        previous = words
        words = _TAIL.sub("", _EMPTY.sub("", words.strip(" ，,:;")))
    return words


def _several(items: str, number: int) -> list[str]:
    """The names of ``区、市、省及以上`` where there are so many; else the words as one."""
    if number == 1:
        return [items]
    for mark in (r"/", r"、", r"、|和|与|及(?!以上)"):
        names = re.split(mark, items)
        if len(names) == number and all(names):
            return names
    return [items]


def _value(text: str) -> Decimal:
    if text == "两":
        return Decimal(2)
    return Decimal(text if text[0].isdigit() else read_rank(text) or 0)
