"""Tables whose rules stand between the columns alone: their rows are found from the figures."""

from collections.abc import Sequence
from itertools import pairwise

from extractors.pdf.columns import Column, Placed
from extractors.pdf.grid import CellText, GridReading
from extractors.pdf.labels import share_rows, take_names
from extractors.pdf.lattice import LatticeCell
from extractors.pdf.open_table import is_anchor, value_columns
from extractors.pdf.page import Char, Rule
from extractors.pdf.rows import Gap, PlacedLine, TableRow, join_rows
from extractors.pdf.sound import hides_rows
from extractors.pdf.text import fold_lines, lines_of, rows_of
from extractors.pdf.words import word_lines

_BESIDE_PT = 3.0


def part_rows(
    reading: GridReading, chars: Sequence[Char], rules: Sequence[Rule]
) -> GridReading | None:
    """The reading with each row of the lattice that holds rows of figures parted into them.

    A line beside which the rules between the columns are left out stands over all of them.

    None where a column without rules stands among them, or no line begins with figures.
    """
    lattice = reading.lattice
    ys = list(lattice.ys[:1])
    cells: list[CellText] = []
    shift = 0
    for row in range(lattice.row_count):
        held = [item for item in reading.cells if item.cell.row == row]
        if not hides_rows(reading._replace(cells=tuple(held))):
            ys.append(lattice.ys[row + 1])
            cells += [item._replace(cell=_lower(item.cell, shift)) for item in held]
            continue
        if any(item.cell.row_span > 1 or _has_columns(item) for item in held):
            return None
        parted = _rows_of(held, reading, chars, rules)
        if parted is None:
            return None
        rows, texts = parted
        cells += [item._replace(cell=_lower(item.cell, row + shift)) for item in texts]
        ys += [
            (max(line.bottom for line in a.lines) + min(line.top for line in b.lines)) / 2
            for a, b in pairwise(rows)
        ]
        ys.append(lattice.ys[row + 1])
        shift += len(rows) - 1
    if not shift:
        return None
    cells.sort(key=lambda item: item.cell)
    return reading._replace(
        lattice=lattice._replace(
            ys=tuple(ys), cells=tuple(item.cell for item in cells), inferred=True
        ),
        cells=tuple(cells),
    )


def _has_columns(item: CellText) -> bool:
    """Whether wide blanks part its lines: a column has no rule."""
    return sum(len(line.pieces) > 1 for line in item.lines) > 1


def _lower(cell: LatticeCell, rows: int) -> LatticeCell:
    return cell._replace(row=cell.row + rows)


def _rows_of(
    held: Sequence[CellText],
    reading: GridReading,
    chars: Sequence[Char],
    rules: Sequence[Rule],
) -> tuple[list[TableRow], list[CellText]] | None:
    """The rows in one row of the lattice, and their cells counted from its top."""
    boxes = [reading.lattice.cell_box(item.cell) for item in held]
    lines = _placed(boxes, chars)
    columns = tuple(
        Column(
            min((g.x0 for line in lines if (g := line.at(k))), default=x0),
            max((g.x1 for line in lines if (g := line.at(k))), default=x1),
            x0,
            x1,
        )
        for k, (x0, _, x1, _) in enumerate(boxes)
    )
    values = value_columns(lines, len(columns))
    anchors = [i for i, line in enumerate(lines) if is_anchor(line, values)]
    if len(anchors) < 2:
        return None
    edges = [x1 for _, _, x1, _ in boxes[:-1]]
    sections = {i for i, line in enumerate(lines) if _is_section(line, edges, rules)}
    anchors = [i for i in anchors if i not in sections]
    if len(anchors) < 2:
        return None
    bare, names = take_names(lines, anchors, values)
    for kept, found in ((bare, names), (tuple(lines), ())):
        gaps = [
            _gap([i for i in range(a + 1, b) if kept[i].groups], kept, sections)
            for a, b in pairwise([-1, *anchors, len(lines)])
        ]
        beside: frozenset[int] = frozenset({0}) if found else frozenset()
        lead, body, tail = join_rows([kept[i] for i in anchors], gaps, columns, values | beside)
        rows = [*lead, *body, *tail]
        labels = share_rows(found, rows) if found else ()
        if labels is not None:
            break
    else:
        return None
    texts = []
    for number, row in enumerate(rows):
        if row.section:
            place = held[0].cell._replace(
                column_span=held[-1].cell.column + held[-1].cell.column_span - held[0].cell.column
            )
            texts.append(_cell(place, number, 1, row.lines[0].groups))
            continue
        first = 1 if labels else 0
        for start, end in _open_runs(row, edges, rules, first):
            groups = [g for line in row.lines for k in range(start, end) if (g := line.at(k))]
            last = held[end - 1].cell
            place = held[start].cell
            span = last.column + last.column_span - place.column
            texts.append(_cell(place._replace(column_span=span), number, 1, groups))
    for label in labels:
        texts.append(_cell(held[0].cell, label.first, label.end - label.first, label.groups))
    return rows, texts


def _gap(indexes: Sequence[int], lines: Sequence[PlacedLine], sections: set[int]) -> Gap:
    return Gap(
        tuple(lines[i] for i in indexes),
        frozenset(k for k, i in enumerate(indexes) if i in sections),
        frozenset(),
    )


def _is_section(line: PlacedLine, edges: Sequence[float], rules: Sequence[Rule]) -> bool:
    """Whether no rule parts the columns beside the line, which is one piece or two."""
    apart = sum(b.x0 - a.x1 > 0.5 * line.size for a, b in pairwise(line.groups))
    return apart <= 1 and not any(
        not rule.horizontal
        and rule.start < line.middle < rule.end
        and any(abs(rule.at - edge) < _BESIDE_PT for edge in edges)
        for rule in rules
    )


def _open_runs(
    row: TableRow, edges: Sequence[float], rules: Sequence[Rule], first: int
) -> list[tuple[int, int]]:
    """The columns from the `first` on in runs: beside the words of a run no rule parts them.

    A run holds words in one column at most: what is set in two stands in two.
    """
    top = min(line.top + 0.2 * line.size for line in row.lines)
    bottom = max(line.bottom - 0.2 * line.size for line in row.lines)
    runs = [(first, first + 1)]
    for k in range(first + 1, len(edges) + 1):
        start = runs[-1][0]
        parted = any(
            not rule.horizontal
            and abs(rule.at - edges[k - 1]) < _BESIDE_PT
            and rule.start < bottom
            and rule.end > top
            for rule in rules
        )
        worded = sum(any(line.at(c) for line in row.lines) for c in range(start, k + 1))
        if parted or worded > 1:
            runs.append((k, k + 1))
        else:
            runs[-1] = (start, k + 1)
    return runs


def _placed(
    boxes: Sequence[tuple[float, float, float, float]], chars: Sequence[Char]
) -> list[PlacedLine]:
    """The printed lines between the boxes' edges, each with its words by box."""
    left, top, right, bottom = boxes[0][0], boxes[0][1], boxes[-1][2], boxes[0][3]
    inside = [
        c
        for c in chars
        if left < c.middle[0] < right and top < c.middle[1] < bottom and c.turn == "upright"
    ]
    lines = []
    for row in rows_of(inside, 0.62):
        groups = []
        for k, (x0, _, x1, _) in enumerate(boxes):
            words = [
                word
                for line in word_lines(c for c in row if x0 <= c.middle[0] < x1)
                for word in line.words
            ]
            if words:
                groups.append(Placed(tuple(words), k, k))
        every = [word for group in groups for word in group.words]
        if every:
            sizes = sorted(word.size for word in every)
            lines.append(
                PlacedLine(
                    tuple(groups),
                    min(word.top for word in every),
                    max(word.bottom for word in every),
                    sizes[len(sizes) // 2],
                )
            )
    return sorted(lines, key=lambda line: line.middle)


def _cell(place: LatticeCell, row: int, span: int, groups: Sequence[Placed]) -> CellText:
    printed = lines_of([c for group in groups for word in group.words for c in word.chars])
    return CellText(
        LatticeCell(row, place.column, span, place.column_span),
        tuple(printed),
        fold_lines(printed),
    )
