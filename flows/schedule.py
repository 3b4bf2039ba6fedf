"""The flows on their schedules: each source is visited at its own hour, then a release is made."""

from typing import Any

from prefect import flow, serve

from flows.build import build
from flows.collect import collect
from sources.site import Site


class CollectFailed(Exception):
    """A scheduled round did not reach its source; the run fails so that somebody hears of it."""


@flow(name="ingest", validate_parameters=False)
def ingest(outputs: str, source: str) -> str:
    """Visit one source and release what the archive then holds.

    Raises:
        CollectFailed: the source is silent or out of reach, or a notice of it could not be fetched;
            what did come is released first.
    """
    rounds, troubles = collect(outputs, [source])
    for values in rounds:
        troubles += values["problems"]  # type: ignore[arg-type]
    release = build(outputs, [])
    if troubles:
        raise CollectFailed("\n".join(troubles))
    return release


def serve_sources(outputs: str, sites: tuple[Site, ...]) -> None:
    """Serve one deployment a source until stopped; runs of one source never overlap."""
    for_sites: list[Any] = [
        ingest.to_deployment(
            name=site.id,
            cron=site.cron,
            parameters={"outputs": outputs, "source": site.id},
            concurrency_limit=1,
            description=site.label,
        )
        for site in sites
    ]
    serve(*for_sites)
