"""Paragraphs as they are told, one also where a page break or a short line cuts it in two."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from evidence import Evidence
from extractors.document import TextBlock
from extractors.notice.ranked_list import looks_like_item

_WORDS = re.compile(r"[^分条篇件份则期名位\W\d_A-Za-z]|[，、,]")


class Passage(NamedTuple):
    """A paragraph's text and the blocks that it was printed in."""

    text: str
    blocks: tuple[TextBlock, ...]

    def evidence_at(self, place: int) -> Evidence:
        """The evidence of the block in which the character at `place` is printed."""
        for block in self.blocks:
            if place < len(block.text):
                return block.evidence
            place -= len(block.text)
        return self.blocks[-1].evidence


def read_passages(prose: Sequence[TextBlock]) -> tuple[Passage, ...]:
    """The paragraphs in their order; one that a page cuts within its words is joined to its rest.

    A line that ends with a mark, a figure or a measure word is whole: the next may be a row.
    """
    passages: list[Passage] = []
    for block in prose:
        if passages and _is_cut(passages[-1], block):
            last = passages.pop()
            passages.append(Passage(last.text + block.text, (*last.blocks, block)))
        else:
            passages.append(Passage(block.text, (block,)))
    return tuple(passages)


def _is_cut(passage: Passage, block: TextBlock) -> bool:
    before, page = passage.blocks[-1].evidence.locator.page, block.evidence.locator.page
    if before is None or page is None or not before <= page <= before + 1:
        return False
    text = passage.text.strip()
    return "，" in text and bool(_WORDS.fullmatch(text[-1])) and not looks_like_item(block.text)
