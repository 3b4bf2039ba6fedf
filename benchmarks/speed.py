"""How long reading takes beside pdfplumber's own table finder, in one process.

Both read the same pages in turn; the medians of several rounds stand against each other, so that
what else the machine does weighs on both. A page without a text layer that can be trusted is read
from its picture, which pdfplumber does not do: it is no born-digital page and is timed apart.
"""

import gc
import logging
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from functools import _lru_cache_wrapper
from io import BytesIO
from typing import NamedTuple

from benchmarks.bounds import Figure
from benchmarks.shared import shared_set
from contracts import Notice

_ROUNDS = 3
_SCANNED = ".scan.pdf"
_PAGES_MOST = 40
_SLACK = Decimal("0.15")


class Work(NamedTuple):
    """A file and the pages of it to read, 1-based."""

    content: bytes
    pages: frozenset[int]


class Speed(NamedTuple):
    """Seconds for all pages together, the medians of the rounds."""

    pages: int
    extract_notice: float
    extract_tables: float

    @property
    def ratio(self) -> float:
        """Our time in parts of pdfplumber's."""
        return self.extract_notice / self.extract_tables

    def __str__(self) -> str:
        ours, theirs = (
            f"{1000 * seconds / self.pages:.1f}"
            for seconds in (self.extract_notice, self.extract_tables)
        )
        return (
            f"{self.pages} pages, {ours} ms a page beside {theirs} of pdfplumber,"
            f" ratio {self.ratio:.2f}"
        )


def measure() -> list[Figure]:
    """Print our time a page beside pdfplumber's; the ratio has a bound, times have none."""
    figures = []
    for name in ("documents", "realpdf/chinese", "realpdf/icdar2013_eu"):
        folder = shared_set(name)
        paths = sorted(folder.glob("*.pdf")) if folder is not None else []
        files = [path.read_bytes() for path in paths if not path.name.endswith(_SCANNED)]
        if not files:
            continue
        digital, pictured = _parted(files)
        found = compare(digital)
        print(f"speed, {name}: {found}")
        if pictured:
            apart = compare(pictured)
            both = Speed(
                found.pages + apart.pages,
                found.extract_notice + apart.extract_notice,
                found.extract_tables + apart.extract_tables,
            )
            print(f"speed, {name}, pages read from their picture: {apart}")
            print(f"speed, {name}, with those: {both}")
        ratio = Decimal(found.ratio).quantize(Decimal("0.0001"))
        figures.append(Figure(f"speed.{name}.ratio", ratio, low_is_good=True, slack=_SLACK))
    return figures


def compare(works: list[Work]) -> Speed:
    """The time that both take for the pages."""
    # pdfminer warns of each odd font on each character.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    _find_tables(works[0])
    _read(works[0])
    ours, theirs = [], []
    for _ in range(_ROUNDS):
        ours.append(_seconds(_read, works))
        theirs.append(_seconds(_find_tables, works))
    pages = sum(len(work.pages) for work in works)
    return Speed(pages, statistics.median(ours), statistics.median(theirs))


def _parted(files: list[bytes]) -> tuple[list[Work], list[Work]]:
    """The pages whose text layer is read, and those that are read from their picture."""
    import pypdfium2

    digital, pictured = [], []
    for content in files:
        with pypdfium2.PdfDocument(content) as document:
            pages = frozenset(range(1, min(len(document), _PAGES_MOST) + 1))
        issues = _read(Work(content, pages)).issues
        drawn = pages.intersection(
            issue.page for issue in issues if issue.code == "read_by_ocr" and issue.page
        )
        digital.append(Work(content, pages - drawn))
        pictured.append(Work(content, drawn))
    return [work for work in digital if work.pages], [work for work in pictured if work.pages]


def _seconds(read: Callable[[Work], object], works: list[Work]) -> float:
    """Of this process alone: what others take from the machine does not count."""
    for kept in gc.get_objects():
        # A round must not live on what the last one has remembered of the same files; what has no
        # bound holds no text of theirs, but models and tables, as pdfminer keeps its own.
        if isinstance(kept, _lru_cache_wrapper) and kept.cache_parameters()["maxsize"]:
            kept.cache_clear()
    # What one reader leaves behind is not to be cleared away in the other's time.
    gc.collect()
    start = time.process_time()
    for work in works:
        read(work)
    return time.process_time() - start


def _read(work: Work) -> Notice:
    from extractors.reading import extract_notice

    return extract_notice(work.content, "notice.pdf", pages=work.pages)


def _find_tables(work: Work) -> None:
    import pdfplumber

    with pdfplumber.open(BytesIO(work.content)) as document:
        for page in document.pages:
            if page.page_number in work.pages:
                page.extract_tables()
                page.close()
