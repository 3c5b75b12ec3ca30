"""Events: what changed between two releases, computed once; feeds, news and deltas read nothing else.

An event keeps no name and no text: it points at its record, and says who and what only while that is on display.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from creditsite.ledger.changes import DEPARTURES, PAGES
from creditsite.ledger.read import _ENTRY, _entry, _exit
from creditsite.ledger.store import Ledger
from creditsite.model.profile import Entry, Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change: `entry` and `subject` are empty where the record may no longer be named, and for prose."""

    seq: int
    id: str  # permanent
    op: str
    kind: str
    list_kind: str
    record_id: str  # of prose: section/slug
    subject: Ref
    entry: Entry | None  # as it is now
    effective: date
    published: datetime  # +08:00
    updated: datetime  # when the newest event of its record was published, for then what it says may have changed
    cause: str  # source | rule | publisher
    region: str  # district, as it was then
    platforms: tuple[str, ...]  # keys of topics, as they were then
    reason: str  # class of reason, where the record was removed by an order


@dataclass(frozen=True, slots=True)
class Grave:
    """An event that may no longer be told: its id alone, when it ended, and by what kind of event."""

    id: str
    when: datetime
    op: str


# An event is told until its record leaves, a departure until its record comes back, an exit while it is announced.
_SAYABLE = f"""
e.gone IS NULL AND CASE
  WHEN e.op IN {DEPARTURES} THEN COALESCE(record.outcome, '') <> 'published' OR record.subject_id IS NULL
  WHEN record.subject_id IS NULL THEN 0
  WHEN record.outcome = 'published' THEN e.op <> 'exited'
  ELSE e.op IN ('exited', 'corrected') AND record.exit_until <> '' AND record.outcome = 'not_shown' END
"""
_COMPANY = (
    "COALESCE(s.entity_kind, '') <> 'natural_person'"
    " AND COALESCE(json_extract(record.payload, '$.entity_kind'), '') <> 'natural_person'"
)
_COLUMNS = f"""
e.seq, e.op, e.kind, e.list_kind, e.record_id, e.effective, e.published, e.cause, e.region, e.platforms,
(SELECT MAX(n.published) FROM event n WHERE n.record_id = e.record_id AND n.seq > e.seq),
(SELECT COUNT(*) FROM event n WHERE n.record_id = e.record_id AND n.seq > e.seq),
(SELECT removed.reason_code FROM record_id i JOIN removed USING (suppress) WHERE i.id = e.record_id),
s.id, s.name, s.region_code, record.exit_until, record.outcome, {_ENTRY}
"""
_JOINED = (
    "event e LEFT JOIN record ON record.record_id = e.record_id"
    " LEFT JOIN subject s ON s.id = record.subject_id"
)


def events(
    ledger: Ledger,
    *,
    list_kind: str = "",
    kind: str = "",
    ops: tuple[str, ...] = (),
    region: str = "",
    subject_id: str = "",
    named: bool = False,
    limit: int | None = None,
) -> Iterator[Event]:
    """Events of records, newest first; those whose record is no longer on display are said of its opaque id only.

    With `named`, only those that name somebody who is no natural person: what readers are told as news.
    """
    where = [_SAYABLE, f"e.kind <> '{PAGES}'"]
    if named:
        where += [f"e.op NOT IN {DEPARTURES}", _COMPANY]
    values: list[str] = []
    for clause, value in (
        ("e.list_kind = ?", list_kind),
        ("e.kind = ?", kind),
        ("s.region_code = ?", region),
        ("s.id = ?", subject_id),
    ):
        if value:
            where.append(clause)
            values.append(value)
    if ops:
        where.append(f"e.op IN ({', '.join('?' for _ in ops)})")
        values.extend(ops)
    rows = ledger.db.execute(
        f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {' AND '.join(where)} ORDER BY e.seq DESC LIMIT ?",
        (*values, -1 if limit is None else limit),
    )
    for row in rows:
        yield _event(row)


def leavings(ledger: Ledger) -> Iterator[tuple[str, int]]:
    """Each record whose leaving of a list is announced, with the place of the release that told of it."""
    yield from ledger.db.execute(
        "SELECT e.record_id, MAX(release.seq) FROM event e JOIN record USING (record_id)"
        f" JOIN release ON release.id = e.release WHERE e.op = 'exited' AND {_SAYABLE} GROUP BY 1 ORDER BY 1"
    )


def release_places(ledger: Ledger) -> dict[str, int]:
    """Release → its place in the order in which releases were made."""
    return dict(ledger.db.execute("SELECT id, seq FROM release"))


def filed(ledger: Ledger, topic: str, first: int, last: int) -> list[int]:
    """The numbers in [first, last) of the events of a topic, newest first."""
    rows = ledger.db.execute(
        "SELECT seq FROM topic_event WHERE topic = ? AND seq >= ? AND seq < ? ORDER BY seq DESC",
        (topic, first, last),
    )
    return [seq for (seq,) in rows]


_TOLD = f"""
SELECT {_COLUMNS} FROM {_JOINED} WHERE e.seq IN (SELECT value FROM json_each(?)) AND {_COMPANY}
   AND CASE WHEN e.kind = '{PAGES}' THEN e.gone IS NULL AND e.op <> 'removed' ELSE {_SAYABLE} END
 ORDER BY e.seq DESC
"""


def told(ledger: Ledger, numbers: Sequence[int]) -> Iterator[Event]:
    """The events with these numbers that feeds may tell, newest first, of no natural person."""
    for row in ledger.db.execute(_TOLD, (json.dumps(numbers),)):
        yield _event(row)


def tellings(ledger: Ledger, numbers: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """The events that `told` gives: number, address where it is prose, and a digest of all that is told of it."""
    for row in ledger.db.execute(_TOLD, (json.dumps(numbers),)):
        page = row[4] if row[2] == PAGES else ""
        yield row[0], page, hashlib.sha256(repr(row).encode()).hexdigest()


def _event(row: tuple[Any, ...]) -> Event:
    """The event of a row; where several were changed by one, each has a time of its own, a microsecond apart."""
    seq, op, kind, list_kind, record_id, effective, published, cause, region, platforms, *rest = row
    later, behind, reason, subject_id, name, district, exit_until, outcome, *stored = rest
    named = op not in DEPARTURES and subject_id is not None
    entry = None
    if named:
        exited = outcome != "published"
        entry = (
            _exit((stored[0], stored[1], stored[2], exit_until))
            if exited
            else _entry(tuple(stored))
        )
    return Event(
        seq=seq, id=str(seq), op=op, kind=kind, list_kind=list_kind, record_id=record_id,
        subject=Ref(subject_id, name, district) if named else Ref("", ""), entry=entry,
        effective=date.fromisoformat(effective), published=datetime.fromisoformat(published),
        updated=datetime.fromisoformat(later or published) - timedelta(microseconds=behind),
        cause=cause, region=region,
        platforms=tuple(platforms.split()), reason=reason or "",
    )  # fmt: skip


def graves(ledger: Ledger, topic: str, first: int, last: int) -> Iterator[Grave]:
    """The events of a topic with a number in [first, last) that may no longer be told, newest first."""
    rows = ledger.db.execute(
        "SELECT t.seq, gone.published, gone.op FROM topic_event t JOIN event e ON e.seq = t.seq"
        " JOIN event gone ON gone.seq = e.gone WHERE t.topic = ? AND t.seq >= ? AND t.seq < ?"
        " ORDER BY t.seq DESC",
        (topic, first, last),
    )
    for seq, published, op in rows:
        yield Grave(str(seq), datetime.fromisoformat(published), op)


def buried(ledger: Ledger, topic: str, since: date, limit: int) -> Iterator[Grave]:
    """The events of a topic that ended since a day, the newest end first, on whichever page they stood."""
    rows = ledger.db.execute(
        "SELECT e.seq, gone.published, gone.op FROM event e JOIN event gone ON gone.seq = e.gone"
        " JOIN topic_event t ON t.topic = ? AND t.seq = e.seq"
        " WHERE e.gone >= (SELECT MIN(first_event) FROM release WHERE as_of >= ?)"
        " ORDER BY e.gone DESC, e.seq DESC LIMIT ?",
        (topic, str(since), limit),
    )
    for seq, published, op in rows:
        yield Grave(str(seq), datetime.fromisoformat(published), op)


def removed(ledger: Ledger, since: date) -> Iterator[tuple[str, date, str]]:
    """Opaque ids of the rows whose removal became known since a day: (id, day of the decision, reason)."""
    rows = ledger.db.execute(
        "SELECT i.id, removed.removed_on AS day, removed.reason_code FROM removed JOIN record_id i USING (suppress)"
        " WHERE removed.known_on >= :since"
        " UNION SELECT i.id, w.removed_on, w.reason_code"
        " FROM whole_subject w JOIN subject_row i ON i.key = w.subject_key"
        " WHERE w.known_on >= :since ORDER BY day DESC, 1",
        {"since": str(since)},
    )
    for record_id, on, reason in rows:
        yield record_id, date.fromisoformat(on), reason


def revisions(ledger: Ledger) -> Iterator[tuple[str, date]]:
    """Pages of prose that were written anew, by section/slug, each with the day of the last time."""
    rows = ledger.db.execute(
        f"SELECT record_id, MAX(effective) FROM event WHERE kind = '{PAGES}' AND op = 'revised' GROUP BY record_id"
    )
    for path, day in rows:
        yield path, date.fromisoformat(day)


def releases(ledger: Ledger) -> tuple[tuple[str, date, str], ...]:
    """Every release that was made, oldest first: id, the day it speaks for, state."""
    rows = ledger.db.execute("SELECT id, as_of, state FROM release ORDER BY seq")
    return tuple((one, date.fromisoformat(day), state) for one, day, state in rows)
