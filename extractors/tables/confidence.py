"""How sure a reading makes us: the share that was exact of the measured tables with its signs.

`confidence.json` beside this file holds what was counted, over tables whose truth is known:
``python -m benchmarks.layouts.calibrate`` writes it. Figures of the notice that contradict each
other take from a rating only what they did among those tables.
"""

import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from codes import AgreementHow
from contracts import Row, Table
from evidence import Box, Evidence
from extractors.tables.sums import figure_columns, figures_of, find_relations
from extractors.tables.words import is_note, is_note_label
from figures import classify_cell, fold, read_figure
from layout import column_roles, rank_column, rankings

MEASURED = Path(__file__).with_name("confidence.json")
_UNHEADED = re.compile(r"列\d+( \(\d+\))?")
_SECOND = re.compile(r" \(\d+\)$")
_TWO_FIGURES = re.compile(r"\d\s+\d")
_OVERLAP_PT = 2
_UNSETTLED = 0.5
_KIN = 10

Way = Literal["marked", "ruled", "open", "picture"]
"""Cells marked up as such, framed by rules, parted by white space, or read from a picture."""
Bearing = Literal["bear out", "both", "contradict", "silent"]


class Signs(NamedTuple):
    """What a table shows of how well it was read."""

    way: Way
    settled: AgreementHow
    odd: bool
    """Whether something about it looks as misread tables do; see `oddities`."""
    figures: Bearing
    """Whether ranks and serial numbers run on and totals are the sums of their columns."""

    @property
    def kin(self) -> str:
        """The name of all that differ from these in what the figures say alone."""
        return f"{self.way}, {self.settled}, {'odd' if self.odd else 'even'}"

    @property
    def key(self) -> str:
        """The name under which it was counted."""
        return f"{self.kin}, {self.figures}"


def confidence(signs: Signs) -> float:
    """The expected share of exact tables among those with these signs.

    Few tables with the signs tell less than many with most of them: the share among their kin (rule
    of succession) counts as much as so many tables of the signs themselves.
    """
    counted = _measured()
    kin = [count for key, count in counted.items() if key.startswith(f"{signs.kin}, ")]
    share = (sum(exact for exact, _ in kin) + 1) / (sum(tables for _, tables in kin) + 2)
    exact, tables = counted.get(signs.key, (0, 0))
    return round((exact + _KIN * share) / (tables + _KIN), 3)


@cache
def _measured() -> dict[str, tuple[int, int]]:
    counted: dict[str, list[int]] = json.loads(MEASURED.read_text(encoding="utf-8"))
    return {key: (exact, tables) for key, (exact, tables) in counted.items()}


def signs_of(table: Table, following: Table | None, prose: Iterable[Evidence]) -> Signs:
    """The signs of a table; `following` is the next one, `prose` the places of the text."""
    way = _way(table)
    # On a page a caption that is not found may have been parted from the table with its heading.
    nameless = way != "marked" and not table.caption
    prose = tuple(prose)
    odd = (
        nameless
        or bool(oddities(table))
        or _is_cut_off(following)
        or _stands_beside(table, prose)
        or _noted_overleaf(table, prose)
    )
    return Signs(way, table.agreement.how, odd, _bearing(table))


def _way(table: Table) -> Way:
    places = [cell.evidence for row in table.rows for cell in row.cells]
    if any(place.ocr_confidence is not None for place in places):
        return "picture"
    if all(place.locator.box_pt is None for place in places):
        return "marked"
    return "open" if any("columns" in reader for reader in table.readers) else "ruled"


# --- what misread tables look like -------------------------------------------------------------


def oddities(table: Table) -> tuple[str, ...]:
    """What about the table looks as misread ones do, each in a word or two."""
    units = [row for row in table.rows if row.kind == "unit"]
    columns = range(len(table.columns))
    roles = column_roles(table)
    name = roles.index("unit") if "unit" in roles else None
    found = {
        "few rows": len(units) < 2,
        "no heading": any(_UNHEADED.fullmatch(path) for path in table.columns),
        "equal headings": any(_SECOND.search(path) for path in table.columns),
        "no names": name is None,
        "nameless row": name is not None and any(not fold(row.cells[name].text) for row in units),
        "lone text": any(_printed(row) < 2 for row in units),
        "unlabelled rows": name is not None and any(_is_gapped(units, c) for c in range(name)),
        "unsure cells": any(_is_unsure(c.evidence) for row in table.rows for c in row.cells),
        "two figures": any(_TWO_FIGURES.search(c.text) for row in table.rows for c in row.cells),
        "carried remark": name is not None and any(_is_carried(row, name) for row in table.rows),
        "blank column": any(_is_blank(table, column) for column in columns),
        "words among figures": any(_is_mixed(units, column) for column in columns),
    }
    return tuple(word for word, present in found.items() if present)


def _printed(row: Row) -> int:
    return sum(bool(fold(cell.text)) for cell in row.cells)


def _is_carried(row: Row, name: int) -> bool:
    """Whether words right of the name stand on the page before: perhaps no longer of this row."""
    pages = (cell.evidence.locator.page for cell in row.cells[name + 1 :])
    return any(page is not None and row.page is not None and page < row.page for page in pages)


def _is_blank(table: Table, column: int) -> bool:
    """Whether a column holds nothing; one for remarks may."""
    return not is_note_label(table.columns[column]) and not any(
        fold(row.cells[column].text) for row in table.rows
    )


def _is_unsure(place: Evidence) -> bool:
    """Whether a second look at the picture left the cell in doubt."""
    return place.ocr_confidence is not None and place.ocr_confidence <= _UNSETTLED


def _is_gapped(units: Sequence[Row], column: int) -> bool:
    """Whether a column before the names labels some rows and not others: a label cut off."""
    classes = [classify_cell(row.cells[column].text) for row in units]
    return "text" in classes and "blank" in classes


def _is_mixed(units: Sequence[Row], column: int) -> bool:
    classes = [classify_cell(row.cells[column].text) for row in units]
    words, numbers = classes.count("text"), classes.count("number")
    return "misprint" in classes or (words > 0 and numbers > 3 * words)


def _is_cut_off(following: Table | None) -> bool:
    """Whether what follows is a table without any heading: perhaps the rest of this one."""
    return following is not None and all(_UNHEADED.fullmatch(path) for path in following.columns)


def _stands_beside(table: Table, prose: Iterable[Evidence]) -> bool:
    """Whether text of the page stands at the height of the table's cells, but in none of them."""
    spans: dict[int | None, tuple[float, float]] = {}
    for page, box in _boxes(cell.evidence for row in table.rows for cell in row.cells):
        top, bottom = spans.get(page, (box[1], box[3]))
        spans[page] = min(top, box[1]), max(bottom, box[3])
    return any(
        box[1] < spans[page][1] - _OVERLAP_PT and box[3] > spans[page][0] + _OVERLAP_PT
        for page, box in _boxes(prose)
        if page in spans
    )


def _noted_overleaf(table: Table, prose: Iterable[Evidence]) -> bool:
    """Whether the next page begins with a note, which may be the table's last row."""
    page = max((row.page or 0 for row in table.rows), default=0)
    first = next((place for place in prose if page and place.locator.page == page + 1), None)
    return first is not None and is_note(first.quote.split("\n")[0])


def _boxes(places: Iterable[Evidence]) -> Iterable[tuple[int | None, Box]]:
    for place in places:
        if place.locator.box_pt is not None:
            yield place.locator.page, place.locator.box_pt


# --- what the figures say ----------------------------------------------------------------------


def _bearing(table: Table) -> Bearing:
    said = {_ranks_run(table), _serials_run(table), _sums_hold(table)} - {None}
    if not said:
        return "silent"
    if len(said) == 2:
        return "both"
    return "bear out" if said == {True} else "contradict"


def _ranks_run(table: Table) -> bool | None:
    """Whether printed ranks begin at 1 and have no gaps but those of ties; None of too few."""
    column = rank_column(table)
    if column is None:
        return None
    rows = 0
    for group in rankings(table):
        last = 0
        for place, index in enumerate(group, 1):
            figure = read_figure(table.rows[index].cells[column].text)
            if figure is None or figure.value not in (last, last + 1, place):
                return False
            last = int(figure.value)
            rows += 1
    return True if rows >= 3 else None


def _serials_run(table: Table) -> bool | None:
    """Whether serial numbers count on from 1, perhaps anew in each section."""
    roles = column_roles(table)
    units = [row for row in table.rows if row.kind == "unit"]
    if "serial" not in roles or len(units) < 3:
        return None
    column = roles.index("serial")
    figures = [read_figure(row.cells[column].text) for row in units]
    values = [Decimal(0), *(figure.value for figure in figures if figure is not None)]
    return len(values) == len(units) + 1 and all(b in (a + 1, 1) for a, b in pairwise(values))


def _sums_hold(table: Table) -> bool | None:
    """Whether totals, sums of a row and points an item, where most of them hold, all do."""
    rows = [row for row in table.rows if row.kind != "note"]
    texts = {(i, j): cell.text for i, row in enumerate(rows) for j, cell in enumerate(row.cells)}
    columns = figure_columns(texts)
    figures = figures_of(texts, columns)
    said = [r.holds(figures) for r in find_relations(texts, columns) if r.strict]
    return all(said) if said else None
