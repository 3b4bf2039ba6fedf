"""The body rows of made tables: units, sections, groups, totals."""

from decimal import Decimal
from random import Random

from benchmarks.layouts.columns import INDICATORS, WORDED, Column, ColumnKind
from benchmarks.layouts.table import Cell, Role, Shape, TrueRow
from benchmarks.layouts.words import Words
from codes import RowKind

_ROLES: dict[ColumnKind, Role] = {"unit": "name", "remark": "text"}


class Draft:
    """A table while its rows are written, in the grid and in the truth at once."""

    def __init__(self, columns: tuple[Column, ...], merging: bool, faulty: bool) -> None:
        self.columns = columns
        self.cells: list[Cell] = []
        self.rows: list[TrueRow] = []
        self.at = 0
        self.section: str | None = None
        self.merging = merging
        """Whether the word of a totals row spans the columns before the figures."""
        self.faulty = faulty
        """Whether a total has still to be printed wrong."""

    def across(self, text: str, role: Role, width: int) -> None:
        """A grid row of one cell."""
        self.cells.append(Cell(self.at, 0, text, role, 1, width))
        self.at += 1

    def row(
        self,
        kind: RowKind,
        texts: tuple[str, ...],
        offset: int = 0,
        merge: int = 1,
        spanned: int | None = None,
        covered: int | None = None,
    ) -> None:
        """A body row; its first `merge` columns are one cell; a label column is written apart.

        The cell of column `spanned` goes on in the next row, where it is `covered`.
        """
        self.rows.append(TrueRow(kind, self.section, texts))
        for index, (column, text) in enumerate(zip(self.columns, texts, strict=True)):
            if 0 < index < merge or index == covered or (column.kind == "group" and merge == 1):
                continue
            across = merge if index == 0 else 1
            role = "label" if across > 1 else _ROLES.get(column.kind, "figure")
            down = 2 if index == spanned else 1
            self.cells.append(Cell(self.at, offset + index, text, role, down, across))


def write_body(draft: Draft, shape: Shape, words: Words, chance: Random) -> None:
    """Write the rows of a table, in the manner of its shape."""
    count = chance.randint(*shape.rows)
    if shape.groups:
        _write_groups(draft, shape, words, chance, count)
    elif shape.sections:
        _write_sections(draft, shape, words, chance, count)
    elif shape.blocks > 1:
        _write_blocks(draft, shape, words, chance, count)
    else:
        units = _units(draft.columns, shape, words, chance, count)
        _write_units(draft, units, shape.shared)
        if shape.total:
            _write_total(draft, chance, "total", units)


def _write_units(draft: Draft, units: list[tuple[str, ...]], shared: bool) -> None:
    """The rows of units; where remarks are `shared`, one spans two rows where it can."""
    remarks = [i for i, column in enumerate(draft.columns) if column.kind == "remark"]
    skip = False
    for index, texts in enumerate(units):
        joins = bool(shared and remarks and texts[remarks[0]] and index + 1 < len(units))
        if joins and not skip:
            below = list(units[index + 1])
            below[remarks[0]] = texts[remarks[0]]
            units[index + 1] = tuple(below)
            draft.row("unit", texts, spanned=remarks[0])
        else:
            draft.row("unit", texts, covered=remarks[0] if skip else None)
        skip = joins and not skip
        draft.at += 1


def _write_sections(draft: Draft, shape: Shape, words: Words, chance: Random, count: int) -> None:
    written: list[tuple[str, ...]] = []
    width = len(draft.columns)
    for number, name in enumerate(words.sections(shape.sections, shape.nested)):
        inner = words.subsections() if shape.nested and number == 0 else ("",)
        draft.across(name, "section", width)
        for part in inner:
            draft.section = f"{name}/{part}" if part else name
            if part:
                draft.across(part, "section", width)
            size = max(2, count // (shape.sections * len(inner)))
            units = _units(draft.columns, shape, words, chance, size)
            for texts in units:
                draft.row("unit", texts)
                draft.at += 1
            if shape.subtotals:
                _write_total(draft, chance, "subtotal", units)
            written += units
    if shape.total:
        _write_total(draft, chance, "total", written)


def _write_groups(draft: Draft, shape: Shape, words: Words, chance: Random, count: int) -> None:
    written: list[tuple[str, ...]] = []
    for name in words.groups(shape.groups):
        top = draft.at
        size = max(2, count // shape.groups + chance.randint(-1, 1))
        units = [(name, *texts[1:]) for texts in _units(draft.columns, shape, words, chance, size)]
        for texts in units:
            draft.row("unit", texts)
            draft.at += 1
        if shape.subtotals:
            texts = _total_texts(draft.columns, units)
            unit = next(i for i, c in enumerate(draft.columns) if c.kind == "unit")
            texts = tuple(
                name if i == 0 else "小计" if i == unit else text for i, text in enumerate(texts)
            )
            draft.row("subtotal", texts)
            draft.at += 1
        draft.cells.append(Cell(top, 0, name, "label", draft.at - top))
        written += units
    if shape.total:
        _write_total(draft, chance, "total", written)


def _write_blocks(draft: Draft, shape: Shape, words: Words, chance: Random, count: int) -> None:
    units = _units(draft.columns, shape, words, chance, count)
    height = -(-len(units) // shape.blocks)
    top = draft.at
    for index in range(height * shape.blocks):
        block, row = divmod(index, height)
        draft.at = top + row
        offset = block * len(draft.columns)
        if index < len(units):
            draft.row("unit", units[index], offset)
        else:
            draft.cells += [
                Cell(draft.at, offset + i, "", "text") for i in range(len(draft.columns))
            ]
    draft.at = top + height


def _units(
    columns: tuple[Column, ...], shape: Shape, words: Words, chance: Random, count: int
) -> list[tuple[str, ...]]:
    """Rows of units, the best first; ranks run from 1, equal figures share one."""
    indicators = chance.sample(INDICATORS, len(INDICATORS))
    rows = [[column.draw(chance) for column in columns] for _ in range(count)]
    for texts in rows:
        for place, column in enumerate(columns):
            if column.kind == "unit" and shape.transposed:
                texts[place] = indicators.pop()
            elif column.kind == "unit":
                texts[place] = words.unit(shape.long_names)
            elif column.kind == "remark":
                texts[place] = words.remark() if chance.random() < 0.3 else ""
            elif column.kind == "sum":
                texts[place] = str(_sum([figure(texts[part]) for part in column.parts]))
        if not any(text for text, c in zip(texts, columns, strict=True) if c.kind not in WORDED):
            # A name alone on its line would be no row that one can be sure of.
            texts[max(i for i, c in enumerate(columns) if c.kind not in WORDED)] = "0"
    judged = max(i for i, c in enumerate(columns) if c.kind not in WORDED)
    rows.sort(key=lambda texts: figure(texts[judged]) or Decimal(0), reverse=True)
    best = [figure(texts[judged]) or Decimal(0) for texts in rows]
    for index, texts in enumerate(rows):
        for place, column in enumerate(columns):
            if column.kind == "rank":
                texts[place] = str(best.index(best[index]) + 1)
            elif column.kind == "place":
                texts[place] = f"第{best.index(best[index]) + 1}名"
            elif column.kind == "serial":
                texts[place] = str(index + 1)
    return [tuple(texts) for texts in rows]


def _sum(parts: list[Decimal | None]) -> Decimal:
    return sum((part for part in parts if part is not None), Decimal(0))


def _total_texts(columns: tuple[Column, ...], units: list[tuple[str, ...]]) -> tuple[str, ...]:
    texts = []
    for place, column in enumerate(columns):
        if column.kind in ("count", "points", "amount", "sum"):
            total = _sum([figure(row[place]) for row in units])
            texts.append(f"{total:,}" if column.kind == "amount" else f"{total}")
        else:
            texts.append("")
    return tuple(texts)


def _write_total(draft: Draft, chance: Random, kind: RowKind, units: list[tuple[str, ...]]) -> None:
    word = "小计" if kind == "subtotal" else chance.choice(("合计", "总计", "全市合计"))
    texts = list(_total_texts(draft.columns, units))
    if draft.faulty and any(texts):
        place = max(i for i, text in enumerate(texts) if text)
        wrong = (figure(texts[place]) or Decimal(0)) + chance.choice((1, 9, 10, -1))
        texts[place] = f"{wrong:,}" if "," in texts[place] else str(wrong)
        draft.faulty = False
    unit = next(i for i, column in enumerate(draft.columns) if column.kind == "unit")
    if unit and draft.merging:
        draft.row(kind, (word, *texts[1:]), merge=unit + 1)
    else:
        texts[unit] = word
        draft.row(kind, tuple(texts))
        if draft.columns[0].kind == "group":
            draft.cells.append(Cell(draft.at, 0, texts[0], "label"))
    draft.at += 1


def figure(text: str) -> Decimal | None:
    """The value of a made figure; None of blanks and marks."""
    bare = text.replace(",", "").rstrip("%")
    return Decimal(bare) if bare[-1:].isdigit() else None
