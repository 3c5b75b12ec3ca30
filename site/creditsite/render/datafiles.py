"""The files of the open data, streamed with their checksums: tables in every form, descriptions, deltas, index."""

import hashlib
import pickle
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from creditsite import ledger, pull
from creditsite.render.catalogue import dcat, json_ld, turtle
from creditsite.render.csvw import csv_metadata
from creditsite.render.dataindex import Book, index, removed_lines
from creditsite.render.deltas import Changes, deltas
from creditsite.render.packaging import (
    MEDIA,
    Written,
    data_package,
    dictionary,
    dump,
    json_schema,
    licence_text,
)
from creditsite.render.parquet import as_parquet
from creditsite.render.sheet import ROWS, as_xlsx
from creditsite.render.source import Source
from creditsite.render.tableforms import CHUNK, as_csv, as_excel_csv, as_gzip, canonical
from creditsite.render.tables import Line, Table, count, tables

BATCH = 500  # rows that are laid aside in one go
Files = Iterator[tuple[str, Iterator[bytes]]]


def files(source: Source) -> Files:
    """Every open-data file of a release: its path under the root, and its bytes; to be read in this order.

    While they are read, the ledger notes which rows they hold: `ledger.stage_lines` keeps that for the next deltas.
    """
    folder = f"data/{source.release}/"
    book = Book()
    with ExitStack() as stack:
        changes = Changes(source, stack)
        changes.begin()
        for table, form, name, chunks in _table_files(source, changes):
            yield folder + name, _measured(chunks, table, form, folder + name, book.written)
        for name, data in _descriptions(source, book.written):
            yield folder + name, _measured([data], "", "about", folder + name, book.written)
        sums = "".join(f"{one.sha256}  {one.name}\n" for one in book.written).encode()
        yield folder + "SHA256SUMS", iter((sums,))
        book.digest = ledger.all_noted(source.ledger, changes.seq)
        book.digests = {t.name: ledger.digest_of_lines(source.ledger, t.name) for t in tables()}
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


def forms(table: Table, source: Source) -> Iterator[str]:
    """In which forms a table is offered: as a workbook only where it fits a sheet."""
    return (form for form in MEDIA if form != "xlsx" or count(table, source) <= ROWS)


def _table_files(
    source: Source, changes: Changes
) -> Iterator[tuple[str, str, str, Iterator[bytes]]]:
    """Table, form, name and bytes of every file that does not speak of another."""
    for lines, of_these in groupby(tables(), attrgetter("lines")):
        with TemporaryFile("w+b") as rows:  # the ledger is read once for all that is made of it
            _lay_aside(lines(source), rows)
            for table in of_these:
                with TemporaryFile("w+b") as spool:
                    _fill(spool, rows, table, source, changes)
                    for form in forms(table, source):
                        name = f"{table.name}.{form}"
                        yield table.name, form, name, _form(table, form, spool, rows)
                schema = dump(json_schema(table, source))
                yield table.name, "schema", f"schema/{table.name}.json", iter((schema,))
                columns = dump(csv_metadata(table, source))
                yield table.name, "csvw", f"{table.name}.csv-metadata.json", iter((columns,))
    yield "", "csv", "dictionary.csv", dictionary("csv")
    yield "", "excel.csv", "dictionary.excel.csv", dictionary("excel.csv")


def _lay_aside(lines: Iterator[Line], rows: BinaryIO) -> None:
    while batch := list(islice(lines, BATCH)):
        pickle.dump(batch, rows, pickle.HIGHEST_PROTOCOL)


def _laid_aside(rows: BinaryIO) -> Iterator[Line]:
    """The rows that were laid aside: in a file of our own, which nobody else can write."""
    rows.seek(0)
    while True:
        try:
            yield from pickle.load(rows)
        except EOFError:
            return


def _fill(spool: BinaryIO, rows: BinaryIO, table: Table, source: Source, changes: Changes) -> None:
    """Writes the canonical line of each row of a table, and tells the ledger and the deltas of it."""
    held, names = source.ledger, tuple(table.fields)
    with ledger.noting(held):
        for row in _laid_aside(rows):
            line = {name: row[name] for name in names}
            text, row_id = canonical(line).encode(), str(line[table.key])
            spool.write(text + b"\n")
            sha = hashlib.sha256(text).digest()
            since = ledger.note_line(held, changes.seq, table.name, row_id, sha)
            changes.add(table.name, row_id, text, since)


def _form(table: Table, form: str, spool: BinaryIO, rows: BinaryIO) -> Iterator[bytes]:
    spool.seek(0)
    match form:
        case "csv":
            yield from as_csv(table, _laid_aside(rows))
        case "excel.csv":
            yield from as_excel_csv(table, _laid_aside(rows))
        case "xlsx":
            yield from as_xlsx(table, _laid_aside(rows))
        case "parquet":
            yield from as_parquet(table, _laid_aside(rows))
        case "jsonl":
            yield from iter(lambda: spool.read(CHUNK), b"")
        case _:
            yield from as_gzip(iter(lambda: spool.read(CHUNK), b""))


def _descriptions(source: Source, written: list[Written]) -> Iterator[tuple[str, bytes]]:
    """Files that speak of the tables' files."""
    yield "datapackage.json", dump(data_package(source, written))
    yield "LICENSE.txt", licence_text(source)


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
