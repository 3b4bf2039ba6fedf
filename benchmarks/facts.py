"""The facts of a notice as data, from which it is drawn in any form."""

from pathlib import Path
from typing import Any

from evidence import Record
from yamlfile import read_yaml

FOLDER = Path(__file__).resolve().parent / "facts"


class FactTable(Record):
    """A ranking: heading paths, then rows; a row of one text is a section heading."""

    label: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def heading(self) -> list[list[tuple[str, int, int]]]:
        """The heading rows as (text, rows spanned, columns spanned), merged both ways."""
        paths = [path.split("/") for path in self.columns]
        depth = max(map(len, paths))
        rows: list[list[tuple[str, int, int]]] = []
        for level in range(depth):
            row: list[tuple[str, int, int]] = []
            previous: list[str] | None = None
            for path in paths:
                if len(path) <= level:
                    previous = None
                elif len(path) > level + 1 and previous == path[: level + 1]:
                    text, down, across = row[-1]
                    row[-1] = (text, down, across + 1)
                else:
                    last = len(path) == level + 1
                    row.append((path[level], depth - level if last else 1, 1))
                    previous = None if last else path[: level + 1]
            rows.append(row)
        return rows


class NoticeFacts(Record):
    """What a notice says, in printed order."""

    doc_number: str | None
    title: str
    issuer: str
    published_on: str | None
    addressees: str
    paragraphs: tuple[str, ...]
    tables: tuple[FactTable, ...]
    notes: tuple[str, ...]
    after_signature: tuple[str, ...] = ()
    fields: tuple[tuple[str, str | dict[str, str]], ...] = ()


def load_facts(name: str) -> NoticeFacts:
    """Read the facts of that name."""
    stated: Any = read_yaml(FOLDER / f"{name}.yaml")
    for table in stated["tables"]:
        table["rows"] = [
            (row["section"],) if isinstance(row, dict) else tuple(row) for row in table["rows"]
        ]
    return NoticeFacts.model_validate(stated)
