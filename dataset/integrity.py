"""What must hold between the rows of a release: keys, references, and evidence for every number.

The same questions are asked of rows about to be published and of files that lie in a release.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from dataset.published import PublishedRow
from dataset.tables import TABLES, ObservationRow
from evidence import Message

Columns = Callable[[type[PublishedRow], tuple[str, ...]], Sequence[tuple[object, ...]]]
"""Gives, for a table, the values of some of its fields row by row."""

SHOWN = 5
"""How many offending rows a message names."""


def problems(values: Columns) -> list[Message]:
    """Everything that is wrong between the tables; nothing if they hold together."""
    found: list[Message] = []
    by_name = {model.table: model for model in TABLES}
    keys = {model.table: values(model, model.key) for model in TABLES}
    for model in TABLES:
        twice = [key for key, count in Counter(keys[model.table]).items() if count > 1]
        if twice:
            found.append(_said(model, twice, "主键重复", f"several rows with the same {model.key}"))
    for model in TABLES:
        for names, target in model.references:
            known = set(keys[target])
            if len(names) < len(by_name[target].key):
                raise AssertionError(f"{model.table}: {names} is not the key of {target}")
            missing = {
                value
                for value in values(model, names)
                if value[0] is not None and value not in known
            }
            if missing:
                ordered = sorted(missing, key=str)
                found.append(
                    _said(
                        model,
                        ordered,
                        f"{'、'.join(names)} 在 {target} 中不存在",
                        f"{', '.join(names)} without a row in {target}",
                    )
                )
    return found + _without_evidence(values)


def _without_evidence(values: Columns) -> list[Message]:
    names = ("cell_id", "value_status", "quote", "page", "selector", "sheet", "ref")
    unquoted, unplaced = [], []
    for cell, status, quote, *places in values(ObservationRow, names):
        # Where a notice says that nothing means zero, a blank is read as zero: its quote is blank.
        if status not in ("blank", "dash_as_zero") and not str(quote).strip():
            unquoted.append((cell,))
        if all(place is None for place in places):
            unplaced.append((cell,))
    found = []
    if unquoted:
        found.append(_said(ObservationRow, unquoted, "没有原文", "a value without a quote"))
    if unplaced:
        found.append(
            _said(
                ObservationRow,
                unplaced,
                "没有页码、选择器或单元格",
                "a value without a page, a selector or a cell",
            )
        )
    return found


def _said(model: type[PublishedRow], rows: Sequence[Iterable[object]], zh: str, en: str) -> Message:
    shown = "; ".join(" ".join(map(str, row)) for row in rows[:SHOWN])
    more = f" (+{len(rows) - SHOWN})" if len(rows) > SHOWN else ""
    return Message(
        zh=f"{model.table}：{zh}：{shown}{more}", en=f"{model.table}: {en}: {shown}{more}"
    )
