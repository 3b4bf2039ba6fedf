"""What a correction says of the notice that it mends: restated."""

import re
from collections.abc import Iterator, Mapping, Sequence

from codes import Severity
from contracts import Finding, Row
from evidence import Evidence, Message
from figures import fold, plain, read_figure
from layout import unit_column
from scoring.between.filing import Filed, Printed, last_named
from scoring.between.placed import prose_finding

_NUMBER = r"(\d+(?:\.\d+)?)"
_NEW = re.compile(
    rf"(?:更正|修改|改|修正|订正|调整|变更|应)(?:为|成|到)[^\d，,。；;]{{0,20}}?{_NUMBER}"
)
_OLD = re.compile(rf"{_NUMBER}(?![\d.]|\s*[年月日号季期])")
_OLD_AFTER = re.compile(rf"^[^\d。；]{{0,6}}误[^\d。；]{{0,6}}{_NUMBER}")


def corrected_notices(filed: Sequence[Filed]) -> dict[str, Filed]:
    """The notice that each correction mends, by the correction's sha256; none where it is open."""
    return {
        one.notice.sha256: before
        for one in filed
        if one.corrects and (before := _corrected(one, filed)) is not None
    }


def _corrected(one: Filed, filed: Sequence[Filed]) -> Filed | None:
    """The notice that a correction mends: the one it names, else the only one of its period."""
    others = [
        other
        for other in filed
        if other.order < one.order and one.issuer and other.issuer == one.issuer
    ]
    words = fold(" ".join((one.notice.title or "", *(p.text for p in one.notice.paragraphs))))
    named = [
        other
        for other in others
        if any(
            name and len(fold(name)) > 5 and fold(name) in words
            for name in (other.notice.doc_number, other.notice.title)
        )
    ]
    same = [
        other
        for other in others
        if one.notice.period_end is not None
        and other.notice.period_end == one.notice.period_end
        and other.notice.period_start == one.notice.period_start
        and not other.corrects
    ]
    for found in (named, same):
        if len(found) == 1:
            return found[0]
    return None


def read_correction(
    one: Filed, before: Filed, own: Sequence[Printed], mended: Sequence[Printed]
) -> Iterator[Finding]:
    """Which notice a correction mends; where it prints no figures that the other has, what its
    words change. `own` and `mended` are the figures of the two.
    """
    yield _correction(one, before, own, mended)
    if not own:
        yield from _mended_in_words(one, before)


def _correction(
    one: Filed, before: Filed, own: Sequence[Printed], mended: Sequence[Printed]
) -> Finding:
    """Which notice a correction replaces, told once."""
    notice = one.notice
    by_key = {figure.key: figure for figure in mended}
    shared = [(figure, by_key[figure.key]) for figure in own if figure.key in by_key]
    changed = sum(not later.same_value(earlier) for later, earlier in shared)
    told_zh = f"两件共有的 {len(shared)} 处数字中 {changed} 处不同" if shared else "所改见正文"
    told_en = (
        f"of {len(shared)} figures that both print {changed} differ"
        if shared
        else "its text says what it changes"
    )
    evidence = [p.evidence for p in (*notice.paragraphs[:1], *before.notice.paragraphs[:1])]
    message = Message(
        zh=f"{one.called.zh}更正{before.called.zh}：{told_zh}；引用时以更正件为准。",
        en=f"{one.called.en} corrects {before.called.en}: {told_en}. Cite the correction.",
    )
    return prose_finding("restated", "note", message, evidence)


def _mended_in_words(one: Filed, before: Filed) -> Iterator[Finding]:
    """``将甲局得分由21更正为12`` against what the earlier notice prints for the unit."""
    rows = _unit_rows(before)
    for paragraph in one.notice.paragraphs:
        for sentence in re.findall(r"[^。；;]+", fold(paragraph.text)):
            at = 0
            for new in _NEW.finditer(sentence):
                name = last_named(sentence[: new.start()], list(rows))
                if name is not None:
                    start = max(at, sentence.rfind(name, 0, new.start()) + len(name))
                    spoken = _OLD.findall(sentence, start, new.start())
                    after = _OLD_AFTER.match(sentence[new.end() :])
                    old = spoken[-1] if spoken else after[1] if after else None
                    if old is not None:
                        yield _mended(paragraph.evidence, rows[name], name, old, new[1], before)
                at = new.end()


def _unit_rows(before: Filed) -> Mapping[str, Row]:
    """The rows of the units that one row of the notice alone names, by their names (folded)."""
    found: dict[str, list[Row]] = {}
    for table in before.notice.tables:
        unit = unit_column(table)
        if unit is None:
            continue
        for row in table.rows:
            if row.kind == "unit" and (name := fold(row.cells[unit].text)):
                found.setdefault(name, []).append(row)
    return {name: rows[0] for name, rows in found.items() if len(rows) == 1}


def _mended(words: Evidence, row: Row, name: str, old: str, new: str, before: Filed) -> Finding:
    called = before.called
    cells = [c for c in row.cells if (f := read_figure(c.text)) and plain(f.value) == old]
    if cells:
        zh = f"本件将{called.zh}中“{name}”的 {old} 更正为 {new}；引用时以更正件为准。"
        en = f"Corrects {called.en}: {old} of «{name}» becomes {new}; cite the correction."
    else:
        zh = f"本件称“{name}”原为 {old}，而{called.zh}中该行没有这个数；请核对所更正的是否此件。"
        en = (
            f"Says that «{name}» had {old}, but its row in {called.en} has no such figure; see "
            "whether that is the notice it corrects."
        )
    severity: Severity = "note" if cells else "warning"
    proofs = [words, *(cell.evidence for cell in cells or row.cells if fold(cell.text))]
    return prose_finding(
        "restated", severity, Message(zh=zh, en=en), proofs, unit=name, published=new, expected=old
    )
