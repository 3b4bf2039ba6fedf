"""A notice's tables as observations: one number of one unit, what it measures and when."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from codes import ValueStatus
from contracts import Cell, Indicator, Issue, Match, Mention, Notice, Observation, Row, Table, Unit
from evidence import Message, Record
from figures import fold, read_figure, read_rank
from layout import ColumnRole, column_roles, score_column
from normalizers.column_period import Span, column_period
from normalizers.context import Context, context_of, opening_place, place_of_areas, scope
from normalizers.indicators import Indicators
from normalizers.match import find_unit
from normalizers.provisional import Proposals
from normalizers.zero_marks import declared_zero_marks, mark_of, totals_show_zero


class Observed(Record):
    """What the tables of one notice say, and what could not be placed."""

    observations: tuple[Observation, ...]
    mentions: tuple[Mention, ...]
    proposed: tuple[Unit, ...]
    """Provisional units that names were matched to."""
    indicators: tuple[Indicator, ...]
    """Those that the observations speak of."""
    issues: tuple[Issue, ...]
    """Of headings and tables; a name without a unit is a `Mention` that says why."""


class _Column(Record):
    """A column of numbers: what it measures, when, and which marks in it are zero."""

    index: int
    indicator: Indicator | None
    is_rank: bool
    period: Span
    zeros: frozenset[str]


def observe_notice(notice: Notice, proposals: Proposals, indicators: Indicators) -> Observed:
    """Return an observation for each number cell of each unit row, blanks and dashes too.

    A name means a registered unit, else a provisional one; what names no unit and a heading that is
    not known stay null. Each unit row has its mention, also in a table without numbers; each
    unknown heading path is reported once a notice. Totals and notes are no observations.
    """
    observer = _Observer(notice, proposals, indicators)
    observations = tuple(
        observation
        for number, table in enumerate(notice.tables, 1)
        for observation in observer.observe(number, table)
    )
    return Observed(
        observations=observations,
        mentions=observer.mentions(),
        proposed=tuple(observer.proposed.values()),
        indicators=tuple(observer.named.values()),
        issues=tuple(observer.issues.values()),
    )


class _Observer:
    """The state of one notice: its context, and what was reported already."""

    def __init__(self, notice: Notice, proposals: Proposals, indicators: Indicators) -> None:
        self._notice = notice
        self._proposals = proposals
        self._registry = registry = proposals.registry
        self._indicators = indicators
        self._declared = declared_zero_marks(notice)
        self._context = context_of(
            notice.issuer,
            registry,
            title=notice.title,
            issued=notice.published_on,
            period_end=notice.period_end,
        )
        self._told_by_areas: str | None = None
        if self._context.jurisdiction_code is None:
            self._told_by_areas = place_of_areas(_unit_names(notice), registry)
            self._context = self._context.model_copy(
                update={"jurisdiction_code": self._told_by_areas}
            )
        # Of a notice that names no office, names are its own alone.
        self._office = fold(notice.issuer or "") or notice.sha256[:12]
        self._matches: dict[tuple[str, Context], Match] = {}
        self._rows: dict[tuple[str, Context], list[tuple[int, Row, int]]] = {}
        self.named: dict[str, Indicator] = {}
        self.proposed: dict[str, Unit] = {}
        self.issues: dict[tuple[str, str], Issue] = {}

    def observe(self, number: int, table: Table) -> Iterator[Observation]:
        roles = column_roles(table)
        if "unit" not in roles:
            self._report_nameless(number, table, roles)
            return
        unit = roles.index("unit")
        groups = [index for index, role in enumerate(roles[:unit]) if role == "text"]
        columns = list(self._columns(table, roles))
        _, end = column_period("", table.caption, None, self._notice.period_end)
        for row_number, row in enumerate(table.rows, 1):
            if row.kind != "unit":
                continue
            name = row.cells[unit].text
            context = self._context_of_row(table, row, groups, end)
            match = self._match(name, context)
            self._rows.setdefault((name, context), []).append((number, row, row_number))
            for column in columns:
                cell = row.cells[column.index]
                value, status = _value(cell, column)
                yield Observation(
                    notice=self._notice.sha256,
                    table=number,
                    row=row_number,
                    column=table.columns[column.index],
                    section=row.section,
                    unit_id=match.unit_id,
                    unit_printed=name,
                    match_method=match.method if match.unit_id else "unmatched",
                    indicator=column.indicator.id if column.indicator else None,
                    value=value,
                    value_printed=cell.text,
                    value_status=status,
                    period_start=column.period[0],
                    period_end=column.period[1],
                    evidence=cell.evidence,
                )

    def _columns(self, table: Table, roles: tuple[ColumnRole, ...]) -> Iterator[_Column]:
        found = {
            index: self._indicator(table, index, role)
            for index, role in enumerate(roles)
            if role in ("rank", "number")
        }
        total = score_column(table)
        for index, indicator in found.items():
            period = column_period(
                table.columns[index],
                table.caption,
                self._notice.period_start,
                self._notice.period_end,
            )
            zeros: frozenset[str] = frozenset()
            if roles[index] == "number":
                zeros = self._declared
                if totals_show_zero(table, index, self._parts(found, total), total):
                    zeros |= {"-", "/", ""}
            yield _Column(
                index=index,
                indicator=indicator,
                is_rank=roles[index] == "rank",
                period=period,
                zeros=zeros,
            )

    @staticmethod
    def _parts(found: dict[int, Indicator | None], total: int | None) -> tuple[int, ...]:
        """The columns that a row's total may be the sum of: those of its own measure."""
        known = {i: indicator.measure for i, indicator in found.items() if indicator}
        measure = known.get(total) if total is not None else None
        measures = {"count", "points"} if measure == "value" else {measure}
        return tuple(i for i, m in known.items() if i != total and m in measures)

    def _indicator(self, table: Table, index: int, role: ColumnRole) -> Indicator | None:
        heading = table.columns[index]
        indicator = self._indicators.find(heading, table.caption)
        if indicator is None and role == "rank":
            indicator = self._indicators.find("名次")
        if indicator is not None:
            self.named[indicator.id] = indicator
        else:
            page = next((row.page for row in table.rows), None)
            self._report(
                "unknown_heading",
                heading,
                Message(
                    zh=f"栏目“{heading}”未说明是何指标，其数值照录而未归入任何指标；"
                    "可在 normalizers/indicators.yaml 中补充用词。",
                    en=f"The heading «{heading}» tells no indicator; its numbers are kept without "
                    "one. Its words may be added to normalizers/indicators.yaml.",
                ),
                page,
            )
        return indicator

    def _context_of_row(
        self, table: Table, row: Row, groups: list[int], end: date | None
    ) -> Context:
        """The context of one row: its group's label, its section and its table's caption."""
        section = row.section
        for index in groups:
            label, near = row.cells[index].text, self._context.jurisdiction_code
            if opening_place(label, self._registry, near) is not None:
                section = label
        return self._context.model_copy(
            update={"section": section, "table_caption": table.caption, "period_end": end}
        )

    def _match(self, name: str, context: Context) -> Match:
        key = (name, context)
        if key not in self._matches:
            match = find_unit(name, context, self._registry)
            if match.method == "unmatched" and (proposal := self._proposals.propose(name, context)):
                match = proposal.match.model_copy(update={"candidates": match.candidates})
                self.proposed |= {unit.id: unit for unit in proposal.units}
            if self._told_by_areas is not None:
                match = _less_sure(match)
            self._matches[key] = match
        return self._matches[key]

    def mentions(self) -> tuple[Mention, ...]:
        """Every name with its context, once, with the rows that bear it."""
        return tuple(
            Mention(
                place=scope(context, self._registry) or self._office,
                name=name,
                day=context.day,
                page=rows[0][1].page,
                rows=tuple((table, row) for table, _, row in rows),
                match=self._matches[name, context],
            )
            for (name, context), rows in self._rows.items()
        )

    def _report_nameless(self, number: int, table: Table, roles: tuple[ColumnRole, ...]) -> None:
        if "number" not in roles:
            return
        page = next((row.page for row in table.rows), None)
        message = Message(
            zh=f"第{number}个表（{table.caption}）没有单位名称栏，其数值未归入任何单位。",
            en=f"Table {number} («{table.caption}») has no column of unit names; its numbers are "
            "given to no unit.",
        )
        self._report("unknown_unit", f"table {number}", message, page)

    def _report(self, code: str, key: str, message: Message, page: int | None) -> None:
        if (code, key) not in self.issues:
            self.issues[code, key] = Issue.model_validate(
                {"code": code, "message": message, "page": page}
            )


def _less_sure(match: Match) -> Match:
    """The same answer, found in a place that only the areas listed tell."""
    return match.model_copy(
        update={
            "confidence": round(match.confidence * 0.9, 3),
            "reason": f"{match.reason}; the areas that the notice lists tell its place",
        }
    )


def _unit_names(notice: Notice) -> Iterator[str]:
    for table in notice.tables:
        roles = column_roles(table)
        if "unit" in roles:
            unit = roles.index("unit")
            yield from (row.cells[unit].text for row in table.rows if row.kind == "unit")


def _value(cell: Cell, column: _Column) -> tuple[Decimal | None, ValueStatus]:
    """What a number cell says: its value, and whether it was printed, a mark, or unreadable."""
    figure = read_figure(cell.text)
    if figure is not None:
        return figure.value, "printed"
    if column.is_rank and (rank := read_rank(cell.text)) is not None:
        return Decimal(rank), "printed"
    mark = mark_of(cell.text)
    if mark is not None:
        return (Decimal(0), "dash_as_zero") if mark in column.zeros else (None, "blank")
    return None, "illegible"
