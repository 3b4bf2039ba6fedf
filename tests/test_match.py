"""Matching printed names: a city that no seed names, with its own small register."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.context import Context, context_of, place_of_areas, scope
from normalizers.lineage import Registry, in_force
from normalizers.match import find_unit, split_mention
from normalizers.match_command import BadMention, match_file, match_mentions
from normalizers.registry import load_registry

UNITS = Path(__file__).resolve().parents[1].parent / "shared" / "units"

PLACES = """code,name,valid_from,valid_to,successors
430000,湖南省,,,
430900,益阳市,,,
430902,资阳区,,,
430922,桃江县,,,
430981,沅江市,,,
"""
YIYANG = """
- {id: hrss, name: 益阳市人力资源和社会保障局, jurisdiction: "430900", level: city,
   kind: government_department}
- {id: housing, name: 益阳市住房和城乡建设局, jurisdiction: "430900", level: city,
   kind: government_department}
- {id: sports, name: 益阳市体育局, jurisdiction: "430900", level: city,
   kind: government_department}
- {id: commerce, name: 益阳市商务局, jurisdiction: "430900", level: city,
   kind: government_department}
- {id: news, name: 益阳市文化广电新闻出版局, jurisdiction: "430900", level: city,
   kind: government_department, valid_to: 2019-03,
   successors: [{unit: culture, how: merge, date: 2019-03, cite: 机构改革}]}
- {id: travel, name: 益阳市旅游外事侨务局, jurisdiction: "430900", level: city,
   kind: government_department, valid_to: 2019-03,
   successors: [{unit: culture, how: merge, date: 2019-03, cite: 机构改革}]}
- {id: culture, name: 益阳市文化旅游广电体育局, jurisdiction: "430900", level: city,
   kind: government_department, valid_from: 2019-03}
- {id: land, name: 益阳市国土资源局, jurisdiction: "430900", level: city,
   kind: government_department, valid_to: 2019-03,
   successors: [{unit: nature, how: rename, date: 2019-03, cite: 机构改革}]}
- {id: nature, name: 益阳市自然资源和规划局, jurisdiction: "430900", level: city,
   kind: government_department, valid_from: 2019-03}
- {id: bus, name: 益阳市公安局交通警察支队资阳区大队, jurisdiction: "430902", level: district,
   kind: government_department}
- {id: zy_hrss, name: 资阳区人力资源和社会保障局, jurisdiction: "430902", level: district,
   kind: government_department}
- {id: street, name: 大码头街道, jurisdiction: "430902", level: township, kind: street}
- {id: town_a, name: 长春镇, jurisdiction: "430902", level: township, kind: township}
- {id: street_a, name: 长春街道, jurisdiction: "430902", level: township, kind: street}
- {id: town_b, name: 新桥河镇, jurisdiction: "430902", level: township, kind: township}
- {id: firm, name: 湖南金健米业股份有限公司, jurisdiction: "430902", level: district,
   kind: enterprise}
"""


@pytest.fixture(scope="module")
def yiyang(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    folder = tmp_path_factory.mktemp("register")
    (folder / "divisions.csv").write_text(PLACES, encoding="utf-8")
    (folder / "units").mkdir()
    (folder / "units" / "430900_yiyang.yaml").write_text(YIYANG, encoding="utf-8")
    return load_registry(folder)


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("mention", "issuer", "caption", "end", "expected"),
    [
        ("益阳市商务局", "益阳市人民政府办公室", None, "2021-06-30", "commerce"),
        ("商务局", "益阳市人民政府办公室", None, "2021-06-30", "commerce"),
        ("商 务\n局", "益阳市人民政府办公室", None, "2021-06-30", "commerce"),
        ("市商务局（口岸办）", "益阳市人民政府办公室", None, "2021-06-30", "commerce"),
        ("益陽巿商務局", "益阳市人民政府办公室", None, "2021-06-30", "commerce"),
        ("湖南省益阳市商务局", "沅江市人民政府", None, "2021-06-30", "commerce"),
        ("市商务局", "资阳区人民政府办公室", None, "2021-06-30", "commerce"),
        # 沅江市 is a city itself: its 市商务局 is its own, and not known.
        ("市商务局", "沅江市人民政府办公室", None, "2021-06-30", None),
        ("商务局", "桃江县人民政府办公室", None, "2021-06-30", None),
        ("人社局", "益阳市人民政府办公室", None, "2021-06-30", "hrss"),
        ("人社局", "资阳区人民政府办公室", None, "2021-06-30", "zy_hrss"),
        ("资阳区人社局", "益阳市人民政府办公室", None, "2021-06-30", "zy_hrss"),
        ("人社局", "益阳市人民政府办公室", "(二)资阳区区直部门情况", "2021-06-30", "zy_hrss"),
        ("市人社局", "益阳市人民政府办公室", "资阳区区直部门情况", "2021-06-30", "hrss"),
        ("桃江县人社局", "益阳市人民政府办公室", None, "2021-06-30", None),
        ("常德市商务局", "益阳市人民政府办公室", None, "2021-06-30", None),
        ("住建局", "益阳市人民政府办公室", None, "2021-06-30", "housing"),
        ("体育局", "益阳市人民政府办公室", None, "2021-06-30", "sports"),
        ("教育局", "益阳市人民政府办公室", None, "2021-06-30", None),
        ("市国土局", "益阳市人民政府办公室", None, "2018-12-31", "land"),
        ("市国土局", "益阳市人民政府办公室", None, "2021-06-30", "nature"),
        ("市自然资源和规划局", "益阳市人民政府办公室", None, "2018-12-31", "land"),
        ("市文广新局", "益阳市人民政府办公室", None, "2018-12-31", "news"),
        ("市文广新局", "益阳市人民政府办公室", None, "2021-06-30", "culture"),
        # Before the merger nobody can say which of the two is meant.
        ("市文化旅游广电体育局", "益阳市人民政府办公室", None, "2018-12-31", None),
        ("交警大队", "资阳区人民政府办公室", None, "2021-06-30", "bus"),
        ("市公安局", "益阳市人民政府办公室", None, "2021-06-30", None),
        ("资阳", "益阳市人民政府办公室", "各区县(市)", "2021-06-30", "430902"),
        ("桃江县人民政府", "益阳市人民政府办公室", None, "2021-06-30", "430922"),
        ("中共沅江市委", "益阳市人民政府办公室", None, "2021-06-30", "430981"),
        ("益阳市沅江市", "湖南省人民政府办公厅", None, "2021-06-30", "430981"),
        ("大码头街道办事处", "资阳区人民政府办公室", None, "2021-06-30", "street"),
        ("大码头办事处", "资阳区人民政府办公室", None, "2021-06-30", "street"),
        ("大码头", "资阳区人民政府办公室", None, "2021-06-30", "street"),
        ("大码头镇", "资阳区人民政府办公室", None, "2021-06-30", None),
        ("长春镇", "资阳区人民政府办公室", None, "2021-06-30", "town_a"),
        ("长春", "资阳区人民政府办公室", None, "2021-06-30", None),
        ("长春", "资阳区人民政府办公室", "各街道得分", "2021-06-30", "street_a"),
        ("长春镇", "益阳市人民政府办公室", None, "2021-06-30", "town_a"),
        ("长春镇", "桃江县人民政府办公室", None, "2021-06-30", None),
        ("新桥河何镇", "资阳区人民政府办公室", None, "2021-06-30", None),
        ("新桥桥河镇", "资阳区人民政府办公室", None, "2021-06-30", "town_b"),
        ("新轿河镇", "资阳区人民政府办公室", None, "2021-06-30", "town_b"),
        ("新庄河镇", "资阳区人民政府办公室", None, "2021-06-30", None),
        ("金健米业公司", "资阳区人民政府办公室", None, "2021-06-30", "firm"),
        ("金健米业", "资阳区人民政府办公室", None, "2021-06-30", "firm"),
        ("金城米业公司", "资阳区人民政府办公室", None, "2021-06-30", None),
        ("商务局工会", "益阳市人民政府办公室", None, "2021-06-30", None),
        ("市商务局机关党委", "益阳市人民政府办公室", None, "2021-06-30", None),
        ("合计", "益阳市人民政府办公室", None, "2021-06-30", None),
        ("全 市", "益阳市人民政府办公室", None, "2021-06-30", None),
        ("12", "益阳市人民政府办公室", None, "2021-06-30", None),
        ("", "益阳市人民政府办公室", None, "2021-06-30", None),
        ("商务局", "某某协会", None, "2021-06-30", None),
        ("益阳市商务局", None, None, None, "commerce"),
    ],
)
def test_a_name_means_the_unit_of_its_place_and_day(
    yiyang: Registry,
    mention: str,
    issuer: str | None,
    caption: str | None,
    end: str | None,
    expected: str | None,
) -> None:
    context = context_of(issuer, yiyang, period_end=day(end), table_caption=caption)
    match = find_unit(mention, context, yiyang)
    assert match.unit_id == expected, match
    assert match.reason
    assert (match.confidence > 0) == (expected is not None)
    assert expected not in [candidate.unit_id for candidate in match.candidates]


def test_the_same_names_fit_another_city_with_its_own_units(
    yiyang: Registry, tmp_path: Path
) -> None:
    """Nothing hangs on a place: with other characters for the place the answers are the same."""
    swap = str.maketrans({"益": "岳", "资": "君", "桃": "湘"})
    (tmp_path / "divisions.csv").write_text(PLACES.translate(swap), encoding="utf-8")
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "a.yaml").write_text(YIYANG.translate(swap), encoding="utf-8")
    other = load_registry(tmp_path)
    for mention in (
        "市商务局",
        "资阳区人力资源和社会保障局",
        "住建局",
        "资阳",
        "大码头街道",
        "桃江县委",
    ):
        context = context_of("益阳市政府办", yiyang, period_end=day("2021-06-30"))
        swapped = context_of("岳阳市政府办", other, period_end=day("2021-06-30"))
        found = find_unit(mention, context, yiyang)
        assert find_unit(mention.translate(swap), swapped, other).unit_id == found.unit_id


@pytest.mark.parametrize(
    ("mention", "expected"),
    [
        ("国资委", "ordos_state_assets"),
        ("国土局", "ordos_natural_resources"),
        ("国资局", None),  # 国资 is a word of its own: 国有资产, never 国土资源
        ("政法办", None),  # not 人民政府法制办公室
        ("安全局", None),  # not 安全生产监督管理局
        ("食品管理局", None),
        ("城管局", "ordos_urban_enforcement"),
        ("执法局", None),
        ("运管局", "ordos_road_transport"),
        ("广电局", None),  # the end of 文化新闻出版广电局 is another body
        ("达旗人社局", "dalad_human_resources"),
        ("准格尔召镇", "jungar_zhungeerzhao"),
        ("准格尔镇", None),
        ("鄂旗", "150624"),
        ("康巴什", "150603"),
        ("应急菅理局", "ordos_emergency"),
        ("统计局局", "ordos_statistics"),
        ("教育考试院", None),
    ],
)
def test_an_abbreviation_keeps_every_concept(mention: str, expected: str | None) -> None:
    registry = load_registry_once()
    context = Context(issuer="鄂尔多斯市人民政府办公室", period_end=day("2021-06-30"))
    assert find_unit(mention, context, registry, cold=True).unit_id == expected


def test_several_units_alike_are_shown_and_none_is_taken(yiyang: Registry) -> None:
    context = context_of("资阳区人民政府", yiyang, period_end=day("2021-06-30"))
    match = find_unit("长春", context, yiyang)
    assert match.method == "ambiguous"
    assert {candidate.unit_id for candidate in match.candidates} == {"town_a", "street_a"}


def test_a_namesake_elsewhere_is_shown_as_refused(yiyang: Registry) -> None:
    context = context_of("桃江县人民政府", yiyang, period_end=day("2021-06-30"))
    match = find_unit("人力资源和社会保障局", context, yiyang)
    assert match.unit_id is None
    assert [candidate.unit_id for candidate in match.candidates] == ["hrss", "zy_hrss"]


def test_a_mention_parts_into_place_body_and_suffix(yiyang: Registry) -> None:
    parts = split_mention("湖南省益阳市人力资源和社会保障局", yiyang)
    assert parts.places == ("湖南省", "益阳市")
    assert (parts.body, parts.suffix) == ("人力资源和社会保障", "局")
    assert split_mention("市场监督管理局", yiyang).places == ()


@pytest.mark.parametrize(
    ("issuer", "code"),
    [
        ("益阳市商务局", "430900"),
        ("中共益阳市资阳区委宣传部", "430902"),
        # 资阳区 is known to lie in another city than the one named.
        ("常德市资阳区人民政府", None),
        ("湖南省人民政府办公厅", "430000"),
        ("沅江市教育局", "430981"),
        ("某部", None),
        (None, None),
    ],
)
def test_an_issuer_tells_its_place(yiyang: Registry, issuer: str | None, code: str | None) -> None:
    assert context_of(issuer, yiyang).jurisdiction_code == code


def test_a_title_tells_the_place_where_the_issuer_does_not(yiyang: Registry) -> None:
    context = context_of("市城管委", yiyang, title="关于2021年第二季度益阳市城市管理考评的通报")
    assert context.jurisdiction_code is None or context.jurisdiction_code == "430900"
    assert context_of(None, yiyang, title="益阳市考评通报").jurisdiction_code == "430900"


def test_a_section_comes_before_the_caption(yiyang: Registry) -> None:
    context = Context(
        issuer="湖南省人民政府", section="资阳区", table_caption="1.益阳市各单位得分情况"
    )
    assert scope(context, yiyang) == "430902"


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="益阳市资区商务局人社会保障长春镇街道（）() \n各合计公司大队12xX", max_size=14
    ),
    st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)),
)
def test_any_text_is_answered_with_a_unit_in_force_or_none(text: str, end: dt.date) -> None:
    registry = load_registry_once()
    context = context_of("鄂尔多斯市人民政府", registry, period_end=end)
    match = find_unit(text, context, registry)
    if match.unit_id is not None:
        assert in_force(registry.by_id[match.unit_id], end)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_full_name_finds_its_unit_however_it_is_wrapped(data: st.DataObject) -> None:
    registry = load_registry_once()
    unit = data.draw(st.sampled_from(registry.units))
    cut = data.draw(st.integers(0, len(unit.name)))
    printed = f"{unit.name[:cut]}{data.draw(st.sampled_from([chr(10), ' ', chr(0x3000)]))}"
    end = unit.valid_from or (unit.valid_to and unit.valid_to - dt.timedelta(days=1))
    context = Context(jurisdiction_code=unit.jurisdiction, period_end=end or dt.date(2020, 1, 1))
    match = find_unit(printed + unit.name[cut:], context, registry)
    assert match.unit_id == unit.id


_LOADED: list[Registry] = []


def load_registry_once() -> Registry:
    if not _LOADED:
        _LOADED.append(load_registry())
    return _LOADED[0]


# --- the command -------------------------------------------------------------------------------


def line(index: int, mention: str, **context: str | None) -> str:
    return json.dumps({"index": index, "mention": mention, "context": context}, ensure_ascii=False)


def test_each_line_is_answered_with_all_its_keys(yiyang: Registry) -> None:
    lines = [line(7, "市商务局", jurisdiction_gb2260="430900", date="2021"), "", line(3, "合计")]
    answers = list(match_mentions(lines, yiyang, cold=True))
    assert [answer["index"] for answer in answers] == [7, 3]
    assert answers[0]["unit_id"] == "commerce"
    assert set(answers[1]) == {
        "index", "unit_id", "method", "confidence", "reason", "candidates",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "line 2: not JSON"),
        ("[1]", "line 2: must be an object"),
        ('{"mention": "x"}', "line 2: `index`"),
        ('{"index": 9, "mention": "x", "context": {"date": "soon"}}', "line 2: `context.date`"),
        ('{"index": 1, "mention": "x"}', "line 2: index 1 stands in line 1 too"),
    ],
)
def test_a_bad_line_is_named(yiyang: Registry, bad: str, said: str) -> None:
    with pytest.raises(BadMention, match=said.replace("[", r"\[")):
        list(match_mentions([line(1, "市商务局"), bad], yiyang, cold=False))


def test_a_bad_file_is_named_with_its_line(tmp_path: Path) -> None:
    registry = tmp_path / "registry.json"
    registry.write_text("[]", encoding="utf-8")
    mentions = tmp_path / "mentions.jsonl"
    mentions.write_text(line(1, "甲局") + "\nnonsense\n", encoding="utf-8")
    with pytest.raises(BadMention, match=r"mentions\.jsonl: line 2"):
        match_file(mentions, registry, tmp_path / "out.jsonl", cold=False)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("cold", [True, False])
def test_the_public_linking_set_stays_where_it_was(tmp_path: Path, cold: bool) -> None:
    if not UNITS.exists():
        pytest.skip(f"{UNITS} is absent: the shared linking set lies beside the worktree")
    count = match_file(
        UNITS / "mentions.jsonl",
        UNITS / "registry.json",
        tmp_path / "pred.jsonl",
        jurisdictions=UNITS / "jurisdictions.json",
        cold=cold,
    )
    lines = (tmp_path / "pred.jsonl").read_text(encoding="utf-8").splitlines()
    assert count == len(lines)
    answers = {answer["index"]: answer["unit_id"] for answer in map(json.loads, lines)}
    gold = [json.loads(g) for g in (UNITS / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = [g["mention"] for g in gold if answers[g["index"]] != g["expected_unit_id"]]
    assert wrong == []


def test_the_name_of_a_place_that_several_bear_tells_nothing_alone() -> None:
    registry = load_registry_once()
    assert scope(Context(jurisdiction="鼓楼区"), registry) is None
    assert scope(Context(jurisdiction="鼓楼区", issuer="南京市鼓楼区教育局"), registry) == "320106"


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ("恩格贝镇 白泥井镇 昭君镇 教育局", "150621"),
        ("达拉特旗 准格尔旗 杭锦旗 红十字会", "150600"),
        # Two may be chance, and a minority says nothing.
        ("恩格贝镇 白泥井镇 教育局", None),
        ("恩格贝镇 白泥井镇 昭君镇 甲镇 乙镇 丙镇 丁镇", None),
        ("教育局 司法局 统计局 财政局", None),
        # Areas of two places alike.
        ("鼓楼区 朝阳区 城关区 新城区", None),
        ("", None),
    ],
)
def test_the_areas_that_a_notice_lists_tell_the_place_that_it_does_not_name(
    names: str, code: str | None
) -> None:
    assert place_of_areas(names.split(), load_registry_once()) == code


@pytest.mark.parametrize(
    ("caption", "issuer", "code"),
    [
        ("(二)鼓楼区各街道得分", "南京市人民政府办公厅", "320106"),
        ("鼓楼区各街道得分", "徐州市人民政府办公室", "320302"),
        # No 鼓楼区 is near: the heading tells nothing.
        ("鼓楼区各街道得分", "绵阳市人民政府办公室", "510700"),
        ("徐州市鼓楼区各街道得分", "南京市人民政府办公厅", "320302"),
        ("附件2:2021年三季度江油市各部门得分", "绵阳市人民政府办公室", "510781"),
        ("全市各县区得分", "绵阳市人民政府办公室", "510700"),
    ],
)
def test_a_heading_speaks_of_the_namesake_that_is_near(
    caption: str, issuer: str, code: str
) -> None:
    registry = load_registry_once()
    assert scope(context_of(issuer, registry, table_caption=caption), registry) == code
