import pytest

from scoring.checks.statements import read_sentence, read_statements
from tests.notice_builder import evidence, notice


def breakdowns(sentence):
    statement = read_sentence(sentence, evidence())
    if statement is None:
        return []
    return [
        (int(statement.claims[b.whole].value), [int(statement.claims[p].value) for p in b.parts])
        for b in statement.breakdowns
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "截至2018年6月30日，全旗各单位共报送稿件119篇，其中，苏木镇报送10篇，街道报送40篇，"
            "各级文明单位报送76篇。",
            [(119, [10, 40, 76])],
        ),
        (
            "网站共采用各地、各部门信息2349条（含在线访谈6条、政策解读3条）。其中，采用旗区信息1206条、"
            "市直各部门1078条、各经济开发区（园区）59条、人民团体6条。",
            [(2349, [1206, 1078, 59, 6])],
        ),
        (
            "共报送300条，其中部门200条（其中甲局150条、乙局50条），乡镇100条。",
            [(300, [200, 100]), (200, [150, 50])],
        ),
        ("共采用85条，其中甲35条（东20条，西15条），乙50条。", [(85, [35, 50]), (35, [20, 15])]),
        ("共采用28条，其中甲局12条，乙局8条，丙局、丁局各4条。", [(28, [12, 8, 8])]),
        ("共报送50篇，旗区、部门分别报送20篇、30篇。", [(50, [20, 30])]),
        ("共报送119篇：苏木镇10篇；街道40篇；单位76篇。", [(119, [10, 40, 76])]),
        ("乡镇报送10篇，街道报送20篇，合计30篇。", [(30, [10, 20])]),
        ("共报送1,250条，其中县区1,000条，占80%，部门250条，同比增加30条。", [(1250, [1000, 250])]),
        ("共报送９０条，其中旗区６０条、部门３０条。", [(90, [60, 30])]),
        ("共报送信息90条，其中旗区报送60条，采用20条；部门报送30条，采用10条。", [(90, [60, 30])]),
        ("共报送90条，其中12个旗区60条、20家部门30条。", [(90, [60, 30])]),
        ("共报送90条，其中60条来自旗区，30条来自部门。", [(90, [60, 30])]),
        (
            "共报送90条，其中旗区60条、部门30条，共采用40条，其中旗区25条、部门15条。",
            [(90, [60, 30]), (40, [25, 15])],
        ),
    ],
)
def test_reads_a_whole_and_its_parts(sentence, expected):
    assert breakdowns(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "共受理506件，其中交办495件，直办11件；求决类460件，咨询类38件，其他8件。",
        "各单位来稿551篇，录用信息27篇、调研6篇，其中镇级373篇，机关178篇。",
        "各级媒体发布189篇，其中《工人日报》3篇、省总官网9篇。",
        "共采用157条，其中上级网站采用131条、通辽市政府采用124条。",
        "共报送100条（含在线访谈6条、政策解读3条）。",
        "共报送90篇，其中旗直单位60篇、街道五篇、苏木镇20篇。",
        "共报送90条，其中旗区60条、部门20条等。",
        "共报送90条，其中旗区60条、部门20篇。",
        "共报送100余条，其中旗区60条、部门30条。",
        "共报送90条，其中旗区60条，其中甲旗40条、乙旗20条。",
        "共报送60条，其中旗区40条，各部门各5条。",
        "采用1条信息得5分，政策解读每条50分，在线访谈每条200分。",
        "2018年7月25日至8月2日，组织10个考核组对省、市级文明单位进行考核。",
        "每采用1条信息得5分，其中约稿每条10分、访谈每条200分。",
    ],
)
def test_says_nothing_where_the_sentence_leaves_a_choice(sentence):
    assert breakdowns(sentence) == []


def test_days_and_document_numbers_are_no_claims():
    assert (
        read_sentence("根据达文明办发〔2018〕11号文件，2018年6月30日前完成。", evidence()) is None
    )


def test_a_claim_keeps_its_label_unit_and_printed_text():
    claim = read_sentence("采用各经济开发区（园区）信息1,059条。", evidence()).claims[0]
    assert (claim.label, claim.unit, claim.text) == ("采用各经济开发区(园区)信息", "条", "1,059")
    assert claim.value == 1059


def test_a_paragraph_cut_by_a_page_is_one_sentence():
    made = notice(
        text=[
            "截止6月30日，各部门共报送精神文明建设信",
            "息 119 篇，其中，旗区 60 篇、部门 59 篇。",
        ]
    )
    (statement,) = read_statements(made)
    assert [int(c.value) for c in statement.claims] == [119, 60, 59]
    assert len(statement.breakdowns) == 1
