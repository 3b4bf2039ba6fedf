"""Days and periods that contradict one another: date, title_body."""

import re
from collections.abc import Iterator

from contracts import Finding
from evidence import Evidence, Message
from figures import fold, read_rank
from periods import Period, find_mentions, parse_period
from scoring.checks.findings import make_finding
from scoring.checks.sheets import Case, Sheet

_AHEAD = re.compile(r"办法|方案|细则|计划|任务|目标|规则|标准|要点|通知$")
_DAYS = re.compile(
    r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]?(?:至|到|-|—|–|~)+(?:(\d{1,2})月)?(\d{1,2})[日号]"
)
_ROUND = re.compile(r"第(\d{1,3}|[一二三四五六七八九十]{1,3})(轮|期|批)")
_OF_ANOTHER = re.compile(r"整改|复查|回访|回头|往期|上[一]?[轮期批]|历[轮期次]|对比")
_OPENING = re.compile(r"现将|通报如下|情况如下|予以通报|公布如下")


def check_dates(case: Case) -> Iterator[Finding]:
    """A notice dated before the end of the period whose figures it gives."""
    notice = case.notice
    title = fold(notice.title or "")
    if notice.published_on is None or notice.period_end is None:
        return
    if notice.kind == "rule" or _AHEAD.search(title):
        return
    early = (notice.period_end - notice.published_on).days
    if early > 0:
        start = notice.period_start or notice.period_end
        # Yearly rankings do appear in December; one of January mistakes its year.
        slip = early * 4 > (notice.period_end - start).days
        published, end = notice.published_on.isoformat(), notice.period_end.isoformat()
        yield make_finding(
            "date",
            "warning" if slip else "note",
            Message(
                zh=f"落款日期 {published} 早于所统计时期的末日 {end}。",
                en=f"Dated {published}, before the last day of its period, {end}.",
            ),
            _evidence_of(case, published),
            published=published,
        )


def check_day_ranges(case: Case) -> Iterator[Finding]:
    """A range of days that ends before it begins (``5月20日至5月2日``)."""
    for paragraph in case.notice.paragraphs:
        for match in _DAYS.finditer(fold(paragraph.text)):
            month, first, again, last = match.groups()
            if (again is None or again == month) and int(last) < int(first):
                yield make_finding(
                    "date",
                    "warning",
                    Message(
                        zh=f"“{match[0]}”的末日早于首日。",
                        en=f"«{match[0]}» ends before it begins.",
                    ),
                    [paragraph.evidence],
                    published=match[0],
                )


def check_title_periods(case: Case) -> Iterator[Finding]:
    """The period of the title against those of the captions and of the opening sentence."""
    title = case.notice.title or ""
    yield from _other_rounds(case, fold(title))
    stated = parse_period(title)
    if stated is None:
        return
    year = stated.start.year
    for sheet in case.sheets:
        other = parse_period(sheet.table.caption, year)
        if other is not None and not _fits(stated, other):
            yield _differing(title, sheet.table.caption, stated, other, [], sheet)
    for paragraph in case.notice.paragraphs:
        for sentence in re.findall(r"[^。！？]+", paragraph.text):
            if not _OPENING.search(fold(sentence)) or _is_comparison(sentence):
                continue
            other = parse_period(sentence, year)
            if other is not None and not _fits(stated, other):
                yield _differing(title, sentence, stated, other, [paragraph.evidence])


def _other_rounds(case: Case, title: str) -> Iterator[Finding]:
    """A table or annex that calls itself another round than the title: 第三轮 and 第六轮."""
    own = _ROUND.findall(title)
    if len(own) != 1:
        return
    named: list[tuple[str, Sheet | None]] = [
        (sheet.table.caption, sheet) for sheet in case.sheets if sheet.table.caption
    ]
    captions = {fold(caption) for caption, _ in named}
    named += [
        (annex.title, None)
        for annex in case.notice.declared_attachments
        if fold(annex.title) not in captions
    ]
    for words, sheet in named:
        other = _ROUND.findall(fold(words))
        if len(other) != 1 or _OF_ANOTHER.search(fold(words)) or other[0][1] != own[0][1]:
            continue
        first, second = (read_rank(number) for number, _ in (own[0], other[0]))
        if first is None or second is None or first == second:
            continue
        mine, theirs = ("".join(("第", *pair)) for pair in (own[0], other[0]))
        yield make_finding(
            "title_body",
            "warning",
            Message(
                zh=f"标题称{mine}，而“{_short(words)}”称{theirs}。",
                en=f"The title says {mine}, but «{_short(words)}» {theirs}.",
            ),
            [p.evidence for p in case.notice.paragraphs if fold(words) in fold(p.text)][:1],
            sheet=sheet,
            published=theirs,
            expected=mine,
            clause=_short(title),
        )


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
    title: str,
    words: str,
    stated: Period,
    other: Period,
    evidence: list[Evidence],
    sheet: Sheet | None = None,
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
        sheet=sheet,
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
