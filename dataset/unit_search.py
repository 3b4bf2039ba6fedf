"""Which series a person means by a name: full, old, short, as printed, or a part of one."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from evidence import Record
from figures import fold

if TYPE_CHECKING:
    import duckdb


class Choice(Record):
    """One unit that a name may mean: how it is called now, where, and how often it is ranked."""

    series_id: str
    name: str
    jurisdiction: str
    rows: int


class UnknownUnit(LookupError):
    """No unit bears the name; the message lists the nearest names."""


class UnknownPlace(LookupError):
    """No place bears the name or code; the message lists the nearest."""


class AmbiguousUnit(LookupError):
    """Several units bear the name; `choices` and the message list them."""

    def __init__(self, unit: str, choices: tuple[Choice, ...]) -> None:
        self.choices = choices
        shown = "; ".join(
            f"{choice.name} ({choice.jurisdiction}, {choice.series_id}, {choice.rows} rows)"
            for choice in choices[:10]
        )
        more = f"; and {len(choices) - 10} more" if len(choices) > 10 else ""
        super().__init__(
            f"«{unit}» may be {shown}{more}. Give the full name, or the place with --jurisdiction."
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
    era, a listed short name, a name as printed, a part of a name.

    Raises:
        UnknownUnit, UnknownPlace, AmbiguousUnit: nothing, or more than one, is called so.
    """
    names = _names(database)
    if jurisdiction is not None:
        code = _place_code(jurisdiction, names)
        local = [name for name in names if name.jurisdiction == code]
        names = local or [name for name in names if name.jurisdiction.startswith(code.rstrip("0"))]
    asked = fold(unit)
    found = (
        _series(name for name in names if asked in (name.series_id, name.unit_id))
        or _series(name for name in names if name.kind == "full" and fold(name.name) == asked)
        or _series(name for name in names if name.kind == "short" and fold(name.name) == asked)
        or _series(name for name in names if fold(name.name) == asked)
    )
    if not found and asked:
        found = _series(name for name in names if asked in fold(name.name))
        # A part of a name is a search: units without any row here are no answer to it.
        found = [series for series in found if _rows(database, series)] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousUnit(unit, _choices(database, found))
    near = get_close_matches(asked, sorted({fold(name.name) for name in names}), n=5, cutoff=0.4)
    where = f" in {jurisdiction}" if jurisdiction else ""
    hint = f"Nearest: {'、'.join(near)}." if near else "No name comes near."
    raise UnknownUnit(f"no unit is called «{unit}»{where}. {hint}")


def _names(database: "duckdb.DuckDBPyConnection") -> list[_Name]:
    rows = database.execute(
        "SELECT series_id, unit_id, jurisdiction, area, unit_names.name, unit_names.kind "
        "FROM unit_names JOIN units USING (unit_id) ORDER BY ALL"
    ).fetchall()
    return [_Name.model_validate(dict(zip(_Name.model_fields, row, strict=True))) for row in rows]


def _series(names: Iterable[_Name]) -> list[str]:
    return sorted({name.series_id for name in names})


def _place_code(place: str, names: list[_Name]) -> str:
    """The GB/T 2260 code of a place that is given by its code or by the name of an area."""
    asked = fold(place)
    areas = {fold(name.name): name.area for name in names if name.area is not None}
    codes = sorted(
        {name.jurisdiction for name in names} | {code for code in areas.values() if code}
    )
    if asked.isdecimal():
        if any(code.startswith(asked.rstrip("0") or asked) for code in codes):
            return asked
        near = get_close_matches(asked, codes, n=5, cutoff=0.5)
    else:
        found = {areas.get(asked)} - {None} or {
            code for name, code in areas.items() if asked in name
        }
        if len(found) == 1:
            return str(found.pop())
        near = get_close_matches(asked, sorted(areas), n=5, cutoff=0.3)
    hint = f"Nearest: {'、'.join(near)}." if near else f"Codes here: {'、'.join(codes[:20])}."
    raise UnknownPlace(f"no single place is called «{place}». {hint}")


def _rows(database: "duckdb.DuckDBPyConnection", series: str) -> int:
    found = database.execute("SELECT count(*) FROM rankings WHERE series_id = ?", [series])
    (count,) = found.fetchone() or (0,)
    return int(count)


def _choices(database: "duckdb.DuckDBPyConnection", found: list[str]) -> tuple[Choice, ...]:
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
                rows=_rows(database, series),
            )
        )
    return tuple(sorted(choices, key=lambda choice: (-choice.rows, choice.name, choice.series_id)))
