"""Commands over a release: history, sql, verify."""

import argparse
from datetime import date
from pathlib import Path

from contracts import Notice
from dataset.manifest import ManifestUnreadable
from flows.cli import UsageError
from flows.printing import give, give_json, in_language
from flows.workspace import Workspace

DONE, NO = 0, 1


def latest_release(workspace: Workspace) -> Path:
    """The current release.

    Raises:
        UsageError: there is none yet.
    """
    release = workspace.current_release
    if release is None:
        raise UsageError(f"no release in {workspace.releases} yet. Run `tongbao run` first.")
    return release


def history(options: argparse.Namespace) -> int:
    """Print one unit's ranks and scores over the years, across renames."""
    from dataset.history.forms import history_csv, history_json, history_text
    from dataset.history.unit_search import NotFound
    from dataset.history.years import history as history_of

    workspace = Workspace(options.outputs)
    try:
        found = history_of(
            latest_release(workspace),
            workspace.cache,
            options.unit,
            options.jurisdiction,
            options.lang,
        )
    except NotFound as error:
        raise UsageError(in_language(error.message, options.lang)) from None
    except ManifestUnreadable as error:
        raise UsageError(str(error)) from None
    if options.plot is not None:
        from dataset.history.plot import history_svg

        options.plot.write_text(history_svg(found, options.lang), encoding="utf-8")
    if options.format == "json":
        give_json(history_json(found.rows), options)
    elif options.format == "csv":
        give(history_csv(found.rows), options)
    else:
        give(history_text(found, options.lang), options)
    return DONE


def sql(options: argparse.Namespace) -> int:
    """Answer one question in SQL from the current release, or from that of a day."""
    from dataset.answers import format_answer
    from dataset.query import NoRelease, QueryRefused, query

    workspace = Workspace(options.outputs)
    try:
        day = date.fromisoformat(options.as_of) if options.as_of else None
    except ValueError:
        raise UsageError(
            f"--as-of «{options.as_of}» is no day; write it like 2026-01-31."
        ) from None
    try:
        options.query.encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"the question is not UTF-8 at character {error.start + 1}; write it anew."
        ) from None
    try:
        answer = query(latest_release(workspace), workspace.cache, options.query, day)
    except (QueryRefused, NoRelease, ManifestUnreadable) as error:
        raise UsageError(str(error)) from None
    give(format_answer(answer, options.format), options)
    return DONE


def verify(options: argparse.Namespace) -> int:
    """Prove a release against its manifest and the archive, and one number if asked."""
    from dataset.verify import verification_text, verify_release
    from sources.archive import Archive

    workspace = Workspace(options.outputs)
    archive = Archive(workspace.archive)

    def reread(sha256: str) -> Notice:
        from extractors.reading import extract_notice

        return extract_notice(archive.read(sha256), sha256)

    if options.release is None:
        release = latest_release(workspace)
    else:
        named = Path(options.release)
        release = named if named.is_dir() else workspace.releases / options.release
    verification = verify_release(release, archive.read, options.cell, reread)
    give(verification_text(verification, options.lang), options)
    return DONE if verification.holds else NO
