"""The three forms in which `history` prints a unit's years: text, CSV, JSON."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from dataset.answers import Answer, format_answer, json_value
from dataset.history.years import Break, History, HistoryRow, Language

_FIELDS = tuple(
    name for name in HistoryRow.model_fields if name not in ("breaks", "ranking_series")
)
_HEADINGS = {
    "zh": ("统计期", "名次", "单位数", "按得分", "得分", "复算", "百分位", "所印名称", "状态"),
    "en": (
        *("period", "rank", "units", "by score", "score", "recomputed", "percentile"),
        *("printed as", "status"),
    ),
}
_STATUS = {
    "zh": {"ranked": "", "declared_zero": "未列，通报称即为零", "absent": "未列"},
    "en": {"ranked": "", "declared_zero": "unlisted, declared zero", "absent": "unlisted"},
}
BREAKS = {
    "zh": {
        "rename": "更名",
        "merge": "合并",
        "split": "拆分",
        "transfer": "划转",
        "rule_change": "规则变动",
        "gap": "间断",
        "unplaced": "待确认",
    },
    "en": {
        "rename": "rename",
        "merge": "merge",
        "split": "split",
        "transfer": "transfer",
        "rule_change": "rule change",
        "gap": "gap",
        "unplaced": "unplaced",
    },
}


def history_json(rows: Sequence[HistoryRow]) -> list[dict[str, Any]]:
    """The rows as `history --format json` prints them."""
    return [
        {name: json_value(getattr(row, name)) for name in _FIELDS}
        | {"breaks": [{"kind": item.kind, "note": item.note} for item in row.breaks]}
        for row in rows
    ]


def history_csv(rows: Sequence[HistoryRow]) -> str:
    """The rows as CSV, with the breaks of a row in one field."""
    return format_answer(
        Answer(
            columns=(*_FIELDS, "breaks"),
            rows=tuple(
                (
                    *(getattr(row, name) for name in _FIELDS),
                    "; ".join(f"{item.kind}: {item.note}" for item in row.breaks),
                )
                for row in rows
            ),
        ),
        "csv",
    )


def rankings_of(rows: Sequence[HistoryRow]) -> Iterator[tuple[str, list[HistoryRow]]]:
    """The rows of each ranking in turn, oldest first, under what it is called."""

    def ranking(row: HistoryRow) -> str:
        issuer, _, label = row.ranking_series.partition("｜")
        return f"{issuer}：{label}" if issuer else label

    for name, group in groupby(sorted(rows, key=ranking), key=ranking):
        yield name, list(group)


def period_text(row: HistoryRow) -> str:
    """The period in one word where both ends are known: ``2020-04-01/2020-06-30``."""
    return "/".join(str(day) if day else "?" for day in (row.period_start, row.period_end))


def history_text(found: History, lang: Language) -> str:
    """A table for each ranking, with what broke the series between its rows."""
    zh = lang == "zh"
    lines = [" → ".join(found.names) or found.series_id]
    if not found.rows:
        lines += ["", "本数据集的排名中没有该单位" if zh else "no ranking of this release lists it"]
    for name, rows in rankings_of(found.rows):
        lines += ["", name, *_table(rows, lang)]
    return "\n".join(lines) + "\n"


def _table(rows: Sequence[HistoryRow], lang: Language) -> Iterator[str]:
    sections = [row.section or "" for row in rows]
    shown = tuple(
        (
            period_text(row),
            row.rank_published,
            row.units,
            row.rank_by_score,
            row.score_published,
            row.score_recomputed,
            row.percentile,
            row.unit_printed or "",
            _STATUS[lang][row.status],
            *((section,) if any(sections) else ()),
        )
        for row, section in zip(rows, sections, strict=True)
    )
    section = (("分组" if lang == "zh" else "section"),) if any(sections) else ()
    answer = Answer(columns=(*_HEADINGS[lang], *section), rows=shown)
    header, rule, *body = format_answer(answer, "table").splitlines()
    yield from (header, rule)
    for row, line in zip(rows, body, strict=True):
        later = [item for item in row.breaks if _is_later(item, row)]
        yield from (_break_line(item, lang) for item in row.breaks if item not in later)
        yield line
        yield from (_break_line(item, lang) for item in later)


def _is_later(item: Break, row: HistoryRow) -> bool:
    """Whether it came after the period, as what became of a unit after its last row."""
    return bool(item.on_day and row.period_end and item.on_day > row.period_end)


def _break_line(item: Break, lang: Language) -> str:
    return f"  ┆ {break_text(item, lang)}"


def break_text(item: Break, lang: Language) -> str:
    """A break in one line: what it is, and its note."""
    mark = "：" if lang == "zh" else ": "
    return f"{BREAKS[lang][item.kind]}{mark}{item.note}"
