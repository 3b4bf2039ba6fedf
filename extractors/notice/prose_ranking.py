"""Rankings told in sentences: tables whose evidence is the words of each row."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from contracts import Agreement, Cell, Part, Row, Table
from extractors.document import TextBlock
from extractors.notice.held_rows import is_held
from extractors.notice.list_items import Item
from extractors.notice.list_words import CHANGE_WORDS, COUNT_WORDS, RATE_WORDS, SCORE_WORDS
from extractors.notice.passage import Passage, read_passages
from extractors.notice.ranked_list import RankedList, find_lists, looks_like_item
from extractors.notice.unit_name import are_above
from extractors.tables.absence import absence_meaning
from figures import fold, narrow, read_rank

READER = "prose@1"
CONFIDENCE = 0.8
"""One reader, and words leave more choices than rules and columns do."""
_LEAST_UNITS = 3
_CAPTION = 40
_MEASURE = {
    "分": rf"{SCORE_WORDS}|[扣加减]分|附加分",
    "%": rf"{RATE_WORDS}|{CHANGE_WORDS}|完成情况",
}
_NUMBERED = rf"{COUNT_WORDS}(?:信息|稿件)?(?:[条篇件]数|数量|[数量])|[条篇件]数"
"""What a figure without measure word counts."""
_FIRST = re.compile(
    r"前([一二三四五六七八九十]{1,2}|\d{1,2})(?:[名位个]|(?=的|是|为|单位|依次|分别|[:。,，;]|$))"
)
_ARE_FIRST = re.compile(
    rf"[，,]?(?:分别)?(?:位列|位居|名列|排名|[列居排])[^\W\d]{{0,6}}?{_FIRST.pattern}"
)
_LAST = re.compile(r"(?:后|末|倒数)(?:[一二三四五六七八九十]{1,2}|\d{1,2})[名位个]?")
_FROM_BELOW = re.compile(
    rf"{_LAST.pattern}|倒数|[较最][差低少]|靠后|落后|末位|[从由]低到高|[从由]少到多|第\d+名"
)
_NOT_SCORE = re.compile(r"扣|罚|加|奖|每")
_BESIDES = ("此外", "另外", "同时", "另", "还有", "其次")
_TASK = re.compile(r"(?<!完成)任务(?!.{0,2}完成)|目标|计划|不少于|不低于|至少|应[报当在完]")
_DONE = re.compile(r"得分|排名|名次|考核|考评|结果|完成情况")
_SENT_TO = re.compile(r"\s*(?:抄送|抄报|主送|分送|报送?[:：]|发[:：]|联系)")
_BEST_FIRST = re.compile(r"[从由]好到差|[从由]优到劣")
_EXCEPT = re.compile(r"除[^，,;；。]{1,40}?(?:之外|以外|外)[，,]?")
_IN_ORDER = re.compile(
    r"最[多高好]的?(?:单位|部门)?[是为]:?$|依次|从高到低|由高到低|从多到少|由多到少|第[一1]名?[至到—-]第?[一二三四五六七八九十\d]{1,2}名?"
)
_NEAR_FIRST = re.compile(r"靠前(?!.{0,4}依次)")
_LOW_IS_BEST = re.compile(r"浓度|空气质量|环境空气|扣分")
_RANKED = re.compile(r"排名|名次|位次|排序|排行|考核|考评|测评|评价")
_SALUTATION = re.compile(r"^各.*[:：]$|[，,、]各.*[:：]$|(?<=[位门府办局委])[:：]$")
_CLOSERS = "，,;；:：、。 的是为有"


class _Found(NamedTuple):
    """A list, the paragraph it stands in, and what its figures measure."""

    block: int
    ranked: RankedList
    heading: str
    """Heading of the figures' column; '' where the list gives ranks alone."""
    label: str
    """The words that stand before this list and belong to it alone."""
    after: str
    """What its paragraph goes on with."""


def prose_rankings(
    prose: Sequence[TextBlock], tables: Sequence[Table], title: str | None = None
) -> tuple[Table, ...]:
    """Tables of the rankings that the prose tells, in printed order.

    A ranking has at least three named units under one wording, and a rank or a figure of one
    measure for each; kinds of units, topics and superiors make none. ``丙、丁各4条`` gives two
    rows. Lists that follow one another are sections of one table, as are lines of a row each.
    Columns: 名次 where ranks are told (an order told in words counts from 1; the last three of
    an unknown number bear none), 单位, and the printed words of the measure (``采用（条）``,
    ``得分``; points that bear no word are headed 得分), one for each figure that all rows bear.
    A ranking whose rows `tables` hold already is left out.
    """
    rankings: list[Table] = []
    passages = read_passages(prose)
    for group in _groups(passages, title or ""):
        table = _table(group, passages)
        if table is not None and not is_held(table, (*tables, *rankings)):
            rankings.append(table)
    return tuple(rankings)


def _groups(prose: Sequence[Passage], title: str) -> Iterator[list[_Found]]:
    """Lists that make one table."""
    group: list[_Found] = []
    for found in _lists(prose, title):
        if group and not _goes_on(group, found, prose):
            yield group
            group = []
        group.append(found)
    if group:
        yield group


def _lists(prose: Sequence[Passage], title: str) -> Iterator[_Found]:
    for index, block in enumerate(prose):
        heading = ""
        for ranked in () if _SENT_TO.match(block.text) else find_lists(block.text):
            label = _whole(ranked.lead).strip(_CLOSERS)
            own = _heading(ranked, label)
            # The words that open a paragraph hold for all of its lists that say nothing else.
            heading = own or heading or _heading(ranked, _opening(prose, index))
            heading = heading or _heading_of_title(ranked, title)
            if not heading and any(item.unit == "分" for item in ranked.items):
                heading = "" if _NOT_SCORE.search(label) else "得分"
            heading_here = heading if _has_figures(ranked) else ""
            yield _Found(index, ranked, heading_here, label, block.text[ranked.end :])


def _whole(lead: str) -> str:
    """The words of a lead that speak of all the units, before it tells parts of them apart."""
    words = re.sub(r"(?:其中|[，,;；:：。])+$", "", lead)
    before, among, _ = words.partition("其中")
    return _EXCEPT.sub("", before if among and before.strip(_CLOSERS) else words)


def _has_figures(ranked: RankedList) -> bool:
    return any(item.value for item in ranked.items)


def _opening(prose: Sequence[Passage], index: int) -> str:
    """The lines right above that lead to a list: short ones, and those that end with a colon."""
    words: list[str] = []
    for block in reversed(prose[max(0, index - 12) : index]):
        text = _unspaced(block.text)
        if find_lists(block.text):
            continue
        if (len(text) > 60 and text[-1:] not in ":：") or _SALUTATION.search(text):
            break
        words.append(text)
        if len(words) == 2:
            break
    return "。".join(reversed(words))


def _heading(ranked: RankedList, words: str) -> str:
    """What the figures measure: by the rows' own verb, else the last such word of the lead."""
    unit = next((item.unit for item in ranked.items if item.value), "")
    verb = next((item.verb for item in ranked.items if item.verb), "")
    if unit == "分" and verb in ("扣", "加", "减"):
        return f"{verb}分"
    pattern = _MEASURE.get(unit or "分", COUNT_WORDS)
    if not unit:
        pattern = rf"{pattern}|{_NUMBERED}"
    said = re.findall(pattern, verb) or re.findall(pattern, words)
    said = [word for word in said if word != "成绩"] or said
    if not said:
        return ""
    return _headed(str(said[-1]), unit)


def _headed(words: str, unit: str) -> str:
    if (words, unit) == ("得", "分"):
        return "得分"
    return words if unit in ("", "分", "%") else f"{words}（{unit}）"


def _heading_of_title(ranked: RankedList, title: str) -> str:
    """What the notice as a whole counts, where its title names one thing alone."""
    counted = set(re.findall(COUNT_WORDS, fold(title)))
    return _heading(ranked, counted.pop()) if len(counted) == 1 else ""


def _goes_on(group: list[_Found], found: _Found, prose: Sequence[Passage]) -> bool:
    last = group[-1]
    if (last.ranked.form, last.heading) != (found.ranked.form, found.heading):
        return False
    if _further(last.ranked) != _further(found.ranked):
        return False
    if {_unit(last.ranked), _unit(found.ranked)} - {""} and _unit(last.ranked) != _unit(
        found.ranked
    ):
        return False
    names = {name for one in group for item in one.ranked.items for name in item.names}
    if names & {name for item in found.ranked.items for name in item.names}:
        return False
    if found.block == last.block:
        between = prose[found.block].text[last.ranked.end : found.ranked.start]
        return len(between) <= _CAPTION and len(re.findall(r"\d[条篇件份则期分%]", between)) <= 1
    lines = prose[last.block + 1 : found.block]
    if found.ranked.whole and last.ranked.whole:
        # A line between two lists is the section of the second.
        return not lines or (len(lines) == 1 and _is_label(lines[0].text))
    both_end = not prose[last.block].text[last.ranked.end :].strip("。；; ")
    return not lines and both_end and bool(found.label) and len(found.label) <= 24


def _further(ranked: RankedList) -> list[tuple[str, str]]:
    return [(each.verb, each.unit) for each in ranked.items[0].further]


def _unit(ranked: RankedList) -> str:
    return next((item.unit for item in ranked.items if item.value), "")


def _is_label(text: str) -> bool:
    folded = fold(text)
    return len(folded) <= 24 and not re.search(r"[。;!?]", folded.rstrip(":;"))


def _table(group: list[_Found], prose: Sequence[Passage]) -> Table | None:
    first = group[0]
    ranks = [_ranks(one, _context(group, prose)) for one in group]
    measured = any(_has_figures(one.ranked) for one in group)
    ranked = any(rank for one in ranks for rank in one)
    names = tuple(name for one in group for item in one.ranked.items for name in item.names)
    if len(names) < _LEAST_UNITS or are_above(names) or _is_cut(group, prose):
        return None
    if _sets_task(first.label or _opening(prose, first.block)):
        return None
    if (measured and not first.heading) or not (measured or ranked):
        return None
    if measured and not all(item.value for one in group for item in one.ranked.items):
        return None
    caption, sections = _sections(group, prose)
    closing = group[-1].after
    following = find_lists(closing)
    further = tuple(_headed(each.verb, each.unit) for each in first.ranked.items[0].further)
    columns = ("名次",) * ranked + ("单位",) + (first.heading,) * measured + further
    if len(set(columns)) < len(columns):
        return None
    rows: list[Row] = []
    for one, told, section in zip(group, ranks, sections, strict=True):
        passage = prose[one.block]
        named = [(item, name) for item in one.ranked.items for name in item.names]
        for (item, name), rank in zip(named, told, strict=True):
            quote = passage.text[item.start : item.end].strip()
            printed = passage.evidence_at(item.start)
            evidence = printed.model_copy(update={"quote": quote, "reader": READER})
            page = printed.locator.page or 1
            texts = (rank,) * ranked + (name,) + (item.value,) * measured
            texts += tuple(each.value for each in item.further)
            cells = tuple(Cell(text=text, evidence=evidence) for text in texts)
            rows.append(Row(kind="unit", section=section, page=page, cells=cells))
    return Table(
        caption=caption,
        columns=columns,
        rows=tuple(rows),
        parts=_parts(rows),
        readers=(READER,),
        agreement=Agreement(how="one_reader", confidence=CONFIDENCE),
        absent_means=absence_meaning(closing[: following[0].start] if following else closing),
    )


def _is_cut(group: list[_Found], prose: Sequence[Passage]) -> bool:
    """Whether the lines around a list of lines begin as its rows do but were not understood."""
    blocks = {one.block for one in group}
    near = {index + step for index in blocks for step in (-1, 1)} - blocks
    texts = [prose[index].text for index in sorted(near) if 0 <= index < len(prose)]
    if all(one.ranked.whole for one in group):
        return any(looks_like_item(text) for text in texts)
    figure = rf"\d\s*{_unit(group[0].ranked)}"
    alike = [text for text in texts if len(re.findall(figure, fold(text))) > 1]
    return len(blocks) > 1 and any(not find_lists(text) for text in alike)


def _sets_task(words: str) -> bool:
    """Whether the last clause before a list says what is to be done, not what was."""
    clause = re.split(r"[，,;；。]", words.strip(_CLOSERS))[-1]
    return _TASK.search(clause) is not None and _DONE.search(clause) is None


def _parts(rows: Sequence[Row]) -> tuple[Part, ...]:
    return tuple(
        Part(
            page=page,
            grid=tuple(tuple(cell.text for cell in row.cells) for row in rows if row.page == page),
        )
        for page in dict.fromkeys(row.page for row in rows)
    )


def _context(group: list[_Found], prose: Sequence[Passage]) -> str:
    """The words that lead to the whole table."""
    first = group[0]
    return _opening(prose, first.block) + "。" + first.label


def _ranks(found: _Found, context: str) -> list[str]:
    """The rank of each name as told: printed, or counted where words give the order."""
    items = found.ranked.items
    names = [item for item in items for _ in item.names]
    told = [item.rank for item in names]
    nothing = [""] * len(names)
    if any(told) and not all(rank.isdigit() for rank in told):
        return told
    lead = found.ranked.lead or context
    if _NEAR_FIRST.search(lead):
        return nothing
    below = _FROM_BELOW.search(fold(lead)) is not None and not _BEST_FIRST.search(fold(lead))
    if below and not (_LOW_IS_BEST.search(lead) and re.search(r"[从由]低到高.{0,6}排", lead)):
        return nothing
    if all(told):
        running = [int(rank) for rank in told]
        orderly = all(after == before + 1 for before, after in pairwise(running))
        return told if orderly and _RANKED.search(context + lead) else nothing
    counted = [str(place) for place in range(1, len(names) + 1)]
    if not (_falls(items) or (_BEST_FIRST.search(fold(lead)) and _falls(items[::-1]))):
        return nothing
    limit = _FIRST.search(fold(lead)) or _ARE_FIRST.match(fold(found.after))
    if limit is not None:
        number = read_rank(limit[1])
        return counted if number == len(names) else nothing
    orderly = found.ranked.form == "order" or _IN_ORDER.search(lead) is not None
    return (
        counted if orderly and (_RANKED.search(lead) or "到" in lead or _falls(items)) else nothing
    )


def _falls(items: Sequence[Item]) -> bool:
    """Whether each figure is below the one before it; a tie leaves the ranks untold."""
    values = [
        Decimal(narrow(item.value).strip("%").replace(",", "")) for item in items if item.value
    ]
    shared = any(item.value and len(item.names) > 1 for item in items)
    return not shared and all(after < before for before, after in pairwise(values))


def _sections(group: list[_Found], prose: Sequence[Passage]) -> tuple[str, tuple[str | None, ...]]:
    """The caption, and the section of each list of the group."""
    first = group[0]
    labels = [_label(before, one, prose) for before, one in pairwise(group)]
    above, _, nearest = _opening(prose, first.block).rpartition("。")
    if not any(labels):
        caption = first.label or nearest
        last = _LAST.search(fold(caption))
        return _short(caption), (last[0] if last else None,) * len(group)
    colon = max(first.label.rfind(mark) for mark in ":：")
    caption, inner = first.label[: max(colon, 0)], first.label[colon + 1 :]
    if not first.label:
        caption, inner = above, nearest.strip(_CLOSERS)
    elif colon < 0:
        caption = nearest or inner
    sections = [inner if first.label and colon >= 0 else _short(inner)]
    for label in labels:
        sections.append(_short(label) or sections[-1])
    return _short(caption), tuple(section or None for section in sections)


def _label(before: _Found, found: _Found, prose: Sequence[Passage]) -> str:
    """The words that stand between two lists, in their paragraph or on the line above."""
    if found.block - before.block == 2:
        return _unspaced(prose[found.block - 1].text).strip(_CLOSERS)
    return "" if found.label in _BESIDES else found.label


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _short(words: str) -> str:
    """The last clauses of the words, within the length of a caption."""
    words = re.sub(r"(?:其中|依次|分别|如下|[，,;；:：、 的是为有])+$", "", words).strip(_CLOSERS)
    while len(words) > _CAPTION and (cut := re.search(r"[，,;；。:：]", words)):
        words = words[cut.end() :]
    return words
