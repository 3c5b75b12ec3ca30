"""Sayings: what each subject adds to a thing that all of them make together, so that its next version asks only those
who changed whether it would be the same.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from creditsite.ledger.drawn import CHANGED, current
from creditsite.ledger.store import Ledger, transaction


def note_sayings(ledger: Ledger, sayings: Iterable[tuple[str, bytes]]) -> str:
    """Keeps a digest of what each subject adds, by its id; gives one of all of them."""
    db, whole = ledger.db, sha256()
    db.execute("DROP TABLE IF EXISTS temp.added")
    db.execute("CREATE TEMP TABLE added (id TEXT, digest BLOB)")

    def rows() -> Iterator[tuple[str, bytes]]:
        for subject, digest in sayings:
            whole.update(subject.encode() + digest)
            yield subject, digest

    with transaction(db):
        db.executemany("INSERT INTO temp.added VALUES (?, ?)", rows())
        thing = whole.hexdigest()
        db.execute("DELETE FROM saying WHERE thing = ?", (thing,))
        db.execute("INSERT INTO saying SELECT ?, id, digest FROM temp.added ORDER BY id", (thing,))
    db.execute("DROP TABLE temp.added")
    return thing


def still_said(ledger: Ledger, path: str, digest_of: Callable[[str], bytes]) -> str:
    """What was noted of the current release under a path by `note_sayings`, if all who changed since add the same.

    The same hand must have drawn that release. Nothing where a subject came, went, or adds something else.
    """
    noted = ledger.db.execute(
        "SELECT print FROM printed WHERE release = ? AND path = ?", (current(ledger), path)
    ).fetchone()
    gone = ledger.db.execute(
        "SELECT 1 FROM drawn d LEFT JOIN subject s USING (id) WHERE s.id IS NULL"
    ).fetchone()
    if noted is None or gone:
        return ""
    changed = ledger.db.execute(
        f"SELECT c.id, w.digest FROM ({CHANGED}) c LEFT JOIN saying w ON w.thing = ? AND w.id = c.id",
        noted,
    )
    return str(noted[0]) if all(digest == digest_of(one) for one, digest in changed) else ""


def forget_sayings(ledger: Ledger) -> None:
    """What no release says any more is forgotten."""
    ledger.db.execute("DELETE FROM saying WHERE thing NOT IN (SELECT print FROM printed)")
