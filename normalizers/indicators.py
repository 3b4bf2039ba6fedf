"""Headings to indicators: what a column measures, told from its heading path."""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints, ValidationError, model_validator

from evidence import Message, Record
from figures import fold
from yamlfile import read_yaml

_FILE = Path(__file__).parent / "indicators.yaml"

Measure = Literal["count", "points", "pct", "rank", "index", "money_wan", "value"]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"no pattern: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]


class Indicator(Record):
    """One thing that notices measure, and the headings that name it."""

    id: Slug
    zh: str
    en: str
    measure: Measure
    heading: Pattern | None = None
    last: Pattern | None = None
    never: Pattern | None = None
    qualified: bool = False

    @model_validator(mode="after")
    def _has_pattern(self) -> "Indicator":
        if self.heading is None and self.last is None:
            raise ValueError("needs `heading` or `last`")
        return self

    def fits(self, path: str) -> bool:
        """Whether a folded heading path names it."""
        last = path.rsplit("/", 1)[-1]
        return (
            (self.heading is None or re.search(self.heading, path) is not None)
            and (self.last is None or re.search(self.last, last) is not None)
            and (self.never is None or re.search(self.never, path) is None)
        )


class Qualifier(Record):
    """Whose items are meant: a level or a channel."""

    id: Slug
    zh: str
    en: str
    heading: Pattern


class Indicators(Record):
    """All indicators and qualifiers, in the order in which they are tried."""

    indicators: tuple[Indicator, ...]
    qualifiers: tuple[Qualifier, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Indicators":
        for entries in (self.indicators, self.qualifiers):
            ids = [entry.id for entry in entries]
            if twice := sorted({name for name in ids if ids.count(name) > 1}):
                raise ValueError(f"{twice[0]} stands twice")
        return self

    @cached_property
    def by_id(self) -> dict[str, Indicator]:
        """Indicator by id, without qualifier."""
        return {indicator.id: indicator for indicator in self.indicators}

    def find(self, column: str) -> str | None:
        """The id for a heading path, with its qualifier: ``adopted_count.banner``; else None."""
        path = fold(column)
        for indicator in self.indicators:
            if indicator.fits(path):
                qualifier = self._qualifier(path) if indicator.qualified else None
                return f"{indicator.id}.{qualifier}" if qualifier else indicator.id
        return None

    def measure(self, indicator_id: str) -> Measure:
        """What kind of figure an indicator is, with or without its qualifier."""
        return self.by_id[indicator_id.partition(".")[0]].measure

    def label(self, indicator_id: str) -> Message:
        """The indicator's name in both languages, with its qualifier.

        Raises:
            KeyError: no such indicator or qualifier.
        """
        base, _, qualifier_id = indicator_id.partition(".")
        indicator = self.by_id[base]
        if not qualifier_id:
            return Message(zh=indicator.zh, en=indicator.en)
        qualifier = {entry.id: entry for entry in self.qualifiers}[qualifier_id]
        return Message(
            zh=f"{indicator.zh}（{qualifier.zh}）", en=f"{indicator.en} ({qualifier.en})"
        )

    def _qualifier(self, path: str) -> str | None:
        for text in (path.rsplit("/", 1)[-1], path):
            for qualifier in self.qualifiers:
                if re.search(qualifier.heading, text):
                    return qualifier.id
        return None


def load_indicators(path: Path | None = None) -> Indicators:
    """Read the indicators of a YAML file (default: the project's own).

    Raises:
        ValueError: an entry is wrong; with file, entry and what to mend.
    """
    path = path or _FILE
    try:
        return Indicators.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{path}: {at}: {first['msg']} (entries count from 0).") from error
