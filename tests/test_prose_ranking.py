"""Rankings that a notice tells in sentences become tables; other sentences do not."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import Notice, Table
from extractors.notice.prose_ranking import CONFIDENCE, READER
from extractors.notice.ranked_list import find_lists
from extractors.notice.unit_name import is_unit_name, split_names
from extractors.reading import extract_notice
from figures import fold, read_rank
from tests.pdf_drawing import draw_pdf, lines

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
CLOSING = ("某县人民政府办公室", "2024年2月5日")


def read(*paragraphs: str, title: str = "关于上半年工作情况的通报") -> Notice:
    body = "".join(f"<p>{text}</p>" for text in (*paragraphs, *CLOSING))
    page = (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head>"
        f"<body><h1>{title}</h1><div class='content'>{body}</div></body></html>"
    )
    return extract_notice(page.encode(), "notice.html")


def told(*paragraphs: str, title: str = "关于上半年工作情况的通报") -> tuple[Table, ...]:
    return tuple(t for t in read(*paragraphs, title=title).tables if t.readers == (READER,))


def rows(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


def only(*paragraphs: str, title: str = "关于上半年工作情况的通报") -> Table:
    tables = told(*paragraphs, title=title)
    assert len(tables) == 1
    return tables[0]


def test_ranks_before_names_keep_their_printed_words() -> None:
    table = only(
        "综合评价：第一名，甲山县，得分90.68分；第二名，乙水区，得分90.5分；第三名，丙原市，得分88分。"
    )
    assert table.columns == ("名次", "单位", "得分")
    assert rows(table) == [
        ("第一名", "甲山县", "90.68"),
        ("第二名", "乙水区", "90.5"),
        ("第三名", "丙原市", "88"),
    ]
    assert table.agreement.how == "one_reader"
    assert table.agreement.confidence == CONFIDENCE
    assert table.parts[0].grid == tuple(rows(table))


def test_ranks_after_names_and_shared_ranks() -> None:
    table = only("东河镇以96.5分排名第一，西河镇以95分排名第二，南河乡、北河乡得分90分，并列第三。")
    assert rows(table) == [
        ("第一", "东河镇", "96.5"),
        ("第二", "西河镇", "95"),
        ("并列第三", "南河乡", "90"),
        ("并列第三", "北河乡", "90"),
    ]


def test_a_measure_named_before_the_first_rank() -> None:
    table = only(
        "综合得分第一名的是东河镇，得96分；第二名的是西河镇，得95分；第三名的是南河乡，得90分。"
    )
    assert table.columns == ("名次", "单位", "综合得分")
    assert rows(table)[0] == ("第一名", "东河镇", "96")


def test_a_figure_of_each_gives_a_row_each_under_the_same_words() -> None:
    table = only(
        "全年被上级采用信息40条，其中信息室综合报送5条，其他单位报送35条。其中：农牧局12条，"
        "人力资源和社会保障局8条，财政局、审计局、文化和旅游局各4条，供电公司和教育局各1条。"
    )
    assert table.columns == ("单位", "采用（条）")
    assert rows(table) == [
        ("农牧局", "12"),
        ("人力资源和社会保障局", "8"),
        ("财政局", "4"),
        ("审计局", "4"),
        ("文化和旅游局", "4"),
        ("供电公司", "1"),
        ("教育局", "1"),
    ]
    quotes = [row.cells[1].evidence.quote for row in table.rows]
    assert quotes[2:5] == ["财政局、审计局、文化和旅游局各4条"] * 3


def test_every_cell_quotes_words_of_its_own_paragraph() -> None:
    notice = read("得分前三名：东河镇（96.5分）、西河镇（95 分）、南河乡（90分）。")
    table = notice.tables[0]
    paragraphs = {p.evidence.locator: p.text for p in notice.paragraphs}
    for row in table.rows:
        for cell in row.cells:
            assert cell.evidence.quote in paragraphs[cell.evidence.locator]
    assert [row.cells[2].text for row in table.rows] == ["96.5", "95", "90"]


def test_an_order_told_in_words_gives_ranks_without_figures() -> None:
    table = only("考核排名依次是：东河镇、西河镇、南河乡、北河乡。")
    assert table.columns == ("名次", "单位")
    assert [row[0] for row in rows(table)] == ["1", "2", "3", "4"]


def test_figures_that_fall_bear_the_order_and_ties_do_not() -> None:
    falling = only("得分从高到低依次为：东河镇（96分）、西河镇（95分）、南河乡（90分）。")
    tied = only("得分从高到低依次为：东河镇（96分）、西河镇（96分）、南河乡（90分）。")
    assert [row[0] for row in rows(falling)] == ["1", "2", "3"]
    assert tied.columns == ("单位", "得分")


def test_ranks_among_all_are_told_behind_the_figures() -> None:
    table = only(
        "东河镇得98.5分，名列全县第一；西河镇得96分，名列全县第二；南岭乡得95分，名列全县第三。"
    )
    assert rows(table)[2] == ("第三", "南岭乡", "95")
    odd = "{}得{}分，在各乡镇中排{}；"
    ranked = (("东河镇", 98, "第一"), ("西河镇", 96, "第二"), ("南岭乡", 95, "第三"))
    assert not told("".join(odd.format(*each) for each in ranked) + "通报完毕。")


def test_ranks_are_told_one_after_another_for_several_names() -> None:
    table = only("东河镇以98.5分居首位，西河镇、南岭乡分别以96分和95.5分位列第二、第三。")
    assert rows(table) == [
        ("首位", "东河镇", "98.5"), ("第二", "西河镇", "96"), ("第三", "南岭乡", "95.5"),
    ]  # fmt: skip
    table = only("考核中，东河镇、西河镇分列一、二位，南岭乡位居第三。")
    assert rows(table) == [("一", "东河镇"), ("二位", "西河镇"), ("第三", "南岭乡")]
    assert [read_rank(rank) for rank, _ in rows(table)] == [1, 2, 3]
    assert not told("东河镇、西河镇、南岭乡分别位列第一、第二。")
    assert not told("我县经济总量、工业增速、投资增速分别位列第一、第二、第三。")


def test_the_most_and_those_next_to_it_are_ranked_and_the_least_is_not() -> None:
    most = "采用信息最多的是财政局，共25条；其次是教育局，20条；再次是审计局，18条"
    table = only(f"{most}；最少的是水务局，1条。")
    assert table.columns == ("名次", "单位", "采用（条）")
    assert rows(table)[1:] == [("2", "教育局", "20"), ("3", "审计局", "18"), ("", "水务局", "1")]
    assert not told("报送最多的是东河镇25条，其次是西河镇22条。")


def test_the_last_three_bear_no_rank_but_their_section() -> None:
    table = only("综合排名前三的是东河镇、西河镇、南河乡；排名后三的是北河乡、上河乡、下河乡。")
    assert [row[0] for row in rows(table)] == ["1", "2", "3", "", "", ""]
    assert table.rows[0].section == "综合排名前三"
    assert table.rows[5].section == "排名后三"


def test_figures_told_apart_by_respectively() -> None:
    table = only("东河镇、西河镇、南河乡得分分别为93.5分、92分、90分。")
    assert rows(table) == [("东河镇", "93.5"), ("西河镇", "92"), ("南河乡", "90")]


def test_figures_in_the_order_of_their_names() -> None:
    table = only("东河镇、西河镇、南河乡综合得分依次为98.2、97.6、96.4，居前三位。")
    assert [row[-2:] for row in rows(table)] == [
        ("东河镇", "98.2"), ("西河镇", "97.6"), ("南河乡", "96.4"),
    ]  # fmt: skip


def test_the_best_and_the_last_of_a_rate_are_two_sections() -> None:
    table = only(
        "办结率排名前3的单位为公安局(100%)、教育局(99.2%)、民政局(98.7%)，"
        "后3的单位为水利局(80%)、林业局(79%)、商务局(70%)。"
    )
    assert [row[0] for row in rows(table)] == ["1", "2", "3", "", "", ""]
    assert [row[2] for row in rows(table)][2:4] == ["98.7%", "80%"]


def test_groups_of_one_paragraph_are_sections() -> None:
    table = only("信息采用情况：区级部门：财政局12条、审计局8条；镇街：东河镇9条、城关街道3条。")
    assert table.caption == "信息采用情况"
    assert [row.section for row in table.rows] == ["区级部门"] * 2 + ["镇街"] * 2


@pytest.mark.parametrize(
    "printed",
    [
        (
            "第一名：东河镇，得分96.5分；",
            "第二名：西河镇，得分95分；",
            "第三名：南河乡，得分90分。",
        ),
        ("第一名 东河镇 96.5分", "第二名 西河镇 95分", "第三名 南河乡 90分"),
        ("1．东河镇，得分：96.5", "2．西河镇，得分：95", "3．南河乡，得分：90"),
        ("1.东河镇 96.5分", "2.西河镇 95分", "3.南河乡 90分"),
        ("第一名：东河镇 96.5分<br>第二名：西河镇 95分<br>第三名：南河乡 90分",),
    ],
)
def test_lines_of_a_row_each_are_one_table(printed: tuple[str, ...]) -> None:
    table = only("排名情况如下：", *printed, "各单位要加强工作。")
    assert [row[1:] for row in rows(table)] == [
        ("东河镇", "96.5"),
        ("西河镇", "95"),
        ("南河乡", "90"),
    ]
    assert len({row[0] for row in rows(table)}) == 3
    assert table.caption == "排名情况"


def test_headings_between_lines_are_sections() -> None:
    table = only(
        "一、机关科室",
        "第一名：宣传部；",
        "并列第二名：保障部、经济部。",
        "二、县区工会",
        "第一名：东河县总工会；",
        "第二名：西河县总工会。",
    )
    assert [row.section for row in table.rows] == ["一、机关科室"] * 3 + ["二、县区工会"] * 2
    assert rows(table)[2] == ("并列第二名", "经济部")


def test_full_width_words_stay_as_printed() -> None:
    table = only("得分：东河镇（９６．５分）、卫生健康局（疾控局）９５分、南河乡90分。")
    assert rows(table)[:2] == [("东河镇", "９６．５"), ("卫生健康局（疾控局）", "９５")]


def test_points_taken_off_are_no_score() -> None:
    table = only("扣分情况：东河镇2分，西河镇1分，南河乡0.5分。")
    assert table.columns == ("单位", "扣分")


def test_a_notice_on_aims_may_tell_scores() -> None:
    title = "关于2023年度目标任务考核情况的通报"
    table = only("综合得分：东河镇96分，西河镇95分，南河乡90分。", title=title)
    assert len(table.rows) == 3


def test_two_measures_are_two_tables() -> None:
    tables = told(
        "报送信息数量前三名的单位是：东河镇（35篇）、西河镇（30篇）、南河乡（28篇）；"
        "采用数量前三名的单位是：西河镇（20篇）、东河镇（18篇）、南河乡（16篇）。"
    )
    assert [table.columns for table in tables] == [
        ("名次", "单位", "报送（篇）"),
        ("名次", "单位", "采用（篇）"),
    ]


def test_what_is_said_of_the_others_goes_with_the_table() -> None:
    table = only("采用信息：东河镇9条、西河镇5条、南河乡3条，其余单位均为0条。")
    assert table.absent_means == "zero"
    assert len(table.rows) == 3


@pytest.mark.parametrize(
    "sentence",
    [
        "共报送信息119篇，其中，苏木镇报送10篇，街道报送40篇，各级文明单位报送76篇。",
        "采用信息2349条，其中旗区信息1206条、市直各部门信息1078条、各开发区信息59条。",
        "受理工单506件，其中求决460件、咨询38件、揭发控告3件、意见建议5件。",
        "下达资金：东河镇120万元，西河镇80万元，南河乡60万元。",
        "新建广场：东河镇3个、西河镇2个、南河乡2个。",
        "完成造林：东河镇12万亩，西河镇8万亩，南河乡5万亩。",
        "第一名奖励3000元，第二名奖励2000元，第三名奖励1000元。",
        "信息被省委办公厅采用3条、市委办公室采用12条、市政府办公室采用8条。",
        "在人民日报刊发3篇、新华社刊发2篇、省日报刊发12篇、市日报刊发20篇。",
        "满分100分，其中组织领导20分、信息公开30分、制度建设20分、监督保障30分。",
        "县农牧局3月1日前、县财政局4月1日前、县审计局5月1日前完成整改。",
        "1.东河镇要加大力度。2.西河镇要补齐短板。3.南河乡要巩固成果。",
        "参加会议的有东河镇、西河镇、南河乡。",
        "扣分情况：东河镇未报送扣2分，西河镇迟报扣1分，南河乡漏报扣0.5分。",
        "第一名：张某，第二名：李某，第三名：王某。",
        "东河镇报送信息12条、采用8条，西河镇报送信息10条、采用5条，南河乡报送9条、采用3条。",
        "采用信息：东河镇9条、西河镇5条。",
        "2024年信息报送任务：东河镇12条，西河镇8条，南河乡5条。",
        "各单位报送信息不少于：东河镇12条，西河镇8条，南河乡5条。",
        "抄送：市委办公室报送2份，市财政局3份，市审计局1份。",
        "罚分：东河镇2分，西河镇1分，南河乡0.5分。",
    ],
)
def test_breakdowns_tasks_money_and_the_like_are_no_ranking(sentence: str) -> None:
    assert told(sentence) == ()


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("采用信息：东河镇9条，西河镇5条，某不知名的9条，南河乡3条，北河乡2条。",),
        ("采用信息：某不知名的9条，东河镇9条，西河镇5条，南河乡3条。",),
        (
            "第一名：东河镇 96分",
            "第二名：某不知名的 95分",
            "第三名：南河乡 90分",
            "第四名：北河乡 80分",
        ),
        ("第一名：东河镇；第二名：西河镇；第三名：南河乡；第四名：某不知名的。",),
        ("采用信息：东河镇9条，西河镇5条，东河镇3条。",),
    ],
)
def test_a_list_understood_in_part_is_no_table(paragraphs: tuple[str, ...]) -> None:
    assert told(*paragraphs) == ()


def test_ranks_from_the_worst_are_not_counted_from_one() -> None:
    table = only("得分较低的依次是：东河镇（60分）、西河镇（58分）、南河乡（55分）。")
    worst = told("空气质量相对较差的3个县（从第9名到第7名）依次是东河县、西河县、南河县。")
    assert "名次" not in table.columns or {row[0] for row in rows(table)} == {""}
    assert worst == ()


def test_rows_that_a_table_holds_are_not_told_again() -> None:
    printed = "".join(
        f"<tr><td>{n}</td><td>{name}</td><td>{score}</td></tr>"
        for n, name, score in ((1, "东河镇", "96.5"), (2, "西河镇", "95"), (3, "南河乡", "90"))
    )
    table = f"<table><tr><th>名次</th><th>单位</th><th>得分</th></tr>{printed}</table>"
    sentence = "得分前三名：东河镇（96.5分）、西河镇（95分）、南河乡（90分）。"
    assert told(sentence, table) == ()
    assert len(told(sentence.replace("南河乡", "北河乡").replace("95分", "94分"), table)) == 1


def test_the_notice_is_a_ranking_and_counts_each_number_once() -> None:
    notice = read("得分排名如下：", "1.东河镇 12分", "2.西河镇 11分", "3.南河乡 2分")
    assert notice.kind == "ranking"
    assert notice.ledger.unaccounted == ()
    assert notice.ledger.extracted == 6
    assert notice.ledger.ignored == {"date": 3}


@pytest.mark.parametrize("pages", [1, 2])
def test_a_list_cut_by_a_line_or_page_is_read_whole(pages: int) -> None:
    texts = [
        "关于上半年信息采用情况的通报",
        "采用信息40条，其中：农牧局12条，人力资源和社会保障局8条，财政局、审",
        "计局、教育局各4条，供电公司1条。",
    ]
    if pages == 1:
        content = draw_pdf(lambda canvas: lines(canvas, 80, 100, texts, 12, 20))
    else:
        content = draw_pdf(
            lambda canvas: lines(canvas, 80, 760, texts[:2], 12, 20),
            lambda canvas: lines(canvas, 80, 60, texts[2:], 12, 20),
        )
    notice = extract_notice(content, "notice.pdf")
    table = notice.tables[0]
    assert rows(table)[2:5] == [("财政局", "4"), ("审计局", "4"), ("教育局", "4")]
    assert [row.page for row in table.rows] == [1, 1, 1, 1, 1, pages]
    assert [part.page for part in table.parts] == [1, 2][:pages]
    assert all(row.cells[0].evidence.locator.box_pt for row in table.rows)
    assert notice.ledger.unaccounted == ()


@pytest.mark.parametrize(
    "name",
    [
        "鄂托克前旗",
        "国有资产监督管理委员会",
        "科技和工业信息化局",
        "残联",
        "国家某某经济技术开发区",
        "城关街道办事处",
        "卫生健康局（疾控局）",
    ],
)
def test_names_of_units(name: str) -> None:
    assert is_unit_name(fold(name))


@pytest.mark.parametrize(
    "words",
    ["街道", "苏木镇", "各级文明单位", "市直各部门", "托管型小区", "城乡建设", "社会", "其他单位"],
)
def test_kinds_and_topics_are_no_units(words: str) -> None:
    assert not is_unit_name(words)


def test_names_joined_by_and() -> None:
    assert split_names("财政局和审计局", several=True) == ("财政局", "审计局")
    assert split_names("发展和改革委员会、住房和城乡建设局", several=False) == (
        "发展和改革委员会",
        "住房和城乡建设局",
    )


names = st.lists(
    st.text("安平昌盛明远清泉石桥柳林", min_size=2, max_size=3), min_size=3, max_size=9, unique=True
)


@settings(max_examples=60, deadline=None)
@given(names=names, values=st.lists(st.integers(0, 99999), min_size=9, max_size=9), data=st.data())
def test_any_names_and_figures_come_back_as_printed(
    names: list[str], values: list[int], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(["镇", "县", "街道", "苏木", "区财政局", "供电公司"]))
    mark = data.draw(st.sampled_from("，、；"))
    points = [f"{value / 100:.2f}" for value in values[: len(names)]]
    pairs = [(name + kind, value) for name, value in zip(names, points, strict=True)]
    text = "得分：" + mark.join(f"{name}{value}分" for name, value in pairs) + "。"
    (ranked,) = find_lists(text)
    assert [(item.names[0], item.value) for item in ranked.items] == pairs
    assert all(
        text[item.start : item.end] == f"{item.names[0]}{item.value}分" for item in ranked.items
    )


@settings(max_examples=200, deadline=None)
@given(st.text("第一二名：，、；。（）12.分条各得分依次为是甲乙镇局 \n", max_size=80))
def test_any_text_is_read_without_error_and_places_are_in_it(text: str) -> None:
    for ranked in find_lists(text):
        assert 0 <= ranked.start < ranked.end <= len(text)
        for item in ranked.items:
            assert all(name in fold(text[item.start : item.end]) for name in item.names)


@pytest.mark.skipif(not (SHARED / "documents").is_dir(), reason="shared/documents is absent")
@pytest.mark.parametrize(
    ("name", "count"),
    [("seed-000", 3), ("seed-001", 0), ("seed-002", 4), ("seed-003", 0), ("seed-004", 0)],
)
def test_seeds_have_no_table_told_in_prose(name: str, count: int) -> None:
    notice = extract_notice((SHARED / "documents" / f"{name}.html").read_bytes(), f"{name}.html")
    assert len(notice.tables) == count
    assert all(table.readers != (READER,) for table in notice.tables)


@pytest.mark.parametrize(
    ("sentence", "columns", "first"),
    [
        (
            "甲山局报送32条、采用12条，乙水局报送28条、采用9条，丙原局报送11条、采用4条。",
            ("单位", "报送（条）", "采用（条）"),
            ("甲山局", "32", "12"),
        ),
        (
            "综合得分排名第一至第三的分别为甲山县、乙水县、丙原县，得分分别为95.5、94.2、93.0。",
            ("名次", "单位", "得分"),
            ("1", "甲山县", "95.5"),
        ),
        (
            "甲山县委办（25分）、乙水县委办（23分）、丙原县委办（20分）列前三位。",
            ("名次", "单位", "得分"),
            ("1", "甲山县委办", "25"),
        ),
        (
            "各单位采用条数：政法委15，组织部7，宣传部12。",
            ("单位", "采用条数"),
            ("政法委", "15"),
        ),
        (
            "本月扣分情况：和平街道扣2分，向阳街道扣1.5分，城北街道扣0.5分。",
            ("单位", "扣分"),
            ("和平街道", "2"),
        ),
        (
            "整改完成率：甲山县100％、乙水县96．5％、丙原县95％。",
            ("单位", "完成率"),
            ("甲山县", "100％"),
        ),
        (
            "甲山街道、乙水街道、丙原街道的整改率分别为99%、97%、95%。",
            ("单位", "整改率"),
            ("甲山街道", "99%"),
        ),
        (
            "各县名次依次为：1、甲山县；2、乙水县；3、丙原县。",
            ("名次", "单位"),
            ("1", "甲山县"),
        ),
        (
            "甲山镇得分92.3分（全区第一），乙水镇得分90.1分（全区第二），丙原镇得分88分（全区第三）。",
            ("名次", "单位", "得分"),
            ("第一", "甲山镇", "92.3"),
        ),
        (
            "全市PM10浓度从低到高排名依次为：甲山县、乙水县、丙原县。",
            ("名次", "单位"),
            ("1", "甲山县"),
        ),
    ],
)
def test_what_a_list_measures_and_how_it_ranks(sentence, columns, first) -> None:
    table = only(sentence)
    assert table.columns == columns
    assert rows(table)[0] == first
    assert len(table.rows) == 3


@pytest.mark.parametrize(
    "sentence",
    [
        "甲山局报送32条、采用12条，乙水局报送28条，丙原局报送11条、采用4条。",
        "排名靠前的是甲山镇、乙水镇、丙原镇。",
        "团省委采用5条，团市委采用12条，团县委采用20条。",
        "冠军甲山医院98分，亚军乙水医院97分，季军丙原医院96分。",
        "与去年相比，甲山区上升3.2%，乙水区上升1.5%，丙原区下降0.8%。",
    ],
)
def test_lists_of_unlike_rows_of_no_order_or_of_superiors_make_no_table(sentence) -> None:
    assert told(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "columns", "first"),
    [
        (
            "各单位得分由高到低依次为：县财政局98.2、县税务局97.5、县审计局96.1。",
            ("名次", "单位", "得分"),
            ("1", "县财政局", "98.2"),
        ),
        (
            "城南镇、城北镇、城东镇分别以96.2分、95.8分、94.1分位列前三名。",
            ("名次", "单位", "得分"),
            ("1", "城南镇", "96.2"),
        ),
        (
            "报送排名第一位的是市场监管局（120条），排名第二位的是自然资源局（115条），"
            "排名第三位的是应急管理局（99条）。",
            ("名次", "单位", "报送（条）"),
            ("第一位", "市场监管局", "120"),
        ),
        (
            "获得第1名的是龙泉镇，总分186.5分，其中上报得分60分，采用得分126.5分；"
            "获得第2名的是凤山镇，总分170分，其中上报得分50分，采用得分120分；"
            "获得第3名的是虎丘乡，总分150.5分，其中上报得分45分，采用得分105.5分。",
            ("名次", "单位", "总分", "上报得分", "采用得分"),
            ("第1名", "龙泉镇", "186.5", "60", "126.5"),
        ),
        (
            "各县报送政务信息情况：永平县62条，采用18条；洱源县58条，采用15条；剑川县40条，采用9条。",
            ("单位", "报送（条）", "采用（条）"),
            ("永平县", "62", "18"),
        ),
        (
            "甲办事处：报送6篇，采用4篇，得28分；乙办事处：报送5篇，采用3篇，得22分；"
            "丙办事处：报送4篇，采用2篇，得16分。",
            ("单位", "报送（篇）", "采用（篇）", "得分"),
            ("甲办事处", "6", "4", "28"),
        ),
    ],
)
def test_ways_to_word_a_ranking(
    sentence: str, columns: tuple[str, ...], first: tuple[str, ...]
) -> None:
    table = only(sentence)
    assert table.columns == columns
    assert rows(table)[0] == first
    assert len(table.rows) == 3


def test_a_paragraph_of_which_one_list_is_not_understood_tells_no_table_of_the_others() -> None:
    assert not told(
        "优秀：阳光镇（95.0分）、月光（92.5分）。良好：星光镇（89.0分）、灯光乡（85.5分）、"
        "电光乡（85.1分）。"
    )
