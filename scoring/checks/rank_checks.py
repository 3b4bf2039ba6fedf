"""Printed ranks against the scores they follow and against one another."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from codes import Severity
from contracts import Finding
from evidence import Message
from figures import fold, read_rank
from scoring.checks.findings import decimal_text, make_finding
from scoring.checks.sheets import Case, Sheet
from scoring.checks.standings import (
    DueRanks,
    Misplaced,
    Ranking,
    Standing,
    is_mended_by,
    misplaced_ranks,
    read_rankings,
    read_side_rankings,
    runs_unbroken,
)

_ADJUSTED = ("不参与", "否决", "下调", "上调", "加分", "扣分后", "调整后", "并列时", "同分")


def check_rank_order(case: Case) -> Iterator[Finding]:
    """A better score with a worse rank, where all the other rows follow the scores."""
    adjusted = _speaks_of_adjustment(case)
    for sheet in case.sheets:
        for ranking in (*read_rankings(sheet), *read_side_rankings(sheet)):
            ranks = {standing.row: standing.rank for standing in ranking.standings}
            unbroken = runs_unbroken(list(ranks.values()))
            misplaced = {m.row for m in _misplaced_in(sheet, ranking)}
            # Of two rows out of order the one whose own rank mends all is the wrong one, else the
            # one whose rank is doubled or missing, else the one whose score gives it another rank.
            due = DueRanks(ranking)
            rows = (
                [r for r in ranking.disturbing if is_mended_by(ranking, r, due.rank(r))]
                or [row for row in ranking.disturbing if row in misplaced]
                or [row for row in ranking.disturbing if due.rank(row) != ranks[row]]
            )
            for row in rows:
                yield from _disorder(
                    sheet, ranking, row, due.rank(row), adjusted, unbroken and not misplaced
                )


def check_rank_ties(case: Case) -> Iterator[Finding]:
    """Equal scores with different ranks: a note at each row whose rank is not its tie's first.

    Where the table lets other ties share a rank, it breaks its own rule: a warning.
    """
    for sheet in case.sheets:
        for ranking in (*read_rankings(sheet), *read_side_rankings(sheet)):
            ties: dict[Decimal, list[Standing]] = {}
            for standing in sorted(ranking.standings, key=lambda standing: standing.row):
                ties.setdefault(standing.score, []).append(standing)
            several = [tie for tie in ties.values() if len(tie) > 1]
            sharing = sum(len({standing.rank for standing in tie}) < len(tie) for tie in several)
            for tie in several:
                first = min(tie, key=lambda standing: standing.rank)
                for standing in tie:
                    if standing.rank != first.rank and standing.row not in ranking.disturbing:
                        yield _tie(sheet, ranking, first, standing, sharing > 0)


def check_rank_gaps(case: Case) -> Iterator[Finding]:
    """Ranks that are missing or doubled beyond what ties (1224, 1223, 1234) give."""
    for sheet in case.sheets:
        if sheet.rank is None:
            continue
        followed = read_rankings(sheet)
        for rows in sheet.rankings:
            ranking = next((r for r in followed if r.standings[0].row in rows), None)
            yield from _gaps(sheet, sheet.rank, rows, ranking)
        for ranking in read_side_rankings(sheet):
            ranked = sorted(standing.row for standing in ranking.standings)
            yield from _gaps(sheet, ranking.rank, ranked, ranking)


def check_serial_numbers(case: Case) -> Iterator[Finding]:
    """A serial number that is missing from an unbroken run: a row may have been dropped."""
    for sheet in case.sheets:
        if "serial" not in sheet.roles:
            continue
        column = sheet.roles.index("serial")
        numbers = [
            (row, number)
            for row in sheet.units
            if (number := read_rank(sheet.table.rows[row].cells[column].text)) is not None
        ]
        for (_, before), (row, number) in pairwise(numbers):
            if number > before + 1 and _runs_on(numbers) == 1:
                yield make_finding(
                    "row_count",
                    "warning",
                    Message(
                        zh=f"序号由 {before} 跳至 {number}，其间缺 {number - before - 1} 行。",
                        en=f"The serial number goes from {before} to {number}: "
                        f"{number - before - 1} row(s) missing between them.",
                    ),
                    sheet.evidence(column, [row]),
                    sheet=sheet,
                    row=row,
                    column=column,
                    published=Decimal(number),
                    expected=Decimal(before + 1),
                )


def _runs_on(numbers: Sequence[tuple[int, int]]) -> int:
    """How many steps of a numbering are not by one."""
    return sum(after != before + 1 for (_, before), (_, after) in pairwise(numbers) if after != 1)


def _speaks_of_adjustment(case: Case) -> bool:
    """Whether the notice says that ranks may follow other figures than those printed."""
    texts = [paragraph.text for paragraph in case.notice.paragraphs]
    for sheet in case.sheets:
        texts += [row.cells[0].text for row in sheet.table.rows if row.kind == "note"]
    return any(word in fold(text) for text in texts for word in _ADJUSTED)


def _disorder(
    sheet: Sheet, ranking: Ranking, row: int, due: int, adjusted: bool, unbroken: bool
) -> Iterator[Finding]:
    """One row out of order; where the ranks run unbroken, one wrong figure must be its score."""
    own = next(standing for standing in ranking.standings if standing.row == row)
    other = _nearest_inverted(ranking, own)
    if other is None:
        return
    path = sheet.table.columns[ranking.column]
    better, worse = (own, other) if own.rank > other.rank else (other, own)
    order_zh, order_en = ("低", "lower") if ranking.ascending else ("高", "higher")
    # A score that a row in order shares is right: the rank beside it is not.
    shared = any(
        standing.score == own.score and standing.row not in ranking.disturbing
        for standing in ranking.standings
    )
    in_score = unbroken and not shared and len(ranking.disturbing) == 1
    severity: Severity = "error"
    few = len(ranking.standings) < 5 or len(ranking.disturbing) * 5 > 2 * len(ranking.standings)
    if adjusted or not ranking.headed or few:
        severity = "warning"
    yield make_finding(
        "rank_order",
        severity,
        Message(
            zh=f"“{sheet.name(better.row)}”《{path}》{decimal_text(better.score)}，比“"
            f"{sheet.name(worse.row)}”的 {decimal_text(worse.score)} {order_zh}，名次却在其后（"
            f"第{better.rank}、第{worse.rank}）；其余各行名次与《{path}》一致。",
            en=f"«{sheet.name(better.row)}» has {decimal_text(better.score)} in «{path}», "
            f"{order_en} than the {decimal_text(worse.score)} of «{sheet.name(worse.row)}», yet "
            f"ranks behind it ({better.rank}, {worse.rank}); the other rows are in order.",
        ),
        [
            proof
            for r in (own.row, other.row)
            for c in (ranking.rank, ranking.column)
            for proof in sheet.evidence(c, [r])
        ],
        sheet=sheet,
        row=row,
        column=ranking.column if in_score else ranking.rank,
        published=own.score if in_score else Decimal(own.rank),
        expected=None if in_score else Decimal(due),
        changes_rank=due != own.rank,
    )


def _nearest_inverted(ranking: Ranking, own: Standing) -> Standing | None:
    """Of the rows that own score and rank are at odds with, that of the nearest rank."""
    standings = ranking.standings  # by rank
    below = bisect_left(standings, own.rank, key=attrgetter("rank"))
    near = [
        next((s for s in side if _inverted(own, s, ranking.ascending)), None)
        for side in (
            (standings[place] for place in range(below - 1, -1, -1)),
            (standings[place] for place in range(below, len(standings))),
        )
    ]
    return min(filter(None, near), key=lambda s: abs(s.rank - own.rank), default=None)


def _inverted(first: Standing, second: Standing, ascending: bool) -> bool:
    if first.rank == second.rank or first.score == second.score:
        return False
    better = (first.score < second.score) == ascending
    return better != (first.rank < second.rank)


def _tie(
    sheet: Sheet, ranking: Ranking, first: Standing, standing: Standing, shared: bool
) -> Finding:
    path = sheet.table.columns[ranking.column]
    score = decimal_text(standing.score)
    rule_zh, rule_en = "同分如何排列，表中未见一定之规", "how ties are ordered is not shown"
    if shared:
        rule_zh, rule_en = "表中其他同分者名次相同", "other ties of the table share a rank"
    return make_finding(
        "rank_tie",
        "warning" if shared else "note",
        Message(
            zh=f"与“{sheet.name(first.row)}”《{path}》同为 {score}，名次却不同（第{first.rank}、第"
            f"{standing.rank}）；{rule_zh}。",
            en=f"Equal to «{sheet.name(first.row)}» with {score} in «{path}», yet ranked "
            f"{standing.rank}, not {first.rank}; {rule_en}.",
        ),
        [
            proof
            for r in (first.row, standing.row)
            for c in (ranking.rank, ranking.column)
            for proof in sheet.evidence(c, [r])
        ],
        sheet=sheet,
        row=standing.row,
        column=ranking.rank,
        published=Decimal(standing.rank),
        expected=Decimal(first.rank),
    )


def _known_ranks(sheet: Sheet, rank: int, rows: Sequence[int]) -> list[tuple[int, int]]:
    ranks = [(row, read_rank(sheet.table.rows[row].cells[rank].text)) for row in rows]
    return [(row, number) for row, number in ranks if number is not None]


def _steps(ranking: Ranking | None) -> dict[int, Decimal]:
    """What each row is ranked by, the lower the better."""
    if ranking is None:
        return {}
    sign = 1 if ranking.ascending else -1
    return {standing.row: sign * standing.score for standing in ranking.standings}


def _misplaced_in(sheet: Sheet, ranking: Ranking) -> tuple[Misplaced, ...]:
    rows = sorted(standing.row for standing in ranking.standings)
    return misplaced_ranks(_known_ranks(sheet, ranking.rank, rows), _steps(ranking))


def _gaps(
    sheet: Sheet, rank: int, rows: Sequence[int], ranking: Ranking | None
) -> Iterator[Finding]:
    known = _known_ranks(sheet, rank, rows)
    if len(known) < len(rows):
        return
    disturbing = ranking.disturbing if ranking else ()
    for misplaced in misplaced_ranks(known, _steps(ranking)):
        cut = misplaced.due == 1 and sheet.is_partial()  # 后5名
        if misplaced.row not in disturbing and not cut:
            yield _gap(sheet, rank, known, misplaced)


def _gap(sheet: Sheet, rank: int, known: list[tuple[int, int]], misplaced: Misplaced) -> Finding:
    row, number, due = misplaced
    if sum(n == number for _, n in known) > 1:
        zh, en = f"名次 {number} 重复", f"Rank {number} is given twice"
    else:
        zh, en = (
            f"此处应为第 {due} 名，却载为第 {number} 名",
            f"Rank {number} stands where {due} is due",
        )
    return make_finding(
        "rank_gap",
        "warning",
        Message(
            zh=f"{zh}，不合并列名次的任何通行排法（1224、1223、1234）。",
            en=f"{en}: no rule of ties (1224, 1223, 1234) gives it.",
        ),
        [p for r, n in known if r == row or n == number for p in sheet.evidence(rank, [r])],
        sheet=sheet,
        row=row,
        column=rank,
        published=Decimal(number),
        expected=Decimal(due),
        changes_rank=True,
    )
