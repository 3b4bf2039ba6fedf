"""The flow from inputs to a release: gather, read, publish. Run by hand or on a schedule.

Work done is known by content and by the state of the stages, not by Prefect: a run that is killed
anywhere and started again reads only what is missing and gives the same bytes.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from flows.batches import Job, read_all
from flows.fingerprints import fingerprint_of, stage_version
from flows.inputs import Inputs, gather_inputs
from flows.outcome import recall_outcome
from flows.publish import publish_readings
from flows.workspace import Workspace
from sources.archive import Archive


@task(cache_policy=NO_CACHE)
def gather(outputs: str, paths: list[str]) -> Inputs:
    """Take the inputs as they are now: a file that changes later belongs to the next run."""
    return gather_inputs([Path(path) for path in paths], Archive(Workspace(Path(outputs)).archive))


@task(cache_policy=NO_CACHE)
def read_missing(
    outputs: str, inputs: Inputs, runner: str, address: str | None, workers: int
) -> None:
    """Read every input whose outcome is not in the cache yet."""
    workspace = Workspace(Path(outputs))
    readings = workspace.readings(stage_version(fingerprint_of(inputs, workspace)))
    # Equal bytes under two names are read once.
    wanted = {item.capture.sha256: item.name for item in reversed(inputs.documents)}
    jobs = [
        Job(sha256=sha256, name=name)
        for sha256, name in sorted(wanted.items(), key=lambda pair: pair[1])
        if recall_outcome(readings, sha256) is None
    ]
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("tongbao", total=len(wanted), completed=len(wanted) - len(jobs))
        read_all(
            jobs,
            workspace.archive,
            readings,
            runner=runner,
            address=address,
            workers=workers,
            done=lambda count: progress.advance(bar, count),
        )


@task(cache_policy=NO_CACHE)
def publish(outputs: str, inputs: Inputs) -> str:
    """Publish the release of what was read; return its folder."""
    return str(publish_readings(inputs, Workspace(Path(outputs)), datetime.now(UTC)))


@flow(name="build", validate_parameters=False)
def build(
    outputs: str,
    paths: list[str],
    runner: str = "processes",
    address: str | None = None,
    workers: int | None = None,
) -> str:
    """Read, normalise, re-check and release the documents of `paths` and of the archive."""
    inputs = gather(outputs, paths)
    read_missing(outputs, inputs, runner, address, workers or os.cpu_count() or 1)
    return publish(outputs, inputs)
