"""Where a value stands in print: the proof that every value carries from stage to stage."""

from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the page's top left."""


class PagePlace(NamedTuple):
    """A place on a page, and what is to be marked in its picture."""

    page: int
    """From 1."""
    box: Box
    marks: tuple[Box, ...] = ()


class Record(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Message(Record):
    """What a person is told, in both languages."""

    zh: str
    en: str


class Locator(Record):
    """Where in a document: page and box, or CSS selector, or sheet and cell."""

    page: int | None = None
    """1-based number of the file's own page."""
    box_pt: Box | None = None
    selector: str | None = None
    sheet: str | None = None
    ref: str | None = None


class Evidence(Record):
    """The proof of a value. Every value carries its own; no stage strips it."""

    capture: Sha256
    locator: Locator
    quote: str
    """The text as printed, before any cleaning."""
    reader: str
    """Name and version, e.g. ``pdfplumber@0.11``."""
    ocr_confidence: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The one flat form in which commands and releases show evidence; null does not apply."""
        place = self.locator
        return {
            "page": place.page,
            "box_pt": None if place.box_pt is None else list(place.box_pt),
            "selector": place.selector,
            "sheet": place.sheet,
            "ref": place.ref,
            "quote": self.quote,
            "ocr_confidence": self.ocr_confidence,
        }
