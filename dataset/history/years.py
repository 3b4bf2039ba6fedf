"""One unit over the years: its place in every ranking, across renames, with every break told.

A series follows renames alone. Where units were merged or split the rows say so and go no further:
what came before is another unit's history. A period in which the unit is not listed is shown as
absent, or as a declared zero if the notice says that this is what it means; nothing is imputed.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from codes import RuleStatus
from dataset.answers import shorten
from dataset.history.unit_search import find_series
from dataset.query import open_database
from evidence import Record

if TYPE_CHECKING:
    import duckdb

Language = Literal["zh", "en"]


class Break(Record):
    """Why a row is not simply comparable with the one before it in the same ranking."""

    kind: Literal["rename", "merge", "split", "transfer", "rule_change", "gap", "unplaced"]
    note: str
    on_day: date | None = None
    """Of a change of the unit itself."""


class HistoryRow(Record):
    """The place of a unit in one ranking of one period."""

    unit_id: str | None
    unit_printed: str | None
    """Null where the unit is not listed."""
    series_id: str
    period_start: date | None
    period_end: date | None
    notice: str
    table: int
    section: str | None
    rank_published: int | None
    rank_by_score: int | None
    score_published: Decimal | None
    score_recomputed: Decimal | None
    units: int
    """Units in the ranking; of a period without the unit, those that are listed."""
    percentile: Decimal | None
    status: Literal["ranked", "declared_zero", "absent"]
    breaks: tuple[Break, ...] = ()
    ranking_series: str
    """What the ranking is called in every period; rows of one ranking are compared."""


class History(Record):
    """A unit's rows, oldest first, and the names that it bore."""

    series_id: str
    names: tuple[str, ...]
    """Full names, oldest first."""
    rows: tuple[HistoryRow, ...]


class _Track(Record):
    """A row, with the rule that it was scored by and what is known of a change of it."""

    row: HistoryRow
    rule: tuple[str, str | None] | None = None
    changed: tuple[str, ...] = ()


class _Edge(Record):
    unit_id: str
    successor: str
    how: Literal["rename", "merge", "split", "transfer"]
    on_day: date
    cite: str
    before: str
    """Name of the unit that came before."""
    after: str
    incoming: bool
    """Whether it leads into this series from another."""


def history(
    release: Path,
    cache: Path,
    unit: str,
    jurisdiction: str | None = None,
    lang: Language = "en",
) -> History:
    """The history of the unit of that name, oldest first; `lang` is that of the breaks' notes.

    Raises:
        UnknownUnit, AmbiguousUnit, UnknownPlace: no unit, or no single one, is called so.
        ManifestUnreadable: `release` is no release.
    """
    with open_database(release, cache) as database:
        series = find_series(database, unit, jurisdiction)
        tracks = _ranked(database, series, lang) + _absent(database, series, lang)
        edges = _edges(database, series)
        names = database.execute(_NAMES, [series]).fetchall()
    tracks.sort(key=_when)
    return History(
        series_id=series,
        names=tuple(name for (name,) in names),
        rows=tuple(_with_breaks(tracks, edges, lang)),
    )


_NAMES = "SELECT name FROM units WHERE series_id = ? ORDER BY valid_from NULLS FIRST, unit_id"


def _when(track: _Track) -> tuple[Any, ...]:
    row = track.row
    far = date.max
    return (
        row.period_end or far,
        row.period_start or far,
        row.ranking_series,
        row.notice,
        row.table,
        row.section or "",
    )


_RANKED = """
SELECT r.unit_id, r.unit_printed, r.series_id, r.period_start, r.period_end, r.notice,
    r.table_no, r.section, r.rank_published, r.rank_by_score, r.score_published,
    r.score_recomputed, r.units, r.percentile, r.ranking_series,
    n.rule_id, n.rule_version, n.rule_status,
    (SELECT list(f.explanation_{lang} ORDER BY f.finding_id) FROM findings f
     WHERE f.notice = r.notice AND f.code = 'rule_changed'
        AND coalesce(f.table_no, r.table_no) = r.table_no) AS changed
FROM rankings r JOIN notices n USING (notice)
WHERE r.series_id = ? ORDER BY ALL
"""


def _ranked(database: "duckdb.DuckDBPyConnection", series: str, lang: Language) -> list[_Track]:
    names = [name for name in HistoryRow.model_fields if name not in ("status", "breaks")]
    tracks = []
    found = database.execute(_RANKED.format(lang=lang), [series]).fetchall()
    for *values, rule, version, ground, changed in found:
        said = dict(zip(names, values, strict=True))
        for name in ("score_published", "score_recomputed", "percentile"):
            said[name] = None if said[name] is None else shorten(said[name])
        tracks.append(
            _Track(
                row=HistoryRow.model_validate({**said, "status": "ranked"}),
                rule=_rule(rule, version, ground),
                changed=tuple(changed or ()),
            )
        )
    return tracks


def _rule(
    rule: str | None, version: str | None, ground: RuleStatus
) -> tuple[str, str | None] | None:
    # A rule read or inferred bears its notice's name: that two of those differ tells nothing.
    return (rule, version) if rule is not None and ground in ("accepted", "carried") else None


_ABSENT = """
WITH mine AS (SELECT ranking_series, period_end FROM rankings WHERE series_id = $series),
listed AS (
    SELECT t.ranking_series, t.notice, t.table_no, t.absent_means, t.unit_rows,
        coalesce(min(r.period_start), any_value(n.period_start)) AS period_start,
        coalesce(max(r.period_end), any_value(n.period_end)) AS period_end
    FROM tables t JOIN notices n USING (notice)
        JOIN rankings r ON r.notice = t.notice AND r.table_no = t.table_no
    WHERE t.ranking_series IN (SELECT ranking_series FROM mine)
    GROUP BY t.ranking_series, t.notice, t.table_no, t.absent_means, t.unit_rows
),
eras AS (SELECT unit_id, valid_from, valid_to FROM units WHERE series_id = $series)
SELECT l.ranking_series, l.notice, l.table_no, l.absent_means, l.unit_rows, l.period_start,
    l.period_end, min(e.unit_id) AS unit_id
FROM listed l JOIN eras e
    ON (e.valid_from IS NULL OR l.period_end IS NULL OR e.valid_from <= l.period_end)
    AND (e.valid_to IS NULL OR l.period_end IS NULL OR l.period_end < e.valid_to)
WHERE NOT EXISTS (
    SELECT 1 FROM mine m
    WHERE m.ranking_series = l.ranking_series AND m.period_end IS NOT DISTINCT FROM l.period_end
)
GROUP BY l.ranking_series, l.notice, l.table_no, l.absent_means, l.unit_rows, l.period_start,
    l.period_end
ORDER BY l.ranking_series, l.period_end, l.notice, l.table_no
"""


_UNPLACED = """
SELECT m.notice, m.table_no, min(m.row_no), min_by(m.unit_printed, m.row_no)
FROM mentions m
WHERE m.match_status = 'unmatched' AND EXISTS (
    SELECT 1 FROM units u
    WHERE u.series_id = ? AND contains(m.candidates, '"unit_id":"' || u.unit_id || '"')
)
GROUP BY m.notice, m.table_no
"""


def _absent(database: "duckdb.DuckDBPyConnection", series: str, lang: Language) -> list[_Track]:
    """Periods of the rankings that the unit is in elsewhere, in which it existed unlisted.

    Where a row without a unit may be this one, nothing is declared of it.
    """
    found = database.execute(_UNPLACED, [series]).fetchall()
    unplaced = {(notice, table): (row, name) for notice, table, row, name in found}
    tracks: dict[tuple[str, date | None], _Track] = {}
    for ranking, notice, table, means, listed, start, end, unit_id in database.execute(
        _ABSENT, {"series": series}
    ).fetchall():
        perhaps = unplaced.get((notice, table))
        row = HistoryRow(
            unit_id=unit_id,
            unit_printed=None,
            series_id=series,
            period_start=start,
            period_end=end,
            notice=notice,
            table=table,
            section=None,
            rank_published=None,
            rank_by_score=None,
            score_published=None,
            score_recomputed=None,
            units=listed,
            percentile=None,
            status="declared_zero" if means == "zero" and perhaps is None else "absent",
            breaks=() if perhaps is None else (_perhaps(*perhaps, lang),),
            ranking_series=ranking,
        )
        tracks.setdefault((ranking, end), _Track(row=row))
    return list(tracks.values())


def _perhaps(row: int, name: str, lang: Language) -> Break:
    if lang == "zh":
        note = f"第{row}行“{name}”未匹配，可能即该单位（tongbao units）"
    else:
        note = f"row {row}, «{name}», has no unit and may be this one (tongbao units)"
    return Break(kind="unplaced", note=note)


_EDGES = """
SELECT l.unit_id, l.successor, l.how, l.on_day, l.cite, a.name, b.name,
    b.series_id = $series AND a.series_id <> $series
FROM lineage l JOIN units a ON a.unit_id = l.unit_id JOIN units b ON b.unit_id = l.successor
WHERE $series IN (a.series_id, b.series_id) ORDER BY l.on_day, l.unit_id, l.successor
"""


def _edges(database: "duckdb.DuckDBPyConnection", series: str) -> list[_Edge]:
    rows = database.execute(_EDGES, {"series": series}).fetchall()
    return [_Edge.model_validate(dict(zip(_Edge.model_fields, row, strict=True))) for row in rows]


def _with_breaks(
    tracks: Sequence[_Track], edges: Sequence[_Edge], lang: Language
) -> list[HistoryRow]:
    """Mark each row with what happened since the row before it in the same ranking.

    What became of the unit after its last row stands there: no later row could say it.
    """
    last: dict[str, _Track] = {}
    rows = []
    for number, track in enumerate(tracks):
        before = last.get(track.row.ranking_series)
        found = _gap(before, track, lang) + _rule_change(before, track, lang)
        since = before.row.period_end if before else None
        upto = track.row.period_end
        for edge in edges:
            begun = since is None and edge.incoming and not last
            if (
                upto is not None
                and edge.on_day <= upto
                and (begun or (since and edge.on_day > since))
            ):
                found.append(_lineage_break(edge, lang))
        if number == len(tracks) - 1:
            later = (edge for edge in edges if upto is not None and edge.on_day > upto)
            found += (_lineage_break(edge, lang) for edge in later)
        breaks = (*track.row.breaks, *found)
        rows.append(track.row.model_copy(update={"breaks": breaks}))
        if track.rule is None and before is not None:
            track = track.model_copy(update={"rule": before.rule})
        last[track.row.ranking_series] = track
    return rows


def _lineage_break(edge: _Edge, lang: Language) -> Break:
    words = {
        "rename": ("更名为", "renamed to"),
        "merge": ("并入", "merged into"),
        "split": ("拆分出", "split into"),
        "transfer": ("职能划入", "duties passed to"),
    }[edge.how]
    if lang == "zh":
        note = f"{edge.on_day} {edge.before}{words[0]}{edge.after}（{edge.cite}）"
    else:
        note = f"{edge.on_day} {edge.before} {words[1]} {edge.after} ({edge.cite})"
    return Break(kind=edge.how, note=note, on_day=edge.on_day)


def _gap(before: _Track | None, track: _Track, lang: Language) -> list[Break]:
    if before is None or before.row.period_end is None or track.row.period_start is None:
        return []
    first = before.row.period_end + timedelta(days=1)
    if track.row.period_start <= first:
        return []
    until = track.row.period_start - timedelta(days=1)
    if lang == "zh":
        return [Break(kind="gap", note=f"{first} 至 {until} 没有该排名的通报")]
    return [Break(kind="gap", note=f"no notice of this ranking for {first} to {until}")]


def _rule_change(before: _Track | None, track: _Track, lang: Language) -> list[Break]:
    if before is None:
        return []
    found = [Break(kind="rule_change", note=note) for note in track.changed]
    if before.rule and track.rule and before.rule != track.rule:
        old, new = (" ".join(filter(None, rule)) for rule in (before.rule, track.rule))
        words = "计分规则由 {} 变为 {}" if lang == "zh" else "scored by {} before, by {} now"
        found.append(Break(kind="rule_change", note=words.format(old, new)))
    return found
