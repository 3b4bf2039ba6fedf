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
from normalizers.vocabulary import read_words

_REFUSED_AT_MOST = 6
# 团市委 is 市团委: the one body whose place stands inside its name.
_LEAGUE = re.compile(f"^团({'|'.join(level_words())})委")
# The ways to look, the surest first, each with the confidence it deserves.
_WAYS: tuple[tuple[str, float, Callable[[Search], Iterator[Hit]]], ...] = (
    ("exact", 1.0, Search.exact),
    ("context", 0.98, Search.in_context),
    ("stand_in", 0.95, Search.stand_in),
    ("short_name", 0.95, Search.listed),
    ("area", 0.9, Search.area),
    ("abbreviation", 0.85, Search.abbreviation),
    ("tail", 0.75, Search.tail),
    ("misprint", 0.6, Search.misprinted),
)


def split_mention(mention: str, registry: Registry) -> Parts:
    """Part a printed name into the words that name a place, the body and the suffix."""
    return registry.lexicon.split(readings(clean(mention))[0])


def find_unit(mention: str, context: Context, registry: Registry, *, cold: bool = False) -> Match:
    """Find the unit that bore `mention` in `context` on the last day of the period.

    Returns the unit in force that day, with the way it was found, or no unit (headings, totals,
    unknown names, several units alike) with the candidates refused; never the likeliest of several.
    `cold` leaves the listed short names out.
    """
    name = clean(mention)
    if not any("\u4e00" <= character <= "\u9fff" for character in name):
        return _null("not_a_unit", f"«{mention}» holds no name", ())
    forms = [_LEAGUE.sub(r"\1团委", form) for form in readings(name) if form]
    place = scope(context, registry)
    # 城区 is a heading, and in some cities the name of a district.
    district = place is not None and registry.gazetteer.named(forms[-1], place, None)
    if forms[-1] in read_words().not_units and not district:
        return _null("not_a_unit", f"«{forms[-1]}» is a heading or a total", ())
    for party in read_words().parties:
        forms += [form.removeprefix(party) for form in forms if form.startswith(party)]
    first: Match | None = None
    for form in forms:
        match = _find(Search(form, place, registry, cold=cold), context)
        if match.unit_id is not None:
            return match
        first = first or match
    assert first is not None
    return first


def _find(search: Search, context: Context) -> Match:
    refused: list[Candidate] = []
    for method, confidence, look in _WAYS:
        hits = list(look(search))
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
        for unit in islice(search.namesakes(), _REFUSED_AT_MOST + 1)
    ]


def _unknown(search: Search) -> str:
    places = search.places.places
    named = "、".join(places[code].name for code in search.targets if code in places)
    if not named:
        return f"the place of «{search.name}» is not known: no issuer's place, no place in the name"
    return f"no unit of {named} is known as «{search.parts.core}»"


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
