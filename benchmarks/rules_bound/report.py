"""How many notices of an office are bound by its rule in words, and what their errors come to.

Each office has a rule and a few notices that follow it, with one wrong score each. Told are the
notices whose rule was read and bound, the wrong scores that are found in their cell, those of them
whose right score is named, and what else is told of the notices.
"""

import random
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from benchmarks.bounds import Figure
from benchmarks.rules_bound.kept import KEPT
from benchmarks.rules_bound.limited import LIMITED
from benchmarks.rules_bound.office import Office
from benchmarks.rules_bound.tuned import TUNED
from contracts import Audit, Notice
from extractors.reading import extract_notice
from figures import plain
from scoring.audit import audit_notice
from scoring.rule_prose.rule_documents import rule_documents

_MONTHS = 6
_UNITS = (
    "青山", "白石", "柳河", "大桥", "南湖", "东坝", "红旗", "新安", "石门", "云岭", "平川", "河口",
)  # fmt: skip
_OFF_BY = tuple(map(Decimal, ("1", "-2", "3", "5", "10", "-4", "0.5")))
_CENT = Decimal("0.01")
_ARTICLES = "一二三四五六七八九十"


class _Wrong(NamedTuple):
    """A score that is printed wrong: its row, from 1, and what is right."""

    row: int
    right: Decimal


def measure() -> list[Figure]:
    """Print the sums of each group, and of those not kept each office that falls short."""
    return [
        figure
        for group, offices in (("tuned", TUNED), ("limited", LIMITED), ("kept", KEPT))
        for figure in _of_group(group, offices)
    ]


def _of_group(group: str, offices: Sequence[Office]) -> Iterator[Figure]:
    bound = found = named = false = 0
    for office in offices:
        audits = list(_audits(office))
        read = sum(audit.rule.status == "read" for audit, _ in audits)
        hits = [
            [f for f in audit.findings if f.row == wrong.row and f.severity != "note"]
            for audit, wrong in audits
        ]
        right = sum(
            any(f.expected is not None and Decimal(f.expected) == wrong.right for f in of_row)
            for of_row, (_, wrong) in zip(hits, audits, strict=True)
        )
        others = sum(
            f.severity != "note" and f.row != wrong.row
            for audit, wrong in audits
            for f in audit.findings
        )
        bound, found, named = bound + read, found + sum(map(bool, hits)), named + right
        false += others
        if group != "kept" and (read < _MONTHS or right < _MONTHS or others):
            print(f"{office.issuer}: bound {read}, found {sum(map(bool, hits))}, named {right} of "
                  f"{_MONTHS}, told besides {others}")  # fmt: skip
    number = len(offices) * _MONTHS
    print(f"{group}: {number} notices, bound {bound}, wrong scores found {found}, "
          f"right ones named {named}, told besides {false}")  # fmt: skip
    yield Figure(f"rules_bound.{group}.bound", Decimal(bound) / number)
    yield Figure(f"rules_bound.{group}.found", Decimal(found) / number)
    yield Figure(f"rules_bound.{group}.named", Decimal(named) / number)
    yield Figure(f"rules_bound.{group}.told_besides", Decimal(false), low_is_good=True)


def _audits(office: Office) -> Iterator[tuple[Audit, _Wrong]]:
    rules = rule_documents([_read(_rule_page(office))])
    for month in range(1, _MONTHS + 1):
        page, wrong = _notice_page(office, month)
        yield audit_notice(_read(page), (), documents=rules), wrong


def _read(page: str) -> Notice:
    return extract_notice(page.encode(), "notice.html")


def _rule_page(office: Office) -> str:
    articles = (
        f"为做好{office.work}工作，制定本办法。",
        "本办法自2024年1月1日起施行。",
        *office.articles,
    )
    body = "".join(
        f"<p>第{number}条 {words}</p>" for number, words in zip(_ARTICLES, articles, strict=False)
    )
    title = f"{office.issuer}关于印发《{office.work}工作考核办法》的通知"
    return _page(title, body + _table(office.priced), office.issuer, "2024年1月5日")


def _notice_page(office: Office, month: int) -> tuple[str, _Wrong]:
    draw = random.Random(f"{office.issuer}{month}")
    rows = []
    for unit in draw.sample(_UNITS, draw.randint(8, len(_UNITS))):
        figures = [_drawn(draw, *bounds) for bounds in office.figures]
        score = office.score(figures).quantize(_CENT, ROUND_HALF_UP)
        rows.append((unit, figures, score))
    rows.sort(key=lambda row: -row[2])
    at = draw.randrange(len(rows))
    unit, figures, score = rows[at]
    rows[at] = (unit, figures, score + draw.choice(_OFF_BY))
    printed = [
        tuple(office.columns.split()),
        *((unit, *map(plain, figures), plain(score)) for unit, figures, score in rows),
    ]
    body = f"<p>各单位：现将2024年{month}月份{office.work}工作情况通报如下。</p>{_table(printed)}"
    title = f"{office.issuer}关于2024年{month}月份{office.work}工作情况的通报"
    return _page(title, body, office.issuer, f"2024年{month + 1}月6日"), _Wrong(at + 1, score)


def _drawn(draw: random.Random, low: int, high: int, decimals: int = 0) -> Decimal:
    return Decimal(draw.randint(low, high)).scaleb(-decimals)


def _table(rows: Sequence[Sequence[str]]) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return (
        f"<table border='1'>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>" if rows else ""
    )


def _page(title: str, body: str, issuer: str, day: str) -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head>"
        f"<body><h1>{title}</h1>{body}<p>{issuer}</p><p>{day}</p></body></html>"
    )
