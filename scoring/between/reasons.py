"""What a notice itself says of why a figure need not follow from the notices before."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from evidence import Evidence
from figures import fold
from scoring.between.filing import CORRECTS, Filed

_WHY = re.compile(
    r"补(?:计|录|报|登|统|加|记|充统计)|迟(?:到|报|送)|漏(?:统|报|计|登|录|记)|追(?:加|认|记|计|补)|滞后|跨月"
    r"|调整|核(?:减|增|销|定后)|重新(?:核|统|计)|计入[^，。；]{0,6}\d{1,2}月|往月|以前月份|前期"
    r"|并入|合并|划(?:入|转|归)|整合|撤销|接续|加分|扣分|奖励"
)
_OF_FIGURES = re.compile(r"累计|得分|总分|分值|计分|采用|采纳|录用|报送|条|篇|件")


class Reason(NamedTuple):
    """A sentence of a notice and the units that it names; none where it speaks of all."""

    sentence: str
    units: frozenset[str]
    evidence: Evidence


def reasons_of(one: Filed) -> tuple[Reason, ...]:
    """The sentences of a notice, notes of its tables included, that may explain a difference."""
    names = {fold(mention.name) for mention in one.mentions}
    return tuple(
        Reason(sentence, _named(sentence, names), evidence)
        for text, evidence in _texts(one)
        for sentence in re.findall(r"[^。；;]+", fold(text))
        if (_WHY.search(sentence) or CORRECTS.search(sentence)) and _OF_FIGURES.search(sentence)
    )


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
