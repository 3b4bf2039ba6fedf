"""The same notice in several forms: which one speaks, and which ones only stand beside it.

A page and its PDF are one notice; counted twice, every series would be doubled.
"""

from collections import Counter
from collections.abc import Sequence

from contracts import Notice
from evidence import Record
from figures import fold


class Forms(Record):
    """What a notice is to the others of a release, by their sha256."""

    duplicate_of: str | None = None
    differs_from: str | None = None


def compare_forms(notices: Sequence[Notice]) -> dict[str, Forms]:
    """Tell for each notice (by sha256) the one it repeats, or the one it contradicts.

    Two notices are one where the issuer, the number (else the title), the period and the day of
    issue agree; a day or number that only one form prints does not part them. If the tables of one
    also stand in the other, it is a duplicate: of the form with more tables, then the web page,
    then the smallest sha256. Otherwise both stand, and the later in that order bears
    `differs_from`.
    """
    forms: dict[str, Forms] = {}
    kept: dict[str, list[Notice]] = {}
    for notice in sorted(notices, key=_preference):
        same = [other for other in kept.get(_issuer(notice), ()) if _same_notice(notice, other)]
        repeated = next((other for other in same if not _cells(notice) - _cells(other)), None)
        if repeated is not None:
            forms[notice.sha256] = Forms(duplicate_of=repeated.sha256)
            continue
        forms[notice.sha256] = Forms(differs_from=same[0].sha256 if same else None)
        kept.setdefault(_issuer(notice), []).append(notice)
    return forms


def _preference(notice: Notice) -> tuple[int, bool, str]:
    return (-len(notice.tables), "html" not in notice.media_type, notice.sha256)


def _issuer(notice: Notice) -> str:
    return fold(notice.issuer or "")


def _same_notice(one: Notice, other: Notice) -> bool:
    if not _issuer(one) or one.sha256 == other.sha256:
        return False
    if one.period_start != other.period_start or one.period_end != other.period_end:
        return False
    if one.published_on and other.published_on and one.published_on != other.published_on:
        return False
    if one.doc_number and other.doc_number:
        return fold(one.doc_number) == fold(other.doc_number)
    dated = one.period_end or (one.published_on and other.published_on)
    titles = fold(one.title or ""), fold(other.title or "")
    # Yearly notices bear the same title: without a period or a day it tells nothing apart.
    return bool(dated) and bool(titles[0]) and titles[0] == titles[1]


def _cells(notice: Notice) -> Counter[tuple[tuple[str, ...], ...]]:
    """The printed cells table by table; headings and captions may be read in different ways."""
    return Counter(
        tuple(
            tuple(fold(cell.text) for cell in row.cells) for row in table.rows if row.kind != "note"
        )
        for table in notice.tables
    )
