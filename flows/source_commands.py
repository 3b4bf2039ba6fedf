"""Commands over the sources: collect, schedule."""

import argparse

from flows.cli import UsageError
from flows.printing import give, tell
from flows.run_commands import DONE, SET_ASIDE, prepare_prefect
from flows.workspace import Workspace
from sources.site import Site, SiteError, load_sites

FAILED = 1


def _sites(names: list[str]) -> tuple[Site, ...]:
    try:
        sites = load_sites(tuple(names))
    except SiteError as error:
        raise UsageError(str(error)) from None
    if not sites:
        raise UsageError("no source yet. Write sources/<id>.yaml; docs/sources.md shows how.")
    return sites


def collect(options: argparse.Namespace) -> int:
    """Visit the sources once and say what came."""
    names = options.sources or [site.id for site in _sites([])]
    _sites(names)
    prepare_prefect(Workspace(options.outputs))
    from flows.collect import as_round
    from flows.collect import collect as collect_flow

    rounds, troubles = collect_flow(str(options.outputs), names)
    lines = []
    problems = list(troubles)
    for one in map(as_round, rounds):
        problems += one.problems
        lines.append(
            f"{one.source_id}：列表 {one.listed} 条，新入档 {len(one.new)} 份"
            if options.lang == "zh"
            else f"{one.source_id}: {one.listed} listed, {len(one.new)} new in the archive"
        )
    for problem in problems:
        tell(problem)
    give("\n".join(lines), options)
    if troubles:
        return FAILED
    return SET_ASIDE if problems else DONE


def schedule(options: argparse.Namespace) -> int:
    """Serve the flows on their schedules until stopped."""
    sites = _sites([])
    prepare_prefect(Workspace(options.outputs))
    from flows.schedule import serve_sources

    serve_sources(str(options.outputs.resolve()), sites)
    return DONE
