"""Whether the rows of a told ranking stand in a printed table already."""

from collections.abc import Sequence

from contracts import Table
from figures import fold, read_figure, read_rank


def is_held(table: Table, tables: Sequence[Table]) -> bool:
    """Whether most of the rows stand in the tables already, under the same rank or figure."""
    held = 0
    for row in table.rows:
        texts = [cell.text for cell in row.cells]
        unit = table.columns.index("单位")
        name, told = fold(texts[unit]), [text for i, text in enumerate(texts) if i != unit and text]
        held += any(
            _repeats(name, told, [cell.text for cell in other.cells])
            for one in tables
            for other in one.rows
        )
    return held * 2 > len(table.rows)


def _repeats(name: str, told: list[str], printed: list[str]) -> bool:
    folded = [fold(text) for text in printed]
    named = any(text and (text.endswith(name) or name.endswith(text)) for text in folded)
    return named and all(any(_same(text, other) for other in printed) for text in told)


def _same(one: str, other: str) -> bool:
    left, right = read_figure(one), read_figure(other)
    if left is not None and right is not None:
        return left.value == right.value
    rank = read_rank(one)
    return fold(one) == fold(other) or (rank is not None and rank == read_rank(other))
