"""The main job from end to end, as a person runs it: files in, an audited release out."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TONGBAO = [sys.executable, "-c", "from flows.cli import main; main()"]


def tongbao(*words: str | Path, outputs: Path, **options: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*TONGBAO, *map(str, words), "--outputs", str(outputs), "--lang", "en"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        **options,
    )


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One Prefect database for all runs: making it anew takes longer than the runs."""
    home = tmp_path_factory.mktemp("prefect")
    os.environ["PREFECT_HOME"] = str(home)
    return home


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, prefect_home: Path) -> Path:
    """The outputs folder of a run over the samples."""
    outputs = tmp_path_factory.mktemp("outputs")
    done = tongbao("run", "samples", outputs=outputs)
    assert done.returncode == 0, done.stderr
    return outputs


def release_bytes(outputs: Path) -> dict[str, bytes]:
    folder = outputs / "releases" / "current"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.slow
def test_the_samples_become_a_release_that_verifies(released: Path) -> None:
    manifest = json.loads((released / "releases" / "current" / "manifest.json").read_text())
    assert manifest["counts"]["notices"] == 11
    assert manifest["set_aside"] == []
    for table in ("observations", "rankings", "notices", "findings"):
        assert f"{table}.parquet" in manifest["files"]
    proved = tongbao("verify", outputs=released)
    assert proved.returncode == 0, proved.stdout


@pytest.mark.slow
def test_a_changed_byte_is_found_by_verify(released: Path, tmp_path: Path) -> None:
    copy = tmp_path / "outputs"
    shutil.copytree(released, copy, symlinks=True)
    path = copy / "releases" / "current" / "observations.csv"
    path.write_bytes(path.read_bytes().replace(b"30", b"31", 1))
    proved = tongbao("verify", outputs=copy)
    assert proved.returncode == 1
    assert "observations.csv" in proved.stdout


@pytest.mark.slow
def test_one_number_leads_back_to_its_spot(released: Path) -> None:
    asked = tongbao(
        "sql",
        "select cell_id from observations where unit_printed = '准格尔旗' and value = 280",
        "--format",
        "csv",
        outputs=released,
    )
    cell = asked.stdout.splitlines()[1]
    proved = tongbao("verify", "--cell", cell, outputs=released)
    assert proved.returncode == 0
    assert "280" in proved.stdout
    assert "same" in proved.stdout


@pytest.mark.slow
def test_a_second_run_has_nothing_to_do_and_is_quick(released: Path) -> None:
    start = time.monotonic()
    again = tongbao("run", "samples", outputs=released)
    assert "Nothing is new" in again.stderr
    assert again.returncode == 0
    assert time.monotonic() - start < 5


@pytest.mark.slow
def test_the_same_folder_elsewhere_gives_the_same_bytes(released: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved samples 样本"
    shutil.copytree(ROOT / "samples", moved)
    done = tongbao("run", moved, "--workers", "1", outputs=tmp_path / "other")
    assert done.returncode == 0, done.stderr
    assert release_bytes(tmp_path / "other") == release_bytes(released)


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [1.0, 6.0])
def test_a_killed_run_goes_on_and_gives_the_same_bytes(
    released: Path, tmp_path: Path, seconds: float
) -> None:
    outputs = tmp_path / "outputs"
    command = [*TONGBAO, "run", "samples", "--outputs", str(outputs)]
    run = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    time.sleep(seconds)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert tongbao("run", "samples", outputs=outputs).returncode == 0
    assert release_bytes(outputs) == release_bytes(released)


@pytest.mark.slow
def test_bad_files_are_set_aside_and_the_run_goes_on(prefect_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "坏 文件"
    folder.mkdir()
    good = (ROOT / "samples" / "city_portal_2020q2" / "notice.html").read_bytes()
    pdf = (ROOT / "samples" / "banner_civilization_2018q2" / "notice.pdf").read_bytes()
    (folder / "空.html").write_bytes(b"")
    (folder / "cut.pdf").write_bytes(pdf[: len(pdf) // 3])
    (folder / "named.pdf").write_bytes(b"this is no PDF")
    (folder / "通 报.html").write_bytes(good)
    (folder / "table.xyz").write_bytes(b"\x00\x01\x02")
    here = Path.cwd()
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("socket")
            done = tongbao("run", folder, outputs=tmp_path / "outputs")
    finally:
        os.chdir(here)
    assert done.returncode == 3, done.stderr
    manifest = json.loads((tmp_path / "outputs/releases/current/manifest.json").read_text())
    assert manifest["counts"]["notices"] == 1
    aside = {item["path"]: item for item in manifest["set_aside"]}
    assert set(aside) == {"空.html", "cut.pdf", "named.pdf", "table.xyz", "socket"}
    for item in aside.values():
        assert item["message"]["zh"]
        assert item["message"]["en"]
    before = release_bytes(tmp_path / "outputs")
    told = tongbao("status", outputs=tmp_path / "outputs").stdout
    for kept in told.partition("rm -r ")[2].splitlines()[0].split():
        shutil.rmtree(kept)
    again = tongbao("run", folder, outputs=tmp_path / "outputs")
    assert "Nothing is new" not in again.stderr
    assert release_bytes(tmp_path / "outputs").keys() == before.keys()


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_bytes(released: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port",
         "0", "--no-dashboard", "--scheduler-file", str(tmp_path / "scheduler.json")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as scheduler:  # fmt: skip
        while not (tmp_path / "scheduler.json").exists():
            time.sleep(0.2)
        address = json.loads((tmp_path / "scheduler.json").read_text())["address"]
        worker = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1",
             "--no-dashboard", "--local-directory", str(tmp_path)],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        try:
            done = tongbao(
                "run", "samples", "--runner", "dask", "--address", address,
                outputs=tmp_path / "outputs",
            )  # fmt: skip
        finally:
            worker.terminate()
            worker.wait()
            scheduler.terminate()
    assert done.returncode == 0, done.stderr
    assert release_bytes(tmp_path / "outputs") == release_bytes(released)


@pytest.mark.slow
def test_what_was_added_by_hand_is_in_the_next_release(prefect_home: Path, tmp_path: Path) -> None:
    sample = ROOT / "samples" / "city_midyear_2018" / "notice.html"
    outputs = tmp_path / "outputs"
    added = tongbao(
        "add", sample, "--url", "https://www.example.gov.cn/1.html",
        "--fetched-at", "2018-08-25T08:00:00+08:00", outputs=outputs,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    assert "1 documents" in tongbao("status", outputs=outputs).stdout
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(ROOT / "samples" / "banner_article_2022" / "notice.html", folder)
    assert tongbao("run", folder, outputs=outputs).returncode == 0
    asked = tongbao("sql", "select count(*) as n from notices", "--format", "json", outputs=outputs)
    assert json.loads(asked.stdout) == [{"n": 2}]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", "nowhere"), "nowhere does not exist"),
        (("extract", "nowhere.pdf"), "cannot be opened"),
        (("verify",), "Run `tongbao run` first"),
        (("sql", "select 1"), "Run `tongbao run` first"),
        (("collect", "nowhere"), "no source «nowhere»"),
        (("extract", "x.pdf", "--pages", "0"), "the first page is 1"),
        (("infer", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_wrong_usage_ends_with_two_and_a_cure(
    words: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    done = tongbao(*words, outputs=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_help_needs_no_heavy_package() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c",
         "import sys; sys.argv=['tongbao','--help']; from flows.cli import main; main()"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    for heavy in ("prefect", "pandas", "camelot", "pydantic", "duckdb"):
        assert f" {heavy}\n" not in done.stderr


def test_a_web_page_is_read_without_heavy_packages_in_two_seconds() -> None:
    sample = ROOT / "samples" / "city_portal_2020q2" / "notice.html"
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c",
         f"import sys; sys.argv=['tongbao','extract',{str(sample)!r}];"
         " from flows.cli import main; main()"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert time.monotonic() - start < 2
    assert json.loads(done.stdout)["kind"] == "ranking"
    for heavy in ("prefect", "pandas", "camelot", "pdfplumber"):
        assert f" {heavy}\n" not in done.stderr
