"""Grids built by hand: lines of texts, with marks for spans."""

from evidence import Evidence, Locator
from extractors.document import Grid, GridCell, TextBlock

SHA = "0" * 64
ROW_ON = "^"
"""The cell above goes on."""
COLUMN_ON = "<"
"""The cell to the left goes on."""


def proof(quote: str, page: int = 1, box: tuple[float, float, float, float] | None = None):
    locator = Locator(page=page, box_pt=box)
    return Evidence(capture=SHA, locator=locator, quote=quote, reader="hand@1")


def grid(text: str, page: int = 1, header_rows: int = 0, agreed: bool | None = None, x0=None):
    """A grid from lines such as ``排名 | 单位 | 信息 | <``; ``^`` and ``<`` mark spans."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    width = max(len(row) for row in rows)
    cells = []
    for r, row in enumerate(rows):
        for c, printed in enumerate(row):
            if printed in (ROW_ON, COLUMN_ON):
                continue
            across = 1
            while c + across < len(row) and row[c + across] == COLUMN_ON:
                across += 1
            down = 1
            while r + down < len(rows) and c < len(rows[r + down]) and rows[r + down][c] == ROW_ON:
                down += 1
            box = None
            if x0 is not None:
                left = x0 + 50.0 * c
                box = (left, 100.0 + 20 * r, left + 50.0 * across, 120.0 + 20 * r)
            cells.append(
                GridCell(
                    row=r,
                    column=c,
                    row_span=down,
                    column_span=across,
                    text=printed,
                    evidence=proof(printed, page, box),
                    header=r < header_rows,
                )
            )
    return Grid(
        page=page,
        row_count=len(rows),
        column_count=width,
        cells=tuple(cells),
        readers=("hand@1",),
        agreed=agreed,
    )


def line(text: str, page: int = 1, **marks):
    return TextBlock(text=text, evidence=proof(text, page), **marks)
