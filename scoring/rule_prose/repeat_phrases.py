"""What an item earns that counts at several levels: the highest alone, or all added up."""

import re
from collections.abc import Iterator

from scoring.rule_prose.phrase import FEW, Phrase, PhraseKind, named
from scoring.rule_prose.share_phrases import condition

_HIGHEST = re.compile(
    r"(?:按|取|本着|遵循|采取|实行|坚持)?[“\"]?就高(?:不就低)?[”\"]?(?:的?原则)?(?:计算|取值|[计加得记取]分?)?"
    r"|(?:[只仅](?:按|以|取|计)|按|以(?!上)|取(?!得))(?:[^，,;:。\d去掉]{0,6})最高(?:的)?"
    r"(?:级别|级次|层级|层次|档次?|等级|等次|一级|一次|一?项|奖项|得分|分值|分数|标准|规格|[分值者])?"
    r"(?:予以|进行)?(?:计算|[计加得记取]入?分?|为准)?(?!分?值?的?(?:单位|部门|者)|分?值?(?:为|是)?\d|和)"
    r"|(?:均|但|且)?(?:不得|不再|不予|不可|不能|不)(?:重复|累计|累加|叠加|兼得)(?:计算|奖励|[计加得记]分?|累[计加])?分?"
    r"|(?:只|仅|限)(?:[计加记得]分?|算)一次分?|不兼得"
)
_ADDED_UP = re.compile(
    r"(?<!不)(?:可以?|予以|允许|能够?)(?:重复|累计|累加|叠加|兼得|合并)(?:计算|[计加得记奖]分?|奖励)?分?"
    r"|可以?与[^，,;:。]{1,12}(?:累计|累加|叠加|兼得)(?:计分|加分)?"
    r"|(?<![不得再予能可])累[计加](?:计算|[计加得记]分)(?=[，,;。)]|$)"
)
_POINTS = re.compile(rf"(?:\d|[{FEW}])分")
_NOT_ONE_ITEM = re.compile(r"去掉|去除|剔除|平均|重复(?:报送|投稿|上报|发布)")


def read_repeats(sentence: str) -> list[Phrase]:
    """The clauses of a half-width sentence; what several wordings say of one item is one clause."""
    told = [*_told(sentence, _HIGHEST, "highest"), *_told(sentence, _ADDED_UP, "sum")]
    found: list[Phrase] = []
    for one in sorted(told, key=lambda phrase: phrase.end):
        if not (found and found[-1].kind == one.kind and one.start <= found[-1].end + 1):
            found.append(one)
    return found


def _told(sentence: str, wording: re.Pattern[str], kind: PhraseKind) -> Iterator[Phrase]:
    for match in wording.finditer(sentence):
        begin, items = condition(sentence, match.start(), None)
        bracket = sentence.rfind("(", begin, match.start()) + 1
        if bracket and ")" not in sentence[bracket : match.start()]:
            begin, items = bracket, named(sentence[bracket : match.start()])
        if _NOT_ONE_ITEM.search(sentence, begin, match.end()):
            continue
        if _POINTS.search(items):  # those of the clause before, which bears them
            begin, items = match.start(), match[0]
        yield Phrase(
            kind=kind, items=items or match[0], points_each=None, unit="分",
            start=begin, end=match.end(),
        )  # fmt: skip
