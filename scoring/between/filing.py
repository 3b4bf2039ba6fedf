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
from typing import NamedTuple

from contracts import Mention, Notice, Observation, Score
from evidence import Evidence
from figures import fold, read_figure
from layout import column_roles, is_rank_heading
from periods import find_mentions

COMPARES = re.compile(
    r"同比|环比|变化|升降|增长|增幅|增减|降幅|较|(?<!占)比(?!例|重|率)|[+＋]/[-－]"
)
CORRECTS = re.compile(r"更正|勘误|订正|补正|(?:有误|错误).{0,12}(?:改|调整|修正)")
_SINCE = re.compile(r"累计|以来|至今|截[至止]")
_TIMES = re.compile(
    r"[本当今上去](?:年度?|月份?|期|季度?|周|旬|轮|次)|去年|同期|全年|年度|累计|以来|至今|截[至止]"
    r"|(?:\d{1,2}[-至到~—])?\d{1,2}月份?|第?[一二三四1-4]季度?|[上下]半年"
)
_FILLER = re.compile(r"[()/\s的,、:]")


class Filed(NamedTuple):
    """A notice among others, with what the other stages found its tables and names to be."""

    path: str
    notice: Notice
    observations: tuple[Observation, ...]
    mentions: tuple[Mention, ...]
    scores: tuple[Score, ...]
    series: Mapping[int, str]
    """The ranking series of each table, from 1, that has one."""
    series_of: Mapping[str, str]
    """The id that each unit had before all its renames."""

    @property
    def title(self) -> str:
        """What the notice is called where two are spoken of: title, number and day."""
        notice = self.notice
        marks = (notice.doc_number, notice.published_on and notice.published_on.isoformat())
        known = "，".join(mark for mark in marks if mark)
        return f"《{fold(notice.title or self.path)}》" + (f"（{known}）" if known else "")

    @property
    def corrects(self) -> bool:
        """Whether the notice says of itself that it mends another one."""
        opening = "".join(fold(p.text) for p in self.notice.paragraphs[:3])[:200]
        return bool(CORRECTS.search(fold(self.notice.title or "")) or CORRECTS.search(opening))

    @property
    def order(self) -> tuple[date, bool, str]:
        """Which of two notices speaks later: by day, a correction after what it corrects."""
        day = self.notice.published_on or self.notice.period_end or date.min
        return day, self.corrects, self.notice.sha256


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
    evidence: Evidence

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
    """A heading without its words of time: ``本月/采用`` and ``累计采用`` are both ``采用``."""
    if is_rank_heading(heading):
        return "名次"
    return _FILLER.sub("", _TIMES.sub("", without_times(fold(heading))))


def without_times(words: str) -> str:
    """Words without the days and periods that they name."""
    for mention in reversed(find_mentions(words)):
        words = words[: mention.start] + words[mention.end :]
    return words


def printed_figures(filed: Filed) -> tuple[Printed, ...]:
    """The figures of a notice whose identity is certain; what stands twice is none of them."""
    keys = _unit_keys(filed)
    found = list(_unit_figures(filed, keys))
    found += _total_figures(filed, found)
    times = Counter(figure.key for figure in found)
    return tuple(figure for figure in found if times[figure.key] == 1)


def _unit_keys(filed: Filed) -> dict[tuple[int, int], str]:
    """The unit of each row, by its first name; a name that may mean several units is left out."""
    keys = {}
    for mention in filed.mentions:
        match = mention.match
        if match.unit_id is not None:
            key = filed.series_of.get(match.unit_id, match.unit_id)
        elif match.method == "ambiguous":
            continue
        else:
            key = f"printed {mention.key}"
        keys.update(dict.fromkeys(mention.rows, key))
    return keys


def certain_series(filed: Filed) -> dict[int, str]:
    """The series of each table that no other table of the notice bears; none without an issuer."""
    if not filed.notice.issuer:
        return {}
    times = Counter(filed.series.values())
    return {table: name for table, name in filed.series.items() if times[name] == 1}


def _unit_figures(filed: Filed, keys: Mapping[tuple[int, int], str]) -> Iterator[Printed]:
    series = certain_series(filed)
    for seen in filed.observations:
        unit = keys.get((seen.table, seen.row))
        end = seen.period_end
        if seen.value is None or unit is None or end is None or seen.table not in series:
            continue
        heading = fold(seen.column)
        if COMPARES.search(heading) or seen.evidence.ocr_confidence is not None:
            continue
        columns = filed.notice.tables[seen.table - 1].columns
        figure = read_figure(seen.value_printed)
        since = bool(_SINCE.search(heading))
        yield Printed(
            filed=filed,
            key=FigureKey(
                series=series[seen.table],
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
            evidence=seen.evidence,
        )


def _total_figures(filed: Filed, units: Sequence[Printed]) -> Iterator[Printed]:
    """The figures of totals rows, under the periods that their columns have for the units."""
    columns = {(figure.table, figure.column): figure.key for figure in units}
    for number, table in enumerate(filed.notice.tables, 1):
        totals = [index for index, row in enumerate(table.rows) if row.kind == "total"]
        if len(totals) != 1:
            continue
        roles = column_roles(table)
        for column, role in enumerate(roles):
            key = columns.get((number, column))
            cell = table.rows[totals[0]].cells[column]
            figure = read_figure(cell.text)
            if role == "number" and key is not None and figure is not None:
                yield Printed(
                    filed=filed,
                    key=key._replace(unit="total"),
                    table=number,
                    row=totals[0],
                    column=column,
                    name="合计",
                    value=figure.value,
                    decimals=figure.decimals,
                    evidence=cell.evidence,
                )


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
