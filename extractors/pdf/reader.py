"""The reader of PDF documents with a text layer: text, ruled tables, and what was not read.

pdfium gives characters and rules, and pdfplumber where pdfium's are doubtful (`pdfium`); a table
that gives reason for doubt is read again by another reader (`second`). Pages are read one at a time
and only what was read of them is kept.
"""

from codes import IssueCode
from contracts import Issue
from evidence import Evidence, Locator, Message
from extractors.document import Document, Grid, Outside, TextBlock, Unreadable
from extractors.pdf.digits import DigitMemory
from extractors.pdf.file import (
    cut_short,
    draws_too_much,
    is_cut_short,
    open_file,
    pages_of,
)
from extractors.pdf.grid import needs_second_reader
from extractors.pdf.health import false_digits_fault, hidden_text_fault, page_fault
from extractors.pdf.page import PageContent, page_content
from extractors.pdf.page_reading import PageReading, read_page
from extractors.pdf.paragraphs import (
    PageLines,
    Paragraph,
    has_loose_figures,
    outside_lines,
    paragraphs,
)
from extractors.pdf.pdfium import open_pdfium, pdfium_page

_MEDIA_TYPE = "application/pdf"


def read(content: bytes, sha256: str, pages: frozenset[int] | None = None) -> Document:
    """Read the text and the ruled tables of the given pages (1-based, None for all).

    A page that cannot be read, or whose text layer lies, is left out and named in `issues`.

    Raises:
        Unreadable: the file is empty, no PDF, encrypted or cut short, or no page has text.
    """
    issues: list[Issue] = []
    readings: list[PageReading] = []
    overlong: set[int] = set()
    asked = blank = 0
    digits_known = DigitMemory({}, set(), set())
    # pdfplumber's own way to close makes all pages anew, broken ones too; there is only memory.
    file = open_file(content)
    with open_pdfium(content, file.page_count) as fast:
        for page in pages_of(file, pages):
            asked += 1
            try:
                seen = pdfium_page(fast, page) if fast is not None else None
                if seen is None and draws_too_much(page):
                    issues.append(_issue("too_large", page.page_number, *_LONG_PAGE))
                    continue
                page_seen = page_content(page, seen)
            except Exception as error:  # pdfminer raises whatever a broken page leads it to
                issues.append(_issue("not_readable", page.page_number, *_BROKEN_PAGE, error))
                continue
            finally:
                page.close()
            fault = (
                page_fault(page_seen)
                or hidden_text_fault(page_seen, content)
                or false_digits_fault(
                    page_seen, page.page_obj, fast.document if fast else None, digits_known
                )
            )
            if fault is not None:
                from_picture = _read_picture(page_seen, content, sha256)
                if from_picture is None or fault.code == "text_layer_refused":
                    issues.append(fault)
                if from_picture is not None and from_picture.scanned is not None:
                    issues.extend(from_picture.scanned.issues)
                    if has_loose_figures(from_picture.lines):
                        issues.append(_issue("ragged_table", page_seen.number, *_NO_RULES))
                    readings.append(from_picture)
                continue
            if not page_seen.chars:
                blank += 1
                continue
            reading = read_page(page_seen, sha256, readings[-1] if readings else None)
            readings.append(reading)
            if needs_second_reader(reading.doubtful) and draws_too_much(page):
                overlong.add(page.page_number)
            if has_loose_figures(reading.lines):
                issues.append(_issue("ragged_table", page_seen.number, *_NO_RULES))
        cut = is_cut_short(content, file)
    if pages is not None and not asked:
        raise Unreadable("not_readable", Message(zh=_NO_SUCH_PAGE[0], en=_NO_SUCH_PAGE[1]))
    if not readings:
        raise _nothing_read(issues, cut)
    if cut:
        issues.append(Issue(code="truncated", message=Message(zh=_CUT[0], en=_CUT[1])))
    if any(reading.doubtful for reading in readings):
        from extractors.pdf.second import read_again

        second = read_again(
            content,
            [reading for reading in readings if reading.doubtful],
            sha256,
            overlong,
        )
        readings = [_settled(reading, second.grids) for reading in readings]
        issues.extend(second.issues)
    return _document(readings, tuple(issues), sha256)


def _read_picture(content: PageContent, file: bytes, sha256: str) -> PageReading | None:
    """The page read by OCR; None where no text is found, or OCR is not installed."""
    import pypdfium2

    try:
        from extractors.scan.reader import read_scanned_page

        with pypdfium2.PdfDocument(file) as document:
            scanned = read_scanned_page(document, content.number, sha256)
    except (ModuleNotFoundError, pypdfium2.PdfiumError):
        return None
    if not scanned.lines.lines and not scanned.grids:
        return None
    return PageReading(
        content=content._replace(chars=(), rules=(), shades=(), aslant=""),
        lines=scanned.lines,
        grids=scanned.grids,
        doubtful=(),
        scanned=scanned,
    )


def _settled(reading: PageReading, grids: dict[tuple[int, int], Grid]) -> PageReading:
    """The page with the grids that the second look gave."""
    number = reading.lines.number
    return reading._replace(
        grids=tuple(
            (top, x0, grids.get((number, index), grid))
            for index, (top, x0, grid) in enumerate(reading.grids)
        )
    )


def _document(readings: list[PageReading], issues: tuple[Issue, ...], sha256: str) -> Document:
    left_out = outside_lines([reading.lines for reading in readings])
    outside: list[Outside] = []
    kept: list[PageLines] = []
    for reading in readings:
        page = reading.lines
        for index, line in enumerate(page.lines):
            if (page.number, index) in left_out:
                outside.append(
                    Outside(
                        text=line.text.strip(),
                        page=page.number,
                        reason=left_out[page.number, index],
                    )
                )
        if reading.content.aslant:
            outside.append(Outside(text=reading.content.aslant, page=page.number, reason="footer"))
        stay = [i for i in range(len(page.lines)) if (page.number, i) not in left_out]
        kept.append(
            page._replace(
                lines=tuple(page.lines[i] for i in stay),
                loose=frozenset(new for new, old in enumerate(stay) if old in page.loose),
            )
        )
    pages = {reading.lines.number: reading for reading in readings}
    placed: list[tuple[int, float, float, TextBlock | Grid]] = [
        (reading.lines.number, top, x0, grid)
        for reading in readings
        for top, x0, grid in reading.grids
    ]
    for paragraph in paragraphs(kept):
        x0, top, _, _ = paragraph.box
        scanned = pages[paragraph.page].scanned
        block = TextBlock(
            text=paragraph.text,
            evidence=Evidence(
                capture=sha256,
                locator=Locator(
                    page=paragraph.page, box_pt=pages[paragraph.page].place(paragraph.box)
                ),
                quote=paragraph.quote,
                reader=scanned.reader if scanned else pages[paragraph.page].content.reader,
                ocr_confidence=_confidence(paragraph, pages),
            ),
            size_pt=round(paragraph.lines[0][1].size, 1),
            centred=paragraph.centred,
        )
        placed.append((paragraph.page, top, x0, block))
    placed.sort(key=lambda item: item[:3])
    return Document(
        media_type=_MEDIA_TYPE,
        blocks=tuple(item[3] for item in placed),
        outside=tuple(outside),
        issues=tuple(sorted(issues, key=lambda issue: (issue.page or 0, issue.code))),
    )


def _confidence(paragraph: Paragraph, pages: dict[int, PageReading]) -> float | None:
    """How sure the least sure line of a paragraph is that OCR read; None for a text layer."""
    sure = [
        scanned.confidences[line]
        for number, line in paragraph.lines
        if (scanned := pages[number].scanned)
    ]
    return round(min(sure), 3) if sure else None


def _nothing_read(issues: list[Issue], cut: bool) -> Unreadable:
    """Why no page was read: the commonest reason of its pages."""
    if cut:
        return cut_short()
    codes = [issue.code for issue in issues]
    if not codes:
        return Unreadable("not_readable", Message(zh=_BLANK[0], en=_BLANK[1]))
    code = max(sorted(set(codes)), key=codes.count)
    if code == "needs_ocr":
        return Unreadable("needs_ocr", Message(zh=_SCANNED[0], en=_SCANNED[1]))
    first = next(issue for issue in issues if issue.code == code)
    return Unreadable(code, first.message)


def _issue(code: IssueCode, page: int, zh: str, en: str, error: Exception | None = None) -> Issue:
    detail = f" ({error})" if error is not None and str(error) else ""
    return Issue(
        code=code,
        message=Message(zh=zh.format(page=page) + detail, en=en.format(page=page) + detail),
        page=page,
    )


_CUT = (
    "PDF 不完整，可能有页没有读到；请重新下载",
    "the PDF is incomplete, some pages may not have been read; fetch it again",
)
_BROKEN_PAGE = (
    "第 {page} 页已损坏，未读取；请重新下载，或用阅读器打开后另存",
    "page {page} is damaged and was not read; fetch the file again, or save it from a viewer",
)
_LONG_PAGE = (
    "第 {page} 页的绘图指令过长，未读取；请用阅读器打开后另存，或只打印该页为 PDF",
    "page {page} is drawn by more operators than can be read; save the file from a viewer, or "
    "print that page to PDF",
)
_BLANK = (
    "PDF 各页都是空白，既无文字也无图像；请核对来源文件",
    "every page of the PDF is blank, without text or picture; check the file at its source",
)
_SCANNED = (
    "扫描件，没有文字层，也未能识别出文字；请向发布单位索取文字版",
    "scanned, without a text layer, and no text was recognised on it: "
    "ask the office for a text version",
)
_NO_RULES = (
    "第 {page} 页有一处像是无框线的表格，目前只按文字逐行保留；请对照原件核对",
    "page {page} seems to hold a table without rules; it is kept as lines of text only: "
    "check it against the page",
)
_NO_SUCH_PAGE = (
    "所指定的页码不在文件中；请核对页码",
    "none of the pages asked for is in the file; check the page numbers",
)
