"""What a later notice says of a figure that an earlier one published: restated."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from codes import Severity
from contracts import Finding, Paragraph
from evidence import Evidence, Message
from figures import fold, plain, read_figure
from layout import unit_column
from scoring.between.filing import FigureKey, Filed, Printed, mostly
from scoring.between.placed import place_finding, prose_finding
from scoring.between.reasons import Reason, reason_for, reasons_of

_MENDS = re.compile(
    r"(?:由|原为|原|误(?:写|印|登)?为|从)[“\"']?(\d+(?:\.\d+)?)[分条篇件名次%]{0,2}[”\"']?[，,]?"
    r"(?:更正|修改|改|修正|订正|调整|应)为[“\"']?(\d+(?:\.\d+)?)"
)


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
    corrected = {one.notice.sha256: _corrected(one, filed) for one in filed if one.corrects}
    printed: dict[str, list[Printed]] = {}
    for figure in figures:
        printed.setdefault(figure.filed.notice.sha256, []).append(figure)
    for one in filed:
        before = corrected.get(one.notice.sha256)
        if before is not None:
            own = printed.get(one.notice.sha256, [])
            yield one, _correction(one, before, own, printed.get(before.notice.sha256, []))
            if not own:
                yield from ((one, finding) for finding in _mended_in_words(one, before))
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
    before, here = earlier.filed.called, later.filed.called
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


def _corrected(one: Filed, filed: Sequence[Filed]) -> Filed | None:
    """The notice that a correction mends: the one it names, else the only one of its period."""
    others = [
        other
        for other in filed
        if other.order < one.order and one.issuer and other.issuer == one.issuer
    ]
    words = fold(" ".join((one.notice.title or "", *(p.text for p in one.notice.paragraphs))))
    named = [
        other
        for other in others
        if any(
            name and len(fold(name)) > 5 and fold(name) in words
            for name in (other.notice.doc_number, other.notice.title)
        )
    ]
    same = [
        other
        for other in others
        if one.notice.period_end is not None
        and other.notice.period_end == one.notice.period_end
        and other.notice.period_start == one.notice.period_start
        and not other.corrects
    ]
    for found in (named, same):
        if len(found) == 1:
            return found[0]
    return None


def _correction(
    one: Filed, before: Filed, own: Sequence[Printed], mended: Sequence[Printed]
) -> Finding:
    """Which notice a correction replaces, told once."""
    notice = one.notice
    by_key = {figure.key: figure for figure in mended}
    shared = [(figure, by_key[figure.key]) for figure in own if figure.key in by_key]
    changed = sum(not later.same_value(earlier) for later, earlier in shared)
    told_zh = f"两件共有的 {len(shared)} 处数字中 {changed} 处不同" if shared else "所改见正文"
    told_en = (
        f"of {len(shared)} figures that both print {changed} differ"
        if shared
        else "its text says what it changes"
    )
    evidence = [p.evidence for p in (*notice.paragraphs[:1], *before.notice.paragraphs[:1])]
    message = Message(
        zh=f"{one.called.zh}更正{before.called.zh}：{told_zh}；引用时以更正件为准。",
        en=f"{one.called.en} corrects {before.called.en}: {told_en}. Cite the correction.",
    )
    return prose_finding("restated", "note", message, evidence)


def _mended_in_words(one: Filed, before: Filed) -> Iterator[Finding]:
    """``将甲局得分由21更正为12`` against what the earlier notice prints for the unit."""
    for paragraph in one.notice.paragraphs:
        for sentence in re.findall(r"[^。；;]+", fold(paragraph.text)):
            for match in _MENDS.finditer(sentence):
                finding = _mended(paragraph, sentence[: match.start()], match, before)
                if finding is not None:
                    yield finding


def _mended(
    paragraph: Paragraph, words: str, match: re.Match[str], before: Filed
) -> Finding | None:
    old, new = match[1], match[2]
    called = before.called
    for table in before.notice.tables:
        unit = unit_column(table)
        rows = [
            row
            for row in table.rows
            if unit is not None and row.cells[unit].text and fold(row.cells[unit].text) in words
        ]
        if unit is None or len(rows) != 1:
            continue
        cells = [c for c in rows[0].cells if (f := read_figure(c.text)) and plain(f.value) == old]
        name = rows[0].cells[unit].text
        if cells:
            zh = f"本件将{called.zh}中“{name}”的 {old} 更正为 {new}；引用时以更正件为准。"
            en = f"Corrects {called.en}: {old} of «{name}» becomes {new}; cite the correction."
        else:
            zh = (
                f"本件称“{name}”原为 {old}，而{called.zh}中该行没有这个数；请核对所更正的是否此件。"
            )
            en = (
                f"Says that «{name}» had {old}, but its row in {called.en} has no such figure; see "
                "whether that is the notice it corrects."
            )
        proofs = [paragraph.evidence, *(cell.evidence for cell in cells or [rows[0].cells[unit]])]
        severity: Severity = "note" if cells else "warning"
        return prose_finding(
            "restated", severity, Message(zh=zh, en=en), proofs,
            unit=name, published=new, expected=old,
        )  # fmt: skip
    return None
