"""Pictures of places on a PDF's pages: the print itself, beside the figure read from it."""

import io
from collections.abc import Iterable

from evidence import Box

_PIXELS_PER_POINT = 2
_MARGIN = 3
"""Points left around a place, so that the rules of its cell are seen."""
_MOST_PIXELS = 2400

Place = tuple[int, Box]
"""Page, from 1, and box in points from the page's top left."""


def crop_places(content: bytes, places: Iterable[Place]) -> dict[Place, bytes]:
    """A PNG of each place; none of a place off its page, or of a file that pdfium does not open."""
    import pypdfium2

    pictures: dict[Place, bytes] = {}
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return {}
    with document:
        pages: dict[int, list[Place]] = {}
        for place in dict.fromkeys(places):
            pages.setdefault(place[0], []).append(place)
        for number, wanted in sorted(pages.items()):
            if not 1 <= number <= len(document):
                continue
            try:
                page = document[number - 1]
            except pypdfium2.PdfiumError:
                continue
            width, height = page.get_size()
            scale = min(_PIXELS_PER_POINT, _MOST_PIXELS / max(width, height, 1))
            image = page.render(scale=scale).to_pil().convert("RGB")
            for place in wanted:
                x0, top, x1, bottom = place[1]
                edges = (
                    max(0, round((x0 - _MARGIN) * scale)),
                    max(0, round((top - _MARGIN) * scale)),
                    min(image.width, round((x1 + _MARGIN) * scale)),
                    min(image.height, round((bottom + _MARGIN) * scale)),
                )
                if edges[0] < edges[2] and edges[1] < edges[3]:
                    target = io.BytesIO()
                    image.crop(edges).convert("P").save(target, "PNG")
                    pictures[place] = target.getvalue()
            page.close()
    return pictures
