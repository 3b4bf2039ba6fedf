import pytest

from extractors.web.reader import read

TITLE = "关于2021年第三季度政务信息采用情况的通报"
PROSE = "<p>现将全市第三季度信息采用情况通报如下，各单位要高度重视，认真抓好落实。</p>"
TABLE = "<table border=1><tr><td>单位</td><td>数</td></tr><tr><td>甲</td><td>1</td></tr></table>"


def issues(body, head=""):
    source = f"<html><head><title>{TITLE}</title>{head}</head><body><ul><li><a href=/>首页</a></ul>"
    source += (
        f"<div class=c><h1>{TITLE}</h1>{body}</div><div class=foot>版权所有</div></body></html>"
    )
    return [(issue.code, issue.message.zh) for issue in read(source.encode(), "0" * 64).issues]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (PROSE + "<p><img src=/a/W0202.jpg width=640></p>" + PROSE, "/a/W0202.jpg"),
        ("<div class=TRS_Editor><p><img src=a1.png></p></div>", "a1.png"),
        ("<div style='visibility:hidden'><img data-src=https://x/640 src=data:,></div>", "//x/640"),
        (PROSE + "<p><img src='data:image/png;base64,iVBO'></p>", "data:"),
    ],
)
def test_a_picture_in_the_text_is_named(body, name):
    ((code, message),) = issues(body)
    assert code == "needs_ocr"
    assert name in message


@pytest.mark.parametrize(
    "body",
    [
        PROSE + "<img src=/images/icon_word.gif><a href=a.doc>附件</a>",
        PROSE + "<img src=x.png width=16 height=16>",
        PROSE + "<div class=ewm><img src=abc.png></div>",
        PROSE + TABLE + "<p>下一篇：<a href=t2.html>别的通知</a></p>",
        PROSE + TABLE + "<div><a href=index_2.html>下一页</a> <a href='#'>上一页</a></div>",
        PROSE + "<iframe src=/count.html width=0 height=0></iframe>",
        # All parts one after another, as they are collected.
        PROSE + "<a href=t_2.html>下一页</a></body></html>" + PROSE + "<a href=t.html>上一页</a>",
    ],
)
def test_furniture_of_the_site_is_no_gap_in_the_notice(body):
    assert issues(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "<iframe src=/content/1.html></iframe>",
        PROSE + "<iframe src='/viewer.html?file=/1.pdf' height=900></iframe>",
        "<div id=app></div><script>var content='<p>通报</p>'</script>",
        "<textarea style='display:none'>&lt;p&gt;现将情况通报如下。&lt;/p&gt;</textarea>",
    ],
)
def test_a_notice_that_stands_elsewhere_is_told(body):
    assert [code for code, _ in issues(body)] == ["not_readable"]


@pytest.mark.parametrize(
    "body",
    [
        PROSE + TABLE + "<div>1 <a href=t1_2.html>2</a> <a href=t1_2.html>下一页</a></div>",
        PROSE + "<div><a href='show.asp?id=3'>上一页</a> <a href='#'>下一页</a></div>",
        PROSE + "<script>createPageHTML(3, 0, 't1', 'html');</script>",
    ],
)
def test_one_part_of_a_notice_is_not_taken_for_the_whole(body):
    assert [code for code, _ in issues(body)] == ["truncated"]


def test_garbled_text_is_told():
    garbled = (PROSE * 3).encode().decode("gbk", "replace")
    assert "not_readable" in [code for code, _ in issues(garbled)]
