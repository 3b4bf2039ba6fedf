"""Grids to tables: headings, rows, sections, notes, joined pages, captions, forms.

A reader gives one grid a page and table; here they become the tables of the notice. Nothing that is
printed in a grid is dropped: it ends in a caption, a column path, a section, a row, a named field
or, where it found no place, in an issue. Only marks such as ``续表`` and headings repeated on a
further page are left out; `parts` shows them as printed.
"""

from collections.abc import Sequence
from typing import NamedTuple

from codes import AgreementHow
from contracts import Agreement, Issue, NamedField, Part, Table
from evidence import Message, Record
from extractors.document import Grid, TextBlock
from extractors.tables.absence import absences
from extractors.tables.blocks import find_blocks, unfold
from extractors.tables.caption import caption_of
from extractors.tables.column_paths import column_paths, distinct_paths
from extractors.tables.confidence import confidence, signs_of
from extractors.tables.form import read_form
from extractors.tables.header import (
    Heading,
    find_heading,
    opens_heading,
    repeats_heading,
)
from extractors.tables.join import Run, join_grids, joined_body
from extractors.tables.lines import Line, printed_grid, value_columns
from extractors.tables.rows import build_rows, note_row
from extractors.tables.words import is_note

_RAGGED = 0.5
"""The most that a table is rated whose cells do not fit."""


class BuiltTables(Record):
    """What became of a document's grids."""

    tables: tuple[Table, ...]
    issues: tuple[Issue, ...]
    prose: tuple[TextBlock, ...]
    """All text blocks, captions too, and the texts of frames that are no table."""
    fields: tuple[NamedField, ...] = ()
    """Keys and values of grids that are forms."""


class _Frame(NamedTuple):
    """One table within a run of grids; a frame may hold several, each under its own heading."""

    heading: Heading
    remarks: tuple[tuple[Line, int], ...]
    body: tuple[Line, ...]
    printed: tuple[Line, ...]
    opening: str | None = None
    """A section heading that stands above the heading rows."""


def build_tables(blocks: Sequence[TextBlock | Grid]) -> BuiltTables:
    """Make tables, named fields and prose of a document's blocks, in their order.

    A grid whose cells do not fit gives a `ragged_table` issue and a table of lower confidence; it
    is never refused. A frame of one cell, line or column without figures is prose.
    """
    tables: list[Table] = []
    runs: list[Run] = []
    spans: list[tuple[int, int]] = []
    issues: list[Issue] = []
    fields: list[NamedField] = []
    framed: dict[int, list[TextBlock]] = {}
    for run in join_grids(blocks):
        lines = tuple(line for page in run.pages for line in page)
        if run.ragged:
            issues.append(_ragged(run))
        form = read_form(lines)
        if form is not None:
            fields += form
        elif _is_prose(lines):
            framed[run.first] = _as_prose(lines)
        else:
            for table in _tables(run, blocks):
                tables.append(table)
                runs.append(run)
                spans.append((run.first, run.last))
    meanings = absences(blocks, spans, [table.rows for table in tables])
    prose = tuple(
        text
        for index, block in enumerate(blocks)
        for text in ([block] if isinstance(block, TextBlock) else framed.get(index, []))
    )
    return BuiltTables(
        tables=tuple(
            table.model_copy(update={"absent_means": meaning})
            for table, meaning in zip(_rated(tables, runs, prose), meanings, strict=True)
        ),
        issues=tuple(issues),
        prose=prose,
        fields=tuple(fields),
    )


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether a frame holds words only, in one line or one column."""
    if not lines or len(lines[0].cells) < 2:
        return True
    return len(lines) == 1 and not value_columns(lines, len(lines[0].cells))


def _as_prose(lines: Sequence[Line]) -> list[TextBlock]:
    cells = {id(cell): cell for line in lines for cell in line.owners() if cell.text.strip()}
    return [TextBlock(text=cell.text, evidence=cell.evidence) for cell in cells.values()]


def _tables(run: Run, blocks: Sequence[TextBlock | Grid]) -> list[Table]:
    tables: list[Table] = []
    for frame in _frames(run):
        caption = caption_of(frame.heading.titles, blocks, run.first)
        if tables and not frame.heading.titles:
            caption = tables[-1].caption
        tables.append(_table(frame, caption, run))
    return tables


def _frames(run: Run) -> list[_Frame]:
    """The tables of a run: parted where another heading begins within the frame."""
    body, remarks = joined_body(run)
    printed = tuple(line for page in run.pages for line in page)
    frames: list[_Frame] = []
    heading = run.heading
    while True:
        kept, rest, opening = _until_next_heading(heading, body)
        cut = _position(printed, rest[0]) if rest else len(printed)
        if opening is not None:
            heading = heading._replace(titles=heading.titles[:-1])
        frames.append(_Frame(heading, remarks, kept, printed[:cut], opening))
        if not rest:
            return frames
        heading = find_heading(rest)
        remarks, body, printed = heading.remarks, rest[heading.body :], printed[cut:]


def _position(lines: Sequence[Line], wanted: Line) -> int:
    return next(
        (i for i, line in enumerate(lines) if (line.part, line.row) == (wanted.part, wanted.row)),
        len(lines),
    )


def _until_next_heading(
    heading: Heading, body: tuple[Line, ...]
) -> tuple[tuple[Line, ...], tuple[Line, ...], str | None]:
    """The body up to the next other heading, the rest, and the section that opens the body.

    A heading repeated within the body is dropped. Where each repetition stands below a section
    heading, the title right above the first heading is one too.
    """
    values = value_columns(body, len(body[0].cells)) if body else frozenset()
    kept: list[Line] = []
    index = 0
    repeated = headed = 0
    while index < len(body):
        if repeats_heading(heading.levels, body[index : index + len(heading.levels)]):
            repeated += 1
            headed += bool(kept) and _heads_section(kept[-1])
            index += len(heading.levels)
            continue
        if kept and opens_heading(heading.levels, body, index, values):
            if kept[-1] is body[index - 1] and _heads_section(kept[-1]):
                index -= 1
                kept.pop()
            return tuple(kept), body[index:], None
        kept.append(body[index])
        index += 1
    opens = bool(heading.titles) and repeated > 0 and repeated == headed
    return tuple(kept), (), heading.titles[-1] if opens else None


def _heads_section(line: Line) -> bool:
    column = line.lone()
    return column is not None and not is_note(line.text(column))


def _table(frame: _Frame, caption: str, run: Run) -> Table:
    used = _columns_begun([*frame.heading.levels, *frame.body], len(frame.printed[0].cells))
    levels = tuple(line.pick(used) for line in frame.heading.levels)
    body = tuple(line.pick(used) for line in frame.body)
    paths = column_paths(levels, len(used))
    blocks = find_blocks(paths, levels, body)
    columns = distinct_paths([paths[column] for column in blocks[0]])
    remarks = tuple(note_row(line, column, len(columns)) for line, column in frame.remarks)
    readers = tuple(dict.fromkeys(reader for grid in run.grids for reader in grid.readers))
    parts = dict.fromkeys((line.page, line.part) for line in frame.printed)
    return Table(
        caption=caption,
        columns=columns,
        rows=remarks + build_rows(unfold(blocks, body), frame.opening),
        parts=tuple(
            Part(
                page=page,
                grid=printed_grid([line for line in frame.printed if line.part == part]),
            )
            for page, part in parts
        ),
        readers=readers,
        agreement=Agreement(how=_settled(run), confidence=0),
    )


def _columns_begun(lines: Sequence[Line], width: int) -> tuple[int, ...]:
    """The columns at which some cell begins; a web page's ``colspan`` may make columns of none."""
    begun = tuple(c for c in range(width) if any(_begins_at(line, c) for line in lines))
    return begun or tuple(range(width))


def _begins_at(line: Line, column: int) -> bool:
    return line.begins(column) and (line.lone() in (None, column))


def _rated(tables: Sequence[Table], runs: Sequence[Run], prose: Sequence[TextBlock]) -> list[Table]:
    """The tables, each with how sure its signs make us of it."""
    places = [block.evidence for block in prose]
    rated = []
    for index, (table, run) in enumerate(zip(tables, runs, strict=True)):
        following = tables[index + 1] if index + 1 < len(tables) else None
        sure = confidence(signs_of(table, following, places))
        agreement = Agreement(
            how=table.agreement.how, confidence=min(sure, _RAGGED) if run.ragged else sure
        )
        rated.append(table.model_copy(update={"agreement": agreement}))
    return rated


def _settled(run: Run) -> AgreementHow:
    """How the reading of a run of grids was settled; the least sure of them decides."""
    if any(grid.agreed is False and not grid.by_arithmetic for grid in run.grids):
        return "unresolved"
    if any(grid.by_arithmetic for grid in run.grids):
        return "arithmetic"
    return "two_readers" if all(grid.agreed for grid in run.grids) else "one_reader"


def _ragged(run: Run) -> Issue:
    page = run.grids[0].page
    if run.lost:
        words = "、".join(run.lost)
        zh = f"第{page}页的表格中有单元格互相重叠或越界，以下文字无处安放：{words}"
        en = f"cells of the table on page {page} overlap; no place was found for: {words}"
    else:
        zh = f"第{page}页的表格各行列数不一致，缺少的单元格按空白处理"
        en = f"rows of the table on page {page} differ in length; missing cells count as blank"
    return Issue(code="ragged_table", message=Message(zh=zh, en=en), page=page)
