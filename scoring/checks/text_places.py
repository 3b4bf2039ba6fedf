"""The places that the prose gives units against the tables' ranks and figures: text_column.

``前三名为甲镇、乙镇、丙镇``, ``丁镇得分34分，居第五位``: words seldom say by which column units are
placed, so only what no column bears out is told, and where one unit alone is out of place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding
from evidence import Evidence, Message
from figures import fold, read_rank
from scoring.checks.findings import make_finding
from scoring.checks.sheets import Case, Sheet
from scoring.checks.text_units import named_units, rows_by_name
from scoring.ranks import places_of

_PLACE = r"(?P<place>[一二三四五六七八九十]{1,2}|\d{1,2})[名位]"
_PLACED = r"(?:排名|排在|名列|分列|位[居列]|居|列)(?:全[省市县区旗州盟镇])?"
_FIRST_ARE = re.compile(
    rf"前{_PLACE}的?(?:单位|部门|地区|乡镇|街道|学校|企业)?(?:依次|分别)?[是为有:：]+(?P<names>[^。；;,，]+)"
)
_ARE_FIRST = re.compile(rf"(?P<names>[^。；;,，]+?)(?:依次|分别)?{_PLACED}前{_PLACE}")
_AT = re.compile(rf"(?P<names>[^。；;]*?){_PLACED}第{_PLACE}?")
_PLACING = re.compile(r"[前第][一二三四五六七八九十\d]")
_OTHERWISE = re.compile(r"同比|环比|上[年月季期]|去年|增[长幅]|降[幅低]|进步|提升|累计|[后末倒]")
"""Words of another order than that of the figures printed."""
_FEWEST = 4


class _Order(NamedTuple):
    """The places of rows by a column: as its figures order them, or as printed."""

    column: int
    places: Mapping[int, int]


def check_text_places(case: Case) -> Iterator[Finding]:
    """A unit that the prose places where neither ranks nor figures of the only table place it."""
    sheets = [sheet for sheet in case.sheets if len(sheet.units) >= _FEWEST]
    if len(sheets) != 1 or sheets[0].is_partial() or len(sheets[0].rankings) != 1:
        return
    sheet = sheets[0]
    placing = [
        (sentence, paragraph.evidence)
        for paragraph in case.notice.paragraphs
        for sentence in re.split(r"[。；;]", fold(paragraph.text))
        if _PLACING.search(sentence) and not _OTHERWISE.search(sentence)
    ]
    orders = _orders(sheet) if placing else []
    rows = rows_by_name(sheet) if orders else {}
    for sentence, evidence in placing if rows else ():
        yield from _among_the_first(sheet, rows, sentence, orders, evidence)
        yield from _at_a_place(sheet, rows, sentence, orders, evidence)


def _orders(sheet: Sheet) -> list[_Order]:
    orders = [_by_figures(sheet, column, sign) for sign in (-1, 1) for column in sheet.numbers()]
    if sheet.rank is not None:
        orders.append(_as_printed(sheet, sheet.rank))
    return orders


def _among_the_first(
    sheet: Sheet,
    rows: Mapping[str, int],
    sentence: str,
    orders: Sequence[_Order],
    evidence: Evidence,
) -> Iterator[Finding]:
    for pattern in (_FIRST_ARE, _ARE_FIRST):
        for match in pattern.finditer(sentence):
            last = read_rank(match["place"])
            placed = [rows[name] for name in named_units(match["names"], rows)]
            if last is None or len(placed) < 3 or len(placed) > last:
                continue
            astray = [
                (order, [row for row in placed if order.places.get(row, last + 1) > last])
                for order in orders
            ]
            order, wrong = min(astray, key=lambda one: len(one[1]))
            if len(wrong) == 1:
                yield _misplaced(sheet, wrong[0], order, f"前{match['place']}", last, evidence)


def _at_a_place(
    sheet: Sheet,
    rows: Mapping[str, int],
    sentence: str,
    orders: Sequence[_Order],
    evidence: Evidence,
) -> Iterator[Finding]:
    """``丁镇得分34分，居第五位``: the figure tells the column by which the unit is placed."""
    for match in _AT.finditer(sentence):
        place = read_rank(match["place"])
        named = named_units(match["names"], rows)
        if place is None or len(named) != 1:
            continue
        row = rows[named[0]]
        figures = {Decimal(text) for text in re.findall(r"\d+(?:\.\d+)?", match["names"])}
        columns = [c for c in sheet.numbers() if sheet.value(row, c) in figures]
        if len(columns) != 1 or any(order.places.get(row) == place for order in orders):
            continue
        order = next(order for order in orders if order.column == columns[0])
        yield _misplaced(sheet, row, order, f"第{match['place']}", place, evidence)


def _by_figures(sheet: Sheet, column: int, sign: int) -> _Order:
    figures = {row: sign * v for row in sheet.units if (v := sheet.value(row, column)) is not None}
    return _Order(column, places_of(figures))


def _as_printed(sheet: Sheet, column: int) -> _Order:
    cells = ((row, sheet.table.rows[row].cells[column].text) for row in sheet.units)
    read = ((row, read_rank(text)) for row, text in cells)
    return _Order(column, {row: rank for row, rank in read if rank is not None})


def _misplaced(
    sheet: Sheet, row: int, order: _Order, said: str, place: int, evidence: Evidence
) -> Finding:
    name, path = sheet.name(row), sheet.table.columns[order.column]
    due = order.places.get(row)
    return make_finding(
        "text_column",
        "warning",
        Message(
            zh=f"文中称“{name}”居{said}，而按表{sheet.number}《{path}》居第{due}；其他各列也不支持此说。",
            en=f"The text places «{name}» {said}, but «{path}» of table {sheet.number} places it "
            f"{due}; no other column bears the text out.",
        ),
        [evidence, *sheet.evidence(order.column, [row])],
        published=Decimal(place),
        expected=None if due is None else Decimal(due),
    )
