"""The flows under Prefect: a round of the sources, and their schedules."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_collect import SiteServer

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[1]
TONGBAO = [sys.executable, "-c", "from flows.cli import main; main()"]

SERVE = """
import sys
from pathlib import Path
from flows.run_commands import prepare_prefect
from flows.workspace import Workspace
prepare_prefect(Workspace(Path(sys.argv[1])))
from flows.schedule import serve_sources
from sources.site import load_site
serve_sources(sys.argv[1], (load_site(Path(sys.argv[2])),))
"""


@pytest.fixture
def server() -> Iterator[SiteServer]:
    started = SiteServer()
    yield started
    started.server.shutdown()


@pytest.fixture
def source(server: SiteServer, tmp_path: Path) -> Path:
    path = tmp_path / "loopback.yaml"
    path.write_text(
        f"""id: loopback
label: 回环测试站
list_url: {server.url}/list/index.html
more_pages: index_{{n}}.html
page_count: 3
title_pattern: 信息采用情况的通报
seconds_between_requests: 0.01
cron: "0 6 * * *"
"""
    )
    return path


def collect(source: Path, outputs: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*TONGBAO, "collect", str(source), "--outputs", str(outputs), "--lang", "en"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_round_under_prefect_fills_the_archive(
    server: SiteServer, source: Path, tmp_path: Path
) -> None:
    done = collect(source, tmp_path / "outputs")
    assert done.returncode == 0, done.stderr
    assert "loopback: 3 listed, 4 new" in done.stdout
    del server.pages["/list/index.html"]
    done = collect(source, tmp_path / "outputs")
    assert done.returncode == 1
    assert "answered 404" in done.stderr


def test_a_source_is_served_on_its_schedule_until_stopped(source: Path, tmp_path: Path) -> None:
    """The deployment that Prefect then knows bears the source's cron."""
    outputs = tmp_path / "outputs"
    served = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(outputs), str(source)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PREFECT_HOME": str(tmp_path / "prefect")},
        # Tests that run in the background hand down that interrupts are ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    seen = ""
    try:
        assert served.stdout is not None
        end = time.monotonic() + 150
        while served.poll() is None and time.monotonic() < end and "ingest/loopback" not in seen:
            seen += served.stdout.readline()
    finally:
        served.send_signal(signal.SIGINT)
        served.wait(60)
    # Asked of the database: a second server would have to find a port that no other test takes.
    with sqlite3.connect(tmp_path / "prefect" / "prefect.db") as database:
        known = database.execute(
            "SELECT name, schedule ->> 'cron' FROM deployment"
            " JOIN deployment_schedule ON deployment_id = deployment.id"
        ).fetchall()
    assert known == [("loopback", "0 6 * * *")], seen
