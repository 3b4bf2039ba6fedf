"""Writing down what a person decides, once it is sure that the decision can stand."""

import getpass
import os
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from dataset.waiting import MentionStatus, finding_ids, mention_status, unit_ids
from decisions import (
    VERDICTS,
    Decided,
    Decision,
    DecisionError,
    Subject,
    Verdict,
    only_one_writes,
    read_decisions,
    with_decisions,
)
from evidence import Record
from flows.stages import registry
from flows.workspace import Workspace
from normalizers.decided import Rulings
from sources.archive import write_atomically


class Answer(Record):
    """What a person answers, and where the answer stands (a line of a file, or the command)."""

    key: str
    decision: str
    reason: str
    where: str


class Desk:
    """Takes answers on what the current release asks; refuses those that it does not ask."""

    def __init__(self, workspace: Workspace, release: Path, by: str | None = None) -> None:
        self._folder = workspace.decisions
        self._release, self._cache = release, workspace.cache
        self._by = by or _login()

    def take(self, answers: Sequence[Answer]) -> int:
        """Write the answers down, all or none, and return how many were new.

        Raises:
            DecisionError: an answer asks for what is not there, or contradicts another; with the
                place of the answer and the cure.
            yamlfile.UnreadableYaml: the decisions made before cannot be read.
        """
        wanted: dict[Subject, list[tuple[Decision, str]]] = {}
        for answer in answers:
            subject, decision = self._decision(answer)
            wanted.setdefault(subject, []).append((decision, answer.where))
        written = 0
        with only_one_writes(self._folder):
            texts = {}
            for subject, pairs in wanted.items():
                texts[self._folder / f"{subject}.yaml"], count = self._added(subject, pairs)
                written += count
            for path, text in texts.items():
                write_atomically(path, text.encode())
        return written

    def _added(self, subject: Subject, pairs: Sequence[tuple[Decision, str]]) -> tuple[str, int]:
        """The file of a subject with the decisions that are not in it yet, and their number."""
        path = self._folder / f"{subject}.yaml"
        known = {item.decision.key: item for item in read_decisions(self._folder, subject)}
        new: list[Decision] = []
        for decision, where in pairs:
            before = known.get(decision.key)
            if before is None:
                known[decision.key] = Decided(decision=decision, where=where)
                new.append(decision)
            elif before.decision.decision != decision.decision:
                raise DecisionError(
                    f"{where}: «{decision.key}» is decided on already: "
                    f"{before.decision.decision} ({before.where}). To change it, take that one "
                    "out first."
                )
        if subject == "units":
            Rulings(tuple(known.values()), registry())
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        return with_decisions(old, new) if new else old, len(new)

    def _decision(self, answer: Answer) -> tuple[Subject, Decision]:
        verdict = _verdict(answer)
        subject: Subject = "findings" if verdict in VERDICTS["findings"] else "units"
        if not answer.reason.strip():
            raise DecisionError(f"{answer.where}: a decision needs its reason. Say why.")
        if subject == "units":
            self._check_unit(answer, verdict)
        elif answer.key not in self._findings:
            raise DecisionError(
                f"{answer.where}: the current release has no finding «{answer.key}». Take its "
                'finding_id from `tongbao sql "select finding_id, explanation_en from findings"`.'
            )
        return subject, Decision(
            key=answer.key, decision=verdict, reason=answer.reason, by=self._by, day=date.today()
        )

    def _check_unit(self, answer: Answer, verdict: Verdict) -> None:
        name, linking, unit_id = answer.key.partition("=")
        status = self._names.get(name)
        if status is None:
            if answer.key in self._findings:
                raise DecisionError(
                    f"{answer.where}: «{answer.key}» is a finding; dismiss or confirm it."
                )
            near = get_close_matches(name, self._names, n=3, cutoff=0.5)
            hint = f" Nearest: {'、'.join(near)}." if near else ""
            raise DecisionError(
                f"{answer.where}: no row of the current release bears «{name}».{hint} `tongbao "
                "units` lists the keys."
            )
        if linking and unit_id not in self._units:
            near = get_close_matches(unit_id, self._units, n=3, cutoff=0.5)
            hint = f" Nearest: {', '.join(near)}." if near else ""
            raise DecisionError(
                f"{answer.where}: no unit has the id «{unit_id}».{hint} Units are entered in "
                "normalizers/units/."
            )
        if not linking and verdict == "accept" and not status.provisional:
            raise DecisionError(
                f"{answer.where}: «{name}» has no provisional unit to accept. Accept one of its "
                f"candidates as «{name}=UNIT», or enter the unit in normalizers/units/."
            )

    @cached_property
    def _names(self) -> dict[str, MentionStatus]:
        return mention_status(self._release, self._cache)

    @cached_property
    def _units(self) -> frozenset[str]:
        return unit_ids(self._release, self._cache)

    @cached_property
    def _findings(self) -> frozenset[str]:
        return finding_ids(self._release, self._cache)


def _verdict(answer: Answer) -> Verdict:
    for verdicts in VERDICTS.values():
        for verdict in verdicts:
            if answer.decision.strip().lower() == verdict:
                return verdict
    raise DecisionError(
        f"{answer.where}: «{answer.decision}» is no decision. Write accept or reject."
    )


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
