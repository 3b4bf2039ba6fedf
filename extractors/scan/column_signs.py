"""Figures that lack what the others of their column bear: a per cent sign, an arrow, a comma."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping

from extractors.tables.sums import Place

_FEWEST = 4
_DIGIT = re.compile(r"\d")
_NOTHING = re.compile(r"[-+]?0+(\.0+)?")
_DASHED = re.compile(r"\d\s*[/／:：~～→-]\s*\d")
_SIGNS: tuple[tuple[float, Callable[[str], bool]], ...] = (
    (0.6, lambda text: text[-1] in "%％‰"),
    (0.6, lambda text: text[0] in "↑↓▲▼+-±＋－"),
    (0.6, lambda text: _DASHED.search(text) is not None),
    (0.6, lambda text: text[0] == "第"),
    (0.2, lambda text: text[0] in "↑↓▲▼"),
)
"""The share of a column's figures that bear a sign if all do, and what the sign is."""
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_UNGROUPED = re.compile(r"\d{4,}(\.\d+)?|\d{1,3}\.\d{3}")
_DECIMALS = re.compile(r"[^.]*\d\.(\d+)\D*")


def unlike_figures(texts: Mapping[Place, str]) -> frozenset[Place]:
    """The places (row, column) whose figures most others of their column are unlike in form.

    A sign that most bear and one lacks may have been read as a digit, or not at all.
    """
    columns: dict[int, dict[Place, str]] = defaultdict(dict)
    for place, text in texts.items():
        if _DIGIT.search(text):
            columns[place[1]][place] = text.strip()
    return frozenset(
        place
        for figures in columns.values()
        if len(figures) >= _FEWEST
        for place in _unlike(figures)
    )


def _unlike(figures: dict[Place, str]) -> set[Place]:
    found: set[Place] = set()
    for share, bears in _SIGNS:
        without = {place for place, text in figures.items() if not bears(text)}
        if len(without) <= (1 - share) * len(figures):
            found |= {place for place in without if not _NOTHING.fullmatch(figures[place])}
    if any(_GROUPED.fullmatch(text) for text in figures.values()):
        found |= {place for place, text in figures.items() if _UNGROUPED.fullmatch(text)}
    return found | _shorter(figures)


def _shorter(figures: dict[Place, str]) -> set[Place]:
    """Those with fewer decimals than nearly all others have, where no noughts are left off."""
    decimals = {
        place: match[1] for place, text in figures.items() if (match := _DECIMALS.fullmatch(text))
    }
    usual = max(map(len, decimals.values()), default=0)
    full = [digits for digits in decimals.values() if len(digits) == usual]
    if len(full) < 0.8 * len(figures) or not any(digits.endswith("0") for digits in full):
        return set()
    return {place for place, digits in decimals.items() if len(digits) < usual}
