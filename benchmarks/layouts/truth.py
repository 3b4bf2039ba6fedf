"""Made notices: what they say, how their tables are printed, and what reading them must give."""

from decimal import Decimal
from random import Random
from typing import Literal, NamedTuple

from benchmarks.layouts.columns import Column, draw_columns
from benchmarks.layouts.words import Words
from codes import RowKind

Role = Literal["title", "measure", "heading", "section", "label", "name", "figure", "text", "note"]


class Shape(NamedTuple):
    """What a notice's tables hold."""

    rows: tuple[int, int] = (5, 16)
    columns: tuple[int, int] = (4, 7)
    depth: int = 1
    sections: int = 0
    nested: bool = False
    """Sections within the first section."""
    groups: int = 0
    """Groups whose label spans its rows."""
    total: bool = False
    total_merged: bool = True
    """Whether the word of a totals row may span the columns before the figures."""
    subtotals: bool = False
    notes: int = 0
    """Remarks below the rows, inside the frame."""
    remarks: bool = False
    """A column of remarks."""
    blocks: int = 1
    """Blocks side by side in one frame."""
    title_inside: bool = False
    measure: Literal["", "outside", "inside"] = ""
    long_names: bool = False
    ranked: bool = True
    tables: int = 1
    headed: bool = True
    """Whether the columns bear headings."""
    narrower: bool = False
    """A second table, of two columns, begins on the next page."""


class Cell(NamedTuple):
    """A printed cell with its place in the grid."""

    row: int
    column: int
    text: str
    role: Role
    down: int = 1
    across: int = 1


class TrueRow(NamedTuple):
    """A row as reading must give it."""

    kind: RowKind
    section: str | None
    cells: tuple[str, ...]


class TrueTable(NamedTuple):
    """A table: as printed, and as reading must give it."""

    caption: str
    measure: str
    """The line ``单位：…`` between caption and frame; '' if none."""
    columns: tuple[str, ...]
    rows: tuple[TrueRow, ...]
    cells: tuple[Cell, ...]
    title_rows: int
    """Rows of the grid above the heading."""
    heading_rows: int
    title_inside: bool
    new_page: bool

    @property
    def row_count(self) -> int:
        """Rows of the grid."""
        return max(cell.row + cell.down for cell in self.cells)

    @property
    def column_count(self) -> int:
        """Columns of the grid."""
        return max(cell.column + cell.across for cell in self.cells)


class TrueNotice(NamedTuple):
    """A notice: its prose and its tables, in printed order."""

    title: str
    issuer: str
    day: str
    paragraphs: tuple[str, ...]
    tables: tuple[TrueTable, ...]
    watermark: str


def make_notice(shape: Shape, seed: str) -> TrueNotice:
    """The notice of that shape; the same seed gives the same one."""
    chance = Random(seed)
    words = Words(chance)
    year = chance.randint(2009, 2026)
    tables = [
        _make_table(shape, words, chance, f"{year}年{_period(chance)}", number)
        for number in range(1, shape.tables + 1)
    ]
    if shape.narrower:
        small = shape._replace(columns=(2, 2), depth=1, ranked=False, groups=0, remarks=False)
        other = _make_table(small, words, chance, f"{year}年{_period(chance)}", len(tables) + 1)
        tables.append(other._replace(new_page=True))
    received, used = chance.randint(900, 9000), chance.randint(100, 800)
    subject = chance.choice(("政务信息报送", "政府网站信息采用", "政务公开工作", "信息化建设"))
    return TrueNotice(
        title=f"{words.issuer}关于{year}年{subject}情况的通报",
        issuer=words.issuer,
        day=f"{year}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
        paragraphs=(
            "各县（市、区）人民政府，市政府各部门、各直属机构：",
            f"按照《{words.region}{subject}办法》（2008年修订）要求，现将有关情况通报如下。"
            f"今年以来，全市共收到各类信息{received:,}条，采用{used}条，"
            f"采用率{used / received:.1%}，比上年提高{chance.randint(1, 90) / 10}个百分点。",
            "各单位要认真总结经验，查找不足，进一步提高报送的时效和质量，"
            f"确保全年任务完成率不低于{chance.randint(80, 99)}%。",
        ),
        tables=tuple(tables),
        watermark=words.watermark(),
    )


def _period(chance: Random) -> str:
    return chance.choice(("上半年", "第一季度", "第三季度", "1—9月", "度", "11月"))


class _Draft:
    """A table while its rows are written, in the grid and in the truth at once."""

    def __init__(self, columns: tuple[Column, ...], merging: bool) -> None:
        self.columns = columns
        self.cells: list[Cell] = []
        self.rows: list[TrueRow] = []
        self.at = 0
        self.section: str | None = None
        self.merging = merging
        """Whether the word of a totals row spans the columns before the figures."""

    def across(self, text: str, role: Role, width: int) -> None:
        """A grid row of one cell."""
        self.cells.append(Cell(self.at, 0, text, role, 1, width))
        self.at += 1

    def row(self, kind: RowKind, texts: tuple[str, ...], offset: int = 0, merge: int = 1) -> None:
        """A body row; its first `merge` columns are one cell; a label column is written apart."""
        self.rows.append(TrueRow(kind, self.section, texts))
        for index, (column, text) in enumerate(zip(self.columns, texts, strict=True)):
            if 0 < index < merge or (column.kind == "group" and merge == 1):
                continue
            role: Role = {"unit": "name", "remark": "text"}.get(column.kind, "figure")  # type: ignore[assignment]
            across = merge if index == 0 else 1
            if across > 1:
                role = "label"
            self.cells.append(Cell(self.at, offset + index, text, role, 1, across))


def _make_table(shape: Shape, words: Words, chance: Random, period: str, number: int) -> TrueTable:
    columns = draw_columns(shape, chance)
    width = len(columns) * shape.blocks
    draft = _Draft(columns, shape.total_merged and chance.random() < 0.6)
    caption = f"{period}{chance.choice(_SUBJECTS)}{chance.choice(('统计表', '情况表', '排名表'))}"
    measure = f"单位：{chance.choice(('条、分', '分', '条', '篇、分'))}"
    if shape.title_inside:
        draft.across(caption, "title", width)
    if shape.measure == "inside":
        draft.across(measure, "measure", width)
    title_rows = draft.at
    heading_rows = _write_heading(draft, shape.blocks) if shape.headed else 0
    draft.at += heading_rows
    if shape.measure == "inside":
        # A line in the frame that is no heading is printed there and must not be lost.
        draft.rows.append(TrueRow("note", None, (measure, *[""] * (len(columns) - 1))))
    _write_body(draft, shape, words, chance)
    for note in _notes(shape, chance):
        draft.rows.append(TrueRow("note", draft.section, (note, *[""] * (len(columns) - 1))))
        draft.across(note, "note", width)
    paths = tuple(column.path for column in columns)
    return TrueTable(
        caption=caption,
        measure=measure if shape.measure == "outside" else "",
        columns=paths if shape.headed else tuple(f"列{n}" for n in range(1, len(paths) + 1)),
        rows=tuple(draft.rows),
        cells=tuple(draft.cells),
        title_rows=title_rows,
        heading_rows=heading_rows,
        title_inside=shape.title_inside,
        new_page=False,
    )


_SUBJECTS = (
    "各单位信息采用", "政务信息报送", "政府网站信息发布", "政务公开工作考核", "信息员队伍建设",
    "政务新媒体运行", "依申请公开办理", "重点工作督查",
)  # fmt: skip


def _write_heading(draft: _Draft, blocks: int) -> int:
    levels = heading_cells(tuple(column.path for column in draft.columns))
    for block in range(blocks):
        offset = block * len(draft.columns)
        for row, column, text, down, across in levels:
            draft.cells.append(Cell(draft.at + row, offset + column, text, "heading", down, across))
    return max(row + down for row, _, _, down, _ in levels)


def heading_cells(paths: tuple[str, ...]) -> list[tuple[int, int, str, int, int]]:
    """Heading paths as cells: row, column, text, rows and columns spanned."""
    split = [path.split("/") for path in paths]
    depth = max(map(len, split))
    cells = []
    for level in range(depth):
        column = 0
        while column < len(split):
            path = split[column]
            across = 1
            if len(path) > level + 1:
                while (
                    column + across < len(split)
                    and split[column + across][: level + 1] == path[: level + 1]
                    and len(split[column + across]) > level + 1
                ):
                    across += 1
            if len(path) > level:
                down = depth - level if len(path) == level + 1 else 1
                cells.append((level, column, path[level], down, across))
            column += across
    return cells


def _write_body(draft: _Draft, shape: Shape, words: Words, chance: Random) -> None:
    count = chance.randint(*shape.rows)
    if shape.groups:
        _write_groups(draft, shape, words, chance, count)
    elif shape.sections:
        _write_sections(draft, shape, words, chance, count)
    elif shape.blocks > 1:
        _write_blocks(draft, shape, words, chance, count)
    else:
        units = _units(draft.columns, shape, words, chance, count)
        for texts in units:
            draft.row("unit", texts)
            draft.at += 1
        if shape.total:
            _write_total(draft, chance, "total", units)


def _write_sections(draft: _Draft, shape: Shape, words: Words, chance: Random, count: int) -> None:
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


def _write_groups(draft: _Draft, shape: Shape, words: Words, chance: Random, count: int) -> None:
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


def _write_blocks(draft: _Draft, shape: Shape, words: Words, chance: Random, count: int) -> None:
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
    rows = [[column.draw(chance) for column in columns] for _ in range(count)]
    for texts in rows:
        for place, column in enumerate(columns):
            if column.kind == "unit":
                texts[place] = words.unit(shape.long_names)
            elif column.kind == "remark":
                texts[place] = words.remark() if chance.random() < 0.3 else ""
            elif column.kind == "sum":
                texts[place] = str(_sum([figure(texts[part]) for part in column.parts]))
        if not any(text for text, c in zip(texts, columns, strict=True) if c.kind not in _WORDED):
            # A name alone on its line would be no row that one can be sure of.
            texts[max(i for i, c in enumerate(columns) if c.kind not in _WORDED)] = "0"
    judged = max(i for i, c in enumerate(columns) if c.kind not in _WORDED)
    rows.sort(key=lambda texts: figure(texts[judged]) or Decimal(0), reverse=True)
    best = [figure(texts[judged]) or Decimal(0) for texts in rows]
    for index, texts in enumerate(rows):
        for place, column in enumerate(columns):
            if column.kind == "rank":
                texts[place] = str(best.index(best[index]) + 1)
            elif column.kind == "serial":
                texts[place] = str(index + 1)
    return [tuple(texts) for texts in rows]


_WORDED = ("unit", "group", "remark", "rank", "serial")


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


def _write_total(
    draft: _Draft, chance: Random, kind: RowKind, units: list[tuple[str, ...]]
) -> None:
    word = "小计" if kind == "subtotal" else chance.choice(("合计", "总计", "全市合计"))
    texts = list(_total_texts(draft.columns, units))
    unit = next(i for i, column in enumerate(draft.columns) if column.kind == "unit")
    if unit and draft.merging:
        draft.row(kind, (word, *texts[1:]), merge=unit + 1)
    else:
        texts[unit] = word
        draft.row(kind, tuple(texts))
        if draft.columns[0].kind == "group":
            draft.cells.append(Cell(draft.at, 0, texts[0], "label"))
    draft.at += 1


def _notes(shape: Shape, chance: Random) -> list[str]:
    year = chance.randint(2009, 2026)
    notes = [
        f"注：采用得分按每条{chance.randint(2, 9)}分计算，空白表示未报送。",
        f"备注：以上数据截至{year}年{chance.randint(1, 12)}月底。",
    ]
    return notes[: shape.notes]


def figure(text: str) -> Decimal | None:
    """The value of a made figure; None of blanks and marks."""
    bare = text.replace(",", "").rstrip("%")
    return Decimal(bare) if bare[-1:].isdigit() else None
