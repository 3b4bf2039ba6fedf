"""How well the text of notices is told from the sites around it, beside trafilatura in one run.

Known are the notices that are drawn here into frames of common kinds of sites, and the texts of
the seeds. What is compared is every run of five characters, tables included, without the title
(trafilatura hands that on apart), white space and rules.
"""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import NamedTuple

from lxml import html

from benchmarks.bounds import Figure, share
from benchmarks.draw_web import draw_body
from benchmarks.facts import FOLDER as FACTS
from benchmarks.facts import load_facts
from benchmarks.shared import shared_set
from extractors.document import TextBlock
from extractors.web.reader import read
from figures import fold

_FRAMES = Path(__file__).resolve().parent / "frames"
_RUN = 5
_NOTHING = re.compile(r"[|\-—－]")

try:
    import trafilatura
except ImportError:
    trafilatura = None


class _Page(NamedTuple):
    frame: str
    content: bytes
    title: str
    text: str
    """All of the notice but its title."""


def measure() -> list[Figure]:
    """Print precision, recall and F of both readers, frame by frame and for all."""
    if trafilatura is None:
        print("Left out: body_text asks for trafilatura; `make bench` installs it.")
        return []
    scores: dict[str, list[tuple[Decimal, ...]]] = {}
    for page in (*_drawn(), *_seeds()):
        ours = _compare(_ours(page.content), page)
        theirs = _compare(_trafilatura(page.content), page)
        scores.setdefault(page.frame, []).append((*ours, *theirs))
    print(f"{'body text':15} pages  precision recall F     trafilatura: precision recall F")
    for frame, found in scores.items():
        _print(frame, found)
    everything = [entry for found in scores.values() for entry in found]
    _print("all", everything)
    _, _, mean, _, _, beside = _mean(everything)
    ahead = mean - beside
    return [Figure("body_text.f", mean), Figure("body_text.f_beside_trafilatura", ahead)]


def _drawn() -> Iterator[_Page]:
    for frame in sorted(_FRAMES.glob("*.html")):
        for path in sorted(FACTS.glob("*.yaml")):
            facts = load_facts(path.stem)
            body = draw_body(facts)
            source = frame.read_text(encoding="utf-8")
            for name, value in (
                ("$title", escape(facts.title)),
                ("$issuer", escape(facts.issuer)),
                ("$published", "2021-06-08"),
                ("$body", body),
            ):
                source = source.replace(name, value)
            text = "".join(map(str, html.fromstring(f"<div>{body}</div>").itertext()))
            yield _Page(frame.stem, source.encode(), facts.title, text)


def _seeds() -> Iterator[_Page]:
    texts, pages = shared_set("seeds"), shared_set("documents")
    if texts is None or pages is None:
        return
    for path in sorted(texts.glob("*.txt")):
        drawn = pages / f"seed-{path.name[:3]}.html"
        content = drawn.read_bytes()
        yield _Page("seeds", content, read(content, "0" * 64).title or "", path.read_text("utf-8"))


def _ours(content: bytes) -> str:
    """What the reader hands on, in reading order."""
    lines: list[str] = []
    for block in read(content, "0" * 64).blocks:
        lines += [block.text] if isinstance(block, TextBlock) else map("".join, block.texts())
    return "\n".join(lines)


def _trafilatura(content: bytes) -> str:
    return trafilatura.extract(content, include_comments=False, include_tables=True) or ""


def _compare(text: str, page: _Page) -> tuple[Decimal, Decimal, Decimal]:
    """Precision, recall and their harmonic mean."""
    found, known = _runs(text, page.title), _runs(page.text, page.title)
    both = (found & known).total()
    precision, recall = share(both, found.total()), share(both, known.total())
    mean = 2 * precision * recall / (precision + recall) if both else Decimal(0)
    return precision, recall, mean


def _runs(text: str, title: str) -> Counter[str]:
    folded = _NOTHING.sub("", fold(text)).replace(_NOTHING.sub("", fold(title)), "")
    return Counter(folded[at : at + _RUN] for at in range(len(folded) - _RUN + 1))


def _mean(scores: list[tuple[Decimal, ...]]) -> list[Decimal]:
    return [
        (sum(column, Decimal(0)) / len(column)).quantize(Decimal("0.0001"))
        for column in zip(*scores, strict=True)
    ]


def _print(name: str, scores: list[tuple[Decimal, ...]]) -> None:
    mean = [f"{value:.3f}" for value in _mean(scores)]
    print(f"{name:15} {len(scores):5}  {'  '.join(mean[:3])}               {'  '.join(mean[3:])}")
