"""What people found wrong by hand in real notices, and which of it the machine finds.

The tables, titles and days are those of the shared facts; the prose states the facts in words of
our own. Each notice runs through the same re-check as a document that was read.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.bounds import Figure
from benchmarks.shared import shared_set
from contracts import Notice, Table
from evidence import Record
from flows.stages import reaudit
from layout import column_roles
from tests.notice_builder import attachment, notice, row, with_rows
from yamlfile import read_yaml

_TOTALS = ("合计", "总计", "小计")


class HandCheck(Record):
    """One inconsistency that a person found in a notice."""

    id: str
    what: str
    code: str
    title: str | None = None
    text: tuple[str, ...] = ()
    annexes: tuple[str, ...] = ()
    beside: str | None = None
    beyond: str | None = None
    """Why no check can tell it, for one that is not found."""


def measure() -> list[Figure]:
    """Print each with what the machine says of it, and what it says besides of all the notices."""
    folder = shared_set("notices")
    if folder is None:
        return []
    checks = _hand_checks()
    found = 0
    for check in checks:
        facts = json.loads((folder / f"{check.id}.json").read_text(encoding="utf-8"))
        codes = {finding.code for finding in reaudit(facts_notice(facts, check), None).findings}
        hit = check.code in codes
        found += hit
        print(f"{check.id}  {'found ' if hit else 'missed'} {check.code:13} {check.what}")
        if not hit:
            print(f"     {check.beyond or 'UNEXPLAINED'}")
    unexplained = sum(check.beyond is None for check in checks) - found
    alarms = [
        f"{id} {finding.severity} {finding.code}: {finding.explanation.en}"
        for id, read in clean_facts()
        for finding in reaudit(read, None).findings
        if finding.severity != "note" and finding.table is not None
    ]
    print(f"found by hand: {len(checks)}, by the machine: {found}, to be mended: {unexplained}")
    print(f"errors and warnings told of the tables of the other notices: {len(alarms)}")
    for told in alarms:
        print(f"     {told}")
    return [
        Figure("hand_checks.found", Decimal(found)),
        Figure("hand_checks.false_alarms", Decimal(len(alarms)), low_is_good=True),
    ]


def _hand_checks() -> list[HandCheck]:
    stated: Any = read_yaml(Path(__file__).with_suffix(".yaml"))
    return [HandCheck.model_validate(item) for item in stated]


def clean_facts() -> Iterator[tuple[str, Notice]]:
    """The notices whose tables a person went over and found right; cut ones do not count."""
    folder = shared_set("notices")
    known = {check.id for check in _hand_checks()}
    for path in sorted(folder.glob("*.json")) if folder else ():
        facts = json.loads(path.read_text(encoding="utf-8"))
        whole = [table for table in facts["tables"] if table.get("complete")]
        if whole and facts["id"] not in known:
            yield facts["id"], facts_notice({**facts, "tables": whole}, None)


def facts_notice(facts: dict[str, Any], check: HandCheck | None) -> Notice:
    """The notice of a file of facts, with the prose that a hand check states."""
    return notice(
        *(_table(table) for table in facts["tables"] if table["rows"]),
        text=list(check.text) if check else [],
        title=(check and check.title) or facts.get("title"),
        issuer=facts["issuer"] or None,
        published_on=_day(facts.get("issue_date")),
        period_start=_day(facts["period_start"]),
        period_end=_day(facts["period_end"]),
        declared_attachments=tuple(
            attachment(title, present=True) for title in (check.annexes if check else ())
        ),
    )


def _table(stated: dict[str, Any]) -> Table:
    columns = [str(column) for column in stated["columns"]]
    rows = [[str(cell) for cell in cells] for cells in stated["rows"]]
    units = with_rows(
        stated["caption"], columns, [row(cells) for cells in rows if len(cells) == len(columns)]
    )
    roles = column_roles(units)
    names = [at for at, role in enumerate(roles) if role in ("unit", "serial", "text", "rank")]
    return units.model_copy(
        update={
            "rows": tuple(
                line.model_copy(update={"kind": "total"})
                if any(line.cells[at].text.strip() in _TOTALS for at in names)
                else line
                for line in units.rows
            )
        }
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
