"""How exactly the grids of real pages are read, beside pdfplumber and camelot in the same run.

The pages, their true grids and the program that scores them lie in the shared folder beside this
one; what the score counts stands in that program.
"""

import importlib.util
import json
import logging
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2

from benchmarks.bounds import Figure, share
from benchmarks.shared import shared_set
from extractors.document import Unreadable
from extractors.reading import extract_notice
from extractors.scan.reader import read_scanned_page
from figures import fold

_SETS = ("chinese", "icdar2013_eu", "camelot_tests", "tabula_java_tests")
_SEEN_TOO = 0.8
"""The share of the letters and digits of a page's tables that OCR must see as well."""

Grids = list[list[list[str]]]
Reader = Callable[[Path, int], Grids]


class PageSet(NamedTuple):
    """What one reader made of a set of real pages."""

    reader: str
    tables: int
    exact: int
    spurious: int
    macro_f1: Decimal
    seconds_a_page: float


def measure() -> list[Figure]:
    """Print the figures of the real pages."""
    figures: list[Figure] = []
    for name in _SETS:
        folder = shared_set(f"realpdf/{name}")
        for found in read_pages(folder) if folder else ():
            print(
                f"{name:18} {found.reader:17} {found.exact:3} of {found.tables:3} exact,"
                f" {found.spurious:2} spurious, macro F1 {found.macro_f1:.4f},"
                f" {found.seconds_a_page * 1000:5.0f} ms a page"
            )
            if found.reader == _READERS[0][0]:
                figures += _of_pages(name, found)
    return figures + _of_web_pages() + _of_bad_layers()


def _of_pages(name: str, found: PageSet) -> list[Figure]:
    return [
        Figure(f"grids.{name}.exact_tables", share(found.exact, found.tables)),
        Figure(f"grids.{name}.macro_f1", found.macro_f1),
        Figure(f"grids.{name}.spurious_tables", Decimal(found.spurious), low_is_good=True),
    ]


def _of_web_pages() -> list[Figure]:
    folder = shared_set("html")
    if folder is None:
        return []
    tables, exact, spurious = read_web_pages(folder)
    print(f"web pages: {exact} of {tables} tables exact, {spurious} spurious")
    return [
        Figure("grids.html.exact_tables", share(exact, tables)),
        Figure("grids.html.spurious_tables", Decimal(spurious), low_is_good=True),
    ]


def _of_bad_layers() -> list[Figure]:
    folder = shared_set("realpdf/refuse")
    if folder is None:
        return []
    pages, lying = read_doubtful(folder)
    print(f"doubtful files: {pages} pages, {lying} of a lying text layer made a table in silence")
    return [Figure("grids.refuse.lying_pages", Decimal(lying), low_is_good=True)]


def read_pages(folder: Path) -> Iterator[PageSet]:
    """Score us and the peers on the pages of a set, ours first."""
    scorer = _module(folder.parent / "score_grids.py")
    truth = json.loads((folder / "gt.json").read_text(encoding="utf-8"))
    empty = json.loads((folder / "neg.json").read_text(encoding="utf-8"))
    pages = sorted({(table["file"], table["page"]) for table in truth} | {(f, p) for f, p in empty})
    for name, reader in _READERS:
        seen = []
        for file, page in pages:
            start = time.perf_counter()
            grids = reader(folder / file, page)
            seconds = time.perf_counter() - start
            seen.append({"file": file, "page": page, "tables": grids, "sec": seconds})
        score, _ = scorer.score(truth, seen)
        yield PageSet(
            reader=name,
            tables=score["tables"],
            exact=score["exact"],
            spurious=score["spurious"],
            macro_f1=Decimal(str(score["macro_f1"])),
            seconds_a_page=score["seconds_per_page"],
        )


def read_web_pages(folder: Path) -> tuple[int, int, int]:
    """The tables of a set of web pages: how many, how many read exactly, and how many too many."""
    form = _module(folder.parent / "realpdf" / "score_grids.py").grid
    true: dict[str, list[Any]] = {}
    for table in json.loads((folder / "gt.json").read_text(encoding="utf-8")):
        true.setdefault(_page_name(table["file"]), []).append(form(table["rows"]))
    tables = exact = spurious = 0
    for path in sorted(folder.glob("*.html")):
        left = [form(grid) for grid in _ours(path, 1)]
        for grid in true.get(_page_name(path.name), []):
            tables += 1
            if grid in left:
                exact += 1
                left.remove(grid)
        spurious += len(left)
    return tables, exact, spurious


def read_doubtful(folder: Path) -> tuple[int, int]:
    """The pages of the files to be doubted, and how many of them lie and became a table in silence.

    A page lies where OCR of its picture sees other characters than its tables hold.
    """
    pages = lying = 0
    for path in sorted(folder.glob("*.pdf")):
        content = path.read_bytes()
        with pypdfium2.PdfDocument(content) as document:
            pages += len(document)
            for number, text in _told_in_silence(content, path.name):
                lying += not _same_text(text, _pictured(document, number))
    return pages, lying


def _told_in_silence(content: bytes, name: str) -> Iterator[tuple[int, str]]:
    """Each page whose tables were read without an issue, and what they hold."""
    try:
        notice = extract_notice(content, name)
    except Unreadable:
        return
    told = {issue.page for issue in notice.issues}
    parts = [part for table in notice.tables for part in table.parts]
    for number in sorted({part.page for part in parts} - told):
        rows = [row for part in parts if part.page == number for row in part.grid]
        yield number, "".join(text for row in rows for text in row)


def _pictured(document: Any, page: int) -> str:
    """What OCR reads on the page, in its tables and outside."""
    seen = read_scanned_page(document, page, sha256="0" * 64)
    held = [line.text for line in seen.lines.lines]
    held += [cell.text for _, _, grid in seen.grids for cell in grid.cells]
    return "".join(held)


def _same_text(layer: str, picture: str) -> bool:
    # OCR takes a lone 。 for a nought: marks alone prove nothing.
    held, seen = (Counter(c for c in fold(text) if c.isalnum()) for text in (layer, picture))
    return (held & seen).total() >= _SEEN_TOO * held.total()


def _page_name(file: str) -> str:
    """Both codings of a page have the same tables."""
    return file.replace(".as_declared_gb", "")


def _ours(path: Path, page: int) -> Grids:
    try:
        notice = extract_notice(path.read_bytes(), path.name, pages=frozenset({page}))
    except Unreadable:
        return []
    return [
        [list(row) for row in part.grid]
        for table in notice.tables
        for part in table.parts
        if part.page == page
    ]


def _pdfplumber(path: Path, page: int) -> Grids:
    import pdfplumber

    with pdfplumber.open(path) as document:
        tables = document.pages[page - 1].extract_tables()
    return [[[cell or "" for cell in row] for row in table] for table in tables]


def _camelot(path: Path, page: int) -> Grids:
    import camelot

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = camelot.read_pdf(
                str(path), pages=str(page), flavor="auto", split_text=True, suppress_stdout=True
            )
        except Exception:  # a peer that fails on a page has found nothing there
            return []
    return [table.df.values.tolist() for table in found]


_READERS: tuple[tuple[str, Reader], ...] = (
    ("tongbao", _ours),
    ("pdfplumber lines", _pdfplumber),
    ("camelot auto", _camelot),
)


def _module(path: Path) -> Any:
    """The program that lies beside the pages."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
