"""Lines: which version of each published row stood in which release, so that deltas are worked out by SQL alone.

Only an opaque id and a checksum are kept of a row, and of a row that left the id alone: no delta can hold more of it.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice

from creditsite.ledger.store import Ledger, transaction

REACH = 31  # days that deltas go back
_BATCH = 1_000  # lines of each table


@dataclass(frozen=True, slots=True)
class Base:
    """An earlier release that a delta may start from."""

    seq: int
    release: str
    as_of: date
    digest: str  # state digest of what it published


# What a render notes goes into temporary tables, so that a preview can draw from a ledger that it only reads: `now`
# holds the rows of tables that are drawn, of others it is noted that they are kept. Rows come in the order of their
# tables and are put in that of their ids when all are there: a tree grows far slower at random.
_BEGIN = (
    "DROP TABLE IF EXISTS temp.now",
    "DROP TABLE IF EXISTS temp.kept",
    "DROP TABLE IF EXISTS temp.ended",
    "DROP TABLE IF EXISTS temp.noted",
    "DROP TABLE IF EXISTS temp.coming",
    "CREATE TEMP TABLE now (tbl TEXT, id TEXT, since INTEGER, digest BLOB, PRIMARY KEY (tbl, id)) WITHOUT ROWID",
    "CREATE TEMP TABLE kept (tbl TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TEMP TABLE ended (tbl TEXT, id TEXT, since INTEGER, until INTEGER)",
    "CREATE TEMP TABLE noted (seq INTEGER, digest TEXT)",
    "CREATE TEMP TABLE coming (tbl TEXT, id TEXT, since INTEGER, digest BLOB)",
)
_ARRIVED = (
    "INSERT INTO temp.now SELECT tbl, id, since, digest FROM temp.coming ORDER BY tbl, id",
    "DROP TABLE temp.coming",
)
_KEPT = "until = 0 AND tbl IN (SELECT tbl FROM temp.kept)"  # of lines: they stand as they are
_ENDED = """
INSERT INTO temp.ended SELECT tbl, id, since, until FROM line WHERE until > 0
UNION ALL
SELECT l.tbl, l.id, l.since, :seq FROM line l LEFT JOIN temp.now n USING (tbl, id)
 WHERE l.until = 0 AND l.tbl NOT IN (SELECT tbl FROM temp.kept) AND l.since < :seq AND (n.id IS NULL OR n.since = :seq)
"""
_STANDS = f"""
SELECT since FROM temp.now WHERE tbl = e.tbl AND id = e.id
UNION ALL SELECT since FROM line WHERE tbl = e.tbl AND id = e.id AND {_KEPT}
"""  # since when a row that ended in a version stands now


def begin_lines(ledger: Ledger, release: str) -> int:
    """Begins to note the rows of a release that is drawn; gives its place in the order of releases."""
    for statement in _BEGIN:
        ledger.db.execute(statement)
    found = ledger.db.execute(
        "SELECT seq FROM release WHERE id = ? UNION ALL SELECT COALESCE(MAX(seq), 0) + 1 FROM release",
        (release,),
    ).fetchone()
    return int(found[0])


@contextmanager
def noting(ledger: Ledger) -> Iterator[None]:
    """Rows are noted in the block, all in one go."""
    ledger.db.execute("BEGIN")
    try:
        yield
    finally:
        ledger.db.execute("COMMIT")


def note_lines(
    ledger: Ledger, seq: int, table: str, rows: Sequence[tuple[str, bytes]], after: int
) -> Iterator[tuple[int, int]]:
    """Notes some rows of the release that is drawn, each by its id and SHA-256.

    Gives (place among them, release since which it stands as it is) of those that changed after a release.
    """
    db, known = ledger.db, _standing(ledger, table, rows)
    stand = [known.get(row, seq) for row in rows]
    noted = ((table, *row, since) for row, since in zip(rows, stand, strict=True))
    db.executemany("INSERT INTO temp.coming (tbl, id, digest, since) VALUES (?, ?, ?, ?)", noted)
    yield from ((place, since) for place, since in enumerate(stand) if since > after)


def lines_stand(ledger: Ledger, table: str, rows: Sequence[tuple[str, bytes]]) -> bool:
    """Whether all of these rows stand in the last release as they are."""
    return _standing(ledger, table, rows).keys() >= set(rows)


def line_count(ledger: Ledger, table: str) -> int:
    """How many rows of a table stand in the last release."""
    found = ledger.db.execute(
        "SELECT COUNT(*) FROM line WHERE tbl = ? AND until = 0", (table,)
    ).fetchone()
    return int(found[0])


def _standing(
    ledger: Ledger, table: str, rows: Sequence[tuple[str, bytes]]
) -> dict[tuple[str, bytes], int]:
    """What stands in the last release of rows with the ids of these: since which release."""
    found = ledger.db.execute(
        "SELECT l.id, l.digest, l.since FROM json_each(?) i JOIN line l ON l.tbl = ? AND l.id = i.value"
        " WHERE l.until = 0",
        (json.dumps([row_id for row_id, _ in rows]), table),
    )
    return {(row_id, digest): since for row_id, digest, since in found}


def note_kept(ledger: Ledger, table: str, after: int) -> tuple[int, bool]:
    """Notes every row of a table that stands as the last release has it.

    Gives how many there are, and whether any of them changed after a release.
    """
    ledger.db.execute("INSERT INTO temp.kept VALUES (?)", (table,))
    found = ledger.db.execute(
        "SELECT 1 FROM line WHERE tbl = ? AND until = 0 AND since > ?", (table, after)
    )
    return line_count(ledger, table), found.fetchone() is not None


def kept_since(
    ledger: Ledger, table: str, ids: Sequence[str], after: int
) -> Iterator[tuple[int, int]]:
    """What `note_lines` gives, of some rows of a table that was noted as a whole."""
    yield from ledger.db.execute(
        "SELECT i.key, l.since FROM json_each(?) i JOIN line l ON l.tbl = ? AND l.id = i.value"
        " WHERE l.until = 0 AND l.since > ? ORDER BY i.key",
        (json.dumps(ids), table, after),
    )


def all_noted(ledger: Ledger, seq: int, tables: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Every row has been noted: those that are not there any more have left.

    Gives the state digest of all tables, and that of each: by them a copy that was kept in step proves that it equals
    ours. SHA-256 over a line for each row, sorted and each ended by a line feed: its id, a tab, the SHA-256 of its
    canonical JSON.
    """
    for statement in _ARRIVED:
        ledger.db.execute(statement)
    ledger.db.execute(_ENDED, {"seq": seq})
    ledger.db.execute("CREATE INDEX temp.ended_id ON ended (tbl, id)")
    of_all, of_each = hashlib.sha256(), {table: hashlib.sha256() for table in tables}
    sorted_lines = merge(*(_lines(ledger, table, sha) for table, sha in of_each.items()))
    while batch := "".join(islice(sorted_lines, _BATCH)):
        of_all.update(batch.encode())
    digest = of_all.hexdigest()
    ledger.db.execute("INSERT INTO temp.noted VALUES (?, ?)", (seq, digest))
    return digest, {table: sha.hexdigest() for table, sha in of_each.items()}


def _lines(ledger: Ledger, table: str, sha: "hashlib._Hash") -> Iterator[str]:
    """The line of each row of a table, in order; the digest of those before it is in `sha`."""
    kept = ledger.db.execute("SELECT 1 FROM temp.kept WHERE tbl = ?", (table,)).fetchone()
    rows = ledger.db.execute(
        "SELECT id || char(9) || lower(hex(digest)) || char(10)"
        f" FROM {'line' if kept else 'temp.now'} WHERE tbl = ?{' AND until = 0' if kept else ''} ORDER BY id",
        (table,),
    )
    while batch := [line for (line,) in rows.fetchmany(_BATCH)]:
        sha.update("".join(batch).encode())
        yield from batch


def bases(ledger: Ledger, seq: int, as_of: date) -> tuple[Base, ...]:
    """The releases before this one that deltas start from, oldest first: `REACH` days of them, and one before."""
    rows = ledger.db.execute(
        "SELECT r.seq, r.id, r.as_of, k.digest FROM line_release k JOIN release r USING (seq)"
        " WHERE r.seq < :seq AND r.seq >= COALESCE((SELECT MAX(o.seq) FROM line_release o JOIN release p USING (seq)"
        f"  WHERE o.seq < :seq AND p.as_of <= date(:today, '-{REACH} days')), 0) ORDER BY r.seq",
        {"seq": seq, "today": str(as_of)},
    )
    return tuple(Base(at, name, date.fromisoformat(day), digest) for at, name, day, digest in rows)


def stood(ledger: Ledger, table: str, row_id: str, at: int) -> bool:
    """Whether a row that is noted as changed since stood in the release at that place, in another version."""
    found = ledger.db.execute(
        "SELECT 1 FROM temp.ended WHERE tbl = ? AND id = ? AND since <= ? AND until > ?",
        (table, row_id, at, at),
    ).fetchone()
    return found is not None


def left_in_step(ledger: Ledger, at: int, to: int) -> Iterator[tuple[str, str]]:
    """(table, id) of rows that stood at one release and do not stand now as they did, but for those new at the next."""
    yield from ledger.db.execute(
        "SELECT DISTINCT e.tbl, e.id FROM temp.ended e"
        f" WHERE e.since <= ? AND e.until > ? AND COALESCE(({_STANDS}), 0) <> ? ORDER BY e.tbl, e.id",
        (at, at, to),
    )


def left_since(ledger: Ledger, at: int) -> Iterator[tuple[str, str]]:
    """(table, id) of rows that stood at that release or at a later one and are not there now."""
    yield from ledger.db.execute(
        "SELECT DISTINCT e.tbl, e.id FROM temp.ended e"
        f" WHERE e.until > ? AND NOT EXISTS ({_STANDS}) ORDER BY e.tbl, e.id",
        (at,),
    )


def stage_lines(ledger: Ledger, release: str) -> None:
    """Lays down what was noted, to be kept when the release is finished: what is new, and what left."""
    db = ledger.db
    seq, digest = db.execute("SELECT seq, digest FROM temp.noted").fetchone()
    with transaction(db):
        forget_lines(db)
        db.execute("INSERT INTO staged_release VALUES (?, ?)", (release, digest))
        db.execute(
            "INSERT INTO staged_line SELECT tbl, id, since, digest FROM temp.now WHERE since = ?",
            (seq,),
        )
        db.execute(
            "INSERT INTO staged_line SELECT tbl, id, since, NULL FROM temp.ended WHERE until = ?",
            (seq,),
        )


def forget_lines(db: sqlite3.Connection) -> None:
    """Nothing is staged."""
    db.execute("DELETE FROM staged_line")
    db.execute("DELETE FROM staged_release")


def keep_lines(db: sqlite3.Connection, release: str) -> None:
    """What was staged for a release is what it published; versions beyond the reach of deltas are forgotten."""
    found = db.execute(
        "SELECT r.seq, r.as_of, s.digest FROM staged_release s JOIN release r ON r.id = s.release"
        " WHERE r.id = ?",
        (release,),
    ).fetchone()
    if found is None:
        return
    seq, as_of, digest = found
    db.execute(
        "UPDATE line SET until = ?, digest = NULL WHERE (tbl, id, since) IN"
        " (SELECT tbl, id, since FROM staged_line WHERE digest IS NULL)",
        (seq,),
    )
    db.execute(
        "INSERT INTO line SELECT tbl, id, since, 0, digest FROM staged_line WHERE digest IS NOT NULL"
    )
    db.execute("INSERT INTO line_release VALUES (?, ?)", (seq, digest))
    oldest = db.execute(
        "SELECT MAX(seq) FROM line_release JOIN release USING (seq)"
        f" WHERE as_of <= date(?, '-{REACH} days')",
        (as_of,),
    ).fetchone()[0]
    if oldest is not None:
        db.execute("DELETE FROM line_release WHERE seq < ?", (oldest,))
        db.execute("DELETE FROM line WHERE until BETWEEN 1 AND ?", (oldest,))
    forget_lines(db)
