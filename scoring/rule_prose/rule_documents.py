"""Rules that an office publishes as documents of their own: whose, from when to when, and what."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations

from contracts import Clause, Notice
from evidence import Evidence, Record, Sha256
from figures import fold, plain
from periods import find_mentions
from scoring.rule_prose.rule_text import ReadClause, read_rule_text

_FROM_A_DAY = re.compile(r"^(?:日|号)?(?:起|开始)(?:正式|试)?(?:施行|实施|执行|实行|生效|试行)")
_FROM_ISSUE = re.compile(
    r"自(?:印发|发布|公布|下发|发文|通过|颁布)(?:之)?日起(?:正式|试)?(?:施行|实施|执行|实行|生效|试行)"
)
_UNTIL_A_DAY = re.compile(r"(?:有效期|施行|试行|执行)(?:限)?(?:截?至|到)$")
_YEARS = re.compile(r"(?:有效期(?:限)?为?|试行(?:期)?为?)([一二两三五1235])年")
_YEARS_OF = {"一": 1, "二": 2, "两": 2, "三": 3, "五": 5}
_REPEALED = re.compile(
    r"《([^》]{4,60})》[^。；;]{0,60}?(?:同时|即行|予以|自行)?(?:废止|作废|停止执行)"
)
_EDITION = re.compile(r"\([^()]{1,8}\)|(?:关于)?(?:重新)?(?:印发|修订)|的?通知$")


class RuleDocument(Record):
    """A 考核办法 as read."""

    capture: Sha256
    title: str
    issuers: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    """The last day on which it holds by its own words or those of a later one; null: open."""
    repeals: tuple[str, ...]
    """Titles of the rules that it ends."""
    clauses: tuple[ReadClause, ...]

    @property
    def id(self) -> str:
        """Office and title: what its editions have in common."""
        office = "、".join(self.issuers)
        named = _offices(self.title)[0].startswith(office)
        return self.title if named else f"{office}：{self.title}"

    @property
    def name(self) -> str:
        """The edition's name: its first day."""
        return self.valid_from.isoformat()

    def holds_on(self, day: date) -> bool:
        """Whether it binds a period that ends on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def rule_documents(notices: Iterable[Notice]) -> tuple[RuleDocument, ...]:
    """The rules among documents, oldest first; one that another repeals ends the day before it.

    A document that tells neither its office nor a day binds nobody and is left out.
    """
    read = {(rule.id, rule.valid_from): rule for rule in map(_read, notices) if rule is not None}
    rules = sorted(read.values(), key=lambda rule: (rule.valid_from, rule.capture))
    ends: dict[Sha256, date] = {}
    for earlier, later in combinations(rules, 2):
        if earlier.valid_from < later.valid_from and _ends(later, earlier):
            last = later.valid_from - timedelta(days=1)
            ends[earlier.capture] = min(last, earlier.valid_to or last)
    return tuple(
        rule.model_copy(update={"valid_to": ends[rule.capture]}) if rule.capture in ends else rule
        for rule in rules
    )


def documents_for(
    issuer: str | None, day: date | None, rules: Sequence[RuleDocument]
) -> tuple[RuleDocument, ...]:
    """The rules of an office that hold on the last day of a period, the newest first."""
    if issuer is None or day is None:
        return ()
    offices = set(_offices(issuer))
    return tuple(
        rule for rule in reversed(rules) if offices & set(rule.issuers) and rule.holds_on(day)
    )


def document_clauses(rules: Iterable[RuleDocument]) -> tuple[Clause, ...]:
    """Every clause of the documents, as the release lists them."""
    return tuple(
        Clause(
            rule_id=rule.id,
            label=rule.title,
            issuer="、".join(rule.issuers),
            version=rule.name,
            valid_from=rule.valid_from,
            verified_through=rule.valid_to,
            status="read",
            column=clause.phrase.column or clause.phrase.items,
            kind=clause.phrase.kind,
            formula=_formula(clause),
            quote=clause.quote,
            cite=f"{rule.title} {_place(clause.evidence)}".strip(),
        )
        for rule in rules
        for clause in rule.clauses
    )


def _formula(clause: ReadClause) -> str:
    phrase = clause.phrase
    value = "?" if phrase.points_each is None else plain(phrase.points_each)
    match phrase.kind:
        case "cap":
            return f"min({phrase.items}, {value})"
        case "deduct_from":
            return value
        case "weighted":
            return f"{phrase.items} × {value}%"
        case "highest" | "sum":
            return f"{phrase.kind}({phrase.items})"
        case "mean_of_children":
            return f"mean({phrase.items})"
        case _:
            return f"{phrase.items} × {value}"


def _place(evidence: Evidence) -> str:
    locator = evidence.locator
    return locator.selector or (f"p{locator.page}" if locator.page else "") or locator.ref or ""


def _read(notice: Notice) -> RuleDocument | None:
    if notice.kind != "rule" or notice.issuer is None:
        return None
    text = [fold(paragraph.text) for paragraph in notice.paragraphs]
    begins, ends = _span(notice, text)
    clauses = read_rule_text(notice).clauses
    if begins is None or not clauses:
        return None
    repealed = (match[1] for line in text for match in _REPEALED.finditer(line))
    return RuleDocument(
        capture=notice.sha256,
        title=fold(notice.title or ""),
        issuers=_offices(notice.issuer),
        valid_from=begins,
        valid_to=ends,
        repeals=tuple(dict.fromkeys(repealed)),
        clauses=clauses,
    )


def _span(notice: Notice, text: Sequence[str]) -> tuple[date | None, date | None]:
    """The days that its words give, else the year that it is for, else from its publication on."""
    begins: date | None = None
    ends: date | None = None
    years = 0
    for line in text:
        for mention in find_mentions(line):
            if mention.period is None:
                continue
            if _FROM_A_DAY.match(line[mention.end :]):
                begins = mention.period.start
            elif _UNTIL_A_DAY.search(line[: mention.start]):
                ends = mention.period.end
        if _FROM_ISSUE.search(line):
            begins = begins or notice.published_on
        if match := _YEARS.search(line):
            years = _YEARS_OF.get(match[1]) or int(match[1])
    if begins is None and notice.period_start is not None and notice.period_end is not None:
        return notice.period_start, ends or notice.period_end
    begins = begins or notice.published_on
    if begins is not None and ends is None and years:
        ends = _years_after(begins, years) - timedelta(days=1)
    return begins, ends


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)


def _offices(issuer: str) -> tuple[str, ...]:
    """The offices of a joint paper, ``县政府办公室`` and ``县人民政府办公室`` being one."""
    return tuple(fold(office).replace("人民政府", "政府") for office in issuer.split("、"))


def _ends(later: RuleDocument, earlier: RuleDocument) -> bool:
    """Whether a rule says that it ends an earlier one, or is a new edition of the same title."""
    if not set(later.issuers) & set(earlier.issuers):
        return False
    title = _core(earlier.title)
    return title == _core(later.title) or any(_core(name) in title for name in later.repeals)


def _core(title: str) -> str:
    """A title without its year, edition and wrapper (``关于印发《…》的通知``)."""
    wrapped = re.search(r"《([^》]+)》", title)
    words = fold(wrapped[1] if wrapped else title)
    for mention in reversed(find_mentions(words)):
        words = words[: mention.start] + words[mention.end :]
    return _EDITION.sub("", words)
