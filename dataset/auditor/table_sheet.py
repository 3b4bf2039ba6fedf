"""A sheet of the workbook for one table: as published, and right of it what re-checking gave."""

from collections.abc import Mapping
from typing import NamedTuple

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from contracts import Finding, Score, Table
from dataset.auditor.audited import (
    MARKS,
    STATUSES,
    Audited,
    code_words,
    findings_of,
    score_columns,
    score_texts,
)
from dataset.auditor.book import Book
from dataset.auditor.exhibits import where
from dataset.auditor.formula import (
    column_sum,
    difference_formula,
    printed_number,
    score_formula,
)
from dataset.auditor.sheet_layout import printed_width, text_height
from layout import column_roles, unit_column

_FIRST_ROW = 3
"""0-based row of a table's first line; above stand caption, source and headings."""
_KINDS = {"unit": "", "total": "合计", "subtotal": "小计", "note": "注"}
_CHECKED = (("复算\nrecomputed", 12), ("差\ndifference", 11), ("核\ncheck", 7))
_FROZEN = 60
"""The unit's name is held in sight as long as it stands within so many characters."""


class TablePlace(NamedTuple):
    """A table's own sheet, and the 0-based place of its first printed column on it."""

    name: str
    first_column: int

    def cell(self, row: int, column: int) -> str:
        """The address of a printed cell; row and column of the table, 0-based."""
        return str(xl_rowcol_to_cell(_FIRST_ROW + row, self.first_column + column))


def write_table(book: Book, one: Audited, number: int, at: int) -> TablePlace:
    """Write table `at` of notice `number`, both from 1."""
    table = one.notice.tables[at - 1]
    sheet = book.sheet(f"{number}.{at} {table.caption}")
    before = ["行\nrow", "类\nkind"]
    if any(row.section for row in table.rows):
        before.append("节\nsection")
    place = TablePlace(sheet.get_name(), len(before))
    scores = {(s.row, s.column): s for s in one.audit.scores if s.table == at}
    checked = score_columns(tuple(scores.values()), table.columns)
    headings = [*before, *table.columns]
    widths = [6.0, 6.0, 14.0][: len(before)]
    widths += [printed_width(table, column) for column in range(len(table.columns))]
    for column in checked:
        headings += [f"{column}\n{name}" for name, _ in _CHECKED]
        widths += [width for _, width in _CHECKED]
    headings.append("发现 findings")
    widths.append(36.0)
    sheet.write_string(0, 0, table.caption or f"表{at}", book.bold)
    sheet.write_string(1, 0, one.path)
    for column_number, heading in enumerate(headings):
        sheet.write_string(2, column_number, heading, book.head)
    sheet.set_row_pixels(2, text_height(headings, widths) + 4)
    book.columns(sheet, widths)
    for index in range(len(table.rows)):
        _line(book, sheet, place, one, at, index, checked, scores, widths)
    _column_sums(book, sheet, place, table)
    sheet.repeat_rows(2)
    held = _held(table, place, widths)
    sheet.freeze_panes(_FIRST_ROW, held)
    sheet.repeat_columns(0, held - 1)
    return place


def _line(
    book: Book,
    sheet: Worksheet,
    place: TablePlace,
    one: Audited,
    at: int,
    index: int,
    checked: tuple[str, ...],
    scores: Mapping[tuple[int, str], Score],
    widths: list[float],
) -> None:
    """One printed row, and the re-checking of its scores."""
    table = one.notice.tables[at - 1]
    row, line = table.rows[index], _FIRST_ROW + index
    found = findings_of(one.audit, at, index + 1)
    labels = [str(index + 1), _KINDS[row.kind], row.section or ""][: place.first_column]
    for column, text in enumerate(labels):
        book.value(sheet, line, column, text, book.cell)
    for column, cell in enumerate(row.cells):
        path, shown = table.columns[column], place.first_column + column
        here = [finding for finding in found if finding.column == path]
        book.value(sheet, line, shown, cell.text, book.doubt if here else book.cell)
        if here or (index + 1, path) in scores:
            _comment(sheet, line, shown, "\n".join((where(cell.evidence), *map(_told, here))))
    right = place.first_column + len(table.columns)
    for path in checked:
        score = scores.get((index + 1, path))
        if score is not None:
            _score(book, sheet, place, table, line, right, score)
        right += len(_CHECKED)
    codes = "\n".join(dict.fromkeys(map(code_words, found)))
    sheet.write_string(line, right, codes, book.wrong if codes else book.cell)
    texts = [*labels, *(cell.text for cell in row.cells)]
    texts += [""] * (right - len(texts)) + [codes]
    sheet.set_row_pixels(line, text_height(texts, widths))


def _told(finding: Finding) -> str:
    return f"{code_words(finding)}：{finding.explanation.zh}"


def _score(
    book: Book,
    sheet: Worksheet,
    place: TablePlace,
    table: Table,
    line: int,
    right: int,
    score: Score,
) -> None:
    """Recomputed, difference and tick mark of one score."""
    row = line - _FIRST_ROW
    wrong = score.status in ("contradicted", "infeasible")
    form = book.wrong if wrong else book.computed
    published = place.cell(row, table.columns.index(score.column))
    computed = xl_rowcol_to_cell(line, right)
    if score.recomputed is None:
        sheet.write_string(line, right, "", form)
        sheet.write_string(line, right + 1, "", form)
    else:
        shown = book.showing(form, score_texts(score)[1])
        formula = score_formula(score, table, row, lambda column: place.cell(row, column))
        if formula is None:
            sheet.write_number(line, right, float(score.recomputed), shown)
        else:
            sheet.write_formula(line, right, formula, shown, float(score.recomputed))
        if score.published is None:
            sheet.write_string(line, right + 1, "", form)
        else:
            off = round(float(score.published - score.recomputed), 6)
            printed = table.rows[row].cells[table.columns.index(score.column)].text
            formula = difference_formula(score, printed, published, computed)
            sheet.write_formula(line, right + 1, formula, shown, off)
    sheet.write_string(line, right + 2, MARKS[score.status], book.ticked if wrong else book.tick)
    told = score.reason.zh if score.reason else ""
    clauses = [step.clause for step in score.trace if step.clause]
    note = "\n".join(filter(None, (STATUSES[score.status], told, *dict.fromkeys(clauses))))
    _comment(sheet, line, right + 2, note)


def _column_sums(book: Book, sheet: Worksheet, place: TablePlace, table: Table) -> None:
    """Below a table with one row of totals and no parts: the live sums, and how far those are off.

    Only of columns of numbers.
    """
    totals = [index for index, row in enumerate(table.rows) if row.kind == "total"]
    units = [index for index, row in enumerate(table.rows) if row.kind == "unit"]
    parted = any(row.section or row.kind == "subtotal" for row in table.rows)
    if len(totals) != 1 or len(units) < 2 or parted or units[-1] - units[0] + 1 != len(units):
        return
    below, written = _FIRST_ROW + len(table.rows) + 1, False
    for column, role in enumerate(column_roles(table)):
        shown = place.first_column + column
        rows = xl_range(_FIRST_ROW + units[0], shown, _FIRST_ROW + units[-1], shown)
        told = printed_number(table.rows[totals[0]].cells[column].text)
        added = column_sum([table.rows[index].cells[column].text for index in units], rows)
        if role != "number" or told is None or added is None:
            continue
        formula, whole = added
        form = book.wrong if whole != told else book.computed
        sheet.write_formula(below, shown, formula, form, float(whole))
        cells = place.cell(totals[0], column), xl_rowcol_to_cell(below, shown)
        off = float(told - whole)
        sheet.write_formula(below + 1, shown, f"=ROUND({cells[0]}-{cells[1]},6)", form, off)
        written = True
    if written:
        sheet.write_string(below, 0, "列合计（公式） column sums", book.bold)
        sheet.write_string(below + 1, 0, "合计行之差 totals row less sum", book.bold)


def _held(table: Table, place: TablePlace, widths: list[float]) -> int:
    """How many columns stay in sight: up to the unit's name, if that stands near the left."""
    unit = unit_column(table)
    if unit is None:
        return place.first_column
    upto = place.first_column + unit + 1
    return upto if sum(widths[:upto]) <= _FROZEN else place.first_column


def _comment(sheet: Worksheet, line: int, column: int, text: str) -> None:
    sheet.write_comment(line, column, text, {"x_scale": 2, "y_scale": 1 + text.count("\n")})
