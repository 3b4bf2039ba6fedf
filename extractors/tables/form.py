"""Pages of keys and values, such as an annual report, that look like a table and are none."""

import re
from collections.abc import Sequence

from contracts import NamedField
from extractors.document import GridCell
from extractors.tables.lines import Line
from extractors.tables.words import is_heading_word, one_line, path_level
from figures import classify_cell, fold

_KEY = re.compile(
    r".*(名称|姓名|地址|住所|地点|法定代表人|负责人|电话|邮编|传真|邮箱|网址|日期|时间|机构|编号|编码|代码|索引号|文号|"
    r"主题词|标题|关键词|有效性|类别|分类|性质|经费|来源|宗旨|业务范围|范围|资金|人数|举办单位|主管部门|发布机构|"
    r"发文字号|体裁|格式|语种|情况|意见|依据|期限|资质|状态|性别|民族|职务|学历|出生年月|籍贯|政治面貌)(\(.*\))?"
)
_RANKING = re.compile(r"(排名|名次|位次|序号|得分|总分|积分|条数|篇数)")


def read_form(lines: Sequence[Line]) -> tuple[NamedField, ...] | None:
    """The named values of a page of keys and values; null for a table.

    It is a form if its lines alternate keys and values, told by ``<th>``, colons or the words of
    keys, and if no column of the grid holds values of one kind below a heading.
    """
    if not lines or _values_in_columns(lines) or _is_ranking(lines[0]):
        return None
    if not (_marked(lines) or _alternates(lines)):
        return None
    fields: list[NamedField] = []
    index = 0
    while index < len(lines):
        height = _height(lines, index)
        fields += _fields_of(lines[index : index + height])
        index += height
    return tuple(fields)


def _own(line: Line) -> list[GridCell]:
    return [cell for cell in line.owners() if cell.row == line.row]


def _values_in_columns(lines: Sequence[Line]) -> bool:
    """Whether some column is a column of figures, as in a table."""
    for column in range(len(lines[0].cells)):
        found = [classify_cell(line.text(column)) for line in lines]
        printed = [c for c in found if c != "blank"]
        figures = sum(c in ("number", "dash", "misprint") for c in printed)
        if figures >= 3 and 5 * figures >= 4 * (len(printed) - 1):
            return True
    return False


def _is_ranking(line: Line) -> bool:
    texts = [line.text(c) for c in line.printed()]
    return len(texts) > 1 and any(_RANKING.fullmatch(fold(text)) for text in texts)


def _marked(lines: Sequence[Line]) -> bool:
    """Whether most lines begin with a cell marked as a key and also have cells that are none."""
    if all(cell.header for cell in _own(lines[0])) and len(_own(lines[0])) > 1:
        return False
    keyed = [line for line in lines if line.cells[0].header]
    mixed = [line for line in keyed if not all(cell.header for cell in line.owners())]
    return len(mixed) >= 2 and 5 * len(mixed) >= 3 * len(lines)


def _alternates(lines: Sequence[Line]) -> bool:
    """Whether unmarked lines read key, value, key, value."""
    # A title over all columns, or a small table beside its key, is no pair.
    plain = [x for x in lines if not x.spans_all() and x.cells[0].row_span == 1]
    pairs = [line for line in plain if len(line.owners()) % 2 == 0]
    if len(pairs) < 2 or 5 * len(pairs) < 4 * len(plain):
        return False
    keys = [cell.text for line in pairs for cell in line.owners()[::2] if cell.row == line.row]
    values = [cell.text for line in pairs for cell in line.owners()[1::2]]
    named = [fold(key) for key in keys if fold(key)]
    if not named or len(set(named)) != len(named) or any(len(key) > 24 for key in named):
        return False
    if any(classify_cell(key) != "text" for key in named):
        return False
    # A first line whose values are keys as well is the heading of a table.
    first = [cell.text for cell in pairs[0].owners()[1::2]]
    if all(is_heading_word(text) for text in first) and len(pairs[0].owners()) == 2:
        return False
    if all(_KEY.fullmatch(fold(text)) for text in first if fold(text)) and any(map(fold, first)):
        return False
    colons = sum(key.endswith(":") for key in named)
    words = sum(bool(_KEY.fullmatch(key.rstrip(":"))) for key in named)
    distinct = len({fold(value) for value in values if fold(value)}) > 1 or len(values) <= 2
    return distinct and (2 * colons > len(named) or 2 * words >= len(named))


def _height(lines: Sequence[Line], index: int) -> int:
    """How many lines the key at the left of a line spans."""
    key = lines[index].cells[0]
    height = 1
    while index + height < len(lines) and lines[index + height].cells[0] is key:
        height += 1
    return height


def _fields_of(lines: Sequence[Line]) -> list[NamedField]:
    """The fields of a line, or of the lines that one key stands beside."""
    if lines[0].spans_all():
        # A title within the form has no name, be it of one line or of more.
        return [_field((), lines[0].cells[0])]
    if len(lines) == 1:
        return _pairs(lines[0].owners(), prefix=())
    key = lines[0].cells[0]
    beside = [tuple(c for c in line.owners() if c is not key) for line in lines]
    heads, rest = beside[0], beside[1:]
    edges = [(c.column, c.column_span) for c in heads]
    if all(cell.text.strip() for cell in heads) and all(
        [(c.column, c.column_span) for c in row] == edges for row in rest
    ):
        # A small table beside its key: its first line names the columns.
        return [
            _field((key, head), cell) for row in rest for head, cell in zip(heads, row, strict=True)
        ]
    return [field for row in beside for field in _pairs(row, prefix=(key,))]


def _pairs(cells: Sequence[GridCell], prefix: tuple[GridCell, ...]) -> list[NamedField]:
    """Keys and values of one line; a value without key is named by the keys before it."""
    fields: list[NamedField] = []
    marked = any(cell.header for cell in cells)
    key: tuple[GridCell, ...] | None = None
    for place, cell in enumerate(cells):
        is_key = cell.header if marked else place % 2 == 0 and len(cells) > 1
        if is_key:
            if key is not None:
                fields.append(_unfilled((*prefix, *key)))
            key = (cell,)
            continue
        fields.append(_field((*prefix, *(key or ())), cell))
        key = None
    if key is not None:
        fields.append(_unfilled((*prefix, *key)))
    return fields


def _field(keys: tuple[GridCell, ...], cell: GridCell) -> NamedField:
    levels = [path_level(key.text).rstrip(":：") for key in keys]
    name = "/".join(level for level in levels if level)
    return NamedField(name=name, text=one_line(cell.text), evidence=cell.evidence)


def _unfilled(keys: tuple[GridCell, ...]) -> NamedField:
    """A key without value: a heading of the form; the words stand as its name."""
    last = keys[-1]
    proof = last.evidence.model_copy(update={"quote": ""})
    return _field(keys, last.model_copy(update={"text": "", "evidence": proof}))
