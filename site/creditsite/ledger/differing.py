"""What a load says differently than the one before it: it alone is written, and of it alone is worked out what follows.

A load is settled in tables of the same names that stand before those of the ledger; then the ledger's are made equal to
them. The ids of records that differ are kept until a release is finished that says so.
"""

from datetime import date
from sqlite3 import Connection

from creditsite.ledger.persons import AFTER, FIRST
from creditsite.ledger.schema import INDEXES, RECORD, SUBJECT
from creditsite.ledger.store import Ledger, transaction

_PART = 8  # of all: where more differs, to go through all takes less than to ask for each
_MOST = 100_000  # ids that are held
_SAYS = (
    "record_id", "subject_key", "subject_id", "suppress", "list_kind", "dated", "substance", "publish_until",
    "until_because", "repair_from", "disputed_on", "mark", "exit_until", "outcome", "payload",
)  # fmt: skip
_NAMES = ("key", "name", "region_code", "entity_kind", "roles", "payload", "names")


def _differs(names: tuple[str, ...]) -> str:
    return " OR ".join(f"n.{name} IS NOT o.{name}" for name in names)


_BEGIN = (
    "DROP TABLE IF EXISTS temp.differs",
    "DROP TABLE IF EXISTS temp.moved",
    "DROP TABLE IF EXISTS temp.anew",
    "CREATE TEMP TABLE differs (kind TEXT, key TEXT, record_id TEXT, subject_id TEXT)",
    "CREATE TEMP TABLE moved (kind TEXT, key TEXT, place TEXT)",  # lies elsewhere in the files
    "CREATE TEMP TABLE anew (id TEXT PRIMARY KEY) WITHOUT ROWID",
)
_COMPARE_RECORDS = (
    "INSERT INTO temp.differs SELECT n.kind, n.key, n.record_id, n.subject_id FROM temp.record n"
    f" LEFT JOIN main.record o ON o.kind = n.kind AND o.key = n.key WHERE o.key IS NULL OR {_differs(_SAYS)}",
    "INSERT INTO temp.differs SELECT o.kind, o.key, o.record_id, o.subject_id FROM main.record o"
    " WHERE NOT EXISTS (SELECT 1 FROM temp.record n WHERE n.kind = o.kind AND n.key = o.key)",
)
_COMPARE = (
    "INSERT INTO temp.moved SELECT n.kind, n.key, n.place FROM temp.record n CROSS JOIN main.record o"
    " ON o.kind = n.kind AND o.key = n.key WHERE n.place <> o.place",
    "INSERT OR IGNORE INTO touched SELECT record_id FROM temp.differs",
    "INSERT INTO temp.anew SELECT n.id FROM temp.subject n LEFT JOIN main.subject o ON o.id = n.id"
    f" WHERE o.id IS NULL OR {_differs(_NAMES)}",
)
_BRING_IN = (
    "DELETE FROM main.record WHERE (kind, key) IN (SELECT kind, key FROM temp.differs)",
    "INSERT INTO main.record SELECT * FROM temp.record WHERE (kind, key) IN (SELECT kind, key FROM temp.differs)",
    "UPDATE main.record AS o SET place = m.place FROM temp.moved m WHERE o.kind = m.kind AND o.key = m.key",
    "DELETE FROM main.subject WHERE id IN (SELECT id FROM temp.anew) OR id NOT IN (SELECT id FROM temp.subject)",
    "INSERT INTO main.subject SELECT * FROM temp.subject WHERE id IN (SELECT id FROM temp.anew)",
    "ALTER TABLE temp.record RENAME TO settled_record",  # to drop it takes a second in a large city
    "ALTER TABLE temp.subject RENAME TO settled_subject",
    "DELETE FROM turning WHERE id NOT IN (SELECT id FROM main.subject)",
)
# Of whom a record differs, whose day has come; and persons, who are few.
_ANEW = f"""
INSERT OR IGNORE INTO temp.anew
SELECT d.subject_id FROM temp.differs d JOIN main.subject s ON s.id = d.subject_id
UNION SELECT t.id FROM turning t JOIN main.subject s ON s.id = t.id WHERE t.day <= :as_of
UNION SELECT id FROM main.subject WHERE id >= '{FIRST}' AND id < '{AFTER}'
"""


def begin(db: Connection, hand: str) -> bool:
    """Empty tables of records and subjects; whether they stand before those that were settled last.

    That is so where the same hand has settled them: the digest of all but the ledger and the day that decides what is
    said, empty where nobody knows it.
    """
    found = db.execute("SELECT hand FROM settled").fetchone()
    before = found is not None and found[0] == hand != ""
    for name, made in (("record", RECORD), ("subject", SUBJECT)):
        if before:
            db.execute(f"DROP TABLE IF EXISTS temp.settled_{name}")
            db.execute(f"CREATE TEMP TABLE {made}")
        else:
            db.execute(f"DROP TABLE {name}")
            db.execute(f"CREATE TABLE {made}")
    if not before:
        forget(db)
        db.execute("INSERT INTO settled VALUES ('', ?, '')", (hand,))
    return before


def compare(db: Connection) -> None:
    """Notes which records of the tables that stand before the ledger's differ from them."""
    for statement in (*_BEGIN, *_COMPARE_RECORDS):
        db.execute(statement)


def bring_in(db: Connection, as_of: date) -> list[str] | None:
    """Makes the ledger's tables equal to those that stand before them, as they were compared.

    Gives the ids of the subjects whose summary must be made; those of all others hold. Nothing where all must be made.
    """
    for statement in _COMPARE:
        db.execute(statement)
    if _is_much(db, "temp.differs", "temp.record"):
        for name, of in INDEXES.items():
            if not of.startswith("row "):
                db.execute(f"DROP INDEX main.{name}")
    for statement in _BRING_IN:
        db.execute(statement)
    (day,) = db.execute("SELECT as_of FROM settled").fetchone()
    if day > str(as_of):
        return None
    db.execute(_ANEW, {"as_of": str(as_of)})
    if _is_much(db, "temp.anew", "subject"):
        return None
    return [one for (one,) in db.execute("SELECT id FROM temp.anew ORDER BY id")]


def note_day(db: Connection, as_of: date) -> None:
    """For which day all is settled now."""
    db.execute("UPDATE settled SET as_of = ?", (str(as_of),))


def touched(ledger: Ledger) -> str:
    """SQL that gives the ids of all records that may say something else than in the last finished release.

    Empty where all of them may, or so many that it takes less to look at all.
    """
    found = ledger.db.execute("SELECT since FROM settled").fetchone()
    if not found or not found[0] or _is_much(ledger.db, "touched", "record"):
        return ""
    return "SELECT record_id FROM touched"


def note_finished(db: Connection, release: str) -> None:
    """What is settled is what this release says."""
    db.execute("DELETE FROM touched")
    db.execute("UPDATE settled SET since = ?", (release,))


def forget(db: Connection) -> None:
    """Something is changed in what was settled: the next load works everything out again."""
    db.execute("DELETE FROM settled")
    db.execute("DELETE FROM touched")


def settle_anew(ledger: Ledger) -> None:
    """The next load works everything out again, as if nothing had been settled."""
    with transaction(ledger.db):
        forget(ledger.db)


def _is_much(db: Connection, of: str, all_of: str) -> bool:
    (some,) = db.execute(f"SELECT COUNT(*) FROM {of}").fetchone()
    (every,) = db.execute(f"SELECT COUNT(*) FROM {all_of}").fetchone()
    return bool(some > _MOST or some * _PART > every)
