"""Tables printed side by side (``单位|得分|单位|得分``), unfolded block after block."""

from collections.abc import Sequence

from extractors.document import GridCell
from extractors.tables.column_paths import heading_cell
from extractors.tables.lines import Line, value_columns
from extractors.tables.words import is_note, is_note_label, ordinal_level, total_word
from figures import classify_cell, fold, read_figure


def find_blocks(
    paths: Sequence[str], levels: Sequence[Line], body: Sequence[Line]
) -> tuple[tuple[int, ...], ...]:
    """The columns of each side-by-side block; one block of all columns for an ordinary table.

    Blocks are headed by the same paths in the same order, each path by its own printed cell, and
    each block has a column of words. A column with nothing in it may part two blocks.
    """
    everything = tuple(range(len(paths)))
    used = tuple(c for c in everything if paths[c] or any(fold(line.text(c)) for line in body))
    for columns in dict.fromkeys((everything, used)):
        for period in range(1, len(columns) // 2 + 1):
            if len(columns) % period:
                continue
            blocks = tuple(
                columns[start : start + period] for start in range(0, len(columns), period)
            )
            if _headed_alike(blocks, paths, levels) and _named_each(blocks, body):
                return blocks
    return (everything,)


def _headed_alike(
    blocks: tuple[tuple[int, ...], ...], paths: Sequence[str], levels: Sequence[Line]
) -> bool:
    names = [tuple(paths[c] for c in block) for block in blocks]
    if not all(names[0]) or any(name != names[0] for name in names):
        return False
    # One heading cell over two columns is one column printed wide, not two blocks.
    owners = [tuple(id(heading_cell(levels, c)) for c in block) for block in blocks]
    return all(len({owner[i] for owner in owners}) == len(blocks) for i in range(len(names[0])))


def _named_each(blocks: tuple[tuple[int, ...], ...], body: Sequence[Line]) -> bool:
    width = len(body[0].cells) if body else 0
    values = value_columns([line for line in body if len(line.printed()) > 1], width)
    return any(
        all(block[i] not in values for block in blocks) and _has_words(blocks[0][i], body)
        for i in range(len(blocks[0]))
    )


def _has_words(column: int, body: Sequence[Line]) -> bool:
    return any(classify_cell(line.text(column)) == "text" for line in body)


def unfold(blocks: tuple[tuple[int, ...], ...], body: Sequence[Line]) -> tuple[Line, ...]:
    """The body as one column of rows: block after block, each top to bottom, filler dropped.

    A line that belongs to all blocks (a section, a total or a note over the full width) ends what
    is unfolded before it. Over a page break blocks go on as their rank numbers say; without
    numbers each block runs on to the table's end.
    """
    if len(blocks) == 1:
        return tuple(line for line in body if line.printed())
    unfolded: list[Line] = []
    pending: list[Line] = []
    for index, line in enumerate(body):
        if _is_shared(line, blocks):
            unfolded += _by_block(pending, blocks)
            pending = []
            unfolded.append(_narrow(line, blocks))
            continue
        if pending and pending[-1].part != line.part and _page_by_page(body, index, blocks):
            unfolded += _by_block(pending, blocks)
            pending = []
        pending.append(line)
    return tuple(unfolded + _by_block(pending, blocks))


def _by_block(lines: Sequence[Line], blocks: tuple[tuple[int, ...], ...]) -> list[Line]:
    picked = [line.pick(block) for block in blocks for line in lines]
    return [line for line in picked if line.printed()]


def _is_shared(line: Line, blocks: tuple[tuple[int, ...], ...]) -> bool:
    """Whether a line is one text for all blocks rather than a row of each."""
    printed = line.printed()
    if not 0 < len(printed) <= len(blocks[0]) or line.cells[printed[0]].row != line.row:
        return False
    first = line.text(printed[0])
    if len(printed) == 1:
        column = printed[0]
        wide = line.width_of(column) > len(blocks[0])
        outside = column not in blocks[0]
        return wide or outside or ordinal_level(first) is not None or is_note(first)
    if is_note_label(first) and len(printed) == 2:
        return True
    # A totals row of the whole table has its figures beyond the first block, or over all of them.
    figures = all(
        (c not in blocks[0] or line.width_of(c) > len(blocks[0]))
        and classify_cell(line.text(c)) != "text"
        for c in printed[1:]
    )
    return total_word(first) is not None and figures


def _narrow(line: Line, blocks: tuple[tuple[int, ...], ...]) -> Line:
    """A shared line in the width of one block: its texts in order, as far as they go."""
    size = len(blocks[0])
    texts = [line.cells[c] for c in line.printed()]
    if len(texts) == 1:
        return line._replace(cells=(_at(texts[0], 0),) * size, first_column=0)
    blank = line.cells[0].model_copy(update={"text": ""})
    gap = [_at(blank, c) for c in range(1, size - len(texts) + 1)]
    rest = [_at(cell, size - len(texts) + n) for n, cell in enumerate(texts[1:], 1)]
    return line._replace(cells=(_at(texts[0], 0), *gap, *rest), first_column=0)


def _at(cell: GridCell, column: int) -> GridCell:
    return cell.model_copy(update={"column": column})


def _page_by_page(body: Sequence[Line], index: int, blocks: tuple[tuple[int, ...], ...]) -> bool:
    """Whether the numbers go on from the last block above the break, not from the first."""
    for column in range(len(blocks[0])):
        first = _number(body[index], blocks[0][column])
        above = [line for line in body[:index] if line.part == body[index - 1].part]
        ends = [
            next(
                (n for line in reversed(above) if (n := _number(line, block[column])) is not None),
                None,
            )
            for block in blocks
        ]
        if first is not None and ends[-1] is not None and first == ends[-1] + 1:
            return ends[0] is None or first != ends[0] + 1
    return False


def _number(line: Line, column: int) -> int | None:
    figure = read_figure(line.text(column))
    return int(figure.value) if figure is not None and figure.decimals == 0 else None
