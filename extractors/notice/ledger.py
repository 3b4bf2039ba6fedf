"""The ledger: where every numeric token of a document went.

The tokens are counted on what the reader saw, then sought in what was made of it, so that a row
or a paragraph which a later step loses shows up as unaccounted.
"""

from collections import Counter
from collections.abc import Iterable
from typing import get_args

from codes import IgnoredReason
from contracts import Ledger, NamedField, ProseFigure, Table, Unaccounted
from evidence import Evidence, Locator
from extractors.document import Document, Grid, TextBlock
from extractors.notice.numerals import NumberToken, number_tokens
from extractors.notice.prose_ranking import READER
from figures import fold

_CONTEXT = 20


def build_ledger(
    document: Document,
    tables: Iterable[Table],
    fields: Iterable[NamedField],
    figures: Iterable[ProseFigure],
    prose: Iterable[TextBlock],
) -> Ledger:
    """Account for each numeric token of `document` once: extracted, ignored with a reason, or not.

    A token of a grid is extracted only if a cell of `tables` or `fields` bears it at its place, or
    a heading, section or caption repeats its text; nothing inside a table is ignored. A token of
    prose is extracted as one of `figures`, in a heading of a table, or as a field. A frame around
    `prose` is prose.
    """
    framed = {block.evidence.locator for block in prose}
    account = _Account(_Extracted(tuple(tables), tuple(fields), tuple(figures)))
    for block in document.blocks:
        if isinstance(block, Grid):
            account.add_grid(block, framed)
        else:
            account.add_text(block)
    for outside in document.outside:
        account.ignored[outside.reason] += len(number_tokens(outside.text))
    return account.close()


class _Extracted:
    """What was extracted, by its place and by its words."""

    def __init__(
        self,
        tables: tuple[Table, ...],
        fields: tuple[NamedField, ...],
        figures: tuple[ProseFigure, ...],
    ) -> None:
        self.by_place: dict[Locator, Counter[str]] = {}
        for table in tables:
            seen: dict[Locator, dict[tuple[str, int], Counter[str]]] = {}
            for row in table.rows:
                for column, cell in enumerate(row.cells):
                    # A label that spans rows stands in each of them: its tokens once. Lines typed
                    # as a table share a place, and each is quoted whole.
                    kept = seen.setdefault(cell.evidence.locator, {})
                    key = (cell.evidence.quote, column)
                    tokens = self._tokens(cell.evidence, cell.text)
                    kept[key] = kept[key] | tokens if key in kept else tokens
            for locator, cells in seen.items():
                first, *others = cells.values()
                self._place(locator, sum(others, first))
        for field in fields:
            self._place(field.evidence.locator, self._tokens(field.evidence, field.text))
        self.figures = Counter((figure.evidence.locator, figure.text) for figure in figures)
        words = [path for table in tables for path in table.columns]
        words += [table.caption for table in tables]
        words += [row.section for table in tables for row in table.rows if row.section]
        words += [field.name for field in fields]
        self._headings = {fold(text) for text in words}
        self._parts = {part for text in self._headings for part in text.split("/")}

    def _place(self, locator: Locator, tokens: Counter[str]) -> None:
        known = self.by_place.get(locator)
        self.by_place[locator] = tokens if known is None else known | tokens

    @staticmethod
    def _tokens(evidence: Evidence, text: str) -> Counter[str]:
        tokens = Counter(token.text for token in number_tokens(text))
        if evidence.reader == READER:
            # Figures of sentences are counted as such; only the number of a list item is not.
            marks = (token for token in number_tokens(evidence.quote) if token.reason is not None)
            tokens &= Counter(token.text for token in marks)
        return tokens

    def is_heading(self, text: str) -> bool:
        """Whether `text` is printed in a caption, column path or section."""
        folded = fold(text)
        if folded in self._headings or folded in self._parts:
            return True
        # «3» in «前3名» is chance; words are none.
        worded = any("一" <= character <= "鿿" for character in folded)
        return worded and len(folded) > 2 and any(folded in text for text in self._headings)


class _Account:
    def __init__(self, extracted: _Extracted) -> None:
        self.found = extracted
        self.extracted = 0
        self.ignored: Counter[IgnoredReason] = Counter()
        self.unaccounted: list[Unaccounted] = []
        self._open: list[tuple[int, str, Unaccounted]] = []

    def add_text(self, block: TextBlock) -> None:
        locator = block.evidence.locator
        heading = self.found.is_heading(block.text)
        for token in number_tokens(block.text):
            figure = (locator, token.text)
            if heading or self._take(locator, token.text):
                self.extracted += 1
            elif token.reason is not None:
                self.ignored[token.reason] += 1
            elif self.found.figures[figure] > 0:
                self.found.figures[figure] -= 1
                self.extracted += 1
            else:
                self.unaccounted.append(_unaccounted(block.evidence, block.text, token))

    def add_grid(self, grid: Grid, framed: set[Locator]) -> None:
        for cell in grid.cells:
            if cell.evidence.locator in framed:
                self.add_text(TextBlock(text=cell.text, evidence=cell.evidence))
                continue
            heading = self.found.is_heading(cell.text)
            for token in number_tokens(cell.text):
                if self._take(cell.evidence.locator, token.text) or heading:
                    self.extracted += 1
                    continue
                row = " ".join(c.text for c in grid.cells if c.row == cell.row and c.text)
                page = cell.evidence.locator.page
                missing = Unaccounted(page=page, text=token.text, context=row[:80])
                self._open.append((len(self.unaccounted), token.text, missing))

    def _take(self, locator: Locator, text: str) -> bool:
        there = self.found.by_place.get(locator)
        if there is None or there[text] <= 0:
            return False
        there[text] -= 1
        return True

    def close(self) -> Ledger:
        """A row mended over a page break bears the place of its first half alone: the tokens of
        the other half are sought among those that no place has claimed."""
        unclaimed: Counter[str] = Counter()
        for tokens in self.found.by_place.values():
            unclaimed += tokens
        inserted = 0
        for place, text, missing in self._open:
            if unclaimed[text] > 0:
                unclaimed[text] -= 1
                self.extracted += 1
            else:
                self.unaccounted.insert(place + inserted, missing)
                inserted += 1
        ignored = {reason: self.ignored[reason] for reason in get_args(IgnoredReason)}
        return Ledger(
            numbers=self.extracted + sum(ignored.values()) + len(self.unaccounted),
            extracted=self.extracted,
            ignored={reason: count for reason, count in ignored.items() if count},
            unaccounted=tuple(self.unaccounted),
        )


def _unaccounted(evidence: Evidence, text: str, token: NumberToken) -> Unaccounted:
    around = text[max(0, token.start - _CONTEXT) : token.end + _CONTEXT]
    return Unaccounted(page=evidence.locator.page, text=token.text, context=around.strip())
