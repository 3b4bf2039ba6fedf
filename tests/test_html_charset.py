import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.web.charset import decode_page

PAGE = (
    '<html><head><meta charset="{}"></head><body><p>各旗区：第三季度采用情况通报</p></body></html>'
)


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "GBK", "iso-8859-1", "nonsense"])
@pytest.mark.parametrize("actual", ["utf-8", "gb18030", "utf-16-le"])
def test_the_bytes_decide_whatever_is_declared(declared, actual):
    text = PAGE.format(declared)
    assert decode_page(text.encode(actual)).text == text


def test_declared_gb2312_holds_characters_that_only_gb18030_has():
    text = PAGE.format("gb2312") + "镕㙟𠀀"
    decoded = decode_page(text.encode("gb18030"))
    assert (decoded.text, decoded.charset, decoded.lost) == (text, "gb18030", 0)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_obeyed_and_dropped(charset):
    assert decode_page("通报".encode(charset)).text == "通报"


def test_short_gbk_text_that_is_well_formed_utf8_is_chinese():
    content = "<td>陆</td><td>陆</td>".encode("gbk")
    assert content.decode("utf-8") == "<td>½</td><td>½</td>"
    assert decode_page(content).text == "<td>陆</td><td>陆</td>"


def test_declared_big5_is_believed_where_the_bytes_allow_it():
    text = '<meta charset="big5"><p>政府資訊網站通報</p>'
    assert decode_page(text.encode("big5")).text == text


@pytest.mark.parametrize("declared", ["utf-8", "gb2312"])
def test_big5_is_told_by_its_words_whatever_is_declared(declared):
    text = PAGE.format(declared) + "<p>現將政府資訊網站第三季度採用情況通報如下：</p>"
    text = text.replace("旗区", "縣市").replace("采用情况通报", "採用情況通報")
    assert decode_page(text.encode("big5")).text == text


@pytest.mark.parametrize("saved_as", ["latin-1", "gb18030"])
@pytest.mark.parametrize("was", ["utf-8", "gb18030"])
def test_a_page_saved_in_a_wrong_charset_is_restored_and_told(was, saved_as):
    text = PAGE.format("utf-8") * 3
    if was == saved_as:
        assert not decode_page(text.encode(was)).twice
        return
    decoded = decode_page(text.encode(was).decode(saved_as).encode())
    assert (decoded.text, decoded.twice) == (text, True)


def test_a_page_in_another_language_is_left_alone():
    text = "<p>ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ</p>" * 9
    assert decode_page(text.encode()).text == text


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_last_character_cut_in_the_middle_is_forgiven_and_told(charset):
    content = PAGE.format(charset).replace("</p></body></html>", "").encode(charset)
    decoded = decode_page(content[:-1])
    assert decoded.cut
    assert decoded.text.endswith("采用情况通")
    assert "\ufffd" not in decoded.text


@pytest.mark.parametrize(("most", "rest"), [("utf-8", "gbk"), ("gbk", "utf-8")])
def test_an_included_file_in_another_charset_is_read_line_by_line(most, rest):
    page = "<div>各旗区信息报送情况</div>\n"
    foot = "<div>版权所有</div>\n"
    content = page.encode(most) * 3 + foot.encode(rest) + page.encode(most)
    assert decode_page(content).text == page * 3 + foot + page


def test_bytes_of_no_charset_are_counted():
    decoded = decode_page("<p>通报情况说明</p>".encode() * 9 + b"<p>\xff\xff\xff</p>")
    assert decoded.lost > 0
    assert decoded.text.startswith("<p>通报情况说明</p>")


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4))
def test_any_chinese_text_survives_both_charsets(text):
    for charset in ("utf-8", "gb18030"):
        decoded = decode_page(f"<p>通报：{text}。</p>".encode(charset))
        assert decoded.text == f"<p>通报：{text}。</p>"


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(content):
    assert isinstance(decode_page(content).text, str)
