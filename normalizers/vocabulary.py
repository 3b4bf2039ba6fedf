"""The words that names of public bodies are made of, and segmentation by them.

jieba segments with this vocabulary alone: no general dictionary, no guessing of new words, so that
a piece that is in no list stays visible as such.
"""

import re
import warnings
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evidence import Record
from yamlfile import read_yaml

_FILE = Path(__file__).parent / "words.yaml"


class Words(Record):
    """``words.yaml`` as it stands; see its head for what each list means."""

    suffixes: tuple[tuple[str, ...], ...]
    bodies: tuple[str, ...]
    generic: tuple[str, ...]
    short_words: dict[str, tuple[str, ...]]
    usual: dict[str, tuple[str, ...]]
    synonyms: tuple[tuple[str, ...], ...]
    zones: tuple[str, ...]
    peoples: tuple[str, ...]
    levels: tuple[str, ...]
    also_called: dict[str, tuple[str, ...]]
    stand_ins: tuple[str, ...]
    parties: tuple[str, ...]
    national: tuple[str, ...]
    branches: tuple[str, ...]
    not_units: tuple[str, ...]

    @cached_property
    def suffix_kind(self) -> dict[str, str]:
        """Every form of a suffix, and the form that names its kind."""
        return {form: forms[0] for forms in self.suffixes for form in forms}

    @cached_property
    def longest_suffix(self) -> int:
        """The number of characters of the longest form of a suffix."""
        return max(map(len, self.suffix_kind))

    @cached_property
    def concepts(self) -> dict[str, tuple[str, ...]]:
        """What a body may deal with, and the words that it is made of: 人力资源: 人力, 资源."""
        return {"".join(line.split()): tuple(line.split()) for line in self.bodies}

    @cached_property
    def synonym(self) -> dict[str, str]:
        """Every name of a body that has several, and the usual one."""
        return {name: names[0] for names in self.synonyms for name in names}

    @cached_property
    def stand_in_endings(self) -> tuple[str, ...]:
        """The bodies that stand for their area, the longest first."""
        return tuple(sorted(self.stand_ins, key=lambda word: (-len(word), word)))

    @cached_property
    def people(self) -> re.Pattern[str]:
        """The nationalities at the end of a name, after two characters of its own."""
        names = [name for line in self.peoples for name in line.split()]
        long = "|".join(f"{name}族?" for name in names if len(name) > 1)
        one = "".join(name for name in names if len(name) == 1)
        return re.compile(f"(?<=[\u4e00-\u9fff]{{2}})(?:{long}|[{one}]族|各族)+(?:民族)?$")

    @cached_property
    def optional(self) -> dict[str, tuple[str, ...]]:
        """The words that an abbreviation may leave out, each with its parts."""
        return {"".join(line.split()): tuple(line.split()) for line in self.generic}


@cache
def read_words() -> Words:
    """The vocabulary of the project.

    Raises:
        ValueError: a list is missing or is no list of words; with file and key.
    """
    content = read_yaml(_FILE)
    try:
        return Words.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{_FILE}: `{key}`: {first['msg']}.") from error


@lru_cache(maxsize=1 << 16)
def split_suffix(name: str) -> tuple[str, str]:
    """Part a name into what stands before its suffix and the suffix, '' if it has none."""
    kinds = read_words().suffix_kind
    for length in range(min(len(name), read_words().longest_suffix), 0, -1):
        if name[-length:] in kinds:
            return name[:-length], name[-length:]
    return name, ""


def suffix_kind(suffix: str) -> str:
    """The kind that a form of a suffix belongs to: 委 is 委员会."""
    return read_words().suffix_kind.get(suffix, suffix)


class Segmenter:
    """jieba with a dictionary in memory: no file is read, none is written."""

    def __init__(self, words: frozenset[str]) -> None:
        with warnings.catch_warnings():
            # jieba's import warns of setuptools' pkg_resources, which is none of the reader's care.
            warnings.simplefilter("ignore")
            import jieba
        self.words = words
        frequency: dict[str, int] = {}
        for word in sorted(words):
            for end in range(1, len(word)):
                frequency.setdefault(word[:end], 0)
            # All words weigh the same: the fewest words win, and a longer one over its parts.
            frequency[word] = 1000
        tokenizer: Any = jieba.Tokenizer()
        tokenizer.FREQ = frequency
        tokenizer.total = max(sum(frequency.values()), 1)
        tokenizer.initialized = True
        self._tokenizer = tokenizer
        self.cut = lru_cache(maxsize=1 << 16)(self._cut)
        """The words of a name; neighbouring characters of no word are one unknown piece."""

    def _cut(self, text: str) -> tuple[str, ...]:
        pieces: list[str] = []
        unknown = ""
        for token in self._tokenizer.cut(text, HMM=False):
            if token in self.words:
                if unknown:
                    pieces.append(unknown)
                    unknown = ""
                pieces.append(token)
            else:
                unknown += token
        if unknown:
            pieces.append(unknown)
        return tuple(pieces)
