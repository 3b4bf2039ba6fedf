"""What people decided on findings, laid over what was found.

A decision bears the finding's key, which follows from the bytes: of a document that was changed, or
of a figure that reads otherwise, the finding is another and stands undecided. Taking the decision
out of its file gives the finding back.
"""

from collections.abc import Mapping, Sequence

from contracts import Audit, FindingDecision
from dataset.ids import finding_ids
from decisions import Decided


def finding_decisions(decisions: Sequence[Decided]) -> dict[str, FindingDecision]:
    """The decisions on findings by key."""
    return {
        item.decision.key: FindingDecision.model_validate(
            {
                "verdict": item.decision.decision,
                "reason": item.decision.reason,
                "by": item.decision.by,
                "day": item.decision.day,
            }
        )
        for item in decisions
    }


def judged(audit: Audit, decided: Mapping[str, FindingDecision]) -> Audit:
    """The audit with the key of each finding, and what was decided under it."""
    keys = finding_ids(audit.notice, audit.findings)
    return audit.model_copy(
        update={
            "findings": tuple(
                finding.model_copy(update={"key": key, "decided": decided.get(key)})
                for key, finding in zip(keys, audit.findings, strict=True)
            )
        }
    )
