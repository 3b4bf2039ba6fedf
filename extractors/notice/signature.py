"""Who signs a notice and on which day; which words name an office."""

import re
from collections.abc import Sequence
from datetime import date

from evidence import Record
from extractors.document import Grid, TextBlock
from figures import fold, narrow
from periods import find_mentions, parse_day

_SUFFIX = (
    "(?:委员会|办公室|办公厅|政府|厅|局|部|处|中心|队|院|会|办|委|组|指挥部|署|社|站|馆|校|大学|"
    "公司|联席会议|支部|科|室|股|所|团|行|集团|"
    "政协|人大|总支|联|协|海关|专班)"
)
_ASIDE = r"(?:\([^()]{1,16}\))?"
_OFFICE = re.compile(r"[一-龥][一-龥\d()、·“”\"]{1,47}" + _SUFFIX + _ASIDE)
_PLACE = re.compile(r"[一-龥]{1,10}(?:省|自治区|[市州盟县区旗镇乡]|街道|苏木)" + _ASIDE)
_SEAL = re.compile(r"\((?:代章|盖章|印章|公章|章|印)\)$")
_NO_OFFICE = re.compile(
    r"^(?:各|附|本|抄送|主送|报送|关于|一是|其中|以及|来源|\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、)"
    r"|\d\s*[年月日]|关于|通报|通知|情况|如下|根据|印发|组织领导|有关单位|责任编辑|相关(?:部门|单位)|先进|优秀|同志|社会$"
)
_MEDIA = re.compile(
    r"(?:网|网站|在线|报|日报|晚报|早报|时报|频道|客户端|公众号|微信|微博|头条|论坛|门户)$"
    r"|融媒体|电视台|广播|报社|通讯社|新闻(?:网|社|中心|客户端|频道)|传媒|媒体|杂志|出版社"
)
_DAY_LIKE = re.compile(r"\(?[^，。、年]{1,5}年[^，。、月]{1,3}月[^，。、日]{1,3}日\)?")
_PRINTED = re.compile(r"(?P<office>.*?)(?P<day>\S{2,5}年\S{1,3}月\S{1,3}日)印发\.?$")


class Signature(Record):
    """The foot of a notice: who signs, in printed order, and the day under it."""

    issuers: tuple[str, ...]
    day: date | None
    index: int
    """The block of the day, or of the last office where no day stands."""


def is_office(text: str) -> bool:
    """Whether `text` as a whole names an office: no sentence, heading, addressee or medium."""
    return names_body(text) and not _MEDIA.search(_SEAL.sub("", fold(text)))


def names_body(text: str) -> bool:
    """Whether `text` names an office or a medium; the latter also tells where a page comes from."""
    folded = _SEAL.sub("", fold(text))
    return _OFFICE.fullmatch(folded) is not None and not _NO_OFFICE.search(folded)


def is_place(text: str) -> bool:
    """Whether `text` as a whole is the name of a place, which signs for its government."""
    folded = fold(text)
    return _PLACE.fullmatch(folded) is not None and not _NO_OFFICE.search(folded)


def find_signature(blocks: Sequence[TextBlock | Grid]) -> Signature | None:
    """The first office signed with a day; else the last office that stands alone under the text.

    A day alone under the text (the office may be in the seal) is a signature without issuers.
    Annexes may bear signatures of their own: those that follow the first are not the notice's.
    """
    lone_day: Signature | None = None
    started = False
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            continue
        joined = _office_and_day(block.text)
        if joined is not None:
            return joined.model_copy(update={"index": index})
        if _is_day(block.text):
            issuers = _offices_above(blocks, index)
            if issuers:
                return Signature(issuers=issuers, day=parse_day(block.text), index=index)
            if started and lone_day is None:
                lone_day = Signature(issuers=(), day=parse_day(block.text), index=index)
        started = started or "。" in block.text
    return lone_day or _undated(blocks)


def printing_line(blocks: Sequence[TextBlock | Grid]) -> Signature | None:
    """The line «某办公室 2018年7月30日印发» at the very foot."""
    for index, block in enumerate(blocks):
        if isinstance(block, TextBlock) and (match := _PRINTED.match(fold(block.text))):
            office = match["office"]
            issuers = (office,) if is_office(office) else ()
            return Signature(issuers=issuers, day=parse_day(match["day"]), index=index)
    return None


def clean_office(text: str) -> str:
    """An office's name as printed, without white space and without «(盖章)»."""
    name = re.sub(r"\s+", "", text)
    return name[: len(_SEAL.sub("", narrow(name)))]


def _is_day(text: str) -> bool:
    folded = fold(text)
    if _DAY_LIKE.fullmatch(folded):
        return True  # also one with a misprint, such as a year that lost its first numeral
    mentions = find_mentions(folded)
    if len(mentions) != 1 or mentions[0].kind != "day":
        return False
    rest = folded[: mentions[0].start] + folded[mentions[0].end :]
    return not rest.strip("()[]") and len(folded) >= 8


def _offices_above(blocks: Sequence[TextBlock | Grid], index: int) -> tuple[str, ...]:
    """The offices in the lines right above the day, the first signatory first."""
    found: list[str] = []
    for block in reversed(blocks[max(0, index - 6) : index]):
        offices = _offices_in(block.text) if isinstance(block, TextBlock) else ()
        if not offices:
            break
        found[:0] = offices
    last = blocks[index - 1] if index else None
    if not found and isinstance(last, TextBlock) and is_place(last.text):
        return (clean_office(last.text),)
    return tuple(found)


def _offices_in(text: str) -> tuple[str, ...]:
    parts = [part for part in re.split(r"\s+|、", text.strip()) if part]
    if len(parts) > 1 and all(is_office(part) and len(fold(part)) > 3 for part in parts):
        return tuple(clean_office(part) for part in parts)
    return (clean_office(text),) if is_office(text) else ()


def _office_and_day(text: str) -> Signature | None:
    """«某某办公室 2018年7月30日» in one block."""
    if len(text) > 80:
        return None
    mentions = [mention for mention in find_mentions(text) if mention.kind == "day"]
    if len(mentions) != 1 or text[mentions[0].end :].strip(" )）\u3000"):
        return None
    issuers = _offices_in(text[: mentions[0].start].rstrip(" (（\u3000"))
    if not issuers:
        return None
    return Signature(issuers=issuers, day=parse_day(text), index=0)


def _undated(blocks: Sequence[TextBlock | Grid]) -> Signature | None:
    """An office that stands alone between the text and the first table, or at the very end."""
    last: Signature | None = None
    started = False
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            if started:
                break
        elif "。" in block.text:
            started, last = True, None
        elif started and is_office(block.text):
            last = Signature(issuers=_offices_in(block.text), day=None, index=index)
    if last is None and blocks and isinstance(blocks[-1], TextBlock):
        issuers = _offices_above(blocks, len(blocks))
        if issuers and len(issuers) < len(blocks):
            return Signature(issuers=issuers, day=None, index=len(blocks) - 1)
    return last
