"""The form in which names are compared: one width, simplified, without blanks."""

import re
from functools import cache
from itertools import permutations
from pathlib import Path

from figures import fold
from yamlfile import read_yaml

_FILE = Path(__file__).parent / "characters.yaml"
_LOOK_ALIKES = Path(__file__).parent / "look_alikes.yaml"
# A note, a second plate or a count after the name: 发展和改革委员会(粮食和物资储备局).
_NOTE = re.compile(r"[(\[〔【{][^()\[\]〔〕【】{}]*[)\]〕】}]$")
_EDGES = re.compile(r"^[^\w(\[〔【]+|[^\w)\]〕】]+$|^\d+[.、](?=\D)")
# 143团 is 一四三团, 11团 is 十一团; 八五零 is 八五〇.
_NUMBER = re.compile("[0-9]+(?=[\u4e00-\u9fff])")
_ZERO = re.compile("(?<=[一二三四五六七八九])[零○](?=[一二三四五六七八九〇零团农])")
_DIGITS = "〇一二三四五六七八九"
_BRACKETS = re.compile(r"[()\[\]〔〕【】{}]")


def clean(name: str) -> str:
    """Return the name folded: NFKC, no white space or line breaks, simplified, no marks around."""
    folded = fold(name).translate(_same())
    return _EDGES.sub("", _EDGES.sub("", folded))


def readings(name: str) -> tuple[str, ...]:
    """The ways to read a cleaned name with brackets, the fullest first.

    Brackets inside a name are only dropped; what a last bracket holds may be a note, so that the
    name also reads without it. Arabic numerals read as Chinese ones.
    """
    name = _ZERO.sub("〇", _NUMBER.sub(_in_words, name))
    whole = _BRACKETS.sub("", name)
    without = name
    while (shorter := _NOTE.sub("", without)) != without and shorter:
        without = shorter
    plain = _BRACKETS.sub("", without)
    return (whole,) if plain == whole or not plain else (whole, plain)


def _in_words(number: re.Match[str]) -> str:
    digits = "".join(_DIGITS[int(digit)] for digit in number[0])
    if len(digits) != 2 or digits[0] == "〇":
        return digits
    return f"{digits[0].replace('一', '')}十{digits[1].replace('〇', '')}"


def look_alike(one: str, other: str) -> bool:
    """Whether two different characters are easily taken for one another."""
    return (one, other) in _confusable()


@cache
def _characters() -> dict[str, object]:
    content = read_yaml(_FILE)
    if not isinstance(content, dict):
        raise ValueError(f"{_FILE}: must hold `same` and `look_alike`.")
    return content


@cache
def _same() -> dict[int, str]:
    pairs = str(_characters()["same"]).split()
    if wrong := [pair for pair in pairs if len(pair) != 2]:
        raise ValueError(f"{_FILE}: same: «{wrong[0]}» is no pair of characters.")
    return str.maketrans({pair[0]: pair[1] for pair in pairs})


@cache
def _confusable() -> frozenset[tuple[str, str]]:
    groups = _characters()["look_alike"]
    if not isinstance(groups, list):
        raise ValueError(f"{_FILE}: look_alike must be a list of groups.")
    measured = read_yaml(_LOOK_ALIKES)
    if not isinstance(measured, dict):
        raise ValueError(f"{_LOOK_ALIKES}: must hold `pairs`.")
    groups = [*groups, *str(measured["pairs"]).split()]
    return frozenset(pair for group in groups for pair in permutations(str(group), 2))
