"""Whether a dash, a slash or a blank means zero: as the notice says, or as its totals show."""

import re
from collections.abc import Iterable
from decimal import Decimal

from contracts import Notice, Row, Table
from figures import classify_cell, fold, read_figure

BLANK = ""
_DASHES = "-－—–−‐‑―─﹣"
_SLASHES = "/／\\＼"
_QUOTES = "“”\"'‘’「」『』《》"
_ZERO = r"(?:0|零|〇|无得分|未得分|不得分|没有|无)(?:[分条篇件个]|$|[。,;；，、)])"
_SAID = re.compile(
    rf"(?P<mark>[{_QUOTES}]?(?P<sign>[{re.escape(_DASHES + _SLASHES)}]{{1,2}})[{_QUOTES}]?"
    r"|空白(?:处|格|栏|项)?|空格|空栏|未填(?:写|报)?(?:的|处)?|未列数字的)"
    r"(?:的?(?:项目?|栏目?|处|单元格))?(?:则|均|都|即|一律)*(?:表示|代表|视为|记为|计为|按|为|是|指|即)?"
    r"(?:该项|此项|本项)?(?:采用|报送)?(?:得分|分值|分数|数量|条数|数)?"
    rf"(?:即|均|都)?(?:为|是|按|计|记|=)?[{_QUOTES}]?{_ZERO}"
)


def mark_of(text: str) -> str | None:
    """The mark of nothing that a cell holds: ``-``, ``/``, '' for a blank; else None."""
    kind = classify_cell(text)
    if kind == "blank":
        return BLANK
    if kind == "dash":
        return "/" if set(fold(text)) <= set(_SLASHES) else "-"
    return None


def declared_zero_marks(notice: Notice) -> frozenset[str]:
    """The marks that the notice's prose or a table's note declares to be zero."""
    notes = (
        cell.text
        for table in notice.tables
        for row in table.rows
        if row.kind == "note"
        for cell in row.cells
    )
    texts = [*(paragraph.text for paragraph in notice.paragraphs), *notes]
    return frozenset(_marks(fold(text) for text in texts))


def _marks(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        for said in _SAID.finditer(text):
            sign = said["sign"]
            if sign is None:
                yield BLANK
            else:
                yield "/" if set(sign) <= set(_SLASHES) else "-"


def totals_show_zero(table: Table, column: int, parts: tuple[int, ...], total: int | None) -> bool:
    """Whether the printed totals agree with nothing standing for zero in this column.

    Either the column's own totals rows equal the sums above them, or every row's total column
    equals the sum of the row's parts, where this column is one of them.
    """
    return _column_sums(table, column) or _row_sums(table, column, parts, total)


def _column_sums(table: Table, column: int) -> bool:
    totals = [row for row in table.rows if row.kind in ("total", "subtotal")]
    sums: list[bool] = []
    for row in totals:
        printed = read_figure(row.cells[column].text)
        if printed is None:
            continue
        whole = row.kind == "total" and (row.section is None or len(totals) == 1)
        above = [
            unit
            for unit in table.rows
            if unit.kind == "unit" and (whole or unit.section == row.section)
        ]
        sums.append(_sum(above, column) == printed.value)
    return bool(sums) and all(sums)


def _row_sums(table: Table, column: int, parts: tuple[int, ...], total: int | None) -> bool:
    if total is None or column not in parts or len(parts) < 2:
        return False
    rows = [row for row in table.rows if row.kind == "unit"]
    for row in rows:
        printed = read_figure(row.cells[total].text)
        added = sum((_value(row, part) for part in parts), Decimal(0))
        if printed is None or printed.value != added:
            return False
    # Rows of nothing but zeros agree with anything.
    return any(_value(row, part) for row in rows for part in parts)


def _sum(rows: Iterable[Row], column: int) -> Decimal:
    return sum((_value(row, column) for row in rows), Decimal(0))


def _value(row: Row, column: int) -> Decimal:
    figure = read_figure(row.cells[column].text)
    return figure.value if figure else Decimal(0)
