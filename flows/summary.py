"""What a person is told at the end of a run, and when they ask how things stand."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from contracts import Capture
from dataset.manifest import Counts, Manifest
from flows.printing import in_language

_SCORES = {
    "reproduced": ("相符", "reproduced"),
    "contradicted": ("不符", "contradicted"),
    "feasible": ("可能相符", "feasible"),
    "infeasible": ("无条款可依", "infeasible"),
    "not_checkable": ("无法核对", "not checkable"),
}
_NAMES = {
    "matched": ("已匹配", "matched"),
    "provisional": ("暂定", "provisional"),
    "unmatched": ("未匹配", "null"),
    "no_unit": ("非单位", "no unit"),
}
_SEVERITIES = {
    "error": ("错误", "errors"),
    "warning": ("警示", "warnings"),
    "note": ("提示", "notes"),
}


def summary_text(manifest: Manifest, release: Path, lang: str) -> str:
    """What the release holds, what an auditor should look at, and what needs a hand."""
    zh = lang == "zh"
    lines = [*_counted(manifest.counts, zh), *_set_aside(manifest, lang)]
    if zh:
        lines += [f"发布版本  {manifest.version}，位于 {release}"]
        lines += ["下一步    tongbao audit 文件 查看依据；tongbao sql、tongbao history 查询"]
    else:
        lines += [f"Release       {manifest.version} in {release}"]
        lines += ["Next          tongbao audit FILE for the evidence; tongbao sql, tongbao history"]
    return "\n".join(lines)


def waiting(counts: Counts) -> int:
    """Unit rows that wait for a person's decision."""
    return counts.mentions["provisional"] + counts.mentions["unmatched"]


def _counted(counts: Counts, zh: bool) -> list[str]:
    def listed(names: dict[str, tuple[str, str]], numbers: dict[str, int]) -> str:
        side = 0 if zh else 1
        separator = "，" if zh else ", "
        found = [f"{text[side]} {numbers[name]}" for name, text in names.items() if numbers[name]]
        return separator.join(found) or ("无" if zh else "none")

    ledger = counts.numbers
    if zh:
        return [
            f"通报      {counts.notices} 份（同一通报的其他形式 {counts.duplicates} 份）",
            f"表格      {counts.tables} 张，{counts.rows} 行，{counts.observations} 个数值",
            f"单位行    {listed(_NAMES, counts.mentions)}",
            f"得分复核  {listed(_SCORES, counts.scores)}",
            f"  其中总分 {listed(_SCORES, counts.totals)}",
            f"发现      {listed(_SEVERITIES, counts.findings)}{_decided(counts, zh)}",
            f"待确认    {waiting(counts)} 行单位未确定（tongbao units），"
            f"{counts.issues} 处未能识别",
            f"数字去向  {ledger['numbers']} 个：提取 {ledger['extracted']}，"
            f"有理由略过 {ledger['ignored']}，下落不明 {ledger['unaccounted']}",
        ]
    return [
        f"Notices       {counts.notices} read, {counts.duplicates} of them another form of one",
        f"Tables        {counts.tables} with {counts.rows} rows, {counts.observations} values",
        f"Unit rows     {listed(_NAMES, counts.mentions)}",
        f"Scores        {listed(_SCORES, counts.scores)}",
        f"  of totals   {listed(_SCORES, counts.totals)}",
        f"Findings      {listed(_SEVERITIES, counts.findings)}{_decided(counts, zh)}",
        f"To decide     {waiting(counts)} rows without a settled unit (tongbao units), "
        f"{counts.issues} things not placed",
        f"Numbers       {ledger['numbers']}: {ledger['extracted']} extracted, "
        f"{ledger['ignored']} ignored with a reason, {ledger['unaccounted']} unaccounted",
    ]


def _decided(counts: Counts, zh: bool) -> str:
    """How many findings people decided on, and which of them still count."""
    dismissed, confirmed = (counts.findings_decided[name] for name in ("dismiss", "confirm"))
    told = []
    if confirmed:
        told.append(f"其中已确认 {confirmed}" if zh else f"{confirmed} of them confirmed")
    if dismissed:
        told.append(f"另有已驳回 {dismissed}" if zh else f"{dismissed} more dismissed")
    if not told:
        return ""
    return f"（{'，'.join(told)}）" if zh else f" ({', '.join(told)})"


def unmet_text(decisions: int, counts: Counts, lang: str) -> str | None:
    """What to say of decisions on findings that are there no more; None where all are."""
    unmet = decisions - sum(counts.findings_decided.values())
    if unmet <= 0:
        return None
    if lang == "zh":
        return f"有 {unmet} 项对发现的决定已无对应：文件或数字已变，相应发现须另行决定。"
    return (
        f"{unmet} decision(s) on findings meet none now: the document or the figure has changed, "
        "and what is found there must be decided on anew."
    )


def _set_aside(manifest: Manifest, lang: str) -> list[str]:
    if not manifest.set_aside:
        return ["搁置      无" if lang == "zh" else "Set aside     none"]
    count = len(manifest.set_aside)
    lines = [f"搁置      {count} 份：" if lang == "zh" else f"Set aside     {count}:"]
    lines += [
        f"  {item.path} [{item.code}]: {in_language(item.message, lang)}"
        for item in manifest.set_aside
    ]
    return lines


def status_text(
    captures: Sequence[Capture], manifest: Manifest | None, release: Path | None, lang: str
) -> str:
    """What is in the archive, what was set aside and how to retry it, what waits for a decision."""
    zh = lang == "zh"
    sources = Counter(capture.source_id for capture in captures)
    documents = len({capture.sha256 for capture in captures})
    lines = [
        f"档案      {documents} 份文件，{len(captures)} 次获取"
        if zh
        else f"Archive       {documents} documents, got {len(captures)} times"
    ]
    for source, count in sorted(sources.items(), key=lambda pair: pair[0] or ""):
        name = source or ("命令行给出的路径" if zh else "paths given to run")
        lines.append(f"  {name}: {count}")
    if manifest is None or release is None:
        lines.append("尚无发布；请运行 tongbao run" if zh else "No release yet: tongbao run")
        return "\n".join(lines)
    lines += _set_aside(manifest, lang)
    if manifest.set_aside:
        # A reading is kept by the bytes: time and memory of another machine do not make it anew.
        kept = f"{release.parents[1] / 'cache' / 'readings'} {release}"
        lines.append(
            f"  处理后重新运行 tongbao run 即可重试；文件不变而要重读（如换用内存更大的机器），"
            f"先 rm -r {kept}"
            if zh
            else "  Mend them and run `tongbao run` again to retry. To read them again as they are "
            f"(on a machine with more memory), first rm -r {kept}"
        )
    counts = manifest.counts
    lines += [
        f"待确认    {waiting(counts)} 行单位未确定（tongbao units），"
        f"{counts.issues} 处未能识别（表 issues）"
        if zh
        else f"To decide     {waiting(counts)} rows without a settled unit (tongbao units), "
        f"{counts.issues} things not placed (table issues)",
        f"当前发布  {manifest.version}，位于 {release}"
        if zh
        else f"Release       {manifest.version} in {release}",
    ]
    return "\n".join(lines)
