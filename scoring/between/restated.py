"""What a later notice says of a figure that an earlier one published: restated."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from codes import Severity
from contracts import Finding
from evidence import Evidence, Message
from figures import plain
from scoring.between.corrections import corrected_notices, read_correction
from scoring.between.filing import FigureKey, Filed, Printed, mostly
from scoring.between.placed import place_finding
from scoring.between.reasons import Reason, reason_for, reasons_of

_Place = tuple[str, int]
"""A notice's sha256 and a table of it, from 1."""


class _Pair(NamedTuple):
    """One figure as an earlier and as a later notice print it."""

    earlier: Printed
    later: Printed

    @property
    def differs(self) -> bool:
        return not self.later.same_value(self.earlier)


def check_restated(
    filed: Sequence[Filed], figures: Sequence[Printed]
) -> Iterator[tuple[Filed, Finding]]:
    """The same figure of the same unit and period in two notices, printed differently.

    Two tables are of one matter where most of what they share agrees; a correction says so itself,
    and what it changes is a note, as is what the notice explains. Ranks that follow from changed
    figures are not told besides, nor a figure that some notice printed before.
    """
    corrected = corrected_notices(filed)
    printed: dict[str, list[Printed]] = {}
    for figure in figures:
        printed.setdefault(figure.filed.notice.sha256, []).append(figure)
    for one in filed:
        before = corrected.get(one.notice.sha256)
        if before is not None:
            own = printed.get(one.notice.sha256, [])
            was = printed.get(before.notice.sha256, [])
            yield from ((one, finding) for finding in read_correction(one, before, own, was))
    reasons: dict[str, tuple[Reason, ...]] = {}
    for pairs in _columns(figures):
        off = [pair for pair in pairs if pair.differs]
        later = pairs[0].later.filed
        sha256 = later.notice.sha256
        mends = corrected.get(sha256)
        known = mends is not None and mends is pairs[0].earlier.filed
        if not off or not (known or mostly(len(pairs) - len(off), len(off))):
            continue
        if sha256 not in reasons:
            reasons[sha256] = reasons_of(later)
        for pair in off:
            if pair.later.key.unit != "total" or len(off) == 1:
                reason = None if known else reason_for(pair.later.name, reasons[sha256])
                yield later, _restated(pair, known, reason)


def _columns(figures: Sequence[Printed]) -> list[list[_Pair]]:
    """The figures that two notices share, table by table; ranks where no other figure differs."""
    by_key: dict[FigureKey, list[Printed]] = {}
    for figure in figures:
        by_key.setdefault(figure.key, []).append(figure)
    tables: dict[tuple[_Place, _Place, bool], list[_Pair]] = {}
    for kept in by_key.values():
        for pair in _pairs(sorted(kept, key=lambda figure: figure.filed.order)):
            place = (pair.earlier.spot[:2], pair.later.spot[:2], pair.later.key.core == "名次")
            tables.setdefault(place, []).append(pair)
    changed = {
        (before, after)
        for (before, after, ranks), pairs in tables.items()
        if not ranks and any(pair.differs for pair in pairs)
    }
    return [
        pairs
        for (before, after, ranks), pairs in tables.items()
        if not ranks or (before, after) not in changed
    ]


def _pairs(kept: Sequence[Printed]) -> Iterator[_Pair]:
    """Each later print of a figure beside the one that it may not leave: an earlier one that agrees
    with it, else the last correction, else the first.
    """
    for at, later in enumerate(kept[1:], 1):
        earlier = kept[:at]
        holds = next((f for f in reversed(earlier) if f.filed.corrects), earlier[0])
        if later.filed.corrects:
            yield _Pair(earlier[-1], later)
        else:
            yield _Pair(next((f for f in earlier if later.same_value(f)), holds), later)


def _restated(pair: _Pair, correction: bool, reason: Reason | None) -> Finding:
    earlier, later = pair
    old, new = plain(earlier.value), plain(later.value)
    before, here = earlier.filed.called_beside(later.filed), later.filed.called
    proofs: tuple[Evidence, ...] = ()
    if correction:
        zh = (
            f"{here.zh}将{before.zh}中“{earlier.name}”《{earlier.heading}》{old} 更正为 {new}；"
            "引用时以更正件为准。"
        )
        en = (
            f"{here.en} corrects «{earlier.heading}» of «{earlier.name}» in {before.en} from {old} "
            f"to {new}; cite the correction."
        )
    else:
        zh = (
            f"“{later.name}”同一时期的同一指标，{before.zh}《{earlier.heading}》印作 {old}，"
            f"{here.zh}《{later.heading}》印作 {new}，"
        )
        en = (
            f"For the same period of «{later.name}» {before.en} prints «{earlier.heading}» "
            f"as {old}, {here.en} prints «{later.heading}» as {new}; "
        )
        if reason is None:
            zh += "两件均未说明更正。请查原始数字，确认以哪件为准。"
            en += "neither says that it was corrected. Look up which of them holds."
        else:
            zh += f"本件说明：“{reason.sentence}”，请核对是否即此差额。"
            en += f"the notice says: «{reason.sentence}»; see whether that is the difference."
            proofs = (reason.evidence,)
    severity: Severity = "note" if correction or reason else "warning"
    finding = place_finding(
        "restated", severity, Message(zh=zh, en=en), later, [earlier], expected=earlier.value
    )
    return finding.model_copy(update={"evidence": (*finding.evidence, *proofs)})
