"""Headings to indicators."""

from pathlib import Path

import pytest

from normalizers.indicators import load_indicators

INDICATORS = load_indicators()


def find(heading: str, caption: str = "") -> str | None:
    found = INDICATORS.find(heading, caption)
    return found.id if found else None


@pytest.mark.parametrize(
    ("heading", "indicator"),
    [
        ("信息报送", "submitted_count"),
        ("报送信息数（条）", "submitted_count"),
        ("应报数", "submitted_target_count"),
        ("信息采用情况/旗级", "adopted_count.banner"),
        ("信息采用情况/自治区级", "adopted_count.province"),
        ("国办采用", "adopted_count.central"),
        ("省政府办采用", "adopted_count.province"),
        ("县级采用情况/得分", "adopted_points.county"),
        ("市委信息采用/中办", "adopted_count.central"),
        ("采 用 条 数", "adopted_count"),
        ("采用得分", "adopted_points"),
        ("采纳率", "adopted_pct"),
        ("采用篇数/小计", "adopted_total_count"),
        ("网络文明开展情况/中央级", "online_civility_count.central"),
        ("微信公众号发布", "published_count.wechat"),
        ("约稿得分", "commissioned_points"),
        ("在线访谈及政策解读得分", "interview_and_policy_points"),
        ("在线访谈得分", "interview_points"),
        ("省领导批示得分", "instructed_points.province"),
        ("附加分", "bonus_points"),
        ("漏报扣分", "late_deducted_points"),
        ("基础分", "base_points"),
        ("目标分值", "target_points"),
        ("总分", "total_points"),
        ("积分", "total_points"),
        ("累计得分", "points.cumulative"),
        ("得分", "points"),
        ("信息公开(30分)", "disclosed_points"),
        ("现场得分", "aspect_points"),
        ("名次", "rank"),
        ("上期排名", "rank.previous"),
        ("排名变化", "rank.change"),
        ("信息采用情况/排名", "rank"),
        ("名次/上月", "rank.previous"),
        ("去年同期得分", "points.last_year"),
        ("环比", "pct.on_period"),
        ("上半年得分", "points"),
        ("同比增减(条)", "count.on_year"),
        ("依申请公开办结件数", "handled_count"),
        ("政府网站/条数", "count.website"),
        ("较上月变化", "value.on_period"),
        ("不合格率", "failed_pct"),
        ("不及格(个)", "failed_count"),
        ("整改数", "handled_count"),
        ("未整改数", "outstanding_count"),
        ("居民满意度指数(权重10%)", "satisfied_index"),
        ("奖惩(万元)", "reward_money_wan"),
        ("合计", "total_value"),
        ("事件/数量", "aspect_count"),
        ("甲乙丙", None),
        ("基础工作情况", None),
        ("体育部", None),
    ],
)
def test_a_heading_names_its_indicator(heading: str, indicator: str | None) -> None:
    assert find(heading) == indicator


@pytest.mark.parametrize(
    ("heading", "caption", "indicator"),
    [
        ("旗级", "信息采用情况统计表", "adopted_count.banner"),
        ("5月", "各单位信息报送情况", "submitted_count"),
        ("篇数", "用稿情况", "adopted_count"),
        ("5月", "各单位得分", "points"),
        ("得分", "信息采用情况", "points"),
        ("旗级", "信息报送采用情况成绩表", None),
        ("图片新闻", "信息采用情况", None),
        ("5月", "排名表", None),
    ],
)
def test_a_heading_that_tells_only_where_or_when_takes_the_rest_from_the_caption(
    heading: str, caption: str, indicator: str | None
) -> None:
    assert find(heading, caption) == indicator


@pytest.mark.parametrize(
    ("facet", "heading"),
    [
        ("subject", "{}数"),
        ("role", "{}得分"),
        ("level", "采用条数/{}"),
        ("channel", "采用条数/{}"),
        ("period", "{}得分"),
    ],
)
def test_every_facet_is_reached_by_its_own_label(facet: str, heading: str) -> None:
    """An entry that another one always hides would be dead data."""
    for entry in getattr(INDICATORS, f"{facet}s"):
        found = INDICATORS.find(heading.format(entry.zh))
        assert found is not None and getattr(found, facet) == entry.id


def test_an_indicator_is_labelled_in_both_languages_with_its_unit() -> None:
    found = INDICATORS.find("采用条数/市级网站")
    assert found is not None and found.id == "adopted_count.city.website"
    assert found.label.zh == "采用条数（市级、网站）"
    assert found.label.en == "adopted: items (city; website)"
    assert found.unit.zh == "条（篇、件）"


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("{id: a, zh: 甲, en: a}", "words"),
        ("{id: a, zh: 甲, en: a, words: '('}", "no pattern"),
        ("{id: a, zh: 甲, en: a, words: x, counted: maybe}", "counted"),
        ("{id: a, zh: 甲, en: a, words: x}, {id: a, zh: 乙, en: b, words: y}", "a stands twice"),
    ],
)
def test_a_wrong_entry_is_refused(tmp_path: Path, subject: str, said: str) -> None:
    content = f"""
subjects: [{subject}]
measures: []
roles: []
levels: []
channels: []
periods: []
filler: x
"""
    path = tmp_path / "indicators.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        load_indicators(path)
