"""Whose appeal is asked for: a unit by any name that it bore, in each notice as that calls it."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from contracts import Notice, Unit
from dataset.auditor.audited import Asked
from evidence import Message, Sha256
from figures import fold
from flows.outcome import Outcome
from layout import unit_column


def asked_in(
    name: str, outcomes: Sequence[Outcome], known: Mapping[str, Unit]
) -> dict[Sha256, Asked]:
    """The unit in each notice that was read: by the name as printed, and by every name that its
    series bears there. A name that the notices print is theirs; another is looked up in `known`.
    """
    read = [outcome for outcome in outcomes if outcome.notice is not None]
    units = {**known, **{unit.id: unit for one in read for unit in one.proposed}}
    series = {
        found for one in read for other, found in _named(one, units) if fold(other) == fold(name)
    } or {
        unit.series_id
        for unit in units.values()
        if fold(name) in map(fold, (unit.name, *unit.short_names))
    }
    return {
        one.sha256: Asked(
            name,
            frozenset(
                {fold(name)} | {fold(other) for other, its in _named(one, units) if its in series}
            ),
        )
        for one in read
    }


def _named(one: Outcome, units: Mapping[str, Unit]) -> Iterator[tuple[str, str]]:
    """Each name that a notice prints for a known unit, and the series of that."""
    for mention in one.mentions:
        unit = units.get(mention.match.unit_id or "")
        if unit is not None:
            yield mention.name, unit.series_id


def unknown_unit(asked: Mapping[Sha256, Asked], notices: Sequence[Notice]) -> Message | None:
    """What to say where no table names the unit that was asked for, and what comes nearest."""
    printed = {notice.sha256: _printed(notice) for notice in notices}
    if any(asked[sha].is_meant(name) for sha, names in printed.items() for name in names):
        return None
    name = next(iter(asked.values())).name
    every = dict.fromkeys(other for names in printed.values() for other in names)
    near = get_close_matches(name, every, n=3, cutoff=0.4)
    near_zh = f"；相近的有：{'、'.join(near)}" if near else ""
    near_en = f" Nearest: {', '.join(near)}." if near else ""
    return Message(
        zh=f"各表中没有“{name}”{near_zh}。请按印出的名称填写 --unit。",
        en=f"No table names «{name}».{near_en} Give --unit the name as it is printed.",
    )


def _printed(notice: Notice) -> list[str]:
    """The names in the unit columns of a notice's tables."""
    return [
        row.cells[column].text
        for table in notice.tables
        if (column := unit_column(table)) is not None
        for row in table.rows
        if row.kind == "unit"
    ]
