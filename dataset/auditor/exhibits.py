"""What a finding rests on, as a person looks at it: a sentence, rows of a table, a run of a column.

A check names every figure that it used, cell by cell; an auditor looks at the row that they stand
in, and at a whole column as one.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from contracts import ClausePlace, Notice, Row
from evidence import Box, Evidence, Locator, PagePlace, Sha256
from layout import unit_column

Spot = tuple[Sha256, PagePlace]
"""A document, and a place on a page of it."""

_ROWS_SHOWN = 4
"""Figures of more rows are told column by column."""
_FIGURES_TOLD = 8


class CellPlace(NamedTuple):
    """A cell of a notice's tables: table and row from 1, column from 0."""

    table: int
    row: int
    column: int


class Source(NamedTuple):
    """A notice that findings quote: what it is called, and where each of its cells stands."""

    path: str
    notice: Notice
    cells: Mapping[Locator, CellPlace]


class Exhibit(NamedTuple):
    """One thing to look at."""

    capture: Sha256
    what: str
    """The sentence, or which row or column and its figures."""
    spot: str
    """Where it stands, in a few words."""
    crops: tuple[Spot, ...]
    table: int | None = None
    row: int | None = None
    """From 1; null for a run of a column."""
    columns: tuple[int, ...] = ()
    """From 0: those whose figures are used."""

    @property
    def is_run(self) -> bool:
        """Whether it is a stretch of a column."""
        return self.table is not None and self.row is None


def source_of(path: str, notice: Notice) -> Source:
    """A notice made ready to be looked up in."""
    cells: dict[Locator, CellPlace] = {}
    shared: set[Locator] = set()
    for number, table in enumerate(notice.tables, 1):
        for row_number, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row.cells):
                # A label that spans several rows stands in the first of them; what stands for
                # several columns is a sentence that was read as a row.
                at = CellPlace(number, row_number, column)
                if cells.setdefault(cell.evidence.locator, at).column != column:
                    shared.add(cell.evidence.locator)
    for locator in shared:
        del cells[locator]
    return Source(path, notice, cells)


def exhibits_of(
    evidence: Iterable[Evidence],
    sources: Mapping[Sha256, Source],
    own: tuple[int, int] | None = None,
) -> tuple[Exhibit, ...]:
    """The evidence put together by sentence, row and column, in its own order.

    `own` is the table and row that the finding names: always a row of its own.
    """
    groups: dict[object, list[Evidence]] = {}
    for item in dict.fromkeys(evidence):
        at = _cell(item, sources)
        key = item.locator if at is None else at.table
        groups.setdefault((item.capture, key), []).append(item)
    found: list[Exhibit] = []
    for items in groups.values():
        source = sources.get(items[0].capture)
        if source is None or items[0].locator not in source.cells:
            found.append(_sentence(items))
        else:
            found += _cells(items, source, own)
    return tuple(found)


def clause_exhibits(places: Iterable[ClausePlace]) -> tuple[Exhibit, ...]:
    """Where clauses stand: the sentences of a notice or rule document, else the rule file."""
    sentences: dict[object, list[Evidence]] = {}
    files: dict[str, None] = {}
    for place in places:
        if place.evidence is not None:
            key = (place.evidence.capture, place.evidence.locator)
            sentences.setdefault(key, []).append(place.evidence)
        elif place.file is not None:
            cited = f"；出自 {place.cite}" if place.cite else ""
            files[f"{place.file} 第{place.line}行{cited}"] = None
    told = [_sentence(items) for items in sentences.values()]
    return (*told, *(Exhibit("", "规则文件 rule file", file, ()) for file in files))


def row_spots(capture: Sha256, row: Row, marked: Sequence[Evidence] = ()) -> tuple[Spot, ...]:
    """The strips of pages that a row stands on, the `marked` figures framed."""
    marks = [locator for item in marked if (locator := item.locator).box_pt is not None]
    return tuple(
        (
            capture,
            PagePlace(page, box, tuple(m.box_pt for m in marks if m.page == page and m.box_pt)),
        )
        for page, box in _boxes(cell.evidence.locator for cell in row.cells)
    )


def _cell(item: Evidence, sources: Mapping[Sha256, Source]) -> CellPlace | None:
    source = sources.get(item.capture)
    return None if source is None else source.cells.get(item.locator)


def _sentence(items: Sequence[Evidence]) -> Exhibit:
    """A place outside the tables."""
    first = items[0]
    crops = tuple((first.capture, PagePlace(*place)) for place in _boxes([first.locator]))
    quotes = "；".join(dict.fromkeys(item.quote for item in items))
    return Exhibit(first.capture, quotes, _spot([first.locator]), crops)


def _cells(items: Sequence[Evidence], source: Source, own: tuple[int, int] | None) -> list[Exhibit]:
    """Figures of one table: few rows as rows, else column by column."""
    placed = sorted(((source.cells[item.locator], item) for item in items), key=itemgetter(0))
    by_row = [(row, list(pairs)) for row, pairs in groupby(placed, key=lambda pair: pair[0].row)]
    number = placed[0][0].table
    if len(by_row) <= _ROWS_SHOWN:
        return [_row(source, number, row, pairs) for row, pairs in by_row]
    found = [_row(source, number, row, pairs) for row, pairs in by_row if (number, row) == own]
    rest = [pair for row, pairs in by_row if (number, row) != own for pair in pairs]
    columns = dict.fromkeys(source.cells[item.locator].column for item in items)
    for column in columns:
        pairs = [pair for pair in rest if pair[0].column == column]
        if len(pairs) == 1:
            found.append(_row(source, number, pairs[0][0].row, pairs))
        elif pairs:
            found.append(_run(source, number, column, pairs))
    return found


def _row(
    source: Source, number: int, row: int, pairs: Sequence[tuple[CellPlace, Evidence]]
) -> Exhibit:
    table = source.notice.tables[number - 1]
    printed = table.rows[row - 1]
    columns = tuple(at.column for at, _ in pairs)
    figures = [f"{table.columns[c]} {printed.cells[c].text or '（空）'}" for c in columns]
    told = "、".join(figures)
    if len(figures) > _FIGURES_TOLD:
        told = f"《{table.columns[columns[0]]}》至《{table.columns[columns[-1]]}》{len(columns)} 格"
    unit = unit_column(table)
    name = "" if unit is None or unit in columns else f" {printed.cells[unit].text}"
    evidence = [item for _, item in pairs]
    capture = source.notice.sha256
    return Exhibit(
        capture,
        f"表{number} 第{row}行{name}：{told}",
        _spot([item.locator for item in evidence]),
        row_spots(capture, printed, evidence),
        number,
        row,
        columns,
    )


def _run(
    source: Source, number: int, column: int, pairs: Sequence[tuple[CellPlace, Evidence]]
) -> Exhibit:
    """Figures of one column, as one region of each page."""
    locators = [item.locator for _, item in pairs]
    rows = [at.row for at, _ in pairs]
    what = f"表{number}《{source.notice.tables[number - 1].columns[column]}》"
    what += f"第{rows[0]}—{rows[-1]}行 {len(rows)} 格"
    capture = source.notice.sha256
    crops = tuple((capture, PagePlace(*place)) for place in _boxes(locators))
    return Exhibit(capture, what, _spot(locators), crops, number, None, (column,))


def _boxes(locators: Iterable[Locator]) -> list[tuple[int, Box]]:
    """The region of each page that holds the places on it."""
    pages: dict[int, list[Box]] = {}
    for locator in locators:
        if locator.page is not None and locator.box_pt is not None:
            pages.setdefault(locator.page, []).append(locator.box_pt)
    return [
        (
            page,
            (
                min(box[0] for box in boxes),
                min(box[1] for box in boxes),
                max(box[2] for box in boxes),
                max(box[3] for box in boxes),
            ),
        )
        for page, boxes in sorted(pages.items())
    ]


def _spot(locators: Sequence[Locator]) -> str:
    """Where places stand that belong together: ``p. 2 (71.0, 88.2, …)``, ``Sheet1!B4:B20``."""
    first, last = locators[0], locators[-1]
    if boxes := _boxes(locators):
        if len(boxes) > 2:
            return f"p. {boxes[0][0]}—{boxes[-1][0]}"
        return "；".join(
            f"p. {page} ({', '.join(f'{edge:.1f}' for edge in box)})" for page, box in boxes
        )
    if first.selector is not None and last.selector is not None:
        end = last.selector.rpartition(" tr:")[2]
        return first.selector + (f" … tr:{end}" if last.selector != first.selector else "")
    start, end = ("" if locator.ref is None else locator.ref for locator in (first, last))
    told = start if start == end else f"{start}:{end}"
    if first.sheet is not None:
        return f"{first.sheet}!{told}"
    return told or (f"p. {first.page}" if first.page else "")


def where(evidence: Evidence) -> str:
    """Where one figure stands, in a few words."""
    return _spot([evidence.locator])
