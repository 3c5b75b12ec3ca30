"""A table as Parquet: typed columns for those who calculate, made batch by batch.

pyarrow is taken up where it is used: it takes 30 MB, which a check of deliveries need not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, BinaryIO

from creditsite.model.fields import Column, Type
from creditsite.render.tableforms import Batch, Write
from creditsite.render.tables import FLAGS, Table

GROUP = 10_000  # rows of a group at least, but for the last


@cache
def _types() -> dict[Type, Any]:
    import pyarrow as pa

    return {
        Type.DATE: pa.date32(),
        Type.MONEY: pa.decimal128(24, 6),  # 万元, six digits behind the point at most
        Type.INTEGER: pa.int64(),
        Type.TERMS: pa.list_(pa.string()),
        Type.TEXTS: pa.list_(pa.string()),
    }


@contextmanager
def parquet_pen(file: BinaryIO, table: Table) -> Iterator[Write]:
    """The rows of a table as a Parquet file; what is empty in the date, money and number columns is null."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(name, _type(name, column)) for name, column in table.fields.items()])
    held: list[Any] = []
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:

        def write(batch: Batch) -> None:
            columns = [_values(batch, field) for field in schema]
            held.append(pa.record_batch(columns, schema=schema))
            if sum(one.num_rows for one in held) >= GROUP:
                turn()

        def turn() -> None:
            writer.write_table(pa.Table.from_batches(held, schema).combine_chunks())
            held.clear()

        yield write
        if held:
            turn()


def _type(name: str, column: Column) -> Any:
    import pyarrow as pa

    return pa.bool_() if name in FLAGS else _types().get(column.type, pa.string())


def _values(batch: Batch, field: Any) -> Any:
    """A column; days and money come as texts."""
    import pyarrow as pa

    values = batch.columns[field.name]
    if field.type in (_types()[Type.DATE], _types()[Type.MONEY]):
        return pa.array(values, pa.string()).cast(field.type)
    return pa.array(values, field.type)
