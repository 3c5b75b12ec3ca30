"""Open data: the page that explains it, and its files for a preview."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, Response, abort
from markupsafe import Markup

from creditsite.model.kinds import KINDS
from creditsite.model.rows import OUTCOME_LABELS
from creditsite.render.catalogue import dataset
from creditsite.render.charts import bars
from creditsite.render.datafiles import files, forms, read_through
from creditsite.render.dataindex import balance
from creditsite.render.frame import page
from creditsite.render.machine import TYPES
from creditsite.render.source import Source
from creditsite.render.tables import Table, count, tables

__all__ = ["addresses", "blueprint", "files"]

LABELS = {
    "csv": "CSV",
    "excel.csv": "CSV（表格软件）",
    "xlsx": "Excel",
    "jsonl": "JSON Lines",
    "jsonl.gz": "JSON Lines（压缩）",
    "parquet": "Parquet",
}


def blueprint(source: Source) -> Blueprint:
    """The page of the data, and its files for a preview."""
    routes = Blueprint("opendata", __name__)

    @routes.get("/data/")
    def overview() -> str:
        return page("machine/data.html", "/data/", _overview(source))

    @routes.get("/data/<path:name>")
    def file(name: str) -> Response:
        found = _chunks(source, f"data/{name}")
        first = next(found, None)
        if first is None:
            abort(404)
        return Response(chain((first,), found), mimetype=_media(name))

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """The page alone: the files are written by `files`."""
    yield "opendata.overview", {}


def _chunks(source: Source, wanted: str) -> Iterator[bytes]:
    for path, chunks in files(source):
        if path == wanted:
            yield b""  # it is there, even if no row is in it
        for chunk in read_through(
            chunks
        ):  # even if it is not shown: later files speak of earlier ones
            if path == wanted:
                yield chunk
        if path == wanted:
            return


def _media(name: str) -> str:
    return TYPES.get(PurePosixPath(name).suffix, "text/plain")


def _overview(source: Source) -> dict[str, Any]:
    listed = [
        {
            "name": t.name,
            "title": t.title,
            "count": count(t, source),
            "fields": len(t.fields),
            "forms": [(form, LABELS[form]) for form in offered(t, source)],
        }
        for t in tables()
    ]
    lines = balance(source)
    return {
        "section": "data",
        "tables": listed,
        "blanks": [(kind.name, kind.title) for kind in KINDS],
        "outcomes": OUTCOME_LABELS,
        "balance": lines,
        "balance_chart": _balance_chart(lines, source),
        "folder": source.data or source.release,
        "dataset": dataset(
            replace(source, release=source.data or source.release),
            [(t.name, form) for t in tables() for form in offered(t, source)],
        ),
    }


def offered(table: Table, source: Source) -> list[str]:
    """The forms of a table that this release has."""
    return [] if table.name in source.withdrawn else list(forms(table, source))


def _balance_chart(lines: list[dict[str, Any]], source: Source) -> Markup:
    """What became of all rows together, as bars; the table beside it says the same by kind."""
    say = source.language.say
    sums = [
        (say(label), sum(line[str(one)] for line in lines)) for one, label in OUTCOME_LABELS.items()
    ]
    return bars(say("全部行的去处"), sums)
