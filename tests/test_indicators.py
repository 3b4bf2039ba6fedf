"""Headings to indicators."""

from pathlib import Path

import pytest

from normalizers.indicators import load_indicators

INDICATORS = load_indicators()


@pytest.mark.parametrize(
    ("heading", "indicator"),
    [
        ("信息报送", "submitted_count"),
        ("报送信息数（条）", "submitted_count"),
        ("信息采用情况/旗级", "adopted_count.banner"),
        ("信息采用情况/自治区级", "adopted_count.province"),
        ("省政府办采用", "adopted_count.province"),
        ("采 用 条 数", "adopted_count"),
        ("采用得分", "adopted_points"),
        ("采纳率", "adoption_rate_pct"),
        ("网络文明开展情况/中央级", "online_civility_count.central"),
        ("约稿得分", "commissioned_points"),
        ("在线访谈及政策解读得分", "interview_and_policy_points"),
        ("在线访谈得分", "interview_points"),
        ("附加分", "bonus_points"),
        ("总分", "total_points"),
        ("累计得分", "total_points"),
        ("积分", "total_points"),
        ("得分", "points"),
        ("信息公开(30分)", "points"),
        ("名次", "rank"),
        ("上期排名", "rank_previous"),
        ("排名变化", "rank_change"),
        ("不合格率", "failure_rate_pct"),
        ("不及格(个)", "fail_count"),
        ("奖惩(万元)", "reward_wan"),
        ("合计", "total"),
        ("甲乙丙", None),
    ],
)
def test_a_heading_names_its_indicator(heading: str, indicator: str | None) -> None:
    assert INDICATORS.find(heading) == indicator


def test_every_indicator_can_be_reached_by_its_own_label() -> None:
    """An entry that another one always hides would be dead data."""
    hidden = [
        (entry.id, INDICATORS.find(entry.zh))
        for entry in INDICATORS.indicators
        if (INDICATORS.find(entry.zh) or "").partition(".")[0] != entry.id
    ]
    assert hidden == []


def test_labels_stand_in_both_languages() -> None:
    assert INDICATORS.label("adopted_count.banner").zh == "采用条数（旗级）"
    assert INDICATORS.measure("adopted_count.banner") == "count"
    with pytest.raises(KeyError):
        INDICATORS.label("adopted_count.moon")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("indicators: [{id: a, zh: 甲, en: a, measure: count}]\nqualifiers: []", "heading"),
        ("indicators: [{id: a, zh: 甲, en: a, measure: count, last: '('}]\nqualifiers: []",
         "no pattern"),
        ("indicators: [{id: a, zh: 甲, en: a, measure: joy, last: x}]\nqualifiers: []", "measure"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "indicators.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        load_indicators(path)
