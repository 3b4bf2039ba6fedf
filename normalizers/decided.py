"""What people decided of names and units, laid over what matching found.

A decision is made under a key. ``150621/教体局`` is a name among the units of a place (by its GB/T
2260 code, else the issuer's name); ``150621/教体局=dalad_education`` says which unit it may mean.

    accept  place/name=unit   the name means this unit, and after a rename the unit it became
    reject  place/name=unit   it is not the same: this unit is never linked to the name
    accept  place/name        the provisional unit of this name is a unit of its own
    reject  place/name        the name means no unit, and is not asked for again

Decisions change the rows of their own name and nothing else: taking one away gives the rows back.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from contracts import Candidate, Issue, Match, Mention, Observation
from decisions import Decided, DecisionError
from evidence import Message, Record
from figures import fold
from normalizers.lineage import Registry
from normalizers.provisional import is_provisional
from normalizers.reasons import in_chinese

_NAMED_CHOICES = 3
_CODE_DIGITS = 6


class Ruling(Record):
    """All that was decided on one name of one place."""

    itself: Decided | None = None
    """Whether it is a unit of its own at all."""
    linked: tuple[str, Decided] | None = None
    """The unit that it means."""
    forbidden: tuple[tuple[str, Decided], ...] = ()
    """The units that it does not mean."""


class Settled(Record):
    """What the names of some notices mean once people's decisions are laid over them."""

    mentions: tuple[Mention, ...]
    observations: tuple[Observation, ...]
    issues: tuple[Issue, ...]
    accepted: frozenset[str]
    """Provisional units that a person accepted."""


class Rulings:
    """The decisions on units, by the name that they are about."""

    def __init__(self, decisions: Sequence[Decided], registry: Registry) -> None:
        """Sort the decisions by name; `registry` holds the provisional units too.

        Raises:
            DecisionError: a key names no place or unit, or two decisions exclude each other; with
                file, line and cure.
        """
        self._registry = registry
        self._of: dict[str, Ruling] = {}
        for decided in decisions:
            self._add(decided)

    def _add(self, decided: Decided) -> None:
        key, accepts = decided.decision.key, decided.decision.decision == "accept"
        name, linking, unit_id = key.partition("=")
        self._check(decided, name, unit_id if linking else None)
        ruling = self._of.get(name, Ruling())
        if linking and accepts:
            change: dict[str, object] = {"linked": (unit_id, decided)}
            against = [ruling.linked and ruling.linked[1], ruling.itself]
        elif linking:
            change = {"forbidden": (*ruling.forbidden, (unit_id, decided))}
            against = []
        else:
            change = {"itself": decided}
            against = [ruling.linked and ruling.linked[1]]
        for other in against:
            if other is not None:
                verdict, against_it = decided.decision.decision, other.decision
                raise DecisionError(
                    decided.where,
                    zh=f"“{key}” {verdict} 与“{against_it.key}” {against_it.decision}"
                    f"（{other.where}）矛盾。一个名称只能指一个单位，或自成单位，或不是单位："
                    "请删去其中一项。",
                    en=f"«{key}» {verdict} contradicts «{against_it.key}» {against_it.decision} "
                    f"({other.where}). One name means one unit, or is a unit of its own, or none: "
                    "take one of the two out.",
                )
        self._of[name] = ruling.model_copy(update=change)

    def _check(self, decided: Decided, name: str, unit_id: str | None) -> None:
        place, slash, said = name.partition("/")
        if not slash or not said:
            raise DecisionError(
                decided.where,
                zh=f"“{decided.decision.key}”不是键。请从 `tongbao units` 复制：地区/名称，"
                "或 地区/名称=单位编号。",
                en=f"«{decided.decision.key}» is no key. Copy it from `tongbao units`: place/name, "
                "or place/name=unit.",
            )
        places = self._registry.gazetteer.places
        if len(place) == _CODE_DIGITS and place.isdecimal() and place not in places:
            raise DecisionError(
                decided.where,
                zh=f"没有代码为 {place} 的地区。请更正代码，或删去这项决定。",
                en=f"the place {place} is not known. Correct the code, or take the decision out.",
            )
        if unit_id is not None and not (unit_id in self._registry.by_id or is_provisional(unit_id)):
            near = get_close_matches(unit_id, self._registry.by_id, n=3, cutoff=0.5)
            hint_zh = f"相近的有：{'、'.join(near)}。" if near else ""
            hint = f" Nearest: {', '.join(near)}." if near else ""
            raise DecisionError(
                decided.where,
                zh=f"单位“{unit_id}”未登记。{hint_zh}请更正编号，或删去这项决定。",
                en=f"the unit «{unit_id}» is not registered.{hint} Correct the id, or take the "
                "decision out.",
            )

    def settle(self, mentions: Sequence[Mention], observations: Sequence[Observation]) -> Settled:
        """Lay the decisions over the mentions and observations of a notice.

        Its issues are the names that are still without a registered unit, once each.
        """
        settled: list[Mention] = []
        changed: dict[tuple[int, int], Match] = {}
        accepted: set[str] = set()
        for mention in mentions:
            ruling = self._of.get(mention.key)
            if ruling is not None:
                match = _ruled(ruling, mention, self._registry)
                if match is not mention.match:
                    changed.update(dict.fromkeys(mention.rows, match))
                    mention = mention.model_copy(update={"match": match})
                if ruling.itself and match.unit_id:
                    accepted.add(match.unit_id)
            settled.append(mention)
        return Settled(
            mentions=tuple(settled),
            observations=tuple(
                seen.model_copy(
                    update={
                        "unit_id": changed[place].unit_id,
                        "match_method": changed[place].method
                        if changed[place].unit_id
                        else "unmatched",
                    }
                )
                if (place := (seen.table, seen.row)) in changed
                else seen
                for seen in observations
            ),
            issues=tuple(self._issues(m for m in settled if m.match.unit_id not in accepted)),
            accepted=frozenset(accepted),
        )

    def _issues(self, mentions: Iterable[Mention]) -> Iterable[Issue]:
        told: set[str] = set()
        for mention in mentions:
            unknown = mention.match.unit_id is None and mention.match.method != "decision"
            if unknown or mention.match.method == "provisional":
                name = fold(mention.name)
                if name not in told:
                    told.add(name)
                    message = _unknown(mention, self._registry)
                    yield Issue(code="unknown_unit", message=message, page=mention.page)


def _ruled(ruling: Ruling, mention: Mention, registry: Registry) -> Match:
    """What the name means under the ruling; the very match where the ruling changes nothing."""
    match = mention.match
    if ruling.linked is not None:
        unit_id, decided = ruling.linked
        unit = registry.by_id.get(unit_id)
        eras = registry.on(unit, mention.day) if unit else ()
        others = tuple(c for c in match.candidates if c.unit_id != unit_id)
        if len(eras) != 1:
            if unit is None:
                why = "a provisional unit that no notice here names"
            else:
                why = f"which was {'several units' if eras else 'not in force'} on {mention.day}"
            return Match(
                unit_id=None,
                method="unmatched",
                confidence=0.0,
                reason=f"decided to mean {unit_id}, {why}",
                candidates=match.candidates,
            )
        return Match(
            unit_id=eras[0].unit.id,
            method="decision",
            confidence=1.0,
            reason="; ".join((_said(decided), *eras[0].steps)),
            candidates=others,
        )
    if ruling.itself is not None and ruling.itself.decision.decision == "reject":
        return Match(
            unit_id=None,
            method="decision",
            confidence=1.0,
            reason=f"no unit: {_said(ruling.itself)}",
            candidates=(),
        )
    for unit_id, decided in ruling.forbidden:
        if match.unit_id is not None and _same_series(match.unit_id, unit_id, registry):
            refused = Candidate(unit_id=match.unit_id, reason=f"not the same: {_said(decided)}")
            return Match(
                unit_id=None,
                method="unmatched",
                confidence=0.0,
                reason=refused.reason,
                candidates=(refused, *match.candidates),
            )
    if ruling.itself is not None and match.unit_id is not None:
        return match.model_copy(update={"reason": f"{match.reason}; {_said(ruling.itself)}"})
    return match


def _same_series(one: str, other: str, registry: Registry) -> bool:
    units = registry.by_id
    return one == other or (one in units and units[one].series_id == units[other].series_id)


def _said(decided: Decided) -> str:
    said = decided.decision
    return f"{said.reason} ({said.by}, {said.day})"


def _unknown(mention: Mention, registry: Registry) -> Message:
    match = mention.match
    names = [
        registry.by_id[candidate.unit_id].name
        for candidate in match.candidates
        if candidate.unit_id in registry.by_id
    ][:_NAMED_CHOICES]
    place = registry.gazetteer.places.get(mention.place)
    where_zh = f"（地区：{place.name}）" if place else "（地区未知）"
    near_zh = f"；相近而未采用：{'、'.join(names)}" if names else ""
    near_en = f" Considered and refused: {', '.join(names)}." if names else ""
    why_zh = in_chinese(match.reason)
    if match.unit_id is not None:
        return Message(
            zh=f"“{mention.name}”{where_zh}暂列为临时单位 {match.unit_id}，待确认"
            f"（tongbao units）：{why_zh}{near_zh}。",
            en=f"«{mention.name}» is the provisional unit {match.unit_id} until somebody decides "
            f"(tongbao units): {match.reason}.{near_en}",
        )
    return Message(
        zh=f"“{mention.name}”{where_zh}未匹配到单位：{why_zh}{near_zh}。",
        en=f"«{mention.name}» is matched to no unit: {match.reason}.{near_en}",
    )
