"""What a notice says of itself: title, number, issuer, day, period, and of what kind it is."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from codes import NoticeKind
from contracts import DeclaredAttachment, NamedField, Table
from evidence import Record
from extractors.document import Document, TextBlock
from extractors.notice.heading import read_head
from extractors.notice.signature import (
    Signature,
    clean_office,
    find_signature,
    is_office,
    is_place,
    names_body,
    printing_line,
)
from figures import fold, narrow
from layout import rank_column, score_column, unit_column
from periods import Period, find_mentions, parse_day, parse_period, parse_until

_RULE_TITLE = re.compile(
    r"(?:办法|细则|规则|标准|规定|方案|计分|评分表|考核指标|目标任务|目标分|分值表)(?:[(（].{1,8}[)）])*"
    r"》?(?:[(（].{1,8}[)）])*(?:的通知)?$"
)
_RANKING_TITLE = re.compile(r"排名|排行|名次|得分|成绩|积分|考核结果|情况表|统计表|一览表|汇总表")
_RANKED_IN_PROSE = re.compile(r"第[一二三四五六七八九十\d]{1,3}[名位]|依次(?:为|是)[^。]{0,80}\d分")
_DATA_SPAN = re.compile(
    r"(?:数据|统计|考核|测评|评比|评价|采用|计算|通报)(?:的)?(?:数据)?(?:起止)?"
    r"(?:时间|时段|期间|周期|范围|区间|期限|日期)?(?:范围|段)?\s*(?:为|是|:|自|从|\()\s*(?:自|从)?\s*$"
)
_OPENING = re.compile(
    r"现(?:就|将|对|把)[^。]{2,120}?(?:通报|公布|通知|公示)|[^。]{4,120}现(?:予以?)?(?:通报|公布|公示)"
)
_CITED = re.compile(r"《[^》]*》(?:\([^()]*\))?")
_CORRECTS = re.compile(r"更正|勘误|订正|补正")
_THIS_YEAR = re.compile(r"[今本]年度?")
_LAST_YEAR = re.compile(r"(?:去|(?<!以)上)年度?")
_INFO_DAY = re.compile(r"发布(?:时间|日期)\s*[:：]\s*([\d年月日./-]{8,11})")
_INFO_SOURCE = re.compile(r"来源\s*[:：]\s*([^\s:：]{2,40})")
_ISSUER_FIELDS = frozenset(("单位名称", "发文机关", "发布机构", "发文单位", "制发机关"))


class Metadata(Record):
    """What a notice says of itself; null where it does not."""

    title: str | None
    doc_number: str | None
    issuer: str | None
    published_on: date | None
    period: Period | None
    until: date | None
    """The last day, where the notice tells only that (``截至6月底``)."""


def read_metadata(
    document: Document, tables: Sequence[Table], fields: Sequence[NamedField]
) -> Metadata:
    """Read title, number, issuer, day and period; a word that leaves a choice gives null.

    The day is the one under the signature, else the page's. The period is that of the note on the
    data, else of the title, else of the captions or the opening sentence; documents that the text
    cites and its history have no say.
    """
    head = read_head(document, fields)
    signature = find_signature(document.blocks)
    printed = printing_line(document.blocks)
    published = signature.day if signature else None
    published = published or parse_day(document.published or _printed_info(document, _INFO_DAY))
    if published is None and printed:
        published = printed.day
    period, until = _find_period(document, head.title, published, tables, fields)
    return Metadata(
        title=head.title,
        doc_number=head.doc_number,
        issuer=_find_issuer(document, head.title, head.red_head, signature, printed, fields),
        published_on=published,
        period=period,
        until=until,
    )


def classify_notice(
    title: str | None,
    tables: Iterable[Table],
    fields: Iterable[NamedField],
    attachments: Iterable[DeclaredAttachment],
    prose: Iterable[TextBlock],
) -> NoticeKind:
    """Tell rankings, rules, reports (forms of fields) and articles apart."""
    if title and _RULE_TITLE.search(fold(title)):
        return "rule"
    if any(_ranks_units(table) for table in tables):
        return "ranking"
    if any(_RANKING_TITLE.search(fold(attachment.title)) for attachment in attachments):
        return "ranking"
    if any(fields):
        return "report"
    text = "".join(narrow(block.text) for block in prose)
    if "排名依次" in text and len(re.findall(r"\d分", text)) > 1:
        return "ranking"
    if len(_RANKED_IN_PROSE.findall(text)) > (1 if re.search(r"\d分", text) else 2):
        return "ranking"
    return "article" if "。" in text else "other"


def _ranks_units(table: Table) -> bool:
    rows = [row for row in table.rows if row.kind == "unit"]
    ordered = score_column(table) is not None or rank_column(table) is not None
    return len(rows) > 1 and unit_column(table) is not None and ordered


def _find_issuer(
    document: Document,
    title: str | None,
    red_head: str | None,
    signature: Signature | None,
    printed: Signature | None,
    fields: Sequence[NamedField],
) -> str | None:
    """The signature, else the red head, the form's field, the title's beginning, the source."""
    if signature and signature.issuers:
        return "、".join(signature.issuers)
    if red_head:
        return red_head
    for field in fields:
        if fold(field.name) in _ISSUER_FIELDS and is_office(field.text):
            return clean_office(field.text)
    stated = document.source or _printed_info(document, _INFO_SOURCE)
    source = clean_office(stated) if is_office(stated) or is_place(stated) else None
    named = re.match(r"(.{3,40}?)关于", title) if title else None
    if named and names_body(named[1]):
        office = clean_office(named[1])
        # «市教育局关于…» of a page whose source is «某市教育局»: the same office, in full.
        return source if source and source.endswith(office) else office
    if source:
        return source
    return "、".join(printed.issuers) or None if printed else None


def _printed_info(document: Document, pattern: re.Pattern[str]) -> str:
    """What the info line of a printed page states, where the reader has not told it apart."""
    for block in document.blocks[:12]:
        if isinstance(block, TextBlock) and (match := pattern.search(block.text)):
            return match[1]
    return ""


def _find_period(
    document: Document,
    title: str | None,
    published: date | None,
    tables: Sequence[Table],
    fields: Sequence[NamedField],
) -> tuple[Period | None, date | None]:
    texts = [block.text for block in document.blocks if isinstance(block, TextBlock)]
    texts += [
        row.cells[0].text
        for table in tables
        for row in table.rows
        if row.kind == "note" and row.cells
    ]
    title = title or ""
    opening = next((m[0] for text in texts if (m := _OPENING.search(text))), "")
    title = _with_years(title, published)
    opening = _with_years(_CITED.sub("", opening), published)
    year = _context_year(title, opening, published)
    noted = {span for text in texts for span in _noted_spans(text, year)}
    if len(noted) == 1:
        return noted.pop(), None
    if until := parse_until(title, year):
        return None, until
    if any(mention.kind != "day" for mention in find_mentions(title)):
        period = parse_period(title) or _in_year(title, opening, published)
        if period and published and period.end > published:
            # «2024年……截至10月底», dated November: the year is not over.
            days = _days_until(texts, year, published)
            told = {day for day in days if period.start <= day}
            period = Period(start=period.start, end=told.pop()) if len(told) == 1 else period
        return period, None
    captions = {period for table in tables if (period := parse_period(table.caption, year))}
    for period in (
        captions.pop() if len(captions) == 1 else None,
        (parse_period(opening) or _in_year(opening, "", published)) if opening else None,
        _reported_year(fields),
        _cited_period(texts) if _CORRECTS.search(title) else None,
    ):
        if period is not None:
            return period, None
    if year is None and published:
        year = published.year
    told = _days_until(texts, year, published) if tables else set()
    return None, told.pop() if len(told) == 1 else None


def _cited_period(texts: Sequence[str]) -> Period | None:
    """The period of the one notice that a correction cites: ``《关于2018年3月……的通报》``."""
    cited = {parse_period(title) for text in texts for title in _CITED.findall(text)} - {None}
    return cited.pop() if len(cited) == 1 else None


def _days_until(texts: Sequence[str], year: int | None, published: date | None) -> set[date]:
    """The days up to which the texts count, none after the day of issue."""
    days = {day for text in texts if (day := parse_until(text, year))}
    return {day for day in days if published is None or day <= published}


def _with_years(text: str, published: date | None) -> str:
    """The words with ``今年`` and ``去年`` as the years that they mean."""
    if published is None:
        return text
    text = _THIS_YEAR.sub(f"{published.year}年", text)
    return _LAST_YEAR.sub(f"{published.year - 1}年", text)


def _in_year(title: str, opening: str, published: date | None) -> Period | None:
    """The period of words without a year: that of the opening sentence, else the last one that had
    begun when the notice was published."""
    if any(mention.period for mention in find_mentions(title)):
        return None  # It has a year, and yet leaves a choice.
    full = parse_period(opening)
    if full is not None and parse_period(title, full.end.year) == full:
        return full
    if published is None:
        return None
    period = parse_period(title, published.year)
    if period is not None and period.start > published:
        period = parse_period(title, published.year - 1)
    return period


def _context_year(title: str, opening: str, published: date | None) -> int | None:
    for text in (title, opening):
        years = {mention.period.end.year for mention in find_mentions(text) if mention.period}
        if len(years) == 1:
            return years.pop()
    return None


def _noted_spans(text: str, year: int | None) -> list[Period]:
    """Spans that a note gives to the data: ``以上数据为2020年4月1日至2020年6月30日``."""
    plain = narrow(text)
    return [
        mention.period
        for mention in find_mentions(text, year)
        if mention.period
        and mention.kind in ("days", "months", "quarters", "half")
        and _DATA_SPAN.search(plain[: mention.start])
    ]


def _reported_year(fields: Sequence[NamedField]) -> Period | None:
    """The year that the fields of an annual report begin with."""
    years = set()
    for field in fields:
        mentions = find_mentions(field.text)
        if mentions and mentions[0].start == 0 and mentions[0].kind == "year":
            years.add(mentions[0].period)
    return years.pop() if len(years) == 1 else None
