"""Totals of the prose that a later notice tells again, or adds to: restated, cumulative."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding
from evidence import Evidence, Message
from figures import fold, plain
from periods import find_mentions, parse_period
from scoring.between.filing import Filed, without_times
from scoring.between.placed import prose_finding
from scoring.checks.statements import Claim, Statement, is_count, read_statements

_NOISE = re.compile(
    r"全[省市县区旗州盟校系]+|[本当](?:月|期|季度?|周|年)|今年以来|今年|累计|总计|合计|共计|总共|共|其中|一共|以来|[份的()，,]"
)
_LEAST = 2
"""Characters that a label must keep: «采用» says what is counted, «为» does not."""


class _Told(NamedTuple):
    """A figure of the prose with the span it counts."""

    filed: Filed
    label: str
    unit: str
    start: date
    end: date
    value: Decimal
    text: str
    evidence: Evidence


def check_told_again(filed: Sequence[Filed]) -> Iterator[tuple[Filed, Finding]]:
    """A total of an earlier notice's period told differently, or a running total that is off.

    Only figures under the very same words are held against one another, and only where each of the
    two notices gives them once for the span.
    """
    by_issuer: dict[str, list[Filed]] = {}
    for one in filed:
        if one.issuer is not None:
            by_issuer.setdefault(one.issuer, []).append(one)
    for group in by_issuer.values():
        told = [list(_once(one)) for one in group]
        for at, later in enumerate(told):
            before = [item for items in told[:at] for item in items]
            for item in later:
                finding = _differs(item, before) or _does_not_add_up(item, later, before)
                if finding is not None:
                    yield item.filed, finding


def _once(one: Filed) -> Iterator[_Told]:
    notice = one.notice
    if notice.period_start is None or notice.period_end is None:
        return
    found: dict[tuple[str, str, date, date], list[_Told]] = {}
    for statement in read_statements(notice):
        for claim in statement.claims:
            span = _span(one, statement, claim)
            label = _NOISE.sub("", without_times(fold(claim.label)))
            if span is None or not is_count(claim) or not claim.unit or len(label) < _LEAST:
                continue
            item = _Told(one, label, claim.unit, *span, claim.value, claim.text, statement.evidence)
            found.setdefault((label, claim.unit, *span), []).append(item)
    yield from (items[0] for items in found.values() if len(items) == 1)


def _span(one: Filed, statement: Statement, claim: Claim) -> tuple[date, date] | None:
    """The days that a figure counts: those its own words name, else those of the notice.

    None where the sentence names other times than the figure's words do.
    """
    start, end = one.notice.period_start, one.notice.period_end
    assert start is not None and end is not None
    words = fold(claim.label)
    own = parse_period(words, end.year)
    if own is not None:
        return own.start, own.end
    if re.search(r"累计|以来", words):
        return (date(end.year, 1, 1), end) if "年" in words or start.month > 1 else (start, end)
    mentions = [m for m in find_mentions(fold(statement.sentence)) if m.kind != "day"]
    if not mentions:
        return start, end
    spans = {parse_period(fold(statement.sentence)[m.start : m.end], end.year) for m in mentions}
    if len(spans) != 1 or re.search(r"累计|以来", fold(statement.sentence)):
        return None
    named = spans.pop()
    return None if named is None else (named.start, named.end)


def _differs(item: _Told, before: Sequence[_Told]) -> Finding | None:
    """The total of an earlier notice's own period, told otherwise."""
    same = [
        other
        for other in before
        if (other.label, other.unit, other.start, other.end)
        == (item.label, item.unit, item.start, item.end)
        and (other.filed.notice.period_start, other.filed.notice.period_end)
        == (other.start, other.end)
        != (item.filed.notice.period_start, item.filed.notice.period_end)
    ]
    if not same or same[-1].value == item.value:
        return None
    other = same[-1]
    return prose_finding(
        "restated",
        "warning",
        Message(
            zh=f"同一时期的“{item.label}”，{item.filed.called.zh}称为 {item.text}{item.unit}，"
            f"{other.filed.called.zh}称为 {other.text}{other.unit}。请确认以哪件为准。",
            en=f"For the same period {item.filed.called.en} gives {item.text}{item.unit} for "
            f"«{item.label}», {other.filed.called.en} gave {other.text}{other.unit}. Look up which "
            "of them holds.",
        ),
        [item.evidence, other.evidence],
        published=plain(item.value),
        expected=plain(other.value),
    )


def _does_not_add_up(item: _Told, own: Sequence[_Told], before: Sequence[_Told]) -> Finding | None:
    """A running total that is not the last one and the period's own figure."""
    now = [
        other
        for other in own
        if (other.label, other.unit, other.end) == (item.label, item.unit, item.end)
        and other.start > item.start
    ]
    if len(now) != 1:
        return None
    last = [
        other
        for other in before
        if (other.label, other.unit, other.start) == (item.label, item.unit, item.start)
        and other.end == now[0].start - timedelta(days=1)
    ]
    if not last or last[-1].value + now[0].value == item.value:
        return None
    total = last[-1].value + now[0].value
    before_it = last[-1].filed.called
    sum_zh = f"{plain(last[-1].value)}＋{plain(now[0].value)}＝{plain(total)}"
    return prose_finding(
        "cumulative",
        "warning",
        Message(
            zh=f"{item.filed.called.zh}文中称累计“{item.label}”{item.text}{item.unit}，而"
            f"{before_it.zh}的累计数加本期数为 {sum_zh}。请核对两件原始数字；"
            "如有补计、核减，应在通报中说明。",
            en=f"{item.filed.called.en} gives {item.text}{item.unit} as the running total of "
            f"«{item.label}», but that of {before_it.en} and this period's own make "
            f"{sum_zh.replace('＋', ' + ').replace('＝', ' = ')}. Check both figures; late or "
            "withdrawn items should be told in the notice.",
        ),
        [item.evidence, last[-1].evidence, now[0].evidence],
        published=plain(item.value),
        expected=plain(total),
    )
