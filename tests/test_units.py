"""The register of units: the project's own, and what is refused in one."""

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import Succession, Unit
from dataset.register_rows import unit_rows
from dataset.registry_form import registry_json
from normalizers.lineage import Registry
from normalizers.registry import RegistryError, load_registry
from normalizers.registry_json import load_registry_json
from yamlfile import UnreadableYaml, read_yaml

PLACES = "code,name,valid_from,valid_to,successors\n990000,甲省,,,\n"
UNIT = '- {id: a, name: 甲省教育厅, jurisdiction: "990000", level: province, kind: enterprise}\n'


def register(folder: Path, units: str, places: str = PLACES) -> Path:
    (folder / "divisions.csv").write_text(places, encoding="utf-8")
    (folder / "units").mkdir()
    (folder / "units" / "990000.yaml").write_text(units, encoding="utf-8")
    return folder


def test_the_projects_own_register_is_whole() -> None:
    registry = load_registry()
    assert len(registry.units) > 150
    for unit in registry.units:
        for code in (unit.jurisdiction, unit.area):
            assert code is None or code in registry.gazetteer.places


def test_a_series_follows_renames_and_never_mergers() -> None:
    units = load_registry().by_id
    assert units["dalad_natural_resources"].series_id == "dalad_land_resources"
    assert units["ordos_culture_tourism"].series_id == "ordos_culture_tourism"
    assert units["150603"].series_id == "kangbashi_new_area"


def edge(unit: str, how: str = "rename", date: str = "2019-01-01") -> str:
    return f"successors: [{{unit: {unit}, how: {how}, date: {date}, cite: x}}]"


def entry(unit: str, *more: str, name: str = "甲省教育厅") -> str:
    keys = (f"id: {unit}", f"name: {name}", 'jurisdiction: "990000"', "level: province",
            "kind: enterprise", *more)  # fmt: skip
    return f"- {{{', '.join(keys)}}}\n"


ENDS = "valid_to: 2019-01-01"
WRONG = [
    (entry("a") + entry("a"), 2, "a stands twice .*Give one of them another id"),
    (entry("a") + entry("b"), 2, "at the same time. Drop one, or correct valid_from"),
    (entry("a", ENDS) + entry("b", "valid_from: 2018-12-31"), 2, "at the same time. Drop one"),
    (entry("c", name="丙厅") + entry("a", ENDS, edge("b")), 2,
     "its successor b is not registered. Add it, or correct the id"),
    (entry("a", ENDS, edge("b")) + entry("b", ENDS, edge("a"), name="乙厅"), 1,
     "a > b > a is a cycle.*Correct the successors"),
    (entry("a", ENDS, edge("a")), 1, "a > a is a cycle"),
    (entry("c", name="丙厅") + entry("a", "valid_from: 2020-01-01", ENDS), 2,
     "not before valid_to.*the first day on which the unit is no more"),
    (entry("a").replace('"990000"', '"98000"'), 1, "`jurisdiction.*six digits"),
    (entry("a", ENDS, edge("c")) + entry("b", ENDS, edge("c"), name="乙厅")
     + entry("c", name="丙厅"), 2, "the new name of both a and b.*are a merge"),
    (entry("a", ENDS, edge("b", "vanish")) + entry("b", name="乙厅"), 1,
     "`successors.0.(how|type)` .*vanish"),
    (entry("a").replace("enterprise", "club"), 1, "`kind`.*club"),
    (entry("a", "valid_to: soon"), 1, "`valid_to`"),
]  # fmt: skip


@pytest.mark.parametrize(("units", "line", "said"), WRONG)
def test_a_wrong_entry_is_refused_with_file_line_and_cure(
    tmp_path: Path, units: str, line: int, said: str
) -> None:
    with pytest.raises(RegistryError, match=said) as caught:
        load_registry(register(tmp_path, units))
    assert f"990000.yaml, line {line}:" in str(caught.value)
    assert f"990000.yaml，第 {line} 行：" in caught.value.message.zh


@pytest.mark.parametrize(("units", "line", "said"), WRONG)
def test_a_wrong_entry_of_the_json_form_is_refused_with_file_line_and_cure(
    tmp_path: Path, units: str, line: int, said: str
) -> None:
    (tmp_path / "units.yaml").write_text(units, encoding="utf-8")
    rows = [json_form(row) for row in read_yaml(tmp_path / "units.yaml")]  # type: ignore[attr-defined]
    path = tmp_path / "registry.json"
    path.write_text("[" + ",\n".join(json.dumps(row) for row in rows) + "]", encoding="utf-8")
    with pytest.raises(RegistryError, match=said) as caught:
        load_registry_json(path)
    assert f"registry.json, line {line}:" in str(caught.value)


def json_form(row: dict[str, Any]) -> dict[str, Any]:
    given = {"id": "unit_id", "name": "full_name", "jurisdiction": "jurisdiction_gb2260"}
    form = {given.get(key, key): value for key, value in row.items()}
    form["successors"] = [
        {"unit_id": s["unit"], "type": s["how"], "date": str(s["date"]), "reform": s["cite"]}
        for s in row.get("successors", [])
    ]
    days = {key: str(form[key]) for key in ("valid_from", "valid_to") if key in form}
    return {**form, **days, "jurisdiction": "甲省"}


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (entry("a", "colour: red"), "colour.*Known keys"),
        (entry("a").replace('"990000"', '"980000"'), "980000 is no division. Add it, or correct"),
        (entry("a").replace('"990000"', "990000"), "`jurisdiction`"),
        (entry("a", edge("b")) + entry("b", name="乙厅"), "Make them the same day"),
        ("a: 1\n", "must be a list"),
        ("- 1\n", "must be a list"),
    ],
)
def test_a_wrong_entry_of_ours_is_refused(tmp_path: Path, units: str, said: str) -> None:
    with pytest.raises(RegistryError, match=said) as caught:
        load_registry(register(tmp_path, units))
    assert "990000.yaml" in str(caught.value)


def test_a_place_that_no_list_names_is_refused_in_json(tmp_path: Path) -> None:
    path = tmp_path / "registry.json"
    row = {"unit_id": "a", "full_name": "甲教育局", "jurisdiction_gb2260": "990100",
           "level": "市", "kind": "government department"}  # fmt: skip
    path.write_text(json.dumps([row]), encoding="utf-8")
    with pytest.raises(RegistryError, match=r"line 1: a: the place 990100 is no division"):
        load_registry_json(path)
    path.write_text(json.dumps([{**row, "jurisdiction_gb2260": "610800"}]), encoding="utf-8")
    assert load_registry_json(path).gazetteer.places["610800"].name == "榆林市"


def test_the_register_of_a_release_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "registry.json"
    path.write_text(registry_json(unit_rows(own_registry().units, ())), encoding="utf-8")
    again = load_registry_json(path)
    levels = {"banner": "county", "district": "county"}

    def plain(unit: Unit) -> Unit:
        level = levels.get(unit.level, unit.level)
        return unit.model_copy(update={"level": level, "short_names": {*unit.short_names}})

    assert [plain(unit) for unit in again.units] == [plain(u) for u in own_registry().units]
    assert again.gazetteer.places["420600"].name == "襄阳市"


def test_two_names_may_follow_one_another(tmp_path: Path) -> None:
    first = UNIT.replace("enterprise}", "enterprise, valid_to: 2019}")
    second = UNIT.replace("id: a", "id: b").replace(
        "enterprise}", "enterprise, valid_from: 2020-06}"
    )
    registry = load_registry(register(tmp_path, first + second))
    assert str(registry.by_id["a"].valid_to) == "2019-01-01"
    assert str(registry.by_id["b"].valid_from) == "2020-06-01"


def test_yaml_errors_name_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\nb: [1\n", encoding="utf-8")
    with pytest.raises(UnreadableYaml, match=r"a\.yaml, line \d"):
        read_yaml(path)
    with pytest.raises(UnreadableYaml, match="no such file"):
        read_yaml(tmp_path / "absent.yaml")


def test_yaml_is_read_as_version_1_2(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text('on: off\ncode: "010"\nten: 010\n', encoding="utf-8")
    assert read_yaml(path) == {"on": "off", "code": "010", "ten": 10}


def test_the_json_form_takes_places_from_its_units(tmp_path: Path) -> None:
    path = tmp_path / "registry.json"
    path.write_text(
        '[{"unit_id": "U1", "full_name": "乙市教育局", "jurisdiction": "乙市", '
        '"jurisdiction_gb2260": "990100", "own_gb2260": null, "level": "市", '
        '"kind": "government department", "valid_from": "1980", "valid_to": null, '
        '"predecessors": [], "successors": [], "source": "x", "short_names": []}]',
        encoding="utf-8",
    )
    registry = load_registry_json(path)
    assert registry.gazetteer.places["990100"].name == "乙市"
    assert str(registry.units[0].valid_from) == "1980-01-01"


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "not JSON"), ("{}", "must be a list"), ('[{"unit_id": "U1"}]', "`full_name`")],
)
def test_a_wrong_json_registry_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "registry.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RegistryError, match=said):
        load_registry_json(path)


@cache
def own_registry() -> Registry:
    return load_registry()


@cache
def renames() -> tuple[tuple[Unit, Succession], ...]:
    """The edges from one unit to one: nothing else became of the one, nor made the other."""
    units = own_registry().units
    into = [s.unit for unit in units for s in unit.successors]
    return tuple(
        (unit, unit.successors[0])
        for unit in units
        if [s.how for s in unit.successors] == ["rename"]
        and into.count(unit.successors[0].unit) == 1
    )


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_forward_through_a_rename_and_back_gives_the_start_again(data: st.DataObject) -> None:
    registry = own_registry()
    unit, succession = data.draw(st.sampled_from(renames()))
    heir = registry.by_id[succession.unit]
    day = dt.timedelta(days=1)
    first = unit.valid_from or succession.date - 400 * day
    last = (heir.valid_to or succession.date + 400 * day) - day
    before = data.draw(st.dates(first, succession.date - day))
    after = data.draw(st.dates(succession.date, last))
    assert [era.unit for era in registry.on(unit, after)] == [heir]
    assert [era.unit for era in registry.on(heir, before)] == [unit]
    assert [era.unit for era in registry.on(unit, before)] == [unit]
    assert unit.series_id == heir.series_id
