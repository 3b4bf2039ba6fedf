"""The prose against itself and against the columns: text_parts, text_column."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding
from evidence import Evidence, Message
from scoring.bindings import (
    Reference,
    Scope,
    candidate_columns,
    group_total,
    refer,
    refer_parts,
    who_of,
)
from scoring.explanations import Explanation, explain, figures_around, labels_of
from scoring.findings import decimal_text, make_finding
from scoring.sheets import Case, Sheet
from scoring.statements import TOTAL, Breakdown, Claim, Statement, is_count


def check_text_parts(case: Case) -> Iterator[Finding]:
    """A whole and its parts in one sentence.

    Parts that exceed their whole contradict it. Parts that fall short of it contradict it only
    where they are known to be all: 其中 often lists the largest alone.
    """
    for statement in case.statements:
        for breakdown in statement.breakdowns:
            yield from _compare_parts(case, statement, breakdown)


def check_text_columns(case: Case) -> Iterator[Finding]:
    """A figure of the prose against the column that it is the sum of."""
    for statement in case.statements:
        for index, claim in enumerate(statement.claims):
            if is_count(claim):
                yield from _compare_column(case, statement, index)


def _compare_parts(case: Case, statement: Statement, breakdown: Breakdown) -> Iterator[Finding]:
    whole = statement.claims[breakdown.whole]
    parts = [statement.claims[index] for index in breakdown.parts]
    total = sum((part.value for part in parts), Decimal(0))
    difference = whole.value - total
    if not difference or _divided_already(whole.value, [part.value for part in parts]):
        return
    complete = _is_complete(case, statement, breakdown)
    if difference > 0 and not complete and difference * 10 > whole.value:
        return
    others = [
        claim
        for index, claim in enumerate(statement.claims)
        if index != breakdown.whole and index not in breakdown.parts and is_count(claim)
    ]
    fitting = [claim for claim in others if claim.value == difference]
    if len(fitting) == 1:
        return  # 共120条（含转办10条），其中甲60条、乙50条: the sentence says where the rest is
    sum_zh = "＋".join(decimal_text(part.value) for part in parts)
    zh = (
        f"文中称{_quoted(whole)}，而所列各部分 {sum_zh}＝{decimal_text(total)}，"
        f"相差 {decimal_text(abs(difference))}。"
    )
    en = (
        f"The text gives {whole.text}{whole.unit} for «{whole.label}», but the parts it lists make "
        f"{sum_zh.replace('＋', ' + ')} = {decimal_text(total)}, "
        f"{decimal_text(abs(difference))} {'less' if difference > 0 else 'more'}."
    )
    proven = difference < 0 or complete
    if not proven:
        zh += "未能确认所列部分是否齐全。"
        en += " Whether the list is complete is not certain."
    yield make_finding(
        "text_parts",
        "error" if proven else "warning",
        Message(zh=zh, en=en),
        [statement.evidence],
        published=whole.value,
        expected=total,
    )


def _divided_already(whole: Decimal, parts: list[Decimal]) -> bool:
    """Whether the first or last of the parts make the whole: the others divide it once more."""
    runs = [parts[:end] for end in range(2, len(parts))]
    runs += [parts[start:] for start in range(1, len(parts) - 1)]
    return any(sum(run, Decimal(0)) == whole for run in runs)


def _is_complete(case: Case, statement: Statement, breakdown: Breakdown) -> bool:
    """Whether the parts are known to be all: said so, one a table, or shown by a like sentence."""
    parts = [statement.claims[index] for index in breakdown.parts]
    labels = [who_of(part.label) for part in parts]
    if any(word in labels[-1] for word in ("其余", "其他", "其它")):
        return True
    if "分别" in statement.sentence and len(statement.breakdowns) == 1:
        return True
    if breakdown.whole > max(breakdown.parts):
        return True
    reference = refer_parts(case, statement, breakdown, None)
    if reference and len(reference.scopes) == sum(bool(s.units) for s in case.sheets) > 1:
        return True
    for other in case.statements:
        for like in other.breakdowns:
            if (other, like) == (statement, breakdown):
                continue
            claims = [other.claims[index] for index in like.parts]
            adds_up = sum((c.value for c in claims), Decimal(0)) == other.claims[like.whole].value
            if adds_up and {who_of(claim.label) for claim in claims} == set(labels):
                return True
    return False


def _quoted(claim: Claim) -> str:
    return f"“{claim.label}{claim.text}{claim.unit}”"


class _Sum(NamedTuple):
    """A column's sum that a claim may state."""

    value: Decimal
    label: str
    label_en: str
    evidence: tuple[Evidence, ...]
    missing: bool


def _compare_column(case: Case, statement: Statement, index: int) -> Iterator[Finding]:
    claim = statement.claims[index]
    reference = refer(case, statement, index)
    if reference is None or any(scope.sheet.is_partial() for scope in reference.scopes):
        return
    readings = [reference.scopes, *reference.alternatives]
    sums = [found for scopes in readings for found in _sums(statement, index, scopes, reference)]
    if not sums or any(found.value == claim.value for found in sums):
        return
    found, tried = explain(claim.value, figures_around(case, statement, index, reference.scopes))
    if found is not None:
        yield _explained(statement, index, sums, found)
    elif reference.certain or (TOTAL.search(claim.label) and len(reference.scopes) == 1):
        yield _unexplained(statement, index, reference, sums, tried)


def _sums(
    statement: Statement, index: int, scopes: tuple[Scope, ...], reference: Reference
) -> list[_Sum]:
    """The sums that the claim may state, over all its tables; none if a table lacks the column."""
    first = scopes[0]
    claim = statement.claims[index]
    found: list[_Sum] = []
    for columns in candidate_columns(first.sheet, claim, reference.verb):
        paths = [first.sheet.table.columns[column] for column in columns]
        total, places, missing = Decimal(0), [], False
        for sheet, rows in scopes:
            here = _same_columns(sheet, paths)
            part = group_total(sheet, here, rows) if here else None
            if part is None:
                break
            total += part
            for column in here:
                places += sheet.evidence(column, rows)
                column_sum = sheet.total(column, rows)
                missing |= bool(column_sum and column_sum.missing)
        else:
            names = [labels_of(scopes, path) for path in paths]
            zh, en = "＋".join(n[0] for n in names), " + ".join(n[1] for n in names)
            found.append(_Sum(total, zh, en, tuple(places), missing))
    return found


def _same_columns(sheet: Sheet, paths: list[str]) -> tuple[int, ...]:
    if any(path not in sheet.table.columns for path in paths):
        return ()
    return tuple(sheet.table.columns.index(path) for path in paths)


def _nearest(sums: list[_Sum], value: Decimal) -> _Sum:
    return min(sums, key=lambda found: abs(found.value - value))


def _explained(statement: Statement, index: int, sums: list[_Sum], found: Explanation) -> Finding:
    claim = statement.claims[index]
    named = {term.label for term in found.terms}
    base = next((s for s in sums if s.label in named), None) or _nearest(sums, claim.value)
    terms_zh = "＋".join(f"{decimal_text(t.value)}（{t.label}）" for t in found.terms)
    terms_en = " + ".join(f"{decimal_text(t.value)} ({t.label_en})" for t in found.terms)
    how_zh = "其中含由分值反推的条数，" if found.solved() else ""
    how_en = " One term is a count solved from points." if found.solved() else ""
    zh = (
        f"文中称{_quoted(claim)}，{base.label}为 {decimal_text(base.value)}。"
        f"所试 {found.tried} 种组合中仅 {terms_zh} 与之相等；{how_zh}此为推测，未经证实。"
    )
    en = (
        f"The text gives {claim.text}{claim.unit} for «{claim.label}»; {base.label_en} is "
        f"{decimal_text(base.value)}. Of {found.tried} sums tried only {terms_en} gives it."
        f"{how_en} Supposed, not proved."
    )
    return make_finding(
        "text_column",
        "warning" if found.solved() else "note",
        Message(zh=zh, en=en),
        [statement.evidence, *base.evidence, *(e for t in found.terms for e in t.evidence)],
        published=claim.value,
        expected=base.value,
        explained_by=found.published(),
    )


def _unexplained(
    statement: Statement, index: int, reference: Reference, sums: list[_Sum], tried: int
) -> Finding:
    claim = statement.claims[index]
    base = _nearest(sums, claim.value)
    over = base.value > claim.value
    partial = base.value * 2 < claim.value
    certain = (
        reference.certain
        and len(sums) == 1
        and (over or (not base.missing and _lists_all(reference.scopes)))
    )
    zh = (
        f"文中称{_quoted(claim)}，而{base.label}为 {decimal_text(base.value)}，"
        f"相差 {decimal_text(abs(claim.value - base.value))}；试过 {tried} 种组合，没有唯一的解释。"
    )
    en = (
        f"The text gives {claim.text}{claim.unit} for «{claim.label}», but {base.label_en} is "
        f"{decimal_text(base.value)}; of {tried} sums of other figures none, or more than one, "
        "explains it."
    )
    if partial:
        zh += "表中之和不及一半，表格可能未列全部单位。"
        en += " The column makes less than half: the table may not list all units."
    return make_finding(
        "text_column",
        "note" if partial else "error" if certain else "warning",
        Message(zh=zh, en=en),
        [statement.evidence, *base.evidence],
        published=claim.value,
        expected=base.value,
    )


def _lists_all(scopes: tuple[Scope, ...]) -> bool:
    """Whether nothing outside one count column could make up what is short.

    Unlisted units are said to have zero, and no points stand for items that have no column.
    """
    return all(
        sheet.table.absent_means == "zero"
        and sum(not sheet.is_rate(column) for column in sheet.numbers()) == 1
        for sheet, _ in scopes
    )
