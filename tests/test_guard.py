"""Nothing that a document does to its child process reaches the parent but a reason."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import guard
from flows.cli import CannotGoOn
from flows.guard import Child, Stopped
from tests.mutations import flate_bomb

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as one:
        yield one


def test_noise_does_not_mix_with_answers_of_any_length(child: Child) -> None:
    text = "通报\n" * 500_000
    assert child.ask("tests.bad_tasks:echo", text=text) == text


@pytest.mark.parametrize(
    ("task", "code", "told"),
    [("crash", "not_readable", "crashed (SIGSEGV)"), ("eat", "too_large", "GiB of memory")],
)
def test_a_task_that_takes_its_child_down_has_a_reason_and_the_next_is_done(
    child: Child, task: str, code: str, told: str
) -> None:
    with pytest.raises(Stopped) as stopped:
        child.ask(f"tests.bad_tasks:{task}")
    assert stopped.value.code == code
    assert told in stopped.value.english
    assert child.ask("tests.bad_tasks:echo", text="x") == "x"


def test_a_hang_is_ended(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "SECONDS", 0.3)
    start = time.monotonic()
    with pytest.raises(Stopped, match="longer than allowed"):
        child.ask("tests.bad_tasks:loop")
    assert time.monotonic() - start < 20
    monkeypatch.undo()
    assert child.ask("tests.bad_tasks:echo", text="x") == "x"


def test_many_pages_get_more_time(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    child.ask("tests.bad_tasks:echo", text="started")
    monkeypatch.setattr(guard, "SECONDS", 1)
    monkeypatch.setattr(guard, "SECONDS_A_PAGE", 1)
    assert child.ask("tests.bad_tasks:take_long", count=60) == "read"
    with pytest.raises(Stopped):
        child.ask("tests.bad_tasks:take_long", count=0)


def test_a_child_killed_from_without_tries_once_more(child: Child, tmp_path: Path) -> None:
    assert child.ask("tests.bad_tasks:be_killed_once", mark=str(tmp_path / "mark")) == "read"


def test_an_error_that_is_not_the_documents_stops_everything(child: Child) -> None:
    with pytest.raises(CannotGoOn, match="no space left"):
        child.ask("tests.bad_tasks:fail")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_the_parent_ends_the_child(number: signal.Signals) -> None:
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from flows.guard import Child\n"
        "with Child() as child:\n"
        "    child.ask('tests.bad_tasks:echo', text='')\n"
        "    print(child._process.pid, flush=True)\n"
        "    child.ask('tests.bad_tasks:loop')\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.2)
    parent.send_signal(number)
    parent.communicate(timeout=30)
    for _ in range(100):
        if not _is_alive(child):
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the child outlived its parent")


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_what_lies_beside_the_documents_is_never_imported(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('imported')")
    (tmp_path / "n.html").write_text("<html><body><p>共采用5条。</p></body></html>")
    done = subprocess.run(
        [sys.executable, "-P", "-c", "from flows.cli import main; main()", "extract", "n.html"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["paragraphs"] == ["共采用5条。"]


@pytest.mark.slow
def test_a_page_that_inflates_beyond_memory_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(flate_bomb())
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "extract", str(path),
         "--lang", "en"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 3
    assert "split it" in done.stderr
    notice = json.loads(done.stdout)
    assert notice["tables"] == []
    assert notice["issues"][0]["code"] in ("not_readable", "too_large")
