"""What the scanned tables say: cells of seven layouts, their figures drawn by a number."""

import random
from collections.abc import Callable
from typing import Literal, NamedTuple

Layout = Literal["ranked", "tree", "pairs", "groups", "remarks", "values", "long"]

_PLACES = """
青石镇 柳河镇 白塔镇 云台乡 石门乡 新桥镇 南屏乡 东岳镇 双河镇 城关街道 和平街道 朝阳街道 建设街道
滨河街道 金水街道 钟楼街道
""".split()
_BUREAUS = """
财政局 公安局 民政局 教育体育局 水务局 林业和草原局 市场监督管理局 应急管理局 自然资源局 交通运输局
卫生健康委员会 农牧局 总工会 妇女联合会 气象局 税务局 统计局 审计局 司法局 科技局 文化和旅游局
退役军人事务局 医疗保障局 信访局 档案史志馆
""".split()


class Piece(NamedTuple):
    """A cell of the truth: its place, what it spans, and its text; a line break is printed."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str


def _plain(rows: list[list[str]], first: int = 0) -> list[Piece]:
    return [
        Piece(i, j, 1, 1, text) for i, row in enumerate(rows, first) for j, text in enumerate(row)
    ]


def _names(chance: random.Random, count: int) -> list[str]:
    names = [*_PLACES, *_BUREAUS]
    chance.shuffle(names)
    return names[:count]


def _ranked(chance: random.Random, count: int = 14) -> tuple[list[Piece], list[float]]:
    head = ["名次", "单位", "报送条数", "采用条数", "采用得分", "附加分", "总分"]
    rows = []
    for name in _names(chance, count):
        sent, used, extra = (
            chance.randint(20, 400), chance.randint(0, 99), chance.choice([0, 5, 7.5, 10, 0.5]),
        )  # fmt: skip
        rows.append((5 * used + extra, name, sent, used, extra))
    rows.sort(reverse=True)
    body = [
        [str(n), name, str(sent), str(used), str(5 * used), f"{extra:g}" if extra else "-",
         f"{total:g}"]
        for n, (total, name, sent, used, extra) in enumerate(rows, 1)
    ]  # fmt: skip
    return _plain([head, *body]), [34, 104, 62, 62, 62, 52, 58]


def _long(chance: random.Random) -> tuple[list[Piece], list[float]]:
    pieces, widths = _ranked(chance, 34)
    return pieces, widths


def _tree(chance: random.Random) -> tuple[list[Piece], list[float]]:
    head = [
        Piece(0, 0, 3, 1, "序号"), Piece(0, 1, 3, 1, "单位"), Piece(0, 8, 3, 1, "合计"),
        Piece(0, 2, 1, 6, "信息采用情况（条）"),
        Piece(1, 2, 1, 3, "政务信息"), Piece(1, 5, 1, 3, "网络信息"),
        *(Piece(2, 2 + k, 1, 1, ["市级", "省级", "国家级"][k % 3]) for k in range(6)),
    ]  # fmt: skip
    body = []
    for n, name in enumerate(_names(chance, 15), 1):
        counts = [chance.choice([0, 0, 1, 2, 3, 5, 8, 11, 14, 27]) for _ in range(6)]
        shown = [str(c) if c else chance.choice(["", "0"]) for c in counts]
        body.append([str(n), name, *shown, str(sum(counts))])
    return [*head, *_plain(body, 3)], [34, 110, 46, 46, 46, 46, 46, 46, 46]


def _pairs(chance: random.Random) -> tuple[list[Piece], list[float]]:
    head = ["单位", "得分", "排名"] * 2
    names = _names(chance, 24)
    scores = sorted((chance.randint(100, 9999) / 100 for _ in names), reverse=True)
    cells = [
        [name, f"{s:.2f}", str(n)] for n, (name, s) in enumerate(zip(names, scores, strict=True), 1)
    ]
    rows = [cells[i] + cells[i + 12] for i in range(12)]
    return _plain([head, *rows]), [110, 60, 45, 110, 60, 45]


def _groups(chance: random.Random) -> tuple[list[Piece], list[float]]:
    pieces = _plain([["类别", "单位", "上报", "采用", "得分", "备注"]])
    names = iter(_names(chance, 16))
    row = 1
    for group, count in (("乡镇街道", 6), ("党政部门", 7), ("其他", 3)):
        pieces.append(Piece(row, 0, count, 1, "\n".join(group)))
        for _ in range(count):
            used = chance.randint(0, 60)
            cells = [
                next(names), str(used + chance.randint(0, 90)), str(used), f"{used * 1.5:g}",
                chance.choice(["", "", "—", "/", "加分"]),
            ]  # fmt: skip
            pieces += [Piece(row, 1 + k, 1, 1, text) for k, text in enumerate(cells)]
            row += 1
    return pieces, [28, 120, 60, 60, 70, 70]


def _remarks(chance: random.Random) -> tuple[list[Piece], list[float]]:
    rows = [["序号", "单位名称", "是否\n报送", "得分", "扣分原因"]]
    reasons = [
        "未按时报送第3期信息，\n扣2分", "", "迟报1次，扣0.5分", "报送内容与8月份重复，\n扣1分", "—",
    ]  # fmt: skip
    for n, name in enumerate(_names(chance, 13), 1):
        score = chance.choice(["100", "98", "97.5", "99.5", "96.25", "88"])
        rows.append([str(n), name, chance.choice("√√√○×"), score, chance.choice(reasons)])
    return _plain(rows), [34, 120, 40, 60, 160]


def _values(chance: random.Random) -> tuple[list[Piece], list[float]]:
    rows = [["排名", "单位", "受理量", "办结率", "满意度", "分值", "环比"]]
    for n, name in enumerate(_names(chance, 15), 1):
        rows.append([
            str(n), name, f"{chance.randint(0, 99999):,}",
            chance.choice(["100%", f"{chance.randint(500, 999) / 10}%", "-", "0"]),
            chance.choice([f"{chance.randint(7000, 9999) / 100:.2f}%", "/", "—", ""]),
            chance.choice(["0.5", "0", "", "-", f"{chance.randint(1, 999) / 100:g}"]),
            chance.choice([f"{chance.randint(-300, 300) / 10:g}", "-", "0"]),
        ])  # fmt: skip
    return _plain(rows), [34, 116, 60, 60, 64, 52, 52]


LAYOUTS: dict[str, Callable[[random.Random], tuple[list[Piece], list[float]]]] = {
    "ranked": _ranked, "tree": _tree, "pairs": _pairs, "groups": _groups, "remarks": _remarks,
    "values": _values, "long": _long,
}  # fmt: skip
