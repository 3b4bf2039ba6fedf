"""The registers that a release rests on: units with their names and lineage, rules and clauses."""

from collections import Counter
from collections.abc import Iterable, Sequence

from contracts import Clause, Reading, RuleInForce, Unit
from dataset.privacy import redact
from dataset.published import PublishedRow
from dataset.registers import IndicatorRow, LineageRow, RuleClauseRow, RuleRow, UnitNameRow, UnitRow


def unit_rows(units: Sequence[Unit], readings: Sequence[Reading]) -> Iterable[PublishedRow]:
    """Units, the names they bear (also as printed in these readings), and what became of them."""
    rows: Counter[tuple[str, str]] = Counter()
    for reading in readings:
        # A name counts once a row of a table, however many numbers stand in the row.
        rows.update(
            (unit_id, name)
            for _, _, unit_id, name in {
                (seen.table, seen.row, seen.unit_id, redact(seen.unit_printed))
                for seen in reading.observations
                if seen.unit_id is not None
            }
        )
    for unit in units:
        yield UnitRow(
            unit_id=unit.id,
            series_id=unit.series_id,
            name=unit.name,
            jurisdiction=unit.jurisdiction,
            area=unit.area,
            level=unit.level,
            kind=unit.kind,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
            provisional=unit.provisional,
        )
        yield UnitNameRow(
            unit_id=unit.id, name=unit.name, kind="full", mentions=rows[unit.id, unit.name]
        )
        for name in sorted({*unit.short_names} - {unit.name}):
            yield UnitNameRow(
                unit_id=unit.id, name=name, kind="short", mentions=rows[unit.id, name]
            )
        for succession in unit.successors:
            yield LineageRow(
                unit_id=unit.id,
                successor=succession.unit,
                how=succession.how,
                on_day=succession.date,
                cite=succession.cite,
            )
    known = {(unit.id, name) for unit in units for name in (unit.name, *unit.short_names)}
    for (unit_id, name), mentions in rows.items():
        if (unit_id, name) not in known:
            yield UnitNameRow(unit_id=unit_id, name=name, kind="printed", mentions=mentions)


def indicator_rows(readings: Sequence[Reading]) -> Iterable[IndicatorRow]:
    """Every indicator that a number of these readings is of."""
    found = {entry.id: entry for reading in readings for entry in reading.indicators}
    for entry in found.values():
        yield IndicatorRow(
            indicator=entry.id,
            label_zh=entry.label.zh,
            label_en=entry.label.en,
            measure=entry.measure,
            unit_zh=entry.unit.zh,
            unit_en=entry.unit.en,
            subject=entry.subject,
            role=entry.role,
            level=entry.level,
            channel=entry.channel,
            period_kind=entry.period,
        )


def rule_rows(clauses: Sequence[Clause], readings: Sequence[Reading]) -> Iterable[PublishedRow]:
    """Every version of a rule that is registered or was applied, and the registered clauses."""
    versions: dict[tuple[str, str | None], list[Clause]] = {}
    for clause in clauses:
        versions.setdefault((clause.rule_id, clause.version), []).append(clause)
    for (rule_id, version), found in versions.items():
        head = found[0]
        yield RuleRow(
            rule_id=rule_id,
            rule_version=version,
            label=head.label,
            issuer=head.issuer,
            valid_from=head.valid_from,
            verified_through=head.verified_through,
            status=head.status,
            clause_count=len(found),
        )
        for number, clause in enumerate(found, 1):
            yield RuleClauseRow(
                rule_id=rule_id,
                rule_version=clause.version,
                clause_no=number,
                column_path=clause.column,
                kind=clause.kind,
                formula=clause.formula,
                quote=redact(clause.quote),
                cite=clause.cite,
            )
    for rule in _unregistered(readings, versions):
        yield RuleRow(
            rule_id=rule.id or "",
            rule_version=rule.version,
            label=None,
            issuer=None,
            valid_from=None,
            verified_through=None,
            status=rule.status,
            clause_count=0,
        )


def _unregistered(
    readings: Sequence[Reading], registered: dict[tuple[str, str | None], list[Clause]]
) -> list[RuleInForce]:
    """Rules that were read or inferred from a notice and so stand in no register."""
    found: dict[tuple[str, str | None], RuleInForce] = {}
    binding = [reading.audit.rule for reading in readings]
    applied = [
        RuleInForce(id=score.rule_id, version=score.rule_version, status="none")
        for reading in readings
        for score in reading.audit.scores
    ]
    for rule in (*binding, *applied):
        if rule.id is not None and (rule.id, rule.version) not in registered:
            found.setdefault((rule.id, rule.version), rule)
    return list(found.values())
