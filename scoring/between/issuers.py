"""Whose notice it is: one key for all the names that an office bore.

The registry knows renames that a reform made everywhere; of other offices a notice itself tells
what they were called before (``原某县信息中心``, ``更名为``). A merger of offices is followed only
where a notice says so.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from contracts import Notice
from figures import fold

_OFFICE = (
    r"[\u4e00-\u9fff]{2,24}?(?:局|办公室|办公厅|办|中心|委员会|委|厅|处|会|部|社|院|站|台|公司)"
)
_ONCE_CALLED = (
    re.compile(rf"\(原(?:为|名|称)?({_OFFICE})\)"),
    re.compile(
        rf"原({_OFFICE})(?:已|现|正式|于[^，。]{{1,12}})?(?:更名|改名|改称|变更|调整|改|组建)为?"
    ),
    re.compile(rf"({_OFFICE})(?:已|现|正式|于[^，。]{{1,12}})*(?:更名|改名|改称|变更|调整|改)为"),
)
_LEVEL = re.compile(r"^(?:由|因|自|经|将|我|本|全)?[省市县区旗州盟](?=.{3})")
_NUMBER = re.compile(r"^(.{2,12}?)[〔\[(【]?(?:19|20)\d\d")
_ANY_OFFICE = re.compile(r"^(?:[省市县区旗州盟委党政府办发函通督]|政务公开|政务|信息|办公室)+$")
_PLACE = 2
"""Characters at the head of their names that two offices of one place share."""


def issuers_of(notices: Sequence[Notice], series: Mapping[str, str]) -> dict[str, str]:
    """The key of the office of each notice, by sha256; none of a notice that tells no office.

    `series` gives the id of the oldest unit behind a name (folded) that the registry knows. An
    office that is not named is known by the agency's mark of the document number (``某政办``).
    """
    notices = sorted(notices, key=lambda notice: notice.sha256)
    named = {n.sha256: fold(n.issuer) for n in notices if n.issuer}
    same = _told_by_notices(notices, named)
    keys = {sha256: series.get(same[name], same[name]) for sha256, name in named.items()}
    marks: dict[str, set[str]] = {}
    for notice in notices:
        if notice.sha256 in keys and (mark := _mark(notice)):
            marks.setdefault(mark, set()).add(keys[notice.sha256])
    for notice in notices:
        mark = _mark(notice)
        if notice.sha256 not in keys and mark is not None:
            offices = marks.get(mark, {f"字号 {mark}"})
            if len(offices) == 1:
                keys[notice.sha256] = next(iter(offices))
    return keys


def _mark(notice: Notice) -> str | None:
    match = _NUMBER.match(fold(notice.doc_number or ""))
    mark = match[1].removesuffix("字") if match else ""
    return mark if mark and not _ANY_OFFICE.match(mark) else None


def _told_by_notices(notices: Iterable[Notice], named: Mapping[str, str]) -> dict[str, str]:
    """For each name the oldest of its office, as far as the notices say that it was renamed."""
    names = sorted(set(named.values()))
    before: dict[str, str] = {}
    for notice in notices:
        now = named.get(notice.sha256)
        if now is None or now in before:
            continue
        for paragraph in notice.paragraphs:
            text = fold(paragraph.text)
            found = {old for old in _once_called(text) for old in _of_place(old, now, names)}
            if len(found) == 1 and (old := found.pop()) != now:
                before[now] = old
    oldest = {}
    for name in names:
        first, seen = name, {name}
        while (earlier := before.get(first)) is not None and earlier not in seen:
            first = earlier
            seen.add(first)
        oldest[name] = first
    return oldest


def _once_called(text: str) -> set[str]:
    if "原" not in text and "为" not in text:
        return set()
    return {match[1] for pattern in _ONCE_CALLED for match in pattern.finditer(text)}


def _of_place(mention: str, now: str, names: Sequence[str]) -> list[str]:
    """The issuers of the place of `now` that a mention such as ``县信息中心`` means."""
    body = _LEVEL.sub("", mention)
    return [
        name
        for name in names
        if name != now
        and name[:_PLACE] == now[:_PLACE]
        and (name in mention or name.endswith(body))
    ]
