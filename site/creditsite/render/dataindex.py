"""The machine index of the open data: what a program that keeps a copy reads first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from creditsite import ledger
from creditsite.ledger import Base
from creditsite.model.kinds import kind
from creditsite.model.rows import Outcome
from creditsite.render.deltas import Delta
from creditsite.render.feeditems import REMEMBERED
from creditsite.render.packaging import DUTIES, Written, version
from creditsite.render.source import Source
from creditsite.render.tableforms import as_jsonl
from creditsite.render.tables import count, tables


@dataclass(slots=True)
class Book:
    """What is known of the files of a release when all are written."""

    written: list[Written] = field(default_factory=list)
    deltas: list[Delta] = field(default_factory=list)
    bases: tuple[Base, ...] = ()
    digest: str = ""  # state digest of all tables
    digests: dict[str, str] = field(default_factory=dict)  # of each


def removed_lines(source: Source) -> Iterator[bytes]:
    """What copies must delete: opaque ids of 90 days, with day and class of reason."""
    return as_jsonl(
        {"record_id": record_id, "removed_on": day.isoformat(), "reason_code": reason}
        for record_id, day, reason in ledger.removed(source.ledger, source.as_of - REMEMBERED)
    )


def index(source: Source, book: Book) -> dict[str, Any]:
    """`/data/index.json`."""
    site, base = source.site, source.site.base_url
    files = {one.path: one for one in book.written}
    return {
        "version": 1,
        "package_version": version(source),
        "release": source.release,
        "as_of": source.as_of.isoformat(),
        "next_expected": (source.as_of + timedelta(days=1)).isoformat(),
        "publisher": site.office,
        "demo": site.demo,
        "licence": {"title": site.data_licence, "url": site.data_licence_url},
        "duties": DUTIES,
        "counts": {table.name: count(table, source) for table in tables()},
        "balance": balance(source),
        "state_digest": book.digest,
        "table_digests": book.digests,
        "removed_url": f"{base}/data/removed.jsonl",
        "package_url": f"{base}/data/{source.release}/datapackage.json",
        "licence_url": f"{base}/data/{source.release}/LICENSE.txt",
        "catalogue_url": f"{base}/data/dcat.ttl",
        "resources": [
            {"table": one.table or None, "form": one.form, **_address(base, one)}
            for one in book.written
            if one.form != "delta"
        ],
        "history": [
            {"release": one.release, "as_of": one.as_of.isoformat(), "state_digest": one.digest}
            for one in book.bases
        ],
        "deltas": [
            {"from": one.base.release, "to": one.to, **_address(base, files[one.path])}
            for one in book.deltas
            if not one.days
        ],
        "windows": [
            {"days": one.days, "from": one.base.release, **_address(base, files[one.path])}
            for one in book.deltas
            if one.days
        ],
    }


def _address(base: str, one: Written) -> dict[str, Any]:
    return {
        "path": one.path,
        "url": f"{base}/{one.path}",
        "bytes": one.bytes,
        "sha256": one.sha256,
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
