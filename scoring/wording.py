"""Figures in words: how numbers and solved counts are told to a person."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from evidence import Message
from figures import plain
from scoring.solve import Ways

_SHOWN = 3


def signed(value: Decimal) -> str:
    """A difference with its sign: ``+10``, ``-5``."""
    return f"+{plain(value)}" if value > 0 else plain(value)


def tell_ways(ways: Ways, points_each: Mapping[str, Decimal]) -> Message:
    """Say in how many ways unpublished items make the printed points, and which."""
    if ways.many:
        return Message(
            zh="整数组合很多，件数无法确定",
            en="very many whole numbers of items fit; the counts cannot be told",
        )
    listed = [_split(counts, points_each) for counts in ways.counts[:_SHOWN]]
    more_zh = "；等" if len(ways.counts) > _SHOWN else ""
    more_en = "; ..." if len(ways.counts) > _SHOWN else ""
    if len(ways.counts) == 1:
        return Message(zh=f"唯一的整数组合：{listed[0]}", en=f"in one way: {listed[0]}")
    number = len(ways.counts)
    return Message(
        zh=f"有{number}种整数组合：{'；'.join(listed)}{more_zh}",
        en=f"in {number} ways: {'; '.join(listed)}{more_en}",
    )


def tell_clauses(points_each: Mapping[str, Decimal]) -> str:
    """The points of a clause in one line: ``错别字 -5、严重错误 -30``."""
    return "、".join(f"{kind} {signed(points)}" for kind, points in points_each.items())


def tell_formula(weights: Iterable[tuple[str, Decimal]], constant: Decimal) -> str:
    """A linear rule in one line: ``10 × 旗级 + 市级 - 2 × 退稿 + 60``."""
    terms = [c if w == 1 else f"{plain(w)} × {c}" for c, w in weights]
    if constant or not terms:
        terms.append(plain(constant))
    return " + ".join(terms).replace("+ -", "- ")


def _split(counts: Sequence[int], points_each: Mapping[str, Decimal]) -> str:
    terms = [
        f"{items}×{kind}({signed(points)})"
        for items, (kind, points) in zip(counts, points_each.items(), strict=True)
        if items
    ]
    return " + ".join(terms) or "0"
