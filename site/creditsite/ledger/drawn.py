"""Stamps: the release in which a subject's files last changed, so that equal files are kept from one to the next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import starmap

from creditsite.ledger.persons import NOT_PERSONS
from creditsite.ledger.remembered import beside
from creditsite.ledger.schema import END
from creditsite.ledger.store import Ledger

# Who came, or of whom something else is said: all are compared in one go, not looked up one by one.
CHANGED = "SELECT id, digest FROM subject EXCEPT SELECT id, digest FROM drawn"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a subject's files are signed with; `release` is empty where the release that is being made changes them."""

    id: str
    look: str  # equal for all subjects whose badges say the same
    release: str
    as_of: date | None


def stamps(ledger: Ledger, hand: str, first: str = "", last: str = "") -> Iterator[Stamp]:
    """Of every subject with a page, ordered by id, `first` <= id < `last`.

    `hand` is the digest of what draws the files; what another hand has drawn is drawn anew.
    """
    same = hand == hand_of(ledger, current(ledger))
    rows = ledger.db.execute(
        "SELECT s.id, s.look, d.release, d.as_of FROM subject s"
        " LEFT JOIN drawn d ON d.id = s.id AND d.digest = s.digest AND ?"
        " WHERE s.id >= ? AND s.id < ? ORDER BY s.id",
        (same, first, last or END),
    )
    yield from starmap(_stamp, rows)


def last_changes(
    ledger: Ledger, hand: str, as_of: date, first: str = "", last: str = ""
) -> Iterator[tuple[str, str]]:
    """The same in short, of all but natural persons: id and day of the last change; `as_of` where it is being made."""
    same = hand == hand_of(ledger, current(ledger))
    yield from ledger.db.execute(
        "SELECT s.id, COALESCE(d.as_of, ?) FROM subject s"
        " LEFT JOIN drawn d ON d.id = s.id AND d.digest = s.digest AND ?"
        f" WHERE s.id >= ? AND s.id < ? AND {NOT_PERSONS.format('s.id')} ORDER BY s.id",
        (str(as_of), same, first, last or END),
    )


def stamp(ledger: Ledger, hand: str, subject_id: str) -> Stamp:
    """The stamp of one subject with a page."""
    return next(stamps(ledger, hand, subject_id, subject_id + "\x00"))


def drawn_since(ledger: Ledger, release: str) -> frozenset[str]:
    """The ids of the subjects whose files have changed after a release; of one that is not known, all."""
    rows = ledger.db.execute(
        "SELECT d.id FROM drawn d JOIN release r ON r.id = d.release"
        " WHERE r.seq > COALESCE((SELECT seq FROM release WHERE id = ?), -1)",
        (release,),
    )
    return frozenset(one for (one,) in rows)


def note_changed(ledger: Ledger) -> None:
    """Notes who has come since the last release or of whom something else is said; the same hand draws both."""
    with beside(ledger):
        ledger.db.execute("DROP TABLE IF EXISTS temp.changed")
        ledger.db.execute(f"CREATE TEMP TABLE changed AS SELECT id FROM ({CHANGED})")


def who_changed(ledger: Ledger) -> Iterator[tuple[str, bool]]:
    """The id of everybody of whom `note_changed` tells, or who had a page in the last release and has none any more.

    They come in the order of ids, each with whether there was a page in that release.
    """
    note_changed(ledger)
    rows = ledger.db.execute(
        "SELECT c.id, d.id IS NOT NULL FROM temp.changed c LEFT JOIN drawn d USING (id) UNION ALL"
        " SELECT d.id, 1 FROM drawn d LEFT JOIN subject s USING (id) WHERE s.id IS NULL ORDER BY 1"
    )
    return ((one, bool(was)) for one, was in rows)


def digest_of_subjects(ledger: Ledger) -> str:
    """A digest of all that is said of every subject with a page."""
    sha = sha256()
    for subject, told in ledger.db.execute("SELECT id, digest FROM subject ORDER BY id"):
        sha.update(f"{subject} {told}\n".encode())
    return sha.hexdigest()


def _stamp(subject_id: str, look: str, release: str | None, as_of: str | None) -> Stamp:
    return Stamp(subject_id, look, release or "", date.fromisoformat(as_of) if as_of else None)


def current(ledger: Ledger) -> str:
    """The last release that was finished; empty before the first."""
    found = ledger.db.execute("SELECT id FROM release WHERE state = 'current'").fetchone()
    return str(found[0]) if found else ""


def hand_of(ledger: Ledger, release: str) -> str:
    """The digest of what drew a release; empty where nobody noted it."""
    found = ledger.db.execute("SELECT hand FROM hand WHERE release = ?", (release,)).fetchone()
    return str(found[0]) if found else ""


def note_hand(ledger: Ledger, release: str, hand: str) -> None:
    """Notes what draws a release that is being made."""
    ledger.db.execute("INSERT OR REPLACE INTO hand VALUES (?, ?)", (release, hand))


def note_drawn(ledger: Ledger, release: str) -> None:
    """Notes for a release that was finished just now what its subjects' files say, and since when."""
    hand, before = hand_of(ledger, release), hand_of(ledger, current(ledger))
    if hand != before or not hand:
        ledger.db.execute("DELETE FROM drawn")
    ledger.db.execute("DELETE FROM drawn WHERE id NOT IN (SELECT id FROM subject)")
    ledger.db.execute(
        f"INSERT OR REPLACE INTO drawn SELECT c.id, c.digest, r.id, r.as_of FROM release r, ({CHANGED}) c"
        " WHERE r.id = ?",
        (release,),
    )
    ledger.db.execute("DELETE FROM hand WHERE release <> ?", (release,))
