"""A table as Parquet: typed columns for those who calculate, made batch by batch."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from creditsite.model.fields import Column, Type
from creditsite.render.tableforms import CHUNK
from creditsite.render.tables import FLAGS, Line, Plain, Table

BATCH = 10_000  # rows of a group
TYPES = {
    Type.DATE: pa.date32(),
    Type.MONEY: pa.decimal128(24, 6),  # 万元, six digits behind the point at most
    Type.INTEGER: pa.int64(),
    Type.TERMS: pa.list_(pa.string()),
    Type.TEXTS: pa.list_(pa.string()),
}


def as_parquet(table: Table, lines: Iterable[Line]) -> Iterator[bytes]:
    """The rows of a table as a Parquet file; what is empty in the date, money and number columns is null."""
    schema = pa.schema([(name, _type(name, column)) for name, column in table.fields.items()])
    left = iter(lines)
    with TemporaryFile("w+b") as file:
        with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            while batch := list(islice(left, BATCH)):
                columns = [_values(batch, name, col) for name, col in table.fields.items()]
                writer.write_table(pa.Table.from_arrays(columns, schema=schema))
        file.seek(0)
        yield from iter(lambda: file.read(CHUNK), b"")


def _type(name: str, column: Column) -> Any:
    return pa.bool_() if name in FLAGS else TYPES.get(column.type, pa.string())


def _values(batch: list[Line], name: str, column: Column) -> Any:
    if column.type is Type.DATE or column.type is Type.MONEY:
        return pa.array([_value(column.type, line[name]) for line in batch], _type(name, column))
    return pa.array([line[name] for line in batch], _type(name, column))


def _value(kind: Type, value: Plain) -> Any:
    if isinstance(value, str) and kind in (Type.DATE, Type.MONEY):
        return date.fromisoformat(value) if kind is Type.DATE else Decimal(value)
    return value
