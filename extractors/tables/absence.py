"""What a notice says of the units that its tables do not list."""

import re
from collections.abc import Sequence

from codes import AbsentMeans
from contracts import Row
from extractors.document import Grid, TextBlock
from extractors.tables.words import is_annex_label
from figures import fold

_NOBODY = re.compile(r"[\"'“”‘’「」『』]")
_UNLISTED = re.compile(
    r"((未|没有|没|不|不再|不予|暂未|均未|均不|未被|未能)(再)?"
    r"(列入|列出|列示|列名|列表|列于|列在|列|上榜|上表|入表|登载|刊登|在表|在列|进入表|显示|体现|反映|出现|公布|通报|点名|纳入|录入|统计在内))"
    r"|(?P<others>(其余|其他|其它|余下|剩余|表外|表中没有)的?[^,]{0,16}(单位|部门|旗|县|区|镇|乡|街道|苏木|机构|学校|企业|团体))"
)
_UNITS = re.compile(
    r"(单位|部门|地区|旗区|旗县|县区|县市|区县|县|旗|镇|乡|街道|苏木|园区|开发区|团体|机构|学校|企业|网站|科室|处室|者|名单|的$)"
)
_NAUGHT = r"(零|0|〇)"
_ZERO = re.compile(
    rf"(为|是|计|记|按|得|均|皆|总|部|等于|视为|视同|有){_NAUGHT}(分|条|篇|件|个|次|计|项|期|$|,|的)"
)
_NOTHING = re.compile(
    rf"{_NAUGHT}(报送|上报|采用|采纳|投稿|信息|得分|分|条|篇|件|报|发布)"
    r"|(没有|未|无|未有|均未|均无|没)(报送|上报|采用|采纳|投稿|被采用|被采纳|发布|报|信息|稿件|得分|供稿|来稿)"
)
_DUTY = re.compile(r"(要|应|须|请|必须|务必|尽快|希望)")
_UNKNOWN = re.compile(
    r"(不|未|没有|暂不|暂未|免于|免予|不再|不予)(参评|参与|参加|考核|考评|测评|评价|评估|排名|排序|排位|评分|计分|纳入|统计|检查|抽查|列入考核|作统计)"
    r"|另行|不在此|不详|待定|缺项"
)
_ONLY_SOME = re.compile(
    r"(仅|只|这里|此处|本表)(列|列出|公布|通报|显示|取|刊登|统计|登载|排)(出|了)?[^,]{0,12}(前|后|末)[\d一二三四五六七八九十两几]{1,3}(名|位|个|家)"
)
_ALL_TABLES = re.compile(r"(以上|上述|各表|三个表|两个表|所有|附件\d?[-至到、]\d)")
_THIS_TABLE = re.compile(r"(本表|此表|该表|上表)")


def absence_meaning(text: str) -> AbsentMeans | None:
    """What a remark says of units that are not listed: zero, unknown, or null for nothing."""
    for sentence in re.split(r"[。;\n!]", fold_keeping_lines(text)):
        found = _sentence_meaning(_NOBODY.sub("", sentence))
        if found is not None:
            return found
    return None


def fold_keeping_lines(text: str) -> str:
    """The folded text, line by line."""
    return "\n".join(fold(line) for line in text.splitlines())


def _sentence_meaning(sentence: str) -> AbsentMeans | None:
    if _ONLY_SOME.search(sentence):
        return "unknown"
    unlisted = _UNLISTED.search(sentence)
    if unlisted is None or not _UNITS.search(sentence):
        return None
    rest = sentence[: unlisted.start()] + "," + sentence[unlisted.end() :]
    if unlisted["others"]:
        # «其余单位» is the subject of what follows at once, unless told what to do.
        rest = sentence[unlisted.end() :].split(",")[0]
        if _DUTY.search(rest):
            return None
    if _ZERO.search(rest):
        return "zero"
    if _UNKNOWN.search(rest):
        return "unknown"
    return "zero" if _NOTHING.search(rest) else None


def absences(
    blocks: Sequence[TextBlock | Grid],
    spans: Sequence[tuple[int, int]],
    rows: Sequence[Sequence[Row]],
) -> tuple[AbsentMeans | None, ...]:
    """What each table's absent units have; `spans` are the tables' first and last blocks.

    A note row binds its own table. Prose before the first table binds all, as does prose after the
    last one. Prose between tables binds the tables of the annex that it closes (the last table, if
    annexes are not labelled); its own words (``以上各表``, ``本表``) come first.
    """
    count = len(spans)
    found: list[AbsentMeans | None] = [None] * count
    general: list[tuple[AbsentMeans, int, int]] = []
    for index, block in enumerate(blocks):
        if not isinstance(block, TextBlock):
            continue
        meaning = absence_meaning(block.text)
        if meaning is None:
            continue
        before = [n for n, (_, last) in enumerate(spans) if last < index]
        general.append((meaning, *_bound(block.text, blocks, spans, before)))
    # The narrowest statement has the last word.
    for meaning, start, end in sorted(general, key=lambda g: g[1] - g[2]):
        for number in range(start, end):
            found[number] = meaning
    for number, table in enumerate(rows):
        for row in table:
            said = (
                absence_meaning("".join(cell.text for cell in row.cells))
                if row.kind == "note"
                else None
            )
            found[number] = said or found[number]
    return tuple(found)


def _bound(
    text: str,
    blocks: Sequence[TextBlock | Grid],
    spans: Sequence[tuple[int, int]],
    before: Sequence[int],
) -> tuple[int, int]:
    """The tables that a remark speaks of, as a range."""
    if not before:
        return 0, len(spans)
    end = before[-1] + 1
    if _THIS_TABLE.search(fold(text)):
        return end - 1, end
    if end == len(spans) or _ALL_TABLES.search(fold(text)):
        return 0, end
    start = end - 1
    while start > 0 and not _parted(blocks[spans[start - 1][1] + 1 : spans[start][0]]):
        start -= 1
    labelled = any(
        isinstance(block, TextBlock) and is_annex_label(block.text)
        for block in blocks[: spans[start][0]]
    )
    return (start, end) if labelled else (end - 1, end)


def _parted(between: Sequence[TextBlock | Grid]) -> bool:
    """Whether another annex begins between two tables."""
    return any(isinstance(b, TextBlock) and is_annex_label(b.text) for b in between)
