"""The words of made notices: places, offices, headings; none is of a notice that was seen."""

from random import Random

_PLACE = (
    "安宁康乐永平兴隆昌泰和顺清远阳岭川源河海山林城桥关石金银沙溪湖浦潭凤龙云松柏桃梅竹东南西北"
)
_REGIONS = (
    "黑龙江省", "四川省", "贵州省", "云南省", "甘肃省", "福建省", "浙江省", "湖南省", "江西省",
    "山东省", "河北省", "海南省", "广西壮族自治区", "新疆维吾尔自治区", "西藏自治区",
    "内蒙古自治区",
)  # fmt: skip
_DEPARTMENTS = (
    "发展改革委", "教育局", "科技局", "公安局", "民政局", "司法局", "财政局",
    "人力资源社会保障局", "自然资源局", "生态环境局", "住房城乡建设局", "交通运输局", "水务局",
    "农业农村局", "商务局", "文化广电旅游局", "卫生健康委", "退役军人事务局", "应急管理局",
    "审计局", "市场监管局", "统计局", "医疗保障局", "林业和草原局", "信访局", "税务局", "气象局",
    "邮政管理局", "供销合作社", "残联",
)  # fmt: skip
_LONG = (
    "机关事务服务中心（公共资源交易中心）",
    "经济技术开发区管理委员会",
    "国有资产监督管理委员会",
    "工业和信息化局（中小企业发展局）",
    "住房公积金管理中心",
    "退役军人服务中心（军休所）",
    "城市管理综合行政执法局",
    "农牧业技术推广服务中心",
)
_FIRMS = ("交通投资", "水务", "城市建设投资", "农业发展", "文化旅游", "能源", "公共交通", "供热")
_SECTIONS = (
    ("一、县（市、区）", "二、市直部门", "三、开发区和企业"),
    ("（一）县区政府", "（二）市级部门", "（三）中省直单位"),
    ("县（市、区）", "市直部门", "中央和省属单位"),
    ("第一组", "第二组", "第三组"),
)
_SUBSECTIONS = ("（一）山区各单位", "（二）平原各单位")
_GROUPS = (
    ("县（市、区）", "市直部门", "驻市单位", "市属企业", "园区"),
    ("第一组", "第二组", "第三组", "第四组", "第五组"),
    ("党群系统", "政府系统", "经济系统", "农业系统", "政法系统"),
    ("A类", "B类", "C类", "D类", "E类"),
)
_REMARKS = (
    "含约稿2条", "漏报1次", "上半年未报送", "重点约稿加分", "迟报两次，按规定扣分",
    "另有省级专报3期", "新设单位", "与去年同期持平",
)  # fmt: skip
_WATERMARKS = ("内部资料 注意保存", "政务信息 工作通报", "仅供内部使用")


class Words:
    """Words drawn from one source of chance; a unit's name never comes twice."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.city = self._place() + "市"
        self.region = chance.choice(_REGIONS)
        self.issuer = f"{self.city}人民政府办公室"
        self._used: set[str] = set()

    def unit(self, long: bool) -> str:
        """A unit's name; of `long` ones every third is longer than a narrow column."""
        while True:
            name = self._long_unit() if long and self.chance.random() < 0.35 else self._unit()
            if name not in self._used:
                self._used.add(name)
                return name

    def _place(self) -> str:
        return "".join(self.chance.sample(_PLACE, 2))

    def _unit(self) -> str:
        draw = self.chance.random()
        if draw < 0.4:
            return self._place() + self.chance.choice(("县", "区", "市", "旗", "镇", "乡", "苏木"))
        if draw < 0.55:
            return self._place() + self.chance.choice(("街道", "街道办事处", "开发区", "林场"))
        if draw < 0.9:
            return self.chance.choice(("市", "县", "区", "州", "")) + self.chance.choice(
                _DEPARTMENTS
            )
        return self._place() + self.chance.choice(_FIRMS) + "集团"

    def _long_unit(self) -> str:
        draw = self.chance.random()
        if draw < 0.5:
            return self.chance.choice(("市", "县", "区")) + self.chance.choice(_LONG)
        if draw < 0.8:
            return f"{self._place()}{self.chance.choice(_FIRMS)}（集团）有限责任公司"
        return f"{self._place()}{self.chance.choice(('蒙古族', '土家族', '彝族'))}自治县人民政府"

    def sections(self, count: int, nested: bool) -> tuple[str, ...]:
        """`count` section headings of one manner; those that are nested in are numbered."""
        return (_SECTIONS[0] if nested else self.chance.choice(_SECTIONS))[:count]

    def subsections(self) -> tuple[str, ...]:
        """Section headings of the next level."""
        return _SUBSECTIONS

    def groups(self, count: int) -> tuple[str, ...]:
        """`count` labels of groups of one manner."""
        return self.chance.choice(_GROUPS)[:count]

    def remark(self) -> str:
        """A remark on a unit."""
        return self.chance.choice(_REMARKS)

    def watermark(self) -> str:
        """The words that stand aslant behind the text."""
        return self.chance.choice(_WATERMARKS)
