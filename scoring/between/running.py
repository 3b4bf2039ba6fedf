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
    gone_on_from = {one.parts[0].spot for one in trusted if not one.off and len(one.parts) > 1}
    reasons: dict[str, tuple[Reason, ...]] = {}
    ended = _Ended(figures)
    expected: dict[Spot, Decimal] = {}
    for one in sorted(trusted, key=lambda one: (one.whole.key.end, one.whole.filed.order)):
        mended = _total(expected.get(part.spot, part.value) for part in one.parts)
        if not one.off or (mended <= one.whole.value if one.least else mended == one.whole.value):
            continue
        filed_there = one.whole.filed
        sha256 = filed_there.notice.sha256
        if sha256 not in reasons:
            reasons[sha256] = reasons_of(filed_there)
        reason = reason_for(one.whole.name, reasons[sha256])
        heirs = () if one.least or reason else ended.explain(one.whole, one.parts[0], one.made)
        if not reason and not heirs:
            expected[one.whole.spot] = one.made
        yield filed_there, _finding(one, reason, heirs, one.whole.spot in gone_on_from)


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


class _Ended:
    """The units that a table listed last and the next one lists no more, with their figures."""

    def __init__(self, figures: Sequence[Printed]) -> None:
        self._columns: dict[tuple[str, int, int], list[Printed]] = {}
        self._listed: dict[tuple[str, int], set[str]] = {}
        for figure in figures:
            place = (figure.spot[0], figure.table, figure.column)
            self._columns.setdefault(place, []).append(figure)
            self._listed.setdefault(figure.spot[:2], set()).add(figure.key.unit)

    def explain(self, whole: Printed, last: Printed, made: Decimal) -> tuple[Printed, ...]:
        """The one unit that is listed no more and whose last figure is what the whole has more."""
        if last.filed is whole.filed:
            return ()
        listed = self._listed[whole.spot[:2]]
        found = [
            figure
            for figure in self._columns[last.spot[0], last.table, last.column]
            if figure.key.unit not in listed and figure.value == whole.value - made
        ]
        return tuple(found) if len(found) == 1 and found[0].value else ()


def _total(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _finding(one: _Sum, reason: Reason | None, heirs: Sequence[Printed], gone_on: bool) -> Finding:
    whole, made = one.whole, one.made
    printed, difference = plain(whole.value), whole.value - made
    sum_zh = "＋".join(plain(part.value) for part in one.parts)
    sum_en = " + ".join(plain(part.value) for part in one.parts)
    if len(one.parts) > 1:
        sum_zh, sum_en = f"{sum_zh}＝{plain(made)}", f"{sum_en} = {plain(made)}"
    told_zh = "，".join(_said(part, whole).zh for part in one.parts)
    told_en = "; ".join(_said(part, whole).en for part in one.parts)
    here = whole.filed.called
    most = "少于" if one.least else "不等于"
    zh = (
        f"“{whole.name}”在{here.zh}《{whole.heading}》印作 {printed}，{most} {sum_zh}：{told_zh}；"
        f"相差 {plain(difference)}。"
    )
    en = (
        f"«{whole.heading}» of «{whole.name}» is printed {printed} in {here.en}, "
        f"{'less than' if one.least else 'not'} {sum_en}: {told_en}; "
        f"a difference of {plain(difference)}. "
    )
    evidence: list[Evidence] = []
    if reason is not None:
        zh += f"本件说明：“{reason.sentence}”，请核对是否即此差额。"
        en += f"The notice says: «{reason.sentence}»; see whether that is the difference."
        evidence.append(reason.evidence)
    elif heirs:
        heir = heirs[0]
        zh += (
            f"差额正是上期“{heir.name}”的 {plain(heir.value)}，本件不再列该单位，疑已并入，"
            "请核对机构变动。"
        )
        en += (
            f"That is what «{heir.name}» had before ({plain(heir.value)}), which is listed no more "
            "and may have been merged into it: look for the merger."
        )
    elif gone_on:
        zh += (
            "下一期即由此数接续：或有补计以前月份的条目，或本期数有误，"
            "请查本期数和补计依据，应在通报中说明。"
        )
        en += (
            "The next notice goes on from it: late items may have been credited, or the period's "
            "own figure is wrong. Look at that figure and for the items; the notice should say so."
        )
    else:
        zh += "请核对两件原始数字；如有补计、核减，应在通报中说明。"
        en += "Check both figures; late or withdrawn items should be told in the notice."
    severity: Severity = "note" if reason or heirs else "warning"
    finding = place_finding(
        "cumulative", severity, Message(zh=zh, en=en.strip()), whole, (*one.parts, *heirs),
        expected=made,
    )  # fmt: skip
    return finding.model_copy(
        update={
            "evidence": (*finding.evidence, *evidence),
            "explained_by": tuple(Term(value=plain(heir.value), label=heir.name) for heir in heirs),
        }
    )


def _said(part: Printed, whole: Printed) -> Message:
    own = part.filed is whole.filed
    called = part.filed.called
    value = plain(part.value)
    return Message(
        zh=f"{'本件' if own else called.zh}《{part.heading}》为 {value}",
        en=f"«{part.heading}» is {value} in {'this notice' if own else called.en}",
    )
