"""Headings to indicators: a heading path is parsed into facets, which make the indicator's id."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, StringConstraints, ValidationError, model_validator

from codes import MeasureCode
from contracts import Indicator
from evidence import Message, Record
from figures import fold
from yamlfile import read_yaml

_FILE = Path(__file__).parent / "indicators.yaml"

_OF_POINTS = ("full", "base", "bonus", "deducted")
"""Roles that only points have."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"no pattern: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]


class Facet(Record):
    """One value of a facet, and the words of headings that name it."""

    id: Slug
    zh: str
    en: str
    words: Pattern
    never: Pattern | None = None

    def fits(self, text: str) -> bool:
        """Whether a folded heading names it."""
        return re.search(self.words, text) is not None and (
            self.never is None or re.search(self.never, text) is None
        )


class Measure(Facet):
    """How something is measured."""

    id: MeasureCode
    unit: Message


class Subject(Facet):
    """What is counted or scored."""

    counted: bool = False
    """Without a word of measure it is a number of items."""
    qualified: bool = False
    """Whether the level and the channel of its items are told."""


class Period(Facet):
    """Another period than the notice's own, or a change between two."""

    measure: MeasureCode | None = None
    """What it is measured in where no word says so."""


AnyFacet = TypeVar("AnyFacet", bound=Facet)


class Indicators(Record):
    """All facets, each in the order in which its entries are tried."""

    measures: tuple[Measure, ...]
    roles: tuple[Facet, ...]
    subjects: tuple[Subject, ...]
    levels: tuple[Facet, ...]
    channels: tuple[Facet, ...]
    periods: tuple[Period, ...]
    filler: Pattern

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Indicators":
        ids = [entry.id for entry in self._entries()]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"{twice[0]} stands twice")
        return self

    def _entries(self) -> Iterator[Facet]:
        yield from self.measures
        yield from self.roles
        yield from self.subjects
        yield from self.levels
        yield from self.channels
        yield from self.periods

    @cached_property
    def _said(self) -> re.Pattern[str]:
        """Everything of a heading that some facet says, or that says nothing."""
        words = [entry.words for entry in self._entries()]
        return re.compile("|".join(f"(?:{part})" for part in (*words, self.filler)))

    def find(self, column: str, caption: str = "") -> Indicator | None:
        """The indicator that a heading path names, or None where it says no measure.

        A heading that tells only whose items, where or when (``旗级``, ``5月``) takes the rest from
        the table's caption.
        """
        return _find(self, fold(column), fold(caption))

    def _parse(self, path: str, caption: str) -> Indicator | None:
        near = path.split("/")[::-1]
        own = any(self._own_words(text) for text in near)
        measure = _nearest(self.measures, near)
        rank = measure is not None and measure.id == "rank"
        subject = _nearest(self.subjects, near[:1] if rank else near)
        role = _nearest(self.roles, near)
        period = _nearest(self.periods, near)
        if not own and subject is None and role is None:
            counted = [entry for entry in self.subjects if entry.counted and entry.fits(caption)]
            if len(counted) == 1 and (measure is None or measure.id == "count"):
                subject = counted[0]
            if measure is None and not counted:
                scored = [entry for entry in self.measures if entry.id != "rank"]
                measure = _nearest(scored, [caption])
        kind = self._measure(measure, subject, role, period)
        if kind is None:
            return None
        qualified = not own and not rank if subject is None else subject.qualified
        return self._indicator(
            kind,
            subject or (_OWN if own and not rank and role is None else None),
            role,
            _nearest(self.levels, near) if qualified else None,
            _nearest(self.channels, near) if qualified else None,
            period,
        )

    @staticmethod
    def _measure(
        measure: Measure | None, subject: Subject | None, role: Facet | None, period: Period | None
    ) -> MeasureCode | None:
        if measure is not None:
            return measure.id
        if period is not None and period.measure is not None:
            return period.measure
        if subject is not None and subject.counted:
            return "count"
        if role is not None:
            return "points" if role.id in _OF_POINTS else "value"
        return None

    def _own_words(self, text: str) -> str:
        """What a heading names that is no facet: the matter of a score, ``信息公开(30分)``."""
        rest = self._said.sub("", re.sub(r"\([^)]*\)", "", text))
        return "".join(re.findall(r"[A-Za-z\u4e00-\u9fff]+", rest))

    def _indicator(
        self,
        kind: MeasureCode,
        subject: Facet | None,
        role: Facet | None,
        level: Facet | None,
        channel: Facet | None,
        period: Facet | None,
    ) -> Indicator:
        measure = next((entry for entry in self.measures if entry.id == kind), _ANY)
        named = [facet for facet in (subject, role) if facet is not None]
        more = [facet for facet in (level, channel, period) if facet is not None]
        zh, en = "".join(f.zh for f in named), ", ".join(f.en for f in named)
        label = Message(
            zh=f"{zh}{measure.zh}" + (f"（{'、'.join(f.zh for f in more)}）" if more else ""),
            en=": ".join(filter(None, (en, measure.en)))
            + (f" ({'; '.join(f.en for f in more)})" if more else ""),
        )
        return Indicator(
            id=".".join(("_".join([*(f.id for f in named), kind]), *(f.id for f in more))),
            measure=kind,
            subject=subject.id if subject else None,
            role=role.id if role else None,
            level=level.id if level else None,
            channel=channel.id if channel else None,
            period=period.id if period else None,
            label=label,
            unit=measure.unit,
        )


_ANY = Measure(
    id="value", zh="数值", en="value", words="$^", unit=Message(zh="见标题", en="see the heading")
)
_OWN = Facet(id="aspect", zh="分项", en="one aspect, named by the heading", words="$^")


def _nearest(facets: Sequence[AnyFacet], texts: Sequence[str]) -> AnyFacet | None:
    """The first facet of the first text that names any."""
    for text in texts:
        for facet in facets:
            if facet.fits(text):
                return facet
    return None


@lru_cache(maxsize=4096)
def _find(indicators: Indicators, path: str, caption: str) -> Indicator | None:
    return indicators._parse(path, caption)


def load_indicators(path: Path | None = None) -> Indicators:
    """Read the facets of a YAML file (default: the project's own).

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
