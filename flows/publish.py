"""From the outcomes in the cache to a release."""

from datetime import datetime
from pathlib import Path

from contracts import Clause, Reading, SetAside, Unit
from dataset.auditor.judged import finding_decisions, judged
from dataset.privacy import mentions_of_units
from dataset.release import publish_release
from decisions import read_decisions
from flows.compare import Read, audits_together
from flows.fingerprints import fingerprint_of, stage_version
from flows.inputs import Input, Inputs
from flows.outcome import Outcome, recall_outcome
from flows.stages import registry, rules
from flows.workspace import Workspace
from normalizers.decided import Rulings
from scoring.rule_prose.rule_documents import document_clauses, rule_documents
from scoring.rules import rule_clauses


class OutcomeMissing(Exception):
    """A document was not read before publishing; run again."""


def publish_readings(inputs: Inputs, workspace: Workspace, released_at: datetime) -> Path:
    """Publish the release of `inputs`, all of which have been read; return its folder."""
    whole = fingerprint_of(inputs, workspace)
    readings_folder = workspace.readings(stage_version(whole))
    outcomes: list[tuple[Input, Outcome]] = []
    set_aside = list(inputs.set_aside)
    for item in inputs.documents:
        outcome = recall_outcome(readings_folder, item.capture.sha256)
        if outcome is None:
            raise OutcomeMissing(f"{item.name} has not been read yet. Run `tongbao run` again.")
        if outcome.refusal is None:
            outcomes.append((item, outcome))
        else:
            set_aside.append(
                SetAside(
                    path=item.name,
                    sha256=outcome.sha256,
                    code=outcome.refusal.code,
                    message=outcome.refusal.message,
                )
            )
    proposed = {unit.id: unit for _, outcome in outcomes for unit in outcome.proposed}
    known = registry().among((*registry().units, *proposed.values()))
    rulings = Rulings(read_decisions(workspace.decisions, "units"), known)
    accepted: set[str] = set()
    readings: list[Reading] = []
    for item, outcome in outcomes:
        if outcome.notice is None or outcome.audit is None:
            continue
        mentions = mentions_of_units(outcome.notice, outcome.mentions)
        settled = rulings.settle(mentions, outcome.observations)
        accepted |= settled.accepted
        readings.append(
            Reading(
                path=item.name,
                capture=item.capture,
                notice=outcome.notice,
                observations=settled.observations,
                mentions=settled.mentions,
                indicators=outcome.indicators,
                issues=(*outcome.issues, *settled.issues),
                audit=outcome.audit,
            )
        )
    decided = finding_decisions(read_decisions(workspace.decisions, "findings"))
    audits = audits_together(
        [Read(r.path, r.notice, r.observations, r.mentions, r.audit) for r in readings],
        known.by_id,
    )
    readings = [
        reading.model_copy(update={"audit": judged(audit, decided)})
        for reading, audit in zip(readings, audits, strict=True)
    ]
    return publish_release(
        readings,
        sorted(set_aside, key=lambda item: item.path),
        (*registry().units, *_provisional(proposed, accepted, readings)),
        (*rule_clauses(rules()), *_document_clauses(readings)),
        whole,
        workspace.releases,
        released_at,
    )


def _document_clauses(readings: list[Reading]) -> tuple[Clause, ...]:
    """The clauses of the published rules by which notices of the release were re-checked."""
    bound = {(reading.audit.rule.id, reading.audit.rule.version) for reading in readings}
    documents = rule_documents(reading.notice for reading in readings)
    return document_clauses(one for one in documents if (one.id, one.name) in bound)


def _provisional(
    proposed: dict[str, Unit], accepted: set[str], readings: list[Reading]
) -> list[Unit]:
    """The proposed units that a name means, with those that they became, in the order of ids."""
    wanted = {mention.match.unit_id for reading in readings for mention in reading.mentions}
    kept: dict[str, Unit] = {}
    waiting = [proposed[unit_id] for unit_id in wanted if unit_id in proposed]
    while waiting:
        unit = waiting.pop()
        if unit.id not in kept:
            kept[unit.id] = unit.model_copy(update={"provisional": unit.id not in accepted})
            waiting += [proposed[s.unit] for s in unit.successors if s.unit in proposed]
    return [kept[unit_id] for unit_id in sorted(kept)]
