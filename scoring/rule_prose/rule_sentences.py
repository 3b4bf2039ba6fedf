"""Which sentences speak of points as a rule does, and which of them no clause holds whole."""

import re
from collections.abc import Sequence
from decimal import Decimal

from scoring.rule_prose.phrase import FEW, MEASURE, NUMBER, SCORED, UNIT_DID, Phrase
from scoring.rule_prose.share_phrases import (
    left_of_formula,
    means_unread,
    shares_unread,
    zeros_unread,
)

_CLAUSE_MARK = re.compile(
    rf"每[^，,;。]{{0,24}}?[\d{FEW}]分|\d分(?:/|每){MEASURE}|[计记加扣赋]分|[计记加扣奖](?:\d(?![\d.]*[%元万])|[{FEW}]分)"
    r"|基础分|起评分|基本分|底分|基准分|封顶|扣完为止|权重|[的者][，,]?得\d|标准"
    rf"|[的者][，,]?(?:可|均|各|再|另|按|依次|分别)*[计记加扣得减][^，,;。]{{0,10}}\d"
    rf"|按{NUMBER}分[计记]|[计记加扣得减]{NUMBER}分?(?:至|到|-|—|~){NUMBER}分"
    r"|(?:采用|录用|刊[发登用]|转发|批示)(?:得|可得)\d|各\d+分|信息\d+分|\(\d+分\):|第[一二三四五][档类等级][^，,;。]{0,4}\d+分|=[^，,;。]*[×*]|分值|[的者][，,](?:额外|一次性)*奖"
    r"|(?:以[上下]|\d%)的?[，,]?[得计加扣]\d(?![\d.]*[%元万])|(?:累加|相加|加总)(?:得出|计算|后?为|确定)"
    r"|[类档级种][，,]分别[得计加记]"
    r"|(?:国家|[省市县乡区州])级[^，,;。\d]{0,4}\d+分|[的者][^，,;。]{0,6}为?零分"
    r"|不重复|累计计|可累|最高分计|就高|折算|[计记]零分|零分计|不得分|得分的平均"
)
_HAS_POINTS = re.compile(
    rf"[\d{FEW}]分(?![钟之别组类管工布析发送支局行公])|[加扣]倍|减半|[×*]\d|占[^，。]*\d%|计分|加分"
)
_PART = re.compile(rf"\(({NUMBER})分\)")
_OF_SCORES = re.compile(r"[得计扣加记总评]分|(?:基础|基本)分|分值|满分|成绩|考核")
_OVER_TIME = re.compile(r"按\d*个?[月季]度?(?:得分)?的?平均")
_HELD_OVER = re.compile(
    r"(?:最多|至多|不超过|限)[计报加取]?\d+[条篇件次](?!的)|按(?:差额|[^，,;。\d]{0,6}比例)|酌情|换算"
    r"|按[^，,;。\d]{0,16}赋分|按(?:国家|[省市县区])级?(?:标准)?[加计得]分|[以依]此类推|依次递[减增]|(?:总分|得分|成绩)中?(?:扣减?|扣除|减|[上下]浮)\d+%|得满为止|(?:基础|基本)分的\d|不得(?:基础|基本)分|平分|(?<!平)均分(?!值)|分摊|一票否决(?!.*(?:零分|0分|不得分))"
    r"|[加扣]分[^，,;。\d]{0,4}(?:不超过|最多|最高)[^，,;。\d]{0,8}\d+%|抵\d*[一两]?[条篇件]|[乘除]以|(?<!可)(?<!可以)(?:累加|相加|加总)(?:得出|计算|后?为|确定)|折算(?![^，,;。]*\d%)(?<!\d%折算)(?<!比例折算)|去掉.{0,4}最[高低]分"
)
"""Ways to count one item that no kind of clause holds."""
_EARNED = re.compile(
    rf"\((?:共|累计|合计)?[扣加减得]?{NUMBER}分\)"
    rf"|(?:共|累计|合计|总计|被|已|因[^，,;。的每]{{1,20}})(?:扣|加|得|减)(?:除|掉|去|了)?{NUMBER}分(?:[、和]{NUMBER}分)*(?!为限|封顶)"
    rf"|\d[处起件次个例项条篇][，,](?:共|累计)?[扣加得]{NUMBER}分"
    rf"|(?:[局镇乡县区办委村院校厅]|街道|社区|公司)(?:各|均)?[加扣得减]{NUMBER}分"
    rf"|[扣加得]{NUMBER}分的(?:单位|部门|乡镇|街道|社区)?(?:有|为|是|分别|:)"
    rf"|[扣加得]{NUMBER}分的(?:有|为|共)?\d+(?:家|个|处|户)"
    r"|(?:未|没有|无)被?扣分|[扣加得计]分(?:情况|原因|总数|较[多少]|点|最[多少]|情形|单位|社区|街道|的(?:有|单位))"
)
"""What somebody earned: ``(扣3.5分)``, ``共扣12分``."""
_REPORTED = re.compile(
    r"^(?:(?:经|在)?(?:检|核|抽|复|巡)?查(?:实|明)?(?:(?:中|时)?发现|[，,:])"
    r"|(?:经|据)(?:统计|汇总)|(?:截至|截止)|[本上当](?:周期|[月周季次期年]))[^的者每]*$"
)
"""What was found on a day: ``经查，某小区楼道未清理，扣0.5分``."""


def bears_points(sentence: str, in_rule: bool) -> bool:
    """Whether a half-width sentence speaks of points as a rule does, not as a result.

    In a document that is a rule (`in_rule`) every figure of points and every share does.
    """
    if in_rule and (_HAS_POINTS.search(sentence) or (SCORED.search(sentence) and "%" in sentence)):
        return True
    parts = [Decimal(text) for text in _PART.findall(sentence)]
    if len(parts) > 1 and sum(parts) == 100:
        return True  # a full mark shared out
    if _OF_SCORES.search(sentence) and (
        _OVER_TIME.search(sentence)
        or _HELD_OVER.search(sentence)
        or means_unread(sentence, ())
        or left_of_formula(sentence, ())
    ):
        return True
    sentence = _EARNED.sub("", _REPORTED.sub("", sentence))
    sentence = "".join(part for part in _parts(sentence) if not UNIT_DID.match(part))
    if shares_unread(sentence, ()):
        return True
    return bool(_HAS_POINTS.search(sentence) and _CLAUSE_MARK.search(sentence))


def _parts(sentence: str) -> list[str]:
    """The sentence up to each figure of points that closes a part of it."""
    return re.split(r"(?<=分)[，,;。]", sentence)


def speaks_of_points(sentence: str, lead: str) -> bool:
    """Whether a half-width sentence, or the one that leads to it, states points."""
    led = re.search(r"[计记加扣赋评]分|标准|办法", lead)
    return not _REPORTED.search(sentence) and bool(_CLAUSE_MARK.search(sentence) or led)


def leaves_open(sentence: str, found: Sequence[Phrase]) -> bool:
    """Whether a half-width sentence says more than the clauses without points an item hold."""
    return bool(
        _HELD_OVER.search(sentence)
        or _OVER_TIME.search(sentence)
        or left_of_formula(sentence, found)
        or means_unread(sentence, found)
        or zeros_unread(sentence, found)
        or shares_unread(sentence, found)
    )
