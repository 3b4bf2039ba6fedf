"""Days and periods that contradict one another: date, title_body."""

import re
from collections.abc import Iterator

from contracts import Evidence, Finding, Message
from figures import fold
from periods import Period, find_mentions, parse_period
from scoring.findings import make_finding
from scoring.sheets import Case

_AHEAD = re.compile(r"办法|方案|细则|计划|任务|目标|规则|标准|要点|通知$")
_OPENING = re.compile(r"现将|通报如下|情况如下|予以通报|公布如下")


def check_dates(case: Case) -> Iterator[Finding]:
    """A notice dated before the end of the period whose figures it gives."""
    notice = case.notice
    title = fold(notice.title or "")
    if notice.published_on is None or notice.period_end is None:
        return
    if notice.kind == "rule" or _AHEAD.search(title):
        return
    if notice.published_on < notice.period_end:
        published, end = notice.published_on.isoformat(), notice.period_end.isoformat()
        yield make_finding(
            "date",
            "warning",
            Message(
                zh=f"落款日期 {published} 早于所统计时期的末日 {end}。",
                en=f"Dated {published}, before the last day of its period, {end}.",
            ),
            _evidence_of(case, notice.published_on.isoformat()),
            published=published,
        )


def check_title_periods(case: Case) -> Iterator[Finding]:
    """The period of the title against those of the captions and of the opening sentence."""
    title = case.notice.title or ""
    stated = parse_period(title)
    if stated is None:
        return
    year = stated.start.year
    for sheet in case.sheets:
        other = parse_period(sheet.table.caption, year)
        if other is not None and not _fits(stated, other):
            yield _differing(title, sheet.table.caption, stated, other, [])
    for paragraph in case.notice.paragraphs:
        for sentence in re.findall(r"[^。！？]+", paragraph.text):
            if not _OPENING.search(fold(sentence)) or _is_comparison(sentence):
                continue
            other = parse_period(sentence, year)
            if other is not None and not _fits(stated, other):
                yield _differing(title, sentence, stated, other, [paragraph.evidence])


def _is_comparison(sentence: str) -> bool:
    """Whether the sentence names documents or other periods besides its own."""
    return bool(re.search(r"号|同期|较|《|上(?:年|月|季)", fold(sentence))) or (
        len(find_mentions(sentence)) > 1
    )


def _fits(stated: Period, other: Period) -> bool:
    """Whether one lies within the other: a year's notice may show a quarter's table."""
    return (stated.start <= other.start and other.end <= stated.end) or (
        other.start <= stated.start and stated.end <= other.end
    )


def _differing(
    title: str, words: str, stated: Period, other: Period, evidence: list[Evidence]
) -> Finding:
    first, second = _shown(stated), _shown(other)
    return make_finding(
        "title_body",
        "warning",
        Message(
            zh=f"标题所述时期为 {first}，而“{_short(words)}”为 {second}。",
            en=f"The title speaks of {first}, but «{_short(words)}» of {second}.",
        ),
        evidence,
        published=second,
        expected=first,
        clause=_short(title),
    )


def _shown(period: Period) -> str:
    return f"{period.start.isoformat()}/{period.end.isoformat()}"


def _short(words: str) -> str:
    folded = fold(words)
    return folded if len(folded) <= 60 else f"{folded[:59]}…"


def _evidence_of(case: Case, day: str) -> list[Evidence]:
    """The paragraphs that state the day."""
    return [
        paragraph.evidence
        for paragraph in case.notice.paragraphs
        if any(
            mention.kind == "day" and mention.period and mention.period.start.isoformat() == day
            for mention in find_mentions(paragraph.text)
        )
    ]
