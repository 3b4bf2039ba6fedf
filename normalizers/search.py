"""The places where a name may be looked for, and what each way of looking finds."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from contracts import Unit
from normalizers.abbreviation import abbreviates, may_be_tail, tail_of
from normalizers.forms import AREA_KINDS, Form, Parts, same_suffix, zone_stem
from normalizers.lineage import Registry
from normalizers.misprint import may_be_misprinted, misprint
from normalizers.places import NATION, part_type
from normalizers.vocabulary import read_words, split_suffix

_COMPANY = "公司"
_OFFICES = ("局", "委员会", "厅")
_ENDED = ("局", "委", "厅", "办", "会")
_ZONE = "development_zone"


class Hit(NamedTuple):
    """A unit that a name may mean, and why; the nearer place wins (0 is the very place)."""

    unit: Unit
    why: str
    distance: int = 0


class Search:
    """One cleaned name, looked for from one place."""

    def __init__(
        self, name: str, scope: str | None, registry: Registry, *, cold: bool, head: str = ""
    ) -> None:
        self.name = name
        self.head = head
        self.scope = scope
        self.registry = registry
        self.cold = cold
        self.lexicon = registry.lexicon
        self.places = registry.gazetteer

    @cached_property
    def parts(self) -> Parts:
        """The name in its parts; words at its head that name no place near are body again."""
        return self._resolved[0]

    @cached_property
    def core(self) -> str:
        """The name without its places."""
        return self.parts.core

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The places whose unit it may be: the one its prefix names, else the scope."""
        return self._resolved[1]

    @cached_property
    def _resolved(self) -> tuple[Parts, tuple[str, ...]]:
        parts = self.lexicon.split(self.name, self.head)
        here: tuple[str, ...] = ()
        used = 0
        for word in parts.places:
            found = self._place(word, here)
            if not found:
                break
            here = found
            used += 1
        # 市 without a city above: the name asks for a place that is not known.
        lost = not used and bool(parts.places) and parts.places[0] in read_words().levels
        rest = "".join(parts.places[used:]) + parts.core
        if lost:
            rest = rest[len(parts.places[0]) :]
        body, suffix = split_suffix(rest)
        resolved = Parts(
            places=parts.places[:used],
            body=body,
            suffix=suffix,
            words=(*parts.places[used:], *parts.words),
        )
        default = () if self.scope is None or lost else (self.scope,)
        return resolved, here or default

    def _place(self, word: str, here: tuple[str, ...]) -> tuple[str, ...]:
        if word in read_words().levels:
            near = here[0] if here else self.scope
            code = self.places.at_level(word, near)
            # 鄂尔多斯市市教育局: the level repeats the place.
            return () if code is None or (here and code != here[0]) else (code,)
        return self.places.named(word, here[0] if here else None, self.scope)

    def _forms(self, codes: tuple[str, ...]) -> Iterator[Form]:
        for code in codes:
            yield from self.registry.forms_of(code).all

    def _of_like_length(self, core: str) -> Iterator[Form]:
        """The forms near that are about as long as the name, or as it is without its places."""
        lengths = {len(text) + more for text in (self.name, core) for more in (-1, 0, 1)}
        for code in dict.fromkeys((*self.targets, *self._scopes())):
            by_length = self.registry.forms_of(code).by_length
            near = {f.unit.id: f for length in sorted(lengths) for f in by_length.get(length, ())}
            yield from near.values()

    def _distance(self, unit: Unit) -> int | None:
        """How far a unit's place is from the scope; None where a bare name cannot mean it."""
        if self.scope is None:
            return None
        above = self.places.chain(self.scope)
        if unit.jurisdiction in above:
            return above.index(unit.jurisdiction)
        below = self.places.chain(unit.jurisdiction)
        return 10 + below.index(self.scope) if self.scope in below else None

    def exact(self) -> Iterator[Hit]:
        """The full name. It reaches anywhere if it names its place, else near the scope."""
        for unit in self.lexicon.by_name.get(self.name, ()):
            distance = self._distance(unit)
            if distance is None and (
                unit.kind == "enterprise"
                or unit.jurisdiction == NATION
                or self.lexicon.form(unit).core != self.name
            ):
                distance = 20
            if distance is not None:
                yield Hit(unit=unit, why=f"«{unit.name}» is its full name", distance=distance)

    def in_context(self) -> Iterator[Hit]:
        """The name without its place, among the units of the place meant."""
        for code in self.targets:
            for form in self.registry.forms_of(code).by_core.get(self.core, ()):
                yield Hit(unit=form.unit, why=f"«{form.core}» of {self._named(form.unit)}")

    def stand_in(self) -> Iterator[Hit]:
        """An area by its government, committee or office: 达拉特旗人民政府."""
        words = read_words()
        for ending in words.stand_in_endings:
            if not self.name.endswith(ending):
                continue
            base = self.name.removesuffix(ending)
            # 南街办 is the office of 南街街道.
            names = (base, f"{base}街道", f"{base}街街道") if "办" in ending else (base,)
            hits = [
                Hit(unit=unit, why=f"«{ending}» of {unit.name} stands for it", distance=distance)
                for name in names
                for unit in self.lexicon.by_name.get(name, ())
                if unit.kind in AREA_KINDS or unit.kind == _ZONE
                if (distance := self._distance(unit)) is not None
            ]
            core = self.core.removesuffix(ending)
            if not hits and self.parts.places:
                hits = [
                    Hit(unit=form.unit, why=f"«{ending}» of {form.name} stands for it")
                    for code in self.targets
                    for form in self.registry.forms_of(code).by_core.get(core, ())
                    if form.unit.kind in AREA_KINDS
                ]
            if not hits:
                hits = [
                    Hit(unit=form.unit, why=f"«{ending}» of {form.unit.name} stands for it")
                    for code in dict.fromkeys((*self.targets, *self._wider()))
                    for form in self.registry.forms_of(code).zones
                    if self._shortens(self.lexicon.skeleton(core, code), form)
                ]
            if not hits and base in words.levels:
                code = self.places.at_level(base, self.scope)
                hits = list(self._areas(() if code is None else (code,), f"«{self.name}» is short"))
            if hits:
                yield from hits
                return

    def listed(self) -> Iterator[Hit]:
        """A listed short name, whole or without its place; not looked at when cold."""
        if self.cold:
            return
        for code in self.targets:
            for form in self.registry.forms_of(code).listed(self.name, self.core):
                yield Hit(unit=form.unit, why=f"a listed short name of {form.unit.name}")

    def area(self) -> Iterator[Hit]:
        """An area without its type (东胜), or by a short form with it (准旗, 太邑乡)."""
        for name in dict.fromkeys((self.name, self.core)):
            for code in self.targets if name != self.name else self._scopes():
                for form in self.registry.forms_of(code).by_area_name.get(name, ()):
                    yield Hit(unit=form.unit, why=f"«{name}» is short for {form.unit.name}")
        within = self.targets[0] if self.parts.places else None
        codes = self.places.named(self.core, within, self.scope)
        if self.scope is not None and not self.parts.places:
            # A bare name from far away is no row of this table.
            codes = tuple(code for code in codes if self.places.near(code, self.scope))
        yield from self._areas(codes, f"«{self.core}» is short")

    def abbreviation(self) -> Iterator[Hit]:
        """An abbreviation of the name in the place meant: the one inside it, if one is."""
        codes = self.targets
        inner = self.lexicon.inner_place(self.core, codes[0] if codes else self.scope)
        if inner is not None:
            codes = (inner,)
        for code in codes:
            skeleton = self.lexicon.skeleton(self.core, code)
            for form in self.registry.forms_of(code).ending(self.core, skeleton):
                if form.unit.kind not in AREA_KINDS and self._shortens(skeleton, form):
                    yield Hit(form.unit, f"abbreviates «{form.core}»")
        for code in () if inner is not None else self._wider():
            for form in self.registry.forms_of(code).loose if code not in codes else ():
                # A firm of this place may bear the name of another: 内蒙古…有限公司 in a banner.
                borne = all(place in form.name for place in self.parts.places)
                if borne and any(
                    self._shortens(self.lexicon.skeleton(text, code), form)
                    for text in (self.core, self.name)
                ):
                    yield Hit(form.unit, f"abbreviates «{form.core}»", distance=1)

    def _wider(self) -> tuple[str, ...]:
        """Where else a firm or zone may be entered that bears a name of its own: up from here."""
        own = any(map(self.lexicon.is_own, self.lexicon.segmenter.cut(self.name)))
        return self.places.chain(self.scope) if self.scope and own else self._scopes()

    @property
    def _is_placed(self) -> bool:
        """Whether a body follows a place: 开江县办公室 may be anybody's office."""
        return bool(self.parts.places and self.parts.body)

    def _shortens(self, skeleton: str, form: Form) -> bool:
        core = self.core
        if skeleton == form.skeleton:
            return True
        # Whatever is left out, an abbreviation begins with a character of the name.
        if core[:1] not in form.name and skeleton[:1] not in form.skeleton:
            return False
        firm = form.unit.kind == "enterprise" and (
            not self.parts.suffix or same_suffix(self.parts.suffix, _COMPANY)
        )
        if form.unit.kind == _ZONE:
            stem = zone_stem(form.skeleton)
            # 大同开发区 is the 经开区 of 大同; its 高新区 is never called so.
            plain = form.skeleton.replace("经开区", "开发区")
            # 沣东新城 lies in the 西咸新区.
            inner = bool(zone_stem(skeleton)) and form.skeleton.endswith(skeleton)
            return (
                skeleton == plain
                or (bool(stem) and skeleton in (stem, f"{stem}区", f"{stem}开发区"))
                or (inner and form.skeleton.removesuffix(skeleton).endswith(read_words().zones))
            )
        if form.firm and len(skeleton) > 3 and skeleton == form.skeleton.removesuffix("公司"):
            return True
        if firm and (
            self.name == form.firm or _of_place_and_trade(core, form) or self._is_branch(form)
        ):
            return True
        return (
            abbreviates(core, form.core, self.lexicon, company=firm)
            or self._shortens_skeleton(skeleton, form)
            or (self._is_placed and abbreviates(self.name, form.name, self.lexicon))
        )

    def _is_branch(self, form: Form) -> bool:
        """Whether the branch bears the name after that of the firm above: 玉门油田."""
        own = self.name.removesuffix("公司").removesuffix("分")
        placed = own in self.lexicon.place_words
        return not placed and form.name.endswith(f"公司{own}分公司")

    def _shortens_skeleton(self, skeleton: str, form: Form) -> bool:
        # What ends in a word of several names is short already: 委办 is no 委台办.
        last = self.lexicon.segmenter.cut(form.skeleton)[-1:]
        ended = any(word in read_words().synonym for word in last)
        return not ended and abbreviates(skeleton, form.skeleton, self.lexicon)

    def tail(self) -> Iterator[Hit]:
        """The end of a long name that holds a name of its own."""
        core = self.core
        if not may_be_tail(core, self.lexicon):
            return
        for form in self._forms(self.targets):
            whole = form.firm if form.firm.endswith(core) else form.core
            if whole.endswith(core) and tail_of(core, whole, self.lexicon):
                yield Hit(unit=form.unit, why=f"is the end of «{form.name}»")

    def without_suffix(self) -> Iterator[Hit]:
        """An abbreviation that leaves the kind of body out: 人社 for the 人社局.

        Words of their own (教育, 公安) may as well be what a row deals with, and name nobody.
        """
        core = self.core
        words = read_words()
        if not 2 <= len(core) <= 4 or core.endswith(_ENDED):
            return
        if core in words.concepts or core in words.short_words or core in words.optional:
            return
        for form in self._forms(self.targets):
            suffix = split_suffix(form.core)[1]
            if suffix in _OFFICES and abbreviates(core + suffix, form.core, self.lexicon):
                yield Hit(unit=form.unit, why=f"«{core}» of «{form.core}», its suffix left out")

    def misprinted(self) -> Iterator[Hit]:
        """A name with one wrong character."""
        core = self.core
        if not may_be_misprinted(self.name, self.lexicon):
            return
        for form in self._of_like_length(core):
            how = misprint(self.name, form.name, self.lexicon)
            if how is None and form.unit.jurisdiction in self.targets:
                how = misprint(core, form.core, self.lexicon)
            if how is not None:
                yield Hit(unit=form.unit, why=f"misprint of «{form.name}»: {how}")

    def namesakes(self) -> Iterator[Unit]:
        """Units of the same name in other places."""
        for unit in self.lexicon.by_core.get(self.core, ()):
            if unit.jurisdiction not in self.targets:
                yield unit

    def neighbours(self) -> Iterator[Unit]:
        """Units of the place meant that share most of the name, the likest first."""
        body = set(self.parts.body)
        found: list[tuple[int, int, Unit]] = []
        near = (
            form for code in self.targets for form in self.registry.forms_of(code).ending(self.core)
        )
        for order, form in enumerate(near):
            text, suffix = split_suffix(form.core)
            shared = len(body.intersection(text))
            if shared >= 2 and same_suffix(suffix, self.parts.suffix):
                found.append((-shared, order, form.unit))
        yield from (unit for _, _, unit in sorted(found, key=lambda item: item[:2])[:3])

    def _areas(self, codes: tuple[str, ...], why: str) -> Iterator[Hit]:
        for code in codes:
            for unit in self.registry.areas(code):
                yield Hit(unit=unit, why=f"{why} for {unit.name}")

    def _scopes(self) -> tuple[str, ...]:
        return () if self.scope is None else (self.scope,)

    def _named(self, unit: Unit) -> str:
        place = self.places.places.get(unit.jurisdiction)
        return place.name if place else unit.jurisdiction


def _of_place_and_trade(core: str, form: Form) -> bool:
    """Whether a firm is called by a character of its place and its trade: 包钢集团 of 包头钢铁."""
    body, suffix = split_suffix(core)
    place = part_type(form.name.removesuffix(form.core))[0]
    return bool(suffix) and len(body) == 2 and body[0] in place and form.core.startswith(body[1])
