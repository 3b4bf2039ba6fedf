"""A table as CSV: its heading, its rows, and which columns a rule could be inferred from."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from contracts import Agreement, Cell, Row, Table
from evidence import Evidence, Locator, Message
from figures import classify_cell, fold, plain, read_figure, read_rank
from layout import column_roles
from scoring.inference.infer import Inference, WeightOf, infer_rule
from scoring.wording import tell_formula

_TOTALS = re.compile(r"(合计|总计|小计|共计|总数|平均|均值|total|average)", re.IGNORECASE)


_NOTE = re.compile(
    r"[(（【\[]?(备注|附注|说明|注释|注|资料来源|数据来源|填表人|制表人?)\d*[)）】\]]?[:：]"
)
_NUMERALS = re.compile(r"[一二三四五六七八九十百零]+")
_MOST_NAME = 25


class TableError(ValueError):
    """A CSV that holds no table to infer from; the message says what to do."""

    def __init__(self, path: Path, zh: str, en: str) -> None:
        self.message = Message(zh=f"{path}：{zh}", en=f"{path}: {en}")
        super().__init__(self.message.en)


def infer_csv(path: Path, target: str | None = None) -> dict[str, Any]:
    """Return what a CSV table tells of its rule, in the contract's form.

    The first line is the heading. Dash, slash and blank are 0; unit, rank, serial number and text
    columns, rows of totals and remarks are left out; the target is the last numeric column unless
    named.

    Raises:
        TableError: the file is no CSV table, or has no such column; names what there is.
    """
    return infer_file(path, target).to_json()


def infer_file(path: Path, target: str | None = None) -> Inference:
    """As `infer_csv`, before it is put into JSON.

    Raises:
        TableError: as `infer_csv`.
    """
    table = read_table(path)
    roles = column_roles(table)
    numeric = [index for index, role in enumerate(roles) if role == "number"]
    if target is None:
        if not numeric:
            return _untold(
                table,
                "",
                "表中没有数字列，无从推断",
                "no column holds numbers; nothing to infer from",
            )
        goal = numeric[-1]
    else:
        goal = _named(table, target, path)
        if goal not in numeric:
            name = table.columns[goal]
            return _untold(
                table,
                name,
                f"「{name}」不是数字列（是单位、名次、序号或文字）；请用 --target 指定得分列",
                f"«{name}» holds no numbers to infer (units, ranks, serial numbers or text); "
                "name the column of scores with --target",
            )
    columns = [*(index for index in numeric if index != goal), goal]
    rows = [
        None if row.kind != "unit" else [_value(row.cells[index].text) for index in columns]
        for row in table.rows
    ]
    names = [table.columns[index] for index in columns]
    return infer_rule(names, rows, table.columns[goal])


def infer_text(inference: Inference, lang: str) -> str:
    """Return what was inferred, for a person to read (``zh`` or ``en``)."""
    zh = lang == "zh"
    lines = [f"目标列：{inference.target}" if zh else f"target: {inference.target}"]
    if inference.reason is not None:
        lines.append(inference.reason.zh if zh else inference.reason.en)
    if not inference.exact_rows:
        return "\n".join(lines) + "\n"
    if inference.rule or inference.constant:
        formula = tell_formula(_pairs(inference.rule), inference.constant)
        lines.append(f"最简规则：{formula}" if zh else f"simplest rule: {formula}")
    lines.append(
        f"符合：{inference.exact_rows} / {inference.rows} 行"
        if zh
        else f"rows that obey it: {inference.exact_rows} of {inference.rows}"
    )
    if inference.broken_rows:
        rows = ", ".join(map(str, inference.broken_rows))
        lines.append(f"不符合的行：{rows}" if zh else f"rows that do not: {rows}")
    if inference.terms:
        told = "、".join(f"{t.column} {plain(t.points_each)}" for t in inference.terms)
        lines.append(f"可确定：{told}" if zh else f"settled by the rows: {told}")
    if inference.unidentified_columns:
        names = "、".join(inference.unidentified_columns)
        lines.append(f"无法确定的列：{names}" if zh else f"not settled: {names}")
    for other in inference.alternatives:
        if (other.terms, other.constant) == (inference.rule, inference.constant):
            continue
        shown = tell_formula(_pairs(other.terms), other.constant)
        also = f"（{other.exact_rows} 行）" if zh else f" ({other.exact_rows} rows)"
        lines.append(f"同样符合：{shown}{also}" if zh else f"fits as well: {shown}{also}")
    return "\n".join(lines) + "\n"


def _pairs(terms: Iterable[WeightOf]) -> list[tuple[str, Decimal]]:
    return [(term.column, term.points_each) for term in terms]


def read_table(path: Path) -> Table:
    """Return a CSV as a table: UTF-8 with or without BOM, UTF-16 with one, or GB18030.

    Titles and lines with ``#`` above the heading are skipped, and empty columns to the right; the
    table ends at a blank line that another ``#`` line follows, so that what ``extract --format
    csv`` prints can be read.

    Raises:
        TableError: the file cannot be read, or has no heading with two columns and a row.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TableError(
            path,
            f"无法读取（{error.strerror}）；请指定一个 CSV 文件",
            f"cannot be read ({error.strerror}); name a CSV file",
        ) from error
    lines = _first_table(_decode(data, path))
    heading = next(iter(lines), "")
    delimiter = max(",\t;，", key=lambda mark: (heading.count(mark), mark == ","))
    try:
        grid = [r for r in _records(lines, delimiter) if any(r)]
    except csv.Error as error:
        raise TableError(
            path,
            f"不是合格的 CSV（{error}）；请把引号配对，或重新另存为 CSV",
            f"is no CSV ({error}); close every quotation mark, or save the table anew",
        ) from error
    grid = _without_margins(grid)
    if not grid or len(grid[0]) < 2:
        raise TableError(
            path,
            "没有表格；第一行应为表头，至少写明两列",
            "holds no table; the first line must name at least two columns",
        )
    width = len(grid[0])
    for number, cells in enumerate(grid[1:], 1):
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            raise TableError(
                path,
                f"第 {number} 行数据有 {len(cells)} 格，表头只有 {width} 列；格内逗号请加引号",
                f"data row {number} has {len(cells)} cells under {width} headings; "
                "quote the commas inside a cell",
            )
    columns = _distinct(["".join(name.split()) or f"列{at}" for at, name in enumerate(grid[0], 1)])
    place = Evidence(capture="0" * 64, locator=Locator(), quote="", reader="csv")
    rows = [[*cells[:width], *[""] * (width - len(cells))] for cells in grid[1:]]
    rows = _without_numerals(rows)
    return Table(
        caption=path.stem,
        columns=tuple(columns),
        rows=tuple(
            Row(
                kind="note" if _is_note(cells) else "total" if _is_total(cells) else "unit",
                section=None,
                page=1,
                cells=tuple(Cell(text=text, evidence=place) for text in cells),
            )
            for cells in rows
        ),
        parts=(),
        readers=("csv",),
        agreement=Agreement(how="one_reader", confidence=1.0),
    )


def _decode(data: bytes, path: Path) -> str:
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError(
        path,
        "既不是 UTF-8 也不是 GB18030 文本；请另存为 UTF-8 的 CSV",
        "is neither UTF-8 nor GB18030 text; save the table as UTF-8 CSV",
    )


def _records(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    # Strict: a quotation mark left open would swallow every row below it.
    return csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter, strict=True)


def _without_margins(grid: list[list[str]]) -> list[list[str]]:
    """Drop title lines above the heading and empty columns to the right, as spreadsheets save."""
    while len(grid) > 1 and _filled(grid[0]) < 2 <= _filled(grid[1]):
        grid = grid[1:]
    width = max((at for r in grid for at, cell in enumerate(r, 1) if cell.strip()), default=0)
    return [cells[:width] for cells in grid]


def _filled(cells: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _first_table(text: str) -> list[str]:
    lines = text.replace("\x00", "").splitlines()
    while lines and (not lines[0].strip() or lines[0].startswith("#")):
        lines.pop(0)
    for at, line in enumerate(lines):
        if line.startswith("# ") and at and not lines[at - 1].strip():
            return lines[:at]
    return lines


def _distinct(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return distinct


def _is_total(cells: list[str]) -> bool:
    words = [fold(cell) for cell in cells if classify_cell(cell) == "text"]
    return bool(words) and all(len(word) <= 6 and _TOTALS.search(word) for word in words)


def _is_note(cells: list[str]) -> bool:
    """A remark on the table (``注：…``), or a sentence, that stands alone in its row."""
    filled = [text for cell in cells if (text := fold(cell))]
    if len(filled) != 1 or classify_cell(filled[0]) != "text":
        return False
    return bool(_NOTE.match(filled[0])) or filled[0].endswith("。") or len(filled[0]) > _MOST_NAME


def _without_numerals(rows: list[list[str]]) -> list[list[str]]:
    """The rows with ``十二`` as 12 in columns that hold figures and such numerals alone."""
    columns = [
        [_in_digits(cell) for cell in column]
        if all(classify_cell(_in_digits(cell)) != "text" for cell in column)
        else column
        for column in zip(*rows, strict=True)
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _in_digits(cell: str) -> str:
    number = read_rank(cell) if _NUMERALS.fullmatch(fold(cell)) else None
    return cell if number is None else str(number)


def _named(table: Table, target: str, path: Path) -> int:
    folded = [fold(column) for column in table.columns]
    if fold(target) not in folded:
        there = "、".join(table.columns)
        raise TableError(
            path,
            f"没有「{target}」这一列；现有 {there}，请从中指定",
            f"no column «{target}»; there are {there}. Name one of them.",
        )
    return folded.index(fold(target))


def _value(text: str) -> Decimal | None:
    """The cell's number; nothing printed is 0; None where it is no number."""
    if classify_cell(text) in ("dash", "blank"):
        return Decimal(0)
    figure = read_figure(text)
    return figure.value if figure else None


def _untold(table: Table, target: str, zh: str, en: str) -> Inference:
    """No numbers to infer from: an answer that claims nothing."""
    return infer_rule([target], [], target).model_copy(
        update={
            "rows": sum(row.kind == "unit" for row in table.rows),
            "reason": Message(zh=zh, en=en),
        }
    )
