"""Whatever a grid prints is found again in what is made of it."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.document import Grid, GridCell
from extractors.tables.build import BuiltTables, build_tables
from tests.table_samples import line, proof

WORDS = st.sampled_from(
    [
        "排名",
        "@名次",
        "序号",
        "单位",
        "@单位",
        "@得分",
        "@总分",
        "@信息采用情况",
        "@旗级",
        "2018年@得分",
        "1月",
        "备注",
        "@备注",
        "第一名",
        "一、@旗区",
        "二、@",
        "（一）@党群",
        "市直@部门",
        "各@旗区",
        "@局",
        "@街道",
        "中国@银行某旗支行",
        "合计",
        "@小计",
        "@总计",
        "@平均分",
        "满分",
        "注：按@得分排序",
        "2.@名单",
        "单位：@",
        "附件@",
        "制表人：@",
        "2018年@成绩表",
        "未报送",
        "未报@",
        "/",
        "-",
        "0",
        "1",
        "2",
        "3",
        "28@",
        "98.5",
        "86..67",
        "-5",
        "@/省级",
        "本次未列入的@单位均为零。",
        "续表",
    ]
)
"""Words of notices; ``@`` is a letter (after 28, a number) of its own in each cell."""
TEXTS = st.one_of(st.just(""), WORDS, WORDS)


def own(word: str, number: int) -> str:
    return word.replace("28@", str(28000 + number)).replace("@", chr(0x5000 + number))


@st.composite
def grids(draw, page=1, width=None):
    """A grid of known words, tiled with random spans."""
    rows = draw(st.integers(1, 7))
    columns = width or draw(st.integers(1, 6))
    free = [[True] * columns for _ in range(rows)]
    cells = []
    for r in range(rows):
        for c in range(columns):
            if not free[r][c]:
                continue
            across = draw(st.sampled_from([1, 1, 1, 1, 2, 3, 99]))
            down = draw(st.sampled_from([1, 1, 1, 1, 1, 2, 3]))
            while across > 1 and (c + across > columns or not all(free[r][c : c + across])):
                across -= 1
            down = min(down, rows - r)
            for i in range(r, r + down):
                for j in range(c, c + across):
                    free[i][j] = False
            text = own(draw(TEXTS), 100 * page + 10 * r + c)
            cells.append(
                GridCell(
                    row=r,
                    column=c,
                    row_span=down,
                    column_span=across,
                    text=text,
                    evidence=proof(text, page),
                    header=draw(st.sampled_from([False, False, False, True])),
                )
            )
    return Grid(
        page=page, row_count=rows, column_count=columns, cells=tuple(cells), readers=("hand@1",)
    )


@st.composite
def documents(draw):
    """One to three grids, on pages that may follow one another in the same columns."""
    width = draw(st.integers(1, 6))
    blocks = []
    for page in range(1, draw(st.integers(1, 3)) + 1):
        if draw(st.booleans()):
            blocks.append(line(own(draw(WORDS), 1), page))
        blocks.append(draw(grids(page=page, width=draw(st.sampled_from([width, width, None])))))
    return blocks


def bare(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return "".join(text.split()).rstrip(":")


def everything(result: BuiltTables) -> str:
    said = [issue.message.zh for issue in result.issues]
    said += [block.text for block in result.prose]
    said += [part for field in result.fields for part in (field.name, field.text)]
    for table in result.tables:
        said += [table.caption, *table.columns]
        for row in table.rows:
            said += [row.section or "", *(cell.text for cell in row.cells)]
    return "\n".join(bare(text) for text in said)


@settings(max_examples=400, deadline=None)
@given(documents())
def test_every_printed_text_is_found_again(blocks):
    found = everything(build_tables(blocks))
    for block in blocks:
        if isinstance(block, Grid):
            for cell in block.cells:
                assert bare(cell.text) in found or cell.text == "续表"


@settings(max_examples=150, deadline=None)
@given(documents())
def test_parts_show_the_grids_as_printed_and_rows_fit_their_columns(blocks):
    result = build_tables(blocks)
    printed = {block.page: block.texts() for block in blocks if isinstance(block, Grid)}
    for table in result.tables:
        for part in table.parts:
            # Where one frame held two tables, a span cut between them is told in both.
            if len(part.grid) == len(printed[part.page]):
                assert all(row in _widened(printed[part.page], part.grid) for row in part.grid)
        for row in table.rows:
            assert len(row.cells) == len(table.columns)
            assert row.page in printed
            assert all(cell.text == "" or cell.evidence.quote for cell in row.cells)
    assert build_tables(blocks) == result


def _widened(grid, part):
    """The printed rows; a narrower page of a joined table is shown in the table's width."""
    width = len(part[0])
    rows = set(grid)
    for shift in range(width - len(grid[0]) + 1):
        rest = width - len(grid[0]) - shift
        rows |= {("",) * shift + row + ("",) * rest for row in grid}
    return rows


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.builds(
            GridCell,
            row=st.integers(0, 4),
            column=st.integers(0, 4),
            row_span=st.integers(1, 3),
            column_span=st.integers(1, 3),
            text=TEXTS,
            evidence=st.just(proof("")),
        ),
        max_size=9,
    ),
    st.integers(0, 4),
    st.integers(0, 4),
)
def test_cells_that_do_not_fit_are_never_lost(cells, rows, columns):
    grid = Grid(
        page=1, row_count=rows, column_count=columns, cells=tuple(cells), readers=("hand@1",)
    )
    found = everything(build_tables([grid]))
    for cell in cells:
        assert bare(cell.text) in found or cell.text == "续表"


def test_words_that_go_on_below_a_page_break_belong_to_every_row_they_span():
    def cell(row, text, span=1, page=1, column=0):
        return GridCell(
            row=row, column=column, row_span=span, column_span=1, text=text,
            evidence=proof(text, page), header=False,
        )  # fmt: skip

    first = (cell(0, "甲名次", 2), cell(0, "/", 2, column=1))
    above = Grid(page=1, row_count=2, column_count=2, cells=first, readers=("hand@1",))
    rest = (cell(0, "排名", page=2), cell(0, "", page=2, column=1))
    below = Grid(page=2, row_count=1, column_count=2, cells=rest, readers=("hand@1",))
    rows = build_tables([above, below]).tables[0].rows
    assert [row.cells[0].text for row in rows] == ["甲名次排名"]
