"""A release in the ledger: staged with its events, then finished or forgotten; what was cut off heals."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta, timezone
from itertools import chain

from creditsite.ledger.changes import ENDINGS, OPS, among_these, page_changes, record_changes
from creditsite.ledger.differing import note_finished
from creditsite.ledger.drawn import note_drawn, note_hand
from creditsite.ledger.lines import forget_lines, keep_lines
from creditsite.ledger.movement import over
from creditsite.ledger.printed import forget_prints
from creditsite.ledger.sayings import forget_sayings
from creditsite.ledger.store import Ledger, transaction
from creditsite.ledger.topics import file_events, name_topics, unfile_events
from creditsite.model.config import Site
from creditsite.model.prose import Page

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
_DAY = 86_400_000  # milliseconds
# When display of what weighs on a subject ends or has ended, for good: also by its source, whatever it sends later.
_NOTE_ENDS = f"""
INSERT INTO display_end SELECT suppress, list_kind, MIN(COALESCE(NULLIF(publish_until, ''), d.day))
  FROM record, (SELECT ? AS day) d
 WHERE (outcome = 'published' AND publish_until <> ''
  OR {over("d.day")})
  AND (kind IN ('listings', 'penalties')
   OR (kind = 'commitments' AND json_extract(payload, '$.fulfilment') IN ('partly', 'unfulfilled')))
  {{those}} GROUP BY suppress, list_kind
 ON CONFLICT (suppress, list_kind) DO UPDATE SET until = MIN(until, excluded.until)
"""
_EARLIEST = "1990-01-02"  # readers take an earlier time for a mistake


def stage_release(
    ledger: Ledger,
    release: str,
    as_of: date,
    site: Site | None = None,
    pages: Iterable[Page] | None = None,
    hand: str = "",
    among: Collection[str] | None = None,
) -> None:
    """Notes a release that is being made, and the events that lead to it; a staged one before it is forgotten.

    Where it is known that only records with some ids have changed, they are `among`. `site` says which lists are lists
    of dishonesty; without `pages` nothing is said of prose. `hand` is the digest of what draws the release.
    """
    db = ledger.db
    with transaction(db):
        _forget_staged(ledger)
        forget_prints(ledger)
        if db.execute("SELECT 1 FROM release WHERE id = ?", (release,)).fetchone():
            return
        note_hand(ledger, release, hand)
        (releases,) = db.execute("SELECT COUNT(*) FROM release").fetchone()
        (newest,) = db.execute("SELECT COALESCE(MAX(seq), 0) FROM event").fetchone()
        db.execute(
            "INSERT INTO release (id, as_of, state, first_event) VALUES (?, ?, 'staged', ?)",
            (release, str(as_of), newest + 1),
        )
        written = page_changes(ledger, pages, as_of) if pages is not None else ()
        db.execute(
            "CREATE TEMP TABLE change (op, kind, list_kind, record_id, effective, cause, substance)"
        )
        db.executemany(
            "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)",
            chain(record_changes(ledger, as_of, among), written),
        )
        _enter_events(ledger, release, as_of, baseline=releases == 0)
        db.execute("DROP TABLE change")
        if releases:
            _bury(ledger, newest + 1)
        file_events(ledger, newest + 1, site, baseline=releases == 0)
        name_topics(ledger)


def _enter_events(ledger: Ledger, release: str, as_of: date, *, baseline: bool) -> None:
    db = ledger.db
    (told,) = db.execute(
        "SELECT COUNT(*) FROM event WHERE seq >= (SELECT MIN(first_event) FROM release WHERE as_of >= ?)",
        (str(as_of),),
    ).fetchone()
    changes = db.execute(
        "SELECT op, kind, list_kind, record_id, effective, cause, substance FROM change"
        " ORDER BY effective, kind, record_id, op"
    )
    db.executemany(
        "INSERT INTO event (op, kind, list_kind, record_id, effective, cause, substance, release, published)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *change,
                release,
                _stamp(max(change[4], _EARLIEST) if baseline else str(as_of), number),
            )
            for number, change in enumerate(changes, start=told)
        ),
    )


def _stamp(day: str, number: int) -> str:
    """A time of its own for each event of a day: from midnight on, a millisecond apart, so that none lies ahead."""
    moment = datetime.combine(date.fromisoformat(day), time(), BEIJING)
    moment += timedelta(milliseconds=min(number, _DAY - 1))
    return moment.isoformat(timespec="milliseconds")


def _bury(ledger: Ledger, first: int) -> None:
    """What was told of a record ends when it leaves, and what was told of its leaving when it comes back."""
    turns = (*ENDINGS, *OPS.values(), "posted")
    ledger.db.execute(
        "UPDATE event SET gone = turn.seq FROM"
        " (SELECT record_id, MAX(seq) AS seq FROM event WHERE seq >= ?"
        f" AND op IN ({', '.join('?' for _ in turns)}) GROUP BY record_id) turn"
        " WHERE event.record_id = turn.record_id AND event.seq < turn.seq AND event.gone IS NULL",
        (first, *turns),
    )


def _forget_staged(ledger: Ledger) -> None:
    db = ledger.db
    forget_lines(db)
    staged = db.execute("SELECT MIN(first_event) FROM release WHERE state = 'staged'").fetchone()
    if staged[0] is None:
        return
    unfile_events(ledger, staged[0])
    db.execute("DELETE FROM event WHERE seq >= ?", staged)
    db.execute("UPDATE event SET gone = NULL WHERE gone >= ?", staged)
    db.execute("DELETE FROM release WHERE state = 'staged'")


def finish_release(ledger: Ledger, release: str, among: Collection[str] | None = None) -> None:
    """Makes a staged release the current one: what it shows is what the next one is compared with.

    Where it is known that only records with some ids have changed, they are `among`.
    """
    db = ledger.db
    these, asked = among_these(ledger, among)
    those = f" AND record_id IN ({these})" if these else ""
    with transaction(db):
        state = db.execute("SELECT state, as_of FROM release WHERE id = ?", (release,)).fetchone()
        if state is None or state[0] != "staged":
            return
        db.execute(f"DELETE FROM shown WHERE true{those}", asked)
        db.execute(
            "INSERT INTO shown SELECT record_id, kind, substance,"
            " COALESCE(json_extract(payload, '$.fulfilment'), ''), disputed_on, publish_until FROM record"
            " WHERE outcome = 'published' AND subject_id IS NOT NULL"
            f" AND kind IN ({', '.join(map(repr, OPS))}){those}",
            asked,
        )
        db.execute(
            "INSERT INTO shown SELECT record_id, 'exits', substance, '', '', '' FROM record"
            f" WHERE outcome = 'not_shown' AND exit_until <> '' AND subject_id IS NOT NULL{those}",
            asked,
        )
        db.execute(_NOTE_ENDS.format(those=those), (state[1], *asked))
        keep_lines(db, release)
        note_drawn(ledger, release)
        db.execute("DELETE FROM printed WHERE release <> ?", (release,))
        forget_sayings(ledger)
        note_finished(db, release)
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
