"""The PDF reader on rendered and real documents whose cells are known."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pdfplumber
import pytest

from extractors.document import Grid
from extractors.pdf.page import page_content
from tests.pdf_drawing import read

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
DOCUMENTS = sorted(
    path for form in ("word", "web") for path in (SHARED / "documents").glob(f"*.{form}.pdf")
)
REAL = SHARED / "realpdf" / "chinese"


def fold(text: str) -> str:
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return re.sub("[–—−―]", "-", folded)


@pytest.mark.skipif(not DOCUMENTS, reason="shared/documents is not beside this checkout")
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_row_of_the_truth_is_in_a_grid(path):
    truth = json.loads((path.parent / f"{path.name.split('.')[0]}.truth.json").read_text("utf-8"))
    document = read(path.read_bytes())
    printed = [
        [fold(text) for text in row]
        for block in document.blocks
        if isinstance(block, Grid)
        for row in block.texts()
    ]
    expected = [[fold(t) for t in row["cells"]] for tb in truth["tables"] for row in tb["rows"]]
    # A row of one of several blocks set side by side is a part of the printed row.
    parts = {
        tuple(row[start : start + len(cells)])
        for row in printed
        for cells in expected
        for start in range(len(row) - len(cells) + 1)
    }
    assert [cells for cells in expected if tuple(cells) not in parts] == []
    assert not document.issues


@pytest.mark.skipif(not REAL.exists(), reason="shared/realpdf is not beside this checkout")
def test_the_grids_of_real_chinese_tables_are_exact():
    truth = json.loads((REAL / "gt.json").read_text("utf-8"))
    wrong = []
    for table in truth:
        document = read((REAL / table["file"]).read_bytes(), frozenset({table["page"]}))
        grids = [
            [row for row in ([fold(t) for t in row] for row in block.texts()) if any(row)]
            for block in document.blocks
            if isinstance(block, Grid)
        ]
        rows = [row for row in ([fold(t) for t in row] for row in table["rows"]) if any(row)]
        if rows not in grids:
            wrong.append(table["table_id"])
    assert wrong == []


EVERY = sorted([*DOCUMENTS, *(SHARED / "documents").glob("*.bare.pdf"), *REAL.glob("*.pdf")])


@pytest.mark.skipif(not EVERY, reason="shared/ is not beside this checkout")
@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.name)
def test_every_printed_character_is_handed_on_once(path):
    """In a block, a cell or `outside`; nothing is dropped and nothing is read twice."""
    with pdfplumber.open(path) as file:
        contents = [page_content(page) for page in file.pages[:12]]
    printed = Counter(
        c for content in contents for char in content.chars for c in char.text if not c.isspace()
    )
    document = read(path.read_bytes(), frozenset(range(1, 13)))
    quotes = [
        item.evidence.quote
        for block in document.blocks
        for item in (block.cells if isinstance(block, Grid) else (block,))
    ]
    handed_on = Counter("".join(quotes + [o.text for o in document.outside]))
    for blank in " \n\u3000":
        handed_on.pop(blank, None)
    assert handed_on == printed
