"""A child process that reads documents, so that none can crash or hang the run.

The parent writes one JSON line a document to the child's standard input and gets one line back when
its outcome lies in the cache. A child that dies, or is late, is replaced; the document that it was
reading is set aside with the reason.
"""

import json
import os
import resource
import selectors
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from evidence import Message
from flows.outcome import keep_outcome, refused

SECONDS_PER_DOCUMENT = 300
MEMORY_BYTES = 4 * 1024**3
_START_SECONDS = 120


class ReadingProcess:
    """A child that reads from the archive into the cache, one document at a time."""

    def __init__(self, archive: Path, readings: Path) -> None:
        self._archive = archive
        self._readings = readings
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "ReadingProcess":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def read(self, sha256: str, name: str) -> None:
        """Read one document of the archive; its outcome lies in the cache afterwards."""
        if self._child is None or self._child.poll() is not None:
            self._start()
        request = json.dumps({"sha256": sha256, "name": name}) + "\n"
        if self._ask(request.encode(), SECONDS_PER_DOCUMENT):
            return
        late = self._child is not None and self._child.poll() is None
        self._stop()
        keep_outcome(
            self._readings,
            refused(sha256, "too_large" if late else "not_readable", _LATE if late else _DIED),
        )

    def _start(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "flows.child", str(self._archive), str(self._readings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[1],
        )
        if not self._answered(_START_SECONDS):
            self._stop()
            raise RuntimeError(
                "The reading process did not start. Run `make setup` again; "
                "`python -m flows.child` shows why."
            )

    def _ask(self, request: bytes, seconds: float) -> bool:
        assert self._child is not None and self._child.stdin is not None
        try:
            self._child.stdin.write(request)
            self._child.stdin.flush()
        except BrokenPipeError:
            return False
        return self._answered(seconds)

    def _answered(self, seconds: float) -> bool:
        assert self._child is not None and self._child.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._child.stdout, selectors.EVENT_READ)
            return bool(selector.select(seconds)) and bool(self._child.stdout.readline())

    def _stop(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        self._child.communicate()
        self._child = None


_LATE = Message(
    zh=f"读取超过 {SECONDS_PER_DOCUMENT} 秒；请拆分文档后重新运行",
    en=f"took more than {SECONDS_PER_DOCUMENT} s to read; split the document and run again",
)
_DIED = Message(
    zh="读取进程崩溃；文档可能已损坏，请重新下载或另存为新文件",
    en="the reading process crashed; the document may be damaged: fetch it again or save it anew",
)


def main() -> None:
    """Serve the parent until it closes the pipe."""
    archive, readings = Path(sys.argv[1]), Path(sys.argv[2])
    # What libraries print must not mix with the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # Only the child needs the stages; the parent that imports this module stays light.
    from flows.stages import read_document
    from sources.archive import Archive

    store = Archive(archive)
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        outcome = read_document(store.read(request["sha256"]), request["name"])
        keep_outcome(readings, outcome)
        print("done", file=answers, flush=True)


if __name__ == "__main__":
    main()
