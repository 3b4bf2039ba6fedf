"""Which series a person means by a name: full, old, short, as printed, or a part of one."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from dataset.history.pinyin import sound, sounds_like
from evidence import Message, Record
from figures import fold

if TYPE_CHECKING:
    import duckdb

_SHOWN = 10


class Choice(Record):
    """One unit that a name may mean: how it is called now, where, and how often it is ranked."""

    series_id: str
    name: str
    jurisdiction: str
    rows: int


class NotFound(LookupError):
    """A search that has no single answer; the message says what comes nearest."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.en)
        self.message = message


class UnknownUnit(NotFound):
    """No unit bears the name; the message lists the nearest names."""


class UnknownPlace(NotFound):
    """No place bears the name or code; the message lists the nearest."""


class AmbiguousUnit(NotFound):
    """Several units bear the name; `choices` and the message list them."""

    def __init__(self, unit: str, choices: tuple[Choice, ...]) -> None:
        self.choices = choices
        shown = "".join(
            f"\n  {choice.series_id}  {choice.name}  {choice.jurisdiction}  {choice.rows}"
            for choice in choices[:_SHOWN]
        )
        more = len(choices) - _SHOWN
        super().__init__(
            Message(
                zh=f"“{unit}”可指多个单位，请改用全称、编号或 --jurisdiction。"
                f"编号、名称、地区、行数：{shown}" + (f"\n  另有 {more} 个" if more > 0 else ""),
                en=f"«{unit}» may be any of several units. Give the full name, the id, or the "
                f"place with --jurisdiction. Id, name, place, rows:{shown}"
                + (f"\n  and {more} more" if more > 0 else ""),
            )
        )


class _Name(Record):
    series_id: str
    unit_id: str
    jurisdiction: str
    area: str | None
    name: str
    kind: str


def find_series(database: "duckdb.DuckDBPyConnection", unit: str, jurisdiction: str | None) -> str:
    """The series that is called so, by the first of these that finds any: an id, a full name of any
    era, a listed short name, a name as printed or the end of a full name, a part of a name, an
    abbreviation of one; the same in pinyin.

    Raises:
        UnknownUnit, UnknownPlace, AmbiguousUnit: nothing, or more than one, is called so.
    """
    names = _names(database)
    if jurisdiction is not None:
        code = _place_code(jurisdiction, names)
        local = [name for name in names if name.jurisdiction == code]
        names = local or [name for name in names if name.jurisdiction.startswith(code.rstrip("0"))]
    rows = dict(database.execute(_ROWS).fetchall())
    found = _called(fold(unit), sound(unit), names, rows)
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousUnit(unit, _choices(database, found, rows))
    near = get_close_matches(fold(unit), sorted({fold(name.name) for name in names}), 5, 0.4)
    raise UnknownUnit(
        Message(
            zh=f"没有名为“{unit}”的单位{f'（{jurisdiction}）' if jurisdiction else ''}。"
            + (f"相近的有：{'、'.join(near)}。" if near else "没有相近的名称。"),
            en=f"no unit is called «{unit}»{f' in {jurisdiction}' if jurisdiction else ''}. "
            + (f"Nearest: {'、'.join(near)}." if near else "No name comes near."),
        )
    )


_ROWS = "SELECT series_id, count(*) FROM rankings WHERE series_id IS NOT NULL GROUP BY ALL"


def _called(
    asked: str, letters: str | None, names: list[_Name], rows: Mapping[str, int]
) -> list[str]:
    """The series of the first way to look that finds any."""

    def within(name: _Name) -> bool:
        return name.kind == "full" and fold(name.name).endswith(asked)

    if not asked:
        return []
    exact: tuple[Callable[[_Name], bool], ...] = (
        lambda name: asked in (name.series_id, name.unit_id),
        lambda name: name.kind == "full" and fold(name.name) == asked,
        lambda name: name.kind == "short" and fold(name.name) == asked,
    )
    for fits in exact:
        if found := _series(filter(fits, names)):
            return found
    loose: list[Callable[[_Name], bool]] = [
        lambda name: fold(name.name) == asked or within(name),
        lambda name: asked in fold(name.name),
        lambda name: _abbreviates(asked, fold(name.name)),
    ]
    if letters is not None:
        loose += [
            lambda name: sounds_like(letters, name.name),
            lambda name: sounds_like(letters, name.name, part=True),
        ]
    for fits in loose:
        if found := _series(filter(fits, names)):
            # A part of a name is a search: units without any row here are no answer to it.
            return [series for series in found if series in rows] or found
    return []


def _abbreviates(asked: str, name: str) -> bool:
    """Whether a word leaves out characters inside a name and ends as it does: 达旗, 人社局."""
    left = iter(name)
    return len(asked) > 1 and asked[-1] == name[-1] and all(letter in left for letter in asked)


def _names(database: "duckdb.DuckDBPyConnection") -> list[_Name]:
    rows = database.execute(
        "SELECT series_id, unit_id, jurisdiction, area, unit_names.name, unit_names.kind "
        "FROM unit_names JOIN units USING (unit_id) ORDER BY ALL"
    ).fetchall()
    return [_Name.model_validate(dict(zip(_Name.model_fields, row, strict=True))) for row in rows]


def _series(names: Iterable[_Name]) -> list[str]:
    return sorted({name.series_id for name in names})


def _place_code(place: str, names: list[_Name]) -> str:
    """The GB/T 2260 code of a place that is given by its code, or by the name of an area."""
    asked, letters = fold(place), sound(place)
    areas = [name for name in names if name.area is not None]
    codes = sorted({name.jurisdiction for name in names} | {str(name.area) for name in areas})
    if asked.isdecimal():
        if any(code.startswith(asked.rstrip("0") or asked) for code in codes):
            return asked
        near = get_close_matches(asked, codes, n=5, cutoff=0.5)
    else:
        ways: list[Callable[[_Name], bool]] = [
            lambda name: fold(name.name) == asked,
            lambda name: asked in fold(name.name),
            lambda name: _abbreviates(asked, fold(name.name)),
        ]
        if letters is not None:
            ways.append(lambda name: sounds_like(letters, name.name))
        for fits in ways:
            found = {str(name.area): name.name for name in filter(fits, areas)}
            if len(found) == 1:
                return next(iter(found))
            if found:
                near = [f"{name} ({code})" for code, name in sorted(found.items())[:_SHOWN]]
                break
        else:
            known = sorted({fold(name.name) for name in areas})
            near = get_close_matches(asked, known, n=5, cutoff=0.3)
    said = near or codes[:20]
    raise UnknownPlace(
        Message(
            zh=f"“{place}”不能确定为一个地区。可选：{'、'.join(said)}。",
            en=f"no single place is called «{place}». Nearest: {'、'.join(said)}.",
        )
    )


def _choices(
    database: "duckdb.DuckDBPyConnection", found: list[str], rows: Mapping[str, int]
) -> tuple[Choice, ...]:
    choices = []
    for series in found:
        latest = database.execute(
            "SELECT name, jurisdiction FROM units WHERE series_id = ? "
            "ORDER BY valid_to DESC NULLS FIRST, unit_id LIMIT 1",
            [series],
        ).fetchone()
        name, jurisdiction = latest or (series, "")
        choices.append(
            Choice(
                series_id=series,
                name=name,
                jurisdiction=jurisdiction,
                rows=rows.get(series, 0),
            )
        )
    return tuple(sorted(choices, key=lambda choice: (-choice.rows, choice.name, choice.series_id)))
