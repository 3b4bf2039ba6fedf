"""What a figure of points is for, in the words before it: the item that is counted."""

import re
from collections.abc import Sequence

from scoring.rule_prose.phrase import FEW, Phrase, named

LEVEL = re.compile(
    r"(?:国家|中央|全国|[省市区县乡镇村校厅局部州旗盟](?:部)?)级?(?:(?:及|或)?以[上下])?(?:媒体|刊物|部门|领导|奖励|表彰|荣誉)?"
    r"|(?:首|初|再|第?[一二三两])次(?:(?:及|或)?以上)?"
)
"""A level, or how often: it says what is counted only behind a condition."""
_ONLY_VERB = frozenset(
    ("", "少", "采用", "录用", "采纳", "刊用", "报送", "上报", "发布", "获", "简讯")
)
_DONE = re.compile(r"(?:报送|上报|投稿|采用|录用|采纳|刊用|发布)$")
_MEASURED_BY = re.compile(
    r"(?:再|又)?(?:每)?(?:发现|出现|存在|发生|查出|查实|检出|缺|缺少|少|少报|差|低|低于|降低|下降|减少|超|超过|超出|超期|逾期"
    r"|延迟|迟报?|晚|推迟|提高|提升|高|高于|增加|多|多报|上升|次性|性)?"
)
"""What each further unit is measured by; of what, the words before it say."""
_FOUND = frozenset(("", "发现", "出现", "存在", "发生", "查出", "查实", "检出"))
"""Words that need what stands before the mark to say what is counted."""
_SHORT = re.compile(
    r"(?:(?:不足|未完成|未达到?|达不到|完不成|低于)(?:任务|标准|要求|指标|目标|部分)?(?:数量?)?的?(?:部分)?)?[，,]?"
    r"(?P<short>(?:少|缺|欠|差)(?:报送?|完成|更新|发布|开展|一)?)"
)
_HEADING = re.compile(
    r"(?:按照?|根据|依据|依照)?《[^》]*(?:办法|细则|方案|规定|标准|通知|意见)》(?:\([^()]*\))?(?:的?(?:有关)?(?:规定|要求|精神))?|说明|备注|注|(?:[加减扣得计评]分|考核|考评)?(?:标准|办法|细则|方法|事项|项目?|内容|指标|情形)(?:如下)?|[加减扣]分"
)
"""Words that head clauses and name no item."""
_SANCTIONED = re.compile(
    r"(?:[当本该全]?年度?(?:的?考核)?(?:中)?)?(?:一律)?(?:不得(?!少|低|超|迟)|取消|予以|给予|不予|进行)[^，,]*$"
)
_SURE = re.compile(r"一?经?(?:查实|核实|发现|认定|查证属实|核查属实|核实后?|调查属实)|情况属实")
"""When, not what."""
_SANCTION = re.compile(r"(?<=[的者])(?:取消|不得|不再|不予)[^，,]*$")
_LEAST = re.compile(
    r"(?:不得?(?:少|低)于|至少|少于|低于|不足|最低|任务(?:数|量)?(?:为|是)?)[^\d，,;。]{0,8}?"
    rf"(?:\d+|[{FEW}])个?[条篇件次个项期份场人]"
)
"""A minimum count."""


def item_of(
    sentence: str, begin: int, found: Sequence[Phrase], words: str, done: str, per: bool
) -> tuple[str, int]:
    """The item of a figure, and where its words begin.

    `words` stand before the measure (``每条``) in the figure's own segment, which begins at
    `begin`; `done` is what the measure says is done; `per` is whether there is a measure.
    """
    if _SURE.fullmatch(named(words)):
        words = ""  # «虚报信息的，一经查实，每条扣5分»
    own = named(words)
    whole = words if own and not named(done) else words + done
    items = named(whole)
    short = _SHORT.fullmatch(items)
    if short and (least := _least(sentence, begin)):
        return least[0] + short["short"], least[1]
    measured = bool(per and _MEASURED_BY.fullmatch(items))
    before = [one for one in found if one.end <= begin]
    joined = bool(before) and ";" not in sentence[before[-1].end : begin]
    if measured or items in _ONLY_VERB:
        context, start = context_of(sentence, begin, found)
        if not context and joined and items:
            context = before[-1].items  # «录用每条10分，简讯每条5分»
            if _DONE.fullmatch(items):
                context = _DONE.sub("", context)  # «信息报送每条1分、采用每条3分»
        if measured and context:
            return (context if items[:1] in context or items in _FOUND else context + items), start
        return (context + items if items not in context[-4:] else context), start
    if (per and not own) or LEVEL.fullmatch(items):
        if sentence[:begin].endswith(("的，", "的,", "的:")):
            context, start = context_of(sentence, begin, found)
            return (f"{context}的{items}" if context else items), start
        if joined and LEVEL.fullmatch(items) and "的" in before[-1].items:
            condition, _, level = before[-1].items.rpartition("的")
            if LEVEL.fullmatch(level):
                return f"{condition}的{items}", begin
    return items, begin


def names_no_item(items: str) -> bool:
    """Whether words say only what is done (``采用``), not of what."""
    return items in _ONLY_VERB or bool(_MEASURED_BY.fullmatch(items))


def context_of(sentence: str, begin: int, found: Sequence[Phrase]) -> tuple[str, int]:
    """What the clauses before say is counted: ``被省级采用的，每条加20分``."""
    start = _floor(sentence, begin, found)
    for words in reversed(re.split(r"[，,:]", sentence[start:begin].strip("，,: "))):
        items = "" if _SANCTIONED.match(words) else named(_SANCTION.sub("", words))
        if items and not (_HEADING.fullmatch(items) or _SURE.fullmatch(items)):
            return items, start
    return "", begin


def _least(sentence: str, begin: int) -> tuple[str, int] | None:
    """The words of the minimum that a shortfall is counted from, and where they begin."""
    start = max(sentence.rfind(mark, 0, begin) for mark in ";。") + 1
    minima = list(_LEAST.finditer(sentence, start, begin))
    if not minima:
        return None
    start = max([start, *(sentence.rfind(mark, start, minima[0].start()) + 1 for mark in "，,:")])
    words = sentence[start : minima[-1].end()]
    of_time = re.search(
        r"(?<=.)每个?[年月季周旬]", words
    )  # «每个支部每季度…»: whose, is not counted
    return named(words[of_time.start() :] if of_time else words), start


def _floor(sentence: str, begin: int, found: Sequence[Phrase]) -> int:
    """Where the words that may speak of a figure at `begin` start: behind the last clause."""
    floor = max([0, *(one.end for one in found if one.end <= begin)])
    return max(floor, max(sentence.rfind(mark, floor, begin) for mark in ";。") + 1)
