"""What a notice itself says of why a figure need not follow from the notices before."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from evidence import Evidence
from figures import fold
from scoring.between.filing import CORRECTS, Filed

_CHANGED = re.compile(
    r"补(?:计|录|报|登|统|加|记|入|充统计)|迟(?:到|报|送)|漏(?:统|报|计|登|录|记)|追(?:加|认|记|计|补)|滞后|跨月"
    r"|调整|核(?:减|增|销|定后)|重新(?:核|统|计)|计入[^，。；]{0,6}\d{1,2}月|往月|以前月份|前期"
    r"|并入|划(?:入|转|归)|合并计|接续"
)
_HAPPENED = re.compile(r"反馈|一并|未(?:及|能)|包含|加分|扣分|奖励|合并|整合|撤销")
"""What explains a figure of a unit that is named with it, and is a rule or a wish where none is."""
_OF_FIGURES = re.compile(r"累计|得分|总分|分值|计分|采用|采纳|录用|报送|条|篇|件")
_OF_OTHER_PERIODS = re.compile(r"累计|年内|以来|数据|上(?:月|期|季|周|旬)|往月|前期|以前|\d{1,2}月")
_RULE_OR_WISH = re.compile(
    r"每|凡|(?<!相)应|(?<![主需])要|不得|(?<!现)将|请|予以|今后|下(?:月|一?步|季|期)|如有|的单位|加强|有待"
)


class Reason(NamedTuple):
    """A sentence of a notice and the units that it names; none where it speaks of all."""

    sentence: str
    units: frozenset[str]
    evidence: Evidence


def reasons_of(one: Filed, of: Filed | None = None) -> tuple[Reason, ...]:
    """The sentences of a notice, notes of its tables included, that may explain a difference.

    The units are those that it lists; those of the notice `of` where it speaks of that one. What
    names no unit must speak of figures of other periods that were changed: «迟报、漏报的扣分» and
    «请及时补报» explain none.
    """
    names = {fold(mention.name) for mention in (of or one).mentions}
    return tuple(
        Reason(sentence, units, evidence)
        for text, evidence in _texts(one)
        for sentence in re.findall(r"[^。；;]+", fold(text))
        for units in (_named(sentence, names),)
        if _OF_FIGURES.search(sentence) and _explains(sentence, bool(units))
    )


def _explains(sentence: str, named: bool) -> bool:
    changed = bool(_CHANGED.search(sentence))
    if named or CORRECTS.search(sentence):
        return changed or bool(CORRECTS.search(sentence) or _HAPPENED.search(sentence))
    told_of = _OF_OTHER_PERIODS.search(sentence)
    return changed and bool(told_of) and not _RULE_OR_WISH.search(sentence)


def reason_for(name: str, reasons: Sequence[Reason]) -> Reason | None:
    """What is said of a unit's own figures, else of the figures of all units."""
    own = [reason for reason in reasons if fold(name) in reason.units]
    return next(iter(own or [reason for reason in reasons if not reason.units]), None)


def _texts(one: Filed) -> Iterator[tuple[str, Evidence]]:
    for paragraph in one.notice.paragraphs:
        yield paragraph.text, paragraph.evidence
    for table in one.notice.tables:
        for row in table.rows:
            if row.kind == "note":
                yield from ((cell.text, cell.evidence) for cell in row.cells[:1])


def _named(sentence: str, names: set[str]) -> frozenset[str]:
    """The units of the tables that a sentence names, of names within one another the longest."""
    found = {name for name in names if name in sentence}
    return frozenset(
        name for name in found if not any(name != other and name in other for other in found)
    )
