"""The auditor's workbook: each table as published beside what the rule gives, with live formulas.

Every formula bears the value that it had when it was written, so that viewers that do not
calculate show the same. The same audit gives the same bytes.
"""

import io
from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from contracts import Finding
from dataset.auditor.audited import (
    CHANGES_RANK,
    MARKS,
    SEVERITIES,
    STATUSES,
    Audited,
    Refused,
    code_words,
    decision_words,
    score_texts,
    steps_in_words,
    terms_words,
)
from dataset.auditor.book import PRINT_WIDTH, Book
from dataset.auditor.exhibits import Exhibit, where
from dataset.auditor.sheet_layout import text_height
from dataset.auditor.table_sheet import TablePlace, write_table

Places = Mapping[tuple[int, int], TablePlace]
"""Each table's sheet, by notice and table from 1."""

_SIGNED_BY = ("审核人 audited by", "日期 date", "结论 conclusion", "签名 signature")
_LONGEST = 2000
"""Characters of a cell that a person still reads."""


def audit_workbook(
    audited: Sequence[Audited],
    provenance: Sequence[tuple[str, str]],
    refused: Sequence[Refused] = (),
) -> bytes:
    """The workbook of one or several audits; `provenance` is told on the sheet to be signed, and
    so is what was `refused`.
    """
    target = io.BytesIO()
    book = Book(target)
    overview = book.sheet("概览 Overview")
    places = {
        (number, at): write_table(book, one, number, at)
        for number, one in enumerate(audited, 1)
        for at in range(1, len(one.notice.tables) + 1)
    }
    _findings(book, audited, places)
    _evidence(book, audited, places)
    _overview(book, overview, audited, places)
    _signature(book, (*provenance, *_hashes(audited), *_set_aside(refused)))
    book.book.close()
    return target.getvalue()


def _overview(book: Book, sheet: Worksheet, audited: Sequence[Audited], places: Places) -> None:
    """One line a notice, one line a table, and what the marks mean."""
    columns = [
        ("通报 notice", 44), ("标题 title", 46), ("发布机关 issuer", 22), ("期间 period", 24),
        ("规则 rule", 22), *((f"{MARKS[s]} {STATUSES[s]}", 12) for s in MARKS),
        ("错误 errors", 9), ("警示 warnings", 9), ("提示 notes", 9), ("已驳回 dismissed", 11),
    ]  # fmt: skip
    widths = [width for _, width in columns]
    book.headings(sheet, columns)
    for number, one in enumerate(audited, 1):
        notice = one.notice
        texts = (f"{number}. {one.path}", notice.title or "", notice.issuer or "",
                 one.period or "", one.rule)  # fmt: skip
        counts = [*_statuses(one, None), *_severities(one, one.findings)]
        _counted(book, sheet, number, texts, counts, widths)
    line = len(audited) + 2
    heads = ("表 table", "表名 caption", "行数 rows", "栏数 columns", "再核栏目 re-checked")
    book.headings(sheet, [*((head, 0) for head in heads), *columns[5:]], line)
    for (number, at), place in places.items():
        line += 1
        one = audited[number - 1]
        table = one.notice.tables[at - 1]
        here = [finding for finding in one.findings if finding.table == at]
        checked = dict.fromkeys(s.column for s in one.audit.scores if s.table == at)
        sizes = (str(len(table.rows)), str(len(table.columns)))
        texts = (f"表 {number}.{at}", table.caption, *sizes, "、".join(checked))
        counts = [*_statuses(one, at), *_severities(one, here)]
        _counted(book, sheet, line, texts, counts, widths)
        target = f"internal:'{place.name}'!A1"
        sheet.write_url(line, 0, target, book.link, f"表 {number}.{at} →")


def _counted(
    book: Book,
    sheet: Worksheet,
    line: int,
    texts: Sequence[str],
    counts: Sequence[int],
    widths: Sequence[float],
) -> None:
    """A line of words and then of counts; what is none is blank."""
    for column, text in enumerate(texts):
        book.value(sheet, line, column, text, book.cell)
    for column, count in enumerate(counts, len(texts)):
        book.value(sheet, line, column, str(count) if count else "", book.cell)
    sheet.set_row_pixels(line, text_height(texts, widths))


def _statuses(one: Audited, table: int | None) -> list[int]:
    """How many scores have each status: of a table, or of the notice."""
    scores = [score.status for score in one.audit.scores if table in (None, score.table)]
    return [scores.count(status) for status in MARKS]  # type: ignore[arg-type]


def _severities(one: Audited, findings: Sequence[Finding]) -> list[int]:
    """How many findings stand by severity, and how many were dismissed."""
    standing = [finding.severity for finding in findings if not finding.dismissed]
    counts = [standing.count(severity) for severity in SEVERITIES]  # type: ignore[arg-type]
    return [*counts, len(findings) - len(standing)]


def _findings(book: Book, audited: Sequence[Audited], places: Places) -> None:
    """Every finding, with the print it rests on."""
    sheet = book.sheet("发现 Findings")
    columns = (
        ("通报 notice", 7), ("等级 severity", 10), ("事项 matter", 18), ("位置 place", 13),
        ("单位 unit", 14), ("栏目 column", 14), ("公布 published", 10), ("应为 expected", 10),
        ("相差 difference", 10), ("影响名次 rank", 8), ("说明 explanation", 52),
        ("依据与解释 clause, explained by", 30), ("出处 evidence", 44),
        ("编号 key", 18), ("处理意见 decision", 20), ("原件 print", PRINT_WIDTH),
    )  # fmt: skip
    book.headings(sheet, columns)
    widths = [width for _, width in columns]
    line = 0
    for number, one in enumerate(audited, 1):
        for finding in one.findings:
            line += 1
            exhibits, clauses = one.exhibits(finding), one.clauses_of(finding)
            small = "\n小额 small" if one.is_small(finding) else ""
            row = [
                str(number), SEVERITIES[finding.severity] + small, code_words(finding), "",
                finding.unit or "", finding.column or "", finding.published or "",
                finding.expected or "", finding.difference or "",
                CHANGES_RANK[finding.changes_rank] or "",
                f"{finding.explanation.zh}\n{finding.explanation.en}",
                _grounds(finding, clauses), "\n".join(f"{e.what}\n{e.spot}" for e in exhibits),
            ]  # fmt: skip
            row = [text if len(text) < _LONGEST else text[:_LONGEST] + "…" for text in row]
            for column, text in enumerate(row):
                book.value(sheet, line, column, text, book.cell)
            # Sixteen digits are no number for a spreadsheet.
            sheet.write_string(line, 13, finding.key or "", book.cell)
            decision = decision_words(finding)
            sheet.write_string(line, 14, decision, book.input)
            _place(book, sheet, line, one, finding, places, number)
            shown = (e for e in (*exhibits, *clauses) if not e.is_run)
            spots = [spot for exhibit in shown for spot in exhibit.crops]
            height = text_height([*row, "", decision], widths)
            book.prints(sheet, line, 15, one.prints(spots), height)
    sheet.autofilter(0, 0, max(line, 1), 14)


def _grounds(finding: Finding, clauses: Sequence[Exhibit]) -> str:
    """The clause and its place, and what may explain a difference."""
    terms = terms_words(finding)
    return "\n".join(
        (
            *([f"依据：“{finding.clause}”"] if finding.clause else []),
            *(f"出处：{clause.spot}" for clause in clauses),
            *([f"可能的解释：{terms}"] if terms else []),
        )
    )


def _place(
    book: Book,
    sheet: Worksheet,
    line: int,
    one: Audited,
    finding: Finding,
    places: Places,
    number: int,
) -> None:
    """A link to the cell in doubt."""
    if finding.table is None:
        sheet.write_string(line, 3, "正文 text", book.cell)
        return
    place = places[number, finding.table]
    columns = one.notice.tables[finding.table - 1].columns
    column = columns.index(finding.column) if finding.column in columns else 0
    to = place.cell((finding.row or 1) - 1, column)
    row = f" 第{finding.row}行" if finding.row else ""
    shown = f"表 {number}.{finding.table}{row}"
    sheet.write_url(line, 3, f"internal:'{place.name}'!{to}", book.link, shown)


def _evidence(book: Book, audited: Sequence[Audited], places: Places) -> None:
    """Every score with its spot and clause, and the strip of the page that its row stands on."""
    sheet = book.sheet("证据 Evidence")
    columns = (
        ("位置 place", 12), ("单位 unit", 20), ("栏目 column", 16), ("公布 published", 10),
        ("复算 recomputed", 11), ("结果 status", 16), ("印作 as printed", 10), ("出处 spot", 40),
        ("步骤 steps", 40), ("条款出处 place of the clause", 34), ("原件 print", PRINT_WIDTH),
    )  # fmt: skip
    book.headings(sheet, columns)
    widths = [width for _, width in columns]
    line = 0
    for number, one in enumerate(audited, 1):
        shown: set[tuple[int, int]] = set()
        for score in one.scores:
            line += 1
            place = places[number, score.table]
            column = one.notice.tables[score.table - 1].columns.index(score.column)
            to = place.cell(score.row - 1, column)
            texts = (
                f"{number}.{score.table} {to}", score.unit_printed, score.column,
                *score_texts(score), f"{MARKS[score.status]} {STATUSES[score.status]}",
                score.evidence.quote, where(score.evidence), steps_in_words(score),
                "\n".join(clause.spot for clause in one.clauses([score])),
            )  # fmt: skip
            for number_of, text in enumerate(texts):
                book.value(sheet, line, number_of, text, book.cell)
            sheet.write_url(line, 0, f"internal:'{place.name}'!{to}", book.link, texts[0])
            strips = () if (score.table, score.row) in shown else one.strips(score.table, score.row)
            shown.add((score.table, score.row))
            book.prints(sheet, line, 10, one.prints(strips), text_height(texts, widths))
    sheet.autofilter(0, 0, max(line, 1), 9)


def _hashes(audited: Sequence[Audited]) -> list[tuple[str, str]]:
    return [(one.path, f"sha256 {one.notice.sha256}") for one in audited]


def _set_aside(refused: Sequence[Refused]) -> list[tuple[str, str]]:
    return [(path, f"未能读取 set aside：{why.zh}\n{why.en}") for path, why in refused]


def _signature(book: Book, told: Sequence[tuple[str, str]]) -> None:
    """The sheet to be signed: what was audited, by which version, and room for who and when."""
    sheet = book.sheet("签署 Sign-off")
    book.columns(sheet, [34, 90])
    for line, name in enumerate(_SIGNED_BY):
        sheet.write_string(line, 0, name, book.head)
        sheet.write_blank(line, 1, None, book.input)
        sheet.set_row(line, 60 if name.startswith("结论") else 30)
    for line, (name, text) in enumerate(told, len(_SIGNED_BY) + 1):
        sheet.write_string(line, 0, name, book.cell)
        sheet.write_string(line, 1, text, book.cell)
        sheet.set_row_pixels(line, text_height((name, text), (34, 90)))
