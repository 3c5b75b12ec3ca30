"""Reading the ledger: profiles streamed in order, registers page by page, always in the same order."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from creditsite.ledger.persons import NOT_PERSONS, full_name, person_count
from creditsite.ledger.remembered import beginning, remembered
from creditsite.ledger.schema import END, on_display
from creditsite.ledger.store import Ledger
from creditsite.model.config import Site
from creditsite.model.fields import from_plain
from creditsite.model.kinds import KINDS
from creditsite.model.levels import levels
from creditsite.model.profile import Entry, Profile, Ref
from creditsite.model.records import Listing, Subject
from creditsite.model.standing import standing

_ENTRY = (
    "record.record_id, record.kind, record.payload, record.publish_until, record.until_because,"
    " record.repair_from, record.disputed_on, record.mark"
)
SUMMARY = "id, name, region_code, entity_kind, roles, standing, level, level_scheme"
EXIT_FIELDS = (
    "list_kind", "list_name", "subject_name", "uscc", "delisted_on", "delist_reason", "delisted_by",
    "delist_document_no",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject in one line, as lists and search name it."""

    id: str
    name: str
    region_code: str
    entity_kind: str
    roles: tuple[str, ...]
    standing: str
    level: str
    level_scheme: str


@cache
def _class_of(kind: str) -> type[Any]:
    return next(k.record_class for k in KINDS if k.name == kind)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _entry(row: tuple[Any, ...]) -> Entry:
    record_id, kind, payload, until, because, repair, disputed, mark = row
    record = from_plain(_class_of(kind), json.loads(payload))
    return Entry(record_id, kind, record, _day(until), because, _day(repair), _day(disputed), mark)


def _exit(row: tuple[Any, ...]) -> Entry:
    """A listing left: only what the announcement of the exit says, nothing of why it was entered."""
    values = json.loads(row[2])
    kept = {name: values[name] for name in EXIT_FIELDS if name in values}
    return Entry(row[0], "exits", from_plain(Listing, kept), _day(row[3]))


def profiles(
    ledger: Ledger,
    site: Site,
    as_of: date,
    first: str = "",
    last: str = "",
    *,
    persons: bool = True,
) -> Iterator[Profile]:
    """Every subject with a page, joined, ordered by id, `first` <= id < `last`; one at a time."""
    for subject, rows in of_subjects(ledger, first, last, persons=persons):
        one = profile_of(subject, rows, site, as_of)
        asked = full_name(ledger, one.id)
        yield replace(one, full_name=asked) if asked else one


Group = tuple[tuple[str, str, str], list[tuple[Any, ...]]]


def of_subjects(
    ledger: Ledger, first: str = "", last: str = "", *, persons: bool = True
) -> Iterator[Group]:
    """What the ledger holds of each subject with a page: (id, payload, names), and a row for each record shown."""
    of_all = "" if persons else f" AND {NOT_PERSONS.format('s.id')}"
    rows = ledger.db.execute(
        f"SELECT s.id, s.payload, s.names, record.exit_until, record.outcome, {_ENTRY}"
        " FROM subject s LEFT JOIN record ON record.subject_id = s.id AND record.kind <> 'subjects'"
        f" AND {on_display()}"
        f" WHERE s.id >= ? AND s.id < ?{of_all}"
        " ORDER BY s.id, record.kind, record.dated DESC, record.record_id",
        (first, last or END),
    )
    for _, group in groupby(rows, key=itemgetter(0)):
        held = list(group)
        yield held[0][:3], [row[3:] for row in held]


def profile(ledger: Ledger, site: Site, as_of: date, subject_id: str) -> Profile | None:
    """One subject's profile, or nothing where it has no page."""
    return next(profiles(ledger, site, as_of, subject_id, subject_id + "\x00"), None)


def profile_of(
    of: tuple[str, str, str], rows: list[tuple[Any, ...]], site: Site, as_of: date
) -> Profile:
    """The profile that one group of `of_subjects` makes."""
    subject_id, payload, names = of
    by_kind: dict[str, list[Entry]] = {}
    disputes: list[Entry] = []
    for exit_until, outcome, *values in rows:
        if values[0] is None:  # a subject about whom nothing is on display
            continue
        one = _entry(tuple(values)) if outcome == "published" else _exit((*values[:3], exit_until))
        by_kind.setdefault(one.kind, []).append(one)
        if one.disputed_on:
            disputes.append(one)
    entries = {kind: tuple(found) for kind, found in by_kind.items()}
    lists: dict[str, Any] = {name: entries.get(name, ()) for name in _LISTS}
    subject = from_plain(Subject, json.loads(payload))
    listings = tuple(e.record for e in entries.get("listings", ()))
    return Profile(
        id=subject_id,
        name=subject.subject_name,
        names=tuple((name, _day(dated)) for name, dated in json.loads(names)),
        subject=subject,
        standing=standing(listings, bool(entries.get("penalties")), site),
        levels=levels((e.record for e in entries.get("ratings", ())), site, as_of),
        **lists,
        objections=tuple(disputes),
    )


_LISTS = (
    "shops", "listings", "exits", "commitments", "permits", "penalties", "ratings", "honours",
    "inspections", "rectifications",
)  # fmt: skip


def subject_ids(ledger: Ledger) -> Iterator[str]:
    """The id of every subject with a page, in order."""
    for (one,) in ledger.db.execute("SELECT id FROM subject ORDER BY id"):
        yield one


def has_page(ledger: Ledger, subject_id: str) -> bool:
    """Whether there is a profile under this id."""
    found = ledger.db.execute("SELECT 1 FROM subject WHERE id = ?", (subject_id,)).fetchone()
    return found is not None


def record_kind(ledger: Ledger, record_id: str) -> str:
    """The kind of the record that was ever given this id; empty where none was."""
    found = ledger.db.execute("SELECT kind FROM record_id WHERE id = ?", (record_id,)).fetchone()
    return str(found[0]) if found else ""


def subject_count(
    ledger: Ledger,
    *,
    roles: tuple[str, ...] = (),
    region: str = "",
    standing: str = "",
    level: tuple[str, str] = ("", ""),
) -> int:
    """How many subjects that are no natural persons have a page, of any of the roles, of one region or standing."""
    return _count(ledger, "subject", *_subjects_of(roles, region, standing, level))


def _count(ledger: Ledger, table: str, where: str, values: tuple[str | int, ...]) -> int:
    def ask() -> int:
        return int(ledger.db.execute(f"SELECT COUNT(*) FROM {table} {where}", values).fetchone()[0])

    return remembered(ledger, (table, where, values), ask)


def _subjects_of(
    roles: tuple[str, ...], region: str, standing: str, level: tuple[str, str]
) -> tuple[str, tuple[str | int, ...]]:
    clauses = [NOT_PERSONS.format("id")]
    if roles:
        clauses.append("(" + " OR ".join("' ' || roles || ' ' LIKE ?" for _ in roles) + ")")
    values = [f"% {role} %" for role in roles]
    of = ("region_code", region), ("standing", standing)
    for name, value in (*of, ("level_scheme", level[0]), ("level", level[1])):
        if value:
            clauses.append(f"{name} = ?")
            values.append(value)
    return f"WHERE {' AND '.join(clauses)}", tuple(values)


def slices(ledger: Ledger, parts: int) -> tuple[tuple[str, str], ...]:
    """Ranges of subject ids, [first, last), of about equal size; the last one is open at its end."""
    count = subject_count(ledger) + person_count(ledger)
    step = max(1, -(-count // max(1, parts)))
    starts = [
        str(row[0])
        for row in ledger.db.execute(
            "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS n FROM subject)"
            " WHERE n % ? = 0 ORDER BY id",
            (step,),
        )
    ]
    return tuple(zip(starts, [*starts[1:], ""], strict=True))


def subject_rows(
    ledger: Ledger,
    *,
    roles: tuple[str, ...] = (),
    region: str = "",
    standing: str = "",
    level: tuple[str, str] = ("", ""),
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[SubjectRow]:
    """Subjects in one line each, ordered by name and id, of those that `subject_count` counts."""
    where, values = _subjects_of(roles, region, standing, level)
    skipped = 0
    if offset:
        found = beginning(ledger, ("subject", where, values), ("name", "id"), "name, id", offset)
        if found is None:
            return iter(())
        first, skipped = found
        where, values = f"{where} AND (name, id) >= (?, ?)", (*values, *first)
    keys = f"SELECT id FROM subject {where} ORDER BY name, id LIMIT ? OFFSET ?"
    rows = ledger.db.execute(
        f"SELECT {SUMMARY} FROM subject WHERE id IN ({keys}) ORDER BY name, id",
        (*values, -1 if limit is None else limit, skipped),
    )
    return (subject_row(*row) for row in rows)


def subject_row(
    key: str, name: str, code: str, kind: str, held: str, now: str, grade: str, scheme: str
) -> SubjectRow:
    """What the columns of `SUMMARY` say."""
    return SubjectRow(key, name, code, kind, tuple(held.split()), now, grade, scheme)


def entries(
    ledger: Ledger,
    kind: str,
    *,
    list_kind: str = "",
    limit: int | None = None,
    offset: int = 0,
    persons: bool = False,
) -> Iterator[tuple[Ref, Entry]]:
    """The records of a kind that are on display, newest first, each with its subject.

    Natural persons are on lists only, and only for whoever asks with `persons`.
    """
    where, values = _records_of(kind, list_kind, persons)
    order = "record.dated DESC, record.record_id"
    skipped = 0
    if limit is not None and offset:
        found = beginning(ledger, ("record", where, values), ("dated", "record_id"), order, offset)
        if found is None:
            return
        (day, key), skipped = found
        where += " AND record.dated <= ? AND (record.dated < ? OR record.record_id >= ?)"
        values = (*values, day, day, key)
    if limit is not None:  # a page reads the index only, whose keys then lead to the records
        keys = f"SELECT rowid FROM record {where} ORDER BY {order} LIMIT ? OFFSET ?"
        where, values = f"WHERE record.rowid IN ({keys})", (*values, limit, skipped)
    rows = ledger.db.execute(
        f"SELECT s.id, s.name, s.region_code, {_ENTRY} FROM record"
        f" LEFT JOIN subject s ON s.id = record.subject_id {where} ORDER BY {order}",
        values,
    )
    for one in rows:
        yield Ref(one[0] or "", one[1] or "", one[2] or ""), _entry(one[3:])


def _records_of(
    kind: str, list_kind: str = "", persons: bool = False
) -> tuple[str, tuple[str | int, ...]]:
    of_list = "AND record.list_kind = ? AND record.list_kind <> '' " if list_kind else ""
    companies = NOT_PERSONS.format("record.subject_id")
    whose = "" if persons or kind != "listings" else f" AND {companies}"
    return (
        f"WHERE record.kind = ? {of_list}AND record.outcome = 'published'{whose}",  # as the index
        (kind, list_kind) if list_kind else (kind,),
    )


def total(ledger: Ledger, kind: str, *, list_kind: str = "", persons: bool = False) -> int:
    """How many records `entries` gives without a limit."""
    return _count(ledger, "record", *_records_of(kind, list_kind, persons))


_EXITS = (
    "FROM record JOIN subject s ON s.id = record.subject_id WHERE record.kind = 'listings'"
    " AND record.exit_until <> '' AND record.outcome = 'not_shown' AND s.entity_kind <> 'natural_person'"
)


def exits(ledger: Ledger, list_kind: str = "") -> Iterator[tuple[Ref, Entry]]:
    """Listings left, newest exit first, as long as the exit is announced; no natural person's is."""
    rows = ledger.db.execute(
        "SELECT s.id, s.name, s.region_code, record.record_id, 'exits', record.payload, record.exit_until"
        f" {_EXITS} AND (? = '' OR record.list_kind = ?)"
        " ORDER BY json_extract(record.payload, '$.delisted_on') DESC, record.record_id",
        (list_kind, list_kind),
    )
    for one in rows:
        yield Ref(*one[:3]), _exit(one[3:])


def exit_count(ledger: Ledger) -> int:
    """How many exits are announced."""

    def ask() -> int:
        return int(ledger.db.execute(f"SELECT COUNT(*) {_EXITS}").fetchone()[0])

    return remembered(ledger, ("exits",), ask)
