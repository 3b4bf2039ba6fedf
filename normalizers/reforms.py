"""What public bodies are called, and how the reforms renamed and merged them: ``reforms.yaml``."""

from collections import Counter
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from evidence import Record
from normalizers.entries import Kind
from normalizers.places import Level
from yamlfile import read_yaml

_FILE = Path(__file__).parent / "reforms.yaml"

Tier = Literal["province", "city", "county"]
# How the names of offices end at one level alone.
_OF_TIER: dict[Tier, tuple[str, ...]] = {
    "province": ("厅", "总队"),
    "city": ("支队",),
    "county": ("大队",),
}


def tier_of(level: Level) -> Tier | None:
    """The level of offices that a place has: banners and districts are counties here."""
    if level == "nation":
        return None
    return level if level in ("province", "city") else "county"


class Reform(Record):
    """One decision: its cite, and the days between which offices of a level took it up."""

    cite: str
    spans: dict[Tier, tuple[date, date]]

    @model_validator(mode="after")
    def _spans_are_spans(self) -> "Reform":
        for tier, (first, last) in self.spans.items():
            if first > last:
                raise ValueError(f"{tier}: {first} is after {last}; write the earlier day first")
        return self


class Pattern(Record):
    """What became of a body in a reform."""

    reform: str
    how: Literal["rename", "merge", "split", "transfer"]
    was: tuple[str, ...] = Field(alias="from")
    became: str = Field(alias="to")
    extent: Literal["all", "some"] = "all"
    levels: tuple[Tier, ...] = ("province", "city", "county")


class Change(Record):
    """A pattern as it holds for one body at one level."""

    was: str
    became: str
    how: Literal["rename", "merge", "split", "transfer"]
    everywhere: bool
    first: date
    """Before this day no office bore the new name."""
    done: date
    """From this day on all that changed have changed."""
    cite: str

    @property
    def ends(self) -> bool:
        """Whether the old name is no more after it: renamed everywhere, or merged on one day."""
        one_day = self.done == self.first
        return self.everywhere and (self.how == "rename" or (self.how == "merge" and one_day))


class Reforms(Record):
    """``reforms.yaml`` as it stands; see its head for what each list means."""

    bodies: dict[Kind, tuple[tuple[str, ...], ...]]
    reforms: dict[str, Reform]
    patterns: tuple[Pattern, ...]
    endings: dict[Kind, tuple[str, ...]]

    @model_validator(mode="after")
    def _names_are_known(self) -> "Reforms":
        first = [names[0] for bodies in self.bodies.values() for names in bodies]
        borne = Counter(n for bodies in self.bodies.values() for names in bodies for n in names)
        if twice := [name for name, times in borne.items() if times > 1]:
            raise ValueError(f"{'、'.join(twice)} stands in two bodies; leave it in one")
        for pattern in self.patterns:
            if pattern.reform not in self.reforms:
                raise ValueError(f"the reform {pattern.reform} is not listed; add it with its cite")
            for name in (*pattern.was, pattern.became):
                if name not in first:
                    raise ValueError(f"{name} is the first name of no body; add it to `bodies`")
            for level in pattern.levels:
                spans = self.reforms[pattern.reform].spans
                if "levels" in pattern.model_fields_set and level not in spans:
                    raise ValueError(f"{pattern.reform} has no span for {level}; add it")
        return self

    @cached_property
    def kind_of_ending(self) -> dict[str, Kind]:
        """The kind of a body by its suffix."""
        return {ending: kind for kind, endings in self.endings.items() for ending in endings}

    def names(self, tier: Tier | None) -> dict[str, tuple[Kind, tuple[str, ...]]]:
        """The kind and the names at a level of each body, by its first name."""
        found: dict[str, tuple[Kind, tuple[str, ...]]] = {}
        if tier is None:
            return found
        for kind, bodies in self.bodies.items():
            for names in bodies:
                own = [name for name in names if name.endswith(_OF_TIER[tier])]
                others = [name for name in names if name not in own and not name.endswith("厅")]
                found[names[0]] = (kind, (*own, *others))
        return found

    def changes(self, tier: Tier | None) -> tuple[Change, ...]:
        """What became of bodies at a level, one a body."""
        return tuple(
            Change(
                was=was,
                became=pattern.became,
                how=pattern.how,
                everywhere=pattern.extent == "all",
                first=span[0],
                done=span[1],
                cite=self.reforms[pattern.reform].cite,
            )
            for pattern in self.patterns
            if tier is not None and tier in pattern.levels
            if (span := self.reforms[pattern.reform].spans.get(tier)) is not None
            for was in pattern.was
        )


@cache
def read_reforms(path: Path = _FILE) -> Reforms:
    """The reforms that the project knows.

    Raises:
        ValueError: an entry is wrong; with file, key and what to mend.
    """
    content = read_yaml(path)
    try:
        return Reforms.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{path}: {f'`{key}`: ' if key else ''}{first['msg']}.") from error
