"""How long reading takes beside pdfplumber's own table finder, in one process.

Both read the same files, every page of them, in turn; the medians of several rounds stand against
each other, so that what else the machine does weighs on both. A page whose text layer is refused is
read from its picture, as a scan is (`scans` times those); its document is left out here, and named.
"""

import gc
import logging
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from functools import _lru_cache_wrapper
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from benchmarks.bounds import Figure
from benchmarks.shared import shared_set
from contracts import Notice

_ROUNDS = 3
_SCANNED = ".scan.pdf"
_PAGES_MOST = 40
_SLACK = Decimal("0.15")


class Speed(NamedTuple):
    """Seconds a page, the medians of the rounds."""

    pages: int
    extract_notice: float
    extract_tables: float

    @property
    def ratio(self) -> float:
        """Our time in parts of pdfplumber's."""
        return self.extract_notice / self.extract_tables


def measure() -> list[Figure]:
    """Print our time a page beside pdfplumber's; the ratio has a bound, times have none."""
    figures = []
    for name in ("documents", "realpdf/chinese", "realpdf/icdar2013_eu"):
        folder = shared_set(name)
        found = compare(folder) if folder is not None else None
        if found is None:
            continue
        print(
            f"speed, {name}: {found.pages} pages, {found.extract_notice * 1000:.1f} ms a page"
            f" beside {found.extract_tables * 1000:.1f} of pdfplumber, ratio {found.ratio:.2f}"
        )
        ratio = Decimal(found.ratio).quantize(Decimal("0.0001"))
        figures.append(Figure(f"speed.{name}.ratio", ratio, low_is_good=True, slack=_SLACK))
    return figures


def compare(folder: Path) -> Speed | None:
    """The speed on the PDFs of a folder that have a text layer; None where there are none."""
    files = []
    for path in sorted(folder.glob("*.pdf")):
        content = path.read_bytes()
        if path.name.endswith(_SCANNED):
            continue
        if _reads_pictures(_read(content)):
            print(f"speed: {path.name} left out, its text layer is refused on some page")
            continue
        files.append(content)
    return _compared(files) if files else None


def _reads_pictures(notice: Notice) -> bool:
    places = [paragraph.evidence for paragraph in notice.paragraphs]
    places += [cell.evidence for t in notice.tables for row in t.rows for cell in row.cells]
    return any(place.ocr_confidence is not None for place in places)


def _compared(files: list[bytes]) -> Speed:
    # pdfminer warns of each odd font on each character.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages = sum(_find_tables(content) for content in files)
    _read(files[0])
    ours, theirs = [], []
    for _ in range(_ROUNDS):
        ours.append(_seconds(_read, files))
        theirs.append(_seconds(_find_tables, files))
    return Speed(pages, statistics.median(ours) / pages, statistics.median(theirs) / pages)


def _seconds(work: Callable[[bytes], object], files: list[bytes]) -> float:
    """Of this process alone: what others take from the machine does not count."""
    for kept in gc.get_objects():
        # A round must not live on what the last one has remembered of the same files.
        if isinstance(kept, _lru_cache_wrapper):
            kept.cache_clear()
    start = time.process_time()
    for content in files:
        work(content)
    return time.process_time() - start


def _read(content: bytes) -> Notice:
    from extractors.reading import extract_notice

    return extract_notice(content, "notice.pdf", pages=frozenset(range(1, _PAGES_MOST + 1)))


def _find_tables(content: bytes) -> int:
    """Find the tables of each page; the number of pages."""
    import pdfplumber

    with pdfplumber.open(BytesIO(content)) as document:
        pages = document.pages[:_PAGES_MOST]
        for page in pages:
            page.extract_tables()
            page.close()
    return len(pages)
