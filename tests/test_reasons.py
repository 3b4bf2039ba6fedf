"""The reasons of matches in Chinese."""

import datetime as dt
import re

import pytest

from normalizers.context import Context
from normalizers.match import find_unit
from normalizers.provisional import Proposals
from normalizers.reasons import in_chinese
from normalizers.registry import load_registry

_NAMES = (
    "达拉特旗教育局 市教育局 教育局 教体局 旗人民政府 树林召 东胜 合计 得分的单位"
    " 市司法局、市统计局 某某局 国土资源局 扶贫办 林草局 某某物业公司 市医院 经开区 达拉特旗税务局"
    " 12345 旗人社据 旗发改"
)


def test_each_reason_is_told_in_chinese() -> None:
    registry = load_registry()
    proposals = Proposals(registry)
    told: set[str] = set()
    for day in (dt.date(2017, 6, 30), dt.date(2023, 6, 30)):
        context = Context(jurisdiction_code="150621", period_end=day)
        for name in _NAMES.split():
            match = find_unit(name, context, registry)
            told |= {match.reason, *(candidate.reason for candidate in match.candidates)}
            proposal = proposals.propose(name, context)
            told |= {proposal.match.reason} if proposal else set()
    assert len(told) > 30
    assert {text for text in map(in_chinese, told) if re.search("[A-Za-z]|[;:] ", text)} == set()


@pytest.mark.parametrize(
    ("reason", "chinese"),
    [
        (
            "«国土资源局» of 达拉特旗; rename 2019-03-01: 达拉特旗自然资源局",
            "“国土资源局”，属达拉特旗；2019-03-01 更名：达拉特旗自然资源局",
        ),
        (
            "not in force on 2017-06-30: abbreviates «自然资源局»",
            "2017-06-30 时不存在：是“自然资源局”的简称",
        ),
        ("no unit of 达拉特旗 is known as «某某局»", "达拉特旗的单位中没有称作“某某局”的"),
        ("no unit: 是栏目名 (zhang, 2026-03-02)", "不是单位：是栏目名 (zhang, 2026-03-02)"),
    ],
)
def test_a_reason_keeps_its_names_and_days(reason: str, chinese: str) -> None:
    assert in_chinese(reason) == chinese
