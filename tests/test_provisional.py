"""Provisional units for names that nobody entered, and the reforms that propose their lineage."""

import datetime as dt
from pathlib import Path

import pytest

from contracts import Unit
from normalizers.context import Context, context_of
from normalizers.lineage import Registry
from normalizers.provisional import Proposals
from normalizers.reforms import Tier, read_reforms
from normalizers.registry import load_registry


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.fixture(scope="module")
def proposals(registry: Registry) -> Proposals:
    return Proposals(registry)


def proposed(
    mention: str, issuer: str | None, end: str, proposals: Proposals, registry: Registry
) -> tuple[Unit, dict[str, Unit]] | None:
    context = context_of(issuer, registry, period_end=dt.date.fromisoformat(end))
    found = proposals.propose(mention, context)
    if found is None:
        return None
    units = {unit.id: unit for unit in found.units}
    assert found.match.method == "provisional"
    assert found.match.reason
    return units[found.match.unit_id or ""], units


@pytest.mark.parametrize(
    ("mention", "issuer", "end", "name"),
    [
        ("市国土局", "信阳市人民政府办公室", "2018-06-30", "信阳市国土资源局"),
        ("市国土局", "信阳市人民政府办公室", "2021-06-30", "信阳市自然资源局"),
        ("市自然资源和规划局", "信阳市人民政府办公室", "2021-06-30", "信阳市自然资源局"),
        ("市自然资源局", "信阳市人民政府办公室", "2017-06-30", "信阳市国土资源局"),
        # Between the days of a reform the printed name tells which of the two it is.
        ("市卫计委", "信阳市人民政府办公室", "2018-12-31", "信阳市卫生和计划生育委员会"),
        ("市卫健委", "信阳市人民政府办公室", "2018-12-31", "信阳市卫生健康委员会"),
        ("市国税局", "信阳市人民政府办公室", "2018-07-04", "信阳市国家税务局"),
        ("市国税局", "信阳市人民政府办公室", "2018-07-05", "国家税务总局信阳市税务局"),
        # Who was merged, and when, differs from place to place: an old name stays itself.
        ("市工商局", "信阳市人民政府办公室", "2021-06-30", "信阳市工商行政管理局"),
        ("扶贫办", "武陟县人民政府办公室", "2022-06-30", "武陟县乡村振兴局"),
        ("环保局", "武陟县人民政府办公室", "2017-06-30", "武陟县环境保护局"),
        ("生态环境分局", "武陟县人民政府办公室", "2023-12-31", "焦作市生态环境局武陟县分局"),
        ("市生态环境局武陟县分局", "武陟县人民政府", "2023-12-31", "焦作市生态环境局武陟县分局"),
        # Of two places of one name the one that was there on the day.
        ("巢湖市教育局", "合肥市人民政府办公室", "2016-06-30", "巢湖市教育局"),
        ("省国土资源厅", "贵州省人民政府办公厅", "2018-06-30", "贵州省国土资源厅"),
        ("县委宣传部", "武陟县人民政府办公室", "2023-12-31", "中共武陟县委宣传部"),
        ("番田镇人民政府", "武陟县人民政府办公室", "2023-12-31", "番田镇"),
        ("南滩办事处", "西宁市城北区人民政府办公室", "2017-04-30", "南滩街道"),
        ("南滩街道办", "西宁市城北区人民政府办公室", "2017-04-30", "南滩街道"),
        ("南镇办事处", "西宁市城北区人民政府办公室", "2017-04-30", "南镇街道"),
        ("区发展改革和经济商务局", "西宁市城北区人民政府办公室", "2017-04-30",
         "城北区发展改革和经济商务局"),
    ],
)  # fmt: skip
def test_a_name_nobody_entered_is_a_provisional_unit_of_its_place_and_day(
    mention: str, issuer: str, end: str, name: str, proposals: Proposals, registry: Registry
) -> None:
    found = proposed(mention, issuer, end, proposals, registry)
    assert found is not None
    assert found[0].name == name


@pytest.mark.parametrize(
    ("mention", "issuer"),
    [
        ("教育局", None),
        ("教育局", "某某协会"),
        ("各乡镇", "武陟县人民政府办公室"),
        ("直属机构", "武陟县人民政府办公室"),
        ("教育局、体育局", "武陟县人民政府办公室"),
        ("12", "武陟县人民政府办公室"),
        ("", "武陟县人民政府办公室"),
        ("很" * 10_000, "武陟县人民政府办公室"),
    ],
)
def test_what_names_no_body_of_a_known_place_stays_null(
    mention: str, issuer: str | None, proposals: Proposals, registry: Registry
) -> None:
    assert proposed(mention, issuer, "2023-12-31", proposals, registry) is None


def test_an_id_hangs_on_place_and_name_alone(proposals: Proposals, registry: Registry) -> None:
    found = [
        proposed(mention, issuer, "2023-12-31", Proposals(registry), registry)
        for mention, issuer in (
            ("卫健委", "武陟县人民政府办公室"),
            ("武陟县卫生健康委", "焦作市人民政府办公室"),
            ("县卫生健康委员会", "武陟县审计局"),
        )
    ]
    assert {unit[0].id for unit in found if unit} == {"p410823_54866e89"}
    other = proposed("卫健委", "博爱县人民政府办公室", "2023-12-31", proposals, registry)
    assert other is not None
    assert other[0].id == "p410822_54866e89"


def test_a_proposed_series_follows_renames_and_never_mergers(
    proposals: Proposals, registry: Registry
) -> None:
    after = proposed("应急管理局", "武陟县人民政府办公室", "2023-12-31", proposals, registry)
    before = proposed("安监局", "武陟县人民政府办公室", "2017-12-31", proposals, registry)
    assert after is not None and before is not None
    assert after[0].series_id == before[0].series_id == before[0].id
    (rename,) = before[0].successors
    assert (rename.unit, rename.how) == (after[0].id, "rename")
    assert "《深化党和国家机构改革方案》" in rename.cite
    market = proposed("市场监管局", "武陟县人民政府办公室", "2023-12-31", proposals, registry)
    trade = proposed("工商局", "武陟县人民政府办公室", "2017-12-31", proposals, registry)
    assert market is not None and trade is not None
    assert market[0].series_id == market[0].id != trade[0].series_id


def test_a_proposal_holds_every_unit_that_its_lineage_names(
    proposals: Proposals, registry: Registry
) -> None:
    found = proposed("扶贫办", "武陟县人民政府办公室", "2020-12-31", proposals, registry)
    assert found is not None
    units = found[1]
    assert all(s.unit in units for unit in units.values() for s in unit.successors)
    assert {"武陟县扶贫开发办公室", "武陟县乡村振兴局", "武陟县农业农村局"} <= {
        unit.name for unit in units.values()
    }


def test_the_old_name_of_an_entered_unit_means_it_after_the_reform(
    proposals: Proposals, registry: Registry
) -> None:
    context = context_of("温县人民政府办公室", registry, period_end=dt.date(2023, 12, 31))
    found = proposals.propose("安监局", context)
    assert found is not None
    assert registry.by_id[found.match.unit_id or ""].name == "温县应急管理局"
    assert found.match.method == "reform"
    before = context.model_copy(update={"period_end": dt.date(2017, 12, 31)})
    old = proposals.propose("安监局", before)
    assert old is not None
    (unit,) = (u for u in old.units if u.id == old.match.unit_id)
    assert unit.successors[0].unit == found.match.unit_id
    assert found.match.unit_id not in {unit.id for unit in old.units}


def test_the_reforms_are_dated_and_cited() -> None:
    reforms = read_reforms()
    assert len(reforms.patterns) >= 60
    for tier in ("province", "city", "county"):
        changes = reforms.changes(tier)
        names = reforms.names(tier)
        assert all(change.cite and change.first <= change.done for change in changes)
        for change in changes:
            assert names[change.was][1] and names[change.became][1], change
        renamed = [c.became for c in changes if c.how == "rename" and c.everywhere]
        assert len(renamed) == len(set(renamed))


@pytest.mark.parametrize(
    ("tier", "place"), [("province", "河南省"), ("city", "新乡市"), ("county", "武陟县")]
)
def test_forward_through_each_proposed_rename_and_back_gives_the_start_again(
    tier: Tier, place: str, proposals: Proposals, registry: Registry
) -> None:
    above = {"武陟县": "焦作市"}.get(place, "")
    names = read_reforms().names(tier)

    def meant(body: str, day: dt.date) -> str:
        name = names[body][1][0]
        if "<" not in name:
            name = place + name
        printed = name.replace("<place>", place).replace("<above>", above)
        context = context_of(f"{place}人民政府", registry, period_end=day)
        found = proposals.propose(printed, context)
        assert found is not None, printed
        return found.match.unit_id or ""

    renames = [c for c in read_reforms().changes(tier) if c.how == "rename" and c.ends]
    assert renames
    for change in renames:
        before, after = change.first - dt.timedelta(days=1), change.done
        old, new = meant(change.was, before), meant(change.became, after)
        assert old != new
        assert meant(change.became, before) == old
        assert meant(change.was, after) == new


PLAIN = """
bodies: {government_department: [[甲局], [乙局]]}
reforms: {r: {cite: 某方案, spans: {city: [2018-01-01, 2019-01-01]}}}
patterns: [{reform: r, how: rename, from: [甲局], to: 乙局}]
endings: {}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("from: [甲局]", "from: [丙局]", "丙局 is the first name of no body; add it"),
        ("reform: r", "reform: s", "the reform s is not listed"),
        ("2018-01-01", "2020-01-01", "2020-01-01 is after 2019-01-01"),
        ("how: rename", "how: vanish", "`patterns.0.how`"),
        ("to: 乙局", "to: 乙局, levels: [county]", "r has no span for county"),
        ("government_department", "club", "`bodies.club"),
        ("[乙局]", "[乙局, 甲局]", "甲局 stands in two bodies; leave it in one"),
    ],
)
def test_a_wrong_pattern_is_refused_with_file_key_and_cure(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = tmp_path / "reforms.yaml"
    path.write_text(PLAIN, encoding="utf-8")
    assert len(read_reforms(path).patterns) == 1
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(PLAIN.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=said) as caught:
        read_reforms(wrong)
    assert "wrong.yaml" in str(caught.value)


def test_a_section_that_names_a_place_gives_its_offices(
    proposals: Proposals, registry: Registry
) -> None:
    context = Context(
        issuer="焦作市人民政府办公室", section="武陟县", period_end=dt.date(2023, 6, 30)
    )
    found = proposals.propose("教体局", context)
    assert found is not None
    assert (found.match.unit_id or "").startswith("p410823_")
