"""Changes against the notice before, told in words or in a column: ``较上月上升2位``, ``环比``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding
from evidence import Message
from figures import classify_cell, fold, plain, read_figure, read_rank
from layout import is_rank_heading
from scoring.between.filing import (
    Filed,
    Printed,
    Subject,
    by_subject,
    heading_core,
    mostly,
)
from scoring.between.placed import place_finding, prose_finding

_BEFORE = r"上(?:月|期|季度?|周|轮|次|旬|个月|一?期)|去年同期|上年同期"
_MOVED = re.compile(
    rf"(?:较|比|同|与)(?P<when>{_BEFORE})[^，,。；;\d]{{0,8}}?"
    r"(?P<way>上升|提升|前进|跃升|提高|上移|下降|下滑|后退|降低|下移|倒退|退后)了?"
    r"(?P<places>\d{1,2}|[一二两三四五六七八九十]{1,2})个?(?:名次|位次|位|名)"
)
_UP = re.compile(r"上升|提升|前进|跃升|提高|上移|[↑▲升进]")
_DOWN = re.compile(r"下降|下滑|后退|降低|下移|倒退|退后|[↓▼降退]")
_LEVEL = re.compile(r"持平|不变|未变|[→＝=]|^0$|^[-—－–]+$")
_CHANGE = re.compile(r"变化|升降|环比|[较比]上|增减")
_RATE = re.compile(r"[%％]|率|幅|同比|去年|上年")

Subjects = Mapping[Subject, list[Printed]]


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
    subjects = by_subject(figures)
    own: dict[str, list[Printed]] = {}
    for figure in figures:
        if figure.key.end == figure.filed.notice.period_end:
            own.setdefault(figure.filed.notice.sha256, []).append(figure)
    for one in filed:
        printed = own.get(one.notice.sha256, [])
        yield from ((one, finding) for finding in _in_words(one, printed, subjects))
        yield from ((one, finding) for finding in _in_columns(one, printed, subjects))


def _in_words(one: Filed, own: Sequence[Printed], subjects: Subjects) -> Iterator[Finding]:
    ranks: dict[str, list[Printed]] = {}
    for figure in own:
        if figure.key.core == "名次":
            ranks.setdefault(fold(figure.name), []).append(figure)
    for paragraph in one.notice.paragraphs:
        for sentence in re.findall(r"[^。；;]+", fold(paragraph.text)):
            for match in _MOVED.finditer(sentence):
                named = _last_named(sentence[: match.start()], list(ranks))
                kept = ranks.get(named or "", [])
                before = _before(kept[0], subjects, match["when"]) if len(kept) == 1 else None
                if before is None:
                    continue
                places = read_rank(match["places"].replace("两", "二"))
                up = bool(_UP.match(match["way"]))
                moved = before.value - kept[0].value
                if places is None or moved == (places if up else -places):
                    continue
                now, last = plain(kept[0].value), plain(before.value)
                yield prose_finding(
                    "restated",
                    "warning",
                    Message(
                        zh=f"文中称“{kept[0].name}”{match[0]}，而{before.filed.title}中该单位"
                        f"为第{last}名，本件为第{now}名，{_told(moved)[0]}。",
                        en=f"The text says «{match[0]}» of «{kept[0].name}», but it was number "
                        f"{last} in {before.filed.title} and is number {now} here: "
                        f"{_told(moved)[1]}.",
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


def _last_named(words: str, names: Sequence[str]) -> str | None:
    """The unit that was named last; of names that end at one place the longest."""
    ends = [(words.rfind(name) + len(name), len(name), name) for name in names if name in words]
    return max(ends)[2] if ends else None


def _before(now: Printed, subjects: Subjects, when: str) -> Printed | None:
    """The same figure in the notice of the period before, or of the same period a year ago."""
    key = now.key
    if key.start is None:
        return None
    for figure in subjects[now.subject]:
        other = figure.key
        if figure.filed is now.filed or other.start is None or other.since != key.since:
            continue
        if figure.filed.notice.period_end != other.end:
            continue
        if "同期" in when:
            fits = (other.start.year, other.end.year) == (key.start.year - 1, key.end.year - 1)
            if fits and other.start.month == key.start.month and other.end.month == key.end.month:
                return figure
        elif other.end == key.start - timedelta(days=1):
            length, own = (other.end - other.start).days, (key.end - key.start).days
            if abs(length - own) <= 3:
                return figure
    return None


def _in_columns(one: Filed, own: Sequence[Printed], subjects: Subjects) -> Iterator[Finding]:
    for number, table in enumerate(one.notice.tables, 1):
        for column, heading in enumerate(table.columns):
            if not _CHANGE.search(fold(heading)) or _RATE.search(fold(heading)):
                continue
            ranked = is_rank_heading(heading)
            of = [figure for figure in own if figure.table == number]
            core = "名次" if ranked else _score_core(one, number, of, heading)
            of = [f for f in of if f.key.core == core and not f.key.since]
            changes = [c for f in of if (c := _change(one, f, column, subjects)) is not None]
            yield from _broken(changes, ranked)


def _score_core(one: Filed, number: int, of: Sequence[Printed], heading: str) -> str:
    """The column that a column of changes speaks of: the one it names, else the only score."""
    cores = {figure.key.core for figure in of} - {"名次"}
    named = [core for core in cores if core and core in heading_core(heading)]
    if named:
        return max(named, key=len)
    return next(iter(cores)) if len(cores) == 1 else ""


def _change(one: Filed, now: Printed, column: int, subjects: Subjects) -> _Change | None:
    cell = one.notice.tables[now.table - 1].rows[now.row].cells[column]
    text = fold(cell.text)
    before = _before(now, subjects, "")
    figure = read_figure(re.sub(r"[^\d.+\-]", "", text)) if classify_cell(text) != "blank" else None
    if before is None or "%" in text:
        return None
    level = bool(_LEVEL.search(text)) and not (figure and figure.value)
    if figure is None and not level:
        return None
    value = Decimal(0) if level or figure is None else figure.value
    up, down = bool(_UP.search(text)), bool(_DOWN.search(text))
    if up and down:
        return None
    stated = -abs(value) if down else abs(value) if up else value
    spot = now._replace(
        column=column, value=stated, decimals=figure.decimals if figure else 0,
        evidence=cell.evidence,
    )  # fmt: skip
    return _Change(spot, before, now, stated, up or down or not value)


def _broken(changes: Sequence[_Change], ranked: bool) -> Iterator[Finding]:
    """The rows that break what most obey, under the sign that suits the column."""

    def right(change: _Change, sign: int) -> Decimal:
        moved = change.now.value - change.before.value
        moved = -moved if ranked else moved
        return moved if change.signed else sign * moved

    def obey(sign: int) -> int:
        return sum(right(change, sign) == change.stated for change in changes)

    sign = max((1, -1), key=obey)
    off = [change for change in changes if right(change, sign) != change.stated]
    if not mostly(len(changes) - len(off), len(off)):
        return
    for change in off:
        expected = right(change, sign)
        now, last = plain(change.now.value), plain(change.before.value)
        printed = change.cell.evidence.quote
        zh = (
            f"变化栏印作“{printed}”，而{change.before.filed.title}中为 {last}，本件为 {now}，"
            f"变化应为 {plain(expected)}。"
        )
        en = (
            f"The change is printed «{printed}», but the figure was {last} in "
            f"{change.before.filed.title} and is {now} here: a change of {plain(expected)}."
        )
        yield place_finding(
            "restated",
            "warning",
            Message(zh=zh, en=en),
            change.cell,
            [change.before, change.now],
            expected=expected,
        )
