"""Word files (.docx), read from their XML: paragraphs and tables in the order of the text.

A Word file has no pages until a program lays it out, so rows stand on page 1 and places are told by
`ref`: ``p12`` is the twelfth paragraph outside tables (blank ones count), ``t2.r3c4`` the cell that
begins in row 3, column 4 of the second table; within a text box or cell the inner place follows the
outer one, as in ``p12.b1.t1.r1c1``; ``n1`` is the first note at the foot.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from contracts import Issue
from evidence import Evidence, Locator, Message
from extractors.document import Document, Grid, GridCell, Outside, TextBlock, Unreadable
from extractors.office.docx_numbering import read_numbering
from extractors.office.docx_styles import Styles
from extractors.office.docx_table import WordTable, read_table
from extractors.office.docx_text import PrintedText, children, printed_text
from extractors.office.package import Package, W, damaged, only_page
from extractors.office.tabbed import find_tabbed, tabbed_grid
from extractors.printed import BREAK, clean, paragraphs_of
from extractors.tables.words import is_page_number

NAME = "ooxml@1"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_DEEPEST = 20
_NAMED = 8
"""How many places of pictures a message lists."""


def read(content: bytes, sha256: str, pages: frozenset[int] | None = None) -> Document:
    """Read a Word file: what it prints, in order; headers and footers stand outside.

    Raises:
        Unreadable: it is damaged, locked or too large, prints no text, or `pages` leave out page 1.
    """
    only_page(pages)
    package = Package(content)
    main = next((name for _, name in package.related("", "officeDocument")), "word/document.xml")
    root = package.xml(main)
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise damaged(f"{main} has no text body")
    reading = _Reading(package, main, sha256)
    blocks = [*reading.blocks(body, "", 0), *reading.notes()]
    if not any(clean(text) for block in blocks for text in _texts(block)):
        raise _no_text(reading.pictures)
    return Document(
        media_type=MEDIA_TYPE,
        blocks=tuple(blocks),
        outside=(*reading.margins(), *reading.hidden),
        issues=tuple(reading.issues()),
    )


class _Paragraph(NamedTuple):
    """A paragraph outside tables, its place, and what it prints with its number."""

    element: etree._Element
    ref: str
    printed: PrintedText
    text: str


class _Reading:
    """One walk through a file: what has been counted, and what was found on the way."""

    def __init__(self, package: Package, main: str, sha256: str) -> None:
        self.package, self.main, self.sha256 = package, main, sha256
        self.styles = Styles(self._part("styles"))
        self.numbering = read_numbering(self._part("numbering"))
        self.hidden: list[Outside] = []
        self.pictures = 0
        self.pictured: list[str] = []
        self.deleted = False
        self._embedded: list[str] = []
        self._foreign = 0
        self._noted: list[tuple[str, str]] = []

    def blocks(self, parent: etree._Element, within: str, depth: int) -> Iterator[TextBlock | Grid]:
        """The blocks of a body, text box or layout cell, whose place is `within`."""
        if depth > _DEEPEST:
            raise damaged("tables or text boxes are nested too deep")
        paragraph = table = 0
        together: list[_Paragraph] = []
        for run in _touching(children(parent)):
            if run[0].tag == W + "p":
                paragraph += 1
                printed, text = self._text(run[0])
                if printed.large:
                    self.pictured.append(f"{within}p{paragraph}")
                together.append(_Paragraph(run[0], f"{within}p{paragraph}", printed, text))
                continue
            yield from self._paragraphs(together, depth)
            together = []
            if run[0].tag == W + "tbl":
                table += 1
                yield from self._table(run, f"{within}t{table}", depth)
            elif run[0].tag == W + "altChunk":
                self._foreign += 1
        yield from self._paragraphs(together, depth)

    def _paragraphs(self, together: Sequence[_Paragraph], depth: int) -> Iterator[TextBlock | Grid]:
        """Paragraphs between two tables; those with columns set by tabs are a table too."""
        at = 0
        refs = [paragraph.ref for paragraph in together]
        for table in find_tabbed(["" if p.printed.boxes else p.text for p in together]):
            for paragraph in together[at : table.first]:
                yield from self._paragraph(paragraph, depth)
            yield tabbed_grid(table, refs, NAME, self._evidence)
            at = table.last
        for paragraph in together[at:]:
            yield from self._paragraph(paragraph, depth)

    def _paragraph(self, paragraph: _Paragraph, depth: int) -> Iterator[TextBlock | Grid]:
        element, ref, printed, text = paragraph
        look = self.styles.paragraph(element.find(W + "pPr"))
        joined = bool(look.centred or look.outlined)
        # A line break by hand may end a paragraph: office and day of a signature in one ``w:p``.
        for quote in paragraphs_of(text.replace("\n", BREAK), joined):
            yield TextBlock(
                text=clean(quote),
                evidence=self._evidence(ref, quote),
                size_pt=printed.size_pt,
                centred=bool(look.centred),
                heading=look.outlined,
            )
        for number, box in enumerate(printed.boxes, 1):
            yield from self.blocks(box, f"{ref}.b{number}.", depth + 1)

    def _text(self, element: etree._Element) -> tuple[PrintedText, str]:
        """A paragraph as printed, the number that Word sets before it included."""
        look = self.styles.paragraph(element.find(W + "pPr"))
        printed = printed_text(element, self.styles, look)
        # The mark of a struck-out paragraph joins it to the next; its number is not printed.
        filled = bool(printed.text.strip() or printed.boxes or not printed.deleted)
        label = self.numbering.label(look.numbering) if filled else ""
        if printed.hidden.strip():
            self.hidden.append(Outside(text=clean(printed.hidden), page=None, reason="footer"))
            if not printed.text.strip():
                label = ""
        self.deleted = self.deleted or printed.deleted
        self.pictures += printed.pictures
        self._embedded += printed.embedded
        self._noted += printed.notes
        return printed, label + printed.text

    def _table(
        self, elements: Sequence[etree._Element], ref: str, depth: int
    ) -> Iterator[TextBlock | Grid]:
        table = read_table(elements)
        self.deleted = self.deleted or table.deleted
        if not table.cells:
            return
        if _is_layout(table):
            for cell in table.cells:
                place = f"{ref}.r{cell.row + 1}c{cell.column + 1}."
                yield from self.blocks(cell.element, place, depth + 1)
            return
        cells: list[GridCell] = []
        nested: list[TextBlock | Grid] = []
        for cell in table.cells:
            place = f"{ref}.r{cell.row + 1}c{cell.column + 1}"
            quote, inner = self._cell(cell.element, place, depth)
            nested += inner
            cells.append(
                GridCell(
                    row=cell.row,
                    column=cell.column,
                    row_span=cell.row_span,
                    column_span=cell.column_span,
                    text=clean(quote),
                    evidence=self._evidence(place, quote if clean(quote) else ""),
                    header=cell.header,
                )
            )
        yield Grid(
            page=1,
            row_count=table.row_count,
            column_count=table.column_count,
            cells=tuple(cells),
            readers=(NAME,),
        )
        yield from nested

    def _cell(
        self, element: etree._Element, ref: str, depth: int
    ) -> tuple[str, list[TextBlock | Grid]]:
        """The text of a cell, its boxes' text too, and the tables nested in it."""
        lines: list[str] = []
        nested: list[TextBlock | Grid] = []
        for child in children(element):
            if child.tag == W + "p":
                printed, text = self._text(child)
                if printed.large:
                    self.pictured.append(ref)
                lines.append(text)
                for box in printed.boxes:
                    for block in self.blocks(box, f"{ref}.", depth + 1):
                        lines += _texts(block)
            elif child.tag == W + "tbl":
                count = sum(isinstance(block, Grid) for block in nested) + 1
                nested += self._table([child], f"{ref}.t{count}", depth + 1)
        return "\n".join(line for line in lines if line.strip()).strip(), nested

    def notes(self) -> Iterator[TextBlock]:
        """The foot and end notes that the text refers to, in that order."""
        parts = {kind: self._part(kind + "s") for kind in ("footnote", "endnote")}
        for number, (kind, name) in enumerate(list(self._noted), 1):
            part = parts[kind]
            if part is None:
                continue
            for note in part.iter(W + kind):
                if note.get(W + "id") != name:
                    continue
                lines = [self._text(paragraph)[1] for paragraph in note.iter(W + "p")]
                text = "\n".join(line for line in lines if line.strip()).strip()
                if clean(text):
                    yield TextBlock(text=clean(text), evidence=self._evidence(f"n{number}", text))

    def margins(self) -> list[Outside]:
        """The texts of headers and footers."""
        found: list[Outside] = []
        for kind in ("header", "footer"):
            for _, name in self.package.related(self.main, kind):
                root = self.package.xml(name)
                for paragraph in root.iter(W + "p") if root is not None else ():
                    look = self.styles.paragraph(paragraph.find(W + "pPr"))
                    text = clean(printed_text(paragraph, self.styles, look).text)
                    numbered = is_page_number(text)
                    if text:
                        reason = "page_number" if numbered else "footer"
                        found.append(Outside(text=text, page=None, reason=reason))
        return found

    def issues(self) -> Iterator[Issue]:
        """What a reader of the file should know of what is not among its blocks."""
        if self.deleted:
            yield _issue(
                "文件带有未定稿的修订：删去的文字没有读入，添加的文字已读入；请与正式发布稿核对",
                "the file bears tracked changes that nobody accepted: struck-out text was left "
                "out, added text was read; compare it with what was published",
            )
        if self.hidden:
            words = "、".join(outside.text[:20] for outside in self.hidden[:5])
            yield _issue(
                f"文件有{len(self.hidden)}处隐藏文字，不显示也不打印，没有读入：{words}",
                f"{len(self.hidden)} passages are hidden and are not printed; "
                f"they were left out: {words}",
            )
        names = [name for id_, name in self.package.related(self.main, "package")]
        names += [name for id_, name in self.package.related(self.main, "oleObject")]
        if names and self._embedded:
            listed = "、".join(name.rpartition("/")[2] for name in names)
            yield _issue(
                f"文件内嵌有其他文件（{listed}），只显示其图片，没有读入；请双击打开并另存后单独读取",
                f"other files are embedded ({listed}) and shown as pictures only; they were not "
                "read: open each, save it and read it by itself",
            )
        if self.pictured:
            listed = "、".join(self.pictured[:_NAMED])
            yield Issue(
                code="needs_ocr",
                message=Message(
                    zh=f"文件有{len(self.pictured)}处大图片，其中的文字或表格没有读入：{listed}；"
                    "请核对，图中有表格时请另存为 PDF 后按扫描件读取",
                    en=f"large pictures stand at {listed}; what is printed in them was not read: "
                    "look at them, and if they hold a table save the file as PDF and read that",
                ),
            )
        if self._foreign:
            yield _issue(
                "文件引用了其他格式的片段，没有读入；请用办公软件打开后另存再读",
                "parts of the text are kept in another format and were not read; "
                "open the file in an office program, save it and read that",
            )

    def _part(self, kind: str) -> etree._Element | None:
        return next(
            (self.package.xml(name) for _, name in self.package.related(self.main, kind)), None
        )

    def _evidence(self, ref: str, quote: str) -> Evidence:
        return Evidence(capture=self.sha256, locator=Locator(ref=ref), quote=quote, reader=NAME)


def _touching(elements: Iterable[etree._Element]) -> Iterator[list[etree._Element]]:
    """The elements one by one, but tables with nothing between them together, as Word prints."""
    run: list[etree._Element] = []
    for element in elements:
        if run and element.tag == run[-1].tag == W + "tbl" and _width(element) == _width(run[-1]):
            run.append(element)
        else:
            if run:
                yield run
            run = [element]
    if run:
        yield run


def _width(table: etree._Element) -> int:
    return len(table.findall(f"{W}tblGrid/{W}gridCol"))


def _is_layout(table: WordTable) -> bool:
    """Whether a table only puts things in place: every cell that is not blank holds a table.

    So does a frame round one column, or round the two halves of a red head.
    """
    if table.column_count == 1 or (table.row_count == 1 and table.column_count == 2):
        return True
    holding = [cell for cell in table.cells if cell.element.find(f".//{W}tbl") is not None]
    filled = [
        cell
        for cell in table.cells
        if cell.element.find(f".//{W}tbl") is not None
        or any((text.text or "").strip() for text in cell.element.iter(W + "t"))
    ]
    return bool(holding) and (
        len(holding) == len(filled) or len({c.row for c in filled}) == len(filled)
    )


def _texts(block: TextBlock | Grid) -> list[str]:
    return [block.text] if isinstance(block, TextBlock) else [cell.text for cell in block.cells]


def _issue(zh: str, en: str) -> Issue:
    return Issue(code="not_readable", message=Message(zh=zh, en=en))


def _no_text(pictures: int) -> Unreadable:
    if pictures:
        return Unreadable(
            "needs_ocr",
            Message(
                zh=f"文件没有文字，只有{pictures}张图片；请另存为 PDF 后按扫描件读取",
                en=f"the file prints no text but {pictures} pictures; "
                "save it as PDF and read that as a scan",
            ),
        )
    return Unreadable(
        "not_readable",
        Message(
            zh="文件没有任何文字；请核对是否下错了文件",
            en="the file prints no text; check whether it is the right one",
        ),
    )
