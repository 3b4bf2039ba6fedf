"""The command line. Each command imports only what it uses."""

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Callable

from flows.parser import build_parser

Command = Callable[[argparse.Namespace], int]

_MODULES = {
    "flows.audit_command": ("audit",),
    "flows.document_commands": ("extract", "rules", "infer", "match"),
    "flows.run_commands": ("run", "add", "status"),
    "flows.source_commands": ("collect", "schedule"),
    "flows.decision_commands": ("units", "decide"),
    "flows.release_commands": ("history", "sql", "verify"),
}


class UsageError(Exception):
    """The words of a command are off; the message says how to mend them."""


class CannotGoOn(Exception):
    """The machine or what it holds does not allow it; the message says what to mend."""


def _language() -> str:
    """The language that the words of the command ask for, else the locale's, else English."""
    asked = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    asked.add_argument("--lang")
    with contextlib.suppress(argparse.ArgumentError):
        if lang := asked.parse_known_args()[0].lang:
            return "zh" if lang == "zh" else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "en"


def _command(name: str) -> Command:
    module = next(module for module, names in _MODULES.items() if name in names)
    command: Command = getattr(importlib.import_module(module), name)
    return command


def main() -> None:
    """Run one command and leave with its exit code: 0 done, 1 no, 2 wrong usage, 3 set aside."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    options = build_parser(_language()).parse_args()
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
        why = error.strerror or error
        told = (
            f"{place}无法读写（{why}）。请核对路径、权限和磁盘空间后重试；已读的内容都已保留。"
            if options.lang == "zh"
            else f"{place}{why}. Mend the rights or the space there, and run again; what was read "
            "is kept."
        )
        print(f"tongbao: {told}", file=sys.stderr)  # noqa: T201
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
