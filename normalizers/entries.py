"""One entry of a register file, read strictly."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from contracts import Succession
from evidence import Record
from normalizers.places import Level
from yamlfile import DataFileError, line_at

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


class RegistryError(DataFileError):
    """An entry of a register that is wrong; the message says where and what to mend."""


# What to write where a value is not of its type: the type of pydantic's error, zh, en.
_CURES = {
    "date": (
        "请写日期，如 2019-03-01、2019-03 或 2019",
        "write a day: 2019-03-01, 2019-03 or 2019",
    ),
    "literal_error": ("请写其中之一：{expected}", "write one of {expected}"),
    "string_pattern_mismatch": ("应符合 {pattern}", "must match {pattern}"),
    "string_too_short": ("至少 {min_length} 个字", "must have at least {min_length} characters"),
    "missing": ("缺少，请补上", "is missing; add it"),
    "extra_forbidden": ("不是已知的键。已知：{known}", "is no known key. Known keys: {known}"),
    "era": (
        "valid_from {first} 不早于 valid_to {end}；valid_to 是该单位不复存在的第一天，请更正其一",
        "valid_from {first} is not before valid_to {end}; valid_to is the first day on which the "
        "unit is no more. Correct one of them",
    ),
}
_CODE_PATTERN = r"^\d{6}$"


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
Code = Annotated[str, StringConstraints(pattern=_CODE_PATTERN)]
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
            raise PydanticCustomError(
                "era",
                "valid_from is not before valid_to",
                {"first": str(self.valid_from), "end": str(self.valid_to)},
            )
        return self


Entry = TypeVar("Entry", bound=BaseModel)


class EntryPlace(NamedTuple):
    """Where an entry stands. Its line is looked for when it is told, not before."""

    path: Path
    number: int
    """From 0."""

    def __str__(self) -> str:
        line = line_at(self.path, (self.number,))
        return str(self.path) if line is None else f"{self.path}, line {line}"


def read_entry(
    model: type[Entry],
    entry: dict[str, object],
    where: object,
    called: Mapping[str, str] | None = None,
) -> Entry:
    """Return the entry as `model`; `called` tells what the file itself calls some keys.

    Raises:
        RegistryError: a key is unknown, missing or wrong; with `where`, the entry and the cure.
    """
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        names = [(called or {}).get(str(part), str(part)) for part in first["loc"]]
        name = entry.get("id") or entry.get("code") or entry.get("name")
        at = f"`{'.'.join(names)}` " if names else ""
        shown = "" if first["type"] in ("missing", "era") else _shown(first["input"])
        zh, en = _cure(first, ", ".join(model.model_fields))
        raise RegistryError(
            where,
            zh=f"{name}：{at}{f'（现为 {shown}）' if shown else ''}{zh}。",
            en=f"{name}: {at}{f'(given: {shown}) ' if shown else ''}{en}.",
        ) from error


def _cure(error: ErrorDetails, known: str) -> tuple[str, str]:
    kind = "date" if error["type"].startswith("date") else error["type"]
    words = {key: str(value) for key, value in error.get("ctx", {}).items()}
    if words.get("pattern") == _CODE_PATTERN:
        return "应为六位数字的行政区划代码（GB/T 2260）", "must be a code of six digits (GB/T 2260)"
    zh, en = _CURES.get(kind, (error["msg"], error["msg"]))
    return zh.format(known=known, **words).replace(" or ", "、"), en.format(known=known, **words)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
