"""How a notice is set: rules, alignment, fonts, pages. Each renderer draws what it can of it."""

from typing import Literal, NamedTuple

Rules = Literal["grid", "horizontal", "vertical", "booktabs", "none", "zebra", "heading", "outer"]
Stroke = Literal["line", "bar", "double", "dashed", "dotted", "hairline", "boxes"]

FONTS = {"song": "Noto Serif CJK SC", "hei": "Noto Sans CJK SC", "wqy": "WenQuanYi Zen Hei"}
"""The names by which a renderer that uses the machine's fonts asks for them."""
MARGIN = 64
"""Of a page, in points."""

Page = Literal["portrait", "landscape", "turned"]


class Look(NamedTuple):
    """The setting of a notice; lengths in points."""

    rules: Rules = "grid"
    stroke: Stroke = "line"
    open_sides: str = ""
    """The sides of the frame that are missing: l, r or both."""
    font: Literal["song", "hei", "wqy"] = "wqy"
    size: float = 10
    names: Literal["left", "center"] = "center"
    figures: Literal["left", "center", "right", "decimal"] = "center"
    pad: float = 3
    """Above and below a cell's text."""
    sink: float = 0
    """How much too low a cell's text stands: on the rule or over it."""
    gap: float = 4
    """Left and right of a cell's text."""
    wide: bool = True
    """Whether tables are as wide as the text."""
    coloured: bool = False
    """White words on coloured heading cells."""
    repeated: bool = True
    """Whether the heading is repeated on further pages."""
    page: Page = "portrait"
    watermark: bool = False
    furniture: bool = False
    """Running lines above and below the text, with page numbers."""
    prose_columns: bool = False
    """A page of prose in two columns before the tables."""
    room: float | None = None
    """What is left of the page where a table begins."""
    cut_rows: bool = False
    """Whether a page may end within a row."""
    parted_heading: bool = False
    """Whether the page ends after the first row of the heading."""
    spaced: bool = False
    """Words of two characters in headings and totals set apart: ``单　位``."""
    latin: bool = False
    """Figures in a Latin font of their own."""
    name_width: float = 9
    """At most so many characters in a line of a name."""
    continued: bool = False
    """A line ``续表`` above the table on further pages."""
    beside: bool = False
    """Tables side by side, in frames of their own."""
