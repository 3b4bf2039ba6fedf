"""The columns of made tables: their heading paths and how their figures are printed."""

from random import Random
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from benchmarks.layouts.table import Shape

ColumnKind = Literal[
    "group", "rank", "place", "serial", "unit", "count", "points", "percent", "amount", "sum",
    "change", "grade", "day", "remark",
]  # fmt: skip
WORDED = ("unit", "group", "remark", "rank", "place", "serial", "grade", "day")
"""The kinds of columns that hold no figure of their own."""


class Column(NamedTuple):
    """A column; `parts` are the columns that one of sums adds."""

    path: str
    kind: ColumnKind
    decimals: int = 0
    mark: str = ""
    """How nothing is printed: blank, a dash, a slash or 0."""
    most: int = 200
    parts: tuple[int, ...] = ()

    def draw(self, chance: Random) -> str:
        """A figure of this column, or its mark of nothing."""
        if self.kind == "grade":
            return chance.choice(("优秀", "良好", "合格"))
        if self.kind == "day":
            return f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
        if self.kind == "change":
            return f"{chance.choice('+-')}{chance.randint(0, 400) / 10}%"
        if self.kind not in ("count", "points", "percent", "amount"):
            return ""
        if chance.random() < 0.12 and self.kind != "amount":
            return self.mark
        value = chance.randint(0, self.most * 10**self.decimals) / 10**self.decimals
        if self.kind == "percent":
            return f"{value:.{self.decimals}f}%"
        if self.kind == "amount":
            return f"{chance.randint(1000, 3_000_000):,}"
        return f"{value:.{self.decimals}f}"


_RANKS = ("排名", "名次", "位次")
_UNITS = ("单位", "单位名称", "报送单位", "县（市、区）", "部门名称", "责任单位")
_PLACES = ("东山县", "西河区", "南岭旗", "北川市", "中桥镇", "上源乡", "新湖区", "高新区", "沙湾县")
INDICATORS = (
    "报送信息条数", "市级采用", "省级采用", "约稿采用", "专报", "得分", "网站发布", "政策解读",
    "迟报", "加分", "扣分", "微信推送", "依申请公开", "督查反馈", "基层动态", "问题建议",
)  # fmt: skip
_GROUP = ("组别", "类别", "系统")
_COUNTS = (
    "报送条数", "采用条数", "市级采用", "省级采用", "约稿", "专报", "网站发布", "微信推送",
    "信息上报数量", "约稿信息采用篇数", "政策解读", "依申请公开办结件数", "国办采用",
)  # fmt: skip
_PARENTS = ("信息报送", "信息采用情况", "政府网站", "政务新媒体", "政策解读回应", "督查反馈")
_LEAVES = (("县级", "市级", "省级"), ("条数", "得分"), ("一季度", "二季度"), ("报送数", "采用数"))
_MIDDLE = (("市级", "省级"), ("上半年", "下半年"))
_SUMS = ("合计", "总分", "总得分", "累计")
_AMOUNTS = ("阅读量", "浏览量（次）", "资金（万元）")

_OTHERS = (
    Column("同比增减", "change"),
    Column("考核等次", "grade"),
    Column("首次报送日期", "day"),
)


def draw_columns(shape: "Shape", chance: Random) -> tuple[Column, ...]:
    """Columns of the shape's number and heading depth."""
    if shape.transposed:
        units = chance.sample(_PLACES, chance.randint(3, 7))
        return (Column("指标", "unit"), *(Column(unit, "count") for unit in units))
    wanted = chance.randint(*shape.columns)
    columns: list[Column] = []
    if shape.groups:
        columns.append(Column(chance.choice(_GROUP), "group"))
    if shape.ranked and wanted > 2:
        draw = chance.random()
        if draw < 0.3:
            columns.append(Column("序号", "serial"))
        else:
            columns.append(Column(chance.choice(_RANKS), "rank" if draw < 0.85 else "place"))
    columns.append(Column(chance.choice(_UNITS), "unit"))
    if chance.random() < 0.25 and len(columns) == 2 and not shape.groups:
        columns.reverse()
    first = len(columns)
    room = max(1, wanted - first - shape.remarks)
    columns += _figures(shape.depth, room, chance)
    measured = [i for i, c in enumerate(columns) if i >= first and c.kind in ("count", "points")]
    if (
        len(measured) > 1
        and columns[-1].kind in ("count", "points")
        and "/" not in columns[-1].path
    ):
        parts = tuple(i for i in measured if i != len(columns) - 1)
        columns[-1] = Column(chance.choice(_SUMS), "sum", parts=parts)
    if shape.remarks:
        columns.append(Column("备注", "remark"))
    return tuple(columns)


def _figures(depth: int, room: int, chance: Random) -> list[Column]:
    mark = chance.choice(("", "", "-", "—", "/", "0"))
    decimals = chance.choice((0, 0, 1, 2))
    paths: list[str] = []
    parents = chance.sample(_PARENTS, len(_PARENTS))
    counts = chance.sample(_COUNTS, len(_COUNTS))
    deep = depth
    while len(paths) < room:
        if deep > 1 and room - len(paths) >= 2:
            parent, leaves = parents.pop(), chance.choice(_LEAVES)
            inner = [f"{parent}/{leaf}" for leaf in leaves]
            if deep > 2 and room - len(paths) >= 4:
                inner = [
                    f"{parent}/{m}/{leaf}" for m in chance.choice(_MIDDLE) for leaf in _LEAVES[1]
                ]
                deep = 2
            paths += inner
            if len(parents) < 2 or chance.random() < 0.4:
                deep = 1
        else:
            paths.append(counts.pop())
    columns = []
    for path in paths[:room] if deep == depth == 1 else paths:
        if "得分" in path:
            columns.append(Column(path, "points", decimals, mark))
        elif "/" not in path and chance.random() < 0.12:
            columns.append(Column(chance.choice(("采用率", "完成率")), "percent", 1, mark, 100))
        elif "/" not in path and chance.random() < 0.12:
            columns.append(Column(chance.choice(_AMOUNTS), "amount"))
        elif "/" not in path and columns and chance.random() < 0.12:
            columns.append(chance.choice(_OTHERS))
        else:
            columns.append(Column(path, "count", 0, mark))
    return _distinct(columns)


def _distinct(columns: list[Column]) -> list[Column]:
    """The columns without a second one of the same path."""
    kept: dict[str, Column] = {}
    for column in columns:
        kept.setdefault(column.path, column)
    return list(kept.values())
