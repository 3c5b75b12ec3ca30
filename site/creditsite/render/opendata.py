"""Open data: every file of a release streamed with its checksum, the machine index, and the page that explains them."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import Any, BinaryIO, TextIO

from flask import Blueprint, Response, abort

from creditsite import ledger
from creditsite.model.kinds import kind
from creditsite.model.rows import OUTCOME_LABELS, Outcome
from creditsite.render.digests import line_of, state_digest
from creditsite.render.feeditems import REMEMBERED
from creditsite.render.frame import page
from creditsite.render.machine import TYPES
from creditsite.render.packaging import (
    MEDIA,
    Written,
    data_package,
    dictionary,
    dump,
    json_schema,
    version,
)
from creditsite.render.parquet import as_parquet
from creditsite.render.sheet import ROWS, as_xlsx
from creditsite.render.source import Source
from creditsite.render.tableforms import (
    CHUNK,
    as_csv,
    as_excel_csv,
    as_gzip,
    as_jsonl,
    canonical,
)
from creditsite.render.tables import Line, Table, count, tables

Files = Iterator[tuple[str, Iterator[bytes]]]
LABELS = {
    "csv": "CSV",
    "excel.csv": "CSV（表格软件）",
    "xlsx": "Excel",
    "jsonl": "JSON Lines",
    "jsonl.gz": "JSON Lines（压缩）",
    "parquet": "Parquet",
}
ROOT = ("data/removed.jsonl", "data/index.json")  # the same address in every release


def files(source: Source) -> Files:
    """Every open-data file of a release: its path under the root, and its bytes; to be read in this order."""
    folder = f"data/{source.release}/"
    written: list[Written] = []
    with TemporaryFile("w+", encoding="utf-8", newline="\n") as noted:
        for table, form, name, chunks in _table_files(source, noted):
            yield folder + name, _measured(chunks, table, form, name, written)
        package = dump(data_package(source, written))
        name = "datapackage.json"
        yield folder + name, _measured([package], "", "json", name, written)
        sums = "".join(f"{one.sha256}  {one.name}\n" for one in written).encode()
        yield folder + "SHA256SUMS", iter((sums,))
        yield ROOT[0], removed_lines(source)
        noted.seek(0)
        digest = state_digest(line.rstrip("\n") for line in noted)
        yield ROOT[1], iter((dump(index(source, written, digest)),))


def names(source: Source) -> Iterator[str]:
    """The path of everything that `files` gives."""
    for table in tables():
        yield from (f"data/{source.release}/{table.name}.{form}" for form in forms(table, source))
        yield f"data/{source.release}/schema/{table.name}.json"
    for name in ("dictionary.csv", "dictionary.excel.csv", "datapackage.json", "SHA256SUMS"):
        yield f"data/{source.release}/{name}"
    yield from ROOT


def forms(table: Table, source: Source) -> Iterator[str]:
    """In which forms a table is offered: as a workbook only where it fits a sheet."""
    return (form for form in MEDIA if form != "xlsx" or count(table, source) <= ROWS)


def _table_files(source: Source, noted: TextIO) -> Iterator[tuple[str, str, str, Iterator[bytes]]]:
    """Table, form, name and bytes of every file that does not speak of another; lines of the digest are noted."""
    for table in tables():
        with TemporaryFile("w+b") as spool:  # the ledger is read once for all forms
            for line in table.lines(source):
                text = canonical(line).encode()
                spool.write(text + b"\n")
                noted.write(line_of(str(line[table.key]), text) + "\n")
            for form in forms(table, source):
                yield table.name, form, f"{table.name}.{form}", _form(table, form, spool)
        schema = dump(json_schema(table, source))
        yield table.name, "schema", f"schema/{table.name}.json", iter((schema,))
    yield "", "csv", "dictionary.csv", dictionary("csv")
    yield "", "excel.csv", "dictionary.excel.csv", dictionary("excel.csv")


def _form(table: Table, form: str, spool: BinaryIO) -> Iterator[bytes]:
    spool.seek(0)
    lines: Iterator[Line] = map(json.loads, spool)
    match form:
        case "csv":
            yield from as_csv(table, lines)
        case "excel.csv":
            yield from as_excel_csv(table, lines)
        case "xlsx":
            yield from as_xlsx(table, lines)
        case "parquet":
            yield from as_parquet(table, lines)
        case "jsonl":
            yield from iter(lambda: spool.read(CHUNK), b"")
        case _:
            yield from as_gzip(iter(lambda: spool.read(CHUNK), b""))


def _measured(
    chunks: Iterable[bytes], table: str, form: str, name: str, written: list[Written]
) -> Iterator[bytes]:
    """The chunks as they come; their size and checksum are noted when the last one is gone."""
    size, sha = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        sha.update(chunk)
        yield chunk
    written.append(Written(table, form, name, size, sha.hexdigest()))


def removed_lines(source: Source) -> Iterator[bytes]:
    """What copies must delete: opaque ids of 90 days, with day and class of reason."""
    return as_jsonl(
        {"record_id": record_id, "removed_on": day.isoformat(), "reason_code": reason}
        for record_id, day, reason in ledger.removed(source.ledger, source.as_of - REMEMBERED)
    )


def index(source: Source, written: Iterable[Written], digest: str) -> dict[str, Any]:
    """`/data/index.json`: what a program that keeps a copy reads first."""
    site, folder = source.site, f"{source.site.base_url}/data/{source.release}/"
    return {
        "version": 1,
        "package_version": version(source),
        "release": source.release,
        "as_of": source.as_of.isoformat(),
        "next_expected": (source.as_of + timedelta(days=1)).isoformat(),
        "publisher": site.office,
        "demo": site.demo,
        "licence": {"title": site.data_licence, "url": site.data_licence_url},
        "duties": "记录撤下或到期后, 24 小时内从一切副本中删除",
        "counts": {table.name: count(table, source) for table in tables()},
        "balance": balance(source),
        "state_digest": digest,
        "removed_url": f"{site.base_url}/data/removed.jsonl",
        "package_url": folder + "datapackage.json",
        "resources": [
            {
                "table": one.table or None,
                "form": one.form,
                "url": folder + one.name,
                "bytes": one.bytes,
                "sha256": one.sha256,
            }
            for one in written
        ],
    }


def balance(source: Source) -> list[dict[str, Any]]:
    """What became of every delivered row, by kind: read is the sum of the rest."""
    numbers = ("read", *(str(outcome) for outcome in Outcome))
    sums: dict[str, dict[str, int]] = {}
    for line in ledger.balance(source.ledger):
        of = sums.setdefault(line.kind, dict.fromkeys(numbers, 0))
        for name in numbers:
            of[name] += getattr(line, name)
    return [{"kind": name, "title": kind(name).title, **sums[name]} for name in sorted(sums)]


def blueprint(source: Source) -> Blueprint:
    """The page of the data, and its files for a preview."""
    routes = Blueprint("opendata", __name__)

    @routes.get("/data/")
    def overview() -> str:
        return page("machine/data.html", "/data/", _overview(source))

    @routes.get("/data/<path:name>")
    def file(name: str) -> Response:
        if f"data/{name}" not in names(source):
            abort(404)
        return Response(_chunks(source, f"data/{name}"), mimetype=_media(name))

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """The page alone: the files are written by `files`."""
    yield "opendata.overview", {}


def _chunks(source: Source, wanted: str) -> Iterator[bytes]:
    for path, chunks in files(source):
        for chunk in chunks:  # read even if it is not shown: later files speak of earlier ones
            if path == wanted:
                yield chunk
        if path == wanted:
            return


def _media(name: str) -> str:
    return TYPES.get(PurePosixPath(name).suffix, "text/plain")


def _overview(source: Source) -> dict[str, Any]:
    listed = [
        {"name": t.name, "title": t.title, "count": count(t, source), "fields": len(t.fields)}
        for t in tables()
    ]
    return {
        "section": "data",
        "tables": listed,
        "forms": [(form, LABELS[form]) for form in MEDIA],
        "outcomes": [(str(outcome), label) for outcome, label in OUTCOME_LABELS.items()],
        "balance": balance(source),
        "dataset": _dataset(source, [t.name for t in tables()]),
    }


def _dataset(source: Source, names: list[str]) -> dict[str, Any]:
    """The data set as schema.org describes one."""
    site, folder = source.site, f"{source.site.base_url}/data/{source.release}/"
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"{site.name}开放数据",
        "description": (
            f"{site.description} 各类信用记录的全量文件, 每条带公示截止日期; 记录依法撤下后, 副本须在 24 小时内删除。"
        ),
        "url": f"{site.base_url}/data/",
        "license": site.data_licence_url,
        "creator": {"@type": "Organization", "name": site.office, "url": f"{site.base_url}/"},
        "dateModified": source.as_of.isoformat(),
        "version": source.release,
        "isAccessibleForFree": True,
        "inLanguage": "zh-Hans",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": f"{name}.{form}",
                "contentUrl": f"{folder}{name}.{form}",
                "encodingFormat": media,
            }
            for name in names
            for form, media in MEDIA.items()
        ],
    }
