"""How names part: place, body and suffix; of a mention as of a registered unit."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple, TypeVar

from contracts import Unit
from evidence import Record
from normalizers.characters import clean, readings
from normalizers.places import Gazetteer, part_type, without_people
from normalizers.vocabulary import Segmenter, read_words, split_suffix, suffix_kind

_Key = TypeVar("_Key", str, int)

AREA_KINDS = frozenset({"administrative_area", "township", "street"})
"""Kinds of unit that are a place: they stand for its committee and government too."""

TOWNSHIP_TYPES = ("街道", "苏木", "镇", "乡")

_SHORT = 3
"""A usual short body this long is a word; a longer one (自然资源规划) falls into words."""
LOOSE_KINDS = frozenset({"enterprise", "development_zone"})
"""Kinds of unit that are often called by their own name alone."""

_LEGAL = "(?:集团)?(?:股份|控股)?(?:有限责任|有限)公司"
_LEGAL_END = re.compile(f"(?:{_LEGAL}|集团公司|集团)$")
# 三医院 of 第三人民医院, 六中 of 第六中学.
_NUMBERED = re.compile("第([一二三四五六七八九十]+)(?:(?:人民)?(医院)|([中小])学)$")
# 中心医院 of 中心人民医院.
# 一院 of 第一人民医院.
_NUMBER_ALONE = re.compile("^([一二三四五六七八九十]+)院$")
_PEOPLES = re.compile("(?<=[\u4e00-\u9fff])人民(?=医院$)")
_COMMITTEE = re.compile("(?<=.)(?:开发)?(?:建设)?管理委员会$")
_LEGAL_FORM = re.compile(f"{_LEGAL}(?=.)|集团(?=.)")


class Parts(NamedTuple):
    """A name in its parts: 鄂尔多斯市 达拉特旗 | 教育 体育 | 局."""

    places: tuple[str, ...]
    """The words at its head that name a place or a level, as printed."""
    body: str
    suffix: str
    words: tuple[str, ...]
    """The words of body and suffix; a piece of no known word is one of them."""

    @property
    def core(self) -> str:
        """The name without its places."""
        return self.body + self.suffix


class Form(Record):
    """A registered unit as names may speak of it."""

    unit: Unit
    name: str
    core: str
    """The name without the places of its own chain at its head."""
    skeleton: str
    """The name without any place of its own chain or legal form inside it, synonyms read as one:
    国网浙江诸暨市供电有限公司 is 供电公司."""
    stem: str
    """For an area: its name without its type; else ''."""
    area_names: tuple[str, ...]
    """For an area: its stem and what else it may be called: 太邑乡 of 太邑彝族乡."""
    firm: str
    """For a firm: its name without its legal form: 中国一拖 of 中国一拖集团有限公司; else ''."""
    short_names: tuple[str, ...]
    short_cores: tuple[str, ...]


class LocalForms:
    """The forms of one place's units, by what names of them may share."""

    def __init__(self, forms: tuple[Form, ...]) -> None:
        self.all = forms
        self.by_core = _grouped((form.core, form) for form in forms)
        self.by_length = _grouped(
            (len(text), form) for form in forms for text in (form.name, form.core)
        )
        self.by_area_name = _grouped((name, form) for form in forms for name in form.area_names)
        self._by_short = _grouped(
            (name, form) for form in forms for name in (*form.short_names, *form.short_cores)
        )
        self.zones = tuple(form for form in forms if form.unit.kind == "development_zone")
        self.loose = tuple(form for form in forms if form.unit.kind in LOOSE_KINDS)
        self._by_suffix = _grouped((kind, form) for form in forms for kind in _suffix_kinds(form))
        self._ending: dict[frozenset[str], tuple[Form, ...]] = {}

    def listed(self, name: str, core: str) -> Iterator[Form]:
        """Those with a short name that is the whole name, or is `core` without its place."""
        for form in dict.fromkeys((*self._by_short.get(name, ()), *self._by_short.get(core, ()))):
            if name in form.short_names or core in form.short_cores:
                yield form

    def ending(self, *names: str) -> tuple[Form, ...]:
        """Those that names with such endings may shorten; firms and zones may lose theirs."""
        kinds = frozenset(suffix_kind(split_suffix(name)[1]) for name in names)
        if kinds not in self._ending:
            forms = (form for kind in sorted(kinds) for form in self._by_suffix.get(kind, ()))
            found = {form.unit.id: form for form in (*forms, *self.loose)}
            self._ending[kinds] = tuple(found.values())
        return self._ending[kinds]


def _suffix_kinds(form: Form) -> frozenset[str]:
    kinds = {suffix_kind(split_suffix(text)[1]) for text in (form.core, form.skeleton)}
    # 国资委: the 管理 of 监督管理委员会 belongs to its body.
    return frozenset(kinds | {"委员会"} if "管理委员会" in kinds else kinds)


class Lexicon:
    """The vocabulary of one registry: its names in their parts, and its words for jieba."""

    def __init__(
        self, units: tuple[Unit, ...], places: Gazetteer, segmenter: Segmenter | None = None
    ) -> None:
        self._units = units
        self._places = places
        self._forms: dict[str, Form] = {}
        if segmenter is not None:
            self.segmenter = segmenter

    @property
    def place_words(self) -> frozenset[str]:
        """Every form of every place."""
        return self._places.words

    @cached_property
    def segmenter(self) -> Segmenter:
        """jieba with places, areas, bodies and suffixes as its dictionary."""
        words = read_words()
        known = {
            *self._places.words,
            *words.levels,
            *words.suffix_kind,
            *words.concepts,
            *words.short_words,
            *words.optional,
            *words.synonym,
            *(word for word in words.usual if len(word) <= _SHORT),
            *(part for parts in words.concepts.values() for part in parts),
            *(part for parts in words.optional.values() for part in parts),
        }
        for unit in self._units:
            if unit.kind in AREA_KINDS:
                known |= {clean(unit.name), area_stem(unit)}
        return Segmenter(frozenset(word for word in known if word))

    def is_own(self, word: str) -> bool:
        """Whether a word is in no list, or but the stem of some place: 解放 of 解放区."""
        if word not in self.segmenter.words:
            return True
        return word in self._places.forms["stem"] and word not in read_words().concepts

    def split(self, name: str, head: str = "") -> Parts:
        """Part a cleaned name. A level word alone (市) is a place only before something else.

        `head`, where given, is the first word: 市中院 is 市 and 中院, also beside a 市中区.
        """
        words = self.segmenter.cut(name.removeprefix(head))
        words = (head, *words) if head else words
        heads = 0
        while heads < len(words) - 1 and self._is_place(words[heads]):
            heads += 1
        rest = "".join(words[heads:])
        body, suffix = split_suffix(rest)
        return Parts(places=words[:heads], body=body, suffix=suffix, words=words[heads:])

    def _is_place(self, word: str) -> bool:
        # 公安 and 振兴 are stems of counties, and what bureaux deal with.
        if word in read_words().concepts and word not in self._places.full_names:
            return False
        return word in self._places.words or word in read_words().levels

    def form(self, unit: Unit) -> Form:
        """A unit as names may speak of it; made when its place is first asked for."""
        if unit.id not in self._forms:
            self._forms[unit.id] = self._form(unit)
        return self._forms[unit.id]

    @cached_property
    def by_core(self) -> dict[str, tuple[Unit, ...]]:
        """Units by the name without the full names of places before it: all education bureaux."""
        return _index((self._places.full_prefix(_read(unit))[1], unit) for unit in self._units)

    @cached_property
    def by_name(self) -> dict[str, tuple[Unit, ...]]:
        """Units by full name; a development zone also without its committee."""
        return _index(
            (name, unit)
            for unit in self._units
            for name in dict.fromkeys((_read(unit), _plain(unit)))
        )

    @cached_property
    def called(self) -> dict[str, tuple[Unit, ...]]:
        """Units by full name and by each listed short name as it is written."""
        names = (
            (name, unit) for unit in self._units for name in (clean(unit.name), *unit.short_names)
        )
        return _index(names)

    def _form(self, unit: Unit) -> Form:
        name = _read(unit)
        shorts = tuple(clean(short) for short in unit.short_names)
        area = unit.kind in AREA_KINDS
        core = self._core(_plain(unit), unit)
        return Form(
            unit=unit,
            name=name,
            core=core,
            skeleton=name if area else self.skeleton(core, unit.jurisdiction),
            stem=area_stem(unit),
            area_names=tuple(_area_names(unit)),
            firm=_LEGAL_END.sub("", name) if unit.kind == "enterprise" else "",
            short_names=shorts,
            short_cores=tuple(self._core(short, unit) for short in shorts),
        )

    def _core(self, name: str, unit: Unit) -> str:
        own = self._places.chain(unit.jurisdiction)
        for party in read_words().parties:
            name = name.removeprefix(party)
        parts = self.split(name)
        rest = "".join(parts.places) + parts.core
        for word in parts.places:
            named = self._places.named(word, None, unit.jurisdiction)
            level = word in read_words().levels
            if not level and not any(code in own for code in named):
                break
            rest = rest[len(word) :]
        return rest

    def skeleton(self, name: str, code: str) -> str:
        """A name as of the place `code`: without that place and those above it wherever they
        stand, without legal forms inside, and with one word for what has several."""
        own = self._places.chain(code)
        kept = "".join(
            word
            for word in self.segmenter.cut(name)
            if not any(place in own for place in self._places.named(word, None, code))
        )
        if "公司" in kept or "集团" in kept:
            kept = _LEGAL_END.sub("公司", _LEGAL_FORM.sub("", kept)).replace("银行公司", "银行")
        else:
            kept = _PEOPLES.sub("", _NUMBERED.sub(r"\1\2\3", kept))
            kept = _NUMBER_ALONE.sub(r"\1医院", kept)
        synonym = read_words().synonym
        words = self.segmenter.cut(kept)
        if len(words) > 1 and words[0] in ("委", "委员会"):
            # 中共…市委网信办 and 市网信办.
            words = words[1:]
        return "".join(synonym.get(word, word) for word in words)

    def inner_place(self, name: str, near: str | None) -> str | None:
        """The code of the last place that stands inside a name: 工商银行保定分行 is of 保定."""
        for word in reversed(self.segmenter.cut(name)):
            if word in self._places.words:
                codes = self._places.named(word, None, near)
                return codes[0] if len(codes) == 1 else None
        return None


def area_stem(unit: Unit) -> str:
    """An area's name without its type: 白塔街道 is 白塔; '' for units that are no area."""
    if unit.kind not in AREA_KINDS:
        return ""
    name = clean(unit.name)
    for kind in TOWNSHIP_TYPES:
        if name.endswith(kind):
            stem = name.removesuffix(kind)
            return stem if len(stem) >= 2 else ""
    stem = part_type(name)[0]
    return stem if len(stem) >= 2 and stem != name else ""


def zone_stem(skeleton: str) -> str:
    """What a development zone is called beside its type: 大亚湾 of 大亚湾经开区; else ''."""
    for kind in sorted(read_words().zones, key=len, reverse=True):
        if skeleton.endswith(kind):
            stem = skeleton.removesuffix(kind)
            return stem if len(stem) >= 2 else ""
    return ""


def _area_names(unit: Unit) -> Iterator[str]:
    if stem := area_stem(unit):
        yield stem
        name = clean(unit.name)
        if name.endswith("街道"):
            yield name.removesuffix("道")
        if name.endswith("乡") and (plain := without_people(stem)) != stem:
            yield f"{plain}乡"


def area_type(unit: Unit) -> str:
    """The type that is part of an area's name: 街道, 镇, 旗."""
    return clean(unit.name).removeprefix(area_stem(unit))


def same_suffix(one: str, other: str) -> bool:
    """Whether two suffixes are of one kind: 委 and 委员会."""
    return suffix_kind(one) == suffix_kind(other)


def _read(unit: Unit) -> str:
    return readings(clean(unit.name))[0]


def _plain(unit: Unit) -> str:
    """Its name; that of a development zone without its committee."""
    name = _read(unit)
    return _COMMITTEE.sub("", name) if unit.kind == "development_zone" else name


def _grouped(pairs: Iterable[tuple[_Key, Form]]) -> dict[_Key, tuple[Form, ...]]:
    groups: defaultdict[_Key, dict[str, Form]] = defaultdict(dict)
    for key, form in pairs:
        groups[key][form.unit.id] = form
    return {key: tuple(found.values()) for key, found in groups.items()}


def _index(pairs: Iterable[tuple[str, Unit]]) -> dict[str, tuple[Unit, ...]]:
    index: defaultdict[str, dict[str, Unit]] = defaultdict(dict)
    for key, unit in pairs:
        index[key][unit.id] = unit
    return {key: tuple(found.values()) for key, found in index.items()}
