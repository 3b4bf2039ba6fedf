"""Why two figures of a notice may differ: the one sum of at most two of its figures.

Held to two terms and to being the only one, or any difference could be explained away.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Literal, NamedTuple

from contracts import Term
from evidence import Evidence
from scoring.checks.bindings import Scope
from scoring.checks.sheets import Case
from scoring.checks.statements import ITEM_UNITS, Statement


class Figure(NamedTuple):
    """A figure that may help to explain another, and how it is known."""

    value: Decimal
    label: str
    label_en: str
    kind: Literal["column", "solved", "sentence"]
    evidence: tuple[Evidence, ...]


class Explanation(NamedTuple):
    """The only sum that gives the figure, and how many sums were tried."""

    terms: tuple[Figure, ...]
    tried: int

    def solved(self) -> bool:
        """Whether it rests on a count that was solved, not printed."""
        return any(term.kind == "solved" for term in self.terms)

    def published(self) -> tuple[Term, ...]:
        """The terms as a finding states them."""
        return tuple(Term(value=term.value, label=term.label) for term in self.terms)


class Search(NamedTuple):
    """What was found for a figure: the only explanation, if one sum alone fits."""

    only: Explanation | None
    tried: int
    fitting: int
    """How many sums give the figure; 0 where only figures of the sentence do."""


def explain(target: Decimal, figures: Sequence[Figure]) -> Search:
    """The only sum of one or two `figures` that is `target`, and how many were tried and fit.

    A sum of two needs a column's sum among its terms: two figures of a sentence prove nothing.
    """
    usable = [figure for figure in figures if figure.value > 0]
    sums: list[tuple[Figure, ...]] = [(figure,) for figure in usable]
    sums += list(combinations(usable, 2))
    hits = [terms for terms in sums if sum((t.value for t in terms), Decimal(0)) == target]
    if not any(term.kind == "column" for terms in hits for term in terms):
        return Search(None, len(sums), 0)
    if len(hits) > 1:
        return Search(None, len(sums), len(hits))
    return Search(Explanation(hits[0], len(sums)), len(sums), 1)


def figures_around(
    case: Case, statement: Statement, index: int, scopes: tuple[Scope, ...]
) -> list[Figure]:
    """What may explain a claim: columns of its tables, solved counts, its sentence's figures."""
    claim = statement.claims[index]
    found = list(_columns(scopes, points=claim.unit == "分"))
    if claim.unit != "分":
        found += _solved(case, scopes)
    found += [
        Figure(
            other.value,
            f"“{other.label}{other.text}{other.unit}”",
            f"«{other.label}{other.text}{other.unit}»",
            "sentence",
            (statement.evidence,),
        )
        for place, other in enumerate(statement.claims)
        if place != index
        and (other.unit in ITEM_UNITS or not other.unit)
        # A figure that restates a column is that column, not a second figure.
        and all(figure.value != other.value for figure in found)
    ]
    return found


def _columns(scopes: tuple[Scope, ...], points: bool) -> Iterable[Figure]:
    """Each column that all the tables have, summed over them; points and counts do not mix."""
    first = scopes[0].sheet
    for column in first.numbers():
        path = first.table.columns[column]
        total, places = Decimal(0), []
        for sheet, rows in scopes:
            if path not in sheet.table.columns:
                break
            place = sheet.table.columns.index(path)
            part = sheet.total(place, rows)
            if part is None or sheet.is_rate(place) or sheet.is_points(place) != points:
                break
            total += part.value
            places += sheet.evidence(place, rows)
        else:
            yield Figure(total, *labels_of(scopes, path), "column", tuple(places))


def labels_of(scopes: tuple[Scope, ...], path: str) -> tuple[str, str]:
    """What a column's sum is called in both languages: ``表2《采用条数》合计``."""
    numbers = [str(number) for number in sorted(scope.sheet.number for scope in scopes)]
    tables = f"table{'s' * (len(numbers) > 1)} {', '.join(numbers)}"
    return f"表{'、'.join(numbers)}《{path}》合计", f"the sum of «{path}» in {tables}"


def _solved(case: Case, scopes: tuple[Scope, ...]) -> Iterable[Figure]:
    """The solved items of each points column, over the tables together."""
    sheets = {scope.sheet.number: scope for scope in scopes}
    sums: dict[str, Decimal] = {}
    kinds: dict[str, dict[str, int]] = {}
    places: dict[str, list[Evidence]] = {}
    for count in case.solved:
        if count.table not in sheets:
            continue
        path = count.column
        sums[path] = sums.get(path, Decimal(0)) + count.items
        items = kinds.setdefault(path, {})
        items[count.kind] = items.get(count.kind, 0) + count.items
        sheet, rows = sheets[count.table]
        if path in sheet.table.columns:
            column = sheet.table.columns.index(path)
            proof = sheet.evidence(column, [r for r in rows if sheet.value(r, column)])
            places.setdefault(path, []).extend(proof)
    for path, value in sums.items():
        shown = "、".join(f"{kind}{items}" for kind, items in kinds[path].items())
        yield Figure(
            value,
            f"《{path}》折合条数（{shown}）",
            f"items that «{path}» stands for ({shown})",
            "solved",
            tuple(places.get(path, ())),
        )
