"""Prints: of what each file of a release was drawn, so that a file that would say the same is kept, not drawn again."""

from collections.abc import Iterable, Iterator
from datetime import date

from creditsite.ledger.drawn import Stamp, current, hand_of
from creditsite.ledger.remembered import beside
from creditsite.ledger.schema import END
from creditsite.ledger.store import Ledger, transaction

# Of the release that is drawn: a preview notes them too, in a ledger that it only reads.
_FRESH = "CREATE TEMP TABLE IF NOT EXISTS fresh_print (path TEXT PRIMARY KEY, print TEXT NOT NULL)"


def note_print(ledger: Ledger, path: str, of: str) -> None:
    """Notes a file of the release that is drawn, by a digest of all that it was drawn of."""
    with beside(ledger):
        ledger.db.execute(_FRESH)
        ledger.db.execute("INSERT OR REPLACE INTO temp.fresh_print VALUES (?, ?)", (path, of))


def has_print(ledger: Ledger, path: str, of: str) -> bool:
    """Whether the file of the current release was drawn of the same."""
    found = ledger.db.execute(
        "SELECT print FROM printed WHERE release = ? AND path = ?", (current(ledger), path)
    ).fetchone()
    return found is not None and found[0] == of


def printed_below(ledger: Ledger, start: str) -> list[str]:
    """The files of the current release whose path begins so, and which were noted."""
    rows = ledger.db.execute(
        "SELECT path FROM printed WHERE release = ? AND path >= ? AND path < ? ORDER BY path",
        (current(ledger), start, start + END),
    )
    return [path for (path,) in rows]


def page_stamp(ledger: Ledger, hand: str, path: str, of: str) -> Stamp:
    """What a page is signed with that keeps its stamp for as long as it says the same, by a digest of what it says."""
    live = current(ledger)
    rows = ledger.db.execute(
        "SELECT print FROM printed WHERE release = ? AND path = ?", (live, path)
    ).fetchone()
    said, release, day = rows[0].split(" ") if rows else ("", "", "")
    if said != of or not drawn_by(ledger, live, hand):
        return Stamp(path, "", "", None)
    return Stamp(path, "", release, date.fromisoformat(day))


def note_page(ledger: Ledger, path: str, of: str, release: str, as_of: date) -> None:
    """Notes what a page says and what it is signed with."""
    note_print(ledger, path, f"{of} {release} {as_of}")


def keep_prints(ledger: Ledger, start: str) -> None:
    """Files whose path begins so are taken over as they are: what was noted of them holds on."""
    ledger.db.execute(_FRESH)
    ledger.db.execute(
        "INSERT OR REPLACE INTO temp.fresh_print SELECT path, print FROM printed"
        " WHERE release = ? AND path >= ? AND path < ?",
        (current(ledger), start, start + END),
    )


def noted_prints(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """What was noted through this handle, for whoever may write it down."""
    ledger.db.execute(_FRESH)
    yield from ledger.db.execute("SELECT path, print FROM temp.fresh_print ORDER BY path")


def note_prints(ledger: Ledger, prints: Iterable[tuple[str, str]]) -> None:
    """Notes what was noted elsewhere."""
    ledger.db.execute(_FRESH)
    ledger.db.executemany("INSERT OR REPLACE INTO temp.fresh_print VALUES (?, ?)", prints)


def forget_prints(ledger: Ledger) -> None:
    """Another release is drawn from now on."""
    ledger.db.execute("DROP TABLE IF EXISTS temp.fresh_print")


def drawn_by(ledger: Ledger, release: str, hand: str) -> bool:
    """Whether a release is the current one, and the same hand drew it."""
    return bool(hand) and release == current(ledger) and hand_of(ledger, release) == hand


def stage_prints(ledger: Ledger, release: str) -> None:
    """Keeps what was noted: it counts when the release is the current one."""
    ledger.db.execute(_FRESH)
    with transaction(ledger.db):
        ledger.db.execute("DELETE FROM printed WHERE release = ?", (release,))
        ledger.db.execute(
            "INSERT INTO printed SELECT ?, path, print FROM temp.fresh_print", (release,)
        )
