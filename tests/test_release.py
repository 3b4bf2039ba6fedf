"""A release is written whole or not at all, and the same inputs give the same bytes."""

import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from contracts import Reading
from dataset.manifest import read_manifest
from dataset.release import ReleaseRefused, publish_release, read_log
from dataset.tables import TABLES
from evidence import Locator
from tests.made_readings import (
    CITY,
    CLAUSES,
    NOW,
    SET_ASIDE,
    UNITS,
    made_fingerprint,
    made_readings,
    make_reading,
)

ROOT = Path(__file__).resolve().parents[1]
LATER = datetime(2027, 5, 6, tzinfo=UTC)


def publish(
    releases: Path, readings: list[Reading] | None = None, salt: str = "", at: datetime = NOW
) -> Path:
    return publish_release(
        made_readings() if readings is None else readings,
        SET_ASIDE,
        UNITS,
        CLAUSES,
        made_fingerprint(salt),
        releases,
        at,
    )


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_order_of_readings_the_folder_and_the_hour_change_no_byte(tmp_path: Path) -> None:
    shuffled = made_readings()
    random.Random(7).shuffle(shuffled)
    one = publish(tmp_path / "one")
    other = publish(tmp_path / "elsewhere" / "two", shuffled, at=LATER)
    assert files_of(one) == files_of(other)
    assert len(files_of(one)) == 3 * len(TABLES) + 4


@pytest.mark.slow
def test_another_hash_seed_in_another_process_changes_no_byte(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.test_release import publish;"
        "publish(Path(sys.argv[1]))"
    )
    for seed in ("1", "4242"):
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Shanghai"},
            cwd=ROOT,
            check=True,
        )
    here = files_of(publish(tmp_path / "here"))
    assert files_of(tmp_path / "1" / "current") == files_of(tmp_path / "4242" / "current") == here


def test_importing_the_release_module_loads_no_heavy_package() -> None:
    code = (
        "import sys, dataset.release;"
        "print([name for name in ('pandas', 'pyarrow', 'duckdb', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"


def test_a_release_that_is_there_is_not_written_again(tmp_path: Path) -> None:
    folder = publish(tmp_path)
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}
    assert publish(tmp_path, at=LATER) == folder
    assert {path.name: path.stat().st_ino for path in folder.iterdir()} == before
    assert [entry.released_at for entry in read_log(tmp_path)] == [NOW]


def test_a_release_with_a_file_cut_short_is_made_again(tmp_path: Path) -> None:
    folder = publish(tmp_path)
    whole = files_of(folder)
    (folder / "rankings.csv").write_bytes(b"unit")
    assert files_of(publish(tmp_path)) == whole


def test_current_is_a_relative_link_that_moves_and_the_log_tells_when(tmp_path: Path) -> None:
    old = publish(tmp_path / "releases")
    new = publish(tmp_path / "releases", salt="changed rule", at=LATER)
    back = publish(tmp_path / "releases", at=LATER)
    assert old != new and back == old
    moved = tmp_path / "moved"
    (tmp_path / "releases").rename(moved)
    assert (moved / "current").readlink() == Path(old.name)
    assert read_manifest(moved / "current").version == old.name
    assert [entry.version for entry in read_log(moved)] == [old.name, new.name, old.name]


class Killed(BaseException):
    pass


class KillAt:
    """Dies at the n-th file operation below a folder, as a kill between two writes would."""

    EVENTS = ("open", "os.rename", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "os.truncate")

    def __init__(self) -> None:
        self.left: int | None = None
        self.folder = ""
        sys.addaudithook(self.watch)

    def watch(self, event: str, arguments: tuple) -> None:
        if self.left is None or event not in self.EVENTS or not arguments:
            return
        if not str(arguments[0]).startswith(self.folder):
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            raise Killed


@pytest.fixture(scope="module")
def killer() -> KillAt:
    return KillAt()


@pytest.mark.slow
def test_a_kill_between_any_two_writes_leaves_a_whole_release_in_force(
    tmp_path: Path, killer: KillAt
) -> None:
    expected = files_of(publish(tmp_path / "unharmed", salt="new"))
    first = publish(tmp_path / "unharmed")
    operations = 0
    while True:
        releases = tmp_path / str(operations)
        old = publish(releases)
        killer.folder, killer.left = str(releases), operations
        try:
            publish(releases, salt="new", at=LATER)
            killer.left = None
            break
        except Killed:
            pass
        current = (releases / "current").resolve()
        assert files_of(current) in (files_of(first), expected), operations
        assert files_of(old) == files_of(first), operations
        finished = publish(releases, salt="new", at=LATER)
        assert files_of(finished) == expected, operations
        assert (releases / "current").resolve() == finished
        assert [entry.version for entry in read_log(releases)] == [old.name, finished.name]
        hidden = {path.name for path in releases.iterdir() if path.name.startswith(".")}
        assert hidden == {".lock"}, operations
        # Every table is written in the same way: past the first ones, look at every seventh.
        operations += 1 if operations < 6 or operations > 54 else 7
    assert operations > 50


def test_a_log_line_cut_off_by_a_kill_is_dropped_and_written_anew(tmp_path: Path) -> None:
    publish(tmp_path)
    with (tmp_path / "log.jsonl").open("a") as log:
        log.write('{"released_at": "2026-0')
    assert len(read_log(tmp_path)) == 1
    publish(tmp_path, salt="new", at=LATER)
    lines = (tmp_path / "log.jsonl").read_text().splitlines()
    assert [json.loads(line)["released_at"] for line in lines] == [
        "2026-01-02T03:04:05+00:00",
        "2027-05-06T00:00:00+00:00",
    ]


def changed(reading: Reading, **change: object) -> Reading:
    first, *others = reading.observations
    return reading.model_copy(update={"observations": (first.model_copy(update=change), *others)})


def test_a_number_without_a_quote_or_a_place_refuses_the_release(tmp_path: Path) -> None:
    reading = made_readings()[0]
    proof = reading.observations[0].evidence
    unquoted = changed(reading, evidence=proof.model_copy(update={"quote": " "}))
    unplaced = changed(reading, evidence=proof.model_copy(update={"locator": Locator()}))
    publish(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for wrong, words in ((unquoted, "without a quote"), (unplaced, "without a page")):
        with pytest.raises(ReleaseRefused, match=words):
            publish(tmp_path, [wrong], salt="new")
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


def test_a_number_given_twice_or_of_an_unknown_unit_refuses_the_release(tmp_path: Path) -> None:
    reading = made_readings()[0]
    twice = reading.model_copy(
        update={"observations": (*reading.observations, reading.observations[0])}
    )
    with pytest.raises(ReleaseRefused, match="several rows with the same"):
        publish(tmp_path, [twice])
    with pytest.raises(ReleaseRefused, match="unit_id without a row in units: nobody") as refused:
        publish(tmp_path, [changed(reading, unit_id="nobody")])
    assert "nobody" in refused.value.problems[0].zh
    elsewhere = reading.observations[0].evidence.model_copy(update={"capture": "a" * 64})
    with pytest.raises(ReleaseRefused, match="capture without a row in captures"):
        publish(tmp_path, [changed(reading, evidence=elsewhere)])
    assert not (tmp_path / "current").exists()


def test_the_manifest_names_every_file_and_has_no_clock(tmp_path: Path) -> None:
    folder = publish(tmp_path)
    manifest = read_manifest(folder)
    assert set(manifest.files) == {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert manifest.counts.rows == 11 and manifest.counts.observations == 22
    assert manifest.counts.totals == {
        "reproduced": 5, "contradicted": 1, "feasible": 0, "infeasible": 0, "not_checkable": 0,
    }  # fmt: skip
    assert manifest.set_aside == SET_ASIDE
    text = (folder / "manifest.json").read_text()
    assert "2026" not in text and list(json.loads(text)) == sorted(json.loads(text))


def test_parquet_and_csv_keep_the_digits(tmp_path: Path) -> None:
    lines = [
        ("1", "示例市教育局", "3", "1,234,567,890.12345678"),
        ("2", "示例市统计局", "2", "0.1234567890123456"),
        ("3", "示例市自然资源局", "1", "-0.50"),
        ("4", "样板县教育局", "1", "1" * 30),
    ]
    folder = publish(tmp_path, [make_reading(CITY, 2, lines)])
    table = pq.read_table(folder / "observations.parquet")
    scores = {row["unit_id"]: row for row in table.to_pylist() if row["column_path"] == "得分"}
    assert scores["edu"]["value"] == Decimal("1234567890.12345678")
    assert scores["stats"]["value"] == Decimal("0.123456789012")
    assert scores["stats"]["value_printed"] == "0.1234567890123456"
    assert scores["county_edu"]["value"] is None
    assert scores["county_edu"]["value_status"] == "illegible"
    (issue,) = pq.read_table(folder / "issues.parquet").to_pylist()
    assert issue["code"] == "not_readable" and issue["stage"] == "release"
    csv = (folder / "observations.csv").read_text()
    assert ",-0.50," in csv and ",1234567890.12345678," in csv


def test_the_excel_csv_runs_nothing_and_the_plain_one_changes_nothing(tmp_path: Path) -> None:
    lines = [
        ("1", "=HYPERLINK(1)", "3", "-5"),
        ("2", "@SUM(A1)", "2", "-"),
        ("3", '甲"乙,丙', "1", "1"),
    ]
    folder = publish(tmp_path, [make_reading(CITY, 2, lines)])
    plain = (folder / "rankings.csv").read_bytes().decode("utf-8")
    excel = (folder / "rankings.bom.csv").read_bytes()
    assert excel.startswith(b"\xef\xbb\xbf")
    assert '"=HYPERLINK(1)"' in plain and "'" not in plain
    assert '"\'=HYPERLINK(1)"' in excel.decode() and '"\'@SUM(A1)"' in excel.decode()
    assert '"甲""乙,丙"' in plain
    observations = (folder / "observations.bom.csv").read_bytes().decode("utf-8-sig")
    assert '"-5"' in observations and '"-"' in observations, "numbers and dashes stay as printed"
