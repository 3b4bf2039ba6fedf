"""Errors planted into clean tables: one figure changed, and where an auditor would point."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding, Notice, Row, Table
from tests.notice_builder import evidence


class Plant(NamedTuple):
    """A notice with one error, and the place of the figure in doubt."""

    kind: str
    notice: Notice
    table: int | None
    row: int | None
    column: str | None
    unit: str | None


def is_hit(plant: Plant, finding: Finding) -> bool:
    """Whether a finding names the planted place at severity warning or error."""
    place = (finding.table, finding.row, finding.column, finding.unit)
    wanted = (plant.table, plant.row, plant.column, plant.unit)
    return finding.severity != "note" and all(
        want is None or got == want for got, want in zip(place, wanted, strict=True)
    )


def with_cell(notice: Notice, table: int, line: int, column: int, text: str) -> Notice:
    rows = list(notice.tables[table].rows)
    cells = list(rows[line].cells)
    cells[column] = cells[column].model_copy(update={"text": text, "evidence": evidence(text)})
    rows[line] = rows[line].model_copy(update={"cells": tuple(cells)})
    return with_rows_of(notice, table, rows)


def with_rows_of(notice: Notice, table: int, rows: list[Row]) -> Notice:
    tables: list[Table] = list(notice.tables)
    tables[table] = tables[table].model_copy(update={"rows": tuple(rows)})
    return notice.model_copy(update={"tables": tuple(tables)})


def changed_cells(
    kind: str, notice: Notice, table: int, path: str, step: int, name: int
) -> Iterator[Plant]:
    """Each numeric cell of a column, one at a time, off by `step`."""
    printed = notice.tables[table]
    column = printed.columns.index(path)
    for line, body in enumerate(printed.rows):
        text = body.cells[column].text
        if body.kind == "note" or not text.lstrip("-").replace(".", "", 1).isdigit():
            continue
        changed = str(Decimal(text) + step)
        yield Plant(
            kind,
            with_cell(notice, table, line, column, changed),
            table + 1,
            line + 1,
            path,
            body.cells[name].text,
        )


def dropped_rows(notice: Notice, table: int) -> Iterator[Plant]:
    rows = list(notice.tables[table].rows)
    for line in range(1, len(rows) - 1):
        if rows[line].kind == "unit" and rows[line + 1].kind == "unit":
            kept = rows[:line] + rows[line + 1 :]
            yield Plant(
                "dropped row", with_rows_of(notice, table, kept), table + 1, None, None, None
            )


def duplicated_rows(notice: Notice, table: int, name: int) -> Iterator[Plant]:
    rows = list(notice.tables[table].rows)
    for line in range(1, len(rows)):
        if rows[line].kind != "unit" or rows[0].section != rows[line].section:
            continue
        first = rows[0].cells[name].text
        yield Plant(
            "duplicate",
            with_cell(notice, table, line, name, first),
            table + 1,
            line + 1,
            notice.tables[table].columns[name],
            first,
        )
