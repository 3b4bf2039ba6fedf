"""The codebook says in both languages what every published field and code means."""

import csv
import re
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

import duckdb

from dataset.codebook import _meanings as meanings
from dataset.codebook import codebook, codebook_csv, codebook_markdown, schema_table
from dataset.files import arrow_schema
from dataset.tables import TABLES

READS = {
    "integer": int,
    "decimal": Decimal,
    "number": float,
    "day": date.fromisoformat,
    "instant": datetime.fromisoformat,
    "yes_no": {"true": True, "false": False}.__getitem__,
    "text": str,
}


def test_every_field_is_told_in_both_languages_with_an_example_of_its_type() -> None:
    for entry in codebook():
        said = entry.meaning
        assert re.search(r"[\u4e00-\u9fff]", said.zh), entry.column.name
        assert said.en and not re.search(r"[\u4e00-\u9fff]", said.en), entry.column.name
        READS[entry.column.type](said.example)
        if entry.column.codes:
            assert said.example in entry.column.codes
            assert all(said.codes[code].zh and said.codes[code].en for code in entry.column.codes)


def test_nothing_is_told_of_fields_that_are_not_there() -> None:
    tables, fields = meanings()
    used = {entry.column.name for entry in codebook()}
    used |= {f"{entry.table}.{entry.column.name}" for entry in codebook()}
    assert set(fields) <= used
    assert set(tables) == {model.table for model in TABLES}


def test_no_table_or_column_needs_quoting_in_sql() -> None:
    reserved = {
        word
        for (word,) in duckdb.sql(
            "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
        ).fetchall()
    }
    names = {model.table for model in TABLES} | {entry.column.name for entry in codebook()}
    assert not names & reserved
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


def test_csv_and_markdown_hold_every_field_of_the_parquet_files() -> None:
    lines = list(csv.DictReader(StringIO(codebook_csv())))
    expected = [(model.table, field.name) for model in TABLES for field in arrow_schema(model)]
    assert [(line["table"], line["field"]) for line in lines] == expected
    text = codebook_markdown()
    for table, field in expected:
        section = text.split(f"\n## {table}\n")[1].split("\n## ")[0]
        assert f"| `{field}`" in section
    assert all(f"`{model.table}`" in schema_table() for model in TABLES)


def test_every_row_of_the_markdown_has_as_many_cells_as_its_heading() -> None:
    width = 0
    for line in codebook_markdown().splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        width = width or cells
        assert cells == width, line
