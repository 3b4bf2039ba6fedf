"""The figures that stand in sentences: ``共报送信息119篇`` gives 119 篇."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from decimal import Decimal

from contracts import NamedField, ProseFigure
from evidence import Evidence
from extractors.document import TextBlock
from extractors.notice.numerals import NumberToken, number_tokens
from figures import narrow

_SENTENCE = re.compile(r"[^。；！？;!?\n]*(?:[。；！？;!?\n]+[”’」』》）)]*|$)")
_MEASURES = (
    r"个百分点|百分点|平方公里|平方千米|平方米|立方米|公里|千米|公斤|千克|公顷|分钟|小时|周年|年度|个月|万元|亿元|人次|场次|件次|条次|车次|批次|期次|篇次|"
    r"项次|吨|米|克|元|分|条|篇|件|个|次|期|名|位|人(?![民大])|家|份|项|户|起|场|块|辆|台|部(?![门委])|幅|套|种|类|级|批|轮|届|天|日|"
    r"年|月|周|秒|字|页|张|只|间|所|处(?!室)|栋|幢|座|棵|株|亩|本(?![级市区县])|册|版|则|道|支(?![部行])|组|队|集|倍|成|岁|度|点|站|"
    r"号|线|款|节|章|步|层|封|例|宗|笔|趟|班|门|面|头|对|双|根|片|箱|包|桶|盆|枚|村|镇"
)
_MEASURE = (
    r"(?:[多余来]\s*)?(?:[十百千万亿]+(?:[多余]\s*)?)?(?:" + _MEASURES + r")"
    r"|[%‰℃㎡㎥]|[多余]?[万亿]|(?:[km]?[gm²³]|km|[μm]g|[KMG]B|kW·?h?|h|L)(?:/[a-z]+[²³]?)?(?![A-Za-z])"
)
_UNIT = re.compile(r"\s*(?P<unit>" + _MEASURE + r")")
_PUNCTUATION = re.compile(r"[。；：，、！？,:;!?]")
_SAME_UNIT = re.compile(r"\s*(?:[-—–~～、/或和至到]|——)\s*")


def prose_figures(
    prose: Iterable[TextBlock], fields: Iterable[NamedField] = ()
) -> tuple[ProseFigure, ...]:
    """Every figure of the prose, and of form fields that hold sentences, in printed order.

    Dates and numbers of documents, lists, phones and houses are no figures. The unit is the
    measure word as printed, with what makes it approximate or large (``余场次``, ``亿多元``);
    the first of ``150-200个`` has the unit of the last. The evidence quotes the sentence. A line
    such as ``大法寺镇 90.99`` is no sentence but a row of a table that was not read: it gives none.
    """
    figures: list[ProseFigure] = []
    for block in prose:
        figures += _figures_of(block.text, block.evidence)
    for field in fields:
        if "。" in field.text:
            figures += _figures_of(field.text, field.evidence)
    return tuple(figures)


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Places of the sentences of `text`: each ends at 。；！？ with the quotes that close there."""
    return tuple(
        (match.start(), match.end()) for match in _SENTENCE.finditer(text) if match[0].strip()
    )


def _figures_of(text: str, evidence: Evidence) -> Iterator[ProseFigure]:
    tokens = [token for token in number_tokens(text) if token.reason is None]
    units = _units(narrow(text), tokens)
    if _is_row(text, tokens, units):
        return
    found = deque(zip(tokens, units, strict=True))
    for start, end in split_sentences(text):
        sentence = text[start:end].strip()
        quoted = evidence.model_copy(update={"quote": sentence})
        while found and found[0][0].start < end:
            token, unit = found.popleft()
            if start <= token.start:
                yield ProseFigure(
                    value=_value(token.text),
                    unit=unit,
                    text=token.text,
                    sentence=sentence,
                    evidence=quoted,
                )


def _is_row(text: str, tokens: list[NumberToken], units: list[str]) -> bool:
    """Whether a line is words and bare numbers with blanks between them."""
    if _PUNCTUATION.search(text):
        return False
    return any(
        not unit
        and (token.start == 0 or text[token.start - 1].isspace())
        and (token.end == len(text) or text[token.end].isspace())
        for token, unit in zip(tokens, units, strict=True)
    )


def _value(printed: str) -> Decimal:
    return Decimal(narrow(printed).replace(",", "").replace("−", "-"))


def _units(plain: str, tokens: list[NumberToken]) -> list[str]:
    units: list[str] = []
    following: NumberToken | None = None
    for token in reversed(tokens):
        match = _UNIT.match(plain, token.end)
        unit = re.sub(r"\s", "", match["unit"]) if match else ""
        if not unit and following and _SAME_UNIT.fullmatch(plain, token.end, following.start):
            unit = units[-1]
        units.append(unit)
        following = token
    return units[::-1]
