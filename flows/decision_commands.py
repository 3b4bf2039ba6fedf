"""Commands by which people decide: units, decide."""

import argparse
import csv
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from dataset.files import BOM
from dataset.manifest import ManifestUnreadable
from dataset.waiting import (
    Choice,
    WaitingName,
    unit_text,
    waiting_csv,
    waiting_json,
    waiting_names,
    waiting_text,
)
from decisions import VERDICTS, DecisionError, read_decisions
from flows.cli import UsageError
from flows.decide import Answer, Desk
from flows.printing import give, give_json, in_language, tell
from flows.release_commands import latest_release
from flows.stages import registry
from flows.workspace import Workspace
from normalizers.reasons import in_chinese
from yamlfile import DataFileError

DONE = 0


def decide(options: argparse.Namespace) -> int:
    """Write down one decision on a unit or a finding."""
    workspace = Workspace(options.outputs)
    answer = Answer(
        key=options.key, decision=options.verdict, reason=options.reason, where="decide"
    )
    on_finding = options.verdict in VERDICTS["findings"]
    release = workspace.current_release if on_finding else latest_release(workspace)
    desk = Desk(workspace, release)
    try:
        written = desk.take([answer])
    except DataFileError as error:
        raise UsageError(in_language(error.message, options.lang)) from None
    except ManifestUnreadable as error:
        raise UsageError(str(error)) from None
    _tell_written(written, workspace, options.lang)
    if on_finding and options.key not in desk.findings:
        tell(
            "当前发布版本没有这一项发现；凡 `tongbao audit` 或 `run` 再发现它，此决定即生效。"
            if options.lang == "zh"
            else "The current release has no such finding: the decision holds wherever "
            "`tongbao audit` or `run` finds it."
        )
    return DONE


def units(options: argparse.Namespace) -> int:
    """List the units that wait for a decision, or take decisions from a CSV or at a prompt."""
    workspace = Workspace(options.outputs)
    try:
        release = latest_release(workspace)
        if options.decided is not None:
            answers = list(_csv_answers(options.decided))
            _tell_written(Desk(workspace, release).take(answers), workspace, options.lang)
            return DONE
        names = _undecided(workspace, release)
        if options.lang == "zh" and options.format != "json":
            names = tuple(_in_chinese(item) for item in names)
        if options.ask:
            return _ask(names, Desk(workspace, release), workspace, options.lang)
    except DataFileError as error:
        raise UsageError(in_language(error.message, options.lang)) from None
    except ManifestUnreadable as error:
        raise UsageError(str(error)) from None
    if options.format == "json":
        give_json(waiting_json(names), options)
    elif options.format == "csv":
        # A file is for a spreadsheet, which takes UTF-8 for something else without the mark.
        give((BOM if options.output else "") + waiting_csv(names), options)
    else:
        give(waiting_text(names, options.lang), options)
    return DONE


def _undecided(workspace: Workspace, release: Path) -> tuple[WaitingName, ...]:
    """The names that wait, without those decided on since the release was made."""
    settled, refused = set(), set()
    for item in read_decisions(workspace.decisions, "units"):
        name, linking, _ = item.decision.key.partition("=")
        if linking and item.decision.decision == "reject":
            refused.add(item.decision.key)
        else:
            settled.add(name)
    places = {place.code: place.name for place in registry().jurisdictions}
    return tuple(
        item.model_copy(
            update={"candidates": tuple(c for c in item.candidates if c.key not in refused)}
        )
        for item in waiting_names(release, workspace.cache, places)
        if item.key not in settled
    )


def _in_chinese(item: WaitingName) -> WaitingName:
    """The same name with its reasons in Chinese; JSON keeps those of the dataset."""

    def told(choice: Choice) -> Choice:
        return choice.model_copy(update={"why": in_chinese(choice.why)})

    return item.model_copy(
        update={
            "why": in_chinese(item.why),
            "provisional": None if item.provisional is None else told(item.provisional),
            "candidates": tuple(map(told, item.candidates)),
        }
    )


def _csv_answers(path: Path) -> Iterator[Answer]:
    """The lines of a filled-in listing that bear a decision.

    Raises:
        DecisionError: the file is no such listing; with what to mend.
    """
    reader = csv.DictReader(StringIO(_csv_text(path), newline=""))
    missing = [
        name for name in ("key", "decision", "reason") if name not in (reader.fieldnames or ())
    ]
    if missing:
        raise DecisionError(
            f"{path}, line 1",
            zh=f"缺少列 {'、'.join(missing)}。请从 `tongbao units --format csv --output FILE` "
            "导出的文件开始。",
            en=f"lacks the column {', '.join(missing)}. Begin from `tongbao units --format csv "
            "--output FILE`.",
        )
    for row in reader:
        if (row["decision"] or "").strip():
            yield Answer(
                key=(row["key"] or "").strip().removeprefix("'"),
                decision=row["decision"],
                reason=row["reason"] or "",
                where=f"{path}, line {reader.line_num}",
            )


def _csv_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DecisionError(
            str(path),
            zh=f"无法读取（{error.strerror}）。请检查文件名和权限。",
            en=f"cannot be read ({error.strerror}). Check its name and rights.",
        ) from None
    # A Chinese Excel saves «CSV» as GBK and «CSV UTF-8» with a mark.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DecisionError(
        str(path),
        zh="既非 UTF-8 也非 GBK 编码。请另存为 CSV UTF-8。",
        en="is neither UTF-8 nor GBK. Save it as CSV UTF-8.",
    )


_HELP = {
    "zh": "数字 即该单位；x数字 不是该单位；a 接受暂定单位；n 不是单位；回车 跳过；q 结束",
    "en": "NUMBER it is this unit; xNUMBER it is not; a accept the provisional unit; n no unit; "
    "Enter skip; q quit",
}


def _ask(names: tuple[WaitingName, ...], desk: Desk, workspace: Workspace, lang: str) -> int:
    """Ask about one name after another; each answer is written at once."""
    written = 0
    try:
        for item in names:
            tell(waiting_text((item,), lang).rstrip())
            for number, choice in enumerate(item.candidates, 1):
                tell(f"  {number}  {unit_text(choice)}")
            tell(f"  [{_HELP[lang]}]")
            while (said := _input("> ")) != "":
                if said == "q":
                    raise EOFError
                answer = _answer(said, item)
                if answer is None:
                    tell(f"  {_HELP[lang]}")
                    continue
                reason = _input("理由：" if lang == "zh" else "reason: ")
                try:
                    written += desk.take([answer.model_copy(update={"reason": reason})])
                except DecisionError as error:
                    tell(in_language(error.message, lang))
                    continue
                if not said.startswith("x"):
                    break
    except EOFError:
        pass
    _tell_written(written, workspace, lang)
    return DONE


def _input(prompt: str) -> str:
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def _answer(said: str, item: WaitingName) -> Answer | None:
    """What an answer at the prompt means for a name; null where it means nothing."""
    if said in ("a", "n"):
        verdict = "accept" if said == "a" else "reject"
        return Answer(key=item.key, decision=verdict, reason="", where=item.key)
    number = said.removeprefix("x")
    if number.isdecimal() and 1 <= int(number) <= len(item.candidates):
        verdict = "reject" if said.startswith("x") else "accept"
        choice = item.candidates[int(number) - 1]
        return Answer(key=choice.key, decision=verdict, reason="", where=choice.key)
    return None


def _tell_written(count: int, workspace: Workspace, lang: str) -> None:
    tell(
        f"已记录 {count} 项决定，位于 {workspace.decisions}；下次 tongbao run 生效。"
        if lang == "zh"
        else f"Decisions written to {workspace.decisions}: {count}. The next `tongbao run` follows "
        "them."
    )
