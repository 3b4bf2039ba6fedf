"""What the notice says of its own tables: row_count, declared_order, declared_omission."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from contracts import Finding
from evidence import Evidence, Message
from figures import fold, is_mark_of_nothing, narrow, read_rank
from scoring.checks.bindings import named_scopes, who_of
from scoring.checks.findings import decimal_text, make_finding
from scoring.checks.sheets import Case, Sheet

_COUNTED = re.compile(r"(\d{1,4}|[一二三四五六七八九十]{1,3})[个家](?!月|百分|工作日|方面|小时)")
_ALL_LISTED = re.compile(
    r"(?:[对将把以]|现将|[本此这]次|本[月季年期]度?|全[省市县区旗州盟镇乡]|参[加与评].{0,6}|被?纳入.{0,6}|共[计有]?|全部)*"
)
_RANKED = r"(?:参[加与评][^，。；：,;:]{0,8}?|被?(?:考核|考评|测评|评价)的?)"
_RANKED_COUNTED = re.compile(
    rf"{_RANKED}(?:单位|部门|地区|乡镇|街道|学校|企业)(?:共计|共有|总数|[共为有计])*"
    r"|(?:[本此这]次)?共?(?:考核|考评|测评|评价)了?"
)
"""What stands before the number of all that are ranked: ``参加考核单位共``, ``此次共考核``."""
_LISTED_BELOW = (
    r"参评|参加排名|纳入(?:考核|考评|排名)|进行"
    r"|的?(?:考核|考评|测评|检查|评价|评估)?(?:成绩|结果|得分|排名|名次|情况)(?:通报)?如下"
)
_ONLY_UNITS = re.compile(r"[个家所](?:单位|部门|地区|乡镇|街道|学校|企业)?(?:[，。；：,;:]|$)")
_ORDER = re.compile(
    r"(?:以|按照?|依照?|根据)([^，。；;,:：]{2,24}?)(?:的?(?:多少|高低|大小))?"
    r"(从高到低|由高到低|从多到少|由多到少|从大到小|由大到小|降序|从低到高|由低到高|从少到多|由少到多|升序)"
)
_OMITTED = re.compile(
    r"([^，。；;,、]{2,20}?)(?:数)?(?:为|是)[“\"'‘]?(?:0|零)[”\"'’]?(?:[条篇件分])?的?"
    r"(?:单位|部门|地区|旗区|乡镇|街道)?,?(?:均|都|一律)?(?:未列出|不列出|不予列出|未列入|不列入|未列|不再列出|未予列出)"
)
_ASCENDING = ("从低到高", "由低到高", "从少到多", "由少到多", "升序")


class _Note(NamedTuple):
    """A sentence that may declare something, and the tables it stands under."""

    text: str
    evidence: Evidence
    sheets: tuple[Sheet, ...]


def check_row_counts(case: Case) -> Iterator[Finding]:
    """The number of units that a caption, a section or a sentence declares, against the rows."""
    for sheet in case.sheets:
        if sheet.units and not sheet.is_partial():
            caption = sheet.table.caption
            yield from _compare_count(sheet, sheet.units, caption, caption, [])
            for section, rows in _sections(sheet).items():
                yield from _compare_count(sheet, rows, section, section, [])
    for statement in case.statements:
        for claim in statement.claims:
            if claim.unit not in ("个", "家", "所"):
                continue
            before, _, after = narrow(statement.sentence).partition(claim.text)
            lead = re.split(r"[，。；：,;:]", before)[-1]
            if _RANKED_COUNTED.search(lead) and _ONLY_UNITS.match(after):
                shown = f"{lead}{claim.text}{claim.unit}"
                yield from _compare_only(case, shown, claim.value, statement.evidence)
            elif _ALL_LISTED.fullmatch(lead) or _ALL_LISTED.fullmatch(who_of(claim.label)):
                yield from _compare_named(case, statement.sentence, claim.value, statement.evidence)


def check_declared_orders(case: Case) -> Iterator[Finding]:
    """``按…从高到低``: the first row that is out of the order a note declares."""
    for note in _notes(case):
        for match in _ORDER.finditer(fold(note.text)):
            for sheet in note.sheets:
                column = _column_of(sheet, match[1])
                if column is not None:
                    ascending = match[2] in _ASCENDING
                    yield from _out_of_order(sheet, column, ascending, match[0], note)


def check_declared_omissions(case: Case) -> Iterator[Finding]:
    """Units with zero that a note says are not listed, and that are listed."""
    for note in _notes(case):
        for match in _OMITTED.finditer(fold(note.text)):
            for sheet in note.sheets:
                column = _column_of(sheet, match[1])
                for row in sheet.units if column is not None else ():
                    if column is not None and sheet.value(row, column) == 0:
                        yield _listed(sheet, row, column, match[0], note)


def _notes(case: Case) -> Iterator[_Note]:
    """Paragraphs speak of all tables, a note row of its own."""
    for paragraph in case.notice.paragraphs:
        yield _Note(paragraph.text, paragraph.evidence, case.sheets)
    for sheet in case.sheets:
        for row in sheet.table.rows:
            if row.kind == "note":
                yield _Note(row.cells[0].text, row.cells[0].evidence, (sheet,))


def _sections(sheet: Sheet) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for row in sheet.units:
        section = sheet.table.rows[row].section
        if section:
            found[section] = (*found.get(section, ()), row)
    return found


def _compare_count(
    sheet: Sheet, rows: Sequence[int], words: str, shown: str, evidence: list[Evidence]
) -> Iterator[Finding]:
    counts = _COUNTED.findall(fold(words))
    declared = read_rank(counts[0]) if len(counts) == 1 else None
    if declared is None or declared == len(rows) or _is_threshold(words):
        return
    yield _miscounted(sheet, rows, Decimal(declared), shown, evidence)


def _compare_named(
    case: Case, sentence: str, declared: Decimal, evidence: Evidence
) -> Iterator[Finding]:
    """``共35个部门参评``, ``8所学校成绩如下``: what the counted word names, else the only table."""
    match = re.search(
        rf"{decimal_text(declared)}[个家所]([^\d，。；;,、：:]{{2,12}}?)(?:{_LISTED_BELOW})",
        sentence,
    )
    if match is None:
        return
    scopes = named_scopes(case, who_of(match[1]))
    if not scopes and match[0].endswith(("如下", "进行")):
        yield from _compare_only(case, match[0], declared, evidence)
    elif len(scopes) == 1:
        sheet, rows = scopes[0][0]
        if len(rows) != declared and not sheet.is_partial():
            yield _miscounted(sheet, rows, declared, match[0], [evidence])


def _compare_only(
    case: Case, shown: str, declared: Decimal, evidence: Evidence
) -> Iterator[Finding]:
    """The number of all that are ranked, against the only table, if that lists all."""
    only = [sheet for sheet in case.sheets if sheet.units]
    if len(only) == 1 and len(only[0].units) != declared and not only[0].is_partial():
        yield _miscounted(only[0], only[0].units, declared, shown, [evidence])


def _is_threshold(words: str) -> bool:
    return bool(re.search(r"最低|标准|不少于|至少|以上|前|后", fold(words)))


def _miscounted(
    sheet: Sheet, rows: Sequence[int], declared: Decimal, shown: str, evidence: list[Evidence]
) -> Finding:
    unit = sheet.roles.index("unit") if "unit" in sheet.roles else 0
    return make_finding(
        "row_count",
        "warning",
        Message(
            zh=f"“{shown}”称 {decimal_text(declared)} 个，表中列出 {len(rows)} 行。",
            en=f"«{shown}» speaks of {decimal_text(declared)}, but {len(rows)} rows are listed.",
        ),
        [*evidence, *sheet.evidence(unit, rows)],
        sheet=sheet,
        published=declared,
        expected=Decimal(len(rows)),
    )


def _column_of(sheet: Sheet, words: str) -> int | None:
    """The one column that the words name: the longest heading that they contain."""
    said = _plain(words)
    best: dict[int, int] = {}
    for column in sheet.numbers():
        heading = _plain(sheet.heading(column))
        leaf = heading.rsplit("/", 1)[-1]
        for name in (heading, leaf):
            if len(name) > 1 and (name in said or (len(said) > 1 and said in name)):
                best[column] = max(best.get(column, 0), min(len(name), len(said)))
    longest = [column for column, length in best.items() if length == max(best.values())]
    return longest[0] if len(longest) == 1 else None


def _plain(words: str) -> str:
    return re.sub(
        r"信息|\([^()]*\)|[“”\"'‘’]|各?单位|的|数量|顺序|排列|排序", "", fold(words)
    ).removesuffix("数")


def _out_of_order(
    sheet: Sheet, column: int, ascending: bool, clause: str, note: _Note
) -> Iterator[Finding]:
    for rows in sheet.rankings:
        first = _first_out_of_order(sheet, rows, column, ascending)
        if first is None:
            continue
        before, row = first
        others = [
            other
            for other in reversed(sheet.numbers())
            if other != column and _first_out_of_order(sheet, rows, other, ascending) is None
            and len({sheet.value(r, other) for r in rows}) > 2
        ]  # fmt: skip
        path = sheet.table.columns[column]
        # A mark of nothing stood for zero when the order was looked at.
        value = sheet.value(row, column) or Decimal(0)
        above = sheet.value(before, column) or Decimal(0)
        zh = (
            f"注称“{clause}”，而“{sheet.name(row)}”的《{path}》{decimal_text(value)} 排在 "
            f"{decimal_text(above)} 之后。"
        )
        en = (
            f"The notice says «{clause}», but «{sheet.name(row)}» with {decimal_text(value)} in "
            f"«{path}» stands after {decimal_text(above)}."
        )
        if others:
            actual = sheet.table.columns[others[0]]
            zh += f"实际按《{actual}》排列。"
            en += f" The rows are in the order of «{actual}» instead."
        yield make_finding(
            "declared_order",
            "warning",
            Message(zh=zh, en=en),
            [note.evidence, *sheet.evidence(column, [before, row])],
            sheet=sheet,
            row=row,
            column=column,
            published=value,
            clause=clause[:60],
        )
        return


def _first_out_of_order(
    sheet: Sheet, rows: Sequence[int], column: int, ascending: bool
) -> tuple[int, int] | None:
    """The row before and the first row that breaks the order; marks of nothing are zero."""
    previous: tuple[int, Decimal] | None = None
    for row in rows:
        value = sheet.value(row, column)
        if value is None:
            if not is_mark_of_nothing(sheet.table.rows[row].cells[column].text):
                continue
            value = Decimal(0)
        if previous and (value < previous[1] if ascending else value > previous[1]):
            return previous[0], row
        previous = (row, value)
    return None


def _listed(sheet: Sheet, row: int, column: int, clause: str, note: _Note) -> Finding:
    path = sheet.table.columns[column]
    return make_finding(
        "declared_omission",
        "warning",
        Message(
            zh=f"注称“{clause}”，而“{sheet.name(row)}”《{path}》为 0，仍在表中。",
            en=f"The notice says «{clause}», but «{sheet.name(row)}» is listed with 0 in «{path}».",
        ),
        [note.evidence, *sheet.evidence(column, [row])],
        sheet=sheet,
        row=row,
        column=column,
        published=sheet.value(row, column),
        clause=clause[:60],
    )
