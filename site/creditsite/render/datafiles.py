"""The files of the open data, streamed with their checksums: tables in every form, descriptions, deltas, index."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from creditsite import ledger, pull
from creditsite.render.catalogue import dcat, json_ld, turtle
from creditsite.render.csvw import csv_metadata
from creditsite.render.dataindex import Book, index, removed_lines
from creditsite.render.deltas import Changes, deltas
from creditsite.render.lasting import same_hand, stays
from creditsite.render.packaging import (
    MEDIA,
    Written,
    data_package,
    dictionary,
    dump,
    json_schema,
    licence_text,
)
from creditsite.render.parquet import parquet_pen
from creditsite.render.sheet import ROWS, xlsx_pen
from creditsite.render.source import Source
from creditsite.render.tableforms import (
    Pen,
    batch_of,
    csv_pen,
    excel_csv_pen,
    gzip_pen,
    jsonl_pen,
    read,
)
from creditsite.render.tables import Columns, Table, count, tables

PENS: dict[str, Pen] = {
    "csv": csv_pen,
    "excel.csv": excel_csv_pen,
    "xlsx": xlsx_pen,
    "jsonl": jsonl_pen,
    "jsonl.gz": gzip_pen,
    "parquet": parquet_pen,
}
Chunks = Iterator[bytes] | Path  # a path is that of a file that says the same
Files = Iterator[tuple[str, Chunks]]
Drawn = tuple[Table, dict[str, BinaryIO]]  # and what is drawn of it, by form


def files(source: Source, live: Path | None = None) -> Files:
    """Every open-data file of a release: its path under the root, and its bytes; to be read in this order.

    `live` is the folder of the release before: a table that says the same as there is given as its files there. While
    they are read, the ledger notes which rows they hold: `ledger.stage_lines` keeps that for the next deltas.
    """
    live = same_hand(source, live)
    folder = f"data/{source.release}/"
    book = Book()
    with ExitStack() as stack:
        changes = Changes(source, stack)
        changes.begin()
        for table, form, name, chunks in _table_files(source, changes, live):
            path = folder + name
            if isinstance(chunks, Path):
                book.written.append(Written(table, form, path, *_size_and_sum(chunks)))
                yield path, chunks
            else:
                yield path, _measured(chunks, table, form, path, book.written)
        for name, data in _descriptions(source, book.written):
            yield folder + name, _measured([data], "", "about", folder + name, book.written)
        sums = "".join(f"{one.sha256}  {one.name}\n" for one in book.written).encode()
        yield folder + "SHA256SUMS", iter((sums,))
        names = [table.name for table in tables()]
        book.digest, book.digests = ledger.all_noted(source.ledger, changes.seq, names)
        book.bases = changes.bases
        for delta, lines in deltas(changes):
            book.deltas.append(delta)
            yield delta.path, _measured(lines, "", "delta", delta.path, book.written)
    nodes = dcat(source, book.written)
    yield "data/dcat.jsonld", iter((dump(json_ld(nodes)),))
    yield "data/dcat.ttl", (part.encode() for part in turtle(nodes))
    yield "data/removed.jsonl", removed_lines(source)
    yield "data/pull.py", iter((Path(pull.__file__).read_bytes(),))
    yield "data/index.json", iter((dump(index(source, book)),))


def read_through(chunks: Chunks) -> Iterator[bytes]:
    """The bytes of one of these files."""
    return iter((chunks.read_bytes(),)) if isinstance(chunks, Path) else chunks


def forms(table: Table, source: Source) -> Iterator[str]:
    """In which forms a table is offered: as a workbook only where it fits a sheet."""
    return (form for form in MEDIA if form != "xlsx" or count(table, source) <= ROWS)


def _table_files(
    source: Source, changes: Changes, live: Path | None
) -> Iterator[tuple[str, str, str, Chunks]]:
    """Table, form, name and bytes of every file that does not speak of another."""
    for _, of_these in groupby(tables(), attrgetter("rows")):
        group = list(of_these)
        with ExitStack() as stack:
            for table, made in _of_same_rows(group, source, changes, live, stack):
                for form, chunks in made.items():
                    yield table.name, form, f"{table.name}.{form}", chunks
                schema = dump(json_schema(table, source))
                yield table.name, "schema", f"schema/{table.name}.json", iter((schema,))
                columns = dump(csv_metadata(table, source))
                yield table.name, "csvw", f"{table.name}.csv-metadata.json", iter((columns,))
    yield "", "csv", "dictionary.csv", dictionary("csv")
    yield "", "excel.csv", "dictionary.excel.csv", dictionary("excel.csv")


def _of_same_rows(
    group: list[Table], source: Source, changes: Changes, live: Path | None, stack: ExitStack
) -> list[tuple[Table, dict[str, Chunks]]]:
    """Every form of tables that are made of the same rows: as the live release has them, if it would be the same."""
    folder = live / "data" / live.name if live else Path()
    kept = [
        (table, {form: folder / f"{table.name}.{form}" for form in forms(table, source)})
        for table in group
    ]
    before = chain.from_iterable(paths.values() for _, paths in kept) if live else ()
    if stays(source, f"data/{group[0].name}", "lines", before) and changes.are_as_before(group):
        changes.keep((table.name, paths["jsonl"]) for table, paths in kept)
        return [(table, dict(paths)) for table, paths in kept]
    made: list[Drawn] = [  # the ledger is read once for all of them
        (
            table,
            {form: stack.enter_context(TemporaryFile("w+b")) for form in paths},  # noqa: SIM115 -- the stack closes them
        )
        for table, paths in kept
    ]
    _draw(group[0].rows(source, False), made, changes)
    return [(table, {form: read(file) for form, file in of.items()}) for table, of in made]


def _draw(rows: Iterator[Columns], made: list[Drawn], changes: Changes) -> None:
    """Writes every form of the tables that are made of these rows, and tells the ledger and the deltas of each row."""
    with ExitStack() as stack, ledger.noting(changes.source.ledger):
        hands = [
            (table, [stack.enter_context(PENS[form](file, table)) for form, file in files.items()])
            for table, files in made
        ]
        for columns in rows:
            for table, writes in hands:
                batch = batch_of(table, columns)
                changes.add(table, batch)
                for write in writes:
                    write(batch)


def _descriptions(source: Source, written: list[Written]) -> Iterator[tuple[str, bytes]]:
    """Files that speak of the tables' files."""
    yield "datapackage.json", dump(data_package(source, written))
    yield "LICENSE.txt", licence_text(source)


def _size_and_sum(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _measured(
    chunks: Iterable[bytes], table: str, form: str, path: str, written: list[Written]
) -> Iterator[bytes]:
    """The chunks as they come; their size and checksum are noted when the last one is gone."""
    size, sha = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        sha.update(chunk)
        yield chunk
    written.append(Written(table, form, path, size, sha.hexdigest()))
