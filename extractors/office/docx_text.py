"""What a paragraph of a Word file prints: no deleted text, no field codes, no hidden text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from extractors.office.docx_styles import Look, Styles, child_value, run_look
from extractors.office.package import EMU_A_POINT, HIGH_PT, WIDE_PT, R, W
from extractors.office.picture_fonts import drawn_marks

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VML_SIZE = re.compile(r"(?:^|;)\s*(width|height):\s*([\d.]+)pt")
_DELETED = frozenset((W + "del", W + "moveFrom"))
_NO_TEXT = frozenset(
    W + name
    for name in "pPr rPr instrText delText delInstrText fldChar footnoteReference endnoteReference "
    "commentReference annotationRef lastRenderedPageBreak softHyphen rt".split()
)
_MARKS = {W + "tab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}


class PrintedText(NamedTuple):
    """The text of one paragraph and what hangs on it."""

    text: str
    """As printed; a line break is ``\\n``."""
    size_pt: float | None
    boxes: tuple[etree._Element, ...]
    """Contents of text boxes anchored here."""
    notes: tuple[tuple[str, str], ...]
    """Kind (``footnote``, ``endnote``) and id of the notes referred to here."""
    hidden: str
    deleted: bool
    pictures: int
    large: bool
    """Whether a picture is large enough to hold a table."""
    embedded: tuple[str, ...]
    """Relation ids of embedded objects, such as a workbook."""


class _Gathering:
    def __init__(self, styles: Styles, look: Look) -> None:
        self.styles = styles
        self.look = look
        self.pieces: list[str] = []
        self.hidden: list[str] = []
        self.sizes: dict[float, int] = {}
        self.boxes: list[etree._Element] = []
        self.notes: list[tuple[str, str]] = []
        self.embedded: list[str] = []
        self.pictures = 0
        self.large = False
        self.deleted = False
        self.in_codes: list[bool] = []
        """For each open field whether its codes, not its result, are being passed."""

    def add(self, text: str, look: Look) -> None:
        if not text or any(self.in_codes):
            return
        if look.hidden:
            self.hidden.append(text)
            return
        self.pieces.append(text)
        if look.size_pt is not None and text.strip():
            self.sizes[look.size_pt] = self.sizes.get(look.size_pt, 0) + len(text)


def printed_text(paragraph: etree._Element, styles: Styles, look: Look) -> PrintedText:
    """Read one ``w:p`` whose paragraph looks like `look`."""
    found = _Gathering(styles, look)
    _walk(paragraph, found, look)
    size = max(found.sizes, key=lambda size: (found.sizes[size], size)) if found.sizes else None
    return PrintedText(
        text="".join(found.pieces),
        size_pt=size,
        boxes=tuple(found.boxes),
        notes=tuple(found.notes),
        hidden="".join(found.hidden),
        deleted=found.deleted,
        pictures=found.pictures,
        large=found.large,
        embedded=tuple(found.embedded),
    )


def children(element: etree._Element) -> Iterator[etree._Element]:
    """The children that Word shows: of alternatives the first, wrappers opened."""
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag == _MC + "AlternateContent":
            chosen = child.find(_MC + "Choice")
            if chosen is None:
                chosen = child.find(_MC + "Fallback")
            if chosen is not None:
                yield from children(chosen)
        elif child.tag == W + "sdt":
            content = child.find(W + "sdtContent")
            if content is not None:
                yield from children(content)
        elif child.tag in (W + "customXml", W + "smartTag", W + "ins", W + "moveTo"):
            yield from children(child)
        else:
            yield child


def _walk(element: etree._Element, found: _Gathering, look: Look) -> None:
    for child in children(element):
        if child.tag in _DELETED:
            found.deleted = True
        elif child.tag == W + "r":
            own = run_look(child.find(W + "rPr"))
            style = child_value(child.find(W + "rPr"), "rStyle")
            _run(child, found, own.over(found.styles.named(style) if style else Look()).over(look))
        elif child.tag == _M + "r":
            found.add("".join(t.text or "" for t in child.iter(_M + "t")), look)
        elif child.tag not in _NO_TEXT:
            _walk(child, found, look)


def _run(run: etree._Element, found: _Gathering, look: Look) -> None:
    fonts = run.find(f"{W}rPr/{W}rFonts")
    font = None if fonts is None else fonts.get(W + "hAnsi", fonts.get(W + "ascii"))
    for child in children(run):
        tag = child.tag
        if tag == W + "t":
            found.add(drawn_marks(child.text or "", font), look)
        elif tag in _MARKS:
            found.add(_MARKS[tag], look)
        elif tag == W + "br":
            found.add("\n" if child.get(W + "type", "textWrapping") == "textWrapping" else "", look)
        elif tag == W + "sym":
            found.add(_symbol(child.get(W + "char", ""), child.get(W + "font")), look)
        elif tag == W + "fldChar":
            _field(child.get(W + "fldCharType"), found)
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            kind = "footnote" if tag == W + "footnoteReference" else "endnote"
            found.notes.append((kind, child.get(W + "id", "")))
        elif tag == W + "ruby":
            for base in child.iter(W + "rubyBase"):
                _walk(base, found, look)
        elif tag in (W + "drawing", W + "pict", W + "object"):
            _drawing(child, found)
        elif tag in _DELETED or tag == W + "delText":
            found.deleted = True


def _drawing(element: etree._Element, found: _Gathering) -> None:
    for part in _shown(element):
        if part.tag == W + "txbxContent":
            found.boxes.append(part)
        elif part.tag.endswith(("}pic", "}imagedata", "}chart", "}relIds")):
            found.pictures += 1
            found.large = found.large or _is_large(element)
        elif part.tag.endswith("}OLEObject"):
            found.embedded.append(part.get(R + "id", ""))


def _is_large(drawing: etree._Element) -> bool:
    """Whether what is drawn is as wide as half a page and no mere line; seals are smaller."""
    for part in drawing.iter():
        if not isinstance(part.tag, str):
            continue
        if part.tag.endswith("}extent"):
            sizes = [_whole(part.get(side)) / EMU_A_POINT for side in ("cx", "cy")]
        elif style := part.get("style"):
            found = dict(_VML_SIZE.findall(style))
            sizes = [float(found.get(side, 0)) for side in ("width", "height")]
        else:
            continue
        if sizes[0] >= WIDE_PT and sizes[1] >= HIGH_PT:
            return True
    return False


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _shown(element: etree._Element) -> Iterator[etree._Element]:
    for child in children(element):
        yield child
        if child.tag != W + "txbxContent":
            yield from _shown(child)


def _field(kind: str | None, found: _Gathering) -> None:
    if kind == "begin":
        found.in_codes.append(True)
    elif kind == "separate" and found.in_codes:
        found.in_codes[-1] = False
    elif kind == "end" and found.in_codes:
        found.in_codes.pop()


def _symbol(code: str, font: str | None) -> str:
    try:
        return drawn_marks(chr(int(code, 16)), font)
    except (ValueError, OverflowError):
        return ""
