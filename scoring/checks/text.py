"""The prose against itself and against the columns: text_parts, text_column."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding
from evidence import Evidence, Message
from scoring.checks.bindings import (
    Reference,
    Scope,
    candidate_columns,
    group_total,
    refer,
    refer_only,
    refer_parts,
    who_of,
)
from scoring.checks.explanations import Explanation, Search, explain, figures_around, labels_of
from scoring.checks.findings import decimal_text, make_finding
from scoring.checks.sheets import Case, Sheet
from scoring.checks.statements import TOTAL, Breakdown, Claim, Statement, is_count
from scoring.checks.verbs import verb_of

_SINCE = re.compile(r"累计|以来|至今")


class _Sum(NamedTuple):
    """A column's sum that a claim may state."""

    value: Decimal
    label: str
    label_en: str
    evidence: tuple[Evidence, ...]
    missing: bool
    paths: tuple[str, ...]


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
            if is_count(claim) and not _runs_on(statement, claim):
                yield from _compare_column(case, statement, index)


def _runs_on(statement: Statement, claim: Claim) -> bool:
    """Whether a figure adds up over more than the period: 3月份共采用57条，累计采用210条."""
    return bool(_SINCE.search(claim.label)) and any(
        other is not claim
        and TOTAL.search(other.label)
        and not _SINCE.search(other.label)
        and other.unit == claim.unit
        and other.value <= claim.value
        and verb_of(other.label) == verb_of(claim.label) is not None
        for other in statement.claims
    )


def _compare_parts(case: Case, statement: Statement, breakdown: Breakdown) -> Iterator[Finding]:
    whole = statement.claims[breakdown.whole]
    parts = [statement.claims[index] for index in breakdown.parts]
    total = sum((part.value for part in parts), Decimal(0))
    difference = whole.value - total
    if abs(difference) <= _rounding([whole, *parts]) or _divided_already(
        whole.value, [part.value for part in parts]
    ):
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
    doubted = _part_in_doubt(case, statement, breakdown, difference)
    if doubted is not None:
        part, column = doubted
        right = decimal_text(column.value)
        zh += f"{column.label}为 {right}，{_quoted(part)}若作 {right} 则相符。"
        en += (
            f" {column.label_en} is {right}: with it for «{part.label}» ({part.text}{part.unit}) "
            "the parts make the whole."
        )
        yield make_finding(
            "text_parts", "error", Message(zh=zh, en=en),
            [statement.evidence, *column.evidence], published=part.value, expected=column.value,
        )  # fmt: skip
        return
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


def _part_in_doubt(
    case: Case, statement: Statement, breakdown: Breakdown, difference: Decimal
) -> tuple[Claim, _Sum] | None:
    """The one part whose own column would mend the sum, where the whole is that of the table."""
    reference = refer(case, statement, breakdown.whole) or refer_only(case)
    if reference is None:
        return None

    def sums(index: int) -> list[_Sum]:
        return _sums(statement, index, reference.scopes, reference)

    if all(
        found.value != statement.claims[breakdown.whole].value for found in sums(breakdown.whole)
    ):
        return None
    found = [
        (claim, column)
        for index in breakdown.parts
        for claim in (statement.claims[index],)
        for column in sums(index)
        if column.value == claim.value + difference
    ]
    return found[0] if len(found) == 1 else None


def _rounding(claims: list[Claim]) -> Decimal:
    """Half a unit of the last digit of each figure; whole numbers are exact."""
    decimals = max(len(claim.text.partition(".")[2]) for claim in claims)
    return Decimal(5).scaleb(-decimals - 1) * len(claims) if decimals else Decimal(0)


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


def stated_columns(case: Case) -> frozenset[tuple[int, str]]:
    """The columns (table, path) whose sum the prose states as printed, in so many words."""
    found: set[tuple[int, str]] = set()
    for statement in case.statements:
        for index, claim in enumerate(statement.claims):
            reference = refer(case, statement, index) if is_count(claim) else None
            if reference is None or not reference.certain or len(reference.scopes) > 1:
                continue
            ((sheet, rows),) = reference.scopes
            for one in _sums(statement, index, reference.scopes, reference):
                if one.value == claim.value and rows == sheet.units:
                    found |= {(sheet.number, path) for path in one.paths}
    return frozenset(found)


def _compare_column(case: Case, statement: Statement, index: int) -> Iterator[Finding]:
    claim = statement.claims[index]
    reference = refer(case, statement, index)
    if reference is None or any(scope.sheet.is_partial() for scope in reference.scopes):
        return
    readings = [reference.scopes, *reference.alternatives]
    sums = [found for scopes in readings for found in _sums(statement, index, scopes, reference)]
    if not sums or any(found.value == claim.value for found in sums):
        return
    if any(_is_printed(claim, scopes, reference) for scopes in readings):
        return  # what the table's own totals row says; whether its rows make it is told there
    if any(_is_unread(scopes[0], claim, reference) for scopes in readings):
        return  # a column that it may state cannot be added up
    search = explain(claim.value, figures_around(case, statement, index, reference.scopes))
    if search.only is not None:
        yield _explained(statement, index, sums, search.only)
    elif reference.certain or (TOTAL.search(claim.label) and len(reference.scopes) == 1):
        yield _unexplained(case, statement, index, reference, sums, search)


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
            found.append(_Sum(total, zh, en, tuple(places), missing, tuple(paths)))
    return found


def _is_printed(claim: Claim, scopes: tuple[Scope, ...], reference: Reference) -> bool:
    """Whether the totals row of the claim's only table prints it."""
    sheet = scopes[0].sheet
    return len(scopes) == 1 and any(
        sum((sheet.value(row, column) or Decimal(0) for column in columns), Decimal(0))
        == claim.value
        for row, printed in enumerate(sheet.table.rows)
        if printed.kind in ("total", "subtotal")
        for columns in candidate_columns(sheet, claim, reference.verb)
    )


def _is_unread(scope: Scope, claim: Claim, reference: Reference) -> bool:
    """Whether a column that the claim may state holds what is no figure among its figures."""
    return any(
        any(scope.sheet.value(row, column) is not None for row in scope.rows)
        and scope.sheet.total(column, scope.rows) is None
        for columns in candidate_columns(scope.sheet, claim, reference.verb)
        for column in columns
    )


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
    case: Case,
    statement: Statement,
    index: int,
    reference: Reference,
    sums: list[_Sum],
    search: Search,
) -> Finding:
    claim = statement.claims[index]
    base = _nearest(sums, claim.value)
    partial = base.value * 2 < claim.value
    over = all(found.value > claim.value for found in sums)
    certain = (
        reference.certain
        and not search.fitting
        and (over or (not base.missing and _counts_all(case, statement, index, reference.scopes)))
    )
    zh = (
        f"文中称{_quoted(claim)}，而{base.label}为 {decimal_text(base.value)}，"
        f"相差 {decimal_text(abs(claim.value - base.value))}；试过 {search.tried} 种组合，"
    )
    en = (
        f"The text gives {claim.text}{claim.unit} for «{claim.label}», but {base.label_en} is "
        f"{decimal_text(base.value)}; of {search.tried} sums of other figures "
    )
    if search.fitting:
        zh += f"{search.fitting} 种与之相等，没有唯一的解释。"
        en += f"{search.fitting} give it, so none of them explains it."
    else:
        zh += "没有一种与之相等。"
        en += "none gives it."
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


def _counts_all(case: Case, statement: Statement, index: int, scopes: tuple[Scope, ...]) -> bool:
    """Whether nothing outside the count columns could make up what is short.

    Unlisted units are said to have zero, a whole is that of all the tables, and no points but the
    score stand for items without a column, unless they were solved and so tried.
    """
    whole = any(index == breakdown.whole for breakdown in statement.breakdowns)
    if whole and len(scopes) < sum(bool(sheet.units) for sheet in case.sheets):
        return False
    solved = {(count.table, count.column) for count in case.solved}
    return all(
        sheet.table.absent_means == "zero"
        and all(
            (sheet.number, sheet.table.columns[column]) in solved
            for column in sheet.numbers()
            if column != sheet.score and sheet.is_points(column)
            if not _is_priced(sheet, column, rows)
        )
        for sheet, rows in scopes
    )


def _is_priced(sheet: Sheet, column: int, rows: tuple[int, ...]) -> bool:
    """Whether points are nothing, or everywhere one price times the items of a printed column."""
    points = [sheet.value(row, column) or Decimal(0) for row in rows]
    if not any(points):
        return True
    for other in sheet.numbers():
        items = [sheet.value(row, other) or Decimal(0) for row in rows]
        if other == column or sheet.is_points(other) or not any(items):
            continue
        if all(p * sum(items) == i * sum(points) for p, i in zip(points, items, strict=True)):
            return True
    return False
