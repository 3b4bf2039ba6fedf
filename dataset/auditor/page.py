"""The audit as one offline page: each finding beside the print that it rests on.

The page runs no script and loads nothing; it is read with the keyboard and printed as it stands.
"""

import base64
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import get_args

from codes import Severity
from contracts import Finding, Score, Table
from dataset.auditor.audited import (
    CHANGES_RANK,
    MARKS,
    SEVERITIES,
    STATUSES,
    Asked,
    Audited,
    Refused,
    code_words,
    decision_words,
    findings_of,
    place_words,
    score_texts,
    steps_in_words,
    terms_words,
)
from dataset.auditor.exhibits import Exhibit
from dataset.auditor.page_style import STYLE
from dataset.auditor.standing import standing_of
from layout import column_roles

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_COLUMNS_SHOWN = 12
"""Of a wider table, an excerpt shows the unit, its rank and the columns that matter."""
_PRINTS_SHOWN = 2
"""More prints of one exhibit are opened on demand."""
_INDEXED = 3
"""A notice with more findings than these begins with a list of them."""


def audit_page(audited: Sequence[Audited], refused: Sequence[Refused] = ()) -> str:
    """All findings with their evidence; of an appeal, every score of the unit too. What was
    `refused` stands at the end.
    """
    silent = [one for one in audited if one.asked and not (one.scores or one.audit.findings)]
    telling = [one for one in audited if one not in silent]
    body = _contents(telling) if len(telling) > 1 else ""
    body += "".join(_notice(one, number) for number, one in enumerate(telling, 1))
    body += _silent(silent) + _refused(refused)
    asked = next((one.asked.name for one in audited if one.asked), None)
    title = "审核 Audit" if asked is None else f"{asked} 得分核对单 appeal sheet"
    return (
        '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f'<body><main id="top">{body}</main></body></html>\n'
    )


def _contents(audited: Sequence[Audited]) -> str:
    """One line a notice: its scores, what was found in it, and the way to it."""
    heads = ("通报 notice", "期间 period", "得分 scores", *SEVERITIES.values(), "已驳回 dismissed")
    lines = []
    for number, one in enumerate(audited, 1):
        found = Counter(f.severity for f in one.audit.findings if not f.dismissed)
        dismissed = sum(finding.dismissed for finding in one.audit.findings)
        counts = (*(found[severity] for severity in get_args(Severity)), dismissed)
        title = escape(one.notice.title or one.path)
        link = f'<a href="#n{number}">{title}</a>'
        told = (str(count or "") for count in counts)
        lines.append((link, one.period or "", _marks(one), *told))
    return f"<h1>概览 overview</h1>{_grid(heads, lines)}\n"


def _silent(audited: Sequence[Audited]) -> str:
    """The notices that neither score the unit nor say anything of it."""
    if not audited:
        return ""
    name = audited[0].asked.name if audited[0].asked else ""
    lines = "".join(f"<li>{escape(one.notice.title or one.path)}</li>" for one in audited)
    return f"<h2>「{escape(name)}」不在以下通报的得分中 not scored in</h2><ul>{lines}</ul>\n"


def _refused(refused: Sequence[Refused]) -> str:
    """The files that could not be read, and why."""
    lines = "".join(
        f"<li>{escape(path)}：{escape(why.zh)} {escape(why.en)}</li>" for path, why in refused
    )
    return f"<h2>未能读取 set aside ({len(refused)})</h2><ul>{lines}</ul>\n" if refused else ""


def _notice(one: Audited, number: int) -> str:
    notice = one.notice
    facts = {
        "文件 file": one.path,
        "发布机关 issuer": notice.issuer,
        "期间 period": one.period,
        "规则 rule": one.rule,
        "得分 scores": _marks(one),
        "sha256": notice.sha256,
    }
    findings = one.findings
    ids = {id(finding): f"n{number}-{at}" for at, finding in enumerate(findings, 1)}

    def told(some: Iterable[Finding]) -> str:
        return "".join(_finding(one, finding, ids[id(finding)]) for finding in some)

    standing = [finding for finding in findings if not finding.dismissed]
    dismissed = [finding for finding in findings if finding.dismissed]
    small = [finding for finding in standing if one.is_small(finding)]
    listed = _index(standing, ids) if len(standing) > _INDEXED else ""
    listed += told(finding for finding in standing if not one.is_small(finding))
    if small:
        least = f"相差不足 {one.materiality}"
        listed += f"<h3>小额差异 below materiality ({len(small)})：{least}</h3>{told(small)}"
    if dismissed:
        listed += (
            f"<details><summary>已驳回 dismissed ({len(dismissed)})</summary>"
            f"{told(dismissed)}</details>"
        )
    none = "" if standing else "<p>没有发现 no findings</p>"
    scores = "" if one.asked is None else _appeal(one, one.asked)
    return (
        f'<section id="n{number}"><h1>{escape(notice.title or one.path)}</h1>{_facts(facts)}'
        f"{scores}<h2>发现 findings ({len(standing)})</h2>{none}{listed}</section>\n"
    )


def _marks(one: Audited) -> str:
    """How many scores came out how: ``✓ 相符 217　✗ 不符 3``."""
    counts = Counter(score.status for score in one.scores)
    told = (f"{MARKS[s]} {STATUSES[s].split()[0]} {counts[s]}" for s in MARKS if counts[s])  # type: ignore[index]
    return "　".join(told) or "无 none"


def _index(findings: Sequence[Finding], ids: dict[int, str]) -> str:
    """One line a finding, and the way to it."""
    heads = ("等级 severity", "事项 matter", "位置 place", "公布 published", "应为 expected")
    lines = [
        (
            escape(SEVERITIES[f.severity].split()[0]),
            f'<a href="#{ids[id(f)]}">{escape(code_words(f))}</a>',
            *(escape(text or "") for text in (place_words(f), f.published, f.expected)),
        )
        for f in findings
    ]
    return _grid(heads, lines)


def _finding(one: Audited, finding: Finding, name: str) -> str:
    figures = {
        "公布 published": finding.published,
        "应为 expected": finding.expected,
        "相差 difference": finding.difference,
        "影响名次 changes a rank": CHANGES_RANK[finding.changes_rank],
        "可能的解释 may be explained by": terms_words(finding) or None,
    }
    words = decision_words(finding)
    decision = f'<div class="decision">{escape(words)}</div>' if words else ""
    exhibits = one.exhibits(finding)
    return (
        f'<article class="finding {finding.severity}" id="{name}"><h3>'
        f"{SEVERITIES[finding.severity]}：{escape(code_words(finding))}"
        f'<a class="key" href="#top" title="回到页首 back to top">{finding.key or ""}</a></h3>'
        f'<div class="place">{escape(place_words(finding))}</div>{decision}'
        f"<div>{escape(finding.explanation.zh)}</div>"
        f'<div class="en" lang="en">{escape(finding.explanation.en)}</div>'
        f"{_facts(figures, strong=True)}{_clause(one, finding)}{_excerpts(one, finding, exhibits)}"
        f"{''.join(_exhibit(one, exhibit) for exhibit in exhibits)}</article>\n"
    )


def _facts(facts: dict[str, str | None], strong: bool = False) -> str:
    told = "".join(
        f"<span>{name}: {'<b>' if strong else ''}{escape(text)}{'</b>' if strong else ''}</span>"
        for name, text in facts.items()
        if text is not None
    )
    return f'<p class="facts">{told}</p>' if told else ""


def _clause(one: Audited, finding: Finding) -> str:
    """The clause that a finding rests on, and where that stands."""
    if finding.clause is None:
        return ""
    places = "".join(_exhibit(one, exhibit) for exhibit in one.clauses_of(finding))
    return f'<div class="clause">依据 clause：“{escape(finding.clause)}”{places}</div>'


def _excerpts(one: Audited, finding: Finding, exhibits: Sequence[Exhibit]) -> str:
    """The rows that a finding names or rests on, as they were read, the figures marked."""
    rows: dict[tuple[str, int], dict[int, set[int]]] = {}
    for exhibit in exhibits:
        if exhibit.table is not None and exhibit.row is not None:
            of_table = rows.setdefault((exhibit.capture, exhibit.table), {})
            of_table.setdefault(exhibit.row, set()).update(exhibit.columns)
    if finding.table is not None and finding.row is not None:
        rows.setdefault((one.notice.sha256, finding.table), {}).setdefault(finding.row, set())
    told = ""
    for (capture, number), marked in rows.items():
        table = one.sources[capture].notice.tables[number - 1]
        own = capture == one.notice.sha256 and number == finding.table
        doubted = (finding.row, finding.column) if own else (None, None)
        told += _excerpt(table, dict(sorted(marked.items())), doubted, one.other(capture))
    return told


def _excerpt(
    table: Table,
    rows: dict[int, set[int]],
    doubted: tuple[int | None, str | None],
    other: str | None,
) -> str:
    """Rows of one table under their headings, of another notice with its name; how many columns
    are left out is told.
    """
    shown = _shown(table, set().union(*rows.values()), doubted[1])
    lines = []
    for number, marked in rows.items():
        row = table.rows[number - 1]
        cells = [f"<th>{number}</th>"]
        for column, path in enumerate(table.columns):
            if column in shown:
                hit = (number, path) == doubted
                name = ' class="hit"' if hit else ' class="used"' if column in marked else ""
                cells.append(f"<td{name}>{escape(row.cells[column].text)}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    heads = "".join(f"<th>{escape(p)}</th>" for c, p in enumerate(table.columns) if c in shown)
    left = len(table.columns) - len(shown)
    more = f'<p class="place">另有 {left} 栏未列 {left} more columns</p>' if left else ""
    caption = f"<caption>{escape(other)}</caption>" if other else ""
    whole = f"{caption}<tr><th>行</th>{heads}</tr>{''.join(lines)}"
    return f'<div class="scroll"><table>{whole}</table></div>{more}'


def _shown(table: Table, marked: set[int], doubted: str | None) -> set[int]:
    """The columns of an excerpt, from 0."""
    if len(table.columns) <= _COLUMNS_SHOWN:
        return set(range(len(table.columns)))
    named = {column for column, path in enumerate(table.columns) if path == doubted}
    labels = {c for c, role in enumerate(column_roles(table)) if role in ("unit", "rank")}
    return marked | named | labels


def _exhibit(one: Audited, exhibit: Exhibit) -> str:
    """The print of a place where its page can be pictured, and the place in words."""
    images = [_image(png, exhibit.what) for png in one.prints(exhibit.crops)]
    shown = "".join(images)
    if exhibit.is_run or len(images) > _PRINTS_SHOWN:
        summary = f"原件 {len(images)} 处 prints"
        shown = f"<details><summary>{summary}</summary>{shown}</details>" if images else ""
    what, spot = escape(exhibit.what), escape(exhibit.spot)
    return (
        f'<figure>{shown}<figcaption>{what} <span class="spot">{spot}</span></figcaption></figure>'
    )


def _appeal(one: Audited, asked: Asked) -> str:
    """Every score of one unit: what was published, what the rule gives, by which clause."""
    unit, scores = asked.name, one.scores
    if not scores:
        return f"<p>「{escape(unit)}」不在此通报的得分中 not scored in this notice</p>"
    heads = ("位置 place", "栏目 column", "公布 published", "复算 recomputed", "结果 result",
             "步骤 steps", "条款 clause")  # fmt: skip
    lines = [_score_line(one, score) for score in scores]
    rows = tuple(dict.fromkeys((score.table, score.row) for score in scores))
    prints = one.prints(spot for place in rows for spot in one.strips(*place))
    clauses = "".join(_exhibit(one, exhibit) for exhibit in one.clauses(scores))
    other = "、".join(dict.fromkeys(s.unit_printed for s in scores if s.unit_printed != unit))
    called = f"（此通报称 {escape(other)}）" if other else ""
    return (
        f"<h2>{escape(unit)}{called} 得分核对单 appeal sheet</h2>"
        f"{_grid(heads, lines, 'appeal')}{''.join(_standing(one, *place) for place in rows)}"
        f"{''.join(_image(png, unit) for png in prints)}"
        + (f"<h3>条款出处 where the clauses stand</h3>{clauses}" if clauses else "")
    )


def _standing(one: Audited, number: int, row: int) -> str:
    """Which rank a row bears, and which its scores give it."""
    table = one.notice.tables[number - 1]
    standing = standing_of(table, number, row, one.audit)
    if standing is None:
        return ""
    facts = {
        f"表{number} 第{row}行 公布名次 rank published": standing.printed,
        "按公布得分 by published scores": _rank(standing.by_published),
        "按复算得分 by recomputed scores": _rank(standing.by_recomputed),
        "同榜单位 units": str(standing.units),
    }
    return _facts(facts, strong=True)


def _rank(rank: int | None) -> str | None:
    return None if rank is None else f"第{rank}"


def _score_line(one: Audited, score: Score) -> tuple[str, ...]:
    clauses = "；".join(dict.fromkeys(step.clause for step in score.trace if step.clause))
    here = findings_of(one.audit, score.table, score.row)
    found = [code_words(f) for f in here if f.column == score.column]
    result = f"{MARKS[score.status]} {STATUSES[score.status]}"
    published, recomputed = score_texts(score)
    cells = (
        f"表{score.table} 第{score.row}行 {score.unit_printed}",
        score.column,
        published,
        recomputed,
        "；".join((result, *found)),
        steps_in_words(score),
        clauses,
    )
    wrong = score.status in ("contradicted", "infeasible")
    return tuple(
        f"<b>{escape(text)}</b>" if wrong and at == 4 else escape(text)
        for at, text in enumerate(cells)
    )


def _grid(heads: Sequence[str], lines: Iterable[Sequence[str]], name: str = "wrap") -> str:
    """A table of cells that are HTML already."""
    heading = "".join(f"<th>{head}</th>" for head in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)
    return f'<table class="{name}"><thead><tr>{heading}</tr></thead>{body}</table>'


def _image(picture: bytes, words: str) -> str:
    data = base64.b64encode(picture).decode("ascii")
    return f'<img alt="{escape(words, quote=True)}" src="data:image/png;base64,{data}">'
