"""Reading many documents at once, on this machine or on a Dask cluster."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from threading import Event
from typing import Any

from evidence import Message, Record, Sha256
from flows.guard import Child, Stopped
from flows.outcome import keep_outcome, refused

BATCH_SIZE = 8


class Job(Record):
    """One document to read: its hash in the archive and the name it goes by."""

    sha256: Sha256
    name: str


def read_batch(archive: str, readings: str, batch: Sequence[tuple[str, str]]) -> int:
    """Read a batch of (hash, name) from the archive into the cache; return how many.

    Takes and gives plain strings, so that a worker of any kind can be sent it. The folders must be
    the same for all workers.
    """
    with Child() as child:
        return _read_with(child, archive, readings, batch)


def _read_with(child: Child, archive: str, readings: str, batch: Sequence[tuple[str, str]]) -> int:
    for sha256, name in batch:
        try:
            child.ask(
                "flows.tasks:read_into_cache",
                archive=archive, readings=readings, sha256=sha256, name=name,
            )  # fmt: skip
        except Stopped as died:
            message = Message(zh=died.chinese, en=died.english)
            keep_outcome(Path(readings), refused(sha256, died.code, message))
    return len(batch)


def read_all(
    jobs: Sequence[Job],
    archive: Path,
    readings: Path,
    *,
    runner: str,
    address: str | None,
    workers: int,
    done: Callable[[int], None],
) -> None:
    """Read all jobs, telling `done` how many more are read as batches finish."""
    # A batch pays for the start of its child, yet a few documents should use every worker.
    size = max(1, min(BATCH_SIZE, -(-len(jobs) // workers)))
    batches = [
        [(job.sha256, job.name) for job in jobs[start : start + size]]
        for start in range(0, len(jobs), size)
    ]
    places = (str(archive.resolve()), str(readings.resolve()))
    if runner == "dask":
        _read_on_dask(places, batches, address, workers, done)
        return
    _read_in_threads(places, batches, workers, done)


def _read_in_threads(
    places: tuple[str, str],
    batches: list[list[tuple[str, str]]],
    workers: int,
    done: Callable[[int], None],
) -> None:
    children: list[Child] = []
    stopping = Event()

    def read(batch: list[tuple[str, str]]) -> int:
        with Child() as child:
            children.append(child)
            return 0 if stopping.is_set() else _read_with(child, *places, batch)

    pool = ThreadPoolExecutor(workers)
    try:
        for future in as_completed([pool.submit(read, batch) for batch in batches]):
            done(future.result())
    except BaseException:
        # Who stops a run does not wait for the documents that are being read.
        stopping.set()
        pool.shutdown(wait=False, cancel_futures=True)
        for child in children:
            child.close()
        raise
    pool.shutdown()


def _read_on_dask(
    places: tuple[str, str],
    batches: list[list[tuple[str, str]]],
    address: str | None,
    workers: int,
    done: Callable[[int], None],
) -> None:
    import distributed

    # Without types of its own; `Any` says so to the checker.
    dask: Any = distributed
    started: dict[str, Any] = {"n_workers": workers, "threads_per_worker": 1}
    with dask.Client(address) if address else dask.Client(**started) as client:
        futures = [client.submit(read_batch, *places, batch, pure=False) for batch in batches]
        for future in dask.as_completed(futures):
            done(future.result())
