"""The annexes and rankings that a notice names, and whether they stand in it."""

import difflib
import re
from collections.abc import Callable, Sequence

from contracts import DeclaredAttachment, Table
from evidence import Record
from extractors.document import Grid, TextBlock
from extractors.notice.signature import find_signature, is_office
from figures import fold, narrow
from periods import parse_day

_DECLARATION = re.compile(r"^\s*附\s*件?\s*[:：]\s*")
_NUMBERED = re.compile(
    r"(?:^|(?<=\s)|(?<=[;；。]))\s*(\d{1,2})\s*[.．、](?=\s*(?:(?:19|20)\d\d|[^\d\s]))"
)
_LABEL = re.compile(r"附\s*[件表]\s*(\d{1,2}|[一二三四五六七八九十]+)?\s*[:：]?\s*$")
_PART = re.compile(
    r"^\s*(?:[(（]\s*(?:\d{1,2}|[一二三四五六七八九十]+)\s*[)）]|\d{1,2}\s*[.．、]|[一二三四五六七八九十]+、)\s*"
)
_RANKING = re.compile(
    r"(?:排名|排行榜?|名次|名单|成绩|得分|积分|情况|统计|一览|汇总|评分|考核)表?$|[排名分绩]表$"
)
_ENDED = re.compile(
    r"(?:表|名单|名次|排名|排行榜?|情况|办法|细则|方案|标准|清单|台账|函|书|图|册|材料|要点|分工|统计|规则|意见|通报|通知)$"
)
_COUNT = re.compile(r"[(（]\s*(?:共|计)?\s*(\d{1,4})\s*[个家户名]")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_FOOT = re.compile(
    r"^(?:初审|责任|审核|终审)?(?:编辑|编审|校对)|^(?:来源|分享|打印|关闭|上一篇|下一篇|扫一扫|抄送|附件)"
)
_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|et|zip|rar|ofd|jpe?g|png)$", re.IGNORECASE)
_ALIKE = 0.9


class _Named(Record):
    """A title that the notice names, and the blocks that name it."""

    title: str
    count: int | None
    number: int | None
    index: int


def find_attachments(
    blocks: Sequence[TextBlock | Grid], tables: Sequence[Table]
) -> tuple[DeclaredAttachment, ...]:
    """The annexes that ``附件：`` lists and the rankings named below it, in printed order.

    ``排名(86个)`` states a count of 86. A ranking is named by a heading after the list or the
    signature that has nothing below it, or that states a count. One annex whose parts are named
    below stands for them: the parts are listed in its place. `present` means that a table bears
    the title, that its heading or ``附件2`` has content below it, or that it is the only annex and
    a table follows.
    """
    declared, after = _declared(blocks)
    if not after and (signature := find_signature(blocks)):
        after = signature.index + 1
    parts = _parts(blocks, after) if after else []
    if parts and len(declared) == 1 and not _under_heading(blocks, declared[0], ()):
        declared = []
    named = declared + [part for part in parts if all(p.title != part.title for p in declared)]
    held = _tables_held(named, tables)
    titles = tuple(fold(entry.title) for entry in named)
    alone = len(declared) == 1 and any(isinstance(block, Grid) for block in blocks[after:])
    return tuple(
        DeclaredAttachment(
            title=entry.title,
            count=entry.count,
            present=alone
            or position in held
            or _under_label(blocks[after:], entry.number)
            or _under_heading(blocks, entry, titles),
        )
        for position, entry in enumerate(named)
    )


def _declared(blocks: Sequence[TextBlock | Grid]) -> tuple[list[_Named], int]:
    """The list after ``附件：``, and the first block behind it (0 where there is no list)."""
    for index, block in enumerate(blocks):
        if not isinstance(block, TextBlock) or not _DECLARATION.match(narrow(block.text)):
            continue
        texts = [_DECLARATION.sub("", block.text)]
        after = index + 1
        while after < len(blocks):
            following = blocks[after]
            if not isinstance(following, TextBlock) or not _goes_on(texts, following.text):
                break
            if _NUMBERED.match(following.text) or not texts[-1].strip():
                texts.append(following.text)
            else:
                texts[-1] += following.text  # a title broken over lines
            after += 1
        entries = [entry for text in texts for entry in _split_numbered(text, index)]
        return [entry for entry in entries if entry.title and entry.title != "略"], after
    return [], 0


def _goes_on(texts: list[str], following: str) -> bool:
    """Whether a block continues the list: its next number, or the rest of a broken title."""
    text = narrow(following)
    match = _NUMBERED.match(text)
    if match:
        numbers = [int(n) for t in texts for n in _NUMBERED.findall(narrow(t))]
        return int(match[1]) == (numbers[-1] if numbers else 0) + 1
    if parse_day(text) or is_office(text) or _LABEL.fullmatch(text.strip()) or _PART.match(text):
        return False
    title = fold(_BRACKETS.sub("", narrow(texts[-1]))).rstrip("。;")
    return len(fold(text)) <= 40 and "。" not in text and not _ENDED.search(title)


def _split_numbered(text: str, index: int) -> list[_Named]:
    """``1.甲 2.乙`` as two entries; a text without numbers is one."""
    marks = list(_NUMBERED.finditer(narrow(text)))
    if not marks:
        return [_named(text, None, index)]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        _named(text[mark.end() : end], int(mark[1]), index)
        for mark, end in zip(marks, ends, strict=True)
    ]


def _named(text: str, number: int | None, index: int) -> _Named:
    count = _COUNT.search(narrow(text))
    title = re.sub(r"\s+", "", text).strip("。；;，,：: ")
    if count:
        title = re.sub(r"\s+", "", _BRACKETS.sub("", text)).strip("。；;，,：: ")
    # A link to a file bears its name.
    return _Named(
        title=_FILE.sub("", title),
        count=int(count[1]) if count else None,
        number=number,
        index=index,
    )


def _parts(blocks: Sequence[TextBlock | Grid], after: int) -> list[_Named]:
    """Headings of rankings behind the list: those without a table, or with a stated count."""
    parts: list[_Named] = []
    for index in range(after, len(blocks)):
        block = blocks[index]
        if not isinstance(block, TextBlock) or not (match := _PART.match(narrow(block.text))):
            continue
        rest = block.text[match.end() :]
        bare = fold(_BRACKETS.sub("", narrow(rest))).rstrip("。;:")
        if not _RANKING.search(bare) or len(bare) > 45 or "。" in rest[:-1]:
            continue
        counted = _COUNT.search(narrow(rest)) is not None
        if counted or not _has_content(blocks, index + 1):
            parts.append(_named(rest, None, index))
    return parts


def _tables_held(named: Sequence[_Named], tables: Sequence[Table]) -> dict[int, int]:
    """Which table each title stands over, each table once: by its words, its number, likeness."""
    captions = [fold(table.caption) for table in tables]
    held: dict[int, int] = {}

    def match(accepts: Callable[[str, int | None, str], bool]) -> None:
        for position, entry in enumerate(named):
            free = (index for index in range(len(captions)) if index not in held.values())
            for index in () if position in held else free:
                if accepts(fold(entry.title), entry.number, captions[index]):
                    held[position] = index
                    break

    match(lambda title, _, caption: title in caption or _within(caption, title))
    match(lambda _, number, caption: number is not None and _labelled(caption, number))
    match(lambda title, _, caption: _alike(title, caption))
    return held


def _labelled(caption: str, number: int) -> bool:
    return re.match(rf"附[件表]{number}(?!\d)", caption) is not None


def _within(caption: str, title: str) -> bool:
    """Whether the caption, without its list number, is the better part of the title."""
    bare = _PART.sub("", caption)
    return len(bare) >= 6 and bare in title


def _alike(title: str, caption: str) -> bool:
    if re.findall(r"\d+", title) != re.findall(r"\d+", caption):
        return False
    return difflib.SequenceMatcher(a=title, b=caption, autojunk=False).ratio() >= _ALIKE


def _under_heading(
    blocks: Sequence[TextBlock | Grid], entry: _Named, titles: Sequence[str]
) -> bool:
    """Whether the title is printed below its naming as a heading with content under it."""
    if _PART.match(narrow(_text(blocks[entry.index]))) and _has_content(blocks, entry.index + 1):
        return True
    wanted = fold(entry.title)
    for index in range(entry.index + 1, len(blocks)):
        printed = re.sub(r"^附[件表]\d*[::]?|^\d{1,2}[.、]", "", fold(_text(blocks[index])))
        listed = _NUMBERED.match(narrow(_text(blocks[index])))
        if printed != wanted or listed or index + 1 >= len(blocks):
            continue
        below = fold(_text(blocks[index + 1]))
        repeated = any(title and title in below for title in titles)
        if isinstance(blocks[index + 1], Grid) or not (repeated or _is_foot(below)):
            return True
    return False


def _under_label(blocks: Sequence[TextBlock | Grid], number: int | None) -> bool:
    """Whether ``附件2`` stands over something, were it a table whose title was worded anew."""
    if number is None:
        return False
    for index, block in enumerate(blocks):
        label = _LABEL.fullmatch(narrow(_text(block)).strip())
        if label and label[1] == str(number):
            return any(
                isinstance(below, Grid) or "。" in below.text
                for below in blocks[index + 1 : index + 4]
            )
    return False


def _has_content(blocks: Sequence[TextBlock | Grid], index: int) -> bool:
    """Whether a table or lines of units and figures begin at `index`, before the next heading."""
    for block in blocks[index : index + 3]:
        if isinstance(block, Grid):
            return True
        text = narrow(block.text)
        heading = _PART.match(text) and _RANKING.search(
            fold(_BRACKETS.sub("", text)).rstrip("。;:")
        )
        if heading or _is_foot(fold(text)):
            return False
        if re.search(r"\d|、", text):
            return True
    return False


def _is_foot(folded: str) -> bool:
    return bool(
        not folded
        or _LABEL.fullmatch(folded)
        or _FOOT.search(folded)
        or is_office(folded)
        or parse_day(folded)
    )


def _text(block: TextBlock | Grid) -> str:
    return block.text if isinstance(block, TextBlock) else ""
