"""From the outcomes in the cache to a release."""

from datetime import datetime
from pathlib import Path

from contracts import Reading, SetAside
from dataset.release import publish_release
from flows.fingerprints import fingerprint_of, stage_version
from flows.inputs import Inputs
from flows.outcome import recall_outcome
from flows.stages import registry, rules
from flows.workspace import Workspace
from scoring.rules import rule_clauses


class OutcomeMissing(Exception):
    """A document was not read before publishing; run again."""


def publish_readings(inputs: Inputs, workspace: Workspace, released_at: datetime) -> Path:
    """Publish the release of `inputs`, all of which have been read; return its folder."""
    whole = fingerprint_of(inputs, workspace)
    readings_folder = workspace.readings(stage_version(whole))
    readings: list[Reading] = []
    set_aside = list(inputs.set_aside)
    for item in inputs.documents:
        outcome = recall_outcome(readings_folder, item.capture.sha256)
        if outcome is None:
            raise OutcomeMissing(f"{item.name} has not been read yet. Run `tongbao run` again.")
        if outcome.refusal is not None:
            set_aside.append(
                SetAside(
                    path=item.name,
                    sha256=outcome.sha256,
                    code=outcome.refusal.code,
                    message=outcome.refusal.message,
                )
            )
        elif outcome.notice is not None and outcome.audit is not None:
            readings.append(
                Reading(
                    path=item.name,
                    capture=item.capture,
                    notice=outcome.notice,
                    observations=outcome.observations,
                    issues=outcome.issues,
                    audit=outcome.audit,
                )
            )
    return publish_release(
        readings,
        sorted(set_aside, key=lambda item: item.path),
        registry().units,
        rule_clauses(rules()),
        whole,
        workspace.releases,
        released_at,
    )
