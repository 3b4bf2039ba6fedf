"""Read damaged documents: ``python -m benchmarks.fuzz [COUNT] [SEED]``.

Each must end in an answer that keeps the promises of the contract, or be set aside with a cure, and
twice the same in two processes. What does not, and what only the limits ended, is listed.
"""

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from queue import SimpleQueue
from typing import NamedTuple

from flows.guard import Child, Pages, Stopped
from sources.bundle import is_bundle, unpack_bundle

SECONDS = 30.0
_TWICE = 4
"""Of so many documents one is read in two processes."""


class Ending(NamedTuple):
    """How the reading of a damaged document ended."""

    name: str
    fault: str
    """'' where it ended well."""
    digest: str
    """The hash of all that was read, '' where nothing was."""
    seconds: float
    stopped: bool = False
    """Whether a limit, or the process's death, ended it."""


def read_damaged(pages: Pages, *, seed: int, number: int) -> Ending:
    """Read one of the damaged documents, in a child."""
    from tests.ending import ends_well
    from tests.mutations import damaged

    name, content = damaged(seed, number)
    start = time.process_time()
    digests = []
    fault = ""
    members = unpack_bundle(content).members if is_bundle(content) else ()
    for one in [member.content for member in members] or [content]:
        try:
            outcome = ends_well(name, one, SECONDS)
            digests.append("" if outcome.notice is None else outcome.model_dump_json())
        except MemoryError:
            raise
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
    record = "".join(digests)
    digest = hashlib.sha256(record.encode()).hexdigest() if record else ""
    return Ending(name, fault, digest, time.process_time() - start)


def fuzz(count: int, seed: int) -> Iterator[Ending]:
    """Read `count` damaged documents in as many children as there are cores."""
    workers = os.cpu_count() or 1
    idle: SimpleQueue[Child] = SimpleQueue()
    children = [Child() for _ in range(workers)]
    for child in children:
        idle.put(child)

    def end(number: int) -> Ending:
        child = idle.get()
        try:
            words = {"seed": seed, "number": number}
            return Ending(*child.ask("benchmarks.fuzz:read_damaged", **words))
        except Stopped as stopped:
            # pdfium aborts where it gets no memory: the limit's doing, not a crash.
            limit = stopped.code == "too_large" or "SIGABRT" in stopped.english
            fault = "" if limit else stopped.english
            return Ending(f"{seed}:{number}", fault, "", 0.0, stopped=True)
        finally:
            idle.put(child)

    digests: dict[str, str] = {}
    with ThreadPoolExecutor(workers) as pool:
        try:
            numbers = [*range(count), *range(0, count, _TWICE)]
            for future in as_completed([pool.submit(end, number) for number in numbers]):
                ending = future.result()
                if digests.setdefault(ending.name, ending.digest) != ending.digest:
                    ending = ending._replace(fault="reads otherwise in another process")
                yield ending
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in children:
                child.close()


def main() -> int:
    """Read the damaged documents; return 1 where one did not end well."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    endings = []
    for ending in fuzz(count, seed):
        endings.append(ending)
        if ending.fault or ending.stopped:
            print(f"{ending.name}: {ending.fault or 'stopped by a limit'}", flush=True)
    slowest = max(endings, key=lambda ending: ending.seconds)
    faults = sum(bool(ending.fault) for ending in endings)
    read = len({ending.name for ending in endings if ending.digest})
    print(
        f"{count} damaged documents: {read} read, {count - read} set aside, "
        f"{sum(ending.stopped for ending in endings)} by a limit; {faults} faults; "
        f"slowest {slowest.seconds:.1f} s ({slowest.name})"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
