"""Commands that fill the outputs folder or say what is in it: run, add, status."""

import argparse
import os
from pathlib import Path

from contracts import SetAside
from dataset.manifest import Manifest, ManifestUnreadable, read_manifest
from dataset.release import ReleaseRefused, is_complete
from decisions import VERDICTS, DecisionError, read_decisions
from flows.cli import CannotGoOn, UsageError
from flows.fingerprints import fingerprint_of
from flows.inputs import (
    InputError,
    Inputs,
    gather_inputs,
    parse_instant,
    printable_name,
    read_input,
)
from flows.printing import give, in_language, tell
from flows.stages import registry, rules
from flows.summary import status_text, summary_text, unmet_text
from flows.workspace import Workspace
from normalizers.decided import Rulings
from sources.archive import Archive, ArchiveDamaged
from yamlfile import DataFileError

DONE, REFUSED, SET_ASIDE = 0, 1, 3


def _exit_code(set_aside: tuple[SetAside, ...]) -> int:
    return SET_ASIDE if set_aside else DONE


def run(options: argparse.Namespace) -> int:
    """Read, re-check and release; say so when nothing is new."""
    if options.address and options.runner != "dask":
        raise UsageError("--address goes with --runner dask.")
    workspace = Workspace(options.outputs)
    paths = options.paths or [Path("samples")]
    inputs = _inputs(paths, workspace, options.lang)
    version = fingerprint_of(inputs, workspace).version
    current = workspace.current_release
    if current is None or current.name != version or not is_complete(current):
        _check_data(workspace, options.lang)
        prepare_prefect(workspace)
        # Prefect takes seconds to import; a run with nothing to do must not pay for it.
        from flows.build import build

        try:
            current = Path(
                build(
                    str(options.outputs),
                    [str(path) for path in paths],
                    options.runner,
                    options.address,
                    options.workers,
                )
            )
        except ReleaseRefused as error:
            for problem in error.problems:
                tell(in_language(problem, options.lang))
            return REFUSED
        except DecisionError as error:
            raise CannotGoOn(in_language(error.message, options.lang)) from None
        except ManifestUnreadable as error:
            raise CannotGoOn(str(error)) from None
    else:
        tell(
            "没有新内容：输入、规则、名录与程序均未改变。"
            if options.lang == "zh"
            else "Nothing is new: inputs, rules, registries and code are as they were."
        )
    manifest = read_manifest(current)
    decisions = len(read_decisions(workspace.decisions, "findings"))
    if (told := unmet_text(decisions, manifest.counts, options.lang)) is not None:
        tell(told)
    give(summary_text(manifest, current, options.lang), options)
    return _exit_code(manifest.set_aside)


def _check_data(workspace: Workspace, lang: str) -> None:
    """Refuse rules and decisions that cannot stand before hours are spent on reading."""
    try:
        rules()
        for subject in VERDICTS:
            decisions = read_decisions(workspace.decisions, subject)
            if subject == "units" and decisions:
                Rulings(decisions, registry())
    except DataFileError as error:
        raise CannotGoOn(in_language(error.message, lang)) from None


def _inputs(paths: list[Path], workspace: Workspace, lang: str) -> Inputs:
    try:
        inputs = gather_inputs(paths, Archive(workspace.archive))
    except InputError as error:
        raise UsageError(in_language(error.message, lang)) from None
    except ArchiveDamaged as error:
        raise UsageError(str(error)) from None
    if not inputs.documents and not inputs.set_aside:
        raise UsageError(
            f"no document in {', '.join(map(str, paths))}. Name a folder that holds notices."
        )
    return inputs


def prepare_prefect(workspace: Workspace) -> None:
    """Keep Prefect's state under outputs/, quiet, and with time enough to start its server."""
    # Prefect's server starts again and again, in silence, where its folder cannot be made.
    workspace.prefect.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(workspace.prefect.resolve()))
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "170")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")


def add(options: argparse.Namespace) -> int:
    """Put a file got by hand into the archive; every later run includes it."""
    from extractors.media import media_type_of

    content = read_input(printable_name(str(options.file)), options.file)
    if isinstance(content, SetAside):
        raise UsageError(f"{content.path} {in_language(content.message, options.lang)}")
    try:
        fetched_at = parse_instant(options.fetched_at) if options.fetched_at else None
    except InputError as error:
        raise UsageError(in_language(error.message, options.lang)) from None
    capture = Archive(Workspace(options.outputs).archive).archive_capture(
        content,
        source_id="by_hand",
        url=options.url,
        fetched_at=fetched_at,
        media_type=media_type_of(content),
        file_name=printable_name(options.file.name),
    )
    give(capture.sha256, options)
    return DONE


def status(options: argparse.Namespace) -> int:
    """Say what is in the archive, what was set aside and how to retry, and what waits."""
    workspace = Workspace(options.outputs)
    current = workspace.current_release
    try:
        captures = list(Archive(workspace.archive).captures())
        manifest: Manifest | None = read_manifest(current) if current else None
    except (ArchiveDamaged, ManifestUnreadable) as error:
        raise CannotGoOn(str(error)) from None
    give(status_text(captures, manifest, current, options.lang), options)
    return DONE
