"""What the words of a rule limit: one kind of item, several together, or the whole score."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from figures import fold
from scoring.rule_prose.phrase import FEW, value_of
from scoring.rule_prose.readings import of_kind
from scoring.rule_prose.rule_text import ReadClause
from scoring.rule_prose.score_columns import ScoreColumns

TIMES = re.compile(
    r"[每全单]?(?:年度?|季度?|月度?|旬|周)|(?:当|本)[年月季]|累计|各单位|各部门|原则上"
)
WHOLE = re.compile(r"(?:总|得|加|扣|计|累计|合计|最[高终]|考核|积|成绩|分|不|得)*")
_GIVEN = re.compile(r"加分|奖励分|附加分")
_ABOVE = re.compile(
    rf"(?:(?:以上|上述|前述|这)(?:(?P<number>[\d{FEW}])|各)?|(?P<last>[\d{FEW}]))[项类者]"
    r"|(?:以上|上述)(?:累计|合计|得分)"
)
"""``以上三项累计得分``, ``两项合计``."""
_HERE = re.compile(r"(?:^|/)[该本此][项类]")
"""``该项每月封顶10分``: what stands below the same heading."""
_SIGNED = re.compile(r"(?:各项|累计|合计)?(?:(?P<given>加|奖)|扣|减)分?(?:项目?)?")
_SCORE_OF = re.compile(
    r"(?:类|方面)?(?:累计|合计)?(?:的?(?:总?得分|加分|扣分|计分|总?分值?))?(?:之和|合计)?$"
)
_TAKEN = re.compile(r"采用|录用|刊[发登载用]|采纳")
_SIDE_BY_SIDE = re.compile(r"[、和与及]")
_WORDLESS = re.compile(r"信息|稿件")
_ZERO = Decimal(0)


class Limit(NamedTuple):
    """The most that one kind of item gives or takes, or several together."""

    columns: tuple[str, ...]
    cap: Decimal
    words: tuple[ReadClause, ...] = ()
    """The clause that sets it and says nothing else."""


class Limits(NamedTuple):
    """One way to take the limits that the words set."""

    of_columns: Sequence[Limit]
    whole: Decimal | None
    words: tuple[ReadClause, ...] = ()
    """The clauses that set a limit of the whole, and of nothing else."""


class LimitClauses(NamedTuple):
    """The items of one score, and the clauses that may limit them."""

    items: Sequence[ReadClause]
    every: Sequence[ReadClause]
    bases: Sequence[ReadClause]
    counts: tuple[str, ...]
    columns: ScoreColumns

    def ways(self) -> list[Limits]:
        """Limits of each item, of items together, of the whole, or of what is not in this table."""
        of_item: dict[str, Limit] = {}
        together: list[Limit] = []
        taken: set[str] = set()
        for clause in self.items:
            column = self._column(clause)
            if column is not None and clause.phrase.cap is not None:
                of_item[column] = Limit((column,), clause.phrase.cap)
        whole: Decimal | None = None
        words: tuple[ReadClause, ...] = ()
        for clause in of_kind(self.every, "cap"):
            cap = clause.phrase.points_each or _ZERO
            limited = TIMES.sub("", clause.phrase.items)
            named = [c.phrase.items for c in self.items if c.phrase.items in limited]
            if clause in self.bases:
                continue
            columns = self._together(limited, clause)
            of_all = {self._column(item) for item in self.items} <= {*columns}
            if columns and not of_all and not taken & {*columns}:
                together.append(Limit(columns, cap, (clause,)))
                taken |= {*columns}
            if of_all or WHOLE.fullmatch(limited):
                whole, words = clause.phrase.points_each, (clause,)
            elif columns:
                continue
            elif column := self.columns.meant(
                named[0] if len(named) == 1 else limited, self.counts
            ):
                of_item.setdefault(column, Limit((column,), cap, (clause,)))
        ways = [Limits((*of_item.values(),), whole, words)]
        if len({limit.cap for limit in of_item.values()}) == 1 and whole is None:
            ways.append(Limits((), next(iter(of_item.values())).cap))
        base = self.bases[0].phrase.points_each if self.bases else None
        if base and (limit := ways[-1]).whole is not None:
            above = limit._replace(whole=base + limit.whole)
            ways.insert(0 if words and _GIVEN.search(words[0].quote) else len(ways), above)
        if below := [one for item in self.items for one in self._of_heading(item)]:
            named_below = {column for one in below for column in one.columns}
            rest = [one for column, one in of_item.items() if column not in named_below]
            ways.append(Limits((*below, *rest), whole, words))
        if of_item or whole is not None:
            ways.append(Limits((), None))
        if together:
            alone = (limit for column, limit in of_item.items() if column not in taken)
            apart = not any(clause in limit.words for limit in together for clause in words)
            limits = Limits((*together, *alone), whole if apart else None, words if apart else ())
            ways.insert(0, limits)
        return ways

    def _of_heading(self, last: ReadClause) -> Iterator[Limit]:
        """A limit behind the last item of a heading: ``信息采用：县级1分，市级2分，最多加30分``."""
        below = [c for c in self.items if c.heading and c.heading == last.heading]
        columns = tuple(dict.fromkeys(filter(None, map(self._column, below))))
        if last.phrase.cap is not None and len(columns) > 1:
            yield Limit(columns, last.phrase.cap)

    def _column(self, clause: ReadClause) -> str | None:
        return self.columns.meant(clause.phrase.items, self.counts)

    def _together(self, limited: str, cap: ReadClause) -> tuple[str, ...]:
        """The counts that one limit holds for: those above it (``以上三项``), all that give or all
        that take where there are both (``加分``), those below its heading (``该项``), or those that
        a heading or a word of theirs names (``信息类得分``); none where it is of one named item.
        """
        before = [
            clause for clause in self.items if self.every.index(clause) < self.every.index(cap)
        ]
        if above := _ABOVE.match(limited):
            number = above["number"] or above["last"]
            meant = before[-int(value_of(number)) :] if number else before
        elif signed := _SIGNED.fullmatch(limited):
            gives = [(clause.phrase.points_each or _ZERO) > 0 for clause in self.items]
            meant = [
                c
                for c, give in zip(self.items, gives, strict=True)
                if give is bool(signed["given"])
            ]
            meant = meant if len(set(gives)) > 1 else []
        elif _HERE.search(limited):
            meant = [c for c in self.items if cap.heading and c.heading == cap.heading]
        else:
            meant = self._named_together(_SCORE_OF.sub("", fold(limited)))
        return tuple(dict.fromkeys(column for c in meant if (column := self._column(c))))

    def _named_together(self, name: str) -> list[ReadClause]:
        """The clauses of several items that one name, or names side by side, may stand for."""
        words = [(clause, fold(f"{clause.heading}/{clause.phrase.items}")) for clause in self.items]
        for each in (name, _WORDLESS.sub("", name), _TAKEN.sub("", _WORDLESS.sub("", name))):
            meant = [clause for clause, text in words if len(each) > 1 and each in text]
            if len(meant) > 1:
                return meant
        meant = []
        for each in _SIDE_BY_SIDE.split(_WORDLESS.sub("", name)):
            of_it = [clause for clause, text in words if len(each) > 1 and each in text]
            if len(of_it) != 1:
                return []
            meant += of_it
        return meant if len(meant) > 1 else []
