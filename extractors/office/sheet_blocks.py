"""From the cells of a sheet to tables and the text around them.

Where cells bear borders, a table is what the borders frame. Elsewhere it is a dense block of cells,
parted from others by blank rows and columns; lone texts above and notes below it are text.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from extractors.office.sheet import Merge, Sheet, SheetCell
from extractors.printed import clean
from extractors.tables.words import (
    is_annex_label,
    is_measure,
    is_note,
    is_organisation,
    is_title,
)
from figures import classify_cell, fold
from periods import parse_day

_Place = tuple[int, int]
_TALLEST_MERGE = 3000


class Area(NamedTuple):
    """A rectangle of a sheet; both corners belong to it. `rows` and `columns` are those shown."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    is_table: bool


class _Shown:
    """The texts of a sheet by place, and which cell covers each place."""

    def __init__(self, sheet: Sheet) -> None:
        self.merge_at: dict[_Place, Merge] = {}
        last_row = max((row for row, _ in sheet.cells), default=0)
        last_column = max((column for _, column in sheet.cells), default=0)
        for stated in sheet.merges:
            # A damaged file, or one merged down to the last row of all, must not make a huge grid.
            merge = stated._replace(
                bottom=min(stated.bottom, last_row), right=min(stated.right, last_column)
            )
            if merge.bottom - merge.top > _TALLEST_MERGE:
                continue
            for row in range(merge.top, merge.bottom + 1):
                for column in range(merge.left, merge.right + 1):
                    self.merge_at.setdefault((row, column), merge)
        self.cells: dict[_Place, SheetCell] = {}
        for place, cell in sheet.cells.items():
            found = self.merge_at.get(place)
            # Only the first cell of a merged range is shown.
            if found is None or place == (found.top, found.left):
                self.cells[place] = cell
        self.texts = {place for place, cell in self.cells.items() if clean(cell.text)}
        self.rows: dict[int, list[int]] = {}
        for row, column in sorted(self.texts):
            self.rows.setdefault(row, []).append(column)
        self.framed = {place for place, cell in sheet.cells.items() if cell.bordered}
        for place in list(self.framed):
            if found := self.merge_at.get(place):
                self.framed.update(_places(found))

    def begun(self, area: Area) -> tuple[int, ...]:
        """The columns of an area in which some cell begins; merged ranges cover the others."""
        rows, columns = set(area.rows), set(area.columns)
        begun = {column for row, column in self.cells if row in rows and column in columns}
        return tuple(column for column in area.columns if column in begun)

    def right_of(self, place: _Place) -> int:
        merge = self.merge_at.get(place)
        return merge.right if merge else place[1]

    def text(self, place: _Place) -> str:
        cell = self.cells.get(place)
        return clean(cell.text) if cell else ""


def find_areas(sheet: Sheet) -> tuple[Area, ...]:
    """The tables and the texts of a sheet from top to bottom, then from left to right."""
    shown = _Shown(sheet)
    areas = [area for frame in _frames(shown) for area in [_grown(frame, shown)]]
    taken = {(row, column) for area in areas for row in area.rows for column in area.columns}
    rest = sorted(shown.texts - taken)
    areas += _dense(rest, shown)
    taken |= {(r, c) for area in areas for r in area.rows for c in area.columns}
    areas += [Area((r,), (c,), is_table=False) for r, c in sorted(shown.texts - taken)]
    areas = [area._replace(columns=shown.begun(area)) for area in areas]
    return tuple(sorted(areas, key=lambda area: (area.rows[0], area.columns[0])))


def covered_texts(sheet: Sheet) -> tuple[tuple[_Place, ...], tuple[Merge, ...]]:
    """The cells whose text a merged range covers and does not say itself.

    Second, the ranges that cover a table so: texts in several rows and columns. Nobody meant them.
    """
    shown = _Shown(sheet)
    covered: dict[Merge, list[_Place]] = {}
    for place, cell in sheet.cells.items():
        if clean(cell.text) and place not in shown.cells:
            merge = shown.merge_at[place]
            if clean(cell.text) != shown.text((merge.top, merge.left)):
                covered.setdefault(merge, []).append(place)
    over = {
        (merge.top, merge.left)
        for merge, places in covered.items()
        if all(len({place[side] for place in places}) > 1 for side in (0, 1))
    }
    return (
        tuple(place for places in covered.values() for place in places),
        tuple(merge for merge in sheet.merges if (merge.top, merge.left) in over),
    )


def _places(merge: Merge) -> Iterator[_Place]:
    for row in range(merge.top, merge.bottom + 1):
        for column in range(merge.left, merge.right + 1):
            yield row, column


# --- tables with borders -------------------------------------------------------------------------


def _frames(shown: _Shown) -> list[Area]:
    """The rectangles of bordered cells that touch, where they are tables with some text."""
    left = set(shown.framed)
    found: list[Area] = []
    while left:
        start = min(left)
        left.discard(start)
        group, edge = {start}, [start]
        while edge:
            row, column = edge.pop()
            for place in (
                (row + 1, column),
                (row - 1, column),
                (row, column + 1),
                (row, column - 1),
            ):
                if place in left:
                    left.discard(place)
                    group.add(place)
                    edge.append(place)
        rows = range(min(r for r, _ in group), max(r for r, _ in group) + 1)
        columns = range(min(c for _, c in group), max(c for _, c in group) + 1)
        inside = [(r, c) for r, c in shown.texts if r in rows and c in columns]
        if len(rows) > 1 and len(columns) > 1 and len({r for r, _ in inside}) > 1:
            found.append(_trimmed(Area(tuple(rows), tuple(columns), is_table=True), inside, shown))
    return found


def _trimmed(area: Area, inside: Sequence[_Place], shown: _Shown) -> Area:
    """The frame without the blank rows and columns that a form keeps for later at its end."""
    last_row = max(shown.merge_at[p].bottom if p in shown.merge_at else p[0] for p in inside)
    last_column = max(shown.right_of(place) for place in inside)
    return area._replace(
        rows=tuple(row for row in area.rows if row <= last_row),
        columns=tuple(column for column in area.columns if column <= last_column),
    )


def _grown(area: Area, shown: _Shown) -> Area:
    """The frame with rows that touch it and go on as it does, where borders were forgotten."""
    top, bottom = area.rows[0], area.rows[-1]
    while _goes_on(bottom + 1, area, shown, heading=False):
        bottom += 1
    while top > 0 and _goes_on(top - 1, area, shown, heading=True):
        top -= 1
    return area._replace(rows=tuple(range(top, bottom + 1)))


def _goes_on(row: int, area: Area, shown: _Shown, heading: bool) -> bool:
    columns = [column for column in shown.rows.get(row, []) if column in area.columns]
    texts = [shown.text((row, column)) for column in columns]
    if len(columns) < 2 or any(is_note(text) or is_measure(text) for text in texts):
        return False
    if heading:
        return 2 * len(columns) > len(area.columns)
    return any(classify_cell(text) == "number" for text in texts)


# --- tables without borders ----------------------------------------------------------------------


def _dense(places: Sequence[_Place], shown: _Shown) -> list[Area]:
    """Blocks of the texts that no border frames."""
    areas: list[Area] = []
    parted = _parted(sorted({row for row, _ in places}), shown, set(places))
    for group in (part for whole in parted for part in _at_labels(whole, shown)):
        body = _without_texts(group, shown)
        for rows, columns in _side_by_side(body, shown):
            last = areas[-1] if areas else None
            if last and len(rows) and _continues(last, rows, columns, shown):
                areas[-1] = last._replace(rows=last.rows + rows)
            elif _is_table(rows, columns, shown):
                areas.append(Area(rows, columns, is_table=True))
    return areas


_Group = list[tuple[int, list[int]]]
"""Rows with the columns in which a text begins."""


def _parted(rows: Iterable[int], shown: _Shown, places: set[_Place]) -> list[_Group]:
    """The rows in groups, parted by blank ones; a merged cell reaches down."""
    groups: list[_Group] = []
    reach = -2
    for row in rows:
        columns = [column for column in shown.rows[row] if (row, column) in places]
        if row > reach + 1:
            groups.append([])
        groups[-1].append((row, columns))
        ends = (
            shown.merge_at[row, c].bottom if (row, c) in shown.merge_at else row for c in columns
        )
        reach = max(reach, *ends)
    return groups


def _at_labels(group: _Group, shown: _Shown) -> Iterator[_Group]:
    """The group parted where a label of an annex, or a title over another heading, begins anew."""
    start = 0
    heading: list[str] | None = None
    for at, (row, columns) in enumerate(group):
        texts = [fold(shown.text((row, column))) for column in columns]
        if len(texts) > 1:
            heading = heading or texts
            continue
        following = group[at + 1] if at + 1 < len(group) else (row, [])
        below = [fold(shown.text((following[0], column))) for column in following[1]]
        other = len(below) > 1 and below != heading and is_title(texts[0])
        other = other and not any(classify_cell(text) == "number" for text in below)
        if heading and (is_annex_label(texts[0]) or other):
            yield group[start:at]
            start, heading = at, None
    yield group[start:]


def _without_texts(group: _Group, shown: _Shown) -> _Group:
    """The group without titles, labels and measures above the table and notes below it."""
    start, end = 0, len(group)
    width = len({column for _, columns in group for column in columns})
    while start < end and _is_text_row(group[start], shown, width, above=True):
        start += 1
    end = _above_signature(group, end, shown)
    while end > start and _is_text_row(group[end - 1], shown, width, above=False):
        end -= 1
    if start > 0 and start < end and _repeats(group, start, shown):
        start -= 1
    return group[start:end]


def _above_signature(group: _Group, end: int, shown: _Shown) -> int:
    """Where the rows end that stand above the offices that sign and the day under them."""

    def lone(at: int) -> str:
        row, columns = group[at]
        return shown.text((row, columns[0])) if at >= 0 and len(columns) == 1 else ""

    if parse_day(lone(end - 1)) is None:
        return end
    end -= 1
    while end > 0 and is_organisation(lone(end - 1)):
        end -= 1
    return end


def _is_text_row(line: tuple[int, list[int]], shown: _Shown, width: int, above: bool) -> bool:
    row, columns = line
    texts = [shown.text((row, column)) for column in columns]
    words = [text for text in texts if not is_measure(text)]
    if not words or all(is_annex_label(text) or is_note(text) for text in words):
        return True
    if len(words) > 1:
        return False
    if above:
        place = (row, columns[texts.index(words[0])])
        # A label over a group of columns begins further right and is short.
        spans = shown.right_of(place) > place[1] and len(texts) == 1 and place[1] > 0
        return classify_cell(words[0]) == "text" and not (spans and len(fold(words[0])) <= 10)
    return width > 1 and len(fold(words[0])) > 20


def _repeats(group: _Group, start: int, shown: _Shown) -> bool:
    """Whether the heading comes again below another lone text: that above it is a section too."""

    def texts(at: int) -> list[str]:
        return [fold(shown.text((group[at][0], column))) for column in group[at][1]]

    again = (at for at in range(start + 2, len(group)) if texts(at) == texts(start))
    return any(len(group[at - 1][1]) == 1 for at in again)


def _side_by_side(group: _Group, shown: _Shown) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The group parted at blank columns; blocks under equal headings stay one, without the gap."""
    if not group:
        return []
    covered: set[int] = set()
    for row, columns in group:
        for column in columns:
            covered.update(range(column, shown.right_of((row, column)) + 1))
    parts: list[list[int]] = []
    for column in sorted(covered):
        if parts and column == parts[-1][-1] + 1:
            parts[-1].append(column)
        else:
            parts.append([column])
    first, heads = group[0][0], []
    for part in parts:
        heads.append([fold(shown.text((first, column))) for column in part])
    rows = tuple(range(group[0][0], _bottom(group, shown) + 1))
    if len(parts) > 1 and (all(head == heads[0] for head in heads) or min(map(len, parts)) == 1):
        return [(rows, tuple(column for part in parts for column in part))]
    return [(rows, tuple(part)) for part in parts]


def _bottom(group: _Group, shown: _Shown) -> int:
    row, columns = group[-1]
    ends = [shown.merge_at[row, c].bottom if (row, c) in shown.merge_at else row for c in columns]
    return max([row, *ends])


def _continues(last: Area, rows: tuple[int, ...], columns: tuple[int, ...], shown: _Shown) -> bool:
    """Whether rows below a blank one go on with the table above: same columns, no heading."""
    if rows[0] <= last.rows[-1] or not set(columns) <= set(last.columns):
        return False
    texts = [shown.text((rows[0], c)) for c in shown.rows[rows[0]] if c in columns]
    between = range(last.rows[-1] + 1, rows[0])
    blank = not any(row in shown.rows for row in between)
    return blank and any(classify_cell(text) == "number" for text in texts)


def _is_table(rows: tuple[int, ...], columns: tuple[int, ...], shown: _Shown) -> bool:
    filled = [sum(c in columns for c in shown.rows.get(row, [])) for row in rows]
    return len(columns) > 1 and sum(count > 1 for count in filled) > 1
