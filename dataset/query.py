"""Asking a release in SQL, and its tables as pandas frames.

A release is Parquet; the database that questions are put to is built from it on first use and kept
in the cache. A question can read that database and nothing else: no file, no network, no setting.
"""

import os
import re
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dataset.answers import Answer
from dataset.codebook import codebook
from dataset.manifest import read_manifest
from dataset.published import columns
from dataset.release import read_log
from dataset.tables import TABLES

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_GUARD: dict[str, Any] = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
}
_UNKNOWN_TABLE = re.compile(r"Table with name \"?([^\s\"]+)\"? does not exist")
_UNKNOWN_COLUMN = re.compile(r"(?:column \"([^\"]+)\" not found|column named \"([^\"]+)\")")


class QueryRefused(Exception):
    """A question that cannot be answered; the message says why and what comes nearest."""


class NoRelease(LookupError):
    """There is no release, or none was made by that day."""


def query(release: Path, cache: Path, sql: str, as_of: date | None = None) -> Answer:
    """Answer one SQL question from a release; `as_of` takes the last one made up to that day.

    Raises:
        QueryRefused: the SQL is wrong, or asks for more than the release's tables.
        NoRelease: no release was made by `as_of`.
        ManifestUnreadable: `release` is no release.
    """
    import duckdb

    if as_of is not None:
        release = release_as_of(release.resolve().parent, as_of)
    with open_database(release, cache) as database:
        try:
            statements = database.extract_statements(sql)
            if len(statements) != 1:
                raise QueryRefused(
                    f"{len(statements)} statements were given; put one question at a time."
                )
            result = database.execute(statements[0])
            names = tuple(str(column[0]) for column in result.description or ())
            return Answer(columns=names, rows=tuple(result.fetchall()) if names else ())
        except duckdb.Error as error:
            raise QueryRefused(_explained(str(error))) from None


def release_as_of(releases: Path, day: date) -> Path:
    """The folder of the last release that was made up to the end of that day.

    Raises:
        NoRelease: there is none; the message gives the day of the first.
    """
    log = read_log(releases)
    made = [entry for entry in log if entry.released_at.date() <= day]
    if not made:
        first = f"the first was made on {log[0].released_at.date()}" if log else "none was made yet"
        raise NoRelease(f"no release by {day}: {first} ({releases / 'log.jsonl'}).")
    folder = releases / made[-1].version
    if not folder.is_dir():
        raise NoRelease(f"{folder} was current on {day} and is no longer there.")
    return folder


def open_database(release: Path, cache: Path) -> "duckdb.DuckDBPyConnection":
    """Open the database of a release read-only and locked; build it first where it is not there.

    Raises:
        ManifestUnreadable: `release` is no release.
    """
    import duckdb

    path = cache / f"{read_manifest(release).version}.duckdb"
    if not path.exists():
        _build(release, path)
    try:
        database = duckdb.connect(str(path), read_only=True, config=_GUARD)
    except duckdb.IOException:
        # Cut short on its way through another program: it is only a cache.
        path.unlink()
        _build(release, path)
        database = duckdb.connect(str(path), read_only=True, config=_GUARD)
    database.execute("SET TimeZone = 'UTC'")
    database.execute("SET lock_configuration = true")
    return database


def _build(release: Path, path: Path) -> None:
    """Make the database beside its place and put it there in one rename."""
    import duckdb

    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    with duckdb.connect(str(partial)) as database:
        for model in TABLES:
            parquet = str(release / f"{model.table}.parquet")
            database.execute(
                f"CREATE TABLE {model.table} AS SELECT * FROM read_parquet(?)", [parquet]
            )
        for entry in codebook():
            said = f"{entry.meaning.zh} · {entry.meaning.en}".replace("'", "''")
            database.execute(f"COMMENT ON COLUMN {entry.table}.{entry.column.name} IS '{said}'")
    partial.replace(path)


def load_table(release: Path, name: str) -> "pd.DataFrame":
    """A published table as a pandas frame, its types those of Parquet: decimals stay exact.

    Raises:
        KeyError: there is no such table; the message lists those there are.
    """
    import pandas as pd

    if name not in {model.table for model in TABLES}:
        known = ", ".join(model.table for model in TABLES)
        raise KeyError(f"{name} is no table of a release; there are {known}")
    return pd.read_parquet(release / f"{name}.parquet", engine="pyarrow", dtype_backend="pyarrow")


def _explained(error: str) -> str:
    """DuckDB's words without its drawing of the line, and the nearest names that do exist."""
    said = error.split("\n\n")[0].split("\nDid you mean")[0].split("\nCandidate bindings")[0]
    said = said.replace("\n", " ").strip(" .!") + "."
    if "disabled by configuration" in error or "disabled through configuration" in error:
        return f"{said} A question reads the tables of the release and nothing else."
    if "read-only" in error or "has been locked" in error:
        return f"{said} A release is never changed; ask with SELECT."
    if table := _UNKNOWN_TABLE.search(error):
        return f"{said} {_nearest_table(table[1])}"
    if column := _UNKNOWN_COLUMN.search(error):
        return f"{said} {_nearest_column(column[1] or column[2])}"
    return said


def _nearest_table(name: str) -> str:
    known = [model.table for model in TABLES]
    near = get_close_matches(name.lower(), known, n=3, cutoff=0.5)
    if near:
        return f"Nearest: {', '.join(near)}."
    return f"There are {', '.join(known)}."


def _nearest_column(name: str) -> str:
    places: dict[str, list[str]] = {}
    for model in TABLES:
        for column in columns(model):
            places.setdefault(column.name, []).append(model.table)
    near = get_close_matches(name.lower(), places, n=3, cutoff=0.5)
    if near:
        return "Nearest: " + "; ".join(f"{word} (in {', '.join(places[word])})" for word in near)
    return "The codebook lists every column (codebook.md in the release)."
