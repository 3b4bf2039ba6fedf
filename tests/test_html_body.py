import pytest

from extractors.document import Grid
from extractors.web.reader import read

TITLE = "关于2021年第三季度政务信息采用情况的通报"
FIRST = "为做好政务信息报送工作，现将2021年第三季度全市政务信息采用情况通报如下。"
SECOND = "三季度，各县区共报送信息358条，采用121条，其中县区80条，部门41条。"
TABLE = (
    "<table border=1><tr><td>排名</td><td>单位</td><td>采用</td></tr>"
    "<tr><td>1</td><td>临河区</td><td>40</td></tr><tr><td>2</td><td>五原县</td><td>31</td></tr>"
    "</table>"
)
MENU = "<ul>" + "".join(f"<li><a href=/c{n}>栏目{n}</a></li>" for n in range(8)) + "</ul>"
NEWS = "<ul>" + "".join(
    f"<li><a href=/n{n}>第{n}期信息工作会议召开，{n}0个单位参加</a><span>2021-09-0{n}</span></li>"
    for n in range(1, 7)
)
NEWS += "</ul>"
FOOT = "<div>主办：市政府办公室</div><div>网站标识码：1508000001 蒙ICP备05000001号</div>"
BODY = f"<p>各旗县区：</p><p>{FIRST}</p><p>{SECOND}</p><p>市政府办公室</p><p>2021年10月9日</p>"
LINES = ["各旗县区：", FIRST, SECOND, "市政府办公室", "2021年10月9日"]


def page(body, head=""):
    return f"<html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"


def document(source):
    return read(source.encode(), "0" * 64)


def lines(source):
    return ["TABLE" if isinstance(block, Grid) else block.text for block in document(source).blocks]


FRAMES = {
    "a known editor": "<div class=TRS_Editor>{}</div>",
    "unknown names": "<div class=q7><div class=x1>{}</div></div>",
    "an ASP.NET form": "<form id=aspnetForm><div id=ctl00_x>{}</div></form>",
    "layout tables": "<table><tr><td width=200>"
    + MENU
    + "</td><td><table><tr><td>{}</td></tr></table></td></tr></table>",
    "names of site furniture": "<div class='main-content position-relative side'>{}</div>",
    "elements of HTML5": "<main><article><section>{}</section></article></main>",
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_the_notice_is_found_in_any_frame_and_the_site_left_out(frame):
    inside = f"<h1>{TITLE}</h1><div>2021-10-11 09:00 来源：市政府办 浏览次数：52</div>{BODY}{TABLE}"
    inside += (
        "<p>责任编辑：某人</p><div>【打印】【关闭】</div><div>上一篇：<a href=x>别的</a></div>"
    )
    source = page(f"{MENU}<div>当前位置：首页 &gt; 公开</div>{frame.format(inside)}{FOOT}")
    assert lines(source) == [TITLE, *LINES, "TABLE"]


def test_what_is_left_out_stands_outside_once():
    source = page(f"{MENU}<div>{BODY}{TABLE}</div><h3>相关阅读</h3>{NEWS}{FOOT}")
    outside = [entry.text for entry in document(source).outside]
    assert [text for text in outside if text.startswith("栏目")] == [f"栏目{n}" for n in range(8)]
    assert sum("网站标识码" in text for text in outside) == 1
    assert sum("第3期" in text for text in outside) == 1
    assert {entry.reason for entry in document(source).outside} == {"footer"}


def test_a_table_and_its_note_after_the_body_belong_to_the_notice():
    source = page(
        f"{MENU}<div class=a><h2>{TITLE}</h2><div class=b>{BODY}</div><div>附件</div>"
        f"<div align=center>统计表</div>{TABLE}<div>备注：未列入的单位为零。</div>"
        f"<div>分享到：<a href=#>微信</a></div></div><div><h3>最新信息</h3>{NEWS}</div>{FOOT}"
    )
    assert lines(source) == [TITLE, *LINES, "附件", "统计表", "TABLE", "备注：未列入的单位为零。"]


@pytest.mark.parametrize(
    "second", ["<div>{}</div>", "<div style='display:none'>{}</div>", "<div hidden>{}</div>"]
)
def test_a_body_that_the_page_holds_twice_stands_once(second):
    body = f"{BODY}<p>附件1</p>{TABLE}<p>附件2</p>{TABLE.replace('40', '41')}"
    source = page(f"<div>{body}</div>{second.format(body)}")
    assert lines(source) == [*LINES, "附件1", "TABLE", "附件2", "TABLE"]


def test_short_lines_that_recur_apart_may_both_stand():
    source = page(f"<div>{BODY}<p>附件</p>{TABLE}<p>附件</p>{TABLE.replace('40', '41')}</div>")
    assert lines(source)[5:] == ["附件", "TABLE", "附件", "TABLE"]


def test_a_body_that_only_a_script_shows_is_read():
    assert lines(page(f"{MENU}<div style='display:none'>{BODY}</div>")) == LINES


@pytest.mark.parametrize("how", ["visibility: hidden; opacity: 0", "display:none"])
def test_an_article_that_is_saved_before_it_fades_in_is_read(how):
    around = "<p>办公室 2021-10-11 17:32</p>{}<p>阅读 1024 赞 12 在看 3</p>"
    content = f"<div id=js_content style='{how}'>{BODY}{TABLE}</div>"
    source = page(f"<h1>{TITLE}</h1>{around.format(content)}")
    assert lines(source) == [TITLE, *LINES, "TABLE"]


def test_a_hidden_table_beside_a_notice_that_shows_is_not_read():
    source = page(f"<div>{BODY}{TABLE}<div style='display:none'>{TABLE.replace('40', '9')}</div>")
    assert lines(source + "</div>") == [*LINES, "TABLE"]


def test_a_class_that_the_style_sheet_hides_is_hidden_unless_shown_elsewhere():
    style = "<style>.x{display:none} .tab{display:none} .tab.on{display:block}</style>"
    source = page(f"<div class='tab on'>{BODY}<p class=x>看不见的9条</p></div>", style)
    assert lines(source) == LINES


@pytest.mark.parametrize(
    "line",
    [
        "（二）微信公众号、客户端采用信息情况",
        "1.部分网站首页未公布网站标识码，未注册“我要纠错”",
        "时间：2021年第三季度",
        "2.首页底部未标明ICP备案编号、公安机关备案标识；",
        "（三）网站地图不可用的单位",
        "单位：条",
        "来源：各旗县区报送",
        "联系人：某某，电话：0478-8000000",
    ],
)
def test_words_of_site_furniture_in_a_notice_are_the_notices(line):
    source = page(f"<div><p>{FIRST}</p><p>{line}</p><p>{SECOND}</p></div>{FOOT}")
    assert lines(source) == [FIRST, line, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "上一页 1 2 3 下一页 共3页",
        "2021-10-11 09:00:11 来源：市府办 编辑：某人",
        "声明：凡本网注明“来源：某新闻网”的作品，未经授权不得转载。",
        "阅读 1024 赞 12 在看 3",
    ],
)
def test_lines_of_the_site_below_a_notice_are_left_out(line):
    assert lines(page(f"<div>{BODY}<div>{line}</div></div>{FOOT}")) == LINES


def test_lists_of_links_with_their_days_are_left_out():
    links = "".join(f"<li><a href={n}>第{n}期会议召开</a><i>2021-09-0{n}</i></li>" for n in "123")
    assert lines(page(f"<div>{BODY}<h3>相关文档：</h3><ul>{links}</ul></div>{FOOT}")) == LINES


def test_annexes_that_are_links_to_files_stay():
    links = "".join(f"<p><a href=/f{n}.xls>附件{n}：统计表{n}</a></p>" for n in (1, 2, 3))
    source = page(f"<div class=c>{BODY}<div>{links}</div></div><div>{NEWS}</div>{FOOT}")
    assert lines(source)[5:] == ["附件1：统计表1", "附件2：统计表2", "附件3：统计表3"]


def test_line_breaks_part_paragraphs_but_not_headings_nor_wrapped_sentences():
    body = f"<div>{FIRST}<br>　　{SECOND}<br><br>市政府办公室<br>2021年10月9日</div>"
    assert lines(page(f"<h1>关于2021年第三季度<br>政务信息采用情况的通报</h1>{body}")) == [
        TITLE,
        FIRST,
        SECOND,
        "市政府办公室",
        "2021年10月9日",
    ]
    wrapped = "本季度全市各级各部门认真贯彻落实工作部署，<br>共报送信息三百条，质量明显提高。"
    assert lines(page(f"<div><p>{wrapped}</p></div>")) == [wrapped.replace("<br>", "")]


def test_text_is_folded_and_its_quote_is_as_printed():
    source = page(
        f"<div><p>\n　　&nbsp;共报送<span>358</span>\n条，采用 121&nbsp;条。{FIRST}</p></div>"
    )
    (block,) = document(source).blocks
    assert block.text == f"共报送358 条，采用 121 条。{FIRST}"
    assert block.evidence.quote == f"\u3000\u3000\xa0共报送358 条，采用 121\xa0条。{FIRST}"


@pytest.mark.parametrize(
    ("head", "body", "stated"),
    [
        ("<meta name=PubDate content='2021-10-11 09:00'>", "", (TITLE, None, "2021-10-11")),
        ("<meta name=ContentSource content=市文明办>", "", (TITLE, "市文明办", None)),
        (
            "",
            "<p>发布时间：2021年10月11日 来源：市府办 字号：大 中</p>",
            (TITLE, "市府办", "2021年10月11日"),
        ),
        ("", "<p>来源: | 发布时间: 2021-10-11 | 点击: 3</p>", (TITLE, None, "2021-10-11")),
        (
            "",
            "<p><i class=time>2021/10/11</i><i class=source>市府办</i></p>",
            (TITLE, "市府办", "2021/10/11"),
        ),
    ],
)
def test_what_the_page_states_of_title_source_and_day(head, body, stated):
    found = document(page(f"<h1>{TITLE}</h1>{body}<div>{BODY}</div>", head))
    assert (found.title, found.source, found.published) == stated
    assert [block.text for block in found.blocks] == [TITLE, *LINES]


def test_the_table_of_page_data_gives_the_day_and_is_handed_on():
    data = (
        "<table><tr><td>索引号：</td><td>0001/2021-12</td><td>主题：</td><td>公开</td></tr>"
        "<tr><td>发文机关：</td><td>市府办</td><td>发布日期：</td><td>2021年10月11日</td></tr></table>"
    )
    found = document(page(f"<div>{data}</div><div><h1>{TITLE}</h1>{BODY}</div>{FOOT}"))
    assert found.published == "2021年10月11日"
    assert [getattr(block, "text", "TABLE") for block in found.blocks] == ["TABLE", TITLE, *LINES]


@pytest.mark.parametrize(
    "widget",
    [
        "<div><table><tr><td>栏目</td><td>条数</td></tr><tr><td>公告</td><td>9</td></tr></table></div>",
        "<div class=calendar><table><tr><td>日</td><td>一</td></tr><tr><td>1</td><td>2</td></tr>"
        "</table></div>",
    ],
)
def test_a_table_above_the_headline_is_the_sites(widget):
    assert lines(page(f"{widget}<h1>{TITLE}</h1><div>{BODY}{TABLE}</div>")) == [
        TITLE,
        *LINES,
        "TABLE",
    ]


def test_articles_announced_beside_the_notice_are_not_its_prose():
    teaser = "<dt><a href=1>某地开会</a></dt><dd>某地昨日开会，要求认真落实，共300人参加。</dd>"
    source = page(
        f"<div class=l><h1>{TITLE}</h1><div>{BODY}</div><div>[责任编辑：某人]</div></div>"
        f"<div class=r><div><h4>热点推荐</h4><dl>{teaser}</dl></div></div>"
    )
    assert lines(source) == [TITLE, *LINES]


@pytest.mark.parametrize(
    "named",
    [
        f"{TITLE}_通知公告_某市人民政府",
        f"{TITLE}-某市政府网",
        f"{TITLE} - 某市人民政府门户网站",
        f"某市文明网--{TITLE}",
        f"{TITLE}|某日报",
    ],
)
def test_the_site_is_no_part_of_the_title(named):
    source = f"<html><head><title>{named}</title></head><body><div>{BODY}</div></body></html>"
    assert document(source).title == TITLE


def test_the_headline_is_marked_and_stands_first_and_once():
    source = page(f"<h1>某市人民政府</h1><div class=t>{TITLE}</div><div><p>{TITLE}</p>{BODY}</div>")
    blocks = document(source).blocks
    assert [block.text for block in blocks] == [TITLE, *LINES]
    assert [block.heading for block in blocks] == [True] + [False] * 5
