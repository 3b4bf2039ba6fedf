"""One unit over the years: found by any of its names, across renames, every break told."""

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from contracts import Finding, Reading, Succession, Unit
from dataset.history import HistoryRow, format_history, history, history_json
from dataset.release import publish_release
from dataset.unit_search import AmbiguousUnit, UnknownPlace, UnknownUnit
from evidence import Message
from tests.made_readings import (
    ACCEPTED,
    CITY,
    CLAUSES,
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


def of(folder: Path, unit: str, place: str | None = None, lang: str = "en") -> list[HistoryRow]:
    return list(history(folder / "releases" / "current", folder / "cache", unit, place, lang))


@pytest.mark.parametrize(
    "name",
    [
        "示例市国土资源局",
        "示例市自然资源局",
        "市国土局",
        "国土",
        "land",
        "nature",
        "示例市 自然资源局",
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
    assert of(made, "教育", "990121")[0].series_id == "county_edu"


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
    text = format_history(rows, "table").splitlines()
    assert len(text) == 2 + len(rows) and "各部门信息采用情况" in text[2]
    found = list(csv.DictReader(StringIO(format_history(rows, "csv"))))
    assert list(found[0]) == KEYS
    assert [row["status"] for row in found] == ["ranked", "ranked", "declared_zero"]
    assert "no ranking" in format_history(of(made, "样板县"), "table")
