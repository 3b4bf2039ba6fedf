"""The tables and lines of one page with a text layer."""

from typing import TYPE_CHECKING, NamedTuple

from evidence import Box
from extractors.document import Grid
from extractors.pdf.borderless import NAME as COLUMNS_NAME
from extractors.pdf.borderless import Borderless, find_borderless
from extractors.pdf.grid import (
    NO_RULES,
    DoubtfulTable,
    GridReading,
    doubts,
    grid_of,
    is_overprinted,
    is_table,
    read_lattice,
)
from extractors.pdf.lattice import Lattice, find_lattices
from extractors.pdf.page import Char, PageContent
from extractors.pdf.paragraphs import PageLines, loose_rows
from extractors.pdf.parted_rows import part_rows
from extractors.pdf.sound import hides_rows
from extractors.pdf.text import Line, lines_of
from extractors.pdf.text_strategy import bears_out, read_rows

if TYPE_CHECKING:
    from extractors.scan.reader import ScannedPage


class PageReading(NamedTuple):
    """What is kept of a page once it is read."""

    content: PageContent
    lines: PageLines
    grids: tuple[tuple[float, float, Grid], ...]
    """Top and left edge in reading position, and the grid."""
    doubtful: tuple[DoubtfulTable, ...]
    goes_on: Borderless | None = None
    """The table without rules at the page's foot."""
    scanned: "ScannedPage | None" = None
    """Set where the page was read from its picture."""

    def place(self, box: Box) -> Box:
        """The box on the printed page."""
        return self.scanned.position.place(box) if self.scanned else self.content.place(box)


def read_page(content: PageContent, sha256: str, last: PageReading | None) -> PageReading:
    """The tables of a page, ruled ones first, and the lines that are none of them.

    `last` is the page read before: its table may go on here.
    """
    chars = list(content.chars)
    found: list[GridReading] = []
    # The smaller first: a table inside a frame takes its characters before the frame does.
    lattices = sorted(
        find_lattices(content.rules),
        key=lambda one: (one.box[2] - one.box[0]) * (one.box[3] - one.box[1]),
    )
    half_ruled: list[GridReading] = []
    by_columns: list[GridReading] = []
    for lattice in lattices:
        reading = read_lattice(lattice, chars)
        if not is_table(reading):
            continue
        if hides_rows(reading):
            parted = part_rows(reading, chars, content.rules)
            if parted is None:
                half_ruled.append(reading)
                continue
            by_columns.append(parted)
        else:
            found.append(reading)
        chars = _outside(lattice, chars)
    before = last.goes_on if last and last.content.number + 1 == content.number else None
    frames = [reading.lattice.box for reading in [*found, *by_columns]]
    lines = tuple(lines_of(chars))
    open_tables = _open_tables(chars, lines, content, frames, before)
    for reading in half_ruled:
        inside = set(chars) - set(_outside(reading.lattice, chars))
        if 2 * sum(len(inside & table.chars) for table in open_tables) < len(inside):
            # Its rows were not found: the cells between its rules stand.
            found.append(reading)
            chars = _outside(reading.lattice, chars)
            frames.append(reading.lattice.box)
            lines = tuple(lines_of(chars))
            open_tables = _open_tables(chars, lines, content, frames, before)
    if open_tables:
        held = frozenset[Char]().union(*(table.chars for table in open_tables))
        chars = [char for char in chars if char not in held]
        lines = tuple(lines_of(chars))
    doubtful = tuple(
        DoubtfulTable(index, reading, reasons)
        for index, reading in enumerate(found)
        if (reasons := doubts(reading, content, chars))
    )
    unruled = [(t.reading, is_overprinted(t.chars)) for t in open_tables]
    unruled += [(reading, reading.overprinted) for reading in by_columns]
    witness = read_rows(content.chars) if unruled else frozenset()
    doubtful += tuple(
        DoubtfulTable(
            index,
            reading,
            (NO_RULES, "overprinted") if over else (NO_RULES,),
            bears_out(witness, reading.texts()),
        )
        for index, (reading, over) in enumerate(unruled, len(found))
    )
    grids = [(reading, content.reader) for reading in found]
    grids += [(reading, COLUMNS_NAME) for reading, _ in unruled]
    return PageReading(
        content=content._replace(chars=(), rules=(), shades=()),
        lines=PageLines(
            number=content.number,
            width=content.width,
            height=content.height,
            lines=lines,
            tables=tuple((r.lattice.box[1], r.lattice.box[3]) for r, _ in grids),
            loose=loose_rows(lines),
        ),
        grids=tuple(
            (r.lattice.box[1], r.lattice.box[0], grid_of(r, content, sha256, reader))
            for r, reader in grids
        ),
        doubtful=doubtful,
        goes_on=open_tables[-1] if open_tables and open_tables[-1].at_end else None,
    )


def _outside(lattice: Lattice, chars: list[Char]) -> list[Char]:
    return [char for char in chars if lattice.place_of(*char.middle) is None]


def _open_tables(
    chars: list[Char],
    lines: tuple[Line, ...],
    content: PageContent,
    frames: list[Box],
    before: Borderless | None,
) -> list[Borderless]:
    """The tables without rules; a page without blanks that may part columns is not searched."""
    if not any(len(line.pieces) > 1 for line in lines):
        return []
    return find_borderless(chars, content.rules, frames, before)
