"""Writing down what a person decides, once it is sure that the decision can stand."""

import getpass
import os
import re
from collections.abc import Iterable, Sequence
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

_FINDING_KEY = re.compile(r"[0-9a-f]{16}")
_SLIP = 0.8
"""How alike a key must be to one that is known to be taken for a slip of the pen."""


class Answer(Record):
    """What a person answers, and where the answer stands (a line of a file, or the command)."""

    key: str
    decision: str
    reason: str
    where: str


class Desk:
    """Takes answers on what the current release asks, and on findings that an audit told.

    Without a release only findings can be decided on.
    """

    def __init__(self, workspace: Workspace, release: Path | None, by: str | None = None) -> None:
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
                said = f"{before.decision.decision} ({before.where})"
                raise DecisionError(
                    where,
                    zh=f"“{decision.key}”已有决定：{said}。如要更改，请先删去那一项。",
                    en=f"«{decision.key}» is decided on already: {said}. To change it, take that "
                    "one out first.",
                )
        if subject == "units":
            Rulings(tuple(known.values()), registry())
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        return with_decisions(old, new) if new else old, len(new)

    def _decision(self, answer: Answer) -> tuple[Subject, Decision]:
        verdict = _verdict(answer)
        subject: Subject = "findings" if verdict in VERDICTS["findings"] else "units"
        if not answer.reason.strip():
            raise DecisionError(
                answer.where,
                zh="决定须有理由。请写明（--reason 或 reason 一列）。",
                en="a decision needs its reason. Say why (--reason, or the column reason).",
            )
        if subject == "units":
            self._check_unit(answer, verdict)
        elif answer.key not in self.findings:
            self._check_finding(answer)
        return subject, Decision(
            key=answer.key, decision=verdict, reason=answer.reason, by=self._by, day=date.today()
        )

    def _check_finding(self, answer: Answer) -> None:
        """A finding that no release holds may be one that `audit` told of another file."""
        decided = {item.decision.key for item in read_decisions(self._folder, "findings")}
        known = (self.findings | decided) - {answer.key}
        near_zh, near_en = _nearest(answer.key, known, _SLIP)
        if near_zh or not _FINDING_KEY.fullmatch(answer.key):
            raise DecisionError(
                answer.where,
                zh=f"没有键为“{answer.key}”的发现。{near_zh}发现的键是16位的十六进制数，"
                "`tongbao audit` 印在每项发现之后，发布版本中即 findings 表的 finding_id。",
                en=f"there is no finding «{answer.key}».{near_en} A finding's key is 16 hex "
                "digits: `tongbao audit` prints it behind each finding, in a release it is the "
                "finding_id of table findings.",
            )

    def _check_unit(self, answer: Answer, verdict: Verdict) -> None:
        name, linking, unit_id = answer.key.partition("=")
        status = self._names.get(name)
        if status is None:
            if answer.key in self.findings:
                raise DecisionError(
                    answer.where,
                    zh=f"“{answer.key}”是一项发现；请用 dismiss 或 confirm。",
                    en=f"«{answer.key}» is a finding; dismiss or confirm it.",
                )
            near_zh, near_en = _nearest(name, self._names)
            raise DecisionError(
                answer.where,
                zh=f"当前发布版本中没有名为“{name}”的行。{near_zh}各键见 `tongbao units`。",
                en=f"no row of the current release bears «{name}».{near_en} `tongbao units` lists "
                "the keys.",
            )
        if linking and unit_id not in self._units:
            near_zh, near_en = _nearest(unit_id, self._units)
            raise DecisionError(
                answer.where,
                zh=f"没有编号为“{unit_id}”的单位。{near_zh}单位登记在 normalizers/units/。",
                en=f"no unit has the id «{unit_id}».{near_en} Units are entered in "
                "normalizers/units/.",
            )
        if not linking and verdict == "accept" and not status.provisional:
            raise DecisionError(
                answer.where,
                zh=f"“{name}”没有可接受的临时单位。请以“{name}=单位编号”接受一个候选单位，"
                "或将该单位登记到 normalizers/units/。",
                en=f"«{name}» has no provisional unit to accept. Accept one of its candidates as "
                f"«{name}=UNIT», or enter the unit in normalizers/units/.",
            )

    @cached_property
    def _names(self) -> dict[str, MentionStatus]:
        return {} if self._release is None else mention_status(self._release, self._cache)

    @cached_property
    def _units(self) -> frozenset[str]:
        return frozenset() if self._release is None else unit_ids(self._release, self._cache)

    @cached_property
    def findings(self) -> frozenset[str]:
        """The keys of the findings of the current release."""
        return frozenset() if self._release is None else finding_ids(self._release, self._cache)


def _verdict(answer: Answer) -> Verdict:
    for verdicts in VERDICTS.values():
        for verdict in verdicts:
            if answer.decision.strip().lower() == verdict:
                return verdict
    raise DecisionError(
        answer.where,
        zh=f"“{answer.decision}”不是决定。请写 accept（接受）或 reject（否定）。",
        en=f"«{answer.decision}» is no decision. Write accept or reject.",
    )


def _nearest(said: str, known: Iterable[str], cutoff: float = 0.5) -> tuple[str, str]:
    """What is nearest to a word, as a hint in both languages; '' where nothing is near."""
    near = get_close_matches(said, known, n=3, cutoff=cutoff)
    return (f"相近的有：{'、'.join(near)}。", f" Nearest: {', '.join(near)}.") if near else ("", "")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
