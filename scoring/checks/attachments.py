"""Annexes and rankings that a notice names and does not hold: attachment_absent."""

from collections.abc import Iterator
from decimal import Decimal

from contracts import Finding
from evidence import Message
from figures import fold
from scoring.checks.findings import make_finding
from scoring.checks.sheets import Case


def check_attachments(case: Case) -> Iterator[Finding]:
    """Each declared attachment that is absent, with the number of units that it is said to hold."""
    for declared in case.notice.declared_attachments:
        if declared.present:
            continue
        holds_zh = f"（称列 {declared.count} 个单位）" if declared.count is not None else ""
        holds_en = f", said to list {declared.count} units," if declared.count is not None else ""
        name = fold(declared.title)
        yield make_finding(
            "attachment_absent",
            "warning",
            Message(
                zh=f"文中提到“{declared.title}”{holds_zh}，但本文件中没有。",
                en=f"«{declared.title}»{holds_en} is named in the notice but absent from it.",
            ),
            [p.evidence for p in case.notice.paragraphs if name and name in fold(p.text)],
            published=None if declared.count is None else Decimal(declared.count),
        )
