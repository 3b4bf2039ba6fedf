"""What the columns of a table are, and which of its rows are ranked together.

Extraction, re-checking and the published tables ask the same questions of a table; they are
answered here once, from the printed headings and cells alone.
"""

import re
from collections import Counter
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Literal

from contracts import Table
from figures import classify_cell, fold, is_mark_of_nothing, read_figure, read_rank

ColumnRole = Literal["rank", "serial", "unit", "number", "text"]

_RANK = re.compile(
    r"(?:排名|名次|位次|排序|位列|排位)(?!.*(?:和|合计|总计|平均|得分|积分|计分|赋分|折算|\(分\)))"
)
"""``位次之和`` and ``名次得分`` are made of ranks and are none."""
_ANOTHER = re.compile(
    r"上(?:一?期|个?月|一?季|一?周|一?轮|一?年|一?次|旬)|前期|去年|同期|同比|环比|变化|升降|增减"
)
_NUMERAL = re.compile(r"[0-9一二三四五六七八九十]")
_AGAIN = re.compile(r"\(\d+\)$")
"""What tells apart two columns of the same heading."""
_OVERALL = re.compile(r"综合|总(?!量|额|值|数)")
_RUNNING = re.compile(r"累计|以来|至今")
_SERIAL = re.compile(r"^(序号|(.*[/／])?.*(编号|编码|代码|代号)|序|号|NO\.?|№)$", re.IGNORECASE)
_CODED = re.compile(r"(.*[/／])?(单位|部门|地区|区域|街道|乡镇|机构|学校|企业|科室|网站)(名称)?")
"""Headings under which units may stand by number."""
_UNIT = re.compile(
    r"(单位|部门|地区|区域|旗区|旗县|区县|县区|县市|市县|街道|苏木|乡镇|镇街|镇|办事处|名称|机构|"
    r"团体|园区|开发区|学校|企业|科室|处室|城市|省份|委员会|网站)"
)
_SCORE = re.compile(r"(总分|总得分|积分|总计|总成绩|综合得分|得分|分数|成绩|合计|分值|评分|考核分)")


def column_roles(table: Table) -> tuple[ColumnRole, ...]:
    """One role a column: rank, serial number, the unit's name, a number, or other text."""
    rows = [row for row in table.rows if row.kind == "unit"]
    roles: list[ColumnRole] = []
    for index, path in enumerate(table.columns):
        heading = fold(path)
        texts = [row.cells[index].text for row in rows]
        classes = [classify_cell(text) for text in texts]
        printed = [c for c in classes if c != "blank"]
        words = [text for text, c in zip(texts, classes, strict=True) if c == "text"]
        if "number" in classes:
            words = [text for text in words if not is_mark_of_nothing(text)]
        numeric = not printed or len(words) * 2 < len(printed)
        if _SERIAL.match(heading):
            roles.append("serial")
        elif _RANK.search(heading) and not _ANOTHER.search(heading) and _ranked(table, index):
            roles.append("rank")
        elif numeric:
            roles.append("number")
        else:
            roles.append("text")
    unit = _unit_column(table, roles)
    if unit is not None:
        roles[unit] = "unit"
    for index in _partial_ranks(table, roles):
        roles[index] = "number"
    return tuple(roles)


def _partial_ranks(table: Table, roles: list[ColumnRole]) -> list[int]:
    """The ranks of several periods or rounds side by side (一季度名次, 二季度名次): they are what
    a score is made of, none is the rank of the table."""
    headed = {
        index: _AGAIN.sub("", fold(table.columns[index]))
        for index, role in enumerate(roles)
        if role == "rank"
    }
    numbered = Counter(_NUMERAL.sub("", words) for words in set(headed.values()))
    return [index for index, words in headed.items() if numbered[_NUMERAL.sub("", words)] > 1]


def _ranked(table: Table, index: int) -> bool:
    """Whether most of a column's printed cells are ranks (``3``, ``第三名``)."""
    printed = [row.cells[index].text for row in table.rows if row.kind == "unit"]
    printed = [text for text in printed if classify_cell(text) != "blank"]
    return sum(read_rank(text) is not None for text in printed) * 2 >= len(printed)


def _unit_column(table: Table, roles: list[ColumnRole]) -> int | None:
    """The column that names the units: a text column by its heading, one of numbers that are all
    different by its heading, else the text column of most distinct words."""
    rows = [row for row in table.rows if row.kind == "unit"]

    def names(index: int) -> int:
        return len({fold(row.cells[index].text) for row in rows} - {""})

    words = [index for index, role in enumerate(roles) if role == "text"]
    headed = [index for index in words if _UNIT.search(fold(table.columns[index]))]
    coded = [
        index
        for index, role in enumerate(roles)
        if role == "number" and _CODED.fullmatch(fold(table.columns[index]))
        if names(index) == len(rows) > 1
    ]
    if not headed and coded:
        return coded[0]
    # Of «区域 | 单位» the one with more distinct names is the unit, the other its group.
    return max(headed or words, key=lambda index: (names(index), -index), default=None)


def unit_column(table: Table) -> int | None:
    """The column that names the ranked units."""
    roles = column_roles(table)
    return roles.index("unit") if "unit" in roles else None


def rank_column(table: Table) -> int | None:
    """The column of printed ranks.

    Of several the one that is headed as overall, else the one before the names, else the last: the
    others rank by one figure each.
    """
    roles = column_roles(table)
    ranks = [index for index, role in enumerate(roles) if role == "rank"]
    overall = [index for index in ranks if _OVERALL.search(fold(table.columns[index]))]
    before = [index for index in ranks if "unit" in roles[index:]]
    chosen = overall or before or ranks
    return chosen[-1] if chosen else None


def beside_rank(table: Table, rank: int) -> tuple[int, ...]:
    """The columns of numbers that a rank beside the overall one speaks of.

    Those that its heading names, or the one on its left where it names nothing.
    """
    named = named_by_rank(table, rank)
    path = _AGAIN.sub("", fold(table.columns[rank]))
    if named or not rank or not _RANK.fullmatch(path):
        return named
    return (rank - 1,) if column_roles(table)[rank - 1] == "number" else ()


def named_by_rank(table: Table, rank: int) -> tuple[int, ...]:
    """The columns of numbers that the heading of a column of ranks names.

    Those under the same heading (``督查/得分`` of ``督查/位次``) or of the same words (``增速`` of
    ``增速排名``).
    """
    roles = column_roles(table)
    *above, leaf = _AGAIN.sub("", fold(table.columns[rank])).split("/")
    stem = _RANK.sub("", leaf)
    found: list[int] = []
    for index, role in enumerate(roles):
        *group, own = fold(table.columns[index]).split("/")
        if role == "number" and not is_rank_heading(table.columns[index]):
            told = own.startswith(stem) if len(stem) > 1 else bool(above)
            if group == above and told:
                found.append(index)
    return tuple(found)


def is_score_heading(path: str) -> bool:
    """Whether a heading path speaks of points: 总分, 积分, 得分, 合计."""
    return _SCORE.search(fold(path)) is not None


def is_rank_heading(path: str) -> bool:
    """Whether a heading path speaks of ranks, also of those of an earlier period."""
    return _RANK.search(fold(path)) is not None


def score_column(table: Table) -> int | None:
    """The column that the ranking follows: the last one headed as a score, else the last.

    What another period gave, and a change since, is followed only where nothing else is printed.
    Of several scores printed ranks tell which one they follow.
    """
    headed = _scores(table)
    if len(headed) > 1 and rank_column(table) is not None:
        headed = [index for index in headed if _ranks_follow(table, index)] or headed
    return headed[-1] if headed else None


def period_score_column(table: Table) -> int | None:
    """The score that the items of a row make: that of the ranking, unless it is a running total
    (累计) and another score stands beside it."""
    score = score_column(table)
    if score is None or not _RUNNING.search(fold(table.columns[score])):
        return score
    own = [index for index in _scores(table) if not _RUNNING.search(fold(table.columns[index]))]
    return own[-1] if own and is_score_heading(table.columns[own[-1]]) else score


def _scores(table: Table) -> list[int]:
    """The columns headed as scores, else all numbers; those of this period if there are any."""
    every = [index for index, role in enumerate(column_roles(table)) if role == "number"]
    own = [index for index in every if not _ANOTHER.search(fold(table.columns[index]))]
    ranks = [index for index, path in enumerate(table.columns) if is_rank_heading(path)]
    main = rank_column(table)
    apart = {at for rank in ranks if rank != main for at in beside_rank(table, rank)}
    numbers = [index for index in own or every if index not in apart] or own or every
    if main is not None:
        named = set(named_by_rank(table, main))
        numbers = [at for at in numbers if at in named and _ranks_follow(table, at)] or numbers
    return [index for index in numbers if is_score_heading(table.columns[index])] or numbers


def _ranks_follow(table: Table, column: int) -> bool:
    """Whether the figures of a column run one way with the printed ranks, but for a fifth."""
    rank = rank_column(table)
    assert rank is not None
    rises, falls, steps = 0, 0, 0
    for rows in rankings(table):
        placed = [
            (place, figure.value)
            for row in rows
            if (place := read_rank(table.rows[row].cells[rank].text)) is not None
            and (figure := read_figure(table.rows[row].cells[column].text)) is not None
        ]
        figures = [value for _, value in sorted(placed, key=lambda pair: pair[0])]
        rises += sum(after > before for before, after in pairwise(figures))
        falls += sum(after < before for before, after in pairwise(figures))
        steps += max(0, len(figures) - 1)
    return min(rises, falls) * 5 <= steps


def rankings(table: Table) -> tuple[tuple[int, ...], ...]:
    """The rows (0-based) that are ranked together: the table, or each section or group of it.

    A ranking starts anew with a section, with a group named in a column of its own (组别), or where
    printed ranks fall back to 1 and go on from there; one row out of order starts none. Totals
    never enter.
    """
    rows = [index for index, row in enumerate(table.rows) if row.kind == "unit"]
    column = rank_column(table)
    told = {} if column is None else _told_ranks(table, column, rows)
    parts = [table.rows[row].section for row in rows]
    if len(set(parts)) < 2:
        parts = _ranked_groups(table, rows, told) or parts
    groups: list[list[int]] = []
    for place, row in enumerate(rows):
        after = rows[place + 1] if place + 1 < len(rows) else None
        starts = not place or parts[place] != parts[place - 1]
        if starts or _restarts(groups[-1], row, after, told):
            groups.append([])
        groups[-1].append(row)
    return tuple(tuple(group) for group in groups)


def _told_ranks(table: Table, column: int, rows: list[int]) -> dict[int, int]:
    read = ((row, read_rank(table.rows[row].cells[column].text)) for row in rows)
    return {row: rank for row, rank in read if rank is not None}


def _restarts(group: list[int], row: int, after: int | None, told: dict[int, int]) -> bool:
    """Whether a rank of 1 begins another ranking: the rows above must make one by themselves."""
    if told.get(row) != 1:
        return False
    seen = [told[above] for above in group if above in told]
    if 1 not in seen or seen[-1] == 1:
        return False
    astray = sum(rank > len(group) for rank in seen)
    astray += sum(below < above for above, below in pairwise(seen))
    return astray * 4 <= len(group) and (after is None or told.get(after, 1) <= 2)


def _ranked_groups(table: Table, rows: list[int], told: dict[int, int]) -> list[str | None]:
    """The group of each row, where a column of words names groups each ranked from 1; else none.

    Ranks of one ranking that runs through all groups go beyond the rows of a group.
    """
    for column, role in enumerate(column_roles(table) if told else ()):
        names: list[str | None] = [fold(table.rows[row].cells[column].text) for row in rows]
        runs = [[rows[place] for place in run] for run in _runs(names)]
        if role != "text" or not 1 < len(runs) == len(set(names)) or min(map(len, runs)) < 2:
            continue
        longest = max(map(len, runs))
        beyond = [sum(told.get(row, 0) > len(run) for row in run) for run in runs]
        if len(set(told.values())) <= longest + 1 and all(
            over <= max(1, len(run) // 3) for over, run in zip(beyond, runs, strict=True)
        ):
            return names
    return []


def _runs(names: list[str | None]) -> list[list[int]]:
    """The places of equal neighbours."""
    return [[place for place, _ in run] for _, run in groupby(enumerate(names), key=itemgetter(1))]
