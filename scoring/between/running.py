"""A figure that adds up over time against the figures that it adds up from: cumulative."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from codes import Severity
from contracts import Finding, Term
from evidence import Evidence, Message
from figures import plain
from scoring.between.filing import Filed, Printed, Spot, by_subject, mostly
from scoring.between.placed import place_finding
from scoring.between.reasons import Reason, reason_for, reasons_of

_MOST_PARTS = 12

Way = Literal["goes on", "begins anew", "spans", "grows"]
Columns = tuple[tuple[str, int, int], ...]


class _Sum(NamedTuple):
    """A printed whole and the printed figures that make it, in order of time."""

    whole: Printed
    parts: tuple[Printed, ...]
    least: bool = False
    """Whether the parts are only the least that the whole may be: some are not printed."""

    @property
    def made(self) -> Decimal:
        """What the parts make."""
        return _total(part.value for part in self.parts)

    @property
    def off(self) -> bool:
        """Whether they do not make the whole, up to the digits that are printed."""
        slack = sum((part.slack for part in self.parts), self.whole.slack)
        difference = self.whole.value - self.made
        return -difference > slack if self.least else abs(difference) > slack

    @property
    def tells(self) -> bool:
        """Whether it could fail: zeros agree with anything."""
        return bool(self.whole.value or self.made)


def check_running_sums(
    filed: Sequence[Filed], figures: Sequence[Printed]
) -> Iterator[tuple[Filed, Finding]]:
    """``上期累计 + 本期 = 本期累计`` over the notices of one issuer, a span made of its parts, and
    a running count that falls.

    Told only where most rows of the two tables obey, and of the cumulative figure alone: whether it
    or what it is made of is wrong, two documents do not tell. One wrong figure is told once. What
    the notice explains, such as items adopted late, is a note.
    """
    trusted = _trusted(figures)
    causes = _Causes(figures, trusted)
    expected: dict[Spot, Decimal] = {}
    for one in sorted(trusted, key=lambda one: (one.whole.key.end, one.whole.filed.order)):
        mended = _total(expected.get(part.spot, part.value) for part in one.parts)
        if not one.off or (mended <= one.whole.value if one.least else mended == one.whole.value):
            continue
        expected[one.whole.spot] = one.made
        yield one.whole.filed, _finding(one, causes.of(one))


def _trusted(figures: Sequence[Printed]) -> list[_Sum]:
    """The sums of the columns whose rows mostly obey; of several ways to add up the best."""
    columns: dict[tuple[str, int, int], dict[tuple[Way, Columns], list[_Sum]]] = {}
    for group in by_subject(figures).values():
        times = _Times(group)
        for whole in group:
            for way, one in times.sums(whole):
                place = (whole.spot[0], whole.table, whole.column)
                parts = tuple((part.spot[0], part.table, part.column) for part in one.parts)
                columns.setdefault(place, {}).setdefault((way, parts), []).append(one)
    trusted: list[_Sum] = []
    for ways in columns.values():
        best = max(ways.values(), key=_trust)
        if not mostly(*_obey(best)):
            continue
        off = [one for one in best if one.off]
        trusted += [one for one in best if one.whole.key.unit != "total" or off == [one]]
    return trusted


def _obey(sums: Sequence[_Sum]) -> tuple[int, int]:
    return sum(not s.off and s.tells for s in sums), sum(s.off for s in sums)


def _trust(sums: Sequence[_Sum]) -> tuple[bool, bool, int]:
    """Which way of adding up is believed: one that fits, exact before least, that of most rows."""
    right, wrong = _obey(sums)
    return mostly(right, wrong), not sums[0].least, right - wrong


class _Times:
    """The figures of one subject by their days."""

    def __init__(self, group: Sequence[Printed]) -> None:
        self._since: dict[date, list[Printed]] = {}
        self._from: dict[date, list[Printed]] = {}
        self._own: dict[tuple[str, date], list[Printed]] = {}
        for figure in group:
            key = figure.key
            if key.since:
                self._since.setdefault(key.end, []).append(figure)
            elif key.start is not None:
                self._from.setdefault(key.start, []).append(figure)
                self._own.setdefault((figure.spot[0], key.end), []).append(figure)
        self._ends = sorted(self._since)

    def sums(self, whole: Printed) -> Iterator[tuple[Way, _Sum]]:
        """The ways in which a figure may be made of others."""
        if not whole.key.since:
            if parts := self._spanning(whole):
                yield "spans", _Sum(whole, parts)
            elif whole.counted and whole.key.start and (shorter := self._shorter(whole)):
                yield "grows", _Sum(whole, (shorter,), least=True)
            return
        own = self._own.get((whole.spot[0], whole.key.end), [])
        for period in own:
            start = period.key.start
            assert start is not None
            last = self._since.get(start - timedelta(days=1), ())
            if last:
                yield "goes on", _Sum(whole, (_spoken(last, whole), period))
            if last or (start.month, start.day) == (1, 1):
                yield "begins anew", _Sum(whole, (period,))
        if whole.counted and (before := self._before(whole)):
            rest = [f for f in own if f.key.start and f.key.start > before.key.end]
            yield "grows", _Sum(whole, (before, *rest[:1]), least=True)

    def _before(self, whole: Printed) -> Printed | None:
        """The last running figure of the same year."""
        ends = [end for end in self._ends if end < whole.key.end and end.year == whole.key.end.year]
        return _spoken(self._since[ends[-1]], whole) if ends else None

    def _shorter(self, whole: Printed) -> Printed | None:
        """The longest of the spans that begin on the same day and end before."""
        start = whole.key.start
        assert start is not None
        found = [
            figure
            for figure in self._from.get(start, ())
            if figure.key.end < whole.key.end and figure.filed is not whole.filed
        ]
        return _best(found, whole) if found else None

    def _spanning(self, whole: Printed) -> tuple[Printed, ...]:
        """The figures of shorter periods, each the longest there is, that span a whole one's."""
        start, end = whole.key.start, whole.key.end
        parts: list[Printed] = []
        day = start
        while day is not None and day <= end and len(parts) < _MOST_PARTS:
            found = [
                f
                for f in self._from.get(day, ())
                if f.key.end <= end and (f.key.start, f.key.end) != (start, end)
            ]
            if not found:
                return ()
            parts.append(_best(found, whole))
            day = parts[-1].key.end + timedelta(days=1)
        elsewhere = any(part.filed is not whole.filed for part in parts)
        done = day is not None and day > end
        return tuple(parts) if len(parts) > 1 and elsewhere and done else ()


def _best(found: Sequence[Printed], whole: Printed) -> Printed:
    """The longest; of equal ones the whole's own notice, else the last that spoke before it."""
    longest = max(figure.key.end for figure in found)
    return _spoken([figure for figure in found if figure.key.end == longest], whole)


def _spoken(found: Sequence[Printed], whole: Printed) -> Printed:
    """Of prints of one figure the whole's own, else the last before it: what is found of a notice
    does not hang on what is published after it.
    """
    order = whole.filed.order
    return max(found, key=lambda f: (f.filed is whole.filed, f.filed.order <= order, f.filed.order))


class _Cause(NamedTuple):
    """What may be behind a difference, and what to look at."""

    words: Message
    severity: Severity = "note"
    proofs: tuple[Evidence, ...] = ()
    terms: tuple[Term, ...] = ()


class _Causes:
    """What the notices tell of their differences."""

    def __init__(self, figures: Sequence[Printed], sums: Sequence[_Sum]) -> None:
        self._columns: dict[tuple[str, int, int], list[Printed]] = {}
        self._listed: dict[tuple[str, int], set[str]] = {}
        for figure in figures:
            place = (figure.spot[0], figure.table, figure.column)
            self._columns.setdefault(place, []).append(figure)
            self._listed.setdefault(figure.spot[:2], set()).add(figure.key.unit)
        self._rows: dict[tuple[str, int, int], list[_Sum]] = {}
        for one in sums:
            if not one.least and one.whole.key.since:
                self._rows.setdefault(one.whole.spot[:3], []).append(one)
        self._gone_on_from = {s.parts[0].spot for s in sums if not s.off and len(s.parts) > 1}
        self._reasons: dict[str, tuple[Reason, ...]] = {}

    def of(self, one: _Sum) -> _Cause:
        """The first that holds: the notice says why, a unit was merged, items came late."""
        reason = self._told(one.whole)
        if reason is not None:
            zh = f"本件说明：“{reason.sentence}”，请核对是否即此差额。"
            en = f"The notice says: «{reason.sentence}»; see whether that is the difference."
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
            zh = "请核对两件原始数字；如有补计、核减，应在通报中说明。"
            en = "Check both figures; late or withdrawn items should be told in the notice."
        return _Cause(Message(zh=zh, en=en), "warning")

    def _told(self, whole: Printed) -> Reason | None:
        sha256 = whole.filed.notice.sha256
        if sha256 not in self._reasons:
            self._reasons[sha256] = reasons_of(whole.filed)
        return reason_for(whole.name, self._reasons[sha256])

    def _merged(self, one: _Sum) -> Printed | None:
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

    def _late(self, one: _Sum) -> bool:
        """Whether all of several running figures of the row have more than they are made of."""
        row = self._rows.get(one.whole.spot[:3], [])
        return len(row) > 1 and all(s.off and s.whole.value > s.made for s in row)


def _total(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _finding(one: _Sum, cause: _Cause) -> Finding:
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
