"""The register of units: the project's own, and what is refused in one."""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import Succession, Unit
from normalizers.lineage import Registry
from normalizers.registry import RegistryError, load_registry, load_registry_json
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


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (UNIT + UNIT, "a stands twice"),
        (UNIT.replace("kind: enterprise", "kind: enterprise, colour: red"), "colour.*Known keys"),
        (UNIT.replace("enterprise", "club"), "`kind`.*club"),
        (UNIT.replace('"990000"', '"980000"'), "980000 is no division"),
        (UNIT.replace('"990000"', "990000"), "`jurisdiction`"),
        (UNIT.replace("enterprise}", "enterprise, valid_from: 2020-01-01, valid_to: 2019-01-01}"),
         "not before valid_to"),
        (UNIT.replace("enterprise}", "enterprise, valid_to: 2019-01-01, successors: [{unit: b, "
                      "how: rename, date: 2019-01-01, cite: x}]}"), "b is not registered"),
        (UNIT.replace("enterprise}", "enterprise, successors: [{unit: a, how: rename, "
                      "date: 2019-01-01, cite: x}]}"), "Make them the same day"),
        (UNIT + UNIT.replace("id: a", "id: b"), "at the same time"),
        ("a: 1\n", "must be a list"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_with_file_entry_and_cure(
    tmp_path: Path, units: str, said: str
) -> None:
    with pytest.raises(RegistryError, match=said) as caught:
        load_registry(register(tmp_path, units))
    assert "990000.yaml" in str(caught.value)


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
    with pytest.raises(UnreadableYaml, match="cannot be read"):
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
