"""The files of a table: Parquet, and CSV plain and for Excel, from its rows alone.

The same rows give the same bytes: every writer option is pinned here, and none of the forms holds a
time of writing.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from dataset.published import VALUE_DIGITS, VALUE_SCALE, PublishedRow, columns
from figures import FORMULA_MARKS, inert_text

if TYPE_CHECKING:
    import pyarrow as pa

BOM = "\ufeff"
_FORMULA = tuple(f'"{mark}' for mark in FORMULA_MARKS)
"""How a quoted text begins that a spreadsheet would run."""


def parquet_bytes(model: type[PublishedRow], rows: Sequence[PublishedRow], version: str) -> bytes:
    """The Parquet file of a table; `version` is the release's, kept in the file's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema(model).with_metadata({"tongbao.table": model.table, "tongbao": version})
    arrays = [
        pa.array([getattr(row, field.name) for row in rows], type=field.type) for field in schema
    ]
    out = BytesIO()
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=schema),
        out,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        use_dictionary=True,
        write_statistics=True,
        store_schema=True,
        row_group_size=65_536,
    )
    return out.getvalue()


def arrow_schema(model: type[PublishedRow]) -> "pa.Schema":
    """The Arrow schema of a table, as its model declares it."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "decimal": pa.decimal128(VALUE_DIGITS, VALUE_SCALE),
        "number": pa.float64(),
        "yes_no": pa.bool_(),
        "day": pa.date32(),
        "instant": pa.timestamp("us", tz="UTC"),
    }
    return pa.schema(
        [
            pa.field(column.name, types[column.type], nullable=column.nullable)
            for column in columns(model)
        ]
    )


def csv_bytes(model: type[PublishedRow], rows: Iterable[PublishedRow]) -> tuple[bytes, bytes]:
    """The CSV of a table, plain and for Excel.

    Plain is UTF-8, every text quoted, a null nothing between the commas, decimals with the digits
    that were printed. The one for Excel bears a byte order mark, and an apostrophe before a text
    that Excel would run as a formula.
    """
    header = columns(model)
    values = attrgetter(*(column.name for column in header))
    is_text = [column.type == "text" for column in header]
    plain = [",".join(column.name for column in header)]
    excel = plain.copy()
    for row in rows:
        cells = [
            _quoted(value) if text and value is not None else plain_text(value)
            for value, text in zip(values(row), is_text, strict=True)
        ]
        plain.append(",".join(cells))
        if any(cell.startswith(_FORMULA) for cell in cells):
            excel.append(",".join(map(_harmless, cells)))
        else:
            excel.append(plain[-1])
    ends = "\r\n"
    return (ends.join([*plain, ""])).encode(), (BOM + ends.join([*excel, ""])).encode()


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _harmless(cell: str) -> str:
    return f'"{inert_text(cell[1:-1])}"' if cell.startswith(_FORMULA) else cell


def plain_text(value: Any) -> str:
    """A value in words: ISO days and instants (UTC), decimals as printed, '' for null."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        instant = value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
        return instant.isoformat(timespec="auto").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
