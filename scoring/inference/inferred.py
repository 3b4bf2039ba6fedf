"""Scores of a notice without a published rule, re-checked against the rule its tables show."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding, Notice, Score, TraceStep
from evidence import Evidence, Message
from figures import alike, fold, plain
from layout import (
    column_roles,
    is_rank_heading,
    is_score_heading,
    period_score_column,
    rank_column,
)
from scoring.cells import TableView
from scoring.evaluate import BASE
from scoring.inference.infer import Inference, infer_rule
from scoring.ranks import changes_rank
from scoring.wording import signed, tell_formula

_TRUSTED_SHARE = Decimal("0.75")
"""The share of a table's rows that must obey a rule before the others are held against it."""

_HALF = Decimal("0.5")
_MEAN = re.compile("平均|均分")
_ENDLESS = Decimal("1e-6")
"""What a weight such as one third loses as a decimal."""


class InferredAudit(NamedTuple):
    """Scores and findings under inferred rules; `found` if there was a rule to go by."""

    scores: list[Score]
    findings: list[Finding]
    found: bool


class _Source(NamedTuple):
    """The item columns of a table under their folded paths, and its score column."""

    view: TableView
    target: int
    items: dict[str, int]

    def figures(self, row: int, names: Sequence[str]) -> list[Decimal | None] | None:
        """The row's figures under `names`, the score last; a column that is not printed is 0."""
        places = [self.items.get(name) for name in names] + [self.target]
        return [Decimal(0) if at is None else self._figure(row, at) for at in places]

    def _figure(self, row: int, column: int) -> Decimal | None:
        given = self.view.given(row, column, zero=True)
        return None if given is None else given.value


class _Learnt(NamedTuple):
    """A rule inferred from one or several tables, over the columns named."""

    names: tuple[str, ...]
    inference: Inference
    pooled: bool


def recheck_inferred(
    notice: Notice, views: Sequence[TableView], unborne: Collection[str] = ()
) -> InferredAudit:
    """Re-check the score column of each table against the rule that the tables themselves show.

    Each table alone and, where tables share the target, pooled on the item columns that at least
    two of them share. The rule that most rows obey is held against the others, at most as a
    warning; where there is none, or it does not tell what a row needs, a score is not checkable.
    `unborne` are the columns of which the notice states clauses that too few rows obey.
    """
    sources = [source for source in map(_source, views) if source is not None]
    pooled = _pooled(sources)
    scores: list[Score] = []
    findings: list[Finding] = []
    found = False
    for source in sources:
        learnt = _choose(source, pooled.get(fold(source.view.path(source.target))))
        found |= learnt is not None
        cap = None if learnt is None else _cap(source, learnt)
        for row in source.view.unit_rows():
            score, finding = _recheck(notice, source, row, learnt, unborne, cap)
            scores.append(score)
            if finding is not None:
                findings.append(finding)
    return InferredAudit(scores, findings, found)


def _source(view: TableView) -> _Source | None:
    """What a table offers to infer from; None for a table that scores nobody."""
    target = period_score_column(view.table)
    if view.unit is None or target is None:
        return None
    path = fold(view.path(target))
    if not is_score_heading(path) and not _MEAN.search(path):
        # The last number of a table that scores nobody: a fine, a head count.
        return None
    roles = column_roles(view.table)
    # A running total that the ranking follows is made of the target, not the other way about.
    apart = {target, view.score, rank_column(view.table)}
    items = {
        fold(path): at
        for at, path in enumerate(view.table.columns)
        if roles[at] == "number" and at not in apart and not is_rank_heading(path)
    }
    return _Source(view, target, items)


def _pooled(sources: Sequence[_Source]) -> dict[str, _Learnt]:
    """One rule for each target that several tables share."""
    groups: dict[str, list[_Source]] = {}
    for source in sources:
        groups.setdefault(fold(source.view.path(source.target)), []).append(source)
    learnt = {}
    for target, group in groups.items():
        if len(group) < 2:
            continue
        printed = Counter(name for source in group for name in source.items)
        names = tuple(name for name in printed if printed[name] > 1)
        rows = [source.figures(row, names) for source in group for row in source.view.unit_rows()]
        learnt[target] = _Learnt(names, infer_rule((*names, target), rows, target), True)
    return learnt


def _choose(source: _Source, pooled: _Learnt | None) -> _Learnt | None:
    """The pooled rule if the table's own rows obey it too, else the table's own, else none."""
    rows = source.view.unit_rows()
    target = fold(source.view.path(source.target))
    if pooled is not None and _is_trusted(pooled.inference):
        predicted = [_predict(pooled, source.figures(row, pooled.names)) for row in rows]
        obeying = sum(
            _is_near(given, _score(source, row), _slack(source, pooled))
            for row, given in zip(rows, predicted, strict=True)
        )
        if rows and Decimal(obeying) / len(rows) >= _TRUSTED_SHARE:
            return pooled
    names = tuple(source.items)
    own = infer_rule((*names, target), [source.figures(row, names) for row in rows], target)
    return _Learnt(names, own, False) if _is_trusted(own) else None


def _is_trusted(inference: Inference) -> bool:
    """Whether a rule may accuse rows: most obey it, and beyond those that its weights take at
    least as many as it breaks."""
    claimed = bool(inference.rule) and inference.rows > 2
    if not claimed or Decimal(inference.exact_rows) / inference.rows < _TRUSTED_SHARE:
        return False
    taken = len(inference.rule) + bool(inference.constant)
    return inference.exact_rows - taken >= max(1, len(inference.broken_rows))


def _score(source: _Source, row: int) -> Decimal | None:
    return source.view.cells[row][source.target].value


def _weights(learnt: _Learnt) -> Mapping[str, Decimal]:
    return {term.column: term.points_each for term in learnt.inference.rule}


def _predict(learnt: _Learnt, figures: Sequence[Decimal | None] | None) -> Decimal | None:
    if figures is None:
        return None
    weights = _weights(learnt)
    total = learnt.inference.constant
    for name, figure in zip(learnt.names, figures[:-1], strict=True):
        if name in weights:
            if figure is None:
                return None
            total += weights[name] * figure
    return total


def _open_columns(learnt: _Learnt, figures: Sequence[Decimal | None]) -> list[str]:
    """The columns of a row whose points the other rows do not tell."""
    row = [*(figure or Decimal(0) for figure in figures[:-1]), Decimal(1)]
    return [
        name
        for vector in learnt.inference.untold
        if sum((v * x for v, x in zip(vector, row, strict=True)), Decimal(0))
        for name, change in zip(learnt.names, vector, strict=False)
        if change
    ]


def _cap(source: _Source, learnt: _Learnt) -> Decimal | None:
    """The highest score, where several units have it and the rule gives two of them more."""
    scores = {row: _score(source, row) for row in source.view.unit_rows()}
    highest = max((score for score in scores.values() if score is not None), default=None)
    if highest is None:
        return None
    rows = [row for row, score in scores.items() if score == highest]
    given = [_predict(learnt, source.figures(row, learnt.names)) for row in rows]
    beyond = [points for points in given if points is not None and points > highest]
    return highest if len(beyond) > 1 else None


def _recheck(
    notice: Notice,
    source: _Source,
    row: int,
    learnt: _Learnt | None,
    unborne: Collection[str],
    cap: Decimal | None,
) -> tuple[Score, Finding | None]:
    view = source.view
    base = Score(
        notice=notice.sha256,
        table=view.number,
        row=row + 1,
        column=view.path(source.target),
        unit_printed=view.name(row),
        is_total=True,
        published=_score(source, row),
        recomputed=None,
        status="not_checkable",
        reason=None,
        rule_id=None,
        rule_version=None,
        trace=(),
        evidence=view.evidence(row, source.target),
    )

    def cannot(zh: str, en: str) -> tuple[Score, None]:
        return base.model_copy(update={"reason": Message(zh=zh, en=en)}), None

    if learnt is None and base.column in unborne and len(list(view.unit_rows())) == 1:
        return cannot(
            "写有计分条款，但表中只有一行，无从印证条款所指的栏目，未据以复算",
            "clauses are stated, but one row does not bear out which columns they speak of",
        )
    if learnt is None and base.column in unborne:
        return cannot(
            "通报写有计分条款，但与之不符的行太多，未据以复算，从表中也推断不出规则",
            "the notice states clauses, but too many rows do not follow from them; "
            "nor could a rule be inferred from the table",
        )
    if learnt is None:
        return cannot(
            "没有公布计分规则，从表中也推断不出",
            "no rule is published, and none could be inferred from the table",
        )
    figures = source.figures(row, learnt.names)
    published = base.published
    predicted = _predict(learnt, figures)
    if figures is None or published is None or predicted is None:
        return cannot(
            "此行有不是数字的单元格，无从复算",
            "a cell of this row is no number; nothing to recompute from",
        )
    weights = _weights(learnt)
    trace = tuple(
        TraceStep(column=path, items=figure, points_each=weights[name],
                  points=weights[name] * figure, clause=None)
        for name, figure in zip(learnt.names, figures[:-1], strict=True)
        if name in weights and figure is not None
        for path in [view.path(source.items[name]) if name in source.items else name]
    )  # fmt: skip
    if learnt.inference.constant:
        trace += (_constant_step(learnt.inference.constant),)
    if _is_near(predicted, published, _slack(source, learnt)):
        return base.model_copy(
            update={"status": "reproduced", "recomputed": predicted, "trace": trace}
        ), None
    if published == cap and predicted > cap:
        most = plain(cap)
        reason = Message(
            zh=f"按各项应为{plain(predicted)}，与同为{most}的其他单位一样，似以{most}封顶",
            en=f"its items make {plain(predicted)}; like the others with {most}, it seems to be "
            f"capped at {most}",
        )
        return base.model_copy(
            update={"status": "feasible", "recomputed": cap, "reason": reason, "trace": trace}
        ), None
    unclear = _open_columns(learnt, figures)
    if unclear:
        names = "、".join(f"「{name}」" for name in dict.fromkeys(unclear))
        return cannot(
            f"此行有{names}，其分值由其他各行推断不出",
            f"this row has {names}, whose points the other rows do not tell",
        )
    contradicted = base.model_copy(
        update={"status": "contradicted", "recomputed": predicted, "trace": trace}
    )
    return contradicted, _finding(source, row, learnt, published, predicted)


def _constant_step(constant: Decimal) -> TraceStep:
    """What every unit has whatever it did."""
    return TraceStep(column=BASE, items=None, points_each=None, points=constant, clause=None)


def _is_near(given: Decimal | None, printed: Decimal | None, slack: Decimal) -> bool:
    if given is None or printed is None:
        return False
    return abs(given - printed) <= slack + _ENDLESS


def _slack(source: _Source, learnt: _Learnt) -> Decimal:
    """Half of the last digit printed, of the score and of each part by its weight.

    A column of halves is exact, unless the rule was found by allowing for rounding.
    """
    weights = _weights(learnt)
    view = source.view
    slack = Decimal(5).scaleb(-view.decimals[source.target] - 1)
    for name, at in source.items.items():
        if view.decimals[at] and (learnt.inference.rounded or not _in_halves(view, at)):
            slack += abs(weights.get(name, Decimal(0))) * Decimal(5).scaleb(-view.decimals[at] - 1)
        elif at in view.measured:
            slack += abs(weights.get(name, Decimal(0))) * _HALF
    return slack


def _in_halves(view: TableView, column: int) -> bool:
    values = [view.cells[row][column].value for row in view.unit_rows()]
    return all(value % _HALF == 0 for value in values if value is not None)


def _finding(
    source: _Source, row: int, learnt: _Learnt, published: Decimal, predicted: Decimal
) -> Finding:
    view = source.view
    inference = learnt.inference
    terms = tell_formula(_weights(learnt).items(), inference.constant)
    due, shown = alike(predicted, published), alike(published, published)
    off = signed(published - predicted)
    of = ("各表合并", "the tables together") if learnt.pooled else ("本表", "the table")
    used = [source.items[name] for name in _weights(learnt) if name in source.items]
    evidence: tuple[Evidence, ...] = tuple(view.evidence(row, at) for at in (source.target, *used))
    return Finding(
        code="rule_contradicted",
        severity="warning",
        table=view.number,
        row=row + 1,
        column=view.path(source.target),
        unit=view.name(row) or None,
        published=shown,
        expected=due,
        difference=plain(published - predicted),
        changes_rank=changes_rank(view, row, predicted),
        explanation=Message(
            zh=f"{of[0]}{inference.rows}行中有{inference.exact_rows}行符合 {terms}；"
            f"此行应为{due}，印作{shown}，相差{off}。",
            en=f"{inference.exact_rows} of the {inference.rows} rows of {of[1]} obey {terms}; "
            f"this row would be {due}, {shown} is printed ({off}).",
        ),
        explained_by=(),
        clause=None,
        evidence=evidence,
    )
