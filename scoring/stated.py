"""How many items of a kind the text states: ``在线访谈6条`` gives 6."""

import re
from collections.abc import Iterable

from contracts import Notice
from figures import fold

# «每条200分» states a price, not a count.
_COUNT = r"(?!每)[^\d，。；、,;()（）每]{0,4}(\d{1,9})(?:条|篇|件|期|个|次|项|份|处)"


def stated_totals(notice: Notice, kinds: Iterable[str]) -> dict[str, int]:
    """Return what the prose says of each kind of item over the whole notice.

    A kind that the prose counts several times is given only where one figure is the sum of the
    others (a whole and its parts) or all agree. ``在线访谈和政策解读9条`` counts neither alone.
    """
    names = sorted({fold(kind) for kind in kinds})
    joined = f"(?:{'|'.join(map(re.escape, names))})(?:及|和|与|、)$"
    lines = [fold(paragraph.text) for paragraph in notice.paragraphs]
    totals: dict[str, int] = {}
    for kind in names:
        found = [
            int(match[1])
            for line in lines
            for match in re.finditer(re.escape(kind) + _COUNT, line)
            if not re.search(joined, line[: match.start()])
        ]
        whole = max(found, default=0)
        if found and (len(set(found)) == 1 or sum(found) == 2 * whole):
            totals[kind] = whole
    return totals
