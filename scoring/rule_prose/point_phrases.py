"""How a sentence gives points: a figure with its sign, what it counts, and what limits it.

A phrase is read from its figure leftwards: ``被省级采用的，每条加20分`` is 20, ``加``, ``每条``,
and then what is counted. The words of a report (``甲县得20分``) give no phrase.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from scoring.rule_prose.item_names import LEVEL, context_of, item_of
from scoring.rule_prose.phrase import (
    FEW,
    FLOOR,
    MEASURE,
    NUMBER,
    UNIT_DID,
    Phrase,
    PhraseKind,
    named,
    several,
    value_of,
)
from scoring.rule_prose.repeat_phrases import read_repeats
from scoring.rule_prose.rule_sentences import leaves_open, speaks_of_points
from scoring.rule_prose.share_phrases import read_shares

_GIVES = r"加计|加记|奖励|给予|加|(?<![等金银铜秀胜])奖|计|记|得|给|赋|折合|折"
_TAKES = r"加扣|倒扣|扣减|扣除|扣|减"
_SIGN = re.compile(
    rf"(?:(?:另外|另|再|额外|直接|一律|均|各|可|则|分别|依次|酌情|一次性)*(?:(?P<gives>{_GIVES})|(?P<takes>{_TAKES}))"
    r"(?:为|计|记|至|到)?(?:(?:当[年月季]|年度|年终|综合|目标管理?|绩效|考核|考评|该项)+(?:总|得)?分|[^，,;\d]{0,6}(?:所在|责任|相关|有关|该)(?:单位|部门|地区|乡镇|街道|科室|村|社区))?|(?:分别|依次)?(?:为|是))[:]?$"
)
_POINTS = re.compile(
    rf"(?<![\d.%第])(?P<value>{NUMBER}(?:分?(?:[、/]|和){NUMBER})*|[{FEW}])分"
    r"(?![钟之别组类管工布析发送支局行公])(?:值)?"
)
_PER = re.compile(
    rf"(?:每(?!个?[年月季周旬]度?[末底]?\d+[日号])(?P<verb>(?:(?:[低高]于|超过){NUMBER}%)?[^\d每，,]{{0,10}}?)(?:(?<![前后第])(?P<number>{NUMBER}|[{FEW}]))?|(?<!第)(?P<one>[1一]))"
    rf"(?P<measure>{MEASURE})(?!(?:\(含\))?及?以[上下内])(?:\([^()]{{1,6}}\)|/{MEASURE})?(?P<tail>[^\d每，,]{{0,24}})$"
)
_TITLE = re.compile(r"《[^》]*》")
_EVERY = "\ue000"
"""``每`` in the title of a paper (《每日要情》) counts nothing."""
_STANDARD = re.compile(r"分的?标准(?:分别|予以)?[计加给奖得记]分?")
"""``按一等奖6分、二等奖4分的标准加分``."""
_TIERS = re.compile(r"\d[条篇件次个项期](?:及?以[上下])")
"""``2篇以上的得5分，1篇的得2分``: not so much for each."""
_PER_AFTER = re.compile(rf"(?:/|每)(?P<measure>{MEASURE})")
_PER_LEAD = re.compile(
    rf"每(?P<verb>[^\d每，,]{{0,10}}?)[一1]?(?P<measure>{MEASURE})(?P<tail>[^\d，,;]{{0,12}})[，,:]"
)
"""``每采用一条，`` before the points of each level."""
_BASE = re.compile(r"(?:基础|起评|基本|底|基准|起始|初始|原始|(?:基础|基本|目标)任务)分(?:值|数)?")
_BASE_AFTER = re.compile(r"(?:的|为|作为)?(?:(?:基础|起评|基本|底|基准|起始|初始)分|(?<=为)基数)")
_LIMIT = re.compile(
    r"(?:扣完|不得?超过|不高于|不得高于|封顶|(?<!无)(?<!不设)(?<!没有)上限|得?满分|最高(?:可|能)?|最多(?:可|能)?|至多|为限|占)"
    rf"(?:{_GIVES}|{_TAKES})?(?:为|是|值)?:?$"
)
_OF_A_HUNDRED = re.compile(r"(?:总分|满分)值?(?:为|是|共|计)*$")
_FULL_MARKS = frozenset(map(Decimal, (100, 105, 110, 120, 150, 200, 1000)))
_OWN_MARK = re.compile(rf"(?P<items>[^，,;:。、()由和及]{{2,20}})\((?P<value>{NUMBER})分\)")
_BARE_MARK = re.compile(
    rf"(?:^|(?<=[，,;、]))(?P<items>[^，,;:。、\d]{{2,20}}?)(?P<value>{NUMBER})分(?=[，,;、。]|$)"
)
_FULL_MARK_STATED = re.compile(rf"(?:满分|总分)\D{{0,4}}?({NUMBER})分[。:]?$")
_WHOLE = re.compile(
    r"(?:[每全当]?[人年月季]?度?|单?项|总分?|共计?|得分|加分|扣分|计分)*|(?:累计|合计|全年|年度)(?:加|得|扣|计|奖励)分"
)
"""Words of a limit that name nothing of their own: it holds for the clause before."""
_OF_ALL = re.compile(r"累计|合计|共计|总|[全当]年|年度|月度|季度|每[月季]|当[月季]|[加扣得]分")
"""Words of a limit that may hold for all the clauses before."""
_NO_MORE = re.compile(r"(?:[每全当]?[年月季]?度?)?")
_LIMIT_AFTER = re.compile(r"(?:封顶|为限|为上限|为满分|以内)")
_RANK = re.compile(
    rf"第(?:[{FEW}]{{1,3}}|\d{{1,2}})(?:名|位)?(?:(?:至|到|-|—)第?(?:[{FEW}]{{1,3}}|\d{{1,2}}))?[名位]?的?$"
)
_PLACES = FEW.replace("两", "")
_LISTED_PLACES = re.compile(
    r"第?(?P<places>[一二三四五六七八九十](?:[、和][一二三四五六七八九十])+)[名位]"
)
_TALLY = re.compile(r"的(?:有|为|共)?\d+(?:家|个|处|户)")
_BEYOND = re.compile(
    rf"(?:超[过出]|[高多大]于)(?P<value>{NUMBER})分的?(?:部分)?[，,]?(?:均|一律|只|仅)?[按以]$"
)
"""``超过10分的按10分计`` says a limit, or says it again."""
_FIRST_FEW = re.compile(rf"前(?P<number>[{FEW}]|\d)[名位]")
_UNCLEAR = re.compile(r"扣(?![分除押缴减])|^[^《]*每(?!个?(?:月|季|年|周|次考))|^[^\w《“‘\"(]|\d日")
"""Of an item: a second measure or a stray mark shows that its words were cut amiss."""
_THRESHOLD = re.compile(r"(?:达到?|低于|高于|少于|多于|大于|小于|不足|不满|超过)$")
_THRESHOLD_AFTER = re.compile(r"(?:\(含\))?(?:及?以[上下]|之间)")
_MEAN_FIGURE = re.compile(r"平均(?:得分|成绩|分)?(?:为|是|达)?$")
_SHARED_OUT = re.compile(r"分值(?:分别)?(?:为|是)?$")
_RANGE = re.compile(rf"{NUMBER}分?(?:至|到|[-—–―~])+$")
_CONVERTED = re.compile(
    r"最高(?:得?分)?(?:值|数)?的?(?:得分|单位|部门|者|乡镇|街道)?(?:为|按|计)$(?<!最高[为计按])"
)
"""``以最高分单位为100分折算``."""
_OF_A_UNIT = re.compile(r"^[^，,的]{1,8}(?:[镇乡县局区委办村]|街道|公司)因")
"""``甲镇因迟报扣2分`` is a result."""
_ACT = re.compile(
    r"[采录刊选]用|采纳|刊[发登载]|编发|[转印]发|发布|发表|批示|报送|上报|报告|投稿|约稿|信息|稿件|简报|简讯|未|不|无|迟|错|漏|缺|逾"
    r"|瞒|少|超|通报|表彰|获|完成|达|参加|出现|的$|者$|[》”]"
)
_WHO = "单位|部门|地区|乡镇|街道|个人|人员|同志|科室|学校|村|社区"
_COUNTED = re.compile(
    r"^(?!.*(?:[低高少多大小]于|超过|达到?|满(?!意)|不足|完成|未|缺)).*\d[处起件次个例项条篇]$"
)
_OF_LEVEL = re.compile(
    r"[^，,]{0,2}(?:[一二三特优]等|[金银铜]|优[秀胜]|团体)奖|[^，,]{0,4}(?:国家|[省市区县乡镇])级(?!.*[局办委])"
)
_ASIDE = re.compile(
    r"^在[^，,]*基础上(?=$)|^(?:并|取消|除|不再|不予|视为|视情|予以通报)[^，,]*?(?:并|外|且|后)(?=$)"
)


def read_phrases(sentence: str, lead: str = "") -> tuple[tuple[Phrase, ...], bool]:
    """The clauses of a half-width sentence in printed order, and whether no figure was left over.

    `lead` is the sentence before it: ``计分标准如下：`` makes a bare ``《要情》10分`` a clause.
    """
    sentence = _TITLE.sub(lambda title: title[0].replace("每", _EVERY), sentence)
    found = [*read_shares(sentence), *read_repeats(sentence), *_marks_shared_out(sentence, lead)]
    rule_led = speaks_of_points(sentence, lead)
    whole = not leaves_open(sentence, found)
    for match in _POINTS.finditer(sentence):
        if any(one.start <= match.start() < one.end for one in found):
            continue
        read = _points(sentence, match, found, rule_led)
        if read is None:
            whole = False
            continue
        found = read
    floor = FLOOR.search(sentence)
    if floor:
        whole = whole and any(one.kind != "sum" for one in found)
        found = [
            one.model_copy(update={"floor": Decimal(0)})
            if one.kind == "deduct_from" or (one.points_each or 0) < 0
            else one
            for one in found
        ]
    found = [
        one.model_copy(update={"items": one.items.replace(_EVERY, "每")})
        if _EVERY in one.items
        else one
        for one in found
    ]
    return tuple(sorted(found, key=lambda one: one.end)), whole


def _marks_shared_out(sentence: str, lead: str) -> list[Phrase]:
    """``由甲(40分)、乙(60分)组成``, ``满分100分。甲40分，乙60分``: a full mark shared out."""
    marks = list(_OWN_MARK.finditer(sentence))
    wholes = _FULL_MARKS
    if not marks and (stated := _FULL_MARK_STATED.search(lead)):
        marks = list(_BARE_MARK.finditer(sentence))
        wholes = frozenset((Decimal(stated[1]),))
    if len(marks) < 2 or sum(Decimal(match["value"]) for match in marks) not in wholes:
        return []
    return [
        Phrase(
            kind="cap", items=named(match["items"]), points_each=Decimal(match["value"]),
            unit="分", start=match.start(), end=match.end(),
        )
        for match in marks
    ]  # fmt: skip


def _points(
    sentence: str, match: re.Match[str], found: list[Phrase], rule_led: bool
) -> list[Phrase] | None:
    """The clauses with that of one figure of points added, None where its words give none."""
    values = [value_of(text) for text in re.split(r"分?[、/和]", match["value"])]
    begin = _segment_start(sentence, match.start(), found)
    before, after = sentence[begin : match.start()], sentence[match.end() :]
    if beyond := _BEYOND.search(sentence, 0, match.start()):
        return _limit_beyond(sentence, found, values[0], beyond, match.end())
    if _TALLY.match(after):
        return found
    if _RANGE.search(before) or _CONVERTED.search(before):
        return None  # «1至3分»: the assessor chooses
    if _THRESHOLD.search(before) and not _LIMIT.search(before):
        return found  # «得分低于60分的»: whom it meets, not what it gives
    if _THRESHOLD_AFTER.match(after) or _MEAN_FIGURE.search(before):
        return found
    if _SHARED_OUT.search(before):
        return None  # «分值分别为100分、80分»: of each item, or the most for all?
    of_whole = bool(
        re.search(
            r"(?:满分|[百千]分制|总分\D{0,3}1\d0分)[^;。]*(?:其中|:)", sentence[:begin] + before
        )
    )
    start, end = begin, match.end()

    full = bool(_OF_A_HUNDRED.search(before) and values[0] in _FULL_MARKS)
    if full or _LIMIT.search(before) or _LIMIT_AFTER.match(after):
        return _capped(sentence, found, values, begin, match)
    ranked = _RANK.search(_unsigned(before)[0])
    unsigned, sign = _unsigned(before)
    base = _BASE.search(before) or _BASE_AFTER.match(after)
    if base and base.re is _BASE and _earned_each(before[: base.start()]):
        unsigned, base = _unsigned(before[: base.start()])[0], None
    if base:
        items = named(before[: base.end()] if base.re is _BASE else before) or base[0]
        return _with(found, "deduct_from", [items], values, "分", start, end)
    if ranked:
        items, start = _of_rank(sentence, unsigned, ranked, begin, found)
        return _with(found, "rank_by", [items], values, "分", start, end, sign or 1)
    if len(values) > 1 and (listed := _LISTED_PLACES.search(sentence, 0, match.start())):
        names = [f"第{place}名" for place in re.split("[、和]", listed["places"])]
        return _with(found, "rank_by", names, values, "分", listed.start(), end, sign or 1)
    if len(values) > 1 and (first := _FIRST_FEW.search(unsigned)):
        if value_of(first["number"]) != len(values):
            return None
        places = [f"第{_PLACES[n]}名({named(unsigned)})" for n in range(len(values))]
        return _with(found, "rank_by", places, values, "分", start, end, sign or 1)

    if not sign and _STANDARD.search(sentence, match.end() - 1):
        sign = 1
    per = _PER.search(unsigned)
    if per and per["one"] and per["tail"].startswith("的") and _TIERS.search(sentence):
        per = None
    later = _PER_AFTER.match(after)
    number, unit = Decimal(1), "分"
    words, done = _ASIDE.sub("", unsigned), ""
    if per:
        number = value_of(per["number"] or "1")
        unit = f"分/{per['measure']}"
        words, done = unsigned[: per.start()], (per["verb"] or "") + (per["tail"] or "")
    elif later:
        unit, end = f"分/{later['measure']}", match.end() + later.end()
    items, start = item_of(sentence, begin, found, words, done, bool(per))
    words += done
    if UNIT_DID.match(items) and not re.search("[的者每凡]", sentence[start : match.start()]):
        return found  # «甲县科技局零报送，扣5分»
    led = None if per or later else _PER_LEAD.search(sentence, 0, begin)
    if led:
        unit, items = f"分/{led['measure']}", items + named(led["verb"] + led["tail"])
        rule_led = True
    if values == [0] and sentence[:begin].endswith(("的，", "的,")):
        return _with(found, "cap", [context_of(sentence, begin, found)[0]], values, "分", 0, end)
    if of_whole and items and not (sign or per or later):
        return _with(found, "cap", [items], values, unit, start, end)
    if (
        not items
        or items.endswith(("或", "各"))
        or _UNCLEAR.search(items)
        or (not (per or later) and not _is_rule(words, items, rule_led, sign))
    ):
        return None
    share = [value / number for value in values]
    if any(value * number != given for value, given in zip(share, values, strict=True)):
        return None  # a share that is no decimal: «每3条加1分»
    return _with(found, "per_item", several(items, len(values)), share, unit, start, end, sign or 1)


def _of_rank(
    sentence: str, words: str, place: re.Match[str], begin: int, found: Sequence[Phrase]
) -> tuple[str, int]:
    """What is ranked and the place; ``第二名`` after ``年终考评第一名`` is of the same ranking."""
    before = [one for one in found if one.end <= begin and one.kind == "rank_by"]
    if not named(words[: place.start()]) and before:
        earlier = _RANK.sub("", before[-1].items)
        if earlier != before[-1].items and not sentence[before[-1].end : begin].count(";"):
            return earlier + named(words), begin
    return named(words), begin


def _with(
    found: list[Phrase],
    kind: PhraseKind,
    items: Sequence[str],
    values: Sequence[Decimal],
    unit: str,
    start: int,
    end: int,
    sign: int = 1,
) -> list[Phrase] | None:
    """`found` and one clause for each item and its value; None where they do not pair off."""
    if len(items) != len(values):
        return None
    added = [
        Phrase(kind=kind, items=name, points_each=sign * value, unit=unit, start=start, end=end)
        for name, value in zip(items, values, strict=True)
    ]
    return [*found, *added]


def _earned_each(words: str) -> bool:
    """``每采用1篇得基本分2分``: a base that each item earns is none."""
    unsigned, sign = _unsigned(words)
    per = _PER.search(unsigned)
    return sign > 0 and per is not None and per["measure"] in tuple("条篇件期次份")


def _is_rule(words: str, items: str, rule_led: bool, sign: int) -> bool:
    """Whether words without ``每`` state what earns points, not what somebody earned."""
    if not rule_led or _OF_A_UNIT.search(words):
        return False
    if re.search(rf"[的者](?:{_WHO})?[，,:]?$", words):
        return True
    if _COUNTED.search(items) or re.search(r"(?:得分|分值|成绩|总分)$", items):
        return False  # «甲街道48处，扣9.6分»
    if not named(words):
        return True
    if sign and re.search(
        r"^有|以[上下]$|\d%$|按时|按要求|及时|(?:优秀|良好|称职|合格|满意|较好|较差)$", items
    ):
        return True
    if sign and (LEVEL.fullmatch(named(words)) or _OF_LEVEL.match(items)):
        return True
    return bool(_ACT.search(items))


def _capped(
    sentence: str, found: list[Phrase], values: list[Decimal], begin: int, match: re.Match[str]
) -> list[Phrase] | None:
    """A limit holds for the clause before it in the sentence, else it stands alone."""
    if len(values) != 1:
        return None
    stop = match.end()
    before = sentence[begin : match.start()]
    words = re.sub(r"(?:最[高多大]|累计|合计|为|是|共|计)+$", "", _LIMIT.sub("", before))
    items = named(words)
    own = not _WHOLE.fullmatch(items)
    if before == "得满分" and re.search(r"(?:均|都|全部|已)[^，,;]{0,10}[，,]$", sentence[:begin]):
        return found  # «各县均已完成，得满分20分»
    if own and (_UNCLEAR.search(items) or _POINTS.search(items)):
        return None  # «每个小区最多扣3分»: a limit for each of what is not listed
    before_it = [
        one for one in found if one.kind in ("per_item", "deduct_from") and one.end <= begin
    ]
    near = [one for one in before_it if ";" not in sentence[one.end : begin]]
    last = near[-1] if near else None
    if re.search(r"累计|合计|共计|总", before):
        near = before_it  # also of those of another clause; a year's limit is of its own
    named_again = re.sub(r"(?:[加扣得]分|分值)$", "", items)
    if last is not None and own and named_again and named_again in last.items:
        own = False
    elif len(near) > 1 and _OF_ALL.search(before):
        last = None
        items += "累计" if _NO_MORE.fullmatch(items) and "累计" in before else ""
    elif (
        last is not None
        and last.kind == "deduct_from"
        and re.search(r"[全当]年|年度|加分|奖励", items)
    ):
        last = None  # a base of a month, a limit of the year
    if last is not None and not own:
        changed = last.model_copy(update={"cap": values[0], "end": stop})
        return [changed if one is last else one for one in found]
    if not items:
        items, begin = context_of(sentence, begin, found)
    return _with(found, "cap", [items or "总分"], values, "分", begin, stop)


def _limit_beyond(
    sentence: str, found: list[Phrase], value: Decimal, beyond: re.Match[str], end: int
) -> list[Phrase] | None:
    """The limit of ``得分超过10分的按10分计``; nothing more where a clause before it has it."""
    if Decimal(beyond["value"]) != value:
        return None
    if any(value in (one.cap, one.points_each if one.kind == "cap" else None) for one in found):
        return found
    start = _segment_start(sentence, beyond.start(), found)
    items = named(sentence[start : beyond.start()])
    return _with(found, "cap", [items or "总分"], [value], "分", start, end)


def _segment_start(sentence: str, place: int, found: Sequence[Phrase]) -> int:
    """Where the words of a figure begin: behind the last mark or the last clause."""
    marks = [match.end() for match in re.finditer(r"[，,;:。]|(?<=\d分)、", sentence[:place])]
    if marks and re.fullmatch(r"\s*", sentence[marks[-1] : place]):
        marks.pop()  # «甲：10分»
    ends = [one.end for one in found if one.end <= place]
    return max([0, *marks[-1:], *ends])


def _unsigned(words: str) -> tuple[str, int]:
    """The words without the verb that gives or takes points, and its sign (0 where none is)."""
    match = _SIGN.search(words)
    if match is None:
        return words, 0
    return words[: match.start()], -1 if match["takes"] else 1 if match["gives"] else 0
