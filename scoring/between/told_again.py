"""Totals of the prose against those of other notices: restated, cumulative.

``2月共采用57条，较上月增加4条，1—2月累计采用110条``: the figure of the notice's own period, by how
much it changed, and what it adds up to.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from codes import FindingCode, Severity
from contracts import Finding
from evidence import Evidence, Message
from figures import fold, plain
from periods import find_mentions, parse_period
from scoring.between.filing import Filed, without_times
from scoring.between.moves import DAYS_MONTHS_DIFFER, year_ago
from scoring.between.placed import prose_finding
from scoring.between.reasons import reasons_of
from scoring.checks.statements import ITEM_UNITS, Claim, Statement, is_count, read_statements
from scoring.checks.verbs import strip_verbs, verb_of

_NOISE = re.compile(
    r"全[省市县区旗州盟校系]+|[本当](?:月|期|季度?|周|年)|今年以来|今年|累计|总计|合计|共计|总共|共|其中|一共|以来|[份的()，,]"
)
_LEAST = 2
"""Characters that a label must keep: «采用» says what is counted, «为» does not."""
_BEFORE = re.compile(r"上(?:一?期|个?月|一?季度?|一?周|一?轮|一?旬)")
_YEAR_AGO = re.compile(r"去年|上年|同期|同比")
_CHANGE = re.compile(
    r"^(?:[较比同与]+(?P<when>上年同期|去年同期|上(?:一?期|个?月|一?季度?|一?周|一?轮|一?旬))(?:相比)?"
    r"|(?P<rate>环比|同比))(?P<way>增加|增长|增|多|上升|提高|减少|减|少|下降|降低|降)了?$"
)
_RUNNING = re.compile(r"累计|以来")

Kind = Literal[
    "own", "running", "before", "year ago",
    "change", "change on the year", "rate", "rate on the year",
]  # fmt: skip


class _Told(NamedTuple):
    """A figure of the prose: what it counts, how it stands to the notice's period, and its days."""

    filed: Filed
    kind: Kind
    label: str
    unit: str
    """That of the items counted, of a rate too."""
    start: date
    end: date
    value: Decimal
    """A change downwards is negative; a rate is in per cent."""
    evidence: Evidence

    @property
    def printed(self) -> str:
        """The figure with its unit."""
        return plain(self.value) + ("%" if self.kind.startswith("rate") else self.unit)

    @property
    def place(self) -> "_Place":
        return self.filed.notice.sha256, self.kind, self.label, self.unit, self.start, self.end


_Place = tuple[str, Kind, str, str, date, date]


class _Doubt(NamedTuple):
    """A figure held against those of other notices, and what these give."""

    item: _Told
    right: Decimal
    sum: str
    others: tuple[_Told, ...]

    @property
    def off(self) -> bool:
        """Whether they differ; a rate that is cut off rather than rounded does not."""
        last_digit = Decimal(1).scaleb(-_decimals(self.item.value))
        slack = last_digit if self.item.kind.startswith("rate") else Decimal(0)
        return abs(self.right - self.item.value) > slack


def check_told_again(filed: Sequence[Filed]) -> Iterator[tuple[Filed, Finding]]:
    """A total of an earlier notice's period told differently, a change that the two totals do not
    give, or a running total that is off.

    Only figures under the very same words are held against one another, only where each of the two
    notices gives them once for the span, and only where most of an issuer's figures of the kind
    agreed till then.
    """
    by_issuer: dict[str, list[Filed]] = {}
    for one in filed:
        if one.issuer is not None:
            by_issuer.setdefault(one.issuer, []).append(one)
    for group in by_issuer.values():
        right: Counter[tuple[Kind, str]] = Counter()
        wrong: Counter[tuple[Kind, str]] = Counter()
        for doubt in _held(group):
            kind = doubt.item.kind, doubt.item.label
            (wrong if doubt.off else right)[kind] += 1
            if doubt.off and wrong[kind] <= max(1, right[kind] // 2):
                yield doubt.item.filed, _finding(doubt)


def _held(group: Sequence[Filed]) -> Iterator[_Doubt]:
    """Each figure of an issuer that others speak of, as the notices spoke.

    One that follows from what the doubted one before it should have been is in no doubt.
    """
    right: dict[_Place, Decimal] = {}
    spoken: dict[tuple[str, str, date], list[_Told]] = {}
    for one in group:
        told = list(_once(one))
        for item in told:
            own = [o for o in told if (o.label, o.unit, o.kind) == (item.label, item.unit, "own")]
            doubt = _doubt(item, own[0] if len(own) == 1 else None, spoken)
            if doubt is None:
                continue
            mended = sum(
                (right.get(other.place, other.value) for other in doubt.others), Decimal(0)
            )
            if doubt.off and item.kind == "running" and mended == item.value:
                continue
            if doubt.off:
                right[item.place] = doubt.right
            yield doubt
        for item in told:
            if item.kind in ("own", "running"):
                spoken.setdefault((item.label, item.unit, item.end), []).append(item)


def _doubt(
    item: _Told, own: _Told | None, spoken: Mapping[tuple[str, str, date], Sequence[_Told]]
) -> _Doubt | None:
    """What earlier notices give for a figure; None where they are silent."""
    if item.kind == "running":
        if own is None or own.start <= item.start or own.value == item.value:
            return None
        ends = own.start - timedelta(days=1)
        last = [o for o in spoken.get((item.label, item.unit, ends), ()) if o.start == item.start]
        if not last:
            return None
        right = last[-1].value + own.value
        sum_zh = f"{plain(last[-1].value)}＋{plain(own.value)}＝{plain(right)}"
        return _Doubt(item, right, sum_zh, (last[-1], own))
    before = [
        other
        for other in spoken.get((item.label, item.unit, item.end), ())
        if other.kind == "own"
        and abs((other.start - item.start).days) <= DAYS_MONTHS_DIFFER
        and (item.kind != "own" or not _one_period(item, other))
    ]
    if not before:
        return None
    if item.kind in ("own", "before", "year ago"):
        return _Doubt(item, before[-1].value, plain(before[-1].value), (before[-1],))
    if own is None:
        return None
    if item.kind.startswith("rate"):
        return _rate_doubt(item, own, before[-1])
    right = own.value - before[-1].value
    sum_zh = f"{plain(own.value)}－{plain(before[-1].value)}＝{plain(right)}"
    return _Doubt(item, right, sum_zh, (before[-1], own))


def _rate_doubt(item: _Told, own: _Told, before: _Told) -> _Doubt | None:
    if not before.value:
        return None
    rate = 100 * (own.value - before.value) / before.value
    right = rate.quantize(Decimal(1).scaleb(-_decimals(item.value)), ROUND_HALF_UP)
    sum_zh = f"({plain(own.value)}－{plain(before.value)})÷{plain(before.value)}＝{plain(right)}%"
    return _Doubt(item, right, sum_zh, (before, own))


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _one_period(item: _Told, other: _Told) -> bool:
    """Whether two notices speak of one period, as two offices' or two subjects' may."""
    one, two = item.filed.notice, other.filed.notice
    return (one.period_start, one.period_end) == (two.period_start, two.period_end)


def _once(one: Filed) -> Iterator[_Told]:
    """The figures that a notice tells once of each kind and span."""
    if one.notice.period_start is None or one.notice.period_end is None:
        return
    found: dict[_Place, list[_Told]] = {}
    for statement in read_statements(one.notice):
        for item in _told(one, statement):
            found.setdefault(item.place, []).append(item)
    yield from (items[0] for items in found.values() if len(items) == 1)


def _told(one: Filed, statement: Statement) -> Iterator[_Told]:
    """The figures of a sentence; «累计采用» or a change is of what was named before it."""
    named: _Told | None = None
    at = 0
    sentence = fold(statement.sentence)
    for claim in statement.claims:
        found = sentence.find(fold(claim.text + claim.unit), at)
        at = found + len(fold(claim.text)) if found >= 0 else at
        item = _item(one, statement, claim, sentence[:at], named)
        if item is not None:
            yield item
            named = item if item.kind in ("own", "running") else named


def _item(
    one: Filed, statement: Statement, claim: Claim, so_far: str, named: _Told | None
) -> _Told | None:
    words = fold(claim.label)
    start, end = one.notice.period_start, one.notice.period_end
    assert start is not None and end is not None
    value = claim.value
    kind: Kind
    change = _CHANGE.match(words)
    label = _NOISE.sub("", without_times(_BEFORE.sub("", _YEAR_AGO.sub("", words))))
    if change is not None:
        if named is None or named.kind != "own" or claim.unit not in {*ITEM_UNITS, "%"}:
            return None
        ago = "同" in (change["when"] or change["rate"])
        if claim.unit == "%":
            kind = "rate on the year" if ago else "rate"
        else:
            kind = "change on the year" if ago else "change"
        label = named.label
        value = -value if change["way"][0] in "减少下降" else value
    elif _BEFORE.match(words) or _YEAR_AGO.match(words):
        kind = "year ago" if _YEAR_AGO.match(words) else "before"
    elif is_count(claim):
        kind = "running" if _RUNNING.search(words) else "own"
    else:
        return None
    if change is None and named is not None and not strip_verbs(label).strip("为是则"):
        same = verb_of(label) in (None, verb_of(named.label)) and claim.unit == named.unit
        label = named.label if same else label
    if not claim.unit or len(label) < _LEAST:
        return None
    span = _span(kind, words, so_far, start, end)
    if span is None:
        return None
    if kind == "own" and span[0] < start and span[1] == end:
        kind = "running"
    unit = named.unit if named is not None and change is not None else claim.unit
    return _Told(one, kind, label, unit, *span, value, statement.evidence)


def _span(kind: Kind, words: str, so_far: str, start: date, end: date) -> tuple[date, date] | None:
    """The days that a figure counts: those that its words name, else those of the notice."""
    if kind in ("before", "change", "rate"):
        last = start - timedelta(days=1)
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        if start.day == 1 and (end + timedelta(days=1)).day == 1:
            first = start.year * 12 + start.month - 1 - months
            return date(first // 12, first % 12 + 1, 1), last
        return start - (end - start) - timedelta(days=1), last
    if kind in ("year ago", "change on the year", "rate on the year"):
        return year_ago(start), year_ago(end)
    own = parse_period(words, end.year)
    if own is not None:
        return own.start, own.end
    if kind == "running":
        return (date(end.year, 1, 1), end) if "年" in words or start.month > 1 else (start, end)
    mentions = [m for m in find_mentions(so_far, end.year) if m.kind != "day"]
    if not mentions:
        return start, end
    period = mentions[-1].period
    return None if period is None or _RUNNING.search(so_far) else (period.start, period.end)


def _finding(doubt: _Doubt) -> Finding:
    item, before = doubt.item, doubt.others[0]
    here, there = item.filed.called, before.filed.called
    sum_en = (
        doubt.sum.replace("＋", " + ").replace("－", " - ").replace("÷", " / ").replace("＝", " = ")
    )
    reason = next(iter(reasons_of(item.filed)), None)
    what = {
        "own": ("", ""),
        "before": ("上期", " of the period before"),
        "year ago": ("去年同期", " of a year ago"),
        "running": ("累计", ", added up,"),
        "change": ("较上期的变化", ", its change on the period before,"),
        "change on the year": ("较去年同期的变化", ", its change on the year before,"),
        "rate": ("环比", ", its change in per cent on the period before,"),
        "rate on the year": ("同比", ", its change in per cent on the year before,"),
    }[item.kind]
    printed = plain(item.value)
    zh = (
        f"{here.zh}文中“{item.label}”{what[0]}为 {item.printed}，而{there.zh}"
        f"{'所载' if len(doubt.others) == 1 else '所载与本件本期数算得'} {doubt.sum}。"
    )
    en = (
        f"{here.en} gives «{item.label}»{what[1]} as {printed}, but "
        f"{there.en} {'gives' if len(doubt.others) == 1 else 'and the period itself make'} "
        f"{sum_en}. "
    )
    if reason is None:
        zh += "请核对两件原始数字，确认以哪件为准；如有补计、核减，应在通报中说明。"
        en += "Look up which of them holds; late or withdrawn items should be told in the notice."
    else:
        zh += f"本件说明：“{reason.sentence}”，请核对是否即此差额。"
        en += f"The notice says: «{reason.sentence}»; see whether that is the difference."
    code: FindingCode = "cumulative" if item.kind == "running" else "restated"
    severity: Severity = "warning" if reason is None else "note"
    proofs = [item.evidence, *(other.evidence for other in doubt.others)]
    return prose_finding(
        code, severity, Message(zh=zh, en=en),
        proofs if reason is None else [*proofs, reason.evidence],
        published=printed, expected=plain(doubt.right),
    )  # fmt: skip
