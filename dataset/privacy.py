"""What a release leaves out: personal contacts, and rankings of private persons.

Contacts are cut out of a published text and the rest of it stays. A contact is known by its form (a
mobile number, an area code, a mail address) or by the word before it, so that the counts of a
notice about telephone calls are left as they are.
"""

import re
from collections.abc import Iterable

from contracts import Mention, Notice, Table
from figures import classify_cell, fold, narrow
from layout import unit_column

REDACTED = "〔已隐去〕"
_ANY_CONTACT = re.compile(r"[@＠人员微]|\d{4}")
"""What every pattern below needs, so that most cells are passed by one quick look."""

_PERSON = (
    r"(?:联\s*系\s*人|经\s*办\s*人|联\s*络\s*[员人]|填\s*[报表]\s*人|承\s*办\s*人|报\s*送\s*人)"
)
_PHONE = (
    r"(?:电\s*话|手\s*机|传\s*真|座\s*机|联\s*系\s*方\s*式|热\s*线|\b(?:tel|fax|phone|mobile))"
    r"(?:号码?|\.)?"
)
_DASH = r"[-—－‐–―]"
_MOBILE = rf"(?:\+?86[\s-]?)?1[3-9]\d(?:{_DASH}|\s)?\d{{4}}(?:{_DASH}|\s)?\d{{4}}"
_AREA = rf"(?:[（(]?0\d{{2,3}}[)）]?\s*{_DASH}\s*\d{{7,8}}|[（(]?0\d{{2,3}}[)）]?\s*[2-9]\d{{6,7}})"
_FREE = rf"[48]00{_DASH}?(?:\d{{3}}{_DASH}?\d{{4}}|\d{{4}}{_DASH}?\d{{3}})"
_EXTENSION = rf"(?:\s*(?:转|{_DASH})\s*\d{{1,5}})?"
_COUNTED = r"(?!\d|[.．]\d|\s*[个件次条户通起部人万余多元家篇])"
_NUMBER = rf"(?:{_MOBILE}|{_AREA}|{_FREE}|[2-9]\d{{6,7}}){_EXTENSION}{_COUNTED}"

_CONTACTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<cut>[a-z\d][a-z\d._+-]{0,63}\s{0,3}@\s*[a-z\d-]+(?:\s*\.\s*[a-z\d-]+)+)",
        rf"{_PHONE}\s*[：:]?\s*(?P<cut>{_NUMBER}(?:[、,，/;；\s]+{_NUMBER})*)",
        rf"(?<![\d.])(?P<cut>(?:{_MOBILE}|{_AREA}){_EXTENSION}{_COUNTED})",
        rf"{_PERSON}\s*[：:]\s*(?P<cut>[^，。；;,：:\d（()）\n]{{1,20}}?)"
        rf"(?=\s*(?:[，。；;,：:\d（()）\n]|{_PHONE}|〔|$))",
        rf"{_PERSON}(?:为|是)?\s*(?![及和与为是应要须由会姓名电])(?P<cut>[\u4e00-\u9fff]{{2,3}})"
        rf"(?=[，。；;,、\s\d（(〔]|{_PHONE}|$)",
        r"QQ群?(?:号码?)?\s*[：:]?\s*(?P<cut>[1-9]\d{4,11})",
        r"微\s*信号?\s*[：:]\s*(?P<cut>[a-z\d][\w-]{4,})",
    )
)
_PRIVATE_HEADING = re.compile(
    rf"{_PERSON}|电话|手机|传真|联系方式|邮箱|电子邮件|e-?mail|QQ|微信号|身份证|银行卡",
    re.IGNORECASE,
)
_PERSON_HEADING = re.compile(r"(姓名|作者|撰稿人|撰写人|通讯员|信息员|评论员|个人$)")


def redact(text: str) -> str:
    """The text without personal contacts; each is replaced by `REDACTED`, its label stays."""
    if _ANY_CONTACT.search(text) is None or classify_cell(text) != "text":
        return text
    for pattern in _CONTACTS:
        # Found in narrow characters, cut in the text as printed: the two have the same length.
        spans = [match.span("cut") for match in pattern.finditer(narrow(text))]
        for start, end in reversed(spans):
            text = text[:start] + REDACTED + text[end:]
    return text


def is_contact_heading(name: str) -> bool:
    """Whether a column or a form's key names a contact, so that what stands under it is one."""
    return _PRIVATE_HEADING.search(fold(name)) is not None


def ranks_persons(table: Table, unit: int | None) -> bool:
    """Whether the rows of a table are private persons, not units; `unit` is its unit column.

    They are where the column that names them is headed so (姓名, 作者), or where such a column
    stands beside units that come up more than once.
    """
    if unit is not None and _PERSON_HEADING.search(fold(table.columns[unit])):
        return True
    rows = [row for row in table.rows if row.kind == "unit"]
    persons = any(
        _PERSON_HEADING.search(fold(path))
        and any(classify_cell(row.cells[index].text) == "text" for row in rows)
        for index, path in enumerate(table.columns)
    )
    if not persons or unit is None:
        return persons
    names = [fold(row.cells[unit].text) for row in rows]
    return len(set(names)) < len(names)


def mentions_of_units(notice: Notice, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions without those in tables that rank private persons."""
    persons = {
        number
        for number, table in enumerate(notice.tables, 1)
        if ranks_persons(table, unit_column(table))
    }
    kept = []
    for mention in mentions:
        rows = tuple((table, row) for table, row in mention.rows if table not in persons)
        if rows:
            kept.append(mention.model_copy(update={"rows": rows}))
    return tuple(kept)


def redact_or_none(text: str | None) -> str | None:
    """`redact`, for what may be absent."""
    return None if text is None else redact(text)
