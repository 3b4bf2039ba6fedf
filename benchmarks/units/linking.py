"""Names that other provinces print, against the units that they mean.

``names/registry.json`` holds offices, places and firms of all 31 provinces, ``*_mentions.jsonl``
what notices may print of them and ``*_gold.jsonl`` the unit meant or null, annotated twice by the
rules of ``names/README.md``. Faults are understood on the tuning half; the kept half only judges.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.bounds import Figure, share
from normalizers.lineage import Registry
from normalizers.match_command import match_mentions
from normalizers.registry_json import load_registry_json

_NAMES = Path(__file__).resolve().parent / "names"
_HALVES = ("tuning", "kept")


class Score(NamedTuple):
    """How many names were linked, rightly linked, and how the wrong ones are wrong."""

    rows: int
    named: int
    linked: int
    right: int
    nulls: int
    null_right: int
    homonyms: int
    eras: int
    wrong: tuple[tuple[str, str | None, str | None], ...]
    """The name, the unit meant and the unit found."""

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.linked + self.named) if self.linked + self.named else 1.0


def measure() -> list[Figure]:
    """Print the score of each half, cold and with short names; the cold ones have bounds."""
    known = load_registry_json(_NAMES / "registry.json", _NAMES / "jurisdictions.json")
    figures: list[Figure] = []
    for half in _HALVES:
        for cold in (True, False):
            found = score(half, known, cold=cold)
            setting = "cold" if cold else "with short names"
            print(
                f"units, {half} half, {setting}: {found.rows} names, F1 {found.f1:.3f}, "
                f"precision {share(found.right, found.linked)}, "
                f"nulls {share(found.null_right, found.nulls)}, "
                f"namesakes {found.homonyms}, eras {found.eras}"
            )
            if cold:
                figures += _figures(f"units.{half}", found)
    return figures


def score(half: str, known: Registry, *, cold: bool) -> Score:
    """Score one half of the set; the registry is that of ``names/registry.json``."""
    lines = (_NAMES / f"{half}_mentions.jsonl").read_text(encoding="utf-8").split("\n")
    answers = {a["index"]: a["unit_id"] for a in match_mentions(lines, known, cold)}
    gold = [
        json.loads(line)
        for line in (_NAMES / f"{half}_gold.jsonl").read_text(encoding="utf-8").split("\n")
        if line
    ]
    pairs = [(row, answers[row["index"]]) for row in gold]
    wrong = [(row, unit) for row, unit in pairs if not _is_right(row, unit)]
    linked = [(row, unit) for row, unit in pairs if unit is not None]
    nulls = [unit for row, unit in pairs if row["expected_unit_id"] is None]
    eras = [row for row, id_ in wrong if id_ and row["expected_unit_id"] in _relations(id_, known)]
    return Score(
        rows=len(pairs),
        named=len(pairs) - len(nulls),
        linked=len(linked),
        right=sum(_is_right(row, unit) for row, unit in linked),
        nulls=len(nulls),
        null_right=nulls.count(None),
        homonyms=sum(unit in row["trap_unit_ids"] for row, unit in wrong if unit),
        eras=len(eras),
        wrong=tuple((row["mention"], row["expected_unit_id"], unit) for row, unit in wrong),
    )


def _is_right(row: dict[str, Any], unit: str | None) -> bool:
    return unit == row["expected_unit_id"] or unit in row["also_accept"]


def _relations(unit: str, known: Registry) -> frozenset[str]:
    """The units joined to one by lineage, forwards and back."""
    edges = [(old.id, s.unit) for old in known.units for s in old.successors]
    joined = {unit}
    while True:
        more = {b for a, b in edges if a in joined} | {a for a, b in edges if b in joined}
        if more <= joined:
            return frozenset(joined - {unit})
        joined |= more


def _figures(name: str, found: Score) -> list[Figure]:
    return [
        Figure(f"{name}.f1", share(2 * found.right, found.linked + found.named)),
        Figure(f"{name}.precision", share(found.right, found.linked)),
        Figure(f"{name}.null_accuracy", share(found.null_right, found.nulls)),
        Figure(f"{name}.namesake_errors", share(found.homonyms, 1), low_is_good=True),
        Figure(f"{name}.era_errors", share(found.eras, 1), low_is_good=True),
    ]
