"""Whether one name abbreviates another, by how Chinese abbreviations are made.

An abbreviation keeps the order, ends in the same kind of body, and keeps at least the beginning of
one word of every concept (人社局: 人力资源, 社会保障). What it may leave out are words such as
管理 and 事务, and the bodies above a branch (运管分局 of 道路运输管理局…分局).
"""

from functools import lru_cache

from evidence import Record
from normalizers.forms import Lexicon, same_suffix
from normalizers.places import is_subsequence
from normalizers.vocabulary import read_words, split_suffix

_COMPANY = "股份有限公司"
# Words that part a long name into the body above and the branch below it.
_UPPER = frozenset(
    ("局", "总局", "厅", "委员会", "公司", "总队", "支队", "大队", "行", "院", "人民政府")
)


class Concept(Record):
    """One concept of a name: its words, and whether it may be left out."""

    words: tuple[str, ...]
    optional: bool


@lru_cache(maxsize=1 << 17)
def abbreviates(short: str, name: str, lexicon: Lexicon, *, company: bool = False) -> bool:
    """Whether `short` may stand for `name`; both without the places before them.

    A company may also leave out its legal form and later words of its name (伊东集团).
    """
    short_body, short_suffix = split_suffix(short)
    in_order = is_subsequence(short, name)
    turned = len(short_body) >= 3 and frozenset(short).issubset(name)
    if short == name or not (in_order or company or turned or short_body in read_words().usual):
        return False
    body, suffix = split_suffix(name)
    if company:
        return _company(short_body, short_suffix, body, lexicon)
    if suffix == "管理委员会" and same_suffix(short_suffix, "委员会"):
        # 国资委: its 管理 belongs to 监督管理, it is no 管委会.
        body, suffix = f"{body}管理", "委员会"
    if not short_suffix or not same_suffix(short_suffix, suffix):
        return False
    if not short_body:
        return not body  # 检察院 of 人民检察院: the kind of body is the whole name.
    if _usual(short_body, body, lexicon):
        return True
    if not in_order or not _words_agree(short_body, body, lexicon):
        return False
    sections = _sections(body, lexicon)
    while sections:
        if _covers(short_body, sections, lexicon):
            return True
        # The bodies above a branch may be left out, never the branch's own task.
        sections = sections[1:]
        if short == "".join(sections) + suffix and suffix not in read_words().branches:
            return True
        if not any(_concepts(section, lexicon) for section in sections):
            return False
    return False


def _usual(short: str, body: str, lexicon: Lexicon) -> bool:
    """Whether `short` is in common use for a body that deals with just these concepts."""
    concepts = _names(body, lexicon)
    if any(concepts == _names(full, lexicon) for full in read_words().usual.get(short, ())):
        return True
    # 文体旅 of 文化旅游体育: one beginning of each concept, in another order.
    return len(concepts) >= 3 and sorted(short) == sorted(concept[0] for concept in concepts)


@lru_cache(maxsize=1 << 16)
def _names(body: str, lexicon: Lexicon) -> tuple[str, ...]:
    return tuple("".join(concept.words) for concept in _concepts(body, lexicon))


def may_be_tail(short: str, lexicon: Lexicon) -> bool:
    """Whether a name may be known by its end: it ends as a body does and has a word of its own.

    An end made only of known words (体育局 of 教育体育局) is another body.
    """
    body, suffix = split_suffix(short)
    return bool(suffix) and len(body) >= 2 and any(_own(body, lexicon))


def tail_of(short: str, name: str, lexicon: Lexicon) -> bool:
    """Whether `short`, a name that may be known by its end, is that of `name`: 解放滩收费所."""
    if short == name or not name.endswith(short):
        return False
    cut = lexicon.segmenter.cut(name)
    starts = {len("".join(cut[:index])) for index in range(len(cut))}
    own = _own(split_suffix(short)[0], lexicon)
    return len(name) - len(short) in starts | _inner_starts(name, own)


def _own(body: str, lexicon: Lexicon) -> list[str]:
    return [word for word in lexicon.segmenter.cut(body) if lexicon.is_own(word)]


def _inner_starts(name: str, unknown: list[str]) -> set[int]:
    return {name.index(word) for word in unknown if word in name}


def _company(short: str, short_suffix: str, body: str, lexicon: Lexicon) -> bool:
    if short_suffix and not same_suffix(short_suffix, _COMPANY):
        return False
    if (
        len(short) < 2
        or short[:2] != body[:2]
        or not lexicon.segmenter.words.isdisjoint((short, short[:2]))
    ):
        return False
    if body.startswith(short):
        return True
    return not short_suffix and len(short) >= 4 and _aligned(short, _words(body, lexicon), 1)


def _sections(body: str, lexicon: Lexicon) -> list[str]:
    """A body parted after the bodies above: 公安局|交通管理支队|达拉特旗."""
    sections = [""]
    for word in lexicon.segmenter.cut(body):
        ends = word in _UPPER and (sections[-1] or word == "人民政府")
        sections[-1] += word
        if ends:
            sections.append("")
    return [section for section in sections if section] or [""]


def _concepts(section: str, lexicon: Lexicon) -> list[Concept]:
    """What a section deals with, without places and words that may be left out."""
    return [concept for concept in _all(section, lexicon) if not concept.optional]


@lru_cache(maxsize=1 << 16)
def _all(section: str, lexicon: Lexicon) -> tuple[Concept, ...]:
    words = read_words()
    found: list[Concept] = []
    for word in lexicon.segmenter.cut(section):
        if word in words.optional:
            found.append(Concept(words=words.optional[word], optional=True))
        elif word not in words.concepts and (
            word in lexicon.place_words or word in words.suffix_kind
        ):
            found.append(Concept(words=(word,), optional=True))
        else:
            found.append(Concept(words=words.concepts.get(word, (word,)), optional=False))
    return tuple(found)


def _words(text: str, lexicon: Lexicon) -> list[str]:
    return [word for concept in _all(text, lexicon) for word in concept.words]


def _words_agree(short: str, body: str, lexicon: Lexicon) -> bool:
    """Whether every known word of `short` is a concept of the name, or short for one."""
    words = read_words()
    theirs = {"".join(concept.words) for concept in _all(body, lexicon)}
    return all(
        word in theirs or not theirs.isdisjoint(words.short_words.get(word, ()))
        for word in lexicon.segmenter.cut(short)
        if word in words.concepts and len(word) > 1
    )


def _covers(short: str, sections: list[str], lexicon: Lexicon) -> bool:
    """Whether `short` takes its characters from the sections in order and misses no concept."""
    concepts = [concept for section in sections for concept in _all(section, lexicon)]
    # One character out of its word's middle is borne in a long name: a letter lost in print. A
    # name made of whole words has lost none.
    known = lexicon.segmenter.words
    if not _enough(short, concepts, lexicon):
        return False
    lost = len(short) >= 4 and any(word not in known for word in lexicon.segmenter.cut(short))
    return _take(short, concepts, int(lost))


def _enough(short: str, concepts: list[Concept], lexicon: Lexicon) -> bool:
    """Whether beside the concepts that `short` names whole a character is left for each other one.

    卫生 is no 卫 and 生 of 卫生 and 计划生育.
    """
    words = lexicon.segmenter.cut(short)
    named = {"".join(concept.words) for concept in concepts}.intersection(words)
    left = sum(len(word) for word in words if word not in named)
    others = [c for c in concepts if not c.optional and "".join(c.words) not in named]
    return left >= len(others)


def _take(short: str, concepts: list[Concept], slack: int) -> bool:
    if not concepts:
        return not short
    head, rest = concepts[0], concepts[1:]
    if head.optional and _take(short, rest, slack):
        return True
    text = "".join(head.words)
    for length in range(min(len(short), len(text)), 0, -1):
        taken = short[:length]
        for used in range(slack + 1):
            if _aligned(taken, list(head.words), used):
                if _take(short[length:], rest, slack - used):
                    return True
                break
    return False


def _aligned(short: str, words: list[str], slack: int) -> bool:
    """Whether `short` is made of beginnings of the words in order, but for `slack` characters."""
    if not short:
        return True
    if not words:
        return False
    word, rest = words[0], words[1:]
    if _aligned(short, rest, slack):
        return True
    for length in range(min(len(short), len(word)), 0, -1):
        if word.startswith(short[:length]) and _aligned(short[length:], rest, slack):
            return True
    if slack:
        for length in range(min(len(short), len(word)), 0, -1):
            part = short[:length]
            if is_subsequence(part, word) and _aligned(short[length:], rest, slack - 1):
                return True
    return False
