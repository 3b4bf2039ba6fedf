"""The caption of a table: its title row, or the nearest line above it that is one."""

import re
from collections.abc import Sequence

from extractors.document import Grid, TextBlock
from extractors.tables.words import (
    is_annex_label,
    is_continued,
    is_measure,
    is_note,
    is_organisation,
    is_page_number,
    is_title,
    one_line,
    ordinal_level,
)
from figures import fold

_LONGEST = 60
_DAY = re.compile(
    r"[(]?[\d〇○零一二三四五六七八九十]{2,4}年\d?[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日[)]?"
)
_PERIOD = re.compile(
    r"[(][^()]*(年|月|季度|半年|期)[^()]{0,12}[)]|\d{4}年(第?[一二三四1-4]季度|\d{1,2}(-\d{1,2})?月份?|[上下]半年|度)?"
)
_DOCUMENT_NUMBER = re.compile(r".{2,20}[〔\[(【]\d{4}[〕\])】](第)?\d+号")
_PERSONAL = re.compile(r"(联系人|电话|传真|邮箱|邮编|抄送|印发|签发|主送)")
_LIST_OF_ANNEXES = re.compile(r"附(件|表|录)[:1-9一二三四五六七八九十]?[:.、]\d?")
_LEAD_IN = re.compile(r".*(如下|下表|见表|所示):?")


def caption_of(titles: Sequence[str], blocks: Sequence[TextBlock | Grid], first: int) -> str:
    """The caption of the table whose first grid is block `first`; '' where it has none.

    A title row inside the frame comes first. Else the nearest short line above that is no sentence,
    signature or note; labels (``附件1``), periods in brackets and units of measure are passed over.
    """
    if titles:
        return " ".join(one_line(title) for title in titles)
    above = _lines_above(blocks, first)
    led_in = False
    for index, block in enumerate(above):
        text = block.text
        if _is_passed_over(text):
            continue
        if _LEAD_IN.fullmatch(fold(text)) and not led_in and len(fold(text)) <= _LONGEST:
            # «排名情况如下：» leads to the table; the heading over it names what is ranked.
            led_in = True
            continue
        if not _is_caption(block):
            return ""
        if led_in and ordinal_level(text) is None and not block.heading:
            return ""
        return _with_first_line(block, above[index + 1 :])
    return ""


def _lines_above(blocks: Sequence[TextBlock | Grid], first: int) -> list[TextBlock]:
    """The text blocks between the table and the one before it, nearest first."""
    above: list[TextBlock] = []
    for block in reversed(blocks[:first]):
        if not isinstance(block, TextBlock):
            break
        above.append(block)
    return above


def _is_passed_over(text: str) -> bool:
    folded = fold(text)
    return (
        not folded
        or is_annex_label(text)
        or is_measure(text)
        or is_page_number(text)
        or is_continued(text)
        or bool(_PERIOD.fullmatch(folded))
    )


def _is_caption(block: TextBlock) -> bool:
    text = block.text
    folded = fold(text)
    if len(folded) > _LONGEST or is_note(text) or "。" in folded:
        return False
    if _DAY.fullmatch(folded) or _DOCUMENT_NUMBER.fullmatch(folded) or _PERSONAL.search(folded):
        return False
    if _LIST_OF_ANNEXES.match(folded) and ordinal_level(folded) is None:
        # «附件:1.…表» begins the list of annexes; «附件1:…表» and «附件1 …表» are titles.
        return not folded.startswith(("附件:", "附表:", "附录:"))
    if "," in folded and not (block.heading or block.centred):
        return False
    if folded.endswith((":", ",")) and not (block.heading or is_title(text)):
        return False
    office = is_organisation(text) and len(folded) >= 8 and not is_title(text)
    return block.heading or not office


def _with_first_line(block: TextBlock, above: Sequence[TextBlock]) -> str:
    """The caption with the line above it where one title was printed on two centred lines."""
    if not above or not (block.centred and above[0].centred) or block.heading != above[0].heading:
        return one_line(block.text)
    upper = above[0]
    own_title = re.search(
        r"(表|榜|情况|名单|排名|通报|汇总|一览|结果|附件\S{0,3})$", fold(upper.text)
    )
    near = _is_next_line(upper, block)
    numbered = ordinal_level(block.text) is not None or fold(block.text).startswith("(")
    if own_title or not near or numbered or len(fold(upper.text)) < 12 or not _is_caption(upper):
        return one_line(block.text)
    return one_line(upper.text + block.text)


def _is_next_line(upper: TextBlock, lower: TextBlock) -> bool:
    """Whether two blocks of the same size stand one line apart on one page."""
    a, b = upper.evidence.locator, lower.evidence.locator
    if a.box_pt is None or b.box_pt is None or a.page != b.page or upper.size_pt is None:
        return False
    same = lower.size_pt is not None and abs(upper.size_pt - lower.size_pt) < 0.6
    return same and 0 <= b.box_pt[1] - a.box_pt[3] < 1.2 * upper.size_pt
