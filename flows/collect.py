"""The flow of one round of the sources. Only what crosses the network is tried again."""

from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.workspace import Workspace
from sources.archive import Archive
from sources.collect import Round, collect_source
from sources.discover import SourceSilent
from sources.fetch import FetchError
from sources.site import load_sites


@task(cache_policy=NO_CACHE, persist_result=False)
def collect_one(outputs: str, source: str) -> dict[str, object]:
    """One round at one source, as `Round`; the fetcher itself tries again where that can help."""
    workspace = Workspace(Path(outputs))
    (site,) = load_sites((source,))
    visited = workspace.cache / "visited"
    return collect_source(site, Archive(workspace.archive), visited).model_dump()


@flow(name="collect", validate_parameters=False)
def collect(outputs: str, sources: list[str]) -> tuple[list[dict[str, object]], list[str]]:
    """Visit each source once; return the rounds and the troubles of those that failed.

    A source that is silent or out of reach does not keep the others from being visited.
    """
    rounds: list[dict[str, object]] = []
    troubles: list[str] = []
    for source in sources:
        try:
            rounds.append(collect_one(outputs, source))
        except (SourceSilent, FetchError) as error:
            troubles.append(str(error))
    return rounds, troubles


def as_round(values: dict[str, object]) -> Round:
    """The record of a round from what the flow returned."""
    return Round.model_validate(values)
