"""Changes against the notice before, told in words or in a column: ``较上月上升2位``, ``环比``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding
from evidence import Message
from figures import fold, plain, read_rank
from layout import is_rank_heading
from scoring.between.filing import (
    Filed,
    Printed,
    Subject,
    heading_core,
    last_named,
    mostly,
)
from scoring.between.placed import place_finding, prose_finding
from scoring.changes import UPWARDS, read_change

_BEFORE = r"上(?:月|期|季度?|周|轮|次|旬|个月|一?期)|去年同期|上年同期"
_MOVED = re.compile(
    rf"(?:较|比|同|与)(?P<when>{_BEFORE})[^，,。；;\d]{{0,8}}?"
    r"(?P<way>上升|提升|前进|跃升|提高|上移|下降|下滑|后退|降低|下移|倒退|退后)了?"
    r"(?P<places>\d{1,2}|[一二两三四五六七八九十]{1,2})个?(?:名次|位次|位|名)"
)
DAYS_MONTHS_DIFFER = 3
_CHANGE = re.compile(r"变化|升降|环比|[较比]上|增减")
_RATE = re.compile(r"[%％]|率|幅|同比|去年|上年")

Ended = Mapping[tuple[Subject, date], Sequence[Printed]]
"""The figures that notices print of their own periods, by subject and last day."""


class _Change(NamedTuple):
    """A printed change and the two figures that it is the difference of."""

    cell: Printed
    before: Printed
    now: Printed
    stated: Decimal
    """Upwards is positive where the cell says so in words or arrows; else as printed."""
    signed: bool
    """Whether words or arrows tell the direction."""


def check_moves(
    filed: Sequence[Filed], figures: Sequence[Printed]
) -> Iterator[tuple[Filed, Finding]]:
    """A change against the notice before that the two notices' own figures do not give.

    A column of changes is held against them only where most of its rows obey.
    """
    ended: dict[tuple[Subject, date], list[Printed]] = {}
    own: dict[str, list[Printed]] = {}
    for figure in figures:
        if figure.key.end == figure.filed.notice.period_end:
            own.setdefault(figure.filed.notice.sha256, []).append(figure)
            ended.setdefault((figure.subject, figure.key.end), []).append(figure)
    for one in filed:
        printed = own.get(one.notice.sha256, [])
        yield from ((one, finding) for finding in _in_words(one, printed, ended))
        yield from ((one, finding) for finding in _in_columns(one, printed, ended))


def _in_words(one: Filed, own: Sequence[Printed], ended: Ended) -> Iterator[Finding]:
    ranks: dict[str, list[Printed]] = {}
    for figure in own:
        if figure.key.core == "名次":
            ranks.setdefault(fold(figure.name), []).append(figure)
    for paragraph in one.notice.paragraphs:
        for sentence in re.findall(r"[^。；;]+", fold(paragraph.text)):
            for match in _MOVED.finditer(sentence):
                named = last_named(sentence[: match.start()], list(ranks))
                kept = ranks.get(named or "", [])
                before = _before(kept[0], ended, match["when"]) if len(kept) == 1 else None
                if before is None:
                    continue
                places = read_rank(match["places"].replace("两", "二"))
                up = bool(UPWARDS.match(match["way"]))
                moved = before.value - kept[0].value
                if places is None or moved == (places if up else -places):
                    continue
                now, last = plain(kept[0].value), plain(before.value)
                yield prose_finding(
                    "restated",
                    "warning",
                    Message(
                        zh=f"{one.called.zh}文中称“{kept[0].name}”{match[0]}，而"
                        f"{before.filed.called.zh}中该单位为第{last}名，本件为第{now}名，"
                        f"{_told(moved)[0]}。请核对文字和上期名次。",
                        en=f"The text of {one.called.en} says «{match[0]}» of «{kept[0].name}», "
                        f"but it was number {last} in {before.filed.called.en} and is number {now} "
                        f"here: {_told(moved)[1]}. Check the words and the rank before.",
                    ),
                    [paragraph.evidence, before.evidence, kept[0].evidence],
                    unit=kept[0].name,
                    published=match["way"] + match["places"] + "位",
                    expected=_told(moved)[0],
                )


def _told(moved: Decimal) -> tuple[str, str]:
    if not moved:
        return "名次持平", "no change"
    places = plain(abs(moved))
    return (
        (f"上升{places}位", f"up {places}") if moved > 0 else (f"下降{places}位", f"down {places}")
    )


def _before(now: Printed, ended: Ended, when: str) -> Printed | None:
    """The same figure in the notice of the period before, or of the same period a year ago; of two
    such notices the later.
    """
    key = now.key
    if key.start is None:
        return None
    if "同期" in when:
        start, end = year_ago(key.start), year_ago(key.end)
    else:
        start, end = None, key.start - timedelta(days=1)
    length = (key.end - key.start).days
    found = [
        figure
        for figure in ended.get((now.subject, end), ())
        if figure.key.start is not None
        and (start is None or figure.key.start == start)
        and abs((figure.key.end - figure.key.start).days - length) <= DAYS_MONTHS_DIFFER
        and figure.filed is not now.filed
    ]
    spoken = [figure for figure in found if figure.filed.order < now.filed.order]
    return max(spoken or found, key=lambda figure: figure.filed.order, default=None)


def year_ago(day: date) -> date:
    """The same day of the year before; the last of February stays the last."""
    last = (day + timedelta(days=1)).day == 1
    following = date(day.year - 1, day.month % 12 + 1, 1) if last else None
    if following is None:
        return day.replace(year=day.year - 1)
    return following.replace(year=day.year - 1 + (day.month == 12)) - timedelta(days=1)


def _in_columns(one: Filed, own: Sequence[Printed], ended: Ended) -> Iterator[Finding]:
    for number, table in enumerate(one.notice.tables, 1):
        of = [figure for figure in own if figure.table == number]
        for column, heading in enumerate(table.columns):
            if not _CHANGE.search(fold(heading)) or _RATE.search(fold(heading)):
                continue
            told = [
                _Told.of(
                    [c for f in of if f.key.core == core and (c := _change(one, f, column, ended))],
                    core,
                )
                for core in _cores(of, heading)
            ]
            fits = [read for read in told if mostly(read.right_rows, len(read.off))]
            if fits:
                yield from _broken(max(fits, key=lambda read: read.right_rows))


def _cores(of: Sequence[Printed], heading: str) -> tuple[str, ...]:
    """What a column of changes may speak of: ranks, what it names, or any column of the table."""
    cores = sorted({figure.key.core for figure in of if not figure.key.since})
    if is_rank_heading(heading):
        return tuple(core for core in cores if core == "名次")
    named = [core for core in cores if core and core in heading_core(heading)]
    return (max(named, key=len),) if named else tuple(cores)


def _change(one: Filed, now: Printed, column: int, ended: Ended) -> _Change | None:
    cell = one.notice.tables[now.table - 1].rows[now.row].cells[column]
    before, change = _before(now, ended, ""), read_change(cell.text)
    if before is None or change is None or change.figure.percent:
        return None
    stated, decimals = change.figure.value, change.figure.decimals
    spot = now._replace(column=column, value=stated, decimals=decimals, evidence=cell.evidence)
    return _Change(spot, before, now, stated, change.signed)


class _Told(NamedTuple):
    """A column of changes read as the changes of one other column."""

    changes: Sequence[_Change]
    ranked: bool
    sign: int
    """-1 where a plain number upwards is printed negative."""

    @classmethod
    def of(cls, changes: Sequence[_Change], core: str) -> "_Told":
        both = [cls(changes, core == "名次", sign) for sign in (1, -1)]
        return min(both, key=lambda one: len(one.off))

    def right(self, change: _Change) -> Decimal:
        """What the two notices give."""
        moved = change.now.value - change.before.value
        moved = -moved if self.ranked else moved
        return moved if change.signed else self.sign * moved

    @property
    def right_rows(self) -> int:
        """How many rows obey it."""
        return len(self.changes) - len(self.off)

    @property
    def off(self) -> list[_Change]:
        """The rows that break it."""
        return [change for change in self.changes if self.right(change) != change.stated]


def _broken(told: _Told) -> Iterator[Finding]:
    """The rows that break what most obey."""
    for change in told.off:
        expected = told.right(change)
        now, last = plain(change.now.value), plain(change.before.value)
        printed, name = change.cell.evidence.quote, change.cell.name
        before, here = change.before.filed.called, change.cell.filed.called
        zh = (
            f"“{name}”在{here.zh}《{change.cell.heading}》印作“{printed}”，而"
            f"《{change.before.heading}》在{before.zh}中为 {last}，本件为 {now}，"
            f"变化应为 {plain(expected)}。请核对变化栏和上期数。"
        )
        en = (
            f"«{change.cell.heading}» of «{name}» is printed «{printed}» in {here.en}, but "
            f"«{change.before.heading}» was {last} in {before.en} and is {now} here: a change of "
            f"{plain(expected)}. Check the change and the figure of the period before."
        )
        yield place_finding(
            "restated",
            "warning",
            Message(zh=zh, en=en),
            change.cell,
            [change.before, change.now],
            expected=expected,
        )
