"""An audit as a report for a person, in Chinese or English."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import get_args

from codes import Severity
from contracts import Finding, FindingDecision, Score
from figures import plain
from scoring.form import Entry, count_statuses
from scoring.wording import tell_formula
from traces import tell_steps

_SEVERITIES: tuple[Severity, ...] = get_args(Severity)
_ZH = {
    "colon": "：",
    "semicolon": "；",
    "untitled": "（无标题）",
    "issuer": "发布机关",
    "period": "期间",
    "unknown": "未注明",
    "to": "至",
    "rule": "依据",
    "accepted": "已采信的规则 {id}（{version}起）",
    "read": "通报自述的计分条款，尚待采信",
    "read_document": "{id}（{version}起）的条款，尚待采信",
    "carried": "沿用规则 {id}（{version}起），本期尚未核实",
    "inferred": "没有与表相符的公布规则，按表中多数行推断",
    "none": "没有规则可依",
    "scores": "分值 {total} 个",
    "totals": "其中总分 {total} 个",
    "reproduced": "复算相符 {n}",
    "contradicted": "不符 {n}",
    "feasible": "可能 {n}",
    "infeasible": "不可能 {n}",
    "not_checkable": "无从核对 {n}",
    "error": "错误",
    "warning": "警示",
    "note": "提示",
    "count": "{word} {n} 条",
    "no_findings": "没有发现问题",
    "comma": "，",
    "list": "、",
    "prose": "正文",
    "table": "表{n}",
    "row": "第{n}行",
    "page": "第{n}页",
    "published": "印作 {published}",
    "expected": "应为 {expected}",
    "difference": "相差 {difference}",
    "changes": "名次因此改变",
    "same": "名次不变",
    "explained": "可能的解释",
    "clause": "条款",
    "open": "无从核对的原因",
    "cells": "{n} 个",
    "all": "共 {} 份通报",
    "dismissed": "已驳回 {n} 条：",
    "confirmed": "已确认",
    "decided": "{reason}（{by}，{day}）",
    "small": "以下另列，相差不足 {least} 的：{n}",
}
_EN = {
    "colon": ": ",
    "semicolon": "; ",
    "untitled": "(no title)",
    "issuer": "Issuer",
    "period": "Period",
    "unknown": "not stated",
    "to": "to",
    "rule": "Rule",
    "accepted": "{id}, version {version} (accepted)",
    "read": "the clauses that the notice states, read and not yet accepted",
    "read_document": "the clauses of {id} (from {version}), not accepted yet",
    "carried": "{id}, version {version}, carried over: not verified for this period",
    "inferred": "none published that the table follows; inferred from what most rows show",
    "none": "none to go by",
    "scores": "{total} scores",
    "totals": "of these {total} totals",
    "reproduced": "{n} reproduced",
    "contradicted": "{n} contradicted",
    "feasible": "{n} feasible",
    "infeasible": "{n} infeasible",
    "not_checkable": "{n} not checkable",
    "error": "error",
    "warning": "warning",
    "note": "note",
    "count": "{n} {word}{s}",
    "no_findings": "no findings",
    "comma": ", ",
    "list": ", ",
    "prose": "text",
    "table": "table {n}",
    "row": "row {n}",
    "page": "page {n}",
    "published": "printed {published}",
    "expected": "expected {expected}",
    "difference": "difference {difference}",
    "changes": "a rank changes",
    "same": "no rank changes",
    "explained": "May be explained by",
    "clause": "Clause",
    "open": "Not checkable because",
    "cells": "{n} cells",
    "all": "{} notices in all",
    "dismissed": "Dismissed: {n}",
    "confirmed": "Confirmed",
    "decided": "{reason} ({by}, {day})",
    "small": "Listed apart, differences below {least}: {n}",
}
Words = dict[str, str]


def audit_to_text(
    entries: Sequence[Entry],
    lang: str,
    materiality: Decimal | None = None,
    each_score: bool = False,
) -> str:
    """Return the audit as a report, ``zh`` or ``en``: notice by notice, the gravest first.

    Differences below the `materiality`, in points, are listed apart. `each_score` tells how every
    score follows, as an appeal does.
    """
    words = _ZH if lang == "zh" else _EN
    parts = [_notice_text(entry, words, materiality, each_score) for entry in entries]
    every = [score for entry in entries for score in entry.audit.scores]
    if len(entries) > 1:
        findings = Counter(
            f.severity for entry in entries for f in entry.audit.findings if not f.dismissed
        )
        counted = words["colon"].join(
            (words["all"].format(len(entries)), _severities(findings, words))
        )
        parts.append(f"{counted}\n{_counts(every, words)}\n")
    return "\n".join(parts)


def _notice_text(entry: Entry, words: Words, materiality: Decimal | None, each_score: bool) -> str:
    notice, audit = entry.notice, entry.audit
    colon = words["colon"]
    first, last = notice.period_start, notice.period_end
    period = f"{first} {words['to']} {last}" if first and last else words["unknown"]
    of_document = audit.rule.status == "read" and audit.rule.id is not None
    rule = words["read_document" if of_document else audit.rule.status].format(
        id=audit.rule.id, version=audit.rule.version
    )
    lines = [
        notice.title or words["untitled"],
        f"  {entry.path}",
        f"  {words['issuer']}{colon}{notice.issuer or words['unknown']}",
        f"  {words['period']}{colon}{period}",
        f"  {words['rule']}{colon}{rule}",
        *_inferred_text(audit.scores, words),
        f"  {_counts(audit.scores, words)}",
    ]
    reasons = Counter(
        score.reason.zh if words is _ZH else score.reason.en
        for score in audit.scores
        if score.status == "not_checkable" and score.reason is not None
    )
    for reason, cells in reasons.most_common():
        lines.append(f"    {words['open']}{colon}{reason} ({words['cells'].format(n=cells)})")
    if each_score:
        lines.extend(f"    {_score_text(score, words)}" for score in audit.scores)
    by_severity = Counter(f.severity for f in audit.findings if not f.dismissed)
    lines.append(f"  {_severities(by_severity, words)}")
    standing = [finding for finding in audit.findings if not finding.dismissed]
    small = [finding for finding in standing if finding.is_below(materiality)]
    for apart in (False, True):
        if apart and small:
            lines += ["", f"  {words['small'].format(n=len(small), least=materiality)}"]
        for severity in _SEVERITIES:
            for finding in standing:
                if finding.severity == severity and (finding in small) is apart:
                    lines.append("")
                    lines.extend(f"  {line}" for line in _finding_text(finding, words))
    dismissed = [finding for finding in audit.findings if finding.dismissed]
    if dismissed:
        lines += ["", f"  {words['dismissed'].format(n=len(dismissed))}"]
        lines.extend(f"    {_dismissed_text(finding, words)}" for finding in dismissed)
    return "\n".join(lines) + "\n"


def _score_text(score: Score, words: Words) -> str:
    """One line for a score: where, as printed, as recomputed, and how that follows."""
    place = (words["table"].format(n=score.table), words["row"].format(n=score.row),
             score.unit_printed, score.column)  # fmt: skip
    told = []
    if score.published is not None:
        told.append(words["published"].format(published=plain(score.published)))
    if score.recomputed is not None:
        printed = score.recomputed if score.published is None else score.published
        steps = tell_steps(score.trace, score.recomputed, printed) if score.trace else ""
        told.append(steps or words["expected"].format(expected=plain(score.recomputed)))
    elif score.reason is not None:
        told.append(score.reason.zh if words is _ZH else score.reason.en)
    status = words[score.status].format(n="").strip()
    return f"[{status}] {' · '.join(place)}{words['colon']}{words['comma'].join(told)}"


def _inferred_text(scores: Sequence[Score], words: Words) -> list[str]:
    """The rules that tables showed, one line for the tables that show the same."""
    tables: dict[tuple[str, str], set[int]] = {}
    for table in sorted({score.table for score in scores if score.rule_id is None}):
        of_table = [
            score
            for score in scores
            if score.table == table
            and score.trace
            and score.rule_id is None
            and not any(step.clause for step in score.trace)
        ]
        if of_table:
            steps = of_table[0].trace
            weights = [(s.column, s.points_each) for s in steps if s.points_each is not None]
            if not weights:  # a total of the printed parts, no rule that the table showed
                continue
            constant = sum(
                (s.points or Decimal(0) for s in steps if s.points_each is None), Decimal(0)
            )
            formula = tell_formula(weights, constant)
            tables.setdefault((of_table[0].column, formula), set()).add(table)
    lines = []
    for (column, formula), numbers in tables.items():
        places = words["list"].join(map(str, sorted(numbers)))
        shown = words["table"].format(n=places)
        lines.append(f"    {shown}{words['colon']}{column} = {formula}")
    return lines


def _dismissed_text(finding: Finding, words: Words) -> str:
    """One line for what people said is nothing: what, where, why, by whom."""
    head = _finding_text(finding, words)[0]
    assert finding.decided is not None
    return f"{head}{words['colon']}{_decided_text(finding.decided, words)}"


def _decided_text(decided: FindingDecision, words: Words) -> str:
    return words["decided"].format(reason=decided.reason, by=decided.by, day=decided.day)


def _finding_text(finding: Finding, words: Words) -> list[str]:
    place = [words["table"].format(n=finding.table) if finding.table else words["prose"]]
    if finding.row is not None:
        place.append(words["row"].format(n=finding.row))
    place.extend(name for name in (finding.unit, finding.column) if name)
    pages = sorted({e.locator.page for e in finding.evidence if e.locator.page is not None})
    if pages:
        place.append(words["page"].format(n=words["list"].join(_runs(pages))))
    zh = words is _ZH
    key = f"  ({finding.key})" if finding.key else ""
    lines = [f"[{words[finding.severity]}] {finding.code}  {' · '.join(place)}{key}"]
    lines.append(f"    {finding.explanation.zh if zh else finding.explanation.en}")
    figures = [
        words[key].format(**{key: value})
        for key in ("published", "expected", "difference")
        if (value := getattr(finding, key)) is not None
    ]
    if finding.changes_rank is not None:
        figures.append(words["changes" if finding.changes_rank else "same"])
    if figures:
        lines.append(f"    {words['comma'].join(figures)}")
    if finding.explained_by:
        terms = " + ".join(f"{plain(term.value)} ({term.label})" for term in finding.explained_by)
        lines.append(f"    {words['explained']}{words['colon']}{terms}")
    if finding.clause:
        lines.append(f"    {words['clause']}{words['colon']}“{finding.clause}”")
    if finding.decided is not None and not finding.dismissed:
        told = _decided_text(finding.decided, words)
        lines.append(f"    {words['confirmed']}{words['colon']}{told}")
    return lines


def _runs(numbers: Sequence[int]) -> list[str]:
    """Rising numbers, those that follow one another as a run: ``1—3``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [f"{run[0]}—{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]


def _counts(scores: Sequence[Score], words: Words) -> str:
    totals = [score for score in scores if score.is_total]
    return words["semicolon"].join(
        (
            _counted(scores, words, "scores"),
            _counted(totals, words, "totals"),
        )
    )


def _counted(scores: Sequence[Score], words: Words, what: str) -> str:
    counts = count_statuses(scores)
    shown = [words[status].format(n=n) for status, n in counts.items() if n]
    head = words[what].format(total=len(scores))
    return head + (words["colon"] + words["comma"].join(shown) if shown else "")


def _severities(counts: Counter[Severity], words: Words) -> str:
    shown = [
        words["count"].format(
            word=words[severity], n=counts[severity], s="s"[counts[severity] == 1 :]
        )
        for severity in _SEVERITIES
        if counts[severity]
    ]
    return words["comma"].join(shown) or words["no_findings"]
