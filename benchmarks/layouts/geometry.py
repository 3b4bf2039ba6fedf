"""Where the cells of a table stand on the pages of a renderer that sets them itself."""

from collections.abc import Callable
from typing import NamedTuple

from benchmarks.layouts.look import Look
from benchmarks.layouts.table import Cell, TrueTable

Measure = Callable[[str], float]
_LEADING = 1.25


class Band(NamedTuple):
    """A printed row on a page, or the part of it with `lines` of its texts."""

    row: int
    top: float
    bottom: float
    lines: slice


class PagePart(NamedTuple):
    """The rows of a table on one page, from the top down."""

    bands: tuple[Band, ...]


def column_edges(table: TrueTable, look: Look, room: float, measure: Measure) -> list[float]:
    """The left edges of the columns and the right edge of the last, from 0."""
    wanted = [3 * look.size] * table.column_count
    least = [2.4 * look.size] * table.column_count
    for cell in table.cells:
        if cell.across > 1 or cell.role in ("title", "measure", "note", "section"):
            continue
        width = measure(printed(look, cell))
        if cell.role == "heading":
            width = min(width, 4.2 * look.size)
        elif cell.role in ("name", "text", "label"):
            width = min(width, (look.name_width + 0.2) * look.size)
        wanted[cell.column] = max(wanted[cell.column], width + 2 * look.gap + 0.5)
        if cell.role == "figure":
            least[cell.column] = max(least[cell.column], width + 2 * look.gap + 0.5)
    most = sum(wanted)
    if most > room:
        # Figures are not broken for want of room; names, remarks and headings are.
        give = max(0.0, (room - sum(least)) / max(1.0, most - sum(least)))
        wanted = [low + (w - low) * give for low, w in zip(least, wanted, strict=True)]
    if look.wide or most > room:
        wanted = [w * room / sum(wanted) for w in wanted]
    edges = [0.0]
    for width in wanted:
        edges.append(edges[-1] + width)
    return edges


def printed(look: Look, cell: Cell) -> str:
    """The cell's text as it is set."""
    if look.spaced and cell.role in ("heading", "label") and len(cell.text) == 2:
        return "　".join(cell.text)
    return cell.text


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """The text in lines of at most `width`; figures are not broken unless wider than a line."""
    pieces: list[str] = []
    for character in text:
        joined = pieces and character.isascii() and pieces[-1][-1].isascii()
        closing = pieces and character in "，。、；：）%"
        if joined or closing:
            pieces[-1] += character
        else:
            pieces.append(character)
    lines = [""]
    for piece in pieces:
        if lines[-1] and measure(lines[-1] + piece) > width:
            lines.append("")
        for character in piece if measure(piece) > width else [piece]:
            if lines[-1] and measure(lines[-1] + character) > width:
                lines.append("")
            lines[-1] += character
    return lines


def cell_lines(
    table: TrueTable, look: Look, edges: list[float], measure: Measure
) -> dict[Cell, list[str]]:
    """The lines of each cell's text."""
    return {
        cell: wrap(
            printed(look, cell),
            edges[cell.column + cell.across] - edges[cell.column] - 2 * look.gap,
            measure,
        )
        for cell in table.cells
    }


def row_heights(table: TrueTable, look: Look, lines: dict[Cell, list[str]]) -> list[float]:
    """The height of each row; a row span that needs more stretches its last row."""
    step = _LEADING * look.size
    heights = [step + 2 * look.pad - 0.25 * look.size] * table.row_count
    for cell in sorted(table.cells, key=lambda cell: cell.down):
        needed = len(lines[cell]) * step - 0.25 * look.size + 2 * look.pad
        given = sum(heights[cell.row : cell.row + cell.down])
        if needed > given:
            heights[cell.row + cell.down - 1] += needed - given
    return heights


def lay_out(
    table: TrueTable,
    look: Look,
    heights: list[float],
    lines: dict[Cell, list[str]],
    first_room: float,
    room: float,
) -> list[PagePart]:
    """The table's rows on its pages; tops from the table's own top on each page."""
    heading = range(table.title_rows, table.title_rows + table.heading_rows)
    parts: list[list[Band]] = [[]]
    used, limit = 0.0, first_room
    for row, height in enumerate(heights):
        within = look.parted_heading and row == table.title_rows + 1
        if used and (used + height > limit or within):
            cut = _cut(row, table, look, lines, limit - used)
            if cut:
                kept = cut * _LEADING * look.size + look.pad
                parts[-1].append(Band(row, used, used + kept, slice(0, cut)))
            parts.append([])
            used, limit = 0.0, room
            if look.repeated and row not in heading and table.heading_rows:
                for head in heading:
                    parts[-1].append(Band(head, used, used + heights[head], slice(None)))
                    used += heights[head]
            if cut:
                height -= cut * _LEADING * look.size
                parts[-1].append(Band(row, used, used + height, slice(cut, None)))
                used += height
                continue
        parts[-1].append(Band(row, used, used + height, slice(None)))
        used += height
    return [PagePart(tuple(bands)) for bands in parts]


def _cut(row: int, table: TrueTable, look: Look, lines: dict[Cell, list[str]], left: float) -> int:
    """How many lines of a body row still find room on the page; 0 where it is not cut."""
    if not look.cut_rows or row < table.title_rows + table.heading_rows:
        return 0
    most = max(len(lines[cell]) for cell in table.cells if cell.row == row and cell.down == 1)
    fitting = int((left - look.pad) // (_LEADING * look.size))
    return fitting if 0 < fitting < most else 0


def ruled_sides(table: TrueTable, look: Look, cell: Cell) -> dict[str, float]:
    """The sides of a cell that bear a rule (l, r, t, b) and how thick it is."""
    kind = look.rules
    top = cell.row == 0
    bottom = cell.row + cell.down == table.row_count
    head = cell.row < table.title_rows + table.heading_rows
    ends = cell.row + cell.down == table.title_rows + table.heading_rows
    sides: dict[str, float] = {}
    if kind in ("grid", "horizontal", "heading"):
        sides.update(t=0.6, b=0.6)
    elif kind in ("booktabs", "outer", "vertical"):
        thick = 1.2 if kind == "booktabs" else 0.6
        sides.update({"t": thick} if top else {})
        sides.update({"b": thick} if bottom else {"b": 0.6} if ends else {})
    for side, outermost in (
        ("l", cell.column == 0),
        ("r", cell.column + cell.across == table.column_count),
    ):
        upright = kind in ("grid", "vertical") or (kind == "heading" and head)
        if (upright and not (outermost and side in look.open_sides)) or (
            kind == "outer" and outermost
        ):
            sides[side] = 0.6
    return sides


def ground_of(look: Look, cell: Cell) -> str | None:
    """The colour of a cell's ground; None of white."""
    if look.coloured and cell.role == "heading":
        return "#1f4e8c"
    if look.rules == "zebra":
        return "#bfd1e6" if cell.role == "heading" else "#edf0f5" if cell.row % 2 else None
    return None


def alignment(look: Look, cell: Cell) -> str:
    """left, center, right or decimal: how a cell's text is set."""
    if cell.role in ("text", "note"):
        return "left"
    if cell.role in ("name", "figure"):
        return look.names if cell.role == "name" else look.figures
    if cell.role == "section":
        return look.names
    return "right" if cell.role == "measure" else "center"


def rough_width(size: float) -> Measure:
    """The width of a text in about any font of this size."""
    return lambda text: sum(size if ord(c) > 0x2E7F else 0.56 * size for c in text)
