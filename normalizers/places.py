"""Places by their GB/T 2260 code, and the forms in which names speak of them."""

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from typing import Literal

from evidence import Record
from normalizers.characters import clean
from normalizers.vocabulary import read_words

NATION = "000000"
"""The code of the whole country: whose offices are none of a province. No name speaks of it."""

Level = Literal["nation", "province", "city", "county", "banner", "district", "township"]
PlaceForm = Literal["full", "stem", "short"]

_KEPT = 1 << 16
_TYPE = re.compile(r"自治([区州县旗])$|(新区|地区|林区)$|(?:特别行政)?([省市州盟县旗区])$")


class Jurisdiction(Record):
    """A place that has units of its own."""

    code: str
    name: str
    level: Level
    parent: str | None
    former_names: tuple[str, ...] = ()
    """Names that it bore before under this code."""
    heir: str | None = None
    """The code under which it goes on, where its own is no longer in use."""

    @property
    def names(self) -> tuple[str, ...]:
        """Its name, and those before it."""
        return (self.name, *self.former_names)


def level_of(code: str, name: str) -> Level:
    """The level of a place, by the digits of its code and the type in its name."""
    if code == NATION:
        return "nation"
    if code.endswith("0000"):
        return "province"
    if code.endswith("00"):
        return "city"
    if name.endswith("旗"):
        return "banner"
    return "district" if name.endswith("区") else "county"


def parent_of(code: str, known: Container[str]) -> str | None:
    """The nearest known place above, by the digits of the code."""
    for above in (f"{code[:4]}00", f"{code[:2]}0000"):
        if above != code and above in known:
            return above
    return None


def part_type(name: str) -> tuple[str, str]:
    """Part a place's name into its stem and its type: 达拉特旗 is 达拉特 and 旗.

    The nationalities of an autonomous place are no part of its stem: 道真仡佬族苗族自治县 is 道真.
    """
    match = _TYPE.search(name)
    if match is None or match.start() == 0:
        return name, ""
    stem = name[: match.start()]
    if match[1] or stem.endswith("族"):
        stem = without_people(stem)
    return stem, match[1] or match[2] or match[3]


def without_people(stem: str) -> str:
    """A stem without the nationalities it ends in; 东乡族 is 东乡, since nothing stands before."""
    found = read_words().people.search(stem)
    return stem[: found.start()] if found else stem.removesuffix("族")


class Gazetteer(Record):
    """The known places, and what names may call them."""

    jurisdictions: tuple[Jurisdiction, ...]

    @cached_property
    def places(self) -> dict[str, Jurisdiction]:
        """Place by code."""
        return {place.code: place for place in self.jurisdictions}

    def chain(self, code: str) -> tuple[str, ...]:
        """The place and those above it, innermost first."""
        found: list[str] = []
        step: str | None = code
        while step is not None and step not in found:
            found.append(step)
            place = self.places.get(step)
            step = place.parent if place else None
        return tuple(found)

    def lies_in(self, code: str, above: str) -> bool:
        """Whether a place is, or lies in, another."""
        return above == NATION or above in self.chain(code)

    @cached_property
    def full_names(self) -> dict[str, tuple[str, ...]]:
        """Codes by full name; a name may be borne by several places."""
        return self._index("full")

    @cached_property
    def forms(self) -> dict[PlaceForm, dict[str, tuple[str, ...]]]:
        """Codes by form: full name, stem without its type, short form (达旗, 鄂前旗)."""
        return {"full": self.full_names, "stem": self._index("stem"), "short": self._index("short")}

    def _index(self, form: PlaceForm) -> dict[str, tuple[str, ...]]:
        index: defaultdict[str, list[str]] = defaultdict(list)
        for place in self.jurisdictions:
            names = [text for name in place.names for text in _texts(clean(name), form)]
            if form == "full":
                # 第八师 is 石河子市, and so is 第八师石河子市.
                for other in read_words().also_called.get(place.code, ()):
                    names += [other, *(f"{other}{clean(name)}" for name in place.names)]
            for text in dict.fromkeys(names if place.code != NATION else ()):
                index[text].append(place.code)
        return {text: tuple(codes) for text, codes in index.items()}

    @cached_property
    def words(self) -> frozenset[str]:
        """Every form of every place."""
        return frozenset(text for forms in self.forms.values() for text in forms)

    def full_prefix(self, name: str, near: str | None = None) -> tuple[tuple[str, ...], str]:
        """The places by full name, each within the one before, that a name opens with; the rest.

        Of namesakes the one near the place `near` is meant; without it none is.
        """
        path: list[str] = []
        while True:
            found = self._head(name, path[-1] if path else None, near)
            if found is None:
                return tuple(path), name
            code, length = found
            path.append(code)
            name = name[length:]

    def _head(self, name: str, within: str | None, near: str | None) -> tuple[str, int] | None:
        for end in range(min(len(name), 15), 1, -1):
            codes = self.full_names.get(name[:end], ())
            inside = [
                c for c in codes if within is None or (c != within and self.lies_in(c, within))
            ]
            standing = self._standing(inside)
            if len(standing) > 1 and near is not None:
                standing = tuple(code for code in standing if self.near(code, near))
            if len(standing) == 1:
                return standing[0], end
        return None

    def _standing(self, codes: Sequence[str]) -> tuple[str, ...]:
        """The codes without those that go on under another of them."""
        return tuple(code for code in codes if self.places[code].heir not in codes)

    def named(self, text: str, within: str | None, near: str | None) -> tuple[str, ...]:
        """The places that a word may mean: inside `within`, where a place was named before it.

        Stems and short forms mean a place only near the notice's own: of the same city, or above.
        Of two names that one short form fits, the shorter is meant if the other contains it: 鄂旗
        is 鄂托克旗, since 鄂托克前旗 needs its 前.
        """
        key = (text, within, near)
        found = self._asked.get(key)
        if found is None:
            if len(self._asked) >= _KEPT:
                self._asked.clear()
            found = self._asked[key] = self._named(text, within, near)
        return found

    @cached_property
    def _asked(self) -> dict[tuple[str, str | None, str | None], tuple[str, ...]]:
        return {}

    def _named(self, text: str, within: str | None, near: str | None) -> tuple[str, ...]:
        form_order: tuple[PlaceForm, ...] = ("full", "stem", "short")
        for form in form_order:
            codes = self.forms[form].get(text, ())
            if within is not None:
                codes = tuple(c for c in codes if c != within and self.lies_in(c, within))
            elif form != "full" or len(self._standing(codes)) > 1:
                close = tuple(c for c in codes if near is not None and self.near(c, near))
                codes = close or (codes if form == "full" else ())
            codes = self._standing(codes)
            if near == NATION and within is None:
                # Beside other provinces 吉林 is the province and not its city.
                highest = max((_zeros(code) for code in codes), default=0)
                codes = tuple(code for code in codes if _zeros(code) == highest)
            if codes:
                return self._plainest(codes) if form == "short" else codes
        return ()

    def at_level(self, word: str, near: str | None) -> str | None:
        """The nearest place of this type (市, 旗, 自治区) at or above a place; 师市 is a 市."""
        for code in self.chain(near) if near else ():
            place = self.places.get(code)
            if place is not None and place.name.endswith(word.removeprefix("师")):
                return code
        return None

    def near(self, code: str, near: str) -> bool:
        """Whether a place is one that a notice of `near` calls by a bare name."""
        above = self.chain(near)
        place = self.places[code]
        return code in above or place.parent in above[:2] or self.lies_in(code, near)

    def _plainest(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        names = {code: clean(self.places[code].name) for code in codes}
        first = min(codes, key=lambda code: (len(names[code]), code))
        contained = all(is_subsequence(names[first], name) for name in names.values())
        return (first,) if contained else codes


def _zeros(code: str) -> int:
    return len(code) - len(code.rstrip("0"))


def is_subsequence(short: str, long: str) -> bool:
    """Whether the characters of `short` stand in `long` in their order."""
    at = -1
    for character in short:
        at = long.find(character, at + 1)
        if at < 0:
            return False
    return True


def _texts(name: str, form: PlaceForm) -> Iterator[str]:
    stem, kind = part_type(name)
    if form == "full":
        yield name
    elif not kind:
        return
    elif form == "stem":
        if len(stem) >= 2:
            yield stem
    else:
        if f"{stem}{kind}" != name:
            yield f"{stem}{kind}"
            yield f"{stem}自治{kind}"
        if len(stem) >= 3:
            yield f"{stem[0]}{kind}"
            yield f"{stem[0]}{stem[-1]}{kind}"


def level_words() -> tuple[str, ...]:
    """The words that stand for the issuer's place or one above it, the longest first."""
    return tuple(sorted(read_words().levels, key=lambda word: (-len(word), word)))
