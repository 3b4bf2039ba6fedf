"""Word 97 to 2003 files (.doc, most .wps), read from their own tables; older ones with antiword.

Places are told as for .docx: ``p12``, ``t2.r3c4``. antiword and LibreOffice lose merged cells and,
in wide tables, rows; so the format is read here, and antiword is asked only for what Word 95 wrote.
"""

import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from contracts import Issue
from evidence import Evidence, Locator, Message
from extractors.document import Document, Grid, GridCell, Outside, TextBlock, Unreadable
from extractors.office.compound import Compound
from extractors.office.doc_numbering import read_numbering
from extractors.office.doc_stream import OldWord, Run, WordText
from extractors.office.doc_styles import DocStyles
from extractors.office.doc_table import TableRow, place_cells, read_row
from extractors.office.package import damaged, locked, only_page
from extractors.office.tabbed import find_tabbed, tabbed_grid
from extractors.printed import BREAK, clean, paragraphs_of
from extractors.tables.words import is_page_number

NAME = "ms-doc@1"
OLD_NAME = "antiword@0"
MEDIA_TYPE = "application/msword"

_SECONDS = 60
_CELL, _PARAGRAPH, _PAGE, _LINE = "\x07", "\r", "\x0c", "\x0b"
_MARKS = {_LINE: "\n", "\t": "\t", "\x1e": "-", "\x1f": "", "\xa0": "\xa0"}


class _Printed(NamedTuple):
    """A paragraph: what it prints, the mark at its end, and its properties there."""

    text: str
    end: str
    run: Run
    size_pt: float | None


class _Paragraph(NamedTuple):
    """A paragraph outside tables, its place, and its text with its number."""

    printed: _Printed
    ref: str
    text: str


def read(content: bytes, sha256: str, pages: frozenset[int] | None = None) -> Document:
    """Read an old Word file: what it prints, in order; headers and footers stand outside.

    Raises:
        Unreadable: it is damaged, locked, prints no text, was written by Word 95 or before where
            antiword is absent, or `pages` leave out page 1.
    """
    only_page(pages)
    compound = Compound(content)
    if "EncryptedPackage" in compound.names():
        raise locked()
    if "WordDocument" not in compound.names():
        raise Unreadable(
            "unsupported_type",
            Message(
                zh="这种办公文件（如演示文稿、邮件或旧版 WPS）不能读；请另存为 PDF 后再读",
                en="this kind of office file (slides, mail or an old .wps) is not read; "
                "save it as PDF and read that",
            ),
        )
    try:
        reading = _Reading(WordText(compound), sha256)
        blocks = tuple(reading.blocks())
        outside = tuple(reading.margins())
    except OldWord:
        return _read_old(content, sha256)
    except (struct.error, IndexError) as error:
        raise damaged(str(error)) from None
    if not blocks:
        raise Unreadable(
            "not_readable",
            Message(
                zh="文件没有任何文字，可能只有图片；请另存为 PDF 后再读",
                en="the file prints no text, perhaps pictures only; save it as PDF and read that",
            ),
        )
    return Document(
        media_type=MEDIA_TYPE,
        blocks=blocks,
        outside=(*outside, *reading.hidden),
        issues=tuple(reading.issues()),
    )


class _Table:
    """A table while its rows are being read, and those nested in its cells."""

    def __init__(self) -> None:
        self.rows: list[TableRow] = []
        self.cells: list[str] = []
        self.lines: list[str] = []
        self.paragraphs: list[_Paragraph] = []
        self.nested: list[_Table] = []

    def close_cell(self) -> None:
        self.cells.append("\n".join(line for line in self.lines if line.strip()).strip())
        self.lines = []


class _Reading:
    def __init__(self, text: WordText, sha256: str) -> None:
        self.text, self.sha256 = text, sha256
        self.styles = DocStyles(text.part(1))
        self.numbering = read_numbering(text)
        self.hidden: list[Outside] = []
        self.deleted = False

    def blocks(self) -> Iterator[TextBlock | Grid]:
        """The body, then text boxes and notes at the foot."""
        paragraph = table = 0
        opened: list[_Table] = []
        together: list[_Paragraph] = []
        for printed in self._paragraphs("text"):
            depth = self.styles.depth(printed.run)
            while len(opened) > depth:
                closed = opened.pop()
                if opened:
                    opened[-1].nested.append(closed)
                else:
                    table += 1
                    yield from self._grids(closed, f"t{table}")
            while len(opened) < depth:
                opened.append(_Table())
            if opened:
                yield from self._texts(together)
                together = []
                self._fill(opened[-1], printed, depth)
            else:
                paragraph += 1
                together.append(self._placed(printed, f"p{paragraph}"))
        yield from self._texts(together)
        if opened:
            yield from self._grids(opened[0], f"t{table + 1}")
        for area, letter in (("boxes", "b"), ("footnotes", "n"), ("endnotes", "e")):
            yield from self._texts(
                [
                    self._placed(printed, f"{letter}{number}")
                    for number, printed in enumerate(self._paragraphs(area), 1)
                ]
            )

    def _placed(self, printed: _Printed, ref: str) -> _Paragraph:
        return _Paragraph(printed, ref, self._number(printed) + printed.text)

    def _texts(self, together: Sequence[_Paragraph]) -> Iterator[TextBlock | Grid]:
        """Paragraphs between two tables; those with columns set by tabs are a table too."""
        at = 0
        refs = [paragraph.ref for paragraph in together]
        for table in find_tabbed([paragraph.text for paragraph in together]):
            for paragraph in together[at : table.first]:
                yield from self._text(paragraph)
            yield tabbed_grid(table, refs, NAME, self._evidence)
            at = table.last
        for paragraph in together[at:]:
            yield from self._text(paragraph)

    def _fill(self, table: _Table, printed: _Printed, depth: int) -> None:
        if self.styles.ends_row(printed.run, depth):
            if table.cells:
                table.rows.append(read_row(printed.run.sprms, table.cells))
            table.cells, table.lines = [], []
            return
        paragraph = self._placed(printed, f"r{len(table.rows) + 1}c{len(table.cells) + 1}")
        table.paragraphs.append(paragraph)
        table.lines.append(paragraph.text)
        if printed.end == _CELL or self.styles.ends_inner_cell(printed.run):
            table.close_cell()

    def _number(self, printed: _Printed) -> str:
        """The number that Word prints before the paragraph."""
        return self.numbering.label(self.styles.look(printed.run).numbering)

    def _text(self, paragraph: _Paragraph) -> Iterator[TextBlock]:
        printed, ref, text = paragraph
        look = self.styles.look(printed.run)
        for quote in paragraphs_of(text.replace("\n", BREAK), look.centred or look.outlined):
            yield TextBlock(
                text=clean(quote),
                evidence=self._evidence(ref, quote),
                size_pt=printed.size_pt or look.size_pt,
                centred=look.centred,
                heading=look.outlined,
            )

    def _grids(self, table: _Table, ref: str) -> Iterator[TextBlock | Grid]:
        if table.cells:
            table.rows.append(read_row((), table.cells))
        width, cells = place_cells(table.rows)
        if width == 1 or (width == 2 and len(table.rows) == 1):
            # A frame round text, or round the two halves of a red head.
            for paragraph in table.paragraphs:
                yield from self._text(paragraph._replace(ref=f"{ref}.{paragraph.ref}"))
        elif cells:
            yield Grid(
                page=1,
                row_count=len(table.rows),
                column_count=width,
                cells=tuple(
                    GridCell(
                        row=cell.row,
                        column=cell.column,
                        row_span=cell.row_span,
                        column_span=cell.column_span,
                        text=clean(cell.text),
                        evidence=self._evidence(
                            f"{ref}.r{cell.row + 1}c{cell.column + 1}",
                            cell.text if clean(cell.text) else "",
                        ),
                        header=cell.header,
                    )
                    for cell in cells
                ),
                readers=(NAME,),
            )
        for number, nested in enumerate(table.nested, 1):
            yield from self._grids(nested, f"{ref}.t{number}")

    def _paragraphs(self, area: str) -> Iterator[_Printed]:
        """The paragraphs of an area; a page break within one parts it."""
        pieces: list[str] = []
        sizes: dict[float, int] = {}
        codes: list[bool] = []
        run = Run(0, 0, 0, ())
        offset = 0
        for character, offset in self.text.characters(area):
            if character in (_PARAGRAPH, _CELL, _PAGE):
                size = max(sizes, key=lambda size: (sizes[size], size)) if sizes else None
                paragraph = self.text.paragraph_at(offset)
                yield _Printed(_joined(pieces), character, paragraph, size)
                pieces, sizes = [], {}
                continue
            if not run.start <= offset < run.end:
                run = self.text.character_at(offset)
                state = self.styles.characters(run)
            if character == "\x13":
                codes.append(True)
            elif character == "\x14" and codes:
                codes[-1] = False
            elif character == "\x15" and codes:
                codes.pop()
            elif any(codes):
                continue
            elif state.deleted:
                self.deleted = True
            elif state.hidden:
                if character >= " ":
                    self.hidden.append(Outside(text=character, page=None, reason="footer"))
            else:
                shown = state.symbol or _MARKS.get(character, character if character >= " " else "")
                pieces.append(shown)
                if state.size_pt and shown.strip():
                    sizes[state.size_pt] = sizes.get(state.size_pt, 0) + 1
        if pieces:
            yield _Printed(_joined(pieces), _PARAGRAPH, self.text.paragraph_at(offset), None)

    def margins(self) -> Iterator[Outside]:
        """The texts of headers and footers, each once."""
        seen: set[str] = set()
        for printed in self._paragraphs("headers"):
            text = clean(printed.text)
            if text and text not in seen:
                seen.add(text)
                reason = "page_number" if is_page_number(text) else "footer"
                yield Outside(text=text, page=None, reason=reason)

    def issues(self) -> Iterator[Issue]:
        """What a reader of the file should know of what is not among its blocks."""
        if self.deleted:
            yield _issue(
                "文件带有未定稿的修订：删去的文字没有读入，添加的文字已读入；请与正式发布稿核对",
                "the file bears tracked changes that nobody accepted: struck-out text was left "
                "out, added text was read; compare it with what was published",
            )
        if self.hidden:
            yield _issue(
                f"文件有隐藏文字（{len(self.hidden)}字），不显示也不打印，没有读入",
                f"{len(self.hidden)} characters are hidden and not printed; they were left out",
            )

    def _evidence(self, ref: str, quote: str) -> Evidence:
        return Evidence(
            capture=self.sha256, locator=Locator(ref=ref), quote=quote.strip(), reader=NAME
        )


def _joined(pieces: list[str]) -> str:
    """The text with its pairs of code units joined."""
    return "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _issue(zh: str, en: str) -> Issue:
    return Issue(code="not_readable", message=Message(zh=zh, en=en))


# --- Word 95 and before --------------------------------------------------------------------------


def _read_old(content: bytes, sha256: str) -> Document:
    """The paragraphs of a file that only antiword reads; its tables come as lines."""
    program = shutil.which("antiword")
    if program is None:
        raise Unreadable(
            "unsupported_type",
            Message(
                zh="这是 Word 95 或更早的文件，读取需要 antiword 程序"
                "（Debian：apt install antiword），或请用办公软件另存为 .docx 后再读",
                en="this was written by Word 95 or before; install the program antiword "
                "(Debian: apt install antiword), or save the file as .docx and read that",
            ),
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notice.doc"
        path.write_bytes(content)
        try:
            done = subprocess.run(
                [program, "-w", "0", "-m", "UTF-8.txt", str(path)],
                capture_output=True, timeout=_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise damaged("antiword did not finish") from None
    lines = done.stdout.decode("utf-8", "replace").split("\n")
    blocks = tuple(
        TextBlock(
            text=clean(line),
            evidence=Evidence(
                capture=sha256,
                locator=Locator(ref=f"p{number}"),
                quote=line.strip(),
                reader=OLD_NAME,
            ),
        )
        for number, line in enumerate(lines, 1)
        if clean(line)
    )
    if done.returncode or not blocks:
        raise damaged(done.stderr.decode("utf-8", "replace") or "antiword found no text")
    issue = Issue(
        code="not_readable",
        message=Message(
            zh="这是 Word 95 或更早的文件：只读出文字，表格的单元格没有分开；请另存为 .docx 后再读",
            en="written by Word 95 or before: the text was read, but not the cells of its tables; "
            "save it as .docx and read that",
        ),
    )
    return Document(media_type=MEDIA_TYPE, blocks=blocks, issues=(issue,))
