"""One clause as its words give it, and how words name what is counted."""

import re
from decimal import Decimal
from typing import Literal

from evidence import Record
from figures import read_rank

PhraseKind = Literal[
    "per_item",
    "deduct_from",
    "weighted",
    "cap",
    "multiply",
    "rank_by",
    "mean_of_children",
    "highest",
    "sum",
]


class Phrase(Record):
    """One clause as its words give it; places are in the sentence."""

    kind: PhraseKind
    column: str | None = None
    """The score that the words name (``总分=…``); null where they name none."""
    items: str
    """What is counted, weighed, capped or multiplied, in its printed words."""
    points_each: Decimal | None
    """Points an item, below 0 for a deduction; the base of `deduct_from`; a weight; a factor.

    Null for a mean, for the highest alone and for what adds up.
    """
    cap: Decimal | None = None
    floor: Decimal | None = None
    unit: str
    """``分/条``, ``分``, ``%`` or ``倍``."""
    start: int
    end: int


NUMBER = r"\d+(?:\.\d+)?"
FEW = "一二两三四五六七八九十"
MEASURE = (
    r"(?:[人件例批]次|[万亿]元|公里|平方米|%(?!.{0,3}百分点)|个?百分点|个?(?:工作日|小时)|个月|分钟"
    r"|[条篇件次个项期份处例人天日起户本幅部家场类宗批块]"
    rf"|(?<=[每/\d{FEW}])(?:[面张枚栋辆亩吨笔轮座]|名(?![列次])|位(?![列居次])|[卷版栏间片棵株只头盏桶]|节(?![能约])|台(?!账)|组(?!织)|所(?![有属辖]))"
    r")"
)
"""What counts one item, also behind a number."""
SCORED = re.compile(r"分|成绩|指数|权重|考核|考评|测评|评价")
FLOOR = re.compile(
    r"扣完(?:[本该]项)?(?:分值?|分数)?(?:为止|$|[。，,;])|扣[至到光](?:0|零)?分?为止|不计负分|不[出得]现?负分|最低(?:为|得)?(?:0|零)分"
)
_EMPTY = re.compile(
    r"^(?:、|\((?=[^()]*$)|按照(?!要求|规定|标准|时限|程序|时间)|其中|即|对(?![口照标接外比象])|凡|如|若|被|并(?!列)|且|同时|此外|另外|还|的|和(?=\W|$)|及|与|、|-|\(?[\d一二三四五六七八九十]+[.、)]|[①-⑳])+"
)
_LEVEL = re.compile(r"(?:国家|中央|全国|[省市区县镇乡村])级?(?:(?:及|或)?以上)?")
_LEVEL_END = re.compile(r"(?:国家|中央|全国|[省市区县镇乡村])级?$")
_TAIL = re.compile(r"(?:的|(?<![作记患学读编笔])者|，|,|:|可|则|将|予以|、|共|按|以|方面)+$")


_UNIT = (
    r"(?!各|每|凡|该|所在|有关|相关|责任|全|本|牵头|承办|基层|被|主管)[^，,、的被每]{2,7}"
    r"(?:局|镇|乡|街道|县|办|委|区|公司|社区|中心|开发区)"
)
UNIT_DID = re.compile(
    rf"(?:其中|如)?[，,:]?{_UNIT}(?:[、和及]{_UNIT})*(?:等)?(?:\d个?单位)?"
    r"(?:因|未|零报送|迟|漏|误|错|缺|瞒|逾期|超时|连续)[^的者每凡]*$"
)
"""``县科技局、县史志办零报送``: what some unit did, so that its points are a result."""


def named(words: str) -> str:
    """The item that words name, without what leads to it and away from it."""
    previous = None
    while words != previous:
        previous = words
        words = _TAIL.sub("", _EMPTY.sub("", words.strip(" ，,:;")))
    return words


def several(items: str, number: int) -> list[str]:
    """The names of ``区、市、省及以上`` where there are so many; else the words as one."""
    if number == 1:
        return [items]
    for mark in (r"/", r"、", r"、|和|与|及(?!以上)"):
        names = re.split(mark, items)
        if len(names) == number and all(names):
            return _of_levels(names)
    return [items]


def _of_levels(names: list[str]) -> list[str]:
    """``县、市、省领导批示``: what the last is of a level, all are."""
    last = _LEVEL.match(names[-1])
    tail = names[-1][last.end() :] if last else ""
    between = all(_LEVEL.fullmatch(name) for name in names[1:-1])
    if not (tail and between and _LEVEL_END.search(names[0])):
        return names
    return [*(name + tail for name in names[:-1]), names[-1]]


def value_of(text: str) -> Decimal:
    """The number in figures or in Chinese; 0 for what is none."""
    if text == "两":
        return Decimal(2)
    return Decimal(text if text[0].isdigit() else read_rank(text) or 0)
