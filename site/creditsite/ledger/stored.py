"""What the open data says of records and subjects, as it is stored: a million records without a million objects."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from creditsite.ledger.persons import NOT_PERSONS
from creditsite.ledger.read import _ENTRY, _EXITS, _LISTS, EXIT_FIELDS, _records_of
from creditsite.ledger.schema import on_display
from creditsite.ledger.store import Ledger
from creditsite.model.config import Site
from creditsite.model.fields import from_plain
from creditsite.model.levels import levels
from creditsite.model.profile import Level
from creditsite.model.records import Rating, Subject


class Stored(NamedTuple):
    """A record on display in plain values: dates in ISO form, none where there is none."""

    record_id: str
    subject_id: str
    subject_name: str
    values: Mapping[str, Any]  # as `as_plain` gave them: the filled fields, public or not
    publish_until: str | None
    until_because: str
    repair_from: str | None
    disputed_on: str | None
    mark: str


class Outline(NamedTuple):
    """A subject without its records: who it is, how it stands, and which records there are."""

    id: str
    row_id: str
    subject: Subject
    names: tuple[str, ...]  # others it was sent under
    standing: str
    level: Level | None
    disputed: bool
    record_ids: Mapping[str, list[str]]  # by kind
    publish_until: str  # the earliest end of display; empty where there is none


_STORED = (
    "SELECT record.record_id, COALESCE(s.id, ''), COALESCE(s.name, ''), record.payload,"
    " NULLIF(record.publish_until, ''), record.until_because, NULLIF(record.repair_from, ''),"
    " NULLIF(record.disputed_on, ''), record.mark FROM record"
    " LEFT JOIN subject s ON s.id = record.subject_id"
)
_STORED_EXITS = (
    f"SELECT record.record_id, s.id, s.name, record.payload, record.exit_until {_EXITS} {{}}"
    " ORDER BY json_extract(record.payload, '$.delisted_on') DESC, record.record_id"
)
_OUTLINES = f"""
SELECT s.id, own.id, s.payload, s.names, s.standing, s.level, record.record_id, record.kind, record.outcome,
       CASE record.outcome WHEN 'published' THEN record.publish_until ELSE record.exit_until END,
       record.disputed_on, CASE record.kind WHEN 'ratings' THEN record.payload END
  FROM subject s JOIN subject_row own USING (key)
  LEFT JOIN record ON record.subject_id = s.id AND record.kind <> 'subjects'
   AND {on_display()}
 WHERE {NOT_PERSONS.format("s.id")} {{}} ORDER BY s.id, record.kind, record.dated DESC, record.record_id
"""
_CHANGED = "s.id IN (SELECT id FROM temp.changed)"
_RECORD = itemgetter(6, 7, 8, 9, 10, 11)


def stored(ledger: Ledger, kind: str, *, changed: bool = False) -> Iterator[Stored]:
    """The records of a kind that are on display, newest first: those of `entries`.

    Only those that may have `changed`: of subjects that `note_changed` noted, and of no subject.
    """
    where, values = _records_of(kind)
    whose = "record.subject_id IS NULL OR record.subject_id IN (SELECT id FROM temp.changed)"
    those = f" AND ({whose})" if changed else ""
    rows = ledger.db.execute(
        f"{_STORED} {where}{those} ORDER BY record.dated DESC, record.record_id", values
    )
    for record_id, subject_id, name, payload, *rest in rows:
        yield Stored(record_id, subject_id, name, json.loads(payload), *rest)


def digest_of_others(ledger: Ledger, kind: str) -> str:
    """A digest of what `entries` gives of a kind, in its order, that belongs to no subject with a page."""
    where, values = _records_of(kind, persons=True)
    return digest_of_rows(
        ledger.db.execute(
            f"SELECT record.list_kind, {_ENTRY} FROM record {where} AND record.subject_id IS NULL"
            " ORDER BY record.dated DESC, record.record_id",
            values,
        )
    )


def digest_of_rows(rows: Iterable[object]) -> str:
    """A digest of what is said one by one, in its order; none of it is held."""
    sha = sha256()
    for row in rows:
        sha.update(repr(row).encode())
    return sha.hexdigest()


def stored_exits(ledger: Ledger, *, changed: bool = False) -> Iterator[Stored]:
    """Listings left, newest exit first, as long as the exit is announced: those of `exits`."""
    rows = ledger.db.execute(_STORED_EXITS.format(f"AND {_CHANGED}" if changed else ""))
    for record_id, subject_id, name, payload, until in rows:
        sent = json.loads(payload)
        values = {one: sent[one] for one in EXIT_FIELDS if one in sent}
        yield Stored(record_id, subject_id, name, values, until, "", None, None, "")


def outlines(
    ledger: Ledger, site: Site, as_of: date, *, changed: bool = False
) -> Iterator[Outline]:
    """Every subject with a page that is no natural person, ordered by id; only those who have `changed`."""
    told = ledger.db.execute(_OUTLINES.format(f"AND {_CHANGED}" if changed else ""))
    for _, group in groupby(told, itemgetter(0)):
        rows = list(group)
        subject_id, row_id, payload, names, stands = rows[0][:5]
        found: dict[str, list[str]] = {}
        ends, ratings, disputed = [], list[Rating](), False
        for record_id, kind, outcome, end, disputed_on, rating in map(_RECORD, rows):
            if record_id is None:  # a subject about whom nothing is on display
                continue
            shown = outcome == "published"
            found.setdefault(kind if shown else "exits", []).append(record_id)
            if end and (kind in _LISTS or disputed_on):
                ends.append(end)
            if shown and disputed_on:
                disputed = True
            if shown and rating:
                ratings.append(from_plain(Rating, json.loads(rating)))
        yield Outline(
            subject_id,
            row_id,
            from_plain(Subject, json.loads(payload)),
            tuple(name for name, _ in json.loads(names)) if names != "[]" else (),
            stands,
            levels(ratings, site, as_of)[0] if ratings else None,
            disputed,
            found,
            min(ends, default=""),
        )
