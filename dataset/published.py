"""What every published table has in common: keys, evidence, and how a field's type is written.

Points and values are ``Decimal`` with up to `VALUE_SCALE` decimals.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, get_args, get_origin

from pydantic import Field, StringConstraints

from evidence import Record, Sha256

SCHEMA_VERSION = "3"
"""Raised when a field is renamed, removed or changes its meaning; not when one is added."""

VALUE_SCALE = 12
"""Decimals kept of a value in Parquet: ``decimal(38, 12)``.

More than offices print (points to 6, percentages to 4), 26 digits before the point, and twice 12
still fits into 38, so that DuckDB multiplies two values without overflow. The digits as printed
stand in ``value_printed``.
"""

VALUE_DIGITS = 38

ShortId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Number = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]
Points = Annotated[Decimal, Field(max_digits=VALUE_DIGITS, decimal_places=VALUE_SCALE)]

Reference = tuple[tuple[str, ...], str]
"""The fields that point elsewhere, and the table whose key they are."""


class PublishedRow(Record):
    """A row of a published table."""

    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    order: ClassVar[tuple[str, ...]]
    references: ClassVar[tuple[Reference, ...]] = ()


class PlacedRow(PublishedRow):
    """A row with the proof of its value: where it is printed, and the words there."""

    capture: Sha256
    page: int | None
    x0: float | None
    top: float | None
    x1: float | None
    bottom: float | None
    selector: str | None
    sheet: str | None
    ref: str | None
    quote: str
    reader: str
    ocr_confidence: float | None


class Column(Record):
    """A column as its model declares it."""

    name: str
    type: Literal["text", "integer", "decimal", "number", "yes_no", "day", "instant"]
    nullable: bool
    codes: tuple[str, ...]
    """The values allowed, where the list is closed."""


_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "yes_no"),
    (int, "integer"),
    (float, "number"),
    (Decimal, "decimal"),
    (datetime, "instant"),
    (date, "day"),
    (str, "text"),
)


def columns(model: type[PublishedRow]) -> tuple[Column, ...]:
    """The columns of a table in published order: what the row says first, its evidence last."""
    names = list(model.model_fields)
    if issubclass(model, PlacedRow):
        proof = len(PlacedRow.model_fields)
        names = names[proof:] + names[:proof]
    return tuple(_column(name, model.model_fields[name].annotation) for name in names)


def _column(name: str, annotation: object) -> Column:
    nullable = False
    kinds = [annotation]
    if type(None) in get_args(annotation):
        nullable = True
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    (kind,) = kinds
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) is Literal:
        return Column(name=name, type="text", nullable=nullable, codes=get_args(kind))
    # bool before int and datetime before date: each is a subclass of the other.
    word = next(word for base, word in _TYPES if isinstance(kind, type) and issubclass(kind, base))
    return Column.model_validate({"name": name, "type": word, "nullable": nullable, "codes": ()})
