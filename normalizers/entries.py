"""One entry of a register file, read strictly."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError, model_validator

from contracts import Succession
from evidence import Record
from normalizers.places import Level
from yamlfile import entry_line

Kind = Literal[
    "administrative_area",
    "township",
    "street",
    "development_zone",
    "government_department",
    "party_organ",
    "judicial_organ",
    "mass_organisation",
    "public_institution",
    "enterprise",
]


class RegistryError(ValueError):
    """An entry of a register that is wrong; the message says where and what to mend."""


def first_day(value: object) -> object:
    """``2019-03`` is 2019-03-01, ``1980`` (text or number) is 1980-01-01; the rest as it is."""
    text = str(value) if isinstance(value, int | str) else ""
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?", text)
    if match is None:
        return value
    try:
        return date(int(match[1]), int(match[2] or 1), 1)
    except ValueError:
        return value


Day = Annotated[date, BeforeValidator(first_day)]
Code = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
Name = Annotated[str, StringConstraints(min_length=2, strip_whitespace=True)]


class SuccessionEntry(Succession):
    """A succession whose date may be a month or a year."""

    date: Day


class UnitEntry(Record):
    """A unit in one era, as a register file writes it."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]+$")]
    name: Name
    short_names: tuple[Name, ...] = ()
    jurisdiction: Code
    area: Code | None = None
    level: Level
    kind: Kind
    valid_from: Day | None = None
    valid_to: Day | None = None
    successors: tuple[SuccessionEntry, ...] = ()

    @model_validator(mode="after")
    def _era_is_a_span(self) -> "UnitEntry":
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            raise ValueError(
                f"valid_from {self.valid_from} is not before valid_to {self.valid_to}; "
                "valid_to is the first day on which the unit is no more"
            )
        return self


Entry = TypeVar("Entry", bound=BaseModel)


class EntryPlace(NamedTuple):
    """Where an entry stands. Its line is looked for when it is told, not before."""

    path: Path
    number: int
    """From 0."""

    def __str__(self) -> str:
        line = entry_line(self.path, self.number)
        return str(self.path) if line is None else f"{self.path}, line {line}"


def read_entry(model: type[Entry], entry: dict[str, object], where: object) -> Entry:
    """Return the entry as `model`.

    Raises:
        RegistryError: a key is unknown, missing or wrong; with `where`, the entry and the cure.
    """
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        name = entry.get("id") or entry.get("code") or entry.get("name")
        known = ", ".join(model.model_fields)
        cure = f" Known keys: {known}." if first["type"] == "extra_forbidden" else ""
        at = f"`{key}`: " if key else ""
        raise RegistryError(
            f"{where}: {name}: {at}{first['msg']} (given: {_shown(first['input'])}).{cure}"
        ) from error


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
