"""Made notices: what they say, how their tables are printed, and what reading them must give."""

from random import Random

from benchmarks.layouts.body import Draft, write_body
from benchmarks.layouts.columns import draw_columns
from benchmarks.layouts.table import Cell, Shape, TrueNotice, TrueRow, TrueTable
from benchmarks.layouts.words import Words


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


def _make_table(shape: Shape, words: Words, chance: Random, period: str, number: int) -> TrueTable:
    columns = draw_columns(shape, chance)
    width = len(columns) * shape.blocks
    draft = Draft(columns, shape.total_merged and chance.random() < 0.6, shape.faulty)
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
    write_body(draft, shape, words, chance)
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
        row_count=draft.at,
        column_count=width,
        title_rows=title_rows,
        heading_rows=heading_rows,
        title_inside=shape.title_inside,
        lead=_LEAD.format(words.chance.randint(12, 900)) if shape.led else "",
    )


_LEAD = "从采用情况看，本期共有{}条信息被上级采用，各单位报送质量总体平稳，具体数据见表。"
_SUBJECTS = (
    "各单位信息采用", "政务信息报送", "政府网站信息发布", "政务公开工作考核", "信息员队伍建设",
    "政务新媒体运行", "依申请公开办理", "重点工作督查",
)  # fmt: skip


def _write_heading(draft: Draft, blocks: int) -> int:
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


def _notes(shape: Shape, chance: Random) -> list[str]:
    year = chance.randint(2009, 2026)
    notes = [
        f"注：采用得分按每条{chance.randint(2, 9)}分计算，空白表示未报送。",
        f"备注：以上数据截至{year}年{chance.randint(1, 12)}月底。",
    ]
    return notes[: shape.notes]
