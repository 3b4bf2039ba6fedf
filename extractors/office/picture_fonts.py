"""Marks that office programs draw with a font of pictures: ticks, crosses, boxes, signs."""

_FIRST_PRIVATE, _LAST_PRIVATE = 0xF000, 0xF0FF
_FONTS = {
    "wingdings": {
        0x6C: "●", 0x6E: "■", 0x6F: "□", 0xA1: "○", 0xA8: "□", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒",
        0xFE: "☑",
    },
    "wingdings 2": {
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA3: "□",
    },
    "symbol": {0xA3: "≤", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB9: "≠", 0xD6: "√"},
}  # fmt: skip
"""Codes of each font below 0x100; programs write them so, or from 0xF000 on."""


def drawn_marks(text: str, font: str | None) -> str:
    """The text with the marks that `font` draws for its characters.

    Under another or an unknown font only private characters are marks: of the first that has them.
    """
    own = _FONTS.get((font or "").lower())
    return "".join(_mark(character, own) for character in text)


def _mark(character: str, own: dict[int, str] | None) -> str:
    code = ord(character)
    private = _FIRST_PRIVATE <= code <= _LAST_PRIVATE
    if private:
        code -= _FIRST_PRIVATE
    if own is not None:
        return own.get(code, character)
    found = (marks[code] for marks in _FONTS.values() if private and code in marks)
    return next(found, character)
