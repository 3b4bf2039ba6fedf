"""Which tables, rows and columns a claim of the prose speaks of."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from figures import fold
from periods import find_mentions
from scoring.checks.sheets import Case, Sheet
from scoring.checks.statements import TOTAL, Breakdown, Claim, Statement
from scoring.checks.verbs import Verb, strip_verbs, verb_of, verbs_of

_MARKS = re.compile(r"[\s、,，·()（）《》“”\"'：:]")
_NO_ONE = re.compile(
    r"其中|信息|稿件|简报|政务|合计|累计|总计|共计|一共|总共|共|总数|全年|数量|条数|篇数|"
    r"截[止至]|截至|[本全我](?:市|区|县|旗|省|州|盟|镇|期|季度|月|年)|已|情况|的|被|来自|收到|工作|有|发布"
)
_EVERYONE = re.compile(
    r"^(?:各级|各地区?|各旗区|各旗县区?|各县市区|各区县|各镇街|各乡镇|各苏木镇街道)?[和与及]?各(?:相关|有关)?"
    r"(?:部门|单位|地)(?:各?单位)?$|^各级各部门(?:各单位)?$|^(?:各级)?$"
)
_BARE_COUNT = re.compile(
    r"(?:条数|篇数|件数|期数|份数|次数|数量|信息数|信息量|稿件数|合计|总数|总计)$"
)


class Scope(NamedTuple):
    """Rows of one table that a claim may mean."""

    sheet: Sheet
    rows: tuple[int, ...]


class Reference(NamedTuple):
    """What a claim speaks of."""

    scopes: tuple[Scope, ...]
    """The tables together, for the whole of several."""
    alternatives: tuple[tuple[Scope, ...], ...]
    """Other readings of the same words (the table, or a section of it)."""
    certain: bool
    """Whether the words name these tables, or merely may mean them."""
    verb: Verb | None


def refer(case: Case, statement: Statement, index: int) -> Reference | None:
    """The tables a claim speaks of; None where its words settle none.

    A claim about one unit speaks of no table. A total over named parts speaks of the tables of its
    parts, all of them or none.
    """
    claim = statement.claims[index]
    if names_a_unit(case, claim):
        return None
    verb = _verb(statement, index)
    wholes = [breakdown for breakdown in statement.breakdowns if breakdown.whole == index]
    if wholes:
        read = (refer_parts(case, statement, breakdown, verb) for breakdown in wholes)
        named_by_parts = next((reference for reference in read if reference is not None), None)
        if named_by_parts is not None:
            return named_by_parts
    who = who_of(claim.label)
    if _is_the_issuer(case, who):
        who = ""  # «县政府办采用89条» tells who adopted, not whose items they were
    total = bool(TOTAL.search(claim.label)) or (not who and _goes_on(statement, index))
    if total and _EVERYONE.match(who):
        return _refer_all(case, verb, certain=len(case.sheets) == 1)
    named = named_scopes(case, who)
    if named:
        return Reference(named[0], tuple(named[1:]), True, verb)
    if total and not any(index in b.parts for b in statement.breakdowns):
        return _refer_all(case, verb, certain=False)
    return None


def _is_the_issuer(case: Case, who: str) -> bool:
    """Whether the office that speaks is meant: «我办», or its name, shortened or in full."""
    if re.fullmatch(r"[我本][办局委室网]", who):
        return True
    issuer = iter(case.notice.issuer or "")
    return len(who) > 1 and all(character in issuer for character in who)


def _goes_on(statement: Statement, index: int) -> bool:
    """Whether a claim without a name goes on with a total's (``共报送301条，采用159条``)."""
    earlier = [claim.label for claim in statement.claims[:index]]
    return bool(earlier) and bool(TOTAL.search(earlier[-1])) and bool(verb_of(earlier[-1]))


def who_of(label: str) -> str:
    """Who a claim speaks of, without verbs, times and words of every claim."""
    for mention in reversed(find_mentions(label)):
        label = label[: mention.start] + label[mention.end :]
    words = _MARKS.sub("", fold(strip_verbs(label)))
    return _NO_ONE.sub("", words)


def candidate_columns(sheet: Sheet, claim: Claim, verb: Verb | None) -> tuple[tuple[int, ...], ...]:
    """The columns, or groups of columns under one heading, that the claim may be the sum of."""
    wants_points = claim.unit == "分"
    fitting = [
        column
        for column in sheet.numbers()
        if not sheet.is_rate(column) and sheet.is_points(column) == wants_points
    ]
    if verb is None:
        return tuple((column,) for column in fitting if _spelled_in(sheet, column, claim.label))
    spoken = [column for column in fitting if verb in verbs_of(sheet.heading(column))]
    if not spoken and verb in verbs_of(sheet.table.caption):
        spoken = [column for column in fitting if _BARE_COUNT.search(sheet.heading(column))]
    together = [group for group in _groups(sheet, spoken, verb) if len(group) > 1]
    return tuple(dict.fromkeys([*((column,) for column in spoken), *together]))


def _groups(sheet: Sheet, spoken: list[int], verb: Verb) -> Iterator[tuple[int, ...]]:
    """The spoken columns below each heading that bears the verb, and all whose own name does.

    ``采用情况/市级`` and ``采用情况/省级`` are of one heading at any depth of it; printed on one
    level, ``市级采用`` and ``省级采用`` share no heading and are taken together, and so are
    ``市级采用/条数`` and ``省级采用/条数``.
    """
    below: dict[tuple[str, ...], list[int]] = {}
    for column in spoken:
        levels = sheet.heading(column).split("/")
        for depth in range(1, len(levels)):
            if verb in verbs_of(levels[depth - 1]):
                below.setdefault(tuple(levels[:depth]), []).append(column)
    yield from map(tuple, below.values())
    yield tuple(column for column in spoken if verb in verbs_of(_own_level(sheet, column)))


def _own_level(sheet: Sheet, column: int) -> str:
    """The last level of a heading that is no bare 条数."""
    *above, last = sheet.heading(column).split("/")
    return above[-1] if above and _BARE_COUNT.fullmatch(last) else last


def group_total(sheet: Sheet, columns: tuple[int, ...], rows: tuple[int, ...]) -> Decimal | None:
    """The sum of columns over rows; None where a cell cannot be read or nothing is printed."""
    totals = [sheet.total(column, rows) for column in columns]
    known = [total.value for total in totals if total is not None]
    if not known or (len(known) < len(totals) and len(columns) == 1):
        return None
    return sum(known, Decimal(0))


def _verb(statement: Statement, index: int) -> Verb | None:
    """The claim's own verb, else that of its whole, else of the claim before it."""
    own = verb_of(statement.claims[index].label)
    if own is not None:
        return own
    for breakdown in statement.breakdowns:
        if index in breakdown.parts:
            for other in [*reversed([p for p in breakdown.parts if p < index]), breakdown.whole]:
                verb = verb_of(statement.claims[other].label)
                if verb is not None:
                    return verb
    before = (verb_of(claim.label) for claim in reversed(statement.claims[:index]))
    return next((verb for verb in before if verb is not None), None)


def _refer_all(case: Case, verb: Verb | None, certain: bool) -> Reference | None:
    scopes = tuple(Scope(sheet, sheet.units) for sheet in case.sheets if sheet.units)
    return Reference(scopes, (), certain, verb) if scopes else None


def refer_only(case: Case) -> Reference | None:
    """The only table of units, which a claim without a name may speak of."""
    reference = _refer_all(case, None, certain=False)
    return reference if reference and len(reference.scopes) == 1 else None


def refer_parts(
    case: Case, statement: Statement, whole: Breakdown, verb: Verb | None
) -> Reference | None:
    """All tables that the parts name; None if a part names none or two name one."""
    scopes: list[Scope] = []
    for part in whole.parts:
        named = named_scopes(case, who_of(statement.claims[part].label))
        if not named or any(scope.sheet is named[0][0].sheet for scope in scopes):
            return None
        scopes.extend(named[0])
    return Reference(tuple(scopes), (), True, verb)


def named_scopes(case: Case, who: str) -> list[tuple[Scope, ...]]:
    """The readings of a name: the one table whose caption or unit heading bears it, sections."""
    who = re.sub(r"^各级?", "", who)
    if len(who) < 2:
        return []
    readings: list[tuple[Scope, ...]] = []
    for sheet in case.sheets:
        if any(who in words for words in _captions(sheet)):
            readings.append((Scope(sheet, sheet.units),))
    if len(readings) > 1:
        return []
    for sheet in case.sheets:
        for section in dict.fromkeys(sheet.table.rows[row].section for row in sheet.units):
            if section and who in _MARKS.sub("", fold(section)):
                rows = tuple(r for r in sheet.units if sheet.table.rows[r].section == section)
                readings.append((Scope(sheet, rows),))
    if len({reading[0].sheet.number for reading in readings}) > 1:
        return []
    return readings


def _captions(sheet: Sheet) -> Iterator[str]:
    yield _MARKS.sub("", fold(sheet.table.caption))
    if "unit" in sheet.roles:
        yield _MARKS.sub("", sheet.heading(sheet.roles.index("unit")))


def names_a_unit(case: Case, claim: Claim) -> bool:
    """Whether a claim speaks of a unit of a table by its name."""
    words = _MARKS.sub("", fold(claim.label))
    for sheet in case.sheets:
        for row in sheet.units:
            name = _MARKS.sub("", fold(sheet.name(row) or ""))
            if len(name) > 1 and name in words:
                return True
    return False


def _spelled_in(sheet: Sheet, column: int, label: str) -> bool:
    """Whether the label ends with the column's heading (``考评村(居)``, ``村(居)数(个)``).

    Or holds it before that of another column (``窗口办件`` of 窗口 and 办件数).
    """
    words = _MARKS.sub("", fold(label)).removesuffix("数")
    word = _counted_word(sheet, column)
    if len(word) < 2:
        return False
    if words.endswith(word):
        return True
    rest = words.partition(word)[2]
    others = {_counted_word(sheet, other) for other in sheet.numbers() if other != column}
    return rest in others - {""}


def _counted_word(sheet: Sheet, column: int) -> str:
    leaf = re.sub(r"\([^()]*\)$", "", sheet.heading(column).rsplit("/", 1)[-1])
    return _MARKS.sub("", leaf).removesuffix("数")
