"""Chinese names by their sound: written out (``ziranziyuanju``), in initials (``zrzyj``), or mixed.

Readings come from pypinyin (MIT); a character of several readings answers to each of them.
"""

import re
from functools import cache

_QUERY = re.compile(r"[a-zü' ]+")


def sound(text: str) -> str | None:
    """The letters of a question in pinyin, without blanks and apostrophes; None if it is none."""
    lower = text.strip().lower()
    if not _QUERY.fullmatch(lower):
        return None
    return re.sub(r"[' ]", "", lower).replace("ü", "v") or None


def sounds_like(letters: str, name: str, *, part: bool = False) -> bool:
    """Whether `letters` spell a whole name, or with `part` some characters of it in a row."""
    syllables = [_syllables(character) for character in name]
    starts = range(len(syllables)) if part else range(1)
    return any(_spells(letters, syllables[start:], part) for start in starts)


def _spells(letters: str, syllables: list[tuple[str, ...]], part: bool) -> bool:
    """Whether the syllables (of a part, some first ones) or their initials use up the letters."""
    reached = {0}
    for choices in syllables:
        reached = {
            at + len(word)
            for at in reached
            for syllable in choices
            for word in (syllable, syllable[:1])
            if letters.startswith(word, at)
        }
        if part and len(letters) in reached:
            return True
    return len(letters) in reached


@cache
def _syllables(character: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin

    (readings,) = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(reading.lower() for reading in readings)
