"""Reading many documents at once, on this machine or on a Dask cluster."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from evidence import Record, Sha256
from flows.child import ReadingProcess

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
    with ReadingProcess(Path(archive), Path(readings)) as process:
        for sha256, name in batch:
            process.read(sha256, name)
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
    with ThreadPoolExecutor(workers) as pool:
        futures: list[Future[int]] = [pool.submit(read_batch, *places, batch) for batch in batches]
        for future in as_completed(futures):
            done(future.result())


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
