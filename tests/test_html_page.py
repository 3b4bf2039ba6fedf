import re
import time
from pathlib import Path

import pytest
from lxml import html as lxml_html

from extractors.document import Grid, Unreadable
from extractors.web.reader import NAME, accepts, read

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
PROSE = "现将全市第三季度信息采用情况通报如下，各单位要高度重视，认真抓好落实。"
TABLE = (
    "<table border=1><tr><td>单位</td><td>采用</td></tr><tr><td>临河区</td><td>40</td></tr>"
    "<tr><td>五原县</td><td>31</td></tr></table>"
)
PAGE = f"<html><head><title>通报</title></head><body><div><p>{PROSE}</p>{TABLE}</div></body></html>"
STEP = re.compile(
    r"(?:#(?P<id>[\w-]+)|(?P<tag>[a-z0-9]+|\*)(?::nth-(?P<of>of-type|child)\((?P<n>\d+)\))?)"
)


def select(root, selector):
    """The elements that a selector of the forms used here finds, by way of XPath."""
    found = []
    for alternative in selector.split(", "):
        path = "/"
        joined = "/descendant-or-self::node()/child::"
        for part in alternative.replace(" > ", " >").split(" "):
            step = STEP.fullmatch(part.lstrip(">"))
            axis = "child::" if part.startswith(">") else "descendant::"
            path += "/" if path != "/" else ""
            if step["id"]:
                path += f"{axis}*[@id='{step['id']}']"
                continue
            like = "*" if step["of"] == "child" else step["tag"]
            place = f"[count(preceding-sibling::{like})={int(step['n']) - 1}]" if step["n"] else ""
            path += f"{axis}{step['tag']}{place}"
        assert joined not in path
        found += [element for element in root.xpath(path) if element not in found]
    return found


def evidence(document):
    for block in document.blocks:
        if isinstance(block, Grid):
            yield from ((cell.text, cell.evidence) for cell in block.cells)
        else:
            yield block.text, block.evidence


def assert_every_selector_finds_its_text(content, charset):
    root = lxml_html.document_fromstring(
        content.decode(charset).encode(), parser=lxml_html.HTMLParser(encoding="utf-8")
    )
    count = 0
    for text, proof in evidence(read(content, "0" * 64)):
        assert (proof.capture, proof.reader, proof.locator.page) == ("0" * 64, NAME, None)
        (element,) = select(root, proof.locator.selector)
        printed = re.sub(r"\s+", "", element.text_content())
        assert re.sub(r"\s+", "", proof.quote) in printed
        assert (text == "") == (proof.quote == "")
        count += 1
    assert count


def test_selectors_hold_in_nested_layout_tables_and_row_groups():
    grouped = TABLE.replace("<tr><td>单", "<thead><tr><td>单", 1).replace(
        "采用</td></tr>", "采用</td></tr></thead>"
    )
    inner = f"<table><tr><td>菜单</td><td><p>{PROSE}</p>{TABLE}</td></tr>"
    inner += f"<tr><td>{grouped}</td></tr></table>"
    source = f"<html><body><o:p>x</o:p><table><tr><td>{inner}</td></tr></table></body></html>"
    assert_every_selector_finds_its_text(source.encode(), "utf-8")


@pytest.mark.parametrize("name", ["seed-000.gbk", "seed-001", "seed-002", "seed-003", "seed-004"])
def test_every_selector_finds_its_text_on_the_seeds(name):
    path = SHARED / "documents" / f"{name}.html"
    if not path.exists():
        pytest.skip(f"{path} is absent")
    assert_every_selector_finds_its_text(path.read_bytes(), "gb18030" if "gbk" in name else "utf-8")


@pytest.mark.parametrize("name", ["seed-000", "seed-002", "real-001", "real-051"])
def test_gbk_and_utf8_forms_and_their_grids(name):
    path = SHARED / "documents" / f"{name}.html"
    if not path.exists():
        pytest.skip(f"{path} is absent")
    text = path.read_text(encoding="utf-8")
    in_utf8 = read(text.encode(), "0" * 64)
    in_gbk = read(text.encode("gb18030"), "0" * 64)
    assert in_utf8 == in_gbk
    printed = [
        list(map(tuple, block.texts())) for block in in_utf8.blocks if isinstance(block, Grid)
    ]
    root = lxml_html.document_fromstring(text)
    tables = root.xpath("//table[not(@class='friend')]")
    assert len(printed) == len(tables)
    for grid, table in zip(printed, tables, strict=True):
        cells = [cell.text_content() for cell in table.iter("td", "th")]
        assert [text for row in grid for text in row if text] == [text for text in cells if text]


@pytest.mark.parametrize("end", ["40</td></tr>", "40</t", "4", "临河区</td><td", "<table", "临"])
def test_a_page_cut_in_the_middle_is_refused_with_a_cure(end):
    with pytest.raises(Unreadable) as refusal:
        read(PAGE[: PAGE.index(end) + len(end)].encode(), "0" * 64)
    assert refusal.value.code == "truncated"
    assert "fetch the whole page again" in refusal.value.message.en


def test_a_page_without_end_marks_is_read_and_the_doubt_is_told():
    document = read(PAGE.replace("</body>", "").replace("</html>", "").encode(), "0" * 64)
    assert [issue.code for issue in document.issues] == ["truncated"]
    assert any(isinstance(block, Grid) for block in document.blocks)


@pytest.mark.parametrize(
    "source",
    [
        PAGE,
        f"<div><p>{PROSE}</p>{TABLE}</div>",
        f"<p>{PROSE}<p>又一段，说明情况如下，请遵照执行。",
        PAGE.replace("</html>", "</html></html><p>后记</p></html>"),
    ],
)
def test_whole_pages_and_fragments_are_not_called_cut(source):
    assert read(source.encode(), "0" * 64).issues == ()


def test_what_stands_after_the_first_end_of_the_page_is_read():
    source = PAGE.replace("</body></html>", "</body></html>" + f"<p>{PROSE[::-1]}</p></html>")
    assert read(source.encode(), "0" * 64).blocks[-1].text == PROSE[::-1]


@pytest.mark.parametrize(
    "source",
    ["", " \n", "<html></html>", "<html><body><img src=a><script>x</script></body></html>"],
)
def test_a_page_without_text_is_refused_with_a_cure(source):
    with pytest.raises(Unreadable) as refusal:
        read(source.encode(), "0" * 64)
    assert refusal.value.code == "not_readable"
    assert re.search("fetch|open", refusal.value.message.en, re.I)


def test_scripts_styles_comments_and_fallbacks_are_no_text():
    extra = "<script>var a='9条'</script><style>p{}</style><!-- 8条 --><noscript>7条</noscript>"
    document = read(PAGE.replace("<p>", f"{extra}<p>").encode(), "0" * 64)
    assert [getattr(block, "text", "TABLE") for block in document.blocks] == [PROSE, "TABLE"]
    assert document.outside == ()


def test_a_prefixed_xhtml_page_is_read():
    source = re.sub(r"<(/?)(\w)", r"<\1h:\2", PAGE)
    source = source.replace("<h:html>", '<h:html xmlns:h="http://www.w3.org/1999/xhtml">')
    document = read(f'<?xml version="1.0" encoding="gb2312"?>{source}'.encode(), "0" * 64)
    assert document.blocks[0].text == PROSE
    assert document.blocks[1].texts() == (("单位", "采用"), ("临河区", "40"), ("五原县", "31"))


@pytest.mark.parametrize("wrapper", ["div", "font", "blockquote"])
def test_deep_nesting_loses_nothing(wrapper):
    deep = f"<{wrapper}>" * 4000 + f"<p>{PROSE}</p>{TABLE}" + f"</{wrapper}>" * 4000
    document = read(
        f"<html><body>{deep}<p>最后还有一段，共十二条。</p></body></html>".encode(), "0" * 64
    )
    assert [getattr(block, "text", "TABLE") for block in document.blocks] == [
        PROSE,
        "TABLE",
        "最后还有一段，共十二条。",
    ]


@pytest.mark.parametrize(
    ("content", "name", "answer"),
    [
        (PAGE.encode(), "notice", True),
        (PAGE.encode("utf-16"), "notice.bin", True),
        (b"\xef\xbb\xbf\n<!-- x --><table><tr><td>1", "table.xls", True),
        (b'<?xml version="1.0"?><html><body>1', "a.xml", True),
        (b'<?xml version="1.0"?><rss><channel><title>1', "a.xml", False),
        (b"%PDF-1.7 <html>", "notice.html", False),
        (b"PK\x03\x04<html>", "notice.html", False),
        (b"", "notice.html", True),
        (b"", "notice.pdf", False),
        ("第三季度通报".encode(), "notice.HTM", True),
        ("第三季度通报".encode(), "notice.txt", False),
        (bytes(range(32)) * 9, "notice.html", False),
    ],
)
def test_a_web_page_is_known_by_its_content_first(content, name, answer):
    assert accepts(content, name) is answer


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_a_big_page_takes_no_more_than_its_share(number):
    cell = "<td style='width:54pt;border:solid 1pt;padding:0cm 5.4pt'><p><span>{}</span></p></td>"
    sources = (
        "<table border=1>" + f"<tr>{cell.format('甲')}{cell.format(7)}</tr>" * 9000,
        "<ul>" + "<li><a href=x>关于信息的通知</a></li>" * 20000,
        "<div>" + f"{PROSE}<br>" * 9000,
    )
    content = f"<html><body>{sources[number]}</body></html>".encode()
    begun = time.process_time()
    document = read(content, "0" * 64)
    # Generous, for a busy machine: a step that grows with the square takes minutes here.
    assert time.process_time() - begun < 10
    size = sum(
        len(block.cells) if isinstance(block, Grid) else 1
        for block in (*document.blocks, *document.outside)
    )
    assert size == (18000, 20000, 9000)[number]


def test_pages_of_one_notice_in_one_file_are_one_notice():
    frame = "<html><body><ul><li><a href=/>首页</a></li></ul><div><h1>关于采用情况的通报</h1>"
    frame += "<div>来源：市政府办</div><div class=c>{}<p>{}</p></div></div></body></html>"
    rows = TABLE.replace("临河区", "磴口县").replace("五原县", "杭锦后旗")
    parts = [
        frame.format(f"<p>{PROSE}</p>{TABLE}", "<a href=t_2.html>下一页</a>"),
        frame.format(f"{rows}<p>特此通报。</p>", "<a href=t.html>上一页</a>"),
    ]
    document = read("\n".join(parts).encode(), "0" * 64)
    texts = ["TABLE" if isinstance(block, Grid) else block.text for block in document.blocks]
    assert texts == ["关于采用情况的通报", PROSE, "TABLE", "TABLE", "特此通报。"]
    assert document.issues == ()
