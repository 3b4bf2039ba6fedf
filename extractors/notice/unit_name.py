"""Whether words within a sentence name one unit: a place, an office, an institution."""

import re

from extractors.tables.words import is_category

_KINDS = (
    r"局|委|委员会|办|政府|厅|院|会|中心|公司|集团|支队|大队|总队|中队|银行|学校|小学|中学|高中|大学|学院|幼儿园|党校|"
    r"总站|站|所|处|街道|镇|乡|苏木|旗|县|市|区|州|盟|省|支行|馆|林场|农场|牧场|渔场|水库|社区|村|嘎查|残联|妇联|工商联|"
    r"科协|文联|侨联|社科联|作协|商会|供销社|合作社|联社|信用社|海关|总署|新城|大学城|园|政协|公积金|电信|移动|联通|铁塔|邮政|烟草|部|科|室|队|厂|矿|"
    r"供电|税务|工会|宫"
)
_PARTIES = "民革|民盟|民建|民进|农工党|致公党|九三学社|台盟"
_BY_NAME = f"{_PARTIES}|残联|妇联|工商联|科协|文联|侨联|社科联|总工会|供销社|团委|红十字会"
_NAME = re.compile(
    rf"(?:[一-鿿A-Za-z·“”]{{1,24}}(?:{_KINDS})|{_BY_NAME})(?:\([一-鿿、]{{1,12}}\))?"
)
_NO_NAME = re.compile(
    r"[的被等各该我已较占]|单位|部门|信息(?!化|中心|办|室|港|产业|技术|职业|工程|科|网络)|采用|采纳|报送|上报|累计|合计|共计|总计|全年|同比|环比|其中|其他|其余|其它|"
    r"本[月季年期次]|截[至止]|任务|通报|情况|分别|依次|排名|名次|得分|年度|季度|获得|包括|以及|其次|全部|内部|外部|超过|低于|高于|"
    r"小区$|[校厂库]区$|网站$|日报|平台$|总会场$|问题|投诉|[冠亚季]军|等奖"
)
_STARTS = re.compile(
    r"(?:全[省市县区旗州盟国]|[两几多]个|多数|少数|部分|有关|相关|这|那|除"
    r"|和(?![平田林静顺硕龙政布合])|向(?![阳东西])|名(?!山)|日(?![照喀土])|月(?!湖)|家(?!乡)"
    r"|[及与是为有由在对到把让使年时位个])"
)
_BARE = frozenset(
    "社会 机会 大会 协会 场所 城市 农村 乡村 城区 新区 景区 园区 社区 市区 郊区 地区 街道 小学 "
    "中学 大学 高中 学校 医院 法院 中心 公司 集团 银行 政府 机关 工会 商会 供电 税务 邮政 移动 "
    "电信 联通 烟草 县区 市县 旗县 旗区 区县 乡镇 镇街 村居 政务 部队 车站 车队 水库 工厂 住处 "
    "好处 用处 会议室 专委会 老城区 主城区 公园 校园 校区 家园".split()
)
_ABOVE = re.compile(
    r"中央|国务院|国家.{0,12}[局委部]$|全国|中共中央|^省政协|中办|国办|自治区[党政]|省[委政级办]|[市州盟]委办|[市州盟]政府办|^团(?:中央|[省市县区]委)$|办公厅|新华社|通讯社|"
    r"[区县旗]委办公室$|[区县旗]政府办公室$"
)


def is_unit_name(words: str) -> bool:
    """Whether `words` (half-width, without blanks) are the name of one unit.

    Kinds of units (``街道``, ``市直部门``, ``各苏木镇``), topics, media and sentences are none.
    """
    name = words.strip("“”\"'")
    return bool(
        _NAME.fullmatch(name)
        and name not in _BARE
        and not _NO_NAME.search(name)
        and not _STARTS.match(name)
        and not is_category(name)
    )


def split_names(words: str, several: bool) -> tuple[str, ...]:
    """The names of ``甲、乙和丙``; () where one of them is no name of a unit.

    ``和`` is a part of a name (``莱芜区和庄镇``) but in the last of several, or where the sentence
    says that there are `several`.
    """
    *names, last = words.split("、")
    names += _split_and(last) if several or names else [last]
    return tuple(names) if all(is_unit_name(name) for name in names) else ()


def are_above(names: tuple[str, ...]) -> bool:
    """Whether the names are, by their rank, those who adopt and not those who are ranked."""
    return sum(_ABOVE.search(name) is not None for name in names) * 3 > len(names)


def _split_and(part: str) -> list[str]:
    """``甲局和乙局`` is two names, ``人力资源和社会保障局`` one."""
    for match in re.finditer(r"以及|[和与及]", part):
        before, after = part[: match.start()], part[match.end() :]
        if is_unit_name(before) and is_unit_name(after):
            return [before, *_split_and(after)]
    return [part]
