"""The columns of a table without rules: where blanks run down through its lines."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.pdf.text import is_wide
from extractors.pdf.words import Word, WordLine, is_value, pieces_of, words_text
from extractors.tables.words import is_heading_word, is_note_label

_GUTTER = 0.6
"""The narrowest gutter in parts of the font size; word spaces are half of it."""
_FIGURE_GUTTER = 0.3
"""The same between figures or Chinese words, in which no spaces stand."""
_HEADING_GUTTER = 0.45
_OUTER_GAP = 1.5
"""Before a column that only its heading shows; the spaces of a justified line are narrower."""
_MANY_LINES = 8
_CROSSED = 0.12
"""Of many lines so few may run over a gutter: long names in a narrow column."""


class Column(NamedTuple):
    """A column by the ink of its body, and the middles of the gutters at its sides."""

    x0: float
    x1: float
    left: float
    right: float


class Placed(NamedTuple):
    """Words of a line that stand together, and the columns that they lie over."""

    words: tuple[Word, ...]
    first: int
    last: int

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return max(word.x1 for word in self.words)

    @property
    def text(self) -> str:
        """The words as one text."""
        return words_text(self.words)


def find_columns(lines: Sequence[WordLine]) -> tuple[Column, ...]:
    """The columns that the lines' blanks part; one column where nothing parts them."""
    spans = _inked(lines)
    if not spans:
        return ()
    size = sorted(line.size for line in lines)[len(lines) // 2]
    gutters = [gap for gap in _gaps(spans, 0) if _is_gutter(gap, lines, size)]
    if len(lines) >= _MANY_LINES:
        for gap in _gaps(spans, max(1, int(_CROSSED * len(lines)))):
            apart = all(gap[1] <= a or gap[0] >= b for a, b in gutters)
            if apart and _is_gutter(gap, lines, size) and _parts_columns(gap, lines, gutters):
                gutters.append(gap)
    gutters.sort()
    return _columns(spans, gutters)


def _inked(lines: Sequence[WordLine]) -> list[tuple[float, float]]:
    return [
        (group[0].x0, max(word.x1 for word in group))
        for line in lines
        for group in _spaced_words(line, _FIGURE_GUTTER)
    ]


def _gaps(spans: list[tuple[float, float]], most: int) -> list[tuple[float, float]]:
    """Where at most so many of the spans lie, between the first start and the last end."""
    edges = sorted([(x0, 1) for x0, _ in spans] + [(x1, -1) for _, x1 in spans])
    last = max(x1 for _, x1 in spans)
    found: list[tuple[float, float]] = []
    depth = 0
    for index, (at, step) in enumerate(edges[:-1]):
        depth += step
        end = edges[index + 1][0]
        if depth > most or end <= at or at >= last:
            continue
        if found and found[-1][1] >= at:
            found[-1] = (found[-1][0], end)
        else:
            found.append((at, end))
    if most:
        # The thin fringe at either end of a table is no gutter.
        first = min(x0 for x0, _ in spans)
        found = [gap for gap in found if gap[0] > first and gap[1] < last]
    return found


def _is_gutter(gap: tuple[float, float], lines: Sequence[WordLine], size: float) -> bool:
    width = gap[1] - gap[0]
    if width >= _GUTTER * size:
        return True
    if width < _FIGURE_GUTTER * size:
        return False
    sides = [
        (left[-1], right[0])
        for line in lines
        if (left := [w for w in line.words if w.x1 <= gap[0] + 0.01])
        and (right := [w for w in line.words if w.x0 >= gap[1] - 0.01])
    ]
    sound = sum(_is_compact(a.text) and _is_compact(b.text) for a, b in sides)
    return len(sides) > 1 and sound * 5 >= len(sides) * 4


def _is_compact(text: str) -> bool:
    """Whether it is set without word spaces: a figure, or Chinese."""
    return is_value(text) or is_wide(text[0]) or is_wide(text[-1])


def _parts_columns(
    gap: tuple[float, float], lines: Sequence[WordLine], gutters: list[tuple[float, float]]
) -> bool:
    """Whether most lines that do not cross the gap have words on both its sides, in columns."""
    left = max((b for _, b in gutters if b <= gap[0]), default=float("-inf"))
    right = min((a for a, _ in gutters if a >= gap[1]), default=float("inf"))
    both = alone = 0
    for line in lines:
        groups = [(g[0].x0, max(w.x1 for w in g)) for g in pieces_of(line, _FIGURE_GUTTER)]
        if any(x0 < gap[1] and x1 > gap[0] for x0, x1 in groups):
            continue
        before = any(left <= x0 and x1 <= gap[0] + 0.01 for x0, x1 in groups)
        after = any(x0 >= gap[1] - 0.01 and x1 <= right for x0, x1 in groups)
        both += before and after
        alone += before != after
    return both >= 3 and both >= 2 * alone


def _columns(
    spans: list[tuple[float, float]], gutters: list[tuple[float, float]]
) -> tuple[Column, ...]:
    first, last = min(x0 for x0, _ in spans), max(x1 for _, x1 in spans)
    edges = [first, *((a + b) / 2 for a, b in gutters), last]
    starts = [first, *(b for _, b in gutters)]
    ends = [*(a for a, _ in gutters), last]
    return tuple(
        Column(x0, x1, left, right)
        for x0, x1, (left, right) in zip(starts, ends, pairwise(edges), strict=True)
    )


def split_by_heading(
    columns: Sequence[Column], head: Sequence[WordLine], body: Sequence[WordLine]
) -> tuple[Column, ...]:
    """The columns, parted where two headings stand over one and no word lies across the cut.

    A narrow gutter, and a column in which hardly anything is printed, show in the heading alone.
    """
    ink = columns[0].x0, columns[-1].x1
    if head:
        # An outermost column of blanks reaches as far as its heading does.
        first, last = min(line.x0 for line in head), max(line.x1 for line in head)
        columns = list(columns)
        columns[0] = columns[0]._replace(left=min(columns[0].left, first))
        columns[-1] = columns[-1]._replace(right=max(columns[-1].right, last))
    cuts: set[float] = set()
    words = [word for line in [*head, *body] for word in line.words if not word.is_leader]
    for line in head:
        for before, after in pairwise(_spaced_words(line, _HEADING_GUTTER)):
            low, high = max(word.x1 for word in before), after[0].x0
            if any(low < c.left < high or low < c.right < high for c in columns):
                continue
            middles = ((before[0].x0 + low) / 2, (high + max(w.x1 for w in after)) / 2)
            if not any(all(c.left < at < c.right for at in middles) for c in columns):
                continue
            beyond = middles[0] < ink[0] or middles[1] > ink[1]
            if beyond and high - low < _OUTER_GAP * line.size:
                continue
            if is_note_label(words_text(after)):
                # Figures between are set to the right of their own column, none is a remark.
                figures = [w.x1 for w in words if w.x0 > low and w.x1 < high and is_value(w.text)]
                low = max([low, *figures])
            cut = _free_cut(low - 0.5 * line.size, high + 0.5 * line.size, words)
            if cut is not None:
                cuts.add(cut)
    if not cuts:
        return tuple(columns)
    found: list[Column] = []
    for column in columns:
        edges = [column.left, *sorted(c for c in cuts if column.left < c < column.right)]
        for left, right in pairwise([*edges, column.right]):
            inside = [w for w in words if left <= (w.x0 + w.x1) / 2 <= right]
            if len(edges) == 1 or not inside:
                found.append(column._replace(left=left, right=right))
                continue
            x0, x1 = min(w.x0 for w in inside), max(w.x1 for w in inside)
            found.append(Column(max(x0, left), min(x1, right), left, right))
    return tuple(found)


def _spaced_words(line: WordLine, gap: float) -> list[tuple[Word, ...]]:
    """The pieces of a line, a word of two characters set apart (``排　名``) as one."""
    pieces = pieces_of(line, gap)
    blanks = [b[0].x0 - a[-1].x1 for a, b in pairwise(pieces)]
    found: list[tuple[Word, ...]] = []
    joined = False
    for index, piece in enumerate(pieces):
        joined = not joined and index > 0 and _is_spaced(pieces[index - 1], piece)
        around = [blank for i in (index - 2, index) for blank in blanks[max(i, 0) : i + 1]]
        joined = joined and (
            all(blanks[index - 1] < blank for blank in around)
            or is_heading_word(words_text(pieces[index - 1]) + words_text(piece))
        )
        if joined:
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _is_spaced(before: Sequence[Word], after: Sequence[Word]) -> bool:
    """Whether the two are one Chinese character each, no further apart than one is wide."""
    texts = [words_text(before), words_text(after)]
    apart = after[0].x0 - before[-1].x1
    return all(len(t) == 1 and is_wide(t) for t in texts) and apart <= 2.2 * before[0].size


def _free_cut(low: float, high: float, words: Sequence[Word]) -> float | None:
    """The middle of the widest place between `low` and `high` that no word covers."""
    spans = sorted((word.x0, word.x1) for word in words if word.x1 > low and word.x0 < high)
    best: tuple[float, float] | None = None
    at = low
    for x0, x1 in [*spans, (high, high)]:
        if x0 > at and (best is None or x0 - at > best[1] - best[0]):
            best = at, x0
        at = max(at, x1)
    if best is None or best[1] - best[0] < 1:
        return None
    return (best[0] + best[1]) / 2


def place_words(line: WordLine, columns: Sequence[Column]) -> list[Placed]:
    """The words of a line in groups, each with the columns over whose ink it lies."""
    groups: list[list[Word]] = []
    whole = _spaced_ends(line, columns)
    for word in line.words:
        if groups and (word in whole or not _is_parted(groups[-1][-1], word, columns, line.size)):
            groups[-1].append(word)
        else:
            groups.append([word])
    return _joined([_placed(tuple(group), columns) for group in groups], columns)


def _spaced_ends(line: WordLine, columns: Sequence[Column]) -> set[Word]:
    """The last characters of heading words set apart (``市　级``) that stand over a gutter."""
    found: set[Word] = set()
    for words in _spaced_words(line, _HEADING_GUTTER):
        if (
            len(words) == 2
            and _is_spaced(words[:1], words[1:])
            and is_heading_word(words_text(words))
        ):
            middle = (words[0].x0 + words[1].x1) / 2
            over = any(a.x1 - 1 <= middle <= b.x0 + 1 for a, b in pairwise(columns))
            own = all(any(_is_middle(w, c) for c in columns) for w in words)
            if over and not own:
                found.add(words[1])
    return found


def _is_middle(word: Word, column: Column) -> bool:
    return abs(word.x0 + word.x1 - column.x0 - column.x1) < word.size


def _is_parted(last: Word, word: Word, columns: Sequence[Column], size: float) -> bool:
    if last.is_leader != word.is_leader and word.is_leader:
        return False
    if word.x0 - last.x1 > 1.5 * size:
        return True
    for column, after in pairwise(columns):
        low, high = max(last.x1, column.x1), min(word.x0, after.x0)
        if high - low > min(0.15 * size, 0.5 * (after.x0 - column.x1)):
            return True
    return False


def _placed(words: tuple[Word, ...], columns: Sequence[Column]) -> Placed:
    inked = [word for word in words if not word.is_leader] or list(words[:1])
    x0, x1 = inked[0].x0, max(word.x1 for word in inked)
    over = [
        index
        for index, column in enumerate(columns)
        if min(x1, column.x1) - max(x0, column.x0)
        > 0.25 * min(words[0].size, column.x1 - column.x0)
    ]
    if over:
        return Placed(words, over[0], over[-1])
    middle = (x0 + x1) / 2
    nearest = min(
        range(len(columns)),
        key=lambda index: max(columns[index].x0 - middle, middle - columns[index].x1, 0.0),
    )
    return Placed(words, nearest, nearest)


def _joined(placed: list[Placed], columns: Sequence[Column]) -> list[Placed]:
    """Groups of one column joined: a name with wide spaces between its characters."""
    joined: list[Placed] = []
    for item in placed:
        last = joined[-1] if joined else None
        if last is not None and last.first == last.last == item.first == item.last:
            joined[-1] = Placed(last.words + item.words, item.first, item.last)
        else:
            joined.append(item)
    return joined
