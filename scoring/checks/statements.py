"""What the prose claims in figures: sentences as claims, and which figure is whose whole.

A breakdown is read only where the sentence leaves no choice. What may overlap (one item adopted
by several media), run on (``等``), or is not spelled in digits gives none: a false alarm costs an
auditor more than a miss.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from contracts import Notice
from evidence import Evidence, Record
from figures import fold, narrow
from periods import find_mentions
from scoring.checks.verbs import verb_of


class Claim(Record):
    """One figure of a sentence with the words that say what it counts."""

    label: str
    """``采用旗区信息`` in «其中，采用旗区信息1206条»."""
    value: Decimal
    """``丙、丁各4条`` claims 8: the figure times the names before it."""
    unit: str
    text: str


class Breakdown(Record):
    """A whole and its parts, as indexes into the statement's claims."""

    whole: int
    parts: tuple[int, ...]


class Statement(Record):
    """A sentence with its claims in printed order."""

    sentence: str
    evidence: Evidence
    claims: tuple[Claim, ...]
    breakdowns: tuple[Breakdown, ...]


class _Token(NamedTuple):
    """A figure in its sentence, and whether it can be read as a count."""

    start: int
    end: int
    claim: Claim
    depth: int
    aside: bool
    """A comparison, a rate, a rank: no count of the period."""
    vague: bool
    """A count that cannot be relied on: ``近百``, ``余``, a collective ``各``."""


ITEM_UNITS = frozenset("篇条件份则期起")
_UNITS = (
    "条次|篇次|件次|人次|个百分点|万元|亿元|元|余|多|篇|条|件|个|次|期|份|项|位|名|家|户|人|起|处|分|天"
    "|场|部|幅|则|宗|例|张|册|种|类|批|轮|站|所|字|时|小时"
)
_FIGURE = re.compile(
    r"(?<![\dA-Za-z.,:〔\[第])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\d.]|,\d)"
    rf"(%|‰|(?:{_UNITS})|(?=[，,、；;：:。()]|$))"
)
_SPELLED = re.compile(
    r"(?<![第每逐进一二三四五六七八九十])[一二三四五六七八九十两]{1,3}[篇条件份则]"
)
_CLAUSE = "，,；;：:。!?！？"
_ASIDE = re.compile(
    r"较|同比|环比|增加|减少|增长|下降|上升|提高|降低|去年|上年|上月|上季|同期|上期|上周|采发率|采用率|占"
    r"|名列|排名|位列|位居"
)
_DOUBT = re.compile(
    r"(?<!评)比|增|减|率|平均|人均|最高|最低|最多|最少|每|目标|任务|计划|满分|不足|未(?!成年)|零|超"
    r"|(?<!^)以上|以下|约|近|仅|奖|扣|罚"
)
_HEDGE = re.compile(
    r"每|目标|任务|计划|满分|不足|未(?!成年)|超|以上|以下|约|近|仅|奖|扣|罚|[较比](?!例|重)|去年|上年|上月"
)
TOTAL = re.compile(r"共(?!青|产|享|同|建|和)|合计|总计|累计|总数|总共|总量|全部")
# One item may be adopted by several media or levels, or be praised besides: such parts overlap.
_OVERLAP = re.compile(
    r"被|网站|网$|门户|刊物|日报|《|》|频道|媒体|微信|微博|公众号|客户端|新华|人民网|中央|国家"
    r"|(?:国务院|办公厅|党委|上级|[省市县区州盟旗]委|政府|自治区级?|[省市县区州盟旗]级)(?:采用|录用|采纳|刊用)?$"
    r"|领导|批示|要闻|头条|重点|优秀|约稿|专报|快报|简报"
)
_MARK = re.compile(
    r"其中|分别|(?<=[条篇件份则])[:：]"
    r"|(?<=[条篇件份则])\((?!其中|[^()]{0,4}[含包]|不|另|占|较|同比|环比|[增减约])"
)
_CONTINUES = re.compile(r"^(?:其中|分别|具体)")
_RUNS_ON = re.compile(r"主要|例如|比如|等$|^等|等[，,。；;]")


def read_statements(notice: Notice) -> tuple[Statement, ...]:
    """The sentences of a notice that claim a figure, in printed order.

    Days and periods, ordinals and numbers of documents are no claims. A sentence that goes on with
    其中 belongs to the one before it.
    """
    return tuple(
        statement
        for text, evidence in _joined_paragraphs(notice)
        for sentence in _sentences(text)
        if (statement := read_sentence(sentence, evidence)) is not None
    )


def read_sentence(sentence: str, evidence: Evidence) -> Statement | None:
    """The claims of one sentence; None where it has none."""
    tokens = _tokens(sentence)
    if not tokens:
        return None
    return Statement(
        sentence=sentence,
        evidence=evidence,
        claims=tuple(token.claim for token in tokens),
        breakdowns=tuple(_breakdowns(narrow(sentence), tokens)),
    )


def is_count(claim: Claim) -> bool:
    """Whether the claim states a count of this period, not a rate, a change or a rank."""
    words = _without_times(claim.label)
    return (
        claim.unit in ITEM_UNITS | {"", "分"}
        and not _ASIDE.search(words)
        and not _DOUBT.search(words)
    )


def is_vague(claim: Claim) -> bool:
    """Whether a figure is told as about so much, or as a goal, a fine, a change."""
    words = _without_times(claim.label)
    return bool(_HEDGE.search(words))


def _joined_paragraphs(notice: Notice) -> Iterator[tuple[str, Evidence]]:
    """Paragraphs without white space; one that a page break cut is joined to its rest."""
    held: tuple[str, Evidence] | None = None
    for paragraph in notice.paragraphs:
        text = re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", paragraph.text)
        held = (held[0] + text, held[1]) if held is not None else (text, paragraph.evidence)
        cut = "，" in held[0] and text and text[-1] not in "。！？!?；;：:）)”"
        if not cut:
            yield held
            held = None
    if held is not None:
        yield held


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for sentence in re.findall(r"[^。！？!?]+[。！？!?]?", text):
        if found and _CONTINUES.match(sentence):
            found[-1] += sentence
        else:
            found.append(sentence)
    return found


def _tokens(sentence: str) -> list[_Token]:
    plain = narrow(sentence)
    times = [(m.start, m.end) for m in find_mentions(plain)]
    tokens: list[_Token] = []
    for match in _FIGURE.finditer(plain):
        if any(start < match.end(1) and match.start() < end for start, end in times):
            continue
        unit = match[3]
        floor = tokens[-1].end if tokens else 0
        label = _label(plain, match.start(), floor)
        if not label.strip("其中有分别是为的"):
            label = re.split(r"[，,、；;：:。()]", plain[match.end() :])[0]
        value = Decimal(match[1].replace(",", "") + (match[2] or ""))
        names = _names_before_each(label)
        words = _without_times(label)
        claim = Claim(
            label=label,
            value=value * (names or 1),
            unit="" if unit in ("余", "多") else unit,
            text=match[1] + (match[2] or ""),
        )
        tokens.append(
            _Token(
                start=match.start(),
                end=match.end(),
                claim=claim,
                depth=plain.count("(", 0, match.start()) - plain.count(")", 0, match.start()),
                aside=bool(unit in ("%", "‰", "个百分点") or _ASIDE.search(words)),
                vague=bool(unit in ("余", "多") or names == 0 or _DOUBT.search(words)),
            )
        )
    return tokens


def _label(plain: str, start: int, floor: int) -> str:
    """The words before a figure, back to its clause's beginning or the figure before it."""
    place, depth = start, 0
    while place > floor:
        character = plain[place - 1]
        if character == ")":
            depth += 1
        elif character == "(":
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and character in _CLAUSE:
            break
        place -= 1
    return re.sub(r"^[、)和及与]+", "", plain[place:start])


def _names_before_each(label: str) -> int | None:
    """How many names ``各`` distributes over: 2 for ``丙、丁各``, 0 unknown, None without 各."""
    match = re.search(r"[各均](?:为|是|报送|采用|有)?$", label)
    if match is None:
        return None
    names = [name for name in re.split(r"[、和及与]", label[: match.start()]) if name]
    return len(names) if len(names) > 1 else 0


def _without_times(words: str) -> str:
    for mention in reversed(find_mentions(words)):
        words = words[: mention.start] + words[mention.end :]
    return words


def _breakdowns(plain: str, tokens: list[_Token]) -> Iterator[Breakdown]:
    marks = list(_MARK.finditer(plain))
    for mark in marks:
        found = _breakdown_at(plain, tokens, mark, marks)
        if found is not None:
            yield found
    if not marks:
        closing = _closing_total(tokens)
        if closing is not None:
            yield closing


def _breakdown_at(
    plain: str, tokens: list[_Token], mark: re.Match[str], marks: list[re.Match[str]]
) -> Breakdown | None:
    """The breakdown that 其中, 分别 or a colon opens, if it leaves no choice."""
    depth = _depth_within(plain, mark)
    opened = plain.rfind("(", 0, mark.end()) if depth else -1
    outer = opened >= 0 and not plain[opened + 1 : mark.start()].strip("，,")
    before = [
        index
        for index, token in enumerate(tokens)
        if token.end <= mark.start() and token.depth == depth - outer and not token.aside
    ]
    if mark[0] == "分别":
        before = [index for index in before if TOTAL.search(tokens[index].claim.label)]
    if not before or (mark[0] in ":：" and not TOTAL.search(tokens[before[-1]].claim.label)):
        return None
    whole = tokens[before[-1]]
    if whole.vague or whole.claim.unit == "分":
        return None
    if not outer and not TOTAL.search(whole.claim.label) and mark.start() > marks[0].start():
        return None  # 其中 after 其中: where the inner list ends is not said
    end = _scope_end(plain, tokens, mark, depth)
    for other in marks:
        if mark.end() <= other.start() < end and _depth_within(plain, other) <= depth:
            return None
    parts = _parts(plain, tokens, whole, range(mark.end(), end), depth)
    return Breakdown(whole=before[-1], parts=parts) if parts is not None else None


def _depth_within(plain: str, mark: re.Match[str]) -> int:
    """How many brackets are open after a mark, which may itself open one."""
    return plain.count("(", 0, mark.end()) - plain.count(")", 0, mark.end())


def _scope_end(plain: str, tokens: list[_Token], mark: re.Match[str], depth: int) -> int:
    """Where the list ends: with its bracket, a new total, or the sentence."""
    if depth:
        level = depth
        for place in range(mark.end(), len(plain)):
            level += (plain[place] == "(") - (plain[place] == ")")
            if level < depth:
                return place
    for token in tokens:
        if token.start >= mark.end() and TOTAL.search(token.claim.label):
            return token.start - len(token.claim.label)
    return len(plain)


def _parts(
    plain: str, tokens: list[_Token], whole: _Token, scope: range, depth: int
) -> tuple[int, ...] | None:
    if _SPELLED.search(plain[scope.start : scope.stop]):
        return None
    counted = verb_of(whole.claim.label)
    indexes: list[int] = []
    verbs = set()
    for index, token in enumerate(tokens):
        if token.start not in scope or token.depth != depth or token.aside:
            continue
        unit = token.claim.unit
        if unit and unit != whole.claim.unit:
            if {unit, whole.claim.unit} <= ITEM_UNITS:
                return None  # 条 and 篇 side by side: who knows which is a part of which
            continue
        verb = verb_of(token.claim.label)
        if verb is not None and counted is not None and verb != counted:
            continue
        if token.vague or _OVERLAP.search(token.claim.label.removesuffix("信息")):
            return None
        if _RUNS_ON.search(token.claim.label) or plain[token.end : token.end + 1] == "等":
            return None
        verbs.add(verb)
        indexes.append(index)
    if len(indexes) < 2 or len(verbs - {None}) > 1 or _divides_twice(plain, tokens, indexes):
        return None
    above = any(tokens[index].claim.value > whole.claim.value for index in indexes)
    if above and not TOTAL.search(whole.claim.label):
        return None  # 来稿551篇，录用27篇，其中镇373篇: another figure is divided
    return tuple(indexes)


def _divides_twice(plain: str, tokens: list[_Token], indexes: list[int]) -> bool:
    """Whether semicolons part lists from lists (交办495件，直办11件；求决460件，咨询46件)."""
    lengths = [1]
    for before, after in pairwise(indexes):
        if re.search(r"[；;]", plain[tokens[before].end : tokens[after].start]):
            lengths.append(0)
        lengths[-1] += 1
    return len(lengths) > 1 and max(lengths) > 1


def _closing_total(tokens: list[_Token]) -> Breakdown | None:
    """``甲10篇，乙20篇，合计30篇``: the total that closes a list of nothing but its parts."""
    counts = [index for index, token in enumerate(tokens) if not token.aside and not token.depth]
    if len(counts) < 3:
        return None
    last = tokens[counts[-1]].claim
    if fold(last.label) not in ("合计", "共计", "总计") or not last.unit:
        return None
    parts = [tokens[index] for index in counts[:-1]]
    if any(
        part.vague
        or part.claim.unit != last.unit
        or TOTAL.search(part.claim.label)
        or _OVERLAP.search(part.claim.label)
        or verb_of(part.claim.label) != verb_of(parts[0].claim.label)
        for part in parts
    ):
        return None
    return Breakdown(whole=counts[-1], parts=tuple(counts[:-1]))
