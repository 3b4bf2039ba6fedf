"""How surely an error planted into a clean notice is found, and how little else is told with it.

One figure is changed and the notice re-checked. A hit is a new finding at severity warning or error
in the planted table, row and column. Only errors that the notice's own figures can tell are
planted: a part whose clause and total both bear on it, a total of the text that a column makes.
Where real notices bear too few places of a kind, the same place is planted with other figures, and
ties and totals of the text are made from the tables' own figures first.
"""

import random
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.bounds import Figure, share
from benchmarks.hand_checks import clean_facts
from benchmarks.shared import shared_set
from contracts import Audit, Notice, Paragraph, Row, Score
from extractors.reading import extract_notice
from figures import classify_cell, fold, read_figure, read_rank
from flows.stages import reaudit
from layout import column_roles, rank_column, rankings, score_column, unit_column
from tests.notice_builder import evidence, truth_notice
from tests.planting import Plant, is_hit, with_cell, with_rows_of

_EACH = 100
_ROUNDS = 12
_SAMPLES = Path(__file__).resolve().parents[1] / "samples"
_SEED = 20200630
_RATE = re.compile(r"率|占比|比例")


class _Clean(NamedTuple):
    """A notice without planted errors, re-checked."""

    notice: Notice
    audit: Audit


def measure() -> list[Figure]:
    """Print recall and the number of new findings for each kind of error."""
    clean = [_Clean(notice, reaudit(notice, None)) for notice in _notices()]
    made = {
        "tie": [_Clean(tied, reaudit(tied, None)) for one in clean for tied in _tied(one.notice)],
        "text total": [
            _Clean(told, reaudit(told, None)) for one in clean for told in _told(one.notice)
        ],
    }
    figures: list[Figure] = []
    every: list[tuple[bool, int]] = []
    print(f"{'planted':12} errors  found  new findings, median")
    for kind, plants_of in _PLANTERS.items():
        chance = random.Random(f"{_SEED} {kind}")
        plants = _plants([*clean, *made.get(kind, ())], plants_of, chance)
        results = [_try(one, plant) for one, plant in plants[:_EACH]]
        if not results:
            continue
        every += results
        found = sum(hit for hit, _ in results)
        middle = median(new for _, new in results)
        print(f"{kind:12} {len(results):6} {found:6}  {middle}")
        figures.append(Figure(f"planted.{kind.replace(' ', '_')}", share(found, len(results))))
    found, middle = sum(hit for hit, _ in every), median(new for _, new in every)
    print(f"{'all':12} {len(every):6} {found:6}  {middle}")
    errors = [f for one in clean for f in one.audit.findings if f.severity == "error"]
    print(f"errors told of the {len(clean)} clean notices: {len(errors)}")
    return [
        *figures,
        Figure("planted.all", share(found, len(every))),
        Figure("planted.new_findings", Decimal(str(middle)), low_is_good=True),
    ]


def _notices() -> Iterator[Notice]:
    folder = shared_set("documents")
    for truth in sorted(folder.glob("*.truth.json")) if folder else ():
        yield truth_notice(truth.name.split(".")[0])
    for path in sorted(_SAMPLES.glob("*/notice.html")):
        yield extract_notice(path.read_bytes(), path.name)
    yield from (notice for _, notice in clean_facts())


def _plants(
    clean: list[_Clean],
    plants_of: Callable[[_Clean, random.Random], Iterator[Plant]],
    chance: random.Random,
) -> list[tuple[_Clean, Plant]]:
    """The plants of a kind in an order of chance, the places again where they are too few."""
    found: list[tuple[_Clean, Plant]] = []
    for _ in range(_ROUNDS):
        again = [(one, plant) for one in clean for plant in plants_of(one, chance)]
        chance.shuffle(again)
        found += again
        if len(found) >= _EACH:
            break
    return found


def _tied(notice: Notice) -> Iterator[Notice]:
    """The notice with two ties in each ranking: rows that repeat the figures of the one above."""
    for number, table in enumerate(notice.tables):
        rank, name = rank_column(table), unit_column(table)
        if rank is None or name is None or score_column(table) is None:
            continue
        rows = list(table.rows)
        for ranked in rankings(table):
            places = [rows[row].cells[rank].text for row in ranked]
            if len(ranked) < 6 or places != [str(place + 1) for place in range(len(ranked))]:
                continue
            for above, row in ((ranked[1], ranked[2]), (ranked[3], ranked[4])):
                cells = list(rows[above].cells)
                cells[name] = rows[row].cells[name]
                rows[row] = rows[row].model_copy(update={"cells": tuple(cells)})
        if tuple(rows) != table.rows:
            yield with_rows_of(notice, number, rows)


def _told(notice: Notice) -> Iterator[Notice]:
    """The notice with a sentence that tells the total of a column of its only table."""
    if len(notice.tables) != 1:
        return
    (table,) = notice.tables
    for column, path in enumerate(table.columns):
        leaf = path.rsplit("/", 1)[-1]
        verb = re.match(r"(报送|上报|采用|采纳|录用)", leaf)
        values = _column_values(table.rows, column)
        whole = bool(values) and all(value == int(value) for value in values)
        if verb and whole and sum(values) > 9 and not re.search(r"分|率|得|数量", leaf):
            prose = f"全部单位共{verb[1]}信息{sum(values):f}条。"
            paragraph = Paragraph(text=prose, evidence=evidence(prose))
            yield notice.model_copy(update={"paragraphs": (*notice.paragraphs, paragraph)})


def _try(clean: _Clean, plant: Plant) -> tuple[bool, int]:
    """Whether the error is found in its place, and how many findings it brings."""
    known = {(f.code, f.table, f.row, f.column, f.published) for f in clean.audit.findings}
    new = [
        finding
        for finding in reaudit(plant.notice, None).findings
        if (finding.code, finding.table, finding.row, finding.column, finding.published)
        not in known
    ]
    return any(is_hit(plant, finding) for finding in new), len(new)


def _changed(clean: _Clean, kind: str, table: int, row: int, column: int, text: str) -> Plant:
    """One cell printed otherwise; table, row and column from 0."""
    printed = clean.notice.tables[table]
    name = unit_column(printed)
    unit = None if name is None else printed.rows[row].cells[name].text
    notice = with_cell(clean.notice, table, row, column, text)
    return Plant(kind, notice, table + 1, row + 1, printed.columns[column], unit)


def _off(text: str, chance: random.Random) -> str:
    """A figure a little off, with the digits behind the point that it had."""
    figure = read_figure(text)
    assert figure is not None
    step = Decimal(chance.choice((1, 2, 3, 7, 10, 20))).scaleb(-min(figure.decimals, 1))
    away = -step if chance.random() < 0.5 and figure.value > step else step
    return text.replace(text.rstrip("%分"), f"{figure.value + away:.{figure.decimals}f}")


def _totals(clean: _Clean, chance: random.Random) -> Iterator[Plant]:
    """Scores that the row's other figures make."""
    for score in clean.audit.scores:
        if score.is_total and score.status == "reproduced" and len(score.trace) > 1:
            table = clean.notice.tables[score.table - 1]
            column = table.columns.index(score.column)
            text = _off(table.rows[score.row - 1].cells[column].text, chance)
            planted = read_figure(text)
            off = abs(planted.value - (score.published or 0)) if planted else Decimal(0)
            if off > 2 * _rounding(score):
                yield _changed(clean, "total", score.table - 1, score.row - 1, column, text)


def _rounding(score: Score) -> Decimal:
    """How far a score may be from what its printed parts make: half a unit of each last digit."""
    printed = [(Decimal(1), score.published or Decimal(0))]
    printed += [(step.points_each or Decimal(1), step.items) for step in score.trace if step.items]
    exponents = [(abs(weight), value.as_tuple().exponent) for weight, value in printed]
    return sum(
        (
            weight * Decimal(5).scaleb(int(least) - 1)
            for weight, least in exponents
            if int(least) < 0
        ),
        Decimal(0),
    )


def _parts(clean: _Clean, chance: random.Random) -> Iterator[Plant]:
    """Points that both their clause and a total bear on."""
    totals = {
        (score.table, score.row)
        for score in clean.audit.scores
        if score.is_total and score.status == "reproduced"
    }
    for score in clean.audit.scores:
        if score.is_total or score.status != "reproduced" or (score.table, score.row) not in totals:
            continue
        table = clean.notice.tables[score.table - 1]
        column = table.columns.index(score.column)
        text = table.rows[score.row - 1].cells[column].text
        if read_figure(text) is not None:
            place = (score.table - 1, score.row - 1, column)
            yield _changed(clean, "part", *place, _off(text, chance))


def _ranked(clean: _Clean) -> Iterator[tuple[int, tuple[int, ...], int, int]]:
    """Table, rows of one ranking, rank column and score column, where ranks are printed."""
    for number, table in enumerate(clean.notice.tables):
        rank, score = rank_column(table), score_column(table)
        if rank is None or score is None:
            continue
        for rows in rankings(table):
            told = [read_rank(table.rows[row].cells[rank].text) for row in rows]
            if len(rows) > 3 and all(told):
                yield number, rows, rank, score


def _ranks(clean: _Clean, chance: random.Random) -> Iterator[Plant]:
    """A rank misprinted by several places."""
    for number, rows, rank, _ in _ranked(clean):
        table = clean.notice.tables[number]
        for row in rows:
            text = table.rows[row].cells[rank].text
            if text.isdigit():
                yield _changed(
                    clean, "rank", number, row, rank, str(int(text) + chance.choice((2, 3, 5)))
                )


def _ties(clean: _Clean, chance: random.Random) -> Iterator[Plant]:
    """One of two units with the same score given another rank."""
    for number, rows, rank, score in _ranked(clean):
        cells = clean.notice.tables[number].rows
        for above, row in pairwise(rows):
            ours, theirs = cells[row].cells, cells[above].cells
            same = ours[score].text == theirs[score].text and ours[rank].text == theirs[rank].text
            if same and ours[rank].text.isdigit():
                text = str(int(ours[rank].text) + chance.choice((1, 2)))
                yield _changed(clean, "tie", number, row, rank, text)


def _orders(clean: _Clean, chance: random.Random) -> Iterator[Plant]:
    """The scores of two neighbours exchanged: either row may be named."""
    for number, rows, _, score in _ranked(clean):
        cells = clean.notice.tables[number].rows
        for above, row in pairwise(rows):
            ours, theirs = cells[row].cells[score].text, cells[above].cells[score].text
            if ours != theirs and chance.random() < 0.9:
                notice = with_cell(clean.notice, number, row, score, theirs)
                notice = with_cell(notice, number, above, score, ours)
                yield Plant("order", notice, number + 1, None, None, None)


def _duplicates(clean: _Clean, chance: random.Random) -> Iterator[Plant]:
    """A unit's name printed a second time in the place of another's."""
    for number, table in enumerate(clean.notice.tables):
        name = unit_column(table)
        if name is None:
            continue
        for rows in rankings(table):
            for row in rows[1:]:
                first = table.rows[rows[0]].cells[name].text
                plant = _changed(clean, "duplicate", number, row, name, first)
                yield plant._replace(unit=first)


def _misprints(clean: _Clean, chance: random.Random) -> Iterator[Plant]:
    """A figure that is none: ``86..67``, ``3l``, ``2O``."""
    for number, table in enumerate(clean.notice.tables):
        roles = column_roles(table)
        for row, line in enumerate(table.rows):
            for column, cell in enumerate(line.cells):
                if line.kind != "unit" or roles[column] != "number" or len(cell.text) < 2:
                    continue
                if classify_cell(cell.text) == "number" and chance.random() < 0.3:
                    text = _garbled(cell.text)
                    if text != cell.text:
                        yield _changed(clean, "misprint", number, row, column, text)


def _garbled(text: str) -> str:
    if "." in text:
        return text.replace(".", "..")
    return text.replace("1", "l", 1) if "1" in text[1:] else f"{text[0]}.{text[1:]}."


def _percentages(clean: _Clean, chance: random.Random) -> Iterator[Plant]:
    """A rate that its two counts do not give."""
    for number, table in enumerate(clean.notice.tables):
        for column, path in enumerate(table.columns):
            if not _RATE.search(path):
                continue
            if len(_column_values(table.rows, column)) < 3:
                continue  # two rates show no rule to break
            for row, line in enumerate(table.rows):
                figure = read_figure(line.cells[column].text)
                if line.kind == "unit" and figure is not None and figure.percent and figure.value:
                    text = _off(line.cells[column].text, chance)
                    yield _changed(clean, "percentage", number, row, column, text)


def _text_totals(clean: _Clean, chance: random.Random) -> Iterator[Plant]:
    """A total of the prose that the sum of a column makes."""
    sums = {
        sum(values)
        for table in clean.notice.tables
        for column in range(len(table.columns))
        if len(values := _column_values(table.rows, column)) > 2
    }
    doubted = {finding.published for finding in clean.audit.findings if finding.table is None}
    for at, paragraph in enumerate(clean.notice.paragraphs):
        for match in re.finditer(r"(?<![\d.])(\d{2,6})(?=[条篇件])", fold(paragraph.text)):
            if Decimal(match[1]) not in sums or match[1] in doubted:
                continue
            other = str(int(match[1]) + chance.choice((-9, -1, 1, 10)))
            text = re.sub(rf"(?<!\d){match[1]}(?!\d)", other, paragraph.text, count=1)
            paragraphs = list(clean.notice.paragraphs)
            paragraphs[at] = paragraph.model_copy(update={"text": text})
            notice = clean.notice.model_copy(update={"paragraphs": tuple(paragraphs)})
            yield Plant("text total", notice, None, None, None, None)


def _column_values(rows: tuple[Row, ...], column: int) -> list[Decimal]:
    figures = [read_figure(row.cells[column].text) for row in rows if row.kind == "unit"]
    return [figure.value for figure in figures if figure is not None]


def _dropped(clean: _Clean, chance: random.Random) -> Iterator[Plant]:
    """A row left out of a ranking with printed ranks."""
    for number, rows, rank, _ in _ranked(clean):
        table = clean.notice.tables[number]
        ranks = [table.rows[row].cells[rank].text for row in rows]
        for row, text in zip(rows[1:-1], ranks[1:-1], strict=True):
            if ranks.count(text) == 1:  # of several that share a rank one is not missed
                kept = [line for at, line in enumerate(table.rows) if at != row]
                notice = with_rows_of(clean.notice, number, kept)
                yield Plant("dropped row", notice, number + 1, None, None, None)


_PLANTERS: dict[str, Callable[[_Clean, random.Random], Iterator[Plant]]] = {
    "total": _totals,
    "part": _parts,
    "rank": _ranks,
    "tie": _ties,
    "order": _orders,
    "duplicate": _duplicates,
    "misprint": _misprints,
    "percentage": _percentages,
    "text total": _text_totals,
    "dropped row": _dropped,
}
