"""Names made to deceive: each is near a unit's name and is not its name, or is it in disguise."""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from benchmarks.bounds import broken
from benchmarks.units import linking
from contracts import Match, Unit
from normalizers.context import Context
from normalizers.entries import Kind
from normalizers.forms import AREA_KINDS
from normalizers.lineage import Registry
from normalizers.match import find_unit
from normalizers.places import Jurisdiction
from normalizers.registry import load_registry
from normalizers.vocabulary import read_words
from yamlfile import read_yaml

_DAY = dt.date(2021, 6, 30)


@cache
def registry() -> Registry:
    return load_registry()


def on(unit: Unit) -> dt.date:
    """A day on which the unit is in force."""
    return unit.valid_from or (unit.valid_to or _DAY) - dt.timedelta(days=1)


def find(mention: str, unit: Unit, day: dt.date | None = None) -> Match:
    context = Context(jurisdiction_code=unit.jurisdiction, period_end=day or on(unit))
    return find_unit(mention, context, registry(), cold=True)


OFFICES = [unit for unit in load_registry().units if unit.kind not in AREA_KINDS]
TOWNS = [unit for unit in load_registry().units if unit.kind in ("township", "street")]


@pytest.mark.parametrize(
    "below",
    "工会 机关党委 党支部 团委 宣传科 办公室 信息中心 执法大队 城区分局 幼儿园".split(),
)
def test_what_belongs_to_a_unit_is_not_the_unit(below: str) -> None:
    for unit in OFFICES:
        core = registry().lexicon.form(unit).core
        for name in (unit.name, core):
            assert find(name + below, unit).unit_id != unit.id, name + below


@pytest.mark.parametrize("above", "旧 原址 第二 副".split())
def test_a_word_before_a_name_makes_another(above: str) -> None:
    for unit in OFFICES:
        core = registry().lexicon.form(unit).core
        assert find(above + core, unit).unit_id != unit.id, above + core


@pytest.mark.parametrize("kind", "街道 镇 乡 苏木 村 社区 小学 林场 园区".split())
def test_another_type_is_another_place(kind: str) -> None:
    for unit in TOWNS:
        stem = registry().lexicon.form(unit).stem
        if stem and unit.name != stem + kind:
            found = find(stem + kind, unit).unit_id
            assert found is None or registry().by_id[found].name == stem + kind, stem + kind


@pytest.mark.parametrize(
    "disguise",
    [
        "{} ", "　{}", "1.{}", "{}*", "{}（含下属单位）", "{}(加挂牌子)", "{}【机关】",
    ],
)  # fmt: skip
def test_a_full_name_is_known_in_any_disguise(disguise: str) -> None:
    for unit in (*OFFICES, *TOWNS):
        assert find(disguise.format(unit.name), unit).unit_id == unit.id
        spaced = " ".join(unit.name)
        assert find(spaced, unit).unit_id == unit.id


def test_a_name_changes_hands_on_the_day_of_the_change() -> None:
    for unit in registry().units:
        for succession in unit.successors:
            if succession.how not in ("rename", "merge"):
                continue
            before = find(unit.name, unit, succession.date - dt.timedelta(days=1))
            after = find(unit.name, unit, succession.date)
            assert before.unit_id == unit.id
            # Of several heirs nobody can say which is meant.
            assert after.unit_id != unit.id
            assert (after.unit_id is None) == (after.method == "ambiguous")


@pytest.mark.parametrize(
    ("cell", "method"),
    [
        ("市教育体育局、市司法局", "several_units"),
        ("市司法局/市统计局", "several_units"),
        ("市司法局｜市统计局", "several_units"),
        ("市司法局和市统计局", "several_units"),
        ("市司法局\n市统计局", "several_units"),
        ("东胜区 达拉特旗", "several_units"),
        ("达拉特旗\n准格尔旗", "several_units"),
        # One known, the other ends as names do.
        ("市司法局、市海洋局", "several_units"),
        ("牵头单位：市司法局", "not_a_unit"),
        ("本季度得分较高的单位有市司法局。", "not_a_unit"),
        ("以上单位得分相同", "not_a_unit"),
        ("市级部门", "not_a_unit"),
        ("１２３", "not_a_unit"),
        ("合 计", "not_a_unit"),
        ("市司法局" * 2500, "not_a_unit"),
        ("、".join(["市司法局", "市统计局", "市应急管理局"] * 8), "several_units"),
        ("市第二司法局", "unmatched"),
        ("达州市开江县办公室", "unmatched"),
    ],
)
def test_a_cell_that_names_no_single_unit_is_null_and_says_why(cell: str, method: str) -> None:
    context = Context(jurisdiction_code="150600", period_end=_DAY)
    match = find_unit(cell, context, registry(), cold=True)
    assert (match.unit_id, match.method) == (None, method)
    assert len(match.reason) < 120
    if method == "several_units":
        assert match.candidates


@pytest.mark.parametrize(
    ("printed", "place", "meant"),
    [
        ("宽城满族自治县", "130800", "宽城满族自治县"),
        ("宽诚满族自治县", "130800", "宽城满族自治县"),
        # A nationality is no part of what tells a county from its like.
        ("宽甸满族自治县", "130800", None),
        ("土默恃左旗", "150100", "土默特左旗"),
        ("土默特川旗", "150100", None),
        ("梅里斯区", "230200", "梅里斯达斡尔族区"),
        ("浦东", "310000", "浦东新区"),
        ("讷河巿", "230200", "讷河市"),
    ],
)
def test_an_area_is_known_by_what_tells_it_from_its_like(
    printed: str, place: str, meant: str | None
) -> None:
    context = Context(jurisdiction_code=place, period_end=_DAY)
    unit = find_unit(printed, context, registry()).unit_id
    assert (unit and registry().by_id[unit].name) == meant


def test_a_wrapped_name_is_not_several() -> None:
    context = Context(jurisdiction_code="150600", period_end=_DAY)
    assert find_unit("市教育\n体育局", context, registry()).unit_id is not None
    assert find_unit("市发展\n和改革委员会", context, registry()).unit_id is not None


@cache
def city() -> tuple[Registry, dict[str, str], tuple[str, ...]]:
    """A register of one city with every usual office, what names mean, and what means nobody."""
    content = read_yaml(Path(__file__).parent / "offices.yaml")
    assert isinstance(content, dict)
    places = (
        Jurisdiction(code="420000", name="湖北省", level="province", parent=None),
        Jurisdiction(code="420600", name="襄阳市", level="city", parent="420000"),
    )
    units, meant = [], {}
    for number, (name, shorts) in enumerate(content["offices"].items()):
        full = name.replace("<city>", "襄阳")
        kind: Kind = "government_department"
        if full.endswith("公司") or "股份" in full:
            kind = "enterprise"
        elif full.endswith("开发区"):
            kind = "development_zone"
        unit = Unit(
            id=f"u{number}",
            series_id=f"u{number}",
            name=full,
            short_names=(),
            jurisdiction="420600",
            area=None,
            level="city",
            kind=kind,
            valid_from=None,
            valid_to=None,
            successors=(),
        )
        units.append(unit)
        for short in (full, full.removeprefix("襄阳市"), *shorts):
            meant[short.replace("<city>", "襄阳")] = unit.id
    nobody = tuple(name.replace("<city>", "襄阳") for name in content["nobody"])
    return Registry(units=tuple(units), jurisdictions=places), meant, nobody


def made(*named: tuple[str, Kind]) -> Registry:
    """A register of 阿拉尔市 with these units."""
    province = Jurisdiction(code="650000", name="新疆维吾尔自治区", level="province", parent=None)
    city = Jurisdiction(code="659002", name="阿拉尔市", level="city", parent="650000")
    units = tuple(
        Unit(
            id=name,
            series_id=name,
            name=name,
            short_names=(),
            jurisdiction=city.code,
            area=None,
            level="city",
            kind=kind,
            valid_from=None,
            valid_to=None,
            successors=(),
        )
        for name, kind in named
    )
    return Registry(units=units, jurisdictions=(province, city))


@pytest.mark.parametrize(
    ("name", "kind", "printed", "not_printed"),
    [
        ("阿拉尔经济技术开发区管理委员会", "development_zone", "经开区 阿拉尔开发区", "高新区"),
        ("阿拉尔高新技术产业开发区", "development_zone", "高新区管委会", "开发区 工业园"),
        ("西郊新区沣东新城管理委员会", "development_zone", "沣东新城", "新城 西郊新区"),
        ("新疆生产建设兵团第一师十一团", "township", "11团 十一团 一师11团", "十二团 一团"),
        ("第一师阿拉尔市水利局", "government_department", "师市水利局 水利局", "师市水务局"),
        ("北大荒集团黑龙江八五〇农场有限公司", "enterprise", "850农场 八五零农场", "851农场"),
        ("中国一拖集团有限公司", "enterprise", "中国一拖", "一拖医院"),
        ("阿拉尔钢铁集团有限责任公司", "enterprise", "阿钢集团", "阿煤集团"),
        ("新疆石油股份有限公司塔里木油田分公司", "enterprise", "塔里木油田", "塔里木 油田"),
        ("阿拉尔市住房和城乡建设局", "government_department", "住建", "建设"),
        ("阿拉尔市教育局", "government_department", "市教育局", "教育"),
        ("南街街道", "street", "南街办 阿拉尔市南街街道办事处", "南街镇 南关街办"),
        ("阿拉尔市第一人民医院", "public_institution", "市一院", "市二院 市医院"),
    ],
)
def test_each_kind_of_body_is_known_by_what_it_is_usually_called(
    name: str, kind: Kind, printed: str, not_printed: str
) -> None:
    units = made((name, kind))
    context = Context(jurisdiction_code="659002", period_end=_DAY)
    found = {text: find_unit(text, context, units, cold=True).unit_id for text in printed.split()}
    assert found == dict.fromkeys(printed.split(), name)
    taken = {t: find_unit(t, context, units, cold=True).unit_id for t in not_printed.split()}
    assert taken == dict.fromkeys(not_printed.split())


def test_each_office_of_a_city_is_found_by_what_it_is_called() -> None:
    offices, meant, nobody = city()
    context = Context(jurisdiction_code="420600", period_end=_DAY)
    found = {name: find_unit(name, context, offices, cold=True).unit_id for name in meant}
    assert {name: unit for name, unit in found.items() if unit != meant[name]} == {}
    taken = {name: find_unit(name, context, offices, cold=True).unit_id for name in nobody}
    assert {name: unit for name, unit in taken.items() if unit is not None} == {}


def test_every_synonym_stands_once() -> None:
    names = [name for line in read_words().synonyms for name in line]
    assert {name for name in names if names.count(name) > 1} == set()


def test_linking_keeps_its_bounds(capsys: pytest.CaptureFixture[str]) -> None:
    assert broken(linking.measure()) == []
    assert "kept half, cold" in capsys.readouterr().out
