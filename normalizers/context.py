"""Where and when a name stands: whose notice it is, on which day, under which heading."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable

from evidence import Record
from normalizers.characters import clean
from normalizers.forms import AREA_KINDS, TOWNSHIP_TYPES
from normalizers.lineage import Registry
from normalizers.places import NATION
from normalizers.vocabulary import read_words

# What may stand before the place in a heading: (一), 附件3, 1., 2018年第二季度, 2023年1-3月.
_LEAD = re.compile(
    r"^(?:[(\[]?[一二三四五六七八九十\d]+[)\]]?[、.．:：)]|\([一二三四五六七八九十\d]+\)|"
    r"附[件表]?[一二三四五六七八九十\d]*[:：.、]?|表[一二三四五六七八九十\d]+[:：.、]?|"
    r"关于|对|\d{4}年(?:度|前?第?[一二三四\d]季度|[上下]半年|\d+(?:[-—~至]\d+)?月(?:份)?)?)+"
)
_AREAS = 3
_AREA_TYPES = (*TOWNSHIP_TYPES, "县", "区", "旗", "市")
_UNLISTED_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,7}?(?:自治区|省|自治州|市|盟|地区|州)")


class Context(Record):
    """What the notice says around a name. Every field may be unknown."""

    issuer: str | None = None
    jurisdiction: str | None = None
    """The issuer's place by its name."""
    jurisdiction_code: str | None = None
    """The issuer's place by its GB/T 2260 code."""
    date: dt.date | None = None
    """When the notice was issued."""
    period_end: dt.date | None = None
    table_caption: str | None = None
    section: str | None = None

    @property
    def day(self) -> dt.date | None:
        """The day on which the name must hold: the period's end, else the day of issue."""
        return self.period_end or self.date


def context_of(
    issuer: str | None,
    registry: Registry,
    *,
    title: str | None = None,
    issued: dt.date | None = None,
    period_end: dt.date | None = None,
    table_caption: str | None = None,
    section: str | None = None,
) -> Context:
    """Return the context of a notice, with the issuer's place where the registry knows it.

    The place is the innermost one at the head of the issuer's name (厦门市翔安区… is 翔安区), or
    that of the registered unit of this name; else the one that the title opens with. An unknown
    issuer leaves it null.
    """
    code = place_of_issuer(issuer, registry) or opening_place(title, registry)
    place = registry.gazetteer.places.get(code) if code else None
    return Context(
        issuer=issuer,
        jurisdiction=place.name if place else None,
        jurisdiction_code=code,
        date=issued,
        period_end=period_end,
        table_caption=table_caption,
        section=section,
    )


def place_of_issuer(issuer: str | None, registry: Registry) -> str | None:
    """The code of the place whose office this is; null where no known place is named."""
    if not issuer:
        return None
    name = clean(issuer)
    for party in read_words().parties:
        name = name.removeprefix(party)
    found = _head_place(name, registry)
    if found is None:
        named = {unit.jurisdiction for unit in registry.lexicon.called.get(name, ())}
        found = named.pop() if len(named) == 1 else None
    if found in (None, NATION) and name.startswith(read_words().national):
        # 国家税务总局信阳市税务局 is of 信阳.
        inner = registry.lexicon.inner_place(name, None)
        return inner or (NATION if NATION in registry.gazetteer.places else None)
    return None if found == NATION else found


def place_of_areas(names: Iterable[str], registry: Registry) -> str | None:
    """The code of the place whose areas a notice without an issuer lists; else null.

    At least three names, and half of those that end as areas do, must be townships (or counties)
    of that place and of no other: few bear one name, and never three of one place by chance.
    """
    areas = {name for name in map(clean, names) if name.endswith(_AREA_TYPES)}
    found: Counter[str] = Counter()
    for name in areas:
        units = registry.lexicon.by_name.get(name, ())
        places = {unit.jurisdiction for unit in units if unit.kind in AREA_KINDS}
        if len(places) == 1:
            found.update(places)
    for code, count in found.most_common(1):
        if count >= _AREAS and 2 * count >= len(areas):
            return code
    return None


def opening_place(heading: str | None, registry: Registry, near: str | None = None) -> str | None:
    """The code of the place that a heading opens with, after numbering and period; else null.

    Of namesakes it is the one near the place `near`.
    """
    if not heading:
        return None
    text = clean(heading)
    return _head_place(_LEAD.sub("", text), registry, near)


def scope(context: Context, registry: Registry) -> str | None:
    """The code of the place that names without a prefix belong to.

    A section or caption that opens with another place speaks of that one's units; else they are
    of the issuer's own level.
    """
    own = home(context, registry)
    for heading in (context.section, context.table_caption):
        if (code := opening_place(heading, registry, own)) is not None:
            return code
    return own


def home(context: Context, registry: Registry) -> str | None:
    """The code of the issuer's own place: as given, by the place's name, or by the issuer's."""
    if context.jurisdiction_code in registry.gazetteer.places:
        return context.jurisdiction_code
    if context.jurisdiction:
        # 鼓楼区 lies in four cities: the issuer may say in which.
        codes = registry.gazetteer.named(clean(context.jurisdiction), None, None)
        if len(codes) == 1:
            return codes[0]
    return place_of_issuer(context.issuer, registry)


def _head_place(name: str, registry: Registry, near: str | None = None) -> str | None:
    path, _ = registry.gazetteer.full_prefix(name, near)
    if not path and (above := _UNLISTED_PLACE.match(name)):
        # 厦门市翔安区…: the city is not listed, its district is. A district that is known to lie in
        # another city is a namesake.
        path, _ = registry.gazetteer.full_prefix(name[above.end() :])
        if path and registry.gazetteer.places[path[0]].parent is not None:
            return None
    return path[-1] if path else None
