"""The head of a notice: its title, its own document number, the office in its red head."""

import re
from collections.abc import Sequence

from contracts import NamedField
from evidence import Record
from extractors.document import Document, Grid, TextBlock
from extractors.notice.signature import clean_office, is_office
from figures import fold, narrow
from periods import find_mentions

_HEAD_BLOCKS = 25
_NOUN = (
    r"(?:通报|通知|办法|细则|规则|方案|规定|标准|意见|公告|公示|报告|通告|通讯|函|决定|排名|排行榜?|名单|名次|"
    r"情况|结果|成绩|简报|任务|分工|要点|制度|机制|统计表?|一览表|得分表?|评分表|实施|目标|汇总)"
)
_ENDING = re.compile(_NOUN + r"(?:[(（\[][^()（）]{1,12}[)）\]])*$")
_NUMBER = re.compile(
    r"(?P<prefix>[一-龥]{1,24})\s*[〔\[(【〈]\s*(?P<year>(?:19|20)\d{2})\s*[〕\])】〉]"
    r"\s*(?P<nth>第?)\s*(?P<number>\d{1,5})\s*号"
)
_ABOUT = re.compile(r"关于|转发|印发")
_BODY = re.compile(r"[。；;:：]\s*$|。")
_META = re.compile(
    r"(?:发布|发文|成文|更新|生成|公开)(?:时间|日期|机构|单位)|来源|字体|字号|浏览|阅读|点击|索引号|签发人|"
    r"份号|密级|紧急程度|打印|分享|当前位置|首页|有效性|主题分类|责任编辑|信息来源|作者"
)
_SITE = re.compile(r"(?:网|网站|门户|频道|栏目|首页|政府|在线|新闻|客户端|公告|公开|平台|资讯)$")
_FIELD_NAMES = frozenset(("文号", "发文字号", "发文文号", "文件编号", "文件号", "文件字号"))


class Head(Record):
    """What the head states; null where it states nothing."""

    title: str | None
    doc_number: str | None
    red_head: str | None
    """The office of «某某办公室文件» at the very top."""


def read_head(document: Document, fields: Sequence[NamedField] = ()) -> Head:
    """Title, document number and red head; numbers that the text cites are not the notice's own."""
    number = red_head = None
    lines: list[TextBlock] = []
    offices: list[TextBlock] = []
    above: TextBlock | None = None
    for block in _head_blocks(document):
        text = narrow(block.text)
        alone = _NUMBER.fullmatch(re.sub(r"\s", "", text).strip("()"))
        if alone:
            number = number or _printed_number(alone)
            continue
        match = _NUMBER.search(text)
        if match and _is_own_number(text, match):
            number = number or _printed_number(match)
            rest = (text[: match.start()] + text[match.end() :]).strip(" ()[]:")
            if not _ENDING.search(fold(rest)):
                continue
            block = block.model_copy(update={"text": rest})
        folded = fold(text)
        if folded.endswith("文件") and is_office(folded[:-2]):
            red_head = red_head or clean_office(block.text)[:-2]
        elif is_office(folded):
            offices.append(block)
        elif _is_open(lines) or not _is_aside(folded):
            lines.append(_with_office(block, offices, above))
        above = block
    if number is None:
        number = _number_of_fields(fields)
    stated = _clean_page_title(document.title)
    # A page of one office may bear nothing but its name as title.
    title = _title_of(lines or [block for block in offices if block.heading] or offices)
    if stated and (title is None or fold(title) in fold(stated)):
        title = stated
    if stated and title and not _ENDING.search(fold(title)) and _is_printed(stated, document):
        title = stated
    return Head(title=title, doc_number=number, red_head=red_head)


def _with_office(
    block: TextBlock, offices: Sequence[TextBlock], above: TextBlock | None
) -> TextBlock:
    """``关于…的通报`` with the office on the line above it, where both are printed alike."""
    if above is None or above not in offices[-1:] or not _ABOUT.match(fold(block.text)):
        return block
    if not _dressed_alike(above, block):
        return block
    return block.model_copy(update={"text": f"{above.text} {block.text}"})


def _dressed_alike(one: TextBlock, other: TextBlock) -> bool:
    same_size = abs((one.size_pt or 0) - (other.size_pt or 0)) < 0.6
    return same_size and one.heading == other.heading and one.centred == other.centred


def fold_title(text: str) -> str:
    """A title without the white space of its layout; between Latin words one space stays."""
    folded = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])", "", folded)


def _head_blocks(document: Document) -> list[TextBlock]:
    head: list[TextBlock] = []
    for block in document.blocks[:_HEAD_BLOCKS]:
        if isinstance(block, Grid):
            break
        folded = fold(block.text)
        if _names_a_tab(block) and not _ENDING.search(folded, 1):
            continue
        if re.match(r"附件\d*$", folded) and head:
            break
        if not block.heading and (_is_body(block.text) or len(folded) > 120):
            # The number may stand under the title, and the addressee or the text follows it.
            break
        head.append(block)
    return head


def _names_a_tab(block: TextBlock) -> bool:
    """Whether the text is a sheet's name, given for caption: most say less than a title does."""
    locator = block.evidence.locator
    return locator.sheet is not None and locator.ref is None


def _is_body(text: str) -> bool:
    folded = fold(text)
    if re.search(r"(?:发布时间|来源|字号|文号)", folded):
        return False
    return _BODY.search(text) is not None or bool(re.match(r"[一二三四五六七八九十]+、", folded))


def _is_aside(folded: str) -> bool:
    """A line of the head that is neither title nor office: meta line, day, page number."""
    if not folded or _META.search(folded):
        return True
    if re.fullmatch(r"附件\d*[::]?|[-\d\s—]+", folded):
        return True
    mentions = find_mentions(folded)
    if not mentions:
        return False
    words = "".join(
        c for i, c in enumerate(folded) if not any(m.start <= i < m.end for m in mentions)
    )
    return len(words.strip("()[]:-")) < 2


def _is_open(lines: Sequence[TextBlock]) -> bool:
    """Whether the last line of the head opens a bracket that the next one closes."""
    text = narrow(lines[-1].text) if lines else ""
    return text.count("(") > text.count(")")


def _is_own_number(text: str, match: re.Match[str]) -> bool:
    """Whether the number stands alone, or before or after a title, and is not cited by it."""
    before = re.sub(r"^\s*(?:发文)?(?:字号|文号)\s*[::]", "", text[: match.start()])
    if not before.strip(" ("):
        return True
    return (
        before.rstrip().endswith(("(", " "))
        and "《" not in before
        and bool(_ENDING.search(fold(before.rstrip(" ("))))
    )


def _printed_number(match: re.Match[str]) -> str:
    return f"{match['prefix']}〔{match['year']}〕{match['nth']}{match['number']}号"


def _number_of_fields(fields: Sequence[NamedField]) -> str | None:
    for field in fields:
        if fold(field.name) in _FIELD_NAMES and (match := _NUMBER.search(narrow(field.text))):
            return _printed_number(match)
    return None


def _title_of(lines: Sequence[TextBlock]) -> str | None:
    """The title among the lines of the head: marked, else largest, else up to its noun."""
    if not lines:
        return None
    marked = [index for index, line in enumerate(lines) if line.heading]
    if marked:
        ended = [index for index in marked if _ENDING.search(fold(lines[index].text))]
        return fold_title(_run(lines, (ended or marked)[0]))
    sizes = [line.size_pt for line in lines if line.size_pt is not None]
    if len(sizes) == len(lines) and max(sizes) - min(sizes) > 0.5:
        largest = next(i for i, line in enumerate(lines) if (line.size_pt or 0) > max(sizes) - 0.5)
        return fold_title(_run(lines, largest))
    for index, line in enumerate(lines):
        if line.centred:
            return fold_title(_run(lines, index))
    for index, line in enumerate(lines):
        if _ENDING.search(fold(line.text)) or "关于" in line.text:
            return fold_title(_run(lines, index))
    return fold_title(_run(lines, 0))


def _run(lines: Sequence[TextBlock], start: int) -> str:
    """The line at `start` and those that go on with it in the same dress, to the title's end."""
    first = lines[start]
    text = first.text
    for line in lines[start + 1 :]:
        in_brackets = re.fullmatch(r"[(（].{1,16}[)）]", fold(line.text)) is not None
        if _ENDING.search(fold(text)) and not (in_brackets and not _NUMBER.search(line.text)):
            break
        if not _dressed_alike(first, line):
            break
        text = f"{text} {line.text}"
    return text


def _clean_page_title(title: str | None) -> str | None:
    """The title a page states, without the names of site and column that follow or precede it."""
    if not title or not title.strip():
        return None
    parts = re.split(r"\s*[_|｜]\s*|\s+[-–—]+\s+|-{2,}|(?<=[^\d\s])[-–—](?=[^\d\s])", title.strip())
    parts = [part.strip() for part in parts if part and part.strip()]
    ended = [part for part in parts if _ENDING.search(fold(part))]
    own = [part for part in parts if not _SITE.search(fold(part))]
    chosen = (ended or own or parts or [title])[0]
    return fold_title(chosen)


def _is_printed(title: str, document: Document) -> bool:
    wanted = fold(title)
    return any(
        fold(block.text) == wanted for block in document.blocks if isinstance(block, TextBlock)
    )
