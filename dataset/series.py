"""Which rankings of different periods are one series: the same issuer, and captions that are about
the same matter.
"""

import re

from contracts import Notice, Table
from figures import fold

_NUMERAL = "[0-9一二三四五六七八九十〇○零]"
_PERIOD = re.compile(
    "|".join(
        (
            r"截[止至](?:到|目前)?",
            r"(?:19|20)\d{2}[-/.]\d{1,2}(?:[-/.]\d{1,2})?",
            # «附件1 2020年» is folded to «附件12020年»: a bare year has no digit beside it.
            r"(?:19|20)\d{2}年度?|(?<!\d)(?:19|20)\d{2}(?!\d)",
            r"[二一][〇○零九0][〇○零一二三四五六七八九]{2}年?度?",
            rf"(?:{_NUMERAL}{{1,3}}[月日]?份?){{1,2}}[-—－–~～至到、和]"
            rf"(?:{_NUMERAL}{{1,3}}[月日]份?){{1,2}}",
            rf"(?:{_NUMERAL}{{1,3}}[月日]份?){{1,2}}",
            rf"第?{_NUMERAL}{{1,3}}(?:季度?|周|期|旬)",
            r"[上下][半]年|全年|年度|半年|本[年季月周]度?|当[年季月]度?",
            r"[上中下]旬",
            rf"{_NUMERAL}{{1,3}}[个家](?=[^月])",
        )
    )
)
_NUMBERING = re.compile(
    rf"^(?:附[件表]{_NUMERAL}*[:：.、-]*|表{_NUMERAL}+[:：.、-]*|[(（]{_NUMERAL}{{1,3}}[)）]"
    rf"|{_NUMERAL}{{1,3}}[、.．])+"
)
_EMPTY = re.compile(r"[(（《〈\[【][\s,，、:：-]*[)）》〉\]】]")


# 各级文明单位 are 文明单位; 全旗级… is no word, so that 旗级 keeps its 旗.
_OPENING = re.compile(
    r"^(?:关于|对|更正|勘误|订正|各级?|具体|[全本](?:[省市县区旗州盟](?!级)|(?=[省市县区旗州盟]级)))+"
)
_CLOSING = re.compile(
    r"(?:情况|统计|汇总|一览|明细|排名|排行|名次|成绩|得分|积分|结果|名单|通报|公示|更正|勘误|订正|说明|表|榜"
    r"|[及和与的])+$"
)
_MARKS = re.compile(r"[、，,:：·/()（）\[\]【】《》“”\"]")


def series_label(caption: str) -> str:
    """A caption without its numbering, years, quarters, months, issues and number of units."""
    text = _NUMBERING.sub("", _PERIOD.sub("", fold(caption)))
    return _EMPTY.sub("", text).strip("-—:：、,，.的")


def _matter(caption: str) -> str:
    """What a label says once the words that offices change from year to year are gone.

    «各旗区信息采用情况统计表» and «旗区信息采用排名» are both 旗区信息采用.
    """
    return _CLOSING.sub("", _OPENING.sub("", _MARKS.sub("", series_label(caption))))


def ranking_series(notice: Notice, table: Table, unit: int | None) -> str:
    """What a ranking is called in every period: its issuer and its matter."""
    return f"{fold(notice.issuer or '')}｜{ranking_matter(notice, table, unit)}"


def ranking_matter(notice: Notice, table: Table, unit: int | None) -> str:
    """What a ranking is about, in every period and in a correction too: the matter of its caption.

    A table whose caption names no matter takes the notice's title and the heading over its units,
    which are in column `unit`. Where two tables of a notice are about one matter, each keeps all
    of its caption but the period.
    """
    label = _matter(table.caption)
    if sum(_matter(other.caption) == label for other in notice.tables) > 1:
        label = series_label(table.caption)
    if not label:
        heading = fold(table.columns[unit]) if unit is not None else ""
        # «某局关于…的通报»: who speaks is not what of, and the office may be renamed.
        title = fold(notice.title or "").rpartition("关于")[2]
        label = "·".join(part for part in (_matter(title), heading) if part)
    return label
