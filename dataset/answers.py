"""What a question to a release gives back, and its three forms: text table, CSV, JSON."""

import csv
import json
import math
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any, Literal

from dataset.files import plain_text
from evidence import Record

Format = Literal["table", "csv", "json"]

WIDEST = 64
"""Columns of a screen that a cell may take in a text table; a sha256 just fits."""


class Answer(Record):
    """Named columns and rows of values."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def format_answer(answer: Answer, form: Format) -> str:
    """The answer as a text table (long cells end in …), or whole as CSV or JSON."""
    if form == "csv":
        return _csv(answer)
    if form == "json":
        return _json(answer)
    return _table(answer)


def shorten(value: Decimal) -> Decimal:
    """A decimal without the zeros that the scale of the database adds."""
    # By its digits: Decimal.normalize would round at the precision of the context.
    text = format(value, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _words(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(shorten(value), "f")
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(json_value(value), ensure_ascii=False)
    if isinstance(value, bytes):
        return value.hex()
    return plain_text(value)


def json_value(value: Any) -> Any:
    """A value for JSON: decimals as strings, days and instants in ISO form."""
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [json_value(item) for item in value]
    if isinstance(value, dict):
        return {_words(name): json_value(item) for name, item in value.items()}
    return _words(value)


def _json(answer: Answer) -> str:
    names: list[str] = []
    for name in answer.columns:
        repeat = sum(known.split(" (")[0] == name for known in names)
        names.append(f"{name} ({repeat + 1})" if repeat else name)
    rows = [dict(zip(names, map(json_value, row), strict=True)) for row in answer.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _csv(answer: Answer) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([_words(value) for value in row] for row in answer.rows)
    return out.getvalue()


def _table(answer: Answer) -> str:
    cells = [[_on_screen(_words(value)) for value in row] for row in answer.rows]
    header = [_on_screen(name) for name in answer.columns]
    widths = [max(map(text_width, column)) for column in zip(header, *cells, strict=True)]
    right = [_is_numeric(row[n] for row in answer.rows) for n in range(len(header))]
    lines = [_line(header, widths, right), "  ".join("-" * width for width in widths)]
    lines += [_line(row, widths, right) for row in cells]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for cell, width, at_right in zip(cells, widths, right, strict=True):
        blank = " " * (width - text_width(cell))
        padded.append(blank + cell if at_right else cell + blank)
    return "  ".join(padded)


def _is_numeric(values: Iterable[Any]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(
        isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) for value in known
    )


def _on_screen(text: str) -> str:
    """One line without control characters (a notice may hold escape sequences), cut at `WIDEST`."""
    clean = "".join(" " if unicodedata.category(mark) in ("Cc", "Cf") else mark for mark in text)
    if text_width(clean) <= WIDEST:
        return clean
    kept, width = "", 0
    for mark in clean:
        width += _mark_width(mark)
        if width >= WIDEST:
            break
        kept += mark
    return kept + "…"


def text_width(text: str) -> int:
    """Columns that a text takes on a screen: a Chinese character takes two."""
    return sum(map(_mark_width, text))


def _mark_width(mark: str) -> int:
    if unicodedata.combining(mark):
        return 0
    return 2 if unicodedata.east_asian_width(mark) in "WF" else 1
