"""The divisions of China: the file, what it tells of their names through the years, bad lines."""

import datetime as dt
from pathlib import Path

import pytest

from normalizers.context import context_of
from normalizers.divisions import read_divisions
from normalizers.entries import RegistryError
from normalizers.lineage import Registry
from normalizers.match import find_unit
from normalizers.registry import load_registry

HEAD = "code,name,valid_from,valid_to,successors\n"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def divisions(folder: Path, lines: str) -> Path:
    path = folder / "divisions.csv"
    path.write_text(HEAD + lines, encoding="utf-8")
    return path


def test_every_county_of_today_has_its_prefecture_or_province(registry: Registry) -> None:
    today = [u for u in registry.units if u.area and u.valid_to is None]
    counties = [u for u in today if not (u.area or "").endswith("00")]
    assert len([u for u in today if u.level == "province"]) == 34
    assert len(counties) > 2800
    assert all(unit.jurisdiction != unit.area for unit in counties)
    assert registry.gazetteer.chain("429004") == ("429004", "420000")


@pytest.mark.parametrize(
    ("code", "day", "name", "how"),
    [
        ("500228", "2016-10-31", "梁平县", ()),
        ("500228", "2016-11-01", "梁平区", ("rename 2016-11-01",)),
        ("500155", "2012-06-30", "梁平县", ("before rename 2016-11-01",)),
        ("130502", "2021-01-01", "襄都区", ("rename 2020-06-01",)),
        ("341402", "2012-01-01", "巢湖市", ("rename 2011-07-01",)),
        ("371202", "2019-06-30", "莱芜区", ("rename 2018-12-01",)),
        ("110103", "2011-01-01", "东城区", ("merge 2010-06-01",)),
        ("542623", "2024-01-01", "米林市", ("rename 2015-03-01", "rename 2023-04-01")),
    ],
)
def test_a_division_is_followed_to_the_name_of_the_day(
    registry: Registry, code: str, day: str, name: str, how: tuple[str, ...]
) -> None:
    eras = registry.on(registry.by_id[code], dt.date.fromisoformat(day))
    assert [(era.unit.name, era.steps) for era in eras] == [(name, how)]


@pytest.mark.parametrize(
    ("day", "known"),
    [("2013", "（日期只知年份）"), ("2013-10", "（日期只知月份）"), ("2013-10-18", "")],
)
def test_how_much_of_a_date_is_known_stands_beside_its_source(
    tmp_path: Path, day: str, known: str
) -> None:
    lines = f"990000,甲省,,{day},rename 990000 {day} 某号文\n990000,乙省,{day},,\n"
    former, _ = (unit for _, unit in read_divisions(divisions(tmp_path, lines)))
    assert former.successors[0].cite == f"某号文{known}"
    assert str(former.valid_to) == f"{day}-01-01"[:10]


def test_a_prefecture_that_was_parted_is_followed_to_all_its_heirs(registry: Registry) -> None:
    eras = registry.on(registry.by_id["341400"], dt.date(2012, 1, 1))
    assert {era.unit.name for era in eras} == {"合肥市", "芜湖市", "马鞍山市"}


def test_a_place_under_a_new_code_is_one_place(registry: Registry) -> None:
    # 文水县 changed its code with its prefecture: its name is no namesake of itself.
    assert registry.gazetteer.named("文水县", None, None) == ("141121",)
    assert len(registry.gazetteer.named("鼓楼区", None, None)) == 4


@pytest.mark.parametrize(
    ("mention", "issuer", "expected"),
    [
        ("吉林", "国务院办公厅", "220000"),
        ("深圳", "国务院办公厅、国务院信息化工作办公室", "440300"),
        ("发展改革委", "中国软件评测中心", "nation_development_reform"),
        ("农业部", "国务院办公厅", "nation_agriculture_rural"),
        ("商务部", None, "nation_commerce"),
        ("教育厅", "国务院办公厅", None),
        # The office of a place whose name begins as central ones do.
        ("平桥区", "国家税务总局信阳市税务局", "411503"),
        ("发展改革委", "国家税务总局信阳市税务局", None),
    ],
)
def test_a_central_office_speaks_of_provinces_and_central_bodies(
    registry: Registry, mention: str, issuer: str | None, expected: str | None
) -> None:
    context = context_of(issuer, registry, period_end=dt.date(2021, 6, 30))
    assert find_unit(mention, context, registry).unit_id == expected


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("990000,甲省,,\n", "line 2: 4 fields"),
        ("9900,甲省,,,\n", "line 2.*`jurisdiction`"),
        ("990000,甲省,2020-01-01,2019-01-01,\n", "line 2.*not before valid_to"),
        ("990100,乙市,,2019-01-01,rename 990200 2019-01-01 x\n", "line 2.*990200 is not there"),
        ("990100,乙市,,2019-01-01,turn 990100 2019-01-01 x\n", "line 2.*`successors.0.how`"),
        ("990100,乙市,,soon,\n", "line 2.*`valid_to`"),
    ],
)
def test_a_wrong_line_is_refused_with_file_line_and_cure(
    tmp_path: Path, lines: str, said: str
) -> None:
    with pytest.raises(RegistryError, match=said) as caught:
        read_divisions(divisions(tmp_path, lines))
    assert "divisions.csv" in str(caught.value)


def test_a_file_without_its_heading_or_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "divisions.csv"
    with pytest.raises(RegistryError, match="cannot be read"):
        read_divisions(path)
    path.write_text("990000,甲省,,,\n", encoding="utf-8")
    with pytest.raises(RegistryError, match="line 1: the heading must be"):
        read_divisions(path)
    path.write_bytes(HEAD.encode() + "990000,甲省,,,".encode("gbk"))
    with pytest.raises(RegistryError, match="UTF-8"):
        read_divisions(path)
