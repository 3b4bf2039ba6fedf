"""Notices put beside one another: whose figure it is, of what and of when, wherever it is printed.

A figure is the same in two notices only where nothing is open: one issuer, tables of one series,
headings that differ in words of time alone, one unit, one period. What is uncertain in any of these
is left out, for a false alarm between two documents costs an auditor more than a miss.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import NamedTuple

from contracts import Mention, Notice, Observation, Score
from evidence import Evidence, Message
from figures import fold, read_figure
from layout import column_roles, is_rank_heading
from periods import find_mentions, runs_from_new_year

COMPARES = re.compile(
    r"同比|环比|变化|升降|增长|增幅|增减|降幅|较|(?<!占)比(?!例|重|率)|[+＋]/[-－]"
)
CORRECTS = re.compile(r"更正|勘误|订正|补正|(?:有误|错误).{0,12}(?:改|调整|修正)")
_SINCE = re.compile(r"累[计积]|以来|至今|截[至止]|年初")
_MEASURE = re.compile(r"\((?:条|篇|件|则|份|个|次|人次|分|位)\)")
_COUNTED = re.compile(r"(?<=.)(?:合计|总[条篇件]?数|[条篇件则份次]数|数量|情况|数|[条篇件])$")
_SCORE = re.compile(r"^(?:总|合计|季度|月度|年度)*(?:得分|总分|积分|分值|分数|计分|总成绩|分)$")
_TIMES = re.compile(
    r"[本当今上去](?:年度?|月份?|期|季度?|周|旬|轮|次)|去年|同期|全年|年度|年内|年初|目前|累[计积]|以来|至今|截[至止]"
    r"|(?:\d{1,2}[-至到~—])?\d{1,2}月份?|第?[一二三四1-4]季度?|[上下]半年"
)
_FILLER = re.compile(r"[()/\s的,、:]")
_LONGEST_TITLE = 60


class Filed(NamedTuple):
    """A notice among others, with what the other stages found its tables and names to be."""

    path: str
    notice: Notice
    observations: tuple[Observation, ...]
    mentions: tuple[Mention, ...]
    scores: tuple[Score, ...]
    issuer: str | None
    """One key for all names of the office that speaks; null where it is not known."""
    matters: Mapping[int, str]
    """What each table that is a ranking is about, by its number from 1."""
    series_of: Mapping[str, str]
    """The id that each unit had before all its renames."""

    @property
    def called(self) -> Message:
        """What the notice is called where two are spoken of: title, number, period."""
        notice = self.notice
        title = fold(notice.title or self.path)
        if len(title) > _LONGEST_TITLE:
            title = title[: _LONGEST_TITLE - 1] + "…"
        start, end = notice.period_start, notice.period_end
        period = f"{start} – {end}" if start and end else str(end) if end else None
        issued = notice.published_on if end is None else None
        marks = [mark for mark in (notice.doc_number, period) if mark]
        told_zh = "，".join([*marks, *([f"{issued} 印发"] if issued else [])])
        told_en = ", ".join([*marks, *([f"issued {issued}"] if issued else [])])
        return Message(
            zh=f"《{title}》" + (f"（{told_zh}）" if told_zh else ""),
            en=f"《{title}》" + (f" ({told_en})" if told_en else ""),
        )

    def called_beside(self, other: "Filed") -> Message:
        """What it is called where `other` is spoken of too: what parts two of one name."""
        if self.called != other.called:
            return self.called
        day = self.notice.published_on
        file = PurePath(self.path).name
        parted = day is not None and day != other.notice.published_on
        return Message(
            zh=f"同题的另一件（{f'{day} 印发' if parted else file}）",
            en=f"another one of that title ({f'issued {day}' if parted else file})",
        )

    @property
    def corrects(self) -> bool:
        """Whether the notice says of itself that it mends another one."""
        opening = "".join(fold(p.text) for p in self.notice.paragraphs[:3])[:200]
        return bool(CORRECTS.search(fold(self.notice.title or "")) or CORRECTS.search(opening))

    @property
    def order(self) -> tuple[date, bool, int, int, str]:
        """Which of two notices speaks later: by day, a correction last; of one day by number, then
        the one of the longer period, which sums up the others.
        """
        day = self.notice.published_on or self.notice.period_end or date.min
        number = re.search(r"(\d{1,6})号", fold(self.notice.doc_number or ""))
        start, end = self.notice.period_start, self.notice.period_end
        days = (end - start).days if start and end else 0
        return day, self.corrects, int(number[1]) if number else 0, days, self.notice.sha256


Spot = tuple[str, int, int, int]
"""The notice's sha256, table from 1, row and column from 0."""


class FigureKey(NamedTuple):
    """What a printed figure is a figure of."""

    series: str
    core: str
    """The heading without its words of time; ``名次`` for any rank."""
    unit: str
    start: date | None
    end: date
    since: bool
    """Whether it is headed as adding up (累计); from which day is seldom told."""


class Printed(NamedTuple):
    """One figure and its place: table from 1, row and column from 0."""

    filed: Filed
    key: FigureKey
    table: int
    row: int
    column: int
    name: str
    value: Decimal
    decimals: int
    counted: bool
    """Whether it counts items, of which there are never fewer later on."""
    evidence: Evidence

    @property
    def heading(self) -> str:
        """The heading as printed."""
        return self.filed.notice.tables[self.table - 1].columns[self.column]

    @property
    def subject(self) -> "Subject":
        """What it is a figure of, in whatever period."""
        return self.key.series, self.key.core, self.key.unit

    @property
    def spot(self) -> Spot:
        """Where it is printed."""
        return self.filed.notice.sha256, self.table, self.row, self.column

    @property
    def slack(self) -> Decimal:
        """Half a unit of its last digit; a whole number is taken as exact."""
        return Decimal(5).scaleb(-self.decimals - 1) if self.decimals else Decimal(0)

    def same_value(self, other: "Printed") -> bool:
        """Whether both print the same figure, up to the digits that the coarser prints."""
        if self.decimals == other.decimals:
            return self.value == other.value
        digits = min(self.decimals, other.decimals)
        return abs(self.value - other.value) <= Decimal(5).scaleb(-digits - 1)


def heading_core(heading: str) -> str:
    """A heading without its words of time and measure: ``本月/采用条数`` and ``累计采用`` are both
    ``采用``; any score of the whole is ``得分``.
    """
    if is_rank_heading(heading):
        return "名次"
    core = _exact_core(heading)
    core = _COUNTED.sub("", core)
    return "得分" if _SCORE.match(core) else core


def _exact_core(heading: str) -> str:
    """A heading without its words of time alone."""
    words = _MEASURE.sub("", without_times(fold(heading)))
    return _FILLER.sub("", _TIMES.sub("", words))


def without_times(words: str) -> str:
    """Words without the days and periods that they name."""
    for mention in reversed(find_mentions(words)):
        words = words[: mention.start] + words[mention.end :]
    return words


def printed_figures(
    filed: Filed, names: Mapping[int, str], known: Mapping[str, str]
) -> tuple[Printed, ...]:
    """The figures of a notice whose identity is certain.

    `names` are those of its rankings, `known` the units that its office's other notices name so.
    """
    keys = _unit_keys(filed, known)
    found = _apart(list(_unit_figures(filed, keys, names)))
    return (*found, *_total_figures(filed, found))


def _apart(figures: Sequence[Printed]) -> list[Printed]:
    """Two columns of a table that would be one (``得分``, ``总分``) keep what parts them."""
    columns: dict[tuple[object, ...], set[int]] = {}
    for figure in figures:
        columns.setdefault((figure.table, figure.key._replace(unit="")), set()).add(figure.column)
    alike = {
        (table, column)
        for (table, _), found in columns.items()
        if len(found) > 1
        for column in found
    }
    return [
        figure._replace(key=figure.key._replace(core=_exact_core(figure.heading)))
        if (figure.table, figure.column) in alike
        else figure
        for figure in figures
    ]


def _unit_keys(filed: Filed, known: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """The unit of each row, by its first name; a name that may mean several units is left out.

    A name that means no unit where a notice does not tell whose it is means what it does in others.
    """
    keys = {}
    for mention in filed.mentions:
        match = mention.match
        if match.unit_id is not None:
            key = filed.series_of.get(match.unit_id, match.unit_id)
        elif match.method == "ambiguous":
            continue
        else:
            name = fold(mention.name)
            key = known.get(name, f"printed {name}")
        keys.update(dict.fromkeys(mention.rows, key))
    return keys


def named_units(filed: Iterable[Filed]) -> dict[str, dict[str, str]]:
    """The unit that each name (folded) means wherever an office's notices tell it, by the office;
    without the names that mean several.
    """
    found: dict[str, dict[str, set[str]]] = {}
    for one in filed:
        if one.issuer is not None:
            names = found.setdefault(one.issuer, {})
            for mention in one.mentions:
                if mention.match.unit_id is not None:
                    unit = one.series_of.get(mention.match.unit_id, mention.match.unit_id)
                    names.setdefault(fold(mention.name), set()).add(unit)
    return {
        issuer: {name: next(iter(units)) for name, units in names.items() if len(units) == 1}
        for issuer, names in found.items()
    }


def units_of_tables(filed: Filed, known: Mapping[str, str]) -> dict[int, frozenset[str]]:
    """The units that each table lists, by its number."""
    found: dict[int, set[str]] = {}
    for (table, _), key in _unit_keys(filed, known).items():
        found.setdefault(table, set()).add(key)
    return {table: frozenset(keys) for table, keys in found.items()}


def certain_matters(filed: Filed) -> dict[int, str]:
    """What each table is about that no other table of the notice is about; none without issuer."""
    if filed.issuer is None:
        return {}
    times = Counter(filed.matters.values())
    return {table: name for table, name in filed.matters.items() if times[name] == 1}


def _unit_figures(
    filed: Filed, keys: Mapping[tuple[int, int], str], names: Mapping[int, str]
) -> Iterator[Printed]:
    own = filed.notice.period_start, filed.notice.period_end
    for seen in filed.observations:
        unit = keys.get((seen.table, seen.row))
        end = seen.period_end
        if seen.value is None or unit is None or end is None or seen.table not in names:
            continue
        heading = fold(seen.column)
        if COMPARES.search(heading) or seen.evidence.ocr_confidence is not None:
            continue
        columns = filed.notice.tables[seen.table - 1].columns
        figure = read_figure(seen.value_printed)
        since = bool(_SINCE.search(heading)) or runs_from_new_year(heading, *own)
        yield Printed(
            filed=filed,
            key=FigureKey(
                series=names[seen.table],
                core=heading_core(heading),
                unit=unit,
                start=None if since else seen.period_start,
                end=end,
                since=since,
            ),
            table=seen.table,
            row=seen.row - 1,
            column=columns.index(seen.column),
            name=seen.unit_printed,
            value=seen.value,
            decimals=figure.decimals if figure else 0,
            counted="_count" in (seen.indicator or ""),
            evidence=seen.evidence,
        )


def _total_figures(filed: Filed, units: Sequence[Printed]) -> Iterator[Printed]:
    """The figures of totals rows, under the periods that their columns have for the units."""
    columns = {(figure.table, figure.column): figure for figure in units}
    for number, table in enumerate(filed.notice.tables, 1):
        totals = [index for index, row in enumerate(table.rows) if row.kind == "total"]
        if len(totals) != 1:
            continue
        roles = column_roles(table)
        for column, role in enumerate(roles):
            above = columns.get((number, column))
            cell = table.rows[totals[0]].cells[column]
            figure = read_figure(cell.text)
            if role == "number" and above is not None and figure is not None:
                yield above._replace(
                    key=above.key._replace(unit="total"),
                    row=totals[0],
                    name="合计",
                    value=figure.value,
                    decimals=figure.decimals,
                    evidence=cell.evidence,
                )


def last_named(words: str, names: Sequence[str]) -> str | None:
    """The unit that was named last; of names that end at one place the longest."""
    ends = [(words.rfind(name) + len(name), len(name), name) for name in names if name in words]
    return max(ends)[2] if ends else None


def mostly(right: int, wrong: int) -> bool:
    """Whether so many rows obey that what the others break is a rule of the tables."""
    return right >= max(2, 2 * wrong)


Subject = tuple[str, str, str]
"""Series, heading without its words of time, unit: a figure over all periods."""


def by_subject(figures: Iterable[Printed]) -> dict[Subject, list[Printed]]:
    """The figures of one unit, heading and series over all periods, as their notices spoke."""
    found: dict[Subject, list[Printed]] = {}
    for figure in sorted(figures, key=lambda figure: figure.filed.order):
        found.setdefault(figure.subject, []).append(figure)
    return found
