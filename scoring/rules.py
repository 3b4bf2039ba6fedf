"""Which version of the rules binds a notice, and how a release lists their clauses."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from codes import RuleStatus
from contracts import Clause
from figures import fold
from scoring.clauses import Rule, RuleVersion, formula


class RuleNotInForce(LookupError):
    """No version of a rule was verified for a day."""


class Binding(NamedTuple):
    """The version of a rule that binds a notice, and on whose word."""

    version: RuleVersion
    status: RuleStatus


def version_on(rule: Rule, day: date) -> RuleVersion:
    """Return the version verified for `day`.

    Raises:
        RuleNotInForce: none is; the message names the span verified and the file to extend.
    """
    for version in rule.versions:
        if version.valid_from <= day <= version.verified_through:
            return version
    before = [version for version in rule.versions if version.verified_through < day]
    span = (
        f"verified through {before[-1].verified_through}"
        if before
        else f"first version from {rule.versions[0].valid_from}"
    )
    raise RuleNotInForce(
        f"{rule.id} on {day}; {span} (scoring/rules/{rule.id}.yaml). Add a version with its cite."
    )


def rule_for(
    issuer: str | None,
    day: date | None,
    rules: Iterable[Rule],
    headings: Iterable[str] | None = None,
) -> Binding | None:
    """Return what binds a notice of `issuer` whose period ends on `day`, or None.

    The version in force is `accepted`; outside every verified span the issuer's last version before
    that day is `carried` (the first one, for a day before them all). Where `headings` are given
    (the columns of the notice's tables), a rule that governs none of them is not meant.
    """
    if issuer is None:
        return None
    name = fold(issuer)
    printed = None if headings is None else {fold(part) for h in headings for part in _levels(h)}
    own = [
        rule
        for rule in rules
        if name in {fold(rule.issuer), *map(fold, rule.issuer_names)}
        and (not printed or _governs(rule, printed))
    ]
    bindings = [_binding(rule, day) for rule in sorted(own, key=lambda rule: rule.id)]
    if printed:
        # Several rules of one office: the one of which the tables show the most columns.
        bindings.sort(key=lambda b: -_shown(b.version, printed))
    bindings.sort(key=lambda b: b.status != "accepted")
    return bindings[0] if bindings else None


def own_binding(rule: Rule, day: date | None) -> Binding:
    """Return the version of the auditor's own rule for `day`; it binds as accepted."""
    return Binding(_binding(rule, day).version, "accepted")


def rule_clauses(rules: Iterable[Rule]) -> tuple[Clause, ...]:
    """Return every clause of every version, as the release lists them."""
    return tuple(
        Clause(
            rule_id=rule.id,
            label=rule.label,
            issuer=rule.issuer,
            version=version.name,
            valid_from=version.valid_from,
            verified_through=version.verified_through,
            status="accepted",
            column=column,
            kind=clause.kind,
            formula=formula(column, clause),
            quote=clause.quote or "",
            cite=version.cite,
        )
        for rule in rules
        for version in rule.versions
        for column, clause in version.scores.items()
    )


def _binding(rule: Rule, day: date | None) -> Binding:
    if day is None:
        return Binding(rule.versions[-1], "carried")
    try:
        return Binding(version_on(rule, day), "accepted")
    except RuleNotInForce:
        before = [version for version in rule.versions if version.valid_from <= day]
        return Binding(before[-1] if before else rule.versions[0], "carried")


def _levels(heading: str) -> tuple[str, str]:
    return heading, heading.rsplit("/", 1)[-1]


def _shown(version: RuleVersion, printed: set[str]) -> int:
    names = [
        {fold(column), *map(fold, version.column_aliases.get(column, ()))}
        for column in version.scores
    ]
    return sum(bool(aliases & printed) for aliases in names)


def _governs(rule: Rule, printed: set[str]) -> bool:
    return any(_shown(version, printed) for version in rule.versions)
