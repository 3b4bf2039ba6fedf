"""The auditor's workbook: each table as published beside what the rule gives, with live formulas.

Every formula bears the value that it had when it was written, so that viewers that do not
calculate show the same. Nothing is read from the clock: the same audit gives the same bytes.
"""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from contracts import Finding, Score, Table
from dataset.auditor.audited import (
    CHANGES_RANK,
    MARKS,
    SEVERITIES,
    Audited,
    decision_words,
    findings_of,
    score_columns,
    score_texts,
    steps_in_words,
    where,
)
from dataset.auditor.formula import printed_number, score_formula
from dataset.auditor.sheet_layout import column_width, png_size, text_height
from figures import plain

_FIRST_ROW = 3
"""0-based row of a table's first line; above stand caption, source and headings."""
_BEFORE = ("行 row", "类 kind", "节 section")
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_A3 = 8
_PRINT_WIDTH, _PRINT_PIXELS = 60, 7 * 60
"""Characters that the prints of a page have room for, and the same in pixels."""
_SPOTS_LISTED = 8
_STATUS = {
    "reproduced": "相符 reproduced",
    "contradicted": "不符 contradicted",
    "feasible": "可能 feasible",
    "infeasible": "不可能 infeasible",
    "not_checkable": "无从复算 not checkable",
}
_SIGNED_BY = ("审核人 audited by", "日期 date", "结论 conclusion", "签名 signature")


class _Sheet(NamedTuple):
    """A table's own sheet, and the 0-based place of each printed column on it."""

    name: str
    first_column: int

    def cell(self, row: int, column: int, absolute: bool = False) -> str:
        """The address of a printed cell; row and column of the table, 0-based."""
        return str(
            xl_rowcol_to_cell(
                _FIRST_ROW + row, self.first_column + column, col_abs=absolute, row_abs=absolute
            )
        )


def audit_workbook(audited: Sequence[Audited], provenance: Sequence[tuple[str, str]]) -> bytes:
    """The workbook of one or several audits; `provenance` is told on the sheet to be signed."""
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": datetime(1980, 1, 1)})
    book.set_calc_mode("auto")
    writer = _Writer(book)
    overview = writer.sheet("概览 Overview")
    sheets: dict[tuple[int, int], _Sheet] = {}
    for number, one in enumerate(audited, 1):
        for at, table in enumerate(one.notice.tables, 1):
            sheets[number, at] = writer.table(one, number, at, table)
    writer.findings(audited, sheets)
    writer.evidence(audited, sheets)
    writer.overview(overview, audited, sheets)
    writer.signature(audited, provenance)
    book.close()
    return target.getvalue()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        wrap = {"text_wrap": True, "valign": "top"}
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#E8E8E2", "border": 1, **wrap, "align": "center"}
        )
        self.cell = book.add_format({"border": 1, "valign": "top"})
        self.computed = book.add_format({"border": 1, "valign": "top", "bg_color": "#F2F7FD"})
        tick = {"border": 1, "valign": "top", "align": "center"}
        self.tick = book.add_format({**tick, "bg_color": "#F2F7FD"})
        self.ticked = book.add_format({**tick, "bg_color": "#FFD9C7"})
        self.wrong = book.add_format({"border": 1, "valign": "top", "bg_color": "#FFD9C7"})
        self.text = book.add_format({"border": 1, **wrap})
        self.link = book.add_format({"border": 1, **wrap, "font_color": "#1A5FB4", "underline": 1})
        self.decision = book.add_format({"border": 1, **wrap, "bg_color": "#FFFBE0"})
        self.input = book.add_format({"border": 1, "bg_color": "#FFFBE0"})
        self.names: set[str] = set()
        self.decimals: dict[tuple[int, int], Any] = {}

    def sheet(self, name: str) -> Worksheet:
        """A new sheet; a name is at most 31 characters and stands once."""
        plain = _NOT_IN_NAME.sub(" ", name).strip()[:31] or "表"
        number = 2
        while plain.lower() in self.names:
            plain = f"{plain[:27]} ({number})"
            number += 1
        self.names.add(plain.lower())
        sheet = self.book.add_worksheet(plain)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        return sheet

    def table(self, one: Audited, number: int, at: int, table: Table) -> _Sheet:
        """One table as published, and right of it what re-checking gave."""
        sheet = self.sheet(f"{number}.{at} {table.caption}")
        place = _Sheet(sheet.get_name(), len(_BEFORE))
        sheet.write_string(0, 0, table.caption or f"表{at}", self.bold)
        sheet.write_string(1, 0, one.path)
        scores = {
            (score.row, score.column): score for score in one.audit.scores if score.table == at
        }
        checked = score_columns(tuple(scores.values()), table.columns)
        headings = [*_BEFORE, *table.columns]
        for column in checked:
            headings += [f"{column}\n复算 recomputed", "差 difference", "核 check"]
        headings.append("发现 findings")
        for column_number, heading in enumerate(headings):
            sheet.write_string(2, column_number, heading, self.head)
        for index, row in enumerate(table.rows):
            line = _FIRST_ROW + index
            for column_number, value in enumerate((index + 1, row.kind, row.section or "")):
                self.value(sheet, line, column_number, str(value), self.cell)
            for column_number, cell in enumerate(row.cells):
                shown = place.first_column + column_number
                self.value(sheet, line, shown, cell.text, self.cell)
                if (index + 1, table.columns[column_number]) in scores:
                    sheet.write_comment(line, shown, where(cell.evidence) or cell.text)
            right = place.first_column + len(table.columns)
            for column in checked:
                score = scores.get((index + 1, column))
                if score is not None:
                    self.score(sheet, place, table, line, right, score)
                right += 3
            codes = [finding.code for finding in findings_of(one.audit, at, index + 1)]
            sheet.write_string(line, right, "、".join(codes), self.wrong if codes else self.cell)
        sheet.repeat_rows(2)
        sheet.freeze_panes(_FIRST_ROW, place.first_column)
        sheet.set_column(0, 1, 7)
        sheet.set_column(2, 2, 12)
        for column_number, heading in enumerate(headings[3:], 3):
            printed = column_number - place.first_column
            sheet.set_column(column_number, column_number, column_width(table, printed, heading))
        sheet.set_row(2, 15 * max(3, -(-2 * max(map(len, table.columns), default=1) // 11) + 2))
        return place

    def score(
        self, sheet: Worksheet, place: _Sheet, table: Table, line: int, right: int, score: Score
    ) -> None:
        """Recomputed, difference and tick mark of one score."""
        row = line - _FIRST_ROW
        wrong = score.status in ("contradicted", "infeasible")
        form = self.wrong if wrong else self.computed
        published = place.cell(row, table.columns.index(score.column))
        computed = xl_rowcol_to_cell(line, right)
        if score.recomputed is None:
            sheet.write_string(line, right, "", form)
            sheet.write_string(line, right + 1, "", form)
        else:
            formula = score_formula(score, table, row, lambda column: place.cell(row, column))
            if formula is None:
                sheet.write_number(line, right, float(score.recomputed), form)
            else:
                sheet.write_formula(line, right, formula, form, float(score.recomputed))
            if score.published is None:
                sheet.write_string(line, right + 1, "", form)
            else:
                off = float(score.published - score.recomputed)
                sheet.write_formula(
                    line, right + 1, f"=ROUND(N({published})-{computed},6)", form, round(off, 6)
                )
        sheet.write_string(
            line, right + 2, MARKS[score.status], self.ticked if wrong else self.tick
        )
        told = score.reason.zh if score.reason else ""
        clauses = [step.clause for step in score.trace if step.clause]
        note = "\n".join(filter(None, (_STATUS[score.status], told, *dict.fromkeys(clauses))))
        sheet.write_comment(line, right + 2, note)

    def findings(
        self, audited: Sequence[Audited], sheets: Mapping[tuple[int, int], _Sheet]
    ) -> None:
        """Every finding, with the print it rests on."""
        sheet = self.sheet("发现 Findings")
        sheet.set_paper(_A3)
        columns = (
            ("通报 notice", 18), ("等级 severity", 10), ("代码 code", 15), ("位置 place", 10),
            ("单位 unit", 16), ("栏目 column", 14), ("公布 published", 10), ("应为 expected", 10),
            ("相差 difference", 10), ("影响名次 rank", 8), ("说明 explanation", 60),
            ("依据 clause", 20), ("可能的解释 explained by", 20), ("出处 evidence", 26),
            ("编号 key", 18), ("处理意见 decision", 22), ("原件 print", _PRINT_WIDTH),
        )  # fmt: skip
        self.headings(sheet, columns)
        line = 1
        for number, one in enumerate(audited, 1):
            for finding in one.audit.findings:
                changes = CHANGES_RANK[finding.changes_rank] or ""
                row = [
                    one.path, _severity(one, finding), finding.code, "",
                    finding.unit or "", finding.column or "", finding.published or "",
                    finding.expected or "", finding.difference or "", changes,
                    f"{finding.explanation.zh}\n{finding.explanation.en}", finding.clause or "",
                    "；".join(f"{plain(term.value)} {term.label}" for term in finding.explained_by),
                    _spots(one, finding),
                ]  # fmt: skip
                for column, text in enumerate(row):
                    self.value(sheet, line, column, text, self.text)
                # Sixteen digits are no number for a spreadsheet.
                sheet.write_string(line, 14, finding.key or "", self.text)
                if finding.table is None:
                    sheet.write_string(line, 3, "正文 text", self.text)
                else:
                    place = sheets[number, finding.table]
                    to = place.cell((finding.row or 1) - 1, 0)
                    shown = f"{number}.{finding.table} 行{finding.row or '-'}"
                    sheet.write_url(line, 3, f"internal:'{place.name}'!{to}", self.link, shown)
                sheet.write_string(line, 15, decision_words(finding), self.decision)
                prints = [one.picture(e) for e in finding.evidence[:3]]
                widths = [width for _, width in columns]
                self.pictures(sheet, line, 16, prints, text_height(row, widths))
                line += 1
        sheet.autofilter(0, 0, max(line - 1, 1), 15)

    def evidence(
        self, audited: Sequence[Audited], sheets: Mapping[tuple[int, int], _Sheet]
    ) -> None:
        """Every score with its spot, and the strip of the page that its row stands on."""
        sheet = self.sheet("证据 Evidence")
        columns = (
                ("位置 place", 12), ("单位 unit", 22), ("栏目 column", 18), ("公布 published", 10),
                ("复算 recomputed", 10), ("结果 status", 18), ("页 page", 6), ("出处 spot", 30),
                ("印作 as printed", 12), ("步骤 steps", 44), ("原件 print", _PRINT_WIDTH),
        )  # fmt: skip
        self.headings(sheet, columns)
        line = 1
        for number, one in enumerate(audited, 1):
            shown: set[tuple[int, int]] = set()
            for score in one.audit.scores:
                place = sheets[number, score.table]
                table = one.notice.tables[score.table - 1]
                to = place.cell(score.row - 1, table.columns.index(score.column))
                sheet.write_url(
                    line, 0, f"internal:'{place.name}'!{to}", self.link,
                    f"{number}.{score.table} {to}",
                )  # fmt: skip
                texts = (
                    score.unit_printed, score.column, *score_texts(score), _STATUS[score.status],
                    str(score.evidence.locator.page or ""), where(score.evidence),
                    score.evidence.quote, steps_in_words(score),
                )  # fmt: skip
                for column, text in enumerate(texts, 1):
                    self.value(sheet, line, column, text, self.text)
                needed = text_height(("", *texts), [width for _, width in columns])
                sheet.set_row_pixels(line, needed)
                strip = one.strip(table.rows[score.row - 1])
                if strip is not None and (score.table, score.row) not in shown:
                    shown.add((score.table, score.row))
                    self.pictures(sheet, line, 10, [strip], needed)
                line += 1
        sheet.autofilter(0, 0, max(line - 1, 1), 9)

    def overview(
        self,
        sheet: Worksheet,
        audited: Sequence[Audited],
        sheets: Mapping[tuple[int, int], _Sheet],
    ) -> None:
        """One line a notice, and what the marks mean."""
        columns = [
            ("通报 notice", 30), ("标题 title", 44), ("发布机关 issuer", 22), ("期间 period", 24),
            ("规则 rule", 20), *((f"{MARKS[s]} {_STATUS[s]}", 12) for s in MARKS),
            ("错误 errors", 9), ("警示 warnings", 9), ("提示 notes", 9),
            ("已驳回 dismissed", 11), ("表 tables", 12),
        ]  # fmt: skip
        self.headings(sheet, columns)
        for number, one in enumerate(audited, 1):
            notice, audit = one.notice, one.audit
            rule = " ".join(filter(None, (audit.rule.status, audit.rule.id, audit.rule.version)))
            period = f"{notice.period_start or '?'} – {notice.period_end or '?'}"
            texts = (one.path, notice.title or "", notice.issuer or "", period, rule)
            for column, text in enumerate(texts):
                self.value(sheet, number, column, text, self.text)
            statuses = [score.status for score in audit.scores]
            standing = [finding for finding in audit.findings if not finding.dismissed]
            severities = [finding.severity for finding in standing]
            counts = [statuses.count(status) for status in MARKS]  # type: ignore[arg-type]
            counts += [severities.count(severity) for severity in ("error", "warning", "note")]
            counts.append(len(audit.findings) - len(standing))
            for column, count in enumerate(counts, 5):
                sheet.write_number(number, column, count, self.cell)
            if notice.tables:
                name, tables = sheets[number, 1].name, f"{len(notice.tables)} →"
                sheet.write_url(number, 14, f"internal:'{name}'!A1", self.link, tables)
            height = text_height(texts, [width for _, width in columns])
            sheet.set_row_pixels(number, height)

    def signature(self, audited: Sequence[Audited], provenance: Sequence[tuple[str, str]]) -> None:
        """The sheet to be signed: what was audited, by which version, and room for who and when."""
        sheet = self.sheet("签署 Sign-off")
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        line = 0
        for name in _SIGNED_BY:
            sheet.write_string(line, 0, name, self.head)
            sheet.write_blank(line, 1, None, self.input)
            line += 1
        line += 1
        hashes = [(one.path, f"sha256 {one.notice.sha256}") for one in audited]
        for name, text in (*provenance, *hashes):
            sheet.write_string(line, 0, name, self.text)
            sheet.write_string(line, 1, text, self.text)
            line += 1

    def headings(self, sheet: Worksheet, columns: Sequence[tuple[str, int]]) -> None:
        """The first row of a list."""
        for number, (heading, width) in enumerate(columns):
            sheet.write_string(0, number, heading, self.head)
            sheet.set_column(number, number, width)
        sheet.set_row(0, 32)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)

    def value(self, sheet: Worksheet, line: int, column: int, text: str, form: Any) -> None:
        """A printed text as it stands; as a number where it is one and nothing else."""
        number = printed_number(text)
        if number is None:
            sheet.write_string(line, column, text, form)
        else:
            decimals = len(text.partition(".")[2])
            sheet.write_number(line, column, float(number), self.shown(form, decimals))

    def shown(self, form: Any, decimals: int) -> Any:
        """The format that also shows so many decimals: ``12.50`` stays ``12.50``."""
        if not decimals:
            return form
        key = (id(form), decimals)
        if key not in self.decimals:
            look = {"border": 1, "valign": "top", "num_format": "0." + "0" * decimals}
            self.decimals[key] = self.book.add_format(look)
        return self.decimals[key]

    def pictures(
        self,
        sheet: Worksheet,
        line: int,
        column: int,
        pictures: Sequence[bytes | None],
        least: int = 0,
    ) -> None:
        """Pictures one below another, and the row high enough for them and for its `least`."""
        offset = 2
        for number, picture in enumerate(p for p in dict.fromkeys(pictures) if p is not None):
            width, height = png_size(picture)
            scale = min(0.5, _PRINT_PIXELS / width)
            sheet.insert_image(
                line, column, f"{line}-{number}.png",
                {"image_data": io.BytesIO(picture), "x_scale": scale, "y_scale": scale,
                 "x_offset": 2, "y_offset": offset, "object_position": 1},
            )  # fmt: skip
            offset += round(height * scale) + 4
        if offset > 20:
            sheet.set_row_pixels(line, min(max(offset, least), 540))


def _spots(one: Audited, finding: Finding) -> str:
    """Where the figures stand, the first few of a whole column's."""
    spots = list(dict.fromkeys(map(one.where, finding.evidence)))
    more = len(spots) - _SPOTS_LISTED
    return "\n".join([*spots[:_SPOTS_LISTED], *([f"… +{more}"] if more > 0 else [])])


def _severity(one: Audited, finding: Finding) -> str:
    small = "\n小额 small" if finding.is_below(one.materiality) else ""
    return SEVERITIES[finding.severity] + small
