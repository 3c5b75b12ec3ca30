"""Events: what changed between two releases, computed once; feeds, news and deltas read nothing else.

An event keeps no name and no text: it points at its record, and says who and what only while that is on display.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from creditsite.ledger.lines import forget_lines, keep_lines
from creditsite.ledger.read import _ENTRY, _entry, _exit
from creditsite.ledger.store import Ledger, transaction
from creditsite.ledger.withhold import CONTRADICTED
from creditsite.model.profile import Entry, Ref

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")

_OPS = {
    "listings": "listed",
    "commitments": "committed",
    "permits": "permitted",
    "penalties": "penalised",
    "ratings": "rated",
    "honours": "honoured",
    "inspections": "inspected",
}
_GONE = ("removed", "expired")  # said of an opaque id only


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change: `entry` and `subject` are empty where the record may no longer be named."""

    seq: int
    id: str  # permanent
    op: str
    kind: str
    list_kind: str
    record_id: str
    subject: Ref
    entry: Entry | None
    effective: date
    published: datetime  # +08:00
    cause: str  # source | rule | publisher


def stage_release(ledger: Ledger, release: str, as_of: date) -> None:
    """Notes a release that is being made, and the events that lead to it; a staged one before it is forgotten."""
    db = ledger.db
    with transaction(db):
        _forget_staged(ledger)
        if db.execute("SELECT 1 FROM release WHERE id = ?", (release,)).fetchone():
            return
        baseline = db.execute("SELECT COUNT(*) FROM release").fetchone()[0] == 0
        db.execute(
            "INSERT INTO release (id, as_of, state) VALUES (?, ?, 'staged')", (release, str(as_of))
        )
        told = db.execute(
            "SELECT COUNT(*) FROM event WHERE published >= ?", (str(as_of),)
        ).fetchone()[0]
        db.execute("DROP TABLE IF EXISTS temp.change")
        db.execute("CREATE TEMP TABLE change (op, kind, list_kind, record_id, effective, cause)")
        db.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?)", _changes(ledger, as_of))
        changes = db.execute("SELECT * FROM change ORDER BY effective, kind, record_id, op")
        db.executemany(
            "INSERT INTO event (op, kind, list_kind, record_id, effective, cause, release, published)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (*change, release, _stamp(change[4] if baseline else str(as_of), number))
                for number, change in enumerate(changes, start=told)
            ),
        )
        db.execute("DROP TABLE temp.change")


def _stamp(day: str, number: int) -> str:
    """A time of its own for each event of a day, from midnight on, a second apart."""
    seconds = min(number, 86_399)
    moment = datetime.combine(date.fromisoformat(day), time(), BEIJING) + timedelta(seconds=seconds)
    return moment.isoformat()


def _changes(ledger: Ledger, as_of: date) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Every difference between what is shown and what will be: (op, kind, list, record, day, cause)."""
    today = str(as_of)
    now = ledger.db.execute(
        "SELECT r.kind, r.list_kind, r.record_id, r.dated, r.substance, r.disputed_on,"
        " COALESCE(json_extract(r.payload, '$.fulfilment'), ''), s.record_id, s.substance, s.disputed, s.fulfilment"
        " FROM record r LEFT JOIN shown s ON s.record_id = r.record_id AND s.kind <> 'exits'"
        " WHERE r.outcome = 'published' AND r.subject_id IS NOT NULL"
        f" AND r.kind IN ({', '.join('?' for _ in _OPS)})",
        tuple(_OPS),
    )
    for kind, list_kind, record_id, dated, substance, disputed, kept, was, *before in now:
        effective = min(dated or today, today)
        if was is None:
            yield _OPS[kind], kind, list_kind, record_id, effective, "source"
            continue
        if kept != before[2]:
            op = {"fulfilled": "fulfilled", "partly": "broken", "unfulfilled": "broken"}.get(
                kept, "corrected"
            )
            yield op, kind, list_kind, record_id, today, "source"
        elif substance != before[0]:
            yield "corrected", kind, list_kind, record_id, today, "source"
        if bool(disputed) != bool(before[1]):
            op = "objected" if disputed else "objection_closed"
            yield op, kind, list_kind, record_id, today, "source"
    yield from _departures(ledger, today)


def _departures(ledger: Ledger, today: str) -> Iterator[tuple[str, str, str, str, str, str]]:
    gone = ledger.db.execute(
        "SELECT s.kind, s.record_id, s.publish_until, r.list_kind, r.outcome, r.exit_until,"
        " json_extract(r.payload, '$.delisted_on'), r.mark"
        " FROM shown s LEFT JOIN record r ON r.record_id = s.record_id"
        " WHERE r.outcome IS NULL OR r.outcome <> 'published' OR r.subject_id IS NULL"
    )
    for kind, record_id, until, list_kind, outcome, exit_until, left, mark in gone:
        if exit_until:
            if kind != "exits":
                yield "exited", kind, list_kind, record_id, left or today, "source"
        elif outcome == "not_shown" and (kind == "exits" or (until and until <= today)):
            yield "expired", "listings" if kind == "exits" else kind, "", record_id, today, "rule"
        else:
            cause = "rule" if mark == CONTRADICTED else "source"
            yield "removed", "listings" if kind == "exits" else kind, "", record_id, today, cause


def _forget_staged(ledger: Ledger) -> None:
    forget_lines(ledger.db)
    ledger.db.execute(
        "DELETE FROM event WHERE release IN (SELECT id FROM release WHERE state = 'staged')"
    )
    ledger.db.execute("DELETE FROM release WHERE state = 'staged'")


def finish_release(ledger: Ledger, release: str) -> None:
    """Makes a staged release the current one: what it shows is what the next one is compared with."""
    db = ledger.db
    with transaction(db):
        state = db.execute("SELECT state FROM release WHERE id = ?", (release,)).fetchone()
        if state is None or state[0] != "staged":
            return
        db.execute("DELETE FROM shown")
        db.execute(
            "INSERT INTO shown SELECT record_id, kind, substance,"
            " COALESCE(json_extract(payload, '$.fulfilment'), ''), disputed_on, publish_until FROM record"
            " WHERE outcome = 'published' AND subject_id IS NOT NULL"
            f" AND kind IN ({', '.join('?' for _ in _OPS)})",
            tuple(_OPS),
        )
        db.execute(
            "INSERT INTO shown SELECT record_id, 'exits', substance, '', '', '' FROM record"
            " WHERE outcome = 'not_shown' AND exit_until <> '' AND subject_id IS NOT NULL"
        )
        db.execute(
            "INSERT INTO display_end SELECT suppress, list_kind, MIN(publish_until) FROM record"
            " WHERE outcome = 'published' AND publish_until <> '' AND (kind IN ('listings', 'penalties')"
            " OR (kind = 'commitments' AND json_extract(payload, '$.fulfilment') IN ('partly', 'unfulfilled')))"
            " GROUP BY suppress, list_kind"
            " ON CONFLICT (suppress, list_kind) DO UPDATE SET until = MIN(until, excluded.until)"
        )
        keep_lines(db, release)
        db.execute("UPDATE release SET state = 'old' WHERE state = 'current'")
        db.execute("UPDATE release SET state = 'current' WHERE id = ?", (release,))


def recover(ledger: Ledger, current: str) -> None:
    """Heals a run that was cut off: a staged release counts if it was switched to, else it never was."""
    staged = ledger.db.execute("SELECT id FROM release WHERE state = 'staged'").fetchone()
    if staged is None:
        return
    if staged[0] == current:
        finish_release(ledger, current)
    else:
        with transaction(ledger.db):
            _forget_staged(ledger)


# An event is told while its record is on display; a departure while it is not, an exit while it is announced.
_SAYABLE = """
CASE WHEN e.op = 'exited' THEN record.exit_until <> '' AND record.outcome = 'not_shown'
     WHEN e.op IN ('removed', 'expired') THEN COALESCE(record.outcome, '') <> 'published' OR record.subject_id IS NULL
     ELSE record.outcome = 'published' AND record.subject_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM event gone WHERE gone.record_id = e.record_id AND gone.seq > e.seq
             AND gone.op IN ('removed', 'expired', 'exited')) END
"""


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
    """Events, newest first; those whose record is no longer on display are said of its opaque id only.

    With `named`, only those that name somebody: what readers are told as news.
    """
    where = [_SAYABLE, "e.op NOT IN ('removed', 'expired')"] if named else [_SAYABLE]
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
        "SELECT e.seq, e.op, e.kind, e.list_kind, e.record_id, e.effective, e.published, e.cause,"
        f" s.id, s.name, s.region_code, record.exit_until, {_ENTRY}"
        " FROM event e LEFT JOIN record ON record.record_id = e.record_id"
        " LEFT JOIN subject s ON s.id = record.subject_id"
        f" WHERE {' AND '.join(where)}"
        " ORDER BY e.seq DESC LIMIT ?",
        (*values, -1 if limit is None else limit),
    )
    for row in rows:
        yield _event(row)


def _event(row: tuple[Any, ...]) -> Event:
    seq, op, kind, list_kind, record_id, effective, published, cause, *about = row
    subject_id, name, region, exit_until, *stored = about
    named = op not in _GONE and subject_id is not None
    entry = None
    if named:
        values = tuple(stored)
        entry = (
            _exit((values[0], values[1], values[2], exit_until))
            if op == "exited"
            else _entry(values)
        )
    return Event(
        seq=seq, id=str(seq), op=op, kind=kind, list_kind=list_kind, record_id=record_id,
        subject=Ref(subject_id, name, region) if named else Ref("", ""), entry=entry,
        effective=date.fromisoformat(effective), published=datetime.fromisoformat(published), cause=cause,
    )  # fmt: skip


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


def releases(ledger: Ledger) -> tuple[tuple[str, date, str], ...]:
    """Every release that was made, oldest first: id, the day it speaks for, state."""
    rows = ledger.db.execute("SELECT id, as_of, state FROM release ORDER BY seq")
    return tuple((one, date.fromisoformat(day), state) for one, day, state in rows)
