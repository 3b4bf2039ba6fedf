"""The published register in the JSON form that `tongbao match --registry` reads (CONTRACT.md)."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from dataset.published import PublishedRow
from dataset.registers import LineageRow, UnitNameRow, UnitRow

_LEVELS = {"nation": "国家", "province": "省", "city": "市", "township": "苏木乡镇街道"}
_COUNTY = "旗区县"


def registry_json(published: Iterable[PublishedRow]) -> str:
    """The units among the rows with their short names and lineage, a line each.

    Levels are as the form names them; a provisional unit bears the source ``provisional``.
    """
    rows: list[UnitRow] = []
    shorts: defaultdict[str, list[str]] = defaultdict(list)
    after: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    before: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in published:
        if isinstance(row, UnitRow):
            rows.append(row)
        elif isinstance(row, UnitNameRow) and row.kind == "short":
            shorts[row.unit_id].append(row.name)
        elif isinstance(row, LineageRow):
            said = {"type": row.how, "date": row.on_day.isoformat(), "reform": row.cite}
            after[row.unit_id].append({"unit_id": row.successor, **said})
            before[row.successor].append({"unit_id": row.unit_id, **said})
    # A place goes by the last of its names.
    places = {row.area: row.name for row in sorted(rows, key=_begins) if row.area is not None}
    lines = [
        json.dumps(
            {
                "unit_id": row.unit_id,
                "full_name": row.name,
                "jurisdiction": places.get(row.jurisdiction, row.jurisdiction),
                "jurisdiction_gb2260": row.jurisdiction,
                "own_gb2260": row.area,
                "level": _LEVELS.get(row.level, _COUNTY),
                "kind": row.kind.replace("_", " "),
                "valid_from": _day(row.valid_from),
                "valid_to": _day(row.valid_to),
                "predecessors": before[row.unit_id],
                "successors": after[row.unit_id],
                "source": "provisional" if row.provisional else "registered",
                "short_names": shorts[row.unit_id],
            },
            ensure_ascii=False,
        )
        for row in rows
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _begins(row: UnitRow) -> date:
    return row.valid_from or date.min


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
