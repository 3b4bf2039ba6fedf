"""The files of a table: Parquet, and CSV plain and for Excel, from its rows alone.

The same rows give the same bytes: every writer option is pinned here, and none of the forms holds a
time of writing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from dataset.published import VALUE_DIGITS, VALUE_SCALE, Column, PublishedRow, columns
from figures import classify_cell

if TYPE_CHECKING:
    import pyarrow as pa

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


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


def csv_bytes(model: type[PublishedRow], rows: Iterable[PublishedRow]) -> bytes:
    """The plain CSV of a table: UTF-8, every text quoted, a null is nothing between the commas.

    Decimals bear the digits that were printed.
    """
    return "".join(_csv_lines(model, rows, excel=False)).encode()


def excel_csv_bytes(model: type[PublishedRow], rows: Iterable[PublishedRow]) -> bytes:
    """The CSV for Excel: with a byte order mark, and no text that Excel would run as a formula.

    Such a text is preceded by an apostrophe; the plain CSV has it as it is.
    """
    return (BOM + "".join(_csv_lines(model, rows, excel=True))).encode()


def _csv_lines(
    model: type[PublishedRow], rows: Iterable[PublishedRow], *, excel: bool
) -> Iterator[str]:
    header = columns(model)
    yield ",".join(column.name for column in header) + "\r\n"
    for row in rows:
        yield ",".join(_csv_cell(column, getattr(row, column.name), excel) for column in header)
        yield "\r\n"


def _csv_cell(column: Column, value: Any, excel: bool) -> str:
    text = plain_text(value)
    if value is None or column.type != "text":
        return text
    if excel and text.startswith(_FORMULA) and classify_cell(text) in ("text", "misprint"):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"'


def plain_text(value: Any) -> str:
    """A value in words: ISO days and instants (UTC), decimals as printed, '' for null."""
    if value is None:
        return ""
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
