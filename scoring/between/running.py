"""A figure that adds up over time against the figures that it adds up from: cumulative."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from codes import Severity
from contracts import Finding, Term
from evidence import Evidence, Message
from figures import fold, plain
from scoring.between.corrections import corrected_notices
from scoring.between.filing import FigureKey, Filed, Printed, Spot
from scoring.between.placed import place_finding
from scoring.between.reasons import Reason, reason_for, reasons_of
from scoring.between.sums import Sum, trusted_sums


def check_running_sums(
    filed: Sequence[Filed], figures: Sequence[Printed]
) -> Iterator[tuple[Filed, Finding]]:
    """``上期累计 + 本期 = 本期累计`` over the notices of one issuer, a span made of its parts, and
    a running count that falls.

    Told only where most rows of the two tables obey, and of the cumulative figure alone: whether it
    or what it is made of is wrong, two documents do not tell. One wrong figure is told once; one
    that repeats another notice (``上月累计``) is told as restated. What the notice or a correction
    explains, such as items adopted late, is a note.
    """
    trusted = trusted_sums(figures)
    causes = _Causes(filed, figures, trusted)
    prints: dict[FigureKey, list[Printed]] = {}
    for figure in figures:
        prints.setdefault(figure.key, []).append(figure)
    expected: dict[Spot, Decimal] = {}
    for one in sorted(trusted, key=lambda one: (one.whole.key.end, one.whole.filed.order)):
        mended = _total(expected.get(part.spot, part.value) for part in one.parts)
        if not one.off or (mended <= one.whole.value if one.least else mended == one.whole.value):
            continue
        if _right_elsewhere(one, prints):
            continue
        expected[one.whole.spot] = one.made
        yield one.whole.filed, _finding(one, causes.of(one))


def _right_elsewhere(one: Sum, prints: Mapping[FigureKey, Sequence[Printed]]) -> bool:
    """Whether the whole follows once a part that its notice repeats is what another one prints."""
    return any(
        one.whole.value == one.made - part.value + other.value
        for part in one.parts
        if part.filed is one.whole.filed
        for other in prints[part.key]
        if other.filed is not part.filed
    )


class _Cause(NamedTuple):
    """What may be behind a difference, and what to look at."""

    words: Message
    severity: Severity = "note"
    proofs: tuple[Evidence, ...] = ()
    terms: tuple[Term, ...] = ()


class _Causes:
    """What the notices tell of their differences."""

    def __init__(
        self, filed: Sequence[Filed], figures: Sequence[Printed], sums: Sequence[Sum]
    ) -> None:
        by_sha256 = {one.notice.sha256: one for one in filed}
        self._corrections: dict[str, list[Filed]] = {}
        for sha256, before in corrected_notices(filed).items():
            self._corrections.setdefault(before.notice.sha256, []).append(by_sha256[sha256])
        self._columns: dict[tuple[str, int, int], list[Printed]] = {}
        self._listed: dict[tuple[str, int], set[str]] = {}
        for figure in figures:
            place = (figure.spot[0], figure.table, figure.column)
            self._columns.setdefault(place, []).append(figure)
            self._listed.setdefault(figure.spot[:2], set()).add(figure.key.unit)
        self._rows: dict[tuple[str, int, int], list[Sum]] = {}
        for one in sums:
            if not one.least and one.whole.key.since:
                self._rows.setdefault(one.whole.spot[:3], []).append(one)
        self._gone_on_from = {s.parts[0].spot for s in sums if not s.off and len(s.parts) > 1}
        self._reasons: dict[str, tuple[Reason, ...]] = {}

    def of(self, one: Sum) -> _Cause:
        """The first that holds: the notice or a correction says why, a unit was merged or split,
        items came late.
        """
        reason = self._told(one.whole)
        if reason is not None:
            zh = f"本件说明：“{reason.sentence}”，请核对是否即此差额。"
            en = f"The notice says: «{reason.sentence}»; see whether that is the difference."
            return _Cause(Message(zh=zh, en=en), proofs=(reason.evidence,))
        mended = self._mended(one)
        if mended is not None:
            correction, reason = mended
            called = correction.called
            zh = f"更正件{called.zh}说明：“{reason.sentence}”，请核对是否即此差额。"
            en = (
                f"{called.en}, a correction, says: «{reason.sentence}»; see whether that is the "
                "difference."
            )
            return _Cause(Message(zh=zh, en=en), proofs=(reason.evidence,))
        heir = self._merged(one)
        if heir is not None:
            value = plain(heir.value)
            zh = (
                f"差额正是上期“{heir.name}”的 {value}，本件不再列该单位，疑已并入，请核对机构变动。"
            )
            en = (
                f"That is what «{heir.name}» had before ({value}), which is listed no more and may "
                "have been merged into it: look for the merger."
            )
            term = Term(value=heir.value, label=heir.name)
            return _Cause(Message(zh=zh, en=en), proofs=(heir.evidence,), terms=(term,))
        newcomer = self._parted(one)
        if newcomer is not None:
            less = one.made - one.whole.value
            zh = (
                f"少的 {plain(less)} 正是新列“{newcomer.name}”在本期以前已有的数，"
                "疑由该单位分出，请核对机构变动。"
            )
            en = (
                f"The {plain(less)} less is what «{newcomer.name}», newly listed, had before this "
                "period: it may have been split off; look for the change."
            )
            term = Term(value=less, label=newcomer.name)
            return _Cause(Message(zh=zh, en=en), proofs=(newcomer.evidence,), terms=(term,))
        if self._late(one):
            zh = "该行各累计栏一并多出，当为以前各期的条目迟到补计，而本件未说明；请查补计依据。"
            en = (
                "Every running figure of the row has more: items of earlier periods were credited "
                "late, and the notice does not say so. Look for them."
            )
            return _Cause(Message(zh=zh, en=en))
        if one.whole.spot in self._gone_on_from:
            zh = "下一期即由此数接续：或为迟到条目的补计，或本期数有误，请查本期数和补计依据。"
            en = (
                "The next notice goes on from it: late items may have been credited, or the "
                "period's own figure is wrong. Look at that figure and for the items."
            )
        else:
            zh = "请核对上列各件的原始数字；如有补计、核减，应在通报中说明。"
            en = (
                "Check each of these figures; late or withdrawn items should be told in the notice."
            )
        return _Cause(Message(zh=zh, en=en), "warning")

    def _told(self, whole: Printed) -> Reason | None:
        sha256 = whole.filed.notice.sha256
        if sha256 not in self._reasons:
            self._reasons[sha256] = reasons_of(whole.filed)
        return reason_for(whole.name, self._reasons[sha256])

    def _mended(self, one: Sum) -> tuple[Filed, Reason] | None:
        """The correction that changes a part in words, and what it says of the unit."""
        for part in one.parts:
            for correction in self._corrections.get(part.spot[0], ()):
                for reason in reasons_of(correction, part.filed):
                    if fold(part.name) in reason.units:
                        return correction, reason
        return None

    def _merged(self, one: Sum) -> Printed | None:
        """The one unit that is listed no more and whose last figure is what the whole has more."""
        whole, last = one.whole, one.parts[0]
        if one.least or last.filed is whole.filed:
            return None
        listed = self._listed[whole.spot[:2]]
        more = whole.value - one.made
        found = [
            figure
            for figure in self._columns[last.spot[0], last.table, last.column]
            if figure.key.unit not in listed and figure.value == more
        ]
        return found[0] if len(found) == 1 and more else None

    def _parted(self, one: Sum) -> Printed | None:
        """The one newly listed unit that had before its first period what the whole has less."""
        whole, (last, *own) = one.whole, one.parts
        if one.least or last.filed is whole.filed or len(own) != 1:
            return None
        listed = self._listed[last.spot[:2]]
        began = {f.key.unit: f.value for f in self._columns[(*own[0].spot[:2], own[0].column)]}
        found = [
            figure
            for figure in self._columns[whole.spot[0], whole.table, whole.column]
            if figure.key.unit not in listed
            and figure.value - began.get(figure.key.unit, figure.value) == one.made - whole.value
        ]
        return found[0] if len(found) == 1 else None

    def _late(self, one: Sum) -> bool:
        """Whether all of several running figures of the row have more than they are made of."""
        row = self._rows.get(one.whole.spot[:3], [])
        return len(row) > 1 and all(s.off and s.whole.value > s.made for s in row)


def _total(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _finding(one: Sum, cause: _Cause) -> Finding:
    whole, made = one.whole, plain(one.made)
    printed, difference = plain(whole.value), plain(whole.value - one.made)
    sum_zh = "＋".join(plain(part.value) for part in one.parts)
    sum_en = " + ".join(plain(part.value) for part in one.parts)
    if len(one.parts) > 1:
        sum_zh, sum_en = f"{sum_zh}＝{made}", f"{sum_en} = {made}"
    said = [_said(part, whole) for part in one.parts]
    here = whole.filed.called
    zh = (
        f"“{whole.name}”在{here.zh}《{whole.heading}》印作 {printed}，"
        f"{'少于' if one.least else '不等于'} {sum_zh}：{'，'.join(part.zh for part in said)}；"
        f"相差 {difference}。{cause.words.zh}"
    )
    en = (
        f"«{whole.heading}» of «{whole.name}» is printed {printed} in {here.en}, "
        f"{'less than' if one.least else 'not'} {sum_en}: {'; '.join(part.en for part in said)}; "
        f"a difference of {difference}. {cause.words.en}"
    )
    finding = place_finding(
        "cumulative", cause.severity, Message(zh=zh, en=en), whole, one.parts, expected=one.made
    )
    proofs = (*finding.evidence, *cause.proofs)
    return finding.model_copy(update={"evidence": proofs, "explained_by": cause.terms})


def _said(part: Printed, whole: Printed) -> Message:
    own = part.filed is whole.filed
    called = part.filed.called
    value = plain(part.value)
    return Message(
        zh=f"{'本件' if own else called.zh}《{part.heading}》为 {value}",
        en=f"«{part.heading}» is {value} in {'this notice' if own else called.en}",
    )
