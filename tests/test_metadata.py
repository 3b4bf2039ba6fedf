"""What a notice says of itself: title, number, issuer, day, period, kind."""

from datetime import date

import pytest

from contracts import NamedField
from extractors.notice.heading import read_head
from extractors.notice.metadata import classify_notice, read_metadata
from extractors.notice.signature import find_signature, is_office
from extractors.tables.build import build_tables
from periods import Period
from tests.notice_samples import RANKING, document, evidence, text


def stated(*blocks, **page):
    made = document(*blocks, **page)
    built = build_tables(made.blocks)
    return read_metadata(made, built.tables, built.fields)


def period(start: str, end: str) -> Period:
    return Period(start=date.fromisoformat(start), end=date.fromisoformat(end))


BODY = "现将有关情况通报如下。共采用信息312条。"


def test_a_printed_notice_with_number_title_in_lines_and_signature() -> None:
    read = stated(
        text("青政办函〔2021〕88 号", size_pt=12),
        text("关于 2021 年前三季度政务信息工作", size_pt=22, centred=True),
        text("情况的通报", size_pt=22, centred=True),
        text("各县（区）人民政府：", size_pt=16),
        text("根据《某办法》（青政办发〔2019〕5 号），" + BODY, size_pt=16),
        text("青阳市人民政府办公室", size_pt=16),
        text("2021 年 10 月 12 日", size_pt=16),
        RANKING,
    )
    assert read.title == "关于2021年前三季度政务信息工作情况的通报"
    assert read.doc_number == "青政办函〔2021〕88号"
    assert read.issuer == "青阳市人民政府办公室"
    assert read.published_on == date(2021, 10, 12)
    assert read.period == period("2021-01-01", "2021-09-30")


@pytest.mark.parametrize(
    "printed",
    [
        "松政办〔2016〕9号",
        "松政办［2016］9 号",
        "松政办(2016)9号",
        "松 政 办【2016】 9号",
        "（松政办〔2016〕9号）",
    ],
)
def test_brackets_and_blanks_of_a_document_number(printed: str) -> None:
    read = stated("关于信息工作情况的通报", printed, "各乡镇：", BODY)
    assert read.doc_number == "松政办〔2016〕9号"
    assert read.title == "关于信息工作情况的通报"


def test_a_cited_number_is_not_the_notices_own() -> None:
    read = stated("关于信息工作情况的通报", "根据《办法》（松政办〔2016〕9号）的规定，" + BODY)
    assert read.doc_number is None


def test_a_number_after_the_title_in_one_line() -> None:
    read = stated("关于信息工作情况的通报（松政办〔2016〕9号）", "各乡镇：", BODY)
    assert (read.title, read.doc_number) == ("关于信息工作情况的通报", "松政办〔2016〕9号")


def test_the_red_head_is_no_title() -> None:
    head = read_head(
        document(
            text("松山县人民政府办公室文件", size_pt=40, centred=True),
            text("松政办〔2016〕9号", size_pt=16),
            text("关于一季度信息采用情况的通报", size_pt=22, centred=True),
            text(BODY, size_pt=16),
        )
    )
    assert head.title == "关于一季度信息采用情况的通报"
    assert head.red_head == "松山县人民政府办公室"


@pytest.mark.parametrize(
    "page_title",
    [
        "关于2018年度文明单位考核情况的通报_大众网",
        "关于2018年度文明单位考核情况的通报-青阳市人民政府门户网站",
        "青阳政务网 | 关于2018年度文明单位考核情况的通报",
    ],
)
def test_names_of_the_site_are_no_part_of_the_title(page_title: str) -> None:
    assert stated(BODY, title=page_title).title == "关于2018年度文明单位考核情况的通报"


def test_hyphens_between_figures_do_not_cut_a_title() -> None:
    assert stated(BODY, title="某区2018年3-4月信息报送通报").title == "某区2018年3-4月信息报送通报"


def test_joint_signatories_in_printed_order() -> None:
    read = stated(
        "关于信息工作的通报", BODY, "中共青阳市委办公室", "青阳市人民政府办公室", "2021年1月4日"
    )
    assert read.issuer == "中共青阳市委办公室、青阳市人民政府办公室"


def test_signature_and_day_in_one_line_with_a_seal() -> None:
    read = stated("关于信息工作的通报", BODY, "荆湖市总工会宣教网络部（代章）  2018年11月1日")
    assert read.issuer == "荆湖市总工会宣教网络部"
    assert read.published_on == date(2018, 11, 1)


def test_the_first_signature_is_the_notices_and_those_of_annexes_are_not() -> None:
    read = stated(
        "关于转发考核结果的通报", BODY, "甲市水务局", "2023年6月27日",
        "附件", "关于考核结果的通报", BODY, "甲市政务公开办公室", "2023年6月20日",
    )  # fmt: skip
    assert (read.issuer, read.published_on) == ("甲市水务局", date(2023, 6, 27))


def test_a_signature_without_a_day_stands_above_the_tables() -> None:
    read = stated("督查考评通报", BODY, "甲市垃圾治理工作领导小组办公室", "一、得分及排名", RANKING)
    assert (read.issuer, read.published_on) == ("甲市垃圾治理工作领导小组办公室", None)


def test_a_misprinted_day_leaves_the_pages_own() -> None:
    read = stated(
        "关于信息工作的通报", BODY, "甲市办公室", "○○九年四月十六日", published="2009-04-20"
    )
    assert read.issuer == "甲市办公室"
    assert read.published_on == date(2009, 4, 20)


def test_the_day_under_the_signature_goes_before_the_pages() -> None:
    read = stated(
        "关于信息工作的通报", BODY, "甲市办公室", "2018年8月20日", published="2018-08-24 10:12"
    )
    assert read.published_on == date(2018, 8, 20)


@pytest.mark.parametrize(
    ("title", "source", "issuer"),
    [
        ("甲市政务服务局关于二季度信息采用情况的通报", "大众网", "甲市政务服务局"),
        ("市教育局关于二季度信息采用情况的通报", "甲市教育局", "甲市教育局"),
        ("关于二季度信息采用情况的通报", "甲旗委宣传部", "甲旗委宣传部"),
        ("关于二季度信息采用情况的通报", "甲市融媒体中心", None),
        ("甲市融媒体中心关于二季度信息采用情况的通报", "甲市融媒体中心", "甲市融媒体中心"),
        ("关于二季度信息采用情况的通报", "甲市政府网", None),
    ],
)
def test_without_a_signature_the_title_and_the_source_are_asked(
    title: str, source: str, issuer: str | None
) -> None:
    assert stated(title, BODY, RANKING, source=source).issuer == issuer


def test_a_form_is_issued_by_the_unit_that_fills_it_in() -> None:
    fields = tuple(
        NamedField(name=name, text=words, evidence=evidence(words, name))
        for name, words in (
            ("单位名称", "甲市文明创建中心"),
            ("业务活动", "2023年度，印发12次通知，落实2022年文件。"),
        )
    )
    read = read_metadata(document(text("甲市文明创建中心", heading=True)), (), fields)
    assert (read.title, read.issuer) == ("甲市文明创建中心", "甲市文明创建中心")
    assert read.period == period("2023-01-01", "2023-12-31")
    assert classify_notice(read.title, (), fields, (), ()) == "report"


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("甲市城市管理委员会办公室", True),
        ("治水办(河长办)", True),
        ("甲县12345政务服务便民热线办公室", True),
        ("各有关单位：", False),
        ("二、市直各部门", False),
        ("甲市日报社", False),
        ("信息报送采用情况成绩表", False),
        ("关于成立办公室", False),
    ],
)
def test_which_words_name_an_office(name: str, is_one: bool) -> None:
    assert is_office(name) is is_one


def test_prose_is_no_signature() -> None:
    blocks = document("标题通报", BODY, "市公安局加强基层建设，市检察院创建品牌。").blocks
    assert find_signature(blocks) is None


# --- the period ----------------------------------------------------------------------------------


def test_the_note_on_the_data_goes_before_the_title() -> None:
    read = stated(
        "关于2020年第三季度采用情况的通报", BODY, RANKING,
        "注：4、以上数据为2020年7月1日至2020年10月9日。",
    )  # fmt: skip
    assert read.period == period("2020-07-01", "2020-10-09")


def test_history_and_cited_documents_have_no_say() -> None:
    read = stated(
        "关于文明单位考核情况的通报",
        "2018年7月25日至8月2日，组织10个考核组。2017年上半年的问题已经整改。",
        "根据《2016年度考核办法》执行。",
    )
    assert read.period is None


def test_a_title_that_leaves_a_choice_gives_no_period() -> None:
    read = stated("2018年度文明单位年中考核情况的通报", BODY, "2018年第二季度得分表", RANKING)
    assert read.period is None


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2023年1月9日", ("2022-12-01", "2022-12-31")),
        ("2023年12月30日", ("2023-12-01", "2023-12-31")),
    ],
)
def test_a_title_without_a_year_means_the_last_one_that_had_begun(
    published: str, expected: tuple[str, str]
) -> None:
    read = stated("12月份考核情况通报", BODY, "甲市城市管理委员会", published)
    assert read.period == period(*expected)


def test_the_opening_sentence_dates_a_title_without_a_year() -> None:
    opening = "现将2017年一季度信息报送情况通报如下。"
    assert stated("关于一季度报送情况的通报", opening).period == period("2017-01-01", "2017-03-31")


def test_a_caption_dates_a_notice_whose_title_does_not() -> None:
    read = stated("督查考评通报", BODY, "2021年5月得分及排名", RANKING)
    assert read.period == period("2021-05-01", "2021-05-31")


def test_a_cut_off_day_alone_gives_the_end_alone() -> None:
    read = stated("督查考评通报", "截至2021年5月20日，共采用312条。", "得分排名", RANKING)
    assert (read.period, read.until) == (None, date(2021, 5, 20))


def test_a_correction_is_of_the_period_of_the_notice_that_it_cites() -> None:
    words = "《关于2018年3月信息采用情况的通报》中某局数据有误，现予更正："
    assert stated("更正通知", words).period == period("2018-03-01", "2018-03-31")
    assert stated("补充通知", words).period is None


# --- the kind ------------------------------------------------------------------------------------


def kind_of(title: str, *blocks) -> str:
    built = build_tables(document(*blocks).blocks)
    return classify_notice(title, built.tables, built.fields, (), built.prose)


def test_kinds() -> None:
    assert kind_of("关于采用情况的通报", BODY, RANKING) == "ranking"
    assert kind_of("关于印发《信息计分办法（试行）》的通知", "每条得5分。", RANKING) == "rule"
    assert kind_of("关于考核办法执行情况的通报", BODY, RANKING) == "ranking"
    assert kind_of("四项举措促进文明创建", BODY) == "article"
    assert kind_of("考评通报", "第一名，甲区，得分90.1分；第二名，乙区，得分88.2分。") == "ranking"
    assert kind_of("目录", "首页") == "other"


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("现将6月1日至15日网站信息情况通报如下：", ("2021-06-01", "2021-06-15")),
        ("现将今年上半年网站信息情况通报如下：", ("2021-01-01", "2021-06-30")),
        ("现将去年网站信息情况通报如下：", ("2020-01-01", "2020-12-31")),
        (
            "根据《2019年要点》，我办对6月份信息进行了统计，现通报如下：",
            ("2021-06-01", "2021-06-30"),
        ),
    ],
)
def test_an_opening_sentence_without_a_year_means_that_of_the_notice(opening, expected) -> None:
    read = stated("关于网站信息情况的通报", opening, BODY, "青阳市政府办公室", "2021年7月8日")
    assert read.period == period(*expected)


def test_a_title_that_tells_the_last_day_alone_has_no_first() -> None:
    read = stated("截至2021年6月底信息采用情况通报", BODY)
    assert (read.period, read.until) == (None, date(2021, 6, 30))


@pytest.mark.parametrize("place", ["青阳市", "青阳市（生态环境）", "青阳县政协（某党派转述）"])
def test_a_place_right_above_the_day_signs(place: str) -> None:
    assert stated("关于信息的通报", BODY, place, "2021年7月8日").issuer == place


def test_a_title_begins_with_the_office_printed_alike_above_it() -> None:
    marks = {"size_pt": 22, "centred": True}
    head = (text("青阳市政府办公室", **marks), text("关于一季度信息采用情况的通报", **marks))
    assert stated(*head, BODY).title == "青阳市政府办公室关于一季度信息采用情况的通报"
    small = text("青阳市政府办公室", size_pt=16)
    assert stated(small, head[1], BODY).title == "关于一季度信息采用情况的通报"


@pytest.mark.parametrize(
    ("day", "end"), [("2024年11月4日", "2024-10-31"), ("2025年1月9日", "2024-12-31")]
)
def test_a_year_that_is_not_over_ends_with_the_last_day_counted(day: str, end: str) -> None:
    body = "截至10月底，全县完工559户。"
    read = stated("关于2024年危房改造进展情况的通报", body, "青阳县建设局", day)
    assert read.period == period("2024-01-01", end)
