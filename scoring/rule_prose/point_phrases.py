"""How a sentence gives points: a figure with its sign, what it counts, and what limits it.

A phrase is read from its figure leftwards: ``被省级采用的，每条加20分`` is 20, ``加``, ``每条``,
and then what is counted. The words of a report (``甲县得20分``) give no phrase.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from scoring.rule_prose.phrase import (
    FEW,
    FLOOR,
    NUMBER,
    SCORED,
    Phrase,
    PhraseKind,
    named,
    several,
    value_of,
)
from scoring.rule_prose.share_phrases import read_shares, shares_unread

_MEASURE = (
    r"(?:[人件例]次|%(?!.{0,3}百分点)|个?百分点|个?(?:工作日|小时)|个月|分钟"
    r"|[条篇件次个项期份处例人天日起户本幅部家场类宗批块])"
)
_GIVES = r"加计|加记|奖励|给予|加|奖|计|记|得|给|赋|折合|折"
_TAKES = r"加扣|倒扣|扣减|扣除|扣|减"
_SIGN = re.compile(
    rf"(?:(?:另外|另|再|额外|直接|一律|均|各|可|则|分别|依次|酌情|一次性)*(?:(?P<gives>{_GIVES})|(?P<takes>{_TAKES}))"
    r"(?:为|计|记|至|到)?|(?:分别|依次)?(?:为|是))[:]?$"
)
_POINTS = re.compile(
    rf"(?<![\d.%第])(?P<value>{NUMBER}(?:分?(?:[、/]|和){NUMBER})*|[{FEW}])分"
    r"(?![钟之别组类管工布析发送支局行公])(?:值)?"
)
_PER = re.compile(
    rf"(?:每(?P<verb>[^\d每，,]{{0,10}}?)(?P<number>\d+|[{FEW}])?|(?P<one>[1一]))"
    rf"(?P<measure>{_MEASURE})(?:\([^()]{{1,6}}\)|/{_MEASURE})?(?P<tail>[^\d每，,]{{0,24}})$"
)
_PER_AFTER = re.compile(rf"(?:/|每)(?P<measure>{_MEASURE})")
_PER_LEAD = re.compile(
    rf"每(?P<verb>[^\d每，,]{{0,10}}?)[一1]?(?P<measure>{_MEASURE})(?P<tail>[^\d，,;]{{0,12}})[，,:]"
)
"""``每采用一条，`` before the points of each level."""
_BASE = re.compile(r"(?:基础|起评|基本|底|基准|起始|初始|原始|(?:基础|基本|目标)任务)分(?:值|数)?")
_BASE_AFTER = re.compile(r"的?(?:基础|起评|基本|底|基准|起始|初始)分")
_LIMIT = re.compile(
    r"(?:不得?超过|不高于|不得高于|封顶|(?<!无)(?<!不设)(?<!没有)上限|得?满分|最高(?:可|能)?|最多(?:可|能)?|至多|为限|占)"
    rf"(?:{_GIVES}|{_TAKES})?(?:为|是|值)?:?$"
)
_OF_A_HUNDRED = re.compile(r"(?:总分|满分)值?(?:为|是|共|计)*$")
_FULL_MARKS = frozenset(map(Decimal, (100, 105, 110, 120, 150, 200, 1000)))
_WHOLE = re.compile(
    r"(?:每?[人年月季]?度?|单?项|总分?|共计?|得分|加分|扣分|计分)*|(?:累计|合计|全年|年度)(?:加|得|扣|计|奖励)分"
)
"""Words of a limit that name nothing of their own: it holds for the clause before."""
_LIMIT_AFTER = re.compile(r"(?:封顶|为限|为上限|为满分|以内)")
_RANK = re.compile(
    rf"第(?:[{FEW}]{{1,3}}|\d{{1,2}})(?:名|位)?(?:(?:至|到|-|—)第?(?:[{FEW}]{{1,3}}|\d{{1,2}}))?[名位]?的?$"
)
_CLAUSE_MARK = re.compile(
    rf"每[^，,;。]{{0,24}}?[\d{FEW}]分|\d分(?:/|每){_MEASURE}|[计记加扣赋]分|[计记加扣奖](?:\d|[{FEW}]分)"
    r"|基础分|起评分|基本分|底分|基准分|封顶|扣完为止|权重|[的者][，,]?得\d|标准"
    rf"|[的者][，,]?(?:可|均|各|再|另|按|依次|分别)*[计记加扣得减][^，,;。]{{0,4}}\d"
    rf"|按{NUMBER}分[计记]|[计记加扣得减]{NUMBER}分?(?:至|到|-|—|~){NUMBER}分"
    r"|(?:采用|录用|刊[发登用]|转发|批示)(?:得|可得)\d|各\d+分|信息\d+分"
    r"|[类档级种][，,]分别[得计加记]"
    r"|(?:国家|[省市县乡区州])级[^，,;。\d]{0,4}\d+分|[的者][^，,;。]{0,6}为?零分"
    r"|不重复|累计计|可累|最高分计|就高"
)
_HELD_OVER = re.compile(
    r"不重复(?:计|加|得)|不累[计加]|累计(?:计|加)分(?!不|最|上限)|可累[计加]|按最高|就高|取最高"
    r"|(?:最多|至多|不超过|限)[计报加取]?\d+[条篇件次](?!的)|按(?:差额|比例|[月季]度?平均)|酌情|可以?累加"
)
"""Ways to count one item that no kind of clause holds."""
_HAS_POINTS = re.compile(
    rf"[\d{FEW}]分(?![钟之别组类管工布析发送支局行公])|[加扣]倍|减半|[×*]\d|占[^，。]*\d%|计分|加分"
)
_PART = re.compile(rf"\(({NUMBER})分\)")
_UNCLEAR = re.compile(r"^[^《]*每(?!个?(?:月|季|年|周))|^[^\w《“‘\"(]|\d日")
"""Of an item: a second measure or a stray mark shows that its words were cut amiss."""
_THRESHOLD = re.compile(r"(?:达到?|低于|高于|少于|多于|大于|小于|不足|不满|超过)$")
_RANGE = re.compile(rf"{NUMBER}分?(?:至|到|[-—–―~])+$")
_OF_A_UNIT = re.compile(r"^[^，,的]{1,8}(?:[镇乡县局区委办村]|街道|公司)因")
"""``甲镇因迟报扣2分`` is a result."""
_ACT = re.compile(
    r"[采录刊选]用|采纳|刊[发登载]|编发|[转印]发|发布|发表|批示|报送|上报|报告|投稿|约稿|信息|稿件|简报|简讯|未|不|无|迟|错|漏|缺|逾"
    r"|瞒|少|超|通报|表彰|获|完成|达|参加|出现|的$|者$|[》”]"
)
_ONLY_VERB = frozenset(
    ("", "少", "采用", "录用", "采纳", "刊用", "报送", "上报", "发布", "获", "简讯")
)
_MEASURED_BY = re.compile(
    r"(?:再|又)?(?:每)?(?:发现|出现|存在|发生|查出|查实|检出|缺|缺少|少|少报|差|低|低于|降低|下降|减少|超|超过|超出|超期|逾期"
    r"|延迟|迟报?|晚|推迟|提高|提升|高|高于|增加|多|多报|上升|次性|性)?"
)
"""What each further unit is measured by; of what, the words before it say."""
_FOUND = frozenset(("", "发现", "出现", "存在", "发生", "查出", "查实", "检出"))
"""Words that need what stands before the mark to say what is counted."""


def bears_points(sentence: str, in_rule: bool) -> bool:
    """Whether a half-width sentence speaks of points as a rule does, not as a result.

    In a document that is a rule (`in_rule`) every figure of points and every share does.
    """
    if in_rule:
        return bool(_HAS_POINTS.search(sentence) or (SCORED.search(sentence) and "%" in sentence))
    parts = [Decimal(text) for text in _PART.findall(sentence)]
    if len(parts) > 1 and sum(parts) == 100:
        return True  # a full mark shared out
    if SCORED.search(sentence) and re.search(r"按[月季]度?平均", sentence):
        return True
    if shares_unread(sentence, ()):
        return True
    return bool(_HAS_POINTS.search(sentence) and _CLAUSE_MARK.search(sentence))


def read_phrases(sentence: str, lead: str = "") -> tuple[tuple[Phrase, ...], bool]:
    """The clauses of a half-width sentence in printed order, and whether no figure was left over.

    `lead` is the sentence before it: ``计分标准如下：`` makes a bare ``《要情》10分`` a clause.
    """
    found = read_shares(sentence)
    rule_led = bool(_CLAUSE_MARK.search(sentence) or re.search(r"[计记加扣赋评]分|标准|办法", lead))
    whole = not (_HELD_OVER.search(sentence) or shares_unread(sentence, found))
    for match in _POINTS.finditer(sentence):
        if any(one.start <= match.start() < one.end for one in found):
            continue
        read = _points(sentence, match, found, rule_led)
        if read is None:
            whole = False
            continue
        found = read
    floor = FLOOR.search(sentence)
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
    values = [value_of(text) for text in re.split(r"分?[、/和]", match["value"])]
    begin = _segment_start(sentence, match.start(), found)
    before, after = sentence[begin : match.start()], sentence[match.end() :]
    if _RANGE.search(before):
        return None  # «1至3分»: the assessor chooses
    if _THRESHOLD.search(before) and not _LIMIT.search(before):
        return found  # «得分低于60分的»: whom it meets, not what it gives
    of_whole = bool(re.search(r"(?:满分|总分\D{0,3}1\d0分)[^;。]*其中", sentence[:begin] + before))
    start, end = begin, match.end()

    full = bool(_OF_A_HUNDRED.search(before) and values[0] in _FULL_MARKS)
    if full or _LIMIT.search(before) or _LIMIT_AFTER.match(after):
        return _capped(sentence, found, values, begin, match)
    ranked = _RANK.search(_unsigned(before)[0])
    unsigned, sign = _unsigned(before)
    if base := (_BASE.search(before) or _BASE_AFTER.match(after)):
        items = named(before[: base.end()] if base.re is _BASE else before) or base[0]
        return _with(found, "deduct_from", [items], values, "分", start, end)
    if ranked:
        return _with(found, "rank_by", [named(unsigned)], values, "分", start, end, sign or 1)

    per = _PER.search(unsigned)
    later = _PER_AFTER.match(after)
    number, unit = Decimal(1), "分"
    words = unsigned
    if per:
        number = value_of(per["number"] or "1")
        unit = f"分/{per['measure']}"
        words = unsigned[: per.start()]
        done = (per["verb"] or "") + (per["tail"] or "")
        words = words if named(words) and not named(done) else words + done
    elif later:
        unit, end = f"分/{later['measure']}", match.end() + later.end()
    items = named(words)
    measured = bool(per and _MEASURED_BY.fullmatch(items))
    if measured or items in _ONLY_VERB:
        context, start = _context(sentence, begin, found)
        before_it = [one for one in found if one.end <= begin]
        if not context and before_it and items and ";" not in sentence[before_it[-1].end : begin]:
            context = before_it[-1].items  # «录用每条10分，简讯每条5分»
        if measured and context:
            items = context if items[:1] in context or items in _FOUND else context + items
        else:
            items = context + items if items not in context[-4:] else context
    elif per and not named(words[: per.start()]) and sentence[:begin].endswith(("的，", "的,")):
        context, start = _context(sentence, begin, found)
        items = f"{context}的{items}" if context else items
    led = None if per or later else _PER_LEAD.search(sentence, 0, begin)
    if led:
        unit, items = f"分/{led['measure']}", items + named(led["verb"] + led["tail"])
        rule_led = True
    if values == [0] and sentence[:begin].endswith(("的，", "的,")):
        return _with(found, "cap", [_context(sentence, begin, found)[0]], values, "分", 0, end)
    if of_whole and items and not (sign or per or later):
        return _with(found, "cap", [items], values, unit, start, end)
    if (
        not items
        or items.endswith(("或", "各"))
        or _UNCLEAR.search(items)
        or (not (per or later) and not _is_rule(words, items, rule_led))
    ):
        return None
    share = [value / number for value in values]
    if any(value * number != given for value, given in zip(share, values, strict=True)):
        return None  # a share that is no decimal: «每3条加1分»
    return _with(found, "per_item", several(items, len(values)), share, unit, start, end, sign or 1)


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
    if not rule_led or _OF_A_UNIT.search(words):
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
    words = re.sub(r"(?:最[高多大]|累计|合计|为|是|共|计)+$", "", _LIMIT.sub("", before))
    items = named(words)
    own = not _WHOLE.fullmatch(items)
    if own and _UNCLEAR.search(items):
        return None  # «每个小区最多扣3分»: a limit for each of what is not listed
    together = len(found) > 1 and re.search(r"累计|合计|共计", before)
    if together and re.fullmatch(r"(?:全年|当年|年度|[每全]?[年月季]度?)?", items):
        items += "累计"
    last = (
        found[-1] if found and not together and ";" not in sentence[found[-1].end : begin] else None
    )
    if last is not None and not own and last.kind in ("per_item", "deduct_from"):
        changed = last.model_copy(update={"cap": values[0], "end": stop})
        return [*found[:-1], changed]
    if not items:
        items, begin = _context(sentence, begin, found)
    return _with(found, "cap", [items or "总分"], values, "分", begin, stop)


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
        if items := named(words):
            return items, start
    return "", begin


def _unsigned(words: str) -> tuple[str, int]:
    """The words without the verb that gives or takes points, and its sign (0 where none is)."""
    match = _SIGN.search(words)
    if match is None:
        return words, 0
    return words[: match.start()], -1 if match["takes"] else 1 if match["gives"] else 0
