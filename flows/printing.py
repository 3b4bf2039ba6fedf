"""Where a command's result and messages go: standard output or a file, and standard error."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidence import Message


def tell(text: str) -> None:
    """Say something to the person; results go elsewhere."""
    print(text, file=sys.stderr)  # noqa: T201


def in_language(message: "Message", lang: str) -> str:
    """The message in the language asked for."""
    return message.zh if lang == "zh" else message.en


def give(result: str, options: argparse.Namespace) -> None:
    """Hand over a result: to ``--output`` if given, else to standard output."""
    text = result if result.endswith("\n") else result + "\n"
    if options.output is None:
        sys.stdout.write(text)
    else:
        options.output.write_text(text, encoding="utf-8")


def give_json(result: object, options: argparse.Namespace) -> None:
    """Hand over a result as JSON."""
    give(json_text(result), options)


def json_text(result: object) -> str:
    """JSON as scripts get it: keys in the order they were made, no NaN."""
    return json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False)
