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
_DONE = b"done\n"


class ReadingStopped(Exception):
    """Reading cannot go on, whatever the document: no space, no rights, a damaged archive."""


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
        request = json.dumps({"sha256": sha256, "name": name}).encode() + b"\n"
        # A child may also be killed from without; only one that dies twice dies of the document.
        for _ in range(2):
            if self._child is None or self._child.poll() is not None:
                self._start()
            answer = self._ask(request, SECONDS_PER_DOCUMENT)
            if answer == _DONE:
                return
            self._stop()
            if answer is None:
                keep_outcome(self._readings, refused(sha256, "too_large", _LATE))
                return
            if answer:
                raise ReadingStopped(json.loads(answer))
        keep_outcome(self._readings, refused(sha256, "not_readable", _DIED))

    def _start(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "flows.child", str(self._archive), str(self._readings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[1],
        )
        if not self._answer(_START_SECONDS):
            self._stop()
            raise ReadingStopped(
                "The reading process did not start. Run `make setup` again; "
                "`python -m flows.child` shows why."
            )

    def _ask(self, request: bytes, seconds: float) -> bytes | None:
        assert self._child is not None and self._child.stdin is not None
        try:
            self._child.stdin.write(request)
            self._child.stdin.flush()
        except BrokenPipeError:
            return b""
        return self._answer(seconds)

    def _answer(self, seconds: float) -> bytes | None:
        """The child's next line; b"" where it died, None where it is late."""
        assert self._child is not None and self._child.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._child.stdout, selectors.EVENT_READ)
            return self._child.stdout.readline() if selector.select(seconds) else None

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
    from sources.archive import Archive, ArchiveDamaged

    store = Archive(archive)
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            outcome = read_document(store.read(request["sha256"]), request["name"])
            keep_outcome(readings, outcome)
        except (OSError, ArchiveDamaged) as error:
            print(json.dumps(str(error)), file=answers, flush=True)
            continue
        print("done", file=answers, flush=True)


if __name__ == "__main__":
    main()
