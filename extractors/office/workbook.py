"""Workbooks (.xlsx, .xls): the tables of each sheet and the text around them, as shown."""

import re
from collections.abc import Iterator, Sequence

from contracts import Issue
from evidence import Evidence, Locator, Message
from extractors.document import Document, Grid, GridCell, TextBlock, Unreadable
from extractors.office.package import only_page
from extractors.office.sheet import Merge, Sheet, cell_name, column_name
from extractors.office.sheet_blocks import Area, covered_texts, find_areas
from extractors.printed import clean

NAME = "workbook@1"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"

_UNNAMED = re.compile(r"(sheet|工作表|表|table)\s*\(?\d*\)?(\s*\(\d+\))?", re.I)
_NAMED = 8
"""How many hidden rows, or cells without result, a message lists."""


def read(content: bytes, sha256: str, pages: frozenset[int] | None = None) -> Document:
    """Read every sheet, hidden ones too (an issue names them); places are `sheet` and `ref`.

    Raises:
        Unreadable: the file is damaged, locked or too large, shows no text, or `pages` leave out 1.
    """
    only_page(pages)
    if content.startswith(b"PK"):
        from extractors.office.xlsx import read_xlsx

        sheets, media_type = read_xlsx(content), XLSX
    else:
        from extractors.office.xls import read_xls

        sheets, media_type = read_xls(content), XLS
    blocks: list[TextBlock | Grid] = []
    issues: list[Issue] = []
    for sheet in sheets:
        covered, over_tables = covered_texts(sheet)
        kept = tuple(merge for merge in sheet.merges if merge not in over_tables)
        own = list(_blocks(sheet._replace(merges=kept), sha256))
        if own:
            blocks += own
            issues += _issues(sheet)
            if covered:
                issues.append(_covered(sheet, covered, bool(over_tables)))
        if sheet.pictures:
            issues.append(_pictured(sheet))
    if not blocks:
        pictured = next((issue for issue in issues if issue.code == "needs_ocr"), None)
        if pictured is not None:
            raise Unreadable(pictured.code, pictured.message)
        raise Unreadable(
            "not_readable",
            Message(
                zh="工作簿里没有任何内容；请核对是否下错了文件",
                en="the workbook shows nothing; check whether it is the right one",
            ),
        )
    return Document(media_type=media_type, blocks=tuple(blocks), issues=tuple(issues))


def _blocks(sheet: Sheet, sha256: str) -> Iterator[TextBlock | Grid]:
    areas = find_areas(sheet)
    if areas and areas[0].is_table and not _UNNAMED.fullmatch(sheet.name.strip()):
        # Nothing stands above the first table: the tab's name tells what it is about.
        evidence = Evidence(
            capture=sha256, locator=Locator(sheet=sheet.name), quote=sheet.name, reader=NAME
        )
        yield TextBlock(text=clean(sheet.name), evidence=evidence, heading=True)
    blocks: list[tuple[int, int, TextBlock | Grid]] = []
    for place, text in sheet.boxes.items():
        evidence = _evidence(sheet, place, text.strip(), sha256)
        blocks.append((*place, TextBlock(text=clean(text), evidence=evidence)))
    for area in areas:
        made = _grid(sheet, area, sha256) if area.is_table else _text(sheet, area, sha256)
        blocks.append((area.rows[0], area.columns[0], made))
    yield from (block for *_, block in sorted(blocks, key=lambda entry: entry[:2]))


def _text(sheet: Sheet, area: Area, sha256: str) -> TextBlock:
    place = (area.rows[0], area.columns[0])
    cell = sheet.cells[place]
    spread = any((m.top, m.left) == place and m.right > m.left for m in sheet.merges)
    return TextBlock(
        text=clean(cell.text),
        evidence=_evidence(sheet, place, cell.text.strip(), sha256),
        size_pt=cell.size_pt,
        centred=cell.centred or spread,
    )


def _grid(sheet: Sheet, area: Area, sha256: str) -> Grid:
    covered: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    merges = {(merge.top, merge.left): merge for merge in sheet.merges}
    spans = [_within(merge, area) for merge in merges.values()]
    at = {(top, left): (down, across) for top, left, down, across in spans if down and across}
    for top, row in enumerate(area.rows):
        for left, column in enumerate(area.columns):
            if (top, left) in covered:
                continue
            down, across = at.get((top, left), (1, 1))
            places = {(top + r, left + c) for r in range(down) for c in range(across)}
            if places & covered:
                down, across, places = 1, 1, {(top, left)}
            covered |= places
            cell = sheet.cells.get((row, column))
            text = cell.text if cell is not None else ""
            cells.append(
                GridCell(
                    row=top,
                    column=left,
                    row_span=down,
                    column_span=across,
                    text=clean(text),
                    evidence=_evidence(sheet, (row, column), text.strip(), sha256),
                )
            )
    return Grid(
        page=1,
        row_count=len(area.rows),
        column_count=len(area.columns),
        cells=tuple(cells),
        readers=(NAME,),
    )


def _within(merge: Merge, area: Area) -> tuple[int, int, int, int]:
    """Row, column and spans of a merged range in the grid of `area`; spans of 0 outside it."""
    rows = [at for at, row in enumerate(area.rows) if merge.top <= row <= merge.bottom]
    columns = [at for at, c in enumerate(area.columns) if merge.left <= c <= merge.right]
    if not rows or not columns:
        return 0, 0, 0, 0
    return rows[0], columns[0], len(rows), len(columns)


def _evidence(sheet: Sheet, place: tuple[int, int], quote: str, sha256: str) -> Evidence:
    locator = Locator(sheet=sheet.name, ref=cell_name(*place))
    return Evidence(capture=sha256, locator=locator, quote=quote, reader=NAME)


def _issues(sheet: Sheet) -> Iterator[Issue]:
    if sheet.hidden:
        yield _issue(
            f"工作表“{sheet.name}”在文件中是隐藏的，已照样读入；请核对是否属于公布内容",
            f"sheet «{sheet.name}» is hidden in the file; it was read all the same: "
            "check whether it was meant to be published",
        )
    used_rows = {row for (row, _), cell in sheet.cells.items() if clean(cell.text)}
    used_columns = {column for (_, column), cell in sheet.cells.items() if clean(cell.text)}
    rows = [str(row + 1) for row in sheet.hidden_rows if row in used_rows]
    columns = [column_name(column) for column in sheet.hidden_columns if column in used_columns]
    for names, zh, en in ((rows, "行", "rows"), (columns, "列", "columns")):
        if names:
            yield _issue(
                f"工作表“{sheet.name}”有隐藏的{zh}，已照样读入：{_listed(names)}；请核对是否属于公布内容",
                f"sheet «{sheet.name}» has hidden {en}, which were read all the same: "
                f"{_listed(names)}; check whether they were meant to be published",
            )
    if sheet.uncomputed:
        names = [cell_name(*place) for place in sheet.uncomputed]
        yield _issue(
            f"工作表“{sheet.name}”的公式没有保存结果，按空白处理：{_listed(names)}；"
            "请用办公软件打开并另存后再读",
            f"sheet «{sheet.name}» keeps formulas without their results, which count as blank: "
            f"{_listed(names)}; open it in an office program, save it and read that",
        )


def _pictured(sheet: Sheet) -> Issue:
    names = _listed([cell_name(*place) for place in sheet.pictures])
    return Issue(
        code="needs_ocr",
        message=Message(
            zh=f"工作表“{sheet.name}”有大图片，其中的文字或表格没有读入：{names}；"
            "请另存为 PDF 后按扫描件读取",
            en=f"sheet «{sheet.name}» has large pictures at {names}; what is printed in them was "
            "not read: save it as PDF and read that as a scan",
        ),
    )


def _covered(sheet: Sheet, covered: Sequence[tuple[int, int]], read: bool) -> Issue:
    names = _listed([cell_name(*place) for place in covered])
    if read:
        return _issue(
            f"工作表“{sheet.name}”的合并单元格遮住了整个表格，已按未合并读入：{names}；请核对合并范围",
            f"a merged range of sheet «{sheet.name}» covers a table, which was read as if not "
            f"merged: {names}; check the merged range",
        )
    return _issue(
        f"工作表“{sheet.name}”有单元格被合并单元格遮住，其内容不显示，没有读入：{names}；请核对合并范围",
        f"sheet «{sheet.name}» has cells that a merged range covers; what they hold is not "
        f"shown and was not read: {names}; check the merged range",
    )


def _listed(names: list[str]) -> str:
    more = f"… ({len(names)})" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def _issue(zh: str, en: str) -> Issue:
    return Issue(code="not_readable", message=Message(zh=zh, en=en))
