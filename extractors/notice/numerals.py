"""The numeric tokens of a text, and which of them are no figures and why."""

import re
from collections.abc import Iterator
from functools import lru_cache

from codes import IgnoredReason
from evidence import Record
from figures import narrow
from periods import find_mentions


class NumberToken(Record):
    """A run of digits with its decimals and thousands as printed: places `start` to `end`."""

    start: int
    end: int
    text: str
    reason: IgnoredReason | None
    """Why it is no figure; null for a figure."""


_KEPT_TEXTS = 4096
# A digit within a name (PM2.5, A4, 5G) is part of that word. Atomic, or «15G» would give 1.
_NUMBER = re.compile(
    r"(?<![A-Za-z\d])(?<![A-Za-z]\d\.)(?<![A-Za-z]-)"
    r"(?:(?<![\d%)])[-−](?=\d))?"
    r"(?>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?![A-Z](?![A-Za-z]))"
)
_DIGIT = re.compile(r"\d")
_LIST_MARK = r"\d{1,2}\s*[.、)](?=\s*(?:(?:19|20)\d\d\s*年|[^\d\s.]|$))"
_BRACKETED = r"[〔\[(【〈]\s*(?:19|20)\d{2}\s*[〕\])】〉]"
# In order: where two of them meet, the earlier one has the digits.
_BEFORE_DATES: tuple[tuple[IgnoredReason, str], ...] = (
    ("address", r"(?:https?://|www\.)[!-~]+"),
    ("phone", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("phone", r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    ("phone", r"(?<!\d)[48]00\s*[-—]\s*\d{3}\s*[-—]?\s*\d{4}(?!\d)"),
    ("phone", r"(?<!\d)\(?0\d{2,3}\)?\s*[-—–]?\s*\d{7,8}(?!\d)"),
    (
        "phone",
        r"(?:电话|传真|手机|热线|专线|联系方式|QQ群?号?|微信号?|联系人)"
        r"[^\d。;；]{0,12}?[:：][^\d。;；]{0,12}?\d[\d()\-—–转]{2,}"
        r"(?:\s*[、,，/或]\s*\d[\d()\-—–]{4,})*",
    ),
    ("phone", r"(?:电话|传真|手机)\s*(?:号码)?\s*\d[\d()\-—–]{4,}"),
    ("phone", r"联系人[^\d。;；]{0,12}?\d{7,8}(?!\d)"),
    (
        "phone",
        r"(?<!\d)\d{3,5}(?=(?:政务|便民|市民|公共|政府|监督|举报|投诉|服务|公开)*"
        r"(?:热线|专线|电话|平台))",
    ),
    ("footer", r"ICP备\s*\d+\s*号(?:-\d+)?|公网安备\s*\d+|网站标识码\s*[::]?\s*\w+"),
    ("footer", r"(?:浏览|阅读|点击|访问)(?:次数|人次|量|数)?\s*:?\s*\d+\s*次?"),
    ("address", r"(?:邮编|邮政编码)\s*[:：]?\s*\d{6}"),
    (
        "address",
        r"(?:路|街|巷|大道|胡同|里|弄|村|小区|大厦)\s*\d+(?:-\d+)?\s*号(?:院|楼)?"
        r"(?:\s*\d+\s*(?:号楼|楼|层|单元|室|房)|\s*[A-Z]?座)*",
    ),
    ("address", r"(?<!\d)\d{1,3}\s*号楼"),
    ("document_number", _BRACKETED + r"\s*第?\s*\d{1,5}\s*号"),
    ("document_number", r"(?:(?:19|20)\d\d\s*年\s*)?第\s*\d{1,4}\s*[期号]"),
    ("document_number", r"[A-Z]{2,}\d*(?:/[A-Z])?\s*\d+(?:\.\d+)?\s*[-—]\s*(?:19|20)\d\d"),
    ("document_number", r"(?:索引号|信用代码|登记号|证书号)\s*[:：]?\s*[\w/-]+"),
    ("page_number", r"^\s*[-—–·]+\s*\d{1,4}\s*[-—–·]+\s*$"),
    ("page_number", r"第\s*\d+\s*页(?:\s*[/,，]?\s*共\s*\d+\s*页)?"),
    ("list_number", r"^\s*\(?\s*" + _LIST_MARK),
    ("list_number", r"^\s*\d{1,2}(?:\.\d{1,2})+(?=\s+[^\d\s])"),
    ("list_number", r"(?:^|(?<=[:：;；。\s]))\s*\(\s*\d{1,2}\s*\)"),
    ("list_number", r"(?<=[:：;；。])\s*" + _LIST_MARK + r"|(?<=\s)" + _LIST_MARK),
    ("list_number", r"(?<=[(][一二三四五六七八九十][)])\s*" + _LIST_MARK),
    ("date", r"(?<!\d)(?:(?:19|20)\d\d\s*[、和及与]\s*)+(?=(?:19|20)\d\d\s*年)"),
    ("date", r"(?<![\d.])\d{2}年(?=\s*\d{1,2}月)"),
    (
        "list_number",
        r"(?:附件|附表|附图|附录|备注|(?:(?<![一-龥])|(?<=[见如按由从]))[表图注例附])"
        r"\s*\d{1,2}(?:[-—.]\d{1,2})?"
        r"(?!\d|\s*[个项份张篇条人名家余多])",
    ),
)
_AFTER_DATES: tuple[tuple[IgnoredReason, str], ...] = (
    ("date", r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)|\d{1,2}时\d{1,2}分"),
    (
        "date",
        r"(?<![\d.])\d{1,2}时(?![间代效段长限])|(?:[上下]午|凌晨|早上|晚上|中午)\d{1,2}[点时]",
    ),
    ("date", r"(?:(?:每个?|[次当本下上末])月|月[底末初])\s*\d{1,2}\s*[日号](?!内)"),
    ("date", r"(?<![\d.])\d{1,2}\s*日\s*(?:之?前|以前|起)"),
    ("date", r"(?<!\d)\d{1,2}\s*·\s*\d{1,2}(?!\d)|(?<=[“\"'‘])\d{1,2}\s*\.\s*\d{1,2}(?=[”\"'’])"),
    ("date", r"第\s*\d{1,2}\s*周(?!年)"),
    ("date", r"(?<!\d)(?:\d{2}|\d{4})年代|(?<!\d)\d{1,2}世纪|(?<!\d)(?:19|20)\d\d届"),
    (
        "list_number",
        r"第\s*\d{1,4}(?:\s*[-—、/至到]\s*(?:第\s*)?\d{1,4})*+(?!\d|,\d{3}|\.\d)(?!\s*[名位])",
    ),
)
_REASONS_BEFORE_DATES = tuple((reason, re.compile(words)) for reason, words in _BEFORE_DATES)
_REASONS_AFTER_DATES = tuple((reason, re.compile(words)) for reason, words in _AFTER_DATES)


@lru_cache(maxsize=_KEPT_TEXTS)
def number_tokens(text: str) -> tuple[NumberToken, ...]:
    """Every numeric token of `text` once, in printed order.

    A date, a phone, a number of a document, list, page or house bears its reason. A digit that
    is part of a word in Latin letters (``PM2.5``, ``A4``) is no numeric token; digits of a mail
    or web address are.
    """
    plain = narrow(text)
    if not _DIGIT.search(plain):
        return ()
    bounds: list[tuple[int, int, IgnoredReason | None]] = []
    place = 0
    for start, end, reason in _reason_spans(plain):
        bounds += [(place, start, None), (start, end, reason)]
        place = end
    bounds.append((place, len(plain), None))
    return tuple(
        NumberToken(
            start=match.start(), end=match.end(), text=text[match.start() : match.end()], reason=why
        )
        for start, end, why in bounds
        for match in _NUMBER.finditer(plain, start, end)
    )


def _reason_spans(plain: str) -> list[tuple[int, int, IgnoredReason]]:
    taken = bytearray(len(plain))
    spans: list[tuple[int, int, IgnoredReason]] = []

    def take(found: Iterator[tuple[int, int, IgnoredReason]]) -> None:
        for start, end, reason in found:
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                spans.append((start, end, reason))

    take(
        (m.start(), m.end(), why)
        for why, pattern in _REASONS_BEFORE_DATES
        for m in pattern.finditer(plain)
    )
    take((mention.start, mention.end, "date") for mention in find_mentions(plain))
    take(
        (m.start(), m.end(), why)
        for why, pattern in _REASONS_AFTER_DATES
        for m in pattern.finditer(plain)
    )
    return sorted(spans)
