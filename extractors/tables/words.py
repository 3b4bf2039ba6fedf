"""The words by which the lines of a table, and the lines around it, are told apart."""

import re
import unicodedata

from figures import classify_cell, fold, read_figure

_NOTE = re.compile(
    r"[(\[【<]?(备注|附注|脚注|注释|注|说明|填表说明|特别说明|有关说明|计分说明|评分说明)"
    r"(\d+|[一二三四五六七八九十])?[)\]】>]?([:.、,;]|\d)|[*※★●]"
)
_BARE_NOTE = re.compile(r"(备注|附注|注释|注|说明)")
_FOOTER = re.compile(
    r"(制表|填报|填表|审核|复核|统计|联系|经办|负责|主管|分管|报送|报表|数据来源|资料来源|来源|"
    r"打印|时间|日期|截止|截至|盖章)\w{0,8}:"
)
_MEASURE = re.compile(r"[(\[【]?(计量|计数|金额|数据)?单位:\w[^:,。]{0,7}[)\]】]?")
_TOTAL = re.compile(
    r"[(]?(?P<of>.*?)(?P<word>小计|合计|总计|共计|总和|总合计|累计|总数|"
    r"平均(?:分|值|数|得分|成绩|分数|水平)?|均值|均分|total|subtotal|average|mean)(?:数|值)?"
    r"(?:[(][^)]*[)])?[)]?:?|(?P<whole>全[省市县区旗州盟国镇乡校院局](?:区|县|市)?|计)",
    re.IGNORECASE,
)
_STANDARD = re.compile(
    r"(满分|标准分|权重|分值|分值权重|基准分|满分值|基础分|最[大小高低](?:得?分|成绩|分数)?[值数]?|中位数|标准差|极差)"
    r"(?:[(][^)]*[)])?:?"
)
_ASIDE = re.compile(r"(?P<figure>[^()]+)[(][^()]*\d[^()]*[)]")
_CONTINUED = re.compile(r"[(]?(续表|续|续上表|接上表|接上页|转下页|续前表|表\d*续)\d*[)]?:?")
_PAGE_NUMBER = re.compile(r"[-~·.]*第?\d{1,4}页?([,/]?共?\d{1,4}页)?[-~·.]*")
_ANNEX_LABEL = re.compile(
    r"[(\[【]?附(件|表|录|图)?[\d一二三四五六七八九十]{0,3}(之[一二三四五])?[)\]】]?:?"
)
_PLACE_KIND = (
    r"单位|部门|旗区|旗县|旗县区|县区|区县|县市|县市区|市县|区市县|县\(市\)|县\(市、?区\)|旗|区|县|镇|乡|"
    r"街道|苏木镇|苏木|乡镇|镇街|镇\(街\)|街镇|街道\(乡镇\)|乡镇\(街道\)|园区|开发区|团体|企业|学校|机关|科室|处室|"
    r"办事处|机构|网站|系统|片区|组|类|档|序列|单元|小组|驻地|地区|板块|队伍|医院|银行|高校|院校|站所|股室"
)
_CATEGORY = re.compile(
    rf"(各|全市|全县|全区|全旗|市|县|区|旗|省|州|盟)?(直|属|级|管|辖|直属)?.{{0,12}}?({_PLACE_KIND})"
    r"(\(.*\))?:?"
)
_BARE_PLACE_KIND = re.compile(rf"({_PLACE_KIND})(名称|名|单位)?")
_HEADING_WORD = re.compile(
    r".*(排名|名次|位次|排序|顺序|次序|序号|编号|得分|分数|积分|总分|成绩|合计|总计|小计|条数|篇数|件数|次数|数量|人数|个数|"
    r"采用|采纳|报送|上报|情况|备注|类别|类型|项目|指标|内容|时间|日期|等级|等次|档次|占比|比例|增减|同比|环比|"
    r"名称|姓名|职务|电话|率|数|值|分|度|结果|级|量|因子|责任单位|扣分|加分|区县|单位)(\(.*\))?"
)
_TITLE_WORD = re.compile(
    r"(表|情况|排名|排行|排序|得分|成绩|统计|名单|汇总|一览|结果|通报|目标|任务|评分|考核|测评|榜|分数|数据|指数|明细)"
)
_ORDINALS = (
    (0, re.compile(r"第[一二三四五六七八九十]+(部分|篇|章|节)")),
    (1, re.compile(r"[一二三四五六七八九十]{1,3}[、.,:]")),
    (2, re.compile(r"[(][一二三四五六七八九十]{1,3}[)][、.,]?")),
    (3, re.compile(r"\d{1,2}(、|[.](?!\d))")),
    (4, re.compile(r"[(]\d{1,2}[)][、.,]?")),
)
_CIRCLED = re.compile(r"[①-⑳⑴-⒇]")
_RANK = re.compile(
    r"(并列|倒数)?第?[\d一二三四五六七八九十百]{1,4}(名|位)|最后一名|[特一二三四]等奖|(并列|倒数)第[\d一二三四五六七八九十]+"
)
_ORGANISATION = re.compile(
    r"(局|委|委员会|办|办公室|政府|厅|部|院|会|中心|公司|集团|支队|大队|银行|学校|小学|中学|大学|医院|站|所|社|处|"
    r"街道|办事处|镇|乡|苏木|旗|县|市|区|分局|分公司|支行|队|馆|场|社区|村|嘎查)(\(.*\))?"
)


def is_note(text: str) -> bool:
    """A remark on the table (``注：…``, ``备注：…``, a sentence, ``制表人：…``), no unit."""
    folded = fold(text)
    return bool(_NOTE.match(folded) or _FOOTER.match(folded)) or is_sentence(text)


def is_note_label(text: str) -> bool:
    """The word ``备注`` or ``说明`` that stands alone before a remark."""
    return bool(_BARE_NOTE.fullmatch(fold(text).rstrip(":")))


def is_sentence(text: str) -> bool:
    """Prose: it has a full stop or semicolon, or is long and has commas."""
    folded = fold(text)
    if any(mark in folded for mark in "。;!?"):
        return True
    return len(folded) > 40 and ("," in folded or ":" in folded)


def is_measure(text: str) -> bool:
    """The unit of measure of a table: ``单位：条``."""
    return bool(_MEASURE.fullmatch(fold(text)))


def total_word(text: str) -> tuple[str, str] | None:
    """What a totals label sums over and its word: ``旗区合计`` gives 旗区 and 合计; else null.

    ``全市`` alone sums over all; its word is ''.
    """
    match = _TOTAL.fullmatch(fold(text))
    if match is None or len(match["of"] or "") > 12:
        return None
    return (match["whole"], "") if match["whole"] else (match["of"], match["word"].lower())


def is_total(text: str) -> bool:
    """Whether the words label a row of totals, subtotals or means."""
    return total_word(text) is not None


def is_value(text: str) -> bool:
    """A figure, also one with another beside it (``3.25(3.76)``), a mark of nothing, a misprint."""
    if classify_cell(text) in ("number", "dash", "misprint"):
        return True
    match = _ASIDE.fullmatch(fold(text))
    return match is not None and read_figure(match["figure"]) is not None


def is_standard(text: str) -> bool:
    """The label of a row of full marks, weights or extremes (``满分``), which is no unit."""
    return bool(_STANDARD.fullmatch(fold(text)))


def is_continued(text: str) -> bool:
    """A mark that a table goes on: ``续表``, ``（续）``."""
    return bool(_CONTINUED.fullmatch(fold(text)))


def is_rank(text: str) -> bool:
    """A rank in words: ``第一名``, ``并列第3名``, ``倒数第二名``, ``二等奖``."""
    return bool(_RANK.fullmatch(fold(text)))


def is_page_number(text: str) -> bool:
    """A page number that stands alone: ``— 3 —``, ``第3页``."""
    folded = fold(text).translate(dict.fromkeys(map(ord, "－—–−‐‑―"), "-"))
    return bool(_PAGE_NUMBER.fullmatch(folded))


def is_annex_label(text: str) -> bool:
    """The label of an annex without its title: ``附件1``."""
    return bool(_ANNEX_LABEL.fullmatch(fold(text)))


def ordinal_level(text: str) -> int | None:
    """How deep an enumerated heading stands: ``一、`` 1, ``（一）`` 2, ``1.`` 3; else null."""
    printed = text.strip()
    if _CIRCLED.match(printed):
        return 5
    folded = fold(printed)
    return next((level for level, pattern in _ORDINALS if pattern.match(folded)), None)


def is_category(text: str) -> bool:
    """Whether the words name a kind of units (``市直部门``, ``第一组``) rather than one of them."""
    folded = fold(text)
    if re.fullmatch(
        r"第?[一二三四五六七八九十\dA-Za-z甲乙丙丁]+(类|组|档|单元|片区|序列|板块).{0,6}:?", folded
    ):
        return True
    match = _CATEGORY.fullmatch(folded)
    if match is None:
        return False
    # «甲街道» is one street, «街道» and «各街道» are streets; «…单位» is always a kind.
    return (
        match[3] in _KINDS_ALWAYS
        or bool(match[1] and match[2])
        or folded.startswith(("各", "全"))
        or bool(_BARE_PLACE_KIND.fullmatch(folded))
    )


_KINDS_ALWAYS = frozenset(
    (
        "单位",
        "部门",
        "旗区",
        "旗县",
        "旗县区",
        "县区",
        "区县",
        "县市",
        "县市区",
        "市县",
        "区市县",
        "苏木镇",
        "乡镇",
        "镇街",
        "街镇",
        "团体",
        "系统",
        "片区",
        "组",
        "类",
        "档",
        "序列",
        "单元",
        "机关",
        "板块",
        "高校",
        "院校",
    )
)


def is_heading_word(text: str) -> bool:
    """Whether the words read like a column heading (``排名``, ``单位``, ``2018年得分``)."""
    folded = fold(text)
    if not folded or len(folded) > 24 or folded[0] in "未无不没缺" or is_sentence(text):
        return False
    return bool(_BARE_PLACE_KIND.fullmatch(folded) or _HEADING_WORD.fullmatch(folded))


def is_title(text: str) -> bool:
    """Whether the words read like the title of a table."""
    return bool(_TITLE_WORD.search(fold(text)))


def is_organisation(text: str) -> bool:
    """Whether the words end as the full name of an office or a place does."""
    folded = fold(text)
    return any(_ORGANISATION.fullmatch(folded, start) for start in range(1, len(folded)))


def one_line(text: str) -> str:
    """The text with its line breaks folded; spaces within it stay as printed."""
    return re.sub(r"[^\S\n]*\n\s*", " ", text).strip()


def path_level(text: str) -> str:
    """A heading level: white space removed, a printed ``/`` made ``／``."""
    bare = "".join(text.split())
    if not bare.isascii():
        bare = "".join(c for c in bare if unicodedata.category(c) != "Cf")
    return bare.replace("/", "／")
