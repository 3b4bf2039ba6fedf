"""Work on documents that may crash, hang or eat the memory, done in a child process within limits.

The parent writes one JSON line a task to the child's standard input: the function that does it, as
``module:name``, and its words. The answer is one JSON line. A child that dies or is late is killed
and replaced; what it was asked for has then failed with a reason. Nothing heavy is imported here,
so that a command which only waits for its child costs next to nothing.
"""

import importlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from flows.cli import CannotGoOn

if TYPE_CHECKING:
    from codes import IssueCode

SECONDS = 180
SECONDS_A_PAGE = 20
MOST_SECONDS = 2 * 3600
MEMORY_GIB = 3
_START_SECONDS = 120
_ENDING_SECONDS = 10
_ROOT = Path(__file__).resolve().parents[1]
_SIGNAL_AT_PARENTS_DEATH = 1
Pages = Callable[[int], None]
"""Told by a task how many pages it is about to read, so that it gets time in proportion."""


class Stopped(Exception):
    """A task broke a limit or its child: the issue's code and the reason with its cure."""

    def __init__(self, code: "IssueCode", chinese: str, english: str) -> None:
        super().__init__(f"{code}: {english}")
        self.code: IssueCode = code
        self.chinese = chinese
        self.english = english


class _Late(Exception):
    """No line came in time."""


class Child:
    """A child that does one task at a time, started at once and again when it has died."""

    def __init__(self) -> None:
        self._closed = self._ready = False
        self._held = bytearray()
        self._process = self._started()

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill the child, also from another thread while a task runs; it does no more."""
        self._closed = True
        self._process.kill()
        self._process.wait()

    def ask(self, task: str, **words: object) -> Any:
        """Have the function ``module:name`` called in the child with a `Pages` and `words`.

        Raises:
            Stopped: the task broke the limit of time or memory, or the process.
            CannotGoOn: the task met an error that is not its document's, or no child starts.
        """
        for last in (False, True):
            try:
                kind, value = self._ask([task, words])
            except _Late:
                self._restart()
                raise Stopped("too_large", *_LATE) from None
            if kind == "answer":
                return value
            if kind == "error":
                raise CannotGoOn(value)
            if kind == "memory":
                self._restart()
                raise Stopped("too_large", *_MEMORY)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_ENDING_SECONDS)
            status = self._restart()
            # One killed from without gets a second try; a crash is the document's own.
            if last or status not in (-signal.SIGKILL, -signal.SIGTERM):
                raise Stopped("not_readable", *_died(status))
        raise AssertionError("the second try has returned or raised")

    def _ask(self, request: object) -> tuple[str, Any]:
        """What the child says: ``answer``, ``error``, ``memory``, or ``died``."""
        if not self._ready and self._line(time.monotonic() + _START_SECONDS)[0] != "ready":
            raise CannotGoOn(_NO_START)
        self._ready = True
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")  # type: ignore[union-attr]
            self._process.stdin.flush()  # type: ignore[union-attr]
        except BrokenPipeError:
            return "died", None
        seconds = SECONDS
        while True:
            kind, value = self._line(time.monotonic() + seconds)
            if kind != "pages":
                return kind, value
            seconds = min(SECONDS + SECONDS_A_PAGE * value, MOST_SECONDS)

    def _line(self, until: float) -> tuple[str, Any]:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        # A pipe gives 64 KiB at a time, an answer has many: nothing is copied or searched twice.
        end = self._held.find(b"\n")
        while end < 0:
            left = until - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise _Late
            piece = os.read(pipe, 1 << 20)
            if not piece:
                return "died", None
            searched = len(self._held)
            self._held += piece
            end = self._held.find(b"\n", searched)
        line = bytes(self._held[:end])
        del self._held[: end + 1]
        kind, value = json.loads(line)
        return kind, value

    def _started(self) -> subprocess.Popen[bytes]:
        path = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
        return subprocess.Popen(
            # -P: what lies in the folder of the documents is never imported.
            [
                sys.executable,
                "-P",
                "-c",
                "from flows.guard import serve; serve()",
                str(os.getpid()),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))},
        )

    def _restart(self) -> int:
        """Replace the child; return the status it ended with."""
        self._process.kill()
        self._process.communicate()
        status = self._process.returncode
        if self._closed:
            raise CannotGoOn(_CLOSED)
        self._ready, self._held = False, bytearray()
        self._process = self._started()
        return status


def serve() -> None:
    """The child: do what the parent asks until it closes the pipe or dies."""
    import ctypes
    import logging

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_AT_PARENTS_DEATH, signal.SIGKILL)
    if os.getppid() != int(sys.argv[1]):
        return
    # Anonymous memory that may be written: addresses alone grow with the number of cores.
    memory = MEMORY_GIB * 1024**3
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    # What libraries print must not mix with the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    # What libraries find odd about a document is no message to a person; issues are.
    logging.disable()

    def say(kind: str, value: object = None) -> None:
        print(json.dumps([kind, value]), file=answers, flush=True)

    say("ready")
    for line in sys.stdin:
        task, words = json.loads(line)
        module, _, name = task.partition(":")
        try:
            answer = getattr(importlib.import_module(module), name)(
                lambda count: say("pages", count), **words
            )
        except MemoryError:
            say("memory")
        except OSError as error:
            say("error", str(error))
        else:
            say("answer", answer)


def _died(status: int) -> tuple[str, str]:
    cause = signal.Signals(-status).name if status < 0 else f"exit {status}"
    return (
        f"读取进程崩溃（{cause}）；文档可能已损坏或过大，请重新下载、另存为新文件或拆分后再读",
        f"the reading process crashed ({cause}); the document may be damaged or too large: "
        "fetch it again, save it anew or split it",
    )


_LATE = (
    f"读取超时（{SECONDS} 秒，另加每页 {SECONDS_A_PAGE} 秒）；请拆分文档，或另存为新文件后再读",
    f"reading it took longer than allowed ({SECONDS} s and {SECONDS_A_PAGE} s a page); split the "
    "document or save it anew",
)
_MEMORY = (
    f"读取所需内存超过 {MEMORY_GIB} GiB；请拆分文档后再读",
    f"reading it took more than {MEMORY_GIB} GiB of memory; split the document",
)
_NO_START = (
    "The reading process does not start. Run `make setup` again; "
    "`python -c 'from flows.guard import serve; serve()' 0` shows why."
)
_CLOSED = "Stopped before the document was read. Run it again."
