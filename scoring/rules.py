"""Rules as dated data: reading `rules/*.yaml` strictly, and which version binds a notice."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from codes import RuleStatus
from contracts import Clause
from figures import fold
from scoring.clauses import (
    KINDS,
    Rule,
    RuleClause,
    RuleVersion,
    columns_used,
    formula,
)
from yamlfile import read_yaml

RULES = Path(__file__).parent / "rules"
_RULE_KEYS = {"id", "label", "issuer", "issuer_names", "versions"}
_VERSION_KEYS = {"from", "verified_through", "cite", "column_aliases", "columns", "scores"}


class RuleError(ValueError):
    """A rule file that cannot be relied on; the message names file, entry and cure."""


class RuleNotInForce(LookupError):
    """No version of a rule was verified for a day."""


class Binding(NamedTuple):
    """The version of a rule that binds a notice, and on whose word."""

    version: RuleVersion
    status: RuleStatus


def load_rules(folder: Path | None = None) -> tuple[Rule, ...]:
    """Return the rules of a folder (those of the project by default), by id.

    Raises:
        RuleError: a file is no YAML; a key or kind is unknown; cite or quote is missing; versions
            overlap; a sum or weight names a column that the rule does not know; an id stands twice.
    """
    rules = [load_rule(path) for path in sorted((folder or RULES).glob("*.yaml"))]
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in seen:
            raise RuleError(f"rule id {rule.id} stands in two files; rename one of them")
        seen[rule.id] = rule
    return tuple(seen[key] for key in sorted(seen))


def load_rule(path: Path) -> Rule:
    """Return the rule of one YAML file.

    Raises:
        RuleError: as `load_rules`.
    """
    try:
        data = read_yaml(path)
    except ValueError as error:
        raise RuleError(str(error)) from error
    except OSError as error:
        raise RuleError(f"{path}: cannot be read ({error.strerror})") from error
    entry = _mapping(data, f"{path}", _RULE_KEYS, required=_RULE_KEYS - {"issuer_names"})
    rule_id = _text(entry["id"], f"{path}: id")
    versions = entry["versions"]
    if not isinstance(versions, list) or not versions:
        raise RuleError(f"{path}: versions must be a list of at least one version")
    read = [
        _version(version, rule_id, f"{path}: versions[{number}]")
        for number, version in enumerate(versions, 1)
    ]
    read.sort(key=lambda version: version.valid_from)
    for earlier, later in pairwise(read):
        if later.valid_from <= earlier.verified_through:
            raise RuleError(
                f"{path}: version {later.name} begins before version {earlier.name} ends "
                f"({earlier.verified_through}); versions must not overlap, set verified_through "
                "to the day before the next one"
            )
    return Rule(
        id=rule_id,
        label=_text(entry["label"], f"{path}: label"),
        issuer=_text(entry["issuer"], f"{path}: issuer"),
        issuer_names=_names(entry.get("issuer_names", []), f"{path}: issuer_names"),
        versions=tuple(read),
    )


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


# --- strict reading ----------------------------------------------------------------------------


def _version(data: object, rule_id: str, place: str) -> RuleVersion:
    entry = _mapping(
        data, place, _VERSION_KEYS, required={"from", "verified_through", "cite", "scores"}
    )
    scores = entry["scores"]
    if not isinstance(scores, dict) or not scores:
        raise RuleError(f"{place}.scores must map each score column to its clause")
    aliases = entry.get("column_aliases", {})
    if not isinstance(aliases, dict):
        raise RuleError(f"{place}.column_aliases must map a column to a list of other headings")
    version = RuleVersion(
        rule_id=rule_id,
        valid_from=_day(entry["from"], f"{place}.from"),
        verified_through=_day(entry["verified_through"], f"{place}.verified_through"),
        cite=_cite(entry["cite"], f"{place}.cite"),
        column_aliases={
            _text(column, f"{place}.column_aliases"): _names(
                names, f"{place}.column_aliases.{column}"
            )
            for column, names in aliases.items()
        },
        columns=_names(entry.get("columns", []), f"{place}.columns"),
        scores={
            _text(column, f"{place}.scores"): _clause(clause, f"{place}.scores.{column}")
            for column, clause in scores.items()
        },
    )
    if version.verified_through < version.valid_from:
        raise RuleError(f"{place}: verified_through lies before from; swap or mend them")
    known = {*version.scores, *version.columns}
    for column, clause in version.scores.items():
        for part in columns_used(clause):
            if part not in known:
                raise RuleError(
                    f"{place}.scores.{column}: no column «{part}» in this rule; known: "
                    f"{'、'.join(sorted(known))}. Give it a clause or list it under columns."
                )
            if part == column:
                raise RuleError(f"{place}.scores.{column} refers to itself; name its parts")
    for column in version.column_aliases:
        if column not in known:
            raise RuleError(f"{place}.column_aliases: no column «{column}» in this rule")
    return version


def _clause(data: object, place: str) -> RuleClause:
    if not isinstance(data, dict):
        raise RuleError(f"{place} must be a clause such as {{kind: per_item, ...}}")
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise RuleError(f"{place}: unknown kind «{kind}»; known: {', '.join(KINDS)}")
    entry = {key: _exact(value) for key, value in data.items()}
    if "items" in entry and kind == "per_item":
        items = entry.pop("items")
        if isinstance(entry.get("points_each"), dict):
            raise RuleError(f"{place}: items with several points_each; drop items")
        entry["points_each"] = {items: entry.get("points_each")}
    model = KINDS[kind]
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        raise RuleError(f"{place}: {_told(error, model)}") from error


def _told(error: ValidationError, model: type[RuleClause]) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    match first["type"]:
        case "extra_forbidden":
            keys = [name for name in model.model_fields if name != "kind"]
            return f"unknown key «{key}»; known: {', '.join(keys)}"
        case "missing":
            return f"{key} is missing; add it"
        case "string_too_long":
            return f"{key} is longer than 60 characters; cite the deciding words only"
        case "value_error":
            return str(first["ctx"]["error"])
        case _:
            return f"{key}: {first['msg']} (got {first['input']!r})"


def _exact(value: object) -> object:
    """The value with numbers as Decimal: what the file prints, not its nearest double."""
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_exact(item) for item in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    return value


def _mapping(data: object, place: str, known: set[str], required: set[str]) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise RuleError(f"{place} must be a mapping with the keys {', '.join(sorted(known))}")
    unknown = [str(key) for key in data if key not in known]
    if unknown:
        raise RuleError(f"{place}: unknown key «{unknown[0]}»; known: {', '.join(sorted(known))}")
    missing = sorted(required - set(data))
    if missing:
        raise RuleError(f"{place}: {missing[0]} is missing; add it")
    return data


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RuleError(f"{place} must be words (got {value!r}); put them in quotes")
    return value


def _names(value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise RuleError(f"{place} must be a list of names")
    return tuple(_text(item, place) for item in value)


def _day(value: object, place: str) -> date:
    if not isinstance(value, date):
        raise RuleError(f"{place} must be a day such as 2020-04-01 (got {value!r})")
    return value


def _cite(value: object, place: str) -> str:
    """Where the rule stands: words, or the document's name and the clause in it."""
    if isinstance(value, dict):
        entry = _mapping(value, place, {"notice", "clause"}, required={"notice", "clause"})
        parts: Sequence[str] = [_text(entry[key], place) for key in ("notice", "clause")]
        return " ".join(parts)
    return _text(value, place)
