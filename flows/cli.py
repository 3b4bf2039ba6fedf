"""The command line. Each command imports only what it uses."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

# More pages than any document has; a wider range asks for no more.
_MOST_PAGES = 100_000
Command = Callable[[argparse.Namespace], int]

_MODULES = {
    "flows.document_commands": ("extract", "audit", "rules", "infer", "match"),
    "flows.run_commands": ("run", "add", "status"),
    "flows.source_commands": ("collect", "schedule"),
    "flows.decision_commands": ("units", "decide"),
    "flows.release_commands": ("history", "sql", "verify"),
}


class UsageError(Exception):
    """The words of a command are off; the message says how to mend them."""


class CannotGoOn(Exception):
    """The machine or what it holds does not allow it; the message says what to mend."""


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options, as the README lists them."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--outputs", type=Path, default=Path("outputs"), metavar="DIR",
        help="folder of archive, releases, cache and decisions (default: outputs/)",
    )  # fmt: skip
    common.add_argument("--output", type=Path, metavar="FILE", help="write the result to FILE")
    common.add_argument(
        "--lang", choices=("zh", "en"), default=_language(), help="language of messages"
    )
    parser = argparse.ArgumentParser(
        prog="tongbao", description="From published 通报 rankings to an audited dataset."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[common])

    run = add("run", "read, re-check and release notices")
    run.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="default: samples/")
    run.add_argument("--runner", choices=("processes", "dask"), default="processes")
    run.add_argument("--address", metavar="ADDR", help="Dask scheduler, such as tcp://host:8786")
    run.add_argument("--workers", type=_positive, metavar="N", help="default: one a core")

    put = add("add", "put a file got by hand into the archive")
    put.add_argument("file", type=Path, metavar="FILE")
    put.add_argument("--url", help="where it was published")
    put.add_argument(
        "--fetched-at", metavar="INSTANT", help="when it was got: 2018-08-01T09:30:00+08:00"
    )

    add("status", "what is in the archive, what was set aside and why")

    collect = add("collect", "fetch what is new at the sources, one round")
    collect.add_argument("sources", nargs="*", metavar="SOURCE", help="default: all sources")

    add("schedule", "serve the flows on their schedules until stopped")

    extract = add("extract", "read one document and print what it says")
    extract.add_argument("file", type=Path, metavar="FILE")
    extract.add_argument("--pages", type=_pages, metavar="1,3-5", help="only these pages of a PDF")
    extract.add_argument("--format", choices=("json", "csv", "html"), default="json")

    match = add("match", "link names of units to a registry")
    match.add_argument("mentions", type=Path, metavar="MENTIONS.jsonl")
    match.add_argument("--registry", type=Path, required=True, metavar="FILE")
    match.add_argument("--jurisdictions", type=Path, metavar="FILE")
    match.add_argument("--cold", action="store_true", help="ignore the registry's short names")

    rules = add("rules", "list the point-bearing clauses of a document")
    rules.add_argument("file", type=Path, metavar="FILE")
    rules.add_argument("--format", choices=("yaml", "json"), default="yaml")

    infer = add("infer", "find the scoring rule that a table shows")
    infer.add_argument("table", type=Path, metavar="TABLE.csv")
    infer.add_argument("--target", metavar="COLUMN", help="default: the last numeric column")
    infer.add_argument("--format", choices=("text", "json"), default="text")

    audit = add("audit", "re-check the published scores of notices")
    audit.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    audit.add_argument("--rules", type=Path, metavar="FILE", help="your own rule, put first")
    audit.add_argument("--unit", metavar="NAME", help="only the findings of this unit")
    audit.add_argument(
        "--materiality", metavar="POINTS", help="list differences below so many points apart"
    )
    audit.add_argument("--format", choices=("text", "json", "xlsx", "html"), default="text")

    units = add("units", "units waiting for a decision, most rows first")
    units.add_argument("--format", choices=("text", "json", "csv"), default="text")
    units.add_argument(
        "--decided", type=Path, metavar="FILE.csv",
        help="take the decisions of a listing that was filled in",
    )  # fmt: skip
    units.add_argument("--ask", action="store_true", help="decide on one after another here")

    decide = add("decide", "accept or reject a unit's name, dismiss or confirm a finding")
    decide.add_argument("key", metavar="KEY", help="as `tongbao units` or table findings gives it")
    decide.add_argument("verdict", choices=("accept", "reject", "dismiss", "confirm"))
    decide.add_argument("--reason", required=True, metavar="TEXT")

    history = add("history", "one unit's ranks and scores over the years, across renames")
    history.add_argument("unit", metavar="UNIT")
    history.add_argument("--jurisdiction", metavar="PLACE")
    history.add_argument("--format", choices=("text", "json", "csv"), default="text")
    history.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw it as well")

    sql = add("sql", "ask the current release in SQL")
    sql.add_argument("query", metavar="QUERY")
    sql.add_argument("--as-of", metavar="DATE", help="the release that was current on that day")
    sql.add_argument("--format", choices=("table", "csv", "json"), default="table")

    verify = add("verify", "prove a release against its manifest and the archive")
    verify.add_argument("release", nargs="?", metavar="RELEASE", help="default: the current one")
    verify.add_argument("--cell", metavar="ID", help="lead one number back to its spot")
    return parser


def _language() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "en"


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"«{text}» is no count; write a whole number from 1")
    return int(text)


def _pages(text: str) -> frozenset[int]:
    pages: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise argparse.ArgumentTypeError(f"«{text}» names no pages; write them like 1,3-5")
        start, end = (min(int(page[:10]), _MOST_PAGES) for page in (first, last or first))
        if start > end:
            raise argparse.ArgumentTypeError(f"«{part}» runs backwards; write the lower page first")
        pages.update(range(start, end + 1))
    if not pages or min(pages) < 1:
        raise argparse.ArgumentTypeError(f"«{text}» names no pages; the first page is 1")
    return frozenset(pages)


def _command(name: str) -> Command:
    module = next(module for module, names in _MODULES.items() if name in names)
    command: Command = getattr(importlib.import_module(module), name)
    return command


def main() -> None:
    """Run one command and leave with its exit code: 0 done, 1 no, 2 wrong usage, 3 set aside."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    options = build_parser().parse_args()
    try:
        code = _command(options.command)(options)
        sys.stdout.flush()
    except UsageError as error:
        print(f"tongbao: {error}", file=sys.stderr)  # noqa: T201
        code = 2
    except CannotGoOn as error:
        print(f"tongbao: {error}", file=sys.stderr)  # noqa: T201
        code = 1
    except BrokenPipeError:
        # The reader of our output has left (`tongbao sql … | head`); nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        if error.filename is None and error.errno is None:
            raise
        place = f"{error.filename}: " if error.filename else ""
        print(  # noqa: T201
            f"tongbao: {place}{error.strerror or error}. Mend the rights or the space there, "
            "and run again; what was read is kept.",
            file=sys.stderr,
        )
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
