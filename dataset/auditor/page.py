"""The audit as one offline page: each finding beside the print that it rests on.

The page runs no script and loads nothing.
"""

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import get_args

from codes import Severity
from contracts import Finding, Score, Table
from dataset.auditor.audited import (
    CHANGES_RANK,
    MARKS,
    SEVERITIES,
    Audited,
    decision_words,
    findings_of,
    same_unit,
    score_texts,
    steps_in_words,
)
from evidence import Evidence
from figures import plain

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_RULE = {
    "accepted": "已采信的规则 accepted",
    "read": "读出的条款 clauses as read",
    "carried": "沿用的规则 carried over",
    "inferred": "由表中数字推断 inferred",
    "none": "无 none",
}
_STYLE = """
body{margin:0 auto;max-width:76em;padding:12px 24px;font:14px/1.6 sans-serif;color:#222}
h1{font-size:20px;margin:18px 0 4px} h2{font-size:16px;margin:22px 0 6px}
.facts{color:#555;margin:0 0 10px} .facts span{margin-right:18px;display:inline-block}
.finding{border:1px solid #ccc;border-left-width:6px;margin:12px 0;padding:8px 14px}
.finding{break-inside:avoid}
.error{border-left-color:#c01c28} .warning{border-left-color:#e5a50a} .note{border-left-color:#888}
.key{float:right;font:12px monospace;color:#777} .decision{background:#eef3ea;padding:0 6px}
summary{cursor:pointer;color:#555}
.head{font-weight:bold} .place{color:#555} .en{color:#666}
table{border-collapse:collapse;margin:6px 0;font-size:13px;display:block;overflow-x:auto}
th,td{border:1px solid #bbb;padding:2px 7px;text-align:left;white-space:nowrap}
th{background:#f4f4f1;font-weight:normal} td.hit{background:#ffe08a;font-weight:bold}
td.contradicted,td.infeasible{background:#ffd9c7}
img{max-width:100%;border:1px solid #ddd;margin:4px 8px 4px 0;vertical-align:top}
.spots{display:flex;flex-wrap:wrap;gap:2px 14px;align-items:flex-end}
.spot{color:#777;font-size:12px;word-break:break-all;max-width:100%} .spot img{display:block}
.appeal td{white-space:normal;vertical-align:top}
"""


def audit_page(audited: Sequence[Audited], unit: str | None = None) -> str:
    """All findings with their evidence; for one `unit`, its appeal sheet: every score of it too."""
    body = _contents(audited) if len(audited) > 1 and unit is None else ""
    body += "".join(_notice(one, unit, number) for number, one in enumerate(audited, 1))
    title = "审核 Audit" if unit is None else f"{unit} 得分核对单 appeal sheet"
    return (
        '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body>{body}</body></html>\n"
    )


def _contents(audited: Sequence[Audited]) -> str:
    """One line a notice: what was found in it, and the way to it."""
    heads = ("通报 notice", *SEVERITIES.values(), "已驳回 dismissed")
    lines = []
    for number, one in enumerate(audited, 1):
        found = Counter(f.severity for f in one.audit.findings if not f.dismissed)
        dismissed = sum(finding.dismissed for finding in one.audit.findings)
        counts = (*(found[severity] for severity in get_args(Severity)), dismissed)
        cells = "".join(f"<td>{count or ''}</td>" for count in counts)
        title = escape(one.notice.title or one.path)
        lines.append(f'<tr><td><a href="#n{number}">{title}</a></td>{cells}</tr>')
    heading = "".join(f"<th>{name}</th>" for name in heads)
    return f"<h1>概览 overview</h1><table><tr>{heading}</tr>{''.join(lines)}</table>\n"


def _notice(one: Audited, unit: str | None, number: int) -> str:
    notice, audit = one.notice, one.audit
    statuses = Counter(score.status for score in audit.scores)
    rule = " ".join(filter(None, (_RULE[audit.rule.status], audit.rule.id, audit.rule.version)))
    period = f"{notice.period_start} – {notice.period_end}"
    facts = {
        "文件 file": one.path,
        "发布机关 issuer": notice.issuer,
        "期间 period": period if notice.period_end else None,
        "规则 rule": rule,
        "得分 scores": "  ".join(f"{MARKS[s]} {n}" for s, n in sorted(statuses.items())) or None,
        "sha256": notice.sha256,
    }
    told = "".join(
        f"<span>{name}: {escape(text)}</span>" for name, text in facts.items() if text is not None
    )
    wanted = [f for f in audit.findings if unit is None or same_unit(f.unit, unit)]
    findings = [finding for finding in wanted if not finding.dismissed]
    dismissed = [finding for finding in wanted if finding.dismissed]
    small = [f for f in findings if f.is_below(one.materiality)]
    listed = "".join(_finding(one, finding) for finding in findings if finding not in small)
    if small:
        listed += f"<h2>小额差异 below materiality ({len(small)})</h2>"
        listed += "".join(_finding(one, finding) for finding in small)
    if dismissed:
        listed += f"<details><summary>已驳回 dismissed ({len(dismissed)})</summary>"
        listed += "".join(_finding(one, finding) for finding in dismissed) + "</details>"
    none = "<p>没有发现 no findings</p>" if not findings else ""
    scores = _appeal(one, unit) if unit is not None else ""
    return (
        f'<h1 id="n{number}">{escape(notice.title or one.path)}</h1><p class="facts">{told}</p>'
        f"{scores}<h2>发现 findings ({len(findings)})</h2>{none}{listed}\n"
    )


def _finding(one: Audited, finding: Finding) -> str:
    place = "正文 text"
    if finding.table is not None:
        place = f"表{finding.table}"
        place += f" 第{finding.row}行 row {finding.row}" if finding.row else ""
    place = " · ".join(filter(None, (place, finding.unit, finding.column)))
    figures = {
        "公布 published": finding.published,
        "应为 expected": finding.expected,
        "相差 difference": finding.difference,
        "影响名次 changes a rank": CHANGES_RANK[finding.changes_rank],
        "依据 clause": finding.clause,
        "可能的解释 may be explained by": " + ".join(
            f"{plain(term.value)} ({term.label})" for term in finding.explained_by
        )
        or None,
    }
    told = "".join(
        f"<span>{name}: <b>{escape(text)}</b></span>"
        for name, text in figures.items()
        if text is not None
    )
    return (
        f'<div class="finding {finding.severity}"><div class="head">'
        f'{SEVERITIES[finding.severity]} {finding.code}<span class="key">{finding.key or ""}</span>'
        f"</div>{_decision(finding)}"
        f'<div class="place">{escape(place)}</div>'
        f"<div>{escape(finding.explanation.zh)}</div>"
        f'<div class="en">{escape(finding.explanation.en)}</div>'
        f'<p class="facts">{told}</p>{_excerpt(one, finding)}'
        f"{_spots(one, finding.evidence)}</div>\n"
    )


def _decision(finding: Finding) -> str:
    words = decision_words(finding)
    return f'<div class="decision">{escape(words)}</div>' if words else ""


def _excerpt(one: Audited, finding: Finding) -> str:
    """The row that the finding names, under its headings, the figure in doubt marked."""
    if finding.table is None or finding.row is None:
        return ""
    table = one.notice.tables[finding.table - 1]
    row = table.rows[finding.row - 1]
    cells = "".join(
        f"<td{_hit(column == finding.column)}>{escape(cell.text) or '&nbsp;'}</td>"
        for column, cell in zip(table.columns, row.cells, strict=True)
    )
    return f"<table><tr>{_headings(table)}</tr><tr>{cells}</tr></table>"


def _spots(one: Audited, evidence: Sequence[Evidence]) -> str:
    """The print of each figure where its page can be pictured, and its place in words."""
    shown: dict[str, None] = {}
    for item in evidence:
        picture = one.picture(item)
        spot = one.where(item)
        text = escape(f"{spot}: {item.quote[:80]}" if item.quote else spot)
        shown[f'<div class="spot">{_image(picture, item.quote)}{text}</div>'] = None
    return f'<div class="spots">{"".join(shown)}</div>'


def _appeal(one: Audited, unit: str) -> str:
    """Every score of one unit: what was published, what the rule gives, by which clause."""
    scores = [score for score in one.audit.scores if same_unit(score.unit_printed, unit)]
    if not scores:
        return f"<p>「{escape(unit)}」不在此通报的得分中 not scored in this notice</p>"
    lines = "".join(_score_line(one, score) for score in scores)
    strips = "".join(_strip(one, table, row) for table, row in _rows(scores))
    heads = ("位置 place", "栏目 column", "公布 published", "复算 recomputed", "结果 result",
             "步骤 steps", "条款 clause")  # fmt: skip
    heading = "".join(f"<th>{name}</th>" for name in heads)
    return (
        f"<h2>{escape(unit)} 得分核对单 appeal sheet</h2>"
        f'<table class="appeal"><tr>{heading}</tr>{lines}</table>{strips}'
    )


def _score_line(one: Audited, score: Score) -> str:
    clauses = "；".join(dict.fromkeys(step.clause for step in score.trace if step.clause))
    here = findings_of(one.audit, score.table, score.row)
    found = "、".join(finding.code for finding in here if finding.column == score.column)
    cells = (
        f"表{score.table} 第{score.row}行",
        score.column,
        *score_texts(score),
        " ".join(filter(None, (MARKS[score.status], score.status, found))),
        steps_in_words(score),
        clauses,
    )
    shown = "".join(
        f'<td class="{score.status if number == 3 else ""}">{escape(text)}</td>'
        for number, text in enumerate(cells)
    )
    return f"<tr>{shown}</tr>"


def _rows(scores: Sequence[Score]) -> Iterator[tuple[int, int]]:
    yield from dict.fromkeys((score.table, score.row) for score in scores)


def _strip(one: Audited, table: int, row: int) -> str:
    """The strip of the page that the unit's row stands on."""
    picture = one.strip(one.notice.tables[table - 1].rows[row - 1])
    return f"<p>{_image(picture, f'表{table} 第{row}行')}</p>" if picture else ""


def _headings(table: Table) -> str:
    return "".join(f"<th>{escape(column)}</th>" for column in table.columns)


def _hit(hit: bool) -> str:
    return ' class="hit"' if hit else ""


def _image(picture: bytes | None, words: str) -> str:
    if picture is None:
        return ""
    data = base64.b64encode(picture).decode("ascii")
    return f'<img alt="{escape(words, quote=True)}" src="data:image/png;base64,{data}">'
