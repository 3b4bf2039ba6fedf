"""Percentages of the prose against the counts beside them, and parts above their whole."""

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from codes import Severity
from contracts import Finding
from evidence import Message
from figures import WIDE, narrow, plain
from scoring.checks.findings import make_finding
from scoring.checks.sheets import Case, Sheet
from scoring.checks.statements import Claim, Statement, is_count
from scoring.checks.verbs import verb_of

_PAIR = re.compile(
    r"(?<![\d.])(?P<part>\d{1,7})(?!\d|\.\d|[年月日号分%])[^\d，,。；;()%]{0,14}"
    r"(?P<mark>\(|[，,(]?(?:约?占(?:比|到|了)?|比例|比重))(?P<of>[^\d，。；;%()]{0,14})"
    r"(?P<rate>\d{1,3}(?:\.\d+)?)[%％]"
)
_NO_SHARE = re.compile(r"同比|环比|较|增|降|升|减|完成|提高|下滑|率")
_RATE = re.compile(
    r"(?P<stem>采用|采纳|采发|录用|办结|合格|优秀|优良|满意|及时|达标|回复|整改|处理|上报)率"
    r"[^\d，,。；;%]{0,6}(?P<rate>\d{1,3}(?:\.\d+)?)[%％]"
)
_PARTS_ONLY = re.compile(
    r"(?:采用|采纳|采发|录用|合格|优秀|优良|满意|及格|达标|不合格)率|占比|比重"
)
_SELDOM_MORE = re.compile(r"(?:办结|处理|回复|答复|整改|上报|及时|报送)率")
_MORE_THAN_ALL = re.compile(r"同比|环比|增|完成|较")
_HUNDRED = Decimal(100)


class _Share(NamedTuple):
    """A count and the percentage printed behind it."""

    part: Decimal
    rate: Decimal
    decimals: int

    def exact(self, whole: Decimal) -> Decimal:
        return self.part * _HUNDRED / whole

    def off(self, whole: Decimal) -> Decimal:
        """How far the percentage is from right, in units of its last digit; 0 if it may be."""
        unit = Decimal(1).scaleb(-self.decimals)
        exact = self.exact(whole)
        away = abs(exact - self.rate)
        cut = exact.quantize(unit, ROUND_DOWN, WIDE) == self.rate
        return Decimal(0) if cut or away <= unit / 2 else away / unit

    def due(self, whole: Decimal) -> Decimal:
        return self.exact(whole).quantize(Decimal(1).scaleb(-max(self.decimals, 1)), context=WIDE)


def check_text_rates(case: Case) -> Iterator[Finding]:
    """Shares of one whole of which the others or a list's sum tell the whole, and rates told so.

    A percentage that any other count of its sentence gives is not in doubt.
    """
    for statement in case.statements:
        plain_text = narrow(statement.sentence)
        one_whole = _shares(statement, plain_text)
        for clause in re.split(r"[；;]", plain_text) if one_whole is None else ():
            yield from _shares(statement, clause) or ()
        yield from one_whole or ()
        yield from _rates(statement, plain_text)


def check_more_than_all(case: Case) -> Iterator[Finding]:
    """Parts that are printed as more than their whole: a rate of adoption of 105 %."""
    for sheet in case.sheets:
        for column in sheet.numbers():
            yield from _columns(sheet, column)
    for statement in case.statements:
        text = narrow(statement.sentence)
        for match in _RATE.finditer(text):
            rate = Decimal(match["rate"])
            before = text[max(0, match.start() - 6) : match.end()]
            if rate > _HUNDRED and not _MORE_THAN_ALL.search(before):
                name = f"{match['stem']}率"
                yield make_finding(
                    "percentage",
                    _grave(name),
                    _above(name, rate),
                    [statement.evidence],
                    published=rate,
                )


def _columns(sheet: Sheet, column: int) -> Iterator[Finding]:
    heading = sheet.heading(column)
    named = _PARTS_ONLY.search(heading) or _SELDOM_MORE.search(heading)
    if named is None or _MORE_THAN_ALL.search(heading) or sheet.is_points(column):
        return
    for row in sheet.units:
        figure = sheet.figures[column][row]
        if figure is not None and figure.percent and figure.value > _HUNDRED:
            yield make_finding(
                "percentage",
                _grave(named[0]),
                _above(sheet.table.columns[column], figure.value),
                sheet.evidence(column, [row]),
                sheet=sheet,
                row=row,
                column=column,
                published=figure.value,
            )


def _grave(name: str) -> Severity:
    return "warning" if _PARTS_ONLY.search(name) else "note"


def _above(name: str, rate: Decimal) -> Message:
    late = "" if _PARTS_ONLY.search(name) else "；或含上期遗留"
    late_en = "" if _PARTS_ONLY.search(name) else ", unless it counts what an earlier period left"
    return Message(
        zh=f"“{name}”为 {plain(rate)}%，部分不应多于全体{late}。",
        en=f"«{name}» is {plain(rate)} %: a part cannot exceed its whole{late_en}.",
    )


def _shares(statement: Statement, clause: str) -> list[Finding] | None:
    """What is off among the shares that a clause lists; None where they tell no common whole."""
    found = [
        _Share(
            Decimal(match["part"]),
            Decimal(match["rate"]),
            len(match["rate"].partition(".")[2]),
        )
        for match in _PAIR.finditer(clause)
        if not _NO_SHARE.search(match[0])
    ]
    if len(found) < 2:
        return None
    total = sum((share.part for share in found), Decimal(0))
    sums_up = abs(sum((share.rate for share in found), Decimal(0)) - _HUNDRED) <= 1
    counts = {claim.value for claim in statement.claims if is_count(claim) or claim.unit == "个"}
    wholes = {whole for whole in counts | {total} if whole >= max(s.part for s in found) and whole}
    if not wholes:
        return None
    whole = max(wholes, key=lambda w: (sum(not s.off(w) for s in found), w == total))
    holding = sum(not share.off(whole) for share in found)
    lists_all = whole == total and sums_up
    if not lists_all and (holding < 2 or holding * 2 <= len(found)):
        return None
    return [
        _share_finding(statement, share, whole, share.off(whole), holding, len(found))
        for share in found
        if share.off(whole) and all(share.off(other) for other in wholes)
    ]


def _share_finding(
    statement: Statement, share: _Share, whole: Decimal, away: Decimal, holding: int, listed: int
) -> Finding:
    sum_of = f"{plain(share.part)}÷{plain(whole)}"
    due, printed = plain(share.due(whole)), plain(share.rate)
    small = away < 1
    zh = f"{sum_of}＝{due}%，而文中为 {printed}%"
    en = f"{sum_of.replace('÷', ' / ')} = {due} %, but the text gives {printed} %"
    if small:
        zh += "，只差末位，或为凑足 100% 所调"
        en += ": off in the last digit only, perhaps to make the list add up to 100 %"
    elif holding:
        zh += f"；同列 {listed} 个占比中另有 {holding} 个均按 {plain(whole)} 计算"
        en += f"; {holding} of the {listed} shares listed are shares of {plain(whole)}"
    return make_finding(
        "percentage",
        "note" if small else "error" if holding > 1 else "warning",
        Message(zh=f"{zh}。", en=f"{en}."),
        [statement.evidence],
        published=share.rate,
        expected=share.due(whole),
    )


def _rates(statement: Statement, text: str) -> Iterator[Finding]:
    """``报送301条，采用159条，采用率52.8%``: a rate whose two counts the sentence names."""
    matches = list(_RATE.finditer(text))
    if len(matches) != 1:
        return
    match = matches[0]
    counts = [claim for claim in statement.claims if is_count(claim) and claim.unit != "分"]
    part, whole = _counts_of(match["stem"], counts)
    if part is None or whole is None or not whole.value or part.value > whole.value:
        return
    share = _Share(part.value, Decimal(match["rate"]), len(match["rate"].partition(".")[2]))
    away = share.off(whole.value)
    if away:
        yield _share_finding(statement, share, whole.value, away, 0, 1)


def _counts_of(stem: str, counts: Sequence[Claim]) -> tuple[Claim | None, Claim | None]:
    """The counts of a rate where the sentence has just these two."""
    if len(counts) != 2 or counts[0].unit != counts[1].unit:
        return None, None
    verb = verb_of(stem)
    parts = [c for c in counts if stem in c.label or (verb and verb_of(c.label) == verb)]
    if len(parts) != 1 or parts[0] is not counts[1]:
        return None, None
    if verb == "adopted" and verb_of(counts[0].label) != "submitted":
        return None, None
    return counts[1], counts[0]
