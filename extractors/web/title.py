"""The headline of a page: where it is printed."""

from extractors.printed import fold
from extractors.web.lines import is_site_line
from extractors.web.segments import Page
from extractors.web.tree import HEADINGS, tag_of


def title_segment(page: Page, kept: list[int], titles: list[str]) -> int | None:
    """The segment that prints the title, also where it stands outside the body.

    `titles` are what the page states (best first). A heading that agrees with one of them is the
    title; else the last ``<h1>`` before the body that no menu or logo holds.
    """
    first = kept[0] if kept else len(page.segments)
    last = kept[-1] if kept else -1
    stated = [fold(title) for title in titles if fold(title)]
    best: tuple[tuple[int, ...], int] | None = None
    for at, segment in enumerate(page.segments):
        if segment.hidden or segment.control or segment.table or at > last >= 0:
            continue
        text = fold(segment.text)
        if len(text) < 4 or is_site_line(segment):
            continue
        agrees = max(
            (
                3 if text == title else 2
                for title in stated
                if text == title or _starts(title, text)
            ),
            default=0,
        )
        heading = tag_of(segment.owner) in HEADINGS or segment.heading
        first_order = segment.heading and tag_of(segment.owner) == "h1" and segment.link_chars == 0
        if not agrees and not (first_order and len(text) >= 8):
            continue
        if agrees == 2 and not heading and len(text) < 8:
            continue
        rank = (agrees, int(first_order), int(heading), -int(at > first), -at)
        if segment.link_chars * 2 > len(text):
            continue
        if best is None or rank > best[0]:
            best = (rank, at)
    return best[1] if best else None


def _starts(title: str, text: str) -> bool:
    """Whether a stated title is the printed one with the site's name before or after it."""
    return len(text) >= 6 and (title.startswith(text) or title.endswith(text))
