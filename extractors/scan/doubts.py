"""Second readings of doubtful cells; the table's arithmetic chooses between readings.

A figure that two readings give differently, or that the table's own sums speak against, is named.
It is changed only into another reading of the same ink, and only where that alone makes a broken
relation hold: never into what would merely fit.
"""

import re
from typing import Literal, NamedTuple

import cv2
import numpy as np

from extractors.scan.cells import CellsReading, ReadCell, cell_of
from extractors.scan.column_signs import unlike_figures
from extractors.scan.figures import figure_columns, figure_text
from extractors.scan.ink import Grey
from extractors.scan.words import Word, recognise
from extractors.tables.sums import Figures, Place, Relation, figure_of, figures_of, find_relations
from figures import classify_cell, read_rank

_SURE = 0.97
_UNSETTLED = 0.5
_WORD = re.compile(r"[\u4e00-\u9fff（）()、]{2,}")
_NAME_AND_FIGURE = re.compile(r"[\u4e00-\u9fff]{2,12}\s*[\d.%-]+")
_OTHER_SHARES = (0.5, 0.82)


class CellDoubt(NamedTuple):
    """A cell about which the page's issues must speak, in both languages."""

    how: Literal["chosen", "left"]
    zh: str
    en: str


class Settled(NamedTuple):
    """The cells to go on with, and what was doubtful of them."""

    cells: list[ReadCell]
    doubts: list[CellDoubt]


def settle_doubts(reading: CellsReading) -> Settled:
    """Read doubtful cells again; a figure is chosen by arithmetic, a text by two of three.

    Cells that coloured strokes lay over, and figures that touch the frame, stay in doubt.
    """
    cells = reading.cells
    columns = figure_columns(cells)
    at = {
        (cell.cell.row, cell.cell.column): index
        for index, cell in enumerate(cells)
        if cell.cell.row_span == cell.cell.column_span == 1
    }
    texts = {place: cells[index].text for place, index in at.items()}
    relations = find_relations(texts, columns)
    figures = figures_of(texts, columns)
    broken = [r for r in relations if not r.holds(figures)]
    suspects = {place for relation in broken for place in relation.places}
    again = [
        index
        for index, cell in enumerate(cells)
        if len(cell.lines) == 1
        and not cell.lines[0].mark
        and (cell.confidence < _SURE or (cell.cell.row, cell.cell.column) in suspects)
    ]
    others = _read_again(cells, again)
    cells = list(cells)
    doubts: list[CellDoubt] = []
    open_places: dict[Place, str] = {}
    for index in again:
        cell = cells[index]
        place = (cell.cell.row, cell.cell.column)
        if place not in at or place[1] not in columns or figure_of(cell.text) is None:
            cells[index] = _agreed(cell, others[index])
        elif any(figure_text(word) not in ("", cell.text) for word in others[index]):
            open_places[place] = next(
                text for word in others[index] if (text := figure_text(word)) not in ("", cell.text)
            )
    chosen = _chosen(relations, broken, figures, open_places)
    for place, text in sorted(open_places.items()):
        cell = cells[at[place]]
        if place in chosen:
            word = next(w for w in others[at[place]] if figure_text(w) == text)
            line = cell.lines[0]._replace(word=word._replace(glyphs=word.figure))
            cells[at[place]] = cell_of(cell.cell, cell.box, (line,))
            doubts.append(_doubt("chosen", place, cell.text, text))
        else:
            settled = _borne_out(place, relations, figures)
            confidence = cell.confidence if settled else min(cell.confidence, _UNSETTLED)
            cells[at[place]] = cell._replace(confidence=confidence)
            if not settled:
                doubts.append(_doubt("left", place, cell.text, text))
    doubts.extend(_against(broken, chosen, open_places, cells, at, columns))
    reasons = dict.fromkeys(_odd_places(cells, at, columns), _NO_FIGURE)
    texts = {place: cells[index].text for place, index in at.items()}
    reasons.update(dict.fromkeys(unlike_figures(texts), _UNLIKE))
    figured = {p for p, text in texts.items() if p[1] in columns or re.search(r"\d", text)}
    reasons.update(dict.fromkeys(reading.touching & figured, _TOUCHING))
    reasons.update(dict.fromkeys(reading.stained & at.keys(), _STAINED))
    reasons.update(dict.fromkeys(reading.crossed & at.keys(), _CROSSED))
    merged = _merged_figures(cells, columns)
    reasons.update(dict.fromkeys(merged, _MERGED))
    at = {**at, **merged}
    for place, why in sorted(reasons.items()):
        cell = cells[at[place]]
        cells[at[place]] = cell._replace(confidence=min(cell.confidence, _UNSETTLED))
        if place not in open_places:
            doubts.append(_doubt("left", place, cell.quote.replace("\n", " "), None, why))
    return Settled(cells, doubts)


def _odd_places(
    cells: list[ReadCell], at: dict[Place, int], columns: frozenset[int]
) -> list[Place]:
    """Where a column of figures holds, below its first figure, what is no figure and no word."""
    first: dict[int, int] = {}
    for (row, column), index in sorted(at.items()):
        if column in columns and classify_cell(cells[index].text) == "number":
            first.setdefault(column, row)
    return [
        place
        for place, index in sorted(at.items())
        if place[0] > first.get(place[1], place[0]) and _is_odd(cells[index])
    ]


def _merged_figures(cells: list[ReadCell], columns: frozenset[int]) -> dict[Place, int]:
    """Merged cells below the first figures that hold what several cells would: a name and a figure
    side by side, or a figure for each of their rows. The rule between them was not seen."""
    first = min(
        (
            c.cell.row
            for c in cells
            if c.cell.column in columns and classify_cell(c.text) == "number"
        ),
        default=0,
    )
    found: dict[Place, int] = {}
    for index, cell in enumerate(cells):
        row, column, down, across = cell.cell
        beside = across > 1 and (_NAME_AND_FIGURE.fullmatch(cell.text) or _is_number(cell.text))
        below = down > 1 and column in columns and len(cell.lines) == down
        if row >= first and (beside or below):
            found[row, column] = index
    return found


def _is_number(text: str) -> bool:
    return classify_cell(text) == "number"


def _is_odd(cell: ReadCell) -> bool:
    if cell.confidence <= _UNSETTLED and (cell.text != cell.quote or len(cell.lines) > 1):
        return True
    if classify_cell(cell.text) in ("number", "dash", "blank"):
        return False
    return read_rank(cell.text) is None and not _WORD.fullmatch(cell.text)


def _read_again(cells: list[ReadCell], again: list[int]) -> dict[int, tuple[Word, ...]]:
    """Two more readings of each: smaller as it is, and larger in black and white."""
    pictures = [cells[index].lines[0].picture for index in again]
    small = recognise(pictures, ink_share=_OTHER_SHARES[0])
    plain = recognise([_black_and_white(one) for one in pictures], ink_share=_OTHER_SHARES[1])
    return dict(zip(again, zip(small, plain, strict=True), strict=True))


def _black_and_white(picture: Grey) -> Grey:
    large = cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    _, plain = cv2.threshold(large, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.asarray(cv2.GaussianBlur(plain, (3, 3), 0), dtype=np.uint8)


def _agreed(cell: ReadCell, others: tuple[Word, ...]) -> ReadCell:
    """The cell with the text on which two of three readings agree, else as first read."""
    words = (cell.lines[0].word, *others)
    best = max(words, key=lambda word: (sum(w.text == word.text for w in words), word is words[0]))
    same = [word for word in words if word.text == best.text]
    if not best.text or len(same) < 2:
        return cell
    surest = max(same, key=lambda word: word.confidence)
    return cell_of(cell.cell, cell.box, (cell.lines[0]._replace(word=surest),))


def _chosen(
    relations: list[Relation],
    broken: list[Relation],
    figures: Figures,
    others: dict[Place, str],
) -> frozenset[Place]:
    """The places whose other reading, and no other's, mends all that their reading breaks."""
    mending: dict[Relation, list[Place]] = {}
    for relation in broken:
        for place in relation.places:
            value = figure_of(others[place]) if place in others else None
            if value is None:
                continue
            changed = {**figures, place: value}
            touched = [other for other in relations if place in other.places]
            if all(other.holds(changed) for other in touched):
                mending.setdefault(relation, []).append(place)
    return frozenset(places[0] for places in mending.values() if len(set(places)) == 1)


def _borne_out(place: Place, relations: list[Relation], figures: Figures) -> bool:
    """Whether the first reading stands in relations, and all of them hold."""
    touched = [relation for relation in relations if place in relation.places]
    return bool(touched) and all(relation.holds(figures) for relation in touched)


def _against(
    broken: list[Relation],
    chosen: frozenset[Place],
    named: dict[Place, str],
    cells: list[ReadCell],
    at: dict[Place, int],
    columns: frozenset[int],
) -> list[CellDoubt]:
    """The least sure cell of each relation that stays broken, once."""
    texts = {place: cells[index].text for place, index in at.items()}
    figures = figures_of(texts, columns)
    found: dict[Place, CellDoubt] = {}
    for relation in broken:
        if (
            not relation.strict
            or relation.holds(figures)
            or any(p in named or p in chosen for p in relation.places)
        ):
            continue
        least = min(relation.places, key=lambda p: (cells[at[p]].confidence, p))
        found[least] = _doubt("left", least, texts[least], None)
    return [found[place] for place in sorted(found)]


def _doubt(
    how: Literal["chosen", "left"],
    place: Place,
    text: str,
    other: str | None,
    why: tuple[str, str] | None = None,
) -> CellDoubt:
    row, column = place[0] + 1, place[1] + 1
    zh, en = f"表格第 {row} 行第 {column} 列", f"the table's row {row}, column {column}"
    if how == "chosen":
        return CellDoubt(
            how,
            f"{zh}先读作“{text}”，再读作“{other}”；按表内合计或名次取“{other}”",
            f"{en} was read as “{text}”, then as “{other}”; the table's own sums or ranks "
            f"bear out “{other}”",
        )
    if other is not None:
        return CellDoubt(
            how,
            f"{zh}两次读法不同：“{text}”与“{other}”，保留前者，请核对",
            f"{en} was read as “{text}” and as “{other}”; the first was kept, compare the page",
        )
    why = why or _AGAINST
    return CellDoubt(how, f"{zh}读作“{text}”，{why[0]}", f"{en} was read as “{text}”, {why[1]}")


_AGAINST = (
    "与表内合计或名次不符：可能误读，也可能原文如此，请核对",
    "against the table's own sums or ranks: misread, or printed so; compare the page",
)
_CROSSED = (
    "有彩色笔迹或印章压在上面，请核对",
    "with coloured strokes over it; compare the page",
)
_TOUCHING = (
    "而字挨着框线，可能有笔画被遮住，请核对",
    "touching the frame, which may hide strokes of it; compare the page",
)
_STAINED = (
    "而格内有淡痕：可能是很淡的短横或数字，请核对",
    "though it holds a faint trace: perhaps a dash or a figure; compare the page",
)
_UNLIKE = (
    "而该列其他数字写法不同：可能漏读或误读了符号，请核对",
    "unlike the other figures of its column: a sign may be misread; compare the page",
)
_MERGED = (
    "像是几格并在一起：其间的框线可能没有看到，请核对",
    "like several cells in one: a rule between them may have been overlooked; compare the page",
)
_NO_FIGURE = (
    "而该列都是数字：可能有污点、笔迹或印章，请核对",
    "in a column of figures: specks, a pen or a seal may lie over it; compare the page",
)
