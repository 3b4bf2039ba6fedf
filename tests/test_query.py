"""A question reads the tables of a release and nothing else, and is answered in three forms."""

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from dataset.answers import Answer, format_answer, json_value, shorten, text_width
from dataset.query import NoRelease, QueryRefused, load_table, query, release_as_of
from dataset.release import publish_release
from tests.made_readings import CLAUSES, SET_ASIDE, UNITS, made_fingerprint, made_readings


def publish(releases: Path, day: int, salt: str) -> Path:
    return publish_release(
        made_readings(),
        SET_ASIDE,
        UNITS,
        CLAUSES,
        made_fingerprint(salt),
        releases,
        datetime(2026, 3, day, 23, 30, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs")
    publish(folder / "releases", 2, "first")
    publish(folder / "releases", 9, "second")
    return folder


def ask(outputs: Path, sql: str, as_of: date | None = None) -> Answer:
    return query(outputs / "releases" / "current", outputs / "cache", sql, as_of)


def test_an_answer_has_exact_decimals_and_its_names(outputs: Path) -> None:
    answer = ask(
        outputs,
        "SELECT unit_printed, score_published, score_published * score_published AS square "
        "FROM rankings WHERE status = 'contradicted'",
    )
    assert answer.columns == ("unit_printed", "score_published", "square")
    assert answer.rows == (("示例市统计局", Decimal("5000.5"), Decimal("25005000.25")),)


def test_the_database_is_built_once_and_again_if_it_is_damaged(outputs: Path) -> None:
    ask(outputs, "SELECT 1")
    version = (outputs / "releases" / "current").resolve().name
    path = outputs / "cache" / f"{version}.duckdb"
    built = path.stat().st_ino
    ask(outputs, "SELECT 1")
    assert path.stat().st_ino == built
    path.write_bytes(b"cut short")
    assert ask(outputs, "SELECT count(*) FROM rankings").rows == ((11,),)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "sql",
    [
        "FROM read_csv('{secret}')",
        "FROM '{secret}'",
        "FROM read_text('{secret}')",
        "FROM read_blob('{secret}')",
        "FROM read_json('{secret}')",
        "FROM read_parquet('{parquet}')",
        "FROM parquet_metadata('{parquet}')",
        "FROM sniff_csv('{secret}')",
        "FROM glob('{folder}/*')",
        "COPY rankings TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{folder}/out.parquet'",
        "EXPORT DATABASE '{folder}/out'",
        "IMPORT DATABASE '{folder}'",
        "ATTACH '{folder}/out.duckdb' AS other",
        "ATTACH ':memory:' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "FROM read_csv('http://127.0.0.1:9/x.csv')",
        "SET enable_external_access = true",
        "RESET enable_external_access",
        "SET lock_configuration = false",
        "SET profiling_output = '{folder}/out'",
        "SET temp_directory = '{folder}/out'",
        "SET log_query_path = '{folder}/out'",
        "PRAGMA enable_profiling = 'json'",
        "CALL enable_logging(storage = 'file', storage_config = {{'path': '{folder}/out'}})",
        "CREATE TABLE copied AS FROM rankings",
        "CREATE SECRET (TYPE s3)",
        "DROP TABLE rankings",
        "DELETE FROM rankings",
        "UPDATE rankings SET units = 1",
        "SELECT getenv('HOME')",
        "FROM frame",
        "SELECT 1; SELECT 2",
        "",
    ],
)
def test_a_question_can_read_write_and_set_nothing_else(
    outputs: Path, tmp_path: Path, sql: str
) -> None:
    frame = [1]  # a name that DuckDB would look up in its caller if it might
    secret = tmp_path / "secret.csv"
    secret.write_text("word\nhidden\n")
    parquet = outputs / "releases" / "current" / "rankings.parquet"
    with pytest.raises(QueryRefused) as refused:
        ask(outputs, sql.format(secret=secret, folder=tmp_path, parquet=parquet))
    assert "hidden" not in str(refused.value)
    assert list(tmp_path.iterdir()) == [secret] and frame == [1]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT unit_prnted FROM rankings", "Nearest: unit_printed (in observations, rankings"),
        ("SELECT r.scores FROM rankings r", "score"),
        ("FROM observation", "Nearest: observations"),
        ("FROM 通报", "There are notices, captures"),
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("COPY rankings TO 'x.csv'", "reads the tables of the release and nothing else"),
        ("DROP TABLE rankings", "never changed; ask with SELECT"),
        ("SELECT 1; SELECT 2", "one question at a time"),
    ],
)
def test_a_wrong_question_is_told_what_comes_nearest(outputs: Path, sql: str, words: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        ask(outputs, sql)
    assert words in str(refused.value) and "\n" not in str(refused.value)


def test_as_of_takes_the_last_release_made_up_to_that_day(outputs: Path) -> None:
    releases = outputs / "releases"
    first, second = made_fingerprint("first").version, made_fingerprint("second").version
    assert release_as_of(releases, date(2026, 3, 2)).name == first
    assert release_as_of(releases, date(2026, 3, 8)).name == first
    assert release_as_of(releases, date(2030, 1, 1)).name == second
    ask(outputs, "SELECT 1", date(2026, 3, 8))
    assert (outputs / "cache" / f"{first}.duckdb").exists()
    with pytest.raises(NoRelease, match="first was made on 2026-03-02"):
        ask(outputs, "SELECT 1", date(2026, 3, 1))


def test_instants_are_in_utc_wherever_the_question_is_asked(outputs: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from dataset.query import query;"
        "from dataset.answers import format_answer; folder = Path(sys.argv[1]);"
        "print(format_answer(query(folder / 'releases' / 'current', folder / 'cache',"
        " 'SELECT max(fetched_at) AS m, max(fetched_at)::VARCHAR AS v FROM captures'), 'json'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(outputs)],
        env={**os.environ, "TZ": "Asia/Shanghai"},
        cwd=Path(__file__).resolve().parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [{"m": "2020-10-03T08:30:00Z", "v": "2020-10-03 08:30:00+00"}]


def test_columns_stand_in_line_under_chinese_words() -> None:
    answer = Answer(
        columns=("单位", "score", "note"),
        rows=(("示例市教育局", Decimal("45.50"), None), ("ab", Decimal("-3"), "x\ny\x1b[31m")),
    )
    lines = format_answer(answer, "table").splitlines()
    assert lines == [
        "单位          score  note",
        "------------  -----  --------",
        "示例市教育局   45.5",
        "ab               -3  x y [31m",
    ]
    assert [text_width(line.split("45.5")[0]) for line in lines[2:3]] == [15]
    assert "\x1b" not in "".join(lines)


def test_a_long_cell_is_cut_on_the_screen_only() -> None:
    answer = Answer(columns=("text",), rows=(("通报" * 100,),))
    assert "…" in format_answer(answer, "table")
    assert "通报" * 100 in format_answer(answer, "csv")
    assert json.loads(format_answer(answer, "json")) == [{"text": "通报" * 100}]


def test_csv_and_json_keep_every_digit() -> None:
    big = Decimal("12345678901234567890123456.123456789012")
    answer = Answer(
        columns=("a", "a", "b"),
        rows=((big, Decimal("1.500000000000"), date(2020, 1, 2)), (None, True, [Decimal("0.10")])),
    )
    rows = list(csv.reader(StringIO(format_answer(answer, "csv"))))
    assert rows == [
        ["a", "a", "b"],
        [str(big), "1.5", "2020-01-02"],
        ["", "true", '["0.1"]'],
    ]
    assert json.loads(format_answer(answer, "json")) == [
        {"a": str(big), "a (2)": "1.5", "b": "2020-01-02"},
        {"a": None, "a (2)": True, "b": ["0.1"]},
    ]
    assert shorten(Decimal("100.000")) == 100 and str(shorten(Decimal("100.000"))) == "100"
    assert json_value(float("nan")) == "nan"


def test_an_answer_without_rows_still_has_its_heading(outputs: Path) -> None:
    answer = ask(outputs, "SELECT unit_printed FROM rankings WHERE false")
    assert format_answer(answer, "table") == "unit_printed\n------------\n"
    assert format_answer(answer, "csv") == "unit_printed\n"
    assert format_answer(answer, "json") == "[]\n"


def test_a_frame_keeps_decimals_codes_and_days(outputs: Path) -> None:
    release = outputs / "releases" / "current"
    frame = load_table(release, "rankings")
    row = frame[frame["status"] == "contradicted"].iloc[0]
    assert row["score_published"] == Decimal("5000.5") and row["period_end"] == date(2020, 6, 30)
    assert load_table(release, "units")["jurisdiction"].iloc[0] == "990100"
    assert frame["score_recomputed"].isna().sum() == 5
    with pytest.raises(KeyError, match="there are notices"):
        load_table(release, "ranking")
