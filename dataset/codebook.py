"""The codebook: every published table and field in both languages, from the models themselves."""

import csv
from collections.abc import Mapping
from functools import cache
from io import StringIO
from pathlib import Path

from pydantic import Field

from dataset.published import SCHEMA_VERSION, VALUE_SCALE, Column, PublishedRow, columns
from dataset.tables import TABLES
from evidence import Message, Record
from yamlfile import read_yaml

_TYPES = {
    "text": Message(zh="文本", en="text"),
    "integer": Message(zh="整数", en="integer"),
    "decimal": Message(zh="十进制数", en=f"decimal(38, {VALUE_SCALE})"),
    "number": Message(zh="浮点数", en="double"),
    "yes_no": Message(zh="是否", en="boolean"),
    "day": Message(zh="日期", en="date"),
    "instant": Message(zh="时刻", en="timestamp, UTC"),
}
_CSV_HEADING = (
    *("table", "field", "type", "nullable", "key", "references"),
    *("unit", "zh", "en", "codes", "example"),
)


class Meaning(Record):
    """What a field means: a word for its unit, an example as a CSV would show it, its codes."""

    zh: str
    en: str
    unit: str | None = None
    example: str
    codes: dict[str, Message] = Field(default_factory=dict)


class Meanings(Record):
    """codebook.yaml: what each table is, and each field, here or in `table.field` alone."""

    tables: dict[str, Message]
    fields: dict[str, Meaning]


class Entry(Record):
    """A line of the codebook."""

    table: str
    column: Column
    key: bool
    references: str | None
    """The table whose row it names."""
    meaning: Meaning


class MissingMeaning(ValueError):
    """A table, field or code has no entry in codebook.yaml."""


@cache
def _meanings() -> tuple[dict[str, Message], dict[str, Meaning]]:
    said = Meanings.model_validate(read_yaml(Path(__file__).with_name("codebook.yaml")))
    return said.tables, said.fields


def codebook() -> tuple[Entry, ...]:
    """Every field of every published table, in published order.

    Raises:
        MissingMeaning: codebook.yaml says nothing of a field, or of one of its codes.
    """
    return tuple(entry for model in TABLES for entry in _entries(model))


def _entries(model: type[PublishedRow]) -> list[Entry]:
    _, fields = _meanings()
    entries = []
    for column in columns(model):
        meaning = fields.get(f"{model.table}.{column.name}") or fields.get(column.name)
        if meaning is None:
            raise MissingMeaning(f"{model.table}.{column.name}: add it to dataset/codebook.yaml")
        if unsaid := sorted(set(column.codes) - set(meaning.codes)):
            raise MissingMeaning(
                f"{model.table}.{column.name}: dataset/codebook.yaml lacks the codes {unsaid}"
            )
        others = [name for names, name in model.references if column.name in names]
        entries.append(
            Entry(
                table=model.table,
                column=column,
                key=column.name in model.key,
                references=others[0] if others else None,
                meaning=meaning,
            )
        )
    return entries


def code_meanings(field: str) -> Mapping[str, Message]:
    """What each code of a field means: of ``findings.code``, say."""
    return _meanings()[1][field].codes


def table_meaning(model: type[PublishedRow]) -> Message:
    """What one row of a table is, in both languages.

    Raises:
        MissingMeaning: codebook.yaml says nothing of the table.
    """
    tables, _ = _meanings()
    if model.table not in tables:
        raise MissingMeaning(f"{model.table}: add it to dataset/codebook.yaml")
    return tables[model.table]


def codebook_markdown() -> str:
    """codebook.md: the tables, then the fields of each with type, unit, meaning, codes, example."""
    lines = [
        "# 数据字典 · Codebook",
        "",
        f"Schema {SCHEMA_VERSION}.",
        "每张表有 Parquet、CSV（UTF-8）和带 BOM 的 CSV（供 Excel）三种形式。",
        "CSV 中空值不写任何内容，空串写作两个引号。",
        "带 BOM 的 CSV 中，会被 Excel 当作公式的文字前加一撇号。",
        "",
        "Each table stands as Parquet, as CSV (UTF-8), and as CSV with a byte order mark (Excel).",
        "In CSV a null is nothing between two commas, an empty text is two quotes. In the CSV for",
        "Excel a text that would run as a formula begins with an apostrophe.",
        "",
        schema_table(),
    ]
    for model in TABLES:
        said = table_meaning(model)
        lines += [
            f"## {model.table}",
            "",
            said.zh + "。  ",
            said.en,
            "",
            f"主键 · key: {', '.join(f'`{name}`' for name in model.key)}",
            "",
            "| 字段 · field | 类型 · type | 单位 · unit | 含义 | meaning | 示例 · example |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        entries = _entries(model)
        lines += [_markdown_row(entry) for entry in entries]
        lines.append("")
        for entry in entries:
            lines += _markdown_codes(entry)
    return "\n".join(lines).rstrip() + "\n"


def _markdown_row(entry: Entry) -> str:
    kind = _TYPES[entry.column.type]
    optional = "，可空 · or null" if entry.column.nullable else ""
    link = f" → [{entry.references}](#{entry.references})" if entry.references else ""
    cells = (
        f"`{entry.column.name}`{link}",
        f"{kind.zh} · {kind.en}{optional}",
        entry.meaning.unit or "",
        entry.meaning.zh,
        entry.meaning.en,
        f"`{entry.meaning.example}`",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _markdown_codes(entry: Entry) -> list[str]:
    if not entry.column.codes:
        return []
    lines = [f"`{entry.column.name}` 代码 · codes:", ""]
    for code in entry.column.codes:
        said = entry.meaning.codes[code]
        lines.append(f"- `{code}` {said.zh} · {said.en}")
    return [*lines, ""]


def codebook_csv() -> str:
    """codebook.csv: one line a field, for programs."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_CSV_HEADING)
    for entry in codebook():
        writer.writerow(
            (
                entry.table,
                entry.column.name,
                _TYPES[entry.column.type].en,
                "true" if entry.column.nullable else "false",
                "true" if entry.key else "false",
                entry.references or "",
                entry.meaning.unit or "",
                entry.meaning.zh,
                entry.meaning.en,
                " ".join(entry.column.codes),
                entry.meaning.example,
            )
        )
    return out.getvalue()


def schema_table() -> str:
    """The README's table: each published table, what a row of it is, and its key."""
    lines = ["| 表 · table | 每行 | one row | 主键 · key |", "| --- | --- | --- | --- |"]
    for model in TABLES:
        said = table_meaning(model)
        key = ", ".join(f"`{name}`" for name in model.key)
        lines.append(f"| `{model.table}` | {said.zh} | {said.en} | {key} |")
    return "\n".join(lines) + "\n"
