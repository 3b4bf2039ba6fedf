"""What a later notice says of a figure that an earlier one published: restated."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from codes import Severity
from contracts import Finding, Paragraph
from evidence import Message
from figures import fold, plain, read_figure
from layout import unit_column
from scoring.between.filing import FigureKey, Filed, Printed, mostly
from scoring.between.placed import place_finding, prose_finding

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
    and what it changes is a note. Ranks that follow from changed figures are not told besides.
    """
    corrected = {one.notice.sha256: _corrected(one, filed) for one in filed if one.corrects}
    for one in filed:
        before = corrected.get(one.notice.sha256)
        if before is not None:
            yield one, _correction(one, before, figures)
            if not any(figure.filed is one for figure in figures):
                yield from ((one, finding) for finding in _mended_in_words(one, before))
    for pairs in _columns(figures):
        off = [pair for pair in pairs if pair.differs]
        later = pairs[0].later.filed
        mends = corrected.get(later.notice.sha256)
        known = mends is not None and mends is pairs[0].earlier.filed
        if not off or not (known or mostly(len(pairs) - len(off), len(off))):
            continue
        for pair in off:
            if pair.later.key.unit != "total" or len(off) == 1:
                yield later, _restated(pair, known)


def _columns(figures: Sequence[Printed]) -> list[list[_Pair]]:
    """The figures that two notices share, table by table; ranks where no other figure differs."""
    by_key: dict[FigureKey, list[Printed]] = {}
    for figure in figures:
        by_key.setdefault(figure.key, []).append(figure)
    tables: dict[tuple[_Place, _Place, bool], list[_Pair]] = {}
    for kept in by_key.values():
        kept.sort(key=lambda figure: figure.filed.order)
        for earlier, later in pairwise(kept):
            place = (earlier.spot[:2], later.spot[:2], later.key.core == "名次")
            tables.setdefault(place, []).append(_Pair(earlier, later))
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


def _restated(pair: _Pair, correction: bool) -> Finding:
    earlier, later = pair
    old, new = plain(earlier.value), plain(later.value)
    heading = earlier.filed.notice.tables[earlier.table - 1].columns[earlier.column]
    if correction:
        zh = f"本件将{earlier.filed.title}中“{earlier.name}”《{heading}》{old} 更正为 {new}。"
        en = f"Corrects {earlier.filed.title}: «{heading}» of «{earlier.name}» was {old}."
    else:
        zh = (
            f"“{later.name}”同一时期的《{heading}》，{earlier.filed.title}印作 {old}，"
            f"本件印作 {new}，未见更正说明。"
        )
        en = (
            f"For the same period {earlier.filed.title} gives {old} for «{heading}» of "
            f"«{earlier.name}», this notice {new}, and neither says that it was corrected."
        )
    return place_finding(
        "restated",
        "note" if correction else "warning",
        Message(zh=zh, en=en),
        later,
        [earlier],
        expected=earlier.value,
    )


def _corrected(one: Filed, filed: Sequence[Filed]) -> Filed | None:
    """The notice that a correction mends: the one it names, else the only one of its period."""
    issuer = fold(one.notice.issuer or "")
    others = [
        other
        for other in filed
        if other.order < one.order and issuer and fold(other.notice.issuer or "") == issuer
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


def _correction(one: Filed, before: Filed, figures: Sequence[Printed]) -> Finding:
    """Which notice a correction replaces, told once."""
    notice = one.notice
    mended = {f.key: f for f in figures if f.filed is before}
    shared = [(f, mended[f.key]) for f in figures if f.filed is one and f.key in mended]
    changed = sum(not later.same_value(earlier) for later, earlier in shared)
    told_zh = f"两件共有的 {len(shared)} 处数字中 {changed} 处不同" if shared else "所改见正文"
    told_en = (
        f"of {len(shared)} figures that both print {changed} differ"
        if shared
        else "its text says what it changes"
    )
    evidence = [p.evidence for p in (*notice.paragraphs[:1], *before.notice.paragraphs[:1])]
    message = Message(
        zh=f"本件更正{before.title}：{told_zh}，以本件为准。",
        en=f"Corrects {before.title}: {told_en}. This notice is the one that holds.",
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
            zh = f"本件将{before.title}中“{name}”的 {old} 更正为 {new}。"
            en = f"Corrects {before.title}: {old} of «{name}» becomes {new}."
        else:
            zh = f"本件称“{name}”原为 {old}，而{before.title}中该行没有这个数。"
            en = f"Says that «{name}» had {old}, but its row in {before.title} has no such figure."
        proofs = [paragraph.evidence, *(cell.evidence for cell in cells or [rows[0].cells[unit]])]
        severity: Severity = "note" if cells else "warning"
        return prose_finding(
            "restated", severity, Message(zh=zh, en=en), proofs,
            unit=name, published=new, expected=old,
        )  # fmt: skip
    return None
