"""A unit's ranks over the years as an SVG picture: the same rows draw the same bytes.

A panel for each ranking, 1 on top. A grey bar is as long as its ranking; a solid line joins
periods that follow one another, a dotted one leaps over a gap; a dashed upright is a change of the
unit, with its note below. Who was not listed stands under the ranks, declared zeros apart from the
merely absent.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from html import escape

from dataset.answers import text_width
from dataset.history.forms import break_text, period_text, rankings_of
from dataset.history.years import Break, History, HistoryRow, Language

Height = Callable[[int], float]
_WIDTH, _LEFT, _RIGHT = 960, 64, 32
_HEIGHT, _LANE, _GAP = 200, 34, 56
_HEAD, _LINE = 76, 19
_MOST_LABELS = 16
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','WenQuanYi Zen Hei',sans-serif"
_STYLE = f"""text{{font-family:{_FONT};font-size:13px;fill:#222}}
.head{{font-size:18px;font-weight:bold}} .name{{font-size:14px;font-weight:bold}}
.small{{font-size:11px;fill:#555}} .rank{{font-size:12px;font-weight:bold;fill:#0b4f8a}}
.bar{{stroke:#dde3ea;stroke-width:14}} .axis{{stroke:#999;stroke-width:1}}
.grid{{stroke:#eee;stroke-width:1}} .line{{stroke:#0b4f8a;stroke-width:2;fill:none}}
.leap{{stroke-dasharray:2 4}} .dot{{fill:#0b4f8a;stroke:#0b4f8a;stroke-width:2}}
.open{{fill:#fff}} .zero{{fill:#c2410c}} .absent{{stroke:#888;stroke-width:2}}
.break{{stroke:#b91c1c;stroke-width:1.3;stroke-dasharray:6 4}}
.mark{{font-size:11px;fill:#b91c1c}}"""
_WORDS = {
    "zh": ("名次", "未列", "公布名次", "按得分排出", "通报称未列即为零", "未列", "间断", "变动"),
    "en": (
        *("rank", "unlisted", "rank as published", "by its score", "unlisted: declared zero"),
        *("unlisted", "gap", "change"),
    ),
}
_NOTHING = {"zh": "本数据集的排名中没有该单位", "en": "no ranking of this release lists it"}
_UNDATED = {"zh": "统计期不明，未画出", "en": "not drawn, their period is unknown"}


def history_svg(found: History, lang: Language) -> str:
    """The picture of a unit's years; of one that is in no ranking, a picture that says so."""
    panels = [
        (name, [row for row in rows if row.period_end is not None])
        for name, rows in rankings_of(found.rows)
    ]
    panels = [(name, rows) for name, rows in panels if rows]
    left_out = sum(row.period_end is None for row in found.rows)
    span = _span([row for _, rows in panels for row in rows])
    # What became of the unit is so in every ranking, though one row alone tells it.
    changes = {item: None for row in found.rows for item in row.breaks if item.on_day}
    parts = [_text(_LEFT, 34, " → ".join(found.names) or found.series_id, "head")]
    parts += _legend(lang)
    top = _HEAD
    for name, rows in panels:
        drawn, top = _panel(name, rows, list(changes), span, top, lang)
        parts += drawn
    if not panels:
        parts.append(_text(_LEFT, top + _LINE, _NOTHING[lang]))
        top += 2 * _LINE
    if left_out:
        parts.append(_text(_LEFT, top + _LINE, f"{left_out} × {_UNDATED[lang]}", "small"))
        top += 2 * _LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{top}" '
        f'viewBox="0 0 {_WIDTH} {top}">\n<style>{_STYLE}</style>\n'
        f'<rect width="{_WIDTH}" height="{top}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _span(rows: Sequence[HistoryRow]) -> tuple[date, date]:
    """The days from the first period's end to the last's, with room at both sides."""
    days = [row.period_end for row in rows if row.period_end]
    days += [item.on_day for row in rows for item in row.breaks if item.on_day]
    first, last = min(days, default=date(2000, 1, 1)), max(days, default=date(2000, 1, 1))
    room = max((last - first) // 20, timedelta(days=20))
    return first - room, last + room


def _at(day: date, span: tuple[date, date]) -> float:
    share = (day - span[0]).days / (span[1] - span[0]).days
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _panel(
    name: str,
    rows: list[HistoryRow],
    changes: list[Break],
    span: tuple[date, date],
    top: int,
    lang: Language,
) -> tuple[list[str], int]:
    """One ranking from `top` on, and where the next begins."""
    lowest = max((row.units for row in rows), default=1)
    lowest = max([lowest, *(rank for row in rows if (rank := _rank(row)) is not None)])
    upper, lower = top + _GAP, top + _GAP + _HEIGHT

    def height(rank: int) -> float:
        return round(upper + (rank - 1) / max(lowest - 1, 1) * _HEIGHT, 1)

    parts = [_text(_LEFT, top + 18, name, "name")]
    for rank in _ticks(lowest):
        parts.append(_rule(_LEFT, height(rank), _WIDTH - _RIGHT, height(rank), "grid"))
        parts.append(_text(_LEFT - 10, height(rank) + 4, str(rank), "small", "end"))
    parts.append(_text(_LEFT - 40, upper - 14, _WORDS[lang][0], "small"))
    parts.append(_text(_LEFT - 10, lower + _LANE - 6, _WORDS[lang][1], "small", "end"))
    base = lower + _LANE + 6
    parts.append(_rule(_LEFT, base, _WIDTH - _RIGHT, base, "axis"))
    parts += _dates(span, base)
    for row in rows:
        if row.status == "ranked" and row.period_end:
            x = _at(row.period_end, span)
            parts.append(_rule(x, height(1), x, height(max(row.units, 1)), "bar"))
    told = [(item.on_day, item) for item in changes]
    told += [
        (row.period_end, item)
        for row in rows
        for item in row.breaks
        if item.on_day is None and item.kind != "gap"
    ]
    notes, uprights = _breaks(told, span, upper, base, lang)
    parts += uprights
    parts += _lines(rows, span, height)
    labelled = _labelled(rows)
    parts += [_mark(row, span, height, lower + _LANE - 10, row in labelled) for row in rows]
    below = base + 34
    for note in notes:
        for line in _wrapped(note, (_WIDTH - _LEFT - _RIGHT) // 7):
            parts.append(_text(_LEFT, below, line, "small"))
            below += _LINE
    return parts, below + 14


def _rank(row: HistoryRow) -> int | None:
    return row.rank_published if row.rank_published is not None else row.rank_by_score


def _ticks(lowest: int) -> list[int]:
    """1, the last rank and round steps between them, at most eight in all."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**6) if lowest / s <= 7)
    inner = [rank for rank in range(step, lowest, step) if rank > 1 and lowest - rank > step / 2]
    return sorted({1, *inner, lowest})


def _dates(span: tuple[date, date], base: int) -> Iterator[str]:
    """The years below the axis, or the months where there are few of them."""
    months = (span[1].year - span[0].year) * 12 + span[1].month - span[0].month
    if months > 18:
        marks = [
            (date(year, 1, 1), str(year)) for year in range(span[0].year + 1, span[1].year + 1)
        ]
    else:
        after = (span[0].year * 12 + span[0].month + n for n in range(months))
        days = [date(month // 12, month % 12 + 1, 1) for month in after]
        marks = [(day, f"{day:%Y-%m}") for day in days]
    step = max(1, -(-len(marks) // 14))
    for day, word in marks[::step]:
        x = _at(day, span)
        yield _rule(x, base, x, base + 6, "axis")
        yield _text(x, base + 18, word, "small", "middle")


def _breaks(
    told: Sequence[tuple[date | None, Break]],
    span: tuple[date, date],
    upper: int,
    base: int,
    lang: Language,
) -> tuple[list[str], list[str]]:
    """The notes, numbered by day, and the uprights that bear their numbers: one for each day."""
    notes: list[str] = []
    numbers: dict[date, list[str]] = {}
    dated = [(day, item) for day, item in told if day is not None]
    for day, item in sorted(dated, key=lambda pair: (pair[0], pair[1].note)):
        notes.append(f"({len(notes) + 1}) {break_text(item, lang)}")
        numbers.setdefault(day, []).append(f"({len(notes)})")
    parts = []
    before, raised = 0.0, False
    for day, marks in sorted(numbers.items()):
        x = _at(day, span)
        raised = x - before < _LINE and not raised
        before = x
        parts.append(_rule(x, upper - 8, x, base, "break"))
        parts.append(_text(x, upper - (24 if raised else 12), "".join(marks), "mark", "middle"))
    return notes, parts


def _lines(rows: Sequence[HistoryRow], span: tuple[date, date], height: Height) -> Iterator[str]:
    """From each rank to the next of the same section, dotted where a period is missing between."""
    last: dict[str | None, HistoryRow] = {}
    for row in rows:
        if row.status != "ranked":
            last.clear()
            continue
        before = last.get(row.section)
        rank = _rank(row)
        if rank is None:
            continue
        last[row.section] = row
        old = _rank(before) if before else None
        if before and before.period_end and row.period_end and old is not None:
            leap = any(item.kind == "gap" for item in row.breaks)
            ends = (_at(before.period_end, span), height(old), _at(row.period_end, span))
            yield _rule(*ends, height(rank), "line leap" if leap else "line")


def _labelled(rows: Sequence[HistoryRow]) -> list[HistoryRow]:
    """The rows whose rank is written beside their point: of many, the first, last, best, worst."""
    ranked = [row for row in rows if _rank(row) is not None]
    if len(ranked) <= _MOST_LABELS:
        return ranked
    return [ranked[0], ranked[-1], min(ranked, key=_worth), max(ranked, key=_worth)]


def _worth(row: HistoryRow) -> int:
    return _rank(row) or 0


def _mark(
    row: HistoryRow, span: tuple[date, date], height: Height, lane: int, labelled: bool
) -> str:
    """The point of a row, with all that is known of it in its title."""
    assert row.period_end is not None
    x, rank = _at(row.period_end, span), _rank(row)
    told = " · ".join(
        str(word)
        for word in (row.unit_printed, period_text(row), row.section, row.score_published)
        if word is not None
    )
    title = f"<title>{_safe(told)}</title>"
    if row.status == "declared_zero":
        return f'<g>{title}<path class="zero" d="M{x} {lane - 6}l6 6l-6 6l-6 -6z"/></g>'
    if rank is None or row.status == "absent":
        return f'<g>{title}<path class="absent" d="M{x} {lane}m-5 -5l10 10m0 -10l-10 10"/></g>'
    kind = "dot" if row.rank_published is not None else "dot open"
    label = _text(x + 9, height(rank) - 7, f"{rank}/{row.units}", "rank") if labelled else ""
    return f'<g>{title}<circle class="{kind}" cx="{x}" cy="{height(rank)}" r="4.5"/>{label}</g>'


def _legend(lang: Language) -> Iterator[str]:
    _, _, published, by_score, zero, absent, gap, change = _WORDS[lang]
    y, x = 58, float(_LEFT)
    marks = (
        (f'<circle class="dot" cx="{{x}}" cy="{y - 4}" r="4.5"/>', published),
        (f'<circle class="dot open" cx="{{x}}" cy="{y - 4}" r="4.5"/>', by_score),
        (f'<path class="zero" d="M{{x}} {y - 10}l6 6l-6 6l-6 -6z"/>', zero),
        (f'<path class="absent" d="M{{x}} {y - 4}m-5 -5l10 10m0 -10l-10 10"/>', absent),
        (f'<path class="line leap" d="M{{x}} {y - 4}m-8 0l16 0"/>', gap),
        (f'<path class="break" d="M{{x}} {y - 12}l0 16"/>', change),
    )
    for mark, word in marks:
        yield mark.format(x=round(x + 8, 1))
        yield _text(x + 22, y, word, "small")
        x += 22 + text_width(word) * 6.2 + 22


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` columns; notes have few blanks to break at."""
    line = ""
    for character in text:
        if text_width(line + character) > width:
            yield line
            line = "    "
        line += character
    yield line


def _rule(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    place = f'x="{round(x, 1)}" y="{round(y, 1)}"'
    return f'<text class="{kind}" {place} text-anchor="{anchor}">{_safe(text)}</text>'


def _safe(text: str) -> str:
    """Text as XML takes it: no markup, no control characters."""
    return escape("".join(mark if mark.isprintable() else " " for mark in text))
