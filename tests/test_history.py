"""One unit over the years: found by any of its names, across renames, every break told."""

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from contracts import Candidate, Finding, Match, Mention, Reading, Succession, Unit
from dataset.history.forms import history_csv, history_json, history_text
from dataset.history.plot import history_svg
from dataset.history.unit_search import AmbiguousUnit, UnknownPlace, UnknownUnit
from dataset.history.years import History, HistoryRow, history
from dataset.release import publish_release
from evidence import Message
from tests.made_readings import (
    ACCEPTED,
    CITY,
    CLAUSES,
    COUNTY,
    NOW,
    UNITS,
    made_fingerprint,
    made_readings,
    make_reading,
)

KEYS = [
    *("unit_id", "unit_printed", "series_id", "period_start", "period_end", "notice", "table"),
    *("section", "rank_published", "rank_by_score", "score_published", "score_recomputed"),
    *("units", "percentile", "status", "breaks"),
]


def release_of(folder: Path, readings: list[Reading], units: tuple[Unit, ...] = UNITS) -> Path:
    fingerprint = made_fingerprint()
    return publish_release(readings, (), units, CLAUSES, fingerprint, folder / "releases", NOW)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs")
    release_of(folder, made_readings())
    return folder


def found(folder: Path, unit: str, place: str | None = None, lang: str = "en") -> History:
    return history(folder / "releases" / "current", folder / "cache", unit, place, lang)


def of(folder: Path, unit: str, place: str | None = None, lang: str = "en") -> list[HistoryRow]:
    return list(found(folder, unit, place, lang).rows)


@pytest.mark.parametrize(
    "name",
    [
        "示例市国土资源局",
        "示例市自然资源局",
        "市国土局",
        "自资局",
        "国土",
        "land",
        "nature",
        "示例市 自然资源局",
        "自然资源局",
        "shilishiziranziyuanju",
        "Zi ran zi yuan ju",
        "zrzyj",
        "guotu",
        "slsgtzyj",
    ],
)
def test_a_renamed_unit_is_one_series_by_whichever_name(made: Path, name: str) -> None:
    rows = of(made, name)
    assert [(row.unit_printed, row.rank_published, row.status) for row in rows] == [
        ("示例市国土资源局", 1, "ranked"),
        ("示例市自然资源局", 2, "ranked"),
        ("示例市自然资源局", 1, "ranked"),
    ]
    assert [[item.kind for item in row.breaks] for row in rows] == [[], ["rename"], []]
    assert "2020-05-01 示例市国土资源局" in rows[1].breaks[0].note
    assert of(made, name, lang="zh")[1].breaks[0].note == (
        "2020-05-01 示例市国土资源局更名为示例市自然资源局（机构改革方案）"
    )


def test_the_json_has_the_keys_of_the_contract_in_their_order(made: Path) -> None:
    rows = history_json(of(made, "示例市教育局"))
    assert all(list(row) == KEYS for row in rows)
    assert json.loads(json.dumps(rows)) == rows
    assert rows[1] | {"notice": ""} == {
        "unit_id": "edu",
        "unit_printed": "示例市教育局",
        "series_id": "edu",
        "period_start": "2020-04-01",
        "period_end": "2020-06-30",
        "notice": "",
        "table": 1,
        "section": None,
        "rank_published": 1,
        "rank_by_score": 2,
        "score_published": "45",
        "score_recomputed": "45",
        "units": 3,
        "percentile": "25",
        "status": "ranked",
        "breaks": [],
    }


def test_a_period_without_the_unit_is_a_declared_zero_or_absent_and_never_a_number(
    made: Path,
) -> None:
    city = of(made, "示例市教育局")[-1]
    county = of(made, "样板县教育局")[-1]
    assert (city.status, county.status) == ("declared_zero", "absent")
    for row in (city, county):
        assert row.period_end == date(2020, 9, 30) and row.unit_printed is None
        assert row.score_published is row.rank_published is row.rank_by_score is None


def test_a_unit_is_not_absent_before_it_was_or_after_it_is_gone(tmp_path: Path) -> None:
    closed = tuple(
        unit.model_copy(update={"valid_to": date(2020, 7, 1)}) if unit.id == "edu" else unit
        for unit in UNITS
    )
    release_of(tmp_path, made_readings(), closed)
    assert [row.status for row in of(tmp_path, "示例市教育局")] == ["ranked", "ranked"]


def test_a_missing_period_is_a_gap(made: Path) -> None:
    rows = of(made, "样板县统计局")
    assert [[item.kind for item in row.breaks] for row in rows] == [[], ["gap"]]
    assert rows[1].breaks[0].note.endswith("2020-04-01 to 2020-06-30")


def test_merges_and_splits_are_told_and_not_followed(tmp_path: Path) -> None:
    def becomes(unit: Unit, successor: str, how: str, day: date) -> Unit:
        edge = Succession.model_validate(
            {"unit": successor, "how": how, "date": day, "cite": "改革方案"}
        )
        return unit.model_copy(update={"successors": (*unit.successors, edge)})

    by_id = {unit.id: unit for unit in UNITS}
    by_id["edu"] = becomes(by_id["edu"], "stats", "merge", date(2020, 7, 1))
    by_id["stats"] = becomes(by_id["stats"], "county", "split", date(2021, 1, 1))
    release_of(tmp_path, made_readings(), tuple(by_id.values()))
    rows = of(tmp_path, "示例市统计局")
    assert {row.unit_id for row in rows} == {"stats"}
    assert [[item.kind for item in row.breaks] for row in rows] == [[], [], ["merge", "split"]]
    assert [item.kind for item in of(tmp_path, "示例市教育局")[-1].breaks] == ["merge"]
    text = history_text(found(tmp_path, "示例市统计局"), "en").splitlines()
    assert [line[:8] for line in text[-3:]] == ["  ┆ merg", "2020-07-", "  ┆ spli"]


def test_a_change_of_rule_is_told(tmp_path: Path) -> None:
    lines = [("1", "示例市教育局", "9", "45")]
    other = ACCEPTED.model_copy(update={"version": "2020-07-01"})
    said = Message(zh="每条由5分改为6分。", en="Six points each, five before.")
    reading = make_reading(CITY, 3, lines, rule=ACCEPTED)
    finding = Finding(
        code="rule_changed",
        severity="note",
        table=1,
        row=None,
        column=None,
        unit=None,
        published=None,
        expected=None,
        difference=None,
        changes_rank=None,
        explanation=said,
        explained_by=(),
        clause=None,
        evidence=(),
    )
    told = reading.model_copy(
        update={"audit": reading.audit.model_copy(update={"findings": (finding,)})}
    )
    first = make_reading(CITY, 1, lines, rule=ACCEPTED)
    second = make_reading(CITY, 2, lines, rule=other)
    release_of(tmp_path, [first, second, told])
    rows = of(tmp_path, "示例市教育局")
    assert [[item.note for item in row.breaks] for row in rows] == [
        [],
        ["scored by city_portal 2020-01-01 before, by city_portal 2020-07-01 now"],
        [said.en, "scored by city_portal 2020-07-01 before, by city_portal 2020-01-01 now"],
    ]


def test_a_duplicate_form_does_not_double_the_history(tmp_path: Path) -> None:
    lines = [("1", "示例市教育局", "9", "45")]
    forms = [
        make_reading(CITY, 2, lines, media_type=kind) for kind in ("text/html", "application/pdf")
    ]
    release_of(tmp_path, forms)
    assert len(of(tmp_path, "示例市教育局")) == 1


def test_two_units_of_one_name_are_told_apart_by_place(made: Path) -> None:
    with pytest.raises(AmbiguousUnit) as error:
        of(made, "教育局")
    assert [choice.name for choice in error.value.choices] == ["示例市教育局", "样板县教育局"]
    assert "990121" in str(error.value) and "--jurisdiction" in str(error.value)
    assert of(made, "教育局", "990100")[0].series_id == "edu"
    assert of(made, "教育局", "样板县")[0].series_id == "county_edu"
    assert of(made, "教育局", "样县")[0].series_id == "county_edu"
    assert of(made, "教育", "990121")[0].series_id == "county_edu"
    assert of(made, "jyj", "yangbanxian")[0].series_id == "county_edu"
    with pytest.raises(AmbiguousUnit, match="county_edu"):
        of(made, "jyj")


def test_the_end_of_a_name_is_no_guess_at_the_one_unit_that_is_printed_so(tmp_path: Path) -> None:
    readings = made_readings()
    short = ["1", "统计局", "10", "50"]
    local = make_reading(COUNTY, 2, [short])
    seen = tuple(o.model_copy(update={"unit_id": "county_stats"}) for o in local.observations)
    release_of(tmp_path, [*readings, local.model_copy(update={"observations": seen})])
    with pytest.raises(AmbiguousUnit, match="示例市统计局"):
        of(tmp_path, "统计局")


def test_an_unknown_name_or_place_is_told_the_nearest(made: Path) -> None:
    with pytest.raises(UnknownUnit, match=r"Nearest: .*示例市统计局"):
        of(made, "示例市统筹局")
    with pytest.raises(UnknownUnit):
        of(made, "  ")
    with pytest.raises(UnknownPlace, match="Nearest: 样板县"):
        of(made, "教育局", "样版县")
    with pytest.raises(UnknownPlace, match="990121"):
        of(made, "教育局", "990122")


def test_the_text_and_the_csv_hold_the_same_rows(made: Path) -> None:
    rows = of(made, "示例市教育局")
    text = history_text(found(made, "示例市教育局"), "en").splitlines()
    assert text[:3] == ["示例市教育局", "", "示例市政务服务局：部门信息采用"]
    assert len(text) == 5 + len(rows) and text[-1].endswith("unlisted, declared zero")
    lines = list(csv.DictReader(StringIO(history_csv(rows))))
    assert list(lines[0]) == KEYS
    assert [row["status"] for row in lines] == ["ranked", "ranked", "declared_zero"]
    assert "no ranking" in history_text(found(made, "样板县"), "en")


def test_the_text_tells_a_rename_between_the_rows_that_it_parts(made: Path) -> None:
    text = history_text(found(made, "市国土局", lang="zh"), "zh").splitlines()
    assert text[0] == "示例市国土资源局 → 示例市自然资源局"
    assert [line[:6] for line in text[5:8]] == ["2020-0", "  ┆ 更名", "2020-0"]


def test_the_picture_shows_every_row_and_change_and_is_the_same_each_time(made: Path) -> None:
    given = found(made, "市国土局", lang="zh")
    picture = history_svg(given, "zh")
    assert picture == history_svg(found(made, "市国土局", lang="zh"), "zh")
    drawn = ElementTree.fromstring(picture)
    marks = [mark.get("class") for mark in drawn.iter() if mark.find("{*}title") is not None]
    assert len(marks) == len(given.rows)
    # One dashed upright beside that of the legend, and its note.
    assert sum(mark.get("class") == "break" for mark in drawn.iter()) == 2
    words = [mark.text for mark in drawn.iterfind(".//{*}text")]
    assert "(1) 更名：2020-05-01 示例市国土资源局更名为示例市自然资源局（机构改革方案）" in words
    assert {"1/3", "2/3", "1/2"} <= set(words)


def test_a_picture_tells_a_declared_zero_from_an_absence(made: Path) -> None:
    def lane(unit: str) -> list[str]:
        drawn = ElementTree.fromstring(history_svg(found(made, unit), "en"))
        groups = drawn.iterfind(".//{*}g")
        return [str(group[1].get("class")) for group in groups]

    assert lane("示例市教育局") == ["dot", "dot", "zero"]
    assert lane("样板县教育局") == ["dot", "absent"]
    assert "no ranking" in history_svg(found(made, "样板县"), "en")


def test_a_row_without_a_unit_that_may_be_this_one_declares_nothing(tmp_path: Path) -> None:
    readings = made_readings()
    last = readings[2]
    perhaps = Mention(
        place="990100",
        name="市教育分局",
        day=None,
        page=1,
        rows=((1, 2),),
        match=Match(
            unit_id=None,
            method="unmatched",
            confidence=0,
            reason="unknown",
            candidates=(Candidate(unit_id="edu", reason="another body"),),
        ),
    )
    readings[2] = last.model_copy(update={"mentions": (perhaps,)})
    release_of(tmp_path, readings)
    row = of(tmp_path, "示例市教育局")[-1]
    assert row.status == "absent"
    assert [item.kind for item in row.breaks] == ["unplaced"]
    assert "row 2, «市教育分局»" in row.breaks[0].note
