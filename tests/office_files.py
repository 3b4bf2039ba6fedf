"""Office files made from bare XML, so that a test says exactly what is in them."""

import hashlib
import io
import zipfile
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(parts: dict[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, text in parts.items():
            archive.writestr(name, text)
    return written.getvalue()


def relations(*pairs: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{_TYPE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(pairs, 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{entries}</Relationships>'


def docx(body: str, **parts: str) -> bytes:
    """A Word file with this body; `parts` are further ones by kind: ``numbering``, ``styles``."""
    kinds = [(kind.rstrip("0123456789"), f"{kind}.xml") for kind in parts]
    return package(
        {
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(*kinds),
            **{
                f"word/{kind}.xml": f"<w:{kind} {_W}>{xml}</w:{kind}>"
                for kind, xml in parts.items()
            },
        }
    )


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def xlsx(
    *sheets: str, names: tuple[str, ...] = (), states: tuple[str, ...] = (), styles: str = "",
    strings: str = "", book: str = "",
) -> bytes:  # fmt: skip
    """A workbook whose sheets hold this XML below ``<worksheet>``."""
    entries = ""
    for n in range(len(sheets)):
        name = names[n] if n < len(names) else f"Sheet{n + 1}"
        state = states[n] if n < len(states) else "visible"
        entries += f'<sheet name="{name}" sheetId="{n + 1}" state="{state}" r:id="rId{n + 1}"/>'
    pairs = [("worksheet", f"worksheets/sheet{n + 1}.xml") for n in range(len(sheets))]
    pairs += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
    return package(
        {
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f"<workbook {_S} {_R}>{book}<sheets>{entries}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(*pairs),
            "xl/styles.xml": f"<styleSheet {_S}>{styles}</styleSheet>",
            "xl/sharedStrings.xml": f"<sst {_S}>{strings}</sst>",
            **{
                f"xl/worksheets/sheet{n + 1}.xml": f"<worksheet {_S}>{xml}</worksheet>"
                for n, xml in enumerate(sheets)
            },
        }
    )


def sheet(rows: list[list[object]], merges: str = "", style: int | None = None) -> str:
    """A sheet of texts and numbers; None is a blank cell. `style` is that of every cell."""
    lines = ""
    for n, row in enumerate(rows, 1):
        cells = ""
        for column, value in enumerate(row):
            place = f'r="{chr(65 + column)}{n}"' + (f' s="{style}"' if style is not None else "")
            if isinstance(value, str):
                cells += f'<c {place} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            elif value is None:
                cells += f"<c {place}/>" if style is not None else ""
            else:
                cells += f"<c {place}><v>{value}</v></c>"
        lines += f'<row r="{n}">{cells}</row>'
    entries = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges.split())
    return f"<sheetData>{lines}</sheetData><mergeCells>{entries}</mergeCells>"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
