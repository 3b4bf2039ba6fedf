"""Clauses without points an item: shares, factors, formulas, means, and what earns nothing."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from scoring.rule_prose.phrase import FEW, FLOOR, NUMBER, SCORED, Phrase, named, several, value_of

_TIMES = re.compile(
    rf"(?:按|以)?(?P<word>加倍|双倍|翻倍|翻番|减半|折半|一半|(?P<number>{NUMBER}|[{FEW}])倍(?=计|加|扣|得|给|奖|折)"
    rf"|(?P<share>{NUMBER})%(?=(?:分别|予以|进行)?[计给得加扣记赋奖]分)"
    rf"|(?:按照?|以)[^，,;:。占]{{0,14}}(?:分值?|得分|分数|标准)的(?P<part>{NUMBER})%(?!计入|折|纳入))(?:分别|予以|进行)?(?:计分|计算|扣分|得分|加分|扣除|计)?"
)
_HALVES = frozenset(("减半", "折半", "一半"))
_OF_WHAT = re.compile(r"(?:可?按|以(?![上下内外及]))[^，,;:。]*$|[计记得给]$")
"""``按上述标准``, ``按采用得分的``: how, not what, is multiplied."""
_ZERO = re.compile(
    r"(?:按|计|记|为|得|判|以)(?:零|0)分(?:计|处理|计算|记)?|(?:得分|成绩|分数)(?:直接|均)?(?:为|计|记)(?:零分?|0(?!\.|\d|分))|[该本此][项月季年]零分|不(?:得|计|记|予计|予记|再计)分(?!别|数)"
)
_ZERO_WORDS = re.compile(r"不得分|[计记按]零分|零分[计处]|得分为零|[项月季年]零分")
_SCORE_WORDS = re.compile(
    r"(?:(?:该|当|本|此|其|全|年)?[项月季年期次条]?度?(?:各(?:单位|部门)|每[条篇件次项期]|工作|信息|考核|考评|得分|成绩|分值|总分|一律|均|直接|则)*)?"
)
_ON_CONDITION = re.compile(r"([^，,;:。]{1,60}(?:的|者|的单位))[，,][^;。的者]*$")
_FIGURE = re.compile(rf"(?:\d|[{FEW}])分")
_OF_THE_TIME = re.compile(
    r"([^，,;:。]{2,60}(?:的|者|的单位))(?:[当该本此其][月季年项次期条]|全年|年度)[^，,;:。的者]{0,10}$"
)
"""``瞒报的当月信息工作计零分``."""
_TERM = re.compile(
    rf"(?P<sign>[=+-])(?P<items>[^=+×*，,;。\d()-]{{1,24}})[×*](?P<value>{NUMBER})(?![\d.%])分?"
)
_FACTOR_FIRST = re.compile(
    rf"(?P<sign>[=+-])(?P<value>{NUMBER})(?P<percent>%)?[×*](?P<items>[^=+×*，,;。()-]{{1,24}})(?=[+，,;。-]|$)"
)
"""``总分=0.3×报送得分+0.7×采用得分``."""
_MEAN = re.compile(
    r"(?P<target>[^，,;:。]{2,20}?)(?:(?:取|按|以)(?P<items>[^，,;:。]{2,30}?)的?(?:算术)?(?:平均(?:值|分(?![配摊])|数|得分|成绩)?|均值)"
    r"|(?:为|是|由|等于|=)(?P<own>[^，,;:。]{0,8}(?:所辖|所属|下属|下辖|辖区|各)[^，,;:。]{1,24}?)的?(?:算术)?(?:平均(?:值|分|数|得分|成绩)|均值)(?=[，,;。)计]|确定|$))"
)
_OVER_TIME = re.compile(
    rf"(?:[每全各历几多\d{FEW}])*个?(?:[年月季]份?度?|次|轮|名?评委|位?评委)的?(?:检查|抽查|测评|考核|考评|评分|工作|打分|评价)*(?:得分|成绩)?"
)
_SEVERAL_TIMES = re.compile(rf"[年月季]内|各[月季]|[\d{FEW}多几](?:次|个[月季])")
_MEAN_TAKEN = re.compile(
    r"(?:取|按|以|由|为|后)[^，,;。]{0,16}(?:平均(?:值|分|数|得分|成绩)|均值)(?=[，,;。)]|$|计|作为|为|确定)"
    r"|的(?:算术)?平均(?:值|分|数|得分|成绩)(?:作为|即为|计入)"
)
_WEIGHT = re.compile(
    rf"(?P<items>(?:[^，,;:。+=×*\d()%]|\([^()%]*\)(?=占)){{1,40}}?)(?:的?(?:权重|比重|比例))?(?P<several>各|分别)?"
    rf"(?P<by>占(?:[^，,;。+×*\d]{{0,18}}的)?|\(占比?|×|\*|权重为?|\(|为|是"
    rf"|按(?:[^，,;。\d]{{0,8}}的)?(?={NUMBER}%(?:的比例)?(?:计入|折|纳入))|)(?P<value>{NUMBER})%\)?"
)
_SHARES = re.compile(
    rf"(?:分别|依次)(?:占|为|是|按照?|以)(?:[^，,;。\d]{{0,18}}的)?(?P<values>{NUMBER}%(?:[、，,和]{NUMBER}%)+)"
)
_THESE = re.compile(r"[这以上述前]{1,2}[两二](?:项|个|者|部分)")
_BOTH = re.compile(r"(?<!这|述|上)[两二]项工作$")
_MADE_OF = re.compile(
    r"由(?P<parts>[^，,;。]{2,60}?)(?:[两二三四五六]?(?:个?部分|项))?(?:组成|构成)$"
)
_WEIGHS = re.compile(
    r"权重|占|[×*]|加权|比重|%(?:的比例)?(?:计入|折|纳入)|%\).*(?:组成|构成)|=.*%\)"
)
_HEADED = re.compile(r"(?:权重|比重)(?:分别)?(?:为|如下)?:")
_WEIGHT_WORD = re.compile(r"权重|比重")
_WEIGHED_IN_BRACKETS = re.compile(r"权重|比重|加权|组成|构成")
_LISTED = re.compile(
    rf"(?:(?P<target>[^，,;:。=按]{{0,20}})按照?|(?<![^，,;:。]))"
    rf"(?P<shares>[^，,;:。\d%、按]{{2,24}}{NUMBER}%(?:[、，,和及与][^，,;:。\d%、]{{2,24}}{NUMBER}%)+)"
    r"(?=的?(?:比例|权重|比重)?(?:进行)?(?:加权|计算|计入|合成|汇总|折算|核算|计分|组成|构成))"
)
"""``按甲40%、乙60%计算``."""
_ADDED = re.compile(
    rf"(?:(?P<target>[^，,;:。=]{{2,20}})=)?"
    rf"(?P<shares>[^，,;:。\d%+=]{{2,24}}{NUMBER}%(?:\+[^，,;:。\d%+=×*]{{2,24}}{NUMBER}%)+)(?!\+)"
)
"""``成绩=甲90%+乙10%``."""
_RATIO = re.compile(
    r"(?P<names>[^，,;:。\d]{3,60}?)(?:分别)?按照?(?P<values>\d{1,2}(?::\d{1,2})+)的?(?:比例|权重|比重)"
)
_DECIMAL = re.compile(
    r"(?P<items>[^，,;:。]{1,24}?)的?权重(?:系数)?(?:为|是|占)?:?(?P<value>0\.\d+)"
)
_NAMED_DECIMAL = re.compile(r"(?P<items>[^，,;:。、\d]{2,20}?)(?:为|占|是)?(?P<value>0\.\d+)")
_UNREAD_SHARE = re.compile(
    rf"{NUMBER}%|(?<![×*\d.])0\.\d+(?=[，,;、。]|$)|(?<!\d)\d{{1,2}}(?::\d{{1,2}})+的?(?:比例|权重)|[×*](?:0\.)?\d"
)
_WEIGHED_UP = re.compile(
    r"占[^，,;。\d]{0,10}分的\d|各占\d|%\+|占\d+%.*(?:组成|构成)|"
    r"权重|加权|[×*]|\d%的?(?:比例|权重)?(?:进行)?(?:计算|计入|折算|合成|汇总)|\d:\d+的?(?:比例|权重)"
)
_FORMULA = re.compile(r"=([^=，,;。]+)")
_TARGET = re.compile(r"(?P<target>[^，,;:。=]{2,20})=")


def read_shares(sentence: str) -> list[Phrase]:
    """The clauses of a half-width sentence that give no points for an item."""
    return [
        *_weights(sentence), *_terms(sentence), *_factors(sentence), *_means(sentence),
        *_zeros(sentence),
    ]  # fmt: skip


def shares_unread(sentence: str, found: Sequence[Phrase]) -> bool:
    """Whether a half-width sentence that weighs scores up has a share that is in no clause."""
    if not (_WEIGHED_UP.search(sentence) and SCORED.search(sentence)):
        return False
    if re.search(r"=[^，,;。]*\([^()]*[+-][^()]*\)[×*]", sentence):
        return True  # a sum in brackets, of which a clause has but the last term
    return any(
        not any(one.start <= match.start() < one.end for one in found)
        for match in _UNREAD_SHARE.finditer(sentence)
    )


def left_of_formula(sentence: str, found: Sequence[Phrase]) -> bool:
    """Whether a formula has a term that no clause holds, and a factor.

    A plain sum of other scores says no points.
    """
    formula = _FORMULA.search(sentence)
    if formula is None:
        return False
    begin, end = formula.span()
    held = [
        one for one in found if begin <= one.start < end and one.kind in ("weighted", "per_item")
    ]
    terms = len(re.split(r"[+-](?![^()]*\))", formula[1]))
    return len(held) < terms and (bool(held) or bool(re.search(r"[×*÷]", formula[1])))


def zeros_unread(sentence: str, found: Sequence[Phrase]) -> bool:
    """Whether something earns nothing, and no clause says what."""
    return any(
        not any(one.start < match.end() <= one.end for one in found)
        for match in _ZERO_WORDS.finditer(sentence)
    )


def means_unread(sentence: str, found: Sequence[Phrase]) -> bool:
    """Whether a mean is taken that no clause holds, such as one over months."""
    return any(
        not any(one.start < match.end() and match.start() < one.end for one in found)
        for match in _MEAN_TAKEN.finditer(sentence)
    )


def _weights(sentence: str) -> Iterator[Phrase]:
    """Shares in per cent of a score: ``甲占90%``, ``总分=甲×90%+乙×10%``, ``甲、乙分别占30%``."""
    listed = list(_listed(sentence))
    if listed:
        yield from listed
        return
    shares = [Decimal(text) for text in re.findall(rf"({NUMBER})%", sentence)]
    scored = SCORED.search(sentence) or sum(shares) == 100 or "各占50%" in sentence
    if not (_WEIGHS.search(sentence) and scored):
        return
    target = _TARGET.search(sentence)
    column = named(target["target"]) if target else None
    headed = _HEADED.search(sentence)
    spans = [match.span() for match in _SHARES.finditer(sentence)]
    for match in _SHARES.finditer(sentence):
        values = [Decimal(text) for text in re.findall(NUMBER, match["values"])]
        yield from _shared_out(sentence, match, values)
    for match in _WEIGHT.finditer(sentence):
        if any(begin < match.end() <= end for begin, end in spans):
            continue
        by = match["by"]
        if len(by) > 1 and by[0] != "(" and not re.search(r"分|成绩|指数|权重|比重|考核|总评", by):
            continue  # «占全市的30%» is a result
        named_so = _WEIGHED_IN_BRACKETS if by[:1] == "(" else _WEIGHT_WORD
        in_formula = by[:1] == "(" and column is not None and sum(shares) == 100
        if not (by[:1] in tuple("占×*按") or named_so.search(sentence) or in_formula):
            continue
        items = named(match["items"])
        if by[:1] == "(":
            items, column = _of_brackets(items, column)
        weighing = (
            by in tuple("×*") or _WEIGHT_WORD.search(match[0]) or headed or sum(shares) == 100
        )
        rate = items.endswith("率") and not weighing
        if (
            items in ("", "分别", "权重")
            or rate
            or re.search(r"[同环]比(?:$|[增上下提降减])|[增下]长?降?$", items)
        ):
            continue
        for name in _each(sentence[: match.start()], items) if match["several"] else [items]:
            yield Phrase(
                kind="weighted", column=column, items=_BOTH.sub("", name),
                points_each=Decimal(match["value"]), unit="%",
                start=match.start(), end=match.end(),
            )  # fmt: skip


def _each(before: str, items: str) -> list[str]:
    """The two that ``分别占`` speaks of; ``这两项工作`` are those that were named in quotes."""
    quoted = re.findall(r"[“\"《][^“”\"《》]{1,20}[”\"》]", before)
    if _THESE.match(items) and len(quoted) == 2:
        return quoted
    return several(items, 2)


def _of_brackets(items: str, column: str | None) -> tuple[str, str | None]:
    """``成绩由甲(40%)和乙(60%)组成``: the words before ``由`` name the score."""
    score, by, part = items.rpartition("由")
    if by and SCORED.search(score):
        column = named(score)
    return re.sub(r"^(?:以及|[和及与])", "", part if by else items), column


def _listed(sentence: str) -> Iterator[Phrase]:
    """Shares that follow their names (``甲40%、乙60%``), stand in a ratio or are decimals."""
    for match in (*_LISTED.finditer(sentence), *_ADDED.finditer(sentence)):
        if "×" in match["shares"] or "*" in match["shares"]:
            continue
        target = named(match["target"] or "")
        for part in re.finditer(rf"([^、，,+\d%]+)({NUMBER})%", match["shares"]):
            start = match.start("shares") + part.start()
            yield Phrase(
                kind="weighted", column=target if SCORED.search(target) else None,
                items=re.sub("占$", "", named(part[1])),
                points_each=Decimal(part[2]), unit="%",
                start=start, end=match.start("shares") + part.end(),
            )  # fmt: skip
    for match in _RATIO.finditer(sentence):
        values = [Decimal(text) for text in match["values"].split(":")]
        names = several(named(match["names"]), len(values))
        shares = [value * 100 / sum(values) for value in values]
        if len(names) == len(values) and sum(shares) == 100:
            for name, share in zip(names, shares, strict=True):
                yield Phrase(
                    kind="weighted", items=name, points_each=share, unit="%",
                    start=match.start(), end=match.end(),
                )  # fmt: skip
    decimals = list(_DECIMAL.finditer(sentence))
    if headed := _HEADED.search(sentence):
        decimals = list(_NAMED_DECIMAL.finditer(sentence, headed.end()))
        if sum(Decimal(match["value"]) for match in decimals) != 1:
            decimals = []
    for match in decimals:
        if items := named(match["items"]):
            yield Phrase(
                kind="weighted", items=items, points_each=Decimal(match["value"]) * 100,
                unit="%", start=match.start(), end=match.end(),
            )  # fmt: skip


def _shared_out(sentence: str, match: re.Match[str], values: Sequence[Decimal]) -> Iterator[Phrase]:
    """``由甲和乙组成，分别占90%和10%``: the names stand before, one for each share."""
    before = re.sub(r"(?:(?:所占)?(?:权重|比重|比例)|占比)$", "", sentence[: match.start()]).rstrip(
        "，,的"
    )
    begin = max(before.rfind(mark) for mark in "，,;:。") + 1
    made = _MADE_OF.search(before[begin:])
    listed = re.sub(r"的?(?:权重|比重|比例|分值)$", "", before[begin:])
    names = several(named(made["parts"] if made else listed), len(values))
    if len(names) == len(values):
        for name, value in zip(names, values, strict=True):
            yield Phrase(
                kind="weighted", items=name, points_each=value, unit="%",
                start=begin, end=match.end(),
            )  # fmt: skip


def _factors(sentence: str) -> Iterator[Phrase]:
    """Points doubled, halved, or taken by a share of them."""
    for match in _TIMES.finditer(sentence):
        factor = Decimal("0.5") if match["word"] in _HALVES else Decimal(2)
        if match["number"]:
            factor = value_of(match["number"])
        elif share := match["share"] or match["part"]:
            factor = Decimal(share) / 100
        begin, items = condition(sentence, match.start(), _OF_WHAT)
        yield Phrase(
            kind="multiply", items=items or match["word"], points_each=factor, unit="倍",
            start=begin, end=match.end(),
        )  # fmt: skip


def _zeros(sentence: str) -> Iterator[Phrase]:
    """What earns nothing at all: ``未采用的按零分计``."""
    for match in _ZERO.finditer(sentence):
        begin, items = condition(sentence, match.start(), None)
        led = _ON_CONDITION.search(sentence, 0, match.start())
        if led and not _FIGURE.search(sentence, led.start(), match.start()):
            begin, items = led.start(), named(led[1])
        elif own := _OF_THE_TIME.search(sentence, begin, match.start()):
            led, items = own, named(own[1])
        else:
            led = None
        known = led or re.search(
            r"(?:的|者|单位)(?:考核|得分)?[，,]?$|以[上下]$|[未不无]|其余|其他|否则|(?:低于|达不到|超过|高于)[^，,;。]{0,8}$",
            sentence[begin : match.start()],
        )
        if items and known and not FLOOR.search(sentence, match.start() - 3, match.end() + 3):
            yield Phrase(
                kind="cap", items=items, points_each=Decimal(0), unit="分",
                start=begin, end=match.end(),
            )  # fmt: skip


def _terms(sentence: str) -> Iterator[Phrase]:
    """The terms of a formula that are so many points for each: ``得分=采用数×5+报送数×1``."""
    target = _TARGET.search(sentence)
    terms = list(_TERM.finditer(sentence)) if target else []
    percent = False
    if target and not terms:
        terms = list(_FACTOR_FIRST.finditer(sentence))
        percent = bool(terms) and all(match["percent"] for match in terms)
        terms = terms if percent or not any(match["percent"] for match in terms) else []
    whole = 100 if percent else 1
    weigh = percent or (len(terms) > 1 and sum(Decimal(m["value"]) for m in terms) == whole)
    for match in terms:
        value = Decimal(match["value"]) * (-1 if match["sign"] == "-" else 1)
        yield Phrase(
            kind="weighted" if weigh else "per_item",
            column=named(target["target"]) if target else None, items=named(match["items"]),
            points_each=value * 100 if weigh and not percent else value,
            unit="%" if weigh else "分",
            start=match.start(), end=match.end(),
        )  # fmt: skip


def _means(sentence: str) -> Iterator[Phrase]:
    """A score that is the mean of others: ``街道得分取所辖社区得分的平均值``."""
    for match in _MEAN.finditer(sentence):
        items = named(match["items"] or match["own"])
        if _OVER_TIME.fullmatch(items) or _SEVERAL_TIMES.search(items):
            continue  # «按季度平均»: over time, not over other scores
        yield Phrase(
            kind="mean_of_children", column=named(match["target"]), items=items,
            points_each=None, unit="分", start=match.start(), end=match.end(),
        )  # fmt: skip


def condition(sentence: str, place: int, without: re.Pattern[str] | None) -> tuple[int, str]:
    """Where the words before `place` begin and what they name; the clause before, if nothing."""
    for _ in range(2):
        begin = max(sentence.rfind(mark, 0, place) for mark in "，,;:。") + 1
        words = sentence[begin:place]
        items = named(without.sub("", words) if without else words)
        if not begin or not _SCORE_WORDS.fullmatch(items):
            break
        place = begin - 1
    return begin, items
