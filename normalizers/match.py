"""Finding the unit that a printed name means, in its place and on its day."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from contracts import Candidate, Match
from normalizers.characters import clean, readings
from normalizers.context import Context, scope
from normalizers.forms import Parts, area_type
from normalizers.lineage import Era, Registry
from normalizers.places import level_words
from normalizers.search import Hit, Search
from normalizers.vocabulary import read_words, split_suffix

_REFUSED_AT_MOST = 6
_NAMESAKES_AT_MOST = 3
"""Of the candidates; every county has its 教育局."""
_KEPT_ANSWERS = 1 << 16
_LONGEST = 60
"""Characters of a name; the longest registered ones have about forty."""
_LONGEST_LIST = 1000
"""Characters of a cell that lists units."""
_SHOWN = 20
# What may stand between the units of one cell, and whether it can hardly be anything else.
_JOINTS = (
    (re.compile("[、,，;；/／|｜]+"), True),
    (re.compile(r"[、,，;；/／|｜\s和与及]+"), False),
)
_SENTENCE = re.compile("[。！？!?:：;；]|的|以上|以下|得分|排名|截至|其中|如下")
# 团市委 is 市团委: the one body whose level stands inside its name.
_LEAGUE = re.compile(f"^(?:共青)?团({'|'.join(level_words())})委(?:员会)?")
# The ways to look, the surest first, each with the confidence it deserves.
_WAYS: tuple[tuple[str, float, Callable[[Search], Iterator[Hit]]], ...] = (
    ("exact", 1.0, Search.exact),
    ("context", 0.98, Search.in_context),
    ("stand_in", 0.95, Search.stand_in),
    ("short_name", 0.95, Search.listed),
    ("area", 0.9, Search.area),
    ("abbreviation", 0.85, Search.abbreviation),
    ("tail", 0.75, Search.tail),
    ("without_suffix", 0.7, Search.without_suffix),
    ("misprint", 0.6, Search.misprinted),
)


def split_mention(mention: str, registry: Registry) -> Parts:
    """Part a printed name into the words that name a place, the body and the suffix."""
    return registry.lexicon.split(readings(clean(mention))[0])


def find_unit(mention: str, context: Context, registry: Registry, *, cold: bool = False) -> Match:
    """Find the unit that bore `mention` in `context` on the last day of the period.

    Returns the unit in force that day, with the way it was found, or no unit (headings, totals,
    unknown names, several units in one cell or alike) with the candidates refused; never the
    likeliest of several. `cold` leaves the listed short names out. Answers are kept in the
    registry's own memory: the same name in the same context is looked for once.
    """
    key = (mention, context, cold)
    match = registry.answers.get(key)
    if match is None:
        match = _look(mention, context, registry, cold)
        if len(registry.answers) >= _KEPT_ANSWERS:
            registry.answers.clear()
        registry.answers[key] = match
    return match


def _look(mention: str, context: Context, registry: Registry, cold: bool) -> Match:
    name = clean(mention)
    if not any("\u4e00" <= character <= "\u9fff" for character in name):
        return _null("not_a_unit", f"«{mention[:_SHOWN]}» holds no name", ())
    if len(name) > _LONGEST:
        listed = _several(mention, context, registry, cold) if len(name) <= _LONGEST_LIST else None
        long = _null("not_a_unit", f"«{mention[:_SHOWN]}…» is too long for a name", ())
        return listed or long
    forms = [_LEAGUE.sub(r"\1团委", form) for form in readings(name) if form]
    place = scope(context, registry)
    # 城区 is a heading, and in some cities the name of a district.
    district = place is not None and registry.gazetteer.named(forms[-1], place, None)
    if forms[-1] in read_words().not_units and not district:
        return _null("not_a_unit", f"«{forms[-1]}» is a heading or a total", ())
    for party in read_words().parties:
        forms += [form.removeprefix(party) for form in forms if form.startswith(party)]
    first: Match | None = None
    for form, head in _heads(forms, registry):
        match = _find(Search(form, place, registry, cold=cold, head=head), context)
        if match.unit_id is not None:
            return match
        first = first or match
    assert first is not None
    return _several(mention, context, registry, cold) or _sentence(name) or first


def _several(mention: str, context: Context, registry: Registry, cold: bool) -> Match | None:
    """The answer to a cell that names more than one unit.

    Between enumeration marks one of them must be known and the others end as names do; white space
    may be a mere wrap and 和 part of a name, so that there each part must name a unit.
    """
    for joint, sure in _JOINTS:
        parts = [part for part in joint.split(mention.strip()) if part]
        if len(parts) < 2:
            continue
        matches = [find_unit(part, context, registry, cold=cold) for part in parts]
        units = {match.unit_id: part for match, part in zip(matches, parts, strict=True)}
        known = [(unit, part) for unit, part in units.items() if unit is not None]
        named = sure and all(split_suffix(clean(part))[1] for part in parts)
        if (len(known) > 1 and None not in units) or (known and named):
            choices = tuple(
                Candidate(unit_id=unit, reason=f"one of the units named: «{part}»")
                for unit, part in known
            )
            return _null("several_units", f"the cell names {len(parts)} units", choices)
    return None


def _sentence(name: str) -> Match | None:
    if not _SENTENCE.search(name):
        return None
    return _null("not_a_unit", f"«{name[:_SHOWN]}» is a phrase, not a name", ())


def _heads(forms: list[str], registry: Registry) -> Iterator[tuple[str, str]]:
    """Each form as its words fall, then with the level it begins with as a word of its own."""
    for form in forms:
        yield form, ""
        for level in level_words():
            if form.startswith(level) and len(form) > len(level) + 1:
                if registry.lexicon.split(form).places[:1] != (level,):
                    yield form, level
                break


def _find(search: Search, context: Context) -> Match:
    refused: list[Candidate] = []
    for method, confidence, look in _WAYS:
        hits = list(look(search))
        if not hits:
            continue
        found = _in_force(hits, search, context)
        if len(found) > 1:
            found = _headed(found, context) or found
        if len(found) == 1:
            (hit, era) = found[0]
            return _match(search, method, confidence, hit, era, refused)
        if found:
            choices = [
                Candidate(unit_id=era.unit.id, reason=f"one of several: {hit.why}")
                for hit, era in found
            ]
            reason = f"«{search.name}» may be any of {len(found)} units ({method})"
            return _null("ambiguous", reason, (*choices, *refused))
        refused += [
            Candidate(unit_id=hit.unit.id, reason=f"not in force on {context.day}: {hit.why}")
            for hit in hits
        ]
    refused += _elsewhere(search)
    refused += [
        Candidate(unit_id=unit.id, reason=f"another body: «{unit.name}»")
        for unit in search.neighbours()
    ]
    return _null("unmatched", _unknown(search), tuple(refused))


def _in_force(hits: list[Hit], search: Search, context: Context) -> list[tuple[Hit, Era]]:
    """The units in force that the hits are or became, of the nearest place alone.

    A unit that bears the name on that day comes before one that bore it at another time.
    """
    found: dict[str, tuple[Hit, Era]] = {}
    for hit in hits:
        for era in search.registry.on(hit.unit, context.day):
            known = found.get(era.unit.id)
            if known is None or len(era.steps) < len(known[1].steps):
                found[era.unit.id] = (hit, era)
    pairs = list(found.values())
    if not pairs:
        return []
    direct = [pair for pair in pairs if not pair[1].steps] or pairs
    nearest = min(hit.distance for hit, _ in direct)
    return [(hit, era) for hit, era in direct if hit.distance == nearest]


def _headed(found: list[tuple[Hit, Era]], context: Context) -> list[tuple[Hit, Era]]:
    """Of areas alike but for their type, those whose type alone the heading names: 街道."""
    for heading in (context.section, context.table_caption):
        if heading:
            named = [pair for pair in found if area_type(pair[1].unit) in clean(heading)]
            if len(named) == 1:
                return named
    return []


def _match(
    search: Search, method: str, confidence: float, hit: Hit, era: Era, refused: list[Candidate]
) -> Match:
    others = [c for c in (*refused, *_elsewhere(search)) if c.unit_id != era.unit.id]
    if era.steps:
        method = f"{method}+lineage"
        confidence = round(confidence * 0.9, 3)
    reason = "; ".join((hit.why, *era.steps))
    return Match(
        unit_id=era.unit.id,
        method=method,
        confidence=confidence,
        reason=reason if not era.steps else f"{reason}: {era.unit.name}",
        candidates=tuple(others[:_REFUSED_AT_MOST]),
    )


def _elsewhere(search: Search) -> list[Candidate]:
    return [
        Candidate(unit_id=unit.id, reason=f"a namesake elsewhere: «{unit.name}»")
        for unit in islice(search.namesakes(), _NAMESAKES_AT_MOST)
    ]


def _unknown(search: Search) -> str:
    places = search.places.places
    named = "、".join(places[code].name for code in search.targets if code in places)
    if not named:
        return f"the place of «{search.name}» is not known: no issuer's place, no place in the name"
    return f"no unit of {named} is known as «{search.core}»"


def _null(method: str, reason: str, candidates: tuple[Candidate, ...]) -> Match:
    distinct = {candidate.unit_id: candidate for candidate in reversed(candidates)}
    kept = [c for c in candidates if distinct[c.unit_id] is c]
    return Match(
        unit_id=None,
        method=method,
        confidence=0.0,
        reason=reason,
        candidates=tuple(kept[:_REFUSED_AT_MOST]),
    )
