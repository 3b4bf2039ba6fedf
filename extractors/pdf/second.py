"""The second look at doubtful tables: another reader reads the page, the table's figures decide.

camelot reads tables with rules again, pdfplumber's text strategy those without (`text_strategy`).

Where both readers agree the grid says so. Where they differ, the reading that the table's own
ranks and sums bear out is taken; where those decide nothing, the first reading stays and an issue
names the first cell that differs. No cell is ever mended.
"""

import tempfile
import warnings
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from contracts import Issue
from evidence import Box, Message
from extractors.document import Grid
from extractors.pdf.borderless import NAME as COLUMNS_NAME
from extractors.pdf.grid import (
    NO_RULES,
    CellText,
    DoubtfulTable,
    GridReading,
    grid_of,
    needs_second_reader,
)
from extractors.pdf.lattice import Lattice, rectangles
from extractors.pdf.page import PageContent, plain_characters
from extractors.pdf.page_reading import PageReading
from extractors.pdf.text import without_inner_spaces
from extractors.pdf.text_strategy import NAME as TEXT_NAME
from extractors.pdf.text_strategy import Texts
from extractors.tables.sums import arithmetic_support
from figures import fold

NAME = "camelot@2"
_SAME_PLACE = 0.5
_PAGES_MOST = 100
"""camelot takes about half a second a page; beyond this the first reader stands alone."""
_UNSOUND = frozenset({"ragged", "digits outside", "columns inferred", "columns without rules"})
_OVERPRINTED = "overprinted"


class SecondLook(NamedTuple):
    """The grids that were looked at again, by page and place in it, and what stayed open."""

    grids: dict[tuple[int, int], Grid]
    issues: tuple[Issue, ...]


def read_again(
    content: bytes,
    readings: list[PageReading],
    sha256: str,
    overlong: set[int],
) -> SecondLook:
    """Read the doubtful tables of the pages again and settle each.

    On the pages of `overlong`, which no other reader could read in time, the first stands alone.
    """
    ruled = [
        reading.content
        for reading in readings
        if reading.content.number not in overlong and needs_second_reader(reading.doubtful)
    ]
    seen = _second_readings(content, ruled) if ruled else {}
    grids: dict[tuple[int, int], Grid] = {}
    issues: list[Issue] = []
    for reading in readings:
        page = reading.content
        for table in reading.doubtful:
            _, _, grid = reading.grids[table.place]
            if NO_RULES in table.reasons:
                grid, issue = settle_open(page.number, table, grid)
            else:
                second = _same_table(table.reading, seen.get(page.number, []))
                grid, issue = settle(page, table, grid, second, sha256)
            grids[page.number, table.place] = grid
            if issue is not None:
                issues.append(issue)
    return SecondLook(grids, tuple(issues))


def settle(
    page: PageContent,
    table: DoubtfulTable,
    grid: Grid,
    second: GridReading | None,
    sha256: str,
) -> tuple[Grid, Issue | None]:
    """The grid to go on with, the first reader's or the second's, and what they leave open."""
    first = table.reading
    if _OVERPRINTED in table.reasons:
        return grid.model_copy(update={"agreed": False}), _overprinted(page.number)
    both = (page.reader, NAME)
    # Two readers that look for rules alike both miss what no rule shows.
    unsound = _unsound(page.number) if _UNSOUND.intersection(table.reasons) else None
    alone = grid.model_copy(update={"agreed": False if unsound else None})
    if second is None or not _compact(second.texts()):
        return alone, unsound
    if _compact(second.texts()) == _compact(first.texts()):
        agreed = unsound is None
        return grid.model_copy(update={"readers": both, "agreed": agreed}), unsound
    if _is_part(_compact(second.texts()), _compact(first.texts())):
        return alone, unsound
    support = arithmetic_support(first.texts()), arithmetic_support(second.texts())
    if _characters(second) != _characters(first):
        # A reading that loses or doubles text is no better for its sums.
        support = support[0], min(support)
    if support[0] > support[1]:
        return grid.model_copy(update={"readers": both, "by_arithmetic": True}), None
    if support[1] > support[0]:
        other = grid_of(second, page, sha256, NAME)
        return other.model_copy(update={"readers": both, "by_arithmetic": True}), None
    return (
        grid.model_copy(update={"readers": both, "agreed": False}),
        _disagreement(page.number, _compact(first.texts()), _compact(second.texts())),
    )


def settle_open(page: int, table: DoubtfulTable, grid: Grid) -> tuple[Grid, Issue | None]:
    """The grid of a table without rules, and whether its witness bears it out."""
    if _OVERPRINTED in table.reasons:
        return grid.model_copy(update={"agreed": False}), _overprinted(page)
    if not table.borne_out:
        return grid, None
    both = (COLUMNS_NAME, TEXT_NAME)
    return grid.model_copy(update={"readers": both, "agreed": True}), None


# --- what camelot reads ------------------------------------------------------------------------


def _second_readings(content: bytes, pages: list[PageContent]) -> dict[int, list[GridReading]]:
    """camelot's tables by page; a page on which it fails has none."""
    import camelot

    upright = [page for page in pages if page.turn == "upright"][:_PAGES_MOST]
    heights = {page.number: page.height for page in upright}
    found: dict[int, list[GridReading]] = {}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "document.pdf"
        path.write_bytes(content)
        for number, height in heights.items():
            try:
                tables = camelot.read_pdf(
                    str(path),
                    pages=str(number),
                    flavor="lattice",
                    engine="vector",
                    split_text=True,
                    suppress_stdout=True,
                )
            except Exception:  # a second opinion that cannot be had is none
                continue
            found[number] = [_reading(table, height) for table in tables]
    return found


def _reading(table: Any, height: float) -> GridReading:
    """A camelot table in our form: its cells merged where it saw no edge between them."""
    rows, columns = len(table.rows), len(table.cols)
    cells = table.cells
    merged_right = {
        (i, j) for i in range(rows) for j in range(columns - 1) if not cells[i][j].right
    }
    merged_down = {
        (i, j) for i in range(rows - 1) for j in range(columns) if not cells[i][j].bottom
    }
    places, ragged = rectangles(rows, columns, merged_right, merged_down)
    lattice = Lattice(
        xs=(float(table.cols[0][0]), *(float(right) for _, right in table.cols)),
        ys=(height - float(table.rows[0][0]), *(height - float(low) for _, low in table.rows)),
        cells=tuple(places),
        open_sides=False,
        ragged=ragged,
    )
    texts = []
    for place in lattice.cells:
        pieces = [
            cells[place.row + i][place.column + j].text.strip()
            for i in range(place.row_span)
            for j in range(place.column_span)
        ]
        text = plain_characters("\n".join(piece for piece in pieces if piece))
        texts.append(CellText(place, (), without_inner_spaces(text)))
    return GridReading(lattice, tuple(texts), crossed=False)


def _same_table(first: GridReading, candidates: list[GridReading]) -> GridReading | None:
    best = max(
        candidates,
        key=lambda reading: _overlap(first.lattice.box, reading.lattice.box),
        default=None,
    )
    if best is None or _overlap(first.lattice.box, best.lattice.box) < _SAME_PLACE:
        return None
    return best


def _overlap(a: Box, b: Box) -> float:
    """The common area in parts of the smaller box."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    least = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return max(0.0, width) * max(0.0, height) / least if least else 0.0


# --- comparing ---------------------------------------------------------------------------------


def _compact(texts: Texts) -> Texts:
    """The grid in folded texts, without rows and columns in which nothing is printed."""
    rows = [tuple(fold(text) for text in row) for row in texts]
    rows = [row for row in rows if any(row)]
    kept = [j for j in range(len(rows[0]) if rows else 0) if any(row[j] for row in rows)]
    return tuple(tuple(row[j] for j in kept) for row in rows)


def _characters(reading: GridReading) -> Counter[str]:
    return Counter(fold("".join(cell.text for cell in reading.cells)))


def _is_part(part: Texts, whole: Texts) -> bool:
    """Whether one grid is the other without some of its outer rows and columns."""
    height, width = len(part), len(part[0]) if part else 0
    if not height:
        return True
    return any(
        all(whole[i + k][j : j + width] == part[k] for k in range(height))
        for i in range(len(whole) - height + 1)
        for j in range(len(whole[0]) - width + 1)
    )


def _disagreement(page: int, first: Texts, second: Texts) -> Issue:
    for i in range(max(len(first), len(second))):
        a = first[i] if i < len(first) else ()
        b = second[i] if i < len(second) else ()
        for j in range(max(len(a), len(b))):
            left = a[j] if j < len(a) else None
            right = b[j] if j < len(b) else None
            if left != right:
                return _differ(page, f"{i + 1}", f"{j + 1}", left, right)
    raise ValueError("the two readings are equal")


def _differ(page: int, row: str, column: str, left: str | None, right: str | None) -> Issue:
    zh = ["无此格" if text is None else f"«{text}»" for text in (left, right)]
    en = ["no such cell" if text is None else f"«{text}»" for text in (left, right)]
    return Issue(
        code="readers_disagree",
        message=Message(
            zh=f"第 {page} 页的表格，两个读取程序结果不一致，首处在第 {row} 行第 {column} 列："
            f"{zh[0]} 与 {zh[1]}；已采用前者，请对照原件核对",
            en=f"the two readers differ on a table of page {page}, first in row {row}, "
            f"column {column}: {en[0]} against {en[1]}; the former was kept: "
            "check it against the page",
        ),
        page=page,
    )


def _overprinted(page: int) -> Issue:
    return Issue(
        code="ragged_table",
        message=Message(
            zh=f"第 {page} 页的表格中有数字互相重叠印刷，无法分辨；请对照原件核对",
            en=f"figures of a table of page {page} are printed one over another and cannot be "
            "told apart: check it against the page",
        ),
        page=page,
    )


def _unsound(page: int) -> Issue:
    return Issue(
        code="ragged_table",
        message=Message(
            zh=f"第 {page} 页的表格框线不全，行列可能不准；请对照原件核对",
            en=f"a table of page {page} has incomplete rules, its rows and columns may be wrong: "
            "check it against the page",
        ),
        page=page,
    )
