"""Pictures of a PDF's pages, and of places on them: the print beside the figure read from it."""

import io
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from evidence import Box, PagePlace

_PIXELS_PER_POINT = 2
_MARGIN = 3
"""Points left around a place, so that the rules of its cell are seen."""
_MOST_PIXELS = 2400
_MARK = (255, 102, 0)
"""A colour that a PNG of few colours keeps."""


class PagePicture(NamedTuple):
    """A page as it is seen."""

    number: int
    """From 1."""
    image: Any
    """A PIL image."""
    width: float
    height: float
    """Of the page, in points."""
    scale: float
    """Pixels a point."""


def page_pictures(
    content: bytes, only: Collection[int] | None, pixels_per_point: float, most_pixels: int
) -> Iterator[PagePicture]:
    """The pages of a PDF (`only` these), at most `most_pixels` along a side.

    None of a file that pdfium does not open, and none of a page that it does not: it was read by
    pdfplumber alone, or not.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return
    with document:
        for index in range(len(document)):
            if only is not None and index + 1 not in only:
                continue
            try:
                page = document[index]
            except pypdfium2.PdfiumError:
                continue
            width, height = page.get_size()
            # A page may claim to be as large as a field.
            scale = min(pixels_per_point, most_pixels / max(width, height, 1))
            yield PagePicture(index + 1, page.render(scale=scale).to_pil(), width, height, scale)
            page.close()


def png(image: Any) -> bytes:
    """The image as a PNG of few colours."""
    target = io.BytesIO()
    image.convert("P").save(target, "PNG")
    return target.getvalue()


def crop_places(content: bytes, places: Iterable[PagePlace]) -> dict[PagePlace, bytes]:
    """A PNG of each place; none of a place off its page."""
    wanted: dict[int, list[PagePlace]] = {}
    for place in dict.fromkeys(places):
        wanted.setdefault(place.page, []).append(place)
    pictures: dict[PagePlace, bytes] = {}
    for page in page_pictures(content, wanted.keys(), _PIXELS_PER_POINT, _MOST_PIXELS):
        image = page.image.convert("RGB")
        for place in wanted[page.number]:
            edges = _edges(place.box, _MARGIN, page)
            if edges[0] < edges[2] and edges[1] < edges[3]:
                pictures[place] = png(_marked(image, place, page).crop(edges))
    return pictures


def _marked(image: Any, place: PagePlace, page: PagePicture) -> Any:
    """The page with a frame around what is to be marked; as it is where nothing is."""
    if not place.marks:
        return image
    from PIL import ImageDraw

    image = image.copy()
    for box in place.marks:
        ImageDraw.Draw(image).rectangle(_edges(box, 0, page), outline=_MARK, width=3)
    return image


def _edges(box: Box, margin: float, page: PagePicture) -> tuple[int, int, int, int]:
    """A box with a margin around, in pixels of the picture and within it."""
    x0, top, x1, bottom = box
    return (
        max(0, round((x0 - margin) * page.scale)),
        max(0, round((top - margin) * page.scale)),
        min(page.image.width, round((x1 + margin) * page.scale)),
        min(page.image.height, round((bottom + margin) * page.scale)),
    )
