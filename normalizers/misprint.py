"""Whether a name is another one with a single wrong character."""

from functools import lru_cache
from itertools import pairwise

from normalizers.characters import look_alike
from normalizers.forms import Lexicon
from normalizers.places import part_type
from normalizers.vocabulary import split_suffix

_LONG = 4
"""Bodies this long stay recognisable when any one character is wrong; shorter ones do not."""

_TELLING = frozenset("一二三四五六七八九十百东西南北中上下左右前后内外大小新老旧男女甲乙丙丁")
"""Characters that tell siblings apart: 第四人民医院 is no misprint of 第三人民医院."""


def may_be_misprinted(text: str, lexicon: Lexicon) -> bool:
    """Whether a name holds a piece of no known word, or one character twice running."""
    return any(one == other for one, other in pairwise(text)) or any(_unknown(text, lexicon))


@lru_cache(maxsize=1 << 17)
def misprint(text: str, name: str, lexicon: Lexicon) -> str | None:
    """Say how `text` misprints `name`, or return None.

    A text made of known words throughout is a name of its own, whatever it resembles: 体育局 is no
    misprint of 教育局, nor 新店镇 of 新圩镇.
    """
    if len(text) < 3 or text == name or abs(len(text) - len(name)) > 1:
        return None
    if len(text) == len(name) + 1:
        return _doubled(text, name)
    if len(frozenset(text).difference(name)) > 1:
        return None
    unknown = _unknown(text, lexicon)
    if not any(unknown):
        return None
    if len(text) == len(name):
        return _replaced(text, name, unknown)
    return _lost(text, name, unknown)


def _doubled(text: str, name: str) -> str | None:
    for index in range(len(text) - 1):
        if text[index] == text[index + 1] and text[:index] + text[index + 1 :] == name:
            return f"«{text[index]}» stands twice"
    return None


def _replaced(text: str, name: str, unknown: list[bool]) -> str | None:
    wrong = [index for index in range(len(text)) if text[index] != name[index]]
    if len(wrong) != 1:
        return None
    (index,) = wrong
    alike = look_alike(text[index], name[index])
    telling = len(_TELLING.intersection((text[index], name[index])))
    if telling == 2 or (telling and not alike):
        return None
    body = _body(name)
    long_body = index < len(body) and len(body) >= _LONG and unknown[index]
    near = any(unknown[max(index - 1, 0) : index + 2])
    if not (long_body or (alike and near)):
        return None
    return f"«{text[index]}» for «{name[index]}»"


def _lost(text: str, name: str, unknown: list[bool]) -> str | None:
    body = _body(name)
    for index in range(min(len(body), len(name) - 1)):
        if name[:index] + name[index + 1 :] == text:
            near = any(unknown[max(index - 1, 0) : index + 1])
            return f"«{name[index]}» is missing" if near and len(body) >= _LONG else None
    return None


def _body(name: str) -> str:
    """What tells a name from its like: without its suffix, its type and nationalities."""
    stem, kind = part_type(name)
    return stem if kind else split_suffix(name)[0]


def _unknown(text: str, lexicon: Lexicon) -> list[bool]:
    """For each character whether it stands in a piece of no known word."""
    marks: list[bool] = []
    for word in lexicon.segmenter.cut(text):
        marks += [word not in lexicon.segmenter.words] * len(word)
    return marks
